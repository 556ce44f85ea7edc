"""The one table of behaviours: every kind of flow node, and how it acts."""

from types import MappingProxyType
from typing import Final

from engine.bpmn.model import NodeKind
from engine.kernel import containers, gateways, happenings, tasks
from engine.kernel.behaviour import Behaviour

BEHAVIOURS: Final = MappingProxyType[NodeKind, Behaviour](
    {
        NodeKind.START: happenings.START,
        NodeKind.END: happenings.THROW,
        NodeKind.CATCH: happenings.CATCH,
        NodeKind.THROW: happenings.THROW,
        NodeKind.BOUNDARY: happenings.BOUNDARY,
        NodeKind.TASK: tasks.PERSON,
        NodeKind.USER_TASK: tasks.PERSON,
        NodeKind.MANUAL_TASK: tasks.PERSON,
        NodeKind.SERVICE_TASK: tasks.SERVICE,
        NodeKind.SCRIPT_TASK: tasks.SCRIPT,
        NodeKind.RULE_TASK: tasks.RULE,
        NodeKind.SEND_TASK: tasks.SEND,
        NodeKind.RECEIVE_TASK: tasks.RECEIVE,
        NodeKind.CALL_ACTIVITY: tasks.CALL,
        NodeKind.SUB_PROCESS: containers.CONTAINER,
        NodeKind.TRANSACTION: containers.CONTAINER,
        NodeKind.AD_HOC: containers.CONTAINER,
        NodeKind.EXCLUSIVE: gateways.EXCLUSIVE,
        NodeKind.INCLUSIVE: gateways.INCLUSIVE,
        NodeKind.PARALLEL: gateways.PARALLEL,
        NodeKind.COMPLEX: gateways.COMPLEX,
        NodeKind.EVENT_GATEWAY: gateways.EVENT_BASED,
    }
)
