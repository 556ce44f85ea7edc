"""Every sentence the reader, compiler and checks can say: code -> (severity, English, Vietnamese)."""

from types import MappingProxyType
from typing import Final

from engine.bpmn.messages.collaborations import COLLABORATIONS
from engine.bpmn.messages.compile import COMPILE
from engine.bpmn.messages.data import DATA
from engine.bpmn.messages.events import EVENTS
from engine.bpmn.messages.flows import FLOWS
from engine.bpmn.messages.reading import READING
from engine.bpmn.messages.schema import SCHEMA
from engine.bpmn.messages.scopes import SCOPES

MESSAGES: Final = MappingProxyType(
    {**READING, **COMPILE, **SCHEMA, **FLOWS, **EVENTS, **SCOPES, **DATA, **COLLABORATIONS}
)
