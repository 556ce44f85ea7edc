"""Events (BPMN 2.0.2 §10.5): which trigger may stand where, boundary events, links, compensation."""

from types import MappingProxyType
from typing import Final

from engine.bpmn.checks.structure import Structure, is_compensation, is_event_sub, level_of, link_names
from engine.bpmn.index import scope_of
from engine.bpmn.model import Trigger
from engine.bpmn.names import (
    ACTIVITIES,
    CHOREOGRAPHIES,
    EVENTS,
    SUB_PROCESSES,
    TRIGGERS,
    Element,
    flag,
    kind_of,
    own_id,
    q,
)

T = Trigger
_POSITIONS: Final[MappingProxyType[str, tuple[frozenset[Trigger], bool]]] = MappingProxyType(
    {
        "startEvent": (frozenset({T.MESSAGE, T.TIMER, T.CONDITIONAL, T.SIGNAL}), True),
        "startEvent of a choreography": (frozenset({T.TIMER, T.CONDITIONAL, T.SIGNAL}), True),
        "intermediateCatchEvent of a choreography": (frozenset({T.TIMER, T.CONDITIONAL, T.LINK, T.SIGNAL}), False),
        "intermediateThrowEvent of a choreography": (frozenset({T.LINK}), True),
        "endEvent of a choreography": (frozenset({T.TERMINATE}), True),
        "startEvent of a sub-process": (frozenset(), True),
        "startEvent of an event sub-process": (
            frozenset({T.MESSAGE, T.TIMER, T.ESCALATION, T.ERROR, T.COMPENSATION, T.CONDITIONAL, T.SIGNAL}),
            False,
        ),
        "intermediateCatchEvent": (frozenset({T.MESSAGE, T.TIMER, T.CONDITIONAL, T.LINK, T.SIGNAL}), False),
        "intermediateThrowEvent": (frozenset({T.MESSAGE, T.ESCALATION, T.LINK, T.COMPENSATION, T.SIGNAL}), True),
        "boundaryEvent": (
            frozenset({T.MESSAGE, T.TIMER, T.ESCALATION, T.ERROR, T.CANCEL, T.COMPENSATION, T.CONDITIONAL, T.SIGNAL}),
            False,
        ),
        "endEvent": (
            frozenset({T.MESSAGE, T.ESCALATION, T.ERROR, T.CANCEL, T.COMPENSATION, T.SIGNAL, T.TERMINATE}),
            True,
        ),
    }
)
"""Position -> triggers allowed there and whether an event without a trigger is (tables 10.93, 11.6 to 11.8)."""


def check_events(s: Structure) -> None:
    """All rules about events."""
    for event in s.of("startEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent", "endEvent"):
        _trigger(s, event)
    for event in s.of("startEvent"):
        _start(s, event)
    for event in s.of("boundaryEvent"):
        _boundary(s, event)
    for event in s.of("endEvent"):
        if T.CANCEL in s.triggers[event] and not _inside_transaction(event):
            s.report("bpmn.event.cancel-end", event)
    for scope in s.scopes:
        _links(s, scope)
        _same_catch(s, scope)
    _compensations(s)
    _link_ends(s)


def _position(event: Element) -> str:
    kind = kind_of(event)
    level = level_of(event)
    if level is not None and kind_of(level) in CHOREOGRAPHIES and kind != "boundaryEvent":
        return f"{kind} of a choreography"
    scope = scope_of(event)
    if kind != "startEvent" or scope is None or kind_of(scope) == "process":
        return kind
    return f"{kind} of {'an event sub-process' if is_event_sub(scope) else 'a sub-process'}"


def _trigger(s: Structure, event: Element) -> None:
    position = _position(event)
    allowed, plain = _POSITIONS[position]
    triggers = s.triggers[event]
    written = event.findall(q("eventDefinitionRef"))
    for shared in s.ctx.index.referred(event, "eventDefinitionRef"):
        if kind_of(shared) in TRIGGERS and shared.getparent() is not s.ctx.index.root:
            s.report("bpmn.event.definition-nested", event, target=own_id(shared))
    if not triggers and not plain and not written:
        s.report("bpmn.event.no-trigger", event, position=position)
    for trigger in dict.fromkeys(triggers):
        if trigger not in allowed:
            s.report("bpmn.event.trigger", event, trigger=trigger.value, position=position)
    if flag(event, "parallelMultiple") and len(triggers) < 2:
        s.report("bpmn.event.parallel-multiple", event)
    if T.LINK in triggers and len(triggers) > 1:
        s.report("bpmn.event.link-multiple", event)


def _start(s: Structure, event: Element) -> None:
    scope = scope_of(event)
    interrupting = flag(event, "isInterrupting", default=True)
    inside = scope is not None and is_event_sub(scope)
    if not interrupting and not inside:
        s.report("bpmn.event.not-interrupting", event)
    if not interrupting and inside and {T.ERROR, T.COMPENSATION} & set(s.triggers[event]):
        s.report("bpmn.event.always-interrupting", event)


