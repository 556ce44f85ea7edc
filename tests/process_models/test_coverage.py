"""What scenarios reach, those written by hand and the generated ones apart; generated ones assert what always holds."""

import json

import pytest

from process_models.calendars import shipped_calendars
from process_models.check import examine
from process_models.generate import generate, generated_that_hold, run_generated, scenario_file
from process_models.package import read_package
from tests.process_models.library.packages import CODES, LIBRARY
from tests.process_models.samples import DECISION, GOOD, dump, files, with_files, with_procedure

GENERATED = {key: value for key, value in GOOD.items() if key != "expect"} | {"generated": True}
REFUSED = {
    **GENERATED,
    "steps": [
        GOOD["steps"][0],
        {**GOOD["steps"][1], "answers": {"found": False}},
        {"after": "1h", "task": "Task_Reply"},
        {"after": "1h", "task": "Task_Return"},
    ],
}


def test_elements_and_branches_are_counted():
    made = examine(read_package(files())).measures()["coverage"]
    assert made["elements"] == {"total": 8, "by_hand": 7, "with_generated": 7}
    assert made["missed"] == {
        "elements": ["Task_Reply"],
        "flows": ["Flow_5", "Flow_Missing"],
        "outcomes": [],
        "rules": [],
    }


def test_generated_scenarios_are_counted_apart():
    report = examine(read_package(with_files({"scenarios/generated.json": dump(REFUSED)})))
    assert report.problems == ()
    made = report.measures()["coverage"]
    assert made["elements"] == {"total": 8, "by_hand": 7, "with_generated": 8}
    assert made["missed_by_all"]["flows"] == []


def test_a_generated_scenario_must_come_to_its_end():
    short = {**GENERATED, "steps": GOOD["steps"][:2]}
    found = examine(read_package(with_files({"scenarios/short.json": dump(short)}))).problems
    assert [(each.code, each.path) for each in found if each.code != "scenario.coverage"] == [
        ("scenario.unended", "scenarios/short.json")
    ]


def test_a_scenario_by_hand_says_what_it_expects():
    made = {key: value for key, value in GOOD.items() if key != "expect"}
    found = examine(read_package(with_files({"scenarios/good.json": dump(made)}))).problems
    assert "schema.missing-key" in [each.code for each in found]


def test_rules_of_decision_tables_are_branches():
    fee = [{**json.loads(files()["procedure.json"])["fees"][0], "amount": {"decision": "fee", "output": "total"}}]
    made = {**with_procedure(fees=fee), "decisions/fee.dmn": DECISION}
    assert examine(read_package(made)).measures()["coverage"]["missed"]["rules"] == []
    shipped = examine(read_package(LIBRARY / "2.000815")).coverage
    assert shipped is not None
    assert {decision for decision, _ in shipped.all.rules} != set()
    assert shipped.all.rules == shipped.by_hand.rules


@pytest.mark.parametrize("code", CODES)
def test_scenarios_generated_from_the_proof_hold_and_reach_all_that_is_possible(code):
    package = read_package(LIBRARY / code)
    proof = examine(package, scenarios=False).proof
    assert proof is not None
    made = generated_that_hold(package, proof)
    assert made.keys() == generate(package, proof).keys()
    visited = [run_generated(package, name, one, shipped_calendars()).visited for name, one in made.items()]
    assert proof.entered <= frozenset().union(*visited)


def test_a_generated_scenario_can_stand_in_the_package():
    package = read_package(files())
    proof = examine(package, scenarios=False).proof
    assert proof is not None
    made = {f"scenarios/{name}.json": scenario_file(one) for name, one in generate(package, proof).items()}
    report = examine(read_package(with_files(made)))
    assert report.problems == ()
    assert report.measures()["coverage"]["elements"]["with_generated"] == 8
