"""Pages with 100,000 dossiers and 20,000 open tasks against the same pages with 1,000 and 200, in one run.

Each request is a whole one: session, permissions, queries, template. Both installations are asked in turns, so what
disturbs one disturbs the other; the goal is the ratio of the 95th percentiles.
"""

import json
import re
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from bench.crowd import crowd, model
from bench.line import Line, line
from bench.province import LIBRARY, PROCEDURE, Scene, actors, complete, open_task, receive, scene
from motcua.app import create_app
from motcua.settings import read_settings
from runtime.clock import SystemClock
from runtime.database import make_engine, make_sessions
from runtime.models import db
from runtime.services import accounts, tasks
from runtime.services.tasks import Completion

SMALL: Final = (1_000, 200)
LARGE: Final = (100_000, 20_000)
ROUNDS: Final = 100
WARM: Final = 10
MOST: Final = 1.5
LOGINS: Final = ("an.reception", "chi.case", "hai.chair", "xuan.office")

PAGES: Final[dict[str, tuple[str, str]]] = {
    "queue": ("chi.case", "/tasks/queue"),
    "queue.near": ("chi.case", "/tasks/queue?due=near"),
    "queue.overdue": ("chi.case", "/tasks/queue?due=overdue"),
    "queue.words": ("chi.case", "/tasks/queue?q=chung+thuc"),
    "search.newest": ("an.reception", "/dossiers"),
    "search.words": ("an.reception", "/dossiers?q=nguyen+chung+thuc"),
    "search.phone": ("an.reception", "/dossiers?q={phone}"),
    "search.identity": ("an.reception", "/dossiers?q={identity}"),
    "search.code": ("an.reception", "/dossiers?q={code}"),
    "search.overdue": ("an.reception", "/dossiers?due=overdue"),
    "dossier": ("chi.case", "/dossiers/{dossier}"),
    "report": ("hai.chair", "/reports?period=year"),
    "report.province": ("xuan.office", "/reports?period=year&by=agency"),
    "report.last_month": ("hai.chair", "/reports?period=last_month"),
    "report.dossiers": ("hai.chair", "/reports/dossiers?agency=H36.50&period=month&by=field&cell=received"),
    "report.open": ("hai.chair", "/reports/open"),
    "report.online": ("xuan.office", "/reports/online"),
    "overview": ("hai.chair", "/overview"),
    "unit": ("hai.chair", "/unit"),
    "unit.people": ("hai.chair", "/unit/people"),
}
"""Name -> who asks for which address."""


UNEVEN: Final = frozenset({"queue.near", "unit.people"})
"""Their answers are longer with more dossiers (two rows against a full page; a sum over all tasks): told, no goal."""


@dataclass(slots=True)
class Installation:
    """An application on one of the databases, with everybody signed in."""

    app: Flask
    clients: dict[str, FlaskClient]
    fill: dict[str, str]

    def ask(self, page: str) -> float:
        """Seconds of one request. Raises SystemExit for an answer that is no page."""
        login, address = PAGES[page]
        begun = time.perf_counter()
        answer = self.clients[login].get(address.format(**self.fill), follow_redirects=True)
        taken = time.perf_counter() - begun
        if answer.status_code != 200:
            raise SystemExit(f"{page} answers {answer.status_code}")
        return taken


def measure() -> Iterator[Line]:
    """For each page: medians in milliseconds, and the ratio of the 95th percentiles."""
    with scene() as made, tempfile.TemporaryDirectory() as folder:
        small = _installation(made, "small", SMALL, Path(folder))
        large = _installation(made, "large", LARGE, Path(folder))
        for page in PAGES:
            yield from _compared(page, small, large)
        for one in (small, large):
            with one.app.app_context():
                db.engine.dispose()


def _compared(page: str, small: Installation, large: Installation) -> Iterator[Line]:
    for _ in range(WARM):
        small.ask(page), large.ask(page)
    times = [(small.ask(page), large.ask(page)) for _ in range(ROUNDS)]
    few, many = [one for one, _two in times], [two for _one, two in times]
    yield line(f"pages.{page}.median.dossiers_1000", statistics.median(few) * 1000, "ms")
    yield line(f"pages.{page}.median.dossiers_100000", statistics.median(many) * 1000, "ms")
    goal = {} if page in UNEVEN else {"most": MOST}
    yield line(f"pages.{page}.p95_ratio", _p95(many) / _p95(few), "x", **goal)


def _p95(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def _installation(made: Scene, name: str, size: tuple[int, int], folder: Path) -> Installation:
    url = made.clone("province", name)
    engine = make_engine(url)
    try:
        with make_sessions(engine)() as session:
            models = [model(engine, dossier) for dossier in _models(session)]
        own = crowd(engine, models, *size, SystemClock().now())
        with engine.connect() as connection:
            found = connection.exec_driver_sql(
                "SELECT code, identity, search FROM dossier WHERE id = %(id)s", {"id": own[len(own) // 2]}
            ).one()
    finally:
        engine.dispose()
    phone = re.findall(r"\b09\d{8}\b", found.search)
    fill = {"dossier": str(own[-1]), "code": found.code[:9], "identity": found.identity, "phone": phone[0]}
    settings = read_settings(
        {
            "MOTCUA_DATA": str(folder / name),
            "MOTCUA_DATABASE_URL": url,
            "MOTCUA_FILES": str(folder / name / "files"),
            "MOTCUA_SECRET_KEY": "a key of the bench only",
            "MOTCUA_RATE_LIMITS": "off",
        }
    )
    app = create_app(settings)
    return Installation(app, {login: _signed_in(app, login) for login in LOGINS}, fill)


def _models(session: Session) -> list[UUID]:
    """Dossiers of the certified copy: at its first step behind the counter, at the next, and returned."""
    who = actors(session)
    first, second, last = (receive(session, who["reception"]) for _ in range(3))
    complete(session, who, open_task(session, second))
    finish(session, last)
    return [first, second, last]


def finish(session: Session, dossier: UUID) -> None:
    """Every step of the package's good scenario after reception."""
    people = {
        "Task_Certify": "chi.case",
        "Task_Sign": "giang.sign",
        "Task_Seal": "khanh.records",
        "Task_CollectFee": "binh.cashier",
        "Task_Return": "an.reception",
    }
    good = json.loads((LIBRARY / PROCEDURE / "scenarios" / "good.json").read_text("utf-8"))
    told = {step["task"]: step for step in good["steps"] if "task" in step}
    for node, login in people.items():
        task, at = open_task(session, dossier)
        if at != node:
            raise SystemExit(f"the good scenario stands at {at}, not at {node}")
        officer = accounts.actor_by_login(session, SystemClock(), login)
        done = Completion(answers=told[node].get("answers", {}), outcome=told[node].get("outcome"))
        tasks.complete_task(session, SystemClock(), task, done, officer)


def _signed_in(app: Flask, login: str) -> FlaskClient:
    client = app.test_client()
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/sign-in").get_data(as_text=True))
    sent = {"csrf_token": token.group(1) if token else "", "name": login, "password": "motcua-demo"}
    if client.post("/sign-in", data=sent).status_code not in (302, 303):
        raise SystemExit(f"{login} cannot sign in")
    return client
