"""Which open waits a message or signal reaches, oldest first."""

from collections.abc import Iterator

from immutables import Map

from engine.dossier.case import Buffered, Part
from engine.kernel.state import OnMessage, OnSignal, Uid, Wait


def message_waits(parts: Map[int, Part], message: Buffered) -> list[tuple[int, Uid]]:
    """(part, wait) of every open subscription of the message's name and key (kernel.md §5)."""
    return [
        (part.n, wait.uid)
        for part in _open(parts)
        if message.target in (None, part.process)
        for wait in _waits(part)
        if isinstance(wait.on, OnMessage) and (wait.on.name, wait.on.key) == (message.name, message.key)
    ]


def signal_waits(parts: Map[int, Part], name: str) -> list[tuple[int, Uid]]:
    """(part, wait) of every open subscription of the signal."""
    return [
        (part.n, wait.uid)
        for part in _open(parts)
        for wait in _waits(part)
        if isinstance(wait.on, OnSignal) and wait.on.name == name
    ]


def _open(parts: Map[int, Part]) -> list[Part]:
    return sorted((part for part in parts.values() if part.open), key=lambda part: part.n)


def _waits(part: Part) -> Iterator[Wait]:
    waits = [wait for scope in part.state.scopes.values() for wait in scope.waits.values()]
    return iter(sorted(waits, key=lambda wait: wait.uid))
