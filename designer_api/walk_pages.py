"""The page of a walk: the dossier as it stands, and a form for whatever can happen next.

The walk itself travels in the page (a scenario's submission and steps as JSON): the server keeps nothing, and a page
that is posted twice only looks twice.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

import forms
from designer_api import drafts, workbench
from designer_api.walking import WaitingTask, Walked, WalkError, as_scenario, walk
from engine.bpmn.drawing import diagram_svg
from engine.dossier import Status
from process_models.json_text import JsonTextError, canonical_json, parse_json
from process_models.package import Package
from process_models.scenario_steps import PERMITTED_BY
from runtime.services.errors import ServiceError
from runtime.services.packages import PackageInvalidError
from runtime.web import surroundings, uploads
from runtime.web.i18n import gettext, language, pick
from runtime.web.i18n import lazy_gettext as _l
from runtime.web.problems import Problem
from runtime.web.shell import present_officer

Answer = str | tuple[str, int] | Response
LARGEST = 1_000_000
_NAME = re.compile(r"[a-z][a-z0-9_]{0,60}")
_AFTER = re.compile(r"P.+|[0-9]+(\.[0-9]+)?(h|d|min)")
_ACTIONS: Mapping[str, Any] = {
    "request_supplement": _l("Request a supplement"),
    "answer_supplement": _l("The applicant supplies it"),
    "withdraw": _l("The applicant withdraws"),
    "refuse_intake": _l("Refuse at intake"),
    "stop": _l("Stop"),
    "extend": _l("Extend the deadline by one working day"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What the page shows beside the walk: the form of the step that is being done, with its mistakes."""

    transcript: Mapping[str, Any]
    view: forms.FormView | None = None
    task: WaitingTask | None = None
    errors: tuple[Problem, ...] = ()
    after: str = ""


def show(draft_id: UUID) -> Answer:
    """Look at a walk, or take its next step."""
    try:
        package = workbench.package_of(surroundings.session(), draft_id, present_officer())
    except PackageInvalidError:
        flash(gettext("The draft has errors: it can be walked when they are mended."), "bad")
        return redirect(url_for("design.draft", draft_id=draft_id), 303)
    if request.method == "GET":
        return _begin(draft_id, package, {}, ())
    done = _DOES.get(request.form.get("do", ""))
    if done is None:
        abort(400)
    return done(draft_id, package, _transcript())


def _transcript() -> dict[str, Any]:
    text = request.form.get("walk", "")
    if len(text) > LARGEST:
        abort(413)
    try:
        found = parse_json(text.encode()) if text else {}
    except JsonTextError:
        abort(400)
    if not isinstance(found, dict) or not isinstance(found.get("steps", []), list):
        abort(400)
    return found


# -- beginning -----------------------------------------------------------------------------------------------------


def _begin(
    draft_id: UUID, package: Package, data: Mapping[str, Any], errors: tuple[Problem, ...], view: Any = None
) -> str:
    form = package.forms.get(package.procedure.application)
    shown = view or (uploads.show(form, {**_defaults(form, {}), **data}, (), {"dossier": {}}) if form else None)
    now = surroundings.local(surroundings.now()).replace(second=0, microsecond=0)
    return render_template(
        "design/walk_begin.html",
        draft_id=draft_id,
        package=package,
        names=pick(package.procedure.names),
        view=shown,
        errors=errors,
        at=request.form.get("at") or now.isoformat(timespec="minutes"),
        channel=request.form.get("channel", ""),
        territory=request.form.get("territory", ""),
        scenarios=[(name, pick(told.get("names"))) for name, told in sorted(package.scenarios.items())],
    )


def _submit(draft_id: UUID, package: Package, _walk: dict[str, Any]) -> Answer:
    form = package.forms.get(package.procedure.application)
    data: Mapping[str, Any] = {}
    if form is not None:
        read = uploads.read_page(form, {"dossier": {}})
        data = read.data
        if not read.accepted:
            shown = uploads.show(form, read.data, read.problems, {"dossier": {}})
            return _begin(draft_id, package, data, (), shown), 200 if read.edited else 422
    submission = {
        "at": request.form.get("at", ""),
        "channel": request.form.get("channel") or "online",
        "answers": data,
        **({"territory": request.form["territory"]} if request.form.get("territory") else {}),
    }
    transcript = {"submit": _json(submission), "steps": []}
    try:
        return _page(draft_id, package, walk(package, transcript, language()), Page(transcript=transcript))
    except WalkError as error:
        return _begin(draft_id, package, data, (Problem(error.text(language())),)), 422


def _load(draft_id: UUID, package: Package, _walk: dict[str, Any]) -> Answer:
    """Begin with the submission of a scenario, or with all of it."""
    told = package.scenarios.get(request.form.get("scenario", ""))
    if told is None:
        return _begin(draft_id, package, {}, (Problem(gettext("Choose a scenario."), "#scenario"),)), 422
    steps = list(told.get("steps", ())) if request.form.get("whole") else []
    kept = {key: told[key] for key in ("submit", "calendar", "calendars") if key in told}
    return _look(draft_id, package, {**_json(kept), "steps": _json(steps)})


