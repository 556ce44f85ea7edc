"""People and the positions they hold, from one day to another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from argon2 import PasswordHasher
from sqlalchemy import delete, exists, func, or_, select
from sqlalchemy.orm import Session

from process_models.vocabulary import OTHER_ROLES, STEP_ROLES
from runtime.clock import Clock
from runtime.models import Account, Agency, Position, SignIn, Substitution, TaskRow
from runtime.services import access
from runtime.services.access import Action
from runtime.services.actors import Actor
from runtime.services.errors import ConflictError, InvalidError, NotFoundError
from runtime.services.inputs import clean
from runtime.services.transactions import new_id
from runtime.services.zone import day_of

SHORTEST_PASSWORD = 10
HASHER = PasswordHasher()


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionInfo:
    """A position of a person."""

    id: UUID
    agency: str
    agency_names: Mapping[str, str]
    role: str
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An account with its positions, past and future ones too."""

    id: UUID
    login: str
    name: str
    active: bool
    positions: tuple[PositionInfo, ...]


def listed(session: Session, actor: Actor, agency: str | None = None) -> list[Person]:
    """The people with a position in what the actor administers (or below one agency of it), by name.

    Raises ForbiddenError.
    """
    access.require(actor, Action.ADMINISTER, agency)
    with session.begin():
        from runtime.services.snapshot import snapshot

        scope = snapshot(session).below([agency]) if agency else actor.administers
        found = select(Position.account).where(Position.agency.in_(scope)) if not actor.is_system else None
        query = select(Account).order_by(Account.name, Account.login)
        accounts = session.scalars(query if found is None else query.where(Account.id.in_(found))).all()
        return _people(session, accounts)


def add(
    session: Session,
    clock: Clock,
    login: str,
    name: str,
    password: str,
    actor: Actor,
    *,
    language: str = "vi",
    hashed: str = "",
) -> UUID:
    """A new account without positions; its first password works only to choose another.

    ``hashed``: the password's hash when it is known already (a demonstration gives all accounts the same one).

    Raises ForbiddenError, ConflictError ``account.exists``, InvalidError.
    """
    access.require(actor, Action.ADMINISTER)
    clean([login, name, password])
    if len(password) < SHORTEST_PASSWORD:
        raise InvalidError("account.password", length=SHORTEST_PASSWORD)
    hashed = hashed or HASHER.hash(password)
    with session.begin():
        if session.scalar(select(exists().where(Account.login == login))):
            raise ConflictError("account.exists", login=login)
        account = Account(
            id=new_id(),
            login=login,
            name=name,
            password=hashed,
            language=language,
            created_at=clock.now(),
            must_change=not actor.is_system,
        )
        session.add(account)
        return account.id


