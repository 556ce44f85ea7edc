"""A unit's work as its heads see it: who holds how much, who could do a task, and giving out or taking back many."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, or_, select, tuple_
from sqlalchemy.orm import Session

from runtime.clock import Clock
from runtime.models import Account, DeadlineRow, Dossier, Position, Substitution, TaskRow
from runtime.services import access, tasks
from runtime.services.access import Action
from runtime.services.actors import Actor
from runtime.services.errors import ForbiddenError, InvalidError, ServiceError
from runtime.services.inputs import reason_of
from runtime.services.reading import planned
from runtime.services.snapshot import snapshot
from runtime.services.task_lists import joined, lines_of, scope, state_is, stranded
from runtime.services.zone import day_of

MOST_AT_ONCE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How much somebody holds; ``account`` None: what nobody has taken."""

    account: UUID | None
    name: str | None
    login: str | None
    active: bool
    open: int
    near: int
    overdue: int
    stranded: int
    """Of the open ones: those the holder cannot do (any more)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Somebody who may do the tasks of a queue today. ``instead_of``: the absent people they stand in for."""

    account: UUID
    name: str
    login: str
    open: int
    absent: bool
    """Somebody stands in for them today."""
    instead_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """What became of one task that should change hands: ``refused`` is why it did not, None: it did."""

    task: UUID
    refused: ServiceError | None = None


def loads(session: Session, clock: Clock, actor: Actor, agency: str | None = None) -> list[Load]:
    """Who holds what in the agencies the actor heads or oversees (or one of them), the busiest first.

    Raises ForbiddenError.
    """
    access.require(actor, Action.WATCH, agency)
    now = clock.now()
    with session.begin():
        planned(session)
        agencies = [agency] if agency else scope(session, actor)
        lines = lines_of(snapshot(session), agencies, now)
        late, near = state_is("overdue", now, lines), state_is("near", now, lines)
        rows = session.execute(
            joined(
                select(
                    TaskRow.assignee,
                    func.count().label("open"),
                    func.count().filter(near).label("near"),
                    func.count().filter(late).label("overdue"),
                    func.count().filter(stranded(now)).label("stranded"),
                ).select_from(TaskRow)
            )
            .where(TaskRow.agency.in_(agencies))
            .group_by(TaskRow.assignee)
        ).all()
        people = {
            one.id: one
            for one in session.scalars(select(Account).where(Account.id.in_([row.assignee for row in rows])))
        }
    found = [_load(row, people.get(row.assignee)) for row in rows]
    return sorted(found, key=lambda one: (one.account is not None, -one.overdue, -one.open, one.name or ""))


def _load(row: Any, person: Account | None) -> Load:
    return Load(
        account=row.assignee,
        name=person.name if person else None,
        login=person.login if person else None,
        active=person is None or person.active,
        open=row.open,
        near=row.near,
        overdue=row.overdue,
        stranded=row.stranded,
    )


def candidates(
    session: Session, clock: Clock, queues: Iterable[tuple[str, str | None]], actor: Actor
) -> Mapping[tuple[str, str | None], tuple[Candidate, ...]]:
    """For each queue (agency, role) that the actor may give work of: who can do it today, the least busy first."""
    with session.begin():
        return candidates_within(session, clock, [one for one in queues if _gives(actor, one)])


def _gives(actor: Actor, queue: tuple[str, str | None]) -> bool:
    return access.may(actor, Action.REASSIGN, queue) or access.may(actor, Action.HAND_OVER, queue[0])


def candidates_within(
    session: Session, clock: Clock, queues: Iterable[tuple[str, str | None]]
) -> dict[tuple[str, str | None], tuple[Candidate, ...]]:
    """The same without asking for permission. Inside the caller's transaction."""
    wanted = sorted({(agency, role or "") for agency, role in queues})
    if not wanted:
        return {}
    day = day_of(clock.now())
    held = _holders(session, wanted, day)
    owners = {account for accounts in held.values() for account in accounts}
    standing = _standing(session, owners, day)
    people = {
        one.id: one
        for one in session.scalars(
            select(Account).where(Account.id.in_(owners | {two for _one, two in standing}), Account.active)
        )
    }
    open_tasks = select(TaskRow.assignee, func.count()).where(TaskRow.assignee.in_(list(people)))
    busy = {account: count for account, count in session.execute(open_tasks.group_by(TaskRow.assignee))}  # noqa: C416
    return {(agency, role or None): _able(held[agency, role], standing, people, busy) for agency, role in wanted}


