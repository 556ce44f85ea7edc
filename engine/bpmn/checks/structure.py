"""A document's flow nodes and sequence flows as they are written, for the rules to look at."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from engine.bpmn.context import Context
from engine.bpmn.events import event_elements
from engine.bpmn.index import process_of
from engine.bpmn.model import Trigger
from engine.bpmn.names import (
    CHOREOGRAPHIES,
    CHOREOGRAPHY_NODES,
    CONTAINERS,
    FLOW_NODES,
    TRIGGERS,
    Element,
    children,
    flag,
    kind_of,
)

NODES = FLOW_NODES | CHOREOGRAPHY_NODES
SCOPES = CONTAINERS | CHOREOGRAPHIES


@dataclass(slots=True, eq=False)
class Structure:
    """Who is connected with whom. Flows are kept by their ends even when they cross a border."""

    ctx: Context
    scopes: list[Element] = field(default_factory=list)
    nodes: list[Element] = field(default_factory=list)
    flows: list[Element] = field(default_factory=list)
    source: dict[Element, Element] = field(default_factory=dict)
    target: dict[Element, Element] = field(default_factory=dict)
    incoming: dict[Element, list[Element]] = field(default_factory=dict)
    outgoing: dict[Element, list[Element]] = field(default_factory=dict)
    boundary: dict[Element, list[Element]] = field(default_factory=dict)
    """Activity -> its boundary events."""
    triggers: dict[Element, list[Trigger]] = field(default_factory=dict)
    """Event -> the kinds of its event definitions."""
    link_catches: dict[tuple[Element | None, str], list[Element]] = field(default_factory=dict)
    """Scope and link name -> the events that catch the link."""
    listing: set[Element | None] = field(default_factory=set)
    """Processes in which some node lists its flows as ``incoming`` or ``outgoing``."""
    associated: dict[Element, list[Element]] = field(default_factory=dict)
    """Element -> those at the other end of its associations."""

    def __post_init__(self) -> None:
        index = self.ctx.index
        for element in index.root.iter():
            kind = kind_of(element)
            if kind in SCOPES:
                self.scopes.append(element)
            if kind in NODES:
                self.nodes.append(element)
                self._event(element)
                self.triggers[element] = [TRIGGERS[kind_of(one)] for one in event_elements(self.ctx, element)]
            elif kind == "sequenceFlow":
                self._flow(element)
            elif kind in {"incoming", "outgoing"}:
                self.listing.add(process_of(element))
            elif kind == "association":
                self._association(element)
        for node in self.nodes:
            host = index.attribute(node, "attachedToRef") if kind_of(node) == "boundaryEvent" else None
            if host is not None:
                self.boundary.setdefault(host, []).append(node)

    def _event(self, event: Element) -> None:
        if kind_of(event) == "intermediateCatchEvent":
            for name in link_names(event):
                self.link_catches.setdefault((level_of(event), name), []).append(event)

    def _association(self, association: Element) -> None:
        ends = [self.ctx.index.attribute(association, name) for name in ("sourceRef", "targetRef")]
        if ends[0] is not None and ends[1] is not None:
            self.associated.setdefault(ends[0], []).append(ends[1])
            self.associated.setdefault(ends[1], []).append(ends[0])

    def _flow(self, flow: Element) -> None:
        index = self.ctx.index
        self.flows.append(flow)
        source, target = index.attribute(flow, "sourceRef"), index.attribute(flow, "targetRef")
        if source is not None and kind_of(source) in NODES:
            self.source[flow] = source
            self.outgoing.setdefault(source, []).append(flow)
        if target is not None and kind_of(target) in NODES:
            self.target[flow] = target
            self.incoming.setdefault(target, []).append(flow)

    def into(self, node: Element) -> list[Element]:
        """Sequence flows that lead to a node."""
        return self.incoming.get(node, [])

    def out_of(self, node: Element) -> list[Element]:
        """Sequence flows that leave a node."""
        return self.outgoing.get(node, [])

    def inside(self, scope: Element) -> list[Element]:
        """Flow nodes directly inside a process, sub-process or choreography."""
        return children(scope, *(NODES if kind_of(scope) in CHOREOGRAPHIES else FLOW_NODES))

    def of(self, *kinds: str) -> Iterator[Element]:
        """Flow nodes of these kinds."""
        return (node for node in self.nodes if kind_of(node) in kinds)

    def next_nodes(self, node: Element) -> Iterator[Element]:
        """Nodes a token may reach in one step: by flow, at the boundary, by link."""
        for flow in self.out_of(node):
            if flow in self.target:
                yield self.target[flow]
        yield from self.boundary.get(node, ())
        if kind_of(node) == "intermediateThrowEvent" and Trigger.LINK in self.triggers[node]:
            for name in link_names(node):
                yield from self.link_catches.get((level_of(node), name), ())[:1]

    def report(self, code: str, element: Element, **params: object) -> None:
        """Report a problem at an element."""
        self.ctx.report.add(code, element, None, **params)


def level_of(element: Element) -> Element | None:
    """The process, sub-process or choreography that directly holds a flow element."""
    return next((one for one in element.iterancestors() if kind_of(one) in SCOPES), None)


def link_names(event: Element) -> set[str]:
    """Names of the links that an event is an end of."""
    return {(one.get("name") or "").strip() for one in children(event, "linkEventDefinition")}


def is_event_sub(element: Element) -> bool:
    """Whether a sub-process starts by an event instead of a token."""
    return kind_of(element) == "subProcess" and flag(element, "triggeredByEvent")


def is_compensation(element: Element) -> bool:
    """Whether an activity only runs to undo another."""
    return flag(element, "isForCompensation")