def _boundary(s: Structure, event: Element) -> None:
    triggers = set(s.triggers[event])
    host = s.ctx.index.attribute(event, "attachedToRef")
    if not flag(event, "cancelActivity", default=True) and {T.ERROR, T.CANCEL} & triggers:
        s.report("bpmn.event.always-interrupting", event)
    if T.COMPENSATION not in triggers and not s.out_of(event):
        s.report("bpmn.boundary.no-outgoing", event)
    if host is None or kind_of(host) not in ACTIVITIES:
        return  # the reference check says so
    if scope_of(host) is not scope_of(event):
        s.report("bpmn.boundary.elsewhere", event, host=own_id(host))
    if is_event_sub(host):
        s.report("bpmn.boundary.event-sub-process", event, host=own_id(host))
    if T.CANCEL in triggers and kind_of(host) != "transaction":
        s.report("bpmn.boundary.cancel", event, host=own_id(host))


def _inside_transaction(event: Element) -> bool:
    return any(kind_of(parent) == "transaction" for parent in event.iterancestors())


def _links(s: Structure, scope: Element) -> None:
    throws: dict[str, list[Element]] = {}
    catches: dict[str, list[Element]] = {}
    for node in s.inside(scope):
        side = {"intermediateThrowEvent": throws, "intermediateCatchEvent": catches}.get(kind_of(node))
        if side is not None and T.LINK in s.triggers[node]:
            for name in link_names(node) - {""}:
                side.setdefault(name, []).append(node)
    for name, nodes in throws.items():
        if name not in catches:
            for node in nodes:
                s.report("bpmn.link.no-catch", node, name=name)
    for name, nodes in catches.items():
        if name not in throws:
            s.report("bpmn.link.no-throw", nodes[0], name=name)
        for node in nodes[1:]:
            s.report("bpmn.link.two-catches", node, name=name)


def _link_ends(s: Structure) -> None:
    """What a link says of its other end agrees with that end: another side of the same name (table 10.97)."""
    for part in s.ctx.index.all("linkEventDefinition"):
        event = part.getparent()
        side = "" if event is None else kind_of(event)
        for reference, own, other in (
            ("target", "intermediateThrowEvent", "intermediateCatchEvent"),
            ("source", "intermediateCatchEvent", "intermediateThrowEvent"),
        ):
            for found in s.ctx.index.referred(part, reference):
                end = found if kind_of(found) in EVENTS else found.getparent()
                fits = end is not None and kind_of(end) == other and (part.get("name") or "").strip() in link_names(end)
                if side in {own, other} and (side != own or not fits):
                    s.report("bpmn.link.other-end", part, end=own_id(found), reference=reference)


def _same_catch(s: Structure, scope: Element) -> None:
    """Two boundary events of one activity that catch the same error or escalation."""
    for node in s.inside(scope):
        seen: set[tuple[str, str | None]] = set()
        for event in s.boundary.get(node, ()):
            for attribute in ("errorRef", "escalationRef"):
                kind = attribute.removesuffix("Ref") + "EventDefinition"
                for part in event.findall(q(kind)):
                    key = (kind, part.get(attribute))
                    if key in seen:
                        s.report("bpmn.boundary.same-catch", event, host=own_id(node))
                    seen.add(key)


def _compensations(s: Structure) -> None:
    handlers: set[Element] = set()
    for event in s.of("boundaryEvent"):
        if T.COMPENSATION not in s.triggers[event]:
            continue
        linked = [one for one in s.associated.get(event, ()) if kind_of(one) in ACTIVITIES]
        found = [one for one in linked if is_compensation(one)]
        _handler(s, event, linked, found)
        handlers.update(found)
    for node in s.of(*ACTIVITIES):
        if is_compensation(node) and node not in handlers:
            s.report("bpmn.compensation.orphan", node)
    for part in s.ctx.index.all("compensateEventDefinition"):
        _thrown(s, part)


def _handler(s: Structure, event: Element, linked: list[Element], found: list[Element]) -> None:
    """A compensation event leads to exactly one compensation activity, beside it."""
    for one in linked:
        if one not in found:
            s.report("bpmn.compensation.not-for", one, event=own_id(event))
        elif scope_of(one) is not scope_of(event):
            s.report("bpmn.compensation.elsewhere", one, event=own_id(event))
    if len(found) > 1:
        s.report("bpmn.compensation.several", event)
    if not linked:
        s.report("bpmn.compensation.no-handler", event)


def _thrown(s: Structure, part: Element) -> None:
    activity = s.ctx.index.attribute(part, "activityRef")
    event = part.getparent()
    if activity is None or event is None or kind_of(event) not in {"endEvent", "intermediateThrowEvent"}:
        return
    scope = scope_of(event)
    around = scope_of(scope) if scope is not None and is_event_sub(scope) else None
    if scope_of(activity) not in {scope, around} - {None}:  # §10.6.1: the same level, or handled around it
        s.report("bpmn.compensation.not-visible", event, activity=own_id(activity))
    elif not _can_compensate(s, activity):
        s.report("bpmn.compensation.nothing", event, activity=own_id(activity))


def _can_compensate(s: Structure, activity: Element) -> bool:
    own = any(T.COMPENSATION in s.triggers[event] for event in s.boundary.get(activity, ()))
    return own or kind_of(activity) in SUB_PROCESSES
