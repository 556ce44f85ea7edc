from decimal import Decimal
from typing import Any

import pytest

from forms import (
    FieldError,
    Form,
    Severity,
    accept,
    clean,
    defaults,
    library,
    message,
    read_form,
    submit,
    validate,
    view,
    visible_fields,
)
from forms.messages import MESSAGES

from .conftest import ENV, make, text


def found(form: Form, data: dict[str, Any], **more: Any) -> list[tuple[str, str]]:
    return [(e.pointer, e.code) for e in accept(form, data, env=ENV, **more).problems]


def shared(name: str) -> Form:
    group = library()[name]
    return read_form(group["schema"], group["ui"], library())


@pytest.mark.parametrize(
    ("rule", "value", "code"),
    [
        ({"type": "string"}, 3, "type.string"),
        ({"type": "integer"}, "3", "type.integer"),
        ({"type": "integer"}, 3.5, "type.integer"),
        ({"type": "integer"}, True, "type.integer"),
        ({"type": "number"}, "3", "type.number"),
        ({"type": "boolean"}, "true", "type.boolean"),
        ({"type": ["string", "null"]}, 1, "type.any"),
        ({"type": "string", "minLength": 2}, "x", "minLength"),
        ({"type": "string", "maxLength": 2}, "xxx", "maxLength"),
        ({"type": "string", "pattern": r"^\p{L}+$"}, "a1", "pattern"),
        ({"type": "integer", "minimum": 1}, 0, "minimum"),
        ({"type": "integer", "maximum": 20}, 21, "maximum"),
        ({"type": "number", "exclusiveMinimum": 0}, 0, "exclusiveMinimum"),
        ({"type": "number", "exclusiveMaximum": 1}, 1, "exclusiveMaximum"),
        ({"type": "number", "multipleOf": 0.1}, 0.25, "multipleOf"),
        ({"type": "string", "enum": ["a"]}, "b", "enum"),
        ({"type": "string", "oneOf": [{"const": "a"}, {"const": "b"}]}, "c", "enum"),
        ({"type": "boolean", "const": True}, False, "const"),
        ({"type": "string", "not": {"const": "x"}}, "x", "not"),
        ({"type": "string", "format": "date"}, "2026-02-30", "format.date"),
        ({"type": "string", "format": "date"}, "20260228", "format.date"),
        ({"type": "string", "format": "partial-date"}, "1980-13", "format.partial-date"),
        ({"type": "string", "format": "partial-date"}, "80", "format.partial-date"),
        ({"type": "string", "format": "email"}, "a@b", "format.email"),
        ({"type": "string", "format": "file-id"}, "../x", "format.file-id"),
        ({"type": "string", "format": "date-time"}, "soon", "format.date-time"),
    ],
)
def test_each_rule_of_a_value_has_its_code_and_its_sentences(rule, value, code):
    options = {"options": {v: text(v) for v in ("a", "b")}} if "oneOf" in rule else {}
    options = {"options": {"a": text("a")}} if "enum" in rule else options
    form = make({"x": rule}, [{"field": "x", "label": text("Mục", "Item"), **options}])
    problems = accept(form, {"x": value}).problems
    assert [(e.pointer, e.code) for e in problems] == [("/x", code)]
    assert code in MESSAGES
    for language in ("vi", "en"):
        sentence = message(form, problems[0], language)
        assert sentence
        assert "{" not in sentence
        assert sentence != code


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        ({"type": "integer"}, Decimal(3)),
        ({"type": "integer"}, 3.0),
        ({"type": "number", "multipleOf": 0.1}, 0.3),
        ({"type": "number", "minimum": 0.1}, Decimal("0.1")),
        ({"type": "string", "format": "partial-date"}, "1980-05-02"),
        ({"type": "string", "format": "email"}, "tên@example.vn"),
    ],
)
def test_values_on_the_right_side_of_a_rule_pass(rule, value):
    assert found(make({"x": rule}, [{"field": "x"}]), {"x": value}) == []


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity"), float("nan")])
def test_numbers_that_are_none_are_refused(value):
    assert found(make({"x": {"type": "integer"}}, [{"field": "x"}]), {"x": value}) == [("/x", "type.integer")]


