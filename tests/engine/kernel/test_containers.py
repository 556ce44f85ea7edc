"""Sub-processes, transactions, ad hoc, loops, multi-instance, compensation, calls."""

import pytest

from engine.kernel import effects as fx
from engine.kernel.events import (
    AdHocActivated,
    ChildEnded,
    ChildThrew,
    DataChanged,
    MessageReceived,
    Retried,
    ServiceCompleted,
    ServiceFailed,
    TaskCompleted,
)
from engine.kernel.step import Ignored
from tests.engine.kernel.models import Run, flows, process

IO = "<extensionElements><motcua:io>{}</motcua:io></extensionElements>"


def test_a_sub_process_keeps_its_own_variables_and_maps_the_rest_out() -> None:
    model = process(
        '<startEvent id="s"/><subProcess id="p">'
        + IO.format('<motcua:in name="n" value="=x"/><motcua:out name="total" value="=n + 1"/>')
        + '<startEvent id="s2"/><userTask id="i"/><endEvent id="e2"/>' + flows("s2>i>e2")
        + '</subProcess><endEvent id="e"/>' + flows("s>p>e")
    )  # fmt: skip
    run = Run(model, {"x": 1})
    run.do(TaskCompleted(run.token("i"), {"n": 10, "other": 5}))
    assert dict(run.data) == {"x": 1, "other": 5, "total": 11}
    assert run.completed() == ["s", "s2", "i", "e2", "p", "e"]


def test_an_empty_sub_process_is_over_at_once() -> None:
    model = process('<startEvent id="s"/><subProcess id="p"/><endEvent id="e"/>' + flows("s>p>e"), strict=False)
    assert Run(model).ended == "completed"


def multi(kind: str, inner: str = "", *, task: str = "userTask", io: str = "") -> Run:
    model = process(
        f'<startEvent id="s"/><{task} id="a">{io}<multiInstanceLoopCharacteristics isSequential="{kind}">{inner}'
        f"</multiInstanceLoopCharacteristics></{task}>"
        '<boundaryEvent id="b" attachedToRef="a"><messageEventDefinition messageRef="M1"/></boundaryEvent>'
        '<userTask id="z"/><userTask id="y"/><endEvent id="e"/>' + flows("s>a>z>e", "b>y>e")
    )
    return Run(model, {"n": 3, "list": ["p", "q", "r"]})


CARDINALITY = "<loopCardinality>=n</loopCardinality>"


def test_parallel_instances_are_all_open_and_counted() -> None:
    run = multi("false", CARDINALITY)
    assert len(run.sent(fx.OpenTask)) == 3
    (body,) = [scope for scope in run.state.scopes.values() if scope.kind == "body"]
    assert body.vars["numberOfActiveInstances"] == 3
    for _ in range(3):
        assert run.at()[-1] != "z"
        run.do(TaskCompleted(run.token("a")))
    assert run.at() == ["z"]
    assert [(e.element, e.index) for s in run.steps for e in s.trace if e.element == "a" and e.event == "completed"] == [
        ("a", 1), ("a", 2), ("a", 3),
    ]  # fmt: skip
    assert len(run.sent(fx.Subscribe)) == len(run.sent(fx.Unsubscribe)) == 1


def test_sequential_instances_come_one_after_the_other_until_it_is_enough() -> None:
    run = multi("true", CARDINALITY + "<completionCondition>=numberOfCompletedInstances = 2</completionCondition>")
    assert run.at() == ["a", "a"]
    run.do(TaskCompleted(run.token("a")))
    run.do(TaskCompleted(run.token("a")))
    assert run.at() == ["z"]
    assert len(run.sent(fx.OpenTask)) == 3


def test_enough_parallel_instances_cancel_the_rest() -> None:
    run = multi("false", CARDINALITY + "<completionCondition>=done</completionCondition>")
    run.do(TaskCompleted(run.token("a", 1), {"done": True}))
    assert run.at() == ["z"]
    assert run.trace.count(("a", "cancelled")) == 2


def test_a_boundary_event_withdraws_all_instances() -> None:
    run = multi("false", CARDINALITY)
    run.do(TaskCompleted(run.token("a")))
    run.do(MessageReceived(run.wait("b"), "1"))
    assert run.at() == ["y"]
    assert run.trace.count(("a", "cancelled")) == 2


