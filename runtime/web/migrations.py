"""Moving running dossiers to another version: draft a plan, try it on every dossier, carry it out, take it back."""

import json
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from runtime.services import packages
from runtime.services.errors import ServiceError
from runtime.services.migration import orders
from runtime.services.migration.orders import OrderView
from runtime.web import surroundings
from runtime.web.i18n import gettext, language
from runtime.web.i18n import lazy_gettext as _l
from runtime.web.operator import read_object
from runtime.web.problems import Problem
from runtime.web.shell import ADMINISTERS, PUBLISHES, for_officers, present_officer

blueprint = Blueprint("moving", __name__, url_prefix="/administration/migrations")
PAGE = 50

ORDER_STATES: dict[str, tuple[Any, str]] = {
    "checking": (_l("Being tried"), "info"),
    "checked": (_l("Tried, not begun"), "warn"),
    "running": (_l("Moving dossiers"), "info"),
    "undoing": (_l("Being taken back"), "info"),
    "done": (_l("Done"), "good"),
    "cancelled": (_l("Stopped"), "quiet"),
}
ITEM_STATES: dict[str, tuple[Any, str]] = {
    "unchecked": (_l("Not tried yet"), "quiet"),
    "fits": (_l("Can move"), "good"),
    "refused": (_l("Cannot move"), "bad"),
    "waiting": (_l("Will be moved"), "info"),
    "moved": (_l("Has moved"), "good"),
    "gone": (_l("No longer concerned"), "quiet"),
    "undoing": (_l("Will be taken back"), "info"),
    "undone": (_l("Taken back"), "warn"),
    "kept": (_l("Stays moved"), "warn"),
}


@blueprint.get("")
@for_officers(*(ADMINISTERS | PUBLISHES))
def index() -> str:
    """All orders, and the door to a new one."""
    return _index(())


def _index(errors: tuple[Problem, ...]) -> str:
    session, actor = surroundings.session(), present_officer()
    found = orders.listed(session, actor)
    versions = [(one.hash, f"{one.code} {one.version} ({one.hash[:8]})") for one in packages.listed(session, actor)]
    chosen = {name: request.args.get(name, "") for name in ("from", "to")}
    return render_template(
        "admin/migrations.html", orders=[_shown(one) for one in found], versions=versions, chosen=chosen, errors=errors
    )


@blueprint.get("/new")
@for_officers(*(ADMINISTERS | PUBLISHES))
def draft() -> str | tuple[str, int]:
    """A drafted plan to look through and change."""
    old, new = request.args.get("from", ""), request.args.get("to", "")
    try:
        plan = orders.drafted(surroundings.session(), old, new, present_officer())
    except ServiceError as error:
        return _index((Problem(error.text(language()), "#from"),)), 422
    doubts = plan.pop("doubts", [])
    return _draft(json.dumps(plan, ensure_ascii=False, indent=2), doubts, "", ())


def _draft(plan: str, doubts: list[Any], reason: str, errors: tuple[Problem, ...]) -> str:
    told = [(one["severity"], one["pointer"], one["message"][language()]) for one in doubts]
    return render_template("admin/migration_new.html", plan=plan, doubts=told, reason=reason, errors=errors)


@blueprint.post("/new")
@for_officers(*(ADMINISTERS | PUBLISHES))
def create() -> tuple[str, int] | Answer:
    """Try a plan on every open dossier."""
    text, reason = request.form.get("plan", ""), request.form.get("reason", "")
    value, wrong = read_object("plan")
    if value is None:
        return _draft(text, [], reason, (Problem(wrong, "#plan"),)), 422
    try:
        order = orders.create(surroundings.session(), surroundings.clock(), value, reason, present_officer())
    except ServiceError as error:
        anchor = "#reason" if error.code == "reason.missing" else "#plan"
        return _draft(text, [], reason, (Problem(error.text(language()), anchor),)), 422
    flash(gettext("The plan is being tried on every open dossier. Nothing moves yet."), "good")
    return redirect(url_for("moving.show", order_id=order), 303)


@blueprint.get("/<uuid:order_id>")
@for_officers(*(ADMINISTERS | PUBLISHES))
def show(order_id: UUID) -> str:
    """One order: how far it is, why dossiers cannot move, and each of them."""
    return _show(order_id, ())


def _show(order_id: UUID, errors: tuple[Problem, ...]) -> str:
    session, actor = surroundings.session(), present_officer()
    view = orders.found(session, order_id, actor)
    state = request.args.get("state") or None
    if state is not None and state not in ITEM_STATES:
        abort(404)
    after = request.args.get("after") or None
    found, following = orders.items(session, order_id, actor, state=state, after=after, limit=PAGE)
    items = [
        {"id": one.dossier_id, "code": one.code, "state": _word(ITEM_STATES, one.state), "why": one.text(language())}
        for one in found
    ]
    return render_template(
        "admin/migration.html",
        one=_shown(view),
        items=items,
        state=state,
        following=following,
        plan=json.dumps(view.plan, ensure_ascii=False, indent=2),
        errors=errors,
    )


@blueprint.get("/<uuid:order_id>/dossiers.csv")
@for_officers(*(ADMINISTERS | PUBLISHES))
def table(order_id: UUID) -> Response:
    """Every dossier of the order as a table to keep."""
    text = orders.as_csv(surroundings.session(), order_id, present_officer())
    response = Response(text, mimetype="text/csv")
    response.headers.set("Content-Disposition", "attachment", filename=f"migration-{order_id}.csv")
    return response


@blueprint.post("/<uuid:order_id>")
@for_officers(*(ADMINISTERS | PUBLISHES))
def decide(order_id: UUID) -> tuple[str, int] | Answer:
    """Begin, stop, or take back: everything, or the dossiers named."""
    session, clock, actor = surroundings.session(), surroundings.clock(), present_officer()
    codes = request.form.get("dossiers", "").replace(",", " ").split()
    try:
        match request.form.get("step", ""):
            case "start":
                orders.start(session, clock, order_id, actor)
            case "cancel":
                orders.cancel(session, clock, order_id, actor)
            case "undo":
                orders.undo(session, clock, order_id, actor, codes or None)
            case _:
                abort(400)
    except ServiceError as error:
        anchor = "#dossiers" if codes else "#decide"
        return _show(order_id, (Problem(error.text(language()), anchor),)), 422
    flash(gettext("Done."), "good")
    return redirect(url_for("moving.show", order_id=order_id), 303)


def _word(states: dict[str, tuple[Any, str]], state: str) -> dict[str, str]:
    word, tone = states.get(state, (state, "quiet"))
    return {"key": state, "word": str(word), "tone": tone}


def _shown(view: OrderView) -> dict[str, Any]:
    versions = view.versions
    return {
        "id": view.id,
        "procedure": view.procedure_code,
        "old": ", ".join(versions.get(source, source[:8]) for source in view.sources),
        "new": versions.get(view.target, view.target[:8]),
        "state": _word(ORDER_STATES, view.state),
        "reason": view.reason,
        "created_at": view.created_at,
        "created_by": view.created_by,
        "total": view.total,
        "done": view.total - view.left,
        "counts": [(_word(ITEM_STATES, state), count) for state, count in sorted(view.counts.items())],
        "reasons": list(view.reasons.items()),
    }
