"""Importing agencies: one row each, known by code; what they serve becomes competence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from runtime.models import Agency, AgencyClosure, Competence
from runtime.services.actors import Actor
from runtime.services.importing.cells import DAYS, KIND, NAMES, Cells, Found, each, once
from runtime.services.importing.table import Column, Table
from runtime.services.organisation import scheme_of
from runtime.services.search import indexed
from runtime.services.snapshot import Snapshot, snapshot, touch
from runtime.services.transactions import new_id

COLUMNS: Final = (
    Column(
        "code",
        "Mã cơ quan",
        "Code",
        required=True,
        about=("Its identifier; never given to another agency.", "Mã định danh; không cấp lại cho cơ quan khác."),
        example="H36.50",
    ),
    Column("name_vi", "Tên", "Name (Vietnamese)", required=True, example="UBND phường Bắc Gia Nghĩa"),
    NAMES[1],
    Column(
        "kind",
        "Loại",
        "Kind",
        required=True,
        about=(
            "What procedures call it: ward, commune, department, one_stop …",
            "Loại theo gói thủ tục: ward, commune, department, one_stop …",
        ),
        example="ward",
    ),
    Column("parent", "Cấp trên", "Superior", about=("Code of its superior.", "Mã cơ quan cấp trên."), example="H36"),
    Column(
        "territory",
        "Địa bàn",
        "Territory",
        about=("Code of its own territory.", "Mã địa bàn hành chính."),
        example="24611",
    ),
    Column(
        "serves",
        "Phụ trách địa bàn",
        "Serves",
        about=(
            "Territories it is competent for, separated by ;",
            "Các địa bàn thuộc thẩm quyền, cách nhau bằng dấu ;",
        ),
        example="24611;24612",
    ),
    Column(
        "calendar",
        "Lịch làm việc",
        "Calendar",
        about=("Its working calendar; empty: its superior's.", "Lịch làm việc; để trống: theo cấp trên."),
    ),
    *DAYS,
)


@dataclass(frozen=True, slots=True)
class Told:
    """One row."""

    code: str
    names: Mapping[str, str]
    kind: str
    parent: str | None
    territory: str | None
    calendar: str | None
    days: tuple[date | None, date | None]
    serves: tuple[str, ...]


def load(session: Session, table: Table, actor: Actor) -> Found:
    """Add or change the agencies of a table. Inside the caller's transaction; nothing is written with problems."""
    found = Found()
    organisation = snapshot(session)
    told = [(cells, row) for cells in each(table, found) if (row := _told(cells)) is not None]
    once(told, "code", lambda row: row.code)
    coming = {row.code: row for _cells, row in reversed(told)}
    for cells, row in told:
        _check(cells, row, (coming, organisation), actor)
        _served(cells, row, organisation)
    if found.problems:
        return found
    for row in _superiors_first(coming):
        _write(session, row, organisation, found)
    session.flush()
    close(session)
    touch(session)
    return found


def within(actor: Actor, code: str | None) -> bool:
    """Whether the actor administers an agency."""
    return actor.is_system or code in actor.administers


def _told(cells: Cells) -> Told | None:
    code, kind = cells.code("code", required=True), cells.code("kind", KIND, required=True)
    cells.text("name_vi", required=True)
    parent, days = cells.code("parent"), cells.days()
    if code is None or kind is None:
        return None
    return Told(
        code=code,
        names=cells.names(),
        kind=kind,
        parent=parent,
        territory=cells.code("territory"),
        calendar=cells.code("calendar"),
        days=days,
        serves=cells.codes("serves"),
    )


def _check(cells: Cells, row: Told, known: tuple[Mapping[str, Told], Snapshot], actor: Actor) -> None:
    coming, organisation = known
    if row.code in organisation.agencies and not within(actor, row.code):
        cells.fail("code", "import.not-yours", value=row.code)
    if row.parent is None:
        if not actor.is_system and "integrator" not in actor.roles and row.code not in organisation.agencies:
            cells.fail("parent", "import.root")
    elif row.parent not in coming and row.parent not in organisation.agencies:
        cells.fail("parent", "import.agency", value=row.parent)
    elif row.parent not in coming and not within(actor, row.parent):
        cells.fail("parent", "import.not-yours", value=row.parent)
    elif _circles(row, coming, organisation):
        cells.fail("parent", "import.circle", value=row.code)
    _check_places(cells, row, organisation)


def _check_places(cells: Cells, row: Told, organisation: Snapshot) -> None:
    for key, codes in (("territory", (row.territory,) if row.territory else ()), ("serves", row.serves)):
        for code in codes:
            if code not in organisation.territories:
                cells.fail(key, "import.territory", value=code)
    if row.calendar and row.calendar not in organisation.calendars:
        cells.fail("calendar", "import.calendar", value=row.calendar)


