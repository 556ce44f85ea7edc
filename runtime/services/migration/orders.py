"""Orders to move dossiers: drafting a plan, the dry run, starting, stopping, taking back, and looking on.

States of an order: ``checking`` (the worker tries every dossier), ``checked``, ``running`` (it moves them),
``undoing``, ``done``, ``cancelled``. A cancelled order can be started again; what has moved stays moved.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Text, cast, exists, func, insert, literal, select, update
from sqlalchemy.orm import Session

from process_models.migration import Plan, PlanError, Versions, check_plan, draft_plan, plan_to_json
from process_models.migration.plan import plan_of
from runtime.clock import Clock
from runtime.models import Dossier, MigrationItem, MigrationJob, PackageRow, PartRow
from runtime.services import access
from runtime.services.access import Action
from runtime.services.actors import Actor
from runtime.services.errors import ForbiddenError, InvalidError, NotFoundError, RefusedError
from runtime.services.inputs import clean, reason_of
from runtime.services.messages import sentence
from runtime.services.packages import compiled, used_libraries
from runtime.services.transactions import new_id, transaction

LONGEST_PAGE = 1_000
STATES = ("unchecked", "fits", "refused", "waiting", "moved", "gone", "undoing", "undone", "kept")
_UNFINISHED = ("checking", "running", "undoing")


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderView:
    """An order with its progress; ``counts`` has every state of a dossier that occurs."""

    id: UUID
    procedure_code: str
    sources: tuple[str, ...]
    target: str
    versions: Mapping[str, str]
    """Hash -> version, of the old and the new ones."""
    state: str
    reason: str
    created_at: datetime
    created_by: str
    started_at: datetime | None
    ended_at: datetime | None
    counts: Mapping[str, int]
    reasons: Mapping[str, int] = field(default_factory=dict)
    """Code of the reason and element, such as ``migration.no-place Task_3`` -> how many dossiers."""
    plan: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def total(self) -> int:
        """Dossiers in the order."""
        return sum(self.counts.values())

    @property
    def left(self) -> int:
        """Dossiers the worker has still to deal with."""
        return sum(self.counts.get(state, 0) for state in ("unchecked", "waiting", "undoing"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemView:
    """One dossier of an order."""

    dossier_id: UUID
    code: str
    state: str
    why: str | None
    params: Mapping[str, Any]
    at: datetime | None

    def text(self, lang: str) -> str:
        """Why, as a sentence; empty when there is nothing to say."""
        return sentence(self.why, self.params, lang) if self.why else ""

    def to_json(self) -> dict[str, Any]:
        """For machines and both sorts of readers."""
        told: dict[str, Any] = {"dossier": self.code, "state": self.state}
        if self.why:
            message = {lang: self.text(lang) for lang in ("vi", "en")}
            told |= {"reason": self.why, "element": self.params.get("element"), "message": message}
        return told


# -- plans -------------------------------------------------------------------------------------------------------


def drafted(session: Session, source: str, target: str, actor: Actor) -> dict[str, Any]:
    """A plan from one version to another, with its doubts, as JSON. Raises NotFoundError, ForbiddenError."""
    access.require(actor, Action.MIGRATE)
    clean([source, target])
    with session.begin():
        versions = versions_of(session, source, target)
    _same_procedure(versions)
    return draft_plan(versions).to_json()


def checked(session: Session, value: Mapping[str, Any], actor: Actor) -> tuple[Plan, list[dict[str, Any]]]:
    """A plan and everything to say about it. Raises InvalidError for what cannot be carried out."""
    access.require(actor, Action.MIGRATE)
    with session.begin():
        return _checked(session, value)


def versions_of(session: Session, source: str, target: str) -> Versions:
    """Two published versions with what they use. Inside the caller's transaction. Raises NotFoundError."""
    old, new = compiled(session, source), compiled(session, target)
    return Versions(old=old, new=new, old_used=used_libraries(session, old), new_used=used_libraries(session, new))


