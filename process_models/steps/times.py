"""Lengths of time as tables write them: ``0,5 ngày``, ``04 giờ làm việc``, ``½ ngày``, ``trong ngày``."""
# ruff: noqa: E501 - lists of words, patterns and sentences stay on one line

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from process_models.steps.table import Span, Unit
from process_models.steps.text import bare, fold, has, line

_LONGEST: Final = 100_000
"""A larger number in a cell is no time."""
_FRACTIONS: Final = {"½": ".5", "¼": ".25", "¾": ".75", "⅓": ".3333", "⅔": ".6667", "⅛": ".125"}
_NUMBER: Final = r"\d+(?:[.,]\d+)?(?:\s*/\s*\d+(?:[.,]\d+)?)?"
_UNIT: Final = (
    r"gio(?: (?:lam viec|hanh chinh|lv|hc))?|ngay(?: (?:lam viec|lv|cong|lich|duong lich|theo lich|lien tuc|tu nhien))?|"
    r"working hours?|working days?|business days?|calendar days?|half[- ]?days?|days?|hours?|hrs?|minutes?|mins?|months?|"
    r"phut|buoi|thang|tuan|weeks?|nlv|glv|wd|cd|h|g|d|p|m"
)
_PART: Final = re.compile(rf"(?<![\d.,/])({_NUMBER})\s*({_UNIT})?(?![a-z0-9])")
_RANGE: Final = re.compile(rf"{_NUMBER}\s*(?:{_UNIT})?\s*(?:-|–|—|den|to|~)\s*{_NUMBER}")
_BRACKET: Final = re.compile(r"\(([^()]*)\)")
_LEAD: Final = re.compile(
    r"^(?:(?:khong qua|toi da|trong vong|trong|thoi gian|thoi han|cham nhat|cham nhat la|khong vuot qua|chi|within|at most|max)"
    r"(?: la)?\s*:?\s+)+"
)
_AFTER: Final = re.compile(
    r"^(?:ke tu|tinh tu|tu khi|tu ngay|sau khi|from|after|lam viec|/?(?:0?1 )?ho so|moi ho so|neu|doi voi)\b"
)
_SAME_DAY: Final = ("trong ngay", "trong ngay lam viec", "ngay trong ngay", "same day", "cung ngay")
_AT_ONCE: Final = (
    "ngay sau khi",
    "ngay khi",
    "tra ket qua ngay",
    "immediately",
    "at once",
    "giai quyet ngay",
    "tuc thi",
    "lap tuc",
)
_NONE: Final = frozenset(
    {"", "khong quy dinh", "khong", "khong co", "khong xac dinh", "none", "n a", "not specified", "khong tinh thoi gian",
     "khong tinh", "khong ap dung", "thuong xuyen", "theo quy dinh", "theo giay hen", "theo phieu hen", "theo hen", "gio hanh chinh", "no deadline", "chua quy dinh"}
)  # fmt: skip
_OUTSIDE: Final = (
    "khong tinh",
    "theo giay hen",
    "theo phieu hen",
    "theo lich hen",
    "theo thoi gian hen",
    "gio hanh chinh",
    "trong gio",
    "gio lam viec",
    "khong quy dinh",
    "khong gioi han",
)
"""How cells begin that say: this takes no counted time."""
_WORDS: Final = {
    "nửa": "0,5", "một": "1", "hai": "2", "ba": "3", "bốn": "4", "tư": "4", "năm": "5", "sáu": "6", "bảy": "7", "bẩy": "7", "tám": "8",
    "chín": "9", "mười": "10", "mười lăm": "15", "hai mươi": "20", "ba mươi": "30",
}  # fmt: skip
_WORD: Final = re.compile(
    rf"\b({'|'.join(sorted(_WORDS, key=len, reverse=True))})(?=\s+(?:ngày|giờ|buổi|phút|tháng|tuần))", re.IGNORECASE
)
_LENGTH: Final = re.compile(rf"{_NUMBER}\s*(?:ngay|thang|tuan|working days?|days?)\b")
_AFTERNOON: Final = re.compile(r"\b(?:15|3|03)\s*(?:gio|h)(?:00)?\b")
_NEXT_DAY: Final = re.compile(r"\b(?:tiep theo|hom sau|ke tiep|ngay sau)\b")
"""The rule that what comes in after 15:00 is done the next working day."""
_UNITS: Final = {
    "gio": Unit.HOUR, "h": Unit.HOUR, "g": Unit.HOUR, "hour": Unit.HOUR, "hr": Unit.HOUR, "working hour": Unit.HOUR,
    "glv": Unit.HOUR, "phut": Unit.MINUTE, "p": Unit.MINUTE, "m": Unit.MINUTE, "minute": Unit.MINUTE, "min": Unit.MINUTE,
    "buoi": Unit.HALF_DAY, "half day": Unit.HALF_DAY, "half-day": Unit.HALF_DAY, "halfday": Unit.HALF_DAY,
    "thang": Unit.MONTH, "month": Unit.MONTH, "ngay": Unit.DAY, "day": Unit.DAY, "d": Unit.DAY,
    "nlv": Unit.WORKING_DAY, "wd": Unit.WORKING_DAY, "working day": Unit.WORKING_DAY, "business day": Unit.WORKING_DAY,
    "cd": Unit.CALENDAR_DAY, "calendar day": Unit.CALENDAR_DAY, "tuan": Unit.CALENDAR_DAY, "week": Unit.CALENDAR_DAY,
}  # fmt: skip
HOURS: Final = {
    Unit.MINUTE: Decimal(1) / 60, Unit.HOUR: Decimal(1), Unit.HALF_DAY: Decimal(4), Unit.WORKING_DAY: Decimal(8),
    Unit.DAY: Decimal(8), Unit.CALENDAR_DAY: Decimal(8), Unit.MONTH: Decimal(176), Unit.SAME_DAY: Decimal(8),
}  # fmt: skip
"""Working hours in a unit, for comparing sums: a calendar day as if it were worked, a month as 22 working days."""


