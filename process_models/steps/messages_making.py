"""The sentences of what is doubtful while a package is made of a table: code -> (severity, English, Vietnamese)."""
# ruff: noqa: E501 - lists of words, patterns and sentences stay on one line

from typing import Final

MAKING: Final[dict[str, tuple[str, str, str]]] = {
    "making.agency": ("review", "Step {step}: what kind of agency is “{agency}”? It was taken as a unit of the deciding agency.", "Bước {step}: “{agency}” là loại cơ quan nào? Đang coi là đơn vị của cơ quan giải quyết."),
    "making.applicant-acts": ("review", "Step {step} “{work}” is done by the applicant; the counter records it. Check who completes it.", "Bước {step} “{work}” do người nộp thực hiện; một cửa ghi nhận. Hãy kiểm tra người hoàn thành."),
    "making.back-in-parallel": ("review", "Step {step} begins several steps at once, among them earlier ones ({left}); these were left out. Correct “Chuyển đến”.", "Bước {step} chuyển song song đến nhiều bước, trong đó có bước trước nó ({left}); đã bỏ các bước này. Hãy sửa cột “Chuyển đến”."),
    "making.back-after-return": ("review", "Step {step} goes back after the result was returned. Check the way.", "Bước {step} quay lại sau khi đã trả kết quả. Hãy kiểm tra."),
    "making.department": ("note", "“{agency}” takes part: competence must say which department is meant for this procedure.", "“{agency}” tham gia giải quyết: cần khai báo thẩm quyền để biết là sở nào cho thủ tục này."),
    "making.fee": ("review", "The fee “{fee}” is no single amount: the counter enters it. Add a fee rule if it can be worked out.", "Mức phí “{fee}” không phải một số tiền: một cửa nhập khi thu. Hãy thêm quy tắc tính nếu có."),
    "making.lead": ("note", "The steps pass from one level to another: “{lead}” receives and decides, the others take part.", "Các bước đi qua nhiều cấp: “{lead}” tiếp nhận và chủ trì, các cấp khác tham gia."),
    "making.leaves-branch": ("review", "Step {step}: the way “{outcome}” leaves a parallel branch before its end; it was left out. Draw it after the join.", "Bước {step}: lối “{outcome}” rời nhánh song song trước khi gộp nên bị bỏ. Hãy vẽ sau điểm gộp."),
    "making.level": ("review", "The level “{level}” is not known (tỉnh, sở, huyện, xã …); taken: {taken}. Correct it.", "Không rõ cấp thực hiện “{level}” (tỉnh, sở, huyện, xã …); tạm lấy: {taken}. Hãy sửa."),
    "making.level-missing": ("review", "The table does not say which level decides; from its units, or for want of anything better: {kinds}. Fill in “Cấp thực hiện”.", "Bảng không ghi cấp thực hiện; suy từ đơn vị hoặc tạm lấy: {kinds}. Hãy điền “Cấp thực hiện”."),
    "making.next-unknown": ("review", "Step {step} goes on to {next}, which does not exist; it goes on to the next row.", "Bước {step} chuyển đến {next} không tồn tại; tạm chuyển bước kế."),
    "making.no-end": ("error", "No way leads to an end: the steps only lead back to each other. Correct “Chuyển đến”.", "Không lối nào dẫn đến kết thúc: các bước chỉ dẫn vòng về nhau. Hãy sửa cột “Chuyển đến”."),
    "making.no-reception": ("review", "The first row (step {step}) does not receive the dossier; a reception was put in front.", "Dòng đầu (bước {step}) không phải tiếp nhận; đã thêm bước tiếp nhận phía trước."),
    "making.no-steps": ("error", "The procedure has no steps.", "Thủ tục không có bước nào."),
    "making.only-back": ("review", "Step {step} only leads back; the next row was added as a way on.", "Bước {step} chỉ quay lại; đã thêm lối sang bước kế."),
    "making.outcome-twice": ("review", "Step {step} names the outcome “{outcome}” twice; the second was left out.", "Bước {step} ghi kết quả “{outcome}” hai lần; đã bỏ lần sau."),
    "making.parallel": ("error", "The parallel branches that begin at step {step} do not meet at one step. Name one step where they join.", "Các nhánh song song từ bước {step} không gặp nhau ở một bước. Hãy ghi rõ bước gộp."),
    "making.pause-alone": ("review", "Step {step} pauses the clock and no later step resumes it; the clock stands while this step is open only.", "Bước {step} tạm dừng nhưng không bước nào tiếp tục; chỉ dừng trong lúc thực hiện bước này."),
    "making.resume-alone": ("review", "Step {step} resumes a clock that no step paused; it has no effect.", "Bước {step} tiếp tục nhưng chưa bước nào tạm dừng; không có tác dụng."),
    "making.role": ("review", "Step {step} “{work}”: the title “{role}” is not known; the case officer does it. Check the role.", "Bước {step} “{work}”: không rõ chức danh “{role}”; giao công chức thụ lý. Hãy kiểm tra vai trò."),
    "making.settled-late": ("review", "The clock is settled after the result is returned. Check the column “Đồng hồ”.", "Kết thúc giải quyết sau khi trả kết quả. Hãy kiểm tra cột “Đồng hồ”."),
    "making.settled-twice": ("review", "Two steps settle the dossier; the first counts.", "Hai bước cùng kết thúc giải quyết; tính bước đầu."),
    "making.several-roles": ("review", "Step {step} names several people with different roles ({roles}); {taken} completes it.", "Bước {step} ghi nhiều người khác vai trò ({roles}); {taken} hoàn thành."),
    "making.to-itself": ("review", "Step {step} leads to itself; it goes on to the next row.", "Bước {step} dẫn về chính nó; tạm chuyển bước kế."),
    "making.two-ways": ("review", "Step {step} has two ways without a condition; they run in parallel. Name the conditions if they are alternatives.", "Bước {step} có hai lối không điều kiện; coi là song song. Nếu là lựa chọn hãy ghi điều kiện."),
    "making.unreachable": ("review", "No way leads to step {step} “{work}”; it was left out. Correct “Chuyển đến”.", "Không lối nào dẫn đến bước {step} “{work}” nên bị bỏ. Hãy sửa cột “Chuyển đến”."),
}  # fmt: skip
