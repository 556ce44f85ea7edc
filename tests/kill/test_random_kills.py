"""People work, processes are killed without warning at random moments, and nothing is lost or done twice.

``MOTCUA_KILLS`` says how many kills (default 10; ``make soak``: 200), ``MOTCUA_KILL_SEED`` which.
"""

import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from sqlalchemy import func, select

from runtime.models import EffectRow
from tests.drill.client import Acknowledged, Client
from tests.drill.stage import Stage
from tests.kill.health import assert_nothing_lost
from tests.kill.installation import Installation, installation

KILLS = int(os.environ.get("MOTCUA_KILLS", "10"))
SEED = int(os.environ.get("MOTCUA_KILL_SEED", "1"))
CLIENTS = 4
LONGEST_BETWEEN = 8.0
"""Seconds; a kill comes as soon as something was done since the last one."""

VICTIMS: dict[str, int] = {"web": 3, "web below": 6, "worker": 4, "second worker": 3, "connection": 3, "server": 1}
"""What is killed, and how often in twenty times."""


def disturb(running: Installation, rng: random.Random, clients: list[Client]) -> Counter[str]:
    """Kill until the number is reached, each time in the middle of work."""
    means: dict[str, Callable[[], bool]] = {
        "web": lambda: running.kill("web"),
        "worker": lambda: running.kill("worker"),
        "second worker": lambda: running.kill("second worker"),
        "web below": lambda: running.kill_one_below(rng),
        "connection": lambda: running.cut_connections(rng),
        "server": lambda: running.crash_server(rng),
    }
    killed: Counter[str] = Counter()
    until = time.monotonic() + 30 + KILLS * 20
    while killed.total() < KILLS:
        assert time.monotonic() < until, f"only {killed} in all this time"
        await_work(clients, rng.randrange(1, 6))
        time.sleep(rng.uniform(0, 0.3))
        victim = rng.choices(list(VICTIMS), list(VICTIMS.values()))[0]
        killed[victim] += means[victim]()
    return killed


def await_work(clients: list[Client], count: int) -> None:
    """Until so many more actions are acknowledged, or it takes too long."""
    before, until = done(clients), time.monotonic() + LONGEST_BETWEEN
    while done(clients) < before + count and time.monotonic() < until:
        time.sleep(0.01)


def done(clients: list[Client]) -> int:
    return sum(len(client.told.dossiers) + len(client.told.tasks) for client in clients)


def merged(clients: list[Client]) -> Acknowledged:
    told = Acknowledged()
    for client in clients:
        told.dossiers |= client.told.dossiers
        told.tasks |= client.told.tasks
        told.retries += client.told.retries
        told.faults += client.told.faults
    return told


def until_everything_is_sent(stage: Stage) -> None:
    """What the worker has not sent yet it must find within its lease and a few pauses."""
    until = time.monotonic() + 60
    waiting = select(func.count()).where(EffectRow.state.in_(("pending", "running")))
    while True:
        with stage.sessions() as session, session.begin():
            left = session.scalar(waiting)
        if not left:
            return
        assert time.monotonic() < until, f"{left} effects are never sent"
        time.sleep(0.2)


@pytest.mark.slow
def test_whatever_is_killed_every_acknowledged_action_is_done_once_and_everything_is_sent(
    stage: Stage, tmp_path: Path, record_property: Any, capsys: Any
):
    rng, stop = random.Random(SEED), Event()
    with installation(stage.url, tmp_path, stage.clock.began) as running:
        clients = [Client(running.port, SEED * 1000 + number) for number in range(CLIENTS)]
        with ThreadPoolExecutor(CLIENTS) as pool:
            working = [pool.submit(client.work, stop) for client in clients]
            try:
                killed = disturb(running, rng, clients)
            finally:
                stop.set()
            for one in working:
                one.result(120)
            for one in [pool.submit(client.finish) for client in clients]:
                one.result(120)
        stage.disconnect()  # the connections of this process may have been cut as well
        until_everything_is_sent(stage)
    told = merged(clients)
    received = assert_nothing_lost(stage.sessions, told, running.received)
    record_property("kills", dict(killed))
    with capsys.disabled():
        sys.stdout.write(
            f"\n{dict(killed)} killed; {len(told.dossiers)} dossiers, {len(told.tasks)} tasks, {told.retries} retries; "
            f"{len(received)} sent, {received.total() - len(received)} of them again\n"
        )
    assert told.faults == []
