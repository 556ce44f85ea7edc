import copy
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema.validators import Draft202012Validator

from forms import FormDefinitionError, Widget, library, read_form, ui_schema

LABEL = {"vi": "Nhãn", "en": "Label"}


def ui(*fields: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"sections": [{"key": "main", "title": LABEL, "fields": [{"label": LABEL, **f} for f in fields]}], **more}


def schema(properties: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, **more}


def problems(given: Any, with_ui: Any = None, groups: Any = None) -> list[tuple[str, str, str]]:
    with pytest.raises(FormDefinitionError) as caught:
        read_form(given, with_ui, library() if groups is None else groups)
    assert str(caught.value)
    return [(p.code, p.file, p.pointer) for p in caught.value.problems]


NESTED = {"type": "string"}
for _ in range(60):
    NESTED = {"type": "array", "items": NESTED}


@pytest.mark.parametrize(
    ("given", "code", "pointer"),
    [
        (schema({"a": {"type": "strin"}}), "form.schema", "/properties/a/type"),
        (schema({"a": {"minLength": -1}}), "form.schema", "/properties/a/minLength"),
        ({"type": "array"}, "form.schema", "/type"),
        ({"$schema": "http://json-schema.org/draft-07/schema#", "type": "object"}, "form.dialect", "/$schema"),
        (schema({"a": {"$ref": "https://example.com/x.json"}}), "form.ref-unknown", "/properties/a/$ref"),
        (schema({"a": {"$ref": "file:///etc/passwd"}}), "form.ref-unknown", "/properties/a/$ref"),
        (schema({"a": {"$ref": "urn:motcua:form:nobody"}}), "form.ref-unknown", "/properties/a/$ref"),
        (schema({"a": {"$ref": "#/$defs/b"}}), "form.ref-unknown", "/properties/a/$ref"),
        (schema({"a": {"$ref": "#/properties/a/type"}}), "form.ref-unknown", "/properties/a/$ref"),
        (schema({"a": {"$ref": "#"}}), "form.ref-circle", "/properties/a/$ref"),
        (
            schema({"a": {"$ref": "#/$defs/b"}}, **{"$defs": {"b": {"$ref": "#/$defs/b"}}}),
            "form.ref-circle",
            "/properties/a/$ref/$ref",
        ),
        (schema({"a": {"$dynamicRef": "#x"}}), "form.ref-unsupported", "/properties/a/$dynamicRef"),
        (schema({"a": {"$id": "urn:x"}}), "form.ref-unsupported", "/properties/a/$id"),
        (schema({"a": {"type": "string", "pattern": "(a)\\1"}}), "form.pattern", "/properties/a/pattern"),
        (schema({"a": {"type": "string", "pattern": "^(?=x)"}}), "form.pattern", "/properties/a/pattern"),
        (schema({"a": {"type": "string", "pattern": "a{1000}{1000}"}}), "form.pattern", "/properties/a/pattern"),
        (schema({"a": {"type": "string", "pattern": "a" * 501}}), "form.pattern", "/properties/a/pattern"),
        (
            schema({"a": {"type": "object", "patternProperties": {"(?!x)": {}}}}),
            "form.pattern",
            "/properties/a/pattern",
        ),
        (schema({"a": NESTED}), "form.too-large", ""),
        (schema({f"a{i}": {"type": "string"} for i in range(30_000)}), "form.too-large", ""),
        (schema({"a": {"description": "x" * 100_001}}), "form.too-large", ""),
        ([], "form.shape", ""),
        (schema({"a.b": {"type": "string"}}), "form.key", "/0"),
        (schema({f"a{i}": {"type": "string"} for i in range(2_001)}), "form.too-large", ""),
    ],
)
def test_hostile_and_wrong_schemas_are_refused_with_their_place(given, code, pointer):
    assert (code, pointer) in [(c, p) for c, _, p in problems(given)]


def test_an_expansion_without_bound_is_stopped():
    doubling = {
        f"d{i}": {
            "type": "object",
            "properties": {"l": {"$ref": f"#/$defs/d{i + 1}"}, "r": {"$ref": f"#/$defs/d{i + 1}"}},
        }
        for i in range(25)
    }
    doubling["d25"] = {"type": "string"}
    assert problems(schema({"a": {"$ref": "#/$defs/d0"}}, **{"$defs": doubling}))[0][0] == "form.too-large"
    chain = {f"d{i}": {"$ref": f"#/$defs/d{i + 1}"} for i in range(500)}
    assert problems(schema({"a": {"$ref": "#/$defs/d0"}}, **{"$defs": chain}))[0][0] == "form.too-large"