def test_lists_have_rules_of_their_own():
    rows = {
        "type": "array",
        "items": {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]},
        "minItems": 1,
        "maxItems": 2,
        "uniqueItems": True,
    }
    form = make({"x": rows}, [{"field": "x", "fields": [{"field": "a", "label": text("A")}]}], required=["x"])
    assert found(form, {}) == [("/x", "required")]
    assert found(form, {"x": []}) == [("/x", "minItems")]
    assert found(form, {"x": [{"a": "1"}, {"a": "1"}]}) == [("/x", "uniqueItems")]
    assert found(form, {"x": [{}, {"a": "1"}, {"a": "2"}]}) == [("/x", "maxItems"), ("/x/0/a", "required")]
    assert message(form, accept(form, {}).problems[0], "en") == "Add at least one entry to X"


def test_ticks_choices_and_files_are_asked_for_in_their_own_words():
    form = make(
        {"f": {"type": "string", "format": "file-id"}, "c": {"enum": ["a"]}, "t": {"type": "boolean", "const": True}},
        [{"field": "f"}, {"field": "c", "options": {"a": text("A")}}, {"field": "t"}],
        required=["f", "c", "t"],
    )
    sentences = [message(form, problem, "en") for problem in accept(form, {}).problems]
    assert sentences == ["Upload F", "Select C", "Tick to confirm: T"]
    assert message(form, FieldError("/f", "strange"), "en") == "Check F"


def test_unknown_keys_are_refused_at_every_depth():
    rows = {"type": "array", "items": {"type": "object", "properties": {"a": {"type": "string"}}}}
    free = {
        "type": "object",
        "patternProperties": {"^x": {"type": "string"}},
        "properties": {"y": {"type": "string"}},
        "additionalProperties": {"type": "integer"},
    }
    form = read_form(
        {
            "type": "object",
            "properties": {
                "rows": rows,
                "free": free,
                "none": {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {"z": {"type": "string"}},
                    "patternProperties": {"^p": {}},
                },
            },
        }
    )
    problems = found(
        form,
        {
            "rows": [{"b": 1}],
            "free": {"x1": 5, "n": "text", "m": 3, "y": "ok"},
            "none": {"q": 1, "p1": 2, "z": "z"},
            "extra": 1,
        },
    )
    assert sorted(problems) == [
        ("/extra", "unknown"),
        ("/free/n", "type.integer"),
        ("/free/x1", "type.string"),
        ("/none/q", "unknown"),
        ("/rows/0/b", "unknown"),
    ]
    unknown = next(e for e in accept(form, {"extra": 1}).problems if e.pointer == "/extra")
    assert message(form, unknown, "en") == "extra is not a field of this form"


@pytest.mark.parametrize("key", ["²", "0", "", "a/b", "~", "x" * 200, "_add", "__proto__"])
def test_odd_keys_are_refused_like_any_other(key):
    form = make({"a": {"type": "string"}}, [{"field": "a"}])
    problems = accept(form, {key: 1}).problems
    assert [e.code for e in problems] == ["unknown"]
    assert message(form, problems[0], "vi")
    assert view(form, {key: 1}, problems).errors


def test_keywords_of_objects_pass_over_other_values():
    plain = {
        "properties": {"a": {}},
        "required": ["a"],
        "dependentRequired": {"a": ["b"]},
        "patternProperties": {"x": {}},
        "additionalProperties": False,
    }
    assert (
        found(
            read_form(
                {"type": "object", "properties": {"o": {"anyOf": [plain, {"type": "string"}], "type": "string"}}}
            ),
            {"o": "text"},
        )
        == []
    )


def test_one_answer_can_require_another():
    form = make(
        {"a": {"type": "string"}, "b": {"type": "string"}},
        [{"field": "a"}, {"field": "b"}],
        dependentRequired={"a": ["b"]},
    )
    assert found(form, {"a": "x"}) == [("/b", "required")]
    assert found(form, {"a": "x", "b": "y"}) == []
    assert found(form, {}) == []


