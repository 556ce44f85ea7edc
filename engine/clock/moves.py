"""How pauses and extensions move a due instant, step by step, so that the same walk also explains it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from engine.clock.calendar import Calendar
from engine.clock.reckon import add_date_term
from engine.clock.term import DATE_UNITS, Term, working_time
from engine.clock.timeline import ONE_DAY, TICK
from engine.clock.working import add_working, closing_on_or_after, working_between

Span = tuple[datetime, datetime]
"""From, inclusive, to, exclusive."""


@dataclass(frozen=True, slots=True)
class Extension:
    """An approved extension with its reason, granted at ``at``."""

    by: Term
    at: datetime
    reason: str
    approver: str


@dataclass(frozen=True, slots=True)
class Shift:
    """What one standstill did: the working time or the calendar days it counted for, and the due instant after it."""

    span: Span
    working: timedelta
    days: int
    due: datetime


@dataclass(frozen=True, slots=True)
class Moves:
    """The due instant, the last day before rolling forward (date units only), and each standstill's effect."""

    due: datetime
    unrolled: date | None
    shifts: tuple[Shift, ...]


def union(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The spans merged where they overlap or touch, empty ones dropped, in order."""
    merged: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def moves_of(
    calendar: Calendar, term: Term, clock: Span, extensions: Sequence[Extension], spans: Sequence[Span]
) -> Moves:
    """Move a due instant by extensions and standstills.

    ``clock`` is the start of the clock and its due instant without either; ``spans`` is a union in order. A
    standstill that begins at or after the due instant reached so far counts for nothing, nor does what lies before
    the start.
    """
    started, first = clock
    effective = [(max(start, started), end) for start, end in spans if end > started]
    if term.unit in DATE_UNITS:
        return _move_dates(calendar, add_date_term(calendar, started.date(), term), extensions, effective)
    due = first
    for extension in extensions:
        due = _extended(calendar, due, extension)
    shifts: list[Shift] = []
    for start, end in effective:
        if start >= due:
            break
        held = working_between(calendar, start, end)
        due = add_working(calendar, due, held)
        shifts.append(Shift((start, end), held, 0, due))
    return Moves(due, None, tuple(shifts))


def _extended(calendar: Calendar, due: datetime, extension: Extension) -> datetime:
    amount = working_time(extension.by, calendar.hours_per_day)
    if amount is not None:
        return add_working(calendar, due, amount)
    return closing_on_or_after(calendar, add_date_term(calendar, due.date(), extension.by))


def _move_dates(calendar: Calendar, last: date, extensions: Sequence[Extension], spans: Sequence[Span]) -> Moves:
    worked = [extension for extension in extensions if extension.by.unit not in DATE_UNITS]
    for extension in extensions:
        if extension.by.unit in DATE_UNITS:
            last = add_date_term(calendar, last, extension.by)

    def rolled(days: int) -> datetime:
        due = closing_on_or_after(calendar, last + days * ONE_DAY)
        for extension in worked:
            due = _extended(calendar, due, extension)
        return due

    due = rolled(0)
    touched: set[date] = set()
    shifts: list[Shift] = []
    for start, end in spans:
        if start >= due:
            break
        new = _days(calendar, start, end) - touched
        touched |= new
        due = rolled(len(touched))
        shifts.append(Shift((start, end), timedelta(0), len(new), due))
    return Moves(due, last + len(touched) * ONE_DAY, tuple(shifts))


def _days(calendar: Calendar, start: datetime, end: datetime) -> set[date]:
    first, last = calendar.local(start).date(), calendar.local(end - TICK).date()
    return {first + offset * ONE_DAY for offset in range((last - first).days + 1)}
