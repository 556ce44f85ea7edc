"""What agencies do otherwise than a package says, without a copy of it: fee, committed time, names, letter header.

An override holds from an agency down, perhaps only for one kind of agency, for one procedure or all of them, for a
time. They are laid one over another: from the top of the hierarchy down, all procedures before one, all kinds before
one, the older before the newer. What results is written into the dossier when it is submitted (``dossier.local``), so
that a later change does not touch what is running.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from engine.clock import ClockError, term_from_json
from process_models.check_procedure import exceeds
from process_models.package import Package
from runtime.clock import Clock
from runtime.models import LocalOverride
from runtime.services import access, packages, versions
from runtime.services.access import Action
from runtime.services.actors import Actor
from runtime.services.errors import InvalidError, NotFoundError
from runtime.services.inputs import clean
from runtime.services.snapshot import Snapshot, in_force, snapshot
from runtime.services.transactions import new_id
from runtime.services.zone import day_of

Days = tuple[date | None, date | None]
LARGEST_FEE: Final = 10**12
LONGEST_TEXT: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """An override, listed or to be set. ``values``: ``fees``, ``committed``, ``names``, ``header``, ``hotline``."""

    agency: str
    values: Mapping[str, Any]
    procedure: str | None = None
    kind: str | None = None
    days: Days = (None, None)
    decision: str | None = None
    id: UUID | None = None
    created_by: str = ""


def overrides(session: Session, actor: Actor, procedure: str | None = None) -> list[Override]:
    """Every override, or those that touch a procedure. Raises ForbiddenError."""
    access.require(actor, Action.SEE_PACKAGES)
    clean(procedure or "", "procedure")
    query = select(LocalOverride).order_by(LocalOverride.procedure_code, LocalOverride.agency, LocalOverride.created_at)
    if procedure is not None:
        query = query.where(_touching(procedure))
    with session.begin():
        return [_shown(row) for row in session.scalars(query)]


def override(session: Session, clock: Clock, wanted: Override, actor: Actor) -> UUID:
    """Set an override. Raises ForbiddenError, NotFoundError (agency, procedure), InvalidError for what cannot hold."""
    access.require(actor, Action.OVERRIDE, wanted.agency)
    clean([dict(wanted.values), wanted.procedure or "", wanted.kind or "", wanted.decision or ""], "values")
    first, last = wanted.days
    if first and last and last < first:
        raise InvalidError("day.order")
    with session.begin():
        snapshot(session).agency(wanted.agency)
        day = max(first or day_of(clock.now()), day_of(clock.now()))
        _check(wanted, _package(session, wanted.procedure, day))
        _alone(session, wanted)
        row = LocalOverride(
            id=new_id(),
            procedure_code=wanted.procedure,
            agency=wanted.agency,
            kind=wanted.kind,
            values=dict(wanted.values),
            valid_from=first,
            valid_to=last,
            decision=wanted.decision,
            created_at=clock.now(),
            created_by=actor.key,
        )
        session.add(row)
        return row.id


def end(session: Session, override_id: UUID, last: date, actor: Actor) -> None:
    """The override holds until that day. Raises NotFoundError, ForbiddenError, InvalidError."""
    access.require(actor, Action.SEE_PACKAGES)
    with session.begin():
        row = session.get(LocalOverride, override_id, with_for_update=True)
        if row is None:
            raise NotFoundError("override.unknown", id=str(override_id))
        access.require(actor, Action.OVERRIDE, row.agency)
        if row.valid_from and last < row.valid_from:
            raise InvalidError("day.order")
        row.valid_to = last


def values_for(session: Session, organisation: Snapshot, procedure: str, agency: str, day: date) -> dict[str, Any]:
    """What is different at an agency on a day, layered; empty when nothing is. Inside the caller's transaction."""
    above = _line(organisation, agency)
    kind = organisation.agency(agency).kind
    rows = session.scalars(select(LocalOverride).where(_touching(procedure), LocalOverride.agency.in_(above)))
    valid = [row for row in rows if in_force(row.valid_from, row.valid_to, day) and row.kind in (None, kind)]
    valid.sort(
        key=lambda row: (
            above.index(row.agency),
            row.procedure_code is not None,
            row.kind is not None,
            row.created_at,
            row.id,
        )
    )
    found: dict[str, Any] = {}
    for row in valid:
        for key, value in row.values.items():
            found[key] = {**found.get(key, {}), **value} if key == "fees" else value
    return found


