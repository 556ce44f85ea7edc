"""Looking for dossiers among those the officer may see."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from runtime.services import access, listing
from runtime.services.access import Action
from runtime.services.listing import DossierFilter, DossierLine
from runtime.web import surroundings, words
from runtime.web.i18n import pick
from runtime.web.links import address
from runtime.web.shell import for_officers, present_officer

blueprint = Blueprint("searching", __name__, url_prefix="/dossiers")
_STATES = {"near": "near_due", "overdue": "overdue"}


@blueprint.get("")
@for_officers()
def index() -> str | Response:
    """Dossiers by code, applicant, telephone or procedure, status and time; newest first.

    A whole code, as a scanner types it, leads to its dossier at once.
    """
    actor, session = present_officer(), surroundings.session()
    asked = {key: request.args.get(key, "").strip()[:200] for key in ("q", "status", "due")}
    if asked["q"] and not (asked["status"] or asked["due"]):
        exact = listing.by_code(session, actor, asked["q"])
        if exact is not None:
            return redirect(url_for("dossier.show", dossier_id=exact))
    page = listing.search(session, actor, asked["q"], _filter(asked), request.args.get("after"))
    kept = {key: value for key, value in asked.items() if value}
    return render_template(
        "dossiers/list.html",
        rows=rows_of(page.lines),
        filters=asked,
        statuses=[(str(int(one)), words.status_name(one)) for one in words.STATUS],
        first_page=address("searching.index", kept) if "after" in request.args else None,
        next=address("searching.index", {**kept, "after": page.cursor}) if page.cursor else None,
        can_receive="reception" in actor.roles,
        by_identity=access.may(actor, Action.SEARCH_IDENTITY),
    )


def _filter(asked: dict[str, str]) -> DossierFilter:
    status, due = asked["status"], asked["due"]
    return DossierFilter(
        statuses=(int(status),) if status.isascii() and status.isdigit() and len(status) < 3 else (),
        overdue_at=surroundings.now() if due == "overdue" else None,
        near_at=surroundings.now() if due in ("near", "near_due") else None,
        unanswered=due == "unanswered",
    )


def rows_of(lines: Sequence[DossierLine]) -> list[dict[str, Any]]:
    """The dossiers of a list, all as of one instant."""
    now = surroundings.now()
    return [_row(line, now) for line in lines]


def _row(line: DossierLine, now: datetime) -> dict[str, Any]:
    state = _STATES.get(line.state(now), "within")
    return {
        "id": line.id,
        "code": line.code,
        "procedure": pick(line.procedure_names),
        "applicant": line.applicant,
        "status": line.status,
        "submitted_at": line.submitted_at,
        "due": None if line.paused else line.due_at,
        "paused": line.paused and line.settled_at is None,
        "due_state": state,
        "intake_due": line.intake_due,
        "timeliness": line.timeliness,
        "trial": line.trial,
    }
