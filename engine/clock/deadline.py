"""The legal clock of one dossier or step as a value: running, paused, extended, restarted, recomputed.

Theory of operation. A deadline keeps what happened (reception, pauses with who asked for them, extensions), never
a running total; the due instant is always computed anew from it, so a changed calendar or pauses reported out of
order give the same answer. Open pauses are a set of keys: the clock stands while any is open, and paused time is the
union of the intervals. On resuming, the due instant moves in the deadline's own unit: by the working time paused, or
for calendar days and months by the calendar days touched, rolled forward. A pause that begins when the deadline has
already passed moves nothing: it cannot make a late dossier timely.
"""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import StrEnum

from engine.clock.calendar import Calendar
from engine.clock.errors import DeadlineError
from engine.clock.moves import Extension, Span, moves_of, union
from engine.clock.reckon import add_months, due
from engine.clock.term import DATE_UNITS, WORKING_UNITS, Term, Unit, working_time
from engine.clock.working import add_working, begin, working_between


@dataclass(frozen=True, slots=True)
class PauseKey:
    """Who holds the clock: the part of the dossier, the reason, and the task or action that owns the hold."""

    part: int | str
    reason: str
    owner: int | str


@dataclass(frozen=True, slots=True)
class OpenPause:
    """A hold that has not been released."""

    key: PauseKey
    since: datetime


@dataclass(frozen=True, slots=True)
class Pause:
    """A hold that was released; ``until`` is exclusive."""

    key: PauseKey
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """The state of one clock. ``due`` is what holds with all closed pauses; it is not final while one is open."""

    term: Term
    received: datetime
    started: datetime
    due: datetime | None
    calendar: str
    """Hash of the calendar the due instant was computed with."""
    zone: str
    cutoff: time | None = None
    open: tuple[OpenPause, ...] = ()
    closed: tuple[Pause, ...] = ()
    extensions: tuple[Extension, ...] = ()
    restarts: tuple[datetime, ...] = ()
    """Earlier moments of reception, when a policy restarted the clock."""

    @property
    def paused_since(self) -> datetime | None:
        """The start of the current standstill, or None while the clock runs."""
        return min((pause.since for pause in self.open), default=None)


class Outcome(StrEnum):
    """What a pause operation did; only the first, fourth and sixth change the due instant or the standstill."""

    PAUSED = "paused"
    ALSO_PAUSED = "also-paused"
    ALREADY_PAUSED = "already-paused"
    RESUMED = "resumed"
    STILL_PAUSED = "still-paused"
    CLEARED = "cleared"
    NOT_PAUSED = "not-paused"


@dataclass(frozen=True, slots=True)
class Change:
    """The deadline after an operation and what the log should say about it."""

    deadline: Deadline
    outcome: Outcome

    @property
    def applied(self) -> bool:
        """False for the two no-ops, which are logged and change nothing."""
        return self.outcome not in (Outcome.ALREADY_PAUSED, Outcome.NOT_PAUSED)


def open_deadline(calendar: Calendar, term: Term, received: datetime, cutoff: time | None = None) -> Deadline:
    """Start a clock for something received at ``received``. Raises CalendarHorizonError."""
    return Deadline(
        term=term,
        received=calendar.local(received),
        started=begin(calendar, received),
        due=due(calendar, term, received, cutoff),
        calendar=calendar.hash,
        zone=calendar.zone.key,
        cutoff=cutoff,
    )


def pause(deadline: Deadline, now: datetime, key: PauseKey) -> Change:
    """Hold the clock under a key; holding it again under the same key is a no-op."""
    if any(held.key == key for held in deadline.open):
        return Change(deadline, Outcome.ALREADY_PAUSED)
    outcome = Outcome.ALSO_PAUSED if deadline.open else Outcome.PAUSED
    return Change(replace(deadline, open=(*deadline.open, OpenPause(key, now))), outcome)


def resume(calendar: Calendar, deadline: Deadline, now: datetime, key: PauseKey) -> Change:
    """Release one hold and move the due instant when it was the last; releasing what is not held is a no-op.

    Raises CalendarHorizonError, and DeadlineError when ``now`` lies before the hold began.
    """
    held = [pause for pause in deadline.open if pause.key == key]
    if not held:
        return Change(deadline, Outcome.NOT_PAUSED)
    rest = tuple(pause for pause in deadline.open if pause.key != key)
    changed = replace(deadline, open=rest, closed=(*deadline.closed, _close(held[0], now)))
    return Change(recompute(calendar, changed), Outcome.STILL_PAUSED if rest else Outcome.RESUMED)


