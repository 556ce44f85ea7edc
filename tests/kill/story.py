"""One dossier from its application to its result in one process, which may die at any point and is simply run again.

The person's side is a journal: what they are about to do, with its key, and what they were answered. Run again, the
story first repeats whatever was asked and never answered, with the same key, and goes on from there.
"""

import io
import json
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from engine.dossier.case import Status
from runtime import faults
from runtime.connectors import registry_from_json
from runtime.database import make_engine, make_sessions
from runtime.models import Dossier, EffectRow
from runtime.services import attachments, dossiers, effects, tasks, timers
from runtime.services.applications import Application
from runtime.services.attachments import FileStore
from runtime.worker import send_waiting
from tests.drill.client import Acknowledged
from tests.drill.package import AGENCY, CAPABILITIES, CODE, OFFICERS
from tests.drill.stage import Open, Stage
from tests.drill.times import RunningClock

PATIENCE = 40.0
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(200))


@dataclass(slots=True)
class Journal:
    """Lines of JSON: what is asked (``ask``) and what was answered (``answer``), by key."""

    path: Path
    asked: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    answered: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        text = self.path.read_text("utf-8") if self.path.exists() else ""
        for line in map(json.loads, text.splitlines()):
            if "ask" in line:
                self.asked[line["key"]] = line["ask"]
            else:
                self.answered[line["key"]] = line["answer"]

    def do(self, key: str, ask: Mapping[str, Any], act: Callable[[], Any]) -> Any:
        """Note what is asked, ask, note the answer."""
        if key not in self.asked:
            self.asked[key] = ask
            self._write({"key": key, "ask": ask})
        self.answered[key] = act()
        self._write({"key": key, "answer": self.answered[key]})
        return self.answered[key]

    def _write(self, line: Mapping[str, Any]) -> None:
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")

    def told(self) -> Acknowledged:
        """What was acknowledged."""
        known = Acknowledged()
        for key, ask in self.asked.items():
            if key in self.answered and ask["what"] == "apply":
                known.dossiers[self.answered[key]["code"]] = UUID(self.answered[key]["dossier"])
            if key in self.answered and ask["what"] == "complete":
                known.tasks.add(UUID(ask["task"]))
        return known


@dataclass(slots=True)
class Story:
    """The dossier ``name``, played by everyone who has to do with it."""

    name: str
    stage: Stage
    folder: Path
    journal: Journal

    def run(self) -> None:
        """Until the result is returned and everything is sent."""
        with self.stage.sessions() as session:
            for key, ask in list(self.journal.asked.items()):
                if key not in self.journal.answered:
                    self._ask(session, key, ask)
            dossier = self._applied(session)
            until = time.monotonic() + PATIENCE
            while not self._over(session, dossier):
                assert time.monotonic() < until, f"{self.name} does not end"
                if not self._someone_works(session, dossier):
                    time.sleep(0.02)

    def _applied(self, session: Session) -> UUID:
        file = self._once(session, "upload", {"what": "upload"})
        answer = self._once(session, "apply", {"what": "apply", "subject": file})
        return UUID(answer["dossier"])

    def _once(self, session: Session, what: str, ask: Mapping[str, Any]) -> Any:
        key = f"{self.name}-{what}"
        return self.journal.answered[key] if key in self.journal.answered else self._ask(session, key, ask)

    def _someone_works(self, session: Session, dossier: UUID) -> int:
        done = self._worker(session)
        for task in self.stage.tasks(session, dossier):
            told = {"task": str(task.id), "node": task.node, "role": task.role}
            self._ask(session, f"{self.name}-take-{task.id}", {"what": "claim", **told})
            self._ask(session, f"{self.name}-{task.id}", {"what": "complete", **told})
            done += 1
        return done

    def _worker(self, session: Session) -> int:
        bound = {"kind": "recording", "path": str(self.folder / "received.jsonl"), "result": {"done": True}}
        registry = registry_from_json(dict.fromkeys((*CAPABILITIES, "message.drill.told"), bound))
        sent = send_waiting(self.stage.sessions, self.stage.clock, registry)
        return sent + timers.fire_due(session, self.stage.clock)

    def _over(self, session: Session, dossier: UUID) -> bool:
        with session.begin():
            status = session.scalar(select(Dossier.status).where(Dossier.id == dossier))
            left = session.scalar(
                select(func.count()).where(EffectRow.dossier_id == dossier, EffectRow.state != "done")
            )
        return status == Status.RETURNED and not left

    def _ask(self, session: Session, key: str, ask: Mapping[str, Any]) -> Any:
        acts: dict[str, Callable[[], Any]] = {
            "upload": lambda: self._upload(session),
            "apply": lambda: self._apply(session, key, ask["subject"]),
            "claim": lambda: self._claim(session, ask),
            "complete": lambda: self._complete(session, key, ask),
        }
        return self.journal.do(key, ask, acts[ask["what"]])

    def _upload(self, session: Session) -> str:
        stream = io.BytesIO(PICTURE + self.name.encode())
        files = FileStore(self.folder / "files")
        stored = attachments.store(session, self.stage.clock, files, "drill.png", stream, holder="drill")
        return str(stored.id)

    def _apply(self, session: Session, key: str, subject: str) -> dict[str, str]:
        application = Application(
            procedure=CODE, receiving=AGENCY, applicant={"name": self.name}, answers={"subject": subject}
        )
        made = dossiers.submit(session, self.stage.clock, application, holder="drill", idempotency_key=key)
        return {"dossier": str(made.dossier_id), "code": made.code, "secret": made.secret}

    def _claim(self, session: Session, ask: Mapping[str, Any]) -> None:
        tasks.claim(session, self.stage.clock, UUID(ask["task"]), self.stage.officers[OFFICERS[ask["role"]]])

    def _complete(self, session: Session, key: str, ask: Mapping[str, Any]) -> str:
        task = Open(id=UUID(ask["task"]), node=ask["node"], role=ask["role"])
        return self.stage.complete(session, task, key=key).code


def play(url: str, began: float, name: str, folder: Path, plan: str) -> None:
    """The story in a process of its own, with a plan of faults."""
    effects.LEASE = timedelta(seconds=0.3)
    faults.plan(plan)
    engine = make_engine(url)
    sessions: sessionmaker[Session] = make_sessions(engine)
    stage = Stage.joined(sessions, RunningClock(began))
    Story(name, stage, folder, Journal(folder / f"{name}.jsonl")).run()
    engine.dispose()
    os._exit(0)  # what the fork has from its parent is not this process's to clean up
