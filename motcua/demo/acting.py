"""The simulation's hands: officers, applicants and an operator, each acting through the services that the pages use."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.clock import Calendar
from motcua.demo.plans import Plan
from runtime.clock import VirtualClock
from runtime.database import Sessions
from runtime.models import Dossier, EffectRow, TaskRow
from runtime.seed.province import demo_people
from runtime.services import accounts, actions, dossiers, effects, organisation, packages, tasks, timers
from runtime.services.actors import Actor, applicant, system
from runtime.services.applications import Application
from runtime.services.attachments import FileStore
from runtime.services.doctor import doctor
from runtime.services.effects import EffectKey
from runtime.services.errors import InvalidError, RefusedError
from runtime.services.tasks import Completion
from runtime.services.zone import day_of

CLOSED = {3: "refused_at_intake", 7: "withdrawn", 8: "stopped", 9: "settled", 10: "settled"}
PLACES = (("24611", "H36.50"), ("24611", "H36.50"), ("24611", "H36.50"), ("24615", "H36.51"), ("24617", "H36.52"))
"""Where the dossiers of the demonstration lie: (territory, ward); the first ward is the busiest."""


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A task as the simulation looks at it. ``branch``: of a sub-dossier; ``clock``: what completing does."""

    id: UUID
    node: str
    hold: str | None
    branch: bool
    agency: str
    role: str
    clock: str | None