def test_a_condition_of_the_schema_applies():
    form = make(
        {"a": {"type": "string"}, "b": {"type": "string"}},
        [{"field": "a"}, {"field": "b"}],
        **{
            "if": {"properties": {"a": {"const": "x"}}, "required": ["a"]},
            "then": {"required": ["b"]},
            "else": {"properties": {"b": False}},
        },
    )
    assert found(form, {"a": "x"}) == [("/b", "required")]
    assert found(form, {"a": "y", "b": "z"}) == [("/b", "never")]


def test_alternatives_report_what_came_nearest():
    form = read_form(
        {
            "type": "object",
            "properties": {
                "o": {
                    "type": "object",
                    "properties": {"a": {"type": "string"}, "b": {"type": "string"}},
                    "anyOf": [{"required": ["a"]}, {"required": ["b"]}],
                }
            },
        }
    )
    assert found(form, {"o": {}})[0][1] in ("required", "anyOf")
    assert found(form, {"o": {"b": "x"}}) == []


CONDITIONAL = make(
    {
        "married": {"type": "boolean"},
        "spouse": {
            "type": "object",
            "properties": {"name": {"type": "string"}, "alive": {"type": "boolean"}},
            "required": ["name"],
        },
        "proof": {"type": "string"},
        "note": {"type": "string"},
    },
    [
        {"field": "married"},
        {
            "field": "spouse",
            "visible": "= married",
            "fields": [{"field": "name", "label": text("Tên")}, {"field": "alive", "label": text("Còn sống")}],
        },
        {"field": "proof", "visible": "= spouse.alive = false"},
        {"field": "note", "required_when": "= married = false"},
    ],
    required=["married", "spouse", "proof"],
)


def test_hidden_questions_are_removed_and_not_required():
    answers = {"married": False, "spouse": {"name": "A", "alive": False}, "proof": "x", "note": "n"}
    done = accept(CONDITIONAL, answers)
    assert done.data == {"married": False, "note": "n"}
    assert done.accepted
    assert answers["spouse"] == {"name": "A", "alive": False}, "the input stays as it was"


def test_hiding_one_answer_hides_what_depended_on_it():
    assert clean(CONDITIONAL, {"married": None, "spouse": {"alive": False}, "proof": "x"}) == {"married": None}


def test_shown_questions_are_required_again():
    assert found(CONDITIONAL, {"married": True, "spouse": {"alive": False}}) == [
        ("/spouse/name", "required"),
        ("/proof", "required"),
    ]


def test_a_missing_group_is_told_at_its_questions():
    assert found(CONDITIONAL, {"married": True}) == [("/spouse/name", "required")]
    bare = make(
        {"g": {"type": "object", "properties": {"a": {"type": "string"}}}},
        [{"field": "g", "fields": [{"field": "a", "label": text("A")}]}],
        required=["g"],
    )
    assert found(bare, {}) == [("/g", "required")]
    hidden = make(
        {
            "g": {
                "type": "object",
                "properties": {"a": {"type": "string"}, "b": {"type": "string"}},
                "required": ["a", "b"],
            }
        },
        [
            {
                "field": "g",
                "fields": [
                    {"field": "a", "label": text("A"), "visible": "= b = 1"},
                    {"field": "b", "label": text("B")},
                ],
            }
        ],
        required=["g"],
    )
    assert found(hidden, {}) == [("/g/b", "required")]


def test_a_question_can_be_required_in_a_case():
    assert found(CONDITIONAL, {"married": False}) == [("/note", "required")]


def test_visible_fields_are_listed_by_pointer():
    rows = {
        "type": "array",
        "items": {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "string"}}},
    }
    form = make(
        {"rows": rows},
        [
            {
                "field": "rows",
                "fields": [
                    {"field": "a", "label": text("A")},
                    {"field": "b", "label": text("B"), "visible": '= a = "x"'},
                ],
            }
        ],
    )
    assert visible_fields(form, {"rows": [{"a": "x"}, {}]}) == {"/rows", "/rows/0/a", "/rows/0/b", "/rows/1/a"}
    assert clean(form, {"rows": [{"a": "x", "b": "1"}, {"b": "2"}, "odd"]}) == {
        "rows": [{"a": "x", "b": "1"}, {}, "odd"]
    }


