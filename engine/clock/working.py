"""Working time on a calendar: when it begins, adding it, measuring it, and closing times of days."""

from bisect import bisect_right
from datetime import date, datetime, timedelta

from engine.clock.calendar import Calendar
from engine.clock.timeline import ONE_DAY, TICK, Timeline, from_tick, timeline_of, to_tick


def begin(calendar: Calendar, instant: datetime) -> datetime:
    """The instant at which the clock starts for something received at ``instant``.

    Inside working hours: at once. Before opening, in the lunch break, after closing (the closing minute included)
    or on a day off: the start of the next working period. Raises CalendarHorizonError.
    """
    line = _line(calendar, instant)
    tick = to_tick(instant)
    index = bisect_right(line.ends, tick)
    if index == len(line.ends):
        raise calendar.horizon(calendar.covers_to + ONE_DAY)
    return from_tick(max(tick, line.starts[index]), calendar)


def add_working(calendar: Calendar, instant: datetime, amount: timedelta) -> datetime:
    """The instant after (or, for a negative amount, before) so much working time.

    Forward it is the earliest such instant (a closing time, not the next opening), backward the latest; zero gives
    the instant itself. Raises CalendarHorizonError.
    """
    line = _line(calendar, instant)
    if not amount:
        return calendar.local(instant)
    work = line.work_until(to_tick(instant)) + amount // TICK
    if work < 0 or not line.starts:
        raise calendar.horizon(calendar.covers_from - ONE_DAY)
    if work > line.total:
        raise calendar.horizon(calendar.covers_to + ONE_DAY)
    return from_tick(line.earliest(work) if amount > timedelta(0) else line.latest(work), calendar)


def working_between(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    """Working time from ``start`` to ``end``; negative when ``end`` is earlier. Raises CalendarHorizonError."""
    line = _line(calendar, start)
    _line(calendar, end)
    return timedelta(microseconds=line.work_until(to_tick(end)) - line.work_until(to_tick(start)))


def is_working_day(calendar: Calendar, day: date) -> bool:
    """Whether the day has any working time. Raises CalendarHorizonError."""
    return bool(calendar.hours_on(day))


def closing_on_or_after(calendar: Calendar, day: date) -> datetime:
    """The closing time of the day, or of the next working day when it is a day off. Raises CalendarHorizonError."""
    if not calendar.covers_from <= day <= calendar.covers_to:
        raise calendar.horizon(day)
    line = timeline_of(calendar)
    offset = (day - calendar.covers_from).days
    index = line.first_of_day[offset]
    if index == len(line.ends):
        raise calendar.horizon(calendar.covers_to + ONE_DAY)
    while line.first_of_day[offset + 1] == index:
        offset += 1
    return from_tick(line.ends[line.first_of_day[offset + 1] - 1], calendar)


def _line(calendar: Calendar, instant: datetime) -> Timeline:
    day = calendar.local(instant).date()
    if not calendar.covers_from <= day <= calendar.covers_to:
        raise calendar.horizon(day)
    return timeline_of(calendar)
