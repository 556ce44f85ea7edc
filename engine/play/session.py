"""A dossier on a virtual clock: what the database, the worker and the task lists are in production.

Theory of operation: :class:`Session` keeps the case, and folds each turn's effects into what waits for an answer
(tasks and service calls, in the order they were opened) and into timers. It decides nothing: a player or a scenario
chooses the next command, and :meth:`Session.do` runs it through :func:`engine.dossier.act` at the session's time.
"""

import heapq
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from engine.bpmn.model import Library, NodeKind
from engine.dossier.act import act
from engine.dossier.case import Case, Entry, PartEffect, PartStep, Turn, World
from engine.dossier.commands import Command, PartEvent
from engine.kernel import effects as fx
from engine.kernel.events import Cancelled, ServiceCompleted, ServiceFailed, TimerFired
from engine.kernel.state import Incident, State, Uid

TASKS = frozenset(
    {
        NodeKind.USER_TASK,
        NodeKind.SERVICE_TASK,
        NodeKind.SCRIPT_TASK,
        NodeKind.RULE_TASK,
        NodeKind.SEND_TASK,
        NodeKind.RECEIVE_TASK,
        NodeKind.MANUAL_TASK,
        NodeKind.TASK,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A flow node was ``entered``, ``completed`` or ``cancelled`` in a part of the dossier."""

    element: str
    event: str
    at: datetime
    process: str
    index: int
    part: int
    token: Uid = 0
    """The token that was cancelled; 0 for all else."""


@dataclass(frozen=True, slots=True)
class PlayNote:
    """What nobody would see in the trace: null that was stored, an escalation nobody caught, data that is awaited."""

    element: str
    code: str
    message: str
    process: str

    def __str__(self) -> str:
        where = f"{self.element} ({self.process})" if self.process else self.element
        return f"note {self.code} at {where}: {self.message}"


@dataclass(frozen=True, slots=True)
class Pending:
    """A task or service call that waits for an answer; ``attempt`` is that of the call, 0 for a task."""

    part: int
    token: Uid
    element: str
    attempt: int
    effect: fx.OpenTask | fx.CallService


@dataclass(frozen=True, slots=True, order=True)
class Timer:
    """A timer that is set; ordered as timers fire: by due instant, part, uid."""

    due: datetime
    part: int
    wait: Uid


@dataclass(frozen=True, slots=True)
class Letter:
    """An official paper the model asked for."""

    key: str
    element: str
    part: int
    at: datetime


class Session:
    """One dossier under way; ``world`` holds everything but the time, which is :attr:`now`."""

    def __init__(self, library: Library, world: World) -> None:
        self.library = library
        self.world = world
        self.now = world.now
        self.case = Case()
        self.steps = 0
        self.trace: list[Visit] = []
        self.entries: list[tuple[datetime, Entry]] = []
        self.notes: dict[PlayNote, None] = {}
        self.letters: list[Letter] = []
        self.sent: list[fx.SendMessage] = []
        self.opened: list[Pending] = []
        """Tasks and calls opened since the list was last taken."""
        self.pending: dict[tuple[int, Uid], Pending] = {}
        self.incidents: dict[tuple[int, Uid], Incident] = {}
        self._timers: dict[tuple[int, Uid], datetime] = {}
        self._heap: list[Timer] = []

    def do(self, command: Command) -> Turn:
        """Run a command now. Raises ClockError when the calendar has no data for a year that is needed."""
        turn = act(self.library, self.case, command, replace(self.world, now=self.now))
        if turn.refused is not None:
            return turn
        self.case = turn.case
        if isinstance(command, PartEvent) and isinstance(command.event, ServiceCompleted | ServiceFailed):
            self.pending.pop((command.part, command.event.token), None)  # a retry opens the call anew
        self.steps += len(turn.steps)
        told = len(self.trace)
        for part_step in turn.steps:
            self._tell(part_step, told)
        self.entries.extend((self.now, entry) for entry in turn.entries)
        for effect in turn.effects:
            self._fold(effect)
        return turn

    def _tell(self, done: PartStep, since: int) -> None:
        """Add a step's visits; what a cancelled caller takes along ends before the call does (inner before outer)."""
        part = self.case.parts[done.part]
        visits = [
            Visit(
                element=each.element,
                event=each.event,
                at=each.at,
                process=part.process,
                index=each.index,
                part=part.n,
                token=each.token,
            )
            for each in done.step.trace
        ]
        for note in done.step.notes:
            self.notes[PlayNote(note.element, note.code, note.message, part.process)] = None
        place = len(self.trace)
        if isinstance(done.event, Cancelled) and part.parent is not None:
            caller, token = part.parent
            cut = (caller, token, "cancelled")
            place = next(
                (n for n, one in enumerate(self.trace[since:], since) if (one.part, one.token, one.event) == cut), place
            )
        self.trace[place:place] = visits

    def take_opened(self) -> list[Pending]:
        """The tasks and calls opened since the last time, oldest first, that still wait."""
        opened, self.opened = self.opened, []
        return [each for each in opened if self.pending.get((each.part, each.token)) is each]

    def next_timer(self) -> Timer | None:
        """The timer that is due first."""
        while self._heap:
            first = self._heap[0]
            if self._timers.get((first.part, first.wait)) == first.due:
                return first
            heapq.heappop(self._heap)
        return None

    @property
    def timers(self) -> tuple[Timer, ...]:
        """Every timer that is set, in the order they will fire."""
        return tuple(sorted(Timer(due, part, wait) for (part, wait), due in self._timers.items()))

    def fire(self, timer: Timer) -> Turn:
        """Let a timer happen, at its due instant or now if that has passed."""
        self.now = max(self.now, timer.due)
        self._timers.pop((timer.part, timer.wait), None)
        return self.do(PartEvent(timer.part, TimerFired(timer.wait)))

    def dossier(self, branch: str) -> Mapping[str, Any]:
        """``dossier.*`` as forms and fees see it for a branch."""
        life = self.case.lives[branch]
        return {
            **self.world.facts,
            "status": int(life.status),
            "submitted_at": life.submitted_at,
            "received_at": life.received_at,
            "facts": dict(self.case.facts),
        }

    def data(self, part: int) -> Mapping[str, Any]:
        """The data document of a part."""
        return data_of(self.case.parts[part].state)

    @property
    def ended(self) -> bool:
        """Every part has ended."""
        return not any(part.open for part in self.case.parts.values())

    def _fold(self, done: PartEffect) -> None:
        handler = _FOLDS.get(type(done.effect))
        if handler is not None:
            handler(self, done.part, done.effect)

    def _open(self, part: int, effect: fx.OpenTask | fx.CallService) -> None:
        attempt = 0 if isinstance(effect, fx.OpenTask) else effect.attempt
        waiting = Pending(part, effect.token, effect.node, attempt, effect)
        self.pending[part, effect.token] = waiting
        self.opened.append(waiting)

    def _close(self, part: int, effect: fx.CloseTask | fx.CancelService) -> None:
        self.pending.pop((part, effect.token), None)

    def _set_timer(self, part: int, effect: fx.SetTimer) -> None:
        self._timers[part, effect.wait] = effect.due
        heapq.heappush(self._heap, Timer(effect.due, part, effect.wait))

    def _cancel_timer(self, part: int, effect: fx.CancelTimer) -> None:
        self._timers.pop((part, effect.wait), None)

    def _letter(self, part: int, effect: fx.IssueLetter) -> None:
        self.letters.append(Letter(effect.key, effect.node, part, self.now))

    def _raise(self, part: int, effect: fx.RaiseIncident) -> None:
        self.incidents[part, effect.incident.uid] = effect.incident

    def _resolve(self, part: int, effect: fx.ResolveIncident) -> None:
        self.incidents.pop((part, effect.incident), None)

    def _sent(self, _part: int, effect: fx.SendMessage) -> None:
        self.sent.append(effect)


_FOLDS: Mapping[type, Callable[[Session, int, Any], None]] = {
    fx.OpenTask: Session._open,  # noqa: SLF001 - the table belongs to the class
    fx.CallService: Session._open,  # noqa: SLF001
    fx.CloseTask: Session._close,  # noqa: SLF001
    fx.CancelService: Session._close,  # noqa: SLF001
    fx.SetTimer: Session._set_timer,  # noqa: SLF001
    fx.CancelTimer: Session._cancel_timer,  # noqa: SLF001
    fx.IssueLetter: Session._letter,  # noqa: SLF001
    fx.RaiseIncident: Session._raise,  # noqa: SLF001
    fx.ResolveIncident: Session._resolve,  # noqa: SLF001
    fx.SendMessage: Session._sent,  # noqa: SLF001
}


def data_of(state: State) -> Mapping[str, Any]:
    """The root scope's variables; empty when nothing is left of it."""
    root = state.scopes.get(state.root)
    return {} if root is None else root.vars
