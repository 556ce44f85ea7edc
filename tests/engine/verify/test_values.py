"""Values that make a difference, made from a schema and from what is asked of a place."""

from decimal import Decimal

import pytest

from engine.verify.reading import ITEM, NOW
from engine.verify.reading import Test as Asking
from engine.verify.values import guessed, minimal, representatives


def asked(op, value=None, path=()):
    return {path: (Asking(path, op, value),)}


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"const": "x"}, "x"),
        ({"type": "string", "enum": ["b", "a"]}, "b"),
        ({"type": "string", "oneOf": [{"const": "x"}, {"const": "y"}]}, "x"),
        ({"anyOf": [{"type": "integer", "minimum": 4}, {"type": "null"}]}, 4),
        ({"type": ["null", "integer"], "minimum": 3}, 3),
        ({"type": ["null"]}, None),
        ({"properties": {"a": {"type": "boolean"}, "b": {}}, "required": ["a"]}, {"a": True}),
        ({"items": {"type": "integer"}, "minItems": 2}, [1, 1]),
        ({"type": "string", "pattern": "^[0-9]{12}$", "minLength": 12}, "000000000000"),
        ({"type": "string", "pattern": "^[0-9]*$", "maxLength": 0}, ""),
        ({"type": "string", "format": "date"}, "2026-01-05"),
        ({"type": "integer", "exclusiveMinimum": 17}, 18),
        ({"type": "integer", "maximum": 0}, 0),
    ],
)
def test_the_smallest_value_fits_the_schema(schema, value):
    assert minimal(schema) == value


@pytest.mark.parametrize(
    ("schema", "questions", "values"),
    [
        ({"const": "x"}, asked("=", "y"), ["x"]),
        ({"type": "string", "enum": ["b", "a"]}, asked("=", "a"), ["b", "a"]),
        ({"type": "string", "oneOf": [{"const": "x"}, {"const": "y"}]}, asked("=", "x"), ["x", "y"]),
        ({"anyOf": [{"type": "boolean"}, {"const": "?"}]}, asked("true"), [True, False, "?"]),
        ({"type": "integer", "minimum": 5, "maximum": 6}, asked(">", 5), [5, 6]),
        ({"type": "integer"}, asked("=", Decimal("2.5")), [1]),
        ({"type": "number"}, asked("=", Decimal("2.5")), [1, Decimal("2.5"), Decimal("3.5")]),
        ({"type": "integer", "exclusiveMaximum": 3, "minimum": 1}, asked("<=", 2), [1, 2]),
        ({"type": "integer"}, asked("any"), [1, 2]),
        ({"type": "integer"}, asked("=", "word"), [1]),
        ({"type": "integer"}, asked("count>", 1), [0, 1, 2]),
        ({"type": "string", "format": "date"}, asked("<", "not a day"), ["2026-01-05"]),
        ({"type": "string", "format": "date"}, asked("<", 3), ["2026-01-05"]),
        ({"type": "string", "format": "date"}, asked(">=", "2026-03-01"), ["2026-01-05", "2026-02-28", "2026-03-01"]),
        ({"type": "string", "maxLength": 3}, asked("=", "longer"), ["Ngu"]),
        ({"type": "string", "maxLength": 1}, asked("any"), ["N"]),
        ({"type": "string"}, asked("any"), ["Nguyễn Vă", "Nguyễn Vă 2"]),
        ({"type": "string", "maxLength": 9}, asked("any"), ["Nguyễn Vă", "Nguyễn V"]),
        ({"type": "string", "pattern": "^0+$"}, asked("any"), ["0"]),
        ({"type": "string"}, asked("count>", 2), ["Nguyễn Vă", "xx", "xxx"]),
        ({"type": "string"}, asked("count>", 900), ["Nguyễn Vă"]),
        ({"type": ["null"]}, asked("=", "x"), [None]),
        ({"type": "array", "items": {"type": "boolean"}}, asked("true", path=(ITEM,)), [[], [True], [False]]),
        ({"type": "array", "items": {"type": "boolean"}, "minItems": 1}, asked("any"), [[True]]),
        ({"type": "array", "items": {"const": 1}}, asked("count>", "some"), [[], [1], [1, 1]]),
    ],
)
def test_each_side_of_a_comparison_is_tried_as_far_as_the_schema_allows(schema, questions, values):
    assert representatives(schema, questions) == values


def test_a_comparison_with_the_present_tries_days_long_past_and_far_ahead():
    moments = representatives({"type": "string", "format": "date-time"}, asked("<", NOW))
    assert {moment[:4] for moment in moments} == {"2000", "2025", "2026", "2060"}
    assert all(moment.endswith("T08:00:00+07:00") for moment in moments)


def test_an_example_stands_where_nothing_is_asked():
    assert representatives({"type": "string"}, {}, "Trần") == ["Trần"]
    assert representatives({"type": "string"}, {}) == ["Nguyễn Vă"]


def test_a_value_that_no_bound_admits_falls_back_to_the_smallest():
    assert representatives({"type": "integer", "minimum": 3, "maximum": 2}, asked("=", 9)) == [2]


def test_an_optional_member_is_also_left_out_and_a_required_one_never():
    schema = {"type": "object", "properties": {"a": {"type": "boolean"}, "b": {"type": "boolean"}}, "required": ["a"]}
    found = representatives(schema, {**asked("true", path=("a",)), **asked("true", path=("b",))})
    assert {(one["a"], one.get("b")) for one in found} == {(a, b) for a in (True, False) for b in (True, False, None)}
    assert sum("b" not in one for one in found) == 2


@pytest.mark.parametrize(
    ("questions", "values"),
    [
        (asked("true"), [True, False]),
        (asked("=", True), [True, False]),
        (asked(">", 3), [1, 3, 4]),
        (asked("any"), [1, 2]),
        (asked("=", "yes"), ["yes", "Nguyễn Vă"]),
        (asked("=", None), ["Nguyễn Vă"]),
        (asked("<", NOW), ["Nguyễn Vă"]),
        (asked("=", "yes", ("state",)), [{"state": "yes"}, {"state": "Nguyễn Vă"}]),
        (asked("true", path=(ITEM,)), [[], [True], [False]]),
        (asked("count=", 2), [[], ["Nguyễn Vă"], ["Nguyễn Vă"] * 2, ["Nguyễn Vă"] * 3]),
        (
            {**asked("true", path=("a",)), **asked(">", 0, ("b", "c"))},
            [{"a": a, "b": {"c": c}} for a in (True, False) for c in (1, 0)],
        ),
    ],
)
def test_a_value_without_a_schema_is_guessed_from_its_use(questions, values):
    assert guessed(questions) == values
