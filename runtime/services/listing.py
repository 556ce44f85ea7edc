"""Looking for dossiers, scoped to what the actor may see; newest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select, tuple_
from sqlalchemy.orm import Session

from engine.clock import Calendar
from runtime.models import DeadlineRow, Dossier, PackageRow
from runtime.services import access
from runtime.services.access import Action
from runtime.services.actors import Actor
from runtime.services.errors import InvalidError
from runtime.services.inputs import clean
from runtime.services.nearness import near_line, urgency
from runtime.services.reading import planned
from runtime.services.search import code_prefix, identity_number, matching, tsquery
from runtime.services.snapshot import Snapshot, snapshot

PAGE = 30
LONGEST_PAGE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierLine:
    """A dossier or sub-dossier in a list."""

    id: UUID
    root: UUID
    branch: str
    code: str
    procedure_code: str
    procedure_names: Mapping[str, str]
    applicant: str
    status: int
    timeliness: str | None
    agency: str
    channel: str
    submitted_at: datetime
    received_at: datetime | None
    due_at: datetime | None
    paused: bool
    settled_at: datetime | None
    intake_due: datetime | None = None
    """Until when it has to be answered, while it came online and was not."""
    trial: bool = False
    calendar: Calendar | None = field(default=None, repr=False, compare=False)
    """What "due soon" is reckoned with."""

    def state(self, now: datetime) -> str:
        """``overdue``, ``near`` or ``within`` while open; its class once settled."""
        if self.timeliness is not None:
            return self.timeliness
        if self.paused or self.settled_at is not None:
            return "within"
        return urgency((self.due_at, self.intake_due), now, self.calendar)


@dataclass(frozen=True, slots=True)
class DossierPage:
    """Some lines, and the cursor of the next page (None: the last)."""

    lines: tuple[DossierLine, ...]
    cursor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierFilter:
    """What a list is narrowed to; absent: everything."""

    statuses: tuple[int, ...] = ()
    procedure: str | None = None
    agency: str | None = None
    channel: str | None = None
    overdue_at: datetime | None = None
    """Only open ones that are overdue at this instant."""
    near_at: datetime | None = None
    """Only open ones that are due soon at this instant, not overdue."""
    unanswered: bool = False
    """Only applications that came online and wait for an answer."""


def search(
    session: Session,
    actor: Actor,
    text: str | None = None,
    wanted: DossierFilter | None = None,
    cursor: str | None = None,
    limit: int = PAGE,
) -> DossierPage:
    """Dossiers whose code, applicant, telephone or procedure hold words that begin like those of ``text``.

    What looks like the number of an identity paper also finds who has it, for those with the permission
    (:data:`Action.SEARCH_IDENTITY`). The newest first; overdue ones and those due soon: the most urgent first.
    """
    clean([text, wanted and [wanted.procedure, wanted.agency, wanted.channel]], "filter")
    with session.begin():
        planned(session)
        organisation = snapshot(session)
        where = [access.visible_dossiers(actor), *_narrowed(actor, organisation, wanted or DossierFilter())]
        words = _said(actor, text or "")
        by_due = wanted is not None and (wanted.overdue_at or wanted.near_at) is not None
        return page_of(session, where if words is None else [*where, words], cursor, limit, by_due=by_due)


def by_code(session: Session, actor: Actor, code: str) -> UUID | None:
    """The dossier with exactly this code, as a scanner types it; None when there is none that the actor may see."""
    told = str(clean(code.strip(), "code"))
    with session.begin():
        return session.scalar(select(Dossier.id).where(Dossier.code == told, access.visible_dossiers(actor)))


def page_of(
    session: Session,
    where: Sequence[ColumnElement[bool]],
    cursor: str | None,
    limit: int = PAGE,
    *,
    by_due: bool = False,
) -> DossierPage:
    """A page of the dossiers that hold some conditions, the newest first, or the most urgent first.

    Inside the caller's transaction.
    """
    size = max(1, min(limit, LONGEST_PAGE))
    order = (Dossier.due_at, Dossier.id) if by_due else (Dossier.id.desc(),)
    after = [] if cursor is None else [_after(cursor, by_due=by_due)]
    keys = select(Dossier.id).where(*where, *after).order_by(*order).limit(size + 1).subquery("page")
    rows = session.execute(_lines().join(keys, keys.c.id == Dossier.id).order_by(*order)).all()
    organisation = snapshot(session)
    lines = tuple(replace(line, calendar=organisation.calendar_of(line.agency)) for line in map(_line, rows[:size]))
    return DossierPage(lines, _cursor(lines[-1], by_due=by_due) if len(rows) > size else None)


def _cursor(last: DossierLine, *, by_due: bool) -> str:
    return f"{last.due_at.isoformat()}~{last.id}" if by_due and last.due_at else str(last.id)


def _after(cursor: str, *, by_due: bool) -> ColumnElement[bool]:
    due, _, ident = cursor.rpartition("~")
    try:
        known = UUID(ident)
        return (
            tuple_(Dossier.due_at, Dossier.id) > (datetime.fromisoformat(due), known) if by_due else Dossier.id < known
        )
    except ValueError as error:
        raise InvalidError("text.invalid", where="cursor") from error


def near_now(organisation: Snapshot, agencies: Sequence[str], now: datetime) -> ColumnElement[bool]:
    """The condition that a running dossier is due soon, by its agency's calendar, and not overdue."""
    lines: dict[datetime, list[str]] = {}
    for agency in agencies:
        lines.setdefault(near_line(organisation.calendar_of(agency), now), []).append(agency)
    soon = or_(*(and_(Dossier.competent.in_(codes), Dossier.due_at <= line) for line, codes in lines.items()))
    return and_(_runs(), Dossier.due_at >= now, soon)


