"""The shapes of a dossier as a pure value: parts, lives (the dossier itself and its sub-dossiers), turns.

Theory of operation: a :class:`Case` holds the parts (process instances) and one :class:`Life` for the dossier
(branch ``""``) and for each sub-dossier (branch key). :func:`engine.dossier.act` takes a :class:`Command`, advances
parts with the kernel, delivers messages, signals, calls and results between parts in one FIFO loop, turns clock
effects into changes of the lives, and returns a :class:`Turn`: the new case and what the shell must store and do.
The shell, ``play`` and the scenarios all run this same code; they differ only in where time and storage come from.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta, tzinfo
from enum import IntEnum
from typing import Any

from immutables import Map

from engine.bpmn.model import Library
from engine.clock import Calendar, Deadline, PauseKey, Term, Timeliness
from engine.kernel.effects import Effect
from engine.kernel.env import Env
from engine.kernel.events import Event
from engine.kernel.state import EMPTY, State, Uid
from engine.kernel.step import Step

ROOT = ""
"""Branch key of the dossier itself."""


class Status(IntEnum):
    """The national list of dossier states; the number is what is exchanged (domain.md §5)."""

    SUBMITTED = 1
    RECEIVED = 2
    REFUSED_AT_INTAKE = 3
    IN_PROGRESS = 4
    SUPPLEMENT_REQUESTED = 5
    FINANCIAL_OBLIGATION = 6
    WITHDRAWN = 7
    STOPPED = 8
    SETTLED = 9
    RETURNED = 10

    @property
    def closed(self) -> bool:
        """No further processing: refused, withdrawn, stopped, settled or returned."""
        return self in CLOSED


CLOSED = frozenset({Status.REFUSED_AT_INTAKE, Status.WITHDRAWN, Status.STOPPED, Status.SETTLED, Status.RETURNED})


@dataclass(frozen=True, slots=True)
class Suspension:
    """Why officers may not complete tasks now; ``since`` is an aware instant."""

    reason: str
    since: datetime
    items: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """Status and legal clock of the dossier or of one sub-dossier, folded from its entries.

    ``deadlines`` holds ``committed`` and ``statutory`` once received; lateness is told against both. ``outcome`` is
    what the settlement was: ``granted``, ``refused``, ``failed`` …
    """

    branch: str = ROOT
    agency: str | None = None
    status: Status = Status.SUBMITTED
    submitted_at: datetime
    received_at: datetime | None = None
    settled_at: datetime | None = None
    returned_at: datetime | None = None
    outcome: str | None = None
    deadlines: Map[str, Deadline] = EMPTY
    classes: Map[str, Timeliness] = EMPTY
    """Classification against each deadline, fixed at settlement."""
    suspension: Suspension | None = None
    pauses: tuple[PauseKey, ...] = ()
    """Open pauses of the model, in the order they began; kept also where there is no deadline to move."""
    supplements: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One process instance of the dossier. ``parent`` is the calling (part, token)."""

    n: int
    process: str
    branch: str = ROOT
    agency: str | None = None
    parent: tuple[int, Uid] | None = None
    key: str | None = None
    """Correlation key that started it (at most one live instance per process and key)."""
    package: str = ""
    """Code of the used package the process belongs to; empty: the dossier's own."""
    state: State

    @property
    def open(self) -> bool:
        """Still running."""
        return self.state.ended is None


@dataclass(frozen=True, slots=True)
class Buffered:
    """A message inside the dossier that nobody waits for yet."""

    message_id: str
    name: str
    key: str | None
    target: str | None
    payload: Mapping[str, Any]
    expires: datetime


