"""Step tables in the styles of provinces: what is read, and what is told about what is doubtful."""

import csv
import random
import re
import sys
import unicodedata
import zipfile
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

sys.path.insert(0, str(Path(__file__).parent))

from documents import COMMON, HEADINGS, add_table, catalogue_rows, document, saved, workbook

from process_models.steps.messages import MESSAGES, place_text, sentence
from process_models.steps.next_steps import read_next
from process_models.steps.reading import ReadOptions, read_table
from process_models.steps.table import ClockOp, Component, Next, Span, Unit
from process_models.steps.times import read_time


def codes(reading):
    return [problem.code for problem in reading.problems]


def only(reading):
    assert len(reading.procedures) == 1, reading
    return reading.procedures[0]


def as_csv(rows, encoding="utf-8", delimiter=","):
    out = StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding)


def steps(*rows, head=("Bước", "Nội dung công việc", "Trách nhiệm", "Thời gian", "Chuyển đến", "Đồng hồ")):
    """A catalogue of one procedure from rows under ``head``."""
    return as_csv(
        [
            ("Mã TTHC", "Tên thủ tục", *head),
            *(
                ("1.001193" if at == 0 else "", "Đăng ký khai sinh" if at == 0 else "", *row)
                for at, row in enumerate(rows)
            ),
        ]
    )


ROWS = [HEADINGS, *catalogue_rows()]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", workbook(("Quy trình", ROWS))),
        ("a.csv", as_csv(ROWS)),
        ("bom.csv", as_csv(ROWS, "utf-8-sig", ";")),
        ("wide.csv", as_csv(ROWS, "utf-16", "\t")),
        ("nfd.csv", unicodedata.normalize("NFD", as_csv(ROWS).decode()).encode()),
        ("titled.xlsx", workbook(("Trang 1", [("ỦY BAN NHÂN DÂN TỈNH",), ("DANH MỤC QUY TRÌNH NỘI BỘ",), (), *ROWS]))),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_catalogue_is_the_same_in_every_kind_of_file(name, content):
    reading = read_table(name, content)
    assert [(table.code, table.name, len(table.steps)) for table in reading.procedures] == [
        (code, title, len(rows)) for code, title, *_, rows in COMMON
    ]
    assert codes(reading) == []


def test_headings_may_stand_in_any_order_in_english_and_with_odd_spaces():
    head = ("TIME", "Work", "step\n", "Procedure code", "procedure\u00a0name", "Role", "Settlement time", "Colour")
    reading = read_table(
        "a.csv",
        as_csv(
            [
                head,
                ("2 hours", "Receive", "1", "1.001193", "Birth", "counter officer", "3 working days", "red"),
                ("1 working day", "Sign", "2", "", "", "leader", "", ""),
            ]
        ),
    )
    table = only(reading)
    assert [(step.work, step.time.value, step.time.unit) for step in table.steps] == [
        ("Receive", 2, Unit.HOUR),
        ("Sign", 1, Unit.WORKING_DAY),
    ]
    assert table.settlement.unit is Unit.WORKING_DAY
    assert codes(reading) == ["column.unknown"]
    assert reading.problems[0].values["heading"] == "Colour"


def test_what_a_procedure_says_in_its_first_row_is_read():
    table = next(each for each in read_table("a.csv", as_csv(ROWS)).procedures if each.code == "1.004837")
    assert table.field == "Lĩnh vực thử"
    assert table.levels == ("xã",)
    assert table.fee == "0"
    assert table.components == (Component(name="Tờ khai"), Component(name="Văn bản cử giám hộ", originals=1, copies=2))


