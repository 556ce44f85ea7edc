"""How each order is carried out on the draft."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from engine.bpmn.model import NodeKind
from engine.kernel import orders as o
from engine.kernel.cancelling import cancel_scope, clear_scope
from engine.kernel.catching import throw
from engine.kernel.draft import Frame
from engine.kernel.errors import Trouble
from engine.kernel.firing import fire
from engine.kernel.happenings import thrown
from engine.kernel.machine import Machine
from engine.kernel.scopes import end_part, listen
from engine.kernel.state import AWAITED, Held, OnCondition, ScopeKind, Token, TokenPhase, Wait
from engine.kernel.step import Note
from engine.kernel.undo import cancel_transaction, compensate
from engine.kernel.waits import definition


def _emit(m: Machine, _frame: Frame, _token: Token, order: o.Emit) -> None:
    m.emit(order.effect)


def _tell(m: Machine, frame: Frame, token: Token, order: o.Tell) -> None:
    if order.event != "entered" or token.phase is TokenPhase.ENTER:
        m.draft.tell(token.at, order.event, frame)
        if order.event == "entered":
            m.told.add(token.uid)
            m.draft.visited(frame, token.at)


def _rest(m: Machine, frame: Frame, token: Token, order: o.Rest) -> None:
    m.draft.put_token(frame, replace(token, phase=TokenPhase.ACTIVE, attempt=order.attempt))


def _await_data(m: Machine, frame: Frame, token: Token, order: o.AwaitData) -> None:
    m.draft.put_token(frame, replace(token, phase=TokenPhase.HELD, via=None))
    on = OnCondition(last=False, names=order.names)
    m.draft.add_wait(frame, Wait(m.draft.uid(), token.uid, token.at, AWAITED, interrupts=False, on=on))
    text = f"{token.at} begins when this data is there: {', '.join(order.names)}"
    m.draft.notes.append(Note(token.at, "data.awaited", text))


def _finish(m: Machine, frame: Frame, token: Token, order: o.Finish) -> None:
    m.complete(frame, token, order.held)


def _go(m: Machine, frame: Frame, token: Token, order: o.Go) -> None:
    m.resolve(frame, token.uid)
    m.go(frame, token, order.flows, order.copies)


def _jump(m: Machine, frame: Frame, token: Token, order: o.Jump) -> None:
    m.resolve(frame, token.uid)
    m.draft.add_token(frame, order.node, held=order.held)
    m.draft.drop_token(frame, token.uid)


def _park(m: Machine, frame: Frame, token: Token, order: o.Park) -> None:
    m.resolve(frame, token.uid)
    m.draft.park(frame, order.flow)
    m.draft.drop_token(frame, token.uid)
    node = m.draft.node(token.at)
    if node.kind is NodeKind.COMPLEX and node.id not in frame.gates:
        m.join(frame, node)


def _take(m: Machine, frame: Frame, _token: Token, order: o.Take) -> None:
    for flow, count in order.flows.items():
        m.draft.unpark(frame, flow, count)


def _gate(_m: Machine, frame: Frame, token: Token, order: o.Gate) -> None:
    if order.value is not None:
        frame.gates = frame.gates.set(token.at, order.value)
    elif token.at in frame.gates:
        frame.gates = frame.gates.delete(token.at)


def _assign(m: Machine, frame: Frame, token: Token, order: o.Assign) -> None:
    if order.local:
        m.draft.store(frame, order.name, order.value, token.at)
    else:
        m.draft.assign(frame, order.name, order.value, token.at)


def _erase(m: Machine, _frame: Frame, _token: Token, order: o.Erase) -> None:
    m.draft.erase(order.name)


def _listen(m: Machine, frame: Frame, token: Token, order: o.Listen) -> None:
    listen(m, frame, Wait(m.draft.uid(), token.uid, order.node, order.index, order.interrupts, order.on))


def _mute(m: Machine, frame: Frame, token: Token, _order: o.Mute) -> None:
    m.mute(frame, token)


def _open(m: Machine, frame: Frame, token: Token, order: o.Open) -> None:
    inside = m.draft.open_scope(frame, token.at, order.kind, owner=token)
    for name, value in order.values.items():
        m.draft.store(inside, name, value, token.at)
    m.draft.queue.append(("begin", inside.uid))


def _open_body(m: Machine, frame: Frame, token: Token, order: o.OpenBody) -> None:
    m.draft.visited(frame, token.at)
    m.draft.open_scope(frame, token.at, ScopeKind.BODY, owner=token, loop=order.loop, values=order.counters)


def _count(m: Machine, _frame: Frame, token: Token, order: o.Count) -> None:
    body = m.draft.frame_or_none(token.child)
    if body is not None:
        body.loop = order.loop
        for name, value in order.counters.items():
            m.draft.store(body, name, value, token.at)


def _iterate(m: Machine, _frame: Frame, token: Token, order: o.Iterate) -> None:
    body = m.draft.frame_or_none(token.child)
    if body is not None:
        inside = m.draft.open_scope(
            body, token.at, ScopeKind.ITERATION, values=order.values, loop={"index": order.number}
        )
        m.draft.add_token(inside, token.at)


def _end_loop(m: Machine, frame: Frame, token: Token, _order: o.EndLoop) -> None:
    m.end_loop(frame, token)


def _throw(m: Machine, frame: Frame, token: Token, order: o.Throw) -> None:
    throw(m, frame, token, order.trigger, order.code, order.values, "enter")


def _terminate(m: Machine, frame: Frame, token: Token, _order: o.Terminate) -> None:
    m.draft.tell(token.at, "completed", frame)
    m.draft.drop_token(frame, token.uid)
    if frame.uid == m.draft.root:
        end_part(m, "terminated")
    else:
        clear_scope(m, frame)
        m.draft.drained.append(frame.uid)


def _remember(_m: Machine, frame: Frame, _token: Token, order: o.Remember) -> None:
    frame.done = (*frame.done, order.done)


def _announce(m: Machine, frame: Frame, token: Token, order: o.Announce) -> None:
    wait = _own_boundary(m, frame, token, order)
    if wait is not None:
        fire(m, frame, wait, Held())
        return
    try:
        found = thrown(m.spot(frame, token), order.event)
    except Trouble as trouble:
        m.incident(frame, None, "announce", trouble)
        return
    m.apply(frame, token, found)


def _own_boundary(m: Machine, frame: Frame, token: Token, order: o.Announce) -> Wait | None:
    """What a multi-instance activity announces is caught at its own boundary first (BPMN 2.0.2 table 10.31)."""
    for uid in token.waits:
        wait = frame.waits[uid]
        event = definition(m.draft.node(wait.node), wait)
        if event.trigger is order.event.trigger and event.name == order.event.name:
            return wait
    return None


def _learn(m: Machine, _frame: Frame, _token: Token, order: o.Learn) -> None:
    m.draft.learn(order.correlation, order.key)


def _drop_scope(m: Machine, _frame: Frame, token: Token, _order: o.DropScope) -> None:
    child = m.draft.frame_or_none(token.child)
    if child is not None:
        cancel_scope(m, child)


ORDERS: Final[Mapping[type, Callable[[Machine, Frame, Token, Any], None]]] = MappingProxyType(
    {
        o.Emit: _emit,
        o.Tell: _tell,
        o.Rest: _rest,
        o.AwaitData: _await_data,
        o.Finish: _finish,
        o.Go: _go,
        o.Jump: _jump,
        o.Park: _park,
        o.Take: _take,
        o.Gate: _gate,
        o.Assign: _assign,
        o.Erase: _erase,
        o.Listen: _listen,
        o.Mute: _mute,
        o.Open: _open,
        o.OpenBody: _open_body,
        o.Count: _count,
        o.Iterate: _iterate,
        o.EndLoop: _end_loop,
        o.Throw: _throw,
        o.Terminate: _terminate,
        o.CancelTransaction: cancel_transaction,
        o.Compensate: compensate,
        o.Remember: _remember,
        o.Announce: _announce,
        o.Learn: _learn,
        o.DropScope: _drop_scope,
    }
)
