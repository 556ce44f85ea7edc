"""What can happen to a case next: every task with each of its answers, every service, timer, message and return.

Moves come grouped by *agent*, the token (or open wait of a scope) that makes them, so that independent agents need
not be explored in every order.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.bpmn.model import Node, NodeKind, Process
from engine.dossier.case import Case, Part
from engine.dossier.commands import Command, OutsideMessage, OutsideSignal, PartEvent
from engine.kernel.events import AdHocActivated, Moved, ServiceCompleted, ServiceFailed, TaskCompleted, TimerFired
from engine.kernel.kinds import PEOPLE, SERVICES
from engine.kernel.returning import reaches, returnable
from engine.kernel.state import OnMessage, OnSignal, OnTimer, Scope, ScopeKind, State, Token, TokenPhase, Wait
from engine.kernel.timers import stands_still
from engine.verify.answers import AnswerBook, error_codes
from engine.verify.findings import MoveKind
from engine.verify.statements import Unit, thrown_messages


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that may happen; ``at`` is the earliest instant (None: any time)."""

    kind: MoveKind
    part: int
    node: str
    command: Command
    at: datetime | None = None
    outcome: str | None = None
    answers: Mapping[str, Any] | None = None
    error: str | None = None
    to: str | None = None
    item: int = 0
    crosses: bool = False
    """A return past a message or call: what other parts were asked to do goes on."""


@dataclass(frozen=True, slots=True)
class Agent:
    """A token or a wait of a scope, with all it may do next."""

    part: int
    unit: str
    scope: int
    token: int
    """0 for a wait that belongs to the scope."""
    node: str
    options: tuple[Option, ...]
    timers: tuple[datetime, ...] = ()
    """When its own timers are due, fired or not."""


def possible(agents: list[Agent]) -> list[Option]:
    """What agents that are moved together may do: of their timers only the one that is due first may fire."""
    dues = [due for agent in agents for due in agent.timers]
    first = min(dues, default=None)
    return [option for agent in agents for option in agent.options if option.at is None or option.at == first]


class Mover:
    """Finds the moves of a case; shared by all states of an exploration."""

    def __init__(
        self,
        units: Mapping[str, Unit],
        book: AnswerBook,
        inside: frozenset[str],
        signals: frozenset[str],
        *,
        returns: bool,
    ) -> None:
        self.units = units
        self.book = book
        self.inside = inside
        self.signals = signals
        self.returns = returns
        self._crossing: dict[tuple[str, str, str | None], bool] = {}

    def agents(self, case: Case) -> list[Agent]:
        """Everything that can act, parts in order, older tokens first."""
        found: list[Agent] = []
        for n in sorted(case.parts):
            part = case.parts[n]
            if part.open:
                found += self._of_part(case, part)
        return found

    def unit_of(self, part: Part) -> Unit:
        """The unit a part runs."""
        return self.units[f"{part.package}/{part.process}" if part.package else part.process]

    def _of_part(self, case: Case, part: Part) -> Iterator[Agent]:
        unit = self.unit_of(part)
        seen: set[Any] = set()
        for uid in sorted(part.state.scopes):
            scope = part.state.scopes[uid]
            for token_uid in sorted(scope.tokens):
                token = scope.tokens[token_uid]
                twin = _twin(scope, token)
                if twin is not None:
                    if twin in seen:
                        continue  # iterations that are alike need only one representative
                    seen.add(twin)
                options = (
                    *self._of_token(case, part, unit, token),
                    *self._of_waits(part, unit, scope, token.waits),
                )
                if options:
                    yield Agent(part.n, unit.key, uid, token_uid, token.at, options, _dues(scope, token.waits))
            loose = tuple(wait.uid for wait in scope.waits.values() if wait.token is None)
            if loose or scope.kind is ScopeKind.ADHOC:
                options = (*self._of_waits(part, unit, scope, loose), *_ad_hoc(part, unit.process, scope))
                if options:
                    yield Agent(part.n, unit.key, uid, 0, scope.node, options, _dues(scope, loose))

    def _of_token(self, case: Case, part: Part, unit: Unit, token: Token) -> Iterator[Option]:
        if token.phase is not TokenPhase.ACTIVE or token.child is not None:
            return
        node = unit.process.nodes[token.at]
        item = _item(case, part, token)
        if node.kind in PEOPLE:
            yield from self._task(case, part, unit, node, token, item)
        elif node.kind in SERVICES and token.attempt:
            yield from self._service(part, unit, node, token, item)

    def _task(self, case: Case, part: Part, unit: Unit, node: Node, token: Token, item: int) -> Iterator[Option]:
        for answer in self.book.task(unit, node):
            event = TaskCompleted(token.uid, answer.values, answer.outcome, None, answer.hidden)
            yield Option(
                MoveKind.TASK, part.n, node.id, PartEvent(part.n, event), None, answer.outcome, answer.values, item=item
            )
        for code in error_codes(unit, node):
            failed = ServiceFailed(token.uid, token.attempt, code, code, final=True)
            yield Option(MoveKind.FAIL, part.n, node.id, PartEvent(part.n, failed), error=code, item=item)
        yield from self._returns(case, part, unit, node, token, item)

    def returns_of(self, case: Case) -> Iterator[Option]:
        """Only the returns to earlier steps."""
        for part in case.parts.values():
            if part.open:
                unit = self.unit_of(part)
                for scope in part.state.scopes.values():
                    for token in scope.tokens.values():
                        if token.phase is TokenPhase.ACTIVE and token.child is None:
                            node = unit.process.nodes[token.at]
                            yield from self._returns(case, part, unit, node, token, 0)

    def _returns(self, case: Case, part: Part, unit: Unit, node: Node, token: Token, item: int) -> Iterator[Option]:
        if self.returns and node.kind is NodeKind.USER_TASK and not case.lives[part.branch].status.closed:
            for target in returnable(unit.process, part.state, token.uid):
                if unit.process.nodes[target.node].kind is not NodeKind.USER_TASK:
                    continue
                back = Moved(token.uid, target.node, "")
                yield Option(
                    MoveKind.RETURN,
                    part.n,
                    node.id,
                    PartEvent(part.n, back),
                    to=target.node,
                    item=item,
                    crosses=self._crosses(unit, target.node, part.state, token.uid),
                )

    def _crosses(self, unit: Unit, target: str, state: State, token: int) -> bool:
        """Whether another part may have been asked for something between the target and where its scope stands now."""
        scope = unit.process.nodes[target].scope
        here = next((name for name in _around(state, token) if unit.process.nodes[name].scope == scope), None)
        key = (unit.key, target, here)
        known = self._crossing.get(key)
        if known is None:
            process = unit.process
            asking = [
                name
                for name, node in process.nodes.items()
                if thrown_messages(node) or node.kind is NodeKind.CALL_ACTIVITY
            ]
            places = [_lifted(process, name, scope) for name in asking]
            known = self._crossing[key] = here is not None and any(
                place is not None
                and (place == target or reaches(process, target, place))
                and (place == here or reaches(process, place, here))
                for place in places
            )
        return known

    def _service(self, part: Part, unit: Unit, node: Node, token: Token, item: int) -> Iterator[Option]:
        for answer in self.book.service(unit, node):
            result = answer.values if answer.whole is None else answer.whole
            event = ServiceCompleted(token.uid, token.attempt, result)
            shown = result if isinstance(result, Mapping) else {"result": result}
            yield Option(MoveKind.SERVICE, part.n, node.id, PartEvent(part.n, event), answers=shown, item=item)
        for code in error_codes(unit, node):
            failed = ServiceFailed(token.uid, token.attempt, code, code, final=True)
            yield Option(MoveKind.FAIL, part.n, node.id, PartEvent(part.n, failed), error=code, item=item)

    def _of_waits(self, part: Part, unit: Unit, scope: Scope, waits: tuple[int, ...]) -> Iterator[Option]:
        for uid in waits:
            wait = scope.waits.get(uid)
            if wait is not None:
                yield from self._of_wait(part, unit, wait)

    def _of_wait(self, part: Part, unit: Unit, wait: Wait) -> Iterator[Option]:
        on, node = wait.on, unit.process.nodes[wait.node]
        match on:
            case OnTimer(due=due) if not stands_still(on):
                yield Option(MoveKind.TIMER, part.n, wait.node, PartEvent(part.n, TimerFired(wait.uid)), at=due)
            case OnMessage(name=name, key=key) if name not in self.inside:
                for answer in self.book.message(unit, node):
                    said = OutsideMessage(f"proof.{part.n}.{wait.uid}", name, key, answer.values)
                    yield Option(MoveKind.MESSAGE, part.n, wait.node, said, answers=answer.values)
            case OnSignal(name=name) if name not in self.signals:
                for answer in self.book.message(unit, node):
                    heard = OutsideSignal(name, answer.values)
                    yield Option(MoveKind.SIGNAL, part.n, wait.node, heard, answers=answer.values)
            case _:
                return


