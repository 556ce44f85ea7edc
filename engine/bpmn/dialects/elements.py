"""What other vendors' extensions say about a flow node, as plain texts in our own convention (``=`` leads FEEL).

Read are Camunda 8 (``zeebe:``), Camunda 7 (``camunda:``) with its relatives Activiti and Flowable, and SpiffWorkflow
(``spiffworkflow:``) as far as their meaning is the same as ours; :mod:`engine.bpmn.dialects.unread` names the rest.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from engine.bpmn.names import Element, child, kind_of, text_of

ZEEBE: Final = "http://camunda.org/schema/zeebe/1.0"
CAMUNDA: Final = "http://camunda.org/schema/1.0/bpmn"
JAVA: Final = (CAMUNDA, "http://activiti.org/bpmn", "http://flowable.org/bpmn")
"""Camunda 7 and its relatives, which have these words in common."""
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


def extension_of(element: Element, namespace: str, name: str) -> Element | None:
    """The first extension element of this name."""
    holder = child(element, "extensionElements")
    return None if holder is None else holder.find(f"{{{namespace}}}{name}")


def _get(element: Element | None, name: str) -> str | None:
    return None if element is None else (element.get(name) or "").strip() or None


def java_attribute(element: Element, name: str) -> str | None:
    """An attribute of Camunda 7 or one of its relatives."""
    return next((value for space in JAVA if (value := _get(element, f"{{{space}}}{name}")) is not None), None)


def java_extensions(element: Element, *names: str) -> list[Element]:
    """Extension elements of these names of Camunda 7 or one of its relatives, in document order."""
    holder = child(element, "extensionElements")
    tags = {f"{{{space}}}{name}" for space in JAVA for name in names}
    return [] if holder is None else [part for part in holder if part.tag in tags]


def _first_group(text: str | None) -> str | None:
    """Candidate groups may be a list; a role is one."""
    return None if text is None else text if text.startswith("=") else text.split(",")[0].strip() or None


def hints_of(element: Element) -> Hints:
    """All vendors' words about one flow node, Camunda 8 before Camunda 7 before SpiffWorkflow."""
    task = extension_of(element, ZEEBE, "taskDefinition")
    form = extension_of(element, ZEEBE, "formDefinition")
    script = extension_of(element, ZEEBE, "script")
    decision = extension_of(element, ZEEBE, "calledDecision")
    assigned = extension_of(element, ZEEBE, "assignmentDefinition")
    retries = _get(task, "retries")
    return Hints(
        form=_form(element, form),
        role=_role(element, assigned),
        service=_get(task, "type") or java_attribute(element, "topic"),
        retries=retries if retries is not None and retries.isdecimal() else None,
        calls=called_by_vendor(element),
        script=_get(script, "expression"),
        result=_get(script, "resultVariable")
        or _get(decision, "resultVariable")
        or java_attribute(element, "resultVariable"),
        inputs=tuple(_inputs(element)),
        outputs=tuple(_outputs(element)),
        closed=_closed(element),
    )


def _form(element: Element, zeebe: Element | None) -> str | None:
    own = _get(zeebe, "formId") or _get(zeebe, "formKey") or _get(zeebe, "externalReference")
    key = (
        own
        or java_attribute(element, "formKey")
        or java_attribute(element, "formRef")
        or spiff_property(element, _SPIFF_FORM)
    )
    return None if key is None else _form_name(key)


def _form_name(key: str) -> str:
    """The form's plain name: ``embedded:app:forms/check.html`` and ``check-schema.json`` are both ``check``."""
    name = key.rpartition("/")[2].rpartition(":")[2]
    for ending in (".html", ".form", ".json", "-schema"):
        name = name.removesuffix(ending)
    return name or key


def _role(element: Element, zeebe: Element | None) -> str | None:
    """The group that does a task; a person by name is a role of that name (``bpmn.vendor.assignee`` says so)."""
    groups = _get(zeebe, "candidateGroups") or java_attribute(element, "candidateGroups")
    return _first_group(groups) or assignee_of(element)


