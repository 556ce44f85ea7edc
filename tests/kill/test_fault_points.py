"""The process dies before and after every commit and every sending, is run again, and nothing is lost or done twice."""

import signal
from collections import Counter
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path

import pytest

from runtime.services.attachments import FileStore
from runtime.services.doctor import doctor
from tests.drill.client import Acknowledged
from tests.drill.stage import Stage
from tests.kill.health import assert_nothing_lost
from tests.kill.story import Journal, play

POINTS = {
    "file-stored",
    "after-take",
    "before-send",
    "after-send",
    *(f"{when}-commit:{what}" for when in ("before", "after") for what in (
        "store", "code", "submit", "claim", "complete", "take", "answer", "timer",
    )),
}  # fmt: skip
"""What the story is known to pass; a point that is new is tried as well."""
PATIENCE = 60


def runner(stage: Stage, folder: Path) -> Callable[[str, str], int | None]:
    """Runs a story in a process that is forked from one where everything is imported; gives its exit code."""
    context = get_context("forkserver")
    context.set_forkserver_preload(["tests.kill.story"])

    def run(name: str, plan: str) -> int | None:
        process = context.Process(target=play, args=(stage.url, stage.clock.began, name, folder, plan))
        process.start()
        process.join(PATIENCE)
        if process.is_alive():
            process.kill()
            pytest.fail(f"{name} hangs")
        return process.exitcode

    return run


def passed(notes: Path) -> Counter[str]:
    return Counter(notes.read_text("utf-8").split())


@pytest.mark.slow
def test_dying_at_any_point_loses_nothing_and_does_nothing_twice(stage: Stage, tmp_path: Path):
    run, notes = runner(stage, tmp_path), tmp_path / "points.txt"
    assert run("undisturbed", f"note:{notes}") == 0
    points = passed(notes)
    assert set(points) >= POINTS
    told = Acknowledged()
    for point, times in sorted(points.items()):
        for nth in sorted({1, times}):
            name = f"{point.replace(':', '-')}-{nth}"
            assert run(name, f"kill:{point}:{nth}") == -signal.SIGKILL, f"{point} was not reached {nth} times"
            assert run(name, "") == 0, f"after dying at {point} for the {nth}. time the story does not end"
    for journal in tmp_path.glob("*.jsonl"):
        if journal.name != "received.jsonl":
            known = Journal(journal).told()
            told.dossiers |= known.dossiers
            told.tasks |= known.tasks
    received = assert_nothing_lost(stage.sessions, told, tmp_path / "received.jsonl")
    assert received.total() > len(received), "dying after a sending, the worker must have sent again"
    with stage.sessions() as session:
        assert doctor(session, FileStore(tmp_path / "files")) == []
