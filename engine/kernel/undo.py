"""Compensation: completed activities are undone, the last first (BPMN 2.0.2 §10.6, §13.5.5); cancelled transactions.

A *runner* is a scope in phase COMPENSATING with a ``todo``. It takes one completed activity at a time: a wrapper scope
with the data of that time holds the handler's token; a sub-process is opened again around what was done inside it.
"""

from typing import TYPE_CHECKING

from engine.bpmn.model import Trigger
from engine.kernel.cancelling import cancel_token, clear_scope
from engine.kernel.draft import Frame
from engine.kernel.errors import Trouble
from engine.kernel.happenings import undo_scope, undoing_start
from engine.kernel.orders import CancelTransaction, Compensate
from engine.kernel.state import Compensable, Held, ScopeKind, ScopePhase, Token

if TYPE_CHECKING:
    from engine.kernel.machine import Machine


def compensate(m: "Machine", frame: Frame, token: Token, order: Compensate) -> None:
    """A thrown compensation opens a runner, owned by the token when it waits."""
    place = m.draft.frame(undo_scope(m.spot(frame, token)))
    place.done = tuple(one for one in place.done if one not in order.items)
    runner = m.draft.open_scope(
        frame,
        token.at,
        ScopeKind.BODY,
        owner=token if order.wait else None,
        phase=ScopePhase.COMPENSATING,
        todo=order.items,
    )
    m.draft.drained.append(runner.uid)


def next_undo(m: "Machine", frame: Frame) -> None:
    """Undo the youngest of what is left to do in a runner."""
    item = frame.todo[-1]
    frame.todo = frame.todo[:-1]
    handler = m.draft.node(item.node).compensation_handler
    if handler is not None:
        wrapper = m.draft.open_scope(frame, item.node, ScopeKind.BODY, phase=ScopePhase.COMPENSATING, values=item.data)
        m.draft.add_token(wrapper, handler)
        return
    _reopen(m, frame, item)


def _reopen(m: "Machine", frame: Frame, item: Compensable) -> None:
    """A sub-process without a handler of its own: its compensation event sub-process, else what was done inside."""
    again = m.draft.open_scope(frame, item.node, ScopeKind.SUB, phase=ScopePhase.COMPENSATING, values=item.data)
    start = undoing_start(m.draft.process, item.node)
    if start is None:
        again.todo = item.inner
        m.draft.drained.append(again.uid)
        return
    again.done = item.inner
    name = m.draft.node(start).scope
    m.draft.tell(name, "entered", again)
    inside = m.draft.open_scope(again, name, ScopeKind.EVENT_SUB)
    m.draft.queue.append(("arm", inside.uid))
    m.draft.add_token(inside, start, held=Held())


# transactions


def cancel_transaction(m: "Machine", frame: Frame, token: Token, _order: CancelTransaction) -> None:
    """Everything still running in the transaction is withdrawn, then what was done is undone."""
    place = next((up for up in m.draft.up(frame) if up.kind is ScopeKind.TRANSACTION), None)
    if place is None:
        m.incident(frame, token, "enter", Trouble("cancel.no-transaction", f"{token.at} is in no transaction"))
        return
    m.draft.tell(token.at, "completed", frame)
    m.draft.drop_token(frame, token.uid)
    clear_scope(m, place)
    place.phase = ScopePhase.CANCELLING
    place.todo, place.done = place.done, ()
    m.draft.drained.append(place.uid)


def undone(m: "Machine", frame: Frame) -> None:
    """A cancelled transaction has undone everything: it is left by its cancel boundary event."""
    owner = m.draft.owner(frame)
    if owner is None:
        return
    place, token = owner
    outer = m.loop_owner(place, token)
    for name in m.draft.node(token.at).boundary:
        node = m.draft.node(name)
        if any(event.trigger is Trigger.CANCEL for event in node.events):
            cancel_token(m, outer[0], outer[1])
            m.draft.add_token(outer[0], name, held=Held())
            return
    m.incident(frame, None, "done", Trouble("cancel.uncaught", f"{token.at} was cancelled and has no cancel boundary"))
