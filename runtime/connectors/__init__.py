"""What the installation is connected to: a capability of a model (``population.verify``) -> a connector.

Bound in one JSON file (``MOTCUA_CONNECTORS``), see :mod:`runtime.connectors.registry`. A capability nothing is bound to
waits for an operator, who answers by hand.
"""

from runtime.connectors.protocol import Answer, Connector, Delivery, Refusal, Request, TransientError
from runtime.connectors.registry import Connections, ConnectorError, Registry, read_registry, registry_from_json

__all__ = [
    "Answer",
    "Connections",
    "Connector",
    "ConnectorError",
    "Delivery",
    "Refusal",
    "Registry",
    "Request",
    "TransientError",
    "read_registry",
    "registry_from_json",
]
