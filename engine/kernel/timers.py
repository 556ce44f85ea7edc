"""When timers are due (BPMN 2.0.2 table 10.101): dates, durations and cycles, on the wall clock or working time."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from engine.bpmn.model import Literal, TimerKind, TimerSpec
from engine.clock import ClockError, add_working, working_between
from engine.feel import FeelError, YearsMonths
from engine.feel.temporal import add_duration, add_months
from engine.feel.temporal_text import days_time_text, parse_date_time, parse_duration, years_months_text
from engine.kernel.env import Env
from engine.kernel.errors import Trouble
from engine.kernel.evaluation import Evaluator, Names, after_working, working_length
from engine.kernel.state import OnTimer

DOSSIER = "dossier"
"""Base of timers that also stop with the dossier's clock."""
_MIXED = re.compile(
    r"P(?=.)(?:(?P<years>\d{1,6})Y)?(?:(?P<months>\d{1,6})M)?(?:(?P<weeks>\d{1,6})W)?(?P<rest>(?:\d+D)?(?:T\S+)?)"
)
"""An ISO 8601 duration whose parts FEEL keeps apart: it is counted on the calendar part by part."""
_CYCLE = re.compile(r"R([0-9]{0,9})/(.+)")


@dataclass(frozen=True, slots=True)
class _Plan:
    """A timer read: when it started to count, what it counts, how often (None: endless)."""

    started: datetime
    every: timedelta | YearsMonths | str | None
    at: datetime | None
    remaining: int | None = 1
    until: datetime | None = None
    """The end of a cycle that has one."""


def open_timer(spec: TimerSpec, feel: Evaluator, names: Names, env: Env, element: str) -> OnTimer | None:
    """The wait of a timer that begins now; None for a cycle of no occurrence. Raises Trouble (``timer``)."""
    value = spec.value.value if isinstance(spec.value, Literal) else None
    if not isinstance(spec.value, Literal):
        kinds = (str, date, time, timedelta, YearsMonths)
        value = feel.need(spec.value, names, element, "timer", kinds)
    return timer_of(spec, value, env, env.now, element)


def timer_of(spec: TimerSpec, value: Any, env: Env, started: datetime, element: str) -> OnTimer | None:
    """The wait for a value already evaluated. Raises Trouble (``timer``)."""
    plan = _READ[spec.kind](value, env, started)
    if plan is None or (plan.every is None and plan.at is None):
        raise Trouble("timer", f"{value!r} at {element} is not a {spec.kind.value}")
    if plan.remaining == 0:
        return None
    due = plan.at if plan.at is not None else _after(plan.started, plan.every, spec.base, env, element)
    if plan.until is not None and due > plan.until:
        return None
    origin = {
        "spec": text_of(value),
        "kind": spec.kind.value,
        "base": spec.base,
        "started": plan.started.isoformat(),
        "calendar": env.calendar.hash if env.calendar is not None and spec.base != "wall" else None,
        "every": None if plan.every is None else text_of(plan.every),
        "consumed": "PT0S",
        "from": plan.started.isoformat(),
    }
    if plan.until is not None:
        origin["until"] = plan.until.isoformat()
    return OnTimer(due, plan.remaining, origin)


def next_occurrence(on: OnTimer, env: Env, element: str) -> OnTimer | None:
    """A cycle's wait after it fired; None when that was the last. Raises Trouble when a calendar does not reach."""
    every = on.origin.get("every")
    if on.remaining == 1 or every is None or on.origin.get("kind") != TimerKind.CYCLE.value:
        return None
    due = _after(on.due, every, str(on.origin["base"]), env, element)
    if due <= on.due:
        raise Trouble("timer", f"the cycle at {element} repeats without time passing")
    until = on.origin.get("until")
    if until is not None and due > datetime.fromisoformat(str(until)):
        return None
    remaining = None if on.remaining is None else on.remaining - 1
    return OnTimer(due, remaining, {**on.origin, "from": on.due.isoformat(), "consumed": "PT0S"})


def due_again(on: OnTimer, env: Env, element: str = "") -> datetime:
    """When a timer is due by ``env.calendar``, from the instant its current interval counts from.

    Wall-clock timers and dates stay. For the shell, when a calendar has changed. Raises Trouble (``timer``).
    """
    every, base = on.origin.get("every"), on.origin.get("base", "wall")
    if every is None or base == "wall":
        return on.due
    start, left = datetime.fromisoformat(str(on.origin["from"])), _left(on, env)
    return _after(start, every, str(base), env, element) if left is None else add_time(start, left, env, element)


# a timer that stops with the dossier's clock


def stops_with_the_clock(on: OnTimer) -> bool:
    """A timer of base ``dossier`` that counts a duration."""
    return on.origin.get("base") == DOSSIER and on.origin.get("every") is not None


def stands_still(on: OnTimer) -> bool:
    """The dossier's clock is paused, and this timer with it."""
    return "suspended" in on.origin


def suspended(on: OnTimer, env: Env) -> OnTimer | None:
    """The timer stands still from now: what it has counted is kept. None when it does already."""
    if stands_still(on):
        return None
    counted, calendar = _consumed(on), env.calendar
    start = datetime.fromisoformat(str(on.origin["from"]))
    if calendar is not None and env.now > start:
        counted += working_between(calendar, start, env.now)
    return replace(on, origin={**on.origin, "consumed": days_time_text(counted), "suspended": env.now.isoformat()})


