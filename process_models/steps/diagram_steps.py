"""The steps of people in a diagram, and the ways from each to the next: gateways, events and messages seen through.

Theory of operation: from a task the walk follows flows until it meets tasks again. At alternatives the ways add up and
get the flow's name; at parallel branches their targets join. A message leads into the other pool; who waits for one
adds nothing, because the one who sends it does.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any, Final

from engine.bpmn.model import Library, Node, NodeKind, Process, Trigger

PEOPLE: Final = frozenset({NodeKind.USER_TASK, NodeKind.MANUAL_TASK, NodeKind.CALL_ACTIVITY})
_CONTAINERS: Final = frozenset({NodeKind.SUB_PROCESS, NodeKind.TRANSACTION, NodeKind.AD_HOC})
_CHOICES: Final = frozenset({NodeKind.EXCLUSIVE, NodeKind.EVENT_GATEWAY})
_MOST: Final = 24
"""Ways on from one step; more are written as one with all targets."""


@dataclass(frozen=True, slots=True)
class Way:
    """Node ids that follow (none: the end), the labels passed, and the automatic nodes on the way."""

    targets: tuple[str, ...]
    labels: tuple[str, ...] = ()
    passed: tuple[str, ...] = ()


@dataclass(slots=True)
class StepWalk:
    """Steps of a library in the order of the good way, with the ways on from each."""

    library: Library
    nodes: dict[str, tuple[Process, Node]] = field(default_factory=dict)
    messages: dict[str, list[str]] = field(default_factory=dict)
    caught: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        for process in self.library.processes.values():
            self.nodes |= {node.id: (process, node) for node in process.nodes.values()}
        for flow in self.library.message_flows:
            for target in self._caught_by(flow.target, flow.source):
                self.messages.setdefault(flow.source, []).append(target)
                self.caught.add(target)

    def _caught_by(self, target: str, source: str) -> list[str]:
        """A message flow to a pool means the start events of its process."""
        if target in self.nodes:
            return [target] if source in self.nodes else []
        process = self.library.processes.get(target)
        return list(process.root.starts) if process is not None else []

    def steps(self) -> dict[str, list[Way]]:
        """Step -> its ways, in order: first what the lead process reaches, then whatever else there is."""
        ways = {ident: self.ways(ident) for ident, (_, node) in self.nodes.items() if node.kind in PEOPLE}
        lead = self.library.processes.get(self.library.lead or "") or next(iter(self.library.processes.values()))
        order: list[str] = []
        for start in (*lead.root.starts, *lead.root.sources):
            if self.nodes[start][1].kind in PEOPLE:
                self._visit(start, ways, order)
            for way in self._through(start, frozenset(), by_message=True):
                for target in way.targets:
                    self._visit(target, ways, order)
        order.reverse()
        return {ident: ways[ident] for ident in dict.fromkeys((*order, *ways))}

    def _visit(self, start: str, ways: Mapping[str, list[Way]], done: list[str]) -> None:
        """Append in post-order: reversed, it is a topological order without the ways back."""
        seen = set(done)
        if start in seen:
            return
        stack: list[tuple[str, Iterator[str]]] = [(start, self._targets(ways, start))]
        seen.add(start)
        while stack:
            ident, targets = stack[-1]
            following = next((target for target in targets if target not in seen), None)
            if following is None:
                done.append(ident)
                stack.pop()
            else:
                seen.add(following)
                stack.append((following, self._targets(ways, following)))

    def _targets(self, ways: Mapping[str, list[Way]], ident: str) -> Iterator[str]:
        """Last ones first, so that the first way stands first in the reversed post-order."""
        found = [target for way in ways.get(ident, ()) for target in way.targets]
        return iter(found[::-1])

    def ways(self, ident: str) -> list[Way]:
        """The ways on from a step, those of its boundary events last."""
        process, node = self.nodes[ident]
        found = self._out(process, node, frozenset({ident}))
        for boundary in node.boundary:
            event = process.nodes[boundary]
            label = (event.name,) if event.name else ()
            found += [
                Way(way.targets, label + way.labels, (boundary, *way.passed))
                for way in self._out(process, event, frozenset({ident, boundary}))
            ]
        merged: dict[tuple[tuple[str, ...], tuple[str, ...]], Way] = {}
        for way in found:
            merged.setdefault((way.targets, way.labels), way)
        return list(merged.values())

    def _out(self, process: Process, node: Node, seen: frozenset[str]) -> list[Way]:
        """All flows out of a node: conditional ones are alternatives, plain ones run together."""
        if not node.outgoing:
            return self._left(process, node, seen)
        if len(node.outgoing) == 1:
            return self._along(process, node.outgoing[0], seen)
        choice = any(process.flows[flow].condition is not None for flow in node.outgoing)
        parts = [self._along(process, flow, seen, label=choice) for flow in node.outgoing]
        return [way for part in parts for way in part] if choice else _together(parts)

    def _left(self, process: Process, node: Node, seen: frozenset[str]) -> list[Way]:
        """At an end inside a sub-process the way goes on behind it; at a process's end it ends."""
        if node.scope != process.id and node.scope in process.nodes and node.scope not in seen:
            owner = process.nodes[node.scope]
            if not owner.triggered_by_event:
                return self._out(process, owner, seen | {node.scope})
        return [Way(())]

    def _along(self, process: Process, flow: str, seen: frozenset[str], *, label: bool = False) -> list[Way]:
        drawn = process.flows[flow]
        name = drawn.name.strip()
        ways = self._through(drawn.target, seen)
        if not name and not label:
            return ways
        told = (name,) if name else ()
        return [Way(way.targets, told + way.labels, way.passed) for way in ways]

    def _through(self, ident: str, seen: frozenset[str], *, by_message: bool = False) -> list[Way]:
        process, node = self.nodes[ident]
        if node.kind in PEOPLE:
            return [Way((ident,))]
        if ident in seen:
            return []
        if ident in self.caught and not by_message:
            return []
        found = self._next(process, node, seen | {ident})
        return [Way(way.targets, way.labels, (ident, *way.passed)) for way in found]

    def _next(self, process: Process, node: Node, seen: frozenset[str]) -> list[Way]:
        if node.kind in _CONTAINERS and node.id in process.scopes:
            scope = process.scopes[node.id]
            parts = [self._through(each, seen, by_message=True) for each in (*scope.starts, *scope.sources)]
            return _together(parts) if parts else self._out(process, node, seen)
        if node.kind in _CHOICES:
            return [way for flow in node.outgoing for way in self._along(process, flow, seen, label=True)]
        if node.kind in (NodeKind.PARALLEL, NodeKind.INCLUSIVE, NodeKind.COMPLEX):
            return _together([self._along(process, flow, seen) for flow in node.outgoing])
        links = [event.name for event in node.events if event.trigger is Trigger.LINK]
        if links and node.kind is NodeKind.THROW:
            return [way for each in self._caught_links(process, links[0]) for way in self._through(each, seen)]
        sent = [self._through(each, seen, by_message=True) for each in self.messages.get(node.id, ())]
        own = self._out(process, node, seen)
        return _together([own, *sent]) if sent else own

    def _caught_links(self, process: Process, name: str) -> list[str]:
        return [
            node.id
            for node in process.nodes.values()
            if node.kind is NodeKind.CATCH
            and any(each.trigger is Trigger.LINK and each.name == name for each in node.events)
        ]


def _together(parts: list[list[Way]]) -> list[Way]:
    """Branches that run at the same time: each combination of their alternatives is one way."""
    parts = [part for part in parts if part]
    combined = (
        list(product(*parts)) if parts and _size(parts) <= _MOST else [tuple(way for part in parts for way in part)]
    )
    made = []
    for ways in combined:
        if ways:
            targets = tuple(dict.fromkeys(target for way in ways for target in way.targets))
            labels = tuple(dict.fromkeys(label for way in ways for label in way.labels))
            made.append(Way(targets, labels, tuple(each for way in ways for each in way.passed)))
    return made


def _size(parts: list[list[Any]]) -> int:
    size = 1
    for part in parts:
        size *= len(part)
    return size
