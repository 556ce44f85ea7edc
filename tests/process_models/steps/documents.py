"""Files of step tables as provinces write them, built from data."""

from io import BytesIO

from docx import Document
from openpyxl import Workbook

HEADINGS = (
    "Mã TTHC",
    "Tên thủ tục",
    "Lĩnh vực",
    "Cấp thực hiện",
    "Thời hạn giải quyết",
    "Thời gian sau cắt giảm",
    "Lệ phí",
    "Thành phần hồ sơ",
    "Trường hợp",
    "Bước",
    "Nội dung công việc",
    "Đơn vị",
    "Trách nhiệm",
    "Thời gian",
    "Biểu mẫu",
    "Kết quả",
    "Chuyển đến",
    "Đồng hồ",
)
"""The columns of the import, as docs/analysts/step-tables.md lists them."""

# code, name, level, settlement, fee, components, ((work, role, time, next, clock), ...): domain.md §8 and §11
COMMON = (
    ("2.000815", "Chứng thực bản sao từ bản chính", "xã", "trong ngày", "2.000 đ/trang", "Bản chính; Bản sao cần chứng thực", (("Tiếp nhận, đối chiếu bản chính", "Công chức một cửa", "0,5 giờ", "", ""), ("Ghi lời chứng, lấy số", "Công chức tư pháp – hộ tịch", "2 giờ", "Đạt: 3; Không đạt: 1", ""), ("Ký chứng thực", "Chủ tịch UBND xã", "1 giờ", "", ""), ("Đóng dấu", "Văn thư", "30 phút", "", "kết thúc giải quyết"), ("Thu phí, trả kết quả", "Công chức một cửa", "", "Kết thúc", ""))),
    ("2.000884", "Chứng thực chữ ký", "xã", "trong ngày", "10.000 đồng", "Văn bản sẽ ký", (("Tiếp nhận", "Công chức một cửa", "½ giờ", "", ""), ("Kiểm tra", "Công chức tư pháp", "1h", "", ""), ("Ký", "Phó Chủ tịch UBND", "1h", "", ""), ("Đóng dấu, trả", "Văn thư", "0.5h", "", ""))),
    ("2.000908", "Cấp bản sao từ sổ gốc", "xã", "trong ngày làm việc", "Không", "Tờ khai; Giấy ủy quyền (nếu có)", (("Tiếp nhận", "Công chức một cửa", "02 giờ", "", ""), ("Thẩm định", "Công chức tư pháp", "03 giờ", "", ""), ("Ký", "Lãnh đạo UBND", "02 giờ", "", ""), ("Trả kết quả", "Công chức một cửa", "01 giờ", "", ""))),
    ("1.001193", "Đăng ký khai sinh", "xã", "trong ngày", "Miễn phí", "Tờ khai; Giấy chứng sinh; Giấy chứng nhận kết hôn của cha mẹ", (("Tiếp nhận", "Công chức một cửa", "0,5 giờ", "", ""), ("Thụ lý", "Công chức tư pháp", "3 giờ", "", ""), ("Ký", "Chủ tịch", "2 giờ", "", ""), ("Đóng dấu", "Văn thư", "0,5 giờ", "", ""))),
    ("1.000656", "Đăng ký khai tử", "xã", "3 ngày làm việc", "Không", "Tờ khai; Giấy báo tử", (("Tiếp nhận", "Công chức một cửa", "04 giờ làm việc", "", ""), ("Xác minh", "Công chức tư pháp", "01 ngày làm việc", "", ""), ("Ký", "Chủ tịch", "0,5 ngày làm việc", "", ""))),
    ("1.000894", "Đăng ký kết hôn", "xã", "5 ngày làm việc", "Không", "Tờ khai", (("Tiếp nhận", "Công chức một cửa", "2 giờ", "", ""), ("Xác minh", "Công chức tư pháp", "3 ngày làm việc (24 giờ)", "", ""), ("Ký, ghi sổ", "Chủ tịch", "4 giờ", "", ""))),
    ("1.004873", "Cấp giấy xác nhận tình trạng hôn nhân", "xã", "3 ngày làm việc", "15.000 đồng", "Tờ khai", (("Tiếp nhận", "Công chức một cửa", "2 giờ", "", ""), ("Xác minh", "Công chức tư pháp", "14 giờ", "", ""), ("Ký", "Chủ tịch", "6 giờ", "", ""), ("Đóng dấu", "Văn thư", "2 giờ", "", ""))),
    ("2.000635", "Cấp bản sao trích lục hộ tịch", "xã; sở", "trong ngày", "8.000 đồng", "Tờ khai", (("Tiếp nhận", "Công chức một cửa", "1 giờ", "", ""), ("Tra cứu", "Công chức tư pháp", "3 giờ", "", ""), ("Ký", "Chủ tịch", "2 giờ", "", ""))),
    ("1.004884", "Đăng ký lại khai sinh", "xã", "5 ngày làm việc", "Không", "Tờ khai", (("Tiếp nhận", "Công chức một cửa", "4 giờ", "", ""), ("Xác minh", "Công chức tư pháp", "24 giờ", "", ""), ("Ký", "Chủ tịch", "8 giờ", "", ""), ("Đóng dấu", "Văn thư", "4 giờ", "", ""))),
    ("1.004837", "Đăng ký giám hộ", "xã", "3 ngày làm việc", "Không", "Tờ khai; Văn bản cử giám hộ (bản chính: 01; bản sao: 02)", (("Tiếp nhận", "Công chức một cửa", "2 giờ", "", ""), ("Thẩm định", "Công chức tư pháp", "14 giờ", "", ""), ("Ký", "Chủ tịch", "6 giờ", "", ""), ("Đóng dấu", "Văn thư", "2 giờ", "", ""))),
    ("3.000722", "Liên thông khai sinh, thường trú, thẻ BHYT", "xã", "4 ngày làm việc", "Không", "Tờ khai điện tử", (("Đăng ký khai sinh", "Công chức tư pháp", "8 giờ", "2 + 3", ""), ("Đăng ký thường trú", "Công an xã", "24 giờ", "4", ""), ("Cấp thẻ", "Bảo hiểm xã hội", "24 giờ", "4", ""), ("Trả kết quả", "Công chức một cửa", "0 ngày", "", ""))),
    ("1.001699", "Xác định mức độ khuyết tật", "xã", "25 ngày làm việc", "Không", "Đơn; Bệnh án", (("Tiếp nhận", "Công chức một cửa", "4 giờ", "", ""), ("Mời họp", "Hội đồng", "40 giờ", "", ""), ("Họp", "Hội đồng", "80 giờ", "", ""), ("Niêm yết", "Công chức", "40 giờ", "", ""), ("Ký", "Chủ tịch", "8 giờ", "", ""))),
    ("1.011607", "Công nhận hộ nghèo", "xã", "15 ngày làm việc", "Không", "Giấy đề nghị", (("Tiếp nhận", "Công chức một cửa", "4 giờ", "", ""), ("Rà soát", "Công chức", "56 giờ", "", ""), ("Họp dân", "Công chức", "16 giờ", "", ""), ("Niêm yết", "Công chức", "24 giờ", "", ""), ("Ký", "Chủ tịch", "16 giờ", "", ""))),
    ("1.001612", "Đăng ký thành lập hộ kinh doanh", "xã", "3 ngày làm việc", "100.000 đồng", "Giấy đề nghị; Biên bản họp", (("Tiếp nhận", "Công chức một cửa", "2 giờ", "", ""), ("Kiểm tra tên", "Chuyên viên phòng Kinh tế", "12 giờ", "Đạt: 3; Không đạt: 1", ""), ("Duyệt", "Trưởng phòng", "4 giờ", "", ""), ("Ký", "Chủ tịch", "4 giờ", "", ""), ("Đóng dấu, trả", "Văn thư", "2 giờ", "", ""))),
    ("1.013225", "Cấp giấy phép xây dựng nhà ở riêng lẻ", "xã, sở", "15 ngày làm việc", "75.000 đồng", "Đơn; Bản vẽ", (("Tiếp nhận", "Công chức một cửa", "0,5 ngày làm việc", "", ""), ("Thẩm định", "Chuyên viên", "11,5 ngày làm việc", "", ""), ("Ký", "Chủ tịch", "3 ngày làm việc", "", ""), ("Trả", "Công chức một cửa", "0 giờ", "", ""))),
    ("1.012766.H16", "Đăng ký biến động quyền sử dụng đất", "Chi nhánh Văn phòng đăng ký đất đai", "34 ngày làm việc", "", "Đơn; Hợp đồng", (("Tiếp nhận", "Một cửa", "1 ngày làm việc", "", ""), ("Trích lục", "VPĐKĐĐ", "3 ngày làm việc", "", ""), ("Thông báo thuế", "Chi cục Thuế", "3 ngày làm việc", "", "tạm dừng: nghĩa vụ tài chính"), ("Nhận chứng từ", "Một cửa", "0 giờ", "", "tiếp tục"), ("Ký", "Lãnh đạo", "4 ngày làm việc", "", "kết thúc giải quyết"))),
    ("2.000181", "Cấp giấy phép bán lẻ thuốc lá", "sở", "15 ngày làm việc", "Theo quy định", "Đơn; Đăng ký kinh doanh", (("Tiếp nhận", "Một cửa", "4 giờ", "", ""), ("Phân công", "Trưởng phòng", "2 giờ", "", ""), ("Thẩm định", "Chuyên viên", "72 giờ", "", ""), ("Xét", "Trưởng phòng", "16 giờ", "", ""), ("Ký", "Giám đốc", "16 giờ", "", ""), ("Số", "Văn thư", "4 giờ", "", ""))),
)  # fmt: skip


