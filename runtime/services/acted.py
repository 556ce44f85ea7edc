"""What every action on a dossier has in common: the locked dossier and branch, done once, and what it came to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from engine.dossier.case import Turn
from runtime.services import idempotency
from runtime.services.actors import Actor
from runtime.services.cases import Held, locked
from runtime.services.errors import NotFoundError
from runtime.services.recording import Recorded


@dataclass(frozen=True, slots=True)
class Acted:
    """The dossier (or the sub-dossier acted on) after an action."""

    dossier_id: UUID
    status: int
    proposal: UUID | None = None
    """Nothing was done yet: the action waits for somebody who approves it."""


@dataclass(frozen=True, slots=True)
class Once:
    """A request that is done once however often it is sent: by whom, the key, what was asked."""

    who: str
    key: str | None
    fingerprint: str

    @classmethod
    def of(cls, actor: Actor, key: str | None, *asked: Any) -> "Once":
        """A request of an actor; an applicant is known by the dossier."""
        who = f"applicant:{actor.dossier}" if actor.is_applicant else actor.key
        return cls(who, idempotency.checked(key), idempotency.fingerprint(*asked))

    def known(self, session: Session) -> Acted | None:
        """What was answered before. Asked under the dossier's lock, so that the second waits for the first."""
        found = idempotency.answered(session, self.who, self.key, self.fingerprint)
        return None if found is None else Acted(UUID(found["dossier_id"]), found["status"])

    def answer(self, dossier_id: UUID, branch: str) -> tuple[str, str, str, Callable[[Turn], Mapping[str, Any]]] | None:
        """What :class:`Doing` keeps as the answer."""
        if self.key is None:
            return None

        def told(turn: Turn) -> Mapping[str, Any]:
            return {"dossier_id": str(dossier_id), "status": int(turn.case.lives[branch].status)}

        return (self.who, self.key, self.fingerprint, told)


def held_branch(session: Session, dossier_id: UUID) -> tuple[Held, str]:
    """The locked dossier and the branch that the id names."""
    held = locked(session, dossier_id)
    for branch, row in held.branches.items():
        if row.id == dossier_id:
            return held, branch
    raise NotFoundError("not-found")


def acted(dossier_id: UUID, branch: str, recorded: Recorded) -> Acted:
    """What an action came to, for its answer."""
    return Acted(dossier_id, int(recorded.turn.case.lives[branch].status))
