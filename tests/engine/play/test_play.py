from datetime import UTC, datetime, timedelta

import pytest

from engine.play import PlayError, PlayResult, play
from process_models.calendars import shipped_calendars
from tests.engine.bpmn.snippets import definitions, flow, library, line, process

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
HOURS = 3600


def played(xml: bytes, answers=None, **more) -> PlayResult:
    found, problems = library(xml)
    assert [str(each) for each in problems if each.severity == "error"] == []
    return play(found, answers or {}, more.pop("now", NOW), more.pop("data", {}), **more)


def done(result: PlayResult) -> list[str]:
    return [visit.element for visit in result.trace if visit.event == "completed"]


def hours(result: PlayResult) -> float:
    return (result.now - NOW).total_seconds() / HOURS


TASK = line('<userTask id="A"/>')
TIMED = (
    line('<userTask id="A"/>')
    + '<boundaryEvent id="B" attachedToRef="A"><timerEventDefinition><timeDuration>PT2H</timeDuration>'
    + '</timerEventDefinition></boundaryEvent><endEvent id="Late"/>'
    + flow("B", "Late")
)


def test_a_task_without_an_answer_completes_at_once():
    result = played(process(TASK))
    assert done(result) == ["S", "A", "E"]
    assert (result.ended, result.incidents, result.stopped, result.exit_code) == (True, (), None, 0)
    assert result.now == NOW


def test_an_answer_becomes_data():
    assert played(process(TASK), {"A": {"x": 1}}, data={"y": 2}).data == {"x": 1, "y": 2}


def test_a_task_that_is_never_answered_waits_quietly():
    result = played(process(TASK), {"A": {"$never": True}})
    assert (result.ended, result.stopped, result.exit_code, result.waiting) == (False, None, 0, ("A",))


def test_the_timer_fires_when_the_answer_comes_too_late():
    result = played(process(TIMED), {"A": {"$after": "PT3H"}})
    assert done(result)[-1] == "Late"
    assert hours(result) == 2


def test_the_answer_in_time_cancels_the_timer():
    result = played(process(TIMED), {"A": {"$after": "PT1H"}})
    assert done(result) == ["S", "A", "E"]
    assert hours(result) == 1


def test_an_answer_at_the_instant_of_the_timer_comes_first():
    assert done(played(process(TIMED), {"A": {"$after": "PT2H"}})) == ["S", "A", "E"]


def test_working_time_is_counted_by_the_calendar():
    friday = datetime(2026, 3, 6, 9, tzinfo=UTC)
    result = played(process(TASK), {"A": {"$after": "4h"}}, now=friday, calendar=shipped_calendars()["province"])
    assert result.now.isoformat() == "2026-03-09T10:00:00+07:00"


def test_working_time_without_a_calendar_is_an_incident():
    result = played(process(TASK), {"A": {"$after": "4h"}})
    assert (result.incidents[0].element, result.incidents[0].code, result.exit_code) == ("A", "term.calendar", 1)


def test_a_list_answers_each_visit_of_a_loop():
    body = (
        '<startEvent id="S"/><exclusiveGateway id="M"/><userTask id="A"/><exclusiveGateway id="X" default="X_E"/>'
        '<endEvent id="E"/>'
        + flow("S", "M")
        + flow("M", "A")
        + flow("A", "X")
        + flow("X", "M", "again")
        + flow("X", "E")
    )
    result = played(process(body), {"A": [{"again": True}, {"again": True}, {"again": False}]})
    assert done(result).count("A") == 3
    assert result.ended


def test_a_declared_outcome_decides_the_way():
    body = (
        '<startEvent id="S"/><userTask id="A" motcua:outcomes="yes no"/><exclusiveGateway id="X" default="X_N"/>'
        '<endEvent id="Y"/><endEvent id="N"/>'
        + flow("S", "A") + flow("A", "X") + flow("X", "Y", 'outcome = "yes"') + flow("X", "N")
    )  # fmt: skip
    assert done(played(process(body), {"A": {"$outcome": "yes"}}))[-1] == "Y"
    assert done(played(process(body), {"A": {"$outcome": "no"}}))[-1] == "N"


SERVICE = (
    line('<serviceTask id="A"/>')
    + '<boundaryEvent id="B" attachedToRef="A"><errorEventDefinition errorRef="Err"/></boundaryEvent>'
    + '<endEvent id="Caught"/>'
    + flow("B", "Caught")
)
ERROR = '<error id="Err" errorCode="E1"/>'


