"""Values of services as pages show them: words instead of codes, names instead of ids, nothing to compute left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import forms
from engine.clock import Calendar
from process_models.package import Package
from runtime.services import packages
from runtime.services.actors import Actor
from runtime.services.errors import ConflictError
from runtime.services.nearness import urgency
from runtime.services.tasks import TaskLine
from runtime.services.view_values import BranchView, DeadlineView, DossierView, TaskView
from runtime.web import surroundings, uploads
from runtime.web.i18n import language, pick
from runtime.web.jsontext import pretty
from runtime.web.words import role_name

CLOSED = frozenset({3, 7, 8, 9, 10})


def package_of(package_hash: str) -> Package:
    """A published package, from memory when it was used before."""
    return packages.package(surroundings.session(), package_hash)


def label(package: Package, element: str) -> str:
    """What a step is called, in the reader's language."""
    return package.label(element, language())


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRow:
    """A line of a queue."""

    task_id: UUID
    dossier_id: UUID
    code: str
    procedure: str
    step: str
    role: str
    applicant: str
    step_due: datetime | None
    step_state: str
    dossier_due: datetime | None
    dossier_state: str
    due_state: str
    paused: bool
    assignee: str | None
    claimable: bool
    mine: bool
    intake_due: datetime | None
    """Until when an application that came online has to be answered."""
    intake_state: str
    instead_of: str | None
    """Whom the reader stands in for, where the step is not one of their own positions."""
    trial: bool


def due_state(due: datetime | None, now: datetime, calendar: Calendar | None = None) -> str:
    """``overdue``, ``near_due`` or ``within``, for lists."""
    found = urgency((due,), now, calendar)
    return "near_due" if found == "near" else found


def task_rows(lines: Sequence[TaskLine], actor: Actor) -> list[TaskRow]:
    """The lines of a list for its reader, all as of one instant."""
    now = surroundings.now()
    return [task_row(line, actor, now) for line in lines]


def task_row(line: TaskLine, actor: Actor, now: datetime) -> TaskRow:
    """A line of a queue for its reader."""
    step = due_state(line.due_at, now, line.calendar)
    whole = "within" if line.paused else due_state(line.dossier_due, now, line.calendar)
    answer = due_state(line.intake_due, now, line.calendar)
    mine = line.assignee is not None and line.assignee == actor.account
    queue = (line.agency, line.role or "")
    return TaskRow(
        task_id=line.id,
        dossier_id=line.dossier_id,
        code=line.dossier_code,
        procedure=pick(line.procedure_names),
        step=label(package_of(line.package_hash), line.node),
        role=role_name(line.role),
        applicant=line.applicant,
        step_due=line.due_at,
        step_state=step,
        dossier_due=line.dossier_due,
        dossier_state=whole,
        due_state=worst(step, whole, answer),
        paused=line.paused,
        assignee=line.assignee_name,
        claimable=not mine and actor.free(line.assignee) and queue in actor.queues,
        mine=mine,
        intake_due=line.intake_due,
        intake_state=answer,
        instead_of=actor.in_place_of(*queue) if queue in actor.queues else None,
        trial=line.trial,
    )


def worst(*states: str) -> str:
    """The most urgent of some states."""
    return next((one for one in ("overdue", "near_due") if one in states), "within")


# -- one task ----------------------------------------------------------------------------------------------------


def form_of(view: TaskView) -> forms.Form | None:
    """The form of a task, None when it has none."""
    return package_of(view.package_hash).forms.get(view.form or "")


def facts_of(view: TaskView) -> Mapping[str, Any]:
    """What expressions of the form see beside the answers."""
    return {"dossier": view.facts}


def prefilled(view: TaskView) -> dict[str, Any]:
    """What the form is filled with: its defaults, with what the dossier knows on top."""
    form = form_of(view)
    if form is None:
        return {}
    known = {one.key: view.data[one.key] for one in form.fields if view.data.get(one.key) is not None}
    return {**forms.defaults(form, facts_of(view), uploads.environment()), **known}


