"""The form of the applicant and the list the counter ticks, made from the components of a procedure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from process_models.making.english import both
from process_models.making.fields import (
    MadeForm,
    choice,
    day,
    group,
    long,
    money,
    names,
    number,
    several,
    text,
    tick,
)
from process_models.making.words import slug, tidy
from process_models.steps.table import Component

APPLICANT: Final[Mapping[str, Any]] = {
    "person": {
        "full_name": "Nguyễn Thị Hoa",
        "birth_date": "1990-04-12",
        "gender": "female",
        "ethnicity": {"code": "01", "label": "Kinh"},
        "nationality": {"code": "VN", "label": "Việt Nam"},
    },
    "identity": {
        "type": "citizen_id_card",
        "number": "068190004512",
        "issued_on": "2022-05-20",
        "issued_by": "Bộ Công an",
    },
    "address": {
        "country": {"code": "VN", "label": "Việt Nam"},
        "scheme": "current",
        "province": {"code": "68", "label": "Lâm Đồng"},
        "commune": {"code": "24611", "label": "Phường Bắc Gia Nghĩa"},
        "street": "12 Hùng Vương",
    },
    "contact": {"phone": "0905123456", "email": "hoa@example.vn"},
}
_ORGANISATION: Final = '=applicant_kind = "organisation"'


@dataclass(frozen=True, slots=True)
class Listed:
    """A component with its key."""

    key: str
    component: Component


def listed(components: Sequence[Component]) -> tuple[Listed, ...]:
    """Components with keys of their own, made from their names."""
    found: dict[str, Component] = {}
    for component in components:
        base = slug(component.name, 32)
        key, number_ = base, 2
        while key in found:
            key, number_ = f"{base}_{number_}", number_ + 1
        found[key] = component
    return tuple(Listed(key, component) for key, component in found.items())


def application_form(title: Mapping[str, str], papers: Sequence[Listed]) -> MadeForm:
    """Who applies, what for, with which papers, how the result is wanted, and the declaration."""
    who = [
        choice(
            "applicant_kind",
            names("Chủ hồ sơ là", "The applicant is"),
            {"person": names("Cá nhân", "A person"), "organisation": names("Tổ chức, doanh nghiệp", "An organisation")},
            required=True,
            example="person",
        ),
        text(
            "organisation_name", names("Tên tổ chức", "Name of the organisation"), required=True, visible=_ORGANISATION
        ),
        text(
            "organisation_number",
            names("Mã số thuế hoặc số đăng ký", "Tax or registration number"),
            required=True,
            most=40,
            visible=_ORGANISATION,
        ),
        group(
            "applicant",
            names("Chủ hồ sơ hoặc người đại diện", "Applicant or representative"),
            "citizen",
            example=APPLICANT,
        ),
        group("submitter", names("Người nộp", "Submitter"), "submitter", example={"capacity": "self"}),
    ]
    what = [
        text("request_title", names("Về việc", "Subject"), required=True, example=tidy(title["vi"])[:300]),
        long(
            "request_content",
            names("Nội dung đề nghị", "What is requested"),
            required=True,
            example="Đề nghị giải quyết",
        ),
        text("request_purpose", names("Mục đích sử dụng kết quả", "Purpose of the result"), required=False),
        text("request_place", names("Địa điểm, đối tượng liên quan", "Place or object concerned")),
        text("related_number", names("Số giấy tờ đã cấp có liên quan", "Number of a related paper"), most=60),
        day("related_date", names("Ngày cấp", "Issued on")),
        text("related_agency", names("Cơ quan cấp", "Issued by")),
        number(
            "result_copies", names("Số bản kết quả cần nhận", "Copies of the result"), least=1, required=True, example=1
        ),
    ]
    enclosed = [several("enclosed", names("Giấy tờ nộp kèm", "Enclosed papers"), _options(papers))] if papers else []
    enclosed.append(long("request_note", names("Ghi chú", "Remarks")))
    end = [
        group("delivery", names("Nhận kết quả", "Result"), "delivery", example={"method": "counter"}),
        group("commitment", names("Cam đoan", "Declaration"), "commitment", example={"agreed": True}),
    ]
    return MadeForm(
        key="application",
        title=title,
        sections=(
            ("who", names("Người đề nghị", "Applicant"), who),
            ("what", names("Nội dung", "Request"), what),
            ("papers", names("Thành phần hồ sơ", "Components"), enclosed),
            ("result", names("Kết quả và cam đoan", "Result and declaration"), end),
        ),
    )


def _options(papers: Sequence[Listed]) -> dict[str, Mapping[str, str]]:
    return {each.key: both(tidy(each.component.name)) for each in papers}


def reception_form(papers: Sequence[Listed], *, asks_fee: bool) -> MadeForm:
    """What the counter checks before it receives: each paper, the declaration, and the fee where only it can tell."""
    checks = [
        tick(f"has_{each.key}"[:60], both(tidy(each.component.name)), must=not each.component.optional, example=True)
        for each in papers
    ]
    general = [
        tick("form_complete", names("Tờ khai đầy đủ, hợp lệ", "The form is complete and valid"), example=True),
        tick("identity_checked", names("Đã kiểm tra giấy tờ tùy thân", "The identity was checked"), example=True),
    ]
    if asks_fee:
        general.append(
            money("fee_amount", names("Phí, lệ phí phải nộp (đồng)", "Fee due (đồng)"), required=True, example=0)
        )
    general += [
        number("sheets", names("Tổng số trang hồ sơ", "Sheets in all")),
        text("storage_place", names("Nơi để hồ sơ giấy", "Where the papers are kept")),
        long("intake_note", names("Ghi chú tiếp nhận", "Reception note")),
    ]
    sections = [("intake", names("Kiểm tra khi tiếp nhận", "Checks at reception"), general)]
    if checks:
        sections.insert(0, ("papers", names("Thành phần hồ sơ", "Components"), checks))
    return MadeForm(key="reception", title=names("Tiếp nhận hồ sơ", "Reception"), sections=sections)
