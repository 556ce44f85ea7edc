"""Receiving at the counter: the application is typed in, the papers are counted, and the clock starts at once."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

import forms
from engine.bpmn.model import Literal, Node, NodeKind
from process_models.fees import fee_lines, required_components
from process_models.package import Package
from process_models.procedure import Procedure
from runtime.database import plain_json
from runtime.services import actions, applicants, applications, catalogue, dossiers, packages
from runtime.services.applicants import recent_procedures
from runtime.services.errors import InvalidError, NotFoundError
from runtime.services.persons import applicant_of
from runtime.services.places import Stage
from runtime.services.search import normalise
from runtime.web import surroundings, uploads
from runtime.web.apply import kept_answers
from runtime.web.i18n import LANGUAGES, gettext, language, pick
from runtime.web.portal import matches
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
    """Which counter, which procedure; a dossier's code, typed or scanned, opens the dossier."""
    session.pop("handed", None)
    counters = _counters()
    wanted = request.args.get("q", "").strip()[:200]
    chosen = request.args.get("agency", "")
    agency = chosen if chosen in counters else min(counters)
    known = _dossier_of(wanted)
    if known is not None:
        return redirect(url_for("dossier.show", dossier_id=known))
    stages = catalogue.stages(surroundings.session(), surroundings.clock(), agency)
    every = _procedures(stages)
    found = [one for one in every.values() if matches(wanted, one.code, *one.names.values())] if wanted else []
    if wanted and len(found) == 1:
        return redirect(url_for("counter.fill", agency=agency, code=found[0].code))
    recent = recent_procedures(surroundings.session(), present_officer())
    return render_template(
        "dossiers/counter_choose.html",
        agencies=[(code, pick(names)) for code, names in sorted(counters.items())],
        agency=agency,
        wanted=wanted,
        found=found,
        recent=[every[code] for code in recent if code in every],
        on_trial={code for code, stage in stages.items() if stage is Stage.TRIAL},
        procedures=sorted(every.values(), key=lambda one: normalise(pick(one.names))),
    )


def _procedures(stages: Mapping[str, Stage]) -> dict[str, Procedure]:
    """What can be received at a counter today, by code; what is off there is left out."""
    reading = surroundings.session()
    infos = catalogue.procedures(reading, surroundings.clock())
    every = (packages.package(reading, one.hash).procedure for one in infos if stages.get(one.code) is not Stage.OFF)
    return {one.code: one for one in every if "counter" in one.channels}


def _dossier_of(text: str) -> UUID | None:
    """The dossier with exactly this code, when the officer may see it."""
    if "-" not in text:
        return None
    try:
        return actions.dossier_of(surroundings.session(), text.upper(), present_officer())
    except NotFoundError:
        return None


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
    step = request.form.get("step", "")
    if step == "back":
        return _page(desk, kept_answers(), ())
    read = uploads.read_page(desk.form, desk.facts)
    papers = _papers(desk, read.data)
    typed = request.form.get("known", "").strip()
    if step == "lookup" or (step == "next" and typed and typed != request.form.get("looked", "").strip()):
        return _page(desk, read.data, (), papers, known=_known(desk))
    if step.startswith("take."):
        return _page(desk, _taken(desk, read.data, step.removeprefix("take.")), (), papers)
    if read.edited or not read.accepted or any(one.error for one in papers):
        return _page(desk, read.data, read.problems, papers), 200 if read.edited else 422
    return _reception(desk, read.data, papers, None, ())


def _known(desk: Desk) -> list[applicants.Known]:
    """Who has applied before with the number or address that was typed."""
    typed = request.form.get("known", "")
    return applicants.find(surroundings.session(), surroundings.clock(), present_officer(), desk.agency, typed)


def _taken(desk: Desk, data: Mapping[str, Any], chosen: str) -> dict[str, Any]:
    """The answers with what the chosen person declared before."""
    one = next((found for found in _known(desk) if str(found.dossier_id) == chosen), None)
    return {**data, **applicants.declared(desk.form, one)} if one else dict(data)


