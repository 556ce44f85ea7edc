"""Families of flow nodes that several parts of the kernel speak of."""

from typing import Final

from engine.bpmn.model import NodeKind

GATEWAYS: Final = frozenset(
    {NodeKind.EXCLUSIVE, NodeKind.INCLUSIVE, NodeKind.PARALLEL, NodeKind.COMPLEX, NodeKind.EVENT_GATEWAY}
)
PEOPLE: Final = frozenset({NodeKind.TASK, NodeKind.USER_TASK, NodeKind.MANUAL_TASK})
"""Done by a person, who completes them with answers."""
SERVICES: Final = frozenset({NodeKind.SERVICE_TASK, NodeKind.SEND_TASK, NodeKind.RULE_TASK})
"""May wait for a connector's answer."""
CALLS: Final = frozenset({NodeKind.CALL_ACTIVITY})
CONTAINERS: Final = frozenset({NodeKind.SUB_PROCESS, NodeKind.TRANSACTION, NodeKind.AD_HOC})
"""Open a scope of their own."""
ACTIVITIES: Final = PEOPLE | SERVICES | CALLS | CONTAINERS | {NodeKind.SCRIPT_TASK, NodeKind.RECEIVE_TASK}
RESTING: Final = ACTIVITIES | {NodeKind.CATCH}
"""A token may stay at them: they can hold the clock, and a return may lead back to them."""
