"""Officers' tasks: queues, taking and giving back, completing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from engine.dossier.case import ROOT, Turn
from engine.dossier.commands import PartEvent
from engine.kernel.events import TaskCompleted
from forms import shared_files
from runtime.clock import Clock
from runtime.models import Account, Attachment, TaskHistory, TaskRow
from runtime.services import access, idempotency
from runtime.services.access import Action
from runtime.services.actors import Actor
from runtime.services.attachments import bindable, file_entries
from runtime.services.cases import By, Held, OpenTask, lock
from runtime.services.chain import LogEntry
from runtime.services.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError, RefusedError
from runtime.services.form_answers import answers_of, refuse_conflict
from runtime.services.inputs import clean, reason_of
from runtime.services.marking import mark
from runtime.services.recording import Doing, Recorded, perform
from runtime.services.task_lists import TaskFilter, TaskLine, TaskPage, mine, queue
from runtime.services.transactions import transaction

__all__ = [
    "Completed",
    "Completion",
    "TaskFilter",
    "TaskLine",
    "TaskPage",
    "assign",
    "claim",
    "complete_task",
    "mine",
    "queue",
    "release",
    "take_back",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """How a task is completed. ``form_seq`` is the number its form was rendered with, ``version`` the task's.

    ``override`` is the reason for doing alone what four eyes should do.
    """

    answers: Mapping[str, Any] = field(default_factory=dict)
    outcome: str | None = None
    form_seq: int | None = None
    version: int | None = None
    idempotency_key: str | None = None
    override: str | None = None


@dataclass(frozen=True, slots=True)
class Completed:
    """The dossier after a task was completed."""

    dossier_id: UUID
    code: str
    status: int
    waiting: tuple[str, ...]
    """Elements where the dossier is now."""


def claim(session: Session, clock: Clock, task_id: UUID, actor: Actor) -> None:
    """Take a task; taking it again changes nothing.

    Raises NotFoundError, ConflictError ``task.taken`` when somebody has it, RefusedError when it is over.
    """
    with transaction(session, "claim"):
        held, task = _held_task(session, task_id, actor)
        access.require(actor, Action.WORK, task.queue)
        if task.assignee == actor.account:
            return
        _refuse_taken(session, task, actor)
        _assign(session, clock, (held, task), actor, actor.account)


def release(session: Session, clock: Clock, task_id: UUID, actor: Actor, reason: str | None = None) -> None:
    """Give a task back to its queue: who has it, or who heads its unit. Raises as :func:`claim` does."""
    with transaction(session, "release"):
        held, task = _held_task(session, task_id, actor)
        if task.assignee is None:
            return
        if not actor.free(task.assignee) and not access.may(actor, Action.REASSIGN, task.queue):
            raise ForbiddenError("task.not-claimed")
        _assign(session, clock, (held, task), actor, None, reason)


def take_back(
    session: Session, clock: Clock, task_id: UUID, actor: Actor, *, reason: str, version: int | None = None
) -> None:
    """Take a task from whoever holds it: it is in the queue again. For who heads its unit; raises as :func:`assign`."""
    with transaction(session, "take-back"):
        held, task = _held_task(session, task_id, actor)
        access.require(actor, Action.REASSIGN, task.queue)
        if version is not None and version != task.version:
            raise ConflictError("conflict.version")
        if task.assignee is not None:
            _assign(session, clock, (held, task), actor, None, reason)


def assign(
    session: Session,
    clock: Clock,
    task_id: UUID,
    to: UUID,
    actor: Actor,
    *,
    reason: str | None = None,
    version: int | None = None,
) -> None:
    """Give a task to an officer who holds its role today, or stands in for one who does.

    ``version`` is the task's as the reader saw it. Raises NotFoundError, ForbiddenError, InvalidError
    ``person.unable``, ConflictError ``conflict.version``.
    """
    with transaction(session, "assign"):
        held, task = _held_task(session, task_id, actor)
        access.require(actor, Action.REASSIGN, task.queue)
        if version is not None and version != task.version:
            raise ConflictError("conflict.version")
        require_able(session, clock, to, task)
        if task.assignee != to:
            _assign(session, clock, (held, task), actor, to, reason)


def require_able(session: Session, clock: Clock, to: UUID, task: OpenTask) -> None:
    """Raises InvalidError ``person.unable`` for who may not do the task today. Inside the caller's transaction."""
    from runtime.services.people import holds

    session.get(Account, to, with_for_update={"read": True})  # whoever closes the account waits for this
    if not holds(session, to, task.agency, task.role, clock.now()):
        raise InvalidError("person.unable", agency=task.agency, role=task.role)


