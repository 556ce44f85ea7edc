"""Gateways: splits, joins and the order of branches."""

from datetime import timedelta

import pytest

from engine.kernel import effects as fx
from engine.kernel.events import DataChanged, MessageReceived, Retried, Skipped, Started, TaskCompleted, TimerFired
from tests.engine.kernel.models import Run, flows, process


def tasks(*names: str) -> str:
    return "".join(f'<userTask id="{name}"/>' for name in names)


def test_an_exclusive_gateway_takes_the_first_true_flow_else_the_default() -> None:
    model = process(
        '<startEvent id="s"/><exclusiveGateway id="g" default="g_c"/>'
        + tasks("a", "b", "c")
        + '<endEvent id="e"/>'
        + flows("s>g", "g>c>e", "g>a: x > 1", "g>b: x > 0", "a>e", "b>e")
    )
    assert Run(model, {"x": 2}).at() == ["a"]
    assert Run(model, {"x": 1}).at() == ["b"]
    assert Run(model, {"x": 0}).at() == ["c"]


def test_a_condition_that_is_null_is_an_incident_and_can_be_retried() -> None:
    model = process(
        '<startEvent id="s"/><exclusiveGateway id="g" default="g_b"/>'
        + tasks("a", "b")
        + '<endEvent id="e"/>'
        + flows("s>g", "g>a: x > 1", "g>b>e", "a>e")
    )
    run = Run(model)
    assert run.incidents() == ["condition"]
    run.do(DataChanged(None, {"x": 5}))
    run.do(Retried(run.incident()))
    assert run.at() == ["a"]
    assert run.incidents() == []
    assert [e for e in run.trace if e[0] == "g"] == [("g", "entered"), ("g", "completed")]


def test_no_true_flow_and_no_default_is_an_incident_that_can_be_skipped_with_data() -> None:
    model = process(
        '<startEvent id="s"/><exclusiveGateway id="g"/>'
        + tasks("a", "b")
        + '<endEvent id="e"/>'
        + flows("s>g", "g>a: x > 1", "g>b: x > 2", "a>e", "b>e")
    )
    run = Run(model, {"x": 0})
    assert run.incidents() == ["gateway.no-flow"]
    run.do(Skipped(run.token("g"), {"x": 2}))
    assert run.at() == ["a"]


PARALLEL = process(
    '<startEvent id="s"/><parallelGateway id="f"/>' + tasks("b", "a", "c") + '<parallelGateway id="j"/>'
    '<userTask id="z"/><endEvent id="e"/>' + flows("s>f", "f>c>j", "f>a>j", "f>b>j", "j>z>e")
)


def test_a_parallel_split_goes_in_document_order_of_the_flows_and_the_join_waits_for_all() -> None:
    run = Run(PARALLEL)
    assert [task.node for task in run.sent(fx.OpenTask)] == ["c", "a", "b"]
    run.do(TaskCompleted(run.token("a")))
    run.do(TaskCompleted(run.token("b")))
    assert run.at() == ["c"]
    run.do(TaskCompleted(run.token("c")))
    assert run.at() == ["z"]
    assert [e for e in run.trace if e[0] == "j"] == [("j", "entered"), ("j", "completed")]


def test_without_gateway_every_flow_is_taken_and_every_token_goes_on() -> None:
    model = process(
        '<startEvent id="s"/>' + tasks("a", "b", "z") + '<endEvent id="e"/>' + flows("s>a>z", "s>b>z", "z>e")
    )
    run = Run(model)
    run.do(TaskCompleted(run.token("a")))
    run.do(TaskCompleted(run.token("b")))
    assert run.at() == ["z", "z"]
    run.do(TaskCompleted(run.token("z")))
    assert run.ended is None
    run.do(TaskCompleted(run.token("z")))
    assert run.ended == "completed"


def test_conditional_flows_leave_a_task_beside_the_default() -> None:
    model = process(
        '<startEvent id="s"/><userTask id="a" default="a_d"/>'
        + tasks("b", "c", "d")
        + '<endEvent id="e"/>'
        + flows("s>a", "a>b: x > 0", "a>c: x > 1", "a>d>e", "b>e", "c>e")
    )
    run = Run(model)
    run.do(TaskCompleted(run.token("a"), {"x": 2}))
    assert run.at() == ["b", "c"]
    run = Run(model)
    run.do(TaskCompleted(run.token("a"), {"x": 0}))
    assert run.at() == ["d"]


INCLUSIVE = process(
    '<startEvent id="s"/><inclusiveGateway id="f" default="f_c"/>' + tasks("a", "b", "c") + '<inclusiveGateway id="j"/>'
    '<userTask id="z"/><endEvent id="e"/>'
    + flows("s>f", "f>a: x > 0", "f>b: x > 1", "f>c", "a>j", "b>j", "c>j", "j>z>e")
)


