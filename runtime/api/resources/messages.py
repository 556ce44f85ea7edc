"""Messages and signals from other systems."""

from typing import Any

from engine.dossier.commands import OutsideMessage
from runtime.api import surroundings
from runtime.api.operations import Resource
from runtime.api.schemas.messages import DeliveredSchema, MessageBody, SignalBody, SignalledSchema
from runtime.services import messages_in

resource = Resource("messages", __name__, description="Messages from other systems.")


@resource.operation("POST /messages", DeliveredSchema, body=MessageBody, fails=(403, 404, 409))
def send_message(body: dict[str, Any]) -> dict[str, Any]:
    """Deliver a message to the one dossier that waits for it; the same `id` again changes nothing."""
    message = OutsideMessage(body["id"], body["name"], body["key"], body["payload"])
    taker = messages_in.receive(
        surroundings.session(), surroundings.clock(), message, surroundings.officer(), body["dossier"]
    )
    return {"dossier_id": taker}


@resource.operation("POST /signals", SignalledSchema, body=SignalBody, fails=(403, 404))
def send_signal(body: dict[str, Any]) -> dict[str, Any]:
    """Broadcast a signal to every dossier that waits for it now."""
    count = messages_in.signal(
        surroundings.session(), surroundings.clock(), body["name"], body["payload"], surroundings.officer()
    )
    return {"dossiers": count}
