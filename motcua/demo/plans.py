"""What will happen to each dossier of the demonstration: seeded choices over the packages' own scenarios.

A plan follows one scenario of its package (the good way, a refusal, a supplement …) with delays of its own, so that
some dossiers are early, some late, and some are still open when the demonstration ends. Dates in a scenario's answers
that lie near its submission move along with the dossier.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from engine.clock import Calendar, add_working, begin
from process_models.package import Package

WEIGHTS = {"good": 60, "supplement": 12, "refusal": 10, "withdrawal": 5, "branch": 8, "late": 3, "other": 4}
ALWAYS = ("refused_at_intake", "withdrawn", "disputed", "supplement_after_reception")
"""Scenarios that even a small demonstration plays: refusals, withdrawals, stops and supplements are in every count."""
NEAR = timedelta(days=400)
LAST_SUBMISSION = timedelta(days=4)
"""Nothing is submitted so close to the end that a weekend could carry it over."""


@dataclass(frozen=True, slots=True)
class Citizen:
    """Who applies: a fictitious person of ``people.json``."""

    data: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The full name, family name first."""
        name = self.data["name"]
        return " ".join(filter(None, (name.get("family"), name.get("middle"), name.get("given"))))


@dataclass(frozen=True, slots=True)
class Plan:
    """One dossier to be: its scenario moved to ``at``, and after how many steps work on it stops for good."""

    package: Package
    scenario: Mapping[str, Any]
    at: datetime
    channel: str
    citizen: Citizen
    stalls_after: int | None = None
    until: int | None = None
    """Leave the dossier alone once it has this status."""
    stop_at: str | None = None
    """Leave the dossier alone once this element waits for somebody."""
    pace: float | None = None
    """Every delay is this fraction of the scenario's; None: as seeded."""

    def moved(self, value: Any) -> Any:
        """Answers with the dates around the scenario's submission moved to this dossier's."""
        then = datetime.fromisoformat(self.scenario["submit"]["at"]).date()
        return _moved(value, then, self.at.date() - then)


def plans(
    packages: Sequence[Package], citizens: Sequence[Citizen], calendar: Calendar, span: tuple[datetime, datetime],
    count: int, seed: int,
) -> Iterator[Plan]:  # fmt: skip
    """``count`` plans spread over the working time of ``span``, in order of submission."""
    rng = random.Random(seed)  # noqa: S311 - a simulation, not a secret
    first, last = span[0], span[1] - LAST_SUBMISSION
    instants = sorted(first + (last - first) * rng.random() for _ in range(count))
    for number, instant in enumerate(instants):
        package = packages[number % len(packages)] if number < 2 * len(packages) else rng.choice(packages)
        scenario = _scenario(package, rng)
        if number < len(ALWAYS):
            package = next(each for each in packages if ALWAYS[number] in each.scenarios)
            scenario = package.scenarios[ALWAYS[number]]
        channel = scenario["submit"]["channel"]
        if channel == "counter" and _may_be_online(package, scenario) and rng.random() < 0.4:
            channel = "online"
        at = begin(calendar, instant + timedelta(minutes=rng.randrange(0, 150)))
        stalls = rng.randrange(1, 5) if rng.random() < 0.1 and number >= len(ALWAYS) else None
        yield Plan(package, scenario, at, channel, rng.choice(citizens), stalls)


def _scenario(package: Package, rng: random.Random) -> Mapping[str, Any]:
    scenarios = [package.scenarios[name] for name in sorted(package.scenarios)]
    return rng.choices(scenarios, [WEIGHTS.get(each["kind"], 1) for each in scenarios])[0]


def _may_be_online(package: Package, scenario: Mapping[str, Any]) -> bool:
    return "online" in package.procedure.channels and bool(scenario["submit"].get("answers"))


def _moved(value: Any, then: date, by: timedelta) -> Any:
    match value:
        case Mapping():
            return {name: _moved(inner, then, by) for name, inner in value.items()}
        case list() | tuple():
            return [_moved(inner, then, by) for inner in value]
        case str():
            return _moved_text(value, then, by)
        case _:
            return value


def _moved_text(text: str, then: date, by: timedelta) -> str:
    if len(text) != 10 or text[4:5] != "-":
        return text
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return (day + by).isoformat() if abs(day - then) < NEAR else text


@dataclass(frozen=True, slots=True)
class Wish:
    """A dossier that the newcomer's installation must show: one scenario, worked on until it has a status.

    ``before`` is the working time between its submission and now.
    """

    code: str
    scenario: str
    until: int | None
    before: timedelta
    stop_at: str | None = None


DAY = timedelta(hours=8)
FAILING_CALL = "Task_IssueCard"
"""The insurance registry's call, which the demonstration leaves unanswered."""
WISHES = (
    Wish("2.000815", "supplement_before_reception", 1, timedelta(hours=2)),
    Wish("1.012766.H36", "good", 2, timedelta(hours=5)),
    Wish("2.000815", "refused_at_intake", 3, DAY),
    Wish("3.000722", "good", 4, DAY),
    Wish("2.000815", "supplement_after_reception", 5, DAY / 2),
    Wish("1.012766.H36", "good", 6, 4 * DAY),
    Wish("2.000815", "withdrawn", 7, 2 * DAY),
    Wish("1.012766.H36", "disputed", 8, 5 * DAY),
    Wish("2.000815", "good", 9, DAY),
    Wish("3.000722", "good", 10, 6 * DAY),
    Wish("1.012766.H36", "good", 2, 11 * DAY),  # overdue
    Wish("3.000722", "good", 2, 8 * DAY),  # overdue
    Wish("1.012766.H36", "good", 2, 7 * DAY + timedelta(hours=4)),  # near due
    Wish("1.012766.H36", "sent_back", 2, 7 * DAY + timedelta(hours=6)),  # near due
    Wish("3.000722", "good", 4, 3 * DAY + timedelta(hours=5)),  # near due
    Wish("1.012766.H36", "paid_over_tet", 6, 2 * DAY),
    Wish("2.000815", "good", 4, timedelta(hours=3)),
    Wish("3.000722", "good", None, timedelta(hours=3), stop_at=FAILING_CALL),  # its registry will fail for good
    Wish("3.000722", "good", None, timedelta(hours=2), stop_at=FAILING_CALL),  # its registry is not connected
)


def wished(
    packages: Sequence[Package], citizens: Sequence[Citizen], calendar: Calendar, now: datetime
) -> Iterator[Plan]:
    """The plans of :data:`WISHES`."""
    by_code = {package.procedure.code: package for package in packages}
    for number, wish in enumerate(WISHES):
        package = by_code[wish.code]
        scenario = package.scenarios[wish.scenario]
        yield Plan(
            package,
            scenario,
            add_working(calendar, now, -wish.before),
            scenario["submit"]["channel"],
            citizens[number % len(citizens)],
            until=wish.until,
            stop_at=wish.stop_at,
            pace=0.05,
        )


def gaps(scenario: Mapping[str, Any], parse: Any) -> list[timedelta]:
    """How long after the step before each step of the scenario happens (wall clock; ``parse`` reads ``after``)."""
    before = datetime.fromisoformat(scenario["submit"]["at"])
    found = []
    for step in scenario["steps"]:
        text = step.get("at") or step.get("until")
        at = datetime.fromisoformat(text) if text else parse(step["after"], before)
        found.append(max(at - before, timedelta(0)))
        before = max(at, before)
    return found
