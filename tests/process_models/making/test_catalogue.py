"""The made-up catalogue: its size, its shapes, and that a seed always gives the same."""

import json
from collections import Counter
from io import BytesIO

from openpyxl import load_workbook

from process_models.making import make_package
from process_models.making.catalogue import catalogue
from process_models.making.workbook import HEADINGS, workbook


def test_a_whole_catalogue_has_the_shares_of_a_province():
    tables = list(catalogue(1710))
    assert Counter(table.levels for table in tables) == {("Sở",): 1392, ("Huyện",): 201, ("Xã",): 117}
    assert len({table.code for table in tables}) == 1710
    assert {len(table.steps) for table in tables} <= set(range(3, 15))
    assert min(len(table.steps) for table in tables) == 3
    assert sum(any(step.clock for step in table.steps) for table in tables) > 100
    assert (
        sum(any("UBND tỉnh" in step.agency or "Công an" in step.agency for step in table.steps) for table in tables)
        > 100
    )


def test_a_seed_gives_the_same_catalogue_and_another_seed_another():
    assert list(catalogue(40, 7)) == list(catalogue(40, 7))
    assert list(catalogue(40, 7)) != list(catalogue(40, 8))


def test_a_small_catalogue_has_all_levels():
    assert {table.levels for table in catalogue(6)} == {("Sở",), ("Huyện",), ("Xã",)}


def test_each_package_asks_at_least_ten_questions_in_two_forms():
    for table in list(catalogue(1710))[::285]:
        files = make_package(table).files
        sizes = [len(json.loads(data)["properties"]) for path, data in files.items() if path.endswith(".schema.json")]
        assert sum(size >= 10 for size in sizes) >= 2


def test_the_tables_are_written_as_one_workbook_with_a_row_a_step():
    tables = list(catalogue(12))
    sheet = load_workbook(BytesIO(workbook(tables)), read_only=True).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == HEADINGS
    assert len(rows) - 1 == sum(len(table.steps) for table in tables)
    assert rows[1][0] == tables[0].code
