from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine, text

from runtime.database import make_engine, make_sessions
from tests.drill.stage import Stage
from tests.drill.times import RunningClock


@pytest.fixture
def durable(admin: Engine) -> Iterator[None]:
    """The server keeps what it has confirmed, whatever happens to it, as it does in an installation."""

    def set_to(value: str) -> None:
        with admin.connect() as connection:
            connection.execute(text(f"ALTER SYSTEM SET fsync = {value}"))
            connection.execute(text("SELECT pg_reload_conf()"))

    set_to("on")
    with admin.connect() as connection:
        connection.execute(text("CHECKPOINT"))
    yield
    set_to("off")


@pytest.fixture
def stage(durable: None, admin: Engine, database: Callable[[str], str], province_template: str) -> Iterator[Stage]:
    """The drill in a database of its own."""
    engine = make_engine(database(province_template))
    yield Stage.built(make_sessions(engine), RunningClock(), nag="R2/PT0.3S", rest="PT0.2S")
    engine.dispose()
    admin.dispose()  # its connections may be from before a crash
