import re
from decimal import Decimal
from typing import Any

import pytest

from process_models.calendars import shipped_calendars
from process_models.package import read_package
from process_models.scenario import ScenarioResult, run_scenario, same
from tests.process_models.samples import GOOD, PROCEDURE, PROCESS, dump, files, with_procedure, with_scenario

RECEIVE = {"after": "PT10M", "task": "Task_Receive", "outcome": "accept"}
SEARCH = {"after": "2h", "task": "Task_Search", "outcome": "complete", "answers": {"found": True}}
SIGN = {"after": "1h", "task": "Task_Sign", "outcome": "sign"}
ITEMS = [{"field": "applicant", "problem": "illegible", "action": "write it again"}]


def run(made) -> ScenarioResult:
    package = read_package(made)
    assert package.problems == ()
    return run_scenario(package, "good", shipped_calendars())


def story(*steps: dict[str, Any], submit: dict[str, Any] | None = None, **expect: Any) -> ScenarioResult:
    """Run steps; only what is in ``expect`` is compared, path and status from what happened."""
    free = run(
        with_scenario(
            steps=list(steps), submit={**GOOD["submit"], **(submit or {})}, expect={"path": [], "status": "settled"}
        )
    )
    wanted = {"path": list(free.path), "status": free.status, **expect}
    return run(with_scenario(steps=list(steps), submit={**GOOD["submit"], **(submit or {})}, expect=wanted))


def told(result: ScenarioResult, lang: str = "en") -> str:
    return "\n".join(problem.text(lang) for problem in result.problems)


def test_the_good_way_is_green():
    result = run(files())
    assert told(result) == ""
    assert result.green
    assert result.fee == Decimal(24000)
    assert result.visited >= {"Task_Receive", "Gateway_Found", "End"}


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("path", ["Task_Receive"], "The path: expected [Task_Receive], but it is [Task_Receive, Task_Search,"),
        ("status", "settled", "The status: expected settled, but it is returned."),
        ("class", "late", "The class: expected late, but it is early."),
        (
            "due",
            "2026-03-05T08:10:00+07:00",
            "The due instant: expected 2026-03-05T08:10:00+07:00, but it is 2026-03-04",
        ),
        ("due", None, "The due instant: expected nothing, but it is 2026-03-04T08:10:00+07:00."),
        ("statutory_due", "2026-03-04T08:10:00+07:00", "The statutory due instant: expected"),
        ("received", None, "The instant of reception: expected nothing"),
        ("fee", 8000, "The fee: expected 8000, but it is 24000."),
        ("outcome", "refused", "The outcome: expected refused, but it is granted."),
        ("letters", [], "The letters: expected [], but it is [receipt]."),
        ("ended", False, "Whether everything ended: expected False, but it is True."),
        ("incidents", 2, "The number of incidents: expected 2, but it is 0."),
        ("data", {"found": False}, "data.found: expected False, but it is True."),
        ("facts", {"x": 1}, "facts.x: expected 1, but it is nothing."),
        ("branches", {"b": {"status": "settled"}}, "The status of b: expected settled, but it is nothing."),
    ],
)
def test_each_difference_is_a_sentence_with_its_line(key, value, sentence):
    made = with_scenario(expect={**GOOD["expect"], key: value})
    result = run(made)
    assert sentence in told(result)
    assert "mong đợi" in told(result, "vi")
    found = result.problems[0]
    assert f'"{key}"' in "\n".join(made["scenarios/good.json"].decode().splitlines()[found.line - 3 : found.line])


def test_the_same_instant_in_another_offset_is_the_same():
    assert run(with_scenario(expect={**GOOD["expect"], "due": "2026-03-04T01:10:00Z"})).green


def test_what_is_not_expected_is_not_checked():
    assert run(with_scenario(expect={"path": GOOD["expect"]["path"], "status": "returned"})).green


def test_the_way_of_refusal_settles_as_refused():
    missing = {**SEARCH, "answers": {"found": False}}
    reply = {"after": "1h", "task": "Task_Reply"}
    back = {"after": "1h", "task": "Task_Return"}
    result = story(RECEIVE, missing, reply, back, status="returned", outcome="refused", ended=True)
    assert told(result) == ""


def test_a_refusal_at_intake_ends_it_and_is_not_counted():
    result = story(
        {"after": "1h", "action": "refuse_intake", "reason": "another agency"},
        path=[], status="refused_at_intake", letters=["refusal"], ended=True, due=None, **{"class": None},
    )  # fmt: skip
    assert told(result) == ""


def test_a_supplement_after_reception_moves_the_due_instant():
    result = story(
        RECEIVE,
        {"at": "2026-03-02T09:00:00+07:00", "action": "request_supplement", "reason": "unclear", "items": ITEMS},
        {"at": "2026-03-03T08:00:00+07:00", "task": "Task_Search", "outcome": "complete", "answers": {"found": True}, "refused": "suspended"},
        {"at": "2026-03-03T09:00:00+07:00", "action": "answer_supplement", "answers": {"applicant": "K'Brông"}},
        {"after": "PT1M", **{k: v for k, v in SEARCH.items() if k != "after"}},
        due="2026-03-05T08:10:00+07:00", letters=["receipt", "supplement"], data={"applicant": "K'Brông"}, status="in_progress",
    )  # fmt: skip
    assert told(result) == ""


