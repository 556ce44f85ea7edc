"""Asking the applicant for what is missing: the first request goes out at once, a further one waits for an approver.

How many requests need no approver is the procedure's (``actions.supplement.max``). One beyond that is kept as a
proposal: the dossier goes on, its clock runs, and the applicant sees nothing, until a leader of the competent agency
other than the officer approves it (:mod:`runtime.services.proposals`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.dossier.commands import RequestSupplement
from runtime.clock import Clock
from runtime.models import SupplementProposal, SupplementRequest
from runtime.services import access, supplements
from runtime.services.access import Action
from runtime.services.acted import Acted, acted, held_branch
from runtime.services.actors import Actor
from runtime.services.batch import Batch
from runtime.services.cases import Held
from runtime.services.chain import LogEntry
from runtime.services.errors import RefusedError
from runtime.services.inputs import clean, reason_of
from runtime.services.marking import mark
from runtime.services.recording import Doing, perform
from runtime.services.supplements import AS_USUAL, Reply
from runtime.services.transactions import new_id, transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A request as it goes to the applicant. ``by``, ``approver``: keys of the officer and of who approved it."""

    items: tuple[Mapping[str, Any], ...]
    reason: str
    contact: str
    last_day: date | None
    by: str
    approver: str | None = None


def request_supplement(
    session: Session,
    clock: Clock,
    dossier_id: UUID,
    items: Sequence[Mapping[str, Any]],
    reason: str,
    actor: Actor,
    *,
    reply: Reply = AS_USUAL,
) -> Acted:
    """Ask for what is missing, item by item: ``{"component" | "field": key or pointer, "problem": …, "action": …}``.

    ``reply``: whom the applicant can ask (default: the officer) and the last day for the answer (default: the
    procedure's term). A further request becomes a proposal (``Acted.proposal``). Raises RefusedError ``no-items``,
    ``already-requested``, ``proposal.open``, ``closed``; InvalidError ``supplement.item``, ``supplement.day``.
    """
    told = reason_of(reason)
    whom = clean(reply.contact, "contact").strip() or actor.name
    wanted = [dict(clean(item, "items")) for item in items]
    with transaction(session, "supplement"):
        held, branch = held_branch(session, dossier_id)
        access.require(actor, Action.REQUEST_SUPPLEMENT, held.subject(branch))
        if "supplement" not in held.package.procedure.actions.allowed:
            raise RefusedError("action.not-allowed", action="supplement")
        asked = supplements.checked_items(held.package, wanted)
        ask = Ask(items=asked, reason=told, contact=whom, last_day=reply.last_day, by=actor.key)
        if held.life(branch).supplements >= held.package.procedure.actions.supplements:
            return _propose(session, clock, held, branch, ask, actor)
        return issue(session, clock, held, branch, ask, actor)


def issue(
    session: Session,
    clock: Clock,
    held: Held,
    branch: str,
    ask: Ask,
    actor: Actor,
    also: Callable[[Batch], None] | None = None,
) -> Acted:
    """Send a request: the clock stops, the letter is issued, the items reopen. Inside the caller's transaction."""
    expires = supplements.expiry(held, branch, clock.now(), ask.last_day)
    row = supplements.request_row(held, branch, (ask.contact, ask.by, clock.now()), expires)
    body = {
        "reason": ask.reason,
        "items": supplements.in_letter(ask.items),
        "contact": ask.contact,
        "expires_at": None if expires is None else expires.isoformat(),
        "approver": ask.approver,
    }

    def write(batch: Batch) -> None:
        batch.insert(SupplementRequest, [row])
        if also is not None:
            also(batch)

    doing = Doing(
        command=RequestSupplement(tuple(ask.items), ask.reason, branch, ask.by, ask.approver),
        actor=actor,
        letters=(("supplement", branch, body),) if "supplement" in held.package.procedure.letters else (),
        also=write,
    )
    return acted(held.branches[branch].id, branch, perform(session, clock, held, doing))


def _propose(session: Session, clock: Clock, held: Held, branch: str, ask: Ask, actor: Actor) -> Acted:
    life, dossier = held.life(branch), held.branches[branch].id
    refusal = "closed" if life.status.closed else "already-requested" if life.suspension is not None else None
    if not ask.items:
        refusal = refusal or "no-items"
    if open_proposal(session, dossier) is not None:
        refusal = refusal or "proposal.open"
    if refusal is not None:
        raise RefusedError(refusal)
    supplements.expiry(held, branch, clock.now(), ask.last_day)
    proposal = new_id()
    row = {
        "id": proposal,
        "dossier_id": dossier,
        "root_id": held.root,
        "items": [dict(item) for item in ask.items],
        "reason": ask.reason,
        "contact": ask.contact,
        "last_day": ask.last_day,
        "proposed_at": clock.now(),
        "proposed_by": actor.key,
        "state": "open",
    }
    entry = LogEntry(
        "supplement_proposed",
        branch,
        {"proposal": str(proposal), "reason": ask.reason, "items": [dict(item) for item in ask.items]},
    )
    mark(session, clock, held, actor, (entry,), lambda batch: batch.insert(SupplementProposal, [row]))
    return Acted(dossier, int(life.status), proposal)


def open_proposal(session: Session, dossier: UUID) -> UUID | None:
    """The proposal of a dossier or sub-dossier that waits for an approver. Inside the caller's transaction."""
    query = select(SupplementProposal.id).where(
        SupplementProposal.dossier_id == dossier, SupplementProposal.state == "open"
    )
    return session.scalars(query).one_or_none()