def _around(state: State, token: int) -> Iterator[str]:
    """Where a token stands, then where the tokens stand that own the scopes around it."""
    scope: Scope | None = state.scopes[state.homes[token]]
    yield state.scopes[state.homes[token]].tokens[token].at
    while scope is not None:
        around = None if scope.parent is None else state.scopes.get(scope.parent)
        if around is not None and scope.owner is not None and scope.owner in around.tokens:
            yield around.tokens[scope.owner].at
        scope = around


def _lifted(process: Process, name: str, scope: str) -> str | None:
    """The node of the scope that holds another node; None when it does not lie in the scope."""
    place: str | None = name
    while place is not None and place in process.nodes:
        if process.nodes[place].scope == scope:
            return place
        place = process.nodes[place].scope
    return None


def _ad_hoc(part: Part, process: Process, scope: Scope) -> Iterator[Option]:
    """In an ad-hoc sub-process someone may choose an activity that is not under way."""
    if scope.kind is not ScopeKind.ADHOC:
        return
    busy = {token.at for token in scope.tokens.values()}
    for name in process.scopes[scope.node].sources:
        if name not in busy and process.nodes[name].kind is not NodeKind.START:
            event = AdHocActivated(scope.uid, name)
            yield Option(MoveKind.ACTIVATE, part.n, name, PartEvent(part.n, event))


def _dues(scope: Scope, waits: tuple[int, ...]) -> tuple[datetime, ...]:
    found = (scope.waits[uid].on for uid in waits if uid in scope.waits)
    return tuple(on.due for on in found if isinstance(on, OnTimer) and not stands_still(on))


def _twin(scope: Scope, token: Token) -> Any:
    """What an iteration's token shares with those that behave like it."""
    if scope.kind is not ScopeKind.ITERATION or token.child is not None or token.waits:
        return None
    values = {name: value for name, value in scope.vars.items() if name != "loopCounter"}
    return (scope.parent, token.at, token.phase, repr(sorted(values.items())))


def _item(case: Case, part: Part, token: Token) -> int:
    """Which of several open tasks of the element, in the order they were opened; 0 for the only one."""
    places = [
        (other.n, uid)
        for other in case.parts.values()
        if other.open and other.branch == part.branch
        for scope in other.state.scopes.values()
        for uid, one in scope.tokens.items()
        if one.at == token.at and one.child is None
    ]
    return sorted(places).index((part.n, token.uid)) + 1 if len(places) > 1 else 0
