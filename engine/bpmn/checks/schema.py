"""Which elements and attributes may stand where, how often and in which order (BPMN 2.0.2, the XML schema)."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from engine.bpmn.context import Context
from engine.bpmn.names import BPMN, BPMNDI, XSI, Element, child, children, kind_of, tag_of
from engine.bpmn.schema import ENUMS, Child, ElementType, element_type, is_abstract, is_kind_of, type_name

_NCNAME: Final = re.compile(r"[^\W\d][\w.\-·]*")
_QNAME: Final = re.compile(r"([^\W\d][\w.\-·]*:)?[^\W\d][\w.\-·]*")
_INTEGER: Final = re.compile(r"[+-]?[0-9]+")
_FORMS: Final[Mapping[str, Callable[[str], bool]]] = MappingProxyType(
    {
        "boolean": lambda text: text in {"true", "false", "1", "0"},
        "integer": lambda text: _INTEGER.fullmatch(text) is not None,
        "int": lambda text: _INTEGER.fullmatch(text) is not None,
        "ID": lambda text: _NCNAME.fullmatch(text) is not None,
        "IDREF": lambda text: _NCNAME.fullmatch(text) is not None,
        "QName": lambda text: _QNAME.fullmatch(text) is not None,
    }
)
_ROLES: Final = frozenset({"resourceRole", "performer", "humanPerformer", "potentialOwner"})
_DIAGRAM: Final = "BPMNDiagram"
_TEXT_ONLY: Final = frozenset({"QName", "IDREF"})


def _anything(_text: str) -> bool:
    return True


def check_schema(ctx: Context) -> None:
    """Walk the whole document below ``definitions``."""
    kind = element_type("Definitions")
    assert kind is not None
    work: list[tuple[Element, ElementType]] = [(ctx.index.root, kind)]
    while work:
        element, known = work.pop()
        _check_attributes(ctx, element, known)
        work += _check_children(ctx, element, known)


def _check_attributes(ctx: Context, element: Element, known: ElementType) -> None:
    for name, value in element.attrib.items():
        text = str(name)
        if text.startswith("{"):
            if text.startswith(f"{{{BPMN}}}"):
                ctx.report.add("bpmn.schema.attribute-unknown", element, attribute=text.partition("}")[2])
            continue
        attribute = known.attributes.get(text)
        if attribute is None:
            ctx.report.add("bpmn.schema.attribute-unknown", element, attribute=text)
        elif not _fits(attribute.type, str(value).strip()):
            ctx.report.add("bpmn.schema.attribute-value", element, attribute=text, value=value)
        elif attribute.type == "QName" and not _declared_prefix(element, str(value).strip()):
            ctx.report.add("bpmn.reference.prefix", element, attribute=text, target=value)
    for name, attribute in known.attributes.items():
        if attribute.required and element.get(name) is None:
            ctx.report.add("bpmn.schema.attribute-missing", element, attribute=name)


def _declared_prefix(element: Element, text: str) -> bool:
    return ":" not in text or text.partition(":")[0] in element.nsmap


def _fits(kind: str, text: str) -> bool:
    if kind in ENUMS:
        return text in ENUMS[kind]
    return _FORMS.get(kind, _anything)(text)


def _check_children(ctx: Context, element: Element, known: ElementType) -> list[tuple[Element, ElementType]]:
    if known.name == "ExtensionElements":
        _check_text(ctx, element, known)
        _check_extensions(ctx, element)
        return []
    found = []
    counts = [0] * len(known.children)
    place = 0
    for part in element:
        if not tag_of(part):
            continue
        name = kind_of(part) or (_DIAGRAM if part.tag == f"{{{BPMNDI}}}{_DIAGRAM}" else "")
        if not name:
            _check_foreign(ctx, part, known)
            continue
        spot = _spot(known.children, name, place)
        if spot is None:
            if not known.any_content or name not in {"documentation", "extensionElements"}:
                ctx.report.add("bpmn.schema.not-allowed", part, parent=kind_of(element))
            continue
        if spot < place:
            ctx.report.add("bpmn.schema.order", part, parent=kind_of(element), after=known.children[place].shown)
        place = max(place, spot)
        counts[spot] += 1
        found += _typed(ctx, part, known.children[spot])
    _check_counts(ctx, element, known, counts)
    _check_resource_role(ctx, element)
    _check_text(ctx, element, known)
    return found


def _check_extensions(ctx: Context, element: Element) -> None:
    """Extensions are of other namespaces: BPMN's own elements have no meaning there."""
    for part in element:
        tag = tag_of(part)
        if kind_of(part) or (tag and not tag.startswith("{")):
            ctx.report.add("bpmn.schema.not-allowed", part, parent="extensionElements")


