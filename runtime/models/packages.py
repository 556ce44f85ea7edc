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
    in_force_from: Mapped[date | None]
    in_force_to: Mapped[date | None]
    content: Mapped[bytes] = mapped_column(deferred=True)
    """The canonical zip."""
    search: Mapped[str]
    published_at: Mapped[datetime]
    published_by: Mapped[str]
    uses: Mapped[Json] = mapped_column(default=dict)
    """Used packages: code -> exact hash, locked at publishing."""
    capabilities: Mapped[list[str]] = mapped_column(default=list)

    __table_args__ = (Index(None, "code", "published_at"),)


class Offer(Base):
    """A procedure offered at an agency, through channels, from one day to another."""

    __tablename__ = "offer"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    procedure_code: Mapped[str]
    agency: Mapped[str] = mapped_column(ForeignKey("agency.code"))
    channels: Mapped[list[str]]
    mode: Mapped[str] = mapped_column(default="one_stop")
    """``one_stop``, ``same_level``, ``all_levels`` or ``any_place`` (một cửa, liên thông, phi địa giới)."""
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    decision: Mapped[str | None]
    """Number of the publishing decision."""

    __table_args__ = (Index(None, "procedure_code", "agency"), Index(None, "agency"))
