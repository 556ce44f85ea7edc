"""Sentences about elements, attributes, references, the drawing."""

from typing import Final

from engine.bpmn.messages.catalogue import Sentences, catalogue

SCHEMA: Final[Sentences] = catalogue(
    """
bpmn.schema.attribute-unknown error
en “{attribute}” is not an attribute of <{kind}>. Remove it or correct its spelling.
vi “{attribute}” không phải thuộc tính của <{kind}>. Hãy xóa hoặc sửa lại tên thuộc tính.

bpmn.schema.attribute-value error
en The attribute “{attribute}” of {label} has the value “{value}”, which is not allowed. Correct the value.
vi Thuộc tính “{attribute}” của {label} có giá trị “{value}” không hợp lệ. Hãy sửa giá trị.

bpmn.schema.attribute-missing error
en {label} lacks the attribute “{attribute}”. Add it.
vi {label} thiếu thuộc tính “{attribute}”. Hãy bổ sung.

bpmn.schema.not-allowed error
en <{kind}> is not allowed inside <{parent}>. Move or remove it.
vi <{kind}> không được đặt trong <{parent}>. Hãy chuyển đi hoặc xóa.

bpmn.schema.foreign error
en <{found}> does not belong to BPMN. Put extensions into “extensionElements”.
vi <{found}> không thuộc BPMN. Hãy đặt phần mở rộng vào “extensionElements”.

bpmn.schema.order error
en <{kind}> stands too late inside <{parent}>: it must come before “{after}”. Put the elements into the order of BPMN.
vi <{kind}> đứng quá muộn trong <{parent}>: phải đứng trước “{after}”. Hãy sắp xếp lại theo thứ tự của BPMN.

bpmn.schema.not-concrete error
en “{found}” is only a general kind and cannot be used itself. Choose one of the concrete elements.
vi “{found}” chỉ là loại chung, không dùng trực tiếp được. Hãy chọn một phần tử cụ thể.

bpmn.schema.reference-text error
en “{text}” inside <{kind}> is not a reference. Write the id of an element.
vi “{text}” trong <{kind}> không phải một tham chiếu. Hãy ghi mã (id) của một phần tử.

bpmn.schema.child-missing error
en {label} needs at least {least} “{child}”. Add it.
vi {label} cần ít nhất {least} “{child}”. Hãy bổ sung.

bpmn.schema.child-too-many error
en {label} may have at most {most} “{child}”. Remove the others.
vi {label} chỉ được có tối đa {most} “{child}”. Hãy xóa phần thừa.

bpmn.schema.text error
en The text “{text}” is not allowed inside <{kind}>. Remove it.
vi Không được có văn bản “{text}” trong <{kind}>. Hãy xóa.

bpmn.id.duplicate error
en The id “{id}” is used more than once. Give each element an id of its own.
vi Mã “{id}” được dùng nhiều lần. Hãy đặt cho mỗi phần tử một mã riêng.

bpmn.id.missing error
en A <{kind}> has no id. Give it one.
vi Một <{kind}> không có mã (id). Hãy đặt mã cho nó.

bpmn.reference.prefix error
en “{target}” ({attribute} of {label}) uses a prefix that is not declared. Correct the reference.
vi “{target}” ({attribute} của {label}) dùng tiền tố chưa khai báo. Hãy sửa tham chiếu.

bpmn.reference.not-imported error
en “{target}” ({attribute} of {label}) belongs to “{namespace}”, which is not imported. Import it or correct the
   reference.
vi “{target}” ({attribute} của {label}) thuộc “{namespace}” chưa được nhập (import). Hãy nhập hoặc sửa tham chiếu.

bpmn.reference.dangling error
en {label} refers to “{target}” ({attribute}), which does not exist. Correct or remove the reference.
vi {label} tham chiếu tới “{target}” ({attribute}) không tồn tại. Hãy sửa hoặc xóa tham chiếu.

bpmn.reference.wrong-kind error
en {label} refers to “{target}” ({attribute}), which is a <{found}> and not possible there. Choose another element.
vi {label} tham chiếu tới “{target}” ({attribute}) là <{found}>, không dùng được ở đó. Hãy chọn phần tử khác.

bpmn.text.format error
en The text format “{value}” is not a MIME type. Write one such as text/plain.
vi Định dạng văn bản “{value}” không phải kiểu MIME. Hãy ghi ví dụ text/plain.

bpmn.extension.not-understood error
en The model says that the extension “{definition}” must be understood, which it is not here. Remove the extension.
vi Mô hình yêu cầu phải hiểu phần mở rộng “{definition}” nhưng hệ thống không hiểu. Hãy xóa phần mở rộng.

bpmn.import.not-loaded warning
en The imported model “{location}” is not executed together with this one. Put what is called into a package of its own
   or into this file.
vi Mô hình được nhập “{location}” không được thực thi cùng mô hình này. Hãy đặt phần được gọi vào gói riêng hoặc vào
   tệp này.

bpmn.import.type error
en The type “{value}” of an import is not an absolute URI. Write the URI of the language of what is imported.
vi Kiểu “{value}” của phần nhập không phải URI tuyệt đối. Hãy ghi URI ngôn ngữ của phần được nhập.

bpmn.import.namespace error
en The import says that “{location}” has the namespace “{namespace}”, but it has “{own}”. Correct the namespace.
vi Phần nhập ghi “{location}” có không gian tên “{namespace}”, nhưng thật ra là “{own}”. Hãy sửa không gian tên.

bpmn.interface.not-supported error
en {label} uses the operation “{operation}”, whose interface is not among those that its process supports. Name the
   interface in supportedInterfaceRef.
vi {label} dùng thao tác “{operation}” có giao diện không thuộc các giao diện quy trình hỗ trợ. Hãy nêu giao diện trong
   supportedInterfaceRef.

bpmn.correlation.unbound error
en The correlation subscription {label} does not say where “{property}” comes from. Add a binding for it.
vi Đăng ký tương quan {label} chưa nêu “{property}” lấy từ đâu. Hãy thêm liên kết cho nó.

bpmn.diagram.plane error
en The diagram {label} has {count} planes; it needs exactly one. Save the diagram again.
vi Sơ đồ {label} có {count} mặt vẽ; phải có đúng một. Hãy lưu lại sơ đồ.

bpmn.diagram.dangling error
en The drawing shows “{target}”, which does not exist in the model. Remove the shape or line.
vi Hình vẽ thể hiện “{target}” không tồn tại trong mô hình. Hãy xóa hình hoặc đường đó.

bpmn.diagram.no-bounds error
en A shape of the drawing ({label}) has no position. Draw it again.
vi Một hình trên sơ đồ ({label}) không có vị trí. Hãy vẽ lại.

bpmn.diagram.waypoints error
en A line of the drawing ({label}) needs at least two points. Draw it again.
vi Một đường trên sơ đồ ({label}) cần ít nhất hai điểm. Hãy vẽ lại.

bpmn.diagram.attribute warning
en “{attribute}” has no meaning for the shape of a <{found}>. Remove it.
vi “{attribute}” không có nghĩa với hình của <{found}>. Hãy xóa.

bpmn.diagram.label-style error
en The label style “{style}” does not exist in this diagram. Choose another.
vi Kiểu nhãn “{style}” không có trong sơ đồ này. Hãy chọn kiểu khác.

bpmn.diagram.kind error
en The drawing shows a <{found}> in a way that does not fit: flows are lines, all else has a shape. Draw it again.
vi Hình vẽ thể hiện <{found}> không đúng cách: luồng là đường, phần tử khác là hình. Hãy vẽ lại.

bpmn.reference.twice error
en {label} names “{target}” more than once ({kind}). Leave it once.
vi {label} nêu “{target}” nhiều lần ({kind}). Hãy chỉ nêu một lần.

bpmn.correlation.not-in-key error
en The correlation subscription {label} says where “{property}” comes from, which is not part of its key. Remove it or
   add it to the key.
vi Đăng ký tương quan {label} nêu nguồn của “{property}” không thuộc khóa. Hãy bỏ hoặc thêm vào khóa.

bpmn.correlation.bound-twice error
en The correlation subscription {label} says twice where “{property}” comes from. Leave one.
vi Đăng ký tương quan {label} nêu hai lần nguồn của “{property}”. Hãy chỉ để một.

bpmn.diagram.nothing error
en A {kind} of the drawing ({label}) does not say what it shows. Draw it again.
vi Một {kind} trên sơ đồ ({label}) không cho biết thể hiện phần tử nào. Hãy vẽ lại.

bpmn.diagram.page-kind error
en The diagram shows a <{found}>, but a diagram shows a process, sub-process, collaboration or choreography. Choose one.
vi Sơ đồ thể hiện <{found}>, nhưng sơ đồ chỉ thể hiện quy trình, quy trình con, cộng tác hoặc biên đạo. Hãy chọn lại.

bpmn.diagram.twice error
en The drawing shows “{target}” twice in one diagram. Remove one of the two.
vi Hình vẽ thể hiện “{target}” hai lần trong một sơ đồ. Hãy bỏ một.

bpmn.diagram.end error
en A line or band of the drawing ({label}) names “{target}” ({attribute}), which is not drawn. Draw it again.
vi Một đường hoặc dải trên sơ đồ ({label}) nêu “{target}” ({attribute}) không được vẽ. Hãy vẽ lại.

bpmn.diagram.band error
en “{attribute}” belongs to the band of a participant, not to the shape of a <{found}>. Remove it.
vi “{attribute}” thuộc dải của bên tham gia, không thuộc hình của <{found}>. Hãy xóa.
"""
)
