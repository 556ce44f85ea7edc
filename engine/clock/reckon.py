"""When a settlement time ends: the due instant of a term from the moment of reception.

Decisions the law leaves to the software, kept in one place:

* Hours, half days and working days are counted in working time: a working day is ``hours_per_day`` of the calendar,
  a half day half of it. On ordinary days 3 days from Monday 09:00 are due on Thursday 09:00, and one day from opening
  is due at closing. A short day (a Saturday morning of 3.5 h) counts for the time it has.
* Calendar days and months count from the date on which the clock begins, the next day being the first, and end at
  closing time; landing on a day off they roll forward. A month ends on the same day number or the last of the month.
* Same day: closing time of the day of reception; received after the cut-off (the cut-off itself is not after), the
  next working day's.
"""

from calendar import monthrange
from datetime import date, datetime, time, timedelta

from engine.clock.calendar import Calendar
from engine.clock.term import Term, Unit, working_time
from engine.clock.timeline import ONE_DAY, TICK
from engine.clock.working import add_working, begin, closing_on_or_after


def due(calendar: Calendar, term: Term, start: datetime, cutoff: time | None = None) -> datetime | None:
    """The due instant of ``term`` for something received at ``start``; None when the term is NONE.

    ``cutoff`` overrides the calendar's for same-day terms. Raises CalendarHorizonError.
    """
    if term.unit is Unit.NONE:
        return None
    started = begin(calendar, start)
    if term.unit is Unit.SAME_DAY:
        return _same_day(calendar, calendar.local(start), started, cutoff or calendar.day_cutoff)
    amount = working_time(term, calendar.hours_per_day)
    if amount is not None:
        return add_working(calendar, started, amount)
    return closing_on_or_after(calendar, add_date_term(calendar, started.date(), term))


def add_date_term(calendar: Calendar, day: date, term: Term) -> date:
    """The day so many calendar days or months later, before rolling forward."""
    try:
        if term.unit is Unit.MONTH:
            return add_months(day, int(term.value))
        return day + int(term.value) * ONE_DAY
    except (OverflowError, ValueError) as error:
        raise calendar.horizon(date.max) from error


def add_months(day: date, months: int) -> date:
    """The same day number so many months later, or that month's last day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def scale_step(step: timedelta, counted: timedelta, available: timedelta) -> timedelta:
    """A step's share when a same-day dossier has less of the day left than its counted steps need.

    ``counted`` is the working time of all counted steps, ``available`` what is left until due. Never longer than the
    step itself.
    """
    if counted <= available or not counted:
        return step
    left = max(available, timedelta(0)) // TICK
    return timedelta(microseconds=step // TICK * left // (counted // TICK))


def _same_day(calendar: Calendar, received: datetime, started: datetime, cutoff: time) -> datetime:
    late = started.date() == received.date() and received.timetz().replace(tzinfo=None) > cutoff
    return closing_on_or_after(calendar, started.date() + ONE_DAY if late else started.date())
