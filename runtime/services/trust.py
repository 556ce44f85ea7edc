"""Whose signatures this installation accepts, and whether packages have to be signed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from process_models.signing import KeyFileError, Signature, SignatureError, key_id, read_public, verify
from runtime.clock import Clock
from runtime.models import Policy, TrustedKey
from runtime.services import access
from runtime.services.access import Action
from runtime.services.actors import Actor
from runtime.services.errors import InvalidError, NotFoundError
from runtime.services.inputs import clean

SIGNATURES: Final = "signatures"
POLICIES: Final = ("optional", "required")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyInfo:
    """A trusted key, for lists; ``revoked_from`` in the past: its signatures are refused."""

    id: str
    name: str
    added_at: datetime
    added_by: str
    revoked_from: datetime | None
    revoked_by: str | None
    reason: str | None


def keys(session: Session, actor: Actor) -> list[KeyInfo]:
    """Every key that was ever trusted, by name. Raises ForbiddenError."""
    access.require(actor, Action.SEE_PACKAGES)
    with session.begin():
        rows = session.scalars(select(TrustedKey).order_by(TrustedKey.name, TrustedKey.id)).all()
        return [_info(row) for row in rows]


def add(session: Session, clock: Clock, pem: bytes, name: str, actor: Actor) -> KeyInfo:
    """Trust a public key (PEM). The same key again changes nothing; a revoked one stays revoked.

    Raises ForbiddenError, InvalidError ``key.unreadable``, ``key.private``, ``key.revoked``, ``key.name``.
    """
    access.require(actor, Action.TRUST)
    if not name.strip():
        raise InvalidError("key.name")
    clean(name, "name")
    try:
        public = read_public(pem)
    except KeyFileError as error:
        raise InvalidError("key.private" if str(error) == "private" else "key.unreadable") from error
    with session.begin():
        row = session.get(TrustedKey, key_id(public))
        if row is not None and row.revoked_from is not None:
            raise InvalidError("key.revoked", key=row.id, day=row.revoked_from.isoformat())
        if row is None:
            row = TrustedKey(
                id=key_id(public), public=public, name=name.strip(), added_at=clock.now(), added_by=actor.key
            )
            session.add(row)
            session.flush()
        return _info(row)


def revoke(
    session: Session, clock: Clock, key: str, reason: str, actor: Actor, *, since: datetime | None = None
) -> None:
    """Accept no more signatures of a key, from now or an instant on; what is published stays.

    Raises ForbiddenError, NotFoundError, InvalidError without a reason.
    """
    access.require(actor, Action.TRUST)
    clean([key, reason], "reason")
    if not reason.strip():
        raise InvalidError("reason.missing")
    with session.begin():
        row = session.get(TrustedKey, key, with_for_update=True)
        if row is None:
            raise NotFoundError("key.unknown", key=key)
        row.revoked_from, row.revoked_by, row.reason = since or clock.now(), actor.key, reason.strip()


def policy(session: Session) -> str:
    """``required`` or ``optional``. Inside the caller's transaction."""
    return session.scalar(select(Policy.value).where(Policy.key == SIGNATURES)) or "optional"


def set_policy(session: Session, clock: Clock, value: str, actor: Actor) -> None:
    """Decide whether packages have to be signed. Raises ForbiddenError, InvalidError."""
    access.require(actor, Action.TRUST)
    if value not in POLICIES:
        raise InvalidError("policy.unknown", value=value, known=", ".join(POLICIES))
    with session.begin():
        row = Policy(key=SIGNATURES, value=value, changed_at=clock.now(), changed_by=actor.key)
        session.merge(row)


def accept(session: Session, package_hash: str, signature: Signature | None, at: datetime) -> None:
    """Refuse what is not signed as this installation wants it. Inside the caller's transaction.

    Raises InvalidError ``signature.missing``, ``signature.unknown``, ``signature.revoked``, ``signature.broken``.
    """
    if signature is None:
        if policy(session) == "required":
            raise InvalidError("signature.missing")
        return
    row = session.get(TrustedKey, signature.key)
    if row is None:
        raise InvalidError("signature.unknown", key=signature.key)
    if row.revoked_from is not None and row.revoked_from <= at:
        raise InvalidError("signature.revoked", key=row.id, name=row.name, day=row.revoked_from.isoformat())
    try:
        verify(package_hash, signature, row.public)
    except SignatureError as error:
        raise InvalidError(error.code, key=row.id, name=row.name) from error


def _info(row: TrustedKey) -> KeyInfo:
    return KeyInfo(
        id=row.id,
        name=row.name,
        added_at=row.added_at,
        added_by=row.added_by,
        revoked_from=row.revoked_from,
        revoked_by=row.revoked_by,
        reason=row.reason,
    )