@pytest.mark.parametrize("cardinality", ["=[null][1]", '="ma" + "ny"', "=0 - 1", "=3 / 2", "=1000000"])
def test_a_cardinality_that_is_no_number_is_an_incident(cardinality: str) -> None:
    run = multi("false", f"<loopCardinality>{cardinality}</loopCardinality>")
    assert run.incidents() == ["cardinality"]
    assert run.sent(fx.Subscribe) == []


def test_no_instances_at_all_go_straight_on() -> None:
    run = multi("false", "<loopCardinality>=0</loopCardinality>")
    assert run.at() == ["z"]


COLLECTION = (
    "<dataObject id='D1' name='list'/><dataObject id='D2' name='votes'/>"
    "<dataObjectReference id='R1' name='list' dataObjectRef='D1'/>"
    "<dataObjectReference id='R2' name='votes' dataObjectRef='D2'/>"
)


@pytest.mark.parametrize("sequential", ["true", "false"])
def test_every_item_gives_one_item_of_the_output_collection(sequential: str) -> None:
    model = process(
        COLLECTION + '<startEvent id="s"/><userTask id="a"><ioSpecification><dataInput id="di"/><dataOutput id="do"/>'
        "<inputSet><dataInputRefs>di</dataInputRefs></inputSet><outputSet><dataOutputRefs>do</dataOutputRefs></outputSet></ioSpecification>"
        "<dataInputAssociation><sourceRef>R1</sourceRef><targetRef>di</targetRef></dataInputAssociation>"
        "<dataOutputAssociation><sourceRef>do</sourceRef><targetRef>R2</targetRef></dataOutputAssociation>"
        f'<multiInstanceLoopCharacteristics isSequential="{sequential}"><loopDataInputRef>di</loopDataInputRef>'
        '<loopDataOutputRef>do</loopDataOutputRef><inputDataItem id="item" name="person"/>'
        '<outputDataItem id="vote" name="vote"/></multiInstanceLoopCharacteristics></userTask>'
        '<userTask id="z"/><endEvent id="e"/>' + flows("s>a>z>e")
    )
    run = Run(model, {"list": ["p", "q", "r"]})
    for nth in (0, 1, 2):
        token = run.token("a", -1 if sequential == "false" else 0)
        opened = next(task for task in run.sent(fx.OpenTask) if task.token == token)
        run.do(TaskCompleted(token, {"vote": f"{opened.item}!"}))
        assert nth == 2 or run.at()[-1] == "a"
    assert run.at() == ["z"]
    assert run.data["votes"] == ["p!", "q!", "r!"]
    assert "vote" not in run.data


def test_a_multi_instance_sub_process_runs_every_item_inside() -> None:
    model = process(
        COLLECTION + '<startEvent id="s"/><subProcess id="p"><startEvent id="s2"/><scriptTask id="c" scriptFormat="feel">'
        '<script>{last: person, number: loopCounter}</script></scriptTask><userTask id="i"/><endEvent id="e2"/>'
        + flows("s2>c>i>e2")
        + '<multiInstanceLoopCharacteristics><loopDataInputRef>R1</loopDataInputRef>'
        '<inputDataItem id="item" name="person"/></multiInstanceLoopCharacteristics></subProcess>'
        '<endEvent id="e"/>' + flows("s>p>e")
    )  # fmt: skip
    run = Run(model, {"list": ["p", "q"]})
    assert run.at() == ["i", "i", "p", "p", "p"]
    assert dict(run.data)["last"] == "q"
    run.do(TaskCompleted(run.token("i")))
    run.do(TaskCompleted(run.token("i")))
    assert run.ended == "completed"
    assert run.data["number"] == 2


def looped(attributes: str, condition: str) -> Run:
    model = process(
        f'<startEvent id="s"/><scriptTask id="a" scriptFormat="feel"><script>{{x: x + 1}}</script>'
        f"<standardLoopCharacteristics {attributes}><loopCondition>={condition}</loopCondition>"
        '</standardLoopCharacteristics></scriptTask><endEvent id="e"/>' + flows("s>a>e")
    )
    return Run(model, {"x": 0})


