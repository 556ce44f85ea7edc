"""Dates, times and durations of FEEL on top of `datetime`: values, keys to compare them by, and their arithmetic.

`datetime` knows the years 1 to 9999; FEEL knows -999999999 to 999999999. The Gregorian calendar repeats exactly
every 400 years (146,097 days, a whole number of weeks), so a date beyond is a `Far`: a date in 2000..2399 and the
number of 400-year eras it is away. All arithmetic happens in that window. Fractions of a second are kept to the
microsecond and compared to the millisecond.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

ERA_YEARS = 400
ERA_DAYS = 146_097
MAX_YEAR = 999_999_999
MICRO = timedelta(microseconds=1)
DAY_MICROS = 86_400_000_000

_EPOCH = datetime(2000, 1, 1)  # noqa: DTZ001 - the origin of local time has no zone
_EPOCH_UTC = datetime(2000, 1, 1, tzinfo=UTC)
_EPOCH_DAY = date(2000, 1, 1)


@dataclass(frozen=True, slots=True, order=True)
class YearsMonths:
    """A years and months duration, as its total of months (negative for a negative duration)."""

    total: int

    @property
    def years(self) -> int:
        """Whole years, with the sign of the duration."""
        return -(-self.total // 12) if self.total < 0 else self.total // 12

    @property
    def months(self) -> int:
        """The months left over, with the sign of the duration."""
        return self.total - self.years * 12


@dataclass(frozen=True, slots=True)
class Far:
    """A date or date and time outside the years 1..9999: `base` in 2000..2399, moved by `era` times 400 years."""

    era: int
    base: date | datetime

    @property
    def year(self) -> int:
        """The year it means; 0 and negative years exist."""
        return self.base.year + self.era * ERA_YEARS


AnyDate = date | Far  # datetime is a date to Python; the functions below say which of the two they take


def in_era(value: AnyDate) -> tuple[int, date]:
    """The value as an era and a date (or date and time) in 2000..2399."""
    if isinstance(value, Far):
        return value.era, value.base
    eras = (value.year - 2000) // ERA_YEARS
    return eras, value.replace(year=value.year - eras * ERA_YEARS)


def from_era(era: int, base: date) -> AnyDate:
    """The value an era and a date of any year mean; `OverflowError` beyond the years FEEL knows."""
    shift, base = in_era(base)
    era += shift
    year = base.year + era * ERA_YEARS
    if 1 <= year <= 9999:
        return base.replace(year=year)
    if abs(year) > MAX_YEAR:
        raise OverflowError(f"the year {year} is outside -{MAX_YEAR}..{MAX_YEAR}")
    return Far(era, base)


def make_date(year: int, month: int, day: int) -> AnyDate:
    """The date of these parts; `ValueError` when there is none."""
    if 1 <= year <= 9999:
        return date(year, month, day)
    if abs(year) > MAX_YEAR:
        raise ValueError(f"the year {year} is outside -{MAX_YEAR}..{MAX_YEAR}")
    era = (year - 2000) // ERA_YEARS
    return Far(era, date(year - era * ERA_YEARS, month, day))


def is_date_time(value: AnyDate) -> bool:
    """Whether the value has a time of day."""
    return isinstance(value.base if isinstance(value, Far) else value, datetime)


def base_of(value: AnyDate) -> date:
    """A `datetime` value with the same month, day, weekday and time of day."""
    return value.base if isinstance(value, Far) else value


def combine(day: AnyDate, at: time) -> AnyDate:
    """The date and time of a day (its own time of day is dropped) and a time."""
    if isinstance(day, Far):
        return Far(day.era, datetime.combine(day.base, at))
    return datetime.combine(day, at)


def date_part(value: AnyDate) -> AnyDate:
    """The date of a date and time; a date stays as it is."""
    if isinstance(value, Far):
        return Far(value.era, value.base.date()) if isinstance(value.base, datetime) else value
    return value.date() if isinstance(value, datetime) else value


def time_part(value: AnyDate) -> time:
    """The time of day with its offset; midnight UTC for a date (DMN 1.5, 10.3.2.9.4)."""
    base = base_of(value)
    return base.timetz() if isinstance(base, datetime) else time(tzinfo=UTC)


def midnight_utc(value: AnyDate) -> AnyDate:
    """A date as a date and time (DMN 1.5, 10.3.2.9.4); a date and time stays as it is."""
    return value if is_date_time(value) else combine(value, time(tzinfo=UTC))


def day_number(value: AnyDate) -> int:
    """Days since 2000-01-01, to compare dates by."""
    era, base = (value.era, value.base) if isinstance(value, Far) else (0, value)
    day = base.date() if isinstance(base, datetime) else base
    return era * ERA_DAYS + (day - _EPOCH_DAY).days


def zoned(value: AnyDate | time) -> bool:
    """Whether the value has an offset or a time zone."""
    base = base_of(value) if isinstance(value, date | Far) else value
    return getattr(base, "tzinfo", None) is not None


def micros(value: AnyDate, zone: tzinfo | None = None) -> int:
    """Microseconds since 2000-01-01 of a date and time: in UTC when it has a zone (or `zone` is given), else local."""
    era, base = (value.era, value.base) if isinstance(value, Far) else (0, value)
    if not isinstance(base, datetime):
        base = datetime.combine(base, time(tzinfo=UTC))
    if base.tzinfo is None and zone is not None:
        base = base.replace(tzinfo=zone)
    since = base - (_EPOCH if base.tzinfo is None else _EPOCH_UTC)
    return era * ERA_DAYS * DAY_MICROS + since // MICRO


def time_micros(value: time, zone: tzinfo | None = None) -> int:
    """Microseconds since midnight: UTC when the time has an offset (or `zone` is given), else local.

    A time in a named zone has the offset the zone has on 1 January 2000.
    """
    at = datetime.combine(_EPOCH_DAY, value)
    if at.tzinfo is None and zone is not None:
        at = at.replace(tzinfo=zone)
    offset = at.utcoffset()
    local = at.replace(tzinfo=None) - _EPOCH
    return (local if offset is None else local - offset) // MICRO


def add_duration(value: AnyDate, duration: timedelta) -> AnyDate:
    """The date, or the instant, that much later. On a date the duration counts from midnight, then the time is cut."""
    era, base = in_era(value)
    eras, days = divmod(duration.days, ERA_DAYS)
    delta = timedelta(days, duration.seconds, duration.microseconds)
    if not isinstance(base, datetime):
        return from_era(era + eras, base + timedelta(days=delta.days))
    if base.tzinfo is None:
        return from_era(era + eras, base + delta)
    return from_era(era + eras, (base.astimezone(UTC) + delta).astimezone(base.tzinfo))


def add_months(value: AnyDate, months: int) -> AnyDate:
    """The same day that many months later, or the last day of that month when it is shorter."""
    era, base = in_era(value)
    year, month = divmod(base.year * 12 + base.month - 1 + months, 12)
    eras, offset = divmod(year - 2000, ERA_YEARS)
    year = 2000 + offset
    day = min(base.day, monthrange(year, month + 1)[1])
    return from_era(era + eras, base.replace(year=year, month=month + 1, day=day))


def add_to_time(value: time, duration: timedelta) -> time:
    """The time of day that much later, around midnight, with the same offset."""
    moved = datetime.combine(_EPOCH_DAY, value.replace(tzinfo=None)) + timedelta(
        0, duration.seconds, duration.microseconds
    )
    return moved.time().replace(tzinfo=value.tzinfo)


def months_between(start: AnyDate, end: AnyDate) -> YearsMonths:
    """Whole months from one date (or date and time) to another, towards zero."""
    first, last = base_of(start), base_of(end)
    months = (end.year - start.year) * 12 + last.month - first.month
    into_first, into_last = _within_month(first), _within_month(last)
    if months > 0 and into_last < into_first:
        months -= 1
    elif months < 0 and into_last > into_first:
        months += 1
    return YearsMonths(months)


def _within_month(value: date) -> tuple[int, time]:
    at = value.time() if isinstance(value, datetime) else time()
    return value.day, at
