"""Events: starts and ends, what is caught and what is thrown (BPMN 2.0.2 §10.5)."""

from collections.abc import Callable

from engine.bpmn.model import EventDefinition, NodeKind, Process, Trigger
from engine.kernel.behaviour import Behaviour, Cause, Fired, ScopeDone, Spot
from engine.kernel.effects import BroadcastSignal
from engine.kernel.errors import Trouble
from engine.kernel.orders import (
    CancelTransaction,
    Compensate,
    DropScope,
    Emit,
    Finish,
    Jump,
    Order,
    Orders,
    Rest,
    Tell,
    Terminate,
    Throw,
)
from engine.kernel.results import results
from engine.kernel.state import Compensable, Held, ScopeKind
from engine.kernel.tasks import send_message
from engine.kernel.waits import listens


def start(_spot: Spot) -> Orders:
    """A none start passes its token on; a triggered one comes with what was held for it."""
    return [Finish(Held())]


def catch(spot: Spot) -> Orders:
    """Wait for any of the definitions, or for all of them; a none event and a link target wait for nothing."""
    found = listens(spot, spot.node, spot.node.events, interrupts=True)
    return [*found, Rest()] if found else [Finish(Held())]


def caught(spot: Spot, cause: Cause) -> Orders:
    """One definition happened: enough, or the first of all that are needed."""
    assert isinstance(cause, Fired)
    if spot.node.parallel_multiple and spot.token.waits:
        return results(spot, cause.held)
    return [Finish(cause.held)]


def throw(spot: Spot) -> Orders:
    """Everything the event throws, in document order; then its token goes on."""
    found: Orders = []
    for event in spot.node.events:
        found += thrown(spot, event)
    if any(isinstance(order, Jump) for order in found):
        return [Tell("completed"), *found]
    waits = any(isinstance(order, Compensate) and order.wait for order in found)
    return [*found, Rest() if waits else Finish(Held())]


def compensated(_spot: Spot, cause: Cause) -> Orders:
    """The compensation that was waited for is over."""
    assert isinstance(cause, ScopeDone)
    return [DropScope(), Finish(Held())]


def thrown(spot: Spot, event: EventDefinition) -> Orders:
    """The orders of one definition that is thrown from the spot. Raises Trouble."""
    make = _THROWS.get(event.trigger)
    if make is None:
        raise Trouble("event.not-thrown", f"{spot.node.id}: a {event.trigger.value} event cannot be thrown")
    return [*make(spot, event)]


def _link(spot: Spot, event: EventDefinition) -> Orders:
    for name in spot.process.scopes[spot.node.scope].nodes:
        node = spot.process.nodes[name]
        if node.kind is NodeKind.CATCH and any(e.trigger is Trigger.LINK and e.name == event.name for e in node.events):
            return [Jump(name, Held())]
    raise Trouble("link.target", f"{spot.node.id} leads to the link {event.name!r}, which nothing catches")


def _compensate(spot: Spot, event: EventDefinition) -> Orders:
    items = to_undo(spot, event.activity)
    return [Compensate(items, event.wait)] if items else []


def undo_scope(spot: Spot) -> int:
    """The scope whose activities a compensation undoes: from inside an event sub-process the scope around it."""
    frame = spot.frame
    if frame.kind is ScopeKind.EVENT_SUB and frame.parent is not None:
        return frame.parent
    return frame.uid


def undoing_start(process: Process, sub: str) -> str | None:
    """The start of a sub-process's compensation event sub-process, if it has one."""
    for name in process.scopes[sub].event_sub_processes:
        for start in process.scopes[name].starts:
            if any(event.trigger is Trigger.COMPENSATION for event in process.nodes[start].events):
                return start
    return None


def to_undo(spot: Spot, activity: str | None) -> tuple[Compensable, ...]:
    """Completed activities that can be undone, oldest first: one activity's, or all of the scope."""
    done = spot.draft.frame(undo_scope(spot)).done
    return tuple(one for one in done if activity in (None, one.node))


_THROWS: dict[Trigger, Callable[[Spot, EventDefinition], Orders | list[Order]]] = {
    Trigger.MESSAGE: send_message,
    Trigger.SIGNAL: lambda spot, event: [Emit(BroadcastSignal(event.name, spot.inputs()))],
    Trigger.ERROR: lambda spot, event: [Throw("error", event.code, spot.inputs())],
    Trigger.ESCALATION: lambda spot, event: [Throw("escalation", event.code, spot.inputs())],
    Trigger.LINK: _link,
    Trigger.COMPENSATION: _compensate,
    Trigger.CANCEL: lambda _spot, _event: [CancelTransaction()],
    Trigger.TERMINATE: lambda _spot, _event: [Terminate()],
}

START = Behaviour(start)
CATCH = Behaviour(catch, caught)
THROW = Behaviour(throw, compensated)
BOUNDARY = Behaviour(start)
