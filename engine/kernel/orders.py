"""What a behaviour asks the machine to do: a closed union of frozen values, carried out in order.

A behaviour first decides everything, evaluating what it needs, and only then are its orders carried out. So a phase
either happens completely or, when an evaluation fails, not at all: that is what lets an incident be retried.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.bpmn.model import EventDefinition
from engine.kernel.effects import Effect
from engine.kernel.state import EMPTY, Compensable, Held, OnCondition, OnMessage, OnSignal, OnTimer, ScopeKind


@dataclass(frozen=True, slots=True)
class Emit:
    """An effect leaves the part."""

    effect: Effect


@dataclass(frozen=True, slots=True)
class Tell:
    """The token's node is ``entered``, ``completed`` or ``cancelled``."""

    event: str


@dataclass(frozen=True, slots=True)
class Rest:
    """The token stays and waits; ``attempt`` is the call it waits for."""

    attempt: int = 0


@dataclass(frozen=True, slots=True)
class AwaitData:
    """The activity is ready but cannot begin before one of these variables gets a value."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finish:
    """What the node does is done: write its results, then leave it."""

    held: Held


@dataclass(frozen=True, slots=True)
class Go:
    """The token becomes ``copies`` tokens on each of the flows; with no flow it ends here."""

    flows: tuple[str, ...] = ()
    copies: int = 1


@dataclass(frozen=True, slots=True)
class Jump:
    """The token goes on at another node without a sequence flow; ``held`` says what already happened there."""

    node: str
    held: Held | None = None


@dataclass(frozen=True, slots=True)
class Park:
    """The token waits at a join, as an arrival of the flow."""

    flow: str


@dataclass(frozen=True, slots=True)
class Take:
    """Arrivals are used up: flow -> how many."""

    flows: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Gate:
    """The state of a complex gateway; None: it waits for its start again."""

    value: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Assign:
    """Write a variable where it is declared, else at the root; ``local`` in the token's own scope."""

    name: str
    value: Any
    local: bool = False


@dataclass(frozen=True, slots=True)
class Erase:
    """Remove a root variable."""

    name: str


@dataclass(frozen=True, slots=True)
class Listen:
    """Open a wait of the token (``node``: the boundary, catch or receive node that it is for)."""

    node: str
    index: int
    interrupts: bool
    on: OnTimer | OnMessage | OnSignal | OnCondition


@dataclass(frozen=True, slots=True)
class Mute:
    """Close all waits of the token."""


@dataclass(frozen=True, slots=True)
class Open:
    """Open a scope that the token owns; what is in it begins in a move of its own."""

    kind: ScopeKind
    values: Mapping[str, Any] = EMPTY


@dataclass(frozen=True, slots=True)
class OpenBody:
    """Open the frame of a loop or multi-instance that the token owns."""

    loop: Mapping[str, Any]
    counters: Mapping[str, Any] = EMPTY


@dataclass(frozen=True, slots=True)
class Count:
    """The frame of the token's loop moves on: new bookkeeping and counters."""

    loop: Mapping[str, Any]
    counters: Mapping[str, Any] = EMPTY


@dataclass(frozen=True, slots=True)
class Iterate:
    """One more iteration in the token's loop: its number from 1 and its variables."""

    number: int
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class EndLoop:
    """The token's loop is over: iterations that still run are cancelled, then the activity is left."""


@dataclass(frozen=True, slots=True)
class Throw:
    """A BPMN ``error`` or ``escalation`` looks for who catches it, from the token outward."""

    trigger: str
    code: str | None
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Terminate:
    """All else in the token's process or sub-process ends."""


@dataclass(frozen=True, slots=True)
class CancelTransaction:
    """The transaction around the token is undone and left by its cancel boundary event."""


@dataclass(frozen=True, slots=True)
class Compensate:
    """Undo these completed activities, the last first; the token waits for it when ``wait``."""

    items: tuple[Compensable, ...]
    wait: bool


@dataclass(frozen=True, slots=True)
class Remember:
    """A completed activity can be undone later."""

    done: Compensable


@dataclass(frozen=True, slots=True)
class Announce:
    """An event definition is thrown from the token without a node of its own (multi-instance behaviour)."""

    event: EventDefinition


@dataclass(frozen=True, slots=True)
class Learn:
    """A conversation's correlation key is fixed by its first message; a later one changes nothing."""

    correlation: str
    key: str


@dataclass(frozen=True, slots=True)
class DropScope:
    """Cancel what is left in the scope the token owns, and close it."""


Order = (
    Emit
    | Tell
    | Rest
    | AwaitData
    | Finish
    | Go
    | Jump
    | Park
    | Take
    | Gate
    | Assign
    | Erase
    | Listen
    | Mute
    | Open
    | OpenBody
    | Count
    | Iterate
    | EndLoop
    | Throw
    | Terminate
    | CancelTransaction
    | Compensate
    | Remember
    | Announce
    | Learn
    | DropScope
)
Orders = list[Order]
