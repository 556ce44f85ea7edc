"""A whole province brought on: 1,710 made-up procedures generated, checked and deployed, each first and again.

Every step is the command an analyst would type, in a process of its own; memory is the most any of its processes held.
``MOTCUA_BENCH_PROCEDURES`` makes it smaller; seconds are always told per 1,000 procedures.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.line import Line, line
from bench.province import scene

PROCEDURES = int(os.environ.get("MOTCUA_BENCH_PROCEDURES", "1710"))
MOST_MEGABYTES = 500


def measure() -> Iterator[Line]:
    """Seconds per 1,000 procedures of each command, and the memory of the hungriest process."""
    yield line("onboarding.procedures", PROCEDURES, "")
    with tempfile.TemporaryDirectory(prefix="motcua-bench-") as name, scene() as made:
        folder = Path(name)
        around = {
            **os.environ,
            "MOTCUA_DATA": str(folder / "data"),
            "MOTCUA_CHECK_CACHE": str(folder / "cache"),
            "MOTCUA_DATABASE_URL": made.clone("province", "onboarding"),
        }
        packages = str(folder / "packages")
        sample = ["sample-catalogue", "--procedures", str(PROCEDURES), "--out", packages]
        yield _per_thousand("onboarding.generate", around, sample, 60 / 1.71)
        yield _per_thousand("onboarding.check", around, ["check", packages, "--json"], 90)
        yield _per_thousand("onboarding.check_again", around, ["check", packages, "--json"], 5)
        yield _per_thousand("onboarding.deploy", around, ["deploy", packages, "--json"], 15)
        yield _per_thousand("onboarding.deploy_again", around, ["deploy", packages, "--json"], 5)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    yield line("onboarding.memory", peak, "MB", most=MOST_MEGABYTES)


def _per_thousand(name: str, around: dict[str, str], arguments: Sequence[str], most: float) -> Line:
    """Run a command to its end; one that fails ends the bench with what it said."""
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "motcua", *arguments], env=around, capture_output=True, text=True, check=False
    )
    took = time.perf_counter() - began
    if done.returncode:
        raise SystemExit(f"{name}: exit code {done.returncode}: {done.stderr[-2000:]}{done.stdout[-2000:]}")
    return line(name, took * 1000 / PROCEDURES, "s/1000", most=most)
