"""What a model does with data, as plain statements: which expression decides, and which name gets its value from where.

Names are those of a *unit*, one process (of the package or of a used one). What a node's own mapping sees besides the
data (``result``, ``payload``, ``answers``) is written ``result@<node>``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from engine.bpmn.model import (
    Assignment,
    EventDefinition,
    Library,
    Literal,
    MultiInstance,
    Node,
    NodeKind,
    Process,
    Trigger,
    Value,
)
from engine.dmn import DmnModel
from engine.dmn.decision_table import Table
from engine.dmn.nodes import Decision
from engine.kernel.kinds import CONTAINERS, PEOPLE, SERVICES
from engine.verify.reading import NOTHING, Path, Reading, Test, column_tests, reading
from engine.verify.subject import Subject

TRUTHS = frozenset({"condition", "completion-condition", "loop-condition", "conditional-event"})
FACT = "dossier.facts."


@dataclass(frozen=True, slots=True)
class Unit:
    """One process with the library it belongs to; ``package`` is empty for the package under proof."""

    key: str
    process: Process
    library: Library
    package: str = ""


@dataclass(frozen=True, slots=True)
class Control:
    """An expression whose value decides what happens: null or a wrong type is an incident there."""

    unit: str
    element: str
    position: str
    text: str
    reading: Reading
    node: str


@dataclass(frozen=True, slots=True)
class Given:
    """``name`` of ``unit`` gets its value at ``node`` from an expression of ``source`` (the unit it is read in)."""

    unit: str
    name: str
    node: str
    reading: Reading
    source: str


@dataclass(frozen=True, slots=True)
class Statements:
    """Everything said about data by the models of a subject."""

    units: Mapping[str, Unit]
    controls: tuple[Control, ...]
    given: Mapping[tuple[str, str], tuple[Given, ...]] = field(default_factory=dict)
    """By unit and name."""


def units_of(subject: Subject) -> dict[str, Unit]:
    """Every process that may run, by key."""
    found = {key: Unit(key, one, subject.library) for key, one in subject.library.processes.items()}
    for package, library in subject.libraries.items():
        for key, one in library.processes.items():
            found[f"{package}/{key}"] = Unit(f"{package}/{key}", one, library, package)
    return found


def statements_of(subject: Subject) -> Statements:
    """Read all processes of a subject."""
    units = units_of(subject)
    controls: list[Control] = []
    given: dict[tuple[str, str], list[Given]] = {}
    for unit in units.values():
        controls += _controls(unit)
        for one in _given(unit, units):
            given.setdefault((one.unit, one.name), []).append(one)
    return Statements(units, tuple(controls), {key: tuple(found) for key, found in given.items()})


def read_value(value: Value | None) -> Reading:
    """What an attribute reads; a literal reads nothing."""
    return NOTHING if value is None or isinstance(value, Literal) else reading(value.text)


# what decides


def _controls(unit: Unit) -> Iterator[Control]:
    process = unit.process
    for flow in process.flows.values():
        if flow.condition is not None:
            text = flow.condition.text
            yield Control(unit.key, flow.id, "condition", text, reading(text), flow.source)
    for node in process.nodes.values():
        for position, value in positions(node):
            if value is not None and not isinstance(value, Literal):
                yield Control(unit.key, node.id, position, value.text, reading(value.text), node.id)
    if process.agency is not None and not isinstance(process.agency, Literal):
        text = process.agency.text
        yield Control(unit.key, process.id, "agency", text, reading(text), "")


def positions(node: Node) -> Iterator[tuple[str, Value | None]]:
    """The attributes of a node at which null stops the token (kernel.md §4)."""
    yield "role", node.work.role
    yield "agency", node.work.agency
    yield "service", node.service.service
    yield ("decision" if node.kind is NodeKind.RULE_TASK else "call.target"), node.calls
    yield "completion-condition", node.completion
    for event in (*node.events, *((node.message,) if node.message else ())):
        yield "key", event.key
        yield "ttl", event.ttl
        yield "conditional-event", event.condition
        yield "timer", None if event.timer is None else event.timer.value
    if isinstance(node.loop, MultiInstance):
        yield "cardinality", node.loop.cardinality
        yield "collection", node.loop.collection
        yield "completion-condition", node.loop.completion
    elif node.loop is not None:
        yield "loop-condition", node.loop.condition


# where values come from


def _given(unit: Unit, units: Mapping[str, Unit]) -> Iterator[Given]:
    for scope in unit.process.scopes.values():
        for name, value in scope.properties:
            if value is not None:
                yield Given(unit.key, name, scope.id, read_value(value), unit.key)
    for node in unit.process.nodes.values():
        yield from _of_node(unit, node)
        yield from _crossing(unit, node, units)


def _of_node(unit: Unit, node: Node) -> Iterator[Given]:
    key = unit.key
    for one in node.outputs:
        yield Given(key, one.name, node.id, _local(read_value(one.value), node), key)
    for name, source in own_results(unit.process, node).items():
        yield Given(key, name, node.id, source, key)
    if node.kind in CONTAINERS or node.loop is not None or node.kind in (NodeKind.SCRIPT_TASK, NodeKind.RULE_TASK):
        for one in node.inputs:
            yield Given(key, one.name, node.id, read_value(one.value), key)
    for fact in node.work.facts:
        scoped = f"{unit.process.branch}.{fact.name}" if unit.process.branch else fact.name
        yield Given("", FACT + scoped, node.id, _local(read_value(fact.value), node), key)
    if isinstance(node.loop, MultiInstance):
        if node.loop.collection is not None:
            yield Given(key, node.loop.item, node.id, _items(read_value(node.loop.collection)), key)
        if node.loop.output_collection is not None and node.loop.output_item is not None:
            yield Given(key, node.loop.output_collection, node.id, read_value(node.loop.output_item), key)


def own_results(process: Process, node: Node) -> dict[str, Reading]:
    """What a script or decision gives, by name: its own names, or ``result@<node>`` for its output mapping."""
    if node.script is not None:
        whole = reading(node.script.text)
    elif node.kind is NodeKind.RULE_TASK and node.calls is not None:
        whole = decision_reading(process, node)
    else:
        return {}
    found: dict[str, Reading] = {}
    if node.has_outputs:
        found[f"result@{node.id}"] = whole
    if whole.entries is not None:
        return found | dict(whole.entries)
    if node.has_outputs:
        return found
    if node.kind is NodeKind.RULE_TASK:
        return {node.calls.text: whole} if isinstance(node.calls, Literal) else {}
    return {node.id: whole}


def decision_reading(process: Process, node: Node) -> Reading:
    """What the decisions a rule task may call read, and what their tables compare it with."""
    wanted = node.calls.text if isinstance(node.calls, Literal) else None
    models = [(name, model) for name, model in process.decisions.items() if wanted in (None, name)]
    paths: list[Path] = []
    tests: list[Test] = []
    for name, model in models:
        inputs, compared = decision_tests(model, name)
        paths += inputs
        tests += compared
    return Reading(tuple(dict.fromkeys(paths)), tuple(dict.fromkeys(tests)))


def decision_outputs(process: Process, node: Node) -> frozenset[str]:
    """The names of the output columns of the decisions a rule task may call."""
    wanted = node.calls.text if isinstance(node.calls, Literal) else None
    return frozenset(
        output.name
        for name, model in process.decisions.items()
        if node.kind is NodeKind.RULE_TASK and wanted in (None, name)
        for decision in model.nodes.values()
        for table in [getattr(decision.code, "__self__", None) if isinstance(decision, Decision) else None]
        if isinstance(table, Table)
        for output in table.outputs
    )


def decision_tests(model: DmnModel, name: str) -> tuple[tuple[Path, ...], tuple[Test, ...]]:
    """The inputs a decision needs, and the comparisons of all tables it rests on."""
    known = model.decisions.get(name) or next((one for one in model.decisions.values() if one.id == name), None)
    if known is None:
        return (), ()
    found: list[Test] = []
    for node in model.nodes.values():
        table = getattr(node.code, "__self__", None) if isinstance(node, Decision) else None
        if isinstance(table, Table):
            found += table_tests(table)
    return tuple(tuple(one.split(".")) for one in sorted(known.inputs)), tuple(found)


def table_tests(table: Table) -> Iterator[Test]:
    """What the cells of a table compare its columns with."""
    for rule in table.rules:
        for clause, cell in zip(table.inputs, rule.tests, strict=True):
            if cell is not None:
                yield from column_tests(clause.text, cell.text)


def _local(one: Reading, node: Node) -> Reading:
    """A mapping's reading with the names of the moment told apart from the data."""
    alias = alias_of(node)
    if not any(path[0] == alias for path in one.paths):
        return one
    swap = f"{alias}@{node.id}"
    turned = {path: (swap, *path[1:]) if path[0] == alias else path for path in one.paths}
    tests = tuple(Test(turned.get(t.path, t.path), t.op, t.value) for t in one.tests)
    plain = None if one.plain is None else turned.get(one.plain, one.plain)
    entries = None if one.entries is None else {key: _local(entry, node) for key, entry in one.entries.items()}
    return Reading(tuple(turned.values()), tests, one.calls, plain, entries, one.decided)


