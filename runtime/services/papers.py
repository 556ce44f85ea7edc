"""Letters and register numbers that a turn asks for: numbered in its own transaction, with what they say frozen."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy.orm import Session

from engine.dossier.case import PartEffect
from engine.kernel import effects as fx
from runtime.letters.rendering import hash_of, template_of
from runtime.models import Letter, RegisterEntry
from runtime.services.cases import Held
from runtime.services.control_slip import slip_rows
from runtime.services.counters import Book
from runtime.services.letter_values import Issue, frozen, vietnamese
from runtime.services.paper_counts import Counted, counted
from runtime.services.recording import Recording
from runtime.services.transactions import new_id
from runtime.services.zone import day_of

TRIAL: Final = "TN-"
"""Before the period and the number of what is registered on trial (thử nghiệm): the real books have no gap by it."""


def gather(recording: Recording, session: Session) -> None:
    """Ask for the numbers of all papers and register entries, and mark what a return has superseded."""
    issued = [(at.effect.key, recording.branch_of(at.part)) for at in _letters(recording)]
    if recording.doing.letters or issued:
        recording.counted = counted(session, recording.root)
        _bound_now(recording)
    for branch in {branch for key, branch in issued if key == "control_slip"}:
        recording.slips[branch] = slip_rows(session, recording.held, branch)
    for at in recording.turn.effects:
        match at.effect:
            case fx.IssueLetter():
                branch = recording.branch_of(at.part)
                issue(recording, at.effect.key, branch, {}, (at.part, at.effect.node))
            case fx.TakeNumber():
                _take(recording, at, at.effect)
            case fx.SupersedeLetters():
                _supersede(recording, at.part, at.effect.elements)
            case _:
                pass
    for key, branch, body in recording.doing.letters:
        issue(recording, key, branch, body, (0, ""))


def issue(recording: Recording, key: str, branch: str, body: Mapping[str, Any], place: tuple[int, str]) -> None:
    """A letter of the branch's agency, numbered within its year, with everything it says."""
    agency = agency_of(recording, branch, place[0])
    year = day_of(recording.at).year
    template = template_of(key, recording.held.package.letters)

    def write(number: int) -> None:
        letter_id = new_id()
        snapshot = frozen(_issue(recording, key, branch, body, (agency, place[0])), number, template)
        row = {
            "id": letter_id,
            "dossier_id": recording.root,
            "branch": branch,
            "key": key,
            "agency": agency,
            "year": year,
            "number": number,
            "n": place[0],
            "node": place[1],
            "body": dict(body),
            "issued_at": recording.at,
            "issued_by": recording.doing.actor.key,
            "trial": recording.held.trial,
            "snapshot": snapshot,
            "template_hash": hash_of(template),
        }
        recording.batch.insert(Letter, [row])
        recording.tell("letter_issued", branch, letter=str(letter_id), key=key, number=number, year=year)

    recording.want(letter_book(key, agency, year, trial=recording.held.trial), write)


def _letters(recording: Recording) -> list[Any]:
    return [at for at in recording.turn.effects if isinstance(at.effect, fx.IssueLetter)]


def letter_book(key: str, agency: str, year: int, *, trial: bool) -> Book:
    """Where the numbers of a sort of letters come from; those on trial have a book of their own."""
    return Book(f"trial-letter:{key}" if trial else f"letter:{key}", agency, str(year))


def _bound_now(recording: Recording) -> None:
    """Files that this turn binds are on its papers too."""
    found = recording.counted
    for entry in recording.doing.after:
        component = entry.body.get("component") if entry.kind == "attachment_added" else None
        if component:
            found.files[component] = found.files.get(component, 0) + 1


def _issue(recording: Recording, key: str, branch: str, body: Mapping[str, Any], by: tuple[str, int]) -> Issue:
    doing, case = recording.doing, recording.turn.case
    held = recording.held
    return Issue(
        held=held,
        case=case,
        facts=held.facts if doing.facts is None else doing.facts,
        key=key,
        branch=branch if branch in case.lives else "",
        agency=by[0],
        part=by[1],
        body=body,
        at=recording.at,
        actor=doing.actor,
        counted=recording.counted,
        registers=named_registers(held, recording.counted),
        steps=recording.slips.get(branch, ()) if key == "control_slip" else (),
    )


def named_registers(held: Held, found: Counted) -> list[dict[str, str]]:
    """The register numbers of a dossier with the names of their books."""
    books = held.package.procedure.registers
    return [
        {"key": key, "name": vietnamese(books[key].names) if key in books else key, "text": number}
        for key, number in found.registers
    ]


def agency_of(recording: Recording, branch: str, n: int) -> str:
    """Whose paper it is: the part's agency, else the branch's, else the competent one."""
    part = recording.turn.case.parts.get(n)
    life = recording.turn.case.lives.get(branch)
    return (part.agency if part else None) or (life.agency if life else None) or recording.held.branches[""].competent


def _take(recording: Recording, at: PartEffect, effect: fx.TakeNumber) -> None:
    branch = recording.branch_of(at.part)
    book = recording.held.package.procedure.registers.get(effect.register)
    day = day_of(recording.at)
    trial = recording.held.trial
    period = f"{TRIAL if trial else ''}{period_of(book.reset if book else 'year', day)}"
    scope_is_agency = book is None or book.scope == "agency"
    agency = agency_of(recording, branch, at.part) if scope_is_agency else "-"
    template = book.number if book else "{n}/{yyyy}"

    def write(number: int) -> None:
        written = written_number(template, number, effect.register, day.year, day.month)
        written = f"{TRIAL}{written}" if trial else written
        row = {
            "id": new_id(),
            "register": effect.register,
            "agency": agency,
            "period": period,
            "number": number,
            "text": written,
            "dossier_id": recording.root,
            "n": at.part,
            "token": effect.token,
            "node": effect.node,
            "taken_at": recording.at,
            "actor": recording.doing.actor.key,
        }
        recording.batch.insert(RegisterEntry, [row])
        recording.tell("registered", branch, register=effect.register, number=number, text=written)
        recording.counted.registers.append((effect.register, written))

    recording.want(Book(f"register:{effect.register}", agency, period), write)


_MARK = re.compile(r"\{(n|yyyy|mm|register)(?::0([1-9])d)?\}")


def written_number(template: str, number: int, register: str, year: int, month: int) -> str:
    """A number as the book writes it: ``{n}`` (``{n:05d}``: five digits), ``{yyyy}``, ``{mm}``, ``{register}``."""
    values = {"n": str(number), "yyyy": f"{year:04}", "mm": f"{month:02}", "register": register}
    return _MARK.sub(lambda found: values[found[1]].rjust(int(found[2] or 0), "0"), template)


def period_of(reset: str, day: date) -> str:
    """Within what a book counts: ``2026``, ``2026-03``, or ``-`` for one that never begins anew."""
    match reset:
        case "year":
            return str(day.year)
        case "month":
            return f"{day.year:04}-{day.month:02}"
        case _:
            return "-"


def _supersede(recording: Recording, n: int, elements: tuple[str, ...]) -> None:
    rows = [
        {"dossier_id": recording.root, "n": n, "node": element, "superseded_at": recording.at} for element in elements
    ]
    recording.batch.update(Letter, rows, matched=("dossier_id", "n", "node"), where="t.superseded_at IS NULL")
