"""What other vendors' extensions say that is not read: nothing of it is passed over in silence."""

from collections.abc import Iterator
from typing import Final

from engine.bpmn.dialects.elements import JAVA, SPIFF, ZEEBE, extension_of, java_attribute, java_extensions
from engine.bpmn.names import EVENTS, TRIGGERS, Element, child, children, kind_of

_CODE: Final = ("class", "delegateExpression", "expression")
_JAVA_CODE: Final = ("executionListener", "taskListener", "script")
_OTHER_CODE: Final = (
    f"{{{ZEEBE}}}executionListeners",
    f"{{{ZEEBE}}}taskListeners",
    f"{{{SPIFF}}}preScript",
    f"{{{SPIFF}}}postScript",
    f"{{{SPIFF}}}serviceTaskOperator",
)
_UNUSED_ATTRIBUTES: Final = (
    "calledElementTenantId",
    "calledElementVersion",
    "candidateStarterGroups",
    "candidateStarterUsers",
    "candidateUsers",
    "caseRef",
    "decisionRefTenantId",
    "decisionRefVersion",
    "dueDate",
    "followUpDate",
    "priority",
    "resource",
    "skipExpression",
    "taskPriority",
    "variableMappingClass",
    "variableMappingDelegateExpression",
)
_UNUSED_JAVA: Final = (
    "formData",
    "formProperty",
    "connector",
    "failedJobRetryTimeCycle",
    "errorEventDefinition",
    "field",
)
_UNUSED_OTHER: Final = (
    f"{{{ZEEBE}}}taskSchedule",
    f"{{{ZEEBE}}}taskHeaders",
    f"{{{ZEEBE}}}priorityDefinition",
    f"{{{ZEEBE}}}linkedResources",
    f"{{{SPIFF}}}messagePayload",
    f"{{{SPIFF}}}messageVariable",
    f"{{{SPIFF}}}processVariableCorrelation",
)


def unexecutable(element: Element) -> Iterator[str]:
    """Names of vendor extensions of a process, flow node or flow that are code of another platform."""
    holders = [element, *children(element, *TRIGGERS)]
    for name in _CODE:
        if kind_of(element) != "callActivity" and any(java_attribute(holder, name) is not None for holder in holders):
            yield _attribute(name)
    for part in (*java_extensions(element, *_JAVA_CODE), *_parts(element, _OTHER_CODE)):
        yield _shown(part)
    for parameter in _parameters(element):
        if any(str(part.tag).endswith("}script") for part in parameter):
            yield f"{_shown(parameter)} (script)"


def unused(element: Element) -> Iterator[str]:
    """Names of vendor extensions that would change what an element does and are not read."""
    for name in _UNUSED_ATTRIBUTES:
        if java_attribute(element, name) is not None:
            yield _attribute(name)
    if java_attribute(element, "calledElementBinding") not in {None, "latest", "deployment"}:
        yield _attribute("calledElementBinding")
    for part in (*java_extensions(element, *_UNUSED_JAVA), *_parts(element, _UNUSED_OTHER)):
        yield _shown(part)
    for part in java_extensions(element, "in", "out"):
        if part.get("businessKey") is not None:
            yield f"{_shown(part)} businessKey"
        elif part.get("variables") == "all" and str(part.tag).endswith("}in"):
            yield f"{_shown(part)} variables"
    for parameter in _parameters(element):
        if len(parameter) and not any(str(part.tag).endswith("}script") for part in parameter):
            yield _shown(parameter)
    yield from _of_a_call(element)
    yield from _of_an_event(element)


def _attribute(name: str) -> str:
    return f"camunda:{name}"


def _shown(part: Element) -> str:
    return f"{part.prefix}:{str(part.tag).rpartition('}')[2]}"


def _parts(element: Element, tags: tuple[str, ...]) -> list[Element]:
    holder = child(element, "extensionElements")
    return [] if holder is None else [part for part in holder if part.tag in tags]


def _parameters(element: Element) -> Iterator[Element]:
    names = tuple(f"{{{space}}}{side}Parameter" for space in JAVA for side in ("input", "output"))
    for mapping in java_extensions(element, "inputOutput"):
        yield from (part for part in mapping if part.tag in names)


def _of_a_call(call: Element) -> Iterator[str]:
    """Camunda 8 hands all variables to what it calls; here data crosses by mapping only."""
    called = extension_of(call, ZEEBE, "calledElement")
    if kind_of(call) != "callActivity" or called is None:
        return
    mapped = extension_of(call, ZEEBE, "ioMapping")
    inputs = () if mapped is None else mapped.findall(f"{{{ZEEBE}}}input")
    if called.get("propagateAllParentVariables") != "false" and not inputs:
        yield "zeebe:calledElement propagateAllParentVariables"


def _of_an_event(event: Element) -> Iterator[str]:
    """Events that a worker does on another platform throw their message or signal here and do no more."""
    if kind_of(event) not in EVENTS:
        return
    if extension_of(event, ZEEBE, "taskDefinition") is not None:
        yield "zeebe:taskDefinition"
    for definition in children(event, *TRIGGERS):
        if java_attribute(definition, "topic") is not None:
            yield _attribute("topic")
