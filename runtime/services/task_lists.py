"""Lists of open tasks: of queues, of one officer, of a unit. Each page reads only its own lines, however many wait.

A list is made of groups (the queues an officer works on; the agencies a head watches). Each group is read in the order
of its index and gives at most a page; the page is the first of all groups together.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Select, Text, and_, cast, func, or_, select, true, tuple_, union
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import Session, aliased

from engine.clock import Calendar
from runtime.clock import Clock
from runtime.models import Account, DeadlineRow, Dossier, PackageRow, Position, TaskRow
from runtime.services import access
from runtime.services.access import Action
from runtime.services.actors import Actor
from runtime.services.errors import InvalidError, NotFoundError
from runtime.services.inputs import clean
from runtime.services.nearness import near_line, urgency
from runtime.services.reading import planned
from runtime.services.search import matching, tsquery
from runtime.services.snapshot import Snapshot, snapshot
from runtime.services.zone import day_of

PAGE = 30
LONGEST_PAGE = 200
STATES = ("overdue", "near")


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskLine:
    """A task in a list. Due instants may be None: no time limit."""

    id: UUID
    dossier_id: UUID
    dossier_code: str
    branch: str
    procedure_code: str
    procedure_names: dict[str, str]
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
    intake_due: datetime | None = None
    """Until when an application that came online has to be answered: received, refused, or papers asked for."""
    trial: bool = False
    version: int = 1
    calendar: Calendar | None = field(default=None, repr=False, compare=False)
    """What "due soon" is reckoned with."""

    def state(self, now: datetime) -> str:
        """``overdue``, ``near`` (the step, the answer or the dossier) or ``within``."""
        whole = None if self.paused else self.dossier_due
        return urgency((self.due_at, self.intake_due, whole), now, self.calendar)


@dataclass(frozen=True, slots=True)
class TaskPage:
    """Some lines, and the cursor of the next page (None: the last)."""

    lines: tuple[TaskLine, ...]
    cursor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFilter:
    """What a list is narrowed to; absent: everything. ``state``: ``overdue`` or ``near`` (due soon, not overdue)."""

    agency: str | None = None
    role: str | None = None
    procedure: str | None = None
    text: str | None = None
    overdue: bool = False
    state: str | None = None
    unassigned: bool = False
    stranded: bool = False
    """Held by somebody who cannot do it (any more): the account is closed or the position has ended."""
    holder: UUID | None = None


def queue(
    session: Session,
    clock: Clock,
    actor: Actor,
    wanted: TaskFilter | None = None,
    cursor: str | None = None,
    limit: int = PAGE,
) -> TaskPage:
    """The open tasks of the actor's queues that nobody else has taken, most urgent first."""
    groups = sorted(actor.queues)
    with session.begin():
        planned(session)
        found = _Search(session, clock.now(), wanted, [agency for agency, _role in groups])
        where = [access.free_for(actor), *found.conditions]
        if found.few:
            keys = _plain([*where, access.workable_tasks(actor)], cursor, limit)
        else:
            keys = _grouped(groups, where, cursor, limit)
        return _page(session, keys, limit)


def mine(
    session: Session,
    clock: Clock,
    actor: Actor,
    wanted: TaskFilter | None = None,
    cursor: str | None = None,
    limit: int = PAGE,
) -> TaskPage:
    """The tasks the actor has taken, most urgent first."""
    with session.begin():
        planned(session)
        found = _Search(session, clock.now(), wanted, actor.agencies)
        keys = _plain([TaskRow.assignee == actor.account, *found.conditions], cursor, limit)
        return _page(session, keys, limit)


def unit(
    session: Session,
    clock: Clock,
    actor: Actor,
    wanted: TaskFilter | None = None,
    cursor: str | None = None,
    limit: int = PAGE,
) -> TaskPage:
    """Every open task of the agencies the actor heads or oversees, whoever holds it, most urgent first.

    Raises ForbiddenError for who heads nothing.
    """
    access.require(actor, Action.WATCH)
    with session.begin():
        planned(session)
        agencies = scope(session, actor)
        found = _Search(session, clock.now(), wanted, agencies)
        if found.few:
            keys = _plain([TaskRow.agency.in_(agencies), *found.conditions], cursor, limit)
        else:
            keys = _grouped([(agency, None) for agency in agencies], found.conditions, cursor, limit)
        return _page(session, keys, limit)