def alias_of(node: Node) -> str:
    """Under which name an output mapping sees all that came."""
    if node.kind in PEOPLE:
        return "answers"
    if node.kind in SERVICES or node.kind in (NodeKind.CALL_ACTIVITY, NodeKind.SCRIPT_TASK):
        return "result"
    return "payload"


def _items(one: Reading) -> Reading:
    return Reading(one.paths, one.tests, one.calls, None if one.plain is None else (*one.plain, "[]"))


# between processes


def _crossing(unit: Unit, node: Node, units: Mapping[str, Unit]) -> Iterator[Given]:
    for event in thrown_messages(node):
        for other in units.values():
            if other.package == unit.package:
                for catcher in catchers(other.process, event.name):
                    yield from _handed(unit, node.inputs, other, catcher)
    if node.kind is NodeKind.CALL_ACTIVITY:
        for other in called_units(unit, node, units):
            for one in node.inputs:
                yield Given(other.key, one.name, node.id, read_value(one.value), unit.key)


def _handed(unit: Unit, inputs: tuple[Assignment, ...], other: Unit, catcher: Node) -> Iterator[Given]:
    entries = {one.name: read_value(one.value) for one in inputs}
    for name, source in entries.items():
        yield Given(other.key, name, catcher.id, source, unit.key)
    paths = tuple(path for one in entries.values() for path in one.paths)
    yield Given(other.key, f"payload@{catcher.id}", catcher.id, Reading(paths, entries=entries), unit.key)


