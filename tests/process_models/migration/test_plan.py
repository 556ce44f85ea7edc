"""Plans: read with every mistake told, drafted with every doubt told, checked against the versions."""

import json

import pytest

from process_models.migration import PlanError, Resolver, Versions, check_plan, draft_plan, plan_to_json, read_plan
from process_models.migration.matching import lanes_of
from process_models.migration.plan import plan_of
from process_models.migration.problems import MESSAGES
from process_models.package import read_package
from tests.runtime.migration.versions import first, second, versioned, without_return

OLD, NEW, THIRD = read_package(first()), read_package(second()), read_package(without_return())
VERSIONS = Versions(old=OLD, new=NEW)


def plan(target=NEW, **told):
    return {"from": OLD.hash, "to": target.hash, **told}


def codes(value, target=NEW):
    return [(one.code, one.pointer) for one in check_plan(plan_of(value), Versions(old=OLD, new=target))]


WHOLE = plan(
    procedure="9.000009",
    settlement="new",
    timers="recompute",
    rules=[{"lane": "A", "to_lane": "B", "of": "all"}, {"kind": "userTask", "same": ["kind", "name"]}],
    processes={
        "Process_Drill": {
            "to": "Process_Drill",
            "elements": {"Task_Handle": [{"when": "x > 1", "to": "Task_Sign"}, {"to": "Task_Process"}]},
            "flows": {"F6": "F6b"},
            "data": {"x": "1"},
            "drop": ["y"],
            "timers": {"Event_Rest": "keep"},
        }
    },
    packages={"1.000001": {"P": {"elements": {"A": "B"}}}},
    notes="n",
)


def test_a_plan_is_written_as_it_was_read():
    assert plan_to_json(plan_of(WHOLE)) == WHOLE
    several = WHOLE | {"from": [OLD.hash, THIRD.hash]}
    assert plan_to_json(plan_of(several)) == several


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "json.syntax"),
        ("[]", "json.not-an-object"),
        ('{"to": "x"}', "schema.missing-key"),
        (json.dumps(plan(elements={})), "schema.unknown-key"),
        (json.dumps(plan(rules=[{"kind": "userTask"}])), "schema."),
        (json.dumps(plan(settlement="maybe")), "schema."),
    ],
)
def test_what_is_no_plan_is_told_with_its_line(text: str, told: str):
    with pytest.raises(PlanError) as caught:
        read_plan(text.encode(), "plan.json")
    assert any(one.code.startswith(told) for one in caught.value.problems), caught.value.problems


@pytest.mark.parametrize(
    ("told", "code", "pointer"),
    [
        ({"processes": {"P": {}}}, "plan.no-process", "/processes/P"),
        ({"processes": {"Process_Drill": {"to": "P"}}}, "plan.no-new-process", "/processes/Process_Drill"),
        ({"elements": {"No": "Task_Sign"}}, "plan.no-element", "/elements/No"),
        ({"elements": {"Task_Sign": "No"}}, "plan.no-target", "/elements/Task_Sign"),
        ({"elements": {"Task_Sign": [{"to": "Task_Sign"}, {"when": "x", "to": "Task_Sign"}]}}, "plan.choice-order", ""),
        ({"elements": {"Task_Sign": [{"when": "1 +", "to": "Task_Sign"}]}}, "plan.feel", ""),
        ({"flows": {"F6": "F77"}}, "plan.no-flow", "/flows/F6"),
        ({"data": {"x": "1 +"}}, "plan.feel", "/data/x"),
        ({"timers": {"Task_Sign": "keep"}}, "plan.no-timer", "/timers/Task_Sign"),
        ({"packages": {"1.000001": {}}}, "plan.unknown-package", "/packages/1.000001"),
        ({"rules": [{"role": "nobody", "to": "Task_Sign"}]}, "plan.rule-unused", "/rules/0"),
        ({"rules": [{"role": "case", "same": ["kind"]}]}, "plan.rule-several", "/rules/0"),
        ({"rules": [{"role": "case", "to": "Task_No"}]}, "plan.rule-none", "/rules/0"),
    ],
)
def test_what_a_plan_names_must_be_there(told, code: str, pointer: str):
    inner = {name: value for name, value in told.items() if name in ("elements", "flows", "data", "timers")}
    whole = {"processes": {"Process_Drill": inner}} if inner else told
    found = codes(plan(**whole))
    assert any(one == code and place.endswith(pointer) for one, place in found), found