class Hands:
    """Everything the simulation does to the installation."""

    def __init__(self, sessions: Sessions, files: Path, clock: VirtualClock) -> None:
        self.sessions = sessions
        self.files = files
        self.clock = clock
        self.operator = system("operator")
        self._turn = 0
        self._known_clocks: dict[str, Mapping[str, str | None]] = {}

    # -- what people do ---------------------------------------------------------------------------------------

    def submit(self, plan: Plan) -> tuple[UUID, str]:
        """An applicant submits online, or stands at the counter; dossier and secret."""
        territory, ward = PLACES[self._turn % len(PLACES)]
        self._turn += 1
        asked = plan.scenario["submit"]
        application = Application(
            procedure=plan.package.procedure.code,
            receiving=ward,
            territory=territory,
            channel=plan.channel,
            applicant=_applicant(plan),
            answers=plan.moved(asked.get("answers", {})),
            components={each.key: {"original": 1} for each in plan.package.procedure.components},
        )
        with self.sessions() as session:
            if plan.channel == "online":
                done = dossiers.submit(session, self.clock, application)
            else:
                done = dossiers.submit(session, self.clock, application, self._officer(ward, "reception"))
        return done.dossier_id, done.secret

    def complete(self, task: OpenTask, ways: Sequence[tuple[Mapping[str, Any], str | None]]) -> bool:
        """An officer of the queue completes the task in the first way that its form accepts; False when none is.

        Where only one person holds the role, the four eyes of a task are overridden with the reason.
        """
        officers = self._officers(task.agency, task.role)
        if not officers:
            raise LookupError(f"nobody holds {task.role} in {task.agency}")
        for answers, outcome in ways:
            done = Completion(answers=answers, outcome=outcome)
            alone = replace(done, override="Đơn vị chỉ có một cán bộ giữ vai trò này")
            tries = [*((done, each) for each in officers), (alone, officers[0])]
            for told, officer in tries:
                refused = self._completed(task, told, officer)
                if refused is None:
                    return True
                if refused == "form.invalid":
                    break
        return False

    def _completed(self, task: OpenTask, done: Completion, officer: Actor) -> str | None:
        """None when done; else why not: the four eyes of the task, or its form."""
        with self.sessions() as session:
            tasks.claim(session, self.clock, task.id, officer)
            try:
                tasks.complete_task(session, self.clock, task.id, done, officer)
            except InvalidError as error:
                if error.code not in ("task.four-eyes", "form.invalid"):
                    raise
                tasks.release(session, self.clock, task.id, officer)
                return error.code
        return None

    def refuse(self, dossier: UUID, step: Mapping[str, Any]) -> None:
        """The counter does not accept the papers."""
        self._act(dossier, lambda session, officer: actions.refuse_at_intake(
            session, self.clock, dossier, step.get("reason", "Hồ sơ không hợp lệ"), officer))  # fmt: skip

    def request_supplement(self, dossier: UUID, step: Mapping[str, Any]) -> bool:
        """An officer asks for what is missing; False when it is not possible now."""
        reason = step.get("reason", "Thiếu giấy tờ")
        return self._act(dossier, lambda session, officer: actions.request_supplement(
            session, self.clock, dossier, list(step["items"]), reason, officer))  # fmt: skip

    def answer_supplement(self, dossier: UUID, secret: str, step: Mapping[str, Any]) -> bool:
        """The applicant brings it, with code and secret."""
        with self.sessions() as session:
            code = session.scalar(select(Dossier.code).where(Dossier.id == dossier))
            session.rollback()
            who = dossiers.track(session, code or "", secret)
            given = actions.Supplement(answers=step.get("answers", {}))
            try:
                actions.answer_supplement(session, self.clock, dossier, given, who)
            except RefusedError:
                return False
        return True

    def withdraw(self, dossier: UUID, step: Mapping[str, Any]) -> None:
        """The applicant takes the dossier back."""
        with self.sessions() as session:
            actions.withdraw(session, self.clock, dossier, step.get("reason", "Rút hồ sơ"), applicant(dossier))

    def stop(self, dossier: UUID, step: Mapping[str, Any]) -> None:
        """A deciding officer ends the processing."""
        with self.sessions() as session:
            actions.stop(session, self.clock, dossier, step.get("reason", "Tranh chấp"), self.operator)

    def answer_service(self, dossier: UUID, step: Mapping[str, Any]) -> bool:
        """The called registry answers as in the scenario; False when no call is waiting."""
        with self.sessions() as session:
            key = self._call(session, dossier, step["service"])
            if key is None or effects.take(session, self.clock, key) is None:
                return False
            if "result" in step:
                effects.succeeded(session, self.clock, key, step["result"])
            elif "error" in step:
                effects.failed_with_code(session, self.clock, key, step["error"], step.get("message", ""))
            else:
                effects.failed(session, self.clock, key, step.get("fail", "no answer"))
        return True

    def call_waits(self, dossier: UUID, node: str) -> bool:
        """A call of this service task has not been answered."""
        with self.sessions() as session:
            return self._call(session, dossier, node) is not None

    def fail_for_good(self, dossier: UUID, node: str) -> None:
        """The registry fails every time it is asked: in the end an incident waits for the operator."""
        with self.sessions() as session:
            while (key := self._call(session, dossier, node)) is not None:
                dossier_id, seq, i = key
                again = session.scalars(
                    select(EffectRow.next_at).where(
                        EffectRow.dossier_id == dossier_id, EffectRow.seq == seq, EffectRow.i == i
                    )
                ).one()
                session.rollback()
                self.clock.move_to(max(again, self.clock.now()))
                if effects.take(session, self.clock, key) is None:
                    return
                effects.failed(session, self.clock, key, "HTTP 503: the registry is being maintained")

    def take_some(self, count: int) -> None:
        """Officers take tasks of their queues, so that their own lists are not empty."""
        with self.sessions() as session:
            rows = session.execute(
                select(TaskRow.id, TaskRow.agency, TaskRow.role).order_by(TaskRow.order_at.desc())
            ).all()
            session.rollback()
            taken: Counter[str] = Counter()
            for row in rows:
                officer = self._officers(row.agency, row.role or "")[:1]
                if officer and taken[officer[0].key] < count:
                    tasks.claim(session, self.clock, row.id, officer[0])
                    taken[officer[0].key] += 1

    def _call(self, session: Session, dossier: UUID, node: str) -> EffectKey | None:
        row = session.execute(
            select(EffectRow.dossier_id, EffectRow.seq, EffectRow.i).where(
                EffectRow.dossier_id == dossier,
                EffectRow.node == node,
                EffectRow.kind == "service",
                EffectRow.state.not_in(("done", "cancelled", "dead")),
            )
        ).first()
        session.rollback()
        return None if row is None else (row.dossier_id, row.seq, row.i)

    def answer_any_service(self, dossier: UUID, plan: Plan) -> bool:
        """Answer whatever call of the dossier some scenario of its package knows a result for."""
        for name in sorted(plan.package.scenarios):
            for step in plan.package.scenarios[name]["steps"]:
                if "service" in step and "result" in step and self.answer_service(dossier, step):
                    return True
        return False

    # -- time -------------------------------------------------------------------------------------------------

    def fire_timers(self, until: datetime) -> None:
        """Every timer due up to an instant happens at its own time, as the worker would let it."""
        while True:
            with self.sessions() as session:
                first = timers.next_due(session)
                if first is None or first > until:
                    return
                self.clock.move_to(max(first, self.clock.now()))
                if not timers.fire_due(session, self.clock):
                    return

    # -- what they see ----------------------------------------------------------------------------------------

    def open_tasks(self, dossier: UUID) -> list[OpenTask]:
        """The open tasks of a dossier and its sub-dossiers, oldest first."""
        with self.sessions() as session:
            rows = session.execute(
                select(TaskRow, Dossier.package_hash)
                .join(Dossier, Dossier.id == TaskRow.dossier_id)
                .where(TaskRow.dossier_id == dossier)
                .order_by(TaskRow.opened_at, TaskRow.id)
            ).all()
            return [
                OpenTask(
                    id=row.id,
                    node=row.node,
                    hold=row.hold,
                    branch=row.branch_id != row.dossier_id,
                    agency=row.agency,
                    role=row.role or "",
                    clock=self._clocks(session, found).get(row.node),
                )
                for row, found in rows
            ]

    def _clocks(self, session: Session, package_hash: str) -> Mapping[str, str | None]:
        """What the steps of a package do to the legal clock."""
        if package_hash not in self._known_clocks:
            package = packages.compiled(session, package_hash)
            nodes = (node for process in package.library.processes.values() for node in process.nodes.values())
            self._known_clocks[package_hash] = {node.id: node.work.clock for node in nodes}
        return self._known_clocks[package_hash]

    def status_of(self, dossier: UUID) -> int:
        """The national status code."""
        with self.sessions() as session:
            return session.scalars(select(Dossier.status).where(Dossier.id == dossier)).one()

    def end_of(self, dossier: UUID) -> str | None:
        """How a dossier ended, None while it is open."""
        return CLOSED.get(self.status_of(dossier))

    def finished(self, dossier: UUID) -> bool:
        """Nothing is left to do."""
        return self.end_of(dossier) is not None and not self.open_tasks(dossier)

    def calendar_of(self, dossier: UUID) -> Calendar:
        """The working calendar of the competent agency."""
        with self.sessions() as session:
            competent = session.scalars(select(Dossier.competent).where(Dossier.id == dossier)).one()
            session.rollback()
            found = organisation.current(session).calendar_of(competent)
        assert found is not None
        return found

    def findings(self) -> list[str]:
        """What the doctor says."""
        with self.sessions() as session:
            return [str(finding) for finding in doctor(session, FileStore(self.files))]

    # -- inside -----------------------------------------------------------------------------------------------

    def _act(self, dossier: UUID, act: Callable[[Session, Actor], object]) -> bool:
        """An officer of the first open task's queue acts; False when a rule forbids it now."""
        for task in self.open_tasks(dossier):
            if task.branch:
                continue
            for officer in self._officers(task.agency, task.role):
                try:
                    with self.sessions() as session:
                        act(session, officer)
                except RefusedError:
                    return False
                return True
        return False

    def _officer(self, agency: str, role: str) -> Actor:
        return self._officers(agency, role)[0]

    def _officers(self, agency: str, role: str) -> list[Actor]:
        day = day_of(self.clock.now())
        logins = [login for login, first, last in self._positions[agency, role] if first <= day <= last]
        with self.sessions() as session:
            return [accounts.actor_by_login(session, self.clock, login) for login in logins]

    @cached_property
    def _positions(self) -> Mapping[tuple[str, str], list[tuple[str, date, date]]]:
        found: dict[tuple[str, str], list[tuple[str, date, date]]] = defaultdict(list)
        for officer in demo_people()["officers"]:
            for held in officer["positions"]:
                first = date.fromisoformat(held.get("from", "0001-01-01"))
                last = date.fromisoformat(held.get("to", "9999-12-31"))
                found[held["agency"], held["role"]].append((officer["account"], first, last))
        return found


def _applicant(plan: Plan) -> dict[str, Any]:
    data = plan.citizen.data
    told = {"name": data.get("company") or plan.citizen.name, "phone": data["phone"], "identity": data["identity"]}
    return {**told, **({"email": data["email"]} if "email" in data else {})}
