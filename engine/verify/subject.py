"""What is to be proven, as plain values: the models, the forms' shapes, and what a run may meet."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Any

from engine.bpmn.model import CompiledExpression, Library
from engine.clock import Calendar

DOSSIER_TYPES: Mapping[str, Mapping[str, Any]] = {
    "code": {"type": "string"},
    "channel": {"type": "string", "enum": ["counter", "online", "post"]},
    "territory": {"type": "string"},
    "receiving_agency": {"type": "string"},
    "applicant": {"type": "object"},
    "components": {"type": "object"},
    "status": {"type": "integer", "minimum": 1, "maximum": 10},
    "submitted_at": {"type": "string", "format": "date-time"},
    "received_at": {"type": "string", "format": "date-time"},
    "facts": {"type": "object"},
}
"""What FEEL sees of the dossier (``dossier.*``) and the JSON Schema of each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldShape:
    """One top-level question of a form.

    ``schema`` has no references left. ``visible`` (all must be true; empty: always asked), ``required_when`` and
    ``computed`` read the answers and ``dossier``. ``example`` is a value that fits, such as one of a scenario.
    """

    name: str
    schema: Mapping[str, Any]
    required: bool = False
    visible: tuple[CompiledExpression, ...] = ()
    required_when: CompiledExpression | None = None
    computed: CompiledExpression | None = None
    example: Any = None


@dataclass(frozen=True, slots=True)
class FormShape:
    """A form as far as the flow of data is concerned."""

    key: str
    fields: tuple[FieldShape, ...] = ()

    def field(self, name: str) -> FieldShape | None:
        """The question of that name."""
        return next((one for one in self.fields if one.name == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """An expression outside the diagram that reads the lead process's data: a fee, a letter, a component's condition.

    ``after``: ids of the nodes that make it read (a letter's issuing tasks); empty: read after submission already
    (``at_submission``) or at the end of the process.
    """

    where: str
    """File of the package, such as ``procedure.json`` or ``letters/receipt.html.j2``."""
    position: str
    """Which one: ``fee``, ``component``, ``letter``, ``visible``, ``default`` …"""
    key: str = ""
    """Key of the fee, component, letter or field."""
    text: str = ""
    names: tuple[str, ...] = ()
    """Paths it reads (``child.full_name``)."""
    process: str = ""
    after: tuple[str, ...] = ()
    at_submission: bool = False
    needed: bool = False
    """Whether null stops something (a fee without an amount); else an empty place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One package (or bare diagram) under proof.

    ``lead`` and ``processes`` say what begins with the submission (default: the library's lead, else all leads);
    ``application`` is the form of the submission, ``forms`` those of the tasks by key. ``facts`` is what the shell
    tells of the dossier beside what the engine knows; ``channels`` those a dossier may come by.
    """

    library: Library
    libraries: Mapping[str, Library] = field(default_factory=dict)
    forms: Mapping[str, FormShape] = field(default_factory=dict)
    application: str | None = None
    processes: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(
        default_factory=lambda: {
            "code": "000.00.00.H00-260105-0001",
            "channel": "counter",
            "territory": "00001",
            "receiving_agency": "H00",
            "applicant": {},
            "components": {},
        }
    )
    channels: tuple[str, ...] = ("counter",)
    calendar: Calendar | None = None
    zone: tzinfo = UTC
    now: datetime = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
    returns: bool = True
    """Officers may send a dossier back to an earlier step (the action ``return``)."""
    lifecycle: bool = True
    """It is an administrative procedure: reception, settlement and return of the result are judged."""
    readers: tuple[Reader, ...] = ()
    accepts: Callable[[str, Mapping[str, Any]], bool] | None = None
    """Whether the form of that key takes these answers (rules between questions included); None: the shapes say all."""


@dataclass(frozen=True, slots=True)
class Budget:
    """How far the exploration may go: different states, and moves tried. Steps only, so that results repeat."""

    states: int = 5_000
    moves: int = 20_000
    answers: int = 48
    """Combinations of answers tried for one task."""
    crossings: int = 1
    """Returns past a message to another part that one run may hold."""
