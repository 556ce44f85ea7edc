"""DOCX: paragraphs and tables in order, merged cells both ways, numbers that Word counts, text in several runs."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Final

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from lxml import etree

from process_models.steps.grid import (
    EMPTY,
    MAX_CELL,
    MAX_COLUMNS,
    MAX_ROWS,
    Cell,
    Grid,
    Line,
    Source,
    UnreadableFileError,
    rows_of,
)
from process_models.steps.text import clean

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SKIPPED: Final = frozenset({f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}delText"})
"""Deleted text of tracked changes, and field codes."""
_HOLDERS: Final = frozenset(
    {f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}moveTo", f"{_W}smartTag", f"{_W}customXml"}
)
_ROMAN: Final = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def read_document(source: Source, content: bytes) -> None:
    """Read the body's paragraphs and tables. Raises UnreadableFileError."""
    try:
        document = Document(BytesIO(content))
    except (PackageNotFoundError, KeyError, ValueError, etree.XMLSyntaxError) as error:
        raise UnreadableFileError("file.broken", kind="DOCX") from error
    reader = _Reader(source, _numbering(document), _headings(document))
    reader.body(document.element.body)


@dataclass(slots=True)
class _Reader:
    source: Source
    lists: "_Lists"
    headings: frozenset[str]
    tables: int = 0

    def body(self, holder: Any) -> None:
        for block in _blocks(holder):
            if block.tag == f"{_W}p":
                self.paragraph(block)
            else:
                self.table(block)

    def paragraph(self, block: Any) -> None:
        text = clean(self.lists.number(block) + _text(block))
        if text:
            style = block.find(f"{_W}pPr/{_W}pStyle")
            named = style is not None and style.get(f"{_W}val") in self.headings
            self.source.parts.append(Line(text, "heading" if named else ""))

    def table(self, table: Any) -> None:
        self.tables += 1
        name = f"table {self.tables}"
        lines: list[list[Cell]] = []
        inner: list[Any] = []
        for row in _found(table, "tr"):
            lines.append(self.row(row, lines, inner))
            if len(lines) > MAX_ROWS:
                raise UnreadableFileError("file.rows", limit=MAX_ROWS)
        self.source.parts.append(Grid(name, rows_of(lines)))
        for nested in inner:
            self.table(nested)

    def row(self, row: Any, lines: list[list[Cell]], inner: list[Any]) -> list[Cell]:
        cells = [EMPTY] * _count(row.find(f"{_W}trPr/{_W}gridBefore"))
        for cell in _found(row, "tc"):
            start = len(cells)
            told = self.cell(cell, lines, start, inner)
            span = max(1, min(_count(cell.find(f"{_W}tcPr/{_W}gridSpan")) or 1, MAX_COLUMNS))
            cells.append(told)
            cells += [Cell(told.text, told.typed, merged=True, above=told.above)] * (span - 1)
        return cells[:MAX_COLUMNS]

    def cell(self, cell: Any, lines: list[list[Cell]], column: int, inner: list[Any]) -> Cell:
        merge = cell.find(f"{_W}tcPr/{_W}vMerge")
        if merge is not None and merge.get(f"{_W}val") != "restart" and lines and column < len(lines[-1]):
            return Cell(lines[-1][column].text, merged=True, above=True)
        pieces = []
        for block in _blocks(cell):
            if block.tag == f"{_W}tbl":
                inner.append(block)
                pieces += [_text(each) for each in block.iter(f"{_W}p")]
            else:
                pieces.append(self.lists.number(block) + _text(block))
        return Cell(clean("\n".join(pieces))[:MAX_CELL])


def _blocks(holder: Any) -> Iterator[Any]:
    """Paragraphs and tables directly inside, also those in content controls and insertions."""
    for child in holder:
        if child.tag in (f"{_W}p", f"{_W}tbl"):
            yield child
        elif child.tag in _HOLDERS:
            yield from _blocks(child)


def _found(holder: Any, tag: str) -> Iterator[Any]:
    for child in holder:
        if child.tag == f"{_W}{tag}":
            if child.find(f"{_W}trPr/{_W}del") is None:
                yield child
        elif child.tag in _HOLDERS:
            yield from _found(child, tag)


def _text(paragraph: Any) -> str:
    pieces: list[str] = []
    _collect(paragraph, pieces)
    return "".join(pieces)


def _collect(holder: Any, pieces: list[str]) -> None:
    for child in holder:
        if child.tag in _SKIPPED:
            continue
        if child.tag == f"{_W}t":
            pieces.append(child.text or "")
        elif child.tag in (f"{_W}br", f"{_W}cr"):
            pieces.append("\n")
        elif child.tag == f"{_W}tab":
            pieces.append(" ")
        elif child.tag == f"{_W}noBreakHyphen":
            pieces.append("-")
        elif isinstance(child.tag, str) and child.tag != f"{_W}pPr":
            _collect(child, pieces)


