"""Procedures, their published versions, and which agency offers them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from runtime.models.base import Base, Json


class PackageRow(Base):
    """One published version of a procedure; the content never changes (``hash`` is its identity)."""

    __tablename__ = "package"

    hash: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str]
    version: Mapped[str]
    names: Mapped[Json]
    field_code: Mapped[str]
    field_names: Mapped[Json]
    status: Mapped[str] = mapped_column(default="published")
    """``published`` or ``withdrawn`` (no new dossiers; open ones go on)."""
    retired_from: Mapped[date | None]
    """No new dossiers from this day on."""
    in_force_from: Mapped[date | None]
    in_force_to: Mapped[date | None]
    """The days the package itself names; which version counts on a day follows from :class:`PackageEvent`."""
    content: Mapped[bytes] = mapped_column(deferred=True)
    """The canonical zip."""
    search: Mapped[str]
    published_at: Mapped[datetime]
    published_by: Mapped[str]
    uses: Mapped[Json] = mapped_column(default=dict)
    """Used packages: code -> exact hash, locked at publishing."""
    capabilities: Mapped[list[str]] = mapped_column(default=list)
    signature: Mapped[Json | None]
    """What stood in ``signature.json`` when it was published; None: unsigned."""

    __table_args__ = (Index(None, "code", "published_at"),)


class PackageEvent(Base):
    """What was decided about a version: who, when, why. Only added to.

    ``published`` and ``restored`` put the version in force for their days; of several that cover a day the one decided
    last counts.
    """

    __tablename__ = "package_event"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    package_hash: Mapped[str] = mapped_column(ForeignKey("package.hash"))
    code: Mapped[str]
    what: Mapped[str]
    """``published``, ``restored``, ``retired`` or ``withdrawn``."""
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    at: Mapped[datetime]
    actor: Mapped[str]
    reason: Mapped[str]

    __table_args__ = (Index(None, "code", "at"), Index(None, "package_hash"))


class TrustedKey(Base):
    """A public key whose signatures this installation accepts, until it is revoked."""

    __tablename__ = "trusted_key"

    id: Mapped[str] = mapped_column(primary_key=True)
    """First 32 hexadecimal digits of the SHA-256 of the raw public key."""
    public: Mapped[bytes]
    name: Mapped[str]
    added_at: Mapped[datetime]
    added_by: Mapped[str]
    revoked_from: Mapped[datetime | None]
    revoked_by: Mapped[str | None]
    reason: Mapped[str | None]


class Policy(Base):
    """A decision for the whole installation, such as ``signatures`` = ``required``."""

    __tablename__ = "policy"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
    changed_at: Mapped[datetime]
    changed_by: Mapped[str]


class Binding(Base):
    """What a name that packages use stands for here: an agency, or the service behind a capability. No secrets."""

    __tablename__ = "binding"

    kind: Mapped[str] = mapped_column(primary_key=True)
    """``agency`` or ``capability``."""
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Json]
    changed_at: Mapped[datetime]
    changed_by: Mapped[str]


class LocalOverride(Base):
    """What agencies below one do otherwise than the package says, for a time: fee, time, names, letter header."""

    __tablename__ = "local_override"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    procedure_code: Mapped[str | None]
    """None: every procedure."""
    agency: Mapped[str] = mapped_column(ForeignKey("agency.code"))
    kind: Mapped[str | None]
    """Only agencies of this kind below ``agency``; None: all of them."""
    values: Mapped[Json]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    decision: Mapped[str | None]
    created_at: Mapped[datetime]
    created_by: Mapped[str]

    __table_args__ = (Index(None, "procedure_code"), Index(None, "agency"))


class Offer(Base):
    """A procedure offered at an agency, or at all of a kind below one, through channels, for a time."""

    __tablename__ = "offer"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    procedure_code: Mapped[str]
    agency: Mapped[str] = mapped_column(ForeignKey("agency.code"))
    kind: Mapped[str | None]
    """None: at ``agency`` itself; else at every agency of this kind from ``agency`` down."""
    channels: Mapped[list[str]]
    mode: Mapped[str] = mapped_column(default="one_stop")
    """``one_stop``, ``same_level``, ``all_levels`` or ``any_place`` (một cửa, liên thông, phi địa giới)."""
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    decision: Mapped[str | None]
    """Number of the publishing decision."""
    stage: Mapped[str] = mapped_column(default="live", server_default="live")
    """``live``, ``trial`` (its dossiers are marked and counted nowhere) or ``off`` (no new dossiers)."""

    __table_args__ = (Index(None, "procedure_code", "agency"), Index(None, "agency"))
