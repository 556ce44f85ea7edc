"""Targets of indicators by agency and year, read from the table of the decision that set them (CSV).

Columns: ``agency`` (code or name), ``target_services_with_online_pct``, ``target_dossiers_online_pct``; others may be
there. 0 in both is *no target*. All rows or none are taken over, and a name that is not exactly one agency is told.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from runtime.models import IndicatorTarget
from runtime.services import access
from runtime.services.access import Action
from runtime.services.actors import Actor
from runtime.services.errors import InvalidError
from runtime.services.search import normalise
from runtime.services.snapshot import Snapshot, snapshot

COLUMNS: Final = {
    "target_services_with_online_pct": "services_online",
    "target_dossiers_online_pct": "dossiers_online",
}
"""Column of the table -> indicator."""
_MOST = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What an import did: agencies that have targets now, and rows whose agency is not kept here."""

    agencies: int
    unknown: tuple[tuple[int, str], ...]
    """(row of the file, what stands there)."""


def take(session: Session, content: bytes, year: int, actor: Actor, *, skip_unknown: bool = False) -> Taken:
    """Replace the targets of a year for the agencies of a table.

    ``skip_unknown``: rows of agencies that are not kept here are left out and told, instead of refusing the table.
    Raises InvalidError ``target.row`` (row, column, value, what is expected), ForbiddenError.
    """
    access.require(actor, Action.ADMINISTER)
    rows = list(_rows(content))
    with session.begin():
        organisation = snapshot(session)
        values: list[dict[str, Any]] = []
        unknown: list[tuple[int, str]] = []
        for number, row in rows:
            code = _agency(organisation, row["agency"], year)
            if code is None and not skip_unknown:
                raise _wrong(number, "agency", row["agency"], "Expected: the code or name of exactly one agency.")
            if code is None:
                unknown.append((number, row["agency"]))
                continue
            access.require(actor, Action.ADMINISTER, code)
            values += _values(code, year, number, row)
        codes = {one["agency"] for one in values}
        session.execute(delete(IndicatorTarget).where(IndicatorTarget.year == year, IndicatorTarget.agency.in_(codes)))
        if values:
            session.execute(insert(IndicatorTarget).values(values).on_conflict_do_nothing())
        return Taken(agencies=len(codes), unknown=tuple(unknown))


def _rows(content: bytes) -> Iterator[tuple[int, Mapping[str, str]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _wrong(1, "–", "–", "Expected: a CSV file in UTF-8.") from error
    reader = csv.DictReader(io.StringIO(text))
    missing = [name for name in ("agency", *COLUMNS) if name not in (reader.fieldnames or ())]
    if missing:
        raise _wrong(1, missing[0], "–", f"Expected columns: agency, {', '.join(COLUMNS)}.")
    for number, row in enumerate(reader, start=2):
        told = {name: (row.get(name) or "").strip() for name in ("agency", *COLUMNS)}
        if any(told.values()):
            yield number, told


def _values(code: str, year: int, number: int, row: Mapping[str, str]) -> list[dict[str, Any]]:
    percents = {indicator: _percent(number, column, row[column]) for column, indicator in COLUMNS.items()}
    none = not any(percents.values())
    return [
        {"agency": code, "year": year, "indicator": indicator, "percent": None if none else percent}
        for indicator, percent in percents.items()
    ]


def _percent(number: int, column: str, told: str) -> Decimal:
    try:
        found = Decimal(told.removesuffix("%").strip().replace(",", "."))
    except InvalidOperation as error:
        raise _wrong(number, column, told, "Expected: a percentage from 0 to 100.") from error
    if not found.is_finite() or not 0 <= found <= _MOST:
        raise _wrong(number, column, told, "Expected: a percentage from 0 to 100.")
    return found


def _wrong(row: int, column: str, value: str, expected: str) -> InvalidError:
    return InvalidError("target.row", row=row, column=column, value=value or "–", expected=expected)


def _agency(organisation: Snapshot, told: str, year: int) -> str | None:
    """By code, by the whole name, or by the name without its province; None unless it is exactly one of that year."""
    if told in organisation.agencies:
        return told
    name = normalise(told)
    there = [
        one.code
        for one in organisation.agencies.values()
        if _in_year(one.valid_from, one.valid_to, year) and _called(normalise(one.names.get("vi", "")), name)
    ]
    return there[0] if len(there) == 1 else None


def _called(name: str, told: str) -> bool:
    return bool(told) and (name == told or name.startswith(f"{told} tinh "))


def _in_year(first: date | None, last: date | None, year: int) -> bool:
    return (first is None or first <= date(year, 12, 31)) and (last is None or last >= date(year, 1, 1))
