"""What can be asked of a dossier: a closed union of frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.clock import Term
from engine.dossier.case import ROOT
from engine.kernel.events import Event, MigrationPlan


@dataclass(frozen=True, slots=True)
class Submit:
    """Open the dossier: its lead part starts with ``data``; ``agency`` is the receiving agency's code."""

    data: Mapping[str, Any]
    agency: str | None = None
    channel: str = "online"
    processes: tuple[str, ...] = ()
    """Processes to start; empty: the library's lead."""
    start: str | None = None
    """The start event they begin at, where a process has several without a trigger."""


@dataclass(frozen=True, slots=True)
class Begin:
    """A process begins by itself, at the start event whose timer is due or whose condition is true."""

    process: str
    node: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PartEvent:
    """An event for one part: a task completed, a timer due, a service's answer, a repair."""

    part: int
    event: Event


@dataclass(frozen=True, slots=True)
class OutsideMessage:
    """A message from outside the dossier; ``message_id`` makes it happen once."""

    message_id: str
    name: str
    key: str | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)
    """First data of a process that the message starts."""


@dataclass(frozen=True, slots=True)
class OutsideSignal:
    """A signal broadcast at agency or installation scope."""

    name: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)
    """First data of processes that the signal starts."""


@dataclass(frozen=True, slots=True)
class RefuseAtIntake:
    """The papers are not accepted; only before reception."""

    reason: str
    actor: str | None = None


@dataclass(frozen=True, slots=True)
class CancelReception:
    """The dossier was received by mistake: it is as if it had never been received, and everything of it ends."""

    reason: str
    branch: str = ROOT
    actor: str | None = None


@dataclass(frozen=True, slots=True)
class RequestSupplement:
    """Ask the applicant for what is missing, item by item; after reception the branch's clock stops.

    An item is ``{"component" | "field": key, "problem": text, "action": text}``. A second request needs ``approver``.
    """

    items: tuple[Mapping[str, Any], ...]
    reason: str
    branch: str = ROOT
    actor: str | None = None
    approver: str | None = None


@dataclass(frozen=True, slots=True)
class AnswerSupplement:
    """The applicant delivered; ``answers`` replace top-level names of the lead part's data."""

    answers: Mapping[str, Any] = field(default_factory=dict)
    branch: str = ROOT
    actor: str | None = None


@dataclass(frozen=True, slots=True)
class Withdraw:
    """The applicant takes the dossier back: what is settled stands, all else of the branch ends."""

    reason: str
    branch: str = ROOT
    actor: str | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """The agency ends the processing (a dispute, the applicant's death …)."""

    reason: str
    branch: str = ROOT
    actor: str | None = None


@dataclass(frozen=True, slots=True)
class StartProcessing:
    """An officer took up a received dossier."""

    branch: str = ROOT
    actor: str | None = None


@dataclass(frozen=True, slots=True)
class Redeliver:
    """An operator has mended the cause of a trouble: deliver its message again, or dismiss it."""

    trouble: int
    dismiss: bool = False
    actor: str | None = None


@dataclass(frozen=True, slots=True)
class ExtendDeadline:
    """Move the due instant of a branch by an approved extension (``term``), with reason and approver."""

    term: Term
    reason: str
    approver: str
    branch: str = ROOT


@dataclass(frozen=True, slots=True)
class RecomputeDeadlines:
    """The working calendar changed: compute every open deadline anew."""

    reason: str


@dataclass(frozen=True, slots=True)
class PartMove:
    """One open part moves to ``process`` of the new version, by a plan that is whole: nothing is looked up later."""

    part: int
    process: str
    plan: MigrationPlan


@dataclass(frozen=True, slots=True)
class Migrate:
    """Every open part moves to the version whose library ``act`` is handed; all move or none.

    ``source`` and ``target`` are the hashes of the two versions. Deadlines stay as they were received, unless
    ``settlement`` is ``new``: then the terms of the new version count, from the same reception.
    """

    source: str
    target: str
    moves: tuple[PartMove, ...] = ()
    processes: Mapping[str, str] = field(default_factory=dict)
    """Renamed processes, for messages that wait for one: old id -> new id."""
    settlement: str = "keep"
    actor: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class UndoMigration:
    """The migration of the turn before is taken back: the case is again what it was (``World.former``)."""

    source: str
    """The version the dossier goes back to."""
    target: str
    """The version it leaves."""
    actor: str | None = None
    reason: str = ""


Command = (
    Submit
    | Begin
    | PartEvent
    | OutsideMessage
    | OutsideSignal
    | RefuseAtIntake
    | CancelReception
    | RequestSupplement
    | AnswerSupplement
    | Withdraw
    | Stop
    | StartProcessing
    | Redeliver
    | ExtendDeadline
    | RecomputeDeadlines
    | Migrate
    | UndoMigration
)
