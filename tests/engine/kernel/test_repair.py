"""Return, repair, cancellation, migration, and the extension attributes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from engine import kernel
from engine.kernel import effects as fx
from engine.kernel.events import (
    Cancelled,
    ChildEnded,
    DataChanged,
    MessageReceived,
    Migrated,
    MigrationPlan,
    Moved,
    Retried,
    ScopeCancelled,
    ServiceCompleted,
    ServiceFailed,
    SignalReceived,
    Skipped,
    Started,
    TaskCompleted,
    TimerFired,
    TimerRescheduled,
)
from engine.kernel.step import Applied, Ignored, Note
from tests.engine.kernel.models import NOW, Run, flows, process

LINE = process(
    '<startEvent id="s"/><userTask id="a"/><userTask id="b" motcua:letter="appointment"/>'
    '<userTask id="c" motcua:clock="hold:financial"/><endEvent id="e"/>' + flows("s>a>b>c>e")
)


def test_a_return_goes_to_a_step_that_was_there_and_no_other() -> None:
    run = Run(LINE)
    assert kernel.returnable(LINE, run.state, run.token("a")) == ()
    run.do(TaskCompleted(run.token("a"), {"x": 1}))
    run.do(TaskCompleted(run.token("b")))
    token = run.token("c")
    assert [(t.node, t.cancels) for t in kernel.returnable(LINE, run.state, token)] == [
        ("a", ((token, "c"),)),
        ("b", ((token, "c"),)),
    ]
    for target in ("c", "e", "nowhere"):
        assert isinstance(run.maybe(Moved(token, target, "wrong")).result, Ignored)
    run.do(Moved(token, "a", "a paper is missing"))
    assert run.at() == ["a"]
    assert run.data["x"] == 1
    assert run.effects[-4:-1] == [
        fx.CloseTask(token, "moved"),
        fx.Clock("resume", "financial", token),
        fx.SupersedeLetters(("b",)),
    ]
    assert isinstance(run.maybe(Moved(run.token("a"), "c", "forward")).result, Ignored)
    run.do(Moved(run.token("a"), "c", "repair", force=True))
    assert run.at() == ["c"]


def test_a_return_withdraws_parallel_work_and_parked_arrivals() -> None:
    model = process(
        '<startEvent id="s"/><userTask id="a"/><parallelGateway id="f"/><userTask id="b"/><userTask id="c"/>'
        '<userTask id="d"/><parallelGateway id="j"/><endEvent id="e"/>'
        + flows("s>a>f", "f>b>j", "f>c>d>j", "j>e")
    )  # fmt: skip
    run = Run(model)
    run.do(TaskCompleted(run.token("a")))
    run.do(TaskCompleted(run.token("b")))
    run.do(TaskCompleted(run.token("c")))
    assert [t.node for t in kernel.returnable(model, run.state, run.token("d"))] == ["a", "c"]
    run.do(Moved(run.token("d"), "a", "again"))
    assert run.at() == ["a"]
    assert not any(scope.arrivals for scope in run.state.scopes.values())


def test_a_return_may_lead_out_of_a_sub_process() -> None:
    model = process(
        '<startEvent id="s"/><userTask id="a"/><subProcess id="p"><startEvent id="s2"/><userTask id="i"/>'
        '<userTask id="k"/><endEvent id="e2"/>' + flows("s2>i>k>e2")
        + '</subProcess><endEvent id="e"/>' + flows("s>a>p>e")
    )  # fmt: skip
    run = Run(model)
    run.do(TaskCompleted(run.token("a")))
    run.do(TaskCompleted(run.token("i")))
    assert [t.node for t in kernel.returnable(model, run.state, run.token("k"))] == ["i", "a"]
    run.do(Moved(run.token("k"), "a", "back"))
    assert run.at() == ["a"]
    assert ("p", "cancelled") in run.trace


def test_an_operator_completes_a_task_by_hand() -> None:
    run = Run(LINE)
    run.do(Skipped(run.token("a"), {"x": 3}, "admin", "system down"))
    assert run.at() == ["b"]
    assert run.data["x"] == 3
    assert ("a", "completed") in run.trace
    assert fx.CloseTask(run.sent(fx.OpenTask)[0].token, "skipped") in run.effects
    assert run.maybe(Skipped(999)).result == Ignored("unknown token")


def test_an_operator_cancels_one_branch() -> None:
    model = process(
        '<startEvent id="s"/><userTask id="a"/><subProcess id="p"><startEvent id="s2"/><userTask id="i"/>'
        '<endEvent id="e2"/>' + flows("s2>i>e2") + '</subProcess><endEvent id="e"/>' + flows("s>a>e", "s>p>e")
    )
    run = Run(model)
    sub = next(scope.uid for scope in run.state.scopes.values() if scope.kind == "sub")
    run.do(ScopeCancelled(sub))
    assert run.at() == ["a"]
    run.do(ScopeCancelled(None, run.token("a")))
    assert run.ended == "completed"
    run = Run(model)
    assert run.maybe(ScopeCancelled(999)).result == Ignored("unknown scope")
    assert run.maybe(ScopeCancelled(None, 999)).result == Ignored("unknown token")
    run.do(ScopeCancelled(run.state.root))
    assert run.ended == "cancelled"


def test_a_withdrawal_ends_the_part_and_leaves_nothing_open() -> None:
    run = Run(LINE)
    run.do(TaskCompleted(run.token("a")))
    run.do(Cancelled("withdrawn", "the applicant asked"))
    assert run.ended == "cancelled:withdrawn"
    assert len(run.sent(fx.OpenTask)) == len(run.sent(fx.CloseTask)) == 2


def every_event() -> list[object]:
    return [
        Started(), TaskCompleted(1), ServiceCompleted(1, 1), ServiceFailed(1, 1, None, ""), TimerFired(1),
        TimerRescheduled(1, NOW), MessageReceived(1, ""), SignalReceived(1), ChildEnded(1, ""),
        DataChanged(77, {}), Moved(1, "a", ""), Retried(1), Skipped(1), ScopeCancelled(77), Migrated(MigrationPlan()),
    ]  # fmt: skip


@pytest.mark.parametrize("event", every_event(), ids=lambda event: type(event).__name__)
def test_an_event_for_what_is_gone_is_ignored_and_changes_nothing(event: object) -> None:
    run = Run(LINE)
    run.do(Cancelled("withdrawn"))
    step = kernel.advance(LINE, run.state, event, run.env)
    assert (step.result, step.state) == (Ignored("ended"), run.state)
    if not isinstance(event, Migrated):
        open_part = Run(LINE)
        assert isinstance(open_part.maybe(event).result, Ignored)


def test_another_model_is_misuse() -> None:
    other = process('<startEvent id="s"/><userTask id="q"/><endEvent id="e"/>' + flows("s>q>e"))
    with pytest.raises(kernel.KernelError) as caught:
        kernel.advance(other, Run(LINE).state, Cancelled("x"), Run(LINE).env)
    assert caught.value.code == "model.hash"
    with pytest.raises(kernel.KernelError):
        kernel.start(LINE, Run(LINE).env, {}, Started("nowhere"))


# extension attributes


def test_the_clock_is_held_while_a_task_is_open_and_released_when_it_ends_or_is_cancelled() -> None:
    run = Run(LINE)
    for name in ("a", "b"):
        run.do(TaskCompleted(run.token(name)))
    token = run.token("c")
    assert run.sent(fx.Clock) == [fx.Clock("pause", "financial", token)]
    assert run.sent(fx.OpenTask)[-1].hold == "financial"
    run.do(TaskCompleted(token))
    assert run.sent(fx.Clock)[1:] == [fx.Clock("resume", "financial", token)]


def test_facts_letters_numbers_and_clock_marks_come_with_completion() -> None:
    model = process(
        '<startEvent id="s"/><userTask id="a" motcua:fact="checked" motcua:letter="receipt" motcua:register="in"'
        ' motcua:clock="start"/><userTask id="b" motcua:fact="fee = amount * 2" motcua:clock="settle"/>'
        '<endEvent id="e" motcua:letter="result"/>' + flows("s>a>b>e")
    )
    run = Run(model)
    assert run.sent(fx.RecordFact) == []
    token = run.token("a")
    run.do(TaskCompleted(token))
    assert run.sent(fx.RecordFact) == [fx.RecordFact("checked", True)]
    assert run.sent(fx.IssueLetter) == [fx.IssueLetter("receipt", token, "a")]
    assert run.sent(fx.TakeNumber) == [fx.TakeNumber("in", token, "a")]
    assert run.sent(fx.Clock) == [fx.Clock("start", "", token)]
    run.do(TaskCompleted(run.token("b"), {"amount": 50}))
    assert run.sent(fx.RecordFact)[-1] == fx.RecordFact("fee", 100)
    assert run.sent(fx.Clock)[-1].op == "settle"
    assert run.sent(fx.IssueLetter)[-1].key == "result"


def test_an_agency_without_single_answer_is_an_incident() -> None:
    model = process(
        '<startEvent id="s"/><userTask id="a" motcua:agency="kind:land@commune" motcua:role="case"/><endEvent id="e"/>'
        + flows("s>a>e")
    )
    assert Run(model).sent(fx.OpenTask)[0].agency == "kind:land@commune"
    nobody = replace(Run(model).env, resolve=lambda _reference: None)
    run = Run(model, env=nobody)
    assert run.incidents() == ["agency"]
    run.env = replace(nobody, resolve=lambda reference: f"<{reference}>")
    run.do(Retried(run.incident()))
    assert run.sent(fx.OpenTask)[0].agency == "<kind:land@commune>"


def test_a_role_that_has_no_value_is_an_incident() -> None:
    model = process('<startEvent id="s"/><userTask id="a" motcua:role="=who"/><endEvent id="e"/>' + flows("s>a>e"))
    assert Run(model).incidents() == ["role"]
    assert Run(model, {"who": "case"}).sent(fx.OpenTask)[0].role == "case"


# scripts, decisions, failures


def script(text: str, extra: str = "") -> Run:
    model = process(
        f'<startEvent id="s"/><scriptTask id="a" scriptFormat="feel">{extra}<script>{text}</script></scriptTask>'
        '<boundaryEvent id="b" attachedToRef="a"><errorEventDefinition errorRef="E1"/></boundaryEvent>'
        '<userTask id="z"/><userTask id="y"/><endEvent id="e"/>' + flows("s>a>z>e", "b>y>e")
    )
    return Run(model, {"x": 1})


def test_a_script_merges_its_context_and_a_failing_one_stores_null_with_a_note() -> None:
    run = script("{x: x + 1, y: 1 / 0}")
    assert dict(run.data) == {"x": 2, "y": None}
    assert run.steps[0].notes == (Note("a", "feel.arithmetic", run.steps[0].notes[0].message),)
    assert script("x + 41").data["a"] == 42
    assert "a" not in script("null").data


def test_a_script_can_raise_an_error_that_a_boundary_catches() -> None:
    assert script('if x = 1 then raise error("E1", "no") else {}').at() == ["y"]
    run = script('raise error("E2", "no")')
    assert run.incidents() == ["error.uncaught"]
    assert run.at() == ["a"]
    assert script('raise escalation("X9")').at() == ["z"]


def test_raising_an_error_in_a_condition_is_an_incident() -> None:
    model = process(
        '<startEvent id="s"/><exclusiveGateway id="g" default="g_b"/><userTask id="a"/><userTask id="b"/>'
        '<endEvent id="e"/>' + flows("s>g", 'g>a: raise error("E1", "x")', "g>b>e", "a>e")
    )
    assert Run(model).incidents() == ["raise.position"]


def test_an_exhausted_budget_is_an_incident() -> None:
    assert script("{x: count(for i in 1..1000000 return i)}").incidents() == ["feel.budget"]


def test_an_exhausted_budget_in_a_mapping_keeps_the_answers_for_the_retry() -> None:
    model = process(
        '<startEvent id="s"/><userTask id="a" motcua:outcomes="ok"><extensionElements><motcua:io>'
        '<motcua:out name="n" value="=count(for i in 1..size return i) + more"/></motcua:io></extensionElements>'
        '</userTask><userTask id="z"/><endEvent id="e"/>' + flows("s>a>z>e")
    )
    run = Run(model, {"size": 1000000})
    run.do(TaskCompleted(run.token("a"), {"more": 1}, "ok"))
    assert run.incidents() == ["feel.budget"]
    assert fx.CloseTask(run.token("a"), "completed") in run.effects
    run.do(DataChanged(None, {"size": 3}))
    run.do(Retried(run.incident()))
    assert run.at() == ["z"]
    assert (run.data["n"], run.data["outcome"]) == (4, "ok")


# migration

OLD = process(
    '<startEvent id="s"/><parallelGateway id="f"/><userTask id="a"/><userTask id="b"/><parallelGateway id="j"/>'
    '<boundaryEvent id="t" attachedToRef="a"><timerEventDefinition><timeDuration>PT4H</timeDuration>'
    '</timerEventDefinition></boundaryEvent><endEvent id="e"/><endEvent id="late"/>'
    + flows("s>f", "f>a>j", "f>b>j", "j>e", "t>late")
)
NEW = process(
    '<startEvent id="s"/><parallelGateway id="f"/><userTask id="a2" motcua:form="new"/><userTask id="b"/>'
    '<parallelGateway id="j"/><boundaryEvent id="t" attachedToRef="a2"><timerEventDefinition>'
    "<timeDuration>PT8H</timeDuration></timerEventDefinition></boundaryEvent>"
    '<boundaryEvent id="m" attachedToRef="a2"><messageEventDefinition messageRef="M1"/></boundaryEvent>'
    '<userTask id="z"/><endEvent id="e"/><endEvent id="late"/>'
    + flows("s>f", "f>a2>j", "f>b>j", "j>z>e", "t>late", "m>late")
)


def migrated(plan: MigrationPlan) -> Run:
    run = Run(OLD, {"x": 1})
    run.do(TaskCompleted(run.token("b")))
    run.later(timedelta(hours=1))
    run.model = NEW
    run.do(Migrated(plan))
    return run


def test_a_part_moves_to_a_new_version_and_goes_on_there() -> None:
    run = migrated(MigrationPlan({"a": "a2"}, data={"x": "x + 1"}))
    assert run.state.model == NEW.hash
    assert run.data["x"] == 2
    assert run.sent(fx.OpenTask)[-1].form == "new"
    assert run.sent(fx.Subscribe)[-1].name == "M1"
    assert len(run.sent(fx.SetTimer)) == 1, "the timer keeps its due instant"
    run.do(TaskCompleted(run.token("a2")))
    assert run.at() == ["z"]


def test_timers_are_computed_anew_from_their_start_when_the_plan_says_so() -> None:
    run = migrated(MigrationPlan({"a": "a2"}, recompute_timers=True))
    assert run.sent(fx.SetTimer)[-1].due == NOW + timedelta(hours=8)


def test_what_has_no_place_refuses_the_migration() -> None:
    run = Run(OLD)
    step = kernel.advance(NEW, run.state, Migrated(MigrationPlan()), run.env)
    assert isinstance(step.result, Ignored)
    assert "a" in step.result.reason
    assert step.state is run.state
    bad = kernel.advance(NEW, run.state, Migrated(MigrationPlan({"a": "a2"}, data={"x": "1 +"})), run.env)
    assert isinstance(bad.result, Ignored)
    good = kernel.advance(NEW, run.state, Migrated(MigrationPlan({"a": "a2"})), run.env)
    assert isinstance(good.result, Applied)
