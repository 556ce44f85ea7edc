"""Ways of edges through the corridors between rows and the gaps between columns, where no shape stands.

A route leaves by a side of its source (R, L, T, B), runs through corridors (``H``) and gaps (``V``) in turn and enters
by a side of its target. Between a side and the first or last of them, and where both ends are in line, it crosses
empty cells only.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from process_models.layout.graph import GATEWAY, Edge, Graph, Node
from process_models.layout.rows import Grid

Leg = tuple[str, int]
"""``("H", corridor)`` or ``("V", gap)``; gap g lies left of column g, corridors are numbered by :class:`Corridors`."""


@dataclass(frozen=True, slots=True)
class Route:
    """How one edge runs."""

    edge: Edge
    leave: str
    legs: tuple[Leg, ...]
    enter: str


@dataclass(frozen=True, slots=True)
class Corridors:
    """One corridor above and one below each row; within a lane, the one below a row is the one above the next."""

    above: tuple[int, ...]
    below: tuple[int, ...]

    @property
    def count(self) -> int:
        """How many there are."""
        return max((*self.above, *self.below), default=-1) + 1


def corridors(grid: Grid) -> Corridors:
    """Number the corridors from top to bottom."""
    above, below, number = [], [], 0
    for _pool, _lane, _first, count in grid.lanes:
        for _ in range(count):
            above.append(number)
            number += 1
            below.append(number)
        number += 1
    return Corridors(tuple(above), tuple(below))


@dataclass(slots=True)
class Router:
    """Chooses routes one after the other; gateways give each outgoing edge a corner of its own."""

    graph: Graph
    grid: Grid
    corridors: Corridors
    back: frozenset[str]
    nodes: dict[str, Node] = field(init=False)
    used: dict[str, set[str]] = field(default_factory=dict)
    """Node -> sides that outgoing edges of it, or incoming ones of another side than L, have taken."""
    rows_used: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)
    columns_used: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.nodes = {node.id: node for node in self.graph.nodes}

    def routes(self) -> dict[str, Route]:
        """A route for every edge; straight ones are laid first, then messages, then the shorter before the longer."""
        found = {}
        for edge in sorted(self.graph.edges, key=self._first):
            found[edge.id] = self._route(edge)
        return {edge.id: found[edge.id] for edge in self.graph.edges}

    def _first(self, edge: Edge) -> tuple[int, int, int]:
        column, row = self._cell(edge.source)
        to_column, to_row = self._cell(edge.target)
        straight = row == to_row and to_column > column and self.grid.free_between(row, column, to_column)
        kind = 1 if edge.message else 0 if straight else 2
        return (kind, abs(to_row - row), abs(to_column - column))

    def _cell(self, node: str) -> tuple[int, int]:
        return self.grid.column_of[node], self.grid.row_of[node]

    def _route(self, edge: Edge) -> Route:
        options = self._message(edge) if edge.message else self._options(edge)
        last = None
        for route in options:
            last = route
            if self._fits(route):
                break
        assert last is not None
        self._take(last)
        return last

    def _fits(self, route: Route) -> bool:
        """The corner it leaves by is not taken, nor is the one it enters by when edges leave there."""
        source, target = route.edge.source, route.edge.target
        crowded = self.nodes[source].kind == GATEWAY or self.nodes[source].host
        if route.leave in self.used.get(source, ()) and (crowded or route.leave != "R"):
            return False
        if route.enter != "L" and route.enter in self.used.get(target, ()) and self.nodes[target].kind != "task":
            return False
        ends = (source, target)
        taken = [self.rows_used.get(cell) for cell in self._row_cells(route)]
        taken += [self.columns_used.get(cell) for cell in self._column_cells(route)]
        return all(other is None or other[1] == ends[1] for other in taken)

    def _take(self, route: Route) -> None:
        ends = (route.edge.source, route.edge.target)
        self.used.setdefault(ends[0], set()).add(route.leave)
        if route.enter != "L":
            self.used.setdefault(ends[1], set()).add(route.enter)
        for cell in self._row_cells(route):
            self.rows_used[cell] = ends
        for cell in self._column_cells(route):
            self.columns_used[cell] = ends

    def _row_cells(self, route: Route) -> Iterator[tuple[int, int]]:
        """Empty cells that the route crosses from left to right."""
        (column, row), (to_column, to_row) = self._cell(route.edge.source), self._cell(route.edge.target)
        gaps = [number for kind, number in route.legs if kind == "V"]
        if route.leave == "R":
            until = gaps[0] if gaps else to_column
            yield from ((row, at) for at in range(column + 1, until))
        if route.enter == "L" and (gaps or route.leave != "R"):
            start = gaps[-1] if gaps else column
            yield from ((to_row, at) for at in range(start, to_column) if (to_row, at) != (row, column))

    def _column_cells(self, route: Route) -> Iterator[tuple[int, int]]:
        """Empty cells that it crosses from top to bottom: only where it has no corridor to turn in."""
        if route.legs or route.leave not in "TB":
            return
        (column, row), (_, to_row) = self._cell(route.edge.source), self._cell(route.edge.target)
        low, high = min(row, to_row), max(row, to_row)
        yield from ((at, column) for at in range(low + 1, high))

    # -- the choices, best first ---------------------------------------------------------------------------------

    def _options(self, edge: Edge) -> Iterator[Route]:
        (column, row), (to_column, to_row) = self._cell(edge.source), self._cell(edge.target)
        hosted = bool(self.nodes[edge.source].host)
        if edge.id in self.back or to_column <= column:
            yield from self._backward(edge, hosted)
        elif hosted:
            yield Route(edge, "B", (("H", self.corridors.below[row]), ("V", to_column)), "L")
        else:
            yield from self._forward(edge)
            toward = "B" if to_row > row else "T"
            for side in (toward, "B", "T"):
                yield Route(edge, side, (("H", self._beside(row, side)), ("V", to_column)), "L")
            yield from self._by_corridor(edge)

    def _beside(self, row: int, side: str) -> int:
        return self.corridors.below[row] if side == "B" else self.corridors.above[row]

    def _forward(self, edge: Edge) -> Iterator[Route]:
        (column, row), (to_column, to_row) = self._cell(edge.source), self._cell(edge.target)
        free = self.grid.free_between
        if row == to_row:
            if free(row, column, to_column):
                yield Route(edge, "R", (), "L")
            return
        side = "B" if to_row > row else "T"
        along = free(to_row, column, to_column)
        if self.nodes[edge.source].kind == GATEWAY and self._corner(column, row, to_row) and along:
            yield Route(edge, side, (), "L")
        if along:
            yield Route(edge, "R", (("V", column + 1),), "L")
        if free(row, column, to_column):
            yield Route(edge, "R", (("V", to_column),), "L")
        if self.nodes[edge.source].kind != GATEWAY:
            yield from self._by_corridor(edge)

    def _corner(self, column: int, row: int, to_row: int) -> bool:
        return self.grid.free_below(column, row, to_row) and (to_row, column) not in self.grid.taken

    def _by_corridor(self, edge: Edge) -> Iterator[Route]:
        (column, row), (to_column, to_row) = self._cell(edge.source), self._cell(edge.target)
        corridor = self.corridors.below[to_row] if to_row < row else self.corridors.above[to_row]
        if column + 1 == to_column:
            yield Route(edge, "R", (("V", to_column),), "L")
        else:
            yield Route(edge, "R", (("V", column + 1), ("H", corridor), ("V", to_column)), "L")

    def _backward(self, edge: Edge, hosted: bool) -> Iterator[Route]:
        (_, row), (to_column, to_row) = self._cell(edge.source), self._cell(edge.target)
        gap = to_column + 1
        for side in ("B",) if hosted else ("B", "T") if to_row > row else ("T", "B"):
            beside = self._beside(row, side)
            for enter in ("T", "B") if to_row >= row else ("B", "T"):
                into = self._beside(to_row, enter)
                if beside == into:
                    yield Route(edge, side, (("H", beside),), enter)
                else:
                    yield Route(edge, side, (("H", beside), ("V", gap), ("H", into)), enter)
            yield Route(edge, side, (("H", beside), ("V", to_column)), "L")
        corridor = self.corridors.above[to_row]
        column = self._cell(edge.source)[0]
        yield Route(edge, "R", (("V", column + 1), ("H", corridor)), "T")

    def _message(self, edge: Edge) -> Iterator[Route]:
        (column, row), (to_column, to_row) = self._cell(edge.source), self._cell(edge.target)
        down = to_row > row
        sides = ("B", "T") if down else ("T", "B")
        if column == to_column and self.grid.free_below(column, row, to_row):
            yield Route(edge, sides[0], (), sides[1])
        gap = to_column if to_column > column else to_column + 1
        for leave in sides:
            for enter in (sides[1], sides[0]):
                legs = (("H", self._beside(row, leave)), ("V", gap), ("H", self._beside(to_row, enter)))
                yield Route(edge, leave, legs, enter)
