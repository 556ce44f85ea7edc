"""Every reference leads to an element of the right kind (BPMN 2.0.2, the metamodel's associations)."""

from types import MappingProxyType
from typing import Final

from engine.bpmn.context import Context
from engine.bpmn.dialects.elements import called_by_vendor
from engine.bpmn.names import (
    ACTIVITIES,
    BPMNDI,
    CHOREOGRAPHY_NODES,
    EVENTS,
    FLOW_NODES,
    GLOBAL_TASKS,
    ITEM_AWARE,
    TRIGGERS,
    Element,
    kind_of,
    own_id,
)
from engine.bpmn.problems import Severity
from engine.bpmn.report import label

_CALLABLE: Final = frozenset({"process"}) | frozenset(GLOBAL_TASKS)
_INTERACTION: Final = frozenset({"participant"}) | ACTIVITIES | EVENTS
_CONVERSATIONS: Final = frozenset({"conversation", "subConversation", "callConversation"})
_COLLABORATIONS: Final = frozenset({"collaboration", "choreography", "globalConversation", "globalChoreographyTask"})
_ANYTHING: Final[frozenset[str]] = frozenset()


def _kinds(*names: str) -> frozenset[str]:
    return frozenset(names)


_BY_NAME: Final[MappingProxyType[str, frozenset[str]]] = MappingProxyType(
    {
        "incoming": _kinds("sequenceFlow"),
        "outgoing": _kinds("sequenceFlow"),
        "default": _kinds("sequenceFlow"),
        "attachedToRef": ACTIVITIES | CHOREOGRAPHY_NODES,
        "calledElement": _CALLABLE,
        "messageRef": _kinds("message"),
        "inMessageRef": _kinds("message"),
        "outMessageRef": _kinds("message"),
        "signalRef": _kinds("signal"),
        "errorRef": _kinds("error"),
        "escalationRef": _kinds("escalation"),
        "operationRef": _kinds("operation"),
        "interfaceRef": _kinds("interface"),
        "supportedInterfaceRef": _kinds("interface"),
        "endPointRef": _kinds("endPoint"),
        "itemSubjectRef": _kinds("itemDefinition"),
        "itemRef": _kinds("itemDefinition"),
        "evaluatesToTypeRef": _kinds("itemDefinition"),
        "dataObjectRef": _kinds("dataObject"),
        "dataStoreRef": _kinds("dataStore"),
        "dataInputRefs": _kinds("dataInput"),
        "optionalInputRefs": _kinds("dataInput"),
        "whileExecutingInputRefs": _kinds("dataInput"),
        "dataOutputRefs": _kinds("dataOutput"),
        "optionalOutputRefs": _kinds("dataOutput"),
        "whileExecutingOutputRefs": _kinds("dataOutput"),
        "inputSetRefs": _kinds("inputSet"),
        "outputSetRefs": _kinds("outputSet"),
        "inputDataRef": _kinds("inputSet", "dataInput"),
        "outputDataRef": _kinds("outputSet", "dataOutput"),
        "loopDataInputRef": ITEM_AWARE,
        "loopDataOutputRef": ITEM_AWARE,
        "eventDefinitionRef": frozenset(TRIGGERS),
        "oneBehaviorEventRef": frozenset(TRIGGERS),
        "noneBehaviorEventRef": frozenset(TRIGGERS),
        "activityRef": ACTIVITIES,
        "flowNodeRef": FLOW_NODES,
        "categoryValueRef": _kinds("categoryValue"),
        "resourceRef": _kinds("resource"),
        "parameterRef": _kinds("resourceParameter"),
        "processRef": _kinds("process"),
        "supports": _kinds("process"),
        "definitionalCollaborationRef": _COLLABORATIONS,
        "calledCollaborationRef": _COLLABORATIONS,
        "calledChoreographyRef": _kinds("choreography", "globalChoreographyTask"),
        "choreographyRef": _kinds("choreography", "globalChoreographyTask"),
        "participantRef": _kinds("participant"),
        "innerParticipantRef": _kinds("participant"),
        "outerParticipantRef": _kinds("participant"),
        "initiatingParticipantRef": _kinds("participant"),
        "messageFlowRef": _kinds("messageFlow"),
        "innerMessageFlowRef": _kinds("messageFlow"),
        "outerMessageFlowRef": _kinds("messageFlow"),
        "innerConversationNodeRef": _CONVERSATIONS,
        "outerConversationNodeRef": _CONVERSATIONS,
        "correlationKeyRef": _kinds("correlationKey"),
        "correlationPropertyRef": _kinds("correlationProperty"),
        "partitionElementRef": _ANYTHING,
    }
)
"""Attribute or child element -> kinds it may lead to (nothing listed: any element)."""

