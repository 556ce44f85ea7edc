"""Applying for somebody at a support point: a helper fills in, the applicant alone makes it an application.

What the helper filled in waits under the hash of a code that the applicant gets. With the code the applicant reads
everything, then sends or refuses it. The helper cannot open it any more, and takes no part in the dossier.
"""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import delete, null, select, update
from sqlalchemy.orm import Session

from runtime.clock import Clock
from runtime.models import Assisted, Attachment
from runtime.services import access
from runtime.services.access import Action
from runtime.services.actors import Actor
from runtime.services.applications import Application, check
from runtime.services.dossiers import ALPHABET, PUBLIC, Submitted, submit
from runtime.services.errors import NotFoundError
from runtime.services.inputs import clean
from runtime.services.transactions import new_id, transaction

OPEN_FOR: Final = timedelta(hours=24)
"""As long as files wait that belong to no dossier yet."""
KEPT: Final = timedelta(days=400)
LENGTH: Final = 12


@dataclass(frozen=True, slots=True)
class Prepared:
    """An application that waits. ``code`` is told once, for the applicant."""

    code: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What the applicant is to confirm, found with the code."""

    id: UUID
    application: Application
    holder: str
    expires_at: datetime


def prepare(session: Session, clock: Clock, application: Application, actor: Actor, holder: str) -> Prepared:
    """Keep what the helper filled in for the applicant to confirm.

    Raises ForbiddenError unless the actor helps at ``application.helper``, and what
    :func:`runtime.services.applications.check` raises.
    """
    access.require(actor, Action.ASSIST, application.helper)
    told = _to_json(application)
    clean(told)
    now = clock.now()
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    with transaction(session, "assist"):
        check(session, application, now)
        row = Assisted(
            id=new_id(),
            code_hash=_hash(code),
            application=told,
            holder=f"assisted:{_hash(code)[:40]}",
            helper=actor.key,
            agency=str(application.helper),
            created_at=now,
            expires_at=now + OPEN_FOR,
            state="open",
        )
        session.add(row)
        # the files are the applicant's now: the helper can neither open nor take them away
        files = [one for found in application.attachments.values() for one in found] + list(_ids(application.answers))
        session.execute(
            update(Attachment)
            .where(Attachment.id.in_(files), Attachment.holder == holder, Attachment.dossier_id.is_(None))
            .values(holder=row.holder, expires_at=row.expires_at + timedelta(hours=1))
        )
        return Prepared(code, row.expires_at)


def found(session: Session, clock: Clock, code: str) -> Waiting:
    """What waits under a code. Raises NotFoundError ``assisted.unknown``."""
    with session.begin():
        row = _open(session, clock, code)
        return Waiting(
            id=row.id, application=_application(row.application or {}), holder=row.holder, expires_at=row.expires_at
        )


def confirm(session: Session, clock: Clock, code: str, consent: str | None = None) -> Submitted:
    """The applicant sends it: from now on it is their online application, and the helper's name is on its log.

    Sent again, it is answered as the first time. Raises NotFoundError ``assisted.unknown`` and what submitting raises.
    """
    with session.begin():
        row = session.scalars(select(Assisted).where(Assisted.code_hash == _hash(code))).one_or_none()
        if row is None or row.application is None or row.state not in ("open", "confirmed"):
            raise NotFoundError("assisted.unknown")
        if row.state == "open" and row.expires_at <= clock.now():
            raise NotFoundError("assisted.unknown")
        told, holder = dict(row.application) | {"consent": consent}, row.holder
    application = _application(told)
    done = submit(session, clock, application, PUBLIC, holder=holder, idempotency_key=f"assisted:{_plain(code)}")
    with transaction(session, "assist"):
        session.execute(
            update(Assisted)
            .where(Assisted.code_hash == _hash(code))
            .values(state="confirmed", dossier_id=done.dossier_id)
        )
    return done


def refuse(session: Session, clock: Clock, code: str) -> None:
    """The applicant does not want it: what was filled in is forgotten at once."""
    with transaction(session, "assist"):
        row = _open(session, clock, code)
        row.state = "refused"
        session.execute(update(Assisted).where(Assisted.id == row.id).values(application=null()))
        session.execute(
            update(Attachment)
            .where(Attachment.holder == row.holder, Attachment.dossier_id.is_(None))
            .values(expires_at=clock.now())
        )


def sweep(session: Session, clock: Clock) -> None:
    """Forget the content of what nobody confirmed, and rows that nobody asks for any more."""
    now = clock.now()
    with session.begin():
        session.execute(
            update(Assisted).where(Assisted.state == "open", Assisted.expires_at <= now).values(state="expired")
        )
        session.execute(
            update(Assisted)
            .where(Assisted.application.is_not(None), Assisted.expires_at <= now)
            .values(application=null())
        )
        session.execute(delete(Assisted).where(Assisted.created_at < now - KEPT))


# -- inside ------------------------------------------------------------------------------------------------------


def _open(session: Session, clock: Clock, code: str) -> Assisted:
    query = select(Assisted).where(Assisted.code_hash == _hash(code)).with_for_update()
    row = session.scalars(query).one_or_none()
    if row is None or row.state != "open" or row.expires_at <= clock.now():
        raise NotFoundError("assisted.unknown")
    return row


def _plain(code: str) -> str:
    return "".join(letter for letter in code.upper() if letter.isalnum())


def _hash(code: str) -> str:
    return hashlib.sha256(f"assisted:{_plain(code)}".encode("utf-8", "surrogatepass")).hexdigest()


def _ids(value: Any) -> list[UUID]:
    """Ids of files that answers mention."""
    match value:
        case str() if len(value) == 36 and value.count("-") == 4:
            try:
                return [UUID(value)]
            except ValueError:
                return []
        case Mapping():
            return [one for inner in value.values() for one in _ids(inner)]
        case list() | tuple():
            return [one for inner in value for one in _ids(inner)]
        case _:
            return []


def _to_json(one: Application) -> dict[str, Any]:
    return {
        "procedure": one.procedure,
        "receiving": one.receiving,
        "applicant": dict(one.applicant),
        "answers": dict(one.answers),
        "territory": one.territory,
        "attachments": {key: [str(file) for file in files] for key, files in one.attachments.items()},
        "helper": one.helper,
    }


def _application(told: Mapping[str, Any]) -> Application:
    return Application(
        procedure=told["procedure"],
        receiving=told["receiving"],
        applicant=told["applicant"],
        answers=told["answers"],
        territory=told["territory"],
        attachments={key: tuple(UUID(file) for file in files) for key, files in told["attachments"].items()},
        helper=told["helper"],
        consent=told.get("consent"),
    )