def test_ways_on_have_conditions_branches_and_an_end():
    table = only(
        read_table(
            "a.csv",
            steps(
                ("1", "Nhận", "Một cửa", "1h", "", ""),
                ("2", "Thẩm định", "Chuyên viên", "2h", "Đạt: 3+4; Không đạt: bước 1; Từ chối → Kết thúc", ""),
                ("3", "Hỏi thuế", "Thuế", "1h", "5", ""),
                ("4", "Hỏi công an", "Công an", "1h", "Ký kết quả", ""),
                ("5", "Ký kết quả", "Chủ tịch", "1h", "Kết thúc", "settle"),
            ),
        )
    )
    assert table.steps[1].next == (Next(("3", "4"), "Đạt"), Next(("1",), "Không đạt"), Next((), "Từ chối"))
    assert [step.next for step in table.steps[2:]] == [(Next(("5",)),), (), ()]
    assert table.steps[4].clock is ClockOp.SETTLE


def test_a_way_to_no_step_is_told_with_the_cell():
    reading = read_table("a.csv", steps(("1", "Nhận", "Một cửa", "1h", "9", ""), ("2", "Ký", "Chủ tịch", "1h", "", "")))
    (problem,) = reading.problems
    assert (problem.code, problem.place.row, problem.place.column, problem.procedure) == (
        "next.unknown",
        2,
        7,
        "1.001193",
    )
    assert place_text(problem.place, "vi") == "a.csv, dòng 2, cột G (Chuyển đến)"
    assert "“9”" in sentence(problem, "vi")


def test_a_bare_day_is_told_once_and_can_be_said_by_an_option():
    content = steps(("1", "Nhận", "Một cửa", "0,5 ngày", "", ""), ("2", "Ký", "Chủ tịch", "2 ngày", "", ""))
    assert codes(read_table("a.csv", content)) == ["time.day"]
    said = read_table("a.csv", content, ReadOptions(step_day=Unit.WORKING_DAY))
    assert codes(said) == []
    assert only(said).steps[0].time.unit is Unit.WORKING_DAY


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2-3 giờ", "time.range"),
        ("chưa rõ", "time.unreadable"),
        ("3 ngày làm việc (20 giờ)", "time.differs"),
        ("ngay sau khi có kết quả", "time.at-once"),
        ("4 giờ khi trời mưa", "time.rest"),
        ("Trong ngày; nếu cần xác minh thì 5 ngày", "time.rest"),
    ],
)
def test_a_doubtful_time_is_told_and_the_procedure_is_read(text, code):
    reading = read_table("a.csv", steps(("1", "Nhận", "Một cửa", text, "", ""), ("2", "Ký", "Chủ tịch", "1h", "", "")))
    assert codes(reading) == [code]
    assert len(only(reading).steps) == 2


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("05 (năm) ngày làm việc", 5, Unit.WORKING_DAY),
        ("Hai ngày làm việc", 2, Unit.WORKING_DAY),
        ("nửa ngày làm việc", Decimal("0.5"), Unit.WORKING_DAY),
        ("2 giờ LV", 2, Unit.HOUR),
        ("0,5 ngày làm việc/hồ sơ", Decimal("0.5"), Unit.WORKING_DAY),
        ("Trong ngày; sau 15 giờ thì trong ngày làm việc tiếp theo", 1, Unit.SAME_DAY),
        ("Trong giờ hành chính", None, None),
        ("Theo giấy hẹn trả kết quả", None, None),
    ],
)
def test_times_are_read_as_people_write_them(text, value, unit):
    reading = read_table("a.csv", steps(("1", "Nhận", "Một cửa", text, "", ""), ("2", "Ký", "Chủ tịch", "1h", "", "")))
    assert codes(reading) == []
    span = only(reading).steps[0].time
    assert (span and span.value, span and span.unit) == (value, unit)


@pytest.mark.parametrize(
    ("numbers", "limit", "told", "hours"),
    [
        (("0,5", "2", "0,5"), "3 ngày làm việc", "time.no-unit", Unit.WORKING_DAY),
        (("4", "16", "4"), "3 ngày làm việc", "time.no-unit", Unit.HOUR),
        (("4", "9", "4"), "3 ngày làm việc", "time.unit-missing", None),
    ],
)
def test_numbers_without_a_unit_have_the_one_in_which_they_add_up_or_none_and_are_told_once(
    numbers, limit, told, hours
):
    head = ("Thời hạn giải quyết", "Bước", "Nội dung công việc", "Trách nhiệm", "Thời gian")
    rows = [
        (limit if not at else "", str(at + 1), f"Việc {at}", "Chuyên viên", each) for at, each in enumerate(numbers)
    ]
    reading = read_table("a.csv", steps(*rows, head=head))
    assert codes(reading) == [told]
    assert {step.time and step.time.unit for step in only(reading).steps} == {hours}


