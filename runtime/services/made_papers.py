"""Papers that no step issues by itself: made when an officer asks for one, numbered and kept like all others."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final
from uuid import UUID

from sqlalchemy.orm import Session

from runtime.clock import Clock
from runtime.letters.rendering import hash_of, template_of
from runtime.models import Letter
from runtime.services import access, counters
from runtime.services.access import Action
from runtime.services.actors import Actor
from runtime.services.cases import Held, locked
from runtime.services.chain import LogEntry
from runtime.services.control_slip import slip_rows
from runtime.services.errors import InvalidError, NotFoundError, RefusedError
from runtime.services.inputs import clean
from runtime.services.letter_values import Issue, frozen
from runtime.services.marking import mark
from runtime.services.paper_counts import counted
from runtime.services.papers import letter_book, named_registers
from runtime.services.transactions import new_id, transaction
from runtime.services.zone import day_of, zone

LONGEST: Final = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A paper an officer asks for: ``to`` whom it goes, ``reason`` what it asks or hands over, ``until`` which day."""

    key: str
    to: str = ""
    reason: str = ""
    until: date | None = None


def _received(held: Held, branch: str) -> None:
    if held.life(branch).received_at is None:
        raise RefusedError("not-received")


def _settled(held: Held, branch: str) -> None:
    if held.life(branch).settled_at is None:
        raise RefusedError("paper.not-settled")


RULES: Final[Mapping[str, tuple[Callable[[Held, str], None], tuple[str, ...]]]] = {
    "receipt": (_received, ()),
    "control_slip": (_received, ()),
    "return_sheet": (_settled, ()),
    "handover": (_received, ("to",)),
    "opinion": (_received, ("to", "reason")),
}
"""Papers that can be asked for: when, and what must be said."""


def make(session: Session, clock: Clock, dossier_id: UUID, wanted: Wanted, actor: Actor) -> UUID:
    """Issue a paper now; gives the letter's id.

    Raises NotFoundError, ForbiddenError, InvalidError ``paper.unknown``, ``paper.missing``, ``paper.long``,
    RefusedError ``not-received``, ``paper.not-settled``.
    """
    clean([wanted.to, wanted.reason], "paper")
    rule = RULES.get(wanted.key)
    if rule is None:
        raise InvalidError("paper.unknown", key=wanted.key)
    possible, needed = rule
    for name in needed:
        if not getattr(wanted, name).strip():
            raise InvalidError("paper.missing", name=name)
    if max(len(wanted.to), len(wanted.reason)) > LONGEST:
        raise InvalidError("paper.long", longest=LONGEST)
    with transaction(session, "paper"):
        held = locked(session, dossier_id)
        branch = next((key for key, row in held.branches.items() if row.id == dossier_id), None)
        if branch is None:
            raise NotFoundError("not-found")
        access.require(actor, Action.MAKE_PAPER, held.subject(branch))
        possible(held, branch)
        return _issued(session, clock, held, branch, wanted, actor)


def _issued(session: Session, clock: Clock, held: Held, branch: str, wanted: Wanted, actor: Actor) -> UUID:
    now = clock.now()
    agency = next((one for one in _places(held, branch) if access.may(actor, Action.MAKE_PAPER, one)), "")
    agency = agency or next(one.agency for one in actor.positions if one.role in access.WORKING)
    template = template_of(wanted.key, held.package.letters)
    year = day_of(now).year
    book = letter_book(wanted.key, agency, year, trial=held.trial)
    number = counters.take(session, {book: 1})[book].start
    issue = _issue(session, held, branch, wanted, (agency, actor, now))
    letter = new_id()
    row = {
        "id": letter,
        "dossier_id": held.root,
        "branch": branch,
        "key": wanted.key,
        "agency": agency,
        "year": year,
        "number": number,
        "n": 0,
        "node": "",
        "body": dict(issue.body),
        "issued_at": now,
        "issued_by": actor.key,
        "trial": held.trial,
        "snapshot": frozen(issue, number, template),
        "template_hash": hash_of(template),
    }
    told = {"letter": str(letter), "key": wanted.key, "number": number, "year": year}
    entry = LogEntry("letter_issued", branch, told)
    mark(session, clock, held, actor, (entry,), lambda batch: batch.insert(Letter, [row]))
    return letter


def _places(held: Held, branch: str) -> tuple[str, ...]:
    """Whose paper it may be: where it was received for what the applicant gets, before the competent agency."""
    row = held.branches[branch]
    return (row.received_by, row.competent, *sorted(row.agencies))


def _issue(session: Session, held: Held, branch: str, wanted: Wanted, by: tuple[str, Actor, datetime]) -> Issue:
    agency, actor, now = by
    known = counted(session, held.root)
    until = None if wanted.until is None else datetime.combine(wanted.until, time(17), zone()).isoformat()
    body: Mapping[str, Any] = {
        "forwarded_to": wanted.to.strip() or None,
        "reason": wanted.reason.strip() or None,
        "expires_at": until,
    }
    return Issue(
        held=held,
        case=held.case,
        facts=held.facts,
        key=wanted.key,
        branch=branch,
        agency=agency,
        body={name: value for name, value in body.items() if value is not None},
        at=now,
        actor=actor,
        counted=known,
        registers=named_registers(held, known),
        steps=slip_rows(session, held, branch) if wanted.key == "control_slip" else (),
    )
