"""A running part goes to another model: what stays the same visit, what begins anew, what refuses."""

from datetime import timedelta

import pytest

from engine import kernel
from engine.bpmn.model import Process
from engine.kernel import effects as fx
from engine.kernel.events import Migrated, MigrationPlan, ServiceFailed, TaskCompleted
from engine.kernel.step import Ignored
from tests.engine.kernel.models import NOW, Run, flows, process


def line(*tasks: str, extra: str = "") -> Process:
    """Start, these tasks one after the other, end; a task is written as the inside of its tag."""
    names = [task.split('id="')[1].split('"')[0] for task in tasks]
    body = "".join(f"<{task}/>" if not task.startswith("<") else task for task in tasks)
    return process(f'<startEvent id="s"/>{body}<endEvent id="e"/>{extra}' + flows(">".join(("s", *names, "e"))))


def moved(run: Run, model: Process, plan: MigrationPlan) -> Run:
    run.model = model
    run.do(Migrated(plan))
    return run


def refusal(run: Run, model: Process, plan: MigrationPlan) -> tuple[str, str]:
    step = kernel.advance(model, run.state, Migrated(plan), run.env)
    assert isinstance(step.result, Ignored)
    assert step.state is run.state
    return step.result.code, step.result.element


PERSON = line('userTask id="a"', 'userTask id="b"')
SERVICE = line('serviceTask id="a" motcua:service="x.y"', 'userTask id="b"')
KINDS = {"a": "userTask"}


def test_a_persons_step_that_became_a_call_begins_anew() -> None:
    run = moved(Run(PERSON), SERVICE, MigrationPlan(kinds=KINDS))
    assert [effect.why for effect in run.sent(fx.CloseTask)] == ["migrated"]
    assert run.sent(fx.CallService)[-1].service == "x.y"
    assert run.at() == ["a"]


def test_a_call_that_became_a_persons_step_is_cancelled_and_asked_with_its_incident_gone() -> None:
    run = Run(SERVICE)
    token = run.token("a")
    run.do(ServiceFailed(token, 1, None, "down", final=True))
    moved(run, PERSON, MigrationPlan(kinds={"a": "serviceTask"}))
    assert [effect.attempt for effect in run.sent(fx.CancelService)] == [1]
    assert run.sent(fx.OpenTask)[-1].node == "a"
    assert run.token("a") != token, "a new visit: a late answer cannot hit it"
    assert not [one for scope in run.state.scopes.values() for one in scope.incidents]


def test_a_step_of_the_same_family_stays_the_same_visit() -> None:
    run = Run(PERSON)
    token = run.token("a")
    moved(run, line('manualTask id="a"', 'userTask id="b"'), MigrationPlan(kinds=KINDS))
    assert run.token("a") == token


HOLDING = line('userTask id="a" motcua:clock="hold:financial"', 'userTask id="b"')
OTHERWISE = line('userTask id="a" motcua:clock="hold:supplement"', 'userTask id="b"')


@pytest.mark.parametrize(
    ("old", "new", "holds", "clock"),
    [
        (HOLDING, HOLDING, {"a": "financial"}, []),
        (HOLDING, PERSON, {"a": "financial"}, [("resume", "financial")]),
        (PERSON, HOLDING, {}, [("pause", "financial")]),
        (HOLDING, OTHERWISE, {"a": "financial"}, [("resume", "financial"), ("pause", "supplement")]),
        (HOLDING, SERVICE, {"a": "financial"}, [("resume", "financial")]),
    ],
    ids=["the same", "no longer", "now", "another reason", "another kind"],
)
def test_the_clock_pauses_for_the_reasons_of_the_new_model(
    old: Process, new: Process, holds: dict[str, str], clock: list[tuple[str, str]]
) -> None:
    run = Run(old)
    run.sent(fx.Clock)
    before = len(run.sent(fx.Clock))
    moved(run, new, MigrationPlan(kinds=KINDS, holds=holds))
    assert [(effect.op, effect.reason) for effect in run.sent(fx.Clock)[before:]] == clock


def test_an_open_sub_process_cannot_become_a_task_nor_a_transaction() -> None:
    inner = '<userTask id="i"/>'
    sub = process(f'<startEvent id="s"/><subProcess id="p">{inner}</subProcess><endEvent id="e"/>' + flows("s>p>e"))
    transaction = process(
        f'<startEvent id="s"/><transaction id="p">{inner}</transaction><endEvent id="e"/>' + flows("s>p>e")
    )
    run = Run(sub)
    assert refusal(run, transaction, MigrationPlan(kinds={"p": "subProcess"})) == ("kind", "p")
    task = line('userTask id="p"', 'userTask id="i"')
    assert refusal(run, task, MigrationPlan(kinds={"p": "subProcess"})) == ("kind", "p")
    call = line('callActivity id="p" motcua:calls="=other"', 'userTask id="i"')
    waiting = Run(line('callActivity id="p" motcua:calls="=other"'), {"other": "x"})
    assert refusal(waiting, line('userTask id="q"'), MigrationPlan({"p": "gone"}))[0] == "no-place"
    moved(waiting, call, MigrationPlan(kinds={"p": "callActivity"}))
    assert not waiting.sent(fx.CancelChild)


