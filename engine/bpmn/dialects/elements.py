"""What other vendors' extensions say about a flow node, as plain texts in our own convention (``=`` leads FEEL).

Read are Camunda 8 (``zeebe:``), Camunda 7 (``camunda:``) and SpiffWorkflow (``spiffworkflow:``) as far as their meaning
is the same as ours; what is code (Java classes, listeners, Python scripts) is named by :func:`unexecutable`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from engine.bpmn.names import Element, child, kind_of, text_of

ZEEBE: Final = "http://camunda.org/schema/zeebe/1.0"
CAMUNDA: Final = "http://camunda.org/schema/1.0/bpmn"
SPIFF: Final = "http://spiffworkflow.org/bpmn/schema/1.0/core"
_SPIFF_FORM: Final = "formJsonSchemaFilename"

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """Texts of a vendor; None or empty where it says nothing."""

    form: str | None = None
    role: str | None = None
    service: str | None = None
    retries: str | None = None
    calls: str | None = None
    script: str | None = None
    result: str | None = None
    """Variable that receives the result of the decision, script or service."""
    inputs: Pairs = ()
    outputs: Pairs = ()
    closed: bool = False
    """Nothing but the outputs comes back from what is called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopHints:
    """What a vendor says about a multi-instance loop."""

    collection: str | None = None
    item: str | None = None
    output_collection: str | None = None
    output_item: str | None = None


def _extension(element: Element, namespace: str, name: str) -> Element | None:
    holder = child(element, "extensionElements")
    return None if holder is None else holder.find(f"{{{namespace}}}{name}")


def _get(element: Element | None, name: str) -> str | None:
    return None if element is None else (element.get(name) or "").strip() or None


def _camunda(element: Element, name: str) -> str | None:
    return _get(element, f"{{{CAMUNDA}}}{name}")


def _first_group(text: str | None) -> str | None:
    """Candidate groups may be a list; a role is one."""
    return None if text is None else text if text.startswith("=") else text.split(",")[0].strip() or None


def hints_of(element: Element) -> Hints:
    """All vendors' words about one flow node, Camunda 8 before Camunda 7 before SpiffWorkflow."""
    task = _extension(element, ZEEBE, "taskDefinition")
    form = _extension(element, ZEEBE, "formDefinition")
    script = _extension(element, ZEEBE, "script")
    decision = _extension(element, ZEEBE, "calledDecision")
    assigned = _extension(element, ZEEBE, "assignmentDefinition")
    retries = _get(task, "retries")
    return Hints(
        form=_form(element, form),
        role=_role(element, assigned),
        service=_get(task, "type") or _camunda(element, "topic"),
        retries=retries if retries is not None and retries.isdecimal() else None,
        calls=called_by_vendor(element),
        script=_get(script, "expression"),
        result=_get(script, "resultVariable")
        or _get(decision, "resultVariable")
        or _camunda(element, "resultVariable"),
        inputs=tuple(_inputs(element)),
        outputs=tuple(_outputs(element)),
        closed=_closed(element),
    )


def _form(element: Element, zeebe: Element | None) -> str | None:
    own = _get(zeebe, "formId") or _get(zeebe, "formKey") or _get(zeebe, "externalReference")
    key = own or _camunda(element, "formKey") or _camunda(element, "formRef") or spiff_property(element, _SPIFF_FORM)
    return None if key is None else _form_name(key)


def _form_name(key: str) -> str:
    """The form's plain name: ``embedded:app:forms/check.html`` and ``check-schema.json`` are both ``check``."""
    name = key.rpartition("/")[2].rpartition(":")[2]
    for ending in (".html", ".form", ".json", "-schema"):
        name = name.removesuffix(ending)
    return name or key


def _role(element: Element, zeebe: Element | None) -> str | None:
    """The group that does a task; a person by name is a role of that name (``bpmn.vendor.assignee`` says so)."""
    groups = _get(zeebe, "candidateGroups") or _camunda(element, "candidateGroups")
    return _first_group(groups) or assignee_of(element)