def test_a_standard_loop_tests_before_or_after_and_knows_its_maximum() -> None:
    assert looped('testBefore="true"', "x &lt; 0").data["x"] == 0
    assert looped('testBefore="false"', "x &lt; 0").data["x"] == 1
    assert looped('testBefore="false"', "x &lt; 3").data["x"] == 3
    assert looped('testBefore="true"', "loopCounter &lt; 3").data["x"] == 3
    assert looped('testBefore="false"', "loopCounter &lt; 3").data["x"] == 3
    assert looped('loopMaximum="2"', "true").data["x"] == 2
    assert looped('testBefore="true"', "nothing &lt; 3").incidents() == ["loop-condition"]


def test_a_condition_that_fails_between_iterations_can_be_retried() -> None:
    run = looped('testBefore="false"', "y &lt; 3")
    assert run.incidents() == ["loop-condition"]
    run.do(DataChanged(None, {"y": 5}))
    run.do(Retried(run.incident()))
    assert run.ended == "completed"
    assert run.data["x"] == 1


def ad_hoc(attributes: str = "", condition: str = "") -> Run:
    inner = f"<completionCondition>={condition}</completionCondition>" if condition else ""
    model = process(
        f'<startEvent id="s"/><adHocSubProcess id="h" {attributes}><userTask id="a"/><userTask id="b"/>'
        f'<userTask id="c"/>{flows("b>c")}{inner}</adHocSubProcess><endEvent id="e"/>' + flows("s>h>e")
    )
    return Run(model, {"ok": False})


def test_an_ad_hoc_sub_process_offers_everything_and_ends_when_all_is_done() -> None:
    run = ad_hoc()
    assert run.at() == ["a", "b", "h"]
    run.do(TaskCompleted(run.token("b")))
    assert run.at() == ["a", "c", "h"]
    run.do(TaskCompleted(run.token("a")))
    run.do(TaskCompleted(run.token("c")))
    assert run.ended == "completed"


def test_an_ad_hoc_condition_cancels_what_remains() -> None:
    run = ad_hoc(condition="ok")
    run.do(TaskCompleted(run.token("a"), {"ok": True}))
    assert run.ended == "completed"
    assert ("b", "cancelled") in run.trace
    run = ad_hoc('cancelRemainingInstances="false"', "ok")
    run.do(TaskCompleted(run.token("a"), {"ok": True}))
    assert run.at() == ["b", "h"]
    scope = next(s.uid for s in run.state.scopes.values() if s.kind == "adHoc")
    assert run.maybe(AdHocActivated(scope, "a")).result == Ignored("unknown scope")


def test_an_ad_hoc_sub_process_stays_open_until_its_condition_is_true() -> None:
    run = ad_hoc('ordering="Sequential"', "ok")
    assert run.at() == ["a", "h"]
    scope = next(s.uid for s in run.state.scopes.values() if s.kind == "adHoc")
    assert run.maybe(AdHocActivated(scope, "b")).result == Ignored("one at a time")
    run.do(TaskCompleted(run.token("a")))
    run.do(TaskCompleted(run.token("b")))
    run.do(TaskCompleted(run.token("c")))
    assert run.at() == ["h"]
    assert run.maybe(AdHocActivated(scope, "c")).result == Ignored("unknown node")
    run.do(AdHocActivated(scope, "a"))
    run.do(TaskCompleted(run.token("a"), {"ok": True}))
    assert run.ended == "completed"


CALL = process(
    '<startEvent id="s"/><callActivity id="c" motcua:calls="other">'
    + IO.format('<motcua:in name="id" value="=x"/><motcua:out name="y" value="=answer"/>')
    + '</callActivity><boundaryEvent id="b" attachedToRef="c"><errorEventDefinition errorRef="E1"/></boundaryEvent>'
    '<boundaryEvent id="t" attachedToRef="c"><messageEventDefinition messageRef="M1"/></boundaryEvent>'
    '<userTask id="z"/><userTask id="q"/><endEvent id="e"/>' + flows("s>c>e", "b>z>e", "t>q>e")
)