def test_a_hidden_section_hides_its_questions():
    label = text("Mục")
    ui = {
        "sections": [
            {"key": "one", "title": label, "fields": [{"field": "a", "label": label}]},
            {"key": "two", "title": label, "visible": '= a = "x"', "fields": [{"field": "b", "label": label}]},
        ]
    }
    form = read_form(
        {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "string"}}, "required": ["b"]}, ui
    )
    assert accept(form, {"a": "y", "b": "gone"}).data == {"a": "y"}
    assert found(form, {"a": "y"}) == []
    assert found(form, {"a": "x"}) == [("/b", "required")]


def test_computed_values_are_worked_out_on_the_server():
    form = make(
        {
            "capital": {"type": "integer"},
            "words": {"type": "string"},
            "twice": {"type": "integer"},
            "half": {"type": "number"},
            "day": {"type": "string", "format": "date"},
            "dayword": {"type": "string"},
            "gone": {"type": "integer"},
        },
        [
            {"field": "twice", "computed": "= capital * 2"},
            {"field": "half", "computed": "= twice / 4"},
            {"field": "capital", "widget": "money"},
            {"field": "words", "computed": "= in words(capital)"},
            {"field": "day", "computed": '= date("2026-11-21") + duration("P1D")'},
            {"field": "dayword", "computed": "= date in words(day)"},
            {"field": "gone", "computed": "= capital / 0"},
        ],
    )
    data = accept(form, {"capital": 1_500_000, "words": "forged", "gone": 5}).data
    assert data == {
        "capital": 1_500_000,
        "words": "một triệu năm trăm nghìn",
        "twice": 3_000_000,
        "half": Decimal(750_000),
        "day": "2026-11-22",
        "dayword": "ngày hai mươi hai tháng mười một năm hai nghìn không trăm hai mươi sáu",
    }
    assert isinstance(data["twice"], int)


def test_a_computed_circle_comes_to_an_end():
    form = make(
        {"a": {"type": "integer"}, "b": {"type": "string"}},
        [{"field": "a", "computed": "= if a = null then 0 else a + 1"}, {"field": "b"}],
    )
    assert accept(form, {"b": "x"}).data["a"] == 11


def test_rules_across_fields_stop_or_warn():
    form = make(
        {
            "floors": {"type": "array", "items": {"type": "object", "properties": {"area": {"type": "number"}}}},
            "total": {"type": "number"},
        },
        [
            {
                "field": "floors",
                "fields": [{"field": "area", "label": text("Diện tích")}],
                "rules": [
                    {
                        "code": "tiny",
                        "when": "= area < 2",
                        "field": "area",
                        "severity": "warning",
                        "message": text("Quá nhỏ", "Very small"),
                    }
                ],
            },
            {"field": "total"},
        ],
        rules=[
            {
                "code": "sum",
                "when": "= sum(floors.area) != total",
                "field": "total",
                "message": text("Tổng không khớp", "The sum differs"),
            }
        ],
    )
    wrong = accept(form, {"floors": [{"area": 10}, {"area": 1}], "total": 12})
    assert [(e.pointer, e.code, e.severity) for e in wrong.problems] == [
        ("/total", "rule.sum", Severity.ERROR),
        ("/floors/1/area", "rule.tiny", Severity.WARNING),
    ]
    assert not wrong.accepted
    assert message(form, wrong.problems[0], "vi") == "Tổng không khớp"
    assert accept(form, {"floors": [{"area": 10}, {"area": 1}], "total": 11}).accepted, "a warning lets through"


def test_coded_choices_must_be_on_the_installed_list():
    form = shared("person")
    person = {
        "full_name": "K'Brông",
        "birth_date": "1980",
        "gender": "male",
        "nationality": {"code": "VN", "label": "Việt Nam"},
    }
    lists = {"countries": {"VN": "Việt Nam"}}
    assert found(form, person, lists=lists) == []
    assert found(form, person | {"nationality": {"code": "XX", "label": "?"}}, lists=lists) == [
        ("/nationality", "enum")
    ]
    assert found(form, person | {"nationality": {"label": "Lào"}}) == []


