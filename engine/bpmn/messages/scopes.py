"""Sentences about processes, sub-processes and activities."""

from typing import Final

from engine.bpmn.messages.catalogue import Sentences, catalogue

SCOPES: Final[Sentences] = catalogue(
    """
bpmn.process.none warning
en The file contains no process, so there is nothing to execute. Draw a process if it is meant to run.
vi Tệp không có quy trình nào nên không có gì để thực thi. Hãy vẽ một quy trình nếu cần chạy.

bpmn.process.public error
en The process {label} is public and executable at once. Make it private or not executable.
vi Quy trình {label} vừa công khai (Public) vừa thực thi. Hãy đổi thành Private hoặc không thực thi.

bpmn.process.empty error
en The process {label} contains no step. Draw at least one.
vi Quy trình {label} không có bước nào. Hãy vẽ ít nhất một bước.

bpmn.process.too-many-nodes error
en The process {label} has more than {limit} steps. Split it into several processes.
vi Quy trình {label} có hơn {limit} bước. Hãy tách thành nhiều quy trình.

bpmn.scope.empty warning
en {label} contains no step and does nothing.
vi {label} không có bước nào nên không làm gì.

bpmn.process.choreography error
en {label} belongs to a choreography and cannot stand in a process. Use an activity.
vi {label} thuộc biên đạo (choreography), không thể đặt trong quy trình. Hãy dùng một hoạt động.

bpmn.process.implicit-event error
en {label} is only possible inside a multi-instance activity. Use an end event or an intermediate event.
vi {label} chỉ được dùng trong hoạt động lặp nhiều bản. Hãy dùng sự kiện kết thúc hoặc trung gian.

bpmn.scope.no-end error
en {label} has a start event but no end event. Add an end event.
vi {label} có sự kiện bắt đầu nhưng không có sự kiện kết thúc. Hãy thêm sự kiện kết thúc.

bpmn.scope.endless error
en {label} has a start event but no end event and never ends. Add an end event.
vi {label} có sự kiện bắt đầu nhưng không có sự kiện kết thúc nên không bao giờ kết thúc. Hãy thêm sự kiện kết thúc.

bpmn.scope.no-start error
en {label} has an end event but no start event. Add a start event.
vi {label} có sự kiện kết thúc nhưng không có sự kiện bắt đầu. Hãy thêm sự kiện bắt đầu.

bpmn.node.no-incoming error
en No sequence flow leads to {label}, so it is never reached. Connect it or remove it.
vi Không có luồng nào dẫn tới {label} nên không bao giờ tới được. Hãy nối luồng hoặc xóa.

bpmn.node.no-outgoing error
en No sequence flow leaves {label}. Connect it to the next step.
vi Không có luồng nào đi ra từ {label}. Hãy nối tới bước tiếp theo.

bpmn.node.dead-end error
en The path ends at {label}, although there is an end event. Connect it to a next step or to an end event.
vi Nhánh dừng ở {label} trong khi có sự kiện kết thúc. Hãy nối tới bước tiếp theo hoặc sự kiện kết thúc.

bpmn.node.unreachable error
en {label} cannot be reached from the beginning of “{scope}”. Connect it or remove it.
vi Không thể đi tới {label} từ đầu “{scope}”. Hãy nối luồng hoặc xóa.

bpmn.event-sub-process.starts error
en The event sub-process {label} has {count} start events; it needs exactly one. Correct it.
vi Quy trình con sự kiện {label} có {count} sự kiện bắt đầu; phải có đúng một. Hãy sửa.

bpmn.event-sub-process.compensation error
en The event sub-process {label} cannot be a compensation activity too. Remove one of the two marks.
vi Quy trình con sự kiện {label} không thể đồng thời là hoạt động hoàn tác. Hãy bỏ một trong hai.

bpmn.ad-hoc.no-activity error
en The ad-hoc sub-process {label} contains no activity. Add at least one.
vi Quy trình con tùy biến {label} không có hoạt động nào. Hãy thêm ít nhất một.

bpmn.ad-hoc.event error
en {label} stands in an ad-hoc sub-process, which has no start and end events. Remove it.
vi {label} nằm trong quy trình con tùy biến, vốn không có sự kiện bắt đầu và kết thúc. Hãy xóa.

bpmn.call.nothing error
en The call activity {label} does not say what it calls. Choose a process.
vi Hoạt động gọi {label} chưa nêu gọi gì. Hãy chọn một quy trình.

bpmn.call.unknown error
en {label} calls “{target}”, which this file does not contain. Choose another process, or name one of another package
   with motcua:calls.
vi {label} gọi “{target}” không có trong tệp này. Hãy chọn quy trình khác, hoặc nêu quy trình của gói khác bằng
   motcua:calls.

bpmn.call.no-none-start error
en {label} calls “{process}”, which has no plain start event and so cannot be called. Add one.
vi {label} gọi “{process}” không có sự kiện bắt đầu thường nên không thể gọi. Hãy thêm.

bpmn.call.not-executable error
en {label} calls “{process}”, which is marked as not executable. Mark it as executable.
vi {label} gọi “{process}” được đánh dấu là không thực thi. Hãy đánh dấu thực thi.

bpmn.call.cycle error
en {label} calls “{process}”, which leads back to the caller. Break the circle.
vi {label} gọi “{process}” lại dẫn về nơi gọi. Hãy phá vòng lặp gọi.

bpmn.activity.quantity error
en “{attribute}” of {label} is {value}; it must be at least 1. Correct it.
vi “{attribute}” của {label} là {value}; phải từ 1 trở lên. Hãy sửa.

bpmn.activity.resource-role info
en The assignment {label} in BPMN's own form is not used. Name the role with motcua:role.
vi Phân công {label} theo dạng của BPMN không được dùng. Hãy nêu vai trò bằng motcua:role.

bpmn.sub-process.data error
en The sub-process {label} may not declare data inputs and outputs. Use data objects inside it.
vi Quy trình con {label} không được khai báo dữ liệu vào và ra. Hãy dùng đối tượng dữ liệu bên trong.

bpmn.rule.no-decision warning
en The business rule task {label} names no decision; it is done like a service. Name one with motcua:calls.
vi Tác vụ quy tắc {label} chưa nêu quyết định; nó được làm như một dịch vụ. Hãy nêu bằng motcua:calls.

bpmn.rule.unknown-decision error
en {label} uses the decision “{decision}”, which is not among the decisions. Add it or choose another.
vi {label} dùng quyết định “{decision}” không có trong danh sách. Hãy thêm hoặc chọn quyết định khác.

bpmn.loop.maximum error
en The loop repeats at most {value} times; the maximum must be at least 1. Correct it.
vi Vòng lặp tối đa {value} lần; số tối đa phải từ 1 trở lên. Hãy sửa.

bpmn.multi.both error
en The multi-instance activity has both a number and a collection. Remove one of them.
vi Hoạt động lặp nhiều bản có cả số lần và danh sách. Hãy bỏ một trong hai.

bpmn.multi.item-without-collection error
en The multi-instance activity names “{item}” but no “{collection}”. Name the collection.
vi Hoạt động lặp nhiều bản nêu “{item}” nhưng chưa nêu “{collection}”. Hãy nêu danh sách.

bpmn.multi.behavior-event error
en The multi-instance activity with behaviour “{behavior}” needs “{attribute}”. Add it.
vi Hoạt động lặp nhiều bản với hành vi “{behavior}” cần “{attribute}”. Hãy bổ sung.

bpmn.sub-process.event-kind error
en {label} cannot be started by an event: only a plain sub-process can. Remove triggeredByEvent.
vi {label} không thể do sự kiện khởi động: chỉ quy trình con thường mới được. Hãy bỏ triggeredByEvent.

bpmn.event-sub-process.loop warning
en The event sub-process {label} has a loop mark, which has no effect: its event repeats it.
vi Quy trình con sự kiện {label} có dấu lặp nhưng không có tác dụng: sự kiện của nó mới lặp lại nó.

bpmn.service.sets error
en The service task {label} has more than one {set}. Leave only one.
vi Tác vụ dịch vụ {label} có nhiều hơn một {set}. Hãy chỉ để một.

bpmn.expression.not-condition error
en “{text}” is neither true nor false and cannot be a condition. Write a comparison, such as amount > 5.
vi “{text}” không phải đúng hoặc sai nên không thể là điều kiện. Hãy viết một phép so sánh, ví dụ amount > 5.

bpmn.multi.cardinality error
en “{text}” is not a number of instances. Write a whole number that is not negative.
vi “{text}” không phải số bản. Hãy viết một số nguyên không âm.

bpmn.multi.not-collection error
en The multi-instance activity repeats over {label}, which is marked as no collection. Mark it as a collection.
vi Hoạt động lặp nhiều bản lặp theo {label} vốn được đánh dấu không phải danh sách. Hãy đánh dấu là danh sách.

bpmn.resource.parameter error
en {label} gives a value to “{parameter}”, which is not a parameter of its resource. Choose one of the resource's own.
vi {label} gán giá trị cho “{parameter}” không phải tham số của nguồn lực đó. Hãy chọn tham số của chính nguồn lực.

bpmn.message.ports error
en {label} has more than one {port}, but a message has one content. Leave only one.
vi {label} có nhiều hơn một {port}, nhưng thông điệp chỉ có một nội dung. Hãy chỉ để một.

bpmn.call.data error
en {label} calls “{process}” with {given} of the {wanted} “{port}” that it declares. Declare the same ones.
vi {label} gọi “{process}” với {given} trên {wanted} “{port}” mà quy trình đó khai báo. Hãy khai báo cho khớp.

bpmn.multi.own-port warning
en The task {label} repeats over “{data}”, which is not one of its own data inputs or outputs. Declare one and
   connect it.
vi Tác vụ {label} lặp theo “{data}” không phải dữ liệu vào hoặc ra của chính nó. Hãy khai báo và nối dữ liệu.

bpmn.sub-process.starts error
en The sub-process {label} has {count} start events, so it is not clear where it begins. Leave only one.
vi Quy trình con {label} có {count} sự kiện bắt đầu nên không rõ bắt đầu từ đâu. Hãy chỉ để một.

bpmn.resource.parameter-missing error
en {label} does not say what “{parameter}” is, which its resource demands. Give it a value.
vi {label} chưa cho biết “{parameter}” mà nguồn lực đòi hỏi. Hãy gán giá trị.

bpmn.call.recursive warning
en {label} calls “{process}”, which may lead back to the caller. Make sure that the circle ends.
vi {label} gọi “{process}”, có thể dẫn ngược về nơi gọi. Hãy bảo đảm vòng gọi có lúc dừng.
"""
)
