"""``$ref`` resolved before use: inside the schema, or to a shared group of the library; never over the network.

A group is named ``urn:motcua:form:person`` or ``motcua://forms/person``, optionally with a JSON pointer as fragment.
What comes out holds no references, so that validation, rendering and the field model read the same tree. Circles and
expansions that grow without bound are refused.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from forms.errors import FormError
from forms.limits import DEEPEST_SCHEMA, MOST_SCHEMA_NODES
from forms.pointers import look_up, parts_of, pointer_of

Library = Mapping[str, Mapping[str, Any]]
"""Shared groups: name -> ``{"schema": …, "ui": …}``."""

GROUP = "x-motcua-group"
"""Keyword left in a resolved schema: the library group it came from."""
NEVER: Mapping[str, Any] = {"not": {}}
"""The schema ``false`` in a form that says where it stands when it refuses something."""
_GROUP_URI = re.compile(r"(?:urn:motcua:form:|motcua://forms/)(?P<name>[a-z][a-z0-9_-]{0,63})", re.ASCII)
_UNSUPPORTED = ("$dynamicRef", "$dynamicAnchor", "$recursiveRef", "$anchor")
_NOT_SCHEMAS = frozenset({"enum", "const", "default", "examples", "required", "dependentRequired"})
_NAME_MAPS = frozenset({"properties", "patternProperties", "dependentSchemas"})
_DROPPED = frozenset({"$ref", "$defs", "$schema", "$id", "$comment"})


class _Stop(Exception):  # noqa: N818  # control flow inside this module, never seen outside
    """The expansion grew beyond the limit."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the expansion stands: path in the result, document and its name, references followed to get here."""

    path: tuple[object, ...]
    root: Any
    name: str = ""
    trail: tuple[str, ...] = ("#",)
    nested: bool = False
    """False at the root of a document, where ``$id`` may stand."""

    def below(self, step: object) -> "_Place":
        return replace(self, path=(*self.path, step), nested=True)


class _Resolver:
    def __init__(self, library: Library) -> None:
        self.library = library
        self.problems: list[FormError] = []
        self.nodes = 0

    def fail(self, code: str, at: "_Place", message: str) -> dict[str, Any]:
        """Record a problem and go on with a schema that allows everything."""
        self.problems.append(FormError(code, "schema", pointer_of(at.path), message))
        return {}

    def expand(self, node: Any, at: "_Place", *, names: bool = False) -> Any:
        """Expand a schema, or with ``names`` a map from names to schemas, whose keys are not keywords."""
        self.nodes += 1
        if self.nodes > MOST_SCHEMA_NODES or len(at.path) > DEEPEST_SCHEMA * 2:
            raise _Stop
        if isinstance(node, float):
            return Decimal(str(node))
        if isinstance(node, list):
            return [self.expand(item, at.below(index)) for index, item in enumerate(node)]
        if not isinstance(node, Mapping):
            return node
        if names:
            return {key: NEVER if value is False else self.expand(value, at.below(key)) for key, value in node.items()}
        for keyword in (*_UNSUPPORTED, "$id"):
            if keyword in node and (at.nested or keyword != "$id"):
                return self.fail("form.ref-unsupported", at.below(keyword), f"{keyword} is not supported here")
        own = {
            key: value if key in _NOT_SCHEMAS else self.expand(value, at.below(key), names=key in _NAME_MAPS)
            for key, value in node.items()
            if key not in _DROPPED
        }
        return _joined(own, self.target(node["$ref"], at.below("$ref"))) if "$ref" in node else own

    def target(self, reference: object, at: "_Place") -> dict[str, Any]:
        """Expand what a reference leads to."""
        address, _, fragment = str(reference).partition("#")
        root, name = at.root, at.name
        if address:
            match = _GROUP_URI.fullmatch(address)
            name = match["name"] if match else ""
            if name not in self.library:
                return self.fail("form.ref-unknown", at, f"{reference} is not in this schema nor a shared group")
            root = self.library[name]["schema"]
        step = f"{name}#{fragment}"
        if step in at.trail:
            return self.fail("form.ref-circle", at, f"{reference} leads back to itself: a form cannot be endless")
        try:
            found = look_up(root, parts_of(fragment))
        except KeyError:
            found = None
        if not isinstance(found, Mapping):
            return self.fail("form.ref-unknown", at, f"{reference} does not lead to a schema")
        place = _Place(at.path, root, name, (*at.trail, step), nested=bool(fragment))
        expanded: dict[str, Any] = self.expand(found, place)
        return expanded | {GROUP: name} if address and not fragment else expanded


def resolve(schema: Mapping[str, Any], library: Library) -> tuple[dict[str, Any], list[FormError]]:
    """The schema without references, its floats as decimals; and the references that could not be resolved."""
    resolver = _Resolver(library)
    try:
        resolved = resolver.expand(schema, _Place((), schema))
    except _Stop:
        resolver.fail("form.too-large", _Place((), schema), "the schema with its references is too large or too deep")
        resolved = {}
    return resolved, resolver.problems


def _joined(own: dict[str, Any], target: dict[str, Any]) -> dict[str, Any]:
    """Keywords beside ``$ref`` apply together with its target; annotations beside it win."""
    annotations = {"title", "description", "default", "examples"}
    if own.keys().isdisjoint(target.keys() - annotations - {GROUP}):
        return target | own
    return {"allOf": [target], **own, **({GROUP: target[GROUP]} if GROUP in target else {})}
