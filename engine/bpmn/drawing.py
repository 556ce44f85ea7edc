"""A model's diagram as SVG text, with what is active and what is done marked, for pages without JavaScript.

Colours are presentation attributes, so the picture needs no style sheet (and passes a strict content policy); classes
let one override them. State is never shown by colour alone: active shapes have a thick border, done ones a tick, and
the description says both in words.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from html import escape
from types import MappingProxyType
from typing import Final

from engine.bpmn.diagram import Bounds, Diagram, Edge, Shape, page_of
from engine.bpmn.names import ACTIVITIES, EVENTS, GATEWAYS, SUB_PROCESSES, Element, flag, kind_of, own_id, text_of
from engine.bpmn.reader import Document
from engine.bpmn.symbols import activity_markers, event_symbol, gateway_symbol, n, path, task_symbol

_INK: Final = "#2b3a4a"
_PAPER: Final = "#ffffff"
_MARKED: Final = MappingProxyType(
    {
        "added": ("#e3f3e6", "#1f6b35", 3.0),
        "removed": ("#fbe4e4", "#a11b1b", 3.0),
        "changed": ("#e4edfb", "#1d4f9c", 3.0),
    }
)
_SIGNS: Final = MappingProxyType({"added": "+", "removed": "−", "changed": "≠"})
_STATES: Final = MappingProxyType(
    {"active": ("#fff4cc", "#8a5a00", 3.5), "done": ("#e3f3e6", "#1f6b35", 2.0)} | dict(_MARKED)
)
_MARGIN: Final = 20
_CHARACTER: Final = 6.4
_LINE: Final = 14
_BAND: Final = 30

_WORDS: Final = MappingProxyType(
    {
        "vi": {
            "diagram": "Sơ đồ quy trình",
            "active": "Đang thực hiện",
            "done": "Đã xong",
            "added": "Thêm",
            "removed": "Bỏ",
            "changed": "Sửa",
        },
        "en": {
            "diagram": "Process diagram",
            "active": "In progress",
            "done": "Done",
            "added": "Added",
            "removed": "Removed",
            "changed": "Changed",
        },
    }
)


def diagram_svg(
    document: Document,
    plane: str | None = None,
    active: Collection[str] = (),
    done: Collection[str] = (),
    lang: str = "vi",
    marks: Mapping[str, str] | None = None,
) -> str:
    """The page of ``plane`` (a process, collaboration, sub-process or diagram id; None: the first) as one ``<svg>``.

    ``active`` and ``done`` are element ids; ``marks`` tells ids apart that were ``added``, ``removed`` or ``changed``
    between two versions, flows too. An empty string comes back when the file carries no such drawing.
    """
    page = page_of(document, plane)
    if page is None or not page.shapes:
        return ""
    states = dict.fromkeys(done, "done") | dict.fromkeys(active, "active") | dict(marks or {})
    left, top, width, height = _frame(page)
    title, description = _title(page, states, lang)
    body = [*_shapes(page, states, _BACKGROUND), *(_edge(edge, states) for edge in page.edges)]
    body += _shapes(page, states, _FOREGROUND)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="bpmn" role="img" viewBox="{n(left)} {n(top)} {n(width)} '
        f'{n(height)}" width="{n(width)}" height="{n(height)}" font-family="Noto Sans, sans-serif" font-size="12">'
        f"<title>{_safe(title)}</title><desc>{_safe(description)}</desc>{''.join(body)}</svg>"
    )


def _safe(text: str) -> str:
    return escape(text, quote=True)


def _title(page: Diagram, states: Mapping[str, str], lang: str) -> tuple[str, str]:
    words = _WORDS["en" if lang == "en" else "vi"]
    names: dict[str, list[str]] = {state: [] for state in _STATES}
    for shape in page.shapes:
        state = states.get(own_id(shape.element))
        if state is not None and (name := _name(shape.element)):
            names[state].append(name)
    parts = [f"{words[state]}: {', '.join(found)}." for state, found in names.items() if found]
    return (f"{words['diagram']}: {page.name}" if page.name else words["diagram"]), " ".join(parts)


def _name(element: Element) -> str:
    return " ".join((element.get("name") or "").split())


def _frame(page: Diagram) -> tuple[float, float, float, float]:
    boxes = [shape.bounds for shape in page.shapes]
    labels = [*(shape.label for shape in page.shapes), *(edge.label for edge in page.edges)]
    boxes += [label for label in labels if label is not None]
    points = [point for edge in page.edges for point in edge.points]
    xs = [x for box in boxes for x in (box.x, box.x + box.width)] + [x for x, _ in points]
    ys = [y for box in boxes for y in (box.y, box.y + box.height)] + [y for _, y in points]
    left, top = min(xs) - _MARGIN, min(ys) - _MARGIN
    return left, top, max(xs) - left + _MARGIN, max(ys) - top + _MARGIN


def _shapes(page: Diagram, states: Mapping[str, str], kinds: Collection[str]) -> Iterator[str]:
    for shape in page.shapes:
        kind = kind_of(shape.element)
        if kind not in kinds:
            continue
        ident = own_id(shape.element)
        state = states.get(ident, "")
        drawn = _DRAWERS[kind](shape, state)
        tick = _tick(shape.bounds) if state == "done" else _sign(shape.bounds, state)
        classes = f"bpmn-{kind} {state}".rstrip()
        tooltip = f"<title>{_safe(name)}</title>" if (name := _name(shape.element)) else ""
        yield f'<g class="{classes}" data-element="{_safe(ident)}">{tooltip}{drawn}{tick}</g>'


def _paint(state: str, width: float = 1.5) -> str:
    fill, stroke, strong = _STATES.get(state, (_PAPER, _INK, width))
    return f'fill="{fill}" stroke="{stroke}" stroke-width="{n(max(width, strong))}"'


def _tick(bounds: Bounds) -> str:
    x, y = bounds.x + bounds.width - 2, bounds.y + 2
    mark = path(f"M {n(x - 4)} {n(y)} l 3 4 l 6 -8", _PAPER, 2)
    return f'<g class="tick"><circle cx="{n(x)}" cy="{n(y)}" r="8" fill="#1f6b35"/>{mark}</g>'


def _sign(bounds: Bounds, state: str) -> str:
    """A mark that tells without colour what happened to a shape between two versions."""
    if state not in _SIGNS:
        return ""
    x, y, colour = bounds.x + bounds.width - 2, bounds.y + 2, _MARKED[state][1]
    text = f'<text x="{n(x)}" y="{n(y + 4)}" text-anchor="middle" fill="{_PAPER}">{_SIGNS[state]}</text>'
    return f'<g class="sign"><circle cx="{n(x)}" cy="{n(y)}" r="9" fill="{colour}"/>{text}</g>'


def _box(bounds: Bounds, paint: str, radius: float = 0, extra: str = "") -> str:
    corner = f' rx="{n(radius)}"' if radius else ""
    place = f'x="{n(bounds.x)}" y="{n(bounds.y)}" width="{n(bounds.width)}" height="{n(bounds.height)}"'
    return f"<rect {place}{corner} {paint}{extra}/>"


def wrap(text: str, width: float, lines: int = 6) -> list[str]:
    """Break a label into lines that fit ``width``; what does not fit in ``lines`` ends in an ellipsis."""
    room = max(int(width / _CHARACTER), 4)
    found: list[str] = []
    for word in text.split():
        if found and len(found[-1]) + 1 + len(word) <= room:
            found[-1] += f" {word}"
        else:
            found.append(word)
    short = [line if len(line) <= room else line[: room - 1] + "…" for line in found[:lines]]
    if len(found) > lines:
        short[-1] = short[-1][: room - 1].rstrip("…") + "…"
    return short


def _text(lines: list[str], x: float, y: float, extra: str = "") -> str:
    """Lines centred on a point."""
    first = y - (len(lines) - 1) * _LINE / 2 + 4
    spans = (f'<tspan x="{n(x)}" y="{n(first + i * _LINE)}">{_safe(line)}</tspan>' for i, line in enumerate(lines))
    return f'<text text-anchor="middle" fill="#16202a"{extra}>{"".join(spans)}</text>' if lines else ""


def _activity(shape: Shape, state: str) -> str:
    element, bounds = shape.element, shape.bounds
    kind = kind_of(element)
    paint = _paint(state, 4 if kind == "callActivity" else 1.5)
    expanded = kind in SUB_PROCESSES and shape.expanded
    dashed = ' stroke-dasharray="3 3"' if flag(element, "triggeredByEvent") else ""
    drawn = _box(bounds, paint, 10, dashed)
    if kind == "transaction":
        inner = Bounds(bounds.x + 3, bounds.y + 3, bounds.width - 6, bounds.height - 6)
        drawn += _box(inner, f'fill="none" stroke="{_INK}"', 8)
    x, y = bounds.centre
    lines = wrap(_name(element), bounds.width - 12, max(int((bounds.height - 8) / _LINE), 1))
    label = _text(lines, x, bounds.y + 14 + (len(lines) - 1) * _LINE / 2 if expanded else y)
    return drawn + task_symbol(element, bounds) + label + activity_markers(element, bounds, collapsed=not expanded)


def _event(shape: Shape, state: str) -> str:
    element, bounds = shape.element, shape.bounds
    x, y = bounds.centre
    radius = min(bounds.width, bounds.height) / 2
    kind = kind_of(element)
    quiet = flag(element, "isInterrupting", default=True) and flag(element, "cancelActivity", default=True)
    dash = "" if quiet else ' stroke-dasharray="4 3"'
    paint = _paint(state, 3.5 if kind == "endEvent" else 1.5)
    drawn = f'<circle cx="{n(x)}" cy="{n(y)}" r="{n(radius)}" {paint}{dash}/>'
    if kind not in {"startEvent", "endEvent"}:
        drawn += f'<circle cx="{n(x)}" cy="{n(y)}" r="{n(max(radius - 3, 1))}" fill="none" stroke="{_INK}"{dash}/>'
    return drawn + event_symbol(element, bounds) + _outside_label(shape)


def _gateway(shape: Shape, state: str) -> str:
    b = shape.bounds
    x, y = b.centre
    points = f"{n(x)},{n(b.y)} {n(b.x + b.width)},{n(y)} {n(x)},{n(b.y + b.height)} {n(b.x)},{n(y)}"
    drawn = f'<polygon points="{points}" {_paint(state)}/>'
    return drawn + gateway_symbol(shape.element, b, shown=shape.marker) + _outside_label(shape)


def _outside_label(shape: Shape) -> str:
    name = _name(shape.element)
    if not name:
        return ""
    if shape.label is not None:
        x, y = shape.label.centre
        return _text(wrap(name, max(shape.label.width, 60)), x, y)
    lines = wrap(name, max(shape.bounds.width * 2.5, 90))
    return _text(lines, shape.bounds.centre[0], shape.bounds.y + shape.bounds.height + 10 + len(lines) * _LINE / 2)


def _swimlane(shape: Shape, _state: str) -> str:
    b = shape.bounds
    drawn = _box(b, f'fill="{_PAPER}" stroke="{_INK}" stroke-width="1.5"')
    is_pool = kind_of(shape.element) == "participant"
    if is_pool:
        end = f"v {n(b.height)}" if shape.horizontal else f"h {n(b.width)}"
        start = (b.x + _BAND, b.y) if shape.horizontal else (b.x, b.y + _BAND)
        drawn += path(f"M {n(start[0])} {n(start[1])} {end}", _INK, 1.5)
    name = _name(shape.element)
    if not name:
        return drawn
    if not shape.horizontal:
        return drawn + _text(wrap(name, b.width - 8, 2), b.centre[0], b.y + _BAND / 2)
    x, y = b.x + _BAND / 2, b.centre[1]
    return drawn + _text(wrap(name, b.height - 8, 2), x, y, f' transform="rotate(-90 {n(x)} {n(y)})"')


def _data(shape: Shape, _state: str) -> str:
    b = shape.bounds
    fold = min(10.0, b.width / 3)
    outline = (
        f"M {n(b.x)} {n(b.y)} h {n(b.width - fold)} l {n(fold)} {n(fold)} v {n(b.height - fold)} h {n(-b.width)} Z"
    )
    corner = f"M {n(b.x + b.width - fold)} {n(b.y)} v {n(fold)} h {n(fold)}"
    return path(outline, _INK, 1.5, _PAPER) + path(corner, _INK, 1.5) + _outside_label(shape)


def _store(shape: Shape, _state: str) -> str:
    b = shape.bounds
    rx, ry = b.width / 2, min(8.0, b.height / 4)
    arc = f"a {n(rx)} {n(ry)} 0 0 0 {n(b.width)} 0"
    body = f"M {n(b.x)} {n(b.y + ry)} v {n(b.height - 2 * ry)} {arc} v {n(-(b.height - 2 * ry))}"
    lid = f'<ellipse cx="{n(b.x + rx)}" cy="{n(b.y + ry)}" rx="{n(rx)}" ry="{n(ry)}" fill="{_PAPER}" stroke="{_INK}"/>'
    return path(body, _INK, 1.5, _PAPER) + lid + _outside_label(shape)


def _annotation(shape: Shape, _state: str) -> str:
    b = shape.bounds
    note = next((text_of(part) for part in shape.element if kind_of(part) == "text"), "")
    bracket = path(f"M {n(b.x + 10)} {n(b.y)} h -10 v {n(b.height)} h 10", _INK, 1.5)
    lines = wrap(note, b.width - 8, max(int(b.height / _LINE), 1))
    return bracket + _text(lines, *b.centre)


def _group(shape: Shape, _state: str) -> str:
    return _box(shape.bounds, f'fill="none" stroke="{_INK}"', 10, ' stroke-dasharray="8 4 2 4"')


def _edge(edge: Edge, states: Mapping[str, str]) -> str:
    kind = kind_of(edge.element)
    state = states.get(own_id(edge.element), "")
    marked = state in _MARKED
    ink, width = (_MARKED[state][1], 3.0) if marked else (_INK, 1.5)
    line = "M " + " L ".join(f"{n(x)} {n(y)}" for x, y in edge.points)
    dash = {"messageFlow": "6 4", "sequenceFlow": ""}.get(kind, "2 4")
    drawn = path(line, ink, width, dash="8 5" if state == "removed" else dash)
    if kind == "sequenceFlow":
        drawn += _arrow(edge, ink) + _flow_start(edge)
    elif kind == "messageFlow":
        x, y = edge.points[0]
        drawn += _arrow(edge, _PAPER) + f'<circle cx="{n(x)}" cy="{n(y)}" r="4" fill="{_PAPER}" stroke="{_INK}"/>'
    elif kind in {"dataInputAssociation", "dataOutputAssociation"} or _directed(edge.element):
        drawn += _arrow(edge, "none")
    classes = f"bpmn-{kind} {state}" if marked else f"bpmn-{kind}"
    return f'<g class="{classes}" data-element="{_safe(own_id(edge.element))}">{drawn}{_edge_label(edge)}</g>'


def _directed(element: Element) -> bool:
    return element.get("associationDirection", "None") != "None"


def _unit(a: tuple[float, float], b: tuple[float, float]) -> tuple[float, float]:
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = (dx * dx + dy * dy) ** 0.5 or 1.0
    return dx / length, dy / length


def _arrow(edge: Edge, fill: str) -> str:
    (x, y), (dx, dy) = edge.points[-1], _unit(edge.points[-2], edge.points[-1])
    left = (x - 10 * dx - 4 * dy, y - 10 * dy + 4 * dx)
    right = (x - 10 * dx + 4 * dy, y - 10 * dy - 4 * dx)
    closing = "" if fill == "none" else " Z"
    outline = f"M {n(left[0])} {n(left[1])} L {n(x)} {n(y)} L {n(right[0])} {n(right[1])}{closing}"
    return path(outline, _INK, 1.2, fill)


def _flow_start(edge: Edge) -> str:
    """The slash of a default flow, the small diamond of a conditional flow that leaves an activity."""
    source = next((one for one in _siblings(edge.element) if own_id(one) == edge.element.get("sourceRef")), None)
    if source is None:
        return ""
    (x, y), (dx, dy) = edge.points[0], _unit(edge.points[0], edge.points[1])
    if source.get("default") == own_id(edge.element):
        cx, cy = x + 12 * dx, y + 12 * dy
        ax, ay = 5 * (dx + dy), 5 * (dy - dx)
        return path(f"M {n(cx - ax)} {n(cy - ay)} L {n(cx + ax)} {n(cy + ay)}", _INK, 1.5)
    conditional = any(kind_of(part) == "conditionExpression" for part in edge.element)
    if conditional and kind_of(source) in ACTIVITIES:
        side, end = (x + 7 * dx, y + 7 * dy), (x + 14 * dx, y + 14 * dy)
        corners = f"M {n(x)} {n(y)} L {n(side[0] - 4 * dy)} {n(side[1] + 4 * dx)} L {n(end[0])} {n(end[1])}"
        return path(f"{corners} L {n(side[0] + 4 * dy)} {n(side[1] - 4 * dx)} Z", _INK, 1.2, _PAPER)
    return ""


def _siblings(element: Element) -> Iterator[Element]:
    parent = element.getparent()
    yield from () if parent is None else parent


def _edge_label(edge: Edge) -> str:
    name = _name(edge.element)
    if not name:
        return ""
    if edge.label is not None:
        return _text(wrap(name, max(edge.label.width, 60)), *edge.label.centre)
    (ax, ay), (bx, by) = edge.points[0], edge.points[1]
    return _text(wrap(name, 110), (ax + bx) / 2, (ay + by) / 2 - 8)


_BACKGROUND: Final = ("participant", "lane", "group", *sorted(SUB_PROCESSES))
_DRAWERS: Final[Mapping[str, Callable[[Shape, str], str]]] = MappingProxyType(
    dict.fromkeys(ACTIVITIES, _activity)
    | dict.fromkeys(EVENTS, _event)
    | dict.fromkeys(GATEWAYS, _gateway)
    | dict.fromkeys(("participant", "lane"), _swimlane)
    | dict.fromkeys(("dataObject", "dataObjectReference", "dataInput", "dataOutput"), _data)
    | {"dataStoreReference": _store, "dataStore": _store, "textAnnotation": _annotation, "group": _group}
)
_FOREGROUND: Final = frozenset(_DRAWERS) - frozenset(_BACKGROUND)
