"""The commands that import the organisation: templates, dry runs, exit codes, and what they print."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from motcua.cli import main


@pytest.fixture
def run(province_url: str, tmp_path: Path) -> Callable[..., Result]:
    settings = {"MOTCUA_DATABASE_URL": province_url, "MOTCUA_DATA": str(tmp_path)}
    return lambda *words: CliRunner().invoke(main, [str(word) for word in words], env=settings)


def test_a_template_is_filled_in_tried_and_imported(run, tmp_path: Path):
    for suffix in ("xlsx", "csv"):
        assert run("import-people", "--template", tmp_path / f"people.{suffix}", "--lang", "vi").exit_code == 0
    headings = (tmp_path / "people.csv").read_text("utf-8-sig").strip()
    assert headings.startswith("Tài khoản,Họ và tên,Mã cơ quan")
    file = tmp_path / "filled.csv"
    file.write_text(f"{headings}\nmoi.lenh,Người Mới,H36.50,Thụ lý,01/07/2026,,\n", "utf-8")
    tried = run("import-people", file, "--dry-run", "--json")
    told = json.loads(tried.stdout)
    assert (tried.exit_code, told["kept"], told["created"]) == (0, False, 1)
    done = run("import-people", file)
    assert done.exit_code == 0
    assert "first password of moi.lenh" in done.stdout
    file.write_text(file.read_text("utf-8").replace("Thụ lý", "Vua"), "utf-8")
    wrong = run("import-people", file, "--lang", "vi")
    assert wrong.exit_code == 1
    assert "row 2 “Vai trò”" in wrong.stdout
    assert run("import-people").exit_code == 2
    assert run("import-people", tmp_path / "none.csv").exit_code == 2


def test_a_reorganisation_an_announcement_and_a_trial_are_one_command_each(run, tmp_path: Path):
    table = tmp_path / "sap-xep.csv"
    table.write_text(
        "agency,successor,day\nH36.61.01,H36.60.01,01/04/2026\nH36.61,H36.60,01/04/2026\n", encoding="utf-8"
    )
    assert json.loads(run("reorganise", table, "--json").stdout)["created"] == 2
    days = tmp_path / "nghi.ics"
    days.write_text(
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20270101\nSUMMARY:Tết\nEND:VEVENT\nEND:VCALENDAR\n", "utf-8"
    )
    assert run("import-calendar", days).exit_code == 2
    done = run("import-calendar", days, "--calendar", "province", "--reason", "TB 1", "--json")
    assert json.loads(done.stdout)["rows"] == 1
    assert run("offers", "stage", "2.000815", "H36.50", "trial", "--reason", "Tập huấn").exit_code == 0
    assert "(on trial)" in run("offers", "list", "2.000815").stdout
    rows = json.loads(run("offers", "list", "2.000815", "--all", "--json").stdout)
    (trial,) = [row for row in rows if row["stage"] == "trial"]
    assert run("offers", "end", trial["id"], "2099-12-31").exit_code == 0
    assert json.loads(run("successors", "list", "--json").stdout) == []
    assert json.loads(run("successors", "follow", "--json").stdout)["dossiers"] == 0
    unknown = ("successors", "decide", "00000000-0000-7000-8000-000000000000", "H36.61", "H36.60", "--reason", "x")
    assert run(*unknown).exit_code == 2