def test_a_document_with_unit_and_person_in_one_cell_and_steps_beside_their_content_is_read():
    content = document(
        "1. Thủ tục đăng ký khai sinh – Mã 1.001193",
        [
            ("Trình tự", "Nội dung", "Đơn vị/người thực hiện", "Thời gian", "Chuyển đến"),
            ("Bước 1", "Tiếp nhận hồ sơ", "Bộ phận Một cửa\nCông chức", "2 giờ", ""),
            ("Bước 2", "Duyệt", "Phòng Tư pháp\nTrưởng phòng", "2 giờ", "Đạt: 3, Không đạt: quay lại bước 1 (bổ sung)"),
            ("Bước 3", "Ký", "UBND xã\nChủ tịch", "2 giờ", ""),
        ],
    )
    reading = read_table("a.docx", content)
    table = only(reading)
    assert (codes(reading), table.name) == ([], "Đăng ký khai sinh")
    assert [(step.number, step.work, step.agency, step.roles) for step in table.steps] == [
        ("1", "Tiếp nhận hồ sơ", "Bộ phận Một cửa", ("Công chức",)),
        ("2", "Duyệt", "Phòng Tư pháp", ("Trưởng phòng",)),
        ("3", "Ký", "UBND xã", ("Chủ tịch",)),
    ]
    assert table.steps[1].next == (Next(("3",), "Đạt"), Next(("1",), "Không đạt"))


def test_times_over_the_settlement_time_are_told_but_pauses_do_not_count():
    head = ("Thời hạn giải quyết", "Bước", "Nội dung công việc", "Trách nhiệm", "Thời gian", "Đồng hồ")
    long = (
        ("1 ngày làm việc", "1", "Nhận", "Một cửa", "4 giờ", ""),
        ("", "2", "Chờ thuế", "Thuế", "6 giờ", ""),
        ("", "3", "Ký", "Chủ tịch", "4 giờ", ""),
    )
    assert codes(read_table("a.csv", steps(*long, head=head))) == ["time.over"]
    paused = ((*long[0][:5], "tạm dừng"), (*long[1][:5], "tiếp tục"), long[2])
    assert codes(read_table("a.csv", steps(*paused, head=head))) == []


def test_missing_roles_numbers_twice_and_unnumbered_rows_are_told():
    reading = read_table(
        "a.csv",
        steps(
            ("1", "Nhận", "", "1h", "", ""),
            ("1", "Xét", "Trưởng phòng", "1h", "", ""),
            ("", "Trình", "Chuyên viên", "1h", "", ""),
            ("2", "Ký", "Chủ tịch", "1h", "", ""),
        ),
    )
    assert sorted(codes(reading)) == ["role.missing", "step.twice", "step.unnumbered"]
    assert [step.number for step in only(reading).steps] == ["1", "1.2", "1.3", "2"]


def test_rows_without_a_code_make_nothing_and_say_so():
    reading = read_table(
        "a.csv",
        as_csv(
            [
                ("Tên thủ tục", "Bước", "Nội dung", "Trách nhiệm", "Thời gian"),
                ("Khai sinh", "1", "Nhận", "Một cửa", "1h"),
            ]
        ),
    )
    assert reading.procedures == ()
    assert [(problem.code, problem.severity) for problem in reading.problems] == [("code.missing", "error")]


def test_one_code_with_two_names_is_told():
    reading = read_table(
        "a.csv",
        as_csv(
            [
                ("Mã TTHC", "Tên thủ tục", "Bước", "Nội dung", "Trách nhiệm", "Thời gian"),
                ("1.001193", "Khai sinh", "1", "Nhận", "Một cửa", "1h"),
                ("1.001193", "Khai tử", "2", "Ký", "Chủ tịch", "1h"),
            ]
        ),
    )
    assert codes(reading) == ["code.names"]
    assert len(only(reading).steps) == 2


