"""Sentences of the API's own refusals, English and Vietnamese: what is wrong and what to do."""

import re
from collections.abc import Mapping
from typing import Any, Final

from runtime.services.messages import sentence as service_sentence

Pair = tuple[str, str]
"""English, Vietnamese."""

TITLES: Final[Mapping[int, Pair]] = {
    400: ("The request cannot be read", "Không đọc được yêu cầu"),
    401: ("Sign-in needed", "Cần đăng nhập"),
    403: ("Not allowed", "Không được phép"),
    404: ("Not found", "Không tìm thấy"),
    405: ("Method not allowed", "Phương thức không được hỗ trợ"),
    409: ("Not possible in the present state", "Không thực hiện được ở trạng thái hiện tại"),
    412: ("Changed in the meantime", "Nội dung đã thay đổi"),
    413: ("Too large", "Quá lớn"),
    415: ("Type not accepted", "Loại nội dung không được chấp nhận"),
    422: ("Content not accepted", "Nội dung không được chấp nhận"),
    428: ("Precondition needed", "Thiếu điều kiện tiên quyết"),
    429: ("Too many requests", "Quá nhiều yêu cầu"),
    500: ("Error on our side", "Lỗi phía hệ thống"),
    503: ("Not available for the moment", "Tạm thời không phục vụ được"),
}

SENTENCES: Final[Mapping[str, Pair]] = {
    "request.malformed": (
        "The request cannot be understood. Compare it with the documentation and send it again.",
        "Không hiểu được yêu cầu. Hãy đối chiếu với tài liệu rồi gửi lại.",
    ),
    "request.refused": (
        "The request was refused. Compare it with the documentation.",
        "Yêu cầu bị từ chối. Hãy đối chiếu với tài liệu.",
    ),
    "request.invalid": (
        "Some members of the request need your attention; `errors` names each.",
        "Một số thành phần của yêu cầu cần sửa; `errors` nêu từng mục.",
    ),
    "request.too-large": (
        "The request is larger than what is accepted here. Send less at once.",
        "Yêu cầu lớn hơn mức cho phép. Hãy gửi ít hơn mỗi lần.",
    ),
    "json.syntax": (
        "The body is not JSON: line {line}, column {column}: {why}.",
        "Nội dung không phải JSON: dòng {line}, cột {column}: {why}.",
    ),
    "media-type": (
        "Send the body as {wanted}.",
        "Hãy gửi nội dung dưới dạng {wanted}.",
    ),
    "method": (
        "This address does not take this method; `Allow` names those it takes.",
        "Địa chỉ này không nhận phương thức đó; xem các phương thức trong `Allow`.",
    ),
    "sign-in.needed": (
        "Sign in first: POST /api/v1/sessions, then send `Authorization: Bearer <token>`.",
        "Hãy đăng nhập trước: POST /api/v1/sessions, rồi gửi `Authorization: Bearer <token>`.",
    ),
    "sign-in.ended": (
        "This token is not valid any more. Sign in again.",
        "Mã phiên không còn hiệu lực. Hãy đăng nhập lại.",
    ),
    "secret.needed": (
        "Send the dossier's secret in the header `Dossier-Secret`.",
        "Hãy gửi mã bí mật của hồ sơ trong tiêu đề `Dossier-Secret`.",
    ),
    "holder.needed": (
        "Send the header `Upload-Holder` with a random text of your own, 20 to 100 letters, digits, - or _.",
        "Hãy gửi tiêu đề `Upload-Holder` là một chuỗi ngẫu nhiên của bạn, 20 đến 100 chữ cái, chữ số, - hoặc _.",
    ),
    "precondition.needed": (
        "Send `If-Match` with the ETag of what you change as you read it.",
        "Hãy gửi `If-Match` với ETag của nội dung mà bạn đã đọc.",
    ),
    "precondition.invalid": (
        "`If-Match` is not an ETag that this API gave.",
        "`If-Match` không phải là ETag do API này cấp.",
    ),
    "cursor.invalid": (
        "`after` is not a cursor that this API gave. Start again without it.",
        "`after` không phải là con trỏ do API này cấp. Hãy bắt đầu lại không có nó.",
    ),
    "file.part": (
        "Send the file as the part `file` of multipart/form-data.",
        "Hãy gửi tệp trong phần `file` của multipart/form-data.",
    ),
    "field.invalid": ("This value is not accepted.", "Giá trị này không được chấp nhận."),
    "too-many": (
        "Too many requests. Wait as long as `Retry-After` says.",
        "Quá nhiều yêu cầu. Hãy chờ theo `Retry-After`.",
    ),
    "server": (
        "Something went wrong on our side. Nothing you had already sent is lost; try again in a moment.",
        "Hệ thống gặp lỗi. Những gì đã gửi không bị mất; hãy thử lại sau giây lát.",
    ),
    "database.down": (
        "The database cannot be reached. Nothing already confirmed is lost. Try again in a few minutes.",
        "Không kết nối được cơ sở dữ liệu. Những gì đã xác nhận không bị mất. Hãy thử lại sau vài phút.",
    ),
    "database.busy": (
        "All connections are busy. Try again in a few seconds.",
        "Tất cả kết nối đang bận. Hãy thử lại sau vài giây.",
    ),
}


