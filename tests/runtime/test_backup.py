"""Back up, destroy, restore elsewhere: chains verify, files are whole, codes go on; a damaged archive is refused."""

import io
import json
import stat
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import sessionmaker

from motcua.backups import back_up_installation, restore_installation
from motcua.settings import Settings, read_settings
from runtime.archive import ArchiveError, verify
from runtime.database import make_engine, make_sessions
from runtime.models import EventRow, LogRow
from runtime.services import attachments, dossiers
from runtime.services.attachments import FileStore
from tests.runtime.copies import do

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def installation(province_url: str, tmp_path: Path, files: FileStore) -> Settings:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "secret-key").write_text("a key of the tests only")
    settings = read_settings({"MOTCUA_DATA": str(tmp_path / "data")})
    return replace(settings, database_url=province_url, files=files.folder)


@pytest.fixture
def elsewhere(database, tmp_path: Path) -> Settings:
    """Another machine: an empty database, an empty folder."""
    settings = read_settings({"MOTCUA_DATA": str(tmp_path / "other")})
    return replace(settings, database_url=database("template0"), files=tmp_path / "other-files")


@pytest.fixture
def worked(session, clock, files, submit, who):
    """Dossiers with a file, one of them on its way."""
    kept = attachments.store(session, clock, files, "giay.pdf", io.BytesIO(PDF), holder="browser")
    one = submit(holder="browser", attachments={"copies": (kept.id,)})
    do(session, clock, who, one.dossier_id, "Task_Receive")
    return [one, submit()]


def archive_of(settings: Settings, folder: Path) -> Path:
    target = folder / "province.backup"
    back_up_installation(settings, target, "test")
    return target


def counted(sessions: sessionmaker) -> tuple[int, int, list[str]]:
    with sessions() as session:
        return (
            session.scalar(select(func.count()).select_from(LogRow)),
            session.scalar(select(func.count()).select_from(EventRow)),
            list(session.scalars(select(LogRow.hash).order_by(LogRow.dossier_id, LogRow.n))),
        )


def test_a_destroyed_installation_goes_on_elsewhere(installation, elsewhere, worked, sessions, clock, submit, who):
    before = counted(sessions)
    archive = archive_of(installation, installation.data)
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600, "it holds everything: its owner's only"
    later = submit().code
    manifest, findings = restore_installation(elsewhere, archive)
    assert findings == [], "chains verify, states replay, files are whole"
    assert manifest.counts["dossier"] == 2
    assert (elsewhere.data / "secret-key").read_text() == "a key of the tests only"
    engine = make_engine(elsewhere.database_url)
    there = make_sessions(engine)
    assert counted(there) == before
    with there() as opened:
        do(opened, clock, who, worked[0].dossier_id, "Task_Certify")
        again = dossiers.submit(opened, clock, _application())
    engine.dispose()
    assert again.code == later, "the serial goes on from where the backup was taken"


def _application():
    from runtime.services.applications import Application
    from tests.runtime.copies import ANSWERS, COMPONENTS, WARD

    return Application(
        procedure="2.000815", receiving=WARD, applicant={"name": "X"}, answers=ANSWERS, components=COMPONENTS
    )


def test_a_backup_never_replaces_a_file_and_a_failed_one_leaves_nothing(installation, worked, files, tmp_path):
    archive = archive_of(installation, tmp_path)
    with pytest.raises(ArchiveError, match="exists already"):
        back_up_installation(installation, archive, "test")
    stored = next(path for path in files.folder.rglob("*") if path.is_file())
    stored.unlink()
    with pytest.raises(ArchiveError, match="missing"):
        back_up_installation(installation, tmp_path / "second.backup", "test")
    assert sorted(path.name for path in tmp_path.iterdir() if "second" in path.name) == []


def spoiled(archive: Path, target: Path, change) -> Path:
    """The archive with its members changed by ``change(name, data) -> data``; None leaves one out."""
    with tarfile.open(archive) as old, tarfile.open(target, "w") as new:
        for info in old:
            data = change(info.name, old.extractfile(info).read())
            if data is not None:
                kept = tarfile.TarInfo(info.name)
                kept.size = len(data)
                new.addfile(kept, io.BytesIO(data))
    return target


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda name, data: data[:-1] + b"?" if name == "database.dump" else data, "database.dump"),
        (lambda name, data: b"other" if name.startswith("files/") else data, "files/"),
        (lambda name, data: None if name.startswith("files/") else data, "files/"),
        (lambda name, data: None if name == "manifest.json" else data, "no manifest"),
        (
            lambda name, data: (
                json.dumps(json.loads(data) | {"format": 99}).encode() if name == "manifest.json" else data
            ),
            "format 99",
        ),
    ],
)
def test_a_damaged_archive_is_refused_before_anything_is_touched(
    installation, elsewhere, worked, tmp_path, change, said
):
    bad = spoiled(archive_of(installation, tmp_path), tmp_path / "bad.backup", change)
    with pytest.raises(ArchiveError, match=said):
        restore_installation(elsewhere, bad)
    assert not elsewhere.files.exists()
    engine = make_engine(elsewhere.database_url)
    with engine.connect() as connection:
        tables = connection.exec_driver_sql("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").scalar()
    engine.dispose()
    assert tables == 0


def test_an_archive_with_a_foreign_member_or_no_tar_at_all_is_refused(installation, worked, tmp_path):
    archive = archive_of(installation, tmp_path)
    with tarfile.open(archive, "a") as opened:
        info = tarfile.TarInfo("../../etc/cron.d/x")
        info.size = 1
        opened.addfile(info, io.BytesIO(b"x"))
    with pytest.raises(ArchiveError, match="does not belong"):
        verify(archive)
    nothing = tmp_path / "nothing.backup"
    nothing.write_bytes(b"no tar")
    with pytest.raises(ArchiveError, match="no backup of Motcua"):
        verify(nothing)


def test_a_backup_is_not_restored_over_an_installation_that_is_used(installation, worked, tmp_path):
    with pytest.raises(ArchiveError, match="not empty"):
        restore_installation(installation, archive_of(installation, tmp_path))
