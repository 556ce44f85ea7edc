"""Flow nodes: from an XML element to an immutable :class:`engine.bpmn.model.Node`."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from engine.bpmn.context import Context
from engine.bpmn.data import input_sets_of, mapping_of, only_output, own_properties, variable_of
from engine.bpmn.dialects.elements import Hints, Pairs, hints_of
from engine.bpmn.events import event_definitions, task_message
from engine.bpmn.loops import consumed, loop_of
from engine.bpmn.model import Assignment, CompiledExpression, Literal, Node, NodeKind, ServiceCall, Value, Work
from engine.bpmn.names import (
    ACTIVITIES,
    GLOBAL_TASKS,
    NODE_KINDS,
    TASKS,
    Element,
    child,
    children,
    flag,
    kind_of,
    line_of,
    own_id,
    text_of,
    whole_number,
)
from engine.bpmn.vocabulary import extension, split_facts, split_keys

Fields = dict[str, Any]
_MAX_QUANTITY: Final = 1_000


def node_of(ctx: Context, element: Element, scope: str) -> Node:
    """One flow node without its connections."""
    kind = NODE_KINDS[kind_of(element)]
    fields: Fields = {
        "id": own_id(element),
        "kind": kind,
        "name": " ".join((element.get("name") or "").split()),
        "scope": scope,
        "line": line_of(element),
        "default": _default(element),
        "work": work_of(ctx, element, kind),
    }
    mapping = mapping_of(ctx, element, consumed(ctx, element))
    fields |= {"inputs": mapping.inputs, "outputs": mapping.outputs, "has_outputs": mapping.has_outputs}
    fields |= {"port": only_output(ctx, element), "own": own_properties(ctx, element)}
    if kind_of(element) in ACTIVITIES:
        fields |= _activity(ctx, element)
    fields |= _SPECIFIC.get(kind, _nothing)(ctx, element)
    hints = hints_of(element)
    return Node(**fields if hints == _SILENT else fields | _hinted(ctx, element, fields, hints))


_SILENT: Final = Hints()


def _hinted(ctx: Context, element: Element, fields: Fields, hints: Hints) -> Fields:
    """What a vendor's extensions say where our own vocabulary is silent."""
    work: Work = fields["work"]
    call: ServiceCall = fields.get("service", ServiceCall())
    service, retries = call.service or ctx.hint(element, hints.service), call.retries or hints.retries
    found: Fields = {
        "work": replace(work, form=work.form or hints.form, role=work.role or ctx.hint(element, hints.role)),
        "service": ServiceCall(service=service, retries=retries if service is not None else None),
        "calls": fields.get("calls") or ctx.hint(element, hints.calls),
        "inputs": fields["inputs"] or _pairs(ctx, element, hints.inputs),
    }
    outputs = fields["outputs"] or _pairs(ctx, element, hints.outputs)
    if not outputs and hints.result is not None and hints.script is None:
        outputs = _pairs(ctx, element, ((hints.result, "=result"),))
    return found | {"outputs": outputs, "has_outputs": fields["has_outputs"] or bool(outputs) or hints.closed}


def _pairs(ctx: Context, element: Element, pairs: Pairs) -> tuple[Assignment, ...]:
    made = ((name, ctx.hint(element, text)) for name, text in pairs if name)
    return tuple(Assignment(name, value) for name, value in made if value is not None)


def _default(element: Element) -> str | None:
    return (element.get("default") or "").strip() or None


def work_of(ctx: Context, element: Element, kind: NodeKind | None = None) -> Work:
    """Who, with which form, in what time: the element's own attributes, else its lanes' role and agency."""
    staffed = kind in _STAFFED
    return Work(
        form=extension(element, "form"),
        role=_own_or_lane(ctx, element, "role") if staffed else ctx.extension(element, "role"),
        agency=_own_or_lane(ctx, element, "agency") if staffed else ctx.extension(element, "agency"),
        time=extension(element, "time"),
        clock=extension(element, "clock"),
        facts=_facts(ctx, element),
        letter=extension(element, "letter"),
        register=extension(element, "register"),
        outcomes=split_keys(extension(element, "outcomes") or ""),
        different_from=extension(element, "differentFrom"),
        opinion=extension(element, "opinion"),
    )


