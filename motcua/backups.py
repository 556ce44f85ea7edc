"""``motcua backup`` and ``motcua restore``: one file out, one file in, verified both ways."""

from pathlib import Path
from typing import Any

from motcua.running import database, joined_database
from motcua.settings import Settings
from runtime.archive import ArchiveError, Manifest, back_up, restore
from runtime.clock import SystemClock
from runtime.database import make_engine, make_sessions, migrate
from runtime.services.attachments import FileStore
from runtime.services.doctor import doctor


def back_up_installation(settings: Settings, target: Path, version: str) -> Manifest:
    """Back up beside a running installation. The secret key goes along when it is kept in the data folder."""
    kept = settings.data / "secret-key"
    key = kept.read_text(encoding="ascii") if kept.is_file() and not settings.secret_key else None
    url = joined_database(settings)
    return back_up(url, settings.files, target, key=key, now=SystemClock().now(), version=version)


def restore_installation(settings: Settings, source: Path) -> tuple[Manifest, list[dict[str, Any]]]:
    """Restore into an empty installation, bring its tables to this version, and let the doctor look at all of it.

    Gives the manifest and the doctor's findings. Raises ArchiveError.
    """
    with database(settings) as url:
        manifest, key = restore(url, settings.files, source)
        migrate(url)
        if key is not None and not settings.secret_key:
            _keep_key(settings.data / "secret-key", key)
        engine = make_engine(url)
        try:
            with make_sessions(engine)() as session:
                found = doctor(session, FileStore(settings.files))
        finally:
            engine.dispose()
    return manifest, [{"code": one.code, "where": one.where, "message": one.message} for one in found]


def _keep_key(path: Path, key: str) -> None:
    if path.exists() and path.read_text(encoding="ascii") != key:
        raise ArchiveError(f"{path} holds another key than the backup; move it away and restore again")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(key, encoding="ascii")
