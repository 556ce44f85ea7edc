"""The whole-day events of an iCalendar file (RFC 5545): day, summary, and whether it is a working day.

Read are VEVENT with DTSTART, DTEND (or DURATION in days) and SUMMARY; an event with the category WORK or a summary
that speaks of working in exchange is a make-up working day. What repeats or has a time of day is refused, not guessed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from process_models.steps.text import fold
from runtime.services.importing.table import Problem

_DAY: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_DURATION: Final = re.compile(r"P(?:(\d+)W)?(?:(\d+)D)?")
_WORKED: Final = ("lam bu", "lam viec bu", "working day", "make-up", "make up", "hoan doi lam")
LONGEST: Final = 60
"""Days of one event."""


@dataclass(frozen=True, slots=True)
class Announced:
    """One announced day."""

    day: date
    summary: str
    works: bool
    line: int


@dataclass(slots=True)
class _Event:
    line: int
    told: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Property -> (parameters, value)."""

    def value(self, name: str) -> str:
        return self.told.get(name, ("", ""))[1]


def announced(content: bytes) -> tuple[list[Announced], list[Problem]]:
    """The days of a file and what could not be read."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return [], [Problem("import.encoding")]
    events = list(_events(text))
    if "BEGIN:VCALENDAR" not in text.upper() or not events:
        return [], [Problem("import.ical", params={"detail": "BEGIN:VCALENDAR … BEGIN:VEVENT"})]
    days: list[Announced] = []
    problems: list[Problem] = []
    for event in events:
        found = _days(event)
        if isinstance(found, Problem):
            problems.append(found)
        else:
            days += found
    return days, problems


def _events(text: str) -> Iterator[_Event]:
    event: _Event | None = None
    for number, line in _unfolded(text):
        head, _, value = line.partition(":")
        name, _, parameters = head.partition(";")
        match (name.strip().upper(), value.strip().upper()):
            case ("BEGIN", "VEVENT"):
                event = _Event(number)
            case ("END", "VEVENT") if event is not None:
                yield event
                event = None
            case (key, _) if event is not None:
                event.told.setdefault(key, (parameters, value.strip()))


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Lines with their continuations (RFC 5545 §3.1) joined."""
    held: tuple[int, str] | None = None
    for number, line in enumerate(text.splitlines(), 1):
        if line[:1] in (" ", "\t") and held is not None:
            held = (held[0], held[1] + line[1:])
            continue
        if held is not None:
            yield held
        held = (number, line)
    if held is not None:
        yield held


def _days(event: _Event) -> list[Announced] | Problem:
    summary = re.sub(r"\\([,;\\])", r"\1", event.value("SUMMARY")).replace("\\n", " ").strip()
    if "RRULE" in event.told or "RDATE" in event.told:
        return Problem("import.ical-repeat", event.line, "RRULE", {"summary": summary})
    first, last = _day(event.value("DTSTART")), _day(event.value("DTEND"))
    if first is None or (event.value("DTEND") and last is None):
        return Problem("import.ical-time", event.line, "DTSTART", {"summary": summary})
    count = (last - first).days if last is not None else _length(event.value("DURATION"))
    if not 1 <= count <= LONGEST:
        return Problem("import.day-order", event.line, "DTEND", {"summary": summary})
    categories = event.value("CATEGORIES").upper().split(",")
    works = "WORK" in categories or any(word in fold(summary) for word in _WORKED)
    return [Announced(first + timedelta(days=n), summary, works, event.line) for n in range(count)]


def _day(text: str) -> date | None:
    match = _DAY.fullmatch(text)
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None


def _length(text: str) -> int:
    match = _DURATION.fullmatch(text)
    if not text or match is None:
        return 1
    return int(match[1] or 0) * 7 + int(match[2] or 0)
