"""The settlement report (II.06): received, settled and in progress, in total and by field (domain.md §9).

Flows come from the day counts; what is in progress is counted from the dossiers themselves, so the four invariants are
a check and no tautology. In the report of an agency, "received" are the dossiers it has to settle (it is competent
for); ``receptions`` tells how many its own counters and portal accepted, for whoever is competent. The report of the
whole installation counts each application once; that of an agency also counts its sub-dossiers.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Date, bindparam, text
from sqlalchemy.orm import Session

from engine.clock import Deadline, OpenPause, deadline_from_json, recompute
from runtime.clock import Clock
from runtime.services.errors import InvalidError
from runtime.services.snapshot import Snapshot, snapshot
from runtime.services.zone import zone


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
    """The figures of one field, or of all."""

    received: Received = Received()
    settled: Settled = Settled()
    in_progress: InProgress = InProgress()

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
    fields: Mapping[str, Row] = field(default_factory=dict)
    """By code of the field."""
    field_names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    receptions: int = 0

    @property
    def consistent(self) -> bool:
        """All invariants hold, in every row and between the rows and the total."""
        return all(row.consistent for row in (self.total, *self.fields.values()))


_FLOWS = text(
    """
    SELECT field_code, channel, metric, day < :first AS earlier, sum(count)::bigint AS counted
      FROM (SELECT day, agency, field_code, channel, sub, metric, count FROM fact_day WHERE day <= :last
            UNION ALL
            SELECT day, agency, field_code, channel, sub, metric, count FROM fact_delta WHERE day <= :last) told
     WHERE (CAST(:agencies AS text[]) IS NULL AND NOT sub) OR agency = ANY(CAST(:agencies AS text[]))
     GROUP BY 1, 2, 3, 4
    """
).bindparams(bindparam("first", type_=Date), bindparam("last", type_=Date))

_OPEN = text(
    """
    SELECT d.field_code, d.competent, d.received_by, d.life -> 'agency' AS agency,
           d.life -> 'deadlines' -> 'committed' AS committed
      FROM dossier d
     WHERE d.received_at < :end AND (d.settled_at IS NULL OR d.settled_at >= :end)
       AND ((CAST(:agencies AS text[]) IS NULL AND d.branch = '') OR d.competent = ANY(CAST(:agencies AS text[])))
    """
)

_NAMES = text(
    "SELECT DISTINCT ON (field_code) field_code, field_names FROM package ORDER BY field_code, published_at DESC"
)


def settlement(session: Session, clock: Clock, first: date, last: date, agency: str | None = None) -> SettlementReport:
    """The report of the days ``first`` to ``last``, of the whole installation or of an agency with all below it.

    A period that has not ended yet is told as of now. Raises InvalidError ``day.order``, NotFoundError for the agency.
    """
    if last < first:
        raise InvalidError("day.order")
    end = min(datetime.combine(last + timedelta(days=1), time(0), zone()), clock.now() + timedelta(microseconds=1))
    with session.begin():
        organisation = snapshot(session)
        scope = None
        if agency is not None:
            scope = sorted(organisation.below([organisation.agency(agency).code]))
        asked = {"first": first, "last": last, "agencies": scope}
        flows = session.execute(_FLOWS, asked).all()
        still = session.execute(_OPEN, {"end": end, "agencies": scope}).mappings().all()
        names = {code: told for code, told in session.execute(_NAMES)}  # noqa: C416 - typed pairs
    fields = {code: _row(flows, still, code, (organisation, end)) for code in _codes(flows, still)}
    total = _row(flows, still, None, (organisation, end))
    return SettlementReport(
        first=first,
        last=last,
        agency=agency,
        total=total,
        fields=fields,
        field_names={code: names.get(code, {}) for code in fields},
        receptions=sum(int(row.counted) for row in flows if row.metric == "received" and not row.earlier),
    )


def _codes(flows: Sequence[Any], still: Sequence[Any]) -> Iterator[str]:
    yield from sorted({row.field_code for row in flows} | {row["field_code"] for row in still})


def _row(flows: Sequence[Any], still: Sequence[Any], code: str | None, at: tuple[Snapshot, datetime]) -> Row:
    mine = [row for row in flows if code in (None, row.field_code)]
    now = [row for row in mine if not row.earlier]

    def sum_of(rows: Sequence[Any], metric: str, channels: tuple[str, ...] = ()) -> int:
        return sum(
            int(row.counted)
            for row in rows
            if row.metric.startswith(metric) and (not channels or row.channel in channels)
        )

    earlier = [row for row in mine if row.earlier]
    received = Received(
        online=sum_of(now, "taken", ("online",)),
        direct=sum_of(now, "taken", ("counter", "post")),
        carried=sum_of(earlier, "taken") - sum_of(earlier, "settled."),
    )
    settled = Settled(
        early=sum_of(now, "settled.early"),
        on_time=sum_of(now, "settled.on_time"),
        late=sum_of(now, "settled.late"),
    )
    overdue = [_overdue(row, *at) for row in still if code in (None, row["field_code"])]
    return Row(received, settled, InProgress(overdue.count(False), overdue.count(True)))


def _overdue(row: Mapping[str, Any], organisation: Snapshot, end: datetime) -> bool:
    """Past its due instant at the end of the period; while the clock stands still it is within time."""
    if row["committed"] is None:
        return False
    deadline = deadline_from_json(row["committed"])
    calendar = organisation.calendar_of(row["agency"] or row["competent"])
    then = _as_of(deadline, end)
    if then is not deadline and calendar is not None:
        then = recompute(calendar, then)
    return then.due is not None and not then.open and end > then.due


def _as_of(deadline: Deadline, end: datetime) -> Deadline:
    """The deadline as it stood at an instant: what was paused or extended later had not happened yet."""
    later = [held for held in deadline.closed if held.until > end]
    extensions = tuple(one for one in deadline.extensions if one.at <= end)
    begun = tuple(held for held in deadline.open if held.since <= end)
    if not later and extensions == deadline.extensions and begun == deadline.open:
        return deadline
    still = tuple(OpenPause(held.key, held.since) for held in later if held.since <= end)
    closed = tuple(held for held in deadline.closed if held.until <= end)
    return replace(deadline, closed=closed, open=(*begun, *still), extensions=extensions)
