"""The online-service indicator: services with online dossiers ÷ services with dossiers, against the year's targets.

A ratio without a denominator is *not applicable*, never 0 or 100 %. An agency that the targets' table gives 0/0 has no
target, which is not one that is always met. What has no row of its own takes the target of the unit above it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy import Date, bindparam, select, text
from sqlalchemy.orm import Session

from runtime.clock import Clock
from runtime.models import IndicatorTarget
from runtime.services import access
from runtime.services.actors import Actor
from runtime.services.snapshot import Snapshot, snapshot
from runtime.services.zone import day_of

SERVICES: Final = "services_online"
DOSSIERS: Final = "dossiers_online"
INDICATORS: Final = (SERVICES, DOSSIERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """So many of so many, in percent with two decimals, against a target in percent."""

    part: int
    whole: int
    target: Decimal | None = None
    target_of: str | None = None
    """The agency whose row says the target: this one, or one above it."""

    @property
    def percent(self) -> Decimal | None:
        """None: not applicable, there is nothing to divide by."""
        return (Decimal(self.part * 100) / self.whole).quantize(Decimal("0.01")) if self.whole else None

    @property
    def met(self) -> bool | None:
        """Whether the target is reached, by the unrounded ratio; None without a target or without a ratio."""
        if self.target is None or not self.whole:
            return None
        return Decimal(self.part * 100) >= self.target * self.whole


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorRow:
    """An agency with everything below it."""

    agency: str
    names: Mapping[str, str]
    services: Ratio
    dossiers: Ratio


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicators:
    """The agency itself first, then those directly below it that had dossiers or have a target."""

    year: int
    until: date
    """The last day that counts: of the year, or today."""
    rows: tuple[IndicatorRow, ...]


_COUNTED = text(
    """
    SELECT agency, procedure_code, sum(count) FILTER (WHERE channel = 'online')::bigint AS online,
           sum(count)::bigint AS all_kinds
      FROM (SELECT agency, procedure_code, channel, count FROM fact_month
             WHERE month >= :first AND month <= :last AND metric = 'taken'
            UNION ALL
            SELECT agency, procedure_code, channel, count FROM fact_delta
             WHERE day >= :first AND day <= :last AND metric = 'taken') told
     WHERE agency = ANY(CAST(:agencies AS text[]))
     GROUP BY 1, 2 HAVING sum(count) > 0
    """
).bindparams(bindparam("first", type_=Date), bindparam("last", type_=Date))


def indicators(session: Session, clock: Clock, actor: Actor, agency: str, year: int) -> Indicators:
    """The online indicators of an agency and of each directly below it, in a year.

    Counted are dossiers that passed reception, at the competent agency, trial ones left out. Raises NotFoundError,
    ForbiddenError.
    """
    with session.begin():
        organisation = snapshot(session)
        scope = access.report_scope(actor, organisation, organisation.agency(agency).code)
        spans = {"first": date(year, 1, 1), "last": date(year, 12, 31), "agencies": sorted(scope)}
        counted = {
            (row.agency, row.procedure_code): (int(row.online or 0), int(row.all_kinds))
            for row in session.execute(_COUNTED, spans)
        }
        targets = _targets(session, year)
    below = [code for code in organisation.children.get(agency, ()) if code in scope]
    rows = [_row(organisation, agency, scope, counted, targets)]
    for code in below:
        inside = organisation.below([code])
        if code in targets or any(place in inside for place, _procedure in counted):
            rows.append(_row(organisation, code, inside, counted, targets))
    return Indicators(year=year, until=min(date(year, 12, 31), day_of(clock.now())), rows=tuple(rows))


Targets = Mapping[str, Mapping[str, Decimal | None]]


def _targets(session: Session, year: int) -> Targets:
    found: dict[str, dict[str, Decimal | None]] = {}
    for row in session.scalars(select(IndicatorTarget).where(IndicatorTarget.year == year)):
        found.setdefault(row.agency, {})[row.indicator] = row.percent
    return found


def _row(
    organisation: Snapshot,
    agency: str,
    inside: Iterable[str],
    counted: Mapping[tuple[str, str], tuple[int, int]],
    targets: Targets,
) -> IndicatorRow:
    places = frozenset(inside)
    mine = {key: counts for key, counts in counted.items() if key[0] in places}
    every = {procedure for _place, procedure in mine}
    online = {procedure for (_place, procedure), counts in mine.items() if counts[0] > 0}
    services, services_of = target_of(organisation, targets, agency, SERVICES)
    dossiers, dossiers_of = target_of(organisation, targets, agency, DOSSIERS)
    return IndicatorRow(
        agency=agency,
        names=organisation.names(agency),
        services=Ratio(part=len(online), whole=len(every), target=services, target_of=services_of),
        dossiers=Ratio(
            part=sum(counts[0] for counts in mine.values()),
            whole=sum(counts[1] for counts in mine.values()),
            target=dossiers,
            target_of=dossiers_of,
        ),
    )


def target_of(
    organisation: Snapshot, targets: Targets, agency: str, indicator: str
) -> tuple[Decimal | None, str | None]:
    """The target in percent and whose row says it: the agency's own, else that of the nearest unit above."""
    at: str | None = agency
    while at is not None:
        if indicator in targets.get(at, {}):
            percent = targets[at][indicator]
            return percent, None if percent is None else at
        found = organisation.agencies.get(at)
        at = found.parent if found else None
    return None, None
