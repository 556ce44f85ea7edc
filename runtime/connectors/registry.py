"""Which connector serves a capability, read from one JSON file.

``{"population.verify": {"kind": "http", "url": "https://…", "headers": {…}, "timeout": 20, "delivery": "idempotent"},
"notice.*": {"kind": "mail", "host": "smtp.example.vn", "sender": "motcua@example.vn"}, "insurance.*": {"kind":
"manual"}}``. A name ending in ``*``
serves every capability that begins so; the longest match wins. ``manual``, and what is not named, waits for a person.
"""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from runtime.connectors.files import FileConnector, RecordingConnector
from runtime.connectors.http import HttpConnector
from runtime.connectors.mail import mail_connector
from runtime.connectors.protocol import Connector, Delivery


class ConnectorError(Exception):
    """The file of connectors cannot be used; ``where`` is the capability's name."""

    def __init__(self, where: str, message: str) -> None:
        super().__init__(f"{where}: {message}" if where else message)
        self.where = where


class Connections(Protocol):
    """Finds who serves a capability."""

    def find(self, capability: str) -> Connector | None:
        """The connector that serves a capability; None: a person does."""
        ...


@dataclass(frozen=True, slots=True)
class Registry:
    """Connectors by capability, or by its beginning followed by ``*``."""

    bound: Mapping[str, Connector] = field(default_factory=dict)

    def find(self, capability: str) -> Connector | None:
        """The connector that serves a capability; None: a person does."""
        name = serving(self.bound, capability)
        return None if name is None else self.bound[name]


def serving(names: Collection[str], capability: str) -> str | None:
    """Which of the names serves a capability: its own, else the longest beginning followed by ``*``."""
    if capability in names:
        return capability
    return max((one for one in names if one.endswith("*") and capability.startswith(one[:-1])), key=len, default=None)


def read_registry(path: Path | None) -> Registry:
    """The registry of a file; none at all without one. Raises ConnectorError."""
    if path is None:
        return Registry()
    try:
        data = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ConnectorError("", f"{path}: {error.strerror}") from error
    except ValueError as error:
        raise ConnectorError("", f"{path} is not JSON: {error}") from error
    return registry_from_json(data)


def registry_from_json(data: Any) -> Registry:
    """The registry of data. Raises ConnectorError with the name of the capability."""
    if not isinstance(data, Mapping):
        raise ConnectorError("", "an object of capabilities is expected")
    bound: dict[str, Connector] = {}
    for name, told in data.items():
        kind = told.get("kind") if isinstance(told, Mapping) else None
        if kind == "manual":
            continue
        make = _KINDS.get(str(kind))
        if make is None:
            raise ConnectorError(str(name), f"kind is one of {', '.join(['manual', *_KINDS])}")
        try:
            bound[str(name)] = make(told)
        except (KeyError, TypeError, ValueError) as error:
            raise ConnectorError(str(name), f"cannot be used: {error!r}") from error
    return Registry(bound)


def _delivery(told: Mapping[str, Any]) -> Delivery:
    return Delivery(told.get("delivery", "idempotent"))


_KINDS: Mapping[str, Callable[[Mapping[str, Any]], Connector]] = {
    "http": lambda told: HttpConnector(
        told["url"], told.get("headers", {}), float(told.get("timeout", 20)), _delivery(told)
    ),
    "mail": mail_connector,
    "file": lambda told: FileConnector(Path(told["folder"])),
    "recording": lambda told: RecordingConnector(Path(told["path"]), told.get("result", {}), _delivery(told)),
}
