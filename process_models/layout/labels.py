"""Names outside of shapes: how much room they need, and where they stand so that they cover nothing."""

from collections.abc import Mapping
from math import ceil
from typing import Final

from process_models.layout.graph import EVENT, GATEWAY, TASK, Box, Graph, Node, Point
from process_models.layout.routes import Route

CHARACTER: Final = 6.4
LINE: Final = 14
WIDE: Final = 120
NARROW: Final = 62


def line_count(text: str, width: float) -> int:
    """Lines that a name takes at a width, broken at spaces as it will be drawn."""
    room = max(int(width / CHARACTER), 4)
    lines, at = 1, 0
    for word in text.split():
        size = min(len(word), room)
        if at and at + 1 + size > room:
            lines, at = lines + 1, size
        else:
            at += size + (1 if at else 0)
    return lines if text.strip() else 0


def text_height(name: str) -> float:
    """Height of a band in which a name stands upright in at most two lines."""
    longest = max((len(word) for word in name.split()), default=0)
    return max(ceil(len(name) / 2) + 4, longest + 2) * CHARACTER + 16 if len(name) > 16 else len(name) * CHARACTER + 24


class Labels:
    """The labels of one diagram."""

    def __init__(self, graph: Graph, routes: Mapping[str, Route]) -> None:
        self.graph = graph
        self.routes = routes
        self.nodes = {node.id: node for node in graph.nodes}
        self.sides: dict[str, dict[str, str]] = {node.id: {} for node in graph.nodes}
        for route in routes.values():
            self._note(route.edge.source, route.leave, route.edge.name)
            self._note(route.edge.target, route.enter, "")

    def _note(self, node: str, side: str, name: str) -> None:
        """Sides with an edge, and the name that stands beside it there."""
        self.sides[node][side] = self.sides[node].get(side) or name

    def side_of(self, node: Node) -> str:
        """Where the node's own name stands: ``T``, ``B``, or a quarter (``TL``, ``BL``) beside an edge."""
        sides = self.sides[node.id]
        wanted = ("T", "B") if node.kind == GATEWAY else ("B", "T")
        side = next((side for side in wanted if side not in sides), f"{wanted[0]}L")
        return "TL" if side == "T" and self._rises(node, sides.get("R", "")) else side

    def _above(self, node: Node) -> float:
        """How far the name beside the edge to the right reaches above the node."""
        name = self.sides[node.id].get("R", "")
        return max(line_count(name, self._beside(name)) * LINE + 3 - node.height / 2, 0.0) if name else 0.0

    def _rises(self, node: Node, name: str) -> bool:
        """Whether the name beside the edge to the right is so high that it reaches above the node."""
        return bool(name) and line_count(name, self._beside(name)) * LINE + 3 > node.height / 2 + 4

    # -- room ----------------------------------------------------------------------------------------------------

    def column_width(self, node: Node) -> float:
        """Width that a node needs in its column with what stands beside its edges."""
        if node.host:
            return node.width
        if node.kind == TASK:
            hosted = [one for one in self.graph.nodes if one.host == node.id]
            return node.width + (2 * 84 if any(one.name for one in hosted) else 0)
        wide = [node.width + 8]
        if node.name:
            quarter = len(self.side_of(node)) > 1
            wide.append(2 * (NARROW + 8) if quarter else self._own_width(node))
        wide += [2 * (NARROW + 8) for side in "TB" if self.sides[node.id].get(side)]
        return max(wide)

    def _own_width(self, node: Node) -> float:
        return min(WIDE, max(len(node.name) * CHARACTER + 8, 60))

    def gap_room(self, column: int, column_of: Mapping[str, int]) -> float:
        """Width that names of edges which leave to the right need behind a column."""
        found = 0.0
        for route in self.routes.values():
            if route.leave == "R" and route.edge.name and column_of[route.edge.source] == column:
                found = max(found, self._beside(route.edge.name) + 10)
        return found

    def _beside(self, name: str) -> float:
        longest = max(len(word) for word in name.split()) * CHARACTER
        return max(min(len(name) * CHARACTER + 6, 96), longest + 6, 40)

    def room(self, node: Node) -> tuple[float, float]:
        """Height that labels of a node need above and below it."""
        need = {"T": 0.0, "B": 0.0}
        if node.kind != TASK and node.name:
            side = self.side_of(node)
            width = NARROW if len(side) > 1 else self._own_width(node)
            need[side[0]] = line_count(node.name, width) * LINE + 4
        for side in "TB":
            name = self.sides[node.id].get(side)
            if name:
                above = self._above(node) if side == "T" else 0.0
                need[side] = max(need[side], line_count(name, NARROW) * LINE + 6 + above)
        sideways = self.sides[node.id].get("R")
        if sideways:
            need["T"] = max(need["T"], line_count(sideways, self._beside(sideways)) * LINE + 6 - node.height / 2)
        return need["T"], need["B"]

    def hosted_room(self, row: int, row_of: Mapping[str, int]) -> float:
        """Height of the names of boundary events in a row."""
        names = [node.name for node in self.graph.nodes if node.host and row_of[node.id] == row]
        return max((line_count(name, 76) * LINE for name in names), default=0)

    # -- places --------------------------------------------------------------------------------------------------

    def boxes(self, boxes: Mapping[str, Box], points: Mapping[str, tuple[Point, ...]]) -> dict[str, Box]:
        """Boxes of all labels by the id of what they name."""
        made = {}
        for node in self.graph.nodes:
            if node.kind in (GATEWAY, EVENT) and node.name:
                made[node.id] = self._own(node, boxes[node.id])
        for route in self.routes.values():
            if route.edge.name:
                made[route.edge.id] = self._edge(route, boxes[route.edge.source], points[route.edge.id])
        return made

    def _own(self, node: Node, box: Box) -> Box:
        x, _ = box.centre
        if node.host:
            height = line_count(node.name, 76) * LINE
            first = next(one.id for one in self.graph.nodes if one.host == node.host) == node.id
            return Box(box.right + 4 if first else box.x - 80, box.y + box.height / 2 + 4, 76, height)
        side = self.side_of(node)
        width = NARROW if len(side) > 1 else self._own_width(node)
        height = line_count(node.name, width) * LINE
        y = box.y - 4 - height if side[0] == "T" else box.bottom + 4
        return Box(x - 4 - width if len(side) > 1 else x - width / 2, y, width, height)

    def _edge(self, route: Route, source: Box, points: tuple[Point, ...]) -> Box:
        x, y = points[0]
        name = route.edge.name
        if route.leave == "R":
            width = self._beside(name)
            height = line_count(name, width) * LINE
            return Box(x + 4, y - 3 - height, width, height)
        height = line_count(name, NARROW) * LINE
        top = source.y - 4 - height - self._above(self.nodes[route.edge.source])
        return Box(x + 5, top if route.leave == "T" else source.bottom + 4, NARROW, height)
