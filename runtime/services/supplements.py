"""What the applicant is asked for: items that name a component or a part of the form, and what becomes of them.

An item is ``{"component": key, …}`` or ``{"field": pointer, …}`` with ``problem`` and ``action``. Only what the items
name reopens: an answer that touches anything else is refused whole. When the time to answer is over, the procedure's
data say what happens (``actions.supplement.unanswered``): ``stop``, ``continue`` or ``remind``.
"""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.clock import open_deadline
from engine.dossier.case import Life
from engine.dossier.commands import AnswerSupplement, Command, RefuseAtIntake, Stop
from forms.pointers import is_index, is_within, parts_of, pointer_of
from process_models.package import Package
from runtime.clock import Clock
from runtime.models import EffectRow, SupplementRequest
from runtime.services import jobs, notices
from runtime.services.actors import system
from runtime.services.batch import Batch
from runtime.services.cases import Held, locked
from runtime.services.chain import LogEntry
from runtime.services.errors import InvalidError, ServiceError
from runtime.services.marking import mark
from runtime.services.recording import Doing, perform
from runtime.services.transactions import transaction
from runtime.services.zone import zone

log = logging.getLogger(__name__)
Item = Mapping[str, Any]
ACTOR = system("supplement")
REMIND: Final = "remind"
STOP: Final = "stop"
AT_ONCE: Final = 100


@dataclass(frozen=True, slots=True)
class Reply:
    """Whom the applicant can ask, and the last day for the answer; empty: the officer, and the procedure's term."""

    contact: str = ""
    last_day: date | None = None


AS_USUAL: Final = Reply()

# -- asking ------------------------------------------------------------------------------------------------------


def checked_items(package: Package, items: Sequence[Item]) -> tuple[dict[str, Any], ...]:
    """The items with their fields as pointers. Raises InvalidError ``supplement.item`` for what is not there."""
    return tuple(_checked(package, item) for item in items)


def _checked(package: Package, item: Item) -> dict[str, Any]:
    component, field = item.get("component"), item.get("field")
    told = {"problem": str(item.get("problem") or "").strip(), "action": str(item.get("action") or "").strip()}
    if component and not field and any(one.key == component for one in package.procedure.components):
        return {"component": component, **told}
    pointer = _pointer(str(field or ""))
    form = package.forms.get(package.procedure.application)
    parts = parts_of(pointer)
    rows = any(is_index(part) for part in parts)
    if not component and parts and not rows and form is not None and form.field_at(parts) is not None:
        return {"field": pointer, **told}
    raise InvalidError("supplement.item", item=str(component or field or "–"))


def _pointer(field: str) -> str:
    """A pointer; the name of a question at the top is one too."""
    return field if field.startswith("/") else pointer_of((field,)) if field else ""


def in_letter(items: Sequence[Item]) -> list[dict[str, Any]]:
    """The items as the letter keeps them: ``{"about": {"component" | "field": …}, "wrong": …, "todo": …}``."""
    return [
        {
            "about": {kind: item[kind] for kind in ("component", "field") if item.get(kind)},
            "wrong": item["problem"],
            "todo": item.get("action") or "",
        }
        for item in items
    ]


def expiry(held: Held, branch: str, now: datetime, answer_by: date | None = None) -> datetime | None:
    """Until when the applicant may answer: the day the officer chose, else the procedure's term; None: no limit.

    Raises InvalidError ``supplement.day`` for a day that is over.
    """
    if answer_by is not None:
        last = datetime.combine(answer_by, time(23, 59), zone())
        if last <= now or answer_by - now.astimezone(zone()).date() > timedelta(days=366):
            raise InvalidError("supplement.day")
        return last
    term = held.package.procedure.actions.answer_within
    calendar = held.organisation.calendar_of(held.branches[branch].competent)
    return None if term is None or calendar is None else open_deadline(calendar, term, now).due


def request_row(
    held: Held, branch: str, asked: tuple[str, str, datetime], expires_at: datetime | None
) -> dict[str, Any]:
    """The row of a request. ``asked``: contact, who asks, when."""
    contact, actor, now = asked
    return {
        "dossier_id": held.branches[branch].id,
        "n": held.life(branch).supplements + 1,
        "root_id": held.root,
        "contact": contact,
        "asked_at": now,
        "asked_by": actor,
        "expires_at": expires_at,
        "unanswered": None if expires_at is None else held.package.procedure.actions.unanswered or REMIND,
        "state": "open",
    }


def answered(held: Held, branch: str) -> Callable[[Batch], None]:
    """Write that the present request was answered."""
    key = {"dossier_id": held.branches[branch].id, "n": held.life(branch).supplements}
    return lambda batch: batch.update(SupplementRequest, [{**key, "state": "answered"}])


def latest(session: Session, dossier: UUID) -> SupplementRequest | None:
    """The last request of a dossier or sub-dossier. Inside the caller's transaction."""
    query = select(SupplementRequest).where(SupplementRequest.dossier_id == dossier)
    return session.scalars(query.order_by(SupplementRequest.n.desc()).limit(1)).one_or_none()


# -- answering ---------------------------------------------------------------------------------------------------


def asked_of(life: Life) -> tuple[frozenset[str], tuple[str, ...]]:
    """The components and the pointers that a request has reopened."""
    items = life.suspension.items if life.suspension else ()
    components = frozenset(str(item["component"]) for item in items if item.get("component"))
    return components, tuple(_pointer(str(item["field"])) for item in items if item.get("field"))


