"""What other systems are told: the feed of events with its positions, and the webhooks that push it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from runtime.models.base import Base


class FeedEvent(Base):
    """Something that happened to a dossier, written with the step that caused it.

    ``position`` is given by the worker after the step has committed, so a reader who has seen position 7 never finds
    a new event before it.
    """

    __tablename__ = "feed_event"

    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """Number of its log entry."""
    position: Mapped[int | None]
    kind: Mapped[str]
    branch: Mapped[str]
    status: Mapped[int]
    """Status of the dossier or sub-dossier after it."""
    at: Mapped[datetime]
    done_at: Mapped[datetime]

    __table_args__ = (
        Index("uq_feed_event_position", "position", unique=True),
        Index("ix_feed_event_waiting", "done_at", postgresql_where=text("position IS NULL")),
    )


class Webhook(Base):
    """An address of another system that is sent the feed of an agency's dossiers, from where it last answered."""

    __tablename__ = "webhook"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency: Mapped[str] = mapped_column(ForeignKey("agency.code"))
    url: Mapped[str]
    kinds: Mapped[list[str]]
    """Kinds that are sent; empty: all."""
    active: Mapped[bool]
    position: Mapped[int]
    """The last event its receiver has accepted, or that is not for it."""
    failures: Mapped[int]
    """Failed tries since it last answered."""
    error: Mapped[str | None]
    next_at: Mapped[datetime]
    """When it is tried next; while one worker sends, the end of its lease."""
    created_at: Mapped[datetime]
    created_by: Mapped[str]

    __table_args__ = (Index("ix_webhook_next", "next_at", postgresql_where=text("active")),)
