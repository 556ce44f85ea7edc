"""What is drawn, and the drawing: nodes in lanes of pools, edges between them, all in diagram units (pixels)."""

from dataclasses import dataclass, field
from typing import Final

Point = tuple[float, float]

TASK: Final = "task"
GATEWAY: Final = "gateway"
EVENT: Final = "event"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, y downwards."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Where its right side is."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Where its lower side is."""
        return self.y + self.height

    @property
    def centre(self) -> Point:
        """The middle."""
        return self.x + self.width / 2, self.y + self.height / 2

    def meets(self, other: "Box") -> bool:
        """Whether the two have area in common."""
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A shape: ``kind`` is ``task``, ``gateway`` or ``event``; ``host`` the task a boundary event sits on."""

    id: str
    kind: str
    pool: str
    lane: str
    name: str = ""
    width: float
    height: float
    host: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A flow; ``message`` flows run between pools and are dashed."""

    id: str
    source: str
    target: str
    name: str = ""
    message: bool = False


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane; its id is empty where a pool has none."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Pool:
    """A pool with its lanes from top to bottom; ``framed`` is false for a process without a pool."""

    id: str
    name: str
    lanes: tuple[Lane, ...]
    framed: bool = True


@dataclass(frozen=True, slots=True)
class Graph:
    """A diagram to be drawn; nodes and edges in the order of reading."""

    pools: tuple[Pool, ...]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """Where everything stands: boxes by id, points of edges by id, and boxes of the labels outside of shapes."""

    boxes: dict[str, Box]
    points: dict[str, tuple[Point, ...]]
    labels: dict[str, Box] = field(default_factory=dict)