def test_cases_become_suffixes():
    head = ("Mã TTHC", "Tên thủ tục", "Trường hợp", "Bước", "Nội dung", "Trách nhiệm", "Thời gian")
    reading = read_table(
        "a.csv",
        as_csv(
            [
                head,
                ("1.000656", "Khai tử", "Đúng hạn", "1", "Nhận", "Một cửa", "1h"),
                ("", "", "", "2", "Ký", "Chủ tịch", "1h"),
                ("1.000656", "Khai tử", "Cần xác minh", "1", "Nhận", "Một cửa", "1h"),
                ("", "", "", "2", "Ký", "Chủ tịch", "1h"),
            ]
        ),
    )
    assert [(table.case, len(table.steps)) for table in reading.procedures] == [
        ("01 Đúng hạn", 2),
        ("02 Cần xác minh", 2),
    ]
    assert codes(reading) == []


def test_excel_numbers_lose_zeros_of_codes_and_keep_steps_and_times():
    rows = [
        ("Mã TTHC", "Tên thủ tục", "Bước", "Nội dung", "Trách nhiệm", "Thời gian (giờ)"),
        (1.00119, "Khai sinh", 1, "Nhận", "Một cửa", 0.5),
        (None, None, 1.1, "Ký", "Chủ tịch", 4),
    ]
    reading = read_table("a.xlsx", workbook(("S", rows)))
    table = only(reading)
    assert (table.code, [(step.number, step.time.value, step.time.unit) for step in table.steps]) == (
        "1.001190",
        [("1", Decimal("0.5"), Unit.HOUR), ("1.1", 4, Unit.HOUR)],
    )
    assert [(problem.code, problem.place.row, problem.place.column) for problem in reading.problems] == [
        ("code.number", 2, 1)
    ]


def test_merged_cells_of_a_workbook_belong_to_every_row():
    rows = [
        ("Mã TTHC", "Tên thủ tục", "Bước", "Nội dung", "Trách nhiệm", "Thời gian"),
        ("1.001193", "Khai sinh", "1", "Nhận", "Một cửa", "1h"),
        ("", "", "2", "Thẩm định", "Chuyên viên", "2h"),
        ("", "", "", "", "Trưởng phòng", "1h"),
        ("", "", "3", "Ký", "Chủ tịch", "1h"),
    ]
    content = workbook(("S", rows), merges=[("S", "A2:A5"), ("S", "B2:B5"), ("S", "C3:C4"), ("S", "D3:D4")])
    table = only(read_table("a.xlsx", content))
    assert [(step.number, step.roles, step.time.value) for step in table.steps] == [
        ("1", ("Một cửa",), 1),
        ("2", ("Chuyên viên", "Trưởng phòng"), 3),
        ("3", ("Chủ tịch",), 1),
    ]


def test_hidden_rows_and_sheets_and_formulas_without_values_are_told():
    book = load_workbook(
        BytesIO(
            workbook(
                (
                    "S",
                    [
                        ("Mã TTHC", "Tên thủ tục", "Bước", "Nội dung", "Trách nhiệm", "Thời gian"),
                        ("1.001193", "Khai sinh", "1", "Nhận", "Một cửa", "1h"),
                        ("", "", "2", "Ký", "Chủ tịch", "=1+1"),
                    ],
                ),
                ("Cũ", [("Ghi chú",)]),
            )
        )
    )
    book["S"].row_dimensions[2].hidden = True
    book["Cũ"].sheet_state = "hidden"
    reading = read_table("a.xlsx", saved(book))
    assert {"row.hidden", "sheet.hidden", "cell.formula"} <= set(codes(reading))
    assert len(only(reading).steps) == 2


STEP_HEAD = ["TT", "Trình tự, nội dung công việc", "Trách nhiệm thực hiện", "Thời gian thực hiện", "Biểu mẫu/Kết quả"]


