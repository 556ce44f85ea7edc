"""The log of the organisation: who changed it, when and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from runtime.clock import Clock
from runtime.models import StructureChange
from runtime.services import access
from runtime.services.access import Action
from runtime.services.actors import Actor
from runtime.services.transactions import new_id

LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change: ``what`` is an import (``agencies``, ``people`` …), ``decided``, ``stage`` or ``followed``."""

    at: datetime
    actor: str
    what: str
    reason: str | None
    body: Mapping[str, Any]


def note(session: Session, clock: Clock, actor: Actor, what: str, body: Mapping[str, Any], reason: str = "") -> None:
    """Keep a change. Inside the caller's transaction."""
    row = StructureChange(
        id=new_id(), at=clock.now(), actor=actor.key, what=what, reason=reason.strip() or None, body=dict(body)
    )
    session.add(row)


def listed(session: Session, actor: Actor, limit: int = 50) -> list[Change]:
    """The newest changes; all of them for who answers for the installation, else one's own. Raises ForbiddenError."""
    access.require(actor, Action.ADMINISTER)
    query = select(StructureChange).order_by(StructureChange.at.desc(), StructureChange.id.desc())
    if not actor.is_system and not actor.roles & {"integrator", "auditor"}:
        query = query.where(StructureChange.actor == actor.key)
    with session.begin():
        rows = session.scalars(query.limit(min(limit, LONGEST))).all()
    return [Change(at=row.at, actor=row.actor, what=row.what, reason=row.reason, body=row.body) for row in rows]
