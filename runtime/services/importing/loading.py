"""One import from the file to the log of the organisation, in one transaction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from sqlalchemy.orm import Session

from runtime.clock import Clock
from runtime.models import CalendarRow
from runtime.services import access, calendars, reorganisation
from runtime.services.access import Action
from runtime.services.actors import Actor
from runtime.services.errors import InvalidError, NotFoundError
from runtime.services.importing import agencies, announcing, lists, offering, people, reorganising
from runtime.services.importing.cells import Found
from runtime.services.importing.table import Column, Problem, Table, read_table
from runtime.services.inputs import clean, reason_of

Loader = Callable[[Session, Clock, Table, Actor], Found]


@dataclass(frozen=True, slots=True)
class Kind:
    """Something that can be imported: ``name`` (English, Vietnamese), its columns, and who may."""

    key: str
    name: tuple[str, str]
    columns: Sequence[Column]
    action: Action
    load: Loader


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import did; with problems, and in a dry run, nothing was kept."""

    kind: str
    rows: int
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    kept: bool = False
    problems: tuple[Problem, ...] = ()
    passwords: Mapping[str, str] = field(default_factory=dict)
    effects: Mapping[str, int] = field(default_factory=dict)
    """What followed at once: ``dossiers``, ``tasks``, ``undecided``, ``renamed``; ``deadlines``, ``timers``."""


KINDS: Final[Mapping[str, Kind]] = {
    one.key: one
    for one in (
        Kind(
            "agencies",
            ("Agencies", "Cơ quan, đơn vị"),
            agencies.COLUMNS,
            Action.ADMINISTER,
            lambda session, _clock, table, actor: agencies.load(session, table, actor),
        ),
        Kind("people", ("People and positions", "Nhân sự"), people.COLUMNS, Action.ADMINISTER, people.load),
        Kind("lists", ("Reference lists", "Danh mục dùng chung"), lists.COLUMNS, Action.PUBLISH, lists.load),
        Kind(
            "offers",
            ("Offers of procedures", "Phạm vi cung cấp thủ tục"),
            offering.COLUMNS,
            Action.SEE_PACKAGES,
            lambda session, _clock, table, actor: offering.load(session, table, actor),
        ),
        Kind(
            "reorganisation",
            ("Reorganisation", "Sắp xếp tổ chức"),
            reorganising.COLUMNS,
            Action.ADMINISTER,
            lambda session, _clock, table, actor: reorganising.load(session, table, actor),
        ),
    )
}


def kind_of(key: str) -> Kind:
    """Raises NotFoundError ``import.kind``."""
    found = KINDS.get(key)
    if found is None:
        raise NotFoundError("import.kind", kind=key[:60])
    return found


def load(
    session: Session, clock: Clock, key: str, content: bytes, actor: Actor, *, dry_run: bool = False, file: str = ""
) -> Imported:
    """Import a table; a reorganisation whose day has come is followed at once.

    Raises NotFoundError for an unknown kind, ForbiddenError.
    """
    kind = kind_of(key)
    access.require(actor, kind.action)
    table = read_table(content, kind.columns)
    if table.problems:
        return Imported(kind=key, rows=0, problems=table.problems)
    return _loaded(session, clock, kind, table, actor, dry_run=dry_run, file=file)


def load_table(
    session: Session, clock: Clock, key: str, rows: Sequence[Mapping[str, str]], actor: Actor, *, dry_run: bool = False
) -> Imported:
    """Import rows that came from a form or the API instead of a file: column key -> text. Raises as :func:`load`."""
    from runtime.services.importing.table import Row

    kind = kind_of(key)
    access.require(actor, kind.action)
    clean([dict(row) for row in rows])
    known = [column.key for column in kind.columns]
    told = [Row(number, {key: str(row.get(key) or "").strip() for key in known}) for number, row in enumerate(rows, 1)]
    return _loaded(session, clock, kind, Table(tuple(told)), actor, dry_run=dry_run, file="")


def _loaded(
    session: Session, clock: Clock, kind: Kind, table: Table, actor: Actor, *, dry_run: bool, file: str
) -> Imported:
    clean([dict(row.cells) for row in table.rows])
    with session.begin() as transaction:
        found = kind.load(session, clock, table, actor)
        keeps = not found.problems and not dry_run
        if keeps and found.created + found.changed:
            told = {"file": file, "rows": len(table.rows), "created": found.created, "changed": found.changed}
            reorganisation.note(session, clock, actor, kind.key, told)
        if not keeps:
            transaction.rollback()
    session.expire_all()
    effects = _follow(session, clock, actor) if keeps and kind.key == "reorganisation" else {}
    return Imported(
        kind=kind.key,
        rows=len(table.rows),
        created=found.created,
        changed=found.changed,
        unchanged=found.unchanged,
        kept=keeps,
        problems=tuple(sorted(found.problems, key=lambda one: one.row or 0)),
        passwords=found.passwords if keeps else {},
        effects=effects,
    )


def _follow(session: Session, clock: Clock, actor: Actor) -> dict[str, int]:
    done = reorganisation.follow(session, clock)
    left = len(reorganisation.undecided(session, clock, actor))
    return {"dossiers": done.dossiers, "tasks": done.tasks, "renamed": done.renamed, "undecided": left}


def load_days(
    session: Session,
    clock: Clock,
    calendar: str,
    content: bytes,
    reason: str,
    actor: Actor,
    *,
    parent: str | None = None,
    dry_run: bool = False,
) -> Imported:
    """Announce the days of a file in a calendar, a new one with a ``parent`` too, and reckon everything open anew.

    Raises ForbiddenError, InvalidError for a missing reason or a calendar that cannot be built.
    """
    told = reason_of(reason)
    read = announcing.read_days(content)
    with session.begin():
        row = session.get(CalendarRow, calendar)
        data: Mapping[str, Any] | None = row.data if row is not None else None
    problems = list(read.problems)
    if data is None and parent is None:
        problems.append(Problem("import.calendar-new", params={"value": calendar}))
    if problems or not read.exceptions:
        missing = () if problems else (Problem("import.empty"),)
        return Imported(kind="calendar", rows=len(read.exceptions), problems=(*problems, *missing))
    base = data if data is not None else {"key": _key(calendar), "parent": parent, "title": {"vi": calendar}}
    entry, new, changed = announcing.merged(base, read.exceptions)
    rows = len(read.exceptions)
    told_of = Imported(
        kind="calendar", rows=rows, created=new, changed=changed, unchanged=rows - new - changed, kept=not dry_run
    )
    if dry_run:
        calendars.tried(session, [entry], actor)
    if dry_run or (not new + changed and data is not None):
        return told_of
    moved = calendars.change(session, clock, [entry], told, actor)
    with session.begin():
        body = {"calendar": calendar, "rows": rows, "created": new, "changed": changed}
        reorganisation.note(session, clock, actor, "calendar", body, told)
    return replace(told_of, effects={"deadlines": moved.dossiers, "timers": moved.timers})


def _key(calendar: str) -> str:
    if lists.NAME.fullmatch(calendar) is None:
        raise InvalidError("import.pattern", value=calendar[:60], allowed=lists.NAME.pattern)
    return calendar
