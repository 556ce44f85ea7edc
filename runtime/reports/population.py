"""Which dossiers each figure of the settlement report counts: the conditions behind the numbers and their lists.

Trial dossiers are in no figure. The report of an agency counts dossiers and sub-dossiers it is competent for; that of
the whole installation counts each application once. When an agency ends within the period, its open dossiers count
wholly at the one that took them over: each figure is a set of dossiers, never a difference.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from engine.clock import Deadline, OpenPause, deadline_from_json, recompute
from runtime.models import Dossier, DossierMove
from runtime.services.errors import InvalidError
from runtime.services.snapshot import Snapshot
from runtime.services.zone import zone

GROUPS: Final[Mapping[str, InstrumentedAttribute[str]]] = {
    "field": Dossier.field_code,
    "agency": Dossier.competent,
    "procedure": Dossier.procedure_code,
}
"""What rows of a report can stand for -> the dossier's column."""

CELLS: Final = (
    "received",
    "received.online",
    "received.direct",
    "received.carried",
    "settled",
    "settled.early",
    "settled.on_time",
    "settled.late",
    "in_progress",
    "in_progress.within",
    "in_progress.overdue",
)
"""The figures 3 to 13 of the form, in its order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """The dossiers of a period and some agencies. ``start`` and ``end`` are instants, ``end`` is not included."""

    agencies: frozenset[str] | None
    """None: the whole installation."""
    start: datetime
    end: datetime
    past: bool
    """The period is over: what stood still or was extended later is reckoned as it was."""
    moved_since: bool = False
    """Some dossier got another competent agency after the period: agencies are told as they were."""
    overdue_then: frozenset[UUID] = frozenset()
    """Dossiers whose due time moved, and which were overdue at the end of a past period."""

    @property
    def agency(self) -> Any:
        """The agency that was competent at the end of the period."""
        if not self.moved_since:
            return Dossier.competent
        first_after = (
            select(DossierMove.from_agency)
            .where(DossierMove.dossier_id == Dossier.id, DossierMove.at >= self.end)
            .order_by(DossierMove.at)
            .limit(1)
            .scalar_subquery()
        )
        return func.coalesce(first_after, Dossier.competent)

    def group(self, by: str) -> Any:
        """What a dossier's row of the report is."""
        return self.agency if by == "agency" else GROUPS[by]

    @property
    def scope(self) -> ColumnElement[bool]:
        """Not on trial, and within the agencies: as they were at the end of the period."""
        inside = Dossier.branch == "" if self.agencies is None else self.agency.in_(sorted(self.agencies))
        return and_(inside, Dossier.trial.is_(False))

    @property
    def open_at_end(self) -> tuple[ColumnElement[bool], ...]:
        """Received before the end of the period and not settled by then: open still, or settled since."""
        before = Dossier.received_at < self.end
        still = and_(before, Dossier.settled_at.is_(None))
        return (still, and_(before, Dossier.settled_at >= self.end)) if self.past else (still,)

    @property
    def overdue_at_end(self) -> ColumnElement[bool]:
        """Of those: past the due time; while the clock stands still a dossier is within time."""
        late = func.coalesce(Dossier.due_at < self.end, False)
        if not self.past:
            return and_(late, Dossier.due_paused.is_(False))
        unmoved = and_(late, Dossier.due_moved.is_(False))
        return or_(unmoved, Dossier.id.in_(sorted(self.overdue_then))) if self.overdue_then else unmoved

    def parts(self, name: str) -> tuple[ColumnElement[bool], ...]:
        """A figure as conditions of which a dossier holds at most one: each is counted by an index of its own.

        Raises InvalidError ``report.cell``.
        """
        if name not in CELLS:
            raise InvalidError("report.cell", cell=name)
        taken = and_(Dossier.received_at >= self.start, Dossier.received_at < self.end)
        done = and_(Dossier.settled_at >= self.start, Dossier.settled_at < self.end)
        before = Dossier.received_at < self.start
        carried = and_(before, Dossier.settled_at.is_(None)), and_(before, Dossier.settled_at >= self.start)
        conditions: Mapping[str, tuple[ColumnElement[bool], ...]] = {
            "received": (taken, *carried),
            "received.online": (and_(taken, Dossier.channel == "online"),),
            "received.direct": (and_(taken, Dossier.channel != "online"),),
            "received.carried": carried,
            "settled": (done,),
            "settled.early": (and_(done, Dossier.timeliness == "early"),),
            "settled.on_time": (and_(done, Dossier.timeliness == "on_time"),),
            "settled.late": (and_(done, Dossier.timeliness == "late"),),
            "in_progress": self.open_at_end,
            "in_progress.within": tuple(and_(one, ~self.overdue_at_end) for one in self.open_at_end),
            "in_progress.overdue": tuple(and_(one, self.overdue_at_end) for one in self.open_at_end),
        }
        return tuple(and_(self.scope, one) for one in conditions[name])

    def cell(self, name: str) -> ColumnElement[bool]:
        """The condition of one figure. Raises InvalidError ``report.cell``."""
        return or_(*self.parts(name))


def population(
    session: Session,
    organisation: Snapshot,
    days: tuple[date, date],
    now: datetime,
    agencies: frozenset[str] | None,
) -> Population:
    """The dossiers of the days, both included; a period that has not ended is told as of now.

    Inside the caller's transaction. Raises InvalidError ``day.order``.
    """
    first, last = days
    if last < first:
        raise InvalidError("day.order")
    closing = datetime.combine(last + timedelta(days=1), time(0), zone())
    found = Population(
        agencies=agencies,
        start=datetime.combine(first, time(0), zone()),
        end=min(closing, now + timedelta(microseconds=1)),
        past=closing <= now,
    )
    moved = select(DossierMove.dossier_id).where(DossierMove.at >= found.end).limit(1)
    found = replace(found, moved_since=session.scalar(moved) is not None)
    return replace(found, overdue_then=_overdue_then(session, organisation, found)) if found.past else found


def _overdue_then(session: Session, organisation: Snapshot, asked: Population) -> frozenset[UUID]:
    """Only dossiers that were paused or extended need to be reckoned; of the others the due time tells."""
    rows = session.execute(
        select(
            Dossier.id,
            Dossier.competent,
            Dossier.life["deadlines"]["committed"].label("committed"),
        ).where(asked.scope, or_(*asked.open_at_end), Dossier.due_moved)
    ).all()
    return frozenset(row.id for row in rows if overdue(row, organisation, asked.end))


def overdue(row: Any, organisation: Snapshot, end: datetime) -> bool:
    """Past its due instant at the end of the period; while the clock stood still it was within time."""
    if row.committed is None:
        return False
    deadline = deadline_from_json(row.committed)
    calendar = organisation.calendar_of(row.competent)
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
