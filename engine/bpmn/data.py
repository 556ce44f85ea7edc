"""Data objects, properties and the mappings into and out of activities and events."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from engine.bpmn.context import Context
from engine.bpmn.model import Assignment, CompiledExpression, InputSet, Value
from engine.bpmn.names import ITEM_AWARE, MOTCUA, SUB_PROCESSES, Element, child, children, kind_of, own_id, q, text_of

PLACEHOLDER: Final = "__targetRef_placeholder"
"""bpmn-js draws an association to an activity without data input through a property of this name: only a drawing."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """What goes into an activity or event and what comes out."""

    inputs: tuple[Assignment, ...] = ()
    outputs: tuple[Assignment, ...] = ()
    has_outputs: bool = False


def variable_of(ctx: Context, element: Element) -> str:
    """The variable that an item-aware element stands for: its name, else its id."""
    if kind_of(element) in {"dataObjectReference", "dataStoreReference"}:
        attribute = "dataObjectRef" if kind_of(element) == "dataObjectReference" else "dataStoreRef"
        target = ctx.index.attribute(element, attribute)
        if target is not None and (name := _name(target)):
            return name
        return _name(element) or (own_id(target) if target is not None else own_id(element))
    if kind_of(element) == "dataObject" and not _name(element):
        return _reference_name(ctx, element) or own_id(element)
    return _name(element) or own_id(element)


def _name(element: Element) -> str:
    return " ".join((element.get("name") or "").split())


def _reference_name(ctx: Context, data_object: Element) -> str:
    if ctx.reference_names is None:
        ctx.reference_names = {}
        for reference in ctx.index.all("dataObjectReference"):
            target = ctx.index.attribute(reference, "dataObjectRef")
            if target is not None and (name := _name(reference)):
                ctx.reference_names.setdefault(own_id(target), name)
    return ctx.reference_names.get(own_id(data_object), "")


def declared(ctx: Context, scope: Element) -> tuple[tuple[str, Value | None], ...]:
    """Data objects and properties of a process or sub-process; BPMN gives them no initial value."""
    found = [variable_of(ctx, part) for part in children(scope, "property", "dataObject") if _real(part)]
    return tuple((name, None) for name in dict.fromkeys(found))


def own_properties(ctx: Context, node: Element) -> frozenset[str]:
    """The properties of an activity or event that is no sub-process (whose properties are data of its scope)."""
    if kind_of(node) in SUB_PROCESSES:
        return frozenset()
    return frozenset(variable_of(ctx, part) for part in children(node, "property") if _real(part))


def _real(part: Element) -> bool:
    return part.get("name") != PLACEHOLDER


def mapping_of(ctx: Context, node: Element, skip: frozenset[str] = frozenset()) -> Mapping:
    """Mappings of an activity or event: ``motcua:io`` and BPMN data associations, in document order.

    ``skip`` are ids of data inputs and outputs that a multi-instance loop consumes itself.
    """
    inputs = [*_extension_side(ctx, node, "in"), *_associations(ctx, node, "dataInputAssociation", skip)]
    outputs = [*_extension_side(ctx, node, "out"), *_associations(ctx, node, "dataOutputAssociation", skip)]
    empty = any(len(io) == 0 for io in _io(node))
    return Mapping(tuple(inputs), tuple(outputs), bool(outputs) or empty)


def input_sets_of(ctx: Context, activity: Element, skip: frozenset[str] = frozenset()) -> tuple[InputSet, ...]:
    """The input sets of an activity; none when every one is always available.

    A data input that no association fills, and one that a loop hands out itself (``skip``), is waited for by nobody.
    Inputs read while the activity executes are read when it begins.
    """
    holder = child(activity, "ioSpecification")
    sets = [] if holder is None else children(holder, "inputSet")
    ports = {one: ctx.index.referred(one, "dataInputRefs") for one in sets}
    found = []
    for one in sets:
        spared = [*ctx.index.referred(one, "optionalInputRefs"), *ctx.index.referred(one, "whileExecutingInputRefs")]
        needed = [port for port in ports[one] if port not in spared and own_id(port) not in skip]
        elsewhere = {port for other in sets for port in ports[other]} - set(ports[one])
        found.append(
            InputSet(
                tuple(dict.fromkeys(name for port in needed for name in _filled_from(ctx, activity, port))),
                frozenset(variable_of(ctx, port) for port in elsewhere),
            )
        )
    return tuple(found) if any(one.needs for one in found) or len(found) > 1 else ()


def _filled_from(ctx: Context, activity: Element, port: Element) -> list[str]:
    association = feeding(ctx, activity, port)
    sources = [] if association is None else _refs(ctx, association, "sourceRef")
    return [variable_of(ctx, source) for source in sources if kind_of(source) in ITEM_AWARE]


def _optional(ctx: Context, association: Element) -> str:
    """The data output an association takes, when it is optional in every output set that holds it."""
    sources = _refs(ctx, association, "sourceRef")
    holder = sources[0].getparent() if len(sources) == 1 and kind_of(sources[0]) == "dataOutput" else None
    if holder is None or child(association, "transformation") is not None:
        return ""
    sets = [one for one in children(holder, "outputSet") if sources[0] in ctx.index.referred(one, "dataOutputRefs")]
    always = all(sources[0] in ctx.index.referred(one, "optionalOutputRefs") for one in sets)
    return variable_of(ctx, sources[0]) if sets and always else ""


def only_output(ctx: Context, node: Element) -> str | None:
    """The name of the single data output of an activity or catching event (BPMN 2.0.2 §10.5.1)."""
    holder = child(node, "ioSpecification")
    ports = children(node if holder is None else holder, "dataOutput")
    return variable_of(ctx, ports[0]) if len(ports) == 1 else None


def _io(node: Element) -> list[Element]:
    extensions = child(node, "extensionElements")
    return [] if extensions is None else extensions.findall(f"{{{MOTCUA}}}io")


def _extension_side(ctx: Context, node: Element, side: str) -> Iterator[Assignment]:
    for io in _io(node):
        for part in io.findall(f"{{{MOTCUA}}}{side}"):
            name = " ".join((part.get("name") or "").split())
            text = (part.get("value") or "").strip()
            if not name:
                ctx.report.add("motcua.io.unnamed", part, side=side)
                continue
            value = ctx.value(part, text or f"={name}")
            if value is not None:
                yield Assignment(name, value)


def _associations(ctx: Context, node: Element, kind: str, skip: frozenset[str]) -> Iterator[Assignment]:
    for association in children(node, kind):
        ends = {*_refs(ctx, association, "sourceRef"), *_refs(ctx, association, "targetRef")}
        if not any(own_id(end) in skip for end in ends):
            yield from association_assignments(ctx, association)


def _refs(ctx: Context, association: Element, name: str) -> list[Element]:
    return ctx.index.referred(association, name)


def association_assignments(ctx: Context, association: Element) -> Iterator[Assignment]:
    """What one data association assigns; one without a source (a drawing only) assigns nothing."""
    sources = [source for source in _refs(ctx, association, "sourceRef") if kind_of(source) in ITEM_AWARE]
    target = next((found for found in _refs(ctx, association, "targetRef") if kind_of(found) in ITEM_AWARE), None)
    assignments = children(association, "assignment")
    if assignments:
        for assignment in assignments:
            if (made := _assignment(ctx, assignment, target)) is not None:
                yield made
        return
    if target is None or not _real(target):
        return
    value = source_value(ctx, association, sources)
    if value is not None:
        yield Assignment(variable_of(ctx, target), value, _optional(ctx, association))


def source_value(ctx: Context, association: Element, sources: list[Element]) -> CompiledExpression | None:
    """The value an association carries: its transformation, else its single source."""
    transformation = child(association, "transformation")
    if transformation is not None:
        return ctx.expression(transformation)
    return ctx.name_expression(association, variable_of(ctx, sources[0])) if sources else None


def _assignment(ctx: Context, assignment: Element, target: Element | None) -> Assignment | None:
    source, goal = child(assignment, "from"), child(assignment, "to")
    if source is None or goal is None:
        return None  # the schema check says so
    value = ctx.expression(source)
    text = text_of(goal).removeprefix("=").strip()
    name = _goal_name(ctx, text, target)
    if name is None:
        ctx.report.add("bpmn.data.assignment-target", assignment, text=text)
    return None if name is None or value is None else Assignment(name, value)


def _goal_name(ctx: Context, text: str, target: Element | None) -> str | None:
    known = ctx.index.by_id.get(text)
    if known is not None and kind_of(known) in ITEM_AWARE:
        return variable_of(ctx, known)
    if not text:
        return None if target is None else variable_of(ctx, target)
    spaced = " ".join(text.split())
    return spaced if spaced in ctx.names or all(part.isidentifier() for part in spaced.split()) else None


def feeding(ctx: Context, node: Element, data: Element) -> Element | None:
    """The association of an activity that fills its data input or empties its data output ``data``."""
    for association in node.findall(q("dataInputAssociation")):
        if data in _refs(ctx, association, "targetRef"):
            return association
    for association in node.findall(q("dataOutputAssociation")):
        if data in _refs(ctx, association, "sourceRef"):
            return association
    return None