# -- going on ------------------------------------------------------------------------------------------------------


def _look(draft_id: UUID, package: Package, transcript: dict[str, Any]) -> Answer:
    """The walk as it is; a step that cannot be done is taken back and told."""
    try:
        return _page(draft_id, package, walk(package, transcript, language()), Page(transcript=transcript))
    except WalkError as error:
        steps = list(transcript.get("steps", ()))
        if not steps:
            return _begin(draft_id, package, {}, (Problem(error.text(language())),)), 422
        before = {**transcript, "steps": steps[:-1]}
        found = (Problem(error.text(language())),)
        try:
            walked = walk(package, before, language())
        except WalkError:
            return _begin(draft_id, package, {}, found), 422
        return _page(draft_id, package, walked, Page(transcript=before, errors=found)), 422


def _step(draft_id: UUID, package: Package, transcript: dict[str, Any], step: Mapping[str, Any]) -> Answer:
    after = request.form.get("after", "").strip()
    if after and not _AFTER.fullmatch(after):
        return _failed(draft_id, package, transcript, gettext("Write the time that passes as 30min, 4h or 2d."))
    told = {**({"after": after} if after else {}), **_json(step)}
    return _look(draft_id, package, {**transcript, "steps": [*transcript.get("steps", ()), told]})


def _failed(draft_id: UUID, package: Package, transcript: dict[str, Any], sentence: str) -> Answer:
    try:
        walked = walk(package, transcript, language())
    except WalkError as error:
        return _begin(draft_id, package, {}, (Problem(error.text(language())),)), 422
    return _page(draft_id, package, walked, Page(transcript=transcript, errors=(Problem(sentence),))), 422


def _task(draft_id: UUID, package: Package, transcript: dict[str, Any]) -> Answer:
    """Complete the open task with the answers of its form; mistakes come back at their fields."""
    try:
        walked = walk(package, transcript, language())
    except WalkError as error:
        return _begin(draft_id, package, {}, (Problem(error.text(language())),)), 422
    task = _chosen(walked)
    if task is None:
        return _look(draft_id, package, transcript)
    step: dict[str, Any] = {"task": task.element, "item": task.item}
    if request.form.get("outcome"):
        step["outcome"] = request.form["outcome"]
    form = package.forms.get(task.form or "")
    if form is not None:
        read = uploads.read_page(form, _facts(task))
        if not read.accepted:
            shown = uploads.show(form, read.data, read.problems, _facts(task))
            page = Page(transcript=transcript, view=shown, task=task, after=request.form.get("after", ""))
            return _page(draft_id, package, walked, page), 200 if read.edited else 422
        step["answers"] = read.data
    return _step(draft_id, package, transcript, step)


def _chosen(walked: Walked) -> WaitingTask | None:
    element, _, item = request.form.get("task", "").partition("#")
    wanted = element, item or request.form.get("item", "1")
    return next((one for one in walked.tasks if (one.element, str(one.item)) == wanted), None)


def _open(draft_id: UUID, package: Package, transcript: dict[str, Any]) -> Answer:
    """Show the form of another open task."""
    return _look(draft_id, package, transcript)


def _service(draft_id: UUID, package: Package, transcript: dict[str, Any]) -> Answer:
    step: dict[str, Any] = {"service": request.form.get("service", ""), "item": _item()}
    how, text = request.form.get("how", "result"), request.form.get("value", "").strip()
    if how == "error":
        return _step(draft_id, package, transcript, {**step, "error": text or "error"})
    if how == "fail":
        return _step(draft_id, package, transcript, {**step, "fail": text or "no answer"})
    try:
        result = parse_json(text.encode()) if text else {}
    except JsonTextError as error:
        sentence = gettext("The answer is not JSON: %(why)s", why=error.message)
        return _failed(draft_id, package, transcript, sentence)
    return _step(draft_id, package, transcript, {**step, "result": result})


def _message(draft_id: UUID, package: Package, transcript: dict[str, Any]) -> Answer:
    text = request.form.get("payload", "").strip()
    try:
        payload = parse_json(text.encode()) if text else {}
    except JsonTextError as error:
        sentence = gettext("The message is not JSON: %(why)s", why=error.message)
        return _failed(draft_id, package, transcript, sentence)
    if not isinstance(payload, dict):
        return _failed(draft_id, package, transcript, gettext("The message must be a JSON object."))
    step: dict[str, Any] = {"message": request.form.get("name", "").strip() or "?", "payload": payload}
    if request.form.get("key", "").strip():
        step["key"] = request.form["key"].strip()
    return _step(draft_id, package, transcript, step)


def _time(draft_id: UUID, package: Package, transcript: dict[str, Any]) -> Answer:
    """Let the clock run to the next timer."""
    try:
        walked = walk(package, transcript, language())
    except WalkError as error:
        return _begin(draft_id, package, {}, (Problem(error.text(language())),)), 422
    if not walked.timers:
        return _failed(draft_id, package, transcript, gettext("No timer is set."))
    until = walked.timers[0][0].isoformat()
    steps = [*transcript.get("steps", ()), {"until": until}]
    return _look(draft_id, package, {**transcript, "steps": steps})


