"""Dossiers and sub-dossiers, their parts, and what is open in them (hot tables: rows are deleted on closing)."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Computed, ForeignKey, Index, false, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from runtime.models.base import Base, Json


class Dossier(Base):
    """A dossier (``branch`` empty) or a sub-dossier of it. The root's row is the lock of everything below it."""

    __tablename__ = "dossier"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    root_id: Mapped[UUID]
    """Its own id for a dossier, the dossier's for a sub-dossier."""
    branch: Mapped[str] = mapped_column(default="")
    code: Mapped[str] = mapped_column(unique=True)
    secret_hash: Mapped[str | None]
    """Of the applicant's secret; only the dossier has one."""
    procedure_code: Mapped[str]
    package_hash: Mapped[str] = mapped_column(ForeignKey("package.hash"))
    field_code: Mapped[str]
    channel: Mapped[str]
    received_by: Mapped[str] = mapped_column(ForeignKey("agency.code"))
    competent: Mapped[str] = mapped_column(ForeignKey("agency.code"))
    agencies: Mapped[list[str]]
    """Every agency that ever took part; who may see the dossier follows from it."""
    territory: Mapped[str | None]
    applicant: Mapped[str]
    """Name to show in lists."""
    identity: Mapped[str | None]
    """Number of the applicant's identity paper (or tax code): apart from ``search``, for it needs a permission."""
    status: Mapped[int]
    life: Mapped[Json]
    rest: Mapped[Json | None]
    """Buffered messages, facts, troubles and counters of the case; the dossier's row only."""
    facts: Mapped[Json | None]
    """``dossier.*`` as FEEL sees it: applicant, components, channel …; the dossier's row only."""
    outcome: Mapped[str | None]
    timeliness: Mapped[str | None]
    submitted_at: Mapped[datetime]
    received_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    returned_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    """When it is due by its committed time, as its deadline row says: lists and reports count it here."""
    due_paused: Mapped[bool] = mapped_column(default=False, server_default=false())
    due_moved: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Paused or extended at least once: what it was due at in the past has to be reckoned."""
    suspended: Mapped[bool] = mapped_column(default=False)
    trial: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Received while its procedure was on trial at its agency: own serials, marked papers, in no report."""
    seq: Mapped[int]
    """Number of the last turn."""
    last_at: Mapped[datetime]
    """Instant of the last turn; time inside a dossier never goes back."""
    log_n: Mapped[int]
    chain_head: Mapped[str]
    search: Mapped[str]
    search_vector: Mapped[str] = mapped_column(TSVECTOR, Computed("to_tsvector('simple', search)", persisted=True))

    __table_args__ = (
        Index(None, "competent", "status", "id"),
        Index(None, "root_id"),
        Index("ix_dossier_agencies", "agencies", postgresql_using="gin"),
        Index("ix_dossier_search_vector", "search_vector", postgresql_using="gin"),
        Index("ix_dossier_open_received", "received_at", postgresql_where=text("settled_at IS NULL")),
        Index("ix_dossier_identity", "identity", postgresql_ops={"identity": "text_pattern_ops"}),
        Index(
            "ix_dossier_open",
            "competent",
            "field_code",
            "procedure_code",
            "status",
            "due_at",
            postgresql_include=["due_paused", "due_moved", "trial", "branch", "received_at"],
            postgresql_where=text("settled_at IS NULL"),
        ),
        Index("ix_dossier_due", "due_at", "id", postgresql_where=text("settled_at IS NULL")),
        Index("ix_dossier_moved", "competent", postgresql_where=text("due_moved")),
        Index("ix_dossier_taken", "competent", "received_at", postgresql_include=["channel", "trial", "branch"]),
        Index(
            "ix_dossier_done",
            "competent",
            "settled_at",
            postgresql_include=["received_at", "timeliness", "trial", "branch"],
        ),
        Index("ix_dossier_code_prefix", "code", postgresql_ops={"code": "text_pattern_ops"}),
        Index("ix_dossier_trial", "id", postgresql_where=text("trial")),
    )


class PartRow(Base):
    """A process instance: control state and data document as the kernel's codec writes them."""

    __tablename__ = "part"

    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    process: Mapped[str]
    branch: Mapped[str]
    agency: Mapped[str | None]
    parent_n: Mapped[int | None]
    parent_token: Mapped[int | None]
    key: Mapped[str | None]
    package: Mapped[str]
    model_hash: Mapped[str]
    ended: Mapped[str | None]
    seq: Mapped[int]
    state: Mapped[Json]
    data: Mapped[Json]

    __table_args__ = (Index("ix_part_open_model", "model_hash", postgresql_where=text("ended IS NULL")),)


