"""A model, what is told to it from outside, and what the specification demands of its run."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from designer_api.playing import FIRST_INSTANT
from engine.bpmn import compile_library, read
from engine.play import PlayResult, play


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What a play must come to.

    ``trace`` lists completed nodes in order; ``~A`` was cancelled. ``waits`` are nodes entered and still open.
    ``data`` must be part of the final data; None there means null or absent.
    """

    name: str
    section: str
    xml: bytes
    trace: str
    given: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    waits: str = ""
    ended: bool | None = None
    """None: ended exactly when nothing waits and there is no incident."""
    incidents: tuple[str, ...] = ()
    process: str | None = None
    now: datetime = FIRST_INSTANT
    took: str | None = None
    """Virtual seconds from the start to the last event, when it matters."""


def told(run: Run, xml: bytes | None = None) -> dict[str, Any]:
    """What the play came to, in the words of the expectation."""
    library, problems = compile_library(read(xml or run.xml, "m.bpmn"), strict=False)
    assert library.processes, [str(problem) for problem in problems]
    assert not library.left_out, [str(problem) for problem in problems]
    result = play(library, run.answers, run.now, run.given, process=run.process)
    return {
        "trace": " ".join(
            f"{'~' if visit.event == 'cancelled' else ''}{visit.element}"
            for visit in result.trace
            if visit.event != "entered"
        ),
        "waits": " ".join(sorted(still_open(result).elements())),
        "ended": result.ended,
        "incidents": tuple(sorted({incident.code for incident in result.incidents})),
        "data": {name: result.data.get(name) for name in run.data},
        "took": None if run.took is None else str(round((result.trace[-1].at - run.now).total_seconds())),
    }


def demanded(run: Run) -> dict[str, Any]:
    """What must be told."""
    ended = (not run.waits and not run.incidents) if run.ended is None else run.ended
    return {
        "trace": " ".join(run.trace.split()),
        "waits": " ".join(sorted(run.waits.split())),
        "ended": ended,
        "incidents": tuple(sorted(run.incidents)),
        "data": run.data,
        "took": run.took,
    }


def still_open(result: PlayResult) -> Counter[str]:
    """Nodes entered more often than completed or cancelled."""
    count: Counter[str] = Counter()
    for visit in result.trace:
        count[visit.element] += 1 if visit.event == "entered" else -1
    assert all(number >= 0 for number in count.values()), f"left without having been entered: {count}"
    return +count
