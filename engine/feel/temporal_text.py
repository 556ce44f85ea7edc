"""Temporal values from text and to text (DMN 1.5, 10.3.4.1; XML Schema lexical forms, plus `@Zone/Name`)."""

import re
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from engine.feel.temporal import (
    MICRO,
    AnyDate,
    YearsMonths,
    add_duration,
    base_of,
    combine,
    make_date,
)

MAX_OFFSET = timedelta(hours=18)
MAX_TEXT = 100

_DATE = re.compile(r"(-?)([0-9]{4}|[1-9][0-9]{4,8})-([0-9]{2})-([0-9]{2})")
_TIME = re.compile(
    r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?"
    r"(?:([Zz])|([+-][0-9]{2}):([0-9]{2})(?::([0-9]{2}))?|@([A-Za-z][A-Za-z0-9_+/-]*))?"
)
_DAYS_TIME = re.compile(
    r"(-?)P(?:([0-9]{1,18})D)?(?:T(?=[0-9])(?:([0-9]{1,18})H)?(?:([0-9]{1,18})M)?(?:([0-9]{1,18})(?:\.([0-9]*))?S)?)?"
)
_YEARS_MONTHS = re.compile(r"(-?)P(?:([0-9]{1,12})Y)?(?:([0-9]{1,12})M)?")


def parse_date(text: str) -> AnyDate | None:
    """A date like `2026-02-17`, or None when the text is none."""
    found = _DATE.fullmatch(text) if len(text) <= MAX_TEXT else None
    if found is None:
        return None
    sign, year, month, day = found.groups()
    try:
        return make_date(int(sign + year), int(month), int(day))
    except ValueError:
        return None


def parse_time(text: str) -> time | None:
    """A time like `10:30:00`, `10:30:00Z`, `10:30:00+07:00` or `10:30:00@Asia/Ho_Chi_Minh`, or None."""
    parsed = _parse_time(text)
    return None if parsed is None else parsed[0]


def parse_date_time(text: str) -> AnyDate | None:
    """A date and time like `2026-02-17T10:30:00+07:00`, or a date alone for its (local) midnight, or None."""
    day_text, has_time, time_text = text.partition("T")
    day = parse_date(day_text)
    if day is None:
        return None
    if not has_time:
        return combine(day, time())
    parsed = _parse_time(time_text)
    if parsed is None:
        return None
    at, next_day = parsed
    try:
        return combine(add_duration(day, timedelta(days=1)) if next_day else day, at)
    except OverflowError:
        return None


def parse_duration(text: str) -> timedelta | YearsMonths | None:
    """A duration like `P1DT2H`, `PT0.5S` or `-P1Y2M`, or None when the text is none."""
    if len(text) > MAX_TEXT or text.endswith(("P", "T")):
        return None
    found = _YEARS_MONTHS.fullmatch(text)
    if found is not None:
        years, months = int(found[2] or 0), int(found[3] or 0)
        total = years * 12 + months
        return YearsMonths(-total if found[1] else total)
    found = _DAYS_TIME.fullmatch(text)
    if found is None:
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in found.group(2, 3, 4, 5))
    try:
        length = timedelta(days, seconds, _fraction(found[6]), 0, minutes, hours)
        return -length if found[1] else length
    except OverflowError:
        return None


def parse_temporal(text: str) -> object:
    """What an `@"..."` literal means: the first of date and time, date, time, duration that it is; None when none."""
    if "T" in text and text[:1] != "P" and text[:2] != "-P":
        return parse_date_time(text)
    return parse_date(text) or parse_time(text) or parse_duration(text)


@lru_cache(maxsize=1024)
def zone_named(name: str) -> ZoneInfo | None:
    """The IANA time zone of that name, or None."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def offset_zone(offset: timedelta) -> tzinfo | None:
    """A fixed offset from UTC, or None when it is larger than 18 hours."""
    if abs(offset) > MAX_OFFSET:
        return None
    return timezone(offset) if offset else UTC


def _parse_time(text: str) -> tuple[time, bool] | None:
    found = _TIME.fullmatch(text) if len(text) <= MAX_TEXT else None
    if found is None:
        return None
    hour, minute, second = int(found[1]), int(found[2]), int(found[3])
    zone: tzinfo | None = None
    if found[5] or found[6] or found[9]:
        zone = _zone_of(found)
        if zone is None:
            return None
    next_day = (hour, minute, second, _fraction(found[4])) == (24, 0, 0, 0)
    try:
        return time(0 if next_day else hour, minute, second, _fraction(found[4]), zone), next_day
    except ValueError:
        return None


def _zone_of(found: re.Match[str]) -> tzinfo | None:
    if found[5]:
        return UTC
    if found[9]:
        return zone_named(found[9])
    minutes, seconds = int(found[7]), int(found[8] or 0)
    if minutes > 59 or seconds > 59:
        return None
    offset = timedelta(hours=int(found[6][1:]), minutes=minutes, seconds=seconds)
    return offset_zone(-offset if found[6][0] == "-" else offset)


def _fraction(digits: str | None) -> int:
    return int(digits[:6].ljust(6, "0")) if digits else 0


def date_text(value: AnyDate) -> str:
    """The ISO form of a date, or of the date of a date and time."""
    base = base_of(value)
    year = value.year
    return f"{'-' if year < 0 else ''}{abs(year):04d}-{base.month:02d}-{base.day:02d}"


def time_text(value: time) -> str:
    """`10:30:00`, with the fraction and the offset or `@Zone/Name` it has."""
    fraction = f".{value.microsecond:06d}".rstrip("0") if value.microsecond else ""
    return f"{value.hour:02d}:{value.minute:02d}:{value.second:02d}{fraction}{_zone_text(value.tzinfo)}"


def date_time_text(value: AnyDate) -> str:
    """The ISO form of a date and time."""
    base = base_of(value)
    assert isinstance(base, datetime)
    return f"{date_text(value)}T{time_text(base.timetz())}"


def _zone_text(zone: tzinfo | None) -> str:
    if zone is None:
        return ""
    if isinstance(zone, ZoneInfo):
        return f"@{zone.key}"
    offset = zone.utcoffset(None) or timedelta()
    if not offset:
        return "Z"
    seconds = abs(offset) // timedelta(seconds=1)
    tail = f":{seconds % 60:02d}" if seconds % 60 else ""
    return f"{'-' if offset < timedelta() else '+'}{seconds // 3600:02d}:{seconds // 60 % 60:02d}{tail}"


def years_months_text(value: YearsMonths) -> str:
    """The ISO form of a years and months duration, `P0M` for none."""
    years, months = divmod(abs(value.total), 12)
    text = (f"{years}Y" if years else "") + (f"{months}M" if months else "")
    return ("-P" if value.total < 0 else "P") + (text or "0M")


def days_time_text(value: timedelta) -> str:
    """The ISO form of a days and time duration, `PT0S` for none."""
    left = abs(value) // MICRO
    days, left = divmod(left, 86_400_000_000)
    hours, left = divmod(left, 3_600_000_000)
    minutes, left = divmod(left, 60_000_000)
    seconds, fraction = divmod(left, 1_000_000)
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    if seconds or fraction:
        clock += f"{seconds}" + (f".{fraction:06d}".rstrip("0") if fraction else "") + "S"
    text = (f"{days}D" if days else "") + (f"T{clock}" if clock else "")
    return ("-P" if value < timedelta() else "P") + (text or "T0S")
