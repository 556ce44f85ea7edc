"""For heads and leaders: who in their unit holds what, what is late; giving tasks to people and taking them back."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response

from runtime.services import access, organisation, proposals, task_lists, unit_work
from runtime.services.actors import Actor
from runtime.services.errors import InvalidError
from runtime.services.task_lists import STATES, TaskFilter, TaskLine
from runtime.services.unit_work import Handed
from runtime.web import present, surroundings
from runtime.web.i18n import gettext, language, ngettext, pick
from runtime.web.i18n import lazy_gettext as _l
from runtime.web.links import address
from runtime.web.problems import Problem
from runtime.web.shell import HEADS, for_officers, present_officer
from runtime.web.words import role_name

blueprint = Blueprint("unit", __name__, url_prefix="/unit")

PAGE = 50
_KEPT = ("show", "q", "agency", "role", "holder")
TABS: Mapping[str, Any] = {
    "": _l("All open steps"),
    "overdue": _l("Overdue"),
    "near": _l("Due soon"),
    "unassigned": _l("Not taken"),
    "stranded": _l("Held by somebody who cannot"),
}


@blueprint.get("")
@for_officers(*HEADS)
def index() -> str:
    """The unit's open steps with their holders, most urgent first, and how much each person holds."""
    return _page(())


def _page(errors: Sequence[Problem], refused: Sequence[str] = (), values: Mapping[str, str] | None = None) -> str:
    actor, session, clock = present_officer(), surroundings.session(), surroundings.clock()
    asked = {key: request.args.get(key, "").strip()[:200] for key in _KEPT}
    page = task_lists.unit(session, clock, actor, _filter(asked), request.args.get("after"), PAGE)
    queues = {(line.agency, line.role) for line in page.lines}
    able = unit_work.candidates(session, clock, queues, actor)
    kept = {key: value for key, value in asked.items() if value}
    return render_template(
        "unit/index.html",
        rows=_rows(page.lines, actor),
        people=_people(able),
        tabs=_tabs(kept),
        asked=asked,
        agencies=_agencies(actor),
        roles=sorted(((role, role_name(role)) for role in access.WORKING), key=lambda one: one[1]),
        holder=_holder(asked["holder"], page.lines),
        everybody_link=_link({**kept, "holder": ""}) if asked["holder"] else None,
        first_page=None if "after" not in request.args else _link(kept),
        next=_link({**kept, "after": page.cursor}) if page.cursor else None,
        here=kept,
        unanswered=unit_work.unanswered(session, clock, actor),
        to_approve=proposals.waiting_count(session, actor),
        errors=errors,
        refused=refused,
        values=values or {},
    )


def _link(query: Mapping[str, str]) -> str:
    return address("unit.index", {key: value for key, value in query.items() if value})


