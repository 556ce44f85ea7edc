"""Register books: which there are, what stands in them, and notes that correct an entry without touching it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from runtime.clock import Clock
from runtime.letters.rendering import shipped
from runtime.models import Account, Dossier, PackageRow, RegisterEntry, RegisterNote
from runtime.services import access, packages
from runtime.services.access import Action
from runtime.services.actors import Actor
from runtime.services.cases import locked
from runtime.services.chain import LogEntry
from runtime.services.errors import InvalidError, NotFoundError
from runtime.services.inputs import clean
from runtime.services.letter_values import agency_head, vietnamese
from runtime.services.marking import mark
from runtime.services.prints import Pdf, made
from runtime.services.search import tsquery
from runtime.services.snapshot import Snapshot, snapshot
from runtime.services.transactions import new_id, transaction
from runtime.services.zone import day_of

PAGE: Final = 50
MOST_PRINTED: Final = 1000
"""Entries of one PDF; a longer book is printed volume by volume."""
LONGEST: Final = 1000
ALL: Final = "-"
"""Agency of a book that the whole installation writes into."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BookLine:
    """A book of an agency and period, with how many numbers it has and its last one."""

    register: str
    names: Mapping[str, str]
    agency: str
    agency_names: Mapping[str, str]
    period: str
    entries: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A correction beside an entry."""

    text: str
    at: datetime
    actor: str
    actor_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLine:
    """An entry of a book."""

    id: UUID
    number: int
    text: str
    taken_at: datetime
    dossier_id: UUID
    code: str
    applicant: str
    procedure_names: Mapping[str, str]
    actor: str
    actor_name: str
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BookPage:
    """Some entries of a book in the order of their numbers; ``after``: number to go on from (None: the last page)."""

    book: BookLine
    entries: tuple[EntryLine, ...]
    after: int | None
    may_note: bool


@dataclass(frozen=True, slots=True)
class Which:
    """A book: register's key, agency (``-``: the installation's), period (``2026``, ``2026-03``, ``-``)."""

    register: str
    agency: str
    period: str


def books(session: Session, actor: Actor) -> list[BookLine]:
    """Every book with entries that the actor may read, the newest period first."""
    with session.begin():
        organisation = snapshot(session)
        count, last = func.count(), func.max(RegisterEntry.number)
        rows = session.execute(
            select(RegisterEntry.register, RegisterEntry.agency, RegisterEntry.period, count, last)
            .where(_readable(actor, organisation))
            .group_by(RegisterEntry.register, RegisterEntry.agency, RegisterEntry.period)
            .order_by(RegisterEntry.period.desc(), RegisterEntry.agency, RegisterEntry.register)
        ).all()
        names = {key: _names(session, key) for key in {row.register for row in rows}}
        return [
            _line(organisation, names[key], Which(key, agency, period), entries, number)
            for key, agency, period, entries, number in rows
        ]


def book(session: Session, actor: Actor, which: Which, text: str = "", after: int = 0, limit: int = PAGE) -> BookPage:
    """Entries of a book, those that match ``text`` (number, code, applicant). Raises NotFoundError."""
    clean([text, which.register, which.agency, which.period], "text")
    with session.begin():
        line = _book(session, actor, which)
        query = _entries(actor, which).where(RegisterEntry.number > after)
        if text.strip():
            query = query.where(_matching(text.strip()))
        found = _read(session, query.limit(limit + 1))
        more = len(found) > limit
        return BookPage(
            book=line,
            entries=tuple(found[:limit]),
            after=found[limit - 1].number if more else None,
            may_note=access.may(actor, Action.NOTE_REGISTER, which.agency),
        )


def annotate(session: Session, clock: Clock, actor: Actor, entry_id: UUID, text: str) -> UUID:
    """Note a correction beside an entry; the entry stays as it is. Gives the note's id.

    Raises NotFoundError, ForbiddenError, InvalidError ``register.note``.
    """
    said = str(clean(text, "text")).strip()
    if not 3 <= len(said) <= LONGEST:
        raise InvalidError("register.note", longest=LONGEST)
    with transaction(session, "note"):
        found = session.execute(
            select(RegisterEntry).where(RegisterEntry.id == entry_id, _readable(actor, snapshot(session)))
        ).scalar_one_or_none()
        if found is None:
            raise NotFoundError("not-found")
        access.require(actor, Action.NOTE_REGISTER, found.agency)
        held = locked(session, found.dossier_id)
        note = new_id()
        row = {"id": note, "entry_id": entry_id, "text": said, "at": clock.now(), "actor": actor.key}
        told = {"register": found.register, "text": found.text, "reason": said}
        part = held.case.parts.get(found.n)
        entry = LogEntry("register_noted", part.branch if part else "", told)
        mark(session, clock, held, actor, (entry,), lambda batch: batch.insert(RegisterNote, [row]))
        return note


def printed(session: Session, clock: Clock, actor: Actor, which: Which, after: int = 0) -> Pdf:
    """The book as PDF, as it stands now: up to 1,000 entries behind the number ``after``. Raises NotFoundError."""
    now = clock.now()
    with session.begin():
        line = _book(session, actor, which)
        entries = _read(session, _entries(actor, which).where(RegisterEntry.number > after).limit(MOST_PRINTED))
        organisation = snapshot(session)
        head = agency_head(organisation, which.agency, day=now, local={})
    values = {
        "letter": {
            "key": "register",
            "title": vietnamese(line.names),
            "number": line.last,
            "year": day_of(now).year,
            "text": f"{which.register}/{which.period}",
            "issued_at": now.isoformat(),
            "trial": which.period.startswith("TN-"),
        },
        "agency": head,
        "officer": {"name": actor.name or None},
        "told": {"period": which.period},
        "rows": [_printed(one) for one in entries],
    }
    return Pdf(
        f"{which.register}-{which.agency}-{which.period}-{after + 1}.pdf", made(shipped()["_register"], values, "")
    )


def _printed(one: EntryLine) -> dict[str, Any]:
    return {
        "number": one.number,
        "text": one.text,
        "taken_at": one.taken_at.isoformat(),
        "code": one.code,
        "applicant": one.applicant,
        "procedure": vietnamese(one.procedure_names),
        "actor": one.actor_name,
        "notes": [{"at": note.at.isoformat(), "actor": note.actor_name, "text": note.text} for note in one.notes],
    }


def _readable(actor: Actor, organisation: Snapshot) -> ColumnElement[bool]:
    """Books of the actor's agencies; of a book of the whole installation, the entries of dossiers the actor sees."""
    own = RegisterEntry.agency.in_(sorted(access.register_agencies(actor, organisation)))
    return or_(own, (RegisterEntry.agency == ALL) & access.visible_root(actor, RegisterEntry.dossier_id))


