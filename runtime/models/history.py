"""What happened, for ever: turns that replay, the hash-chained log, finished tasks, outgoing effects, papers, files."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ForeignKey, Index, false, text, true
from sqlalchemy.orm import Mapped, mapped_column

from runtime.models.base import Base, Json


class EventRow(Base):
    """One turn of a dossier: the command and everything impure it was done with. Replaying them gives the states."""

    __tablename__ = "event"

    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    command: Mapped[Json]
    env: Mapped[Json]
    """Resolved references, calendars by agency (hash), and the dossier's facts where they changed."""
    at: Mapped[datetime]
    """The instant the turn was reckoned with; for a late timer its due instant."""
    done_at: Mapped[datetime]
    actor: Mapped[str]
    engine: Mapped[str]
    """Version of the engine."""


class LogRow(Base):
    """An entry of the dossier's log. ``hash`` covers ``prev``, so nothing can be changed or removed unseen."""

    __tablename__ = "log"

    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    at: Mapped[datetime]
    done_at: Mapped[datetime]
    kind: Mapped[str]
    branch: Mapped[str]
    actor: Mapped[str]
    body_hash: Mapped[str]
    prev: Mapped[str]
    hash: Mapped[str]

    __table_args__ = (Index(None, "kind", "at"),)


class LogBody(Base):
    """The content of a log entry, apart, so that personal data can be erased while the chain stays whole."""

    __tablename__ = "log_body"

    dossier_id: Mapped[UUID] = mapped_column(primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    salt: Mapped[str]
    body: Mapped[Json | None]
    """None: erased."""
    erased_at: Mapped[datetime | None]


class TaskHistory(Base):
    """A task that is over: who did it, when, with what outcome."""

    __tablename__ = "task_history"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"))
    n: Mapped[int]
    token: Mapped[int]
    visit: Mapped[int]
    node: Mapped[str]
    role: Mapped[str | None]
    agency: Mapped[str]
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    claimed_at: Mapped[datetime | None]
    closed_at: Mapped[datetime]
    why: Mapped[str]
    """``completed``, ``cancelled`` or ``moved``."""
    actor: Mapped[str | None]
    outcome: Mapped[str | None]
    working_minutes: Mapped[int | None]
    late: Mapped[bool]

    __table_args__ = (Index(None, "dossier_id", "node"), Index(None, "actor", "closed_at"))


class EffectRow(Base):
    """Something that leaves the installation. ``(dossier, seq, i)`` is the idempotency key of its receiver."""

    __tablename__ = "effect"

    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    i: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str]
    """``service``, ``message``, ``signal`` or ``notice``."""
    n: Mapped[int]
    token: Mapped[int | None]
    attempt: Mapped[int | None]
    node: Mapped[str]
    name: Mapped[str]
    """Capability, message or signal name."""
    payload: Mapped[Json]
    retry: Mapped[str | None]
    state: Mapped[str]
    """``pending``, ``running``, ``done``, ``dead``, ``unknown``, ``unbound`` or ``cancelled``."""
    attempts: Mapped[int]
    next_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    error: Mapped[str | None]
    receipt: Mapped[Json | None]
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_effect_open", "state", "next_at", postgresql_where=text("state NOT IN ('done', 'cancelled')")),
    )


