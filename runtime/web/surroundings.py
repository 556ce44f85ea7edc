"""What a view needs of the running application: the database session, the clock and the settings of the pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, tzinfo
from pathlib import Path
from typing import cast

from flask import current_app
from sqlalchemy.orm import Session

from runtime.clock import Clock
from runtime.models import db
from runtime.services.attachments import FileStore
from runtime.services.zone import zone as installation_zone


def session() -> Session:
    """The session of this request; services open and close their own transactions on it."""
    return cast("Session", db.session())


@contextmanager
def reading() -> Iterator[Session]:
    """One transaction around a few reads that belong together."""
    found = session()
    with found.begin():
        yield found


def clock() -> Clock:
    """The clock of the installation: the system's, or a virtual one in demonstrations and tests."""
    return cast("Clock", current_app.config["MOTCUA_CLOCK"])


def now() -> datetime:
    """The present instant, aware."""
    return clock().now()


def zone() -> tzinfo:
    """The time zone people read instants in."""
    return installation_zone()


def local(instant: datetime) -> datetime:
    """An instant on the wall clock of the installation."""
    return instant.astimezone(zone())


def files() -> FileStore:
    """Where attachments live, and how large one may be."""
    return FileStore(Path(current_app.config["MOTCUA_FILES"]), int(current_app.config["MOTCUA_MAX_UPLOAD"]))
