"""CSV: encodings, delimiters, quoted line breaks."""

import csv
from io import StringIO
from typing import Final

from process_models.steps.grid import MAX_CELL, MAX_COLUMNS, MAX_ROWS, Cell, Grid, Source, UnreadableFileError, rows_of
from process_models.steps.text import clean

_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_DELIMITERS: Final = ",;\t|"


def read_csv(source: Source, content: bytes) -> None:
    """Read the file's rows. Raises UnreadableFileError."""
    text = _decoded(content)
    csv.field_size_limit(max(csv.field_size_limit(), 10 * MAX_CELL))
    delimiter = _delimiter(text)
    lines: list[list[Cell]] = []
    try:
        for fields in csv.reader(StringIO(text, newline=""), delimiter=delimiter):
            lines.append([Cell(clean(field[:MAX_CELL])) for field in fields[:MAX_COLUMNS]])
            _limits(source, len(lines), fields)
            if len(lines) > MAX_ROWS:
                raise UnreadableFileError("file.rows", limit=MAX_ROWS)
    except csv.Error as error:
        raise UnreadableFileError("file.csv", row=len(lines) + 1) from error
    source.parts.append(Grid("", rows_of(lines)))


def _limits(source: Source, row: int, fields: list[str]) -> None:
    if len(fields) > MAX_COLUMNS:
        source.flag("row.wide", row=row, limit=MAX_COLUMNS)
    for column, field in enumerate(fields[:MAX_COLUMNS], start=1):
        if len(field) > MAX_CELL:
            source.flag("cell.long", row=row, column=column, limit=MAX_CELL)


def _decoded(content: bytes) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _strict(content, encoding)
    if b"\x00" in content[:400]:
        return _strict(content, "utf-16-le" if content[1:2] == b"\x00" else "utf-16-be")
    return _strict(content, "utf-8")


def _strict(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        raise UnreadableFileError("file.encoding", row=row) from error


def _delimiter(text: str) -> str:
    """The one that occurs most outside quotes in the widest of the first rows."""
    outside = "".join(text[:20_000].split('"')[::2])
    rows = [row for row in outside.splitlines() if row.strip()][:30]
    counts = {each: max((row.count(each) for row in rows), default=0) for each in _DELIMITERS}
    return max(_DELIMITERS, key=lambda each: (counts[each], -_DELIMITERS.index(each)))
