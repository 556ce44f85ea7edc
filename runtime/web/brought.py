"""What an applicant brings to the counter for a request: the officer enters exactly what was asked for."""

import secrets
from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

import forms
from runtime.services import actions
from runtime.services.access import Action
from runtime.services.errors import InvalidError, RefusedError
from runtime.services.view_values import DossierView
from runtime.web import dossier_pages, supplements, surroundings, uploads
from runtime.web.dossiers import view_of
from runtime.web.i18n import gettext, language
from runtime.web.present import dossier_facts, file_names, package_of
from runtime.web.problems import Problem
from runtime.web.shell import for_officers, present_officer

blueprint = Blueprint("brought", __name__, url_prefix="/counter/dossiers")


def _asking(dossier_id: UUID) -> DossierView:
    view = view_of(dossier_id)
    if Action.ANSWER_SUPPLEMENT not in view.allowed:
        raise RefusedError("nothing-requested")
    return view


@blueprint.get("/<uuid:dossier_id>/supplement")
@for_officers("reception", "return")
def show(dossier_id: UUID) -> str:
    """The papers and questions that were asked for."""
    return _page(_asking(dossier_id), None, ())


@blueprint.post("/<uuid:dossier_id>/supplement")
@for_officers("reception", "return")
def take(dossier_id: UUID) -> str | tuple[str, int] | Response:
    """Enter what was brought: the dossier goes on, and so does its time."""
    view = _asking(dossier_id)
    package, items = package_of(view.package_hash), _asked(view)
    form = package.forms[package.procedure.application]
    pointers = supplements.fields_asked(items)
    read = supplements.read_answer(form, view.parts[0].data, pointers, dossier_facts(view))
    papers = uploads.read_papers(supplements.components_asked(package, items), ())
    wrong = [Problem(one.error, f"#paper-{one.key}") for one in papers if one.error]
    if not read.accepted or wrong:
        return _page(view, read, wrong), 200 if read.edited else 422
    given = actions.Supplement(
        answers=read.data,
        components={one.key: counts for one in papers if (counts := one.counts)},
        attachments={one.key: tuple(UUID(file.id) for file in one.files) for one in papers if one.files},
    )
    if not (given.answers or given.components or given.attachments):
        return _page(view, read, (Problem(gettext("Enter at least one of the things asked for.")),)), 422
    try:
        actions.answer_supplement(
            surroundings.session(),
            surroundings.clock(),
            dossier_id,
            given,
            present_officer(),
            holder=uploads.holder(),
            idempotency_key=request.form.get("token", "")[:100] or None,
        )
    except InvalidError as error:
        return _page(view, read, (Problem(error.text(language())),)), 422
    flash(gettext("What was brought is entered; the time to settle runs again."), "good")
    return redirect(url_for("desk.show", dossier_id=dossier_id), 303)


def _asked(view: DossierView) -> list[supplements.Asked]:
    suspension = view.branches[0].suspension or {}
    return supplements.asked(package_of(view.package_hash), suspension.get("items", ()))


def _page(view: DossierView, read: forms.Submission | None, errors: Sequence[Problem]) -> str:
    package, items = package_of(view.package_hash), _asked(view)
    pointers = supplements.fields_asked(items)
    form = package.forms[package.procedure.application]
    data = {**view.parts[0].data, **(read.data if read else {})}
    problems = read.problems if read else ()
    shown = uploads.show(form, data, problems, dossier_facts(view), names=file_names(view)) if pointers else None
    return render_template(
        "dossiers/brought.html",
        dossier=dossier_pages.head(view, package),
        view=supplements.only(shown, pointers) if shown else None,
        papers=uploads.read_papers(supplements.components_asked(package, items), ()),
        errors=errors,
        token=request.form.get("token") or secrets.token_urlsafe(24),
    )
