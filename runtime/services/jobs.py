"""Deferring work to the worker in the same transaction, on the same connection, as the state it belongs to."""

from collections.abc import Sequence
from uuid import UUID

from procrastinate import App, SyncPsycopgConnector
from procrastinate.types import JSONDict
from sqlalchemy.orm import Session

PERFORM = "motcua.perform"
QUEUE = "effects"

_DEFERRER = App(connector=SyncPsycopgConnector())
"""Never opened: every job is deferred on the caller's own connection."""


def defer_effects(session: Session, keys: Sequence[tuple[UUID, int, int]]) -> None:
    """Have the worker perform these effects once the caller's transaction is committed."""
    if not keys:
        return
    connection = session.connection().connection.driver_connection
    work = _DEFERRER.configure_task(PERFORM, queue=QUEUE, connection=connection)
    arguments: list[JSONDict] = [{"dossier": str(dossier), "seq": seq, "i": i} for dossier, seq, i in keys]
    work.batch_defer(*arguments)
