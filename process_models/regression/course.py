"""What happened to a dossier from outside, told by element instead of by token, so that another version understands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from engine.bpmn.model import Library, Node
from engine.dossier.case import World
from engine.dossier.commands import Command, Migrate, PartEvent, RecomputeDeadlines, Redeliver, UndoMigration
from engine.kernel.events import (
    Event,
    Moved,
    Retried,
    ScopeCancelled,
    ServiceCompleted,
    ServiceFailed,
    Skipped,
    TaskCompleted,
    TimerFired,
    TimerRescheduled,
)
from engine.play import Session

OWN: Final = (TimerFired, TimerRescheduled)
"""What the other version does by itself, at its own instants."""
_OF_TOKENS = TaskCompleted | ServiceCompleted | ServiceFailed | Skipped | Moved


def nodes_of(library: Library) -> dict[str, Node]:
    """Every flow node of a library."""
    return {name: node for process in library.processes.values() for name, node in process.nodes.items()}


@dataclass(frozen=True, slots=True)
class Given:
    """One thing from outside: at ``at``, for ``element`` of ``branch`` (empty: for the dossier as a whole)."""

    at: datetime
    command: Command
    element: str = ""
    branch: str = ""
    process: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    """Everything from outside in order, and what became of it."""

    given: tuple[Given, ...]
    session: Session
    nodes: Mapping[str, Node]
    """The elements of every version the dossier ran."""


class Recorder:
    """Follows a dossier's own turns again and notes what came from outside."""

    def __init__(self, library: Library, world: World) -> None:
        self.session = Session(library, world)
        self._given: list[Given] = []
        self._nodes: dict[str, Node] = {}
        self._known: set[int] = set()

    def turn(self, at: datetime, command: Command, world: World, library: Library) -> str | None:
        """One turn as it was recorded; gives the code when it is refused: then the record does not replay."""
        session = self.session
        session.world, session.now, session.library = world, at.astimezone(world.zone), library
        if id(library) not in self._known:
            self._known.add(id(library))
            self._nodes |= nodes_of(library)
        given = self._noted(command)
        turn = session.do(command)
        if given is not None:
            self._given.append(given)
        return turn.refused

    def course(self) -> Course:
        """What has been noted."""
        return Course(tuple(self._given), self.session, self._nodes)

    def _noted(self, command: Command) -> Given | None:
        now = self.session.now
        if isinstance(command, Migrate | UndoMigration | RecomputeDeadlines):
            return None
        if not isinstance(command, PartEvent):
            return Given(now, command)
        if isinstance(command.event, OWN):
            return None
        part = self.session.case.parts.get(command.part)
        if part is None:
            return None
        return Given(now, command, self._element(command.part, command.event), part.branch, part.process)

    def _element(self, part: int, event: Event) -> str:
        if isinstance(event, _OF_TOKENS):
            waiting = self.session.pending.get((part, event.token))
            return waiting.element if waiting is not None else self._at(part, event.token)
        return ""

    def _at(self, part: int, token: int) -> str:
        scopes = self.session.case.parts[part].state.scopes.values()
        return next((scope.tokens[token].at for scope in scopes if token in scope.tokens), "")


NOT_REPEATED: Final[tuple[type, ...]] = (Retried, ScopeCancelled, Redeliver)
"""Repairs of what went wrong then; the other version may not go wrong there."""
