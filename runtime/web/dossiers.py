"""A dossier as officers see it: found in a search, then its overview, history, clock, diagram and files."""

from uuid import UUID

from flask import Blueprint, abort, render_template, request
from flask import Response as FlaskResponse

from runtime.services import attachments, proposals, seen, views
from runtime.services.view_values import DossierView
from runtime.web import dossier_pages, surroundings
from runtime.web.approvals import row as proposal_row
from runtime.web.deliver import send
from runtime.web.i18n import gettext
from runtime.web.shell import for_officers, present_officer

blueprint = Blueprint("dossier", __name__, url_prefix="/dossiers")


def view_of(dossier_id: UUID) -> DossierView:
    """The dossier for the officer of this request; NotFoundError for another ward's."""
    return views.dossier(surroundings.session(), surroundings.clock(), present_officer(), dossier_id)


@blueprint.get("/<uuid:dossier_id>")
@for_officers()
def show(dossier_id: UUID) -> str:
    """One of the views of a dossier; auditors also see who looked at it."""
    view = view_of(dossier_id)
    tabs: tuple[tuple[str, str], ...] = (
        ("facts", gettext("Overview")),
        ("history", gettext("History")),
        ("clock", gettext("Time to settle")),
        ("diagram", gettext("Diagram")),
    )
    if "auditor" in present_officer().roles:
        tabs = (*tabs, ("looks", gettext("Who looked")))
    tab = request.args.get("tab", "facts")
    if tab not in dict(tabs):
        abort(404)
    found = seen.looks(surroundings.session(), dossier_id, present_officer()) if tab == "looks" else []
    values = dossier_pages.officer_page(view, tab)
    last = proposals.latest(surroundings.session(), present_officer(), dossier_id) if tab == "facts" else None
    values["proposal"] = None if last is None or last.state not in ("open", "declined") else proposal_row(last)
    return render_template("dossiers/show.html", tabs=tabs, tab=tab, looks=found, **values)


@blueprint.get("/files/<uuid:attachment_id>")
@for_officers()
def attachment(attachment_id: UUID) -> FlaskResponse:
    """A file of a dossier the officer may see."""
    actor = present_officer()
    return send(*attachments.open_file(surroundings.session(), surroundings.files(), actor, attachment_id))
