"""What needs an operator: incidents, and jobs that failed, may have arrived, or have no system connected."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from runtime.database import exact_json
from runtime.services import effects, incidents
from runtime.services.effects import EffectView
from runtime.services.errors import ServiceError
from runtime.services.incidents import IncidentLine, Place
from runtime.services.operator_lists import Wanted
from runtime.web import surroundings
from runtime.web.i18n import gettext, language
from runtime.web.i18n import lazy_gettext as _l
from runtime.web.jsontext import pretty
from runtime.web.links import address
from runtime.web.problems import Problem
from runtime.web.shell import OPERATES, for_officers, present_officer

blueprint = Blueprint("operator", __name__, url_prefix="/operation")
LONGEST_JSON = 200_000
_PAGES = ("incidents_after", "jobs_after")

STATES: dict[str, tuple[Any, str, Any]] = {
    "dead": (_l("Failed"), "bad", _l("Every attempt failed. Mend the cause and send again, or answer by hand.")),
    "unknown": (_l("Arrival unknown"), "warn", _l("The process ended during the call; it may have arrived.")),
    "unbound": (_l("No system connected"), "info", _l("No system is connected for this. Answer by hand.")),
}
"""State of a job -> word, tone, explanation."""


@blueprint.get("")
@for_officers(*OPERATES)
def index() -> str:
    """Open incidents and jobs that wait for a person, in whole or of one dossier, each list with its own pages."""
    actor, session = present_officer(), surroundings.session()
    asked = {key: request.args[key].strip()[:300] for key in ("code", *_PAGES) if request.args.get(key, "").strip()}
    of_incidents, of_jobs = (Wanted(code=asked.get("code", ""), after=asked.get(key)) for key in _PAGES)
    troubles = incidents.listed(session, actor, of_incidents)
    jobs = effects.listed(session, actor, wanted=of_jobs)
    return render_template(
        "operator/index.html",
        code=asked.get("code", ""),
        incidents=troubles.items,
        effects=[_effect(one) for one in jobs.items],
        pages={
            "incidents": _pager(asked, "incidents_after", troubles.cursor),
            "jobs": _pager(asked, "jobs_after", jobs.cursor),
        },
    )


def _pager(asked: dict[str, str], key: str, cursor: str | None) -> tuple[str | None, str | None]:
    """Addresses of the first and of the next page of a list; the other list stays where it is."""
    others = {name: value for name, value in asked.items() if name != key}
    first = address("operator.index", others) if key in asked else None
    return first, address("operator.index", {**others, key: cursor}) if cursor else None


def read_object(name: str) -> tuple[dict[str, Any] | None, str]:
    """A posted JSON object, or the sentence that says what is wrong with it."""
    text = request.form.get(name, "").strip() or "{}"
    if len(text) > LONGEST_JSON:
        return None, gettext("This text is too long.")
    try:
        value = exact_json(text)
    except json.JSONDecodeError as error:
        sentence = gettext("This is not JSON: line %(line)s, column %(column)s.", line=error.lineno, column=error.colno)
        return None, sentence
    except (ValueError, RecursionError):
        return None, gettext("This is not JSON.")
    if not isinstance(value, dict):
        return None, gettext("Enter one JSON object, in braces.")
    return value, ""


# -- incidents ---------------------------------------------------------------------------------------------------


def _place(dossier_id: UUID, part: int, uid: int) -> Place:
    return Place(dossier_id, part, uid)


@blueprint.get("/incidents/<uuid:dossier_id>/<int:part>/<int:uid>")
@for_officers(*OPERATES)
def incident(dossier_id: UUID, part: int, uid: int) -> str:
    """One incident: what happened where, the data of its part, and the ways out."""
    return _incident(_place(dossier_id, part, uid), {}, ())


def _incident(place: Place, values: dict[str, str], errors: tuple[Problem, ...]) -> str:
    line, data = incidents.found(surroundings.session(), present_officer(), place)
    return render_template(
        "operator/incident.html", one=line, place=place, data=pretty(data), values=values, errors=errors
    )


def _posted() -> dict[str, str]:
    return {key: request.form.get(key, "") for key in ("values", "output", "reason")}


def _try(place: Place, do: Callable[[], None], sentence: str) -> tuple[str, int] | Response:
    try:
        do()
    except ServiceError as error:
        anchor = "#reason" if error.code == "reason.missing" else ""
        return _incident(place, _posted(), (Problem(error.text(language()), anchor),)), 422
    flash(sentence, "good")
    return redirect(url_for("operator.index"), 303)


@blueprint.post("/incidents/<uuid:dossier_id>/<int:part>/<int:uid>")
@for_officers(*OPERATES)
def mend(dossier_id: UUID, part: int, uid: int) -> tuple[str, int] | Response:
    """Repair the data, try again, or go past; each needs a reason."""
    place, step = _place(dossier_id, part, uid), request.form.get("step", "")
    values, wrong = read_object("values")
    output, wrong_output = read_object("output")
    if values is None or output is None:
        anchor = "#values" if values is None else "#output"
        return _incident(place, _posted(), (Problem(wrong or wrong_output, anchor),)), 422
    return _try(place, _way_out(place, step, values, output), gettext("Done."))


def _way_out(place: Place, step: str, values: dict[str, Any], output: dict[str, Any]) -> Callable[[], None]:
    session, clock, actor = surroundings.session(), surroundings.clock(), present_officer()
    reason = request.form.get("reason", "")

    def repair() -> None:
        if values:
            incidents.repair_data(session, clock, place.dossier, place.part, values, reason, actor)

    def repair_and_retry() -> None:
        repair()
        incidents.retry(session, clock, place, reason, actor)

    ways: dict[str, Callable[[], None]] = {
        "repair": repair,
        "retry": repair_and_retry,
        "skip": lambda: incidents.skip(session, clock, place, output, reason, actor),
    }
    return ways.get(step) or abort(400)


# -- jobs --------------------------------------------------------------------------------------------------------


def _effect(one: EffectView) -> dict[str, Any]:
    word, tone, explanation = STATES.get(one.state, (one.state, "quiet", ""))
    dossier, seq, i = one.key
    return {
        "dossier": dossier,
        "seq": seq,
        "i": i,
        "code": one.dossier_code,
        "service": one.name,
        "state": str(word),
        "tone": tone,
        "explanation": str(explanation),
        "error": one.error if one.state != "unbound" else None,
        "attempts": one.attempts,
        "input": pretty(one.payload),
        "answerable": one.kind == "service",
        "retryable": one.state != "dead" or one.kind != "service",
        "unknown": one.state == "unknown",
    }


def _found(key: tuple[UUID, int, int]) -> dict[str, Any]:
    return _effect(effects.one(surroundings.session(), present_officer(), key))


@blueprint.get("/jobs/<uuid:dossier_id>/<int:seq>/<int:i>")
@for_officers(*OPERATES)
def effect(dossier_id: UUID, seq: int, i: int) -> str:
    """One job: what was asked, what went wrong, and the form to answer by hand."""
    return _job((dossier_id, seq, i), ())


def _job(key: tuple[UUID, int, int], errors: tuple[Problem, ...]) -> str:
    values = {name: request.form.get(name, "") for name in ("result", "reason")}
    return render_template("operator/effect.html", one=_found(key), values=values, errors=errors)


@blueprint.post("/jobs/<uuid:dossier_id>/<int:seq>/<int:i>")
@for_officers(*OPERATES)
def settle(dossier_id: UUID, seq: int, i: int) -> tuple[str, int] | Response:
    """Send again, answer by hand, or give up; each needs a reason."""
    key, session, clock = (dossier_id, seq, i), surroundings.session(), surroundings.clock()
    actor, reason = present_officer(), request.form.get("reason", "")
    result, wrong = read_object("result")
    if result is None:
        return _job(key, (Problem(wrong, "#result"),)), 422
    ways: dict[str, Callable[[], None]] = {
        "retry": lambda: effects.retry(session, clock, key, reason, actor),
        "answer": lambda: effects.answer(session, clock, key, result, reason, actor),
        "dismiss": lambda: effects.dismiss(session, clock, key, reason, actor),
    }
    do = ways.get(request.form.get("step", "")) or abort(400)
    try:
        do()
    except ServiceError as error:
        anchor = "#reason" if error.code == "reason.missing" else ""
        return _job(key, (Problem(error.text(language()), anchor),)), 422
    flash(gettext("Done."), "good")
    return redirect(url_for("operator.index"), 303)


def incident_address(one: IncidentLine) -> str:
    """The address of an incident's page."""
    return url_for("operator.incident", dossier_id=one.place.dossier, part=one.place.part, uid=one.place.uid)
