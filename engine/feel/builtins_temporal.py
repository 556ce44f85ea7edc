"""Date, time and duration built-ins (DMN 1.5, tables 72, 78 and 79)."""

from datetime import datetime, time, timedelta, tzinfo
from decimal import Decimal

from engine.feel.builtins_text import whole
from engine.feel.functions import builtin
from engine.feel.problems import FeelError, Run
from engine.feel.temporal import (
    AnyDate,
    YearsMonths,
    base_of,
    combine,
    date_part,
    in_era,
    make_date,
    months_between,
    time_part,
)
from engine.feel.temporal_text import (
    offset_zone,
    parse_date,
    parse_date_time,
    parse_duration,
    parse_time,
    zone_named,
)

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def _no_value(text: str, what: str) -> FeelError:
    return FeelError(f"{text[:50]!r} is no {what}")


@builtin("date", "from: string")
def _date(_run: Run, text: str) -> AnyDate:
    day = parse_date(text)
    if day is None:
        raise _no_value(text, "date")
    return day


@builtin("date", "from: date | date and time")
def _date_of(_run: Run, moment: AnyDate) -> AnyDate:
    return date_part(moment)


@builtin("date", "year: number, month: number, day: number")
def _date_from_parts(_run: Run, year: Decimal, month: Decimal, day: Decimal) -> AnyDate:
    return make_date(whole(year, "year"), whole(month, "month"), whole(day, "day"))


@builtin("date and time", "from: string")
def _date_and_time(_run: Run, text: str) -> AnyDate:
    moment = parse_date_time(text)
    if moment is None:
        raise _no_value(text, "date and time")
    return moment


@builtin("date and time", "from: date and time")
def _date_and_time_of(_run: Run, moment: AnyDate) -> AnyDate:
    return moment


@builtin("date and time", "date: date | date and time, time: time")
def _date_and_time_from(_run: Run, day: AnyDate, at: time) -> AnyDate:
    return combine(day, at)


@builtin("date and time", "year: number, month: number, day: number, hour: number, minute: number, second: number")
def _date_and_time_from_parts(
    run: Run, year: Decimal, month: Decimal, day: Decimal, hour: Decimal, minute: Decimal, second: Decimal
) -> AnyDate:
    return combine(_date_from_parts(run, year, month, day), _clock(hour, minute, second, None))  # type: ignore[arg-type]


@builtin(
    "date and time",
    "year: number, month: number, day: number, hour: number, minute: number, second: number, "
    "offset: days and time duration | null",
    "year: number, month: number, day: number, hour: number, minute: number, second: number, timezone: string",
)
def _date_and_time_with_zone(
    run: Run,
    year: Decimal,
    month: Decimal,
    day: Decimal,
    hour: Decimal,
    minute: Decimal,
    second: Decimal,
    zone: timedelta | str | None,
) -> AnyDate:
    return combine(_date_from_parts(run, year, month, day), _clock(hour, minute, second, zone))  # type: ignore[arg-type]


def _clock(hour: Decimal, minute: Decimal, second: Decimal, zone: timedelta | str | None) -> time:
    micros = int(second * 1_000_000) if 0 <= second < 60 else -1
    if micros < 0:
        raise FeelError(f"{second} is no second of a minute")
    at = time(whole(hour, "hour"), whole(minute, "minute"), micros // 1_000_000, micros % 1_000_000)
    return at if zone is None else at.replace(tzinfo=_zone(zone))


def _zone(zone: timedelta | str) -> tzinfo:
    found = zone_named(zone) if isinstance(zone, str) else offset_zone(zone)
    if found is None:
        raise FeelError(f"{zone} is no time zone or offset")
    return found


@builtin("time", "from: string")
def _time(_run: Run, text: str) -> time:
    at = parse_time(text)
    if at is None:
        raise _no_value(text, "time")
    return at


@builtin("time", "from: time")
def _time_of_time(_run: Run, at: time) -> time:
    return at


@builtin("time", "from: date | date and time")
def _time_of(_run: Run, moment: AnyDate) -> time:
    return time_part(moment)


@builtin("time", "hour: number, minute: number, second: number, offset?: days and time duration | null")
def _time_from_parts(
    _run: Run, hour: Decimal, minute: Decimal, second: Decimal, offset: timedelta | None = None
) -> time:
    return _clock(hour, minute, second, offset)


@builtin("duration", "from: string")
def _duration(_run: Run, text: str) -> timedelta | YearsMonths:
    duration = parse_duration(text)
    if duration is None:
        raise _no_value(text, "duration")
    return duration


@builtin("duration", "from: days and time duration | years and months duration")
def _duration_of(_run: Run, duration: timedelta | YearsMonths) -> timedelta | YearsMonths:
    return duration


@builtin("years and months duration", "from: date | date and time, to: date | date and time")
def _years_and_months(_run: Run, start: AnyDate, end: AnyDate) -> YearsMonths:
    return months_between(start, end)


@builtin("day of year", "date: date | date and time")
def _day_of_year(_run: Run, day: AnyDate) -> int:
    return base_of(day).timetuple().tm_yday


@builtin("day of week", "date: date | date and time")
def _day_of_week(_run: Run, day: AnyDate) -> str:
    return _DAYS[base_of(day).weekday()]


@builtin("month of year", "date: date | date and time")
def _month_of_year(_run: Run, day: AnyDate) -> str:
    return _MONTHS[base_of(day).month - 1]


@builtin("week of year", "date: date | date and time")
def _week_of_year(_run: Run, day: AnyDate) -> int:
    return in_era(day)[1].isocalendar().week


def _now(run: Run) -> datetime:
    now = run.env.now
    if now is None:
        raise FeelError("the time is not known here")
    return now if run.env.zone is None else now.astimezone(run.env.zone)


@builtin("now", "")
def _now_function(run: Run) -> datetime:
    return _now(run)


@builtin("today", "")
def _today(run: Run) -> AnyDate:
    return _now(run).date()
