"""The sentences themselves: code -> language -> (what is wrong, what to do), and the words they are put together of."""

from collections.abc import Mapping
from typing import Final

MESSAGES: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "proof.deadlock": {
        "en": (
            "A dossier can get stuck: {waiting}.",
            "Draw a way on from there, or make sure that what is awaited always comes.",
        ),
        "vi": (
            "Hồ sơ có thể bị kẹt: {waiting}.",
            "Hãy vẽ đường đi tiếp từ đó, hoặc bảo đảm điều đang chờ luôn đến.",
        ),
    },
    "proof.left-behind": {
        "en": (
            "Work is left behind when the dossier has come to its end: {waiting}.",
            "Join the branches before the end, or cancel what is left with an interrupting event.",
        ),
        "vi": (
            "Khi hồ sơ đã kết thúc vẫn còn việc bỏ dở: {waiting}.",
            "Hãy gộp các nhánh trước khi kết thúc, hoặc hủy phần còn lại bằng sự kiện ngắt.",
        ),
    },
    "proof.livelock": {
        "en": (
            "From {element} a dossier goes round for ever: no answer leads out of {circle}.",
            "Add an outcome or a condition that leads on to an end.",
        ),
        "vi": (
            "Từ {element} hồ sơ đi vòng mãi: không câu trả lời nào ra khỏi vòng {circle}.",
            "Hãy thêm kết quả hoặc điều kiện dẫn đến điểm kết thúc.",
        ),
    },
    "proof.dead-element": {
        "en": (
            "No dossier ever comes to {element}.{behind}",
            "Connect it, correct the condition before it, or delete it.",
        ),
        "vi": (
            "Không hồ sơ nào đi đến {element}.{behind}",
            "Hãy nối nó vào sơ đồ, sửa điều kiện phía trước, hoặc xóa đi.",
        ),
    },
    "proof.dead-flow": {
        "en": (
            (
                "No dossier ever goes from {source} to {target}: no answer makes the condition {condition} "
                "decide so.{behind}"
            ),
            "Compare the condition with the options of the form and the outcomes of the task before it.",
        ),
        "vi": (
            (
                "Không hồ sơ nào đi từ {source} đến {target}: không câu trả lời nào làm điều kiện "
                "{condition} chọn đường này.{behind}"
            ),
            "Hãy đối chiếu điều kiện với các lựa chọn của biểu mẫu và kết quả của bước trước.",
        ),
    },
    "proof.not-joined": {
        "en": (
            (
                "The parallel ways that begin at {split} meet at {element} without being joined: what "
                "follows is done once "
                "for each of them."
            ),
            "Let them meet in a parallel gateway.",
        ),
        "vi": (
            (
                "Các nhánh song song bắt đầu ở {split} gặp nhau ở {element} mà không được gộp: các bước "
                "sau bị làm lặp lại "
                "cho từng nhánh."
            ),
            "Hãy cho chúng gặp nhau ở cổng song song.",
        ),
    },
    "proof.unbounded": {
        "en": (
            "Work piles up without limit: going round once more at {element} leaves another copy of it open.",
            "A loop must not pass a parallel split without its join: move the join into the loop.",
        ),
        "vi": (
            "Công việc chồng chất không giới hạn: mỗi lần đi vòng qua {element} lại mở thêm một bản nữa.",
            "Vòng lặp không được đi qua cổng tách song song mà không gộp lại: hãy đưa cổng gộp vào trong vòng.",
        ),
    },
    "proof.piling-up": {
        "en": (
            "Each time the timer of {element} fires it opens more work, and nothing limits how often.",
            "Limit the repetitions (R3/P30D), or let the event end in a letter instead of a task.",
        ),
        "vi": (
            "Mỗi lần bộ hẹn giờ của {element} chạy lại mở thêm việc, và không có giới hạn số lần.",
            "Hãy giới hạn số lần lặp (R3/P30D), hoặc để sự kiện kết thúc bằng văn bản thay vì công việc.",
        ),
    },
    "proof.incident": {
        "en": (
            "These answers stop the dossier at {element} with an incident: {message}",
            "Make the field required, give the expression a value for empty answers, or add a default flow.",
        ),
        "vi": (
            "Với các câu trả lời này, hồ sơ dừng ở {element} vì sự cố ({incident}): {message}",
            "Hãy bắt buộc nhập trường đó, cho biểu thức một giá trị khi để trống, hoặc thêm đường mặc định.",
        ),
    },
    "proof.trouble": {
        "en": (
            "A message or call between the processes fails at {element}: {message}",
            "Check the name, the key and the agency of the receiver.",
        ),
        "vi": (
            "Thông điệp hoặc lời gọi giữa các quy trình thất bại ở {element} ({incident}): {message}",
            "Hãy kiểm tra tên, khóa và cơ quan của bên nhận.",
        ),
    },
    "proof.endless-step": {
        "en": (
            "At {element} the process goes round without anyone being asked: the step never ends.",
            "Put a task or an event that waits into the loop, or correct its condition.",
        ),
        "vi": (
            "Ở {element} quy trình chạy vòng mà không hỏi ai: bước này không bao giờ xong.",
            "Hãy đặt một công việc hoặc sự kiện chờ vào vòng lặp, hoặc sửa điều kiện.",
        ),
    },
    "proof.pause-at-settlement": {
        "en": (
            (
                "The dossier can be settled at {element} while the clock is still paused for “{reason}” "
                "(since {paused_at})."
            ),
            "Resume the clock (resume:{reason}) on every way from the pause to the settlement.",
        ),
        "vi": (
            "Hồ sơ có thể kết thúc giải quyết ở {element} khi đồng hồ vẫn tạm dừng vì “{reason}” (từ {paused_at}).",
            "Hãy cho đồng hồ chạy tiếp (resume:{reason}) trên mọi đường từ chỗ tạm dừng đến khi kết thúc giải quyết.",
        ),
    },
    "proof.resume-without-pause": {
        "en": (
            "{element} resumes the clock, but on no way is it paused for that reason there.",
            "Correct the reason, or delete the mark.",
        ),
        "vi": (
            "{element} cho đồng hồ chạy tiếp, nhưng không đường nào tạm dừng vì lý do đó trước.",
            "Hãy sửa lý do, hoặc bỏ dấu này.",
        ),
    },
    "proof.never-received": {
        "en": (
            "A dossier can come to its end without ever having been received.",
            "Mark the reception task with clock=start on every way; refusing at intake is an action, not a way.",
        ),
        "vi": (
            "Hồ sơ có thể kết thúc mà chưa từng được tiếp nhận.",
            (
                "Hãy đánh dấu clock=start ở bước tiếp nhận trên mọi đường; từ chối tiếp nhận là thao tác, "
                "không phải đường đi."
            ),
        ),
    },
    "proof.settled-before-reception": {
        "en": (
            "{element} can settle a dossier that was not received yet.",
            "Let the reception (clock=start) come before it on every way.",
        ),
        "vi": (
            "{element} có thể kết thúc giải quyết khi hồ sơ chưa được tiếp nhận.",
            "Hãy để bước tiếp nhận (clock=start) đứng trước trên mọi đường.",
        ),
    },
    "proof.ended-unsettled": {
        "en": (
            "A dossier can come to the end of {element} without being settled: it would count as failed.",
            "Mark the step that has the result with clock=settle on every way to an end.",
        ),
        "vi": (
            "Hồ sơ có thể đi hết {element} mà chưa kết thúc giải quyết: sẽ bị tính là không thành.",
            "Hãy đánh dấu clock=settle ở bước có kết quả trên mọi đường đến điểm kết thúc.",
        ),
    },
    "proof.settled-twice": {
        "en": (
            "{element} settles a dossier that is settled already: only the first time counts.",
            "Leave one settlement on each way.",
        ),
        "vi": (
            "{element} kết thúc giải quyết một hồ sơ đã giải quyết xong: chỉ lần đầu được tính.",
            "Hãy chỉ để một lần kết thúc giải quyết trên mỗi đường.",
        ),
    },
    "proof.returned-before-settlement": {
        "en": (
            "{element} can hand back a result before the dossier is settled: it would not count as returned.",
            "Settle before the result is handed back.",
        ),
        "vi": (
            "{element} có thể trả kết quả trước khi hồ sơ giải quyết xong: sẽ không được tính là đã trả.",
            "Hãy kết thúc giải quyết trước khi trả kết quả.",
        ),
    },
    "proof.never-returned": {
        "en": (
            "{element} hands back the result, but no dossier comes to the state “result returned”.",
            "Make sure that it comes after the settlement and is on the way to the end.",
        ),
        "vi": (
            "{element} trả kết quả, nhưng không hồ sơ nào đạt trạng thái “đã trả kết quả”.",
            "Hãy bảo đảm bước này đứng sau khi giải quyết xong và nằm trên đường đến điểm kết thúc.",
        ),
    },
    "proof.ended-unreturned": {
        "en": (
            "A dossier can end settled, without its result being handed back.",
            "That may be meant so; otherwise lead this way to the return of the result.",
        ),
        "vi": (
            "Hồ sơ có thể kết thúc sau khi giải quyết xong mà chưa trả kết quả.",
            "Có thể đó là chủ ý; nếu không, hãy dẫn đường này đến bước trả kết quả.",
        ),
    },
    "proof.unexplored": {
        "en": (
            "{what} It is neither proven nor refuted.",
            "Look at it by hand, or cover it with a scenario.",
        ),
        "vi": (
            "{what} Chưa chứng minh được đúng hay sai.",
            "Hãy tự xem lại, hoặc viết một kịch bản cho chỗ này.",
        ),
    },
    "proof.too-large": {
        "en": (
            (
                "The model is too large to be proven: {states} states and {moves} steps were explored, {frontier} more "
                "were waiting (depth {depth}), so at least {at_least}. "
                "What was explored has only the findings told."
            ),
            "Split it into called processes, or limit the answers that decide.",
        ),
        "vi": (
            (
                "Mô hình quá lớn để chứng minh hết: đã duyệt {states} trạng thái và {moves} bước, còn {frontier} "
                "trạng thái chờ duyệt (độ sâu {depth}), tức là ít nhất {at_least}. "
                "Trong phần đã duyệt chỉ có các lỗi đã nêu."
            ),
            "Hãy tách thành các quy trình được gọi, hoặc giảm số câu trả lời quyết định đường đi.",
        ),
    },
    "data.never-written": {
        "en": (
            "{element} reads “{name}” in {text}, but nothing in the procedure ever gives it a value.",
            "Correct the name (similar: {similar}), or ask for it in a form.",
        ),
        "vi": (
            "{element} đọc “{name}” trong {text}, nhưng không bước nào của thủ tục cho nó giá trị.",
            "Hãy sửa tên (tên gần giống: {similar}), hoặc hỏi giá trị này trong biểu mẫu.",
        ),
    },
    "data.written-later": {
        "en": (
            "{element} reads “{name}” in {text} before any step has given it a value: it comes only from {writers}.",
            "Read it later, or ask for it earlier.",
        ),
        "vi": (
            "{element} đọc “{name}” trong {text} trước khi có bước nào cho nó giá trị: nó chỉ có từ {writers}.",
            "Hãy đọc nó muộn hơn, hoặc hỏi nó sớm hơn.",
        ),
    },
    "data.may-be-missing": {
        "en": (
            (
                "{element} reads “{name}” in {text}, but there is a way there on which nothing has given "
                "it a value: {way}."
            ),
            "Ask for it on that way too, or write what holds when it is empty: if {name} = null then … else …",
        ),
        "vi": (
            "{element} đọc “{name}” trong {text}, nhưng có đường đến đó mà chưa bước nào cho nó giá trị: {way}.",
            "Hãy hỏi nó cả trên đường đó, hoặc ghi rõ khi trống thì sao: if {name} = null then … else …",
        ),
    },
    "data.may-be-empty": {
        "en": (
            "{element} reads “{name}” in {text}, but the form lets it stay empty.",
            "Make it required, or write what holds when it is empty: if {name} = null then … else …",
        ),
        "vi": (
            "{element} đọc “{name}” trong {text}, nhưng biểu mẫu cho phép để trống.",
            "Hãy bắt buộc nhập, hoặc ghi rõ khi trống thì sao: if {name} = null then … else …",
        ),
    },
    "data.not-handed": {
        "en": (
            (
                "{element} sends “{message}” without “{name}”, which {reader} reads in {text}; other senders of "
                "the message give it."
            ),
            "Add “{name}” to what it sends.",
        ),
        "vi": (
            (
                "{element} gửi “{message}” mà không kèm “{name}”, trong khi {reader} đọc nó trong {text}; các "
                "bước gửi khác đều kèm."
            ),
            "Hãy thêm “{name}” vào nội dung gửi.",
        ),
    },
    "data.outcome-without-effect": {
        "en": (
            (
                "{element} offers the outcomes {known}, but nothing tells them apart: whichever is chosen, "
                "the dossier goes the "
                "same way."
            ),
            "Add a flow with a condition for each of them but one, or leave out what decides nothing.",
        ),
        "vi": (
            (
                "{element} cho chọn các kết quả {known}, nhưng không điều kiện nào phân biệt chúng: chọn "
                "kết quả nào hồ sơ cũng "
                "đi một đường."
            ),
            "Hãy thêm đường có điều kiện cho từng kết quả (trừ một), hoặc bỏ kết quả không quyết định gì.",
        ),
    },
    "data.written-twice": {
        "en": (
            (
                "“{name}” is written by {element} and by {other}, which can be under way at the same time: "
                "the later one wins."
            ),
            "Give each branch a name of its own, and join them afterwards.",
        ),
        "vi": (
            "“{name}” được ghi bởi {element} và {other}, hai bước có thể làm cùng lúc: bước sau ghi đè bước trước.",
            "Hãy cho mỗi nhánh một tên riêng, rồi gộp lại sau.",
        ),
    },
    "data.unknown-fact": {
        "en": (
            "{element} reads “{name}” in {text}, but a dossier has no such fact.",
            "There are: {known}.",
        ),
        "vi": (
            "{element} đọc “{name}” trong {text}, nhưng hồ sơ không có thông tin này.",
            "Hiện có: {known}.",
        ),
    },
    "data.unknown-function": {
        "en": (
            "{element} calls “{name}” in {text}, but there is no function of this name: the result is always empty.",
            "Functions with a similar name: {known}.",
        ),
        "vi": (
            "{element} gọi hàm “{name}” trong {text}, nhưng không có hàm nào tên như vậy: kết quả luôn rỗng.",
            "Các hàm có tên gần giống: {known}.",
        ),
    },
    "data.unknown-member": {
        "en": (
            "{element} reads “{name}” in {text}, but “{base}” has no “{member}”.",
            "It has: {known}.",
        ),
        "vi": (
            "{element} đọc “{name}” trong {text}, nhưng “{base}” không có “{member}”.",
            "Nó có: {known}.",
        ),
    },
    "data.type": {
        "en": (
            "{element}: in {text} “{name}” is {found}, but {wanted} is needed.",
            "Correct the expression or the type of the field.",
        ),
        "vi": (
            "{element}: trong {text}, “{name}” là {found}, nhưng ở đây cần {wanted}.",
            "Hãy sửa biểu thức hoặc kiểu của trường.",
        ),
    },
    "data.unknown-option": {
        "en": (
            "{element} compares “{name}” with “{value}” in {text}, which is not one of its options.",
            "The options are: {known}.",
        ),
        "vi": (
            "{element} so sánh “{name}” với “{value}” trong {text}, nhưng đó không phải lựa chọn nào của nó.",
            "Các lựa chọn: {known}.",
        ),
    },
    "data.constant-condition": {
        "en": (
            "The condition {text} at {element} is {value} whatever is answered.",
            "Write what it is to depend on, or delete it.",
        ),
        "vi": (
            "Điều kiện {text} ở {element} luôn là {value}, dù trả lời thế nào.",
            "Hãy ghi điều kiện thật sự cần, hoặc bỏ đi.",
        ),
    },
}

