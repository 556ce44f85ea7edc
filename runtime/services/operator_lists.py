"""Pages of what waits for an operator: the oldest first, in whole or for one dossier."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Generic, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, outerjoin, select, tuple_
from sqlalchemy.orm import Session, aliased

from engine.dossier.case import ROOT
from runtime.models import Dossier, EffectRow, IncidentRow, PartRow
from runtime.services.errors import InvalidError
from runtime.services.inputs import clean

PAGE: Final = 50
LONGEST_PAGE: Final = 200
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which page: after a cursor, at most ``limit`` lines.

    ``code``: of the dossier (with its sub-dossiers) or sub-dossier with exactly this code; empty: of all.
    """

    code: str = ""
    after: str | None = None
    limit: int = PAGE


ALL: Final = Wanted()
"""The first page of everything."""


@dataclass(frozen=True, slots=True)
class Lines(Generic[T]):
    """Some lines, and the cursor of the next page (None: the last)."""

    items: tuple[T, ...]
    cursor: str | None


def page(
    session: Session, query: Select[*tuple[Any, ...]], order: Sequence[Any], wanted: Wanted
) -> tuple[Sequence[Any], str | None]:
    """The rows of a page and the cursor of the next. ``order``: instant, dossier and two numbers, which are unique.

    The query has a ``dossier`` in it. Inside the caller's transaction. Raises InvalidError for an odd cursor.
    """
    size = max(1, min(wanted.limit, LONGEST_PAGE))
    if wanted.code:
        query = query.where(_of(str(clean(wanted.code.strip(), "code"))))
    if wanted.after is not None:
        query = query.where(_after(order, wanted.after))
    keys = [column.label(f"key_{i}") for i, column in enumerate(order)]
    rows = session.execute(query.add_columns(*keys).order_by(*order).limit(size + 1)).all()
    if len(rows) <= size:
        return rows, None
    at, *rest = rows[size - 1][-len(order) :]
    return rows[:size], "~".join([at.isoformat(), *map(str, rest)])


def of_parts(query: Select[*tuple[Any, ...]], row: type[IncidentRow | EffectRow]) -> Select[*tuple[Any, ...]]:
    """The query with the ``dossier`` or sub-dossier that the part of each row belongs to."""
    part = outerjoin(row, PartRow, and_(PartRow.dossier_id == row.dossier_id, PartRow.n == row.n))
    own = and_(Dossier.root_id == row.dossier_id, Dossier.branch == func.coalesce(PartRow.branch, ROOT))
    return query.select_from(part.join(Dossier, own))


def _of(code: str) -> ColumnElement[bool]:
    """The sub-dossier of this code, or the dossier of this code with all its sub-dossiers."""
    whole = aliased(Dossier)
    return or_(
        Dossier.code == code, Dossier.root_id.in_(select(whole.id).where(whole.code == code, whole.branch == ROOT))
    )


def _after(order: Sequence[Any], cursor: str) -> ColumnElement[bool]:
    try:
        at, dossier, first, second = cursor.split("~")
        known = (datetime.fromisoformat(at), UUID(dossier), int(first), int(second))
    except ValueError as error:
        raise InvalidError("text.invalid", where="cursor") from error
    if known[0].tzinfo is None or not all(0 <= number < 2**31 for number in known[2:]):
        raise InvalidError("text.invalid", where="cursor")
    return tuple_(*order) > tuple_(*map(literal, known))
