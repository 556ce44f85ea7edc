"""How applicants are reached and found again, what they were asked for, and applications that wait for their yes."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as UUID_TYPE
from sqlalchemy.orm import Mapped, mapped_column

from runtime.models.base import Base, Json


class Contact(Base):
    """What a dossier's applicant is found by: ``email``, ``phone``, ``identity`` or ``tax_code``, written one way."""

    __tablename__ = "contact"

    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]

    __table_args__ = (Index(None, "kind", "value"),)


class SupplementRequest(Base):
    """A request to the applicant and until when it is to be answered; the items are in its life and letter."""

    __tablename__ = "supplement_request"

    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), primary_key=True)
    """The dossier, or the sub-dossier that asked."""
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    root_id: Mapped[UUID]
    contact: Mapped[str]
    """Whom the applicant can ask."""
    asked_at: Mapped[datetime]
    asked_by: Mapped[str]
    expires_at: Mapped[datetime | None]
    unanswered: Mapped[str | None]
    """What happens then: ``stop``, ``continue`` or ``remind``."""
    state: Mapped[str]
    """``open``, ``answered``, ``expired`` or ``over`` (the dossier ended meanwhile)."""

    __table_args__ = (
        Index("ix_supplement_request_expiry", "expires_at", postgresql_where=text("state = 'open'")),
        Index(None, "root_id"),
    )


class SupplementProposal(Base):
    """A further request that an officer proposes: the applicant sees nothing of it until somebody else approves."""

    __tablename__ = "supplement_proposal"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"))
    """The dossier, or the sub-dossier that would ask."""
    root_id: Mapped[UUID]
    items: Mapped[list[Any]]
    reason: Mapped[str]
    contact: Mapped[str]
    last_day: Mapped[date | None]
    proposed_at: Mapped[datetime]
    proposed_by: Mapped[str]
    state: Mapped[str]
    """``open``, ``approved``, ``declined`` or ``taken_back``."""
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None]
    decision: Mapped[str | None]
    """Why it was declined."""

    __table_args__ = (
        Index("ix_supplement_proposal_open", "dossier_id", unique=True, postgresql_where=text("state = 'open'")),
        Index(None, "root_id"),
        Index(None, "proposed_by"),
    )


class Assisted(Base):
    """An application that a helper filled in; it becomes a dossier when the applicant confirms it."""

    __tablename__ = "assisted"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code_hash: Mapped[str] = mapped_column(unique=True)
    """Of the code that the applicant alone gets."""
    application: Mapped[Json | None]
    """As it was filled in; None once it was confirmed or refused."""
    holder: Mapped[str]
    """Whose the uploaded files are until then."""
    helper: Mapped[str]
    agency: Mapped[str] = mapped_column(ForeignKey("agency.code"))
    """The support point."""
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    state: Mapped[str]
    """``open``, ``confirmed``, ``refused`` or ``expired``."""
    dossier_id: Mapped[UUID | None] = mapped_column(ForeignKey("dossier.id"))


class Recovery(Base):
    """Somebody asked for the codes of their dossiers: the link that was mailed opens them once."""

    __tablename__ = "recovery"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    asked: Mapped[str]
    """Hash of what was typed, so that one address is not mailed again and again."""
    token_hash: Mapped[str | None] = mapped_column(unique=True)
    """None: nothing was found, and nobody is told."""
    dossiers: Mapped[list[UUID]] = mapped_column(ARRAY(UUID_TYPE))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    __table_args__ = (Index(None, "asked", "created_at"),)
