"""Breadth-first through everything that can happen to a dossier, with the function that runs in production.

Theory of operation: a *state* is the canonical form of a case (:mod:`engine.verify.keys`); an *edge* is one real turn
of :func:`engine.dossier.act`. States are found in order of distance, so the first way to one is a shortest. Where
agents do not concern each other only one of them is moved (:mod:`engine.verify.reduce`). Time is real: a timer fires
at its due instant and never before one that is due earlier; a person acts at once or, where that changes the order of
timers, as late as possible. What is found on an edge goes to the observers, what follows from the whole graph is
judged afterwards (:mod:`engine.verify.judge`).
"""

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from engine.clock import ClockError
from engine.dossier import Case, Submit, Turn, World, act
from engine.kernel.effects import RaiseIncident
from engine.verify.answers import AnswerBook, names_of_messages, names_of_signals
from engine.verify.beginning import outside_starts
from engine.verify.demand import Demand, begun, demand_of
from engine.verify.findings import Move, MoveKind, Path
from engine.verify.keys import Key, KeyMaker, covers, marking, open_timers
from engine.verify.live import Liveness, liveness_of
from engine.verify.moves import Agent, Mover, Option, possible
from engine.verify.reduce import Reducer
from engine.verify.statements import Statements, statements_of
from engine.verify.subject import Budget, Subject
from engine.verify.tracing import Tracer

MINUTE = timedelta(minutes=1)


@dataclass(slots=True)
class State:
    """One explored state; ``case`` is dropped once it is expanded and nothing ended in it."""

    number: int
    case: Case | None
    now: datetime
    came: int
    """The state before, -1 for the first."""
    by: Option | None
    started: frozenset[str]
    facts: int
    depth: int
    via: tuple[tuple[Option, datetime], ...] = ()
    """Steps between ``came`` and ``by``: the way there that made ``by`` possible."""
    crossed: int = 0
    """Returns past a message on the way here; their number is bounded."""
    ended: bool = False
    stuck: bool = False
    broken: bool = False
    """An incident stands in it: it is not followed further."""
    pruned: bool = False
    expanded: bool = False
    deferred: bool = False
    """Agents were left for later, as those moved do not concern them."""
    cut: bool = False
    """Not everything that may happen here was tried."""
    edges: list[tuple[Option, int]] = field(default_factory=list)
    entered: tuple[str, ...] = ()
    """Nodes entered by the step that led here."""
    returned: set[str] = field(default_factory=set)
    passed: set[frozenset[str]] = field(default_factory=set)
    """What had been entered on the ways here: returns are looked for once for each."""


@dataclass(frozen=True, slots=True)
class Edge:
    """One turn on the way: what an observer sees."""

    source: int
    target: int
    option: Option
    before: Case
    turn: Turn
    at: datetime
    via: tuple[tuple[Option, datetime], ...] = ()


Observer = Callable[[Edge], None]
Steps = tuple[tuple[Option, datetime], ...]


Trail = tuple[int, Steps]
"""A state and the steps that follow from it."""
Deed = tuple[MoveKind, str, str]


