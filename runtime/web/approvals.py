"""Further requests to applicants: what waits for a leader's approval, one of them, and the decision."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from runtime.services import proposals
from runtime.services.errors import ForbiddenError, InvalidError, RefusedError
from runtime.services.proposals import ProposalView
from runtime.web import surroundings
from runtime.web.i18n import gettext, language, pick
from runtime.web.i18n import lazy_gettext as _l
from runtime.web.present import package_of
from runtime.web.problems import Problem
from runtime.web.shell import for_officers, present_officer
from runtime.web.supplements import asked

blueprint = Blueprint("approval", __name__, url_prefix="/approvals")

STATES: Mapping[str, tuple[Any, str]] = {
    "open": (_l("Waits for approval"), "warn"),
    "approved": (_l("Approved"), "good"),
    "declined": (_l("Declined"), "bad"),
    "taken_back": (_l("Taken back"), "info"),
    "over": (_l("The dossier ended before"), "info"),
}


@blueprint.get("")
@for_officers()
def index() -> str:
    """What waits for the reader's approval, and what the reader proposed."""
    actor, session = present_officer(), surroundings.session()
    return render_template(
        "approvals/list.html",
        waiting=[row(one) for one in proposals.waiting(session, actor)],
        own=[row(one) for one in proposals.own(session, actor)],
    )


def row(one: ProposalView) -> dict[str, Any]:
    """A proposal as pages show it."""
    package = package_of(one.package_hash)
    state, tone = STATES[one.state]
    return {
        "id": one.id,
        "dossier_id": one.dossier_id,
        "code": one.code,
        "trial": one.trial,
        "procedure": pick(package.procedure.names),
        "applicant": one.applicant,
        "agency": pick(one.agency_names),
        "items": asked(package, one.items),
        "reason": one.reason,
        "contact": one.contact,
        "last_day": one.last_day,
        "at": one.proposed_at,
        "by": one.proposed_by_name,
        "open": one.state == "open",
        "state": state,
        "tone": tone,
        "decided_at": one.decided_at,
        "decided_by": one.decided_by_name,
        "decision": one.decision,
        "may_approve": one.may_approve,
        "own": one.own,
    }


@blueprint.get("/<uuid:proposal_id>")
@for_officers()
def show(proposal_id: UUID) -> str:
    """One proposal: what the applicant would be asked, and the decision."""
    return _page(proposal_id, ())


def _page(proposal_id: UUID, errors: tuple[Problem, ...]) -> str:
    found = proposals.proposal(surroundings.session(), present_officer(), proposal_id)
    why = request.form.get("reason", "").strip()[:2000]
    return render_template("approvals/show.html", proposal=row(found), why=why, errors=errors)


@blueprint.post("/<uuid:proposal_id>")
@for_officers()
def decide(proposal_id: UUID) -> str | tuple[str, int] | Response:
    """Approve it, decline it with a reason, or take one's own back."""
    step = request.form.get("step", "")
    try:
        _STEPS.get(step, _decline)(proposal_id)
    except (InvalidError, RefusedError, ForbiddenError) as error:
        anchor = "#reason" if error.code == "reason.missing" else ""
        status = 422 if isinstance(error, InvalidError) else 403 if isinstance(error, ForbiddenError) else 409
        return _page(proposal_id, (Problem(error.text(language()), anchor),)), status
    flash(_told(step), "good")
    return redirect(url_for("approval.index"), 303)


def _told(step: str) -> str:
    if step == "approve":
        return gettext("Approved: the request is with the applicant now.")
    return gettext("Taken back.") if step == "take_back" else gettext("Declined: the applicant is not asked.")


def _approve(proposal_id: UUID) -> None:
    proposals.approve(surroundings.session(), surroundings.clock(), proposal_id, present_officer())


def _decline(proposal_id: UUID) -> None:
    why = request.form.get("reason", "").strip()
    proposals.decline(surroundings.session(), surroundings.clock(), proposal_id, why, present_officer())


def _take_back(proposal_id: UUID) -> None:
    proposals.take_back(surroundings.session(), surroundings.clock(), proposal_id, present_officer())


_STEPS: Mapping[str, Callable[[UUID], None]] = {
    "approve": _approve,
    "decline": _decline,
    "take_back": _take_back,
}
