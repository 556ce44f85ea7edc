"""Events: boundary, intermediate, start, end, and event sub-processes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from engine.kernel import effects as fx
from engine.kernel.events import (
    DataChanged,
    MessageReceived,
    Retried,
    ServiceFailed,
    SignalReceived,
    Started,
    TaskCompleted,
    TimerFired,
    TimerRescheduled,
)
from engine.kernel.step import Ignored
from tests.engine.kernel.models import NOW, Run, flows, process

MESSAGE = '<messageEventDefinition messageRef="M1"/>'
ERROR = '<errorEventDefinition errorRef="E1"/>'
SIGNAL = '<signalEventDefinition signalRef="S1"/>'
ESCALATION = '<escalationEventDefinition escalationRef="X1"/>'


def timer(kind: str, text: str) -> str:
    return f"<timerEventDefinition><{kind}>{text}</{kind}></timerEventDefinition>"


def condition(text: str) -> str:
    return f"<conditionalEventDefinition><condition>={text}</condition></conditionalEventDefinition>"


def boundary(definition: str, *, interrupts: bool = True) -> str:
    flag = "true" if interrupts else "false"
    return f'<boundaryEvent id="b" attachedToRef="a" cancelActivity="{flag}">{definition}</boundaryEvent>'


def with_boundary(definition: str, *, interrupts: bool = True, task: str = '<userTask id="a"/>') -> Run:
    return Run(
        process(
            '<startEvent id="s"/>' + task + boundary(definition, interrupts=interrupts)
            + '<userTask id="x"/><userTask id="y"/><endEvent id="e"/>' + flows("s>a>x>e", "b>y>e")
        )
    )  # fmt: skip


def test_an_interrupting_timer_withdraws_the_task() -> None:
    run = with_boundary(timer("timeDuration", "PT2H"))
    (set_timer,) = run.sent(fx.SetTimer)
    assert set_timer.due == NOW + timedelta(hours=2)
    assert run.maybe(TimerFired(set_timer.wait)).result == Ignored("not due")
    run.later(timedelta(hours=2))
    run.do(TimerFired(set_timer.wait))
    assert run.at() == ["y"]
    assert run.sent(fx.CloseTask) == [fx.CloseTask(run.sent(fx.OpenTask)[0].token, "cancelled")]
    assert ("a", "cancelled") in run.trace
    assert run.maybe(TimerFired(set_timer.wait)).result == Ignored("wait gone")


def test_a_task_done_in_time_takes_its_timer_down() -> None:
    run = with_boundary(timer("timeDuration", "PT2H"))
    run.do(TaskCompleted(run.token("a")))
    assert run.at() == ["x"]
    assert [e.wait for e in run.sent(fx.CancelTimer)] == [run.sent(fx.SetTimer)[0].wait]


def test_a_cycle_beside_the_task_repeats_as_often_as_it_says() -> None:
    run = with_boundary(timer("timeCycle", "R3/PT1H"), interrupts=False)
    for times in (1, 2, 3):
        run.later(timedelta(hours=1))
        run.do(TimerFired(run.wait("b")))
        assert run.at() == ["a"] + ["y"] * times
    assert not any(scope.waits for scope in run.state.scopes.values())
    assert [e.due for e in run.sent(fx.SetTimer)] == [NOW + timedelta(hours=n) for n in (1, 2, 3)]


def test_a_late_cycle_keeps_its_rhythm() -> None:
    run = with_boundary(timer("timeCycle", "R/PT1H"), interrupts=False)
    run.later(timedelta(hours=5))
    run.do(TimerFired(run.wait("b")))
    assert run.sent(fx.SetTimer)[-1].due == NOW + timedelta(hours=2)


@pytest.mark.parametrize(
    ("kind", "text", "due"),
    [
        ("timeDate", "2026-03-05T10:00:00Z", NOW.replace(day=5, hour=10)),
        ("timeDate", "2026-03-05", NOW.replace(day=5, hour=0)),
        ("timeDate", '=date("2026-03-05")', NOW.replace(day=5, hour=0)),
        ("timeDuration", "P1M", NOW.replace(month=4)),
        ("timeDuration", "P2DT1H", NOW.replace(day=4, hour=9)),
        ("timeDuration", "P1W", NOW.replace(day=9)),
        ("timeDuration", '=duration("PT" + "30M")', NOW.replace(minute=30)),
        ("timeCycle", "R2/2026-03-03T00:00:00Z/P1D", NOW.replace(day=3, hour=0)),
    ],
)
def test_a_timer_reads_dates_durations_and_cycles(kind: str, text: str, due: object) -> None:
    run = with_boundary(timer(kind, text), interrupts=False)
    assert run.sent(fx.SetTimer)[0].due == due


def test_a_timer_without_value_is_an_incident_of_the_task_and_a_retry_opens_it() -> None:
    run = with_boundary(timer("timeDuration", "=wait"))
    assert run.incidents() == ["timer"]
    assert run.sent(fx.OpenTask) == []
    run.do(DataChanged(None, {"wait": "PT1H"}))
    run.do(Retried(run.incident()))
    assert len(run.sent(fx.OpenTask)) == 1
    assert len(run.sent(fx.SetTimer)) == 1


def test_a_changed_calendar_moves_a_timer() -> None:
    run = with_boundary(timer("timeDuration", "PT2H"))
    wait = run.wait("b")
    run.do(TimerRescheduled(wait, NOW + timedelta(hours=5)))
    run.later(timedelta(hours=2))
    assert run.maybe(TimerFired(wait)).result == Ignored("not due")
    run.later(timedelta(hours=3))
    run.do(TimerFired(wait))
    assert run.at() == ["y"]


def test_a_message_beside_the_task_may_come_again() -> None:
    run = with_boundary(MESSAGE, interrupts=False)
    assert run.sent(fx.Subscribe)[0].name == "M1"
    for times in (1, 2):
        run.do(MessageReceived(run.wait("b"), str(times), {"n": times}))
    assert run.at() == ["a", "y", "y"]
    assert run.data["n"] == 2


def test_a_signal_interrupts() -> None:
    run = with_boundary(SIGNAL)
    run.do(SignalReceived(run.wait("b")))
    assert run.at() == ["y"]
    assert len(run.sent(fx.Unsubscribe)) == 1


def test_a_condition_fires_when_it_turns_true_and_not_again_until_it_was_false() -> None:
    run = with_boundary(condition("x &gt; 3"), interrupts=False)
    assert run.incidents() == ["condition"], "x is not there yet"
    run.do(DataChanged(None, {"x": 1}))
    assert run.incidents() == []
    run.do(DataChanged(None, {"x": 4}))
    run.do(DataChanged(None, {"x": 5, "z": 1}))
    assert run.at() == ["a", "y"]
    run.do(DataChanged(None, {"x": 0}))
    run.do(DataChanged(None, {"x": 9}))
    assert run.at() == ["a", "y", "y"]


def test_a_condition_that_is_already_true_happens_at_once() -> None:
    run = Run(
        process(
            '<startEvent id="s"/><intermediateCatchEvent id="c">' + condition("x = 1")
            + '</intermediateCatchEvent><endEvent id="e"/>' + flows("s>c>e")
        ),
        {"x": 1},
    )  # fmt: skip
    assert run.ended == "completed"


def test_a_service_error_with_a_code_takes_the_boundary_that_names_it() -> None:
    run = with_boundary(ERROR, task='<serviceTask id="a"/>')
    run.do(ServiceFailed(run.token("a"), 1, "E1", "no such person"))
    assert run.at() == ["y"]


def test_an_error_that_nobody_catches_is_an_incident_and_the_token_stays() -> None:
    run = with_boundary(ERROR, task='<serviceTask id="a"/>')
    run.do(ServiceFailed(run.token("a"), 1, "OTHER", "strange"))
    assert run.incidents() == ["error.uncaught"]
    assert run.at() == ["a"]
    run.do(Retried(run.incident()))
    assert run.sent(fx.CallService)[-1].attempt == 2
    run.do(ServiceFailed(run.token("a"), 2, None, "down", final=True))
    assert run.incidents() == ["service.failed"]


SUB = (
    '<subProcess id="a"><startEvent id="s2"/><userTask id="i"/><exclusiveGateway id="g" default="g_e2"/>'
    '<endEvent id="err">{end}</endEvent><endEvent id="e2"/>'
    + flows("s2>i>g", "g>err: bad", "g>e2") + "</subProcess>"
)  # fmt: skip


def test_an_error_end_event_leaves_the_sub_process_by_its_boundary() -> None:
    run = with_boundary(ERROR, task=SUB.format(end=ERROR))
    run.do(TaskCompleted(run.token("i"), {"bad": True}))
    assert run.at() == ["y"]
    assert ("err", "completed") in run.trace
    assert ("a", "cancelled") in run.trace
    run = with_boundary(ERROR, task=SUB.format(end=ERROR))
    run.do(TaskCompleted(run.token("i"), {"bad": False}))
    assert run.at() == ["x"]


def test_an_escalation_may_leave_the_sub_process_running() -> None:
    run = with_boundary(ESCALATION, task=SUB.format(end=ESCALATION), interrupts=False)
    run.do(TaskCompleted(run.token("i"), {"bad": True}))
    assert run.at() == ["x", "y"]


def test_an_escalation_nobody_catches_is_a_note_and_the_flow_goes_on() -> None:
    model = process(
        '<startEvent id="s"/><intermediateThrowEvent id="t">' + ESCALATION
        + '</intermediateThrowEvent><endEvent id="e"/>' + flows("s>t>e")
    )  # fmt: skip
    run = Run(model)
    assert run.ended == "completed"
    assert run.steps[0].notes[0].code == "escalation.uncaught"


def test_terminate_ends_only_the_sub_process_it_is_in() -> None:
    model = process(
        '<startEvent id="s"/><parallelGateway id="f"/><subProcess id="p"><startEvent id="s2"/><parallelGateway id="f2"/>'
        '<userTask id="i"/><userTask id="k"/><endEvent id="t"><terminateEventDefinition/></endEvent><endEvent id="e2"/>'
        + flows("s2>f2", "f2>i>t", "f2>k>e2")
        + '</subProcess><userTask id="o"/><userTask id="x"/><endEvent id="e"/><endEvent id="T">'
        "<terminateEventDefinition/></endEvent>" + flows("s>f", "f>p>x>T", "f>o>e")
    )
    run = Run(model)
    run.do(TaskCompleted(run.token("i")))
    assert run.at() == ["o", "x"]
    assert ("k", "cancelled") in run.trace
    run.do(TaskCompleted(run.token("x")))
    assert run.ended == "terminated"
    assert run.sent(fx.Ended)[0].outcome == "terminated"


def event_sub(start: str, *, interrupts: bool) -> str:
    flag = "true" if interrupts else "false"
    return (
        f'<subProcess id="h" triggeredByEvent="true"><startEvent id="hs" isInterrupting="{flag}">{start}</startEvent>'
        '<userTask id="ht"/><endEvent id="he"/>' + flows("hs>ht>he") + "</subProcess>"
    )


def with_event_sub(start: str, *, interrupts: bool) -> Run:
    return Run(
        process(
            '<startEvent id="s"/><userTask id="a"/><endEvent id="e"/>' + flows("s>a>e")
            + event_sub(start, interrupts=interrupts)
        ),
        {"x": 0},
    )  # fmt: skip


def test_an_interrupting_event_sub_process_takes_the_scope_over() -> None:
    run = with_event_sub(MESSAGE, interrupts=True)
    run.do(MessageReceived(run.wait("hs"), "1", {"y": 1}))
    assert run.at() == ["ht"]
    assert run.data["y"] == 1
    run.do(TaskCompleted(run.token("ht")))
    assert run.ended == "completed"
    assert ("h", "entered") in run.trace
    assert ("h", "completed") in run.trace


def test_a_non_interrupting_event_sub_process_runs_beside_and_again() -> None:
    run = with_event_sub(MESSAGE, interrupts=False)
    for n in ("1", "2"):
        run.do(MessageReceived(run.wait("hs"), n))
    assert run.at() == ["a", "ht", "ht"]
    run.do(TaskCompleted(run.token("a")))
    assert run.ended is None
    run.do(TaskCompleted(run.token("ht")))
    run.do(TaskCompleted(run.token("ht")))
    assert run.ended == "completed"
    assert len(run.sent(fx.Unsubscribe)) == 1


@pytest.mark.parametrize("start", [timer("timeDuration", "PT1H"), SIGNAL, condition("x = 1")])
def test_every_trigger_starts_an_event_sub_process(start: str) -> None:
    run = with_event_sub(start, interrupts=True)
    if "timer" in start:
        run.later(timedelta(hours=1))
        run.do(TimerFired(run.wait("hs")))
    elif "signal" in start:
        run.do(SignalReceived(run.wait("hs")))
    else:
        run.do(DataChanged(None, {"x": 1}))
    assert run.at() == ["ht"]


def test_an_error_event_sub_process_catches_what_a_boundary_would_miss() -> None:
    model = process(
        '<startEvent id="s"/><serviceTask id="a"/><endEvent id="e"/>'
        + flows("s>a>e")
        + '<subProcess id="h" triggeredByEvent="true"><startEvent id="hs"><errorEventDefinition/></startEvent>'
        '<userTask id="ht"/><endEvent id="he">' + ERROR + "</endEvent>" + flows("hs>ht>he") + "</subProcess>"
    )
    run = Run(model)
    run.do(ServiceFailed(run.token("a"), 1, "ANY", "broken"))
    assert run.at() == ["ht"]
    run.do(TaskCompleted(run.token("ht")))
    assert run.incidents() == ["error.uncaught"], "what a handler throws is not caught by the handlers beside it"


def test_an_escalation_inside_its_own_handler_does_not_start_it_again() -> None:
    model = process(
        '<startEvent id="s"/><intermediateThrowEvent id="t">'
        + ESCALATION
        + '</intermediateThrowEvent><userTask id="a"/><endEvent id="e"/>'
        + flows("s>t>a>e")
        + '<subProcess id="h" triggeredByEvent="true"><startEvent id="hs" isInterrupting="false">'
        + ESCALATION
        + '</startEvent><endEvent id="he">'
        + ESCALATION
        + "</endEvent>"
        + flows("hs>he")
        + "</subProcess>"
    )
    run = Run(model)
    assert run.at() == ["a"]
    assert run.trace.count(("h", "completed")) == 1


def test_a_link_jumps_to_its_target() -> None:
    model = process(
        '<startEvent id="s"/><intermediateThrowEvent id="t"><linkEventDefinition name="L"/></intermediateThrowEvent>'
        '<intermediateCatchEvent id="c"><linkEventDefinition name="L"/></intermediateCatchEvent><userTask id="a"/>'
        '<endEvent id="e"/>' + flows("s>t", "c>a>e")
    )
    run = Run(model)
    assert run.at() == ["a"]
    assert run.completed() == ["s", "t", "c"]


def test_multiple_takes_any_and_parallel_multiple_takes_all() -> None:
    definitions = '<messageEventDefinition messageRef="M1"/><messageEventDefinition messageRef="M2"/>'
    for parallel in ("false", "true"):
        model = process(
            f'<startEvent id="s"/><intermediateCatchEvent id="c" parallelMultiple="{parallel}">{definitions}'
            '</intermediateCatchEvent><userTask id="a"/><endEvent id="e"/>' + flows("s>c>a>e")
        )
        run = Run(model)
        run.do(MessageReceived(run.wait("c", 1), "1", {"x": 1}))
        assert run.data["x"] == 1
        if parallel == "true":
            assert run.at() == ["c"]
            run.do(MessageReceived(run.wait("c"), "2", {"y": 1}))
        assert run.at() == ["a"]
        assert not any(scope.waits for scope in run.state.scopes.values())


def test_a_parallel_multiple_boundary_waits_for_all_its_events() -> None:
    both = '<messageEventDefinition messageRef="M1"/><messageEventDefinition messageRef="M2"/>'
    model = process(
        '<startEvent id="s"/><userTask id="a"/>'
        f'<boundaryEvent id="b" attachedToRef="a" parallelMultiple="true">{both}</boundaryEvent>'
        '<userTask id="y"/><endEvent id="e"/>' + flows("s>a>e", "b>y>e")
    )
    run = Run(model)
    run.do(MessageReceived(run.wait("b"), "1", {"x": 1}))
    assert run.at() == ["a"]
    assert run.data["x"] == 1
    run.do(MessageReceived(run.wait("b"), "2", {}))
    assert run.at() == ["y"]


def test_a_thrown_message_carries_its_mapping_and_its_key() -> None:
    model = process(
        '<startEvent id="s"/><intermediateThrowEvent id="t" motcua:key="=code"><extensionElements><motcua:io>'
        '<motcua:in name="n" value="=x + 1"/></motcua:io></extensionElements>' + MESSAGE
        + '</intermediateThrowEvent><endEvent id="e">' + SIGNAL + "</endEvent>" + flows("s>t>e")
    )  # fmt: skip
    run = Run(model, {"x": 1, "code": 12})
    (message,) = run.sent(fx.SendMessage)
    assert (message.name, message.key, message.payload) == ("M1", "12", {"n": 2})
    assert run.sent(fx.BroadcastSignal)[0].name == "S1"
    run = Run(model, {"x": 1})
    assert run.incidents() == ["key"]


def test_a_process_begins_by_the_message_that_was_received() -> None:
    model = process(
        '<startEvent id="m">' + MESSAGE + '</startEvent><startEvent id="n"/><userTask id="a"/><userTask id="b"/>'
        '<endEvent id="e"/>' + flows("m>a>e", "n>b>e")
    )
    run = Run(model, started=Started("m", {"x": 1}))
    assert run.at() == ["a"]
    assert run.data["x"] == 1
    assert Run(model).at() == ["b"]


def test_a_receiving_task_can_begin_a_process() -> None:
    model = process(
        '<receiveTask id="r" instantiate="true" messageRef="M1"/><userTask id="a"/><endEvent id="e"/>' + flows("r>a>e")
    )
    run = Run(model, started=Started("r", {"x": 1}))
    assert run.at() == ["a"]
    assert run.data["x"] == 1
    run = Run(model)
    run.do(MessageReceived(run.wait("r"), "1", {"x": 2}))
    assert run.data["x"] == 2


def test_working_timers_need_a_calendar() -> None:
    definition = (
        '<timerEventDefinition motcua:timeBase="working"><timeDuration>P2D</timeDuration></timerEventDefinition>'
    )
    run = with_boundary(definition)
    assert run.incidents() == ["timer.calendar"]


def test_the_environment_of_a_step_is_all_it_reads() -> None:
    model = process(
        '<startEvent id="s"/><scriptTask id="a" scriptFormat="feel"><script>{at: now(), who: dossier.name}</script>'
        '</scriptTask><endEvent id="e"/>' + flows("s>a>e")
    )
    run = Run(model)
    env = replace(run.env, facts={"name": "An"})
    assert dict(Run(model, env=env).data) == {"at": NOW, "who": "An"}


def signalled(inner: str, *, interrupts: str) -> Run:
    return Run(
        process(
            '<startEvent id="s"/><subProcess id="p"><startEvent id="s2"/><intermediateThrowEvent id="t">' + SIGNAL
            + "</intermediateThrowEvent>" + inner + '<endEvent id="e2"/>' + flows("s2>t>i>e2")
            + f'</subProcess><boundaryEvent id="b" attachedToRef="p" cancelActivity="{interrupts}">{SIGNAL}'
            '</boundaryEvent><userTask id="y"/><endEvent id="e"/>' + flows("s>p>e", "b>y>e")
        ),
        {"x": 0},
    )  # fmt: skip


SCRIPT = '<scriptTask id="i" scriptFormat="feel"><script>{x: 1}</script></scriptTask>'


def test_a_signal_reaches_the_waits_of_its_own_part_before_anything_else_moves() -> None:
    run = signalled(SCRIPT, interrupts="true")
    assert run.at() == ["y"]
    assert run.data["x"] == 0
    assert ("t", "completed") in run.trace
    assert run.sent(fx.BroadcastSignal)[0].inside is True
    run = signalled(SCRIPT, interrupts="false")
    assert run.at() == ["y"]
    assert run.data["x"] == 1


def test_a_condition_that_turns_true_interrupts_before_the_next_step() -> None:
    model = process(
        '<startEvent id="s"/><subProcess id="p"><startEvent id="s2"/>' + SCRIPT
        + '<scriptTask id="k" scriptFormat="feel"><script>{x: 2}</script></scriptTask><endEvent id="e2"/>'
        + flows("s2>i>k>e2") + '</subProcess><boundaryEvent id="b" attachedToRef="p">' + condition("x = 1")
        + '</boundaryEvent><userTask id="y"/><endEvent id="e"/>' + flows("s>p>e", "b>y>e")
    )  # fmt: skip
    run = Run(model, {"x": 0})
    assert run.at() == ["y"]
    assert run.data["x"] == 1
    assert ("k", "entered") not in run.trace


def both(*, interrupts: str, key: str = "") -> Run:
    definitions = MESSAGE + '<messageEventDefinition messageRef="M2"/>'
    return Run(
        process(
            '<startEvent id="s"/><userTask id="a"/><endEvent id="e"/>' + flows("s>a>e")
            + '<subProcess id="h" triggeredByEvent="true">'
            f'<startEvent id="hs" isInterrupting="{interrupts}" parallelMultiple="true" {key}>{definitions}</startEvent>'
            '<userTask id="ht"/><endEvent id="he"/>' + flows("hs>ht>he") + "</subProcess>"
        ),
        {"k": 1},
    )  # fmt: skip


def test_a_handler_that_needs_several_events_begins_with_the_last_of_them() -> None:
    run = both(interrupts="true")
    run.do(MessageReceived(run.wait("hs"), "1", {"x": 1}))
    assert run.at() == ["a"]
    assert run.data["x"] == 1
    run.do(MessageReceived(run.wait("hs"), "2"))
    assert run.at() == ["ht"]


def test_a_handler_beside_that_needs_several_events_needs_them_all_again() -> None:
    run = both(interrupts="false", key='motcua:key="=k"')
    for times in (1, 2):
        run.do(MessageReceived(run.wait("hs"), "1"))
        run.do(MessageReceived(run.wait("hs"), "2"))
        assert run.at() == ["a"] + ["ht"] * times
    run.do(MessageReceived(run.wait("hs"), "1"))
    run.do(DataChanged(None, {"k": None}))
    run.do(MessageReceived(run.wait("hs"), "2"))
    assert run.incidents() == ["key"]
    assert run.at() == ["a", "ht", "ht", "ht"]


def test_a_payload_that_cannot_be_mapped_at_a_boundary_is_an_incident() -> None:
    definitions = MESSAGE + '<messageEventDefinition messageRef="M2"/>'
    model = process(
        '<startEvent id="s"/><userTask id="a"/><boundaryEvent id="b" attachedToRef="a" parallelMultiple="true">'
        '<extensionElements><motcua:io><motcua:out name="n" value="=count(for i in 1..size return i)"/></motcua:io>'
        f'</extensionElements>{definitions}</boundaryEvent><userTask id="y"/><endEvent id="e"/>'
        + flows("s>a>e", "b>y>e")
    )
    run = Run(model)
    run.do(MessageReceived(run.wait("b"), "1", {"size": 1000000}))
    assert run.incidents() == ["feel.budget"]
    run.do(MessageReceived(run.wait("b"), "2", {"size": 3}))
    assert (run.at(), run.data["n"]) == (["y"], 3)