def version_hash(session: Session, code: str, told: str) -> str:
    """The hash of a version told by its hash, the beginning of it, or its name. Raises NotFoundError, InvalidError."""
    clean([code, told])
    known = select(PackageRow.hash).where(PackageRow.code == code) if code else select(PackageRow.hash)
    with session.begin():
        found = session.scalars(known.where((PackageRow.version == told) | PackageRow.hash.startswith(told))).all()
    if len(found) != 1:
        raise NotFoundError("package.unknown", package=f"{code} {told}".strip())
    return found[0]


def _same_procedure(versions: Versions) -> None:
    if versions.old.procedure.code != versions.new.procedure.code:
        raise InvalidError("plan.other-procedure")


def _checked(session: Session, value: Mapping[str, Any]) -> tuple[Plan, list[dict[str, Any]]]:
    clean(value, "plan")
    try:
        plan = plan_of(value)
    except PlanError as error:
        raise InvalidError("plan.unreadable", problems=str(error)) from error
    problems = [
        problem for source in plan.sources for problem in check_plan(plan, versions_of(session, source, plan.target))
    ]
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors:
        shown = "; ".join(f"{one.pointer}: {one.text('en')}" for one in errors[:10])
        raise InvalidError("plan.invalid", problems=shown)
    return plan, [problem.to_json() for problem in problems]


# -- orders ------------------------------------------------------------------------------------------------------


def create(session: Session, clock: Clock, value: Mapping[str, Any], reason: str, actor: Actor) -> UUID:
    """Order a dry run of a plan over every open dossier of its versions that the actor administers.

    Raises InvalidError for the plan, RefusedError ``migration.busy``, ForbiddenError.
    """
    access.require(actor, Action.MIGRATE)
    why = reason_of(reason)
    with transaction(session, "migration-order"):
        plan, _problems = _checked(session, value)
        code = compiled(session, plan.target).procedure.code
        session.execute(select(func.pg_advisory_xact_lock(func.hashtext(literal(f"migration {code}")))))
        busy = exists().where(MigrationJob.procedure_code == code, MigrationJob.state.in_(_UNFINISHED))
        if session.scalar(select(busy)):
            raise RefusedError("migration.busy")
        job = MigrationJob(
            id=new_id(),
            procedure_code=code,
            sources=list(plan.sources),
            target=plan.target,
            plan=plan_to_json(plan),
            agencies=None if actor.is_system else sorted(actor.administers),
            state="checking",
            reason=why,
            created_at=clock.now(),
            created_by=actor.key,
        )
        session.add(job)
        session.flush()
        _list_dossiers(session, job, "unchecked")
        return job.id


def start(session: Session, clock: Clock, order: UUID, actor: Actor) -> None:
    """Move the dossiers: all of the order, and those submitted since. RefusedError ``migration.state``."""
    with transaction(session, "migration-start"):
        job = _mine(session, order, actor, ("checked", "cancelled", "done"))
        left = ("unchecked", "fits", "refused", "undone", "gone", "waiting")
        mine = (MigrationItem.job_id == job.id, MigrationItem.state.in_(left))
        session.execute(update(MigrationItem).where(*mine).values(state="waiting", why=None))
        _list_dossiers(session, job, "waiting")
        job.state, job.started_at, job.started_by, job.ended_at = "running", clock.now(), actor.key, None


def cancel(session: Session, clock: Clock, order: UUID, actor: Actor) -> None:
    """Stop after the dossier that is being dealt with now; nothing that has moved goes back by itself."""
    with transaction(session, "migration-cancel"):
        job = _mine(session, order, actor, _UNFINISHED)
        back = {"waiting": "unchecked", "undoing": "moved"}
        for state, left in back.items():
            mine = (MigrationItem.job_id == job.id, MigrationItem.state == state)
            session.execute(update(MigrationItem).where(*mine).values(state=left))
        job.state, job.ended_at = "cancelled", clock.now()


