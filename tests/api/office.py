"""Callers of the API for tests: a citizen, officers by login, and a certified copy carried from step to step."""

import io
import json
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from runtime.clock import VirtualClock
from tests.api.contract import check

BASE = "/api/v1"
PASSWORD = "motcua-demo"
COPY = "2.000815"
WARD = "H36.50"
LIBRARY = Path(__file__).parents[2] / "process_models" / "library"
HOLDER = "holder-of-a-test-0123456789"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
OFFICERS = {
    "reception": "an.reception",
    "case": "chi.case",
    "sign": "giang.sign",
    "records": "khanh.records",
    "cashier": "binh.cashier",
    "return": "an.reception",
}
"""Who does which role's steps in the ward."""


def scenario(name: str = "good") -> dict[str, Any]:
    return json.loads((LIBRARY / COPY / "scenarios" / f"{name}.json").read_text("utf-8"))


class Caller:
    """One program: its headers go with every request. ``__call__`` expects the status and gives the JSON."""

    def __init__(self, app: Flask, **headers: str) -> None:
        self._client = app.test_client(use_cookies=False)
        self.headers = {"Accept-Language": "en", **headers}

    def ask(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None, **more: Any
    ) -> TestResponse:
        sent = {"json": body} if body is not None else {}
        response = self._client.open(
            BASE + path, method=method, headers={**self.headers, **(headers or {})}, **sent, **more
        )
        check(method, BASE + path.split("?", maxsplit=1)[0], response)
        return response

    def __call__(self, route: str, body: Any = None, status: int = 200, **headers: str) -> Any:
        method, _, path = route.partition(" ")
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        response = self.ask(method, path, body, named)
        assert response.status_code == status, response.get_data(as_text=True)
        return response.get_json() if response.content_length or response.data else None

    def upload(self, path: str, content: bytes = PDF, name: str = "paper.pdf", **headers: str) -> TestResponse:
        named = {key.replace("_", "-"): value for key, value in headers.items()}
        return self.ask("POST", path, headers=named, data={"file": (io.BytesIO(content), name)})


class Office:
    """The ward and its people."""

    def __init__(self, app: Flask, clock: VirtualClock) -> None:
        self.app = app
        self.clock = clock
        self.citizen = Caller(app, **{"Upload-Holder": HOLDER})
        self._officers: dict[str, Caller] = {}
        self.tampered = False

    def officer(self, login: str) -> Caller:
        if login not in self._officers:
            token = Caller(self.app)("POST /sessions", {"login": login, "password": PASSWORD}, 201)["token"]
            self._officers[login] = Caller(self.app, Authorization=f"Bearer {token}")
        return self._officers[login]

    def application(self, name: str = "good", **changed: Any) -> dict[str, Any]:
        told = scenario(name)["submit"]
        body = {
            "procedure": COPY,
            "receiving": WARD,
            "applicant": {"name": "Nguyễn Thị Hoa", "phone": "0905123456"},
            "answers": told["answers"],
            "components": told.get("components", {}),
        }
        return body | changed

    def submitted(self, name: str = "good") -> dict[str, Any]:
        return self.citizen("POST /applications", self.application(name), 201)

    def applicant(self, submitted: dict[str, Any]) -> Caller:
        return Caller(self.app, **{"Dossier-Secret": submitted["secret"]})

    def do(self, dossier: str, step: dict[str, Any]) -> dict[str, Any]:
        """One step of a scenario, by the officer whose role it is: found in the queue, taken, read, completed."""
        if "at" in step:
            self.clock.move_to(max(self.clock.now(), datetime.fromisoformat(step["at"])))
        task = self.open_task(dossier, step["task"])
        officer = self.officer(OFFICERS[task["role"]])
        officer(f"POST /tasks/{task['id']}/claim", status=204)
        response = officer.ask("GET", f"/tasks/{task['id']}")
        read = response.get_json()
        body = {"answers": step.get("answers", {}), "outcome": step.get("outcome"), "form_seq": read["form_seq"]}
        return officer(f"POST /tasks/{task['id']}/completion", body, If_Match=response.headers["ETag"])

    def open_task(self, dossier: str, node: str) -> dict[str, Any]:
        tasks = self.officer("an.reception")(f"GET /dossiers/{dossier}")["tasks"]
        return next(task for task in tasks if task["node"] == node)

    def advanced(self, steps: int, name: str = "good") -> dict[str, Any]:
        """A certified copy that has taken this many steps of a scenario."""
        submitted = self.submitted(name)
        for step in scenario(name)["steps"][:steps]:
            self.do(submitted["dossier_id"], step)
        return submitted
