"""Procedures as provinces write them, each in its own way: read, made, drawn, proven and run to the end.

``provinces.txt`` holds one block a procedure: ``P`` with what the first row says of it, ``=`` with the reviews and notes
that its analyst must see (nothing else may be told), then its rows; fields are separated by ``|``.
"""

import csv
from collections import Counter
from io import StringIO
from pathlib import Path

import pytest

from process_models.check import examine
from process_models.making import make_package
from process_models.package import read_package
from process_models.problems import has_errors
from process_models.steps.reading import read_table
from tests.process_models.making.judging import faults

HEAD = [
    "Mã TTHC",
    "Tên thủ tục",
    "Lĩnh vực",
    "Cấp thực hiện",
    "Thời hạn giải quyết",
    "Thời gian sau cắt giảm",
    "Lệ phí",
    "Thành phần hồ sơ",
    "Bước",
    "Nội dung công việc",
    "Đơn vị",
    "Trách nhiệm",
    "Thời gian",
    "Chuyển đến",
    "Đồng hồ",
    "Biểu mẫu",
    "Kết quả",
    "Trường hợp",
]
LIKELY = {"timing.no-time", "timing.no-times", "timing.reserve", "scenario.coverage"}
"""What a check may say of a table that leaves times out."""


def blocks():
    text = (Path(__file__).parent / "provinces.txt").read_text("utf-8")
    for block in text.strip().split("\n\n"):
        first, told, *rows = block.split("\n")
        yield first[2:].split("|"), sorted(told[1:].split()), [row.split("|") for row in rows]


BLOCKS = {first[0]: (first, told, rows) for first, told, rows in blocks()}


def as_csv(first, rows):
    out = StringIO()
    lines = [[*(first if at == 0 else [""] * 8), *row] for at, row in enumerate(rows)]
    csv.writer(out).writerows([HEAD, *(line + [""] * (len(HEAD) - len(line)) for line in lines)])
    return out.getvalue().encode()


@pytest.mark.parametrize("code", sorted(BLOCKS))
def test_a_procedure_of_a_province_is_made_checked_and_run_to_its_end_and_doubts_are_told_once(code):
    first, expected, rows = BLOCKS[code]
    reading = read_table(f"{code}.csv", as_csv(first, rows))
    told = [problem.code for problem in reading.problems]
    assert reading.procedures
    for table in reading.procedures:
        made = make_package(table)
        told += [problem.code for problem in made.problems]
        package = read_package(made.files)
        report = examine(package)
        assert not has_errors(report.problems), report.problems
        assert {problem.code for problem in report.problems} <= LIKELY
        assert report.proof.sound
        assert faults(made.files["process.bpmn"]) == []
    assert Counter(told) == Counter(expected)
