"""Sentences about events, message flows, pools and lanes."""

from typing import Final

from engine.bpmn.messages.catalogue import Sentences, catalogue

EVENTS: Final[Sentences] = catalogue(
    """
bpmn.event.no-trigger error
en The event {label} ({position}) does not say what it waits for. Choose a trigger.
vi Sự kiện {label} ({position}) chưa nêu nó chờ gì. Hãy chọn loại sự kiện.

bpmn.event.trigger error
en The event {label} has the trigger “{trigger}”, which is not possible for a {position}. Choose another.
vi Sự kiện {label} có loại “{trigger}” không dùng được cho {position}. Hãy chọn loại khác.

bpmn.event.parallel-multiple error
en The event {label} waits for all of its triggers but has fewer than two. Add a trigger or remove parallelMultiple.
vi Sự kiện {label} chờ tất cả các loại nhưng có ít hơn hai. Hãy thêm loại hoặc bỏ parallelMultiple.

bpmn.event.link-multiple error
en The link event {label} has other triggers too. A link stands alone: remove the others.
vi Sự kiện liên kết {label} còn loại khác. Liên kết phải đứng một mình: hãy xóa loại khác.

bpmn.event.cancel-end error
en The cancel end event {label} is not inside a transaction. Use another end event or a transaction.
vi Sự kiện kết thúc hủy {label} không nằm trong giao dịch. Hãy dùng kết thúc khác hoặc đặt trong giao dịch.

bpmn.event.not-interrupting warning
en The start event {label} is marked as not interrupting, which has a meaning only in an event sub-process.
vi Sự kiện bắt đầu {label} được đánh dấu không ngắt, điều này chỉ có nghĩa trong quy trình con sự kiện.

bpmn.event.always-interrupting error
en The event {label} always interrupts; it cannot be marked as not interrupting. Remove the mark.
vi Sự kiện {label} luôn ngắt, không thể đánh dấu là không ngắt. Hãy bỏ đánh dấu.

bpmn.boundary.no-outgoing error
en No sequence flow leaves the boundary event {label}. Draw what happens then.
vi Không có luồng nào đi ra từ sự kiện biên {label}. Hãy vẽ bước tiếp theo.

bpmn.boundary.elsewhere error
en The boundary event {label} is not in the same process or sub-process as its activity “{host}”. Draw it again.
vi Sự kiện biên {label} không cùng quy trình hoặc quy trình con với hoạt động “{host}”. Hãy vẽ lại.

bpmn.boundary.event-sub-process error
en The event {label} stands on the border of the event sub-process “{host}”, which has no border events. Move it.
vi Sự kiện {label} đặt trên biên của quy trình con sự kiện “{host}”, vốn không có sự kiện biên. Hãy chuyển đi.

bpmn.boundary.cancel error
en The cancel event {label} is attached to “{host}”, which is not a transaction. Attach it to a transaction.
vi Sự kiện hủy {label} gắn vào “{host}” không phải giao dịch. Hãy gắn vào một giao dịch.

bpmn.boundary.same-catch warning
en The boundary event {label} catches the same error or escalation as another one on “{host}”. Only one of them will
   act.
vi Sự kiện biên {label} bắt cùng lỗi hoặc báo cáo vượt cấp với sự kiện khác trên “{host}”. Chỉ một sự kiện có tác
   dụng.

bpmn.link.no-catch error
en The link “{name}” of {label} leads nowhere. Add the catching end in the same process or sub-process.
vi Liên kết “{name}” của {label} không dẫn tới đâu. Hãy thêm đầu nhận trong cùng quy trình hoặc quy trình con.

bpmn.link.no-throw error
en Nothing leads to the link “{name}” of {label}. Add the throwing end in the same process or sub-process.
vi Không gì dẫn tới liên kết “{name}” của {label}. Hãy thêm đầu gửi trong cùng quy trình hoặc quy trình con.

bpmn.link.two-catches error
en The link “{name}” has more than one catching end ({label}). Leave only one.
vi Liên kết “{name}” có nhiều hơn một đầu nhận ({label}). Hãy chỉ để một.

bpmn.link.other-end error
en The link {label} names “{end}” as its {reference}, which is not the other end of a link of this name. Correct it.
vi Liên kết {label} nêu “{end}” là {reference}, nhưng đó không phải đầu kia của liên kết cùng tên. Hãy sửa lại.

bpmn.compensation.not-for error
en {label} is connected to the compensation event “{event}” but is not a compensation activity. Mark it so.
vi {label} nối với sự kiện hoàn tác “{event}” nhưng không phải hoạt động hoàn tác. Hãy đánh dấu hoàn tác.

bpmn.compensation.several error
en The compensation event {label} has more than one compensation activity. Leave only one (or use a sub-process).
vi Sự kiện hoàn tác {label} có nhiều hơn một hoạt động hoàn tác. Hãy chỉ để một (hoặc dùng quy trình con).

bpmn.compensation.no-handler error
en The compensation event {label} is not connected to a compensation activity. Draw an association to one.
vi Sự kiện hoàn tác {label} chưa nối với hoạt động hoàn tác. Hãy vẽ đường liên kết tới một hoạt động.

bpmn.compensation.orphan error
en No compensation event leads to the compensation activity {label}, so it never runs. Draw an association to it from
   a compensation event on the border of what it undoes.
vi Không sự kiện hoàn tác nào dẫn tới hoạt động hoàn tác {label} nên nó không bao giờ chạy. Hãy vẽ đường liên kết từ sự
   kiện hoàn tác trên biên của hoạt động cần hoàn tác.

bpmn.compensation.not-visible error
en {label} wants to undo “{activity}”, which is not in the same or an enclosing process level. Choose another
   activity.
vi {label} muốn hoàn tác “{activity}” không thuộc cùng cấp hoặc cấp bao ngoài. Hãy chọn hoạt động khác.

bpmn.compensation.nothing warning
en {label} wants to undo “{activity}”, which has no compensation activity.
vi {label} muốn hoàn tác “{activity}” nhưng hoạt động này không có hoạt động hoàn tác.

bpmn.timer.form error
en “{text}” is not a valid {tag}. Write a date 2026-01-31T08:00:00, a duration PT5M or a cycle R3/P1D to fit.
vi “{text}” không phải {tag} hợp lệ. Hãy ghi ngày 2026-01-31T08:00:00, khoảng PT5M hoặc chu kỳ R3/P1D cho phù hợp.

bpmn.message.operation error
en The message and the operation of {label} do not belong together. Choose the operation's own message.
vi Thông điệp và thao tác của {label} không khớp nhau. Hãy chọn đúng thông điệp của thao tác.

bpmn.message-flow.same-pool error
en The message flow {label} begins and ends in the same pool. Use a sequence flow inside a pool.
vi Luồng thông điệp {label} bắt đầu và kết thúc trong cùng một bể. Trong một bể hãy dùng luồng tuần tự.

bpmn.message-flow.source error
en The message flow {label} begins at “{node}”, which cannot send messages. Begin at a task, a throwing message event
   or a pool.
vi Luồng thông điệp {label} bắt đầu ở “{node}” không thể gửi thông điệp. Hãy bắt đầu ở tác vụ, sự kiện gửi thông điệp
   hoặc bể.

bpmn.message-flow.target error
en The message flow {label} ends at “{node}”, which cannot receive messages. End at a task, a catching message event
   or a pool.
vi Luồng thông điệp {label} kết thúc ở “{node}” không thể nhận thông điệp. Hãy kết thúc ở tác vụ, sự kiện nhận thông
   điệp hoặc bể.

bpmn.message-flow.other-message warning
en The message flow {label} carries another message than “{node}” names. Make them the same.
vi Luồng thông điệp {label} mang thông điệp khác với thông điệp của “{node}”. Hãy làm cho khớp.

bpmn.participant.multiplicity error
en The pool {label} takes part {least} to {most} times, which is not possible. The maximum must be at least 1 and not
   below the minimum.
vi Bể {label} tham gia từ {least} đến {most} lần, điều này không thể. Tối đa phải từ 1 và không nhỏ hơn tối thiểu.

bpmn.participant.same-process warning
en Two pools show the same process “{process}” ({label}).
vi Hai bể cùng thể hiện quy trình “{process}” ({label}).

bpmn.choreography.not-executable warning
en The choreography {label} is not executed: it only describes what the pools agree on.
vi Biên đạo (choreography) {label} không được thực thi: nó chỉ mô tả điều các bên thỏa thuận.

bpmn.choreography.initiator error
en The initiating participant of {label} is not one of its participants. Choose one of them.
vi Bên khởi xướng của {label} không thuộc các bên tham gia. Hãy chọn một trong các bên đó.

bpmn.conversation.participants error
en The conversation {label} needs at least two participants. Add them.
vi Cuộc hội thoại {label} cần ít nhất hai bên tham gia. Hãy bổ sung.

bpmn.lane.elsewhere error
en The lane {label} holds “{node}”, which belongs to another process. Remove it from the lane.
vi Làn {label} chứa “{node}” thuộc quy trình khác. Hãy bỏ khỏi làn.

bpmn.lane.twice error
en “{node}” stands in the lane {label} and in “{other}” too. Leave it in one.
vi “{node}” nằm cả trong làn {label} và làn “{other}”. Hãy chỉ để trong một làn.

bpmn.conversation.link error
en The conversation link {label} must connect a conversation with a participant. Draw it again.
vi Đường nối hội thoại {label} phải nối một cuộc hội thoại với một bên tham gia. Hãy vẽ lại.

bpmn.event.definition-nested error
en {label} refers to the event definition “{target}”, which stands inside another event. Only definitions at the top of
   the file can be shared: move it there or write a definition of its own.
vi {label} tham chiếu định nghĩa sự kiện “{target}” nằm bên trong sự kiện khác. Chỉ định nghĩa ở đầu tệp mới dùng chung
   được: hãy chuyển ra đó hoặc viết định nghĩa riêng.

bpmn.message-flow.several error
en {label} has one message but {count} message flows ({side}). Leave one flow, or give the event a message for each.
vi {label} có một thông điệp nhưng có {count} luồng thông điệp ({side}). Hãy để một luồng, hoặc thêm thông điệp cho
   từng luồng.

bpmn.compensation.elsewhere error
en The compensation activity {label} is not in the same process or sub-process as the event “{event}” that leads to it.
   Move it there.
vi Hoạt động hoàn tác {label} không nằm cùng quy trình hoặc quy trình con với sự kiện “{event}” dẫn tới nó. Hãy chuyển
   về cùng chỗ.
"""
)
