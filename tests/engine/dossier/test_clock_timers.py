"""Timers of base ``dossier`` stop and go on with the legal clock of their dossier."""

from dataclasses import replace

from engine.clock import parse_term
from engine.dossier import AnswerSupplement, ClockPolicy, PartEvent, RequestSupplement, Submit
from engine.kernel import effects as fx
from engine.kernel.codec import dump_data
from engine.kernel.events import TimerFired
from engine.kernel.state import OnTimer
from engine.kernel.state_codec import dump_state, load_state
from tests.engine.dossier.test_act import WORLD, Story, at, flows, library


def timed(length: str, base: str = "dossier"):
    return library(
        '<process id="P" isExecutable="true"><startEvent id="S"/><userTask id="Receive" motcua:clock="start"/>'
        '<parallelGateway id="G"/><userTask id="A"/><boundaryEvent id="B" attachedToRef="A" cancelActivity="false">'
        f'<timerEventDefinition motcua:timeBase="{base}">{length}</timerEventDefinition></boundaryEvent>'
        '<userTask id="Warn"/><userTask id="Case"/><userTask id="Wait" motcua:clock="hold:financial"/>'
        '<endEvent id="E"/><endEvent id="E2"/><endEvent id="E3"/>'
        + flows("S", "Receive", "G", "A", "E")
        + flows("G", "Case", "Wait", "E2")
        + flows("B", "Warn", "E3")
        + "</process>"
    )


ONE_DAY = "<timeDuration>P1D</timeDuration>"


def timer(story: Story) -> tuple[int, OnTimer]:
    """The only timer that is waited for."""
    waits = [wait for scope in story.case.parts[1].state.scopes.values() for wait in scope.waits.values()]
    (found,) = [wait for wait in waits if isinstance(wait.on, OnTimer)]
    return found.uid, found.on


def told(story: Story) -> list[type]:
    """What the worker's table of timers hears."""
    kinds = (fx.SetTimer, fx.CancelTimer)
    return [type(one.effect) for one in story.turn.effects if isinstance(one.effect, kinds)]


def begun(length: str = ONE_DAY, base: str = "dossier", world=WORLD) -> Story:
    return Story(timed(length, base), world).do(Submit({}, "H36.50")).complete("Receive")


def test_a_pause_takes_the_timer_out_and_its_end_sets_it_for_what_was_left():
    story = begun()
    assert timer(story)[1].due == at("2026-03-03T08:00")
    story.at("2026-03-02T10:00").complete("Case")
    assert told(story) == [fx.CancelTimer]
    story.at("2026-03-04T08:00").complete("Wait")
    assert told(story) == [fx.SetTimer]
    assert timer(story)[1].due == at("2026-03-04T16:00")


def test_a_timer_that_stands_still_does_not_fire():
    story = begun().at("2026-03-02T10:00").complete("Case").at("2026-03-05T08:00")
    assert story.refused(PartEvent(1, TimerFired(timer(story)[0]))) == "stale: not due"


def test_two_pauses_add_up():
    story = begun().at("2026-03-02T09:00").complete("Case").at("2026-03-02T10:00").complete("Wait")
    assert timer(story)[1].due == at("2026-03-03T09:00")
    story.at("2026-03-02T11:00").do(RequestSupplement(reason="papers", items=({"name": "x"},), actor="an"))
    story.at("2026-03-06T07:00").do(AnswerSupplement(answers={}, actor="an"))
    assert timer(story)[1].due == at("2026-03-06T15:00")  # 1 h and 1 h are gone, 6 h are left of the day


def test_a_timer_that_begins_during_a_pause_waits_for_its_end():
    story = (
        Story(timed(ONE_DAY))
        .do(Submit({}, "H36.50"))
        .do(RequestSupplement(reason="papers", items=({"name": "x"},), actor="an"))
    )
    assert story.life().pauses == ()  # before reception no clock runs that could stop
    story = begun(world=WORLD).at("2026-03-02T10:00").complete("Case")
    uid, on = timer(story)
    assert on.origin["suspended"] == at("2026-03-02T10:00").isoformat()
    assert (uid, on.origin["consumed"]) == (uid, "PT2H")


def test_a_timer_of_working_time_runs_through_the_pause():
    story = begun(base="working").at("2026-03-02T10:00").complete("Case")
    assert told(story) == []
    assert timer(story)[1].due == at("2026-03-03T08:00")


def test_a_pause_that_the_policy_does_not_count_stops_no_timer():
    policy = ClockPolicy(committed=parse_term("3d"), reasons={"financial": "none"})
    story = begun(world=replace(WORLD, policies={"": policy})).at("2026-03-02T10:00").complete("Case")
    assert told(story) == []


def test_a_cycle_keeps_its_rhythm_after_the_pause():
    story = begun("<timeCycle>R3/PT4H</timeCycle>")
    uid, on = timer(story)
    story.at("2026-03-02T14:00").do(PartEvent(1, TimerFired(uid)))
    assert timer(story)[1].due == on.due.replace(day=3, hour=8)
    story.at("2026-03-02T16:00").complete("Case").at("2026-03-03T16:00").complete("Wait")
    assert timer(story)[1].due == at("2026-03-04T08:00")


def test_a_stored_timer_that_stands_still_is_read_back_the_same():
    state = begun().at("2026-03-02T10:00").complete("Case").case.parts[1].state
    root = state.scopes[state.root].vars
    again = load_state(dump_state(state), dict(root))
    assert dump_state(again) == dump_state(state)
    assert dump_data(root) == dump_data(again.scopes[again.root].vars)


def test_a_term_that_is_no_working_time_is_moved_by_the_pause():
    story = begun('<timeDuration>="10cd"</timeDuration>')
    before = timer(story)[1].due
    story.at("2026-03-02T10:00").complete("Case").at("2026-03-04T10:00").complete("Wait")
    assert (timer(story)[1].due - before).days == 2
