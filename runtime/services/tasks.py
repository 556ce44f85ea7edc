"""Officers' tasks: queues, taking and giving back, completing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, or_, select, tuple_
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from engine.clock import Calendar
from engine.dossier.case import ROOT, Turn
from engine.dossier.commands import PartEvent
from engine.kernel.events import TaskCompleted
from runtime.clock import Clock
from runtime.models import Account, Attachment, DeadlineRow, Dossier, PackageRow, TaskHistory, TaskRow
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
from runtime.services.nearness import urgency
from runtime.services.recording import Doing, Recorded, perform
from runtime.services.search import tsquery
from runtime.services.snapshot import snapshot
from runtime.services.transactions import transaction

PAGE = 30
LONGEST_PAGE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskLine:
    """A task in a list. Due instants may be None: no time limit."""

    id: UUID
    dossier_id: UUID
    dossier_code: str
    branch: str
    procedure_code: str
    procedure_names: Mapping[str, str]
    package_hash: str
    applicant: str
    node: str
    agency: str
    role: str | None
    opened_at: datetime
    due_at: datetime | None
    dossier_due: datetime | None
    paused: bool
    assignee: UUID | None
    assignee_name: str | None
    order_at: datetime
    calendar: Calendar | None = field(default=None, repr=False, compare=False)
    """What "due soon" is reckoned with."""

    def state(self, now: datetime) -> str:
        """``overdue``, ``near`` (the step or the dossier) or ``within``."""
        return urgency((self.due_at, None if self.paused else self.dossier_due), now, self.calendar)


@dataclass(frozen=True, slots=True)
class TaskPage:
    """Some lines, and the cursor of the next page (None: the last)."""

    lines: tuple[TaskLine, ...]
    cursor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFilter:
    """What a queue is narrowed to; absent: everything."""

    agency: str | None = None
    role: str | None = None
    procedure: str | None = None
    text: str | None = None
    overdue: bool = False
    unassigned: bool = False


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


def queue(
    session: Session,
    clock: Clock,
    actor: Actor,
    wanted: TaskFilter | None = None,
    cursor: str | None = None,
    limit: int = PAGE,
) -> TaskPage:
    """The open tasks of the actor's queues that nobody else has taken, most urgent first."""
    query = _narrowed(_lines().where(access.workable_tasks(actor)), wanted or TaskFilter(), clock.now())
    with session.begin():
        return _page(session, query, cursor, limit)


def mine(
    session: Session,
    clock: Clock,
    actor: Actor,
    wanted: TaskFilter | None = None,
    cursor: str | None = None,
    limit: int = PAGE,
) -> TaskPage:
    """The tasks the actor has taken, most urgent first."""
    query = _narrowed(_lines().where(TaskRow.assignee == actor.account), wanted or TaskFilter(), clock.now())
    with session.begin():
        return _page(session, query, cursor, limit)


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


def release(session: Session, clock: Clock, task_id: UUID, actor: Actor) -> None:
    """Give a task back to its queue: who has it, or who may reassign. Raises as :func:`claim` does."""
    with transaction(session, "release"):
        held, task = _held_task(session, task_id, actor)
        if task.assignee is None:
            return
        if task.assignee != actor.account and not access.may(actor, Action.REASSIGN, held.subject()):
            raise ForbiddenError("task.not-claimed")
        _assign(session, clock, (held, task), actor, None)


def assign(session: Session, clock: Clock, task_id: UUID, to: UUID, actor: Actor) -> None:
    """Give a task to an officer who holds its role. Raises NotFoundError, ForbiddenError."""
    from runtime.services.people import holds

    with transaction(session, "assign"):
        held, task = _held_task(session, task_id, actor)
        access.require(actor, Action.REASSIGN, held.subject())
        if not holds(session, to, task.agency, task.role, clock.now()):
            raise ForbiddenError("forbidden")
        _assign(session, clock, (held, task), actor, to)


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
    files = bindable(session, held.root, (done.answers, {}), actor.key)
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
    if task.assignee is None or task.assignee == actor.account:
        return
    name = session.scalar(select(Account.name).where(Account.id == task.assignee))
    raise ConflictError("task.taken", name=name)


