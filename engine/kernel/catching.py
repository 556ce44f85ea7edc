"""Errors and escalations look for who catches them, from the thrower outward (BPMN 2.0.2 §10.5.1, §10.5.6)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.bpmn.model import Node, NodeKind, Trigger
from engine.kernel.cancelling import cancel_token
from engine.kernel.draft import Frame
from engine.kernel.effects import ThrowToParent
from engine.kernel.errors import Trouble
from engine.kernel.firing import start_event_sub
from engine.kernel.scopes import end_part
from engine.kernel.state import Held, ScopeKind, ScopePhase, Token
from engine.kernel.step import Note

if TYPE_CHECKING:
    from engine.kernel.machine import Machine

_THROWERS = frozenset({NodeKind.END, NodeKind.THROW})
_HOLDERS = frozenset({ScopeKind.PROCESS, ScopeKind.SUB, ScopeKind.TRANSACTION, ScopeKind.ADHOC, ScopeKind.EVENT_SUB})


@dataclass(frozen=True, slots=True)
class _Catcher:
    """Who catches: a boundary event of ``host``, or without one a start event in an event sub-process of the scope."""

    frame: Frame
    host: Token | None
    node: Node


def throw(
    m: "Machine", frame: Frame, token: Token, trigger: str, code: str | None, values: Mapping[str, Any], phase: str
) -> None:
    """Throw from a token; ``phase`` is what a retry runs again when nobody catches an error."""
    catcher = _find(m, frame, token, Trigger(trigger), code)
    if catcher is None:
        _uncaught(m, frame, token, Trigger(trigger), code, values, phase)
        return
    if catcher.node.interrupting:
        _thrown(m, frame, token)
    held = Held({**values, "code": code})
    if catcher.host is None:
        start_event_sub(m, catcher.frame, catcher.node.id, held, interrupts=catcher.node.interrupting)
        return
    if catcher.node.interrupting or trigger == Trigger.ERROR:
        cancel_token(m, catcher.frame, catcher.frame.tokens[catcher.host.uid])
    m.draft.add_token(catcher.frame, catcher.node.id, held=held)


def _thrown(m: "Machine", frame: Frame, token: Token) -> None:
    """An event has done its part by throwing: it is complete before what it threw takes its scope away."""
    if m.draft.node(token.at).kind in _THROWERS and token.uid in frame.tokens:
        m.draft.tell(token.at, "completed", frame)
        m.resolve(frame, token.uid)
        m.draft.drop_token(frame, token.uid)


def _find(m: "Machine", frame: Frame, token: Token, trigger: Trigger, code: str | None) -> _Catcher | None:
    place: Frame | None = frame
    host: Token | None = token
    inside = ""
    while place is not None:
        if host is not None and not (place.iterates and place.node == host.at):
            node = _match(m, m.draft.node(host.at).boundary, trigger, code)
            if node is not None:
                return _Catcher(place, host, node)
        if place.kind in _HOLDERS and place.phase is ScopePhase.ACTIVE:
            node = _match(m, _handlers(m, place, inside), trigger, code)
            if node is not None:
                return _Catcher(place, None, node)
        inside = place.node if place.kind is ScopeKind.EVENT_SUB else ""
        owner = m.draft.owner(place)
        if owner is not None:
            place, host = owner
        else:
            place, host = m.draft.frame_or_none(place.parent), None
    return None


def _handlers(m: "Machine", frame: Frame, inside: str) -> Iterable[str]:
    """Starts of the scope's event sub-processes, but for the one that the throw comes from."""
    scopes = m.draft.process.scopes
    handlers = (name for name in scopes[frame.node].event_sub_processes if name != inside)
    return (start for name in handlers for start in scopes[name].starts)


def _match(m: "Machine", names: Iterable[str], trigger: Trigger, code: str | None) -> Node | None:
    """The first that names the code, else the first that catches any: an error without a code is any (§10.5.6).

    Of those that catch any, the one that refers to the very error that was thrown without a code is nearer.
    """
    events = [
        (node, event)
        for node in map(m.draft.node, names)
        for event in node.events
        if event.trigger is trigger and event.code in (code, None)
    ]
    ranked = sorted(events, key=lambda one: 0 if one[1].code == code else 1 if one[1].name == code else 2)
    return ranked[0][0] if ranked else None


def _uncaught(
    m: "Machine",
    frame: Frame,
    token: Token,
    trigger: Trigger,
    code: str | None,
    values: Mapping[str, Any],
    phase: str,
) -> None:
    called = m.draft.before.called
    if called:
        m.emit(ThrowToParent(trigger.value, code, dict(values)))
    if trigger is Trigger.ESCALATION:
        if not called:
            m.draft.notes.append(Note(token.at, "escalation.uncaught", f"nobody catches the escalation {code}"))
    elif called:
        _thrown(m, frame, token)
        end_part(m, f"error:{code}")
    else:
        text = f"nobody catches the error {code}" + (f": {values['message']}" if values.get("message") else "")
        m.incident(frame, frame.tokens[token.uid], phase, Trouble("error.uncaught", text))
