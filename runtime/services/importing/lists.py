"""Importing reference lists: what codes stand for in which period; ``territories`` are the places themselves."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from runtime.clock import Clock
from runtime.models import ReferenceEntry, ReferenceList, Territory
from runtime.services.actors import Actor
from runtime.services.importing.agencies import overlaps
from runtime.services.importing.cells import DAYS, Cells, Found, each, once
from runtime.services.importing.table import Column, Table
from runtime.services.snapshot import snapshot, touch

NAME: Final = re.compile(r"[a-z][a-z0-9\-]{0,59}")
VALUE: Final = re.compile(r"[^\s;,](?:[^;,\n]{0,58}[^\s;,])?")
TERRITORIES: Final = "territories"
COLUMNS: Final = (
    Column(
        "list",
        "Danh mục",
        "List",
        required=True,
        about=(
            "Name that forms use (provinces, ethnic-groups …); “territories” are the places of this installation.",
            "Tên danh mục dùng trong biểu mẫu (provinces, ethnic-groups …); “territories” là địa bàn hành chính.",
        ),
        example="provinces",
    ),
    Column("code", "Mã", "Code", required=True, example="68"),
    Column("name_vi", "Tên", "Name (Vietnamese)", required=True, example="Tỉnh Lâm Đồng"),
    Column("name_en", "Tên tiếng Anh", "Name (English)", example="Lâm Đồng Province"),
    Column(
        "parent",
        "Mã cấp trên",
        "Superior",
        about=("Only for territories: the code of the place around it.", "Chỉ cho địa bàn: mã địa bàn cấp trên."),
    ),
    *DAYS,
)


@dataclass(frozen=True, slots=True)
class Told:
    """One row."""

    name: str
    code: str
    names: dict[str, str]
    parent: str | None
    first: date
    last: date | None


def load(session: Session, clock: Clock, table: Table, actor: Actor) -> Found:
    """Add or change entries. Inside the caller's transaction; nothing is written with problems."""
    found = Found()
    told = [(cells, row) for cells in each(table, found) if (row := _told(cells)) is not None]
    once(told, "code", lambda row: (row.name, row.code, row.first))
    _apart(told)
    _parents(session, told)
    _kept(session, told)
    if found.problems:
        return found
    for name in dict.fromkeys(row.name for _cells, row in told):
        if name != TERRITORIES:
            _list(session, clock, name, actor)
    for position, (_cells, row) in enumerate(told):
        _place(session, row, found) if row.name == TERRITORIES else _entry(session, row, position, found)
    session.flush()
    touch(session)
    return found


def _told(cells: Cells) -> Told | None:
    name, code = cells.code("list", NAME, required=True), cells.code("code", VALUE, required=True)
    cells.text("name_vi", required=True)
    first, last = cells.days()
    parent = cells.code("parent")
    if name is None or code is None:
        return None
    return Told(name, code, cells.names(), parent, first or date.min, last)


def _apart(told: list[tuple[Cells, Told]]) -> None:
    """A code stands for one thing at a time."""
    seen: dict[tuple[str, str], list[tuple[Cells, Told]]] = {}
    for cells, row in told:
        for other, earlier in seen.setdefault((row.name, row.code), []):
            days = (earlier.first, earlier.last)
            if row.first != earlier.first and overlaps(days, (row.first, row.last)):
                cells.fail("from", "import.overlap", other=other.row.number)
        seen[row.name, row.code].append((cells, row))


def _parents(session: Session, told: list[tuple[Cells, Told]]) -> None:
    known = snapshot(session).territories.keys() | {row.code for _cells, row in told if row.name == TERRITORIES}
    for cells, row in told:
        if row.name == TERRITORIES and row.parent is not None and row.parent not in known:
            cells.fail("parent", "import.territory", value=row.parent)


def _kept(session: Session, told: list[tuple[Cells, Told]]) -> None:
    """What is there already and is not in the file must not overlap with what comes."""
    coming = {(row.name, row.code, row.first) for _cells, row in told}
    held: dict[tuple[str, str], list[tuple[date, date | None]]] = {}
    names = {row.name for _cells, row in told}
    for entry in session.scalars(select(ReferenceEntry).where(ReferenceEntry.list_name.in_(names))):
        held.setdefault((entry.list_name, entry.code), []).append((entry.valid_from, entry.valid_to))
    if TERRITORIES in names:
        for place in session.scalars(select(Territory)):
            held.setdefault((TERRITORIES, place.code), []).append((place.valid_from, place.valid_to))
    for cells, row in told:
        for first, last in held.get((row.name, row.code), ()):
            if (row.name, row.code, first) not in coming and overlaps((first, last), (row.first, row.last)):
                cells.fail("code", "import.overlap-kept", value=row.code, day=first.isoformat())
                break


def _list(session: Session, clock: Clock, name: str, actor: Actor) -> None:
    row = session.get(ReferenceList, name)
    if row is None:
        row = ReferenceList(name=name, titles={})
        session.add(row)
    row.changed_at, row.changed_by = clock.now(), actor.key
    session.flush()


def _entry(session: Session, row: Told, position: int, found: Found) -> None:
    held = session.get(ReferenceEntry, (row.name, row.code, row.first))
    if held is None:
        session.add(
            ReferenceEntry(
                list_name=row.name,
                code=row.code,
                valid_from=row.first,
                names=row.names,
                valid_to=row.last,
                position=position,
            )
        )
        found.count(new=True, changed=False)
        return
    found.count(new=False, changed=(held.names, held.valid_to) != (row.names, row.last))
    held.names, held.valid_to = row.names, row.last


def _place(session: Session, row: Told, found: Found) -> None:
    held = session.get(Territory, (row.code, row.first))
    if held is None:
        session.add(
            Territory(code=row.code, valid_from=row.first, names=row.names, parent=row.parent, valid_to=row.last)
        )
        found.count(new=True, changed=False)
        return
    told = (row.names, row.parent, row.last)
    found.count(new=False, changed=(held.names, held.parent, held.valid_to) != told)
    held.names, held.parent, held.valid_to = told
