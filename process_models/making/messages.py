"""What the maker of packages says, for analysts, in Vietnamese and English; each sentence says what to do."""

from collections.abc import Mapping
from typing import Final

from process_models.steps.table import TableProblem

SENTENCES: Final[Mapping[str, tuple[str, str]]] = {
    "making.no-steps": (
        "Thủ tục không có bước nào, nên không tạo được quy trình. Hãy bổ sung các bước vào bảng.",
        "The procedure has no step, so nothing can be made. Add its steps to the table.",
    ),
    "making.level": (
        "Không hiểu cấp thực hiện “{level}”. Hãy ghi: tỉnh, sở, huyện hoặc xã.",
        "The level “{level}” is not known. Write tỉnh, sở, huyện or xã.",
    ),
    "making.level-missing": (
        "Bảng không ghi cấp thực hiện; theo các đơn vị trong bảng thì là: {kinds}. Hãy ghi cột Cấp thực hiện.",
        "The table tells no level; its units suggest: {kinds}. Fill in the level.",
    ),
    "making.role": (
        "Bước {step} (“{work}”): không rõ vai trò của “{role}”, tạm coi là người thụ lý. Hãy kiểm tra lại.",
        "Step {step} (“{work}”): the role of “{role}” is not clear; it was made the case officer's. Please check.",
    ),
    "making.several-roles": (
        "Bước {step} có nhiều người với vai trò khác nhau ({roles}); đã lấy “{taken}”. Hãy tách bước nếu cần.",
        "Step {step} names people with different roles ({roles}); “{taken}” was taken. Split the step if needed.",
    ),
    "making.agency": (
        "Bước {step}: không rõ “{agency}” là đơn vị nào, tạm coi thuộc cơ quan giải quyết. Hãy kiểm tra lại.",
        "Step {step}: it is not clear what “{agency}” is; it was taken as part of the deciding agency. Please check.",
    ),
    "making.applicant-acts": (
        "Bước {step} (“{work}”) do người nộp thực hiện; đã chuyển thành việc ghi nhận của bộ phận một cửa.",
        "Step {step} (“{work}”) is done by the applicant; it became a task of the counter, which records it.",
    ),
    "making.no-reception": (
        "Bảng không bắt đầu bằng việc tiếp nhận; đã thêm bước tiếp nhận trước bước {step}.",
        "The table does not begin with a reception; one was put before step {step}.",
    ),
    "making.next-unknown": (
        "Bước {step} chuyển đến bước “{next}” không có trong bảng; tạm chuyển đến dòng kế tiếp. Hãy sửa cột Chuyển đến.",
        "Step {step} leads to step “{next}”, which does not exist; the next row was taken. Correct the next column.",
    ),
    "making.to-itself": (
        "Bước {step} chuyển đến chính nó; đã bỏ đường đó. Hãy sửa cột Chuyển đến.",
        "Step {step} leads to itself; that way was left out. Correct the next column.",
    ),
    "making.two-ways": (
        "Bước {step} có nhiều hướng không ghi điều kiện; đã coi là làm song song. Hãy ghi điều kiện hoặc dấu +.",
        "Step {step} has several ways without a condition; they were made parallel. Write conditions, or +.",
    ),
    "making.outcome-twice": (
        "Bước {step} ghi kết quả “{outcome}” hai lần; đã lấy lần đầu.",
        "Step {step} has the outcome “{outcome}” twice; the first was taken.",
    ),
    "making.only-back": (
        "Bước {step} chỉ có đường quay lại; đã thêm đường đến dòng kế tiếp. Hãy ghi điều kiện.",
        "Step {step} only leads back; a way to the next row was added. Write the conditions.",
    ),
    "making.unreachable": (
        "Không bước nào dẫn đến bước {step} (“{work}”); bước này không có trong sơ đồ. Hãy sửa cột Chuyển đến.",
        "No step leads to step {step} (“{work}”); it is not in the diagram. Correct the next column.",
    ),
    "making.parallel": (
        "Các nhánh song song sau bước {step} đan vào nhau, không vẽ được quy trình đúng. Hãy ghi lại các bước của từng "
        "nhánh và bước gặp nhau.",
        "The parallel branches after step {step} cross each other; no sound diagram can be made. Say which steps belong "
        "to each branch and where they meet.",
    ),
    "making.leaves-branch": (
        "Kết quả “{outcome}” của bước {step} rời khỏi nhánh song song; đã bỏ vì các nhánh khác sẽ chờ mãi. Hãy quyết định "
        "sau bước gặp nhau.",
        "The outcome “{outcome}” of step {step} leaves its parallel branch; it was left out because the others would wait "
        "for ever. Decide after the branches meet.",
    ),
    "making.pause-alone": (
        "Bước {step} tạm dừng thời hạn nhưng không bước nào tiếp tục; đã cho dừng trong lúc làm bước này. Hãy kiểm tra lại.",
        "Step {step} pauses the clock and no step resumes it; the clock is held while this step is open. Please check.",
    ),
    "making.resume-alone": (
        "Bước {step} tiếp tục thời hạn nhưng trước đó không tạm dừng; đã bỏ qua.",
        "Step {step} resumes a clock that was not paused; this was ignored.",
    ),
    "making.settled-twice": (
        "Có nhiều bước ghi kết thúc giải quyết; đã lấy bước đầu tiên.",
        "Several steps settle; the first was taken.",
    ),
    "making.settled-late": (
        "Bước kết thúc giải quyết nằm sau khi trả kết quả; đã cho kết thúc trước khi trả.",
        "The step that settles comes after the return; the clock settles before the return.",
    ),
    "making.back-after-return": (
        "Bước {step} quay lại sau khi đã trả kết quả; đã bỏ đường đó.",
        "Step {step} leads back after the result was returned; that way was left out.",
    ),
    "making.fee": (
        "Lệ phí “{fee}” không phải một số tiền cố định; bộ phận một cửa sẽ nhập số tiền khi tiếp nhận.",
        "The fee “{fee}” is not one fixed amount; the counter enters it at reception.",
    ),
}
"""Code -> (Vietnamese, English)."""


def sentence(problem: TableProblem, lang: str = "vi") -> str:
    """What a problem of making says. Raises KeyError for a code that is not one of them."""
    vietnamese, english = SENTENCES[problem.code]
    return (english if lang == "en" else vietnamese).format_map(problem.values)
