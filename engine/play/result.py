"""What a play came to, and its JSON form."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from engine.feel import feel_string
from engine.play.session import PlayNote, Visit

STOPPED_EXIT = 3
INCIDENT_EXIT = 1


@dataclass(frozen=True, slots=True)
class PlayIncident:
    """An incident that is open at the end."""

    element: str
    code: str
    message: str
    process: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayResult:
    """``ended``: every started process ended; else it waits quietly, has incidents, or was ``stopped``.

    ``data`` is the single process's root data, or an object by process id when several ran. ``stopped`` is
    ``steps`` or ``time`` when a limit was reached.
    """

    trace: tuple[Visit, ...]
    data: Mapping[str, Any]
    ended: bool
    incidents: tuple[PlayIncident, ...]
    stopped: str | None
    now: datetime
    waiting: tuple[str, ...] = ()
    """Elements whose task or call was never answered."""
    steps: int = 0
    notes: tuple[PlayNote, ...] = ()
    """In the order they came; each once."""

    @property
    def exit_code(self) -> int:
        """3 stopped by a limit, 1 with incidents, 0 ended or quietly waiting."""
        if self.stopped is not None:
            return STOPPED_EXIT
        return INCIDENT_EXIT if self.incidents else 0

    def to_json(self) -> dict[str, Any]:
        """The object that ``motcua play --json`` prints."""
        return {
            "trace": [
                {
                    "element": visit.element,
                    "event": visit.event,
                    "at": visit.at.isoformat(),
                    "process": visit.process,
                    "index": visit.index,
                }
                for visit in self.trace
            ],
            "data": plain(self.data),
            "ended": self.ended,
            "incidents": [
                {"element": each.element, "code": each.code, "message": each.message, "process": each.process}
                for each in self.incidents
            ],
            "stopped": self.stopped,
        }


def plain(value: Any) -> Any:
    """A FEEL value as ordinary JSON: whole numbers as integers, temporal values as ISO 8601 text."""
    match value:
        case None | bool() | int() | str() | float():
            return value
        case Decimal():
            return int(value) if value == value.to_integral_value() and value.adjusted() < 34 else float(value)
        case Mapping():
            return {str(key): plain(each) for key, each in value.items()}
        case list() | tuple():
            return [plain(each) for each in value]
        case _:
            return feel_string(value)
