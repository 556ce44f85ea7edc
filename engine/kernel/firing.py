"""What was waited for happens: at a catching node, at a boundary, at the start of an event sub-process."""

from typing import TYPE_CHECKING

from engine.bpmn.model import Node, NodeKind
from engine.kernel.behaviour import Fired, Spot
from engine.kernel.cancelling import cancel_token, clear_scope
from engine.kernel.draft import Frame
from engine.kernel.effects import SetTimer
from engine.kernel.errors import Thrown, Trouble
from engine.kernel.results import results
from engine.kernel.scopes import listen
from engine.kernel.state import AWAITED, Held, OnCondition, OnTimer, ScopeKind, ScopePhase, Uid, Wait
from engine.kernel.timers import next_occurrence
from engine.kernel.waits import definition, wait_on

if TYPE_CHECKING:
    from engine.kernel.machine import Machine


def fire(m: "Machine", frame: Frame, wait: Wait, held: Held) -> None:
    """A wait of this scope happened."""
    node = m.draft.node(wait.node)
    if wait.token is None:
        if node.parallel_multiple and not _complete(m, frame, wait, held):
            return
        if not wait.interrupts:
            rearm(m, frame, wait)
        else:
            m.unwait(frame, wait.uid, fired=True)
        start_event_sub(m, frame, node.id, held, interrupts=wait.interrupts)
    elif node.kind is NodeKind.BOUNDARY:
        _boundary(m, frame, wait, held)
    else:
        m.unwait(frame, wait.uid, fired=True)
        m.resume(frame, frame.tokens[wait.token], Fired(wait, held))


def _complete(m: "Machine", frame: Frame, wait: Wait, held: Held) -> bool:
    """Whether this was the last event that a handler needs; its payload is written, and a handler beside armed anew."""
    node = m.draft.node(wait.node)
    if any(one.node == node.id and one.uid != wait.uid for one in frame.waits.values()):
        m.unwait(frame, wait.uid, fired=True)
        for name, value in (held.values or {}).items():
            m.draft.assign(frame, name, value, node.id)
        return False
    if not wait.interrupts:
        try:
            _arm_again(m, frame, wait, node)
        except (Trouble, Thrown) as stopped:
            m.incident(frame, None, "payload", Trouble(stopped.code, stopped.message), node.id)
    return True


def _arm_again(m: "Machine", frame: Frame, wait: Wait, node: Node) -> None:
    for index, event in enumerate(node.events):
        on = None if index == wait.index else wait_on(event, m.feel, m.feel.names(frame), m.draft.env, node.id)
        if on is not None:
            listen(m, frame, Wait(m.draft.uid(), None, node.id, index, wait.interrupts, on))


def _boundary(m: "Machine", frame: Frame, wait: Wait, held: Held) -> None:
    assert wait.token is not None
    node = m.draft.node(wait.node)
    host = frame.tokens[wait.token]
    others = [uid for uid in host.waits if uid != wait.uid and frame.waits[uid].node == node.id]
    if node.parallel_multiple and others:
        m.unwait(frame, wait.uid, fired=True)
        spot = Spot(m.draft, m.feel, frame, host, node)
        try:
            m.apply(frame, host, results(spot, held))
        except (Trouble, Thrown) as stopped:
            m.incident(frame, None, "payload", Trouble(stopped.code, stopped.message), node.id)
        return
    if wait.interrupts:
        m.unwait(frame, wait.uid, fired=True)
        cancel_token(m, frame, frame.tokens[wait.token])
    else:
        rearm(m, frame, wait)
    m.draft.add_token(frame, node.id, held=held)


def rearm(m: "Machine", frame: Frame, wait: Wait) -> None:
    """After a non-interrupting event: a cycle goes on, another timer is over, all else keeps waiting."""
    if not isinstance(wait.on, OnTimer):
        return
    try:
        following = next_occurrence(wait.on, m.draft.env, wait.node)
    except Trouble as trouble:
        m.unwait(frame, wait.uid, fired=True)
        m.incident(frame, None, "timer", trouble, wait.node)
        return
    if following is None:
        m.unwait(frame, wait.uid, fired=True)
        return
    m.draft.put_wait(frame, Wait(wait.uid, wait.token, wait.node, wait.index, wait.interrupts, following))
    m.emit(SetTimer(wait.uid, following.due, following.origin))


def start_event_sub(m: "Machine", frame: Frame, start: str, held: Held, *, interrupts: bool) -> None:
    """An event sub-process begins at its start event; an interrupting one takes the whole scope over."""
    if interrupts:
        clear_scope(m, frame)
        frame.phase = ScopePhase.COMPLETING
    name = m.draft.node(start).scope
    m.draft.tell(name, "entered", frame)
    inside = m.draft.open_scope(frame, name, ScopeKind.EVENT_SUB)
    m.draft.queue.append(("arm", inside.uid))
    m.draft.add_token(inside, start, held=held)


def signal(m: "Machine", key: Uid) -> None:
    """A signal of this part reaches its own waits that were open when it was thrown, the oldest first."""
    waits, held = m.draft.thrown.pop(key)
    for uid in waits:
        found = m.draft.find_wait(uid)
        if found is not None:
            fire(m, *found, held)


def _look_for_data(m: "Machine", frame: Frame, wait: Wait) -> None:
    """An activity that waited for its data begins when an input set is available (BPMN 2.0.2 §13.3.2)."""
    assert wait.token is not None
    if not m.spot(frame, frame.tokens[wait.token]).awaited():
        m.unwait(frame, wait.uid)
        m.draft.queue.append(("enter", wait.token))


def look(m: "Machine", uid: Uid) -> None:
    """A condition is looked at: it happens when it turns from false to true."""
    found = m.draft.find_wait(uid)
    if found is None:
        return
    frame, wait = found
    assert isinstance(wait.on, OnCondition)
    if wait.index == AWAITED:
        _look_for_data(m, frame, wait)
        return
    event = definition(m.draft.node(wait.node), wait)
    assert event.condition is not None
    phase = f"look:{uid}"
    try:
        now = m.feel.holds(event.condition, m.feel.names(frame), wait.node)
    except Trouble as trouble:
        if not any(one.phase == phase for one in frame.incidents.values()):
            m.incident(frame, None, phase, trouble, wait.node)
        return
    for incident in [one for one in frame.incidents.values() if one.phase == phase]:
        m.close_incident(frame, incident)
    on = OnCondition(now, wait.on.names)
    changed = Wait(wait.uid, wait.token, wait.node, wait.index, wait.interrupts, on)
    m.draft.put_wait(frame, changed)
    if now and not wait.on.last:
        fire(m, frame, changed, Held())
