"""What a step asks the shell to do: a closed union of frozen values, performed after the step is durable."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.kernel.state import Incident, Uid


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTask:
    """A person is asked; ``role`` and ``agency`` are resolved values, ``visit`` tells apart re-entries of a token."""

    token: Uid
    node: str
    name: str
    form: str | None
    role: str | None
    agency: str | None
    time: str | None
    hold: str | None
    outcomes: tuple[str, ...] = ()
    different_from: str | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    """Input mapping's values, shown and prefilled on top of the part's data."""
    item: Any = None


@dataclass(frozen=True, slots=True)
class CloseTask:
    """The task is over: ``completed``, ``cancelled`` or ``moved``."""

    token: Uid
    why: str


@dataclass(frozen=True, slots=True)
class SetTimer:
    """Wake the part at ``due``; ``origin`` lets a changed calendar recompute it."""

    wait: Uid
    due: datetime
    origin: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CancelTimer:
    """The timer is no longer wanted."""

    wait: Uid


@dataclass(frozen=True, slots=True)
class Subscribe:
    """Wait for a ``message`` or ``signal`` of this name and key."""

    wait: Uid
    kind: str
    name: str
    key: str | None


@dataclass(frozen=True, slots=True)
class Unsubscribe:
    """The subscription is over."""

    wait: Uid


@dataclass(frozen=True, slots=True)
class CallService:
    """Call a capability; the answer comes back as ``ServiceCompleted`` or ``ServiceFailed`` of this attempt."""

    token: Uid
    attempt: int
    service: str
    input: Mapping[str, Any] = field(default_factory=dict)
    retry: str | None = None
    node: str = ""


@dataclass(frozen=True, slots=True)
class CancelService:
    """The answer is no longer wanted."""

    token: Uid
    attempt: int


@dataclass(frozen=True, slots=True)
class SendMessage:
    """A message leaves the part; ``target`` is the process it is drawn to, None: whoever waits."""

    uid: Uid
    node: str
    name: str
    key: str | None
    target: str | None
    payload: Mapping[str, Any] = field(default_factory=dict)
    ttl: str | None = None


@dataclass(frozen=True, slots=True)
class BroadcastSignal:
    """A signal to every wait open at this moment.

    ``inside``: the waits of the throwing part itself have been reached within the step; the others have not.
    """

    name: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    scope: str = "dossier"
    inside: bool = False


@dataclass(frozen=True, slots=True)
class StartChild:
    """A call activity begins the process ``called``."""

    token: Uid
    called: str
    input: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CancelChild:
    """The caller was cancelled: so is the called process."""

    token: Uid


@dataclass(frozen=True, slots=True)
class ThrowToParent:
    """An uncaught ``error`` or ``escalation`` of a called process reaches its caller's boundary."""

    trigger: str
    code: str | None
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Clock:
    """``start``, ``pause``, ``resume``, ``settle`` of the legal clock, for a reason; ``owner`` is the token."""

    op: str
    reason: str
    owner: Uid


@dataclass(frozen=True, slots=True)
class RecordFact:
    """A named fact of the dossier, for status, reports and indicators."""

    name: str
    value: Any


@dataclass(frozen=True, slots=True)
class IssueLetter:
    """An official paper is due, on behalf of element ``node``."""

    key: str
    token: Uid
    node: str = ""


@dataclass(frozen=True, slots=True)
class SupersedeLetters:
    """The part returned to an earlier step: papers issued by these elements no longer stand."""

    elements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TakeNumber:
    """The task takes the next number of a register book in its own transaction."""

    register: str
    token: Uid
    node: str = ""


@dataclass(frozen=True, slots=True)
class RaiseIncident:
    """A person must look."""

    incident: Incident


@dataclass(frozen=True, slots=True)
class ResolveIncident:
    """The incident is over."""

    incident: Uid


@dataclass(frozen=True, slots=True)
class Ended:
    """The part ended."""

    outcome: str
    output: Mapping[str, Any] = field(default_factory=dict)


Effect = (
    OpenTask
    | CloseTask
    | SetTimer
    | CancelTimer
    | Subscribe
    | Unsubscribe
    | CallService
    | CancelService
    | SendMessage
    | BroadcastSignal
    | StartChild
    | CancelChild
    | ThrowToParent
    | Clock
    | RecordFact
    | IssueLetter
    | SupersedeLetters
    | TakeNumber
    | RaiseIncident
    | ResolveIncident
    | Ended
)
