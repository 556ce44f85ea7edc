"""Decisions, messages, working time, multi-instance events, and what goes wrong in between."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from engine.clock import Calendar, DayException, DayKind, calendars_from_json
from engine.dmn import read_dmn
from engine.kernel import effects as fx
from engine.kernel.env import Env
from engine.kernel.events import (
    ChildThrew,
    DataChanged,
    MessageReceived,
    Moved,
    Retried,
    ScopeCancelled,
    ServiceCompleted,
    ServiceFailed,
    Skipped,
    Started,
    TaskCompleted,
    TimerFired,
    TimerRescheduled,
)
from engine.kernel.state import OnTimer
from engine.kernel.step import Ignored
from engine.kernel.timers import due_again
from tests.engine.kernel.models import NOW, Run, flows, process

IO = "<extensionElements><motcua:io>{}</motcua:io></extensionElements>"
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
CALENDARS = Path(__file__).parents[3] / "process_models" / "calendars" / "vn.json"


@pytest.fixture(scope="session")
def province() -> Calendar:
    return calendars_from_json(json.loads(CALENDARS.read_text(encoding="utf-8"))["calendars"])["province"]


def line(*middle: str, names: str) -> str:
    return '<startEvent id="s"/>' + "".join(middle) + '<userTask id="z"/><endEvent id="e"/>' + flows(f"s>{names}>z>e")


# decisions

DMN = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="d" name="fees" namespace="urn:test">
<inputData id="i" name="amount"/>
<decision id="fee" name="fee"><variable name="fee"/><informationRequirement><requiredInput href="#i"/>
</informationRequirement><literalExpression><text>amount * 2</text></literalExpression></decision>
<decision id="both" name="both"><variable name="both"/><informationRequirement><requiredInput href="#i"/>
</informationRequirement><literalExpression><text>{low: amount, high: amount + 1}</text></literalExpression></decision>
</definitions>"""


def decision(attributes: str, io: str = "", data: dict[str, Any] | None = None) -> Run:
    model = process(
        line(f'<businessRuleTask id="a" {attributes}>{io}</businessRuleTask>', names="a"),
        {"fees": read_dmn(DMN)},
    )
    return Run(model, {"amount": 5} if data is None else data)


def test_a_decision_writes_its_name_a_context_its_entries_and_a_mapping_what_it_says() -> None:
    assert decision('motcua:calls="fee"').data["fee"] == 10
    assert decision('motcua:calls="both"').data["high"] == 6
    mapped = decision(
        'motcua:calls="fee"', IO.format('<motcua:in name="amount" value="=7"/><motcua:out name="due" value="=result"/>')
    )
    assert (mapped.data["due"], mapped.data["amount"], "fee" in mapped.data) == (14, 5, False)
    assert decision('motcua:calls="=which"', data={"amount": 1, "which": "fee"}).data["fee"] == 2


def test_a_decision_that_is_not_there_is_an_incident() -> None:
    assert decision('motcua:calls="=which"', data={"which": "nothing"}).incidents() == ["decision.missing"]
    assert decision('motcua:calls="=which"', data={}).incidents() == ["decision"]


# messages and services


def test_a_send_task_sends_and_goes_on_or_calls_a_service() -> None:
    model = process(
        line(
            '<sendTask id="a" messageRef="M1" motcua:key="=who" motcua:ttl="P1D">'
            + IO.format('<motcua:in name="x" value="=1 + 1"/>') + "</sendTask>",
            '<sendTask id="b" motcua:service="sms.send"/>',
            names="a>b",
        )
    )  # fmt: skip
    run = Run(model, {"who": 7})
    (sent,) = run.sent(fx.SendMessage)
    assert (sent.name, sent.key, sent.payload, sent.ttl, sent.uid > 0) == ("M1", "7", {"x": 2}, "P1D", True)
    assert run.sent(fx.CallService)[0].service == "sms.send"
    run.do(ServiceCompleted(run.token("b"), 1))
    assert run.at() == ["z"]


