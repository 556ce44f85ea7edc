"""A package's own scenario done to the real database, through the services that pages and worker use."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.dossier import OutsideMessage, Status
from engine.play.player import lapse
from process_models.package import Package
from runtime.clock import VirtualClock
from runtime.models import Dossier, EffectRow, Letter, LogRow, TaskHistory, TaskRow
from runtime.services import actions, dossiers, effects, messages_in, proposals, tasks, timers
from runtime.services.actions import Supplement
from runtime.services.actors import Actor, PositionHeld, applicant, system
from runtime.services.applications import Application
from runtime.services.catalogue import offers
from runtime.services.errors import RefusedError, ServiceError
from runtime.services.snapshot import snapshot
from runtime.services.tasks import Completion

GIA_NGHIA = "24611"


def officer(key: str, *queues: tuple[str, str]) -> Actor:
    """Somebody who holds exactly these roles."""
    return Actor(key=key, name=key, positions=tuple(PositionHeld(agency, {}, role) for agency, role in queues))


@dataclass
class Walk:
    """One dossier on its way through a scenario."""

    session: Session
    clock: VirtualClock
    package: Package
    scenario: Mapping[str, Any]
    dossier: UUID = field(init=False)
    code: str = field(init=False)

    def run(self) -> "Walk":
        self.submit()
        for step in self.scenario["steps"]:
            self.run_step(step)
        return self

    def run_step(self, step: Mapping[str, Any]) -> None:
        self.advance(self.instant(step))
        assert self.refusal(step) == step.get("refused"), step

    def refusal(self, step: Mapping[str, Any]) -> str | None:
        """Do a step; the code it is refused with, by the words of the scenario."""
        try:
            self.do(step)
        except ServiceError as error:
            return error.code
        return None

    def submit(self) -> None:
        told = self.scenario["submit"]
        at = datetime.fromisoformat(told["at"])
        self.clock.move_to(at)
        code = self.package.procedure.code
        places = [place for place in offers(self.session, code, at) if place.territory in (GIA_NGHIA, None)]
        receiving = places[0].agency if places else offers(self.session, code, at)[0].agency
        application = Application(
            procedure=code,
            receiving=receiving,
            territory=GIA_NGHIA,
            channel=told.get("channel", "online"),
            applicant={"name": "Nguyễn Thị Hoa", **told.get("applicant", {})},
            answers=told.get("answers", {}),
            components=self.components(told.get("components", {})),
        )
        actor = dossiers.PUBLIC
        if application.channel != "online":
            actor = officer("quay.tiep-nhan", (receiving, "reception"))
        submitted = dossiers.submit(self.session, self.clock, application, actor)
        self.dossier, self.code = submitted.dossier_id, submitted.code

    def components(self, told: Mapping[str, Any]) -> dict[str, Any]:
        """The scenario's components, and one sheet of each other so that the application is complete."""
        return {one.key: {"copies": 1} for one in self.package.procedure.components} | dict(told)

    def instant(self, step: Mapping[str, Any]) -> datetime:
        if "until" in step:
            return datetime.fromisoformat(step["until"])
        if "at" in step:
            return datetime.fromisoformat(step["at"])
        if "after" in step:
            with self.session.begin():
                calendar = snapshot(self.session).calendars["province"]
            return lapse(step["after"], self.clock.now(), calendar)
        return self.clock.now()

    def advance(self, to: datetime) -> None:
        """Let timers fire as a punctual worker would."""
        while (due := timers.next_due(self.session)) is not None and due <= to:
            self.clock.move_to(max(due, self.clock.now()))
            assert timers.fire_due(self.session, self.clock) > 0
        self.clock.move_to(to)

    def do(self, step: Mapping[str, Any]) -> None:
        kind = next(key for key in ("action", "task", "service", "message", "signal", "until") if key in step)
        if kind != "until":
            getattr(self, f"do_{kind}")(step)

    def task(self, step: Mapping[str, Any], element: str) -> TaskRow:
        with self.session.begin():
            rows = self.session.scalars(
                select(TaskRow).where(TaskRow.dossier_id == self.dossier, TaskRow.node == element).order_by(TaskRow.id)
            ).all()
        assert len(rows) >= step.get("item", 1), f"{element} is not open: {self.open_tasks()}"
        return rows[step.get("item", 1) - 1]

    def open_tasks(self) -> list[str]:
        with self.session.begin():
            return list(self.session.scalars(select(TaskRow.node).where(TaskRow.dossier_id == self.dossier)))

    def do_task(self, step: Mapping[str, Any]) -> None:
        row = self.task(step, step["task"])
        actor = officer(step.get("actor", "ai.do"), (row.agency, row.role or ""))
        done = Completion(answers=step.get("answers", {}), outcome=step.get("outcome"), override="đơn vị ít người")
        tasks.complete_task(self.session, self.clock, row.id, done, actor)

    def do_service(self, step: Mapping[str, Any]) -> None:
        with self.session.begin():
            row = self.session.scalars(
                select(EffectRow)
                .where(EffectRow.dossier_id == self.dossier, EffectRow.node == step["service"])
                .where(EffectRow.state == "pending")
                .order_by(EffectRow.seq)
            ).first()
        assert row is not None, f"{step['service']} was not called"
        key = (row.dossier_id, row.seq, row.i)
        self.clock.move_to(max(self.clock.now(), row.next_at))
        assert effects.take(self.session, self.clock, key) is not None
        if "error" in step:
            effects.failed_with_code(self.session, self.clock, key, step["error"], step["error"])
        elif "fail" in step:
            self.fail(key, step["fail"])
        else:
            effects.succeeded(self.session, self.clock, key, step.get("result"))

    def fail(self, key: effects.EffectKey, message: str) -> None:
        """Every try fails, so that it is given up (at once: pauses between tries are another test's matter)."""
        with self.session.begin():
            row = self.session.get(EffectRow, key)
            assert row is not None
            row.attempts = 99
        effects.failed(self.session, self.clock, key, message)

    def do_message(self, step: Mapping[str, Any]) -> None:
        message = OutsideMessage(f"test.{self.clock.now()}", step["message"], step.get("key"), step.get("payload", {}))
        messages_in.receive(self.session, self.clock, message, system("test"), self.code)

    def branch(self, key: str) -> UUID:
        with self.session.begin():
            found = self.session.scalar(
                select(Dossier.id).where(Dossier.root_id == self.dossier, Dossier.branch == key)
            )
        assert found is not None, key
        return found

    def do_action(self, step: Mapping[str, Any]) -> None:
        target = self.branch(step.get("branch", ""))
        reason = step.get("reason") or "không nêu"
        s, c = self.session, self.clock
        boss = system("test")
        match step["action"]:
            case "refuse_intake":
                actions.refuse_at_intake(s, c, target, reason, boss)
            case "request_supplement":
                done = actions.request_supplement(s, c, target, step.get("items", ()), reason, boss)
                if done.proposal is not None and step.get("approver"):
                    proposals.approve(s, c, done.proposal, system("approver"))
                elif done.proposal is not None:  # the engine refuses what the service keeps for an approver
                    proposals.take_back(s, c, done.proposal, boss)
                    raise RefusedError("needs-approver")
            case "answer_supplement":
                given = Supplement(answers=step.get("answers", {}))
                actions.answer_supplement(s, c, target, given, applicant(self.dossier))
            case "withdraw":
                actions.withdraw(s, c, target, reason, applicant(self.dossier))
            case "stop":
                actions.stop(s, c, target, reason, boss)
            case "extend":
                actions.extend(s, c, target, step["term"], reason, boss)
            case "return":
                row = self.task(step, step["task"])
                actor = officer("ai.do", (row.agency, row.role or ""))
                actions.return_to(s, c, row.id, step["to"], reason, actor, consent="đã thống nhất")
            case other:
                raise AssertionError(f"no such action: {other}")

    # -- what came of it ----------------------------------------------------------------------------------------

    def row(self, branch: str = "") -> Dossier:
        with self.session.begin():
            return self.session.scalars(
                select(Dossier)
                .where(Dossier.root_id == self.dossier, Dossier.branch == branch)
                .execution_options(populate_existing=True)
            ).one()

    def check(self) -> None:
        expect = self.scenario["expect"]
        self.check_life(self.row(), expect)
        for branch, wanted in expect.get("branches", {}).items():
            self.check_life(self.row(branch), wanted)
        if "letters" in expect:
            assert self.letters() == sorted(expect["letters"])
        wanted_people = [node for node in expect["path"] if node in self.user_tasks()]
        assert self.completed() == wanted_people

    def check_life(self, row: Dossier, wanted: Mapping[str, Any]) -> None:
        if "status" in wanted:
            assert Status(row.status).name.lower() == wanted["status"]
        if "class" in wanted:
            assert row.timeliness == wanted["class"]
        if "outcome" in wanted:
            assert row.outcome == wanted["outcome"]
        if wanted.get("due"):
            due = row.life["deadlines"]["committed"]["due"]
            assert datetime.fromisoformat(due) == datetime.fromisoformat(wanted["due"])

    def letters(self) -> list[str]:
        with self.session.begin():
            return sorted(self.session.scalars(select(Letter.key).where(Letter.dossier_id == self.dossier)))

    def user_tasks(self) -> set[str]:
        processes = self.package.library.processes.values()
        return {node.id for process in processes for node in process.nodes.values() if node.kind == "userTask"}

    def completed(self) -> list[str]:
        """Nodes of the completed tasks in the order of the log."""
        with self.session.begin():
            done = self.session.execute(
                select(TaskHistory.node, LogRow.n)
                .join(LogRow, (LogRow.dossier_id == TaskHistory.dossier_id) & (LogRow.kind == "task_completed"))
                .where(TaskHistory.dossier_id == self.dossier, TaskHistory.why == "completed")
                .where(LogRow.at == TaskHistory.closed_at)
                .order_by(LogRow.n)
            ).all()
            rows = self.session.scalars(
                select(TaskHistory)
                .where(TaskHistory.dossier_id == self.dossier, TaskHistory.why == "completed")
                .order_by(TaskHistory.closed_at, TaskHistory.id)
            ).all()
        assert len(done) >= len(rows)
        return [row.node for row in rows]
