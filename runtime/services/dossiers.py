"""Submitting an application, receiving one at the counter, and following it with code and secret."""

import hashlib
import hmac
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from engine.dossier.case import ROOT, Case
from engine.dossier.commands import PartEvent, Submit
from engine.kernel.events import TaskCompleted
from runtime.clock import Clock
from runtime.models import Attachment, Contact, DeadlineRow, Dossier
from runtime.services import access, counters, idempotency
from runtime.services.access import Action
from runtime.services.actors import Actor, applicant
from runtime.services.applications import Application, Checked, check
from runtime.services.attachments import bindable, file_entries
from runtime.services.batch import Batch
from runtime.services.cases import Branch, Held, locked
from runtime.services.chain import GENESIS, LogEntry
from runtime.services.counters import dossier_book, dossier_code
from runtime.services.errors import InvalidError, NotFoundError, RefusedError
from runtime.services.form_answers import answers_of
from runtime.services.inputs import clean, reason_of
from runtime.services.life_rows import INTAKE, deadline_row
from runtime.services.marking import mark
from runtime.services.persons import contact_rows
from runtime.services.placing import intake
from runtime.services.recording import Doing, perform
from runtime.services.search import digits, indexed
from runtime.services.transactions import new_id, transaction
from runtime.services.zone import day_of

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
SECRET_LENGTH = 10
EARLIEST_RECEPTION = timedelta(hours=72)
"""How long after the fact a reception at the counter may still be entered, unless the installation says otherwise."""
AT_ONCE = timedelta(minutes=5)
"""What is entered so soon after the fact needs no reason."""
PUBLIC = Actor(key="applicant")
"""Somebody who applies online and is nobody yet."""


@dataclass(frozen=True, slots=True)
class Reception:
    """How the reception task is done at the counter: its form's answers, its outcome, and when the papers came.

    ``received_at`` may lie up to ``within`` back, with its reason, for what is entered after the fact; None: now.
    """

    answers: Mapping[str, Any] = field(default_factory=dict)
    outcome: str | None = None
    received_at: datetime | None = None
    late_reason: str = ""
    within: timedelta = EARLIEST_RECEPTION


@dataclass(frozen=True, slots=True)
class Submitted:
    """A new dossier. ``secret`` is told once, here; the database keeps its hash."""

    dossier_id: UUID
    code: str
    secret: str


def submit(
    session: Session,
    clock: Clock,
    application: Application,
    actor: Actor = PUBLIC,
    *,
    holder: str | None = None,
    idempotency_key: str | None = None,
) -> Submitted:
    """Open a dossier under the version in force now.

    ``holder`` is what its files were stored under (see ``attachments.store``). Raises what
    :func:`runtime.services.applications.check` raises, and ForbiddenError at a counter that is not the actor's.
    """
    clean(_texts(application))
    if application.channel != "online":
        access.require(actor, Action.RECEIVE, application.receiving)
    request = _Request.of(actor, holder, idempotency_key, application)
    now = clock.now()
    prepared = _prepare(session, application, now, request)
    if isinstance(prepared, Submitted):
        return prepared
    try:
        with transaction(session, "submit"):
            return _open(session, clock, application, prepared, request)
    except IntegrityError as error:
        known = idempotency.lost_race(session, error, request.who, request.key, request.fingerprint)
        return _submitted(known, request.opener)


def receive_at_counter(
    session: Session,
    clock: Clock,
    application: Application,
    actor: Actor,
    reception: Reception | None = None,
    *,
    holder: str | None = None,
    idempotency_key: str | None = None,
) -> Submitted:
    """Submit and complete the reception task in one transaction: the papers were looked at while the applicant waited.

    Raises what :func:`submit` raises, and InvalidError for the reception form or the instant.
    """
    done = reception or Reception()
    clean([_texts(application), done.answers, done.late_reason])
    access.require(actor, Action.RECEIVE, application.receiving)
    at = _reception(done, clock.now())
    asked = (application, done.answers, done.outcome, done.received_at)
    request = _Request.of(actor, holder, idempotency_key, *asked)
    prepared = _prepare(session, application, at, request)
    if isinstance(prepared, Submitted):
        return prepared
    try:
        with transaction(session, "receive"):
            submitted = _open(session, clock, application, prepared, request, at)
            _receive(session, clock, submitted.dossier_id, actor, done, at)
            return submitted
    except IntegrityError as error:
        known = idempotency.lost_race(session, error, request.who, request.key, request.fingerprint)
        return _submitted(known, request.opener)