def only_asked(asked: frozenset[str], components: Sequence[str]) -> None:
    """Raises InvalidError ``supplement.not-asked`` for a component that was not asked for."""
    for key in components:
        if key not in asked:
            raise InvalidError("supplement.not-asked", where=key)


def reopened(data: Mapping[str, Any], answers: Mapping[str, Any], pointers: Sequence[str]) -> dict[str, Any]:
    """The top-level answers with what changes inside the reopened parts, and nothing else.

    Raises InvalidError ``supplement.not-asked`` when an answer differs anywhere else.
    """
    for pointer, _before, _after in differences(data, answers):
        if not any(is_within(pointer, one) for one in pointers):
            raise InvalidError("supplement.not-asked", where=pointer)
    return {name: _over(data.get(name), value) for name, value in answers.items()}


def _over(before: Any, after: Any) -> Any:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        return {**before, **{key: _over(before.get(key), value) for key, value in after.items()}}
    return after


def differences(before: Any, after: Any, at: tuple[str, ...] = ()) -> Iterator[tuple[str, Any, Any]]:
    """(pointer, before, after) of every value that ``after`` changes; lists are compared whole."""
    if isinstance(after, Mapping) and (isinstance(before, Mapping) or before is None):
        for key, value in after.items():
            yield from differences((before or {}).get(key), value, (*at, str(key)))
    elif before != after:
        yield pointer_of(at), before, after


def change_entry(
    branch: str, data: Mapping[str, Any], answers: Mapping[str, Any], files: Sequence[Mapping[str, Any]]
) -> LogEntry:
    """What the answer changed, before and after, for the officer who asked."""
    changed = [
        {"field": pointer, "before": before, "after": after} for pointer, before, after in differences(data, answers)
    ]
    added = [{"component": one["component"], "file": str(one["id"])} for one in files if one.get("component")]
    return LogEntry("supplement_changes", branch, {"changes": [*changed, *added]})


# -- not answered ------------------------------------------------------------------------------------------------


def expire_due(session: Session, clock: Clock) -> int:
    """Do what the procedures say with requests whose time to answer is over; how many there were."""
    now = clock.now()
    query = (
        select(SupplementRequest.dossier_id, SupplementRequest.n, SupplementRequest.root_id)
        .where(SupplementRequest.state == "open", SupplementRequest.expires_at <= now)
        .order_by(SupplementRequest.expires_at)
        .limit(AT_ONCE)
    )
    with session.begin():
        due = [(row.dossier_id, row.n, row.root_id) for row in session.execute(query)]
    for dossier, n, root in due:
        try:
            with transaction(session, "expire"):
                _expire(session, clock, locked(session, root), (dossier, n))
        except ServiceError:  # one dossier that cannot go on must not keep the others waiting
            log.exception("the request %s of dossier %s cannot be ended", n, dossier)
            with session.begin():
                session.get_one(SupplementRequest, (dossier, n)).state = "over"
    return len(due)


def _expire(session: Session, clock: Clock, held: Held, key: tuple[UUID, int]) -> None:
    row = session.get(SupplementRequest, key, populate_existing=True)
    if row is None or row.state != "open":
        return
    branch = next(name for name, one in held.branches.items() if one.id == key[0])
    life = held.life(branch)
    if life.suspension is None or life.supplements != key[1]:
        row.state = "over"
        return
    then, contact = row.unanswered or REMIND, row.contact
    session.expunge(row)
    changed = {"dossier_id": key[0], "n": key[1], "state": "expired"}
    entry = LogEntry("supplement_expired", branch, {"unanswered": then})
    if then == REMIND:
        _remind(session, clock, held, (branch, contact), entry, changed)
        return
    command, letter = _unanswered(then, life, branch)
    known = letter is not None and letter in held.package.procedure.letters
    letters = ((str(letter), branch, {"reason": REASON, "contact": contact}),) if known else ()
    doing = Doing(
        command=command,
        actor=ACTOR,
        before=(entry,),
        letters=letters,
        also=lambda batch: batch.update(SupplementRequest, [changed]),
    )
    perform(session, clock, held, doing)


REASON: Final = "Quá thời hạn bổ sung mà chưa nhận được nội dung bổ sung. / The time to answer the request is over."


def _unanswered(then: str, life: Life, branch: str) -> tuple[Command, str | None]:
    if then != STOP:
        return AnswerSupplement({}, branch, ACTOR.key), None
    if life.received_at is None:
        return RefuseAtIntake(REASON, ACTOR.key), "refusal"
    return Stop(REASON, branch, ACTOR.key), "stop"


def _remind(
    session: Session, clock: Clock, held: Held, whom: tuple[str, str], entry: LogEntry, changed: dict[str, Any]
) -> None:
    branch, contact = whom
    tell(session, clock, held, "reminder", {**notices.about(held, branch), "contact": contact}, entry, changed)


def tell(
    session: Session,
    clock: Clock,
    held: Held,
    key: str,
    about: Mapping[str, Any],
    entry: LogEntry,
    changed: dict[str, Any] | None = None,
) -> None:
    """Note something in the log and tell the applicant of it, outside a turn. Inside the caller's transaction."""
    person = None if held.trial else notices.person_of(held.facts)
    index = notices.FIRST + held.log_n
    rows = [] if person is None else [notices.row(held, held.seq, index, key, person, about, clock.now())]

    def write(batch: Batch) -> None:
        batch.insert(EffectRow, rows)
        if changed is not None:
            batch.update(SupplementRequest, [changed])

    mark(session, clock, held, ACTOR, (entry,), write)
    jobs.defer_effects(session, [(held.root, held.seq, index) for _row in rows])
