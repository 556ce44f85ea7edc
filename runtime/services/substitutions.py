"""Who stands in for whom, on which days: all of an absent person's positions are the substitute's too."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Exists, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from runtime.clock import Clock
from runtime.models import Account, Position, Substitution
from runtime.services import access, people
from runtime.services.access import Action
from runtime.services.actors import Actor
from runtime.services.errors import ConflictError, InvalidError, NotFoundError
from runtime.services.inputs import reason_of
from runtime.services.transactions import new_id
from runtime.services.zone import day_of

LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A substitution; ``state``: ``coming``, ``now`` or ``over``."""

    id: UUID
    absent: UUID
    absent_name: str
    substitute: UUID
    substitute_name: str
    first: date
    last: date
    reason: str | None
    ordered_by: str | None
    ordered_at: datetime | None
    state: str


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody a substitution may name."""

    account: UUID
    name: str
    login: str


def _reach(actor: Actor) -> frozenset[str]:
    """The agencies whose people's absences the actor orders."""
    known = actor.administers | actor.oversees | actor.agencies
    return frozenset(code for code in known if access.may(actor, Action.SUBSTITUTE, code))


def colleagues(session: Session, clock: Clock, actor: Actor) -> list[Colleague]:
    """The people with a position today in the agencies whose absences the actor orders, by name."""
    day = day_of(clock.now())
    with session.begin():
        rows = session.execute(
            select(Account.id, Account.name, Account.login)
            .where(Account.active, exists().where(*_holds(day), Position.agency.in_(_reach(actor))))
            .order_by(Account.name, Account.login)
        )
        return [Colleague(*row) for row in rows]


def _holds(day: date) -> list[ColumnElement[bool]]:
    return [
        Position.account == Account.id,
        or_(Position.valid_from.is_(None), Position.valid_from <= day),
        or_(Position.valid_to.is_(None), Position.valid_to >= day),
    ]


def listed(session: Session, clock: Clock, actor: Actor, *, past: int = 90) -> list[Standing]:
    """Substitutions of or by the actor, and those in the agencies whose absences the actor orders; the latest first.

    Those that ended more than ``past`` days ago are left out.
    """
    today = day_of(clock.now())
    absent, stand_in = aliased(Account), aliased(Account)
    inside = exists().where(Position.account == Substitution.absent, Position.agency.in_(_reach(actor)))
    own = or_(Substitution.absent == actor.account, Substitution.substitute == actor.account)
    with session.begin():
        rows = session.execute(
            select(Substitution, absent.name, stand_in.name)
            .join(absent, absent.id == Substitution.absent)
            .join(stand_in, stand_in.id == Substitution.substitute)
            .where(Substitution.valid_to >= today - timedelta(days=past), or_(inside, own))
            .order_by(Substitution.valid_from.desc(), Substitution.id)
        )
        return [_standing(row, one, two, today) for row, one, two in rows]


def _standing(row: Substitution, absent: str, stand_in: str, today: date) -> Standing:
    state = "over" if row.valid_to < today else "coming" if row.valid_from > today else "now"
    return Standing(
        id=row.id,
        absent=row.absent,
        absent_name=absent,
        substitute=row.substitute,
        substitute_name=stand_in,
        first=row.valid_from,
        last=row.valid_to,
        reason=row.reason,
        ordered_by=row.ordered_by,
        ordered_at=row.ordered_at,
        state=state,
    )


def order(
    session: Session,
    clock: Clock,
    absent: UUID,
    stand_in: UUID,
    days: tuple[date, date],
    actor: Actor,
    reason: str | None = None,
) -> UUID:
    """``stand_in`` has the positions of ``absent`` on these days too, both included.

    Who administers, leads or gives out the work of every agency the absent person has positions in may order it.
    Raises NotFoundError, ForbiddenError, InvalidError (days, the same person, an account that is closed),
    ConflictError ``substitution.overlap``.
    """
    first, last = days
    _check(days, day_of(clock.now()))
    if absent == stand_in:
        raise InvalidError("substitution.self")
    with session.begin():
        for account in (absent, stand_in):
            person = session.get(Account, account)
            if person is None:
                raise NotFoundError("not-found")
            if account == stand_in and not person.active:
                raise InvalidError("person.unable", agency="", role="")
        people.require_all(session, clock, absent, actor, Action.SUBSTITUTE)
        if session.scalar(select(_overlaps(absent, stand_in, days))):
            raise ConflictError("substitution.overlap")
        row = Substitution(
            id=new_id(),
            absent=absent,
            substitute=stand_in,
            valid_from=first,
            valid_to=last,
            reason=reason_of(reason) if reason and reason.strip() else None,
            ordered_by=actor.key,
            ordered_at=clock.now(),
        )
        session.add(row)
        return row.id


def _check(days: tuple[date, date], today: date) -> None:
    first, last = days
    if last < first:
        raise InvalidError("day.order")
    if last < today:
        raise InvalidError("substitution.past")
    if last - first > LONGEST:
        raise InvalidError("substitution.long", days=LONGEST.days)


def _overlaps(absent: UUID, stand_in: UUID, days: tuple[date, date]) -> Exists:
    first, last = days
    same = and_(Substitution.absent == absent, Substitution.substitute == stand_in)
    return exists().where(same, Substitution.valid_from <= last, Substitution.valid_to >= first)


def end(session: Session, clock: Clock, substitution: UUID, actor: Actor) -> None:
    """The absent person is back: it ends with yesterday; one that has not begun is dropped.

    Raises NotFoundError, ForbiddenError.
    """
    today = day_of(clock.now())
    with session.begin():
        row = session.get(Substitution, substitution)
        if row is None:
            raise NotFoundError("not-found")
        if row.absent != actor.account:  # who is back may say so
            people.require_all(session, clock, row.absent, actor, Action.SUBSTITUTE)
        if row.valid_from >= today:
            session.delete(row)
        elif row.valid_to >= today:
            row.valid_to = today - timedelta(days=1)
