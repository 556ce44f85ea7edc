"""Changing the organisation: agencies, territories, competence. What follows from it: :mod:`reorganisation`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from runtime.models import (
    Agency,
    AgencyClosure,
    AgencyCode,
    AgencySuccessor,
    Competence,
    Relation,
    Territory,
)
from runtime.services import access
from runtime.services.access import Action
from runtime.services.actors import Actor
from runtime.services.batch import Batch
from runtime.services.errors import ConflictError, InvalidError, NotFoundError
from runtime.services.inputs import clean
from runtime.services.search import indexed
from runtime.services.snapshot import AgencyInfo, Heir, Snapshot, snapshot, touch
from runtime.services.transactions import new_id


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAgency:
    """An agency to be added. ``code`` is its identifier; ``scheme`` follows from it unless given."""

    code: str
    names: Mapping[str, str]
    kind: str
    parent: str | None = None
    territory: str | None = None
    calendar: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    scheme: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCompetence:
    """A row of competence to be added."""

    kind: str
    territory: str
    agency: str
    procedure: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None


def current(session: Session) -> Snapshot:
    """The organisation as it is now, with all its history: see :class:`Snapshot` for what can be asked."""
    with session.begin():
        return snapshot(session)


def tree(session: Session, actor: Actor, day: date | None = None) -> list[AgencyInfo]:
    """The agencies the actor administers or oversees, of a day (None: of all times), by code."""
    with session.begin():
        organisation = snapshot(session)
    seen = organisation.agencies.keys() if actor.is_system else actor.administers | actor.oversees
    found = [organisation.agencies[code] for code in sorted(seen) if code in organisation.agencies]
    return [one for one in found if day is None or one.exists(day)]


def add_territories(session: Session, territories: Sequence[Mapping[str, object]], actor: Actor) -> None:
    """Add or replace territories: ``code``, ``names``, and optionally ``parent``, ``from``, ``to``. ForbiddenError."""
    access.require(actor, Action.ADMINISTER)
    rows = [
        {
            "code": str(one["code"]),
            "names": one["names"],
            "parent": one.get("parent"),
            "valid_from": one.get("from") or date.min,
            "valid_to": one.get("to"),
        }
        for one in territories
    ]
    batch = Batch()
    batch.upsert(Territory, rows)
    with session.begin():
        batch.execute(session)
        touch(session)


def add_agencies(session: Session, agencies: Sequence[NewAgency], actor: Actor) -> None:
    """Add agencies, superiors before those below them (any order within one call).

    Raises ForbiddenError (a root needs ``integrator`` or ``unit_admin``; another its superior's administration),
    ConflictError for a code that exists, NotFoundError for an unknown superior, InvalidError for a circle.
    """
    with session.begin():
        known = set(session.scalars(select(Agency.code)))
        coming = {agency.code for agency in agencies}
        if len(coming) < len(agencies) or coming & known:
            raise ConflictError("account.exists", login=", ".join(sorted(coming & known)))
        for agency in _in_order(agencies, known):
            clean([agency.code, agency.names, agency.kind])
            access.require(actor, Action.ADMINISTER, agency.parent if agency.parent in known else None)
            session.add(_agency(agency))
            session.flush()
            _close(session, agency)
        touch(session)


def add_successors(session: Session, successors: Sequence[tuple[str, Heir]], actor: Actor) -> None:
    """Say who took over from an agency that ends. ForbiddenError."""
    access.require(actor, Action.ADMINISTER)
    rows = [
        {"agency": old, "successor": heir.agency, "fields": heir.fields, "territories": heir.territories}
        for old, heir in successors
    ]
    with session.begin():
        if rows:
            session.execute(insert(AgencySuccessor).values(rows).on_conflict_do_nothing())
        touch(session)


def end_agency(session: Session, code: str, last: date, actor: Actor) -> None:
    """The agency exists up to that day. Raises NotFoundError, ForbiddenError."""
    access.require(actor, Action.ADMINISTER, code)
    with session.begin():
        row = session.get(Agency, code)
        if row is None:
            raise NotFoundError("agency.unknown", agency=code)
        row.valid_to = last
        touch(session)


def add_code(session: Session, agency: str, code: str, scheme: str, actor: Actor) -> None:
    """Another identifier of an agency. ForbiddenError."""
    access.require(actor, Action.ADMINISTER, agency)
    with session.begin():
        session.add(AgencyCode(code=code, agency=agency, scheme=scheme))
        touch(session)


def add_competence(session: Session, rules: Sequence[NewCompetence], actor: Actor) -> None:
    """Say which agency of a kind serves a territory. ForbiddenError."""
    access.require(actor, Action.ADMINISTER)
    with session.begin():
        session.add_all(
            Competence(
                id=new_id(),
                kind=rule.kind,
                territory=rule.territory,
                procedure_code=rule.procedure,
                agency=rule.agency,
                valid_from=rule.valid_from,
                valid_to=rule.valid_to,
            )
            for rule in rules
        )
        session.flush()
        touch(session)


def relate(session: Session, kind: str, agencies: tuple[str, str], actor: Actor) -> None:
    """A relation beside the tree, such as ``serves``. ForbiddenError."""
    access.require(actor, Action.ADMINISTER, agencies[0])
    with session.begin():
        session.add(Relation(id=new_id(), kind=kind, from_agency=agencies[0], to_agency=agencies[1]))
        touch(session)


def _in_order(agencies: Sequence[NewAgency], known: set[str]) -> list[NewAgency]:
    """Superiors first. Raises InvalidError for a circle, NotFoundError for a superior nobody knows."""
    waiting = {agency.code: agency for agency in agencies}
    done: list[NewAgency] = []
    placed = set(known)
    while waiting:
        ready = [one for one in waiting.values() if one.parent is None or one.parent in placed]
        if not ready:
            strangers = [one.parent for one in waiting.values() if one.parent not in waiting]
            if strangers:
                raise NotFoundError("agency.unknown", agency=strangers[0])
            raise InvalidError("agency.circle")
        for one in ready:
            done.append(waiting.pop(one.code))
            placed.add(one.code)
    return done


def _agency(agency: NewAgency) -> Agency:
    return Agency(
        code=agency.code,
        names=dict(agency.names),
        kind=agency.kind,
        parent=agency.parent,
        scheme=agency.scheme or scheme_of(agency.code),
        territory=agency.territory,
        calendar=agency.calendar,
        valid_from=agency.valid_from,
        valid_to=agency.valid_to,
        search=indexed(agency.code, *agency.names.values()),
    )


def scheme_of(code: str) -> str:
    """Which national form an identifier has (domain.md §4): three digit groups first, or the top level first."""
    first = code.partition(".")[0]
    if first.isdigit() and len(first) == 3:
        return "top_last"
    return "top_first" if first[:1].isalpha() and first[1:].isdigit() else "local"


def _close(session: Session, agency: NewAgency) -> None:
    rows = [{"ancestor": agency.code, "descendant": agency.code, "distance": 0}]
    if agency.parent is not None:
        above = session.execute(
            select(AgencyClosure.ancestor, AgencyClosure.distance).where(AgencyClosure.descendant == agency.parent)
        )
        rows += [{"ancestor": code, "descendant": agency.code, "distance": far + 1} for code, far in above]
    session.execute(insert(AgencyClosure).values(rows))
