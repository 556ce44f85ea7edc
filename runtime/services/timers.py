"""Timers that are due: found without locks, fired one by one under the dossier's lock.

A late worker fires each missed occurrence once and in due order, each reckoned with the instant it was due at (or the
last turn's, when that is later): time inside a dossier never goes back, and both instants are in the log.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.dossier.commands import PartEvent
from engine.kernel.events import TimerFired
from runtime.clock import Clock
from runtime.models import TimerRow
from runtime.services.actors import system
from runtime.services.batch import Batch
from runtime.services.cases import lock
from runtime.services.chain import LogEntry
from runtime.services.errors import RefusedError
from runtime.services.marking import mark
from runtime.services.recording import Doing, perform
from runtime.services.transactions import transaction

TimerKey = tuple[UUID, int, int]
ACTOR = system("timer")


def due(session: Session, now: datetime, limit: int = 200) -> list[TimerKey]:
    """Keys of the timers that are due, in the order they fire: by due instant, dossier, part, uid."""
    query = (
        select(TimerRow.dossier_id, TimerRow.n, TimerRow.uid)
        .where(TimerRow.due_at <= now)
        .order_by(TimerRow.due_at, TimerRow.dossier_id, TimerRow.n, TimerRow.uid)
        .limit(limit)
    )
    with session.begin():
        return [(row.dossier_id, row.n, row.uid) for row in session.execute(query)]


def next_due(session: Session) -> datetime | None:
    """When the next timer is due; None: no timer is set."""
    with session.begin():
        return session.scalar(select(TimerRow.due_at).order_by(TimerRow.due_at).limit(1))


def fire(session: Session, clock: Clock, key: TimerKey) -> bool:
    """Fire one timer if it is still due and nobody holds its dossier now; gives whether it fired.

    Somebody else's lock is no wait: the timer is found again on the next round.
    """
    dossier, n, uid = key
    with transaction(session, "timer"):
        held = lock(session, dossier, skip_locked=True)
        if held is None:
            return False
        mine = select(TimerRow.due_at).where(TimerRow.dossier_id == dossier, TimerRow.n == n, TimerRow.uid == uid)
        due_at = session.scalar(mine)
        if due_at is None or due_at > clock.now():
            return False
        try:
            perform(session, clock, held, Doing(command=PartEvent(n, TimerFired(uid)), actor=ACTOR, at=due_at))
        except RefusedError as error:
            body = {"part": n, "uid": uid, "why": error.code}
            gone = {"dossier_id": dossier, "n": n, "uid": uid}

            def forget(batch: Batch) -> None:
                batch.delete(TimerRow, [gone])

            mark(session, clock, held, ACTOR, (LogEntry("timer_stale", "", body),), forget)
            return False
        return True


def fire_due(session: Session, clock: Clock, limit: int = 200) -> int:
    """Fire everything that is due now, again and again until nothing is (cycles may be due several times)."""
    fired = 0
    while keys := due(session, clock.now(), limit):
        done = sum(fire(session, clock, key) for key in keys)
        fired += done
        if not done:
            return fired
    return fired
