"""Sentences about moving dossiers to another version, in English and Vietnamese."""

from collections.abc import Mapping
from typing import Final

MIGRATION: Final[Mapping[str, tuple[str, str]]] = {
    "migration.no-place": (
        "The dossier stands at {element}, which has no place in the new version. Say in the plan what becomes of it.",
        "Hồ sơ đang ở {element}, không có trong phiên bản mới. Hãy nêu trong kế hoạch phần tử này chuyển thành gì.",
    ),
    "migration.scope": (
        "{element} lies in another sub-process in the new version; the dossier cannot follow. Give another place.",
        "{element} nằm trong quy trình con khác ở phiên bản mới; hồ sơ không thể đi theo. Hãy chọn nơi khác.",
    ),
    "migration.loop": (
        "{element} repeats in only one of the two versions; the dossier is inside. Give another place or wait.",
        "{element} chỉ lặp ở một trong hai phiên bản và hồ sơ đang ở bên trong. Hãy chọn nơi khác hoặc chờ.",
    ),
    "migration.kind": (
        "{element} is open inside and cannot become another kind of element. Wait until it is over.",
        "{element} đang mở bên trong nên không thể thành loại phần tử khác. Hãy chờ khi kết thúc.",
    ),
    "migration.data": (
        "The value the plan gives {element} cannot be computed: {reason}.",
        "Không tính được giá trị kế hoạch gán cho {element}: {reason}.",
    ),
    "migration.data-null": (
        "The value the plan gives {element} is empty for the data of this dossier. Mend the expression.",
        "Giá trị kế hoạch gán cho {element} là rỗng với dữ liệu của hồ sơ này. Hãy sửa biểu thức.",
    ),
    "migration.trouble": (
        "The new version cannot go on from here with the data of this dossier: {reason}.",
        "Phiên bản mới không thể tiếp tục từ đây với dữ liệu của hồ sơ này: {reason}.",
    ),
    "migration.failed": (
        "The program failed at this dossier; nothing was changed. Tell whoever looks after the system: {reason}",
        "Chương trình gặp lỗi ở hồ sơ này; không có gì thay đổi. Hãy báo cho người quản trị hệ thống: {reason}",
    ),
    "migration.process": (
        "The process {element}, which the dossier is inside, has no place in the new version. Name it in the plan.",
        "Quy trình {element} mà hồ sơ đang ở trong không có trong phiên bản mới. Hãy nêu trong kế hoạch.",
    ),
    "migration.package": (
        "The dossier is inside a process of {element}, which the new version no longer uses. Wait until it is over.",
        "Hồ sơ đang ở trong quy trình của {element} mà phiên bản mới không còn dùng. Hãy chờ khi kết thúc.",
    ),
    "migration.branch": (
        "The process {element} belongs to another sub-dossier in the new version.",
        "Quy trình {element} thuộc hồ sơ con khác ở phiên bản mới.",
    ),
    "migration.split": (
        "None of the plan's conditions for {element} is true for this dossier. Add a choice without a condition.",
        "Không điều kiện nào của kế hoạch cho {element} đúng với hồ sơ này. Hãy thêm lựa chọn không điều kiện.",
    ),
    "migration.split-null": (
        "A condition of the plan for {element} is neither true nor false for this dossier: {reason}.",
        "Một điều kiện của kế hoạch cho {element} không đúng cũng không sai với hồ sơ này: {reason}.",
    ),
    "migration.form-data": (
        "It can move. What was entered before does not fit the new form {element} in {fields}; it is asked again.",
        "Chuyển được. Dữ liệu đã nhập không khớp biểu mẫu mới {element} ở {fields}; sẽ được hỏi lại.",
    ),
    "not-open": ("The dossier has ended; there is nothing to move.", "Hồ sơ đã kết thúc; không có gì để chuyển."),
    "not-migrated": (
        "The last thing that happened to the dossier was no move to another version.",
        "Việc cuối cùng xảy ra với hồ sơ không phải là chuyển phiên bản.",
    ),
    "migration.gone": (
        "The dossier has ended or runs another version by now.",
        "Hồ sơ đã kết thúc hoặc đang chạy phiên bản khác.",
    ),
    "migration.went-on": (
        "The dossier has gone on since it was moved (turn {turn}); the move can no longer be taken back.",
        "Hồ sơ đã có diễn biến sau khi chuyển (lượt {turn}); không thể hoàn tác.",
    ),
    "migration.irreversible": (
        "Moving it sent something out, issued a paper or settled it; that cannot be taken back.",
        "Việc chuyển đã gửi đi, cấp giấy tờ hoặc giải quyết hồ sơ; không thể hoàn tác.",
    ),
    "migration.unknown": ("There is no such migration.", "Không có đợt chuyển này."),
    "migration.state": (
        "The migration is {state}; this is possible only when it is {wanted}.",
        "Đợt chuyển đang ở trạng thái {state}; chỉ làm được khi ở trạng thái {wanted}.",
    ),
    "migration.beyond": (
        "The migration concerns dossiers of agencies you do not administer.",
        "Đợt chuyển liên quan đến hồ sơ của cơ quan bạn không quản trị.",
    ),
    "migration.busy": (
        "Another migration of this procedure is not finished. Wait for it or cancel it.",
        "Một đợt chuyển khác của thủ tục này chưa xong. Hãy chờ hoặc hủy đợt đó.",
    ),
    "plan.unreadable": ("The plan cannot be read: {problems}", "Không đọc được kế hoạch: {problems}"),
    "plan.invalid": (
        "The plan does not fit the two versions: {problems}",
        "Kế hoạch không khớp hai phiên bản: {problems}",
    ),
    "plan.other-procedure": (
        "These are versions of different procedures; dossiers stay with their procedure.",
        "Đây là phiên bản của hai thủ tục khác nhau; hồ sơ không đổi thủ tục.",
    ),
}
