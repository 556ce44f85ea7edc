"""Sentences about what the compiler cannot turn into something executable."""

from typing import Final

from engine.bpmn.messages.catalogue import Sentences, catalogue

COMPILE: Final[Sentences] = catalogue(
    """
bpmn.process.not-executable info
en Process {label} is marked as not executable and is left out.
vi Quy trình {label} được đánh dấu là không thực thi nên được bỏ qua.

bpmn.expression.empty error
en An expression is empty at {label}. Write a FEEL expression.
vi Biểu thức trống ở {label}. Hãy viết một biểu thức FEEL.

bpmn.expression.syntax error
en “{text}” is not a valid FEEL expression: {reason}. Correct the expression.
vi “{text}” không phải biểu thức FEEL hợp lệ: {reason}. Hãy sửa biểu thức.

bpmn.expression.language error
en “{text}” is written in the language “{language}”, which is not executed here. Write it in FEEL (begin with “=”).
vi “{text}” viết bằng ngôn ngữ “{language}”, hệ thống không thực thi. Hãy viết bằng FEEL (bắt đầu bằng “=”).

bpmn.expression.dialect error
en “{text}” ({language}) has no exact equivalent in FEEL. Write it in FEEL (begin with “=”).
vi “{text}” ({language}) không có biểu thức FEEL tương đương chính xác. Hãy viết bằng FEEL (bắt đầu bằng “=”).

bpmn.expression.read-as info
en “{text}” is read as {language} and means “{feel}” in FEEL.
vi “{text}” được đọc là {language}, tương đương “{feel}” trong FEEL.

bpmn.call.input-missing warning
en {label} calls “{process}” without “{data}”, which that process needs; it begins with no value there. Hand it over.
vi {label} gọi “{process}” nhưng không chuyển “{data}” mà quy trình đó cần; quy trình sẽ bắt đầu thiếu giá trị này. Hãy
   chuyển giá trị vào.

bpmn.process.several-starts warning
en {label} has several start events without a trigger, which are alternatives: an instance begins by “{first}” unless
   another is named ({others}). Give the others a trigger or keep one.
vi {label} có nhiều sự kiện bắt đầu không kèm điều kiện kích hoạt; chúng thay thế nhau: mỗi lần chạy bắt đầu từ
   “{first}” trừ khi nêu sự kiện khác ({others}). Hãy thêm điều kiện kích hoạt hoặc chỉ giữ một sự kiện.

bpmn.participant.many warning
en {label} stands for at least {least} participants, but one instance of its process takes part. Model the others apart
   or call the process in a multi-instance activity.
vi {label} đại diện cho ít nhất {least} bên tham gia nhưng chỉ một lần chạy quy trình tham gia. Hãy vẽ riêng các bên
   khác hoặc gọi quy trình trong hoạt động lặp nhiều bản.

bpmn.message.missing error
en The message event does not say which message it means. Choose a message.
vi Sự kiện thông điệp chưa nêu thông điệp nào. Hãy chọn một thông điệp.

bpmn.receive.no-message warning
en The receive task {label} does not say which message it waits for; it waits for a message named like its id. Choose
   a message.
vi Tác vụ nhận {label} chưa nêu thông điệp cần chờ; nó chờ thông điệp có tên trùng mã của nó. Hãy chọn một thông điệp.

bpmn.signal.missing error
en The signal event does not say which signal it means. Choose a signal.
vi Sự kiện tín hiệu chưa nêu tín hiệu nào. Hãy chọn một tín hiệu.

bpmn.timer.missing error
en The timer has no date, duration or cycle. Enter one, such as PT5M or R3/P1D.
vi Hẹn giờ chưa có ngày, khoảng thời gian hoặc chu kỳ. Hãy nhập một giá trị, ví dụ PT5M hoặc R3/P1D.

bpmn.error.no-code error
en The error that is thrown has no error code. Choose an error with a code.
vi Lỗi được phát ra chưa có mã lỗi. Hãy chọn một lỗi có mã.

bpmn.escalation.no-code error
en The escalation that is thrown has no escalation code. Choose an escalation with a code.
vi Báo cáo vượt cấp được phát ra chưa có mã. Hãy chọn một báo cáo vượt cấp có mã.

bpmn.condition.missing error
en The conditional event has no condition. Write a FEEL condition.
vi Sự kiện điều kiện chưa có điều kiện. Hãy viết một điều kiện FEEL.

bpmn.link.unnamed error
en The link event {label} has no link name. Give both ends of the link the same name.
vi Sự kiện liên kết {label} chưa có tên liên kết. Hãy đặt cùng một tên cho hai đầu.

bpmn.data.assignment-target error
en “{text}” is not something a value can be assigned to. Name one variable, data object or property.
vi Không thể gán giá trị cho “{text}”. Hãy nêu tên một biến, đối tượng dữ liệu hoặc thuộc tính.

motcua.io.unnamed error
en A mapping (motcua:{side}) has no name. Name the variable it writes.
vi Một ánh xạ (motcua:{side}) chưa có tên. Hãy nêu tên biến được ghi.

motcua.form.unknown error
en {label} uses the form “{form}”, which the package does not contain. Add the form or choose another.
vi {label} dùng biểu mẫu “{form}” không có trong gói. Hãy thêm biểu mẫu hoặc chọn biểu mẫu khác.

bpmn.loop.no-condition error
en The loop has neither a condition nor a maximum, so it would never end. Write a condition.
vi Vòng lặp không có điều kiện và cũng không có số lần tối đa nên sẽ không kết thúc. Hãy viết điều kiện.

bpmn.multi.no-cardinality error
en The multi-instance activity says neither how often nor over which collection it repeats. Enter a number or a
   collection.
vi Hoạt động lặp nhiều bản chưa nêu số lần hoặc danh sách để lặp. Hãy nhập số lần hoặc danh sách.

bpmn.multi.complex-behavior error
en A complex behaviour of the multi-instance activity needs a condition and an event. Complete it.
vi Hành vi phức hợp của hoạt động lặp nhiều bản cần có điều kiện và sự kiện. Hãy bổ sung.

bpmn.script.missing warning
en The script task {label} has no script and does nothing.
vi Tác vụ kịch bản {label} không có kịch bản nên không làm gì.

bpmn.script.no-format error
en The script of {label} does not say its language. Set scriptFormat to “feel”.
vi Kịch bản của {label} chưa nêu ngôn ngữ. Hãy đặt scriptFormat là “feel”.

bpmn.script.language error
en The script of {label} is written in “{language}”, which cannot be executed. Write it in FEEL (scriptFormat “feel”).
vi Kịch bản của {label} viết bằng “{language}”, không thể thực thi. Hãy viết bằng FEEL (scriptFormat “feel”).

bpmn.vendor.code error
en {label} uses “{extension}”, which is code of another platform and is not executed. Name a service with
   motcua:service or write FEEL.
vi {label} dùng “{extension}” là mã của nền tảng khác, không được thực thi. Hãy nêu dịch vụ bằng motcua:service hoặc
   viết FEEL.

bpmn.vendor.unused warning
en {label} uses “{extension}”, which is not read here. Say it in our own vocabulary if it matters.
vi {label} dùng “{extension}” không được đọc ở đây. Hãy ghi bằng từ vựng riêng nếu cần.

bpmn.vendor.assignee info
en {label} is assigned to “{assignee}”, which is read as a role of this name. Name the role with motcua:role.
vi {label} được giao cho “{assignee}”, được hiểu là vai trò cùng tên. Hãy nêu vai trò bằng motcua:role.
"""
)
