"""Problems whose sentences are ready in both languages: those of the proof, and those that were kept or sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.bpmn.problems import Problem, Severity
from engine.verify import Finding, path_text, remedy, sentence
from engine.verify import Severity as Proven
from process_models.package import PROCESS_FILE, Package

_SEVERITIES: Mapping[Proven, Severity] = {
    Proven.ERROR: Severity.ERROR,
    Proven.WARNING: Severity.WARNING,
    Proven.NOTE: Severity.INFO,
}
LONGEST_WAY = 40
"""Steps of a counter-example that a sentence tells; the whole of it stands in the finding."""


@dataclass(frozen=True, slots=True)
class ToldProblem(Problem):
    """``params`` are the sentences by language."""

    def text(self, lang: str = "en") -> str:
        """The sentence for people, in ``vi`` or ``en``."""
        told = dict(self.params)
        return told.get(lang, told["en"])

    def __str__(self) -> str:
        return Problem.__str__(self)


def told(found: Problem) -> ToldProblem:
    """The same problem with its sentences made."""
    sentences = tuple((lang, found.text(lang)) for lang in ("en", "vi"))
    return ToldProblem(found.code, found.severity, found.element, found.line, found.path, sentences)


def of_finding(package: Package, finding: Finding) -> ToldProblem:
    """A finding of the proof as a problem of the package: what is wrong, the way there, what to do."""
    element = finding.element or finding.process or None
    path = str(finding.data.get("where") or PROCESS_FILE)
    sentences = tuple((lang, _sentence(package, finding, lang)) for lang in ("en", "vi"))
    return ToldProblem(finding.code, _SEVERITIES[finding.severity], element, finding.line, path, sentences)


def _sentence(package: Package, finding: Finding, lang: str) -> str:
    def label(element: str) -> str:
        return package.label(element, lang) or element

    parts = [sentence(finding, lang, label)]
    if finding.path:
        way = path_text(finding.path[:LONGEST_WAY], lang, label)
        parts.append(f"{'Đường đi' if lang == 'vi' else 'Way there'}: {way}.")
    parts.append(remedy(finding, lang, label))
    return " ".join(part for part in parts if part)


def to_json(found: Problem) -> dict[str, Any]:
    """A problem as data, with its sentences."""
    return {
        "code": found.code,
        "severity": str(found.severity),
        "element": found.element,
        "line": found.line,
        "path": found.path,
        "text": {lang: found.text(lang) for lang in ("en", "vi")},
    }


def from_json(data: Mapping[str, Any]) -> ToldProblem:
    """The problem that ``to_json`` wrote. Raises KeyError, ValueError for anything else."""
    sentences = tuple((lang, str(data["text"][lang])) for lang in ("en", "vi"))
    severity = Severity(data["severity"])
    return ToldProblem(str(data["code"]), severity, data["element"], int(data["line"]), str(data["path"]), sentences)
