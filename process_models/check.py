"""Everything a package must be before it is published: zero errors here, and every scenario as expected."""

from collections.abc import Callable, Iterator, Mapping

from jinja2 import TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment

from engine.bpmn.model import Library, Literal, Node, NodeKind, Process
from engine.clock import Calendar
from process_models.calendars import shipped_calendars
from process_models.check_procedure import check_procedure
from process_models.check_texts import check_texts
from process_models.package import PROCEDURE_FILE, PROCESS_FILE, Package
from process_models.problems import Problem, has_errors, problem
from process_models.scenario import run_scenarios
from process_models.vocabulary import LETTERS, STEP_ROLES

Found = Iterator[Problem]


def check_package(
    package: Package,
    calendars: Mapping[str, Calendar] | None = None,
    *,
    scenarios: bool = True,
    libraries: Mapping[str, Library] | None = None,
) -> tuple[Problem, ...]:
    """Every problem of a package by file and line; its scenarios run only when nothing else is wrong.

    ``calendars`` are the working calendars scenarios may use, by key (the shipped ones when None); ``libraries`` are
    those of used packages by code.
    """
    found = [*package.problems]
    for check in CHECKS:
        found += check(package)
    if scenarios and not has_errors(found):
        found += run_scenarios(package, shipped_calendars() if calendars is None else calendars, libraries or {})
    return tuple(sorted(dict.fromkeys(found), key=lambda each: (each.path, each.line, each.code)))


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


def _people(package: Package) -> Found:
    roles = ", ".join(STEP_ROLES)
    for _, node in nodes_of(package):
        asked = node.work.role
        if isinstance(asked, Literal) and asked.text not in STEP_ROLES:
            yield _at(node, "reference.role", role=asked.text, known=roles)
        if asked is None and node.kind is NodeKind.USER_TASK:
            yield _at(node, "reference.role-missing")


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
    _people,
    _clock,
    check_texts,
)