_SPECIAL: Final[MappingProxyType[tuple[str, str], frozenset[str]]] = MappingProxyType(
    {
        ("sequenceFlow", "sourceRef"): FLOW_NODES | CHOREOGRAPHY_NODES,
        ("sequenceFlow", "targetRef"): FLOW_NODES | CHOREOGRAPHY_NODES,
        ("messageFlow", "sourceRef"): _INTERACTION,
        ("messageFlow", "targetRef"): _INTERACTION,
        ("conversationLink", "sourceRef"): _INTERACTION | _CONVERSATIONS,
        ("conversationLink", "targetRef"): _INTERACTION | _CONVERSATIONS,
        ("association", "sourceRef"): _ANYTHING,
        ("association", "targetRef"): _ANYTHING,
        ("dataInputAssociation", "sourceRef"): ITEM_AWARE,
        ("dataInputAssociation", "targetRef"): ITEM_AWARE,
        ("dataOutputAssociation", "sourceRef"): ITEM_AWARE,
        ("dataOutputAssociation", "targetRef"): ITEM_AWARE,
        ("linkEventDefinition", "source"): _kinds("linkEventDefinition", "intermediateThrowEvent"),
        ("linkEventDefinition", "target"): _kinds("linkEventDefinition", "intermediateCatchEvent"),
        ("error", "structureRef"): _kinds("itemDefinition"),
        ("signal", "structureRef"): _kinds("itemDefinition"),
        ("escalation", "structureRef"): _kinds("itemDefinition"),
        ("relationship", "source"): _ANYTHING,
        ("relationship", "target"): _ANYTHING,
    }
)
_FREE: Final = frozenset({"http://www.w3.org/2001/XMLSchema"})
"""Namespaces whose names are known without an import."""


def check_references(ctx: Context) -> None:
    """Look at every reference attribute and reference child of the document."""
    imported = ctx.index.imported() | _FREE
    seen: set[tuple[Element, str, str]] = set()
    for element in ctx.index.root.iter():
        kind = kind_of(element)
        if not kind or kind == "extensionElements":
            continue
        for name, value in element.attrib.items():
            allowed = _allowed(kind, str(name))
            if allowed is not None and str(value).strip():
                _check(ctx, element, str(name), str(value), allowed, imported)
        parent = element.getparent()
        if parent is not None and len(element) == 0 and (text := (element.text or "").strip()):
            allowed = _allowed(kind_of(parent), kind)
            if allowed is not None:
                _check(ctx, element, kind, text, allowed, imported)
                if (parent, kind, text) in seen:  # lists of references are sets
                    ctx.report.add("bpmn.reference.twice", element, None, target=text, label=label(parent))
                seen.add((parent, kind, text))


def _allowed(kind: str, name: str) -> frozenset[str] | None:
    found = _SPECIAL.get((kind, name))
    return found if found is not None else _BY_NAME.get(name)


def _check(
    ctx: Context, element: Element, name: str, text: str, allowed: frozenset[str], imported: frozenset[str]
) -> None:
    target = ctx.index.follow(element, text)
    if target.bad_prefix:
        ctx.report.add("bpmn.reference.prefix", element, attribute=name, target=text)
    elif target.external:
        namespace = element.nsmap.get(text.strip().partition(":")[0])
        if namespace not in imported:
            ctx.report.add("bpmn.reference.not-imported", element, attribute=name, target=text, namespace=namespace)
        elif target.missing:
            ctx.report.add("bpmn.reference.dangling", element, attribute=name, target=text)
        elif target.imported is not None and allowed and kind_of(target.imported) not in allowed:
            _wrong_kind(ctx, element, name, text, target.imported)
    elif name == "calledElement" and target.element is None and (called_by_vendor(element) or _beside(ctx, text)):
        ctx.report.add("bpmn.call.unknown", element, Severity.WARNING, attribute=name, target=text)
    elif target.element is None:
        code = "bpmn.call.unknown" if name == "calledElement" else "bpmn.reference.dangling"
        ctx.report.add(code, element, attribute=name, target=text)
    elif allowed and kind_of(target.element) not in allowed:
        _wrong_kind(ctx, element, name, text, target.element)


def _wrong_kind(ctx: Context, element: Element, name: str, text: str, found: Element) -> None:
    ctx.report.add("bpmn.reference.wrong-kind", element, attribute=name, target=text, found=kind_of(found))


def _beside(ctx: Context, text: str) -> bool:
    """Whether an imported model holds a process of this plain name, as tools write that ignore namespaces."""
    return any(kind_of(found[text]) in _CALLABLE for found in ctx.index.beside.values() if text in found)


def check_ids(ctx: Context) -> None:
    """Ids are unique, and whatever executes has one."""
    for element in ctx.index.duplicates:
        ctx.report.add("bpmn.id.duplicate", element, id=own_id(element))
    seen = set(ctx.index.by_id)
    for drawn in ctx.index.root.iter(f"{{{BPMNDI}}}*"):
        ident = own_id(drawn)
        if ident in seen:
            ctx.report.add("bpmn.id.duplicate", drawn, id=ident)
        if ident:
            seen.add(ident)
    for kind in ("process", *sorted(FLOW_NODES)):
        for element in ctx.index.all(kind):
            if not own_id(element):
                ctx.report.add("bpmn.id.missing", element)
