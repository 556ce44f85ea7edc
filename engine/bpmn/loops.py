"""Standard loops and multi-instance characteristics of activities."""

from engine.bpmn.context import Context
from engine.bpmn.data import feeding, source_value, variable_of
from engine.bpmn.dialects.elements import loop_hints_of
from engine.bpmn.events import event_definition
from engine.bpmn.model import CompiledExpression, EventDefinition, Loop, MultiInstance, Value
from engine.bpmn.names import TRIGGERS, Element, child, children, flag, kind_of, own_id, text_of, whole_number


def loop_of(ctx: Context, activity: Element) -> Loop | MultiInstance | None:
    """The loop of an activity; what is missing or wrong is reported and gives None."""
    for part in children(activity, "standardLoopCharacteristics", "multiInstanceLoopCharacteristics"):
        if kind_of(part) == "standardLoopCharacteristics":
            return _standard(ctx, part)
        return _multi(ctx, activity, part)
    return None


def consumed(ctx: Context, activity: Element) -> frozenset[str]:
    """Ids of data inputs and outputs that belong to the loop and not to an iteration."""
    found: set[str] = set()
    for part in children(activity, "multiInstanceLoopCharacteristics"):
        for name in ("loopDataInputRef", "loopDataOutputRef"):
            found.update(own_id(target) for target in ctx.index.referred(part, name) if _is_port(target))
    return frozenset(found)


def _is_port(target: Element) -> bool:
    return kind_of(target) in {"dataInput", "dataOutput"}


def _standard(ctx: Context, part: Element) -> Loop | None:
    holder = child(part, "loopCondition")
    limit = whole_number(part.get("loopMaximum") or "")
    limit = None if limit is None or limit < 0 else limit
    if holder is None and limit is None:
        ctx.report.add("bpmn.loop.no-condition", part)
        return None
    condition = None if holder is None else ctx.expression(holder)
    if holder is not None and condition is None:
        return None
    return Loop(condition=condition, test_before=flag(part, "testBefore"), maximum=limit)


def _multi(ctx: Context, activity: Element, part: Element) -> MultiInstance | None:
    holder = child(part, "loopCardinality")
    collection_ref = child(part, "loopDataInputRef")
    hints = loop_hints_of(part)
    if holder is None and collection_ref is None and hints.collection is None:
        ctx.report.add("bpmn.multi.no-cardinality", part)
        return None
    collection = ctx.hint(part, hints.collection) if collection_ref is None else _collection(ctx, activity, part)
    cardinality = None if holder is None or collection is not None else ctx.expression(holder)
    if collection is None and cardinality is None:
        return None
    completion = child(part, "completionCondition")
    output_collection, output_item = _output(ctx, activity, part)
    item_name = hints.item or "item"
    item = child(part, "inputDataItem")
    return MultiInstance(
        sequential=flag(part, "isSequential"),
        cardinality=cardinality,
        collection=collection,
        item=item_name if item is None else variable_of(ctx, item) or item_name,
        output_collection=output_collection or hints.output_collection,
        output_item=output_item or ctx.hint(part, hints.output_item),
        completion=None if completion is None else ctx.expression(completion),
        behavior=part.get("behavior") or "All",
        none_event=_behaviour_event(ctx, activity, part, "noneBehaviorEventRef"),
        one_event=_behaviour_event(ctx, activity, part, "oneBehaviorEventRef"),
        complex=tuple(_complex(ctx, activity, part)),
    )


def _collection(ctx: Context, activity: Element, part: Element) -> Value | None:
    for target in ctx.index.referred(part, "loopDataInputRef"):
        if _is_port(target) and (association := feeding(ctx, activity, target)) is not None:
            return source_value(ctx, association, ctx.index.referred(association, "sourceRef"))
        return ctx.name_expression(part, variable_of(ctx, target))
    return None  # dangling: the reference check says so


def _output(ctx: Context, activity: Element, part: Element) -> tuple[str | None, CompiledExpression | None]:
    targets = ctx.index.referred(part, "loopDataOutputRef")
    if not targets:
        return None, None
    target = targets[0]
    if _is_port(target) and (association := feeding(ctx, activity, target)) is not None:
        target = next(iter(ctx.index.referred(association, "targetRef")), target)
    item = child(part, "outputDataItem")
    name = "" if item is None else variable_of(ctx, item)
    return variable_of(ctx, target), ctx.name_expression(part, name) if name else None


def _behaviour_event(ctx: Context, activity: Element, part: Element, attribute: str) -> EventDefinition | None:
    target = ctx.index.attribute(part, attribute)
    return event_definition(ctx, activity, target) if target is not None and kind_of(target) in TRIGGERS else None


def _complex(ctx: Context, activity: Element, part: Element) -> list[tuple[CompiledExpression, EventDefinition]]:
    found = []
    for rule in children(part, "complexBehaviorDefinition"):
        condition, event = child(rule, "condition"), child(rule, "event")
        if condition is None or not text_of(condition) or event is None:
            ctx.report.add("bpmn.multi.complex-behavior", rule)
            continue
        compiled = ctx.expression(condition)
        definitions = [event_definition(ctx, activity, one) for one in children(event, *TRIGGERS)]
        if compiled is not None and definitions and definitions[0] is not None:
            found.append((compiled, definitions[0]))
    return found
