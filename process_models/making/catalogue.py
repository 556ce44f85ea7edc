"""A realistic catalogue of a province as step tables: made up, the same for the same seed.

Of 1,710 procedures 1,392 are decided at departments, 201 at districts and 117 at communes; each has 3 to 14 steps, and
some pause the clock, ask other agencies, run in parallel or send back by the table's own words.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from process_models.making.catalogue_words import (
    CASES,
    COMMUNE,
    DEPARTMENT,
    DISTRICT,
    FIELDS,
    GRANTS,
    REGISTERS,
    FieldWords,
)
from process_models.steps.table import ClockOp, Component, Next, Place, ProcedureTable, Span, Step, Unit

SHARES: Final = {DEPARTMENT: 1392, DISTRICT: 201, COMMUNE: 117}
_LEVEL_TEXT: Final = {DEPARTMENT: "Sở", DISTRICT: "Huyện", COMMUNE: "Xã"}
_LEADS: Final = {
    DEPARTMENT: ("Giám đốc Sở", ""),
    DISTRICT: ("Phó Chủ tịch UBND huyện", "Lãnh đạo UBND huyện"),
    COMMUNE: ("Chủ tịch UBND xã", "Lãnh đạo UBND xã"),
}
_GIVEN: Final = ("giấy", "chứng chỉ", "thẻ", "phù hiệu", "mã số", "phiếu", "bản sao", "số tiếp nhận")
_HOURS: Final = 8


def catalogue(count: int = 1710, seed: int = 1) -> Iterator[ProcedureTable]:
    """``count`` tables in the order of their codes, spread over the levels like the whole."""
    levels = _levels(count)
    names = {level: _names(level) for level in SHARES}
    made: dict[str, int] = dict.fromkeys(SHARES, 0)
    for index, level in enumerate(levels):
        name, words = names[level][made[level] % len(names[level])]
        again = made[level] // len(names[level])
        made[level] += 1
        shown = f"{name} (trường hợp {again + 1})" if again else name
        yield _procedure(random.Random(f"{seed}/{index}"), index, level, words, shown)  # noqa: S311 - made-up data


def _levels(count: int) -> list[str]:
    total = sum(SHARES.values())
    district, commune = (round(count * SHARES[level] / total) for level in (DISTRICT, COMMUNE))
    if count >= len(SHARES):
        district, commune = max(district, 1), max(commune, 1)
    else:
        district = commune = 0
    return [DEPARTMENT] * (count - district - commune) + [DISTRICT] * district + [COMMUNE] * commune


def _names(level: str) -> list[tuple[str, FieldWords]]:
    """Every name of a level, field by field in turn so that a small catalogue also has all fields."""
    by_field = []
    for words in FIELDS:
        if level in words.levels:
            named = [
                (f"{action} {thing}{case}", words)
                for case in CASES
                for thing in words.objects
                for action in (GRANTS if thing.startswith(_GIVEN) else REGISTERS)
                if not (action == "Đăng ký" and thing.startswith("đăng ký"))
            ]
            by_field.append(named)
    longest = max(map(len, by_field))
    return [named[index] for index in range(longest) for named in by_field if index < len(named)]


_FIRST_CODE: Final = 500_001
"""Far beyond the codes of the national database, so that a made-up procedure never meets a real one."""


@dataclass(frozen=True, slots=True)
class _Making:
    """What the rows of one procedure are made with."""

    rng: random.Random
    level: str
    words: FieldWords
    place: Place


def _procedure(rng: random.Random, index: int, level: str, words: FieldWords, name: str) -> ProcedureTable:
    code = f"{rng.choice('1122223')}.{_FIRST_CODE + index:06d}"
    place = Place(file="catalogue", sheet=words.name[:31], row=index + 2)
    making = _Making(rng, level, words, place)
    steps = _steps(making, name)
    sealed = any("Văn thư" in step.roles for step in steps)
    days = sum((_hours(step) for step in steps), Decimal(0 if sealed else 1)) / _HOURS
    statutory, committed = _times(rng, level, days)
    return ProcedureTable(
        code=code,
        name=name,
        field=words.name,
        levels=(_LEVEL_TEXT[level],),
        settlement=statutory,
        committed=committed,
        fee=rng.choice(("", "", "Không", "50.000", "100.000", "150.000", "300.000", "1.000.000")),
        components=_components(making, name),
        steps=steps,
        place=place,
    )


def _times(rng: random.Random, level: str, days: Decimal) -> tuple[Span, Span]:
    """The statutory time and the shorter one promised, neither less than the work takes."""
    if level == COMMUNE and days <= 1:
        same = Span(Decimal(1), Unit.SAME_DAY, "trong ngày")
        return same, same
    least = max(int(days.to_integral_value(rounding="ROUND_CEILING")), 1)
    committed = least + rng.randint(0, 1)
    statutory = committed + rng.choice((0, 0, 1, 2, 3, 5))
    return _days(statutory), _days(committed)


def _days(count: int) -> Span:
    return Span(Decimal(count), Unit.WORKING_DAY, f"{count} ngày làm việc")


def _hours(step: Step) -> Decimal:
    return step.time.value if step.time is not None and step.clock is not ClockOp.HOLD else Decimal(0)


def _components(making: _Making, name: str) -> tuple[Component, ...]:
    rng = making.rng
    first = Component(name=f"Đơn đề nghị {name[:1].lower()}{name[1:]}", originals=1)
    papers = rng.sample(making.words.papers, rng.randint(1, len(making.words.papers)))
    rest = [Component(name=paper, originals=0, copies=rng.randint(1, 2)) for paper in papers]
    if rng.random() < 0.4:
        rest.append(Component(name="Giấy ủy quyền", originals=1, optional=True))
    return (first, *rest)


# -- the rows ------------------------------------------------------------------------------------------------------


def _steps(making: _Making, name: str) -> tuple[Step, ...]:
    """Rows of one of the usual shapes, numbered from 1."""
    rows = _commune(making, name) if making.level == COMMUNE else _office(making, name)
    return tuple(_numbered(rows, making.place))


def _row(work: str, agency: str, role: str, hours: float, **more: object) -> Step:
    time = Span(Decimal(str(hours)), Unit.HOUR, f"{str(hours).replace('.', ',')} giờ")
    return Step(number="", work=work, agency=agency, roles=(role,), time=time, place=Place(file=""), **more)  # type: ignore[arg-type]


def _counter(making: _Making) -> str:
    if making.level == DEPARTMENT:
        return "Trung tâm Phục vụ hành chính công tỉnh"
    return "Bộ phận Tiếp nhận và Trả kết quả"


def _receive(making: _Making, hours: float) -> Step:
    work = "Tiếp nhận hồ sơ, kiểm tra thành phần hồ sơ, hẹn trả kết quả"
    return _row(
        work, _counter(making), "Công chức tiếp nhận", hours, forms=("Giấy tiếp nhận hồ sơ và hẹn trả kết quả",)
    )


def _return(making: _Making) -> Step:
    return _row("Trả kết quả cho tổ chức, cá nhân", _counter(making), "Công chức tiếp nhận", 0)


def _commune(making: _Making, name: str) -> list[Step]:
    rng, unit = making.rng, "UBND xã"
    same_day = rng.random() < 0.5
    work = f"Kiểm tra hồ sơ, tra cứu sổ gốc, dự thảo kết quả {name[:1].lower()}{name[1:]}"
    rows = [
        _receive(making, 0.5 if same_day else 4),
        _row(work, unit, making.words.officer, 4 if same_day else rng.choice((8, 16, 24))),
    ]
    if not same_day and rng.random() < 0.4 and making.words.consulted:
        asked = _consulted(making)
        rows.append(_row("Xác minh, trả lời ý kiến", asked, "Cán bộ phụ trách", rng.choice((8, 16))))
        rows.append(_row("Tổng hợp ý kiến, hoàn thiện hồ sơ trình ký", unit, making.words.officer, 4))
    rows.append(_row("Ký duyệt kết quả", unit, "Chủ tịch UBND xã", 2 if same_day else 8))
    if rng.random() < 0.7:
        rows.append(_row("Vào sổ, đóng dấu, chuyển kết quả", unit, "Văn thư", 0.5 if same_day else 4))
    if not same_day or rng.random() < 0.6:
        rows.append(_return(making))
    return rows


def _office(making: _Making, name: str) -> list[Step]:
    rng = making.rng
    unit = making.words.division if making.level == DEPARTMENT else f"{making.words.division.split(',')[0]} huyện"
    boss, place = _LEADS[making.level]
    rows = [_receive(making, 4)]
    long = rng.random() < 0.75
    if long:
        rows.append(_row("Phân công chuyên viên thụ lý hồ sơ", unit, "Lãnh đạo phòng", 4))
    rows += _examination(making, unit, name)
    if long:
        rows.append(_row("Xem xét kết quả thẩm định, trình lãnh đạo", unit, "Lãnh đạo phòng", rng.choice((4, 8, 12))))
    rows.append(_row("Phê duyệt kết quả", place or making.words.department, boss, rng.choice((4, 8, 12))))
    if making.level == DEPARTMENT and rng.random() < 0.15:
        rows += _province(making)
    if rng.random() < 0.2:
        rows += _paid(making)
    if long or rng.random() < 0.5:
        rows.append(_row("Vào sổ, đóng dấu, phát hành kết quả, chuyển Bộ phận một cửa", "Văn phòng", "Văn thư", 4))
    rows.append(_return(making))
    return rows


def _examination(making: _Making, unit: str, name: str) -> list[Step]:
    """What the case officer does: alone, on site, with a council, or with the opinions of others."""
    rng = making.rng
    work = f"Thẩm định hồ sơ, dự thảo kết quả {name[:1].lower()}{name[1:]}"
    shape = rng.random()
    if shape < 0.4:
        return [_row(work, unit, "Chuyên viên", rng.choice((8, 16, 24, 40, 64)))]
    if shape < 0.55:
        return [
            _row("Kiểm tra hồ sơ, lập kế hoạch kiểm tra", unit, "Chuyên viên", 8),
            _row("Kiểm tra thực tế tại cơ sở, lập biên bản", unit, "Đoàn kiểm tra", rng.choice((16, 24))),
            _row("Tổng hợp kết quả kiểm tra, dự thảo kết quả", unit, "Chuyên viên", 8),
        ]
    if shape < 0.65:
        return [
            _row("Thẩm định hồ sơ, chuẩn bị tài liệu họp", unit, "Chuyên viên", 16),
            _row("Họp hội đồng thẩm định, lập biên bản", unit, "Hội đồng thẩm định", 16),
            _row("Hoàn thiện hồ sơ theo kết luận của hội đồng", unit, "Chuyên viên", 8),
        ]
    if shape < 0.8 or not making.words.consulted:
        return _checked(making, unit, work)
    if shape < 0.92:
        return [
            _row("Kiểm tra hồ sơ, dự thảo văn bản lấy ý kiến", unit, "Chuyên viên", 8),
            _row("Cho ý kiến về hồ sơ", _consulted(making), "Cán bộ phụ trách", rng.choice((16, 24, 40))),
            _row(work, unit, "Chuyên viên", 16),
        ]
    return _asked_together(making, unit, work)


def _checked(making: _Making, unit: str, work: str) -> list[Step]:
    """The table's own outcomes: what is not fit goes back to be corrected."""
    first = _row(work, unit, "Chuyên viên", making.rng.choice((16, 24)))
    second = _row("Thẩm tra kết quả thẩm định", unit, "Tổ trưởng thẩm định", 8)
    ways = (Next(("+1",), "Đạt"), Next(("-1",), "Không đạt"))
    return [first, replace(second, next=ways)]


