"""Random sound models, random answers: nothing is lost, nothing is doubled, everything ends.

Models are built from blocks with one entry and one exit. Whatever is answered, in whatever order, the part must end
exactly when nothing is left; every step survives storing and loading, and the same events give the same bytes.
"""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import kernel
from engine.bpmn.model import Process
from engine.kernel.events import Event, MessageReceived, ServiceCompleted, ServiceFailed, TaskCompleted, TimerFired
from engine.kernel.state import OnMessage, OnTimer
from tests.engine.kernel.models import NOW, Run, process

NAMES = ("c0", "c1", "c2")


@dataclass
class Builder:
    """Elements and flows of one scope; every block returns its first and last node."""

    random: Random
    count: int = 0
    parts: list[str] = field(default_factory=list)

    def name(self, kind: str) -> str:
        self.count += 1
        return f"{kind}{self.count}"

    def flow(self, source: str, target: str, condition: str = "") -> str:
        name = self.name("f")
        inner = f"<conditionExpression>={condition}</conditionExpression>" if condition else ""
        self.parts.append(f'<sequenceFlow id="{name}" sourceRef="{source}" targetRef="{target}">{inner}</sequenceFlow>')
        return name

    def block(self, depth: int) -> tuple[str, str]:
        kinds = [self.task, self.task, self.service, self.script]
        if depth:
            kinds = [
                self.seq,
                self.seq,
                self.split,
                self.split,
                self.loop,
                self.sub,
                self.multi,
                self.race,
                self.guarded,
            ]
        return self.random.choice(kinds)(depth - 1)

    def single(self, kind: str, attributes: str = "", inner: str = "") -> tuple[str, str]:
        name = self.name(kind[0])
        self.parts.append(f'<{kind} id="{name}"{attributes}>{inner}</{kind}>')
        return name, name

    def task(self, _depth: int) -> tuple[str, str]:
        return self.single("userTask")

    def service(self, _depth: int) -> tuple[str, str]:
        return self.single("serviceTask")

    def script(self, _depth: int) -> tuple[str, str]:
        return self.single("scriptTask", ' scriptFormat="feel"', "<script>{n: n + 1}</script>")

    def seq(self, depth: int) -> tuple[str, str]:
        first, last = self.block(depth)
        for _ in range(self.random.randint(1, 2)):
            start, end = self.block(depth)
            self.flow(last, start)
            last = end
        return first, last

    def split(self, depth: int) -> tuple[str, str]:
        kind = self.random.choice(("exclusiveGateway", "parallelGateway", "inclusiveGateway"))
        fork, join = self.name("g"), self.name("g")
        branches = [self.block(depth) for _ in range(self.random.randint(2, 3))]
        for place, (start, end) in enumerate(branches):
            condition = "" if kind == "parallelGateway" or place == 0 else self.random.choice(NAMES)
            flow = self.flow(fork, start, condition)
            default = f' default="{flow}"' if place == 0 and kind != "parallelGateway" else ""
            if place == 0:
                self.parts.append(f'<{kind} id="{fork}"{default}/>')
            self.flow(end, join)
        self.parts.append(f'<{kind} id="{join}"/>')
        return fork, join

    def loop(self, depth: int) -> tuple[str, str]:
        merge, gate = self.name("g"), self.name("g")
        ask, _ = self.task(0)  # a loop without anybody in it could run for ever
        start, end = self.block(depth)
        self.flow(merge, ask)
        self.flow(ask, start)
        self.flow(end, gate)
        self.flow(gate, merge, self.random.choice(NAMES))
        after, _ = self.script(0)
        default = self.flow(gate, after)
        kind = self.random.choice(("exclusiveGateway", "inclusiveGateway"))
        self.parts.append(f'<{kind} id="{merge}"/><exclusiveGateway id="{gate}" default="{default}"/>')
        return merge, after

    def inside(self, depth: int) -> str:
        outer, self.parts = self.parts, []
        start, end = self.name("s"), self.name("e")
        first, last = self.block(depth)
        self.parts.append(f'<startEvent id="{start}"/><endEvent id="{end}"/>')
        self.flow(start, first)
        self.flow(last, end)
        body, self.parts = "".join(self.parts), outer
        return body

    def sub(self, depth: int) -> tuple[str, str]:
        return self.single("subProcess", "", self.inside(depth))

    def multi(self, depth: int) -> tuple[str, str]:
        sequential = self.random.choice(("true", "false"))
        loop = (
            f'<multiInstanceLoopCharacteristics isSequential="{sequential}"><loopCardinality>={self.random.randint(0, 3)}'
            "</loopCardinality></multiInstanceLoopCharacteristics>"
        )
        if self.random.random() < 0.5:
            return self.single("userTask", "", loop)
        return self.single("subProcess", "", loop + self.inside(depth))

    def race(self, _depth: int) -> tuple[str, str]:
        gate, join, message, timer = (self.name(kind) for kind in "gjmt")
        self.parts.append(
            f'<eventBasedGateway id="{gate}"/><exclusiveGateway id="{join}"/><intermediateCatchEvent id="{message}">'
            f'<messageEventDefinition messageRef="M1"/></intermediateCatchEvent><intermediateCatchEvent id="{timer}">'
            "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition></intermediateCatchEvent>"
        )
        for event in (message, timer):
            self.flow(gate, event)
            self.flow(event, join)
        return gate, join

    def guarded(self, depth: int) -> tuple[str, str]:
        inner, _ = self.sub(depth) if self.random.random() < 0.5 else self.service(depth)
        boundary, join = self.name("b"), self.name("j")
        interrupts = self.random.choice(("true", "false"))
        trigger = self.random.choice(("timer", "error", "message"))
        definition = {
            "timer": "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>",
            "message": '<messageEventDefinition messageRef="M2"/>',
            "error": "<errorEventDefinition/>",
        }[trigger]
        cancel = "true" if trigger == "error" else interrupts
        self.parts.append(
            f'<boundaryEvent id="{boundary}" attachedToRef="{inner}" cancelActivity="{cancel}">{definition}'
            f"</boundaryEvent>"
        )
        if cancel == "false":
            end = self.name("e")
            self.parts.append(f'<endEvent id="{end}"/>')
            self.flow(boundary, end)
            return inner, inner
        self.parts.append(f'<exclusiveGateway id="{join}"/>')
        self.flow(inner, join)
        self.flow(boundary, join)
        return inner, join


