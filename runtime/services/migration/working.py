"""The worker's side of a migration: dossier by dossier, each in a transaction of its own, found again after any end.

An item's state changes in the transaction that does what it says, so a worker that is killed leaves each dossier moved
and marked, or neither. Somebody else's lock is no wait: the dossier is found again on the next round. Any number of
workers may do this at once.
"""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import exists, select, text, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from engine.dossier.commands import UndoMigration
from runtime import faults
from runtime.clock import Clock
from runtime.models import MigrationItem, MigrationJob
from runtime.services.actors import Actor
from runtime.services.cases import Held, lock
from runtime.services.errors import ServiceError
from runtime.services.migration.former import case_before, former_of, restoring
from runtime.services.migration.moving import Mover, Verdict, irreversible, mover_of, why_of
from runtime.services.packages import compiled, used_libraries
from runtime.services.reading import read_case
from runtime.services.recording import Doing, perform
from runtime.services.transactions import transaction

log = logging.getLogger(__name__)

BATCH = 50
PAUSE = 0.05
"""Seconds until a dossier that somebody holds is tried again."""
ACTIVE = ("checking", "running", "undoing")
PENDING: Mapping[str, str] = {"checking": "unchecked", "running": "waiting", "undoing": "undoing"}
"""State of an order -> state of the items it has still to deal with."""
_FINISHED: Mapping[str, str] = {"checking": "checked", "running": "done", "undoing": "done"}


@dataclass(frozen=True, slots=True)
class _Order:
    """What the worker needs of a job."""

    id: UUID
    state: str
    plan: Mapping[str, Any]
    actor: Actor
    reason: str


def work(session: Session, clock: Clock, limit: int = BATCH, only: UUID | None = None) -> int:
    """Deal with up to ``limit`` dossiers of each active order; gives how many were dealt with.

    ``only``: one order. An order that has nothing left is finished.
    """
    with session.begin():
        query = select(MigrationJob).where(MigrationJob.state.in_(ACTIVE)).order_by(MigrationJob.created_at)
        if only is not None:
            query = query.where(MigrationJob.id == only)
        orders = [_order(job) for job in session.scalars(query)]
    return sum(_batch(session, clock, order, limit) for order in orders)


def work_until_done(session: Session, clock: Clock, order: UUID, told: Callable[[], None] = lambda: None) -> None:
    """Deal with an order to its end, batch by batch; ``told`` is called after each. For the command line and tests.

    A dossier that somebody holds all the time is waited for.
    """
    while True:
        if not work(session, clock, only=order):
            time.sleep(PAUSE)
        told()
        with session.begin():
            job = session.get(MigrationJob, order, populate_existing=True)
            if job is None or job.state not in ACTIVE:
                return


def forget_former(session: Session) -> int:
    """Throw away what moves were kept for taking back, where the dossier has gone on; gives how many."""
    with session.begin():
        gone = session.execute(
            text(
                "UPDATE migration_item i SET former = NULL FROM dossier d "
                "WHERE d.id = i.dossier_id AND i.former IS NOT NULL AND d.seq > i.seq RETURNING 1"
            )
        ).all()
        return len(gone)


def _order(job: MigrationJob) -> _Order:
    by = job.started_by or job.created_by
    return _Order(job.id, job.state, job.plan, Actor(key=by, name=by), job.reason)


def _batch(session: Session, clock: Clock, order: _Order, limit: int) -> int:
    pending = PENDING[order.state]
    query = select(MigrationItem.dossier_id, MigrationItem.source).where(
        MigrationItem.job_id == order.id, MigrationItem.state == pending
    )
    with session.begin():
        items = session.execute(query.order_by(MigrationItem.dossier_id).limit(limit)).all()
    movers: dict[str, Mover] = {}
    done = 0
    for dossier, source in items:
        if order.state != "undoing" and source not in movers:
            with session.begin():
                movers[source] = mover_of(session, order.plan, source)
        done += _one(session, clock, order, (dossier, movers.get(source)))
    if len(items) < limit:
        _finish(session, clock, order)
    return done


def _one(session: Session, clock: Clock, order: _Order, place: tuple[UUID, Mover | None]) -> bool:
    """One dossier; a fault of the program in it must not keep the others waiting."""
    try:
        return _HANDLERS[order.state](session, clock, order, place)
    except (SQLAlchemyError, OSError):
        raise  # the database or the machine: nothing to do with this dossier
    except Exception as error:
        log.exception("dossier %s cannot be dealt with", place[0])
        session.rollback()
        _failed(session, clock, order, place[0], f"{type(error).__name__}: {error}")
        return True


def _failed(session: Session, clock: Clock, order: _Order, dossier: UUID, reason: str) -> None:
    state = "kept" if order.state == "undoing" else "refused"
    with transaction(session, "migrate-failed"):
        if _item(session, order, dossier) is not None:
            why = why_of("migration.failed", {"reason": reason})
            _mark(session, order, dossier, state=state, why=why, at=clock.now())


def _finish(session: Session, clock: Clock, order: _Order) -> None:
    """The order is over when none of its items is left; another worker may have said so already."""
    left = exists().where(MigrationItem.job_id == order.id, MigrationItem.state == PENDING[order.state])
    mine = (MigrationJob.id == order.id, MigrationJob.state == order.state, ~left)
    with transaction(session, "migration-finish"):
        values = {"state": _FINISHED[order.state], "ended_at": clock.now() if order.state != "checking" else None}
        session.execute(update(MigrationJob).where(*mine).values(**values))


