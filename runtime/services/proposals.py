"""Further requests to applicants that wait for an approver: who sees them, and approving, declining, taking back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, func, select
from sqlalchemy.orm import Session, aliased

from engine.dossier.case import CLOSED, Status
from runtime.clock import Clock
from runtime.models import Account, Dossier, SupplementProposal
from runtime.services import access, asking, supplements
from runtime.services.access import Action, Proposed
from runtime.services.acted import Acted, held_branch
from runtime.services.actors import Actor
from runtime.services.asking import Ask
from runtime.services.cases import Held
from runtime.services.chain import LogEntry
from runtime.services.errors import ForbiddenError, NotFoundError, RefusedError
from runtime.services.inputs import reason_of
from runtime.services.marking import mark
from runtime.services.snapshot import snapshot
from runtime.services.transactions import transaction

SHOWN: Final = 50
_ENDED = sorted(int(one) for one in CLOSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalView:
    """A proposed request. ``state``: ``open``, ``approved``, ``declined``, ``taken_back``, or ``over`` (it ended)."""

    id: UUID
    dossier_id: UUID
    code: str
    procedure_code: str
    package_hash: str
    applicant: str
    trial: bool
    agency: str
    agency_names: Mapping[str, str]
    """The competent agency, whose leaders approve."""
    items: tuple[Mapping[str, Any], ...]
    reason: str
    contact: str
    last_day: date | None
    proposed_at: datetime
    proposed_by: str
    proposed_by_name: str
    state: str
    decided_at: datetime | None
    decided_by: str | None
    decided_by_name: str | None
    decision: str | None
    may_approve: bool
    own: bool
    """Proposed by the reader, who may take it back while it is open."""


def waiting(session: Session, actor: Actor) -> list[ProposalView]:
    """What the actor can approve or decline now, the oldest first."""
    with session.begin():
        return _views(session, actor, _selected().where(_waits(actor)).order_by(SupplementProposal.proposed_at))


def waiting_count(session: Session, actor: Actor) -> int:
    """How many proposals wait for the actor."""
    if not access.approving_agencies(actor):
        return 0
    with session.begin():
        found = select(func.count()).select_from(SupplementProposal).join(Dossier, _DOSSIER).where(_waits(actor))
        return int(session.scalar(found) or 0)


def own(session: Session, actor: Actor) -> list[ProposalView]:
    """What the actor proposed last, the newest first, as far as they still see the dossiers."""
    mine = _selected().where(SupplementProposal.proposed_by == actor.key, access.visible_dossiers(actor))
    with session.begin():
        return _views(session, actor, mine.order_by(SupplementProposal.proposed_at.desc()).limit(SHOWN))


def latest(session: Session, actor: Actor, dossier: UUID) -> ProposalView | None:
    """The last proposal of a dossier or sub-dossier that the actor sees; None when there is none."""
    query = _selected().where(SupplementProposal.dossier_id == dossier, _visible(actor))
    with session.begin():
        found = _views(session, actor, query.order_by(SupplementProposal.proposed_at.desc()).limit(1))
    return found[0] if found else None


def proposal(session: Session, actor: Actor, ident: UUID) -> ProposalView:
    """One proposal, for the officers who see its dossier. Raises NotFoundError."""
    with session.begin():
        found = _views(session, actor, _selected().where(SupplementProposal.id == ident, _visible(actor)))
    if not found:
        raise NotFoundError("not-found")
    return found[0]


def approve(session: Session, clock: Clock, ident: UUID, actor: Actor) -> Acted:
    """Send the request now, with both names in log and letter: the clock stops, the applicant is told.

    Raises ForbiddenError ``proposal.own``; RefusedError ``proposal.decided``, ``already-requested``, ``closed``;
    InvalidError ``supplement.day`` when the day for the answer is over, ``supplement.item``.
    """
    with transaction(session, "approve"):
        held, branch, row = _open(session, ident)
        _require_approver(actor, held, branch, row)
        ask = Ask(
            items=supplements.checked_items(held.package, row.items),
            reason=row.reason,
            contact=row.contact,
            last_day=row.last_day,
            by=row.proposed_by,
            approver=actor.key,
        )
        decided = _decided(row, clock, actor, "approved")
        session.expunge(row)
        return asking.issue(
            session,
            clock,
            held,
            branch,
            ask,
            actor,
            lambda batch: batch.update(SupplementProposal, [decided]),
        )


def decline(session: Session, clock: Clock, ident: UUID, reason: str, actor: Actor) -> Acted:
    """Say no, with the reason that the officer reads; the applicant never hears of it.

    Raises ForbiddenError ``proposal.own``; RefusedError ``proposal.decided``; InvalidError ``reason.missing``.
    """
    told = reason_of(reason)
    with transaction(session, "decline"):
        held, branch, row = _open(session, ident)
        _require_approver(actor, held, branch, row)
        return _end(session, clock, (held, branch, row), actor, ("declined", "supplement_declined", told))


def take_back(session: Session, clock: Clock, ident: UUID, actor: Actor) -> Acted:
    """The officer who proposed it takes it back. Raises ForbiddenError; RefusedError ``proposal.decided``."""
    with transaction(session, "take-back"):
        held, branch, row = _open(session, ident)
        access.require(actor, Action.SEE, held.subject(branch))
        if row.proposed_by != actor.key:
            raise ForbiddenError("forbidden", action="take_back")
        return _end(session, clock, (held, branch, row), actor, ("taken_back", "supplement_taken_back", None))


# -- inside ------------------------------------------------------------------------------------------------------

_DOSSIER = Dossier.id == SupplementProposal.dossier_id


def _waits(actor: Actor) -> ColumnElement[bool]:
    return and_(
        SupplementProposal.state == "open",
        SupplementProposal.proposed_by != actor.key,
        Dossier.competent.in_(sorted(access.approving_agencies(actor))),
        Dossier.status.not_in([*_ENDED, int(Status.SUPPLEMENT_REQUESTED)]),
    )


def _visible(actor: Actor) -> ColumnElement[bool]:
    """Officers who see the dossier; applicants never."""
    return false() if actor.is_applicant else access.visible_dossiers(actor)


_PROPOSER, _DECIDER = aliased(Account), aliased(Account)


def _selected() -> Select[SupplementProposal, Dossier, str, str]:
    return (
        select(SupplementProposal, Dossier, _PROPOSER.name.label("by"), _DECIDER.name.label("decider"))
        .join(Dossier, _DOSSIER)
        .outerjoin(_PROPOSER, _PROPOSER.login == SupplementProposal.proposed_by)
        .outerjoin(_DECIDER, _DECIDER.login == SupplementProposal.decided_by)
    )


def _views(session: Session, actor: Actor, query: Select[SupplementProposal, Dossier, str, str]) -> list[ProposalView]:
    organisation = snapshot(session)
    return [
        ProposalView(
            id=row.id,
            dossier_id=row.dossier_id,
            code=dossier.code,
            procedure_code=dossier.procedure_code,
            package_hash=dossier.package_hash,
            applicant=dossier.applicant,
            trial=dossier.trial,
            agency=dossier.competent,
            agency_names=organisation.names(dossier.competent),
            items=tuple(row.items),
            reason=row.reason,
            contact=row.contact,
            last_day=row.last_day,
            proposed_at=row.proposed_at,
            proposed_by=row.proposed_by,
            proposed_by_name=by or row.proposed_by,
            state=_state(row, dossier),
            decided_at=row.decided_at,
            decided_by=row.decided_by,
            decided_by_name=decider or row.decided_by,
            decision=row.decision,
            may_approve=_state(row, dossier) == "open" and _approves(actor, row, dossier),
            own=row.proposed_by == actor.key,
        )
        for row, dossier, by, decider in session.execute(query)
    ]


def _state(row: SupplementProposal, dossier: Dossier) -> str:
    return "over" if row.state == "open" and dossier.status in _ENDED else row.state


def _approves(actor: Actor, row: SupplementProposal, dossier: Dossier) -> bool:
    subject = access.Subject(
        root=row.root_id,
        agencies=frozenset(dossier.agencies),
        received_by=dossier.received_by,
        competent=dossier.competent,
    )
    return access.may(actor, Action.APPROVE_SUPPLEMENT, Proposed(subject, row.proposed_by))


def _open(session: Session, ident: UUID) -> tuple[Held, str, SupplementProposal]:
    """The proposal with its dossier locked."""
    dossier = session.scalar(select(SupplementProposal.dossier_id).where(SupplementProposal.id == ident))
    if dossier is None:
        raise NotFoundError("not-found")
    held, branch = held_branch(session, dossier)
    return held, branch, session.get_one(SupplementProposal, ident, populate_existing=True)


def _require_approver(actor: Actor, held: Held, branch: str, row: SupplementProposal) -> None:
    access.require(actor, Action.SEE, held.subject(branch))
    if row.proposed_by == actor.key:
        raise ForbiddenError("proposal.own")
    access.require(actor, Action.APPROVE_SUPPLEMENT, Proposed(held.subject(branch), row.proposed_by))
    _still_open(row)


def _still_open(row: SupplementProposal) -> None:
    if row.state != "open":
        raise RefusedError("proposal.decided")


def _decided(row: SupplementProposal, clock: Clock, actor: Actor, state: str, why: str | None = None) -> dict[str, Any]:
    return {"id": row.id, "state": state, "decided_at": clock.now(), "decided_by": actor.key, "decision": why}


def _end(
    session: Session,
    clock: Clock,
    found: tuple[Held, str, SupplementProposal],
    actor: Actor,
    how: Sequence[Any],
) -> Acted:
    held, branch, row = found
    _still_open(row)
    state, kind, why = how
    decided = _decided(row, clock, actor, state, why)
    body = {"proposal": str(row.id), "proposed_by": row.proposed_by, **({"reason": why} if why else {})}
    session.expunge(row)
    mark(
        session,
        clock,
        held,
        actor,
        (LogEntry(kind, branch, body),),
        lambda batch: batch.update(SupplementProposal, [decided]),
    )
    return Acted(held.branches[branch].id, int(held.life(branch).status))