def add_position(
    session: Session,
    account: UUID,
    agency: str,
    role: str,
    actor: Actor,
    *,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> UUID:
    """Give a person a role in an agency the actor administers. Raises ForbiddenError, NotFoundError, InvalidError."""
    access.require(actor, Action.ADMINISTER, agency)
    if role not in STEP_ROLES and role not in OTHER_ROLES:
        raise InvalidError("role.unknown", role=role)
    if valid_from and valid_to and valid_to < valid_from:
        raise InvalidError("day.order")
    with session.begin():
        if session.get(Account, account) is None:
            raise NotFoundError("not-found")
        if session.get(Agency, agency) is None:
            raise NotFoundError("agency.unknown", agency=agency)
        row = Position(id=new_id(), account=account, agency=agency, role=role, valid_from=valid_from, valid_to=valid_to)
        session.add(row)
        return row.id


def end_position(session: Session, position: UUID, last: date, actor: Actor) -> None:
    """A position ends with that day. Raises NotFoundError, ForbiddenError."""
    with session.begin():
        row = session.get(Position, position)
        if row is None:
            raise NotFoundError("not-found")
        access.require(actor, Action.ADMINISTER, row.agency)
        row.valid_to = last


def deactivate(session: Session, clock: Clock, account: UUID, actor: Actor) -> None:
    """Close an account that holds no tasks and end its browser sessions; :mod:`leaving` closes one that holds some.

    Raises NotFoundError, ForbiddenError (not all of it is theirs), ConflictError ``account.has-tasks``.
    """
    with session.begin():
        row = administered(session, clock, account, actor)
        held = session.scalar(select(func.count()).select_from(TaskRow).where(TaskRow.assignee == account)) or 0
        if held:
            raise ConflictError("account.has-tasks", count=held)
        row.active = False
        session.execute(delete(SignIn).where(SignIn.account == account))


def activate(session: Session, clock: Clock, account: UUID, actor: Actor) -> None:
    """Open an account again. Raises NotFoundError, ForbiddenError."""
    with session.begin():
        row = administered(session, clock, account, actor)
        row.active, row.failures, row.locked_until = True, 0, None


def reset_password(session: Session, clock: Clock, account: UUID, password: str, actor: Actor) -> None:
    """Give a password that works only to choose another, and end the person's sessions.

    Raises NotFoundError, ForbiddenError (not all of the person's positions are the actor's), InvalidError.
    """
    clean(password, "password")
    if len(password) < SHORTEST_PASSWORD:
        raise InvalidError("account.password", length=SHORTEST_PASSWORD)
    hashed = HASHER.hash(password)
    with session.begin():
        row = administered(session, clock, account, actor)
        row.password, row.must_change, row.failures, row.locked_until = hashed, True, 0, None
        session.execute(delete(SignIn).where(SignIn.account == account))


def end_sessions(session: Session, clock: Clock, account: UUID, actor: Actor) -> int:
    """Sign a person out everywhere; gives how many sessions ended. Raises NotFoundError, ForbiddenError."""
    with session.begin():
        administered(session, clock, account, actor)
        gone = session.execute(delete(SignIn).where(SignIn.account == account).returning(SignIn.token_hash)).all()
        return len(gone)


def administered(session: Session, clock: Clock, account: UUID, actor: Actor) -> Account:
    """The account, when the actor administers all of it. Raises NotFoundError, ForbiddenError."""
    row = session.get(Account, account)
    if row is None:
        raise NotFoundError("not-found")
    require_all(session, clock, account, actor)
    return row


def require_all(
    session: Session, clock: Clock, account: UUID, actor: Actor, action: Action = Action.ADMINISTER
) -> None:
    """Whoever changes a person may do so in every agency the person has positions in, now or later."""
    if action is Action.ADMINISTER:
        access.require(actor, action)
    today = day_of(clock.now())
    held = select(Position.agency).where(
        Position.account == account, or_(Position.valid_to.is_(None), Position.valid_to >= today)
    )
    for agency in set(session.scalars(held)):
        access.require(actor, action, agency)


def holds(session: Session, account: UUID, agency: str, role: str | None, at: datetime) -> bool:
    """Whether somebody whose account is open has a role in an agency on the day of an instant, or stands in for one.

    Inside the caller's transaction.
    """
    day = day_of(at)
    person = session.get(Account, account)
    if person is None or not person.active:
        return False
    absent = select(Substitution.absent).where(
        Substitution.substitute == account, Substitution.valid_from <= day, Substitution.valid_to >= day
    )
    return any(
        held.agency == agency and held.role == role
        for one in (account, *session.scalars(absent))
        for held in positions_on(session, one, day)
    )


def positions_on(session: Session, account: UUID, day: date) -> Sequence[Position]:
    """The positions a person holds on a day, without substitutions. Inside the caller's transaction."""
    return session.scalars(
        select(Position)
        .where(Position.account == account)
        .where(or_(Position.valid_from.is_(None), Position.valid_from <= day))
        .where(or_(Position.valid_to.is_(None), Position.valid_to >= day))
        .order_by(Position.agency, Position.role)
    ).all()


def _people(session: Session, accounts: Sequence[Account]) -> list[Person]:
    ids = [account.id for account in accounts]
    held: dict[UUID, list[PositionInfo]] = {}
    rows = session.execute(
        select(Position, Agency.names)
        .join(Agency, Agency.code == Position.agency)
        .where(Position.account.in_(ids))
        .order_by(Position.agency, Position.role)
    )
    for position, names in rows:
        found = PositionInfo(
            id=position.id,
            agency=position.agency,
            agency_names=names,
            role=position.role,
            valid_from=position.valid_from,
            valid_to=position.valid_to,
        )
        held.setdefault(position.account, []).append(found)
    return [
        Person(id=one.id, login=one.login, name=one.name, active=one.active, positions=tuple(held.get(one.id, ())))
        for one in accounts
    ]
