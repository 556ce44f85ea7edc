"""Templates to fill in: a workbook with headings, an example, and a sheet that explains each column."""

import csv
import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from runtime.services.importing.table import Column

_HEAD = PatternFill("solid", fgColor="D9E7F5")
_TITLES = {"vi": ("Dữ liệu", "Hướng dẫn"), "en": ("Data", "Explanation")}
_ABOUT = {
    "vi": ("Cột", "Tên khác", "Bắt buộc", "Giải thích", "Ví dụ"),
    "en": ("Column", "Also", "Required", "Explanation", "Example"),
}
_YES = {"vi": "có", "en": "yes"}


def template(columns: Sequence[Column], lang: str = "vi", *, as_csv: bool = False) -> bytes:
    """A file with the headings in one of ``vi`` and ``en``: XLSX, or CSV in UTF-8 with a byte order mark."""
    headings = [one.vi if lang == "vi" else one.en for one in columns]
    if as_csv:
        out = io.StringIO(newline="")
        csv.writer(out).writerow(headings)
        return out.getvalue().encode("utf-8-sig")
    workbook = Workbook()
    data = workbook.active
    assert data is not None
    data.title = _TITLES[lang][0]
    data.append(headings)
    for number, one in enumerate(columns, 1):
        letter = get_column_letter(number)
        cell = data.cell(1, number)
        cell.font, cell.fill = Font(bold=True), _HEAD
        data.column_dimensions[letter].width = max(14, len(headings[number - 1]) + 4, len(one.example) + 2)
        for row in range(2, 502):
            data.cell(row, number).number_format = "@"  # text: codes keep their leading zeros
    data.freeze_panes = "A2"
    _explain(workbook, columns, lang)
    out_bytes = io.BytesIO()
    workbook.save(out_bytes)
    return out_bytes.getvalue()


def _explain(workbook: Workbook, columns: Sequence[Column], lang: str) -> None:
    sheet = workbook.create_sheet(_TITLES[lang][1])
    sheet.append(list(_ABOUT[lang]))
    for one in columns:
        name, other = (one.vi, one.en) if lang == "vi" else (one.en, one.vi)
        about = one.about[1] if lang == "vi" else one.about[0]
        sheet.append([name, f"{other}; {one.key}", _YES[lang] if one.required else "", about, one.example])
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True), _HEAD
    for letter, width in zip("ABCDE", (22, 34, 10, 70, 30), strict=True):
        sheet.column_dimensions[letter].width = width
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
