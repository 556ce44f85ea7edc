"""Operators and workers who do anything at any time: no exception, no lost or doubled token, nothing that rests empty.

Every conformance model is walked with random events: completions, failures, timers, repairs, returns, cancellations.
After each step the state has to be what it says it is, and to come back the same from the tables.
"""

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from designer_api.playing import FIRST_INSTANT
from engine.bpmn import compile_library, read
from engine.bpmn.model import Library
from engine.dossier import Case, Part, PartEvent, Submit, World, act
from engine.kernel import events as ev
from engine.kernel.state import OnCondition, OnMessage, OnSignal, OnTimer, Scope, State, Token, TokenPhase, Wait
from engine.kernel.state_codec import dump_state, load_state
from tests.engine.conformance import test_activities, test_closer, test_data_and_pools, test_events, test_gateways
from tests.engine.conformance import test_together as together

MODULES = (test_activities, test_closer, test_data_and_pools, test_events, test_gateways, together)
RUNS = {run.name: run for module in MODULES for run in module.RUNS}
STORIES = 12
"""Random stories for each model."""
NAMES = ("n", "x", "a", "first", "second", "v", "done")
VALUES = (None, 1, 2, True, False, "a", [1, 2])


def told(random: Random) -> dict[str, Any]:
    return {random.choice(NAMES): random.choice(VALUES)}


def fired(random: Random, wait: Wait) -> ev.Event:
    match wait.on:
        case OnTimer():
            return ev.TimerFired(wait.uid)
        case OnMessage():
            return ev.MessageReceived(wait.uid, "x", told(random))
        case OnSignal():
            return ev.SignalReceived(wait.uid, told(random))
        case OnCondition():
            return ev.DataChanged(None, told(random), "an", "a try")


def done(random: Random, token: Token) -> ev.Event:
    kinds: list[Callable[[], ev.Event]] = [
        lambda: ev.TaskCompleted(token.uid, told(random)),
        lambda: ev.TaskCompleted(token.uid),
        lambda: ev.ServiceCompleted(token.uid, token.attempt, told(random)),
        lambda: ev.ServiceFailed(
            token.uid, token.attempt, random.choice([None, "E1", "E2"]), "m", random.random() < 0.7
        ),
    ]
    return random.choice(kinds)()


def event_for(random: Random, part: Part, nodes: list[str]) -> ev.Event:
    """Anything anybody could do to this part now, sensible or not."""
    scopes = list(part.state.scopes.values())
    token = random.choice([one for scope in scopes for one in scope.tokens.values()] or [Token(999, nodes[0])])
    waits = [one for scope in scopes for one in scope.waits.values()]
    incidents = [one for scope in scopes for one in scope.incidents.values()]
    kinds: list[Callable[[], ev.Event]] = [
        lambda: ev.DataChanged(None, told(random), "an", "a try"),
        lambda: ev.Skipped(token.uid, told(random), "an", "a try"),
        lambda: ev.Moved(token.uid, random.choice(nodes), "a try", "an", force=random.random() < 0.6),
        lambda: ev.ScopeCancelled(None, token.uid, "an", "a try"),
        lambda: ev.ScopeCancelled(random.choice(scopes).uid, None, "an", "a try"),
        lambda: ev.AdHocActivated(random.choice(scopes).uid, random.choice(nodes)),
        *[lambda: done(random, token)] * 6,
        *([lambda: fired(random, random.choice(waits))] * 2 if waits else []),
        *([lambda: ev.Retried(random.choice(incidents).uid)] if incidents else []),
    ]
    return random.choice(kinds)()


def check(state: State) -> None:
    """What has to be true of every state between two steps."""
    data = dict(state.scopes[state.root].vars) if state.root in state.scopes else {}
    again = load_state(dump_state(state), data)
    assert dump_state(again) == dump_state(state)
    assert dict(again.homes) == dict(state.homes)
    for scope in state.scopes.values():
        check_scope(state, scope)
    if state.ended is not None:
        assert not any(scope.tokens or scope.waits for scope in state.scopes.values())


def check_scope(state: State, scope: Scope) -> None:
    assert scope.live == len(scope.tokens) + len(scope.children) + sum(scope.arrivals.values())
    assert scope.live or state.ended or scope.incidents or scope.kind == "adHoc", f"{scope.node} rests empty"
    for token in scope.tokens.values():
        assert token.phase is not TokenPhase.ENTER
        assert token.child is None or token.child in state.scopes
    assert all(wait.token is None or wait.token in scope.tokens for wait in scope.waits.values())
    assert all(one.token is None or one.token in scope.tokens for one in scope.incidents.values())


def story(library: Library, given: dict[str, Any], random: Random) -> int:
    """One dossier under random events; how many of them took effect."""
    now, counted = FIRST_INSTANT, 0
    begin = Submit(given, processes=library.leads or tuple(library.processes)[:1])
    case = act(library, Case(), begin, World(now=now)).case
    for _ in range(random.randint(3, 20)):
        open_parts = [part for part in case.parts.values() if part.open]
        if not open_parts:
            break
        part = random.choice(open_parts)
        now += timedelta(seconds=random.choice([0, 1, 5, 60]))
        event = event_for(random, part, list(library.processes[part.process].nodes))
        turn = act(library, case, PartEvent(part.n, event), World(now=now))
        counted += turn.refused is None
        case = turn.case
        for each in case.parts.values():
            check(each.state)
    return counted


@pytest.mark.parametrize("name", RUNS)
def test_whatever_is_done_the_state_stays_what_it_says(name: str) -> None:
    run, random = RUNS[name], Random(name)
    library, _ = compile_library(read(run.xml, "m.bpmn"), strict=False)
    for _ in range(STORIES):
        story(library, dict(run.given), random)


def test_the_stories_reach_something() -> None:
    run, random = RUNS["nested sub-processes complete from the inside"], Random(1)
    library, _ = compile_library(read(run.xml, "m.bpmn"), strict=False)
    assert sum(story(library, dict(run.given), random) for _ in range(20)) > 5
