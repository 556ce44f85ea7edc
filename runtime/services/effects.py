"""What leaves the installation: taken by a worker, sent, and its answer brought back as an event of the dossier.

States: ``pending`` waits for a worker; ``running`` is being sent under a lease; ``done``; ``cancelled`` (no longer
wanted); ``dead`` (given up: an incident stands in the dossier); ``unknown`` (a worker died while sending something that
must not be sent twice: a person looks); ``unbound`` (nothing is connected for the capability: a person answers).
Between taking and answering no lock is held. ``(dossier, seq, i)`` goes with every sending as its idempotency key.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, or_, select, update
from sqlalchemy.orm import Session

from engine.dossier.case import ROOT
from engine.dossier.commands import PartEvent
from engine.feel.temporal_text import parse_duration
from engine.kernel.codec import value_from_json, value_to_json
from engine.kernel.events import ServiceCompleted, ServiceFailed, Skipped
from runtime.clock import Clock
from runtime.models import Dossier, EffectRow, IncidentRow
from runtime.services import access, jobs
from runtime.services.access import Action
from runtime.services.actors import Actor, system
from runtime.services.batch import Batch
from runtime.services.cases import Held, locked
from runtime.services.chain import LogEntry
from runtime.services.errors import NotFoundError, RefusedError
from runtime.services.inputs import clean, reason_of
from runtime.services.marking import mark
from runtime.services.notices import RECOVERY
from runtime.services.operator_lists import ALL, Lines, Wanted, of_parts, page
from runtime.services.recording import Doing, perform
from runtime.services.transactions import transaction

EffectKey = tuple[UUID, int, int]
ACTOR = system("service")
DEFAULT_RETRIES = 4
DEFAULT_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=6)
LEASE = timedelta(minutes=2)
FOR_PEOPLE = ("dead", "unknown", "unbound")
"""States in which a person must look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """An effect a worker has taken. ``again``: an earlier worker may have sent it already."""

    key: EffectKey
    kind: str
    name: str
    payload: Mapping[str, Any]
    code: str
    """Code of the dossier."""
    attempts: int
    again: bool

    @property
    def idempotency_key(self) -> str:
        """What the receiver recognises a repetition by."""
        dossier, seq, i = self.key
        return f"{dossier}:{seq}:{i}"


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectView:
    """An effect for the operator's page."""

    key: EffectKey
    dossier_code: str
    kind: str
    name: str
    node: str
    state: str
    attempts: int
    next_at: datetime
    error: str | None
    payload: Mapping[str, Any]
    created_at: datetime


# -- the worker's side -------------------------------------------------------------------------------------------


def waiting(session: Session, now: datetime, limit: int = 200) -> list[EffectKey]:
    """Effects to be sent now: pending ones whose time has come, and those whose worker let its lease run out."""
    ready = and_(EffectRow.state == "pending", EffectRow.next_at <= now)
    abandoned = and_(EffectRow.state == "running", EffectRow.lease_until < now)
    query = select(EffectRow.dossier_id, EffectRow.seq, EffectRow.i).where(or_(ready, abandoned))
    with session.begin():
        rows = session.execute(query.order_by(EffectRow.next_at, EffectRow.dossier_id, EffectRow.seq).limit(limit))
        return [(row.dossier_id, row.seq, row.i) for row in rows]


def next_due(session: Session) -> datetime | None:
    """When the next effect can be sent (again); None: nothing waits."""
    with session.begin():
        query = select(EffectRow.next_at).where(EffectRow.state == "pending")
        return session.scalar(query.order_by(EffectRow.next_at).limit(1))


