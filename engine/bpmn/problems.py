"""What is wrong with a model: typed values that name element and line and can say so in Vietnamese and English."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from engine.bpmn.messages import MESSAGES


class Severity(StrEnum):
    """An ``error`` stops publishing and execution; a ``warning`` asks for a look; an ``info`` explains."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding. ``params`` fill the sentence of ``code`` in :data:`engine.bpmn.messages.MESSAGES`.

    ``element`` is the id of the element (or of its nearest ancestor that has one), ``line`` counts from 1 (0: unknown).
    """

    code: str
    severity: Severity
    element: str | None
    line: int
    path: str = ""
    params: tuple[tuple[str, str], ...] = ()

    def text(self, lang: str = "en") -> str:
        """The sentence for people, in ``vi`` or ``en``."""
        english, vietnamese = MESSAGES[self.code][1:]
        return (vietnamese if lang == "vi" else english).format(**dict(self.params))

    @property
    def message(self) -> dict[str, str]:
        """The sentence in both languages."""
        return {"vi": self.text("vi"), "en": self.text("en")}

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.path else f"line {self.line}"
        return f"{place}: {self.severity} {self.code}: {self.text()}"


def severity_of(code: str) -> Severity:
    """The usual severity of a code."""
    return Severity(MESSAGES[code][0])


def has_errors(problems: Iterable[Problem]) -> bool:
    """Whether anything stops publishing."""
    return any(problem.severity is Severity.ERROR for problem in problems)


class BpmnError(Exception):
    """The document cannot be read at all; ``problems`` says why."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(str(problem) for problem in problems))
        self.problems = problems
