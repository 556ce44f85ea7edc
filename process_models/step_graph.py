"""The graph of a package's steps with their lengths: all pools, called processes and messages in one, without circles.

Theory of operation: each flow node is a vertex (a sub-process or an inlined call two: its beginning and its end).
Edges are sequence flows, the ways out of boundary events, and messages from where they are thrown to where they are
caught. A depth-first walk in document order drops the edges that lead back, so rework counts once: the good way.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from engine.bpmn.model import Library, Literal, MultiInstance, Node, NodeKind, Process, Trigger
from engine.clock import Term, TermError, Unit, parse_term
from process_models.durations import DAY, ZERO, Length, length_of

CONTAINERS: Final = frozenset({NodeKind.SUB_PROCESS, NodeKind.TRANSACTION, NodeKind.AD_HOC})
THROWING: Final = frozenset({NodeKind.THROW, NodeKind.END, NodeKind.SEND_TASK})
PEOPLE: Final = frozenset({NodeKind.USER_TASK, NodeKind.MANUAL_TASK})
DEEPEST: Final = 8
"""Calls within calls that are followed."""
_ISO: Final = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A vertex: a node of the diagram with what it adds to a path. ``key`` is unique, also among inlined calls."""

    key: str
    node: Node
    process: Process
    length: Length = ZERO
    timed: bool = False
    """It says how long it takes."""
    clock: str = ""
    reason: str = ""
    returns: bool = False
    """It hands the result back: never counted."""


@dataclass(slots=True)
class StepGraph:
    """Vertices by key and the edges between them; :attr:`order` is topological."""

    steps: dict[str, Step] = field(default_factory=dict)
    edges: dict[str, list[str]] = field(default_factory=dict)
    begins: dict[str, list[str]] = field(default_factory=dict)
    """Process id -> where it begins."""

    def link(self, source: str, target: str) -> None:
        """Add an edge once."""
        targets = self.edges.setdefault(source, [])
        if target not in targets:
            targets.append(target)

    def without_circles(self, sources: list[str]) -> tuple[list[str], dict[str, list[str]]]:
        """What ``sources`` reach in topological order, and the edges that do not lead back."""
        done: list[str] = []
        state: dict[str, int] = {}
        kept: dict[str, list[str]] = {}
        for source in sources:
            self._walk(source, state, done, kept)
        return done[::-1], kept

    def _walk(self, source: str, state: dict[str, int], done: list[str], kept: dict[str, list[str]]) -> None:
        if source in state:
            return
        state[source] = 1
        stack = [(source, iter(self.edges.get(source, ())))]
        while stack:
            at, following = stack[-1]
            step = next(following, None)
            if step is None:
                state[at] = 2
                done.append(at)
                stack.pop()
                continue
            if state.get(step) != 1:
                kept.setdefault(at, []).append(step)
            if step not in state:
                state[step] = 1
                stack.append((step, iter(self.edges.get(step, ()))))


def step_graph(library: Library, day: Unit, libraries: Mapping[str, Library] | None = None) -> StepGraph:
    """The graph of all processes; ``day`` is what a bare day is in step times, ``libraries`` used packages by code."""
    builder = _Builder(library, libraries or {}, day)
    for process in library.processes.values():
        builder.graph.begins[process.id] = builder.scope(process, process.id, "", 0)
    builder.messages()
    return builder.graph


