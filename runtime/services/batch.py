"""All rows of a step in one statement: data-modifying CTEs over JSON record sets.

A step touches up to twenty tables; a statement for each would cost a round trip for each. Here each table is one CTE
and its rows are one JSON parameter, so a step writes in one round trip whatever it does. Inside the one statement all
parts see the database as it was before it; so a row must be written at most once, which :class:`Batch` checks.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Table
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from runtime.models import Base

Row = Mapping[str, Any]


class RawJson(str):
    """JSON text that goes into a row as it is."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class _Part:
    """One CTE: what is done to which columns of a table. ``matched`` find rows of updates and deletes."""

    verb: str
    table: str
    columns: tuple[str, ...]
    matched: tuple[str, ...] = ()
    where: str = ""


@dataclass(slots=True)
class Batch:
    """Rows to write; :meth:`execute` writes them all in one statement."""

    parts: dict[_Part, list[Row]] = field(default_factory=dict)
    _written: set[tuple[str, tuple[str, ...]]] = field(default_factory=set)

    def insert(self, model: type[Base], rows: Iterable[Row]) -> None:
        """New rows; all of a call have the same columns."""
        self._add("insert", model, rows)

    def upsert(self, model: type[Base], rows: Iterable[Row]) -> None:
        """New rows, or new values of the rows with the same primary key."""
        self._add("upsert", model, rows)

    def update(self, model: type[Base], rows: Iterable[Row], matched: Sequence[str] = (), where: str = "") -> None:
        """New values for existing rows found by ``matched`` (default: the primary key) and ``where``, a condition."""
        self._add("update", model, rows, matched or _keys(model), where)

    def delete(self, model: type[Base], rows: Iterable[Row]) -> None:
        """Remove the rows whose columns equal the given ones."""
        found = list(rows)
        if found:
            self._add("delete", model, found, tuple(found[0]))

    def execute(self, session: Session) -> None:
        """Write everything; nothing to write is no statement."""
        if not self.parts:
            return
        shape = tuple(self.parts)
        values = {f"w{index}": _json_rows(rows) for index, rows in enumerate(self.parts.values())}
        session.connection().exec_driver_sql(_statement(shape), values)
        self.parts.clear()
        self._written.clear()

    def _add(
        self, verb: str, model: type[Base], rows: Iterable[Row], matched: Sequence[str] = (), where: str = ""
    ) -> None:
        keys = _keys(model)
        for row in rows:
            if keys and row.keys() >= set(keys):
                self._once(model.__tablename__, tuple(str(row[key]) for key in keys))
            part = _Part(verb, model.__tablename__, tuple(row), tuple(matched), where)
            self.parts.setdefault(part, []).append(row)

    def _once(self, table: str, key: tuple[str, ...]) -> None:
        """A row written twice in one statement keeps one of the two, nobody knows which: a mistake of ours."""
        if (table, key) in self._written:
            raise AssertionError(f"{table} {key} is written twice in one batch")
        self._written.add((table, key))


@lru_cache(maxsize=256)
def _keys(model: type[Base]) -> tuple[str, ...]:
    return tuple(column.name for column in _table(model.__tablename__).primary_key.columns)


def _table(name: str) -> Table:
    return Base.metadata.tables[name]


@lru_cache(maxsize=2048)
def _statement(shape: tuple[_Part, ...]) -> str:
    steps = ",\n".join(f"s{index} AS ({_sql(part, f'w{index}')})" for index, part in enumerate(shape))
    return f"WITH {steps}\nSELECT 1"


def _sql(part: _Part, parameter: str) -> str:
    table = _table(part.table)
    names = ", ".join(f'"{name}"' for name in part.columns)
    record = ", ".join(f'"{name}" {_type(table.c[name])}' for name in part.columns)
    source = f"jsonb_to_recordset(CAST(%({parameter})s AS jsonb)) AS r({record})"
    chosen = ", ".join(f'r."{name}"' for name in part.columns)
    match part.verb:
        case "insert":
            return f'INSERT INTO "{part.table}" ({names}) SELECT {chosen} FROM {source}'  # noqa: S608 - our own names
        case "upsert":
            keys = [column.name for column in table.primary_key.columns]
            rest = ", ".join(f'"{name}" = EXCLUDED."{name}"' for name in part.columns if name not in keys)
            target = ", ".join(f'"{key}"' for key in keys)
            return (
                f'INSERT INTO "{part.table}" ({names}) SELECT {chosen} FROM {source} '  # noqa: S608
                f"ON CONFLICT ({target}) DO UPDATE SET {rest}"
            )
        case "update":
            rest = ", ".join(f'"{name}" = r."{name}"' for name in part.columns if name not in part.matched)
            return f'UPDATE "{part.table}" t SET {rest} FROM {source} WHERE {_match(part)}'  # noqa: S608
        case _:
            return f'DELETE FROM "{part.table}" t USING {source} WHERE {_match(part)}'  # noqa: S608


def _match(part: _Part) -> str:
    conditions = [f't."{name}" = r."{name}"' for name in part.matched]
    return " AND ".join([*conditions, part.where] if part.where else conditions)


def _type(column: Column[Any]) -> str:
    return str(column.type.compile(postgresql.dialect()))  # type: ignore[no-untyped-call]


def _json_rows(rows: Sequence[Row]) -> str:
    if any(isinstance(value, RawJson) for value in rows[0].values()):
        return "[" + ",".join(_spliced(row) for row in rows) + "]"
    return _ENCODER.encode(rows)


def _spliced(row: Row) -> str:
    """A row some of whose values are JSON already."""
    raw = [f'"{name}":{value}' for name, value in row.items() if isinstance(value, RawJson)]
    rest = _ENCODER.encode({name: value for name, value in row.items() if not isinstance(value, RawJson)})
    return "{" + ",".join([*raw, rest[1:-1]]) + "}" if len(rest) > 2 else "{" + ",".join(raw) + "}"


def _plain(value: Any) -> Any:
    match value:
        case datetime() | date():
            return value.isoformat()
        case UUID():
            return str(value)
        case Decimal():
            return str(value)
        case frozenset() | set():
            return sorted(value)
        case Mapping():
            return dict(value)
        case _:
            raise TypeError(f"{type(value).__name__} cannot be written into a row")


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_plain)
"""One for all rows: the encoder is written in C and most costly to set up."""