def complete_task(session: Session, clock: Clock, task_id: UUID, done: Completion, actor: Actor) -> Completed:
    """Complete a task with its form's answers; one transaction, whatever follows from it.

    Raises NotFoundError; RefusedError ``task.closed`` (done already), ``suspended`` …; ConflictError ``task.taken``,
    ``conflict.values``, ``conflict.version``; InvalidError for the form, the outcome, or four eyes.
    """
    clean(done.answers)
    request = idempotency.fingerprint(str(task_id), done.answers, done.outcome)
    key = idempotency.checked(done.idempotency_key)
    try:
        with transaction(session, "complete"):
            return _completed_once(session, clock, task_id, done, actor, (key, request))
    except IntegrityError as error:
        return _answer(idempotency.lost_race(session, error, actor.key, key, request))


# -- completing --------------------------------------------------------------------------------------------------


def _completed_once(
    session: Session,
    clock: Clock,
    task_id: UUID,
    done: Completion,
    actor: Actor,
    request: tuple[str | None, str],
) -> Completed:
    key, fingerprint = request
    held = lock(session, task_id, By.TASK, idempotency=(actor.key, key) if key else None)
    task = None if held is None else held.open_task(task_id)
    if held is None or task is None:  # over, perhaps since this very moment: another held the lock
        known = idempotency.answered(session, actor.key, key, fingerprint)
        return _answer(known) if known else _gone(session, task_id, actor)
    if held.known_answer is not None:
        return _answer(idempotency.same(*held.known_answer, fingerprint))
    _workable(session, held, task, actor, done)
    recorded = _complete(session, clock, (held, task), done, actor, request)
    return _completed(held, recorded.turn)


def _workable(session: Session, held: Held, task: OpenTask, actor: Actor, done: Completion) -> None:
    if not access.may(actor, Action.WORK, task.queue):
        access.require(actor, Action.SEE, held.subject(held.branch_of(task)))
        raise ForbiddenError("forbidden")
    _refuse_taken(session, task, actor)
    if done.version is not None and done.version != task.version:
        raise ConflictError("conflict.version")
    if task.outcomes and done.outcome not in task.outcomes:
        raise InvalidError("task.outcome", outcomes=", ".join(task.outcomes))
    if task.different_from and held.earlier_actor == actor.key and not done.override:
        raise InvalidError("task.four-eyes", step=task.different_from)


def _complete(
    session: Session,
    clock: Clock,
    place: tuple[Held, OpenTask],
    done: Completion,
    actor: Actor,
    request: tuple[str | None, str],
) -> Recorded:
    held, task = place
    refuse_conflict(held, task, done.answers, done.form_seq)
    checked = answers_of(held, task, done.answers, max(clock.now(), held.last_at))
    form = held.package.forms.get(task.form or "")
    shared = shared_files(form, done.answers) if form is not None else frozenset()
    files = bindable(session, held.root, (done.answers, {}), actor.key, shared)
    branch = held.branch_of(task)
    override: tuple[LogEntry, ...] = ()
    if task.different_from and held.earlier_actor == actor.key and done.override:
        body = {"task": str(task.id), "node": task.node, "reason": reason_of(done.override)}
        override = (LogEntry("four_eyes_overridden", branch, body),)
    event = TaskCompleted(
        task.token, checked.answers, done.outcome if task.outcomes else None, actor.key, checked.hidden
    )
    key, fingerprint = request
    answer = None if key is None else (actor.key, key, fingerprint, lambda turn: _told(_completed(held, turn)))
    doing = Doing(
        command=PartEvent(task.n, event),
        actor=actor,
        before=override,
        after=file_entries(files, branch),
        task=task.id,
        answer=answer,
        also=lambda batch: batch.update(Attachment, files),
    )
    return perform(session, clock, held, doing)


