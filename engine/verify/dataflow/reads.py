"""Every expression of a package with the place it is read at and what null does there."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from engine.bpmn.model import Literal, Node, NodeKind, Value
from engine.verify.dataflow.graph import OUT
from engine.verify.reading import Path, Reading, reading
from engine.verify.statements import (
    Unit,
    alias_of,
    decision_outputs,
    decision_reading,
    own_results,
    positions,
    read_value,
)
from engine.verify.subject import Reader, Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """One expression: ``after``: the node has written already when it is read; ``stops``: null is an incident."""

    unit: str
    element: str
    node: str
    position: str
    text: str
    reading: Reading
    value: Value | None = None
    after: bool = False
    stops: bool = False
    local: frozenset[str] = frozenset()
    """Names of the moment: they need no writer."""
    where: str = ""
    line: int = 0


_COUNTERS = frozenset(
    {
        "loopCounter",
        "numberOfInstances",
        "numberOfActiveInstances",
        "numberOfCompletedInstances",
        "numberOfTerminatedInstances",
        "activationCount",
        "waitingForStart",
        "item",
        "dossier",
    }
)
_LATE = frozenset({"completion-condition", "loop-condition"})


def reads_of(subject: Subject, unit: Unit) -> Iterator[Read]:
    """All expressions of a unit, in document order, then those beside the diagram."""
    for node in unit.process.nodes.values():
        yield from _of_node(subject, unit, node)
    for reader in subject.readers:
        if reader.process == unit.process.id and not unit.package:
            for place in reader.after or ("" if reader.at_submission else "|end",):
                yield _beside(unit, reader, place)


def _beside(unit: Unit, reader: Reader, place: str) -> Read:
    found = reading(reader.text) if reader.text else Reading()
    paths = tuple(tuple(name.split(".")) for name in reader.names)
    return Read(
        unit=unit.key,
        element=reader.key,
        node=place,
        position=reader.position,
        text=reader.text or reader.where,
        reading=Reading(paths, found.tests, found.calls, found.plain, found.entries, found.decided),
        after=place in unit.process.nodes,
        stops=reader.needed,
        local=_COUNTERS,
        where=reader.where,
    )


def _of_node(subject: Subject, unit: Unit, node: Node) -> Iterator[Read]:
    local = _COUNTERS | _locals(unit, node)
    came = local | {alias_of(node)} | _came(subject, unit, node)
    for position, value in positions(node):
        yield from _one(unit, node, position, value, after=position in _LATE, stops=True, local=local)
    for one in node.inputs:
        yield from _one(unit, node, "input", one.value, local=local)
    given = local | {one.name for one in node.inputs}
    if node.script is not None:
        yield from _one(unit, node, "script", node.script, local=given)
    if node.kind is NodeKind.RULE_TASK and node.calls is not None and unit.process.decisions:
        found = decision_reading(unit.process, node)
        yield Read(
            unit=unit.key, element=node.id, node=node.id, position="decision-input", text="", reading=found,
            local=given, line=node.line,
        )  # fmt: skip
    for one in node.outputs:
        yield from _one(unit, node, "output", one.value, after=True, local=came)
    for fact in node.work.facts:
        yield from _one(unit, node, "fact", fact.value, after=True, local=came)
    for name in node.outgoing:
        flow = unit.process.flows[name]
        if flow.condition is not None:
            yield Read(
                unit=unit.key,
                element=flow.id,
                node=node.id,
                position="condition",
                text=flow.condition.text,
                reading=reading(flow.condition.text),
                value=flow.condition,
                after=True,
                stops=True,
                local=local,
                line=flow.line or node.line,
            )


def _one(
    unit: Unit,
    node: Node,
    position: str,
    value: Value | None,
    *,
    after: bool = False,
    stops: bool = False,
    local: frozenset[str],
) -> Iterator[Read]:
    if value is None or isinstance(value, Literal):
        return
    yield Read(
        unit=unit.key,
        element=node.id,
        node=node.id,
        position=position,
        text=value.text,
        reading=read_value(value),
        value=value,
        after=after,
        stops=stops,
        local=local,
        line=node.line,
    )


def _locals(unit: Unit, node: Node) -> frozenset[str]:
    """Names declared by the scopes around a node: their inputs, items and data objects."""
    found: set[str] = set()
    place: Node | None = node
    while place is not None:
        item = getattr(place.loop, "item", None)
        found |= {item} if item else set()
        if place is not node:
            found |= {one.name for one in place.inputs}
        scope = unit.process.scopes.get(place.scope)
        if scope is not None and scope.parent is not None:
            found |= {name for name, _ in scope.properties}
        place = unit.process.nodes.get(place.scope)
    return frozenset(found)


def _came(subject: Subject, unit: Unit, node: Node) -> frozenset[str]:
    """The names an output mapping sees on top of the data: the form's questions, a message's content."""
    found = {"outcome"} if node.work.outcomes else set()
    form = subject.forms.get(node.work.form or "") if not unit.package else None
    if node.has_outputs and form is not None:
        found |= {one.name for one in form.fields}
    if node.has_outputs and form is None:
        found |= _brought(unit, node)
    return frozenset(found)


def _brought(unit: Unit, node: Node) -> set[str]:
    """The names a script or decision gives; what a service, a message or an error brings has no schema.

    There any name may be meant, but one that is nearly the name of the whole is a slip.
    """
    computed = own_results(unit.process, node)
    if computed:
        return {name for name in computed if "@" not in name} | decision_outputs(unit.process, node)
    read = {path[0] for one in node.outputs for path in read_value(one.value).paths}
    return {name for name in read if not get_close_matches(name, [alias_of(node)], 1, 0.75)}


def guarded(read: Read, path: Path) -> bool:
    """Whether the expression itself asks if the name is empty."""
    return any(test.value is None and test.op in ("=", "!=") and test.path[0] == path[0] for test in read.reading.tests)


__all__ = ["OUT", "Read", "guarded", "reads_of"]
