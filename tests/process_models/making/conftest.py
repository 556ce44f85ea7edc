"""Tables written shortly: each row is (number, work, unit, who, hours)."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from process_models.steps.table import ClockOp, Component, Next, Place, ProcedureTable, Span, Step, Unit

Table = Callable[..., ProcedureTable]
PLACE = Place(file="bang.xlsx", sheet="1", row=1)
DEPARTMENT = (
    ("1", "Tiếp nhận hồ sơ", "Bộ phận một cửa", "Cán bộ tiếp nhận", 4),
    ("2", "Phân công thụ lý", "Phòng Thương mại", "Trưởng phòng", 4),
    ("3", "Thẩm định hồ sơ", "Phòng Thương mại", "Chuyên viên", 40),
    ("4", "Xem xét kết quả", "Phòng Thương mại", "Trưởng phòng", 12),
    ("5", "Ký duyệt", "Sở Công Thương", "Giám đốc Sở", 12),
    ("6", "Vào sổ, đóng dấu", "Văn phòng", "Văn thư", 4),
    ("7", "Trả kết quả", "Bộ phận một cửa", "Cán bộ tiếp nhận", None),
)


def ways(text: str) -> tuple[Next, ...]:
    """``"Đạt: 4; Không đạt: 2"`` or ``"3+4"``."""
    found = []
    for part in text.split(";"):
        condition, _, targets = part.rpartition(":")
        named = tuple(target.strip() for target in targets.split("+"))
        found.append(Next(() if named == ("Kết thúc",) else named, condition.strip()))
    return tuple(found)


def step(number: str, work: str, unit: str, who: str, hours: float | None) -> Step:
    time = None if hours is None else Span(Decimal(str(hours)), Unit.HOUR, f"{hours} giờ")
    return Step(number=number, work=work, agency=unit, roles=(who,) if who else (), time=time, place=PLACE)


@pytest.fixture
def table() -> Table:
    """Makes a table of a department; ``following``, ``clock`` change steps by number, other keywords the procedure."""

    def make(
        rows: Any = DEPARTMENT,
        *,
        following: dict[str, str] | None = None,
        clock: dict[str, ClockOp] | None = None,
        **more: Any,
    ) -> ProcedureTable:
        steps = []
        for row in rows:
            one = step(*row)
            if following and one.number in following:
                one = replace(one, next=ways(following[one.number]))
            if clock and one.number in clock:
                one = replace(one, clock=clock[one.number])
            steps.append(one)
        told: dict[str, Any] = {
            "code": "1.012345",
            "name": "Cấp giấy phép bán lẻ sản phẩm thuốc lá",
            "field": "Công thương",
            "levels": ("Sở",),
            "settlement": Span(Decimal(15), Unit.WORKING_DAY, "15 ngày làm việc"),
            "components": (
                Component(name="Đơn đề nghị", originals=1),
                Component(name="Giấy ủy quyền", originals=1, optional=True),
            ),
            "steps": tuple(steps),
            "place": PLACE,
        }
        return ProcedureTable(**(told | more))

    return make
