"""What must hold after any disturbance."""

import json
from collections import Counter
from pathlib import Path
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from runtime.models import Dossier, EffectRow, IncidentRow, LogBody, LogRow, RegisterEntry, TaskRow, TimerRow
from runtime.services.doctor import doctor
from tests.drill.client import Acknowledged


def assert_nothing_lost(sessions: sessionmaker[Session], told: Acknowledged, received: Path) -> Counter[str]:
    """Every acknowledged action once, nothing else, everything sent; gives how often each key was received."""
    with sessions() as session:
        assert doctor(session) == []
    with sessions() as session, session.begin():
        _actions(session, told)
        _numbers(session)
        return _sendings(session, received)


def _actions(session: Session, told: Acknowledged) -> None:
    dossiers = {row.code: row.id for row in session.execute(select(Dossier.code, Dossier.id))}
    assert dossiers == told.dossiers
    logged = Counter(session.scalars(select(LogRow.dossier_id).where(LogRow.kind == "submitted")))
    assert logged == Counter(told.dossiers.values())
    bodies = session.scalars(
        select(LogBody.body)
        .join(LogRow, (LogRow.dossier_id == LogBody.dossier_id) & (LogRow.n == LogBody.n))
        .where(LogRow.kind == "task_completed")
    )
    assert Counter(UUID(body["task"]) for body in bodies) == Counter(told.tasks)
    for open_rows in (TaskRow, TimerRow, IncidentRow):
        assert session.scalar(select(func.count()).select_from(open_rows)) == 0


def _numbers(session: Session) -> None:
    """A register has no gap and no number twice, whatever was undone."""
    numbers = sorted(session.scalars(select(RegisterEntry.number)))
    assert numbers == list(range(1, len(numbers) + 1))


def _sendings(session: Session, received: Path) -> Counter[str]:
    rows = session.execute(select(EffectRow.dossier_id, EffectRow.seq, EffectRow.i, EffectRow.state)).all()
    assert {row.state for row in rows} == {"done"}
    lines = received.read_text("utf-8").splitlines()
    counts = Counter(json.loads(line)["key"] for line in lines)
    assert set(counts) == {f"{row.dossier_id}:{row.seq}:{row.i}" for row in rows}
    return counts
