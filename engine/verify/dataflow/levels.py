"""How sure it is, at each place of a process, that a name has a value: a must-analysis to its greatest fixed point."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from engine.bpmn.model import MultiInstance, Node, NodeKind
from engine.kernel.kinds import PEOPLE, RESTING
from engine.verify.dataflow.graph import OUT, DataGraph, Edge
from engine.verify.reading import Reading
from engine.verify.statements import Statements, Unit, alias_of, caught_events, own_results, read_value, thrown_messages
from engine.verify.subject import FormShape, Subject


class Level(IntEnum):
    """From nothing to certain."""

    MISSING = 0
    """There is a way on which nothing gives it a value."""
    MAYBE = 1
    """It was asked for or computed on every way, but may be empty."""
    SURE = 2


Levels = Mapping[str, Level]


@dataclass(slots=True)
class Written:
    """What a unit's nodes write, and what is certain where."""

    writes: dict[str, dict[str, Level]] = field(default_factory=dict)
    """Node -> name -> how sure its value is when it is done."""
    at: dict[str, Levels] = field(default_factory=dict)
    """Place -> what is certain before it."""
    first: dict[str, Level] = field(default_factory=dict)
    """What a part begins with."""
    open: bool = False
    """Something may write names that are not known (a service without an output mapping, unknown first data)."""

    def writers(self, name: str) -> tuple[str, ...]:
        """The nodes that may write a name; ``""`` stands for the first data."""
        own = tuple(node for node, names in self.writes.items() if name in names)
        return ("", *own) if name in self.first else own

    def level(self, place: str, name: str) -> Level:
        """How sure a name is before a place."""
        return self.at.get(place, {}).get(name, Level.MISSING)


def written_of(
    subject: Subject, said: Statements, unit: Unit, graph: DataGraph, first: FormShape | None, *, begun: bool
) -> Written:
    """Solve one unit; ``first`` is the form of its first data."""
    found = Written()
    if begun:
        found.open = first is None
        if first is not None:
            found.first = {one.name: _of_field(one.required, bool(one.visible)) for one in first.fields}
    _entry(said, unit, found, begun=begun)
    for node in unit.process.nodes.values():
        names = _node(subject, said, unit, node, found)
        if names:
            found.writes[node.id] = names
    _solve(graph, found)
    return found


def _of_field(required: bool, hidden: bool) -> Level:
    return Level.SURE if required and not hidden else Level.MAYBE


def _entry(said: Statements, unit: Unit, found: Written, *, begun: bool) -> None:
    """Initial values of the model; what a message or call hands over."""
    for name, value in unit.process.root.properties:
        if value is not None:
            found.first[name] = Level.SURE
    for (key, name), given in said.given.items():
        if key != unit.key or begun or "@" in name:
            continue
        if any(one.node not in unit.process.nodes and one.node != unit.process.id for one in given):
            found.first.setdefault(name, Level.MAYBE)


def _node(subject: Subject, said: Statements, unit: Unit, node: Node, found: Written) -> dict[str, Level]:
    names: dict[str, Level] = {one.name: _of_reading(read_value(one.value), node) for one in node.outputs}
    if node.work.outcomes:
        names["outcome"] = Level.SURE
    if not node.has_outputs:
        names |= dict.fromkeys((name for name in own_results(unit.process, node) if "@" not in name), Level.SURE)
        names |= _unmapped(subject, said, unit, node, found)
    if node.loop is not None:
        sure = not isinstance(node.loop, MultiInstance)
        names = {name: level if sure else Level.MAYBE for name, level in names.items()}
        collection = getattr(node.loop, "output_collection", None)
        if collection is not None:
            names = {collection: Level.SURE}
    return names


def _unmapped(subject: Subject, said: Statements, unit: Unit, node: Node, found: Written) -> dict[str, Level]:
    form = subject.forms.get(node.work.form or "") if not unit.package else None
    if form is not None and node.kind in PEOPLE:
        return {one.name: _of_field(one.required, bool(one.visible)) for one in form.fields}
    if node.work.form is not None or node.kind in (NodeKind.SCRIPT_TASK, NodeKind.RULE_TASK):
        found.open = found.open or node.work.form is not None or _computes_anything(unit, node)
        return {}
    if any(event.trigger.value in ("message", "signal") for event in caught_events(node)):
        return _received(said, unit, node, found)
    if node.kind is NodeKind.SERVICE_TASK or (node.kind is NodeKind.SEND_TASK and node.message is None):
        found.open = True
    if node.kind in PEOPLE and node.kind is not NodeKind.USER_TASK:
        found.open = found.open or node.kind in RESTING
    return {}


def _computes_anything(unit: Unit, node: Node) -> bool:
    """A script whose result is no context with known keys, or a decision known only at run time."""
    return not own_results(unit.process, node) and node.script is None and node.calls is None


def _received(said: Statements, unit: Unit, node: Node, found: Written) -> dict[str, Level]:
    """What a message brings: what its senders inside the package put in."""
    names = {event.name for event in caught_events(node) if event.trigger.value == "message"}
    senders = [
        other
        for each in said.units.values()
        if each.package == unit.package
        for other in each.process.nodes.values()
        if any(event.name in names for event in thrown_messages(other))
    ]
    if not senders:
        found.open = True
        return {}
    given = [{one.name for one in other.inputs} for other in senders]
    every, some = set.intersection(*given), set.union(*given)
    return {name: Level.SURE if name in every else Level.MAYBE for name in some}


def _of_reading(one: Reading, node: Node) -> Level:
    """A mapping of what just came is as sure as that; of other data it may be null."""
    alias = alias_of(node)
    return Level.SURE if not one.paths or all(path[0] == alias for path in one.paths) else Level.MAYBE


def _solve(graph: DataGraph, found: Written) -> None:
    names = frozenset(name for node in found.writes.values() for name in node) | frozenset(found.first)
    top = dict.fromkeys(names, Level.SURE)
    start = dict.fromkeys(names, Level.MISSING) | found.first
    at: dict[str, dict[str, Level]] = dict.fromkeys(graph.places(), top)
    changed = True
    while changed:
        changed = False
        for place in graph.places():
            now = _before(graph, found, at, place, start, names)
            if now != at[place]:
                at[place] = now
                changed = True
    found.at = dict(at)


def _before(
    graph: DataGraph, found: Written, at: Mapping[str, Levels], place: str, start: Levels, names: Iterable[str]
) -> dict[str, Level]:
    edges = graph.into.get(place, ())
    ways = [_after(found, at[edge.source], edge) for edge in edges]
    if place in graph.entry:
        ways.append(start)
    if not ways:
        return dict(at[place])
    merge = max if graph.joins(place) else min
    return {name: merge(way.get(name, Level.MISSING) for way in ways) for name in names}


def _after(found: Written, before: Levels, edge: Edge) -> Levels:
    own = found.writes.get(edge.source.removesuffix(OUT)) if edge.done else None
    sure = dict.fromkeys(edge.sure, Level.SURE)
    return {**before, **own, **sure} if own else {**before, **sure} if sure else before
