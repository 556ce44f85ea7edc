"""Looking for dossiers among those the officer may see."""

from typing import Any

from flask import Blueprint, render_template, request

from runtime.services import listing
from runtime.services.listing import DossierFilter, DossierLine
from runtime.web import surroundings, words
from runtime.web.i18n import pick
from runtime.web.links import address
from runtime.web.shell import for_officers, present_officer

blueprint = Blueprint("searching", __name__, url_prefix="/dossiers")
_STATES = {"near": "near_due", "overdue": "overdue"}


@blueprint.get("")
@for_officers()
def index() -> str:
    """Dossiers by code, applicant or procedure, status and time; newest first."""
    actor = present_officer()
    asked = {key: request.args.get(key, "").strip()[:200] for key in ("q", "status", "due")}
    status = asked["status"]
    wanted = DossierFilter(
        statuses=(int(status),) if status.isascii() and status.isdigit() and len(status) < 3 else (),
        overdue_at=surroundings.now() if asked["due"] == "overdue" else None,
    )
    page = listing.search(surroundings.session(), actor, asked["q"], wanted, request.args.get("after"))
    kept = {key: value for key, value in asked.items() if value}
    return render_template(
        "dossiers/list.html",
        rows=[_row(line) for line in page.lines],
        filters=asked,
        statuses=[(str(int(one)), words.status_name(one)) for one in words.STATUS],
        next=address("searching.index", {**kept, "after": page.cursor}) if page.cursor else None,
        can_receive="reception" in actor.roles,
    )


def _row(line: DossierLine) -> dict[str, Any]:
    state = _STATES.get(line.state(surroundings.now()), "within")
    return {
        "id": line.id,
        "code": line.code,
        "procedure": pick(line.procedure_names),
        "applicant": line.applicant,
        "status": line.status,
        "submitted_at": line.submitted_at,
        "due": None if line.paused else line.due_at,
        "due_state": state,
        "timeliness": line.timeliness,
    }
