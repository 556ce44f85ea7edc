"""Timers of SpiffWorkflow on a virtual clock: its ISO 8601 arithmetic, our instant, firing only when asked."""

from datetime import datetime, timedelta
from typing import Any

from SpiffWorkflow.bpmn.specs.event_definitions.timer import (
    CycleTimerEventDefinition,
    TimerEventDefinition,
)

from engine.bpmn.model import Node, TimerKind
from engine.second.paper import OutsideError


class VirtualTimer(TimerEventDefinition):  # type: ignore[misc] # SpiffWorkflow has no types
    """A date or duration; due at ``now`` counts as due, and it fires when its element is told to."""

    def __init__(self, node: Node) -> None:
        super().__init__(node.id, f"timer {node.id}")
        self.node = node

    def has_fired(self, my_task: Any) -> bool:
        """Whether the element fires now; the first look fixes the instant."""
        self.due(my_task)
        if my_task.workflow.script_engine.fires(my_task, self.node.id):
            my_task._set_internal_data(event_fired=True)  # noqa: SLF001 - SpiffWorkflow's own way for definitions
        return bool(my_task.internal_data.get("event_fired", False))

    def due(self, my_task: Any) -> datetime | None:
        """The instant, fixed when the wait began; None: only the kernel can tell."""
        key = f"due {self.node.id}"
        if key not in my_task.internal_data:
            engine = my_task.workflow.script_engine
            my_task.internal_data[key] = due_of(self.node, engine.evaluate(my_task, self.expression), engine.now)
        found: datetime | None = my_task.internal_data[key]
        return found


class VirtualCycle(CycleTimerEventDefinition):  # type: ignore[misc] # SpiffWorkflow has no types
    """A repeating timer on a boundary: each occurrence when its element is told to."""

    def __init__(self, node: Node) -> None:
        super().__init__(node.id, f"timer {node.id}")
        self.node = node

    def cycle_complete(self, my_task: Any) -> bool:
        """Whether an occurrence happens now."""
        held = my_task.internal_data
        if "cycle" not in held:
            engine = my_task.workflow.script_engine
            held["cycle"] = cycle_of(self.node, engine.evaluate(my_task, self.expression), engine.now)
        left, due, lapse = held["cycle"]
        if left != 0 and my_task.workflow.script_engine.fires(my_task, self.node.id):
            held["cycle"] = (left - 1, due + lapse, lapse)
            return True
        return False

    def due(self, my_task: Any) -> datetime | None:
        """The next occurrence; None when there is none left."""
        left, due, _lapse = my_task.internal_data.get("cycle", (0, None, None))
        return due if left != 0 else None


def due_of(node: Node, text: str, now: datetime) -> datetime | None:
    """When a date or duration is due by SpiffWorkflow's arithmetic; None for working time and calendar months."""
    spec = node.events[0].timer
    assert spec is not None
    if spec.base != "wall":
        return None
    if spec.kind is TimerKind.DATE and not text.upper().startswith("P"):
        instant: datetime = TimerEventDefinition.parse_time_or_duration(text)
        return instant
    lapse = _lapse(text, now)
    return None if lapse is None else now + lapse


def cycle_of(node: Node, text: str, now: datetime) -> tuple[int, datetime, timedelta]:
    """Occurrences left (-1: endless), the next one, the time between them. Raises OutsideError."""
    count, _, period = text.strip().upper().partition("/")
    lapse = _lapse(period, now) if count.startswith("R") and "/" not in period else None
    if lapse is None:
        raise OutsideError(node.id, f"a repeating timer that is not a count and a length: {text}")
    return (int(count[1:]) if count[1:] else -1, now + lapse, lapse)


def _lapse(text: str, now: datetime) -> timedelta | None:
    parsed = TimerEventDefinition.parse_iso_duration(text)
    if parsed.keys() & {"years", "months"}:
        return None  # it adds the lengths of the months to come, we go to the same day of the month
    lapse: timedelta = TimerEventDefinition.get_timedelta_from_start(parsed, now)
    return lapse
