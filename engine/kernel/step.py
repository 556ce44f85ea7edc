"""What one call of the kernel gives back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.kernel.effects import Effect
from engine.kernel.state import State, Uid


@dataclass(frozen=True, slots=True)
class Applied:
    """The event took effect."""


@dataclass(frozen=True, slots=True)
class Ignored:
    """The event was stale or not possible now: the state is unchanged. Normal under at-least-once delivery."""

    reason: str
    code: str = ""
    """What refused a migration, such as ``no-place``, and ``element``, where; empty for other events."""
    element: str = ""


@dataclass(frozen=True, slots=True)
class TraceEntry:
    """A flow node was ``entered``, ``completed`` or ``cancelled``; ``index`` counts iterations from 1 (0: none).

    ``token`` is the token that was cancelled (0 for all else): a called process ends before its call.
    """

    element: str
    event: str
    at: datetime
    index: int = 0
    token: Uid = 0


@dataclass(frozen=True, slots=True)
class Write:
    """A root variable got a value (``removed``: lost it); ``seq`` is the step."""

    name: str
    value: Any
    seq: int
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """A FEEL problem that was not an incident: null was stored."""

    element: str
    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A new state and what led to it; ``state`` is the old object itself when the event was ignored."""

    state: State
    result: Applied | Ignored
    writes: tuple[Write, ...] = ()
    effects: tuple[Effect, ...] = ()
    trace: tuple[TraceEntry, ...] = ()
    notes: tuple[Note, ...] = ()

    def data(self) -> Mapping[str, Any]:
        """The part's data document: the root scope's variables."""
        return self.state.scopes[self.state.root].vars
