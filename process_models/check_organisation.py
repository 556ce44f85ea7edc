"""A package in the organisation it shall run in: agencies and people exist, competence has exactly one answer."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from engine.bpmn.model import Literal, Node, Process
from process_models.check_people import kinds_in
from process_models.organisation import Organisation
from process_models.package import PROCESS_FILE, Package
from process_models.problems import Problem, problem
from process_models.step_graph import PEOPLE

Found = Iterator[Problem]
MOST = 20
"""Problems of one sort that are told; the rest would say the same of other territories."""


def check_organisation(package: Package, organisation: Organisation) -> Found:
    """Every task finds its agency and somebody with its role in every territory where the procedure is offered."""
    check = _Check(package, organisation)
    for process in package.library.processes.values():
        for node in process.nodes.values():
            if node.kind in PEOPLE:
                yield from check.task(process, node)


@dataclass(slots=True)
class _Check:
    package: Package
    organisation: Organisation
    told: dict[str, int] = field(default_factory=dict)
    seen: set[tuple[str, ...]] = field(default_factory=set)

    def task(self, process: Process, node: Node) -> Found:
        agency = node.work.agency or process.agency
        if isinstance(agency, Literal) and ":" not in agency.text and not agency.text.startswith("."):
            yield from self.fixed(node, agency.text)
            return
        if agency is not None and not kinds_in(agency):
            return  # a relative or computed agency is known only when it runs
        for kind in kinds_in(agency) or self.usual(process):
            yield from self.kind(process, node, kind)

    def usual(self, process: Process) -> tuple[str, ...]:
        """Kinds that do what says no agency: those of the sub-dossier, else of the procedure."""
        branch = self.package.procedure.branches.get(process.branch or "")
        kinds = branch.agency_kinds if branch is not None else self.package.procedure.agency_kinds
        return tuple(kind for kind in kinds if kind in self.organisation.kinds) or kinds[:1]

    def fixed(self, node: Node, code: str) -> Found:
        if code not in self.organisation.agencies:
            yield from self.once(node, "people.no-such-agency", agency=code)
        else:
            yield from self.holder(node, code)

    def kind(self, process: Process, node: Node, kind: str) -> Found:
        if kind not in self.organisation.kinds:
            yield from self.once(node, "people.no-agency", kind=kind, where=self.name(node))
            return
        procedure = self.package.procedure
        usual = kinds_in(node.work.agency or process.agency) == ()
        for territory in self.organisation.offered(procedure.code, procedure.agency_kinds):
            found = self.organisation.competent(kind, territory, procedure.code)
            if len(found) == 1:
                yield from self.holder(node, found[0])
            elif found:
                where, several = self.name(node), ", ".join(found)
                yield from self.once(
                    node, "people.several-competent", kind=kind, territory=territory, where=where, agencies=several
                )
            elif not usual or not self.answered(process, territory):
                yield from self.once(
                    node, "people.no-competence", kind=kind, territory=territory, where=self.name(node)
                )

    def answered(self, process: Process, territory: str) -> bool:
        """Another of the procedure's kinds serves the territory: a ward here, a commune there."""
        code = self.package.procedure.code
        return any(self.organisation.competent(kind, territory, code) for kind in self.usual(process))

    def holder(self, node: Node, agency: str) -> Found:
        role = node.work.role
        if not isinstance(role, Literal):
            return
        people = self.organisation.people(agency, role.text)
        if not people:
            yield from self.once(node, "people.no-holder", agency=agency, role=role.text)
            return
        first = self.checked(node)
        if first is None or len(people) > 1:
            return
        before = first.work.role
        if isinstance(before, Literal) and self.organisation.people(agency, before.text) == people:
            yield from self.once(
                node, "people.one-holder", agency=agency, person=next(iter(people)), other=self.name(first)
            )

    def checked(self, node: Node) -> Node | None:
        """The task that four eyes look at."""
        other = node.work.different_from or ""
        processes = self.package.library.processes.values()
        return next((process.nodes[other] for process in processes if other in process.nodes), None)

    def name(self, node: Node) -> str:
        return node.name or node.id

    def once(self, node: Node, code: str, **params: str) -> Found:
        key = (code, node.id, *params.values())
        if key in self.seen or self.told.get(code, 0) >= MOST:
            return
        self.seen.add(key)
        self.told[code] = self.told.get(code, 0) + 1
        yield problem(code, path=PROCESS_FILE, line=node.line, element=node.id, **params)