@dataclass(slots=True)
class Graph:
    """What was explored."""

    subject: Subject
    said: Statements
    demand: Demand
    live: Mapping[str, Liveness]
    book: AnswerBook
    states: list[State] = field(default_factory=list)
    worlds: list[World] = field(default_factory=list)
    entered: dict[str, Trail] = field(default_factory=dict)
    """Node id -> the way on which it was first entered."""
    taken: dict[str, Trail] = field(default_factory=dict)
    done: dict[Deed, Trail] = field(default_factory=dict)
    """Each kind of step (a task with an outcome, a service with an error …) with the way that first made it."""
    by: "Exploration | None" = None
    """What explored it, to walk it again."""
    turns: int = 0
    frontier: int = 0
    bounded: bool = False
    """More returns past messages were possible than were tried."""
    horizon: list[tuple[int, str]] = field(default_factory=list)
    """States where the calendar knew no further."""
    grown: list[tuple[int, int]] = field(default_factory=list)
    """(state, earlier state it covers): tokens pile up."""

    @property
    def complete(self) -> bool:
        """Nothing was left out."""
        return self.frontier == 0 and not self.horizon

    def steps(self, number: int, more: Iterable[tuple[Option, datetime]] = ()) -> list[tuple[Option, datetime]]:
        """The steps that lead to a state (-1: the beginning), and what follows."""
        steps = list(reversed(list(more)))
        while number >= 0:
            place = self.states[number]
            if place.by is not None:
                steps.append((place.by, place.now))
            steps += reversed(place.via)
            number = place.came
        return steps[::-1]

    def path(self, number: int, more: Iterable[tuple[Option, datetime]] = ()) -> Path:
        """The run that leads to a state, and what follows."""
        return tuple(self.move(option, at) for option, at in self.steps(number, more))

    def along(self, edge: Edge) -> Path:
        """The run that an edge ends."""
        return self.path(edge.source, (*edge.via, (edge.option, edge.at)))

    def move(self, option: Option, at: datetime) -> Move:
        """A step as others see it."""
        unit = next((one for one in self.said.units.values() if option.node in one.process.nodes), None)
        return Move(
            kind=option.kind,
            element=option.node,
            process="" if unit is None else unit.process.id,
            at=at,
            command=option.command,
            name="" if unit is None else unit.process.nodes[option.node].name,
            part=option.part,
            branch="" if unit is None else unit.process.branch or "",
            item=option.item,
            outcome=option.outcome,
            answers=option.answers or {},
            error=option.error,
            to=option.to,
        )


def explore(subject: Subject, budget: Budget, observer: Observer) -> Graph:
    """Explore a subject as far as the budget allows."""
    said = statements_of(subject)
    demand = demand_of(subject, said)
    live = {key: liveness_of(subject, said, demand, unit) for key, unit in said.units.items()}
    graph = Graph(subject, said, demand, live, AnswerBook(subject, said, demand, budget.answers))
    exploration = Exploration(graph, budget, observer)
    exploration.run()
    graph.by = exploration
    return graph


