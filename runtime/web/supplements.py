"""What is missing from a dossier, item by item: an officer asks for it, the applicant answers exactly that.

An item names a component of the dossier or a top-level question of the application form.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import request

import forms
from process_models.package import Package
from process_models.procedure import Component
from runtime.web import uploads
from runtime.web.i18n import pick

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
    """Everything of a procedure that an item can name."""
    found = [Target(f"{COMPONENT}:{one.key}", pick(one.names)) for one in package.procedure.components]
    form = package.forms.get(package.procedure.application)
    if form is not None:
        found += [Target(f"{FIELD}:{one.key}", pick(one.label)) for one in form.fields if one.computed is None]
    return found


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
        key = str(item.get(kind, ""))
        name = names.get(f"{kind}:{key}", key)
        found.append(Asked(kind, key, name, str(item.get("problem", "")), str(item.get("action") or "")))
    return found


def components_asked(package: Package, items: Sequence[Asked]) -> list[Component]:
    """The components among the items, all accepting files."""
    keys = {one.key for one in items if one.kind == COMPONENT}
    return [one for one in package.procedure.components if one.key in keys]


def fields_asked(items: Sequence[Asked]) -> frozenset[str]:
    """The questions among the items."""
    return frozenset(one.key for one in items if one.kind == FIELD)


def only(view: forms.FormView, keys: frozenset[str]) -> forms.FormView | None:
    """A form's view with nothing but the questions asked for; None when none is."""
    sections = tuple(
        replace(section, fields=kept)
        for section in view.sections
        if (kept := tuple(one for one in section.fields if one.key in keys))
    )
    return replace(view, sections=sections) if sections else None


def read_answer(
    form: forms.Form, data: Mapping[str, Any], keys: frozenset[str], facts: Mapping[str, Any]
) -> forms.Submission:
    """The posted answers to the questions asked for, checked together with everything that stands."""
    page = uploads.decode_page(form)
    merged = {name: value for name, value in data.items() if name not in keys}
    merged |= {name: value for name, value in page.data.items() if name in keys}
    checked = forms.accept(form, merged, facts, uploads.environment(), uploads.lists())
    problems = [one for one in (*page.errors, *checked.problems) if _top(one.pointer) in keys]
    answers = {name: value for name, value in checked.data.items() if name in keys}
    return forms.Submission(answers, tuple(problems), page.edited)


def _top(pointer: str) -> str:
    return pointer.removeprefix("/").partition("/")[0]
