"""Data that messages, events and calls carry (BPMN 2.0.2 §10.3.3, §10.3.6, §10.5.1): as many and of the same kind."""

from types import MappingProxyType
from typing import Final

from engine.bpmn.checks.structure import Structure
from engine.bpmn.events import event_elements
from engine.bpmn.index import Index
from engine.bpmn.names import Element, child, children, kind_of, own_id

_ITEMS: Final = MappingProxyType(
    {
        "messageEventDefinition": ("messageRef", "itemRef"),
        "signalEventDefinition": ("signalRef", "structureRef"),
        "errorEventDefinition": ("errorRef", "structureRef"),
        "escalationEventDefinition": ("escalationRef", "structureRef"),
    }
)
"""Event definition -> how to find what it carries, and that one's kind of data."""


def check_carried(s: Structure) -> None:
    """All rules about data that is carried."""
    for task in s.of("sendTask"):
        _message_task(s, task, "dataInput", "inputSet")
    for task in s.of("receiveTask"):
        _message_task(s, task, "dataOutput", "outputSet")
    for task in s.of("serviceTask"):
        _operation(s, task)
    for event in s.of("startEvent", "intermediateCatchEvent", "boundaryEvent"):
        _event(s, event, "dataOutput")
    for event in s.of("intermediateThrowEvent", "endEvent"):
        _event(s, event, "dataInput")
    for call in s.of("callActivity"):
        _call(s, call)


def _ports(element: Element, kind: str) -> list[Element]:
    specification = child(element, "ioSpecification")
    return [] if specification is None else children(specification, kind)


def _message_task(s: Structure, task: Element, port: str, port_set: str) -> None:
    """A send task has at most one data input, a receive task at most one data output: the message's content."""
    specification = child(task, "ioSpecification")
    if specification is None:
        return
    for kind in (port, port_set):
        if len(children(specification, kind)) > 1:
            s.report("bpmn.message.ports", task, port=kind)
    message = s.ctx.index.attribute(task, "messageRef")
    _same_item(s, task, children(specification, port), message, "itemRef")


def _operation(s: Structure, task: Element) -> None:
    operation = s.ctx.index.attribute(task, "operationRef")
    if operation is None or kind_of(operation) != "operation":
        return
    for port, reference in (("dataInput", "inMessageRef"), ("dataOutput", "outMessageRef")):
        if len(_ports(task, port)) > 1:
            s.report("bpmn.message.ports", task, port=port)
        messages = s.ctx.index.referred(operation, reference)
        if messages and child(task, "ioSpecification") is not None and not _ports(task, port):
            s.report("bpmn.message.no-port", task, port=port, message=own_id(messages[0]))
        _same_item(s, task, _ports(task, port), messages[0] if messages else None, "itemRef")


def _event(s: Structure, event: Element, port: str) -> None:
    """Data and definitions of an event belong together in their order (§10.5.1)."""
    definitions = event_elements(s.ctx, event)
    ports = children(event, port)
    carrying = [part for part in definitions if kind_of(part) in _ITEMS]
    typed = any(_item_of(s, part) is not None for part in carrying)
    if len(definitions) > 1 and typed and ports and len(ports) != len(definitions):
        s.report("bpmn.event.ports", event, count=len(ports), definitions=len(definitions))
    if len(carrying) == 1 and len(ports) == 1:
        definitions = carrying
    for part, own in zip(definitions, ports, strict=False) if len(definitions) == len(ports) else ():
        if kind_of(part) in _ITEMS:
            reference, item = _ITEMS[kind_of(part)]
            _same_item(s, event, [own], s.ctx.index.attribute(part, reference), item)


def _item_of(s: Structure, definition: Element) -> Element | None:
    """The kind of data that what an event definition refers to carries."""
    reference, item = _ITEMS[kind_of(definition)]
    carried = s.ctx.index.attribute(definition, reference)
    return None if carried is None else s.ctx.index.attribute(carried, item)


def _same_item(s: Structure, holder: Element, ports: list[Element], carried: Element | None, attribute: str) -> None:
    if len(ports) != 1 or carried is None:
        return
    index: Index = s.ctx.index
    own, other = index.attribute(ports[0], "itemSubjectRef"), index.attribute(carried, attribute)
    if own is not None and other is not None and own is not other:
        s.report("bpmn.data.carried", holder, port=own_id(ports[0]), carried=own_id(carried))


def _call(s: Structure, call: Element) -> None:
    """The call's inputs and outputs match those of what it calls, when that declares any."""
    reference = call.get("calledElement")
    called = s.ctx.index.follow(call, reference).element if reference else None
    if called is None or child(called, "ioSpecification") is None:
        return
    for kind in ("dataInput", "dataOutput"):
        given, wanted = len(_ports(call, kind)), len(_ports(called, kind))
        if given != wanted:
            s.report("bpmn.call.data", call, process=own_id(called), port=kind, given=given, wanted=wanted)
