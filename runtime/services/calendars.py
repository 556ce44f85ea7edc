"""Working calendars: data that an administrator changes, and what a change does to open deadlines and timers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.clock import Calendar, CalendarError, calendar_from_json
from engine.dossier.commands import PartEvent, RecomputeDeadlines
from engine.kernel.env import Env
from engine.kernel.evaluation import after_working
from engine.kernel.events import TimerRescheduled
from engine.kernel.state import OnTimer
from engine.kernel.timers import due_again
from runtime.clock import Clock
from runtime.models import CalendarRow, CalendarVersion, DeadlineRow, Dossier, TaskRow, TimerRow
from runtime.services import access
from runtime.services.access import Action
from runtime.services.actors import Actor, system
from runtime.services.batch import Batch
from runtime.services.cases import Held, lock
from runtime.services.errors import ForbiddenError, InvalidError, NotFoundError
from runtime.services.inputs import reason_of
from runtime.services.placing import step_due_again, successor_of
from runtime.services.recording import Doing, perform
from runtime.services.snapshot import merged_data, snapshot, touch
from runtime.services.transactions import transaction
from runtime.services.zone import day_of, zone


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarInfo:
    """A working calendar for lists and pages; ``data`` is its own, ``merged`` with its parents' days."""

    key: str
    version: int
    data: Mapping[str, Any]
    merged: Mapping[str, Any]
    changed_at: datetime
    changed_by: str


@dataclass(frozen=True, slots=True)
class Recomputed:
    """What a change of calendars moved."""

    dossiers: int
    timers: int


def listed(session: Session) -> list[CalendarInfo]:
    """Every calendar, by key."""
    with session.begin():
        rows = session.scalars(select(CalendarRow).order_by(CalendarRow.key)).all()
    data = {row.key: row.data for row in rows}
    return [
        CalendarInfo(
            key=row.key,
            version=row.version,
            data=row.data,
            merged=merged_data(data, row.key),
            changed_at=row.changed_at,
            changed_by=row.changed_by,
        )
        for row in rows
    ]


def put(session: Session, clock: Clock, entries: Sequence[Mapping[str, Any]], actor: Actor) -> list[str]:
    """Add or replace calendars (``key``, optional ``parent``, and the data of ``engine.clock``); gives changed keys.

    Open deadlines are not touched yet: :func:`recompute` does that. Raises InvalidError ``calendar.invalid`` and
    changes nothing when any calendar cannot be built, ForbiddenError.
    """
    _require(actor)
    now = clock.now()
    with session.begin():
        _only_own(session, clock, [str(entry.get("key")) for entry in entries], actor)
        held = {row.key: row for row in session.scalars(select(CalendarRow).with_for_update())}
        data: dict[str, Mapping[str, Any]] = {key: row.data for key, row in held.items()}
        changed = [entry for entry in entries if data.get(str(entry.get("key"))) != entry]
        data |= {str(entry.get("key")): entry for entry in changed}
        built = _built(data)
        for entry in changed:
            _save(session, held, dict(entry), now, actor)
        known = set(session.scalars(select(CalendarVersion.hash)))
        for key, calendar in built.items():
            if calendar.hash not in known:
                known.add(calendar.hash)
                merged = dict(merged_data(data, key))
                session.add(CalendarVersion(hash=calendar.hash, key=key, data=merged, since=now))
        session.flush()
        touch(session)
    return [str(entry["key"]) for entry in changed]


def tried(session: Session, entries: Sequence[Mapping[str, Any]], actor: Actor) -> None:
    """Whether calendars could be put, without doing it. Raises what :func:`put` raises."""
    _require(actor)
    with session.begin():
        data: dict[str, Mapping[str, Any]] = {row.key: row.data for row in session.scalars(select(CalendarRow))}
    _built(data | {str(entry.get("key")): entry for entry in entries})


def add_exception(
    session: Session, clock: Clock, key: str, exception: Mapping[str, Any], reason: str, actor: Actor
) -> Recomputed:
    """Announce one differing day (``date``, ``kind``, ``name`` …) and recompute. Raises as :func:`change`."""
    with session.begin():
        row = session.get(CalendarRow, key)
        if row is None:
            raise NotFoundError("calendar.unknown", calendar=key)
        kept = [one for one in row.data.get("exceptions", []) if one.get("date") != exception.get("date")]
        data = {**row.data, "exceptions": [*kept, dict(exception)]}
    return change(session, clock, [data], reason, actor)


