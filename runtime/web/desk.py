"""The counter after the reception: secret, papers, fee, and each further step that the same officer can do at once.

A certified copy is received, settled and handed back here without leaving the page: a step that is done opens the next.
"""

import secrets
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

import forms
from process_models.package import Package
from runtime.services import payments, scans, tasks, views
from runtime.services.access import Action
from runtime.services.errors import ConflictError, InvalidError
from runtime.services.view_values import DossierView, TaskView
from runtime.web import dossier_pages, present, surroundings, uploads
from runtime.web.dossiers import view_of
from runtime.web.i18n import gettext, language, pick
from runtime.web.problems import Problem
from runtime.web.shell import for_officers, present_officer

blueprint = Blueprint("desk", __name__, url_prefix="/counter/dossiers")
METHODS = ("cash", "transfer", "online")


@blueprint.get("/<uuid:dossier_id>")
@for_officers("reception", "return", "cashier")
def show(dossier_id: UUID) -> str:
    """Where the dossier stands, and the next step that can be done here."""
    return _page(view_of(dossier_id))


@blueprint.post("/<uuid:dossier_id>/steps/<uuid:task_id>")
@for_officers("reception", "return", "cashier")
def step(dossier_id: UUID, task_id: UUID) -> str | tuple[str, int] | Response:
    """Do the step; the page then shows the next one."""
    task = _task(task_id)
    form, facts = present.form_of(task), present.facts_of(task)
    read = uploads.read_page(form, facts) if form is not None else forms.Submission({}, ())
    if not read.accepted or read.edited:
        again = _shown(task, read.data, read.problems)
        return _page(view_of(dossier_id), (task, again)), 200 if read.edited else 422
    actor = present_officer()
    completion = tasks.Completion(
        answers=read.data,
        outcome=request.form.get("outcome") or None,
        form_seq=_number("seq"),
        idempotency_key=request.form.get("token", "")[:100] or None,
        override=request.form.get("override", "").strip() or None,
    )
    try:
        if not task.line.mine:
            tasks.claim(surroundings.session(), surroundings.clock(), task_id, actor)
        tasks.complete_task(surroundings.session(), surroundings.clock(), task_id, completion, actor)
    except InvalidError as error:
        eyes = error.code == "task.four-eyes"
        shown = _shown(_task(task_id), read.data, error.fields)
        problems = () if error.fields else (Problem(error.text(language()), "#override" if eyes else ""),)
        return _page(view_of(dossier_id), (_task(task_id), shown), problems, four_eyes=eyes), 422
    except ConflictError as error:
        if not error.values:
            raise
        return render_template("tasks/conflict.html", task_id=task_id, conflicts=present.conflicts(task, error)), 409
    flash(gettext("Done: %(action)s.", action=present.label(_package(task.dossier), task.line.node)), "good")
    return redirect(url_for("desk.show", dossier_id=dossier_id), 303)


@blueprint.post("/<uuid:dossier_id>/files")
@for_officers("reception", "return", "cashier")
def scan(dossier_id: UUID) -> str | tuple[str, int] | Response:
    """Attach what was scanned, each file to its paper."""
    view = view_of(dossier_id)
    papers = uploads.read_papers(_package(view).procedure.components, ())
    wrong = tuple(Problem(one.error, f"#paper-{one.key}") for one in papers if one.error)
    if wrong:
        return _page(view, errors=wrong), 422
    count = sum(
        scans.attach(
            surroundings.session(),
            surroundings.clock(),
            view.root,
            one.key,
            [UUID(file.id) for file in one.files],
            present_officer(),
        )
        for one in papers
        if one.files
    )
    if not count:
        return _page(view, errors=(Problem(gettext("Choose a file first."), "#scan"),)), 422
    flash(gettext("%(count)s files are attached.", count=count), "good")
    return redirect(url_for("desk.show", dossier_id=dossier_id), 303)


