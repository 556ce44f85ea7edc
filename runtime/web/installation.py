"""What an installation decides beside its packages: local ways of agencies, bound names, trusted keys, tokens."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from runtime.connectors import read_registry
from runtime.services import access, bindings, local, organisation, packages, tokens, trust
from runtime.services.access import Action
from runtime.services.errors import InvalidError, ServiceError
from runtime.services.local import Override
from runtime.web import surroundings
from runtime.web.i18n import gettext, language, pick
from runtime.web.i18n import lazy_gettext as _l
from runtime.web.problems import Problem
from runtime.web.shell import ADMINISTERS, PUBLISHES, for_officers, present_officer

blueprint = Blueprint("installation", __name__, url_prefix="/administration/installation")

SUBJECTS: Mapping[str, Any] = {
    "committed": _l("Committed time"),
    "fee": _l("Fee"),
    "names": _l("Name of the unit"),
    "header": _l("Head of letters"),
    "hotline": _l("Hotline on letters"),
}
UNITS: Mapping[str, Any] = {
    "working_day": _l("working days"),
    "calendar_day": _l("calendar days"),
    "hour": _l("working hours"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """An override as the table shows it."""

    override: Override
    where: str
    what: tuple[str, ...]


@blueprint.get("")
@for_officers(*(ADMINISTERS | PUBLISHES))
def index() -> str:
    """Everything that is decided here, as far as the officer may see it."""
    return _page({}, ())


def _page(values: Mapping[str, str], errors: tuple[Problem, ...], token: str = "") -> str:
    session, actor = surroundings.session(), present_officer()
    tree = organisation.tree(session, actor, surroundings.local(surroundings.now()).date())
    agencies = {one.code: pick(one.names) for one in tree}
    codes = {one.code: pick(one.names) for one in packages.listed(session, actor)}
    with session.begin():
        policy = trust.policy(session)
    gives = access.may(actor, Action.GIVE_TOKENS)
    return render_template(
        "admin/installation.html",
        lines=[_line(one, agencies) for one in local.overrides(session, actor)],
        bindings=[(one, json.dumps(one.value, ensure_ascii=False)) for one in bindings.bindings(session, actor)],
        unbound=_unbound(),
        keys=trust.keys(session, actor),
        policy=policy,
        tokens=tokens.listed(session, actor) if gives else [],
        agencies=sorted(
            (code, f"{name} ({code})") for code, name in agencies.items() if access.may(actor, Action.OVERRIDE, code)
        ),
        kinds=[(kind, kind) for kind in sorted({one.kind for one in tree})],
        procedures=sorted((code, f"{code} – {name}") for code, name in codes.items()),
        subjects=SUBJECTS,
        units=UNITS,
        may={"trust": access.may(actor, Action.TRUST), "bind": access.may(actor, Action.BIND), "token": gives},
        token=token,
        values=values,
        errors=errors,
    )


def _unbound() -> dict[str, list[str]]:
    """Capabilities that neither a binding nor the installation's file of connectors serves."""
    told = current_app.config.get("MOTCUA_CONNECTORS")
    registry = read_registry(Path(told) if told else None)
    return bindings.unbound(surroundings.session(), present_officer(), lambda name: registry.find(name) is not None)


def _line(one: Override, agencies: Mapping[str, str]) -> Line:
    where = agencies.get(one.agency, one.agency)
    if one.kind:
        where = gettext("every %(kind)s below %(agency)s", kind=one.kind, agency=where)
    return Line(one, where, tuple(_said(key, value) for key, value in one.values.items()))


def _said(key: str, value: Any) -> str:
    match key:
        case "fees":
            return "; ".join(f"{fee}: {amount:,} đ".replace(",", ".") for fee, amount in value.items())
        case "committed":
            return f"{SUBJECTS[key]}: {value['value']} {UNITS.get(value['unit'], value['unit'])}"
        case _:
            return f"{SUBJECTS.get(key, key)}: {pick(value)}"