class TaskRow(Base):
    """A user task that waits for an officer; the row goes when it is over."""

    __tablename__ = "task"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"))
    branch_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"))
    """The sub-dossier it belongs to, else the dossier."""
    n: Mapped[int]
    token: Mapped[int]
    visit: Mapped[int]
    """Number of the turn that opened it: tells apart re-entries."""
    node: Mapped[str]
    form: Mapped[str | None]
    role: Mapped[str | None]
    agency: Mapped[str]
    assignee: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    claimed_at: Mapped[datetime | None]
    version: Mapped[int]
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    """End of the step's own time on the agency's calendar."""
    order_at: Mapped[datetime]
    """What queues are sorted by: the step's or the dossier's due instant, else the instant it was opened."""
    hold: Mapped[str | None]
    outcomes: Mapped[list[str]]
    different_from: Mapped[str | None]
    values: Mapped[Json]

    __table_args__ = (
        Index("uq_task_visit", "dossier_id", "n", "token", "visit", unique=True),
        Index("ix_task_queue", "agency", "role", "order_at", "id", postgresql_include=["due_at", "assignee"]),
        Index("ix_task_due", "due_at"),
        Index("ix_task_unit", "agency", "order_at", "id"),
        Index("ix_task_branch", "branch_id"),
        Index("ix_task_mine", "assignee", "order_at", "id", postgresql_where=text("assignee IS NOT NULL")),
    )


class TimerRow(Base):
    """A timer that is set."""

    __tablename__ = "timer"

    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    uid: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    due_at: Mapped[datetime]
    origin: Mapped[Json]
    calendar: Mapped[str | None]
    """Hash of the calendar it was computed with, when it counts working time."""

    __table_args__ = (
        Index(None, "due_at"),
        Index("ix_timer_calendar", "calendar", postgresql_where=text("calendar IS NOT NULL")),
    )


class SubscriptionRow(Base):
    """An open wait for a message or signal."""

    __tablename__ = "subscription"

    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    uid: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str]
    name: Mapped[str]
    key: Mapped[str | None]

    __table_args__ = (Index(None, "kind", "name", "key"),)


class MessageRow(Base):
    """A message from outside, by the sender's id: delivered once. ``dossier_id`` is who took it."""

    __tablename__ = "message"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    key: Mapped[str | None]
    dossier_id: Mapped[UUID | None]
    received_at: Mapped[datetime]


class DeadlineRow(Base):
    """A due instant as lists and reports need it: ``committed``, ``statutory`` or ``intake``."""

    __tablename__ = "deadline"

    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    due_at: Mapped[datetime | None]
    unit: Mapped[str]
    paused_since: Mapped[datetime | None]
    calendar: Mapped[str]
    closed: Mapped[bool]

    __table_args__ = (
        Index("ix_deadline_due", "due_at", postgresql_where=text("NOT closed")),
        Index("ix_deadline_calendar", "calendar", postgresql_where=text("NOT closed")),
        Index("ix_deadline_unanswered", "dossier_id", postgresql_where=text("kind = 'intake' AND NOT closed")),
    )


class IncidentRow(Base):
    """What a person must look at; ``n`` is 0 for troubles between parts."""

    __tablename__ = "incident"

    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    uid: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    token: Mapped[int | None]
    phase: Mapped[str]
    code: Mapped[str]
    element: Mapped[str]
    message: Mapped[str]
    raised_at: Mapped[datetime]

    __table_args__ = (Index(None, "raised_at"),)


class Counter(Base):
    """The next number of a kind in an agency and period: dossier codes, letters, register books."""

    __tablename__ = "counter"

    kind: Mapped[str] = mapped_column(primary_key=True)
    agency: Mapped[str] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(primary_key=True)
    next: Mapped[int]


class Payment(Base):
    """Money that was paid for a dossier, in đồng."""

    __tablename__ = "payment"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"))
    fee: Mapped[str]
    amount: Mapped[Decimal]
    method: Mapped[str]
    reference: Mapped[str | None]
    paid_at: Mapped[datetime]
    actor: Mapped[str]

    __table_args__ = (Index(None, "dossier_id"),)