def _circles(row: Told, coming: Mapping[str, Told], organisation: Snapshot) -> bool:
    seen, at = {row.code}, row.parent
    while at is not None:
        if at in seen:
            return True
        seen.add(at)
        known = organisation.agencies.get(at)
        at = coming[at].parent if at in coming else known.parent if known else None
    return False


def _served(cells: Cells, row: Told, organisation: Snapshot) -> None:
    """A territory is served by one agency of a kind at a time."""
    for territory in row.serves:
        for rule in organisation.competence.get((row.kind, territory), ()):
            if (
                rule.procedure is None
                and rule.agency != row.code
                and overlaps((rule.valid_from, rule.valid_to), row.days)
            ):
                cells.fail("serves", "import.serves-taken", agency=rule.agency, territory=territory)


def overlaps(one: tuple[date | None, date | None], other: tuple[date | None, date | None]) -> bool:
    """Whether two periods, whose ends may be open, have a day in common."""
    first = max(one[0] or date.min, other[0] or date.min)
    last = min(one[1] or date.max, other[1] or date.max)
    return first <= last


def _superiors_first(coming: Mapping[str, Told]) -> Sequence[Told]:
    """In the order of the file, each after its superior; there is no circle any more."""
    placed: dict[str, Told] = {}
    for row in reversed(list(coming.values())):
        line = [row]
        while line[-1].parent in coming and line[-1].parent not in placed:
            line.append(coming[str(line[-1].parent)])
        for one in reversed(line):
            placed.setdefault(one.code, one)
    return list(placed.values())


def _write(session: Session, row: Told, organisation: Snapshot, found: Found) -> None:
    agency = session.get(Agency, row.code)
    values: dict[str, Any] = {
        "names": {**(agency.names if agency else {}), **row.names},
        "kind": row.kind,
        "parent": row.parent,
        "territory": row.territory,
        "calendar": row.calendar,
        "valid_from": row.days[0],
        "valid_to": row.days[1],
    }
    new = agency is None
    if agency is None:
        agency = Agency(code=row.code, scheme=scheme_of(row.code))
    changed = {name: value for name, value in values.items() if getattr(agency, name, None) != value or new}
    for name, value in changed.items():
        setattr(agency, name, value)
    if changed:
        agency.search = indexed(row.code, *values["names"].values())
        session.add(agency)
        session.flush()
    added = _competence(session, row, organisation)
    found.count(new=new, changed=bool(changed) or added)


def _competence(session: Session, row: Told, organisation: Snapshot) -> bool:
    missing = [one for one in row.serves if not _serves(row, one, organisation)]
    for territory in missing:
        for rule in session.scalars(
            select(Competence).where(
                Competence.kind == row.kind,
                Competence.territory == territory,
                Competence.agency == row.code,
                Competence.procedure_code.is_(None),
            )
        ):
            session.delete(rule)
        session.add(
            Competence(
                id=new_id(),
                kind=row.kind,
                territory=territory,
                agency=row.code,
                valid_from=row.days[0],
                valid_to=row.days[1],
            )
        )
    return bool(missing)


def _serves(row: Told, territory: str, organisation: Snapshot) -> bool:
    rules = organisation.competence.get((row.kind, territory), ())
    wanted = (None, row.code, *row.days)
    return any((rule.procedure, rule.agency, rule.valid_from, rule.valid_to) == wanted for rule in rules)


def close(session: Session) -> None:
    """Every agency with its ancestors, anew from the superiors."""
    parents = {code: parent for code, parent in session.execute(select(Agency.code, Agency.parent))}  # noqa: C416
    wanted = {(ancestor, code): far for code in parents for far, ancestor in enumerate(_above(code, parents))}
    held = {
        (row.ancestor, row.descendant): row.distance
        for row in session.execute(select(AgencyClosure.ancestor, AgencyClosure.descendant, AgencyClosure.distance))
    }
    gone = [pair for pair in held if pair not in wanted]
    for ancestor, descendant in gone:
        session.execute(
            delete(AgencyClosure).where(AgencyClosure.ancestor == ancestor, AgencyClosure.descendant == descendant)
        )
    rows = [
        {"ancestor": ancestor, "descendant": descendant, "distance": far}
        for (ancestor, descendant), far in wanted.items()
        if held.get((ancestor, descendant)) != far
    ]
    if rows:
        statement = insert(AgencyClosure)
        keys = ["ancestor", "descendant"]
        session.execute(
            statement.on_conflict_do_update(index_elements=keys, set_={"distance": statement.excluded.distance}), rows
        )


def _above(code: str, parents: Mapping[str, str | None]) -> Sequence[str]:
    found: list[str] = []
    at: str | None = code
    while at is not None:
        found.append(at)
        at = parents[at]
    return found
