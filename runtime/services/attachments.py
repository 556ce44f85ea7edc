"""Files: stored under the hash of their content, looked at before they are believed, bound to a dossier later.

A file is uploaded before the form that mentions it is sent: until then it belongs to its holder (a browser's token, or
an officer's login) and expires. Where the bytes lie is a folder of the installation; the database knows the rest.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path, PurePath
from typing import Any, BinaryIO
from uuid import UUID

import filetype
from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from engine.dossier.case import ROOT
from runtime import faults
from runtime.archive import SWEEP_LOCK
from runtime.clock import Clock
from runtime.models import Attachment, Letter
from runtime.services import access
from runtime.services.actors import Actor
from runtime.services.chain import LogEntry
from runtime.services.errors import FileTypeError, InvalidError, NotFoundError, TooLargeError
from runtime.services.inputs import clean
from runtime.services.transactions import new_id, transaction

KEPT_UNBOUND = timedelta(hours=24)
CHUNK = 256 * 1024
MEGABYTE = 1024 * 1024

TYPES: Mapping[str, tuple[str, ...]] = {
    "application/pdf": (".pdf",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (".docx",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (".xlsx",),
}
"""Accepted types by content, with the file names they may have."""


@dataclass(frozen=True, slots=True)
class FileStore:
    """Where the bytes of files lie, and how large one may be."""

    folder: Path
    max_bytes: int = 20 * MEGABYTE

    def path(self, sha256: str) -> Path:
        """Where a content lies."""
        return self.folder / sha256[:2] / sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class FileInfo:
    """A stored file, without its bytes."""

    id: UUID
    filename: str
    media_type: str
    size: int
    sha256: str
    component: str | None
    stored_at: datetime


def store(
    session: Session,
    clock: Clock,
    files: FileStore,
    filename: str,
    stream: BinaryIO,
    *,
    holder: str,
    accept: tuple[str, ...] = (),
) -> FileInfo:
    """Keep a file for its holder until a form binds it, at most a day.

    ``accept``: media types the question takes (default: all that are accepted at all). Raises TooLargeError,
    FileTypeError, InvalidError for an empty file.
    """
    name = PurePath(str(clean(filename, "filename")).replace("\\", "/")).name[:200] or "file"
    sha256, size, head, temporary = _received(files, stream)
    try:
        media_type = _type_of(head, name, accept)
        target = files.path(sha256)
        target.parent.mkdir(parents=True, exist_ok=True)
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    faults.point("file-stored")
    now = clock.now()
    row = Attachment(
        id=new_id(),
        holder=holder,
        filename=name,
        media_type=media_type,
        size=size,
        sha256=sha256,
        stored_at=now,
        expires_at=now + KEPT_UNBOUND,
    )
    with transaction(session, "store"):
        session.add(row)
        session.flush()
        return info(row)


def open_file(session: Session, files: FileStore, actor: Actor, file_id: UUID) -> tuple[FileInfo, BinaryIO]:
    """A bound file with its bytes, for who may see its dossier. Raises NotFoundError."""
    with session.begin():
        row = session.scalars(
            select(Attachment).where(
                Attachment.id == file_id, access.visible_root(actor, Attachment.dossier_id), access.visible_files(actor)
            )
        ).one_or_none()
        found = None if row is None else info(row)
    if found is None:
        raise NotFoundError("not-found")
    return found, _opened(files, found)


def open_unbound(session: Session, files: FileStore, holder: str, file_id: UUID) -> tuple[FileInfo, BinaryIO]:
    """A file that is not bound yet, for its holder. Raises NotFoundError."""
    found = held_by(session, holder, (file_id,))
    if not found:
        raise NotFoundError("not-found")
    return found[0], _opened(files, found[0])


def held_by(session: Session, holder: str, ids: tuple[UUID, ...]) -> list[FileInfo]:
    """The files among ``ids`` that this holder has uploaded and nothing has bound yet."""
    with session.begin():
        rows = session.scalars(
            select(Attachment).where(
                Attachment.id.in_(ids), Attachment.holder == holder, Attachment.dossier_id.is_(None)
            )
        )
        return [info(row) for row in rows]


def discard(session: Session, holder: str, file_id: UUID) -> None:
    """Forget an unbound file of this holder; the bytes go with the next sweep."""
    with session.begin():
        session.execute(
            delete(Attachment).where(
                Attachment.id == file_id, Attachment.holder == holder, Attachment.dossier_id.is_(None)
            )
        )


def sweep(session: Session, clock: Clock, files: FileStore) -> int:
    """Throw away unbound files whose time is over; gives how many. While a backup runs nothing is thrown away."""
    with session.begin():
        if not session.scalar(text("SELECT pg_try_advisory_xact_lock(:lock)"), {"lock": SWEEP_LOCK}):
            return 0
        gone = session.execute(
            delete(Attachment)
            .where(Attachment.dossier_id.is_(None), Attachment.expires_at < clock.now())
            .returning(Attachment.sha256)
        ).all()
        hashes = {row.sha256 for row in gone}
        kept: set[str | None] = set(session.scalars(select(Attachment.sha256).where(Attachment.sha256.in_(hashes))))
        kept |= set(session.scalars(select(Letter.pdf_hash).where(Letter.pdf_hash.in_(hashes))))
        for sha256 in hashes - kept:
            files.path(sha256).unlink(missing_ok=True)
    return len(gone)


def info(row: Attachment) -> FileInfo:
    """A row without its place."""
    return FileInfo(
        id=row.id,
        filename=row.filename,
        media_type=row.media_type,
        size=row.size,
        sha256=row.sha256,
        component=row.component,
        stored_at=row.stored_at,
    )


def bindable(
    session: Session,
    dossier: UUID,
    said: tuple[Any, Mapping[UUID, str]],
    holder: str,
    shared: frozenset[str] | None = None,
) -> list[dict[str, Any]]:
    """Rows that bind the files of a form to a dossier: those its answers mention, and those named by component.

    Only files of this holder that nothing has bound. ``shared``: ids of those that the applicant may see (None: all).
    Inside the caller's transaction. Raises InvalidError
    ``file.missing`` for a named one that is not there.
    """
    answers, named = said
    wanted: dict[UUID, str | None] = dict.fromkeys(_ids(answers))
    wanted |= named
    if not wanted:
        return []
    free = select(Attachment.id).where(
        Attachment.id.in_(wanted), Attachment.dossier_id.is_(None), Attachment.holder == holder
    )
    found = set(session.scalars(free.with_for_update()))
    if named.keys() - found:
        raise InvalidError("file.missing")
    return [
        {
            "id": one,
            "dossier_id": dossier,
            "component": wanted[one],
            "expires_at": None,
            "shared": shared is None or str(one) in shared,
        }
        for one in sorted(found)
    ]


def file_entries(rows: list[dict[str, Any]], branch: str = ROOT) -> tuple[LogEntry, ...]:
    """What the log says about files that were bound."""
    return tuple(
        LogEntry("attachment_added", branch, {"file": str(row["id"]), "component": row["component"]}) for row in rows
    )


def _ids(value: Any) -> Iterator[UUID]:
    """Every text of the answers that is an id: file questions keep the id of their file."""
    match value:
        case str() if len(value) == 36:
            try:
                yield UUID(value)
            except ValueError:
                return
        case Mapping():
            for item in value.values():
                yield from _ids(item)
        case list() | tuple():
            for item in value:
                yield from _ids(item)
        case _:
            return


def _received(files: FileStore, stream: BinaryIO) -> tuple[str, int, bytes, str]:
    """Hash, size, first bytes and temporary place of what comes in, never more of it than allowed."""
    files.folder.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=files.folder, prefix="incoming-")
    try:
        with os.fdopen(handle, "wb") as out:
            digest, size, head = _copied(files, stream, out)
            out.flush()
            os.fsync(out.fileno())
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return digest, size, head, temporary


def _copied(files: FileStore, stream: BinaryIO, out: BinaryIO) -> tuple[str, int, bytes]:
    digest, size, head = hashlib.sha256(), 0, b""
    while chunk := stream.read(CHUNK):
        size += len(chunk)
        if size > files.max_bytes:
            raise TooLargeError("file.too-large", limit=files.max_bytes // MEGABYTE)
        head = head or chunk[:8192]
        digest.update(chunk)
        out.write(chunk)
    if not size:
        raise InvalidError("file.empty")
    return digest.hexdigest(), size, head


def _type_of(head: bytes, name: str, accept: tuple[str, ...]) -> str:
    """The type the content shows. Raises FileTypeError when it is not accepted, or not what the name says."""
    guessed = filetype.guess(head)
    found = str(guessed.mime) if guessed else "unknown"
    if found not in TYPES or (accept and found not in accept):
        raise FileTypeError("file.type", found=found)
    suffix = PurePath(name).suffix.lower()
    if suffix not in TYPES[found]:
        raise FileTypeError("file.lies", found=found, named=suffix or name)
    return found


def _opened(files: FileStore, found: FileInfo) -> BinaryIO:
    try:
        return files.path(found.sha256).open("rb")
    except FileNotFoundError as error:
        raise NotFoundError("file.missing") from error
