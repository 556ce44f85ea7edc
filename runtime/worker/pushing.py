"""Sending the feed to webhooks: no lock is held while a receiver takes its time."""

import json
import urllib.error
import urllib.request
from dataclasses import asdict
from typing import Any, Final

from runtime import faults
from runtime.clock import Clock
from runtime.database import Sessions
from runtime.services import feed, webhooks
from runtime.services.feed import Event
from runtime.services.webhooks import Delivery

TIMEOUT: Final = 15.0
SIGNATURE: Final = "Motcua-Signature"
TIMESTAMP: Final = "Motcua-Timestamp"
DELIVERY: Final = "Motcua-Delivery"


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """An allowed host must not send us on to one that is not."""

    def redirect_request(self, *_told: Any) -> None:
        """Follow nothing: the redirect is a failure."""


_OPENER: Final = urllib.request.build_opener(_NoRedirects, urllib.request.ProxyHandler({}))


def follow_feed(sessions: Sessions, clock: Clock, key: str) -> int:
    """Give new events their positions, then deliver what is due; how many deliveries were tried.

    ``key`` is the installation's secret key, from which each webhook's signing secret is derived.
    """
    with sessions() as session:
        feed.number(session)
    tried = 0
    while True:
        with sessions() as session:
            delivery = webhooks.take(session, clock)
        if delivery is None:
            return tried
        tried += 1
        faults.point("before-push")
        error = push(delivery, webhooks.secret_of(key, delivery.id), int(clock.now().timestamp()))
        faults.point("after-push")
        with sessions() as session:
            if error is None:
                webhooks.accepted(session, clock, delivery)
            else:
                webhooks.failed(session, clock, delivery, error)


def push(delivery: Delivery, secret: str, timestamp: int) -> str | None:
    """POST a delivery; None when the receiver has it, else why not."""
    body = body_of(delivery)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "motcua-webhook",
        DELIVERY: f"{delivery.id}-{delivery.last}",
        TIMESTAMP: str(timestamp),
        SIGNATURE: webhooks.signature(secret, timestamp, body),
    }
    call = urllib.request.Request(delivery.url, data=body, headers=headers, method="POST")  # noqa: S310 - checked
    try:
        with _OPENER.open(call, timeout=TIMEOUT) as response:
            response.read(1_000)
    except urllib.error.HTTPError as error:
        with error:
            return f"status {error.code}"
    except (OSError, ValueError) as error:
        return f"{type(error).__name__}: {error}"
    return None


def body_of(delivery: Delivery) -> bytes:
    """The JSON that is sent: ``{"events": […], "next": position}``, oldest first."""
    told = {"events": [_json(event) for event in delivery.events], "next": delivery.last}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _json(event: Event) -> dict[str, Any]:
    return asdict(event) | {"at": event.at.isoformat(), "dossier_id": str(event.dossier_id)}
