"""Papers that are scanned or attached after the reception, each to the component it belongs to."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from engine.dossier.case import ROOT
from runtime.clock import Clock
from runtime.models import Attachment
from runtime.services import access
from runtime.services.access import Action
from runtime.services.actors import Actor
from runtime.services.attachments import bindable, file_entries
from runtime.services.cases import locked
from runtime.services.errors import InvalidError, RefusedError
from runtime.services.marking import mark
from runtime.services.transactions import transaction


def attach(
    session: Session, clock: Clock, dossier_id: UUID, component: str, files: Sequence[UUID], actor: Actor
) -> int:
    """Bind stored files of the actor's to a component of an open dossier; how many were.

    Raises NotFoundError, ForbiddenError, RefusedError ``closed``, InvalidError ``component.unknown``, ``file.missing``.
    """
    with transaction(session, "attach"):
        held = locked(session, dossier_id)
        access.require(actor, Action.ATTACH, held.subject())
        if all(one.key != component for one in held.package.procedure.components):
            raise InvalidError("component.unknown", component=component)
        if held.life(ROOT).status.closed:
            raise RefusedError("closed")
        rows = bindable(session, held.root, ({}, dict.fromkeys(files, component)), actor.key)
        mark(session, clock, held, actor, file_entries(rows), lambda batch: batch.update(Attachment, rows))
        return len(rows)
