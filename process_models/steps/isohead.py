"""The head of an ISO document (QT-… code, issue, dates, people, purpose, scope, references, forms, records)."""
# ruff: noqa: E501 - lists of words, patterns and sentences stay on one line

import re
from dataclasses import dataclass, field
from typing import Final

from process_models.steps.cells import counted, read_components, split_list
from process_models.steps.columns import column_key
from process_models.steps.grid import Grid, Line, Row
from process_models.steps.table import Component, IsoHeader
from process_models.steps.text import fold, has, line

_KEYS: Final = (
    ("code", ("ma hieu", "ma so tai lieu", "ma quy trinh", "ky hieu", "document code", "ma tai lieu")),
    ("issue", ("lan ban hanh", "issue", "phien ban", "lan soat xet")),
    ("issued_on", ("ngay ban hanh", "ngay hieu luc", "issued on", "date of issue")),
    ("written_by", ("nguoi soan thao", "soan thao", "nguoi viet", "bien soan", "written by", "nguoi lap")),
    ("reviewed_by", ("nguoi xem xet", "xem xet", "nguoi soat xet", "kiem tra", "reviewed by", "tham tra")),
    ("approved_by", ("nguoi phe duyet", "phe duyet", "nguoi duyet", "approved by")),
)
_SECTIONS: Final = (
    ("purpose", ("muc dich", "purpose")),
    ("scope", ("pham vi", "pham vi ap dung", "scope")),
    ("references", ("tai lieu vien dan", "co so phap ly", "can cu phap ly", "tai lieu lien quan", "references", "legal basis")),
    ("definitions", ("dinh nghia", "thuat ngu", "dinh nghia viet tat", "dinh nghia tu viet tat", "definitions")),
    ("components", ("thanh phan ho so", "components")),
    ("sets", ("so luong ho so",)),
    ("settlement", ("thoi gian xu ly", "thoi han giai quyet", "thoi gian giai quyet", "settlement time")),
    ("place", ("noi tiep nhan", "noi tiep nhan va tra ket qua", "cach thuc thuc hien")),
    ("fee", ("le phi", "phi le phi", "phi", "fee")),
    ("steps", ("quy trinh xu ly cong viec", "quy trinh xu ly", "noi dung quy trinh", "trinh tu thuc hien", "procedure steps", "quy trinh noi bo", "cac buoc thuc hien")),
    ("retention", ("thoi han luu", "thoi gian luu", "thoi han luu tru", "thoi gian luu tru", "retention")),
    ("forms", ("bieu mau", "bieu mau su dung", "forms")),
    ("records", ("ho so luu", "ho so can luu", "ho so luu tru", "luu tru", "records")),
    ("changes", ("sua doi tai lieu", "lich su sua doi", "theo doi sua doi", "tinh hinh sua doi", "bang theo doi sua doi", "change history")),
    ("conditions", ("dieu kien thuc hien", "yeu cau dieu kien", "dieu kien thuc hien thu tuc hanh chinh")),
)  # fmt: skip
_NUMBERED: Final = re.compile(r"^(?:[IVX]+|\d+(?:\.\d+)*|[A-Z])[.)/:]?\s+")
_AFTER: Final = frozenset({"forms", "records", "retention", "changes"})


