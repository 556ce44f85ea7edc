"""What the simulation itself remembers of every dossier: the independent count that the report must equal.

The tally never looks at the database. It notes the instants of what it did through the services, works due instants
out with the clock's arithmetic from its own list of pauses, and classifies by the legal rule in its own words.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from engine.clock import Calendar, Term, Unit, add_working, due, working_between


@dataclass(slots=True)
class Noted:
    """One dossier as the simulation saw it."""

    channel: str
    calendar: Calendar
    term: Term | None
    submitted: datetime
    received: datetime | None = None
    closed: datetime | None = None
    returned: datetime | None = None
    end: str | None = None
    """``refused_at_intake``, ``withdrawn``, ``stopped``, ``settled``; None while open."""
    pauses: list[list[datetime | None]] = field(default_factory=list)
    """[from, until]; until is None while the clock stands."""

    def pause(self, at: datetime) -> None:
        """The clock stops, if it runs at all."""
        if self.received is not None and self.closed is None:
            self.pauses.append([at, None])

    def resume(self, at: datetime) -> None:
        """The oldest open pause ends."""
        for interval in self.pauses:
            if interval[1] is None:
                interval[1] = at
                return

    def paused_since(self) -> datetime | None:
        """When the present standstill began."""
        return min((start for start, end in self.pauses if end is None and start is not None), default=None)

    def due(self) -> datetime | None:
        """The due instant with all finished pauses, counted once."""
        if self.received is None or self.term is None:
            return None
        first = due(self.calendar, self.term, self.received)
        if first is None:
            return None
        finished = [(start, end) for start, end in self.pauses if start is not None and end is not None]
        for start, end in _union(finished):
            if start < first:
                first = add_working(self.calendar, first, working_between(self.calendar, start, end))
        return first

    def timeliness(self) -> str:
        """``early``, ``on_time`` or ``late`` of a closed dossier."""
        assert self.closed is not None
        last = self.due()
        if last is None:
            return "on_time"
        stood = self.paused_since()
        at = self.closed if stood is None else min(stood, self.closed)
        if at > last:
            return "late"
        assert self.term is not None
        if self.term.unit is Unit.SAME_DAY:
            return "on_time"
        if self.term.unit is Unit.HOUR:
            return "early" if at < last else "on_time"
        zone = self.calendar.zone
        return "early" if at.astimezone(zone).date() < last.astimezone(zone).date() else "on_time"

    def overdue(self, now: datetime) -> bool:
        """Open, running, and past its due instant."""
        last = self.due()
        return last is not None and self.paused_since() is None and now > last


def report(noted: Iterable[Noted], first: date, last: date, now: datetime) -> dict[str, dict[str, int]]:
    """The figures of the settlement report for a period, from memory alone."""
    received = {"total": 0, "online": 0, "direct": 0, "carried": 0}
    settled = {"total": 0, "early": 0, "on_time": 0, "late": 0}
    progress = {"total": 0, "within": 0, "overdue": 0}
    for each in noted:
        if each.received is None:
            continue
        zone = each.calendar.zone
        begin = datetime.combine(first, time(0), zone)
        end = min(datetime.combine(last + timedelta(days=1), time(0), zone), now + timedelta(microseconds=1))
        if each.received >= end or (each.closed is not None and each.closed < begin):
            continue
        kind = "carried" if each.received < begin else "online" if each.channel == "online" else "direct"
        received[kind] += 1
        received["total"] += 1
        if each.closed is not None and each.closed < end:
            settled[each.timeliness()] += 1
            settled["total"] += 1
        else:
            progress["overdue" if each.overdue(end) else "within"] += 1
            progress["total"] += 1
    return {"received": received, "settled": settled, "in_progress": progress}


def _union(spans: list[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    merged: list[tuple[datetime, datetime]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
