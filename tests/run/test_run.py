"""``motcua run`` as a newcomer meets it: it comes up, survives its processes and itself being killed, and goes down."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

LONGEST = 120


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(what, seconds: float = LONGEST):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = what()
        if found:
            return found
        time.sleep(0.2)
    raise AssertionError(f"{what.__name__} did not come true in {seconds} s")


def processes(text: str) -> list[int]:
    """Ids of the running processes whose command line or environment names a text."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                told = (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
                state = (entry / "stat").read_text().rsplit(")", 1)[1].split()[0]
            except OSError:
                continue
            if text.encode() in told and state != "Z":
                found.append(int(entry.name))
    return found


def command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b"postgres"  # it ended meanwhile


@pytest.fixture
def site(tmp_path):
    """Starts the site on a data folder of its own; everything it leaves is ended."""
    for above in (tmp_path, *tmp_path.parents[:2]):
        above.chmod(0o755)  # the embedded server runs as a user of its own
    port = free_port()
    marker = f"MOTCUA_DATA={tmp_path}"
    environment = {**os.environ, "MOTCUA_DATA": str(tmp_path), "MOTCUA_PORT": str(port)}
    started = []

    def start() -> subprocess.Popen:
        process = subprocess.Popen(
            [sys.executable, "-m", "motcua", "run"], env=environment, stderr=subprocess.PIPE, text=True
        )
        started.append(process)
        wait_for(answers)
        return process

    def answers() -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as page:
                return page.status == 200
        except (urllib.error.URLError, OSError):
            return False

    start.answers = answers
    start.marker = marker
    start.path = tmp_path
    yield start
    for process in started:
        if process.poll() is None:
            process.terminate()
            process.wait(30)
        process.stderr.close()
    for pid in processes(str(tmp_path)):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


@pytest.mark.slow
def test_the_site_survives_kills_and_goes_down_when_asked(site):
    supervisor = site()
    key = (site.path / "secret-key").read_text()

    web = [pid for pid in processes(site.marker) if b"granian" in command(pid)]
    for pid in web:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue  # a worker ended with its parent
    wait_for(site.answers)

    supervisor.kill()
    supervisor.wait()

    def children_have_ended() -> bool:
        return not [pid for pid in processes(site.marker) if b"postgres" not in command(pid)]

    wait_for(children_have_ended)
    again = site()
    assert (site.path / "secret-key").read_text() == key

    again.send_signal(signal.SIGTERM)
    assert again.wait(40) == 0
    assert not site.answers()

    def the_database_has_ended() -> bool:
        return not processes(str(site.path / "database"))

    wait_for(the_database_has_ended, 20)


def test_a_bad_setting_is_told_by_name_and_nothing_starts():
    done = subprocess.run(
        [sys.executable, "-m", "motcua", "run"], env={**os.environ, "MOTCUA_PORT": "http"},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr == "motcua: MOTCUA_PORT='http': expected a port from 1 to 65535\n"


def test_a_database_that_is_down_is_told_in_a_sentence():
    url = f"postgresql://nobody@127.0.0.1:{free_port()}/nothing"
    done = subprocess.run(
        [sys.executable, "-m", "motcua", "migrate"], env={**os.environ, "MOTCUA_DATABASE_URL": url},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "the database cannot be reached" in done.stderr
