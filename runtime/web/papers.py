"""Papers of a dossier: the list, opening the electronic original, printing, and papers made on request."""

from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask import Response as FlaskResponse
from werkzeug.wrappers import Response

from process_models.vocabulary import LETTERS
from runtime.services import made_papers, prints
from runtime.services.access import Action
from runtime.services.errors import InvalidError, RefusedError
from runtime.services.made_papers import RULES, Wanted
from runtime.services.prints import Pdf, Place
from runtime.services.view_values import DossierView, LetterView
from runtime.web import surroundings
from runtime.web.dossiers import view_of
from runtime.web.follow import applicant_at
from runtime.web.i18n import gettext, language, pick
from runtime.web.present import package_of
from runtime.web.problems import Problem
from runtime.web.shell import for_officers, present_officer

blueprint = Blueprint("paper", __name__)


def place() -> Place:
    """Where papers are kept, and the address their codes lead to: as set, else the one this request came to."""
    address = str(current_app.config.get("MOTCUA_ADDRESS") or "") or url_for("portal.home", _external=True)
    return Place(surroundings.files(), address)


def deliver(found: Pdf) -> FlaskResponse:
    """A PDF that the browser shows in its own viewer."""
    response = FlaskResponse(found.content, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{found.filename}"'
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    return response


@blueprint.get("/dossiers/<uuid:dossier_id>/papers")
@for_officers()
def index(dossier_id: UUID) -> str:
    """Every paper that was issued, with buttons to open and print it, and those that can be made."""
    return _page(view_of(dossier_id))


@blueprint.post("/dossiers/<uuid:dossier_id>/papers")
@for_officers()
def make(dossier_id: UUID) -> str | tuple[str, int] | Response:
    """Make a paper now."""
    view = view_of(dossier_id)
    try:
        wanted = Wanted(
            key=request.form.get("key", "")[:60],
            to=request.form.get("to", ""),
            reason=request.form.get("reason", ""),
            until=_day(request.form.get("until", "")),
        )
        made_papers.make(surroundings.session(), surroundings.clock(), dossier_id, wanted, present_officer())
    except InvalidError as error:
        anchor = f"#{error.params.get('name', 'to')}"
        return _page(view, (Problem(error.text(language()), anchor),)), 422
    except RefusedError as error:
        return _page(view, (Problem(error.text(language())),)), 409
    flash(gettext("The paper is issued. Print it below."), "good")
    return redirect(url_for("paper.index", dossier_id=dossier_id), 303)


@blueprint.get("/papers/<uuid:letter_id>")
@for_officers()
def show(letter_id: UUID) -> FlaskResponse:
    """The electronic original of a letter."""
    actor = present_officer()
    return deliver(prints.open_letter(surroundings.session(), surroundings.clock(), place(), actor, letter_id))


@blueprint.post("/papers/<uuid:letter_id>/print")
@for_officers()
def print_it(letter_id: UUID) -> FlaskResponse:
    """The letter for paper: counted, and marked as a copy after the first time."""
    actor = present_officer()
    return deliver(prints.print_letter(surroundings.session(), surroundings.clock(), place(), actor, letter_id))


@blueprint.get("/follow/<uuid:dossier_id>/papers/<uuid:letter_id>")
def followed(dossier_id: UUID, letter_id: UUID) -> FlaskResponse:
    """A letter to the applicant."""
    actor = applicant_at(dossier_id)
    return deliver(prints.open_letter(surroundings.session(), surroundings.clock(), place(), actor, letter_id))


def _page(view: DossierView, errors: tuple[Problem, ...] = ()) -> str:
    possible = [(key, _title(view, key)) for key in RULES] if Action.MAKE_PAPER in view.allowed else []
    return render_template(
        "dossiers/papers.html",
        dossier={"id": view.id, "code": view.code, "procedure": pick(view.procedure_names)},
        letters=[row_of(view, one) for one in view.letters],
        simple=[one for one in possible if not RULES[one[0]][1]],
        addressed=[one for one in possible if RULES[one[0]][1]],
        said={name: request.form.get(name, "")[:2000] for name in ("key", "to", "reason", "until")},
        may_print=Action.MAKE_PAPER in view.allowed,
        errors=errors,
    )


def row_of(view: DossierView, one: LetterView) -> dict[str, Any]:
    """A paper of a list."""
    return {
        "id": one.id,
        "name": _title(view, one.key),
        "number": f"{one.number}/{one.year}",
        "agency": pick(one.agency_names),
        "at": one.issued_at,
        "by": one.issued_by,
        "prints": one.prints,
        "printable": one.printable,
        "superseded": one.superseded,
    }


def _title(view: DossierView, key: str) -> str:
    return package_of(view.package_hash).letter(key, language()) or LETTERS.get(key, {}).get(language(), key)


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise InvalidError("paper.missing", name="until") from error