def change(
    session: Session, clock: Clock, entries: Sequence[Mapping[str, Any]], reason: str, actor: Actor
) -> Recomputed:
    """Replace calendars and recompute every open deadline and working timer that counted with the old ones.

    Each dossier gets a log entry of its own (domain.md §6). Raises InvalidError, ForbiddenError.
    """
    told = reason_of(reason)
    put(session, clock, entries, actor)
    return recompute(session, clock, told, actor)


def recompute(session: Session, clock: Clock, reason: str, actor: Actor | None = None) -> Recomputed:
    """Bring every open deadline and timer to the present calendars, one transaction for each dossier.

    It may be interrupted and called again: what has been done is not done twice.
    """
    who = actor or system("calendar")
    dossiers = sum(_deadlines(session, clock, one, reason, who) for one in _behind(session))
    timers = sum(_timer(session, clock, key, who) for key in _timers_behind(session))
    return Recomputed(dossiers, timers)


def _require(actor: Actor) -> None:
    if not access.may(actor, Action.ADMINISTER):
        raise ForbiddenError("forbidden")


def _only_own(session: Session, clock: Clock, keys: Sequence[str], actor: Actor) -> None:
    """A unit's administrator changes calendars that only the unit has. Raises ForbiddenError."""
    if actor.is_system or "integrator" in actor.roles:
        return
    organisation, day = snapshot(session), day_of(clock.now())
    based = {row.key: row.data.get("parent") for row in session.scalars(select(CalendarRow))}
    touched = {key for key in based if set(keys) & set(_line(key, based))}
    for agency in organisation.agencies.values():
        if agency.exists(day) and agency.code not in actor.administers:
            calendar = organisation.calendar_key(agency.code)
            if calendar in touched:
                raise ForbiddenError("calendar.shared", calendar=str(calendar), agency=agency.code)


def _line(key: str, based: Mapping[str, Any]) -> list[str]:
    """A calendar and those it is based on."""
    found: list[str] = []
    at: str | None = key
    while at is not None and at not in found:
        found.append(at)
        at = based.get(at)
    return found


def _built(data: Mapping[str, Mapping[str, Any]]) -> dict[str, Calendar]:
    found: dict[str, Calendar] = {}
    for key, entry in data.items():
        parent = entry.get("parent")
        if parent is not None and parent not in data:
            raise InvalidError("calendar.invalid", detail=f"{key}.parent: {parent} does not exist")
        try:
            found[key] = calendar_from_json(merged_data(data, key))
        except CalendarError as error:
            raise InvalidError("calendar.invalid", detail=f"{key}: {error.message}") from error
    return found


def _save(
    session: Session, held: Mapping[str, CalendarRow], entry: dict[str, Any], now: datetime, actor: Actor
) -> None:
    row = held.get(entry["key"])
    if row is None:
        session.add(CalendarRow(key=entry["key"], data=entry, version=1, changed_at=now, changed_by=actor.key))
        return
    row.data, row.version, row.changed_at, row.changed_by = entry, row.version + 1, now, actor.key


def _current(session: Session) -> set[str]:
    return {calendar.hash for calendar in snapshot(session).calendars.values()}


def _behind(session: Session) -> Iterable[UUID]:
    """Dossiers with an open deadline that was reckoned with a calendar that is no longer the present one."""
    with session.begin():
        old = DeadlineRow.calendar.not_in(_current(session))
        query = (
            select(Dossier.root_id).join(DeadlineRow, DeadlineRow.dossier_id == Dossier.id)
            .where(~DeadlineRow.closed, old).distinct().order_by(Dossier.root_id)
        )  # fmt: skip
        return session.scalars(query).all()


def _deadlines(session: Session, clock: Clock, dossier: UUID, reason: str, actor: Actor) -> int:
    with transaction(session, "recompute"):
        held = lock(session, dossier)
        if held is None:
            return 0
        received_by = held.branches[""].received_by
        calendar = held.organisation.calendar_of(successor_of(held, received_by, clock.now()) or received_by)

        def beside(batch: Batch) -> None:
            _steps(batch, held)
            if calendar is not None:
                _intake(batch, held, calendar)

        perform(session, clock, held, Doing(command=RecomputeDeadlines(reason), actor=actor, also=beside))
        return 1


