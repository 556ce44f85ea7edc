"""Which agents must be moved in a state so that nothing is missed: persistent sets over the model's structure.

Two agents concern each other when the next step of one can touch what the other may still do on its own: the same
data (only those that matter), a message, a signal, an end that stops everything, a scope that holds both. Agents of
parallel branches up to their join usually do not, so the branches need not be walked in every interleaving, nor their
timers fired in the order of time: a run in that order leads to the same. Returns
to a step before the split are tried from the branch that is moved; what the others had done by then is withdrawn.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from engine.bpmn.graph import successors
from engine.bpmn.model import NodeKind, Process, Trigger
from engine.dossier.case import Case
from engine.kernel.kinds import CONTAINERS, RESTING
from engine.kernel.returning import reaches
from engine.kernel.state import State
from engine.verify.live import Liveness
from engine.verify.moves import Agent
from engine.verify.statements import Statements, caught_events, thrown_messages

_JOINS = frozenset({NodeKind.PARALLEL, NodeKind.INCLUSIVE, NodeKind.COMPLEX})
_STOPS = RESTING | {NodeKind.EVENT_GATEWAY}
_STOPPING = frozenset(
    {Trigger.TERMINATE, Trigger.ERROR, Trigger.ESCALATION, Trigger.CANCEL, Trigger.COMPENSATION, Trigger.CONDITIONAL}
)


@dataclass(frozen=True, slots=True)
class Touch:
    """What a set of nodes reads, writes, sends and hears; ``stops``: it may end or interrupt what lies around it."""

    reads: frozenset[str]
    writes: frozenset[str]
    sends: frozenset[str]
    hears: frozenset[str]
    stops: bool


class Reducer:
    """Chooses agents; everything static is computed once."""

    def __init__(self, said: Statements, live: Mapping[str, Liveness]) -> None:
        self._units = said.units
        self._live = live
        self._edges = {key: successors(unit.process.nodes, unit.process.flows) for key, unit in said.units.items()}
        self._segments: dict[tuple[str, str, frozenset[str]], Touch] = {}
        self._futures: dict[tuple[str, str, str], Touch] = {}

    def choose(self, case: Case, agents: list[Agent]) -> list[Agent]:
        """A smallest set of agents that concerns none of the others."""
        if len(agents) < 2:
            return agents
        near = self._relation(case, agents)
        best = agents
        newest = sorted(range(len(agents)), key=lambda one: (-agents[one].part, -agents[one].token))
        for place in newest:  # one branch is walked to its end before the next begins
            group = _closure(place, near)
            if len(group) < len(best):
                best = [agents[one] for one in sorted(group)]
                if len(best) == 1:
                    break
        return best

    def _relation(self, case: Case, agents: list[Agent]) -> list[set[int]]:
        near: list[set[int]] = [set() for _ in agents]
        for one, first in enumerate(agents):
            for two, second in enumerate(agents):
                if one != two and self._concerns(case, first, second):
                    near[one].add(two)
        return near

    def _concerns(self, case: Case, first: Agent, second: Agent) -> bool:
        """Whether the next step of the first touches what the second may do without it."""
        if first.part != second.part:
            if case.parts[first.part].parent is not None or case.parts[second.part].parent is not None:
                return True
            step = self._segment(case, first)
            return _clash(step, self._future(second.unit, second.node, ""), apart=True)
        state = case.parts[first.part].state
        meeting = _meeting(state, first, second)
        if meeting is None:
            return True
        ours, theirs = meeting
        step = self._segment(case, first)
        return _clash(step, self._future(second.unit, theirs, ours), apart=False)

    # -- what nodes touch -------------------------------------------------------------------------------------

    def _segment(self, case: Case, agent: Agent) -> Touch:
        """What the agent's next step may go through, up to where tokens rest."""
        scope = case.parts[agent.part].state.scopes[agent.scope]
        key = (agent.unit, agent.node, frozenset(scope.arrivals))
        found = self._segments.get(key)
        if found is None:
            found = self._segments[key] = self._touch(agent.unit, self._steps(agent.unit, agent.node, key[2]))
        return found

    def _steps(self, unit: str, node: str, arrived: frozenset[str]) -> Iterator[tuple[str, bool]]:
        process, edges = self._units[unit].process, self._edges[unit]
        yield node, True
        if node not in process.nodes:
            return
        todo, seen = list(edges[node]), {node}
        while todo:
            name = todo.pop()
            if name in seen:
                continue
            seen.add(name)
            place = process.nodes[name]
            waits = place.kind is NodeKind.PARALLEL and len(place.incoming) > 1
            if waits and len(arrived & set(place.incoming)) < len(place.incoming) - 1:
                continue
            rests = place.kind in _STOPS
            yield name, not rests
            if place.kind in CONTAINERS:
                todo += process.scopes[name].nodes
            if not rests or place.kind in CONTAINERS:
                todo += edges[name]
            if place.kind is NodeKind.END and place.scope in process.nodes:
                todo.append(place.scope)
                seen.discard(place.scope)
                todo += edges[place.scope]

    def _future(self, unit: str, node: str, without: str) -> Touch:
        """What an agent may come to while another one rests at ``without`` (empty: in another part)."""
        key = (unit, node, without)
        found = self._futures.get(key)
        if found is None:
            found = self._futures[key] = self._touch(unit, self._ways(unit, node, without))
        return found

    def _ways(self, unit: str, node: str, without: str) -> Iterator[tuple[str, bool]]:
        process, edges = self._units[unit].process, self._edges[unit]
        todo, seen = [node], set[str]()
        while todo:
            name = todo.pop()
            if name in seen or name not in process.nodes:
                continue
            seen.add(name)
            place = process.nodes[name]
            if (
                name != node
                and without
                and place.kind in _JOINS
                and len(place.incoming) > 1
                and reaches(process, without, name)
            ):
                continue
            yield name, True
            todo += edges[name]
            if place.kind in CONTAINERS:
                todo += _inside(process, name)

    def _touch(self, unit: str, nodes: Iterable[tuple[str, bool]]) -> Touch:
        process, access = self._units[unit].process, self._live[unit].access
        reads, writes, sends, hears, stops = set[str](), set[str](), set[str](), set[str](), False
        for name, whole in nodes:
            if name not in access:
                stops = True
                continue
            own = access[name]
            reads |= own.enters | own.leaves if whole else own.enters
            writes |= own.writes if whole else frozenset()
            node = process.nodes[name]
            events = caught_events(node)
            hears |= {f"{event.trigger}:{event.name}" for event in events if event.name}
            stops = stops or any(event.trigger in _STOPPING for event in events if node.kind is not NodeKind.BOUNDARY)
            if node.kind in (NodeKind.THROW, NodeKind.END):
                sends |= {f"{event.trigger}:{event.name}" for event in node.events if event.name}
                stops = stops or any(event.trigger in _STOPPING for event in node.events)
            sends |= {f"message:{event.name}" for event in thrown_messages(node)}
        return Touch(frozenset(reads), frozenset(writes), frozenset(sends), frozenset(hears), stops)


