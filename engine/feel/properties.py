"""The properties of dates, times, durations and ranges (DMN 1.5, 10.3.2.3.3 and table 60)."""

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from engine.feel.temporal import AnyDate, base_of
from engine.feel.values import DATE, DATE_TIME, DAYS_TIME, RANGE, TIME, YEARS_MONTHS, Range


def _moment(value: AnyDate) -> datetime:
    base = base_of(value)
    assert isinstance(base, datetime)
    return base


def _zone_name(value: datetime | time) -> str | None:
    return value.tzinfo.key if isinstance(value.tzinfo, ZoneInfo) else None


def _part(unit: timedelta, of: timedelta | None) -> Callable[[timedelta], int]:
    """A part of a duration, with the sign of the duration, e.g. the hours within the day."""

    def read(value: timedelta) -> int:
        size = abs(value) % of if of is not None else abs(value)
        return size // unit * (-1 if value < timedelta() else 1)

    return read


def _end(value: Range, *, low: bool) -> object:
    if value.form in ("..", "="):
        return value.low if low or value.form == "=" else value.high
    return value.low if low else value.high


_HOUR, _MINUTE, _SECOND, _DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1), timedelta(days=1)

_DATE_PROPERTIES: Mapping[str, Callable[..., object]] = {
    "year": lambda value: value.year,
    "month": lambda value: base_of(value).month,
    "day": lambda value: base_of(value).day,
    "weekday": lambda value: base_of(value).isoweekday(),
}

_TIME_PROPERTIES: Mapping[str, Callable[..., object]] = {
    "hour": lambda value: value.hour,
    "minute": lambda value: value.minute,
    "second": lambda value: value.second,
    "time offset": lambda value: value.utcoffset(),
    "timezone": _zone_name,
}

PROPERTIES: Mapping[str, Mapping[str, Callable[..., object]]] = {
    DATE: _DATE_PROPERTIES,
    TIME: _TIME_PROPERTIES,
    DATE_TIME: {
        **_DATE_PROPERTIES,
        **{name: lambda value, read=read: read(_moment(value)) for name, read in _TIME_PROPERTIES.items()},
    },
    DAYS_TIME: {
        "days": _part(_DAY, None),
        "hours": _part(_HOUR, _DAY),
        "minutes": _part(_MINUTE, _HOUR),
        "seconds": _part(_SECOND, _MINUTE),
    },
    YEARS_MONTHS: {
        "years": lambda value: value.years,
        "months": lambda value: value.months,
    },
    RANGE: {
        "start": lambda value: _end(value, low=True),
        "end": lambda value: _end(value, low=False),
        "start included": lambda value: value.low_closed,
        "end included": lambda value: value.high_closed,
    },
}
"""Kind -> property -> how to read it. Integers come out as int and are made FEEL numbers by the reader."""
