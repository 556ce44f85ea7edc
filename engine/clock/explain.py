"""A deadline explains itself: every counted interval, every skipped day and why, every pause and extension."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from engine.clock.calendar import Calendar, DayKind
from engine.clock.deadline import Deadline, spans_at
from engine.clock.moves import Moves, Span, moves_of
from engine.clock.reckon import due
from engine.clock.term import DATE_UNITS, Unit
from engine.clock.timeline import ONE_DAY, from_tick, to_tick, wall


class EntryKind(StrEnum):
    """What an entry tells; in the order in which entries of one instant are read."""

    RECEIVED = "received"
    RESTARTED = "restarted"
    BEGAN = "began"
    CUTOFF = "cutoff"
    COUNTED = "counted"
    SKIPPED = "skipped"
    PAUSED = "paused"
    MOVED = "moved"
    EXTENDED = "extended"
    ROLLED = "rolled"
    DUE = "due"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the explanation; ``end`` is absent for instants and for pauses still open."""

    kind: EntryKind
    start: datetime
    end: datetime | None = None
    working: timedelta | None = None
    """Working time this line counts for."""
    days: int | None = None
    """Calendar days this line counts for."""
    code: str = ""
    """Why: how the clock began (``at-once``, ``opening``, ``lunch``, ``closed``), what the day is (``weekly``, ``off``,
    ``hours``, ``work``), the reason of a pause, the length of an extension."""
    name: Mapping[str, str] = field(default_factory=dict)
    """Name of the day off by language."""
    by: str = ""
    """Owner of a pause, approver of an extension."""
    provisional: bool = False
    """The day off is expected, not announced."""


def explain(calendar: Calendar, deadline: Deadline, now: datetime | None = None) -> list[Entry]:
    """All that made the due instant, in time order; open pauses are taken until ``now`` (default: not at all).

    Raises CalendarHorizonError.
    """
    entries = [*_opening(calendar, deadline), *_pauses(deadline)]
    first = due(calendar, deadline.term, deadline.received, deadline.cutoff)
    if first is None:
        return sorted(entries, key=_order)
    spans = spans_at(deadline, now or deadline.received)
    moves = moves_of(calendar, deadline.term, (deadline.started, first), deadline.extensions, spans)
    if deadline.term.unit in DATE_UNITS:
        entries += _counted_days(calendar, deadline, moves)
    else:
        entries += _counted_time(calendar, deadline, moves)
    entries += [
        Entry(kind=EntryKind.MOVED, start=s.span[0], end=s.span[1], working=s.working, days=s.days)
        for s in moves.shifts
    ]
    entries.append(Entry(kind=EntryKind.DUE, start=moves.due))
    return sorted(entries, key=_order)


def entry_to_json(entry: Entry) -> dict[str, Any]:
    """The entry as JSON: ISO instants, working time in minutes, absent values left out."""
    data: dict[str, Any] = {"kind": entry.kind.value, "start": entry.start.isoformat()}
    if entry.end is not None:
        data["end"] = entry.end.isoformat()
    if entry.working is not None:
        data["minutes"] = round(entry.working / timedelta(minutes=1), 3)
    if entry.days is not None:
        data["days"] = entry.days
    texts = {"code": entry.code, "name": dict(entry.name), "by": entry.by, "provisional": entry.provisional}
    return data | {name: value for name, value in texts.items() if value}


def _order(entry: Entry) -> tuple[datetime, int]:
    return entry.start, list(EntryKind).index(entry.kind)


