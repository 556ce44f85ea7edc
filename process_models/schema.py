"""JSON files of a package against their published schemas: problems with pointer, line and a plain sentence."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any, Final

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match

from process_models.json_text import JsonTextError, parse_json, pointer_line, pointer_of
from process_models.problems import Problem, problem

PROCEDURE: Final = "procedure.schema.json"
SCENARIO: Final = "scenario.schema.json"
_TYPE_WORDS: Final = {"object": "an object {…}", "array": "a list […]", "string": "a text", "integer": "a whole number"}


@cache
def schema(name: str) -> Mapping[str, Any]:
    """A schema shipped with the format, by file name."""
    found: dict[str, Any] = json.loads(resources.files("process_models").joinpath(name).read_text("utf-8"))
    return found


@cache
def _validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(schema(name))


def read_object(path: str, data: bytes) -> tuple[dict[str, Any] | None, tuple[Problem, ...]]:
    """The JSON object of a file, or None and why not."""
    try:
        value = parse_json(data)
    except JsonTextError as error:
        found = problem("json.syntax", path=path, line=error.line, column=error.column, detail=error.message)
        return None, (found,)
    if not isinstance(value, dict):
        return None, (problem("json.not-an-object", path=path, line=1),)
    return value, ()


def check_json(name: str, path: str, data: bytes, value: Any) -> tuple[Problem, ...]:
    """Problems of ``value`` (read from ``data``) against a shipped schema, in document order."""
    errors = [leaf for error in _validator(name).iter_errors(value) for leaf in _leaves(error)]
    found = [_problem(path, data, error) for error in errors]
    return tuple(sorted(found, key=lambda each: (each.line, str(each.params))))


def _leaves(error: ValidationError) -> Iterator[ValidationError]:
    if error.validator in ("oneOf", "anyOf") and error.context:
        branch = best_match([error])
        yield error if branch is None else branch
    else:
        yield error


def _problem(path: str, data: bytes, error: ValidationError) -> Problem:
    pointer = pointer_of(list(error.absolute_path))
    line = pointer_line(data, pointer)
    at = pointer or "/"
    match error.validator:
        case "additionalProperties":
            key = _unknown(error)
            line = pointer_line(data, pointer + pointer_of((key,)))
            return problem("schema.unknown-key", path=path, line=line, pointer=at, key=key)
        case "required":
            missing = next(key for key in error.validator_value if key not in error.instance)
            return problem("schema.missing-key", path=path, line=line, pointer=at, key=missing)
        case "type":
            wanted = error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
            words = ", ".join(_TYPE_WORDS.get(word, word) for word in wanted)
            return problem("schema.type", path=path, line=line, pointer=at, expected=words)
        case "enum" | "const":
            options = error.validator_value if error.validator == "enum" else [error.validator_value]
            expected = ", ".join(_shown(option) for option in options)
            return problem("schema.choice", path=path, line=line, pointer=at, value=_shown(error.instance), expected=expected)
        case "pattern":
            return problem(
                "schema.pattern", path=path, line=line, pointer=at, value=_shown(error.instance), expected=error.validator_value
            )
        case _:
            return problem(
                "schema.value", path=path, line=line, pointer=at, keyword=error.validator, expected=_shown(error.validator_value)
            )


def _unknown(error: ValidationError) -> str:
    known = error.schema.get("properties", {}) if isinstance(error.schema, Mapping) else {}
    return next((str(key) for key in error.instance if key not in known), "")


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)[:200]