def _clash(step: Touch, future: Touch, *, apart: bool) -> bool:
    if step.sends & future.hears or step.hears & future.sends:
        return True
    if not apart and (step.stops or future.stops):
        return True
    shared = (step.writes & (future.reads | future.writes)) | (step.reads & future.writes)
    return any(not apart or name.startswith("dossier.") for name in shared)


def _meeting(state: State, first: Agent, second: Agent) -> tuple[str, str] | None:
    """Where two agents of a part stand in the scope that holds both; None when one holds the other."""
    places = {scope: (token, node) for scope, token, node in _chain(state, second)}
    for scope, token, node in _chain(state, first):
        if scope in places:
            other, there = places[scope]
            return None if token == other or 0 in (token, other) else (node, there)
    return None


def _chain(state: State, agent: Agent) -> list[tuple[int, int, str]]:
    """(scope, token, node) of an agent from its own scope outward; a scope that is no token's counts as one by its uid.

    Token 0: the scope itself is the agent.
    """
    found = [(agent.scope, agent.token, agent.node)]
    scope = state.scopes[agent.scope]
    while scope.parent is not None:
        around = state.scopes[scope.parent]
        owner = around.tokens.get(scope.owner) if scope.owner is not None else None
        found.append((around.uid, scope.uid, scope.node) if owner is None else (around.uid, owner.uid, owner.at))
        scope = around
    return found


def _inside(process: Process, scope: str) -> Iterator[str]:
    for name in process.scopes[scope].nodes:
        yield name
        if name in process.scopes:
            yield from _inside(process, name)


def _closure(start: int, near: list[set[int]]) -> set[int]:
    found, todo = {start}, [start]
    while todo:
        for other in near[todo.pop()]:
            if other not in found:
                found.add(other)
                todo.append(other)
    return found
