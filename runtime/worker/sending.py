"""Sending one effect: take it, call the connector with no lock held, bring the answer back."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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
from runtime.connectors.files import FileConnector
from runtime.database import Sessions
from runtime.services import effects, messages_in, notices
from runtime.services.actors import system
from runtime.services.effects import EffectKey, Sending
from runtime.services.errors import ServiceError

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Wording:
    """How notices are worded, and where they go that no connector takes.

    ``address``: of the installation's pages; ``templates``: a folder that goes before the shipped ones; ``sink``: a
    folder for files, None: such a notice is done without being sent.
    """

    address: str = ""
    templates: Path | None = None
    sink: Path | None = None


PLAIN = Wording()


def perform_effect(
    sessions: Sessions, clock: Clock, registry: Connections, key: EffectKey, wording: Wording = PLAIN
) -> bool:
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
        connector = registry.find(_CAPABILITY.get(sending.kind, "message.{}").format(sending.name))
        payload = _payload(sending, wording)
    except (ConnectorError, notices.NoticeError) as error:
        with sessions() as session:
            effects.failed(session, clock, key, str(error))
        return True
    if connector is None and sending.kind == "notice":
        connector = _sink(wording)
    if connector is None:
        _without_connector(sessions, clock, sending)
        return True
    if sending.again and connector.delivery is Delivery.AT_MOST_ONCE:
        with sessions() as session:
            effects.park(session, clock, key, "unknown", "a worker ended while it was sending this")
        return True
    _deliver(sessions, clock, connector, sending, payload)
    return True


_CAPABILITY: Mapping[str, str] = {"service": "{}", "notice": "notice.{}"}


def _payload(sending: Sending, wording: Wording) -> Mapping[str, Any]:
    """What is sent: of a notice also its words, in the language of its reader."""
    if sending.kind != "notice":
        return sending.payload
    subject, text = notices.worded(sending.name, sending.payload, wording.address, wording.templates)
    return {**sending.payload, "subject": subject, "text": text}


def _sink(wording: Wording) -> Connector | None:
    return None if wording.sink is None else FileConnector(wording.sink)


def send_waiting(
    sessions: Sessions, clock: Clock, registry: Connections, limit: int = 200, wording: Wording = PLAIN
) -> int:
    """Send everything that waits now; gives how many were taken. Also finds what a dead worker left behind."""
    with sessions() as session:
        keys = effects.waiting(session, clock.now(), limit)
    return sum(perform_effect(sessions, clock, registry, key, wording) for key in keys)


def _deliver(
    sessions: Sessions, clock: Clock, connector: Connector, sending: Sending, payload: Mapping[str, Any]
) -> None:
    request = Request(
        capability=f"notice.{sending.name}" if sending.kind == "notice" else sending.name,
        payload=payload,
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
        if sending.kind == "notice":
            effects.succeeded(session, clock, sending.key, None, {"skipped": "nothing is connected for notices"})
            return
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
