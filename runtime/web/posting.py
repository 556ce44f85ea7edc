"""Results handed to the post: those that wait, sheets that were made, one sheet to print."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask import Response as FlaskResponse
from werkzeug.wrappers import Response

from runtime.services import posting
from runtime.services.errors import InvalidError
from runtime.web import surroundings
from runtime.web.i18n import gettext, language, pick
from runtime.web.papers import deliver
from runtime.web.problems import Problem
from runtime.web.shell import for_officers, present_officer

blueprint = Blueprint("posting", __name__, url_prefix="/counter/post")
POSTS = ("reception", "return", "records")


@blueprint.get("")
@for_officers(*POSTS)
def index() -> str:
    """Results that wait, those for the post first and ticked."""
    return _page(())


@blueprint.post("")
@for_officers(*POSTS)
def make() -> str | tuple[str, int] | Response:
    """Make a sheet of the ticked dossiers."""
    taker = request.form.get("taker", "")
    try:
        chosen = [UUID(one) for one in request.form.getlist("dossier")[:500]]
        posting.make_sheet(surroundings.session(), surroundings.clock(), present_officer(), chosen, taker)
    except ValueError:
        return _page((Problem(InvalidError("post.none").text(language()), "#ready"),)), 422
    except InvalidError as error:
        anchor = "#taker" if error.code == "post.taker" else "#ready"
        return _page((Problem(error.text(language()), anchor),)), 422
    flash(gettext("The sheet is made. Print it and let the post sign."), "good")
    return redirect(url_for("posting.index"), 303)


@blueprint.get("/<uuid:sheet_id>")
@for_officers(*POSTS)
def show(sheet_id: UUID) -> FlaskResponse:
    """A sheet as PDF."""
    return deliver(posting.print_sheet(surroundings.session(), present_officer(), sheet_id))


def _page(errors: tuple[Problem, ...]) -> str:
    actor, session = present_officer(), surroundings.session()
    ticked = set(request.form.getlist("dossier")) if request.method == "POST" else None
    return render_template(
        "dossiers/post.html",
        ready=[
            {
                "id": one.id,
                "code": one.code,
                "name": one.name,
                "address": one.address,
                "procedure": pick(one.procedure_names),
                "settled_at": one.settled_at,
                "by_post": one.by_post,
                "ticked": one.by_post if ticked is None else str(one.id) in ticked,
            }
            for one in posting.ready(session, actor)
        ],
        sheets=posting.sheets(session, actor),
        taker=request.form.get("taker", "")[:200],
        errors=errors,
    )
