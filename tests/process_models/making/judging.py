"""What makes a drawing unreadable, found from the file as any tool would draw it."""

from collections.abc import Iterator
from itertools import combinations

from engine.bpmn.diagram import Bounds, Diagram, Edge, Shape, diagrams
from engine.bpmn.names import ACTIVITIES, EVENTS, GATEWAYS, kind_of, own_id
from engine.bpmn.reader import read

FLOW_NODES = ACTIVITIES | EVENTS | GATEWAYS


def faults(content: bytes) -> list[str]:
    """Overlapping shapes, edges through shapes, labels on shapes or on each other, nodes outside of their lanes."""
    return [fault for page in diagrams(read(content)) for fault in _faults(page)]


def _faults(page: Diagram) -> Iterator[str]:
    nodes = [shape for shape in page.shapes if kind_of(shape.element) in FLOW_NODES]
    for one, other in combinations(nodes, 2):
        if _meet(one.bounds, other.bounds) and not _attached(one, other):
            yield f"{_id(one)} overlaps {_id(other)}"
    for edge in page.edges:
        for node in nodes:
            if _through(edge, node):
                yield f"{own_id(edge.element)} runs through {_id(node)}"
    yield from _labels(page, nodes)
    yield from _lanes(page, nodes)


def _labels(page: Diagram, nodes: list[Shape]) -> Iterator[str]:
    named = [(_id(shape), shape.label) for shape in nodes if shape.label and shape.element.get("name")]
    named += [(own_id(edge.element), edge.label) for edge in page.edges if edge.label and edge.element.get("name")]
    for (one, box), (other, there) in combinations(named, 2):
        if _meet(box, there):
            yield f"the names of {one} and {other} cover each other"
    for one, box in named:
        for node in nodes:
            if _meet(box, node.bounds):
                yield f"the name of {one} lies on {_id(node)}"
        for edge in page.edges:
            if own_id(edge.element) != one and any(_cuts(segment, box) for segment in _segments(edge)):
                yield f"{own_id(edge.element)} runs through the name of {one}"


def _lanes(page: Diagram, nodes: list[Shape]) -> Iterator[str]:
    inside = {_id(node): node.bounds for node in nodes}
    for lane in page.shapes:
        if kind_of(lane.element) != "lane":
            continue
        for reference in lane.element:
            box = inside.get((reference.text or "").strip())
            if box is not None and not _within(box, lane.bounds):
                yield f"{(reference.text or '').strip()} stands outside of {_id(lane)}"


def _id(shape: Shape) -> str:
    return own_id(shape.element)


def _attached(one: Shape, other: Shape) -> bool:
    return one.element.get("attachedToRef") == _id(other) or other.element.get("attachedToRef") == _id(one)


def _meet(a: Bounds, b: Bounds) -> bool:
    return (
        a.x < b.x + b.width - 0.5
        and b.x < a.x + a.width - 0.5
        and a.y < b.y + b.height - 0.5
        and b.y < a.y + a.height - 0.5
    )


def _within(inner: Bounds, outer: Bounds) -> bool:
    return (
        inner.x >= outer.x
        and inner.y >= outer.y
        and inner.x + inner.width <= outer.x + outer.width
        and inner.y + inner.height <= outer.y + outer.height
    )


def _segments(edge: Edge) -> Iterator[Bounds]:
    for (ax, ay), (bx, by) in zip(edge.points, edge.points[1:], strict=False):
        yield Bounds(min(ax, bx), min(ay, by), abs(bx - ax), abs(by - ay))


def _cuts(segment: Bounds, box: Bounds) -> bool:
    """Whether a straight segment runs through the inside of a box."""
    return (
        segment.x < box.x + box.width - 1
        and box.x + 1 < segment.x + segment.width + 0.001
        and segment.y < box.y + box.height - 1
        and box.y + 1 < segment.y + segment.height + 0.001
    )


def _through(edge: Edge, node: Shape) -> bool:
    ends = {edge.element.get("sourceRef"), edge.element.get("targetRef")}
    ends |= {node.element.get("attachedToRef") or ""} if _id(node) in ends else set()
    if _id(node) in ends:
        inner = Bounds(node.bounds.x + 2, node.bounds.y + 2, node.bounds.width - 4, node.bounds.height - 4)
        return any(_cuts(segment, inner) for segment in _segments(edge))
    return any(_cuts(segment, node.bounds) for segment in _segments(edge))