def test_a_document_has_sections_headings_totals_and_references():
    content = document(
        "A. CẤP XÃ",
        "I. LĨNH VỰC HỘ TỊCH",
        ("Heading 2", "1. Đăng ký khai sinh – Mã 1.001193"),
        [
            STEP_HEAD,
            ["Bước 1", "Tiếp nhận hồ sơ", "Công chức một cửa", "0,5 giờ", "Giấy hẹn"],
            ["Bước 2", "Thẩm định", "Công chức tư pháp\nPhó Chủ tịch", "3 giờ", ""],
            ["Bước 3", "Ký", "Chủ tịch", "như bước 1", ""],
            ["", "Tổng thời gian", "", "4 giờ", ""],
        ],
        ("Heading 2", "2. Đăng ký khai tử (Mã số: 1.000656, 1.000657)"),
        "Thời hạn giải quyết: 3 ngày làm việc",
        [
            ["Trình tự thực hiện", "Người thực hiện", "Thời gian"],
            ["Bước 1: Nhận hồ sơ", "Một cửa", "4 giờ"],
            ["Bước 2: Ký", "Chủ tịch", "4 giờ"],
            ["Tổng cộng", "", "10 giờ"],
        ],
    )
    reading = read_table("a.docx", content)
    assert [(table.code, table.name, table.field, table.levels) for table in reading.procedures] == [
        ("1.001193", "Đăng ký khai sinh", "Hộ tịch", ("xã",)),
        ("1.000656", "Đăng ký khai tử", "Hộ tịch", ("xã",)),
        ("1.000657", "Đăng ký khai tử", "Hộ tịch", ("xã",)),
    ]
    first, second, _ = reading.procedures
    assert [(step.number, step.roles, step.time.value) for step in first.steps] == [
        ("1", ("Công chức một cửa",), Decimal("0.5")),
        ("2", ("Công chức tư pháp", "Phó Chủ tịch"), 3),
        ("3", ("Chủ tịch",), Decimal("0.5")),
    ]
    assert [(step.number, step.work) for step in second.steps] == [("1", "Nhận hồ sơ"), ("2", "Ký")]
    assert second.settlement.value == 3
    assert codes(reading) == ["code.several", "total.differs"]


def test_a_table_goes_on_over_a_page_with_its_head_repeated_and_section_rows_inside():
    head = ["Bước", "Nội dung", "Đơn vị thực hiện", "Quy định (giờ)", "Thời gian sau cắt giảm (giờ)"]
    made = Document()
    made.add_paragraph("1. Cấp giấy phép bán lẻ thuốc lá, mã 2.000181")
    add_table(made, [head, ["I. Tại Sở Công Thương"], ["1", "Nhận", "Một cửa", "8", "4"]])
    add_table(made, [head, ["2", "Ký", "Giám đốc", "16", "12"]])
    add_table(made, [["3", "Trả", "Một cửa", "2", "1"]])
    table = only(read_table("a.docx", saved(made)))
    assert [(step.number, step.time.value, step.time.unit) for step in table.steps] == [
        ("1", 4, Unit.HOUR),
        ("2", 12, Unit.HOUR),
        ("3", 1, Unit.HOUR),
    ]


def test_several_runs_nonbreaking_spaces_and_vertical_merges_of_a_document():
    made = Document()
    paragraph = made.add_paragraph("1. Đăng ký kết")
    paragraph.add_run(" hôn\u00a0– Mã ").bold = True
    paragraph.add_run("1.000").italic = True
    paragraph.add_run("894")
    table = add_table(
        made,
        [
            ["TT", "Nội dung", "Trách nhiệm", "Thời gian"],
            ["1", "Nhận", "Một cửa", "1\u00a0giờ"],
            ["2", "Xác minh", "Công chức", "2 giờ"],
            ["2", "Xác minh", "Công an xã", "3 giờ"],
            ["3", "Ký", "Chủ tịch", "1 giờ"],
        ],
    )
    for column in (0, 1):
        table.cell(3, column).text = ""
        table.cell(2, column).merge(table.cell(3, column))
    found = only(read_table("a.docx", saved(made)))
    assert (found.code, found.name) == ("1.000894", "Đăng ký kết hôn")
    assert [(step.number, step.roles, step.time.value) for step in found.steps] == [
        ("1", ("Một cửa",), 1),
        ("2", ("Công chức", "Công an xã"), 5),
        ("3", ("Chủ tịch",), 1),
    ]