@dataclass(frozen=True, slots=True)
class Time:
    """What a cell says: ``span`` None is no time; ``doubt`` names the problem, empty when it is clear."""

    span: Span | None
    doubt: str = ""
    severity: str = "review"


def read_time(text: str, default: Unit | None = None) -> Time:
    """A length of time; ``default`` is the unit its column's heading names for bare numbers."""
    told = line(text)
    plain, folded = bare(_WORD.sub(lambda match: _WORDS[match[1].lower()], told)), fold(told)
    for sign, digits in _FRACTIONS.items():
        plain = re.sub(rf"(\d?)\s*{sign}", lambda match, digits=digits: f" {match[1] or '0'}{digits}", plain)  # type: ignore[misc]
    plain = re.sub(r"(\d)\s*['’′](?!\w)", r"\1 phut", plain)
    if folded in _NONE and plain.strip() != "0":
        return Time(None)
    if folded.startswith(_OUTSIDE) and not re.search(r"\d", plain):
        return Time(None)
    if folded.startswith("theo ") and not re.search(r"\d", plain):
        return Time(None)
    if folded.startswith(("trong ngay", "ngay trong ngay")) and re.search(r"\d", plain):
        usual = _AFTERNOON.search(plain) and _NEXT_DAY.search(plain)
        return Time(Span(Decimal(1), Unit.SAME_DAY, told), "" if usual else "time.rest")
    if folded in ("trong buoi", "trong buoi lam viec"):
        return Time(Span(Decimal(1), Unit.HALF_DAY, told))
    if folded in _SAME_DAY or (has(folded, "trong ngay") and not re.search(r"\d+\s*(?:ngay|gio)", plain)):
        return Time(Span(Decimal(1), Unit.SAME_DAY, told))
    if has(folded, *_AT_ONCE) and not re.search(r"\d", plain.partition("(")[0]):
        return Time(Span(Decimal(0), Unit.HOUR, told), "time.at-once", "note")
    return _measured(told, plain, default)


def _measured(told: str, plain: str, default: Unit | None) -> Time:
    outside = _LEAD.sub("", _BRACKET.sub(" ", plain).strip(" .;:-+*≤<"))
    inside = _sum(" ".join(_BRACKET.findall(plain)), None)
    if _RANGE.search(outside) and "/" not in _RANGE.search(outside)[0]:  # type: ignore[index]
        return Time(_span(told, _sum(_RANGE.sub(_last, outside, count=1), default)), "time.range")
    found = _sum(outside, default)
    if outside in ("0", "00", "-", "/"):
        return Time(Span(Decimal(0), Unit.HOUR, told))
    if found is None:
        return _elsewhere(told, outside, inside, default)
    value, unit, rest = found
    span = Span(value, unit, told)
    if inside is not None and inside[1] in (Unit.HOUR, Unit.MINUTE, Unit.WORKING_DAY) and unit is not inside[1]:
        if unit is Unit.DAY and value * 8 == inside[0] * HOURS[inside[1]]:
            return Time(Span(value, Unit.WORKING_DAY, told))
        if unit is not Unit.CALENDAR_DAY and value * HOURS[unit] != inside[0] * HOURS[inside[1]]:
            return Time(span, "time.differs")
    if rest and (not _AFTER.match(rest) or _LENGTH.search(rest.partition("trong do")[0])):
        return Time(span, "time.rest")
    return Time(span)