def test_an_inclusive_join_waits_only_for_what_can_still_come() -> None:
    run = Run(INCLUSIVE, {"x": 2})
    assert run.at() == ["a", "b"]
    run.do(TaskCompleted(run.token("b")))
    assert run.at() == ["a"]
    run.do(TaskCompleted(run.token("a")))
    assert run.at() == ["z"]
    run = Run(INCLUSIVE, {"x": 1})
    run.do(TaskCompleted(run.token("a")))
    assert run.at() == ["z"]
    run = Run(INCLUSIVE, {"x": 0})
    assert run.at() == ["c"]


def test_an_inclusive_join_in_a_loop_lets_those_go_first_that_are_already_there() -> None:
    model = process(
        '<startEvent id="s"/><inclusiveGateway id="j"/><userTask id="a"/><exclusiveGateway id="g" default="g_e"/>'
        '<endEvent id="e"/>' + flows("s>j>a>g", "g>j: again", "g>e")
    )
    run = Run(model)
    assert run.at() == ["a"]
    run.do(TaskCompleted(run.token("a"), {"again": True}))
    assert run.at() == ["a"]
    run.do(TaskCompleted(run.token("a"), {"again": False}))
    assert run.ended == "completed"


def test_an_inclusive_join_goes_on_when_the_branch_it_waited_for_ends_elsewhere() -> None:
    model = process(
        '<startEvent id="s"/><inclusiveGateway id="f"/>'
        + tasks("a", "b")
        + '<exclusiveGateway id="g" default="g_x"/><endEvent id="x"/><inclusiveGateway id="j"/><userTask id="z"/>'
        '<endEvent id="e"/>' + flows("s>f", "f>a: true", "a>j", "f>b: true", "b>g", "g>j: stay", "g>x", "j>z>e")
    )
    run = Run(model)
    run.do(TaskCompleted(run.token("a")))
    assert run.at() == ["b"]
    run.do(TaskCompleted(run.token("b"), {"stay": False}))
    assert run.at() == ["z"]


@pytest.mark.parametrize("order", ["inner first", "outer first"])
def test_an_outer_inclusive_join_waits_for_what_an_inner_one_sends_at_the_same_moment(order: str) -> None:
    joins = ['<inclusiveGateway id="i"/>', '<inclusiveGateway id="o"/>']
    model = process(
        '<startEvent id="s"/><inclusiveGateway id="f"/><inclusiveGateway id="g"/>'
        + tasks("a", "b", "c", "z")
        + "".join(joins if order == "inner first" else reversed(joins))
        + '<endEvent id="e"/>'
        + flows("s>f", "f>a: true", "a>o", "f>g: true", "g>b: true", "g>c: true", "b>i", "c>i", "i>o", "o>z>e")
    )
    run = Run(model)
    for name in ("a", "b", "c"):
        assert run.at() == sorted({"a", "b", "c"} - set("abc"[: "abc".index(name)]))
        run.do(TaskCompleted(run.token(name)))
    assert run.at() == ["z"]
    run.do(TaskCompleted(run.token("z")))
    assert run.ended == "completed"


def test_an_inclusive_join_without_true_flow_holds_its_token_under_an_incident() -> None:
    model = process(
        '<startEvent id="s"/><parallelGateway id="f"/>'
        + tasks("a", "b", "z", "y")
        + '<inclusiveGateway id="j"/><endEvent id="e"/>'
        + flows("s>f", "f>a>j", "f>b>j", "j>z: x > 0", "j>y: x > 1", "z>e", "y>e")
    )
    run = Run(model, {"x": 0})
    run.do(TaskCompleted(run.token("a")))
    run.do(TaskCompleted(run.token("b")))
    assert run.incidents() == ["gateway.no-flow"]
    run.do(DataChanged(None, {"x": 1}))
    run.do(Retried(run.incident()))
    assert run.at() == ["z"]


def test_a_complex_gateway_activates_on_its_condition_and_swallows_the_rest() -> None:
    model = process(
        '<startEvent id="s"/><parallelGateway id="f"/>'
        + tasks("a", "b", "c")
        + '<complexGateway id="j"><activationCondition>=activationCount &gt;= 2</activationCondition></complexGateway>'
        '<userTask id="z"/><endEvent id="e"/>' + flows("s>f", "f>a>j", "f>b>j", "f>c>j", "j>z>e")
    )
    run = Run(model)
    run.do(TaskCompleted(run.token("c")))
    assert run.at() == ["a", "b"]
    run.do(TaskCompleted(run.token("a")))
    assert run.at() == ["b", "z"]
    run.do(TaskCompleted(run.token("z")))
    assert run.ended is None
    run.do(TaskCompleted(run.token("b")))
    assert run.ended == "completed"
    assert run.completed().count("z") == 1


