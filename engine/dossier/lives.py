"""How the status and the legal clock of a dossier or sub-dossier change: small pure functions on :class:`Life`.

Each returns the new life and the log entries that tell what happened; nothing else may set a status (domain.md §5:
status is derived from events, never typed in). Without a calendar or a term there is no deadline: the life is then on
time or within time whatever happens.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from immutables import Map

from engine.clock import (
    Calendar,
    Deadline,
    Extension,
    PauseKey,
    Term,
    Timeliness,
    classify,
    clear,
    extend,
    open_deadline,
    pause,
    recompute,
    restart,
    resume,
)
from engine.dossier.case import CLOSED, ClockPolicy, Entry, Life, Status, Suspension

FINANCIAL = "financial"
SUPPLEMENT = "supplement"
CANCELLED = "cancelled"
"""Outcome of a dossier that was received by mistake."""
Changed = tuple[Life, tuple[Entry, ...]]


@dataclass(frozen=True, slots=True)
class Watch:
    """What a life's clock is read with: the instant, the agency's calendar, the policy of the branch."""

    now: datetime
    calendar: Calendar | None
    policy: ClockPolicy


def begin(branch: str, agency: str | None, watch: Watch) -> Changed:
    """The dossier is submitted, or a branch is opened by a hand-over."""
    life = Life(branch=branch, agency=agency, submitted_at=watch.now)
    kind = "branch_opened" if branch else "submitted"
    return life, (Entry(kind, branch, {"agency": agency}),)


def receive(life: Life, watch: Watch) -> Changed:
    """Reception: the legal clock starts now, unless it already runs."""
    if life.received_at is not None or life.status in CLOSED:
        return life, ()
    deadlines = Map(
        {
            name: open_deadline(watch.calendar, term, watch.now, watch.policy.cutoff)
            for name, term in (("committed", watch.policy.committed), ("statutory", watch.policy.statutory))
            if term is not None and watch.calendar is not None
        }
    )
    received = replace(
        life, received_at=watch.now, deadlines=deadlines, status=Status.RECEIVED, suspension=None, pauses=()
    )
    return received, (Entry("received", life.branch, {"due": _dues(received)}),)


def start_processing(life: Life) -> Changed:
    """The first officer after reception took the dossier up."""
    if life.status is not Status.RECEIVED:
        return life, ()
    return replace(life, status=Status.IN_PROGRESS), (Entry("processing_started", life.branch),)


def hold(life: Life, watch: Watch, key: PauseKey) -> Changed:
    """A pause of the model begins under ``key``; what it does to the clock is the policy of its reason."""
    if key in life.pauses or life.status in CLOSED:
        return life, (Entry("clock_ignored", life.branch, {"op": "pause", "reason": key.reason}),)
    if watch.policy.reasons.get(key.reason, "pause") == "pause":
        life = _each(life, lambda deadline: pause(deadline, watch.now, key).deadline)
    held = replace(life, pauses=(*life.pauses, key))
    return _restate(held), (Entry("clock_paused", life.branch, _key(key)),)


def release(life: Life, watch: Watch, key: PauseKey) -> Changed:
    """A pause ends; resuming what is not paused is a no-op that the log tells."""
    if key not in life.pauses:
        return life, (Entry("clock_ignored", life.branch, {"op": "resume", "reason": key.reason}),)
    calendar = watch.calendar
    if calendar is not None:
        life = _each(life, lambda deadline: resume(calendar, deadline, watch.now, key).deadline)
        if watch.policy.reasons.get(key.reason, "pause") == "restart":
            life = _each(life, lambda deadline: restart(calendar, deadline, watch.now))
    freed = replace(life, pauses=tuple(held for held in life.pauses if held != key))
    return _restate(freed), (Entry("clock_resumed", life.branch, {**_key(key), "due": _dues(freed)}),)


def release_reason(life: Life, watch: Watch, reason: str) -> Changed:
    """``resume:<reason>`` of the model ends every pause of that reason, whoever owns it."""
    keys = [key for key in life.pauses if key.reason == reason]
    if not keys:
        return life, (Entry("clock_ignored", life.branch, {"op": "resume", "reason": reason}),)
    entries: tuple[Entry, ...] = ()
    for key in keys:
        life, told = release(life, watch, key)
        entries += told
    return life, entries


def stands_still(life: Life, policy: ClockPolicy) -> bool:
    """Whether a pause that stops the legal clock is open."""
    return any(policy.reasons.get(key.reason, "pause") == "pause" for key in life.pauses)


def suspend(
    life: Life, watch: Watch, reason: str, items: tuple[Mapping[str, Any], ...], by: Mapping[str, Any]
) -> Changed:
    """A supplement is requested: officers wait, and after reception the clock does too."""
    entries: tuple[Entry, ...] = (
        Entry("supplement_requested", life.branch, {"reason": reason, "items": [dict(i) for i in items], **by}),
    )
    if life.received_at is not None:
        life, told = hold(life, watch, _supplement_key(life))
        entries += told
    life = replace(life, suspension=Suspension(reason, watch.now, items), supplements=life.supplements + 1)
    return _restate(life), entries


def unsuspend(life: Life, watch: Watch, by: Mapping[str, Any]) -> Changed:
    """The applicant answered the supplement request."""
    entries: tuple[Entry, ...] = (Entry("supplement_answered", life.branch, by),)
    for key in [held for held in life.pauses if held.reason == SUPPLEMENT]:
        life, told = release(life, watch, key)
        entries += told
    return _restate(replace(life, suspension=None)), entries


def close(life: Life, watch: Watch, status: Status, outcome: str | None, by: Mapping[str, Any]) -> Changed:
    """The life ends as settled, withdrawn, stopped or refused at intake: holds end, the class is fixed.

    One that was never received has no class: it is not counted (domain.md §9).
    """
    if life.status in CLOSED:
        return life, ()
    received = life.received_at is not None
    classes = Map({name: classify(deadline, watch.now) for name, deadline in life.deadlines.items()})
    if received and "committed" not in classes:
        classes = classes.set("committed", Timeliness.ON_TIME)
    calendar = watch.calendar
    if calendar is not None:
        life = _each(life, lambda deadline: clear(calendar, deadline, watch.now).deadline)
    closed = replace(
        life,
        status=status,
        outcome=outcome or life.outcome,
        settled_at=watch.now if received else None,
        classes=classes,
        pauses=(),
        suspension=None,
    )
    told = {**by, "outcome": closed.outcome, "class": {name: str(value) for name, value in classes.items()}}
    return closed, (Entry(_CLOSING[status], life.branch, told),)


def annul(life: Life, reason: str, by: Mapping[str, Any]) -> Changed:
    """A reception by mistake is taken back: no reception, no deadline, no class, so that nothing counts it."""
    if life.status in CLOSED:
        return life, ()
    undone = replace(
        life,
        status=Status.REFUSED_AT_INTAKE,
        outcome=CANCELLED,
        received_at=None,
        deadlines=Map(),
        classes=Map(),
        pauses=(),
        suspension=None,
    )
    received = None if life.received_at is None else life.received_at.isoformat()
    return undone, (Entry("reception_cancelled", life.branch, {"reason": reason, "received_at": received, **by}),)


def hand_back(life: Life, watch: Watch) -> Changed:
    """The result is in the applicant's hands; only after settlement."""
    if life.status is not Status.SETTLED:
        return life, ()
    return replace(life, status=Status.RETURNED, returned_at=watch.now), (Entry("returned", life.branch),)


