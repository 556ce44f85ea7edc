"""Return to an earlier step (kernel.md §7): what lies after it is withdrawn, then it is entered again."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.bpmn.model import Node, NodeKind, Process
from engine.kernel import events as ev
from engine.kernel.cancelling import cancel_token
from engine.kernel.draft import Frame
from engine.kernel.effects import SupersedeLetters
from engine.kernel.state import Scope, ScopeKind, State, Token, Uid

if TYPE_CHECKING:
    from engine.kernel.machine import Machine


@dataclass(frozen=True, slots=True)
class ReturnTarget:
    """A step a token may return to, and the (token, element) that would be withdrawn."""

    node: str
    scope: Uid
    cancels: tuple[tuple[Uid, str], ...]


def returnable(process: Process, state: State, token: Uid) -> tuple[ReturnTarget, ...]:
    """Where ``token`` may return to, innermost scope first, in document order; empty for an unknown token."""
    home = state.homes.get(token)
    scope = None if home is None else state.scopes.get(home)
    found: list[ReturnTarget] = []
    at = token
    while scope is not None and at in scope.tokens:
        if scope.kind not in (ScopeKind.BODY, ScopeKind.ITERATION):
            found += _targets(process, scope, scope.tokens[at])
        scope, at = _outward(state, scope)
    return tuple(found)


def _outward(state: State, scope: Scope) -> tuple[Scope | None, Uid]:
    """The nearest scope around that holds a token owning this one, with that token; through event sub-processes too."""
    place: Scope | None = scope
    while place is not None:
        around = None if place.parent is None else state.scopes.get(place.parent)
        if place.owner is not None:
            return around, place.owner
        place = around
    return None, 0


def _targets(process: Process, scope: Scope, token: Token) -> list[ReturnTarget]:
    names = sorted(scope.entered, key=lambda name: (process.order.get(name, 0), name))
    return [
        ReturnTarget(name, scope.uid, tuple((one.uid, one.at) for one in _cancelled(process, scope, name)))
        for name in names
        if token.at != name and process.nodes[name].scope == scope.node and leads_back(process, name, token.at)
    ]


def _cancelled(process: Process, scope: Scope | Frame, target: str) -> list[Token]:
    tokens = sorted(scope.tokens.values(), key=lambda one: one.uid, reverse=True)
    return [one for one in tokens if one.at == target or reaches(process, target, one.at)]


def reaches(process: Process, source: str, target: str) -> bool:
    """Whether a way leads forward, without back edges, from one node to another of the same scope."""
    place = process.order.get(target)
    return place is not None and bool(process.forward.get(source, 0) >> place & 1)


def leads_back(process: Process, target: str, at: str) -> bool:
    """Whether what lies between an earlier step and a place can be done again from that step alone.

    Not so where a parallel join between them also waits for ways that do not begin at the step: their tokens were
    used up when it was passed, and it would wait for ever.
    """
    if not reaches(process, target, at):
        return False
    scope = process.scopes[process.nodes[target].scope]
    return all(
        reaches(process, target, process.flows[flow].source) or process.flows[flow].source == target
        for name in scope.nodes
        if process.nodes[name].kind is NodeKind.PARALLEL
        and reaches(process, target, name)
        and (name == at or reaches(process, name, at))
        for flow in process.nodes[name].incoming
    )


def moved(m: "Machine", event: ev.Moved) -> str | None:
    """Withdraw what the target leads to and enter the target. Ignored when that is no earlier step (without force)."""
    found = m.draft.find(event.token)
    node = m.draft.process.nodes.get(event.target)
    if found is None or node is None:
        return "unknown token" if found is None else "unknown target"
    place = _place(m, found[0], found[1], node, event)
    if isinstance(place, str):
        return place
    frame, token = place
    _withdraw(m, frame, token, node)
    m.draft.add_token(frame, node.id)
    return None


def _place(m: "Machine", frame: Frame, token: Token, node: Node, event: ev.Moved) -> tuple[Frame, Token] | str:
    """The scope that holds the target, with the token there that the moved one is or belongs to."""
    here: tuple[Frame, Token] | None = (frame, token)
    while here is not None:
        frame, token = here
        if frame.node == node.scope and frame.kind not in (ScopeKind.BODY, ScopeKind.ITERATION):
            if event.force:
                return here
            earlier = node.id in frame.entered and node.id != token.at
            return here if earlier and leads_back(m.draft.process, node.id, token.at) else "not an earlier step"
        here = _owner_around(m, frame)
    return "the target's scope is not open"


def _owner_around(m: "Machine", frame: Frame) -> tuple[Frame, Token] | None:
    for place in m.draft.up(frame):
        owner = m.draft.owner(place)
        if owner is not None:
            return owner
    return None


def _withdraw(m: "Machine", frame: Frame, token: Token, target: Node) -> None:
    process = m.draft.process
    for one in _cancelled(process, frame, target.id):
        cancel_token(m, frame, frame.tokens[one.uid], "moved")
    if token.uid in frame.tokens:  # a forced move to somewhere else: the token itself goes
        cancel_token(m, frame, frame.tokens[token.uid], "moved")
    for flow, count in list(frame.arrivals.items()):
        source = process.flows[flow].source if flow in process.flows else target.id
        if source == target.id or reaches(process, target.id, source):
            m.draft.unpark(frame, flow, count)
    for gate in list(frame.gates):
        if reaches(process, target.id, gate):
            frame.gates = frame.gates.delete(gate)
    _supersede(m, frame, target)


def _supersede(m: "Machine", frame: Frame, target: Node) -> None:
    """Papers issued after the target no longer stand; ``entered`` tells which steps there have been."""
    process = m.draft.process
    issued = [
        name
        for name in process.scopes[frame.node].nodes
        if process.nodes[name].work.letter is not None
        and (name == target.id or (name in frame.entered and reaches(process, target.id, name)))
    ]
    if issued:
        m.emit(SupersedeLetters(tuple(issued)))


__all__ = ["ReturnTarget", "leads_back", "moved", "reaches", "returnable"]
