"""What pages and the API show of a dossier and of a task, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from engine.clock import Entry
from process_models.fees import FeeLine
from runtime.services.access import Action
from runtime.services.attachments import FileInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineView:
    """A deadline: ``state`` is ``within``, ``near_due``, ``overdue`` or, once closed, early / on_time / late."""

    kind: str
    due: datetime | None
    paused_since: datetime | None
    state: str
    explanation: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchView:
    """The dossier (``branch`` empty) or one sub-dossier."""

    id: UUID
    branch: str
    code: str
    names: Mapping[str, str]
    agency: str
    agency_names: Mapping[str, str]
    status: int
    outcome: str | None
    submitted_at: datetime
    received_at: datetime | None
    settled_at: datetime | None
    returned_at: datetime | None
    deadlines: tuple[DeadlineView, ...]
    suspension: Mapping[str, Any] | None
    """``reason``, ``since``, ``items`` while a supplement is awaited."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartView:
    """A process instance the reader may see, with its data and the elements that are active or done."""

    n: int
    process: str
    branch: str
    agency: str | None
    ended: str | None
    data: Mapping[str, Any]
    active: tuple[str, ...]
    done: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskLineView:
    """An open task of the dossier."""

    id: UUID
    node: str
    n: int
    branch: str
    agency: str
    agency_names: Mapping[str, str]
    role: str | None
    opened_at: datetime
    due_at: datetime | None
    assignee: UUID | None
    assignee_name: str | None
    mine: bool
    may_work: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """A step that is over: a row of the control slip."""

    node: str
    n: int
    agency: str
    agency_names: Mapping[str, str]
    role: str | None
    actor: str | None
    actor_name: str | None
    opened_at: datetime
    closed_at: datetime
    due_at: datetime | None
    why: str
    outcome: str | None
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry:
    """An entry of the log. ``data`` is None when it was erased or is not for the reader."""

    n: int
    at: datetime
    kind: str
    branch: str
    actor: str
    actor_name: str | None
    data: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterView:
    """A paper that was issued."""

    id: UUID
    key: str
    branch: str
    number: int
    year: int
    agency: str
    agency_names: Mapping[str, str]
    issued_at: datetime
    issued_by: str
    body: Mapping[str, Any]
    superseded: bool
    prints: int
    """How often it was put on paper."""
    printable: bool
    """What it says was frozen; not so before papers were printed here, nor after an erasure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentView:
    """A component with what is there of it."""

    key: str
    names: Mapping[str, str]
    original: int
    copies: int
    electronic: int
    files: tuple[FileInfo, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentView:
    """Money that was paid."""

    fee: str
    amount: Decimal
    method: str
    reference: str | None
    paid_at: datetime
    actor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentView:
    """An open incident of the dossier."""

    n: int
    uid: int
    code: str
    element: str
    message: str
    raised_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierView:
    """Everything a page shows of a dossier, as far as the reader may see it. ``branches[0]`` is the one asked for."""

    id: UUID
    root: UUID
    code: str
    procedure_code: str
    procedure_names: Mapping[str, str]
    package_hash: str
    channel: str
    territory: str | None
    received_by: str
    received_by_names: Mapping[str, str]
    competent: str
    competent_names: Mapping[str, str]
    local: Mapping[str, Any]
    """What its agency did otherwise than the package when it was submitted (``runtime.services.local``)."""
    applicant: Mapping[str, Any]
    status: int
    branches: tuple[BranchView, ...]
    parts: tuple[PartView, ...]
    tasks: tuple[TaskLineView, ...]
    history: tuple[StepView, ...]
    timeline: tuple[TimelineEntry, ...]
    components: tuple[ComponentView, ...]
    files: tuple[FileInfo, ...]
    fees: tuple[FeeLine, ...]
    payments: tuple[PaymentView, ...]
    letters: tuple[LetterView, ...]
    registers: tuple[tuple[str, str, datetime], ...]
    """(register, number as written, when)."""
    incidents: tuple[IncidentView, ...]
    facts: Mapping[str, Any]
    allowed: frozenset[Action]
    """Actions the reader may take now, by permission, procedure and state."""
    seq: int
    trial: bool = False
    """Received while its procedure was on trial at its agency."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskView:
    """A task with what its page needs. ``data`` is what the form is filled with, ``form_seq`` goes back with it."""

    line: TaskLineView
    dossier: DossierView
    package_hash: str
    form: str | None
    outcomes: tuple[str, ...]
    data: Mapping[str, Any]
    facts: Mapping[str, Any]
    form_seq: int
    version: int
    different_from: str | None
    four_eyes: bool
    """The reader did the step that another person should have done: a reason is needed to go on."""
