"""Several people, or the same person twice, at the same thing at the same moment."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import func, select

from runtime.models import Dossier, LogRow, TaskHistory
from runtime.services import tasks
from runtime.services.errors import ConflictError, RefusedError, ServiceError
from tests.drill.stage import Open, Stage


def together(works: Sequence[Callable[[], Any]]) -> list[Any]:
    """Results of works begun at one moment; a ServiceError is a result."""
    barrier = Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        barrier.wait(10)
        try:
            return work()
        except ServiceError as error:
            return error

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def received(stage: Stage) -> tuple[Any, Open]:
    with stage.sessions() as session:
        submitted = stage.apply(session)
        (task,) = stage.tasks(session, submitted.dossier_id)
        return submitted, task


def count(stage: Stage, query: Any) -> int:
    with stage.sessions() as session:
        return session.scalar(query)


def test_eight_applicants_at_one_counter_get_different_codes(stage: Stage):
    def apply() -> list[str]:
        with stage.sessions() as session:
            return [stage.apply(session).code for _ in range(5)]

    codes = [code for codes in together([apply] * 8) for code in codes]
    assert sorted(int(code.rpartition("-")[2]) for code in codes) == list(range(1, 41))


def test_of_two_officers_completing_one_task_one_succeeds_and_the_other_is_told(stage: Stage):
    for _ in range(8):
        submitted, task = received(stage)

        def complete(who: str, task: Open = task) -> Any:
            with stage.sessions() as session:
                return stage.complete(session, task, who=who)

        results = together([lambda: complete("an.reception"), lambda: complete("binh.cashier")])
        refused = [one for one in results if isinstance(one, ServiceError)]
        assert len(refused) == 1
        assert isinstance(refused[0], RefusedError)
        assert refused[0].code == "task.closed"
        mine = TaskHistory.dossier_id == submitted.dossier_id
        completed = select(func.count()).where(mine, TaskHistory.why == "completed")
        assert count(stage, completed) == 1


def test_of_two_officers_taking_one_task_one_has_it(stage: Stage):
    _, task = received(stage)

    def claim(who: str) -> str:
        with stage.sessions() as session:
            tasks.claim(session, stage.clock, task.id, stage.officers[who])
            return who

    results = together([lambda: claim("an.reception"), lambda: claim("binh.cashier")])
    (refused,) = [one for one in results if isinstance(one, ServiceError)]
    assert isinstance(refused, ConflictError)
    assert refused.code == "task.taken"


def test_a_completion_sent_twice_at_once_with_one_key_is_done_once_and_answered_twice(stage: Stage):
    submitted, task = received(stage)

    def complete() -> Any:
        with stage.sessions() as session:
            return stage.complete(session, task, key="same")

    results = together([complete] * 4)
    assert [(one.dossier_id, one.code) for one in results] == [(submitted.dossier_id, submitted.code)] * 4
    assert len(set(results)) == 1
    completed = select(func.count()).where(LogRow.dossier_id == submitted.dossier_id, LogRow.kind == "task_completed")
    assert count(stage, completed) == 1


def test_an_application_sent_twice_at_once_with_one_key_becomes_one_dossier(stage: Stage):
    def apply() -> Any:
        with stage.sessions() as session:
            return stage.apply(session, key="same")

    results = together([apply] * 4)
    assert len({(one.dossier_id, one.code, one.secret) for one in results}) == 1
    assert count(stage, select(func.count()).select_from(Dossier)) == 1


def test_one_key_for_two_different_things_is_refused(stage: Stage):
    with stage.sessions() as session:
        stage.apply(session, "one", key="same")
        with pytest.raises(ConflictError, match=r"idempotency\.mismatch"):
            stage.apply(session, "another", key="same")