def model(random: Random, depth: int) -> Process:
    builder = Builder(random)
    return process(builder.inside(depth), strict=True)


def possible(run: Run, random: Random) -> list[Event]:
    """Everything that can happen now."""
    found: list[Event] = []
    for scope in run.state.scopes.values():
        for token in scope.tokens.values():
            kind = run.model.nodes[token.at].kind
            if kind == "userTask" and token.child is None:
                answers = {name: random.random() < 0.4 for name in NAMES}
                found.append(TaskCompleted(token.uid, answers))
            if kind == "serviceTask":
                found.append(ServiceCompleted(token.uid, token.attempt, {"n": 0}))
                found.append(ServiceFailed(token.uid, token.attempt, None, "again"))
                if run.model.nodes[token.at].boundary:
                    found.append(ServiceFailed(token.uid, token.attempt, "E1", "no"))
        for wait in scope.waits.values():
            if isinstance(wait.on, OnTimer):
                found.append(TimerFired(wait.uid))
            if isinstance(wait.on, OnMessage):
                found.append(MessageReceived(wait.uid, "m", {}))
    return found


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32), depth=st.integers(1, 6))
def test_every_random_run_of_a_sound_model_ends_with_nothing_left(seed: int, depth: int) -> None:
    random = Random(seed)
    run = Run(model(random, depth), {"n": 0, **dict.fromkeys(NAMES, False)})
    events: list[tuple[Event, object]] = []
    for _ in range(400):
        choices = possible(run, random)
        if not choices:
            break
        event = random.choice(choices)
        if isinstance(event, TimerFired):
            run.later(timedelta(hours=1))
        uncaught = isinstance(event, ServiceFailed) and event.code is not None
        events.append((event, run.env))
        run.do(event)
        if not uncaught:
            continue
        assert all(code == "error.uncaught" for code in run.incidents())
        if run.incidents():
            return
    else:
        return  # a loop that kept going: nothing was wrong on the way
    assert run.incidents() == []
    assert run.ended == "completed"
    again = kernel.start(run.model, replace(run.env, now=NOW), {"n": 0, **dict.fromkeys(NAMES, False)}).state
    for event, env in events:
        again = kernel.advance(run.model, again, event, env).state
    assert kernel.dump_state(again) == kernel.dump_state(run.state)
    assert kernel.dump_data(again.scopes[again.root].vars) == kernel.dump_data(run.data)


def test_the_cost_of_a_step_and_the_size_of_a_state_do_not_grow_with_history() -> None:
    looping = process(
        '<startEvent id="s"/><exclusiveGateway id="m"/><userTask id="a"/><exclusiveGateway id="g" default="f4"/>'
        '<endEvent id="e"/><sequenceFlow id="f1" sourceRef="s" targetRef="m"/>'
        '<sequenceFlow id="f2" sourceRef="m" targetRef="a"/><sequenceFlow id="f3" sourceRef="a" targetRef="g"/>'
        '<sequenceFlow id="f4" sourceRef="g" targetRef="m"/><sequenceFlow id="f5" sourceRef="g" targetRef="e">'
        "<conditionExpression>=stop</conditionExpression></sequenceFlow>"
    )
    run = Run(looping, {"stop": False})
    sizes = []
    for _ in range(200):
        run.do(TaskCompleted(run.token("a"), {"stop": False}))
        sizes.append(len(kernel.dump_state(run.state)))
    assert max(sizes) - min(sizes) <= 12, "only the digits of the counters grow"
