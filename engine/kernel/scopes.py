"""Scopes begin, are armed with the waits of their event sub-processes, and end when nothing in them is left."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from engine.bpmn.model import Node, NodeKind, ScopeModel
from engine.kernel import loops
from engine.kernel.behaviour import ScopeDone
from engine.kernel.cancelling import clear_scope, close_waits
from engine.kernel.draft import Frame
from engine.kernel.effects import Ended
from engine.kernel.errors import Thrown, Trouble
from engine.kernel.state import Held, OnCondition, ScopeKind, ScopePhase, Uid, Wait
from engine.kernel.undo import next_undo, undone
from engine.kernel.waits import On, opened, wait_on

if TYPE_CHECKING:
    from engine.kernel.machine import Machine


def begin(m: "Machine", uid: Uid) -> None:
    """A scope begins: its data, the waits of its event sub-processes, its first tokens."""
    frame = m.draft.frame_or_none(uid)
    if frame is None or not arm(m, uid, "begin"):
        return
    model = m.draft.process.scopes[frame.node]
    if frame.kind is ScopeKind.ADHOC:
        _begin_ad_hoc(m, frame, model)
    else:
        for name in first_nodes(m, model):
            m.draft.add_token(frame, name)
    look_at_handlers(m, frame)
    if not frame.live:
        m.draft.drained.append(uid)


def look_at_handlers(m: "Machine", frame: Frame) -> None:
    """Conditions of event sub-processes are looked at when their scope has begun: its start event comes first."""
    for wait in sorted(frame.waits.values(), key=lambda one: one.uid):
        if wait.token is None and isinstance(wait.on, OnCondition):
            m.draft.queue.append(("look", wait.uid))


def first_nodes(m: "Machine", model: ScopeModel) -> tuple[str, ...]:
    """Where a scope begins by itself: its none start event, else any start event, and what nothing leads to.

    An activity without incoming flow begins with its process also beside a start event (BPMN 2.0.2 §10.3.2).
    """
    plain = [name for name in model.starts if not m.draft.node(name).events]
    starts = tuple(plain[:1] or model.starts[:1])
    return (*starts, *_loose(m, model)) if starts else model.sources


def _loose(m: "Machine", model: ScopeModel) -> Iterable[str]:
    return (name for name in model.sources if not m.draft.node(name).instantiate)


def arm(m: "Machine", uid: Uid, phase: str = "arm") -> bool:
    """Declare the scope's data and open the waits of its event sub-processes; False when that is an incident."""
    frame = m.draft.frame_or_none(uid)
    if frame is None:
        return False
    model = m.draft.process.scopes[frame.node]
    try:
        values = _initial(m, frame, model)
        waits = _handlers(m, frame, model)
    except (Trouble, Thrown) as stopped:
        m.incident(frame, None, phase, Trouble(stopped.code, stopped.message))
        return False
    for name, value in values.items():
        m.draft.store(frame, name, value, frame.node)
    for node, index, on in waits:
        listen(m, frame, Wait(m.draft.uid(), None, node.id, index, node.interrupting, on), look=False)
    return True


def _initial(m: "Machine", frame: Frame, model: ScopeModel) -> dict[str, Any]:
    """Declared data that has no value yet; at the root only what has an initial value needs to be there."""
    names = m.feel.names(frame)
    found: dict[str, Any] = {}
    for name, value in model.properties:
        if name not in frame.vars and (value is not None or frame.uid != m.draft.root):
            found[name] = None if value is None else m.feel.give(value, names, frame.node)
    return found


def _handlers(m: "Machine", frame: Frame, model: ScopeModel) -> list[tuple[Node, int, On]]:
    names = m.feel.names(frame)
    found = []
    for handler in model.event_sub_processes:
        for start in m.draft.process.scopes[handler].starts:
            node = m.draft.node(start)
            for index, event in enumerate(node.events):
                on = wait_on(event, m.feel, names, m.draft.env, start)
                if on is not None:
                    found.append((node, index, on))
    return found


def listen(m: "Machine", frame: Frame, wait: Wait, *, look: bool = True) -> None:
    """Open a wait, tell the shell, and look at it at once when it is a condition."""
    m.draft.add_wait(frame, wait)
    effect = opened(wait)
    if effect is not None:
        m.emit(effect)
    if look and isinstance(wait.on, OnCondition):
        m.draft.queue.append(("look", wait.uid))


def _begin_ad_hoc(m: "Machine", frame: Frame, model: ScopeModel) -> None:
    """All that nothing leads to starts at once; in sequence, one after the other in document order."""
    names = model.sources
    if m.draft.node(frame.node).ordering == "Sequential":
        frame.loop = {"next": list(names[1:])}
        names = names[:1]
    for name in names:
        m.draft.add_token(frame, name)


# the end


def done(m: "Machine", uid: Uid) -> None:
    """Nothing is left in a scope."""
    frame = m.draft.frame_or_none(uid)
    if frame is None or frame.live:
        return
    if frame.todo:
        next_undo(m, frame)
    elif frame.phase is ScopePhase.COMPENSATING:
        _resume_owner(m, frame)
    elif frame.phase is ScopePhase.CANCELLING:
        undone(m, frame)
    else:
        _ENDS[frame.kind](m, frame)


