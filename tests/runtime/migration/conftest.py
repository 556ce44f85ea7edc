"""The drill in two versions, dossiers at every place of the first, and the doctor at the end of every test."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from runtime.clock import VirtualClock
from runtime.models import Dossier, PackageRow
from runtime.services import packages, tasks, timers
from runtime.services.actors import system
from runtime.services.doctor import doctor
from runtime.services.migration import orders, working
from runtime.services.migration.orders import OrderView
from runtime.services.tasks import Completion
from tests.drill.package import ANSWERS, OFFICERS
from tests.drill.stage import Stage
from tests.runtime.migration.versions import first, second, without_return

BOSS = system("migration")
NEW_ANSWERS: dict[str, tuple[dict[str, Any], str | None]] = {
    "Task_Process": ({"remark": "handled"}, None),
    "Task_Check": ({}, None),
    "Task_HandOver": ({}, None),
}
PLACES = ("Task_Receive", "Task_Handle", "Task_Sign", "Event_Rest", "Task_Return")


@dataclass
class Land:
    """Sessions, the clock, the versions by name, and what is often done with them."""

    session: Session
    sessions: sessionmaker[Session]
    clock: VirtualClock
    stage: Stage
    hashes: dict[str, str]

    def apply(self, place: str) -> UUID:
        """A dossier of the first version that stands at this place."""
        dossier = self.stage.apply(self.session).dossier_id
        for wanted in PLACES[: PLACES.index(place)]:
            if wanted == "Event_Rest":
                self.clock.move_to(self.clock.now() + self.rest)
                self.fire()
                self.stage.answer_services(self.session)
                self.stage.answer_services(self.session)
                continue
            self.complete(dossier, wanted)
            if wanted == "Task_Handle":
                self.stage.answer_services(self.session)
        return dossier

    @property
    def rest(self) -> timedelta:
        """Longer than the drill's rest."""
        return timedelta(hours=21)

    def fire(self) -> None:
        """What is due now."""
        timers.fire_due(self.session, self.clock)

    def complete(self, dossier: UUID, node: str) -> None:
        task = next(one for one in self.stage.tasks(self.session, dossier) if one.node == node)
        answers, outcome = NEW_ANSWERS.get(node) or ANSWERS[node]
        actor = self.stage.officers[OFFICERS[task.role]]
        tasks.complete_task(self.session, self.clock, task.id, Completion(answers=answers, outcome=outcome), actor)

    def plan(self, source: str = "first", target: str = "second", **changed: Any) -> dict[str, Any]:
        drafted = orders.drafted(self.session, self.hashes[source], self.hashes[target], BOSS)
        return drafted | changed

    def order(self, plan: dict[str, Any] | None = None) -> UUID:
        """A checked order of the plan."""
        order = orders.create(self.session, self.clock, plan or self.plan(), "phiên bản mới", BOSS)
        working.work_until_done(self.session, self.clock, order)
        return order

    def moved(self, plan: dict[str, Any] | None = None) -> OrderView:
        """An order that is carried out."""
        order = self.order(plan)
        orders.start(self.session, self.clock, order, BOSS)
        working.work_until_done(self.session, self.clock, order)
        return orders.found(self.session, order, BOSS)

    def version(self, dossier: UUID) -> str:
        with self.session.begin():
            found = self.session.scalar(select(Dossier.package_hash).where(Dossier.id == dossier))
        return next(name for name, key in self.hashes.items() if key == found)

    def nodes(self, dossier: UUID) -> list[str]:
        return sorted(one.node for one in self.stage.tasks(self.session, dossier))


@pytest.fixture
def land(sessions: sessionmaker[Session], session: Session, clock: VirtualClock) -> Iterator[Land]:
    hashes = {"first": packages.deploy(session, clock, first(), BOSS).hash}
    stage = Stage.joined(sessions, clock)  # type: ignore[arg-type]
    for name, files in (("second", second()), ("third", without_return())):
        hashes[name] = packages.deploy(session, clock, files, BOSS).hash
    with session.begin():  # applications go on under the first: the others are offered later
        for key in (hashes["second"], hashes["third"]):
            row = session.get(PackageRow, key)
            assert row is not None
            row.status = "withdrawn"
    yield Land(session, sessions, clock, stage, hashes)
    with sessions() as other:
        assert doctor(other) == []
