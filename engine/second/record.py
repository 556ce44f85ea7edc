"""What happened to each part of a dossier, in order: the script that both engines play."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from engine.bpmn.model import Library
from engine.dossier.case import Part, Turn, World
from engine.dossier.commands import Command, Submit
from engine.kernel.effects import StartChild
from engine.kernel.env import Env
from engine.kernel.events import Event
from engine.kernel.state import Scope, ScopeKind, State, Uid
from engine.kernel.step import Step
from engine.play.session import Session

Place = tuple[int, ...]
"""Numbers of the iterations that something stands in, from 1, the outermost first; empty outside loops."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One kernel step of a part: ``event`` in ``env``, on the state ``before`` (None: the part began)."""

    event: Event
    env: Env
    before: State | None
    step: Step


@dataclass(slots=True)
class PartRecord:
    """One part's steps; ``broken`` says why the record cannot be followed to its end."""

    process: str
    package: str
    data: Mapping[str, Any]
    happenings: list[Happening] = field(default_factory=list)
    broken: str | None = None


@dataclass(slots=True)
class Record:
    """All parts of a dossier by number, in the order they were opened."""

    parts: dict[int, PartRecord] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Watched(World):
    """A world that keeps the surroundings of each step it is asked for."""

    asked: list[Env] = field(default_factory=list)

    def env(self, agency: str | None, facts: Mapping[str, Any]) -> Env:
        """The kernel's surroundings, kept."""
        found = World.env(self, agency, facts)
        self.asked.append(found)
        return found


class Recording(Session):
    """A session that keeps :attr:`record`; otherwise it does exactly what a session does."""

    def __init__(self, library: Library, world: World) -> None:
        self.record = Record()
        self._asked: list[Env] = []
        known = {each.name: getattr(world, each.name) for each in fields(World)}
        super().__init__(library, _Watched(**known, asked=self._asked))

    def do(self, command: Command) -> Turn:
        """Run a command now and keep its steps. Raises ClockError as a session does."""
        self._asked.clear()
        states = {n: part.state for n, part in self.case.parts.items()}
        turn = super().do(command)
        if turn.refused is None:
            self._keep(command, turn, states)
        return turn

    def _keep(self, command: Command, turn: Turn, states: dict[int, State]) -> None:
        told_apart = len(self._asked) == len(turn.steps)
        for place, taken in enumerate(turn.steps):
            part = self.record.parts.get(taken.part)
            if part is None:
                about = turn.case.parts[taken.part]
                part = PartRecord(about.process, about.package, _first_data(about, command, turn))
                self.record.parts[taken.part] = part
            if not told_apart:
                part.broken = "a delivery inside the dossier was ignored, so that steps cannot be told apart"
                continue
            part.happenings.append(Happening(taken.event, self._asked[place], states.get(taken.part), taken.step))
            states[taken.part] = taken.step.state


def _first_data(part: Part, command: Command, turn: Turn) -> Mapping[str, Any]:
    """What a part began with: the application, or the input of the call that started it."""
    if part.parent is None:
        return command.data if isinstance(command, Submit) else {}
    caller, token = part.parent
    for taken in turn.steps:
        for effect in taken.step.effects if taken.part == caller else ():
            if isinstance(effect, StartChild) and effect.token == token:
                return effect.input
    return {}


def place_of(state: State, uid: Uid) -> Place:
    """The iterations around a token or wait."""
    found = []
    scope: Scope | None = state.scopes[state.homes[uid]]
    while scope is not None:
        if scope.kind is ScopeKind.ITERATION and scope.loop is not None:
            found.append(int(scope.loop["index"]))
        scope = None if scope.parent is None else state.scopes[scope.parent]
    return tuple(reversed(found))


def element_of(state: State, uid: Uid) -> str:
    """Where a token stands, or the element a wait belongs to."""
    scope = state.scopes[state.homes[uid]]
    token = scope.tokens.get(uid)
    return token.at if token is not None else scope.waits[uid].node
