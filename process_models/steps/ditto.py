"""Rows that say the same as rows above: cells with "như trên", and rows that were pasted twice."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from process_models.steps.assemble import RawRow
from process_models.steps.flagging import Flags
from process_models.steps.grid import Cell
from process_models.steps.text import fold, line

_ABOVE: Final = frozenset(
    {"nhu tren", "nt", "nhu dong tren", "nhu buoc tren", "nhu buoc truoc", "as above", "ditto", "same as above"}
)
_MARKS: Final = frozenset({'"', "''", "”", "“", "〃", "- nt -", "-nt-"})
_SAID_AGAIN: Final = ("agency", "role", "form", "result")
_TOLD: Final = ("step", "work", "agency", "role", "form", "result", "next", "clock")


def as_above(raws: Sequence[RawRow]) -> list[RawRow]:
    """The rows with what "như trên" stands for: the cell of the row above."""
    made: list[RawRow] = []
    for raw in raws:
        columns = {raw.head.at[key] for key in _SAID_AGAIN if key in raw.head.at} | set(raw.head.times)
        again = [column for column in columns if _says_again(raw.row.at(column))]
        if again and made and made[-1].head.headings == raw.head.headings:
            above = made[-1].row
            cells = tuple(
                replace(above.at(at), merged=False, above=False) if at in again else cell
                for at, cell in enumerate(raw.row.cells)
            )
            raw = replace(raw, row=replace(raw.row, cells=cells))  # noqa: PLW2901 - the same row, read out
        made.append(raw)
    return made


def _says_again(cell: Cell) -> bool:
    return fold(cell.text) in _ABOVE or line(cell.text) in _MARKS


def once(flags: Flags, raws: Sequence[RawRow]) -> list[RawRow]:
    """The rows without those that repeat a numbered row word for word, which are told together."""
    seen: set[tuple[str, ...]] = set()
    kept: list[RawRow] = []
    again: list[RawRow] = []
    for raw in raws:
        columns = [raw.row.at(column).text for column in raw.head.times]
        key = tuple(fold(text) for text in (*(raw.text(name) for name in _TOLD), *columns))
        numbered = key[0] and key[1] and not raw.cell("work").above
        (again if numbered and key in seen else kept).append(raw)
        seen.add(key)
    if again:
        rows = ", ".join(str(raw.row.number) for raw in again[:20])
        flags.flag("row.repeated", flags.place(again[0], "step"), rows=rows)
    return kept
