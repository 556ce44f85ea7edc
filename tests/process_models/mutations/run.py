"""Which mutants of a shipped package the check finds, without running a scenario."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from process_models.check import examine
from process_models.files import read_folder
from process_models.package import read_package
from process_models.problems import PackageError, Problem, Severity
from tests.process_models.library.packages import CODES, LIBRARY
from tests.process_models.mutations.operators import OPERATORS, Files, Mutant, mutants

Finding = tuple[str, str | None, str]


@dataclass(frozen=True)
class Fate:
    """A mutant and what is said about it that is not said about the package."""

    code: str
    operator: str
    site: str
    found: tuple[Finding, ...]

    @property
    def killed(self) -> bool:
        """An error or a warning tells it."""
        return bool(self.found)

    @property
    def refused(self) -> bool:
        """It cannot be published."""
        return any(severity == "error" for _, _, severity in self.found)


@cache
def files_of(code: str) -> Files:
    return read_folder(LIBRARY / code)


def problems(files: Files) -> set[Finding]:
    """Errors and warnings by code, element and severity."""
    try:
        told: Iterable[Problem] = examine(read_package(files), scenarios=False).problems
    except PackageError as error:
        told = error.problems
    return {(each.code, each.element, str(each.severity)) for each in told if each.severity is not Severity.INFO}


def fates(code: str, share: int = 1) -> Iterator[Fate]:
    """The fate of each mutant of a package; with a share, one mutant of each ``share``-th operator.

    Packages begin with different operators, so that together they try each one.
    """
    before = problems(files_of(code))
    for mutant in sampled(list(mutants(files_of(code))), share, CODES.index(code)):
        yield Fate(code, mutant.operator, mutant.site, tuple(sorted(problems(mutant.files) - before, key=str)))


def sampled(all_of_them: list[Mutant], share: int, first: int) -> list[Mutant]:
    """The middle mutant of every ``share``-th operator, beginning with the ``first``; all of them with a share of 1."""
    if share == 1:
        return all_of_them
    chosen = []
    for operator in list(OPERATORS)[first % share :: share]:
        own = [each for each in all_of_them if each.operator == operator]
        chosen += own[len(own) // 2 : len(own) // 2 + 1]
    return chosen


def score(found: Iterable[Fate]) -> str:
    """A table of operators with mutants, killed and refused."""
    count, killed, refused = Counter[str](), Counter[str](), Counter[str]()
    for fate in found:
        for name in (fate.operator, "all"):
            count[name] += 1
            killed[name] += fate.killed
            refused[name] += fate.refused
    return "\n".join(
        f"{name:28} {count[name]:5} mutants {killed[name]:5} found {refused[name]:5} refused"
        for name in (*OPERATORS, "all")
        if count[name]
    )


if __name__ == "__main__":
    everything = [fate for code in CODES for fate in fates(code)]
    living = [f"not found: {fate.code} | {fate.operator} | {fate.site}" for fate in everything if not fate.killed]
    sys.stdout.write("\n".join([score(everything), *living, ""]))
