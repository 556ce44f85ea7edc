"""Check answers: JSON Schema, conditional requirements, rules across fields, reference lists; hidden fields are out.

Every problem is a ``FieldError`` with a code; ``forms.messages`` has the sentences. Warnings are errors of severity
WARNING: they are shown and let the answers through.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from jsonschema import ValidationError
from jsonschema.exceptions import best_match

from engine.feel import FeelEnv
from forms.conditions import shown, visible_fields
from forms.errors import FieldError, Severity
from forms.expressions import Scope, inner, is_true, scope_of, with_words
from forms.infer import choices_of, items_of, properties_of, required_of
from forms.keywords import validator_of
from forms.limits import DEEPEST_DATA, MOST_DATA_NODES, MOST_ROWS, too_large
from forms.model import Field, Form, Rule, Widget
from forms.pointers import is_index, parts_of, pointer_of
from forms.references import NEVER

Lists = Mapping[str, Mapping[str, str]]
"""Reference lists: name -> code -> label."""
Path = tuple[str | int, ...]


def validate(
    form: Form,
    data: Mapping[str, Any],
    facts: Mapping[str, Any] | None = None,
    env: FeelEnv | None = None,
    lists: Lists | None = None,
) -> list[FieldError]:
    """The problems of answers (cleaned ones: see ``clean``), in page order, one per field; warnings after errors.

    Keys that no field or property describes are refused (``unknown``). Answers beyond the size limits give a single
    ``too-large`` error and are not looked at.
    """
    if too_large(data, DEEPEST_DATA, MOST_DATA_NODES, MOST_ROWS):
        return [FieldError("", "too-large")]
    feel = with_words(env)
    scope = scope_of(data, facts)
    visible = visible_fields(form, data, facts, env)
    found = [
        *_unknown(form.schema, data, ()),
        *_schema_errors(form, data),
        *(
            error
            for section in form.sections
            if shown(section, scope, feel)
            for error in _conditional(section.fields, data, (), scope, feel, lists or {})
        ),
        *_rules(form.rules, (), scope, feel),
    ]
    asked = [error for error in found if _is_asked(form, error, visible)]
    return _in_page_order(form, [part for error in asked for part in _spread(form, error, visible)])


def has_errors(problems: list[FieldError]) -> bool:
    """Whether any problem stops the answers from being accepted."""
    return any(problem.severity is Severity.ERROR for problem in problems)


def values_by_text(one: Field) -> dict[str, Any]:
    """The choices of a field by the text a page posts for them."""
    schema = items_of(one.schema) if one.widget is Widget.CHECKS else one.schema
    return {str(value): value for value in choices_of(schema)}


def _schema_errors(form: Form, data: Mapping[str, Any]) -> Iterator[FieldError]:
    for error in validator_of(form.schema).iter_errors(_exact(data)):
        chosen = best_match([error]) if error.context and not _is_choice(error) else error
        if chosen is not None:
            yield _translated(chosen)


def _translated(error: ValidationError) -> FieldError:
    code = "never" if error.validator is None or error.schema == NEVER else str(error.validator)
    limit = error.validator_value
    if code == "format":
        code = f"format.{limit}"
    elif code == "type":
        code = f"type.{limit if isinstance(limit, str) else 'any'}"
    elif _is_choice(error):
        code = "enum"
    params = {"limit": limit} if isinstance(limit, (int, Decimal)) and not isinstance(limit, bool) else {}
    return FieldError(pointer_of(error.absolute_path), code, params)


def _is_choice(error: ValidationError) -> bool:
    members = error.validator_value
    return (
        error.validator in ("oneOf", "anyOf")
        and isinstance(members, list)
        and all(isinstance(member, Mapping) and "const" in member for member in members)
    )


def _exact(value: Any) -> Any:
    """Floats as decimals, so that 0.1 is a multiple of 0.1."""
    if isinstance(value, float):
        return Decimal(str(value))
    if isinstance(value, Mapping):
        return {key: _exact(item) for key, item in value.items()}
    return [_exact(item) for item in value] if isinstance(value, list) else value


def _unknown(schema: Mapping[str, Any], data: Any, path: Path) -> Iterator[FieldError]:
    if isinstance(data, list):
        for index, row in enumerate(data):
            yield from _unknown(items_of(schema), row, (*path, index))
    elif isinstance(data, Mapping):
        properties = properties_of(schema)
        if not properties:
            return
        for name, value in data.items():
            if name in properties:
                yield from _unknown(properties[name], value, (*path, name))
            elif "additionalProperties" not in schema and "patternProperties" not in schema:
                yield FieldError(pointer_of((*path, name)), "unknown")


def _conditional(
    fields: tuple[Field, ...], data: Any, path: Path, scope: Scope, env: FeelEnv, lists: Lists
) -> Iterator[FieldError]:
    for one in fields:
        if not shown(one, scope, env):
            continue
        here = (*path, one.key)
        value = data.get(one.key) if isinstance(data, Mapping) else None
        if value is None and one.required_when is not None and is_true(one.required_when, scope, env):
            yield FieldError(pointer_of(here), "required")
        if one.widget is Widget.CODED and not _is_listed(one, value, lists):
            yield FieldError(pointer_of(here), "enum")
        rows = enumerate(value) if isinstance(value, list) else [(None, value)]
        for index, row in rows if one.fields else ():
            place = here if index is None else (*here, index)
            if isinstance(row, Mapping):
                deeper = inner(scope, row)
                yield from _conditional(one.fields, row, place, deeper, env, lists)
                yield from _rules(one.rules, place, deeper, env)


def _is_listed(one: Field, value: Any, lists: Lists) -> bool:
    entries = lists.get(one.source)
    return entries is None or not isinstance(value, Mapping) or value.get("code") in entries


def _rules(rules: tuple[Rule, ...], path: Path, scope: Scope, env: FeelEnv) -> Iterator[FieldError]:
    for rule in rules:
        if is_true(rule.when, scope, env):
            yield FieldError(
                pointer_of((*path, *rule.field)), f"rule.{rule.code}", severity=rule.severity, text=rule.message
            )


def _is_asked(form: Form, error: FieldError, visible: frozenset[str]) -> bool:
    """Problems of hidden fields are nobody's problem; those of what has no field at all are."""
    parts = parts_of(error.pointer)
    for length in range(1, len(parts) + 1):
        pointer = pointer_of(parts[:length])
        is_field = not is_index(parts[length - 1]) and form.field_at(parts[:length]) is not None
        if is_field and pointer not in visible:
            return False
    return True


