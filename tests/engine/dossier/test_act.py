"""Dossiers as values: commands in, turns out, with real models."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from engine.bpmn import compile_library, read
from engine.clock import calendar_from_json, parse_term
from engine.dossier import (
    AnswerSupplement,
    CancelReception,
    Case,
    ClockPolicy,
    ExtendDeadline,
    OutsideMessage,
    OutsideSignal,
    PartEvent,
    RecomputeDeadlines,
    Redeliver,
    RefuseAtIntake,
    RequestSupplement,
    StartProcessing,
    Status,
    Stop,
    Submit,
    Withdraw,
    World,
    act,
)
from engine.dossier.codec import life_from_json, life_to_json, rest_from_json, rest_to_json
from engine.kernel import effects as fx
from engine.kernel.events import TaskCompleted
from engine.kernel.state import Token

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
CALENDAR = calendar_from_json(
    {
        "key": "office",
        "covers": {"from": "2026-01-01", "to": "2026-12-31"},
        "weekly": [
            {
                "hours": [
                    {"days": [1, 2, 3, 4, 5], "start": "07:00", "end": "11:30"},
                    {"days": [1, 2, 3, 4, 5], "start": "13:30", "end": "17:00"},
                ]
            }
        ],
    }
)
HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:motcua="urn:motcua:bpmn:1" targetNamespace="urn:t">'
)


def library(inside: str):
    found, problems = compile_library(read(f"{HEAD}{inside}</definitions>".encode()))
    assert [str(problem) for problem in problems if problem.severity == "error"] == []
    return found


def flows(*names: str) -> str:
    return "".join(f'<sequenceFlow id="F_{a}_{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in pairwise(names))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


WORLD = World(
    now=at("2026-03-02T08:00"),
    zone=ZONE,
    calendar_of=lambda _agency: CALENDAR,
    policies={"": ClockPolicy(committed=parse_term("3d")), "side": ClockPolicy(committed=parse_term("1d"))},
)


class Story:
    """A dossier told command by command."""

    def __init__(self, model, world=WORLD):
        self.library, self.world, self.case = model, world, Case()
        self.turn = None

    def at(self, text: str) -> "Story":
        self.world = replace(self.world, now=at(text))
        return self

    def do(self, command) -> "Story":
        self.turn = act(self.library, self.case, command, self.world)
        assert self.turn.refused is None, self.turn.refused
        self.case = self.turn.case
        return self

    def refused(self, command) -> str | None:
        turn = act(self.library, self.case, command, self.world)
        assert turn.case is self.case
        return turn.refused

    def complete(self, node: str, **answers) -> "Story":
        n, token = self.token(node)
        return self.do(PartEvent(n, TaskCompleted(token.uid, answers, None, "an")))

    def token(self, node: str) -> tuple[int, Token]:
        for part in sorted(self.case.parts.values(), key=lambda p: p.n):
            for scope in part.state.scopes.values():
                for token in scope.tokens.values():
                    if token.at == node:
                        return part.n, token
        raise AssertionError(f"no token at {node}")

    def kinds(self) -> list[str]:
        return [entry.kind for entry in self.turn.entries]

    def life(self, branch: str = ""):
        return self.case.lives[branch]

    def data(self, n: int) -> dict:
        state = self.case.parts[n].state
        return dict(state.scopes[state.root].vars)


ONE = library(
    '<process id="P" isExecutable="true"><startEvent id="S"/>'
    '<userTask id="Receive" motcua:clock="start"/><userTask id="Case"/>'
    '<userTask id="Wait" motcua:clock="hold:financial"/><userTask id="Settle" motcua:clock="settle"/>'
    '<userTask id="Return" motcua:fact="result_returned"/><endEvent id="E"/>'
    + flows("S", "Receive", "Case", "Wait", "Settle", "Return", "E")
    + "</process>"
)


def test_the_status_follows_the_work_from_submission_to_the_returned_result():
    story = Story(ONE).do(Submit({"a": 1}, "H36.50"))
    assert story.life().status is Status.SUBMITTED
    assert story.complete("Receive").life().status is Status.RECEIVED
    assert story.complete("Case").life().status is Status.FINANCIAL_OBLIGATION
    assert story.kinds() == ["processing_started", "clock_paused"]
    assert story.at("2026-03-03T08:00").complete("Wait").life().status is Status.IN_PROGRESS
    assert story.complete("Settle").life().status is Status.SETTLED
    assert story.life().outcome == "granted"
    assert story.complete("Return").life().status is Status.RETURNED
    assert story.life().deadlines["committed"].due == at("2026-03-06T08:00")


def test_taking_up_a_received_dossier_starts_its_processing():
    story = Story(ONE).do(Submit({}, "H36.50")).complete("Receive").do(StartProcessing(actor="chi"))
    assert story.life().status is Status.IN_PROGRESS


def test_a_dossier_is_submitted_once():
    story = Story(ONE).do(Submit({}, "H36.50"))
    assert story.refused(Submit({}, "H36.50")) == "already-submitted"


def test_refusal_is_for_intake_only():
    story = Story(ONE).do(Submit({}, "H36.50"))
    early = Story(ONE).do(Submit({}, "H36.50")).do(RefuseAtIntake("torn", "an"))
    assert early.life().status is Status.REFUSED_AT_INTAKE
    assert not any(part.open for part in early.case.parts.values())
    assert early.refused(Withdraw("late")) == "closed"
    assert story.complete("Receive").refused(RefuseAtIntake("torn")) == "already-received"


def test_a_reception_by_mistake_is_as_if_it_had_never_been():
    story = Story(ONE).do(Submit({}, "H36.50"))
    assert story.refused(CancelReception("mistyped")) == "not-received"
    story.complete("Receive").do(CancelReception("mistyped", actor="an"))
    life = story.life()
    assert (life.status, life.outcome) == (Status.REFUSED_AT_INTAKE, "cancelled")
    assert (life.received_at, life.settled_at, dict(life.deadlines), dict(life.classes)) == (None, None, {}, {})
    assert [kind for kind in story.kinds() if kind == "reception_cancelled"] == ["reception_cancelled"]
    assert not any(part.open for part in story.case.parts.values())
    assert story.refused(CancelReception("again")) == "closed"


def test_nothing_is_completed_while_a_supplement_is_awaited():
    story = Story(ONE).do(Submit({}, "H36.50")).complete("Receive")
    items = ({"field": "name", "problem": "unreadable", "action": "send again"},)
    assert story.refused(RequestSupplement((), "empty")) == "no-items"
    assert story.refused(AnswerSupplement()) == "nothing-requested"
    story.do(RequestSupplement(items, "papers", actor="chi"))
    assert story.refused(RequestSupplement(items, "again")) == "already-requested"
    n, token = story.token("Case")
    assert story.refused(PartEvent(n, TaskCompleted(token.uid))) == "suspended"
    story.at("2026-03-04T08:00").do(AnswerSupplement({"name": "Hà"}, actor="applicant"))
    assert story.data(1)["name"] == "Hà"
    assert story.life().deadlines["committed"].due == at("2026-03-09T08:00")
    assert story.refused(RequestSupplement(items, "again")) == "needs-approver"
    story.do(RequestSupplement(items, "again", approver="hai"))
    assert story.life().supplements == 2


def test_a_withdrawal_ends_everything_and_is_classified():
    story = Story(ONE).do(Submit({}, "H36.50")).complete("Receive").complete("Case")
    story.at("2026-03-04T09:00").do(Withdraw("moved away", actor="applicant"))
    assert story.life().status is Status.WITHDRAWN
    assert dict(story.life().classes)["committed"] == "early"
    assert story.life().pauses == ()
    assert [e.effect for e in story.turn.effects if isinstance(e.effect, fx.CloseTask)]


def test_a_stop_needs_a_received_dossier():
    story = Story(ONE).do(Submit({}, "H36.50"))
    assert story.refused(Stop("dispute")) == "not-received"
    assert story.complete("Receive").do(Stop("dispute", actor="hai")).life().status is Status.STOPPED


def test_an_extension_is_granted_once_and_before_the_deadline():
    story = Story(ONE).do(Submit({}, "H36.50")).complete("Receive")
    story.do(ExtendDeadline(parse_term("2d"), "many copies", "hai"))
    assert story.life().deadlines["committed"].due == at("2026-03-09T08:00")
    assert story.refused(ExtendDeadline(parse_term("2d"), "again", "hai")) == "extension.again"


def test_a_changed_calendar_moves_open_deadlines():
    story = Story(ONE).do(Submit({}, "H36.50")).complete("Receive")
    story.do(RecomputeDeadlines("nothing new"))
    assert story.kinds() == []


def test_events_that_do_not_fit_change_nothing():
    story = Story(ONE).do(Submit({}, "H36.50"))
    assert story.refused(PartEvent(9, TaskCompleted(1))) == "unknown-part"
    assert story.refused(PartEvent(1, TaskCompleted(99))).startswith("stale")
    assert story.refused(Withdraw("x", branch="nowhere")) == "unknown-branch"
    assert story.refused(Redeliver(7)) == "unknown-trouble"


POOLS = library(
    '<message id="M_go" name="go"/><message id="M_done" name="done"/>'
    '<collaboration id="C"><participant id="PL" processRef="L"/>'
    '<participant id="PS" processRef="R" motcua:branch="side"/>'
    '<messageFlow id="MF1" sourceRef="Send" targetRef="RS"/><messageFlow id="MF2" sourceRef="RSend" targetRef="Catch"/>'
    "</collaboration>"
    '<process id="L" isExecutable="true"><startEvent id="S"/><userTask id="Receive" motcua:clock="start"/>'
    '<sendTask id="Send" messageRef="M_go"/>'
    '<intermediateCatchEvent id="Catch"><messageEventDefinition messageRef="M_done"/></intermediateCatchEvent>'
    '<userTask id="Settle" motcua:clock="settle"/><endEvent id="E"/>'
    + flows("S", "Receive", "Send", "Catch", "Settle", "E")
    + "</process>"
    '<process id="R" isExecutable="true"><startEvent id="RS"><messageEventDefinition messageRef="M_go"/></startEvent>'
    '<userTask id="RWork" motcua:clock="settle" motcua:fact="outcome=&quot;refused&quot;"/>'
    '<sendTask id="RSend" messageRef="M_done"/><endEvent id="RE"/>' + flows("RS", "RWork", "RSend", "RE") + "</process>"
)


def test_a_message_opens_a_sub_dossier_with_a_clock_and_result_of_its_own():
    story = Story(POOLS).do(Submit({}, "H36.50")).complete("Receive")
    assert story.life("side").status is Status.RECEIVED
    assert story.life("side").deadlines["committed"].due == at("2026-03-03T08:00")
    story.at("2026-03-04T08:00").complete("RWork")
    assert (story.life("side").status, story.life("side").outcome) == (Status.SETTLED, "refused")
    assert dict(story.life("side").classes)["committed"] == "late"
    assert story.token("Settle")[0] == 1
    assert story.life().status is Status.IN_PROGRESS


def test_withdrawing_leaves_what_is_settled_as_it_is():
    story = Story(POOLS).do(Submit({}, "H36.50")).complete("Receive").complete("RWork")
    story.do(Withdraw("enough"))
    assert (story.life().status, story.life("side").status) == (Status.WITHDRAWN, Status.SETTLED)


def test_withdrawing_one_branch_leaves_the_dossier_running():
    story = Story(POOLS).do(Submit({}, "H36.50")).complete("Receive").do(Withdraw("not needed", branch="side"))
    assert story.life("side").status is Status.WITHDRAWN
    assert story.case.parts[1].open
    assert not story.case.parts[2].open


FAILING = library(
    '<message id="M_go" name="go"/><collaboration id="C"><participant id="PL" processRef="L"/>'
    '<participant id="PS" processRef="R" motcua:branch="side"/>'
    '<messageFlow id="MF1" sourceRef="Send" targetRef="RS"/></collaboration>'
    '<process id="L" isExecutable="true"><startEvent id="S"/><userTask id="Receive" motcua:clock="start"/>'
    '<sendTask id="Send" messageRef="M_go"/><userTask id="Work"/><endEvent id="E"/>'
    + flows("S", "Receive", "Send", "Work", "E")
    + "</process>"
    '<process id="R" isExecutable="true"><startEvent id="RS"><messageEventDefinition messageRef="M_go"/></startEvent>'
    '<userTask id="RWork"/><endEvent id="RE"/>' + flows("RS", "RWork", "RE") + "</process>"
)


def test_a_branch_that_ends_unsettled_has_failed():
    story = Story(FAILING).do(Submit({}, "H36.50")).complete("Receive").complete("RWork")
    assert (story.life("side").status, story.life("side").outcome) == (Status.SETTLED, "failed")


BUFFERED = library(
    '<message id="M" name="paid"/>'
    '<process id="P" isExecutable="true"><startEvent id="S"/><parallelGateway id="G"/>'
    '<intermediateThrowEvent id="Throw"><messageEventDefinition messageRef="M"/></intermediateThrowEvent>'
    '<userTask id="Later"/><intermediateCatchEvent id="Catch"><messageEventDefinition messageRef="M"/>'
    '</intermediateCatchEvent><endEvent id="E1"/><endEvent id="E2"/>'
    + flows("S", "G", "Throw", "E1")
    + flows("G", "Later", "Catch", "E2")
    + "</process>"
)


def test_a_message_inside_the_dossier_waits_for_its_taker():
    story = Story(BUFFERED).do(Submit({}))
    assert [held.name for held in story.case.buffer] == ["paid"]
    assert story.complete("Later").case.buffer == ()
    assert not story.case.parts[1].open


def test_a_message_that_nobody_took_in_time_is_gone_and_the_log_says_so():
    story = Story(BUFFERED).do(Submit({}))
    story.at("2026-05-01T08:00").complete("Later")
    assert "message_expired" in story.kinds()
    assert story.case.parts[1].open


OUTSIDE = library(
    '<message id="M" name="bank"/><signal id="G1" name="storm"/>'
    '<process id="P" isExecutable="true"><startEvent id="S"/><parallelGateway id="G"/>'
    '<intermediateCatchEvent id="Catch" motcua:key="=account"><messageEventDefinition messageRef="M"/>'
    "</intermediateCatchEvent>"
    '<intermediateCatchEvent id="Storm"><signalEventDefinition signalRef="G1"/></intermediateCatchEvent>'
    '<endEvent id="E1"/><endEvent id="E2"/>' + flows("S", "G", "Catch", "E1") + flows("G", "Storm", "E2") + "</process>"
)


def test_a_message_from_outside_is_correlated_by_name_and_key():
    story = Story(OUTSIDE).do(Submit({"account": "42"}))
    assert story.refused(OutsideMessage("m0", "bank", "43")) == "nobody-waits"
    story.do(OutsideMessage("m1", "bank", "42", {"amount": 5}))
    assert story.data(1)["amount"] == 5
    story.do(OutsideSignal("storm", {"level": 3}))
    assert not story.case.parts[1].open


def test_a_message_nobody_inside_receives_leaves_the_dossier():
    sending = library(
        '<message id="M" name="to the ministry"/>'
        '<process id="P" isExecutable="true"><startEvent id="S"/><sendTask id="Send" messageRef="M"/><endEvent id="E"/>'
        + flows("S", "Send", "E")
        + "</process>"
    )
    story = Story(sending).do(Submit({}))
    assert [e.effect.name for e in story.turn.effects if isinstance(e.effect, fx.SendMessage)] == ["to the ministry"]


CALLING = library(
    '<error id="X" errorCode="NO"/>'
    '<process id="P" isExecutable="true"><startEvent id="S"/><callActivity id="Call" calledElement="Q"/>'
    '<boundaryEvent id="B" attachedToRef="Call"><errorEventDefinition errorRef="X"/></boundaryEvent>'
    '<userTask id="After"/><userTask id="Handle"/><endEvent id="E"/><endEvent id="E2"/>'
    + flows("S", "Call", "After", "E")
    + flows("B", "Handle", "E2")
    + "</process>"
    '<process id="Q" isExecutable="true"><startEvent id="QS"/><userTask id="Ask"/><exclusiveGateway id="QG" default="F_QG_QE"/>'
    '<endEvent id="QE"/><endEvent id="QX"><errorEventDefinition errorRef="X"/></endEvent>'
    + flows("QS", "Ask", "QG", "QE")
    + '<sequenceFlow id="no" sourceRef="QG" targetRef="QX"><conditionExpression>bad</conditionExpression></sequenceFlow>'
    "</process>"
)


def called():
    return Story(CALLING).do(Submit({}, processes=("P",)))


def test_a_called_process_is_a_part_and_its_end_goes_on_in_the_caller():
    story = called()
    assert story.case.parts[2].parent == (1, story.token("Call")[1].uid)
    assert story.complete("Ask", bad=False).token("After")[0] == 1


def test_an_error_of_a_called_process_reaches_the_callers_boundary():
    assert called().complete("Ask", bad=True).token("Handle")[0] == 1


def test_withdrawing_cancels_called_processes_too():
    story = called().do(Withdraw("x"))
    assert not any(part.open for part in story.case.parts.values())


def test_calling_what_does_not_exist_is_a_trouble_that_an_operator_resolves():
    calling = library(
        '<process id="P" isExecutable="true"><startEvent id="S"/><callActivity id="Call" calledElement="Q"/>'
        '<endEvent id="E"/>' + flows("S", "Call", "E") + "</process>"
        '<process id="Q" isExecutable="true"><startEvent id="QS"/><endEvent id="QE"/>'
        + flows("QS", "QE")
        + "</process>"
    )
    without = replace(calling, processes={"P": calling.processes["P"]})
    story = Story(without).do(Submit({}, processes=("P",)))
    (trouble,) = story.case.troubles.values()
    assert trouble.code == "call"
    story.do(Redeliver(trouble.uid, dismiss=True))
    assert story.kinds() == ["trouble_resolved"]


TWO_TAKERS = library(
    '<message id="M" name="news"/>'
    + "".join(
        f'<process id="{p}" isExecutable="true"><startEvent id="{p}S"/><intermediateCatchEvent id="{p}C">'
        f'<messageEventDefinition messageRef="M"/></intermediateCatchEvent><endEvent id="{p}E"/>'
        + flows(f"{p}S", f"{p}C", f"{p}E")
        + "</process>"
        for p in ("A", "B")
    )
    + '<process id="T" isExecutable="true"><startEvent id="TS"/><userTask id="Write"/><sendTask id="Send" messageRef="M"/>'
    '<endEvent id="TE"/>' + flows("TS", "Write", "Send", "TE") + "</process>"
)


def test_a_message_with_two_takers_is_a_trouble_and_is_not_lost():
    story = Story(TWO_TAKERS).do(Submit({}, processes=("A", "B", "T"))).complete("Write")
    (trouble,) = story.case.troubles.values()
    assert (trouble.code, trouble.message.name) == ("message.ambiguous", "news")
    assert [e.effect.incident.code for e in story.turn.effects if isinstance(e.effect, fx.RaiseIncident)] == [
        "message.ambiguous"
    ]
    story.do(Redeliver(trouble.uid))
    assert [t.code for t in story.case.troubles.values()] == ["message.ambiguous"]


def talking(p: str, first: str, second: str) -> str:
    """A process that goes round for ever between two tasks; its end is drawn and never reached."""
    return (
        f'<process id="{p}" isExecutable="true"><startEvent id="{p}S"/><exclusiveGateway id="{p}M"/>{first}{second}'
        f'<exclusiveGateway id="{p}X" default="F_{p}X_{p}M"/><endEvent id="{p}E"/>'
        + flows(f"{p}S", f"{p}M", f"{p}1", f"{p}2", f"{p}X", f"{p}M")
        + f'<sequenceFlow id="stop{p}" sourceRef="{p}X" targetRef="{p}E">'
        "<conditionExpression>stop = true</conditionExpression></sequenceFlow></process>"
    )


PING_PONG = library(
    '<message id="M1" name="ping"/><message id="M2" name="pong"/>'
    + talking("A", '<sendTask id="A1" messageRef="M1"/>', '<receiveTask id="A2" messageRef="M2"/>')
    + talking("B", '<receiveTask id="B1" messageRef="M1"/>', '<sendTask id="B2" messageRef="M2"/>')
)


def test_parts_that_never_stop_talking_are_stopped_and_the_message_is_kept():
    story = Story(PING_PONG).do(Submit({}, processes=("A", "B")))
    assert {t.code for t in story.case.troubles.values()} == {"delivery.limit"}
    assert all(t.message is not None for t in story.case.troubles.values())


def test_an_agency_that_competence_does_not_give_is_a_trouble():
    lost = library(
        '<collaboration id="C"><participant id="PP" processRef="P" motcua:agency="kind:police@1"/></collaboration>'
        '<process id="P" isExecutable="true"><startEvent id="S"/><userTask id="T"/><endEvent id="E"/>'
        + flows("S", "T", "E")
        + "</process>"
    )
    nobody = replace(WORLD, resolve=lambda _reference, _agency: None)
    story = Story(lost, nobody).do(Submit({}, "H36.50"))
    assert "agency" in [t.code for t in story.case.troubles.values()]
    found = replace(WORLD, resolve=lambda reference, _agency: reference.upper())
    assert Story(lost, found).do(Submit({}, "H36.50")).case.parts[1].agency == "KIND:POLICE@1"


@pytest.mark.parametrize(
    "story",
    [
        lambda: Story(ONE).do(Submit({"a": 1}, "H36.50")).complete("Receive").complete("Case"),
        lambda: Story(POOLS).do(Submit({}, "H36.50")).complete("Receive").complete("RWork"),
        lambda: Story(TWO_TAKERS).do(Submit({}, processes=("A", "B", "T"))).complete("Write"),
        lambda: Story(BUFFERED).do(Submit({})),
        lambda: (
            Story(ONE)
            .do(Submit({}))
            .complete("Receive")
            .do(RequestSupplement(({"field": "a", "problem": "b", "action": "c"},), "papers"))
        ),
    ],
)
def test_a_case_survives_being_written_and_read(story):
    case = story().case
    for life in case.lives.values():
        assert life_from_json(json.loads(json.dumps(life_to_json(life)))) == life
    rest = rest_from_json(json.loads(json.dumps(rest_to_json(case))))
    assert replace(rest, parts=case.parts, lives=case.lives) == case


def test_signals_reach_every_open_part_and_start_processes_that_begin_with_them():
    model = library(
        '<signal id="G" name="closing"/>'
        '<process id="A" isExecutable="true"><startEvent id="AS"/><userTask id="T"/><endEvent id="AE">'
        '<signalEventDefinition signalRef="G"/></endEvent>' + flows("AS", "T", "AE") + "</process>"
        '<process id="B" isExecutable="true"><startEvent id="BS"><signalEventDefinition signalRef="G"/></startEvent>'
        '<userTask id="U"/><endEvent id="BE"/>' + flows("BS", "U", "BE") + "</process>"
    )
    story = Story(model).do(Submit({}, processes=("A",))).complete("T")
    assert story.token("U")[0] == 2


def test_time_to_live_is_thirty_days_inside_a_dossier():
    story = Story(BUFFERED).do(Submit({}))
    assert story.case.buffer[0].expires - story.world.now == timedelta(days=30)
