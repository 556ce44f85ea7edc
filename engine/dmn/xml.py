"""DMN files into elements, refusing what an outsider could use against us: DTDs, entities, size and depth."""

from collections.abc import Iterator
from typing import cast

from lxml import etree

from engine.dmn.errors import DmnError

MAX_BYTES = 8 << 20
MAX_DEPTH = 120

NAMESPACES = {
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd": "1.1",
    "http://www.omg.org/spec/DMN/20180521/MODEL/": "1.2",
    "https://www.omg.org/spec/DMN/20191111/MODEL/": "1.3",
    "https://www.omg.org/spec/DMN/20211108/MODEL/": "1.4",
    "https://www.omg.org/spec/DMN/20230324/MODEL/": "1.5",
}
"""Model namespace -> DMN version."""

Element = etree._Element  # noqa: SLF001 - lxml has no public name for its element type


def read_xml(xml: bytes) -> Element:
    """The `definitions` element of a DMN file; `DmnError` for everything else."""
    if len(xml) > MAX_BYTES:
        raise DmnError(f"the file is larger than {MAX_BYTES} bytes")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise DmnError(f"the file is not well-formed XML: {error.msg}", error.lineno) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise DmnError("the file has a document type declaration; remove the <!DOCTYPE ...>", 1)
    name = etree.QName(root)
    if name.localname != "definitions" or name.namespace not in NAMESPACES:
        raise DmnError(
            "the file is no DMN 1.1 to 1.5 model: its root is not <definitions> of DMN", line_of(root), root.tag
        )
    _check_depth(root)
    return root


def _check_depth(root: Element) -> None:
    depth = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MAX_DEPTH:
            raise DmnError(f"elements are nested deeper than {MAX_DEPTH} levels", line_of(element))


def line_of(element: Element) -> int | None:
    """The line the element starts on."""
    return cast("int | None", element.sourceline)


def local(element: Element) -> str:
    """The tag without its namespace; empty for comments and processing instructions."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def is_dmn(element: Element) -> bool:
    """Whether the element belongs to the DMN model, not to an extension or the diagram."""
    return isinstance(element.tag, str) and etree.QName(element).namespace in NAMESPACES


def children(element: Element, *names: str) -> Iterator[Element]:
    """The DMN children with one of these tags (all DMN children without names), in order."""
    return (child for child in element if is_dmn(child) and (not names or local(child) in names))


def child(element: Element, *names: str) -> Element | None:
    """The first DMN child with one of these tags."""
    return next(children(element, *names), None)


def text_of(element: Element, *path: str) -> str:
    """The text at a path of tags, stripped; empty when there is none."""
    found: Element | None = element
    for name in path:
        found = None if found is None else child(found, name)
    return "" if found is None else "".join(str(part) for part in found.itertext()).strip()


def name_of(element: Element) -> str:
    """The name with single spaces, as FEEL reads it."""
    return " ".join((element.get("name") or "").split())


def label(element: Element) -> str:
    """How to call the element in a message: its id, name or tag."""
    return element.get("id") or element.get("name") or local(element)


def references(element: Element, kind: str) -> list[str]:
    """The hrefs of the references of a kind, such as `requiredInput` inside requirements or directly below."""
    found = [reference.get("href") for reference in element.iter() if is_dmn(reference) and local(reference) == kind]
    return [href for href in found if href]
