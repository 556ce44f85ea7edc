"""What a step document says, format by format the same: headings, rows, and the entries of the ISO head."""

from collections.abc import Iterator
from typing import Final

from process_models.steps.cells import fee_text
from process_models.steps.package_steps import clock_text, component_text, next_text
from process_models.steps.table import IsoHeader, ProcedureTable, Step

CATALOGUE: Final = (
    "Mã TTHC", "Tên thủ tục", "Lĩnh vực", "Cấp thực hiện", "Thời hạn giải quyết", "Thời gian sau cắt giảm", "Lệ phí",
    "Thành phần hồ sơ", "Trường hợp",
)  # fmt: skip
STEPS: Final = (
    "Bước", "Nội dung công việc", "Đơn vị", "Trách nhiệm", "Thời gian", "Biểu mẫu", "Kết quả", "Chuyển đến", "Đồng hồ",
)  # fmt: skip
SINGLE: Final = (
    ("code", "Mã hiệu"), ("issue", "Lần ban hành"), ("issued_on", "Ngày ban hành"), ("written_by", "Soạn thảo"),
    ("reviewed_by", "Xem xét"), ("approved_by", "Phê duyệt"),
)  # fmt: skip
BEFORE: Final = (("purpose", "Mục đích"), ("scope", "Phạm vi áp dụng"), ("references", "Tài liệu viện dẫn"))
AFTER: Final = (
    ("forms", "Biểu mẫu"),
    ("records", "Hồ sơ lưu"),
    ("retention", "Thời hạn lưu"),
    ("changes", "Lịch sử sửa đổi"),
)


def procedure_cells(table: ProcedureTable) -> tuple[str, ...]:
    """The cells under :data:`CATALOGUE`."""
    return (
        table.code,
        table.name,
        table.field,
        "; ".join(table.levels),
        table.settlement.text if table.settlement else "",
        table.committed.text if table.committed else "",
        fee_text(table.fee),
        ";\n".join(component_text(each) for each in table.components),
        table.case,
    )


def step_cells(step: Step) -> tuple[str, ...]:
    """The cells under :data:`STEPS`."""
    return (
        step.number,
        step.work,
        step.agency,
        ";\n".join(step.roles),
        step.time.text if step.time else "",
        ";\n".join(step.forms),
        step.result,
        next_text(step.next),
        clock_text(step.clock, step.clock_reason),
    )


def entries(header: IsoHeader, key: str) -> tuple[str, ...]:
    """The texts of an entry of the head."""
    value = getattr(header, key)
    if isinstance(value, tuple):
        return value
    return tuple(each for each in str(value).split("\n") if each)


def head_rows(header: IsoHeader) -> Iterator[tuple[str, str]]:
    """Label and text of everything the head says."""
    for key, label in (*SINGLE, *BEFORE, *AFTER):
        text = "\n".join(entries(header, key))
        if text:
            yield label, text
