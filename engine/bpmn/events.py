"""Event definitions: what an event waits for or throws."""

from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from engine.bpmn.context import Context, executable
from engine.bpmn.correlation import correlation_of
from engine.bpmn.dialects.elements import key_by_vendor
from engine.bpmn.model import EventDefinition, TimerKind, TimerSpec, Trigger, Value
from engine.bpmn.names import (
    THROW_EVENTS,
    TRIGGERS,
    Element,
    child,
    children,
    flag,
    kind_of,
    own_id,
    q,
    text_of,
)
from engine.bpmn.problems import Severity
from engine.bpmn.vocabulary import extension

Reader = Callable[[Context, Element, Element], EventDefinition | None]


def event_elements(ctx: Context, event: Element) -> list[Element]:
    """Event definitions of an event, written inside it or referred to, in document order."""
    found = []
    for part in children(event, *TRIGGERS, "eventDefinitionRef"):
        if kind_of(part) != "eventDefinitionRef":
            found.append(part)
            continue
        target = ctx.index.follow(part, part.text).element
        if target is not None and kind_of(target) in TRIGGERS:
            found.append(target)
    return found


def event_definitions(ctx: Context, event: Element) -> tuple[EventDefinition, ...]:
    """All triggers of an event; those that cannot be read are reported and left out."""
    read = (event_definition(ctx, event, part) for part in event_elements(ctx, event))
    return tuple(definition for definition in read if definition is not None)


def event_definition(ctx: Context, event: Element, part: Element) -> EventDefinition | None:
    """One trigger; ``event`` is the element that carries it."""
    return _READERS[TRIGGERS[kind_of(part)]](ctx, event, part)


def message_of(ctx: Context, holder: Element, event: Element) -> EventDefinition | None:
    """The message that ``holder`` (a definition or a send or receive task) refers to, seen from flow node ``event``.

    A model that is not marked executable may leave the message out: then the message flow that is drawn names it.
    """
    message = _message_element(ctx, holder)
    ident = own_id(event)
    name = _name(message) if message is not None else ctx.message_names.get(ident)
    if name is None:
        return None
    key = _first(ctx, "key", holder, event, message)
    if key is None:
        key = ctx.hint(holder, key_by_vendor(message))
    correlation = correlation_of(ctx, message, event) if key is None else None
    return EventDefinition(
        trigger=Trigger.MESSAGE,
        id=own_id(holder),
        name=name,
        key=key if correlation is None else correlation.own,
        path=None if correlation is None else correlation.path,
        learned=None if correlation is None else correlation.learned,
        ttl=_first(ctx, "ttl", holder, event, message),
        target=ctx.message_targets.get(ident),
    )


def _message_element(ctx: Context, holder: Element) -> Element | None:
    message = ctx.index.attribute(holder, "messageRef")
    if message is not None:
        return message if kind_of(message) == "message" else None
    reference = child(holder, "operationRef")
    target = holder.get("operationRef") or (text_of(reference) if reference is not None else None)
    operation = ctx.index.follow(holder, target).element if target else None
    incoming = operation.find(q("inMessageRef")) if operation is not None else None
    return ctx.index.follow(incoming, incoming.text).element if incoming is not None else None


def _name(element: Element) -> str:
    return " ".join((element.get("name") or "").split()) or own_id(element)


def _first(ctx: Context, attribute: str, *holders: Element | None) -> Value | None:
    for holder in holders:
        if holder is not None and extension(holder, attribute) is not None:
            return ctx.extension(holder, attribute)
    return None


def _missing(ctx: Context, event: Element, part: Element, code: str) -> str:
    """Report a missing definition (an error where the process says it is executable) and stand in with the id."""
    ctx.report.add(code, part, Severity.ERROR if executable(event) else Severity.WARNING)
    return own_id(event)


def _message(ctx: Context, event: Element, part: Element) -> EventDefinition:
    found = message_of(ctx, part, event)
    if part.get("messageRef") is None and child(part, "operationRef") is None and (found is None or executable(event)):
        name = _missing(ctx, event, part, "bpmn.message.missing")
    else:
        name = own_id(event)
    return found or EventDefinition(trigger=Trigger.MESSAGE, id=own_id(part), name=name)


