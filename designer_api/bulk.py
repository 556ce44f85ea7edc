"""Check thousands of packages in several processes: results in order, each kept, progress told, memory bounded."""

import gc
import json
import multiprocessing
import os
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any, Final

from engine.bpmn.model import Library
from process_models.check import Surroundings
from process_models.files import Files
from process_models.package import PROCEDURE_FILE, load_files, read_package
from process_models.problems import PackageError
from process_models.verdicts import Verdict, Verdicts, checker_version, judge

Result = dict[str, Any]
AHEAD: Final = 16
"""Targets handed out for each process before their results are taken: bounds what waits in memory."""
PULSE: Final = 2.0
"""Seconds between two lines of progress."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulk:
    """How to check many: ``jobs`` processes, ``verdicts`` kept (None: not), ``say`` told of progress."""

    jobs: int = 1
    around: Surroundings = field(default_factory=Surroundings)
    verdicts: Verdicts | None = None
    say: Callable[[str], None] | None = None


def cores() -> int:
    """Cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def verdict_of(path: Path, around: Surroundings, verdicts: Verdicts | None = None) -> Verdict:
    """The verdict on a package's folder or zip; packages it uses are looked for beside it. Raises PackageError."""
    files = load_files(path)
    libraries = {**_beside(path, files), **around.libraries}
    return judge(files, replace(around, libraries=libraries), verdicts)


def _beside(path: Path, files: Files) -> dict[str, Library]:
    """The libraries of used packages that stand beside a package under their codes; unreadable ones left out."""
    data = files.get(PROCEDURE_FILE, b"")
    if b'"uses"' not in data:
        return {}
    found = {}
    for code in _used(data):
        for place in (path.parent / code, path.parent / f"{code}.zip"):
            if place.exists() and place != path:
                try:
                    found[code] = read_package(place).library
                except PackageError:
                    continue  # it is reported when it is checked itself
                break
    return found


def _used(data: bytes) -> list[str]:
    try:
        uses = json.loads(data).get("uses", [])
        codes = [use["code"] for use in uses]
    except (ValueError, KeyError, TypeError, AttributeError):
        return []  # told when the package is read
    return [code for code in codes if isinstance(code, str) and "/" not in code and not code.startswith(".")]


def run(targets: Sequence[Path], check: Callable[[Path], Result], bulk: Bulk) -> Iterator[Result]:
    """``check`` of each target, in their order."""
    jobs = min(bulk.jobs, len(targets))
    results = map(check, targets) if jobs <= 1 else _spread(targets, check, jobs)
    yield from _watched(results, len(targets), bulk.say)


def _spread(targets: Sequence[Path], check: Callable[[Path], Result], jobs: int) -> Iterator[Result]:
    checker_version()  # once, before the processes begin
    gc.collect()
    gc.freeze()
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=_begin, initargs=(check,)) as pool:
        left = iter(targets)
        waiting = deque(pool.submit(_check, each) for each in islice(left, jobs * AHEAD))
        while waiting:
            yield waiting.popleft().result()
            waiting.extend(pool.submit(_check, each) for each in islice(left, 1))


_CHECKS: list[Callable[[Path], Result]] = []
"""What a forked process does: calendars and models need not be copied to it."""


def _begin(check: Callable[[Path], Result]) -> None:
    _CHECKS[:] = [check]


def _check(target: Path) -> Result:
    return _CHECKS[0](target)


def _watched(results: Iterator[Result], total: int, say: Callable[[str], None] | None) -> Iterator[Result]:
    told = time.monotonic()
    wrong = 0
    for done, result in enumerate(results, start=1):
        wrong += not result["ok"]
        if say is not None and time.monotonic() - told >= PULSE:
            told = time.monotonic()
            say(f"checked {done} of {total}, {wrong} with errors")
        yield result
