"""``motcua run``: one process that keeps the database, the web server and the worker going.

Order up: database, migrations, demo data when asked, web and worker. Order down: web and worker, then the database.
A child that dies is started again, with a growing pause; the supervisor itself holds no state, so it may be killed at
any moment and started again.
"""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

GRACE_SECONDS = 10.0
LONGEST_PAUSE = 30.0


@dataclass(slots=True)
class Child:
    """One supervised process and when it may next be started."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = 0.5
    not_before: float = 0.0
    exits: list[int] = field(default_factory=list)

    def start(self, now: float) -> None:
        """Start the process; its output goes where the supervisor's goes."""
        command = [sys.executable, "-m", "motcua.child", *self.command]
        self.process = subprocess.Popen(command, env=dict(self.environment))  # noqa: S603 - our own commands
        self.started = now

    def look(self, now: float, say: Callable[[str], None]) -> None:
        """Start again what has died, after a pause that doubles while it keeps dying young."""
        if self.process is None:
            if now >= self.not_before:
                self.start(now)
            return
        code = self.process.poll()
        if code is None:
            return
        self.exits.append(code)
        self.process = None
        self.pause = 0.5 if now - self.started > LONGEST_PAUSE else min(self.pause * 2, LONGEST_PAUSE)
        self.not_before = now + self.pause
        say(f"{self.name} stopped with code {code}; starting it again in {self.pause:.0f} s")

    def stop(self) -> None:
        """Ask the process to end, and end it when it does not."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Supervisor:
    """Runs children until a signal asks it to end."""

    def __init__(self, children: Sequence[Child], say: Callable[[str], None]) -> None:
        self.children = children
        self.say = say
        self.ending = False

    def run(self) -> None:
        """Block until SIGINT or SIGTERM, then stop the children in reverse order."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._end)
        try:
            while not self.ending:
                for child in self.children:
                    child.look(time.monotonic(), self.say)
                time.sleep(0.2)
        finally:
            for child in reversed(self.children):
                child.stop()

    def _end(self, _number: int, _frame: FrameType | None) -> None:
        self.ending = True


def web_command(host: str, port: int, processes: int, threads: int) -> list[str]:
    """The web server's command line."""
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", str(processes), "--blocking-threads", str(threads), "--no-ws", "--respawn-failed-workers",
        "--log-level", "warning", "motcua.wsgi:app",
    ]  # fmt: skip


def worker_command() -> list[str]:
    """The worker's command line."""
    return [sys.executable, "-m", "motcua", "worker"]
