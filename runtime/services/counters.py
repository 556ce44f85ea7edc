"""Numbers that are given once: dossier codes, letters, register books.

All numbers of a step are taken in one statement in a fixed order, so two steps can never wait for each other. A number
taken inside a step's transaction leaves no gap when it fails; dossier codes are taken in a short transaction of their
own before, where a gap is allowed and nobody waits for a slow submission.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from runtime.database import plain_json

_TAKE = text(
    """
    INSERT INTO counter (kind, agency, period, next)
    SELECT r.kind, r.agency, r.period, r.wanted + 1
      FROM jsonb_to_recordset(CAST(:wanted AS jsonb)) AS r(kind text, agency text, period text, wanted bigint)
     ORDER BY r.kind, r.agency, r.period
    ON CONFLICT (kind, agency, period) DO UPDATE SET next = counter.next + EXCLUDED.next - 1
    RETURNING kind, agency, period, next
    """
)


@dataclass(frozen=True, slots=True, order=True)
class Book:
    """Where numbers come from: a kind (``dossier``, ``letter:receipt``, ``register:SCT``), an agency, a period."""

    kind: str
    agency: str
    period: str


def take(session: Session, wanted: Mapping[Book, int]) -> dict[Book, range]:
    """The next so many numbers of each book, for nobody else. Inside the caller's transaction."""
    if not wanted:
        return {}
    rows = [
        {"kind": book.kind, "agency": book.agency, "period": book.period, "wanted": count}
        for book, count in sorted(wanted.items())
    ]
    found = session.execute(_TAKE, {"wanted": plain_json(rows)}).all()
    taken: dict[Book, range] = {}
    for kind, agency, period, following in found:
        book = Book(kind, agency, period)
        taken[book] = range(following - wanted[book], following)
    return taken


def dossier_book(agency: str, day: str, *, trial: bool = False) -> Book:
    """Where the serials of an agency's dossiers of a day come from; those on trial have a book of their own."""
    return Book("trial" if trial else "dossier", agency, day)


def dossier_code(agency: str, day: str, number: int, *, trial: bool = False) -> str:
    """``H36.50-261008-0975``: receiving agency, day of issue (yymmdd), serial of the day, at least four digits.

    On trial the serial begins with a 9 before its four digits (``H36.50-261008-90001``): a code of the national shape
    that no agency's day of at most 89,999 dossiers ever gives to a real one.
    """
    return f"{agency}-{day}-9{number:04}" if trial else f"{agency}-{day}-{number:04}"


def is_trial_serial(serial: str) -> bool:
    """Whether the last part of a dossier's code was given on trial."""
    return len(serial) > 4 and serial.startswith("9")