def _asked_together(making: _Making, unit: str, work: str) -> list[Step]:
    """Opinions sought in parallel; the work goes on when both have answered."""
    asked = making.words.consulted
    other = asked[1] if len(asked) > 1 else "UBND cấp xã" if asked[0] != "UBND cấp xã" else "Công an tỉnh"
    split = _row(
        "Kiểm tra hồ sơ, gửi văn bản lấy ý kiến các cơ quan", unit, "Chuyên viên", 8, next=(Next(("+1", "+2")),)
    )
    one = _row("Cho ý kiến theo lĩnh vực quản lý", asked[0], "Cán bộ phụ trách", 24, next=(Next(("+2",)),))
    two = _row("Cho ý kiến về địa bàn, hiện trạng", other, "Cán bộ phụ trách", 16)
    return [split, one, two, _row(work, unit, "Chuyên viên", 16)]


def _province(making: _Making) -> list[Step]:
    return [
        _row("Xem xét, ký quyết định", "UBND tỉnh", "Lãnh đạo UBND tỉnh", making.rng.choice((16, 24))),
        _row("Nhận quyết định, hoàn thiện kết quả", making.words.division, "Chuyên viên", 4),
    ]


def _paid(making: _Making) -> list[Step]:
    """The clock stands while the applicant pays."""
    counter = _counter(making)
    if making.rng.random() < 0.5:
        return [
            _row("Thông báo nộp phí, nghĩa vụ tài chính", counter, "Công chức tiếp nhận", 2, clock=ClockOp.PAUSE),
            _row("Nhận chứng từ nộp tiền", counter, "Công chức tiếp nhận", 0, clock=ClockOp.RESUME),
        ]
    reason = "nghĩa vụ tài chính"
    return [
        _row(
            "Nhận chứng từ nộp nghĩa vụ tài chính",
            counter,
            "Công chức tiếp nhận",
            0,
            clock=ClockOp.HOLD,
            clock_reason=reason,
        )
    ]


def _consulted(making: _Making) -> str:
    return making.rng.choice(making.words.consulted)


def _numbered(rows: Sequence[Step], place: Place) -> Iterator[Step]:
    """Numbers from 1, and relative targets (``+2``) as numbers."""
    for index, row in enumerate(rows, start=1):
        ways = tuple(
            replace(way, targets=tuple(str(index + int(target)) for target in way.targets)) for way in row.next
        )
        yield replace(row, number=str(index), next=ways, place=replace(place, column=0))
