"""Applying online: choose the agency, fill in, review, send. Nothing is a dossier before the last step."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, current_app, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

import forms
from process_models.fees import fee_lines, required_components
from process_models.package import Package
from runtime.database import exact_json, plain_json
from runtime.services import applications as services
from runtime.services import catalogue, dossiers
from runtime.services.catalogue import Place
from runtime.services.errors import InvalidError
from runtime.services.persons import applicant_of
from runtime.web import assist, privacy, surroundings, uploads
from runtime.web.follow import remember
from runtime.web.i18n import gettext, language, pick
from runtime.web.portal import package_of
from runtime.web.problems import Problem
from runtime.web.security import SUBMIT_LIMIT, limiter
from runtime.web.uploads import Paper

blueprint = Blueprint("apply", __name__)
LONGEST_ANSWERS = 500_000


@dataclass(frozen=True, slots=True)
class Application:
    """What an application page is about."""

    package: Package
    agency: Place
    facts: Mapping[str, Any]

    @property
    def form(self) -> forms.Form:
        """The form the applicant fills in."""
        return self.package.forms[self.package.procedure.application]


def _application(code: str) -> Application:
    package = package_of(code)
    if "online" not in package.procedure.channels:
        abort(404)
    wanted = request.values.get("agency", "")
    offers = online_places(code)
    agency = next((one for one in offers if one.agency == wanted), None)
    if agency is None:
        abort(404)
    dossier = {"channel": "online", "territory": agency.territory, "receiving_agency": agency.agency}
    different = services.local_values(surroundings.session(), package, agency.agency, surroundings.now())
    return Application(package, agency, {"dossier": {**dossier, "local": different} if different else dossier})


def online_places(code: str) -> list[Place]:
    """Where a procedure can be applied for online now."""
    every = catalogue.offers(surroundings.session(), code, surroundings.now())
    return [one for one in every if "online" in one.channels]


@blueprint.get("/procedures/<code>/apply")
def choose(code: str) -> str | Response:
    """Which agency is to receive the dossier."""
    package = package_of(code)
    if "online" not in package.procedure.channels:
        abort(404)
    agencies = online_places(code)
    return render_template("portal/apply_choose.html", item=package.procedure, agencies=agencies, errors=())


@blueprint.route("/procedures/<code>/application", methods=["GET", "POST"])
@limiter.limit(SUBMIT_LIMIT, methods=["POST"], exempt_when=lambda: request.form.get("step") not in ("submit", "assist"))
def fill(code: str) -> str | tuple[str, int] | Response:
    """The form; its buttons lead on to the review, back to the answers, or send the application."""
    application = _application(code)
    if request.method == "GET":
        data = forms.defaults(application.form, application.facts, uploads.environment())
        return _page(application, data, ())
    step = request.form.get("step", "")
    if step in ("submit", "assist", "back"):
        answers = kept_answers()
        return _page(application, answers, ()) if step == "back" else _send(application, answers)
    read = uploads.read_page(application.form, application.facts)
    papers = _papers(application, read.data)
    if read.edited:
        return _page(application, read.data, read.problems, papers)
    if not read.accepted or any(paper.error for paper in papers):
        return _page(application, read.data, read.problems, papers), 422
    return _review(application, read.data, read.problems, papers)


def kept_answers() -> dict[str, Any]:
    """The answers a review page carries; they are checked again before they are used."""
    text = request.form.get("answers", "")
    if len(text) > LONGEST_ANSWERS:
        abort(413)
    try:
        answers = exact_json(text)
    except ValueError:
        abort(400)
    if not isinstance(answers, dict):
        abort(400)
    return answers


def _papers(application: Application, data: Mapping[str, Any]) -> list[Paper]:
    procedure = application.package.procedure
    electronic = [one for one in procedure.components if one.electronic]
    dossier = application.facts["dossier"]
    needed = required_components(procedure.components, data, dossier, uploads.environment())
    return uploads.read_papers(electronic, (one.key for one in needed))


def _page(
    application: Application,
    data: Mapping[str, Any],
    problems: Sequence[forms.FieldError],
    papers: list[Paper] | None = None,
    other: Sequence[Problem] = (),
) -> str:
    shown = _papers(application, data) if papers is None else papers
    return render_template(
        "portal/apply_fill.html",
        item=application.package.procedure,
        agency=application.agency,
        view=uploads.show(application.form, data, problems, application.facts),
        papers=shown,
        papers_errors=[*other, *(Problem(one.error, f"#paper-{one.key}") for one in shown if one.error)],
        max_upload=current_app.config["MOTCUA_MAX_UPLOAD"],
    )


def _review(
    application: Application,
    data: Mapping[str, Any],
    problems: Sequence[forms.FieldError],
    papers: list[Paper],
    token: str = "",
    errors: Sequence[Problem] = (),
) -> str:
    package = application.package
    lines = fee_lines(
        package.procedure.fees, package.decisions, data, application.facts["dossier"], uploads.environment()
    )
    return render_template(
        "portal/apply_review.html",
        item=package.procedure,
        agency=application.agency,
        view=uploads.show(application.form, data, problems, application.facts, "read"),
        papers=papers,
        fees=[{"names": line.fee.names, "amount": line.amount} for line in lines],
        answers=plain_json(data),
        token=token or secrets.token_urlsafe(24),
        support_points=assist.helper(),
        errors=errors,
    )


def _send(application: Application, answers: Mapping[str, Any]) -> str | tuple[str, int] | Response:
    read = forms.accept(application.form, answers, application.facts, uploads.environment())
    papers = _papers(application, read.data)
    if not read.accepted:
        return _page(application, read.data, read.problems, papers), 422
    token = request.form.get("token", "")
    if not 20 <= len(token) <= 100:
        abort(400)
    asked = _asked(application, read.data, papers)
    try:
        if request.form.get("step") == "assist":
            return assist.hand_over(replace(asked, helper=request.form.get("support", "")[:100]))
        done = dossiers.submit(
            surroundings.session(),
            surroundings.clock(),
            replace(asked, consent=privacy.consent()),
            holder=uploads.holder(),
            idempotency_key=token,
        )
    except InvalidError as error:
        if error.code == "consent.missing":
            return _review(
                application, read.data, (), papers, token, (Problem(error.text(language()), "#consent"),)
            ), 422
        return _refused(application, read.data, papers, error), 422
    remember(done.dossier_id)
    session["submitted"] = {
        "id": str(done.dossier_id),
        "code": done.code,
        "secret": done.secret,
        "agency": pick(application.agency.names),
        "hours": str(application.package.procedure.intake_hours or 8),
    }
    return redirect(url_for("apply.submitted"), 303)


def _asked(application: Application, data: Mapping[str, Any], papers: Sequence[Paper]) -> services.Application:
    return services.Application(
        procedure=application.package.procedure.code,
        receiving=application.agency.agency,
        applicant=applicant_of(application.form, data, language()),
        answers=data,
        territory=application.agency.territory,
        attachments={paper.key: tuple(UUID(one.id) for one in paper.files) for paper in papers if paper.files},
    )


def _refused(application: Application, data: Mapping[str, Any], papers: list[Paper], error: InvalidError) -> str:
    """The form again, with what the service found wrong beside what the page had found."""
    missing = error.params.get("keys", ())
    marked = [replace(one, error=gettext("This paper is required.")) if one.key in missing else one for one in papers]
    other = () if error.fields or missing else (Problem(error.text(language())),)
    return _page(application, data, error.fields, marked, other)


@blueprint.get("/submitted")
def submitted() -> str | Response:
    """The code and the secret, once."""
    kept = session.get("submitted")
    if not kept:
        return redirect(url_for("follow.look_up"))
    return render_template(
        "follow/submitted.html",
        code=kept["code"],
        secret=kept["secret"],
        dossier_id=kept["id"],
        agency=kept["agency"],
        hours=int(float(kept["hours"])),
        title=gettext("Application sent"),
    )
