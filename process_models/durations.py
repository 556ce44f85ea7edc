"""Lengths of steps and of settlement times, made comparable: working hours and calendar days, exact or within bounds.

A statute may count calendar days while steps count working hours. Between the two only bounds are certain: seven
calendar days hold five working days, what is left over holds as many as the weekend lets it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from engine.clock import Term, Unit

DAY: Final = Decimal(8)
"""Working hours of a working day where no calendar says otherwise (domain.md §6)."""
WEEK: Final = 7
WEEKDAYS: Final = 5
MONTH: Final = (28, 31)
ENDLESS: Final = Decimal("Infinity")


@dataclass(frozen=True, slots=True)
class Length:
    """Working hours and calendar days that follow each other."""

    hours: Decimal = Decimal(0)
    days: Decimal = Decimal(0)

    def __add__(self, other: "Length") -> "Length":
        return Length(self.hours + other.hours, self.days + other.days)

    def __mul__(self, times: int) -> "Length":
        return Length(self.hours * times, self.days * times)

    def __bool__(self) -> bool:
        return bool(self.hours or self.days)

    @property
    def weight(self) -> Decimal:
        """A number to compare paths by: a calendar day weighs as a working day."""
        return self.hours + self.days * DAY


ZERO: Final = Length()


def length_of(term: Term) -> Length:
    """What a step's time adds to a path; same-day and none add nothing."""
    match term.unit:
        case Unit.HOUR:
            return Length(term.value)
        case Unit.HALF_DAY:
            return Length(term.value * DAY / 2)
        case Unit.WORKING_DAY:
            return Length(term.value * DAY)
        case Unit.CALENDAR_DAY:
            return Length(days=term.value)
        case Unit.MONTH:
            return Length(days=term.value * MONTH[1])
        case _:
            return ZERO


@dataclass(frozen=True, slots=True)
class Bounds:
    """Working hours, at least and at most."""

    low: Decimal
    high: Decimal


def bounds_of(length: Length) -> Bounds:
    """The working hours that a path takes."""
    days = _hours_in(int(length.days), int(length.days))
    return Bounds(length.hours + days.low, length.hours + days.high)


def limit_of(term: Term, day: Decimal = DAY) -> Bounds:
    """The working hours that a settlement time leaves; a same-day one the whole of a working day (``day`` hours)."""
    match term.unit:
        case Unit.SAME_DAY:
            return Bounds(day, day)
        case Unit.NONE:
            return Bounds(ENDLESS, ENDLESS)
        case Unit.CALENDAR_DAY:
            return _hours_in(int(term.value), int(term.value))
        case Unit.MONTH:
            return _hours_in(int(term.value) * MONTH[0], int(term.value) * MONTH[1])
        case _:
            hours = length_of(term).hours
            return Bounds(hours, hours)


def _hours_in(fewest: int, most: int) -> Bounds:
    """Working hours in so many calendar days, wherever the weekends lie; days off may make it less."""
    low = fewest // WEEK * WEEKDAYS + max(0, fewest % WEEK - (WEEK - WEEKDAYS))
    high = most // WEEK * WEEKDAYS + min(most % WEEK, WEEKDAYS)
    return Bounds(low * DAY, high * DAY)


def margin(path: Length, limit: Term, day: Decimal = DAY) -> Bounds:
    """Working hours left over (negative: too much), at least and at most; of calendar days only, exact.

    Raises nothing; an unlimited ``limit`` leaves infinitely much.
    """
    if limit.unit is Unit.CALENDAR_DAY and path.days:
        exact = limit.value * DAY - path.weight
        return Bounds(exact, exact)
    need, have = bounds_of(path), limit_of(limit, day)
    return Bounds(have.low - need.high, have.high - need.low)


_UNITS: Final[Mapping[Unit, tuple[str, str, str]]] = {
    Unit.HOUR: ("working hour", "working hours", "giờ làm việc"),
    Unit.HALF_DAY: ("half day", "half days", "nửa ngày làm việc"),
    Unit.WORKING_DAY: ("working day", "working days", "ngày làm việc"),
    Unit.CALENDAR_DAY: ("calendar day", "calendar days", "ngày"),
    Unit.MONTH: ("month", "months", "tháng"),
}


def term_words(term: Term, lang: str) -> str:
    """A term for people: ``3 working days``, ``3 ngày làm việc``, ``trong ngày``."""
    if term.unit is Unit.SAME_DAY:
        return "trong ngày" if lang == "vi" else "the same day"
    if term.unit is Unit.NONE:
        return "không quy định" if lang == "vi" else "no time"
    one, many, vietnamese = _UNITS[term.unit]
    word = vietnamese if lang == "vi" else one if term.value == 1 else many
    return f"{number(term.value, lang)} {word}"


def length_words(length: Length, lang: str) -> str:
    """A length for people: ``12 working hours + 2 calendar days``, with whole working days told as days."""
    parts = []
    if length.hours or not length.days:
        whole = length.hours >= DAY and not length.hours % DAY
        unit = Unit.WORKING_DAY if whole else Unit.HOUR
        parts.append(term_words(Term(length.hours / DAY if whole else length.hours, unit), lang))
    if length.days:
        parts.append(term_words(Term(length.days, Unit.CALENDAR_DAY), lang))
    return " + ".join(parts)


def number(value: Decimal, lang: str) -> str:
    """A number with at most two places, with the decimal sign of the language."""
    text = f"{round(value, 2).normalize():f}"
    return text.replace(".", ",") if lang == "vi" else text
