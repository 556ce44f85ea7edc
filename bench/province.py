"""A server of its own with the demo province, where dossiers stand in the correction loop of the certified copy."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import create_engine, make_url, select, text
from sqlalchemy.orm import Session

from process_models.package import read_package
from runtime.clock import SystemClock
from runtime.database import EmbeddedServer, make_engine, make_sessions, migrate
from runtime.models import Base, Dossier, TaskRow
from runtime.seed.province import demo_people, demo_province, load_calendars, load_people, load_province
from runtime.services import accounts, dossiers, packages, tasks
from runtime.services.actors import Actor, system
from runtime.services.applications import Application
from runtime.services.dossiers import Reception
from runtime.services.tasks import Completed, Completion

LIBRARY = Path(__file__).parents[1] / "process_models" / "library"
PROCEDURE = "2.000815"
AGENCY = "H36.50"
OFFICERS = {"reception": "an.reception", "case": "chi.case", "sign": "giang.sign"}
LOOP = {"Task_Certify": ("case", "certified"), "Task_Sign": ("sign", "send_back")}
"""The tasks of the loop: who does them and how."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A server and the folder it lives in; databases are cloned from one that is prepared."""

    server: str

    def database(self, name: str) -> str:
        """URL of a database of the server."""
        return make_url(self.server).set(database=name).render_as_string(hide_password=False)

    def clone(self, source: str, name: str) -> str:
        """A copy of a database that nobody is connected to; its URL."""
        engine = create_engine(self.server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {source}"))
        engine.dispose()
        return self.database(name)


@contextmanager
def scene() -> Iterator[Scene]:
    """A durable server (fsync and synchronous_commit on) with the database ``province``, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="motcua-bench-"))
    folder.chmod(0o755)  # the server runs as a user of its own
    running = EmbeddedServer(folder / "data")
    try:
        made = Scene(running.url)
        _durable(made)
        _province(made)
        yield made
    finally:
        running.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _durable(made: Scene) -> None:
    engine = create_engine(made.server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(text(f"ALTER SYSTEM SET {name} = on"))
        connection.execute(text("SELECT pg_reload_conf()"))
        connection.execute(text("CREATE DATABASE province"))
    engine.dispose()


def _province(made: Scene) -> None:
    url, clock = made.database("province"), SystemClock()
    migrate(url)
    engine = make_engine(url)
    with make_sessions(engine)() as session:
        load_calendars(session, clock)
        load_province(session, demo_province())
        load_people(session, clock, demo_people(), "motcua-demo")
        packages.deploy(session, clock, read_package(LIBRARY / PROCEDURE), system("bench"))
    engine.dispose()


def actors(session: Session) -> dict[str, Actor]:
    """The officers of the loop by role."""
    return {role: accounts.actor_by_login(session, SystemClock(), login) for role, login in OFFICERS.items()}


def receive(session: Session, officer: Actor) -> UUID:
    """A dossier that was received at the counter; the civil-status officer's task is open."""
    good = json.loads((LIBRARY / PROCEDURE / "scenarios" / "good.json").read_text("utf-8"))
    told = good["submit"]
    application = Application(
        procedure=PROCEDURE,
        receiving=AGENCY,
        channel="counter",
        applicant={"name": "Nguyễn Thị Hoa"},
        answers=told["answers"],
        components=told["components"],
    )
    received = Reception(answers=good["steps"][0]["answers"], outcome="accept")
    return dossiers.receive_at_counter(session, SystemClock(), application, officer, received).dossier_id


def open_task(session: Session, dossier: UUID) -> tuple[UUID, str]:
    """The dossier's one open task and its element."""
    with session.begin():
        row = session.execute(select(TaskRow.id, TaskRow.node).where(TaskRow.dossier_id == dossier)).one()
        return row.id, row.node


@cache
def answers(node: str) -> dict[str, Any]:
    """The answers of a task of the loop."""
    good = json.loads((LIBRARY / PROCEDURE / "scenarios" / "sent_back.json").read_text("utf-8"))
    return next(step["answers"] for step in good["steps"] if step.get("task") == node)


def complete(session: Session, who: dict[str, Actor], task: tuple[UUID, str]) -> Completed:
    """Complete a task of the loop."""
    role, outcome = LOOP[task[1]]
    done = Completion(answers=answers(task[1]), outcome=outcome)
    return tasks.complete_task(session, SystemClock(), task[0], done, who[role])


def lengthen_queue(session: Session, dossier: UUID, count: int) -> None:
    """Put ``count`` more dossiers with their task into the queue where this one's stands; only rows for lists."""
    made = {"id": "c.id", "root_id": "c.id", "code": "d.code || '-' || c.k"}
    columns = [one.name for one in Base.metadata.tables[Dossier.__tablename__].columns if one.computed is None]
    chosen = ", ".join(made.get(one, f'd."{one}"') for one in columns)
    placed = {"id": "gen_random_uuid()", "dossier_id": "m.id", "branch_id": "m.id"}
    own = [one.name for one in Base.metadata.tables[TaskRow.__tablename__].columns]
    tasks_chosen = ", ".join(placed.get(one, f't."{one}"') for one in own)
    with session.begin():
        session.execute(
            text(
                f"WITH c AS (SELECT gen_random_uuid() AS id, k FROM generate_series(1, :count) AS k),"
                f" m AS (INSERT INTO dossier ({', '.join(columns)})"
                f" SELECT {chosen} FROM dossier d, c WHERE d.id = :dossier RETURNING id)"
                f" INSERT INTO task ({', '.join(_quoted(own))}) SELECT {tasks_chosen} FROM task t, m"
                f" WHERE t.dossier_id = :dossier"
            ),
            {"count": count, "dossier": dossier},
        )
        session.execute(text("ANALYZE"))


def _quoted(names: list[str]) -> list[str]:
    return [f'"{name}"' for name in names]
