"""Moving dossiers to another version: the order to do so, and what became of each dossier."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from runtime.models.base import Base, Json


class MigrationJob(Base):
    """One order to move dossiers. The worker carries it out in batches and finds it again after any end."""

    __tablename__ = "migration_job"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    procedure_code: Mapped[str]
    sources: Mapped[list[str]]
    """Hashes of the versions the dossiers run."""
    target: Mapped[str] = mapped_column(ForeignKey("package.hash"))
    plan: Mapped[Json]
    agencies: Mapped[list[str] | None]
    """Competent agencies whose dossiers are meant; None: all."""
    state: Mapped[str]
    """``checking``, ``checked``, ``running``, ``undoing``, ``done`` or ``cancelled``."""
    reason: Mapped[str]
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    started_at: Mapped[datetime | None]
    started_by: Mapped[str | None]
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        Index(
            "ix_migration_job_active",
            "created_at",
            postgresql_where=text("state IN ('checking', 'running', 'undoing')"),
        ),
    )


class MigrationItem(Base):
    """One dossier of an order."""

    __tablename__ = "migration_item"

    job_id: Mapped[UUID] = mapped_column(ForeignKey("migration_job.id"), primary_key=True)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), primary_key=True)
    source: Mapped[str]
    """Hash of the version it ran when it was listed."""
    state: Mapped[str]
    """``unchecked``, ``fits``, ``refused``, ``waiting``, ``moved``, ``gone``, ``undoing``, ``undone`` or ``kept``."""
    why: Mapped[Json | None]
    """Code and parameters of the sentence that says why it was refused, is gone or was kept; or what to look at."""
    seq: Mapped[int | None]
    """Number of the turn that moved it."""
    at: Mapped[datetime | None]
    former: Mapped[Json | None]
    """What the dossier was before, until it goes on: what taking the move back restores."""

    __table_args__ = (
        Index(None, "job_id", "state", "dossier_id"),
        Index(None, "dossier_id"),
        Index("ix_migration_item_former", "dossier_id", postgresql_where=text("former IS NOT NULL")),
    )
