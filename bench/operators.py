"""Mistakes of analysts at every place of every shipped package: how many the check finds without running scenarios."""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor

from bench.line import Line, line
from tests.process_models.library.packages import CODES
from tests.process_models.mutations.run import Fate, fates

GOAL = 95.0
"""Percent."""


def measure() -> Iterator[Line]:
    """Mutants, those found, those that cannot be published."""
    with ProcessPoolExecutor() as pool:
        everything = [fate for found in pool.map(_of, CODES) for fate in found]
    count = len(everything)
    found = 100 * sum(fate.killed for fate in everything) / count
    yield line("operators.mutants", count, "")
    yield line("operators.refused", 100 * sum(fate.refused for fate in everything) / count, "%")
    yield line("operators.found", found, "%", least=GOAL)


def _of(code: str) -> list[Fate]:
    return list(fates(code))