def _action(draft_id: UUID, package: Package, transcript: dict[str, Any]) -> Answer:
    action = request.form.get("action", "")
    reason = request.form.get("reason", "").strip()
    step: dict[str, Any] = {"action": action, **({"reason": reason} if reason else {})}
    if action == "request_supplement":
        step["items"] = [{"text": reason}]
    if action == "extend":
        step |= {"term": request.form.get("term", "").strip() or "1wd", "approver": "walk"}
    if action == "return":
        step |= {"task": request.form.get("task", ""), "item": _item(), "to": request.form.get("to", "")}
    return _step(draft_id, package, transcript, step)


def _back(draft_id: UUID, package: Package, transcript: dict[str, Any]) -> Answer:
    """Take the last step back."""
    steps = list(transcript.get("steps", ()))
    if not steps:
        return _begin(draft_id, package, transcript.get("submit", {}).get("answers", {}), ())
    return _look(draft_id, package, {**transcript, "steps": steps[:-1]})


def _keep(draft_id: UUID, package: Package, transcript: dict[str, Any]) -> Answer:
    """Save the walk as a scenario of the draft: from now on it must come out the same."""
    name = request.form.get("name", "").strip()
    if not _NAME.fullmatch(name) or name in package.scenarios:
        told = gettext("Give the scenario a new name of small letters, digits and _.")
        return _failed(draft_id, package, transcript, told)
    try:
        walked = walk(package, transcript, language())
    except WalkError as error:
        return _begin(draft_id, package, {}, (Problem(error.text(language())),)), 422
    written = as_scenario(transcript, walked, request.form.get("title", "").strip() or name)
    session, actor = surroundings.session(), present_officer()
    try:
        head = drafts.draft(session, draft_id, actor).head
        drafts.save(session, surroundings.clock(), draft_id, head, {f"scenarios/{name}.json": written}, actor, name)
    except ServiceError as error:
        return _failed(draft_id, package, transcript, error.text(language()))
    flash(gettext("The walk is kept as scenario %(name)s.", name=name), "good")
    return redirect(url_for("design.draft", draft_id=draft_id), 303)


# -- the page ------------------------------------------------------------------------------------------------------


def _page(draft_id: UUID, package: Package, walked: Walked, page: Page) -> str:
    task = page.task or _chosen(walked) or next(iter(walked.tasks), None)
    form = package.forms.get(task.form or "") if task is not None else None
    view = page.view
    if view is None and form is not None and task is not None:
        view = uploads.show(form, {**_defaults(form, _facts(task)), **task.data}, (), _facts(task))
    return render_template(
        "design/walk.html",
        draft_id=draft_id,
        names=pick(package.procedure.names),
        walked=walked,
        lives=[(life, Status[life.status.upper()].value) for life in walked.lives],
        steps=len(page.transcript.get("steps", ())),
        transcript=canonical_json(dict(page.transcript)),
        task=task,
        view=view,
        errors=page.errors,
        after=page.after or "30min",
        task_choices=[(f"{one.element}#{one.item}", _choice(one)) for one in walked.tasks],
        action_names=_ACTIONS,
        actions=[one for one in _ACTIONS if PERMITTED_BY.get(one, one) in _permitted(package)],
        diagram=Markup(diagram_svg(package.document, active=walked.active, done=walked.visited)),  # noqa: S704 - ours
        trace=[one for one in walked.trace if one["event"] != "entered"][-40:],
        data=json.dumps(walked.data, ensure_ascii=False, indent=2, default=str),
    )


def _choice(task: WaitingTask) -> str:
    more = f" ({task.item})" if task.item > 1 else ""
    return f"{task.label}{more}" + (f" · {task.branch}" if task.branch else "")


def _permitted(package: Package) -> frozenset[str]:
    allowed = package.procedure.actions.allowed
    return allowed | ({"answer_supplement"} if "supplement" in allowed else frozenset())


def _defaults(form: forms.Form, facts: Mapping[str, Any]) -> Mapping[str, Any]:
    return forms.defaults(form, facts, uploads.environment())


def _facts(task: WaitingTask) -> dict[str, Any]:
    return {"dossier": task.dossier}


def _item() -> int:
    text = request.form.get("item", "1")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 1


def _json(value: Any) -> Any:
    """Plain JSON data of answers, with numbers as they were written."""
    from runtime.api.values import plain

    return plain(value)


_DOES: Mapping[str, Callable[[UUID, Package, dict[str, Any]], Answer]] = {
    "submit": _submit,
    "load": _load,
    "task": _task,
    "open": _open,
    "service": _service,
    "message": _message,
    "time": _time,
    "action": _action,
    "back": _back,
    "keep": _keep,
}
"""What the page's buttons say in ``do`` -> how it is done."""
