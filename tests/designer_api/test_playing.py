from datetime import datetime

import pytest

from designer_api.playing import FIRST_INSTANT, PlayUsageError, play_path
from process_models.files import write_zip
from tests.engine.bpmn.snippets import line, process
from tests.process_models.samples import DECISION, files, with_process


@pytest.fixture
def model(tmp_path):
    (tmp_path / "m.bpmn").write_bytes(process(line('<userTask id="A"/>')))
    return tmp_path / "m.bpmn"


def refusal(path, **more) -> PlayUsageError:
    with pytest.raises(PlayUsageError) as caught:
        play_path(path, **more)
    return caught.value


def test_a_model_is_played_from_a_fixed_instant(model):
    played = play_path(model, data={"x": 0.1}, answers={"A": {"$after": "4h"}})
    assert played.exit_code == 0
    assert played.to_json()["ended"] is True
    assert played.to_json()["data"] == {"x": 0.1}
    assert played.result.trace[0].at == FIRST_INSTANT
    assert played.result.now.isoformat() == "2026-01-05T13:30:00+07:00" or played.result.now.hour == 14


def test_the_first_instant_may_be_given(model):
    now = datetime.fromisoformat("2026-05-04T10:00:00+07:00")
    assert play_path(model, now=now).result.trace[0].at == now


def test_decisions_beside_the_model_are_used(tmp_path):
    (tmp_path / "m.bpmn").write_bytes(process(line('<businessRuleTask id="A" motcua:calls="fee"/>')))
    (tmp_path / "fee.dmn").write_bytes(DECISION)
    assert play_path(tmp_path / "m.bpmn", data={"copies": 3}).to_json()["data"]["total"] == 6000


def test_a_package_is_played_from_its_lead(tmp_path):
    (tmp_path / "p.zip").write_bytes(write_zip(files()))
    answers = {
        "Task_Receive": {"$outcome": "accept"},
        "Task_Search": {"$outcome": "complete", "found": True},
        "Task_Sign": {"$outcome": "sign"},
    }
    played = play_path(tmp_path / "p.zip", answers=answers)
    assert played.to_json()["ended"] is True
    assert [visit.element for visit in played.result.trace if visit.event == "completed"][-1] == "End"


def test_what_cannot_be_played_is_refused(model, tmp_path):
    (tmp_path / "broken.bpmn").write_bytes(b"<x/>")
    (tmp_path / "empty").mkdir()
    (tmp_path / "bad.zip").write_bytes(b"x")
    (tmp_path / "error.zip").write_bytes(write_zip(with_process('motcua:form="search"', 'motcua:colour="red"')))
    assert "m.bpmn" not in str(refusal(tmp_path / "none.bpmn"))
    assert refusal(tmp_path / "broken.bpmn").problems
    assert "procedure.json" in str(refusal(tmp_path / "empty"))
    assert refusal(tmp_path / "bad.zip").problems
    assert refusal(tmp_path / "error.zip").problems
    assert "P" in str(refusal(model, process="Q"))
    assert "A" in str(refusal(model, answers={"A": 1}))
