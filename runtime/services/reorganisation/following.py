"""Open dossiers follow their agencies: from the first day after an agency ended, its successor has its work.

Theory of operation: the organisation says which agency does the work of another on a day; nothing else decides. The
worker looks for open tasks and open dossiers of agencies that ended, and moves each dossier in a transaction of its
own: its tasks into the successor's queues, the dossier and its sub-dossiers to the successor's competence, its due
times to the successor's calendar. Who received it stays as it was, and so do its letters. What a split leaves open is
not guessed: it waits in :mod:`undecided` until a rule or a person says where it goes. All of it may be interrupted and
begun again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.clock import Calendar
from engine.dossier.case import ROOT
from engine.dossier.commands import RecomputeDeadlines
from runtime.clock import Clock
from runtime.models import Agency, Dossier, DossierMove, FactDelta, TaskRow
from runtime.services import calendars, people, placing
from runtime.services.actors import Actor, system
from runtime.services.batch import Batch
from runtime.services.cases import Held, OpenTask, lock
from runtime.services.chain import LogEntry
from runtime.services.marking import mark
from runtime.services.recording import Doing, perform
from runtime.services.search import indexed
from runtime.services.snapshot import Snapshot, ended_on, snapshot, touch
from runtime.services.transactions import transaction
from runtime.services.zone import day_of

REASON = "Cơ quan thụ lý thay đổi do sắp xếp tổ chức"


@dataclass(frozen=True, slots=True)
class Followed:
    """What went to successors."""

    dossiers: int = 0
    tasks: int = 0
    renamed: int = 0


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something open at an agency that ended: the task, or (None) the dossier or sub-dossier itself."""

    root: UUID
    agency: str
    competent: str
    field_code: str
    territory: str | None
    task: UUID | None


@dataclass(slots=True)
class Plan:
    """Where the open tasks and the branches of one dossier go. ``chosen``: agency -> what somebody decided."""

    held: Held
    clock: Clock
    chosen: Mapping[str, str] = field(default_factory=dict)
    homes: dict[str, str] = field(default_factory=dict)
    tasks: list[tuple[OpenTask, str]] = field(default_factory=list)

    def make(self) -> "Plan":
        """Competent agencies first: tasks that a split leaves open go with them."""
        for branch, row in self.held.branches.items():
            if self.held.case.lives[branch].settled_at is None:
                target = self._target(row.competent, self.held.branches[ROOT].competent)
                if target not in (None, row.competent):
                    self.homes[branch] = str(target)
        home = self.homes.get(ROOT, self.held.branches[ROOT].competent)
        for task in self.held.tasks:
            target = self._target(task.agency, home)
            if target not in (None, task.agency):
                self.tasks.append((task, str(target)))
        return self

    def _target(self, agency: str, home: str) -> str | None:
        if agency in self.chosen:
            return self.chosen[agency]
        return placing.successor_of(self.held, agency, self.clock.now(), home)


def follow(session: Session, clock: Clock, actor: Actor | None = None) -> Followed:
    """Let everything open follow the agencies that ended by now, and names that changed come into force."""
    who = actor or system("reorganisation")
    renamed = _rename(session, clock)
    done = [_follow(session, clock, root, who) for root in dict.fromkeys(_decided(session, clock))]
    return Followed(sum(1 for moved in done if moved), sum(tasks for tasks in done if tasks), renamed)


def waiting(session: Session, clock: Clock) -> tuple[Snapshot, list[Waiting]]:
    """Everything open at agencies that ended and have successors. Inside the caller's transaction."""
    organisation = snapshot(session)
    day = day_of(clock.now())
    ended = sorted(ended_on(organisation, day))
    if not ended:
        return organisation, []
    tasks = session.execute(
        select(
            Dossier.id, TaskRow.agency, Dossier.competent, Dossier.field_code, Dossier.territory, TaskRow.id.label("t")
        )
        .join(Dossier, Dossier.id == TaskRow.dossier_id)
        .where(TaskRow.agency.in_(ended))
        .order_by(Dossier.id, TaskRow.id)
    )
    found = [Waiting(*row) for row in tasks]
    homes = session.execute(
        select(Dossier.root_id, Dossier.competent, Dossier.competent, Dossier.field_code, Dossier.territory)
        .where(Dossier.competent.in_(ended), Dossier.settled_at.is_(None))
        .order_by(Dossier.root_id)
    )
    return organisation, found + [Waiting(*row, None) for row in homes]


def move(session: Session, clock: Clock, plan: Plan, actor: Actor, reason: str) -> None:
    """Write a plan: log, tasks, competence, counts, then due times by the successor's calendar."""
    held = plan.held
    calendars = {branch: held.organisation.calendar_of(row.competent) for branch, row in held.branches.items()}
    seen = held.branches[ROOT].agencies | set(plan.homes.values()) | {target for _task, target in plan.tasks}
    entries = [_succeeded(held, branch, target, reason) for branch, target in sorted(plan.homes.items())]
    entries += [_task_moved(held, task, target) for task, target in plan.tasks]
    staying = _staying(session, plan)
    mark(session, clock, held, actor, tuple(entries), lambda batch: _write(batch, plan, staying), frozenset(seen))
    _home(session, plan)
    if any(_differs(calendars[one], held.organisation.calendar_of(to)) for one, to in plan.homes.items()):
        fresh = lock(session, held.root)
        assert fresh is not None
        perform(session, clock, fresh, Doing(command=RecomputeDeadlines(reason), actor=actor))


