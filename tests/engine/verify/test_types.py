"""What a name can be by the forms' schemas and by what else gives it a value, held against its use."""

import pytest

from engine.verify import Severity, check_data
from tests.engine.kernel.models import flows
from tests.engine.verify.models import END, NUMBER, START, TRUTH, WORD, choice, form, gate, library, subject, user

ADDRESS = {"type": "object", "properties": {"road": WORD}, "required": ["road"]}
FIRST = form(
    "first",
    ok=TRUTH,
    kind=choice("a", "b"),
    n=NUMBER,
    note=WORD,
    day={"type": "string", "format": "date"},
    maybe={"type": ["string", "null"]},
    either={"type": ["string", "integer"]},
    fixed={"const": "x"},
    listed={"enum": ["p", "q"]},
    address=ADDRESS,
    people={"type": "array", "items": ADDRESS},
)


def told(condition, *nodes, forms=(FIRST,), way="", **rest):
    body = START + "".join(nodes) + gate("g", default="g_e") + user("u") + END
    made = body + flows(f"s>{way}g>e", f"g>u: {condition}", "u>e")
    found = check_data(subject(made, forms=forms, application="first", **rest))
    return [(one.code, one.data.get("name")) for one in found]


def script(ident, text):
    return f'<scriptTask id="{ident}" scriptFormat="feel"><script>{text}</script></scriptTask>'


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ('n between "a" and 5', [("data.type", "n")]),
        ("n between 2 and 5", []),
        ('n in ("a", 3)', [("data.type", "n")]),
        ('kind in ("a", "c")', [("data.unknown-option", "kind")]),
        ("kind in (note)", []),
        ("n = kind", [("data.type", "kind")]),
        ("note = kind", []),
        ("maybe = 3", [("data.type", "maybe")]),
        ('maybe = "x"', []),
        ("either = true", []),
        ('fixed = "y"', [("data.unknown-option", "fixed")]),
        ("fixed = 3", [("data.type", "fixed")]),
        ("listed = 3", [("data.type", "listed")]),
        ("if n then ok else ok", [("data.type", "n")]),
        ("ok > true", [("data.type", "ok")]),
        ("address.road.name = 1", []),
        ("address.street.name = 1", [("data.unknown-member", "address.street.name")]),
        ('people.street = "x"', [("data.unknown-member", "people.street")]),
        ('some one in people satisfies one.street = "x"', [("data.unknown-member", "people.[].street")]),
        ("n - note > 2", [("data.type", "note")]),
        ("day + day = day", []),
        ("string_x join(kind) = note", [("data.unknown-function", "string_x join")]),
        ("count([upper_case(note)]) = 1", [("data.unknown-function", "upper_case")]),
        ("working time between(day, day) = day", []),
        ("{double: function(x) x * 2, two: double(1)}.two = 2", []),
        ("every f in [function(x) x] satisfies f(ok)", []),
    ],
)
def test_a_use_that_the_form_rules_out_is_told_by_the_name(condition, found):
    assert told(condition) == found


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ('kind = "c"', []),
        ('kind = "d"', [("data.unknown-option", "kind")]),
        ("kind = 3", [("data.type", "kind")]),
        ('open = "d"', []),
        ("open = 3", [("data.type", "open")]),
        ("mixed = 3", []),
        ('mixed = "x"', []),
        ("group = 3", []),
    ],
)
def test_a_name_that_two_forms_ask_for_may_be_what_either_allows(condition, found):
    one = form("first", kind=choice("a", "b"), open=choice("a"), mixed=NUMBER, group=ADDRESS)
    two = form("F", kind=choice("b", "c"), open=WORD, mixed=WORD, group={"type": "object"})
    assert told(condition, user("t", "F"), forms=(one, two), way="t>") == found


@pytest.mark.parametrize(
    ("text", "condition", "found"),
    [
        ("{who: {a: 1}}", "who.b = 1", [("data.unknown-member", "who.b")]),
        ("{who: {a: 1}}", "who.a = 1", []),
        ("{who: address}", 'who.road = "x"', []),
        ("{who: address}", "who.road = 1", [("data.type", "who.road")]),
        ("{who: {place: address}}", "who.place.road = 1", [("data.type", "who.place.road")]),
        ("{who: kind}", 'who = "c"', [("data.unknown-option", "who")]),
        ("n + 1", "x = 1", []),
        ("{a: b, b: a}", 'a = "x"', [("data.may-be-missing", "b")]),
    ],
)
def test_what_a_script_gives_is_followed_to_where_it_came_from(text, condition, found):
    assert told(condition, script("x", text), way="x>") == found


def test_two_scripts_that_take_each_others_value_say_nothing_of_its_type():
    assert told('a = "x"', script("x", "{a: b}"), script("y", "{b: a}"), way="x>y>") == [("data.written-later", "b")]


def test_an_option_that_no_form_offers_is_a_warning_where_a_service_may_give_it():
    out = '<extensionElements><motcua:io><motcua:out name="kind" value="=result.kind"/></motcua:io></extensionElements>'
    body = START + f'<serviceTask id="x" motcua:service="a.b">{out}</serviceTask>' + gate("g", default="g_e")
    model = body + user("u") + END + flows("s>x>g>e", 'g>u: kind = "c"', "u>e")
    found = check_data(subject(model, forms=(FIRST,), application="first"))
    assert [(one.code, one.severity, one.data["known"]) for one in found] == [
        ("data.unknown-option", Severity.WARNING, ["a", "b"])
    ]


def test_a_used_package_has_forms_of_its_own():
    used = library('<startEvent id="qs"/>' + user("qt", "first") + '<endEvent id="qe"/>' + flows("qs>qt>qe"))
    assert told('kind = "c"', libraries={"1.234567": used}) == [("data.unknown-option", "kind")]