@pytest.mark.parametrize(
    ("properties", "fields", "code", "pointer"),
    [
        ({"a": {"type": "string"}}, [{"field": "b"}], "form.unknown-field", "/sections/0/fields/0"),
        ({"a": {"type": "string"}}, [{"field": "a"}, {"field": "a"}], "form.field-twice", "/sections/0/fields/1"),
        ({"a": {"type": "string"}}, [{"field": "a", "widget": "int"}], "form.widget", "/sections/0/fields/0"),
        ({"a": {"type": "null"}}, [{"field": "a"}], "form.widget", "/sections/0/fields/0"),
        ({"a": {"type": "string"}}, [{"field": "a", "widget": "enum"}], "form.widget", "/sections/0/fields/0"),
        ({"a": {"type": "object"}}, [{"field": "a", "widget": "coded"}], "form.widget", "/sections/0/fields/0"),
        ({"a": {"type": "array", "items": {"type": "string"}}}, [{"field": "a"}], "form.list", "/sections/0/fields/0"),
        (
            {"a": {"type": "string"}},
            [{"field": "a", "fields": [{"field": "b"}]}],
            "form.fields",
            "/sections/0/fields/0",
        ),
        ({"a": {"type": "string"}}, [{"field": "a", "widget": "magic"}], "form.ui", "/sections/0/fields/0/widget"),
        ({"a": {"type": "string"}}, [{"field": "a", "visable": "x"}], "form.ui", "/sections/0/fields/0"),
        (
            {"a": {"type": "string"}},
            [{"field": "a", "label": {"vi": "Chỉ tiếng Việt"}}],
            "form.translation",
            "/sections/0/fields/0/label",
        ),
        ({"a": {"enum": ["x"]}}, [{"field": "a"}], "form.translation", "/sections/0/fields/0/options/x"),
        (
            {"a": {"enum": ["x"]}},
            [{"field": "a", "options": {"x": LABEL, "y": LABEL}}],
            "form.option",
            "/sections/0/fields/0/options/y",
        ),
        (
            {"a": {"type": "string"}},
            [{"field": "a", "visible": "= 1 +"}],
            "form.expression",
            "/sections/0/fields/0/visible",
        ),
        (
            {"a": {"type": "object", "properties": {"b": {"type": "string"}}}},
            [{"field": "a"}],
            "form.translation",
            "/sections/0/fields/0/fields/0",
        ),
    ],
)
def test_ui_schemas_that_do_not_fit_are_refused_with_their_place(properties, fields, code, pointer):
    assert (code, "ui", pointer) in problems(schema(properties), ui(*fields))


def test_lists_stand_three_deep_at_most():
    deep: dict[str, Any] = {"type": "string"}
    for _ in range(4):
        deep = {"type": "array", "items": {"type": "object", "properties": {"x": deep}}}
    assert "form.list" in [code for code, _, _ in problems(schema({"x": deep}))]


def test_a_required_question_must_be_on_the_page():
    given = schema(
        {"a": {"type": "string"}, "b": {"type": "string"}, "c": {"const": 1}, "d": {"type": "string", "default": "x"}},
        required=["a", "b", "c", "d"],
    )
    assert problems(given, ui({"field": "a"})) == [("form.required-unshown", "ui", "/sections")]


def test_a_rule_about_an_unknown_field_is_refused():
    rule = {"code": "r", "when": "= a = 1", "field": "b/c", "message": LABEL}
    given = schema({"a": {"type": "string"}})
    assert problems(given, ui({"field": "a"}, rules=[rule])) == [("form.unknown-field", "ui", "/rules/0/field")]
    assert problems(given, ui({"field": "a"}, rules=[{**rule, "field": "a/c"}]))[0][0] == "form.unknown-field"


def test_a_name_nobody_provides_is_a_warning():
    form = read_form(
        schema({"a": {"type": "string"}}),
        ui({"field": "a", "visible": "= typo = 1 and dossier.channel = 2 and foo(a)"}),
    )
    assert [(w.code, w.pointer) for w in form.warnings] == [("form.unknown-name", "/sections/0/fields/0/visible")] * 2


def test_two_sections_share_the_questions_of_the_form():
    given = schema({"a": {"type": "string"}, "b": {"type": "string"}}, required=["a", "b"])
    two = {
        "sections": [
            {"key": "one", "title": LABEL, "fields": [{"field": "a", "label": LABEL}]},
            {"key": "two", "title": LABEL, "fields": [{"field": "b", "label": LABEL}]},
        ]
    }
    assert [field.key for field in read_form(given, two).fields] == ["a", "b"]


