"""Every scenario of every shipped procedure, moved to a renamed version and back before each of its steps."""

import re
from pathlib import Path

import pytest

from engine.dossier.commands import Migrate
from process_models.calendars import shipped_calendars
from process_models.migration import Resolver, Versions, check_plan, draft_plan
from process_models.migration.plan import Choice, Plan, ProcessPlan
from process_models.package import Package, read_package
from process_models.scenario import _play, _result
from process_models.scenario_steps import ScenarioRun, Surroundings

LIBRARY = Path(__file__).parents[3] / "process_models" / "library"
PACKAGES = {path.name: read_package(path) for path in sorted(LIBRARY.iterdir()) if (path / "procedure.json").exists()}
CASES = [(code, name) for code, package in PACKAGES.items() for name in package.scenarios]


def names(package: Package) -> list[str]:
    found = [name for process in package.library.processes.values() for name in (*process.nodes, *process.flows)]
    return sorted(found, key=len, reverse=True)


def renamed(package: Package) -> Package:
    """The same procedure, each element and sequence flow under another id."""
    text = package.files["process.bpmn"].decode()
    pattern = re.compile(r"(?<![\w.-])(" + "|".join(map(re.escape, names(package))) + r")(?![\w.-])")
    return read_package({**package.files, "process.bpmn": pattern.sub(r"\1_v2", text).encode()})


OTHERS = {code: renamed(package) for code, package in PACKAGES.items()}


def plan(old: Package, new: Package, suffix: tuple[str, str]) -> Plan:
    def other(name: str) -> str:
        return name.removesuffix(suffix[0]) + suffix[1]

    processes = {
        process.id: ProcessPlan(
            elements={name: (Choice(other(name)),) for name in process.nodes},
            flows={name: other(name) for name in process.flows},
        )
        for process in old.library.processes.values()
    }
    return Plan(sources=(old.hash,), target=new.hash, processes=processes)


class MovingRun(ScenarioRun):
    """A scenario whose dossier goes to the other version and comes back before each step."""

    there: Resolver
    back: Resolver

    def do(self, step):
        self.move(self.there, OTHERS[self.package.procedure.code])
        self.move(self.back, self.package)
        super().do(step)

    def move(self, resolver: Resolver, to: Package) -> None:
        session = self.session
        if not any(part.open for part in session.case.parts.values()):
            return
        session.library = to.library
        command = Migrate(resolver.versions.old.hash, to.hash, resolver.moves(session.case), resolver.processes)
        turn = session.do(command)
        assert turn.refused is None, turn.detail


def result(package: Package, name: str, kind: type[ScenarioRun]):
    run = kind(package, package.scenarios[name], Surroundings(shipped_calendars(), {}))
    if isinstance(run, MovingRun):
        other = OTHERS[package.procedure.code]
        run.there = Resolver(plan(package, other, ("", "_v2")), Versions(old=package, new=other))
        run.back = Resolver(plan(other, package, ("_v2", "")), Versions(old=other, new=package))
    problems, _ = _play(package, f"scenarios/{name}.json", run, package.scenarios[name].get("steps", ()))
    return [str(one) for one in problems], _result(package, name, run)


@pytest.mark.parametrize(("code", "name"), CASES)
def test_a_dossier_that_goes_there_and_back_before_each_step_comes_to_the_same(code, name):
    package = PACKAGES[code]
    _, plain = result(package, name, ScenarioRun)
    problems, moved = result(package, name, MovingRun)
    assert problems == []
    for what in ("path", "status", "received", "due", "timeliness", "statutory_due", "outcome", "fee", "letters", "data",
                 "facts", "incidents", "ended", "branches"):  # fmt: skip
        assert getattr(moved, what) == getattr(plain, what), what


@pytest.mark.parametrize("code", PACKAGES)
def test_a_drafted_plan_finds_every_renamed_element_that_has_a_name_of_its_own(code):
    package, other = PACKAGES[code], OTHERS[code]
    versions = Versions(old=package, new=other)
    drafted = draft_plan(versions)
    assert check_plan(drafted.plan, versions) == ()
    for process in package.library.processes.values():
        told = drafted.plan.processes[process.id].elements
        undecided = {doubt.params.get("element") for doubt in drafted.doubts if doubt.code == "draft.element"}
        for node in process.nodes.values():
            if node.work.role is not None and node.name:
                assert node.id in undecided or told[node.id] == (Choice(f"{node.id}_v2"),)
