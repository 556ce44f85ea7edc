"""Mistakes of analysts at every place of every shipped package: how many the check finds without running scenarios."""

from collections.abc import Iterator

from bench.line import Line, line
from tests.process_models.library.packages import CODES
from tests.process_models.mutations.run import fates

GOAL = 95.0
"""Percent."""


def measure() -> Iterator[Line]:
    """Mutants, those found, those that cannot be published."""
    everything = [fate for code in CODES for fate in fates(code)]
    count = len(everything)
    found = 100 * sum(fate.killed for fate in everything) / count
    yield line("operators.mutants", count, "")
    yield line("operators.refused", 100 * sum(fate.refused for fate in everything) / count, "%")
    yield line("operators.found", found, "%", least=GOAL)
