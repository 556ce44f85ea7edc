"""Receiving at the counter: the application is typed in, the papers are counted, and the clock starts at once."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

import forms
from engine.bpmn.model import Literal, Node, NodeKind
from process_models.fees import required_components
from process_models.package import Package
from runtime.database import plain_json
from runtime.services import applications, catalogue, dossiers
from runtime.services.errors import InvalidError
from runtime.web import surroundings, uploads
from runtime.web.applicant import applicant_of
from runtime.web.apply import kept_answers
from runtime.web.i18n import gettext, language, pick
from runtime.web.problems import Problem
from runtime.web.shell import for_officers, present_officer
from runtime.web.uploads import Paper

blueprint = Blueprint("counter", __name__, url_prefix="/counter")


@dataclass(frozen=True, slots=True)
class Desk:
    """The counter, the procedure, and what expressions see."""

    agency: str
    names: Mapping[str, str]
    package: Package
    facts: Mapping[str, Any]

    @property
    def form(self) -> forms.Form:
        """The form of the application."""
        return self.package.forms[self.package.procedure.application]


def _counters() -> dict[str, Mapping[str, str]]:
    return {held.agency: held.agency_names for held in present_officer().positions if held.role == "reception"}


@blueprint.get("")
@for_officers("reception")
def choose() -> str | Response:
    """Which counter, which procedure."""
    found = catalogue.procedures(surroundings.session(), surroundings.clock())
    return render_template(
        "dossiers/counter_choose.html",
        agencies=[(code, pick(names)) for code, names in sorted(_counters().items())],
        agency="",
        procedures=[(one.code, f"{pick(one.names)} ({one.code})") for one in found],
    )


def _desk() -> Desk:
    counters = _counters()
    agency = request.values.get("agency", "")
    if agency not in counters:
        abort(404)
    package = catalogue.procedure(surroundings.session(), surroundings.clock(), request.values.get("code", ""))
    facts = {"dossier": {"channel": "counter", "receiving_agency": agency}}
    return Desk(agency, counters[agency], package, facts)


@blueprint.route("/application", methods=["GET", "POST"])
@for_officers("reception")
def fill() -> str | tuple[str, int] | Response:
    """What the applicant declares and hands in; then the reception itself."""
    desk = _desk()
    if request.method == "GET":
        return _page(desk, forms.defaults(desk.form, desk.facts, uploads.environment()), ())
    if request.form.get("step") == "back":
        return _page(desk, kept_answers(), ())
    read = uploads.read_page(desk.form, desk.facts)
    papers = _papers(desk, read.data)
    if read.edited or not read.accepted or any(one.error for one in papers):
        return _page(desk, read.data, read.problems, papers), 200 if read.edited else 422
    return _reception(desk, read.data, papers, None, ())


@blueprint.post("/reception")
@for_officers("reception")
def receive() -> str | tuple[str, int] | Response:
    """Submit and receive in one go: the time to settle begins now."""
    desk, data = _desk(), kept_answers()
    papers = _papers(desk, data)
    node = reception_of(desk.package)
    form = desk.package.forms.get(node.work.form or "")
    read = uploads.read_page(form, desk.facts) if form else forms.Submission({}, ())
    if form and not read.accepted:
        again = uploads.show(form, read.data, read.problems, desk.facts)
        return _reception(desk, data, papers, again, ()), 200 if read.edited else 422
    try:
        done = _received(desk, data, papers, dossiers.Reception(read.data, request.form.get("outcome") or None))
    except InvalidError as error:
        shown = uploads.show(form, read.data, error.fields, desk.facts) if form else None
        other = () if error.fields else (Problem(error.text(language())),)
        return _reception(desk, data, papers, shown, other), 422
    sentence = gettext("The dossier %(code)s is received.", code=done.code)
    flash(f"{sentence} {gettext('Secret of the applicant: %(secret)s', secret=done.secret)}", "good")
    return redirect(url_for("dossier.show", dossier_id=done.dossier_id), 303)


def reception_of(package: Package) -> Node:
    """The task of the lead process that the counter does; 404 for a procedure without one."""
    nodes = package.library.processes[package.procedure.lead].nodes.values()
    tasks = (node for node in nodes if node.kind is NodeKind.USER_TASK and isinstance(node.work.role, Literal))
    found = next(
        (node for node in tasks if isinstance(node.work.role, Literal) and node.work.role.value == "reception"), None
    )
    return found or abort(404)


def _reception(
    desk: Desk,
    data: Mapping[str, Any],
    papers: Sequence[Paper],
    shown: forms.FormView | None,
    errors: Sequence[Problem],
) -> str:
    node = reception_of(desk.package)
    form = desk.package.forms.get(node.work.form or "")
    if shown is None and form is not None:
        names = {one.key for one in form.fields}
        known = {name: value for name, value in data.items() if name in names}
        filled = {**forms.defaults(form, desk.facts, uploads.environment()), **known}
        shown = uploads.show(form, filled, (), desk.facts)
    return render_template(
        "dossiers/reception.html",
        item=desk.package.procedure,
        agency=desk,
        step_label=desk.package.label(node.id, language()),
        declared=uploads.show(desk.form, data, (), desk.facts, "read"),
        view=shown,
        papers=papers,
        outcomes=[(key, desk.package.outcome(key, language())) for key in node.work.outcomes],
        answers=plain_json(data),
        errors=errors,
        token=request.form.get("token") or secrets.token_urlsafe(24),
    )


def _received(
    desk: Desk, data: Mapping[str, Any], papers: Sequence[Paper], reception: dossiers.Reception
) -> dossiers.Submitted:
    counted = {
        one.key: {"original": _count(one.original), "copies": _count(one.copies)}
        for one in papers
        if _count(one.original) or _count(one.copies)
    }
    application = applications.Application(
        procedure=desk.package.procedure.code,
        receiving=desk.agency,
        applicant=applicant_of(desk.form, data),
        answers=data,
        channel="counter",
        components=counted,
        attachments={one.key: tuple(UUID(file.id) for file in one.files) for one in papers if one.files},
    )
    return dossiers.receive_at_counter(
        surroundings.session(),
        surroundings.clock(),
        application,
        present_officer(),
        reception,
        holder=uploads.holder(),
        idempotency_key=request.form.get("token", "")[:100] or None,
    )


def _count(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0


def _papers(desk: Desk, data: Mapping[str, Any]) -> list[Paper]:
    components = desk.package.procedure.components
    needed = required_components(components, data, desk.facts["dossier"], uploads.environment())
    return uploads.read_papers(components, (one.key for one in needed))


def _page(
    desk: Desk,
    data: Mapping[str, Any],
    problems: Sequence[forms.FieldError],
    papers: list[Paper] | None = None,
    other: Sequence[Problem] = (),
) -> str:
    shown = _papers(desk, data) if papers is None else papers
    return render_template(
        "dossiers/counter.html",
        item=desk.package.procedure,
        agency=desk,
        view=uploads.show(desk.form, data, problems, desk.facts),
        papers=shown,
        errors=[*other, *(Problem(one.error, f"#paper-{one.key}") for one in shown if one.error)],
    )
