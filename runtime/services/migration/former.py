"""What a dossier was before a move, kept as JSON until it goes on, and put back exactly when the move is undone."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from engine.dossier.case import Case
from engine.dossier.codec import life_to_json, rest_to_json
from engine.kernel.codec import dump_data
from engine.kernel.state_codec import dump_state
from runtime.models import Base, IncidentRow, PartRow, SubscriptionRow, TaskHistory, TaskRow, TimerRow
from runtime.services.batch import Batch
from runtime.services.cases import Held, case_of
from runtime.services.open_rows import data_of
from runtime.services.task_moves import WHY

Json = Mapping[str, Any]

_OPEN: tuple[tuple[str, type[Base], tuple[str, ...]], ...] = (
    ("task", TaskRow, ("id",)),
    ("timer", TimerRow, ("dossier_id", "n", "uid")),
    ("subscription", SubscriptionRow, ("dossier_id", "n", "uid")),
    ("incident", IncidentRow, ("dossier_id", "n", "uid")),
)
"""Tables that hold what is open, and what finds a row."""

_ROWS = text("""
SELECT
  (SELECT coalesce(json_agg(to_json(r)), '[]') FROM task r WHERE r.dossier_id = :root) AS task,
  (SELECT coalesce(json_agg(to_json(r)), '[]') FROM timer r WHERE r.dossier_id = :root) AS timer,
  (SELECT coalesce(json_agg(to_json(r)), '[]') FROM subscription r WHERE r.dossier_id = :root) AS subscription,
  (SELECT coalesce(json_agg(to_json(r)), '[]') FROM incident r WHERE r.dossier_id = :root) AS incident
""")


def open_rows_of(session: Session, root: UUID) -> dict[str, list[dict[str, Any]]]:
    """The rows of everything that is open in a dossier, by table."""
    found = session.execute(_ROWS, {"root": root}).mappings().one()
    return {table: list(found[table]) for table, _model, _keys in _OPEN}


def former_of(session: Session, held: Held) -> dict[str, Any]:
    """Everything a move may change, as JSON. Inside the transaction that holds the dossier's lock."""
    parts = [
        {
            "n": part.n,
            "process": part.process,
            "branch": part.branch,
            "agency": part.agency,
            "parent_n": None if part.parent is None else part.parent[0],
            "parent_token": None if part.parent is None else part.parent[1],
            "key": part.key,
            "package": part.package,
            "state": dump_state(part.state).decode(),
            "data": dump_data(data_of(part.state)).decode(),
        }
        for _n, part in sorted(held.case.parts.items())
    ]
    return {
        "package": held.package_hash,
        "parts": parts,
        "lives": {branch: life_to_json(life) for branch, life in held.case.lives.items()},
        "rest": rest_to_json(held.case),
        "rows": open_rows_of(session, held.root),
    }


def case_before(former: Json) -> Case:
    """The case that was kept."""
    return case_of(former["lives"], former["rest"], former["parts"])


def restoring(session: Session, held: Held, former: Json) -> Callable[[Batch], None]:
    """What puts the open rows back as they were: those of now that were not there go, those of then come back.

    Who holds a task by now keeps it, and its version grows, so that nobody completes it from a page of the other form.
    """
    now = open_rows_of(session, held.root)
    then: Mapping[str, list[dict[str, Any]]] = former["rows"]
    gone = sorted(set(held.case.parts.keys()) - {part["n"] for part in former["parts"]})

    def restore(batch: Batch) -> None:
        for table, model, keys in _OPEN:
            present = {_key(row, keys): row for row in now[table]}
            wanted = {_key(row, keys): row for row in then[table]}
            batch.delete(model, [dict(zip(keys, key, strict=True)) for key in present if key not in wanted])
            back = [_merged(model, row, present.get(key)) for key, row in wanted.items()]
            batch.upsert(model, [row for row, key in zip(back, wanted, strict=True) if row != present.get(key)])
        reopened = {row["id"] for row in then["task"]} - {row["id"] for row in now["task"]}
        batch.delete(TaskHistory, [{"id": ident, "why": WHY} for ident in sorted(reopened)])
        batch.delete(PartRow, [{"dossier_id": held.root, "n": n} for n in gone])

    return restore


def _key(row: Json, keys: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(row[key] for key in keys)


def _merged(model: type[Base], row: dict[str, Any], present: Json | None) -> dict[str, Any]:
    if model is not TaskRow or present is None or present == row:
        return row
    held = {name: present[name] for name in ("assignee", "claimed_at")}
    version = row["version"] if row["version"] == present["version"] else present["version"] + 1
    return row | held | {"version": version}
