"""What is missing from a dossier, item by item: an officer asks for it, the applicant answers exactly that.

An item names a component of the dossier, or a question or group of questions of the application form by its pointer.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import request

import forms
from forms.model import Field, Widget
from forms.pointers import is_within, parts_of, pointer_of
from process_models.package import Package
from process_models.procedure import Component
from runtime.web import uploads
from runtime.web.i18n import pick
from runtime.web.jsontext import pretty

MOST_ITEMS = 40
COMPONENT, FIELD = "component", "field"


@dataclass(frozen=True, slots=True)
class Target:
    """Something that can be asked for: ``component:key`` or ``field:key`` and what it is called."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One row of the officer's request."""

    what: str = ""
    problem: str = ""
    action: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """One item as people read it."""

    kind: str
    key: str
    name: str
    problem: str
    action: str


def targets(package: Package) -> list[Target]:
    """Everything of a procedure that an item can name: its papers, its questions, and what groups consist of."""
    found = [Target(f"{COMPONENT}:{one.key}", pick(one.names)) for one in package.procedure.components]
    form = package.forms.get(package.procedure.application)
    return found + list(_questions(form.fields, (), ())) if form is not None else found


def _questions(fields: Sequence[Field], path: tuple[str, ...], names: tuple[str, ...]) -> Iterator[Target]:
    for one in fields:
        if one.computed is not None:
            continue
        here, called = (*path, one.key), (*names, pick(one.label))
        yield Target(f"{FIELD}:{pointer_of(here)}", " › ".join(called))
        if one.widget is Widget.GROUP:
            yield from _questions(one.fields, here, called)


def read_rows() -> list[ItemRow]:
    """The posted rows, after the button that adds or removes one."""
    step = request.form.get("step", "")
    numbers = range(MOST_ITEMS)
    rows = [
        ItemRow(*(request.form.get(f"item.{n}.{part}", "").strip() for part in ("what", "problem", "action")))
        for n in numbers
        if f"item.{n}.what" in request.form
    ]
    if step == "add" and len(rows) < MOST_ITEMS:
        rows.append(ItemRow())
    kind, _, number = step.partition(".")
    if kind == "remove" and number.isdigit() and int(number) < len(rows):
        del rows[int(number)]
    return rows or [ItemRow()]


def items_of(rows: Sequence[ItemRow], package: Package) -> list[dict[str, str]] | None:
    """The items to record; None when a row names nothing or does not say what is wrong."""
    known = {one.value for one in targets(package)}
    items = []
    for row in rows:
        if row.what not in known or not row.problem:
            return None
        kind, _, key = row.what.partition(":")
        items.append({kind: key, "problem": row.problem, "action": row.action})
    return items


def marked(rows: Sequence[ItemRow], package: Package, sentence: str) -> list[ItemRow]:
    """The rows with the sentence on those that are not complete."""
    known = {one.value for one in targets(package)}
    return [one if one.what in known and one.problem else replace(one, error=sentence) for one in rows]


def asked(package: Package, items: Sequence[Mapping[str, Any]]) -> list[Asked]:
    """The items of a request with names people understand."""
    names = {one.value: one.label for one in targets(package)}
    found = []
    for item in items:
        kind = COMPONENT if item.get(COMPONENT) else FIELD
        told = str(item.get(kind, ""))
        key = told if kind == COMPONENT or told.startswith("/") else pointer_of((told,))
        name = names.get(f"{kind}:{key}", told)
        found.append(Asked(kind, key, name, str(item.get("problem", "")), str(item.get("action") or "")))
    return found


def components_asked(package: Package, items: Sequence[Asked]) -> list[Component]:
    """The components among the items, all accepting files."""
    keys = {one.key for one in items if one.kind == COMPONENT}
    return [one for one in package.procedure.components if one.key in keys]


def fields_asked(items: Sequence[Asked]) -> tuple[str, ...]:
    """Pointers to the questions among the items."""
    return tuple(one.key for one in items if one.kind == FIELD)


def only(view: forms.FormView, pointers: Sequence[str]) -> forms.FormView | None:
    """A form's view with nothing but the questions asked for; None when none is."""
    sections = tuple(
        replace(section, fields=kept) for section in view.sections if (kept := tuple(_kept(section.fields, pointers)))
    )
    return replace(view, sections=sections) if sections else None


def _kept(fields: Sequence[forms.FieldView], pointers: Sequence[str]) -> Iterator[forms.FieldView]:
    for one in fields:
        here = one.pointer
        if any(is_within(here, pointer) for pointer in pointers):
            yield one
        elif inner := tuple(_kept(one.fields, pointers)):
            yield replace(one, fields=inner)


def read_answer(
    form: forms.Form, data: Mapping[str, Any], pointers: Sequence[str], facts: Mapping[str, Any]
) -> forms.Submission:
    """The posted answers to the questions asked for, checked together with everything that stands."""
    page = uploads.decode_page(form)
    merged: dict[str, Any] = dict(data)
    for pointer in pointers:
        merged = _put(merged, parts_of(pointer), page.data)
    checked = forms.accept(form, merged, facts, uploads.environment(), uploads.lists())
    problems = [
        one for one in (*page.errors, *checked.problems) if any(is_within(one.pointer, asked) for asked in pointers)
    ]
    names = {parts_of(pointer)[0] for pointer in pointers}
    answers = {name: value for name, value in checked.data.items() if name in names}
    return forms.Submission(answers, tuple(problems), page.edited)


def _put(before: Any, path: tuple[str, ...], posted: Any) -> dict[str, Any]:
    """The data with the value at the path as it was posted; not posted: gone."""
    inside = dict(before) if isinstance(before, Mapping) else {}
    given = posted if isinstance(posted, Mapping) else {}
    key = path[0]
    if len(path) > 1:
        inside[key] = _put(inside.get(key), path[1:], given.get(key))
    elif key in given:
        inside[key] = given[key]
    else:
        inside.pop(key, None)
    return inside


@dataclass(frozen=True, slots=True)
class Change:
    """What an answer changed: the question and both values as people read them, or the paper and its new file."""

    name: str
    before: str
    after: str


def changes(package: Package, told: Mapping[str, Any], file_names: Mapping[str, str]) -> list[Change]:
    """The changes of a log entry ``supplement_changes``."""
    names = {one.value: one.label for one in targets(package)}
    form = package.forms.get(package.procedure.application)
    found = []
    for one in told.get("changes", ()):
        if COMPONENT in one:
            name = names.get(f"{COMPONENT}:{one[COMPONENT]}", str(one[COMPONENT]))
            found.append(Change(name, "", file_names.get(str(one.get("file")), "–")))
            continue
        pointer = str(one.get(FIELD, ""))
        field = form.field_at(parts_of(pointer)) if form else None
        name = names.get(f"{FIELD}:{pointer}") or (pick(field.label) if field else pointer)
        found.append(Change(name, _text(field, one.get("before")), _text(field, one.get("after"))))
    return found


def _text(field: Field | None, value: Any) -> str:
    if value is None or value == "":
        return "–"
    chosen = next((one for one in field.options if one.value == value), None) if field else None
    if chosen is not None:
        return pick(chosen.label)
    return value if isinstance(value, str) else pretty(value)
