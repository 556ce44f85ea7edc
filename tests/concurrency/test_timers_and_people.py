"""Officers completing tasks while timers fire in the same dossiers and other systems answer."""

import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.dossier.case import Status
from runtime.models import Dossier, EffectRow, LogRow, TaskRow, TimerRow
from runtime.services import effects, timers
from runtime.services.errors import RefusedError
from tests.drill.stage import Stage

DOSSIERS = 50


def many_tasks(stage: Stage, session: Session, rng: random.Random) -> list[UUID]:
    with session.begin():
        found = list(session.scalars(select(TaskRow.dossier_id).distinct()))
    rng.shuffle(found)
    return found


def test_eight_completers_and_eight_timer_workers_on_fifty_dossiers_never_deadlock(stage: Stage):
    with stage.sessions() as session:
        dossiers = [stage.apply(session, f"dossier {n}").dossier_id for n in range(DOSSIERS)]
    over, deadline = Event(), time.monotonic() + 120

    def complete(seed: int) -> int:
        rng, done = random.Random(seed), 0
        with stage.sessions() as session:
            while not over.is_set():
                assert time.monotonic() < deadline, "the dossiers do not come to their end"
                for dossier in many_tasks(stage, session, rng):
                    done += sum(one_task(session, dossier, rng))
                with session.begin():
                    if not session.scalar(select(func.count()).where(Dossier.status != Status.RETURNED)):
                        over.set()
        return done

    def one_task(session: Session, dossier: UUID, rng: random.Random) -> list[bool]:
        results = []
        for task in stage.tasks(session, dossier):
            back = task.node == "Task_Sign" and rng.random() < 0.2
            try:
                stage.complete(session, task, outcome="send_back" if back else None)
                results.append(True)
            except RefusedError as error:
                if error.code != "task.closed":
                    raise
        return results

    def fire(_seed: int) -> int:
        return until_over(lambda session: timers.fire_due(session, stage.clock, 20))

    def answer(_seed: int) -> int:
        return until_over(stage.answer_services)

    def until_over(work: Callable[[Session], int]) -> int:
        done = 0
        with stage.sessions() as session:
            while not over.is_set():
                did = work(session)
                done += did
                time.sleep(0 if did else 0.02)
        return done

    with ThreadPoolExecutor(18) as pool:
        completing = [pool.submit(complete, seed) for seed in range(8)]
        firing = [pool.submit(fire, seed) for seed in range(8)]
        answering = [pool.submit(answer, seed) for seed in range(2)]
        try:
            completed = sum(one.result(130) for one in completing)
        finally:
            over.set()
        fired, answered = sum(one.result(30) for one in firing), sum(one.result(30) for one in answering)

    with stage.sessions() as session, session.begin():
        logged = {row.kind: row[1] for row in session.execute(select(LogRow.kind, func.count()).group_by(LogRow.kind))}
        assert session.scalar(select(func.count()).select_from(TaskRow)) == 0
        assert session.scalar(select(func.count()).select_from(TimerRow)) == 0
        done = session.scalar(select(func.count()).where(EffectRow.state == "done", EffectRow.kind == "service"))
    assert logged["task_completed"] == completed >= 4 * len(dossiers)
    assert fired >= len(dossiers)
    assert answered >= done >= 2 * len(dossiers)


def test_a_timer_that_was_cancelled_meanwhile_does_not_fire(stage: Stage):
    with stage.sessions() as session:
        dossier = stage.apply(session).dossier_id
        stage.complete(session, stage.tasks(session, dossier)[0])
        time.sleep(0.35)
        (key,) = timers.due(session, stage.clock.now())
        (handle,) = stage.tasks(session, dossier)
        stage.complete(session, handle)
        assert timers.fire(session, stage.clock, key) is False


def test_an_answer_that_comes_twice_is_taken_once(stage: Stage):
    with stage.sessions() as session:
        dossier = stage.apply(session).dossier_id
        stage.complete(session, stage.tasks(session, dossier)[0])
        (key,) = effects.waiting(session, stage.clock.now())
        assert effects.take(session, stage.clock, key) is not None
        effects.succeeded(session, stage.clock, key, {"done": True})
        seq = session.scalar(select(Dossier.seq).where(Dossier.id == dossier))
        session.rollback()
        effects.succeeded(session, stage.clock, key, {"done": True})
        effects.failed(session, stage.clock, key, "too late")
        assert session.scalar(select(Dossier.seq).where(Dossier.id == dossier)) == seq


def test_a_service_is_taken_by_one_worker_only(stage: Stage):
    with stage.sessions() as session, stage.sessions() as other:
        dossier = stage.apply(session).dossier_id
        stage.complete(session, stage.tasks(session, dossier)[0])
        (key,) = effects.waiting(session, stage.clock.now())
        assert effects.take(session, stage.clock, key) is not None
        assert effects.take(other, stage.clock, key) is None
