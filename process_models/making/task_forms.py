"""Forms of tasks, made from what the row says is done: appraisals conclude, site checks have minutes, papers numbers.

Field names carry the step (``s3_conclusion``), so that no two tasks write the same name.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from process_models.making.english import both
from process_models.making.fields import (
    Field,
    MadeForm,
    choice,
    day,
    long,
    money,
    names,
    number,
    text,
    tick,
    upload,
    yes_no,
)
from process_models.making.stages import REPLY, Draft, Stage
from process_models.making.words import fold, has, label

Made = list[Field]

ON_PAPER: Final = ("tren giay",)
"""Work that is done on paper; its form keeps the day, the result and a scan."""

_PAID: Final = {
    "cash": names("Tiền mặt", "Cash"),
    "transfer": names("Chuyển khoản", "Bank transfer"),
    "online": names("Thanh toán trực tuyến", "Online payment"),
}
_RETURNED: Final = {
    "handed_over": names("Đã trả trực tiếp", "Handed over"),
    "posted": names("Gửi qua bưu chính công ích", "Sent by public post"),
    "electronic": names("Trả bản điện tử", "Electronic result"),
}


def task_form(stage: Stage, *, main: bool) -> MadeForm:
    """The form of a task; ``main`` is the appraisal, which asks for more."""
    if stage.key == REPLY:
        return _reply()
    if stage.role == "cashier":
        return _payment(stage)
    if stage.role == "return":
        return _return(stage)
    prefix = f"s{stage.key}"
    doing = fold(stage.step.work if stage.step else stage.name)
    found: Made = []
    for words, make in _BY_WORK:
        if has(doing, *words):
            found += [each for each in make(prefix) if each.key not in {one.key for one in found}]
    role = _BY_ROLE.get(stage.role, _case)
    known = {each.key for each in found}
    fields = [*found, *(each for each in role(prefix) if each.key not in known)]
    if main and not has(doing, *ON_PAPER):
        known = {each.key for each in fields}
        fields = [*(each for each in _appraisal(prefix) if each.key not in known), *fields]
    title = both(label(stage.name, 100))
    return MadeForm(key=form_key(stage), title=title, sections=[("work", names("Nội dung xử lý", "Work"), fields)])


def form_key(stage: Stage) -> str:
    """The form's key in the package."""
    return stage.form or f"step_{stage.key}"


def main_stage(draft: Draft) -> str:
    """The stage whose form is the appraisal: the first case officer's with the longest time, else the first review."""
    for role in ("case", "review", "sign"):
        found = [stage for stage in draft.stages.values() if stage.role == role and stage.step is not None]
        own = [stage for stage in found if stage.unit.own] or found
        if own:
            return own[0].key
    return ""


def _reply() -> MadeForm:
    fields = [
        long(
            "refusal_reason",
            names("Lý do từ chối giải quyết", "Reason for refusing"),
            required=True,
            example="Không đủ điều kiện",
        ),
        text("refusal_basis", names("Căn cứ pháp lý", "Legal basis"), most=500),
        long("refusal_advice", names("Hướng dẫn người nộp", "Advice to the applicant")),
        upload("refusal_file", names("Văn bản trả lời", "Reply as a file")),
    ]
    section = ("reply", names("Văn bản trả lời", "Reply"), fields)
    return MadeForm(
        key="reply", title=names("Văn bản trả lời, từ chối giải quyết", "Refusal to settle"), sections=[section]
    )


def _payment(stage: Stage) -> MadeForm:
    fields = [
        money("amount_paid", names("Số tiền thực thu (đồng)", "Amount paid (đồng)"), required=True, example=0),
        choice("payment_method", names("Hình thức nộp", "Means of payment"), _PAID, required=True, example="cash"),
        text(
            "payment_reference",
            names("Mã giao dịch", "Transaction reference"),
            required=True,
            most=200,
            visible='=payment_method = "transfer" or payment_method = "online"',
        ),
        text("fee_receipt_number", names("Số biên lai", "Receipt number"), most=200),
    ]
    section = ("payment", names("Khoản thu", "Payment"), fields)
    return MadeForm(key=form_key(stage), title=names("Thu phí, lệ phí", "Payment"), sections=[section])


def _return(stage: Stage) -> MadeForm:
    handed = '=return_kind = "handed_over"'
    fields = [
        choice(
            "return_kind", names("Cách trả", "How it was returned"), _RETURNED, required=True, example="handed_over"
        ),
        text(
            "recipient_name", names("Người nhận", "Recipient"), required=True, visible=handed, example="Nguyễn Thị Hoa"
        ),
        text(
            "recipient_paper",
            names("Giấy tờ của người nhận", "Recipient's identity paper"),
            required=True,
            visible=handed,
            example="068190004512",
        ),
        tick(
            "recipient_signed", names("Người nhận đã ký nhận", "The recipient has signed"), visible=handed, example=True
        ),
        text(
            "tracking_code",
            names("Mã bưu gửi", "Tracking code"),
            required=True,
            most=200,
            visible='=return_kind = "posted"',
        ),
    ]
    section = ("return", names("Trả kết quả", "Return of the result"), fields)
    return MadeForm(key=form_key(stage), title=names("Trả kết quả", "Return of the result"), sections=[section])