def _mark(session: Session, order: _Order, dossier: UUID, **values: Any) -> None:
    mine = (MigrationItem.job_id == order.id, MigrationItem.dossier_id == dossier)
    session.execute(update(MigrationItem).where(*mine).values(**values))


def _item(session: Session, order: _Order, dossier: UUID) -> MigrationItem | None:
    """The item, if it has still to be dealt with and the order was not cancelled meanwhile."""
    found = session.scalars(
        select(MigrationItem)
        .join(MigrationJob, MigrationJob.id == MigrationItem.job_id)
        .where(MigrationItem.job_id == order.id, MigrationItem.dossier_id == dossier)
        .where(MigrationItem.state == PENDING[order.state], MigrationJob.state == order.state)
        .with_for_update(of=MigrationItem)
        .execution_options(populate_existing=True)
    )
    return found.one_or_none()


def _gone(held: Held | None, source: str) -> bool:
    """The dossier is over, or has moved on to another version by another way."""
    return held is None or held.package_hash != source or not any(part.open for part in held.case.parts.values())


# -- dry run -----------------------------------------------------------------------------------------------------


def _check(session: Session, clock: Clock, order: _Order, place: tuple[UUID, Mover | None]) -> bool:
    dossier, mover = place
    assert mover is not None
    with session.begin():
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        held = read_case(session, dossier)
    verdict = Verdict(fits=False, code="migration.gone")
    if held is not None and not _gone(held, mover.versions.old.hash):
        verdict = mover.trial(held, clock.now())
    with transaction(session, "migration-check"):
        if _item(session, order, dossier) is None:
            return False
        _mark(session, order, dossier, state=_checked(verdict), why=verdict.to_json(), at=clock.now())
    return True


def _checked(verdict: Verdict) -> str:
    if verdict.code == "migration.gone":
        return "gone"
    return "fits" if verdict.fits else "refused"


# -- execution ---------------------------------------------------------------------------------------------------


def _move(session: Session, clock: Clock, order: _Order, place: tuple[UUID, Mover | None]) -> bool:
    dossier, mover = place
    assert mover is not None
    try:
        with transaction(session, "migrate"):
            held = lock(session, dossier, skip_locked=True)
            if held is None or _item(session, order, dossier) is None:
                return False
            if _gone(held, mover.versions.old.hash):
                _mark(session, order, dossier, state="gone", why=why_of("migration.gone", {}))
                return True
            former = former_of(session, held)
            doing = mover.doing(held, Doing(command=_NOTHING, actor=order.actor), order.reason)
            recorded = perform(session, clock, mover.moved(held), doing)
            final = irreversible(held, recorded.turn)
            _mark(
                session,
                order,
                dossier,
                state="moved",
                seq=recorded.seq,
                at=clock.now(),
                former=None if final else former,
                why=why_of("migration.irreversible", {}) if final else None,
            )
            faults.point("migrate-middle")
    except ServiceError as error:
        _refuse(session, clock, order, dossier, error)
    return True


_NOTHING = UndoMigration("", "")
"""Stands where the mover puts the dossier's own command."""


def _refuse(session: Session, clock: Clock, order: _Order, dossier: UUID, error: ServiceError) -> None:
    with transaction(session, "migrate-refused"):
        if _item(session, order, dossier) is not None:
            why = why_of(error.code, error.params)
            _mark(session, order, dossier, state="refused", why=why, at=clock.now())


# -- taking back -------------------------------------------------------------------------------------------------


def _undo(session: Session, clock: Clock, order: _Order, place: tuple[UUID, Mover | None]) -> bool:
    dossier, _mover = place
    with transaction(session, "undo-migration"):
        held = lock(session, dossier, skip_locked=True)
        item = None if held is None else _item(session, order, dossier)
        if held is None or item is None:
            return False
        if item.former is None or held.seq != item.seq:
            _keep(session, clock, order, (held, item))
            return True
        former = item.former
        back = _with(session, held, former["package"])
        command = UndoMigration(back.package_hash, held.package_hash, order.actor.key, order.reason)
        doing = Doing(
            command=command,
            actor=order.actor,
            origin=held,
            former=case_before(former),
            also=restoring(session, held, former),
        )
        recorded = perform(session, clock, back, doing)
        _mark(session, order, dossier, state="undone", seq=recorded.seq, at=clock.now(), former=None, why=None)
        faults.point("undo-middle")
    return True


def _with(session: Session, held: Held, package_hash: str) -> Held:
    package = compiled(session, package_hash)
    return replace(held, package=package, package_hash=package.hash, libraries=used_libraries(session, package))


def _keep(session: Session, clock: Clock, order: _Order, place: tuple[Held, MigrationItem]) -> None:
    held, item = place
    why = why_of("migration.irreversible", {})
    if held.seq != item.seq:
        why = why_of("migration.went-on", {"turn": held.seq})
    _mark(session, order, held.root, state="kept", why=why, at=clock.now())


_HANDLERS: Mapping[str, Callable[[Session, Clock, _Order, tuple[UUID, Mover | None]], bool]] = {
    "checking": _check,
    "running": _move,
    "undoing": _undo,
}