def test_a_receive_task_waits_for_its_message() -> None:
    model = process(line('<receiveTask id="a" messageRef="M1" motcua:key="=[x, 2]"/>', names="a"))
    run = Run(model, {"x": 1})
    assert run.sent(fx.Subscribe)[0].key == "[1, 2]"
    run.do(MessageReceived(run.wait("a"), "1", {"got": True}))
    assert run.data["got"] is True
    assert Run(model, {"x": None}).incidents() == ["key"]


def test_a_service_result_that_is_no_context_is_kept_under_the_tasks_id() -> None:
    run = Run(process(line('<serviceTask id="a"/>', names="a")))
    run.do(ServiceCompleted(run.token("a"), 1, [1, Decimal("2.5")]))
    assert run.data["a"] == [1, Decimal("2.5")]


def test_a_cancelled_service_call_is_taken_back() -> None:
    run = Run(process(line('<serviceTask id="a"/>', names="a")))
    token = run.token("a")
    run.do(Skipped(token))
    assert run.sent(fx.CancelService) == [fx.CancelService(token, 1)]


def test_a_call_without_target_is_an_incident() -> None:
    model = process(line('<callActivity id="a" motcua:calls="=which"/>', names="a"))
    run = Run(model)
    assert run.incidents() == ["call.target"]
    run.do(DataChanged(None, {"which": "P2"}))
    run.do(Retried(run.incident()))
    assert run.sent(fx.StartChild)[0].called == "P2"


# time


def timed(base: str, text: str, province: Calendar | None, at: datetime) -> Run:
    model = process(
        line(
            f'<intermediateCatchEvent id="a"><timerEventDefinition motcua:timeBase="{base}"><timeDuration>{text}'
            "</timeDuration></timerEventDefinition></intermediateCatchEvent>",
            names="a",
        )
    )
    return Run(model, env=Env(now=at, zone=ZONE, calendar=province))


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("P1D", datetime(2026, 3, 9, 16, 0, tzinfo=ZONE)),
        ('="2d"', datetime(2026, 3, 10, 16, 0, tzinfo=ZONE)),
        ("PT2H", datetime(2026, 3, 9, 8, 0, tzinfo=ZONE)),
        ('=duration("PT2H")', datetime(2026, 3, 9, 8, 0, tzinfo=ZONE)),
        ('=duration("P1D")', datetime(2026, 3, 9, 16, 0, tzinfo=ZONE)),
    ],
)
def test_working_timers_skip_nights_and_days_off(province: Calendar, text: str, due: datetime) -> None:
    run = timed("working", text, province, datetime(2026, 3, 6, 16, 0, tzinfo=ZONE))
    assert run.sent(fx.SetTimer)[0].due == due
    assert run.sent(fx.SetTimer)[0].origin["calendar"] == province.hash


def test_a_calendar_that_does_not_reach_is_an_incident(province: Calendar) -> None:
    assert timed("working", "P1D", province, datetime(2190, 1, 1, tzinfo=ZONE)).incidents() == ["timer"]
    assert timed("wall", '="soon"', None, NOW).incidents() == ["timer"]
    assert timed("wall", "=2 + 3", None, NOW).incidents() == ["timer"]
    assert timed("wall", "P9999Y", None, NOW).incidents() == ["timer"]


def test_feel_counts_working_time(province: Calendar) -> None:
    text = (
        '{due: add working time(date and time("2026-03-06T16:00:00"), "2h"),'
        ' late: working time between(date and time("2026-03-06T16:00:00@Asia/Ho_Chi_Minh"), due),'
        ' wrong: add working time("x", "2h"), worse: working time between(1, 2), none: add working time(due, 3)}'
    )
    model = process(line(f'<scriptTask id="a" scriptFormat="feel"><script>{text}</script></scriptTask>', names="a"))
    run = Run(model, env=Env(now=NOW, zone=ZONE, calendar=province))
    assert run.data["due"] == datetime(2026, 3, 9, 8, 0, tzinfo=ZONE)
    assert run.data["late"] == timedelta(hours=2)
    assert run.data["wrong"] is run.data["worse"] is run.data["none"] is None
    run = Run(model, env=Env(now=NOW, zone=ZONE))
    assert run.data["due"] is None


# multi-instance events

