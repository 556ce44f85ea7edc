"""Replaying a dossier's events on the pure engine: what the states must be, byte for byte."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.bpmn.model import Library
from engine.clock import Calendar, calendar_from_json
from engine.dossier import act
from engine.dossier.case import Case
from engine.dossier.codec import life_to_json, rest_to_json
from engine.dossier.commands import Command, Migrate, UndoMigration
from engine.kernel import dump_data, dump_state
from process_models.package import Package
from runtime.models import CalendarVersion, EventRow
from runtime.services.command_codec import command_from_json
from runtime.services.errors import NotFoundError
from runtime.services.open_rows import data_of
from runtime.services.packages import compiled, used_libraries
from runtime.services.worlds import facts_from_json, replayed_world


@dataclass(frozen=True, slots=True)
class ReplayError(Exception):
    """An event does not replay: its number and why."""

    seq: int
    why: str


@dataclass(slots=True)
class _Calendars(Mapping[str, Calendar]):
    """Calendars of all versions by hash, built when asked for."""

    data: Mapping[str, Mapping[str, Any]]
    built: dict[str, Calendar] = field(default_factory=dict)

    def __getitem__(self, key: str) -> Calendar:
        if key not in self.built:
            self.built[key] = calendar_from_json(self.data[key])
        return self.built[key]

    def __iter__(self) -> Any:
        return iter(self.data)

    def __len__(self) -> int:
        return len(self.data)


def calendars_of(session: Session) -> Mapping[str, Calendar]:
    """Every calendar ever used. Inside the caller's transaction."""
    return _Calendars({row.hash: row.data for row in session.scalars(select(CalendarVersion))})


def replayed(
    session: Session, root: UUID, package_hash: str, calendars: Mapping[str, Calendar], until: int | None = None
) -> Case:
    """The case that a dossier's events lead to (up to turn ``until``). Raises ReplayError.

    ``package_hash`` is the version it runs now; a migration among the events says which one it began with.
    """
    surroundings = Versions(session, calendars, first_version(session, root) or package_hash)
    case, facts = Case(), {}
    query = select(EventRow).where(EventRow.dossier_id == root).order_by(EventRow.seq)
    for row in session.scalars(query if until is None else query.where(EventRow.seq <= until)):
        if "facts" in row.env:
            facts = facts_from_json(row.env["facts"])
        try:
            command = command_from_json(row.command)
            surroundings.follow(command)
            world = replayed_world(row.env, row.at, surroundings.package, facts, surroundings.known)
            turn = act(surroundings.package.library, case, command, replace(world, former=surroundings.former))
        except (KeyError, ValueError, NotFoundError) as error:
            raise ReplayError(row.seq, repr(error)) from error
        if turn.refused is not None:
            raise ReplayError(row.seq, f"refused: {turn.refused} {dict(turn.detail) or ''}".rstrip())
        surroundings.done(command, case)
        case = turn.case
    return case


def first_version(session: Session, root: UUID) -> str | None:
    """The version a dossier was submitted under, when a migration has moved it; None: the one it runs now."""
    kind = EventRow.command["$is"].astext
    source: str | None = session.scalar(
        select(EventRow.command["source"].astext)
        .where(EventRow.dossier_id == root, kind == "Migrate")
        .order_by(EventRow.seq)
        .limit(1)
    )
    return source


class Versions:
    """The version in force while events are replayed; migrations change it."""

    def __init__(self, session: Session, calendars: Mapping[str, Calendar], package_hash: str) -> None:
        self._session = session
        self._calendars = calendars
        self.former: Case | None = None
        """The case before the last turn, when that was a migration."""
        self._turn_to(package_hash)

    @property
    def known(self) -> tuple[Mapping[str, Library], Mapping[str, Calendar]]:
        """Libraries of used packages, and calendars by hash."""
        return self._libraries, self._calendars

    def follow(self, command: Command) -> None:
        """The command is about to be done."""
        match command:
            case Migrate(target=wanted) | UndoMigration(source=wanted):
                self._turn_to(wanted)
            case _:
                pass

    def done(self, command: Command, before: Case) -> None:
        """The command has been done; ``before`` is the case it was done to."""
        self.former = before if isinstance(command, Migrate) else None

    def _turn_to(self, package_hash: str) -> None:
        self.package: Package = compiled(self._session, package_hash)
        self._libraries = used_libraries(self._session, self.package)


def written_form(case: Case) -> dict[str, Any]:
    """A case as it is stored, to be compared: states and data as bytes, lives and the rest as JSON."""
    return {
        **{f"state {n}": dump_state(part.state) for n, part in case.parts.items()},
        **{f"data {n}": dump_data(data_of(part.state)) for n, part in case.parts.items()},
        **{f"life {branch or '-'}": _local(life_to_json(life)) for branch, life in case.lives.items()},
        "rest": _local(rest_to_json(case)),
    }


def _local(value: Any) -> Any:
    """JSON with instants told in one zone: the same instant is the same text whatever zone wrote it."""
    match value:
        case Mapping():
            return {name: _local(item) for name, item in value.items()}
        case list() | tuple():
            return [_local(item) for item in value]
        case str() if len(value) >= 20 and value[4:5] == "-" and "T" in value:
            return _instant(value)
        case _:
            return value


def _instant(text: str) -> str:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return text
    return text if found.tzinfo is None else str(found.timestamp())
