"""From lines and grids to procedures with raw rows: heads, sections, carried-down codes, continued tables.

Theory of operation: the parts of a file are walked once in order. A row that is a head changes what columns mean; a row
with a single text is a section, a title or a sentence; anything else is a row of the procedure at hand: the one whose
code stands in the row, or the one that the last title named.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from process_models.steps.cells import is_total
from process_models.steps.columns import Head, limit_text, read_head
from process_models.steps.grid import Cell, Grid, Line, Row, Source
from process_models.steps.isohead import IsoReader
from process_models.steps.table import Component, IsoHeader
from process_models.steps.text import fold, line
from process_models.steps.titles import Title, codes_in, read_title

SHARED: Final = ("name", "field", "level", "settlement", "committed", "fee", "components")


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row with its head; ``at`` finds a cell by the column's key."""

    sheet: str
    row: Row
    head: Head

    def cell(self, key: str) -> Cell:
        """The cell of a column; an empty one where the table has no such column."""
        column = self.head.at.get(key)
        return self.row.at(column) if column is not None else Cell()

    def text(self, key: str) -> str:
        """Its text."""
        return self.cell(key).text


@dataclass(slots=True)
class Raw:
    """A procedure as it was found: what titles said of it, and its rows."""

    codes: tuple[str, ...]
    name: str
    case: str = ""
    told: dict[str, str] = field(default_factory=dict)
    """By key of :data:`SHARED`, as written."""
    where: dict[str, tuple[str, int, int]] = field(default_factory=dict)
    """Sheet, row and column of what ``told`` holds."""
    differs: set[tuple[str, str]] = field(default_factory=set)
    """Other sayings that were told already."""
    rows: list[RawRow] = field(default_factory=list)
    totals: list[RawRow] = field(default_factory=list)
    header: IsoHeader | None = None
    papers: tuple[Component, ...] = ()
    sheet: str = ""
    row: int = 0


