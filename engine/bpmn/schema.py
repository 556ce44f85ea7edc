"""The content model of BPMN XML, ready to look things up in: parsed once from :mod:`engine.bpmn.schema_table`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from engine.bpmn.schema_table import ABSTRACT, ENUMERATIONS, SUBSTITUTIONS, TYPES

ANY: Final = "*"
_CHILD: Final = re.compile(r"([\w|]+)(?:=(\w+))?(\?|\*|\+|\{(\d+),(\d*)\})?")
_LIMITS: Final = {"?": (0, 1), "*": (0, None), "+": (1, None), "": (1, 1), None: (1, 1)}
_IRREGULAR: Final = {"ioBinding": "InputOutputBinding", "ioSpecification": "InputOutputSpecification"}


@dataclass(frozen=True, slots=True)
class Child:
    """A place for children: the names allowed, the type (empty: by name) and how many."""

    names: frozenset[str]
    shown: str
    type: str
    least: int
    most: int | None


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute: its type and whether it is required."""

    type: str
    required: bool


@dataclass(frozen=True, slots=True)
class ElementType:
    """What an element of this type holds, inherited parts included."""

    name: str
    children: tuple[Child, ...]
    any_content: bool
    attributes: dict[str, Attribute]


def type_name(element: str) -> str:
    """The type of an element that is known by its name alone."""
    return _IRREGULAR.get(element, element[:1].upper() + element[1:])


def _entries(table: str) -> Iterator[str]:
    return iter(re.sub(r"\n {4,}", " ", table.strip()).split("\n"))


SUBSTITUTES: Final = {line.split(": ")[0]: line.split(": ")[1].split() for line in _entries(SUBSTITUTIONS)}
ENUMS: Final = {line.split(": ")[0]: frozenset(line.split(": ")[1].split()) for line in _entries(ENUMERATIONS)}


_ABSTRACT: Final = frozenset(ABSTRACT.split())


def _closure(name: str) -> frozenset[str]:
    found = {name}
    for other in SUBSTITUTES.get(name, ()):
        found |= _closure(other)
    return frozenset(found)


def _child(text: str) -> Child:
    match = _CHILD.fullmatch(text)
    assert match is not None, text
    least, most = _LIMITS.get(match[3], (0, None))
    if match[4] is not None:
        least, most = int(match[4]), int(match[5]) if match[5] else None
    names = match[1].split("|")
    allowed = frozenset(names) if match[2] else frozenset().union(*(_closure(name) for name in names))
    return Child(allowed, " | ".join(names), match[2] or "", least, most)


def _attributes(text: str) -> dict[str, Attribute]:
    pairs = (part.split(":") for part in text.split())
    return {name: Attribute(kind.rstrip("!"), kind.endswith("!")) for name, kind in pairs}


_LINES: Final = {re.split(r"[ |]", line, maxsplit=1)[0]: line for line in _entries(TYPES)}


@cache
def element_type(name: str) -> ElementType | None:
    """The type by name with everything it inherits; None when BPMN has no such type."""
    line = _LINES.get(name)
    if line is None:
        return None
    head, children, attributes = (*(part.strip() for part in line.split(" | ")), "", "")[:3]
    base_name = head.partition(" < ")[2]
    base = element_type(base_name) if base_name else None
    inherited = base.children if base is not None else ()
    own = () if children in {"", ANY} else tuple(_child(part) for part in children.split())
    return ElementType(
        name,
        inherited + own,
        children == ANY or (base is not None and base.any_content),
        (base.attributes if base is not None else {}) | _attributes(attributes),
    )


def is_kind_of(name: str, base: str) -> bool:
    """Whether a type is ``base`` or derived from it, so that ``xsi:type`` may name it there."""
    while name != base:
        line = _LINES.get(name)
        if line is None or " < " not in line:
            return False
        name = re.split(r"[ |]", line.partition(" < ")[2], maxsplit=1)[0]
    return True


def is_abstract(name: str) -> bool:
    """Whether no element may have exactly this type."""
    return name in _ABSTRACT