def test_facts_of_the_dossier_are_read_but_never_answered():
    form = make({"a": {"type": "string"}}, [{"field": "a", "visible": "= dossier.channel = 1"}])
    assert accept(form, {"a": "x"}, {"dossier": {"channel": 1}}).data == {"a": "x"}
    assert accept(form, {"a": "x"}, {"dossier": {"channel": 2}}).data == {}
    assert found(form, {"dossier": {"channel": 1}, "a": "x"}) == [("/dossier", "unknown")]


def test_answers_that_are_too_large_are_not_looked_at():
    form = make({"a": {"type": "string"}}, [{"field": "a"}])
    deep: Any = "x"
    for _ in range(30):
        deep = [deep]
    for large in (
        {"a": deep},
        {"a": ["x"] * 501},
        {"a": {str(i): {str(j): 1 for j in range(300)} for i in range(300)}},
        {"a": "x" * 200_000},
    ):
        assert found(form, large) == [("", "too-large")]
        assert [e.code for e in validate(form, large)] == ["too-large"]
    assert message(form, validate(form, {"a": deep})[0], "en") == "The answers are too large to be accepted"


def test_a_whole_form_can_be_wrong():
    form = make({"a": {"type": "string"}}, [{"field": "a"}], minProperties=1)
    problem = accept(form, {}).problems[0]
    assert (problem.pointer, message(form, problem, "vi")) == ("", "biểu mẫu phải điền ít nhất 1 mục")
    assert message(form, problem, "en") == "the answers needs at least 1 answers"


def test_an_unreadable_entry_is_reported_once():
    form = make(
        {"n": {"type": "integer"}, "m": {"type": "integer"}}, [{"field": "n"}, {"field": "m"}], required=["n", "m"]
    )
    done = submit(form, {"n": ["mười"]})
    assert [(e.pointer, e.code) for e in done.problems] == [("/n", "int.syntax"), ("/m", "required")]
    assert not done.accepted
    edited = submit(form, {"_refresh": ["1"]})
    assert edited.edited
    assert not edited.accepted
    assert edited.problems == ()


@pytest.mark.parametrize(
    "name",
    ["K'Brông", "H’Hen Niê", "Y Moan Êñuôl", "Nguyễn Thị Minh-Châu", "Ái", "Đặng Văn Lâm", "Trần J. Ngọc"],
)
def test_every_vietnamese_name_is_a_name(name):
    form = shared("person")
    person = {"full_name": name, "birth_date": "1980", "gender": "male", "nationality": {"label": "Việt Nam"}}
    assert found(form, person) == []


@pytest.mark.parametrize("name", ["", "Nguyễn 2", "<b>A</b>", "x" * 101, "'A", "A@B"])
def test_what_is_no_name_is_refused(name):
    form = shared("person")
    person = {"full_name": name, "birth_date": "1980", "gender": "male", "nationality": {"label": "Việt Nam"}}
    assert [pointer for pointer, _ in found(form, person)] == ["/full_name"]


@pytest.mark.parametrize(
    ("identity", "expected"),
    [
        ({"type": "citizen_card", "number": "001080123456"}, []),
        ({"type": "citizen_card", "number": "00108012345"}, [("/number", "pattern")]),
        ({"type": "old_id_card", "number": "245123456", "personal_id": "001080123456"}, []),
        ({"type": "old_id_card", "number": "2451234567"}, [("/number", "pattern")]),
        ({"type": "passport", "number": "C1234567"}, []),
        ({"type": "passport", "number": "C1234567", "personal_id": "12"}, [("/personal_id", "pattern")]),
        (
            {"type": "citizen_card", "number": "001080123456", "issued_on": "2027-01-01"},
            [("/issued_on", "rule.issued-in-future")],
        ),
        (
            {"type": "citizen_card", "number": "001080123456", "expires_on": "2026-01-01"},
            [("/expires_on", "rule.expired")],
        ),
        (
            {"type": "citizen_card", "number": "001080123456", "issued_on": "2026-01-01", "expires_on": "2025-01-01"},
            [("/expires_on", "rule.dates-order"), ("/expires_on", "rule.expired")],
        ),
        ({"number": "1234"}, [("/type", "required")]),
    ],
)
def test_identity_papers_have_their_numbers(identity, expected):
    assert found(shared("identity"), identity) == expected


