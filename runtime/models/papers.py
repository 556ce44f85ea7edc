"""What is printed: prints of letters, sheets handed to the post, notes that correct entries of register books."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from runtime.models.base import Base, Json


class LetterPrint(Base):
    """A letter put on paper: copy 0 is the first print, each later one is marked as a copy."""

    __tablename__ = "letter_print"

    letter_id: Mapped[UUID] = mapped_column(ForeignKey("letter.id"), primary_key=True)
    copy: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[str]


class RegisterNote(Base):
    """What somebody noted beside an entry of a register book; the entry itself never changes."""

    __tablename__ = "register_note"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("register_entry.id"))
    text: Mapped[str]
    at: Mapped[datetime]
    actor: Mapped[str]

    __table_args__ = (Index(None, "entry_id"),)


class PostSheet(Base):
    """Several dossiers' results handed to the post with one numbered sheet."""

    __tablename__ = "post_sheet"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency: Mapped[str]
    year: Mapped[int]
    number: Mapped[int]
    snapshot: Mapped[Json]
    """What the sheet says, as it was when it was made."""
    issued_at: Mapped[datetime]
    issued_by: Mapped[str]

    __table_args__ = (Index("uq_post_sheet_number", "agency", "year", "number", unique=True),)


class PostLine(Base):
    """A dossier on a sheet."""

    __tablename__ = "post_line"

    sheet_id: Mapped[UUID] = mapped_column(ForeignKey("post_sheet.id"), primary_key=True)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), primary_key=True)

    __table_args__ = (Index(None, "dossier_id"),)