class Exploration:
    """One exploration under way."""

    def __init__(self, graph: Graph, budget: Budget, observer: Observer) -> None:
        self.graph = graph
        self.budget = budget
        self.observer = observer
        subject, said = graph.subject, graph.said
        self.tracer = Tracer(subject.library, subject.libraries)
        self.mover = Mover(
            said.units, graph.book, names_of_messages(said), names_of_signals(said), returns=subject.returns
        )
        self.keys = KeyMaker(graph.live, graph.demand, lambda part: self.mover.unit_of(part).key)
        self.reducer = Reducer(said, graph.live)
        self.index: dict[Key, int] = {}
        self.queue: deque[int] = deque()
        self.back: dict[tuple[Key, int, int], int] = {}
        self.marks: list[tuple[int, dict[Any, int]]] = []
        """How many tokens each state has and where, by number."""
        self.worlds = graph.worlds
        self.outside = outside_starts(graph.subject, graph.said, graph.book, self.mover)

    def run(self) -> None:
        """Until nothing new is found or the budget is used up."""
        self.begin()
        while self.queue or self.remember():
            if len(self.graph.states) > self.budget.states or self.graph.turns > self.budget.moves:
                self.graph.frontier = len(self.queue)
                return
            if self.queue:
                self.expand(self.graph.states[self.queue.popleft()])

    def begin(self) -> None:
        """The submission, with every first answer that matters."""
        subject = self.graph.subject
        for answer, facts in self.graph.book.submissions():
            world = self.world(facts)
            command = Submit(
                answer.values,
                str(facts.get("receiving_agency") or ""),
                str(facts.get("channel", "counter")),
                begun(subject),
            )
            option = Option(MoveKind.SUBMIT, 0, "", command, None, None, answer.values)
            self.go(None, option, Case(), subject.now, self.worlds.index(world))

    def world(self, facts: Mapping[str, Any]) -> World:
        subject = self.graph.subject
        found = next((one for one in self.worlds if one.facts == facts), None)
        if found is None:
            calendar = subject.calendar
            found = World(
                now=subject.now,
                zone=subject.zone,
                facts=facts,
                calendar_of=lambda _agency: calendar,
                libraries=self.tracer.libraries,
            )
            self.worlds.append(found)
        return found

    # -- one state --------------------------------------------------------------------------------------------

    def expand(self, state: State) -> None:
        """Try what can happen here."""
        case = state.case
        assert case is not None
        state.expanded = True
        agents = self.mover.agents(case)
        starts = [] if state.ended else [one for one in self.outside if one.node not in state.started]
        if not agents and not starts:
            state.stuck = not state.ended
            return
        chosen = self.reducer.choose(case, agents)
        self.follow(state, case, possible(chosen), chosen)
        self.follow(state, case, starts, agents)
        state.deferred = len(chosen) < len(agents)
        if not state.edges and not state.cut:
            state.stuck = True
        state.case = case if state.stuck or state.ended or state.deferred else None

    def remember(self) -> bool:
        """Circles that nothing leads out of must not hide what was deferred in them: move the others there too."""
        forgotten = [group for group in closed_circles(self.graph.states) if all(one.deferred for one in group)]
        for group in forgotten:
            state = min(group, key=lambda one: one.number)
            assert state.case is not None
            agents = self.mover.agents(state.case)
            state.deferred = False
            self.follow(state, state.case, possible(agents), agents)
        return bool(forgotten)

    def follow(self, state: State, case: Case, options: list[Option], agents: list[Agent]) -> None:
        """Try options of these agents."""
        timers = sorted(due for agent in agents for due in agent.timers)
        for option in options:
            if option.kind is MoveKind.RETURN:
                state.returned.add(f"{option.node}>{option.to}")
                if self.same_return(state, case, option):
                    continue
            at = state.now if option.at is None else max(state.now, option.at)
            turn = self.go(state, option, case, at, state.facts)
            late = timers[0] - MINUTE if timers and option.at is None else at
            later = late if turn is not None and late > at and _sets_timers(case, turn) else None
            if later is not None:
                self.go(state, option, case, later, state.facts)

    def same_return(self, state: State, case: Case, option: Option) -> bool:
        """Whether a return like this was made before: then where it leads is known."""
        key = self.keys.key_of_return(case, state.started, option.part, option.to or "")
        if key is None:
            return False
        place = (key, state.facts, state.crossed + option.crosses)
        known = self.back.get(place)
        if known is not None:
            state.edges.append((option, known))
            return True
        before = len(state.edges)
        self.go(state, option, case, state.now, state.facts)
        if len(state.edges) > before:
            self.back[place] = state.edges[-1][1]
        return True

    def go(
        self, state: State | None, option: Option, case: Case, at: datetime, world: int, via: Steps = ()
    ) -> Turn | None:
        """One turn: a known state or a new one; ``via`` leads from ``state`` to ``case``."""
        graph = self.graph
        crossed = (0 if state is None else state.crossed) + option.crosses + sum(one.crosses for one, _ in via)
        if crossed > self.budget.crossings:
            graph.bounded = True
            if state is not None:
                state.cut = True
            return None
        graph.turns += 1
        self.tracer.take()
        try:
            turn = act(self.tracer.library, case, option.command, replace(self.worlds[world], now=at))
        except ClockError as error:
            graph.horizon.append((-1 if state is None else state.number, str(error)))
            if state is not None:
                state.cut = True
            return None
        if turn.refused is not None:
            if state is not None and option.kind is not MoveKind.RETURN:
                state.cut = True  # not possible just now: no proof that nothing is
            return None
        started = _started(state, option, self.outside)
        key = (self.keys.key(turn.case, started), world, crossed)
        number = self.index.get(key)
        if number is None:
            number = self._new(key, turn, at, state, option, started, world)
            graph.states[number].via = via
            graph.states[number].crossed = crossed
        if state is not None:
            state.edges.append((option, number))
        source = -1 if state is None else state.number
        self._note(turn, option, (source, (*via, (option, at))))
        self.observer(Edge(source, number, option, case, turn, at, via))
        known = graph.states[number]
        if known.expanded and not via and graph.subject.returns and state is not None:
            self._more_returns(known, turn.case, at, state, option)
        return turn

    def _new(
        self,
        key: Key,
        turn: Turn,
        at: datetime,
        came: State | None,
        option: Option,
        started: frozenset[str],
        world: int,
    ) -> int:
        graph = self.graph
        number = len(graph.states)
        self.index[key] = number
        state = State(
            number,
            turn.case,
            at,
            -1 if came is None else came.number,
            option,
            started,
            world,
            0 if came is None else came.depth + 1,
        )
        state.entered = entered(turn)
        state.passed.add(_passed(turn.case))
        state.ended = bool(turn.case.parts) and not any(part.open for part in turn.case.parts.values())
        state.broken = bool(turn.case.troubles) or _has_incident(turn.case)
        graph.states.append(state)
        state.pruned = self._grows(state)
        if not (state.broken or state.pruned or state.ended):
            self.queue.append(number)
        return number

    def _more_returns(self, state: State, case: Case, at: datetime, came: State, by: Option) -> None:
        """Another way to a known state passed other steps: returns to those were not tried yet."""
        passed = _passed(case)
        if state.broken or state.ended or passed in state.passed:
            return
        state.passed.add(passed)
        for option in self.mover.returns_of(case):
            mark = f"{option.node}>{option.to}"
            if mark not in state.returned:
                state.returned.add(mark)
                before = len(came.edges)
                self.go(came, option, case, at, state.facts, ((by, at),))
                state.edges += came.edges[before:]
                del came.edges[before:]

    def _grows(self, state: State) -> bool:
        """Whether the state holds all an earlier state on its way held, and more."""
        assert state.case is not None
        own = marking(state.case)
        total = sum(own.values())
        self.marks.append((total, own))
        place = state.came
        while place >= 0:
            count, before = self.marks[place]
            if 0 < count < total and self.graph.states[place].started == state.started and covers(own, before):
                self.graph.grown.append((state.number, place))
                return True
            place = self.graph.states[place].came
        return False

    def _note(self, turn: Turn, option: Option, trail: Trail) -> None:
        graph = self.graph
        for name in entered(turn):
            graph.entered.setdefault(name, trail)
        for flow in self.tracer.take():
            graph.taken.setdefault(flow, trail)
        graph.done.setdefault((option.kind, option.node, option.outcome or option.error or ""), trail)