def _count(element: Any) -> int:
    told = element.get(f"{_W}val", "0") if element is not None else "0"
    return min(int(told), MAX_COLUMNS) if told.isdigit() else 0


def _headings(document: Any) -> frozenset[str]:
    """Ids of the styles with an outline level, or named headings."""
    found = set()
    for style in document.styles.element.iter(f"{_W}style"):
        name = style.find(f"{_W}name")
        told = (name.get(f"{_W}val", "") if name is not None else "").lower()
        if told.startswith("heading") or style.find(f"{_W}pPr/{_W}outlineLvl") is not None:
            found.add(style.get(f"{_W}styleId"))
    return frozenset(found)


@dataclass(slots=True)
class _Lists:
    """What Word counts: the number's format by (list, level), and where each list stands."""

    formats: dict[tuple[str, int], tuple[str, str, int]] = field(default_factory=dict)
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)
    at: dict[tuple[str, int], int] = field(default_factory=dict)
    shared: dict[str, str] = field(default_factory=dict)

    def number(self, paragraph: Any) -> str:
        """The number in front of a paragraph, with a space; empty where there is none (bullets too)."""
        told = self.place(paragraph)
        if told is None or told not in self.formats:
            return ""
        number, level = told
        key = self.shared.get(number, number)
        kind, pattern, start = self.formats[told]
        self.at[key, level] = self.at.get((key, level), start - 1) + 1
        for deeper in [each for each in self.at if each[0] == key and each[1] > level]:
            del self.at[deeper]
        if kind in ("bullet", "none"):
            return ""
        for each in range(level + 1):
            shown, _, begin = self.formats.get((number, each), ("decimal", "", 1))
            pattern = pattern.replace(f"%{each + 1}", _shown(self.at.get((key, each), begin), shown))
        return f"{pattern} "

    def place(self, paragraph: Any) -> tuple[str, int] | None:
        properties = paragraph.find(f"{_W}pPr/{_W}numPr")
        if properties is None:
            style = paragraph.find(f"{_W}pPr/{_W}pStyle")
            return self.styles.get(style.get(f"{_W}val", "")) if style is not None else None
        number, level = properties.find(f"{_W}numId"), properties.find(f"{_W}ilvl")
        return (number.get(f"{_W}val", "") if number is not None else ""), _count(level)


def _numbering(document: Any) -> _Lists:
    lists = _Lists()
    part = next((each.target_part for each in document.part.rels.values() if each.reltype.endswith("/numbering")), None)
    if part is None:
        return lists
    root = etree.fromstring(part.blob, etree.XMLParser(resolve_entities=False, no_network=True))
    abstract = {each.get(f"{_W}abstractNumId"): each for each in root.iter(f"{_W}abstractNum")}
    for number in root.iter(f"{_W}num"):
        link = number.find(f"{_W}abstractNumId")
        ident = number.get(f"{_W}numId", "")
        base = abstract.get(link.get(f"{_W}val")) if link is not None else None
        for level in base.iter(f"{_W}lvl") if base is not None else ():
            lists.formats[ident, int(level.get(f"{_W}ilvl", "0"))] = _level(level)
        if number.find(f"{_W}lvlOverride") is None and link is not None:
            lists.shared[ident] = f"abstract {link.get(f'{_W}val')}"
    for style in document.styles.element.iter(f"{_W}style"):
        told = style.find(f"{_W}pPr/{_W}numPr/{_W}numId")
        if told is not None:
            level = _count(style.find(f"{_W}pPr/{_W}numPr/{_W}ilvl"))
            lists.styles[style.get(f"{_W}styleId", "")] = (told.get(f"{_W}val", ""), level)
    return lists


def _level(level: Any) -> tuple[str, str, int]:
    def told(tag: str, default: str) -> str:
        found = level.find(f"{_W}{tag}")
        return str(found.get(f"{_W}val", default)) if found is not None else default

    return told("numFmt", "decimal"), told("lvlText", "%1."), int(told("start", "1"))


def _shown(number: int, kind: str) -> str:
    if kind.endswith("Letter"):
        letter = chr(96 + (number - 1) % 26 + 1)
        return letter.upper() if kind.startswith("upper") else letter
    if kind.endswith("Roman"):
        roman, left = "", number
        for value, letters in _ROMAN:
            while left >= value:
                roman, left = roman + letters, left - value
        return roman.upper() if kind.startswith("upper") else roman
    return f"{number:02d}" if kind == "decimalZero" else str(number)
