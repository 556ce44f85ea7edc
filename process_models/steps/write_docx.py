"""DOCX: the ISO document as provinces publish it, with the table of steps in its middle."""

from io import BytesIO
from typing import Any, Final

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from process_models.steps.cells import fee_text
from process_models.steps.document_parts import AFTER, BEFORE, SINGLE, STEPS, entries, step_cells
from process_models.steps.package_steps import component_text
from process_models.steps.table import IsoHeader, ProcedureTable


def write_docx(table: ProcedureTable) -> bytes:
    """The document."""
    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2)
    for name, size in (("Normal", 11), ("Heading 1", 15), ("Heading 2", 12)):
        _style(document.styles[name], size)
    case = f" ({table.case})" if table.case else ""
    document.add_heading(f"{table.name}{case} – Mã {table.code}", 1)
    header = table.header or IsoHeader()
    _pairs(document, header)
    number = _sections(document, header, BEFORE, 1)
    document.add_heading(f"{number}. Nội dung quy trình", 2)
    _about(document, table)
    _steps(document, table)
    _sections(document, header, AFTER, number + 1)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _pairs(document: Any, header: IsoHeader) -> None:
    told = [(label, "\n".join(entries(header, key))) for key, label in SINGLE]
    rows = [(label, text) for label, text in told if text]
    if rows:
        grid = document.add_table(0, 2, style="Table Grid")
        for row in rows:
            cells = grid.add_row().cells
            _fill(cells[:1], row[:1], bold=True)
            _fill(cells[1:], row[1:])
        _widths(grid, (5.5, 20.2))


def _style(style: Any, size: int) -> None:
    """One typeface for all, as official documents have it; headings are black."""
    style.font.name, style.font.size, style.font.color.rgb = "Times New Roman", Pt(size), RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), "Times New Roman")


def _widths(grid: Any, centimetres: tuple[float, ...]) -> None:
    grid.autofit = False
    for column, width in zip(grid.columns, centimetres, strict=True):
        column.width = Cm(width)
        for cell in column.cells:
            cell.width = Cm(width)


def _whole(row: Any, *, head: bool = False) -> None:
    """Keep a row on one page; a head stands again on every page."""
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no other way
    for name in ("w:cantSplit", *(["w:tblHeader"] if head else [])):
        properties.append(OxmlElement(name))


def _sections(document: Any, header: IsoHeader, parts: tuple[tuple[str, str], ...], number: int) -> int:
    for key, label in parts:
        texts = entries(header, key)
        if texts:
            document.add_heading(f"{number}. {label}", 2)
            number += 1
        for text in texts:
            document.add_paragraph(text)
    return number


def _about(document: Any, table: ProcedureTable) -> None:
    told = (
        ("Lĩnh vực", table.field),
        ("Cấp thực hiện", "; ".join(table.levels)),
        ("Thời hạn giải quyết", table.settlement.text if table.settlement else ""),
        ("Thời gian sau cắt giảm", table.committed.text if table.committed else ""),
        ("Lệ phí", fee_text(table.fee)),
        ("Thành phần hồ sơ", "; ".join(component_text(each) for each in table.components)),
    )
    for label, text in told:
        if text:
            document.add_paragraph(f"{label}: {text}")


def _steps(document: Any, table: ProcedureTable) -> None:
    grid = document.add_table(1, len(STEPS), style="Table Grid")
    _fill(grid.rows[0].cells, STEPS, bold=True)
    _whole(grid.rows[0], head=True)
    for step in table.steps:
        row = grid.add_row()
        _fill(row.cells, step_cells(step))
        _whole(row)
    _widths(grid, _COLUMNS)


_COLUMNS: Final = (1.4, 5.2, 3.4, 2.8, 2.1, 2.8, 2.4, 3.2, 2.4)
"""Centimetres of the columns of the steps: between the margins of a landscape page."""


def _fill(cells: Any, texts: tuple[str, ...], *, bold: bool = False) -> None:
    for cell, text in zip(cells, texts, strict=True):
        cell.text = text
        if bold:
            for run in cell.paragraphs[0].runs:
                run.bold = True
