"""Sentences about data and about the extension vocabulary."""

from typing import Final

from engine.bpmn.messages.catalogue import Sentences, catalogue

DATA: Final[Sentences] = catalogue(
    """
bpmn.data.reference-to-nothing error
en {label} does not say which data it stands for. Choose the data.
vi {label} chưa nêu nó đại diện cho dữ liệu nào. Hãy chọn dữ liệu.

bpmn.data.reference-item error
en {label} is a reference and may not have a data type of its own. Remove it: the type of the data it stands for
   is used.
vi {label} là tham chiếu nên không có kiểu dữ liệu riêng. Hãy xóa: kiểu của dữ liệu gốc được dùng.

bpmn.data.not-visible error
en {label} uses “{data}”, which cannot be seen from there. Declare the data in the same or an enclosing process.
vi {label} dùng “{data}” không nhìn thấy được từ đó. Hãy khai báo dữ liệu ở cùng quy trình hoặc quy trình bao ngoài.

bpmn.data.not-own error
en {label} leads to “{data}”, which is not a data input or output of the same element. Correct the association.
vi {label} dẫn tới “{data}” không phải dữ liệu vào hoặc ra của cùng phần tử. Hãy sửa liên kết dữ liệu.

bpmn.data.several-sources error
en {label} has several sources but no transformation. Write a transformation or use one source.
vi {label} có nhiều nguồn nhưng không có biến đổi. Hãy viết biến đổi hoặc dùng một nguồn.

bpmn.data.item-mismatch error
en {label} carries “{source}” to “{target}”, which have different data types. Write a transformation.
vi {label} chuyển “{source}” sang “{target}” có kiểu dữ liệu khác nhau. Hãy viết biến đổi.

bpmn.data.store warning
en {label} reads or writes a data store; its value is kept with the dossier's data.
vi {label} đọc hoặc ghi kho dữ liệu; giá trị được giữ cùng dữ liệu của hồ sơ.

bpmn.data.set-subset error
en “{port}” is listed under {attribute} of {label} but not in the set itself. Add it to the set.
vi “{port}” được liệt kê ở {attribute} của {label} nhưng không có trong tập. Hãy thêm vào tập.

bpmn.data.set-foreign error
en The set {label} contains “{port}”, which belongs to another element. Remove it.
vi Tập {label} chứa “{port}” thuộc phần tử khác. Hãy xóa.

bpmn.data.port-unused error
en {label} is in no {set}. Add it to one.
vi {label} không thuộc {set} nào. Hãy thêm vào một tập.

bpmn.data.collection error
en {label} and its data type “{item}” disagree about being a collection. Make them the same.
vi {label} và kiểu dữ liệu “{item}” không thống nhất về việc có phải danh sách. Hãy làm cho khớp.

motcua.attribute.unknown error
en “motcua:{attribute}” is not known. Known are: {known}.
vi Không có thuộc tính “motcua:{attribute}”. Các thuộc tính có: {known}.

motcua.attribute.misplaced error
en “motcua:{attribute}” has no meaning on <{kind}> ({label}). It belongs on: {places}.
vi “motcua:{attribute}” không có nghĩa trên <{kind}> ({label}). Nó thuộc về: {places}.

motcua.attribute.value error
en “{value}” is not possible for motcua:{attribute} of {label}. Expected: {expected}.
vi “{value}” không hợp lệ cho motcua:{attribute} của {label}. Cần dạng: {expected}.

motcua.different-from.target error
en {label} must be done by another person than “{target}”, which is not another task of this process. Name a task's
   id.
vi {label} phải do người khác với “{target}” thực hiện, nhưng đó không phải tác vụ khác của quy trình này. Hãy nêu mã
   một tác vụ.

motcua.clock.hold error
en {label} is over at once and cannot hold the clock. Use pause:<reason> and resume:<reason>, or hold on a task.
vi {label} xong ngay nên không thể giữ đồng hồ. Hãy dùng pause:<lý do> và resume:<lý do>, hoặc hold trên một tác vụ.

motcua.retries.no-service error
en {label} says how often to retry but names no service. Name one with motcua:service.
vi {label} nêu số lần thử lại nhưng chưa nêu dịch vụ. Hãy nêu bằng motcua:service.

motcua.element.unknown error
en <motcua:{tag}> is not known. Known are io, in and out.
vi Không có phần tử <motcua:{tag}>. Chỉ có io, in và out.

motcua.element.misplaced error
en <motcua:{tag}> does not belong there. Put io into extensionElements of an activity or event, in and out into
   io.
vi <motcua:{tag}> đặt sai chỗ. Hãy đặt io trong extensionElements của hoạt động hoặc sự kiện, in và out trong io.

motcua.element.attribute error
en “{attribute}” is not an attribute of <motcua:{tag}>. in and out have name and value.
vi “{attribute}” không phải thuộc tính của <motcua:{tag}>. in và out có name và value.

bpmn.data.state error
en The data object {label} has a state. States belong to references: put the state on a data object reference.
vi Đối tượng dữ liệu {label} có trạng thái. Trạng thái thuộc về tham chiếu: hãy đặt ở tham chiếu đối tượng dữ liệu.

bpmn.data.carried error
en “{port}” of {label} and “{carried}”, which it carries, have different data types. Make them the same.
vi “{port}” của {label} và “{carried}” mà nó mang có kiểu dữ liệu khác nhau. Hãy làm cho khớp.

bpmn.data.set-pair error
en The set {label} names “{other}” as its counterpart, but not the other way round. Name it at both.
vi Tập {label} nêu “{other}” là tập tương ứng nhưng chiều ngược lại không có. Hãy nêu ở cả hai.

bpmn.data.process-port error
en {label} uses “{data}” of the process against its direction: inputs of a process are only read, outputs only written.
   Choose other data.
vi {label} dùng “{data}” của quy trình ngược chiều: đầu vào của quy trình chỉ để đọc, đầu ra chỉ để ghi. Hãy chọn dữ
   liệu khác.

bpmn.data.circle error
en {label} leads from “{data}” to itself. Choose another source or target.
vi {label} dẫn từ “{data}” tới chính nó. Hãy chọn nguồn hoặc đích khác.

bpmn.message.no-port error
en {label} has no {port} for the message “{message}” of its operation. Declare one.
vi {label} không có {port} cho thông điệp “{message}” của thao tác. Hãy khai báo.

bpmn.event.ports error
en The event {label} has {definitions} triggers but {count} data ports, so it is not clear which belongs to which.
   Declare one for each.
vi Sự kiện {label} có {definitions} kích hoạt nhưng {count} cổng dữ liệu nên không rõ cổng nào của kích hoạt nào. Hãy
   khai báo mỗi kích hoạt một cổng.
"""
)
