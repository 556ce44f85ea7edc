"""What changed between two versions, told and drawn."""

import json
from pathlib import Path

import pytest

from process_models.diff import compare, diagrams, page
from process_models.files import read_folder
from process_models.package import read_package

LIBRARY = Path(__file__).parents[3] / "process_models" / "library" / "2.000815"


@pytest.fixture
def files():
    return read_folder(LIBRARY)


def edited(files, change):
    procedure = json.loads(files["procedure.json"])
    change(procedure)
    return {**files, "procedure.json": json.dumps(procedure, ensure_ascii=False).encode()}


def found(old, new):
    return compare(read_package(old), read_package(new))


def test_the_same_content_has_no_changes_however_it_is_indented(files):
    assert found(files, edited(files, lambda _procedure: None)).items == ()


def test_a_fee_is_told_with_both_amounts(files):
    def fixed(procedure):
        procedure["fees"][0]["amount"] = {"fixed": 5000}

    (change,) = found(files, edited(files, fixed)).items
    assert (change.area, change.kind, change.what) == ("fee", "changed", "amount")
    assert "5000" in change.text("vi")
    assert "5000" in change.text("en")


def test_a_committed_time_is_told_as_one_value(files):
    def quicker(procedure):
        procedure["settlement"]["committed"] = {"value": 2, "unit": "hour"}

    (change,) = found(files, edited(files, quicker)).items
    assert change.new == "2 hour"
    assert "thời hạn cam kết" not in change.text("en")


def test_a_component_that_went_is_removed(files):
    changes = found(files, edited(files, lambda procedure: procedure["components"].pop()))
    assert [(one.area, one.kind) for one in changes.items] == [("component", "removed")]


def test_a_time_of_a_step_is_told_and_marked_in_both_diagrams(files):
    model = files["process.bpmn"].decode()
    assert 'motcua:time="0.5h"' in model
    new = {**files, "process.bpmn": model.replace('motcua:time="0.5h"', 'motcua:time="7h"', 1).encode()}
    old_package, new_package = read_package(files), read_package(new)
    changes = compare(old_package, new_package)
    (change,) = changes.items
    assert (change.area, change.what, change.old, change.new) == ("step", "time", "0.5h", "7h")
    for drawing in diagrams(old_package, new_package, changes):
        assert f'changed" data-element="{change.element}"' in drawing
        assert "Sửa: " in drawing
    assert change.text("vi") in page(old_package, new_package, changes).replace("&quot;", '"')


def test_fields_of_forms_are_told_by_their_label(files):
    path = next(path for path in files if path.endswith(".schema.json"))
    schema = json.loads(files[path])
    name, gone = schema["properties"].popitem()
    schema["properties"]["extra_note"] = {"type": "string", "title": "Ghi chú thêm"}
    schema["required"] = [one for one in schema.get("required", ()) if one != name]
    changes = found(files, {**files, path: json.dumps(schema, ensure_ascii=False).encode()})
    fields = {(one.kind, one.key) for one in changes.items if one.area == "field"}
    assert {("removed", name), ("added", "extra_note")} <= fields
    assert gone


def test_a_translation_and_a_scenario_are_told(files):
    words = json.loads(files["translations/en.json"])
    key = next(iter(words))
    words[key] = "Other words"
    new = {**files, "translations/en.json": json.dumps(words).encode()}
    scenario = next(path for path in files if path.startswith("scenarios/"))
    del new[scenario]
    assert {(one.area, one.kind) for one in found(files, new).items} == {
        ("translation", "changed"),
        ("scenario", "removed"),
    }


def test_the_order_of_two_packages_turns_added_into_removed(files):
    new = edited(files, lambda procedure: procedure["components"].pop())
    assert [one.kind for one in found(new, files).items] == ["added"]


def of_fee_table(files, *replaced: tuple[str, str]):
    (path,) = (name for name in files if name.startswith("decisions/") and b"Rule_Ceiling" in files[name])
    text = files[path].decode()
    for old, new in replaced:
        assert old in text
        text = text.replace(old, new)
    return [(one.area, one.kind, one.text("en")) for one in found(files, {**files, path: text.encode()}).items]


def test_a_rule_with_another_result_is_told_by_what_it_asks_for(files):
    ((area, kind, text),) = of_fee_table(files, ("<text>200000</text>", "<text>250000</text>"))
    assert (area, kind) == ("rule", "changed")
    assert "fee_per_copy: pages >= 198" in text
    assert "“200000” → “250000”" in text


def test_a_rule_that_asks_for_something_else_went_and_came(files):
    told = of_fee_table(files, ("<text>[1..2]</text>", "<text>[1..3]</text>"), ("(2..198)", "(3..198)"))
    assert sorted(kind for _area, kind, _text in told) == ["added", "added", "removed", "removed"]
    assert any("pages [1..3] → 2000 * pages" in text for _area, _kind, text in told)


def test_hit_policy_and_a_description_alone_are_told(files):
    ((_, _, text),) = of_fee_table(files, ('hitPolicy="UNIQUE"', 'hitPolicy="ANY"'))
    assert "hit policy “UNIQUE” → “ANY”" in text
    ((area, kind, _text),) = of_fee_table(files, ("mức tối đa một bản", "trần một bản"))
    assert (area, kind) == ("decision", "changed")


def test_what_a_scenario_expects_otherwise_is_told_value_by_value(files):
    path = "scenarios/good.json"
    scenario = json.loads(files[path])
    scenario["expect"]["status"] = 3
    scenario["steps"] = scenario["steps"][:-1]
    told = {one.what: one for one in found(files, {**files, path: json.dumps(scenario).encode()}).items}
    assert set(told) == {"expect.status", "steps"}
    assert told["expect.status"].new == "3"
    assert told["steps"].text("vi").endswith("các bước.")