@blueprint.post("/<uuid:dossier_id>/payments")
@for_officers("reception", "cashier")
def pay(dossier_id: UUID) -> str | tuple[str, int] | Response:
    """Record money that was taken."""
    text = request.form.get("amount", "").replace(".", "").replace(" ", "").strip()
    try:
        amount = Decimal(text) if text.isascii() and text.isdigit() and len(text) < 13 else Decimal(0)
    except InvalidOperation:
        amount = Decimal(0)
    told = payments.Paid(
        fee=request.form.get("fee", "")[:100],
        amount=amount,
        method=request.form.get("method", "")[:20],
        reference=request.form.get("reference", "").strip()[:200] or None,
    )
    try:
        payments.record(surroundings.session(), surroundings.clock(), dossier_id, told, present_officer())
    except InvalidError as error:
        return _page(view_of(dossier_id), errors=(Problem(error.text(language()), "#amount"),)), 422
    flash(gettext("The payment is recorded."), "good")
    return redirect(url_for("desk.show", dossier_id=dossier_id), 303)


def _page(
    view: DossierView,
    present_step: tuple[TaskView, forms.FormView | None] | None = None,
    errors: tuple[Problem, ...] = (),
    *,
    four_eyes: bool = False,
) -> str:
    package = _package(view)
    now = present_step or _next(view)
    handed = session.get("handed") or {}
    names = {"cash": gettext("Cash"), "transfer": gettext("Bank transfer"), "online": gettext("Online payment")}
    return render_template(
        "dossiers/desk.html",
        dossier=dossier_pages.head(view, package),
        procedure=package.procedure,
        secret=handed.get("secret") if handed.get("id") == str(view.root) else None,
        step=None if now is None else present.task_page(now[0], four_eyes=four_eyes),
        view=None if now is None else now[1],
        done=[
            {"step": present.label(package, one.node), "actor": one.actor_name or "", "at": one.closed_at}
            for one in view.history
            if one.why == "completed"
        ],
        fees=_due(view) if Action.PAY in view.allowed and not view.branches[0].returned_at else [],
        methods=names,
        papers=_papers(view, package),
        may_answer=Action.ANSWER_SUPPLEMENT in view.allowed,
        may_make_receipt=Action.MAKE_PAPER in view.allowed
        and view.branches[0].received_at is not None
        and dossier_pages.receipt_of(view) is None,
        may_cancel=Action.CANCEL_RECEPTION in view.allowed,
        token=secrets.token_urlsafe(24),
        override=request.form.get("override", ""),
        errors=errors,
    )


def _papers(view: DossierView, package: Package) -> list[dict[str, Any]]:
    """The components with the files they have, while more can be attached; nothing afterwards."""
    if Action.ATTACH not in view.allowed or view.branches[0].status in present.CLOSED:
        return []
    accept = ("application/pdf", "image/jpeg", "image/png")
    return [
        {
            "key": one.key,
            "name": pick(one.names),
            "accept": ",".join(one.accept or accept),
            "files": [file.filename for file in view.files if file.component == one.key],
        }
        for one in package.procedure.components
    ]


def _due(view: DossierView) -> list[dict[str, Any]]:
    """Fees that are not paid yet, with what is missing."""
    given: dict[str, Decimal] = {}
    for one in view.payments:
        given[one.fee] = given.get(one.fee, Decimal(0)) + one.amount
    if present.paid(view) > sum(given.values(), Decimal(0)):
        return []
    lines = [(line, (line.amount or Decimal(0)) - given.get(line.fee.key, Decimal(0))) for line in view.fees]
    return [
        {"key": line.fee.key, "name": pick(line.fee.names), "amount": missing, "methods": line.fee.payable}
        for line, missing in lines
        if missing > 0
    ]


def _next(view: DossierView) -> tuple[TaskView, forms.FormView | None] | None:
    """The first open step that this officer can do, with its form."""
    line = next((one for one in view.tasks if one.mine or (one.may_work and one.assignee is None)), None)
    if line is None or view.branches[0].suspension is not None:
        return None
    task = _task(line.id)
    return task, _shown(task, present.prefilled(task), ())


def _task(task_id: UUID) -> TaskView:
    return views.task(surroundings.session(), surroundings.clock(), present_officer(), task_id)


def _shown(view: TaskView, data: Mapping[str, Any], problems: Any) -> forms.FormView | None:
    form = present.form_of(view)
    if form is None:
        return None
    names = present.file_names(view.dossier)
    return uploads.show(form, data, problems, present.facts_of(view), names=names)


def _package(view: DossierView) -> Package:
    return present.package_of(view.package_hash)


def _number(name: str) -> int | None:
    text = request.form.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None
