"""Reading the cells of one row: texts, days, codes, choices; what cannot be read is a problem of that cell."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from process_models.steps.text import fold
from runtime.services.importing.table import Column, Problem, Row, Table

CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._'\-]{0,59}")
KIND: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
_VIETNAMESE_DAY: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


@dataclass(slots=True)
class Cells:
    """The cells of a row, and the problems found so far in the whole file."""

    row: Row
    headings: Mapping[str, str]
    problems: list[Problem]

    def fail(self, key: str, code: str, **params: Any) -> None:
        """A problem of a cell."""
        self.problems.append(Problem(code, self.row.number, self.headings.get(key, key), params))

    def text(self, key: str, *, required: bool = False) -> str:
        """The text of a cell, spaces made single."""
        value = " ".join(self.row.cells.get(key, "").split())
        if required and not value:
            self.fail(key, "import.required")
        return value

    def code(self, key: str, pattern: re.Pattern[str] = CODE, *, required: bool = False) -> str | None:
        """An identifier; None when empty or unusable."""
        value = self.text(key, required=required)
        if value and not pattern.fullmatch(value):
            self.fail(key, "import.pattern", value=value, allowed=pattern.pattern)
            return None
        return value or None

    def codes(self, key: str) -> tuple[str, ...]:
        """Several identifiers, separated by ``;`` or ``,``."""
        return tuple(dict.fromkeys(one.strip() for one in re.split(r"[;,]", self.text(key)) if one.strip()))

    def day(self, key: str, *, required: bool = False) -> date | None:
        """A day, ``dd/mm/yyyy`` or ISO."""
        value = self.text(key, required=required)
        if not value:
            return None
        match = _VIETNAMESE_DAY.fullmatch(value)
        try:
            return date(int(match[3]), int(match[2]), int(match[1])) if match else date.fromisoformat(value)
        except ValueError:
            self.fail(key, "import.day", value=value)
            return None

    def days(self) -> tuple[date | None, date | None]:
        """``from`` and ``to``, in order."""
        first, last = self.day("from"), self.day("to")
        if first and last and last < first:
            self.fail("to", "import.day-order")
        return first, last

    def choice(self, key: str, choices: Mapping[str, Sequence[str]], *, required: bool = False) -> str | None:
        """One of some keys, told by key or by any of its names."""
        value = self.text(key, required=required)
        if not value:
            return None
        for name, words in choices.items():
            if fold(value) in {fold(word) for word in (name, *words)}:
                return name
        self.fail(key, "import.choice", value=value, choices=", ".join(choices))
        return None

    def names(self) -> dict[str, str]:
        """``name_vi`` and ``name_en``; empty ones left out."""
        told = {"vi": self.text("name_vi"), "en": self.text("name_en")}
        return {lang: name for lang, name in told.items() if name}


@dataclass(slots=True)
class Found:
    """What an import did, or would do."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)
    passwords: dict[str, str] = field(default_factory=dict)
    """First passwords that were made for new accounts, by login."""
    notes: dict[str, Any] = field(default_factory=dict)

    def count(self, *, new: bool, changed: bool) -> None:
        """One more row."""
        self.created += new
        self.changed += changed and not new
        self.unchanged += not new and not changed


def each(table: Table, found: Found) -> list[Cells]:
    """The rows as readers."""
    return [Cells(row, table.headings, found.problems) for row in table.rows]


def once(rows: Sequence[tuple[Cells, Any]], column: str, key: Callable[[Any], Any] = lambda one: one) -> None:
    """Tell rows that say the same thing twice."""
    seen: dict[Any, int] = {}
    for cells, value in rows:
        told = key(value)
        if told in seen:
            cells.fail(column, "import.twice", other=seen[told])
        seen.setdefault(told, cells.row.number)


NAMES: Final = (
    Column("name_vi", "Tên", "Name (Vietnamese)", about=("Vietnamese name.", "Tên tiếng Việt.")),
    Column("name_en", "Tên tiếng Anh", "Name (English)", about=("English name.", "Tên tiếng Anh.")),
)
DAYS: Final = (
    Column(
        "from",
        "Từ ngày",
        "From",
        about=("First day; empty: since ever.", "Ngày đầu; để trống: từ trước đến nay."),
        example="01/07/2025",
    ),
    Column(
        "to", "Đến ngày", "To", about=("Last day; empty: until further notice.", "Ngày cuối; để trống: chưa kết thúc.")
    ),
)
