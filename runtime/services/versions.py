"""Which version of a procedure counts on a day, and the decisions that lead there: publish, retire, withdraw, restore.

Every decision is a row that is only added to. ``published`` and ``restored`` name the days a version is in force for;
of several that cover a day the one decided last counts, unless its version is withdrawn or retired by then.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from process_models.locks import RangeError, version_of
from process_models.procedure import Procedure
from runtime.clock import Clock
from runtime.models import PackageEvent, PackageRow
from runtime.services import access
from runtime.services.access import Action
from runtime.services.actors import Actor
from runtime.services.errors import ConflictError, InvalidError, NotFoundError
from runtime.services.inputs import clean
from runtime.services.transactions import new_id
from runtime.services.zone import day_of

OPENING: Final = ("published", "restored")
SHORTEST_HASH: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What somebody decided about a version."""

    hash: str
    what: str
    valid_from: date | None
    valid_to: date | None
    at: datetime
    actor: str
    reason: str


def covering(day: date) -> Select[str, str]:
    """(code, hash) of versions in force on a day, the deciding one of each code first."""
    return (
        select(PackageEvent.code, PackageEvent.package_hash)
        .join(PackageRow, PackageRow.hash == PackageEvent.package_hash)
        .where(PackageEvent.what.in_(OPENING), PackageRow.status == "published")
        .where((PackageRow.retired_from.is_(None)) | (PackageRow.retired_from > day))
        .where((PackageEvent.valid_from.is_(None)) | (PackageEvent.valid_from <= day))
        .where((PackageEvent.valid_to.is_(None)) | (PackageEvent.valid_to >= day))
        .order_by(PackageEvent.code, PackageEvent.at.desc(), PackageEvent.id.desc())
    )


def in_force(session: Session, code: str, day: date) -> str | None:
    """Hash of the version that counts on a day. Inside the caller's transaction."""
    found = session.execute(covering(day).where(PackageEvent.code == code).limit(1)).first()
    return found[1] if found else None


def all_in_force(session: Session, day: date) -> dict[str, str]:
    """Code -> hash of the version that counts on a day. Inside the caller's transaction."""
    chosen: dict[str, str] = {}
    for code, package_hash in session.execute(covering(day)):
        chosen.setdefault(code, package_hash)
    return chosen


def found(session: Session, told: str) -> PackageRow:
    """The version meant by a hash, its beginning, or ``code@version``. Inside the caller's transaction.

    Raises NotFoundError ``package.unknown``, InvalidError ``package.several``.
    """
    clean(told, "package")
    code, _, version = told.partition("@")
    query = select(PackageRow)
    if version:
        query = query.where(PackageRow.code == code, PackageRow.version == version)
    elif len(told) >= SHORTEST_HASH and not set(told) - set("0123456789abcdef"):
        query = query.where(PackageRow.hash.startswith(told))
    else:
        raise NotFoundError("package.unknown", package=told)
    rows = session.scalars(query.limit(2)).all()
    if len(rows) > 1:
        raise InvalidError("package.several", package=told)
    if not rows:
        raise NotFoundError("package.unknown", package=told)
    return rows[0]


def check_order(session: Session, procedure: Procedure, package_hash: str) -> None:
    """Refuse a version that leaves open which one counts. Inside the caller's transaction.

    Raises ConflictError: ``version.taken`` (other content under the same number), ``version.overlap`` (a higher number
    is published for some of the same days).
    """
    rows = session.scalars(
        select(PackageRow).where(PackageRow.code == procedure.code, PackageRow.hash != package_hash)
    ).all()
    told = {"procedure": procedure.code, "version": procedure.version}
    for row in rows:
        if row.version == procedure.version:
            raise ConflictError("version.taken", None, **told, hash=row.hash[:12])
        if row.status == "published" and _overlap(row, procedure) and _higher(row.version, procedure.version):
            raise ConflictError("version.overlap", None, **told, other=row.version)


def event(
    row: PackageRow, what: str, at: datetime, actor: Actor, reason: str, days: tuple[date | None, date | None]
) -> PackageEvent:
    """A decision as a row."""
    return PackageEvent(
        id=new_id(),
        package_hash=row.hash,
        code=row.code,
        what=what,
        valid_from=days[0],
        valid_to=days[1],
        at=at,
        actor=actor.key,
        reason=reason,
    )


def withdraw(session: Session, clock: Clock, told: str, actor: Actor, reason: str = "") -> None:
    """No new dossiers under this version, at once; open ones go on. Raises NotFoundError, ForbiddenError."""
    access.require(actor, Action.PUBLISH)
    clean(reason, "reason")
    with session.begin():
        row = found(session, told)
        if row.status != "withdrawn":
            row.status = "withdrawn"
            session.add(event(row, "withdrawn", clock.now(), actor, reason, (None, None)))


def retire(
    session: Session, clock: Clock, told: str, actor: Actor, reason: str = "", *, since: date | None = None
) -> None:
    """No new dossiers under this version from a day on (today when None); open ones go on.

    Raises NotFoundError, ForbiddenError.
    """
    access.require(actor, Action.PUBLISH)
    clean(reason, "reason")
    with session.begin():
        row = found(session, told)
        row.retired_from = since or day_of(clock.now())
        session.add(event(row, "retired", clock.now(), actor, reason, (row.retired_from, None)))


def restore(session: Session, clock: Clock, told: str, reason: str, actor: Actor, *, since: date | None = None) -> str:
    """Put a former version in force again, from a day on (today when None), before all that was decided until now.

    Its hash. Raises NotFoundError, ForbiddenError, InvalidError without a reason or for a day that is over.
    """
    access.require(actor, Action.PUBLISH)
    clean(reason, "reason")
    if not reason.strip():
        raise InvalidError("reason.missing")
    now = clock.now()
    first = since or day_of(now)
    if first < day_of(now):
        raise InvalidError("version.past", day=first.isoformat())
    with session.begin():
        row = found(session, told)
        row.status, row.retired_from = "published", None
        session.add(event(row, "restored", now, actor, reason.strip(), (first, None)))
        return row.hash


def history(session: Session, told: str, actor: Actor) -> list[Decision]:
    """What was decided about a version, or all versions of a code, the newest first. Raises ForbiddenError."""
    access.require(actor, Action.SEE_PACKAGES)
    clean(told, "package")
    with session.begin():
        rows: Sequence[PackageEvent] = session.scalars(
            select(PackageEvent)
            .where((PackageEvent.code == told) | (PackageEvent.package_hash == told))
            .order_by(PackageEvent.at.desc(), PackageEvent.id.desc())
        ).all()
        return [
            Decision(
                hash=row.package_hash,
                what=row.what,
                valid_from=row.valid_from,
                valid_to=row.valid_to,
                at=row.at,
                actor=row.actor,
                reason=row.reason,
            )
            for row in rows
        ]


def _higher(one: str, other: str) -> bool:
    try:
        return version_of(one) > version_of(other)
    except RangeError:
        return False  # an installation may hold a version from before numbers were checked


def _overlap(row: PackageRow, procedure: Procedure) -> bool:
    last = min(row.in_force_to or date.max, row.retired_from - timedelta(days=1) if row.retired_from else date.max)
    first, end = procedure.in_force_from or date.min, procedure.in_force_to or date.max
    return (row.in_force_from or date.min) <= end and first <= last
