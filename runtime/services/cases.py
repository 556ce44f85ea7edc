"""Locking a dossier and reading everything a turn needs of it, in two statements however long its history is.

The dossier's own row is the lock and is always taken first; parts, sub-dossiers and open tasks are read after it, so
what is read is what the last turn wrote.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from immutables import Map
from sqlalchemy.orm import Session

from engine.bpmn.model import Library
from engine.dossier.case import ROOT, Case, Life, Part
from engine.dossier.codec import life_from_json, rest_from_json
from engine.kernel.codec import load_data
from engine.kernel.state_codec import load_state
from process_models.package import Package
from runtime.services import packages
from runtime.services.access import Subject
from runtime.services.errors import NotFoundError
from runtime.services.snapshot import Snapshot, snapshot
from runtime.services.worlds import facts_from_json


class By(StrEnum):
    """What a dossier is found by; the value is a condition on its row."""

    ID = "d.id = (SELECT root_id FROM dossier WHERE id = %(key)s)"
    TASK = "d.id = (SELECT dossier_id FROM task WHERE id = %(key)s)"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTask:
    """A row of the task table."""

    id: UUID
    branch_id: UUID
    n: int
    token: int
    visit: int
    node: str
    form: str | None
    role: str | None
    agency: str
    assignee: UUID | None
    claimed_at: datetime | None
    version: int
    opened_at: datetime
    due_at: datetime | None
    outcomes: tuple[str, ...]
    different_from: str | None
    values: Mapping[str, Any]

    @property
    def queue(self) -> tuple[str, str | None]:
        """Agency and role of the queue it stands in."""
        return (self.agency, self.role)


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """A row of a dossier or sub-dossier beside its life."""

    id: UUID
    code: str
    received_by: str
    competent: str
    agencies: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A locked dossier. ``before`` holds what the caller asked for beside it."""

    root: UUID
    procedure_code: str
    package_hash: str
    field_code: str
    channel: str
    territory: str | None
    applicant: str
    facts: Mapping[str, Any]
    seq: int
    last_at: datetime
    log_n: int
    chain_head: str
    search: str
    branches: Mapping[str, Branch]
    case: Case
    tasks: tuple[OpenTask, ...]
    package: Package
    libraries: Mapping[str, Library]
    organisation: Snapshot
    known_answer: tuple[str, Mapping[str, Any]] | None = None
    """Fingerprint and answer of the idempotency key."""
    earlier_actor: str | None = None
    """Who completed the step that must have been another person's."""
    trial: bool = False
    """Received while its procedure was on trial at its agency."""
    new: bool = field(default=False)
    """The dossier is being submitted: its rows do not exist yet."""

    @property
    def code(self) -> str:
        """Code of the dossier itself."""
        return self.branches[ROOT].code

    def life(self, branch: str) -> Life:
        """Raises NotFoundError for a branch that has not begun."""
        found = self.case.lives.get(branch)
        if found is None:
            raise NotFoundError("unknown-branch")
        return found

    def dossier(self, branch: str) -> dict[str, Any]:
        """``dossier.*`` as forms, fees and expressions see it for a branch."""
        life = self.life(branch)
        return {
            **self.facts,
            "status": int(life.status),
            "submitted_at": life.submitted_at,
            "received_at": life.received_at,
            "facts": dict(self.case.facts),
        }

    def branch_of(self, task: OpenTask) -> str:
        """Key of the branch a task belongs to."""
        return self.case.parts[task.n].branch

    def open_task(self, task_id: UUID) -> OpenTask | None:
        """A task by its id; None when it is not open (any more)."""
        return next((task for task in self.tasks if task.id == task_id), None)

    def task(self, task_id: UUID) -> OpenTask:
        """Raises NotFoundError."""
        found = self.open_task(task_id)
        if found is None:
            raise NotFoundError("not-found")
        return found

    def subject(self, branch: str = ROOT) -> Subject:
        """What permissions on the dossier, or on one branch of it, depend on."""
        row = self.branches[branch]
        own = [task for task in self.tasks if branch == ROOT or task.branch_id == row.id]
        return Subject(
            root=self.root,
            agencies=row.agencies | self.branches[ROOT].agencies if branch == ROOT else row.agencies,
            received_by=row.received_by,
            competent=row.competent,
            tasks=frozenset(task.queue for task in own),
        )

    def subject_of(self, part: int) -> Subject:
        """What permissions on a part depend on: those of its branch, of the whole between parts."""
        found = self.case.parts.get(part)
        return self.subject(found.branch if found else ROOT)


