"""Small BPMN models from snippets, and a runner that checks what must hold after every single step."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from immutables import Map
from lxml import etree

from engine import kernel
from engine.bpmn import compile_library, read
from engine.bpmn.model import Process
from engine.kernel import effects as fx
from engine.kernel.env import Env
from engine.kernel.events import Event, Started
from engine.kernel.state import OnCondition, OnSignal, State
from engine.kernel.step import Applied, Ignored, Step

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)

_HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:motcua="urn:motcua:bpmn:1" '
    'targetNamespace="urn:test">'
    '<error id="E1" errorCode="E1" name="E1"/><error id="E2" errorCode="E2" name="E2"/>'
    '<escalation id="X1" escalationCode="X1" name="X1"/>'
    '<message id="M1" name="M1"/><message id="M2" name="M2"/><signal id="S1" name="S1"/><signal id="S2" name="S2"/>'
)


_RANK = {
    "extensionElements": 0,
    "ioSpecification": 1,
    "dataInputAssociation": 2,
    "dataOutputAssociation": 3,
    "multiInstanceLoopCharacteristics": 4,
    "standardLoopCharacteristics": 4,
    "association": 8,
    "completionCondition": 9,
}
"""The schema wants some children before or after all others; the snippets read better in their own order."""


def process(body: str, decisions: Mapping[str, Any] | None = None, *, strict: bool = True, extra: str = "") -> Process:
    """A process ``P`` with this body; flows may be written ``{a>b}`` or ``{a>b:condition}``, see ``flows``."""
    root = etree.fromstring(
        f'{_HEAD}{extra}<process id="P" isExecutable="true">{body}</process></definitions>'.encode()
    )
    for element in root.iter():
        element[:] = sorted(element, key=lambda child: _RANK.get(etree.QName(child).localname, 5))
    library, problems = compile_library(read(etree.tostring(root)), decisions)
    errors = [problem for problem in problems if str(problem.severity) == "error"]
    assert not errors or not strict, errors
    return library.processes["P"]


def flows(*lines: str) -> str:
    """Sequence flows from ``a>b``, ``a>b: condition``; the id is ``a_b``."""
    found = []
    for line in lines:
        ends, _, condition = line.partition(":")
        names = [name.strip() for name in ends.split(">")]
        for source, target in pairwise(names):
            inner = f"<conditionExpression>={_escaped(condition.strip())}</conditionExpression>" if condition else ""
            found.append(
                f'<sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}">{inner}</sequenceFlow>'
            )
    return "".join(found)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class Run:
    """One part under way; every step is checked against what must always hold."""

    def __init__(
        self,
        model: Process,
        data: Mapping[str, Any] | None = None,
        started: Started | None = None,
        env: Env | None = None,
        *,
        called: bool = False,
    ) -> None:
        self.model = model
        self.env = env or Env(now=NOW)
        self.effects: list[fx.Effect] = []
        self.trace: list[tuple[str, str]] = []
        self.steps: list[Step] = []
        self.fired: set[int] = set()
        """Timers that a test let happen: the shell's row of them is gone."""
        self.state: State
        self._take(kernel.start(model, self.env, data or {}, started, called=called))

    def do(self, event: Event) -> Step:
        """An event that must apply."""
        step = self.maybe(event)
        assert isinstance(step.result, Applied), step.result
        return step

    def maybe(self, event: Event) -> Step:
        step = kernel.advance(self.model, self.state, event, self.env)
        if isinstance(step.result, Ignored):
            assert step.state is self.state
            return step
        again = kernel.advance(self.model, self.state, event, self.env)
        assert kernel.dump_state(again.state) == kernel.dump_state(step.state)
        self._take(step)
        return step

    def _take(self, step: Step) -> None:
        self.state = step.state
        self.steps.append(step)
        self.effects.extend(step.effects)
        self.trace.extend((entry.element, entry.event) for entry in step.trace)
        sound(self.state)
        loaded = kernel.load_state(kernel.dump_state(self.state), kernel.load_data(kernel.dump_data(self.data)))
        assert loaded == self.state
        self.state = loaded

    def later(self, lapse: timedelta) -> None:
        self.env = replace(self.env, now=self.env.now + lapse)

    @property
    def data(self) -> Map[str, Any]:
        return self.state.scopes[self.state.root].vars

    @property
    def ended(self) -> str | None:
        return self.state.ended

    def token(self, node: str, nth: int = 0) -> int:
        """Uid of the nth token at a node that is doing something there (no loop's frame)."""
        found = [
            token.uid
            for scope in self.state.scopes.values()
            for token in scope.tokens.values()
            if token.at == node and not (self.model.nodes[node].loop and token.child and scope.kind != "iteration")
        ]
        return sorted(found)[nth]

    def wait(self, node: str, nth: int = 0) -> int:
        """Uid of the nth wait for a node."""
        found = [w.uid for scope in self.state.scopes.values() for w in scope.waits.values() if w.node == node]
        return sorted(found)[nth]

    def at(self) -> list[str]:
        """Nodes with a token, sorted."""
        return sorted(token.at for scope in self.state.scopes.values() for token in scope.tokens.values())

    def incidents(self) -> list[str]:
        """Codes of the open incidents."""
        return sorted(one.code for scope in self.state.scopes.values() for one in scope.incidents.values())

    def incident(self) -> int:
        """Uid of the only incident."""
        (found,) = [uid for scope in self.state.scopes.values() for uid in scope.incidents]
        return found

    def sent(self, kind: type) -> list[Any]:
        """All effects of a kind so far."""
        return [effect for effect in self.effects if isinstance(effect, kind)]

    def completed(self) -> list[str]:
        return [element for element, event in self.trace if event == "completed"]


