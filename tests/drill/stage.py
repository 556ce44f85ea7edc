"""Dossiers of the drill, in this process: applied for and worked on through the services."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session, sessionmaker

from runtime.models import TaskRow
from runtime.services import accounts, dossiers, effects, packages, tasks
from runtime.services.actors import Actor, system
from runtime.services.applications import Application
from runtime.services.dossiers import Submitted
from runtime.services.tasks import Completed, Completion
from tests.drill.package import AGENCY, ANSWERS, CODE, OFFICERS, drill_files
from tests.drill.times import RunningClock


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """An open task."""

    id: UUID
    node: str
    role: str


@dataclass(frozen=True, slots=True)
class Stage:
    """A database with the province and the drill."""

    sessions: sessionmaker[Session]
    clock: RunningClock
    officers: Mapping[str, Actor]

    @property
    def url(self) -> str:
        """Where other processes find the database."""
        engine: Engine = self.sessions.kw["bind"]
        return engine.url.render_as_string(hide_password=False)

    def disconnect(self) -> None:
        """Give up the connections this process holds."""
        engine: Engine = self.sessions.kw["bind"]
        engine.dispose()

    @classmethod
    def built(cls, sessions: sessionmaker[Session], clock: RunningClock, **times: str) -> "Stage":
        """Publish the drill with these times and find its officers."""
        with sessions() as session:
            packages.deploy(session, clock, drill_files(**times), system("drill"))
        return cls.joined(sessions, clock)

    @classmethod
    def joined(cls, sessions: sessionmaker[Session], clock: RunningClock) -> "Stage":
        """A stage that another process has built."""
        with sessions() as session:
            logins = {*OFFICERS.values(), "binh.cashier"}
            officers = {login: accounts.actor_by_login(session, clock, login) for login in logins}
        return cls(sessions, clock, officers)

    def apply(self, session: Session, subject: str = "drill", key: str | None = None) -> Submitted:
        """A new dossier."""
        application = Application(
            procedure=CODE, receiving=AGENCY, applicant={"name": "K'Brông"}, answers={"subject": subject}
        )
        return dossiers.submit(session, self.clock, application, holder="drill", idempotency_key=key)

    def tasks(self, session: Session, dossier: UUID) -> list[Open]:
        """The dossier's open tasks."""
        query = select(TaskRow.id, TaskRow.node, TaskRow.role).where(TaskRow.dossier_id == dossier)
        with session.begin():
            rows = session.execute(query.order_by(TaskRow.id)).all()
        return [Open(id=row.id, node=row.node, role=str(row.role)) for row in rows]

    def complete(
        self,
        session: Session,
        task: Open,
        *,
        outcome: str | None = None,
        key: str | None = None,
        who: str | None = None,
    ) -> Completed:
        """Complete a task as the drill does it."""
        answers, usual = ANSWERS[task.node]
        done = Completion(answers=answers, outcome=outcome or usual, idempotency_key=key)
        actor = self.officers[who or OFFICERS[task.role]]
        return tasks.complete_task(session, self.clock, task.id, done, actor)

    def answer_services(self, session: Session) -> int:
        """Take every effect that waits and answer it; gives how many."""
        done = 0
        for key in effects.waiting(session, self.clock.now()):
            sending = effects.take(session, self.clock, key)
            if sending is not None:
                effects.succeeded(session, self.clock, key, {"done": True})
                done += 1
        return done

    def deadlocks(self, session: Session) -> int:
        """How many the database has had to break, by its own statistics and in its own words."""
        with session.begin():
            session.execute(text("SELECT pg_stat_force_next_flush()"))
            query = text("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
            return int(session.scalar(query) or 0)
