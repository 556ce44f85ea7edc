"""Drawings are judged: of the shipped packages, of the catalogue, and of diagrams made to be hard."""

import itertools
import re
from pathlib import Path

import pytest

from engine.bpmn.check import check
from engine.bpmn.problems import has_errors
from engine.bpmn.reader import read
from process_models.layout import Edge, Graph, Lane, Node, Pool, draw
from process_models.layout.document import with_drawing
from process_models.making import PATTERNS, make_package, pattern_table
from process_models.making.catalogue import catalogue
from tests.process_models.making.judging import faults

LIBRARY = Path(__file__).parents[3] / "process_models" / "library"
SHIPPED = sorted(path.parent.name for path in LIBRARY.glob("*/process.bpmn"))


@pytest.mark.parametrize("name", SHIPPED)
def test_no_shape_of_a_shipped_diagram_overlaps_another_or_is_run_through(name):
    found = faults((LIBRARY / name / "process.bpmn").read_bytes())
    assert [fault for fault in found if "name" not in fault] == []


@pytest.mark.parametrize("pattern", sorted(PATTERNS))
def test_patterns_are_drawn_without_a_fault(pattern):
    made = make_package(pattern_table(pattern, "1.099999", "Cấp giấy phép thử"))
    assert faults(made.files["process.bpmn"]) == []


def test_the_catalogue_is_drawn_without_a_fault():
    for table in list(catalogue(1710))[::23]:
        assert (table.code, faults(make_package(table).files["process.bpmn"])) == (table.code, [])


@pytest.mark.parametrize("name", SHIPPED)
def test_a_file_without_a_drawing_gets_one_without_a_fault(name):
    drawn = (LIBRARY / name / "process.bpmn").read_bytes()
    bare = re.sub(rb"<bpmndi:BPMNDiagram.*</bpmndi:BPMNDiagram>", b"", drawn, flags=re.DOTALL)
    assert with_drawing(drawn) == drawn
    again = with_drawing(bare)
    assert faults(again) == []
    assert not has_errors(check(read(again)))


def node(ident: str, lane: str, kind: str = "task") -> Node:
    width, height = {"task": (140, 80), "gateway": (50, 50), "event": (36, 36)}[kind]
    return Node(id=ident, kind=kind, pool="P", lane=lane, name=ident, width=width, height=height)


def test_everything_stands_in_its_lane_and_edges_have_right_angles():
    nodes = (
        node("s", "a", "event"),
        node("x", "b"),
        node("g", "b", "gateway"),
        node("y", "a"),
        node("e", "a", "event"),
    )
    pairs = (("s", "x"), ("x", "g"), ("g", "y"), ("g", "x"), ("y", "e"))
    edges = tuple(Edge(id=f"f{number}", source=one, target=other) for number, (one, other) in enumerate(pairs))
    drawing = draw(Graph((Pool("P", "Pool", (Lane("a", "A"), Lane("b", "B"))),), nodes, edges))
    for each in nodes:
        box, lane = drawing.boxes[each.id], drawing.boxes[each.lane]
        assert lane.y <= box.y
        assert box.bottom <= lane.bottom
    for points in drawing.points.values():
        assert all(a[0] == b[0] or a[1] == b[1] for a, b in itertools.pairwise(points))


def test_an_empty_diagram_is_an_empty_drawing():
    assert draw(Graph((), (), ())).boxes == {}
