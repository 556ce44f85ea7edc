"""Whatever cannot be evaluated stops only what needs it, and goes on from there when it is retried."""

from dataclasses import replace

import pytest

from engine import kernel
from engine.bpmn.model import Process
from engine.kernel import effects as fx
from engine.kernel.events import (
    DataChanged,
    MessageReceived,
    Migrated,
    MigrationPlan,
    Moved,
    Retried,
    ServiceCompleted,
    ServiceFailed,
    SignalReceived,
    Skipped,
    Started,
    TaskCompleted,
)
from engine.kernel.step import Ignored
from tests.engine.kernel.models import Run, flows, process

TIMER = "<timerEventDefinition><timeDuration>={0}</timeDuration></timerEventDefinition>"
MESSAGE = '<messageEventDefinition messageRef="M1"/>'
EVENT_SUB = (
    '<subProcess id="h" triggeredByEvent="true"><startEvent id="hs">{0}</startEvent><userTask id="ht"/>'
    '<endEvent id="he"/>' + flows("hs>ht>he") + "{1}</subProcess>"
)


def mended(run: Run, code: str, **data: object) -> None:
    """The incident is there, the data is repaired, the phase runs again."""
    assert run.incidents() == [code]
    run.do(DataChanged(None, data))
    run.do(Retried(run.incident()))
    assert run.incidents() == []


def test_a_process_whose_handler_cannot_be_armed_begins_when_it_can() -> None:
    model = process(
        '<startEvent id="s"/><userTask id="a"/><endEvent id="e"/>' + flows("s>a>e")
        + EVENT_SUB.format(TIMER.format("wait"), "")
    )  # fmt: skip
    run = Run(model)
    mended(run, "timer", wait="PT1H")
    assert run.at() == ["a"]
    assert len(run.sent(fx.SetTimer)) == 1


def test_a_handler_inside_a_handler_is_armed_when_it_begins() -> None:
    inner = EVENT_SUB.format(TIMER.format("wait"), "").replace('"h', '"k')
    inner = inner.replace("hs_", "ks_").replace('sourceRef="h', 'sourceRef="k').replace("ht_", "kt_")
    model = process(
        '<startEvent id="s"/><userTask id="a"/><endEvent id="e"/>' + flows("s>a>e") + EVENT_SUB.format(MESSAGE, inner)
    )
    run = Run(model)
    run.do(MessageReceived(run.wait("hs"), "1"))
    assert run.at() == ["ht"]
    mended(run, "timer", wait="PT1H")
    assert len(run.sent(fx.SetTimer)) == 1


def test_a_process_started_by_a_message_runs_even_when_a_handler_waits_for_repair() -> None:
    model = process(
        '<startEvent id="s">' + MESSAGE + '</startEvent><userTask id="a"/><endEvent id="e"/>' + flows("s>a>e")
        + EVENT_SUB.format(TIMER.format("wait"), "")
    )  # fmt: skip
    run = Run(model, started=Started("s", {}))
    assert run.at() == ["a"]
    mended(run, "timer", wait="PT1H")


def ad_hoc(ordering: str) -> Process:
    return process(
        f'<startEvent id="s"/><adHocSubProcess id="h" ordering="{ordering}"><userTask id="a"/><userTask id="b"/>'
        '<completionCondition>=ok</completionCondition></adHocSubProcess><endEvent id="e"/>' + flows("s>h>e")
    )


@pytest.mark.parametrize("ordering", ["Sequential", "Parallel"])
def test_an_ad_hoc_condition_without_value_can_be_mended(ordering: str) -> None:
    run = Run(ad_hoc(ordering))
    run.do(TaskCompleted(run.token("a")))
    mended(run, "completion-condition", ok=True)
    assert run.ended == "completed"