def assignee_of(element: Element) -> str | None:
    """Whom a vendor's extension names as the person who does a task, where it names no group."""
    zeebe = _extension(element, ZEEBE, "assignmentDefinition")
    if _get(zeebe, "candidateGroups") or _camunda(element, "candidateGroups"):
        return None
    return _get(zeebe, "assignee") or _camunda(element, "assignee")


def spiff_property(element: Element, name: str) -> str | None:
    """A named value among SpiffWorkflow's ``properties`` of an element."""
    holder = _extension(element, SPIFF, "properties")
    found = () if holder is None else holder.findall(f"{{{SPIFF}}}property")
    return next((_get(one, "value") for one in found if one.get("name") == name), None)


def _closed(element: Element) -> bool:
    """Camunda 7 hands back what ``out`` names and no more; Camunda 8 everything unless it is told otherwise."""
    if kind_of(element) != "callActivity":
        return False
    called = _extension(element, ZEEBE, "calledElement")
    if _get(called, "propagateAllChildVariables") == "false":
        return True
    holder = child(element, "extensionElements")
    crossing = [] if holder is None else [*holder.iterfind(f"{{{CAMUNDA}}}in"), *holder.iterfind(f"{{{CAMUNDA}}}out")]
    everything = any(one.tag == f"{{{CAMUNDA}}}out" and one.get("variables") == "all" for one in crossing)
    return bool(crossing) and not everything


def called_by_vendor(element: Element) -> str | None:
    """The process or decision that a vendor's extension says is called."""
    spiff = _extension(element, SPIFF, "calledDecisionId")
    return (
        _get(_extension(element, ZEEBE, "calledElement"), "processId")
        or _get(_extension(element, ZEEBE, "calledDecision"), "decisionId")
        or _camunda(element, "decisionRef")
        or (text_of(spiff) if spiff is not None else "")
        or None
    )


def _inputs(element: Element) -> Iterator[tuple[str, str]]:
    mapping = _extension(element, ZEEBE, "ioMapping")
    for part in () if mapping is None else mapping.findall(f"{{{ZEEBE}}}input"):
        yield part.get("target") or "", part.get("source") or ""
    yield from _camunda_side(element, "inputParameter", "in")


def _outputs(element: Element) -> Iterator[tuple[str, str]]:
    mapping = _extension(element, ZEEBE, "ioMapping")
    for part in () if mapping is None else mapping.findall(f"{{{ZEEBE}}}output"):
        yield part.get("target") or "", part.get("source") or ""
    yield from _camunda_side(element, "outputParameter", "out")


def _camunda_side(element: Element, parameter: str, variable: str) -> Iterator[tuple[str, str]]:
    mapping = _extension(element, CAMUNDA, "inputOutput")
    for part in () if mapping is None else mapping.findall(f"{{{CAMUNDA}}}{parameter}"):
        yield part.get("name") or "", text_of(part)
    holder = child(element, "extensionElements")
    for part in () if holder is None else holder.findall(f"{{{CAMUNDA}}}{variable}"):
        if source := part.get("source"):
            yield part.get("target") or source, f"={source}"
        elif expression := part.get("sourceExpression"):
            yield part.get("target") or "", expression


def loop_hints_of(loop: Element) -> LoopHints:
    """A vendor's collection and item of a multi-instance loop."""
    zeebe = _extension(loop, ZEEBE, "loopCharacteristics")
    if zeebe is not None:
        return LoopHints(
            collection=_get(zeebe, "inputCollection"),
            item=_get(zeebe, "inputElement"),
            output_collection=_get(zeebe, "outputCollection"),
            output_item=_get(zeebe, "outputElement"),
        )
    collection = _camunda(loop, "collection")
    if collection is not None and not collection.startswith(("$", "#", "=")):
        collection = f"={collection}"
    return LoopHints(collection=collection, item=_camunda(loop, "elementVariable"))