def _decided(session: Session, clock: Clock) -> Sequence[UUID]:
    """Dossiers of which something can go on without a person's choice."""
    day = day_of(clock.now())
    with session.begin():
        organisation, found = waiting(session, clock)
    return [one.root for one in found if clear(organisation, one, day)]


def clear(organisation: Snapshot, one: Waiting, day: date) -> bool:
    """Whether rules alone say where it goes."""
    if organisation.current(one.agency, day, one.field_code, one.territory) is not None:
        return True
    return one.competent in organisation.heirs(one.agency, day)


def _follow(session: Session, clock: Clock, root: UUID, actor: Actor) -> int | None:
    """How many tasks of a dossier moved; None when nothing did."""
    with transaction(session, "follow"):
        held = lock(session, root)
        if held is None:
            return None
        plan = Plan(held, clock).make()
        if not plan.homes and not plan.tasks:
            return None
        move(session, clock, plan, actor, REASON)
    calendars.reschedule(session, clock, root, actor)
    return len(plan.tasks)


def _staying(session: Session, plan: Plan) -> frozenset[UUID]:
    """The tasks whose officer has the same role at the successor and goes on with them."""
    day = day_of(plan.clock.now())
    return frozenset(
        task.id
        for task, target in plan.tasks
        if task.assignee is not None
        and any(
            (held.agency, held.role) == (target, task.role) for held in people.positions_on(session, task.assignee, day)
        )
    )


def _write(batch: Batch, plan: Plan, staying: frozenset[UUID]) -> None:
    for task, target in plan.tasks:
        due = placing.step_due_again(plan.held, task, target)
        row: dict[str, Any] = {"id": task.id, "agency": target, "version": task.version + 1}
        row |= {} if task.id in staying else {"assignee": None, "claimed_at": None}
        batch.update(TaskRow, [row | ({} if due is None else {"due_at": due, "order_at": due})])
    for branch, target in plan.homes.items():
        row_of = plan.held.branches[branch]
        now = plan.clock.now()
        told = {"dossier_id": row_of.id, "at": now, "from_agency": row_of.competent, "to_agency": target}
        batch.insert(DossierMove, [told])
        life = plan.held.case.lives[branch]
        if life.received_at is not None and not plan.held.trial:
            batch.insert(FactDelta, [_fact(plan, branch, row_of.competent, -1), _fact(plan, branch, target, 1)])


def _fact(plan: Plan, branch: str, agency: str, count: int) -> dict[str, Any]:
    """A dossier that an agency takes over is carried over there, and no longer where it was."""
    held = plan.held
    return {
        "day": day_of(plan.clock.now()),
        "agency": agency,
        "procedure_code": held.procedure_code,
        "field_code": held.field_code,
        "channel": held.channel,
        "sub": branch != ROOT,
        "metric": "moved",
        "count": count,
    }


def _home(session: Session, plan: Plan) -> None:
    """The competent agency of each branch, and who takes part in sub-dossiers from now on."""
    for branch, row in plan.held.branches.items():
        mine = [target for task, target in plan.tasks if task.branch_id == row.id]
        target = plan.homes.get(branch)
        if target is None and (branch == ROOT or not mine):
            continue
        dossier = session.get_one(Dossier, row.id, populate_existing=True)
        dossier.competent = target or row.competent
        if branch != ROOT:
            dossier.agencies = sorted(row.agencies | set(mine) | {dossier.competent})
    session.flush()


def _succeeded(held: Held, branch: str, target: str, reason: str) -> LogEntry:
    told = {"from": held.branches[branch].competent, "to": target, "reason": reason}
    return LogEntry("agency_succeeded", branch, told)


def _task_moved(held: Held, task: OpenTask, target: str) -> LogEntry:
    told = {"task": str(task.id), "node": task.node, "from": task.agency, "to": target}
    return LogEntry("task_moved", held.branch_of(task), told)


def _differs(one: Calendar | None, other: Calendar | None) -> bool:
    return other is not None and (one is None or one.hash != other.hash)


def _rename(session: Session, clock: Clock) -> int:
    """Give agencies the names that are in force today."""
    day = day_of(clock.now())
    with session.begin():
        organisation = snapshot(session)
        late = [one for one in organisation.agencies.values() if one.called and one.names_on(day) != one.names]
        for one in late:
            row = session.get_one(Agency, one.code)
            row.names = dict(one.names_on(day))
            row.search = indexed(one.code, *row.names.values())
        if late:
            session.flush()
            touch(session)
    return len(late)
