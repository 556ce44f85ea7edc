"""A request repeated with the same key is answered as the first time and does nothing twice."""

import base64
import hashlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from engine.kernel.codec import value_to_json
from runtime.clock import Clock
from runtime.database import plain_json
from runtime.models import IdempotencyKey
from runtime.services.errors import ConflictError, InvalidError

LONGEST = 200
KEPT = timedelta(hours=24)
"""How long an answer is kept."""


def fingerprint(*parts: Any) -> str:
    """SHA-256 of what is asked."""
    plain = plain_json([value_to_json(part) for part in parts])
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()


def checked(key: str | None) -> str | None:
    """The key, when it is a plain short text. Raises InvalidError."""
    if key is not None and (not key or len(key) > LONGEST or not key.isprintable()):
        raise InvalidError("text.invalid", where="Idempotency-Key")
    return key


def stored(key: str | None) -> str | None:
    """A key as it may be kept where an answer holds a secret: its hash, from which nobody gets the key back."""
    return None if key is None else hashlib.sha256(b"idempotency:" + key.encode("utf-8", "surrogatepass")).hexdigest()


def sealed(key: str, secret: str) -> str:
    """A secret that only who holds the key can read again: the database keeps neither of the two."""
    return _seal(key).encrypt(secret.encode()).decode("ascii")


def unsealed(key: str, token: str) -> str:
    """The secret of :func:`sealed`."""
    return _seal(key).decrypt(token.encode("ascii")).decode()


def _seal(key: str) -> Fernet:
    derived = HKDF(hashes.SHA256(), 32, salt=None, info=b"motcua idempotency").derive(
        key.encode("utf-8", "surrogatepass")
    )
    return Fernet(base64.urlsafe_b64encode(derived))


def answered(session: Session, actor: str, key: str | None, request: str) -> Mapping[str, Any] | None:
    """What was answered to this request before; None: it is new. Raises ConflictError for another request."""
    if key is None:
        return None
    row = session.get(IdempotencyKey, (actor, key))
    return None if row is None else same(row.request, row.response, request)


def same(known: str, response: Mapping[str, Any], request: str) -> Mapping[str, Any]:
    """The stored answer, when the key was used for this very request. Raises ConflictError."""
    if known != request:
        raise ConflictError("idempotency.mismatch")
    return response


def lost_race(session: Session, error: IntegrityError, actor: str, key: str | None, request: str) -> Mapping[str, Any]:
    """What the same request, sent at the same moment, was answered; this one's transaction has failed on its key.

    Raises the error itself when it is about something else, and ConflictError for another request.
    """
    if key is None or getattr(getattr(error.orig, "diag", None), "table_name", None) != IdempotencyKey.__tablename__:
        raise error
    with session.begin():
        known = answered(session, actor, key, request)
    if known is None:
        raise error
    return known


def sweep(session: Session, clock: Clock) -> None:
    """Forget answers that nobody will ask for again."""
    with session.begin():
        session.execute(delete(IdempotencyKey).where(IdempotencyKey.created_at < clock.now() - KEPT))
