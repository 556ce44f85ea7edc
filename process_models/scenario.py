"""Scenarios: run one on a virtual clock and say in plain sentences where it differs from what was expected."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from engine.bpmn.model import Library
from engine.clock import Calendar, ClockError
from engine.dossier.case import ROOT, Life
from engine.play import Visit
from engine.play.result import plain
from engine.play.session import TASKS, Session
from process_models.calendars import DEFAULT
from process_models.fees import fee_lines, total
from process_models.json_text import pointer_line
from process_models.observing import Coverage, Observer, Reached, everything
from process_models.package import PROCESS_FILE, Package
from process_models.problems import Problem, problem
from process_models.scenario_steps import ScenarioRun, StepError, Surroundings

COMMITTED: Final = "committed"
STATUTORY: Final = "statutory"


@dataclass(frozen=True, slots=True)
class BranchResult:
    """What became of a sub-dossier."""

    status: str
    due: datetime | None
    timeliness: str | None
    outcome: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioResult:
    """What came of a scenario; green without ``problems``."""

    name: str
    path: tuple[str, ...] = ()
    """Ids of the completed tasks of all processes, in order."""
    status: str = ""
    received: datetime | None = None
    due: datetime | None = None
    timeliness: str | None = None
    statutory_due: datetime | None = None
    statutory_class: str | None = None
    outcome: str | None = None
    fee: Decimal | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    letters: tuple[str, ...] = ()
    incidents: tuple[str, ...] = ()
    ended: bool = False
    branches: Mapping[str, BranchResult] = field(default_factory=dict)
    visited: frozenset[str] = frozenset()
    """Every flow node that was entered."""
    reached: Reached = field(default_factory=Reached)
    """Elements, flows, outcomes and rules it went through (flows and rules only when watched)."""
    generated: bool = False
    trace: tuple[Visit, ...] = ()
    problems: tuple[Problem, ...] = ()
    stopped: int | None = None
    """Index of the step that could not be done, after which none was tried."""

    @property
    def green(self) -> bool:
        """All as expected."""
        return not self.problems


def run_scenario(
    package: Package,
    name: str,
    calendars: Mapping[str, Calendar],
    libraries: Mapping[str, Library] | None = None,
    observer: Observer | None = None,
) -> ScenarioResult:
    """Run the package's scenario of that name (KeyError when there is none); ``observer`` watches what it reaches."""
    scenario = package.scenarios[name]
    path = f"scenarios/{name}.json"
    wanted = {scenario.get("calendar", DEFAULT), *scenario.get("calendars", {}).values()}
    for key in sorted(wanted - calendars.keys()):
        known = ", ".join(sorted(calendars)) or "–"
        return ScenarioResult(name=name, problems=(problem("scenario.calendar", path=path, calendar=key, known=known),))
    run = ScenarioRun(package, scenario, Surroundings(calendars, libraries or {}, observer))
    broken, stopped = _play(package, path, run, scenario.get("steps", ()))
    result = _result(package, name, run)
    if observer is not None:
        result = replace(result, reached=observer.take(result.visited))
    judge = _Judge(path, package.files.get(path, b"{}"))
    if scenario.get("generated"):
        wrong = tuple(judge.invariants(result, run.session))
        result = replace(result, generated=True)
    else:
        wrong = tuple(judge.differences(result, scenario["expect"]))
    return replace(result, problems=broken or wrong, stopped=stopped)


def run_scenarios(
    package: Package, calendars: Mapping[str, Calendar], libraries: Mapping[str, Library] | None = None
) -> tuple[Problem, ...]:
    """Run all scenarios; differences are problems, and what none of them visits is told."""
    return examine_scenarios(package, calendars, libraries)[0]


def examine_scenarios(
    package: Package, calendars: Mapping[str, Calendar], libraries: Mapping[str, Library] | None = None
) -> tuple[tuple[Problem, ...], Coverage]:
    """Like ``run_scenarios``, with what they reach: those written by hand, and all of them."""
    if not package.scenarios:
        return (problem("scenario.none", path="scenarios"),), Coverage(everything(package))
    observer = Observer(package, libraries or {})
    results = [run_scenario(package, name, calendars, libraries, observer) for name in package.scenarios]
    found = [each for result in results for each in result.problems]
    missed = unvisited(package, results)
    if missed:
        found.append(problem("scenario.coverage", path=PROCESS_FILE, elements=", ".join(missed)))
    return tuple(found), _coverage(package, results)


