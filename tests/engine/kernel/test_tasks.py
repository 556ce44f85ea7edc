"""Tasks, data and outcomes."""

from engine.kernel import effects as fx
from engine.kernel.events import ServiceCompleted, ServiceFailed, TaskCompleted
from engine.kernel.step import Ignored
from tests.engine.kernel.models import Run, flows, process

LINE = process(
    '<startEvent id="s"/><userTask id="a" motcua:form="f" motcua:role="case"/><userTask id="b"/><endEvent id="e"/>'
    + flows("s>a>b>e")
)


def test_tasks_in_line_open_one_after_the_other() -> None:
    run = Run(LINE, {"x": 1})
    (opened,) = run.sent(fx.OpenTask)
    assert (opened.node, opened.form, opened.role) == ("a", "f", "case")
    first = run.token("a")
    run.do(TaskCompleted(first, {"x": 2, "y": "z"}))
    assert run.effects[-2:][0] == fx.CloseTask(first, "completed")
    assert dict(run.data) == {"x": 2, "y": "z"}
    run.do(TaskCompleted(run.token("b")))
    assert run.ended == "completed"
    assert run.sent(fx.Ended)[0].output == {"x": 2, "y": "z"}
    assert [t for t in run.trace if t[1] == "completed"] == [(n, "completed") for n in "sabe"]


def test_a_stale_answer_changes_nothing() -> None:
    run = Run(LINE)
    token = run.token("a")
    run.do(TaskCompleted(token))
    assert run.maybe(TaskCompleted(token)).result == Ignored("unknown token")
    assert run.maybe(ServiceCompleted(run.token("b"), 0, None)).result == Ignored("not waiting for this")


def test_hidden_fields_lose_their_values() -> None:
    run = Run(LINE, {"x": 1, "old": 2})
    step = run.do(TaskCompleted(run.token("a"), {"x": 5}, hidden=("old", "never")))
    assert dict(run.data) == {"x": 5}
    assert {(w.name, w.value, w.removed) for w in step.writes} == {("x", 5, False), ("old", None, True)}


def test_the_outcome_decides_the_flow_that_leaves() -> None:
    model = process(
        '<startEvent id="s"/><userTask id="a" motcua:outcomes="approve refuse"/>'
        '<exclusiveGateway id="g" default="g_b"/><userTask id="b"/><userTask id="c"/><endEvent id="e"/>'
        + flows("s>a>g", 'g>c: outcome = "refuse"', "g>b>e", "c>e")
    )
    run = Run(model)
    assert run.maybe(TaskCompleted(run.token("a"), {}, "perhaps")).result == Ignored("unknown outcome")
    run.do(TaskCompleted(run.token("a"), {}, "refuse"))
    assert run.at() == ["c"]
    assert run.data["outcome"] == "refuse"


def test_with_an_output_mapping_only_the_mapping_writes() -> None:
    model = process(
        '<startEvent id="s"/><userTask id="a"><extensionElements><motcua:io>'
        '<motcua:in name="shown" value="=x + 1"/><motcua:out name="y" value="=given * 2 + x"/>'
        '<motcua:out name="z" value="=y + count(answers.list)"/></motcua:io></extensionElements></userTask>'
        '<endEvent id="e"/>' + flows("s>a>e")
    )
    run = Run(model, {"x": 1})
    assert run.sent(fx.OpenTask)[0].values == {"shown": 2}
    run.do(TaskCompleted(run.token("a"), {"given": 3, "list": [1, 2]}))
    assert dict(run.data) == {"x": 1, "y": 7, "z": 9}


def test_a_service_is_called_again_until_it_answers() -> None:
    model = process(
        '<startEvent id="s"/><serviceTask id="a" motcua:service="population.verify" motcua:retries="3">'
        '<extensionElements><motcua:io><motcua:in name="id" value="=x"/></motcua:io></extensionElements></serviceTask>'
        '<endEvent id="e"/>' + flows("s>a>e")
    )
    run = Run(model, {"x": "0123"})
    (called,) = run.sent(fx.CallService)
    assert (called.service, called.attempt, called.input, called.retry) == ("population.verify", 1, {"id": "0123"}, "3")
    token = run.token("a")
    run.do(ServiceFailed(token, 1, None, "timeout"))
    assert run.sent(fx.CallService)[-1].attempt == 2
    assert run.maybe(ServiceCompleted(token, 1, {})).result == Ignored("another attempt")
    run.do(ServiceCompleted(token, 2, {"found": True}))
    assert run.data["found"] is True
    assert run.ended == "completed"
