"""DOCX: the ISO document as provinces publish it, with the table of steps in its middle."""

from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.shared import Cm, Pt

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
    document.styles["Normal"].font.name, document.styles["Normal"].font.size = "Times New Roman", Pt(11)
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
            _fill(grid.add_row().cells, row)


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
    for step in table.steps:
        _fill(grid.add_row().cells, step_cells(step))


def _fill(cells: Any, texts: tuple[str, ...], *, bold: bool = False) -> None:
    for cell, text in zip(cells, texts, strict=True):
        cell.text = text
        if bold:
            for run in cell.paragraphs[0].runs:
                run.bold = True
