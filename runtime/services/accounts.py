"""Signing in and out; who is behind a token."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from runtime.clock import Clock
from runtime.models import Account, Position, SignIn, Substitution
from runtime.services import tokens
from runtime.services.access import ADMINISTERING, OVERSEEING, WORKING
from runtime.services.actors import Actor, PositionHeld
from runtime.services.errors import InvalidError, NotFoundError, SignInError
from runtime.services.people import HASHER, SHORTEST_PASSWORD
from runtime.services.snapshot import Snapshot, snapshot
from runtime.services.zone import day_of, zone

SESSION_AGE = timedelta(hours=10)
MOST_FAILURES = 8
LOCKED_FOR = timedelta(minutes=15)
_NOBODY = HASHER.hash(secrets.token_hex(16))
"""Verified against when there is no such account, so that both cases take as long."""


def login(session: Session, clock: Clock, name: str, password: str) -> str:
    """A token for a browser session; it is kept only as a hash.

    Raises SignInError ``sign-in.wrong``, ``sign-in.locked`` (eight failures), ``sign-in.closed``.
    """
    now = clock.now()
    with session.begin():
        account = session.scalars(select(Account).where(Account.login == name.strip().replace("\0", ""))).one_or_none()
        known = account.password if account else _NOBODY
        locked = account.locked_until if account else None
        ident, active = (account.id, account.active) if account else (None, False)
    if locked is not None and locked > now:
        raise SignInError("sign-in.locked", until=f"{locked.astimezone(zone()):%H:%M}")
    if not _verified(known, password) or ident is None:
        if ident is not None:
            _failed(session, ident, now)
        raise SignInError("sign-in.wrong")
    if not active:
        raise SignInError("sign-in.closed")
    return _opened(session, ident, now)


def actor_of(session: Session, clock: Clock, token: str) -> Actor | None:
    """Who is behind a token, with today's positions; None when the session is over."""
    now = clock.now()
    with session.begin():
        if token.startswith(tokens.PREFIX):
            return tokens.deployer(session, clock, token)
        found = session.execute(
            select(Account, SignIn.seen_at)
            .join(SignIn, SignIn.account == Account.id)
            .where(SignIn.token_hash == _hash(token), SignIn.expires_at > now, Account.active)
        ).one_or_none()
        if found is None:
            return None
        account, seen = found
        if now - seen > timedelta(minutes=5):
            session.execute(update(SignIn).where(SignIn.token_hash == _hash(token)).values(seen_at=now))
        return _actor(session, account, now)


def actor_by_login(session: Session, clock: Clock, name: str) -> Actor:
    """An officer by name, for programs that act for people (the demonstration, tests). Raises NotFoundError."""
    with session.begin():
        found = actor_within(session, clock, name)
    if found is None:
        raise NotFoundError("not-found")
    return found


def actor_within(session: Session, clock: Clock, name: str) -> Actor | None:
    """An officer by name, inside the caller's transaction."""
    account = session.scalars(select(Account).where(Account.login == name, Account.active)).one_or_none()
    return None if account is None else _actor(session, account, clock.now())


def logout(session: Session, token: str) -> None:
    """End a browser session; ending it again is nothing."""
    with session.begin():
        session.execute(delete(SignIn).where(SignIn.token_hash == _hash(token)))


def set_language(session: Session, actor: Actor, language: str) -> None:
    """The language the officer reads from now on."""
    with session.begin():
        session.execute(update(Account).where(Account.id == actor.account).values(language=language))


def change_password(session: Session, actor: Actor, old: str, new: str) -> None:
    """Change one's own password and end all browser sessions. Raises SignInError, InvalidError."""
    if len(new) < SHORTEST_PASSWORD:
        raise InvalidError("account.password", length=SHORTEST_PASSWORD)
    if new == old:
        raise InvalidError("account.same-password")
    hashed = HASHER.hash(new)
    with session.begin():
        account = session.get(Account, actor.account)
        if account is None or not _verified(account.password, old):
            raise SignInError("sign-in.wrong")
        account.password = hashed
        account.must_change = False
        session.execute(delete(SignIn).where(SignIn.account == account.id))


def sweep(session: Session, clock: Clock) -> int:
    """Remove sessions that are over; gives how many."""
    with session.begin():
        gone = session.execute(delete(SignIn).where(SignIn.expires_at < clock.now()).returning(SignIn.account)).all()
        return len(gone)


def _opened(session: Session, account: UUID, now: datetime) -> str:
    token = secrets.token_urlsafe(32)
    row = SignIn(token_hash=_hash(token), account=account, created_at=now, seen_at=now, expires_at=now + SESSION_AGE)
    with session.begin():
        session.execute(update(Account).where(Account.id == account).values(failures=0, locked_until=None))
        session.add(row)
    return token


def _failed(session: Session, account: UUID, now: datetime) -> None:
    with session.begin():
        count = session.scalar(
            update(Account)
            .where(Account.id == account)
            .values(failures=Account.failures + 1)
            .returning(Account.failures)
        )
        if count is not None and count >= MOST_FAILURES:
            values = {"failures": 0, "locked_until": now + LOCKED_FOR}
            session.execute(update(Account).where(Account.id == account).values(**values))


def _verified(hashed: str, password: str) -> bool:
    try:
        return HASHER.verify(hashed, password.encode("utf-8", "surrogatepass"))
    except (VerificationError, InvalidHashError):
        return False


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _actor(session: Session, account: Account, now: datetime) -> Actor:
    organisation = snapshot(session)
    positions = tuple(_positions(session, account.id, day_of(now), organisation))

    day = day_of(now)

    def reach(roles: Iterable[str]) -> frozenset[str]:
        below = organisation.below({held.agency for held in positions if held.role in roles})
        return below | organisation.inherited(below, day)

    return Actor(
        key=account.login,
        name=account.name,
        account=account.id,
        language=account.language,
        must_change=account.must_change,
        positions=positions,
        oversees=reach(OVERSEEING),
        administers=reach(ADMINISTERING),
        inherits=organisation.inherited({held.agency for held in positions if held.role in WORKING}, day),
    )


def _positions(session: Session, account: UUID, day: date, organisation: Snapshot) -> Iterable[PositionHeld]:
    """Own positions, and those of whom the person stands in for."""
    standing = (
        select(Substitution.absent)
        .where(Substitution.substitute == account, Substitution.valid_from <= day, Substitution.valid_to >= day)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Position, Account.login, Account.name)
        .join(Account, Account.id == Position.account)
        .where(or_(Position.account == account, Position.account.in_(standing)))
        .where(or_(Position.valid_from.is_(None), Position.valid_from <= day))
        .where(or_(Position.valid_to.is_(None), Position.valid_to >= day))
        .order_by(Position.agency, Position.role)
    )
    for position, owner, name in rows:
        found = PositionHeld(position.agency, organisation.names(position.agency), position.role)
        if position.account != account:
            found = replace(found, substitutes=owner, substitutes_name=name, substitutes_account=position.account)
        yield found
