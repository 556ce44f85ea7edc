"""XLSX: a sheet with the table of the import's columns, and one with the head of the ISO document."""

from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from process_models.steps.document_parts import CATALOGUE, STEPS, head_rows, procedure_cells, step_cells
from process_models.steps.table import ProcedureTable

_WIDTHS = (14, 34, 16, 14, 18, 18, 14, 40, 16, 8, 44, 28, 28, 16, 26, 26, 28, 20)
_LINE = Side(style="thin", color="999999")


def write_xlsx(table: ProcedureTable) -> bytes:
    """The workbook; every cell is text, so nothing in it is ever a formula."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "Quy trình"
    _row(sheet, 1, (*CATALOGUE, *STEPS), head=True)
    about = procedure_cells(table)
    for at, step in enumerate(table.steps, start=2):
        shown = about if at == 2 else (about[0], *("" for _ in about[1:]))
        _row(sheet, at, (*shown, *step_cells(step)))
    for at, width in enumerate(_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    if table.header is not None:
        _head(book.create_sheet("ISO"), table)
    return _saved(book)


def _head(sheet: Any, table: ProcedureTable) -> None:
    assert table.header is not None
    for at, pair in enumerate(head_rows(table.header), start=1):
        _row(sheet, at, pair)
        sheet.cell(at, 1).font = Font(bold=True)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 24, 100


def _row(sheet: Any, at: int, texts: tuple[str, ...], *, head: bool = False) -> None:
    for column, text in enumerate(texts, start=1):
        cell = sheet.cell(at, column)
        cell.value, cell.data_type, cell.number_format = text or None, "s" if text else "n", "@"
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.border = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
        if head:
            cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E5E9F0")


def _saved(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()