def _spot(children: tuple[Child, ...], name: str, place: int) -> int | None:
    """The place where a child of this name belongs: from ``place`` on if possible, else the first one at all."""
    spots = [spot for spot, one in enumerate(children) if name in one.names]
    return next((spot for spot in spots if spot >= place), spots[0] if spots else None)


def _check_foreign(ctx: Context, part: Element, known: ElementType) -> None:
    if not known.any_content and known.name not in {"Script", "Text", "Documentation"}:
        ctx.report.add("bpmn.schema.foreign", part, found=f"{part.prefix or ''}:{tag_of(part).rpartition('}')[2]}")


def _typed(ctx: Context, part: Element, spot: Child) -> list[tuple[Element, ElementType]]:
    usual = spot.type or type_name(kind_of(part))
    name = _declared_type(part) or usual
    if usual == type_name(""):
        return []  # the drawing has rules of its own
    if name in _TEXT_ONLY:
        _check_reference(ctx, part, name)
        return []
    known = element_type(name)
    if known is None or is_abstract(name) or not is_kind_of(name, usual) or part.get(f"{{{XSI}}}type") == "":
        ctx.report.add("bpmn.schema.not-concrete", part, found=name)
        return []
    return [(part, known)]


def _check_reference(ctx: Context, part: Element, kind: str) -> None:
    """A child that is a reference holds one id and nothing else."""
    if not _fits(kind, (part.text or "").strip()):
        ctx.report.add("bpmn.schema.reference-text", part, text=(part.text or "").strip())
    for name in part.attrib:
        if not str(name).startswith("{"):
            ctx.report.add("bpmn.schema.attribute-unknown", part, attribute=name)
    for inner in part:
        if tag_of(inner):
            ctx.report.add("bpmn.schema.not-allowed", inner, parent=kind_of(part))


def _declared_type(part: Element) -> str:
    declared = (part.get(f"{{{XSI}}}type") or "").strip().rpartition(":")[2]
    return declared.removeprefix("t")


def _check_counts(ctx: Context, element: Element, known: ElementType, counts: list[int]) -> None:
    for spot, count in zip(known.children, counts, strict=True):
        if count < spot.least:
            ctx.report.add("bpmn.schema.child-missing", element, child=spot.shown, least=spot.least)
        elif spot.most is not None and count > spot.most:
            ctx.report.add("bpmn.schema.child-too-many", element, child=spot.shown, most=spot.most)


def _check_resource_role(ctx: Context, element: Element) -> None:
    """The one choice of the schema between two ways of assigning: a resource with parameters or an expression."""
    if kind_of(element) not in _ROLES:
        return
    resource = child(element, "resourceRef") is not None
    other = children(element, "resourceAssignmentExpression" if resource else "resourceParameterBinding")
    for part in other:
        ctx.report.add("bpmn.schema.not-allowed", part, parent=kind_of(element))


def _check_text(ctx: Context, element: Element, known: ElementType) -> None:
    mixed = known.any_content and known.name != "ExtensionElements"
    if mixed or known.name in {"Script", "Text", "Documentation"}:
        return
    stray = (element.text or "").strip() or next((s for part in element if (s := (part.tail or "").strip())), "")
    if stray:
        ctx.report.add("bpmn.schema.text", element, text=stray)