def _opening(calendar: Calendar, deadline: Deadline) -> Iterator[Entry]:
    for index, instant in enumerate((*deadline.restarts, deadline.received)):
        yield Entry(kind=EntryKind.RESTARTED if index else EntryKind.RECEIVED, start=instant)
    yield Entry(kind=EntryKind.BEGAN, start=deadline.started, code=_why_begun(calendar, deadline))
    cutoff = deadline.cutoff or calendar.day_cutoff
    received = calendar.local(deadline.received)
    if deadline.term.unit is Unit.SAME_DAY and received.timetz().replace(tzinfo=None) > cutoff:
        yield Entry(kind=EntryKind.CUTOFF, start=deadline.received, code=cutoff.isoformat("minutes"))
    for extension in deadline.extensions:
        code = f"{extension.by}"
        yield Entry(
            kind=EntryKind.EXTENDED, start=extension.at, code=code, name={"": extension.reason}, by=extension.approver
        )


def _why_begun(calendar: Calendar, deadline: Deadline) -> str:
    received = calendar.local(deadline.received)
    if deadline.started == received:
        return "at-once"
    if deadline.started.date() != received.date():
        return "closed"
    hours = calendar.hours_on(received.date())
    return "opening" if received < wall(calendar, received.date(), hours[0].start) else "lunch"


def _pauses(deadline: Deadline) -> Iterator[Entry]:
    for closed in deadline.closed:
        key = closed.key
        yield Entry(
            kind=EntryKind.PAUSED, start=closed.since, end=closed.until, code=key.reason, by=f"{key.part}/{key.owner}"
        )
    for held in deadline.open:
        yield Entry(
            kind=EntryKind.PAUSED, start=held.since, code=held.key.reason, by=f"{held.key.part}/{held.key.owner}"
        )


def _counted_time(calendar: Calendar, deadline: Deadline, moves: Moves) -> Iterator[Entry]:
    pauses = [shift.span for shift in moves.shifts]
    for day in _days(deadline.started.date(), moves.due.date()):
        skipped = _skipped(calendar, day)
        if skipped is not None:
            yield skipped
        exception = calendar.exceptions.get(day)
        for hours in calendar.hours_on(day):
            opens = max(wall(calendar, day, hours.start), deadline.started)
            closes = min(wall(calendar, day, hours.end), moves.due)
            for start, end in _without(opens, closes, pauses):
                yield Entry(
                    kind=EntryKind.COUNTED,
                    start=from_tick(to_tick(start), calendar),
                    end=from_tick(to_tick(end), calendar),
                    working=end - start,
                    code=exception.kind.value if exception else "",
                    name=exception.name if exception else {},
                )


def _counted_days(calendar: Calendar, deadline: Deadline, moves: Moves) -> Iterator[Entry]:
    held = sum(shift.days for shift in moves.shifts)
    last = moves.unrolled or moves.due.date()
    end = datetime.combine(last, time(), tzinfo=calendar.zone)
    whole = (last - deadline.started.date()).days - held
    yield Entry(kind=EntryKind.COUNTED, start=deadline.started, end=end, days=whole)
    for day in _days(last, moves.due.date()):
        skipped = _skipped(calendar, day)
        if skipped is not None:
            yield skipped
    if last != moves.due.date():
        yield Entry(kind=EntryKind.ROLLED, start=end, end=moves.due)


def _skipped(calendar: Calendar, day: date) -> Entry | None:
    if calendar.hours_on(day):
        return None
    exception = calendar.exceptions.get(day)
    named = exception is not None and exception.kind is not DayKind.NORMAL
    return Entry(
        kind=EntryKind.SKIPPED,
        start=datetime.combine(day, time(), tzinfo=calendar.zone),
        code=exception.kind.value if exception and named else "weekly",
        name=exception.name if exception and named else {},
        provisional=bool(exception and exception.provisional),
    )


def _without(start: datetime, end: datetime, pauses: list[Span]) -> Iterator[Span]:
    for held_from, held_to in pauses:
        if held_to <= start or held_from >= end:
            continue
        if held_from > start:
            yield start, held_from
        start = held_to
    if start < end:
        yield start, end


def _days(first: date, last: date) -> Iterator[date]:
    for offset in range((last - first).days + 1):
        yield first + offset * ONE_DAY
