from decimal import Decimal

import pytest

from process_models.json_text import JsonTextError, parse_json, pointer_line, pointer_of

TEXT = b"""{
  "a": [
    1,
    {"b/c": "x:{y}",
     "d": [[], {}]}
  ],
  "e": {"f": null}
}
"""


def wrong(data: bytes) -> tuple[int, int, str]:
    with pytest.raises(JsonTextError) as caught:
        parse_json(data)
    return caught.value.line, caught.value.column, caught.value.message


def test_numbers_with_a_fraction_are_exact():
    assert parse_json(b'{"a": 0.1, "b": 12, "c": 1e3}') == {"a": Decimal("0.1"), "b": 12, "c": Decimal("1e3")}


def test_a_byte_order_mark_is_no_syntax_error():
    assert parse_json(b"\xef\xbb\xbf{}") == {}


def test_a_syntax_error_says_line_and_column():
    assert wrong(b'{\n  "a": 1,\n  "b" 2\n}')[:2] == (3, 7)


def test_a_key_that_stands_twice_is_refused_where_it_stands():
    line, column, message = wrong(b'{"x": {"a": 1},\n "y": {"a": 1,\n   "a": 2}}')
    assert (line, column) == (3, 4)
    assert '"a"' in message


@pytest.mark.parametrize(
    "data", [b'{"a": NaN}', b'{"a": Infinity}', b"\xff\xfe", b"1" * 500, b"0." + b"1" * 500, b"1e999", b"1.0e-999"]
)
def test_what_is_no_safe_json_is_refused(data):
    assert wrong(data)[2]


def test_deep_nesting_is_refused_without_recursion():
    assert "nesting" in wrong(b"[" * 100_000)[2]


def test_brackets_in_texts_are_no_nesting():
    assert parse_json(b'["' + b"[" * 200 + b'"]') == ["[" * 200]


@pytest.mark.parametrize(
    ("pointer", "line"),
    [
        ("", 1),
        ("/a", 2),
        ("/a/0", 3),
        ("/a/1", 4),
        ("/a/1/b~1c", 4),
        ("/a/1/d/1", 5),
        ("/e/f", 7),
        ("/e/zz/q", 7),
        ("/zz", 1),
    ],
)
def test_a_pointer_leads_to_its_line(pointer, line):
    assert pointer_line(TEXT, pointer) == line


def test_a_pointer_escapes_its_steps():
    assert pointer_of(["a/b", 0, "c~d"]) == "/a~1b/0/c~0d"
