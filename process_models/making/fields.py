"""Fields of generated forms as values: what is accepted, how it is asked, and an answer for the examples."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Names = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One question. ``schema`` is its JSON Schema; ``example`` an acceptable answer, None to leave it out."""

    key: str
    label: Names
    schema: Mapping[str, Any]
    required: bool = False
    widget: str = ""
    options: Mapping[str, Names] = field(default_factory=dict)
    visible: str = ""
    help: Names = field(default_factory=dict)
    example: Any = None
    shared: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeForm:
    """A form: title and sections (key, title, fields)."""

    key: str
    title: Names
    sections: Sequence[tuple[str, Names, Sequence[Field]]]

    @property
    def fields(self) -> list[Field]:
        """All fields in order."""
        return [each for _, _, fields in self.sections for each in fields]

    def schema(self) -> dict[str, Any]:
        """``forms/<key>.schema.json``."""
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": self.title["vi"],
            "type": "object",
            "properties": {each.key: dict(each.schema) for each in self.fields},
            "required": [each.key for each in self.fields if each.required],
        }

    def ui(self) -> dict[str, Any]:
        """``forms/<key>.ui.json``."""
        sections = [
            {"key": key, "title": dict(title), "fields": [_asked(each) for each in fields]}
            for key, title, fields in self.sections
        ]
        return {"$schema": "urn:motcua:schema:form-ui:1", "title": dict(self.title), "sections": sections}

    def example(self) -> dict[str, Any]:
        """Answers that the form accepts."""
        return {each.key: each.example for each in self.fields if each.example is not None}


def _asked(each: Field) -> dict[str, Any]:
    told: dict[str, Any] = {"field": each.key, "label": dict(each.label)}
    if each.widget:
        told["widget"] = each.widget
    if each.help:
        told["help"] = dict(each.help)
    if each.options:
        told["options"] = {key: dict(names) for key, names in each.options.items()}
    if each.visible:
        told["visible"] = each.visible
    if each.shared:
        told["shared"] = True
    return told


def names(vi: str, en: str) -> Names:
    """A text in both languages."""
    return {"vi": vi, "en": en}


def text(key: str, label: Names, *, required: bool = False, most: int = 300, **more: Any) -> Field:
    """A line of text."""
    schema = {"type": "string", "minLength": 1, "maxLength": most}
    return Field(key=key, label=label, schema=schema, required=required, widget="text", **more)


def long(key: str, label: Names, *, required: bool = False, **more: Any) -> Field:
    """Several lines of text."""
    schema = {"type": "string", "minLength": 1, "maxLength": 4000}
    return Field(key=key, label=label, schema=schema, required=required, widget="long", **more)


def day(key: str, label: Names, *, required: bool = False, **more: Any) -> Field:
    """A date."""
    schema = {"type": "string", "format": "date"}
    return Field(key=key, label=label, schema=schema, required=required, widget="date", **more)


def number(key: str, label: Names, *, least: int = 0, required: bool = False, **more: Any) -> Field:
    """A whole number."""
    return Field(
        key=key, label=label, schema={"type": "integer", "minimum": least}, required=required, widget="int", **more
    )


def money(key: str, label: Names, *, required: bool = False, **more: Any) -> Field:
    """An amount in đồng."""
    return Field(
        key=key, label=label, schema={"type": "integer", "minimum": 0}, required=required, widget="money", **more
    )


def tick(key: str, label: Names, *, must: bool = True, **more: Any) -> Field:
    """A box to tick; it must be ticked when ``must``."""
    schema: dict[str, Any] = {"type": "boolean", "const": True} if must else {"type": "boolean"}
    return Field(key=key, label=label, schema=schema, required=must, widget="check", **more)


def yes_no(key: str, label: Names, *, required: bool = False, **more: Any) -> Field:
    """Yes or no."""
    return Field(key=key, label=label, schema={"type": "boolean"}, required=required, widget="bool", **more)


def choice(key: str, label: Names, options: Mapping[str, Names], *, required: bool = False, **more: Any) -> Field:
    """One of several."""
    schema = {"type": "string", "enum": list(options)}
    return Field(key=key, label=label, schema=schema, required=required, widget="enum", options=options, **more)


def several(key: str, label: Names, options: Mapping[str, Names], **more: Any) -> Field:
    """Any of several."""
    schema = {"type": "array", "items": {"type": "string", "enum": list(options)}, "uniqueItems": True}
    return Field(key=key, label=label, schema=schema, widget="checks", options=options, **more)


def upload(key: str, label: Names, **more: Any) -> Field:
    """A file."""
    return Field(key=key, label=label, schema={"type": "string", "format": "file-id"}, widget="file", **more)


def group(key: str, label: Names, shared: str, *, required: bool = True, **more: Any) -> Field:
    """A shared group of questions."""
    return Field(key=key, label=label, schema={"$ref": f"urn:motcua:form:{shared}"}, required=required, **more)
