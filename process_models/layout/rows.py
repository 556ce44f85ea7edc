"""Rows: each lane has as many as it needs; what follows stays in the row of what it follows where it can."""

from dataclasses import dataclass, field

from process_models.layout.graph import Graph


@dataclass(slots=True)
class Grid:
    """Cells of rows and columns; every node but boundary events stands in a cell of its own."""

    columns: int
    row_of: dict[str, int]
    column_of: dict[str, int]
    lanes: list[tuple[str, str, int, int]] = field(default_factory=list)
    """Pool, lane, first row, number of rows; top to bottom."""
    taken: dict[tuple[int, int], str] = field(default_factory=dict)
    """(row, column) -> node."""

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return self.lanes[-1][2] + self.lanes[-1][3] if self.lanes else 0

    def free_between(self, row: int, first: int, last: int) -> bool:
        """Whether the cells of a row strictly between two columns are empty."""
        low, high = min(first, last), max(first, last)
        return all((row, column) not in self.taken for column in range(low + 1, high))

    def free_below(self, column: int, first: int, last: int) -> bool:
        """Whether the cells of a column strictly between two rows are empty."""
        low, high = min(first, last), max(first, last)
        return all((row, column) not in self.taken for row in range(low + 1, high))

    def lane_of_row(self, row: int) -> int:
        """Index into ``lanes``."""
        return next(index for index, (_, _, first, count) in enumerate(self.lanes) if first <= row < first + count)


def grid(graph: Graph, rank: dict[str, int], back: frozenset[str]) -> Grid:
    """Put every node into a cell."""
    before: dict[str, list[str]] = {}
    for edge in graph.edges:
        if edge.id not in back and not edge.message:
            before.setdefault(edge.target, []).append(edge.source)
    lane_of = {node.id: (node.pool, node.lane) for node in graph.nodes}
    local: dict[str, int] = {}
    used: dict[tuple[str, str], set[tuple[int, int]]] = {}
    count: dict[tuple[str, str], int] = {}
    order = {node.id: index for index, node in enumerate(graph.nodes)}
    placed = sorted((node for node in graph.nodes if not node.host), key=lambda node: (rank[node.id], order[node.id]))
    for node in placed:
        lane = lane_of[node.id]
        cells = used.setdefault(lane, set())
        straight = [source for source in before.get(node.id, ()) if lane_of[source] == lane and source in local]
        wanted = local[straight[0]] if straight else 0
        from_column = rank[straight[0]] if straight else rank[node.id]
        row = _row(cells, wanted, (from_column, rank[node.id]), count.get(lane, 0))
        local[node.id] = row
        cells.add((row, rank[node.id]))
        count[lane] = max(count.get(lane, 0), row + 1)
    return _stacked(graph, rank, local, count)


def _row(cells: set[tuple[int, int]], wanted: int, span: tuple[int, int], count: int) -> int:
    """The nearest row whose cell is free; the wanted one also needs a free way to it."""
    first, column = span
    free = all((wanted, between) not in cells for between in range(first + 1, column))
    if free and (wanted, column) not in cells:
        return wanted
    nearest = sorted(range(count + 1), key=lambda row: (abs(row - wanted), -row))
    return next((row for row in nearest if (row, column) not in cells), count)


def _stacked(graph: Graph, rank: dict[str, int], local: dict[str, int], count: dict[tuple[str, str], int]) -> Grid:
    made = Grid(max(rank.values(), default=0) + 1, {}, dict(rank))
    start: dict[tuple[str, str], int] = {}
    at = 0
    for pool in graph.pools:
        for lane in pool.lanes:
            rows = max(count.get((pool.id, lane.id), 0), 1)
            start[pool.id, lane.id] = at
            made.lanes.append((pool.id, lane.id, at, rows))
            at += rows
    for node in graph.nodes:
        key = node.host or node.id
        row = start[node.pool, node.lane] + local[key]
        made.row_of[node.id] = row
        if not node.host:
            made.taken[row, rank[node.id]] = node.id
    return made
