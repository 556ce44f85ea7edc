"""JSON files of a package against their published schemas: problems with pointer, line and a plain sentence."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from itertools import islice
from typing import Any, Final

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match

from process_models.json_text import JsonTextError, parse_json, pointer_line, pointer_of
from process_models.problems import Problem, problem

PROCEDURE: Final = "procedure.schema.json"
SCENARIO: Final = "scenario.schema.json"
MOST_PROBLEMS: Final = 100
"""A file with more than this is not what it claims to be; the rest says nothing new."""
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
    leaves = (leaf for error in _validator(name).iter_errors(value) for leaf in _leaves(error))
    errors = list(islice(leaves, MOST_PROBLEMS))
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
    wanted: Any = error.validator_value
    instance: Any = error.instance
    params: dict[str, Any] = {"pointer": pointer or "/"}
    match error.validator:
        case "additionalProperties":
            code = "schema.unknown-key"
            params["key"] = _unknown(error)
            pointer += pointer_of((params["key"],))
        case "required":
            code = "schema.missing-key"
            params["key"] = next(key for key in wanted if key not in instance)
        case "type":
            code = "schema.type"
            types = wanted if isinstance(wanted, list) else [wanted]
            params["expected"] = ", ".join(_TYPE_WORDS.get(str(word), str(word)) for word in types)
        case "enum" | "const":
            code = "schema.choice"
            options = wanted if error.validator == "enum" else [wanted]
            params |= {"value": _shown(instance), "expected": ", ".join(_shown(option) for option in options)}
        case "pattern":
            code = "schema.pattern"
            params |= {"value": _shown(instance), "expected": wanted}
        case _:
            code = "schema.value"
            params |= {"keyword": error.validator, "expected": _shown(wanted)}
    return problem(code, path=path, line=pointer_line(data, pointer), **params)


def _unknown(error: ValidationError) -> str:
    known = error.schema.get("properties", {}) if isinstance(error.schema, Mapping) else {}
    instance: Any = error.instance
    return next((str(key) for key in instance if key not in known), "")


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)[:200]
