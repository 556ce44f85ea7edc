"""Tokens limited to deployment: a program publishes packages with one, and can do nothing else with it.

A token is told once and kept as a hash; it ends by itself, and whoever may publish can end it before.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from runtime.clock import Clock
from runtime.models import DeployToken
from runtime.services import access
from runtime.services.access import Action
from runtime.services.actors import Actor, PositionHeld
from runtime.services.errors import InvalidError, NotFoundError
from runtime.services.transactions import new_id, transaction

PREFIX: Final = "motcua-deploy-"
ROLE: Final = "deployer"
LONGEST_DAYS: Final = 730
_NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,59}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenInfo:
    """A token without its text."""

    id: UUID
    name: str
    created_at: datetime
    created_by: str
    expires_at: datetime
    revoked_at: datetime | None


def give(session: Session, clock: Clock, name: str, days: int, actor: Actor) -> tuple[TokenInfo, str]:
    """A new token and its text, which is told only here. Raises ForbiddenError, InvalidError ``token.invalid``."""
    access.require(actor, Action.GIVE_TOKENS)
    if not _NAME.fullmatch(name) or not 1 <= days <= LONGEST_DAYS:
        raise InvalidError("token.invalid", days=LONGEST_DAYS)
    text = PREFIX + secrets.token_urlsafe(32)
    now = clock.now()
    with transaction(session, "token"):
        row = DeployToken(
            id=new_id(),
            name=name,
            token_hash=_hash(text),
            created_at=now,
            created_by=actor.key,
            expires_at=now + timedelta(days=days),
            revoked_at=None,
        )
        session.add(row)
        session.flush()
        return _info(row), text


def listed(session: Session, actor: Actor) -> list[TokenInfo]:
    """Every token that was given, the newest first. Raises ForbiddenError."""
    access.require(actor, Action.GIVE_TOKENS)
    with session.begin():
        return [_info(row) for row in session.scalars(select(DeployToken).order_by(DeployToken.created_at.desc()))]


def revoke(session: Session, clock: Clock, token: UUID, actor: Actor) -> None:
    """End a token at once; ending it again is nothing. Raises NotFoundError, ForbiddenError."""
    access.require(actor, Action.GIVE_TOKENS)
    with transaction(session, "token"):
        row = session.get(DeployToken, token)
        if row is None:
            raise NotFoundError("not-found")
        row.revoked_at = row.revoked_at or clock.now()


def deployer(session: Session, clock: Clock, text: str) -> Actor | None:
    """Who is behind a token's text; None for one that is unknown, over or ended. Inside the caller's transaction."""
    now = clock.now()
    row = session.scalars(
        select(DeployToken).where(
            DeployToken.token_hash == _hash(text), DeployToken.revoked_at.is_(None), DeployToken.expires_at > now
        )
    ).one_or_none()
    if row is None:
        return None
    return Actor(key=f"token:{row.name}", name=row.name, positions=(PositionHeld("", {}, ROLE),))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _info(row: DeployToken) -> TokenInfo:
    return TokenInfo(
        id=row.id,
        name=row.name,
        created_at=row.created_at,
        created_by=row.created_by,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
    )
