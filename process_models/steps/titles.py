"""Lines between tables: "1. Đăng ký khai sinh – Mã 1.001193", "I. LĨNH VỰC HỘ TỊCH", "A. CẤP TỈNH", "Trường hợp 1"."""
# ruff: noqa: E501 - lists of words, patterns and sentences stay on one line

import re
from dataclasses import dataclass
from dataclasses import field as made_by
from typing import Final

from process_models.steps.text import bare, fold, has, line

CODE: Final = re.compile(r"(?<![\w.])\d\.\d{6}(?:\.\d{3}(?:\.\d{2}){2})?(?:\.H\d{2})?(?:\.\d{2})?(?![\w])")
_MARKED: Final = re.compile(
    r"(?:mã(?:\s+(?:số|tthc|thủ tục|thủ tục hành chính|hồ sơ|dvc))*|code)\s*(?:tthc)?\s*[:\-–]?\s*([0-9A-Za-z]+(?:[.\-][0-9A-Za-z]+)+)",
    re.IGNORECASE,
)
_MARK: Final = re.compile(
    r"[\s(\[–\-,;:/]*(?:mã(?:\s+(?:số|tthc|thủ tục hành chính|thủ tục|hồ sơ|dvc))*\s*(?:tthc)?|code)\s*[:\-–]?\s*$",
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(
    r"^\s*(?:(?:quy trình|thủ tục)?\s*(?:số\s*)?\d+(?:\.\d+)*\s*[.):/\-–]|[IVXLC]+\s*[.)/:\-–]|[A-ZĐ]\s*[.)/:])\s*",
    re.IGNORECASE,
)
_LEADING: Final = re.compile(
    r"^(?:tên\s+)?(?:thủ tục hành chính|thủ tục|tthc|quy trình(?: nội bộ)?(?: giải quyết)?(?: thủ tục hành chính| thủ tục| tthc)?|procedure)\s*(?:số\s*\d+)?\s*[:\-–]?\s+",
    re.IGNORECASE,
)
_CASE: Final = re.compile(
    r"^(?:[a-zđ\d.]+[.)]\s*)?((?:đối với\s+)?(?:trường hợp|case)\b.*)$", re.IGNORECASE | re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Title:
    """What a line says: one of these is set."""

    codes: tuple[str, ...] = ()
    name: str = ""
    field: str = ""
    level: str = ""
    case: str = ""
    values: dict[str, str] = made_by(default_factory=dict)
    """``settlement``, ``committed``, ``fee``, ``field``, ``level`` told in a line of their own."""


_VALUES: Final = (
    ("committed", ("thoi gian sau cat giam", "thoi han sau cat giam", "thoi gian da cat giam", "committed time", "thoi gian thuc hien sau cat giam")),
    ("settlement", ("thoi han giai quyet", "thoi gian giai quyet", "tong thoi gian giai quyet", "thoi han", "settlement time")),
    ("fee", ("le phi", "phi le phi", "phi", "fee")),
    ("field", ("linh vuc", "field")),
    ("level", ("cap thuc hien", "cap giai quyet", "level")),
    ("components", ("thanh phan ho so", "components")),
    ("name", ("ten thu tuc", "ten tthc", "thu tuc", "procedure name", "ten thu tuc hanh chinh")),
)  # fmt: skip


def read_title(text: str, *, heading: bool = False) -> Title | None:  # noqa: PLR0911 - one for each kind of line
    """What a line between tables says; None for prose."""
    told = line(text)
    if not told:
        return None
    valued = _valued(told)
    codes = codes_in(told)
    if codes:
        name = _name(told, codes)
        return Title(codes=codes, name="" if valued is not None and not name else name)
    if valued is not None:
        return valued
    folded = fold(_NUMBER.sub("", told))
    if len(told) > 300:
        return None
    if folded.startswith(("linh vuc ", "field ")):
        name = _after(told, ("lĩnh vực", "field"))
        return Title(field=name.capitalize() if name.isupper() else name)
    level = _level(folded, told)
    if level:
        return Title(level=level)
    match = _CASE.match(told)
    if match and len(told) <= 200:
        return Title(case=match[1].strip(" .:"))
    if heading or re.match(r"^\s*\d+\s*[.)]\s*\D", told) or fold(told).startswith(("thu tuc ", "quy trinh ")):
        return Title(name=_clean_name(told)) if len(_clean_name(told)) > 8 else None
    return None


def codes_in(text: str) -> tuple[str, ...]:
    """Procedure codes in a text, in order."""
    found = [match.upper() for match in CODE.findall(text)]
    if not found:
        found = [
            code
            for code in _MARKED.findall(text)
            if any(letter.isdigit() for letter in code) and not code.upper().startswith("QT")
        ]
    return tuple(dict.fromkeys(found))


def _name(told: str, codes: tuple[str, ...]) -> str:
    rest = told
    for code in codes:
        at = rest.upper().find(code)
        before = _MARK.sub("", rest[:at]) if at >= 0 else rest
        rest = before + " " + (rest[at + len(code) :] if at >= 0 else "")
    return _clean_name(re.sub(r"\(\s*[,;–\-và/ ]*\)", " ", rest))


def _clean_name(told: str) -> str:
    name = _LEADING.sub("", _NUMBER.sub("", line(told))).strip(" .,:;–-/([")
    if name.endswith(")") and "(" not in name:
        name = name.rstrip(") .,;:–-/")
    name = re.sub(r"\s{2,}", " ", name)
    return name[:1].upper() + name[1:]


def _valued(told: str) -> Title | None:
    head, colon, rest = _NUMBER.sub("", told).lstrip("-–+• ").partition(":")
    if not colon or not rest.strip():
        return None
    folded = fold(head)
    key = next((key for key, phrases in _VALUES if folded in phrases), "")
    if key == "field":
        return Title(field=rest.strip(" ."))
    if key == "name":
        return Title(name=_clean_name(rest))
    return Title(values={key: rest.strip()}) if key else None


def _after(told: str, words: tuple[str, ...]) -> str:
    for word in words:
        at = bare(told).find(bare(word))
        if at >= 0:
            return line(told)[at + len(word) :].strip(" :.–-") or told
    return told


def _level(folded: str, told: str) -> str:
    if len(folded.split()) > 12:
        return ""
    for level in ("tỉnh", "huyện", "xã", "sở", "trung ương"):
        if has(folded, f"cap {fold(level)}"):
            return level
    return line(told) if folded in ("tinh", "huyen", "xa", "so") else ""
