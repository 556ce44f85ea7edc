"""What single cells say: roles, forms, components, clock, fee, levels."""
# ruff: noqa: E501 - lists of words, patterns and sentences stay on one line

import re
from typing import Final

from process_models.steps.table import ClockOp, Component
from process_models.steps.text import bare, clean, fold, has, line

_SEMICOLON: Final = re.compile(r";(?![^()]*\))")
_BULLET: Final = re.compile(r"^\s*(?:[-–—+•*]|\d{1,2}[.)]|[a-zđ][.)])\s+")
_TITLES: Final = ("chuyen vien", "lanh dao", "can bo", "cong chuc", "vien chuc", "truong phong", "pho truong phong", "van thu", "giam doc", "pho giam doc", "chu tich", "pho chu tich", "nhan vien", "thu quy", "ke toan", "bo phan", "phong", "hoi dong", "officer", "head", "clerk", "leader")  # fmt: skip
_PEOPLE: Final = ("chuyen vien", "lanh dao", "can bo", "cong chuc", "vien chuc", "truong phong", "pho ", "van thu", "giam doc", "chu tich", "nhan vien", "thu quy", "ke toan", "ld ", "cv", "vt", "cong an vien", "truong ", "thu truong", "chanh ", "nguoi ", "tp ", "ptp ", "pp ", "gd ", "pgd ", "ct ", "pct ", "cb ", "cc ", "bac si", "thu ky", "ky ")  # fmt: skip
_UNITS: Final = ("phong ", "mot cua", "trung tam", "tt ", "ttpvhcc", "tthcc", "ubnd", "uy ban", "so ", "van phong", "chi nhanh", "bo phan", "chi cuc", "ban ", "hoi dong", "co quan", "cong an tinh", "thue ", "doan ", "to ", "chi cuc", "cuc ", "don vi ")  # fmt: skip
_NO_FEE: Final = frozenset({"", "khong", "mien phi", "khong thu", "khong co", "0", "0 dong", "khong phi", "none", "free", "no fee", "mien", "khong thu phi", "khong thu le phi", "khong quy dinh", "chua quy dinh", "mien thu", "khong mat phi", "khong thu tien"})  # fmt: skip
_AMOUNT: Final = re.compile(r"^(\d{1,3}(?:[.,\s]\d{3})+|\d+)(?:\s*(?:đồng|đ|vnđ|vnd|dong))?(?:\s*/\s*(?:hồ sơ|lần|01 hồ sơ|1 hồ sơ))?\.?$", re.IGNORECASE)  # fmt: skip
_CLOCKS: Final = (
    (ClockOp.HOLD, ("hold", "dung khi cho", "giu", "tam dung khi thuc hien", "tam dung trong buoc")),
    (ClockOp.RESUME, ("resume", "tiep tuc", "chay lai", "tinh tiep")),
    (ClockOp.SETTLE, ("settle", "settled", "ket thuc giai quyet", "ket thuc", "hoan thanh giai quyet", "giai quyet xong", "dung tinh gio")),
    (ClockOp.PAUSE, ("pause", "tam dung", "tam ngung", "ngung", "dung")),
)  # fmt: skip
_NO_CLOCK: Final = frozenset({"", "tinh", "chay", "run", "co", "binh thuong", "tinh thoi gian", "x"})
_COUNT: Final = re.compile(r"(bản chính|bản gốc|bản sao|bản photo|bản chụp|original|originals|copies|copy)\s*(?:\([^)]*\))?\s*:\s*(\d+)|(\d+)\s*(?:\([^)]*\)\s*)?(bản chính|bản gốc|bản sao|bản photo|bản chụp|originals?|copies|copy)", re.IGNORECASE)  # fmt: skip
_OPTIONAL: Final = re.compile(
    r"\(\s*(?:nếu có|nếu cần|khi cần|if any|optional)\s*\)|\bnếu có\b|\bif any\b", re.IGNORECASE
)
_LEVEL_WORDS: Final = re.compile(r"[;,/\n+&]| và | and ", re.IGNORECASE)

_NO_TOTAL: Final = ("tong hop", "cong chuc", "cong an", "cong bo", "cong van", "cong khai", "cong chung", "summary")


def split_list(text: str) -> tuple[str, ...]:
    """Entries separated by ``;`` or lines; a line that goes on in lower case belongs to the one above."""
    found: list[str] = []
    for chunk in _SEMICOLON.split(clean(text)):
        for number, piece in enumerate(chunk.split("\n")):
            told = _BULLET.sub("", piece).strip(" ;")
            goes_on = number and told[:1].islower() and not _BULLET.match(piece) and found
            if not told:
                continue
            if goes_on:
                found[-1] = f"{found[-1]} {told}"
            else:
                found.append(told)
    return tuple(found)