def entered(turn: Turn) -> tuple[str, ...]:
    """The nodes a turn entered, in order."""
    return tuple(entry.element for step in turn.steps for entry in step.step.trace if entry.event == "entered")


def closed_circles(states: list[State]) -> list[list[State]]:
    """The strongly connected groups of more than one state, or of one with a way to itself, that nothing leaves."""
    number: dict[int, int] = {}
    low: dict[int, int] = {}
    stack: list[int] = []
    inside: set[int] = set()
    found: list[list[State]] = []
    for root in range(len(states)):
        work = [(root, 0)] if root not in number else []
        while work:
            here, place = work.pop()
            if place == 0:
                number[here] = low[here] = len(number)
                stack.append(here)
                inside.add(here)
            edges = states[here].edges
            if place < len(edges):
                work.append((here, place + 1))
                target = edges[place][1]
                if target not in number:
                    work.append((target, 0))
                elif target in inside:
                    low[here] = min(low[here], number[target])
                continue
            if work:
                above = work[-1][0]
                low[above] = min(low[above], low[here])
            if low[here] == number[here]:
                cut = stack.index(here)
                group, stack[cut:] = stack[cut:], []
                inside.difference_update(group)
                members = set(group)
                targets = {target for one in group for _, target in states[one].edges}
                if targets and targets <= members:
                    found.append([states[one] for one in group])
    return found


def _passed(case: Case) -> frozenset[str]:
    return frozenset(
        name
        for part in case.parts.values()
        if part.open
        for scope in part.state.scopes.values()
        for name in scope.entered
    )


def _sets_timers(case: Case, turn: Turn) -> bool:
    """New timers begin to run beside open ones: how late the step is done changes their order."""
    known = {(part, wait) for _, part, wait in open_timers(case)}
    after = [(part, wait) in known for _, part, wait in open_timers(turn.case)]
    return any(after) and not all(after)


def _has_incident(case: Case) -> bool:
    return any(scope.incidents for part in case.parts.values() if part.open for scope in part.state.scopes.values())


def raised(turn: Turn) -> list[tuple[int, RaiseIncident]]:
    """The incidents a turn raised, with their parts (0: between parts)."""
    return [(one.part, one.effect) for one in turn.effects if isinstance(one.effect, RaiseIncident)]


def _started(state: State | None, option: Option, outside: list[Option]) -> frozenset[str]:
    known = frozenset[str]() if state is None else state.started
    return known | {option.node} if option in outside else known


__all__ = ["Agent", "Edge", "Graph", "State", "explore", "raised"]