class Letter(Base):
    """An official paper: numbered when issued; a later return of the process marks it superseded."""

    __tablename__ = "letter"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"))
    branch: Mapped[str]
    key: Mapped[str]
    agency: Mapped[str]
    year: Mapped[int]
    number: Mapped[int]
    n: Mapped[int]
    node: Mapped[str]
    body: Mapped[Json]
    """What the letter says beside the dossier: reason, items, new date …"""
    issued_at: Mapped[datetime]
    issued_by: Mapped[str]
    superseded_at: Mapped[datetime | None]
    trial: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Of a dossier on trial: numbered apart from the real ones."""
    snapshot: Mapped[Json | None]
    """Everything it shows, as it was when it was issued; None: issued before papers were printed, or erased."""
    template_hash: Mapped[str | None]
    """SHA-256 (hex) of the template that was in force when it was issued."""
    pdf_hash: Mapped[str | None]
    """SHA-256 (hex) of the PDF, under which its bytes are stored; None: not asked for yet."""
    pdf_size: Mapped[int | None]
    pdf_template: Mapped[str | None]
    """The template the PDF was made with: another one only after an update of Motcua between issue and first use."""
    rendered_at: Mapped[datetime | None]

    __table_args__ = (
        Index(None, "dossier_id"),
        Index("uq_letter_number", "trial", "key", "agency", "year", "number", unique=True),
    )


class RegisterEntry(Base):
    """A number taken in a register book; corrected by a note (:class:`RegisterNote`), never changed."""

    __tablename__ = "register_entry"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    register: Mapped[str]
    agency: Mapped[str]
    period: Mapped[str]
    number: Mapped[int]
    text: Mapped[str]
    """The number as it is written, such as ``12/2026-SCT/BS``."""
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"))
    n: Mapped[int]
    token: Mapped[int]
    node: Mapped[str]
    taken_at: Mapped[datetime]
    actor: Mapped[str]

    __table_args__ = (
        Index("uq_register_entry_number", "register", "agency", "period", "number", unique=True),
        Index(None, "dossier_id"),
    )


class Attachment(Base):
    """A file of a dossier, or of an application that is still being filled in (``dossier_id`` None)."""

    __tablename__ = "attachment"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    dossier_id: Mapped[UUID | None] = mapped_column(ForeignKey("dossier.id"))
    holder: Mapped[str]
    """Who uploaded it: hash of the browser's token, or the account's login."""
    component: Mapped[str | None]
    shared: Mapped[bool] = mapped_column(default=True, server_default=true())
    """The applicant may see it; not so what officers attach for themselves."""
    filename: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    stored_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    """When an unbound file is thrown away."""

    __table_args__ = (
        Index(None, "dossier_id"),
        Index("ix_attachment_unbound", "expires_at", postgresql_where=text("dossier_id IS NULL")),
        Index(None, "sha256"),
    )


class FactDelta(Base):
    """A change of a report's count, written with the step that caused it and folded into ``fact_day`` later."""

    __tablename__ = "fact_delta"

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date]
    agency: Mapped[str]
    procedure_code: Mapped[str]
    field_code: Mapped[str]
    channel: Mapped[str]
    sub: Mapped[bool]
    metric: Mapped[str]
    """``received`` (at the receiving agency), ``taken`` (the same, at the competent one), ``settled.early``,
    ``settled.on_time``, ``settled.late`` (at the competent agency), ``moved`` (an open dossier got another competent
    agency: -1 there, +1 here)."""
    count: Mapped[int]


class FactDay(Base):
    """Counts of a day, folded from the deltas."""

    __tablename__ = "fact_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    agency: Mapped[str] = mapped_column(primary_key=True)
    procedure_code: Mapped[str] = mapped_column(primary_key=True)
    field_code: Mapped[str] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(primary_key=True)
    sub: Mapped[bool] = mapped_column(primary_key=True)
    metric: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]


class FactMonth(Base):
    """Counts of a month, folded with those of its days: years are summed from few rows."""

    __tablename__ = "fact_month"

    month: Mapped[date] = mapped_column(primary_key=True)
    """Its first day."""
    agency: Mapped[str] = mapped_column(primary_key=True)
    procedure_code: Mapped[str] = mapped_column(primary_key=True)
    field_code: Mapped[str] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(primary_key=True)
    sub: Mapped[bool] = mapped_column(primary_key=True)
    metric: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]


class IndicatorTarget(Base):
    """What an agency, and all below it without a target of their own, should reach in a year."""

    __tablename__ = "indicator_target"

    agency: Mapped[str] = mapped_column(ForeignKey("agency.code"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    indicator: Mapped[str] = mapped_column(primary_key=True)
    """``services_online`` or ``dossiers_online``."""
    percent: Mapped[Decimal | None]
    """None: said to have no target (0/0 in the decision's table), whatever the unit above it should reach."""


class DossierView(Base):
    """An officer looked at a dossier; once for many looks within a few minutes. Append-only."""

    __tablename__ = "dossier_view"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"))
    actor: Mapped[str]
    what: Mapped[str]
    """``dossier``, ``task``, or ``file:`` and the file's id."""
    at: Mapped[datetime]

    __table_args__ = (
        Index("ix_dossier_view_dossier_id", "dossier_id", "at"),
        Index("ix_dossier_view_actor", "actor", "at"),
    )
