"""Reports as files: CSV that spreadsheets open with Vietnamese letters, and XLSX."""

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from runtime.services.zone import zone

Cell = str | int | Decimal | date | datetime | None
Sheet = Sequence[Sequence[Cell]]
"""Rows of cells; instants are written on the installation's wall clock."""

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for a formula at the beginning of a text."""
_WIDEST: Final = 60


def csv_of(rows: Sheet) -> bytes:
    """UTF-8 with a byte order mark; a text that begins like a formula gets an apostrophe in front."""
    kept = io.StringIO(newline="")
    writer = csv.writer(kept)
    for row in rows:
        writer.writerow([_plain(cell) for cell in row])
    return kept.getvalue().encode("utf-8-sig")


def xlsx_of(title: str, rows: Sheet, *, heads: int = 1) -> bytes:
    """One worksheet; its first ``heads`` rows are bold. Texts are never formulas."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = _name(title)
    for number, row in enumerate(rows, start=1):
        for index, value in enumerate(row, start=1):
            _write(sheet.cell(number, index), value, head=number <= heads)
    for index, width in enumerate(_widths(rows), start=1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _plain(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return cell.astimezone(zone()).strftime("%Y-%m-%d %H:%M")
    text = "" if cell is None else str(cell)
    return f"'{text}" if isinstance(cell, str) and text.startswith(_FORMULA) else text


def _write(place: Any, value: Cell, *, head: bool) -> None:
    if isinstance(value, str):
        place.value = "".join(letter for letter in value if letter >= " " or letter in "\n\t")
        place.data_type = "s"
    elif isinstance(value, datetime):
        place.value = value.astimezone(zone()).replace(tzinfo=None)
        place.number_format = "dd/mm/yyyy hh:mm"
    else:
        place.value = value
    if head:
        place.font = Font(bold=True)
        place.alignment = Alignment(wrap_text=True, vertical="top")


def _widths(rows: Sheet) -> list[int]:
    count = max((len(row) for row in rows), default=0)
    return [
        min(_WIDEST, 2 + max((len(_plain(row[index])) for row in rows[1:] if index < len(row)), default=8))
        for index in range(count)
    ]


def _name(title: str) -> str:
    """A worksheet's name: no characters that spreadsheets refuse, at most 31."""
    return "".join(letter for letter in title if letter not in "[]:*?/\\")[:31] or "Sheet"