@blueprint.post("/reception")
@for_officers("reception")
def receive() -> str | tuple[str, int] | Response:
    """Submit and receive in one go: the time to settle begins now, or when the papers came."""
    desk, data = _desk(), kept_answers()
    papers = _papers(desk, data)
    node = reception_of(desk.package)
    form = desk.package.forms.get(node.work.form or "")
    read = uploads.read_page(form, desk.facts) if form else forms.Submission({}, ())
    if form and not read.accepted:
        again = uploads.show(form, read.data, read.problems, desk.facts)
        return _reception(desk, data, papers, again, ()), 200 if read.edited else 422
    try:
        done = _received(desk, data, papers, _how(read.data))
    except InvalidError as error:
        shown = uploads.show(form, read.data, error.fields, desk.facts) if form else None
        other = () if error.fields else (Problem(error.text(language()), _ANCHORS.get(error.code, "")),)
        return _reception(desk, data, papers, shown, other), 422
    session["handed"] = {"id": str(done.dossier_id), "secret": done.secret}
    flash(gettext("The dossier %(code)s is received.", code=done.code), "good")
    return redirect(url_for("desk.show", dossier_id=done.dossier_id), 303)


_ANCHORS = {
    "received-at.future": "#received_on",
    "received-at.too-early": "#received_on",
    "received-at.unknown": "#received_on",
    "received-at.reason": "#late_reason",
}


def _how(answers: Mapping[str, Any]) -> dossiers.Reception:
    """How the reception is done: its form, its outcome, and when the papers came."""
    within = timedelta(hours=current_app.config["MOTCUA_LATE_ENTRY_HOURS"])
    reason = request.form.get("late_reason", "").strip()[:1000]
    return dossiers.Reception(answers, request.form.get("outcome") or None, _came_at(), reason, within)


def _came_at() -> datetime | None:
    """When the papers came, as day and time of the wall clock; None: now. Raises InvalidError."""
    day, hour = request.form.get("received_on", "").strip(), request.form.get("received_time", "").strip()
    if not day and not hour:
        return None
    for shape in ("%d/%m/%Y %H:%M", "%Y-%m-%d %H:%M"):
        try:
            return datetime.strptime(f"{day} {hour}", shape).replace(tzinfo=surroundings.zone())
        except ValueError:
            continue
    raise InvalidError("received-at.unknown")


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
        fees=_fees(desk, data),
        late_hours=current_app.config["MOTCUA_LATE_ENTRY_HOURS"],
        posted=request.form,
        errors=errors,
        token=request.form.get("token") or secrets.token_urlsafe(24),
    )


def _fees(desk: Desk, data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What is to be paid, as far as it is known now."""
    procedure = desk.package.procedure
    lines = fee_lines(procedure.fees, desk.package.decisions, data, desk.facts["dossier"], uploads.environment())
    return [{"names": line.fee.names, "amount": line.amount} for line in lines]


def _received(
    desk: Desk, data: Mapping[str, Any], papers: Sequence[Paper], reception: dossiers.Reception
) -> dossiers.Submitted:
    counted = {one.key: counts for one in papers if (counts := one.counts)}
    spoken = request.form.get("language", "")
    application = applications.Application(
        procedure=desk.package.procedure.code,
        receiving=desk.agency,
        applicant=applicant_of(desk.form, data, spoken if spoken in LANGUAGES else "vi"),
        answers=data,
        channel="counter",
        consent=request.form.get("told", "")[:100] or None,
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
    known: list[applicants.Known] | None = None,
) -> str:
    shown = _papers(desk, data) if papers is None else papers
    return render_template(
        "dossiers/counter.html",
        item=desk.package.procedure,
        agency=desk,
        view=uploads.show(desk.form, data, problems, desk.facts),
        papers=shown,
        known=known,
        typed=request.form.get("known", ""),
        spoken=request.form.get("language", "vi"),
        expected={one.key: one for one in desk.package.procedure.components},
        errors=[*other, *(Problem(one.error, f"#paper-{one.key}") for one in shown if one.error)],
    )
