"""Where control may go inside a process, sub-processes opened up: the graph that facts about data travel along.

A place is a node's id (before it), or ``<id>|out`` for what follows a sub-process.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from engine.bpmn.graph import successors
from engine.bpmn.model import Node, NodeKind, Process
from engine.feel import syntax as sx
from engine.kernel.kinds import CONTAINERS
from engine.verify.reading import parse

OUT = "|out"


@dataclass(frozen=True, slots=True)
class Edge:
    """From a place to a place; ``done``: the source was completed (else left by a boundary event or just begun)."""

    source: str
    target: str
    done: bool = True
    sure: frozenset[str] = frozenset()
    """Names that are not null where this way is gone: its condition asked."""


@dataclass(slots=True)
class DataGraph:
    """The places of a process and the ways between them."""

    process: Process
    entry: tuple[str, ...] = ()
    into: dict[str, list[Edge]] = field(default_factory=dict)
    onward: dict[str, list[Edge]] = field(default_factory=dict)

    def add(self, edge: Edge) -> None:
        """One more way."""
        self.into.setdefault(edge.target, []).append(edge)
        self.onward.setdefault(edge.source, []).append(edge)

    def places(self) -> list[str]:
        """Every place, in document order."""
        found = list(self.process.nodes)
        return [*found, *(f"{name}{OUT}" for name in found if self.process.nodes[name].kind in CONTAINERS)]

    def joins(self, place: str) -> bool:
        """All ways into the place are gone together."""
        node = self.process.nodes.get(place)
        return node is not None and node.kind is NodeKind.PARALLEL and len(node.incoming) > 1

    def way(self, target: str, avoid: frozenset[str]) -> tuple[str, ...] | None:
        """The shortest way to a place on which none of the nodes of ``avoid`` is completed."""
        todo: list[tuple[str, ...]] = [(name,) for name in self.entry]
        seen = set(self.entry)
        for way in todo:
            if way[-1] == target:
                return tuple(name for name in way if not name.endswith(OUT))
            for edge in self.onward.get(way[-1], ()):
                blocked = edge.done and edge.source.removesuffix(OUT) in avoid
                if not blocked and edge.target not in seen:
                    seen.add(edge.target)
                    todo.append((*way, edge.target))
        return None


def graph_of(process: Process) -> DataGraph:
    """Open a process up."""
    graph = DataGraph(process, tuple(_begins(process, process.id)))
    edges = successors(process.nodes, process.flows)
    for node in process.nodes.values():
        _leave(graph, node, edges[node.id])
        if node.kind in CONTAINERS:
            _open(graph, node)
        elif not node.outgoing and node.scope in process.nodes:
            graph.add(Edge(node.id, f"{node.scope}{OUT}"))
    for scope, model in process.scopes.items():
        for sub in model.event_sub_processes:
            for name in graph.entry if scope == process.id else (scope,):
                graph.add(Edge(name, sub, done=False))
            if scope != process.id:
                graph.add(Edge(f"{sub}{OUT}", f"{scope}{OUT}"))
    return graph


def _sure(process: Process, node: Node, flow: str) -> frozenset[str]:
    """Names that a flow's condition, or the failing of the others', says are there."""
    condition = process.flows[flow].condition
    found = set() if condition is None else _not_null(parse(condition.text.strip().removeprefix("=")), "!=")
    if node.kind is NodeKind.EXCLUSIVE:
        for other in node.outgoing:
            if other == flow and flow != node.default:
                break
            asked = process.flows[other].condition
            if asked is not None and other != flow:
                found |= _not_null(parse(asked.text.strip().removeprefix("=")), "=")
    return frozenset(found)


def _not_null(node: sx.Node | None, operator: str) -> set[str]:
    """Names compared with null by the whole condition or, for ``!=``, by one of the parts that must all hold."""
    match node:
        case sx.Junction(operator="and", items=items) if operator == "!=":
            return {name for item in items for name in _not_null(item, operator)}
        case sx.Junction(operator="or", items=items) if operator == "=":
            return {name for item in items for name in _not_null(item, operator)}
        case sx.Comparison(operator=found, left=sx.Name(name=name), right=sx.Literal(value=None)) if found == operator:
            return {name}
        case _:
            return set()


def _leave(graph: DataGraph, node: Node, targets: list[str]) -> None:
    """The ways a node is left: its flows, its boundary events, for a thrown link the one that catches it."""
    process = graph.process
    source = f"{node.id}{OUT}" if node.kind in CONTAINERS else node.id
    for name in node.outgoing:
        graph.add(Edge(source, process.flows[name].target, sure=_sure(process, node, name)))
    for target in targets:
        if target in node.boundary:
            graph.add(Edge(node.id, target, done=False))
        elif not node.outgoing:
            graph.add(Edge(source, target))


def _open(graph: DataGraph, node: Node) -> None:
    for name in _begins(graph.process, node.id):
        graph.add(Edge(node.id, name, done=False))
    if node.kind is NodeKind.AD_HOC:
        graph.add(Edge(node.id, f"{node.id}{OUT}", done=False))


def _begins(process: Process, scope: str) -> Iterator[str]:
    model = process.scopes[scope]
    yield from dict.fromkeys((*model.starts, *model.sources))
    for name in model.nodes:
        if process.nodes[name].for_compensation and name not in model.sources:
            yield name


def document_order(process: Process) -> Mapping[str, int]:
    """Node id -> place in the document."""
    return {name: place for place, name in enumerate(process.nodes)}
