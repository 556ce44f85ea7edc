"""What an operator or the shell does to a part from outside (kernel.md §4, §7)."""

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.kernel import events as ev
from engine.kernel.cancelling import SKIPPED, cancel_scope, cancel_token, is_inside
from engine.kernel.draft import Frame
from engine.kernel.kinds import GATEWAYS
from engine.kernel.scopes import end_part
from engine.kernel.state import Held, Incident, ScopeKind, ScopePhase, Token, TokenPhase

if TYPE_CHECKING:
    from engine.kernel.machine import Machine


def data_changed(m: "Machine", event: ev.DataChanged) -> str | None:
    """Values are written into a scope as they are."""
    frame = m.draft.frame_or_none(m.draft.root if event.scope is None else event.scope)
    if frame is None:
        return "unknown scope"
    for name, value in event.values.items():
        m.draft.store(frame, name, value, frame.node)
    return None


def ad_hoc_activated(m: "Machine", event: ev.AdHocActivated) -> str | None:
    """One more activity of an ad-hoc sub-process that still takes activities."""
    frame = m.draft.frame_or_none(event.scope)
    if frame is None or frame.kind is not ScopeKind.ADHOC or frame.phase is not ScopePhase.ACTIVE:
        return "unknown scope"
    node = m.draft.process.nodes.get(event.node)
    if node is None or node.id not in m.draft.process.scopes[frame.node].sources:
        return "unknown node"
    if m.draft.node(frame.node).ordering == "Sequential" and frame.live:
        return "one at a time"
    m.draft.add_token(frame, node.id)
    return None


def retried(m: "Machine", event: ev.Retried) -> str | None:
    """The phase that caused an incident runs again; nothing before it does."""
    frame = m.draft.home(event.incident)
    incident = None if frame is None else frame.incidents.get(event.incident)
    if frame is None or incident is None:
        return "unknown incident"
    m.close_incident(frame, incident)
    token = None if incident.token is None else frame.tokens.get(incident.token)
    if token is not None:
        _again(m, frame, token, incident)
    else:
        _scope_again(m, frame, incident)
    return None


def _again(m: "Machine", frame: Frame, token: Token, incident: Incident) -> None:
    match incident.phase:
        case "enter":
            m.mute(frame, token)
            child = m.draft.frame_or_none(token.child)
            if child is not None:
                cancel_scope(m, child)
            m.draft.queue.append(("enter", token.uid))
        case "call":
            m.again(frame, token, "call")
        case "complete":
            m.complete(frame, token, token.held or Held())
        case "leave":
            m.leave(frame, token, None if token.held is None else token.held.outcome)
        case _:
            pass  # "answer": the task is still with the person


def _scope_again(m: "Machine", frame: Frame, incident: Incident) -> None:
    kind, _, wait = incident.phase.partition(":")
    if kind == "look":
        m.draft.queue.append(("look", int(wait)))
    elif kind in ("begin", "arm", "done", "adhoc"):
        m.draft.queue.append((kind, frame.uid))


def skipped(m: "Machine", event: ev.Skipped) -> str | None:
    """The token's activity counts as done, with this output; what it had open is withdrawn."""
    found = m.draft.find(event.token)
    if found is None:
        return "unknown token"
    frame, token = found
    if m.draft.node(token.at).kind in GATEWAYS:
        return _skip_gateway(m, frame, token, event)
    spot = m.spot(frame, token)
    inside = is_inside(frame, token) and (spot.node.loop is None or spot.inner)
    fresh = _withdrawn(m, frame, token)
    for name, value in event.output.items():
        m.draft.assign(frame, name, value, token.at)
    if inside:
        m.draft.tell(token.at, "completed", frame)
    m.leave(frame, fresh)
    return None


def _skip_gateway(m: "Machine", frame: Frame, token: Token, event: ev.Skipped) -> str | None:
    if token.phase is not TokenPhase.HELD:
        return "nothing to skip"
    for name, value in event.output.items():
        m.draft.assign(frame, name, value, token.at)
    m.resolve(frame, token.uid)
    m.draft.queue.append(("enter", token.uid))
    return None


def _withdrawn(m: "Machine", frame: Frame, token: Token) -> Token:
    """Cancel all a token has, and put it back empty-handed under a new uid, as if it had just been done."""
    place = m.draft.appear(frame, token.at)
    cancel_token(m, frame, token, SKIPPED)
    fresh = replace(place, via=token.via, phase=TokenPhase.LEAVE)
    m.draft.put_token(frame, fresh)
    return fresh


def scope_cancelled(m: "Machine", event: ev.ScopeCancelled) -> str | None:
    """One branch ends: a token with all it owns, or a scope with the token that owns it."""
    if event.token is not None:
        found = m.draft.find(event.token)
        if found is None:
            return "unknown token"
        cancel_token(m, *found)
        return None
    frame = None if event.scope is None else m.draft.frame_or_none(event.scope)
    if frame is None:
        return "unknown scope"
    if frame.uid == m.draft.root:
        end_part(m, "cancelled")
        return None
    owner = m.draft.owner(frame)
    if owner is not None:
        cancel_token(m, *owner)
    else:
        cancel_scope(m, frame)
    return None


def cancelled(m: "Machine", event: ev.Cancelled) -> str | None:
    """The whole part ends: withdrawn, stopped, refused, or its caller was cancelled."""
    end_part(m, "cancelled" if event.outcome == "cancelled" else f"cancelled:{event.outcome}")
    return None
