"""Which processes of a file begin, where and when: by themselves, by a timer, by a condition (BPMN 2.0.2 §10.5.2).

Start events are alternatives: each makes an instance of its own (§10.5.2, §13.2). A play begins one instance of each
process that needs no event. A process that begins only by events begins when a prepared or thrown one reaches it, when
a start timer is due, or when a start condition holds for the given data.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.bpmn.compiler import begins_by_itself
from engine.bpmn.model import EventDefinition, Library, Literal, NodeKind, Process, TimerSpec, Trigger
from engine.dossier.draft import caught, starting
from engine.feel import FeelEnv
from engine.kernel.env import Env
from engine.kernel.errors import Trouble
from engine.kernel.state import OnTimer
from engine.kernel.timers import next_occurrence, timer_of
from engine.play.answers import Answers


class PlayError(ValueError):
    """The model cannot be played as asked; ``choices`` are process ids to choose from."""

    def __init__(self, code: str, message: str, choices: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.choices = choices


@dataclass(frozen=True, slots=True)
class Chosen:
    """The processes that begin at once, all at ``start`` when one is named."""

    processes: tuple[str, ...]
    start: str | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """A process that begins by a start timer."""

    process: str
    node: str
    on: OnTimer


def choose(library: Library, process: str | None, start: str | None, answers: Answers) -> Chosen:
    """What begins at once; a process that an event of the answers starts waits for it. Raises PlayError."""
    known = tuple(library.processes)
    if start is not None:
        return Chosen((_holder(library, process, start).id,), start)
    if process is not None:
        if process not in library.processes:
            raise PlayError("unknown-process", f"there is no process {process}; there are: {', '.join(known)}", known)
        return Chosen(() if _awaited(library.processes[process], answers) else (process,))
    later = [one for one in library.processes.values() if _awaited(one, answers) or any(timed(one))]
    if not library.leads and not later and not any(_conditions(one) for one in library.processes.values()):
        raise PlayError("no-lead", f"say which process begins (--process): {', '.join(known)}", known)
    return Chosen(library.leads)


def _holder(library: Library, process: str | None, start: str) -> Process:
    holders = [one for one in library.processes.values() if process in (None, one.id) and start in starting(one)]
    if not holders:
        starts = [f"{node} ({one.id})" for one in library.processes.values() for node in starting(one)]
        raise PlayError("unknown-start", f"{start} does not start a process; these do: {', '.join(starts)}")
    return holders[0]


def _awaited(process: Process, answers: Answers) -> bool:
    """Whether the process begins by events only, and one of them is prepared."""
    if begins_by_itself(process):
        return False
    prepared = {("signal" if event.signal else "message", event.name) for event in answers.events}
    return any((event.trigger.value, event.name) in prepared for _, event in _triggers(process))


def _triggers(process: Process) -> list[tuple[str, EventDefinition]]:
    return [(name, event) for name in starting(process) for event in caught(process.nodes[name])]


def timed(process: Process) -> list[tuple[str, TimerSpec]]:
    """The start timers of a process that begins only by events."""
    if begins_by_itself(process):
        return []
    return [
        (name, event.timer)
        for name, event in _triggers(process)
        if event.timer is not None and _alone(process, name) and process.nodes[name].kind is NodeKind.START
    ]


def _alone(process: Process, name: str) -> bool:
    """A trigger that is enough by itself: not one of several that must all come."""
    return not process.nodes[name].parallel_multiple


def _conditions(process: Process) -> list[tuple[str, EventDefinition]]:
    if begins_by_itself(process):
        return []
    return [
        (name, event)
        for name, event in _triggers(process)
        if event.trigger is Trigger.CONDITIONAL and _alone(process, name) and process.nodes[name].kind is NodeKind.START
    ]


def true_starts(library: Library, data: Mapping[str, Any], env: Env) -> list[tuple[str, str]]:
    """(process, start event) of every start condition that holds for the given data."""
    return [
        (process.id, name)
        for process in library.processes.values()
        for name, event in _conditions(process)
        if event.condition is not None and event.condition.evaluate(data, _feel(env)).value is True
    ]


def first_due(process: Process, node: str, spec: TimerSpec, data: Mapping[str, Any], env: Env) -> Due | None:
    """When a process begins by a start timer first; None for a cycle of no occurrence. Raises Trouble."""
    value = spec.value.value if isinstance(spec.value, Literal) else spec.value.evaluate(data, _feel(env)).value
    if value is None:
        raise Trouble("timer", f"{spec.value.text!r} at {node} is null; a date, a duration or a cycle is needed here")
    on = timer_of(spec, value, env, env.now, node)
    return None if on is None else Due(process.id, node, on)


def next_due(due: Due, env: Env) -> Due | None:
    """The next instance that a cycle starts; a cycle without an end is played once. Raises Trouble."""
    following = None if due.on.remaining is None else next_occurrence(due.on, env, due.node)
    return None if following is None else Due(due.process, due.node, following)


def plain_starts(process: Process) -> tuple[str, ...]:
    """The start events without a trigger."""
    return tuple(name for name in process.root.starts if not process.nodes[name].events)


def _feel(env: Env) -> FeelEnv:
    return FeelEnv(now=env.now, zone=env.zone, budget=env.budget)
