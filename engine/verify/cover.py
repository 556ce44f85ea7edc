"""Runs from the submission to an end that together do everything the exploration has found possible.

Each is real: it is walked again with the function that runs in production, from answers that are valid. What a
scenario can be made of; the fewest are not sought, few are.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from engine.dossier import Case, act
from engine.verify.explore import Deed, Exploration, Graph, Trail, entered
from engine.verify.findings import MoveKind, Path
from engine.verify.moves import Option, possible
from engine.verify.proof import Proof

_LONGEST = 400
_UNUSUAL = frozenset({MoveKind.RETURN, MoveKind.TIMER, MoveKind.FAIL, MoveKind.ACTIVATE})
"""Steps a run takes only when it is about them."""

Item = tuple[str, str] | Deed


def cover(proof: Proof, most: int = 60) -> tuple[Path, ...]:
    """At most so many runs that end and together enter, take and do what some run can; those that say most first."""
    work = _Cover(proof.graph)
    return tuple(work.runs(most))


@dataclass(slots=True)
class _Walk:
    """A run under way."""

    case: Case
    now: datetime
    world: int
    started: frozenset[str] = frozenset()
    crossed: int = 0
    steps: list[tuple[Option, datetime, str, tuple[str, ...]]] = field(default_factory=list)
    seen: set[Item] = field(default_factory=set)


class _Cover:
    def __init__(self, graph: Graph) -> None:
        assert graph.by is not None
        self.graph = graph
        self.by: Exploration = graph.by
        self.onward = _toward_ends(graph)

    def runs(self, most: int) -> Iterator[Path]:
        """Runs, the longest trails first, until everything is covered."""
        trails: dict[Item, Trail] = {}
        for flow, trail in self.graph.taken.items():
            trails["flow", flow] = trail
        for node, trail in self.graph.entered.items():
            trails["node", node] = trail
        trails |= {deed: trail for deed, trail in self.graph.done.items() if deed[0] is not MoveKind.RETURN}
        left = dict(sorted(trails.items(), key=lambda one: -self._depth(one[1])))
        while left and most:
            item = next(iter(left))
            walk = self._run(left.pop(item))
            if walk is None or not walk.case.parts:
                continue
            most -= 1
            for seen in walk.seen:
                left.pop(seen, None)
            yield tuple(
                replace(self.graph.move(option, at), branch=branch, entered=names)
                for option, at, branch, names in walk.steps
            )

    def _depth(self, trail: Trail) -> int:
        number, steps = trail
        return len(steps) + (self.graph.states[number].depth if number >= 0 else 0)

    def _run(self, trail: Trail) -> _Walk | None:
        """Follow a trail, then the shortest way to an end; None when none is known from there."""
        walk: _Walk | None = None
        for option, at in self.graph.steps(*trail):
            if walk is None:
                walk = _Walk(Case(), at, self._world(trail))
            if not self._do(walk, option, at):
                return None
        while walk is not None and any(part.open for part in walk.case.parts.values()):
            number = self.by.index.get((self.by.keys.key(walk.case, walk.started), walk.world, walk.crossed))
            wanted = None if number is None else self.onward.get(number)
            following = None if wanted is None else self._like(walk.case, wanted)
            if following is None or len(walk.steps) > _LONGEST:
                return None
            if not self._do(walk, following, walk.now if following.at is None else max(walk.now, following.at)):
                return None
        return walk

    def _world(self, trail: Trail) -> int:
        number, _ = trail
        return self.graph.states[number].facts if number >= 0 else 0

    def _do(self, walk: _Walk, option: Option, at: datetime) -> bool:
        self.by.tracer.take()
        part = walk.case.parts.get(option.part)
        branch = "" if part is None else part.branch
        turn = act(self.by.tracer.library, walk.case, option.command, replace(self.graph.worlds[walk.world], now=at))
        if turn.refused is not None:
            return False
        names = entered(turn)
        walk.case, walk.now = turn.case, at
        walk.crossed += option.crosses
        if option in self.by.outside:
            walk.started |= {option.node}
        walk.steps.append((option, at, branch, names))
        walk.seen |= {("flow", flow) for flow in self.by.tracer.take()} | {("node", name) for name in names}
        walk.seen.add((option.kind, option.node, option.outcome or option.error or ""))
        return True

    def _like(self, case: Case, wanted: Option) -> Option | None:
        """The step of this case that is the wanted one of an equal case."""
        agents = self.by.mover.agents(case)
        options = [*(one for agent in agents for one in possible([agent])), *self.by.outside]
        return next((one for one in options if _same(one, wanted)), None)


def _same(one: Option, other: Option) -> bool:
    return (one.kind, one.node, one.outcome, one.error, one.to, one.item) == (
        other.kind,
        other.node,
        other.outcome,
        other.error,
        other.to,
        other.item,
    ) and one.answers == other.answers


def _toward_ends(graph: Graph) -> dict[int, Option]:
    """State -> the first step of a shortest way to an end, usual steps before unusual ones."""
    before: dict[int, list[tuple[int, Option]]] = {}
    for state in graph.states:
        for option, target in state.edges:
            before.setdefault(target, []).append((state.number, option))
    found: dict[int, Option] = {}
    reached = {state.number for state in graph.states if state.ended}
    todo = deque(sorted(reached))
    late: list[tuple[int, Option]] = []
    while todo or late:
        if not todo:
            number, option = late.pop(0)
            if number in reached:
                continue
            reached.add(number)
            found[number] = option
            todo.append(number)
        target = todo.popleft()
        for number, option in before.get(target, ()):
            if number in reached:
                continue
            if option.kind in _UNUSUAL:
                late.append((number, option))
                continue
            reached.add(number)
            found[number] = option
            todo.append(number)
    return found
