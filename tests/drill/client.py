"""People at the HTTP interface who never give up: each asks again, with the same key, until they are answered."""

import json
import random
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from threading import Event
from typing import Any
from uuid import UUID

from tests.drill.package import AGENCY, ANSWERS, CODE, OFFICERS

PASSWORD = "motcua-demo"
RETRY_STATUSES = (500, 502, 503, 504)
PATIENCE = 90.0


@dataclass(slots=True)
class Acknowledged:
    """What was answered: dossiers by code with their id, and completed tasks."""

    dossiers: dict[str, UUID] = field(default_factory=dict)
    tasks: set[UUID] = field(default_factory=set)
    retries: int = 0
    faults: list[str] = field(default_factory=list)
    """Answers of 500: errors of our own, where 503 says that something is away."""


@dataclass(slots=True)
class Client:
    """One person's browser, say. ``seed`` decides what they do; ``told`` is what they know to be done."""

    port: int
    seed: int
    told: Acknowledged = field(default_factory=Acknowledged)
    open: set[UUID] = field(default_factory=set)
    _tokens: dict[str, str] = field(default_factory=dict)
    _rng: random.Random = field(default_factory=random.Random)
    _keys: int = 0

    def __post_init__(self) -> None:
        self._rng = random.Random(self.seed)

    def work(self, stop: Event) -> None:
        """Apply and complete until told to stop."""
        while not stop.is_set():
            if len(self.open) < 2 or (len(self.open) < 6 and self._rng.random() < 0.2):
                self.apply()
            dossier = self._rng.choice(sorted(self.open))
            if not self.advance(dossier):
                time.sleep(0.05)

    def finish(self) -> None:
        """Complete whatever is left until every dossier is returned."""
        until = time.monotonic() + PATIENCE
        while self.open:
            assert time.monotonic() < until, f"dossiers that do not end: {self.open}"
            advanced = [self.advance(dossier) for dossier in sorted(self.open)]
            if not any(advanced):
                time.sleep(0.1)

    def apply(self) -> None:
        """A new dossier."""
        body = {
            "procedure": CODE,
            "receiving": AGENCY,
            "applicant": {"name": f"K'Brông {self.seed}"},
            "answers": {"subject": "drill"},
        }
        answer = self._asked(
            "POST", "/applications", body, {"Idempotency-Key": self._key(), "Upload-Holder": "drill-holder-0123456789"}
        )
        dossier = UUID(answer["dossier_id"])
        self.told.dossiers[answer["code"]] = dossier
        self.open.add(dossier)

    def advance(self, dossier: UUID) -> bool:
        """Complete one open task of a dossier, when there is one."""
        seen = self._asked("GET", f"/dossiers/{dossier}", None, self._as("chi.case"))
        if seen["status"] == 10:
            self.open.discard(dossier)
            return True
        if not seen["tasks"]:
            return False
        task = self._rng.choice(seen["tasks"])
        answers, outcome = ANSWERS[task["node"]]
        if task["node"] == "Task_Sign" and self._rng.random() < 0.2:
            outcome = "send_back"
        headers = self._as(OFFICERS[task["role"]]) | {"Idempotency-Key": self._key(), "If-Match": "*"}
        body = {"answers": answers, "outcome": outcome}
        answer = self._asked("POST", f"/tasks/{task['id']}/completion", body, headers)
        assert UUID(answer["dossier_id"]) == dossier
        self.told.tasks.add(UUID(task["id"]))
        return True

    def _key(self) -> str:
        self._keys += 1
        return f"client-{self.seed}-{self._keys}"

    def _as(self, login: str) -> dict[str, str]:
        if login not in self._tokens:
            answer = self._asked("POST", "/sessions", {"login": login, "password": PASSWORD}, {})
            self._tokens[login] = answer["token"]
        return {"Authorization": f"Bearer {self._tokens[login]}"}

    def _asked(self, method: str, path: str, body: Any, headers: dict[str, str]) -> Any:
        """The answer, after as many tries as it takes; a refusal is an error of the test."""
        until = time.monotonic() + PATIENCE
        while True:
            status, answer = self._once(method, path, body, headers)
            if 200 <= status < 300:
                return answer
            assert status in RETRY_STATUSES or status == 0, f"{method} {path}: {status} {answer}"
            assert time.monotonic() < until, f"{method} {path}: no answer but {status} {answer}"
            if status == 500:
                self.told.faults.append(f"{method} {path}: {answer}")
            self.told.retries += 1
            time.sleep(0.1 + self._rng.random() * 0.2)

    def _once(self, method: str, path: str, body: Any, headers: dict[str, str]) -> tuple[int, Any]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=15)
        content = None if body is None else json.dumps(body)
        try:
            connection.request(method, "/api/v1" + path, content, {"Content-Type": "application/json", **headers})
            response = connection.getresponse()
            text = response.read()
            return response.status, json.loads(text) if text else None
        except (OSError, HTTPException, ValueError) as error:
            return 0, repr(error)
        finally:
            connection.close()