def test_a_second_supplement_needs_an_approver():
    ask = {"action": "request_supplement", "reason": "unclear", "items": ITEMS}
    again = {"action": "answer_supplement", "answers": {"copies": 5}}
    result = story(
        RECEIVE, ask, again, {**ask, "refused": "needs-approver"}, {**ask, "approver": "chief"}, again,
        data={"copies": 5}, fee=40000,
    )  # fmt: skip
    assert told(result) == ""


def test_a_withdrawal_and_a_stop_end_it():
    withdrawn = story(
        RECEIVE, {"after": "1h", "action": "withdraw", "reason": "mind changed"}, status="withdrawn", ended=True
    )
    stopped = story(RECEIVE, {"after": "1h", "action": "stop", "reason": "dispute"}, status="stopped", ended=True)
    assert (told(withdrawn), told(stopped)) == ("", "")


def test_an_extension_moves_the_due_instant():
    step = {"after": "1h", "action": "extend", "term": "1wd", "reason": "site check", "approver": "chief"}
    assert told(story(RECEIVE, step, due="2026-03-05T08:10:00+07:00")) == ""


def test_a_return_opens_the_earlier_step_again():
    back = {"after": "1h", "action": "return", "task": "Task_Sign", "to": "Task_Search", "reason": "wrong page"}
    result = story(RECEIVE, SEARCH, back, SEARCH, SIGN)
    assert told(result) == ""
    assert result.path == ("Task_Receive", "Task_Search", "Task_Search", "Task_Sign")


def test_an_officer_may_take_up_the_dossier():
    assert story(RECEIVE, {"action": "start_processing"}, status="in_progress").green


def test_a_late_dossier_is_late():
    result = story(
        RECEIVE, SEARCH, {**SIGN, "at": "2026-03-04T08:11:00+07:00"}, **{"class": "late", "statutory_class": "early"}
    )
    assert told(result) == ""


def test_the_online_time_is_another():
    assert told(story(RECEIVE, submit={"channel": "online"}, due="2026-03-03T08:10:00+07:00")) == ""


def broken(*steps: dict[str, Any], **changes: Any) -> str:
    result = run(with_scenario(steps=list(steps), **changes))
    assert result.problems[0].code == "scenario.step"
    assert result.problems[0].text("vi")
    return told(result)


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        ({"task": "Task_Sign"}, "Step 2 is not possible: Task_Sign is not waiting; there are: Task_Search."),
        ({"task": "Task_Search", "outcome": "dance", "answers": {"found": True}}, "it is refused"),
        (
            {"task": "Task_Search", "outcome": "complete", "answers": {"found": "yes"}},
            "the form does not accept it: /found:",
        ),
        ({"task": "Task_Search", "outcome": "complete"}, "the form does not accept it: /found:"),
        (
            {"task": "Task_Search", "outcome": "complete", "answers": {"found": True, "x": 1}},
            "the form does not accept it: /x:",
        ),
        ({"task": "Task_Search", "item": 2}, "is not waiting"),
        ({"task": "Task_Search", "branch": "b"}, "is not waiting"),
        ({"at": "2026-03-01T08:00:00+07:00", "task": "Task_Search"}, "lies before"),
        ({"after": "3000d", "task": "Task_Search"}, "calendar province knows the days"),
        ({"service": "Task_Search"}, "is a task of a person"),
        ({"message": "nobody"}, "it is refused (nobody-waits)"),
        ({"action": "refuse_intake"}, "it is refused (already-received)"),
        ({"action": "withdraw", "branch": "b"}, "it is refused (unknown-branch)"),
        ({"action": "extend", "term": "soon", "approver": "a"}, "'soon'"),
        ({"action": "answer_supplement", "answers": {"copies": 99}}, "the form does not accept it: /copies:"),
        ({"action": "return", "task": "Task_Search", "to": "Task_Sign"}, "it is refused"),
        ({"until": "2026-03-02T10:00:00+07:00", "refused": "x"}, ""),
        ({"task": "Task_Search", "outcome": "complete", "answers": {"found": True}, "refused": "x"}, "but was done"),
    ],
)
def test_a_step_that_is_not_possible_says_why(step, sentence):
    if sentence:
        assert sentence in broken(RECEIVE, step)
    else:
        assert run(with_scenario(steps=[RECEIVE, step])).path == ("Task_Receive",)


