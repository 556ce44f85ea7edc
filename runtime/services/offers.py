"""Offers in detail: every row with its days and stage, ending one, and trying, opening or stopping a procedure.

While a procedure has no offer at all, every agency of its kinds has it. The first decision about one agency writes
that down as offers of its own, so that nothing changes for the others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from runtime.clock import Clock
from runtime.models import Offer
from runtime.services import access, packages
from runtime.services.access import Action
from runtime.services.actors import Actor
from runtime.services.errors import InvalidError, NotFoundError, RefusedError
from runtime.services.inputs import reason_of
from runtime.services.places import Stage, offering
from runtime.services.reorganisation.changes import note
from runtime.services.snapshot import Snapshot, in_force, snapshot
from runtime.services.transactions import new_id
from runtime.services.zone import day_of


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferInfo:
    """A row: at ``agency`` itself, or with ``kind`` at all of it from there down."""

    id: UUID
    procedure: str
    agency: str
    agency_names: Mapping[str, str]
    kind: str | None
    channels: tuple[str, ...]
    mode: str
    stage: str
    valid_from: date | None
    valid_to: date | None
    decision: str | None


def listed(session: Session, actor: Actor, code: str | None = None, agency: str | None = None) -> list[OfferInfo]:
    """Every offer, past and future too, of one procedure or at one agency. Raises ForbiddenError."""
    access.require(actor, Action.SEE_PACKAGES)
    query = select(Offer).order_by(Offer.procedure_code, Offer.agency, Offer.valid_from, Offer.id)
    if code is not None:
        query = query.where(Offer.procedure_code == code)
    if agency is not None:
        query = query.where(Offer.agency == agency)
    with session.begin():
        organisation = snapshot(session)
        return [_info(row, organisation) for row in session.scalars(query)]


def set_stage(  # noqa: PLR0913 - what a decision consists of
    session: Session,
    clock: Clock,
    code: str,
    agency: str,
    stage: str,
    reason: str,
    actor: Actor,
    *,
    kind: str | None = None,
    first: date | None = None,
) -> None:
    """From a day on (default today) a procedure is ``live``, on ``trial`` or ``off`` at an agency, or at a kind below.

    Open dossiers go on as they began. Raises ForbiddenError, NotFoundError (procedure, agency), InvalidError
    ``offer.stage``, RefusedError ``procedure.not-offered``.
    """
    access.require(actor, Action.OVERRIDE, agency)
    told = reason_of(reason)
    if stage not in set(Stage):
        raise InvalidError("offer.stage", stage=stage[:40])
    day = max(first or day_of(clock.now()), day_of(clock.now()))
    with session.begin():
        organisation = snapshot(session)
        organisation.agency(agency)
        rows = _rows(session, clock, code, organisation)
        model = _nearest(rows, (agency, kind), organisation, day)
        if model is None:
            raise RefusedError("procedure.not-offered", agency=agency)
        decided = _copy(model, agency, kind, (day, model.valid_to), stage)
        for row in [one for one in rows if (one.agency, one.kind) == (agency, kind)]:
            _cut(session, row, day)
        session.add(decided)
        body = {"procedure": code, "agency": agency, "kind": kind, "stage": stage, "from": day.isoformat()}
        note(session, clock, actor, "stage", body, told)


def end(session: Session, offer_id: UUID, last: date, actor: Actor) -> None:
    """An offer holds up to a day. Raises NotFoundError, ForbiddenError, InvalidError ``day.order``."""
    access.require(actor, Action.PUBLISH)
    with session.begin():
        row = session.get(Offer, offer_id)
        if row is None:
            raise NotFoundError("offer.unknown")
        if row.valid_from and last < row.valid_from:
            raise InvalidError("day.order")
        row.valid_to = last


def follow_succession(session: Session, agency: str, heirs: Sequence[str], day: date) -> int:
    """What an agency that ends offered, its successors offer from that day on. Inside the caller's transaction."""
    made = 0
    rows = session.scalars(select(Offer).where(Offer.agency == agency)).all()
    for row in [one for one in rows if in_force(one.valid_from, one.valid_to, day)]:
        for heir in heirs:
            held = session.scalars(
                select(Offer).where(
                    Offer.procedure_code == row.procedure_code,
                    Offer.agency == heir,
                    Offer.kind.is_not_distinct_from(row.kind),
                )
            ).all()
            if not any(in_force(one.valid_from, one.valid_to, day) for one in held):
                session.add(_copy(row, heir, row.kind, (day, row.valid_to), row.stage))
                session.flush()
                made += 1
    return made


def _rows(session: Session, clock: Clock, code: str, organisation: Snapshot) -> list[Offer]:
    """The offers of a procedure; where it has none, first what that means for every agency is written down."""
    rows = list(session.scalars(select(Offer).where(Offer.procedure_code == code)))
    if rows:
        return rows
    procedure = packages.current(session, code, clock.now()).procedure
    roots = [one.code for one in organisation.agencies.values() if one.parent is None]
    for kind in procedure.agency_kinds:
        for root in roots:
            if any(organisation.agencies[below].kind == kind for below in organisation.below([root])):
                row = Offer(
                    id=new_id(),
                    procedure_code=code,
                    agency=root,
                    kind=kind,
                    channels=list(procedure.channels),
                    mode="one_stop",
                    stage=str(Stage.LIVE),
                )
                session.add(row)
                rows.append(row)
    session.flush()
    return rows


def _nearest(rows: Sequence[Offer], where: tuple[str, str | None], organisation: Snapshot, day: date) -> Offer | None:
    """The offer that the decision is about: that of the agency, or one of the kind at or above it."""
    agency, kind = where
    if kind is None:
        return offering(rows, (), organisation, day).get(agency)
    fit = [one for one in rows if one.kind == kind and in_force(one.valid_from, one.valid_to, day)]
    above = [one for one in fit if agency in organisation.below([one.agency])]
    return max(above, key=lambda one: len(organisation.below([one.agency])) * -1, default=None)


def _cut(session: Session, row: Offer, day: date) -> None:
    """The row holds only before a day."""
    if row.valid_from is not None and row.valid_from >= day:
        session.delete(row)
    elif row.valid_to is None or row.valid_to >= day:
        row.valid_to = day - timedelta(days=1)


def _copy(row: Offer, agency: str, kind: str | None, days: tuple[date | None, date | None], stage: str) -> Offer:
    return Offer(
        id=new_id(),
        procedure_code=row.procedure_code,
        agency=agency,
        kind=kind,
        channels=list(row.channels),
        mode=row.mode,
        valid_from=days[0],
        valid_to=days[1],
        decision=row.decision,
        stage=stage,
    )


def _info(row: Offer, organisation: Snapshot) -> OfferInfo:
    return OfferInfo(
        id=row.id,
        procedure=row.procedure_code,
        agency=row.agency,
        agency_names=organisation.names(row.agency),
        kind=row.kind,
        channels=tuple(row.channels),
        mode=row.mode,
        stage=row.stage,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        decision=row.decision,
    )
