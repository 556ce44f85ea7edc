"""Writing something into a dossier's log, with rows of its own, without a turn of the engine."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from engine.dossier.case import ROOT
from runtime.clock import Clock
from runtime.models import Dossier, LogBody, LogRow
from runtime.services.actors import Actor
from runtime.services.batch import Batch
from runtime.services.cases import Held
from runtime.services.chain import Chain, LogEntry


def mark(
    session: Session,
    clock: Clock,
    held: Held,
    actor: Actor,
    entries: tuple[LogEntry, ...],
    also: Callable[[Batch], None] | None = None,
    agencies: frozenset[str] | None = None,
) -> None:
    """Append entries to the log of a locked dossier, and write the service's rows. Inside the caller's transaction.

    ``agencies``: who takes part in the dossier from now on (``also`` must not write the dossier's own row).
    """
    now = clock.now()
    chain = Chain(held.root, held.chain_head, held.log_n)
    for entry in entries:
        chain.add(entry, seq=held.seq, at=max(now, held.last_at), done_at=now, actor=actor.key)
    batch = Batch()
    batch.insert(LogRow, chain.rows)
    batch.insert(LogBody, chain.bodies)
    home = {"id": held.branches[ROOT].id, "log_n": chain.n, "chain_head": chain.head}
    batch.update(Dossier, [home if agencies is None else home | {"agencies": sorted(agencies)}])
    if also is not None:
        also(batch)
    batch.execute(session)