def take(session: Session, clock: Clock, key: EffectKey) -> Sending | None:
    """Take an effect for sending, under a lease; None when it is not to be sent (now)."""
    now = clock.now()
    with transaction(session, "take"):
        row = session.scalars(_find(key).with_for_update(skip_locked=True)).one_or_none()
        if row is None:
            return None
        again = row.state == "running"
        if not ((row.state == "pending" and row.next_at <= now) or (again and (row.lease_until or now) < now)):
            return None
        row.state, row.attempts, row.lease_until = "running", row.attempts + 1, now + LEASE
        code = session.scalar(select(Dossier.code).where(Dossier.id == row.dossier_id)) or ""
        return Sending(
            key=key,
            kind=row.kind,
            name=row.name,
            payload=value_from_json(row.payload),
            code=code,
            attempts=row.attempts,
            again=again,
        )


def succeeded(
    session: Session, clock: Clock, key: EffectKey, result: Any, receipt: Mapping[str, Any] | None = None
) -> None:
    """The receiver answered: the result goes into the dossier, once; a second answer is dropped."""
    clean(result)
    with transaction(session, "answer"):
        held, row = _running(session, key)
        done = _end(clock, key, "done", receipt=dict(receipt or {}))
        if row.kind == "notice" and row.name == RECOVERY:  # its link opens dossiers: what was sent is not kept
            done["payload"] = {}
        if row.state in ("done", "cancelled"):
            return
        if row.kind != "service":
            _note(session, clock, held, LogEntry("effect_delivered", _branch(held, row), _told(row)), done)
            return
        _answer(session, clock, (held, row), ServiceCompleted(row.token or 0, row.attempt or 0, result), done)


def failed_with_code(session: Session, clock: Clock, key: EffectKey, code: str, message: str) -> None:
    """The receiver said no with a code of its own: a BPMN error of the service task."""
    with transaction(session, "answer"):
        held, row = _running(session, key)
        if row.state in ("done", "cancelled"):
            return
        if row.kind != "service":  # nobody in the model waits for a notice's answer
            given_up = _end(clock, key, "dead", error=f"{code}: {message}"[:2000])
            _note(session, clock, held, LogEntry("effect_dead", _branch(held, row), _told(row)), given_up)
            return
        done = _end(clock, key, "done", error=f"{code}: {message}"[:2000])
        event = ServiceFailed(row.token or 0, row.attempt or 0, code, message, final=True)
        _answer(session, clock, (held, row), event, done)


def failed(session: Session, clock: Clock, key: EffectKey, message: str) -> None:
    """A technical failure: tried again with growing pauses, and given up with an incident after the last try."""
    with transaction(session, "failure"):
        held, row = _running(session, key)
        if row.state in ("done", "cancelled"):
            return
        most, pause = retry_of(row.retry)
        if row.attempts < most:
            wait = min(pause * 2 ** (row.attempts - 1), LONGEST_PAUSE)
            values = {"state": "pending", "next_at": clock.now() + wait, "error": message[:2000], "lease_until": None}
            session.execute(update(EffectRow).where(*_matches(key)).values(**values))
            return
        given_up = _end(clock, key, "dead", error=message[:2000])
        if row.kind != "service":
            _note(session, clock, held, LogEntry("effect_dead", _branch(held, row), _told(row)), given_up)
            return
        event = ServiceFailed(row.token or 0, row.attempt or 0, None, message, final=True)
        _answer(session, clock, (held, row), event, given_up)


def park(session: Session, clock: Clock, key: EffectKey, state: str, why: str) -> None:
    """Leave an effect to a person: ``unknown`` (may have been sent) or ``unbound`` (nothing is connected)."""
    with transaction(session, "park"):
        held, row = _running(session, key)
        if row.state in ("done", "cancelled"):
            return
        changed = _end(clock, key, state, error=why)
        _note(session, clock, held, LogEntry(f"effect_{state}", _branch(held, row), _told(row)), changed)


def retry_of(text: str | None) -> tuple[int, timedelta]:
    """``<count>`` or ``<count>/<ISO duration>`` of a service task: tries in all, and the first pause."""
    count, _, pause = (text or "").partition("/")
    found = parse_duration(pause) if pause else None
    tries = int(count) + 1 if count.isdigit() else DEFAULT_RETRIES
    return min(tries, 50), found if isinstance(found, timedelta) and found > timedelta(0) else DEFAULT_PAUSE


