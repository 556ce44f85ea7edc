"""What the proof finds: typed values with a code, the place and, where there is one, the run that shows it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from engine.dossier.commands import Command


class Severity(StrEnum):
    """An error forbids publication; a warning needs a look; a note only tells."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class MoveKind(StrEnum):
    """What a person, a service, the clock or the outside world did in one step of a run."""

    SUBMIT = "submit"
    TASK = "task"
    SERVICE = "service"
    FAIL = "fail"
    TIMER = "timer"
    MESSAGE = "message"
    SIGNAL = "signal"
    RETURN = "return"
    ACTIVATE = "activate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One step of a real run: doing ``command`` to the case at ``at`` repeats it.

    ``answers`` is what a form, service or message gave; ``to`` the step a return leads to; ``error`` the code a
    service failed with. ``entered`` are the flow nodes the step entered, in order.
    """

    kind: MoveKind
    element: str
    process: str
    at: datetime
    command: Command
    name: str = ""
    part: int = 0
    branch: str = ""
    item: int = 0
    """Which of several open tasks of the same element in the branch, from 1; 0 when there is one."""
    outcome: str | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    error: str | None = None
    to: str | None = None
    entered: tuple[str, ...] = ()


Path = tuple[Move, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong or could not be proven.

    ``element`` is the BPMN id (flow, node or process) or ``""``; ``path`` the shortest run found that shows it, from
    the submission on (empty where no run is needed); ``data`` what the sentence needs, by name (JSON values).
    """

    code: str
    severity: Severity
    process: str = ""
    element: str = ""
    line: int = 0
    path: Path = ()
    data: Mapping[str, Any] = field(default_factory=dict)


CODES: Mapping[str, Severity] = {
    # soundness
    "proof.deadlock": Severity.ERROR,
    "proof.left-behind": Severity.ERROR,
    "proof.livelock": Severity.ERROR,
    "proof.dead-element": Severity.ERROR,
    "proof.dead-flow": Severity.ERROR,
    "proof.not-joined": Severity.ERROR,
    "proof.unbounded": Severity.ERROR,
    "proof.piling-up": Severity.WARNING,
    "proof.incident": Severity.ERROR,
    "proof.trouble": Severity.ERROR,
    "proof.endless-step": Severity.ERROR,
    # the legal clock
    "proof.pause-at-settlement": Severity.ERROR,
    "proof.resume-without-pause": Severity.WARNING,
    "proof.never-received": Severity.ERROR,
    "proof.settled-before-reception": Severity.ERROR,
    "proof.ended-unsettled": Severity.ERROR,
    "proof.settled-twice": Severity.ERROR,
    "proof.returned-before-settlement": Severity.ERROR,
    "proof.never-returned": Severity.ERROR,
    "proof.ended-unreturned": Severity.NOTE,
    # limits
    "proof.unexplored": Severity.WARNING,
    "proof.too-large": Severity.WARNING,
    # data flow
    "data.never-written": Severity.ERROR,
    "data.written-later": Severity.ERROR,
    "data.may-be-missing": Severity.ERROR,
    "data.may-be-empty": Severity.WARNING,
    "data.not-handed": Severity.ERROR,
    "data.outcome-without-effect": Severity.WARNING,
    "data.written-twice": Severity.WARNING,
    "data.unknown-fact": Severity.ERROR,
    "data.unknown-function": Severity.ERROR,
    "data.unknown-member": Severity.ERROR,
    "data.type": Severity.ERROR,
    "data.unknown-option": Severity.ERROR,
    "data.constant-condition": Severity.ERROR,
}
"""Every code with the severity it usually has; ``docs/verification.md`` explains each."""


def finding(code: str, **fields: Any) -> Finding:
    """A finding with the usual severity of its code."""
    return Finding(code=code, severity=fields.pop("severity", CODES[code]), **fields)
