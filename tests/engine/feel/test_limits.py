"""Hostile expressions: each ends within its budget, whatever it asks for. Steps are counted, not seconds."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.feel import FeelEnv, FeelSyntaxError, compile_expression, feel_string
from engine.feel.functions import BUILTINS
from engine.feel.problems import BudgetExceededError

PAIRS = "(for i in 1..60 return if i = 1 then [1, 1] else [partial[-1], partial[-1]])[-1]"

STOPPED = [
    "for i in 1..1000000000 return i",
    "for i in [1..1000000000] return i",
    "some i in 1..1000000000 satisfies i < 0",
    "for i in 1..1000, j in 1..1000 return 1",
    'for i in 1..60 return if i = 1 then "aaaaaaaaaa" else partial[-1] + partial[-1]',
    PAIRS,
    f"{PAIRS} = {PAIRS}",
    f"string({PAIRS})",
    f"count(flatten({PAIRS}))",
    f"{{a: {PAIRS}}}",
    "{f: function(x) f(x + 1), r: f(1)}.r",
    "for i in 1..300 return partial",
    "(for i in 1..4000 return [partial[-1]])[-1]",
    "string((for i in 1..4000 return [partial[-1]])[-1])",
    "count(distinct values(for i in 1..3000 return [i]))",
    "concatenate(big, big, big)",
    'replace(text, "a", text)',
    "string join(for i in 1..20 return text, text)",
    'count(split(text, "a"))',
    "big = other",
    "index of(big, 1)[1] + count(big) + count(big) + count(big)",
    "for i in 1..5 return sort(big, function(a, b) a < b)",
]


@pytest.mark.parametrize("text", STOPPED)
def test_an_expensive_expression_is_stopped_by_its_budget(text: str):
    data = {"big": list(range(100_000)), "other": list(range(100_000)), "text": "a" * 200_000}
    result = compile_expression(text).evaluate(data, FeelEnv(budget=100_000))
    assert result.value is None
    assert result.problems[-1].code == "feel.budget"
    assert result.steps < 600_000


def test_sizes_are_limited_on_their_own():
    env = FeelEnv(max_size=100)
    for text in ("for i in 1..101 return i", "concatenate(a, a)", "t + t"):
        result = compile_expression(text).evaluate({"a": [0] * 60, "t": "x" * 60}, env)
        assert [problem.code for problem in result.problems] == ["feel.budget"]


def test_cost_does_not_depend_on_data_that_are_not_read():
    expression = compile_expression("a + 1")
    small, large = expression.evaluate({"a": 1}), expression.evaluate({"a": 1, "big": [0] * 1_000_000})
    assert small.steps == large.steps == 3


@pytest.mark.parametrize(
    "text",
    [
        "9e6000 ** 9e6000",
        "1.000001 ** 999999999999",
        "exp(100000)",
        "round up(1.5e-6000, 6000) + decimal(9.9e6000, -6000)",
        'matches(text, "(a+)+$")',
        'matches("a", "(((a{100}){100}){100})")',
        "(for i in 1..2000 return partial[-1])[1]",
        "sort((for i in 1..5000 return -i), function(a, b) a < b)[1]",
        'date(999999999, 12, 31) + @"P999999999D"',
    ],
)
def test_what_looks_expensive_can_be_cheap(text: str):
    result = compile_expression(text).evaluate({"text": "a" * 1000 + "!"})
    assert all(problem.code != "feel.budget" for problem in result.problems)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 600 + "1" + ")" * 600,
        "[" * 600,
        "{a:" * 600,
        "-" * 600 + "1",
        "if " * 600,
        "a" + ".b" * 600,
        "a" + "[1]" * 600,
        "not(" * 600 + "true" + ")" * 600,
        "x in (" * 60 + "1" + ")" * 60,
        "[1.." * 60,
        "x instance of " + "list<" * 600,
        "function(a) " * 600 + "1",
    ],
)
def test_deep_nesting_is_a_syntax_error(text: str):
    with pytest.raises(FeelSyntaxError):
        compile_expression(text)


def test_long_chains_are_not_deep():
    for text, value in (("+".join(["1"] * 3000), 3000), (" and ".join(["true"] * 3000), True)):
        assert compile_expression(text).evaluate({}).value == value


def test_a_value_of_the_host_that_is_too_deep_is_a_problem():
    deep: list[object] = []
    for _ in range(3000):
        deep = [deep]
    other = [deep]
    for text in ("string(a)", "a[1] = b[1]", "[a]", "{x: a}"):
        result = compile_expression(text).evaluate({"a": deep, "b": other})
        assert result.problems[-1].code == "feel.budget"
    with pytest.raises(BudgetExceededError):
        feel_string(deep)


WORDS = [
    *[
        "1",
        "-3",
        "0.5",
        "null",
        "true",
        "a",
        "b",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        ".",
        "..",
        "+",
        "-",
        "*",
        "/",
        "**",
        "<",
        "=",
        "!=",
        "and",
        "or",
        "in",
        "?",
        "[1..3]",
        "(<5)",
    ],
    *('"a"', '@"2026-01-01"', '@"10:00:00Z"', '@"2026-01-01T00:00:00"', '@"P1D"', '@"P1Y"'),
    *(
        "not(",
        "between",
        "instance of",
        "if",
        "then",
        "else",
        "for i in",
        "return",
        "some x in",
        "satisfies",
        "function(x)",
    ),
    *(f"{name}(" for name in BUILTINS),
]


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=14))
def test_any_text_is_refused_or_evaluates(words: list[str]):
    try:
        expression = compile_expression(" ".join(words))
    except FeelSyntaxError:
        return
    result = expression.evaluate({"a": [1, 2], "b": {"c": None}}, FeelEnv(budget=5000))
    assert result.steps <= 20_000


VALUES = st.sampled_from(
    [
        "1",
        "-2.5",
        '"text"',
        "null",
        "true",
        "[]",
        "[1, 2]",
        '["a", null]',
        "{a: 1}",
        "[1..3]",
        "(< 5)",
        "abs",
        '@"P1D"',
        '@"P1Y"',
        '@"2026-01-01"',
        '@"10:00:00"',
        '@"2026-01-01T00:00:00Z"',
        '@"12026-01-01"',
        "function(x, y) x < y",
    ]
)


@settings(max_examples=600, deadline=None)
@given(st.sampled_from(sorted(BUILTINS)), st.lists(VALUES, max_size=4))
def test_any_function_answers_any_values(name: str, values: list[str]):
    result = compile_expression(f"{name}({', '.join(values)})").evaluate({})
    assert result.value is None or not result.problems or isinstance(result.value, list | bool | str)
    feel_string(result.value)


def test_a_caller_that_is_deep_itself_gets_an_answer_not_a_recursion_error():
    text = "(" * 50 + "1" + ")" * 50
    nested = "[" * 50 + "1" + "]" * 50
    compiled = compile_expression(f"{nested} = {nested}")
    answers: set[object] = set()

    def descend() -> None:
        with suppress(RecursionError):
            descend()
        try:
            answers.add(compile_expression(text).evaluate({}).value)
        except FeelSyntaxError as error:
            answers.add(error.message)
        answers.add(compiled.evaluate({}).value)

    try:
        descend()
    except RecursionError:
        pytest.skip("the last frames have no room for anything at all")
    assert answers == {1, None, "the expression is nested too deeply"}
