"""People: every task has a known role and an agency that can be found; four eyes look at earlier work."""

import re
from collections.abc import Iterator
from typing import Final

from engine.bpmn.model import Literal, Node, NodeKind, Process, Value
from process_models.package import PROCEDURE_FILE, PROCESS_FILE, Package
from process_models.problems import Problem, problem
from process_models.step_graph import PEOPLE
from process_models.vocabulary import AGENCY_KINDS, STEP_ROLES

Found = Iterator[Problem]
_KIND: Final = re.compile(r"kind:([A-Za-z0-9_.-]*)", re.ASCII)
_BOUND: Final = re.compile(r"env:([A-Za-z0-9_-]*)", re.ASCII)
_RELATIVE: Final = re.compile(r"\.\.?/[^/\s.][^/\s]*", re.ASCII)


def check_people(package: Package) -> Found:
    """Roles, agencies and four eyes of every task of a person; the agencies of pools."""
    known = kinds_of(package)
    yield from _environment(package)
    for process in package.library.processes.values():
        yield from _agency(process.agency, process.id, 0, known)
        for node in process.nodes.values():
            yield from _role(node)
            yield from _agency(node.work.agency, node.id, node.line, known)
            yield from _four_eyes(process, node)


def kinds_of(package: Package) -> frozenset[str]:
    """Kinds of agencies a package may name: the usual ones and its own."""
    procedure = package.procedure
    own = {kind for branch in procedure.branches.values() for kind in branch.agency_kinds}
    return frozenset({*AGENCY_KINDS, *procedure.agency_kinds, *procedure.receiving_kinds, *own})


def kinds_in(agency: Value | None) -> tuple[str, ...]:
    """The kinds of agency that a reference names, also inside an expression such as ``"kind:tax@" + territory``."""
    return () if agency is None else tuple(dict.fromkeys(_KIND.findall(agency.text)))


def _environment(package: Package) -> Found:
    """Agencies that installations bind: what the diagram names is declared, what is declared is named."""
    declared = package.procedure.environment
    used: set[str] = set()
    for process in package.library.processes.values():
        tasks = [(one.work.agency, one.id, one.line) for one in process.nodes.values()]
        for agency, element, line in [(process.agency, process.id, 0), *tasks]:
            for name in () if agency is None else _BOUND.findall(agency.text):
                used.add(name)
                if name not in declared:
                    place = {"path": PROCESS_FILE, "line": line, "element": element}
                    yield problem("people.environment-undeclared", name=name, **place)  # type: ignore[arg-type]
    for name in sorted(declared - used):
        yield problem("people.environment-unused", path=PROCEDURE_FILE, name=name)


def _role(node: Node) -> Found:
    asked = node.work.role
    if isinstance(asked, Literal) and asked.text not in STEP_ROLES:
        yield _at(node, "reference.role", role=asked.text, known=", ".join(STEP_ROLES))
    if asked is None and node.kind is NodeKind.USER_TASK:
        yield _at(node, "reference.role-missing")
    receives = node.work.clock == "start" and node.kind in PEOPLE
    if receives and isinstance(asked, Literal) and asked.text in STEP_ROLES and asked.text != "reception":
        yield _at(node, "people.reception-role", role=asked.text)


def _agency(agency: Value | None, element: str, line: int, known: frozenset[str]) -> Found:
    if agency is None:
        return
    place = {"path": PROCESS_FILE, "line": line, "element": element}
    for kind in kinds_in(agency):
        if kind not in known:
            yield problem("people.agency-kind", kind=kind, known=", ".join(sorted(known)), **place)  # type: ignore[arg-type]
    text = agency.text.strip()
    if isinstance(agency, Literal) and (not text or (text.startswith(".") and not _RELATIVE.fullmatch(text))):
        yield problem("people.agency-reference", agency=text, **place)  # type: ignore[arg-type]


def _four_eyes(process: Process, node: Node) -> Found:
    other = node.work.different_from
    if other is None or other not in process.nodes:
        return
    if other == node.id:
        yield _at(node, "people.different-from-self")
    elif not _comes_before(process, other, node.id):
        yield _at(node, "people.different-from-later", other=other)


def _comes_before(process: Process, first: str, second: str) -> bool:
    """Whether some way leads from one node to another; seen from the scope that holds both."""
    outer = _chain(process, first)
    inner = _chain(process, second)
    for scope, one in outer.items():
        if scope in inner:
            return _reaches(process, one, inner[scope])
    return False


def _chain(process: Process, node: str) -> dict[str, str]:
    """Scope -> the node directly inside it that holds ``node``, from the innermost outward."""
    found: dict[str, str] = {}
    at: str | None = node
    while at is not None and at in process.nodes:
        scope = process.nodes[at].scope
        found[scope] = at
        at = scope if scope in process.nodes else None
    return found


def _reaches(process: Process, first: str, second: str) -> bool:
    seen: set[str] = set()
    ahead = [first]
    while ahead:
        at = process.nodes[ahead.pop()]
        following = [process.flows[flow].target for flow in at.outgoing]
        following += at.boundary
        following += [one.id for one in process.nodes.values() if at.id in one.boundary and one.boundary]
        if second in following:
            return True
        fresh = [one for one in following if one not in seen]
        seen.update(fresh)
        ahead += fresh
    return False


def _at(node: Node, code: str, **params: object) -> Problem:
    return problem(code, path=PROCESS_FILE, line=node.line, element=node.id, **params)
