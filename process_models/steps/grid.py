"""What every kind of file is read into before it means anything: lines of text and grids of cells, in order."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from process_models.steps.table import Place, TableProblem

MAX_BYTES: Final = 40_000_000
"""Size of a file."""
MAX_UNPACKED: Final = 400_000_000
"""Size of what an office file holds when it is unpacked."""
MAX_ROWS: Final = 200_000
MAX_COLUMNS: Final = 200
MAX_CELL: Final = 32_767
"""Characters of a cell (Excel's own limit)."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Cleaned text. ``typed`` says that a spreadsheet held no text: ``number``, ``date``, ``time`` or ``error``."""

    text: str = ""
    typed: str = ""
    merged: bool = False
    """Covered by a merged cell that begins above or left of it; the text is that cell's."""
    above: bool = False
    """The merged cell begins in a row above."""


EMPTY: Final = Cell()


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a grid; ``number`` counts from 1 in the sheet or table."""

    number: int
    cells: tuple[Cell, ...]

    def at(self, column: int) -> Cell:
        """The cell of a column counted from 0; an empty one beyond the end."""
        return self.cells[column] if 0 <= column < len(self.cells) else EMPTY

    def texts(self) -> tuple[str, ...]:
        """The different texts of the row: a cell merged over several columns counts once."""
        return tuple(cell.text for cell in self.cells if cell.text and (not cell.merged or cell.above))


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet, or a table of a document."""

    sheet: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph outside tables; ``style`` is ``heading`` when the document says so."""

    text: str
    style: str = ""


Part = Line | Grid


@dataclass(slots=True)
class Source:
    """A file taken apart; ``problems`` are about the file, its sheets and single cells."""

    file: str
    parts: list[Part] = field(default_factory=list)
    problems: list[TableProblem] = field(default_factory=list)

    def flag(
        self,
        code: str,
        /,
        *,
        severity: str = "review",
        sheet: str = "",
        row: int = 0,
        column: int = 0,
        **values: object,
    ) -> None:
        """Note something doubtful."""
        place = Place(file=self.file, sheet=sheet, row=row, column=column)
        told = {name: str(value) for name, value in values.items()}
        self.problems.append(TableProblem(code=code, severity=severity, place=place, values=told))

    def texts(self, most: int = 200_000) -> str:
        """All text of the beginning of the file, for judging its encoding."""
        found: list[str] = []
        size = 0
        for part in self.parts:
            told = [part.text] if isinstance(part, Line) else [text for row in part.rows for text in row.texts()]
            found += told
            size += sum(map(len, told))
            if size > most:
                break
        return "\n".join(found)


class UnreadableFileError(Exception):
    """The file is none that step tables are read from; ``code`` names the sentence."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = {name: str(value) for name, value in values.items()}


def rows_of(lines: Sequence[Sequence[Cell]]) -> tuple[Row, ...]:
    """Rows numbered from 1."""
    return tuple(Row(number, tuple(cells)) for number, cells in enumerate(lines, start=1))