def test_a_completion_condition_without_value_is_asked_again() -> None:
    model = process(
        '<startEvent id="s"/><userTask id="a"><multiInstanceLoopCharacteristics><loopCardinality>=3</loopCardinality>'
        "<completionCondition>=enough</completionCondition></multiInstanceLoopCharacteristics></userTask>"
        '<endEvent id="e"/>' + flows("s>a>e")
    )
    run = Run(model)
    run.do(TaskCompleted(run.token("a")))
    mended(run, "completion-condition", enough=True)
    assert run.ended == "completed"


def test_a_collection_that_is_none_is_an_incident() -> None:
    model = process(
        "<dataObject id='D1' name='list'/><dataObjectReference id='R1' name='list' dataObjectRef='D1'/>"
        '<startEvent id="s"/><userTask id="a"><ioSpecification><dataInput id="di"/>'
        "<inputSet><dataInputRefs>di</dataInputRefs></inputSet><outputSet/></ioSpecification>"
        "<dataInputAssociation><sourceRef>R1</sourceRef><targetRef>di</targetRef></dataInputAssociation>"
        "<multiInstanceLoopCharacteristics><loopDataInputRef>di</loopDataInputRef></multiInstanceLoopCharacteristics>"
        '</userTask><endEvent id="e"/>' + flows("s>a>e")
    )
    run = Run(model, {"list": "no list"})
    mended(run, "collection", list=["p"])
    assert run.sent(fx.OpenTask)[0].item == "p"


def test_a_condition_on_a_flow_that_fails_after_the_task_leaves_the_task_done() -> None:
    model = process(
        '<startEvent id="s"/><userTask id="a" motcua:outcomes="yes"/><userTask id="b"/><userTask id="c"/>'
        '<endEvent id="e"/>' + flows("s>a", "a>b: x > 1", 'a>c: outcome = "yes"', "b>e", "c>e")
    )
    run = Run(model)
    run.do(TaskCompleted(run.token("a"), {}, "yes"))
    assert run.at() == ["a"]
    assert ("a", "completed") in run.trace
    mended(run, "condition", x=1)
    assert run.at() == ["c"]


def test_a_transaction_nobody_waits_for_to_be_cancelled_is_an_incident() -> None:
    model = process(
        '<startEvent id="s"/><transaction id="p"><startEvent id="s2"/><endEvent id="c"><cancelEventDefinition/></endEvent>'
        + flows("s2>c") + '</transaction><userTask id="x"/><endEvent id="e"/>' + flows("s>p>x>e")
    )  # fmt: skip
    run = Run(model)
    assert run.incidents() == ["cancel.uncaught"]
    run.do(Skipped(run.token("p")))
    assert run.at() == ["x"]


def test_a_script_may_escalate_and_be_done() -> None:
    model = process(
        '<startEvent id="s"/><scriptTask id="a" scriptFormat="feel"><script>raise escalation("X1")</script></scriptTask>'
        '<boundaryEvent id="b" attachedToRef="a" cancelActivity="false"><escalationEventDefinition escalationRef="X1"/>'
        '</boundaryEvent><userTask id="y"/><userTask id="z"/><endEvent id="e"/>' + flows("s>a>z>e", "b>y>e")
    )
    run = Run(model)
    assert run.at() == ["y", "z"]
    assert ("a", "completed") in run.trace


def test_an_output_mapping_may_raise_an_error() -> None:
    model = process(
        '<startEvent id="s"/><serviceTask id="a"><extensionElements><motcua:io>'
        '<motcua:out name="x" value="=if ok then 1 else raise error(&quot;E1&quot;, &quot;not ok&quot;)"/>'
        "</motcua:io></extensionElements></serviceTask>"
        '<boundaryEvent id="b" attachedToRef="a"><errorEventDefinition errorRef="E1"/></boundaryEvent>'
        '<userTask id="y"/><userTask id="z"/><endEvent id="e"/>' + flows("s>a>z>e", "b>y>e")
    )
    run = Run(model)
    run.do(ServiceCompleted(run.token("a"), 1, {"ok": False}))
    assert run.at() == ["y"]
    run = Run(model)
    run.do(ServiceCompleted(run.token("a"), 1, {"ok": True}))
    assert (run.at(), run.data["x"]) == (["z"], 1)


