"""Tracks: edges that share a corridor or a gap run beside each other, in an order that keeps their ends apart."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from process_models.layout.routes import Corridors, Leg, Route
from process_models.layout.rows import Grid


@dataclass(frozen=True, slots=True)
class Run:
    """A leg of a route: where it is, from where to where across it (in cells), and on which sides its ends leave.

    ``zone`` is 0 when both ends leave towards the top or left, 2 towards the bottom or right, 1 otherwise.
    """

    edge: str
    leg: int
    place: Leg
    low: float
    high: float
    zone: int
    first: float
    last: float
    first_side: int
    last_side: int


def runs(routes: Iterable[Route], grid: Grid, corridors: Corridors) -> list[Run]:
    """Every leg of every route with its extent: columns count 2i+1 with gaps at 2i, rows likewise with corridors."""
    found = []
    line = _lines(grid, corridors)
    for route in routes:
        source, target = route.edge.source, route.edge.target
        columns = (2.0 * grid.column_of[source] + 1, 2.0 * grid.column_of[target] + 1)
        rows = (line["row", grid.row_of[source]], line["row", grid.row_of[target]])
        at = [_at(leg, line) for leg in route.legs]
        extents = []
        for index, leg in enumerate(route.legs):
            ends = columns if leg[0] == "H" else rows
            extents.append((at[index - 1] if index else ends[0], at[index + 1] if index + 1 < len(at) else ends[1]))
        for index, leg in enumerate(route.legs):
            first, last = extents[index]
            sides = (
                _turn(extents[index - 1][0], at[index]) if index else _port(route.leave),
                _turn(extents[index + 1][1], at[index]) if index + 1 < len(at) else _port(route.enter),
            )
            zone = 0 if max(sides) < 0 else 2 if min(sides) > 0 else 1
            found.append(Run(route.edge.id, index, leg, min(first, last), max(first, last), zone, first, last, *sides))
    return found


def _lines(grid: Grid, corridors: Corridors) -> dict[Leg, float]:
    """Order of rows and corridors from top to bottom."""
    line: dict[Leg, float] = {}
    for row in range(grid.rows):
        line.setdefault(("H", corridors.above[row]), 3.0 * row + 0.5)
        line["row", row] = 3.0 * row + 1.5
        line["H", corridors.below[row]] = 3.0 * row + 2.5
    return line


def _at(leg: Leg, line: Mapping[Leg, float]) -> float:
    return 2.0 * leg[1] if leg[0] == "V" else line[leg]


def _port(side: str) -> int:
    """Which way the node lies, seen from the run: one whose right or lower side it leaves lies to the left or above."""
    return -1 if side in "RB" else 1


def _turn(end: float, here: float) -> int:
    """Which way the neighbouring run turns off, seen from this one."""
    return -1 if end < here else 1


def assign(found: Sequence[Run]) -> tuple[dict[tuple[str, int], int], dict[Leg, int]]:
    """Tracks of all runs, and how many each corridor and gap needs."""
    tracks: dict[tuple[str, int], int] = {}
    needed: dict[Leg, int] = {}
    by_place: dict[Leg, list[Run]] = {}
    for run in found:
        by_place.setdefault(run.place, []).append(run)
    for place, inside in by_place.items():
        start = 0
        for zone in (0, 1, 2):
            ordered = _ordered([run for run in inside if run.zone == zone])
            laid: list[list[Run]] = []
            for run in ordered:
                number = _free(laid, run, zone)
                if number == len(laid):
                    laid.append([])
                laid[number].append(run)
                tracks[run.edge, run.leg] = start + number
            start += len(laid)
        needed[place] = start
    return tracks, needed


def _free(laid: list[list[Run]], run: Run, zone: int) -> int:
    """The first track where it meets nothing; in the middle zone never before a run it must follow."""
    first = 0
    if zone == 1:
        first = max(
            (number + 1 for number, track in enumerate(laid) for other in track if _before(other, run)), default=0
        )
    for number in range(first, len(laid)):
        if all(run.high < other.low or other.high < run.low for other in laid[number]):
            return number
    return len(laid)


def _before(one: Run, other: Run) -> bool:
    """Whether ``one`` must lie nearer the top or left: an end turns that way where the other turns away."""
    ends = ((one.first, one.first_side), (one.last, one.last_side))
    others = ((other.first, other.first_side), (other.last, other.last_side))
    return any(at == there and side < 0 < turn for at, side in ends for there, turn in others)


def _ordered(inside: list[Run]) -> list[Run]:
    """By extent, the shorter first, and what must lie before others before them (circles are left as they are)."""
    rest = sorted(inside, key=lambda run: (run.high - run.low, run.low, run.edge))
    made: list[Run] = []
    while rest:
        ready = next(
            (run for run in rest if not any(_before(other, run) for other in rest if other is not run)), rest[0]
        )
        rest.remove(ready)
        made.append(ready)
    return made
