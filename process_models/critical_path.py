"""The longest way to settlement by the legal clock: which steps count, how long they take together (domain.md §6).

Parallel steps count once (the longest), alternatives as the longest of them, rework once; steps while the clock stands
and steps that hand the result back count nothing; steps before reception neither, the reception itself does.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from process_models.durations import ZERO, Length
from process_models.step_graph import PEOPLE, Step, StepGraph

MOST_WAYS: Final = 64
"""Different states of the clock followed at one step; more would be pauses in every combination."""


@dataclass(frozen=True, slots=True)
class Clock:
    """The legal clock on the way: received or not yet, and the reasons it stands for."""

    running: bool
    paused: frozenset[str] = frozenset()


@dataclass(slots=True)
class Way:
    """The longest way to a step with the clock in one state."""

    step: Step
    length: Length
    counted: Length
    before: "Way | None"
    clock: Clock


@dataclass(frozen=True, slots=True)
class Counted:
    """A step of the critical path with what it adds."""

    step: Step
    length: Length


@dataclass(slots=True)
class Critical:
    """What was found out about one life (the dossier or a sub-dossier)."""

    path: tuple[Counted, ...] = ()
    length: Length = ZERO
    settles: bool = False
    untimed: tuple[Step, ...] = ()
    """Steps of people that count but say no time."""
    standing: Mapping[str, Way] = field(default_factory=dict)
    """Reason of a pause that is open at settlement or at an end -> a way there."""


def critical_path(graph: StepGraph, processes: Iterable[str], branch: str, reasons: Mapping[str, str]) -> Critical:
    """Measure the life ``branch`` (empty: the dossier) that begins with ``processes``; ``reasons`` is its policy."""
    return _Measure(graph, branch, reasons).run([key for each in processes for key in graph.begins.get(each, ())])


@dataclass(slots=True)
class _Measure:
    graph: StepGraph
    branch: str
    reasons: Mapping[str, str]
    ways: dict[str, dict[Clock, Way]] = field(default_factory=dict)
    finals: list[Way] = field(default_factory=list)
    """Settlements, and restarts of the clock: each ends a stretch that must fit."""
    settled: set[str] = field(default_factory=set)
    standing: dict[str, Way] = field(default_factory=dict)

    def run(self, begins: list[str]) -> Critical:
        order, edges = self.graph.without_circles(begins)
        starts_later = any(self.own(self.graph.steps[key]) and self.graph.steps[key].clock == "start" for key in order)
        for key in begins:
            self.arrive(key, None, ZERO, Clock(not starts_later))
        for key in order:
            self.pass_on(key, edges.get(key, ()))
        settles = bool(self.settled)
        best = max(self.finals, key=lambda way: way.length.weight, default=None)
        path = () if best is None else tuple(_steps_of(best))
        untimed = tuple(self.untimed(order, edges)) if settles else ()
        return Critical(path, ZERO if best is None else best.length, settles, untimed, self.standing)

    def own(self, step: Step) -> bool:
        """Whether a step's marks act on this life's clock."""
        return (step.process.branch or "") == self.branch

    def arrive(self, key: str, before: Way | None, length: Length, clock: Clock) -> None:
        """A way leads to a step: keep the longest for each state of the clock."""
        known = self.ways.setdefault(key, {})
        old = known.get(clock)
        if (old is None and len(known) < MOST_WAYS) or (old is not None and length.weight > old.length.weight):
            known[clock] = Way(self.graph.steps[key], length, ZERO, before, clock)

    def pass_on(self, key: str, following: Iterable[str]) -> None:
        following = tuple(following)
        for way in tuple(self.ways.get(key, {}).values()):
            clock = self.enter(way)
            step = way.step
            if self.own(step) and step.clock == "settle":
                self.settled.add(key)
                self.finals.append(way)
                self.stands(clock.paused, way)
                continue
            if not following and self.own(step):
                self.stands(clock.paused, way)
            restarts = self.restarts(step, way)
            if restarts:
                self.finals.append(way)
            for target in following:
                self.arrive(target, way, ZERO if restarts else way.length, clock)
        if not following and not self.settled:
            self.finals += self.ways.get(key, {}).values()

    def enter(self, way: Way) -> Clock:
        """Count the step, and give the state of the clock after it."""
        step, clock = way.step, way.clock
        own = self.own(step)
        starts = own and step.clock == "start"
        pausing = own and self.reasons.get(step.reason, "pause") != "none"
        held = pausing and step.clock == "hold"
        if (clock.running or starts) and not (clock.paused or held or step.returns):
            way.counted = step.length
            way.length += step.length
        if starts:
            return Clock(True, clock.paused)
        if pausing and step.clock == "pause" and clock.running:
            return Clock(clock.running, clock.paused | {step.reason})
        if own and step.clock == "resume":
            return Clock(clock.running, clock.paused - {step.reason})
        return clock

    def restarts(self, step: Step, way: Way) -> bool:
        """The clock begins anew after this step, by the policy of its reason."""
        if not self.own(step) or self.reasons.get(step.reason) != "restart":
            return False
        return step.clock == "hold" or (step.clock == "resume" and step.reason in way.clock.paused)

    def stands(self, paused: frozenset[str], way: Way) -> None:
        for reason in paused:
            self.standing.setdefault(reason, way)

    def untimed(self, order: list[str], edges: Mapping[str, list[str]]) -> Iterable[Step]:
        """Steps of people without a time that lie on a way to settlement while the clock runs."""
        leads = set(self.settled)
        for key in reversed(order):
            if any(target in leads for target in edges.get(key, ())):
                leads.add(key)
        for key in order:
            step = self.graph.steps[key]
            if step.timed or step.returns or step.node.kind not in PEOPLE or key not in leads:
                continue
            runs = any(way.clock.running and not way.clock.paused for way in self.ways.get(key, {}).values())
            begins = self.own(step) and step.clock == "start"
            if (runs or begins) and not (self.own(step) and step.clock == "hold"):
                yield step


def _steps_of(way: Way) -> Iterable[Counted]:
    found: list[Counted] = []
    at: Way | None = way
    while at is not None:
        if at.counted:
            found.append(Counted(at.step, at.counted))
        at = at.before
    return reversed(found)