@dataclass(slots=True)
class Assembler:
    """Walks the parts of a file; ``found`` holds the procedures in order."""

    source: Source
    found: list[Raw] = field(default_factory=list)
    head: Head | None = None
    now: Raw | None = None
    iso: IsoReader = field(default_factory=IsoReader)
    title: Title = field(default_factory=Title)
    """What the titles since the last table said."""
    section: dict[str, str] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)
    """Codes whose lost zeros were told."""
    fresh: bool = True
    """A title stood between the last row and here: the next row begins a procedure."""

    def walk(self) -> list[Raw]:
        """All procedures of the file."""
        for part in self.source.parts:
            if isinstance(part, Line):
                self.line(part)
            else:
                self.grid(part)
        self.close()
        return self.found

    def line(self, told: Line) -> None:
        """A paragraph outside tables."""
        title = read_title(told.text, heading=told.style == "heading")
        if title is not None and (title.codes or title.values):
            self.named(title)
        elif self.iso.line(told):
            self.iso_value()
        elif title is not None:
            self.named(title)

    def iso_value(self) -> None:
        """A section such as "5.6 Lệ phí" of an ISO document says what a column would."""
        key = self.iso.section
        if key in ("settlement", "fee") and self.iso.lists.get(key):
            self.title.values[key] = "\n".join(self.iso.lists[key])

    def named(self, title: Title) -> None:
        """A title: a section, a case, or the procedure that follows."""
        if title.field:
            self.section["field"] = title.field
        elif title.level:
            self.section["level"] = title.level
        elif title.values:
            self.title.values.update(title.values)
        elif title.codes:
            if self.now is not None and self.now.rows and not self.fresh:
                self.close()
            name = title.name or (self.title.name if not self.title.codes else "")
            self.title = Title(codes=title.codes, name=name, case="", values=self.title.values)
            self.fresh = True
        elif title.case:
            self.title = Title(self.title.codes, self.title.name, case=title.case, values=dict(self.title.values))
            self.fresh = True
        elif title.name:
            if self.title.codes and not self.title.name and self.fresh:
                self.title = Title(codes=self.title.codes, name=title.name, values=self.title.values)
            else:
                if self.now is not None and self.now.rows and not self.fresh:
                    self.close()
                self.title = Title(name=title.name, values=self.title.values)
            self.fresh = True

    def close(self) -> None:
        """End the procedure at hand: what an ISO document says around its table belongs to it."""
        if self.now is not None:
            self.now.header = self.iso.header() or self.now.header
            self.now.papers = tuple(self.iso.papers) or self.now.papers
            self.now = None
        elif not self.found:
            return
        self.iso = IsoReader()
        self.title = Title()

    def grid(self, grid: Grid) -> None:
        """A sheet or a table: rows before its head are titles; a table without head goes on with the last one."""
        heads = list(_heads(grid))
        if not heads and not self.continues(grid):
            if not self.iso.grid(grid):
                self.prose(grid)
            return
        if grid.sheet and not grid.sheet.startswith("table "):
            self.head = None
        first = heads[0][0] if heads else 0
        if heads and first > 0 and self.head is None:
            self.iso.grid(Grid(grid.sheet, grid.rows[:first]))
        skip = {index + more for index, _, height in heads for more in range(height)}
        begins = {index: head for index, head, _ in heads}
        for index, row in enumerate(grid.rows):
            if index in begins:
                self.head_row(begins[index], grid.sheet, row)
            elif index not in skip and row.texts():
                self.row(grid.sheet, row)

    def continues(self, grid: Grid) -> bool:
        """A table of as many columns, right after the last one: it goes on over a page break."""
        if self.head is None or self.fresh or self.iso.closing or not grid.sheet.startswith("table "):
            return False
        return max((len(row.cells) for row in grid.rows), default=0) == len(self.head.headings)

    def head_row(self, head: Head, sheet: str, row: Row) -> None:
        """Columns mean something new from here on; columns nobody knows are told."""
        repeated = self.head is not None and self.head.headings == head.headings
        self.head = head
        self.iso.section = "steps" if self.iso.section else ""
        if repeated:
            return
        for column in head.unknown:
            text = head.headings[column]
            self.source.flag(
                "column.unknown", severity="note", sheet=sheet, row=row.number, column=column + 1, heading=text
            )

    def prose(self, grid: Grid) -> None:
        """A sheet without steps."""
        for row in grid.rows:
            for text in dict.fromkeys(row.texts()):
                self.line(Line(text))
        if grid.sheet and not grid.sheet.startswith("table "):
            self.source.flag("sheet.no-steps", severity="note", sheet=grid.sheet)

    def row(self, sheet: str, row: Row) -> None:
        """A row of a table."""
        texts = tuple(dict.fromkeys(row.texts()))
        if self.head is None:
            for text in texts:
                self.line(Line(text))
            return
        if self.total(sheet, row, texts):
            return
        if len(texts) == 1 and self.single(sheet, row, texts[0]):
            return
        if self.fresh and not self.head.catalogue:
            self.begin(sheet, row)
        raw = RawRow(sheet, row, self.head)
        owner = self.owner(raw)
        if owner is not None:
            owner.rows.append(raw)

    def total(self, sheet: str, row: Row, texts: tuple[str, ...]) -> bool:
        """A row that sums up, or tells the settlement time below the steps."""
        assert self.head is not None
        first = next((text for text in texts if not text.strip(". ").isdigit()), "")
        work = self.head.at.get("work")
        told = first if len(texts) <= 4 else ""
        if self.head.catalogue:
            told = next((text for key in ("step", "work") if (text := _cell(row, self.head, key))), told)
        stands = is_total(told) and (work is None or is_total(row.at(work).text) or not row.at(work).text)
        if stands and self.now is not None:
            self.now.totals.append(RawRow(sheet, row, self.head))
        return stands

    def single(self, sheet: str, row: Row, text: str) -> bool:
        """A row with one text; False when it is a step whose other cells are empty."""
        assert self.head is not None
        title = read_title(text)
        step = fold(text).startswith("buoc ")
        if title is not None and not step:
            self.named(title)
            return True
        work = self.head.at.get("work")
        if step or (work is not None and row.at(work).text and not row.at(work).merged and not self.wide(row)):
            return False
        self.source.flag("row.text", severity="note", sheet=sheet, row=row.number, text=line(text)[:120])
        return True

    def wide(self, row: Row) -> bool:
        """One cell over most of the columns."""
        return sum(cell.merged and not cell.above for cell in row.cells) >= max(1, len(row.cells) - 2)

    def begin(self, sheet: str, row: Row) -> None:
        """The procedure that the titles named begins with this row."""
        last = self.found[-1] if self.found else None
        same = last is not None and (not self.title.codes or self.title.codes == last.codes) and self.title.case
        if not self.title.codes and not self.title.name and last is not None and not same:
            self.fresh = False
            self.now = self.now or last
            return
        codes, name = self.title.codes, self.title.name
        if same and last is not None:
            codes, name = last.codes, name or last.name
        self.now = Raw(codes, name, self.title.case, sheet=sheet, row=row.number)
        if same and last is not None:
            self.now.told = dict(last.told)
        self.now.told |= self.section | self.title.values
        self.found.append(self.now)
        self.title = Title(codes=codes, name=name)
        self.fresh = False

    def owner(self, raw: RawRow) -> Raw | None:
        """The procedure a row belongs to."""
        assert self.head is not None
        if "code" not in self.head.at and "name" not in self.head.at:
            return self.now
        codes, name = self.codes(raw), line(raw.text("name"))
        case = line(raw.text("case"))
        now = self.now
        if not codes and now is not None and (not name or fold(name) == fold(now.name)):
            codes = now.codes
        if (
            "case" in self.head.at
            and not case
            and now is not None
            and now.codes == codes
            and not self.begins_again(raw)
        ):
            case = now.case
        nearest = (self.now, *self.found) if self.now is not None else self.found
        owner = next((each for each in nearest if each.codes == codes and _same(each, codes, name, case)), None)
        if owner is None:
            owner = Raw(codes, name, case, dict(self.section), sheet=raw.sheet, row=raw.row.number)
            self.inherit(owner)
            self.found.append(owner)
        self.tell(owner, raw)
        self.now = owner
        self.fresh = False
        return owner

    def inherit(self, owner: Raw) -> None:
        """A further case of a procedure has what its first case said, unless its own rows say something else."""
        first = next((each for each in self.found if owner.case and owner.codes and each.codes == owner.codes), None)
        if first is not None and (not owner.name or fold(owner.name) == fold(first.name)):
            owner.name = owner.name or first.name
            owner.told = {**first.told, **owner.told}

    def begins_again(self, raw: RawRow) -> bool:
        """The code is written anew in this row: an empty case is no case."""
        return bool(raw.text("code")) and not raw.cell("code").above and not raw.cell("case").above

    def codes(self, raw: RawRow) -> tuple[str, ...]:
        """Codes of the row's cell; a number that lost its last zeros gets them back, and is told."""
        cell = raw.cell("code")
        text = line(cell.text)
        if not text:
            return ()
        whole, _, decimals = text.partition(".")
        if cell.typed == "number" and whole.isdigit() and len(decimals) < 6:
            text = f"{whole}.{decimals.ljust(6, '0')}"
            if not cell.merged and text not in self.lost:
                self.lost.add(text)
                column = raw.head.at["code"] + 1
                self.source.flag(
                    "code.number", sheet=raw.sheet, row=raw.row.number, column=column, text=cell.text, code=text
                )
        return codes_in(text) or tuple(piece for piece in text.replace(",", ";").split(";") if piece.strip())

    def tell(self, owner: Raw, raw: RawRow) -> None:
        """What the row says of the procedure as a whole; a second saying that differs is told."""
        for key in SHARED:
            text = raw.text(key)
            if not text or key not in raw.head.at:
                continue
            place = (raw.sheet, raw.row.number, raw.head.at[key] + 1)
            if key in ("settlement", "committed"):
                text = limit_text(text, raw.head.headings[raw.head.at[key]])
            if key == "name":
                owner.name = owner.name or line(text)
            before = owner.told.get(key) if key in owner.where else None
            if before is None:
                owner.told[key], owner.where[key] = text, place
            elif fold(before) != fold(text) and not raw.cell(key).above and (key, fold(text)) not in owner.differs:
                owner.differs.add((key, fold(text)))
                code = "code.names" if key == "name" else "procedure.differs"
                self.source.flag(
                    code,
                    sheet=place[0],
                    row=place[1],
                    column=place[2],
                    procedure=", ".join(owner.codes),
                    heading=raw.head.headings[raw.head.at[key]],
                    first=line(before)[:120],
                    second=line(text)[:120],
                )


def _cell(row: Row, head: Head, key: str) -> str:
    return row.at(head.at[key]).text if key in head.at else ""


def _same(each: Raw, codes: tuple[str, ...], name: str, case: str) -> bool:
    if fold(each.case) != fold(case):
        return False
    return bool(codes) or fold(each.name) == fold(name)


def _heads(grid: Grid) -> Iterator[tuple[int, Head, int]]:
    index = 0
    while index < len(grid.rows):
        row = grid.rows[index]
        below = grid.rows[index + 1] if index + 1 < len(grid.rows) else None
        found = read_head(row, below) if len(row.cells) > 1 else None
        if found is None:
            index += 1
            continue
        yield index, found[0], found[1]
        index += found[1]