def clear(calendar: Calendar, deadline: Deadline, now: datetime) -> Change:
    """Release every hold: the dossier ended, was stopped or withdrawn. Errors as for ``resume``."""
    if not deadline.open:
        return Change(deadline, Outcome.NOT_PAUSED)
    closed = (*deadline.closed, *(_close(held, now) for held in deadline.open))
    return Change(recompute(calendar, replace(deadline, open=(), closed=closed)), Outcome.CLEARED)


def restart(calendar: Calendar, deadline: Deadline, now: datetime) -> Deadline:
    """Begin the whole term again at ``now``: the policy "restart" of a pause reason. Extensions end with it."""
    fresh = clear(calendar, deadline, now).deadline
    restarts = (*fresh.restarts, fresh.received)
    return recompute(calendar, replace(fresh, received=calendar.local(now), restarts=restarts, extensions=()))


def extend(
    calendar: Calendar, deadline: Deadline, extension: Extension, *, at_most: int = 1, notice: Term | None = None
) -> Deadline:
    """Move the due instant by an approved extension, granted at ``extension.at``.

    ``notice`` is how long before the due instant it must be granted. Raises DeadlineError with code
    ``extension.none`` (no deadline), ``extension.again`` (limit reached), ``extension.late`` (the deadline, or the
    time for notice, has passed: an apology never makes a late dossier timely) or ``extension.unit``.
    """
    last = due_of(calendar, deadline, extension.at)
    if last is None:
        raise DeadlineError("extension.none", "there is no deadline to extend")
    if len(deadline.extensions) >= at_most:
        raise DeadlineError("extension.again", f"this deadline may be extended {at_most} time(s)")
    if extension.by.unit not in WORKING_UNITS | DATE_UNITS or not extension.by.value:
        raise DeadlineError("extension.unit", "extend by hours, days or months")
    if extension.at > (last if notice is None else before_due(calendar, last, notice)):
        raise DeadlineError("extension.late", "an extension is granted and announced before the deadline")
    return recompute(calendar, replace(deadline, extensions=(*deadline.extensions, extension)))


def recompute(calendar: Calendar, deadline: Deadline) -> Deadline:
    """The same history under this calendar: after a new day off was announced. Raises CalendarHorizonError."""
    moved = replace(
        deadline,
        received=calendar.local(deadline.received),
        started=begin(calendar, deadline.received),
        calendar=calendar.hash,
        zone=calendar.zone.key,
    )
    return replace(moved, due=_due(calendar, moved, closed_spans(moved)))


def due_of(calendar: Calendar, deadline: Deadline, now: datetime) -> datetime | None:
    """The due instant if every open hold were released at ``now``; ``deadline.due`` when none is open."""
    if not deadline.open:
        return deadline.due
    return _due(calendar, deadline, spans_at(deadline, now))


def remaining(calendar: Calendar, deadline: Deadline, now: datetime) -> timedelta | None:
    """Working time left until due, negative when overdue, standing still while paused; None without a deadline."""
    last = due_of(calendar, deadline, now)
    return None if last is None else working_between(calendar, now, last)


def consumed(calendar: Calendar, deadline: Deadline, now: datetime) -> timedelta:
    """Working time used from the start of the clock to ``now``, pauses taken out once."""
    if now <= deadline.started:
        return timedelta(0)
    held = sum(
        (
            working_between(calendar, max(start, deadline.started), min(end, now))
            for start, end in spans_at(deadline, now)
            if end > deadline.started and start < now
        ),
        timedelta(0),
    )
    return working_between(calendar, deadline.started, now) - held


def before_due(calendar: Calendar, last: datetime, notice: Term) -> datetime:
    """The instant a term before a due instant: working time for working units, else calendar days or months."""
    amount = working_time(notice, calendar.hours_per_day)
    if amount is not None:
        return add_working(calendar, last, -amount)
    if notice.unit is Unit.MONTH:
        return datetime.combine(add_months(last.date(), -int(notice.value)), last.timetz())
    return last - timedelta(days=int(notice.value))


def closed_spans(deadline: Deadline) -> tuple[Span, ...]:
    """The union of all released holds, in order."""
    return union((pause.since, pause.until) for pause in deadline.closed)


def spans_at(deadline: Deadline, now: datetime) -> tuple[Span, ...]:
    """The union of all holds, the open ones taken until ``now``."""
    held = [(pause.since, pause.until) for pause in deadline.closed]
    return union([*held, *((pause.since, now) for pause in deadline.open)])


def _due(calendar: Calendar, deadline: Deadline, spans: tuple[Span, ...]) -> datetime | None:
    first = due(calendar, deadline.term, deadline.received, deadline.cutoff)
    if first is None:
        return None
    return moves_of(calendar, deadline.term, (deadline.started, first), deadline.extensions, spans).due


def _close(held: OpenPause, now: datetime) -> Pause:
    if now < held.since:
        raise DeadlineError("pause.order", f"the hold began at {held.since}, after {now}")
    return Pause(held.key, held.since, now)
