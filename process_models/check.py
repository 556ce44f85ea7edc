"""Everything a package must be before it is published: zero errors here, and every scenario as expected."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from jinja2 import TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment

from engine.bpmn.model import Library, Literal, Node, NodeKind, Process
from engine.clock import Calendar
from engine.verify import Budget, Finding, Proof, check_data, prove
from process_models.calendars import DEFAULT, shipped_calendars
from process_models.check_forms import check_forms
from process_models.check_organisation import check_organisation
from process_models.check_people import check_people
from process_models.check_procedure import check_procedure
from process_models.check_texts import check_texts
from process_models.check_timing import check_timing
from process_models.observing import Coverage
from process_models.organisation import Organisation
from process_models.package import PROCEDURE_FILE, PROCESS_FILE, Package
from process_models.problems import Problem, Severity, has_errors, problem
from process_models.proof_subject import subject_of
from process_models.scenario import examine_scenarios
from process_models.told import of_finding
from process_models.vocabulary import LETTERS

Found = Iterator[Problem]


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a package is checked with.

    ``calendars`` are the working calendars scenarios may use, by key; ``libraries`` those of used packages by code;
    ``organisation`` the agencies and people it shall run in (None: not known yet); ``budget`` bounds the proof.
    """

    calendars: Mapping[str, Calendar] = field(default_factory=shipped_calendars)
    libraries: Mapping[str, Library] = field(default_factory=dict)
    organisation: Organisation | None = None
    budget: Budget = field(default_factory=Budget)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a check came to: ``problems`` that ask for something, ``notes`` that only tell."""

    problems: tuple[Problem, ...]
    notes: tuple[Problem, ...] = ()
    coverage: Coverage | None = None
    """None when the scenarios did not run."""
    proof: Proof | None = None
    """None when the package was not fit to be proven."""

    @property
    def ok(self) -> bool:
        """Nothing stops publishing."""
        return not has_errors(self.problems)

    def measures(self) -> dict[str, Any]:
        """Coverage and proof in numbers, for programs."""
        made: dict[str, Any] = {}
        if self.coverage is not None:
            made["coverage"] = self.coverage.to_json()
        if self.proof is not None:
            made["proof"] = {
                "complete": self.proof.complete,
                "states": self.proof.states,
                "moves": self.proof.moves,
                "frontier": self.proof.frontier,
            }
        return made


def check_package(
    package: Package,
    calendars: Mapping[str, Calendar] | None = None,
    *,
    scenarios: bool = True,
    libraries: Mapping[str, Library] | None = None,
    organisation: Organisation | None = None,
) -> tuple[Problem, ...]:
    """Every problem of a package by file and line; it is proven and its scenarios run only when nothing else is wrong.

    ``calendars`` are the working calendars scenarios may use, by key (the shipped ones when None); ``libraries`` are
    those of used packages by code; ``organisation`` is what it shall run in.
    """
    known = shipped_calendars() if calendars is None else calendars
    around = Surroundings(calendars=known, libraries=libraries or {}, organisation=organisation)
    return examine(package, around, scenarios=scenarios).problems


def examine(package: Package, around: Surroundings | None = None, *, scenarios: bool = True) -> Report:
    """Check a package: its parts and what they name, timing and people, then the proof, then its scenarios."""
    around = around or Surroundings()
    found: list[Problem] = [*package.problems]
    for check in CHECKS:
        found += check(package)
    found += check_timing(package, around.libraries)
    if around.organisation is not None:
        found += check_organisation(package, around.organisation)
    if has_errors(found):
        return _report(found)
    proof, proven = _proven(package, around)
    found += proven
    if has_errors(found) or not scenarios:
        return replace(_report(found), proof=proof)
    ran, coverage = examine_scenarios(package, around.calendars, around.libraries)
    return replace(_report([*found, *ran]), proof=proof, coverage=coverage)


def _report(found: list[Problem]) -> Report:
    told = tuple(sorted(dict.fromkeys(found), key=lambda each: (each.path, each.line, each.code)))
    notes = tuple(each for each in told if each.severity is Severity.INFO and each.code.startswith(NOTES))
    return Report(problems=tuple(each for each in told if each not in notes), notes=notes)


NOTES = ("timing.", "proof.", "data.")
"""Codes beginning so are notes when they are no more than information."""


def _missing(package: Package, around: Surroundings) -> list[str]:
    """Used packages that are called but not at hand."""
    called = {node.calls.text for _, node in nodes_of(package) if isinstance(node.calls, Literal)}
    return sorted((package.procedure.uses.keys() & called) - around.libraries.keys())


def _proven(package: Package, around: Surroundings) -> tuple[Proof | None, list[Problem]]:
    missing = _missing(package, around)
    if missing:
        return None, [problem("proof.used-missing", path=PROCEDURE_FILE, used=", ".join(missing))]
    calendar = around.calendars.get(DEFAULT) or next(iter(around.calendars.values()), None)
    subject = subject_of(package, calendar, around.libraries)
    told = [datetime.fromisoformat(one["submit"]["at"]) for one in package.scenarios.values()]
    if told:  # the proof answers as scenarios do: what lies in the past there must not lie in the future here
        subject = replace(subject, now=max(told).astimezone(subject.zone))
    findings: list[Finding] = [*check_data(subject)]
    proof = prove(subject, around.budget)
    findings += proof.findings
    return proof, [of_finding(package, each) for each in findings]


def nodes_of(package: Package) -> Iterator[tuple[Process, Node]]:
    """Every flow node of every process, in document order."""
    for process in package.library.processes.values():
        for node in process.nodes.values():
            yield process, node


def _forms(package: Package) -> Found:
    used = {package.procedure.application}
    for _, node in nodes_of(package):
        form = node.work.form
        if form is None:
            continue
        used.add(form)
        if f"forms/{form}.schema.json" not in package.files:
            yield _at(node, "reference.form", form=form)
    for form in package.forms:
        if form not in used:
            yield problem("reference.form-unused", path=f"forms/{form}.schema.json", form=form)


def _letters(package: Package) -> Found:
    listed = package.procedure.letters
    for _, node in nodes_of(package):
        if node.work.letter is not None and node.work.letter not in listed:
            yield _at(node, "reference.letter", letter=node.work.letter)
    environment = SandboxedEnvironment(autoescape=True)
    for letter, template in package.letters.items():
        path = f"letters/{letter}.html.j2"
        if letter not in listed:
            yield problem("reference.letter-template", path=path, letter=letter)
        try:
            environment.parse(template)
        except TemplateSyntaxError as error:
            yield problem("reference.letter-syntax", path=path, line=error.lineno, letter=letter, detail=error.message)
    for letter, names in listed.items():
        if names is None and letter not in LETTERS:
            yield problem("reference.letter-title", path=PROCEDURE_FILE, letter=letter)


def _registers(package: Package) -> Found:
    used = set()
    for _, node in nodes_of(package):
        book = node.work.register
        if book is None:
            continue
        used.add(book)
        if book not in package.procedure.registers:
            yield _at(node, "reference.register", register=book)
    for book in package.procedure.registers:
        if book not in used:
            yield problem("reference.register-unused", path=PROCEDURE_FILE, register=book)


def _capabilities(package: Package) -> Found:
    used = set()
    dynamic = False
    for _, node in nodes_of(package):
        service = node.service.service
        if isinstance(service, Literal):
            used.add(service.text)
            if service.text not in package.procedure.capabilities:
                yield _at(node, "reference.capability", service=service.text)
        dynamic = dynamic or (service is not None and not isinstance(service, Literal))
    for unused in sorted(package.procedure.capabilities - used):
        if not dynamic:
            yield problem("reference.capability-unused", path=PROCEDURE_FILE, service=unused)


def _branches(package: Package) -> Found:
    drawn = {process.branch for process in package.library.processes.values() if process.branch}
    for process in package.library.processes.values():
        if process.branch and process.branch not in package.procedure.branches:
            yield problem("reference.branch", path=PROCESS_FILE, element=process.id, branch=process.branch)
    for branch in package.procedure.branches:
        if branch not in drawn:
            yield problem("reference.branch-unused", path=PROCEDURE_FILE, branch=branch)


def _calls(package: Package) -> Found:
    known = {*package.library.processes, *package.procedure.uses}
    for _, node in nodes_of(package):
        if node.kind is NodeKind.CALL_ACTIVITY and isinstance(node.calls, Literal) and node.calls.text not in known:
            yield _at(node, "reference.called", called=node.calls.text)


def _clock(package: Package) -> Found:
    marks: dict[str, set[str]] = {process: set() for process in package.library.processes}
    for process, node in nodes_of(package):
        kind, _, reason = (node.work.clock or "").partition(":")
        marks[process.id].add(kind)
        if kind in ("hold", "pause") and reason not in package.procedure.reasons:
            yield _at(node, "reference.clock-reason", reason=reason)
    lead = package.procedure.lead
    if lead in marks and "start" not in marks[lead]:
        yield problem("reference.no-start", path=PROCESS_FILE, element=lead)
    for process in package.library.processes.values():
        settled_here = process.id == lead or process.branch
        if settled_here and "settle" not in marks[process.id]:
            yield problem(
                "reference.no-settle", path=PROCESS_FILE, element=process.id, where=process.name or process.id
            )


def _at(node: Node, code: str, **params: object) -> Problem:
    return problem(code, path=PROCESS_FILE, line=node.line, element=node.id, **params)


CHECKS: tuple[Callable[[Package], Found], ...] = (
    check_procedure,
    _forms,
    _letters,
    _registers,
    _capabilities,
    _branches,
    _calls,
    check_people,
    _clock,
    check_texts,
    check_forms,
)