def test_an_escalation_of_a_script_in_an_iteration_is_told_beyond_the_loop() -> None:
    model = process(
        '<startEvent id="s"/><scriptTask id="a" scriptFormat="feel"><multiInstanceLoopCharacteristics>'
        '<loopCardinality>=2</loopCardinality></multiInstanceLoopCharacteristics><script>raise escalation("X1")</script>'
        '</scriptTask><boundaryEvent id="b" attachedToRef="a" cancelActivity="false"><escalationEventDefinition/>'
        '</boundaryEvent><userTask id="y"/><userTask id="z"/><endEvent id="e"/>' + flows("s>a>z>e", "b>y>e")
    )
    assert Run(model).at() == ["y", "y", "z"]


def test_a_forced_move_goes_forward_and_a_token_of_another_branch_stays() -> None:
    model = process(
        '<startEvent id="s"/><parallelGateway id="f"/><userTask id="a"/><userTask id="b"/><userTask id="c"/>'
        '<parallelGateway id="j"/><endEvent id="e"/>' + flows("s>f", "f>a>b>j", "f>c>j", "j>e")
    )
    run = Run(model)
    run.do(Moved(run.token("a"), "b", "paper file", force=True))
    assert run.at() == ["b", "c"]
    assert run.maybe(Moved(999, "b", "")).result == Ignored("unknown token")
    assert run.maybe(Moved(run.token("b"), "nowhere", "")).result == Ignored("unknown target")


def test_a_return_forgets_what_a_complex_gateway_had_seen() -> None:
    model = process(
        '<startEvent id="s"/><userTask id="q"/><parallelGateway id="f"/><userTask id="a"/><userTask id="b"/>'
        '<complexGateway id="j"><activationCondition>=activationCount &gt;= 1</activationCondition></complexGateway>'
        '<userTask id="z"/><endEvent id="e"/>' + flows("s>q>f", "f>a>j", "f>b>j", "j>z>e")
    )
    run = Run(model)
    run.do(TaskCompleted(run.token("q")))
    run.do(TaskCompleted(run.token("a")))
    assert run.at() == ["b", "z"]
    run.do(Moved(run.token("z"), "q", "again"))
    assert run.at() == ["q"]
    assert not any(scope.gates for scope in run.state.scopes.values())


# migration, the harder part

BASE = (
    '<startEvent id="s"/><userTask id="a">{loop}</userTask><eventBasedGateway id="g"/>'
    '<intermediateCatchEvent id="m">{message}</intermediateCatchEvent>'
    '<intermediateCatchEvent id="t">' + TIMER.format('"PT1H"') + "</intermediateCatchEvent>"
    '<endEvent id="e"/>' + flows("s>a>g", "g>m>e", "g>t>e")
)
CONDITIONAL = "<conditionalEventDefinition><condition>={0}</condition></conditionalEventDefinition>"
LOOP = "<multiInstanceLoopCharacteristics><loopCardinality>=2</loopCardinality></multiInstanceLoopCharacteristics>"


def built(*, loop: str = "", message: str = MESSAGE, extra: str = "") -> Process:
    return process(BASE.format(loop=loop, message=message) + extra)


def moved_to(run: Run, model: Process, plan: MigrationPlan | None = None) -> Run:
    run.model = model
    run.do(Migrated(plan or MigrationPlan()))
    return run


def test_waits_follow_the_new_events() -> None:
    run = Run(built(extra=EVENT_SUB.format(CONDITIONAL.format("x = 1"), "")), {"x": 0})
    run.do(TaskCompleted(run.token("a")))
    assert len(run.sent(fx.Subscribe)) == 1
    other = built(
        message='<signalEventDefinition signalRef="S1"/>', extra=EVENT_SUB.format(CONDITIONAL.format("x = 2"), "")
    )
    moved_to(run, other)
    assert [one.kind for one in run.sent(fx.Subscribe)] == ["message", "signal"]
    assert len(run.sent(fx.Unsubscribe)) == 1
    run.do(DataChanged(None, {"x": 1}))
    assert run.at() == ["g"]
    run.do(SignalReceived(run.wait("m")))
    assert run.ended == "completed"


