"""A dossier of one ward and people who have nothing to do with it: what the isolation suites try their routes on."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import Engine, make_url, text

from motcua.app import create_app
from motcua.settings import read_settings
from runtime.clock import VirtualClock
from runtime.models import EffectRow, IncidentRow, Letter, PostSheet, RegisterEntry, SupplementProposal, db
from tests.api.office import PDF, WARD, Caller, Office
from tests.conftest import MONDAY


@dataclass(frozen=True)
class Scene:
    """A dossier of one ward with a file, an open task, an incident and an undelivered message; and people."""

    office: Office
    names: dict[str, str]
    code: str
    secret: str
    stranger: dict[str, Any]

    def path(self, route: str) -> str:
        return route.partition(" ")[2].format(**self.names, code=self.code)

    def ask(self, caller: Caller, route: str, body: Any) -> tuple[int, Any]:
        method = route.partition(" ")[0]
        if body == "file":
            response = caller.ask(method, self.path(route), data={"file": (io.BytesIO(PDF), "paper.pdf")})
        else:
            response = caller.ask(method, self.path(route), body, {"If-Match": "*"})
        return response.status_code, response.get_json(silent=True)


@pytest.fixture(scope="module")
def scene(
    server: str, admin: Engine, province_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Scene]:
    name = f"t_{uuid4().hex[:16]}"
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {province_template}"))
    url = make_url(server).set(database=name).render_as_string(hide_password=False)
    app = application(url, tmp_path_factory.mktemp("files"), VirtualClock(MONDAY))
    yield staged(app)
    with app.app_context():
        db.engine.dispose()
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))


def application(url: str, files: Path, clock: VirtualClock) -> Flask:
    settings = replace(read_settings({}), database_url=url, files=files, secret_key="only-for-tests", rate_limits=False)
    return create_app(settings, clock)


def staged(app: Flask) -> Scene:
    office = Office(app, app.config["MOTCUA_CLOCK"])
    stored = office.citizen.upload("/uploads")
    assert stored.status_code == 201, stored.get_data(as_text=True)
    file_id = stored.get_json()["id"]
    mine = office.citizen("POST /applications", office.application(attachments={"original": [file_id]}), 201)
    task = office.open_task(mine["dossier_id"], "Task_Receive")
    with app.app_context():
        broken(mine["dossier_id"])
        paper = papers(mine["dossier_id"], mine["code"])
    names = {
        **paper,
        "dossier_id": mine["dossier_id"], "task_id": task["id"], "file_id": file_id,
        "part": "1", "uid": "7", "seq": "1", "i": "9",
    }  # fmt: skip
    return Scene(office, names, mine["code"], mine["secret"], office.submitted())


def papers(dossier: str, code: str) -> dict[str, str]:
    """A letter to the applicant, an entry of a register, a sheet for the post and a request that waits for approval."""
    values = {"letter": {"key": "supplement", "title": "Phiếu", "number": 900, "text": "900/2026"}, "told": {},
              "agency": {"name": "Bắc Gia Nghĩa"}, "dossier": {"code": code}, "data": {}, "rows": []}  # fmt: skip
    values["letter"]["issued_at"] = MONDAY.isoformat()
    issued = {"agency": WARD, "year": 2026, "number": 900, "issued_at": MONDAY, "issued_by": "test"}
    letter = Letter(
        id=uuid4(), dossier_id=dossier, branch="", key="supplement", n=0, node="", body={}, snapshot=values, **issued
    )
    entry = RegisterEntry(
        id=uuid4(), register="SCT", agency=WARD, period="2026", number=900, text="900", dossier_id=dossier, n=1,
        token=1, node="Task_Seal", taken_at=MONDAY, actor="test",
    )  # fmt: skip
    sheet = PostSheet(id=uuid4(), snapshot={**values, "told": {"forwarded_to": "Bưu điện"}}, **issued)
    proposal = SupplementProposal(
        id=uuid4(), dossier_id=dossier, root_id=dossier, items=[{"component": "original", "problem": "x", "action": ""}],
        reason="x", contact="x", proposed_at=MONDAY, proposed_by="an.reception", state="open",
    )  # fmt: skip
    with db.session.begin():
        db.session.add_all([letter, entry, sheet, proposal])
    named = {"letter": letter, "entry": entry, "sheet": sheet, "proposal": proposal}
    return {f"{name}_id": str(row.id) for name, row in named.items()}


def broken(dossier: str) -> None:
    """An incident and a message that did not arrive."""
    incident = {"dossier_id": dossier, "n": 1, "uid": 7, "phase": "enter", "code": "test", "element": "Task_Receive"}
    effect = {
        "dossier_id": dossier, "seq": 1, "i": 9, "kind": "message", "n": 1, "node": "Task_Receive", "name": "test",
        "payload": {}, "state": "dead", "attempts": 4, "next_at": MONDAY, "created_at": MONDAY,
    }  # fmt: skip
    with db.session.begin():
        db.session.add(IncidentRow(**incident, message="test", raised_at=MONDAY + timedelta(minutes=1)))
        db.session.add(EffectRow(**effect))
