"""Columns: the longest way from a start, without the edges that lead back; a message crosses pools in one column."""

from process_models.layout.graph import Edge, Graph


def back_edges(graph: Graph) -> frozenset[str]:
    """Ids of the edges that close a circle, found in the order of reading."""
    following = _following(graph)
    state: dict[str, int] = {}
    back = set()
    targets = {edge.target for edge in graph.edges}
    roots = [node.id for node in graph.nodes if node.id not in targets and not node.host]
    for root in [*roots, *(node.id for node in graph.nodes)]:
        if root in state:
            continue
        state[root] = 1
        stack = [(root, iter(following.get(root, ())))]
        while stack:
            at, rest = stack[-1]
            edge = next(rest, None)
            if edge is None:
                state[at] = 2
                stack.pop()
            elif state.get(edge.target) == 1:
                back.add(edge.id)
            elif edge.target not in state:
                state[edge.target] = 1
                stack.append((edge.target, iter(following.get(edge.target, ()))))
    return frozenset(back)


def _following(graph: Graph) -> dict[str, list[Edge]]:
    """Edges by source; a boundary event's leave its host."""
    host = {node.id: node.host or node.id for node in graph.nodes}
    found: dict[str, list[Edge]] = {}
    for edge in graph.edges:
        source, target = host[edge.source], host[edge.target]
        if source != target:
            found.setdefault(source, []).append(Edge(id=edge.id, source=source, target=target, message=edge.message))
    return found


def ranks(graph: Graph, back: frozenset[str]) -> dict[str, int]:
    """Column of each node from 0; boundary events share their host's."""
    following = _following(graph)
    waiting = dict.fromkeys((node.id for node in graph.nodes if not node.host), 0)
    for edges in following.values():
        for edge in edges:
            if edge.id not in back:
                waiting[edge.target] += 1
    rank = dict.fromkeys(waiting, 0)
    ready = [node for node, count in waiting.items() if count == 0]
    while ready:
        at = ready.pop(0)
        for edge in following.get(at, ()):
            if edge.id in back:
                continue
            rank[edge.target] = max(rank[edge.target], rank[at] + (0 if edge.message else 1))
            waiting[edge.target] -= 1
            if waiting[edge.target] == 0:
                ready.append(edge.target)
    return rank | {node.id: rank[node.host] for node in graph.nodes if node.host}
