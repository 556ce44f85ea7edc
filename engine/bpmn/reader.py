"""Bytes to document and back, safely and without loss.

The document keeps the whole XML tree, so writing it gives back every element, attribute, diagram and extension.
Nothing in a file can make the reader fetch, expand or wait: DTDs and entities are refused, the network is off, and
size, depth and number of elements are limited.
"""

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from engine.bpmn.names import BPMN, Element, kind_of, line_of
from engine.bpmn.problems import BpmnError, Problem, Severity

MAX_BYTES: Final = 10_000_000
MAX_DEPTH: Final = 200
MAX_ELEMENTS: Final = 200_000
MAX_ATTRIBUTES: Final = 500
"""Of one element; each is looked up among all of them, so that more would take time without end."""
ENCODINGS: Final = frozenset({"utf-8", "utf-16", "ascii", "iso8859-1", "cp1252", "utf-16-be", "utf-16-le"})

Tree = etree._ElementTree  # noqa: SLF001 - lxml names its public tree type so

_DOCTYPE: Final = re.compile(rb"<\x00?!\x00?D\x00?O\x00?C\x00?T\x00?Y\x00?P\x00?E|\x00<\x00!\x00D\x00O\x00C\x00T\x00Y")


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """A BPMN file as read: ``tree`` is the lossless XML, ``path`` is what problems call it.

    ``imports`` are the imported BPMN models at hand, by the location that the import names: references into them are
    followed; what is not at hand stays open.
    """

    tree: Tree
    path: str = ""
    imports: Mapping[str, "Document"] = field(default_factory=dict)

    @property
    def root(self) -> Element:
        """The ``definitions`` element."""
        return self.tree.getroot()


def read(xml: bytes, path: str = "") -> Document:
    """Parse BPMN 2.0 XML; anything unreadable or unsafe raises :class:`BpmnError` with the line."""
    if len(xml) > MAX_BYTES:
        raise _refused("bpmn.xml.too-large", path, limit=f"{MAX_BYTES // 1_000_000} MB")
    if not xml.strip():
        raise _refused("bpmn.xml.empty", path)
    if _DOCTYPE.search(xml):
        raise _refused("bpmn.xml.doctype", path)
    tree = _parse(xml, path)
    _check_encoding(tree, path)
    _check_shape(tree, path)
    root = tree.getroot()
    if root.tag != f"{{{BPMN}}}definitions":
        raise _refused("bpmn.xml.not-bpmn", path, line=line_of(root), found=_shown(root))
    return Document(tree, path)


def write(document: Document) -> bytes:
    """The document as XML bytes in its own encoding; nothing is lost or moved."""
    encoding = document.tree.docinfo.encoding or "UTF-8"
    alone = document.tree.docinfo.standalone
    if alone is None:
        return _bytes(etree.tostring(document.tree, xml_declaration=True, encoding=encoding))
    return _bytes(etree.tostring(document.tree, xml_declaration=True, encoding=encoding, standalone=alone))


def _bytes(written: str | bytes) -> bytes:
    return written if isinstance(written, bytes) else written.encode()


def _parse(xml: bytes, path: str) -> Tree:
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        no_network=True,
        huge_tree=False,
        strip_cdata=False,
        remove_comments=False,
        remove_pis=False,
        recover=False,
    )
    try:
        return etree.ElementTree(etree.fromstring(xml, parser))
    except etree.XMLSyntaxError as error:
        line = int(error.lineno or 0)
        reason = str(error.msg or "").split(", line ")[0]
        code = "bpmn.xml.too-deep" if "depth" in reason.lower() else "bpmn.xml.syntax"
        raise _refused(code, path, line=line, reason=reason, limit=MAX_DEPTH) from error
    except (ValueError, LookupError) as error:
        raise _refused("bpmn.xml.syntax", path, reason=str(error)) from error


def _check_encoding(tree: Tree, path: str) -> None:
    encoding = tree.docinfo.encoding or "UTF-8"
    try:
        name = codecs.lookup(encoding).name
    except LookupError:
        name = encoding
    if name not in ENCODINGS:
        raise _refused("bpmn.xml.encoding", path, encoding=encoding)


def _check_shape(tree: Tree, path: str) -> None:
    depth = count = spaces = 0
    for event, element in etree.iterwalk(tree, events=("start", "end", "start-ns")):
        if event == "end":
            depth -= 1
            continue
        if event == "start-ns":
            spaces += 1
            continue
        depth += 1
        count += 1
        if depth > MAX_DEPTH:
            raise _refused("bpmn.xml.too-deep", path, line=line_of(element), limit=MAX_DEPTH)
        if max(len(element.attrib), spaces) > MAX_ATTRIBUTES:
            raise _refused("bpmn.xml.too-many-attributes", path, line=line_of(element), limit=MAX_ATTRIBUTES)
        if count > MAX_ELEMENTS:
            raise _refused("bpmn.xml.too-many", path, line=line_of(element), limit=MAX_ELEMENTS)
        spaces = 0


def _shown(root: Element) -> str:
    return kind_of(root) or str(root.tag)


def _refused(code: str, path: str, *, line: int = 0, **params: object) -> BpmnError:
    values = tuple(sorted((key, str(value)[:300]) for key, value in params.items()))
    return BpmnError((Problem(code, Severity.ERROR, None, line, path, values),))
