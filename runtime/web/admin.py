"""Small administration: agencies, officers and positions, procedures and packages, working calendars."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from process_models.vocabulary import OTHER_ROLES, STEP_ROLES
from runtime.services import organisation, packages, people, versions
from runtime.services.errors import ConflictError, InvalidError, ServiceError
from runtime.services.packages import PackageInvalidError
from runtime.services.snapshot import AgencyInfo
from runtime.web import surroundings
from runtime.web.i18n import gettext, language, pick
from runtime.web.i18n import lazy_gettext as _l
from runtime.web.problems import Problem
from runtime.web.shell import ADMINISTERS, PUBLISHES, for_officers, present_officer
from runtime.web.words import role_name

blueprint = Blueprint("admin", __name__, url_prefix="/administration")

_DOORS: tuple[tuple[Any, str, Any, frozenset[str]], ...] = (
    (_l("Agencies"), "admin.agencies", _l("The tree of agencies, on any day."), ADMINISTERS),
    (_l("Officers and positions"), "admin.officers", _l("Who works where, in which role."), ADMINISTERS),
    (
        _l("Procedures and packages"),
        "admin.procedures",
        _l("Published versions; publish a package."),
        PUBLISHES | ADMINISTERS,
    ),
    (
        _l("Moving dossiers to another version"),
        "moving.index",
        _l("Plan it, try it on every open dossier, carry it out, take it back."),
        PUBLISHES & ADMINISTERS,
    ),
    (
        _l("What is decided here"),
        "installation.index",
        _l("What agencies do otherwise, bound names, trusted keys, tokens."),
        PUBLISHES | ADMINISTERS,
    ),
    (
        _l("Import data"),
        "structure.imports",
        _l("Agencies, people, lists, offers, reorganisations and days off from tables."),
        ADMINISTERS | PUBLISHES,
    ),
    (_l("Reorganisation"), "structure.successors", _l("Mergers and splits; who takes dossiers over."), ADMINISTERS),
    (_l("Offers"), "structure.offer_list", _l("Where procedures are live, on trial or off."), ADMINISTERS | PUBLISHES),
    (_l("Working calendars"), "calendars.index", _l("Working hours and days off."), ADMINISTERS),
)


PACKAGE_STATES: dict[str, Any] = {
    "planned": _l("planned"),
    "in_force": _l("in force"),
    "former": _l("former"),
    "withdrawn": _l("withdrawn"),
    "retired": _l("retired"),
}


@dataclass(frozen=True, slots=True)
class TreeNode:
    """An agency with those below it."""

    info: AgencyInfo
    children: "tuple[TreeNode, ...]" = field(default=())


@blueprint.get("")
@for_officers(*(ADMINISTERS | PUBLISHES))
def index() -> str:
    """The parts of the administration that the officer's roles open."""
    roles = present_officer().roles
    doors = [(label, url_for(endpoint), text) for label, endpoint, text, allowed in _DOORS if roles & allowed]
    return render_template("admin/index.html", doors=doors)


def read_day(text: str) -> date | None:
    """A day written dd/mm/yyyy; None when it is not one."""
    pieces = [int(piece) for piece in text.strip().split("/") if piece.isascii() and piece.isdigit()]
    try:
        return date(pieces[2], pieces[1], pieces[0]) if len(pieces) == 3 else None
    except (ValueError, OverflowError):
        return None


def today() -> date:
    """The day on the installation's wall clock."""
    return surroundings.local(surroundings.now()).date()


@blueprint.get("/agencies")
@for_officers(*ADMINISTERS)
def agencies() -> str:
    """The tree below what the officer administers, as of a day."""
    wanted = request.args.get("at", "")
    day = read_day(wanted) or today()
    found = organisation.tree(surroundings.session(), present_officer(), day)
    at = f"{day.day:02}/{day.month:02}/{day.year}"
    names = organisation.current(surroundings.session()).names
    return render_template("admin/agencies.html", roots=_forest(found), at=at, day=day, name_of=names)


def _forest(found: list[AgencyInfo]) -> tuple[TreeNode, ...]:
    known = {one.code for one in found}
    below: dict[str | None, list[AgencyInfo]] = {}
    for one in found:
        below.setdefault(one.parent if one.parent in known else None, []).append(one)

    def nodes(parent: str | None) -> tuple[TreeNode, ...]:
        return tuple(TreeNode(one, nodes(one.code)) for one in below.get(parent, ()))

    return nodes(None)


@blueprint.get("/officers")
@for_officers(*ADMINISTERS)
def officers() -> str:
    """Who works in the agencies the officer administers."""
    return _officers({}, ())


def _officers(values: Mapping[str, str], errors: tuple[Problem, ...]) -> str:
    actor = present_officer()
    found = people.listed(surroundings.session(), actor)
    tree = organisation.tree(surroundings.session(), actor, today())
    roles = sorted((*STEP_ROLES, *OTHER_ROLES), key=role_name)
    return render_template(
        "admin/officers.html",
        officers=found,
        today=today(),
        agencies=[(one.code, f"{pick(one.names)} ({one.code})") for one in tree if one.code in actor.administers],
        roles=[(role, role_name(role)) for role in roles],
        values=values,
        errors=errors,
    )


@blueprint.post("/officers")
@for_officers(*ADMINISTERS)
def add_position() -> str | tuple[str, int] | Response:
    """Give an officer a position; an account that does not exist yet is made first."""
    values = {key: request.form.get(key, "").strip() for key in ("account", "name", "agency", "role")}
    errors = [
        Problem(gettext("Fill in: %(field)s.", field=label), f"#{key}")
        for key, label in (("account", gettext("Account")), ("agency", gettext("Agency")), ("role", gettext("Role")))
        if not values[key]
    ]
    if errors:
        return _officers(values, tuple(errors)), 422
    session, actor = surroundings.session(), present_officer()
    try:
        known = next((one for one in people.listed(session, actor) if one.login == values["account"]), None)
        account = known.id if known else _new_account(values)
        people.add_position(session, account, values["agency"], values["role"], actor, valid_from=today())
    except ServiceError as error:
        return _officers(values, (Problem(error.text(language())),)), 422
    flash(gettext("The position was added."), "good")
    return redirect(url_for("admin.officers"), 303)