def _appraisal(p: str) -> Made:
    return [
        yes_no(
            f"{p}_competent", names("Đúng thẩm quyền giải quyết", "Within our competence"), required=True, example=True
        ),
        yes_no(f"{p}_papers_valid", names("Giấy tờ hợp lệ", "The papers are valid"), required=True, example=True),
        yes_no(
            f"{p}_content_lawful",
            names("Nội dung phù hợp quy định", "The content complies"),
            required=True,
            example=True,
        ),
        yes_no(
            f"{p}_data_checked",
            names("Đã đối chiếu cơ sở dữ liệu", "Compared with the databases"),
            required=True,
            example=True,
        ),
        long(
            f"{p}_findings",
            names("Kết quả kiểm tra, thẩm định", "Findings"),
            required=True,
            example="Hồ sơ đủ điều kiện",
        ),
        text(f"{p}_basis", names("Căn cứ pháp lý", "Legal basis"), most=500),
        choice(
            f"{p}_proposal",
            names("Đề xuất", "Proposal"),
            {
                "grant": names("Giải quyết", "Grant"),
                "refuse": names("Từ chối giải quyết", "Refuse"),
                "supplement": names("Yêu cầu bổ sung", "Ask for a supplement"),
            },
            required=True,
            example="grant",
        ),
        text(f"{p}_draft_number", names("Số, ký hiệu dự thảo", "Number of the draft"), most=60),
        upload(f"{p}_draft", names("Dự thảo kết quả", "Draft of the result")),
    ]


def _case(p: str) -> Made:
    return [
        long(f"{p}_result", names("Kết quả xử lý", "Result of the work"), required=True, example="Đã xử lý"),
        day(f"{p}_done_on", names("Ngày hoàn thành", "Done on")),
        upload(f"{p}_file", names("Tài liệu kèm theo", "Attached document")),
        long(f"{p}_note", names("Ghi chú", "Remarks")),
    ]


def _review(p: str) -> Made:
    return [
        long(f"{p}_opinion", names("Ý kiến xét duyệt", "Opinion"), required=True, example="Thống nhất đề xuất"),
        long(f"{p}_send_back_reason", names("Lý do trả lại (nếu trả lại)", "Reason, when sent back")),
    ]


def _sign(p: str) -> Made:
    return [
        text(
            f"{p}_signer",
            names("Người ký", "Signatory"),
            required=True,
            help=names("Họ tên và chức vụ ghi trên kết quả.", "Name and office as they stand on the result."),
            example="Trần Văn Long – Phó Chủ tịch",
        ),
        long(f"{p}_sign_reason", names("Lý do trả lại hoặc không đồng ý", "Reason for sending back or disagreeing")),
    ]


def _records(p: str) -> Made:
    return [
        text(f"{p}_number", names("Số văn bản", "Number of the document"), most=60),
        day(f"{p}_date", names("Ngày văn bản", "Date of the document")),
        number(f"{p}_copies", names("Số bản phát hành", "Copies issued"), least=1, required=True, example=1),
        tick(
            f"{p}_sealed",
            names("Đã đóng dấu hoặc ký số cơ quan", "Sealed, or signed with the agency's signature"),
            example=True,
        ),
        upload(f"{p}_scan", names("Bản điện tử của kết quả", "Result as a file"), shared=True),
    ]


def _assign(p: str) -> Made:
    return [
        text(f"{p}_assignee", names("Giao cho", "Assigned to"), required=True, example="Chuyên viên thụ lý"),
        long(f"{p}_instruction", names("Ý kiến chỉ đạo", "Instruction")),
    ]


def _receive(p: str) -> Made:
    return [
        tick(f"{p}_received", names("Đã nhận đủ", "Everything was received"), example=True),
        day(f"{p}_received_on", names("Ngày nhận", "Received on")),
        long(f"{p}_note", names("Ghi chú", "Remarks")),
    ]


def _site(p: str) -> Made:
    return [
        day(
            f"{p}_site_date",
            names("Ngày kiểm tra thực địa", "Date of the site check"),
            required=True,
            example="2026-03-03",
        ),
        text(f"{p}_site_members", names("Thành phần tham gia", "Who took part"), most=500),
        yes_no(
            f"{p}_site_conforms", names("Hiện trạng phù hợp hồ sơ", "The site conforms"), required=True, example=True
        ),
        upload(f"{p}_site_minutes", names("Biên bản kiểm tra", "Minutes")),
    ]


