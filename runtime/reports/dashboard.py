"""What a leader sees at a glance: how many dossiers stand where, and how many tasks are late, by unit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from engine.dossier import Status
from runtime.clock import Clock
from runtime.models import Dossier, TaskRow
from runtime.reports.drill import due_states
from runtime.services import access
from runtime.services.actors import Actor
from runtime.services.snapshot import Snapshot, snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Dashboard:
    """Counts over dossiers and sub-dossiers of the agencies the actor works in or oversees, trial ones left out."""

    by_status: Mapping[int, int]
    """Of those that are neither settled nor refused."""
    by_due: Mapping[str, int]
    """Received and open: ``within`` (or without a limit), ``near``, ``overdue``, ``paused``."""
    tasks: Mapping[tuple[str, str | None], tuple[int, int]]
    """(agency, role) -> open tasks, of which late."""


def dashboard(session: Session, clock: Clock, actor: Actor) -> Dashboard:
    """The figures of now."""
    with session.begin():
        organisation = snapshot(session)
        agencies = access.counted(actor, organisation)
        inside = [Dossier.competent.in_(sorted(agencies)), Dossier.settled_at.is_(None), Dossier.trial.is_(False)]
        waiting = [*inside, Dossier.status.in_([int(one) for one in Status if not one.closed])]
        states = select(Dossier.status, func.count()).where(*waiting).group_by(Dossier.status)
        return Dashboard(
            by_status={int(status): int(count) for status, count in session.execute(states)},
            by_due=_dues(session, clock, organisation, inside, agencies),
            tasks=_tasks(session, clock, agencies),
        )


def _dues(
    session: Session,
    clock: Clock,
    organisation: Snapshot,
    inside: Sequence[ColumnElement[bool]],
    agencies: frozenset[str],
) -> dict[str, int]:
    found = due_states(clock, organisation, agencies)
    conditions = {**found, "within": or_(found["within"], found["unlimited"])}
    del conditions["unlimited"]
    counts = [func.count().filter(condition).label(state) for state, condition in conditions.items()]
    row = session.execute(select(*counts).where(*inside, Dossier.received_at.is_not(None))).one()
    return {state: count for state in conditions if (count := int(getattr(row, state)))}


def _tasks(session: Session, clock: Clock, agencies: frozenset[str]) -> dict[tuple[str, str | None], tuple[int, int]]:
    late = func.count().filter(TaskRow.due_at < clock.now())
    query = (
        select(TaskRow.agency, TaskRow.role, func.count(), late)
        .where(TaskRow.agency.in_(sorted(agencies)))
        .group_by(TaskRow.agency, TaskRow.role)
        .order_by(TaskRow.agency, TaskRow.role)
    )
    return {(agency, role): (int(count), int(over)) for agency, role, count, over in session.execute(query)}
