"""The public catalogue: procedures in force, and the agencies that accept applications for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from process_models.package import Package
from runtime.clock import Clock
from runtime.models import Offer, PackageRow
from runtime.services import access, packages
from runtime.services.access import Action
from runtime.services.actors import Actor
from runtime.services.errors import InvalidError
from runtime.services.packages import PackageInfo, info
from runtime.services.search import normalise
from runtime.services.snapshot import in_force, snapshot
from runtime.services.transactions import new_id
from runtime.services.zone import day_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An agency that accepts applications. ``territory_names`` are of the territory it serves."""

    agency: str
    names: Mapping[str, str]
    kind: str
    territory: str | None
    territory_names: Mapping[str, str]
    channels: tuple[str, ...]


def procedures(session: Session, clock: Clock, text: str | None = None) -> list[PackageInfo]:
    """The versions in force today, one for each procedure, by field and code; ``text`` needs no diacritics."""
    day = day_of(clock.now())
    with session.begin():
        rows = session.scalars(
            select(PackageRow)
            .where(PackageRow.status == "published")
            .order_by(PackageRow.field_code, PackageRow.code, PackageRow.published_at.desc())
        ).all()
    current: dict[str, PackageRow] = {}
    for row in rows:
        if in_force(row.in_force_from, row.in_force_to, day):
            current.setdefault(row.code, row)
    wanted = normalise(text or "").split()
    found = (row for row in current.values() if _matches(row.search, wanted))
    return [info(row) for row in found]


def procedure(session: Session, clock: Clock, code: str) -> Package:
    """The package of the version in force now. Raises NotFoundError ``procedure.unknown``."""
    with session.begin():
        return packages.current(session, code, clock.now())


def offers(session: Session, code: str, at: datetime) -> list[Place]:
    """Where an application for a procedure is accepted at an instant, by name.

    Agencies with an offer; while a procedure has none at all, every agency of its kinds. Raises NotFoundError.
    """
    day = day_of(at)
    with session.begin():
        package = packages.current(session, code, at)
        organisation = snapshot(session)
        rows = session.scalars(select(Offer).where(Offer.procedure_code == code)).all()
    channels = package.procedure.channels
    if rows:
        chosen = {row.agency: tuple(row.channels) for row in rows if in_force(row.valid_from, row.valid_to, day)}
    else:
        kinds = package.procedure.agency_kinds
        chosen = {one.code: channels for one in organisation.agencies.values() if one.kind in kinds}
    places = []
    for agency, accepted in chosen.items():
        one = organisation.agencies[agency]
        if not one.exists(day):
            continue
        territory = organisation.territory_of(agency)
        around = organisation.territory(territory, day) if territory else None
        places.append(
            Place(
                agency=agency,
                names=one.names,
                kind=one.kind,
                territory=territory,
                territory_names=around.names if around else {},
                channels=tuple(channel for channel in accepted if channel in channels),
            )
        )
    return sorted(places, key=lambda place: (normalise(place.names.get("vi", "")), place.agency))


def offer(
    session: Session,
    code: str,
    agency: str,
    channels: tuple[str, ...],
    actor: Actor,
    *,
    days: tuple[date | None, date | None] = (None, None),
    mode: str = "one_stop",
    decision: str | None = None,
) -> UUID:
    """Offer a procedure at an agency. Raises ForbiddenError, InvalidError for days in the wrong order."""
    access.require(actor, Action.PUBLISH)
    first, last = days
    if first and last and last < first:
        raise InvalidError("day.order")
    with session.begin():
        snapshot(session).agency(agency)
        row = Offer(
            id=new_id(),
            procedure_code=code,
            agency=agency,
            channels=list(channels),
            mode=mode,
            valid_from=first,
            valid_to=last,
            decision=decision,
        )
        session.add(row)
        return row.id


def _matches(stored: str, wanted: list[str]) -> bool:
    words = stored.split()
    return all(any(word.startswith(one) for word in words) or one in stored for one in wanted)