def test_a_call_passes_only_what_is_mapped() -> None:
    run = Run(CALL, {"x": 1})
    (child,) = run.sent(fx.StartChild)
    assert (child.called, child.input) == ("other", {"id": 1})
    run.do(ChildEnded(run.token("c"), "completed", {"answer": 42, "secret": 1}))
    assert dict(run.data) == {"x": 1, "y": 42}


def test_what_a_called_process_throws_reaches_the_caller() -> None:
    run = Run(CALL, {"x": 1})
    token = run.token("c")
    run.do(ChildThrew(token, "error", "E1"))
    assert run.at() == ["z"]
    assert run.maybe(ChildEnded(token, "error:E1")).result == Ignored("unknown token")
    run = Run(CALL, {"x": 1})
    run.do(ChildThrew(run.token("c"), "error", "E9"))
    assert run.incidents() == ["error.uncaught"]
    assert run.maybe(ChildEnded(run.token("c"), "error:E9")).result == Ignored("the error was thrown before")
    run.do(Retried(run.incident()))
    assert len(run.sent(fx.StartChild)) == 2


def test_a_cancelled_caller_cancels_its_child_and_a_cancelled_child_is_an_incident() -> None:
    run = Run(CALL, {"x": 1})
    run.do(ChildEnded(run.token("c"), "cancelled:withdrawn"))
    assert run.incidents() == ["call.cancelled"]
    run.do(MessageReceived(run.wait("t"), "1"))
    assert run.at() == ["q"]
    assert run.incidents() == []
    assert len(run.sent(fx.CancelChild)) == 1


def test_a_called_part_hands_its_errors_and_escalations_to_its_caller() -> None:
    model = process(
        '<startEvent id="s"/><intermediateThrowEvent id="x"><escalationEventDefinition escalationRef="X1"/>'
        '</intermediateThrowEvent><endEvent id="e"><errorEventDefinition errorRef="E1"/></endEvent>' + flows("s>x>e")
    )
    run = Run(model, called=True)
    assert [(t.trigger, t.code) for t in run.sent(fx.ThrowToParent)] == [("escalation", "X1"), ("error", "E1")]
    assert run.ended == "error:E1"


# compensation

HANDLED = (
    '<serviceTask id="{0}"/><boundaryEvent id="{0}c" attachedToRef="{0}"><compensateEventDefinition/></boundaryEvent>'
    '<serviceTask id="{0}u" isForCompensation="true"/>'
    '<association id="{0}as" sourceRef="{0}c" targetRef="{0}u" associationDirection="One"/>'
)
UNDO = '<{0} id="{1}"><compensateEventDefinition {2}/></{0}>'


def finish(run: Run, *nodes: str) -> None:
    for node in nodes:
        run.do(ServiceCompleted(run.token(node), 1, None))


def test_compensation_undoes_the_last_first_one_after_the_other() -> None:
    model = process(
        '<startEvent id="s"/>' + HANDLED.format("a") + HANDLED.format("b")
        + UNDO.format("intermediateThrowEvent", "t", "") + '<userTask id="z"/><endEvent id="e"/>'
        + flows("s>a>b>t>z>e")
    )  # fmt: skip
    run = Run(model)
    finish(run, "a", "b")
    assert run.at() == ["bu", "t"]
    finish(run, "bu")
    assert run.at() == ["au", "t"]
    finish(run, "au")
    assert run.at() == ["z"]
    assert run.completed() == ["s", "a", "b", "bu", "au", "t"]


def test_one_activity_can_be_undone_once_and_what_was_not_done_not_at_all() -> None:
    model = process(
        '<startEvent id="s"/>' + HANDLED.format("a") + HANDLED.format("b")
        + UNDO.format("intermediateThrowEvent", "t", 'activityRef="a"')
        + UNDO.format("intermediateThrowEvent", "t2", "") + '<endEvent id="e"/>' + flows("s>a>t>t2>b>e")
    )  # fmt: skip
    run = Run(model)
    finish(run, "a", "au")
    assert run.at() == ["b"]
    finish(run, "b")
    assert run.ended == "completed"