def _runs() -> ColumnElement[bool]:
    return and_(Dossier.received_at.is_not(None), Dossier.settled_at.is_(None), Dossier.due_paused.is_(False))


def _said(actor: Actor, text: str) -> ColumnElement[bool] | None:
    code = code_prefix(text)
    if code is not None:
        return Dossier.code.like(f"{code}%")
    found = tsquery(text)
    if found is None:
        return None
    words = matching(Dossier.search_vector, found)
    number = identity_number(text)
    if number is None or not access.may(actor, Action.SEARCH_IDENTITY):
        return words
    return or_(words, Dossier.identity.like(f"{number}%"))


def _narrowed(actor: Actor, organisation: Snapshot, wanted: DossierFilter) -> list[ColumnElement[bool]]:
    told: list[ColumnElement[bool] | None] = [
        Dossier.status.in_(wanted.statuses) if wanted.statuses else None,
        None if wanted.procedure is None else Dossier.procedure_code == wanted.procedure,
        None if wanted.agency is None else Dossier.competent == wanted.agency,
        None if wanted.channel is None else Dossier.channel == wanted.channel,
        None if wanted.overdue_at is None else and_(_runs(), Dossier.due_at < wanted.overdue_at),
    ]
    if wanted.near_at is not None:
        agencies = sorted(organisation.agencies) if actor.is_system else sorted(actor.agencies | actor.oversees)
        told.append(near_now(organisation, agencies, wanted.near_at))
    if wanted.unanswered:
        told.append(select(DeadlineRow.dossier_id).where(*_waits()).exists())
    return [condition for condition in told if condition is not None]


def _waits() -> tuple[ColumnElement[bool], ...]:
    return DeadlineRow.dossier_id == Dossier.id, DeadlineRow.kind == "intake", ~DeadlineRow.closed


def _lines() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Dossier.id,
            Dossier.root_id,
            Dossier.branch,
            Dossier.code,
            Dossier.procedure_code,
            PackageRow.names,
            Dossier.applicant,
            Dossier.status,
            Dossier.timeliness,
            Dossier.competent,
            Dossier.channel,
            Dossier.submitted_at,
            Dossier.received_at,
            Dossier.due_at,
            Dossier.due_paused,
            Dossier.settled_at,
            DeadlineRow.due_at.label("intake_due"),
            Dossier.trial,
        )
        .join(PackageRow, PackageRow.hash == Dossier.package_hash)
        .outerjoin(DeadlineRow, and_(*_waits()))
    )


def _line(row: Any) -> DossierLine:
    return DossierLine(
        id=row.id,
        root=row.root_id,
        branch=row.branch,
        code=row.code,
        procedure_code=row.procedure_code,
        procedure_names=row.names,
        applicant=row.applicant,
        status=row.status,
        timeliness=row.timeliness,
        agency=row.competent,
        channel=row.channel,
        submitted_at=row.submitted_at,
        received_at=row.received_at,
        due_at=row.due_at,
        paused=row.due_paused,
        settled_at=row.settled_at,
        intake_due=row.intake_due,
        trial=row.trial,
    )