def _coverage(package: Package, results: list[ScenarioResult]) -> Coverage:
    whole, by_hand, together = everything(package), Reached(), Reached()
    for result in results:
        together |= result.reached
        if not result.generated:
            by_hand |= result.reached
    return Coverage(whole, by_hand & whole, together & whole)


def unvisited(package: Package, results: list[ScenarioResult]) -> tuple[str, ...]:
    """Flow nodes that no scenario entered, in document order."""
    visited = frozenset[str]().union(*(result.visited for result in results))
    nodes = (node for process in package.library.processes.values() for node in process.nodes)
    return tuple(node for node in nodes if node not in visited)


def _play(package: Package, path: str, run: ScenarioRun, steps: Any) -> tuple[tuple[Problem, ...], int | None]:
    source = package.files[path]
    try:
        run.submit()
    except StepError as error:
        line = pointer_line(source, "/submit")
        told = problem("scenario.step", path=path, line=line, step="submit", detail=error.en, detail_vi=error.vi)
        return (told,), None
    for index, step in enumerate(steps):
        try:
            run.do(step)
        except (StepError, ClockError) as error:
            line = pointer_line(source, f"/steps/{index}")
            en, vi = (error.en, error.vi) if isinstance(error, StepError) else (str(error), str(error))
            told = problem("scenario.step", path=path, line=line, step=index + 1, detail=en, detail_vi=vi)
            return (told,), index
    return (), None


def _result(package: Package, name: str, run: ScenarioRun) -> ScenarioResult:
    session = run.session
    root = session.case.lives.get(ROOT)
    if root is None:
        return ScenarioResult(name=name)
    data = session.data(1)
    lines = fee_lines(package.procedure.fees, package.decisions, data, session.dossier(ROOT), run.env)
    return ScenarioResult(
        name=name,
        path=task_path(session),
        status=root.status.name.lower(),
        received=root.received_at,
        due=_due(root, COMMITTED),
        timeliness=_class(root, COMMITTED),
        statutory_due=_due(root, STATUTORY),
        statutory_class=_class(root, STATUTORY),
        outcome=root.outcome,
        fee=total(lines),
        data=plain(data),
        facts=plain(dict(session.case.facts)),
        letters=tuple(run.letters),
        incidents=tuple(f"{each.element}: {each.code}: {each.message}" for each in session.incidents.values()),
        ended=session.ended,
        branches={
            key: BranchResult(life.status.name.lower(), _due(life, COMMITTED), _class(life, COMMITTED), life.outcome)
            for key, life in sorted(session.case.lives.items())
            if key != ROOT
        },
        visited=frozenset(visit.element for visit in session.trace),
        trace=tuple(session.trace),
    )


def task_path(session: Session) -> tuple[str, ...]:
    """Completed tasks in order; an iteration counts, the frame around iterations does not."""
    nodes = {ident: node for process in session.library.processes.values() for ident, node in process.nodes.items()}
    done = [visit for visit in session.trace if visit.event == "completed" and visit.element in nodes]
    return tuple(
        visit.element
        for visit in done
        if nodes[visit.element].kind in TASKS and (nodes[visit.element].loop is None or visit.index > 0)
    )


def _due(life: Life, which: str) -> datetime | None:
    deadline = life.deadlines.get(which)
    return None if deadline is None else deadline.due


def _class(life: Life, which: str) -> str | None:
    found = life.classes.get(which)
    return None if found is None else str(found)