def test_a_service_error_is_caught_by_its_code():
    assert done(played(process(SERVICE, ERROR), {"A": {"$error": "E1"}}))[-1] == "Caught"


def test_an_error_nobody_catches_is_an_incident():
    result = played(process(SERVICE, ERROR), {"A": {"$error": "E2"}})
    assert (result.ended, result.exit_code) == (False, 1)
    assert result.incidents[0].element == "A"


def test_an_outcome_that_the_task_does_not_know_is_an_incident():
    result = played(process(line('<userTask id="A" motcua:outcomes="yes no"/>')), {"A": {"$outcome": "maybe"}})
    assert (result.incidents[0].element, result.incidents[0].code) == ("A", "answer.refused")
    assert result.exit_code == 1


@pytest.mark.parametrize(
    ("answer", "last"), [({"$error": "E1"}, "Caught"), ({"$error": "E2"}, "S"), ({"$fail": "x"}, "S")]
)
def test_a_person_s_task_may_fail_too(answer, last):
    result = played(process(SERVICE.replace("serviceTask", "userTask"), ERROR), {"A": answer})
    assert done(result)[-1] == last
    assert result.exit_code == (0 if last == "Caught" else 1)


def test_a_planned_answer_of_a_cancelled_task_does_not_move_the_clock():
    result = played(process(TIMED), {"A": {"$after": "P9D"}})
    assert hours(result) == 2


def test_a_calendar_that_ends_too_early_is_an_incident():
    timer = '<intermediateCatchEvent id="T"><timerEventDefinition motcua:timeBase="working">'
    body = line(timer + "<timeDuration>P2000D</timeDuration></timerEventDefinition></intermediateCatchEvent>")
    result = played(process(body), calendar=shipped_calendars()["province"])
    assert result.exit_code == 1
    assert not result.ended


def test_a_technical_failure_is_an_incident():
    result = played(process(SERVICE, ERROR), {"A": {"$fail": "no connection"}})
    assert result.exit_code == 1
    assert "no connection" in result.incidents[0].message


def test_a_service_answers_with_data():
    result = played(process(line('<serviceTask id="A"/>')), {"A": {"x": 1}})
    assert result.data == {"x": 1}


CATCH = '<intermediateCatchEvent id="C"><messageEventDefinition messageRef="M"/></intermediateCatchEvent>'
MESSAGE = '<message id="M" name="paid"/>'


def test_a_message_comes_from_outside():
    events = {"$events": [{"at": "PT5H", "message": "paid", "payload": {"amount": 3}}]}
    result = played(process(line(CATCH), MESSAGE), events)
    assert result.ended
    assert hours(result) == 5


def test_without_the_message_it_waits_quietly():
    result = played(process(line(CATCH), MESSAGE))
    assert (result.ended, result.exit_code) == (False, 0)


def test_a_signal_comes_from_outside():
    catch = '<intermediateCatchEvent id="C"><signalEventDefinition signalRef="G"/></intermediateCatchEvent>'
    result = played(process(line(catch), '<signal id="G" name="go"/>'), {"$events": [{"at": "PT1H", "signal": "go"}]})
    assert result.ended


TWO = definitions(
    '<message id="M" name="ask"/><message id="R" name="reply"/>'
    '<collaboration id="K"><participant id="PA" processRef="A"/><participant id="PB" processRef="B"/>'
    '<messageFlow id="F1" sourceRef="AskB" targetRef="BS"/><messageFlow id="F2" sourceRef="Tell" targetRef="Wait"/>'
    "</collaboration>"
    '<process id="A" isExecutable="true"><startEvent id="AS"/><sendTask id="AskB" messageRef="M"/>'
    '<receiveTask id="Wait" messageRef="R"/><endEvent id="AE"/>'
    + flow("AS", "AskB") + flow("AskB", "Wait") + flow("Wait", "AE")
    + "</process>"
    '<process id="B" isExecutable="true"><startEvent id="BS"><messageEventDefinition messageRef="M"/></startEvent>'
    '<userTask id="Work"/><sendTask id="Tell" messageRef="R"/><endEvent id="BE"/>'
    + flow("BS", "Work") + flow("Work", "Tell") + flow("Tell", "BE")
    + "</process>"
)  # fmt: skip