def _spread(form: Form, error: FieldError, visible: frozenset[str]) -> Iterator[FieldError]:
    """A missing group is told at the questions in it that must be answered."""
    one = form.field_at(parts_of(error.pointer)) if error.code == "required" else None
    if one is None or one.widget is not Widget.GROUP:
        yield error
        return
    needed = required_of(one.schema)
    inside = [f"{error.pointer}/{member.key}" for member in one.fields if member.key in needed]
    if not inside:
        yield error
    for pointer in inside:
        if pointer in visible:
            yield from _spread(form, FieldError(pointer, "required"), visible)


def _in_page_order(form: Form, errors: list[FieldError]) -> list[FieldError]:
    def place(error: FieldError) -> tuple[bool, list[tuple[int, str]]]:
        keys: list[tuple[int, str]] = []
        fields: tuple[Field, ...] = form.fields
        for part in parts_of(error.pointer):
            if is_index(part):
                keys.append((int(part), ""))
                continue
            index = next((i for i, one in enumerate(fields) if one.key == part), len(fields))
            fields = fields[index].fields if index < len(fields) else ()
            keys.append((index, part))
        return error.severity is Severity.WARNING, keys

    kept: dict[tuple[str, Severity], FieldError] = {}
    for error in errors:
        kept.setdefault((error.pointer, error.severity), error)
    return sorted(kept.values(), key=place)
