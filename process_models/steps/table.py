"""A step table as a value: what a province publishes for each procedure, one row a step.

Reading a file gives ``Reading``; every doubtful cell is a problem with its place, never a guess.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum


class Unit(Enum):
    """What a time is counted in; ``DAY`` is a bare "ngày", whose kind the table does not say."""

    MINUTE = "minute"
    HOUR = "hour"
    HALF_DAY = "half_day"
    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"
    DAY = "day"
    MONTH = "month"
    SAME_DAY = "same_day"


class ClockOp(Enum):
    """What completing a step does to the legal clock; ``HOLD`` pauses while the step is open."""

    PAUSE = "pause"
    RESUME = "resume"
    HOLD = "hold"
    SETTLE = "settle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a cell stands: ``sheet`` is the sheet's name or "table 3" of a document, rows and columns count from 1."""

    file: str
    sheet: str = ""
    row: int = 0
    column: int = 0
    heading: str = ""
    """The column's heading as it is written."""


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time: a value in its unit, and the text it was read from."""

    value: Decimal
    unit: Unit
    text: str


@dataclass(frozen=True, slots=True)
class Next:
    """One way on from a step: ``targets`` are step numbers (several run in parallel); none is the end."""

    targets: tuple[str, ...]
    condition: str = ""
    """The label of the outcome ("Không đạt"); empty is the plain way on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One row: who does what in how long, and what follows."""

    number: str
    work: str
    agency: str = ""
    roles: tuple[str, ...] = ()
    """Who does it, as written; several when the cell names several."""
    time: Span | None = None
    forms: tuple[str, ...] = ()
    result: str = ""
    next: tuple[Next, ...] = ()
    """Empty: the next row."""
    clock: ClockOp | None = None
    clock_reason: str = ""
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class IsoHeader:
    """The head of an ISO document; texts as written, empty where it says nothing."""

    code: str = ""
    issue: str = ""
    issued_on: str = ""
    written_by: str = ""
    reviewed_by: str = ""
    approved_by: str = ""
    purpose: str = ""
    scope: str = ""
    references: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    retention: str = ""
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """A paper of a complete dossier as the table lists it."""

    name: str
    originals: int = 0
    copies: int = 0
    optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureTable:
    """One procedure, or one case of it, as its table tells it."""

    code: str
    name: str
    case: str = ""
    """Suffix such as ``01`` with the case's name after a space; empty: the procedure has one case."""
    field: str = ""
    levels: tuple[str, ...] = ()
    """Agency kinds as written: tỉnh, sở, huyện, xã …"""
    settlement: Span | None = None
    committed: Span | None = None
    fee: str = ""
    """As written; an amount when it is one."""
    components: tuple[Component, ...] = ()
    steps: tuple[Step, ...]
    header: IsoHeader | None = None
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class TableProblem:
    """Something doubtful: ``code`` names the sentence (Vietnamese and English), ``values`` fill it in.

    ``severity``: ``error`` (the procedure cannot be made), ``review`` (made, and flagged), ``note``.
    """

    code: str
    severity: str
    place: Place
    procedure: str = ""
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a file gave: its procedures in order, and everything doubtful about them."""

    procedures: tuple[ProcedureTable, ...]
    problems: tuple[TableProblem, ...]