WHY: Final[Mapping[str, Mapping[str, str]]] = {
    "answers": {
        "en": "There are too many combinations of answers at {element} to try them all ({combinations}).",
        "vi": "Có quá nhiều tổ hợp câu trả lời ở {element} để thử hết ({combinations}).",
    },
    "condition": {
        "en": "No answer was found that leads from {source} to {target}: the condition {condition} computes its value.",
        "vi": (
            "Chưa tìm được câu trả lời nào dẫn từ {source} đến {target}: điều kiện {condition} tính ra giá trị của nó."
        ),
    },
    "source": {
        "en": (
            "No answer was found that leads from {source} to {target}: {condition} reads what a "
            "service or message gives."
        ),
        "vi": (
            "Chưa tìm được câu trả lời nào dẫn từ {source} đến {target}: {condition} đọc dữ liệu từ "
            "dịch vụ hay thông điệp."
        ),
    },
    "event": {
        "en": "No run was found in which {element} happens.",
        "vi": "Chưa tìm được lần chạy nào mà {element} xảy ra.",
    },
    "call": {
        "en": "The called procedure {element} is not at hand, so what it does is not known.",
        "vi": "Không có sẵn thủ tục được gọi {element}, nên chưa biết nó làm gì.",
    },
    "calendar": {
        "en": "Some runs go on beyond the working calendar ({message}).",
        "vi": "Có lần chạy kéo dài quá lịch làm việc ({message}).",
    },
}
WAITS: Final[Mapping[str, Mapping[str, str]]] = {
    "join": {
        "en": "{element} waits for a branch that does not come",
        "vi": "{element} chờ một nhánh không bao giờ đến",
    },
    "message": {"en": "{element} waits for the message {missing}", "vi": "{element} chờ thông điệp {missing}"},
    "signal": {"en": "{element} waits for the signal {missing}", "vi": "{element} chờ tín hiệu {missing}"},
    "condition": {"en": "{element} waits for its condition", "vi": "{element} chờ điều kiện của nó"},
    "call": {"en": "{element} waits for the called process", "vi": "{element} chờ quy trình được gọi"},
    "token": {"en": "{element} cannot go on", "vi": "{element} không thể đi tiếp"},
}
BEHIND: Final[Mapping[str, str]] = {
    "en": " Nor to what follows: {names}.",
    "vi": " Cũng không đến các bước sau: {names}.",
}
