"""A province at work on a virtual calendar: people act through the same services as the pages.

Each dossier is woken at seeded instants. Waking it does the next thing of its scenario when that is possible now, else
whatever open task somebody can do with answers the package's scenarios know. Timers fire when their time comes. What is
done is noted in a tally of the simulation's own.
"""

import heapq
import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from engine.clock import Calendar, Term, begin
from motcua.demo.acting import Hands, OpenTask
from motcua.demo.plans import Plan, gaps
from motcua.demo.tally import Noted

SLOWEST = timedelta(days=12)
GIVE_UP = 60
"""Wakings after which a dossier that gets nowhere is left alone."""


@dataclass(slots=True)
class Running:
    """One dossier of the simulation."""

    plan: Plan
    noted: Noted
    dossier: UUID
    secret: str
    steps: Sequence[Mapping[str, Any]]
    gaps: list[timedelta]
    at_step: int = 0
    done: int = 0
    visits: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    held: set[UUID] = field(default_factory=set)
    over: bool = False


class Simulation:
    """Runs plans until ``horizon``; ``running`` and their tallies are the result."""

    def __init__(self, hands: Hands, calendar: Calendar, horizon: datetime, seed: int) -> None:
        self.hands = hands
        self.calendar = calendar
        self.horizon = horizon
        self.rng = random.Random(seed + 1)  # noqa: S311 - a simulation, not a secret
        self.running: list[Running] = []
        self._heap: list[tuple[datetime, int, Callable[[], None]]] = []
        self._order = 0

    def run(self, plans: Iterable[Plan]) -> None:
        """Play everything that happens before the horizon, in order of time."""
        for plan in plans:
            self._later(plan.at, lambda plan=plan: self._submit(plan))  # type: ignore[misc]
        while self._heap and self._heap[0][0] <= self.horizon:
            at, _, step = heapq.heappop(self._heap)
            self.hands.fire_timers(until=at)
            self.hands.clock.move_to(max(at, self.hands.clock.now()))
            step()
        self.hands.fire_timers(until=self.horizon)
        self.hands.clock.move_to(max(self.horizon, self.hands.clock.now()))

    def _later(self, at: datetime, step: Callable[[], None]) -> None:
        self._order += 1
        heapq.heappush(self._heap, (at, self._order, step))

    # -- one dossier ------------------------------------------------------------------------------------------

    def _submit(self, plan: Plan) -> None:
        now = self.hands.clock.now()
        dossier, secret = self.hands.submit(plan)
        noted = Noted(plan.channel, self.hands.calendar_of(dossier), _term(plan), now)
        steps = [{**step, "answers": plan.moved(step.get("answers", {}))} for step in plan.scenario["steps"]]
        running = Running(plan, noted, dossier, secret, steps, gaps(plan.scenario, self._after))
        self.running.append(running)
        self._wake_later(running)

    def _after(self, text: str, before: datetime) -> datetime:
        from engine.play.player import lapse

        return lapse(text, before, self.calendar)

    def _wake_later(self, running: Running) -> None:
        gap = running.gaps[running.at_step] if running.at_step < len(running.gaps) else timedelta(hours=1)
        factor = running.plan.pace or self._factor()
        waited = min(gap * factor, gap + SLOWEST) if gap else timedelta(minutes=self.rng.randrange(5, 90))
        at = begin(self.calendar, self.hands.clock.now() + max(waited, timedelta(minutes=2)))
        self._later(at, lambda: self._wake(running))

    def _factor(self) -> float:
        """Most work is quicker than the scenario's, some is much slower."""
        return self.rng.uniform(0.3, 1.0) if self.rng.random() < 0.8 else self.rng.uniform(1.0, 2.5)

    def _wake(self, running: Running) -> None:
        if running.over or running.done >= GIVE_UP:
            return
        if running.plan.stalls_after is not None and running.done >= running.plan.stalls_after:
            return
        if self._arrived(running):
            return
        running.done += 1
        self._note_holds(running)
        self._act(running)
        self._note_holds(running)
        self._note_state(running)
        if not running.over:
            self._wake_later(running)

    def _arrived(self, running: Running) -> bool:
        """The dossier is where its plan wants to show it."""
        plan = running.plan
        if plan.stop_at is not None and self.hands.call_waits(running.dossier, plan.stop_at):
            return True
        return plan.until is not None and self.hands.status_of(running.dossier) == plan.until

    def _act(self, running: Running) -> None:
        step = running.steps[running.at_step] if running.at_step < len(running.steps) else None
        if step is None or "task" in step:
            self._work(running, step)
            return
        running.at_step += 1
        if "action" in step:
            self._action(running, step)
        elif "service" in step:
            self.hands.answer_service(running.dossier, step)

    def _work(self, running: Running, step: Mapping[str, Any] | None) -> None:
        tasks = self.hands.open_tasks(running.dossier)
        wanted = next((task for task in tasks if step is not None and task.node == step["task"]), None)
        if wanted is not None and step is not None:
            running.at_step += 1
            self._complete(running, wanted, [step, *self._known(running, wanted)])
            return
        for task in tasks:
            known = self._known(running, task)
            if known:
                self._complete(running, task, known)
                return
        if not self.hands.answer_any_service(running.dossier, running.plan) and not tasks:
            running.at_step = min(running.at_step + 1, len(running.steps))

    def _known(self, running: Running, task: OpenTask) -> list[Mapping[str, Any]]:
        """How the package's scenarios do this task, the good way first."""
        scenarios = sorted(
            running.plan.package.scenarios.items(), key=lambda item: (item[1]["kind"] != "good", item[0])
        )
        return [
            {**step, "answers": running.plan.moved(step.get("answers", {}))}
            for _, scenario in scenarios
            for step in scenario["steps"]
            if step.get("task") == task.node
        ]

    def _complete(self, running: Running, task: OpenTask, ways: Sequence[Mapping[str, Any]]) -> None:
        """The first way whose answers the form accepts as the dossier stands."""
        if self.hands.complete(task, [(way.get("answers", {}), way.get("outcome")) for way in ways]):
            running.noted.received = running.noted.received or (
                self.hands.clock.now() if task.clock == "start" else None
            )

    def _action(self, running: Running, step: Mapping[str, Any]) -> None:
        now, noted = self.hands.clock.now(), running.noted
        match step["action"]:
            case "refuse_intake" if noted.received is None:
                self.hands.refuse(running.dossier, step)
            case "request_supplement" if not step.get("branch") and noted.closed is None:
                if self.hands.request_supplement(running.dossier, step):
                    noted.pause(now)
            case "answer_supplement" if not step.get("branch") and noted.closed is None:
                if self.hands.answer_supplement(running.dossier, running.secret, running.plan.moved(step)):
                    noted.resume(now)
            case "withdraw" if not step.get("branch") and noted.closed is None:
                self.hands.withdraw(running.dossier, step)
            case "stop" if not step.get("branch") and noted.received is not None and noted.closed is None:
                self.hands.stop(running.dossier, step)
            case _:
                return  # what a branch does is counted with the branch

    # -- the tally --------------------------------------------------------------------------------------------

    def _note_holds(self, running: Running) -> None:
        """Tasks that hold the clock pause it while they are open; only the dossier's own count for it."""
        now = self.hands.clock.now()
        open_now = {task.id for task in self.hands.open_tasks(running.dossier) if task.hold and not task.branch}
        for _ in open_now - running.held:
            running.noted.pause(now)
        for _ in running.held - open_now:
            running.noted.resume(now)
        running.held = open_now

    def _note_state(self, running: Running) -> None:
        end = self.hands.end_of(running.dossier)
        if end is not None and running.noted.closed is None:
            running.noted.closed, running.noted.end = self.hands.clock.now(), end
        running.over = self.hands.finished(running.dossier)


def _term(plan: Plan) -> Term | None:
    return plan.package.procedure.policies(plan.channel)[""].committed
