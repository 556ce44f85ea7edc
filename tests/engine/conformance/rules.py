"""Pairs of models: one breaks a sentence of the specification, its neighbour is as near as possible and keeps it."""

from dataclasses import dataclass

from engine.bpmn import Severity, check, read
from engine.bpmn.problems import BpmnError


@dataclass(frozen=True, slots=True)
class Rule:
    """``broken`` must be refused with an error, ``kept`` must have none."""

    sentence: str
    section: str
    broken: bytes
    kept: bytes


def errors(xml: bytes) -> list[str]:
    """The codes of the errors that ``check`` finds."""
    try:
        found = check(read(xml, "m.bpmn"), {})
    except BpmnError as refused:
        found = refused.problems
    return [str(problem) for problem in found if problem.severity is Severity.ERROR]
