"""What can happen to a part: a closed union of frozen values. Recorded by the shell, they replay byte for byte."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.kernel.state import Uid

NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Started:
    """The part begins; ``node`` is a message start event (None: the none start event)."""

    node: str | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TaskCompleted:
    """A person finished a task. ``hidden`` are the form's keys that were not visible and are removed.

    ``outcome`` is one of the node's declared outcomes; conditions and output mappings see it as ``outcome``.
    """

    token: Uid
    answers: Mapping[str, Any] = field(default_factory=dict)
    outcome: str | None = None
    actor: str | None = None
    hidden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ServiceCompleted:
    """A connector answered the given attempt."""

    token: Uid
    attempt: int
    result: Any = None


@dataclass(frozen=True, slots=True)
class ServiceFailed:
    """A connector failed: with ``code`` a BPMN error; else ``final`` raises an incident, not final retries."""

    token: Uid
    attempt: int
    code: str | None
    message: str
    final: bool = False


@dataclass(frozen=True, slots=True)
class TimerFired:
    """The timer of a wait is due."""

    wait: Uid


@dataclass(frozen=True, slots=True)
class TimerRescheduled:
    """The wait is due at another instant: a calendar changed, or the dossier's clock goes on. None: it stands still."""

    wait: Uid
    due: datetime | None


@dataclass(frozen=True, slots=True)
class MessageReceived:
    """A message was correlated to a wait."""

    wait: Uid
    message_id: str
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SignalReceived:
    """A signal reached a wait that was open when it was broadcast."""

    wait: Uid
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChildEnded:
    """A called process ended."""

    token: Uid
    outcome: str
    output: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChildThrew:
    """A called process threw an ``error`` or ``escalation`` that it did not catch."""

    token: Uid
    trigger: str
    code: str | None
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DataChanged:
    """An operator repaired data of a scope (None: the root)."""

    scope: Uid | None
    values: Mapping[str, Any]
    actor: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Moved:
    """Return to an earlier step; with ``force`` an operator's repair that may also jump forward."""

    token: Uid
    target: str
    reason: str
    actor: str | None = None
    force: bool = False


@dataclass(frozen=True, slots=True)
class AdHocActivated:
    """Someone chose a node of an open ad-hoc sub-process."""

    scope: Uid
    node: str


@dataclass(frozen=True, slots=True)
class Retried:
    """Run again the phase that caused an incident."""

    incident: Uid
    actor: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Skipped:
    """An operator completes the token's activity by hand with this output."""

    token: Uid
    output: Mapping[str, Any] = field(default_factory=dict)
    actor: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ScopeCancelled:
    """An operator cancels one branch: the token with all it owns (``scope`` is then None), or a whole scope."""

    scope: Uid | None
    token: Uid | None = None
    actor: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The whole part ends now (withdrawal, stop, refusal)."""

    outcome: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class MigrationPlan:
    """Old element id -> new element id for tokens, scopes and arrivals; ``data``: name -> FEEL.

    What is not named keeps its id. ``kinds`` and ``holds`` tell what the old model said of the old elements, for the
    new model alone reaches ``advance``; without them every token is taken to stand at the same kind of node.
    """

    tokens: Mapping[str, str] = field(default_factory=dict)
    scopes: Mapping[str, str] = field(default_factory=dict)
    arrivals: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, str] = field(default_factory=dict)
    recompute_timers: bool = False
    timers: Mapping[str, str] = field(default_factory=dict)
    """New element -> ``keep`` or ``recompute``, where it is not as ``recompute_timers`` says."""
    drop: tuple[str, ...] = ()
    """Names of the data document that the new model has no use for."""
    kinds: Mapping[str, str] = field(default_factory=dict)
    """Old element -> its kind; a token whose new place is of another kind enters that place anew."""
    holds: Mapping[str, str] = field(default_factory=dict)
    """Old element -> reason for which it pauses the legal clock while it is active."""


@dataclass(frozen=True, slots=True)
class Migrated:
    """The state moves to another version of the model; the process handed to ``advance`` is the new one."""

    plan: MigrationPlan


Event = (
    Started
    | TaskCompleted
    | ServiceCompleted
    | ServiceFailed
    | TimerFired
    | TimerRescheduled
    | MessageReceived
    | SignalReceived
    | ChildEnded
    | ChildThrew
    | DataChanged
    | Moved
    | AdHocActivated
    | Retried
    | Skipped
    | ScopeCancelled
    | Cancelled
    | Migrated
)