def file_names(view: DossierView) -> dict[str, str]:
    """Names by id of the files of a dossier."""
    return {str(file.id): file.filename for file in view.files}


def task_page(view: TaskView, *, four_eyes: bool = False) -> dict[str, Any]:
    """The values of the task page beside its form."""
    package = package_of(view.package_hash)
    line, dossier = view.line, view.dossier
    branch = branch_of(dossier, line.branch)
    committed = deadline_of(branch)
    own = form_of(view)
    return {
        "task": {
            "task_id": line.id,
            "dossier_id": branch.id,
            "code": branch.code,
            "procedure": pick(dossier.procedure_names),
            "step": label(package, line.node),
            "role": role_name(line.role),
            "agency": pick(line.agency_names),
            "applicant": dossier.applicant.get("name"),
            "status": branch.status,
            "step_due": line.due_at,
            "step_state": due_state(line.due_at, surroundings.now()),
            "dossier_due": committed.due if committed else None,
            "dossier_state": committed.state if committed else "within",
            "assignee": line.assignee_name,
            "seq": view.form_seq,
            "version": view.version,
            "outcomes": [{"key": key, "label": package.outcome(key, language())} for key in view.outcomes],
            "four_eyes": view.four_eyes or four_eyes,
        },
        "mine": line.mine,
        "claimable": line.may_work and not line.mine,
        "blocked": branch.suspension["reason"] if branch.suspension else "",
        "attachments": dossier.files,
        "reads": reads(dossier, package, leave_out=own),
    }


def conflicts(view: TaskView, error: ConflictError) -> list[dict[str, str]]:
    """The names that two people wrote, with both values as text."""
    form = form_of(view)
    labels = {one.key: pick(one.label) for one in form.fields} if form else {}
    return [
        {"name": labels.get(name, name), "theirs": pretty(theirs), "yours": pretty(ours)}
        for name, (theirs, ours) in error.values.items()
    ]


# -- parts of dossiers -------------------------------------------------------------------------------------------


def branch_of(view: DossierView, branch: str) -> BranchView:
    """The sub-dossier of that key, or what was asked for."""
    return next((one for one in view.branches if one.branch == branch), view.branches[0])


def deadline_of(branch: BranchView, kind: str = "committed") -> DeadlineView | None:
    """The deadline lists show: the committed one, before reception the answer that is owed."""
    found = {one.kind: one for one in branch.deadlines}
    return found.get(kind) or found.get("statutory") or found.get("intake")


def dossier_facts(view: DossierView) -> dict[str, Any]:
    """What expressions of forms see of a dossier."""
    own = view.branches[0]
    return {
        "dossier": {
            "code": view.code,
            "channel": view.channel,
            "territory": view.territory,
            "receiving_agency": view.received_by,
            "applicant": view.applicant,
            "submitted_at": own.submitted_at,
            "received_at": own.received_at,
            "facts": view.facts,
        }
    }


def paid(view: DossierView) -> Decimal:
    """What has been paid: as payments recorded, or as the cashier's step told."""
    told = view.facts.get("fee_paid")
    by_step = Decimal(told) if isinstance(told, int | Decimal) and not isinstance(told, bool) else Decimal(0)
    return max(by_step, sum((one.amount for one in view.payments), Decimal(0)))


def reads(view: DossierView, package: Package, leave_out: forms.Form | None = None) -> list[forms.FormView]:
    """What was declared and recorded, form by form, read-only: the application first, then the steps' forms."""
    found = []
    for part in view.parts:
        keys = [package.procedure.application, *_done_forms(package, part.process, part.done)]
        for key in dict.fromkeys(keys):
            form = package.forms.get(key)
            if form is None or form is leave_out:
                continue
            shown = uploads.show(form, part.data, (), dossier_facts(view), "read", file_names(view))
            if shown.sections:
                found.append(shown)
    return found


def _done_forms(package: Package, process: str, done: tuple[str, ...]) -> list[str]:
    nodes = package.library.processes[process].nodes if process in package.library.processes else {}
    return [form for node in done if node in nodes and (form := nodes[node].work.form)]
