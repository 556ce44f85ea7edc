"""Named points before and after every commit and send, where tests let the process die.

Without ``MOTCUA_FAULTS`` in the environment a point is a comparison and nothing else. With it, the value says what
happens, several things separated by commas: ``kill:<point>[:<nth>]`` ends the process at once as ``kill -9`` would, at
the nth time (default the first) the point is reached; ``note:<file>`` appends the name of every point to a file.
"""

import os
import signal
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

VARIABLE = "MOTCUA_FAULTS"


@dataclass(slots=True)
class _Plan:
    kills: dict[str, int] = field(default_factory=dict)
    notes: Path | None = None
    reached: Counter[str] = field(default_factory=Counter)


def _read(text: str) -> _Plan | None:
    if not text:
        return None
    plan = _Plan()
    for item in filter(None, text.split(",")):
        action, _, rest = item.partition(":")
        match action:
            case "kill" if rest:
                name, nth = _nth(rest)
                plan.kills[name] = nth
            case "note" if rest:
                plan.notes = Path(rest)
            case _:
                raise ValueError(f"{VARIABLE}: {item!r} is neither kill:<point>[:<nth>] nor note:<file>")
    return plan


def _nth(text: str) -> tuple[str, int]:
    """A point's name, which has a colon of its own (``before-commit:take``), and the number after it, else 1."""
    name, _, last = text.rpartition(":")
    return (name, int(last)) if name and last.isdigit() else (text, 1)


_plan = _read(os.environ.get(VARIABLE, ""))


def plan(text: str) -> None:
    """Do from now on what ``text`` says, as ``MOTCUA_FAULTS`` would have from the beginning."""
    global _plan  # noqa: PLW0603 - one plan for the process, like the environment it stands for
    _plan = _read(text)


def point(name: str) -> None:
    """Say that ``name`` was reached, such as ``before-commit:complete``."""
    if _plan is None:
        return
    _plan.reached[name] += 1
    if _plan.notes is not None:
        with _plan.notes.open("a", encoding="utf-8") as notes:
            notes.write(name + "\n")
    if _plan.kills.get(name) == _plan.reached[name]:
        os.kill(os.getpid(), signal.SIGKILL)
