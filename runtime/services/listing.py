"""Looking for dossiers, scoped to what the actor may see; newest first."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased

from engine.clock import Calendar
from runtime.models import DeadlineRow, Dossier, PackageRow
from runtime.services import access
from runtime.services.actors import Actor
from runtime.services.errors import InvalidError
from runtime.services.inputs import clean
from runtime.services.nearness import urgency
from runtime.services.search import tsquery
from runtime.services.snapshot import snapshot

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
    calendar: Calendar | None = field(default=None, repr=False, compare=False)
    """What "due soon" is reckoned with."""

    def state(self, now: datetime) -> str:
        """``overdue``, ``near`` or ``within`` while open; its class once settled."""
        if self.timeliness is not None:
            return self.timeliness
        if self.paused or self.settled_at is not None:
            return "within"
        return urgency((self.due_at,), now, self.calendar)


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


def search(
    session: Session,
    actor: Actor,
    text: str | None = None,
    wanted: DossierFilter | None = None,
    cursor: str | None = None,
    limit: int = PAGE,
) -> DossierPage:
    """Dossiers whose code, applicant or procedure hold words that begin like those of ``text``, newest first."""
    size = max(1, min(limit, LONGEST_PAGE))
    clean([text, wanted and [wanted.procedure, wanted.agency, wanted.channel]], "filter")
    query = _narrowed(_lines().where(access.visible_dossiers(actor)), wanted or DossierFilter())
    found = tsquery(text or "")
    if found:
        query = query.where(Dossier.search_vector.op("@@")(func.to_tsquery("simple", found)))
    if cursor is not None:
        query = query.where(Dossier.id < _after(cursor))
    with session.begin():
        rows = session.execute(query.order_by(Dossier.id.desc()).limit(size + 1)).all()
        organisation = snapshot(session)
    lines = tuple(replace(line, calendar=organisation.calendar_of(line.agency)) for line in map(_line, rows[:size]))
    return DossierPage(lines, str(lines[-1].id) if len(rows) > size else None)


_Due = aliased(DeadlineRow)


def _lines() -> Any:
    return (
        select(Dossier, PackageRow.names, _Due.due_at, _Due.paused_since)
        .join(PackageRow, PackageRow.hash == Dossier.package_hash)
        .outerjoin(_Due, and_(_Due.dossier_id == Dossier.id, _Due.kind == "committed"))
    )


def _narrowed(query: Any, wanted: DossierFilter) -> Any:
    if wanted.statuses:
        query = query.where(Dossier.status.in_(wanted.statuses))
    if wanted.procedure is not None:
        query = query.where(Dossier.procedure_code == wanted.procedure)
    if wanted.agency is not None:
        query = query.where(Dossier.competent == wanted.agency)
    if wanted.channel is not None:
        query = query.where(Dossier.channel == wanted.channel)
    if wanted.overdue_at is not None:
        open_now = and_(~_Due.closed, _Due.paused_since.is_(None))
        query = query.where(_Due.due_at < wanted.overdue_at, open_now)
    return query


def _line(row: Any) -> DossierLine:
    one, names, due_at, paused_since = row
    return DossierLine(
        id=one.id,
        root=one.root_id,
        branch=one.branch,
        code=one.code,
        procedure_code=one.procedure_code,
        procedure_names=names,
        applicant=one.applicant,
        status=one.status,
        timeliness=one.timeliness,
        agency=one.competent,
        channel=one.channel,
        submitted_at=one.submitted_at,
        received_at=one.received_at,
        due_at=due_at,
        paused=paused_since is not None,
        settled_at=one.settled_at,
    )


def _after(cursor: str) -> UUID:
    try:
        return UUID(cursor)
    except ValueError as error:
        raise InvalidError("text.invalid", where="cursor") from error
