"""What officers do to a dossier outside its diagram."""

from typing import Any
from uuid import UUID

from runtime.api import surroundings
from runtime.api.operations import Resource
from runtime.api.requests import supplement_of
from runtime.api.schemas.actions import (
    ActedSchema,
    AskedSchema,
    ExtensionBody,
    ProposalListSchema,
    ProposalQuery,
    ProposalSchema,
    ReasonBody,
    RefusalBody,
    SupplementBody,
)
from runtime.api.schemas.applications import SupplementAnswerBody
from runtime.api.surroundings import KEY_HEADER
from runtime.services import actions, proposals
from runtime.services.actions import Acted
from runtime.services.proposals import ProposalView
from runtime.services.supplements import Reply

resource = Resource("actions", __name__, description="What officers do to a dossier outside its diagram.")
_FAILS = (403, 409)


@resource.operation("POST /dossiers/<uuid:dossier_id>/intake-refusal", ActedSchema, body=RefusalBody, fails=_FAILS)
def refuse_at_intake(body: dict[str, Any], dossier_id: UUID) -> Acted:
    """Refuse the papers before reception; a refusal letter is issued."""
    return actions.refuse_at_intake(
        surroundings.session(),
        surroundings.clock(),
        dossier_id,
        body["reason"],
        surroundings.officer(),
        items=body["items"],
        contact=body["contact"],
    )


@resource.operation(
    "POST /dossiers/<uuid:dossier_id>/reception-cancellation", ActedSchema, body=ReasonBody, fails=_FAILS
)
def cancel_reception(body: dict[str, Any], dossier_id: UUID) -> Acted:
    """Take back a reception by mistake, before any other step was done; nothing counts the dossier any more."""
    return actions.cancel_reception(
        surroundings.session(), surroundings.clock(), dossier_id, body["reason"], surroundings.officer()
    )


@resource.operation(
    "POST /dossiers/<uuid:dossier_id>/supplement-request", AskedSchema, body=SupplementBody, fails=_FAILS
)
def request_supplement(body: dict[str, Any], dossier_id: UUID) -> Acted:
    """Ask the applicant for what is missing; after reception the time to settle stands still until the answer.

    A further request becomes a proposal: nothing goes out before a head or leader of the agency approves it.
    """
    return actions.request_supplement(
        surroundings.session(),
        surroundings.clock(),
        dossier_id,
        body["items"],
        body["reason"],
        surroundings.officer(),
        reply=Reply(body["contact"], body["answer_by"]),
    )


@resource.operation(
    "POST /dossiers/<uuid:dossier_id>/supplement",
    ActedSchema,
    body=SupplementAnswerBody,
    headers=(KEY_HEADER,),
    fails=_FAILS,
)
def take_supplement(body: dict[str, Any], dossier_id: UUID) -> Acted:
    """Take at the counter what the applicant was asked for."""
    actor = surroundings.officer()
    return actions.answer_supplement(
        surroundings.session(),
        surroundings.clock(),
        dossier_id,
        supplement_of(body),
        actor,
        idempotency_key=surroundings.idempotency_key(),
    )


@resource.operation(
    "POST /dossiers/<uuid:dossier_id>/withdrawal", ActedSchema, body=ReasonBody, headers=(KEY_HEADER,), fails=_FAILS
)
def withdraw_dossier(body: dict[str, Any], dossier_id: UUID) -> Acted:
    """Record at the counter that the applicant takes the dossier back; what is settled stands."""
    return actions.withdraw(
        surroundings.session(),
        surroundings.clock(),
        dossier_id,
        body["reason"],
        surroundings.officer(),
        idempotency_key=surroundings.idempotency_key(),
    )


@resource.operation("POST /dossiers/<uuid:dossier_id>/stop", ActedSchema, body=ReasonBody, fails=_FAILS)
def stop_dossier(body: dict[str, Any], dossier_id: UUID) -> Acted:
    """End the processing, with its reason."""
    return actions.stop(
        surroundings.session(), surroundings.clock(), dossier_id, body["reason"], surroundings.officer()
    )


@resource.operation("POST /dossiers/<uuid:dossier_id>/extension", ActedSchema, body=ExtensionBody, fails=_FAILS)
def extend_deadline(body: dict[str, Any], dossier_id: UUID) -> Acted:
    """Move the due instant by a term; an apology with the new date is issued."""
    return actions.extend(
        surroundings.session(),
        surroundings.clock(),
        dossier_id,
        body["term"],
        body["reason"],
        surroundings.officer(),
    )


@resource.operation("GET /supplement-proposals", ProposalListSchema, query=ProposalQuery)
def list_proposals(query: dict[str, Any]) -> dict[str, Any]:
    """Further requests that wait for the caller's approval, the oldest first; or the caller's own, the newest first."""
    read = proposals.own if query["mine"] else proposals.waiting
    return {"items": read(surroundings.session(), surroundings.officer())}


@resource.operation("GET /supplement-proposals/<uuid:proposal_id>", ProposalSchema)
def show_proposal(proposal_id: UUID) -> ProposalView:
    """One proposed request, for the officers of its dossier."""
    return proposals.proposal(surroundings.session(), surroundings.officer(), proposal_id)


@resource.operation("POST /supplement-proposals/<uuid:proposal_id>/approval", ActedSchema, fails=_FAILS)
def approve_proposal(proposal_id: UUID) -> Acted:
    """Approve it, as a head or leader of the agency who did not propose it: the request goes to the applicant now."""
    return proposals.approve(surroundings.session(), surroundings.clock(), proposal_id, surroundings.officer())


@resource.operation("POST /supplement-proposals/<uuid:proposal_id>/refusal", ActedSchema, body=ReasonBody, fails=_FAILS)
def decline_proposal(body: dict[str, Any], proposal_id: UUID) -> Acted:
    """Decline it with a reason that the officer reads; the applicant is not asked again."""
    actor = surroundings.officer()
    return proposals.decline(surroundings.session(), surroundings.clock(), proposal_id, body["reason"], actor)


@resource.operation("POST /supplement-proposals/<uuid:proposal_id>/taking-back", ActedSchema, fails=_FAILS)
def take_back_proposal(proposal_id: UUID) -> Acted:
    """Take one's own proposal back before it is decided."""
    return proposals.take_back(surroundings.session(), surroundings.clock(), proposal_id, surroundings.officer())
