"""Choreographies (BPMN 2.0.2 §11): what they hold, who takes part, who may begin. They are not executed."""

from collections.abc import Iterator
from typing import Final

from engine.bpmn.checks.structure import Structure
from engine.bpmn.names import (
    ACTIVITIES,
    CHOREOGRAPHIES,
    CHOREOGRAPHY_NODES,
    Element,
    children,
    kind_of,
    own_id,
)

_FOREIGN: Final = (*sorted(ACTIVITIES), "dataObject", "dataObjectReference", "dataStoreReference")


def check_choreographies(s: Structure) -> None:
    """All rules about choreographies."""
    for choreography in s.ctx.index.all("choreography", "globalChoreographyTask"):
        s.report("bpmn.choreography.not-executable", choreography)
        _initiator(s, choreography, children(choreography, "participant"))
    for holder in s.ctx.index.all(*sorted(CHOREOGRAPHIES)):
        for foreign in children(holder, *_FOREIGN):
            s.report("bpmn.choreography.content", foreign)
    for task in s.ctx.index.all("globalChoreographyTask"):
        for node in s.inside(task):
            s.report("bpmn.choreography.global", node)
    for node in s.of(*CHOREOGRAPHY_NODES):
        members = s.ctx.index.referred(node, "participantRef")
        _initiator(s, node, members)
        _involved(s, node)
        if kind_of(node) == "choreographyTask":
            _task(s, node, members)


def _initiator(s: Structure, node: Element, members: list[Element]) -> None:
    initiator = s.ctx.index.attribute(node, "initiatingParticipantRef")
    if initiator is not None and initiator not in members:
        s.report("bpmn.choreography.initiator", node)


def _task(s: Structure, task: Element, members: list[Element]) -> None:
    """A choreography task is an exchange of two: its message flows go between them, the first from the initiator."""
    if len(members) > 2:
        s.report("bpmn.choreography.participants", task, count=len(members))
    flows = [one for one in s.ctx.index.referred(task, "messageFlowRef") if kind_of(one) == "messageFlow"]
    senders = []
    for flow in flows:
        ends = [s.ctx.index.attribute(flow, side) for side in ("sourceRef", "targetRef")]
        drawn = [end for end in ends if end is not None and kind_of(end) == "participant"]
        if len(drawn) == 2 and not set(drawn) <= set(members):
            s.report("bpmn.choreography.message-flow", task, flow=own_id(flow))
        senders.append(ends[0])
    initiator = s.ctx.index.attribute(task, "initiatingParticipantRef")
    participants = [one for one in senders if one is not None and kind_of(one) == "participant"]
    if flows and initiator in members and len(participants) == len(flows) and initiator not in participants:
        s.report("bpmn.choreography.initiator-sends", task)


def _involved(s: Structure, node: Element) -> None:
    """Who begins an exchange took part in the one before, else it could not know that it is time (§11.5)."""
    initiator = s.ctx.index.attribute(node, "initiatingParticipantRef")
    if initiator is None or initiator not in s.ctx.index.referred(node, "participantRef"):
        return
    for before in _before(s, node):
        if initiator not in s.ctx.index.referred(before, "participantRef"):
            s.report("bpmn.choreography.not-involved", node, before=own_id(before))


def _before(s: Structure, node: Element) -> Iterator[Element]:
    """The exchanges that directly precede one: back over events and gateways."""
    seen: set[Element] = set()
    work = [s.source[flow] for flow in s.into(node) if flow in s.source]
    while work:
        one = work.pop()
        if one in seen:
            continue
        seen.add(one)
        if kind_of(one) in CHOREOGRAPHY_NODES:
            yield one
        else:
            work += [s.source[flow] for flow in s.into(one) if flow in s.source]
