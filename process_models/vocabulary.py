"""Words every package shares: step roles, usual outcomes of tasks, letters. Keys are data; these are their names.

A package adds outcomes of its own with ``outcome.<key>`` in ``translations/vi.json`` and ``translations/en.json``.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

Names = Mapping[str, str]


def _table(rows: Mapping[str, tuple[str, str]]) -> Mapping[str, Names]:
    return MappingProxyType({key: MappingProxyType({"vi": vi, "en": en}) for key, (vi, en) in rows.items()})


STEP_ROLES: Final = _table(
    {
        "reception": ("Tiếp nhận", "Reception"),
        "assign": ("Phân công", "Assignment"),
        "case": ("Thụ lý", "Case officer"),
        "review": ("Xét duyệt", "Review"),
        "sign": ("Ký duyệt", "Signature"),
        "records": ("Văn thư", "Records clerk"),
        "cashier": ("Thu phí", "Cashier"),
        "return": ("Trả kết quả", "Return of the result"),
    }
)
"""Roles a task can ask for."""

OTHER_ROLES: Final = _table(
    {
        "oversight": ("Theo dõi, chỉ đạo", "Oversight"),
        "unit_admin": ("Quản trị đơn vị", "Unit administration"),
        "analyst": ("Xây dựng quy trình", "Business analyst"),
        "publisher": ("Quản trị danh mục", "Catalogue administrator"),
        "integrator": ("Tích hợp hệ thống", "Integrator"),
        "auditor": ("Kiểm tra nhật ký", "Auditor"),
        "helper": ("Hỗ trợ nộp hồ sơ", "Helper at a support point"),
    }
)
"""Roles people hold that complete no task."""

OUTCOMES: Final = _table(
    {
        "accept": ("Tiếp nhận", "Accept"),
        "refuse": ("Từ chối", "Refuse"),
        "approve": ("Đồng ý", "Approve"),
        "reject": ("Không đồng ý", "Reject"),
        "sign": ("Ký", "Sign"),
        "send_back": ("Trả lại", "Send back"),
        "disagree": ("Không đồng ý", "Disagree"),
        "forward": ("Chuyển bước sau", "Forward"),
        "complete": ("Hoàn thành", "Complete"),
        "confirm": ("Xác nhận", "Confirm"),
        "eligible": ("Đủ điều kiện", "Eligible"),
        "not_eligible": ("Không đủ điều kiện", "Not eligible"),
        "certified": ("Chứng thực", "Certify"),
        "unfit": ("Không đủ điều kiện", "Unfit"),
        "granted": ("Đồng ý giải quyết", "Granted"),
        "refused": ("Từ chối giải quyết", "Refused"),
        "returned": ("Đã trả kết quả", "Returned"),
        "posted": ("Gửi bưu chính", "Sent by post"),
        "not_collected": ("Chưa đến nhận", "Not collected"),
        "paid": ("Đã thu", "Paid"),
        "yes": ("Có", "Yes"),
        "no": ("Không", "No"),
    }
)
"""Usual outcomes of tasks, as buttons call them."""

LETTERS: Final = _table(
    {
        "receipt": ("Giấy tiếp nhận hồ sơ và hẹn trả kết quả", "Receipt and appointment"),
        "supplement": ("Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ", "Supplement request"),
        "refusal": ("Phiếu từ chối tiếp nhận giải quyết hồ sơ", "Refusal at intake"),
        "apology": ("Phiếu xin lỗi và hẹn lại ngày trả kết quả", "Apology and new date"),
        "stop": ("Thông báo dừng giải quyết hồ sơ", "Stop notice"),
        "withdrawal": ("Xác nhận rút hồ sơ", "Acknowledgement of withdrawal"),
        "control_slip": ("Phiếu kiểm soát quá trình giải quyết hồ sơ", "Control slip"),
        "handover": ("Phiếu bàn giao hồ sơ", "Hand-over sheet"),
        "return_sheet": ("Phiếu trả kết quả", "Result return sheet"),
        "opinion": ("Phiếu lấy ý kiến", "Opinion request"),
        "refusal_to_settle": ("Thông báo từ chối giải quyết", "Notice of refusal to settle"),
        "notice": ("Thông báo", "Notice"),
    }
)
"""Titles of the usual letters, which need no title of their own."""

AGENCY_KINDS: Final = _table(
    {
        "government": ("Chính phủ, Văn phòng Chính phủ", "Government"),
        "ministry": ("Bộ, cơ quan ngang bộ", "Ministry"),
        "province": ("Ủy ban nhân dân tỉnh", "Provincial people's committee"),
        "department": ("Sở, ban, ngành", "Department"),
        "division": ("Phòng chuyên môn", "Division"),
        "district": ("Ủy ban nhân dân huyện", "District people's committee"),
        "environment_division": ("Phòng Tài nguyên và Môi trường", "Environment division"),
        "commune": ("Ủy ban nhân dân xã", "Commune people's committee"),
        "ward": ("Ủy ban nhân dân phường", "Ward people's committee"),
        "special_zone": ("Ủy ban nhân dân đặc khu", "Special zone people's committee"),
        "one_stop": ("Bộ phận một cửa", "One-stop counter"),
        "provincial_centre": ("Trung tâm phục vụ hành chính công", "Provincial service centre"),
        "land_office": ("Văn phòng đăng ký đất đai", "Land office"),
        "land_branch": ("Chi nhánh Văn phòng đăng ký đất đai", "Land office branch"),
        "tax_office": ("Cơ quan thuế", "Tax office"),
        "police": ("Công an cấp xã", "Police"),
        "provincial_police": ("Công an tỉnh", "Provincial police"),
        "military": ("Cơ quan quân sự", "Military command"),
        "insurance": ("Bảo hiểm xã hội", "Social insurance"),
        "treasury": ("Kho bạc", "Treasury"),
        "bank": ("Ngân hàng", "Bank"),
        "court": ("Tòa án", "Court"),
        "procuracy": ("Viện kiểm sát", "Procuracy"),
        "council": ("Hội đồng nhân dân", "People's council"),
        "economic_zone": ("Ban quản lý khu kinh tế, khu công nghiệp", "Economic zone authority"),
        "public_unit": ("Đơn vị sự nghiệp công lập", "Public service unit"),
        "school": ("Cơ sở giáo dục", "School"),
        "hospital": ("Cơ sở y tế", "Hospital"),
    }
)
"""Usual kinds of agencies; an installation may have more, which a package lists under ``agency_kinds``."""