def _new_account(values: Mapping[str, str]) -> UUID:
    return people.add(
        surroundings.session(),
        surroundings.clock(),
        values["account"],
        values["name"] or values["account"],
        request.form.get("password", ""),
        present_officer(),
    )


@blueprint.post("/positions/<uuid:position_id>/end")
@for_officers(*ADMINISTERS)
def end_position(position_id: UUID) -> Response:
    """The position ends with yesterday: the officer's next page is without it."""
    people.end_position(surroundings.session(), position_id, today() - timedelta(days=1), present_officer())
    flash(gettext("The position has ended."), "good")
    return redirect(url_for("admin.officers"), 303)


@blueprint.post("/accounts/<uuid:account_id>/deactivate")
@for_officers(*ADMINISTERS)
def deactivate(account_id: UUID) -> Response:
    """Close an account and its open sessions; where open steps are in the person's hands, they are asked for first."""
    try:
        people.deactivate(surroundings.session(), surroundings.clock(), account_id, present_officer())
    except ConflictError:
        return redirect(url_for("leaving.ask", account_id=account_id), 303)
    flash(gettext("The account is closed."), "good")
    return redirect(url_for("admin.officers"), 303)


@blueprint.post("/accounts/<uuid:account_id>/activate")
@for_officers(*ADMINISTERS)
def activate(account_id: UUID) -> Response:
    """Open an account again."""
    people.activate(surroundings.session(), surroundings.clock(), account_id, present_officer())
    flash(gettext("The account is open again."), "good")
    return redirect(url_for("admin.officers"), 303)


@blueprint.post("/accounts/<uuid:account_id>/sessions/end")
@for_officers(*ADMINISTERS)
def end_sessions(account_id: UUID) -> Response:
    """Sign a person out everywhere."""
    count = people.end_sessions(surroundings.session(), surroundings.clock(), account_id, present_officer())
    flash(gettext("Sessions ended: %(count)s.", count=count), "good")
    return redirect(url_for("admin.officers"), 303)


@blueprint.post("/accounts/<uuid:account_id>/password")
@for_officers(*ADMINISTERS)
def reset_password(account_id: UUID) -> str | tuple[str, int] | Response:
    """Give a password that works only to choose another."""
    try:
        people.reset_password(
            surroundings.session(),
            surroundings.clock(),
            account_id,
            request.form.get("password", ""),
            present_officer(),
        )
    except InvalidError as error:
        return _officers({}, (Problem(error.text(language())),)), 422
    flash(gettext("The password is set; it has to be changed at the next sign-in."), "good")
    return redirect(url_for("admin.officers"), 303)


@blueprint.get("/procedures")
@for_officers(*(ADMINISTERS | PUBLISHES))
def procedures() -> str:
    """Every published version, and the form to publish another."""
    return _procedures((), ())


def _procedures(problems: tuple[Any, ...], errors: tuple[Problem, ...]) -> str:
    actor = present_officer()
    return render_template(
        "admin/procedures.html",
        packages=packages.listed(surroundings.session(), actor, surroundings.clock()),
        states=PACKAGE_STATES,
        may_publish=bool(actor.roles & PUBLISHES),
        problems=problems,
        errors=errors,
    )


@blueprint.post("/procedures")
@for_officers(*PUBLISHES)
def upload() -> str | tuple[str, int] | Response:
    """Check a zip and publish it; every problem is told with file, line and element."""
    sent = request.files.get("package")
    content = sent.stream.read() if sent else b""
    if not content:
        return _procedures((), (Problem(gettext("Choose a package (zip)."), "#package"),)), 422
    try:
        done = packages.deploy(surroundings.session(), surroundings.clock(), content, present_officer())
    except PackageInvalidError as error:
        shown = tuple({"at": one, "text": one.text(language())} for one in error.problems)
        return _procedures(shown, ()), 422
    except ServiceError as error:
        return _procedures((), (Problem(error.text(language()), "#package"),)), 422
    sentence = (
        gettext("%(code)s %(version)s was published already; nothing changed.", code=done.code, version=done.version)
        if done.state == "unchanged"
        else gettext("%(code)s %(version)s is published.", code=done.code, version=done.version)
    )
    flash(sentence, "good")
    return redirect(url_for("admin.procedures"), 303)


@blueprint.post("/procedures/<package_hash>/<any(retire, restore):what>")
@for_officers(*PUBLISHES)
def decide(package_hash: str, what: str) -> str | tuple[str, int] | Response:
    """Retire a version or put it in force again, from a day on, with a reason."""
    session, clock, actor = surroundings.session(), surroundings.clock(), present_officer()
    reason, day = request.form.get("reason", ""), request.form.get("from", "")
    try:
        since = date.fromisoformat(day) if day else None
        if not reason.strip():
            raise InvalidError("reason.missing")
        if what == "retire":
            versions.retire(session, clock, package_hash, actor, reason, since=since)
        else:
            versions.restore(session, clock, package_hash, reason, actor, since=since)
    except ValueError:
        return _procedures((), (Problem(gettext("Enter a day."), "#packages"),)), 422
    except ServiceError as error:
        return _procedures((), (Problem(error.text(language()), "#packages"),)), 422
    flash(gettext("The decision is kept."), "good")
    return redirect(url_for("admin.procedures"), 303)
