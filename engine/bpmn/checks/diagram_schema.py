"""The drawing's own XML (the schemas BPMNDI, DI and DC of BPMN 2.0.2 §12): attributes and children of each element."""

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from engine.bpmn.context import Context
from engine.bpmn.names import BPMNDI, DC, DI, Element, tag_of

_DOUBLE: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|-?INF|NaN")
_BOOLEAN: Final = re.compile(r"true|false|0|1")
_NAME: Final = re.compile(r"[^\W\d][\w.\-·]*")
_QUALIFIED: Final = re.compile(r"([^\W\d][\w.\-·]*:)?[^\W\d][\w.\-·]*")
_BANDS: Final = re.compile(r"(top|middle|bottom)_(non_)?initiating")
_VISIBLE: Final = re.compile(r"(non_)?initiating")
_TEXT: Final = re.compile(r".*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Kind:
    """Attributes (with the form of their values), those of them that must be there, children with least and most."""

    attributes: dict[str, re.Pattern[str]]
    required: tuple[str, ...] = ()
    children: tuple[tuple[str, int, int | None], ...] = ()


_EXTENSION: Final = (f"{{{DI}}}extension", 0, 1)
_BOUNDS: Final = f"{{{DC}}}Bounds"
_LABEL: Final = f"{{{BPMNDI}}}BPMNLabel"
_SHOWN: Final = {"id": _NAME, "bpmnElement": _QUALIFIED}
_KINDS: Final[MappingProxyType[str, _Kind]] = MappingProxyType(
    {
        f"{{{BPMNDI}}}BPMNDiagram": _Kind(
            {"id": _NAME, "name": _TEXT, "documentation": _TEXT, "resolution": _DOUBLE},
            children=((f"{{{BPMNDI}}}BPMNPlane", 0, None), (f"{{{BPMNDI}}}BPMNLabelStyle", 0, None)),
        ),
        f"{{{BPMNDI}}}BPMNPlane": _Kind(
            _SHOWN,
            children=(_EXTENSION, (f"{{{BPMNDI}}}BPMNShape|{{{BPMNDI}}}BPMNEdge", 0, None)),
        ),
        f"{{{BPMNDI}}}BPMNShape": _Kind(
            _SHOWN
            | dict.fromkeys(("isHorizontal", "isExpanded", "isMarkerVisible", "isMessageVisible"), _BOOLEAN)
            | {"participantBandKind": _BANDS, "choreographyActivityShape": _QUALIFIED},
            children=(_EXTENSION, (_BOUNDS, 0, 1), (_LABEL, 0, 1)),
        ),
        f"{{{BPMNDI}}}BPMNEdge": _Kind(
            _SHOWN | {"sourceElement": _QUALIFIED, "targetElement": _QUALIFIED, "messageVisibleKind": _VISIBLE},
            children=(_EXTENSION, (f"{{{DI}}}waypoint", 0, None), (_LABEL, 0, 1)),
        ),
        _LABEL: _Kind({"id": _NAME, "labelStyle": _QUALIFIED}, children=(_EXTENSION, (_BOUNDS, 0, 1))),
        f"{{{BPMNDI}}}BPMNLabelStyle": _Kind({"id": _NAME}, children=((f"{{{DC}}}Font", 1, 1),)),
        _BOUNDS: _Kind(dict.fromkeys(("x", "y", "width", "height"), _DOUBLE), ("x", "y", "width", "height")),
        f"{{{DI}}}waypoint": _Kind(dict.fromkeys(("x", "y"), _DOUBLE), ("x", "y")),
        f"{{{DC}}}Font": _Kind(
            {"name": _TEXT, "size": _DOUBLE}
            | dict.fromkeys(("isBold", "isItalic", "isUnderline", "isStrikeThrough"), _BOOLEAN)
        ),
    }
)
"""What is missing altogether (planes, bounds, points, what is shown) is said by the rules of the drawing in words."""


def check_diagram_schema(ctx: Context) -> None:
    """Walk every diagram of the document."""
    work = list(ctx.index.root.iterfind(f"{{{BPMNDI}}}BPMNDiagram"))
    while work:
        element = work.pop()
        kind = _KINDS.get(tag_of(element))
        if kind is not None:
            _attributes(ctx, element, kind)
            _text(ctx, element)
            work += _children(ctx, element, kind)


def _attributes(ctx: Context, element: Element, kind: _Kind) -> None:
    for name, value in element.attrib.items():
        text = str(name)
        if text.startswith("{"):
            continue  # other namespaces may add what they like
        form = kind.attributes.get(text)
        if form is None:
            ctx.report.add("bpmn.schema.attribute-unknown", element, attribute=text)
        elif form.fullmatch(str(value).strip()) is None:
            ctx.report.add("bpmn.schema.attribute-value", element, attribute=text, value=value)
    for name in kind.required:
        if element.get(name) is None:
            ctx.report.add("bpmn.schema.attribute-missing", element, attribute=name)


def _text(ctx: Context, element: Element) -> None:
    stray = (element.text or "").strip() or next((s for part in element if (s := (part.tail or "").strip())), "")
    if stray:
        ctx.report.add("bpmn.schema.text", element, text=stray)


def _children(ctx: Context, element: Element, kind: _Kind) -> list[Element]:
    found = []
    place = 0
    counts = [0] * len(kind.children)
    for part in element:
        tag = tag_of(part)
        if not tag:
            continue
        spots = [spot for spot, (names, _, _) in enumerate(kind.children) if tag in names.split("|")]
        if not spots:
            ctx.report.add("bpmn.schema.not-allowed", part, parent=_plain(element))
            continue
        if spots[0] < place:
            ctx.report.add("bpmn.schema.order", part, parent=_plain(element), after=_shown(kind.children[place][0]))
        place = max(place, spots[0])
        counts[spots[0]] += 1
        found.append(part)
    for (names, least, most), count in zip(kind.children, counts, strict=True):
        if count < least:
            ctx.report.add("bpmn.schema.child-missing", element, child=_shown(names), least=least)
        elif most is not None and count > most:
            ctx.report.add("bpmn.schema.child-too-many", element, child=_shown(names), most=most)
    return found


def _plain(element: Element) -> str:
    return tag_of(element).rpartition("}")[2]


def _shown(names: str) -> str:
    return " | ".join(name.rpartition("}")[2] for name in names.split("|"))
