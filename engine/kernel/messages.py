"""What an incident means and what to do, in Vietnamese and English, by its code."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

INCIDENT_TEXTS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "agency": (
            "Không xác định được đúng một cơ quan thực hiện. Hãy kiểm tra thẩm quyền trong cơ cấu tổ chức rồi thử lại.",
            "No single agency is competent. Check the competences of the organisation, then retry.",
        ),
        "call.cancelled": (
            "Quy trình được gọi đã bị hủy. Hãy thử lại để gọi lại, hoặc hoàn thành bước này thủ công.",
            "The called process was cancelled. Retry to call it again, or complete the step by hand.",
        ),
        "call.target": (
            "Không biết phải gọi quy trình nào. Hãy sửa dữ liệu quyết định quy trình được gọi rồi thử lại.",
            "It is not known which process to call. Repair the data that names it, then retry.",
        ),
        "cancel.no-transaction": (
            "Sự kiện hủy không nằm trong giao dịch nào. Hãy sửa quy trình.",
            "A cancel event stands in no transaction. Correct the procedure.",
        ),
        "cancel.uncaught": (
            "Giao dịch đã bị hủy nhưng không có sự kiện biên để đi tiếp. Hãy hoàn thành bước này thủ công.",
            "The transaction was cancelled and has no cancel boundary event to go on by. Complete the step by hand.",
        ),
        "cardinality": (
            "Số lần thực hiện không phải là số nguyên không âm hoặc quá lớn. Hãy sửa dữ liệu rồi thử lại.",
            "The number of instances is no whole number from 0, or too large. Repair the data, then retry.",
        ),
        "collection": (
            "Danh sách cần xử lý không phải là danh sách. Hãy sửa dữ liệu rồi thử lại.",
            "What should be gone through is not a list. Repair the data, then retry.",
        ),
        "completion-condition": (
            "Điều kiện hoàn thành không cho kết quả đúng hoặc sai. Hãy bổ sung dữ liệu rồi thử lại.",
            "The completion condition is neither true nor false. Supply the data it reads, then retry.",
        ),
        "condition": (
            "Điều kiện không cho kết quả đúng hoặc sai. Hãy bổ sung dữ liệu mà điều kiện cần rồi thử lại.",
            "A condition is neither true nor false. Supply the data it reads, then retry.",
        ),
        "decision": (
            "Không biết phải dùng bảng quyết định nào. Hãy sửa dữ liệu rồi thử lại.",
            "It is not known which decision to use. Repair the data, then retry.",
        ),
        "decision.missing": (
            "Bảng quyết định được gọi không có trong gói thủ tục. Hãy sửa thủ tục.",
            "The decision that is called is not in the package. Correct the procedure.",
        ),
        "error.uncaught": (
            "Không nơi nào trong quy trình xử lý lỗi này. Hãy khắc phục nguyên nhân rồi thử lại, hoặc bỏ qua bước.",
            "Nothing in the procedure handles an error. Mend its cause and retry, or complete the step by hand.",
        ),
        "event.not-thrown": (
            "Loại sự kiện này không thể được phát ra. Hãy sửa quy trình.",
            "An event of this kind cannot be thrown. Correct the procedure.",
        ),
        "feel.budget": (
            "Biểu thức cần quá nhiều bước tính. Hãy giảm dữ liệu hoặc sửa biểu thức rồi thử lại.",
            "An expression needs too many steps. Reduce the data or correct the expression, then retry.",
        ),
        "gateway.no-flow": (
            "Không có nhánh nào thỏa điều kiện và không có nhánh mặc định. Hãy sửa dữ liệu rồi thử lại.",
            "No branch fits and there is no default. Repair the data, then retry.",
        ),
        "key": (
            "Khóa đối chiếu của thông điệp không có giá trị. Hãy bổ sung dữ liệu rồi thử lại.",
            "The correlation key of a message has no value. Supply the data, then retry.",
        ),
        "link.target": (
            "Liên kết không có điểm đến. Hãy sửa quy trình.",
            "A link leads nowhere. Correct the procedure.",
        ),
        "loop-condition": (
            "Điều kiện lặp không cho kết quả đúng hoặc sai. Hãy bổ sung dữ liệu rồi thử lại.",
            "The loop condition is neither true nor false. Supply the data it reads, then retry.",
        ),
        "moves.limit": (
            "Quá nhiều bước tự động liên tiếp, có thể là vòng lặp vô hạn. Hãy sửa dữ liệu hoặc quy trình rồi thử lại.",
            "Too many automatic steps in a row, perhaps an endless loop. Repair data or procedure, then retry.",
        ),
        "raise.position": (
            "Không được phát lỗi trong biểu thức ở vị trí này. Hãy sửa quy trình.",
            "An expression raises an error where that is not possible. Correct the procedure.",
        ),
        "role": (
            "Vai trò thực hiện không có giá trị. Hãy bổ sung dữ liệu rồi thử lại.",
            "The role that should do the work has no value. Supply the data, then retry.",
        ),
        "service": (
            "Tên dịch vụ cần gọi không có giá trị. Hãy bổ sung dữ liệu rồi thử lại.",
            "The name of the service to call has no value. Supply the data, then retry.",
        ),
        "service.failed": (
            "Dịch vụ bên ngoài không trả lời được. Hãy kiểm tra kết nối rồi thử lại, hoặc hoàn thành bước thủ công.",
            "A service could not answer. Check the connection and retry, or complete the step by hand.",
        ),
        "timer": (
            "Thời hạn hẹn giờ không đọc được hoặc nằm ngoài lịch làm việc. Hãy sửa dữ liệu hoặc lịch rồi thử lại.",
            "A timer cannot be read or lies outside the working calendar. Repair the data or calendar, then retry.",
        ),
        "timer.calendar": (
            "Bước này tính theo giờ làm việc nhưng cơ quan chưa có lịch. Hãy khai báo lịch rồi thử lại.",
            "The step counts working time, but the agency has no calendar. Enter one, then retry.",
        ),
        "ttl": (
            "Thời gian lưu thông điệp không có giá trị. Hãy bổ sung dữ liệu rồi thử lại.",
            "How long a message is kept has no value. Supply the data, then retry.",
        ),
    }
)
"""Code -> (Vietnamese, English). The details are in the incident's own message."""


def incident_text(code: str, language: str) -> str:
    """The sentence for a code in ``vi`` or ``en``; empty for a code the kernel does not raise."""
    vietnamese, english = INCIDENT_TEXTS.get(code, ("", ""))
    return vietnamese if language == "vi" else english
