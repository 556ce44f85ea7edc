"""The working calendar of an agency as an immutable value.

A calendar knows the days from ``covers_from`` to ``covers_to`` and nothing else: asking beyond them is a
``CalendarHorizonError``, because next year's days off are announced by decision and never guessed. Weekly hours
come in dated segments; single dates are exceptions. Two calendars with the same content have the same ``hash``
(a SHA-256 of the canonical content) and are equal, whatever their keys: hundreds of agencies share one timeline.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

from engine.clock.errors import CalendarHorizonError


@dataclass(frozen=True, slots=True, order=True)
class Hours:
    """A span of one day in minutes after midnight, end exclusive; ``end`` may be 1440 (24:00)."""

    start: int
    end: int


Week = tuple[tuple[Hours, ...], ...]
"""Seven days, Monday first."""


class DayKind(StrEnum):
    """What an exception makes of its date."""

    OFF = "off"
    HOURS = "hours"
    WORK = "work"
    NORMAL = "normal"


@dataclass(frozen=True, slots=True)
class DayException:
    """One date that differs from its weekday: a day off, special hours, or a worked day in exchange."""

    day: date
    kind: DayKind
    name: Mapping[str, str]
    """The reason by language."""
    hours: tuple[Hours, ...] = ()
    weekday: int | None = None
    """For WORK: the ISO weekday (1 = Monday) whose hours apply."""
    provisional: bool = False
    """Expected but not yet announced by decision."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Weekly hours in force from ``valid_from`` to ``valid_to``, both days included."""

    valid_from: date
    valid_to: date
    week: Week
    reception: Week
    """Hours in which a counter receives although the clock does not count, such as Saturday mornings."""


@dataclass(frozen=True, slots=True, eq=False)
class Calendar:
    """Working hours, days off and make-up days of an agency; equal and hashed by content."""

    key: str
    zone: ZoneInfo
    covers_from: date
    covers_to: date
    segments: tuple[Segment, ...]
    exceptions: Mapping[date, DayException]
    day_cutoff: time
    hours_per_day: Decimal
    hash: str

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Calendar) and self.hash == other.hash

    def __hash__(self) -> int:
        return hash(self.hash)

    def horizon(self, day: date) -> CalendarHorizonError:
        """The error to raise when ``day`` is needed but not covered."""
        return CalendarHorizonError(self.key, day, self.covers_from, self.covers_to)

    def local(self, instant: datetime) -> datetime:
        """The instant in the calendar's zone; naive values are a programming error (ValueError)."""
        if instant.tzinfo is None:
            raise ValueError("the clock needs aware instants")
        return instant.astimezone(self.zone)

    def hours_on(self, day: date) -> tuple[Hours, ...]:
        """The working spans of a day, in order; empty on a day off. Raises CalendarHorizonError."""
        segment = self._segment(day)
        exception = self.exceptions.get(day)
        if exception is None or exception.kind is DayKind.NORMAL:
            return segment.week[day.weekday()]
        if exception.kind is DayKind.WORK:
            return segment.week[(exception.weekday or day.isoweekday()) - 1]
        return exception.hours

    def reception_on(self, day: date) -> tuple[Hours, ...]:
        """The spans in which a counter receives: working hours and, on ordinary days, the reception-only ones."""
        exception = self.exceptions.get(day)
        if exception is not None and exception.kind is not DayKind.NORMAL:
            return self.hours_on(day)
        return tuple(sorted((*self.hours_on(day), *self._segment(day).reception[day.weekday()])))

    def receives_at(self, instant: datetime) -> bool:
        """Whether a counter of this agency is open for reception at the instant. Raises CalendarHorizonError."""
        local = self.local(instant)
        minute = local.hour * 60 + local.minute
        return any(span.start <= minute < span.end for span in self.reception_on(local.date()))

    def _segment(self, day: date) -> Segment:
        if not self.covers_from <= day <= self.covers_to:
            raise self.horizon(day)
        return next(s for s in self.segments if s.valid_from <= day <= s.valid_to)