def test_a_completed_sub_process_is_undone_from_the_inside() -> None:
    model = process(
        '<startEvent id="s"/><subProcess id="p">' + IO.format('<motcua:in name="n" value="=x"/>')
        + '<startEvent id="s2"/>' + HANDLED.format("a") + '<endEvent id="e2"/>' + flows("s2>a>e2")
        + "</subProcess>" + UNDO.format("endEvent", "t", "") + flows("s>p>t")
    )  # fmt: skip
    run = Run(model, {"x": 7})
    finish(run, "a")
    assert run.at() == ["au", "t"]
    snapshot = [scope for scope in run.state.scopes.values() if scope.vars.get("n") == 7 and scope.node == "p"]
    assert snapshot, "the handler sees the sub-process's data of that time"
    finish(run, "au")
    assert run.ended == "completed"


def test_a_compensation_event_sub_process_decides_how_its_scope_is_undone() -> None:
    model = process(
        '<startEvent id="s"/><subProcess id="p"><startEvent id="s2"/>' + HANDLED.format("a") + '<endEvent id="e2"/>'
        + flows("s2>a>e2")
        + '<subProcess id="h" triggeredByEvent="true"><startEvent id="hs"><compensateEventDefinition/></startEvent>'
        '<userTask id="ht"/>' + UNDO.format("endEvent", "he", "") + flows("hs>ht>he")
        + "</subProcess></subProcess>" + UNDO.format("intermediateThrowEvent", "t", "")
        + '<endEvent id="e"/>' + flows("s>p>t>e")
    )  # fmt: skip
    run = Run(model)
    finish(run, "a")
    assert run.at() == ["ht", "t"]
    run.do(TaskCompleted(run.token("ht")))
    assert run.at() == ["au", "he", "t"]
    finish(run, "au")
    assert run.ended == "completed"


def test_a_compensation_that_is_not_waited_for_runs_beside() -> None:
    model = process(
        '<startEvent id="s"/>' + HANDLED.format("a")
        + UNDO.format("intermediateThrowEvent", "t", 'waitForCompletion="false"')
        + '<userTask id="z"/><endEvent id="e"/>' + flows("s>a>t>z>e")
    )  # fmt: skip
    run = Run(model)
    finish(run, "a")
    assert run.at() == ["au", "z"]
    run.do(TaskCompleted(run.token("z")))
    assert run.ended is None
    finish(run, "au")
    assert run.ended == "completed"


TRANSACTION = (
    '<startEvent id="s"/><transaction id="p"><startEvent id="s2"/>' + HANDLED.format("a")
    + '<userTask id="i"/><exclusiveGateway id="g" default="g_e2"/><endEvent id="c"><cancelEventDefinition/></endEvent>'
    '<endEvent id="e2"/>' + flows("s2>a>i>g", "g>c: bad", "g>e2")
    + '</transaction><boundaryEvent id="b" attachedToRef="p"><cancelEventDefinition/></boundaryEvent>'
    '<userTask id="x"/><userTask id="y"/><endEvent id="e"/>' + flows("s>p>x>e", "b>y>e")
)  # fmt: skip


def test_a_cancelled_transaction_is_undone_before_its_boundary_is_taken() -> None:
    run = Run(process(TRANSACTION))
    finish(run, "a")
    run.do(TaskCompleted(run.token("i"), {"bad": True}))
    assert run.at() == ["au", "p"]
    finish(run, "au")
    assert run.at() == ["y"]
    run = Run(process(TRANSACTION))
    finish(run, "a")
    run.do(TaskCompleted(run.token("i"), {"bad": False}))
    assert run.at() == ["x"]


def test_an_error_does_not_undo_anything_by_itself() -> None:
    model = process(
        '<startEvent id="s"/><subProcess id="p"><startEvent id="s2"/>' + HANDLED.format("a")
        + '<serviceTask id="k"/><endEvent id="e2"/>' + flows("s2>a>k>e2")
        + '</subProcess><boundaryEvent id="b" attachedToRef="p"><errorEventDefinition/></boundaryEvent>'
        '<userTask id="y"/><endEvent id="e"/>' + flows("s>p>e", "b>y>e")
    )  # fmt: skip
    run = Run(model)
    finish(run, "a")
    run.do(ServiceFailed(run.token("k"), 1, "E7", "no"))
    assert run.at() == ["y"]
    assert [c.node for c in run.sent(fx.CallService)] == ["a", "k"]
