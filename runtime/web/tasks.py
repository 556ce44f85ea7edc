"""Officers' work: my tasks, the unit's queue, one task with its form, and the overview for leaders."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

import forms
from runtime.services import proposals, tasks, views
from runtime.services.actors import Actor
from runtime.services.errors import ConflictError, InvalidError
from runtime.services.view_values import TaskView
from runtime.web import present, surroundings, uploads
from runtime.web.i18n import gettext, language, pick
from runtime.web.links import address
from runtime.web.problems import Problem
from runtime.web.shell import OPERATES, OVERSEES, PUBLISHES, WORKS, for_officers, more_doors, present_officer
from runtime.web.words import role_name

blueprint = Blueprint("work", __name__, url_prefix="/tasks")
PAGE = 25


@blueprint.get("")
@for_officers()
def mine() -> str | Response:
    """The tasks the officer has taken; leaders without a queue of their own start at the overview."""
    actor = present_officer()
    if not actor.roles & WORKS:
        return redirect(url_for(_home(actor)))
    page = tasks.mine(surroundings.session(), surroundings.clock(), actor, _filters(), request.args.get("after"))
    return _list(
        page, gettext("My tasks"), gettext("You have no tasks. Take one from your unit's queue."), "work.queue"
    )


def _home(actor: Actor) -> str:
    """Where somebody without tasks of their own begins."""
    for roles, endpoint in ((OVERSEES, "overview.index"), (OPERATES, "operator.index"), (PUBLISHES, "admin.index")):
        if actor.roles & roles:
            return endpoint
    return next((endpoint for _, endpoint, roles in more_doors() if actor.roles & roles), "portal.home")


@blueprint.get("/queue")
@for_officers(*WORKS)
def queue() -> str:
    """What the officer's units wait for, most urgent first."""
    actor = present_officer()
    page = tasks.queue(surroundings.session(), surroundings.clock(), actor, _filters(), request.args.get("after"), PAGE)
    return _list(page, gettext("Unit's queue"), gettext("Nothing waits. Well done."), None)


def _filters() -> tasks.TaskFilter:
    return tasks.TaskFilter(
        text=request.args.get("q", "").strip()[:200] or None,
        agency=request.args.get("agency") or None,
        role=request.args.get("role") or None,
        state=request.args.get("due") or None,
    )


def _list(page: Any, heading: str, empty: str, empty_to: str | None) -> str:
    actor = present_officer()
    wanted = {key: request.args.get(key, "") for key in ("q", "agency", "role", "due")}
    kept = {key: value for key, value in wanted.items() if value}
    endpoint = request.endpoint or "work.mine"
    agencies = {held.agency: pick(held.agency_names) for held in actor.positions if held.role in WORKS}
    return render_template(
        "tasks/list.html",
        heading=heading,
        rows=present.task_rows(page.lines, actor),
        filters=wanted,
        to_approve=proposals.waiting_count(surroundings.session(), actor),
        standing=sorted({held.substitutes_name for held in actor.positions if held.substitutes}),
        agencies=sorted(agencies.items()),
        roles=[(role, role_name(role)) for role in sorted(actor.roles & WORKS)],
        first="after" not in request.args,
        first_page=address(endpoint, kept),
        next=address(endpoint, {**kept, "after": page.cursor}) if page.cursor else None,
        empty=empty,
        empty_link=(gettext("Unit's queue"), url_for(empty_to)) if empty_to else None,
    )


@blueprint.get("/<uuid:task_id>")
@for_officers()
def show(task_id: UUID) -> str:
    """One task: its form when it is the officer's own, else who has it or the button to take it."""
    view = _view(task_id)
    data = present.prefilled(view)
    return _page(view, _shown(view, data, ()))


def _shown(view: TaskView, data: Mapping[str, Any], problems: Sequence[forms.FieldError]) -> forms.FormView | None:
    form = present.form_of(view)
    if form is None:
        return None
    return uploads.show(form, data, problems, present.facts_of(view), names=present.file_names(view.dossier))


def _view(task_id: UUID) -> TaskView:
    return views.task(surroundings.session(), surroundings.clock(), present_officer(), task_id)


def _page(
    view: TaskView,
    shown: forms.FormView | None,
    errors: tuple[Problem, ...] = (),
    token: str = "",
    override: str = "",
    *,
    four_eyes: bool = False,
) -> str:
    return render_template(
        "tasks/show.html",
        **present.task_page(view, four_eyes=four_eyes),
        view=shown,
        errors=errors,
        token=token or secrets.token_urlsafe(24),
        override=override,
    )


@blueprint.post("/<uuid:task_id>/claim")
@for_officers()
def claim(task_id: UUID) -> Response:
    """Take a task from the queue."""
    tasks.claim(surroundings.session(), surroundings.clock(), task_id, present_officer())
    return redirect(url_for("work.show", task_id=task_id), 303)


@blueprint.post("/<uuid:task_id>/release")
@for_officers()
def release(task_id: UUID) -> Response:
    """Give a task back to the queue."""
    tasks.release(surroundings.session(), surroundings.clock(), task_id, present_officer())
    flash(gettext("The task is back in the queue."), "good")
    return redirect(url_for("work.queue"), 303)


@blueprint.post("/<uuid:task_id>/complete")
@for_officers()
def complete(task_id: UUID) -> str | tuple[str, int] | Response:
    """Record the step's answers and outcome; mistakes and conflicts come back as pages."""
    view = _view(task_id)
    form, facts = present.form_of(view), present.facts_of(view)
    answers: Mapping[str, Any] = {}
    if form is not None:
        read = uploads.read_page(form, facts)
        answers = read.data
        if not read.accepted:
            status = 200 if read.edited else 422
            return _page(view, _shown(view, read.data, read.problems), token=_token()), status
    try:
        tasks.complete_task(
            surroundings.session(), surroundings.clock(), task_id, _completion(answers), present_officer()
        )
    except InvalidError as error:
        shown = _shown(view, answers, error.fields)
        eyes = error.code == "task.four-eyes"
        problems = () if error.fields else (Problem(error.text(language()), "#override" if eyes else ""),)
        return _page(view, shown, problems, _token(), request.form.get("override", ""), four_eyes=eyes), 422
    except ConflictError as error:
        if not error.values:
            raise
        return render_template("tasks/conflict.html", task_id=task_id, conflicts=present.conflicts(view, error)), 409
    flash(gettext("The step is done."), "good")
    return redirect(url_for("work.mine"), 303)


def _token() -> str:
    return request.form.get("token", "")[:100]


def _completion(answers: Mapping[str, Any]) -> tasks.Completion:
    return tasks.Completion(
        answers=answers,
        outcome=request.form.get("outcome") or None,
        form_seq=_number("seq"),
        version=_number("version"),
        idempotency_key=_token() or None,
        override=request.form.get("override", "").strip() or None,
    )


def _number(name: str) -> int | None:
    text = request.form.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None
