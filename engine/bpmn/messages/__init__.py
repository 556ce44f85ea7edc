"""Every sentence the reader, compiler and checks can say: code -> (severity, English, Vietnamese)."""

from types import MappingProxyType
from typing import Final

from engine.bpmn.messages.compile import COMPILE
from engine.bpmn.messages.reading import READING

MESSAGES: Final = MappingProxyType({**READING, **COMPILE})
