"""Parallel ways that meet without a join: everything behind them is done once for each (lack of synchronisation)."""

from collections.abc import Iterator
from itertools import combinations

from engine.bpmn.graph import successors
from engine.bpmn.model import Node, NodeKind, Process

JOINS = frozenset({NodeKind.PARALLEL, NodeKind.INCLUSIVE, NodeKind.COMPLEX})


def unjoined(process: Process) -> Iterator[tuple[Node, Node]]:
    """(split, place of meeting) for every split whose ways meet at a node that does not wait for both."""
    edges = successors(process.nodes, process.flows)
    for split in process.nodes.values():
        if split.kind is not NodeKind.PARALLEL or len(split.outgoing) < 2:
            continue
        begins = [process.flows[flow].target for flow in split.outgoing]
        shared = _shared(process, edges, split.id, begins)
        ways = [_flows_ahead(process, edges, flow, shared | {split.id}) for flow in split.outgoing]
        for name, node in process.nodes.items():
            if node.kind not in JOINS and len(node.incoming) > 1 and _meet(node, ways):
                yield split, process.nodes[name]
                break


def _shared(process: Process, edges: dict[str, list[str]], split: str, begins: list[str]) -> frozenset[str]:
    """Joins that more than one of the ways lead to."""
    ahead = [_ahead(edges, begin, split) for begin in begins]
    return frozenset(
        node.id
        for node in process.nodes.values()
        if node.kind in JOINS and len(node.incoming) > 1 and sum(node.id in one for one in ahead) > 1
    )


def _ahead(edges: dict[str, list[str]], begin: str, split: str) -> set[str]:
    found, todo = {begin}, [begin]
    while todo:
        for target in edges[todo.pop()]:
            if target not in found and target != split:
                found.add(target)
                todo.append(target)
    return found


def _flows_ahead(process: Process, edges: dict[str, list[str]], first: str, stops: frozenset[str]) -> set[str]:
    """The flows a way goes along before it comes to a stop."""
    found = {first}
    todo, seen = [process.flows[first].target], set[str]()
    while todo:
        name = todo.pop()
        if name in seen or name in stops:
            continue
        seen.add(name)
        found |= set(process.nodes[name].outgoing)
        todo += edges[name]
    return found


def _meet(node: Node, ways: list[set[str]]) -> bool:
    """Two ways come in by flows of their own."""
    for one, two in combinations(ways, 2):
        left = [flow for flow in node.incoming if flow in one and flow not in two]
        right = [flow for flow in node.incoming if flow in two and flow not in one]
        if left and right:
            return True
    return False
