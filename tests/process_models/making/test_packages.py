"""From rows to a package: what is drawn, asked, timed, flagged and refused."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from engine.bpmn.model import NodeKind
from process_models.check import check_package
from process_models.making import PATTERNS, Options, make_package, pattern_table
from process_models.making.agencies import level_kinds
from process_models.making.catalogue import catalogue
from process_models.package import read_package
from process_models.problems import has_errors
from process_models.steps.table import ClockOp, IsoHeader, Span, Unit


def package(made):
    assert made.complete, made.problems
    return read_package(made.files)


def nodes(read):
    return {node.id: node for process in read.library.processes.values() for node in process.nodes.values()}


def codes(made):
    return [problem.code for problem in made.problems]


def settings(made):
    return json.loads(made.files["procedure.json"])


LAND = (
    ("1", "Tiếp nhận hồ sơ", "Bộ phận một cửa", "Cán bộ tiếp nhận", 8),
    ("2", "Thẩm tra hồ sơ", "Chi nhánh VPĐKĐĐ", "Chuyên viên", 24),
    ("3", "Xác nhận hồ sơ", "UBND cấp xã", "Công chức địa chính", 40),
    ("4", "Hoàn thiện", "Chi nhánh VPĐKĐĐ", "Chuyên viên", 40),
    ("5", "Ra thông báo thuế", "Chi cục Thuế", "Công chức thuế", 24),
    ("6", "Giao thông báo thuế", "Bộ phận một cửa", "Cán bộ tiếp nhận", 8),
    ("7", "Nhận chứng từ nộp thuế", "Bộ phận một cửa", "Cán bộ tiếp nhận", None),
    ("8", "Ký giấy chứng nhận", "UBND huyện", "Lãnh đạo UBND huyện", 32),
    ("9", "Bàn giao kết quả", "Chi nhánh VPĐKĐĐ", "Văn thư", 8),
    ("10", "Trả kết quả", "Bộ phận một cửa", "Cán bộ tiếp nhận", None),
)
LAND_CLOCK = {"6": ClockOp.PAUSE, "7": ClockOp.RESUME, "9": ClockOp.SETTLE}


@pytest.mark.parametrize("pattern", sorted(PATTERNS))
def test_every_pattern_gives_a_package_without_any_problem(pattern):
    made = make_package(pattern_table(pattern, "1.099999", "Cấp giấy phép thử"))
    assert made.problems == ()
    assert check_package(package(made)) == ()


def test_packages_of_the_catalogue_check_clean():
    for table in list(catalogue(1710))[3::171]:
        made = make_package(table)
        assert made.problems == ()
        assert [str(each) for each in check_package(package(made))] == []


def test_rows_become_tasks_with_role_time_and_form(table):
    found = nodes(package(make_package(table())))
    told = {
        key: (node.work.role.text, node.work.form) for key, node in found.items() if node.kind is NodeKind.USER_TASK
    }
    assert told["Task_1"] == ("reception", "reception")
    assert told["Task_2"] == ("assign", "step_2")
    assert told["Task_3"] == ("case", "step_3")
    assert told["Task_4"] == ("review", "step_4")
    assert told["Task_5"] == ("sign", "step_5")
    assert told["Task_6"] == ("records", "step_6")
    assert told["Task_7"] == ("return", "step_7")
    assert found["Task_3"].work.time is not None
    assert found["Task_1"].work.clock == "start"
    assert found["Task_6"].work.clock == "settle"


def test_who_signs_may_send_back_or_disagree_when_the_table_says_nothing(table):
    found = nodes(package(make_package(table())))
    assert found["Task_4"].work.outcomes == ("approve", "send_back")
    assert found["Task_5"].work.outcomes == ("sign", "send_back", "disagree")
    assert found["Task_Reply"].work.letter == "refusal_to_settle"


def test_the_tables_own_ways_are_taken_as_they_are(table):
    made = make_package(table(following={"4": "Đạt: 5; Không đạt: 3", "5": "6"}), Options(rework=False))
    read = package(made)
    assert nodes(read)["Task_4"].work.outcomes == ("dat", "khong_dat")
    assert read.outcome("khong_dat") == "Không đạt"
    assert read.outcome("khong_dat", "en") == "Not passed"
    assert check_package(read) == ()


def test_a_negative_way_to_the_end_answers_the_applicant(table):
    made = make_package(table(following={"3": "Đủ điều kiện: 4; Không đủ điều kiện: Kết thúc"}), Options(rework=False))
    read = package(made)
    assert "Task_Reply" in nodes(read)
    assert not has_errors(check_package(read))


def test_another_agency_gets_a_pool_and_answers_by_message(table):
    clock = LAND_CLOCK
    made = make_package(
        table(LAND, clock=clock, levels=("huyện",), settlement=Span(Decimal(34), Unit.WORKING_DAY, "34"))
    )
    read = package(made)
    assert set(read.library.processes) == {
        "Process_Lead",
        "Process_land_branch",
        "Process_commune",
        "Process_tax_office",
    }
    assert [str(each) for each in check_package(read)] == []


def test_a_pause_that_the_next_row_ends_is_a_hold_of_that_row(table):
    made = make_package(table(LAND, clock=LAND_CLOCK, levels=("huyện",)))
    assert nodes(package(made))["Task_7"].work.clock == "hold:financial"
    assert settings(made)["clock"]["reasons"] == {"supplement": "pause", "financial": "pause"}


def test_a_pause_that_nothing_ends_holds_the_clock_during_its_own_step_and_is_flagged(table):
    made = make_package(table(clock={"3": ClockOp.PAUSE}))
    assert codes(made) == ["making.pause-alone"]
    assert (
        nodes(package(made))["Task_3"].work.clock == "hold:verification"
        or "hold" in nodes(package(made))["Task_3"].work.clock
    )


def test_parallel_branches_meet_where_the_table_says(table):
    rows = (
        ("1", "Tiếp nhận hồ sơ", "Bộ phận một cửa", "Cán bộ tiếp nhận", 4),
        ("2", "Kiểm tra hồ sơ", "Phòng A", "Chuyên viên", 8),
        ("3", "Cho ý kiến", "Công an tỉnh", "Cán bộ", 16),
        ("4", "Khảo sát thực địa", "Phòng B", "Chuyên viên", 24),
        ("5", "Tổng hợp", "Phòng A", "Chuyên viên", 8),
        ("6", "Trả kết quả", "Bộ phận một cửa", "Cán bộ tiếp nhận", None),
    )
    read = package(make_package(table(rows, following={"2": "3+4", "3": "5"})))
    joins = [node for node in nodes(read).values() if node.kind is NodeKind.PARALLEL]
    assert len(joins) == 2
    assert check_package(read) == ()


def test_branches_that_cross_are_refused_with_the_step(table):
    next_ = {"2": "3+4", "3": "Đạt: 5; Khác: 6", "4": "Đạt: 5; Khác: 6"}
    made = make_package(table(following=next_))
    assert not made.complete
    assert [(problem.code, problem.severity) for problem in made.problems] == [("making.parallel", "error")]


@pytest.mark.parametrize(
    ("next_", "code"),
    [({"3": "99"}, "making.next-unknown"), ({"3": "3"}, "making.to-itself"), ({"2": "4"}, "making.unreachable")],
)
def test_ways_that_cannot_be_are_flagged_and_the_package_still_checks(table, next_, code):
    made = make_package(table(following=next_))
    assert code in codes(made)
    assert settings(made)["confidence"] == "unsure"
    assert not has_errors(check_package(package(made)))


def test_an_unknown_title_is_flagged_and_made_the_case_officers(table):
    rows = (("1", "Tiếp nhận hồ sơ", "Một cửa", "Cán bộ tiếp nhận", 4), ("2", "Xem hồ sơ", "", "Ông Ba", 8))
    made = make_package(table(rows))
    assert codes(made) == ["making.role"]
    assert nodes(package(made))["Task_2"].work.role.text == "case"


def test_a_table_that_does_not_receive_gets_a_reception_and_a_return(table):
    rows = (("1", "Thẩm định hồ sơ", "Phòng A", "Chuyên viên", 8), ("2", "Ký", "Sở Tư pháp", "Giám đốc", 4))
    made = make_package(table(rows))
    assert codes(made) == ["making.no-reception"]
    assert {"Task_Receive", "Task_Return"} <= set(nodes(package(made)))
    assert not has_errors(check_package(package(made)))


def test_a_table_without_a_level_takes_it_from_its_units_or_a_department_for_review(table):
    assert codes(make_package(table(levels=()))) == ["making.level-missing"]
    rows = (("1", "Tiếp nhận", "", "Cán bộ", 4),)
    made = make_package(table(rows, levels=("vũ trụ",)))
    assert codes(made) == ["making.level"]
    assert settings(made)["confidence"] == "unsure"


@pytest.mark.parametrize(
    ("level", "kind"),
    [
        ("Cơ quan chuyên môn cấp tỉnh", "department"),
        ("Cơ sở giáo dục", None),
        ("Chi cục", "department"),
        ("Ban Quản lý các khu công nghiệp", "economic_zone"),
        ("Trạm Y tế", "ward"),
    ],
)
def test_words_that_only_sound_like_a_level_are_none(level, kind):
    kinds, unknown = level_kinds((level,))
    assert (kinds[:1], unknown) == (((kind,), ()) if kind else ((), (level,)))


@pytest.mark.parametrize(
    ("fee", "amount"),
    [
        ("100.000 đồng", {"fixed": 100000}),
        ("150000", {"fixed": 150000}),
        ("Không", None),
        ("", None),
        ("Miễn phí", None),
    ],
)
def test_a_plain_fee_is_read_and_none_is_none(table, fee, amount):
    told = settings(make_package(table(fee=fee)))["fees"]
    assert [each["amount"] for each in told] == ([amount] if amount else [])


def test_a_rate_is_asked_for_at_the_counter_and_flagged(table):
    made = make_package(table(fee="2.000 đ/trang"))
    assert codes(made) == ["making.fee"]
    assert "fee_amount" in json.loads(made.files["forms/reception.schema.json"])["required"]
    assert check_package(package(made)) == ()


def test_a_case_has_a_code_and_name_of_its_own(table):
    made = make_package(table(case="01 Cấp mới"))
    assert made.code == "1.012345.01"
    assert settings(made)["names"]["vi"].endswith("– Cấp mới")


def test_the_rows_and_the_head_of_the_document_are_kept(table):
    made = make_package(table(header=IsoHeader(code="QT-01", purpose="Mục đích", references=("Luật",))))
    told = settings(made)
    assert told["iso"]["code"] == "QT-01"
    assert told["steps"]["Task_3"] == {
        "number": "3",
        "work": "Thẩm định hồ sơ",
        "agency": "Phòng Thương mại",
        "roles": ["Chuyên viên"],
        "time": "40 giờ",
    }


def test_any_table_can_be_made_for_an_office_that_settles_on_paper(table):
    made = make_package(table(), Options(pattern="intake-only"))
    tasks = [node.id for node in nodes(package(made)).values() if node.kind is NodeKind.USER_TASK]
    assert tasks == ["Task_1", "Task_2", "Task_3"]
    assert {"s2_decided_on", "s2_decision", "s2_scan"} <= set(
        json.loads(made.files["forms/step_2.schema.json"])["properties"]
    )
    assert check_package(package(made)) == ()


def test_long_work_is_shortened_in_the_diagram_and_kept_in_full(table):
    whole = "Thẩm định hồ sơ, " + "kiểm tra từng thành phần theo quy định của pháp luật chuyên ngành, " * 4
    changed = table()
    changed = replace(
        changed, steps=tuple(replace(one, work=whole) if one.number == "3" else one for one in changed.steps)
    )
    made = make_package(changed)
    assert len(nodes(package(made))["Task_3"].name) <= 80
    assert whole.strip()[:200] in made.files["process.bpmn"].decode()


def test_the_same_table_gives_the_same_bytes(table):
    assert make_package(table()).files == make_package(table()).files


def test_another_department_takes_part_with_a_pool_and_the_one_that_signs_decides(table):
    rows = (
        ("1", "Tiếp nhận hồ sơ", "Bộ phận một cửa", "Cán bộ tiếp nhận", 4),
        ("2", "Cho ý kiến", "Sở Xây dựng", "Cán bộ phụ trách", 16),
        ("3", "Ký duyệt", "Sở Công Thương", "Giám đốc Sở", 12),
    )
    made = make_package(table(rows))
    assert [(problem.code, problem.values["agency"]) for problem in made.problems] == [
        ("making.department", "Sở Xây dựng")
    ]
    assert "Process_so_xay_dung" in package(made).library.processes
    assert check_package(package(made)) == ()
