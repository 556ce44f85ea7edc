"""Reachability inside a scope, computed once at compile time as bit sets over the nodes' positions."""

from collections.abc import Iterable, Mapping, Sequence

from engine.bpmn.model import Flow, Node, NodeKind, Trigger

Edges = Mapping[str, Sequence[str]]


def successors(
    nodes: Mapping[str, Node], flows: Mapping[str, Flow], *, boundaries: bool = True
) -> dict[str, list[str]]:
    """Where a token may go next: sequence flows, from an activity to its boundary events, from link to link."""
    links: dict[tuple[str, str], list[str]] = {}
    for node in nodes.values():
        if node.kind is NodeKind.CATCH:
            for event in node.events:
                if event.trigger is Trigger.LINK:
                    links.setdefault((node.scope, event.name), [node.id])
    found: dict[str, list[str]] = {}
    for node in nodes.values():
        targets = [flows[flow].target for flow in node.outgoing]
        targets += node.boundary if boundaries else ()
        if node.kind is NodeKind.THROW:
            for event in node.events:
                targets += links.get((node.scope, event.name), []) if event.trigger is Trigger.LINK else []
        found[node.id] = [target for target in dict.fromkeys(targets) if target in nodes]
    return found


def reachable(edges: Edges, order: Mapping[str, int]) -> dict[str, int]:
    """Per node the set of nodes that one or more steps lead to (itself only when it stands on a cycle)."""
    bits: dict[str, int] = {}
    for group in _components(edges):
        members = sum(1 << order[name] for name in group)
        reach = members if len(group) > 1 or group[0] in edges[group[0]] else 0
        inside = set(group)
        for name in group:
            for target in edges[name]:
                if target not in inside:
                    reach |= bits[target] | 1 << order[target]
        bits.update(dict.fromkeys(group, reach))
    return {name: bits[name] for name in edges}


def without_back_edges(edges: Edges, roots: Iterable[str]) -> dict[str, list[str]]:
    """The graph without the edges that lead back to a node on the way from the roots (depth first, in order)."""
    done: set[str] = set()
    kept: dict[str, list[str]] = {name: [] for name in edges}
    for root in (*roots, *edges):
        if root not in done:
            _descend(root, edges, kept, done)
    return kept


def _descend(root: str, edges: Edges, kept: dict[str, list[str]], done: set[str]) -> None:
    path = {root}
    stack = [(root, iter(edges[root]))]
    while stack:
        name, rest = stack[-1]
        target = next(rest, None)
        if target is None:
            stack.pop()
            path.discard(name)
            done.add(name)
        elif target not in path:
            kept[name].append(target)
            if target not in done:
                path.add(target)
                stack.append((target, iter(edges[target])))


def _components(edges: Edges) -> list[list[str]]:
    """Strongly connected components, each after those it leads to (Tarjan, without recursion)."""
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    waiting: list[str] = []
    on_stack: set[str] = set()
    found: list[list[str]] = []
    for root in edges:
        if root in number:
            continue
        number[root] = low[root] = len(number)
        waiting.append(root)
        on_stack.add(root)
        work = [(root, iter(edges[root]))]
        while work:
            name, rest = work[-1]
            target = next(rest, None)
            if target is not None:
                if target not in number:
                    number[target] = low[target] = len(number)
                    waiting.append(target)
                    on_stack.add(target)
                    work.append((target, iter(edges[target])))
                elif target in on_stack:
                    low[name] = min(low[name], number[target])
                continue
            work.pop()
            if work:
                parent = work[-1][0]
                low[parent] = min(low[parent], low[name])
            if low[name] == number[name]:
                found.append(_popped(waiting, on_stack, name))
    return found


def _popped(waiting: list[str], on_stack: set[str], name: str) -> list[str]:
    group = []
    while True:
        member = waiting.pop()
        on_stack.discard(member)
        group.append(member)
        if member == name:
            return group
