"""The small signs inside BPMN shapes, as SVG text."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from engine.bpmn.diagram import Bounds
from engine.bpmn.names import SUB_PROCESSES, TRIGGERS, Element, child, children, flag, kind_of

_INK: Final = "#2b3a4a"
_PAPER: Final = "#ffffff"


def n(value: float) -> str:
    """A coordinate, at most two decimals."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def path(outline: str, stroke: str, width: float, fill: str = "none", dash: str = "") -> str:
    """One SVG path."""
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<path d="{outline}" fill="{fill}" stroke="{stroke}" stroke-width="{n(width)}"{dashed}/>'


def _placed(outline: str, x: float, y: float, scale: float = 1, *, filled: bool = False) -> str:
    """An outline drawn around the origin (about ±8), moved and scaled."""
    fill = _INK if filled else "none"
    return f'<g transform="translate({n(x)} {n(y)}) scale({n(scale)})">{path(outline, _INK, 1.3, fill)}</g>'


_ENVELOPE: Final = "M -8 -5 H 8 V 5 H -8 Z M -8 -5 L 0 1 L 8 -5"
_REWIND: Final = "M 0 -5 L -7 0 L 0 5 Z M 7 -5 L 0 0 L 7 5 Z"
_PENTAGON: Final = "M 0 -7 L 7 -2 L 4 6 H -4 L -7 -2 Z"
_PLUS: Final = "M -2 -7 H 2 V -2 H 7 V 2 H 2 V 7 H -2 V 2 H -7 V -2 H -2 Z"
_CROSS: Final = "M -6 -4 L -4 -6 L 0 -2 L 4 -6 L 6 -4 L 2 0 L 6 4 L 4 6 L 0 2 L -4 6 L -6 4 L -2 0 Z"
_PAGE: Final = "M -5 -7 H 5 V 7 H -5 Z M -3 -4 H 3 M -3 -1 H 3 M -3 2 H 3 M -3 5 H 3"

_TRIGGERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "messageEventDefinition": _ENVELOPE,
        "timerEventDefinition": "M -8 0 A 8 8 0 1 1 8 0 A 8 8 0 1 1 -8 0 M 0 -5 V 0 L 4 2",
        "signalEventDefinition": "M 0 -7 L 7 5 H -7 Z",
        "errorEventDefinition": "M -7 6 L -3 -6 L 2 2 L 7 -6 L 3 6 L -2 -2 Z",
        "escalationEventDefinition": "M 0 -7 L 6 7 L 0 1 L -6 7 Z",
        "conditionalEventDefinition": _PAGE,
        "linkEventDefinition": "M -7 -3 H 1 V -6 L 8 0 L 1 6 V 3 H -7 Z",
        "compensateEventDefinition": _REWIND,
        "cancelEventDefinition": _CROSS,
        "terminateEventDefinition": "M -7 0 A 7 7 0 1 1 7 0 A 7 7 0 1 1 -7 0 Z",
    }
)


def event_symbol(element: Element, bounds: Bounds) -> str:
    """What an event waits for or throws; filled when it throws."""
    definitions = children(element, *TRIGGERS, "eventDefinitionRef")
    if not definitions:
        return ""
    if len(definitions) > 1:
        outline = _PLUS if flag(element, "parallelMultiple") else _PENTAGON
    else:
        outline = _TRIGGERS.get(kind_of(definitions[0]), _PENTAGON)
    throws = kind_of(element) in {"endEvent", "intermediateThrowEvent"}
    x, y = bounds.centre
    sign = _placed(outline, x, y, min(bounds.width, bounds.height) / 36, filled=throws)
    if throws and outline == _ENVELOPE:
        flap = path("M -8 -5 L 0 1 L 8 -5", _PAPER, 1.3)
        sign += f'<g transform="translate({n(x)} {n(y)}) scale({n(bounds.width / 36)})">{flap}</g>'
    return sign


_GATEWAYS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "exclusiveGateway": _CROSS,
        "parallelGateway": _PLUS,
        "complexGateway": "M 0 -9 V 9 M -9 0 H 9 M -6 -6 L 6 6 M -6 6 L 6 -6",
    }
)
_CIRCLE: Final = "M -{r} 0 A {r} {r} 0 1 1 {r} 0 A {r} {r} 0 1 1 -{r} 0"