# -- the operator's side -----------------------------------------------------------------------------------------


def listed(
    session: Session, actor: Actor, states: tuple[str, ...] = FOR_PEOPLE, wanted: Wanted = ALL
) -> Lines[EffectView]:
    """Effects in these states in what the actor administers, oldest first. Raises ForbiddenError, InvalidError."""
    access.require(actor, Action.OPERATE)
    order = (EffectRow.created_at, EffectRow.dossier_id, EffectRow.seq, EffectRow.i)
    with session.begin():
        rows, cursor = page(session, _seen(actor).where(EffectRow.state.in_(states)), order, wanted)
    return Lines(tuple(_view(row[0], row[1]) for row in rows), cursor)


def one(session: Session, actor: Actor, key: EffectKey) -> EffectView:
    """An effect that waits for a person. Raises ForbiddenError, NotFoundError (also where the actor sees nothing)."""
    access.require(actor, Action.OPERATE)
    with session.begin():
        row = session.execute(_seen(actor).where(*_matches(key), EffectRow.state.in_(FOR_PEOPLE))).one_or_none()
    if row is None:
        raise NotFoundError("not-found")
    return _view(row[0], row[1])


def _seen(actor: Actor) -> Select[*tuple[Any, ...]]:
    return of_parts(select(EffectRow, Dossier.code), EffectRow).where(access.visible_dossiers(actor))


def retry(session: Session, clock: Clock, key: EffectKey, reason: str, actor: Actor) -> None:
    """Send again what is ``unknown``, ``unbound``, or a dead message. Raises RefusedError ``effect.state``.

    A dead service call is tried again through its incident.
    """
    told = reason_of(reason)
    with transaction(session, "retry"):
        held, row = _operated(session, key, actor)
        if row.state not in ("unknown", "unbound", "dead") or (row.state == "dead" and row.kind == "service"):
            raise RefusedError("effect.state", state=row.state)
        again = _end(clock, key, "pending") | {"attempts": 0, "next_at": clock.now(), "lease_until": None}
        entry = LogEntry("effect_retried", _branch(held, row), {**_told(row), "reason": told})
        _note(session, clock, held, entry, again, actor)
        jobs.defer_effects(session, [key])


def answer(session: Session, clock: Clock, key: EffectKey, result: Any, reason: str, actor: Actor) -> None:
    """A person answers for the receiver, by hand. Raises RefusedError ``effect.state``."""
    told = reason_of(reason)
    clean(result)
    with transaction(session, "answer"):
        held, row = _operated(session, key, actor)
        if row.kind != "service" or row.state not in ("pending", "unknown", "unbound", "dead"):
            raise RefusedError("effect.state", state=row.state)
        done = _end(clock, key, "done", receipt={"by": actor.key, "reason": told})
        event: ServiceCompleted | Skipped = ServiceCompleted(row.token or 0, row.attempt or 0, result)
        if row.state == "dead":
            output = result if isinstance(result, Mapping) else {}
            event = Skipped(row.token or 0, output, actor.key, told)
        entry = LogEntry("effect_answered", _branch(held, row), {**_told(row), "reason": told})
        doing = Doing(
            command=PartEvent(row.n, event),
            actor=actor,
            before=(entry,),
            also=lambda batch: batch.update(EffectRow, [done]),
        )
        perform(session, clock, held, doing)


def dismiss(session: Session, clock: Clock, key: EffectKey, reason: str, actor: Actor) -> None:
    """Give up a message that need not arrive any more. RefusedError for a service call: that needs an answer."""
    told = reason_of(reason)
    with transaction(session, "dismiss"):
        held, row = _operated(session, key, actor)
        if row.kind == "service" or row.state not in ("unknown", "unbound", "dead"):
            raise RefusedError("effect.state", state=row.state)
        entry = LogEntry("effect_dismissed", _branch(held, row), {**_told(row), "reason": told})
        _note(session, clock, held, entry, _end(clock, key, "cancelled"), actor)


