"""The mutation score: of 300 small faults in the kernel and FEEL, how many do the tests notice?

A fixed seeded sample, so that runs of one commit agree. Each mutant meets first its package's own tests, then, when it
lives, the conformance cases and the scenarios. Takes many minutes; ``python -m bench.mutation 40`` tries the first 40.
Mutants that live are told on standard error.
"""

import json
import random
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from bench.line import Line, line
from bench.mutants import Mutant, mutants

ROOT: Final = Path(__file__).parents[1]
SAMPLE: Final = 300
SEED: Final = 20260302
WORKERS: Final = 2
WALL_SECONDS: Final = 300
GOAL: Final = 80
PACKAGES: Final = {
    "kernel": (
        ("tests/engine/kernel",),
        ("tests/engine/play", "tests/engine/dossier", "tests/designer_api/test_second.py"),
    ),
    "feel": (("tests/engine/feel",), ("tests/engine/dmn",)),
}
"""Package of the engine -> its own tests, and the wider ones for what they let live."""


def measure() -> Iterator[Line]:
    """The score of each package and of the whole sample, in per cent."""
    yield from scored(sample())


def sample() -> list[Mutant]:
    """The mutants, in an order that any beginning of it is a fair sample too."""
    everything = [
        mutant
        for package in PACKAGES
        for path in sorted((ROOT / "engine" / package).glob("*.py"))
        for mutant in mutants(path, f"engine.{package}.{path.stem}", path.relative_to(ROOT).as_posix())
        if path.stem != "__init__"
    ]
    return random.Random(SEED).sample(everything, SAMPLE)


def scored(chosen: Sequence[Mutant]) -> Iterator[Line]:
    """Test the mutants and tell what share was noticed."""
    for package, stages in PACKAGES.items():
        if any(_noticed(Mutant("-", "-", 0, 0, 0, ""), tests) for tests in stages):
            raise SystemExit(f"bench: the tests of {package} fail without any mutant")
    with ThreadPoolExecutor(WORKERS) as pool:
        noticed = []
        for mutant, seen in zip(chosen, pool.map(killed, chosen), strict=True):
            noticed.append(seen)
            if not seen:
                print(f"lives: {mutant}", file=sys.stderr, flush=True)
    for package in PACKAGES:
        told = [
            seen for mutant, seen in zip(chosen, noticed, strict=True) if mutant.module.startswith(f"engine.{package}.")
        ]
        yield line(f"mutation.{package}", 100 * sum(told) / max(1, len(told)), "%")
    yield line("mutation.mutants", len(chosen), "")
    yield line("mutation.score", 100 * sum(noticed) / max(1, len(noticed)), "%", least=GOAL)


def killed(mutant: Mutant) -> bool:
    """Whether any test notices the mutant; one that runs for ever is noticed too."""
    return any(_noticed(mutant, tests) for tests in PACKAGES[mutant.module.split(".")[1]])


def _noticed(mutant: Mutant, tests: Sequence[str]) -> bool:
    there = [test for test in tests if (ROOT / test).exists()]
    command = [sys.executable, "-m", "bench.mutant_run", mutant.module, str(mutant.node), str(mutant.change), *there]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=WALL_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return True
    return done.returncode != 0


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else SAMPLE
    for told in scored(sample()[:count]):
        print(json.dumps(told))
