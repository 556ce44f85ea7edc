"""The working time of a calendar as sorted arrays, so that months cost a binary search.

Built once per distinct calendar content and kept in a small cache: pure memoisation, never observable. Instants
are whole microseconds since 1970 UTC, so a zone with summer time is exact too.
"""

from array import array
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from engine.clock.calendar import Calendar

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Timeline:
    """Interval k runs from ``starts[k]`` to ``ends[k]`` with ``before[k]`` working time in front of it."""

    starts: "array[int]"
    ends: "array[int]"
    before: "array[int]"
    first_of_day: "array[int]"
    """Index of the first interval on or after each covered day; one longer than the days."""
    total: int

    def work_until(self, tick: int) -> int:
        """Working time from the start of the calendar to an instant."""
        index = bisect_right(self.starts, tick) - 1
        if index < 0:
            return 0
        return self.before[index] + min(tick, self.ends[index]) - self.starts[index]

    def earliest(self, work: int) -> int:
        """The first instant with that much working time behind it: a closing time rather than the next opening."""
        index = max(bisect_left(self.before, work) - 1, 0)
        return self.starts[index] + work - self.before[index]

    def latest(self, work: int) -> int:
        """The last instant with that much working time behind it: an opening rather than the closing before."""
        index = bisect_right(self.before, work) - 1
        return self.starts[index] + work - self.before[index]


def to_tick(instant: datetime) -> int:
    """Microseconds since 1970 UTC."""
    return (instant - EPOCH) // TICK


def from_tick(tick: int, calendar: Calendar) -> datetime:
    """The aware instant in the calendar's zone."""
    return (EPOCH + timedelta(microseconds=tick)).astimezone(calendar.zone)


def wall(calendar: Calendar, day: date, minute: int) -> datetime:
    """A wall-clock minute of a day, in UTC; minute 1440 is the next midnight."""
    whole, rest = divmod(minute, 1440)
    return datetime.combine(day + timedelta(days=whole), time(rest // 60, rest % 60), tzinfo=calendar.zone).astimezone(
        UTC
    )


@lru_cache(maxsize=256)
def timeline_of(calendar: Calendar) -> Timeline:
    """The timeline of a calendar over all the days it covers."""
    starts, ends, before, first_of_day = array("q"), array("q"), array("q"), array("q")
    total = 0
    for offset in range((calendar.covers_to - calendar.covers_from).days + 1):
        day = calendar.covers_from + offset * ONE_DAY
        first_of_day.append(len(starts))
        for span in calendar.hours_on(day):
            start, end = to_tick(wall(calendar, day, span.start)), to_tick(wall(calendar, day, span.end))
            start = max(start, ends[-1]) if ends else start  # the missing hour of summer time is not counted twice
            if end > start:
                starts.append(start)
                ends.append(end)
                before.append(total)
                total += end - start
    first_of_day.append(len(starts))
    return Timeline(starts, ends, before, first_of_day, total)
