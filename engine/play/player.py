"""The player: prepared answers at once or later, timers when nothing else can move (kernel.md §10)."""

import heapq
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any

from engine.bpmn.model import Library, NodeKind
from engine.clock import Calendar, ClockError, TermError, add_working, due, parse_term, working_time
from engine.dossier.case import Turn, World
from engine.dossier.commands import Begin, Command, OutsideMessage, OutsideSignal, PartEvent, Submit
from engine.feel.temporal_text import parse_duration
from engine.kernel.errors import Trouble
from engine.kernel.events import Event, ServiceCompleted, ServiceFailed, TaskCompleted
from engine.play.answers import Answer, Answers, Outside, read_answers
from engine.play.result import PlayIncident, PlayResult
from engine.play.session import TASKS, Pending, PlayNote, Session, Timer
from engine.play.starts import Chosen, Due, choose, first_due, next_due, plain_starts, timed, true_starts

MAX_STEPS = 100_000
YEARS = 10


class _Rank(IntEnum):
    """What goes first at the same instant: timers fire when nothing else can move."""

    OUTSIDE = 0
    BEGIN = 1
    ANSWER = 2


@dataclass(order=True, slots=True)
class _Later:
    due: datetime
    rank: _Rank
    order: int
    what: "Outside | Due | tuple[Pending, Answer]" = field(compare=False)


def play(  # noqa: PLR0913 - the parameters of the command line, each with a default
    library: Library,
    answers: Answers | Mapping[str, Any],
    now: datetime,
    data: Mapping[str, Any] | None = None,
    *,
    process: str | None = None,
    start: str | None = None,
    max_steps: int = MAX_STEPS,
    until: datetime | None = None,
    calendar: Calendar | None = None,
    facts: Mapping[str, Any] | None = None,
    libraries: Mapping[str, Library] | None = None,
    session: Callable[[Library, World], Session] = Session,
) -> PlayResult:
    """Run a model from its start until it ends, waits quietly, has used ``max_steps`` or reached ``until``.

    ``start`` is the start event to begin at, where a process has several. ``answers`` as in
    :mod:`engine.play.answers`; ``calendar`` counts working time; ``until`` is ten virtual years from ``now`` when
    absent; ``session`` makes the session to run in. Raises PlayError when no process can be chosen, AnswerError for
    unusable answers.
    """
    prepared = answers if isinstance(answers, Answers) else read_answers(answers, now)
    world = World(
        now=now,
        zone=now.tzinfo or World(now=now).zone,
        facts=facts or {},
        calendar_of=lambda _agency: calendar,
        libraries=libraries or {},
    )
    player = _Player(session(library, world), prepared, calendar)
    chosen = choose(library, process, start, prepared)
    if process is None and start is None:
        player.plan(library, data or {})
    stopped = player.run(chosen, data or {}, max_steps, until or _ten_years(now))
    return _result(player, stopped)


def _ten_years(now: datetime) -> datetime:
    return now + timedelta(days=365 * YEARS + 2)


