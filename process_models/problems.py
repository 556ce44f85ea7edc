"""What is wrong with a package, in the same shape as the problems of a diagram, with sentences of its own."""

from collections.abc import Iterable
from dataclasses import dataclass

from engine.bpmn.problems import Problem, Severity, has_errors
from process_models.messages import MESSAGES

__all__ = ["PackageError", "PackageProblem", "Problem", "Severity", "has_errors", "problem"]


@dataclass(frozen=True, slots=True)
class PackageProblem(Problem):
    """A problem whose sentence stands in :data:`process_models.messages.MESSAGES`."""

    def text(self, lang: str = "en") -> str:
        """The sentence for people, in ``vi`` or ``en``."""
        template = MESSAGES[self.code][2 if lang == "vi" else 1]
        known = {"path": self.path, "line": str(self.line), "element": self.element or ""}
        return template.format(**known | dict(self.params))

    def __str__(self) -> str:
        return Problem.__str__(self)


def problem(
    code: str, *, path: str = "", line: int = 0, element: str | None = None, **params: object
) -> PackageProblem:
    """A problem of the table; ``params`` fill its sentence."""
    severity = Severity(MESSAGES[code][0])
    filled = tuple((name, str(value)) for name, value in params.items())
    return PackageProblem(code, severity, element, line, path, filled)


class PackageError(Exception):
    """What was given is no package that could be worked with; ``problems`` says why."""

    def __init__(self, *problems: Problem, more: Iterable[Problem] = ()) -> None:
        self.problems = (*problems, *more)
        super().__init__("; ".join(str(found) for found in self.problems))
