"""Which data matter: a cone of influence from everything that decides back to where values come from.

The result says for each unit and path which comparisons it can decide, through any number of mappings, scripts,
messages and calls. What is not in it can have any value without changing a run.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from engine.bpmn.model import NodeKind
from engine.verify.reading import Path, Reading, Test, reading
from engine.verify.statements import FACT, TRUTHS, Statements, called_units
from engine.verify.subject import FormShape, Subject

Place = tuple[str, Path]
"""A unit's key and a path of its data; facts have the unit ``""`` and one name, ``dossier.facts.<name>``."""

MOST = 400
"""Comparisons kept for one path; more do not make a better choice of values."""


@dataclass(slots=True)
class Demand:
    """What is asked of the data, by place."""

    tests: dict[Place, dict[Test, None]] = field(default_factory=dict)

    def heads(self, unit: str) -> frozenset[str]:
        """The root names of a unit that matter."""
        return frozenset(path[0] for key, path in self.tests if key == unit)

    def under(self, unit: str, name: str) -> dict[Path, tuple[Test, ...]]:
        """What is asked of a root name and of what it holds: rest of the path -> comparisons."""
        return {path[1:]: tuple(found) for (key, path), found in self.tests.items() if key == unit and path[0] == name}


def demand_of(subject: Subject, said: Statements) -> Demand:
    """Follow every deciding expression back to its sources."""
    work = _Spread(subject, said)
    for control in said.controls:
        truth = control.position in TRUTHS
        kept = tuple(test for test in control.reading.tests if truth or test.op != "true")
        if control.position in ("cardinality", "collection"):
            kept += tuple(Test(path, "countany") for path in control.reading.paths)
        work.add(control.unit, control.reading.paths, kept)
    for unit, names, tests in _deciding_inputs(said):
        work.add(unit, names, tests)
    work.run()
    return work.demand


def _deciding_inputs(said: Statements) -> Iterable[tuple[str, tuple[Path, ...], tuple[Test, ...]]]:
    """Scripts may raise errors: what they read decides then."""
    for unit in said.units.values():
        for node in unit.process.nodes.values():
            if node.script is not None:
                found = reading(node.script.text)
                if found.calls & {"raise error", "raise escalation"}:
                    yield unit.key, found.paths, found.tests


class _Spread:
    def __init__(self, subject: Subject, said: Statements) -> None:
        self.said = said
        self.demand = Demand()
        self.todo: list[tuple[Place, tuple[Test, ...]]] = []
        self.forms = _forms_by_unit(subject, said)

    def add(self, unit: str, paths: Iterable[Path], tests: Iterable[Test]) -> None:
        """Some paths of a unit matter, for these comparisons."""
        by_path: dict[Path, list[Test]] = {path: [] for path in paths}
        for test in tests:
            by_path.setdefault(test.path, []).append(test)
        for path, found in by_path.items():
            self.put(unit, path, tuple(found))

    def put(self, unit: str, path: Path, tests: tuple[Test, ...]) -> None:
        """One path matters."""
        if path[0] == "dossier":
            unit, path = "", _fact(path)
        place = (unit, path)
        known = self.demand.tests.get(place)
        fresh = [test for test in tests if known is None or test not in known]
        if known is None:
            known = self.demand.tests[place] = {}
        elif not fresh or len(known) > MOST:
            return
        known.update(dict.fromkeys(fresh))
        self.todo.append((place, tuple(fresh)))

    def run(self) -> None:
        """Until nothing new is asked."""
        while self.todo:
            (unit, path), tests = self.todo.pop()
            for given in self.said.given.get((unit, path[0]), ()):
                self.follow(given.source, given.reading, path[1:], tests)
            for form in self.forms.get(unit, ()):
                self.form(unit, form, path[0])
            if "@" in path[0]:
                self.called(unit, path, tests)

    def follow(self, unit: str, source: Reading, rest: Path, tests: tuple[Test, ...]) -> None:
        """The value comes from an expression: what is asked of it is asked of what it reads."""
        while source.entries is not None and rest and rest[0] in source.entries:
            source, rest = source.entries[rest[0]], rest[1:]
        if source.plain is not None:
            target = (*source.plain, *rest)
            self.put(unit, target, tuple(Test(target, test.op, test.value) for test in tests))
            return
        own = tuple(test for test in source.tests if test.op != "true")
        self.add(unit, source.paths, own)
        for path in source.paths:
            self.put(
                unit, path, tuple(Test(path, test.op, test.value) for test in tests if not test.op.startswith("count"))
            )

    def form(self, unit: str, form: FormShape, name: str) -> None:
        """A question that matters makes those matter that show or compute it."""
        asked = form.field(name)
        if asked is None:
            return
        for expression in (*asked.visible, asked.required_when, asked.computed):
            if expression is not None:
                found = reading(expression.text)
                self.add(unit, found.paths, found.tests)

    def called(self, unit: str, path: Path, tests: tuple[Test, ...]) -> None:
        """What a call gives back is the called process's data."""
        alias, _, node_id = path[0].partition("@")
        node = self.said.units[unit].process.nodes.get(node_id) if unit in self.said.units else None
        if alias != "result" or node is None or node.kind is not NodeKind.CALL_ACTIVITY or len(path) < 2:
            return
        for other in called_units(self.said.units[unit], node, self.said.units):
            target = path[1:]
            self.put(other.key, target, tuple(Test(target, test.op, test.value) for test in tests))


def _fact(path: Path) -> Path:
    """``dossier.facts.outcome`` and ``dossier.channel`` as one name each."""
    if path[1:2] == ("facts",):
        return (FACT + ".".join(path[2:]),)
    return (".".join(path[:2]),)


def _forms_by_unit(subject: Subject, said: Statements) -> Mapping[str, tuple[FormShape, ...]]:
    found: dict[str, list[FormShape]] = {}
    for unit in said.units.values():
        keys = {node.work.form for node in unit.process.nodes.values() if node.work.form}
        if unit.process.id in begun(subject) and not unit.package and subject.application:
            keys.add(subject.application)
        found[unit.key] = [subject.forms[key] for key in sorted(keys) if key in subject.forms]
    return {key: tuple(forms) for key, forms in found.items()}


def begun(subject: Subject) -> tuple[str, ...]:
    """The processes a submission begins."""
    if subject.processes:
        return subject.processes
    library = subject.library
    return library.leads or ((library.lead,) if library.lead is not None else ())
