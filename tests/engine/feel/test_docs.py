"""Every example of docs/feel.md is run."""

import json
import re
from pathlib import Path

import pytest

from engine.feel import compile_expression, compile_unary_tests

DOCUMENT = (Path(__file__).parents[3] / "docs" / "feel.md").read_text(encoding="utf-8")
DATA = json.loads(re.search(r"```json\n(.*?)```", DOCUMENT, re.DOTALL)[1])


def lines(language: str) -> list[str]:
    blocks = re.findall(rf"```{language}\n(.*?)```", DOCUMENT, re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line.strip()]


@pytest.mark.parametrize("line", lines("feel"))
def test_an_example_of_the_documentation_has_the_result_it_shows(line: str):
    expression, result = line.rsplit(" => ", 1)
    expected = compile_expression(result).evaluate({}).value
    actual = compile_expression(expression).evaluate(DATA).value
    assert actual == expected
    assert type(actual) is type(expected)


@pytest.mark.parametrize("line", lines("feel-test"))
def test_a_cell_of_the_documentation_tests_as_it_shows(line: str):
    cell, rest = line.split(" @ ", 1)
    value, result = rest.rsplit(" => ", 1)
    answer = compile_unary_tests(cell).evaluate({}, value=compile_expression(value).evaluate({}).value)
    assert answer.value is (result == "true")
