"""A diagram as values, before it becomes XML: pools, lanes, nodes with what the extension vocabulary says, flows."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(slots=True, kw_only=True)
class Element:
    """A flow node. ``tag`` is the BPMN element; ``says`` the ``motcua:`` attributes; ``sends`` its mapping of data."""

    id: str
    tag: str
    name: str
    pool: str
    lane: str
    says: dict[str, str] = field(default_factory=dict)
    documentation: str = ""
    message: str = ""
    """Id of the message it throws or catches."""
    sends: Mapping[str, str] = field(default_factory=dict)
    """``motcua:in`` entries."""
    default: str = ""
    stage: str = ""
    """Key of the stage it was made from."""


@dataclass(slots=True, kw_only=True)
class Flow:
    """A sequence flow; ``condition`` is FEEL with its ``=``."""

    id: str
    source: str
    target: str
    name: str = ""
    condition: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageFlow:
    """A message flow from a throwing to a catching element."""

    id: str
    source: str
    target: str
    name: str


@dataclass(slots=True, kw_only=True)
class PoolPart:
    """A participant and its process; ``agency`` is empty for the deciding agency."""

    id: str
    process: str
    name: str
    agency: str = ""
    lanes: dict[str, str] = field(default_factory=dict)
    """Lane id -> name, from top to bottom."""


@dataclass(slots=True)
class Model:
    """The whole diagram."""

    pools: dict[str, PoolPart] = field(default_factory=dict)
    elements: dict[str, Element] = field(default_factory=dict)
    flows: list[Flow] = field(default_factory=list)
    messages: dict[str, str] = field(default_factory=dict)
    """Message id -> name."""
    message_flows: list[MessageFlow] = field(default_factory=list)

    def leaving(self, element: str) -> list[Flow]:
        """The sequence flows out of an element."""
        return [flow for flow in self.flows if flow.source == element]
