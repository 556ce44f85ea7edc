"""Importing days off and working days in exchange into a calendar, from a table or an iCalendar file."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from runtime.services.importing.cells import Cells, Found, each, once
from runtime.services.importing.ical import announced
from runtime.services.importing.table import Column, Problem, read_table

KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "off": ("nghỉ", "ngày nghỉ", "day off", "holiday"),
    "work": ("làm bù", "làm việc", "ngày làm việc", "working day"),
    "hours": ("làm một phần", "giờ khác", "nghỉ nửa ngày", "short day"),
}
_SPAN: Final = re.compile(r"(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})")
COLUMNS: Final = (
    Column("date", "Ngày", "Date", required=True, example="02/01/2026"),
    Column(
        "kind",
        "Loại ngày",
        "Kind",
        required=True,
        about=("off, work (in exchange) or hours (other hours).", "Nghỉ, làm bù, hoặc giờ khác."),
        example="Nghỉ",
    ),
    Column(
        "as",
        "Theo thứ",
        "As weekday",
        about=(
            "For a working day in exchange: whose hours it has, 1 Monday … 7 Sunday.",
            "Với ngày làm bù: theo giờ của thứ mấy (1 thứ Hai … 7 Chủ nhật).",
        ),
    ),
    Column("hours", "Giờ làm việc", "Hours", about=("07:00-11:30, 13:30-17:00", "07:00-11:30, 13:30-17:00")),
    Column("name_vi", "Tên", "Name (Vietnamese)", required=True, example="Nghỉ Tết Dương lịch"),
    Column("name_en", "Tên tiếng Anh", "Name (English)"),
)


@dataclass(frozen=True, slots=True)
class Days:
    """The exceptions of a calendar that a file announces."""

    exceptions: tuple[Mapping[str, Any], ...]
    problems: tuple[Problem, ...]


def read_days(content: bytes) -> Days:
    """The days of a CSV file, a workbook or an iCalendar file."""
    if content.lstrip(b"\xef\xbb\xbf \r\n").upper().startswith(b"BEGIN:VCALENDAR"):
        days, problems = announced(content)
        return Days(tuple(_of_event(one.day, one.summary, works=one.works) for one in days), tuple(problems))
    table = read_table(content, COLUMNS)
    found = Found(problems=list(table.problems))
    told = [(cells, row) for cells in each(table, found) if (row := _told(cells)) is not None]
    once(told, "date", lambda row: row["date"])
    return Days(tuple(row for _cells, row in told), tuple(found.problems))


def merged(data: Mapping[str, Any], exceptions: Sequence[Mapping[str, Any]]) -> tuple[dict[str, Any], int, int]:
    """A calendar with these days laid over its own: (data, new days, changed days)."""
    held = {one["date"]: one for one in data.get("exceptions", ())}
    coming = {one["date"]: dict(one) for one in exceptions}
    new = sum(1 for day in coming if day not in held)
    changed = sum(1 for day, one in coming.items() if day in held and held[day] != one)
    days = held | coming
    return {**data, "exceptions": [days[day] for day in sorted(days)]}, new, changed


def _of_event(day: date, summary: str, *, works: bool) -> dict[str, Any]:
    name = {"vi": summary, "en": summary}
    if works:
        return {"date": day.isoformat(), "kind": "work", "as": _weekday(day), "name": name}
    return {"date": day.isoformat(), "kind": "off", "name": name}


def _weekday(day: date) -> int:
    """A Saturday or Sunday that is worked has the hours of a Friday, another day its own."""
    return min(day.isoweekday(), 5)


def _told(cells: Cells) -> dict[str, Any] | None:
    day, kind = cells.day("date", required=True), cells.choice("kind", KINDS, required=True)
    cells.text("name_vi", required=True)
    hours, weekday = _hours(cells), cells.text("as")
    if weekday and weekday not in set("1234567"):
        cells.fail("as", "import.choice", value=weekday, choices="1 … 7")
        return None
    if day is None or kind is None:
        return None
    row: dict[str, Any] = {"date": day.isoformat(), "kind": kind, "name": cells.names()}
    match kind:
        case "hours" if hours:
            return row | {"hours": hours}
        case "work" if weekday:
            return row | {"as": int(weekday)}
        case "off":
            return row
        case _:
            cells.fail("hours" if kind == "hours" else "as", "import.weekday")
            return None


def _hours(cells: Cells) -> list[list[str]]:
    value = cells.text("hours")
    pieces = [piece.strip() for piece in re.split(r"[,;]", value) if piece.strip()]
    found = []
    for piece in pieces:
        match = _SPAN.fullmatch(piece)
        if match is None:
            cells.fail("hours", "import.hours", value=value)
            return []
        found.append([f"{int(match[1]):02}:{match[2]}", f"{int(match[3]):02}:{match[4]}"])
    return found
