"""Incidents: what a model or its data caused and a person must mend. See, repair data, retry, skip, move, dismiss."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.dossier.case import ROOT
from engine.dossier.commands import Command, PartEvent, Redeliver
from engine.kernel.events import DataChanged, Moved, Retried, ScopeCancelled, Skipped
from runtime.clock import Clock
from runtime.models import Dossier, IncidentRow
from runtime.services import access
from runtime.services.access import Action
from runtime.services.actors import Actor
from runtime.services.cases import Held, locked
from runtime.services.chain import LogEntry
from runtime.services.errors import NotFoundError, RefusedError
from runtime.services.inputs import clean, reason_of
from runtime.services.operator_lists import ALL, Lines, Wanted, of_parts, page
from runtime.services.recording import Doing, perform
from runtime.services.transactions import transaction


@dataclass(frozen=True, slots=True)
class Place:
    """Where an incident is: the dossier's id, the part (0: between parts), the incident's uid."""

    dossier: UUID
    part: int
    uid: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentLine:
    """An open incident for the operator's page."""

    place: Place
    own: UUID
    """The dossier or sub-dossier whose part it is."""
    dossier_code: str
    procedure_code: str
    agency: str
    token: int | None
    phase: str
    code: str
    element: str
    message: str
    raised_at: datetime


def listed(session: Session, actor: Actor, wanted: Wanted = ALL) -> Lines[IncidentLine]:
    """Open incidents in what the actor administers, oldest first. Raises ForbiddenError, InvalidError."""
    access.require(actor, Action.OPERATE)
    query = of_parts(select(IncidentRow, Dossier), IncidentRow).where(access.visible_dossiers(actor))
    order = (IncidentRow.raised_at, IncidentRow.dossier_id, IncidentRow.n, IncidentRow.uid)
    with session.begin():
        rows, cursor = page(session, query, order, wanted)
        pairs = [(row[0], row[1]) for row in rows]
    return Lines(tuple(_line(row, own.id, own.code, own.procedure_code, own.competent) for row, own in pairs), cursor)


def found(session: Session, actor: Actor, place: Place) -> tuple[IncidentLine, Mapping[str, Any]]:
    """One incident, and the data of its part. Raises NotFoundError, ForbiddenError."""
    with session.begin():
        held = _held(session, place, actor)
        row = session.get(IncidentRow, (place.dossier, place.part, place.uid))
        if row is None:
            raise NotFoundError("incident.unknown")
        part = held.case.parts.get(place.part)
        home = held.branches[part.branch if part else ROOT]
        data = part.state.scopes[part.state.root].vars if part else {}
        return _line(row, home.id, home.code, held.procedure_code, home.competent), dict(data)


def retry(session: Session, clock: Clock, place: Place, reason: str, actor: Actor) -> None:
    """Run the phase that failed once more; between parts, deliver again. RefusedError ``incident.unknown``."""
    told = reason_of(reason)
    command: Command = Redeliver(place.uid, actor=actor.key)
    if place.part:
        command = PartEvent(place.part, Retried(place.uid, actor.key, told))
    _do(session, clock, place, command, actor, ("incident_retried", {"uid": place.uid, "reason": told}))


def skip(session: Session, clock: Clock, place: Place, output: Mapping[str, Any], reason: str, actor: Actor) -> None:
    """Complete the activity by hand with this output; between parts, dismiss what was not delivered."""
    told = reason_of(reason)
    clean(output)
    with transaction(session, "skip"):
        held = _held(session, place, actor)
        if place.part == 0:
            command: Command = Redeliver(place.uid, dismiss=True, actor=actor.key)
        else:
            token = _token(held, place)
            command = PartEvent(place.part, Skipped(token, output, actor.key, told))
        entry = LogEntry("incident_skipped", "", {"uid": place.uid, "part": place.part, "reason": told})
        perform(session, clock, held, Doing(command=command, actor=actor, before=(entry,)))


def repair_data(
    session: Session, clock: Clock, dossier: UUID, part: int, values: Mapping[str, Any], reason: str, actor: Actor
) -> None:
    """Replace top-level values of a part's data; the log keeps who, why and what. ForbiddenError, RefusedError."""
    told = reason_of(reason)
    clean(values)
    command = PartEvent(part, DataChanged(None, values, actor.key, told))
    place = Place(dossier, part, 0)
    _do(session, clock, place, command, actor, ("data_repaired", {"names": sorted(values), "reason": told}))


def move(session: Session, clock: Clock, place: Place, target: str, reason: str, actor: Actor) -> None:
    """Put the incident's token at another element, forward too: an operator's repair (kernel.md §7)."""
    told = reason_of(reason)
    with transaction(session, "move"):
        held = _held(session, place, actor)
        command = PartEvent(place.part, Moved(_token(held, place), target, told, actor.key, force=True))
        entry = LogEntry("moved", "", {"part": place.part, "to": target, "reason": told, "forced": True})
        perform(session, clock, held, Doing(command=command, actor=actor, before=(entry,)))


def cancel_token(session: Session, clock: Clock, place: Place, reason: str, actor: Actor) -> None:
    """End the incident's token with all it owns."""
    told = reason_of(reason)
    with transaction(session, "cancel-token"):
        held = _held(session, place, actor)
        command = PartEvent(place.part, ScopeCancelled(None, _token(held, place), actor.key, told))
        entry = LogEntry("token_cancelled", "", {"part": place.part, "reason": told})
        perform(session, clock, held, Doing(command=command, actor=actor, before=(entry,)))


def _do(
    session: Session,
    clock: Clock,
    place: Place,
    command: Command,
    actor: Actor,
    told: tuple[str, Mapping[str, Any]],
) -> None:
    kind, body = told
    with transaction(session, kind):
        held = _held(session, place, actor)
        entry = LogEntry(kind, "", {"part": place.part, **body})
        perform(session, clock, held, Doing(command=command, actor=actor, before=(entry,)))


def _held(session: Session, place: Place, actor: Actor) -> Held:
    held = locked(session, place.dossier)
    access.require(actor, Action.OPERATE, held.subject_of(place.part))
    return held


def _token(held: Held, place: Place) -> int:
    part = held.case.parts.get(place.part)
    for scope in part.state.scopes.values() if part else ():
        incident = scope.incidents.get(place.uid)
        if incident is not None and incident.token is not None:
            return incident.token
    raise RefusedError("incident.unknown")


def _line(row: IncidentRow, own: UUID, code: str, procedure: str, agency: str) -> IncidentLine:
    return IncidentLine(
        place=Place(row.dossier_id, row.n, row.uid),
        own=own,
        dossier_code=code,
        procedure_code=procedure,
        agency=agency,
        token=row.token,
        phase=row.phase,
        code=row.code,
        element=row.element,
        message=row.message,
        raised_at=row.raised_at,
    )