_STAFFED: Final = frozenset({NodeKind.TASK, NodeKind.USER_TASK, NodeKind.MANUAL_TASK, NodeKind.AD_HOC}) | {
    NodeKind.CALL_ACTIVITY
}


def _own_or_lane(ctx: Context, element: Element, name: str) -> Value | None:
    holders = (element, *ctx.lanes.get(own_id(element), ()))
    holder = next((one for one in holders if extension(one, name) is not None), None)
    return None if holder is None else ctx.extension(holder, name)


def _facts(ctx: Context, element: Element) -> tuple[Assignment, ...]:
    found = []
    for name, text in split_facts(extension(element, "fact") or ""):
        value = Literal("true", value=True) if text is None else ctx.feel(element, text.removeprefix("="))
        if value is not None:
            found.append(Assignment(name, value))
    return tuple(found)


def _nothing(_ctx: Context, _element: Element) -> Fields:
    return {}


def _activity(ctx: Context, element: Element) -> Fields:
    return {
        "input_sets": input_sets_of(ctx, element, consumed(ctx, element)),
        "loop": loop_of(ctx, element),
        "for_compensation": flag(element, "isForCompensation"),
        "start_quantity": _quantity(element, "startQuantity"),
        "completion_quantity": _quantity(element, "completionQuantity"),
    }


def _quantity(element: Element, name: str) -> int:
    number = whole_number(element.get(name) or "1")
    return min(number, _MAX_QUANTITY) if number is not None and number > 0 else 1


def _event(ctx: Context, element: Element) -> Fields:
    return {"events": event_definitions(ctx, element)}


def _catch(ctx: Context, element: Element) -> Fields:
    return _event(ctx, element) | {"parallel_multiple": flag(element, "parallelMultiple")}


def _start(ctx: Context, element: Element) -> Fields:
    return _catch(ctx, element) | {"interrupting": flag(element, "isInterrupting", default=True)}


def _boundary(ctx: Context, element: Element) -> Fields:
    reference = element.get("attachedToRef")
    return _catch(ctx, element) | {
        "interrupting": flag(element, "cancelActivity", default=True),
        "attached_to": ctx.index.follow(element, reference).name if reference else None,
    }


def _service(ctx: Context, element: Element) -> Fields:
    return {"service": ServiceCall(service=ctx.extension(element, "service"), retries=extension(element, "retries"))}


def _send(ctx: Context, element: Element) -> Fields:
    return _service(ctx, element) | {"message": task_message(ctx, element)}


def _receive(ctx: Context, element: Element) -> Fields:
    return {"message": task_message(ctx, element), "instantiate": flag(element, "instantiate")}


def _script(ctx: Context, element: Element) -> Fields:
    hints = hints_of(element)
    if hints.script is not None:
        text = hints.script.removeprefix("=")
        return {"script": ctx.feel(element, f'{{"{hints.result}": {text}}}' if hints.result else text)}
    if hints.service is not None:  # Camunda 8: a script task that a worker does
        return {"kind": NodeKind.SERVICE_TASK}
    return {"script": script_of(ctx, element, (element.get("scriptFormat") or "").strip())}


def script_of(ctx: Context, element: Element, language: str) -> CompiledExpression | None:
    """The FEEL of a script task; another language is refused, a task without script does nothing."""
    script = child(element, "script")
    text = text_of(script)
    if script is None or not text:
        ctx.report.add("bpmn.script.missing", element)
        return None
    if not language:
        ctx.report.add("bpmn.script.no-format", element)
        return None
    if "feel" not in language.lower():
        ctx.report.add("bpmn.script.language", element, language=language)
        return None
    return ctx.feel(script, text.removeprefix("="))


def _rule(ctx: Context, element: Element) -> Fields:
    calls = ctx.extension(element, "calls")
    service = ServiceCall(service=None, retries=extension(element, "retries"))
    return {"calls": calls, "service": service}


def _call(ctx: Context, element: Element) -> Fields:
    own = ctx.extension(element, "calls")
    if own is not None:
        return {"calls": own}
    reference = element.get("calledElement")
    if not reference:
        return {}  # reported by the check of calls, which also knows the vendors' ways
    target = ctx.index.follow(element, reference)
    if target.element is not None and kind_of(target.element) in GLOBAL_TASKS:
        return _global_task(ctx, element, target.element)
    return {"calls": Literal(target.name, target.name)} | _by_position(ctx, element, target.element)


