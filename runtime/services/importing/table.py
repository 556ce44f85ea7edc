"""Reading a table of rows under headings, from CSV or a workbook; every problem with its row and column.

Nothing is guessed: a heading nobody knows, a cell that cannot be read, a text in another encoding are problems. Row
numbers are those the reader sees in the file.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from python_calamine import CalamineError, CalamineWorkbook

from process_models.steps.text import fold

MOST_BYTES: Final = 20 * 1024 * 1024
MOST_ROWS: Final = 50_000
LONGEST: Final = 2_000
_DELIMITERS: Final = ",;\t|"
_WORKBOOKS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_LOOKED_AT: Final = 10
"""Rows from the top in which the headings are looked for."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key (also a heading), its headings in both languages, and how the template explains it."""

    key: str
    vi: str
    en: str
    required: bool = False
    about: tuple[str, str] = ("", "")
    """(English, Vietnamese)."""
    example: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, where. ``row`` as in the file, ``column`` as its heading; None: the whole file."""

    code: str
    row: int | None = None
    column: str | None = None
    params: Mapping[str, Any] = field(default_factory=dict)

    def text(self, lang: str = "vi") -> str:
        """The sentence, in ``vi`` or ``en``."""
        from runtime.services.messages import sentence

        return sentence(self.code, self.params, lang)


@dataclass(frozen=True, slots=True)
class Row:
    """A row's cells by the key of their column; empty ones are there as empty texts."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """What was read. ``headings``: key -> heading as it stands in the file."""

    rows: tuple[Row, ...] = ()
    headings: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def read_table(content: bytes, columns: Sequence[Column]) -> Table:
    """The rows of a file; with problems there are no rows."""
    if len(content) > MOST_BYTES:
        return Table(problems=(Problem("import.size", params={"most": MOST_BYTES // 1024 // 1024}),))
    lines = _workbook(content) if content.startswith(_WORKBOOKS) else _csv(content)
    if isinstance(lines, Problem):
        return Table(problems=(lines,))
    if len(lines) > MOST_ROWS:
        return Table(problems=(Problem("import.rows", params={"most": MOST_ROWS}),))
    return _table(lines, columns)


def _csv(content: bytes) -> list[tuple[int, list[str]]] | Problem:
    try:
        told = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        return Problem("import.encoding")
    first = next((line for line in told.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(told, newline=""), delimiter=delimiter)
    try:
        return [
            (reader.line_num - sum(cell.count("\n") for cell in cells), [cell.strip() for cell in cells])
            for cells in reader
        ]
    except csv.Error as error:
        return Problem("import.workbook", row=reader.line_num, params={"detail": str(error)})


def _workbook(content: bytes) -> list[tuple[int, list[str]]] | Problem:
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        rows = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, ValueError, IndexError, OSError) as error:
        return Problem("import.workbook", params={"detail": str(error)[:200]})
    return [(number, [_cell(cell) for cell in row]) for number, row in enumerate(rows, 1)]


def _cell(value: Any) -> str:
    match value:
        case datetime() | date():
            return value.strftime("%Y-%m-%d")
        case bool():
            return "1" if value else "0"
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value).strip()


def _table(lines: Sequence[tuple[int, list[str]]], columns: Sequence[Column]) -> Table:
    known = {fold(name): one for one in columns for name in (one.key, one.vi, one.en)}
    head = next((at for at, (_number, cells) in enumerate(lines[:_LOOKED_AT]) if _is_head(cells, known)), None)
    needed = [one for one in columns if one.required]
    if head is None:
        names = ", ".join(one.key for one in needed)
        return Table(problems=(Problem("import.headings", row=1, params={"columns": names}),))
    number, heading = lines[head]
    problems = list(_heading_problems(number, heading, known, needed))
    places = {known[fold(cell)].key: at for at, cell in reversed(list(enumerate(heading))) if fold(cell) in known}
    rows = [_row(number, cells, columns, places) for number, cells in lines[head + 1 :] if any(cells)]
    headings = {key: heading[at] for key, at in places.items()}
    problems += _long(rows, headings)
    if not rows and not problems:
        problems.append(Problem("import.empty"))
    return Table(() if problems else tuple(rows), headings, tuple(problems))


def _is_head(cells: Sequence[str], known: Mapping[str, Column]) -> bool:
    named = [fold(cell) for cell in cells if cell]
    return len([name for name in named if name in known]) >= min(2, len(named)) > 0


def _heading_problems(
    number: int, heading: Sequence[str], known: Mapping[str, Column], needed: Sequence[Column]
) -> Iterable[Problem]:
    seen: set[str] = set()
    for cell in heading:
        one = known.get(fold(cell))
        if one is None and cell:
            yield Problem("import.column-unknown", number, cell, {"heading": cell[:100]})
        elif one is not None and one.key in seen:
            yield Problem("import.column-twice", number, cell, {"heading": cell})
        if one is not None:
            seen.add(one.key)
    for one in needed:
        if one.key not in seen:
            yield Problem("import.column-missing", number, one.key, {"column": one.key})


def _row(number: int, cells: Sequence[str], columns: Sequence[Column], places: Mapping[str, int]) -> Row:
    told = {one.key: places.get(one.key, len(cells)) for one in columns}
    return Row(number, {key: cells[at] if at < len(cells) else "" for key, at in told.items()})


def _long(rows: Sequence[Row], headings: Mapping[str, str]) -> list[Problem]:
    return [
        Problem("import.long", row.number, headings.get(key), {"most": LONGEST})
        for row in rows
        for key, value in row.cells.items()
        if len(value) > LONGEST
    ]
