"""The sentence for each problem, in Vietnamese and English; never the validator's own words.

A sentence names the question and says what to do. ``{label}`` is the question, ``{limit}`` the number of the rule.
A form's own sentence for a code (``messages`` in the UI schema) comes first.
"""

from decimal import Decimal
from typing import Any

from forms.errors import FieldError, Text
from forms.model import Field, Form, Widget
from forms.pointers import is_index, parts_of
from forms.texts import number_text

LANGUAGES = ("vi", "en")

MESSAGES: dict[str, Text] = {
    "required": {"vi": "Nhập {label}", "en": "Enter {label}"},
    "required.choice": {"vi": "Chọn {label}", "en": "Select {label}"},
    "required.file": {"vi": "Tải lên {label}", "en": "Upload {label}"},
    "required.list": {"vi": "Thêm ít nhất một dòng vào {label}", "en": "Add at least one entry to {label}"},
    "too-large": {"vi": "Nội dung quá lớn, không thể tiếp nhận", "en": "The answers are too large to be accepted"},
    "too-long": {"vi": "{label} quá dài", "en": "{label} is too long"},
    "unknown": {"vi": "{label} không phải là mục của biểu mẫu này", "en": "{label} is not a field of this form"},
    "never": {"vi": "{label} không được điền trong trường hợp này", "en": "{label} must be left out in this case"},
    "int.syntax": {
        "vi": "{label} phải là số nguyên, ví dụ 1.500",
        "en": "{label} must be a whole number, for example 1.500",
    },
    "money.syntax": {
        "vi": "{label} phải là số tiền bằng đồng, ví dụ 1.500.000",
        "en": "{label} must be an amount in dong, for example 1.500.000",
    },
    "dec.syntax": {
        "vi": "{label} phải là một số, dùng dấu phẩy cho phần thập phân, ví dụ 85,5",
        "en": "{label} must be a number with a decimal comma, for example 85,5",
    },
    "date.incomplete": {
        "vi": "{label} phải có đủ ngày, tháng và năm",
        "en": "{label} must include a day, a month and a year",
    },
    "date.syntax": {
        "vi": "{label} phải viết bằng số, năm có 4 chữ số, ví dụ 2 5 1980",
        "en": "{label} must be in digits with a year of 4 digits, for example 2 5 1980",
    },
    "date.impossible": {"vi": "{label} phải là một ngày có thật", "en": "{label} must be a real date"},
    "pdate.year": {
        "vi": "{label} phải có năm; ngày và tháng có thể để trống",
        "en": "{label} must include a year; day and month may be left empty",
    },
    "pdate.month": {"vi": "{label}: đã có ngày thì phải có tháng", "en": "{label} has a day, so it needs a month"},
    "type.any": {"vi": "{label} không đúng kiểu dữ liệu", "en": "{label} has the wrong kind of value"},
    "type.string": {"vi": "{label} phải là chữ", "en": "{label} must be text"},
    "type.integer": {"vi": "{label} phải là số nguyên", "en": "{label} must be a whole number"},
    "type.number": {"vi": "{label} phải là số", "en": "{label} must be a number"},
    "type.boolean": {"vi": "{label} phải là Có hoặc Không", "en": "{label} must be yes or no"},
    "type.array": {"vi": "{label} phải là một danh sách", "en": "{label} must be a list"},
    "type.object": {"vi": "{label} phải là một nhóm mục", "en": "{label} must be a group of fields"},
    "type.null": {"vi": "{label} phải để trống", "en": "{label} must be empty"},
    "enum": {"vi": "Chọn {label} trong danh sách", "en": "Select {label} from the list"},
    "const": {"vi": "{label} không đúng giá trị cho phép", "en": "{label} does not have the allowed value"},
    "const.check": {"vi": "Đánh dấu để xác nhận: {label}", "en": "Tick to confirm: {label}"},
    "minLength": {"vi": "{label} phải có ít nhất {limit} ký tự", "en": "{label} must have at least {limit} characters"},
    "maxLength": {
        "vi": "{label} chỉ được có tối đa {limit} ký tự",
        "en": "{label} must have {limit} characters or fewer",
    },
    "pattern": {"vi": "{label} không đúng định dạng", "en": "{label} is not in the expected format"},
    "minimum": {"vi": "{label} phải từ {limit} trở lên", "en": "{label} must be {limit} or more"},
    "maximum": {"vi": "{label} phải từ {limit} trở xuống", "en": "{label} must be {limit} or less"},
    "exclusiveMinimum": {"vi": "{label} phải lớn hơn {limit}", "en": "{label} must be more than {limit}"},
    "exclusiveMaximum": {"vi": "{label} phải nhỏ hơn {limit}", "en": "{label} must be less than {limit}"},
    "multipleOf": {"vi": "{label} phải là bội số của {limit}", "en": "{label} must be a multiple of {limit}"},
    "format.date": {"vi": "{label} phải là một ngày có thật", "en": "{label} must be a real date"},
    "format.partial-date": {
        "vi": "{label} phải là năm, tháng và năm, hoặc ngày đầy đủ có thật",
        "en": "{label} must be a real year, month or date",
    },
    "format.time": {
        "vi": "{label} phải là giờ, ví dụ 07:30:00Z",
        "en": "{label} must be a time, for example 07:30:00Z",
    },
    "format.date-time": {
        "vi": "{label} phải là ngày và giờ có múi giờ",
        "en": "{label} must be a date and time with a zone",
    },
    "format.email": {
        "vi": "{label} phải là địa chỉ thư điện tử, ví dụ ten@example.vn",
        "en": "{label} must be an e-mail address, for example name@example.vn",
    },
    "format.file-id": {"vi": "{label} phải là một tệp đã tải lên", "en": "{label} must be an uploaded file"},
    "format.uuid": {"vi": "{label} phải là một mã định danh UUID", "en": "{label} must be a UUID"},
    "format.ipv4": {"vi": "{label} phải là một địa chỉ IPv4", "en": "{label} must be an IPv4 address"},
    "format.ipv6": {"vi": "{label} phải là một địa chỉ IPv6", "en": "{label} must be an IPv6 address"},
    "minItems": {"vi": "{label} phải có ít nhất {limit} dòng", "en": "{label} must have at least {limit} entries"},
    "maxItems": {"vi": "{label} chỉ được có tối đa {limit} dòng", "en": "{label} must have {limit} entries or fewer"},
    "uniqueItems": {"vi": "{label} có dòng trùng nhau", "en": "{label} has the same entry twice"},
    "contains": {"vi": "{label} thiếu một dòng bắt buộc", "en": "{label} lacks an entry that is needed"},
    "minContains": {"vi": "{label} thiếu dòng bắt buộc", "en": "{label} has too few of the entries needed"},
    "maxContains": {"vi": "{label} có quá nhiều dòng cùng loại", "en": "{label} has too many entries of one kind"},
    "minProperties": {"vi": "{label} phải điền ít nhất {limit} mục", "en": "{label} needs at least {limit} answers"},
    "maxProperties": {"vi": "{label} chỉ được điền tối đa {limit} mục", "en": "{label} takes at most {limit} answers"},
    "propertyNames": {"vi": "{label} có tên mục không hợp lệ", "en": "{label} has a name that is not allowed"},
    "oneOf": {
        "vi": "{label} phải theo đúng một trong các cách điền",
        "en": "{label} must follow exactly one of the forms",
    },
    "anyOf": {"vi": "{label} phải theo một trong các cách điền", "en": "{label} must follow one of the forms"},
    "not": {"vi": "{label} có giá trị không được phép", "en": "{label} has a value that is not allowed"},
    "unevaluatedProperties": {
        "vi": "{label} có mục không thuộc biểu mẫu",
        "en": "{label} has a field that does not belong",
    },
    "unevaluatedItems": {
        "vi": "{label} có dòng không thuộc biểu mẫu",
        "en": "{label} has an entry that does not belong",
    },
    "other": {"vi": "Kiểm tra lại {label}", "en": "Check {label}"},
}
"""Sentences by code; ``required`` and ``const`` have variants by widget."""

