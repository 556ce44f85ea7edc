"""A form as a page needs it: plain values in page order, ready for a template that holds no logic.

Hidden fields are left out. In ``read`` mode every field has its ``text``; in ``edit`` mode its control: name, id,
value or parts or options, error, attributes. What could not be read stands again as it was typed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from engine.feel import FeelEnv
from forms.conditions import shown
from forms.entries import DATE_PARTS
from forms.errors import FieldError, Severity
from forms.expressions import Scope, inner, scope_of, with_words
from forms.infer import keyword
from forms.limits import MOST_ROWS
from forms.messages import in_language, message
from forms.model import Field, Form, Widget
from forms.pages import (
    ButtonView,
    FieldView,
    FileView,
    FormView,
    Mode,
    OptionView,
    PartView,
    ProblemView,
    RowView,
    SectionView,
)
from forms.pointers import control_id, control_name, pointer_of
from forms.texts import date_text, entry_text, money_text, number_text
from forms.validate import Lists, values_by_text

Path = tuple[str | int, ...]


_WORDS: Mapping[str, Mapping[str, str]] = {
    "day": {"vi": "Ngày", "en": "Day"},
    "month": {"vi": "Tháng", "en": "Month"},
    "year": {"vi": "Năm", "en": "Year"},
    "remove": {"vi": "Xóa", "en": "Remove"},
    "refresh": {"vi": "Cập nhật các mục", "en": "Update the questions"},
    "true": {"vi": "Có", "en": "Yes"},
    "false": {"vi": "Không", "en": "No"},
}
_INPUT_MODES = {
    Widget.TEL: {"inputmode": "tel", "autocomplete": "tel", "type": "tel"},
    Widget.EMAIL: {"inputmode": "email", "autocomplete": "email", "type": "email", "spellcheck": "false"},
    Widget.INT: {"inputmode": "numeric"},
    Widget.DEC: {"inputmode": "decimal"},
    Widget.MONEY: {"inputmode": "numeric"},
}
_TYPED = frozenset({Widget.TEXT, Widget.LONG, Widget.TEL, Widget.EMAIL})


def view(  # noqa: PLR0913 - a page is made of many things, all but two optional
    form: Form,
    data: Mapping[str, Any],
    errors: Sequence[FieldError] = (),
    lang: str = "vi",
    mode: Mode = "edit",
    *,
    facts: Mapping[str, Any] | None = None,
    env: FeelEnv | None = None,
    lists: Lists | None = None,
    files: Mapping[str, str] | None = None,
) -> FormView:
    """The page of a form with these answers and problems.

    ``lists`` gives coded choices their options, ``files`` uploaded files their names by id.
    """
    maker = _Maker(form, lang, mode, tuple(errors), with_words(env), lists or {}, files or {})
    scope = scope_of(data, facts)
    sections = tuple(
        SectionView(
            section.key,
            f"s-{section.key}",
            in_language(section.title, lang),
            in_language(section.help, lang),
            maker.fields(section.fields, data, (), scope),
        )
        for section in form.sections
        if shown(section, scope, maker.env)
    )
    every = [one for section in sections for one in _flat(section.fields)]
    return FormView(
        title=in_language(form.title, lang),
        language=lang,
        mode=mode,
        sections=sections,
        errors=maker.summary(Severity.ERROR, every),
        warnings=maker.summary(Severity.WARNING, every),
        refresh=maker.button("_refresh", "1", "refresh") if any(one.refreshes for one in every) else None,
        has_files=any(one.widget == Widget.FILE for one in every),
    )


@dataclass(frozen=True, slots=True)
class _Maker:
    form: Form
    language: str
    mode: Mode
    errors: tuple[FieldError, ...]
    env: FeelEnv
    lists: Lists
    uploads: Mapping[str, str]

    def fields(self, fields: tuple[Field, ...], data: Any, path: Path, scope: Scope) -> tuple[FieldView, ...]:
        return tuple(self.one(one, data, (*path, one.key), scope) for one in fields if shown(one, scope, self.env))

    def one(self, one: Field, data: Any, path: Path, scope: Scope) -> FieldView:
        value = data.get(one.key) if isinstance(data, Mapping) else None
        pointer = pointer_of(path)
        problem = self.problem(pointer, Severity.ERROR)
        error = message(self.form, problem, self.language) if problem else ""
        warned = self.problem(pointer, Severity.WARNING)
        base = FieldView(
            pointer=pointer,
            name=control_name(path),
            id=control_id(path),
            key=one.key,
            widget=str(one.widget),
            label=in_language(one.label, self.language),
            help=in_language(one.help, self.language),
            required=one.required or keyword(one.schema, "const") is True,
            error=error,
            warning=message(self.form, warned, self.language) if warned else "",
            computed=one.computed is not None,
            refreshes=one.refreshes,
            many=one.many,
            attributes=_attributes(one),
            described_by=_described(control_id(path), help_text=bool(one.help), error=bool(error)),
        )
        raw = problem.raw if problem else ()
        return self.filled(replace(base, text=self.text(one, value)), one, value, path, scope, raw)

    def filled(
        self, base: FieldView, one: Field, value: Any, path: Path, scope: Scope, raw: tuple[str, ...]
    ) -> FieldView:
        """The view with what its widget needs."""
        match one.widget:
            case Widget.GROUP:
                return replace(base, fields=self.fields(one.fields, value, path, inner(scope, value)))
            case Widget.LIST:
                return self.list_of(base, one, value, path, scope)
            case Widget.DATE | Widget.PDATE:
                return replace(base, parts=self.parts(value, path, raw))
            case Widget.ENUM | Widget.BOOL | Widget.CHECKS:
                return replace(base, options=self.options(one, value, path))
            case Widget.CODED:
                return self.coded(base, one, value, path, raw)
            case Widget.CHECK:
                return replace(base, checked=value is True, value="true")
            case Widget.FILE:
                return replace(base, files=self.files(value, path))
            case _:
                return replace(base, value=raw[0] if raw else _entry(value))

    def list_of(self, base: FieldView, one: Field, value: Any, path: Path, scope: Scope) -> FieldView:
        rows = value if isinstance(value, list) else []
        if not rows and self.mode == "edit" and (one.required or keyword(one.schema, "minItems", 0)):
            rows = [{}]
        views = []
        for index, row in enumerate(rows):
            here = (*path, index)
            fields = self.fields(one.fields, row, here, inner(scope, row))
            remove = self.button("_remove", control_name(here), "remove") if self.mode == "edit" else None
            legend = f"{base.label} {index + 1}"
            views.append(RowView(control_id(here), legend, control_name((*here, "_")), fields, remove))
        room = len(rows) < keyword(one.schema, "maxItems", MOST_ROWS)
        label = in_language(one.add_label, self.language)
        add = ButtonView("_add", base.name, label) if self.mode == "edit" and room else None
        return replace(base, rows=tuple(views), add=add)

    def parts(self, value: Any, path: Path, raw: tuple[str, ...]) -> tuple[PartView, ...]:
        pieces = str(value).split("-") if isinstance(value, str) else []
        values = raw if len(raw) == 3 else (*reversed([*pieces, "", "", ""][:3]),)
        return tuple(
            PartView(
                control_name((*path, part)),
                control_id((*path, part)),
                self.word(part),
                text,
                4 if part == "year" else 2,
            )
            for part, text in zip(DATE_PARTS, values, strict=True)
        )

    def options(self, one: Field, value: Any, path: Path) -> tuple[OptionView, ...]:
        if one.widget is Widget.BOOL:
            chosen = {"true"} if value is True else {"false"} if value is False else set()
        else:
            values = value if isinstance(value, list) else [value]
            chosen = {text for text, stored in values_by_text(one).items() if stored in values}
        return tuple(
            OptionView(
                option.value,
                in_language(option.label, self.language),
                control_id((*path, option.value)),
                option.value in chosen,
            )
            for option in one.options
        )

    def coded(self, base: FieldView, one: Field, value: Any, path: Path, raw: tuple[str, ...]) -> FieldView:
        kept = value if isinstance(value, Mapping) else {}
        code = raw[0] if raw else str(kept.get("code", ""))
        entries = self.lists.get(one.source)
        if entries is None:
            return replace(base, value=raw[0] if raw else str(kept.get("label", "")))
        options = tuple(OptionView(key, label, control_id((*path, key)), key == code) for key, label in entries.items())
        return replace(base, value=code, options=options)

    def files(self, value: Any, path: Path) -> tuple[FileView, ...]:
        ids = value if isinstance(value, list) else [value] if value else []
        drop = f"{control_name(path)}._drop"
        return tuple(FileView(str(known), self.uploads.get(str(known), str(known)), drop) for known in ids)

    def text(self, one: Field, value: Any) -> str:
        """The answer as people read it."""
        if value is None or one.fields:
            return ""
        match one.widget:
            case Widget.ENUM | Widget.CHECKS:
                labels = {option.value: in_language(option.label, self.language) for option in one.options}
                chosen = value if isinstance(value, list) else [value]
                return ", ".join(labels.get(str(item), str(item)) for item in chosen)
            case Widget.BOOL | Widget.CHECK:
                return self.word("true" if value is True else "false")
            case Widget.DATE | Widget.PDATE:
                return date_text(value)
            case Widget.CODED:
                return str(value.get("label") or value.get("code", "")) if isinstance(value, Mapping) else str(value)
            case Widget.FILE:
                ids = value if isinstance(value, list) else [value]
                return ", ".join(self.uploads.get(str(known), str(known)) for known in ids)
            case _:
                return _number(one.widget, value) if not isinstance(value, (str, bool)) else str(value)

    def problem(self, pointer: str, severity: Severity) -> FieldError | None:
        return next((e for e in self.errors if e.pointer == pointer and e.severity is severity), None)

    def summary(self, severity: Severity, fields: list[FieldView]) -> tuple[ProblemView, ...]:
        ids = {one.pointer: _focus(one) for one in fields}
        return tuple(
            ProblemView(ids.get(error.pointer, ""), message(self.form, error, self.language))
            for error in self.errors
            if error.severity is severity
        )

    def button(self, name: str, value: str, word: str) -> ButtonView:
        return ButtonView(name, value, self.word(word))

    def word(self, key: str) -> str:
        return in_language(_WORDS[key], self.language)


def _flat(fields: tuple[FieldView, ...]) -> list[FieldView]:
    found: list[FieldView] = []
    for one in fields:
        found.append(one)
        found += _flat(one.fields)
        for row in one.rows:
            found += _flat(row.fields)
    return found


def _focus(one: FieldView) -> str:
    """The id of the first control of a question: what a link in the summary must reach."""
    if one.parts:
        return one.parts[0].id
    radios = one.widget in (Widget.ENUM, Widget.BOOL, Widget.CHECKS)
    return one.options[0].id if radios and one.options else one.id


def _described(control: str, *, help_text: bool, error: bool) -> str:
    ids = [f"{control}-help"] if help_text else []
    return " ".join([*ids, *([f"{control}-error"] if error else [])])


def _attributes(one: Field) -> dict[str, str]:
    attributes = dict(_INPUT_MODES.get(one.widget, {}))
    longest = keyword(one.schema, "maxLength")
    if longest is not None and one.widget in _TYPED:
        attributes["maxlength"] = str(longest)
    if one.autocomplete:
        attributes["autocomplete"] = one.autocomplete
    return attributes


def _entry(value: Any) -> str:
    if value is None or isinstance(value, (bool, list, Mapping)):
        return ""
    return value if isinstance(value, str) else entry_text(value)


def _number(widget: Widget, value: Any) -> str:
    if isinstance(value, (list, Mapping)):
        return ""
    return money_text(value) if widget is Widget.MONEY else number_text(value)
