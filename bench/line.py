"""One measurement as it is printed, and how times are compared: interleaved, by their medians.

The work measured here computes only, so its time is the thread's own processor time: what else runs on the machine
does not count.
"""

import gc
import statistics
import time
from collections.abc import Callable
from typing import Any

Line = dict[str, Any]


def line(bench: str, value: float, unit: str, **goals: float) -> Line:
    """A measurement; ``most`` or ``least`` is the goal it must keep. Three significant digits are enough."""
    found: Line = {"bench": bench, "value": float(f"{value:.3g}") if abs(value) < 1000 else round(value), "unit": unit}
    if "most" in goals:
        return found | {"goal": f"<= {goals['most']:g}", "ok": value <= goals["most"]}
    if "least" in goals:
        return found | {"goal": f">= {goals['least']:g}", "ok": value >= goals["least"]}
    return found


def interleaved(rounds: int, *works: Callable[[], float]) -> list[float]:
    """Medians of what each work measures itself (seconds), taken in turns: what disturbs one disturbs all."""
    times: list[list[float]] = [[] for _ in works]
    gc.collect()
    gc.disable()
    try:
        for _ in range(rounds):
            for kept, work in zip(times, works, strict=True):
                kept.append(work())
    finally:
        gc.enable()
    return [statistics.median(each) for each in times]


def timed(work: Callable[[], object]) -> Callable[[], float]:
    """The work as one that measures its own seconds."""

    def measured() -> float:
        begun = time.thread_time()
        work()
        return time.thread_time() - begun

    return measured


def averaged(work: Callable[[], float], times: int) -> Callable[[], float]:
    """The mean of several goes in a row, so that short and long work are disturbed alike."""
    return lambda: sum(work() for _ in range(times)) / times