class _Player:
    def __init__(self, session: Session, answers: Answers, calendar: Calendar | None) -> None:
        self.session = session
        self.answers = answers
        self.calendar = calendar
        self.visits: Counter[str] = Counter()
        self.ready: deque[tuple[Pending, Answer]] = deque()
        self.later: list[_Later] = []
        self.order = 0
        self.broken: list[PlayIncident] = []
        self.notes: list[PlayNote] = []
        self.true: list[tuple[str, str]] = []
        self.data: Mapping[str, Any] = {}
        self.env = session.world.env(None, session.world.facts)

    def plan(self, library: Library, data: Mapping[str, Any]) -> None:
        """What begins by a start timer or a start condition."""
        self.data = data
        for process in library.processes.values():
            for node, spec in timed(process):
                try:
                    self._begin_later(first_due(process, node, spec, data, self.env))
                except Trouble as trouble:
                    self.broken.append(PlayIncident(node, trouble.code, trouble.message, process.id))
        self.true = true_starts(library, data, self.env)

    def _begin_later(self, due: Due | None) -> None:
        if due is not None:
            self._schedule(due.on.due, _Rank.BEGIN, due)
            if due.on.remaining is None:
                text = "a cycle without an end starts one instance in a play"
                self.notes.append(PlayNote(due.node, "start.endless", text, due.process))

    def run(self, chosen: Chosen, data: Mapping[str, Any], max_steps: int, until: datetime) -> str | None:
        for event in self.answers.events:
            self._schedule(event.at, _Rank.OUTSIDE, event)
        self.data = data
        self._tell_choice(chosen)
        self._tell_unused()
        self._do(Submit(data, processes=chosen.processes, start=chosen.start))
        for process, node in self.true:
            self._do(Begin(process, node, data), node)
        while True:
            self._look_up()
            if self.session.steps >= max_steps:
                return "steps"
            if self.ready:
                self._answer(*self.ready.popleft())
                continue
            move = self._next_move()
            if move is None:
                return None
            at, step = move
            if at > until:
                return "time"
            step()

    def _tell_choice(self, chosen: Chosen) -> None:
        """Start events are alternatives: which of several began the play is said."""
        for name in chosen.processes:
            starts = plain_starts(self.session.library.processes[name])
            if len(starts) > 1 and chosen.start is None:
                text = f"begins by {starts[0]}; --start begins by another: {', '.join(starts[1:])}"
                self.notes.append(PlayNote(starts[0], "start.several", text, name))

    def _tell_unused(self) -> None:
        """An answer to what is not there, or asks nobody, would otherwise be lost without a word."""
        processes = self.session.library.processes.values()
        for name in self.answers.by_element:
            node = next((one.nodes[name] for one in processes if name in one.nodes), None)
            if node is None:
                self.notes.append(PlayNote(name, "answer.unknown", "no element of this id takes an answer", ""))
            elif node.kind not in TASKS or node.kind is NodeKind.RECEIVE_TASK:
                text = f"a {node.kind.value} takes no answer; messages and signals come by $events"
                self.notes.append(PlayNote(name, "answer.unused", text, ""))

    def _next_move(self) -> tuple[datetime, Callable[[], None]] | None:
        while self.later and self._stale(self.later[0]):
            heapq.heappop(self.later)
        timer = self.session.next_timer()
        if self.later and (timer is None or self.later[0].due <= timer.due):
            return self.later[0].due, self._take_later
        if timer is None:
            return None
        return timer.due, lambda: self._fire(timer)

    def _fire(self, timer: Timer) -> None:
        self._guard(lambda: self.session.fire(timer), "")

    def _stale(self, planned: _Later) -> bool:
        """The task of a planned answer is no longer open: the clock does not run on for it."""
        return isinstance(planned.what, tuple) and not self._waits(planned.what[0])

    def _waits(self, pending: Pending) -> bool:
        return self.session.pending.get((pending.part, pending.token)) is pending

    def _take_later(self) -> None:
        event = heapq.heappop(self.later)
        self.session.now = max(self.session.now, event.due)
        if isinstance(event.what, Outside):
            self._outside(event.what)
        elif isinstance(event.what, Due):
            self._begin(event.what)
        else:
            self._answer(*event.what)

    def _begin(self, due: Due) -> None:
        self._do(Begin(due.process, due.node, self.data), due.node)
        try:
            self._begin_later(next_due(due, self.env))
        except Trouble as trouble:
            self.broken.append(PlayIncident(due.node, trouble.code, trouble.message, due.process))

    def _outside(self, event: Outside) -> None:
        self.order += 1
        first = {} if self.session.case.parts else self.data
        if event.signal:
            self._do(OutsideSignal(event.name, event.payload, first))
        else:
            self._do(OutsideMessage(f"outside.{self.order}", event.name, event.key, event.payload, first))

    def _look_up(self) -> None:
        for pending in self.session.take_opened():
            answer = self.answers.of(pending.element, self.visits[pending.element])
            self.visits[pending.element] += 1
            if answer.never:
                continue
            if answer.after is None:
                self.ready.append((pending, answer))
            else:
                self._schedule(self._after(pending, answer.after), _Rank.ANSWER, (pending, answer))

    def _after(self, pending: Pending, text: str) -> datetime:
        try:
            return lapse(text, self.session.now, self.calendar)
        except ClockError as error:
            self._note(pending, error.code, str(error))
            return self.session.now

    def _schedule(self, at: datetime, rank: _Rank, what: "Outside | Due | tuple[Pending, Answer]") -> None:
        self.order += 1
        heapq.heappush(self.later, _Later(at, rank, self.order, what))

    def _answer(self, pending: Pending, answer: Answer) -> None:
        if not self._waits(pending):
            return
        refused = self._do(PartEvent(pending.part, event_of(pending, answer)), pending.element)
        if refused is not None:
            self._note(pending, "answer.refused", f"the answer prepared for {pending.element} is refused: {refused}")

    def _note(self, pending: Pending, code: str, message: str) -> None:
        process = self.session.case.parts[pending.part].process
        self.broken.append(PlayIncident(pending.element, code, message, process))

    def _do(self, command: Command, element: str = "") -> str | None:
        turn = self._guard(lambda: self.session.do(command), element)
        return None if turn is None else turn.refused

    def _guard(self, step: Callable[[], Turn], element: str) -> Turn | None:
        """A calendar that does not know a year is the model's trouble, not the player's."""
        try:
            return step()
        except ClockError as error:
            self.broken.append(PlayIncident(element, error.code, str(error), ""))
            return None


def event_of(pending: Pending, answer: Answer) -> Event:
    """The kernel event that an answer is for what waits."""
    if answer.error is not None or answer.fail is not None:
        message = answer.fail or answer.error or ""
        return ServiceFailed(pending.token, pending.attempt, answer.error, message, final=True)
    if pending.attempt:
        return ServiceCompleted(pending.token, pending.attempt, answer.data)
    return TaskCompleted(pending.token, answer.data, answer.outcome, "play")


def lapse(text: str, now: datetime, calendar: Calendar | None) -> datetime:
    """``now`` plus an ISO 8601 duration (wall clock) or a term such as ``4h`` (working time). Raises ClockError."""
    duration = parse_duration(text)
    if isinstance(duration, timedelta):
        return now + duration
    term = parse_term(text)
    if calendar is None:
        raise TermError("term.calendar", text, "working time needs a working calendar")
    worked = working_time(term, calendar.hours_per_day)
    if worked is not None:
        return add_working(calendar, now, worked)
    return due(calendar, term, now) or now


def _result(player: _Player, stopped: str | None) -> PlayResult:
    session = player.session
    parts = [session.case.parts[n] for n in sorted(session.case.parts)]
    by_process = {part.process: dict(session.data(part.n)) for part in parts}
    incidents = [
        PlayIncident(each.element, each.code, each.message, session.case.parts[part].process if part else "")
        for (part, _), each in session.incidents.items()
    ]
    return PlayResult(
        trace=tuple(session.trace),
        data=by_process if len(by_process) > 1 else next(iter(by_process.values()), {}),
        ended=bool(parts) and session.ended,
        incidents=(*incidents, *player.broken),
        stopped=stopped,
        now=session.now,
        waiting=tuple(pending.element for pending in session.pending.values()),
        steps=session.steps,
        notes=(*player.notes, *session.notes),
    )