def test_sub_processes_follow_a_renamed_scope() -> None:
    def model(name: str) -> Process:
        return process(
            f'<startEvent id="s"/><subProcess id="{name}"><userTask id="i"/></subProcess><endEvent id="e"/>'
            + flows(f"s>{name}>e")
        )

    run = moved(Run(model("p")), model("q"), MigrationPlan(scopes={"p": "q"}, kinds={"p": "subProcess"}))
    run.do(TaskCompleted(run.token("i")))
    assert run.ended


def test_a_loop_stays_a_loop() -> None:
    looping = line('<userTask id="a"><multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality>'
                   "</multiInstanceLoopCharacteristics></userTask>", 'userTask id="b"')  # fmt: skip
    assert refusal(Run(looping), PERSON, MigrationPlan())[0] == "loop"
    assert refusal(Run(PERSON), looping, MigrationPlan())[0] == "loop"
    assert refusal(Run(looping), SERVICE, MigrationPlan(kinds={"a": "userTask"}))[0] == "loop"
    both = moved(Run(looping), looping, MigrationPlan(kinds={"a": "userTask"}))
    assert len(both.at()) == 3


def watching(condition: str) -> Process:
    return process(
        '<startEvent id="s"/><userTask id="a"/><boundaryEvent id="w" attachedToRef="a" cancelActivity="false">'
        f"<conditionalEventDefinition><condition>={condition}</condition></conditionalEventDefinition></boundaryEvent>"
        '<userTask id="told"/><endEvent id="e"/><endEvent id="e2"/>' + flows("s>a>e", "w>told>e2")
    )


def test_a_condition_that_was_true_already_does_not_happen_again_but_a_new_one_does() -> None:
    run = Run(watching("x = 1"), {"x": 1, "y": 2})
    assert run.at().count("told") == 1
    moved(run, watching("x = 1"), MigrationPlan())
    assert run.at().count("told") == 1
    other = Run(watching("y = 1"), {"x": 1, "y": 2})
    moved(other, watching("x = 1"), MigrationPlan())
    assert other.at().count("told") == 1


def timed(duration: str, message: str = "") -> Process:
    return process(
        '<startEvent id="s"/><userTask id="a"/><boundaryEvent id="t" attachedToRef="a" cancelActivity="false">'
        f"<timerEventDefinition><timeDuration>{duration}</timeDuration></timerEventDefinition></boundaryEvent>"
        '<userTask id="late"/><endEvent id="e"/><endEvent id="e2"/>' + flows("s>a>e", "t>late>e2")
    )


def test_one_timer_is_reckoned_anew_or_kept_by_its_own_word() -> None:
    run = Run(timed("PT4H"))
    run.later(timedelta(hours=1))
    moved(run, timed("PT9H"), MigrationPlan(timers={"t": "recompute"}))
    assert run.sent(fx.SetTimer)[-1].due == NOW + timedelta(hours=9)
    kept = moved(Run(timed("PT4H")), timed("PT9H"), MigrationPlan(timers={"t": "keep"}, recompute_timers=True))
    assert len(kept.sent(fx.SetTimer)) == 1


def test_data_is_written_dropped_and_refused_when_it_is_empty() -> None:
    run = moved(
        Run(PERSON, {"x": 2, "old": 1}), PERSON, MigrationPlan(data={"y": "x * 2", "z": "null"}, drop=("old", "no"))
    )
    assert (run.data["y"], run.data["z"], "old" in run.data) == (4, None, False)
    assert refusal(Run(PERSON), PERSON, MigrationPlan(data={"y": "nowhere"})) == ("data-null", "y")
    assert refusal(Run(PERSON), PERSON, MigrationPlan(data={"y": "1 +"})) == ("data", "y")


def test_what_the_new_model_cannot_say_for_this_data_refuses() -> None:
    strict = line('userTask id="a" motcua:role="=nobody"', 'userTask id="b"')
    assert refusal(Run(PERSON), strict, MigrationPlan())[0] == "role"


def test_arrivals_of_flows_that_became_one_add_up() -> None:
    def fork(*branches: str) -> Process:
        tasks = "".join(f'<userTask id="{name}"/>' for name in branches)
        ways = [f"f>{name}>j" for name in branches]
        return process(
            f'<startEvent id="s"/><parallelGateway id="f"/>{tasks}<parallelGateway id="j"/><endEvent id="e"/>'
            + flows("s>f", *ways, "j>e")
        )

    run = Run(fork("a", "b", "c"))
    run.do(TaskCompleted(run.token("a")))
    run.do(TaskCompleted(run.token("b")))
    assert refusal(run, fork("a", "c"), MigrationPlan()) == ("no-place", "b_j")
    moved(run, fork("a", "c"), MigrationPlan(arrivals={"b_j": "a_j"}))
    assert [dict(scope.arrivals) for scope in run.state.scopes.values()] == [{"a_j": 2}]
    run.do(TaskCompleted(run.token("c")))
    assert run.at() == []


def test_an_incident_is_told_again_under_the_name_its_element_has_now() -> None:
    run = Run(SERVICE)
    run.do(ServiceFailed(run.token("a"), 1, None, "down", final=True))
    new = line('serviceTask id="a2" motcua:service="x.y"', 'userTask id="b"')
    moved(run, new, MigrationPlan({"a": "a2"}, kinds={"a": "serviceTask"}))
    assert run.sent(fx.RaiseIncident)[-1].incident.element == "a2"
