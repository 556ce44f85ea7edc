"""Which open waits a message or signal reaches, oldest first."""

from collections.abc import Callable, Iterator

from immutables import Map

from engine.bpmn.model import Process
from engine.dossier.case import Buffered, Part
from engine.kernel.correlating import fits
from engine.kernel.state import OnMessage, OnSignal, OnTimer, Uid, Wait
from engine.kernel.timers import stops_with_the_clock
from engine.kernel.waits import definition


def message_waits(
    parts: Map[int, Part], message: Buffered, process_of: Callable[[Part], Process]
) -> list[tuple[int, Uid]]:
    """(part, wait) of every open subscription of the message's name and key (kernel.md §5).

    A wait whose conversation has no key yet takes any, but only when no other knows this one (BPMN 2.0.2 §8.4.2).
    """
    found: dict[bool | None, list[tuple[int, Uid]]] = {True: [], None: [], False: []}
    for part in _open(parts):
        if message.target not in (None, part.process):
            continue
        for wait in _waits(part):
            if isinstance(wait.on, OnMessage) and wait.on.name == message.name:
                event = definition(process_of(part).nodes[wait.node], wait)
                found[fits(part.state, wait, event, message.key, message.payload)].append((part.n, wait.uid))
    return found[True] or found[None]


def signal_waits(parts: Map[int, Part], name: str) -> list[tuple[int, Uid]]:
    """(part, wait) of every open subscription of the signal."""
    return [
        (part.n, wait.uid)
        for part in _open(parts)
        for wait in _waits(part)
        if isinstance(wait.on, OnSignal) and wait.on.name == name
    ]


def clock_timers(parts: Map[int, Part], branch: str) -> list[tuple[Part, Wait, OnTimer]]:
    """The timers of a branch that stop with its clock."""
    return [
        (part, wait, wait.on)
        for part in _open(parts)
        if part.branch == branch
        for wait in _waits(part)
        if isinstance(wait.on, OnTimer) and stops_with_the_clock(wait.on)
    ]


def _open(parts: Map[int, Part]) -> list[Part]:
    return sorted((part for part in parts.values() if part.open), key=lambda part: part.n)


def _waits(part: Part) -> Iterator[Wait]:
    waits = [wait for scope in part.state.scopes.values() for wait in scope.waits.values()]
    return iter(sorted(waits, key=lambda wait: wait.uid))