@dataclass(slots=True)
class IsoReader:
    """Collects the head while the file is walked; ``section`` is where the walk stands."""

    single: dict[str, str] = field(default_factory=dict)
    lists: dict[str, list[str]] = field(default_factory=dict)
    section: str = ""
    papers: list[Component] = field(default_factory=list)

    @property
    def closing(self) -> bool:
        """The walk stands in a section that follows the table of steps."""
        return self.section in _AFTER

    def line(self, told: Line) -> bool:
        """Take a paragraph; whether it was part of a head."""
        text = line(told.text)
        if self.pair(text):
            return True
        head, _, rest = _NUMBERED.sub("", text).partition(":")
        found = _section(head)
        if found:
            self.section = found
            if rest.strip():
                self.take(rest.strip())
            return True
        if self.section and self.section != "steps" and told.style != "heading":
            self.take(text)
            return True
        return False

    def pair(self, text: str) -> bool:
        """Take "Mã hiệu: QT-01"."""
        head, colon, rest = text.partition(":")
        key = _key(head) if colon else ""
        if not key or not rest.strip() or len(head) > 40:
            return False
        self.single.setdefault(key, rest.strip())
        return True

    def take(self, text: str) -> None:
        """A text of the section."""
        if self.section == "components":
            self.papers += read_components(text)
        else:
            self.lists.setdefault(self.section, []).append(text)

    def grid(self, grid: Grid) -> bool:
        """Take a table that holds no steps; whether it was part of a head."""
        rows = [row for row in grid.rows if row.texts()]
        if not rows:
            return True
        return self._people(rows) or self._papers(rows) or self._pairs(rows) or self._listed(rows)

    def _people(self, rows: list[Row]) -> bool:
        """Soạn thảo | Xem xét | Phê duyệt, with names below."""
        for index, row in enumerate(rows):
            keys = {column: key for column, cell in enumerate(row.cells) if (key := _key(cell.text)).endswith("_by")}
            if len(set(keys.values())) < 2:
                continue
            for each in rows[:index]:
                self._cells(each)
            for column, key in keys.items():
                names = [line(each.at(column).text) for each in rows[index + 1 :] if each.at(column).text]
                if names and key not in self.single:
                    self.single[key] = ", ".join(dict.fromkeys(names))
            return True
        return False

    def _papers(self, rows: list[Row]) -> bool:
        """Thành phần hồ sơ | Bản chính | Bản sao."""
        for index, row in enumerate(rows[:3]):
            keys = {column_key(cell.text): column for column, cell in reversed(list(enumerate(row.cells)))}
            if "components" not in keys or not {"originals", "copies"} & keys.keys():
                continue
            none = len(row.cells)
            for each in rows[index + 1 :]:
                name = each.at(keys["components"]).text
                if name and len(set(each.texts())) > 1:
                    given = (each.at(keys.get(kind, none)).text for kind in ("originals", "copies"))
                    self.papers.append(counted(name, *given))
            return True
        return False

    def _pairs(self, rows: list[Row]) -> bool:
        return max((self._cells(row) for row in rows), default=False)

    def _cells(self, row: Row) -> bool:
        """A row of a label and what it says, or of "Mã hiệu: QT-01"."""
        texts = row.texts()
        if len(texts) == 2 and (key := _key(texts[0])):
            self.single.setdefault(key, line(texts[1]))
            return True
        if len(texts) == 2 and (section := _section(_NUMBERED.sub("", line(texts[0])))):
            self.section = section
            for text in texts[1].split("\n"):
                self.take(text)
            return True
        return max((self.pair(line(text)) for text in texts), default=False)

    def _listed(self, rows: list[Row]) -> bool:
        """A table of forms, records or changes: its rows as texts, without its head and running numbers."""
        if _changes(rows[0]):
            self.section = "changes"
        if self.section not in (*_AFTER, "references"):
            return False
        for row in rows[_is_head(rows[0]) :]:
            texts = [line(text) for text in row.texts()]
            told = texts[1:] if len(texts) > 1 and texts[0].strip(".").isdigit() else texts
            if told:
                self.lists.setdefault(self.section, []).append(" – ".join(told))
        return True

    def header(self) -> IsoHeader | None:
        """The head, when there is anything in it."""
        if not (self.single or any(self.lists.get(key) for key in ("purpose", "scope", "references", *_AFTER))):
            return None
        return IsoHeader(
            **self.single,
            purpose="\n".join(self.lists.get("purpose", ())),
            scope="\n".join(self.lists.get("scope", ())),
            retention="\n".join(self.lists.get("retention", ())),
            references=self._entries("references"),
            forms=self._entries("forms"),
            records=self._entries("records"),
            changes=self._entries("changes"),
        )

    def _entries(self, key: str) -> tuple[str, ...]:
        return tuple(entry for text in self.lists.get(key, ()) for entry in split_list(text))


def _key(text: str) -> str:
    folded = fold(text)
    return next((key for key, phrases in _KEYS if folded in phrases), "")


def _section(head: str) -> str:
    folded = fold(head)
    if not folded or len(folded.split()) > 9:
        return ""
    return next((key for key, phrases in _SECTIONS if folded in phrases), "")


def _changes(row: Row) -> bool:
    folded = " ".join(fold(text) for text in row.texts())
    return has(folded, "sua doi", "thay doi") and has(folded, "ngay", "lan", "noi dung")


def _is_head(row: Row) -> bool:
    first = fold(row.texts()[0])
    return first in (
        "tt",
        "stt",
        "no",
        "ngay",
        "lan",
        "ngay sua doi",
        "yeu cau sua doi noi dung",
        "ma hieu",
        "lan sua doi",
    )