def test_another_message_name_is_subscribed_anew_and_a_dropped_handler_is_closed() -> None:
    run = Run(built(extra=EVENT_SUB.format(MESSAGE, "")))
    run.do(TaskCompleted(run.token("a")))
    moved_to(run, built(message=MESSAGE.replace("M1", "M2")))
    assert [one.name for one in run.sent(fx.Subscribe)] == ["M1", "M1", "M2"]
    assert len(run.sent(fx.Unsubscribe)) == 2


def test_a_loop_in_only_one_model_refuses() -> None:
    for old, new in ((built(), built(loop=LOOP)), (built(loop=LOOP), built())):
        run = Run(old)
        step = kernel.advance(new, run.state, Migrated(MigrationPlan()), run.env)
        assert isinstance(step.result, Ignored)
        assert "loops" in step.result.reason
    run = Run(built(loop=LOOP))
    run.do(TaskCompleted(run.token("a")))
    moved_to(run, built(loop=LOOP, message=MESSAGE.replace("M1", "M2")))
    run.do(TaskCompleted(run.token("a")))
    assert run.at() == ["g"]


WRAPPED = (
    '<startEvent id="s"/><subProcess id="p"><startEvent id="s2"/><userTask id="a"/><endEvent id="e2"/>'
    + flows("s2>a>e2") + '</subProcess><endEvent id="e"/>' + flows("s>p>e")
)  # fmt: skip


def test_a_token_that_would_stand_in_another_scope_refuses() -> None:
    run = Run(built())
    step = kernel.advance(process(WRAPPED), run.state, Migrated(MigrationPlan()), run.env)
    assert isinstance(step.result, Ignored)
    assert "is in p" in step.result.reason
    inside = Run(process(WRAPPED))
    gone = kernel.advance(built(), inside.state, Migrated(MigrationPlan()), inside.env)
    assert isinstance(gone.result, Ignored)
    flat = kernel.advance(built(), inside.state, Migrated(MigrationPlan(scopes={"p": "a"})), inside.env)
    assert isinstance(flat.result, Ignored)
    renamed = process(WRAPPED.replace('"p"', '"q"').replace("s_p", "s_q").replace("p_e", "q_e"))
    moved_to(inside, renamed, MigrationPlan(scopes={"p": "q"}, tokens={"p": "q"}))
    inside.do(TaskCompleted(inside.token("a")))
    assert inside.ended == "completed"


def test_arrivals_compensation_and_gates_are_renamed_or_refuse() -> None:
    body = (
        '<startEvent id="s"/><serviceTask id="k"/><boundaryEvent id="kc" attachedToRef="k"><compensateEventDefinition/>'
        '</boundaryEvent><serviceTask id="ku" isForCompensation="true"/>'
        '<association id="as" sourceRef="kc" targetRef="ku" associationDirection="One"/><parallelGateway id="f"/>'
        '<userTask id="a"/><userTask id="b"/><{0} id="j"{1}/><endEvent id="e"/>'
        + flows("s>k>f", "f>a>j", "f>b>j", "j>e")
    )  # fmt: skip
    old, new = process(body.format("parallelGateway", "")), process(body.format("parallelGateway", ' name="J"'))
    run = Run(old)
    run.do(ServiceCompleted(run.token("k"), 1))
    run.do(TaskCompleted(run.token("a")))
    renamed = process(body.format("parallelGateway", "").replace('"k"', '"kk"').replace("a_j", "a_jj"))
    bare = kernel.advance(renamed, run.state, Migrated(MigrationPlan()), run.env)
    assert isinstance(bare.result, Ignored)
    moved_to(run, new)
    moved_to(run, renamed, MigrationPlan(tokens={"k": "kk"}, arrivals={"a_j": "a_jj"}))
    (done,) = run.state.scopes[run.state.root].done
    assert done.node == "kk"
    run.do(TaskCompleted(run.token("b")))
    assert run.ended == "completed"


