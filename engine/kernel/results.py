"""When a node is done: what it writes, and what the extension attributes ask for on completion (kernel.md §3, §11)."""

from collections.abc import Mapping
from typing import Any

from engine.bpmn.model import MultiInstance, NodeKind, Trigger
from engine.kernel.behaviour import Spot
from engine.kernel.effects import Clock, IssueLetter, RecordFact, TakeNumber
from engine.kernel.kinds import CALLS, CONTAINERS, PEOPLE, RESTING, SERVICES
from engine.kernel.orders import Assign, Emit, Erase, Orders, Remember, Tell
from engine.kernel.state import Compensable, Held
from engine.kernel.tasks import HOLD, decision_of

_MAPPED_ONLY = CONTAINERS | {NodeKind.CALL_ACTIVITY}
"""What they hold crosses their border by a mapping only."""
_COMPUTED = SERVICES | CALLS | {NodeKind.SCRIPT_TASK}
_CATCHING = frozenset({NodeKind.START, NodeKind.CATCH, NodeKind.BOUNDARY, NodeKind.RECEIVE_TASK})
_NOT_DATA = frozenset({Trigger.ERROR, Trigger.ESCALATION})


def completed(spot: Spot, held: Held) -> Orders:
    """Everything that completing a node does before it is left. Raises Trouble, Thrown."""
    written = results(spot, held)
    now = {order.name: order.value for order in written if isinstance(order, Assign)}
    return [*written, Tell("completed"), *_work(spot, {**tops_of(spot, held), **now}), *_undo(spot)]


def results(spot: Spot, held: Held) -> Orders:
    """What a node writes: by its output mapping, else the accepted values under their top-level names."""
    node = spot.node
    local = _is_local(spot)
    if node.has_outputs:
        mapped = spot.mapped(node.outputs, tops_of(spot, held))
        found: Orders = [Assign(name, value, local) for name, value in mapped.items()]
    else:
        found = _unmapped(spot, held, local=local)
    if node.work.outcomes and (held.outcome is not None or spot.names().get("outcome") is not None):
        found.append(Assign("outcome", held.outcome, local))  # an earlier task's outcome must not pass for this one's
    return found


def tops_of(spot: Spot, held: Held) -> dict[str, Any]:
    """The names of the moment that an output mapping sees on top of the data."""
    values = held.values
    alias = "answers" if spot.node.kind in PEOPLE else "result" if spot.node.kind in _COMPUTED else "payload"
    tops = {**(values if isinstance(values, Mapping) else {}), alias: values}
    port = spot.node.port
    if port is not None and port not in tops:
        tops |= _unnamed(spot, port, values)
    if held.outcome is not None:
        tops["outcome"] = held.outcome
    return tops


def _unnamed(spot: Spot, port: str, values: Any) -> dict[str, Any]:
    """What comes is the content of the only data output, whatever its sender called it (BPMN 2.0.2 §10.5.1)."""
    if not isinstance(values, Mapping):
        return {} if values is None else {port: values}
    if spot.node.kind not in _CATCHING:
        return {}
    thrown = any(event.trigger in _NOT_DATA for event in spot.node.events)
    content = {name: value for name, value in values.items() if not (thrown and name in {"code", "message"})}
    return {port: next(iter(content.values())) if len(content) == 1 else content or None}


def _is_local(spot: Spot) -> bool:
    """An iteration that gives one item of an output collection keeps its results to itself."""
    loop = spot.node.loop
    return spot.inner and isinstance(loop, MultiInstance) and loop.output_collection is not None


def _unmapped(spot: Spot, held: Held, *, local: bool) -> Orders:
    node, values = spot.node, held.values
    if node.kind in _MAPPED_ONLY and not (local and node.kind in CONTAINERS):
        return []
    if any(event.trigger in _NOT_DATA for event in node.events):
        return []
    if isinstance(values, Mapping):
        found: Orders = [Assign(name, value, local) for name, value in values.items() if name not in node.own]
        return [*found, *(Erase(name) for name in held.hidden)]
    if local and isinstance(node.loop, MultiInstance) and node.loop.output_item is not None and values is not None:
        return [Assign(node.loop.output_item.text, values, local)]
    if node.kind is NodeKind.RULE_TASK and node.calls is not None:
        return [Assign(decision_of(spot), values, local)]
    return [] if values is None else [Assign(node.id, values, local)]


def _work(spot: Spot, tops: Mapping[str, Any]) -> Orders:
    work, uid = spot.node.work, spot.token.uid
    names = spot.names(tops)
    found: Orders = []
    for fact in work.facts:
        value = spot.feel.kept(spot.feel.give(fact.value, names, spot.node.id), spot.node.id, fact.name)
        found.append(Emit(RecordFact(fact.name, value)))
    found += clock_orders(spot)  # after the facts: a settlement is settled with the outcome recorded by its own node
    if work.letter is not None:
        found.append(Emit(IssueLetter(work.letter, uid, spot.node.id)))
    if work.register is not None:
        found.append(Emit(TakeNumber(work.register, uid, spot.node.id)))
    return found


def clock_orders(spot: Spot) -> list[Emit]:
    """The legal clock on completion: a hold is released; ``start``, ``pause:…``, ``resume:…``, ``settle`` happen."""
    if spot.node.work.clock is None:
        return []
    op, _, reason = spot.node.work.clock.partition(":")
    if op == "hold":
        return release(spot) if holds(spot) else []
    return [Emit(Clock(op, reason, spot.token.uid))]


def hold(spot: Spot) -> list[Emit]:
    """The clock stands still while the token is active here."""
    clock = spot.node.work.clock
    if clock is None or not holds(spot):
        return []
    return [Emit(Clock("pause", clock.removeprefix(HOLD), spot.token.uid))]


def release(spot: Spot) -> list[Emit]:
    """The clock goes on, at the end of the activity or when it is cancelled."""
    clock = spot.node.work.clock
    if clock is None or not holds(spot):
        return []
    return [Emit(Clock("resume", clock.removeprefix(HOLD), spot.token.uid))]


def holds(spot: Spot) -> bool:
    """Whether the node pauses the clock while it is active."""
    clock = spot.node.work.clock
    return clock is not None and clock.startswith(HOLD) and spot.node.kind in RESTING


def _undo(spot: Spot) -> Orders:
    if spot.node.compensation_handler is None or spot.node.kind in CONTAINERS:
        return []
    data = dict(spot.frame.vars) if spot.inner else {}
    return [Remember(Compensable(spot.node.id, spot.token.uid, data))]