def test_word_counts_steps_in_a_list():
    made = Document()
    made.add_paragraph("Đăng ký giám hộ – Mã 1.004837")
    table = add_table(
        made,
        [
            ["TT", "Nội dung", "Trách nhiệm", "Thời gian"],
            ["", "Nhận", "Một cửa", "1 giờ"],
            ["", "Ký", "Chủ tịch", "1 giờ"],
        ],
    )
    for row in table.rows[1:]:
        row.cells[0].paragraphs[0].style = made.styles["List Number"]
    assert [step.number for step in only(read_table("a.docx", saved(made))).steps] == ["1", "2"]


def test_the_head_of_an_iso_document_is_kept():
    content = document(
        ("Heading 1", "QUY TRÌNH: Đăng ký khai sinh – Mã 1.001193"),
        [["Mã hiệu: QT-TP-01", "Lần ban hành: 02", "Ngày ban hành: 01/03/2025"]],
        [["Trách nhiệm", "Soạn thảo", "Xem xét", "Phê duyệt"], ["Họ tên", "Nguyễn Văn A", "Trần Thị B", "Lê Văn C"]],
        "1. MỤC ĐÍCH",
        "Quy định trình tự đăng ký khai sinh.",
        "2. PHẠM VI",
        "Áp dụng tại UBND xã.",
        "3. TÀI LIỆU VIỆN DẪN",
        "- Luật Hộ tịch 2014",
        "- Nghị định 123/2015/NĐ-CP",
        "5. NỘI DUNG QUY TRÌNH",
        "5.2. Thành phần hồ sơ",
        [["Thành phần hồ sơ", "Bản chính", "Bản sao"], ["Tờ khai", "x", ""], ["Giấy chứng sinh", "01", "02"]],
        "5.6. Lệ phí: Không",
        "5.7. Quy trình xử lý công việc",
        [STEP_HEAD, ["1", "Tiếp nhận", "Một cửa", "1 giờ", ""], ["2", "Ký", "Chủ tịch", "2 giờ", ""]],
        "6. BIỂU MẪU",
        [["TT", "Mã hiệu", "Tên biểu mẫu"], ["1", "BM-01", "Tờ khai"], ["2", "BM-02", "Giấy hẹn"]],
        "7. HỒ SƠ LƯU",
        "Bộ hồ sơ đăng ký",
        "Thời hạn lưu: 5 năm",
    )
    table = only(read_table("a.docx", content))
    header = table.header
    assert (header.code, header.issue, header.issued_on) == ("QT-TP-01", "02", "01/03/2025")
    assert (header.written_by, header.reviewed_by, header.approved_by) == ("Nguyễn Văn A", "Trần Thị B", "Lê Văn C")
    assert header.purpose == "Quy định trình tự đăng ký khai sinh."
    assert header.references == ("Luật Hộ tịch 2014", "Nghị định 123/2015/NĐ-CP")
    assert header.forms == ("BM-01 – Tờ khai", "BM-02 – Giấy hẹn")
    assert (header.records, header.retention) == (("Bộ hồ sơ đăng ký",), "5 năm")
    assert table.components == (
        Component(name="Tờ khai", originals=1),
        Component(name="Giấy chứng sinh", originals=1, copies=2),
    )
    assert table.fee == "0"
    assert len(table.steps) == 2


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (
            "M· TTHC,Tªn thñ tôc,B­íc,Néi dung,Tr¸ch nhiÖm,Thêi gian\n1.001193,§¨ng ký khai sinh,1,TiÕp nhËn hå s¬,C¸n bé,2h\n",
            "TCVN3",
        ),
        (
            "Maõ TTHC,Teân thuû tuïc,Böôùc,Noäi dung,Traùch nhieäm,Thôøi gian\n1.001193,Ñaêng kyù khai sinh,1,Tieáp nhaän hoà sô,Caùn boä,2h\n",
            "VNI",
        ),
    ],
)
def test_encodings_from_before_unicode_are_refused_with_advice(text, encoding):
    reading = read_table("a.csv", text.encode())
    assert reading.procedures == ()
    (problem,) = reading.problems
    assert (problem.code, problem.values["encoding"]) == ("file.legacy", encoding)
    assert "Unicode" in sentence(problem)