def _book(session: Session, actor: Actor, which: Which) -> BookLine:
    organisation = snapshot(session)
    count, last = session.execute(
        select(func.count(), func.max(RegisterEntry.number)).where(_of(which), _readable(actor, organisation))
    ).one()
    if not count:
        raise NotFoundError("not-found")
    return _line(organisation, _names(session, which.register), which, count, last)


def _of(which: Which) -> ColumnElement[bool]:
    return (
        (RegisterEntry.register == which.register)
        & (RegisterEntry.agency == which.agency)
        & (RegisterEntry.period == which.period)
    )


def _entries(actor: Actor, which: Which) -> Select[Any]:
    columns: Any = (RegisterEntry, Dossier.code, Dossier.applicant, PackageRow.names, Account.name)
    query: Select[Any] = (
        select(*columns)
        .join(Dossier, Dossier.id == RegisterEntry.dossier_id)
        .join(PackageRow, PackageRow.hash == Dossier.package_hash)
        .outerjoin(Account, Account.login == RegisterEntry.actor)
        .where(_of(which))
        .order_by(RegisterEntry.number)
    )
    return query.where(access.visible_root(actor, RegisterEntry.dossier_id)) if which.agency == ALL else query


def _read(session: Session, query: Select[Any]) -> list[EntryLine]:
    rows = session.execute(query).all()
    notes = _notes(session, [row.id for row, *_rest in rows])
    return [
        EntryLine(
            id=row.id,
            number=row.number,
            text=row.text,
            taken_at=row.taken_at,
            dossier_id=row.dossier_id,
            code=code,
            applicant=applicant,
            procedure_names=names,
            actor=row.actor,
            actor_name=name or row.actor,
            notes=tuple(notes.get(row.id, ())),
        )
        for row, code, applicant, names, name in rows
    ]


def _notes(session: Session, entries: Sequence[UUID]) -> dict[UUID, list[Note]]:
    found: dict[UUID, list[Note]] = {}
    rows: Iterable[Any] = session.execute(
        select(RegisterNote, Account.name)
        .outerjoin(Account, Account.login == RegisterNote.actor)
        .where(RegisterNote.entry_id.in_(entries))
        .order_by(RegisterNote.at, RegisterNote.id)
    )
    for row, name in rows:
        note = Note(text=row.text, at=row.at, actor=row.actor, actor_name=name or row.actor)
        found.setdefault(row.entry_id, []).append(note)
    return found


def _matching(text: str) -> ColumnElement[bool]:
    query = tsquery(text)
    number = RegisterEntry.text.ilike(f"%{text.replace('%', '').replace('_', '')}%")
    conditions = [number, Dossier.code == text.upper()]
    if text.isascii() and text.isdigit() and len(text) < 10:
        conditions.append(RegisterEntry.number == int(text))
    if query is not None:
        conditions.append(Dossier.search.op("@@")(func.to_tsquery("simple", query)))
    return or_(*conditions)


def _names(session: Session, register: str) -> Mapping[str, str]:
    """What a book is called, as the package that wrote into it last says."""
    package_hash = session.scalar(
        select(Dossier.package_hash)
        .join(RegisterEntry, RegisterEntry.dossier_id == Dossier.id)
        .where(RegisterEntry.register == register)
        .order_by(RegisterEntry.taken_at.desc())
        .limit(1)
    )
    found = packages.compiled(session, str(package_hash)).procedure.registers.get(register) if package_hash else None
    return found.names if found else {"vi": register, "en": register}


def _line(organisation: Snapshot, names: Mapping[str, str], which: Which, entries: int, last: int) -> BookLine:
    return BookLine(
        register=which.register,
        names=names,
        agency=which.agency,
        agency_names={"vi": "Toàn hệ thống", "en": "Whole installation"}
        if which.agency == ALL
        else organisation.names(which.agency),
        period=which.period,
        entries=entries,
        last=last,
    )
