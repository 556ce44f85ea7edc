"""Sentences about what the compiler cannot turn into something executable."""

from typing import Final

COMPILE: Final[dict[str, tuple[str, str, str]]] = {
    "bpmn.process.not-executable": (
        "info",
        "Process {label} is marked as not executable and is left out.",
        "Quy trình {label} được đánh dấu là không thực thi nên được bỏ qua.",
    ),
    "bpmn.expression.empty": (
        "error",
        "An expression is empty at {label}. Write a FEEL expression.",
        "Biểu thức trống ở {label}. Hãy viết một biểu thức FEEL.",
    ),
    "bpmn.expression.syntax": (
        "error",
        "“{text}” is not a valid FEEL expression: {reason}. Correct the expression.",
        "“{text}” không phải biểu thức FEEL hợp lệ: {reason}. Hãy sửa biểu thức.",
    ),
    "bpmn.expression.language": (
        "error",
        "“{text}” is written in the language “{language}”, which is not executed here. Write it in FEEL "
        "(begin with “=”).",
        "“{text}” viết bằng ngôn ngữ “{language}”, hệ thống không thực thi. Hãy viết bằng FEEL (bắt đầu bằng “=”).",
    ),
    "bpmn.expression.dialect": (
        "error",
        "“{text}” ({language}) has no exact equivalent in FEEL. Write it in FEEL (begin with “=”).",
        "“{text}” ({language}) không có biểu thức FEEL tương đương chính xác. Hãy viết bằng FEEL (bắt đầu bằng “=”).",
    ),
    "bpmn.message.missing": (
        "error",
        "The message event does not say which message it means. Choose a message.",
        "Sự kiện thông điệp chưa nêu thông điệp nào. Hãy chọn một thông điệp.",
    ),
    "bpmn.receive.no-message": (
        "warning",
        "The receive task {label} does not say which message it waits for; it waits for a message named like its id. "
        "Choose a message.",
        "Tác vụ nhận {label} chưa nêu thông điệp cần chờ; nó chờ thông điệp có tên trùng mã của nó. "
        "Hãy chọn một thông điệp.",
    ),
    "bpmn.signal.missing": (
        "error",
        "The signal event does not say which signal it means. Choose a signal.",
        "Sự kiện tín hiệu chưa nêu tín hiệu nào. Hãy chọn một tín hiệu.",
    ),
    "bpmn.timer.missing": (
        "error",
        "The timer has no date, duration or cycle. Enter one, such as PT5M or R3/P1D.",
        "Hẹn giờ chưa có ngày, khoảng thời gian hoặc chu kỳ. Hãy nhập một giá trị, ví dụ PT5M hoặc R3/P1D.",
    ),
    "bpmn.error.no-code": (
        "error",
        "The error that is thrown has no error code. Choose an error with a code.",
        "Lỗi được phát ra chưa có mã lỗi. Hãy chọn một lỗi có mã.",
    ),
    "bpmn.escalation.no-code": (
        "error",
        "The escalation that is thrown has no escalation code. Choose an escalation with a code.",
        "Báo cáo vượt cấp được phát ra chưa có mã. Hãy chọn một báo cáo vượt cấp có mã.",
    ),
    "bpmn.condition.missing": (
        "error",
        "The conditional event has no condition. Write a FEEL condition.",
        "Sự kiện điều kiện chưa có điều kiện. Hãy viết một điều kiện FEEL.",
    ),
    "bpmn.link.unnamed": (
        "error",
        "The link event {label} has no link name. Give both ends of the link the same name.",
        "Sự kiện liên kết {label} chưa có tên liên kết. Hãy đặt cùng một tên cho hai đầu.",
    ),
    "bpmn.data.assignment-target": (
        "error",
        "“{text}” is not something a value can be assigned to. Name one variable, data object or property.",
        "Không thể gán giá trị cho “{text}”. Hãy nêu tên một biến, đối tượng dữ liệu hoặc thuộc tính.",
    ),
    "motcua.io.unnamed": (
        "error",
        "A mapping (motcua:{side}) has no name. Name the variable it writes.",
        "Một ánh xạ (motcua:{side}) chưa có tên. Hãy nêu tên biến được ghi.",
    ),
    "motcua.form.unknown": (
        "error",
        "{label} uses the form “{form}”, which the package does not contain. Add the form or choose another.",
        "{label} dùng biểu mẫu “{form}” không có trong gói. Hãy thêm biểu mẫu hoặc chọn biểu mẫu khác.",
    ),
    "bpmn.loop.no-condition": (
        "error",
        "The loop has neither a condition nor a maximum, so it would never end. Write a condition.",
        "Vòng lặp không có điều kiện và cũng không có số lần tối đa nên sẽ không kết thúc. Hãy viết điều kiện.",
    ),
    "bpmn.multi.no-cardinality": (
        "error",
        "The multi-instance activity says neither how often nor over which collection it repeats. "
        "Enter a number or a collection.",
        "Hoạt động lặp nhiều bản chưa nêu số lần hoặc danh sách để lặp. Hãy nhập số lần hoặc danh sách.",
    ),
    "bpmn.multi.complex-behavior": (
        "error",
        "A complex behaviour of the multi-instance activity needs a condition and an event. Complete it.",
        "Hành vi phức hợp của hoạt động lặp nhiều bản cần có điều kiện và sự kiện. Hãy bổ sung.",
    ),
    "bpmn.script.missing": (
        "warning",
        "The script task {label} has no script and does nothing.",
        "Tác vụ kịch bản {label} không có kịch bản nên không làm gì.",
    ),
    "bpmn.script.no-format": (
        "error",
        "The script of {label} does not say its language. Set scriptFormat to “feel”.",
        "Kịch bản của {label} chưa nêu ngôn ngữ. Hãy đặt scriptFormat là “feel”.",
    ),
    "bpmn.script.language": (
        "error",
        "The script of {label} is written in “{language}”, which cannot be executed. "
        "Write it in FEEL (scriptFormat “feel”).",
        "Kịch bản của {label} viết bằng “{language}”, không thể thực thi. Hãy viết bằng FEEL (scriptFormat “feel”).",
    ),
}
