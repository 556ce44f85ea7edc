"""What a province's catalogue is made of: fields with their departments, objects, actions, papers and consulted bodies.

The words are typical of published catalogues; the procedures built from them are made up and stand for none in force.
"""

from dataclasses import dataclass
from typing import Final

DEPARTMENT: Final = "department"
DISTRICT: Final = "district"
COMMUNE: Final = "commune"


@dataclass(frozen=True, slots=True)
class FieldWords:
    """A field of administration: who is in charge at each level, and what its procedures are about."""

    name: str
    department: str
    division: str
    officer: str
    """The commune's officer for the field."""
    objects: tuple[str, ...]
    levels: tuple[str, ...]
    papers: tuple[str, ...]
    consulted: tuple[str, ...] = ()


FIELDS: Final = (
    FieldWords(
        "Công thương",
        "Sở Công Thương",
        "Phòng Quản lý thương mại",
        "Công chức Kinh tế",
        (
            "giấy phép bán lẻ sản phẩm thuốc lá",
            "giấy phép bán buôn rượu",
            "giấy chứng nhận đủ điều kiện kinh doanh xăng dầu",
            "giấy phép hoạt động điện lực",
            "giấy chứng nhận đủ điều kiện an toàn thực phẩm",
            "giấy phép sử dụng vật liệu nổ công nghiệp",
            "thông báo hoạt động khuyến mại",
            "giấy phép lập cơ sở bán lẻ",
            "giấy phép bán lẻ rượu",
            "giấy chứng nhận huấn luyện kỹ thuật an toàn hóa chất",
        ),
        (DEPARTMENT, DISTRICT),
        ("Bản sao giấy chứng nhận đăng ký doanh nghiệp", "Bản vẽ sơ đồ địa điểm kinh doanh", "Bảng kê trang thiết bị"),
        ("Công an tỉnh", "Sở Xây dựng"),
    ),
    FieldWords(
        "Xây dựng",
        "Sở Xây dựng",
        "Phòng Quản lý xây dựng",
        "Công chức Địa chính – Xây dựng",
        (
            "giấy phép xây dựng mới đối với công trình",
            "giấy phép xây dựng nhà ở riêng lẻ",
            "giấy phép sửa chữa, cải tạo công trình",
            "giấy phép di dời công trình",
            "chứng chỉ hành nghề hoạt động xây dựng",
            "chứng chỉ năng lực hoạt động xây dựng",
            "kết quả thẩm định thiết kế cơ sở",
            "nhiệm vụ quy hoạch chi tiết",
            "thông tin quy hoạch xây dựng",
        ),
        (DEPARTMENT, DISTRICT),
        ("Bản vẽ thiết kế xây dựng", "Giấy tờ chứng minh quyền sử dụng đất", "Bản sao chứng chỉ hành nghề"),
        ("Công an tỉnh", "UBND cấp xã"),
    ),
    FieldWords(
        "Đất đai",
        "Sở Nông nghiệp và Môi trường",
        "Phòng Quản lý đất đai",
        "Công chức Địa chính",
        (
            "biến động quyền sử dụng đất",
            "giấy chứng nhận quyền sử dụng đất lần đầu",
            "chuyển mục đích sử dụng đất",
            "thay đổi tài sản gắn liền với đất",
            "thế chấp bằng quyền sử dụng đất",
            "tách thửa, hợp thửa đất",
        ),
        (DEPARTMENT, DISTRICT),
        ("Bản gốc giấy chứng nhận đã cấp", "Hợp đồng chuyển quyền đã công chứng", "Tờ khai lệ phí trước bạ"),
        ("Chi cục Thuế", "UBND cấp xã"),
    ),
    FieldWords(
        "Môi trường",
        "Sở Nông nghiệp và Môi trường",
        "Phòng Quản lý môi trường",
        "Công chức Địa chính – Môi trường",
        (
            "giấy phép môi trường",
            "báo cáo đánh giá tác động môi trường",
            "giấy phép khai thác nước dưới đất",
            "giấy phép xả nước thải vào nguồn nước",
            "giấy phép thăm dò khoáng sản",
            "kế hoạch bảo vệ môi trường",
        ),
        (DEPARTMENT, DISTRICT),
        ("Báo cáo đề xuất", "Bản vẽ mặt bằng", "Kết quả quan trắc"),
        ("UBND cấp xã", "Sở Xây dựng"),
    ),
    FieldWords(
        "Y tế",
        "Sở Y tế",
        "Phòng Nghiệp vụ y",
        "Công chức Văn hóa – Xã hội",
        (
            "giấy phép hoạt động khám bệnh, chữa bệnh",
            "giấy phép hành nghề khám bệnh, chữa bệnh",
            "chứng chỉ hành nghề dược",
            "giấy chứng nhận đủ điều kiện kinh doanh dược",
            "số tiếp nhận phiếu công bố mỹ phẩm",
            "giấy xác nhận nội dung quảng cáo thực phẩm",
            "hồ sơ công bố đủ điều kiện tiêm chủng",
        ),
        (DEPARTMENT,),
        ("Bản sao văn bằng chuyên môn", "Danh sách nhân sự", "Bản kê khai cơ sở vật chất"),
        ("Công an tỉnh",),
    ),
    FieldWords(
        "Giáo dục và Đào tạo",
        "Sở Giáo dục và Đào tạo",
        "Phòng Tổ chức cán bộ",
        "Công chức Văn hóa – Xã hội",
        (
            "trường trung học phổ thông",
            "trung tâm ngoại ngữ, tin học",
            "trường mẫu giáo, trường mầm non",
            "hoạt động dạy thêm, học thêm",
            "bản sao văn bằng, chứng chỉ từ sổ gốc",
            "chỉnh sửa nội dung văn bằng, chứng chỉ",
            "nhóm trẻ độc lập",
        ),
        (DEPARTMENT, DISTRICT, COMMUNE),
        ("Đề án thành lập", "Sơ yếu lý lịch người đứng đầu", "Danh sách giáo viên"),
        ("UBND cấp xã",),
    ),
    FieldWords(
        "Tư pháp",
        "Sở Tư pháp",
        "Phòng Hành chính và Bổ trợ tư pháp",
        "Công chức Tư pháp – Hộ tịch",
        (
            "văn phòng công chứng",
            "hành nghề luật sư",
            "chi nhánh tổ chức hành nghề luật sư",
            "phiếu lý lịch tư pháp",
            "quốc tịch Việt Nam",
            "hoạt động trung tâm trọng tài",
            "thẻ đấu giá viên",
            "thẻ tư vấn viên pháp luật",
        ),
        (DEPARTMENT,),
        ("Bản sao chứng chỉ hành nghề", "Sơ yếu lý lịch", "Giấy tờ chứng minh trụ sở"),
        ("Công an tỉnh",),
    ),
    FieldWords(
        "Hộ tịch",
        "Sở Tư pháp",
        "Phòng Tư pháp",
        "Công chức Tư pháp – Hộ tịch",
        (
            "khai sinh",
            "khai tử",
            "kết hôn",
            "nhận cha, mẹ, con",
            "giám hộ",
            "giấy xác nhận tình trạng hôn nhân",
            "bản sao trích lục hộ tịch",
            "thay đổi, cải chính hộ tịch",
        ),
        (COMMUNE, DISTRICT),
        ("Giấy chứng sinh", "Bản sao giấy tờ tùy thân", "Giấy tờ chứng minh nơi cư trú"),
        ("Công an xã",),
    ),
    FieldWords(
        "Nội vụ",
        "Sở Nội vụ",
        "Phòng Tổ chức biên chế",
        "Công chức Văn phòng – Thống kê",
        (
            "hội có phạm vi hoạt động trong tỉnh",
            "quỹ xã hội, quỹ từ thiện",
            "điều lệ hội",
            "danh hiệu thi đua",
            "giấy phép lao động cho người nước ngoài",
            "thỏa ước lao động tập thể",
            "giấy phép hoạt động dịch vụ việc làm",
        ),
        (DEPARTMENT, DISTRICT),
        ("Dự thảo điều lệ", "Danh sách ban vận động", "Phương án hoạt động"),
        ("Công an tỉnh",),
    ),
    FieldWords(
        "Người có công và bảo trợ xã hội",
        "Sở Nội vụ",
        "Phòng Người có công",
        "Công chức Văn hóa – Xã hội",
        (
            "trợ cấp xã hội hàng tháng",
            "hỗ trợ chi phí mai táng",
            "mức độ khuyết tật",
            "hộ nghèo, hộ cận nghèo",
            "chế độ trợ cấp đối với thân nhân liệt sĩ",
            "giấy chứng nhận hy sinh",
        ),
        (COMMUNE, DISTRICT, DEPARTMENT),
        ("Bản sao giấy tờ tùy thân", "Giấy xác nhận của cơ sở y tế", "Biên bản họp"),
        ("UBND cấp xã",),
    ),
    FieldWords(
        "Tài chính và Kế hoạch",
        "Sở Tài chính",
        "Phòng Đăng ký kinh doanh",
        "Công chức Tài chính – Kế toán",
        (
            "doanh nghiệp tư nhân",
            "công ty trách nhiệm hữu hạn",
            "hộ kinh doanh",
            "hợp tác xã",
            "chủ trương đầu tư dự án",
            "giấy chứng nhận đăng ký đầu tư",
            "giá tài sản, hàng hóa, dịch vụ",
        ),
        (DEPARTMENT, DISTRICT),
        ("Điều lệ công ty", "Danh sách thành viên", "Bản sao giấy tờ pháp lý của cá nhân"),
        ("Chi cục Thuế",),
    ),
    FieldWords(
        "Văn hóa, Thể thao và Du lịch",
        "Sở Văn hóa, Thể thao và Du lịch",
        "Phòng Quản lý văn hóa",
        "Công chức Văn hóa – Xã hội",
        (
            "giấy phép kinh doanh dịch vụ lữ hành",
            "thẻ hướng dẫn viên du lịch",
            "giấy chứng nhận đủ điều kiện kinh doanh hoạt động thể thao",
            "giấy phép kinh doanh dịch vụ karaoke",
            "hồ sơ thông báo tổ chức lễ hội",
            "danh hiệu gia đình văn hóa",
            "giấy phép tổ chức triển lãm",
        ),
        (DEPARTMENT, DISTRICT, COMMUNE),
        ("Phương án kinh doanh", "Bản sao văn bằng", "Danh sách nhân viên"),
        ("Công an tỉnh",),
    ),
    FieldWords(
        "Nông nghiệp",
        "Sở Nông nghiệp và Môi trường",
        "Chi cục Trồng trọt và Bảo vệ thực vật",
        "Công chức Nông nghiệp",
        (
            "giấy chứng nhận đủ điều kiện buôn bán phân bón",
            "giấy chứng nhận đủ điều kiện buôn bán thuốc bảo vệ thực vật",
            "giấy chứng nhận kiểm dịch động vật",
            "mã số vùng trồng",
            "giấy phép khai thác thủy sản",
            "chuyển đổi cơ cấu cây trồng trên đất trồng lúa",
            "hỗ trợ khôi phục sản xuất vùng bị thiệt hại",
        ),
        (DEPARTMENT, COMMUNE),
        ("Bản thuyết minh điều kiện", "Bản sao văn bằng", "Sơ đồ khu vực"),
        ("UBND cấp xã",),
    ),
    FieldWords(
        "Giao thông vận tải",
        "Sở Xây dựng",
        "Phòng Quản lý vận tải",
        "Công chức Địa chính – Xây dựng",
        (
            "giấy phép kinh doanh vận tải bằng xe ô tô",
            "phù hiệu xe tuyến cố định",
            "giấy phép liên vận",
            "giấy phép lưu hành xe quá khổ",
            "giấy phép thi công trên đường bộ",
            "đăng ký phương tiện thủy nội địa",
        ),
        (DEPARTMENT, DISTRICT),
        ("Bản sao đăng ký xe", "Phương án kinh doanh vận tải", "Bản sao giấy phép lái xe"),
        ("Công an tỉnh",),
    ),
    FieldWords(
        "Khoa học và Công nghệ",
        "Sở Khoa học và Công nghệ",
        "Phòng Quản lý công nghệ",
        "Công chức Văn phòng – Thống kê",
        (
            "giấy phép tiến hành công việc bức xạ",
            "giấy chứng nhận hoạt động khoa học và công nghệ",
            "giấy phép bưu chính",
            "giấy xác nhận thông báo hoạt động bưu chính",
            "giấy phép thiết lập trang thông tin điện tử tổng hợp",
            "hợp đồng chuyển giao công nghệ",
        ),
        (DEPARTMENT,),
        ("Thuyết minh hoạt động", "Danh mục thiết bị", "Bản sao quyết định thành lập"),
        ("Công an tỉnh",),
    ),
    FieldWords(
        "Dân tộc và Tôn giáo",
        "Sở Dân tộc và Tôn giáo",
        "Phòng Nghiệp vụ tôn giáo",
        "Công chức Văn hóa – Xã hội",
        (
            "sinh hoạt tôn giáo tập trung",
            "hoạt động tín ngưỡng",
            "tổ chức tôn giáo trực thuộc",
            "thuyên chuyển chức sắc",
            "danh mục hoạt động tôn giáo",
        ),
        (DEPARTMENT, COMMUNE),
        ("Danh sách người tham gia", "Văn bản chấp thuận", "Bản tóm tắt giáo lý"),
        ("Công an tỉnh",),
    ),
    FieldWords(
        "Chứng thực",
        "Sở Tư pháp",
        "Phòng Tư pháp",
        "Công chức Tư pháp – Hộ tịch",
        (
            "chữ ký trong giấy tờ, văn bản",
            "hợp đồng, giao dịch liên quan đến tài sản",
            "di chúc",
            "văn bản từ chối nhận di sản",
            "văn bản thỏa thuận phân chia di sản",
        ),
        (COMMUNE, DISTRICT),
        ("Dự thảo hợp đồng, giao dịch", "Bản sao giấy tờ tùy thân", "Bản sao giấy chứng nhận quyền sở hữu"),
    ),
)

GRANTS: Final = ("Cấp", "Cấp lại", "Cấp đổi", "Gia hạn", "Điều chỉnh", "Cấp bổ sung", "Thu hồi")
REGISTERS: Final = ("Đăng ký", "Đăng ký lại", "Đăng ký thay đổi", "Xác nhận", "Công nhận", "Thẩm định", "Giải quyết")
CASES: Final = (
    "",
    " cho tổ chức",
    " cho cá nhân",
    " có yếu tố nước ngoài",
    " trong trường hợp bị mất, bị hỏng",
    " trong trường hợp thay đổi thông tin",
    " đối với đơn vị trực thuộc",
    " tại khu vực biên giới",
    " theo yêu cầu của cơ quan có thẩm quyền",
)
