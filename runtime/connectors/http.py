"""A connector to a web service: POST of JSON with an ``Idempotency-Key``, answer as JSON.

2xx is the result. 409 and 422 with ``{"code", "message"}`` are a refusal with that code. Everything else, silence too,
is worth another try.
"""

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from engine.kernel.codec import value_to_json
from runtime.connectors.protocol import Answer, Delivery, Refusal, Request, TransientError

LARGEST_ANSWER = 1_000_000
REFUSING = (409, 422)


@dataclass(frozen=True, slots=True)
class HttpConnector:
    """``url`` is http(s); ``headers`` hold what the receiver wants for authentication."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    timeout: float = 20.0
    delivery: Delivery = Delivery.IDEMPOTENT

    def __post_init__(self) -> None:
        if urlsplit(self.url).scheme not in ("http", "https"):
            raise ValueError(f"{self.url}: an http or https address is expected")

    def send(self, request: Request) -> Answer | Refusal:
        """POST the request."""
        content = {"dossier": request.dossier_code, "capability": request.capability}
        body = json.dumps(content | {"input": value_to_json(dict(request.payload))}).encode()
        return self._call("POST", request, body)

    def ask(self, request: Request) -> Answer | Refusal | None:
        """GET with the same key: 404 means it never arrived."""
        try:
            return self._call("GET", request, None)
        except _NotThereError:
            return None

    def _call(self, method: str, request: Request, body: bytes | None) -> Answer | Refusal:
        headers = {
            **self.headers,
            "Content-Type": "application/json",
            "Accept": "application/json",
            "Idempotency-Key": request.idempotency_key,
        }
        call = urllib.request.Request(self.url, data=body, headers=headers, method=method)  # noqa: S310 - checked above
        try:
            with urllib.request.urlopen(call, timeout=self.timeout) as response:  # noqa: S310 - checked above
                return Answer(_json(response.read(LARGEST_ANSWER + 1)), {"status": response.status})
        except urllib.error.HTTPError as error:
            return self._refusal(method, error)
        except (OSError, ValueError) as error:
            raise TransientError(f"{self.url}: {error}") from error

    def _refusal(self, method: str, error: urllib.error.HTTPError) -> Refusal:
        with error:
            told = error.read(LARGEST_ANSWER)
        if method == "GET" and error.code == 404:
            raise _NotThereError
        try:
            found = _json(told)
        except ValueError:
            found = None
        if error.code in REFUSING and isinstance(found, Mapping) and isinstance(found.get("code"), str):
            return Refusal(found["code"], str(found.get("message", "")))
        raise TransientError(f"{self.url}: status {error.code}") from error


class _NotThereError(Exception):
    """The receiver has never seen the request."""


def _json(content: bytes) -> Any:
    if len(content) > LARGEST_ANSWER:
        raise ValueError("the answer is too large")
    return json.loads(content) if content.strip() else {}
