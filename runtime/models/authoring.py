"""Packages on their way: projects, drafts, and every revision of a draft."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from runtime.models.base import Base, Json


class Project(Base):
    """What analysts work on: one procedure, with any number of drafts."""

    __tablename__ = "project"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str]
    """The procedure's code, as the project is found by; the package itself says it again."""
    name: Mapped[str]
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    archived_at: Mapped[datetime | None]

    __table_args__ = (Index("uq_project_code", "code", unique=True),)


class Draft(Base):
    """A package being written. ``head`` is its newest revision: whoever saves names the one they began from."""

    __tablename__ = "draft"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    project_id: Mapped[UUID] = mapped_column(ForeignKey("project.id"))
    title: Mapped[str]
    head: Mapped[int]
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    closed_at: Mapped[datetime | None]
    published: Mapped[str | None]
    """Hash of the package last published from it."""

    __table_args__ = (Index(None, "project_id"),)


class DraftRevision(Base):
    """One saving of a draft: the files it had then, by path and hash of content. Never changed."""

    __tablename__ = "draft_revision"

    draft_id: Mapped[UUID] = mapped_column(ForeignKey("draft.id"), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    files: Mapped[Json]
    """Path -> SHA-256 of the content."""
    comment: Mapped[str]
    saved_at: Mapped[datetime]
    saved_by: Mapped[str]


class DraftBlob(Base):
    """Content of files of drafts, once for equal content."""

    __tablename__ = "draft_blob"

    hash: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes]
