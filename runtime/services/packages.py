"""Publishing packages and finding the one in force; a package is read and compiled once per process."""

import json
from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from threading import Lock

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.bpmn.model import Library
from process_models.files import LOCK, SIGNATURE, Files, read_zip, write_zip
from process_models.package import Package, read_package
from runtime.clock import Clock, SystemClock
from runtime.models import PackageRow
from runtime.services import access, versions
from runtime.services.actors import Actor
from runtime.services.errors import NotFoundError, ServiceError
from runtime.services.inputs import clean
from runtime.services.publishing import Deployed, PackageInvalidError, Way, propose, publish
from runtime.services.zone import day_of

__all__ = [
    "Deployed",
    "PackageInfo",
    "PackageInvalidError",
    "Way",
    "compiled",
    "content_of",
    "current",
    "deploy",
    "exported",
    "info",
    "listed",
    "package",
    "pair",
    "shown",
    "used_libraries",
]
MOST_COMPILED = 400

_COMPILED: OrderedDict[str, Package] = OrderedDict()
_GUARD = Lock()


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
    state: str
    """``planned``, ``in_force``, ``former`` (another one counts today), ``withdrawn`` or ``retired``."""
    in_force_from: date | None
    in_force_to: date | None
    retired_from: date | None
    published_at: datetime
    published_by: str
    uses: dict[str, str]
    capabilities: list[str]
    signed_by: str | None


def deploy(
    session: Session,
    clock: Clock,
    package: Package | Files | Path | bytes,
    actor: Actor,
    way: Way | None = None,
) -> Deployed:
    """Publish a package: its value, files, folder or zip, when it has no error and its scenarios are green.

    The same content again changes nothing.

    Raises PackageInvalidError with every problem, ConflictError for a version that is taken, InvalidError for a
    signature that is not accepted, ForbiddenError.
    """
    access.require(actor, access.Action.PUBLISH)
    proposal = propose(package.files if isinstance(package, Package) else package)
    (outcome,) = publish(session, clock, [proposal], actor, way)
    if isinstance(outcome, ServiceError):
        raise outcome
    return outcome


def listed(session: Session, actor: Actor, clock: Clock | None = None) -> list[PackageInfo]:
    """Every version that was published, by code and newest first. Raises ForbiddenError."""
    access.require(actor, access.Action.SEE_PACKAGES)
    today = day_of((clock or SystemClock()).now())
    with session.begin():
        counting = versions.all_in_force(session, today)
        rows = session.scalars(select(PackageRow).order_by(PackageRow.code, PackageRow.published_at.desc()))
        return [replace(info(row), state=_state(row, counting.get(row.code), today)) for row in rows]


def shown(session: Session, told: str, actor: Actor, clock: Clock | None = None) -> PackageInfo:
    """One version by hash, its beginning, or ``code@version``. Raises NotFoundError, InvalidError, ForbiddenError."""
    access.require(actor, access.Action.SEE_PACKAGES)
    today = day_of((clock or SystemClock()).now())
    with session.begin():
        row = versions.found(session, told)
        return replace(info(row), state=_state(row, versions.in_force(session, row.code, today), today))


def pair(session: Session, old: str, new: str, actor: Actor) -> tuple[Package, Package]:
    """Two versions to compare, each told as :func:`shown` wants it. Raises NotFoundError, ForbiddenError."""
    access.require(actor, access.Action.SEE_PACKAGES)
    with session.begin():
        first, second = (compiled(session, versions.found(session, told).hash) for told in (old, new))
    return first, second


def exported(session: Session, told: str, actor: Actor) -> bytes:
    """:func:`content_of` for a hash, its beginning, or ``code@version``."""
    return content_of(session, shown(session, told, actor).hash, actor)


def _state(row: PackageRow, counting: str | None, today: date) -> str:
    if row.status == "withdrawn":
        return "withdrawn"
    if row.retired_from is not None and row.retired_from <= today:
        return "retired"
    if row.hash == counting:
        return "in_force"
    return "planned" if row.in_force_from is not None and row.in_force_from > today else "former"


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
        state=row.status,
        in_force_from=row.in_force_from,
        in_force_to=row.in_force_to,
        published_at=row.published_at,
        published_by=row.published_by,
        retired_from=row.retired_from,
        uses=row.uses,
        capabilities=list(row.capabilities),
        signed_by=row.signature["key"] if row.signature else None,
    )


def current(session: Session, code: str, at: datetime) -> Package:
    """The version of a procedure under which an application is accepted at an instant: the one in force.

    Inside the caller's transaction. Raises NotFoundError ``procedure.unknown``.
    """
    day = day_of(at)
    clean(code, "code")
    found = versions.in_force(session, code, day)
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
    """The zip of a published version with its signature and locks. Raises NotFoundError, ForbiddenError."""
    access.require(actor, access.Action.SEE_PACKAGES)
    with session.begin():
        row = session.get(PackageRow, package_hash)
        if row is None:
            raise NotFoundError("package.unknown", package=package_hash)
        content, signature, locked = row.content, row.signature, row.uses
    beside = {SIGNATURE: signature, LOCK: {"format": 1, "uses": locked} if locked else None}
    added = {path: json.dumps(value).encode() for path, value in beside.items() if value}
    return write_zip({**read_zip(content), **added})


def _remember(package: Package) -> None:
    with _GUARD:
        _COMPILED[package.hash] = package
        _COMPILED.move_to_end(package.hash)
        while len(_COMPILED) > MOST_COMPILED:
            _COMPILED.popitem(last=False)
