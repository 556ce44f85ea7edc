"""Read a form: check the JSON Schema and the UI schema, resolve references, compile expressions.

Every problem found is reported at once with its file, a JSON pointer and a sentence; nothing is repaired silently.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from importlib import resources
from typing import Any

import jsonschema
from jsonschema.validators import Draft202012Validator

from forms.errors import FormDefinitionError, FormError, Severity
from forms.fields import FieldReader
from forms.limits import DEEPEST_SCHEMA, MOST_FIELDS, MOST_SCHEMA_NODES, too_large
from forms.model import Form, walk
from forms.patterns import UnsafePatternError, compiled
from forms.pointers import pointer_of
from forms.references import Library, resolve

DIALECT = "https://json-schema.org/draft/2020-12/schema"
FACTS = ("dossier",)


def read_form(
    schema: Mapping[str, Any],
    ui: Mapping[str, Any] | None = None,
    library: Library | None = None,
    names: Iterable[str] = FACTS,
) -> Form:
    """Read a form from its JSON Schema (2020-12) and UI schema; without the latter a plain one is made.

    ``library`` holds the shared groups, ``names`` the facts expressions may read beside the answers. Raises
    FormDefinitionError with all problems; warnings alone are kept in ``Form.warnings``.
    """
    problems = _sizes(schema, ui) or [*_schema_problems(schema), *_ui_problems(ui)]
    if problems:
        raise FormDefinitionError(tuple(problems))
    resolved, problems = resolve(schema, library or {})
    problems += _patterns(resolved, ())
    reader = FieldReader(library or {}, translated=ui is not None, known=frozenset(names))
    sections, rules = reader.read(resolved, ui)
    problems += reader.problems
    form = Form(
        title=(ui or {}).get("title", {}),
        sections=sections,
        schema=resolved,
        rules=rules,
        warnings=tuple(problem for problem in problems if problem.severity is Severity.WARNING),
    )
    if sum(1 for _ in walk(form.fields)) > MOST_FIELDS:
        problems.append(FormError("form.too-large", "ui", "", f"a form has at most {MOST_FIELDS} fields"))
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise FormDefinitionError(tuple(problems))
    return form


@lru_cache(maxsize=1)
def ui_schema() -> Mapping[str, Any]:
    """The published JSON Schema of UI schemas."""
    text = resources.files("forms").joinpath("ui.schema.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def _sizes(schema: object, ui: object) -> list[FormError]:
    problems = []
    for file, document in (("schema", schema), ("ui", ui)):
        reason = too_large(document, DEEPEST_SCHEMA, MOST_SCHEMA_NODES)
        if reason:
            problems.append(FormError("form.too-large", file, "", f"the file is too large ({reason}); split the form"))
        if document is not None and not isinstance(document, Mapping):
            problems.append(FormError("form.shape", file, "", "the file holds an object"))
    return problems


def _schema_problems(schema: Mapping[str, Any]) -> list[FormError]:
    if schema.get("$schema", DIALECT) != DIALECT:
        return [FormError("form.dialect", "schema", "/$schema", f"forms are written in JSON Schema 2020-12: {DIALECT}")]
    found = [
        FormError("form.schema", "schema", pointer, sentence) for pointer, sentence in sorted(_dialect_problems(schema))
    ]
    if not found and schema.get("type", "object") != "object":
        found.append(FormError("form.schema", "schema", "/type", "the answers of a form are an object"))
    return found


def _dialect_problems(schema: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Pointer and sentence of what breaks the dialect; each property is a schema of its own and looked at alone."""
    properties = schema.get("properties")
    if not isinstance(properties, Mapping):
        yield from _broken(json.dumps(schema, default=_plain))
        return
    yield from _broken(json.dumps({**schema, "properties": {}}, default=_plain))
    for key, inner in properties.items():
        for pointer, sentence in _broken(json.dumps(inner, default=_plain)):
            yield pointer_of(("properties", key)) + pointer, sentence


def _plain(value: object) -> object:
    return float(value) if isinstance(value, Decimal) else str(value)


@lru_cache(maxsize=8192)
def _broken(text: str) -> tuple[tuple[str, str], ...]:
    """The same for the text of one schema: forms of a catalogue ask the same questions over and over."""
    errors = _validator(DIALECT).iter_errors(json.loads(text))
    return tuple((pointer_of(error.absolute_path), _sentence(error)) for error in errors)


def _ui_problems(ui: Mapping[str, Any] | None) -> list[FormError]:
    if ui is None:
        return []
    return [
        FormError(_ui_code(error), "ui", pointer_of(error.absolute_path), _sentence(error))
        for error in _checked(ui_schema(), ui)
    ]


def _checked(rules: Mapping[str, Any], document: Mapping[str, Any]) -> list[jsonschema.ValidationError]:
    errors = _validator(rules.get("$id", "")).iter_errors(document)
    return sorted(errors, key=lambda error: pointer_of(error.absolute_path))


@lru_cache(maxsize=2)
def _validator(ident: str) -> Draft202012Validator:
    """The validator of schemas (by the dialect's id) or of UI schemas, made once."""
    return Draft202012Validator(Draft202012Validator.META_SCHEMA if ident == DIALECT else ui_schema())


def _ui_code(error: jsonschema.ValidationError) -> str:
    missing_language = error.validator == "required" and error.validator_value == ["vi", "en"]
    return "form.translation" if missing_language else "form.ui"


def _sentence(error: jsonschema.ValidationError) -> str:
    if _ui_code(error) == "form.translation":
        return "the text is needed in Vietnamese (vi) and English (en)"
    return error.message if len(error.message) <= 300 else f"{error.message[:300]}…"


def _patterns(node: Any, path: tuple[object, ...]) -> list[FormError]:
    problems: list[FormError] = []
    if isinstance(node, list):
        for index, item in enumerate(node):
            problems += _patterns(item, (*path, index))
    elif isinstance(node, Mapping):
        here = [node["pattern"]] if isinstance(node.get("pattern"), str) else []
        keyed = node.get("patternProperties")
        for pattern in [*here, *(keyed if isinstance(keyed, Mapping) else ())]:
            problems += _unsafe(pattern, path)
        for key, value in node.items():
            problems += _patterns(value, (*path, key))
    return problems


def _unsafe(pattern: str, path: tuple[object, ...]) -> list[FormError]:
    try:
        compiled(pattern)
    except UnsafePatternError as error:
        message = f"{pattern[:80]!r} cannot be run safely ({error}): write it without look-around and back-references"
        return [FormError("form.pattern", "schema", pointer_of((*path, "pattern")), message)]
    return []
