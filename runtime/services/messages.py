"""The sentences of refusals, in English and Vietnamese: what is wrong and what to do."""

from collections.abc import Mapping
from typing import Any, Final

from runtime.services.import_messages import IMPORT
from runtime.services.migration.messages import MIGRATION
from runtime.services.paper_messages import PAPERS
from runtime.services.publishing_messages import PUBLISHING
from runtime.services.structure_messages import STRUCTURE
from runtime.services.unit_messages import UNIT

MESSAGES: Final[Mapping[str, tuple[str, str]]] = {
    "not-found": ("This does not exist, or you may not see it.", "Không tìm thấy, hoặc bạn không có quyền xem."),
    "dossier.unknown": (
        "There is no dossier with this code and secret. Check both on your receipt.",
        "Không có hồ sơ nào với mã và mã bí mật này. Hãy kiểm tra lại trên giấy tiếp nhận.",
    ),
    "forbidden": ("Your positions do not allow this.", "Vị trí công tác của bạn không cho phép việc này."),
    "sign-in.wrong": ("Name or password is wrong.", "Tên đăng nhập hoặc mật khẩu không đúng."),
    "sign-in.locked": (
        "Too many wrong passwords. Try again after {until}.",
        "Nhập sai mật khẩu quá nhiều lần. Hãy thử lại sau {until}.",
    ),
    "sign-in.closed": (
        "This account is closed. Ask your unit's administrator.",
        "Tài khoản đã bị khóa. Hãy liên hệ quản trị đơn vị.",
    ),
    "form.invalid": ("Some answers need your attention.", "Một số thông tin cần được kiểm tra lại."),
    "text.invalid": (
        "The text holds characters that cannot be kept ({where}). Type it again.",
        "Nội dung có ký tự không lưu được ({where}). Hãy nhập lại.",
    ),
    "procedure.unknown": (
        "The procedure {procedure} is not in force on {day}.",
        "Thủ tục {procedure} không có hiệu lực vào ngày {day}.",
    ),
    "procedure.channel": (
        "This procedure does not accept applications through this channel ({channel}).",
        "Thủ tục này không nhận hồ sơ qua kênh {channel}.",
    ),
    "procedure.not-offered": (
        "{agency} does not offer this procedure.",
        "{agency} không cung cấp thủ tục này.",
    ),
    "component.missing": (
        "A required paper is missing: {names}.",
        "Thiếu thành phần hồ sơ bắt buộc: {names}.",
    ),
    "component.unknown": (
        "The procedure has no component {component}.",
        "Thủ tục không có thành phần hồ sơ {component}.",
    ),
    "competence.none": (
        "No agency of kind {kind} is competent for {territory} on {day}. An administrator must add it.",
        "Không có cơ quan loại {kind} có thẩm quyền tại {territory} vào ngày {day}. Quản trị viên cần bổ sung.",
    ),
    "competence.several": (
        "Several agencies of kind {kind} claim {territory} on {day}: {found}. An administrator must choose one.",
        "Nhiều cơ quan loại {kind} cùng có thẩm quyền tại {territory} vào ngày {day}: {found}. Cần chọn một cơ quan.",
    ),
    "agency.unknown": ("There is no agency {agency}.", "Không có cơ quan {agency}."),
    "agency.ended": (
        "{agency} does not exist any more on {day}.",
        "{agency} không còn hoạt động vào ngày {day}.",
    ),
    "agency.circle": ("An agency cannot stand below itself.", "Một cơ quan không thể trực thuộc chính nó."),
    "task.closed": (
        "This task is already done: {actor}, {at}.",
        "Công việc này đã hoàn thành: {actor}, {at}.",
    ),
    "task.cancelled": (
        "This task is no longer needed; the dossier went another way.",
        "Công việc này không còn cần thiết; hồ sơ đã chuyển hướng khác.",
    ),
    "task.taken": ("{name} has taken this task.", "{name} đã nhận công việc này."),
    "task.not-claimed": ("You have not taken this task.", "Bạn chưa nhận công việc này."),
    "task.outcome": (
        "Choose one of the outcomes of this task.",
        "Hãy chọn một trong các kết quả của công việc này.",
    ),
    "task.four-eyes": (
        "You did the earlier step yourself; another person decides here. In a small unit give a reason to go on alone.",
        "Chính bạn đã làm bước trước; người khác phải quyết định. Đơn vị ít người cần nêu lý do để tiếp tục.",
    ),
    "conflict.values": (
        "Somebody changed this dossier while you were writing. Compare both and send again.",
        "Có người vừa sửa hồ sơ khi bạn đang nhập. Hãy so sánh hai bên rồi gửi lại.",
    ),
    "conflict.version": (
        "This has changed since you opened it. Open it again.",
        "Nội dung đã thay đổi từ khi bạn mở. Hãy mở lại.",
    ),
    "idempotency.mismatch": (
        "This key was used for another request.",
        "Khóa này đã dùng cho một yêu cầu khác.",
    ),
    "closed": ("The dossier is closed.", "Hồ sơ đã kết thúc."),
    "already-received": (
        "The dossier was received already; it can no longer be refused at intake.",
        "Hồ sơ đã được tiếp nhận nên không thể từ chối tiếp nhận.",
    ),
    "not-received": ("The dossier has not been received yet.", "Hồ sơ chưa được tiếp nhận."),
    "already-requested": (
        "A supplement has been asked for already; wait for the answer.",
        "Đã yêu cầu bổ sung, đang chờ người nộp trả lời.",
    ),
    "nothing-requested": ("No supplement was asked for.", "Không có yêu cầu bổ sung nào."),
    "no-items": (
        "Say item by item what must be added or corrected.",
        "Hãy nêu từng nội dung cần bổ sung hoặc chỉnh sửa.",
    ),
    "needs-approver": (
        "A further supplement request needs an approver.",
        "Yêu cầu bổ sung lần nữa phải có người phê duyệt.",
    ),
    "proposal.open": (
        "A further request waits for an approver already. Take it back first, or wait for the decision.",
        "Đã có đề xuất yêu cầu bổ sung đang chờ phê duyệt. Hãy rút đề xuất đó hoặc chờ quyết định.",
    ),
    "proposal.own": (
        "You proposed this request yourself: another leader of the agency must approve it.",
        "Đề xuất này do chính bạn lập: phải do lãnh đạo khác của cơ quan phê duyệt.",
    ),
    "proposal.decided": (
        "This proposal was decided or taken back already. Open it again to see what came of it.",
        "Đề xuất này đã được quyết định hoặc đã rút. Hãy mở lại để xem kết quả.",
    ),
    "suspended": (
        "The dossier waits for the applicant's supplement; tasks cannot be completed now.",
        "Hồ sơ đang chờ bổ sung nên chưa thể hoàn thành công việc.",
    ),
    "action.not-allowed": (
        "This procedure does not provide for this action ({action}).",
        "Thủ tục này không quy định thao tác {action}.",
    ),
    "reason.missing": ("Give a reason.", "Hãy nêu lý do."),
    "stale": (
        "This is not possible any more; the dossier has moved on.",
        "Không thể thực hiện; hồ sơ đã chuyển bước.",
    ),
    "unknown-branch": ("The dossier has no such part.", "Hồ sơ không có phần này."),
    "unknown-part": ("The dossier has no such part.", "Hồ sơ không có phần này."),
    "unknown-trouble": ("This incident is over.", "Sự cố này đã được xử lý."),
    "already-submitted": ("The dossier was submitted already.", "Hồ sơ đã được nộp."),
    "nobody-waits": ("Nobody waits for this message.", "Không có nơi nào chờ thông điệp này."),
    "return.not-possible": (
        "It is not possible to return to this step from here.",
        "Không thể trả về bước này từ vị trí hiện tại.",
    ),
    "return.other-agency": (
        "The step belongs to {agency}; the return needs that agency's consent.",
        "Bước này thuộc {agency}; việc trả về cần cơ quan đó đồng ý.",
    ),
    "received-at.future": ("The time of reception lies in the future.", "Thời điểm tiếp nhận nằm trong tương lai."),
    "received-at.too-early": (
        "The time of reception may lie at most {hours} hours back.",
        "Thời điểm tiếp nhận chỉ được lùi tối đa {hours} giờ.",
    ),
    "received-at.unknown": (
        "Write the day as day/month/year and the time as hour:minute, such as 02/03/2026 and 08:30.",
        "Ghi ngày theo dạng ngày/tháng/năm và giờ theo dạng giờ:phút, ví dụ 02/03/2026 và 08:30.",
    ),
    "received-at.reason": (
        "Say why the reception is entered later than it happened.",
        "Hãy nêu lý do nhập muộn so với thời điểm tiếp nhận.",
    ),
    "cancel.online": (
        "An online application cannot be cancelled here: refuse it, or let the applicant withdraw it.",
        "Không hủy được hồ sơ nộp trực tuyến: hãy từ chối tiếp nhận, hoặc để người nộp rút hồ sơ.",
    ),
    "cancel.task-done": (
        "A step after the reception is done already; the reception can no longer be cancelled. Stop the processing.",
        "Đã có bước sau tiếp nhận hoàn thành nên không hủy tiếp nhận được nữa. Hãy dừng xử lý hồ sơ.",
    ),
    "cancel.paid": (
        "Money was taken for this dossier; pay it back and let the applicant withdraw instead.",
        "Hồ sơ đã thu tiền; hãy hoàn lại và cho người nộp rút hồ sơ.",
    ),
    "supplement.item": (
        "The procedure has no paper and no question {item}. Choose one from the list.",
        "Thủ tục không có thành phần hoặc thông tin {item}. Hãy chọn trong danh sách.",
    ),
    "supplement.day": (
        "The last day for the answer lies in the past, or more than a year ahead.",
        "Ngày cuối để bổ sung đã qua, hoặc quá một năm tới.",
    ),
    "supplement.not-asked": (
        "{where} was not asked for. Only what the request names can be changed.",
        "Không có yêu cầu bổ sung {where}. Chỉ được sửa những nội dung đã nêu.",
    ),
    "assisted.unknown": (
        "There is no application with this code, or it was confirmed already, or its time is over.",
        "Không có hồ sơ chờ xác nhận với mã này, hoặc hồ sơ đã được xác nhận, hoặc đã hết hạn.",
    ),
    "recovery.over": (
        "This link was used already or its time is over. Ask for a new one.",
        "Liên kết đã được dùng hoặc đã hết hạn. Hãy yêu cầu liên kết mới.",
    ),
    "consent.missing": (
        "Read the privacy notice and agree to it before you send.",
        "Hãy đọc và đồng ý với thông báo về dữ liệu cá nhân trước khi gửi.",
    ),
    "calendar.unknown": ("There is no calendar {calendar}.", "Không có lịch làm việc {calendar}."),
    "calendar.invalid": (
        "The working calendar cannot be used: {detail}.",
        "Lịch làm việc không hợp lệ: {detail}.",
    ),
    "calendar.horizon": (
        "The working calendar ends before this deadline: {detail}. An administrator must add the year.",
        "Lịch làm việc chưa có đến hạn này: {detail}. Quản trị viên cần bổ sung năm còn thiếu.",
    ),
    "webhook.address": (
        "{url} is no address that can be called: write http(s)://host/path, without a user name.",
        "{url} không phải địa chỉ gọi được: hãy ghi http(s)://máy-chủ/đường-dẫn, không kèm tên người dùng.",
    ),
    "webhook.host": (
        "The installation does not allow webhooks to {host}. Whoever runs it names the host in MOTCUA_WEBHOOK_HOSTS.",
        "Hệ thống không cho phép gửi tới {host}. Người vận hành cần khai báo máy chủ trong MOTCUA_WEBHOOK_HOSTS.",
    ),
    "webhook.kind": ("There are no events {kinds}; there are: {known}.", "Không có sự kiện {kinds}; hiện có: {known}."),
    "account.same-password": (
        "Choose a password other than the present one.",
        "Hãy chọn mật khẩu khác mật khẩu hiện tại.",
    ),
    "account.change-password": (
        "This password was given to you by somebody else. Choose your own first (PUT /sessions/current/password).",
        "Mật khẩu này do người khác cấp. Hãy đặt mật khẩu của riêng bạn trước (PUT /sessions/current/password).",
    ),
    "table.too-many": (
        "The table holds {count} procedures; at most {limit} are imported here at once. Use motcua import-steps.",
        "Bảng có {count} thủ tục; mỗi lần chỉ nhập được {limit} ở đây. Hãy dùng motcua import-steps.",
    ),
    "table.too-large": ("The file exceeds {limit} bytes.", "Tệp vượt quá {limit} byte."),
    "token.invalid": (
        "A token has a name of small letters, digits and -, and lives between 1 and {days} days.",
        "Mã truy cập cần tên gồm chữ thường, chữ số, dấu - và thời hạn từ 1 đến {days} ngày.",
    ),
    "project.exists": (
        "There is a project {project} already. Add a draft to it.",
        "Đã có dự án {project}. Hãy thêm bản nháp vào dự án đó.",
    ),
    "draft.conflict": (
        "Revision {head} was saved (by {by}) after the revision {base} you began from. Load it and change it again.",
        "Đã có bản lưu {head} (người lưu: {by}) sau bản {base} mà bạn bắt đầu. Hãy tải lại rồi sửa tiếp.",
    ),
    "draft.closed": ("This draft is closed.", "Bản nháp này đã đóng."),
    "draft.name": (
        "{where}: between 1 and 300 letters are needed.",
        "{where}: cần từ 1 đến 300 ký tự.",
    ),
    "draft.no-file": ("The draft has no file {path}.", "Bản nháp không có tệp {path}."),
    "draft.no-form": (
        "The draft has no form {form} that can be shown.",
        "Bản nháp không có biểu mẫu {form} để xem thử.",
    ),
    "draft.no-procedure": (
        "The zip holds no readable procedure.json with a code ({detail}).",
        "Tệp zip không có procedure.json hợp lệ kèm mã thủ tục ({detail}).",
    ),
    "draft.path": (
        "A package has no place for a file {path}. See the list of files in the documentation of packages.",
        "Gói thủ tục không có chỗ cho tệp {path}. Xem danh sách tệp trong tài liệu về gói thủ tục.",
    ),
    "draft.too-large": ("{path} exceeds the limit of {limit} bytes.", "{path} vượt quá giới hạn {limit} byte."),
    "draft.not-json": ("{path} is not readable JSON: {detail}", "{path} không phải JSON hợp lệ: {detail}"),
    "package.invalid": (
        "The package cannot be published: {problems}",
        "Không thể công bố gói thủ tục: {problems}",
    ),
    "package.unknown": ("There is no package {package}.", "Không có gói thủ tục {package}."),
    "file.empty": ("The file is empty.", "Tệp rỗng."),
    "file.too-large": (
        "The file is larger than {limit} MB.",
        "Tệp lớn hơn {limit} MB.",
    ),
    "file.type": (
        "Files of this type are not accepted ({found}). Send a PDF, JPEG or PNG.",
        "Không nhận loại tệp này ({found}). Hãy gửi PDF, JPEG hoặc PNG.",
    ),
    "file.lies": (
        "The file's content ({found}) is not what its name says ({named}).",
        "Nội dung tệp ({found}) không đúng với tên tệp ({named}).",
    ),
    "file.missing": ("The file is no longer stored.", "Tệp không còn được lưu."),
    "payment.amount": ("The amount must be above zero.", "Số tiền phải lớn hơn 0."),
    "payment.fee": ("The procedure has no fee {fee}.", "Thủ tục không có khoản thu {fee}."),
    "payment.method": (
        "The fee cannot be paid this way ({method}).",
        "Khoản thu không nộp được bằng hình thức {method}.",
    ),
    "effect.state": ("The job is {state}; this is not possible.", "Tác vụ đang ở trạng thái {state}."),
    "incident.unknown": ("This incident is over.", "Sự cố này đã được xử lý."),
    "account.exists": ("The name {login} is taken.", "Tên đăng nhập {login} đã được dùng."),
    "account.password": (
        "The password needs at least {length} characters.",
        "Mật khẩu cần ít nhất {length} ký tự.",
    ),
    "role.unknown": ("There is no role {role}.", "Không có vai trò {role}."),
    "day.unknown": ("{day} is not a day of the calendar.", "{day} không phải là một ngày."),
    "day.order": ("The last day lies before the first.", "Ngày cuối trước ngày đầu."),
    "extension.none": ("There is no deadline to extend.", "Không có thời hạn để gia hạn."),
    "extension.again": ("The deadline was extended already.", "Thời hạn đã được gia hạn."),
    "extension.late": (
        "The deadline has passed; it can no longer be extended.",
        "Đã quá hạn nên không thể gia hạn.",
    ),
    "extension.unit": ("Extend by hours, days or months.", "Gia hạn theo giờ, ngày hoặc tháng."),
    "term.syntax": ("This is not a length of time.", "Đây không phải là một khoảng thời gian."),
    "message.duplicate": ("This message was received before.", "Thông điệp này đã được nhận."),
    "message.several": (
        "Several dossiers wait for this message.",
        "Có nhiều hồ sơ cùng chờ thông điệp này.",
    ),
    **MIGRATION,
    **PUBLISHING,
    **IMPORT,
    **STRUCTURE,
    **UNIT,
    **PAPERS,
}


class _Known(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"


def sentence(code: str, params: Mapping[str, Any], lang: str) -> str:
    """The sentence of a code; a code of the engine that has none is shown with its family's sentence."""
    english, vietnamese = MESSAGES.get(code) or MESSAGES.get(code.partition(":")[0]) or (code, code)
    return (vietnamese if lang == "vi" else english).format_map(_Known(params))
