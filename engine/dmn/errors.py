"""What can be wrong with a DMN file: what makes it unreadable raises, the rest is a list of problems."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


class DmnError(ValueError):
    """The file cannot be read as a DMN model. `line` counts from 1; `element` is an id or tag where known."""

    def __init__(self, message: str, line: int | None = None, element: str | None = None) -> None:
        where = "".join((f", line {line}" if line else "", f", element {element}" if element else ""))
        super().__init__(message + where)
        self.message = message
        self.line = line
        self.element = element


@dataclass(frozen=True, slots=True)
class DmnProblem:
    """Something a modeller should correct, found while reading. With an error the element evaluates to null."""

    code: str
    element: str
    line: int | None
    message: str
    severity: Severity
