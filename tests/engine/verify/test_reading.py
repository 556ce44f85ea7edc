"""What an expression's text is found to read and to compare."""

import pytest

from engine.verify.reading import ITEM, NO, NOW, column_tests, constant, parse, reading


def comparisons(text):
    return {(".".join(one.path), one.op, one.value) for one in reading(text).tests}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("-3", -3),
        ("-true", NO),
        ("-n", NO),
        ("2.50", parse("2.50").value),
        ("7.0", 7),
        ('date("2026-01-05")', "2026-01-05"),
        ('@"2026-01-05"', "2026-01-05"),
        ('@"2026-01-05T08:00:00+07:00"', "2026-01-05T08:00:00+07:00"),
        ("today()", NOW),
        ("now()", NOW),
        ("n + 1", NO),
    ],
)
def test_a_text_that_depends_on_no_data_is_a_constant(text, value):
    assert constant(parse(text)) == value


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("n between 2 and 5", {("n", ">=", 2), ("n", "<=", 5)}),
        ("n in 4", {("n", "=", 4)}),
        ('kind in ("a", "b")', {("kind", "=", "a"), ("kind", "=", "b")}),
        ('kind in ["a", "b"]', {("kind", "=", "a"), ("kind", "=", "b")}),
        ("n in (2..5]", {("n", ">", 2), ("n", "<=", 5)}),
        ("n in (< 3, >= 9)", {("n", "<", 3), ("n", ">=", 9)}),
        ("n in others", set()),
        ("3 < n", {("n", ">", 3)}),
        ("n = m", {("n", "any", None), ("m", "any", None)}),
        ("count(list) > 2", {("list", "count>", 2), ("list", "countany", None)}),
        ("count([1, n]) > 2", set()),
        ("sum(list) > 2", {("list", ">", 2)}),
        ("sum(for p in people return p.age) > 2", {("people.[].age", ">", 2)}),
        ("sum(for p in [1, n] return p) > 2", set()),
        ("not(ok)", {("ok", "true", None)}),
        ("if ok then yes else no", {("ok", "true", None), ("yes", "true", None), ("no", "true", None)}),
        ("people[age > 17].name", {
            ("age", ">", 17), ("people.[].age", ">", 17), ("people.[].name", "true", None),
        }),
        ("some p in people satisfies p.age > 17", {("people.[].age", ">", 17)}),
        ("some i in 1..n satisfies i > 2", set()),
        ("function(x) x > 2", set()),
        ("{a: n, b: a > 2}", set()),
        ("[1, 2][item > n]", {("n", "any", None)}),
    ],
)  # fmt: skip
def test_comparisons_with_constants_are_told_by_path(text, told):
    assert comparisons(text) == told


@pytest.mark.parametrize(
    ("text", "paths", "decided"),
    [
        ("n in 4", {"n"}, True),
        ("n in others", {"n", "others"}, False),
        ("n between 2 and 5 and ok", {"n", "ok"}, True),
        ("some i in 1..n satisfies i > m", {"n", "m"}, False),
        ("(function(x) x + k)(n)", {"k", "n"}, False),
        ("people[age > least].name", {"people.[].name", "people.[].age", "people.[].least", "age", "least"}, False),
        ("f(n)", {"n"}, False),
        ("n +", set(), False),
    ],
)
def test_what_is_read_is_told_with_whether_trying_each_side_is_complete(text, paths, decided):
    found = reading(text)
    assert {".".join(path) for path in found.paths} == paths
    assert found.decided is decided


def test_a_path_and_a_context_are_told_apart_from_other_text():
    assert reading("= contract.parties[active].name").plain == ("contract", "parties", ITEM, "name")
    assert reading("n + 1").plain is None
    entries = reading("{a: n, b: contract.day}").entries
    assert {key: one.plain for key, one in entries.items()} == {"a": ("n",), "b": ("contract", "day")}


@pytest.mark.parametrize(
    ("column", "cell", "told"),
    [
        ("age", "> 17, < 3", {(("age",), ">", 17), (("age",), "<", 3)}),
        ("age", "[2..5)", {(("age",), ">=", 2), (("age",), "<", 5)}),
        ("kind", '"a"', {(("kind",), "=", "a")}),
        ("age + 1", "> 17", set()),
        ("age", "> > 17", set()),
        ("age +", "> 17", set()),
        ("kind", "? in names", set()),
    ],
)
def test_a_cell_compares_the_path_of_its_column(column, cell, told):
    assert {(one.path, one.op, one.value) for one in column_tests(column, cell)} == told
