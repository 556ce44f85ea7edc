"""``motcua import-steps`` and ``export-steps``: folders of packages, complete or not at all, and the same each time."""

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parent))

from documents import COMMON, HEADINGS, catalogue_rows, workbook

from motcua.onboarding import export_steps, import_steps
from process_models.check import check_package
from process_models.package import read_package
from process_models.problems import has_errors


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "tinh.xlsx"
    path.write_bytes(workbook(("Quy trình", [HEADINGS, *catalogue_rows()])))
    return path


def run(command, *arguments):
    result = CliRunner().invoke(command, [str(each) for each in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_a_workbook_becomes_packages_without_errors(table, tmp_path):
    result = run(import_steps, table, "--out", tmp_path / "out", "--json")
    outcome = json.loads(result.output)
    assert (result.exit_code, outcome["counts"]["refused"]) == (0, 0)
    assert {path.name for path in (tmp_path / "out").iterdir()} == {code for code, *_ in COMMON}
    for code in ("2.000815", "3.000722", "1.012766.H16", "1.001612"):
        package = read_package(tmp_path / "out" / code)
        assert not has_errors((*package.problems, *check_package(package))), code


def test_importing_again_changes_nothing_and_edits_are_not_overwritten(table, tmp_path):
    out = tmp_path / "out"
    run(import_steps, table, "--out", out)
    again = json.loads(run(import_steps, table, "--out", out, "--json").output)
    assert not any(each["changed"] for each in again["procedures"])
    edited = out / "1.001193" / "procedure.json"
    kept = edited.read_text("utf-8").replace("Đăng ký khai sinh", "Khai sinh", 1)
    edited.write_text(kept, "utf-8")
    refused = run(import_steps, table, "--out", out, "--json")
    row = next(each for each in json.loads(refused.output)["procedures"] if each["code"] == "1.001193")
    assert (refused.exit_code, row["state"], row["reason"]) == (1, "refused", "exists")
    assert edited.read_text("utf-8") == kept
    assert run(import_steps, table, "--out", out, "--replace").exit_code == 0
    assert edited.read_text("utf-8") != kept
    assert not [path for path in out.iterdir() if path.name.startswith(".")]


def test_a_file_that_is_no_table_ends_with_code_2_and_a_sentence(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n", "utf-8")
    result = run(import_steps, path, "--out", tmp_path / "out", "--lang", "vi")
    assert result.exit_code == 2
    assert "Không thấy bảng quy trình" in result.output


@pytest.mark.parametrize("ending", ["docx", "xlsx"])
def test_an_exported_document_is_imported_as_a_package_of_the_same_steps(table, tmp_path, ending):
    out = tmp_path / "out"
    run(import_steps, table, "--out", out)
    document = tmp_path / f"a.{ending}"
    assert run(export_steps, out / "1.001612", "--out", document).exit_code == 0
    assert run(import_steps, document, "--out", tmp_path / "again").exit_code == 0
    tasks = {
        step["work"] for step in json.loads((out / "1.001612" / "procedure.json").read_text("utf-8"))["steps"].values()
    }
    again = json.loads((tmp_path / "again" / "1.001612" / "procedure.json").read_text("utf-8"))["steps"].values()
    assert tasks <= {step["work"] for step in again}


def test_an_unknown_format_is_told(table, tmp_path):
    run(import_steps, table, "--out", tmp_path / "out")
    result = run(export_steps, tmp_path / "out" / "1.001193", "--out", tmp_path / "a.odt")
    assert result.exit_code == 2
    assert "xlsx, docx or html" in result.output