def _filter(asked: Mapping[str, str]) -> TaskFilter:
    show = asked["show"]
    return TaskFilter(
        text=asked["q"] or None,
        agency=asked["agency"] or None,
        role=asked["role"] or None,
        holder=_uuid(asked["holder"]),
        state=show if show in STATES else None,
        unassigned=show == "unassigned",
        stranded=show == "stranded",
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _known(actor: Actor, agency: str) -> str | None:
    return agency if agency in access.watched(actor) else None


def _agencies(actor: Actor) -> list[tuple[str, str]]:
    current = organisation.current(surroundings.session())
    return sorted(((code, pick(current.names(code))) for code in access.watched(actor)), key=lambda one: one[1])


def _rows(lines: Sequence[TaskLine], actor: Actor) -> list[dict[str, Any]]:
    current = organisation.current(surroundings.session())
    return [
        {
            "task": task,
            "version": line.version,
            "agency": pick(current.names(line.agency)),
            "may_give": access.may(actor, access.Action.REASSIGN, (line.agency, line.role)),
        }
        for line, task in zip(lines, present.task_rows(lines, actor), strict=True)
    ]


def _holder(asked: str, lines: Sequence[TaskLine]) -> str:
    """The name of the person whose steps are shown."""
    return next((line.assignee_name or "" for line in lines), gettext("nobody")) if asked else ""


@blueprint.get("/people")
@for_officers(*HEADS)
def people() -> str:
    """Who holds how much, the overdue first."""
    actor, session, clock = present_officer(), surroundings.session(), surroundings.clock()
    agency = request.args.get("agency", "")
    kept = {"agency": agency} if _known(actor, agency) else {}
    return render_template(
        "unit/people.html",
        loads=unit_work.loads(session, clock, actor, kept.get("agency")),
        tabs=_tabs(kept),
        asked={"show": "people", "agency": agency},
        agencies=_agencies(actor),
        holder_link=lambda account: _link({**kept, "holder": str(account)}),
        unassigned_link=_link({**kept, "show": "unassigned"}),
    )


def _tabs(kept: Mapping[str, str]) -> list[tuple[str, str, str]]:
    tabs = [(key, str(label), _link({**kept, "show": key})) for key, label in TABS.items()]
    agency = {"agency": kept["agency"]} if kept.get("agency") else {}
    return [*tabs, ("people", gettext("Who holds what"), address("unit.people", agency))]


def _people(able: Mapping[tuple[str, str | None], Sequence[unit_work.Candidate]]) -> list[tuple[str, str]]:
    """Each person once, with the roles they could take steps of."""
    roles: dict[UUID, set[str]] = {}
    known: dict[UUID, unit_work.Candidate] = {}
    for (_agency, role), found in able.items():
        for one in found:
            known[one.account] = one
            roles.setdefault(one.account, set()).add(role_name(role))
    ordered = sorted(known.values(), key=lambda one: (one.absent, one.open, one.name))
    return [(str(one.account), _person(one, sorted(roles[one.account]))) for one in ordered]


def _person(one: unit_work.Candidate, roles: Sequence[str]) -> str:
    held = ngettext("%(num)s open step", "%(num)s open steps", one.open)
    away = f" – {gettext('absent')}" if one.absent else ""
    instead = f" – {gettext('for %(names)s', names=', '.join(one.instead_of))}" if one.instead_of else ""
    return f"{one.name} ({', '.join(roles)}; {held}){instead}{away}"


@blueprint.post("/hand-over")
@for_officers(*HEADS)
def hand_over() -> str | tuple[str, int] | Response:
    """Give the chosen steps to somebody, or back to their queues; what could not be done is told step by step."""
    values = {key: request.form.get(key, "").strip() for key in ("to", "reason")}
    chosen = [_chosen(one) for one in request.form.getlist("task")]
    to = None if values["to"] == "queue" else _uuid(values["to"])
    if to is None and values["to"] != "queue":
        return _page((Problem(gettext("Choose whom the steps go to."), "#to"),), values=values), 422
    try:
        done = unit_work.hand_over(
            surroundings.session(),
            surroundings.clock(),
            [one for one in chosen if one is not None],
            to,
            values["reason"],
            present_officer(),
        )
    except InvalidError as error:
        where = "#reason" if error.code == "reason.missing" else ""
        return _page((Problem(error.text(language()), where),), values=values), 422
    return _told(done, values)


def _chosen(text: str) -> tuple[UUID, int | None] | None:
    ident, _, version = text.partition("~")
    task = _uuid(ident)
    number = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else None
    return None if task is None else (task, number)


def _told(done: Sequence[Handed], values: Mapping[str, str]) -> str | tuple[str, int] | Response:
    moved = sum(1 for one in done if one.refused is None)
    if moved:
        flash(ngettext("%(num)s step changed hands.", "%(num)s steps changed hands.", moved), "good")
    refused = [f"{_code_of(one)}: {one.refused.text(language())}" for one in done if one.refused is not None]
    if refused:
        problem = Problem(ngettext("%(num)s step was left.", "%(num)s steps were left.", len(refused)))
        return _page((problem,), refused, values), 409
    back = {key: request.form.get(f"back_{key}", "") for key in _KEPT}
    return redirect(_link(back), 303)


def _code_of(one: Handed) -> str:
    from runtime.services.errors import ServiceError

    try:
        return task_lists.one(surroundings.session(), present_officer(), one.task).dossier_code
    except ServiceError:
        return gettext("A step that is over")


@blueprint.get("/steps/<uuid:task_id>")
@for_officers(*HEADS)
def step(task_id: UUID) -> str:
    """One open step: who could do it, the least busy first; give it or take it back."""
    actor, session, clock = present_officer(), surroundings.session(), surroundings.clock()
    line = task_lists.one(session, actor, task_id)
    able = unit_work.candidates(session, clock, [(line.agency, line.role)], actor)
    return render_template("unit/step.html", row=_rows([line], actor)[0], people=_people(able), values={}, errors=())
