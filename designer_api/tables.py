"""A step table becomes drafts: one for each procedure it holds, with everything doubtful told at its cell."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from designer_api import drafts
from process_models.making import make_package
from process_models.steps.messages import sentence
from process_models.steps.reading import read_table
from process_models.steps.table import ProcedureTable, TableProblem
from runtime.clock import Clock
from runtime.models import Project
from runtime.services import access
from runtime.services.access import Action
from runtime.services.actors import Actor
from runtime.services.errors import InvalidError

MOST: Final = 200
"""Procedures in one upload; ``motcua import-steps`` knows no limit."""
LARGEST: Final = 20_000_000


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something an analyst should look at: ``severity`` is ``error``, ``review`` or ``note``."""

    code: str
    severity: str
    sheet: str
    row: int
    column: int
    message: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one procedure; no draft when it could not be made."""

    code: str
    name: str
    draft: UUID | None
    doubts: tuple[Doubt, ...]


@dataclass(frozen=True, slots=True)
class ImportedTable:
    """What became of a file; ``doubts`` are those about none of its procedures."""

    procedures: tuple[Imported, ...]
    doubts: tuple[Doubt, ...]


def import_table(
    session: Session, clock: Clock, name: str, content: bytes, actor: Actor, lang: str = "vi"
) -> ImportedTable:
    """Read an XLSX, CSV or DOCX file; every procedure that can be made is a new draft of its project.

    Raises ForbiddenError, InvalidError ``table.too-many``, ``table.too-large``.
    """
    access.require(actor, Action.AUTHOR)
    if len(content) > LARGEST:
        raise InvalidError("table.too-large", limit=LARGEST)
    reading = read_table(name, content)
    if len(reading.procedures) > MOST:
        raise InvalidError("table.too-many", count=len(reading.procedures), limit=MOST)
    told: dict[str, list[TableProblem]] = {}
    for problem in reading.problems:
        told.setdefault(problem.procedure, []).append(problem)
    made = tuple(_imported(session, clock, table, told, actor, lang) for table in reading.procedures)
    known = {table.code for table in reading.procedures}
    rest = [problem for code, found in told.items() if code not in known for problem in found]
    return ImportedTable(made, tuple(_doubt(problem, lang) for problem in rest))


def _imported(
    session: Session,
    clock: Clock,
    table: ProcedureTable,
    told: dict[str, list[TableProblem]],
    actor: Actor,
    lang: str,
) -> Imported:
    made = make_package(table)
    problems = [*told.pop(table.code, ()), *made.problems]
    draft = None
    if made.complete:
        project = _project(session, clock, made.code, table.name, actor)
        draft = drafts.create_draft(session, clock, project, table.name[: drafts.LONGEST_NAME], made.files, actor).id
    return Imported(made.code, table.name, draft, tuple(_doubt(problem, lang) for problem in problems))


def _project(session: Session, clock: Clock, code: str, name: str, actor: Actor) -> UUID:
    with session.begin():
        known = session.scalars(select(Project.id).where(Project.code == code)).one_or_none()
    return known or drafts.create_project(session, clock, code, name[: drafts.LONGEST_NAME] or code, actor).id


def _doubt(problem: TableProblem, lang: str) -> Doubt:
    place = problem.place
    return Doubt(problem.code, problem.severity, place.sheet, place.row, place.column, sentence(problem, lang))
