"""Activities that wait for data, and conversations that know their key: what is stored, and what an operator may do."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from engine import kernel
from engine.bpmn import compile_library, read
from engine.bpmn.model import Process
from engine.kernel import events as ev
from engine.kernel.env import Env
from engine.kernel.state import AWAITED, State, Token, Wait
from engine.kernel.state_codec import dump_state, load_state
from engine.kernel.step import Step
from tests.engine.conformance.models import catch, file, message, model, process, start, sub, task
from tests.engine.conformance.test_closer import ALONE, ONE_SET, PR
from tests.engine.conformance.test_data_and_pools import OBJECTS

ENV = Env(now=datetime(2026, 1, 5, 8, tzinfo=UTC))


def compiled(xml: bytes) -> Process:
    library, problems = compile_library(read(xml, "m.bpmn"), strict=False)
    assert not library.left_out, [str(one) for one in problems]
    return library.processes["P"]


NEEDY = compiled(model("S>A>E", OBJECTS, task("A", ONE_SET, tag="userTask")))
NESTED = compiled(model("S>X>E", OBJECTS, sub("X", "S1>A>E1", task("A", ONE_SET, tag="userTask"))))


def stored(state: State) -> State:
    """The state as it comes back from the tables."""
    again = load_state(dump_state(state), dict(state.scopes[state.root].vars))
    assert dump_state(again) == dump_state(state)
    return again


def begun(process_: Process, data: Mapping[str, Any] | None = None) -> Step:
    return kernel.start(process_, ENV, data or {})


def then(process_: Process, step: Step, event: ev.Event) -> Step:
    return kernel.advance(process_, stored(step.state), event, ENV)


def token(step: Step, at: str) -> Token:
    (found,) = [one for scope in step.state.scopes.values() for one in scope.tokens.values() if one.at == at]
    return found


def waits(step: Step) -> list[Wait]:
    return [one for scope in step.state.scopes.values() for one in scope.waits.values()]


def told(step: Step) -> list[str]:
    return [f"{one.element} {one.event}" for one in step.trace]


def test_an_activity_that_waits_for_data_says_for_which():
    step = begun(NEEDY)
    assert told(step) == ["S entered", "S completed", "A entered"]
    assert [(note.element, note.code, note.message) for note in step.notes] == [
        ("A", "data.awaited", "A begins when this data is there: first")
    ]
    assert [(wait.node, wait.index) for wait in waits(step)] == [("A", AWAITED)]
    assert step.effects == ()


def test_an_operator_who_enters_the_data_lets_the_activity_begin():
    step = then(NEEDY, begun(NEEDY), ev.DataChanged(None, {"first": 7}, "an", "told on the phone"))
    assert [type(one).__name__ for one in step.effects] == ["OpenTask"]
    assert waits(step) == []
    assert "A entered" not in told(step)


def test_data_that_does_not_help_changes_nothing():
    step = then(NEEDY, begun(NEEDY), ev.DataChanged(None, {"first": None, "second": 1}, "an", "a slip"))
    assert [wait.index for wait in waits(step)] == [AWAITED]


def test_an_activity_that_waits_for_data_can_be_skipped():
    first = begun(NEEDY)
    step = then(NEEDY, first, ev.Skipped(token(first, "A").uid, {}, "an", "not needed"))
    assert told(step) == ["A completed", "E entered", "E completed"]
    assert step.state.ended == "completed"


def test_nobody_completes_an_activity_that_has_not_begun():
    first = begun(NEEDY)
    step = then(NEEDY, first, ev.TaskCompleted(token(first, "A").uid, {"made": 1}))
    assert step.result.reason == "not waiting for this"


def test_cancelling_the_scope_ends_the_waiting():
    first = begun(NESTED)
    step = then(NESTED, first, ev.ScopeCancelled(None, token(first, "X").uid, "an", "no longer wanted"))
    assert "A cancelled" in told(step)
    assert waits(step) == []


def test_a_conversation_keeps_its_key_in_the_stored_state():
    talk = compiled(file(PR + process("P", "S>C>E", start("S", message("M")), catch("C", message("M2"))) + ALONE))
    step = kernel.start(talk, ENV, {}, ev.Started("S", {"order": "o1"}))
    assert dict(stored(step.state).keys) == {"CK": "o1"}
    assert [wait.on.key for wait in waits(step)] == ["o1"]


def test_a_later_message_does_not_change_the_key():
    talk = compiled(file(PR + process("P", "S>C>E", start("S", message("M")), catch("C", message("M2"))) + ALONE))
    step = kernel.start(talk, ENV, {}, ev.Started("S", {"order": "o1"}))
    heard = kernel.advance(talk, step.state, ev.MessageReceived(waits(step)[0].uid, "x", {"id": "o2"}), ENV)
    assert dict(heard.state.keys) == {"CK": "o1"}


MANY = compiled(
    model(
        "S>A>E",
        '<dataObject id="d" name="items" isCollection="true"/><dataObject id="r" name="results" isCollection="true"/>',
        task(
            "A",
            "<multiInstanceLoopCharacteristics><loopDataInputRef>d</loopDataInputRef><loopDataOutputRef>r</loopDataOutputRef>"
            '<inputDataItem id="i" name="x"/><outputDataItem id="o" name="out"/></multiInstanceLoopCharacteristics>',
            tag="userTask",
        ),
    )
)


def test_a_loop_ends_when_its_last_instances_are_cancelled_by_hand():
    step = begun(MANY, {"items": [1, 2, 3]})
    inner = [
        one.uid for scope in step.state.scopes.values() for one in scope.tokens.values() if scope.kind == "iteration"
    ]
    first, second, third = sorted(inner)
    step = then(MANY, step, ev.ScopeCancelled(None, third, "an", "asked twice"))
    step = then(MANY, step, ev.TaskCompleted(first, {"out": "yes"}))
    assert step.state.ended is None
    step = then(MANY, step, ev.ScopeCancelled(None, second, "an", "not needed"))
    assert step.state.ended == "completed"
    assert step.state.scopes[step.state.root].vars["results"] == ["yes", None, None]
