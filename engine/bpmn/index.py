"""Finds elements by id and follows references (QNames and IDREFs) inside one document."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from engine.bpmn.names import BPMN, CONTAINERS, Element, kind_of, own_id, q
from engine.bpmn.reader import Document


@dataclass(frozen=True, slots=True)
class Target:
    """Where a reference leads: an element of this document, or ``external`` (another namespace's)."""

    text: str
    name: str
    """Local part of the reference."""
    element: Element | None = None
    external: bool = False
    bad_prefix: bool = False
    imported: Element | None = None
    """The element of an imported model, when that is at hand."""
    missing: bool = False
    """The imported model is at hand and does not contain it."""


@dataclass(slots=True, eq=False)
class Index:
    """All identified elements of a document."""

    document: Document
    by_id: dict[str, Element] = field(default_factory=dict)
    duplicates: list[Element] = field(default_factory=list)
    beside: dict[str, dict[str, Element]] = field(default_factory=dict)
    """Namespace of an imported model that is at hand -> its elements by id."""

    def __post_init__(self) -> None:
        for element in self.document.root.iter():
            if not isinstance(element.tag, str) or not (ident := own_id(element)) or not kind_of(element):
                continue
            if ident in self.by_id:
                self.duplicates.append(element)
            else:
                self.by_id[ident] = element

        for other in self.document.imports.values():
            inside = self.beside.setdefault(other.root.get("targetNamespace") or "", {})
            for element in other.root.iter():
                if isinstance(element.tag, str) and kind_of(element) and own_id(element):
                    inside.setdefault(own_id(element), element)

    @property
    def root(self) -> Element:
        """The ``definitions`` element."""
        return self.document.root

    def follow(self, holder: Element, text: str | None) -> Target:
        """Resolve reference ``text`` found at ``holder``; ``element`` is None when nothing stands there."""
        raw = (text or "").strip()
        prefix, _, local = raw.rpartition(":")
        if raw in self.by_id:
            return Target(raw, raw, self.by_id[raw])
        if not prefix:
            return Target(raw, local, None)
        namespace = holder.nsmap.get(prefix)
        if namespace is None:
            return Target(raw, local, None, bad_prefix=True)
        if namespace in {self.root.get("targetNamespace"), BPMN}:
            return Target(raw, local, self.by_id.get(local))
        found = self.beside.get(namespace)
        missing = found is not None and local not in found
        return Target(raw, local, None, external=True, imported=(found or {}).get(local), missing=missing)

    def attribute(self, element: Element, name: str) -> Element | None:
        """The element that an attribute refers to, if it stands in this document."""
        value = element.get(name)
        return None if value is None else self.follow(element, value).element

    def referred(self, element: Element, name: str) -> list[Element]:
        """The elements that reference children called ``name`` lead to, in order; dangling ones are left out."""
        found = (self.follow(child, child.text).element for child in element.findall(q(name)))
        return [target for target in found if target is not None]

    def imported(self) -> frozenset[str]:
        """Namespaces that the document imports."""
        return frozenset(child.get("namespace") or "" for child in self.root.findall(q("import")))

    def processes(self) -> list[Element]:
        """All processes in document order."""
        return self.root.findall(q("process"))

    def all(self, *kinds: str) -> Iterator[Element]:
        """Every element of these kinds, in document order."""
        return self.root.iter(*(q(kind) for kind in kinds))


def scope_of(element: Element) -> Element | None:
    """The process or sub-process that directly holds a flow element."""
    parent = element.getparent()
    while parent is not None and kind_of(parent) not in CONTAINERS:
        parent = parent.getparent()
    return parent


def process_of(element: Element) -> Element | None:
    """The process that holds an element at any depth."""
    node: Element | None = element
    while node is not None and kind_of(node) != "process":
        node = node.getparent()
    return node
