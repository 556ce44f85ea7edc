"""Data (BPMN 2.0.2 §10.4): inputs, outputs and sets, associations and what they may see."""

from engine.bpmn.checks.structure import Structure
from engine.bpmn.context import Context
from engine.bpmn.data import PLACEHOLDER
from engine.bpmn.index import scope_of
from engine.bpmn.names import (
    CONTAINERS,
    EVENTS,
    GLOBAL_TASKS,
    ITEM_AWARE,
    Element,
    child,
    children,
    flag,
    kind_of,
    own_id,
    q,
)
from engine.bpmn.problems import Severity

_SETS = (
    ("inputSet", "dataInput", "dataInputRefs", ("optionalInputRefs", "whileExecutingInputRefs")),
    ("outputSet", "dataOutput", "dataOutputRefs", ("optionalOutputRefs", "whileExecutingOutputRefs")),
)


def check_data(s: Structure) -> None:
    """All rules about data."""
    ctx = s.ctx
    for specification in ctx.index.all("ioSpecification"):
        _sets(ctx, specification)
        _pairs(ctx, specification)
    for event in s.of(*EVENTS):
        if children(event, "inputSet", "outputSet"):
            _sets(ctx, event)
    for association in ctx.index.all("dataInputAssociation", "dataOutputAssociation"):
        _association(ctx, association)
    for element in ctx.index.all("dataObject", "dataInput", "dataOutput"):
        _collection(ctx, element)
    for element in ctx.index.all("dataObject"):
        if child(element, "dataState") is not None:
            ctx.report.add("bpmn.data.state", element)
    for reference in ctx.index.all("dataObjectReference", "dataStoreReference"):
        _reference(ctx, reference)


def _reference(ctx: Context, reference: Element) -> None:
    """A reference stands for data that can be seen from there and has no type of its own."""
    name = "dataObjectRef" if kind_of(reference) == "dataObjectReference" else "dataStoreRef"
    if reference.get(name) is None:
        level = Severity.ERROR if kind_of(reference) == "dataObjectReference" else Severity.WARNING
        ctx.report.add("bpmn.data.reference-to-nothing", reference, level)
    if reference.get("itemSubjectRef") is not None:
        ctx.report.add("bpmn.data.reference-item", reference)
    target = ctx.index.attribute(reference, name)
    if target is not None and kind_of(target) == "dataObject" and not _visible(reference, target):
        ctx.report.add("bpmn.data.not-visible", reference, data=own_id(target))


def _sets(ctx: Context, specification: Element) -> None:
    for set_kind, port_kind, refs, narrower in _SETS:
        used: set[Element] = set()
        for one in children(specification, set_kind):
            members = set(ctx.index.referred(one, refs))
            used |= members
            for name in narrower:
                for port in ctx.index.referred(one, name):
                    if port not in members:
                        ctx.report.add("bpmn.data.set-subset", one, port=own_id(port), attribute=name)
            for port in members:
                if port.getparent() is not specification and kind_of(port) == port_kind:
                    ctx.report.add("bpmn.data.set-foreign", one, port=own_id(port))
        for port in children(specification, port_kind):
            if port not in used:
                ctx.report.add("bpmn.data.port-unused", port, set=set_kind)


def _pairs(ctx: Context, specification: Element) -> None:
    """The rules between input and output sets are written at both of their ends."""
    for kind, name, back in (
        ("inputSet", "outputSetRefs", "inputSetRefs"),
        ("outputSet", "inputSetRefs", "outputSetRefs"),
    ):
        for one in children(specification, kind):
            for other in ctx.index.referred(one, name):
                if one not in ctx.index.referred(other, back):
                    ctx.report.add("bpmn.data.set-pair", one, other=own_id(other))


def _directions(ctx: Context, association: Element, sources: list[Element], targets: list[Element]) -> None:
    """What a process takes is only read, what it gives only written, and nothing leads to itself (§10.4.1)."""
    for data, wrong in (*((one, "dataOutput") for one in sources), *((one, "dataInput") for one in targets)):
        holder = data.getparent()
        owner = holder.getparent() if holder is not None and kind_of(holder) == "ioSpecification" else None
        if kind_of(data) == wrong and owner is not None and kind_of(owner) in {"process", *GLOBAL_TASKS}:
            ctx.report.add("bpmn.data.process-port", association, data=own_id(data))
    for target in targets:
        if target in sources:
            ctx.report.add("bpmn.data.circle", association, data=own_id(target))


def _association(ctx: Context, association: Element) -> None:
    sources = ctx.index.referred(association, "sourceRef")
    targets = ctx.index.referred(association, "targetRef")
    transformed = child(association, "transformation") is not None or bool(children(association, "assignment"))
    if len(association.findall(q("sourceRef"))) > 1 and not transformed:
        ctx.report.add("bpmn.data.several-sources", association)
    _directions(ctx, association, sources, targets)
    inward = kind_of(association) == "dataInputAssociation"
    own_side, other_side = (targets, sources) if inward else (sources, targets)
    for port in own_side:
        _own_port(ctx, association, port, inward=inward)
    for data in other_side:
        if kind_of(data) in ITEM_AWARE and not _reaches(association, data):
            ctx.report.add("bpmn.data.not-visible", association, data=own_id(data))
    if not transformed and sources and targets:
        _same_item(ctx, association, sources[0], targets[0])
    for target in targets:
        if kind_of(target) in {"dataStore", "dataStoreReference"} or any(
            kind_of(source) in {"dataStore", "dataStoreReference"} for source in sources
        ):
            ctx.report.add("bpmn.data.store", association)


def _own_port(ctx: Context, association: Element, port: Element, *, inward: bool) -> None:
    """The inner end of an association is a data input or output (or a property) of the element that holds it."""
    kind = kind_of(port)
    holder = association.getparent()
    if kind not in ITEM_AWARE or port.get("name") == PLACEHOLDER:
        return
    wanted = {"dataInput", "inputDataItem"} if inward else {"dataOutput", "outputDataItem"}
    inside = holder is not None and any(ancestor is holder for ancestor in port.iterancestors())
    if not inside or kind not in wanted | {"property"}:
        ctx.report.add("bpmn.data.not-own", association, data=own_id(port))


def _reaches(association: Element, data: Element) -> bool:
    holder = association.getparent()
    if kind_of(data) in {"dataStore", "dataStoreReference"} or holder is None:
        return True
    return _visible(holder, data) or any(ancestor is holder for ancestor in data.iterancestors())


def _visible(element: Element, data: Element) -> bool:
    """Data is seen inside the process, sub-process or activity that declares it."""
    scopes = {one for one in element.iterancestors() if kind_of(one) in CONTAINERS} | {element}
    if kind_of(data) in {"dataInput", "dataOutput"}:
        specification = data.getparent()
        return specification is not None and specification.getparent() in scopes
    if kind_of(data) == "property":
        return data.getparent() in scopes
    home = scope_of(data)
    return home is None or home in scopes


def _same_item(ctx: Context, association: Element, source: Element, target: Element) -> None:
    one, other = (ctx.index.attribute(end, "itemSubjectRef") for end in (source, target))
    if one is not None and other is not None and one is not other:
        ctx.report.add("bpmn.data.item-mismatch", association, source=own_id(source), target=own_id(target))


def _collection(ctx: Context, element: Element) -> None:
    item = ctx.index.attribute(element, "itemSubjectRef")
    if item is None or kind_of(item) != "itemDefinition":
        return
    if flag(item, "isCollection") != flag(element, "isCollection"):
        ctx.report.add("bpmn.data.collection", element, item=own_id(item))
