"""How the installation is doing, in a few numbers that operators watch: lags, ages and counts, never contents."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from runtime.clock import Clock

_QUERY = text(
    """
    SELECT (SELECT min(due_at) FROM timer) AS timer_due,
           (SELECT count(*) FROM timer WHERE due_at <= :now) AS timers_due,
           (SELECT min(created_at) FROM effect WHERE state = 'pending' AND next_at <= :now) AS effect_since,
           (SELECT count(*) FROM incident) AS incidents,
           (SELECT count(*) FROM task WHERE dossier_id NOT IN (SELECT id FROM dossier WHERE trial)) AS tasks,
           (SELECT count(*) FROM task
             WHERE due_at < :now AND dossier_id NOT IN (SELECT id FROM dossier WHERE trial)) AS tasks_overdue,
           (SELECT min(done_at) FROM feed_event WHERE position IS NULL) AS feed_since,
           (SELECT count(*) FROM pg_locks WHERE NOT granted) AS lock_waits,
           (SELECT coalesce(max(extract(epoch FROM clock_timestamp() - query_start)), 0) FROM pg_stat_activity
             WHERE datname = current_database() AND wait_event_type = 'Lock') AS lock_seconds,
           (SELECT count(*) FROM webhook WHERE NOT active) AS webhooks_resting
    """
)
_EFFECTS = text("SELECT state, count(*) FROM effect WHERE state NOT IN ('done', 'cancelled') GROUP BY state")


@dataclass(frozen=True, slots=True, kw_only=True)
class Vitals:
    """Seconds and counts at one moment."""

    timer_lag: float
    """How long the longest-due timer has been waiting, in seconds; 0: none is due."""
    timers_due: int
    outbox_age: float
    """How long the oldest effect that may be sent has been waiting, in seconds."""
    effects: Mapping[str, int]
    """Effects that are not done, by state."""
    incidents: int
    tasks: int
    tasks_overdue: int
    feed_age: float
    """How long the oldest event without a position has been waiting, in seconds."""
    lock_waits: int
    lock_seconds: float
    """How long the longest lock wait has lasted, in seconds."""
    webhooks_resting: int


def vitals(session: Session, clock: Clock) -> Vitals:
    """Measure now; two statements over tables that hold only what is open."""
    now = clock.now()
    with session.begin():
        row: Any = session.execute(_QUERY, {"now": now}).one()
        effects = {state: int(count) for state, count in session.execute(_EFFECTS).all()}
    return Vitals(
        timer_lag=_since(row.timer_due, now),
        timers_due=row.timers_due,
        outbox_age=_since(row.effect_since, now),
        effects=effects,
        incidents=row.incidents,
        tasks=row.tasks,
        tasks_overdue=row.tasks_overdue,
        feed_age=_since(row.feed_since, now),
        lock_waits=row.lock_waits,
        lock_seconds=float(row.lock_seconds),
        webhooks_resting=row.webhooks_resting,
    )


def _since(then: datetime | None, now: datetime) -> float:
    return 0.0 if then is None else max(0.0, (now - then).total_seconds())