def _assign(session: Session, clock: Clock, place: tuple[Held, OpenTask], actor: Actor, to: UUID | None) -> None:
    held, task = place
    now = clock.now()
    row = {"id": task.id, "assignee": to, "claimed_at": None if to is None else now, "version": task.version + 1}
    kind = "task_released" if to is None else "task_claimed" if to == actor.account else "task_assigned"
    body = {"task": str(task.id), "node": task.node, "to": None if to is None else str(to)}
    mark(
        session,
        clock,
        held,
        actor,
        (LogEntry(kind, held.branch_of(task), body),),
        lambda batch: batch.update(TaskRow, [row]),
    )


# -- lists -------------------------------------------------------------------------------------------------------

_Owner = aliased(Account)
_Due = aliased(DeadlineRow)


def _lines() -> Select[*tuple[Any, ...]]:
    committed = and_(_Due.dossier_id == Dossier.id, _Due.kind == "committed")
    return (
        select(
            TaskRow.id,
            TaskRow.dossier_id,
            Dossier.code,
            Dossier.branch,
            Dossier.procedure_code,
            PackageRow.names,
            Dossier.package_hash,
            Dossier.applicant,
            TaskRow.node,
            TaskRow.agency,
            TaskRow.role,
            TaskRow.opened_at,
            TaskRow.due_at,
            _Due.due_at.label("dossier_due"),
            _Due.paused_since,
            TaskRow.assignee,
            _Owner.name.label("assignee_name"),
            TaskRow.order_at,
        )
        .join(Dossier, Dossier.id == TaskRow.branch_id)
        .join(PackageRow, PackageRow.hash == Dossier.package_hash)
        .outerjoin(_Owner, _Owner.id == TaskRow.assignee)
        .outerjoin(_Due, committed)
    )


def _narrowed(query: Select[*tuple[Any, ...]], wanted: TaskFilter, now: datetime) -> Select[*tuple[Any, ...]]:
    clean([wanted.agency, wanted.role, wanted.procedure, wanted.text], "filter")
    if wanted.agency is not None:
        query = query.where(TaskRow.agency == wanted.agency)
    if wanted.role is not None:
        query = query.where(TaskRow.role == wanted.role)
    if wanted.procedure is not None:
        query = query.where(Dossier.procedure_code == wanted.procedure)
    if wanted.overdue:
        query = query.where(or_(TaskRow.due_at < now, and_(_Due.due_at < now, _Due.paused_since.is_(None))))
    if wanted.unassigned:
        query = query.where(TaskRow.assignee.is_(None))
    found = tsquery(wanted.text or "")
    return query.where(Dossier.search_vector.op("@@")(to_query(found))) if found else query


def to_query(found: str) -> Any:
    """A full-text query of :func:`runtime.services.search.tsquery`."""
    from sqlalchemy import func

    return func.to_tsquery("simple", found)


def _page(session: Session, query: Select[*tuple[Any, ...]], cursor: str | None, limit: int) -> TaskPage:
    size = max(1, min(limit, LONGEST_PAGE))
    if cursor is not None:
        query = query.where(tuple_(TaskRow.order_at, TaskRow.id) > _after(cursor))
    rows: Sequence[Any] = session.execute(query.order_by(TaskRow.order_at, TaskRow.id).limit(size + 1)).all()
    organisation = snapshot(session)
    lines = tuple(replace(line, calendar=organisation.calendar_of(line.agency)) for line in map(line_of, rows[:size]))
    more = len(rows) > size
    return TaskPage(lines, f"{lines[-1].order_at.isoformat()}~{lines[-1].id}" if more else None)


def _after(cursor: str) -> tuple[datetime, UUID]:
    instant, _, ident = cursor.partition("~")
    try:
        return datetime.fromisoformat(instant), UUID(ident)
    except ValueError as error:
        raise InvalidError("text.invalid", where="cursor") from error


def line_of(row: Any) -> TaskLine:
    """A row of the list query."""
    return TaskLine(
        id=row.id,
        dossier_id=row.dossier_id,
        dossier_code=row.code,
        branch=row.branch,
        procedure_code=row.procedure_code,
        procedure_names=row.names,
        package_hash=row.package_hash,
        applicant=row.applicant,
        node=row.node,
        agency=row.agency,
        role=row.role,
        opened_at=row.opened_at,
        due_at=row.due_at,
        dossier_due=row.dossier_due,
        paused=row.paused_since is not None,
        assignee=row.assignee,
        assignee_name=row.assignee_name,
        order_at=row.order_at,
    )