def _by_position(ctx: Context, call: Element, called: Element | None) -> Fields:
    """The call's inputs and outputs stand for those of the called process, one for one (BPMN 2.0.2 §10.3.6)."""
    ours, theirs = (None if one is None else child(one, "ioSpecification") for one in (call, called))
    if ours is None or theirs is None:
        return {}
    mapping = mapping_of(ctx, call, consumed(ctx, call))
    names = _pairs_of_ports(ctx, ours, theirs, "dataInput")
    inputs = tuple(Assignment(names.get(one.name, one.name), one.value) for one in mapping.inputs)
    back = {name: other for name, other in _pairs_of_ports(ctx, ours, theirs, "dataOutput").items() if name != other}
    outputs = tuple(_taken(ctx, call, one, back) for one in mapping.outputs)
    return {"inputs": inputs, "outputs": outputs}


def _pairs_of_ports(ctx: Context, ours: Element, theirs: Element, kind: str) -> dict[str, str]:
    pairs = zip(children(ours, kind), children(theirs, kind), strict=False)
    return {variable_of(ctx, one): variable_of(ctx, other) for one, other in pairs}


def _taken(ctx: Context, call: Element, one: Assignment, back: Mapping[str, str]) -> Assignment:
    """An output that takes one of the call's data outputs as it is takes the called process's instead."""
    if isinstance(one.value, Literal) or one.value.text not in back:
        return one
    value = ctx.name_expression(call, back[one.value.text])
    return one if value is None else Assignment(one.name, value)


def _global_task(ctx: Context, element: Element, task: Element) -> Fields:
    """A called global task runs in place of the call: the call's own attributes win over the task's."""
    kind = GLOBAL_TASKS[kind_of(task)]
    own, shared = work_of(ctx, element, kind), work_of(ctx, task)
    merged = {
        name: getattr(own, name) or getattr(shared, name)
        for name in ("form", "role", "agency", "time", "clock", "facts", "letter", "register", "outcomes")
    }
    fields: Fields = {"kind": kind, "work": replace(own, **merged)}
    if kind is NodeKind.SCRIPT_TASK:
        fields["script"] = script_of(ctx, task, (task.get("scriptLanguage") or "").strip())
    if kind is NodeKind.RULE_TASK:
        fields["calls"] = ctx.extension(task, "calls")
    return fields


def _sub(_ctx: Context, element: Element) -> Fields:
    return {"triggered_by_event": flag(element, "triggeredByEvent")}


def _ad_hoc(ctx: Context, element: Element) -> Fields:
    holder = child(element, "completionCondition")
    return {
        "ordering": element.get("ordering") or "Parallel",
        "completion": None if holder is None else ctx.expression(holder),
        "cancel_remaining": flag(element, "cancelRemainingInstances", default=True),
    }


def _complex_gateway(ctx: Context, element: Element) -> Fields:
    holder = child(element, "activationCondition")
    return {"completion": None if holder is None else ctx.expression(holder)}


def _event_gateway(_ctx: Context, element: Element) -> Fields:
    return {
        "instantiate": flag(element, "instantiate"),
        "event_gateway_type": element.get("eventGatewayType") or "Exclusive",
    }


_SPECIFIC: Final[Mapping[NodeKind, Callable[[Context, Element], Fields]]] = MappingProxyType(
    {
        NodeKind.START: _start,
        NodeKind.END: _event,
        NodeKind.CATCH: _catch,
        NodeKind.THROW: _event,
        NodeKind.BOUNDARY: _boundary,
        NodeKind.SERVICE_TASK: _service,
        NodeKind.SCRIPT_TASK: _script,
        NodeKind.RULE_TASK: _rule,
        NodeKind.SEND_TASK: _send,
        NodeKind.RECEIVE_TASK: _receive,
        NodeKind.CALL_ACTIVITY: _call,
        NodeKind.SUB_PROCESS: _sub,
        NodeKind.AD_HOC: _ad_hoc,
        NodeKind.COMPLEX: _complex_gateway,
        NodeKind.EVENT_GATEWAY: _event_gateway,
    }
)
assert {kind.value for kind in NodeKind} >= TASKS
