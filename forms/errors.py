"""What can be wrong with a form's definition and with what was filled in: data first, sentences by language later."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Text = Mapping[str, str]
"""A text by language code, Vietnamese and English."""


class Severity(StrEnum):
    """An error stops; a warning is shown and lets through."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class FormError:
    """One problem of a form definition: the file (``schema`` or ``ui``), a JSON pointer, and what to do."""

    code: str
    file: str
    pointer: str
    message: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        return f"{self.file}#{self.pointer}: {self.message}"


class FormDefinitionError(Exception):
    """The definition cannot be used; ``problems`` holds every error found, and the warnings beside them."""

    def __init__(self, problems: tuple[FormError, ...]) -> None:
        super().__init__("; ".join(str(problem) for problem in problems[:5]))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class FieldError:
    """One problem of an answer: where (a JSON pointer into the data), which, and the numbers a message needs.

    ``raw`` is what the person typed when it could not be read, so that the page shows it again.
    """

    pointer: str
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    severity: Severity = Severity.ERROR
    raw: tuple[str, ...] = ()
    text: Text | None = None
    """The form's own sentence, when it has one for this problem."""
