"""Results handed to the post: several dossiers on one numbered sheet, which the post signs for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from engine.dossier.case import Status
from runtime.clock import Clock
from runtime.letters.rendering import shipped
from runtime.models import Account, Dossier, PostLine, PostSheet
from runtime.services import access, counters
from runtime.services.access import Action
from runtime.services.actors import Actor
from runtime.services.cases import Held, locked
from runtime.services.chain import LogEntry
from runtime.services.counters import Book
from runtime.services.errors import InvalidError, NotFoundError
from runtime.services.inputs import clean
from runtime.services.letter_values import agency_head, applicant_values, declared_address, vietnamese
from runtime.services.marking import mark
from runtime.services.prints import Pdf, made
from runtime.services.reading import read_case
from runtime.services.transactions import new_id, transaction
from runtime.services.zone import day_of

MOST: Final = 100
SHOWN: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A settled dossier whose result is still here; ``by_post``: its applicant asked for the post."""

    id: UUID
    code: str
    name: str
    address: str | None
    procedure_names: Mapping[str, str]
    settled_at: datetime | None
    by_post: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLine:
    """A sheet that was made."""

    id: UUID
    agency: str
    number: int
    year: int
    taker: str
    dossiers: int
    issued_at: datetime
    issued_by: str


def ready(session: Session, actor: Actor) -> list[Ready]:
    """Results that wait at the actor's counters and stand on no sheet, those for the post first."""
    agencies = sorted(access.posting_agencies(actor))
    with session.begin():
        ids = session.scalars(
            select(Dossier.id)
            .where(
                Dossier.branch == "",
                Dossier.received_by.in_(agencies),
                Dossier.status == int(Status.SETTLED),
                Dossier.trial.is_(False),
                ~_listed(),
            )
            .order_by(Dossier.settled_at)
            .limit(SHOWN)
        ).all()
        found = [_ready(held) for one in ids if (held := read_case(session, one)) is not None]
    return sorted(found, key=lambda one: not one.by_post)


def sheets(session: Session, actor: Actor) -> list[SheetLine]:
    """The last sheets of the actor's agencies."""
    with session.begin():
        rows = session.execute(
            select(PostSheet, Account.name)
            .outerjoin(Account, Account.login == PostSheet.issued_by)
            .where(PostSheet.agency.in_(sorted(access.posting_agencies(actor))))
            .order_by(PostSheet.issued_at.desc(), PostSheet.id.desc())
            .limit(SHOWN)
        ).all()
        return [_line(row, name or row.issued_by) for row, name in rows]


def make_sheet(session: Session, clock: Clock, actor: Actor, dossiers: Sequence[UUID], taker: str) -> UUID:
    """Put settled dossiers on a sheet; each one's log says so. They must have been received by one agency.

    Raises InvalidError ``post.none``, ``post.many``, ``post.taker``, ``post.dossier``; NotFoundError, ForbiddenError.
    """
    to = str(clean(taker, "taker")).strip()
    wanted = sorted(set(dossiers))
    if not wanted:
        raise InvalidError("post.none")
    if len(wanted) > MOST:
        raise InvalidError("post.many", most=MOST)
    if not 2 <= len(to) <= 200:
        raise InvalidError("post.taker")
    with transaction(session, "post"):
        held = [_postable(session, actor, one) for one in wanted]
        agency = held[0].branches[""].received_by
        other = next((one for one in held if one.branches[""].received_by != agency), None)
        if other is not None:
            raise InvalidError("post.dossier", dossier=other.code)
        return _made(session, clock, actor, held, to)


def _made(session: Session, clock: Clock, actor: Actor, held: Sequence[Held], to: str) -> UUID:
    now, sheet = clock.now(), new_id()
    agency = held[0].branches[""].received_by
    year = day_of(now).year
    book = Book("post", agency, str(year))
    number = counters.take(session, {book: 1})[book].start
    head = agency_head(held[0].organisation, agency, day=now, local=held[0].facts.get("local") or {})
    values = {
        "letter": {
            "key": "post_sheet",
            "title": "Phiếu bàn giao kết quả cho bưu chính",
            "number": number,
            "year": year,
            "text": f"{number}/{year}",
            "issued_at": now.isoformat(),
            "trial": False,
        },
        "agency": head,
        "officer": {"name": actor.name or None},
        "told": {"forwarded_to": to},
        "rows": [_row(one) for one in held],
    }
    session.add(
        PostSheet(
            id=sheet, agency=agency, year=year, number=number, snapshot=values, issued_at=now, issued_by=actor.key
        )
    )
    session.flush()
    for one in held:
        entry = LogEntry("posted", "", {"sheet": str(sheet), "number": number, "year": year, "text": to})
        line = {"sheet_id": sheet, "dossier_id": one.root}
        mark(session, clock, one, actor, (entry,), lambda batch, line=line: batch.insert(PostLine, [line]))  # type: ignore[misc]
    return sheet


def print_sheet(session: Session, actor: Actor, sheet_id: UUID) -> Pdf:
    """A sheet as PDF: always the same, from what was frozen. Raises NotFoundError."""
    with session.begin():
        row = session.get(PostSheet, sheet_id)
        if row is None or not access.may(actor, Action.POST_RESULTS, row.agency):
            raise NotFoundError("not-found")
        name, values = f"post-{row.agency}-{row.number}-{row.year}.pdf", row.snapshot
    return Pdf(name, made(shipped()["_post_sheet"], values, ""))


def _listed() -> Any:
    return exists().where(PostLine.dossier_id == Dossier.id)


def _postable(session: Session, actor: Actor, dossier_id: UUID) -> Held:
    seen = session.scalar(select(Dossier.id).where(Dossier.id == dossier_id, access.visible_dossiers(actor)))
    if seen is None:
        raise NotFoundError("not-found")
    held = locked(session, dossier_id)
    access.require(actor, Action.POST_RESULTS, held.branches[""].received_by)
    listed = session.scalar(select(PostLine.sheet_id).where(PostLine.dossier_id == held.root).limit(1))
    if held.root != dossier_id or held.life("").status is not Status.SETTLED or listed is not None or held.trial:
        raise InvalidError("post.dossier", dossier=held.code)
    return held


def _data(held: Held) -> Mapping[str, Any]:
    lead = held.case.parts[min(held.case.parts)]
    return lead.state.scopes[lead.state.root].vars


def _ready(held: Held) -> Ready:
    data = _data(held)
    delivery = data.get("delivery")
    method = delivery.get("method") if isinstance(delivery, Mapping) else None
    return Ready(
        id=held.root,
        code=held.code,
        name=str((held.facts.get("applicant") or {}).get("name") or ""),
        address=_address(held),
        procedure_names=held.package.procedure.names,
        settled_at=held.life("").settled_at,
        by_post=method == "post",
    )


def _address(held: Held) -> str | None:
    data = _data(held)
    delivery = data.get("delivery")
    return declared_address(delivery) or applicant_values(held.facts, data)["address"]


def _row(held: Held) -> dict[str, Any]:
    said = applicant_values(held.facts, _data(held))
    return {
        "code": held.code,
        "name": said["name"],
        "address": _address(held),
        "phone": said["phone"],
        "procedure": vietnamese(held.package.procedure.names),
        "note": None,
    }


def _line(row: PostSheet, name: str) -> SheetLine:
    return SheetLine(
        id=row.id,
        agency=row.agency,
        number=row.number,
        year=row.year,
        taker=str(row.snapshot["told"]["forwarded_to"]),
        dossiers=len(row.snapshot["rows"]),
        issued_at=row.issued_at,
        issued_by=name,
    )