def _completed(held: Held, turn: Turn) -> Completed:
    waiting = tuple(
        token.at
        for part in turn.case.parts.values()
        if part.open
        for scope in part.state.scopes.values()
        for token in scope.tokens.values()
    )
    return Completed(held.root, held.code, int(turn.case.lives[ROOT].status), waiting)


def _told(completed: Completed) -> dict[str, Any]:
    return {
        "dossier_id": str(completed.dossier_id),
        "code": completed.code,
        "status": completed.status,
        "waiting": list(completed.waiting),
    }


def _answer(known: Mapping[str, Any]) -> Completed:
    return Completed(UUID(known["dossier_id"]), known["code"], known["status"], tuple(known["waiting"]))


def _gone(session: Session, task_id: UUID, actor: Actor) -> Completed:
    """Why a task cannot be completed any more. Raises always."""
    over = session.execute(
        select(TaskHistory, Account.name)
        .outerjoin(Account, Account.login == TaskHistory.actor)
        .where(TaskHistory.id == task_id, access.visible_root(actor, TaskHistory.dossier_id))
    ).one_or_none()
    if over is None:
        raise NotFoundError("not-found")
    task, name = over
    if task.why == "completed":
        raise RefusedError("task.closed", actor=name or task.actor, at=task.closed_at.isoformat())
    raise RefusedError("task.cancelled")


# -- taking and giving back --------------------------------------------------------------------------------------


def _held_task(session: Session, task_id: UUID, actor: Actor) -> tuple[Held, OpenTask]:
    held = lock(session, task_id, By.TASK)
    task = None if held is None else held.open_task(task_id)
    if held is None or task is None:
        _gone(session, task_id, actor)
        raise NotFoundError("not-found")
    access.require(actor, Action.SEE, held.subject(held.branch_of(task)))
    return held, task


def _refuse_taken(session: Session, task: OpenTask, actor: Actor) -> None:
    if actor.free(task.assignee):
        return
    name = session.scalar(select(Account.name).where(Account.id == task.assignee))
    raise ConflictError("task.taken", name=name)


def _assign(
    session: Session,
    clock: Clock,
    place: tuple[Held, OpenTask],
    actor: Actor,
    to: UUID | None,
    reason: str | None = None,
) -> None:
    held, task = place
    now = clock.now()
    kind = "task_released" if to is None else "task_claimed" if to == actor.account else "task_assigned"
    row, entry = assignment(held, task, to, kind, now, reason)
    mark(session, clock, held, actor, (entry,), lambda batch: batch.update(TaskRow, [row]))


def assignment(
    held: Held, task: OpenTask, to: UUID | None, kind: str, now: datetime, reason: str | None
) -> tuple[dict[str, Any], LogEntry]:
    """The task's new columns and the log's entry when it changes hands."""
    row = {"id": task.id, "assignee": to, "claimed_at": None if to is None else now, "version": task.version + 1}
    body: dict[str, Any] = {"task": str(task.id), "node": task.node, "to": None if to is None else str(to)}
    if task.assignee is not None and task.assignee != to:
        body["holder"] = str(task.assignee)
    if reason is not None and reason.strip():
        body["reason"] = reason_of(reason)
    return row, LogEntry(kind, held.branch_of(task), body)
