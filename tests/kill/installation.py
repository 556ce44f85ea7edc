"""An installation of real processes that can be killed: a server of its own, the web server and the worker."""

import json
import os
import random
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Event, Thread

from sqlalchemy import create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from motcua.supervisor import Child, web_command
from tests.drill.package import CAPABILITIES
from tests.drill.times import VARIABLE

YOUNG = 0.2
"""Seconds until what was killed is started again; the supervisor's own pause grows with each kill."""


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@dataclass(slots=True)
class Installation:
    """Web server and worker under the supervisor's care; ``received`` is what the outside world was told."""

    url: str
    folder: Path
    began: float
    port: int = field(default_factory=free_port)
    said: list[str] = field(default_factory=list)
    children: dict[str, Child] = field(default_factory=dict)
    _over: Event = field(default_factory=Event)

    @property
    def received(self) -> Path:
        """The recording receiver's file."""
        return self.folder / "received.jsonl"

    def start(self) -> None:
        """Start the processes and the supervision."""
        environment = self._environment()
        worker = [sys.executable, "-m", "tests.drill.work"]
        commands = {"web": _drill_web(self.port), "worker": worker, "second worker": worker}
        for name, command in commands.items():
            shell = ["/bin/sh", "-c", 'exec "$@" >>"$0" 2>&1', str(self.folder / "output.txt"), *command]
            self.children[name] = Child(name, shell, environment)
        Thread(target=self._supervise, daemon=True).start()
        self.wait_until_up()

    def _environment(self) -> dict[str, str]:
        connectors = self.folder / "connectors.json"
        bound = {"kind": "recording", "path": str(self.received), "result": {"done": True}}
        names = (*CAPABILITIES, "message.drill.told")
        connectors.write_text(json.dumps(dict.fromkeys(names, bound)), encoding="utf-8")
        return {
            **os.environ,
            "MOTCUA_DATABASE_URL": self.url,
            "MOTCUA_FILES": str(self.folder / "files"),
            "MOTCUA_SECRET_KEY": "drill" * 10,
            "MOTCUA_RATE_LIMITS": "off",
            "MOTCUA_CONNECTORS": str(connectors),
            "PYTHONPATH": str(Path(__file__).parents[2]),
            VARIABLE: repr(self.began),
        }

    def _supervise(self) -> None:
        while not self._over.wait(0.05):
            for child in self.children.values():
                child.pause = YOUNG / 2
                child.look(time.monotonic(), self.said.append)

    def wait_until_up(self, patience: float = 60) -> None:
        """Until the web server answers that it and the database are well."""
        until = time.monotonic() + patience
        while time.monotonic() < until:
            connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
            try:
                connection.request("GET", "/api/v1/healthz")
                if connection.getresponse().status == 200:
                    return
            except (OSError, HTTPException):
                pass
            finally:
                connection.close()
            time.sleep(0.1)
        raise AssertionError((self.folder / "output.txt").read_text("utf-8")[-4000:])

    def kill(self, name: str) -> bool:
        """``kill -9`` a process and, for the web server, what it started; gives whether there was one to kill."""
        process = self.children[name].process
        if process is None or process.poll() is not None:
            return False
        below = _below(process.pid)
        os.kill(process.pid, signal.SIGKILL)
        for pid in below:
            _kill(pid)
        return True

    def kill_one_below(self, rng: random.Random) -> bool:
        """``kill -9`` one of the web server's own worker processes, which it starts again itself."""
        process = self.children["web"].process
        below = [] if process is None else _below(process.pid)
        return bool(below) and _kill(rng.choice(below))

    def cut_connections(self, rng: random.Random) -> bool:
        """End one of the server's connections with web or worker, in the middle of whatever it does."""
        return bool(_on_server(self.url, rng, "SELECT pg_terminate_backend({pid})"))

    def crash_server(self, rng: random.Random) -> bool:
        """``kill -9`` the server's process behind one connection: the server recovers from its log."""
        pid = _on_server(self.url, rng, "SELECT {pid}")
        return pid is not None and _kill(pid)

    def stop(self) -> None:
        """End everything in good order."""
        self._over.set()
        time.sleep(0.1)
        for child in self.children.values():
            below = [] if child.process is None else _below(child.process.pid)
            child.stop()
            for pid in below:
                _kill(pid)


def _drill_web(port: int) -> list[str]:
    command = web_command("127.0.0.1", port, processes=2, threads=4)
    return [*command[:-1], "tests.drill.web:app"]


def _kill(pid: int) -> bool:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def _below(pid: int) -> list[int]:
    """Processes started by a process, by the kernel's own list."""
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()]
    except OSError:
        return []


def _on_server(url: str, rng: random.Random, statement: str) -> int | None:
    """Run a statement with the ``{pid}`` of one of the installation's connections; None when there is none."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    query = (
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " AND backend_type = 'client backend' ORDER BY pid"
    )
    try:
        with engine.connect() as connection:
            pids = list(connection.scalars(text(query)))
            if not pids:
                return None
            pid = int(rng.choice(pids))
            connection.execute(text(statement.format(pid=pid)))
            return pid
    except SQLAlchemyError:
        return None
    finally:
        engine.dispose()


@contextmanager
def installation(url: str, folder: Path, began: float) -> Iterator[Installation]:
    """A running installation, stopped at the end."""
    made = Installation(url, folder, began)
    made.start()
    try:
        yield made
    finally:
        made.stop()
