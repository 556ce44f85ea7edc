"""A letter as PDF: made when it is first asked for and kept for ever; each time it goes on paper is counted.

The electronic original is one file: whoever opens it gets the same bytes. On paper there is one original too; each
later print is marked as a copy with its number. A letter that a return of the process has made void says so wherever it
is shown, and its original is not handed out any more.
"""

import hashlib
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from engine.kernel.codec import value_from_json
from runtime.clock import Clock
from runtime.letters import wording
from runtime.letters.rendering import TemplateFaultError, hash_of, html_of, pdf_of, template_of
from runtime.models import Dossier, Letter, LetterPrint
from runtime.services import access, packages
from runtime.services.access import Action
from runtime.services.actors import Actor
from runtime.services.attachments import FileStore
from runtime.services.cases import locked
from runtime.services.chain import LogEntry
from runtime.services.errors import NotFoundError, RefusedError
from runtime.services.marking import mark
from runtime.services.seen import looked
from runtime.services.transactions import transaction


@dataclass(frozen=True, slots=True)
class Pdf:
    """A paper to hand out."""

    filename: str
    content: bytes

    @property
    def sha256(self) -> str:
        """Of the bytes, in hex."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Place:
    """Where papers are kept, and the address that their codes lead to (empty: the bare code of the dossier)."""

    files: FileStore
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """A letter as it was read, with its package's templates."""

    id: UUID
    dossier_id: UUID
    branch: str
    key: str
    snapshot: Mapping[str, Any]
    pdf_hash: str | None
    template: str
    void: str
    """What is written on a letter that holds no more; empty while it does."""

    @property
    def filename(self) -> str:
        """Such as ``H36.50-260302-0001-receipt-12.pdf``."""
        letter, dossier = self.snapshot["letter"], self.snapshot["dossier"]
        return f"{dossier['code'] or 'dossier'}-{self.key}-{letter['number']}.pdf"


def open_letter(session: Session, clock: Clock, place: Place, actor: Actor, letter_id: UUID) -> Pdf:
    """The electronic original; marked as void when it is superseded.

    Raises NotFoundError, RefusedError ``letter.unfrozen``, ``letter.template``, ``letter.damaged``.
    """
    with session.begin():
        known = _known(session, actor, letter_id)
        looked(session, actor, known.dossier_id, "letter", clock.now())
    if known.void:
        return Pdf(known.filename, _made(place, known, known.void))
    return Pdf(known.filename, _original(session, clock, place, known))


def print_letter(session: Session, clock: Clock, place: Place, actor: Actor, letter_id: UUID) -> Pdf:
    """The letter for paper: the first time the original, later a copy that says so; counted and logged.

    Raises what :func:`open_letter` raises, and ForbiddenError for who only looks on.
    """
    with session.begin():
        known = _known(session, actor, letter_id)
    content = None if known.void else _original(session, clock, place, known)
    with transaction(session, "print"):
        held = locked(session, known.dossier_id)
        access.require(actor, Action.MAKE_PAPER, held.subject(known.branch if known.branch in held.branches else ""))
        copy = session.scalar(select(func.count()).where(LetterPrint.letter_id == letter_id)) or 0
        if copy or content is None:
            content = _made(place, known, " – ".join(one for one in (known.void, _copy_mark(copy)) if one))
        row = {"letter_id": letter_id, "copy": copy, "at": clock.now(), "actor": actor.key}
        told = {"letter": str(letter_id), "key": known.key, "number": known.snapshot["letter"]["number"], "copy": copy}
        entry = LogEntry("letter_printed", known.branch, told)
        mark(session, clock, held, actor, (entry,), lambda batch: batch.insert(LetterPrint, [row]))
    return Pdf(known.filename, content)


def _copy_mark(copy: int) -> str:
    return f"BẢN SAO – in lại lần {copy}" if copy else ""


def _known(session: Session, actor: Actor, letter_id: UUID) -> _Known:
    found = session.execute(
        select(Letter, Dossier.package_hash)
        .join(Dossier, Dossier.id == Letter.dossier_id)
        .where(Letter.id == letter_id, access.visible_letters(actor))
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise NotFoundError("not-found")
    row, package_hash = found
    if row.snapshot is None:
        raise RefusedError("letter.unfrozen")
    own = packages.compiled(session, package_hash).letters
    void = f"KHÔNG CÒN GIÁ TRỊ từ {wording.short(row.superseded_at)}" if row.superseded_at else ""
    return _Known(
        id=row.id,
        dossier_id=row.dossier_id,
        branch=row.branch,
        key=row.key,
        snapshot=row.snapshot,
        pdf_hash=row.pdf_hash,
        template=template_of(row.key, own),
        void=void,
    )


def _original(session: Session, clock: Clock, place: Place, known: _Known) -> bytes:
    if known.pdf_hash is not None:
        return stored(place.files, known.pdf_hash)
    content = _made(place, known, "")
    sha256 = keep(place.files, content)
    with transaction(session, "letter"):
        fresh = {
            "pdf_hash": sha256,
            "pdf_size": len(content),
            "pdf_template": hash_of(known.template),
            "rendered_at": clock.now(),
        }
        session.execute(update(Letter).where(Letter.id == known.id, Letter.pdf_hash.is_(None)).values(fresh))
        first = session.scalar(select(Letter.pdf_hash).where(Letter.id == known.id))
    return content if first == sha256 else stored(place.files, str(first))  # somebody else was faster


def _made(place: Place, known: _Known, mark: str) -> bytes:
    return made(known.template, known.snapshot, place.address, mark)


def made(template: str, snapshot: Mapping[str, Any], address: str, mark: str = "") -> bytes:
    """The PDF of frozen values. Raises RefusedError ``letter.template``."""
    dossier = snapshot.get("dossier") or {}
    code = dossier.get("code") or ""
    link = f"{address.rstrip('/')}/d/{code}" if address else code
    values = {
        **snapshot,
        "dossier": {**dossier, "link": link},
        "data": {name: value_from_json(one) for name, one in (snapshot.get("data") or {}).items()},
        "told": {name: value_from_json(one) for name, one in (snapshot.get("told") or {}).items()},
    }
    try:
        return pdf_of(html_of(template, values, mark))
    except TemplateFaultError as error:
        raise RefusedError("letter.template", detail=str(error)[:300]) from error


def keep(files: FileStore, content: bytes) -> str:
    """Store bytes under the hash of their content; what is there already stays."""
    sha256 = hashlib.sha256(content).hexdigest()
    target = files.path(sha256)
    if target.is_file():
        return sha256
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=files.folder, prefix="incoming-")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return sha256


def stored(files: FileStore, sha256: str) -> bytes:
    """The bytes of a kept paper. Raises RefusedError ``letter.damaged``."""
    try:
        content = files.path(sha256).read_bytes()
    except FileNotFoundError as error:
        raise RefusedError("letter.damaged") from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise RefusedError("letter.damaged")
    return content
