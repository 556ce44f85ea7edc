"""Two thousand dossiers go over to another version while their worker is killed again and again, and partly back.

Then they are brought to their end and run through a third version. Everything is done by the services and the worker's
own functions, on a durable server; the doctor examines the result.
"""

import json
import time
from collections.abc import Iterator
from datetime import date
from multiprocessing import get_context
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from bench.province import LIBRARY, OFFICERS, PROCEDURE, actors, receive, scene
from process_models.files import read_folder
from process_models.package import read_package
from runtime.clock import SystemClock
from runtime.database import make_engine, make_sessions
from runtime.models import Dossier, TaskRow
from runtime.services import accounts, packages, tasks
from runtime.services.actors import Actor, system
from runtime.services.doctor import doctor
from runtime.services.migration import orders, working
from runtime.services.regression import Wanted, replay
from runtime.services.tasks import Completion

COUNT: Final = 2_000
KILLS: Final = 4
KILLED_AFTER: Final = 150
"""Dossiers a worker moves, at least, before it is killed in the middle of the next."""
UNDONE: Final = 500
ROLES: Final = {**OFFICERS, "records": "khanh.records", "cashier": "binh.cashier", "return": "an.reception"}
BOSS: Final = system("bench")
Line = dict[str, Any]


def measure() -> Iterator[Line]:
    """Seconds per 1,000 dossiers of the dry run, the move, the way back, the doctor and the replay."""
    with scene() as made:
        url = made.clone("province", "moving")
        engine = make_engine(url)
        with make_sessions(engine)() as session:
            yield from _moves(session, url)
            yield from _replays(session)
        engine.dispose()


def _line(name: str, value: float, unit: str, *, ok: bool | None = None) -> Line:
    told: Line = {"bench": f"migration.{name}", "value": round(value, 3), "unit": unit}
    return told if ok is None else told | {"ok": ok}


def _version(version: str, renamed: str | None = None) -> dict[str, bytes]:
    """The certified copy as another version; ``renamed``: what the officer's step is called in it."""
    files = dict(read_folder(LIBRARY / PROCEDURE))
    procedure = json.loads(files["procedure.json"]) | {"version": version}
    files["procedure.json"] = json.dumps(procedure, ensure_ascii=False).encode()
    if renamed is None:
        return files
    return {path: data.replace(b"Task_Certify", renamed.encode()) for path, data in files.items()}


def _moves(session: Session, url: str) -> Iterator[Line]:
    clock = SystemClock()
    first = read_package(LIBRARY / PROCEDURE).hash
    officer = actors(session)["reception"]
    began = time.perf_counter()
    for _ in range(COUNT):
        receive(session, officer)
    yield _line("seed", time.perf_counter() - began, "s")
    second = packages.deploy(session, clock, _version("90.0.0", "Task_Attest"), BOSS).hash
    plan = orders.drafted(session, first, second, BOSS)
    began = time.perf_counter()
    order = orders.create(session, clock, plan, "bench", BOSS)
    working.work_until_done(session, clock, order)
    yield _line("dry_run", (time.perf_counter() - began) / COUNT * 1000, "s/1000")
    orders.start(session, clock, order, BOSS)
    yield from _killed(session, url, order)
    began, before = time.perf_counter(), _moved(session, order)
    working.work_until_done(session, clock, order)
    rest = COUNT - before
    yield _line("move", (time.perf_counter() - began) / max(rest, 1) * 1000, "s/1000")
    yield _line("moved", _moved(session, order), "dossiers", ok=_moved(session, order) == COUNT)
    yield from _healthy(session, "doctor")
    yield from _back(session, order)


def _moved(session: Session, order: UUID) -> int:
    return orders.found(session, order, BOSS).counts.get("moved", 0)


def _work(url: str, order: UUID) -> None:
    engine = make_engine(url)
    with make_sessions(engine)() as session:
        working.work_until_done(session, SystemClock(), order)
    engine.dispose()


def _killed(session: Session, url: str, order: UUID) -> Iterator[Line]:
    context = get_context("spawn")
    told = []
    for _ in range(KILLS):
        process = context.Process(target=_work, args=(url, order))
        process.start()
        wanted = _moved(session, order) + KILLED_AFTER
        while process.is_alive() and _moved(session, order) < wanted:
            time.sleep(0.1)
        process.kill()
        process.join()
        told.append(_moved(session, order))
    yield _line("killed", KILLS, "times") | {"moved_after_each": told}


def _healthy(session: Session, name: str) -> Iterator[Line]:
    began = time.perf_counter()
    findings = doctor(session)
    yield _line(f"{name}", (time.perf_counter() - began) / COUNT * 1000, "s/1000")
    yield _line(f"{name}.findings", len(findings), "findings", ok=not findings)


def _back(session: Session, order: UUID) -> Iterator[Line]:
    clock = SystemClock()
    codes = [one.code for one, _ in zip(orders.every_item(session, order, BOSS), range(UNDONE), strict=False)]
    began = time.perf_counter()
    orders.undo(session, clock, order, BOSS, codes)
    working.work_until_done(session, clock, order)
    yield _line("undo", (time.perf_counter() - began) / UNDONE * 1000, "s/1000")
    counts = orders.found(session, order, BOSS).counts
    yield _line("undone", counts.get("undone", 0), "dossiers", ok=counts == {"moved": COUNT - UNDONE, "undone": UNDONE})
    yield from _healthy(session, "doctor_after_undo")


def _replays(session: Session) -> Iterator[Line]:
    began = time.perf_counter()
    _close_all(session)
    yield _line("close", time.perf_counter() - began, "s")
    third = read_package(_version("91.0.0"))
    wanted = Wanted(procedure=PROCEDURE, limit=COUNT, first=date(2020, 1, 1))
    began = time.perf_counter()
    report = replay(session, third, wanted, BOSS)
    yield _line("replay", (time.perf_counter() - began) / COUNT * 1000, "s/1000")
    totals = report.totals()
    yield _line("replayed", totals["dossiers"], "dossiers", ok=totals.get("same") == COUNT) | {"totals": totals}
    yield from _healthy(session, "doctor_at_the_end")


def _close_all(session: Session) -> None:
    """Every dossier to its end, by the answers of the good scenario."""
    good = json.loads((LIBRARY / PROCEDURE / "scenarios" / "good.json").read_text("utf-8"))
    told = {step["task"]: step for step in good["steps"] if "task" in step}
    told["Task_Attest"] = told["Task_Certify"]
    clock = SystemClock()
    who = {role: accounts.actor_by_login(session, clock, login) for role, login in ROLES.items()}
    with session.begin():
        ids = list(session.scalars(select(Dossier.id).order_by(Dossier.id)))
    for dossier in ids:
        _close(session, clock, dossier, told, who)


def _close(session: Session, clock: SystemClock, dossier: UUID, told: Line, who: dict[str, Actor]) -> None:
    for _ in range(20):
        with session.begin():
            task = session.execute(
                select(TaskRow.id, TaskRow.node, TaskRow.role).where(TaskRow.dossier_id == dossier)
            ).first()
        if task is None:
            return
        step = told[task.node]
        done = Completion(answers=step.get("answers", {}), outcome=step.get("outcome"), override="bench")
        tasks.complete_task(session, clock, task.id, done, who[task.role])
    raise AssertionError(f"{dossier} does not end")
