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
from runtime.services import access, packages, versions
from runtime.services.access import Action
from runtime.services.actors import Actor
from runtime.services.errors import InvalidError
from runtime.services.packages import PackageInfo, info
from runtime.services.places import Stage, offering, stage_at
from runtime.services.search import normalise
from runtime.services.snapshot import snapshot
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
    trial: bool = False
    """On trial: only officers enter dossiers, and they are marked."""


def procedures(session: Session, clock: Clock, text: str | None = None) -> list[PackageInfo]:
    """The versions in force today, one for each procedure, by field and code; ``text`` needs no diacritics."""
    day = day_of(clock.now())
    with session.begin():
        chosen = sorted(versions.all_in_force(session, day).values())
        rows = session.scalars(
            select(PackageRow).where(PackageRow.hash.in_(chosen)).order_by(PackageRow.field_code, PackageRow.code)
        ).all()
    wanted = normalise(text or "").split()
    found = (row for row in rows if _matches(row.search, wanted))
    return [info(row) for row in found]


def procedure(session: Session, clock: Clock, code: str) -> Package:
    """The package of the version in force now. Raises NotFoundError ``procedure.unknown``."""
    with session.begin():
        return packages.current(session, code, clock.now())


def offers(session: Session, code: str, at: datetime, *, trial: bool = False) -> list[Place]:
    """Where an application for a procedure is accepted at an instant, by name; with ``trial`` where it is tried too.

    Agencies with an offer; while a procedure has none at all, every agency of its kinds. Raises NotFoundError.
    """
    day = day_of(at)
    with session.begin():
        package = packages.current(session, code, at)
        organisation = snapshot(session)
        rows = session.scalars(select(Offer).where(Offer.procedure_code == code)).all()
    channels = package.procedure.channels
    chosen = offering(rows, package.procedure.agency_kinds, organisation, day)
    places = []
    shown = (Stage.LIVE, Stage.TRIAL) if trial else (Stage.LIVE,)
    for agency, accepted in chosen.items():
        stage = stage_at(chosen, agency)
        if stage not in shown:
            continue
        one = organisation.agencies[agency]
        territory = organisation.territory_of(agency)
        around = organisation.territory(territory, day) if territory else None
        places.append(
            Place(
                agency=agency,
                names=one.names,
                kind=one.kind,
                territory=territory,
                territory_names=around.names if around else {},
                channels=tuple(one for one in (accepted.channels if accepted else channels) if one in channels),
                trial=stage is Stage.TRIAL,
            )
        )
    return sorted(places, key=lambda place: (normalise(place.names.get("vi", "")), place.agency))


def stages(session: Session, clock: Clock, agency: str) -> dict[str, Stage]:
    """What is not live at an agency and those above it today, by procedure: ``trial`` or ``off``."""
    day = day_of(clock.now())
    with session.begin():
        organisation = snapshot(session)
        rows = session.scalars(select(Offer)).all()
    line, at = [], organisation.agencies.get(agency)
    while at is not None:
        line.append(at.code)
        at = organisation.agencies.get(at.parent or "")
    found: dict[str, Stage] = {}
    for code in {row.procedure_code for row in rows if row.stage != Stage.LIVE}:
        offered = offering([row for row in rows if row.procedure_code == code], (), organisation, day)
        stage = next((stage for one in line if (stage := stage_at(offered, one)) is not None), Stage.LIVE)
        if stage is not Stage.LIVE:
            found[code] = stage
    return found


def offer(  # noqa: PLR0913 - what an offer consists of
    session: Session,
    code: str,
    agency: str,
    channels: tuple[str, ...],
    actor: Actor,
    *,
    days: tuple[date | None, date | None] = (None, None),
    mode: str = "one_stop",
    decision: str | None = None,
    kind: str | None = None,
    stage: Stage = Stage.LIVE,
) -> UUID:
    """Offer a procedure at an agency, or with ``kind`` at every agency of it from there down.

    Raises ForbiddenError, InvalidError for days in the wrong order.
    """
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
            kind=kind,
            channels=list(channels),
            mode=mode,
            valid_from=first,
            valid_to=last,
            decision=decision,
            stage=str(stage),
        )
        session.add(row)
        return row.id


def _matches(stored: str, wanted: list[str]) -> bool:
    words = stored.split()
    return all(any(word.startswith(one) for word in words) or one in stored for one in wanted)
