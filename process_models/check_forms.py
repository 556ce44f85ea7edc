"""Forms beyond what reading them tells: texts in both languages, defaults that are valid answers, known lists."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Final

from jsonschema import Draft202012Validator

from forms import Field
from process_models.json_text import pointer_line
from process_models.lists import reference_lists
from process_models.package import Package
from process_models.problems import Problem, problem

Found = Iterator[Problem]
LISTS: Final = frozenset({"communes", "districts"})
"""Reference lists that each province installs for itself."""


def check_forms(package: Package) -> Found:
    """Missing UI files, defaults that the form itself refuses, unknown reference lists."""
    for key, form in package.forms.items():
        schema = f"forms/{key}.schema.json"
        if f"forms/{key}.ui.json" not in package.files:
            yield problem("form.no-ui", path=schema, form=key)
        for pointer, field in _fields(form.fields, "/properties"):
            yield from _default(package, schema, pointer, field)
            yield from _list(key, pointer, field)


def _fields(fields: tuple[Field, ...], pointer: str) -> Iterator[tuple[str, Field]]:
    for field in fields:
        here = f"{pointer}/{field.key}"
        yield here, field
        inside = f"{here}/items/properties" if field.schema.get("type") == "array" else f"{here}/properties"
        yield from _fields(field.fields, inside)


@cache
def _known() -> frozenset[str]:
    return LISTS | reference_lists(date.min).keys()


def _default(package: Package, path: str, pointer: str, field: Field) -> Found:
    if "default" not in field.schema:
        return
    wrong = next(Draft202012Validator(field.schema).iter_errors(field.schema["default"]), None)
    if wrong is not None:
        line = pointer_line(package.files[path], pointer)
        yield problem("form.default", path=path, line=line, element=pointer, detail=wrong.message[:300])


def _list(key: str, pointer: str, field: Field) -> Found:
    if field.source and field.source not in _known():
        told = ", ".join(sorted(_known()))
        yield problem(
            "form.list-unknown", path=f"forms/{key}.ui.json", element=pointer, source=field.source, known=told
        )