_CHOICE = frozenset({Widget.ENUM, Widget.CHECKS, Widget.CODED, Widget.BOOL})


def message(form: Form, error: FieldError, language: str) -> str:
    """The sentence for a problem in a language (``vi`` when the language is unknown)."""
    parts = parts_of(error.pointer)
    one = form.field_at(parts)
    sentence = error.text or (one.messages.get(error.code) if one else None) or MESSAGES[_variant(error.code, one)]
    last = next((part for part in reversed(parts) if not is_index(part)), "")
    label = in_language(one.label, language) if one else last
    if not label:
        label = {"en": "the answers"}.get(language, "biểu mẫu")
    filled = in_language(sentence, language).replace("{limit}", _limit(error.params.get("limit")))
    return filled.replace("{label}", label if filled.startswith("{label}") else _inside(label))


def in_language(text: Text, language: str) -> str:
    """The text in a language, else in Vietnamese, else empty."""
    return text.get(language) or text.get("vi", "")


def _variant(code: str, one: Field | None) -> str:
    widget = one.widget if one else None
    if code == "required" and widget in _CHOICE:
        return "required.choice"
    if code == "required" and widget is Widget.FILE:
        return "required.file"
    if code == "required" and widget is Widget.LIST:
        return "required.list"
    if code in ("required", "const") and widget is Widget.CHECK:
        return "const.check"
    return code if code in MESSAGES else "other"


def _inside(label: str) -> str:
    """A label inside a sentence: lower case at first, unless it is a name or an abbreviation."""
    return label[:1].lower() + label[1:] if label[1:2].islower() or label[1:2] == " " else label


def _limit(value: Any) -> str:
    return number_text(value) if isinstance(value, (int, Decimal)) else str(value or "")
