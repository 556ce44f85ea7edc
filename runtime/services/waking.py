"""Telling applicants that their dossier is late, once, when the committed time has passed."""

from typing import Final

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from engine.dossier.case import ROOT
from runtime.clock import Clock
from runtime.models import Contact, DeadlineRow, Dossier, EffectRow
from runtime.services import notices
from runtime.services.cases import locked
from runtime.services.chain import LogEntry
from runtime.services.supplements import tell
from runtime.services.transactions import transaction

OVERDUE: Final = "overdue"
AT_ONCE: Final = 100


def tell_overdue(session: Session, clock: Clock) -> int:
    """Tell every applicant who can be reached and was not told yet; how many were."""
    now = clock.now()
    told = exists().where(EffectRow.dossier_id == Dossier.id, EffectRow.kind == "notice", EffectRow.name == OVERDUE)
    reachable = exists().where(Contact.dossier_id == Dossier.id, Contact.kind.in_(("email", "phone")))
    query = (
        select(Dossier.id)
        .join(DeadlineRow, DeadlineRow.dossier_id == Dossier.id)
        .where(
            Dossier.branch == ROOT,
            ~Dossier.trial,
            DeadlineRow.kind == "committed",
            ~DeadlineRow.closed,
            DeadlineRow.due_at < now,
            DeadlineRow.paused_since.is_(None),
            reachable,
            ~told,
        )
        .order_by(DeadlineRow.due_at)
        .limit(AT_ONCE)
    )
    with session.begin():
        due = list(session.scalars(query))
    for dossier in due:
        with transaction(session, "overdue"):
            held = locked(session, dossier)
            life = held.life(ROOT)
            deadline = life.deadlines.get("committed")
            if life.status.closed or deadline is None or deadline.due is None:
                continue
            entry = LogEntry("overdue_told", ROOT, {"due": deadline.due.isoformat()})
            tell(session, clock, held, OVERDUE, notices.about(held), entry)
    return len(due)
