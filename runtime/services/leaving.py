"""Somebody leaves: their account is closed in the same transaction in which each of their tasks finds a new place."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from runtime.clock import Clock
from runtime.models import Account, SignIn, Substitution, TaskRow
from runtime.services import access, people
from runtime.services.access import Action
from runtime.services.actors import Actor
from runtime.services.batch import Batch
from runtime.services.cases import Held, lock
from runtime.services.errors import ConflictError, ForbiddenError, InvalidError
from runtime.services.inputs import reason_of
from runtime.services.marking import mark
from runtime.services.task_lists import TaskLine, line_of, line_query
from runtime.services.tasks import assignment, require_able
from runtime.services.transactions import transaction
from runtime.services.zone import day_of

Choices = Mapping[UUID, UUID | None]
"""Task -> the account it goes to, None: back to its queue."""


def open_tasks(session: Session, clock: Clock, account: UUID, actor: Actor) -> tuple[Account, list[TaskLine]]:
    """Somebody and every task they hold, the most urgent first. Raises NotFoundError, ForbiddenError."""
    with session.begin():
        person = people.administered(session, clock, account, actor)
        query = line_query().where(TaskRow.assignee == account).order_by(TaskRow.order_at, TaskRow.id)
        return person, [line_of(row) for row in session.execute(query)]


def leave(
    session: Session, clock: Clock, account: UUID, choices: Choices, reason: str, actor: Actor
) -> tuple[int, int]:
    """Close an account and put each of its tasks where it was decided; gives how many went to people and to queues.

    All or nothing: a task that came meanwhile, or one without a decision, leaves everything as it was. Raises
    NotFoundError, ForbiddenError, InvalidError (reason, ``person.unable``), ConflictError ``account.has-tasks``.
    """
    given = reason_of(reason)
    if account == actor.account:
        raise InvalidError("account.own")
    with transaction(session, "leave"):
        person = people.administered(session, clock, account, actor)
        person.active = False  # first: nobody can give them anything any more that this does not see
        session.flush()
        session.execute(delete(SignIn).where(SignIn.account == account))
        _end_standing(session, clock, account)
        found = _roots(session, account)
        for root in sorted(found):
            held = lock(session, root)
            if held is not None:
                _pass_on(session, clock, held, account, (choices, given), actor)
        left = session.scalar(select(func.count()).select_from(TaskRow).where(TaskRow.assignee == account)) or 0
        if left:
            raise ConflictError("account.has-tasks", count=left)
    to_people = sum(1 for to in choices.values() if to is not None)
    return to_people, len(choices) - to_people


def _roots(session: Session, account: UUID) -> set[UUID]:
    return set(session.scalars(select(TaskRow.dossier_id).where(TaskRow.assignee == account)))


def _pass_on(
    session: Session, clock: Clock, held: Held, account: UUID, decided: tuple[Choices, str], actor: Actor
) -> None:
    choices, reason = decided
    now = clock.now()
    changed = []
    for task in held.tasks:
        if task.assignee != account:
            continue
        if task.id not in choices:
            raise ConflictError("account.has-tasks", count=1)
        if not access.may(actor, Action.HAND_OVER, task.agency) and not access.may(actor, Action.REASSIGN, task.queue):
            raise ForbiddenError("forbidden", action=str(Action.HAND_OVER))
        to = choices[task.id]
        if to is not None:
            require_able(session, clock, to, task)
        changed.append(assignment(held, task, to, "task_released" if to is None else "task_assigned", now, reason))
    rows = [row for row, _entry in changed]

    def also(batch: Batch) -> None:
        for row in rows:
            batch.update(TaskRow, [row])

    if changed:
        mark(session, clock, held, actor, tuple(entry for _row, entry in changed), also)


def _end_standing(session: Session, clock: Clock, account: UUID) -> None:
    """Nobody who is gone stands in for anybody: what began ends with yesterday, what has not begun is dropped."""
    today = day_of(clock.now())
    theirs = Substitution.substitute == account
    session.execute(delete(Substitution).where(theirs, Substitution.valid_from >= today))
    begun = update(Substitution).where(theirs, Substitution.valid_to >= today)
    session.execute(begun.values(valid_to=today - timedelta(days=1)))