_WHAT: Final[Mapping[str, tuple[str, str]]] = {
    "path": ("The path", "Đường đi"),
    "status": ("The status", "Trạng thái"),
    "class": ("The class", "Phân loại"),
    "statutory_class": ("The class by the statutory time", "Phân loại theo thời hạn luật định"),
    "due": ("The due instant", "Hạn trả"),
    "statutory_due": ("The statutory due instant", "Hạn theo luật định"),
    "received": ("The instant of reception", "Thời điểm tiếp nhận"),
    "outcome": ("The outcome", "Kết quả"),
    "fee": ("The fee", "Khoản thu"),
    "letters": ("The letters", "Văn bản phát hành"),
    "ended": ("Whether everything ended", "Đã kết thúc"),
    "incidents": ("The number of incidents", "Số sự cố"),
}
_ATTRIBUTE: Final = {"class": "timeliness"}
_INSTANTS: Final = frozenset({"due", "statutory_due", "received"})


@dataclass(frozen=True, slots=True)
class _Judge:
    """Compares one scenario's result with what its file expects."""

    path: str
    source: bytes

    def differences(self, result: ScenarioResult, expect: Mapping[str, Any]) -> Iterator[Problem]:
        if expect.get("incidents", 0) != len(result.incidents):
            told = result.incidents or "0"
            yield self.tell("/expect/incidents", _WHAT["incidents"], expect.get("incidents", 0), told)
        yield from self.compare("/expect", expect, result, "")
        for group, found in (("data", result.data), ("facts", result.facts)):
            for key, wanted in expect.get(group, {}).items():
                if not same(wanted, found.get(key)):
                    name = f"{group}.{key}"
                    yield self.tell(f"/expect/{group}/{key}", (name, name), wanted, found.get(key))
        for branch, wanted in expect.get("branches", {}).items():
            yield from self.compare(f"/expect/branches/{branch}", wanted, result.branches.get(branch), branch)

    def invariants(self, result: ScenarioResult, session: Session) -> Iterator[Problem]:
        """What holds of every run: no incident, an end, and a clock that does not stand for ever."""
        for incident in result.incidents:
            yield problem("scenario.incident", path=self.path, detail=incident)
        if not result.ended:
            waiting = ", ".join(sorted({each.element for each in session.pending.values()})) or "–"
            yield problem("scenario.unended", path=self.path, detail=waiting)
        held = {pause.reason for life in session.case.lives.values() for pause in life.pauses}
        if held:
            yield problem("scenario.standing", path=self.path, detail=", ".join(sorted(held)))

    def compare(self, pointer: str, wanted: Mapping[str, Any], actual: object, branch: str) -> Iterator[Problem]:
        for key, (en, vi) in _WHAT.items():
            if key == "incidents" or key not in wanted:
                continue
            found = getattr(actual, _ATTRIBUTE.get(key, key), None)
            if not _equal(key, wanted[key], found):
                names = (f"{en} of {branch}", f"{vi} ({branch})") if branch else (en, vi)
                yield self.tell(f"{pointer}/{key}", names, wanted[key], found)

    def tell(self, pointer: str, names: tuple[str, str], expected: Any, actual: Any) -> Problem:
        return problem(
            "scenario.difference",
            path=self.path,
            line=pointer_line(self.source, pointer),
            what=names[0],
            what_vi=names[1],
            expected=_shown(expected),
            actual=_shown(actual),
        )


def _equal(key: str, wanted: Any, actual: Any) -> bool:
    if key in _INSTANTS:
        instant: datetime | None = None if wanted is None else datetime.fromisoformat(wanted)
        return bool(instant == actual)
    return same(wanted, actual)


def same(wanted: Any, actual: Any) -> bool:
    """Equal as data: numbers by value, lists in order, of an object only the keys that were asked for."""
    if isinstance(wanted, Mapping):
        return isinstance(actual, Mapping) and all(same(value, actual.get(key)) for key, value in wanted.items())
    if isinstance(wanted, list | tuple):
        fits = isinstance(actual, list | tuple) and len(actual) == len(wanted)
        return fits and all(same(left, right) for left, right in zip(wanted, actual, strict=True))
    numbers = (int, float, Decimal)
    if isinstance(wanted, bool) or isinstance(actual, bool):
        return wanted is actual
    if isinstance(wanted, numbers) and isinstance(actual, numbers):
        return Decimal(str(wanted)) == Decimal(str(actual))
    return (wanted == actual) is True


def _shown(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_shown(each) for each in value) + "]"
    return "nothing" if value is None else str(value)