def test_without_a_ui_schema_a_plain_form_is_made():
    form = read_form(
        schema(
            {
                "name": {"type": "string", "title": "Tên"},
                "story": {"type": "string", "maxLength": 5000},
                "born": {"type": "string", "format": "date"},
                "known": {"type": "string", "format": "partial-date"},
                "mail": {"type": "string", "format": "email"},
                "scan": {"type": "string", "format": "file-id"},
                "scans": {"type": "array", "items": {"type": "string", "format": "file-id"}},
                "count": {"type": "integer"},
                "size": {"type": ["null", "number"]},
                "yes": {"type": "boolean"},
                "sure": {"type": "boolean", "const": True},
                "kind": {"oneOf": [{"const": "a"}, {"const": "b"}]},
                "kinds": {"type": "array", "items": {"enum": ["a", "b"]}},
                "where": {"properties": {"code": {"type": "string"}, "label": {"type": "string"}}},
                "who": {"properties": {"x": {"type": "string"}}},
                "rows": {"type": "array", "items": {"type": "object", "properties": {"x": {"type": "string"}}}},
                "any": {},
            }
        )
    )
    assert {field.key: field.widget.value for field in form.fields} == {
        "name": "text",
        "story": "long",
        "born": "date",
        "known": "pdate",
        "mail": "email",
        "scan": "file",
        "scans": "file",
        "count": "int",
        "size": "dec",
        "yes": "bool",
        "sure": "check",
        "kind": "enum",
        "kinds": "checks",
        "where": "coded",
        "who": "group",
        "rows": "list",
        "any": "text",
    }
    assert form.fields[0].label == {"vi": "Tên", "en": "Tên"}
    assert form.field_at(("rows", "0", "x")) is not None
    assert form.field_at(("rows", "0", "y")) is None


def test_references_reach_definitions_groups_and_parts_of_groups():
    given = schema(
        {
            "mother": {"$ref": "urn:motcua:form:person"},
            "born": {"$ref": "motcua://forms/person#/properties/birth_date"},
            "home": {"$ref": "#/$defs/place", "title": "Nhà"},
            "both": {"$ref": "#/$defs/place", "required": ["street"], "type": "object"},
            "default": {"$ref": "#/$defs/place"},
        },
        **{
            "$defs": {"place": {"type": "object", "properties": {"street": {"type": "string"}}}},
            "$id": "urn:x",
            "$comment": "…",
        },
    )
    form = read_form(given, None, library())
    by_key = {field.key: field for field in form.fields}
    assert [inner.key for inner in by_key["mother"].fields][:2] == ["full_name", "birth_date"]
    assert by_key["born"].widget is Widget.PDATE
    assert by_key["home"].schema["title"] == "Nhà"
    assert by_key["both"].fields[0].required
    assert by_key["default"].widget is Widget.GROUP
    assert "$ref" not in json.dumps(form.schema, default=str)


def test_a_group_keeps_its_name_beside_other_keywords():
    given = schema({"who": {"$ref": "urn:motcua:form:contact", "required": ["email"]}})
    form = read_form(given, ui({"field": "who"}), library())
    assert [(f.key, f.required) for f in form.fields[0].fields] == [("phone", True), ("email", True)]


def test_a_group_can_be_asked_in_its_own_way_and_gets_more_rules():
    given = schema({"who": {"$ref": "urn:motcua:form:contact"}})
    own = read_form(given, ui({"field": "who", "fields": [{"field": "phone", "label": LABEL}]}), library())
    assert [f.key for f in own.fields[0].fields] == ["phone"]
    rule = {"code": "none", "when": "= email = null", "field": "email", "message": LABEL}
    more = read_form(given, ui({"field": "who", "rules": [rule]}), library())
    assert [r.code for r in more.fields[0].rules] == ["none"]


def test_questions_that_others_depend_on_are_marked():
    form = read_form(
        schema({"a": {"type": "object", "properties": {"b": {"type": "string"}}}, "c": {"type": "string"}}),
        ui({"field": "a", "fields": [{"field": "b", "label": LABEL}]}, {"field": "c", "visible": '= a.b = "x"'}),
    )
    assert [f.refreshes for f in form.fields] == [True, False]
    assert form.fields[0].fields[0].refreshes


def test_the_published_ui_schema_is_valid_and_every_group_follows_it():
    Draft202012Validator.check_schema(ui_schema())
    for name, group in library().items():
        form = read_form(group["schema"], group["ui"], library())
        assert form.fields, name
        assert not form.warnings, name


def test_reading_leaves_the_files_as_they_were():
    group = library()["delivery"]
    before = copy.deepcopy(dict(group))
    read_form(group["schema"], group["ui"], library())
    assert dict(group) == before


def test_the_documented_example_is_a_form():
    blocks = Path(__file__).parents[2].joinpath("docs/forms.md").read_text(encoding="utf-8").split("```json\n")
    given, page = (json.loads(block.split("```")[0]) for block in blocks[1:3])
    form = read_form(given, page, library())
    assert [field.key for field in form.fields] == ["applicant", "papers", "total_pages"]
    assert not form.warnings
