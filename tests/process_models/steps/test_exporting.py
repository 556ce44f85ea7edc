"""Step documents of packages: what is written says what runs, and is read back as the same table."""

from dataclasses import fields, replace
from pathlib import Path

import pytest

from process_models.package import read_package
from process_models.steps.exporting import Version, document_of, export_steps
from process_models.steps.reading import read_table
from process_models.steps.table import Place, ProcedureTable

LIBRARY = Path(__file__).parents[3] / "process_models" / "library"
PACKAGES = sorted(path.name for path in LIBRARY.iterdir() if (path / "procedure.json").is_file())
NOWHERE = Place(file="")


def placeless(table: ProcedureTable) -> dict[str, object]:
    steps = tuple(replace(step, place=NOWHERE) for step in table.steps)
    return {each.name: getattr(replace(table, steps=steps, place=NOWHERE), each.name) for each in fields(table)}


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
@pytest.mark.parametrize("code", PACKAGES)
def test_the_exported_document_of_a_shipped_package_reads_back_as_its_table(code: str, kind: str):
    package = read_package(LIBRARY / code)
    reading = read_table(f"{code}.{kind}", export_steps(package, kind))
    assert [(problem.code, problem.values) for problem in reading.problems if problem.severity == "error"] == []
    (table,) = reading.procedures
    assert placeless(table) == placeless(document_of(package))


def test_earlier_versions_stand_in_the_history():
    package = read_package(LIBRARY / "2.000815")
    versions = (Version("0.9.0", "01/02/2025", "Rút ngắn bước ký; thêm bước đóng dấu"),)
    (table,) = read_table("a.docx", export_steps(package, "docx", versions)).procedures
    assert table.header is not None
    assert "0.9.0, 01/02/2025 – Rút ngắn bước ký" in table.header.changes


def test_the_page_says_every_step_and_escapes_what_is_in_it():
    package = read_package(LIBRARY / "2.000815")
    page = export_steps(package, "html").decode()
    for step in document_of(package).steps:
        assert f"<td>{step.number}</td>" in page
    assert "<script" not in page