def test_versions_must_be_two_of_one_procedure():
    assert codes(plan() | {"to": OLD.hash}, OLD)[0][0] == "plan.target-source"
    files = versioned(first(), "1.0.0")
    procedure = json.loads(files["procedure.json"]) | {"code": "9.000010"}
    stranger = read_package(files | {"procedure.json": json.dumps(procedure).encode()})
    assert [code for code, _ in codes(plan(stranger), stranger)] == ["plan.other-procedure"]


def test_a_draft_matches_what_it_can_and_lists_the_rest():
    drafted = draft_plan(VERSIONS)
    told = drafted.to_json()
    assert told["processes"]["Process_Drill"]["elements"] == {"Task_Handle": "Task_Process"}
    assert told["processes"]["Process_Drill"]["flows"] == {"F6": "F6b"}
    assert {doubt["code"] for doubt in told["doubts"]} == {"draft.matched", "draft.work"}
    assert plan_of(told) == drafted.plan
    third = draft_plan(Versions(old=OLD, new=THIRD))
    assert [(one.code, one.params["element"]) for one in third.doubts] == [("draft.element", "Task_Return")]


def test_a_draft_tells_changed_kinds_timers_settlement_and_new_questions():
    files = versioned(first(rest="PT1H"), "1.5.0")
    process = files["process.bpmn"].decode()
    process = process.replace('<userTask id="Task_Return"', '<manualTask id="Task_Return"')
    procedure = json.loads(files["procedure.json"])
    procedure["settlement"] = {"committed": {"value": 1, "unit": "working_day"}}
    schema = json.loads(files["forms/handle.schema.json"])
    schema["properties"]["novel"] = {"type": "string"}
    schema["required"].append("novel")
    ui = json.loads(files["forms/handle.ui.json"])
    ui["sections"][0]["fields"].append({"field": "novel", "label": {"vi": "mới", "en": "new"}})
    new = read_package(
        files
        | {
            "forms/handle.ui.json": json.dumps(ui).encode(),
            "process.bpmn": process.encode(),
            "procedure.json": json.dumps(procedure).encode(),
            "forms/handle.schema.json": json.dumps(schema).encode(),
        }
    )
    codes = [one.code for one in draft_plan(Versions(old=OLD, new=new)).doubts]
    assert sorted(codes) == ["draft.data", "draft.kind", "draft.settlement", "draft.timer"]


def test_every_sentence_can_be_said_in_both_languages():
    for code, (severity, english, vietnamese) in MESSAGES.items():
        assert severity in ("error", "warning", "decide", "look"), code
        assert english != vietnamese


def test_lanes_are_known_by_name_and_id():
    process = first()["process.bpmn"].decode()
    lanes = (
        '<laneSet id="LS"><lane id="L1" name="Một cửa"><flowNodeRef>Task_Receive</flowNodeRef>'
        "<flowNodeRef>Task_Return</flowNodeRef></lane></laneSet>"
    )
    marked = process.replace('isExecutable="true">', f'isExecutable="true">{lanes}', 1)
    package = read_package(first() | {"process.bpmn": marked.encode()})
    assert lanes_of(package) == {"Task_Receive": ("một cửa", "l1"), "Task_Return": ("một cửa", "l1")}
    by_lane = plan_of(
        {"from": package.hash, "to": NEW.hash, "rules": [{"lane": "Một  Cửa", "of": "all", "to": "Task_Check"}]}
    )
    versions = Versions(old=package, new=NEW)
    assert check_plan(by_lane, versions) == ()
    assert Resolver(by_lane, versions).fixed_places() == {"Task_Receive": "Task_Check", "Task_Return": "Task_Check"}
