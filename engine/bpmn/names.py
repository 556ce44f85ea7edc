"""The words of BPMN 2.0.2: namespaces, element names and the groups they form."""

import re
from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from lxml import etree

from engine.bpmn.model import NodeKind, Trigger

BPMN: Final = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI: Final = "http://www.omg.org/spec/BPMN/20100524/DI"
DC: Final = "http://www.omg.org/spec/DD/20100524/DC"
DI: Final = "http://www.omg.org/spec/DD/20100524/DI"
XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
MOTCUA: Final = "urn:motcua:bpmn:1"

_WHOLE: Final = re.compile(r"([+-]?)([0-9]+)")

Element = etree._Element  # noqa: SLF001 - lxml names its public element type so

NODE_KINDS: Final = MappingProxyType({kind.value: kind for kind in NodeKind})
TRIGGERS: Final = MappingProxyType(
    {
        "messageEventDefinition": Trigger.MESSAGE,
        "timerEventDefinition": Trigger.TIMER,
        "signalEventDefinition": Trigger.SIGNAL,
        "errorEventDefinition": Trigger.ERROR,
        "escalationEventDefinition": Trigger.ESCALATION,
        "conditionalEventDefinition": Trigger.CONDITIONAL,
        "linkEventDefinition": Trigger.LINK,
        "compensateEventDefinition": Trigger.COMPENSATION,
        "cancelEventDefinition": Trigger.CANCEL,
        "terminateEventDefinition": Trigger.TERMINATE,
    }
)

TASKS: Final = frozenset(
    {"task", "userTask", "manualTask", "serviceTask", "scriptTask", "businessRuleTask", "sendTask", "receiveTask"}
)
SUB_PROCESSES: Final = frozenset({"subProcess", "transaction", "adHocSubProcess"})
ACTIVITIES: Final = TASKS | SUB_PROCESSES | {"callActivity"}
GATEWAYS: Final = frozenset(
    {"exclusiveGateway", "inclusiveGateway", "parallelGateway", "complexGateway", "eventBasedGateway"}
)
CATCH_EVENTS: Final = frozenset({"startEvent", "intermediateCatchEvent", "boundaryEvent"})
THROW_EVENTS: Final = frozenset({"endEvent", "intermediateThrowEvent", "implicitThrowEvent", "event"})
EVENTS: Final = frozenset(
    {"startEvent", "intermediateCatchEvent", "boundaryEvent", "endEvent", "intermediateThrowEvent"}
)
FLOW_NODES: Final = ACTIVITIES | GATEWAYS | EVENTS
CHOREOGRAPHY_NODES: Final = frozenset({"choreographyTask", "subChoreography", "callChoreography"})
CONTAINERS: Final = SUB_PROCESSES | {"process"}
CHOREOGRAPHIES: Final = frozenset({"choreography", "subChoreography", "globalChoreographyTask"})
GLOBAL_TASKS: Final = MappingProxyType(
    {
        "globalTask": NodeKind.TASK,
        "globalUserTask": NodeKind.USER_TASK,
        "globalManualTask": NodeKind.MANUAL_TASK,
        "globalScriptTask": NodeKind.SCRIPT_TASK,
        "globalBusinessRuleTask": NodeKind.RULE_TASK,
    }
)
ITEM_AWARE: Final = frozenset(
    {
        "dataObject",
        "dataObjectReference",
        "dataStore",
        "dataStoreReference",
        "property",
        "dataInput",
        "dataOutput",
        "inputDataItem",
        "outputDataItem",
    }
)


def q(name: str) -> str:
    """The qualified tag of a BPMN element."""
    return f"{{{BPMN}}}{name}"


def kind_of(element: Element) -> str:
    """Local name of a BPMN element; empty for comments, instructions and elements of other namespaces."""
    tag = tag_of(element)
    prefix = f"{{{BPMN}}}"
    return tag[len(prefix) :] if tag.startswith(prefix) else ""


def tag_of(element: Element) -> str:
    """The qualified tag; empty for comments and processing instructions."""
    tag: object = element.tag
    return tag if isinstance(tag, str) else ""


def children(element: Element, *names: str) -> list[Element]:
    """Direct BPMN children of these names (all BPMN children when none is named), in document order."""
    found = [(kind_of(child), child) for child in element]
    return [child for kind, child in found if kind and (not names or kind in names)]


def child(element: Element, name: str) -> Element | None:
    """The first direct BPMN child of this name."""
    return element.find(q(name))


def text_of(element: Element | None) -> str:
    """All text inside an element (also CDATA and mixed content), without outer white space.

    An expression has mixed content (§8.4.6): its documentation and extensions are not part of what it says.
    """
    if element is None:
        return ""
    if not len(element):
        return (element.text or "").strip()
    return "".join(_texts(element)).strip()


def _texts(element: Element) -> Iterator[str]:
    yield element.text or ""
    for part in element:
        if tag_of(part) and kind_of(part) not in {"documentation", "extensionElements"}:
            yield from _texts(part)
        yield part.tail or ""


def own_id(element: Element) -> str:
    """The element's ``id`` or an empty string."""
    return (element.get("id") or "").strip()


def flag(element: Element, attribute: str, *, default: bool = False) -> bool:
    """An XML Schema boolean attribute."""
    value = element.get(attribute)
    return default if value is None else value.strip() in {"true", "1"}


def whole_number(text: str) -> int | None:
    """An XML Schema integer; None for any other text. Beyond nine digits all numbers are alike."""
    match = _WHOLE.fullmatch(text.strip())
    if match is None:
        return None
    digits = match[2].lstrip("0") or "0"
    return int(match[1] + (digits if len(digits) < 10 else "999999999"))


def line_of(element: Element) -> int:
    """The line on which the element's start tag ends, from 1; 0 when unknown."""
    line: object = element.sourceline
    return line if isinstance(line, int) else 0
