"""The second opinion on everything the library ships, and as the command line tells it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from designer_api.second import scenario_verdict, second_opinion
from engine.bpmn import BpmnError
from engine.second import Agrees, Outside
from motcua.cli import main
from process_models.calendars import shipped_calendars
from process_models.package import read_package

LIBRARY = Path(__file__).parents[2] / "process_models/library"
PACKAGES = {path.name: read_package(path) for path in sorted(LIBRARY.iterdir()) if (path / "procedure.json").exists()}
SCENARIOS = [(code, name) for code, package in PACKAGES.items() for name in sorted(package.scenarios)]
RETURN = "a return to an earlier step"


def returns(code: str, name: str) -> bool:
    steps = PACKAGES[code].scenarios[name].get("steps", ())
    return any(step.get("action") == "return" for step in steps)


@pytest.mark.parametrize(("code", "name"), SCENARIOS)
def test_both_engines_agree_on_every_scenario_of_the_library(code, name):
    found = scenario_verdict(PACKAGES[code], name, shipped_calendars())
    if returns(code, name):
        assert isinstance(found, Outside)
        assert set(found.reasons.values()) == {RETURN}  # BPMN has no such move: nothing to compare with
        assert found.completed
    else:
        assert isinstance(found, Agrees), found


def test_the_command_line_tells_the_opinion_on_each_scenario():
    result = CliRunner().invoke(main, ["check", "--second", "--json", str(LIBRARY / "2.000815")])
    assert result.exit_code == 0, result.output
    (told,) = json.loads(result.output)
    verdicts = {each["scenario"]: each["verdict"] for each in told["second"]}
    assert set(verdicts) == set(PACKAGES["2.000815"].scenarios)
    assert verdicts["good"] == "agrees"
    outside = next(each for each in told["second"] if each["scenario"] == "returned_by_action")
    assert outside["reasons"] == {"Process_CertifiedCopy": RETURN}
    assert outside["message"].startswith("outside its subset because Process_CertifiedCopy: a return")


def test_a_model_file_is_played_without_answers(tmp_path):
    model = tmp_path / "m.bpmn"
    model.write_bytes((LIBRARY / "2.000815/process.bpmn").read_bytes())
    (opinion,) = second_opinion(model)
    assert (opinion.path, opinion.scenario, opinion.differs) == (model.as_posix(), "", False)
    assert str(opinion).startswith(f"{model.as_posix()}: ")


def test_a_model_with_errors_gets_no_opinion(tmp_path):
    model = tmp_path / "m.bpmn"
    model.write_text("<definitions/>", encoding="utf-8")
    with pytest.raises(BpmnError):
        second_opinion(model)
    result = CliRunner().invoke(main, ["check", "--second", "--json", str(model)])
    assert result.exit_code == 1
    assert json.loads(result.output)[0]["second"] == []