def sound(state: State) -> None:
    """No lost and no doubled token: counts, indexes and ownership agree; ended exactly when nothing is left."""
    homes: dict[int, int] = {}
    for uid, scope in state.scopes.items():
        assert scope.uid == uid
        assert scope.live == len(scope.tokens) + len(scope.children) + sum(scope.arrivals.values())
        for held in (*scope.tokens, *scope.waits, *scope.incidents):
            assert held not in homes
            homes[held] = uid
        for token in scope.tokens.values():
            assert token.child is None or state.scopes[token.child].owner == token.uid
            assert set(token.waits) == {w.uid for w in scope.waits.values() if w.token == token.uid}
            assert token.phase != "enter", "every token has entered, or holds an incident"
            if token.phase == "held":
                assert any(one.token == token.uid for one in scope.incidents.values())
        for incident in scope.incidents.values():
            assert incident.token is None or incident.token in scope.tokens
        if scope.parent is not None:
            parent = state.scopes[scope.parent]
            assert (uid in parent.children) == (scope.owner is None)
            if scope.owner is not None:
                assert parent.tokens[scope.owner].child == uid
    assert dict(state.homes) == homes
    watching: dict[str, set[int]] = {}
    for scope in state.scopes.values():
        for wait in scope.waits.values():
            if isinstance(wait.on, OnCondition):
                for name in wait.on.names:
                    watching.setdefault(name, set()).add(wait.uid)
    assert {name: set(uids) for name, uids in state.watching.items()} == watching
    signals: dict[str, set[int]] = {}
    for scope in state.scopes.values():
        for wait in scope.waits.values():
            if isinstance(wait.on, OnSignal):
                signals.setdefault(wait.on.name, set()).add(wait.uid)
    assert {name: set(uids) for name, uids in state.signals.items()} == signals
    root = state.scopes[state.root]
    if state.ended is not None:
        assert root.live == 0
        assert len(state.scopes) == 1
        assert not root.waits
        assert not root.incidents
    else:
        assert root.live > 0 or root.incidents