def one(session: Session, actor: Actor, task_id: UUID) -> TaskLine:
    """A task of the agencies the actor heads or oversees. Raises NotFoundError."""
    with session.begin():
        query = line_query().where(TaskRow.id == task_id, TaskRow.agency.in_(scope(session, actor)))
        row = session.execute(query).one_or_none()
        if row is None:
            raise NotFoundError("not-found")
        return replace(line_of(row), calendar=snapshot(session).calendar_of(row.TaskRow.agency))


def scope(session: Session, actor: Actor) -> list[str]:
    """Codes of the agencies an actor watches. Inside the caller's transaction."""
    return sorted(snapshot(session).agencies) if actor.is_system else sorted(access.watched(actor))


# -- what is looked for ------------------------------------------------------------------------------------------

_Intake = aliased(DeadlineRow)


class _Search:
    """Conditions on open tasks, over the joins of :func:`joined`."""

    def __init__(self, session: Session, now: datetime, wanted: TaskFilter | None, agencies: Iterable[str]) -> None:
        one = wanted or TaskFilter()
        clean([one.agency, one.role, one.procedure, one.text], "filter")
        found = tsquery(one.text or "")
        state = "overdue" if one.overdue else one.state
        told: list[ColumnElement[bool] | None] = [
            None if one.agency is None else TaskRow.agency == one.agency,
            None if one.role is None else TaskRow.role == one.role,
            None if one.procedure is None else Dossier.procedure_code == one.procedure,
            None if one.holder is None else TaskRow.assignee == one.holder,
            TaskRow.assignee.is_(None) if one.unassigned else None,
            stranded(now) if one.stranded else None,
            None if state not in STATES else state_is(state, now, lines_of(snapshot(session), agencies, now)),
            matching(Dossier.search_vector, found) if found else None,
        ]
        self.conditions = [condition for condition in told if condition is not None]
        if state == "near":
            self.conditions.append(
                TaskRow.id.in_(_soon(now, max(lines_of(snapshot(session), agencies, now), default=now)))
            )
        self.few = found is not None or state == "near"
        """The conditions themselves find few tasks by indexes: not to be looked for along the queues."""


def lines_of(organisation: Snapshot, agencies: Iterable[str], now: datetime) -> dict[datetime, list[str]]:
    """Until when something counts as due soon, by agency: each on its own working calendar."""
    found: dict[datetime, list[str]] = {}
    known: dict[int, datetime] = {}
    for agency in sorted(set(agencies)):
        calendar = organisation.calendar_of(agency)
        line = known.setdefault(id(calendar), near_line(calendar, now))
        found.setdefault(line, []).append(agency)
    return found


def state_is(state: str, now: datetime, lines: dict[datetime, list[str]]) -> ColumnElement[bool]:
    """The condition that a task, or its dossier, is overdue, or due soon and not overdue."""
    late = _before(now)
    if state == "overdue":
        return late
    soon = or_(*(and_(TaskRow.agency.in_(codes), _before(line, inclusive=True)) for line, codes in lines.items()))
    return and_(~func.coalesce(late, False), soon)


def _soon(now: datetime, line: datetime) -> Any:
    """Ids of the tasks of which something is due between now and the line."""
    step = select(TaskRow.id).where(TaskRow.due_at.between(now, line))
    whole = select(TaskRow.id).join(Dossier, Dossier.id == TaskRow.branch_id)
    intake = select(TaskRow.id).join(_Intake, _Intake.dossier_id == TaskRow.dossier_id)
    return union(
        step,
        whole.where(Dossier.settled_at.is_(None), Dossier.due_at.between(now, line)),
        intake.where(_Intake.kind == "intake", ~_Intake.closed, _Intake.due_at.between(now, line)),
    )


def _before(instant: datetime, *, inclusive: bool = False) -> ColumnElement[bool]:
    def reached(column: Any) -> ColumnElement[bool]:
        return func.coalesce(column <= instant if inclusive else column < instant, False)

    return or_(
        reached(TaskRow.due_at), reached(_Intake.due_at), and_(reached(Dossier.due_at), Dossier.due_paused.is_(False))
    )


def stranded(now: datetime) -> ColumnElement[bool]:
    """The condition that who holds a task cannot do it today."""
    day = day_of(now)
    able = (
        select(Position.id)
        .join(Account, Account.id == Position.account)
        .where(Position.account == TaskRow.assignee, Position.agency == TaskRow.agency, Position.role == TaskRow.role)
        .where(Account.active, or_(Position.valid_from.is_(None), Position.valid_from <= day))
        .where(or_(Position.valid_to.is_(None), Position.valid_to >= day))
        .exists()
    )
    return and_(TaskRow.assignee.is_not(None), ~able)


# -- reading a page ----------------------------------------------------------------------------------------------


