"""Rows of what is open: parts, tasks, timers, subscriptions, incidents and effects that leave the dossier."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from engine.clock import Calendar, ClockError, working_between
from engine.dossier.case import Part, PartEffect
from engine.dossier.commands import Command, PartEvent
from engine.kernel import effects as fx
from engine.kernel.codec import dump_data, value_to_json
from engine.kernel.events import (
    MessageReceived,
    ServiceCompleted,
    ServiceFailed,
    SignalReceived,
    TaskCompleted,
    TimerFired,
)
from engine.kernel.state import State
from engine.kernel.state_codec import dump_state
from runtime.models import (
    EffectRow,
    IncidentRow,
    PartRow,
    SubscriptionRow,
    TaskHistory,
    TaskRow,
    TimerRow,
)
from runtime.services import placing, task_moves
from runtime.services.batch import RawJson
from runtime.services.cases import OpenTask
from runtime.services.recording import Recording, written
from runtime.services.transactions import new_id

Key = tuple[int, int]


@dataclass(slots=True)
class _Folded:
    """What a turn's effects leave open, in the order they were asked for: later ones undo earlier ones."""

    opened: dict[Key, tuple[PartEffect, fx.OpenTask]] = field(default_factory=dict)
    closed: dict[Key, str] = field(default_factory=dict)
    timers: dict[Key, fx.SetTimer | None] = field(default_factory=dict)
    waits: dict[Key, fx.Subscribe | None] = field(default_factory=dict)
    incidents: dict[Key, fx.RaiseIncident | None] = field(default_factory=dict)
    calls: dict[tuple[int, int, int], tuple[PartEffect, fx.CallService]] = field(default_factory=dict)
    cancelled: list[tuple[int, int, int]] = field(default_factory=list)
    leaving: list[PartEffect] = field(default_factory=list)


def gather(recording: Recording) -> None:
    """Fold the turn's effects and add the rows that change."""
    folded = _Folded()
    for effect in recording.turn.effects:
        handler = _FOLDS.get(type(effect.effect))
        if handler is not None:
            handler(folded, effect, effect.effect)
    for step in recording.turn.steps:
        if isinstance(step.event, TimerFired):  # over, unless the step has set it again
            folded.timers.setdefault((step.part, step.event.wait), None)
        elif isinstance(step.event, MessageReceived | SignalReceived):
            _taken(recording, folded, step.part, step.event.wait)
    _parts(recording)
    task_moves.gather(recording, folded.closed, folded.opened)
    _closed_tasks(recording, folded)
    _opened_tasks(recording, folded)
    _timers(recording, folded)
    _waits(recording, folded)
    _incidents(recording, folded)
    _effects(recording, folded)


def _taken(recording: Recording, folded: _Folded, n: int, uid: int) -> None:
    """A wait that was fulfilled is over, unless it is one that goes on waiting (a non-interrupting boundary)."""
    scopes = recording.turn.case.parts[n].state.scopes.values()
    if not any(uid in scope.waits for scope in scopes):
        folded.waits.setdefault((n, uid), None)


# -- folding -----------------------------------------------------------------------------------------------------


def _open(folded: _Folded, at: PartEffect, effect: fx.OpenTask) -> None:
    folded.opened[at.part, effect.token] = (at, effect)


def _close(folded: _Folded, at: PartEffect, effect: fx.CloseTask) -> None:
    if folded.opened.pop((at.part, effect.token), None) is None:
        folded.closed[at.part, effect.token] = effect.why


def _set_timer(folded: _Folded, at: PartEffect, effect: fx.SetTimer) -> None:
    folded.timers[at.part, effect.wait] = effect


def _cancel_timer(folded: _Folded, at: PartEffect, effect: fx.CancelTimer) -> None:
    folded.timers[at.part, effect.wait] = None


def _subscribe(folded: _Folded, at: PartEffect, effect: fx.Subscribe) -> None:
    folded.waits[at.part, effect.wait] = effect


def _unsubscribe(folded: _Folded, at: PartEffect, effect: fx.Unsubscribe) -> None:
    folded.waits[at.part, effect.wait] = None


def _raise(folded: _Folded, at: PartEffect, effect: fx.RaiseIncident) -> None:
    folded.incidents[at.part, effect.incident.uid] = effect


def _resolve(folded: _Folded, at: PartEffect, effect: fx.ResolveIncident) -> None:
    folded.incidents[at.part, effect.incident] = None


def _call(folded: _Folded, at: PartEffect, effect: fx.CallService) -> None:
    folded.calls[at.part, effect.token, effect.attempt] = (at, effect)


def _cancel_call(folded: _Folded, at: PartEffect, effect: fx.CancelService) -> None:
    key = (at.part, effect.token, effect.attempt)
    if folded.calls.pop(key, None) is None:
        folded.cancelled.append(key)


def _leave(folded: _Folded, at: PartEffect, _effect: fx.SendMessage | fx.BroadcastSignal) -> None:
    folded.leaving.append(at)


