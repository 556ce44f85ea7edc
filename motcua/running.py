"""Bringing an installation up: data folder, database, migrations, secret key, and the processes of the supervisor."""

import os
import secrets
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from motcua import logs, memory
from motcua.settings import Settings
from motcua.supervisor import Child, Supervisor, web_command, worker_command
from runtime.database import EmbeddedServer, migrate

Say = Callable[[str], None]


@contextmanager
def database(settings: Settings) -> Iterator[str]:
    """The URL of the installation's database; an embedded server ends with the block that started it."""
    if settings.database_url:
        yield settings.database_url
        return
    server = EmbeddedServer(settings.data / "database")
    try:
        yield server.url
    finally:
        server.stop()


def joined_database(settings: Settings) -> str:
    """The URL for a command beside a running installation: the embedded server is joined and left running."""
    return settings.database_url or EmbeddedServer(settings.data / "database").url


def secret_key(settings: Settings) -> str:
    """The key that signs sessions: from the settings, else kept in the data folder, readable by its owner only."""
    if settings.secret_key:
        return settings.secret_key
    path = settings.data / "secret-key"
    try:
        return path.read_text(encoding="ascii")
    except FileNotFoundError:
        settings.data.mkdir(parents=True, exist_ok=True)
        key = secrets.token_urlsafe(48)
        fresh = path.with_name(f".secret-key.{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(key, encoding="ascii")
        try:
            os.link(fresh, path)  # two processes at once: the first one's key stands
        except FileExistsError:
            return path.read_text(encoding="ascii")
        finally:
            fresh.unlink()
        return key


def run_all(settings: Settings, *, demo: bool, say: Say) -> None:
    """``motcua run``: everything, until a signal."""
    settings = replace(settings, secret_key=secret_key(settings))
    with database(settings) as url:
        say("preparing the database")
        migrate(url)
        if demo:
            from motcua.demo.seeding import fill_if_empty

            fill_if_empty(url, settings.files, settings.zone, say)
        environment = child_environment(settings, url)
        children = [
            Child(
                "web",
                web_command(settings.host, settings.port, settings.web_processes, settings.web_threads),
                environment,
            ),
            Child("worker", worker_command(), environment),
        ]
        say(f"Motcua is on http://{settings.host}:{settings.port}  (Ctrl-C stops it)")
        if demo:
            from motcua.demo.seeding import accounts_text

            say(accounts_text(settings.host, settings.port))
        Supervisor(children, say).run()
    say("stopped")


def child_environment(settings: Settings, url: str) -> dict[str, str]:
    """What the web server and the worker are told."""
    return {
        **os.environ,
        "MOTCUA_DATABASE_URL": url,
        "MOTCUA_SECRET_KEY": settings.secret_key,
        "MOTCUA_DATA": str(settings.data),
        "MOTCUA_FILES": str(settings.files),
        "PYTHONPATH": os.pathsep.join(filter(None, [str(Path.cwd()), os.environ.get("PYTHONPATH", "")])),
    }


def serve_only(settings: Settings) -> None:
    """``motcua serve``: become the web server."""
    settings = replace(settings, secret_key=secret_key(settings))
    environment = child_environment(settings, joined_database(settings))
    command = web_command(settings.host, settings.port, settings.web_processes, settings.web_threads)
    sys.stdout.flush()
    os.execve(command[0], command, environment)  # noqa: S606 - our own command, no shell


def work(settings: Settings) -> None:
    """``motcua worker``: timers and outbox until a signal."""
    from runtime.worker import Wording, run_worker

    logs.configure(settings.log_format)
    memory.settle()
    key = secret_key(settings)
    templates = Path(settings.notices) if settings.notices else None
    wording = Wording(settings.address, templates, settings.data / "notices")
    run_worker(joined_database(settings), settings.files, settings.zone, key=key, wording=wording)


def migrate_only(settings: Settings) -> None:
    """``motcua migrate``."""
    with database(settings) as url:
        migrate(url)