def joined(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """A query over tasks with their dossier and, while an application is unanswered, the time for it."""
    waits = and_(_Intake.dossier_id == TaskRow.dossier_id, _Intake.kind == "intake", ~_Intake.closed)
    return query.join(Dossier, Dossier.id == TaskRow.branch_id).outerjoin(_Intake, waits)


def _keys(where: Sequence[ColumnElement[bool]], cursor: str | None, limit: int) -> Select[*tuple[Any, ...]]:
    query = joined(select(TaskRow.id.label("id"), TaskRow.order_at.label("order_at")).select_from(TaskRow)).where(
        *where
    )
    if cursor is not None:
        query = query.where(tuple_(TaskRow.order_at, TaskRow.id) > _after(cursor))
    return query.order_by(TaskRow.order_at, TaskRow.id).limit(size_of(limit) + 1)


def _plain(where: Sequence[ColumnElement[bool]], cursor: str | None, limit: int) -> Any:
    return _keys(where, cursor, limit).subquery("page")


def _grouped(
    groups: Sequence[tuple[str, str | None]], where: Sequence[ColumnElement[bool]], cursor: str | None, limit: int
) -> Any:
    """The first of all groups, each read by its own index range: queues, or agencies with all their roles."""
    agencies = cast(array([agency for agency, _role in groups], type_=Text), ARRAY(Text))
    columns = [func.unnest(agencies).label("agency")]
    by_role = any(role is not None for _agency, role in groups)
    if by_role:
        columns.append(
            func.unnest(cast(array([role for _agency, role in groups], type_=Text), ARRAY(Text))).label("role")
        )
    group = select(*columns).subquery("groups")
    own = [TaskRow.agency == group.c.agency, *([TaskRow.role == group.c.role] if by_role else [])]
    each = _keys([*own, *where], cursor, limit).lateral("each")
    return (
        select(each.c.id, each.c.order_at)
        .select_from(group)
        .join(each, true())
        .order_by(each.c.order_at, each.c.id)
        .limit(size_of(limit) + 1)
        .subquery("page")
    )


def size_of(limit: int) -> int:
    """How many lines a page has."""
    return max(1, min(limit, LONGEST_PAGE))


def _page(session: Session, keys: Any, limit: int) -> TaskPage:
    size = size_of(limit)
    query = line_query().join(keys, keys.c.id == TaskRow.id).order_by(TaskRow.order_at, TaskRow.id)
    rows: Sequence[Any] = session.execute(query).all()
    organisation = snapshot(session)
    lines = tuple(replace(line, calendar=organisation.calendar_of(line.agency)) for line in map(line_of, rows[:size]))
    more = len(rows) > size
    return TaskPage(lines, f"{lines[-1].order_at.isoformat()}~{lines[-1].id}" if more else None)


_Owner = aliased(Account)


def line_query() -> Select[*tuple[Any, ...]]:
    """Tasks with all that :func:`line_of` reads."""
    return (
        joined(
            select(
                TaskRow,
                Dossier.code,
                Dossier.branch,
                Dossier.procedure_code,
                PackageRow.names,
                Dossier.package_hash,
                Dossier.applicant,
                Dossier.due_at.label("dossier_due"),
                Dossier.due_paused,
                Dossier.trial,
                _Intake.due_at.label("intake_due"),
                _Owner.name.label("assignee_name"),
            ).select_from(TaskRow)
        )
        .join(PackageRow, PackageRow.hash == Dossier.package_hash)
        .outerjoin(_Owner, _Owner.id == TaskRow.assignee)
    )


def _after(cursor: str) -> tuple[datetime, UUID]:
    instant, _, ident = cursor.partition("~")
    try:
        return datetime.fromisoformat(instant), UUID(ident)
    except ValueError as error:
        raise InvalidError("text.invalid", where="cursor") from error


def line_of(row: Any) -> TaskLine:
    """A row of the list query."""
    task: TaskRow = row.TaskRow
    return TaskLine(
        id=task.id,
        dossier_id=task.dossier_id,
        dossier_code=row.code,
        branch=row.branch,
        procedure_code=row.procedure_code,
        procedure_names=row.names,
        package_hash=row.package_hash,
        applicant=row.applicant,
        node=task.node,
        agency=task.agency,
        role=task.role,
        opened_at=task.opened_at,
        due_at=task.due_at,
        dossier_due=row.dossier_due,
        paused=row.due_paused,
        assignee=task.assignee,
        assignee_name=row.assignee_name,
        order_at=task.order_at,
        intake_due=row.intake_due,
        trial=row.trial,
        version=task.version,
    )
