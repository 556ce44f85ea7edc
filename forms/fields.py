"""From a resolved schema and a UI schema to the fields of a form, with every mismatch reported."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from engine.feel import Expression, FeelSyntaxError
from forms.errors import FormError, Severity, Text
from forms.expressions import compile_feel, unknown_in
from forms.infer import (
    TYPES,
    Schema,
    choices_of,
    is_coded,
    items_of,
    keyword,
    properties_of,
    required_of,
    type_of,
    widget_for,
)
from forms.limits import LIST_LEVELS
from forms.model import Field, Option, Rule, Section, Widget
from forms.pointers import pointer_of
from forms.references import GROUP, Library

YES_NO = (Option("true", {"vi": "Có", "en": "Yes"}), Option("false", {"vi": "Không", "en": "No"}))
ADD = {"vi": "Thêm dòng", "en": "Add another"}
_CHOICES = frozenset({Widget.ENUM, Widget.CHECKS})
KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}", re.ASCII)
Path = tuple[object, ...]
Ui = Mapping[str, Any]


@dataclass(slots=True)
class FieldReader:
    """Reads fields and collects problems; one per form."""

    library: Library
    translated: bool
    """A UI schema was given, so every text must be in both languages."""
    known: frozenset[str]
    problems: list[FormError] = field(default_factory=list)
    read_names: set[str] = field(default_factory=set)

    def read(self, schema: Schema, ui: Ui | None) -> tuple[tuple[Section, ...], tuple[Rule, ...]]:
        """The sections and form-level rules."""
        properties = properties_of(schema)
        names = self.known | properties.keys()
        if ui is None:
            plain = [{"field": name} for name in properties]
            fields = self.fields(plain, schema, (), names, 0)
            return self.marked([Section("form", {}, {}, None, fields)]), ()
        sections = []
        shown: set[str] = set()
        for index, entry in enumerate(ui["sections"]):
            path: Path = ("sections", index)
            fields = self.fields(entry["fields"], schema, (*path, "fields"), names, 0, shown)
            visible = self.expression(entry, "visible", path, names)
            sections.append(Section(entry["key"], entry["title"], entry.get("help", {}), visible, fields))
        self.unshown(schema, shown, ("sections",))
        rules = self.rules(ui.get("rules", ()), ("rules",), names, tuple(f for s in sections for f in s.fields))
        return self.marked(sections), rules

    def fields(
        self,
        entries: Sequence[Ui],
        schema: Schema,
        path: Path,
        names: frozenset[str],
        lists: int,
        shown: set[str] | None = None,
    ) -> tuple[Field, ...]:
        """The fields of one object, in the order of their entries; ``shown`` is shared by sections of one object."""
        properties, required = properties_of(schema), required_of(schema)
        seen: set[str] = set() if shown is None else shown
        fields = []
        for index, entry in enumerate(entries):
            here, key = (*path, index), entry["field"]
            if not KEY.fullmatch(key):
                self.fail("form.key", here, f"{key!r} cannot be a field: use letters, digits and _, a letter first")
            elif key not in properties:
                self.fail("form.unknown-field", here, f"the schema has no property {key}")
            elif key in seen:
                self.fail("form.field-twice", here, f"{key} is already on the page")
            else:
                fields.append(self.one_field(entry, properties[key], here, names, lists, required=key in required))
            seen.add(key)
        if shown is None:
            self.unshown(schema, seen, path)
        return tuple(fields)

    def one_field(
        self, entry: Ui, schema: Schema, path: Path, names: frozenset[str], lists: int, *, required: bool
    ) -> Field:
        """One field with what is inside it."""
        widget = self.widget(entry, schema, path)
        inner, rules = self.inside(entry, widget, schema, path, names, lists)
        return Field(
            key=entry["field"],
            widget=widget,
            label=self.label(entry, schema, path),
            help=entry.get("help", {}),
            schema=schema,
            required=required,
            many=widget is Widget.FILE and type_of(schema) == "array",
            options=self.options(entry, widget, schema, path),
            source=entry.get("source", ""),
            visible=self.expression(entry, "visible", path, names),
            required_when=self.expression(entry, "required_when", path, names),
            computed=self.expression(entry, "computed", path, names),
            fields=inner,
            rules=rules,
            messages=entry.get("messages", {}),
            add_label=entry.get("add", ADD),
            autocomplete=entry.get("autocomplete", ""),
            shared=bool(entry.get("shared", False)),
        )

    def widget(self, entry: Ui, schema: Schema, path: Path) -> Widget:
        """The named or inferred widget, checked against the type of the value."""
        widget = Widget(entry["widget"]) if "widget" in entry else widget_for(schema)
        kind = type_of(schema)
        if kind and kind not in TYPES[widget]:
            self.fail("form.widget", path, f"the widget {widget} cannot give a value of type {kind}")
        elif widget is Widget.CODED and not is_coded(schema):
            self.fail("form.widget", path, "a coded choice is an object of code and label")
        elif widget in _CHOICES and not self.choices(widget, schema):
            self.fail("form.widget", path, f"the widget {widget} needs an enum in the schema")
        elif widget is Widget.LIST and type_of(items_of(schema)) != "object":
            self.fail("form.list", path, "the rows of a list are objects: give its items properties")
        return widget

    def inside(
        self, entry: Ui, widget: Widget, schema: Schema, path: Path, names: frozenset[str], lists: int
    ) -> tuple[tuple[Field, ...], tuple[Rule, ...]]:
        """Fields and rules of a group or of a list's rows: written here, taken from the library, or made plainly."""
        if widget not in (Widget.GROUP, Widget.LIST):
            if "fields" in entry:
                self.fail("form.fields", path, f"the widget {widget} holds no fields")
            return (), ()
        lists += widget is Widget.LIST
        if lists > LIST_LEVELS:
            self.fail("form.list", path, f"lists stand at most {LIST_LEVELS} deep in each other")
            return (), ()
        content = items_of(schema) if widget is Widget.LIST else schema
        names = names | properties_of(content).keys()
        group = self.library.get(keyword(content, GROUP, ""), {}).get("ui")
        if "fields" in entry or group is None:
            entries = entry.get("fields") or [{"field": name} for name in properties_of(content)]
            written = entry
        else:
            entries = [part for section in group["sections"] for part in section["fields"]]
            written = {**group, "rules": [*group.get("rules", ()), *entry.get("rules", ())]}
        fields = self.fields(entries, content, (*path, "fields"), names, lists)
        return fields, self.rules(written.get("rules", ()), (*path, "rules"), names, fields)

    def options(self, entry: Ui, widget: Widget, schema: Schema, path: Path) -> tuple[Option, ...]:
        """The choices with their labels; the two answers of a yes-or-no question."""
        if widget is Widget.BOOL:
            return YES_NO
        labels: Mapping[str, Text] = entry.get("options", {})
        values = [str(value) for value in self.choices(widget, schema)] if widget in _CHOICES else []
        for unknown in labels.keys() - set(values):
            self.fail("form.option", (*path, "options", unknown), f"{unknown} is not a value of the schema")
        for missing in [value for value in values if value not in labels and self.translated]:
            message = f"the choice {missing} needs a label in Vietnamese and English"
            self.fail("form.translation", (*path, "options", missing), message)
        return tuple(Option(value, labels.get(value, {"vi": value, "en": value})) for value in values)

    @staticmethod
    def choices(widget: Widget, schema: Schema) -> list[Any]:
        """The values a choice widget offers."""
        return choices_of(items_of(schema) if widget is Widget.CHECKS else schema)

    def label(self, entry: Ui, schema: Schema, path: Path) -> Text:
        """The label; without a UI schema the title or the key serves."""
        if "label" in entry:
            label: Text = entry["label"]
            return label
        plain = str(keyword(schema, "title", entry["field"]))
        if self.translated:
            self.fail("form.translation", path, f"{entry['field']} needs a label in Vietnamese and English")
        return {"vi": plain, "en": plain}

    def rules(
        self, entries: Iterable[Ui], path: Path, names: frozenset[str], fields: tuple[Field, ...]
    ) -> tuple[Rule, ...]:
        """Conditions across fields."""
        rules = []
        for index, entry in enumerate(entries):
            here = (*path, index)
            target = tuple(part for part in entry.get("field", "").split("/") if part)
            if target and not _leads(target, fields):
                self.fail("form.unknown-field", (*here, "field"), f"there is no field {entry['field']}")
            when = self.expression(entry, "when", here, names, refreshes=False)
            if when is not None:
                severity = Severity(entry.get("severity", "error"))
                rules.append(
                    Rule(code=entry["code"], when=when, field=target, severity=severity, message=entry["message"])
                )
        return tuple(rules)

    def expression(
        self, entry: Ui, key: str, path: Path, names: frozenset[str], *, refreshes: bool = True
    ) -> Expression | None:
        """The compiled expression of an entry; a name nobody provides is a warning."""
        if key not in entry:
            return None
        try:
            expression = compile_feel(entry[key], names)
        except FeelSyntaxError as error:
            self.fail("form.expression", (*path, key), f"this FEEL expression cannot be read: {error}")
            return None
        for name in unknown_in(expression, names):
            message = f"nothing on this form is called {name}: the expression reads null there"
            self.fail("form.unknown-name", (*path, key), message, Severity.WARNING)
        if refreshes:
            self.read_names.update(expression.names_read)
        return expression

    def unshown(self, schema: Schema, shown: set[str], path: Path) -> None:
        """A required property that nobody can fill in makes the form impossible to submit."""
        properties = properties_of(schema)
        for name in sorted(required_of(schema) - shown):
            if keyword(properties.get(name, {}), "default") is None and "const" not in properties.get(name, {}):
                self.fail("form.required-unshown", path, f"{name} is required but not on the page")

    def marked(self, sections: Sequence[Section]) -> tuple[Section, ...]:
        """The sections with the fields marked that expressions depend on."""
        return tuple(replace(section, fields=self._mark(section.fields, inherited=False)) for section in sections)

    def fail(self, code: str, path: Path, message: str, severity: Severity = Severity.ERROR) -> None:
        """Report a problem of the UI schema."""
        self.problems.append(FormError(code, "ui", pointer_of(path), message, severity))

    def _mark(self, fields: tuple[Field, ...], *, inherited: bool) -> tuple[Field, ...]:
        marked = []
        for one in fields:
            read = inherited or one.key in self.read_names
            marked.append(replace(one, refreshes=read, fields=self._mark(one.fields, inherited=read)))
        return tuple(marked)


def _leads(target: tuple[str, ...], fields: tuple[Field, ...]) -> bool:
    found = next((one for one in fields if one.key == target[0]), None)
    if found is None:
        return False
    return len(target) == 1 or _leads(target[1:], found.fields)
