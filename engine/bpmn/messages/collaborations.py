"""Sentences about conversations and choreographies."""

from typing import Final

from engine.bpmn.messages.catalogue import Sentences, catalogue

COLLABORATIONS: Final[Sentences] = catalogue(
    """
bpmn.conversation.global error
en The global conversation holds {label}, but it can hold no conversations. Make it a collaboration.
vi Hội thoại dùng chung chứa {label}, nhưng nó không được chứa hội thoại. Hãy chuyển thành cộng tác.

bpmn.conversation.foreign-participant error
en The conversation {label} names “{participant}”, which takes part in another collaboration. Name a participant of its
   own collaboration.
vi Cuộc hội thoại {label} nêu “{participant}” thuộc cộng tác khác. Hãy nêu bên tham gia của chính cộng tác này.

bpmn.choreography.content error
en {label} is a <{kind}>, which cannot stand in a choreography. Use a choreography task, an event or a gateway.
vi {label} là <{kind}>, không thể nằm trong biên đạo. Hãy dùng bước biên đạo, sự kiện hoặc cổng.

bpmn.choreography.global error
en The global choreography task holds {label}, but it can hold no steps. Make it a choreography.
vi Bước biên đạo dùng chung chứa {label}, nhưng nó không được chứa bước nào. Hãy chuyển thành biên đạo.

bpmn.choreography.participants error
en The choreography task {label} has {count} participants; it needs exactly two. Correct it.
vi Bước biên đạo {label} có {count} bên tham gia; phải có đúng hai. Hãy sửa lại.

bpmn.choreography.message-flow error
en The message flow “{flow}” of {label} does not go between its two participants. Choose another message flow.
vi Luồng thông điệp “{flow}” của {label} không nối hai bên tham gia của nó. Hãy chọn luồng khác.

bpmn.choreography.initiator-sends error
en The initiating participant of {label} sends none of its messages. Choose the sender as the initiator.
vi Bên khởi xướng của {label} không gửi thông điệp nào. Hãy chọn bên gửi làm bên khởi xướng.

bpmn.choreography.not-involved error
en The initiator of {label} took no part in “{before}”, which comes before it, and so cannot know when to begin. Choose
   a participant of the step before.
vi Bên khởi xướng của {label} không tham gia “{before}” ngay trước đó nên không thể biết khi nào bắt đầu. Hãy chọn một
   bên của bước trước.
"""
)
