import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from process_models.schema import PROCEDURE, SCENARIO, schema

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "packages.md").read_text("utf-8")


def keys(node: object) -> set[str]:
    if isinstance(node, list):
        return set().union(*map(keys, node))
    if not isinstance(node, dict):
        return set()
    own = set(node["properties"]) if isinstance(node.get("properties"), dict) else set()
    return own.union(*(keys(value) for value in node.values()))


@pytest.mark.parametrize("name", [PROCEDURE, SCENARIO])
def test_every_key_of_a_schema_is_documented(name):
    told = set(re.findall(r"`\"?([$\w]+)\"?`", TEXT)) | set(re.findall(r"\"(\w+)\":", TEXT))
    assert keys(schema(name)) - told == set()


@pytest.mark.parametrize("name", [PROCEDURE, SCENARIO])
def test_a_published_schema_is_valid_and_closed(name):
    found = json.loads((ROOT / "process_models" / name).read_text("utf-8"))
    Draft202012Validator.check_schema(found)
    assert found["additionalProperties"] is False


def test_every_reserved_answer_is_documented():
    from engine.play.answers import EVENTS, RESERVED

    assert all(f"`{key}`" in TEXT for key in RESERVED | {EVENTS})


def test_every_step_role_is_documented():
    from process_models.vocabulary import STEP_ROLES

    assert all(f"`{role}`" in TEXT for role in STEP_ROLES)
