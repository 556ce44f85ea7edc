"""The control slip: one row for each hand-over, as it happened; rows are never overwritten, a rework adds new ones."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from process_models.vocabulary import STEP_ROLES
from runtime.models import Account, TaskHistory
from runtime.services.cases import Held
from runtime.services.zone import day_of

_WHY: Mapping[str, str] = {"cancelled": "Bước bị hủy", "moved": "Trả lại bước trước"}


def slip_rows(session: Session, held: Held, branch: str) -> list[dict[str, Any]]:
    """The steps that are over and those that are open, in the order they were handed over. In the caller's transaction.

    Each row: ``giving``, ``receiving``, ``step``, ``opened_at``, ``due_at``, ``closed_at``, ``class``, ``note``.
    """
    history = session.execute(
        select(TaskHistory, Account.name)
        .outerjoin(Account, Account.login == TaskHistory.actor)
        .where(TaskHistory.dossier_id == held.root)
        .order_by(TaskHistory.opened_at, TaskHistory.closed_at, TaskHistory.id)
    ).all()
    parts = held.case.parts
    rows = [_done(held, row, name) for row, name in history if branch in ("", parts[row.n].branch)]
    rows += [_open(held, task) for task in held.tasks if branch in ("", held.branch_of(task))]
    giving = None
    for row in rows:
        row["giving"], giving = giving, row["receiving"]
    return rows


def _done(held: Held, row: TaskHistory, name: str | None) -> dict[str, Any]:
    outcome = held.package.outcome(row.outcome, "vi") if row.outcome else ""
    return {
        "giving": None,
        "receiving": _who(held, row.agency, row.role, name, row),
        "step": held.package.label(row.node, "vi"),
        "opened_at": row.opened_at.isoformat(),
        "due_at": row.due_at.isoformat() if row.due_at else None,
        "closed_at": row.closed_at.isoformat(),
        "class": _class(row),
        "note": _WHY.get(row.why) or outcome or None,
    }


def _open(held: Held, task: Any) -> dict[str, Any]:
    return {
        "giving": None,
        "receiving": _who(held, task.agency, task.role, None, task),
        "step": held.package.label(task.node, "vi"),
        "opened_at": task.opened_at.isoformat(),
        "due_at": task.due_at.isoformat() if task.due_at else None,
        "closed_at": None,
        "class": None,
        "note": None,
    }


def _who(held: Held, agency: str, role: str | None, name: str | None, row: Any) -> str:
    names = held.organisation.names(agency, day_of(row.opened_at))
    place = names.get("vi") or agency
    known = STEP_ROLES.get(role or "", {}).get("vi", role or "")
    return " – ".join(part for part in (place, known, name) if part)


def _class(row: TaskHistory) -> str | None:
    if row.due_at is None or row.why != "completed":
        return None
    if row.late:
        return "Quá hạn"
    return "Trước hạn" if row.closed_at < row.due_at else "Đúng hạn"
