"""Activities (BPMN 2.0.2 §10.3): quantities, loops, calls, rule tasks, what a sub-process may declare."""

from engine.bpmn.checks.gateways import check_instantiating
from engine.bpmn.checks.structure import Structure, is_event_sub
from engine.bpmn.context import Context
from engine.bpmn.dialects.elements import called_by_vendor
from engine.bpmn.index import scope_of
from engine.bpmn.names import (
    ACTIVITIES,
    ITEM_AWARE,
    SUB_PROCESSES,
    Element,
    child,
    children,
    flag,
    kind_of,
    own_id,
    text_of,
    whole_number,
)
from engine.bpmn.problems import Severity
from engine.bpmn.vocabulary import extension


def check_activities(s: Structure) -> None:
    """All rules about activities."""
    for activity in s.of(*ACTIVITIES):
        _any_activity(s, activity)
    for task in s.of("receiveTask"):
        if flag(task, "instantiate"):
            check_instantiating(s, task)
            _alone(s, task)
    for sub in s.of(*SUB_PROCESSES):
        _sub_process(s, sub)
    for task in s.of("serviceTask"):
        _one_set(s, task)
    for task in s.of("businessRuleTask"):
        _decision(s.ctx, task)
    for call in s.of("callActivity"):
        if not call.get("calledElement") and extension(call, "calls") is None and not called_by_vendor(call):
            s.report("bpmn.call.nothing", call)
    for holder in (*s.of("sendTask", "receiveTask"), *s.ctx.index.all("messageEventDefinition")):
        _operation(s.ctx, holder)


def _sub_process(s: Structure, sub: Element) -> None:
    if child(sub, "ioSpecification") is not None and child(sub, "multiInstanceLoopCharacteristics") is None:
        s.report("bpmn.sub-process.data", sub)
    if kind_of(sub) != "subProcess" and flag(sub, "triggeredByEvent"):
        s.report("bpmn.sub-process.event-kind", sub)
    if is_event_sub(sub) and children(sub, "standardLoopCharacteristics", "multiInstanceLoopCharacteristics"):
        s.report("bpmn.event-sub-process.loop", sub)


def _any_activity(s: Structure, activity: Element) -> None:
    for name in ("startQuantity", "completionQuantity"):
        value = (activity.get(name) or "1").strip()
        number = whole_number(value)
        if number is not None and number < 1:
            s.report("bpmn.activity.quantity", activity, attribute=name, value=value)
    _loop(s, activity)
    for role in children(activity, "performer", "humanPerformer", "potentialOwner", "resourceRole"):
        s.report("bpmn.activity.resource-role", role)
        _resource(s.ctx, role)


def _one_set(s: Structure, task: Element) -> None:
    """A service task has one input set and at most one output set, since an operation has one message each way."""
    for specification in children(task, "ioSpecification"):
        for kind in ("inputSet", "outputSet"):
            if len(children(specification, kind)) > 1:
                s.report("bpmn.service.sets", task, set=kind)


def _alone(s: Structure, task: Element) -> None:
    scope = scope_of(task)
    starts = [] if scope is None else [node for node in s.inside(scope) if kind_of(node) == "startEvent"]
    if starts and not s.into(task):
        s.report("bpmn.instantiate.beside-start", task)


def _decision(ctx: Context, task: Element) -> None:
    name = extension(task, "calls") or called_by_vendor(task)
    if name is None:
        ctx.report.add("bpmn.rule.no-decision", task)
    elif not name.startswith("=") and name not in ctx.decisions:
        level = Severity.ERROR if ctx.decisions else Severity.WARNING
        ctx.report.add("bpmn.rule.unknown-decision", task, level, decision=name)


def _operation(ctx: Context, holder: Element) -> None:
    """A message and an operation named together must mean the same message."""
    message = ctx.index.attribute(holder, "messageRef")
    reference = holder.get("operationRef") or text_of(child(holder, "operationRef"))
    operation = ctx.index.follow(holder, reference).element if reference else None
    if message is None or operation is None or kind_of(operation) != "operation":
        return
    carried = [*ctx.index.referred(operation, "inMessageRef"), *ctx.index.referred(operation, "outMessageRef")]
    if message not in carried:
        ctx.report.add("bpmn.message.operation", holder)


def _loop(s: Structure, activity: Element) -> None:
    for loop in children(activity, "standardLoopCharacteristics"):
        maximum = (loop.get("loopMaximum") or "1").strip()
        number = whole_number(maximum)
        if number is not None and number < 1:
            s.report("bpmn.loop.maximum", loop, value=maximum)
    for loop in children(activity, "multiInstanceLoopCharacteristics"):
        _multi(s, loop)


def _resource(ctx: Context, role: Element) -> None:
    resources = ctx.index.referred(role, "resourceRef")
    given = [ctx.index.attribute(one, "parameterRef") for one in children(role, "resourceParameterBinding")]
    for resource in resources:
        for wanted in children(resource, "resourceParameter"):
            if flag(wanted, "isRequired") and wanted not in given:
                name = wanted.get("name") or own_id(wanted)
                ctx.report.add("bpmn.resource.parameter-missing", role, parameter=name)
    for binding in children(role, "resourceParameterBinding"):
        parameter = ctx.index.attribute(binding, "parameterRef")
        if resources and parameter is not None and parameter.getparent() not in resources:
            ctx.report.add("bpmn.resource.parameter", role, parameter=binding.get("parameterRef"))


def _own_ports(s: Structure, loop: Element) -> None:
    """A task repeats over its own data inputs and outputs; only a sub-process over data around it (table 10.29)."""
    task = loop.getparent()
    if task is None or kind_of(task) in SUB_PROCESSES:
        return
    for name, port in (("loopDataInputRef", "dataInput"), ("loopDataOutputRef", "dataOutput")):
        for data in s.ctx.index.referred(loop, name):
            own = any(ancestor is task for ancestor in data.iterancestors()) and kind_of(data) == port
            if kind_of(data) in ITEM_AWARE and not own:
                foreign = kind_of(data) in {"dataInput", "dataOutput"}
                level = Severity.ERROR if foreign else Severity.WARNING
                s.ctx.report.add("bpmn.multi.own-port", task, level, data=own_id(data))


def _multi(s: Structure, loop: Element) -> None:
    has = {kind_of(part) for part in children(loop)}
    if {"loopCardinality", "loopDataInputRef"} <= has:
        s.report("bpmn.multi.both", loop)
    _own_ports(s, loop)
    for data in s.ctx.index.referred(loop, "loopDataInputRef"):
        if data.get("isCollection") is not None and not flag(data, "isCollection"):
            s.report("bpmn.multi.not-collection", data)
    if "inputDataItem" in has and "loopDataInputRef" not in has:
        s.report("bpmn.multi.item-without-collection", loop, item="inputDataItem", collection="loopDataInputRef")
    if "outputDataItem" in has and "loopDataOutputRef" not in has:
        s.report("bpmn.multi.item-without-collection", loop, item="outputDataItem", collection="loopDataOutputRef")
    behavior = loop.get("behavior")
    wanted = {"None": "noneBehaviorEventRef", "One": "oneBehaviorEventRef"}.get(behavior or "")
    if wanted is not None and not loop.get(wanted):
        s.report("bpmn.multi.behavior-event", loop, behavior=behavior, attribute=wanted)
    if behavior == "Complex" and "complexBehaviorDefinition" not in has:
        s.report("bpmn.multi.behavior-event", loop, behavior=behavior, attribute="complexBehaviorDefinition")