def thrown_messages(node: Node) -> tuple[EventDefinition, ...]:
    """The messages a node sends."""
    if node.kind in (NodeKind.THROW, NodeKind.END):
        return tuple(event for event in node.events if event.trigger is Trigger.MESSAGE)
    return (node.message,) if node.kind is NodeKind.SEND_TASK and node.message is not None else ()


def caught_events(node: Node) -> tuple[EventDefinition, ...]:
    """What a node waits for."""
    if node.kind in (NodeKind.THROW, NodeKind.END, NodeKind.SEND_TASK):
        return ()
    return node.events if node.message is None else (*node.events, node.message)


def catchers(process: Process, message: str) -> list[Node]:
    """The nodes that wait for, or begin with, a message of this name."""
    return [
        node
        for node in process.nodes.values()
        if any(event.trigger is Trigger.MESSAGE and event.name == message for event in caught_events(node))
    ]


def called_units(unit: Unit, node: Node, units: Mapping[str, Unit]) -> list[Unit]:
    """The processes a call activity may start."""
    target = node.calls.text if isinstance(node.calls, Literal) else None
    if target is None:
        return list(units.values())
    own = units.get(f"{unit.package}/{target}" if unit.package else target)
    if own is not None:
        return [own]
    return [other for other in units.values() if other.package == target and other.library.lead == other.process.id]
