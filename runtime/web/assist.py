"""Helping somebody to apply: the helper fills in the usual form, the applicant confirms with a code of their own."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from runtime.services import applications, assisted, attachments, catalogue, dossiers, views
from runtime.services.actors import Actor, applicant
from runtime.services.errors import InvalidError, NotFoundError
from runtime.web import surroundings, uploads
from runtime.web.follow import remember
from runtime.web.i18n import gettext, language, pick
from runtime.web.present import package_of
from runtime.web.privacy import consent
from runtime.web.problems import Problem
from runtime.web.security import LOOK_UP_LIMIT, SUBMIT_LIMIT, limiter
from runtime.web.shell import for_officers, officer, present_officer

blueprint = Blueprint("assist", __name__)
LONGEST = 40


def support_points(actor: Actor | None) -> dict[str, str]:
    """Where the reader helps applicants: code -> name; empty for everybody else."""
    held = () if actor is None else actor.positions
    return {one.agency: pick(one.agency_names) for one in held if one.role == "helper"}


def hand_over(application: applications.Application) -> Response:
    """Keep what the helper filled in, and show the code for the applicant once."""
    actor = present_officer()
    done = assisted.prepare(surroundings.session(), surroundings.clock(), application, actor, uploads.holder())
    session["assisted"] = {"code": done.code, "until": done.expires_at.isoformat()}
    return redirect(url_for("assist.handed"), 303)


@blueprint.get("/assist")
@for_officers("helper")
def choose() -> str:
    """What helping means, and the procedures."""
    found = catalogue.procedures(surroundings.session(), surroundings.clock())
    return render_template("assist/choose.html", procedures=found)


@blueprint.get("/assist/handed")
@for_officers("helper")
def handed() -> str | Response:
    """The code for the applicant, once."""
    kept = session.pop("assisted", None)
    if not kept:
        return redirect(url_for("assist.choose"))
    return render_template("assist/handed.html", code=_spaced(kept["code"]))


@blueprint.get("/confirm")
def ask() -> str:
    """The applicant types the code."""
    return render_template("assist/confirm.html", waiting=None, errors=(), code=request.args.get("code", "")[:LONGEST])


@blueprint.post("/confirm")
@limiter.limit(LOOK_UP_LIMIT)
def confirm() -> str | tuple[str, int] | Response:
    """Show what was filled in; then send it or throw it away."""
    code, step = request.form.get("code", "")[:LONGEST], request.form.get("step", "")
    try:
        if step == "send":
            return _send(code)
        if step == "refuse":
            assisted.refuse(surroundings.session(), surroundings.clock(), code)
            flash(gettext("What was filled in for you is thrown away."), "good")
            return redirect(url_for("assist.ask"), 303)
        return _shown(code, ())
    except NotFoundError as error:
        problem = Problem(error.text(language()), "#code")
        return render_template("assist/confirm.html", waiting=None, errors=(problem,), code=code), 422


@limiter.limit(SUBMIT_LIMIT)
def _send(code: str) -> str | tuple[str, int] | Response:
    try:
        done: dossiers.Submitted = assisted.confirm(surroundings.session(), surroundings.clock(), code, consent())
    except InvalidError as error:
        return _shown(code, (Problem(error.text(language()), "#consent"),)), 422
    remember(done.dossier_id)
    seen = views.dossier(surroundings.session(), surroundings.clock(), applicant(done.dossier_id), done.dossier_id)
    hours = package_of(seen.package_hash).procedure.intake_hours or 8
    session["submitted"] = {
        "id": str(done.dossier_id),
        "code": done.code,
        "secret": done.secret,
        "agency": pick(seen.received_by_names),
        "hours": str(hours),
    }
    return redirect(url_for("apply.submitted"), 303)


def _shown(code: str, errors: tuple[Problem, ...]) -> str:
    waiting = assisted.found(surroundings.session(), surroundings.clock(), code)
    asked = waiting.application
    package = catalogue.procedure(surroundings.session(), surroundings.clock(), asked.procedure)
    facts: Mapping[str, Any] = {"dossier": {"channel": "online", "receiving_agency": asked.receiving}}
    ids = tuple(one for found in asked.attachments.values() for one in found)
    files = attachments.held_by(surroundings.session(), waiting.holder, ids) if ids else []
    return render_template(
        "assist/confirm.html",
        waiting=waiting,
        item=package.procedure,
        view=uploads.show(package.forms[package.procedure.application], asked.answers, (), facts, "read"),
        files=files,
        errors=errors,
        code=code,
    )


def _spaced(code: str) -> str:
    """In groups of four, as people read codes to each other."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


def helper() -> dict[str, str]:
    """The support points of the signed-in helper, for the review page."""
    return support_points(officer())
