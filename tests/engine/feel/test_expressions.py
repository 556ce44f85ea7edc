"""What expressions evaluate to: both sides are FEEL, compared as values."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo

import pytest

from engine.feel import Far, FeelEnv, Range, YearsMonths, compile_expression, feel_string


class Colour(StrEnum):
    RED = "red"


DATA = {
    "n": 3,
    "f": 0.1,
    "t": (1, 2.5),
    "person": {"full name": "An", "age": 40, "tags": ["x", "y"]},
    "people": [{"name": "An", "age": 40}, {"name": "Bình", "age": 30}],
    "nothing": None,
    "a-b": 7,
    "odd": object(),
    "item list": [1, 2, 3],
    "nan": float("nan"),
    "colour": Colour.RED,
    "frozen": MappingProxyType({"a": 1}),
    "big": 10**7000,
}


def value(text: str, env: FeelEnv | None = None) -> object:
    return compile_expression(text, DATA).evaluate(DATA, env or FeelEnv()).value


EQUALITIES = """
1 + 2 * 3 = 7
2 ** 3 ** 2 = 64
-5 ** 2 = 25
10 - 2 - 3 = 5
8 / 4 / 2 = 1
- -1 = 1
.5 = 0.5
1.2e-3 = 0.0012
f + 0.2 = 0.3
n = 3
t[2] = 2.5
t = [1, 2.5]
sum(t) = 3.5
count(t) = 2
a-b = 7
person.full name = "An"
people.name = ["An", "Bình"]
people[1].age = 40
people[-1].name = "Bình"
people[age > 35].name = ["An"]
people[name = "Bình"].age = [30]
people[item.age < 35].name = ["Bình"]
item list[item > 1] = [2, 3]
item list[n] = 3
item list[count(item list)] = 3
[[1, 2], [3]][1][2] = 2
[1, 2, 3][item > 1][1] = 2
[1, 2, 3][true] = [1, 2, 3]
[1, 2, 3][null] = []
[][n] = null
[][item > 1] = []
nothing[true] = []
5[1] = 5
[{item: 1}, {item: 2}][item > 1] = [{item: 2}]
(1 + 2) * 3 = 9
(if n > 2 then "big" else "small") = "big"
(for i in [1, 2], j in [i, i * 10] return i + j) = [2, 11, 4, 22]
(for i in [1, 2] return i * 2) = [2, 4]
(for i in 3..1 return i) = [3, 2, 1]
(for i in [1..3] return i) = [1, 2, 3]
(for i in (1..3] return i) = [2, 3]
(for i in [1..3) return i) = [1, 2]
(for d in [@"2026-01-30"..@"2026-02-01"] return d.day) = [30, 31, 1]
(for i in 1..3 return partial) = [[], [[]], [[], [[]]]]
(for i in 5 return i) = [5]
(for my item in [1] return my item + 1) = [2]
some x in [1, 2] satisfies x = 2
not(every x in [1, 2] satisfies x = 2)
(some x in [1, 2], y in [2, 3] satisfies x = y)
{a: 1, b: a + 1}.b = 2
{a: 1, b: {c: a}}.b.c = 1
{"key with \\"": 1} = {"key with \\"": 1}
{foo+bar: "x"}.foo+bar = "x"
{a: [1, 2]} = {a: [1, 2]}
{a: 1} != {a: 1, b: 2}
(function(a, b) a - b)(5, 3) = 2
(function(a, b) a - b)(b: 5, a: 3) = -2
{f: function(n: number) n + 1}.f(1) = 2
{f: function(l: list<number>) count(l)}.f(5) = 1
{f: function(d: date and time) d.hour}.f(@"2026-01-01") = 0
{fact: function(n) if n <= 1 then 1 else n * fact(n - 1), r: fact(10)}.r = 3628800
{make: function(a) function(b) a + b, r: make(1)(2)}.r = 3
1 in [1, 2]
1 in (1, 2)
3 in (> 2)
3 in > 2
not(3 in (1, < 3))
2 in [1..3]
2 in (1..3)
"b" in ["a".."c"]
1 in [[1..2], 5]
[1] in [[1], [2]]
1 between 0 and 2 and true
not(1 between 2 and 3)
1 instance of number
"a" instance of string
[1] instance of list<number>
[1] instance of list
{a: 1} instance of context
colour = "red"
frozen.a = 1
frozen = {a: 1}
big = null
not([1, "a"] instance of list<number>)
{a: 1, b: 2} instance of context<a: number>
[1..3] instance of range<number>
not(["a".."b"] instance of range<number>)
(function(a) a) instance of function<Any> -> Any
not((function(a, b) a) instance of function<Any> -> Any)
abs instance of function<number> -> number
null instance of Null
nothing instance of Null
@"P1D" instance of days and time duration
[1..10].start = 1
[1..10[.end included = false
]1..10].start included = false
(< 5).end = 5
(> 5).start = 5
(= 5).end = 5
(1..10] = ]1..10]
[1..5] != [1..6]
"\\u0041\\n\\"" = "A\\n\\""
"\\U01F600" = "\\uD83D\\uDE00"
true or null
not(false and null)
(null and true) = null
(null or false) = null
("a" and true) = null
(false and "a") = false
1 = 1 = true
"text" + "er" = "texter"
@"2026-01-31" + @"P1M" = @"2026-02-28"
@"P1M" + @"2026-03-31" = @"2026-04-30"
@"2026-01-01" - @"P1D" = @"2025-12-31"
@"2026-01-01" - @"P1Y" = @"2025-01-01"
@"2026-01-01" + @"PT36H" = @"2026-01-02"
@"P1D" + @"2026-01-01" = @"2026-01-02"
@"2026-01-02" - @"2026-01-01" = @"P1D"
@"2026-01-02T00:00:00Z" - @"2026-01-01" = @"P1D"
@"2026-01-01" - @"2026-01-02T00:00:00Z" = -@"P1D"
@"2026-01-02T01:00:00" - @"2026-01-01T00:00:00" = @"P1DT1H"
@"2026-01-01T00:00:00" - @"PT1S" = @"2025-12-31T23:59:59"
@"2026-01-01T00:00:00" - @"P1M" = @"2025-12-01T00:00:00"
@"2026-03-29T00:30:00@Europe/Paris" + @"PT2H" = @"2026-03-29T03:30:00@Europe/Paris"
@"23:00:00" + @"PT2H" = @"01:00:00"
@"PT2H" + @"23:00:00+07:00" = @"01:00:00+07:00"
@"01:00:00" - @"PT2H" = @"23:00:00"
@"10:00:00" - @"08:30:00" = @"PT1H30M"
@"10:00:00@Europe/Paris" = @"10:00:00@Europe/Paris"
@"10:00:00Z" > @"10:00:00+07:00"
@"P1D" + @"PT1H" = @"P1DT1H"
@"P1D" - @"PT1H" = @"PT23H"
@"P1D" * 1.5 = @"P1DT12H"
2 * @"PT1H" = @"PT2H"
@"P1D" / 2 = @"PT12H"
@"P1D" / @"PT6H" = 4
-@"P1D" = @"-P1D"
@"P1Y" + @"P1M" = @"P13M"
@"P1Y" - @"P1M" = @"P11M"
@"P1Y" * 2 = @"P2Y"
2 * @"P1Y" = @"P2Y"
@"P1Y" / 12 = @"P1M"
@"P1Y" / @"P3M" = 4
-@"P1Y" = @"-P12M"
@"P1D" < @"PT25H"
@"P13M" > @"P1Y"
@"2026-02-17T10:00:00+07:00" = @"2026-02-17T03:00:00Z"
@"2026-02-17T10:00:00+07:00".time offset = @"PT7H"
@"2026-02-17T10:00:00@Asia/Ho_Chi_Minh".timezone = "Asia/Ho_Chi_Minh"
@"2026-02-17T10:00:00@Asia/Ho_Chi_Minh".time offset = @"PT7H"
@"10:00:00".time offset = null
@"10:20:30".second = 30
@"-P1DT2H3M4S".hours = -2
@"-P1Y2M".years = -1
@"-P1Y2M".months = -2
@"P1DT2H3M4S".seconds = 4
@"2026-01-01T24:00:00" = @"2026-01-02T00:00:00"
@"-0044-03-15" < @"0001-01-01"
@"12026-02-28" + @"P1D" = @"12026-03-01"
@"9999-12-31" + @"P1D" = @"10000-01-01"
@"10000-01-01" - @"P1D" = @"9999-12-31"
@"10000-01-01" - @"9999-12-31" = @"P1D"
@"9999-12-31T23:59:59" + @"PT1S" = @"10000-01-01T00:00:00"
@"10000-01-01T00:00:00Z" - @"9999-12-31T00:00:00Z" = @"P1D"
@"12026-02-17".year = 12026
@"12026-02-17T10:00:00".hour = 10
@"2020-02-29" + @"P1Y" = @"2021-02-28"
"""


@pytest.mark.parametrize("text", EQUALITIES.strip().split("\n"))
def test_an_expression_is_true(text: str):
    result = compile_expression(text, DATA).evaluate(DATA)
    assert result.value is True, result


def test_comments_are_white_space():
    assert value("1 /* a * comment / */ + 1 // and the rest\n = 2") is True


NULLS = {
    "1 + null": "feel.type",
    "1 + true": "feel.type",
    '"a" - "b"': "feel.type",
    "-true": "feel.type",
    "1 / 0": "feel.arithmetic",
    "0 / 0": "feel.arithmetic",
    "9e6000 * 9e6000": "feel.arithmetic",
    '@"P1D" * 1e40': "feel.arithmetic",
    '@"P999999999D" * 10': "feel.arithmetic",
    '-@"P999999999DT23H"': "feel.arithmetic",
    "for x in [1], y in null return x": "feel.type",
    "frozen.b": "feel.unknown-member",
    '@"P1D" / 0': "feel.arithmetic",
    '@"P1Y" / 0': "feel.arithmetic",
    'date(999999999, 12, 31) + @"P1D"': "feel.arithmetic",
    'date(999999999, 12, 31) + @"P1M"': "feel.arithmetic",
    '@"2026-01-01T00:00:00" - @"2026-01-01T00:00:00Z"': "feel.arithmetic",
    '@"10:00:00" - @"10:00:00Z"': "feel.arithmetic",
    '@"2026-01-01T00:00:00" < @"2026-01-01T00:00:00Z"': "feel.type",
    '@"10:00:00" < @"10:00:00Z"': "feel.type",
    '1 = "1"': "feel.type",
    "odd = 1": "feel.type",
    "true < false": "feel.type",
    '1 < "2"': "feel.type",
    '1 between "a" and 2': "feel.type",
    "unknown": "feel.unknown-name",
    "unknown thing(1)": "feel.unknown-name",
    "person.nothing": "feel.unknown-member",
    "n.foo": "feel.unknown-member",
    "[1, 2][3]": "feel.domain",
    "[1, 2][0]": "feel.domain",
    "[1, 2][1.5]": "feel.domain",
    '[1, 2]["a" + "b"]': "feel.type",
    '[1, 2][-"a"]': "feel.type",
    "if 1 then 2 else 3": "feel.type",
    "1 and true": "feel.type",
    "for i in null return i": "feel.type",
    'for i in "a".."b" return i': "feel.type",
    "for i in [3..1] return i": "feel.type",
    'for i in ["a".."c"] return i': "feel.type",
    "some x in null satisfies x": "feel.type",
    "some x in [1] satisfies x": "feel.type",
    "some x in [false, null] satisfies x": None,
    "every x in [true, 3] satisfies x": "feel.type",
    '[1.."a"]': "feel.type",
    "[null..1]": "feel.type",
    "1 in [null..2]": "feel.type",
    '"a" in [1..2]': "feel.type",
    "(< null)": "feel.type",
    "1(2)": "feel.type",
    "null(2)": "feel.type",
    "(function(a) a)()": "feel.arguments",
    "(function(a) a)(b: 1)": "feel.arguments",
    "(function(a) a)(a: 1, a: 2)": "feel.arguments",
    '{f: function(a: number) a}.f("x")': "feel.type",
    '(function() external {java: {class: "java.lang.Math"}})()': "feel.external",
    "substring(1, 2)": "feel.arguments",
    'substring(string: "a", string: "b")': "feel.arguments",
    "now()": "feel.domain",
    "today()": "feel.domain",
}


@pytest.mark.parametrize("text", NULLS)
def test_an_error_is_null_and_a_problem(text: str):
    result = compile_expression(text, DATA).evaluate(DATA)
    assert result.value is None
    codes = [problem.code for problem in result.problems]
    assert (NULLS[text] in codes) if NULLS[text] else codes == []


def test_a_filter_that_is_neither_true_nor_false_selects_nothing():
    result = compile_expression('[1, 2][if true then "x" else 1]').evaluate({})
    assert result.value == []
    assert [problem.code for problem in result.problems] == ["feel.type", "feel.type"]


def test_problems_say_where_and_are_limited():
    result = compile_expression("1 + nothing", ()).evaluate(DATA)
    assert [(problem.code, problem.position) for problem in result.problems] == [("feel.type", 2)]
    many = compile_expression("for i in 1..1000 return 1 / 0").evaluate({})
    assert len(many.problems) == 50


def test_values_are_python_values():
    assert value("n") == Decimal(3)
    assert isinstance(value("n"), Decimal)
    assert value('@"2026-02-17"') == date(2026, 2, 17)
    assert value('@"10:30:00"') == time(10, 30)
    assert value('@"2026-02-17T10:30:00Z"') == datetime(2026, 2, 17, 10, 30, tzinfo=UTC)
    assert value('@"P1DT1H"') == timedelta(days=1, hours=1)
    assert value('@"P1Y2M"') == YearsMonths(14)
    assert value("[1..2)") == Range(Decimal(1), Decimal(2), high_closed=False)
    assert value('@"10000-01-01"') == Far(20, date(2000, 1, 1))
    assert value("nan + 1") is None
    assert value("1/3") == Decimal("0.3333333333333333333333333333333333")


def test_now_and_today_come_from_the_environment():
    env = FeelEnv(now=datetime(2026, 2, 16, 20, 0, tzinfo=UTC), zone=ZoneInfo("Asia/Ho_Chi_Minh"))
    assert value("today()", env) == date(2026, 2, 17)
    assert value("string(now())", env) == "2026-02-17T03:00:00@Asia/Ho_Chi_Minh"
    assert value("today()", FeelEnv(now=datetime(2026, 2, 16, 20, 0, tzinfo=UTC))) == date(2026, 2, 16)


def test_local_times_are_taken_in_the_zone_of_the_environment():
    env = FeelEnv(zone=ZoneInfo("Asia/Ho_Chi_Minh"))
    assert value('@"2026-02-17T10:00:00" < @"2026-02-17T03:00:01Z"', env) is True
    assert value('@"2026-02-17T10:00:00" - @"2026-02-17T02:00:00Z"', env) == timedelta(hours=1)
    assert value('@"10:00:00" - @"02:00:00Z"', env) == timedelta(hours=1)
    assert value('@"10:00:00" >= @"03:00:00Z"', env) is True


TEXTS = {
    "null": "null",
    "true": "true",
    "1.50": "1.5",
    "-0": "0",
    "1e20": "100000000000000000000",
    '"plain"': "plain",
    '["a\\"b", 1, null]': '["a\\"b", 1, null]',
    '{a: 1, "b c": [true], "{": "x"}': '{a: 1, b c: [true], "{": "x"}',
    "[1..2)": "[1..2)",
    "(1..2]": "(1..2]",
    "(< 5)": "(< 5)",
    "(>= 5)": "(>= 5)",
    "abs": "function abs",
    "function() 1": "function",
    '@"2026-02-17"': "2026-02-17",
    '@"10:30:00.250"': "10:30:00.25",
    '@"10:30:00+02:45:55"': "10:30:00+02:45:55",
    '@"10:30:00-00:30"': "10:30:00-00:30",
    '@"-0001-01-01T00:00:00Z"': "-0001-01-01T00:00:00Z",
    '@"P1DT2H3M4.5S"': "P1DT2H3M4.5S",
    '@"-PT0.5S"': "-PT0.5S",
    '@"PT0S"': "PT0S",
    '@"-P14M"': "-P1Y2M",
    '@"P0M"': "P0M",
    "odd": "object",
    "nan": "null",
}


@pytest.mark.parametrize("text", TEXTS)
def test_a_value_has_its_text(text: str):
    assert feel_string(value(text)) == TEXTS[text]


def test_reading_an_expression_tells_which_names_it_needs():
    expression = compile_expression(
        "a + (for x in b return x + c) + sum(d) + e.f + people[age > limit][1] + {g: h, i: g}.i"
    )
    assert expression.names_read == {"a", "b", "c", "d", "e", "people", "age", "limit", "h"}
    assert expression.names_certain == {"a", "b", "c", "d", "e", "people", "h"}
    assert compile_expression("my function(x)").functions_called == {"my function"}
    assert "a + 1" in repr(compile_expression("a + 1"))


def test_the_context_is_read_lazily():
    class Lazy(dict):
        def __iter__(self):
            raise AssertionError("copied")

    assert compile_expression("a + 1").evaluate(Lazy(a=1, b=2)).value == 2


def test_variables_win_over_functions_of_the_language_unless_called():
    assert compile_expression("count").evaluate({"count": 5}).value == 5
    assert compile_expression("count([1])").evaluate({"count": 5}).value == 1
    assert compile_expression("date.year").evaluate({"date": date(2026, 1, 1)}).value == 2026


def test_a_function_of_the_language_is_a_value():
    assert value("{apply: function(f, x) f(x), r: apply(abs, -3)}.r") == 3


def test_unary_tests_can_also_be_values():
    assert value("{small: (< 5), r: 3 in small}.r") is True
    assert value("[1, (> 5)][2] = (> 5)") is True


def test_a_number_that_is_none_is_a_problem():
    for text in ("a < 1", "[a][item > 1]"):
        result = compile_expression(text).evaluate({"a": Decimal("NaN")})
        assert result.value is None
        assert {problem.code for problem in result.problems} == {"feel.arithmetic"}
