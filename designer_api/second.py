"""The second opinion on packages and models by path: what ``motcua check --second`` prints."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from designer_api.checking import decisions_beside, targets
from designer_api.playing import FIRST_INSTANT
from engine.bpmn.compiler import compile_library
from engine.bpmn.problems import BpmnError, has_errors
from engine.bpmn.reader import MAX_BYTES, read
from engine.clock import Calendar, ClockError
from engine.play import PlayError
from engine.second import Differs, Outside, Recording, Verdict, compare, compare_record, verdict_text
from process_models.calendars import DEFAULT, shipped_calendars
from process_models.package import PROCESS_FILE, Package, read_package
from process_models.problems import PackageError
from process_models.scenario_steps import ScenarioRun, StepError, Surroundings


@dataclass(frozen=True, slots=True)
class Opinion:
    """The verdict on one scenario of a package, or on the run of a model without answers (``scenario`` empty)."""

    path: str
    scenario: str
    verdict: Verdict

    @property
    def differs(self) -> bool:
        """The engines disagree."""
        return isinstance(self.verdict, Differs)

    def __str__(self) -> str:
        where = f"{self.path}: {self.scenario}" if self.scenario else self.path
        return f"{where}: {verdict_text(self.verdict)}"


def add_opinions(results: Iterable[dict[str, Any]]) -> None:
    """Give each result of :func:`designer_api.checking.check_paths` without errors its ``second`` list of verdicts.

    One ``{"scenario", "verdict", "element", "reasons", "message"}`` each; a difference makes the result not ok.
    """
    for result in results:
        opinions = second_opinion(Path(result["path"])) if result["ok"] else []
        result["second"] = [opinion_json(opinion) for opinion in opinions]
        result["ok"] = result["ok"] and not any(opinion.differs for opinion in opinions)


def opinion_json(opinion: Opinion) -> dict[str, Any]:
    """An opinion as the command line prints it."""
    verdict = opinion.verdict
    return {
        "scenario": opinion.scenario,
        "verdict": type(verdict).__name__.lower(),
        "element": verdict.element if isinstance(verdict, Differs) else None,
        "reasons": dict(verdict.reasons) if isinstance(verdict, Outside) else {},
        "message": verdict_text(verdict),
    }


def second_opinion(path: Path, calendars: Mapping[str, Calendar] | None = None) -> list[Opinion]:
    """The second engine's verdict on each scenario of each package, and on each model, that the path stands for.

    Raises PackageError or BpmnError for what cannot be read or has errors; ``check`` tells those in full.
    """
    found: list[Opinion] = []
    for target in targets(Path(path)):
        if target.is_dir() or target.suffix.lower() == ".zip":
            found += package_opinions(read_package(target), target.as_posix(), calendars or shipped_calendars())
        elif target.suffix.lower() in {".bpmn", ".xml"}:
            found.append(_model(target, calendars or shipped_calendars()))
    return found


def package_opinions(package: Package, path: str, calendars: Mapping[str, Calendar]) -> Iterator[Opinion]:
    """A verdict for each scenario, in order of name. Raises PackageError for a package with errors."""
    if has_errors(package.problems):
        raise PackageError(*package.problems)
    for name in sorted(package.scenarios):
        yield Opinion(path, name, scenario_verdict(package, name, calendars))


def scenario_verdict(package: Package, name: str, calendars: Mapping[str, Calendar]) -> Verdict:
    """Run one scenario on our kernel, and what happened in it on the second engine."""
    scenario = package.scenarios[name]
    run = ScenarioRun(package, scenario, Surroundings(calendars, {}))
    recording = Recording(package.library, run.session.world)
    run.session = recording
    document = read(package.files[PROCESS_FILE], PROCESS_FILE)
    try:
        run.submit()
        for step in scenario.get("steps", ()):
            run.do(step)
    except (StepError, ClockError) as error:
        return Outside({name: f"the scenario itself cannot be run: {error}"})
    return compare_record(document, package.library, recording.record)


def _model(path: Path, calendars: Mapping[str, Calendar]) -> Opinion:
    with path.open("rb") as file:
        document = read(file.read(MAX_BYTES + 1), path.as_posix())
    library, problems = compile_library(document, decisions_beside(path))
    if has_errors(problems):
        raise BpmnError(problems)
    try:
        verdict = compare(document, library, {}, FIRST_INSTANT, calendar=calendars[DEFAULT])
    except PlayError as error:
        verdict = Outside({path.name: str(error)})
    return Opinion(path.as_posix(), "", verdict)