@dataclass(slots=True)
class _Builder:
    library: Library
    libraries: Mapping[str, Library]
    day: Unit
    graph: StepGraph = field(default_factory=StepGraph)
    exits: dict[str, str] = field(default_factory=dict)
    """Key of a container's beginning -> key of its end."""

    def scope(self, process: Process, scope: str, prefix: str, depth: int) -> list[str]:
        """Add what a scope holds; the keys where it begins."""
        model = process.scopes[scope]
        nodes = [process.nodes[each] for each in model.nodes if not process.nodes[each].triggered_by_event]
        for node in nodes:
            self.add(process, node, prefix, depth)
        for node in nodes:
            for flow in node.outgoing:
                target = process.flows[flow].target
                self.graph.link(self.end(prefix + node.id), prefix + target)
        self.links(nodes, prefix)
        begins = [prefix + each for each in (*model.starts, *model.sources)]
        for node in nodes:
            if node.kind is NodeKind.BOUNDARY:
                self.boundary(process, node, prefix, begins)
        return begins

    def add(self, process: Process, node: Node, prefix: str, depth: int) -> None:
        """The vertex of a node, with what is inside it."""
        key = prefix + node.id
        length = self.length(node)
        clock, _, reason = (node.work.clock or "").partition(":")
        returns = _returns(node)
        step = Step(
            key=key,
            node=node,
            process=process,
            length=length or ZERO,
            timed=length is not None,
            clock=clock,
            reason=reason,
            returns=returns,
        )
        inside = None if length is not None else self.inside(process, node, key, depth)
        if inside is None:
            self.graph.steps[key] = step
            return
        begins, ends = inside
        last = f"{key}#end"
        self.exits[key] = last
        held = step if clock == "hold" else Step(key=key, node=node, process=process)
        self.graph.steps[key] = Step(key=key, node=node, process=process)
        self.graph.steps[last] = Step(
            key=last, node=node, process=process, clock="" if held is step else clock, reason=reason
        )
        for begin in begins:
            self.graph.link(key, begin)
        for end in ends or [key]:
            self.graph.link(end, last)

    def inside(self, process: Process, node: Node, key: str, depth: int) -> tuple[list[str], list[str]] | None:
        """Where a sub-process or a called process begins and ends; None for what holds nothing."""
        prefix = f"{key}/"
        if node.kind in CONTAINERS and node.id in process.scopes:
            begins = self.scope(process, node.id, prefix, depth)
        elif node.kind is NodeKind.CALL_ACTIVITY and depth < DEEPEST:
            called = self.called(node)
            if called is None:
                return None
            begins = self.scope(called, called.id, prefix, depth + 1)
        else:
            return None
        own = [each for each in self.graph.steps if each.startswith(prefix) and "#" not in each.removeprefix(prefix)]
        direct = [each for each in own if "/" not in each.removeprefix(prefix)]
        return begins, [self.end(each) for each in direct if not self.graph.edges.get(self.end(each))]

    def called(self, node: Node) -> Process | None:
        """The process that a call activity names in this package or a used one."""
        if not isinstance(node.calls, Literal):
            return None
        name = node.calls.text
        if name in self.library.processes:
            return self.library.processes[name]
        used = self.libraries.get(name)
        return used.processes.get(used.lead or "") if used is not None else None

    def boundary(self, process: Process, node: Node, prefix: str, begins: list[str]) -> None:
        """A way out of an activity instead of its end: after the timer, or as late as the activity itself."""
        key, host = prefix + node.id, prefix + (node.attached_to or "")
        step = self.graph.steps[key]
        owner = self.graph.steps.get(host)
        if owner is None:
            return
        length = step.length if step.timed else owner.length
        held = owner.clock == "hold"
        self.graph.steps[key] = Step(
            key=key,
            node=node,
            process=process,
            length=ZERO if held else length,
            timed=True,
            clock=step.clock,
            reason=step.reason,
            returns=owner.returns,
        )
        for source, targets in list(self.graph.edges.items()):
            if host in targets:
                self.graph.link(source, key)
        if host in begins:
            begins.append(key)
        if not step.timed:
            for inner in [each for each in self.graph.steps if each.startswith(f"{host}/")]:
                self.graph.link(inner, key)

    def end(self, key: str) -> str:
        """Where the ways out of a vertex begin."""
        return self.exits.get(key, key)

    def length(self, node: Node) -> Length | None:
        """How long a node says it takes: its time, an opinion's term, a timer; None when it says nothing."""
        told = node.work.time or (node.work.opinion or "").partition(";")[0].strip()
        if told:
            term = self.term(told)
            return None if term is None else _repeated(node, length_of(term))
        timers = [each.timer for each in node.events if each.trigger is Trigger.TIMER and each.timer is not None]
        if node.kind in (NodeKind.CATCH, NodeKind.BOUNDARY) and timers and isinstance(timers[0].value, Literal):
            return _waited(timers[0].value.text, timers[0].base)
        return None

    def term(self, text: str) -> Term | None:
        try:
            return parse_term(text, day=self.day)
        except TermError:
            return None  # the diagram's own check tells it

    def links(self, nodes: list[Node], prefix: str) -> None:
        """Link events of one scope."""
        caught = {name: node for node in nodes for name in _names(node, Trigger.LINK) if node.kind is NodeKind.CATCH}
        for node in nodes:
            for name in _names(node, Trigger.LINK):
                if node.kind is NodeKind.THROW and name in caught:
                    self.graph.link(prefix + node.id, prefix + caught[name].id)

    def messages(self) -> None:
        """Messages between the pools: as drawn, else by name."""
        drawn: dict[str, list[str]] = {}
        for flow in self.library.message_flows:
            drawn.setdefault(flow.source, []).append(flow.target)
        steps = list(self.graph.steps.values())
        for step in steps:
            if step.node.kind not in THROWING:
                continue
            names = set(_names(step.node, Trigger.MESSAGE))
            for other in steps:
                if other.node.kind in THROWING or other.key == step.key or not names & set(_messages(other.node)):
                    continue
                aims = drawn.get(step.node.id)
                if aims is None or other.node.id in aims or other.process.id in aims:
                    self.graph.link(self.end(step.key), other.key)


def _names(node: Node, trigger: Trigger) -> Iterator[str]:
    for event in (*node.events, *([node.message] if node.message is not None else ())):
        if event.trigger is trigger:
            yield event.name


def _messages(node: Node) -> Iterator[str]:
    return _names(node, Trigger.MESSAGE)


def _returns(node: Node) -> bool:
    role = node.work.role
    told = any(fact.name == "result_returned" for fact in node.work.facts)
    return told or (isinstance(role, Literal) and role.text == "return")


def _repeated(node: Node, length: Length) -> Length:
    """A step done several times one after the other takes that much longer, where the model says how often."""
    loop = node.loop
    if not isinstance(loop, MultiInstance) or not loop.sequential or not isinstance(loop.cardinality, Literal):
        return length
    return length * int(loop.cardinality.text) if loop.cardinality.text.isdigit() else length


def _waited(text: str, base: str) -> Length | None:
    """How long a timer waits: in working time, or on the wall clock (hours of one day, else calendar days)."""
    match = _ISO.fullmatch(text.strip())
    if match is None or text.strip() in ("P", "PT"):
        return None
    days, hours, minutes = (Decimal(part or 0) for part in match.groups())
    hours += minutes / 60
    if base == "wall":
        return Length(days=days) if days else Length(min(hours, DAY))
    return Length(days * DAY + hours)
