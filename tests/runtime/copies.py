"""A certified copy's application and the answers that take it along the good way, from the package's own scenario."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from runtime.clock import Clock
from runtime.models import TaskRow
from runtime.services import tasks
from runtime.services.actors import Actor
from runtime.services.tasks import Completed, Completion

FOLDER = Path(__file__).parents[2] / "process_models" / "library" / "2.000815"
GOOD = json.loads((FOLDER / "scenarios" / "good.json").read_text("utf-8"))
WARD = "H36.50"
ANSWERS: dict[str, Any] = GOOD["submit"]["answers"]
COMPONENTS: dict[str, Any] = GOOD["submit"]["components"]
STEPS = {step["task"]: (step.get("outcome"), step["answers"]) for step in GOOD["steps"]}
OFFICER = {
    "Task_Receive": "an.reception",
    "Task_Certify": "chi.case",
    "Task_Sign": "giang.sign",
    "Task_Seal": "khanh.records",
    "Task_CollectFee": "binh.cashier",
    "Task_Return": "an.reception",
}


def open_task(session: Session, dossier: UUID, node: str | None = None) -> UUID:
    """Id of the dossier's one open task (of an element)."""
    query = select(TaskRow.id).where(TaskRow.dossier_id == dossier)
    with session.begin():
        return session.scalars(query if node is None else query.where(TaskRow.node == node)).one()


def done(node: str, **changed: Any) -> Completion:
    """The good way's completion of an element."""
    outcome, answers = STEPS[node]
    return Completion(**({"answers": answers, "outcome": outcome} | changed))


def do(session: Session, clock: Clock, who: Callable[[str], Actor], dossier: UUID, node: str) -> Completed:
    """Complete one step as its officer."""
    return tasks.complete_task(session, clock, open_task(session, dossier, node), done(node), who(OFFICER[node]))


def do_until(session: Session, clock: Clock, who: Callable[[str], Actor], dossier: UUID, last: str) -> Completed:
    """Complete every step up to and including ``last``."""
    result = None
    for node in STEPS:
        result = do(session, clock, who, dossier, node)
        if node == last:
            break
    assert result is not None
    return result
