"""Sending one effect: take it, call the connector with no lock held, bring the answer back."""

import logging

from engine.dossier.commands import OutsideMessage
from runtime import faults
from runtime.clock import Clock
from runtime.connectors import (
    Answer,
    Connections,
    Connector,
    ConnectorError,
    Delivery,
    Refusal,
    Request,
    TransientError,
)
from runtime.database import Sessions
from runtime.services import effects, messages_in
from runtime.services.actors import system
from runtime.services.effects import EffectKey, Sending
from runtime.services.errors import ServiceError

log = logging.getLogger(__name__)


def perform_effect(sessions: Sessions, clock: Clock, registry: Connections, key: EffectKey) -> bool:
    """Send an effect if it still waits; gives whether this worker took it.

    A failure of the receiver is kept with the effect; an error of our own is raised and the lease runs out.
    """
    with sessions() as session:
        sending = effects.take(session, clock, key)
    if sending is None:
        return False
    faults.point("after-take")
    if sending.kind == "signal":
        _signal(sessions, clock, sending)
        return True
    try:
        connector = registry.find(sending.name if sending.kind == "service" else f"message.{sending.name}")
    except ConnectorError as error:
        with sessions() as session:
            effects.failed(session, clock, key, str(error))
        return True
    if connector is None:
        _without_connector(sessions, clock, sending)
        return True
    if sending.again and connector.delivery is Delivery.AT_MOST_ONCE:
        with sessions() as session:
            effects.park(session, clock, key, "unknown", "a worker ended while it was sending this")
        return True
    _deliver(sessions, clock, connector, sending)
    return True


def send_waiting(sessions: Sessions, clock: Clock, registry: Connections, limit: int = 200) -> int:
    """Send everything that waits now; gives how many were taken. Also finds what a dead worker left behind."""
    with sessions() as session:
        keys = effects.waiting(session, clock.now(), limit)
    return sum(perform_effect(sessions, clock, registry, key) for key in keys)


def _deliver(sessions: Sessions, clock: Clock, connector: Connector, sending: Sending) -> None:
    request = Request(
        capability=sending.name,
        payload=sending.payload,
        idempotency_key=sending.idempotency_key,
        dossier_code=sending.code,
    )
    try:
        answer = _sent(connector, request, again=sending.again)
    except TransientError as error:
        with sessions() as session:
            effects.failed(session, clock, sending.key, str(error))
        return
    faults.point("after-send")
    with sessions() as session:
        match answer:
            case Answer(result, receipt):
                effects.succeeded(session, clock, sending.key, result, receipt)
            case Refusal(code, message):
                effects.failed_with_code(session, clock, sending.key, code, message)


def _sent(connector: Connector, request: Request, *, again: bool) -> Answer | Refusal:
    if again and connector.delivery is Delivery.QUERYABLE:
        found = connector.ask(request)
        if found is not None:
            return found
    faults.point("before-send")
    return connector.send(request)


def _signal(sessions: Sessions, clock: Clock, sending: Sending) -> None:
    """A signal of agency or installation scope reaches the dossiers that wait for it now."""
    payload = sending.payload.get("payload") or {}
    with sessions() as session:
        messages_in.signal(session, clock, sending.name, payload, system("signal"))
        effects.succeeded(session, clock, sending.key, None)


def _without_connector(sessions: Sessions, clock: Clock, sending: Sending) -> None:
    """A message may be for another dossier here; a service nobody is bound to waits for a person."""
    with sessions() as session:
        if sending.kind == "message" and _inside(sessions, clock, sending):
            effects.succeeded(session, clock, sending.key, None, {"delivered": "inside"})
            return
        effects.park(session, clock, sending.key, "unbound", f"nothing is connected for {sending.name}")


def _inside(sessions: Sessions, clock: Clock, sending: Sending) -> bool:
    message = OutsideMessage(
        sending.idempotency_key, sending.name, sending.payload.get("key"), sending.payload.get("payload") or {}
    )
    try:
        with sessions() as session:
            messages_in.receive(session, clock, message, system("message"))
    except ServiceError as error:
        log.info("message %s reaches nobody here: %s", sending.name, error.code)
        return False
    return True
