"""Patterns that a package can be started from: the usual shapes of internal procedures as step tables.

``intake-only`` is for offices that settle on paper: the counter receives, somebody enters the day, the result and a
scan of what was decided, and the counter returns it.
"""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Final

from process_models.making.spans import hours
from process_models.steps.table import ClockOp, Component, Next, Place, ProcedureTable, Span, Step, Unit

Row = tuple[str, str, str, str]
"""Work, unit, who, hours (``""``: no time)."""

_COUNTER: Final = "Bộ phận Tiếp nhận và Trả kết quả"
_RECEIVE: Final = ("Tiếp nhận hồ sơ, kiểm tra thành phần hồ sơ", _COUNTER, "Công chức tiếp nhận")
_RETURN: Final = ("Trả kết quả", _COUNTER, "Công chức tiếp nhận", "")
_WORKING: Final = Unit.WORKING_DAY


def _table(rows: tuple[Row, ...], levels: tuple[str, ...], days: int, field: str) -> ProcedureTable:
    place = Place(file="pattern")
    steps = tuple(
        Step(
            number=str(number),
            work=work,
            agency=unit,
            roles=(who,),
            time=Span(Decimal(hours), Unit.HOUR, f"{hours} giờ") if hours else None,
            place=replace(place, row=number),
        )
        for number, (work, unit, who, hours) in enumerate(rows, start=1)
    )
    term = (
        Span(Decimal(days), _WORKING, f"{days} ngày làm việc")
        if days
        else Span(Decimal(1), Unit.SAME_DAY, "trong ngày")
    )
    return ProcedureTable(
        code="",
        name="",
        field=field,
        levels=levels,
        settlement=term,
        components=(Component(name="Đơn đề nghị", originals=1),),
        steps=steps,
        place=place,
    )


def _linked() -> ProcedureTable:
    rows: tuple[Row, ...] = (
        (*_RECEIVE, "4"),
        ("Giải quyết tại đơn vị, gửi các cơ quan liên thông", "UBND xã", "Công chức chuyên môn", "8"),
        ("Giải quyết nội dung thuộc thẩm quyền Công an", "Công an xã", "Cán bộ phụ trách", "16"),
        ("Giải quyết nội dung thuộc thẩm quyền Bảo hiểm xã hội", "Bảo hiểm xã hội", "Cán bộ phụ trách", "16"),
        ("Tổng hợp kết quả của các cơ quan", "UBND xã", "Công chức chuyên môn", "4"),
        _RETURN,
    )
    table = _table(rows, ("Xã",), 4, "Liên thông")
    ways = {"2": (Next(("3", "4")),), "3": (Next(("5",)),)}
    return replace(table, steps=tuple(replace(step, next=ways.get(step.number, ())) for step in table.steps))


def _paid() -> ProcedureTable:
    rows: tuple[Row, ...] = (
        (*_RECEIVE, "4"),
        ("Thẩm định hồ sơ, xác định nghĩa vụ tài chính", "Phòng chuyên môn", "Chuyên viên", "40"),
        ("Giao thông báo nộp tiền cho người nộp", _COUNTER, "Công chức tiếp nhận", "2"),
        ("Nhận chứng từ nộp tiền", _COUNTER, "Công chức tiếp nhận", ""),
        ("Ký duyệt kết quả", "Lãnh đạo cơ quan", "Lãnh đạo cơ quan", "8"),
        ("Vào sổ, đóng dấu, phát hành", "Văn phòng", "Văn thư", "4"),
        _RETURN,
    )
    table = _table(rows, ("Sở",), 8, "Chung")
    clocks = {"3": ClockOp.PAUSE, "4": ClockOp.RESUME}
    return replace(table, steps=tuple(replace(step, clock=clocks.get(step.number)) for step in table.steps))