def _timer(ctx: Context, event: Element, part: Element) -> EventDefinition | None:
    for kind in TimerKind:
        if (holder := child(part, kind.value)) is not None:
            value = ctx.timer(holder)
            base = extension(part, "timeBase") or extension(event, "timeBase") or "wall"
            spec = None if value is None else TimerSpec(kind=kind, value=value, base=base)
            return None if spec is None else EventDefinition(trigger=Trigger.TIMER, id=own_id(part), timer=spec)
    ctx.report.add("bpmn.timer.missing", part)
    return None


def _signal(ctx: Context, event: Element, part: Element) -> EventDefinition:
    signal = ctx.index.attribute(part, "signalRef")
    if part.get("signalRef") is None:
        name = _missing(ctx, event, part, "bpmn.signal.missing")
    else:
        name = own_id(event) if signal is None else _name(signal)
    return EventDefinition(trigger=Trigger.SIGNAL, id=own_id(part), name=name)


def _coded(attribute: str, code_attribute: str, trigger: Trigger, problem: str) -> Reader:
    def read(ctx: Context, event: Element, part: Element) -> EventDefinition:
        target = ctx.index.attribute(part, attribute)
        code = None if target is None else (target.get(code_attribute) or "").strip() or None
        name = "" if target is None else _name(target)
        if code is None and kind_of(event) in THROW_EVENTS:
            if target is not None or part.get(attribute) is None:
                ctx.report.add(problem, part, Severity.ERROR if executable(event) else Severity.WARNING)
            code = name or own_id(event)
        return EventDefinition(trigger=trigger, id=own_id(part), name=name, code=code)

    return read


def _conditional(ctx: Context, event: Element, part: Element) -> EventDefinition | None:
    holder = child(part, "condition")
    if holder is None:
        ctx.report.add("bpmn.condition.missing", part)
        return None
    condition = ctx.expression(holder)
    return (
        None
        if condition is None
        else EventDefinition(
            trigger=Trigger.CONDITIONAL, id=own_id(part), name=event.get("name") or "", condition=condition
        )
    )


def _link(ctx: Context, event: Element, part: Element) -> EventDefinition:
    name = (part.get("name") or "").strip()
    if not name:
        ctx.report.add("bpmn.link.unnamed", event)
    return EventDefinition(trigger=Trigger.LINK, id=own_id(part), name=name)


def _compensation(ctx: Context, _event: Element, part: Element) -> EventDefinition:
    reference = part.get("activityRef")
    activity = ctx.index.follow(part, reference).name if reference else None
    wait = flag(part, "waitForCompletion", default=True)
    return EventDefinition(trigger=Trigger.COMPENSATION, id=own_id(part), activity=activity, wait=wait)


def _plain(trigger: Trigger) -> Reader:
    def read(_ctx: Context, _event: Element, part: Element) -> EventDefinition:
        return EventDefinition(trigger=trigger, id=own_id(part))

    return read


def task_message(ctx: Context, task: Element) -> EventDefinition | None:
    """The message of a send or receive task; a receive task without one waits for a message of its own id."""
    found = message_of(ctx, task, task)
    if found is not None or kind_of(task) == "sendTask":
        return found
    if task.get("messageRef") is None:
        ctx.report.add("bpmn.receive.no-message", task)
    named = EventDefinition(trigger=Trigger.MESSAGE, name=own_id(task))
    return replace(named, key=ctx.extension(task, "key"))


_READERS: Final[MappingProxyType[Trigger, Reader]] = MappingProxyType(
    {
        Trigger.MESSAGE: _message,
        Trigger.TIMER: _timer,
        Trigger.SIGNAL: _signal,
        Trigger.ERROR: _coded("errorRef", "errorCode", Trigger.ERROR, "bpmn.error.no-code"),
        Trigger.ESCALATION: _coded("escalationRef", "escalationCode", Trigger.ESCALATION, "bpmn.escalation.no-code"),
        Trigger.CONDITIONAL: _conditional,
        Trigger.LINK: _link,
        Trigger.COMPENSATION: _compensation,
        Trigger.CANCEL: _plain(Trigger.CANCEL),
        Trigger.TERMINATE: _plain(Trigger.TERMINATE),
    }
)
