"""The dossiers' logs: verifying the chains, erasing bodies, and the head that is signed."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from runtime.clock import Clock
from runtime.models import Dossier, LogBody, LogRow
from runtime.services import access
from runtime.services.access import Action
from runtime.services.actors import Actor
from runtime.services.cases import locked
from runtime.services.chain import GENESIS, Link, LogEntry, body_hash, link_hash
from runtime.services.inputs import reason_of
from runtime.services.marking import mark
from runtime.services.transactions import transaction


@dataclass(frozen=True, slots=True)
class Broken:
    """Where a chain does not hold: entry ``n``, and ``link``, ``order``, ``body``, ``head`` or ``missing``."""

    dossier: UUID
    n: int
    what: str


def verify_chain(session: Session, dossier: UUID) -> list[Broken]:
    """What is wrong with a dossier's log; nothing when it is whole."""
    with session.begin():
        return list(broken_links(session, dossier))


def broken_links(session: Session, dossier: UUID) -> Iterator[Broken]:
    """:func:`verify_chain` inside the caller's transaction."""
    head, n = GENESIS, 0
    rows: Sequence[Any] = session.execute(
        select(LogRow, LogBody)
        .outerjoin(LogBody, (LogBody.dossier_id == LogRow.dossier_id) & (LogBody.n == LogRow.n))
        .where(LogRow.dossier_id == dossier)
        .order_by(LogRow.n)
    ).all()
    for row, body in rows:
        n += 1
        if row.n != n:
            yield Broken(dossier, n, "missing")
            n = row.n
        if row.prev != head:
            yield Broken(dossier, row.n, "order")
        if link_hash(row.prev, _link(row)) != row.hash:
            yield Broken(dossier, row.n, "link")
        if body is None or (body.body is not None and body_hash(body.salt, body.body) != row.body_hash):
            yield Broken(dossier, row.n, "body")
        head = row.hash
    told = session.execute(select(Dossier.chain_head, Dossier.log_n).where(Dossier.id == dossier)).one()
    if (told.chain_head, told.log_n) != (head, n):
        yield Broken(dossier, n, "head")


def signed_root(session: Session) -> str:
    """SHA-256 over the heads of all chains in order of their dossiers: what a nightly signature covers."""
    digest = hashlib.sha256()
    with session.begin():
        heads = session.execute(
            select(Dossier.id, Dossier.chain_head).where(Dossier.id == Dossier.root_id).order_by(Dossier.id)
        )
        for ident, head in heads:
            digest.update(f"{ident} {head}\n".encode())
    return digest.hexdigest()


def erase(session: Session, clock: Clock, dossier: UUID, numbers: tuple[int, ...], reason: str, actor: Actor) -> None:
    """Erase the bodies of entries (data protection); the chain stays whole, and the erasing is an entry itself."""
    told = reason_of(reason)
    with transaction(session, "erase"):
        held = locked(session, dossier)
        access.require(actor, Action.READ_LOG, held.subject())
        session.execute(
            update(LogBody)
            .where(LogBody.dossier_id == held.root, LogBody.n.in_(numbers))
            .values(body=None, erased_at=clock.now())
        )
        mark(session, clock, held, actor, (LogEntry("erased", "", {"entries": [*numbers], "reason": told}),))


def _link(row: LogRow) -> Link:
    return Link(
        dossier=row.dossier_id,
        n=row.n,
        seq=row.seq,
        at=row.at,
        done_at=row.done_at,
        kind=row.kind,
        branch=row.branch,
        actor=row.actor,
        body_hash=row.body_hash,
    )