def rescheduled(on: OnTimer, due: datetime, env: Env) -> OnTimer:
    """The timer due at another instant; one that stood still counts on from now."""
    origin = {name: value for name, value in on.origin.items() if name != "suspended"}
    if stands_still(on):
        origin["from"] = env.now.isoformat()
    if env.calendar is not None and origin.get("calendar") is not None:
        origin["calendar"] = env.calendar.hash
    return OnTimer(due, on.remaining, origin)


def due_when_resumed(on: OnTimer, env: Env, element: str = "") -> datetime:
    """When a timer that stands still is due if it counts on from now. Raises Trouble (``timer``).

    What is counted in working time is what was left of it; a term that is not (a month) is moved by the pause.
    """
    left = _left(on, env)
    if left is not None:
        return add_time(env.now, left, env, element)
    return on.due + (env.now - datetime.fromisoformat(str(on.origin["suspended"])))


def _consumed(on: OnTimer) -> timedelta:
    given = parse_duration(str(on.origin.get("consumed", "PT0S")))
    return given if isinstance(given, timedelta) else timedelta(0)


def _left(on: OnTimer, env: Env) -> timedelta | None:
    """What a timer has still to count; None when nothing was counted before or it is no working time."""
    counted = _consumed(on)
    if env.calendar is None or (not counted and not stands_still(on)):
        return None
    whole = working_length(on.origin.get("every"), env.calendar)
    return None if whole is None else max(whole - counted, timedelta(0))


def add_time(start: datetime, left: timedelta, env: Env, element: str) -> datetime:
    """``start`` plus working time of the agency's calendar. Raises Trouble (``timer``)."""
    assert env.calendar is not None
    try:
        return add_working(env.calendar, start, left)
    except ClockError as error:
        raise Trouble("timer", f"{element}: {error}") from error


def text_of(value: Any) -> str:
    """A temporal value as the text that reads back the same."""
    if isinstance(value, timedelta):
        return days_time_text(value)
    if isinstance(value, YearsMonths):
        return years_months_text(value)
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _after(start: datetime, every: Any, base: str, env: Env, element: str) -> datetime:
    try:
        due = _on_wall(start, every) if base == "wall" else _on_calendar(start, every, env, element)
    except (ClockError, FeelError, OverflowError, ValueError) as error:
        raise Trouble("timer", f"{element}: {error}") from error
    if not isinstance(due, datetime):
        raise Trouble("timer", f"{every!r} at {element} is not a duration that leads to a date of the calendar")
    return due


def _on_wall(start: datetime, every: Any) -> Any:
    if isinstance(every, str):
        mixed = _MIXED.fullmatch(every)
        every = parse_duration(every) or (None if mixed is None else _part_by_part(start, mixed))
    if isinstance(every, datetime):
        return every
    if isinstance(every, YearsMonths):
        return add_months(start, every.total)
    return add_duration(start, every) if isinstance(every, timedelta) else None


def _part_by_part(start: datetime, mixed: re.Match[str]) -> datetime | None:
    """Years and months first, then weeks, days and time."""
    rest = parse_duration(f"P{mixed['rest']}") if mixed["rest"] else timedelta(0)
    if not isinstance(rest, timedelta):
        return None
    months = 12 * int(mixed["years"] or 0) + int(mixed["months"] or 0)
    moved = add_months(start, months)
    return moved + timedelta(weeks=int(mixed["weeks"] or 0)) + rest if isinstance(moved, datetime) else None


def _on_calendar(start: datetime, every: Any, env: Env, element: str) -> datetime:
    if env.calendar is None:
        raise Trouble("timer.calendar", f"{element} counts working time, but there is no working calendar")
    return after_working(env, start, text_of(every) if isinstance(every, YearsMonths) else every)


def _instant(value: Any, zone: Any) -> datetime | None:
    if isinstance(value, str):
        value = parse_date_time(value.strip())
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time())
    if not isinstance(value, datetime):
        return None
    return value if value.tzinfo is not None else value.replace(tzinfo=zone)


def _every(value: Any) -> timedelta | YearsMonths | str | None:
    """What a duration counts; a text stays one, as the working clock reads ``P2D`` and ``2d`` as working days."""
    if isinstance(value, str):
        return value.strip() or None
    return value if isinstance(value, timedelta | YearsMonths) else None


def _date(value: Any, env: Env, started: datetime) -> _Plan | None:
    at = _instant(value, env.zone)
    return None if at is None else _Plan(started, None, at)


def _duration(value: Any, _env: Env, started: datetime) -> _Plan | None:
    every = _every(value)
    return None if every is None else _Plan(started, every, None)


def _cycle(value: Any, env: Env, started: datetime) -> _Plan | None:
    found = _CYCLE.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        every = _every(value)
        return None if every is None else _Plan(started, every, None, None)
    remaining = int(found[1]) if found[1] else None
    first, _, rest = found[2].partition("/")
    if not rest:
        return _Plan(started, _every(first), None, remaining)
    begin, end = _instant(first, env.zone), _instant(rest, env.zone)
    if begin is not None:
        return _Plan(begin, _every(rest) if end is None else end - begin, max(begin, started), remaining)
    return _Plan(started, _every(first), None, remaining, end) if end is not None else None


_READ: dict[TimerKind, Callable[[Any, Env, datetime], _Plan | None]] = {
    TimerKind.DATE: _date,
    TimerKind.DURATION: _duration,
    TimerKind.CYCLE: _cycle,
}
assert set(_READ) == set(TimerKind)
