"""Sequence flows: where they may begin and end, conditions and defaults (BPMN 2.0.2 §7.6.1, §8.4.13, §10.5, §10.6)."""

from engine.bpmn.checks.structure import Structure, is_compensation, is_event_sub, level_of
from engine.bpmn.context import executable
from engine.bpmn.index import process_of
from engine.bpmn.model import Trigger
from engine.bpmn.names import ACTIVITIES, EVENTS, Element, child, flag, kind_of, own_id, q


def check_flows(s: Structure) -> None:
    """All rules about single sequence flows."""
    for flow in s.flows:
        _borders(s, flow)
        _source(s, flow)
        _target(s, flow)
        if executable(flow) and flow.get("isImmediate") is not None and not flag(flow, "isImmediate"):
            s.report("bpmn.flow.not-immediate", flow)
    for node in s.nodes:
        _default(s, node)
        _listed(s, node)
        _alone(s, node)


def _borders(s: Structure, flow: Element) -> None:
    source, target = s.source.get(flow), s.target.get(flow)
    if source is None or target is None:
        return
    if process_of(source) is not process_of(target):
        s.report("bpmn.flow.crosses-pool", flow)
    elif level_of(source) is not level_of(target):
        s.report("bpmn.flow.crosses-sub-process", flow)
    elif level_of(flow) is not level_of(source):
        s.report("bpmn.flow.misplaced", flow)


def _source(s: Structure, flow: Element) -> None:
    source = s.source.get(flow)
    if source is None:
        return
    kind = kind_of(source)
    triggers = s.triggers[source]
    if kind == "endEvent":
        s.report("bpmn.flow.from-end", flow, node=own_id(source))
    elif is_event_sub(source):
        s.report("bpmn.flow.event-sub-process", flow, node=own_id(source))
    elif kind in ACTIVITIES and is_compensation(source):
        s.report("bpmn.flow.compensation", flow, node=own_id(source))
    elif kind == "boundaryEvent" and Trigger.COMPENSATION in triggers:
        s.report("bpmn.flow.from-compensation-boundary", flow, node=own_id(source))
    elif kind == "intermediateThrowEvent" and Trigger.LINK in triggers:
        s.report("bpmn.flow.from-link", flow, node=own_id(source))
    if child(flow, "conditionExpression") is not None and kind in EVENTS | {"parallelGateway", "eventBasedGateway"}:
        s.report("bpmn.flow.condition-not-allowed", flow, node=own_id(source))


def _target(s: Structure, flow: Element) -> None:
    target = s.target.get(flow)
    if target is None:
        return
    kind = kind_of(target)
    if kind == "startEvent":
        s.report("bpmn.flow.into-start", flow, node=own_id(target))
    elif kind == "boundaryEvent":
        s.report("bpmn.flow.into-boundary", flow, node=own_id(target))
    elif is_event_sub(target):
        s.report("bpmn.flow.event-sub-process", flow, node=own_id(target))
    elif kind in ACTIVITIES and is_compensation(target):
        s.report("bpmn.flow.compensation", flow, node=own_id(target))
    elif kind == "intermediateCatchEvent" and Trigger.LINK in s.triggers[target]:
        s.report("bpmn.flow.into-link", flow, node=own_id(target))


def _default(s: Structure, node: Element) -> None:
    reference = node.get("default")
    if not reference:
        return
    flow = s.ctx.index.follow(node, reference).element
    if flow is None or kind_of(flow) != "sequenceFlow":
        return  # the reference check says so
    if s.source.get(flow) is not node:
        s.report("bpmn.flow.default-elsewhere", node, flow=reference)
    elif child(flow, "conditionExpression") is not None:
        s.report("bpmn.flow.default-conditioned", flow)


def _listed(s: Structure, node: Element) -> None:
    """``incoming`` and ``outgoing`` repeat what the flows say: where a process lists them, both must agree."""
    for name, actual in (("incoming", s.into(node)), ("outgoing", s.out_of(node))):
        written = [s.ctx.index.follow(part, part.text).element for part in node.findall(q(name))]
        for flow in written:
            if flow is not None and kind_of(flow) == "sequenceFlow" and flow not in actual:
                s.report("bpmn.flow.listed-wrongly", node, flow=own_id(flow), side=name)
        if written or process_of(node) in s.listing:
            for flow in actual:
                if flow not in written and own_id(flow):
                    s.report("bpmn.flow.not-listed", node, flow=own_id(flow), side=name)


def _alone(s: Structure, node: Element) -> None:
    """A conditional flow that leaves an activity needs another one beside it."""
    flows = s.out_of(node)
    if kind_of(node) in ACTIVITIES and len(flows) == 1 and child(flows[0], "conditionExpression") is not None:
        s.report("bpmn.flow.condition-alone", flows[0], node=own_id(node))
