"""The feed: what happened to dossiers, in one order that never changes, for other systems to follow.

Theory of operation: a step writes its events without a position, in the transaction that makes them true. The worker
gives positions to committed events only, under the lock of the counter they come from; so positions are seen in order,
and a reader who keeps the last position it has read misses nothing and reads nothing twice. An event says what
happened to which dossier; content is fetched from the dossier, by those who may see it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import Select, func, select, text
from sqlalchemy.orm import Session

from engine.dossier import ROOT, Case
from runtime.models import Dossier, FeedEvent
from runtime.services import access, counters
from runtime.services.access import Action
from runtime.services.actors import Actor
from runtime.services.batch import Batch
from runtime.services.chain import Chain
from runtime.services.counters import Book
from runtime.services.transactions import transaction

KINDS: Final = frozenset(
    {
        "submitted",
        "received",
        "refused_at_intake",
        "supplement_requested",
        "supplement_answered",
        "deadline_extended",
        "settled",
        "returned",
        "withdrawn",
        "stopped",
        "payment_recorded",
        "letter_issued",
    }
)
"""Log entries that other systems are told of."""

BOOK: Final = Book("feed", "", "")
AT_ONCE: Final = 1_000
LONGEST_PAGE: Final = 500

_WAITING = text("SELECT count(*) FROM (SELECT 1 FROM feed_event WHERE position IS NULL LIMIT :most) w")
_NUMBER = text(
    """
    UPDATE feed_event f SET position = :first + o.rank
      FROM (SELECT dossier_id, n, row_number() OVER (ORDER BY done_at, dossier_id, n) - 1 AS rank
              FROM (SELECT dossier_id, n, done_at FROM feed_event WHERE position IS NULL
                     ORDER BY done_at, dossier_id, n LIMIT :count) w) o
     WHERE f.dossier_id = o.dossier_id AND f.n = o.n
    """
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event of the feed."""

    position: int
    kind: str
    at: datetime
    dossier_id: UUID
    dossier_code: str
    branch: str
    procedure: str
    status: int
    received_by: str
    competent: str


def write(batch: Batch, chain: Chain, case: Case) -> None:
    """Add the feed's rows of a turn to its batch: those of its log entries that others are told of."""
    rows = [
        {
            "dossier_id": row["dossier_id"],
            "n": row["n"],
            "kind": row["kind"],
            "branch": row["branch"],
            "status": int(case.lives[row["branch"] if row["branch"] in case.lives else ROOT].status),
            "at": row["at"],
            "done_at": row["done_at"],
        }
        for row in chain.rows
        if row["kind"] in KINDS
    ]
    if rows:
        batch.insert(FeedEvent, rows)


def number(session: Session) -> int:
    """Give positions to committed events that have none; how many were given. For the worker."""
    total = 0
    while True:
        with transaction(session, "feed"):
            waiting = int(session.scalar(_WAITING, {"most": AT_ONCE}) or 0)
            if waiting:
                # the counter's row is locked from here on: another worker waits, then counts anew
                taken = counters.take(session, {BOOK: waiting})[BOOK]
                done = session.execute(_NUMBER, {"first": taken.start, "count": waiting})
                total += int(done.rowcount)  # type: ignore[attr-defined]  # a CursorResult, as every UPDATE gives
        if waiting < AT_ONCE:
            return total


def read(session: Session, actor: Actor, after: int = 0, limit: int = 100, kinds: Sequence[str] = ()) -> list[Event]:
    """Events after a position that the actor may see, oldest first. Raises ForbiddenError."""
    access.require(actor, Action.FOLLOW_FEED)
    query = _after(after, limit, kinds).where(access.visible_dossiers(actor))
    with session.begin():
        return [_event(found[0], found[1]) for found in session.execute(query).all()]


def for_agencies(
    session: Session, codes: frozenset[str], after: int, limit: int, kinds: Sequence[str] = ()
) -> list[Event]:
    """Events of dossiers in which one of the agencies takes part. Inside the caller's transaction."""
    query = _after(after, limit, kinds).where(access.dossiers_of(codes))
    return [_event(found[0], found[1]) for found in session.execute(query).all()]


def newest(session: Session) -> int:
    """The highest position that was given. Inside the caller's transaction."""
    return int(session.scalar(select(func.max(FeedEvent.position))) or 0)


def _after(after: int, limit: int, kinds: Sequence[str]) -> Select[FeedEvent, Dossier]:
    query = (
        select(FeedEvent, Dossier)
        .join(Dossier, (Dossier.root_id == FeedEvent.dossier_id) & (Dossier.branch == FeedEvent.branch))
        .where(FeedEvent.position > after)
        .order_by(FeedEvent.position)
        .limit(min(max(limit, 1), LONGEST_PAGE))
    )
    return query.where(FeedEvent.kind.in_(sorted(kinds))) if kinds else query


def _event(row: FeedEvent, dossier: Dossier) -> Event:
    assert row.position is not None
    return Event(
        position=row.position,
        kind=row.kind,
        at=row.at,
        dossier_id=row.dossier_id,
        dossier_code=dossier.code,
        branch=row.branch,
        procedure=dossier.procedure_code,
        status=row.status,
        received_by=dossier.received_by,
        competent=dossier.competent,
    )
