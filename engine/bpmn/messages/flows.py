"""Sentences about sequence flows and gateways."""

from typing import Final

from engine.bpmn.messages.catalogue import Sentences, catalogue

FLOWS: Final[Sentences] = catalogue(
    """
bpmn.flow.crosses-pool error
en The sequence flow {label} crosses the border of a pool. Use a message flow between pools.
vi Luồng {label} đi qua ranh giới của bể (pool). Giữa các bể hãy dùng luồng thông điệp.

bpmn.flow.crosses-sub-process error
en The sequence flow {label} crosses the border of a sub-process. Connect the sub-process itself.
vi Luồng {label} đi qua ranh giới của quy trình con. Hãy nối với chính quy trình con.

bpmn.flow.misplaced error
en The sequence flow {label} is stored outside the sub-process whose steps it connects. Draw it again inside.
vi Luồng {label} được lưu ngoài quy trình con chứa các bước mà nó nối. Hãy vẽ lại bên trong.

bpmn.flow.from-end error
en The sequence flow {label} leaves the end event “{node}”. Nothing follows an end: remove the flow.
vi Luồng {label} đi ra từ sự kiện kết thúc “{node}”. Sau kết thúc không còn gì: hãy xóa luồng.

bpmn.flow.into-start error
en The sequence flow {label} leads into the start event “{node}”. Nothing precedes a start: lead it to a step.
vi Luồng {label} đi vào sự kiện bắt đầu “{node}”. Trước bắt đầu không có gì: hãy nối tới một bước.

bpmn.flow.into-boundary error
en The sequence flow {label} leads into the boundary event “{node}”. Lead it to the activity instead.
vi Luồng {label} đi vào sự kiện biên “{node}”. Hãy nối tới hoạt động.

bpmn.flow.event-sub-process error
en The sequence flow {label} is connected to the event sub-process “{node}”, which only its event starts. Remove the
   flow.
vi Luồng {label} nối với quy trình con sự kiện “{node}”, vốn chỉ do sự kiện của nó khởi động. Hãy xóa luồng.

bpmn.flow.compensation error
en The sequence flow {label} is connected to the compensation activity “{node}”. Use an association from the boundary
   event.
vi Luồng {label} nối với hoạt động hoàn tác “{node}”. Hãy dùng đường liên kết từ sự kiện biên.

bpmn.flow.from-compensation-boundary error
en The sequence flow {label} leaves the compensation event “{node}”. Use an association to the compensation activity.
vi Luồng {label} đi ra từ sự kiện hoàn tác “{node}”. Hãy dùng đường liên kết tới hoạt động hoàn tác.

bpmn.flow.from-link error
en The sequence flow {label} leaves the throwing link event “{node}”. Continue at the other end of the link.
vi Luồng {label} đi ra từ sự kiện liên kết “{node}” phía gửi. Hãy nối tiếp ở đầu kia của liên kết.

bpmn.flow.into-link error
en The sequence flow {label} leads into the catching link event “{node}”. Lead it to the throwing end of the link.
vi Luồng {label} đi vào sự kiện liên kết “{node}” phía nhận. Hãy nối tới đầu gửi của liên kết.

bpmn.flow.condition-not-allowed error
en The sequence flow {label} has a condition, but a flow that leaves “{node}” cannot have one. Remove the condition.
vi Luồng {label} có điều kiện, nhưng luồng đi ra từ “{node}” không được có điều kiện. Hãy xóa điều kiện.

bpmn.flow.condition-alone error
en The conditional flow {label} is the only one that leaves “{node}”, so the process could stop there. Add a default
   flow.
vi Luồng có điều kiện {label} là luồng duy nhất đi ra từ “{node}”, quy trình có thể dừng ở đó. Hãy thêm luồng mặc
   định.

bpmn.flow.not-immediate error
en The sequence flow {label} is marked as not immediate, which an executable process does not allow. Remove the mark.
vi Luồng {label} bị đánh dấu không tức thời, quy trình thực thi không cho phép. Hãy bỏ đánh dấu.

bpmn.flow.default-elsewhere error
en The default flow “{flow}” does not leave {label}. Choose one of its own outgoing flows.
vi Luồng mặc định “{flow}” không đi ra từ {label}. Hãy chọn một luồng ra của chính nó.

bpmn.flow.default-conditioned error
en The default flow {label} has a condition. Remove the condition or choose another default flow.
vi Luồng mặc định {label} lại có điều kiện. Hãy xóa điều kiện hoặc chọn luồng mặc định khác.

bpmn.flow.listed-wrongly error
en {label} lists “{flow}” as {side}, but that flow is connected elsewhere. Save the model again from a modelling tool.
vi {label} liệt kê “{flow}” là {side} nhưng luồng đó nối với nơi khác. Hãy lưu lại từ công cụ vẽ mô hình.

bpmn.flow.not-listed error
en {label} does not list the flow “{flow}” as {side}, although the process lists others. Save the model again from a
   modelling tool.
vi {label} không liệt kê luồng “{flow}” là {side} trong khi quy trình có liệt kê luồng khác. Hãy lưu lại từ công cụ vẽ
   mô hình.

bpmn.gateway.direction error
en The gateway {label} is marked {direction}, which does not fit its flows. Correct the mark or the flows.
vi Cổng {label} được đánh dấu {direction} không khớp với các luồng của nó. Hãy sửa đánh dấu hoặc luồng.

bpmn.gateway.useless error
en The gateway {label} neither splits nor merges. Remove it or add flows.
vi Cổng {label} không rẽ nhánh cũng không gộp nhánh. Hãy xóa hoặc thêm luồng.

bpmn.gateway.no-condition error
en The flow {label} leaves the gateway “{gateway}” without a condition and is not its default. Write a condition or
   make it the default.
vi Luồng {label} đi ra từ cổng “{gateway}” không có điều kiện và không phải mặc định. Hãy viết điều kiện hoặc chọn làm
   mặc định.

bpmn.gateway.no-activation error
en The complex gateway {label} has no activation condition. Say when it goes on.
vi Cổng phức hợp {label} chưa có điều kiện kích hoạt. Hãy nêu khi nào đi tiếp.

bpmn.event-gateway.too-few error
en The event-based gateway {label} needs at least two events to choose from. Add one.
vi Cổng sự kiện {label} cần ít nhất hai sự kiện để lựa chọn. Hãy thêm.

bpmn.event-gateway.target error
en {label} cannot follow the event-based gateway “{gateway}”: only message, timer, signal and conditional events and
   receive tasks can. Change it.
vi {label} không thể đứng sau cổng sự kiện “{gateway}”: chỉ sự kiện thông điệp, hẹn giờ, tín hiệu, điều kiện và tác vụ
   nhận được phép. Hãy đổi lại.

bpmn.event-gateway.target-shared error
en {label} follows the event-based gateway “{gateway}” but has other incoming flows. Leave only the gateway's flow.
vi {label} đứng sau cổng sự kiện “{gateway}” nhưng còn luồng vào khác. Hãy chỉ để luồng từ cổng.

bpmn.event-gateway.target-boundary error
en {label} follows the event-based gateway “{gateway}” and may not have boundary events. Remove them.
vi {label} đứng sau cổng sự kiện “{gateway}” nên không được có sự kiện biên. Hãy xóa chúng.

bpmn.event-gateway.mixed error
en After the event-based gateway {label} there are both message events and receive tasks. Use one of the two.
vi Sau cổng sự kiện {label} có cả sự kiện thông điệp lẫn tác vụ nhận. Hãy chỉ dùng một loại.

bpmn.event-gateway.parallel error
en The event-based gateway {label} waits for all events (Parallel), which is only possible at the beginning of a
   process. Set instantiate or use Exclusive.
vi Cổng sự kiện {label} chờ mọi sự kiện (Parallel), chỉ được phép ở đầu quy trình. Hãy đặt instantiate hoặc dùng
   Exclusive.

bpmn.event-gateway.no-incoming error
en The event-based gateway {label} has no incoming flow and does not start the process. Connect it or set instantiate.
vi Cổng sự kiện {label} không có luồng vào và không khởi động quy trình. Hãy nối luồng hoặc đặt instantiate.

bpmn.instantiate.incoming error
en {label} starts the process, so no flow may lead into it. Remove the flow or take away instantiate.
vi {label} khởi động quy trình nên không luồng nào được đi vào. Hãy xóa luồng hoặc bỏ instantiate.

bpmn.instantiate.nested error
en {label} starts a process, which is not possible inside a sub-process. Move it or remove instantiate.
vi {label} khởi động quy trình, không thể đặt trong quy trình con. Hãy chuyển ra hoặc bỏ instantiate.

bpmn.instantiate.beside-start error
en {label} starts the process, but there is a start event too. Use one of the two.
vi {label} khởi động quy trình nhưng đã có sự kiện bắt đầu. Hãy chỉ dùng một trong hai.

bpmn.event-gateway.parallel-trigger error
en {label} follows the event-based gateway “{gateway}”, which starts the process when all its events have come: only
   messages can be told apart there. Use a message event or a receive task.
vi {label} đứng sau cổng sự kiện “{gateway}” khởi động quy trình khi có đủ mọi sự kiện: ở đó chỉ thông điệp mới được
   nhận ra. Hãy dùng sự kiện thông điệp hoặc bước nhận.
"""
)
