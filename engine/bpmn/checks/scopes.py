"""Processes and sub-processes as wholes (BPMN 2.0.2 §10.2, §10.3, §10.5): beginnings, ends, reachability."""

from typing import Final

from engine.bpmn.checks.structure import Structure, is_compensation, is_event_sub, level_of
from engine.bpmn.context import executable
from engine.bpmn.index import process_of
from engine.bpmn.model import Trigger
from engine.bpmn.names import (
    ACTIVITIES,
    CHOREOGRAPHY_NODES,
    CONTAINERS,
    GATEWAYS,
    SUB_PROCESSES,
    Element,
    child,
    children,
    flag,
    kind_of,
    own_id,
)

_DECIDING: Final = GATEWAYS - {"parallelGateway"}


def check_scopes(s: Structure) -> None:
    """All rules about what a process or sub-process contains."""
    processes = s.ctx.index.processes()
    if not processes:
        s.report("bpmn.process.none", s.ctx.index.root)
    for process in processes:
        if flag(process, "isExecutable") and process.get("processType") == "Public":
            s.report("bpmn.process.public", process)
    for scope in s.scopes:
        _foreign_nodes(s, scope)
        _contents(s, scope)
        _reachable(s, scope)


def _foreign_nodes(s: Structure, scope: Element) -> None:
    for node in children(scope, *CHOREOGRAPHY_NODES) if kind_of(scope) in CONTAINERS else ():
        s.report("bpmn.process.choreography", node)
    for node in children(scope, "event", "implicitThrowEvent"):
        s.report("bpmn.process.implicit-event", node)


def _contents(s: Structure, scope: Element) -> None:
    nodes = s.inside(scope)
    kinds = [kind_of(node) for node in nodes]
    starts = [node for node in nodes if kind_of(node) == "startEvent"]
    if kind_of(scope) == "adHocSubProcess":
        _ad_hoc(s, scope, nodes)
        return
    if is_event_sub(scope):
        _event_sub(s, scope, starts)
    elif kind_of(scope) in SUB_PROCESSES and len(starts) > 1:
        s.report("bpmn.sub-process.starts", scope, count=len(starts))
    if not nodes:
        code = "bpmn.process.empty" if kind_of(scope) == "process" and executable(scope) else "bpmn.scope.empty"
        s.report(code, scope)
        return
    if starts and "endEvent" not in kinds:
        endless = all(s.out_of(node) for node in nodes if not is_event_sub(node) and not is_compensation(node))
        s.report("bpmn.scope.endless" if endless else "bpmn.scope.no-end", scope)
    if not starts and "endEvent" in kinds and not _starts_itself(nodes):
        s.report("bpmn.scope.no-start", scope)
    _connected(s, nodes, has_start=bool(starts), has_end="endEvent" in kinds)


def _starts_itself(nodes: list[Element]) -> bool:
    return any(flag(node, "instantiate") for node in nodes)


def _event_sub(s: Structure, scope: Element, starts: list[Element]) -> None:
    if len(starts) != 1:
        s.report("bpmn.event-sub-process.starts", scope, count=len(starts))
    if is_compensation(scope):
        s.report("bpmn.event-sub-process.compensation", scope)


def _ad_hoc(s: Structure, scope: Element, nodes: list[Element]) -> None:
    if not any(kind_of(node) in ACTIVITIES for node in nodes):
        s.report("bpmn.ad-hoc.no-activity", scope)
    for node in nodes:
        if kind_of(node) in {"startEvent", "endEvent"}:
            s.report("bpmn.ad-hoc.event", node)


def _connected(s: Structure, nodes: list[Element], *, has_start: bool, has_end: bool) -> None:
    for node in nodes:
        kind = kind_of(node)
        if is_event_sub(node) or (kind in ACTIVITIES and is_compensation(node)):
            continue
        link = Trigger.LINK in s.triggers[node]
        if not s.into(node):
            _without_incoming(s, node, link=link, has_start=has_start)
        if not s.out_of(node):
            _without_outgoing(s, node, link=link, has_end=has_end)