EACH = (
    '<startEvent id="s"/><userTask id="a"><multiInstanceLoopCharacteristics {0}><loopCardinality>=3</loopCardinality>{1}'
    '</multiInstanceLoopCharacteristics></userTask>'
    '<boundaryEvent id="b" attachedToRef="a" cancelActivity="{2}"><escalationEventDefinition escalationRef="X1"/>'
    '</boundaryEvent><userTask id="y"/><userTask id="z"/><endEvent id="e"/>' + flows("s>a>z>e", "b>y>e")
)  # fmt: skip
COMPLEX = (
    '<complexBehaviorDefinition><condition>=numberOfCompletedInstances = 2</condition><event id="ev">'
    '<escalationEventDefinition id="esc" escalationRef="X1"/></event></complexBehaviorDefinition>'
)
THROWN = '<escalationEventDefinition id="esc" escalationRef="X1"/>'


@pytest.mark.parametrize(
    ("attributes", "inner", "after"),
    [
        ('behavior="All"', "", 0),
        ('behavior="One" oneBehaviorEventRef="esc"', "", 1),
        ('behavior="None" noneBehaviorEventRef="esc"', "", 3),
        (
            'behavior="Complex"',
            COMPLEX,
            1,
        ),
    ],
)
def test_finished_instances_are_announced_as_the_behaviour_says(attributes: str, inner: str, after: int) -> None:
    model = process(EACH.format(attributes, inner, "false"), extra=THROWN if "esc" in attributes else "")
    run = Run(model)
    for _ in range(3):
        run.do(TaskCompleted(run.token("a")))
    assert run.at() == ["y"] * after + ["z"]


def test_an_announcement_may_interrupt_the_activity() -> None:
    model = process(EACH.format('behavior="One" oneBehaviorEventRef="esc"', "", "true"), extra=THROWN)
    run = Run(model)
    run.do(TaskCompleted(run.token("a")))
    assert run.at() == ["y"]


# corners


def test_a_token_cancelled_in_its_iteration_lets_the_others_finish() -> None:
    run = Run(process(EACH.format("", "", "true")))
    run.do(ScopeCancelled(None, run.token("a")))
    run.do(TaskCompleted(run.token("a")))
    run.do(TaskCompleted(run.token("a")))
    assert run.at() == ["z"]


def test_a_return_out_of_an_iteration_withdraws_all_of_them() -> None:
    model = process(
        '<startEvent id="s"/><userTask id="q"/><userTask id="a"><multiInstanceLoopCharacteristics>'
        "<loopCardinality>=2</loopCardinality></multiInstanceLoopCharacteristics></userTask>"
        '<endEvent id="e"/>' + flows("s>q>a>e")
    )
    run = Run(model)
    run.do(TaskCompleted(run.token("q")))
    run.do(Moved(run.token("a"), "q", "again"))
    assert run.at() == ["q"]


def test_an_error_from_a_called_process_can_be_caught_by_an_iterations_owner() -> None:
    model = process(
        '<startEvent id="s"/><callActivity id="a" motcua:calls="P2"><multiInstanceLoopCharacteristics>'
        "<loopCardinality>=2</loopCardinality></multiInstanceLoopCharacteristics></callActivity>"
        '<boundaryEvent id="b" attachedToRef="a"><errorEventDefinition/></boundaryEvent>'
        '<userTask id="y"/><endEvent id="e"/>' + flows("s>a>e", "b>y>e")
    )
    run = Run(model)
    run.do(ChildThrew(run.token("a"), "error", "E5", {"why": "x"}))
    assert run.at() == ["y"]
    assert len(run.sent(fx.CancelChild)) == 2
    assert "why" not in run.data, "what an error carries is written by a mapping only"


def test_what_an_error_carries_can_be_mapped() -> None:
    model = process(
        '<startEvent id="s"/><serviceTask id="a"/><boundaryEvent id="b" attachedToRef="a">'
        + IO.format('<motcua:out name="failure" value="=code + &quot;: &quot; + message"/>')
        + '<errorEventDefinition/></boundaryEvent><userTask id="y"/><endEvent id="e"/>' + flows("s>a>e", "b>y>e")
    )  # fmt: skip
    run = Run(model)
    run.do(ServiceFailed(run.token("a"), 1, "E5", "no luck"))
    assert run.data["failure"] == "E5: no luck"