@dataclass(frozen=True, slots=True)
class Trouble:
    """An incident between parts, outside any part's control state: a message with two takers, an agency not found.

    ``part`` is the sender. ``message`` is what was not delivered and can be tried again.
    """

    uid: int
    part: int
    code: str
    element: str
    text: str
    message: Buffered | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """The whole open state of a dossier."""

    parts: Map[int, Part] = EMPTY
    lives: Map[str, Life] = EMPTY
    buffer: tuple[Buffered, ...] = ()
    facts: Map[str, Any] = EMPTY
    """Facts recorded by tasks (``fact`` attribute), seen in FEEL as ``dossier.facts``."""
    troubles: Map[int, Trouble] = EMPTY
    next_part: int = 1
    next_uid: int = 1
    """For message ids and troubles; never reused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockPolicy:
    """The legal clock rules of one life, from ``procedure.json`` with local overrides applied."""

    committed: Term | None = None
    statutory: Term | None = None
    reasons: Mapping[str, str] = field(default_factory=dict)
    """Reason of a pause -> ``pause``, ``restart`` or ``none``; a reason not named pauses."""
    cutoff: time | None = None
    """Same-day terms: received after this time is due the next working day; None: the calendar's own."""
    supplements: int = 1
    """How many supplement requests need no approver."""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Everything impure that one turn needs, resolved by the shell.

    ``calendar_of(agency)`` and ``resolve(reference, agency)`` are pure look-ups in a snapshot of the organisation as
    of ``now``: ``resolve`` turns ``./child``, ``../sibling`` or ``kind:<kind>@<territory>`` into an agency code and
    gives None when competence has no answer or two.
    """

    now: datetime
    zone: tzinfo = UTC
    facts: Mapping[str, Any] = field(default_factory=dict)
    calendar_of: Callable[[str | None], Calendar | None] = lambda _agency: None
    resolve: Callable[[str, str | None], str | None] = lambda reference, _agency: reference
    policies: Mapping[str, ClockPolicy] = field(default_factory=dict)
    """Clock policy by branch; a branch not named has no deadline."""
    libraries: Mapping[str, Library] = field(default_factory=dict)
    """Libraries of used packages by code, for call activities."""
    message_ttl: timedelta = timedelta(days=30)
    former: "Case | None" = None
    """The case before the last turn when that was a migration: what taking it back leads to."""
    budget: int = 200_000

    def env(self, agency: str | None, facts: Mapping[str, Any]) -> Env:
        """The kernel's surroundings for a part of this agency."""
        return Env(
            now=self.now,
            zone=self.zone,
            calendar=self.calendar_of(agency),
            facts=facts,
            budget=self.budget,
            resolve=lambda reference: self.resolve(reference, agency),
        )


@dataclass(frozen=True, slots=True)
class PartStep:
    """One kernel call of the turn: replaying ``event`` at ``now`` on the part's previous state gives ``step``."""

    part: int
    event: Event
    step: Step


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happened to a life, for the log: ``kind`` from :data:`ENTRY_KINDS`, JSON ``data``."""

    kind: str
    branch: str
    data: Mapping[str, Any] = field(default_factory=dict)


ENTRY_KINDS = frozenset(
    {
        "submitted",
        "received",
        "processing_started",
        "refused_at_intake",
        "reception_cancelled",
        "supplement_requested",
        "supplement_answered",
        "clock_paused",
        "clock_resumed",
        "clock_ignored",
        "deadline_extended",
        "deadline_recomputed",
        "settled",
        "returned",
        "withdrawn",
        "stopped",
        "branch_opened",
        "part_opened",
        "part_ended",
        "fact",
        "message_buffered",
        "message_expired",
        "trouble_raised",
        "trouble_resolved",
        "migrated",
        "migration_undone",
    }
)


@dataclass(frozen=True, slots=True)
class PartEffect:
    """An effect that leaves the dossier: the shell stores it and a worker performs it. ``index`` orders the turn's."""

    part: int
    index: int
    effect: Effect


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What one command led to. When ``refused`` is set nothing changed and ``case`` is the old object."""

    case: Case
    steps: tuple[PartStep, ...] = ()
    effects: tuple[PartEffect, ...] = ()
    entries: tuple[Entry, ...] = ()
    refused: str | None = None
    """Code of the rule that forbids the command now, e.g. ``suspended``, ``not-before-reception``, ``stale``."""
    detail: Mapping[str, Any] = field(default_factory=dict)
    """What a refused migration stumbled over: ``part``, ``process``, ``code``, ``element``, ``reason``."""
