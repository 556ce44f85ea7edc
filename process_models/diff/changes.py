"""A change as data, and its sentence in Vietnamese and English."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

AREAS: Final[Mapping[str, tuple[str, str]]] = {
    "setting": ("Setting", "Thiết lập"),
    "fee": ("Fee", "Phí, lệ phí"),
    "component": ("Component", "Thành phần hồ sơ"),
    "letter": ("Letter", "Văn bản"),
    "register": ("Register", "Sổ"),
    "branch": ("Sub-dossier", "Hồ sơ nhánh"),
    "process": ("Process", "Quy trình"),
    "step": ("Step", "Bước"),
    "flow": ("Flow", "Luồng"),
    "message-flow": ("Message flow", "Luồng thông điệp"),
    "form": ("Form", "Biểu mẫu"),
    "field": ("Field", "Trường thông tin"),
    "decision": ("Decision", "Bảng quyết định"),
    "rule": ("Rule", "Luật"),
    "scenario": ("Scenario", "Kịch bản"),
    "translation": ("Translation", "Bản dịch"),
    "file": ("File", "Tệp"),
}
KINDS: Final[Mapping[str, tuple[str, str]]] = {
    "added": ("{area} “{name}” is added", "Thêm {area}: “{name}”"),
    "removed": ("{area} “{name}” is removed", "Bỏ {area}: “{name}”"),
    "changed": ("{area} “{name}” is changed", "Sửa {area}: “{name}”"),
}
WHAT: Final[Mapping[str, tuple[str, str]]] = {
    "name": ("name", "tên"),
    "kind": ("kind", "loại"),
    "role": ("role", "vai trò"),
    "agency": ("agency", "cơ quan"),
    "time": ("time", "thời gian"),
    "form": ("form", "biểu mẫu"),
    "clock": ("clock", "đồng hồ"),
    "letter": ("letter", "văn bản"),
    "register": ("register", "sổ"),
    "outcomes": ("outcomes", "kết quả xử lý"),
    "condition": ("condition", "điều kiện"),
    "target": ("leads to", "dẫn đến"),
    "source": ("comes from", "đi từ"),
    "committed": ("committed time", "thời hạn cam kết"),
    "statutory": ("statutory time", "thời hạn luật định"),
    "amount": ("amount", "số tiền"),
    "names": ("name", "tên"),
    "required": ("required", "bắt buộc"),
    "title": ("label", "nhãn"),
    "type": ("type", "kiểu"),
    "hit policy": ("hit policy", "cách chọn luật"),
    "inputs": ("inputs", "cột điều kiện"),
    "outputs": ("outputs", "cột kết quả"),
    "order of rules": ("order of rules", "thứ tự luật"),
    "steps": ("steps", "các bước"),
    "submit": ("application", "đơn nộp"),
    "expect": ("what is expected", "điều mong đợi"),
}
SETTINGS: Final[Mapping[str, str]] = {
    "actions": "thao tác / actions",
    "agency_kinds": "cơ quan giải quyết / agency kinds",
    "capabilities": "dịch vụ gọi tới / capabilities",
    "channels": "kênh nộp / channels",
    "clock": "quy tắc tính thời hạn / clock",
    "code": "mã thủ tục / code",
    "description": "mô tả / description",
    "field": "lĩnh vực / field",
    "in_force": "hiệu lực / in force",
    "legal_basis": "căn cứ pháp lý / legal basis",
    "names": "tên thủ tục / name",
    "receiving_kinds": "nơi tiếp nhận / receiving kinds",
    "retention": "thời hạn lưu / retention",
    "service_level": "mức độ dịch vụ / service level",
    "settlement": "thời hạn giải quyết / settlement time",
    "step_day_unit": "đơn vị ngày của bước / unit of a step's day",
    "uses": "gói được dùng / used packages",
    "version": "phiên bản / version",
}
LONGEST: Final = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that was ``added``, ``removed`` or ``changed``; ``what`` names the property, values are texts."""

    area: str
    kind: str
    key: str
    name: str
    what: str = ""
    old: str = ""
    new: str = ""
    element: str | None = None
    """Id in the diagram, when it has a place there."""

    def text(self, lang: str = "vi") -> str:
        """The sentence in ``vi`` or ``en``."""
        index = 1 if lang == "vi" else 0
        area = AREAS[self.area][index]
        head = KINDS[self.kind][index].format(area=area.lower() if index else area, name=self.name)
        if not self.what:
            return f"{head}."
        if self.what == "=":
            return f"{head}: {_short(self.old)} → {_short(self.new)}."
        what = WHAT.get(self.what, (self.what, self.what))[index]
        if not self.old and not self.new:
            return f"{head}: {what}."
        return f"{head}: {what} {_short(self.old)} → {_short(self.new)}."

    def to_json(self) -> dict[str, Any]:
        """As data, with both sentences."""
        return {
            "area": self.area,
            "kind": self.kind,
            "key": self.key,
            "name": self.name,
            "what": self.what,
            "old": self.old,
            "new": self.new,
            "element": self.element,
            "text": {"vi": self.text("vi"), "en": self.text("en")},
        }


@dataclass(frozen=True, slots=True)
class Changes:
    """All changes, by area in a fixed order."""

    old: str
    new: str
    items: tuple[Change, ...]

    def marks(self, *kinds: str) -> dict[str, str]:
        """Element id -> ``added``, ``removed`` or ``changed``, of these kinds."""
        return {one.element: one.kind for one in self.items if one.element and one.kind in kinds}

    def to_json(self) -> dict[str, Any]:
        """As data; ``old`` and ``new`` are content hashes."""
        return {"old": self.old, "new": self.new, "changes": [one.to_json() for one in self.items]}


def _short(text: str) -> str:
    shown = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
    return f"“{shown}”" if shown else "–"
