"""Early, on time or late at settlement; within time, near due or overdue while open."""

from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

from engine.clock.calendar import Calendar
from engine.clock.deadline import Deadline, before_due, due_of
from engine.clock.term import Term, Unit
from engine.clock.timeline import TICK
from engine.clock.working import add_working, working_between


class Timeliness(StrEnum):
    """The three classes of settled dossiers in the settlement report."""

    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"


class OpenState(StrEnum):
    """The state of a dossier that is not settled."""

    WITHIN = "within"
    NEAR_DUE = "near_due"
    OVERDUE = "overdue"


def classify(deadline: Deadline, settled_at: datetime) -> Timeliness:
    """Class of a dossier settled at an instant.

    Finishing at the due instant is on time. Early is before the due day, or before the due time for hours; a same-day
    dossier is never early, and one without a deadline is on time. Settled (withdrawn, stopped) during a standstill,
    what counts is the instant at which the clock stood still.
    """
    if deadline.due is None:
        return Timeliness.ON_TIME
    stood = deadline.paused_since
    at = settled_at if stood is None else min(stood, settled_at)
    if at > deadline.due:
        return Timeliness.LATE
    zone = ZoneInfo(deadline.zone)
    match deadline.term.unit:
        case Unit.SAME_DAY:
            early = False
        case Unit.HOUR:
            early = at < deadline.due
        case _:
            early = at.astimezone(zone).date() < deadline.due.astimezone(zone).date()
    return Timeliness.EARLY if early else Timeliness.ON_TIME


def open_state(calendar: Calendar, deadline: Deadline, now: datetime, near: Term | Decimal) -> OpenState:
    """State of an open dossier; paused, or without a deadline, it is within time.

    ``near`` is a term before the due instant, or the fraction of the clock's working time that is left.
    Raises CalendarHorizonError.
    """
    due = due_of(calendar, deadline, now)
    if due is None or deadline.open:
        return OpenState.WITHIN
    if now > due:
        return OpenState.OVERDUE
    return OpenState.NEAR_DUE if now >= near_from(calendar, deadline, due, near) else OpenState.WITHIN


def near_from(calendar: Calendar, deadline: Deadline, due: datetime, near: Term | Decimal) -> datetime:
    """The instant from which a deadline counts as near."""
    if isinstance(near, Term):
        return before_due(calendar, due, near)
    whole = working_between(calendar, deadline.started, due)
    return add_working(calendar, due, -timedelta(microseconds=int(near * (whole // TICK))))
