"""A step table uploaded by an analyst becomes drafts that check, walk to the end and can be published."""

import csv
import io

from tests.api.office import Caller

FILE = "application/octet-stream"
HEAD = (
    "Mã TTHC", "Tên thủ tục", "Lĩnh vực", "Cấp thực hiện", "Thời hạn giải quyết", "Lệ phí", "Thành phần hồ sơ", "Bước",
    "Nội dung công việc", "Đơn vị", "Trách nhiệm", "Thời gian", "Kết quả", "Chuyển đến", "Đồng hồ",
)  # fmt: skip
ROWS = (
    ("1.501612", "Đăng ký thành lập hộ kinh doanh", "Hộ kinh doanh", "xã", "3 ngày làm việc", "100.000 đồng",
     "Giấy đề nghị đăng ký (bản chính: 01); Văn bản ủy quyền (nếu có)", "1", "Tiếp nhận hồ sơ", "Bộ phận một cửa",
     "Công chức một cửa", "2 giờ", "Giấy tiếp nhận", "", ""),
    ("1.501612", "", "", "", "", "", "", "2", "Thẩm định hồ sơ", "Phòng Kinh tế", "Chuyên viên", "12 giờ",
     "Dự thảo giấy chứng nhận", "Đạt: 3; Không đạt: Kết thúc", ""),
    ("1.501612", "", "", "", "", "", "", "3", "Xem xét, ký duyệt", "Phòng Kinh tế", "Trưởng phòng", "8 giờ",
     "Giấy chứng nhận", "Đồng ý: 4; Không đồng ý: 2", ""),
    ("1.501612", "", "", "", "", "", "", "4", "Đóng dấu, chuyển một cửa", "Phòng Kinh tế", "Văn thư", "2 giờ", "", "",
     "kết thúc giải quyết"),
    ("1.501612", "", "", "", "", "", "", "5", "Trả kết quả", "Bộ phận một cửa", "Công chức một cửa", "0 giờ", "",
     "Kết thúc", ""),
    ("2.500908", "Cấp bản sao từ sổ gốc", "Chứng thực", "xã", "trong ngày", "", "Tờ khai", "1", "Tiếp nhận hồ sơ",
     "Bộ phận một cửa", "Công chức một cửa", "khoảng vài giờ", "", "", ""),
    ("2.500908", "", "", "", "", "", "", "2", "Thẩm định, tra cứu sổ gốc", "UBND xã", "Công chức tư pháp", "3 giờ", "",
     "7", ""),
)  # fmt: skip


def table() -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEAD)
    writer.writerows(ROWS)
    return out.getvalue().encode("utf-8-sig")


def imported(officer: Caller, content: bytes, name: str = "quy-trinh.csv", status: int = 201) -> dict:
    response = officer.ask("POST", f"/design/tables?name={name}", data=content, content_type=FILE)
    assert response.status_code == status, response.get_data(as_text=True)
    return response.get_json()


def test_each_procedure_of_a_table_becomes_a_draft_that_can_be_published(office):
    analyst = office.officer("anh.analyst")
    found = imported(analyst, table())
    assert [one["code"] for one in found["procedures"]] == ["1.501612", "2.500908"]
    household = found["procedures"][0]
    checked = analyst(f"POST /design/drafts/{household['draft']}/check")
    assert checked["publishable"], [one["message"] for one in checked["problems"] if one["severity"] == "error"]
    results = analyst(f"POST /design/drafts/{household['draft']}/scenarios")["items"]
    assert results
    assert all(one["green"] for one in results)
    done = office.officer("bich.publisher").ask(
        "POST", f"/design/drafts/{household['draft']}/publish", headers={"If-Match": '"1"'}
    )
    assert done.get_json()["state"] == "published"


def test_what_is_doubtful_is_told_at_its_cell(office):
    found = imported(office.officer("anh.analyst"), table())
    doubts = {(one["row"], one["column"]) for one in found["procedures"][1]["doubts"] if one["severity"] != "note"}
    assert (7, 12) in doubts, "a time that cannot be read"
    assert (8, 14) in doubts, "a next step that does not exist"
    assert not any(one["severity"] == "error" for one in found["procedures"][0]["doubts"])


def test_a_file_that_is_no_table_is_one_problem_and_no_draft(office):
    analyst = office.officer("anh.analyst")
    found = imported(analyst, b"PK\x03\x04 nothing", "x.xlsx")
    assert found["procedures"] == []
    assert [one["severity"] for one in found["doubts"]] == ["error"]
    office.officer("an.reception").ask("POST", "/design/tables?name=x.csv", data=table(), content_type=FILE)
    assert imported(office.officer("an.reception"), table(), status=403)["code"] == "forbidden"