def test_two_pools_talk_to_each_other():
    result = played(TWO, {"Work": {"x": 1, "$after": "P1D"}})
    assert result.ended
    assert {visit.process for visit in result.trace} == {"A", "B"}
    assert set(result.data) == {"A", "B"}
    assert result.data["B"] == {"x": 1}
    assert hours(result) == 24


def test_a_chosen_process_begins_alone():
    result = played(TWO, process="A")
    assert result.trace[0].process == "A"


def test_an_unknown_process_is_refused_with_the_choices():
    with pytest.raises(PlayError) as caught:
        played(TWO, process="C")
    assert caught.value.choices == ("A", "B")


def test_a_file_that_nothing_begins_needs_a_choice():
    body = '<startEvent id="S"><messageEventDefinition messageRef="M"/></startEvent><endEvent id="E"/>' + flow("S", "E")
    with pytest.raises(PlayError) as caught:
        played(process(body, MESSAGE))
    assert caught.value.code == "no-lead"


ENDLESS = (
    '<startEvent id="S"/><exclusiveGateway id="M"/><userTask id="A"/><exclusiveGateway id="X" default="X_M"/>'
    '<endEvent id="E"/>'
    + flow("S", "M") + flow("M", "A") + flow("A", "X") + flow("X", "M") + flow("X", "E", "over = true")
)  # fmt: skip


def test_an_endless_loop_is_stopped_by_steps():
    result = played(process(ENDLESS), max_steps=50)
    assert (result.stopped, result.exit_code) == ("steps", 3)
    assert 50 <= result.steps <= 52


def test_an_endless_wait_is_stopped_by_time():
    result = played(process(ENDLESS), {"A": {"$after": "P30D"}})
    assert (result.stopped, result.exit_code) == ("time", 3)
    assert timedelta(days=3600) < result.now - NOW <= timedelta(days=3653)


def test_a_play_ends_where_it_is_told():
    result = played(process(ENDLESS), {"A": {"$after": "PT1H"}}, until=NOW + timedelta(hours=5))
    assert (result.stopped, hours(result)) == ("time", 5)


def test_the_json_form_has_exactly_its_five_keys():
    told = played(process(TASK), {"A": {"x": 1.5, "when": "2026-01-01"}}).to_json()
    assert list(told) == ["trace", "data", "ended", "incidents", "stopped"]
    assert told["trace"][0] == {
        "element": "S", "event": "entered", "at": "2026-03-02T08:00:00+00:00", "process": "P", "index": 0,
    }  # fmt: skip
    assert told["data"] == {"x": 1.5, "when": "2026-01-01"}


def test_the_same_play_gives_the_same_trace():
    one, other = (played(TWO, {"Work": {"$after": "PT1H"}}).to_json() for _ in range(2))
    assert one == other


def test_a_called_process_of_the_file_runs_and_ends():
    xml = definitions(
        '<process id="P" isExecutable="true">' + line('<callActivity id="C" calledElement="Q"/>') + "</process>"
        '<process id="Q" isExecutable="true">'
        '<startEvent id="QS"/><userTask id="QA"/><endEvent id="QE"/>'
        + flow("QS", "QA")
        + flow("QA", "QE")
        + "</process>"
    )
    result = played(xml, {"QA": {"x": 1}})
    assert result.ended
    assert done(result)[-1] == "E"


TWO_STARTS = process(
    TASK + '<startEvent id="S2"/><userTask id="B"/><endEvent id="E2"/>' + flow("S2", "B") + flow("B", "E2")
)


def notes(result: PlayResult) -> list[tuple[str, str]]:
    return [(note.code, note.element) for note in result.notes]


def test_a_play_begins_at_the_start_event_that_is_asked_for():
    assert done(played(TWO_STARTS, start="S2")) == ["S2", "B", "E2"]
    with pytest.raises(PlayError, match="A does not start a process; these do: S"):
        played(TWO_STARTS, start="A")


def test_of_several_start_events_the_first_begins_and_the_play_says_so():
    result = played(TWO_STARTS)
    assert done(result) == ["S", "A", "E"]
    assert notes(result) == [("start.several", "S")]


def test_an_answer_that_nothing_takes_is_told():
    assert notes(played(process(TASK), {"Z": {}, "E": {}, "A": {"x": 1}})) == [
        ("answer.unknown", "Z"),
        ("answer.unused", "E"),
    ]
    assert str(played(process(TASK), {"Z": {}}).notes[0]) == (
        "note answer.unknown at Z: no element of this id takes an answer"
    )
