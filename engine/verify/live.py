"""Which data can still matter from a place on: live variables, per node of each unit.

Two states that differ only in names nothing reads before they are written again are the same for the proof.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from engine.bpmn.graph import successors
from engine.bpmn.model import Literal, Node, NodeKind, Process
from engine.kernel.kinds import CONTAINERS, PEOPLE, RESTING
from engine.kernel.returning import reaches
from engine.verify.demand import Demand
from engine.verify.reading import Path
from engine.verify.statements import FACT, Statements, Unit, own_results, positions, read_value
from engine.verify.subject import Subject

Names = frozenset[str]
NONE: Names = frozenset()
_AFTER = frozenset({"completion-condition", "loop-condition"})


@dataclass(frozen=True, slots=True)
class Access:
    """What a node reads before and after it writes, what it may write, and what it overwrites for sure."""

    enters: Names = NONE
    leaves: Names = NONE
    writes: Names = NONE
    kills: Names = NONE


@dataclass(frozen=True, slots=True)
class Liveness:
    """Names that matter while a token rests at a node, and when one is about to enter it."""

    active: Mapping[str, Names]
    before: Mapping[str, Names]
    access: Mapping[str, Access]


def name_of(path: Path) -> str:
    """The name a path is kept under: a root name, or one for each fact of the dossier."""
    if path[0] != "dossier":
        return path[0]
    return FACT + ".".join(path[2:]) if path[1:2] == ("facts",) else ".".join(path[:2])


def liveness_of(subject: Subject, said: Statements, demand: Demand, unit: Unit) -> Liveness:
    """The live names of every node of a unit."""
    work = _Flow(subject, said, demand, unit)
    return work.solve()


class _Flow:
    def __init__(self, subject: Subject, said: Statements, demand: Demand, unit: Unit) -> None:
        self.subject = subject
        self.said = said
        self.unit = unit
        self.process: Process = unit.process
        facts = {path[0] for key, path in demand.tests if key == ""}
        self.wanted = demand.heads(unit.key) | facts
        self.demand = demand
        self.by_node = _reads_by_node(said, demand, unit)
        self.access = {node.id: self._access(node) for node in self.process.nodes.values()}
        self.around = {scope: self._around(scope) for scope in self.process.scopes}
        self.edges = successors(self.process.nodes, self.process.flows)

    def solve(self) -> Liveness:
        before = dict.fromkeys(self.process.nodes, NONE)
        active = dict(before)
        called = self._is_called()
        back = self._returns() if self.subject.returns else {}
        changed = True
        while changed:
            changed = False
            for node in reversed(list(self.process.nodes.values())):
                now = self._active(node, before, active, back) | (self.wanted if called else NONE)
                entering = self.access[node.id].enters | now
                if now != active[node.id] or entering != before[node.id]:
                    active[node.id], before[node.id] = now, entering
                    changed = True
        arriving = {f">{flow.id}": before[flow.target] for flow in self.process.flows.values() if flow.target in before}
        return Liveness(active, before | arriving, self.access)

    def _active(
        self, node: Node, before: Mapping[str, Names], active: Mapping[str, Names], back: Mapping[str, tuple[str, ...]]
    ) -> Names:
        own = self.access[node.id]
        after = own.leaves.union(*(before[name] for name in self.edges[node.id] if name not in node.boundary))
        if node.kind in (NodeKind.END, NodeKind.THROW) or not node.outgoing:
            after |= self._outside(node, active)
        keeps = node.loop is not None or node.kind in CONTAINERS
        found = after | own.enters if keeps else after - own.kills
        if node.kind in CONTAINERS:
            found = found.union(*(before[name] for name in self.process.scopes[node.id].nodes))
        found = found.union(*(before[name] for name in node.boundary), self.around[node.scope])
        return found.union(*(before[name] for name in back.get(node.id, ())))

    def _outside(self, node: Node, active: Mapping[str, Names]) -> Names:
        """What matters once the scope around is over."""
        return active.get(node.scope, NONE) if node.scope != self.process.id else NONE

    def _around(self, scope: str) -> Names:
        """What the event sub-processes of a scope and of those around it read: they may begin at any time."""
        found: set[str] = set()
        place: str | None = scope
        while place is not None:
            model = self.process.scopes[place]
            for sub in model.event_sub_processes:
                for name in _everything(self.process, sub):
                    found |= self.access[name].enters | self.access[name].leaves
            place = model.parent
        return frozenset(found)

    def _returns(self) -> dict[str, tuple[str, ...]]:
        people = [node for node in self.process.nodes.values() if node.kind is NodeKind.USER_TASK]
        found = {node.id: self._earlier(people, node) for node in self.process.nodes.values()}
        return {name: targets for name, targets in found.items() if targets}

    def _earlier(self, people: list[Node], node: Node) -> tuple[str, ...]:
        """The tasks a token here, or in a sub-process here, may be sent back to."""
        if node.kind not in CONTAINERS and node.kind is not NodeKind.USER_TASK:
            return ()
        return tuple(one.id for one in people if one.scope == node.scope and reaches(self.process, one.id, node.id))

    def _is_called(self) -> bool:
        return any(
            node.kind is NodeKind.CALL_ACTIVITY
            for unit in self.said.units.values()
            for node in unit.process.nodes.values()
        )

    def _access(self, node: Node) -> Access:
        enters: set[str] = set()
        leaves: set[str] = set()
        for position, value in positions(node):
            names = {name_of(path) for path in read_value(value).paths}
            (leaves if position in _AFTER else enters).update(names)
        for flow in node.outgoing:
            leaves |= {name_of(path) for path in read_value(self.process.flows[flow].condition).paths}
        early, late = self.by_node.get(node.id, (set(), set()))
        writes, kills = _writes(self.subject, self.unit, node)
        keep = self.wanted
        return Access(
            frozenset((enters | early) & keep),
            frozenset((leaves | late) & keep),
            frozenset(writes & keep),
            frozenset(kills & keep),
        )


def _everything(process: Process, scope: str) -> Iterator[str]:
    """A sub-process and all nodes in it, at any depth."""
    yield scope
    for name in process.scopes[scope].nodes:
        if name in process.scopes:
            yield from _everything(process, name)
        else:
            yield name


def _reads_by_node(said: Statements, demand: Demand, unit: Unit) -> dict[str, tuple[set[str], set[str]]]:
    """What a node reads to give values that matter: before it is done (scripts, payloads), and as it is (mappings)."""
    wanted = {(key, path[0]) for key, path in demand.tests}
    found: dict[str, tuple[set[str], set[str]]] = {}
    for (key, name), given in said.given.items():
        if (key, name) not in wanted:
            continue
        for one in given:
            if one.source == unit.key and one.node in unit.process.nodes:
                early, late = found.setdefault(one.node, (set(), set()))
                node = unit.process.nodes[one.node]
                computed = node.kind in (NodeKind.SCRIPT_TASK, NodeKind.RULE_TASK) and one.node in said_results(
                    unit, node
                )
                target = early if computed or one.unit not in ("", unit.key) else late
                target.update(name_of(path) for path in one.reading.paths)
            elif one.source == unit.key:
                for thrower in _senders(unit, one.node, one.unit):
                    early, _ = found.setdefault(thrower, (set(), set()))
                    early.update(name_of(path) for path in one.reading.paths)
    return found


def said_results(unit: Unit, node: Node) -> Names:
    """The node itself when it computes something."""
    return frozenset({node.id}) if own_results(unit.process, node) else NONE


def _senders(unit: Unit, _catcher: str, _other: str) -> Iterable[str]:
    """The nodes that send messages: which of them feeds a catcher is not told apart."""
    return [
        node.id
        for node in unit.process.nodes.values()
        if node.inputs and node.kind in (NodeKind.THROW, NodeKind.END, NodeKind.SEND_TASK)
    ]


def _writes(subject: Subject, unit: Unit, node: Node) -> tuple[set[str], set[str]]:
    """What a node may write, and what it writes or removes for sure when it completes."""
    sure = {one.name for one in node.outputs}
    may: set[str] = set()
    if node.work.outcomes:
        sure.add("outcome")
    if not node.has_outputs:
        sure |= set(own_results(unit.process, node))
        form = subject.forms.get(node.work.form or "") if not unit.package else None
        if form is not None and node.kind in PEOPLE:
            sure |= {one.name for one in form.fields}
        elif node.kind not in (NodeKind.SCRIPT_TASK, NodeKind.RULE_TASK) and node.kind in RESTING:
            may |= _ANYTHING
    scope = f"{unit.process.branch}." if unit.process.branch else ""
    sure |= {f"{FACT}{scope}{fact.name}" for fact in node.work.facts}
    if node.kind is NodeKind.RULE_TASK and node.calls is not None and not isinstance(node.calls, Literal):
        sure -= set(own_results(unit.process, node))
    return sure | may, sure


_ANYTHING: set[str] = set()