def assignee_of(element: Element) -> str | None:
    """Whom a vendor's extension names as the person who does a task, where it names no group."""
    zeebe = extension_of(element, ZEEBE, "assignmentDefinition")
    if _get(zeebe, "candidateGroups") or java_attribute(element, "candidateGroups"):
        return None
    return _get(zeebe, "assignee") or java_attribute(element, "assignee")


def spiff_property(element: Element, name: str) -> str | None:
    """A named value among SpiffWorkflow's ``properties`` of an element."""
    holder = extension_of(element, SPIFF, "properties")
    found = () if holder is None else holder.findall(f"{{{SPIFF}}}property")
    return next((_get(one, "value") for one in found if one.get("name") == name), None)


def _closed(element: Element) -> bool:
    """Camunda 7 hands back what ``out`` names and no more; Camunda 8 everything unless it is told otherwise."""
    if kind_of(element) != "callActivity":
        return False
    called = extension_of(element, ZEEBE, "calledElement")
    if _get(called, "propagateAllChildVariables") == "false":
        return True
    crossing = java_extensions(element, "in", "out")
    everything = any(one.get("variables") == "all" for one in java_extensions(element, "out"))
    return bool(crossing) and not everything


def called_by_vendor(element: Element) -> str | None:
    """The process or decision that a vendor's extension says is called."""
    spiff = extension_of(element, SPIFF, "calledDecisionId")
    return (
        _get(extension_of(element, ZEEBE, "calledElement"), "processId")
        or _get(extension_of(element, ZEEBE, "calledDecision"), "decisionId")
        or java_attribute(element, "decisionRef")
        or (text_of(spiff) if spiff is not None else "")
        or None
    )


def _inputs(element: Element) -> Iterator[tuple[str, str]]:
    mapping = extension_of(element, ZEEBE, "ioMapping")
    for part in () if mapping is None else mapping.findall(f"{{{ZEEBE}}}input"):
        yield part.get("target") or "", part.get("source") or ""
    yield from _camunda_side(element, "inputParameter", "in")


def _outputs(element: Element) -> Iterator[tuple[str, str]]:
    mapping = extension_of(element, ZEEBE, "ioMapping")
    for part in () if mapping is None else mapping.findall(f"{{{ZEEBE}}}output"):
        yield part.get("target") or "", part.get("source") or ""
    yield from _camunda_side(element, "outputParameter", "out")


def _camunda_side(element: Element, parameter: str, variable: str) -> Iterator[tuple[str, str]]:
    for mapping in java_extensions(element, "inputOutput"):
        for part in mapping:
            if str(part.tag).endswith(f"}}{parameter}") and len(part) == 0:  # lists, maps and scripts are named
                yield part.get("name") or "", text_of(part)
    for part in java_extensions(element, variable):
        if source := part.get("source"):
            yield part.get("target") or source, f"={source}"
        elif expression := part.get("sourceExpression"):
            yield part.get("target") or "", expression


def loop_hints_of(loop: Element) -> LoopHints:
    """A vendor's collection and item of a multi-instance loop."""
    zeebe = extension_of(loop, ZEEBE, "loopCharacteristics")
    if zeebe is not None:
        return LoopHints(
            collection=_get(zeebe, "inputCollection"),
            item=_get(zeebe, "inputElement"),
            output_collection=_get(zeebe, "outputCollection"),
            output_item=_get(zeebe, "outputElement"),
        )
    collection = java_attribute(loop, "collection")
    if collection is not None and not collection.startswith(("$", "#", "=")):
        collection = f"={collection}"
    return LoopHints(collection=collection, item=java_attribute(loop, "elementVariable"))


def key_by_vendor(message: Element | None) -> str | None:
    """The correlation key that a vendor's extension of a message names."""
    return None if message is None else _get(extension_of(message, ZEEBE, "subscription"), "correlationKey")
