"""The extension vocabulary: known words in their places, saying something that can be understood."""

from engine.bpmn.context import Context
from engine.bpmn.index import process_of
from engine.bpmn.names import MOTCUA, TASKS, Element, kind_of, tag_of
from engine.bpmn.vocabulary import ATTRIBUTES, ELEMENTS, extension

_PREFIX = f"{{{MOTCUA}}}"
_PLACES = ("name", "value")
_WAITING = frozenset({"intermediateCatchEvent", "receiveTask"})


def check_vocabulary(ctx: Context) -> None:
    """Every attribute and element of our namespace, anywhere in the document."""
    for element in ctx.index.root.iter():
        tag = tag_of(element)
        for name, value in element.attrib.items():
            if str(name).startswith(_PREFIX):
                _attribute(ctx, element, str(name).removeprefix(_PREFIX), str(value).strip())
        if tag.startswith(_PREFIX):
            _element(ctx, element, tag.removeprefix(_PREFIX))


def _attribute(ctx: Context, element: Element, name: str, value: str) -> None:
    known = ATTRIBUTES.get(name)
    if known is None:
        ctx.report.add("motcua.attribute.unknown", element, attribute=name, known=", ".join(ATTRIBUTES))
    elif kind_of(element) not in known.on:
        ctx.report.add("motcua.attribute.misplaced", element, attribute=name, places=", ".join(sorted(known.on)))
    elif not known.accepts(value):
        ctx.report.add("motcua.attribute.value", element, attribute=name, value=value, expected=known.expected)
    elif name == "differentFrom":
        _different(ctx, element, value)
    elif name == "clock" and value.startswith("hold:"):
        _hold(ctx, element)
    elif name == "retries" and extension(element, "service") is None:
        ctx.report.add("motcua.retries.no-service", element)


def _different(ctx: Context, element: Element, value: str) -> None:
    other = ctx.index.by_id.get(value)
    if other is None or kind_of(other) not in TASKS or other is element or process_of(other) is not process_of(element):
        ctx.report.add("motcua.different-from.target", element, target=value)


def _hold(ctx: Context, element: Element) -> None:
    if kind_of(element).endswith("Event") and kind_of(element) not in _WAITING:
        ctx.report.add("motcua.clock.hold", element)


def _element(ctx: Context, element: Element, name: str) -> None:
    parent = element.getparent()
    if name not in ELEMENTS or parent is None:
        ctx.report.add("motcua.element.unknown", element, tag=name)
        return
    if name == "io":
        holder = parent.getparent()
        if kind_of(parent) != "extensionElements" or holder is None or kind_of(holder) not in ELEMENTS["io"]:
            ctx.report.add("motcua.element.misplaced", element, tag=name)
    elif parent.tag != f"{_PREFIX}io":
        ctx.report.add("motcua.element.misplaced", element, tag=name)
    allowed = () if name == "io" else _PLACES
    for attribute in element.attrib:
        if str(attribute) not in allowed and not str(attribute).startswith(_PREFIX):
            ctx.report.add("motcua.element.attribute", element, tag=name, attribute=attribute)