PATTERNS: Final[Mapping[str, tuple[str, str, ProcedureTable]]] = {
    "intake-only": (
        "Tiếp nhận, giải quyết trên giấy, ghi ngày, kết quả, bản quét, trả kết quả",
        "receive, settle on paper, enter day, result and scan, return",
        _table(
            (
                (*_RECEIVE, "4"),
                ("Giải quyết trên giấy, ghi nhận kết quả", "Bộ phận chuyên môn", "Công chức chuyên môn", "16"),
                _RETURN,
            ),
            ("Xã",),
            5,
            "Chung",
        ),
    ),
    "counter-same-day": (
        "Giải quyết trong ngày tại cấp xã: tiếp nhận, thụ lý, ký, đóng dấu, trả kết quả",
        "settled the same day at a commune: reception, case officer, signature, seal, return",
        _table(
            (
                (*_RECEIVE, "0.5"),
                ("Kiểm tra hồ sơ, dự thảo kết quả", "UBND xã", "Công chức chuyên môn", "3"),
                ("Ký duyệt kết quả", "UBND xã", "Chủ tịch UBND xã", "2"),
                ("Vào sổ, đóng dấu", "UBND xã", "Văn thư", "0.5"),
                _RETURN,
            ),
            ("Xã",),
            0,
            "Chung",
        ),
    ),
    "department": (
        "Quy trình chung của sở, 10 ngày làm việc",
        "the general way of a department, 10 working days",
        _table(
            (
                (*_RECEIVE, "4"),
                ("Phân công chuyên viên thụ lý", "Phòng chuyên môn", "Trưởng phòng", "4"),
                ("Thẩm định hồ sơ, dự thảo kết quả", "Phòng chuyên môn", "Chuyên viên", "40"),
                ("Xem xét kết quả thẩm định, trình lãnh đạo", "Phòng chuyên môn", "Trưởng phòng", "12"),
                ("Ký duyệt kết quả", "Lãnh đạo Sở", "Giám đốc Sở", "12"),
                ("Vào sổ, đóng dấu, phát hành", "Văn phòng", "Văn thư", "4"),
                _RETURN,
            ),
            ("Sở",),
            10,
            "Chung",
        ),
    ),
    "site-check": (
        "Có kiểm tra thực địa và hội đồng, 15 ngày làm việc",
        "with a check on site and a council, 15 working days",
        _table(
            (
                (*_RECEIVE, "4"),
                ("Kiểm tra hồ sơ, lập kế hoạch kiểm tra", "Phòng chuyên môn", "Chuyên viên", "16"),
                ("Kiểm tra thực tế tại cơ sở, lập biên bản", "Phòng chuyên môn", "Đoàn kiểm tra", "24"),
                ("Họp hội đồng thẩm định", "Phòng chuyên môn", "Hội đồng thẩm định", "16"),
                ("Dự thảo kết quả", "Phòng chuyên môn", "Chuyên viên", "16"),
                ("Xem xét kết quả, trình lãnh đạo", "Phòng chuyên môn", "Trưởng phòng", "12"),
                ("Ký duyệt kết quả", "Lãnh đạo Sở", "Giám đốc Sở", "12"),
                ("Vào sổ, đóng dấu, phát hành", "Văn phòng", "Văn thư", "4"),
                _RETURN,
            ),
            ("Sở",),
            15,
            "Chung",
        ),
    ),
    "paid": (
        "Có nghĩa vụ tài chính: đồng hồ dừng từ khi giao thông báo đến khi có chứng từ",
        "with a financial obligation: the clock stands from the notice to the receipt",
        _paid(),
    ),
    "linked": (
        "Liên thông: hai cơ quan khác giải quyết song song",
        "linked: two other agencies work in parallel",
        _linked(),
    ),
}
"""Pattern -> what it is in Vietnamese and English, and its table without code and name."""


def intake_only(table: ProcedureTable) -> ProcedureTable:
    """Any table as ``intake-only``: its reception, one step on paper with the time of all others, and the return."""
    first, *rest = table.steps or PATTERNS["intake-only"][2].steps
    spans = [step.time for step in rest if step.time is not None and step.clock is not ClockOp.HOLD]
    known = [hours(span) for span in spans]
    whole = sum((each for each in known if each is not None), Decimal(0))
    time = Span(whole, Unit.HOUR, f"{whole} giờ") if spans and None not in known else None
    model = PATTERNS["intake-only"][2].steps
    paper = replace(model[1], time=time, number="2", place=first.place)
    received = replace(first, number="1", next=(), clock=None)
    return replace(table, steps=(received, paper, replace(model[2], number="3", place=first.place)))


def pattern_table(pattern: str, code: str, name: str, field: str = "") -> ProcedureTable:
    """The table of a pattern for a procedure. Raises KeyError for an unknown pattern."""
    table = PATTERNS[pattern][2]
    return replace(table, code=code, name=name, field=field or table.field)
