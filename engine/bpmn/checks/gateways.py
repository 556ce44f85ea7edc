"""Gateways (BPMN 2.0.2 §10.6): conditions, directions, what may follow an event-based gateway."""

from engine.bpmn.checks.structure import Structure, is_event_sub
from engine.bpmn.index import scope_of
from engine.bpmn.model import Trigger
from engine.bpmn.names import CHOREOGRAPHY_NODES, GATEWAYS, Element, child, flag, kind_of, own_id

_AFTER_EVENT_GATEWAY = frozenset({Trigger.MESSAGE, Trigger.TIMER, Trigger.SIGNAL, Trigger.CONDITIONAL})


def check_gateways(s: Structure) -> None:
    """All rules about gateways."""
    for gateway in s.of(*GATEWAYS):
        _direction(s, gateway)
        kind = kind_of(gateway)
        if len(s.into(gateway)) <= 1 and len(s.out_of(gateway)) <= 1 and kind != "eventBasedGateway":
            s.report("bpmn.gateway.useless", gateway)
        if kind in {"exclusiveGateway", "inclusiveGateway"}:
            _conditions(s, gateway)
        if kind == "complexGateway" and len(s.into(gateway)) > 1 and child(gateway, "activationCondition") is None:
            s.report("bpmn.gateway.no-activation", gateway)
        if kind == "eventBasedGateway":
            _event_gateway(s, gateway)


def _direction(s: Structure, gateway: Element) -> None:
    many_in, many_out = len(s.into(gateway)) > 1, len(s.out_of(gateway)) > 1
    expected = {
        "Converging": (True, False),
        "Diverging": (False, True),
        "Mixed": (True, True),
    }.get(gateway.get("gatewayDirection") or "")
    if expected is not None and expected != (many_in, many_out):
        s.report("bpmn.gateway.direction", gateway, direction=gateway.get("gatewayDirection"))


def _conditions(s: Structure, gateway: Element) -> None:
    flows = s.out_of(gateway)
    default = gateway.get("default")
    if len(flows) < 2:
        return
    for flow in flows:
        if child(flow, "conditionExpression") is None and own_id(flow) != default:
            s.report("bpmn.gateway.no-condition", flow, gateway=own_id(gateway))


def _event_gateway(s: Structure, gateway: Element) -> None:
    flows = s.out_of(gateway)
    if len(flows) < 2:
        s.report("bpmn.event-gateway.too-few", gateway)
    targets = [s.target[flow] for flow in flows if flow in s.target]
    for target in targets:
        _event_target(s, gateway, target)
    kinds = {kind_of(target) for target in targets}
    messages = [target for target in targets if Trigger.MESSAGE in s.triggers[target]]
    if "receiveTask" in kinds and messages:
        s.report("bpmn.event-gateway.mixed", gateway)
    instantiates = flag(gateway, "instantiate")
    if gateway.get("eventGatewayType") == "Parallel":
        _parallel(s, gateway, targets, instantiates=instantiates)
    if instantiates:
        check_instantiating(s, gateway)
    elif not s.into(gateway):
        s.report("bpmn.event-gateway.no-incoming", gateway)


def _parallel(s: Structure, gateway: Element, targets: list[Element], *, instantiates: bool) -> None:
    """Waiting for all events is for the beginning of a process, and for messages that correlation holds together."""
    if not instantiates:
        s.report("bpmn.event-gateway.parallel", gateway)
        return
    for target in targets:
        if kind_of(target) != "receiveTask" and set(s.triggers[target]) != {Trigger.MESSAGE}:
            s.report("bpmn.event-gateway.parallel-trigger", target, gateway=own_id(gateway))


def _event_target(s: Structure, gateway: Element, target: Element) -> None:
    kind = kind_of(target)
    triggers = s.triggers[target]
    fits = kind in {"receiveTask", *CHOREOGRAPHY_NODES} or (
        kind == "intermediateCatchEvent" and bool(triggers) and _AFTER_EVENT_GATEWAY.issuperset(triggers)
    )
    if not fits:
        s.report("bpmn.event-gateway.target", target, gateway=own_id(gateway))
    elif len(s.into(target)) > 1:
        s.report("bpmn.event-gateway.target-shared", target, gateway=own_id(gateway))
    elif s.boundary.get(target):
        s.report("bpmn.event-gateway.target-boundary", target, gateway=own_id(gateway))
    elif kind == "receiveTask" and flag(target, "instantiate"):
        s.report("bpmn.event-gateway.target", target, gateway=own_id(gateway))


def check_instantiating(s: Structure, node: Element) -> None:
    """What starts a process by itself has no incoming flow (§10.3.3, §10.6.6) and stands in no sub-process."""
    if s.into(node):
        s.report("bpmn.instantiate.incoming", node)
    scope = scope_of(node)
    if scope is not None and kind_of(scope) != "process" and not is_event_sub(scope):
        s.report("bpmn.instantiate.nested", node)
