"""Storms: any event at any moment, on models with everything in them. Nothing may break, ever.

Unlike the sound runs, operators move, skip, cancel and repair at random here, so runs end in all kinds of ways. What
must hold after every step is in :func:`tests.engine.kernel.models.sound`; besides, no exception, and what is open for
the shell (tasks, timers, subscriptions, calls, holds) is exactly what the state implies.
"""

from collections import Counter
from datetime import timedelta
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.bpmn.model import Process
from engine.kernel import effects as fx
from engine.kernel.events import (
    AdHocActivated,
    Cancelled,
    ChildEnded,
    ChildThrew,
    DataChanged,
    Event,
    Migrated,
    MigrationPlan,
    Moved,
    Retried,
    ScopeCancelled,
    ServiceFailed,
    SignalReceived,
    Skipped,
    TaskCompleted,
    TimerFired,
)
from engine.kernel.kinds import PEOPLE
from engine.kernel.state import OnCondition, OnSignal
from tests.engine.kernel.models import Run, process
from tests.engine.kernel.test_properties import NAMES, Builder, possible

TIMER = "<timerEventDefinition><timeCycle>R3/PT1H</timeCycle></timerEventDefinition>"
TRIGGERS = {
    "message": '<messageEventDefinition messageRef="M1"/>',
    "signal": '<signalEventDefinition signalRef="S1"/>',
    "timer": TIMER,
    "condition": "<conditionalEventDefinition><condition>=c0</condition></conditionalEventDefinition>",
    "error": "<errorEventDefinition/>",
    "escalation": '<escalationEventDefinition escalationRef="X1"/>',
}


class Wild(Builder):
    """Everything BPMN has, in any combination that the checks allow."""

    def block(self, depth: int) -> tuple[str, str]:
        if depth <= 0 or self.random.random() < 0.1:
            kinds = [self.held_task, self.held_task, self.thrower, self.undoable, self.caller]
            return self.random.choice(kinds)(depth)
        if self.random.random() < 0.5:
            return super().block(depth)
        return self.random.choice([self.transaction, self.handled, self.ad_hoc, self.repeated])(depth - 1)

    def big(self, depth: int) -> str:
        """A whole process: several branches at once, each a sequence of blocks."""
        start, fork, join, end = (self.name(kind) for kind in "sgge")
        self.parts.append(
            f'<startEvent id="{start}"/><parallelGateway id="{fork}"/><parallelGateway id="{join}"/><endEvent id="{end}"/>'
        )
        self.flow(start, fork)
        for _ in range(3):
            first, last = self.seq(depth)
            self.flow(fork, first)
            self.flow(last, join)
        self.flow(join, end)
        return "".join(self.parts)

    def held_task(self, _depth: int) -> tuple[str, str]:
        return self.single("userTask", ' motcua:clock="hold:financial" motcua:letter="l"')

    def caller(self, _depth: int) -> tuple[str, str]:
        return self.single("callActivity", ' motcua:calls="other"')

    def thrower(self, _depth: int) -> tuple[str, str]:
        what = self.random.choice(
            (TRIGGERS["message"], TRIGGERS["signal"], TRIGGERS["escalation"], "<compensateEventDefinition/>")
        )
        return self.single("intermediateThrowEvent", "", what)

    def undoable(self, _depth: int) -> tuple[str, str]:
        name = self.name("u")
        self.parts.append(
            f'<serviceTask id="{name}"/><boundaryEvent id="{name}b" attachedToRef="{name}"><compensateEventDefinition/>'
            f'</boundaryEvent><userTask id="{name}c" isForCompensation="true"/>'
            f'<association id="{name}a" sourceRef="{name}b" targetRef="{name}c" associationDirection="One"/>'
        )
        return name, name

    def repeated(self, _depth: int) -> tuple[str, str]:
        loop = '<standardLoopCharacteristics loopMaximum="3"><loopCondition>=c1</loopCondition></standardLoopCharacteristics>'
        return self.single("userTask", "", loop)

    def ad_hoc(self, _depth: int) -> tuple[str, str]:
        ordering = self.random.choice(("Parallel", "Sequential"))
        inner = "".join(f'<userTask id="{self.name("h")}"/>' for _ in range(2))
        condition = self.random.choice(("", "<completionCondition>=c2</completionCondition>"))
        return self.single("adHocSubProcess", f' ordering="{ordering}"', inner + condition)

    def transaction(self, depth: int) -> tuple[str, str]:
        name, boundary, join = self.name("x"), self.name("b"), self.name("j")
        outer, self.parts = self.parts, []
        start, gate, cancel, end = (self.name(kind) for kind in "sgce")
        first, _ = self.undoable(0)
        inner, last = self.block(depth)
        self.flow(start, first)
        self.flow(first, inner)
        self.flow(last, gate)
        self.flow(gate, cancel, "c0")
        default = self.flow(gate, end)
        self.parts.append(
            f'<startEvent id="{start}"/><exclusiveGateway id="{gate}" default="{default}"/><endEvent id="{end}"/>'
            f'<endEvent id="{cancel}"><cancelEventDefinition/></endEvent>'
        )
        body, self.parts = "".join(self.parts), outer
        self.parts.append(
            f'<transaction id="{name}">{body}</transaction><boundaryEvent id="{boundary}" attachedToRef="{name}">'
            f'<cancelEventDefinition/></boundaryEvent><exclusiveGateway id="{join}"/>'
        )
        self.flow(name, join)
        self.flow(boundary, join)
        return name, join

    def handled(self, depth: int) -> tuple[str, str]:
        trigger = self.random.choice(list(TRIGGERS))
        interrupts = "true" if trigger == "error" else self.random.choice(("true", "false"))
        start, end, handler = self.name("s"), self.name("e"), self.name("p")
        outer, self.parts = self.parts, []
        first, last = self.block(depth)
        self.flow(start, first)
        self.flow(last, end)
        inside, self.parts = "".join(self.parts), outer
        handler_body = (
            f'<subProcess id="{handler}" triggeredByEvent="true"><startEvent id="{start}" isInterrupting="{interrupts}">'
            f'{TRIGGERS[trigger]}</startEvent>{inside}<endEvent id="{end}"/></subProcess>'
        )
        return self.single("subProcess", "", self.inside(depth) + handler_body)