def undo(session: Session, clock: Clock, order: UUID, actor: Actor, dossiers: Sequence[str] | None = None) -> int:
    """Take back the moves of these dossiers (codes; None: all), where nothing has happened since; gives how many.

    What cannot go back is kept and says why. Raises NotFoundError for a code that the order did not move.
    """
    clean(list(dossiers or ()))
    with transaction(session, "migration-undo"):
        job = _mine(session, order, actor, ("done", "cancelled"))
        mine = [MigrationItem.job_id == job.id, MigrationItem.state.in_(("moved", "kept"))]
        if dossiers is not None:
            wanted = select(Dossier.root_id).where(Dossier.code.in_(list(dossiers)))
            mine.append(MigrationItem.dossier_id.in_(wanted))
        query = update(MigrationItem).where(*mine).values(state="undoing").returning(MigrationItem.dossier_id)
        count = len(session.execute(query).all())
        if dossiers is not None and count < len(set(dossiers)):
            raise NotFoundError("not-found")
        job.state, job.started_at, job.started_by, job.ended_at = "undoing", clock.now(), actor.key, None
        return count


def _list_dossiers(session: Session, job: MigrationJob, state: str) -> None:
    """Put every open dossier of the old versions that is not in the order yet into it."""
    is_open = exists().where(PartRow.dossier_id == Dossier.id, PartRow.ended.is_(None))
    known = exists().where(MigrationItem.job_id == job.id, MigrationItem.dossier_id == Dossier.id)
    chosen = select(literal(job.id), Dossier.id, Dossier.package_hash, cast(literal(state), Text)).where(
        Dossier.id == Dossier.root_id, Dossier.package_hash.in_(job.sources), is_open, ~known
    )
    if job.agencies is not None:
        chosen = chosen.where(Dossier.competent.in_(job.agencies))
    columns = ["job_id", "dossier_id", "source", "state"]
    session.execute(insert(MigrationItem).from_select(columns, chosen))


def _mine(session: Session, order: UUID, actor: Actor, wanted: Sequence[str]) -> MigrationJob:
    """The order, locked, when the actor may decide about every dossier in it and its state allows."""
    access.require(actor, Action.MIGRATE)
    job = session.get(MigrationJob, order, with_for_update=True, populate_existing=True)
    if job is None:
        raise NotFoundError("migration.unknown")
    if not actor.is_system:
        beyond = exists().where(
            MigrationItem.job_id == order,
            Dossier.id == MigrationItem.dossier_id,
            ~access.migratable_dossiers(actor),
        )
        if job.agencies is None or session.scalar(select(beyond)):
            raise ForbiddenError("migration.beyond")
    if job.state not in wanted:
        raise RefusedError("migration.state", state=job.state, wanted=", ".join(wanted))
    return job


# -- looking on --------------------------------------------------------------------------------------------------


def listed(session: Session, actor: Actor, limit: int = 100) -> list[OrderView]:
    """Orders, the newest first, with the counts of the dossiers the actor may see. Raises ForbiddenError."""
    access.require(actor, Action.MIGRATE)
    with session.begin():
        jobs = session.scalars(select(MigrationJob).order_by(MigrationJob.created_at.desc()).limit(limit)).all()
        return [_view(session, job, actor) for job in jobs]


def found(session: Session, order: UUID, actor: Actor) -> OrderView:
    """One order with its plan, and its reasons counted. Raises NotFoundError, ForbiddenError."""
    access.require(actor, Action.MIGRATE)
    with session.begin():
        job = session.get(MigrationJob, order, populate_existing=True)
        if job is None:
            raise NotFoundError("migration.unknown")
        return _view(session, job, actor, whole=True)


