"""The diagrams are readable: shapes apart, lines straight and around shapes, everything inside its lane."""

from itertools import combinations, pairwise

import pytest

from engine.bpmn.diagram import page_of
from engine.bpmn.names import FLOW_NODES
from tests.process_models.library.packages import CODES, package


def page(code):
    found = page_of(package(code).document, None)
    assert found is not None
    return found


def kinds(code):
    return {
        element.get("id"): element.tag.rpartition("}")[2]
        for element in package(code).document.root.iter()
        if isinstance(element.tag, str) and element.get("id")
    }


def boxes(code, *wanted):
    kind = kinds(code)
    return {
        shape.element.get("id"): shape.bounds for shape in page(code).shapes if kind[shape.element.get("id")] in wanted
    }


def overlap(one, other):
    across = one.x < other.x + other.width and other.x < one.x + one.width
    return across and one.y < other.y + other.height and other.y < one.y + one.height


def crosses(start, end, box):
    low, high = sorted((start[0], end[0]))
    top, bottom = sorted((start[1], end[1]))
    return low < box.x + box.width and high > box.x and top < box.y + box.height and bottom > box.y


@pytest.mark.parametrize("code", CODES)
def test_shapes_do_not_overlap(code):
    found = boxes(code, *(FLOW_NODES - {"boundaryEvent"}))
    assert [(a, b) for a, b in combinations(found, 2) if overlap(found[a], found[b])] == []


@pytest.mark.parametrize("code", CODES)
def test_lines_are_horizontal_or_vertical_and_pass_no_shape(code):
    found = boxes(code, *(FLOW_NODES - {"boundaryEvent"}))
    slanted, through = [], []
    for edge in page(code).edges:
        ends = {edge.element.get("sourceRef"), edge.element.get("targetRef")}
        for start, end in pairwise(edge.points):
            if start[0] != end[0] and start[1] != end[1]:
                slanted.append(edge.element.get("id"))
            through += [
                (edge.element.get("id"), ident)
                for ident, box in found.items()
                if ident not in ends and crosses(start, end, box)
            ]
    assert slanted == []
    assert [(line, ident) for line, ident in through if not _hosts(code, line, ident)] == []


def _hosts(code, line, ident):
    """A line from a boundary event begins on its host."""
    elements = {element.get("id"): element for element in package(code).document.root.iter() if element.get("id")}
    source = elements[elements[line].get("sourceRef")]
    return source.get("attachedToRef") == ident


@pytest.mark.parametrize("code", CODES)
def test_every_node_lies_in_its_lane(code):
    lanes = boxes(code, "lane")
    nodes = boxes(code, *FLOW_NODES)
    outside = []
    for lane in (each for each in package(code).document.root.iter() if str(each.tag).endswith("}lane")):
        box = lanes[lane.get("id")]
        for ident in (ref.text for ref in lane if str(ref.tag).endswith("}flowNodeRef")):
            node = nodes[ident]
            inside = box.x <= node.x and node.x + node.width <= box.x + box.width
            if not (inside and box.y <= node.y and node.y + node.height <= box.y + box.height):
                outside.append(ident)
    assert outside == []
    assert nodes
