"""Gateways: which tokens a join waits for and which flows leave (BPMN 2.0.2 §10.6, §13.4)."""

from collections.abc import Mapping
from typing import Any

from engine.bpmn.model import Flow, NodeKind
from engine.kernel.behaviour import Behaviour, Cause, Fired, Spot
from engine.kernel.errors import Trouble
from engine.kernel.joins import upstream_empty
from engine.kernel.orders import Assign, Gate, Go, Jump, Mute, Orders, Park, Rest, Take, Tell
from engine.kernel.waits import listens

ENTERED, COMPLETED = Tell("entered"), Tell("completed")


def _flows(spot: Spot) -> list[Flow]:
    return [spot.process.flows[flow] for flow in spot.node.outgoing]


def exclusive(spot: Spot) -> Orders:
    """One flow leaves: the first whose condition is true, in document order, else the default."""
    node, names = spot.node, spot.names()
    otherwise = node.default
    for flow in _flows(spot):
        if flow.id == node.default:
            continue
        if flow.condition is None:
            otherwise = otherwise or flow.id
        elif spot.feel.holds(flow.condition, names, flow.id):
            return [ENTERED, COMPLETED, Go((flow.id,))]
    if otherwise is None and node.outgoing:
        raise no_flow(spot)
    return [ENTERED, COMPLETED, Go((otherwise,) if otherwise else ())]


def no_flow(spot: Spot) -> Trouble:
    """No condition is true and there is no default flow."""
    return Trouble("gateway.no-flow", f"no condition of a flow leaving {spot.node.id} is true, and none is the default")


def true_flows(spot: Spot, names: Mapping[str, Any], *, strict: bool = True) -> tuple[str, ...]:
    """Every flow without condition or whose condition is true, else the default. Raises Trouble when there is none."""
    node = spot.node
    taken = tuple(
        flow.id
        for flow in _flows(spot)
        if flow.id != node.default and (flow.condition is None or spot.feel.holds(flow.condition, names, flow.id))  # type: ignore[arg-type]
    )
    if taken or not node.outgoing:
        return taken
    if node.default is not None:
        return (node.default,)
    if strict:
        raise no_flow(spot)
    return ()


# parallel


def parallel(spot: Spot) -> Orders:
    """Wait for one token on every incoming flow, then one leaves on every outgoing flow."""
    node, via = spot.node, spot.token.via
    others = [flow for flow in node.incoming if flow != via]
    if via is not None and any(not spot.frame.arrivals.get(flow) for flow in others):
        return [Park(via)]
    here = {flow: 1 for flow in others if spot.frame.arrivals.get(flow)}  # all, but for a token put here by hand
    return [ENTERED, Take(here), COMPLETED, Go(node.outgoing)]


# inclusive


def inclusive(spot: Spot) -> Orders:
    """A join is looked at when nothing else moves; a gateway with one incoming flow only splits."""
    if len(spot.node.incoming) > 1 and spot.token.via is not None:
        return [Park(spot.token.via)]
    return [ENTERED, COMPLETED, Go(true_flows(spot, spot.names()))]


def inclusive_ready(spot: Spot, stuck: bool) -> Orders | None:
    """One token of each incoming flow that has any, once no other can still come (BPMN 2.0.2 §13.4.3)."""
    held = [flow for flow in spot.node.incoming if spot.frame.arrivals.get(flow)]
    if not held or not (stuck or upstream_empty(spot, frozenset(held))):
        return None
    return [ENTERED, Take(dict.fromkeys(held, 1)), COMPLETED, Go(true_flows(spot, spot.names()))]


# complex


def complex_gateway(spot: Spot) -> Orders:
    """Arrivals are counted; whether the gateway activates is looked at when the arrival is in."""
    if spot.token.via is None:
        return [ENTERED, COMPLETED, Go(true_flows(spot, _gate_names(spot, 1)))]
    return [Park(spot.token.via)]


def complex_ready(spot: Spot, stuck: bool) -> Orders | None:
    """Activation when the condition is true, later the reset when no token can still come (BPMN 2.0.2 table 13.5)."""
    gate = spot.frame.gates.get(spot.node.id)
    return _activation(spot) if gate is None else _reset(spot, gate, stuck)


def _gate_names(spot: Spot, count: int, *, waiting: bool = True) -> Mapping[str, Any]:
    return spot.names({"activationCount": count, "waitingForStart": waiting})


def _activation(spot: Spot) -> Orders | None:
    held = [flow for flow in spot.node.incoming if spot.frame.arrivals.get(flow)]
    if not held:
        return None
    count = sum(spot.frame.arrivals[flow] for flow in held)
    condition = spot.node.completion
    names = spot.names({"activationCount": count, "waitingForStart": True})
    ready = (
        len(held) == len(spot.node.incoming) if condition is None else spot.feel.holds(condition, names, spot.node.id)
    )
    if not ready:
        return None
    leaving = true_flows(spot, names)
    rest = len(held) < len(spot.node.incoming)
    gate = Gate({"used": sorted(held)} if rest or _resets(spot) else None)
    return [ENTERED, Take(dict.fromkeys(held, 1)), gate, COMPLETED, Go(leaving)]


def _resets(spot: Spot) -> bool:
    """Whether a gateway that had a token on every flow still has a reset to tell from its start."""
    return any(flow.condition is not None and "waitingForStart" in flow.condition.names_read for flow in _flows(spot))


def _reset(spot: Spot, gate: Mapping[str, Any], stuck: bool) -> Orders | None:
    used = frozenset(gate["used"])
    left = [flow for flow in spot.node.incoming if flow not in used]
    held = [flow for flow in left if spot.frame.arrivals.get(flow)]
    if not stuck and not upstream_empty(spot, used | frozenset(held)):
        return None
    names = spot.names({"activationCount": len(held), "waitingForStart": False})
    leaving = tuple(
        flow.id
        for flow in _flows(spot)
        if flow.condition is not None and spot.feel.holds(flow.condition, names, flow.id)
    )
    return [Take(dict.fromkeys(held, 1)), Gate(None), Go(leaving)]


# event-based


def event_gateway(spot: Spot) -> Orders:
    """Wait for the events that the outgoing flows lead to; one that starts in parallel needs each of them."""
    if spot.node.instantiate and spot.node.event_gateway_type == "Parallel":
        return [ENTERED, COMPLETED, Go(spot.node.outgoing)]
    found: Orders = [ENTERED]
    for flow in _flows(spot):
        target = spot.process.nodes[flow.target]
        events = (target.message,) if target.kind is NodeKind.RECEIVE_TASK and target.message else target.events
        found += listens(spot, target, events, interrupts=True)
    return [*found, Rest()]


def event_chosen(spot: Spot, cause: Cause) -> Orders:
    """The first event decides; the others are no longer waited for."""
    assert isinstance(cause, Fired)
    target = spot.process.nodes[cause.wait.node]
    missing = any(spot.frame.waits[uid].node == target.id for uid in spot.token.waits)
    if target.parallel_multiple and missing:
        return [*(Assign(name, value) for name, value in (cause.held.values or {}).items())]
    return [Mute(), COMPLETED, Jump(target.id, cause.held)]


EXCLUSIVE = Behaviour(exclusive)
PARALLEL = Behaviour(parallel)
INCLUSIVE = Behaviour(inclusive)
COMPLEX = Behaviour(complex_gateway)
EVENT_BASED = Behaviour(event_gateway, event_chosen)