def items(
    session: Session,
    order: UUID,
    actor: Actor,
    *,
    state: str | None = None,
    after: str | None = None,
    limit: int = 100,
) -> tuple[list[ItemView], str | None]:
    """Dossiers of an order by code, and the cursor of the next page (None: the last). Raises ForbiddenError."""
    access.require(actor, Action.MIGRATE)
    clean([state or "", after or ""])
    size = max(1, min(limit, LONGEST_PAGE))
    query = (
        select(MigrationItem, Dossier.code)
        .join(Dossier, Dossier.id == MigrationItem.dossier_id)
        .where(MigrationItem.job_id == order, access.migratable_dossiers(actor))
        .order_by(Dossier.code)
        .limit(size + 1)
    )
    if state is not None:
        query = query.where(MigrationItem.state == state)
    if after is not None:
        query = query.where(Dossier.code > after)
    with session.begin():
        rows = session.execute(query.execution_options(populate_existing=True)).all()
    views = [_item_view(item, code) for item, code in rows[:size]]
    return views, views[-1].code if len(rows) > size else None


def every_item(session: Session, order: UUID, actor: Actor, state: str | None = None) -> Iterator[ItemView]:
    """All dossiers of an order by code, page by page. Raises ForbiddenError."""
    after: str | None = None
    while True:
        page, after = items(session, order, actor, state=state, after=after, limit=LONGEST_PAGE)
        yield from page
        if after is None:
            return


def as_csv(session: Session, order: UUID, actor: Actor) -> str:
    """All dossiers of an order as a table, with the mark by which spreadsheets know the encoding."""
    found(session, order, actor)
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(["dossier", "state", "reason", "element", "vi", "en", "at"])
    for one in every_item(session, order, actor):
        at = one.at.isoformat() if one.at else ""
        where = str(one.params.get("element") or "")
        table.writerow(
            [one.code, one.state, one.why or "", _cell(where), _cell(one.text("vi")), _cell(one.text("en")), at]
        )
    return "\ufeff" + out.getvalue()


def _cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _item_view(item: MigrationItem, code: str) -> ItemView:
    why = item.why or {}
    return ItemView(
        dossier_id=item.dossier_id,
        code=code,
        state=item.state,
        why=why.get("code"),
        params=why.get("params", {}),
        at=item.at,
    )


def _view(session: Session, job: MigrationJob, actor: Actor, *, whole: bool = False) -> OrderView:
    seen = (
        select(MigrationItem.state, func.count())
        .join(Dossier, Dossier.id == MigrationItem.dossier_id)
        .where(MigrationItem.job_id == job.id, access.migratable_dossiers(actor))
    )
    counts = {row.state: row[1] for row in session.execute(seen.group_by(MigrationItem.state))}
    names = select(PackageRow.hash, PackageRow.version).where(PackageRow.hash.in_([*job.sources, job.target]))
    return OrderView(
        id=job.id,
        procedure_code=job.procedure_code,
        sources=tuple(job.sources),
        target=job.target,
        versions={row.hash: row.version for row in session.execute(names)},
        state=job.state,
        reason=job.reason,
        created_at=job.created_at,
        created_by=job.created_by,
        started_at=job.started_at,
        ended_at=job.ended_at,
        counts=counts,
        reasons=_reasons(session, job, actor) if whole else {},
        plan=job.plan if whole else {},
    )


def _reasons(session: Session, job: MigrationJob, actor: Actor) -> dict[str, int]:
    code = MigrationItem.why["code"].astext
    element = func.coalesce(MigrationItem.why["params"]["element"].astext, "")
    query = (
        select(code, element, func.count())
        .join(Dossier, Dossier.id == MigrationItem.dossier_id)
        .where(MigrationItem.job_id == job.id, MigrationItem.why.is_not(None), access.migratable_dossiers(actor))
        .group_by(code, element)
        .order_by(func.count().desc())
    )
    rows = session.execute(query).all()
    return {f"{why} {where}".strip(): count for why, where, count in rows if why}
