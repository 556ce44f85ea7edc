"""Publishing packages and finding the one in force; a package is read and compiled once per process."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from threading import Lock

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.bpmn.model import Library
from process_models.check import check_package
from process_models.files import Files, write_zip
from process_models.package import Package, read_package
from process_models.problems import PackageError, Problem, has_errors
from runtime.clock import Clock
from runtime.models import PackageRow
from runtime.services import access
from runtime.services.actors import Actor
from runtime.services.errors import InvalidError, NotFoundError
from runtime.services.inputs import clean
from runtime.services.search import indexed
from runtime.services.zone import day_of

MOST_COMPILED = 400

_COMPILED: OrderedDict[str, Package] = OrderedDict()
_GUARD = Lock()


class PackageInvalidError(InvalidError):
    """The package has errors; ``problems`` are all of them, with file, line and element."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        shown = "; ".join(str(problem) for problem in list(problems)[:5])
        super().__init__("package.invalid", problems=shown)
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Deployed:
    """What deploying led to: ``published`` or, for content that stood already, ``unchanged``."""

    code: str
    version: str
    hash: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageInfo:
    """A published version, for lists."""

    code: str
    version: str
    hash: str
    names: dict[str, str]
    field_code: str
    field_names: dict[str, str]
    status: str
    in_force_from: date | None
    in_force_to: date | None
    published_at: datetime
    published_by: str


def deploy(session: Session, clock: Clock, package: Package | Files | Path | bytes, actor: Actor) -> Deployed:
    """Publish a package: its value, files, folder or zip, when it has no error and its scenarios are green.

    The same content again changes nothing.

    Raises PackageInvalidError with every problem, ForbiddenError.
    """
    access.require(actor, access.Action.PUBLISH)
    read = package if isinstance(package, Package) else _read(package)
    with session.begin():
        known = session.get(PackageRow, read.hash)
        if known is not None:
            known.status = "published"
            return Deployed(known.code, known.version, known.hash, "unchanged")
    problems = check_package(read)
    if has_errors(problems):
        raise PackageInvalidError(problems)
    with session.begin():
        session.add(_row(session, read, clock.now(), actor))
    _remember(read)
    return Deployed(read.procedure.code, read.procedure.version, read.hash, "published")


def withdraw(session: Session, package_hash: str, actor: Actor) -> None:
    """No new dossiers under this version; open ones go on. Raises NotFoundError, ForbiddenError."""
    access.require(actor, access.Action.PUBLISH)
    with session.begin():
        row = session.get(PackageRow, package_hash)
        if row is None:
            raise NotFoundError("package.unknown", package=package_hash)
        row.status = "withdrawn"


def listed(session: Session, actor: Actor) -> list[PackageInfo]:
    """Every version that was published, by code and newest first. Raises ForbiddenError."""
    access.require(actor, access.Action.SEE_PACKAGES)
    with session.begin():
        rows = session.scalars(select(PackageRow).order_by(PackageRow.code, PackageRow.published_at.desc()))
        return [info(row) for row in rows]


def info(row: PackageRow) -> PackageInfo:
    """A row as lists show it."""
    return PackageInfo(
        code=row.code,
        version=row.version,
        hash=row.hash,
        names=row.names,
        field_code=row.field_code,
        field_names=row.field_names,
        status=row.status,
        in_force_from=row.in_force_from,
        in_force_to=row.in_force_to,
        published_at=row.published_at,
        published_by=row.published_by,
    )


def current(session: Session, code: str, at: datetime) -> Package:
    """The version of a procedure under which an application is accepted at an instant: the newest in force.

    Inside the caller's transaction. Raises NotFoundError ``procedure.unknown``.
    """
    day = day_of(at)
    clean(code, "code")
    found = session.scalars(
        select(PackageRow.hash)
        .where(PackageRow.code == code, PackageRow.status == "published")
        .where((PackageRow.in_force_from.is_(None)) | (PackageRow.in_force_from <= day))
        .where((PackageRow.in_force_to.is_(None)) | (PackageRow.in_force_to >= day))
        .order_by(PackageRow.published_at.desc(), PackageRow.hash)
        .limit(1)
    ).first()
    if found is None:
        raise NotFoundError("procedure.unknown", procedure=code, day=day.isoformat())
    return compiled(session, found)


def compiled(session: Session, package_hash: str) -> Package:
    """A published package by its hash, from the process's memory or the database. Raises NotFoundError."""
    with _GUARD:
        held = _COMPILED.get(package_hash)
        if held is not None:
            _COMPILED.move_to_end(package_hash)
            return held
    content = session.scalar(select(PackageRow.content).where(PackageRow.hash == package_hash))
    if content is None:
        raise NotFoundError("package.unknown", package=package_hash)
    package = read_package(content)
    _remember(package)
    return package


def package(session: Session, package_hash: str) -> Package:
    """:func:`compiled` for callers that have no transaction open."""
    with session.begin():
        return compiled(session, package_hash)


def used_libraries(session: Session, package: Package) -> dict[str, Library]:
    """Libraries of the packages this one calls, by code, at exactly the versions locked when it was published."""
    if not package.procedure.uses:
        return {}
    locked = session.scalar(select(PackageRow.uses).where(PackageRow.hash == package.hash)) or {}
    return {code: compiled(session, used).library for code, used in locked.items()}


def content_of(session: Session, package_hash: str, actor: Actor) -> bytes:
    """The zip of a published version. Raises NotFoundError, ForbiddenError."""
    access.require(actor, access.Action.SEE_PACKAGES)
    with session.begin():
        content = session.scalar(select(PackageRow.content).where(PackageRow.hash == package_hash))
    if content is None:
        raise NotFoundError("package.unknown", package=package_hash)
    return content


def _read(source: Files | Path | bytes) -> Package:
    try:
        return read_package(source)
    except PackageError as error:
        raise PackageInvalidError(error.problems) from error


def _row(session: Session, package: Package, now: datetime, actor: Actor) -> PackageRow:
    procedure = package.procedure
    uses = {code: current(session, code, now).hash for code in sorted(procedure.uses)}
    return PackageRow(
        hash=package.hash,
        code=procedure.code,
        version=procedure.version,
        names=dict(procedure.names),
        field_code=procedure.field_code,
        field_names=dict(procedure.field_names),
        status="published",
        in_force_from=procedure.in_force_from,
        in_force_to=procedure.in_force_to,
        content=write_zip(package.files),
        search=indexed(procedure.code, *procedure.names.values(), *procedure.field_names.values()),
        published_at=now,
        published_by=actor.key,
        uses=uses,
        capabilities=sorted(procedure.capabilities),
    )


def _remember(package: Package) -> None:
    with _GUARD:
        _COMPILED[package.hash] = package
        _COMPILED.move_to_end(package.hash)
        while len(_COMPILED) > MOST_COMPILED:
            _COMPILED.popitem(last=False)
