"""Which joins close a block: SpiffWorkflow joins soundly only where splits and joins come in pairs.

A join closes a block when one split of the same kind dominates it, the join is the first node that all paths from the
split must pass, and there are as many branches as arrivals. A parallel join is sound too where everything between the
split that dominates it and the join is a net of tasks, events and parallel gateways without a way back: then each of
its flows gets exactly one token. Everything else (a loop around or into it, a choice that leaves it) is outside.
"""

from collections.abc import Container, Mapping, Sequence

from engine.bpmn.model import Node, NodeKind, Process

EXIT = "\0"
"""A node behind all ends; no XML id can be like it."""

Edges = Mapping[str, Sequence[str]]


def open_joins(process: Process, scope: str) -> tuple[str, ...]:
    """Parallel and inclusive joins directly inside a scope that do not close a block, in document order."""
    inside = [process.nodes[name] for name in process.scopes[scope].nodes]
    joins = [n for n in inside if n.kind in {NodeKind.PARALLEL, NodeKind.INCLUSIVE} and len(n.incoming) > 1]
    if not joins:
        return ()
    starts = [node.id for node in inside if node.kind is NodeKind.START or _begins(node)]
    beside = [node for node in inside if node.kind is NodeKind.BOUNDARY and not node.interrupting]
    before = _dominators({**_edges(process, inside, ()), EXIT: ()}, starts)
    after = _dominators(_reversed(_edges(process, inside, {node.id for node in beside})), [EXIT])
    return tuple(
        join.id
        for join in joins
        if not (_closes(process, join, before, after) or _is_net(process, join, before))
        or _disturbed(process, join, before, beside)
    )


def _begins(node: Node) -> bool:
    return not node.incoming and node.kind is not NodeKind.BOUNDARY


def _disturbed(process: Process, join: Node, before: Mapping[str, set[str]], beside: Sequence[Node]) -> bool:
    """A boundary event that does not interrupt may send a further token from inside the block to its join."""
    split = _nearest(join.id, before)
    bit = 1 << process.order[join.id]
    return any(split in before[node.id] and process.reach[node.id] & bit for node in beside)


def _closes(process: Process, join: Node, before: Mapping[str, set[str]], after: Mapping[str, set[str]]) -> bool:
    split = process.nodes.get(_nearest(join.id, before))
    if split is None or split.kind is not join.kind or _nearest(split.id, after) != join.id:
        return False
    if _way_back(process, join):
        return False  # in a second round it counts the arrivals of the first
    if join.kind is NodeKind.INCLUSIVE:
        inside = _between(process, split, join, before)
        if any(_unseen(node) or _way_back(process, node) for node in inside):
            return False
    return len(split.outgoing) == len(join.incoming) and len(join.outgoing) == 1 and len(split.incoming) == 1


def _unseen(node: Node) -> bool:
    """An inclusive join does not see that a token here may still come: only plain ready and waiting tasks count."""
    return bool(node.boundary) or node.loop is not None or node.kind in {NodeKind.EVENT_GATEWAY, NodeKind.SUB_PROCESS}


def _is_net(process: Process, join: Node, before: Mapping[str, set[str]]) -> bool:
    split = process.nodes.get(_nearest(join.id, before))
    if join.kind is not NodeKind.PARALLEL or len(join.outgoing) > 1 or split is None or _way_back(process, join):
        return False
    inside = _between(process, split, join, before)
    return _even(split) and all(_even(node) and not _way_back(process, node) for node in inside)


def _between(process: Process, split: Node, join: Node, before: Mapping[str, set[str]]) -> list[Node]:
    """The nodes that only the split leads to and that lead to the join."""
    goal = 1 << process.order[join.id]
    behind = [node for node in process.nodes.values() if split.id in before.get(node.id, ()) and node.id != split.id]
    return [node for node in behind if node.id != join.id and process.reach[node.id] & goal]


def _way_back(process: Process, node: Node) -> bool:
    return bool(process.reach[node.id] & 1 << process.order[node.id])


def _even(node: Node) -> bool:
    """One token in gives one token on every flow that leaves, always."""
    if node.kind is NodeKind.PARALLEL:
        return True
    return len(node.incoming) <= 1 and len(node.outgoing) <= 1 and not node.boundary


def _edges(process: Process, inside: Sequence[Node], without: Container[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for node in inside:
        targets = [process.flows[flow].target for flow in node.outgoing]
        found[node.id] = [*targets, *(name for name in node.boundary if name not in without)] or [EXIT]
    return found


def _reversed(edges: Edges) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {EXIT: []}
    for source, targets in edges.items():
        found.setdefault(source, [])
        for target in targets:
            found.setdefault(target, []).append(source)
    return found


def _dominators(edges: Edges, roots: Sequence[str]) -> dict[str, set[str]]:
    """Per reachable node those that every path from the roots passes, itself included (iterated to the fixed point)."""
    sources = _reversed(edges)
    everything = set(edges)
    found = {name: {name} if name in roots else set(everything) for name in edges}
    changed = True
    while changed:
        changed = False
        for name in edges:
            if name in roots:
                continue
            arriving = [found[source] for source in sources.get(name, ()) if source in found]
            now = ({*set.intersection(*arriving)} if arriving else set()) | {name}
            if now != found[name]:
                found[name] = now
                changed = True
    return found


def _nearest(name: str, dominators: Mapping[str, set[str]]) -> str:
    """The strict dominator that all others dominate; empty when there is none."""
    strict = dominators[name] - {name}
    return max(strict, key=lambda one: len(dominators[one]), default="")
