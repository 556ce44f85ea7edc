"""What a leader sees at a glance: how many dossiers stand where, and how many tasks are late, by unit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from engine.dossier import Status
from runtime.clock import Clock
from runtime.models import Dossier, TaskRow
from runtime.reports.drill import due_states
from runtime.services import access
from runtime.services.actors import Actor
from runtime.services.reading import planned
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
        planned(session)
        organisation = snapshot(session)
        agencies = access.counted(actor, organisation)
        rows = _open(session, clock, organisation, agencies)
        return Dashboard(
            by_status={int(row.status): sum(row[1:]) for row in rows if not Status(row.status).closed and any(row[1:])},
            by_due={state: count for state in _SHOWN if (count := sum(getattr(row, state) for row in rows))},
            tasks=_tasks(session, clock, agencies),
        )


_SHOWN = ("within", "near", "overdue", "paused")


def _open(session: Session, clock: Clock, organisation: Snapshot, agencies: frozenset[str]) -> Sequence[Any]:
    """By status: received ones by due state, then those that are not received yet."""
    found = due_states(clock, organisation, agencies)
    received = Dossier.received_at.is_not(None)
    states = {**found, "within": or_(found["within"], found["unlimited"])}
    counts = [func.count().filter(and_(received, states[state])).label(state) for state in _SHOWN]
    waiting = func.count().filter(Dossier.received_at.is_(None)).label("waiting")
    inside = [Dossier.competent.in_(sorted(agencies)), Dossier.settled_at.is_(None), Dossier.trial.is_(False)]
    return session.execute(select(Dossier.status, *counts, waiting).where(*inside).group_by(Dossier.status)).all()


def _tasks(session: Session, clock: Clock, agencies: frozenset[str]) -> dict[tuple[str, str | None], tuple[int, int]]:
    late = func.count().filter(TaskRow.due_at < clock.now())
    query = (
        select(TaskRow.agency, TaskRow.role, func.count(), late)
        .where(TaskRow.agency.in_(sorted(agencies)))
        .group_by(TaskRow.agency, TaskRow.role)
        .order_by(TaskRow.agency, TaskRow.role)
    )
    return {(agency, role): (int(count), int(over)) for agency, role, count, over in session.execute(query)}
