"""What each event does: it is checked against the state first, then set in motion. A reason means: ignored."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from engine.bpmn.model import NodeKind
from engine.kernel import events as ev
from engine.kernel.behaviour import Answered
from engine.kernel.catching import throw
from engine.kernel.correlating import learn
from engine.kernel.draft import Frame
from engine.kernel.effects import CancelTimer, SetTimer
from engine.kernel.errors import Trouble
from engine.kernel.firing import fire
from engine.kernel.kinds import CALLS, PEOPLE, SERVICES
from engine.kernel.repair import ad_hoc_activated, cancelled, data_changed, retried, scope_cancelled, skipped
from engine.kernel.returning import moved
from engine.kernel.state import Held, OnMessage, OnSignal, OnTimer, Token, TokenPhase, Wait
from engine.kernel.timers import rescheduled, stands_still, suspended
from engine.kernel.waits import definition

if TYPE_CHECKING:
    from engine.kernel.machine import Machine

UNKNOWN_TOKEN = "unknown token"  # noqa: S105 - a token of BPMN
NOT_WAITING = "not waiting for this"


def _waiting(m: "Machine", uid: int, kinds: frozenset[NodeKind]) -> tuple[Frame, Token] | str:
    found = m.draft.find(uid)
    if found is None:
        return UNKNOWN_TOKEN
    _, token = found
    if m.draft.node(token.at).kind not in kinds or token.phase is not TokenPhase.ACTIVE or token.child is not None:
        return NOT_WAITING
    return found


def _attempt(m: "Machine", uid: int, attempt: int, kinds: frozenset[NodeKind]) -> tuple[Frame, Token] | str:
    found = _waiting(m, uid, kinds)
    if not isinstance(found, str) and found[1].attempt != attempt:
        return "another attempt"
    return found


def _task_completed(m: "Machine", event: ev.TaskCompleted) -> str | None:
    found = _waiting(m, event.token, PEOPLE)
    if isinstance(found, str):
        return found
    frame, token = found
    if event.outcome is not None and event.outcome not in m.draft.node(token.at).work.outcomes:
        return "unknown outcome"
    m.resume(frame, token, Answered(Held(dict(event.answers), event.outcome, event.hidden)))
    return None


def _service_completed(m: "Machine", event: ev.ServiceCompleted) -> str | None:
    found = _attempt(m, event.token, event.attempt, SERVICES)
    if isinstance(found, str):
        return found
    m.resume(*found, Answered(Held(event.result)))
    return None


def _service_failed(m: "Machine", event: ev.ServiceFailed) -> str | None:
    found = _attempt(m, event.token, event.attempt, SERVICES | PEOPLE)
    if isinstance(found, str):
        return found
    frame, token = found
    phase = "answer" if m.draft.node(token.at).kind in PEOPLE else "call"
    if event.code is not None:
        throw(m, frame, token, "error", event.code, {"message": event.message}, phase)
    elif event.final:
        m.incident(frame, token, phase, Trouble("service.failed", event.message))
    else:
        m.again(frame, token, "call")
    return None


def _timer_fired(m: "Machine", event: ev.TimerFired) -> str | None:
    found = m.draft.find_wait(event.wait)
    if found is None or not isinstance(found[1].on, OnTimer):
        return "wait gone"
    frame, wait = found
    assert isinstance(wait.on, OnTimer)
    if m.draft.env.now < wait.on.due or stands_still(wait.on):
        return "not due"
    fire(m, frame, wait, Held())
    return None


def _timer_rescheduled(m: "Machine", event: ev.TimerRescheduled) -> str | None:
    found = m.draft.find_wait(event.wait)
    if found is None or not isinstance(found[1].on, OnTimer):
        return "wait gone"
    frame, wait = found
    assert isinstance(wait.on, OnTimer)
    on = suspended(wait.on, m.draft.env) if event.due is None else rescheduled(wait.on, event.due, m.draft.env)
    if on is None:
        return "stands still already"
    m.draft.put_wait(frame, Wait(wait.uid, wait.token, wait.node, wait.index, wait.interrupts, on))
    m.emit(CancelTimer(wait.uid) if event.due is None else SetTimer(wait.uid, event.due, on.origin))
    return None


def _message_received(m: "Machine", event: ev.MessageReceived) -> str | None:
    found = m.draft.find_wait(event.wait)
    if found is None or not isinstance(found[1].on, OnMessage):
        return "wait gone"
    learn(m, definition(m.draft.node(found[1].node), found[1]), event.payload)
    fire(m, *found, Held(dict(event.payload)))
    return None


def _signal_received(m: "Machine", event: ev.SignalReceived) -> str | None:
    found = m.draft.find_wait(event.wait)
    if found is None or not isinstance(found[1].on, OnSignal):
        return "wait gone"
    fire(m, *found, Held(dict(event.payload)))
    return None


def _child_ended(m: "Machine", event: ev.ChildEnded) -> str | None:
    found = _waiting(m, event.token, CALLS)
    if isinstance(found, str):
        return found
    if event.outcome.startswith("error:"):
        return "the error was thrown before"
    if event.outcome.startswith("cancelled"):
        text = f"the called process was cancelled ({event.outcome})"
        m.incident(*found, "call", Trouble("call.cancelled", text))
        return None
    m.resume(*found, Answered(Held(dict(event.output))))
    return None


def _child_threw(m: "Machine", event: ev.ChildThrew) -> str | None:
    found = _waiting(m, event.token, CALLS)
    if isinstance(found, str):
        return found
    throw(m, *found, event.trigger, event.code, event.payload, "call")
    return None


def _started(_m: "Machine", _event: ev.Started) -> str:
    return "already started"


HANDLERS: Final[Mapping[type, Callable[["Machine", Any], str | None]]] = MappingProxyType(
    {
        ev.Started: _started,
        ev.TaskCompleted: _task_completed,
        ev.ServiceCompleted: _service_completed,
        ev.ServiceFailed: _service_failed,
        ev.TimerFired: _timer_fired,
        ev.TimerRescheduled: _timer_rescheduled,
        ev.MessageReceived: _message_received,
        ev.SignalReceived: _signal_received,
        ev.ChildEnded: _child_ended,
        ev.ChildThrew: _child_threw,
        ev.DataChanged: data_changed,
        ev.Moved: moved,
        ev.AdHocActivated: ad_hoc_activated,
        ev.Retried: retried,
        ev.Skipped: skipped,
        ev.ScopeCancelled: scope_cancelled,
        ev.Cancelled: cancelled,
    }
)
"""Every event but ``Migrated``, which comes with another model (:mod:`engine.kernel.migration`)."""
