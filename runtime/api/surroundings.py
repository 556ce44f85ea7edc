"""What a view needs: who calls, in which language, and the running application's session, clock and files.

Callers say who they are in a header of each request: an officer's or system's bearer token, or a dossier's secret.
Cookies are never looked at, so that no page of another site can make a browser call the API for its user.
"""

import re
from typing import cast
from uuid import UUID

from flask import current_app, g, request
from sqlalchemy.orm import Session

from runtime.api.problems import Problem
from runtime.clock import Clock
from runtime.models import db
from runtime.services import accounts, dossiers
from runtime.services.actors import Actor
from runtime.services.attachments import FileStore

LANGUAGES = ("vi", "en")
SECRET_HEADER = "Dossier-Secret"  # noqa: S105 - the name of a header
HOLDER_HEADER = "Upload-Holder"
KEY_HEADER = "Idempotency-Key"
_HOLDER = re.compile(r"[A-Za-z0-9_-]{20,100}")


def begin() -> None:
    """Settle the caller's language: ``Accept-Language``, else the installation's; no cookie counts."""
    preferred = current_app.config.get("MOTCUA_LANGUAGE", "vi")
    g.language = request.accept_languages.best_match(LANGUAGES) or preferred


def session() -> Session:
    """The session of this request; services open and close their own transactions on it."""
    return cast("Session", db.session())


def clock() -> Clock:
    """The installation's clock."""
    return cast("Clock", current_app.config["MOTCUA_CLOCK"])


def files() -> FileStore:
    """Where attachments live."""
    return FileStore(current_app.config["MOTCUA_FILES"], current_app.config["MOTCUA_MAX_UPLOAD"])


def bearer() -> str:
    """The token of the request. Raises Problem 401."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token.strip():
        raise Problem(401, "sign-in.needed")
    return token.strip()


def officer() -> Actor:
    """Who holds the bearer token. Raises Problem 401; 403 while a first password has to be changed."""
    found = signed_in()
    if found.must_change:
        raise Problem(403, "account.change-password")
    return found


def signed_in() -> Actor:
    """Who holds the bearer token, whatever else they may do. Raises Problem 401."""
    found = accounts.actor_of(session(), clock(), bearer())
    if found is None:
        raise Problem(401, "sign-in.ended")
    return found


def applicant(code: str) -> Actor:
    """The applicant of the dossier whose secret the request shows. Raises Problem 401, NotFoundError."""
    secret = request.headers.get(SECRET_HEADER, "")
    if not secret:
        raise Problem(401, "secret.needed", headers={"WWW-Authenticate": "Dossier-Secret"})
    return dossiers.track(session(), code, secret)


def dossier_of(actor: Actor) -> UUID:
    """The dossier an applicant has shown the secret of."""
    if actor.dossier is None:
        raise Problem(401, "secret.needed")
    return actor.dossier


def holder() -> str:
    """The caller's own mark on files that belong to no dossier yet. Raises Problem 400."""
    found = request.headers.get(HOLDER_HEADER, "")
    if not _HOLDER.fullmatch(found):
        raise Problem(400, "holder.needed")
    return f"api:{found}"


def idempotency_key() -> str | None:
    """The key under which a repeated request is answered as the first time."""
    return request.headers.get(KEY_HEADER)
