"""The drawing that a file carries (BPMN DI): where each element stands. Execution never looks at it."""

from dataclasses import dataclass
from math import isfinite
from typing import Final

from engine.bpmn.index import Index, process_of
from engine.bpmn.names import BPMNDI, DC, DI, Element, kind_of, own_id
from engine.bpmn.reader import Document

_LIMIT: Final = 1_000_000.0


@dataclass(frozen=True, slots=True)
class Bounds:
    """A rectangle in diagram units (about pixels), y downwards."""

    x: float
    y: float
    width: float
    height: float

    @property
    def centre(self) -> tuple[float, float]:
        """The middle."""
        return self.x + self.width / 2, self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Shape:
    """A node, pool, lane, artifact or data element as drawn."""

    element: Element
    bounds: Bounds
    label: Bounds | None
    horizontal: bool
    expanded: bool
    marker: bool
    """Whether an exclusive gateway shows its ×."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A flow or association as drawn."""

    element: Element
    points: tuple[tuple[float, float], ...]
    label: Bounds | None


@dataclass(frozen=True, slots=True)
class Diagram:
    """One page: shapes and edges in the order of the file."""

    id: str
    name: str
    plane: str
    """Id of the process, collaboration or sub-process that the page shows."""
    shapes: tuple[Shape, ...]
    edges: tuple[Edge, ...]


def diagrams(document: Document) -> tuple[Diagram, ...]:
    """All pages of a file; what is drawn for an element that does not exist, or without a place, is left out."""
    index = Index(document)
    found = []
    for page in document.root.iterfind(f"{{{BPMNDI}}}BPMNDiagram"):
        plane = page.find(f"{{{BPMNDI}}}BPMNPlane")
        if plane is not None:
            shapes = (_shape(index, one) for one in plane.iterfind(f"{{{BPMNDI}}}BPMNShape"))
            edges = (_edge(index, one) for one in plane.iterfind(f"{{{BPMNDI}}}BPMNEdge"))
            found.append(
                Diagram(
                    own_id(page),
                    page.get("name") or "",
                    index.follow(plane, plane.get("bpmnElement")).name,
                    tuple(shape for shape in shapes if shape is not None),
                    tuple(edge for edge in edges if edge is not None),
                )
            )
    return tuple(found)


def page_of(document: Document, of: str | None = None) -> Diagram | None:
    """The page of a process, collaboration, sub-process or diagram id (None: the first page)."""
    pages = diagrams(document)
    if of is None:
        return pages[0] if pages else None
    for page in pages:
        if of in {page.id, page.plane}:
            return page
    return next((page for page in pages if _shows(Index(document), page, of)), None)


def _shows(index: Index, page: Diagram, process: str) -> bool:
    for shape in page.shapes:
        if kind_of(shape.element) == "participant":
            held = index.attribute(shape.element, "processRef")
        else:
            held = process_of(shape.element)
        if held is not None and own_id(held) == process:
            return True
    return False


def _shape(index: Index, element: Element) -> Shape | None:
    target = index.follow(element, element.get("bpmnElement")).element
    bounds = _bounds(element.find(f"{{{DC}}}Bounds"))
    if target is None or bounds is None:
        return None
    return Shape(
        target,
        bounds,
        _label(element),
        element.get("isHorizontal", "true") != "false",
        element.get("isExpanded", "true" if bounds.width > 120 else "false") == "true",
        element.get("isMarkerVisible", "true") == "true",
    )


def _edge(index: Index, element: Element) -> Edge | None:
    target = index.follow(element, element.get("bpmnElement")).element
    points = [(_number(one.get("x")), _number(one.get("y"))) for one in element.iterfind(f"{{{DI}}}waypoint")]
    known = tuple((x, y) for x, y in points if x is not None and y is not None)
    return None if target is None or len(known) < 2 else Edge(target, known, _label(element))


def _label(element: Element) -> Bounds | None:
    label = element.find(f"{{{BPMNDI}}}BPMNLabel")
    return None if label is None else _bounds(label.find(f"{{{DC}}}Bounds"))


def _bounds(element: Element | None) -> Bounds | None:
    if element is None:
        return None
    x, y, width, height = (_number(element.get(name)) for name in ("x", "y", "width", "height"))
    if x is None or y is None or width is None or height is None:
        return None
    return Bounds(x, y, max(width, 0.0), max(height, 0.0))


def _number(text: str | None) -> float | None:
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if isfinite(number) and abs(number) < _LIMIT else None
