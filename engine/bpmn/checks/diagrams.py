"""The drawing (BPMN 2.0.2 §12): it must fit the model, although execution never looks at it."""

from engine.bpmn.context import Context
from engine.bpmn.names import BPMNDI, DC, DI, Element, kind_of, own_id

_LINES = frozenset({"sequenceFlow", "messageFlow", "association", "conversationLink"}) | {
    "dataInputAssociation",
    "dataOutputAssociation",
}
_ONLY_ON = (
    ("isHorizontal", frozenset({"participant", "lane"})),
    ("isMarkerVisible", frozenset({"exclusiveGateway"})),
)


def check_diagrams(ctx: Context) -> None:
    """Shapes and edges show elements that exist, and have a place."""
    for page in ctx.index.root.iterfind(f"{{{BPMNDI}}}BPMNDiagram"):
        planes = page.findall(f"{{{BPMNDI}}}BPMNPlane")
        if len(planes) != 1:
            ctx.report.add("bpmn.diagram.plane", page, count=len(planes))
        styles = {own_id(style) for style in page.iterfind(f"{{{BPMNDI}}}BPMNLabelStyle")}
        for plane in planes:
            _shown(ctx, plane)
            for shape in plane.iterfind(f"{{{BPMNDI}}}BPMNShape"):
                _shape(ctx, shape)
            for edge in plane.iterfind(f"{{{BPMNDI}}}BPMNEdge"):
                _edge(ctx, edge)
            for label in plane.iter(f"{{{BPMNDI}}}BPMNLabel"):
                style = (label.get("labelStyle") or "").rpartition(":")[2]
                if style and style not in styles:
                    ctx.report.add("bpmn.diagram.label-style", label, style=style)


def _shown(ctx: Context, drawn: Element) -> Element | None:
    reference = drawn.get("bpmnElement")
    target = None if reference is None else ctx.index.follow(drawn, reference)
    if target is not None and target.element is None and not target.external:
        ctx.report.add("bpmn.diagram.dangling", drawn, target=reference)
    return None if target is None else target.element


def _shape(ctx: Context, shape: Element) -> None:
    target = _shown(ctx, shape)
    if target is not None and kind_of(target) in _LINES:
        ctx.report.add("bpmn.diagram.kind", shape, found=kind_of(target))
    if shape.find(f"{{{DC}}}Bounds") is None:
        ctx.report.add("bpmn.diagram.no-bounds", shape)
    for attribute, kinds in _ONLY_ON:
        if target is not None and shape.get(attribute) is not None and kind_of(target) not in kinds:
            ctx.report.add("bpmn.diagram.attribute", shape, attribute=attribute, found=kind_of(target))


def _edge(ctx: Context, edge: Element) -> None:
    target = _shown(ctx, edge)
    if target is not None and kind_of(target) not in _LINES:
        ctx.report.add("bpmn.diagram.kind", edge, found=kind_of(target))
    if len(edge.findall(f"{{{DI}}}waypoint")) < 2:
        ctx.report.add("bpmn.diagram.waypoints", edge)
