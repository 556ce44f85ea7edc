"""Waits: from event definitions to what a token or scope listens to, and back to the tables of the shell."""

from collections.abc import Iterable
from typing import assert_never

from engine.bpmn.model import CompiledExpression, EventDefinition, Node, Trigger
from engine.kernel.behaviour import Spot
from engine.kernel.effects import CancelTimer, Effect, SetTimer, Subscribe, Unsubscribe
from engine.kernel.env import Env
from engine.kernel.evaluation import Evaluator, Names
from engine.kernel.orders import Listen, Orders
from engine.kernel.state import OnCondition, OnMessage, OnSignal, OnTimer, Wait
from engine.kernel.timers import open_timer

On = OnTimer | OnMessage | OnSignal | OnCondition


def listens(spot: Spot, node: Node, events: Iterable[EventDefinition], *, interrupts: bool) -> Orders:
    """Waits of the spot's token for the definitions of ``node`` that can be waited for. Raises Trouble."""
    names = spot.names()
    found: Orders = []
    for index, event in enumerate(events):
        on = wait_on(event, spot.feel, names, spot.env, node.id)
        if on is not None:
            found.append(Listen(node.id, index, interrupts, on))
    return found


def boundary_listens(spot: Spot) -> Orders:
    """The waits of all boundary events of the spot's activity. Raises Trouble."""
    found: Orders = []
    for name in spot.node.boundary:
        node = spot.process.nodes[name]
        found += listens(spot, node, node.events, interrupts=node.interrupting)
    return found


def wait_on(event: EventDefinition, feel: Evaluator, names: Names, env: Env, element: str) -> On | None:
    """What an event definition waits for; None for those that are thrown to (error, escalation …). Raises Trouble."""
    match event.trigger:
        case Trigger.MESSAGE:
            key = None if event.learned is None else feel.known(event.learned)
            return OnMessage(event.name, key or feel.key(event.key, names, element))
        case Trigger.SIGNAL:
            return OnSignal(event.name)
        case Trigger.TIMER:
            assert event.timer is not None
            return open_timer(event.timer, feel, names, env, element)
        case Trigger.CONDITIONAL:
            assert event.condition is not None
            return OnCondition(last=False, names=_watched(event.condition))
        case _:
            return None


def _watched(condition: CompiledExpression) -> tuple[str, ...]:
    """What makes a condition be looked at; one that reads the time is looked at with the facts, once a step."""
    called: frozenset[str] = getattr(condition, "functions_called", frozenset())
    clock = {"dossier"} if called & {"now", "today"} else set()
    return tuple(sorted(condition.names_read - called | clock))


def opened(wait: Wait) -> Effect | None:
    """What the shell must set up for a wait; nothing for a condition."""
    match wait.on:
        case OnTimer(due=due, origin=origin):
            return SetTimer(wait.uid, due, origin)
        case OnMessage(name=name, key=key):
            return Subscribe(wait.uid, "message", name, key)
        case OnSignal(name=name):
            return Subscribe(wait.uid, "signal", name, None)
        case OnCondition():
            return None
        case _:
            assert_never(wait.on)


def closed(wait: Wait, *, fired: bool) -> Effect | None:
    """What the shell must take down; a timer that fired is gone already."""
    match wait.on:
        case OnTimer():
            return None if fired else CancelTimer(wait.uid)
        case OnMessage() | OnSignal():
            return Unsubscribe(wait.uid)
        case OnCondition():
            return None
        case _:
            assert_never(wait.on)


def definition(node: Node, wait: Wait) -> EventDefinition:
    """The event definition a wait is for: one of the node's own, or the message of a receive task."""
    if node.message is not None and not node.events:
        return node.message
    return node.events[wait.index]
