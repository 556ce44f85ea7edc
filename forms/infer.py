"""What a JSON Schema says about a value on its own: its type, its choices, and the widget that fits."""

from collections.abc import Iterator, Mapping
from typing import Any

from forms.model import Widget

Schema = Mapping[str, Any]

PARTIAL_DATE = "partial-date"
FILE_ID = "file-id"

TYPES: Mapping[Widget, frozenset[str]] = {
    Widget.TEXT: frozenset({"string"}),
    Widget.LONG: frozenset({"string"}),
    Widget.TEL: frozenset({"string"}),
    Widget.EMAIL: frozenset({"string"}),
    Widget.DATE: frozenset({"string"}),
    Widget.PDATE: frozenset({"string"}),
    Widget.INT: frozenset({"integer", "number"}),
    Widget.DEC: frozenset({"number"}),
    Widget.MONEY: frozenset({"integer", "number"}),
    Widget.ENUM: frozenset({"string", "integer"}),
    Widget.CHECKS: frozenset({"array"}),
    Widget.CODED: frozenset({"object"}),
    Widget.BOOL: frozenset({"boolean"}),
    Widget.CHECK: frozenset({"boolean"}),
    Widget.FILE: frozenset({"string", "array"}),
    Widget.GROUP: frozenset({"object"}),
    Widget.LIST: frozenset({"array"}),
}
"""JSON types each widget can produce."""

_BY_FORMAT = {"date": Widget.DATE, PARTIAL_DATE: Widget.PDATE, "email": Widget.EMAIL, FILE_ID: Widget.FILE}
_BY_TYPE = {
    "integer": Widget.INT,
    "number": Widget.DEC,
    "boolean": Widget.BOOL,
    "object": Widget.GROUP,
    "array": Widget.LIST,
}


def layers(schema: Schema) -> Iterator[Schema]:
    """The schema and everything that always applies beside it (``allOf``)."""
    yield schema
    for part in schema.get("allOf", ()):
        if isinstance(part, Mapping):
            yield from layers(part)


def keyword(schema: Schema, name: str, default: Any = None) -> Any:
    """The first value of a keyword in the schema or its ``allOf``."""
    return next((layer[name] for layer in layers(schema) if name in layer), default)


def properties_of(schema: Schema) -> dict[str, Schema]:
    """The properties of an object, those of ``allOf`` included."""
    found: dict[str, Schema] = {}
    for layer in layers(schema):
        for name, member in layer.get("properties", {}).items():
            found.setdefault(name, member if isinstance(member, Mapping) else {})
    return found


def required_of(schema: Schema) -> frozenset[str]:
    """The properties that are always required."""
    return frozenset(name for layer in layers(schema) for name in layer.get("required", ()))


def type_of(schema: Schema) -> str:
    """The JSON type a value has, ``null`` aside; the empty text when the schema does not say."""
    declared = keyword(schema, "type")
    if isinstance(declared, list):
        declared = next((name for name in declared if name != "null"), "")
    if declared:
        return str(declared)
    if properties_of(schema):
        return "object"
    choices = choices_of(schema)
    return "string" if choices and all(isinstance(choice, str) for choice in choices) else ""


def choices_of(schema: Schema) -> list[Any]:
    """The values of ``enum``, or of ``oneOf``/``anyOf`` made of constants."""
    listed = keyword(schema, "enum")
    if listed is not None:
        return [value for value in listed if value is not None]
    for name in ("oneOf", "anyOf"):
        members = keyword(schema, name)
        if members and all(isinstance(member, Mapping) and "const" in member for member in members):
            return [member["const"] for member in members]
    return []


def items_of(schema: Schema) -> Schema:
    """The schema of a list's rows."""
    items = keyword(schema, "items", {})
    return items if isinstance(items, Mapping) else {}


def is_coded(schema: Schema) -> bool:
    """Whether an object is a choice from a reference list, kept as code and label."""
    return set(properties_of(schema)) == {"code", "label"}


def widget_for(schema: Schema) -> Widget:
    """The widget a value gets when the UI schema does not name one."""
    kind = type_of(schema)
    if kind == "object" and is_coded(schema):
        return Widget.CODED
    if kind == "array":
        return _list_widget(items_of(schema))
    if choices_of(schema) and kind in ("string", "integer"):
        return Widget.ENUM
    if kind == "boolean" and keyword(schema, "const") is True:
        return Widget.CHECK
    if kind == "string":
        by_format = _BY_FORMAT.get(keyword(schema, "format"))
        return by_format or (Widget.LONG if keyword(schema, "maxLength", 0) > 500 else Widget.TEXT)
    return _BY_TYPE.get(kind, Widget.TEXT)


def _list_widget(items: Schema) -> Widget:
    if keyword(items, "format") == FILE_ID:
        return Widget.FILE
    return Widget.CHECKS if choices_of(items) else Widget.LIST
