"""Drawings for BPMN files that carry none: pools, lanes, nodes and flows as they are in the file.

Sub-processes are drawn collapsed, data and artifacts are left out; nothing but the drawing is changed.
"""

from collections.abc import Iterator
from typing import Final

from lxml import etree

from engine.bpmn.names import ACTIVITIES, BPMNDI, DC, DI, EVENTS, GATEWAYS, Element, kind_of, own_id, q
from engine.bpmn.reader import read
from process_models.layout.graph import EVENT, GATEWAY, TASK, Box, Drawing, Edge, Graph, Lane, Node, Pool
from process_models.layout.labels import line_count
from process_models.layout.place import draw

_SIZES: Final = {TASK: (140.0, 80.0), GATEWAY: (50.0, 50.0), EVENT: (36.0, 36.0)}
_TALL: Final = 104.0
_KINDS: Final = dict.fromkeys(ACTIVITIES, TASK) | dict.fromkeys(GATEWAYS, GATEWAY) | dict.fromkeys(EVENTS, EVENT)


def with_drawing(content: bytes) -> bytes:
    """The file with a drawing of its top-level processes; one that has a drawing comes back as it is.

    Raises BpmnError for what is no BPMN file.
    """
    root = read(content).root
    if root.find(f"{{{BPMNDI}}}BPMNDiagram") is not None:
        return content
    graph = graph_of(root)
    if not graph.nodes:
        return content
    _write(root, graph, draw(graph))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def graph_of(root: Element) -> Graph:
    """What there is to draw: every process, in the pool of its participant where it has one."""
    participants = {one.get("processRef", ""): one for one in root.iter(q("participant"))}
    pools, nodes, edges = [], [], []
    for process in root.iterfind(q("process")):
        participant = participants.get(own_id(process))
        pool = own_id(participant) if participant is not None else own_id(process)
        name = participant.get("name", "") if participant is not None else ""
        held, lanes = _lanes(process)
        if not any(kind_of(each) in _KINDS for each in process):
            continue
        pools.append(Pool(pool, name, tuple(lanes) or (Lane("", ""),), framed=participant is not None))
        nodes += [_node(each, pool, held.get(own_id(each), "")) for each in process if kind_of(each) in _KINDS]
        edges += [_edge(each) for each in process.iterfind(q("sequenceFlow"))]
    known = {node.id for node in nodes}
    edges += [_edge(each) for each in root.iter(q("messageFlow"))]
    sound = tuple(edge for edge in edges if edge.source in known and edge.target in known)
    return Graph(tuple(pools), tuple(_placed(nodes, pools)), sound)


def _lanes(process: Element) -> tuple[dict[str, str], list[Lane]]:
    """Node -> lane, and the innermost lanes in order."""
    held: dict[str, str] = {}
    lanes = []
    for lane in process.iter(q("lane")):
        if lane.find(q("childLaneSet")) is not None:
            continue
        lanes.append(Lane(own_id(lane), lane.get("name", "")))
        for reference in lane.iterfind(q("flowNodeRef")):
            held[(reference.text or "").strip()] = own_id(lane)
    return held, lanes


def _placed(nodes: list[Node], pools: list[Pool]) -> Iterator[Node]:
    """Nodes that no lane holds stand in the first one."""
    first = {pool.id: pool.lanes[0].id for pool in pools}
    for node in nodes:
        lane = node.lane or first[node.pool]
        yield Node(
            id=node.id,
            kind=node.kind,
            pool=node.pool,
            lane=lane,
            name=node.name,
            width=node.width,
            height=node.height,
            host=node.host,
        )


def _node(element: Element, pool: str, lane: str) -> Node:
    kind = _KINDS[kind_of(element)]
    width, height = _SIZES[kind]
    name = element.get("name", "")
    if kind == TASK and line_count(name, width - 12) > 2:
        height = _TALL
    host = element.get("attachedToRef", "")
    return Node(id=own_id(element), kind=kind, pool=pool, lane=lane, name=name, width=width, height=height, host=host)


def _edge(element: Element) -> Edge:
    return Edge(
        id=own_id(element),
        source=element.get("sourceRef", ""),
        target=element.get("targetRef", ""),
        name=element.get("name", ""),
        message=kind_of(element) == "messageFlow",
    )


def _write(root: Element, graph: Graph, drawing: Drawing) -> None:
    collaboration = root.find(q("collaboration"))
    framed = any(pool.framed for pool in graph.pools)
    plane_of = collaboration if collaboration is not None and framed else root.find(q("process"))
    diagram = etree.SubElement(root, f"{{{BPMNDI}}}BPMNDiagram", id="Diagram_1")
    shown = own_id(plane_of) if plane_of is not None else ""
    plane = etree.SubElement(diagram, f"{{{BPMNDI}}}BPMNPlane", id="Plane_1", bpmnElement=shown)
    for pool in graph.pools:
        for ident in ((pool.id,) if pool.framed else ()) + tuple(lane.id for lane in pool.lanes if lane.id):
            _shape(plane, ident, drawing).set("isHorizontal", "true")
    for node in graph.nodes:
        _shape(plane, node.id, drawing)
    for edge in graph.edges:
        drawn = etree.SubElement(plane, f"{{{BPMNDI}}}BPMNEdge", id=f"{edge.id}_di", bpmnElement=edge.id)
        for x, y in drawing.points[edge.id]:
            etree.SubElement(drawn, f"{{{DI}}}waypoint", x=_n(x), y=_n(y))
        _label(drawn, drawing.labels.get(edge.id))


def _shape(plane: Element, ident: str, drawing: Drawing) -> Element:
    shape = etree.SubElement(plane, f"{{{BPMNDI}}}BPMNShape", id=f"{ident}_di", bpmnElement=ident)
    _bounds(shape, drawing.boxes[ident])
    _label(shape, drawing.labels.get(ident))
    return shape


def _label(parent: Element, box: Box | None) -> None:
    if box is not None:
        _bounds(etree.SubElement(parent, f"{{{BPMNDI}}}BPMNLabel"), box)


def _bounds(parent: Element, box: Box) -> None:
    sides = {"x": box.x, "y": box.y, "width": box.width, "height": box.height}
    etree.SubElement(parent, f"{{{DC}}}Bounds", {key: _n(value) for key, value in sides.items()})


def _n(value: float) -> str:
    return f"{round(value, 1):.10g}"