def _holders(session: Session, queues: Sequence[tuple[str, str]], day: date) -> dict[tuple[str, str], set[UUID]]:
    found: dict[tuple[str, str], set[UUID]] = {queue: set() for queue in queues}
    rows = session.execute(
        select(Position.agency, Position.role, Position.account)
        .where(tuple_(Position.agency, Position.role).in_(queues))
        .where(or_(Position.valid_from.is_(None), Position.valid_from <= day))
        .where(or_(Position.valid_to.is_(None), Position.valid_to >= day))
    )
    for agency, role, account in rows:
        found[agency, role].add(account)
    return found


def _standing(session: Session, owners: set[UUID], day: date) -> list[tuple[UUID, UUID]]:
    """(absent, substitute) of a day."""
    rows = session.execute(
        select(Substitution.absent, Substitution.substitute).where(
            Substitution.absent.in_(owners), Substitution.valid_from <= day, Substitution.valid_to >= day
        )
    )
    return [(one, two) for one, two in rows]


def _able(
    owners: set[UUID],
    standing: Sequence[tuple[UUID, UUID]],
    people: Mapping[UUID, Account],
    busy: Mapping[UUID | None, int],
) -> tuple[Candidate, ...]:
    absent = {one for one, _two in standing}
    instead: dict[UUID, list[str]] = {}
    for one, two in standing:
        if one in owners and one in people:
            instead.setdefault(two, []).append(people[one].name)
    found = [
        Candidate(
            account=account,
            name=people[account].name,
            login=people[account].login,
            open=busy.get(account, 0),
            absent=account in absent,
            instead_of=tuple(sorted(instead.get(account, ()))),
        )
        for account in owners | set(instead)
        if account in people
    ]
    return tuple(sorted(found, key=lambda one: (one.absent, one.open, one.name)))


def hand_over(
    session: Session,
    clock: Clock,
    chosen: Sequence[tuple[UUID, int | None]],
    to: UUID | None,
    reason: str,
    actor: Actor,
) -> list[Handed]:
    """Give tasks (id, version as seen) to one officer, or back to their queues (``to`` None), with a reason.

    Each task is a transaction of its own: what somebody did meanwhile is told of that task, the others go on.
    Raises InvalidError without a reason or a task, or with more than 200 tasks.
    """
    reason_of(reason)
    if not chosen:
        raise InvalidError("tasks.none")
    if len(chosen) > MOST_AT_ONCE:
        raise InvalidError("tasks.many", most=MOST_AT_ONCE)
    return [_handed(session, clock, one, to, reason, actor) for one in chosen]


def _handed(
    session: Session, clock: Clock, one: tuple[UUID, int | None], to: UUID | None, reason: str, actor: Actor
) -> Handed:
    task, version = one
    try:
        if to is None:
            tasks.take_back(session, clock, task, actor, reason=reason, version=version)
        else:
            tasks.assign(session, clock, task, to, actor, reason=reason, version=version)
    except ServiceError as error:
        return Handed(task=task, refused=error)
    return Handed(task=task)


def unanswered(session: Session, clock: Clock, actor: Actor) -> tuple[int, int]:
    """Online applications in the actor's agencies that wait for an answer: (all, those past the time for it)."""
    agencies = sorted(access.watched(actor) | {held.agency for held in actor.positions if held.role == "reception"})
    if not agencies:
        raise ForbiddenError("forbidden", action=str(Action.WATCH))
    waits = and_(DeadlineRow.dossier_id == Dossier.id, DeadlineRow.kind == "intake", ~DeadlineRow.closed)
    late = func.count().filter(DeadlineRow.due_at < clock.now())
    with session.begin():
        query = select(func.count(), late).select_from(Dossier).join(DeadlineRow, waits)
        row = session.execute(query.where(Dossier.received_by.in_(agencies))).one()
        return int(row[0]), int(row[1])
