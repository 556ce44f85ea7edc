"""Messages from outside that reach a waiting dossier, each exactly once."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.dossier.commands import OutsideMessage, OutsideSignal
from runtime.clock import Clock
from runtime.models import Dossier, MessageRow, SubscriptionRow
from runtime.services import access
from runtime.services.access import Action
from runtime.services.actors import Actor
from runtime.services.cases import locked
from runtime.services.errors import ConflictError, NotFoundError, RefusedError
from runtime.services.inputs import clean
from runtime.services.recording import Doing, perform
from runtime.services.transactions import transaction


def receive(
    session: Session,
    clock: Clock,
    message: OutsideMessage,
    actor: Actor,
    dossier_code: str | None = None,
) -> UUID:
    """Deliver a message to the one dossier that waits for its name and key; gives the dossier.

    ``message_id`` is the sender's: the same one again changes nothing. Raises RefusedError ``nobody-waits``,
    ConflictError ``message.several`` (then nothing is delivered), NotFoundError, ForbiddenError.
    """
    clean([message.message_id, message.name, message.key or "", dict(message.payload)])
    with transaction(session, "message"):
        known = session.get(MessageRow, message.message_id)
        if known is not None and known.dossier_id is not None:
            return known.dossier_id
        target = _target(session, message, dossier_code)
        held = locked(session, target)
        access.require(actor, Action.OPERATE, held.subject())
        row = {
            "id": message.message_id,
            "name": message.name,
            "key": message.key,
            "dossier_id": held.root,
            "received_at": clock.now(),
        }
        doing = Doing(command=message, actor=actor, also=lambda batch: batch.insert(MessageRow, [row]))
        perform(session, clock, held, doing)
        return held.root


def signal(session: Session, clock: Clock, name: str, payload: Mapping[str, Any], actor: Actor) -> int:
    """Broadcast a signal to every dossier that waits for it now, one transaction each; gives how many."""
    clean([name, dict(payload)])
    with session.begin():
        waiting = session.scalars(
            select(SubscriptionRow.dossier_id)
            .where(SubscriptionRow.kind == "signal", SubscriptionRow.name == name)
            .distinct()
            .order_by(SubscriptionRow.dossier_id)
        ).all()
    for root in waiting:
        with transaction(session, "signal"):
            held = locked(session, root)
            access.require(actor, Action.OPERATE, held.subject())
            perform(session, clock, held, Doing(command=OutsideSignal(name, payload), actor=actor))
    return len(waiting)


def _target(session: Session, message: OutsideMessage, dossier_code: str | None) -> UUID:
    if dossier_code is not None:
        found = session.scalar(select(Dossier.root_id).where(Dossier.code == dossier_code))
        if found is None:
            raise NotFoundError("not-found")
        return found
    query = select(SubscriptionRow.dossier_id).where(
        SubscriptionRow.kind == "message", SubscriptionRow.name == message.name, SubscriptionRow.key == message.key
    )
    waiting = session.scalars(query.distinct().limit(2)).all()
    if not waiting:
        raise RefusedError("nobody-waits")
    if len(waiting) > 1:
        raise ConflictError("message.several")
    return waiting[0]
