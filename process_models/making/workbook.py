"""Step tables as an XLSX workbook with the headings that ``import-steps`` reads, one row a step."""

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Final

from openpyxl import Workbook

from process_models.steps.table import ClockOp, Component, ProcedureTable, Span, Step

HEADINGS: Final = (
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
    "Biểu mẫu, Kết quả",
    "Chuyển đến",
    "Đồng hồ",
)
_CLOCK: Final = {
    ClockOp.PAUSE: "tạm dừng",
    ClockOp.RESUME: "tiếp tục",
    ClockOp.HOLD: "tạm dừng trong bước này",
    ClockOp.SETTLE: "kết thúc giải quyết",
}


def workbook(tables: Iterable[ProcedureTable]) -> bytes:
    """The workbook; what belongs to a procedure stands in the first of its rows."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Quy trình nội bộ")
    sheet.append(list(HEADINGS))
    for table in tables:
        for row in _rows(table):
            sheet.append(list(row))
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _rows(table: ProcedureTable) -> Iterator[tuple[str, ...]]:
    head = (
        table.code,
        table.name,
        table.field,
        "; ".join(table.levels),
        _span(table.settlement),
        _span(table.committed),
        table.fee,
        "; ".join(_component(each) for each in table.components),
        table.case,
    )
    for number, step in enumerate(table.steps):
        shown = head if number == 0 else (table.code, *("" for _ in head[1:]))
        yield (
            *shown,
            step.number,
            step.work,
            step.agency,
            "; ".join(step.roles),
            _span(step.time),
            "; ".join((*step.forms, *((step.result,) if step.result else ()))),
            _next(step),
            _CLOCK[step.clock] + (f" ({step.clock_reason})" if step.clock_reason else "") if step.clock else "",
        )


def _span(span: Span | None) -> str:
    return span.text if span is not None else ""


def _component(each: Component) -> str:
    counts = [f"bản chính: {each.originals:02d}"] if each.originals else []
    counts += [f"bản sao: {each.copies:02d}"] if each.copies else []
    optional = " (nếu có)" if each.optional and "nếu có" not in each.name else ""
    told = f" ({', '.join(counts)})" if counts else ""
    return f"{each.name}{optional}{told}"


def _next(step: Step) -> str:
    ways = []
    for way in step.next:
        targets = "+".join(way.targets) or "Kết thúc"
        ways.append(f"{way.condition}: {targets}" if way.condition else targets)
    return "; ".join(ways)
