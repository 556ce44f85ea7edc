"""Tasks: work for people, services, scripts and decisions; messages sent and awaited (BPMN 2.0.2 §10.3.3)."""

from typing import Any

from engine.bpmn.model import EventDefinition, Literal
from engine.kernel.behaviour import Answered, Behaviour, Cause, Fired, Spot
from engine.kernel.effects import (
    CallService,
    CancelChild,
    CancelService,
    CloseTask,
    OpenTask,
    SendMessage,
    StartChild,
)
from engine.kernel.errors import Trouble
from engine.kernel.orders import Emit, Finish, Learn, Orders, Rest
from engine.kernel.state import Held
from engine.kernel.waits import listens

HOLD = "hold:"


# people


def open_task(spot: Spot) -> Orders:
    """A person is asked; a role or agency that is given but has no value is an incident."""
    node, work, names = spot.node, spot.node.work, spot.names()
    hold = work.clock.removeprefix(HOLD) if work.clock and work.clock.startswith(HOLD) else None
    task = OpenTask(
        token=spot.token.uid,
        node=node.id,
        name=node.name,
        form=work.form,
        role=spot.feel.text(work.role, names, node.id, "role"),
        agency=agency_of(spot),
        time=work.time,
        hold=hold,
        outcomes=work.outcomes,
        different_from=work.different_from,
        values=spot.inputs(),
        item=_item(spot),
    )
    return [Emit(task), Rest()]


def agency_of(spot: Spot) -> str | None:
    """The agency's code as the shell's organisation resolves it. Raises Trouble (``agency``)."""
    reference = spot.feel.text(spot.node.work.agency, spot.names(), spot.node.id, "agency")
    if reference is None or spot.env.resolve is None:
        return reference
    code = spot.env.resolve(reference)
    if code is None:
        raise Trouble("agency", f"{reference!r} at {spot.node.id} gives no single agency today")
    return code


def _item(spot: Spot) -> Any:
    loop = spot.node.loop
    return spot.frame.vars.get(getattr(loop, "item", "item")) if spot.inner else None


def task_done(spot: Spot, cause: Cause) -> Orders:
    """The person's answers are accepted."""
    assert isinstance(cause, Answered)
    return [Emit(CloseTask(spot.token.uid, "completed")), Finish(cause.held)]


def close_task(spot: Spot, why: str) -> list[Emit]:
    """The task leaves the person's list."""
    return [Emit(CloseTask(spot.token.uid, why))]


# services


def call_service(spot: Spot) -> Orders:
    """A capability is called; without a name it is the node's own id."""
    node = spot.node
    service = spot.feel.text(node.service.service, spot.names(), node.id, "service") or node.id
    attempt = spot.token.attempt + 1
    values = spot.inputs()
    return [Emit(CallService(spot.token.uid, attempt, service, values, node.service.retries, node.id)), Rest(attempt)]


def answered(_spot: Spot, cause: Cause) -> Orders:
    """What was asked for came."""
    assert isinstance(cause, Answered)
    return [Finish(cause.held)]


def cancel_service(spot: Spot, _why: str) -> list[Emit]:
    """The answer is no longer wanted."""
    return [Emit(CancelService(spot.token.uid, spot.token.attempt))] if spot.token.attempt else []


# scripts and decisions


def run_script(spot: Spot) -> Orders:
    """FEEL is evaluated at once; its inputs lie over the data."""
    node = spot.node
    if node.script is None:
        return [Finish(Held())]
    names = spot.names(spot.inputs())
    return [Finish(Held(spot.feel.give(node.script, names, node.id, raises=True)))]


def decide(spot: Spot) -> Orders:
    """A decision is evaluated at once; a rule task without one asks a service of its own id."""
    node = spot.node
    if node.calls is None:
        return call_service(spot)
    name = decision_of(spot)
    model = spot.process.decisions.get(name)
    if model is None:
        raise Trouble("decision.missing", f"{node.id} calls the decision {name!r}, which is not in the package")
    names = spot.names(spot.inputs())
    return [Finish(Held(spot.feel.decide(model, name, names, node.id)))]


def decision_of(spot: Spot) -> str:
    """The name of the decision a rule task calls. Raises Trouble."""
    assert spot.node.calls is not None
    return str(spot.feel.need(spot.node.calls, spot.names(), spot.node.id, "decision", str))


# messages


def send(spot: Spot) -> Orders:
    """A message goes out and the task is done; with a service (or neither) it is called instead."""
    message = spot.node.message
    if message is None or spot.node.service.service is not None:
        return call_service(spot)
    return [*send_message(spot, message), Finish(Held())]


def send_message(spot: Spot, event: EventDefinition) -> Orders:
    """The message an event definition sends; the input mapping is its payload. Raises Trouble.

    A correlation key that is read from the content fixes the conversation's, if none has (BPMN 2.0.2 §8.4.2).
    """
    names, node = spot.names(), spot.node.id
    ttl = event.ttl.text if isinstance(event.ttl, Literal) else spot.feel.text(event.ttl, names, node, "ttl")
    payload = spot.inputs()
    key = spot.feel.key(event.key, names, node)
    if event.path is not None:
        key = spot.feel.key(event.path, spot.names(payload), node)
    message = SendMessage(
        uid=0,  # given when it leaves
        node=node,
        name=event.name,
        key=key,
        target=event.target,
        payload=payload,
        ttl=ttl,
    )
    learned = [] if event.learned is None or key is None else [Learn(event.learned, key)]
    return [Emit(message), *learned]


def receive(spot: Spot) -> Orders:
    """Wait for the task's message."""
    assert spot.node.message is not None
    return [*listens(spot, spot.node, (spot.node.message,), interrupts=True), Rest()]


def received(_spot: Spot, cause: Cause) -> Orders:
    """The message came."""
    assert isinstance(cause, Fired)
    return [Finish(cause.held)]


# calls


def call(spot: Spot) -> Orders:
    """A called process starts as a part of its own; only what the mapping names goes along."""
    node = spot.node
    if node.calls is None:
        raise Trouble("call.target", f"{node.id} does not say which process it calls")
    called = spot.feel.need(node.calls, spot.names(), node.id, "call.target", str)
    return [Emit(StartChild(spot.token.uid, called, spot.inputs())), Rest(spot.token.attempt + 1)]


def cancel_child(spot: Spot, _why: str) -> list[Emit]:
    """The called process is cancelled with its caller."""
    return [Emit(CancelChild(spot.token.uid))]


PERSON = Behaviour(open_task, task_done, close_task)
SERVICE = Behaviour(call_service, answered, cancel_service)
SCRIPT = Behaviour(run_script)
RULE = Behaviour(decide, answered, cancel_service)
SEND = Behaviour(send, answered, cancel_service)
RECEIVE = Behaviour(receive, received)
CALL = Behaviour(call, answered, cancel_child)
