"""A made model as a graph to be drawn."""

from typing import Final

from process_models.layout import Drawing, Edge, Graph, Lane, Node, Pool, draw
from process_models.layout.labels import line_count
from process_models.making.graph import Element, Model

_TALL: Final = 104.0
_SIZES: Final = {"task": (140.0, 80.0), "gateway": (50.0, 50.0), "event": (36.0, 36.0)}


def drawn(model: Model) -> Drawing:
    """The drawing of a model."""
    pools = tuple(
        Pool(key, pool.name, tuple(Lane(lane, name) for lane, name in pool.lanes.items()))
        for key, pool in model.pools.items()
    )
    nodes = tuple(_node(element) for element in model.elements.values())
    edges = [Edge(id=flow.id, source=flow.source, target=flow.target, name=flow.name) for flow in model.flows]
    edges += [
        Edge(id=flow.id, source=flow.source, target=flow.target, name=flow.name, message=True)
        for flow in model.message_flows
    ]
    made = draw(Graph(pools, nodes, tuple(edges)))
    for key, pool in model.pools.items():
        made.boxes[pool.id] = made.boxes.pop(key)
    return made


def _node(element: Element) -> Node:
    kind = "task" if element.tag.endswith("Task") else "gateway" if element.tag.endswith("Gateway") else "event"
    width, height = _SIZES[kind]
    if kind == "task" and line_count(element.name, width - 12) > 2:  # more lines need room beside the task's symbol
        height = _TALL
    return Node(
        id=element.id, kind=kind, pool=element.pool, lane=element.lane, name=element.name, width=width, height=height
    )
