"""XLSX (and XLS, ODS): cached values through calamine, and what only the XML tells: hidden rows, empty formulas."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any, Final

from lxml import etree
from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from process_models.steps.archive import member
from process_models.steps.grid import (
    EMPTY,
    MAX_CELL,
    MAX_COLUMNS,
    MAX_ROWS,
    Cell,
    Grid,
    Source,
    UnreadableFileError,
    rows_of,
)
from process_models.steps.text import clean

_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_ERRORS: Final = ("#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!")


def read_sheets(source: Source, content: bytes, kind: str) -> None:
    """Read every sheet with content, hidden ones too (and tells so). Raises UnreadableFileError."""
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        paths = _paths(content) if kind == "xlsx" else {}
        for told in book.sheets_metadata:
            if told.visible is not SheetVisibleEnum.Visible:
                source.flag("sheet.hidden", sheet=told.name)
            _sheet(source, book, told.name)
            if told.name in paths:
                _only_in_xml(source, content, told.name, paths[told.name])
    except (CalamineError, etree.XMLSyntaxError, OSError, ValueError) as error:
        raise UnreadableFileError("file.broken", kind=kind.upper()) from error


def _sheet(source: Source, book: CalamineWorkbook, name: str) -> None:
    sheet = book.get_sheet_by_name(name)
    if sheet.total_height > MAX_ROWS:
        raise UnreadableFileError("file.rows", limit=MAX_ROWS)
    if sheet.total_width > MAX_COLUMNS:
        source.flag("row.wide", sheet=name, limit=MAX_COLUMNS)
    lines = [
        [_cell(source, name, row, column, value) for column, value in enumerate(values[:MAX_COLUMNS], start=1)]
        for row, values in enumerate(sheet.to_python(skip_empty_area=False), start=1)
    ]
    _fill_merged(lines, sheet)
    if any(cell.text for cells in lines for cell in cells):
        source.parts.append(Grid(name, rows_of(lines)))


def _cell(source: Source, sheet: str, row: int, column: int, value: Any) -> Cell:
    if value == "" or value is None:
        return EMPTY
    text, typed = _text(value)
    if text in _ERRORS:
        source.flag("cell.error", sheet=sheet, row=row, column=column, text=text)
        return EMPTY
    if len(text) > MAX_CELL:
        source.flag("cell.long", sheet=sheet, row=row, column=column, limit=MAX_CELL)
        text = text[:MAX_CELL]
    return Cell(clean(text), typed)


def _text(value: Any) -> tuple[str, str]:
    """What a typed value looks like to its reader: 4.0 is "4", a date is dd/mm/yyyy."""
    match value:
        case bool():
            return ("x" if value else ""), ""
        case int() | float():
            number = Decimal(repr(value))
            whole = number.to_integral_value()
            return (f"{int(whole)}" if whole == number else f"{number.normalize():f}"), "number"
        case datetime():
            return f"{value:%d/%m/%Y}", "date"
        case date():
            return f"{value:%d/%m/%Y}", "date"
        case time():
            return f"{value:%H:%M}", "time"
        case timedelta():
            return f"{value}", "time"
        case _:
            return str(value), ""


def _fill_merged(lines: list[list[Cell]], sheet: Any) -> None:
    """Each cell of a merged range has the text of its first one."""
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if top >= len(lines) or left >= len(lines[top]):
            continue
        first = lines[top][left]
        for row in range(top, min(bottom + 1, len(lines))):
            for column in range(left, min(right + 1, len(lines[row]))):
                if (row, column) != (top, left):
                    lines[row][column] = Cell(first.text, first.typed, merged=True, above=row > top)


def _paths(content: bytes) -> dict[str, str]:
    """Sheet name -> its file in the archive."""
    book, links = member(content, "xl/workbook.xml"), member(content, "xl/_rels/workbook.xml.rels")
    if book is None or links is None:
        return {}
    targets = {link.get("Id"): link.get("Target", "") for link in _tree(links)}
    found = {}
    for sheet in _tree(book).iter(f"{_MAIN}sheet"):
        target = targets.get(sheet.get(f"{_REL}id"), "")
        found[sheet.get("name", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return found


def _tree(data: bytes) -> Any:
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def _only_in_xml(source: Source, content: bytes, name: str, path: str) -> None:
    data = member(content, path)
    if data is None or (b"hidden=" not in data and b"<f" not in data):
        return
    hidden = []
    for row, cells in _rows(data):
        if row.get("hidden") in ("1", "true") and cells:
            hidden.append(row.get("r", ""))
        for cell in cells:
            formula, value = cell.find(f"{_MAIN}f"), cell.find(f"{_MAIN}v")
            if formula is not None and (value is None or not value.text) and cell.find(f"{_MAIN}is") is None:
                at, column = _place(cell.get("r", ""))
                source.flag("cell.formula", sheet=name, row=at, column=column)
    if hidden:
        told = ", ".join(hidden[:20]) + (" …" if len(hidden) > 20 else "")
        source.flag("row.hidden", severity="review", sheet=name, row=int(hidden[0] or 0), rows=told)


def _rows(data: bytes) -> Iterator[tuple[Any, list[Any]]]:
    for _, row in etree.iterparse(
        BytesIO(data), tag=f"{_MAIN}row", resolve_entities=False, no_network=True, load_dtd=False
    ):
        yield row, list(row)
        row.clear()


def _place(reference: str) -> tuple[int, int]:
    letters = reference.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter.upper()) - 64
    return int(reference[len(letters) :] or 0), column