def test_a_stale_outcome_of_an_earlier_task_does_not_decide() -> None:
    model = process(
        '<startEvent id="s"/><userTask id="a" motcua:outcomes="yes no"/><userTask id="b" motcua:outcomes="yes no"/>'
        '<exclusiveGateway id="g" default="g_z"/><userTask id="y"/><userTask id="z"/><endEvent id="e"/>'
        + flows("s>a>b>g", 'g>y: outcome = "yes"', "g>z>e", "y>e")
    )
    run = Run(model)
    run.do(TaskCompleted(run.token("a"), {}, "yes"))
    run.do(TaskCompleted(run.token("b")))
    assert run.at() == ["z"]


def test_a_failed_task_of_a_person_stays_with_the_person() -> None:
    run = Run(process(line('<userTask id="a"/>', names="a")))
    token = run.token("a")
    run.do(ServiceFailed(token, 0, "E9", "cannot be done"))
    assert run.incidents() == ["error.uncaught"]
    run.do(Retried(run.incident()))
    assert run.incidents() == []
    run.do(ServiceFailed(token, 0, "E9", "cannot be done"))
    run.do(TaskCompleted(token))
    assert run.incidents() == []
    assert run.at() == ["z"]


def test_a_condition_on_the_facts_of_the_dossier_is_looked_at_in_every_step() -> None:
    model = process(
        '<startEvent id="s"/><userTask id="a"/><boundaryEvent id="b" attachedToRef="a"><conditionalEventDefinition>'
        "<condition>=dossier.status = 6</condition></conditionalEventDefinition></boundaryEvent>"
        '<userTask id="y"/><endEvent id="e"/>' + flows("s>a>e", "b>y>e")
    )
    run = Run(model, env=Env(now=NOW, facts={"status": 4}))
    assert run.at() == ["a"]
    run.env = Env(now=NOW, facts={"status": 6})
    run.do(DataChanged(None, {}))
    assert run.at() == ["y"]


def test_a_condition_on_the_time_is_looked_at_in_every_step() -> None:
    model = process(
        '<startEvent id="s"/><intermediateCatchEvent id="a"><conditionalEventDefinition>'
        "<condition>=now() &gt; start</condition></conditionalEventDefinition></intermediateCatchEvent>"
        '<userTask id="y"/><endEvent id="e"/>' + flows("s>a>y>e")
    )
    run = Run(model, {"start": NOW})
    assert run.at() == ["a"]
    run.later(timedelta(seconds=1))
    run.do(DataChanged(None, {}))
    assert run.at() == ["y"]


def test_a_parallel_multiple_event_after_an_event_gateway_decides_when_it_is_complete() -> None:
    both = '<messageEventDefinition messageRef="M1"/><messageEventDefinition messageRef="M2"/>'
    model = process(
        '<startEvent id="s"/><eventBasedGateway id="g"/>'
        f'<intermediateCatchEvent id="c" parallelMultiple="true">{both}</intermediateCatchEvent>'
        '<intermediateCatchEvent id="t"><timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>'
        '</intermediateCatchEvent><userTask id="a"/><userTask id="b"/><endEvent id="e"/>'
        + flows("s>g", "g>c>a>e", "g>t>b>e")
    )
    run = Run(model)
    run.do(MessageReceived(run.wait("c"), "1", {"x": 1}))
    assert run.at() == ["g"]
    run.do(MessageReceived(run.wait("c"), "2", {"y": 1}))
    assert run.at() == ["a"]
    assert dict(run.data) == {"x": 1, "y": 1}


def test_a_repeating_timer_whose_calendar_ends_stops_as_an_incident(province: Calendar) -> None:
    last = datetime.combine(province.covers_to, datetime.min.time(), tzinfo=ZONE).replace(hour=8)
    while not province.exceptions and last.weekday() > 4:
        last -= timedelta(days=1)
    model = process(
        '<startEvent id="s"/><userTask id="a"/><boundaryEvent id="b" attachedToRef="a" cancelActivity="false">'
        '<timerEventDefinition motcua:timeBase="working"><timeCycle>R5/P1D</timeCycle></timerEventDefinition>'
        '</boundaryEvent><endEvent id="e"/><endEvent id="x"/>' + flows("s>a>e", "b>x")
    )
    run = Run(model, env=Env(now=last - timedelta(days=4), zone=ZONE, calendar=province))
    for _ in range(5):
        if not any(scope.waits for scope in run.state.scopes.values()):
            break
        run.later(timedelta(days=4))
        run.do(TimerFired(run.wait("b")))
    assert run.incidents() == ["timer"]
    run.do(TaskCompleted(run.token("a")))
    assert run.ended == "completed"