class _Known(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"


def sentence(code: str, params: Mapping[str, Any], lang: str) -> str:
    """The sentence of a code of the API, else the services' sentence for it."""
    pair = SENTENCES.get(code)
    if pair is None:
        return service_sentence(code, params, lang)
    return (pair[1] if lang == "vi" else pair[0]).format_map(_Known(params))


_SHAPES: Final[tuple[tuple[re.Pattern[str], str, str, str], ...]] = tuple(
    (re.compile(pattern, re.DOTALL), code, english, vietnamese)
    for pattern, code, english, vietnamese in (
        (r"Missing data", "required", "This is needed.", "Mục này là bắt buộc."),
        (r"Field may not be null", "null", "This may not be null.", "Mục này không được để null."),
        (r"Unknown field", "unknown", "There is no such member here.", "Không có mục này."),
        (r"Invalid input type|Not a valid mapping", "object", "An object is expected.", "Cần một đối tượng."),
        (r"Not a valid string", "string", "A text is expected.", "Cần một chuỗi ký tự."),
        (r"Not a valid integer|Not a valid number", "number", "A number is expected.", "Cần một số."),
        (r"Not a valid boolean", "boolean", "true or false is expected.", "Cần true hoặc false."),
        (r"Not a valid list", "list", "A list is expected.", "Cần một danh sách."),
        (r"Not a valid UUID", "uuid", "A UUID is expected.", "Cần một UUID."),
        (
            r"Not a valid (?:aware |naive )?datetime",
            "datetime",
            "An instant with its offset is expected, such as 2026-03-02T08:10:00+07:00.",
            "Cần thời điểm có múi giờ, ví dụ 2026-03-02T08:10:00+07:00.",
        ),
        (r"Not a valid date", "date", "A day is expected, such as 2026-03-02.", "Cần một ngày, ví dụ 2026-03-02."),
        (
            r"(?:Longer|Shorter) than .* length|Length must be",
            "length",
            "This is too long or too short: {why}",
            "Độ dài không phù hợp: {why}",
        ),
        (r"Must be one of", "choice", "Choose one of the values: {why}", "Hãy chọn một trong các giá trị: {why}"),
        (r"Must be (?:greater|less)", "range", "The number is out of range: {why}", "Số nằm ngoài giới hạn: {why}"),
        (r"String does not match", "pattern", "The text does not have the expected form.", "Chuỗi không đúng dạng."),
    )
)
"""The schema library's words -> our code and sentences."""


def shape_problem(words: str, lang: str) -> Pair:
    """Code and sentence for what the schema library says about a member."""
    for pattern, code, english, vietnamese in _SHAPES:
        if pattern.match(words):
            return code, (vietnamese if lang == "vi" else english).replace("{why}", words)
    return "invalid", sentence("field.invalid", {}, lang)
