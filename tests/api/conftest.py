"""The application on a database with the demo province, called as programs call it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session, sessionmaker

from motcua.app import create_app
from motcua.settings import read_settings
from runtime.clock import VirtualClock
from runtime.models import db
from runtime.services.attachments import FileStore
from runtime.services.doctor import doctor
from tests.api.office import Office
from tests.api.scene import scene

__all__ = ["scene"]


@pytest.fixture
def app(province_url: str, clock: VirtualClock, tmp_path: Path) -> Iterator[Flask]:
    settings = replace(
        read_settings({}),
        database_url=province_url,
        files=tmp_path / "files",
        secret_key="only-for-tests",
        rate_limits=False,
        max_upload_mb=1,
    )
    made = create_app(settings, clock)
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def office(app: Flask, clock: VirtualClock, sessions: sessionmaker[Session]) -> Iterator[Office]:
    """The ward; afterwards the doctor finds nothing, unless the test has written into the tables itself."""
    made = Office(app, clock)
    yield made
    if not made.tampered:
        with sessions() as opened:
            assert doctor(opened, FileStore(app.config["MOTCUA_FILES"])) == []