def prolong(life: Life, watch: Watch, term: Term, reason: str, approver: str) -> Changed:
    """An approved extension moves every deadline of the life. Raises DeadlineError."""
    calendar = watch.calendar
    if calendar is not None:
        step = Extension(term, watch.now, reason, approver)
        life = _each(life, lambda deadline: extend(calendar, deadline, step))
    told = {"reason": reason, "approver": approver, "due": _dues(life)}
    return life, (Entry("deadline_extended", life.branch, told),)


def recalculate(life: Life, watch: Watch, reason: str) -> Changed:
    """The calendar changed: open deadlines are computed anew, and the log says so only where one moved."""
    calendar = watch.calendar
    if calendar is None or life.status in CLOSED or not life.deadlines:
        return life, ()
    before = _dues(life)
    life = _each(life, lambda deadline: recompute(calendar, deadline))
    after = _dues(life)
    if after == before:
        return life, ()
    return life, (Entry("deadline_recomputed", life.branch, {"reason": reason, "before": before, "due": after}),)


def reset_terms(life: Life, watch: Watch, reason: str) -> Changed:
    """The settlement times of another version count from the same reception; pauses and extensions stay.

    A deadline the version does not have goes; one it has and the former had not begins at the reception.
    """
    calendar = watch.calendar
    if calendar is None or life.received_at is None or life.status in CLOSED:
        return life, ()
    terms = {"committed": watch.policy.committed, "statutory": watch.policy.statutory}
    deadlines = {
        name: _reset(life, calendar, name, term, watch.policy) for name, term in terms.items() if term is not None
    }
    changed = replace(life, deadlines=Map(deadlines))
    if changed.deadlines == life.deadlines:
        return life, ()
    told = {"reason": reason, "before": _dues(life), "due": _dues(changed)}
    return changed, (Entry("deadline_recomputed", life.branch, told),)


def _reset(life: Life, calendar: Calendar, name: str, term: Term, policy: ClockPolicy) -> Deadline:
    held = life.deadlines.get(name) or next((one for _name, one in sorted(life.deadlines.items())), None)
    if held is None:
        assert life.received_at is not None
        return open_deadline(calendar, term, life.received_at, policy.cutoff)
    if held.term == term and name in life.deadlines:
        return held
    return recompute(calendar, replace(held, term=term))


_CLOSING = {
    Status.SETTLED: "settled",
    Status.WITHDRAWN: "withdrawn",
    Status.STOPPED: "stopped",
    Status.REFUSED_AT_INTAKE: "refused_at_intake",
}


def _restate(life: Life) -> Life:
    """The status that follows from reception, suspension and pauses of a life that is not closed."""
    if life.status in CLOSED:
        return life
    if life.suspension is not None:
        return replace(life, status=Status.SUPPLEMENT_REQUESTED)
    if any(key.reason == FINANCIAL for key in life.pauses):
        return replace(life, status=Status.FINANCIAL_OBLIGATION)
    if life.received_at is None:
        return replace(life, status=Status.SUBMITTED)
    return life if life.status is Status.RECEIVED else replace(life, status=Status.IN_PROGRESS)


def _supplement_key(life: Life) -> PauseKey:
    return PauseKey(0, SUPPLEMENT, life.supplements + 1)


def _each(life: Life, change: Callable[[Deadline], Deadline]) -> Life:
    return replace(life, deadlines=Map({name: change(deadline) for name, deadline in life.deadlines.items()}))


def _dues(life: Life) -> dict[str, str | None]:
    return {
        name: None if deadline.due is None else deadline.due.isoformat()
        for name, deadline in sorted(life.deadlines.items())
    }


def _key(key: PauseKey) -> dict[str, Any]:
    return {"part": key.part, "reason": key.reason, "owner": key.owner}
