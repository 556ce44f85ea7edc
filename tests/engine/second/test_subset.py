"""Every reason for which SpiffWorkflow is not asked, at the element that gives it."""

import pytest

from engine.bpmn import compile_library, read
from engine.second import outside
from tests.engine.second.test_compare import ENDS, MESSAGE, TIMER, USER, document, flows


def sub(ident: str = "SP", attributes: str = "", inside: str = "", start: str = "", tag: str = "subProcess") -> str:
    body = f'{inside}<startEvent id="S9">{start}</startEvent><endEvent id="E9"/>{flows("S9>E9")}'
    return f'<{tag} id="{ident}" {attributes}>{body}</{tag}>'


MANY = (
    "<multiInstanceLoopCharacteristics {0}><loopCardinality>=2</loopCardinality>{1}</multiInstanceLoopCharacteristics>"
)
LINE = flows("S>A>E")
ERROR = '<boundaryEvent id="R" attachedToRef="A"><errorEventDefinition/></boundaryEvent>'

REASONS = {
    "compensation": (
        ENDS + '<userTask id="A"/><userTask id="B" isForCompensation="true"/><boundaryEvent id="R" attachedToRef="A">'
        "<compensateEventDefinition/></boundaryEvent>"
        + LINE
        + '<association id="AS" sourceRef="R" targetRef="B" associationDirection="One"/>',
        {"A": "compensation", "B": "compensation", "R": "a compensation event that is caught here"},
    ),
    "quantities": (
        ENDS + '<userTask id="A" completionQuantity="2"/>' + LINE,
        {"A": "a start or completion quantity"},
    ),
    "a process without start and end": (
        '<userTask id="A"/>',
        {"A": "a path ends here without an end event"},
    ),
    "a boundary event on a script": (
        ENDS
        + '<scriptTask id="A" scriptFormat="feel"><script>{x: 1}</script></scriptTask>'
        + ERROR
        + LINE
        + flows("R>E"),
        {"A": "a boundary event on what takes no time"},
    ),
    "a script that raises": (
        ENDS + '<scriptTask id="A" scriptFormat="feel"><script>raise error("E1", "no")</script></scriptTask>' + LINE,
        {"A": "a script that raises an error or an escalation"},
    ),
    "several messages for one task": (
        ENDS + f'<receiveTask id="A" messageRef="M1">{MANY.format("", "")}</receiveTask>' + LINE,
        {"A": "several messages awaited by one task"},
    ),
    "a loop of a script": (
        ENDS + '<scriptTask id="A" scriptFormat="feel"><script>{x: 1}</script>'
        '<standardLoopCharacteristics loopMaximum="2"/></scriptTask>' + LINE,
        {"A": "a loop of what takes no time"},
    ),
    "an event sub-process": (
        ENDS + '<userTask id="A"/>' + LINE + sub(attributes='triggeredByEvent="true"', start=MESSAGE.format("M1")),
        {"SP": "an event sub-process"},
    ),
    "a sub-process with data of its own": (
        ENDS + sub("A", inside='<property id="own" name="own"/>') + LINE,
        {"A": "a sub-process with data of its own"},
    ),
    "a sub-process without start and end": (
        ENDS + '<subProcess id="A"><userTask id="B"/></subProcess>' + LINE,
        {
            "A": "a sub-process that does not begin at exactly one plain start event",
            "B": "a path ends here without an end event",
        },
    ),
    "an inclusive gateway that joins and splits": (
        ENDS
        + USER
        + '<exclusiveGateway id="X" default="X_A"/><userTask id="C"/><inclusiveGateway id="G" default="G_E"/>'
        + flows("S>X>A>G", "X>B: true", "B>G", "G>C: true", "C>E", "G>E"),
        {"G": "an inclusive gateway that joins and splits"},
    ),
    "a parallel gateway that joins and splits": (
        ENDS
        + USER
        + '<parallelGateway id="X"/><parallelGateway id="G"/><userTask id="C"/><userTask id="D"/>'
        + flows("S>X>A>G", "X>B>G", "G>C>E", "G>D>E"),
        {"G": "a parallel gateway that joins and splits"},
    ),
    "a condition that is awaited": (
        ENDS + '<intermediateCatchEvent id="A"><conditionalEventDefinition><condition>=x</condition>'
        "</conditionalEventDefinition></intermediateCatchEvent>" + LINE,
        {"A": "a conditional event that is caught here"},
    ),
    "several triggers": (
        ENDS
        + f'<intermediateCatchEvent id="A">{MESSAGE.format("M1")}{MESSAGE.format("M2")}</intermediateCatchEvent>'
        + LINE,
        {"A": "several event definitions"},
    ),
    "a repeating timer on the way": (
        ENDS + f'<intermediateCatchEvent id="A">{TIMER.format("timeCycle", "R2/PT1H")}</intermediateCatchEvent>' + LINE,
        {"A": "a repeating timer that is not on a boundary"},
    ),
    "a repeating timer that interrupts": (
        ENDS
        + f'<userTask id="A"/><boundaryEvent id="R" attachedToRef="A">{TIMER.format("timeCycle", "R2/PT1H")}</boundaryEvent>'
        + LINE
        + flows("R>E"),
        {"R": "a repeating timer that interrupts"},
    ),
    "a repeating timer in working time": (
        ENDS + '<userTask id="A"/><endEvent id="F"/><boundaryEvent id="R" attachedToRef="A" cancelActivity="false" '
        f'motcua:timeBase="working">{TIMER.format("timeCycle", "R2/PT1H")}</boundaryEvent>' + LINE + flows("R>F"),
        {"R": "a repeating timer in working time"},
    ),
    "several results of an end": (
        f'<startEvent id="S"/><endEvent id="E">{MESSAGE.format("M1")}<terminateEventDefinition/></endEvent>'
        + flows("S>E"),
        {"E": "several event definitions"},
    ),
    "a gateway of events that begins the process": (
        '<eventBasedGateway id="G" instantiate="true"/><receiveTask id="A" messageRef="M1"/>'
        '<receiveTask id="B" messageRef="M2"/><endEvent id="E"/>' + flows("G>A>E", "G>B>E"),
        {"G": "an event-based gateway that begins the process"},
    ),
    "a receive task that begins the process": (
        '<receiveTask id="A" messageRef="M1" instantiate="true"/><endEvent id="E"/>' + flows("A>E"),
        {"A": "a receive task that begins the process"},
    ),
}


@pytest.mark.parametrize("name", REASONS)
def test_outside_with_its_reason_is(name):
    inside, expected = REASONS[name]
    library, problems = compile_library(read(document(inside)))
    if "P" not in library.processes:
        pytest.fail(f"not a model that runs: {[str(problem) for problem in problems]}")
    assert outside(library.processes["P"]) == expected
