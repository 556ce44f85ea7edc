"""Cancelling: a token with all it owns, or what is in a scope; the youngest first, inner before outer."""

from collections.abc import Generator
from typing import TYPE_CHECKING

from engine.kernel.draft import Frame
from engine.kernel.results import release
from engine.kernel.state import EMPTY, ScopeKind, Token, TokenPhase
from engine.kernel.table import BEHAVIOURS

if TYPE_CHECKING:
    from engine.kernel.machine import Machine


SKIPPED = "skipped"
"""Why a token is withdrawn whose node then counts as completed."""


def is_inside(frame: Frame, token: Token) -> bool:
    """The token has not completed its node: one that only could not leave it has."""
    return not any(one.token == token.uid and one.phase == "leave" for one in frame.incidents.values())


def cancel_token(m: "Machine", frame: Frame, token: Token, why: str = "cancelled") -> None:
    """The token, what it owns and what it waits for are withdrawn."""
    _run(_token(m, frame, token, why))


def clear_scope(m: "Machine", frame: Frame, why: str = "cancelled") -> None:
    """Everything in the scope is withdrawn; the scope itself stays open."""
    _run(_inside(m, frame, why))


def cancel_scope(m: "Machine", frame: Frame, why: str = "cancelled") -> None:
    """The scope with everything in it is withdrawn and closed."""
    _run(_scope(m, frame, why))


Work = Generator["Work", None, None]
"""One withdrawal, which gives out those that come before it: a model may nest deeper than Python calls itself."""


def _run(work: Work) -> None:
    stack = [work]
    while stack:
        inner = next(stack[-1], None)
        if inner is None:
            stack.pop()
        else:
            stack.append(inner)


def _token(m: "Machine", frame: Frame, token: Token, why: str) -> Work:
    child = m.draft.frame_or_none(token.child)
    if child is not None:
        yield _scope(m, child, "cancelled" if why == SKIPPED else why)
    token = frame.tokens[token.uid]
    m.mute(frame, token)
    spot = m.spot(frame, token)
    body = spot.node.loop is not None and not spot.inner
    if token.phase is TokenPhase.ACTIVE and not body:
        m.emit_all(BEHAVIOURS[spot.node.kind].cancel(spot, why))
    if token.phase in (TokenPhase.ACTIVE, TokenPhase.LEAVE) and not body:
        m.emit_all(release(spot))
    told = token.phase is not TokenPhase.ENTER or token.uid in m.told
    if told and why != SKIPPED and is_inside(frame, token) and not body:
        m.draft.tell(token.at, "cancelled", frame, token.uid)
    m.resolve(frame, token.uid)
    m.draft.drop_token(frame, token.uid)


def _inside(m: "Machine", frame: Frame, why: str) -> Work:
    for uid in sorted((*frame.tokens, *frame.children), reverse=True):
        token = frame.tokens.get(uid)
        if token is not None:
            yield _token(m, frame, token, why)
        elif (child := m.draft.frame_or_none(uid)) is not None:
            yield _scope(m, child, why)
    for flow, count in list(frame.arrivals.items()):
        m.draft.unpark(frame, flow, count)
    frame.gates = EMPTY
    close_waits(m, frame)
    for incident in sorted(frame.incidents.values(), key=lambda one: one.uid):
        m.close_incident(frame, incident)


def _scope(m: "Machine", frame: Frame, why: str) -> Work:
    yield _inside(m, frame, why)
    if frame.kind is ScopeKind.EVENT_SUB:
        m.draft.tell(frame.node, "cancelled", frame)
    m.draft.close_scope(frame)


def close_waits(m: "Machine", frame: Frame) -> None:
    """The scope itself waits for nothing any more."""
    for wait in sorted(frame.waits.values(), key=lambda one: one.uid, reverse=True):
        if wait.token is None:
            m.unwait(frame, wait.uid)
