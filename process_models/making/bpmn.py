"""A model as a BPMN 2.0 file with its drawing."""

from typing import Final

from lxml import etree

from engine.bpmn.names import BPMN, BPMNDI, DC, DI, MOTCUA
from process_models.layout import Drawing
from process_models.layout.graph import Box
from process_models.making.graph import Element, Flow, Model, PoolPart

_XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
_MAP: Final = {"bpmn": BPMN, "bpmndi": BPMNDI, "dc": DC, "di": DI, "xsi": _XSI, "motcua": MOTCUA}

Xml = etree._Element  # noqa: SLF001 - lxml has no public name for its element class


def write(model: Model, ident: str, name: str, drawing: Drawing) -> bytes:
    """The file, indented; the same model gives the same bytes."""
    root = etree.Element(f"{{{BPMN}}}definitions", nsmap=_MAP, id=f"definitions-{ident}", name=name)
    root.set("targetNamespace", f"urn:motcua:made:{ident}")
    for message, called in model.messages.items():
        _add(root, "message", id=message, name=called)
    collaboration = _add(root, "collaboration", id="Collaboration_1")
    for pool in model.pools.values():
        participant = _add(collaboration, "participant", id=pool.id, name=pool.name, processRef=pool.process)
        if pool.agency:
            participant.set(f"{{{MOTCUA}}}agency", pool.agency)
    for flow in model.message_flows:
        _add(collaboration, "messageFlow", id=flow.id, name=flow.name, sourceRef=flow.source, targetRef=flow.target)
    for key, pool in model.pools.items():
        _process(root, model, key, pool)
    _diagram(root, model, drawing)
    etree.indent(root, "  ")
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"


def _add(parent: Xml, tag: str, **attributes: str) -> Xml:
    made = etree.SubElement(parent, f"{{{BPMN}}}{tag}")
    for key, value in attributes.items():
        if value:
            made.set(key, value)
    return made


def _process(root: Xml, model: Model, key: str, pool: PoolPart) -> None:
    process = _add(root, "process", id=pool.process, name=pool.name, isExecutable="true")
    inside = [element for element in model.elements.values() if element.pool == key]
    lanes = _add(process, "laneSet", id=f"LaneSet_{key}")
    for lane, name in pool.lanes.items():
        drawn = _add(lanes, "lane", id=lane, name=name)
        for element in inside:
            if element.lane == lane:
                _add(drawn, "flowNodeRef").text = element.id
    for element in inside:
        _node(process, model, element)
    ids = {element.id for element in inside}
    for flow in model.flows:
        if flow.source in ids:
            _flow(process, flow)


def _node(process: Xml, model: Model, element: Element) -> None:
    made = _add(process, element.tag, id=element.id, name=element.name, default=element.default)
    for key, value in element.says.items():
        made.set(f"{{{MOTCUA}}}{key}", value)
    if element.documentation:
        _add(made, "documentation").text = element.documentation
    if element.sends:
        mapping = etree.SubElement(_add(made, "extensionElements"), f"{{{MOTCUA}}}io")
        for name, value in element.sends.items():
            etree.SubElement(mapping, f"{{{MOTCUA}}}in", name=name, value=value)
    incoming = [flow for flow in model.flows if flow.target == element.id]
    outgoing = model.leaving(element.id)
    for flow in incoming:
        _add(made, "incoming").text = flow.id
    for flow in outgoing:
        _add(made, "outgoing").text = flow.id
    if element.tag.endswith("Gateway"):
        made.set("gatewayDirection", _direction(len(incoming), len(outgoing)))
    if element.message:
        _add(made, "messageEventDefinition", id=f"{element.id}_Message", messageRef=element.message)


def _direction(incoming: int, outgoing: int) -> str:
    if outgoing > 1:
        return "Mixed" if incoming > 1 else "Diverging"
    return "Converging" if incoming > 1 else "Unspecified"


def _flow(process: Xml, flow: Flow) -> None:
    made = _add(process, "sequenceFlow", id=flow.id, name=flow.name, sourceRef=flow.source, targetRef=flow.target)
    if flow.condition:
        condition = _add(made, "conditionExpression")
        condition.set(f"{{{_XSI}}}type", "bpmn:tFormalExpression")
        condition.text = flow.condition


def _diagram(root: Xml, model: Model, drawing: Drawing) -> None:
    diagram = etree.SubElement(root, f"{{{BPMNDI}}}BPMNDiagram", id="Diagram_1")
    plane = etree.SubElement(diagram, f"{{{BPMNDI}}}BPMNPlane", id="Plane_1", bpmnElement="Collaboration_1")
    for pool in model.pools.values():
        for ident in (pool.id, *pool.lanes):
            _shape(plane, ident, drawing).set("isHorizontal", "true")
    for element in model.elements.values():
        shape = _shape(plane, element.id, drawing)
        if element.tag == "exclusiveGateway":
            shape.set("isMarkerVisible", "true")
    for ident in (*(flow.id for flow in model.flows), *(flow.id for flow in model.message_flows)):
        edge = etree.SubElement(plane, f"{{{BPMNDI}}}BPMNEdge", id=f"{ident}_di", bpmnElement=ident)
        for x, y in drawing.points[ident]:
            etree.SubElement(edge, f"{{{DI}}}waypoint", x=_n(x), y=_n(y))
        _label(edge, drawing.labels.get(ident))


def _shape(plane: Xml, ident: str, drawing: Drawing) -> Xml:
    shape = etree.SubElement(plane, f"{{{BPMNDI}}}BPMNShape", id=f"{ident}_di", bpmnElement=ident)
    _bounds(shape, drawing.boxes[ident])
    _label(shape, drawing.labels.get(ident))
    return shape


def _label(parent: Xml, box: Box | None) -> None:
    if box is not None:
        _bounds(etree.SubElement(parent, f"{{{BPMNDI}}}BPMNLabel"), box)


def _bounds(parent: Xml, box: Box) -> None:
    sides = {"x": box.x, "y": box.y, "width": box.width, "height": box.height}
    etree.SubElement(parent, f"{{{DC}}}Bounds", {key: _n(value) for key, value in sides.items()})


def _n(value: float) -> str:
    return f"{round(value, 1):g}" if abs(value) < 100_000 else str(round(value))
