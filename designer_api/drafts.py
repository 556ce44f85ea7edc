"""Projects and drafts of packages: every saving kept, nobody's work overwritten.

Theory of operation: a draft is a chain of revisions; each names its files by the hash of their content, so saving one
file keeps one file. Whoever saves says which revision they began from; when another has been saved since, nothing is
written and the answer tells whose it was (optimistic locking).
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from process_models.files import ALLOWED, MAX_FILE, MAX_FILES, MAX_TOTAL, Files, identified, read_zip, write_zip
from process_models.json_text import JsonTextError, parse_json
from process_models.package import PROCEDURE_FILE
from process_models.problems import PackageError
from runtime.clock import Clock
from runtime.models import Draft, DraftBlob, DraftRevision, Project
from runtime.services import access, packages
from runtime.services.access import Action
from runtime.services.actors import Actor
from runtime.services.errors import ConflictError, InvalidError, NotFoundError, TooLargeError
from runtime.services.inputs import clean
from runtime.services.transactions import new_id, transaction

LONGEST_NAME = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectInfo:
    """A project and its drafts, the newest first."""

    id: UUID
    code: str
    name: str
    created_at: datetime
    created_by: str
    drafts: tuple["DraftInfo", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftInfo:
    """A draft for lists; ``published`` is the hash of the package last published from it."""

    id: UUID
    project_id: UUID
    code: str
    title: str
    head: int
    created_at: datetime
    created_by: str
    closed: bool
    published: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionInfo:
    """One saving: ``changed`` are the paths that differ from the saving before."""

    n: int
    comment: str
    saved_at: datetime
    saved_by: str
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """The files of a draft at a revision."""

    draft: DraftInfo
    revision: int
    files: Files


def projects(session: Session, actor: Actor) -> list[ProjectInfo]:
    """Every project with its drafts, by code. Raises ForbiddenError."""
    access.require(actor, Action.AUTHOR)
    with session.begin():
        rows = session.scalars(select(Project).where(Project.archived_at.is_(None)).order_by(Project.code)).all()
        drafts: dict[UUID, list[DraftInfo]] = {row.id: [] for row in rows}
        newest = select(Draft).where(Draft.project_id.in_(drafts)).order_by(Draft.id.desc())
        codes = {row.id: row.code for row in rows}
        for draft in session.scalars(newest):
            drafts[draft.project_id].append(_info(draft, codes[draft.project_id]))
        return [_project(row, drafts[row.id]) for row in rows]


def create_project(session: Session, clock: Clock, code: str, name: str, actor: Actor) -> ProjectInfo:
    """Begin a project. Raises ForbiddenError, InvalidError, ConflictError ``project.exists``."""
    access.require(actor, Action.AUTHOR)
    row = Project(
        id=new_id(),
        code=_name(code, "code"),
        name=_name(name, "name"),
        created_at=clock.now(),
        created_by=actor.key,
        archived_at=None,
    )
    try:
        with transaction(session, "project"):
            session.add(row)
    except IntegrityError as error:
        raise ConflictError("project.exists", project=code) from error
    return _project(row, [])


def archive_project(session: Session, clock: Clock, project: UUID, actor: Actor) -> None:
    """Take a project off the list; its drafts and their history stay. Raises NotFoundError, ForbiddenError."""
    access.require(actor, Action.AUTHOR)
    with transaction(session, "project"):
        row = _existing_project(session, project)
        row.archived_at = clock.now()
        row.code = f"{row.code} ({row.id.hex[:12]})"  # the code is free for another project


def create_draft(
    session: Session, clock: Clock, project: UUID, title: str, files: Files | bytes, actor: Actor
) -> DraftInfo:
    """Begin a draft with these files, a zip of them, or none. Its first revision is 1.

    Raises NotFoundError, ForbiddenError, PackageInvalidError, InvalidError, TooLargeError.
    """
    access.require(actor, Action.AUTHOR)
    content = allowed(unzipped(files) if isinstance(files, bytes) else files)
    title = _name(title, "title")
    with transaction(session, "draft"):
        owner = _existing_project(session, project)
        row = Draft(
            id=new_id(),
            project_id=project,
            title=title,
            head=0,
            created_at=clock.now(),
            created_by=actor.key,
            closed_at=None,
            published=None,
        )
        session.add(row)
        session.flush()
        _write(session, clock, row, content, "", actor)
        return _info(row, owner.code)


def upload(session: Session, clock: Clock, content: bytes, actor: Actor) -> DraftInfo:
    """A zip becomes a new draft of the project of its procedure's code, which is begun when there is none.

    Raises PackageInvalidError for what is no package, ForbiddenError, InvalidError.
    """
    access.require(actor, Action.AUTHOR)
    files = allowed(unzipped(content))
    code, name = _called(files)
    with session.begin():
        known = session.scalars(select(Project.id).where(Project.code == code)).one_or_none()
    project = known or create_project(session, clock, code, name, actor).id
    return create_draft(session, clock, project, name, files, actor)


def draft(session: Session, draft_id: UUID, actor: Actor) -> DraftInfo:
    """One draft. Raises NotFoundError, ForbiddenError."""
    access.require(actor, Action.AUTHOR)
    with session.begin():
        return _info(*_existing(session, draft_id))


def content(session: Session, draft_id: UUID, actor: Actor, revision: int | None = None) -> Content:
    """All files at a revision (the head when None). Raises NotFoundError, ForbiddenError."""
    access.require(actor, Action.AUTHOR)
    with session.begin():
        row, code = _existing(session, draft_id)
        names = _revision(session, row, revision).files
        blobs = select(DraftBlob).where(DraftBlob.hash.in_(set(names.values())))
        by_hash = {found.hash: found.content for found in session.scalars(blobs)}
        files = {path: by_hash[digest] for path, digest in sorted(names.items())}
        return Content(_info(row, code), row.head if revision is None else revision, files)


def file(session: Session, draft_id: UUID, path: str, actor: Actor, revision: int | None = None) -> bytes:
    """One file of a draft. Raises NotFoundError, ForbiddenError."""
    found = content(session, draft_id, actor, revision).files.get(path)
    if found is None:
        raise NotFoundError("draft.no-file", path=path)
    return found


def save(
    session: Session,
    clock: Clock,
    draft_id: UUID,
    base: int,
    changes: Mapping[str, bytes | None],
    actor: Actor,
    comment: str = "",
) -> DraftInfo:
    """Write files (None removes one) as a new revision after ``base``; changing nothing makes no revision.

    Raises ConflictError ``draft.conflict`` when another revision was saved since, NotFoundError, ForbiddenError,
    InvalidError, TooLargeError.
    """
    access.require(actor, Action.AUTHOR)
    with transaction(session, "draft"):
        row, code = _existing(session, draft_id, lock=True)
        if row.closed_at is not None:
            raise ConflictError("draft.closed")
        newest = _revision(session, row, None)
        if base != row.head:
            raise ConflictError("draft.conflict", head=row.head, by=newest.saved_by, base=base)
        kept = {path: digest for path, digest in newest.files.items() if path not in changes}
        written = allowed({path: data for path, data in changes.items() if data is not None})
        if {**kept, **_hashes(written)} == newest.files:
            return _info(row, code)
        _within_limits(session, kept, written)
        _write(session, clock, row, written, clean(comment, "comment")[:LONGEST_NAME], actor, kept)
        return _info(row, code)


def replace(
    session: Session, clock: Clock, draft_id: UUID, base: int, zipped: bytes, actor: Actor, comment: str = ""
) -> DraftInfo:
    """Make a zip the whole content. Raises what :func:`save` raises, and PackageInvalidError."""
    files = allowed(unzipped(zipped))
    now = content(session, draft_id, actor).files
    gone: dict[str, bytes | None] = dict.fromkeys(now.keys() - files.keys())
    return save(session, clock, draft_id, base, {**gone, **files}, actor, comment)


def restore(session: Session, clock: Clock, draft_id: UUID, base: int, revision: int, actor: Actor) -> DraftInfo:
    """Bring an earlier revision back as a new one. Raises what :func:`save` raises."""
    old = content(session, draft_id, actor, revision).files
    now = content(session, draft_id, actor).files
    gone: dict[str, bytes | None] = dict.fromkeys(now.keys() - old.keys())
    return save(session, clock, draft_id, base, {**gone, **old}, actor, f"= {revision}")


def history(session: Session, draft_id: UUID, actor: Actor) -> list[RevisionInfo]:
    """Every saving, the newest first. Raises NotFoundError, ForbiddenError."""
    access.require(actor, Action.AUTHOR)
    with session.begin():
        row, _ = _existing(session, draft_id)
        rows = session.scalars(
            select(DraftRevision).where(DraftRevision.draft_id == row.id).order_by(DraftRevision.n)
        ).all()
    return [_saving(before, after) for before, after in zip([None, *rows], rows, strict=False)][::-1]


def close(session: Session, clock: Clock, draft_id: UUID, actor: Actor) -> None:
    """Nothing more is saved in a draft. Raises NotFoundError, ForbiddenError."""
    access.require(actor, Action.AUTHOR)
    with transaction(session, "draft"):
        row, _ = _existing(session, draft_id, lock=True)
        row.closed_at = row.closed_at or clock.now()


def publish(session: Session, clock: Clock, draft_id: UUID, base: int, actor: Actor) -> packages.Deployed:
    """Publish the revision ``base``, which must be the newest: what is published is what was looked at.

    Raises PackageInvalidError with every problem, ConflictError, ForbiddenError, NotFoundError.
    """
    access.require(actor, Action.PUBLISH)
    found = content(session, draft_id, actor)
    if found.revision != base:
        raise ConflictError("draft.conflict", head=found.revision, by="", base=base)
    try:
        done = packages.deploy(session, clock, found.files, actor)
    except PackageError as error:
        raise packages.PackageInvalidError(error.problems) from error
    with transaction(session, "draft"):
        row, _ = _existing(session, draft_id, lock=True)
        row.published = done.hash
    return done


def as_zip(session: Session, draft_id: UUID, actor: Actor, revision: int | None = None) -> bytes:
    """The draft as one zip, byte for byte the same for the same content. Raises NotFoundError, ForbiddenError."""
    return write_zip(content(session, draft_id, actor, revision).files)


def unzipped(content: bytes) -> Files:
    """The files of a zip. Raises PackageInvalidError for what is no package or leads out of it."""
    try:
        return identified(read_zip(content))
    except PackageError as error:
        raise packages.PackageInvalidError(error.problems) from error


def allowed(files: Files) -> dict[str, bytes]:
    """The files themselves when each may be part of a package. Raises InvalidError, TooLargeError."""
    for path, data in files.items():
        if not ALLOWED.fullmatch(path):
            raise InvalidError("draft.path", path=clean(path, "path")[:LONGEST_NAME])
        if len(data) > MAX_FILE:
            raise TooLargeError("draft.too-large", path=path, limit=MAX_FILE)
    if len(files) > MAX_FILES or sum(map(len, files.values())) > MAX_TOTAL:
        raise TooLargeError("draft.too-large", path="*", limit=MAX_TOTAL)
    return dict(files)


# -- rows ----------------------------------------------------------------------------------------------------------


def _write(
    session: Session,
    clock: Clock,
    row: Draft,
    written: Files,
    comment: str,
    actor: Actor,
    kept: Mapping[str, str] | None = None,
) -> None:
    hashes = _hashes(written)
    blobs = {hashes[path]: data for path, data in written.items()}
    if blobs:
        rows = [{"hash": digest, "content": data} for digest, data in sorted(blobs.items())]
        session.execute(insert(DraftBlob).values(rows).on_conflict_do_nothing())
    row.head += 1
    session.add(
        DraftRevision(
            draft_id=row.id,
            n=row.head,
            files={**(kept or {}), **hashes},
            comment=comment,
            saved_at=clock.now(),
            saved_by=actor.key,
        )
    )
    session.flush()


def _hashes(files: Files) -> dict[str, str]:
    return {path: hashlib.sha256(data).hexdigest() for path, data in files.items()}


def _within_limits(session: Session, kept: Mapping[str, str], written: Files) -> None:
    sizes = select(func.coalesce(func.sum(func.length(DraftBlob.content)), 0)).where(
        DraftBlob.hash.in_(set(kept.values()))
    )
    total = int(session.scalar(sizes) or 0) + sum(map(len, written.values()))
    if total > MAX_TOTAL or len(kept) + len(written) > MAX_FILES:
        raise TooLargeError("draft.too-large", path="*", limit=MAX_TOTAL)


def _existing_project(session: Session, project: UUID) -> Project:
    row = session.get(Project, project)
    if row is None or row.archived_at is not None:
        raise NotFoundError("not-found")
    return row


def _existing(session: Session, draft_id: UUID, *, lock: bool = False) -> tuple[Draft, str]:
    statement = select(Draft, Project.code).join(Project, Project.id == Draft.project_id).where(Draft.id == draft_id)
    found = session.execute(statement.with_for_update(of=Draft) if lock else statement).one_or_none()
    if found is None:
        raise NotFoundError("not-found")
    return found[0], found[1]


def _revision(session: Session, row: Draft, revision: int | None) -> DraftRevision:
    found = session.get(DraftRevision, (row.id, row.head if revision is None else revision))
    if found is None:
        raise NotFoundError("not-found")
    return found


def _project(row: Project, drafts: Sequence[DraftInfo]) -> ProjectInfo:
    return ProjectInfo(
        id=row.id,
        code=row.code,
        name=row.name,
        created_at=row.created_at,
        created_by=row.created_by,
        drafts=tuple(drafts),
    )


def _info(row: Draft, code: str) -> DraftInfo:
    return DraftInfo(
        id=row.id,
        project_id=row.project_id,
        code=code,
        title=row.title,
        head=row.head,
        created_at=row.created_at,
        created_by=row.created_by,
        closed=row.closed_at is not None,
        published=row.published,
    )


def _saving(before: DraftRevision | None, after: DraftRevision) -> RevisionInfo:
    old = {} if before is None else before.files
    changed = sorted(path for path in old.keys() | after.files.keys() if old.get(path) != after.files.get(path))
    return RevisionInfo(
        n=after.n,
        comment=after.comment,
        saved_at=after.saved_at,
        saved_by=after.saved_by,
        changed=tuple(changed),
    )


def _called(files: Files) -> tuple[str, str]:
    """Code and Vietnamese name a package gives itself; InvalidError when it does not say."""
    try:
        told = parse_json(files.get(PROCEDURE_FILE, b""))
    except JsonTextError as error:
        raise InvalidError("draft.no-procedure", detail=str(error)) from error
    code = told.get("code") if isinstance(told, dict) else None
    if not isinstance(code, str) or not code.strip():
        raise InvalidError("draft.no-procedure", detail="code")
    names = told.get("names")
    name = names.get("vi") if isinstance(names, dict) else None
    return code, name[:LONGEST_NAME] if isinstance(name, str) and name.strip() else code


def _name(text: str, where: str) -> str:
    trimmed = str(clean(text, where)).strip()
    if not trimmed or len(trimmed) > LONGEST_NAME:
        raise InvalidError("draft.name", where=where)
    return trimmed
