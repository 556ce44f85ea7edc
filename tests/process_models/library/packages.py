"""The shipped packages, read once for all tests of this folder."""

from functools import cache
from pathlib import Path

from process_models.calendars import shipped_calendars
from process_models.package import Package, read_package
from process_models.scenario import ScenarioResult, run_scenario

LIBRARY = Path(__file__).parents[3] / "process_models" / "library"
CODES = sorted(folder.name for folder in LIBRARY.iterdir() if folder.is_dir())


@cache
def package(code: str) -> Package:
    return read_package(LIBRARY / code)


@cache
def played(code: str, name: str) -> ScenarioResult:
    return run_scenario(package(code), name, shipped_calendars())


SCENARIOS = [(code, path.stem) for code in CODES for path in sorted((LIBRARY / code / "scenarios").glob("*.json"))]
