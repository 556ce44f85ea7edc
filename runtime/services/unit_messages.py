"""Sentences about a unit's work and its people, and about reports: English and Vietnamese."""

from collections.abc import Mapping
from typing import Final

UNIT: Final[Mapping[str, tuple[str, str]]] = {
    "person.unable": (
        "This person does not hold the step's role in its unit today, or the account is closed. Choose somebody else.",
        "Người này hiện không giữ vai trò của bước tại đơn vị, hoặc tài khoản đã đóng. Hãy chọn người khác.",
    ),
    "tasks.none": ("Choose at least one task.", "Hãy chọn ít nhất một việc."),
    "tasks.many": (
        "At most {most} tasks change hands at once. Choose fewer.",
        "Mỗi lần chỉ chuyển tối đa {most} việc. Hãy chọn ít hơn.",
    ),
    "account.has-tasks": (
        "Open tasks without a decision: {count}. Say for each where it goes; nothing was changed.",
        "Còn {count} việc chưa hoàn thành chưa được phân chuyển. Hãy chọn nơi nhận từng việc; chưa có gì thay đổi.",
    ),
    "account.own": (
        "You cannot close your own account. Ask another administrator.",
        "Không thể tự đóng tài khoản của mình. Hãy nhờ quản trị viên khác.",
    ),
    "substitution.self": (
        "Nobody stands in for themselves. Choose somebody else.",
        "Không ai tự thay mình. Hãy chọn người khác.",
    ),
    "substitution.overlap": (
        "This person stands in for the same colleague on some of these days already. End that or choose other days.",
        "Người này đã thay đồng nghiệp đó trong một số ngày nêu trên. Hãy kết thúc lần đó hoặc chọn ngày khác.",
    ),
    "substitution.past": (
        "The last day lies in the past. Choose a day from today on.",
        "Ngày cuối đã qua. Hãy chọn từ hôm nay trở đi.",
    ),
    "substitution.long": (
        "At most {days} days. Give a person the position instead.",
        "Tối đa {days} ngày. Nếu lâu hơn, hãy giao hẳn vị trí cho người đó.",
    ),
    "report.cell": (
        "The report has no figure {cell}.",
        "Báo cáo không có chỉ tiêu {cell}.",
    ),
    "target.row": (
        "Row {row}, column {column}: {value} cannot be read. {expected} Nothing was taken over.",
        "Dòng {row}, cột {column}: không đọc được {value}. {expected} Chưa nhận dòng nào.",
    ),
}