@pytest.mark.parametrize(
    ("phone", "good"),
    [
        ("0912345678", True),
        ("+84912345678", True),
        ("912345678", False),
        ("09123456789", False),
        ("+8491234567", False),
    ],
)
def test_telephone_numbers(phone, good):
    assert (found(shared("contact"), {"phone": phone}) == []) is good


HOME = {
    "country": {"code": "VN", "label": "Việt Nam"},
    "scheme": "current",
    "province": {"label": "Lâm Đồng"},
    "commune": {"label": "Đắk Mil"},
}


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (HOME, []),
        (HOME | {"scheme": "former"}, [("/district", "required")]),
        (HOME | {"scheme": "former", "district": {"label": "Đắk Mil"}}, []),
        (HOME | {"country": {"label": "Việt Nam"}}, []),
        ({"country": {"code": "LA", "label": "Lào"}}, [("/foreign_address", "required")]),
        ({"country": {"code": "LA", "label": "Lào"}, "foreign_address": "Vientiane 12"}, []),
        ({}, [("/country", "required")]),
    ],
)
def test_addresses_before_and_after_july_2025_and_abroad(address, expected):
    assert found(shared("addr"), address) == expected


def test_a_district_answered_under_the_new_units_is_removed():
    assert "district" not in accept(shared("addr"), HOME | {"district": {"label": "Đắk Mil"}}).data


def test_submitters_deliveries_and_declarations():
    assert found(shared("submitter"), {"capacity": "self"}) == []
    assert found(shared("submitter"), {"capacity": "authorised", "full_name": "A"}) == [("/authorisation", "required")]
    assert found(shared("submitter"), {"capacity": "relative", "full_name": "A"}) == [("/relationship", "required")]
    assert found(shared("delivery"), {"method": "counter", "address": HOME}) == []
    assert accept(shared("delivery"), {"method": "counter", "address": HOME}).data == {"method": "counter"}
    assert found(shared("delivery"), {"method": "post"}) == [("/address/country", "required")]
    form = shared("commitment")
    refused = accept(form, {"agreed": False}).problems[0]
    assert message(form, refused, "en") == "Tick the declaration to continue"
    assert found(form, {"agreed": True}) == []


@pytest.mark.parametrize(
    ("number", "birth", "warned"),
    [
        ("001080123456", "1980", False),
        ("001080123456", "1981-02-03", True),
        ("001201123456", "2001-02-03", False),
        ("001301123456", "1901", True),
    ],
)
def test_a_birth_year_that_differs_from_the_identity_number_warns(number, birth, warned):
    citizen = {
        "person": {"full_name": "A", "birth_date": birth, "gender": "male", "nationality": {"label": "Việt Nam"}},
        "identity": {"type": "citizen_card", "number": number},
        "address": HOME,
        "contact": {"phone": "0912345678"},
    }
    done = accept(shared("citizen"), citizen, env=ENV)
    assert done.accepted
    assert [e.pointer for e in done.problems] == (["/person/birth_date"] if warned else [])


def test_a_birth_in_the_future_is_refused():
    person = {"full_name": "A", "birth_date": "2026-11-22", "gender": "male", "nationality": {"label": "Việt Nam"}}
    assert found(shared("person"), person) == [("/birth_date", "rule.birth-in-future")]


def test_a_new_form_starts_with_its_defaults():
    assert defaults(shared("delivery")) == {}
    assert defaults(shared("addr")) == {"country": {"code": "VN", "label": "Việt Nam"}, "scheme": "current"}
    assert defaults(shared("citizen"))["person"] == {"nationality": {"code": "VN", "label": "Việt Nam"}}