def test_a_migration_whose_new_timer_has_no_value_is_refused() -> None:
    run = Run(built())
    new = built(extra=EVENT_SUB.format(TIMER.format("nothing"), ""))
    step = kernel.advance(new, run.state, Migrated(MigrationPlan()), run.env)
    assert isinstance(step.result, Ignored)
    assert step.result.reason.startswith("timer")
    assert step.state is run.state


def test_an_incident_follows_its_token_into_the_new_model() -> None:
    run = Run(process('<startEvent id="s"/><serviceTask id="a"/><endEvent id="e"/>' + flows("s>a>e")))
    run.do(ServiceFailed(run.token("a"), 1, None, "down", final=True))
    moved_to(
        run,
        process('<startEvent id="s"/><serviceTask id="b"/><endEvent id="e"/>' + flows("s>b>e")),
        MigrationPlan({"a": "b"}),
    )
    run.do(Retried(run.incident()))
    assert [one.attempt for one in run.sent(fx.CallService)] == [1, 2]


def test_facts_and_names_of_the_moment_can_be_listed() -> None:
    model = process(
        '<startEvent id="s"/><scriptTask id="a" scriptFormat="feel"><script>{n: 1}</script></scriptTask>'
        '<endEvent id="e"/>' + flows("s>a>e")
    )
    run = Run(model, env=replace(Run(model).env, facts={"code": "H1"}))
    draft = kernel.draft.Draft(model, run.state, run.env)
    names = kernel.evaluation.Evaluator(draft).names(draft.frame(run.state.root), {"x": 1})
    assert list(names) == ["x", "n", "dossier"]
    assert (len(names), names["dossier"]["code"], "y" in names, "x" in names) == (3, "H1", False, True)
    with pytest.raises(KeyError):
        names["y"]


def test_a_token_put_at_a_join_by_hand_goes_through_it() -> None:
    model = process(
        '<startEvent id="s"/><parallelGateway id="f"/><userTask id="a"/><userTask id="c"/>'
        '<parallelGateway id="j"/><userTask id="z"/><endEvent id="e"/>' + flows("s>f", "f>a>j", "f>c>j", "j>z>e")
    )
    run = Run(model)
    run.do(TaskCompleted(run.token("a")))
    run.do(Moved(run.token("c"), "j", "the branch was done on paper", force=True))
    assert run.at() == ["z"]
    assert run.state.scopes[run.state.root].live == 1


def test_an_error_announced_by_a_multi_instance_activity_can_be_retried_from_its_beginning() -> None:
    model = process(
        '<startEvent id="s"/><userTask id="a"><multiInstanceLoopCharacteristics behavior="One" oneBehaviorEventRef="err">'
        "<loopCardinality>=2</loopCardinality></multiInstanceLoopCharacteristics></userTask>"
        '<endEvent id="e"/>' + flows("s>a>e"),
        extra='<errorEventDefinition id="err" errorRef="E1"/>',
    )
    run = Run(model)
    run.do(TaskCompleted(run.token("a")))
    assert run.incidents() == ["error.uncaught"]
    run.do(Retried(run.incident()))
    assert len(run.sent(fx.OpenTask)) == 4
    assert len([scope for scope in run.state.scopes.values() if scope.kind == "iteration"]) == 2


def test_an_incident_of_a_condition_names_the_event() -> None:
    model = process(
        '<startEvent id="s"/><userTask id="a"/><boundaryEvent id="b" attachedToRef="a">' + CONDITIONAL.format("x")
        + '</boundaryEvent><endEvent id="e"/>' + flows("s>a>e", "b>e")
    )  # fmt: skip
    assert Run(model).sent(fx.RaiseIncident)[0].incident.element == "b"
