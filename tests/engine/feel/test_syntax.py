"""Names, cells and texts that are no FEEL."""

from decimal import Decimal

import pytest

from engine.feel import FeelSyntaxError, compile_expression, compile_unary_tests
from engine.feel.tokens import MAX_TEXT

WRONG = {
    "": (1, 1),
    "1 +": (1, 4),
    "(1": (1, 3),
    "1)": (1, 2),
    "[1, 2": (1, 6),
    "[1 2]": (1, 4),
    "{a 1}": (1, 2),
    "{a: 1, a: 2}": (1, 8),
    "{: 1}": (1, 2),
    "{a: 1": (1, 6),
    "if 1 then 2": (1, 12),
    "for in [1] return 1": (1, 5),
    "for x [1] return 1": (1, 5),
    "for x in [1]": (1, 13),
    "some x in [1] return x": (1, 15),
    '"open': (1, 1),
    '@"2026-13-01"': (1, 1),
    "@2026": (1, 1),
    '@"open': (1, 1),
    "/* open": (1, 1),
    "a\n+ #": (2, 3),
    "1 = ": (1, 5),
    "f(a: 1, 2)": (1, 2),
    "f(1,": (1, 5),
    "x instance number": (1, 12),
    "x instance of unknown type": (1, 23),
    "x instance of unknown": (1, 15),
    "x instance of number<string>": (1, 15),
    "x instance of 5": (1, 15),
    "x instance of a.b": (1, 15),
    "x instance of function<number>": (1, 31),
    "x instance of context<number>": (1, 23),
    "x between 1": (1, 12),
    "a.": (1, 3),
    "a.5": (1, 2),
    "then": (1, 1),
    "a[1": (1, 4),
    "1 2": (1, 3),
    "[1..2": (1, 6),
    "[1..2}": (1, 6),
    "function(1) 2": (1, 10),
    "function(a b": (1, 10),
    "1e99999": (1, 1),
    '"\\uD83D"': (1, 1),
    "1 5": (1, 3),
    'x "5"': (1, 3),
}


@pytest.mark.parametrize("text", WRONG)
def test_text_that_is_no_feel_is_refused_with_its_place(text: str):
    with pytest.raises(FeelSyntaxError) as error:
        compile_expression(text)
    assert (error.value.line, error.value.column) == WRONG[text], error.value
    assert error.value.message


def test_an_oversized_text_is_refused():
    with pytest.raises(FeelSyntaxError, match="longer than"):
        compile_expression(" " * (MAX_TEXT + 1))


def test_a_pattern_or_text_has_a_size():
    assert compile_expression("matches(a, a)").evaluate({"a": "x" * 10_001}).problems[0].code == "feel.regex"


def test_names_may_have_several_words_and_signs():
    data = {"full name": "An", "a-b": 1, "x y-z": 2, "Student's name": "Bình", "price in dong": 5, "line 1 text": "t"}

    def run(text: str, names=data):
        return compile_expression(text, names).evaluate(data).value

    assert run("full   name") == "An"
    assert run("full name", ()) == "An"
    assert run("line 1 text", ()) == "t"
    assert run("a-b + 1") == Decimal(2)
    assert run("a - b") is None
    assert run("x y-z") == Decimal(2)
    assert run("Student's name") == "Bình"
    assert run("price in dong in [1..5]") is True


def test_names_that_are_no_feel_are_harmless():
    assert compile_expression("a", ['"', "a b", "#"]).evaluate({"a": 1}).value == 1


def test_the_longest_known_name_is_taken():
    data = {"a": 1, "a b": 2, "a b c": 3}
    assert compile_expression("a b c + a b + a", data).evaluate(data).value == Decimal(6)
    assert compile_expression("{a b: 5, c: a b}.c", ()).evaluate({}).value == Decimal(5)
    assert compile_expression("(function(p-q) p-q + 1)(1)", ()).evaluate({}).value == Decimal(2)
    assert compile_expression("(for x-y in [1] return x-y)[1]", ()).evaluate({}).value == Decimal(1)


CELLS = [
    ("-", 1, True),
    ("< 5", 4, True),
    ("< 5", 5, False),
    ("< 5, > 10", 11, True),
    ("[1..5]", 5, True),
    ("[1..5)", 5, False),
    ("]1..5[", 3, True),
    ("1", 1, True),
    ("1, 2", 3, False),
    ('"a"', "a", True),
    ('"a"', 1, False),
    ("not(1, 2)", 3, True),
    ("not(1, 2)", 2, False),
    ("not(? > 1)", 2, False),
    ("not(? > 1) or ? = 5", 5, True),
    ("not", 1, False),
    ("null", None, True),
    ("null", 1, False),
    ("true", True, True),
    ("false", False, True),
    ("false", True, False),
    ("x > 3", 1, True),
    ("x > 5", 1, False),
    ("x", 4, True),
    ("[1, 2]", 2, True),
    ("[[1, 2]]", [1, 2], True),
    ("[[1..3], 9]", 2, True),
    ("? > 1 and ? < 3", 2, True),
    ('contains(?, "a")', "bar", True),
    ("? * 2", 0, True),
    ("? + 1", 5, False),
    ("!= 5", 4, True),
    ("= 5", 5, True),
    ("< 5", "a", None),
    ("< 5", None, None),
    ("not(< 5)", "a", None),
    ("? > 1", "a", None),
    ("(< 5)", 3, True),
    ("< x + 1", 4, True),
    ("[1..null]", 1, None),
    ('< 5, "a"', "a", True),
]


@pytest.mark.parametrize(("cell", "given", "answer"), CELLS)
def test_a_cell_tests_its_input(cell: str, given: object, answer: bool | None):
    assert compile_unary_tests(cell).evaluate({"x": 4}, value=given).value is answer


@pytest.mark.parametrize("cell", ["", "< ", "1,", "not(1", "- 1 -", "1 2"])
def test_a_cell_that_is_no_test_is_refused(cell: str):
    with pytest.raises(FeelSyntaxError):
        compile_unary_tests(cell)
