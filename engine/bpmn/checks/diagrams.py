"""The drawing (BPMN 2.0.2 §12): it must fit the model, although execution never looks at it."""

from typing import Final

from engine.bpmn.context import Context
from engine.bpmn.names import (
    BPMNDI,
    CHOREOGRAPHIES,
    CHOREOGRAPHY_NODES,
    CONTAINERS,
    DC,
    DI,
    FLOW_NODES,
    SUB_PROCESSES,
    Element,
    flag,
    kind_of,
    own_id,
)

_CONVERSATIONS: Final = frozenset({"conversation", "subConversation", "callConversation"})
_LINES: Final = frozenset({"sequenceFlow", "messageFlow", "association", "conversationLink"}) | {
    "dataInputAssociation",
    "dataOutputAssociation",
}
_SHAPES: Final = (
    FLOW_NODES
    | CHOREOGRAPHY_NODES
    | _CONVERSATIONS
    | {"participant", "lane", "textAnnotation", "group", "message", "dataInput", "dataOutput"}
    | {"dataObject", "dataObjectReference", "dataStore", "dataStoreReference"}
)
_PAGES: Final = CONTAINERS | CHOREOGRAPHIES | {"collaboration", "globalConversation", "subConversation"}
_OFTEN: Final = frozenset({"participant", "message", "dataObject", "dataStore"})
"""What one diagram may show more than once: bands of a participant, and data and messages without references."""
_EXPANDED: Final = SUB_PROCESSES | CHOREOGRAPHY_NODES | _CONVERSATIONS | {"callActivity"}
_ONLY_ON: Final = (
    ("isHorizontal", frozenset({"participant", "lane"})),
    ("isMarkerVisible", frozenset({"exclusiveGateway"})),
    ("isExpanded", _EXPANDED),
    ("isMessageVisible", frozenset({"participant"})),
)
_BAND: Final = ("participantBandKind", "choreographyActivityShape")


def check_diagrams(ctx: Context) -> None:
    """Shapes and edges show elements that exist, each once, and have a place."""
    pages = ctx.index.root.findall(f"{{{BPMNDI}}}BPMNDiagram")
    drawn = {own_id(one): one for page in pages for one in page.iter(f"{{{BPMNDI}}}*") if own_id(one)}
    for page in pages:
        planes = page.findall(f"{{{BPMNDI}}}BPMNPlane")
        if len(planes) != 1:
            ctx.report.add("bpmn.diagram.plane", page, count=len(planes))
        for plane in planes:
            _plane(ctx, plane, drawn)
        _styles(ctx, page)


def _styles(ctx: Context, page: Element) -> None:
    styles = {own_id(style) for style in page.iterfind(f"{{{BPMNDI}}}BPMNLabelStyle")}
    for label in page.iter(f"{{{BPMNDI}}}BPMNLabel"):
        style = (label.get("labelStyle") or "").rpartition(":")[2]
        if style and style not in styles:
            ctx.report.add("bpmn.diagram.label-style", label, style=style)


def _plane(ctx: Context, plane: Element, drawn: dict[str, Element]) -> None:
    shown = _shown(ctx, plane)
    if shown is not None and kind_of(shown) not in _PAGES:
        ctx.report.add("bpmn.diagram.page-kind", plane, found=kind_of(shown))
    seen: set[Element] = set()
    for one in plane.iterfind(f"{{{BPMNDI}}}*"):
        is_shape = one.tag == f"{{{BPMNDI}}}BPMNShape"
        target = _shape(ctx, one, drawn) if is_shape else _edge(ctx, one, drawn)
        if target is None or kind_of(target) in _OFTEN:
            continue
        if target in seen:
            ctx.report.add("bpmn.diagram.twice", one, target=own_id(target))
        seen.add(target)


def _shown(ctx: Context, drawn: Element) -> Element | None:
    reference = drawn.get("bpmnElement")
    if not (reference or "").strip():
        joined = drawn.get("sourceElement") is not None or drawn.get("targetElement") is not None
        if not joined:  # a data association drawn to a flow stands for two and names its ends instead (§12.2.1)
            ctx.report.add("bpmn.diagram.nothing", drawn)
        return None
    target = ctx.index.follow(drawn, reference)
    if target.element is None and not target.external:
        ctx.report.add("bpmn.diagram.dangling", drawn, target=reference)
    return target.element


def _shape(ctx: Context, shape: Element, drawn: dict[str, Element]) -> Element | None:
    target = _shown(ctx, shape)
    if shape.find(f"{{{DC}}}Bounds") is None:
        ctx.report.add("bpmn.diagram.no-bounds", shape)
    _end(ctx, shape, "choreographyActivityShape", drawn)
    if target is None:
        return None
    kind = kind_of(target)
    if kind not in _SHAPES:
        ctx.report.add("bpmn.diagram.kind", shape, found=kind)
    for attribute, kinds in _ONLY_ON:
        odd = attribute == "isExpanded" and not flag(shape, attribute)
        if shape.get(attribute) is not None and kind not in kinds and not odd:
            ctx.report.add("bpmn.diagram.attribute", shape, attribute=attribute, found=kind)
    for attribute in _BAND:
        if shape.get(attribute) is not None and kind != "participant":
            ctx.report.add("bpmn.diagram.band", shape, attribute=attribute, found=kind)
    return target


def _edge(ctx: Context, edge: Element, drawn: dict[str, Element]) -> Element | None:
    target = _shown(ctx, edge)
    if target is not None and kind_of(target) not in _LINES:
        ctx.report.add("bpmn.diagram.kind", edge, found=kind_of(target))
    if edge.tag == f"{{{BPMNDI}}}BPMNEdge" and len(edge.findall(f"{{{DI}}}waypoint")) < 2:
        ctx.report.add("bpmn.diagram.waypoints", edge)
    for attribute in ("sourceElement", "targetElement"):
        _end(ctx, edge, attribute, drawn)
    return target


def _end(ctx: Context, one: Element, attribute: str, drawn: dict[str, Element]) -> None:
    """What a line or band names must be drawn; some tools name the element of the model, which is clear too."""
    name = (one.get(attribute) or "").strip().rpartition(":")[2]
    if name and name not in drawn and name not in ctx.index.by_id:
        ctx.report.add("bpmn.diagram.end", one, attribute=attribute, target=name)