def track(session: Session, code: str, secret: str) -> Actor:
    """The applicant of a dossier, when code and secret belong together. Raises NotFoundError ``dossier.unknown``."""
    code = code.replace("\0", "")
    with session.begin():
        found = session.execute(
            select(Dossier.id, Dossier.secret_hash, Dossier.applicant).where(Dossier.code == code.strip())
        ).one_or_none()
    told = _secret_hash(code.strip(), "".join(secret.split()).upper())
    expected = (found.secret_hash if found else None) or _secret_hash("", "")
    if not hmac.compare_digest(told, expected) or found is None:
        raise NotFoundError("dossier.unknown")
    return applicant(found.id, found.applicant)


def renew_secret(session: Session, clock: Clock, dossier_id: UUID, reason: str, actor: Actor) -> str:
    """A new secret for an applicant who shows who they are at the counter; the old one opens nothing any more.

    Raises NotFoundError, ForbiddenError.
    """
    told = reason_of(reason)
    with transaction(session, "secret"):
        held = locked(session, dossier_id)
        access.require(actor, Action.RENEW_SECRET, held.subject())
        secret = _new_secret()
        session.execute(
            update(Dossier).where(Dossier.id == held.root).values(secret_hash=_secret_hash(held.code, secret))
        )
        mark(session, clock, held, actor, (LogEntry("secret_renewed", ROOT, {"reason": told}),))
        return secret


# -- inside ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Request:
    actor: Actor
    holder: str
    key: str | None
    """As it is kept: a hash, since the answer holds a secret."""
    opener: str | None
    """As it was sent: it opens the secret again."""
    who: str
    fingerprint: str

    @classmethod
    def of(cls, actor: Actor, holder: str | None, key: str | None, *asked: Any) -> "_Request":
        who = actor.key if actor.account or actor.is_system else f"holder:{holder or ''}"
        parts = [_texts(part) if isinstance(part, Application) else part for part in asked]
        opener = idempotency.checked(key)
        kept = idempotency.stored(opener)
        return cls(actor, holder or actor.key, kept, opener, who, idempotency.fingerprint(*parts))


@dataclass(frozen=True, slots=True)
class _Prepared:
    checked: Checked
    code: str


def _prepare(session: Session, application: Application, at: datetime, request: _Request) -> _Prepared | Submitted:
    """Check, then take a code, in a short transaction of its own."""
    with transaction(session, "code"):
        known = idempotency.answered(session, request.who, request.key, request.fingerprint)
        if known is not None:
            return _submitted(known, request.opener)
        checked = check(session, application, at, officer=_officer(request.actor))
        day = f"{day_of(at):%y%m%d}"
        book = dossier_book(checked.received_by, day, trial=checked.trial)
        number = counters.take(session, {book: 1})[book][0]
        return _Prepared(checked, dossier_code(checked.received_by, day, number, trial=checked.trial))


def _open(
    session: Session,
    clock: Clock,
    application: Application,
    prepared: _Prepared,
    request: _Request,
    at: datetime | None = None,
) -> Submitted:
    checked, code = prepared.checked, prepared.code
    secret = _new_secret()
    facts = {**checked.facts, "code": code}
    held = _new_dossier(checked, code, application, at or clock.now())
    submitted = Submitted(held.root, code, secret)
    named = {one: key for key, found in application.attachments.items() for one in found}
    files = bindable(session, held.root, (application.answers, named), request.holder)
    answer = {"dossier_id": str(held.root), "code": code}
    if request.opener is not None:
        answer["sealed"] = idempotency.sealed(request.opener, secret)
    doing = Doing(
        command=Submit(checked.data, checked.competent, application.channel),
        actor=request.actor,
        facts=facts,
        at=at,
        secret_hash=_secret_hash(code, secret),
        answer=(request.who, request.key, request.fingerprint, lambda _turn: answer) if request.key else None,
        after=(*_declared(application), *file_entries(files)),
        also=lambda batch: _beside(batch, held, application, files),
    )
    perform(session, clock, held, doing)
    return submitted


