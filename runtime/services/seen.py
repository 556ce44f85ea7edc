"""Who looked at which dossier: written when an officer reads one, for auditors to read."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from runtime.models import Account, Dossier, DossierView
from runtime.services import access
from runtime.services.access import Action
from runtime.services.actors import Actor
from runtime.services.errors import NotFoundError
from runtime.services.reading import read_case
from runtime.services.transactions import new_id

SAME_LOOK: Final = timedelta(minutes=10)
"""Looks of one officer at one thing within this time are one."""

_WRITE = text(
    """
    INSERT INTO dossier_view (id, dossier_id, actor, what, at)
    SELECT :id, :dossier, :actor, :what, :at
     WHERE NOT EXISTS (SELECT 1 FROM dossier_view v WHERE v.dossier_id = :dossier AND v.at > :since
                          AND v.actor = :actor AND v.what = :what)
    """
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Somebody looked."""

    actor: str
    name: str
    what: str
    at: datetime


def looked(session: Session, actor: Actor, root: UUID, what: str, at: datetime) -> None:
    """Write that an officer looked. Inside the caller's transaction; applicants' and the system's looks are none."""
    if actor.account is None:
        return
    values = {"id": new_id(), "dossier": root, "actor": actor.key, "what": what, "at": at, "since": at - SAME_LOOK}
    session.execute(_WRITE, values)


def looks(session: Session, dossier: UUID, actor: Actor, limit: int = 500) -> list[Look]:
    """Who looked at a dossier, the latest first. Raises NotFoundError, ForbiddenError."""
    with session.begin():
        root = session.scalar(select(Dossier.root_id).where(Dossier.id == dossier, access.visible_dossiers(actor)))
        held = None if root is None else read_case(session, root)
        if held is None:
            raise NotFoundError("not-found")
        access.require(actor, Action.READ_LOG, held.subject())
        rows = session.execute(
            select(DossierView, Account.name)
            .outerjoin(Account, Account.login == DossierView.actor)
            .where(DossierView.dossier_id == root)
            .order_by(DossierView.at.desc(), DossierView.id.desc())
            .limit(limit)
        ).all()
        return [Look(actor=row.actor, name=name or row.actor, what=row.what, at=row.at) for row, name in rows]
