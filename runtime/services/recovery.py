"""Lost codes: who types an e-mail address or an identity number gets a message at the address the dossiers know.

Whatever is typed, the answer is the same and nothing is shown: the codes go by mail, with a link that opens the
dossiers once within half an hour. One address or number is served three times an hour.
"""

import hashlib
import secrets
from collections import defaultdict
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from engine.dossier.case import ROOT
from runtime.clock import Clock
from runtime.models import Contact, Dossier, EffectRow, Recovery
from runtime.services import jobs, notices, packages
from runtime.services.actors import system
from runtime.services.cases import locked
from runtime.services.chain import LogEntry
from runtime.services.errors import NotFoundError
from runtime.services.inputs import clean
from runtime.services.marking import mark
from runtime.services.notices import RECOVERY
from runtime.services.persons import kind_of, written
from runtime.services.transactions import new_id, transaction

OPEN_FOR: Final = timedelta(minutes=30)
KEPT: Final = timedelta(days=7)
PER_HOUR: Final = 3
MOST_DOSSIERS: Final = 20
ACTOR = system("recovery")


def ask(session: Session, clock: Clock, typed: str) -> None:
    """Mail the codes of the dossiers of an e-mail address or identity number, if there are any; tells nothing."""
    clean(typed)
    text = typed.strip()[:200]
    now = clock.now()
    asked = _hash(written("email" if "@" in text else "identity", text))
    with transaction(session, "recovery"):
        recent = select(func.count()).where(Recovery.asked == asked, Recovery.created_at > now - timedelta(hours=1))
        if (session.scalar(recent) or 0) >= PER_HOUR:
            return
        by_address = _found(session, text)
        if not by_address:
            session.add(_row(asked, None, [], clock))
        for address, dossiers in by_address.items():
            token = secrets.token_urlsafe(24)
            session.add(_row(asked, token, dossiers, clock))
            session.flush()
            _mail(session, clock, address, dossiers, token)


def open_link(session: Session, clock: Clock, token: str) -> list[UUID]:
    """The dossiers a link opens; it opens them once. Raises NotFoundError ``recovery.over``."""
    now = clock.now()
    with transaction(session, "recovery"):
        row = session.scalars(
            select(Recovery).where(Recovery.token_hash == _hash(token)).with_for_update()
        ).one_or_none()
        if row is None or row.used_at is not None or row.expires_at <= now:
            raise NotFoundError("recovery.over")
        row.used_at = now
        return list(row.dossiers)


def sweep(session: Session, clock: Clock) -> None:
    """Forget what was asked days ago."""
    with session.begin():
        session.execute(delete(Recovery).where(Recovery.created_at < clock.now() - KEPT))


# -- inside ------------------------------------------------------------------------------------------------------


def _row(asked: str, token: str | None, dossiers: list[UUID], clock: Clock) -> Recovery:
    now = clock.now()
    return Recovery(
        id=new_id(),
        asked=asked,
        token_hash=None if token is None else _hash(token),
        dossiers=dossiers,
        created_at=now,
        expires_at=now + OPEN_FOR,
        used_at=None,
    )


def _found(session: Session, text: str) -> dict[str, list[UUID]]:
    """E-mail address -> newest dossiers of it among those that fit what was typed."""
    fits = or_(*((Contact.kind == kind) & (Contact.value == written(kind, text)) for kind in kind_of(text)))
    addresses = select(Contact.dossier_id, Contact.value.label("address")).where(Contact.kind == "email").subquery()
    query = (
        select(addresses.c.dossier_id, addresses.c.address)
        .where(addresses.c.dossier_id.in_(select(Contact.dossier_id).where(fits)))
        .order_by(addresses.c.dossier_id.desc())
        .limit(MOST_DOSSIERS)
    )
    found: dict[str, list[UUID]] = defaultdict(list)
    for dossier, address in session.execute(query):
        found[address].append(dossier)
    return found


def _mail(session: Session, clock: Clock, address: str, dossiers: list[UUID], token: str) -> None:
    """One message for all dossiers of an address, in the outbox and the log of the newest."""
    held = locked(session, dossiers[0])
    person = notices.person_of(held.facts) or {"name": held.applicant, "language": notices.LANGUAGES[0]}
    rows = session.execute(
        select(Dossier.code, Dossier.package_hash).where(Dossier.id.in_(dossiers), Dossier.branch == ROOT)
    ).all()
    listed = [
        {"code": code, "procedure": dict(packages.compiled(session, found).procedure.names)} for code, found in rows
    ]
    about = {"dossiers": listed, "token": token, "expires": (clock.now() + OPEN_FOR).isoformat()}
    index = notices.FIRST + held.log_n
    told = notices.row(held, held.seq, index, RECOVERY, {**person, "email": address}, about, clock.now())
    entry = LogEntry("codes_mailed", ROOT, {"dossiers": len(listed)})
    mark(session, clock, held, ACTOR, (entry,), lambda batch: batch.insert(EffectRow, [told]))
    jobs.defer_effects(session, [(held.root, held.seq, index)])


def _hash(text: str) -> str:
    return hashlib.sha256(f"recovery:{text}".encode("utf-8", "surrogatepass")).hexdigest()
