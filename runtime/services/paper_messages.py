"""What is said when a paper, a register book or a sheet for the post cannot be made: English and Vietnamese."""

from collections.abc import Mapping
from typing import Final

PAPERS: Final[Mapping[str, tuple[str, str]]] = {
    "letter.unfrozen": (
        "What this letter says was not kept, so it cannot be printed. Issue it anew from the list of papers.",
        "Nội dung của giấy này không được lưu nên không in được. Hãy lập giấy mới trong danh sách giấy tờ.",
    ),
    "letter.template": (
        "The template of this letter has a fault: {detail}. Tell whoever publishes the procedure.",
        "Mẫu của giấy này bị lỗi: {detail}. Hãy báo cho người phụ trách thủ tục.",
    ),
    "letter.damaged": (
        "The stored file of this letter is missing or was changed. Tell your administrator (motcua doctor).",
        "Tệp đã lưu của giấy này bị thiếu hoặc đã bị sửa. Hãy báo quản trị viên (motcua doctor).",
    ),
    "paper.unknown": (
        "There is no paper of the kind {key} that can be made here.",
        "Không có loại giấy {key} để lập ở đây.",
    ),
    "paper.missing": (
        "Say whom the paper goes to and, for a question, what is asked ({name}).",
        "Hãy ghi nơi nhận giấy và, nếu lấy ý kiến, nội dung cần hỏi ({name}).",
    ),
    "paper.long": ("At most {longest} letters fit on the paper.", "Nội dung trên giấy tối đa {longest} ký tự."),
    "paper.not-settled": (
        "The dossier is not settled yet: there is no result to hand over.",
        "Hồ sơ chưa giải quyết xong: chưa có kết quả để trả.",
    ),
    "register.note": (
        "Write between 3 and {longest} letters: what is wrong in the entry, what is right, and on whose word.",
        "Hãy ghi từ 3 đến {longest} ký tự: nội dung sai, nội dung đúng và căn cứ đính chính.",
    ),
    "post.none": ("Choose at least one dossier.", "Hãy chọn ít nhất một hồ sơ."),
    "post.many": ("At most {most} dossiers fit on one sheet.", "Mỗi phiếu tối đa {most} hồ sơ."),
    "post.taker": ("Say which post office takes the results.", "Hãy ghi bưu cục nhận kết quả."),
    "post.dossier": (
        "{dossier} cannot go on the sheet: it is not settled, already handed over, or on another sheet.",
        "Không đưa {dossier} vào phiếu được: hồ sơ chưa có kết quả, đã trả, hoặc đã có trong phiếu khác.",
    ),
}
