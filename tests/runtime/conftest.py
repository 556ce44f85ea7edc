"""A dossier of the certified copy at hand, officers of the ward, and the doctor at the end of every test."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from sqlalchemy.orm import Session, sessionmaker

from process_models.package import Package, read_package
from runtime.clock import VirtualClock
from runtime.services import accounts, dossiers
from runtime.services.actors import Actor
from runtime.services.applications import Application
from runtime.services.attachments import FileStore
from runtime.services.doctor import doctor
from runtime.services.dossiers import Submitted
from tests.runtime.copies import ANSWERS, COMPONENTS, FOLDER, WARD

Submit = Callable[..., Submitted]


@pytest.fixture(scope="session")
def package() -> Package:
    """The certified copy."""
    return read_package(FOLDER)


@pytest.fixture
def files(tmp_path) -> FileStore:
    return FileStore(tmp_path / "files", max_bytes=100_000)


@pytest.fixture
def healthy(sessions: sessionmaker[Session], files: FileStore) -> Iterator[None]:
    """Whatever the test did, everything stored is what it must be."""
    yield
    with sessions() as session:
        assert doctor(session, files) == []


@pytest.fixture
def submit(session: Session, clock: VirtualClock) -> Submit:
    """Submits a certified copy online at the ward; keywords change the application."""

    def make(*, holder: str | None = None, key: str | None = None, **changed: Any) -> Submitted:
        told: Mapping[str, Any] = {
            "procedure": "2.000815",
            "receiving": WARD,
            "applicant": {"name": "Nguyễn Thị Thu Hà", "phone": "0905123456"},
            "answers": ANSWERS,
            "components": COMPONENTS,
        } | changed
        return dossiers.submit(session, clock, Application(**told), holder=holder, idempotency_key=key)

    return make


@pytest.fixture
def who(session: Session, clock: VirtualClock) -> Callable[[str], Actor]:
    """An officer of the demo province by login."""
    return lambda login: accounts.actor_by_login(session, clock, login)
