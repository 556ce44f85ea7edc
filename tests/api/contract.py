"""Holds every answer that a test gets against the committed OpenAPI document."""

import json
import re
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator
from werkzeug.test import TestResponse

from designer_api.openapi import PLACE


@cache
def document() -> dict[str, Any]:
    return json.loads(PLACE.read_text("utf-8"))


@cache
def templates() -> list[tuple[re.Pattern[str], str]]:
    """Paths as patterns, those with fewer parameters first."""
    paths = sorted(document()["paths"], key=lambda path: path.count("{"))
    return [(re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path) + r"\Z"), path) for path in paths]


def operation_of(method: str, path: str) -> dict[str, Any] | None:
    for pattern, template in templates():
        if pattern.match(path):
            found = document()["paths"][template].get(method.lower())
            if found is not None:
                return found
    return None


@cache
def validator(method: str, path: str, status: int, media_type: str) -> Draft202012Validator | None:
    operation = operation_of(method, path)
    assert operation is not None
    response = operation["responses"][str(status)]
    if "$ref" in response:
        response = document()["components"]["responses"][response["$ref"].rpartition("/")[2]]
    content = response.get("content", {}).get(media_type)
    if content is None or "schema" not in content:
        return None
    return Draft202012Validator({**content["schema"], "components": document()["components"]})


def check(method: str, path: str, response: TestResponse) -> None:
    """The status is documented for this operation, and a JSON body fits its schema."""
    operation = operation_of(method, path)
    if operation is None or response.status_code in (405, 500):
        return
    documented = operation["responses"]
    assert str(response.status_code) in documented, f"{method} {path}: {response.status_code} is not documented"
    found = validator(method, path, response.status_code, response.mimetype)
    if found is not None and response.is_json:
        errors = [f"{error.json_path}: {error.message[:200]}" for error in found.iter_errors(response.get_json())]
        assert errors == [], f"{method} {path}"