def bomb():
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"0" * 500_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.xlsx", b"", "file.empty"),
        ("a.xlsx", b"PK\x03\x04 broken", "file.broken"),
        ("a.docx", b"hello", "file.broken"),
        ("a.pdf", b"%PDF-1.7", "file.kind"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "file.old-word"),
        ("a.csv", "Mã số,Tên\n".encode("latin-1", "replace"), "file.encoding"),
        ("a.csv", b"a,b\n1,2\n", "file.no-tables"),
        ("a.xlsx", bomb(), "file.bomb"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_cannot_be_read_is_told_and_never_raises(name, content, code):
    reading = read_table(name, content)
    assert reading.procedures == ()
    assert codes(reading) == [code]
    assert reading.problems[0].severity == "error"


def test_every_sentence_is_told_in_both_languages_and_names_only_what_it_is_given():
    for code, (severity, english, vietnamese) in MESSAGES.items():
        assert severity in ("error", "review", "note"), code
        assert english.strip(), code
        assert vietnamese.strip(), code
        assert english != vietnamese, code


def test_whatever_is_flagged_anywhere_has_a_sentence():
    folder = Path(__file__).parents[3] / "process_models"
    told = set()
    for path in (folder / "making").glob("*.py"):
        told |= {f"making.{code}" for code in re.findall(r'\.flag\(\s*"([a-z-]+)"', path.read_text("utf-8"))}
    for path in (folder / "steps").glob("*.py"):
        told |= set(re.findall(r'(?:\.flag|Error)\(\s*"([a-z]+\.[a-z-]+)"', path.read_text("utf-8")))
    assert len(told) > 60
    assert told <= MESSAGES.keys()


@pytest.mark.parametrize("seed", range(3))
def test_nonsense_in_cells_never_raises(seed):
    words = (
        "",
        "1",
        "Bước",
        "2h",
        "1.001193",
        "Đạt: 2; Không: 1",
        "như bước 9",
        "tạm dừng",
        "½",
        "3+4+5",
        "::;;",
        "Tổng",
        "=1",
        "(",
        "A. CẤP XÃ",
        "Trường hợp 1",
        "1/0 ngày",
        "9" * 40 + " ngày",
        ": 4",
        "Kết thúc",
    )
    chosen = random.Random(seed)
    for _ in range(60):
        rows = [[chosen.choice(words) for _ in range(8)] for _ in range(8)]
        head = (
            "Mã TTHC",
            "Tên thủ tục",
            "Bước",
            "Nội dung",
            "Trách nhiệm",
            "Thời gian",
            "Chuyển đến",
            "Thời hạn giải quyết",
        )
        reading = read_table("a.csv", as_csv([head, *rows]))
        assert all(sentence(problem, "vi") and sentence(problem, "en") for problem in reading.problems)


STEPS = {number: number for number in ("1", "2", "3", "4", "5", "6")}


@pytest.mark.parametrize(
    "text",
    [
        "Đạt: 4; Không đạt: 2",
        "Đạt: Bước 4 - Không đạt: Bước 2",
        "Đạt: 4 Không đạt: 2",
        "Đạt: 4/ Không đạt: 2",
        "Đạt: B4. Không đạt: B2",
        "Đạt - Bước 4; Không đạt - Bước 2",
        "Nếu đạt chuyển bước 4, nếu không đạt chuyển bước 2",
        "Nếu đạt thì chuyển bước 4. Nếu không đạt thì trả lại bước 2",
        "4 (nếu đạt), 2 (nếu không đạt)",
        "Chuyển bước 4 (nếu đạt); quay lại bước 2 (nếu không đạt)",
        "Bước 4 nếu đạt; bước 2 nếu không đạt",
        "1. Đạt: 4\n2. Không đạt: 2",
    ],
)
def test_conditions_in_prose_are_two_ways(text):
    ways, strange = read_next(text, STEPS, {}, "4")
    assert ([(way.condition, way.targets) for way in ways], strange) == (
        [("Đạt", ("4",)), ("Không đạt", ("2",))],
        (),
    )


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("Từ chối: trả hồ sơ cho tổ chức, cá nhân", "Từ chối"),
        ("Không nhận: trả lại công dân", "Không nhận"),
        ("KT", ""),
    ],
)
def test_a_dossier_given_back_to_the_applicant_has_ended(text, condition):
    assert read_next(text, STEPS, {}, "2") == ((Next((), condition),), ())