def wild(random: Random, depth: int) -> Process:
    return process(Wild(random).big(depth))


def anything(run: Run, random: Random) -> list[Event]:
    """What is expected now, and what nobody expects."""
    state = run.state
    tokens = [token for scope in state.scopes.values() for token in scope.tokens.values()]
    found: list[Event] = possible(run, random)
    for token in tokens:
        target = random.choice(list(run.model.nodes))
        found += [
            Moved(token.uid, target, "x"), Skipped(token.uid, {"c0": True}), ScopeCancelled(None, token.uid),
            TaskCompleted(token.uid, {"c1": False}), ServiceFailed(token.uid, token.attempt, "E1", "no"),
            ChildThrew(token.uid, "error", "E2"), ChildEnded(token.uid, random.choice(("completed", "cancelled")), {}),
            ServiceFailed(token.uid, token.attempt, None, "down", final=True),
        ]  # fmt: skip
        if run.model.nodes[target].kind in PEOPLE:
            found.append(Moved(token.uid, target, "by force", force=True))
    for uid, scope in state.scopes.items():
        found += [AdHocActivated(uid, name) for name in run.model.nodes if scope.kind == "adHoc"]
        found += [Retried(incident) for incident in scope.incidents] * 3
        found += [SignalReceived(w.uid) for w in scope.waits.values() if isinstance(w.on, OnSignal)]
        if uid != state.root and random.random() < 0.2:
            found.append(ScopeCancelled(uid))
    found.append(Migrated(MigrationPlan(recompute_timers=random.random() < 0.5)))
    if random.random() < 0.05:
        found += [Cancelled("withdrawn"), TaskCompleted(10**6), TimerFired(3)]
    found.append(DataChanged(None, {random.choice(NAMES): random.random() < 0.5}))
    return found


def outside(run: Run) -> None:
    """What the shell has open equals what the state implies."""
    tasks: set[int] = set()
    waits: set[int] = set()
    held: set[int] = set()
    children: set[int] = set()
    incidents: set[int] = set()
    for effect in run.effects:
        match effect:
            case fx.OpenTask():
                tasks.add(effect.token)
            case fx.CloseTask():
                tasks.remove(effect.token)
            case fx.SetTimer() | fx.Subscribe():
                waits.add(effect.wait)
            case fx.CancelTimer() | fx.Unsubscribe():
                waits.discard(effect.wait)
            case fx.StartChild():
                children.add(effect.token)
            case fx.CancelChild():
                children.remove(effect.token)
            case fx.Clock(op="pause"):
                held.add(effect.owner)
            case fx.Clock(op="resume"):
                held.remove(effect.owner)
            case fx.RaiseIncident():
                incidents.add(effect.incident.uid)
            case fx.ResolveIncident():
                incidents.remove(effect.incident)
            case _:
                pass
    scopes = run.state.scopes.values()
    active = {t.uid: t for s in scopes for t in s.tokens.values() if t.phase == "active" and t.child is None}
    nodes = run.model.nodes
    assert tasks == {uid for uid, t in active.items() if nodes[t.at].kind in PEOPLE}
    implied = {w.uid for s in scopes for w in s.waits.values() if not isinstance(w.on, OnCondition)}
    gone = {uid for uid in waits if uid not in implied and uid in run.fired}
    assert waits - gone == implied
    assert held == {
        t.uid for s in scopes for t in s.tokens.values()
        if nodes[t.at].work.clock and (t.uid in active or t.phase == "leave")
    }  # fmt: skip
    assert {uid for uid in children if uid in active} == {
        uid for uid, t in active.items() if nodes[t.at].kind == "callActivity"
    }
    assert incidents == {uid for s in scopes for uid in s.incidents}


def told(run: Run) -> None:
    """Whatever entered has completed, was cancelled, or is still there."""
    balance: Counter[str] = Counter()
    for element, event in run.trace:
        balance[element] += 1 if event == "entered" else -1
    there: Counter[str] = Counter()
    for scope in run.state.scopes.values():
        if scope.kind == "eventSub":
            there[scope.node] += 1
        leaving = {one.token for one in scope.incidents.values() if one.phase == "leave"}
        for token in scope.tokens.values():
            outer = run.model.nodes[token.at].loop is not None and not (
                scope.kind == "iteration" and scope.node == token.at
            )
            if token.uid not in leaving and not outer:
                there[token.at] += 1
    assert +balance == there
    assert not -balance


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32), depth=st.integers(1, 4))
def test_no_event_at_no_moment_breaks_anything(seed: int, depth: int) -> None:
    storm(seed, depth)


def storm(seed: int, depth: int) -> Run:
    random = Random(seed)
    run = Run(wild(random, depth), {"n": 0, **dict.fromkeys(NAMES, False)})
    for _ in range(120):
        if run.ended is not None:
            break
        expected = possible(run, random)
        event = random.choice(expected if expected and random.random() < 0.8 else anything(run, random))
        if isinstance(event, TimerFired):
            run.later(timedelta(hours=1))
            run.fired.add(event.wait)
        run.maybe(event)
        outside(run)
        told(run)
    return run
