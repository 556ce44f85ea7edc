"""Reports as their readers see them: only of what they may count, and every figure opens its list of dossiers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from runtime.clock import Clock
from runtime.models import Dossier
from runtime.reports.population import GROUPS, population
from runtime.reports.settlement import SettlementReport, names_of, settlement
from runtime.services import access
from runtime.services.actors import Actor
from runtime.services.errors import InvalidError
from runtime.services.listing import PAGE, DossierPage, page_of
from runtime.services.nearness import near_line
from runtime.services.reading import planned
from runtime.services.snapshot import Snapshot, snapshot

DUE_STATES = ("within", "near", "overdue", "paused", "unlimited")
"""How an open dossier can stand to its due time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A report that is looked at: of an agency, for some days, its rows by field, agency or procedure."""

    agency: str
    first: date
    last: date
    by: str = "field"

    def __post_init__(self) -> None:
        if self.by not in GROUPS:
            raise InvalidError("report.cell", cell=self.by)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """The dossiers behind a figure: how many, and a page of them."""

    count: int
    page: DossierPage


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenNow:
    """Open dossiers by how they stand to their due time. Rows: code -> due state -> count."""

    by: str
    rows: Mapping[str, Mapping[str, int]]
    names: Mapping[str, Mapping[str, str]]
    total: Mapping[str, int]


def report_of(session: Session, clock: Clock, actor: Actor, asked: Asked) -> SettlementReport:
    """The settlement report of an agency for its reader: with all below it where they oversee, else of it alone.

    Raises NotFoundError, ForbiddenError, InvalidError ``day.order``.
    """
    scope = _scope(session, actor, asked.agency)
    return settlement(session, clock, asked.first, asked.last, asked.agency, by=asked.by, agencies=scope)


def dossiers_behind(
    session: Session,
    clock: Clock,
    actor: Actor,
    asked: Asked,
    cell: str,
    code: str | None = None,
    cursor: str | None = None,
    limit: int = PAGE,
) -> Counted:
    """The dossiers a figure of the settlement report counts, the newest first.

    ``cell``: one of :data:`runtime.reports.population.CELLS`; ``code``: the row (None: the total). Raises what
    :func:`report_of` raises, and InvalidError ``report.cell``.
    """
    scope = _scope(session, actor, asked.agency)
    with session.begin():
        planned(session)
        organisation = snapshot(session)
        found = population(session, organisation, (asked.first, asked.last), clock.now(), scope)
        row = [] if code is None else [found.group(asked.by) == code]
        return _counted(session, found.parts(cell), row, (cursor, limit))


def open_now(session: Session, clock: Clock, actor: Actor, agency: str, by: str = "field") -> OpenNow:
    """The open dossiers of an agency (received, not settled) by due state. Raises as :func:`report_of`."""
    scope = _scope(session, actor, agency)
    group = Asked(agency=agency, first=date.min, last=date.min, by=by).by
    column = GROUPS[group]
    with session.begin():
        planned(session)
        organisation = snapshot(session)
        states = due_states(clock, organisation, scope)
        counts = [func.count().filter(states[state]).label(state) for state in DUE_STATES]
        rows = session.execute(select(column.label("code"), *counts).where(_open(scope)).group_by(column)).all()
        names = names_of(session, organisation, by, [row.code for row in rows])
    found = {row.code: {state: int(getattr(row, state)) for state in DUE_STATES} for row in rows}
    total = {state: sum(row[state] for row in found.values()) for state in DUE_STATES}
    return OpenNow(by=by, rows=found, names={code: names.get(code, {}) for code in found}, total=total)


def open_behind(
    session: Session,
    clock: Clock,
    actor: Actor,
    agency: str,
    state: str | None = None,
    row: tuple[str, str | None] = ("field", None),
    cursor: str | None = None,
    limit: int = PAGE,
) -> Counted:
    """The open dossiers a figure of :func:`open_now` counts. ``row``: (what rows stand for, which one or None)."""
    scope = _scope(session, actor, agency)
    with session.begin():
        planned(session)
        states = due_states(clock, snapshot(session), scope)
        if state is not None and state not in states:
            raise InvalidError("report.cell", cell=state)
        narrowed = [] if state is None else [states[state]]
        return _counted(session, [_open(scope)], [*narrowed, *_of_row(*row)], (cursor, limit))


def _scope(session: Session, actor: Actor, agency: str) -> frozenset[str]:
    with session.begin():
        organisation = snapshot(session)
        return access.report_scope(actor, organisation, organisation.agency(agency).code)


def _of_row(by: str, code: str | None) -> list[ColumnElement[bool]]:
    if by not in GROUPS:
        raise InvalidError("report.cell", cell=by)
    return [] if code is None else [GROUPS[by] == code]


def _open(scope: frozenset[str]) -> ColumnElement[bool]:
    still = and_(Dossier.received_at.is_not(None), Dossier.settled_at.is_(None), Dossier.trial.is_(False))
    return and_(still, Dossier.competent.in_(sorted(scope)))


def due_states(clock: Clock, organisation: Snapshot, scope: frozenset[str]) -> dict[str, ColumnElement[bool]]:
    """Each due state's condition; together they count every open dossier once."""
    now = clock.now()
    lines: dict[datetime, list[str]] = {}
    for agency in sorted(scope):
        lines.setdefault(near_line(organisation.calendar_of(agency), now), []).append(agency)
    each = [(Dossier.competent.in_(codes), Dossier.due_at <= line) for line, codes in lines.items()]
    soon = each[0][1] if len(each) == 1 else or_(*(and_(*one) for one in each))
    runs = and_(Dossier.due_paused.is_(False), Dossier.due_at.is_not(None))
    return {
        "within": and_(runs, ~soon),
        "near": and_(runs, soon, Dossier.due_at >= now),
        "overdue": and_(runs, Dossier.due_at < now),
        "paused": Dossier.due_paused.is_(True),
        "unlimited": and_(Dossier.due_paused.is_(False), Dossier.due_at.is_(None)),
    }


def _counted(
    session: Session,
    parts: Sequence[ColumnElement[bool]],
    row: Sequence[ColumnElement[bool]],
    at: tuple[str | None, int],
) -> Counted:
    count = 0
    for part in parts:
        count += session.scalar(select(func.count()).select_from(Dossier).where(part, *row)) or 0
    return Counted(count=count, page=page_of(session, [or_(*parts), *row], *at))
