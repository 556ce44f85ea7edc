"""What a split leaves open: dossiers and tasks whose successor no rule names, and deciding for each of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from runtime.clock import Clock
from runtime.models import Dossier, PackageRow, TaskRow
from runtime.services import access, calendars
from runtime.services.access import Action
from runtime.services.actors import Actor
from runtime.services.cases import locked
from runtime.services.errors import ForbiddenError, NotFoundError, RefusedError
from runtime.services.inputs import reason_of
from runtime.services.reorganisation.following import Plan, Waiting, clear, move, waiting
from runtime.services.snapshot import Snapshot
from runtime.services.transactions import transaction
from runtime.services.zone import day_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Undecided:
    """A dossier with open work at an agency that was split, and who may take it over."""

    dossier_id: UUID
    code: str
    procedure_code: str
    procedure_names: Mapping[str, str]
    applicant: str
    agency: str
    agency_names: Mapping[str, str]
    nodes: tuple[str, ...]
    """Its open tasks at that agency; none: only the competence is open."""
    successors: tuple[tuple[str, Mapping[str, str]], ...]
    trial: bool


def undecided(session: Session, clock: Clock, actor: Actor) -> list[Undecided]:
    """What the actor may decide, by agency and code. Raises ForbiddenError."""
    access.require(actor, Action.ADMINISTER)
    day = day_of(clock.now())
    with session.begin():
        organisation, found = waiting(session, clock)
        open_ones = [one for one in found if not clear(organisation, one, day)]
        mine = [one for one in open_ones if _decides(actor, organisation, one.agency, clock)]
        told = _read(session, mine)
    lines: dict[tuple[UUID, str], list[Waiting]] = {}
    for one in mine:
        lines.setdefault((one.root, one.agency), []).append(one)
    shown = [_shown(organisation, key, told, clock, which) for key, which in lines.items()]
    return sorted(shown, key=lambda one: (one.agency, one.code))


def decide(session: Session, clock: Clock, choices: Sequence[tuple[UUID, str, str]], reason: str, actor: Actor) -> int:
    """Send dossiers on: (dossier, agency that ended, its successor); each in a transaction of its own.

    Gives how many went. Raises ForbiddenError, NotFoundError, RefusedError ``successor.other`` for an agency that did
    not take over, or when the rules have decided meanwhile (``successor.decided``).
    """
    told = reason_of(reason)
    for dossier, agency, target in choices:
        _decide(session, clock, (dossier, agency, target), told, actor)
    return len(choices)


def _decide(session: Session, clock: Clock, choice: tuple[UUID, str, str], reason: str, actor: Actor) -> None:
    dossier, agency, target = choice
    with transaction(session, "decide"):
        held = locked(session, dossier)
        if not _decides(actor, held.organisation, agency, clock):
            if access.may(actor, Action.SEE, held.subject()):
                raise ForbiddenError("forbidden", action=str(Action.ADMINISTER))
            raise NotFoundError("not-found")
        if target not in held.organisation.heirs(agency, day_of(clock.now())):
            raise RefusedError("successor.other", agency=agency, successor=target)
        plan = Plan(held, clock, {agency: target}).make()
        here = [task for task, _target in plan.tasks if task.agency == agency]
        if not here and agency not in {held.branches[branch].competent for branch in plan.homes}:
            raise RefusedError("successor.decided", agency=agency)
        move(session, clock, plan, actor, reason)
    calendars.reschedule(session, clock, dossier, actor)


def _decides(actor: Actor, organisation: Snapshot, agency: str, clock: Clock) -> bool:
    """Administers the agency that ended, or everybody who may take over."""
    if actor.is_system or access.may(actor, Action.ADMINISTER, agency):
        return True
    heirs = organisation.heirs(agency, day_of(clock.now()))
    return all(access.may(actor, Action.ADMINISTER, heir) for heir in heirs)


def _read(session: Session, found: Sequence[Waiting]) -> Mapping[str, Any]:
    roots = {one.root for one in found}
    dossiers = session.execute(
        select(Dossier.id, Dossier.code, Dossier.procedure_code, Dossier.applicant, Dossier.trial, PackageRow.names)
        .join(PackageRow, PackageRow.hash == Dossier.package_hash)
        .where(Dossier.id.in_(roots))
    )
    tasks = session.execute(
        select(TaskRow.id, TaskRow.node).where(TaskRow.id.in_([one.task for one in found if one.task]))
    )
    return {"dossiers": {row.id: row for row in dossiers}, "nodes": {row.id: row.node for row in tasks}}


def _shown(
    organisation: Snapshot, key: tuple[UUID, str], told: Mapping[str, Any], clock: Clock, which: Sequence[Waiting]
) -> Undecided:
    root, agency = key
    row = told["dossiers"][root]
    heirs = organisation.heirs(agency, day_of(clock.now()))
    return Undecided(
        dossier_id=root,
        code=row.code,
        procedure_code=row.procedure_code,
        procedure_names=row.names,
        applicant=row.applicant,
        agency=agency,
        agency_names=organisation.names(agency),
        nodes=tuple(told["nodes"][one.task] for one in which if one.task in told["nodes"]),
        successors=tuple((heir, organisation.names(heir)) for heir in heirs),
        trial=row.trial,
    )