def _without_incoming(s: Structure, node: Element, *, link: bool, has_start: bool) -> None:
    kind = kind_of(node)
    if kind in {"startEvent", "boundaryEvent"} or flag(node, "instantiate"):
        return
    in_the_middle = kind.startswith("intermediate") and not (link and kind == "intermediateCatchEvent")
    if kind == "endEvent" or in_the_middle or (has_start and not link and kind != "eventBasedGateway"):
        s.report("bpmn.node.no-incoming", node)


def _without_outgoing(s: Structure, node: Element, *, link: bool, has_end: bool) -> None:
    kind = kind_of(node)
    if kind in {"endEvent", "boundaryEvent", "eventBasedGateway"} or (link and kind == "intermediateThrowEvent"):
        return
    if kind == "startEvent" or kind.startswith("intermediate"):
        s.report("bpmn.node.no-outgoing", node)
    elif has_end:
        s.report("bpmn.node.dead-end", node)


def _reachable(s: Structure, scope: Element) -> None:
    nodes = s.inside(scope)
    begins = [node for node in nodes if _begins(s, node)]
    reached: set[Element] = set()
    work = list(begins)
    while work:
        node = work.pop()
        if node not in reached:
            reached.add(node)
            work.extend(s.next_nodes(node))
    for node in nodes:
        if node not in reached and s.into(node):
            s.report("bpmn.node.unreachable", node, scope=own_id(scope))


def _begins(s: Structure, node: Element) -> bool:
    if kind_of(node) == "boundaryEvent":
        return False
    return kind_of(node) == "startEvent" or not s.into(node)


def check_calls(s: Structure) -> None:
    """Call activities lead to something that can be started, and not around in a circle (§10.3.6)."""
    calls: dict[str, list[tuple[Element, str]]] = {}
    for call in s.of("callActivity"):
        target = s.ctx.index.attribute(call, "calledElement")
        process = process_of(call)
        if target is None or kind_of(target) != "process" or process is None:
            continue
        calls.setdefault(own_id(process), []).append((call, own_id(target)))
        if not flag(target, "isExecutable", default=True) and flag(process, "isExecutable", default=True):
            s.report("bpmn.call.not-executable", call, process=own_id(target))
        starts = [node for node in s.inside(target) if kind_of(node) == "startEvent"]
        if starts and all(s.triggers[start] for start in starts):
            s.report("bpmn.call.no-none-start", call, process=own_id(target))
    certain = {caller: [made for made in all_made if _certain(s, made[0])] for caller, all_made in calls.items()}
    for caller, all_made in calls.items():
        for call, target_id in all_made:
            if caller in _called_from(target_id, certain) and (call, target_id) in certain[caller]:
                s.report("bpmn.call.cycle", call, process=target_id)
            elif caller in _called_from(target_id, calls):
                s.report("bpmn.call.recursive", call, process=target_id)


def _certain(s: Structure, call: Element) -> bool:
    """Whether every run comes to a call: no decision, condition or event stands between it and the beginning."""
    reached: set[Element] = set()
    work = [call]
    while work:
        node = work.pop()
        if node in reached:
            continue
        reached.add(node)
        flows = s.into(node)
        level = level_of(node)
        if kind_of(node) == "boundaryEvent" or (level is not None and is_event_sub(level)):
            continue
        if not flows and level is not None and kind_of(level) in SUB_PROCESSES:
            work.append(level)
        elif not flows:
            return True
        for flow in flows:
            source = s.source.get(flow)
            decides = source is None or kind_of(source) in _DECIDING or child(flow, "conditionExpression") is not None
            if not decides and source is not None:
                work.append(source)
    return False


def _called_from(start: str, calls: dict[str, list[tuple[Element, str]]]) -> set[str]:
    reached: set[str] = set()
    work = [start]
    while work:
        name = work.pop()
        if name not in reached:
            reached.add(name)
            work += [target for _, target in calls.get(name, ())]
    return reached
