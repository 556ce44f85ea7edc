"""Sentences of the organisation as it changes: offers and their stages, successors."""

from collections.abc import Mapping
from typing import Final

STRUCTURE: Final[Mapping[str, tuple[str, str]]] = {
    "procedure.on-trial": (
        "{agency} is only trying this procedure; officers enter dossiers there, at its counter.",
        "{agency} đang thử nghiệm thủ tục này; chỉ cán bộ được nhập hồ sơ tại quầy.",
    ),
    "procedure.off": (
        "{agency} takes no new dossiers of this procedure at present.",
        "{agency} hiện không tiếp nhận hồ sơ mới của thủ tục này.",
    ),
    "offer.stage": (
        "There is no stage {stage}. Choose live, trial or off.",
        "Không có trạng thái {stage}. Hãy chọn live (chính thức), trial (thử nghiệm) hoặc off (tạm dừng).",
    ),
    "calendar.shared": (
        "{agency} has the calendar {calendar} too, and you do not administer it. Make a calendar based on it instead.",
        "{agency} cũng dùng lịch {calendar} và bạn không quản trị cơ quan này. Hãy lập lịch riêng dựa trên lịch đó.",
    ),
    "offer.unknown": ("There is no such offer.", "Không có phạm vi cung cấp này."),
    "successor.other": (
        "{successor} did not take over from {agency}. Choose one of its successors.",
        "{successor} không tiếp nhận nhiệm vụ của {agency}. Hãy chọn một cơ quan kế thừa.",
    ),
    "successor.decided": (
        "Nothing of this dossier waits at {agency} any more; somebody or a rule has decided meanwhile.",
        "Hồ sơ này không còn việc chờ tại {agency}; đã có người hoặc quy tắc quyết định trước đó.",
    ),
}