def catalogue_rows(procedures=COMMON):
    """Rows under HEADINGS, the procedure told in its first row only."""
    rows = []
    for code, name, level, settlement, fee, components, steps in procedures:
        about = (code, name, "Lĩnh vực thử", level, settlement, "", fee, components, "")
        for at, (work, role, time, following, clock) in enumerate(steps, start=1):
            told = about if at == 1 else ("",) * 9
            rows.append((*told, str(at), work, "", role, time, "", "", following, clock))
    return rows


def workbook(*sheets, merges=()):
    """XLSX of (name, rows) sheets."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for at, row in enumerate(rows, start=1):
            for column, value in enumerate(row, start=1):
                sheet.cell(at, column).value = value if value != "" else None
    for name, area in merges:
        book[name].merge_cells(area)
    return saved(book)


def document(*parts):
    """DOCX of paragraphs (text, or (style, text)) and tables (lists of rows)."""
    made = Document()
    for part in parts:
        if isinstance(part, str):
            made.add_paragraph(part)
        elif isinstance(part, tuple):
            made.add_paragraph(part[1], style=part[0])
        else:
            add_table(made, part)
    return saved(made)


def add_table(made, rows):
    table = made.add_table(0, max(map(len, rows)))
    for row in rows:
        cells = table.add_row().cells
        if len(row) == 1:
            cells = [cells[0].merge(cells[-1])]
        for cell, text in zip(cells, row, strict=True):
            cell.text = text
    return table


def saved(made):
    out = BytesIO()
    made.save(out)
    return out.getvalue()
