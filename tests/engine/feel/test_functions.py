"""The functions of the language: true equalities, and calls that have no answer."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from engine.feel import FeelEnv, FeelError, compile_expression, host_function
from engine.feel.functions import BUILTINS

EQUALITIES = r"""
date("2026-02-17") = @"2026-02-17"
date(2026, 2, 17) = @"2026-02-17"
date(year: 2026, month: 2, day: 17) = @"2026-02-17"
date(@"2026-02-17T10:00:00") = @"2026-02-17"
date(@"2026-02-17") = @"2026-02-17"
date(@"12026-02-17T10:00:00Z") = @"12026-02-17"
date(@"12026-02-17") = @"12026-02-17"
date(10000, 1, 1).year = 10000
date(-1, 1, 1).year = -1
date and time("2026-02-17") = @"2026-02-17T00:00:00"
date and time(@"2026-02-17", @"10:00:00") = @"2026-02-17T10:00:00"
date and time(@"2026-02-17T08:00:00", @"10:00:00Z") = @"2026-02-17T10:00:00Z"
date and time(@"12026-02-17", @"10:00:00").hour = 10
date and time(2026, 2, 17, 10, 30, 0) = @"2026-02-17T10:30:00"
date and time(2026, 2, 17, 10, 30, 0, @"PT7H") = @"2026-02-17T10:30:00+07:00"
date and time(2026, 2, 17, 10, 30, 0, "Asia/Ho_Chi_Minh") = @"2026-02-17T10:30:00+07:00"
date and time(2026, 2, 17, 10, 30, 0, null) = @"2026-02-17T10:30:00"
date and time(@"2026-02-17T10:30:00") = @"2026-02-17T10:30:00"
date and time(@"2026-02-17") = @"2026-02-17T00:00:00Z"
time("10:30:00") = @"10:30:00"
time(10, 30, 15) = @"10:30:15"
time(10, 30, 15.5).second = 15
time(10, 30, 0, @"PT7H") = @"10:30:00+07:00"
time(10, 30, 0, null) = @"10:30:00"
time(@"2026-02-17T10:30:00Z") = @"10:30:00Z"
time(@"2026-02-17") = @"00:00:00Z"
time(@"10:30:00") = @"10:30:00"
time("24:00:00") = @"00:00:00"
duration("P1D") = @"P1D"
duration(@"P1D") = @"P1D"
years and months duration(@"2026-01-31", @"2026-02-28") = @"P0M"
years and months duration(@"2026-02-28", @"2026-01-31") = @"P0M"
years and months duration(@"2026-03-01", @"2026-01-01") = @"-P2M"
years and months duration(@"2026-01-01T10:00:00", @"2026-02-01T09:00:00") = @"P0M"
years and months duration(@"2026-02-01T09:00:00", @"2026-01-01T10:00:00") = @"P0M"
day of year(@"2024-12-31") = 366
day of week(@"2026-02-17") = "Tuesday"
month of year(@"2026-02-17") = "February"
week of year(@"2021-01-01") = 53
week of year(@"12021-01-01") = week of year(@"2021-01-01")
number("1,000.5", ",", ".") = 1000.5
number("1.000,5", ".", ",") = 1000.5
number("1 000", " ", null) = 1000
number("12") = 12
number("-1.5e3") = -1500
string(1.50) = "1.5"
string(null) = null
string("a") = "a"
string([1, "a"]) = "[1, \"a\"]"
not(true) = false
not(null) = null
not("a") = null
decimal(2.5, 0) = 2
decimal(1.125, 2) = 1.12
decimal(1.5, 10) = 1.5
decimal(1234, -2) = 1200
floor(-1.5) = -2
floor(1.56, 1) = 1.5
ceiling(-1.5) = -1
ceiling(1.51, 1) = 1.6
round up(-1.1, 0) = -2
round down(-1.9, 0) = -1
round half up(2.5, 0) = 3
round half up(-2.5, 0) = -3
round half down(2.5, 0) = 2
abs(-3) = 3
abs(@"-P1D") = @"P1D"
abs(@"-P1M") = @"P1M"
modulo(12, 5) = 2
modulo(-12, 5) = 3
modulo(12, -5) = -3
modulo(10.1, 4.5) = 1.1
modulo(9e6000, 7) = 2
sqrt(16) = 4
round half up(log(10), 6) = 2.302585
round half up(exp(1), 6) = 2.718282
odd(5)
odd(-5)
not(odd(4))
even(4)
not(even(1.5))
is(1, 1.0)
is(null, null)
not(is(1, "1"))
not(is(1, 2))
not(is(@"10:00:00Z", @"10:00:00"))
is(@"10:00:00Z", @"10:00:00+00:00")
not(is(@"2026-01-01T10:00:00Z", @"2026-01-01T11:00:00+01:00"))
substring("foobar", 3) = "obar"
substring("foobar", 3, 3) = "oba"
substring("foobar", -2, 1) = "a"
substring("foobar", 3, 99) = "obar"
substring("foobar", 3.8) = "obar"
string length("横綱") = 2
upper case("đặng") = "ĐẶNG"
lower case("ĐẶNG") = "đặng"
substring before("foobar", "bar") = "foo"
substring before("foobar", "x") = ""
substring before("foobar", "") = ""
substring after("foobar", "ob") = "ar"
substring after("foobar", "") = "foobar"
contains("foobar", "ob")
starts with("foobar", "fo")
ends with("foobar", "ar")
matches("foobar", "^fo*b")
matches("FOO", "foo", "i")
matches("a\nb", "a.b", "s")
not(matches("a\nb", "a.b"))
matches("a\nb", "^b$", "m")
matches("ab", "a b", "x")
matches("hello world", "hello\\ sworld", "x")
matches("a b", "a[ ]b", "x")
matches("a.b", "a.b", "q")
not(matches("axb", "a.b", "q"))
matches("a", "a", null)
matches("7", "\\d")
matches("x", "\\D")
matches("é", "\\w")
matches("!", "\\W")
matches(" ", "\\s")
matches("a", "\\S")
matches("_a", "\\i\\c")
matches("-", "\\I")
matches("!", "\\C")
matches("é", "\\p{L}")
matches("1", "\\P{L}")
matches("a", "\\p{IsBasicLatin}")
matches("\t", "[\\t]")
matches("(\n", "\\(\\n")
matches("a\\", "[\\\\]")
matches("é1", "^[\\w]+$")
matches("a-", "^[a\\-]+$")
matches("a-", "^[a-]+$")
matches("x1", "^[\\p{L}\\d]+$")
matches(".", "[\\W]")
matches("z", "[\\S]")
matches("z", "[\\D]")
matches("b", "^[^a]$")
matches("c", "^[a-z-[aeiou]]$")
not(matches("e", "^[a-z-[aeiou]]$"))
matches("e", "^[a-z-[^aeiou]]$")
matches("1", "^[^a-z-[0]]$")
matches("ab", "^(?:ab)$")
matches("a", "[\\n-b]")
replace("abracadabra", "bra", "*") = "a*cada*"
replace("abracadabra", "a(.)", "a$1$1") = "abbraccaddabbra"
replace("AAAA", "A+?", "b") = "bbbb"
replace("darted", "^(.*?)d(.*)$", "$1c$2") = "carted"
replace("abc", "b", "[$0]") = "a[b]c"
replace("abc", "b", "\\$1\\\\") = "a$1\\c"
replace("abc", "(b)|x", "$1$2") = "abc"
replace("abc", "(b)", "$12") = "ab2c"
replace("a.c", ".", "$1", "q") = "a$1c"
replace("ABC", "b", "x", "i") = "AxC"
split("a;b;c;;", ";") = ["a", "b", "c", "", ""]
split("John Doe", "\\s") = ["John", "Doe"]
string join(["a", null, "b"], "-") = "a-b"
string join(["a"]) = "a"
string join("a", "x") = "a"
string join([]) = ""
list contains([1, null], null)
not(list contains([1], "1"))
count([1, 2]) = 2
count("a") = 1
min(3, 1, 2) = 1
min([3, 1, 2]) = 1
min([]) = null
max("a", "c", "b") = "c"
max([@"2026-01-01", @"2026-01-02"]) = @"2026-01-02"
sum(1, 2) = 3
sum([]) = null
mean([1, 2, 6]) = 3
mean([]) = null
product([2, 3, 4]) = 24
product([]) = null
median([8, 2, 5, 3, 4]) = 4
median([6, 1, 2, 3]) = 2.5
median([]) = null
stddev([2, 4, 7, 5]) = 2.081665999466132735282297706979931
stddev([1]) = null
mode([6, 1, 9, 6, 1]) = [1, 6]
mode([]) = []
all([true, true])
all([])
all(true, false) = false
all([true, null]) = null
any([false, true])
any([]) = false
any([false, null]) = null
sublist([4, 5, 6], 1, 2) = [4, 5]
sublist([4, 5, 6], -2) = [5, 6]
append([1], 2, 3) = [1, 2, 3]
append(list: [1], item: 2) = [1, 2]
append(1, [2]) = [1, [2]]
concatenate([1], [2, 3], 4) = [1, 2, 3, 4]
insert before([1, 3], 1, 2) = [2, 1, 3]
insert before([1, 3], -1, 2) = [1, 2, 3]
remove([1, 2, 3], 2) = [1, 3]
list replace([1, 2, 3], 2, 9) = [1, 9, 3]
list replace([1, 2, 3], function(item, newItem) item > 1, 9) = [1, 9, 9]
reverse([1, 2]) = [2, 1]
index of([1, 2, 1], 1) = [1, 3]
union([1, 2], [2, 3]) = [1, 2, 3]
distinct values([1, 1.0, "1", null, null, [1], [1], {a: 1}, {a: 1}]) = [1, "1", null, [1], {a: 1}]
flatten([1, [2, [3, []]]]) = [1, 2, 3]
sort([3, 1, 2], function(x, y) x > y) = [3, 2, 1]
sort(["b", "a"]) = ["a", "b"]
sort([{k: 1, v: "x"}, {k: 1, v: "y"}], function(a, b) a.k < b.k).v = ["x", "y"]
get value({a: 1}, "a") = 1
get value({a: {b: 1}}, ["a", "b"]) = 1
get value({a: 1}, "b") = null
get entries({a: 1}) = [{key: "a", value: 1}]
context([{key: "a", value: 1}]) = {a: 1}
context put({a: 1}, "b", 2) = {a: 1, b: 2}
context put({a: {b: 1}}, ["a", "c"], 2) = {a: {b: 1, c: 2}}
context merge([{a: 1}, {a: 2, b: 3}]) = {a: 2, b: 3}
before(1, 2)
before(1, (1..3])
before([1..2), 2)
before([1..2], (2..3])
not(before([1..2], [2..3]))
after(3, [1..2])
after([5..6], 4)
meets([1..2], [2..3])
not(meets([1..2), [2..3]))
not(meets((> 1), [2..3]))
met by([2..3], [1..2])
overlaps([1..5], [5..6])
not(overlaps([1..5), [5..6]))
overlaps((> 3), [5..6])
overlaps before([1..5], [3..8])
not(overlaps before([3..8], [1..5]))
overlaps after([3..8], [1..5])
finishes(10, [1..10])
finishes([5..10], [1..10])
not(finishes(10, [1..10)))
finished by([1..10], 10)
includes([1..10], 5)
includes([1..10], [1..10))
includes((< 10), 5)
during(5, [1..10])
during([2..3], (> 1))
starts(1, [1..10])
started by([1..10], [1..5])
coincides(5, 5)
coincides([1..2], [1..2])
coincides((< 5), (< 5))
not(coincides((> 1), [1..2]))
range("[1..3]") = [1..3]
range("]-1..3[") = (-1..3)
range("[\"a\"..\"b\"]") = ["a".."b"]
range("[date(\"2026-01-01\")..@\"2026-01-02\"]").start = @"2026-01-01"
"""


@pytest.mark.parametrize("text", EQUALITIES.strip().split("\n"))
def test_a_call_gives_its_value(text: str):
    result = compile_expression(text).evaluate({})
    assert result.value is True, result


NO_ANSWER = r"""
date("2026-02-30")
date("2026-13-01")
date("26-01-01")
date("+2026-01-01")
date("2026-02-17T10:00:00")
date("99999999999-01-01")
date(2026, 13, 1)
date(9999999999, 1, 1)
date(1e20, 1, 1)
date(null)
date()
date and time("2026-02-17T25:00:00")
date and time("2026-02-17T10:00")
date and time("x")
date and time("999999999-12-31T24:00:00")
date and time(2026, 2, 30, 0, 0, 0)
date and time(2026, 2, 17, 0, 0, 0, "Nowhere/Here")
time("25:00:00")
time("10:00:00+19:00")
time("10:00:00+07:61")
time("10:00:00@Nowhere")
time("24:00:01")
time(24, 0, 0)
time(10, 0, 60)
time(10, 0, 0, @"PT20H")
duration("P")
duration("PT")
duration("P1DT")
duration("P999999999999999999D")
duration("1D")
number("x")
number("1,5")
number("1.5", ".")
number("1", ";")
number("1", ",", ";")
number("1.5", ",", ",")
number("1e99999")
decimal(1, 7000)
sqrt(-1)
log(0)
exp(100000)
modulo(1, 0)
substring("abc", 0)
substring("abc", 9)
substring("abc", 1, 0)
substring("abc", 1e13)
substring(null, 1)
matches("a", "[")
matches("a", "a", "y")
matches("a", "(a)\\1")
matches("a", "(?=a)")
matches("a", "\\y")
matches("a", "a\\")
matches("a", "\\p{IsKlingon}")
matches("a", "\\P{IsBasicLatin}")
matches("a", "\\p{123}")
matches("a", "\\pL")
matches("a", "\\p{Zz}")
matches("a", "[z-a]")
matches("a", "[[a]")
matches("a", "[\\I]")
matches("a", "[a-\\d]")
matches("a", "[a-[a]]")
matches("a", "[\\d-[1]]")
matches("a", "[a-[\\d]]")
matches("a", "[a-z-[aeiou]b]")
matches("a", "a{1001}")
matches("a", "(((a{100}){100}){100})")
replace("abc", "x*", "y")
replace("abc", "b", "$")
replace("abc", "b", "\\a")
split("abc", "")
string join([1, 2])
min([1, "a"])
max(null)
sum([1, null])
sum("a")
sublist([1], 3)
sublist([1], 1, 5)
sublist([1], 0)
insert before([], 1, 2)
remove([1], 2)
list replace([1], 2, 0)
list replace([1], function(item, newItem) 1, 0)
list replace([1], function(item) true, 0)
sort([1, 2], function(a, b) "x")
sort([1, "a"])
get value({a: 1}, ["a", "b"])
get value({a: 1}, [])
get value({a: 1}, [1])
context([{key: "a"}])
context([{key: "a", value: 1}, {key: "a", value: 2}])
context([1])
context put({a: 1}, ["a", "b"], 2)
context put({}, [], 2)
context merge([1])
context merge([{a: 1}, null])
before(1, "a")
before([1..2], (!= 3))
range("[1..")
range("1")
range("[1..x]")
range("[null..null]")
range("[[1]..[2]]")
range("[3..1]")
range("[1..\"a\"]")
range("[-\"a\"..1]")
substring(start position: 1)
substring(string: "abc", length: 1)
number(from: "1", decimal separator: ",")
append(list: [1])
concatenate()
insert before([1], 1)
"""


@pytest.mark.parametrize("text", NO_ANSWER.strip().split("\n"))
def test_a_call_without_an_answer_is_null_and_a_problem(text: str):
    result = compile_expression(text).evaluate({})
    assert result.value is None
    assert result.problems


def test_every_function_of_dmn_is_there():
    named = """not date|date and time|time|number|string|duration|years and months duration|substring|string length|
    upper case|lower case|substring before|substring after|replace|contains|starts with|ends with|matches|split|
    string join|list contains|list replace|count|min|max|sum|mean|all|any|sublist|append|concatenate|insert before|
    remove|reverse|index of|union|distinct values|flatten|product|median|stddev|mode|decimal|floor|ceiling|round up|
    round down|round half up|round half down|abs|modulo|sqrt|log|exp|odd|even|is|before|after|meets|met by|overlaps|
    overlaps before|overlaps after|finishes|finished by|includes|during|starts|started by|coincides|day of year|
    day of week|month of year|week of year|sort|get value|get entries|context|context put|context merge|now|today|
    range"""
    names = {name.strip() for name in named.replace("not date", "not|date").split("|")}
    assert names == set(BUILTINS)


def test_a_host_brings_functions():
    def fail(_text: str) -> object:
        raise FeelError("no calendar", "host.calendar")

    env = FeelEnv(
        functions={
            "add working time": host_function(
                "add working time", "from: date and time, time: string", lambda start, text: f"{start:%H:%M} + {text}"
            ),
            "double": lambda number: number * 2,
            "bad": lambda: int("x"),
            "calendar": fail,
        }
    )

    def run(text: str):
        return compile_expression(text, env.functions).evaluate({"start": datetime(2026, 2, 17, 8, tzinfo=UTC)}, env)

    assert run('add working time(start, "2d")').value == "08:00 + 2d"
    assert run('add working time(time: "2d", from: start)').value == "08:00 + 2d"
    assert run("double(21) + 1").value == Decimal(43)
    assert run("for x in [1] return double(x)").value == [Decimal(2)]
    assert [problem.code for problem in run("bad()").problems] == ["feel.arguments"]
    assert [problem.code for problem in run('calendar("x")').problems] == ["host.calendar"]
    assert [problem.code for problem in run("double(number: 1)").problems] == ["feel.type"]
    assert run("{f: double, r: f(4)}.r").value == Decimal(8)