_FOLDS: Mapping[type, Callable[[_Folded, PartEffect, Any], None]] = {
    fx.OpenTask: _open,
    fx.CloseTask: _close,
    fx.SetTimer: _set_timer,
    fx.CancelTimer: _cancel_timer,
    fx.Subscribe: _subscribe,
    fx.Unsubscribe: _unsubscribe,
    fx.RaiseIncident: _raise,
    fx.ResolveIncident: _resolve,
    fx.CallService: _call,
    fx.CancelService: _cancel_call,
    fx.SendMessage: _leave,
    fx.BroadcastSignal: _leave,
}


# -- parts -------------------------------------------------------------------------------------------------------


def _parts(recording: Recording) -> None:
    before, after = recording.held.case.parts, recording.turn.case.parts
    changed = sorted(n for n, part in after.items() if before.get(n) is not part)
    rows = [part_row(recording.root, recording.turn.case.parts[n]) for n in changed]
    recording.batch.upsert(PartRow, rows)
    for n in changed:
        part = recording.turn.case.parts[n]
        if part.agency:
            recording.agencies.setdefault(part.branch, set()).add(part.agency)


def part_row(root: UUID, part: Part) -> dict[str, Any]:
    """The columns of a part."""
    parent = part.parent or (None, None)
    return {
        "dossier_id": root,
        "n": part.n,
        "process": part.process,
        "branch": part.branch,
        "agency": part.agency,
        "parent_n": parent[0],
        "parent_token": parent[1],
        "key": part.key,
        "package": part.package,
        "model_hash": part.state.model,
        "ended": part.state.ended,
        "seq": part.state.seq,
        "state": RawJson(dump_state(part.state).decode()),
        "data": RawJson(dump_data(data_of(part.state)).decode()),
    }


def data_of(state: State) -> Mapping[str, Any]:
    """The root scope's variables; empty when nothing is left of it."""
    root = state.scopes.get(state.root)
    return {} if root is None else root.vars


# -- tasks -------------------------------------------------------------------------------------------------------


def _closed_tasks(recording: Recording, folded: _Folded) -> None:
    known = {(task.n, task.token): task for task in recording.held.tasks}
    over = [(known[key], why) for key, why in folded.closed.items() if key in known]
    recording.batch.delete(TaskRow, [{"id": task.id} for task, _why in over])
    recording.batch.insert(TaskHistory, [_history(recording, task, why) for task, why in over])
    for task, why in over:
        if task.id == recording.doing.task:
            _tell_completed(recording, task)
        else:
            body = {"task": str(task.id), "node": task.node, "part": task.n, "why": why}
            recording.tell("task_cancelled", recording.branch_of(task.n), **body)


def _tell_completed(recording: Recording, task: OpenTask) -> None:
    step = recording.turn.steps[0]
    event = step.event
    outcome = event.outcome if isinstance(event, TaskCompleted) else None
    recording.tell(
        "task_completed",
        recording.branch_of(task.n),
        task=str(task.id),
        node=task.node,
        part=task.n,
        agency=task.agency,
        role=task.role,
        outcome=outcome,
        late=task.due_at is not None and recording.at > task.due_at,
        writes=written(step.step),
        notes=[{"element": note.element, "code": note.code} for note in step.step.notes],
    )


def _history(recording: Recording, task: OpenTask, why: str) -> dict[str, Any]:
    mine = task.id == recording.doing.task
    event = recording.turn.steps[0].event if recording.turn.steps else None
    outcome = event.outcome if mine and isinstance(event, TaskCompleted) else None
    return {
        "id": task.id,
        "dossier_id": recording.root,
        "n": task.n,
        "token": task.token,
        "visit": task.visit,
        "node": task.node,
        "role": task.role,
        "agency": task.agency,
        "opened_at": task.opened_at,
        "due_at": task.due_at,
        "claimed_at": task.claimed_at,
        "closed_at": recording.at,
        "why": "completed" if mine else why,
        "actor": recording.doing.actor.key,
        "outcome": outcome,
        "working_minutes": _minutes(recording.held.organisation.calendar_of(task.agency), task.opened_at, recording.at),
        "late": task.due_at is not None and recording.at > task.due_at,
    }


def _minutes(calendar: Calendar | None, start: datetime, end: datetime) -> int | None:
    """Working minutes of a step for statistics; unknown where the calendar has no data."""
    if calendar is None:
        return None
    try:
        return working_between(calendar, start, max(start, end)) // timedelta(minutes=1)
    except ClockError:
        return None


def _opened_tasks(recording: Recording, folded: _Folded) -> None:
    for (n, _token), (_at, effect) in folded.opened.items():
        part = recording.turn.case.parts[n]
        agency = placing.agency_of(recording, part, effect)
        recording.agencies.setdefault(part.branch, set()).add(agency)
        due_at = placing.step_due(recording, agency, effect.time, recording.at)
        task_id = new_id()
        recording.batch.insert(TaskRow, [_task_row(recording, part, effect, (task_id, agency, due_at))])
        recording.tell(
            "task_opened",
            part.branch,
            task=str(task_id),
            node=effect.node,
            part=n,
            agency=agency,
            role=effect.role,
            due=due_at,
        )


