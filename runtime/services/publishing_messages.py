"""Sentences of refusals about versions, signatures, bindings and local overrides: English, Vietnamese."""

from collections.abc import Mapping
from typing import Final

PUBLISHING: Final[Mapping[str, tuple[str, str]]] = {
    "version.taken": (
        "{procedure} {version} is published with other content ({hash}). Give the changed package a higher version.",
        "{procedure} {version} đã được công bố với nội dung khác ({hash}). Hãy tăng số phiên bản của gói đã sửa.",
    ),
    "version.overlap": (
        (
            "{procedure} {other} is published for some of the same days and is higher than {version}: it would be "
            "unclear which one counts. Give a higher version, other days, or retire {other} first."
        ),
        (
            "{procedure} {other} đã công bố cho một phần cùng thời gian và cao hơn {version}, không rõ bản nào "
            "có hiệu lực. Hãy tăng số phiên bản, đổi thời gian hiệu lực, hoặc chấm dứt {other} trước."
        ),
    ),
    "version.past": (
        "{day} is over; a version can be put in force from today on.",
        "Ngày {day} đã qua; chỉ có thể đưa phiên bản vào hiệu lực từ hôm nay.",
    ),
    "package.several": (
        "Several packages begin with {package}. Write more of the hash.",
        "Có nhiều gói bắt đầu bằng {package}. Hãy ghi dài hơn mã băm.",
    ),
    "signature.missing": (
        "This installation only accepts signed packages. Sign it (motcua sign) with a trusted key.",
        "Hệ thống chỉ nhận gói đã ký. Hãy ký gói (motcua sign) bằng khóa được tin cậy.",
    ),
    "signature.unreadable": (
        "signature.json cannot be read. Sign the package again.",
        "Không đọc được signature.json. Hãy ký lại gói.",
    ),
    "signature.unknown": (
        (
            "The package is signed with the key {key}, which is not trusted here. Add the key (motcua trust add) when "
            "you know whose it is."
        ),
        (
            "Gói được ký bằng khóa {key} chưa được hệ thống tin cậy. Hãy thêm khóa (motcua trust add) khi đã xác minh "
            "chủ khóa."
        ),
    ),
    "signature.revoked": (
        "The package is signed with the key {key} ({name}), which is revoked since {day}. Sign it with a valid key.",
        "Gói được ký bằng khóa {key} ({name}) đã bị thu hồi từ {day}. Hãy ký bằng khóa còn hiệu lực.",
    ),
    "signature.broken": (
        "The signature of the key {key} ({name}) does not fit the content: the package was changed after signing.",
        "Chữ ký của khóa {key} ({name}) không khớp nội dung: gói đã bị sửa sau khi ký.",
    ),
    "key.unreadable": (
        "This is no Ed25519 public key in PEM (-----BEGIN PUBLIC KEY-----).",
        "Đây không phải khóa công khai Ed25519 dạng PEM (-----BEGIN PUBLIC KEY-----).",
    ),
    "key.private": (
        "This is a private key. Keep it to yourself and give the public one (.pub).",
        "Đây là khóa riêng. Hãy giữ kín và cung cấp khóa công khai (.pub).",
    ),
    "key.revoked": (
        "The key {key} is revoked since {day} and cannot be trusted again. Make a new one.",
        "Khóa {key} đã bị thu hồi từ {day} và không thể tin cậy lại. Hãy tạo khóa mới.",
    ),
    "key.name": ("Say whose key it is.", "Hãy ghi tên chủ khóa."),
    "key.unknown": ("There is no trusted key {key}.", "Không có khóa tin cậy {key}."),
    "policy.unknown": ("{value} is none of: {known}.", "{value} không thuộc: {known}."),
    "binding.name": (
        "{name} is no name of a {kind}: small letters, digits, points, hyphens.",
        "{name} không phải tên hợp lệ ({kind}): chữ thường, chữ số, dấu chấm, gạch nối.",
    ),
    "binding.value": ("{name} cannot be bound so: {detail}.", "Không thể khai báo {name} như vậy: {detail}."),
    "binding.secret": (
        '{name}: the value of {header} looks like a secret. Name it instead: {{"secret": "NAME"}}.',
        '{name}: giá trị {header} có vẻ là bí mật. Hãy chỉ ghi tên: {{"secret": "TÊN"}}.',
    ),
    "binding.unknown": ("There is no binding {name}.", "Không có khai báo {name}."),
    "override.empty": ("Say what is different.", "Hãy nêu nội dung khác biệt."),
    "override.key": (
        "{key} cannot be overridden. Possible are: {known}.",
        "Không thể thay {key}. Có thể thay: {known}.",
    ),
    "override.fee": (
        "{fee}: write the amount in whole đồng, for a fee that the procedure has ({known}).",
        "{fee}: ghi số tiền là số nguyên đồng, cho khoản thu có trong thủ tục ({known}).",
    ),
    "override.term": (
        "{term} is no length of time for this procedure. Write such as 3 working_day.",
        "{term} không phải thời hạn hợp lệ của thủ tục. Ví dụ: 3 working_day.",
    ),
    "override.longer": (
        "The committed time {term} is longer than the statutory one ({statutory}).",
        "Thời hạn cam kết {term} dài hơn thời hạn luật định ({statutory}).",
    ),
    "override.procedure": (
        "Fee and time belong to one procedure. Name its code.",
        "Phí và thời hạn thuộc một thủ tục cụ thể. Hãy ghi mã thủ tục.",
    ),
    "override.names": ("{key}: write texts as vi and en.", "{key}: ghi nội dung cho vi và en."),
    "override.unknown": ("There is no override {id}.", "Không có nội dung thay thế {id}."),
    "override.overlap": (
        "{agency} has an override of the same values for some of these days. End it first.",
        "{agency} đã có nội dung thay thế cùng loại trong thời gian này. Hãy chấm dứt trước.",
    ),
    "offer.unknown": ("There is no offer {id}.", "Không có việc cung cấp {id}."),
}
