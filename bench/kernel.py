"""The kernel: what a step costs in the land transfer's rework loop, beside SpiffWorkflow, and how large states get."""

from collections.abc import Iterator
from pathlib import Path

from bench.kernel_loop import KernelLoop
from bench.land_loop import LIBRARY, LandLoop
from bench.line import Line, averaged, interleaved, line
from bench.spiff_loop import SpiffLoop
from engine.kernel import dump_state
from engine.second import Recording
from process_models.calendars import shipped_calendars
from process_models.package import read_package
from process_models.scenario_steps import ScenarioRun, Surroundings

ROUNDS = 400
SPIFF_ROUNDS = 12
BLOCK = 10
"""Steps of one engine before the other's turn: each runs warm, as it does where it is the only one."""
SHORT, LONG = 10, 5_000
PAST = 20
KILO = 4_096


def measure() -> Iterator[Line]:
    """Cost by history, against SpiffWorkflow, and the largest control state of each package."""
    yield from _history()
    yield from _against_spiff()
    for package in sorted(LIBRARY.iterdir()):
        if (package / "procedure.json").exists():
            yield line(f"kernel.state.{package.name}", _largest_state(package), "B", most=KILO)


def _history() -> Iterator[Line]:
    short, long = LandLoop(SHORT), LandLoop(LONG)
    moves = short.moves_per_round()
    early, late = interleaved(ROUNDS, short.round, long.round)
    yield line("kernel.step.history_10", early / 2 * 1e6, "us")
    yield line("kernel.step.history_5000", late / 2 * 1e6, "us")
    yield line("kernel.moves", moves / early, "1/s")
    yield line("kernel.step.history_ratio", late / early, "x", most=1.2)


def _against_spiff() -> Iterator[Line]:
    ours, theirs = KernelLoop(), SpiffLoop()
    ours.past(PAST)
    theirs.past(PAST)
    kernel, spiff = interleaved(SPIFF_ROUNDS, averaged(ours.step, BLOCK), averaged(theirs.step, BLOCK))
    yield line("kernel.loop.step", kernel * 1e6, "us")
    yield line("spiff.loop.step", spiff * 1e6, "us")
    yield line("kernel.times_spiff", spiff / kernel, "x", least=8)


def _largest_state(path: Path) -> int:
    """Bytes of the largest control state of any part at any step of any scenario."""
    package = read_package(path)
    largest = 0
    for scenario in package.scenarios.values():
        run = ScenarioRun(package, scenario, Surroundings(shipped_calendars(), {}))
        run.session = recording = Recording(package.library, run.session.world)
        run.submit()
        for step in scenario.get("steps", ()):
            run.do(step)
        for part in recording.record.parts.values():
            largest = max(largest, *(len(dump_state(each.step.state)) for each in part.happenings))
    return largest
