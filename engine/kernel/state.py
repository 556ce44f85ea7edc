"""The control state of one part: what is active now, never what has been.

Frozen values with persistent maps: an old state stays valid when a step fails, and a step copies only what it
touches. Elements are named by BPMN id; uids come from ``next_uid`` and are never reused.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from immutables import Map

Uid = int
AWAITED = -1
"""Index of a wait that is for the data of its activity, not for an event definition."""
EMPTY: Map[Any, Any] = Map()


class ScopeKind(StrEnum):
    """What a scope belongs to."""

    PROCESS = "process"
    SUB = "sub"
    EVENT_SUB = "eventSub"
    TRANSACTION = "transaction"
    ADHOC = "adHoc"
    BODY = "body"
    """A loop's or multi-instance's frame around its iterations."""
    ITERATION = "iteration"


class ScopePhase(StrEnum):
    """Where a scope is in its life.

    ``completing``: an interrupting event sub-process has taken it over; ``cancelling``: a transaction that undoes what
    it did; ``compensating``: it runs compensation handlers, those in its ``todo``.
    """

    ACTIVE = "active"
    COMPLETING = "completing"
    CANCELLING = "cancelling"
    COMPENSATING = "compensating"


class TokenPhase(StrEnum):
    """What a token that rests is waiting for; ENTER and LEAVE only survive a step under an incident."""

    ENTER = "enter"
    ACTIVE = "active"
    LEAVE = "leave"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Held:
    """What an activity or event gave when it was over, on its way into the data.

    ``values`` are a form's answers, a service's or script's result, a message's payload. It is kept in a token only
    between two moves and under an incident, so that a retry has it.
    """

    values: Any = None
    outcome: str | None = None
    hidden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Token:
    """One visit of a node: going on makes a new token, so a uid never means two visits.

    ``via`` is the flow it came by, ``child`` the scope it owns, ``attempt`` counts calls, ``waits`` are the open
    waits it holds, in the order they were opened.
    """

    uid: Uid
    at: str
    via: str | None = None
    phase: TokenPhase = TokenPhase.ACTIVE
    attempt: int = 0
    child: Uid | None = None
    held: Held | None = None
    waits: tuple[Uid, ...] = ()


@dataclass(frozen=True, slots=True)
class OnTimer:
    """Fires at ``due``; ``remaining`` counts a cycle's occurrences, this one included (None: endless)."""

    due: datetime
    remaining: int | None = 1
    origin: Mapping[str, Any] = field(default_factory=dict)
    """``spec``, ``started``, ``calendar``, ``consumed``: JSON values to recompute the due instant from."""


@dataclass(frozen=True, slots=True)
class OnMessage:
    """Waits for a message of this name and correlation key (None: the dossier itself)."""

    name: str
    key: str | None


@dataclass(frozen=True, slots=True)
class OnSignal:
    """Waits for a signal of this name."""

    name: str


@dataclass(frozen=True, slots=True)
class OnCondition:
    """Waits for the node's condition to turn from false to true; ``last`` is its value when last looked at.

    ``names`` are the variables it reads, sorted: only a write of one of them makes it be looked at again.
    """

    last: bool
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wait:
    """A subscription of ``node`` (its ``index``-th event definition) held by ``token`` (None: by the scope)."""

    uid: Uid
    token: Uid | None
    node: str
    index: int
    interrupts: bool
    on: OnTimer | OnMessage | OnSignal | OnCondition


@dataclass(frozen=True, slots=True)
class Compensable:
    """A completed activity that has a compensation handler (or a sub-process that holds such), oldest first."""

    node: str
    uid: Uid
    data: Mapping[str, Any] = field(default_factory=dict)
    inner: "tuple[Compensable, ...]" = ()


@dataclass(frozen=True, slots=True)
class Incident:
    """What the model or its data caused and a person must look at. ``phase`` is what a retry runs again."""

    uid: Uid
    token: Uid | None
    phase: str
    code: str
    element: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """An open process, sub-process, loop body or iteration.

    ``live == len(tokens) + len(children) + sum(arrivals.values())`` always holds.
    """

    uid: Uid
    parent: Uid | None
    owner: Uid | None
    """Token of the parent scope that this scope belongs to."""
    node: str
    kind: ScopeKind
    phase: ScopePhase = ScopePhase.ACTIVE
    live: int = 0
    """Tokens + child scopes that no token owns + parked arrivals; 0 means complete, known in O(1)."""
    tokens: Map[Uid, Token] = EMPTY
    waits: Map[Uid, Wait] = EMPTY
    arrivals: Map[str, int] = EMPTY
    """Parked tokens at joins by incoming flow id."""
    gates: Map[str, Any] = EMPTY
    """State of complex gateways by node id."""
    loop: Mapping[str, Any] | None = None
    """Counters and outputs of a loop body; a multi-instance keeps one output for each finished item."""
    todo: tuple[Compensable, ...] = ()
    """What a compensating scope has still to undo, the last first to go."""
    done: tuple[Compensable, ...] = ()
    entered: Map[str, int] = EMPTY
    """Activities entered since the scope opened -> place in the order of first entry: where a return may lead to.

    Bounded by the model, not by history: each stands here once.
    """
    children: Map[Uid, None] = EMPTY
    """Child scopes that no token owns: iterations, event sub-processes, compensation. Derived; not stored."""
    incidents: Map[Uid, Incident] = EMPTY
    vars: Map[str, Any] = EMPTY
    written: Map[str, int] = EMPTY
    """Root names -> sequence number of their last write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A part's control state; ``scopes`` holds the open ones, the process's own first."""

    model: str
    """Hash of the process model."""
    version: int = 1
    """Codec version."""
    next_uid: Uid = 1
    seq: int = 0
    """Number of the step that made this state; increases by one with each applied event."""
    root: Uid = 0
    ended: str | None = None
    """None while open; else the outcome: ``completed``, ``terminated``, ``cancelled:<reason>``, ``error:<code>``."""
    called: bool = False
    """A call activity of another part began it: what it does not catch goes to the caller."""
    keys: Map[str, str] = EMPTY
    """Correlation keys that the first message of their conversation fixed (BPMN 2.0.2 §8.4.2)."""
    scopes: Map[Uid, Scope] = EMPTY
    homes: Map[Uid, Uid] = EMPTY
    """Token, wait or incident -> its scope. Derived; not stored."""
    watching: Map[str, tuple[Uid, ...]] = EMPTY
    """Variable name -> waits whose condition reads it. Derived; not stored."""
    signals: Map[str, tuple[Uid, ...]] = EMPTY
    """Signal name -> waits for it. Derived; not stored."""
