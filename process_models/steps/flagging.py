"""Problems of one procedure, with the place of each cell."""

from dataclasses import dataclass, field

from process_models.steps.assemble import RawRow
from process_models.steps.messages import severity_of
from process_models.steps.table import Place, TableProblem
from process_models.steps.text import line


@dataclass(slots=True)
class Flags:
    """Collects the problems of a procedure."""

    file: str
    procedure: str
    problems: list[TableProblem] = field(default_factory=list)

    def flag(self, code: str, place: Place, /, *, severity: str = "", **values: object) -> None:
        """Note something doubtful at a place."""
        told = {name: line(str(value))[:200] for name, value in values.items()}
        self.problems.append(
            TableProblem(
                code=code, severity=severity or severity_of(code), place=place, procedure=self.procedure, values=told
            )
        )

    def told(self, code: str) -> bool:
        """Whether a problem of this kind is among them."""
        return any(each.code == code for each in self.problems)

    def place(self, raw: RawRow, key: str = "") -> Place:
        """The place of a row's cell."""
        column = raw.head.at.get(key)
        return self.at(raw, column)

    def at(self, raw: RawRow, column: int | None) -> Place:
        """The place of a row's cell by its column, counted from 0."""
        heading = raw.head.headings[column] if column is not None and column < len(raw.head.headings) else ""
        return Place(
            file=self.file,
            sheet=raw.sheet,
            row=raw.row.number,
            column=0 if column is None else column + 1,
            heading=heading,
        )
