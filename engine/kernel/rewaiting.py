"""Waits of a migrated scope: what is the same stays (with its timer), what is gone is closed, what is new is opened."""

from dataclasses import replace

from engine.bpmn.model import EventDefinition, Node, Trigger
from engine.kernel.draft import Draft, Frame
from engine.kernel.events import MigrationPlan
from engine.kernel.machine import Machine
from engine.kernel.scopes import listen
from engine.kernel.state import AWAITED, OnCondition, OnMessage, OnSignal, OnTimer, ScopeKind, TokenPhase, Wait
from engine.kernel.timers import open_timer, timer_of
from engine.kernel.waits import opened, wait_on

_LOOPS = (ScopeKind.BODY, ScopeKind.ITERATION)
_TRIGGERS = {
    OnTimer: Trigger.TIMER,
    OnMessage: Trigger.MESSAGE,
    OnSignal: Trigger.SIGNAL,
    OnCondition: Trigger.CONDITIONAL,
}


def rewait(m: Machine, frame: Frame, plan: MigrationPlan) -> None:
    """Bring a scope's waits in line with the new model. Raises Trouble, Thrown."""
    kept: set[tuple[int | None, str, int]] = set()
    for wait in sorted(frame.waits.values(), key=lambda one: one.uid):
        if wait.index == AWAITED and wait.token is not None:
            m.unwait(frame, wait.uid)
            m.draft.queue.append(("enter", wait.token))  # the new model says what its activity needs
            continue
        moved = _kept(m, frame, wait, plan)
        if moved is None:
            m.unwait(frame, wait.uid)
        else:
            kept.add((moved.token, moved.node, moved.index))
    for token, node in _listeners(m.draft, frame):
        for index, event in enumerate(_definitions(node)):
            if (token, node.id, index) not in kept:
                _add(m, frame, Wait(0, token, node.id, index, _interrupts(node), OnSignal("")), event)


def _kept(m: Machine, frame: Frame, wait: Wait, plan: MigrationPlan) -> Wait | None:
    """The wait under its new name, with a new due instant when asked; None when the new model has no such event."""
    node = m.draft.process.nodes.get(plan.tokens.get(wait.node, wait.node))
    events = () if node is None else _definitions(node)
    if node is None or (wait.token, node) not in _listeners(m.draft, frame) or wait.index >= len(events):
        return None
    event = events[wait.index]
    if event.trigger is not _TRIGGERS[type(wait.on)]:
        return None
    if isinstance(wait.on, OnMessage | OnSignal) and wait.on.name != event.name:
        return None
    if isinstance(wait.on, OnCondition):
        return _looked_at_again(m, frame, wait, node, event)
    on: OnMessage | OnSignal | OnTimer = wait.on
    if isinstance(on, OnTimer) and _recomputing(plan, node.id):
        on = _recomputed(m, frame, node, event, on)
    moved = Wait(wait.uid, wait.token, node.id, wait.index, _interrupts(node), on)
    m.draft.put_wait(frame, moved)
    if on != wait.on and (effect := opened(moved)) is not None:
        m.emit(effect)
    return moved


def _recomputing(plan: MigrationPlan, node: str) -> bool:
    told = plan.timers.get(node)
    return plan.recompute_timers if told is None else told == "recompute"


def _looked_at_again(m: Machine, frame: Frame, wait: Wait, node: Node, event: EventDefinition) -> Wait:
    """The condition may read other names now; it still happens only when it turns from false to true."""
    assert isinstance(wait.on, OnCondition)
    fresh = wait_on(event, m.feel, m.feel.names(frame), m.draft.env, node.id)
    assert isinstance(fresh, OnCondition)
    m.draft.drop_wait(frame, wait)
    moved = Wait(wait.uid, wait.token, node.id, wait.index, _interrupts(node), replace(fresh, last=wait.on.last))
    m.draft.add_wait(frame, moved)
    m.draft.queue.append(("look", moved.uid))
    return moved


def _recomputed(m: Machine, frame: Frame, node: Node, event: EventDefinition, on: OnTimer) -> OnTimer:
    """The due instant by the new model's timer, from the instant it began to count."""
    assert event.timer is not None
    env = m.draft.env
    fresh = open_timer(event.timer, m.feel, m.feel.names(frame), env, node.id)
    started = on.origin.get("started")
    if fresh is None or not isinstance(started, str):
        return on
    begun = timer_of(event.timer, fresh.origin["spec"], env, on.due.fromisoformat(started), node.id)
    return on if begun is None else replace(begun, remaining=on.remaining)


def _listeners(draft: Draft, frame: Frame) -> list[tuple[int | None, Node]]:
    """(token, node) for everything that should be waited for in this scope now; None: the scope itself."""
    found: list[tuple[int | None, Node]] = []
    process = draft.process
    for token in sorted(frame.tokens.values(), key=lambda one: one.uid):
        if token.phase is not TokenPhase.ACTIVE:
            continue
        node = draft.node(token.at)
        if not (frame.iterates and frame.node == node.id):
            found += [(token.uid, process.nodes[name]) for name in node.boundary]
        if node.loop is None or frame.iterates:
            found += [(token.uid, one) for one in _awaited(draft, node)]
    if frame.kind not in _LOOPS and frame.phase == "active":
        for handler in process.scopes[frame.node].event_sub_processes:
            found += [(None, process.nodes[start]) for start in process.scopes[handler].starts]
    return found


def _awaited(draft: Draft, node: Node) -> list[Node]:
    if node.kind == "eventBasedGateway":
        return [draft.node(draft.process.flows[flow].target) for flow in node.outgoing]
    return [node] if node.kind in ("intermediateCatchEvent", "receiveTask") else []


def _definitions(node: Node) -> tuple[EventDefinition, ...]:
    return (node.message,) if node.message is not None and not node.events else node.events


def _interrupts(node: Node) -> bool:
    return node.interrupting if node.kind in ("boundaryEvent", "startEvent") else True


def _add(m: Machine, frame: Frame, wait: Wait, event: EventDefinition) -> None:
    """Open a wait the new model has and the old had not."""
    on = wait_on(event, m.feel, m.feel.names(frame), m.draft.env, wait.node)
    if on is not None:
        listen(m, frame, replace(wait, uid=m.draft.uid(), on=on))
