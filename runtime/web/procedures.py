"""A procedure as the portal tells it: its steps in order, who does them and how long they take."""

from dataclasses import dataclass

from engine.bpmn.model import Literal, Node, NodeKind
from engine.clock import ClockError, parse_term
from process_models.package import Package
from runtime.web.i18n import language, show_term
from runtime.web.words import role_name


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step people do."""

    element: str
    label: str
    role_key: str
    role: str
    time: str
    agency: str


_LAST = ("cashier", "return")
"""Roles whose steps come after all others, wherever the model draws them."""


def steps(package: Package) -> list[StepRow]:
    """The user tasks of every pool in the order of the model, the lead pool first; fees and returns last."""
    processes = sorted(package.library.processes.values(), key=lambda one: one.id != package.procedure.lead)
    many = len(processes) > 1
    rows = [
        StepRow(
            node.id,
            package.label(node.id, language()),
            _role(node),
            role_name(_role(node)),
            _time(node),
            package.label(process.id, language()) if many else "",
        )
        for process in processes
        for node in process.nodes.values()
        if node.kind is NodeKind.USER_TASK
    ]
    return sorted(rows, key=lambda row: _LAST.index(row.role_key) if row.role_key in _LAST else -1)


def _role(node: Node) -> str:
    role = node.work.role
    return str(role.value) if isinstance(role, Literal) else ""


def _time(node: Node) -> str:
    if not node.work.time:
        return ""
    try:
        return show_term(parse_term(node.work.time))
    except ClockError:
        return node.work.time
