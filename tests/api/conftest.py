"""The application on a database with the demo province, called as programs call it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from motcua.app import create_app
from motcua.settings import read_settings
from runtime.clock import VirtualClock
from runtime.models import db
from tests.api.office import Office


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
def office(app: Flask, clock: VirtualClock) -> Office:
    return Office(app, clock)
