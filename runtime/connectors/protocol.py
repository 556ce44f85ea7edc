"""What a connector is: it sends one request and tells the answer, and says what may happen when it is sent twice."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol


class Delivery(StrEnum):
    """What a worker may do when another one may have sent the request already."""

    IDEMPOTENT = "idempotent"
    """Send again: the receiver recognises the key."""
    QUERYABLE = "queryable"
    """Ask what became of it, then decide."""
    AT_MOST_ONCE = "at_most_once"
    """Nothing: a person looks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is sent. ``idempotency_key`` is the same each time the same request is sent."""

    capability: str
    payload: Mapping[str, Any]
    idempotency_key: str
    dossier_code: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The receiver did it. ``result`` goes into the dossier's data, ``receipt`` is kept with the job."""

    result: Any = None
    receipt: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refusal:
    """The receiver said no with a code of its own, which a model can catch as an error."""

    code: str
    message: str


class TransientError(Exception):
    """It did not work this time; trying again may help."""


class Connector(Protocol):
    """Sends requests of one or several capabilities. Called from worker threads."""

    @property
    def delivery(self) -> Delivery:
        """What may happen when a request is sent twice."""
        ...

    def send(self, request: Request) -> Answer | Refusal:
        """Send and wait for the answer. Raises TransientError."""
        ...

    def ask(self, request: Request) -> Answer | Refusal | None:
        """For QUERYABLE: what became of an earlier sending; None: it never arrived. Raises TransientError."""
        ...