def with_service(*steps: dict[str, Any], **expect: Any) -> ScenarioResult:
    """The register does not have it: a service answers instead of an officer; a message may come meanwhile."""
    made = with_procedure(capabilities=["archive.search"])
    service = (
        '<serviceTask id="Task_Reply" name="Trả lời" motcua:service="archive.search" motcua:clock="settle"/>'
        '<boundaryEvent id="Told" attachedToRef="Task_Reply"><messageEventDefinition messageRef="M"/></boundaryEvent>'
        '<boundaryEvent id="Heard" attachedToRef="Task_Reply"><signalEventDefinition signalRef="G"/></boundaryEvent>'
        '<boundaryEvent id="Error" attachedToRef="Task_Reply"><errorEventDefinition errorRef="X"/></boundaryEvent>'
        '<boundaryEvent id="Silent" attachedToRef="Task_Reply" cancelActivity="false" motcua:letter="refusal">'
        "<timerEventDefinition><timeDuration>PT8H</timeDuration></timerEventDefinition></boundaryEvent>"
        '<endEvent id="Other"/>'
        + "".join(
            f'<sequenceFlow id="F_{name}" sourceRef="{name}" targetRef="Other"/>'
            for name in ("Told", "Heard", "Error", "Silent")
        )
    )
    xml = re.sub(r'<userTask id="Task_Reply".*?/>', service, PROCESS, count=1, flags=re.DOTALL)
    outside = '<message id="M" name="found"/><signal id="G" name="strike"/><error id="X" errorCode="LOST"/>'
    made["process.bpmn"] = xml.replace("<process ", f"{outside}<process ", 1).encode()
    missing = {**SEARCH, "answers": {"found": False}}
    wanted = {"path": ["Task_Receive", "Task_Search"], "status": "in_progress", **expect}
    made["scenarios/good.json"] = dump({**GOOD, "steps": [RECEIVE, missing, *steps], "expect": wanted})
    return run(made)


def test_a_service_is_answered():
    path = ["Task_Receive", "Task_Search", "Task_Reply"]
    result = with_service(
        {"after": "PT1H", "service": "Task_Reply", "result": {"box": 7}}, path=path, status="settled", data={"box": 7}
    )
    assert told(result) == ""


def test_a_service_that_fails_is_an_incident():
    assert told(with_service({"service": "Task_Reply", "fail": "no connection"}, incidents=1)) == ""


def test_a_service_error_is_what_the_diagram_catches():
    result = with_service({"service": "Task_Reply", "error": "LOST"}, status="settled", outcome="failed")
    assert "Error" in result.visited


def test_messages_and_signals_come_from_outside():
    assert "Told" in with_service({"message": "found", "payload": {"box": 7}}).visited
    assert "Heard" in with_service({"signal": "strike"}).visited


def test_a_timer_issues_its_letter_while_the_clock_runs():
    assert told(with_service({"until": "2026-03-02T20:00:00+07:00"}, letters=["receipt", "refusal"])) == ""


def test_a_task_is_not_answered_like_a_service():
    assert "is a service" in told(with_service({"task": "Task_Reply"}))


def test_a_task_without_a_form_takes_no_answers():
    assert "Task_Sign has no form" in broken(RECEIVE, SEARCH, {**SIGN, "answers": {"x": 1}})


def test_an_action_that_is_not_declared_is_not_allowed():
    made = with_procedure(actions={})
    made["scenarios/good.json"] = dump({**GOOD, "steps": [{"action": "withdraw"}]})
    assert "procedure.json does not allow withdraw" in told(run(made))


def test_an_application_that_does_not_validate_is_not_submitted():
    submit = {**GOOD["submit"], "answers": {"applicant": "", "copies": 0}}
    result = run(with_scenario(submit=submit))
    assert "Step submit is not possible: the form does not accept it: /applicant:" in told(result)
    assert result.path == ()


def test_an_unknown_calendar_is_told_with_those_there_are():
    result = run(with_scenario(calendar="moon"))
    assert 'the working calendar "moon"' in told(result)
    assert "province" in told(result)


def test_a_kind_of_agency_may_have_its_own_calendar():
    received = {"at": "2026-03-02T08:10:00+07:00", "task": "Task_Receive", "outcome": "accept"}
    made = with_scenario(
        calendars={"H36.05": "police"}, steps=[received], expect={"path": ["Task_Receive"], "status": "received"}
    )
    result = run(made)
    assert told(result) == ""
    assert result.due.isoformat() == "2026-03-04T08:10:00+07:00"


def test_a_channel_without_a_deadline_has_no_due_instant():
    made = with_procedure(settlement=None)
    made["scenarios/good.json"] = dump({**GOOD, "expect": {**GOOD["expect"], "due": None, "class": "on_time"}})
    assert told(run(made)) == ""


def test_an_amount_that_is_not_known_yet_is_no_fee():
    made = with_procedure(fees=[{**PROCEDURE["fees"][0], "amount": {"feel": "= unknown * 2"}}])
    assert "The fee: expected 24000, but it is nothing." in told(run(made))


@pytest.mark.parametrize(
    ("wanted", "actual", "equal"),
    [
        (1, Decimal("1.0"), True),
        (1, True, False),
        (None, False, False),
        ({"a": 1}, {"a": 1, "b": 2}, True),
        ({"a": 1}, {"b": 2}, False),
        ({"a": 1}, None, False),
        ([1, {"a": 2}], [1, {"a": 2, "b": 3}], True),
        ([1], [1, 2], False),
        ([1], "1", False),
        ("a", "a", True),
    ],
)
def test_data_are_compared_by_value_and_only_where_asked(wanted, actual, equal):
    assert same(wanted, actual) is equal
