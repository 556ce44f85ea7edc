"""Pools, message flows and lanes: what surrounds the processes of a document."""

from collections.abc import Iterator
from dataclasses import dataclass

from engine.bpmn.context import Context
from engine.bpmn.index import Index, process_of
from engine.bpmn.model import MessageFlow
from engine.bpmn.names import FLOW_NODES, Element, child, children, kind_of, own_id, q


@dataclass(frozen=True, slots=True)
class End:
    """One end of a message flow: the element it names and the process it stands in (None: a black-box pool)."""

    element: Element
    process: str | None


def participants(index: Index) -> list[Element]:
    """All participants of all collaborations and choreographies, in document order."""
    return list(index.all("participant"))


def participant_of(index: Index, process: Element) -> Element | None:
    """The first pool that shows a process."""
    return next((one for one in participants(index) if index.attribute(one, "processRef") is process), None)


def message_flow_elements(index: Index) -> list[Element]:
    """All message flows, in document order."""
    return list(index.all("messageFlow"))


def end_of(index: Index, flow: Element, attribute: str) -> End | None:
    """Where a message flow begins or ends; None when the reference dangles."""
    element = index.attribute(flow, attribute)
    if element is None:
        return None
    if kind_of(element) == "participant":
        process = index.attribute(element, "processRef")
        return End(element, own_id(process) if process is not None else None)
    holder = process_of(element)
    return End(element, own_id(holder) if holder is not None else None)


def message_flows(ctx: Context) -> tuple[MessageFlow, ...]:
    """Message flows by the ids of what they connect: a pool stands for its process."""
    found = []
    for flow in message_flow_elements(ctx.index):
        source, target = end_of(ctx.index, flow, "sourceRef"), end_of(ctx.index, flow, "targetRef")
        if source is not None and target is not None:
            found.append(
                MessageFlow(id=own_id(flow), name=flow.get("name") or "", source=_id(source), target=_id(target))
            )
    return tuple(found)


def _id(end: End) -> str:
    return end.process if kind_of(end.element) == "participant" and end.process else own_id(end.element)


def note_messages(ctx: Context) -> None:
    """Remember for each node where its message goes and, when the node does not say it, what it is called."""
    for flow in message_flow_elements(ctx.index):
        source, target = end_of(ctx.index, flow, "sourceRef"), end_of(ctx.index, flow, "targetRef")
        if source is None or target is None:
            continue
        if target.process is not None:
            ctx.message_targets.setdefault(own_id(source.element), target.process)
        message = _message_of(ctx.index, flow, source.element, target.element)
        name = _name(message) if message is not None else own_id(target.element)
        for end in (source, target):
            if kind_of(end.element) in FLOW_NODES:
                ctx.message_names.setdefault(own_id(end.element), name)


def _message_of(index: Index, flow: Element, *ends: Element) -> Element | None:
    """The message that a message flow carries: its own, else the one that its sender or its receiver names."""
    holders = [flow, *(holder for end in ends for holder in (end, *end.findall(q("messageEventDefinition"))))]
    named = (index.attribute(holder, "messageRef") for holder in holders)
    return next((message for message in named if message is not None and kind_of(message) == "message"), None)


def _name(message: Element) -> str:
    return " ".join((message.get("name") or "").split()) or own_id(message)


def note_lanes(ctx: Context) -> None:
    """Remember the lanes of each flow node, innermost first; a sub-process hands its lanes to what it holds."""
    for lane_set in ctx.index.all("laneSet"):
        for lane, chain in _lanes(lane_set, ()):
            for reference in lane.findall(q("flowNodeRef")):
                ident = ctx.index.follow(reference, reference.text).name
                if len(chain) > len(ctx.lanes.get(ident, ())):
                    ctx.lanes[ident] = chain
    for kind in ("subProcess", "transaction", "adHocSubProcess"):
        for sub in ctx.index.all(kind):
            for node in children(sub, *FLOW_NODES):
                outer = _outer_lanes(ctx, sub)
                ctx.lanes[own_id(node)] = (*ctx.lanes.get(own_id(node), ()), *outer)


def _outer_lanes(ctx: Context, sub: Element) -> tuple[Element, ...]:
    node: Element | None = sub
    while node is not None:
        if lanes := ctx.lanes.get(own_id(node)):
            return lanes
        node = node.getparent()
    return ()


def _lanes(lane_set: Element, outer: tuple[Element, ...]) -> Iterator[tuple[Element, tuple[Element, ...]]]:
    for lane in children(lane_set, "lane"):
        chain = (lane, *outer)
        yield lane, chain
        inner = child(lane, "childLaneSet")
        if inner is not None:
            yield from _lanes(inner, chain)