def _line(organisation: Snapshot, agency: str) -> list[str]:
    """From the top down to the agency."""
    line: list[str] = []
    at: str | None = agency
    while at is not None and at in organisation.agencies and at not in line:
        line.append(at)
        at = organisation.agencies[at].parent
    return line[::-1]


def _touching(procedure: str) -> Any:
    return or_(LocalOverride.procedure_code.is_(None), LocalOverride.procedure_code == procedure)


def _package(session: Session, procedure: str | None, day: date) -> Package | None:
    if procedure is None:
        return None
    found = versions.in_force(session, procedure, day)
    if found is None:
        raise NotFoundError("procedure.unknown", procedure=procedure, day=day.isoformat())
    return packages.compiled(session, found)


def _check(wanted: Override, package: Package | None) -> None:
    if not wanted.values:
        raise InvalidError("override.empty")
    for key, value in wanted.values.items():
        check = _CHECKS.get(key)
        if check is None:
            raise InvalidError("override.key", key=key, known=", ".join(_CHECKS))
        check(key, value, package)


def _fees(_key: str, value: Any, package: Package | None) -> None:
    if package is None:
        raise InvalidError("override.procedure")
    known = [fee.key for fee in package.procedure.fees]
    amounts = value if isinstance(value, Mapping) else {"": None}
    for fee, amount in amounts.items():
        if fee not in known or not _whole(amount):
            raise InvalidError("override.fee", fee=fee, known=", ".join(known) or "–")


def _whole(amount: object) -> bool:
    return isinstance(amount, int) and not isinstance(amount, bool) and 0 <= amount <= LARGEST_FEE


def _committed(_key: str, value: Any, package: Package | None) -> None:
    if package is None:
        raise InvalidError("override.procedure")
    if not isinstance(value, Mapping):
        raise InvalidError("override.term", term=str(value))
    try:
        term = term_from_json(value)
    except ClockError as error:
        raise InvalidError("override.term", term=str(dict(value))) from error
    procedure = package.procedure
    for statutory in {
        procedure.settlement.statutory,
        *(one.statutory for one in procedure.channel_settlements.values()),
    }:
        if statutory is None:
            continue
        if exceeds(term, statutory) is not None:
            raise InvalidError("override.longer", term=str(term), statutory=str(statutory))


def _texts(key: str, value: Any, _package: Package | None) -> None:
    fits = isinstance(value, Mapping) and set(value) == {"vi", "en"}
    if not fits or not all(isinstance(one, str) and 0 < len(one.strip()) <= LONGEST_TEXT for one in value.values()):
        raise InvalidError("override.names", key=key)


_CHECKS: Final[Mapping[str, Callable[[str, Any, Package | None], None]]] = {
    "fees": _fees,
    "committed": _committed,
    "names": _texts,
    "header": _texts,
    "hotline": _texts,
}


def _alone(session: Session, wanted: Override) -> None:
    rows: Sequence[LocalOverride] = session.scalars(
        select(LocalOverride).where(LocalOverride.agency == wanted.agency)
    ).all()
    for row in rows:
        same = row.procedure_code == wanted.procedure and row.kind == wanted.kind and _shared(row.values, wanted.values)
        first, last = wanted.days
        if (
            same
            and (row.valid_from or date.min) <= (last or date.max)
            and (first or date.min) <= (row.valid_to or date.max)
        ):
            raise InvalidError("override.overlap", agency=wanted.agency)


def _shared(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    plain = (set(one) & set(other)) - {"fees"}
    return bool(plain or set(one.get("fees", {})) & set(other.get("fees", {})))


def _shown(row: LocalOverride) -> Override:
    return Override(
        id=row.id,
        agency=row.agency,
        values=row.values,
        procedure=row.procedure_code,
        kind=row.kind,
        days=(row.valid_from, row.valid_to),
        decision=row.decision,
        created_by=row.created_by,
    )
