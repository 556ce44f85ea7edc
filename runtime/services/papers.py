"""Letters and register numbers that a turn asks for: numbered in its own transaction."""

from collections.abc import Mapping
from typing import Any

from engine.dossier.case import PartEffect
from engine.kernel import effects as fx
from runtime.models import Letter, RegisterEntry
from runtime.services.counters import Book
from runtime.services.recording import Recording
from runtime.services.transactions import new_id
from runtime.services.zone import day_of


def gather(recording: Recording) -> None:
    """Ask for the numbers of all papers and register entries, and mark what a return has superseded."""
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
    """A letter of the branch's agency, numbered within its year."""
    agency = agency_of(recording, branch, place[0])
    year = day_of(recording.at).year

    def write(number: int) -> None:
        letter_id = new_id()
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
        }
        recording.batch.insert(Letter, [row])
        recording.tell("letter_issued", branch, letter=str(letter_id), key=key, number=number, year=year)

    recording.want(Book(f"letter:{key}", agency, str(year)), write)


def agency_of(recording: Recording, branch: str, n: int) -> str:
    """Whose paper it is: the part's agency, else the branch's, else the competent one."""
    part = recording.turn.case.parts.get(n)
    life = recording.turn.case.lives.get(branch)
    return (part.agency if part else None) or (life.agency if life else None) or recording.held.branches[""].competent


def _take(recording: Recording, at: PartEffect, effect: fx.TakeNumber) -> None:
    branch = recording.branch_of(at.part)
    book = recording.held.package.procedure.registers.get(effect.register)
    day = day_of(recording.at)
    period = str(day.year) if book is None or book.reset == "year" else "-"
    scope_is_agency = book is None or book.scope == "agency"
    agency = agency_of(recording, branch, at.part) if scope_is_agency else "-"
    template = book.number if book else "{n}/{yyyy}"

    def write(number: int) -> None:
        text = written_number(template, number, effect.register, day.year, day.month)
        row = {
            "id": new_id(),
            "register": effect.register,
            "agency": agency,
            "period": period,
            "number": number,
            "text": text,
            "dossier_id": recording.root,
            "n": at.part,
            "token": effect.token,
            "node": effect.node,
            "taken_at": recording.at,
            "actor": recording.doing.actor.key,
        }
        recording.batch.insert(RegisterEntry, [row])
        recording.tell("registered", branch, register=effect.register, number=number, text=text)

    recording.want(Book(f"register:{effect.register}", agency, period), write)


def written_number(template: str, number: int, register: str, year: int, month: int) -> str:
    """A number as the book writes it: ``{n}``, ``{yyyy}``, ``{mm}`` and ``{register}`` are filled in."""
    filled = {"{n}": str(number), "{yyyy}": f"{year:04}", "{mm}": f"{month:02}", "{register}": register}
    for mark, value in filled.items():
        template = template.replace(mark, value)
    return template


def _supersede(recording: Recording, n: int, elements: tuple[str, ...]) -> None:
    rows = [
        {"dossier_id": recording.root, "n": n, "node": element, "superseded_at": recording.at} for element in elements
    ]
    recording.batch.update(Letter, rows, matched=("dossier_id", "n", "node"), where="t.superseded_at IS NULL")