def test_data_of_a_scope_can_be_repaired_and_an_unknown_scope_is_ignored() -> None:
    model = process(
        '<startEvent id="s"/><subProcess id="p">' + IO.format('<motcua:in name="n" value="=1"/>')
        + '<startEvent id="s2"/><userTask id="i"/><endEvent id="e2"/>' + flows("s2>i>e2")
        + '</subProcess><endEvent id="e"/>' + flows("s>p>e")
    )  # fmt: skip
    run = Run(model)
    scope = next(s.uid for s in run.state.scopes.values() if s.node == "p")
    run.do(DataChanged(scope, {"n": 5}))
    assert run.state.scopes[scope].vars["n"] == 5
    assert "n" not in run.data
    assert run.maybe(DataChanged(999, {})).result == Ignored("unknown scope")


def test_the_payload_of_a_none_start_is_data() -> None:
    run = Run(process(line('<userTask id="a"/>', names="a")), {"x": 1}, Started(None, {"y": 2}))
    assert dict(run.data) == {"x": 1, "y": 2}
    assert {w.name for w in run.steps[0].writes} == {"x", "y"}
    assert run.steps[0].data() == run.data


def test_a_signal_for_each_finished_instance_is_caught_at_the_own_boundary() -> None:
    model = process(
        '<startEvent id="s"/><scriptTask id="a" scriptFormat="feel"><multiInstanceLoopCharacteristics behavior="None"'
        ' noneBehaviorEventRef="sig"><loopCardinality>=3</loopCardinality></multiInstanceLoopCharacteristics>'
        '<script>{x: 1}</script></scriptTask><boundaryEvent id="b" attachedToRef="a" cancelActivity="false">'
        '<signalEventDefinition signalRef="S1"/></boundaryEvent><userTask id="y"/><userTask id="z"/><endEvent id="e"/>'
        + flows("s>a>z>e", "b>y>e"),
        extra='<signalEventDefinition id="sig" signalRef="S1"/>',
    )
    assert Run(model).at() == ["y", "y", "y", "z"]


def test_a_changed_calendar_moves_the_current_interval_of_a_cycle(province: Calendar) -> None:
    model = process(
        '<startEvent id="s"/><userTask id="a"/><boundaryEvent id="b" attachedToRef="a" cancelActivity="false">'
        '<timerEventDefinition motcua:timeBase="working"><timeCycle>R5/P1D</timeCycle></timerEventDefinition>'
        '</boundaryEvent><endEvent id="e"/><endEvent id="x"/>' + flows("s>a>e", "b>x")
    )
    run = Run(model, env=Env(now=datetime(2026, 3, 2, 8, 0, tzinfo=ZONE), zone=ZONE, calendar=province))
    run.later(timedelta(days=1))
    run.do(TimerFired(run.wait("b")))
    free = datetime(2026, 3, 4).date()
    other = replace(
        province,
        hash="other",
        exceptions={**province.exceptions, free: DayException(free, DayKind.OFF, {"vi": "nghỉ"})},
    )
    wait = run.state.scopes[run.state.root].waits[run.wait("b")]
    assert isinstance(wait.on, OnTimer)
    assert wait.on.due == datetime(2026, 3, 4, 8, 0, tzinfo=ZONE)
    run.env = replace(run.env, calendar=other)
    due = due_again(wait.on, run.env)
    assert due == datetime(2026, 3, 5, 8, 0, tzinfo=ZONE)
    run.do(TimerRescheduled(wait.uid, due))
    assert run.sent(fx.SetTimer)[-1].origin["calendar"] == "other"
    assert due_again(OnTimer(NOW), run.env) == NOW
