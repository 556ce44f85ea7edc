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


def dossier_code(agency: str, day: str, number: int) -> str:
    """``H36.50-261008-0975``: receiving agency, day of issue (yymmdd), serial of the day, at least four digits."""
    return f"{agency}-{day}-{number:04}"