def read_roles(text: str) -> tuple[str, ...]:
    """Who acts, as written; several when the cell names several."""
    found: list[str] = []
    for entry in split_list(text):
        pieces = [piece.strip() for piece in re.split(r",\s+|\s/\s|\s\+\s", entry)]
        if len(pieces) > 1 and all(fold(piece).startswith(_TITLES) for piece in pieces):
            found += [piece[:1].upper() + piece[1:] for piece in pieces]
        else:
            found.append(entry)
    return tuple(dict.fromkeys(each.rstrip(" .,") for each in found if each.rstrip(" .,")))


def is_unit(text: str) -> bool:
    """Whether a line of a cell for unit and person names a unit: "Phòng Tài nguyên nước"."""
    return f"{fold(text)} ".startswith(_UNITS) and not is_person(text)


def is_person(text: str) -> bool:
    """Whether it names somebody: "Chuyên viên"."""
    return f"{fold(text)} ".startswith(_PEOPLE)


def read_levels(text: str) -> tuple[str, ...]:
    """Agency kinds as written."""
    told = re.sub(r"\([^()]*\)", " ", clean(text)).strip() or clean(text)
    return tuple(dict.fromkeys(piece.strip(" .-") for piece in _LEVEL_WORDS.split(told) if piece.strip(" .-")))


def read_fee(text: str) -> str:
    """An amount in đồng when the cell is one, ``0`` for none, else as written; empty stays empty."""
    told = line(text)
    if not told:
        return ""
    if fold(told) in _NO_FEE:
        return "0"
    match = _AMOUNT.match(told)
    return re.sub(r"\D", "", match[1]) if match else told


def fee_text(fee: str) -> str:
    """A fee as documents write it: ``500.000 đồng``, ``Không``."""
    if not fee.isdigit():
        return fee
    return f"{int(fee):,} đồng".replace(",", ".") if int(fee) else "Không"


def read_clock(text: str) -> tuple[ClockOp | None, str, bool]:
    """The operation, its reason, and whether the cell could be read."""
    told = line(text)
    head, _, reason = told.partition(":")
    if not reason and "(" in told:
        head, _, reason = told.rstrip(" )").partition("(")
    folded = fold(head)
    if folded in _NO_CLOCK:
        return None, "", True
    for clock, phrases in _CLOCKS:
        if has(folded, *phrases):
            return clock, reason.strip(), True
    return None, "", False


def read_components(text: str) -> tuple[Component, ...]:
    """Papers separated by ``;`` or lines, with "bản chính: 01; bản sao: 02" and "(nếu có)"."""
    found: list[Component] = []
    for entry in split_list(text):
        counts = _counts(entry)
        name = _OPTIONAL.sub(" ", _COUNT.sub(" ", entry) if counts else entry)
        name = re.sub(r"\(\s*[,;–\- ]*\)", " ", name).strip(" .,;:–-")
        name = re.sub(r"\s{2,}", " ", name)
        if counts and not fold(name) and found:
            last = found[-1]
            found[-1] = Component(
                name=last.name,
                originals=counts[0] or last.originals,
                copies=counts[1] or last.copies,
                optional=last.optional,
            )
        elif fold(name):
            originals, copies = counts or (0, 0)
            found.append(
                Component(name=name, originals=originals, copies=copies, optional=_OPTIONAL.search(entry) is not None)
            )
    return tuple(found)


def _counts(entry: str) -> tuple[int, int] | None:
    originals = copies = 0
    found = False
    for before, number, other, after in _COUNT.findall(entry):
        found = True
        kind = fold(before or after)
        if kind.startswith(("ban chinh", "ban goc", "original")):
            originals = int(number or other)
        else:
            copies = int(number or other)
    return (originals, copies) if found else None


def counted(name: str, originals: str, copies: str) -> Component:
    """A row of a table of components with its own columns for originals and copies ("x" is one)."""

    def count(text: str) -> int:
        digits = re.search(r"\d+", text)
        return int(digits[0]) if digits else int(bool(text.strip(" -–")))

    optional = _OPTIONAL.search(name) is not None
    told = re.sub(r"\s{2,}", " ", _OPTIONAL.sub(" ", line(name))).strip(" .;:–-")
    return Component(name=told, originals=count(originals), copies=count(copies), optional=optional)


def is_total(text: str) -> bool:
    """A row that sums up: "Tổng cộng", "Tổng thời gian", "Cộng"."""
    folded = fold(bare(text))
    return folded == "cong" or (
        folded.startswith(("tong", "cong ", "total", "sum")) and not folded.startswith(_NO_TOTAL)
    )