def _steps(batch: Batch, held: Held) -> None:
    """The open steps' own times move with the calendar too."""
    for task in held.tasks:
        due = step_due_again(held, task, task.agency)
        if due is not None and due != task.due_at:
            batch.update(TaskRow, [{"id": task.id, "due_at": due, "order_at": due}])


def _intake(batch: Batch, held: Held, calendar: Calendar) -> None:
    """The answer-in-time deadline of an online submission moves with the calendar too."""
    from decimal import Decimal

    from engine.clock import Term, Unit, open_deadline
    from runtime.services.life_rows import INTAKE

    life, hours = held.case.lives[""], held.package.procedure.intake_hours
    if hours is None or life.received_at is not None or life.status.closed:
        return
    moved = open_deadline(calendar, Term(Decimal(hours), Unit.HOUR), life.submitted_at)
    row = {"dossier_id": held.root, "kind": INTAKE, "due_at": moved.due, "calendar": calendar.hash}
    batch.update(DeadlineRow, [row])


def reschedule(session: Session, clock: Clock, dossier: UUID, actor: Actor) -> int:
    """Bring the working timers of one dossier to the calendars its agencies have now; gives how many moved."""
    with session.begin():
        query = select(TimerRow.dossier_id, TimerRow.n, TimerRow.uid).where(
            TimerRow.dossier_id == dossier, TimerRow.calendar.is_not(None)
        )
        keys = [(row.dossier_id, row.n, row.uid) for row in session.execute(query.order_by(TimerRow.n, TimerRow.uid))]
    return sum(_timer(session, clock, key, actor) for key in keys)


def _timers_behind(session: Session) -> Iterable[tuple[UUID, int, int]]:
    with session.begin():
        old = TimerRow.calendar.not_in(_current(session))
        query = select(TimerRow.dossier_id, TimerRow.n, TimerRow.uid).where(TimerRow.calendar.is_not(None), old)
        return [(row.dossier_id, row.n, row.uid) for row in session.execute(query.order_by(TimerRow.dossier_id))]


def _timer(session: Session, clock: Clock, key: tuple[UUID, int, int], actor: Actor) -> int:
    dossier, n, uid = key
    with transaction(session, "reschedule"):
        held = lock(session, dossier)
        wait = None if held is None else _wait(held, n, uid)
        if held is None or wait is None:
            return 0
        agency = held.case.parts[n].agency
        now_at = None if agency is None else successor_of(held, agency, clock.now())
        calendar = held.organisation.calendar_of(now_at or agency)
        due = _new_due(wait, calendar, clock.now()) if calendar is not None else None
        if calendar is None or due is None:
            return 0
        if due != wait.due:
            perform(session, clock, held, Doing(command=PartEvent(n, TimerRescheduled(uid, due)), actor=actor))
        batch = Batch()
        batch.update(TimerRow, [{"dossier_id": dossier, "n": n, "uid": uid, "calendar": calendar.hash}])
        batch.execute(session)
        return int(due != wait.due)


def _new_due(wait: OnTimer, calendar: Calendar, now: datetime) -> datetime | None:
    """When a timer that counts working time is due by another calendar; a running cycle keeps its occurrence."""
    if wait.origin.get("consumed", "PT0S") != "PT0S":
        return due_again(wait, Env(now=now, zone=zone(), calendar=calendar))  # it stood still with the dossier
    every, started = wait.origin.get("every"), wait.origin.get("started")
    if every is None or started is None or wait.origin.get("kind") != "timeDuration":
        return wait.due
    env = Env(now=now, zone=zone(), calendar=calendar)
    return after_working(env, datetime.fromisoformat(str(started)), str(every))


def _wait(held: Held, n: int, uid: int) -> OnTimer | None:
    part = held.case.parts.get(n)
    for scope in part.state.scopes.values() if part else ():
        wait = scope.waits.get(uid)
        if wait is not None and isinstance(wait.on, OnTimer):
            return wait.on
    return None


def next_year_known(session: Session, day: date) -> list[str]:
    """Keys of calendars that do not know the days of a year from ``day`` on: an administrator must add them."""
    with session.begin():
        calendars = snapshot(session).calendars
    return sorted(key for key, calendar in calendars.items() if calendar.covers_to < day)
