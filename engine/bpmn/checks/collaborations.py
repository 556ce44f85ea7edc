"""Pools, message flows, conversations, choreographies and lanes (BPMN 2.0.2 §7.6.2, §9, §10.8, §11)."""

from engine.bpmn.checks.structure import Structure
from engine.bpmn.collaboration import End, end_of
from engine.bpmn.context import Context
from engine.bpmn.index import process_of
from engine.bpmn.model import Trigger
from engine.bpmn.names import EVENTS, FLOW_NODES, Element, child, children, kind_of, own_id, q, whole_number
from engine.bpmn.problems import Severity

_CONVERSATIONS = ("conversation", "subConversation", "callConversation")
_NEVER_SENDS = frozenset({"startEvent", "intermediateCatchEvent", "boundaryEvent", "receiveTask"})
_NEVER_RECEIVES = frozenset({"endEvent", "intermediateThrowEvent", "sendTask"})


def check_collaborations(s: Structure) -> None:
    """All rules about what connects processes."""
    ctx = s.ctx
    for flow in ctx.index.all("messageFlow"):
        _message_flow(s, flow)
    for participant in ctx.index.all("participant"):
        _participant(ctx, participant)
    _shown_once(ctx)
    _one_flow_each(s)
    for link in ctx.index.all("conversationLink"):
        ends = [ctx.index.attribute(link, name) for name in ("sourceRef", "targetRef")]
        if (
            all(end is not None for end in ends)
            and sum(kind_of(end) in _CONVERSATIONS for end in ends if end is not None) != 1
        ):
            ctx.report.add("bpmn.conversation.link", link)
    for conversation in ctx.index.all(*_CONVERSATIONS):
        _conversation(ctx, conversation)


def _message_flow(s: Structure, flow: Element) -> None:
    source, target = end_of(s.ctx.index, flow, "sourceRef"), end_of(s.ctx.index, flow, "targetRef")
    if source is None or target is None:
        return  # the reference check says so
    if _pool(source) is not None and _pool(source) == _pool(target):
        s.report("bpmn.message-flow.same-pool", flow)
    if not _sends(s, source.element):
        s.report("bpmn.message-flow.source", flow, node=own_id(source.element))
    if not _receives(s, target.element):
        s.report("bpmn.message-flow.target", flow, node=own_id(target.element))
    message = s.ctx.index.attribute(flow, "messageRef")
    for end in (source, target):
        if message is not None and not _means(s.ctx, end.element, message):
            s.report("bpmn.message-flow.other-message", flow, node=own_id(end.element))


def _pool(end: End) -> str | None:
    if end.process is not None:
        return end.process
    return own_id(end.element) if kind_of(end.element) == "participant" else None


def _sends(s: Structure, element: Element) -> bool:
    if kind_of(element) in {"endEvent", "intermediateThrowEvent"}:
        return Trigger.MESSAGE in s.triggers[element]
    return kind_of(element) not in _NEVER_SENDS


def _receives(s: Structure, element: Element) -> bool:
    if kind_of(element) in {"startEvent", "intermediateCatchEvent", "boundaryEvent"}:
        return Trigger.MESSAGE in s.triggers[element]
    return kind_of(element) not in _NEVER_RECEIVES


def _means(ctx: Context, element: Element, message: Element) -> bool:
    """Whether an element names no message at all or (also) this one."""
    holders = [element, *element.findall(q("messageEventDefinition"))]
    named = [target for one in holders if (target := ctx.index.attribute(one, "messageRef")) is not None]
    return not named or message in named


def _participant(ctx: Context, participant: Element) -> None:
    multiplicity = child(participant, "participantMultiplicity")
    if multiplicity is None:
        return
    least, most = (multiplicity.get(name) or default for name, default in (("minimum", "0"), ("maximum", "1")))
    low, high = whole_number(least), whole_number(most)
    if low is not None and high is not None and (low < 0 or high < 1 or high < low):
        ctx.report.add("bpmn.participant.multiplicity", participant, least=least, most=most)


def _shown_once(ctx: Context) -> None:
    for collaboration in ctx.index.all("collaboration"):
        seen: set[Element] = set()
        for participant in children(collaboration, "participant"):
            process = ctx.index.attribute(participant, "processRef")
            if process is not None and process in seen:
                ctx.report.add("bpmn.participant.same-process", participant, process=own_id(process))
            if process is not None:
                seen.add(process)


def _conversation(ctx: Context, conversation: Element) -> None:
    if len(conversation.findall(q("participantRef"))) < 2:
        ctx.report.add("bpmn.conversation.participants", conversation)
    around = list(conversation.iterancestors())
    for participant in ctx.index.referred(conversation, "participantRef"):
        if kind_of(participant) == "participant" and participant.getparent() not in around:
            ctx.report.add("bpmn.conversation.foreign-participant", conversation, participant=own_id(participant))
    if any(kind_of(one) == "globalConversation" for one in around):
        ctx.report.add("bpmn.conversation.global", conversation)


def _one_flow_each(s: Structure) -> None:
    """An event with one message sends by one message flow (§10.5.3, §10.5.4).

    Several pools that send to one catching event are only said; several ways of one pool to answer are usual.
    """
    others: dict[tuple[Element, str], list[str | None]] = {}
    for flow in s.ctx.index.all("messageFlow"):
        ends = {side: end_of(s.ctx.index, flow, side) for side in ("sourceRef", "targetRef")}
        for side, other in (("sourceRef", "targetRef"), ("targetRef", "sourceRef")):
            end, far = ends[side], ends[other]
            if end is not None and far is not None and kind_of(end.element) in EVENTS - {"startEvent"}:
                others.setdefault((end.element, side), []).append(_pool(far))
    for (event, side), pools in others.items():
        count = len(pools) if side == "sourceRef" else len(set(pools))
        if count > max(1, len(s.triggers[event])):
            level = Severity.ERROR if side == "sourceRef" else Severity.WARNING
            s.ctx.report.add("bpmn.message-flow.several", event, level, count=len(pools), side=side)


def check_lanes(s: Structure) -> None:
    """Lanes hold nodes of their own process, each in one place (§10.8)."""
    for lane_set in s.ctx.index.all("laneSet", "childLaneSet"):
        owner = lane_set.getparent()
        seen: dict[Element, str] = {}
        for lane in children(lane_set, "lane"):
            for node in s.ctx.index.referred(lane, "flowNodeRef"):
                if kind_of(node) not in FLOW_NODES or owner is None:
                    continue
                if process_of(node) is not process_of(lane_set):
                    s.report("bpmn.lane.elsewhere", lane, node=own_id(node))
                if node in seen:
                    s.report("bpmn.lane.twice", lane, node=own_id(node), other=seen[node])
                seen[node] = own_id(lane)