def _end_process(m: "Machine", _frame: Frame) -> None:
    end_part(m, "completed")


def end_part(m: "Machine", outcome: str) -> None:
    """The part is over: whatever is left is withdrawn; its data stays readable."""
    root = m.draft.frame(m.draft.root)
    clear_scope(m, root)
    m.draft.queue.clear()
    m.draft.drained.clear()
    m.draft.ended = outcome
    m.emit(Ended(outcome, dict(root.vars)))


def _end_sub(m: "Machine", frame: Frame) -> None:
    close_waits(m, frame)
    _resume_owner(m, frame)


def _resume_owner(m: "Machine", frame: Frame) -> None:
    owner = m.draft.owner(frame)
    if owner is None:
        clear_scope(m, frame)
        m.draft.close_scope(frame)
    else:
        m.resume(*owner, ScopeDone())


def _end_event_sub(m: "Machine", frame: Frame) -> None:
    clear_scope(m, frame)
    m.draft.close_scope(frame)
    m.draft.tell(frame.node, "completed", frame)


def _end_ad_hoc(m: "Machine", frame: Frame) -> None:
    """The next of the sequence, or the end; with a condition that is not yet true it stays open for more."""
    if frame.phase is ScopePhase.ACTIVE and not _enough(m, frame):
        return
    _end_sub(m, frame)


def _enough(m: "Machine", frame: Frame) -> bool:
    node = m.draft.node(frame.node)
    left = list((frame.loop or {}).get("next", ()))
    if node.completion is not None:
        try:
            if m.feel.holds(node.completion, m.feel.names(frame), node.id, "completion-condition"):
                return True
        except Trouble as trouble:
            m.incident(frame, None, "done", trouble)
            return False
    if left:
        frame.loop = {"next": left[1:]}
        m.draft.add_token(frame, left[0])
        return False
    return node.completion is None


def ad_hoc_left(m: "Machine", uid: Uid) -> None:
    """An activity of an ad-hoc sub-process is over while others run: end it when that is enough."""
    frame = m.draft.frame_or_none(uid)
    if frame is None or not frame.live or frame.phase is not ScopePhase.ACTIVE:
        return
    node = m.draft.node(frame.node)
    if node.completion is None:
        return
    try:
        enough = m.feel.holds(node.completion, m.feel.names(frame), node.id, "completion-condition")
    except Trouble as trouble:
        m.incident(frame, None, "adhoc", trouble)
        return
    if enough:
        frame.phase = ScopePhase.COMPLETING
        if node.cancel_remaining:
            clear_scope(m, frame)


def _end_body(m: "Machine", frame: Frame) -> None:
    """A loop's frame ends with its last iteration; one that is empty has lost it to an operator's cancel."""
    owner = m.draft.owner(frame)
    if owner is not None:
        m.apply(*owner, loops.cut_short(m.spot(*owner)))


def _end_iteration(m: "Machine", frame: Frame) -> None:
    body = m.draft.frame_or_none(frame.parent)
    owner = None if body is None else m.draft.owner(body)
    if body is None or owner is None:
        m.draft.close_scope(frame)
        return
    spot = m.spot(*owner)
    try:
        orders = loops.advance(spot, frame)
    except (Trouble, Thrown) as stopped:
        m.incident(frame, None, "done", Trouble(stopped.code, stopped.message))
        return
    body.done = (*body.done, *frame.done)
    m.draft.hand_over(frame)
    m.apply(*owner, orders)
    if m.draft.frame_or_none(body.uid) is not None and not body.live:
        m.draft.drained.append(body.uid)  # the others were cancelled by hand: nobody is left to end the loop


_ENDS = {
    ScopeKind.PROCESS: _end_process,
    ScopeKind.SUB: _end_sub,
    ScopeKind.TRANSACTION: _end_sub,
    ScopeKind.ADHOC: _end_ad_hoc,
    ScopeKind.EVENT_SUB: _end_event_sub,
    ScopeKind.BODY: _end_body,
    ScopeKind.ITERATION: _end_iteration,
}
assert set(_ENDS) == set(ScopeKind)


def start_at(m: "Machine", frame: Frame, node: Node, payload: Held) -> None:
    """A process begins by an event that already happened (BPMN 2.0.2 §13.2).

    The event may stand after an instantiating gateway; one that starts in parallel waits for its other events too.
    """
    gateways = [m.draft.node(name) for name in m.draft.process.scopes[frame.node].sources]
    for gateway in gateways:
        targets = [m.draft.process.flows[flow].target for flow in gateway.outgoing]
        if gateway.kind is not NodeKind.EVENT_GATEWAY or node.id not in targets:
            continue
        m.draft.tell(gateway.id, "entered", frame)
        m.draft.tell(gateway.id, "completed", frame)
        if gateway.event_gateway_type == "Parallel":
            for target in targets:
                m.draft.add_token(frame, target, held=payload if target == node.id else None)
            return
    m.draft.add_token(frame, node.id, held=payload)
    for name in _loose(m, m.draft.process.scopes[frame.node]):
        m.draft.add_token(frame, name)
