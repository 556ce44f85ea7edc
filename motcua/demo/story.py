"""Running the province: for a newcomer's installation up to the present, and for the measured demonstration."""

import tempfile
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

from engine.clock import Calendar
from motcua.demo.acting import Hands
from motcua.demo.plans import FAILING_CALL, Plan, plans, wished
from motcua.demo.seeding import DOSSIERS, SPAN, citizens, library, seed_province
from motcua.demo.simulation import Running, Simulation
from motcua.demo.tally import report as tallied
from process_models.calendars import shipped_calendars
from process_models.package import Package
from runtime.clock import VirtualClock
from runtime.database import EmbeddedServer, Sessions, make_engine, make_sessions, migrate
from runtime.reports import settlement
from runtime.services import zone

Report = dict[str, dict[str, int]]
START = datetime.fromisoformat("2026-03-02T07:00:00+07:00")
LENGTH = timedelta(days=75)
BREATH = timedelta(minutes=45)
"""Between the last thing that was simulated and the present: time for a registry to fail again and again."""
PERIOD_AFTER = timedelta(days=30)
"""The reported period begins this long after the first submission, so that some dossiers are carried over."""


@dataclass(frozen=True, slots=True)
class DemoResult:
    """What the demonstration gave, and whether report and tally agree."""

    dossiers: int
    elapsed_s: float
    by_status: dict[str, int]
    report: Report
    tally: Report
    findings: tuple[str, ...]

    @property
    def consistent(self) -> bool:
        """The report equals the tally, its invariants hold, and the doctor found nothing."""
        return self.report == self.tally and _invariants(self.report) and not self.findings

    def to_json(self) -> dict[str, Any]:
        """The documented object (``docs/cli.md``)."""
        return {
            "dossiers": self.dossiers,
            "elapsed_s": round(self.elapsed_s, 2),
            "by_status": self.by_status,
            "report": self.report,
        }

    def to_text(self) -> str:
        """The report for people."""
        lines = [f"{self.dossiers} dossiers in {self.elapsed_s:.1f} s"]
        lines += [f"  status {status:>2}: {count}" for status, count in self.by_status.items()]
        for name, figures in self.report.items():
            lines.append(f"{name}: " + ", ".join(f"{key} {value}" for key, value in figures.items()))
        lines.append("the report equals the simulation's own tally" if self.consistent else f"DIFFERS: {self.tally}")
        return "\n".join([*lines, *self.findings])


def run_demo(dossiers: int, seed: int, say: Callable[[str], None]) -> DemoResult:
    """The whole demonstration on a throw-away embedded database."""
    began = perf_counter()
    with tempfile.TemporaryDirectory(prefix="motcua-demo-") as folder:
        Path(folder).chmod(0o755)  # the embedded server may run as a user of its own
        server = EmbeddedServer(Path(folder) / "database")
        try:
            say("preparing a throw-away database")
            migrate(server.url)
            engine = make_engine(server.url)
            try:
                result = _run(make_sessions(engine), Path(folder) / "files", dossiers, seed, say)
            finally:
                engine.dispose()
        finally:
            server.stop()
    return DemoResult(dossiers, perf_counter() - began, *result)


def _run(
    sessions: Sessions, files: Path, count: int, seed: int, say: Callable[[str], None]
) -> tuple[dict[str, int], Report, Report, tuple[str, ...]]:
    zone.set_zone("Asia/Ho_Chi_Minh")
    horizon = START + LENGTH
    say(f"running {count} dossiers from {START:%d/%m/%Y} to {horizon:%d/%m/%Y}")
    hands, running = _simulate(sessions, files, (START, horizon), count, seed)
    first, last = (START + PERIOD_AFTER).date(), horizon.date()
    told = _reported(sessions, hands.clock, first, last)
    counted = tallied([each.noted for each in running], first, last, hands.clock.now())
    statuses = Counter(hands.status_of(each.dossier) for each in running)
    return {str(key): statuses[key] for key in sorted(statuses)}, told, counted, tuple(hands.findings())


def _reported(sessions: Sessions, clock: VirtualClock, first: date, last: date) -> Report:
    with sessions() as session:
        return settlement(session, clock, first, last).total.to_json()


def _simulate(
    sessions: Sessions,
    files: Path,
    span: tuple[datetime, datetime],
    count: int,
    seed: int,
    extra: Callable[[list[Package], Calendar], Iterable[Plan]] = lambda _packages, _calendar: (),
) -> tuple[Hands, list[Running]]:
    shipped = library()
    clock = VirtualClock(span[0])
    with sessions() as session:
        seed_province(session, clock, shipped)
    hands = Hands(sessions, files, clock)
    calendar = shipped_calendars()["province"]
    simulation = Simulation(hands, calendar, span[1], seed)
    current = [each for each in shipped if each.procedure.in_force(span[0].date())]
    simulation.run([*plans(current, citizens(), calendar, span, count, seed), *extra(current, calendar)])
    return hands, simulation.running


def fill(sessions: Sessions, files: Path, zone_name: str, now: datetime) -> None:
    """Dossiers in every state, up to shortly before the present."""
    zone.set_zone(zone_name)
    now -= BREATH
    span = (now - SPAN, now)
    hands, running = _simulate(
        sessions, files, span, DOSSIERS, 7, lambda found, calendar: wished(found, citizens(), calendar, now)
    )
    failing = next(each for each in running if each.plan.stop_at == FAILING_CALL)
    hands.fail_for_good(failing.dossier, FAILING_CALL)
    hands.take_some(2)


def _invariants(report: Report) -> bool:
    received, settled, progress = report["received"], report["settled"], report["in_progress"]
    return (
        received["total"] == received["online"] + received["direct"] + received["carried"]
        and settled["total"] == settled["early"] + settled["on_time"] + settled["late"]
        and progress["total"] == progress["within"] + progress["overdue"]
        and received["total"] == settled["total"] + progress["total"]
    )