ROOT_COLUMNS = """
d.id, d.code, d.procedure_code, d.package_hash, d.field_code, d.channel, d.received_by, d.competent, d.agencies,
d.territory, d.applicant, d.life, d.rest, d.facts, d.seq, d.last_at, d.log_n, d.chain_head, d.search, d.trial
"""

_LOCKS = {
    (by, skip): (
        f"SELECT {ROOT_COLUMNS} FROM dossier d WHERE {by.value} "  # noqa: S608 - our own conditions
        f"FOR UPDATE OF d {'SKIP LOCKED' if skip else ''}"
    )
    for by in By
    for skip in (0, 1)
}

_REST = """
SELECT
  (SELECT coalesce(json_agg(json_build_object('n', p.n, 'process', p.process, 'branch', p.branch, 'agency', p.agency,
     'parent_n', p.parent_n, 'parent_token', p.parent_token, 'key', p.key, 'package', p.package,
     'state', p.state::text, 'data', p.data::text) ORDER BY p.n), '[]')
     FROM part p WHERE p.dossier_id = %(root)s) AS parts,
  (SELECT coalesce(json_agg(json_build_object('id', s.id, 'branch', s.branch, 'code', s.code, 'life', s.life,
     'received_by', s.received_by, 'competent', s.competent, 'agencies', s.agencies)), '[]')
     FROM dossier s WHERE s.root_id = %(root)s AND s.id <> %(root)s) AS subs,
  (SELECT coalesce(json_agg(to_json(t) ORDER BY t.id), '[]') FROM task t WHERE t.dossier_id = %(root)s) AS tasks,
  (SELECT version FROM organisation WHERE id = 1) AS organisation,
  (SELECT json_build_object('request', k.request, 'response', k.response)
     FROM idempotency_key k WHERE k.actor = %(actor)s AND k.key = %(key)s) AS known,
  (SELECT h.actor FROM task t JOIN task_history h
     ON h.dossier_id = t.dossier_id AND h.n = t.n AND h.node = t.different_from AND h.why = 'completed'
    WHERE t.id = %(task)s ORDER BY h.closed_at DESC, h.id DESC LIMIT 1) AS earlier
"""


def lock(
    session: Session,
    key: UUID,
    by: By = By.ID,
    *,
    skip_locked: bool = False,
    idempotency: tuple[str, str] | None = None,
) -> Held | None:
    """Lock the dossier and read it; None when there is none (or, with ``skip_locked``, when another holds it).

    ``idempotency`` is an (actor, key) to look up beside it. Inside the caller's transaction.
    """
    found = session.connection().exec_driver_sql(_LOCKS[by, int(skip_locked)], {"key": key}).mappings().one_or_none()
    if found is None:
        return None
    return held_of(session, dict(found), key, idempotency)


def held_of(session: Session, root: Mapping[str, Any], key: UUID, idempotency: tuple[str, str] | None) -> Held:
    """Everything below a dossier's row. ``key``: the task it was found by."""
    actor, known = idempotency or (None, None)
    asked: dict[str, Any] = {"root": root["id"], "task": key, "actor": actor, "key": known}
    rest = dict(session.connection().exec_driver_sql(_REST, asked).mappings().one())
    package = packages.compiled(session, root["package_hash"])
    answer = rest["known"]
    return Held(
        root=root["id"],
        procedure_code=root["procedure_code"],
        package_hash=root["package_hash"],
        field_code=root["field_code"],
        channel=root["channel"],
        territory=root["territory"],
        applicant=root["applicant"],
        facts=facts_from_json(root["facts"]),
        seq=root["seq"],
        last_at=root["last_at"],
        log_n=root["log_n"],
        chain_head=root["chain_head"],
        search=root["search"],
        trial=root["trial"],
        branches=_branches(root, rest["subs"]),
        case=_case(root, rest),
        tasks=tuple(open_task(row) for row in rest["tasks"]),
        package=package,
        libraries=packages.used_libraries(session, package),
        organisation=snapshot(session, rest["organisation"] or 0),
        known_answer=answer and (answer["request"], answer["response"]),
        earlier_actor=rest["earlier"] or _earlier_renamed(session, rest["tasks"], key),
    )