def test_a_complex_gateway_starts_again_after_its_reset() -> None:
    model = process(
        '<startEvent id="s"/><exclusiveGateway id="m"/><parallelGateway id="f"/>'
        + tasks("a", "b")
        + '<complexGateway id="j"><activationCondition>=activationCount &gt;= 1</activationCondition></complexGateway>'
        '<userTask id="z"/><exclusiveGateway id="g" default="g_e"/><endEvent id="e"/>'
        + flows("s>m>f", "f>a>j", "f>b>j", "j>z>g", "g>m: again", "g>e")
    )
    run = Run(model)
    for again in (True, False):
        run.do(TaskCompleted(run.token("a")))
        assert run.at() == ["b", "z"]
        run.do(TaskCompleted(run.token("b")))
        run.do(TaskCompleted(run.token("z"), {"again": again}))
    assert run.ended == "completed"
    assert run.completed().count("z") == 2


EVENT_BASED = process(
    '<startEvent id="s"/><eventBasedGateway id="g"/>'
    '<intermediateCatchEvent id="m"><messageEventDefinition messageRef="M1"/></intermediateCatchEvent>'
    '<intermediateCatchEvent id="t"><timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>'
    "</intermediateCatchEvent>" + tasks("a", "b") + '<endEvent id="e"/>' + flows("s>g", "g>m>a>e", "g>t>b>e")
)


def test_the_first_event_decides_after_an_event_based_gateway() -> None:
    run = Run(EVENT_BASED)
    assert run.at() == ["g"]
    run.do(MessageReceived(run.wait("m"), "1", {"x": 7}))
    assert run.at() == ["a"]
    assert run.data["x"] == 7
    assert len(run.sent(fx.CancelTimer)) == 1
    assert len(run.sent(fx.Unsubscribe)) == 1
    assert run.trace[2:7] == [
        ("g", "entered"), ("g", "completed"), ("m", "entered"), ("m", "completed"), ("a", "entered"),
    ]  # fmt: skip
    run = Run(EVENT_BASED)
    run.later(timedelta(hours=1))
    run.do(TimerFired(run.wait("t")))
    assert run.at() == ["b"]


def test_a_receive_task_can_stand_behind_an_event_based_gateway() -> None:
    model = process(
        '<startEvent id="s"/><eventBasedGateway id="g"/><receiveTask id="r" messageRef="M1"/>'
        '<intermediateCatchEvent id="t"><timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>'
        "</intermediateCatchEvent>" + tasks("a", "b") + '<endEvent id="e"/>' + flows("s>g", "g>r>a>e", "g>t>b>e")
    )
    run = Run(model)
    run.do(MessageReceived(run.wait("r"), "1", {"y": 1}))
    assert run.at() == ["a"]
    assert run.data["y"] == 1


def test_a_parallel_instantiating_event_gateway_waits_for_the_other_events_too() -> None:
    model = process(
        '<eventBasedGateway id="g" instantiate="true" eventGatewayType="Parallel"/>'
        '<intermediateCatchEvent id="m"><messageEventDefinition messageRef="M1"/></intermediateCatchEvent>'
        '<intermediateCatchEvent id="n"><messageEventDefinition messageRef="M2"/></intermediateCatchEvent>'
        + tasks("a", "b")
        + '<endEvent id="e"/>'
        + flows("g>m>a>e", "g>n>b>e")
    )
    run = Run(model, started=Started("m", {"x": 1}))
    assert run.at() == ["a", "n"]
    run.do(MessageReceived(run.wait("n"), "2", {}))
    assert run.at() == ["a", "b"]


def test_start_and_completion_quantities_count_tokens() -> None:
    model = process(
        '<startEvent id="s"/><userTask id="a" completionQuantity="3"/><userTask id="b" startQuantity="2"/>'
        '<endEvent id="e"/>' + flows("s>a>b>e")
    )
    run = Run(model)
    run.do(TaskCompleted(run.token("a")))
    assert run.at() == ["b"]
    run.do(TaskCompleted(run.token("b")))
    assert run.at() == []
    assert run.ended is None, "one token is left over and waits for a second"


def test_an_endless_loop_stops_as_an_incident() -> None:
    model = process(
        '<startEvent id="s"/><exclusiveGateway id="m"/><exclusiveGateway id="g" default="g_m"/><endEvent id="e"/>'
        + flows("s>m>g", "g>m", "g>e: stop"),
        strict=False,
    )
    run = Run(model, {"stop": False})
    assert run.incidents() == ["moves.limit"]
    run.do(DataChanged(None, {"stop": True}))
    run.do(Retried(run.incident()))
    assert run.ended == "completed"
