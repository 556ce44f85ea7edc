"""What a step costs in round trips, and what happens when many people and workers do things at once."""

import os
import tempfile
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from runtime.models import Dossier, TaskHistory, TaskRow
from runtime.services import dossiers, tasks, timers
from runtime.services.applications import Application
from runtime.services.errors import ConflictError, RefusedError
from tests.runtime.copies import ANSWERS, COMPONENTS, OFFICER, WARD, do, do_until, done, open_task
from tests.runtime.walk import officer

pytestmark = pytest.mark.usefixtures("healthy")


def trips(session, work) -> int:
    """Round trips to the server, counted by the client library itself: each ends with Sync or a simple Query."""
    connection = session.get_bind().raw_connection()
    connection.close()
    with session.begin():
        raw = session.connection().connection.driver_connection
    with tempfile.TemporaryFile() as file:
        raw.pgconn.trace(file.fileno())
        try:
            work()
        finally:
            raw.pgconn.untrace()
        file.seek(0)
        lines = [line.split(b"\t") for line in file.read().splitlines()]
    return sum(1 for line in lines if len(line) > 3 and line[1] == b"F" and line[3] in (b"Sync", b"Query"))


@pytest.mark.parametrize("node", ["Task_Receive", "Task_Certify", "Task_Sign", "Task_Seal"])
def test_completing_a_task_takes_at_most_fourteen_round_trips(session, clock, submit, who, node):
    one = submit()
    for before in ("Task_Receive", "Task_Certify", "Task_Sign", "Task_Seal"):
        if before == node:
            break
        do(session, clock, who, one.dossier_id, before)
    task = open_task(session, one.dossier_id)
    actor = who(OFFICER[node])
    tasks.claim(session, clock, task, actor)
    counted = trips(session, lambda: tasks.complete_task(session, clock, task, done(node), actor))
    assert 3 <= counted <= 14, counted


def test_the_round_trips_depend_neither_on_history_nor_on_the_length_of_the_queue(session, clock, submit, who):
    def measured(dossier: UUID) -> int:
        task = open_task(session, dossier, "Task_Certify")
        return trips(session, lambda: tasks.complete_task(session, clock, task, done("Task_Certify"), who("chi.case")))

    early = submit()
    do(session, clock, who, early.dossier_id, "Task_Receive")
    alone = measured(early.dossier_id)
    for _ in range(15):
        other = submit()
        do(session, clock, who, other.dossier_id, "Task_Receive")
    worn = submit()
    do(session, clock, who, worn.dossier_id, "Task_Receive")
    for _ in range(12):
        do(session, clock, who, worn.dossier_id, "Task_Certify")
        sign = open_task(session, worn.dossier_id, "Task_Sign")
        told = {"signer_name": "Đỗ Hương Giang", "sign_reason": "Lời chứng thiếu số trang."}
        back = done("Task_Sign", outcome="send_back", answers=told)
        tasks.complete_task(session, clock, sign, back, who("giang.sign"))
    assert measured(worn.dossier_id) <= alone + 1  # the driver prepares a statement once, at its fifth use


def test_eight_counters_at_once_never_give_the_same_code(sessions, clock):
    def one(_: int) -> str:
        with sessions() as session:
            told = Application(
                procedure="2.000815", receiving=WARD, applicant={"name": "A"}, answers=ANSWERS, components=COMPONENTS
            )
            return dossiers.submit(session, clock, told).code

    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(one, range(48)))
    assert Counter(codes).most_common(1)[0][1] == 1
    assert max(codes).endswith("-0048")


def test_of_two_officers_completing_at_once_one_succeeds_and_the_other_is_told(sessions, session, clock, submit):
    one = submit()
    task = open_task(session, one.dossier_id)
    gate = threading.Barrier(2)

    def attempt(name: str) -> str:
        with sessions() as own:
            actor = officer(name, (WARD, "reception"))
            gate.wait()
            try:
                tasks.complete_task(own, clock, task, done("Task_Receive"), actor)
            except (RefusedError, ConflictError) as error:
                return error.code
            return "done"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(attempt, ("mot", "hai"))) == ["done", "task.closed"]
    with session.begin():
        assert session.scalar(select(func.count()).select_from(TaskHistory)) == 1


def test_the_same_submission_sent_twice_at_once_is_one_dossier(sessions, session, clock):
    gate = threading.Barrier(2)
    told = Application(
        procedure="2.000815", receiving=WARD, applicant={"name": "A"}, answers=ANSWERS, components=COMPONENTS
    )

    def attempt(_: int) -> str:
        with sessions() as own:
            gate.wait()
            return dossiers.submit(own, clock, told, holder="b", idempotency_key="same").code

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(attempt, range(2))
    assert first == second
    with session.begin():
        assert session.scalar(select(func.count()).select_from(Dossier)) == 1


def test_completers_and_timer_workers_do_not_deadlock(sessions, session, clock, submit, who):
    """Eight officers hand results over while eight workers fire the reminders of the very same dossiers."""
    made = [submit().dossier_id for _ in range(16)]
    for dossier in made:
        do_until(session, clock, who, dossier, "Task_CollectFee")
    clock.pass_time(timedelta(days=300))
    waiting = [open_task(session, dossier, "Task_Return") for dossier in made]
    clerk = who("an.reception")
    ending = threading.Event()

    def complete(task: UUID) -> str:
        with sessions() as own:
            try:
                tasks.complete_task(own, clock, task, done("Task_Return"), clerk)
            except RefusedError as error:
                return error.code
            return "done"

    def work(_: int) -> int:
        fired = 0
        while not ending.is_set():
            with sessions() as own:
                fired += timers.fire_due(own, clock)
        return fired

    with ThreadPoolExecutor(8) as workers, ThreadPoolExecutor(8) as officers:
        counts = [workers.submit(work, each) for each in range(8)]
        results = list(officers.map(complete, waiting))
        ending.set()
        fired = sum(count.result() for count in counts)
    assert set(results) <= {"done", "task.cancelled", "stale"}
    assert results.count("done") + fired >= len(made)
    assert timers.due(session, clock.now()) == []


def test_nothing_is_written_when_the_process_fails_before_the_commit(session, clock, submit, who, monkeypatch):
    from runtime import faults

    one = submit()
    task = open_task(session, one.dossier_id)

    class Pulled(Exception):  # noqa: N818 - the plug was
        pass

    def pull(name: str) -> None:
        if name == "before-commit:complete":
            raise Pulled

    monkeypatch.setattr(faults, "point", pull)
    with pytest.raises(Pulled):
        tasks.complete_task(session, clock, task, done("Task_Receive"), who("an.reception"))
    monkeypatch.undo()
    with session.begin():
        assert session.scalars(select(TaskRow.id)).one() == task
        assert session.scalar(select(func.count()).select_from(TaskHistory)) == 0
    clock.pass_time(timedelta(minutes=1))
    do(session, clock, who, one.dossier_id, "Task_Receive")


def test_fault_points_are_switched_off_unless_asked_for():
    assert not os.environ.get("MOTCUA_FAULTS")
    from runtime import faults

    faults.point("anything")