def _officer(actor: Actor) -> bool:
    """Somebody who signed in: only they may try what is on trial."""
    return actor.account is not None or actor.is_system or bool(actor.positions)


def _new_secret() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(SECRET_LENGTH))


def _submitted(known: Mapping[str, Any], opener: str | None) -> Submitted:
    secret = "" if opener is None else idempotency.unsealed(opener, known["sealed"])
    return Submitted(UUID(known["dossier_id"]), known["code"], secret)


def _new_dossier(checked: Checked, code: str, application: Application, at: datetime) -> Held:
    dossier_id = new_id()
    name = str(application.applicant.get("name", "")).strip()
    home = frozenset({checked.received_by, checked.competent})
    procedure = checked.package.procedure
    return Held(
        root=dossier_id,
        procedure_code=procedure.code,
        package_hash=checked.package.hash,
        field_code=procedure.field_code,
        channel=application.channel,
        territory=checked.territory,
        applicant=name,
        facts={},
        seq=0,
        last_at=at,
        log_n=0,
        chain_head=GENESIS,
        search=indexed(code, name, *_found_by(application.applicant), procedure.code, *procedure.names.values()),
        branches={
            ROOT: Branch(
                id=dossier_id,
                code=code,
                received_by=checked.received_by,
                competent=checked.competent,
                agencies=home,
            )
        },
        case=Case(),
        tasks=(),
        package=checked.package,
        libraries={},
        organisation=checked.organisation,
        new=True,
        trial=checked.trial,
    )


def _found_by(person: Mapping[str, Any]) -> Iterator[str]:
    """What else of the applicant people search by; numbers of identity papers are kept apart."""
    for key in ("phone", "email"):
        if isinstance(person.get(key), str):
            yield digits(person[key]) if key == "phone" else person[key]


def _declared(application: Application) -> tuple[LogEntry, ...]:
    """What the log keeps of how it was applied for: who helped, and which privacy notice was agreed to."""
    entries = []
    if application.consent:
        entries.append(LogEntry("consented", ROOT, {"version": application.consent}))
    if application.helper:
        entries.append(LogEntry("assisted", ROOT, {"agency": application.helper}))
    return tuple(entries)


def _beside(batch: Batch, held: Held, application: Application, files: list[dict[str, Any]]) -> None:
    batch.update(Attachment, files)
    batch.insert(Contact, contact_rows(held.root, application.applicant))
    deadline = intake(held, held.last_at)
    if deadline is not None:
        batch.insert(DeadlineRow, [deadline_row(held.root, INTAKE, deadline, closed=False)])


def _reception(done: Reception, now: datetime) -> datetime:
    received_at = done.received_at
    if received_at is None:
        return now
    if received_at > now:
        raise InvalidError("received-at.future")
    if now - received_at > done.within:
        raise InvalidError("received-at.too-early", hours=int(done.within / timedelta(hours=1)))
    if now - received_at > AT_ONCE and not done.late_reason.strip():
        raise InvalidError("received-at.reason")
    return received_at


def _receive(session: Session, clock: Clock, dossier: UUID, actor: Actor, done: Reception, at: datetime) -> None:
    held = locked(session, dossier)
    task = next((one for one in held.tasks if one.role == "reception"), None)
    if task is None:
        raise RefusedError("stale")
    checked = answers_of(held, task, done.answers, at)
    outcome = done.outcome or (task.outcomes[0] if task.outcomes else None)
    event = TaskCompleted(task.token, checked.answers, outcome, actor.key, checked.hidden)
    late: tuple[LogEntry, ...] = ()
    if done.late_reason.strip() and clock.now() - at > AT_ONCE:
        body = {"reason": done.late_reason.strip(), "received_at": at.isoformat()}
        late = (LogEntry("entered_late", ROOT, body),)
    doing = Doing(command=PartEvent(task.n, event), actor=actor, at=at, task=task.id, after=late)
    perform(session, clock, held, doing)


def _secret_hash(code: str, secret: str) -> str:
    return hashlib.sha256(f"{code}\n{secret}".encode("utf-8", "surrogatepass")).hexdigest()


def _texts(application: Application) -> list[Any]:
    return [
        application.procedure,
        application.receiving,
        application.channel,
        application.territory,
        application.applicant,
        application.answers,
        application.components,
        {key: [str(one) for one in files] for key, files in application.attachments.items()},
    ]
