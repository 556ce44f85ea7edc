"""What a column holds, by its heading: Vietnamese or English, in any order, in the words provinces use."""
# ruff: noqa: E501 - lists of words, patterns and sentences stay on one line

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from process_models.steps.grid import Row
from process_models.steps.table import Unit
from process_models.steps.text import fold, has, line
from process_models.steps.times import heading_unit

SYNONYMS: Final[Mapping[str, tuple[str, ...]]] = {
    "code": ("ma tthc", "ma thu tuc", "ma so tthc", "ma so thu tuc", "ma thu tuc hanh chinh", "ma dvc", "ma so ho so tthc", "ma so", "ma qt", "procedure code", "procedure id", "code"),
    "name": ("ten thu tuc", "ten tthc", "ten thu tuc hanh chinh", "thu tuc hanh chinh", "ten quy trinh", "thu tuc", "tthc", "ten dich vu cong", "procedure name", "procedure", "name"),
    "field": ("linh vuc", "ten linh vuc", "field", "sector", "domain"),
    "level": ("cap thuc hien", "cap giai quyet", "cap", "co quan thuc hien tthc", "cap co tham quyen", "level", "levels", "agency kinds"),
    "settlement": ("thoi han giai quyet", "thoi gian giai quyet", "thoi han", "thoi han quy dinh", "tong thoi gian giai quyet", "thoi han giai quyet theo quy dinh", "settlement time", "statutory time", "settlement"),
    "committed": ("thoi gian sau cat giam", "thoi gian da cat giam", "sau cat giam", "thoi han sau cat giam", "thoi gian thuc hien sau cat giam", "thoi gian giai quyet sau cat giam", "thoi gian cat giam con", "thoi han da cat giam", "thoi gian cam ket", "committed time", "committed"),
    "fee": ("le phi", "phi", "phi le phi", "muc phi", "muc thu", "fee", "fees", "charge"),
    "components": ("thanh phan ho so", "ho so", "ho so gom", "ho so bao gom", "thanh phan", "components", "dossier components", "documents"),
    "case": ("truong hop", "truong hop giai quyet", "case", "variant"),
    "step": ("buoc", "tt", "stt", "so tt", "b", "buoc thuc hien", "thu tu", "so buoc", "thu tu buoc", "trinh tu thuc hien buoc", "step", "no", "step no", "step number"),
    "work": ("noi dung cong viec", "noi dung", "cong viec", "trinh tu", "trinh tu thuc hien", "ten buoc", "noi dung thuc hien", "cac buoc thuc hien", "cac buoc", "noi dung buoc", "noi dung cac buoc", "buoc cong viec", "trinh tu cac buoc thuc hien", "cac buoc trinh tu thuc hien", "quy trinh", "luu do", "mo ta cong viec", "mo ta", "noi dung cong viec thuc hien", "hoat dong", "trinh tu cong viec", "cach thuc thuc hien", "noi dung xu ly", "noi dung quy trinh", "work", "task", "activity", "description"),
    "agency": ("don vi", "don vi thuc hien", "co quan", "co quan thuc hien", "don vi co quan", "co quan don vi", "don vi xu ly", "phong ban", "don vi giai quyet", "noi thuc hien", "don vi chu tri", "bo phan", "bo phan thuc hien", "bo phan xu ly", "agency", "unit", "office", "department"),
    "role": ("trach nhiem", "trach nhiem thuc hien", "nguoi thuc hien", "trach nhiem xu ly", "can bo thuc hien", "nguoi xu ly", "chuc danh", "chuc danh thuc hien", "vi tri", "trach nhiem giai quyet", "nguoi phu trach", "can bo cong chuc thuc hien", "chuc danh vi tri", "vai tro", "doi tuong thuc hien", "nguoi bo phan thuc hien", "bo phan nguoi thuc hien", "don vi nguoi thuc hien", "don vi ca nhan thuc hien", "trach nhiem thuc hien cong viec", "nguoi chiu trach nhiem", "chu the thuc hien", "ca nhan don vi thuc hien", "role", "roles", "responsible", "responsibility", "who"),
    "time": ("thoi gian", "thoi gian thuc hien", "thoi gian xu ly", "thoi luong", "so gio", "so ngay", "thoi gian lam viec", "thoi gian toi da", "thoi gian quy dinh", "thoi gian theo quy dinh", "thoi gian giai quyet tung buoc", "thoi gian thuc hien tung buoc", "time", "duration"),
    "form": ("bieu mau", "mau bieu", "bieu mau su dung", "mau", "ma bieu mau", "bm", "form", "forms"),
    "result": ("ket qua", "san pham", "ket qua san pham", "ket qua thuc hien", "ho so ket qua", "dau ra", "san pham dau ra", "ket qua bieu mau", "bieu mau ket qua", "bieu mau va ket qua", "ket qua dau ra", "result", "output"),
    "next": ("chuyen den", "buoc tiep theo", "chuyen buoc", "buoc sau", "chuyen toi", "next", "next step", "goes to"),
    "clock": ("dong ho", "tinh gio", "dong ho tinh gio", "clock"),
    "note": ("ghi chu", "note", "notes", "remarks", "comment"),
    "originals": ("ban chinh", "so ban chinh", "original", "originals"),
    "copies": ("ban sao", "so ban sao", "copy", "copies"),
}  # fmt: skip
"""Column -> folded headings. The first row of a table that has enough of them is its head."""

