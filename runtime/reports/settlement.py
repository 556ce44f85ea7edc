"""The settlement report (II.06): received, settled and in progress, in total and by field (domain.md §9).

Flows come from the counts of days and months; what is in progress is counted from the dossiers themselves, so the four
invariants are a check and no tautology; each figure's list of dossiers is :mod:`runtime.reports.drill`. In the report
of an agency, "received" are the dossiers it has to settle (it is competent for); ``receptions`` tells how many its own
counters and portal accepted, for whoever is competent. The report of the whole installation counts each application
once; that of an agency also counts its sub-dossiers.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Date, bindparam, func, select, text, true
from sqlalchemy.orm import Session

from runtime.clock import Clock
from runtime.models import Dossier, DossierMove, PackageRow
from runtime.reports.population import Population, population
from runtime.services.errors import InvalidError
from runtime.services.reading import planned
from runtime.services.snapshot import Snapshot, snapshot


@dataclass(frozen=True, slots=True)
class Received:
    """3 = 4 + 5 + 6 of the form: online, at the counter or by post, carried over."""

    online: int = 0
    direct: int = 0
    carried: int = 0

    @property
    def total(self) -> int:
        """All the agency had to settle in the period."""
        return self.online + self.direct + self.carried


@dataclass(frozen=True, slots=True)
class Settled:
    """7 = 8 + 9 + 10 of the form."""

    early: int = 0
    on_time: int = 0
    late: int = 0

    @property
    def total(self) -> int:
        """All that was settled, withdrawn or stopped in the period."""
        return self.early + self.on_time + self.late


@dataclass(frozen=True, slots=True)
class InProgress:
    """11 = 12 + 13 of the form, at the end of the period."""

    within: int = 0
    overdue: int = 0

    @property
    def total(self) -> int:
        """All that is open."""
        return self.within + self.overdue


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of one field (agency, procedure), or of all."""

    received: Received = Received()
    settled: Settled = Settled()
    in_progress: InProgress = InProgress()

    def figures(self) -> tuple[int, ...]:
        """Columns 3 to 13 of the form, as :data:`runtime.reports.population.CELLS` names them."""
        got, done, left = self.received, self.settled, self.in_progress
        return (
            *(got.total, got.online, got.direct, got.carried),
            *(done.total, done.early, done.on_time, done.late),
            *(left.total, left.within, left.overdue),
        )

    @property
    def consistent(self) -> bool:
        """3 = 7 + 11."""
        return self.received.total == self.settled.total + self.in_progress.total

    def to_json(self) -> dict[str, dict[str, int]]:
        """The figures by the names of the command line's JSON."""
        got, done, left = self.received, self.settled, self.in_progress
        return {
            "received": {"total": got.total, "online": got.online, "direct": got.direct, "carried": got.carried},
            "settled": {"total": done.total, "early": done.early, "on_time": done.on_time, "late": done.late},
            "in_progress": {"total": left.total, "within": left.within, "overdue": left.overdue},
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementReport:
    """The report of a period, both days included."""

    first: date
    last: date
    agency: str | None
    total: Row
    by: str = "field"
    """What the rows stand for: ``field``, ``agency`` or ``procedure``."""
    fields: Mapping[str, Row] = field(default_factory=dict)
    """By code of the field, or of what ``by`` says."""
    field_names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    receptions: int = 0

    @property
    def consistent(self) -> bool:
        """All invariants hold, in every row and between the rows and the total."""
        columns = zip(*(row.figures() for row in self.fields.values()), strict=True)
        sums = tuple(sum(column) for column in columns) or (0,) * len(self.total.figures())
        return sums == self.total.figures() and all(row.consistent for row in (self.total, *self.fields.values()))


_FLOWS = """
    SELECT {group} AS code, channel, metric, day < :first AS earlier, sum(count)::bigint AS counted
      FROM (SELECT month AS day, agency, procedure_code, field_code, channel, sub, metric, count FROM fact_month
             WHERE month < :begun OR (month >= :full AND month < :rest)
            UNION ALL
            SELECT day, agency, procedure_code, field_code, channel, sub, metric, count FROM fact_day
             WHERE (day >= :begun AND day < least(:full, :rest)) OR (day >= greatest(:begun, :rest) AND day <= :last)
            UNION ALL
            SELECT day, agency, procedure_code, field_code, channel, sub, metric, count FROM fact_delta
             WHERE day <= :last) told
     WHERE (CAST(:agencies AS text[]) IS NULL AND NOT sub) OR agency = ANY(CAST(:agencies AS text[]))
     GROUP BY 1, 2, 3, 4
"""
_DAYS = [bindparam(name, type_=Date) for name in ("first", "last", "begun", "full", "rest")]
_COLUMNS = {"field": "field_code", "agency": "agency", "procedure": "procedure_code"}


def settlement(
    session: Session,
    clock: Clock,
    first: date,
    last: date,
    agency: str | None = None,
    *,
    by: str = "field",
    agencies: frozenset[str] | None = None,
) -> SettlementReport:
    """The report of the days ``first`` to ``last``, both included, of the whole installation or of an agency.

    ``by``: what its rows stand for: ``field``, ``agency`` or ``procedure``. An agency is counted with all below it, or
    with exactly ``agencies`` (see :func:`runtime.services.access.report_scope`: what the reader may count). Trial
    dossiers are in no figure. A period that has not ended yet is told as of now. Nobody is asked for permission here:
    :func:`runtime.reports.drill.report_of` does. Raises InvalidError ``day.order``, NotFoundError for the agency.
    """
    if last < first:
        raise InvalidError("day.order")
    with session.begin():
        planned(session)
        organisation = snapshot(session)
        scope = agencies
        if agency is not None and scope is None:
            scope = organisation.below([organisation.agency(agency).code])
        flows = session.execute(
            text(_FLOWS.format(group=_COLUMNS[by])).bindparams(*_DAYS),
            _spans(first, last) | {"agencies": None if scope is None else sorted(scope)},
        ).all()
        asked = population(session, organisation, (first, last), clock.now(), scope)
        still = _open(session, asked, by)
        taken_over = _taken_over(session, asked, by)
        codes = sorted({row.code for row in flows} | still.keys() | {code for code, _channel in taken_over})
        names = names_of(session, organisation, by, codes)
    rows = {
        code: _row(
            [one for one in flows if one.code == code],
            {channel: count for (row, channel), count in taken_over.items() if row == code},
            still.get(code, InProgress()),
        )
        for code in codes
    }
    rows = {code: row for code, row in rows.items() if any(row.figures())}
    return SettlementReport(
        first=first,
        last=last,
        agency=agency,
        by=by,
        total=_row(flows, _by_channel(taken_over), _sum(still.values())),
        fields=rows,
        field_names={code: names.get(code, {}) for code in rows},
        receptions=sum(int(row.counted) for row in flows if row.metric == "received" and not row.earlier),
    )


def _spans(first: date, last: date) -> dict[str, date]:
    """Which whole months lie before and within the days: the rest is counted by days.

    ``begun``: the month of the first day; ``full`` to ``rest``: whole months inside; ``rest`` on: days.
    """
    begun = first.replace(day=1)
    full = begun if first == begun else _next_month(begun)
    after = last + timedelta(days=1)
    rest = max(after.replace(day=1), full)
    if rest > after:  # no whole month inside: days only
        full = rest = begun
    return {"first": first, "last": last, "begun": begun, "full": full, "rest": rest}


def _next_month(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)


def _open(session: Session, asked: Population, by: str) -> dict[str, InProgress]:
    late = func.count().filter(asked.overdue_at_end)
    group = asked.group(by)
    found: dict[str, InProgress] = {}
    for part in asked.open_at_end:
        query = select(group, func.count(), late).where(asked.scope, part).group_by(group)
        for code, total, over in session.execute(query):
            found[code] = _sum((found.get(code, InProgress()), InProgress(total - over, over)))
    return found


def _taken_over(session: Session, asked: Population, by: str) -> Counter[tuple[str, str]]:
    """Received in the period, then taken over within it: (row, channel) -> more or less than where they came in."""
    moves = session.execute(
        select(DossierMove, Dossier.channel, Dossier.field_code, Dossier.procedure_code)
        .join(Dossier, Dossier.id == DossierMove.dossier_id)
        .where(Dossier.received_at >= asked.start, DossierMove.at >= Dossier.received_at, DossierMove.at < asked.end)
        .where(Dossier.trial.is_(False), Dossier.branch == "" if asked.agencies is None else true())
        .order_by(DossierMove.at)
    )
    found: Counter[tuple[str, str]] = Counter()
    for move, channel, field_code, procedure in moves:
        for agency, count in ((move.from_agency, -1), (move.to_agency, 1)):
            if asked.agencies is None or agency in asked.agencies:
                row = {"field": field_code, "procedure": procedure, "agency": agency}[by]
                found[row, channel] += count
    return found


def _by_channel(found: Mapping[tuple[str, str], int]) -> dict[str, int]:
    told: Counter[str] = Counter()
    for (_row, channel), count in found.items():
        told[channel] += count
    return dict(told)


def _sum(found: Iterable[InProgress]) -> InProgress:
    each = list(found)
    return InProgress(sum(one.within for one in each), sum(one.overdue for one in each))


def names_of(
    session: Session, organisation: Snapshot, by: str, codes: Sequence[str]
) -> Mapping[str, Mapping[str, str]]:
    """What rows are called, by their code. Inside the caller's transaction."""
    if by == "agency":
        return {code: organisation.names(code) for code in codes}
    column, names = (
        (PackageRow.field_code, PackageRow.field_names) if by == "field" else (PackageRow.code, PackageRow.names)
    )
    query = select(column, names).where(column.in_(codes)).order_by(column, PackageRow.published_at)
    return {code: told for code, told in session.execute(query)}  # noqa: C416 - typed pairs; the latest of each wins


def _row(flows: Sequence[Any], taken_over: Mapping[str, int], still: InProgress) -> Row:
    now = [row for row in flows if not row.earlier]
    earlier = [row for row in flows if row.earlier]

    def sum_of(rows: Sequence[Any], metric: str, channels: tuple[str, ...] = ()) -> int:
        return sum(
            int(row.counted)
            for row in rows
            if row.metric.startswith(metric) and (not channels or row.channel in channels)
        )

    online = taken_over.get("online", 0)
    elsewhere = sum(taken_over.values()) - online
    received = Received(
        online=sum_of(now, "taken", ("online",)) + online,
        direct=sum_of(now, "taken", ("counter", "post")) + elsewhere,
        carried=sum_of(earlier, "taken") - sum_of(earlier, "settled.") + sum_of(flows, "moved") - online - elsewhere,
    )
    settled = Settled(
        early=sum_of(now, "settled.early"),
        on_time=sum_of(now, "settled.on_time"),
        late=sum_of(now, "settled.late"),
    )
    return Row(received, settled, still)