_MOVES = """
SELECT e.command->'moves' FROM event e
WHERE e.dossier_id = %(root)s AND e.command->>'$is' = 'Migrate' ORDER BY e.seq DESC
"""

_EARLIER = """
SELECT h.actor FROM task_history h
WHERE h.dossier_id = %(root)s AND h.n = %(n)s AND h.node = ANY(%(nodes)s) AND h.why = 'completed'
ORDER BY h.closed_at DESC, h.id DESC LIMIT 1
"""


def _earlier_renamed(session: Session, tasks: Sequence[Mapping[str, Any]], task_id: UUID) -> str | None:
    """Who completed the step that must have been another person's, when a migration has renamed that step since."""
    task = next((row for row in tasks if row["different_from"] and as_uuid(row["id"]) == task_id), None)
    if task is None:
        return None
    asked = {"root": as_uuid(task["dossier_id"]), "n": task["n"]}
    names = {task["different_from"]}
    for (moves,) in session.connection().exec_driver_sql(_MOVES, asked):
        for move in moves:
            if move["part"] == task["n"]:
                names |= {old for old, new in move["plan"]["tokens"].items() if new in names}
    if len(names) == 1:
        return None
    found: str | None = session.connection().exec_driver_sql(_EARLIER, asked | {"nodes": sorted(names)}).scalar()
    return found


def locked(session: Session, key: UUID, by: By = By.ID, *, idempotency: tuple[str, str] | None = None) -> Held:
    """:func:`lock` for what must be there. Raises NotFoundError."""
    held = lock(session, key, by, idempotency=idempotency)
    if held is None:
        raise NotFoundError("not-found")
    return held


def _branches(root: Mapping[str, Any], subs: list[Mapping[str, Any]]) -> dict[str, Branch]:
    found = {ROOT: _branch(root)}
    return found | {row["branch"]: _branch(row) for row in subs}


def _branch(row: Mapping[str, Any]) -> Branch:
    return Branch(
        id=as_uuid(row["id"]),
        code=row["code"],
        received_by=row["received_by"],
        competent=row["competent"],
        agencies=frozenset(row["agencies"]),
    )


def _case(root: Mapping[str, Any], rest: Mapping[str, Any]) -> Case:
    lives = {ROOT: root["life"]} | {row["branch"]: row["life"] for row in rest["subs"]}
    return case_of(lives, root["rest"], rest["parts"])


def case_of(lives: Mapping[str, Any], rest: Mapping[str, Any], parts: Sequence[Mapping[str, Any]]) -> Case:
    """A case from its JSON: lives by branch, the rest, and parts with ``state`` and ``data`` as texts."""
    return replace(
        rest_from_json(rest),
        parts=Map({row["n"]: part_of(row) for row in parts}),
        lives=Map({branch: life_from_json(life) for branch, life in lives.items()}),
    )


def part_of(row: Mapping[str, Any]) -> Part:
    """A part from its columns, ``state`` and ``data`` as JSON texts."""
    parent = row["parent_n"]
    return Part(
        n=row["n"],
        process=row["process"],
        branch=row["branch"],
        agency=row["agency"],
        parent=None if parent is None else (parent, row["parent_token"]),
        key=row["key"],
        package=row["package"],
        state=load_state(row["state"], load_data(row["data"])),
    )


def open_task(row: Mapping[str, Any]) -> OpenTask:
    """A task from the JSON of its row."""
    return OpenTask(
        id=as_uuid(row["id"]),
        branch_id=as_uuid(row["branch_id"]),
        n=row["n"],
        token=row["token"],
        visit=row["visit"],
        node=row["node"],
        form=row["form"],
        role=row["role"],
        agency=row["agency"],
        assignee=None if row["assignee"] is None else as_uuid(row["assignee"]),
        claimed_at=as_instant(row["claimed_at"]),
        version=row["version"],
        opened_at=datetime.fromisoformat(row["opened_at"]),
        due_at=as_instant(row["due_at"]),
        outcomes=tuple(row["outcomes"]),
        different_from=row["different_from"],
        values=row["values"],
    )


def as_uuid(value: UUID | str) -> UUID:
    """A UUID, whether a driver or JSON gave it."""
    return value if isinstance(value, UUID) else UUID(value)


def as_instant(value: str | None) -> datetime | None:
    """An instant out of JSON."""
    return None if value is None else datetime.fromisoformat(value)