_BY_FOLDED: Final = {heading: key for key, headings in SYNONYMS.items() for heading in headings}
_PHRASES: Final = (
    ("committed", ("cat giam",)),
    ("components", ("thanh phan ho so",)),
    ("settlement", ("thoi han giai quyet", "settlement time")),
    ("time", ("thoi gian", "thoi han")),
    ("role", ("trach nhiem", "nguoi thuc hien", "chuc danh", "ca nhan thuc hien")),
    ("agency", ("don vi thuc hien", "bo phan thuc hien", "co quan thuc hien", "don vi")),
    ("code", ("ma tthc", "ma thu tuc")),
    ("name", ("ten thu tuc", "ten tthc")),
    ("work", ("noi dung", "cong viec", "trinh tu", "cac buoc")),
    ("result", ("ket qua", "san pham")),
    ("form", ("bieu mau", "mau bieu")),
    ("note", ("ghi chu",)),
    ("next", ("chuyen den",)),
    ("fee", ("le phi",)),
)
_PROCEDURE: Final = frozenset({"code", "name", "field", "settlement"})


@dataclass(frozen=True, slots=True)
class Head:
    """Columns of a table, counted from 0: ``at`` gives the first of a kind, ``also`` further time columns."""

    at: Mapping[str, int]
    headings: tuple[str, ...]
    units: Mapping[int, Unit] = field(default_factory=dict)
    times: tuple[int, ...] = ()
    """Time columns, the one that counts first."""
    unknown: tuple[int, ...] = ()

    @property
    def catalogue(self) -> bool:
        """Its rows name the procedure."""
        return "code" in self.at or "name" in self.at


def column_key(heading: str) -> str:
    """What a heading stands for; empty when it is unknown."""
    if not heading or len(heading) > 90:
        return ""
    folded = fold(heading.partition("(")[0]) or fold(heading)
    whole = fold(heading)
    found = _BY_FOLDED.get(whole) or _BY_FOLDED.get(folded)
    if found == "time" and has(whole, "cat giam"):
        return "committed"
    if found:
        return found
    if len(whole.split()) > 12:
        return ""
    return next((key for key, phrases in _PHRASES if has(whole, *phrases)), "")


def read_head(row: Row, below: Row | None) -> tuple[Head, int] | None:
    """The head that begins in a row and how many rows it takes; None where the row is no head."""
    keys = [column_key(cell.text) for cell in row.cells]
    exact = [fold(cell.text) in _BY_FOLDED for cell in row.cells]
    known = {key for key in keys if key}
    if not _enough(known, sum(exact)) or any(len(cell.text) > 120 for cell in row.cells):
        return None
    headings = [line(cell.text) for cell in row.cells]
    height = 1
    if below is not None and _continues(row, below):
        height = 2
        headings = [
            head if not under.text or line(under.text) == head else f"{head} {line(under.text)}"
            for head, under in zip(headings, (below.at(each) for each in range(len(headings))), strict=True)
        ]
    return _head(headings, row), height


