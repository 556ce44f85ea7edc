"""What is wrong with a plan, or doubtful in a draft: code, place and a sentence in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

MESSAGES: Final[Mapping[str, tuple[str, str, str]]] = {
    "plan.target-source": (
        "error",
        "The new version is also one of the old ones: there is nothing to move.",
        "Phiên bản mới cũng là một phiên bản cũ: không có gì để chuyển.",
    ),
    "plan.other-procedure": (
        "error",
        "The versions belong to different procedures ({old} and {new}); dossiers stay with their procedure.",
        "Các phiên bản thuộc hai thủ tục khác nhau ({old} và {new}); hồ sơ không đổi thủ tục.",
    ),
    "plan.no-process": (
        "error",
        "The old version has no process {process}. Name one of: {known}.",
        "Phiên bản cũ không có quy trình {process}. Hãy dùng một trong: {known}.",
    ),
    "plan.no-new-process": (
        "error",
        "The new version has no process {to} for {process}. Name one of: {known}.",
        "Phiên bản mới không có quy trình {to} cho {process}. Hãy dùng một trong: {known}.",
    ),
    "plan.no-element": (
        "error",
        "The old process {process} has no element {element}.",
        "Quy trình cũ {process} không có phần tử {element}.",
    ),
    "plan.no-target": (
        "error",
        "{element} is to become {to}, but the new process {process} has no such element.",
        "{element} được chuyển thành {to} nhưng quy trình mới {process} không có phần tử này.",
    ),
    "plan.no-flow": (
        "error",
        "There is no sequence flow {flow} in the {version} process {process}.",
        "Không có luồng {flow} trong quy trình {process} của phiên bản {version}.",
    ),
    "plan.feel": (
        "error",
        "The expression for {name} cannot be read: {detail}.",
        "Không đọc được biểu thức của {name}: {detail}.",
    ),
    "plan.choice-order": (
        "error",
        "The choices for {element} after the one without a condition are never reached; put it last.",
        "Các lựa chọn của {element} sau lựa chọn không điều kiện sẽ không bao giờ được dùng; hãy đặt nó cuối cùng.",
    ),
    "plan.no-timer": (
        "error",
        "{element} of the new process {process} is no timer.",
        "{element} của quy trình mới {process} không phải là bộ đếm giờ.",
    ),
    "plan.rule-unused": (
        "warning",
        "Rule {number} fits no element of the old version.",
        "Quy tắc {number} không khớp phần tử nào của phiên bản cũ.",
    ),
    "plan.rule-several": (
        "error",
        "Rule {number} gives {element} several places: {found}. Say which in elements.",
        "Quy tắc {number} cho {element} nhiều vị trí: {found}. Hãy nêu rõ trong elements.",
    ),
    "plan.rule-none": (
        "warning",
        "Rule {number} fits {element}, but the new version has nothing that matches.",
        "Quy tắc {number} khớp {element} nhưng phiên bản mới không có phần tử tương ứng.",
    ),
    "plan.unknown-package": (
        "error",
        "The plan names the used package {package}, which the old version does not use.",
        "Kế hoạch nêu gói {package} mà phiên bản cũ không dùng.",
    ),
    "draft.process": (
        "decide",
        "The process {process} is not in the new version. Say which process its dossiers go to.",
        "Quy trình {process} không có trong phiên bản mới. Hãy chỉ ra quy trình mà hồ sơ sẽ chuyển tới.",
    ),
    "draft.element": (
        "decide",
        (
            "{element} ({name}) is not in the new version. A dossier that stands there can only move when the plan says"
            " where to. Candidates: {found}."
        ),
        (
            "{element} ({name}) không có trong phiên bản mới. Hồ sơ đang ở bước này chỉ chuyển được khi kế hoạch nêu"
            " nơi đến. Có thể là: {found}."
        ),
    ),
    "draft.matched": (
        "look",
        "{element} ({name}) was matched with {to} because {why} are the same. Please confirm.",
        "{element} ({name}) được ghép với {to} vì trùng {why}. Hãy xác nhận.",
    ),
    "draft.kind": (
        "decide",
        "{element} is a {old} in the old version and a {new} in the new one: who stands there starts that step anew.",
        "{element} là {old} ở phiên bản cũ và {new} ở phiên bản mới: hồ sơ ở đó sẽ bắt đầu lại bước này.",
    ),
    "draft.scope": (
        "decide",
        "{element} has moved into another sub-process; dossiers that stand there cannot follow. Give another place.",
        "{element} đã chuyển sang quy trình con khác; hồ sơ đang ở đó không thể đi theo. Hãy chọn nơi khác.",
    ),
    "draft.loop": (
        "decide",
        "{element} repeats in only one of the two versions; dossiers that stand there cannot move. Give another place.",
        "{element} chỉ lặp ở một trong hai phiên bản; hồ sơ đang ở đó không thể chuyển. Hãy chọn nơi khác.",
    ),
    "draft.flow": (
        "decide",
        "A branch that has arrived at {target} by {flow} has no flow of this id in the new version.",
        "Nhánh đã tới {target} qua luồng {flow} không có luồng này trong phiên bản mới.",
    ),
    "draft.timer": (
        "look",
        "The timer {element} is set otherwise in the new version; timers that run keep their instant.",
        "Bộ đếm giờ {element} được đặt khác ở phiên bản mới; bộ đếm đang chạy giữ nguyên thời điểm.",
    ),
    "draft.work": (
        "look",
        "{element}: {what} differs ({old} → {new}); open tasks follow the new version.",
        "{element}: {what} khác nhau ({old} → {new}); việc đang mở theo phiên bản mới.",
    ),
    "draft.settlement": (
        "look",
        "The settlement times differ; dossiers keep those they were received with.",
        "Thời hạn giải quyết khác nhau; hồ sơ giữ thời hạn lúc tiếp nhận.",
    ),
    "draft.data": (
        "look",
        "The new version's forms require {name}, which the old one never asked for. Give it a value in data if needed.",
        "Biểu mẫu mới bắt buộc {name} mà phiên bản cũ không hỏi. Nếu cần, hãy gán giá trị trong data.",
    ),
}
"""Code -> severity, English, Vietnamese. ``decide``: the draft leaves it open; ``look``: it chose, please confirm."""


@dataclass(frozen=True, slots=True)
class PlanProblem:
    """One problem or doubt; ``pointer`` is the place in the plan (RFC 6901)."""

    code: str
    pointer: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def severity(self) -> str:
        """``error``, ``warning``, ``decide`` or ``look``."""
        return MESSAGES[self.code][0]

    def text(self, lang: str = "en") -> str:
        """The sentence, in ``vi`` or ``en``."""
        return MESSAGES[self.code][2 if lang == "vi" else 1].format(**self.params)

    def to_json(self) -> dict[str, Any]:
        """For machines and for both sorts of readers."""
        return {
            "code": self.code,
            "severity": self.severity,
            "pointer": self.pointer,
            "message": {"vi": self.text("vi"), "en": self.text("en")},
            **{name: value for name, value in self.params.items() if name in ("process", "element", "flow", "to")},
        }