def _meeting(p: str) -> Made:
    return [
        day(f"{p}_meeting_date", names("Ngày họp", "Date of the meeting"), required=True, example="2026-03-03"),
        number(f"{p}_present", names("Số thành viên có mặt", "Members present"), least=1),
        long(f"{p}_conclusion", names("Kết luận cuộc họp", "Conclusion"), required=True, example="Thống nhất"),
        upload(f"{p}_minutes", names("Biên bản họp", "Minutes")),
    ]


def _opinion(p: str) -> Made:
    return [
        text(f"{p}_asked", names("Cơ quan được lấy ý kiến", "Agencies asked"), most=500),
        day(f"{p}_answer_by", names("Hạn trả lời", "To be answered by")),
        long(f"{p}_answers", names("Tổng hợp ý kiến", "Answers in short")),
    ]


def _posting(p: str) -> Made:
    return [
        text(f"{p}_posted_at", names("Nơi niêm yết", "Posted at"), required=True, example="Trụ sở UBND"),
        day(f"{p}_posted_from", names("Từ ngày", "From"), required=True, example="2026-03-03"),
        day(f"{p}_posted_to", names("Đến ngày", "To")),
        long(f"{p}_objections", names("Ý kiến phản ánh", "Objections")),
    ]


def _tax_notice(p: str) -> Made:
    return [
        text(
            f"{p}_notice_number",
            names("Số thông báo", "Number of the notice"),
            required=True,
            most=60,
            example="TB-0001",
        ),
        day(f"{p}_notice_date", names("Ngày thông báo", "Date of the notice")),
        money(f"{p}_notice_amount", names("Số tiền phải nộp (đồng)", "Amount due (đồng)"), required=True, example=0),
        day(f"{p}_pay_by", names("Hạn nộp", "To be paid by")),
    ]


def _tax_receipt(p: str) -> Made:
    return [
        text(
            f"{p}_receipt_number",
            names("Số chứng từ", "Number of the receipt"),
            required=True,
            most=60,
            example="CT-0001",
        ),
        day(f"{p}_receipt_date", names("Ngày nộp", "Paid on")),
        money(f"{p}_receipt_amount", names("Số tiền đã nộp (đồng)", "Amount paid (đồng)"), required=True, example=0),
        upload(f"{p}_receipt_file", names("Bản chụp chứng từ", "Copy of the receipt")),
    ]


def _entry(p: str) -> Made:
    return [
        text(f"{p}_book", names("Quyển số", "Book"), most=60),
        text(f"{p}_entry", names("Số vào sổ", "Entry number"), most=60),
        day(f"{p}_entered_on", names("Ngày vào sổ", "Entered on")),
    ]


def _on_paper(p: str) -> Made:
    return [
        day(f"{p}_decided_on", names("Ngày giải quyết", "Decided on"), required=True, example="2026-03-03"),
        choice(
            f"{p}_decision",
            names("Kết quả giải quyết", "Decision"),
            {"granted": names("Đồng ý giải quyết", "Granted"), "refused": names("Từ chối giải quyết", "Refused")},
            required=True,
            example="granted",
        ),
        text(
            f"{p}_paper_number",
            names("Số, ký hiệu kết quả", "Number of the result"),
            required=True,
            most=60,
            example="01/QĐ",
        ),
        upload(f"{p}_scan", names("Bản quét kết quả", "Scan of the result"), shared=True),
        long(
            f"{p}_refusal_reason",
            names("Lý do từ chối", "Reason for refusing"),
            required=True,
            visible=f'={p}_decision = "refused"',
        ),
    ]


_BY_WORK: Final[Sequence[tuple[tuple[str, ...], Callable[[str], Made]]]] = (
    (("thuc dia", "kiem tra thuc te", "khao sat", "hien truong", "tai co so"), _site),
    (("hop", "hoi dong", "cuoc hop"), _meeting),
    (("lay y kien", "xin y kien", "y kien cac co quan"), _opinion),
    (("niem yet", "cong khai"), _posting),
    (("thong bao thue", "thong bao nop", "nghia vu tai chinh"), _tax_notice),
    (("chung tu", "bien lai", "nop thue", "giay nop tien"), _tax_receipt),
    (("vao so", "cap nhat so", "ghi so"), _entry),
    (ON_PAPER, _on_paper),
)
_BY_ROLE: Final[Mapping[str, Callable[[str], Made]]] = {
    "case": _case,
    "review": _review,
    "sign": _sign,
    "records": _records,
    "assign": _assign,
    "reception": _receive,
}
