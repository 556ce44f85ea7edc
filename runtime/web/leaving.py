"""Closing an account: every open step of the person finds a new place first."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from runtime.services import leaving, unit_work
from runtime.services.errors import ServiceError
from runtime.services.task_lists import TaskLine
from runtime.web import present, surroundings
from runtime.web.i18n import gettext, language
from runtime.web.problems import Problem
from runtime.web.shell import ADMINISTERS, for_officers, present_officer

blueprint = Blueprint("leaving", __name__, url_prefix="/administration/accounts")

QUEUE = "queue"


@blueprint.get("/<uuid:account_id>/leaving")
@for_officers(*ADMINISTERS)
def ask(account_id: UUID) -> str:
    """The person's open steps, each with who could go on with it."""
    return _page(account_id, {}, ())


def _page(account_id: UUID, values: Mapping[str, str], errors: tuple[Problem, ...]) -> str:
    session, clock, actor = surroundings.session(), surroundings.clock(), present_officer()
    person, lines = leaving.open_tasks(session, clock, account_id, actor)
    able = unit_work.candidates(session, clock, {(line.agency, line.role) for line in lines}, actor)
    return render_template(
        "unit/leaving.html",
        person=person,
        rows=[_row(line, able[line.agency, line.role], account_id) for line in lines],
        values=values,
        errors=errors,
    )


def _row(line: TaskLine, able: Sequence[unit_work.Candidate], leaver: UUID) -> dict[str, Any]:
    names = [(str(one.account), f"{one.name} ({one.open})") for one in able if one.account != leaver]
    return {"task": present.task_row(line, present_officer(), surroundings.now()), "people": names}


@blueprint.post("/<uuid:account_id>/leaving")
@for_officers(*ADMINISTERS)
def leave(account_id: UUID) -> str | tuple[str, int] | Response:
    """Close the account; each step goes where it was decided."""
    values = {key: value.strip() for key, value in request.form.items()}
    try:
        choices = {UUID(key): _to(value) for key, value in values.items() if _is_task(key) and value}
        given, queued = leaving.leave(
            surroundings.session(),
            surroundings.clock(),
            account_id,
            choices,
            values.get("reason", ""),
            present_officer(),
        )
    except ServiceError as error:
        where = "#reason" if error.code == "reason.missing" else ""
        return _page(account_id, values, (Problem(error.text(language()), where),)), 422
    text = gettext(
        "The account is closed. Steps given to people: %(given)s; back in queues: %(queued)s.",
        given=given,
        queued=queued,
    )
    flash(text, "good")
    return redirect(url_for("admin.officers"), 303)


def _is_task(key: str) -> bool:
    try:
        UUID(key)
    except ValueError:
        return False
    return True


def _to(value: str) -> UUID | None:
    return UUID(value) if _is_task(value) else None