# -- inside ------------------------------------------------------------------------------------------------------


def _matches(key: EffectKey) -> tuple[Any, ...]:
    dossier, seq, i = key
    return (EffectRow.dossier_id == dossier, EffectRow.seq == seq, EffectRow.i == i)


def _find(key: EffectKey) -> Any:
    return select(EffectRow).where(*_matches(key)).execution_options(populate_existing=True)


def _running(session: Session, key: EffectKey) -> tuple[Held, EffectRow]:
    """The locked dossier and the effect, read after the lock."""
    held = locked(session, key[0])
    row = session.scalars(_find(key)).one_or_none()
    if row is None:
        raise NotFoundError("not-found")
    session.expunge(row)
    return held, row


def _operated(session: Session, key: EffectKey, actor: Actor) -> tuple[Held, EffectRow]:
    held, row = _running(session, key)
    access.require(actor, Action.OPERATE, held.subject_of(row.n))
    return held, row


def _end(
    clock: Clock, key: EffectKey, state: str, *, error: str | None = None, receipt: dict[str, Any] | None = None
) -> dict[str, Any]:
    dossier, seq, i = key
    return {
        "dossier_id": dossier,
        "seq": seq,
        "i": i,
        "state": state,
        "error": error,
        "receipt": value_to_json(receipt) if receipt is not None else None,
        "done_at": clock.now() if state in ("done", "cancelled") else None,
    }


def _answer(
    session: Session,
    clock: Clock,
    place: tuple[Held, EffectRow],
    event: ServiceCompleted | ServiceFailed,
    done: dict[str, Any],
) -> None:
    """Bring an answer into the dossier; when nobody wants it any more, only note that it came."""
    held, row = place
    doing = Doing(command=PartEvent(row.n, event), actor=ACTOR, also=lambda batch: batch.update(EffectRow, [done]))
    try:
        perform(session, clock, held, doing)
    except RefusedError as error:
        entry = LogEntry("effect_unwanted", _branch(held, row), {**_told(row), "why": error.code})
        _note(session, clock, held, entry, done)


def _note(
    session: Session,
    clock: Clock,
    held: Held,
    entry: LogEntry,
    changed: dict[str, Any],
    actor: Actor = ACTOR,
) -> None:
    def write(batch: Batch) -> None:
        batch.update(EffectRow, [changed])

    mark(session, clock, held, actor, (entry,), write)


def _branch(held: Held, row: EffectRow) -> str:
    part = held.case.parts.get(row.n)
    return part.branch if part else ROOT


def _told(row: EffectRow) -> dict[str, Any]:
    return {"name": row.name, "node": row.node, "part": row.n, "seq": row.seq, "i": row.i}


def _view(row: EffectRow, code: str) -> EffectView:
    return EffectView(
        key=(row.dossier_id, row.seq, row.i),
        dossier_code=code,
        kind=row.kind,
        name=row.name,
        node=row.node,
        state=row.state,
        attempts=row.attempts,
        next_at=row.next_at,
        error=row.error,
        payload=row.payload,
        created_at=row.created_at,
    )


def incident_of(session: Session, key: EffectKey) -> tuple[int, int] | None:
    """(part, uid) of the incident a dead service call led to. Inside the caller's transaction."""
    row = session.scalars(_find(key)).one_or_none()
    if row is None:
        return None
    found = session.execute(
        select(IncidentRow.n, IncidentRow.uid).where(
            IncidentRow.dossier_id == row.dossier_id, IncidentRow.n == row.n, IncidentRow.token == row.token
        )
    ).first()
    return None if found is None else (found.n, found.uid)
