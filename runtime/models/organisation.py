"""Agencies as a forest with dates, competence as data, calendars, people and their positions."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, false
from sqlalchemy.orm import Mapped, mapped_column

from runtime.models.base import Base, Json


class Organisation(Base):
    """One row: ``version`` grows with every change of agencies, competence or calendars (caches compare it)."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int]


class Territory(Base):
    """A province, district, ward or commune of the official list; a code may go on under another name and superior."""

    __tablename__ = "territory"

    code: Mapped[str] = mapped_column(primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    """``date.min``: since ever."""
    names: Mapped[Json]
    parent: Mapped[str | None]
    valid_to: Mapped[date | None]


class Agency(Base):
    """A node of the organisation. ``code`` is the identifier it is known by; it is never given to another."""

    __tablename__ = "agency"

    code: Mapped[str] = mapped_column(primary_key=True)
    names: Mapped[Json]
    kind: Mapped[str]
    parent: Mapped[str | None] = mapped_column(ForeignKey("agency.code"))
    scheme: Mapped[str] = mapped_column(default="local")
    """``top_last`` (000.00.00.H15), ``top_first`` (H15.50.05.13) or ``local``."""
    territory: Mapped[str | None]
    calendar: Mapped[str | None]
    """Key of its working calendar; None: its parent's."""
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    search: Mapped[str] = mapped_column(default="")

    __table_args__ = (Index(None, "parent"), Index(None, "kind"))


class AgencyClosure(Base):
    """Every agency with each of its ancestors, itself included at distance 0."""

    __tablename__ = "agency_closure"

    ancestor: Mapped[str] = mapped_column(ForeignKey("agency.code"), primary_key=True)
    descendant: Mapped[str] = mapped_column(ForeignKey("agency.code"), primary_key=True)
    distance: Mapped[int]

    __table_args__ = (Index(None, "descendant"),)


class AgencyCode(Base):
    """Other identifiers an agency has or had, in one of the national schemes."""

    __tablename__ = "agency_code"

    code: Mapped[str] = mapped_column(primary_key=True)
    agency: Mapped[str] = mapped_column(ForeignKey("agency.code"))
    scheme: Mapped[str]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]


class AgencySuccessor(Base):
    """Who took over from an agency that ended; several rows: it was split."""

    __tablename__ = "agency_successor"

    agency: Mapped[str] = mapped_column(ForeignKey("agency.code"), primary_key=True)
    successor: Mapped[str] = mapped_column(ForeignKey("agency.code"), primary_key=True)
    fields: Mapped[list[str] | None]
    """Fields of procedures that went to this successor; None: all."""
    territories: Mapped[list[str] | None]
    """Territories whose dossiers went to this successor; None: all."""
    decision: Mapped[str | None]


class AgencyName(Base):
    """What an agency is called from a day on, where its name changed and its code did not."""

    __tablename__ = "agency_name"

    agency: Mapped[str] = mapped_column(ForeignKey("agency.code"), primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    """``date.min``: since ever."""
    names: Mapped[Json]
    decision: Mapped[str | None]


class DossierMove(Base):
    """A dossier or sub-dossier got another competent agency, because the former one ended."""

    __tablename__ = "dossier_move"

    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(primary_key=True)
    from_agency: Mapped[str] = mapped_column(ForeignKey("agency.code"))
    to_agency: Mapped[str] = mapped_column(ForeignKey("agency.code"))


class StructureChange(Base):
    """Who changed the organisation, when and why: imports, reorganisations, stages of offers. Only added to."""

    __tablename__ = "structure_change"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    what: Mapped[str]
    reason: Mapped[str | None]
    body: Mapped[Json]

    __table_args__ = (Index(None, "at"),)


class ReferenceList(Base):
    """A reference list of this installation: its entries are laid over those of the shipped list of this name."""

    __tablename__ = "reference_list"

    name: Mapped[str] = mapped_column(primary_key=True)
    titles: Mapped[Json]
    changed_at: Mapped[datetime]
    changed_by: Mapped[str]


class ReferenceEntry(Base):
    """What a code of a reference list stands for in a period."""

    __tablename__ = "reference_entry"

    list_name: Mapped[str] = mapped_column(ForeignKey("reference_list.name"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    """``date.min``: since ever."""
    names: Mapped[Json]
    valid_to: Mapped[date | None]
    position: Mapped[int]
    """Place in the list."""


class Relation(Base):
    """A relation beside the tree: ``professional`` or ``serves`` (a land office serving communes)."""

    __tablename__ = "relation"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    from_agency: Mapped[str] = mapped_column(ForeignKey("agency.code"))
    to_agency: Mapped[str] = mapped_column(ForeignKey("agency.code"))
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]


class Competence(Base):
    """Which agency of a kind serves a territory, for one procedure or (None) all."""

    __tablename__ = "competence"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    territory: Mapped[str]
    procedure_code: Mapped[str | None]
    agency: Mapped[str] = mapped_column(ForeignKey("agency.code"))
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]

    __table_args__ = (Index(None, "kind", "territory"),)


class CalendarRow(Base):
    """The present data of a working calendar; ``parent`` is in the data."""

    __tablename__ = "calendar"

    key: Mapped[str] = mapped_column(primary_key=True)
    data: Mapped[Json]
    version: Mapped[int]
    changed_at: Mapped[datetime]
    changed_by: Mapped[str]


class CalendarVersion(Base):
    """Every calendar that was ever in use, merged with its parents, by the hash that events name."""

    __tablename__ = "calendar_version"

    hash: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str]
    data: Mapped[Json]
    since: Mapped[datetime]


class Account(Base):
    """A person who signs in. ``login`` is written into logs, so it is never given to another person."""

    __tablename__ = "account"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password: Mapped[str]
    """Argon2 hash."""
    language: Mapped[str] = mapped_column(default="vi")
    active: Mapped[bool] = mapped_column(default=True)
    must_change: Mapped[bool] = mapped_column(default=False, server_default=false())
    """The password was given by somebody else: it works only to choose another."""
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    created_at: Mapped[datetime]


class Position(Base):
    """An account holds a role in an agency from one day to another."""

    __tablename__ = "position"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    agency: Mapped[str] = mapped_column(ForeignKey("agency.code"))
    role: Mapped[str]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]

    __table_args__ = (Index(None, "account"), Index(None, "agency", "role"))


class Substitution(Base):
    """One officer stands in for another for some days, with all of the other's positions."""

    __tablename__ = "substitution"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    absent: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    substitute: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    valid_from: Mapped[date]
    valid_to: Mapped[date]
    reason: Mapped[str | None]
    ordered_by: Mapped[str | None]
    """Login of who ordered it."""
    ordered_at: Mapped[datetime | None]

    __table_args__ = (Index(None, "substitute"), Index(None, "absent"))


class SignIn(Base):
    """A browser session: only the hash of its token is kept."""

    __tablename__ = "sign_in"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    account: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]

    __table_args__ = (Index(None, "account"), Index(None, "expires_at"))


class IdempotencyKey(Base):
    """What a request with this key was answered, so that repeating it does nothing twice."""

    __tablename__ = "idempotency_key"

    actor: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    request: Mapped[str]
    """SHA-256 of what was asked."""
    response: Mapped[Json]
    created_at: Mapped[datetime]


class DeployToken(Base):
    """A token with which a program may publish packages; only its hash is kept."""

    __tablename__ = "deploy_token"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    token_hash: Mapped[str]
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    __table_args__ = (Index("uq_deploy_token_token_hash", "token_hash", unique=True),)