def _task_row(
    recording: Recording, part: Part, effect: fx.OpenTask, placed: tuple[UUID, str, datetime | None]
) -> dict[str, Any]:
    task_id, agency, due_at = placed
    return {
        "id": task_id,
        "dossier_id": recording.root,
        "branch_id": recording.branch_ids[part.branch],
        "n": part.n,
        "token": effect.token,
        "visit": recording.seq,
        "node": effect.node,
        "form": effect.form,
        "role": effect.role,
        "agency": agency,
        "version": 1,
        "opened_at": recording.at,
        "due_at": due_at,
        "order_at": due_at or placing.life_due(recording, part.branch) or recording.at,
        "hold": effect.hold,
        "outcomes": list(effect.outcomes),
        "different_from": effect.different_from,
        "values": value_to_json(dict(effect.values)),
    }


# -- waits -------------------------------------------------------------------------------------------------------


def _timers(recording: Recording, folded: _Folded) -> None:
    for (n, uid), timer in folded.timers.items():
        key = {"dossier_id": recording.root, "n": n, "uid": uid}
        if timer is None:
            recording.batch.delete(TimerRow, [key])
            continue
        origin = value_to_json(dict(timer.origin))
        row = {"due_at": timer.due, "origin": origin, "calendar": origin.get("calendar")}
        recording.batch.upsert(TimerRow, [key | row])


def _waits(recording: Recording, folded: _Folded) -> None:
    for (n, uid), wait in folded.waits.items():
        key = {"dossier_id": recording.root, "n": n, "uid": uid}
        if wait is None:
            recording.batch.delete(SubscriptionRow, [key])
        else:
            recording.batch.upsert(SubscriptionRow, [key | {"kind": wait.kind, "name": wait.name, "key": wait.key}])


def _incidents(recording: Recording, folded: _Folded) -> None:
    for (n, uid), raised in folded.incidents.items():
        key = {"dossier_id": recording.root, "n": n, "uid": uid}
        branch = recording.branch_of(n)
        if raised is None:
            recording.batch.delete(IncidentRow, [key])
            recording.tell("incident_resolved", branch, part=n, uid=uid)
            continue
        found = raised.incident
        row = {
            "token": found.token,
            "phase": found.phase,
            "code": found.code,
            "element": found.element,
            "message": found.message,
            "raised_at": recording.at,
        }
        recording.batch.upsert(IncidentRow, [key | row])
        recording.tell("incident_raised", branch, part=n, uid=uid, code=found.code, element=found.element)


# -- what leaves -------------------------------------------------------------------------------------------------


def _effects(recording: Recording, folded: _Folded) -> None:
    rows = [_call_row(recording, at, effect) for at, effect in folded.calls.values()]
    rows += [_leaving_row(recording, at) for at in folded.leaving]
    recording.batch.insert(EffectRow, rows)
    answered = _answered(recording.command)
    recording.effects += [(recording.root, recording.seq, row["i"]) for row in rows]
    recording.batch.update(
        EffectRow,
        [
            {"dossier_id": recording.root, "n": n, "token": token, "attempt": attempt, "state": "cancelled"}
            for n, token, attempt in folded.cancelled
            if (n, token, attempt) != answered  # its row is written by the answer itself
        ],
        matched=("dossier_id", "n", "token", "attempt"),
        where="t.kind = 'service' AND t.state NOT IN ('done', 'cancelled')",
    )


def _answered(command: Command) -> tuple[int, int, int] | None:
    if isinstance(command, PartEvent) and isinstance(command.event, ServiceCompleted | ServiceFailed):
        return (command.part, command.event.token, command.event.attempt)
    return None


def _effect_row(recording: Recording, at: PartEffect, kind: str, name: str, payload: Any) -> dict[str, Any]:
    return {
        "dossier_id": recording.root,
        "seq": recording.seq,
        "i": at.index,
        "kind": kind,
        "n": at.part,
        "name": name,
        "payload": value_to_json(payload),
        "state": "pending",
        "attempts": 0,
        "next_at": recording.done_at,
        "created_at": recording.done_at,
    }


def _call_row(recording: Recording, at: PartEffect, effect: fx.CallService) -> dict[str, Any]:
    row = _effect_row(recording, at, "service", effect.service, dict(effect.input))
    called = {"token": effect.token, "attempt": effect.attempt, "node": effect.node, "retry": effect.retry}
    return row | called


def _leaving_row(recording: Recording, at: PartEffect) -> dict[str, Any]:
    effect = at.effect
    none = {"token": None, "attempt": None, "retry": None}
    if isinstance(effect, fx.SendMessage):
        payload = {"key": effect.key, "payload": dict(effect.payload), "ttl": effect.ttl}
        return _effect_row(recording, at, "message", effect.name, payload) | none | {"node": effect.node}
    assert isinstance(effect, fx.BroadcastSignal)
    payload = {"scope": effect.scope, "payload": dict(effect.payload)}
    return _effect_row(recording, at, "signal", effect.name, payload) | none | {"node": ""}