def key_by_vendor(message: Element | None) -> str | None:
    """The correlation key that a vendor's extension of a message names."""
    return None if message is None else _get(_extension(message, ZEEBE, "subscription"), "correlationKey")


_CODE: Final = ("class", "delegateExpression", "expression")
_LISTENERS: Final = (
    f"{{{CAMUNDA}}}executionListener",
    f"{{{CAMUNDA}}}taskListener",
    f"{{{ZEEBE}}}executionListeners",
    f"{{{ZEEBE}}}taskListeners",
    f"{{{SPIFF}}}preScript",
    f"{{{SPIFF}}}postScript",
    f"{{{SPIFF}}}serviceTaskOperator",
)


_UNUSED_ATTRIBUTES: Final = frozenset(
    {"candidateUsers", "dueDate", "followUpDate", "priority", "taskPriority", "calledElementVersion", "caseRef"}
    | {"calledElementTenantId", "decisionRefVersion", "decisionRefTenantId", "candidateStarterGroups"}
    | {"candidateStarterUsers", "variableMappingClass", "variableMappingDelegateExpression", "resource"}
)
_UNUSED_ELEMENTS: Final = frozenset(
    {
        f"{{{CAMUNDA}}}formData",
        f"{{{CAMUNDA}}}connector",
        f"{{{CAMUNDA}}}failedJobRetryTimeCycle",
        f"{{{CAMUNDA}}}errorEventDefinition",
        f"{{{ZEEBE}}}taskSchedule",
        f"{{{ZEEBE}}}taskHeaders",
        f"{{{ZEEBE}}}priorityDefinition",
        f"{{{ZEEBE}}}linkedResources",
        f"{{{SPIFF}}}messageVariable",
        f"{{{SPIFF}}}processVariableCorrelation",
    }
)


def unused(element: Element) -> Iterator[str]:
    """Names of vendor extensions of a flow node that would change what it does and are not read."""
    for name in sorted(_UNUSED_ATTRIBUTES):
        if _camunda(element, name) is not None:
            yield f"camunda:{name}"
    if _camunda(element, "calledElementBinding") not in {None, "latest", "deployment"}:
        yield "camunda:calledElementBinding"
    holder = child(element, "extensionElements")
    for part in () if holder is None else holder:
        if part.tag in _UNUSED_ELEMENTS:
            yield f"{part.prefix}:{str(part.tag).rpartition('}')[2]}"
        elif part.tag == f"{{{CAMUNDA}}}in" and part.get("variables") == "all":
            yield "camunda:in variables"
        elif part.tag in {f"{{{CAMUNDA}}}in", f"{{{CAMUNDA}}}out"} and part.get("businessKey") is not None:
            yield "camunda:in businessKey"
    if kind_of(element) == "callActivity" and _extension(element, ZEEBE, "calledElement") is not None:
        yield from _whole_context(element)


def _whole_context(call: Element) -> Iterator[str]:
    """Camunda 8 hands all variables to what it calls; here data crosses by mapping only."""
    called = _extension(call, ZEEBE, "calledElement")
    mapped = _extension(call, ZEEBE, "ioMapping")
    inputs = () if mapped is None else mapped.findall(f"{{{ZEEBE}}}input")
    if _get(called, "propagateAllParentVariables") != "false" and not inputs:
        yield "zeebe:calledElement propagateAllParentVariables"


def unexecutable(element: Element) -> Iterator[str]:
    """Names of vendor extensions of a flow node that are code of another platform."""
    for name in _CODE:
        if _camunda(element, name) is not None and kind_of(element) != "callActivity":
            yield f"camunda:{name}"
    holder = child(element, "extensionElements")
    for part in () if holder is None else holder:
        if part.tag in _LISTENERS:
            yield f"{part.prefix}:{str(part.tag).rpartition('}')[2]}"