def _enough(known: set[str], exact: int) -> bool:
    """Rows of steps, or a catalogue, in words that are headings and not sentences."""
    steps = "work" in known and bool(known & {"time", "role", "agency", "step", "committed"})
    return exact >= 2 and (steps or ("step" in known and len(known & {"time", "role", "agency", "next"}) >= 2))


def _continues(row: Row, below: Row) -> bool:
    """The second row of a head: cells merged with the first, and sub-headings under a wide one."""
    wide = any(cell.merged and not cell.above for cell in row.cells)
    down = sum(cell.above for cell in below.cells)
    return wide and down >= max(1, len(below.cells) // 3) and all(len(cell.text) <= 60 for cell in below.cells)


def _head(headings: Sequence[str], row: Row) -> Head:
    at: dict[str, int] = {}
    times: list[tuple[int, str]] = []
    unknown = []
    for column, heading in enumerate(headings):
        key = column_key(heading)
        if row.at(column).merged and column and heading == headings[column - 1]:
            continue
        if key in ("time", "committed"):
            times.append((column, key))
        elif key:
            if key not in at:
                at[key] = column
            elif key == "step" and _COUNTS & {fold(headings[at[key]]), fold(heading)}:
                at[key] = at[key] if fold(heading) in _COUNTS else column
            else:
                unknown.append(column)
        elif heading:
            unknown.append(column)
    order = _times(at, times)
    _fix(at, headings, unknown)
    units = {column: unit for column, _ in times if (unit := heading_unit(headings[column])) is not None}
    return Head(at, tuple(headings), units, order, tuple(unknown))


_COUNTS: Final = frozenset({"tt", "stt", "so tt", "no"})
"""Beside "Bước" these count rows or procedures."""


def limit_text(text: str, heading: str) -> str:
    """A bare number under "Thời hạn giải quyết (ngày)" with its unit; days where the heading names none."""
    if not re.fullmatch(r"\d{1,4}(?:[.,]\d{1,2})?", text.strip()) or not text.strip("0., "):
        return text
    unit = heading_unit(heading)
    return f"{text.strip()} {_LIMIT_UNITS.get(unit, 'ngày') if unit else 'ngày'}"


_LIMIT_UNITS: Final = {
    Unit.WORKING_DAY: "ngày làm việc",
    Unit.HOUR: "giờ",
    Unit.MINUTE: "phút",
    Unit.CALENDAR_DAY: "ngày lịch",
    Unit.DAY: "ngày",
}


def _times(at: dict[str, int], times: Sequence[tuple[int, str]]) -> tuple[int, ...]:
    """Beside the code a reduced time is the procedure's; in a table of steps alone it is the step's, and counts."""
    plain = [column for column, key in times if key == "time"]
    reduced = [column for column, key in times if key == "committed"]
    if "code" in at and plain and reduced:
        at["committed"] = reduced[0]
        return tuple(plain)
    if "code" not in at and not plain and not reduced and "settlement" in at:
        plain = [at.pop("settlement")]
    return (*reduced, *plain)


_ORDER: Final = ("trinh tu", "cac buoc", "trinh tu thuc hien", "ten buoc", "buoc cong viec", "quy trinh", "luu do")


def _fix(at: dict[str, int], headings: Sequence[str], unknown: list[int]) -> None:
    """Take "Trình tự" beside "Nội dung" as the step."""
    if "step" in at or "work" not in at:
        return
    beside = [column for column in unknown if column_key(headings[column]) == "work"]
    ordering = [column for column in (at["work"], *beside) if fold(headings[column]) in _ORDER]
    if not beside or not ordering:
        return
    at["step"] = ordering[0]
    at["work"] = next(column for column in (at["work"], *beside) if column != ordering[0])
    unknown[:] = [column for column in unknown if column not in (at["step"], at["work"])]
