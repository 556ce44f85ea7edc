"""When timers are due (BPMN 2.0.2 table 10.101): dates, durations and cycles, on the wall clock or working time."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from engine.bpmn.model import Literal, TimerKind, TimerSpec
from engine.clock import ClockError
from engine.feel import FeelError, YearsMonths
from engine.feel.temporal import add_duration, add_months
from engine.feel.temporal_text import days_time_text, parse_date_time, parse_duration, years_months_text
from engine.kernel.env import Env
from engine.kernel.errors import Trouble
from engine.kernel.evaluation import Evaluator, Names, after_working
from engine.kernel.state import OnTimer

_WEEKS = re.compile(r"P([0-9]{1,5})W")
_CYCLE = re.compile(r"R([0-9]{0,9})/(.+)")


@dataclass(frozen=True, slots=True)
class _Plan:
    """A timer read: when it started to count, what it counts, how often (None: endless)."""

    started: datetime
    every: timedelta | YearsMonths | str | None
    at: datetime | None
    remaining: int | None = 1


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
    return OnTimer(due, plan.remaining, origin)


def next_occurrence(on: OnTimer, env: Env, element: str) -> OnTimer | None:
    """A cycle's wait after it fired; None when that was the last. Raises Trouble when a calendar does not reach."""
    every = on.origin.get("every")
    if on.remaining == 1 or every is None or on.origin.get("kind") != TimerKind.CYCLE.value:
        return None
    due = _after(on.due, every, str(on.origin["base"]), env, element)
    if due <= on.due:
        raise Trouble("timer", f"the cycle at {element} repeats without time passing")
    remaining = None if on.remaining is None else on.remaining - 1
    return OnTimer(due, remaining, {**on.origin, "from": on.due.isoformat()})


def due_again(on: OnTimer, env: Env, element: str = "") -> datetime:
    """When a timer is due by ``env.calendar``, from the instant its current interval counts from.

    Wall-clock timers and dates stay. For the shell, when a calendar has changed. Raises Trouble (``timer``).
    """
    every, base = on.origin.get("every"), on.origin.get("base", "wall")
    if every is None or base == "wall":
        return on.due
    return _after(datetime.fromisoformat(str(on.origin["from"])), every, str(base), env, element)


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
        weeks = _WEEKS.fullmatch(every)
        every = timedelta(weeks=int(weeks[1])) if weeks else parse_duration(every)
    if isinstance(every, YearsMonths):
        return add_months(start, every.total)
    return add_duration(start, every) if isinstance(every, timedelta) else None


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
    begin = _instant(first, env.zone)
    if begin is not None:
        return _Plan(begin, _every(rest), max(begin, started), remaining)
    return _Plan(started, _every(first), None, remaining)


_READ: dict[TimerKind, Callable[[Any, Env, datetime], _Plan | None]] = {
    TimerKind.DATE: _date,
    TimerKind.DURATION: _duration,
    TimerKind.CYCLE: _cycle,
}
assert set(_READ) == set(TimerKind)