def _wanted(form: Mapping[str, str]) -> Override:
    """The override of a filled form. Raises InvalidError with the sentence of what is missing."""
    values: dict[str, Any]
    match form.get("subject"):
        case "committed":
            values = {"committed": {"value": _whole(form.get("amount", "")), "unit": form.get("unit", "")}}
        case "fee":
            values = {"fees": {form.get("fee", "").strip(): _whole(form.get("amount", ""))}}
        case "names" | "header" | "hotline" as key:
            values = {key: {"vi": form.get("vi", "").strip(), "en": form.get("en", "").strip()}}
        case _:
            values = {}
    return Override(
        agency=form.get("agency", ""),
        values=values,
        procedure=form.get("procedure") or None,
        kind=form.get("kind") or None,
        days=(_day(form.get("from", "")), _day(form.get("to", ""))),
        decision=form.get("decision", "").strip() or None,
    )


def _whole(text: str) -> int | str:
    plain = text.strip().replace(".", "")
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 16 else text


def _day(text: str) -> date | None:
    """A day of a date field; None for an empty one. Raises InvalidError."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidError("day.unknown", day=text[:40]) from error


def _set_override() -> str:
    local.override(surroundings.session(), surroundings.clock(), _wanted(request.form), present_officer())
    return gettext("It holds from now on; dossiers that were submitted keep what they had.")


def _end_override() -> str:
    last = _day(request.form.get("last", "")) or surroundings.local(surroundings.now()).date()
    local.end(surroundings.session(), _id(), last, present_officer())
    return gettext("The last day is set.")


def _bind() -> str:
    try:
        value = json.loads(request.form.get("value", ""))
    except ValueError as error:
        raise InvalidError("binding.value", name=request.form.get("name", "")[:200], detail=str(error)) from error
    if not isinstance(value, dict):
        raise InvalidError("binding.value", name=request.form.get("name", "")[:200], detail="{…}")
    kind, name = request.form.get("kind", ""), request.form.get("name", "").strip()
    bindings.bind(surroundings.session(), surroundings.clock(), kind, name, value, present_officer())
    return gettext("The name is bound.")


def _unbind() -> str:
    kind, name = request.form.get("kind", ""), request.form.get("name", "")
    bindings.unbind(surroundings.session(), kind, name, present_officer())
    return gettext("The binding is gone.")


def _trust() -> str:
    pem = request.form.get("pem", "").encode("utf-8", "surrogatepass")
    name = request.form.get("owner", "")
    trust.add(surroundings.session(), surroundings.clock(), pem, name, present_officer())
    return gettext("Packages signed with this key are accepted.")


def _revoke() -> str:
    form = request.form
    trust.revoke(
        surroundings.session(), surroundings.clock(), form.get("key", ""), form.get("reason", ""), present_officer()
    )
    return gettext("No more signatures of this key are accepted.")


def _policy() -> str:
    trust.set_policy(surroundings.session(), surroundings.clock(), request.form.get("policy", ""), present_officer())
    return gettext("It is decided.")


def _end_token() -> str:
    tokens.revoke(surroundings.session(), surroundings.clock(), _id(), present_officer())
    return gettext("The token has ended.")


def _id() -> UUID:
    try:
        return UUID(request.form.get("id", ""))
    except ValueError:
        abort(404)


_DECISIONS: Mapping[str, Callable[[], str]] = {
    "override": _set_override,
    "override-end": _end_override,
    "bind": _bind,
    "unbind": _unbind,
    "trust": _trust,
    "revoke": _revoke,
    "policy": _policy,
    "token-end": _end_token,
}


@blueprint.post("/<what>")
@for_officers(*(ADMINISTERS | PUBLISHES))
def decide(what: str) -> str | tuple[str, int] | Response:
    """Carry one decision out and come back to the page; what does not hold is told above the form as it was filled."""
    carry_out = _DECISIONS.get(what)
    if carry_out is None:
        abort(404)
    try:
        said = carry_out()
    except ServiceError as error:
        return _page(request.form, (Problem(error.text(language())),)), 422
    flash(said, "good")
    return redirect(url_for("installation.index"), 303)


@blueprint.post("/token")
@for_officers(*PUBLISHES)
def give_token() -> str | tuple[str, int]:
    """Give a token; its text stands on this one answer only."""
    days = _whole(request.form.get("days", ""))
    try:
        _info, text = tokens.give(
            surroundings.session(),
            surroundings.clock(),
            request.form.get("token_name", "").strip(),
            days if isinstance(days, int) else 0,
            present_officer(),
        )
    except ServiceError as error:
        return _page(request.form, (Problem(error.text(language()), "#token_name"),)), 422
    return _page({}, (), text)
