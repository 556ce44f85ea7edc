"""What a leader sees at a glance: how many dossiers stand where, and how many tasks are late, by unit."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session, aliased

from runtime.clock import Clock
from runtime.models import DeadlineRow, Dossier, TaskRow
from runtime.services import access
from runtime.services.actors import Actor
from runtime.services.nearness import near_line
from runtime.services.snapshot import snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Dashboard:
    """Counts over the dossiers (and sub-dossiers) the actor may see."""

    by_status: Mapping[int, int]
    by_due: Mapping[str, int]
    """Received and open: ``within``, ``near``, ``overdue``, ``paused``."""
    tasks: Mapping[tuple[str, str | None], tuple[int, int]]
    """(agency, role) -> open tasks, of which late."""


def dashboard(session: Session, clock: Clock, actor: Actor) -> Dashboard:
    """The figures of now."""
    now = clock.now()
    due = aliased(DeadlineRow)
    seen = access.visible_dossiers(actor)
    states = select(Dossier.status, func.count()).where(seen).group_by(Dossier.status)
    with session.begin():
        line = near_line(snapshot(session).calendar_of(None), now)
    state = case(
        (due.paused_since.is_not(None), "paused"),
        (due.due_at < now, "overdue"),
        (due.due_at <= line, "near"),
        else_="within",
    )
    dues = (
        select(state, func.count())
        .select_from(Dossier)
        .outerjoin(due, and_(due.dossier_id == Dossier.id, due.kind == "committed"))
        .where(seen, Dossier.received_at.is_not(None), Dossier.settled_at.is_(None))
        .group_by(state)
    )
    late = func.count().filter(TaskRow.due_at < now)
    queues = (
        select(TaskRow.agency, TaskRow.role, func.count(), late)
        .join(Dossier, Dossier.id == TaskRow.branch_id)
        .where(seen)
        .group_by(TaskRow.agency, TaskRow.role)
        .order_by(TaskRow.agency, TaskRow.role)
    )
    with session.begin():
        by_status = {int(status): int(count) for status, count in session.execute(states)}
        by_due = {str(name): int(count) for name, count in session.execute(dues)}
        tasks = {(agency, role): (int(count), int(over)) for agency, role, count, over in session.execute(queues)}
    return Dashboard(by_status=by_status, by_due=by_due, tasks=tasks)