def test_ways_that_cannot_be_parted_are_told_instead_of_guessed():
    ways, strange = read_next("Đạt thì đi: 4 xong rồi thì: 2", STEPS, {}, "4")
    assert (ways, strange) == ((), ("Đạt thì đi: 4 xong rồi thì: 2",))


@pytest.mark.parametrize(
    ("text", "value", "unit", "doubt"),
    [
        ("Trong thời hạn 35 ngày làm việc", 35, Unit.WORKING_DAY, ""),
        ("Không quá 30 ngày kể từ ngày thụ lý; vụ việc phức tạp không quá 45 ngày", 30, Unit.DAY, "time.rest"),
        ("30 ngày kể từ ngày nhận đủ hồ sơ, trong đó: cấp xã 10 ngày", 30, Unit.DAY, ""),
        ("Trường hợp cần kiểm tra thực tế: 15 ngày", 15, Unit.DAY, "time.rest"),
        ("Ngay trong ngày hoặc trong ngày làm việc tiếp theo nếu nhận sau 3 giờ chiều", 1, Unit.SAME_DAY, ""),
        ("15'", 15, Unit.MINUTE, ""),
        ("Trong buổi", 1, Unit.HALF_DAY, ""),
    ],
)
def test_times_in_the_words_of_decisions_are_read(text, value, unit, doubt):
    told = read_time(text)
    assert told.span is not None
    assert (told.span.value, told.span.unit, told.doubt) == (value, unit, doubt)


def test_rows_pasted_twice_are_left_out_and_cells_as_above_say_what_stands_above():
    head = ("Mã TTHC", "Tên thủ tục", "Bước", "Nội dung", "Trách nhiệm", "Thời gian")
    rows = [
        ["1.000001", "Thử", "1", "Nhận", "Công chức", "1 giờ"],
        ["1.000001", "Thử", "2", "Xem", "như trên", "Như trên"],
        ["1.000001", "Thử", "3", "Ký", "Chủ tịch", "1 giờ"],
    ]
    reading = read_table("a.csv", as_csv([head, *rows, *rows]))
    assert [(step.roles, step.time.value) for step in only(reading).steps] == [
        (("Công chức",), 1),
        (("Công chức",), 1),
        (("Chủ tịch",), 1),
    ]
    assert [(problem.code, problem.values["rows"]) for problem in reading.problems if problem.code != "time.day"] == [
        ("row.repeated", "5, 6, 7")
    ]


def test_what_a_whole_table_lacks_is_told_once():
    head = ("STT", "Mã TTHC", "Tên thủ tục", "Thời hạn giải quyết (ngày)", "Bước", "Nội dung công việc")
    rows = [(1, 1.0097, "Thử", 15, "B1", "Tiếp nhận"), ("", 1.0097, "Thử", 15, "B2", "Chủ tịch ký")]
    reading = read_table("a.xlsx", workbook(("QT", [head, *rows])))
    table = only(reading)
    assert [step.number for step in table.steps] == ["1", "2"]
    assert table.settlement == Span(Decimal(15), Unit.DAY, "15 ngày")
    assert sorted(codes(reading)) == ["code.number", "role.none", "settlement.day", "time.none"]