def gateway_symbol(element: Element, bounds: Bounds, *, shown: bool) -> str:
    """The sign inside a gateway."""
    x, y = bounds.centre
    scale = min(bounds.width, bounds.height) / 50
    kind = kind_of(element)
    if kind == "inclusiveGateway":
        return f'<circle cx="{n(x)}" cy="{n(y)}" r="{n(11 * scale)}" fill="none" stroke="{_INK}" stroke-width="2.5"/>'
    if kind == "eventBasedGateway":
        rings = _CIRCLE.format(r=13) + ("" if flag(element, "instantiate") else " " + _CIRCLE.format(r=10))
        inner = _PLUS if element.get("eventGatewayType") == "Parallel" else _PENTAGON
        return _placed(rings, x, y, scale) + _placed(inner, x, y, scale)
    if kind == "exclusiveGateway" and not shown:
        return ""
    return _placed(_GATEWAYS[kind], x, y, scale, filled=kind != "complexGateway")


_TASKS: Final[Mapping[str, tuple[str, bool]]] = MappingProxyType(
    {
        "userTask": ("M -3 -4 A 3 3 0 1 1 3 -4 A 3 3 0 1 1 -3 -4 M -7 7 C -7 -1 7 -1 7 7 Z", False),
        "manualTask": ("M -7 4 V -2 L -1 -6 L 1 -4 L -2 -1 H 7 M -2 2 H 7 M -2 4 H 6 M -7 4 L -3 7 H 5", False),
        "serviceTask": (
            (
                "M -3 0 A 3 3 0 1 1 3 0 A 3 3 0 1 1 -3 0 M 0 -7 V -4 M 0 4 V 7 M -7 0 H -4 M 4 0 H 7 "
                "M -5 -5 L -3 -3 M 3 3 L 5 5 M -5 5 L -3 3 M 3 -3 L 5 -5"
            ),
            False,
        ),
        "scriptTask": ("M -4 -7 H 6 C 2 -3 8 2 4 7 H -6 C -2 2 -8 -3 -4 -7 Z M -3 -3 H 3 M -3 0 H 3 M -3 3 H 3", False),
        "businessRuleTask": ("M -8 -6 H 8 V 6 H -8 Z M -8 -2 H 8 M -8 2 H 8 M -3 -2 V 6", False),
        "sendTask": (_ENVELOPE, True),
        "receiveTask": (_ENVELOPE, False),
    }
)


def task_symbol(element: Element, bounds: Bounds) -> str:
    """The kind of a task, in its upper left corner."""
    found = _TASKS.get(kind_of(element))
    if found is None:
        return ""
    x, y = bounds.x + 14, bounds.y + 13
    flap = path("M -8 -5 L 0 1 L 8 -5", _PAPER, 1.3) if found[1] else ""
    return _placed(found[0], x, y, 0.9, filled=found[1]) + (
        f'<g transform="translate({n(x)} {n(y)}) scale(0.9)">{flap}</g>' if flap else ""
    )


def activity_markers(element: Element, bounds: Bounds, *, collapsed: bool) -> str:
    """Loop, multi-instance, compensation, ad-hoc and collapsed markers, side by side at the bottom."""
    outlines = list(_markers(element, collapsed=collapsed))
    first = bounds.centre[0] - (len(outlines) - 1) * 9
    y = bounds.y + bounds.height - 10
    return "".join(_placed(outline, first + 18 * place, y, 0.8) for place, outline in enumerate(outlines))


def _markers(element: Element, *, collapsed: bool) -> list[str]:
    found = []
    multi = child(element, "multiInstanceLoopCharacteristics")
    if child(element, "standardLoopCharacteristics") is not None:
        found.append("M -3 6 A 6 6 0 1 1 3 6 M -3 6 L -7 6 M -3 6 L -3 2")
    if multi is not None:
        found.append(
            "M -6 -4 H 6 M -6 0 H 6 M -6 4 H 6" if flag(multi, "isSequential") else "M -4 -6 V 6 M 0 -6 V 6 M 4 -6 V 6"
        )
    if flag(element, "isForCompensation"):
        found.append(_REWIND)
    if kind_of(element) == "adHocSubProcess":
        found.append("M -7 2 C -4 -6 -1 -2 0 0 C 1 2 4 6 7 -2")
    if kind_of(element) in SUB_PROCESSES and collapsed:
        found.append("M -8 -8 H 8 V 8 H -8 Z M 0 -5 V 5 M -5 0 H 5")
    return found