def _elsewhere(told: str, outside: str, inside: tuple[Decimal, Unit, str] | None, default: Unit | None) -> Time:
    """A length that stands in brackets alone, or behind a colon: "Trường hợp kiểm tra thực tế: 15 ngày"."""
    if inside is not None and not outside.strip():
        return Time(_span(told, inside))
    _, colon, behind = outside.partition(":")
    if colon and len(_PART.findall(outside)) == 1 and (only := _sum(_LEAD.sub("", behind.strip()), default)):
        return Time(_span(told, only), "time.rest")
    return Time(None, "time.unreadable")


def _last(match: re.Match[str]) -> str:
    """Of a range the longer end."""
    return re.split(r"-|–|—|den|to|~", match[0])[-1].strip()


def _span(told: str, found: tuple[Decimal, Unit, str] | None) -> Span | None:
    return Span(found[0], found[1], told) if found is not None else None


def _sum(text: str, default: Unit | None) -> tuple[Decimal, Unit, str] | None:
    """``1 ngày 4 giờ`` in the smaller unit, and what stands behind; None where a number or unit is missing."""
    parts: list[tuple[Decimal, Unit]] = []
    at = 0
    for match in _PART.finditer(text):
        between = text[at : match.start()].strip(" +,;:và")
        if between and parts:
            break
        if between:
            return None
        value, unit = _number(match[1]), _unit(match[2], default)
        if value is None or unit is None:
            return None
        parts.append((value * 7 if (match[2] or "").startswith(("tuan", "week")) else value, unit))
        at = match.end()
    if not parts:
        return None
    rest = text[at:].strip(" .;:,-+*/")
    units = [unit for _, unit in parts]
    if len(set(units)) == 1:
        return sum((value for value, _ in parts), Decimal(0)), units[0], rest
    if any(unit in (Unit.MONTH, Unit.CALENDAR_DAY) for unit in units):
        return None
    hours = sum((value * HOURS[unit] for value, unit in parts), Decimal(0))
    return hours.quantize(Decimal("0.0001")).normalize(), Unit.HOUR, rest


def _number(text: str) -> Decimal | None:
    """A decimal comma or point, or a fraction."""
    above, _, below = text.replace(" ", "").replace(",", ".").partition("/")
    try:
        value = Decimal(above) / Decimal(below) if below else Decimal(above)
    except (InvalidOperation, ZeroDivisionError):
        return None
    return value if value <= _LONGEST else None


def _unit(text: str | None, default: Unit | None) -> Unit | None:
    if text is None:
        return default
    told = text.strip()
    if told.startswith("ngay"):
        kind = told.removeprefix("ngay").strip()
        if kind in ("lam viec", "lv", "cong"):
            return Unit.WORKING_DAY
        return Unit.CALENDAR_DAY if kind else (default if default in _DAYS else Unit.DAY)
    if told.startswith("gio"):
        return Unit.HOUR
    found = _UNITS.get(told) or _UNITS.get(told.removesuffix("s"))
    return default if found is Unit.DAY and default in _DAYS else found


_DAYS: Final = (Unit.WORKING_DAY, Unit.CALENDAR_DAY)


def heading_unit(heading: str) -> Unit | None:
    """The unit that a column's heading names: "Thời gian (giờ)"."""
    folded = fold(heading)
    for unit, phrases in (
        (Unit.WORKING_DAY, ("ngay lam viec", "working day", "working days")),
        (Unit.HOUR, ("gio", "gio lam viec", "h", "hour", "hours")),
        (Unit.MINUTE, ("phut", "minutes")),
        (Unit.CALENDAR_DAY, ("ngay lich", "calendar days")),
        (Unit.DAY, ("ngay", "days")),
    ):
        if has(folded, *phrases):
            return unit
    return None
