"""From cells and tracks to coordinates: how wide and high everything is, where it stands, where labels fit."""

from dataclasses import dataclass
from typing import Final

from process_models.layout.graph import Box, Drawing, Graph, Node, Point
from process_models.layout.labels import Labels, line_count, text_height
from process_models.layout.ranks import back_edges, ranks
from process_models.layout.routes import Corridors, Route, Router, corridors
from process_models.layout.rows import Grid, grid
from process_models.layout.tracks import assign, runs

HEADER: Final = 30
MARGIN: Final = 40
TRACK: Final = 12
PAD: Final = 14
POOL_GAP: Final = 40


def draw(graph: Graph) -> Drawing:
    """Where everything of a diagram stands; an empty diagram gives an empty drawing."""
    if not graph.nodes:
        return Drawing({}, {})
    return _Sheet(graph).drawing()


@dataclass(slots=True)
class _Axis:
    """Positions along one axis."""

    centre: list[float]
    start: dict[int, float]
    """Where the first track of a corridor or gap runs."""


class _Sheet:
    """One drawing in the making."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        back = back_edges(graph)
        self.grid: Grid = grid(graph, ranks(graph, back), back)
        self.corridors: Corridors = corridors(self.grid)
        self.routes: dict[str, Route] = Router(graph, self.grid, self.corridors, back).routes()
        self.tracks, self.needed = assign(runs(self.routes.values(), self.grid, self.corridors))
        self.labels = Labels(graph, self.routes)
        self.nodes = {node.id: node for node in graph.nodes}
        self.boxes: dict[str, Box] = {}
        self.lane_boxes: dict[int, Box] = {}

    def drawing(self) -> Drawing:
        self.framed = any(pool.framed for pool in self.graph.pools)
        self.x = self._columns()
        self.y = self._rows()
        for node in self.graph.nodes:
            if not node.host:
                self.boxes[node.id] = self._box(node)
        self._hosted()
        points = self._points()
        self._frames()
        return Drawing(self.boxes, points, self.labels.boxes(self.boxes, points))

    # -- sizes ---------------------------------------------------------------------------------------------------

    def _columns(self) -> _Axis:
        """Columns as wide as their widest node, gaps as their labels and tracks need."""
        widths = [0.0] * self.grid.columns
        for node in self.graph.nodes:
            column = self.grid.column_of[node.id]
            widths[column] = max(widths[column], self.labels.column_width(node))
        left = 2 * HEADER if self.framed else 0
        x, centre, start = float(MARGIN + left), [], {}
        for gap in range(self.grid.columns + 1):
            room = max(self.labels.gap_room(gap - 1, self.grid.column_of), 20)
            start[gap] = x + room + TRACK / 2
            x += room + self.needed.get(("V", gap), 0) * TRACK + 18
            if gap < self.grid.columns:
                centre.append(x + widths[gap] / 2)
                x += widths[gap]
        self.right = x
        return _Axis(centre, start)

    def _rows(self) -> _Axis:
        """Rows as high as their nodes with labels, corridors as their tracks need, lanes at least as their names."""
        centre = [0.0] * self.grid.rows
        start: dict[int, float] = {}
        y, last_pool = float(MARGIN), None
        for index, (pool, _lane, first, count) in enumerate(self.grid.lanes):
            if last_pool not in (None, pool):
                y += POOL_GAP
            last_pool = pool
            top = y
            for row in range(first, first + count):
                y = self._corridor(start, self.corridors.above[row], y)
                over, under = self._row_height(row)
                centre[row] = y + over
                y += over + under
            y = self._corridor(start, self.corridors.below[first + count - 1], y)
            missing = self._lane_height(index) - (y - top)
            if missing > 0:
                for row in range(first, first + count):
                    centre[row] += missing / 2
                    start[self.corridors.above[row]] += missing / 2
                start[self.corridors.below[first + count - 1]] += missing / 2
                y += missing
            self.lane_boxes[index] = Box(0, top, 0, y - top)
        return _Axis(centre, start)

    def _corridor(self, start: dict[int, float], number: int, y: float) -> float:
        count = self.needed.get(("H", number), 0)
        start[number] = y + TRACK / 2 + 4
        return y + (count * TRACK + 8 if count else 4)

    def _row_height(self, row: int) -> tuple[float, float]:
        """Room above and below the middle of a row."""
        over = under = 40.0
        for node in self.graph.nodes:
            if self.grid.row_of[node.id] == row and not node.host:
                above, below = self.labels.room(node)
                over, under = max(over, node.height / 2 + above), max(under, node.height / 2 + below)
        hosts = {node.host for node in self.graph.nodes if node.host}
        if any(self.grid.row_of[host] == row for host in hosts):
            under += 18 + self.labels.hosted_room(row, self.grid.row_of)
        return over + PAD, under + PAD

    def _lane_height(self, index: int) -> float:
        pool, lane, _, _ = self.grid.lanes[index]
        found = next(one for one in self.graph.pools if one.id == pool)
        name = next(one.name for one in found.lanes if one.id == lane)
        needed = text_height(name)
        if len(found.lanes) == 1:
            needed = max(needed, text_height(found.name))
        return needed if found.framed else 0.0

    # -- places --------------------------------------------------------------------------------------------------

    def _box(self, node: Node) -> Box:
        x = self.x.centre[self.grid.column_of[node.id]]
        y = self.y.centre[self.grid.row_of[node.id]]
        return Box(x - node.width / 2, y - node.height / 2, node.width, node.height)

    def _hosted(self) -> None:
        """Boundary events on the lower side of their task, from right to left."""
        count: dict[str, int] = {}
        for node in self.graph.nodes:
            if node.host:
                number = count.get(node.host, 0)
                count[node.host] = number + 1
                host = self.boxes[node.host]
                x = host.right - 28 - number * (node.width + 8)
                self.boxes[node.id] = Box(x - node.width / 2, host.bottom - node.height / 2, node.width, node.height)

    def _points(self) -> dict[str, tuple[Point, ...]]:
        entries = self._entries()
        return {edge: self._line(route, entries) for edge, route in self.routes.items()}

    def _entries(self) -> dict[tuple[str, str], list[str]]:
        """Edges by the upper or lower side of a task that they use, so that they do not end in the same point."""
        sides: dict[tuple[str, str], list[str]] = {}
        for edge, route in self.routes.items():
            for node, side in ((route.edge.source, route.leave), (route.edge.target, route.enter)):
                if side in "TB":
                    sides.setdefault((node, side), []).append(edge)
        return sides

    def _port(self, node: str, side: str, edge: str, entries: dict[tuple[str, str], list[str]]) -> Point:
        box = self.boxes[node]
        x, y = box.centre
        if side in "LR":
            return (box.x if side == "L" else box.right), y
        sharing = entries[node, side]
        if self.nodes[node].kind == "task" and len(sharing) > 1:
            x = box.x + box.width * (sharing.index(edge) + 1) / (len(sharing) + 1)
        elif self.nodes[node].kind == "task" and side == "B" and any(one.host == node for one in self.graph.nodes):
            x = box.x + 24
        return x, (box.y if side == "T" else box.bottom)

    def _line(self, route: Route, entries: dict[tuple[str, str], list[str]]) -> tuple[Point, ...]:
        edge = route.edge
        start = self._port(edge.source, route.leave, edge.id, entries)
        end = self._port(edge.target, route.enter, edge.id, entries)
        points = [start]
        for index, (kind, number) in enumerate(route.legs):
            x, y = points[-1]
            track = self.tracks[edge.id, index] * TRACK
            points.append((self.x.start[number] + track, y) if kind == "V" else (x, self.y.start[number] + track))
        x, y = points[-1]
        if route.enter in "LR" and y != end[1]:
            points.append((x, end[1]))
        elif route.enter in "TB" and x != end[0]:
            points.append((end[0], y))
        points.append(end)
        return _straightened(points)

    def _frames(self) -> None:
        """Pools around their lanes, lanes around their rows."""
        spans: dict[str, tuple[float, float]] = {}
        for index, (pool, lane, _, _) in enumerate(self.grid.lanes):
            box = self.lane_boxes[index]
            top, bottom = spans.get(pool, (box.y, box.bottom))
            spans[pool] = (min(top, box.y), max(bottom, box.bottom))
            if lane:
                self.boxes[lane] = Box(MARGIN + HEADER, box.y, self.right - MARGIN - HEADER, box.height)
        for found in self.graph.pools:
            if found.framed:
                top, bottom = spans[found.id]
                self.boxes[found.id] = Box(MARGIN, top, self.right - MARGIN, bottom - top)


def _straightened(points: list[Point]) -> tuple[Point, ...]:
    """Without points that lie on the way between their neighbours, or twice in the same place."""
    made: list[Point] = []
    for point in points:
        if made and made[-1] == point:
            continue
        if len(made) > 1 and (made[-2][0] == made[-1][0] == point[0] or made[-2][1] == made[-1][1] == point[1]):
            made[-1] = point
            continue
        made.append(point)
    return tuple(made)


__all__ = ["draw", "line_count"]
