"""When something still open counts as due soon: four working hours ahead, on the working calendar, not on the wall."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache

from engine.clock import Calendar, CalendarHorizonError, add_working

NEAR = timedelta(hours=4)


@lru_cache(maxsize=256)
def near_line(calendar: Calendar | None, now: datetime) -> datetime:
    """What is due before this instant is due soon. Without a calendar for the year: four hours on the wall clock."""
    if calendar is None:
        return now + NEAR
    try:
        return add_working(calendar, now, NEAR)
    except CalendarHorizonError:
        return now + NEAR


def urgency(dues: Iterable[datetime | None], now: datetime, calendar: Calendar | None) -> str:
    """``overdue``, ``near`` or ``within``: that of the most urgent of some due instants."""
    known = [due for due in dues if due is not None]
    if any(due < now for due in known):
        return "overdue"
    line = near_line(calendar, now) if known else now
    return "near" if any(due <= line for due in known) else "within"
