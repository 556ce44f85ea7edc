"""What the specification forbids is refused by ``check``; what stands beside it is not (BPMN 2.0.2 chapters 7 to 13)."""

import pytest

from tests.engine.conformance.models import (
    CANCEL,
    TERMINATE,
    beside,
    boundary,
    catch,
    compensate,
    condition,
    end,
    error,
    escalation,
    event_sub,
    file,
    formal,
    link,
    loop,
    many,
    message,
    model,
    pools,
    process,
    signal,
    start,
    sub,
    task,
    throw,
    timer,
    undo,
)
from tests.engine.conformance.rules import Rule, errors

LINE = "S>A>E"
GOOD = model(LINE)


def a(
    inside: str = "", attributes: str = "", tag: str = "task", before: str = "", flows: str = LINE, more: str = ""
) -> bytes:
    """A line through one activity ``A`` that is written out."""
    return model(flows, task("A", inside, attributes, tag), more, before=before)


def gateway(tag: str, attributes: str = "", inside: str = "") -> str:
    return f'<{tag} id="g" {attributes}>{inside}</{tag}>'


def event_gateway(*targets: str, flows: str = "S>g>C1>E; g>C2>E", attributes: str = "") -> bytes:
    return model(
        flows,
        gateway("eventBasedGateway", attributes),
        *(targets or (catch("C1", message()), catch("C2", timer("PT1S")))),
    )


def ports(inner: str, associations: str = "", tag: str = "task", more: str = "", before: str = "") -> bytes:
    """An activity with an ``ioSpecification``."""
    return model(
        LINE,
        OBJECTS,
        task("A", f"<ioSpecification>{inner}</ioSpecification>{associations}", tag=tag),
        more,
        before=before,
    )


OBJECTS = '<dataObject id="d1" name="first"/><dataObject id="d2" name="second"/>'
ITEMS = '<itemDefinition id="it1"/><itemDefinition id="it2"/><itemDefinition id="itc" isCollection="true"/>'
INSIDE = '<dataInput id="i" name="taken"/><dataOutput id="o" name="made"/><inputSet><dataInputRefs>i</dataInputRefs></inputSet><outputSet><dataOutputRefs>o</dataOutputRefs></outputSet>'
INTO = "<dataInputAssociation><sourceRef>d1</sourceRef><targetRef>i</targetRef></dataInputAssociation>"
OUT = "<dataOutputAssociation><sourceRef>o</sourceRef><targetRef>d2</targetRef></dataOutputAssociation>"
INTERFACE = (
    '<interface id="If" name="i"><operation id="Op" name="o"><inMessageRef>M</inMessageRef></operation></interface>'
)
PLAIN_SUB = sub("X", "S1>B>E1")


def two(
    flows: tuple[str, ...], more: str = "", before: str = "", left: str = "S>A>T>E", nodes: tuple[str, ...] = ()
) -> bytes:
    """Two pools ``P`` and ``Q`` with message flows."""
    p = process("P", left, throw("T", message("M")), task("A", tag="sendTask", attributes='messageRef="M"'), *nodes)
    q = process("Q", "S1>B>R>E1", task("R", tag="receiveTask", attributes='messageRef="M"'))
    return pools(p, q, flows=flows, more=more, before=before)


def sent(source: str = "A", target: str = "R") -> tuple[str, ...]:
    return (f"{source}>{target}",)


def in_collaboration(inside: str) -> bytes:
    return file(
        process("P", LINE),
        f'<collaboration id="C"><participant id="pp" processRef="P"/><participant id="qq"/><participant id="rr"/>{inside}</collaboration>',
    )


def swap(xml: bytes, old: str, new: str) -> bytes:
    assert old.encode() in xml, old
    return xml.replace(old.encode(), new.encode())


# One line for each run or rule.
# fmt: off
FOUNDATION = [
    Rule("definitions have a target namespace", "8.2.1", swap(GOOD, ' targetNamespace="urn:t"', ""), GOOD),
    Rule("an import names its namespace", "8.2.2", model(LINE, before="").replace(b'<message id="M"', b'<import location="x.xsd" importType="http://www.w3.org/2001/XMLSchema"/><message id="M"', 1), GOOD.replace(b'<message id="M"', b'<import namespace="urn:x" location="x.xsd" importType="http://www.w3.org/2001/XMLSchema"/><message id="M"', 1)),
    Rule("an import names its location", "8.2.2", GOOD.replace(b'<message id="M"', b'<import namespace="urn:x" importType="http://www.w3.org/2001/XMLSchema"/><message id="M"', 1), GOOD),
    Rule("an import names its type", "8.2.2", GOOD.replace(b'<message id="M"', b'<import namespace="urn:x" location="x.xsd"/><message id="M"', 1), GOOD),
    Rule("ids are unique", "8.3.1", model(LINE, task("A"), task("A", attributes='name="again"')), GOOD),
    Rule("an id is an NCName", "8.3.1", swap(GOOD, 'id="A"', 'id="1 A"'), GOOD),
    Rule("an extension that must be understood is understood", "8.3.3", GOOD.replace(b'<message id="M"', b'<extension mustUnderstand="true" definition="t:x"/><message id="M"', 1), GOOD.replace(b'<message id="M"', b'<extension definition="t:x"/><message id="M"', 1)),
    Rule("foreign elements stand in extensionElements", "8.3.3", a("<t:own/>"), a("<extensionElements><t:own/></extensionElements>")),
    Rule("foreign attributes have a namespace", "8.3.3", a(attributes='own="x"'), a(attributes='t:own="x"')),
    Rule("documentation comes first", "8.3.1", a("<incoming>S_A</incoming><outgoing>A_E</outgoing><documentation/>"), a("<documentation/>")),
    Rule("an association has two ends", "8.4.1", swap(GOOD, "</process>", '<association id="x" sourceRef="A"/></process>'), swap(GOOD, "</process>", '<textAnnotation id="y"/><association id="x" sourceRef="A" targetRef="y"/></process>')),
    Rule("an association's direction is None, One or Both", "8.4.1", swap(GOOD, "</process>", '<textAnnotation id="y"/><association id="x" sourceRef="A" targetRef="y" associationDirection="Two"/></process>'), swap(GOOD, "</process>", '<textAnnotation id="y"/><association id="x" sourceRef="A" targetRef="y" associationDirection="Both"/></process>')),
    Rule("an association leads to something", "8.4.1", swap(GOOD, "</process>", '<association id="x" sourceRef="A" targetRef="y"/></process>'), swap(GOOD, "</process>", '<textAnnotation id="y"/><association id="x" sourceRef="A" targetRef="y"/></process>')),
    Rule("a group names a category value", "8.4.1", swap(GOOD, "</process>", '<group id="x" categoryValueRef="A"/></process>'), swap(GOOD, "</process>", '<group id="x"/></process>')),
    Rule("a sequence flow does not lead to an artifact", "8.4.1", swap(GOOD, "</process>", '<sequenceFlow id="f" sourceRef="A" targetRef="y"/><textAnnotation id="y"/></process>'), GOOD),
    Rule("a sequence flow does not start at an artifact", "8.4.1", swap(GOOD, "</process>", '<sequenceFlow id="f" sourceRef="y" targetRef="A"/><textAnnotation id="y"/></process>'), GOOD),
    Rule("a message refers to an item definition", "8.4.11", a(before='<message id="MX" itemRef="G"/>'), a(before='<itemDefinition id="I"/><message id="MX" itemRef="I"/>')),
    Rule("a message's item exists", "8.4.11", a(before='<message id="MX" itemRef="nothing"/>'), a(before='<itemDefinition id="I"/><message id="MX" itemRef="I"/>')),
    Rule("an error's structure is an item definition", "8.4.3", a(before='<error id="RX" structureRef="G"/>'), a(before='<itemDefinition id="I"/><error id="RX" errorCode="x" structureRef="I"/>')),
    Rule("a signal's structure is an item definition", "10.5.5", a(before='<signal id="GX" structureRef="M"/>'), a(before='<itemDefinition id="I"/><signal id="GX" structureRef="I"/>')),
    Rule("an escalation's structure is an item definition", "10.5.5", a(before='<escalation id="LX" structureRef="M"/>'), a(before='<itemDefinition id="I"/><escalation id="LX" structureRef="I"/>')),
    Rule("an item is information or physical", "8.4.10", a(before='<itemDefinition id="I" itemKind="Money"/>'), a(before='<itemDefinition id="I" itemKind="Physical"/>')),
    Rule("an interface has an operation", "8.5.3", a(before='<interface id="If" name="i"/>'), a(before=INTERFACE)),
    Rule("an interface has a name", "8.5.1", a(before=INTERFACE.replace(' name="i"', "")), a(before=INTERFACE)),
    Rule("an operation has a message that comes in", "8.5.3", a(before='<interface id="If" name="i"><operation id="Op" name="o"/></interface>'), a(before=INTERFACE)),
    Rule("an operation's message is a message", "8.5.3", a(before=INTERFACE.replace(">M<", ">G<")), a(before=INTERFACE)),
    Rule("a correlation property says how to find it", "8.4.2", a(before='<correlationProperty id="CP"/>'), a(before='<correlationProperty id="CP"><correlationPropertyRetrievalExpression messageRef="M"><messagePath>x</messagePath></correlationPropertyRetrievalExpression></correlationProperty>')),
    Rule("a retrieval expression names its message", "8.4.2", a(before='<correlationProperty id="CP"><correlationPropertyRetrievalExpression><messagePath>x</messagePath></correlationPropertyRetrievalExpression></correlationProperty>'), GOOD),
    Rule("a retrieval expression has a path", "8.4.2", a(before='<correlationProperty id="CP"><correlationPropertyRetrievalExpression messageRef="M"/></correlationProperty>'), GOOD),
    Rule("a subscription names its key", "8.4.2", swap(GOOD, "</process>", "<correlationSubscription/></process>"), GOOD),
    Rule("a role has a resource or an expression, not both", "8.4.12, 10.3.1", a('<performer id="pf"><resourceRef>rs</resourceRef><resourceAssignmentExpression><formalExpression>x</formalExpression></resourceAssignmentExpression></performer>', tag="userTask", before='<resource id="rs" name="r"/>'), a('<performer id="pf"><resourceRef>rs</resourceRef></performer>', tag="userTask", before='<resource id="rs" name="r"/>')),
    Rule("a role's resource exists", "10.3.1", a('<performer id="pf"><resourceRef>rs</resourceRef></performer>', tag="userTask"), a('<performer id="pf"><resourceRef>rs</resourceRef></performer>', tag="userTask", before='<resource id="rs" name="r"/>')),
    Rule("parameters are bound to a resource only", "8.4.12", a('<performer id="pf"><resourceParameterBinding parameterRef="rp"><formalExpression>x</formalExpression></resourceParameterBinding></performer>', tag="userTask", before='<resource id="rs" name="r"><resourceParameter id="rp" name="x"/></resource>'), a('<performer id="pf"><resourceRef>rs</resourceRef><resourceParameterBinding parameterRef="rp"><formalExpression>x</formalExpression></resourceParameterBinding></performer>', tag="userTask", before='<resource id="rs" name="r"><resourceParameter id="rp" name="x"/></resource>')),
    Rule("a parameter is one of the role's resource", "8.4.12", a('<performer id="pf"><resourceRef>rs</resourceRef><resourceParameterBinding parameterRef="rp"><formalExpression>x</formalExpression></resourceParameterBinding></performer>', tag="userTask", before='<resource id="rs" name="r"/><resource id="rt" name="t"><resourceParameter id="rp" name="x"/></resource>'), a('<performer id="pf"><resourceRef>rt</resourceRef><resourceParameterBinding parameterRef="rp"><formalExpression>x</formalExpression></resourceParameterBinding></performer>', tag="userTask", before='<resource id="rt" name="t"><resourceParameter id="rp" name="x"/></resource>')),
    Rule("a resource has a name", "8.4.12", a(before='<resource id="rs"/>'), a(before='<resource id="rs" name="r"/>')),
]

FLOWS = [
    Rule("a sequence flow has a source", "8.4.13", swap(GOOD, ' sourceRef="S"', ""), GOOD),
    Rule("a sequence flow has a target", "8.4.13", swap(GOOD, ' targetRef="E"', ""), GOOD),
    Rule("a sequence flow's source exists", "8.4.13", swap(GOOD, 'sourceRef="A"', 'sourceRef="Z"'), GOOD),
    Rule("a sequence flow connects flow nodes", "8.4.13", swap(GOOD, 'targetRef="E"', 'targetRef="P"'), GOOD),
    Rule("a sequence flow does not lead to a data object", "8.4.13", model("S>A>E; A>d1", OBJECTS), GOOD),
    Rule("a sequence flow does not leave its pool", "8.4.13, 7.6.1", file(process("P", "S>A>E").replace("</process>", '<sequenceFlow id="f" sourceRef="A" targetRef="B"/></process>') + process("Q", "S1>B>E1")), file(process("P", "S>A>E") + process("Q", "S1>B>E1"))),
    Rule("a sequence flow does not leave its sub-process", "7.6.1", model("S>X>E; X>C>E", sub("X", "S1>B>E1").replace("</subProcess>", '<sequenceFlow id="f" sourceRef="B" targetRef="C"/></subProcess>'), task("C")), model("S>X>E; X>C>E", PLAIN_SUB, task("C"))),
    Rule("a sequence flow does not enter a sub-process", "7.6.1", model("S>X>E; S>B", PLAIN_SUB), model("S>X>E", PLAIN_SUB)),
    Rule("a sequence flow stands where its nodes stand", "7.6.1", swap(model("S>X>E", sub("X", "")), "</process>", "</process>").replace(b"</subProcess>", b"").replace(b'<subProcess id="X" >', b'<subProcess id="X"><startEvent id="S1"/><endEvent id="E1"/></subProcess><sequenceFlow id="ff" sourceRef="S1" targetRef="E1"/>'), model("S>X>E", sub("X", "S1>E1"))),
    Rule("a conditional flow from an activity has another beside it", "8.4.13", model("S>A-[x]>E"), model("S>A-[x]>E; A-/>B>E")),
    Rule("no condition on a flow from a start event", "8.4.13", model("S-[x]>A>E"), GOOD),
    Rule("no condition on a flow from an intermediate event", "8.4.13", model("S>N-[x]>A>E", throw("N")), model("S>N>A>E", throw("N"))),
    Rule("no condition on a flow from a boundary event", "8.4.13", model("S>A>E; B-[x]>E", task("A"), boundary("B", "A", timer("PT1S"))), model("S>A>E; B>E", task("A"), boundary("B", "A", timer("PT1S")))),
    Rule("no condition on a flow from a parallel gateway", "10.6.4", model("S>p1-[x]>A>E; p1>B>E"), model("S>p1>A>E; p1>B>E")),
    Rule("no condition on a flow from an event gateway", "10.6.6", event_gateway(flows="S>g-[x]>C1>E; g>C2>E"), event_gateway()),
    Rule("the default flow leaves its element", "8.4.13", a(attributes='default="S_A"'), a(attributes='default="A_E"', flows="S>A>E; A-[x]>B>E")),
    Rule("the default flow exists", "8.4.13", a(attributes='default="Z"'), GOOD),
    Rule("the default is a sequence flow", "8.4.13", a(attributes='default="S"'), GOOD),
    Rule("the default flow has no condition", "8.4.13", a(attributes='default="A_E"', flows="S>A-[x]>E; A>B>E"), a(attributes='default="A_E"', flows="S>A>E; A-[x]>B>E")),
    Rule("an immediate flow in an executable process", "8.4.13", swap(GOOD, 'id="S_A"', 'id="S_A" isImmediate="false"'), swap(GOOD, 'id="S_A"', 'id="S_A" isImmediate="true"')),
    Rule("listed flows belong to the node", "8.4.7", a("<incoming>A_E</incoming><outgoing>A_E</outgoing>"), GOOD),
    Rule("a listed flow exists", "8.4.7", a("<incoming>Z</incoming>"), GOOD),
    Rule("a formal expression has a language that is known", "8.4.6", swap(model("S>x1-[x]>A>E; x1-/>E"), "<conditionExpression ", '<conditionExpression language="http://www.java.com/java" '), model("S>x1-[x]>A>E; x1-/>E")),
    Rule("an expression is not empty", "8.4.6", model("S>x1-[ ]>A>E; x1-/>E"), model("S>x1-[x]>A>E; x1-/>E")),
    Rule("a condition is true or false", "8.4.6", model('S>x1-["yes"]>A>E; x1-/>E'), model('S>x1-[answer = "yes"]>A>E; x1-/>E')),
    Rule("an expression can be read", "8.4.6", model("S>x1-[x > ]>A>E; x1-/>E"), model("S>x1-[x > 1]>A>E; x1-/>E")),
]

PROCESSES = [
    Rule("an executable process is not public", "10.2", model(LINE, attributes='isExecutable="true" processType="Public"'), model(LINE, attributes='isExecutable="true" processType="Private"')),
    Rule("a process type is None, Public or Private", "10.2", model(LINE, attributes='processType="Secret"'), model(LINE, attributes='processType="Public"')),
    Rule("isExecutable is true or false", "10.2", model(LINE, attributes='isExecutable="maybe"'), model(LINE, attributes='isExecutable="1"')),
    Rule("the definitional collaboration is one", "10.2", model(LINE, attributes='definitionalCollaborationRef="A"'), file(process("P", LINE, attributes='definitionalCollaborationRef="C"'), '<collaboration id="C"><participant id="pp" processRef="P"/></collaboration>')),
    Rule("a supported process is a process", "10.2", swap(GOOD, "</process>", "<supports>A</supports></process>"), swap(GOOD, "</process>", "<supports>P</supports></process>")),
    Rule("a start event needs an end event", "10.5.2", model("S>A"), GOOD),
    Rule("an end event needs a start event", "10.5.3", model("A>E"), GOOD),
    Rule("with a start event every node has an incoming flow", "10.5.2", model("S>A>E; B>E"), GOOD),
    Rule("with an end event every node has an outgoing flow", "10.5.3", model("S>A>E; A>B"), GOOD),
    Rule("also inside a sub-process: start needs end", "10.5.2", model("S>X>E", sub("X", "S1>B")), model("S>X>E", PLAIN_SUB)),
    Rule("also inside a sub-process: end needs start", "10.5.3", model("S>X>E", sub("X", "B>E1")), model("S>X>E", PLAIN_SUB)),
    Rule("also inside a sub-process: incoming flows", "10.5.2", model("S>X>E", sub("X", "S1>B>E1; C>E1")), model("S>X>E", PLAIN_SUB)),
    Rule("a loop without a way out has no end event", "10.5.2", model("S>x1>A>x1"), model("S>x1>A>x2-[y]>x1; x2-/>E")),
    Rule("a node that cannot be reached", "10.5.2", model("S>A>E; x1>B>x1; x1>C>E").replace(b'id="x1_B"', b'id="x1_B"'), GOOD),
    Rule("lanes hold nodes of their own process", "10.8", file(process("P", LINE, '<laneSet id="ls"><lane id="l"><flowNodeRef>B</flowNodeRef></lane></laneSet>') + process("Q", "S1>B>E1")), model(LINE, '<laneSet id="ls"><lane id="l"><flowNodeRef>A</flowNodeRef></lane></laneSet>')),
    Rule("a lane holds flow nodes only", "10.8", model(LINE, '<laneSet id="ls"><lane id="l"><flowNodeRef>d1</flowNodeRef></lane></laneSet>', OBJECTS), model(LINE, '<laneSet id="ls"><lane id="l"><flowNodeRef>A</flowNodeRef></lane></laneSet>', OBJECTS)),
    Rule("a lane's nodes exist", "10.8", model(LINE, '<laneSet id="ls"><lane id="l"><flowNodeRef>Z</flowNodeRef></lane></laneSet>'), GOOD),
    Rule("choreography activities do not stand in processes", "11", model(LINE, '<choreographyTask id="ct" initiatingParticipantRef="pp"><participantRef>pp</participantRef><participantRef>qq</participantRef><messageFlowRef>mf</messageFlowRef></choreographyTask>', before='<collaboration id="C"><participant id="pp"/><participant id="qq"/><messageFlow id="mf" sourceRef="pp" targetRef="qq"/></collaboration>'), GOOD),
]

ACTIVITIES = [
    Rule("start quantity is at least one", "10.3.2", a(attributes='startQuantity="0"'), a(attributes='startQuantity="1"')),
    Rule("completion quantity is at least one", "10.3.2", a(attributes='completionQuantity="-1"'), a(attributes='completionQuantity="2"')),
    Rule("start quantity is a number", "10.3.2", a(attributes='startQuantity="two"'), GOOD),
    Rule("a compensation activity has no incoming flow", "10.3.2, 10.7", model("S>A>E; A>U", task("A"), undo("U", "A")), model("S>A>E", task("A"), undo("U", "A"))),
    Rule("a compensation activity has no outgoing flow", "10.3.2, 10.7", model("S>A>E; U>E", task("A"), undo("U", "A")), model("S>A>E", task("A"), undo("U", "A"))),
    Rule("a service task's operation is an operation", "10.3.3", a(attributes='operationRef="M"', tag="serviceTask"), a(attributes='operationRef="Op"', tag="serviceTask", before=INTERFACE)),
    Rule("a send task's message is a message", "10.3.3", a(attributes='messageRef="G"', tag="sendTask"), a(attributes='messageRef="M"', tag="sendTask")),
    Rule("a send task's message exists", "10.3.3", a(attributes='messageRef="MX"', tag="sendTask"), a(attributes='messageRef="M"', tag="sendTask")),
    Rule("a send task's operation carries its message", "10.3.3", a(attributes='messageRef="M2" operationRef="Op"', tag="sendTask", before=INTERFACE), a(attributes='messageRef="M" operationRef="Op"', tag="sendTask", before=INTERFACE)),
    Rule("a receive task's message is a message", "10.3.3", a(attributes='messageRef="A"', tag="receiveTask"), a(attributes='messageRef="M"', tag="receiveTask")),
    Rule("an instantiating receive task has no incoming flow", "10.3.3", a(attributes='messageRef="M" instantiate="true"', tag="receiveTask", flows="S>B>A>E"), model("A>B", task("A", attributes='messageRef="M" instantiate="true"', tag="receiveTask"))),
    Rule("only a receive task instantiates", "10.3.3", a(attributes='instantiate="true"', tag="userTask"), GOOD),
    Rule("a script says its format", "10.3.3", a("<script>1</script>", tag="scriptTask"), a("<script>1</script>", 'scriptFormat="feel"', tag="scriptTask")),
    Rule("a script can be executed", "10.3.3", a("<script>x = 1;</script>", 'scriptFormat="javascript"', tag="scriptTask"), a("<script>{x: 1}</script>", 'scriptFormat="feel"', tag="scriptTask")),
    Rule("a script can be read", "10.3.3", a("<script>{x: }</script>", 'scriptFormat="feel"', tag="scriptTask"), a("<script>{x: 1}</script>", 'scriptFormat="feel"', tag="scriptTask")),
    Rule("a call says what it calls", "10.3.6", a(tag="callActivity"), file(process("P", LINE, task("A", tag="callActivity", attributes='calledElement="Q"')) + process("Q", "S1>E1"))),
    Rule("what is called exists", "10.3.6", a(tag="callActivity", attributes='calledElement="Q"'), file(process("P", LINE, task("A", tag="callActivity", attributes='calledElement="Q"')) + process("Q", "S1>E1"))),
    Rule("a task cannot be called", "10.3.6", a(tag="callActivity", attributes='calledElement="B"', flows="S>A>B>E"), GOOD),
    Rule("an embedded sub-process cannot be called", "10.3.6", model("S>A>X>E", task("A", tag="callActivity", attributes='calledElement="X"'), PLAIN_SUB), model("S>A>X>E", PLAIN_SUB)),
    Rule("a called process can be started without an event", "10.3.6", file(process("P", LINE, task("A", tag="callActivity", attributes='calledElement="Q"')) + process("Q", "S1>E1", start("S1", message()))), file(process("P", LINE, task("A", tag="callActivity", attributes='calledElement="Q"')) + process("Q", "S1>E1; S2>E1", start("S2", message())))),
    Rule("a call has the inputs of what it calls", "10.3.6", file(process("P", LINE, task("A", tag="callActivity", attributes='calledElement="Q"')) + '<process id="Q" isExecutable="true"><ioSpecification>' + INSIDE + "</ioSpecification>" + process("Q", "S1>E1").split(">", 1)[1]), file(process("P", LINE, OBJECTS, task("A", "<ioSpecification>" + INSIDE.replace('"i"', '"j"').replace('"o"', '"q"').replace(">i<", ">j<").replace(">o<", ">q<") + "</ioSpecification>" + INTO.replace(">i<", ">j<") + OUT.replace(">o<", ">q<"), tag="callActivity", attributes='calledElement="Q"')) + '<process id="Q" isExecutable="true"><ioSpecification>' + INSIDE + "</ioSpecification>" + process("Q", "S1>E1").split(">", 1)[1])),
    Rule("a call has as many inputs as what it calls", "10.3.6", file(process("P", LINE, task("A", "<ioSpecification><dataInput id='j1' name='taken'/><dataInput id='j2' name='other'/><inputSet><dataInputRefs>j1</dataInputRefs><dataInputRefs>j2</dataInputRefs></inputSet><outputSet/></ioSpecification>", tag="callActivity", attributes='calledElement="Q"')) + '<process id="Q" isExecutable="true"><ioSpecification><dataInput id="i" name="taken"/><inputSet><dataInputRefs>i</dataInputRefs></inputSet><outputSet/></ioSpecification>' + process("Q", "S1>E1").split(">", 1)[1]), file(process("P", LINE, task("A", "<ioSpecification><dataInput id='j1' name='taken'/><inputSet><dataInputRefs>j1</dataInputRefs></inputSet><outputSet/></ioSpecification>", tag="callActivity", attributes='calledElement="Q"')) + '<process id="Q" isExecutable="true"><ioSpecification><dataInput id="i" name="taken"/><inputSet><dataInputRefs>i</dataInputRefs></inputSet><outputSet/></ioSpecification>' + process("Q", "S1>E1").split(">", 1)[1])),
    Rule("a sub-process has no data inputs of its own", "10.3.5", model("S>X>E", OBJECTS, sub("X", "S1>B>E1", before=f"<ioSpecification>{INSIDE}</ioSpecification>")), model("S>X>E", OBJECTS, PLAIN_SUB)),
    Rule("only a none start event begins a sub-process", "10.3.5, 10.5.2", model("S>X>E", sub("X", "S1>B>E1", start("S1", message()))), model("S>X>E", PLAIN_SUB)),
    Rule("a timer does not begin a sub-process", "10.5.2", model("S>X>E", sub("X", "S1>B>E1", start("S1", timer("PT1S")))), model("S>X>E", PLAIN_SUB)),
    Rule("an event sub-process has no incoming flow", "10.3.5", model("S>A>E; A>V", event_sub("V", "S3>E3", start("S3", timer("PT1S")))), model("S>A>E", event_sub("V", "S3>E3", start("S3", timer("PT1S"))))),
    Rule("an event sub-process has no outgoing flow", "10.3.5", model("S>A>E; V>E", event_sub("V", "S3>E3", start("S3", timer("PT1S")))), model("S>A>E", event_sub("V", "S3>E3", start("S3", timer("PT1S"))))),
    Rule("an event sub-process has one start event", "10.3.5", model(LINE, event_sub("V", "S3>E3; S4>E3", start("S3", timer("PT1S")), start("S4", message()))), model(LINE, event_sub("V", "S3>E3", start("S3", timer("PT1S"))))),
    Rule("an event sub-process begins", "10.3.5", model(LINE, event_sub("V", "B")), model(LINE, event_sub("V", "S3>E3", start("S3", timer("PT1S"))))),
    Rule("an event sub-process begins by an event", "10.5.2", model(LINE, event_sub("V", "S3>E3")), model(LINE, event_sub("V", "S3>E3", start("S3", signal())))),
    Rule("no link begins an event sub-process", "10.5.2", model(LINE, event_sub("V", "S3>E3", start("S3", link("x")))), model(LINE, event_sub("V", "S3>E3", start("S3", condition("x"))))),
    Rule("no cancel begins an event sub-process", "10.5.2", model(LINE, event_sub("V", "S3>E3", start("S3", CANCEL))), model(LINE, event_sub("V", "S3>E3", start("S3", escalation())))),
    Rule("an event sub-process carries no boundary events", "10.3.5", model("S>A>E; B>E", event_sub("V", "S3>E3", start("S3", timer("PT1S"))), boundary("B", "V", timer("PT1S"))), model(LINE, event_sub("V", "S3>E3", start("S3", timer("PT1S"))))),
    Rule("only a sub-process is triggered by an event", "10.3.5", model(LINE, sub("V", "S3>E3", start("S3", timer("PT1S")), attributes='triggeredByEvent="true"', tag="transaction")), model(LINE, event_sub("V", "S3>E3", start("S3", timer("PT1S"))))),
    Rule("an ad-hoc sub-process has an activity", "10.3.5", model("S>X>E", sub("X", "", tag="adHocSubProcess")), model("S>X>E", sub("X", "B", tag="adHocSubProcess"))),
    Rule("an ad-hoc sub-process has no start event", "10.3.5", model("S>X>E", sub("X", "S1>B", tag="adHocSubProcess")), model("S>X>E", sub("X", "B>C", tag="adHocSubProcess"))),
    Rule("an ad-hoc sub-process has no end event", "10.3.5", model("S>X>E", sub("X", "B>E1", tag="adHocSubProcess")), model("S>X>E", sub("X", "B>C", tag="adHocSubProcess"))),
    Rule("an ad-hoc sub-process is ordered in parallel or in sequence", "10.3.5", model("S>X>E", sub("X", "B", tag="adHocSubProcess", attributes='ordering="Random"')), model("S>X>E", sub("X", "B", tag="adHocSubProcess", attributes='ordering="Sequential"'))),
    Rule("a completion condition can be read", "10.3.5", model("S>X>E", sub("X", "B", tag="adHocSubProcess").replace("</ad", formal("completionCondition", "x >") + "</ad")), model("S>X>E", sub("X", "B", tag="adHocSubProcess").replace("</ad", formal("completionCondition", "x") + "</ad"))),
    Rule("a loop says when it ends", "10.3.8", a(loop()), a(loop("x"))),
    Rule("a loop's maximum is positive", "10.3.8", a(loop("x", 'loopMaximum="0"')), a(loop("x", 'loopMaximum="2"'))),
    Rule("a loop's maximum is a number", "10.3.8", a(loop("x", 'loopMaximum="many"')), a(loop("x", 'loopMaximum="2"'))),
    Rule("one kind of loop at an activity", "10.3.8", a(loop("x") + many("2")), a(many("2"))),
    Rule("instances are counted", "10.3.8", a(many()), a(many("2"))),
    Rule("instances are counted by a number or a collection, not both", "10.3.8", ports(INSIDE, INTO + OUT + many("2", inside="<loopDataInputRef>i</loopDataInputRef>")), ports(INSIDE, INTO + OUT + many("", inside="<loopDataInputRef>i</loopDataInputRef>"))),
    Rule("a collection exists", "10.3.8", a(many("", inside="<loopDataInputRef>Z</loopDataInputRef>")), GOOD),
    Rule("a collection is data", "10.3.8", a(many("", inside="<loopDataInputRef>S</loopDataInputRef>")), GOOD),
    Rule("an item needs its collection", "10.3.8", a(many("2", inside='<inputDataItem id="ii"/>')), ports(INSIDE, INTO + OUT + many("", inside='<loopDataInputRef>i</loopDataInputRef><inputDataItem id="ii"/>'))),
    Rule("behaviour None names its event", "10.3.8", a(many("2", 'behavior="None"')), a(many("2", 'behavior="None" noneBehaviorEventRef="SD"'), before='<signalEventDefinition id="SD" signalRef="G"/>')),
    Rule("behaviour One names its event", "10.3.8", a(many("2", 'behavior="One"')), a(many("2", 'behavior="One" oneBehaviorEventRef="SD"'), before='<signalEventDefinition id="SD" signalRef="G"/>')),
    Rule("behaviour Complex says what it does", "10.3.8", a(many("2", 'behavior="Complex"')), a(many("2", 'behavior="All"'))),
    Rule("the event of a behaviour is an event definition", "10.3.8", a(many("2", 'behavior="One" oneBehaviorEventRef="G"')), a(many("2", 'behavior="One" oneBehaviorEventRef="SD"'), before='<signalEventDefinition id="SD" signalRef="G"/>')),
    Rule("behaviour is one of four", "10.3.8", a(many("2", 'behavior="Some"')), a(many("2", 'behavior="All"'))),
    Rule("a complex behaviour has a condition", "10.3.8", a(many("2", 'behavior="Complex"', inside='<complexBehaviorDefinition><event id="ce"><signalEventDefinition signalRef="G"/></event></complexBehaviorDefinition>')), a(many("2", 'behavior="Complex"', inside='<complexBehaviorDefinition><condition>x</condition><event id="ce"><signalEventDefinition signalRef="G"/></event></complexBehaviorDefinition>'))),
    Rule("a cardinality is not negative", "10.3.8", a(many("-1")), a(many("0"))),
    Rule("a cardinality is a whole number", "10.3.8", a(many("1.5")), a(many("2"))),
    Rule("a cardinality is a number", "10.3.8", a(many("true")), a(many("n"))),
    Rule("a loop's condition is true or false", "10.3.8", a(loop("5")), a(loop("n < 5"))),
    Rule("instances end by what is true or false", "10.3.8", a(many("3", until='"done"')), a(many("3", until='state = "done"'))),
    Rule("a collection is one", "10.3.8", ports("<dataInput id='i' isCollection='false'/><inputSet><dataInputRefs>i</dataInputRefs></inputSet><outputSet/>", many("", inside="<loopDataInputRef>i</loopDataInputRef>")), ports("<dataInput id='i' isCollection='true'/><inputSet><dataInputRefs>i</dataInputRefs></inputSet><outputSet/>", many("", inside="<loopDataInputRef>i</loopDataInputRef>"))),
    Rule("a cardinality can be read", "10.3.8", a(many("2 +")), a(many("2 + 1"))),
    Rule("a cancel boundary belongs to a transaction", "10.5.4", model("S>X>E; B>E", PLAIN_SUB, boundary("B", "X", CANCEL)), model("S>X>E; B>E", sub("X", "S1>E1", end("E1", CANCEL), tag="transaction"), boundary("B", "X", CANCEL))),
    Rule("a cancel end event stands in a transaction", "10.5.3", model("S>X>E", sub("X", "S1>E1", end("E1", CANCEL))), model("S>X>E; B>E", sub("X", "S1>E1", end("E1", CANCEL), tag="transaction"), boundary("B", "X", CANCEL))),
    Rule("a service task has one input set", "10.3.3", ports("<dataInput id='i'/><inputSet><dataInputRefs>i</dataInputRefs></inputSet><inputSet><dataInputRefs>i</dataInputRefs></inputSet><outputSet/>", tag="serviceTask"), ports("<dataInput id='i'/><inputSet><dataInputRefs>i</dataInputRefs></inputSet><outputSet/>", tag="serviceTask")),
    Rule("a service task's operation has one message in", "10.3.3", model(LINE, task("A", "<ioSpecification><dataInput id='i'/><dataInput id='j'/><inputSet><dataInputRefs>i</dataInputRefs><dataInputRefs>j</dataInputRefs></inputSet><outputSet/></ioSpecification>", 'operationRef="Op"', "serviceTask"), before=INTERFACE), model(LINE, task("A", "<ioSpecification><dataInput id='i'/><inputSet><dataInputRefs>i</dataInputRefs></inputSet><outputSet/></ioSpecification>", 'operationRef="Op"', "serviceTask"), before=INTERFACE)),
    Rule("a send task has one data input", "10.3.3", ports("<dataInput id='i'/><dataInput id='j'/><inputSet><dataInputRefs>i</dataInputRefs><dataInputRefs>j</dataInputRefs></inputSet><outputSet/>", tag="sendTask"), ports("<dataInput id='i'/><inputSet><dataInputRefs>i</dataInputRefs></inputSet><outputSet/>", tag="sendTask")),
    Rule("a receive task has one data output", "10.3.3", ports("<dataOutput id='i'/><dataOutput id='j'/><inputSet/><outputSet><dataOutputRefs>i</dataOutputRefs><dataOutputRefs>j</dataOutputRefs></outputSet>", tag="receiveTask"), ports("<dataOutput id='i'/><inputSet/><outputSet><dataOutputRefs>i</dataOutputRefs></outputSet>", tag="receiveTask")),
    Rule("a send task's data is of its message's kind", "10.3.3", model(LINE, task("A", "<ioSpecification><dataInput id='i' itemSubjectRef='it1'/><inputSet><dataInputRefs>i</dataInputRefs></inputSet><outputSet/></ioSpecification>", 'messageRef="MI"', "sendTask"), before=ITEMS + '<message id="MI" itemRef="it2"/>'), model(LINE, task("A", "<ioSpecification><dataInput id='i' itemSubjectRef='it1'/><inputSet><dataInputRefs>i</dataInputRefs></inputSet><outputSet/></ioSpecification>", 'messageRef="MI"', "sendTask"), before=ITEMS + '<message id="MI" itemRef="it1"/>')),
]

EVENTS = [
    *(
        Rule(f"a process is not started by {name}", "table 10.93", model(LINE, start("S", definition)), model(LINE, start("S", good)))
        for name, definition, good in (
            ("an error", error("R1"), message()),
            ("an escalation", escalation("L1"), timer("PT1S")),
            ("compensation", compensate(), condition("x")),
            ("a link", link("x"), signal()),
            ("cancel", CANCEL, ""),
            ("terminate", TERMINATE, message() + signal()),
        )
    ),
    *(
        Rule(f"an intermediate event does not catch {name}", "table 10.93", model("S>C>E", catch("C", definition)), model("S>C>E", catch("C", good)))
        for name, definition, good in (
            ("an error", error("R1"), message()),
            ("an escalation", escalation("L1"), timer("PT1S")),
            ("compensation", compensate(), condition("x")),
            ("cancel", CANCEL, signal()),
            ("terminate", TERMINATE, message() + signal()),
            ("nothing", "", timer("R3/PT1S")),
        )
    ),
    *(
        Rule(f"an intermediate event does not throw {name}", "table 10.93", model("S>C>E", throw("C", definition)), model("S>C>E", throw("C", good)))
        for name, definition, good in (
            ("an error", error("R1"), message()),
            ("a timer", timer("PT1S"), escalation("L1")),
            ("a condition", condition("x"), signal()),
            ("cancel", CANCEL, ""),
            ("terminate", TERMINATE, message() + signal()),
        )
    ),
    *(
        Rule(f"no {name} at a boundary", "table 10.93", model("S>A>E; B>E", task("A"), boundary("B", "A", definition)), model("S>A>E; B>E", task("A"), boundary("B", "A", good)))
        for name, definition, good in (
            ("link", link("x"), message()),
            ("terminate", TERMINATE, timer("PT1S")),
            ("trigger", "", error()),
            ("cancel without a transaction", CANCEL, escalation()),
        )
    ),
    *(
        Rule(f"an end event does not end by {name}", "table 10.93", model(LINE, end("E", definition)), model(LINE, end("E", good)))
        for name, definition, good in (
            ("a timer", timer("PT1S"), error("R1")),
            ("a condition", condition("x"), escalation("L1")),
            ("a link", link("x"), TERMINATE),
            ("cancel outside a transaction", CANCEL, signal() + message()),
        )
    ),
    *(
        Rule(f"{name} always interrupts", "10.5.4", model("S>A>E; B>E", task("A"), beside("B", "A", definition)), model("S>A>E; B>E", task("A"), boundary("B", "A", definition)))
        for name, definition in (("an error", error()),)
    ),
    Rule("cancel always interrupts", "10.5.4", model("S>X>E; B>E", sub("X", "S1>E1", end("E1", CANCEL), tag="transaction"), beside("B", "X", CANCEL)), model("S>X>E; B>E", sub("X", "S1>E1", end("E1", CANCEL), tag="transaction"), boundary("B", "X", CANCEL))),
    Rule("an error event sub-process always interrupts", "10.5.2", model(LINE, event_sub("V", "S3>E3", start("S3", error(), 'isInterrupting="false"'))), model(LINE, event_sub("V", "S3>E3", start("S3", error())))),
    Rule("a start event has no incoming flow", "10.5.2", model("S>x1>A>E; A>S").replace(b'id="A_E"', b'id="A_E"'), model("S>x1>A>E; A>x1")),
    Rule("a start event has an outgoing flow", "10.5.2", model("S>A>E; S2", start("S2", message())), model("S>A>E; S2>A", start("S2", message()))),
    Rule("an end event has no outgoing flow", "10.5.3", model("S>A>E>B>E2"), model("S>A>E; A>B>E2")),
    Rule("an end event has an incoming flow", "10.5.3", model("S>A>E; E2"), GOOD),
    Rule("an intermediate catch event has an incoming flow", "10.5.4", model("S>A>E; C>E", catch("C", message())), model("S>C>E", catch("C", message()))),
    Rule("an intermediate catch event has an outgoing flow", "10.5.4", model("S>A>E; A>C", catch("C", message())), model("S>C>E", catch("C", message()))),
    Rule("an intermediate throw event has an outgoing flow", "10.5.4", model("S>A>E; A>C", throw("C", message())), model("S>C>E", throw("C", message()))),
    Rule("a boundary event has no incoming flow", "10.5.4", model("S>A>E; S>B>E", task("A"), boundary("B", "A", timer("PT1S"))), model("S>A>E; B>E", task("A"), boundary("B", "A", timer("PT1S")))),
    Rule("a boundary event has an outgoing flow", "10.5.4", model("S>A>E", task("A"), boundary("B", "A", timer("PT1S"))), model("S>A>E; B>E", task("A"), boundary("B", "A", timer("PT1S")))),
    Rule("a boundary event is attached", "10.5.4", swap(model("S>A>E; B>E", task("A"), boundary("B", "A", timer("PT1S"))), ' attachedToRef="A"', ""), model("S>A>E; B>E", task("A"), boundary("B", "A", timer("PT1S")))),
    Rule("a boundary event is attached to an activity", "10.5.4", model("S>x1>A>E; B>E", boundary("B", "x1", timer("PT1S"))), model("S>A>E; B>E", task("A"), boundary("B", "A", timer("PT1S")))),
    Rule("a boundary event is not attached to an event", "10.5.4", model("S>C>E; B>E", catch("C", message()), boundary("B", "C", timer("PT1S"))), model("S>A>E; B>E", task("A"), boundary("B", "A", timer("PT1S")))),
    Rule("a boundary event stands beside its activity", "10.5.4", model("S>X>A>E", sub("X", "S1>C>E1; B>E1", boundary("B", "A", timer("PT1S"))), task("A")), model("S>X>A>E", PLAIN_SUB, task("A"))),
    Rule("a compensation boundary has no outgoing flow", "10.5.4", model("S>A>E; U_b>E", task("A"), undo("U", "A")), model("S>A>E", task("A"), undo("U", "A"))),
    Rule("a compensation boundary has a compensation activity", "10.7", model("S>A>E", task("A"), boundary("B", "A", compensate())), model("S>A>E", task("A"), undo("U", "A"))),
    Rule("what a compensation boundary leads to is for compensation", "10.7", swap(model("S>A>E", task("A"), undo("U", "A")), ' isForCompensation="true"', ""), model("S>A>E", task("A"), undo("U", "A"))),
    Rule("a compensation boundary has one compensation activity", "10.7", swap(model("S>A>E", task("A"), undo("U", "A")), "</process>", '<association id="a2" sourceRef="U_b" targetRef="W"/></process>').replace(b"<sequenceFlow", b'<task id="W" isForCompensation="true"/><sequenceFlow', 1), model("S>A>E", task("A"), undo("U", "A"))),
    Rule("compensation names an activity", "10.5.5", model("S>A>T>E", task("A"), undo("U", "A"), throw("T", compensate("S"))), model("S>A>T>E", task("A"), undo("U", "A"), throw("T", compensate("A")))),
    Rule("compensation names an activity that exists", "10.5.5", model("S>A>T>E", task("A"), undo("U", "A"), throw("T", compensate("Z"))), model("S>A>T>E", task("A"), undo("U", "A"), throw("T", compensate("A")))),
    Rule("compensation reaches an activity of its own scope only: not inside", "10.7", model("S>X>T>E", sub("X", "S1>B>E1", task("B"), undo("U", "B")), throw("T", compensate("B"))), model("S>X>T>E", sub("X", "S1>B>E1", task("B"), undo("U", "B")), throw("T", compensate("X")))),
    Rule("compensation reaches an activity of its own scope only: not outside", "10.7", model("S>A>X>E", task("A"), undo("U", "A"), sub("X", "S1>T>E1", throw("T", compensate("A")))), model("S>A>T>E", task("A"), undo("U", "A"), throw("T", compensate("A")))),
    Rule("a message event names its message in an executable process", "10.5.5", model("S>C>E", catch("C", "<messageEventDefinition/>")), model("S>C>E", catch("C", message()))),
    Rule("a message event's message is a message", "10.5.5", model("S>C>E", catch("C", message("G"))), model("S>C>E", catch("C", message()))),
    Rule("a signal event's signal is a signal", "10.5.5", model("S>C>E", catch("C", signal("M"))), model("S>C>E", catch("C", signal()))),
    Rule("a signal event names its signal", "10.5.5", model("S>C>E", catch("C", "<signalEventDefinition/>")), model("S>C>E", catch("C", signal()))),
    Rule("a signal exists", "10.5.5", model("S>C>E", throw("C", signal("GX"))), model("S>C>E", throw("C", signal()))),
    Rule("an error that ends has an error", "10.5.5", model(LINE, end("E", error())), model(LINE, end("E", error("R1")))),
    Rule("an error that ends has a code", "10.5.5", model(LINE, end("E", error("RX")), before='<error id="RX" name="x"/>'), model(LINE, end("E", error("R1")))),
    Rule("an error event's error is an error", "10.5.5", model(LINE, end("E", error("L1"))), model(LINE, end("E", error("R1")))),
    Rule("an escalation that is thrown has an escalation", "10.5.5", model("S>C>E", throw("C", escalation())), model("S>C>E", throw("C", escalation("L1")))),
    Rule("an escalation that is thrown has a code", "10.5.5", model("S>C>E", throw("C", escalation("LX")), before='<escalation id="LX"/>'), model("S>C>E", throw("C", escalation("L1")))),
    Rule("a timer has a time", "10.5.5", model("S>C>E", catch("C", "<timerEventDefinition/>")), model("S>C>E", catch("C", timer("PT1S")))),
    Rule("a timer has one time", "10.5.5", model("S>C>E", catch("C", "<timerEventDefinition><timeDate>2026-01-01T00:00:00Z</timeDate><timeDuration>PT1S</timeDuration></timerEventDefinition>")), model("S>C>E", catch("C", timer("PT1S")))),
    Rule("a duration is a duration", "10.5.5", model("S>C>E", catch("C", "<timerEventDefinition><timeDuration>2026-01-01T00:00:00Z</timeDuration></timerEventDefinition>")), model("S>C>E", catch("C", timer("P1DT2H")))),
    Rule("a date is a date", "10.5.5", model("S>C>E", catch("C", "<timerEventDefinition><timeDate>PT5S</timeDate></timerEventDefinition>")), model("S>C>E", catch("C", timer("2026-01-01T00:00:00Z")))),
    Rule("a cycle repeats", "10.5.5", model("S>C>E", catch("C", "<timerEventDefinition><timeCycle>PT5S</timeCycle></timerEventDefinition>")), model("S>C>E", catch("C", timer("R3/PT1S")))),
    Rule("a cycle repeats a number of times", "10.5.5", model("S>C>E", catch("C", "<timerEventDefinition><timeCycle>R-2/PT5S</timeCycle></timerEventDefinition>")), model("S>C>E", catch("C", timer("R2/PT1S")))),
    Rule("a timer's words are no time", "10.5.5", model("S>C>E", catch("C", "<timerEventDefinition><timeDate>tomorrow at noon</timeDate></timerEventDefinition>")), model("S>C>E", '<dataObject id="d" name="tomorrow at noon"/>', catch("C", "<timerEventDefinition><timeDate>tomorrow at noon</timeDate></timerEventDefinition>"))),
    Rule("a timer's text is not empty", "10.5.5", model("S>C>E", catch("C", "<timerEventDefinition><timeDuration/></timerEventDefinition>")), model("S>C>E", catch("C", timer("PT1S")))),
    Rule("a condition is given", "10.5.5", model("S>C>E", catch("C", "<conditionalEventDefinition/>")), model("S>C>E", catch("C", condition("x")))),
    Rule("a condition can be read", "10.5.5", model("S>C>E", catch("C", condition("x >"))), model("S>C>E", catch("C", condition("x")))),
    Rule("a link has a name", "10.5.5", model("S>L; C>E", throw("L", "<linkEventDefinition/>"), catch("C", link("x"))), model("S>L; C>E", throw("L", link("x")), catch("C", link("x")))),
    Rule("a link that is thrown is caught", "10.5.5", model("S>A>L; S>E", throw("L", link("x"))), model("S>L; C>E", throw("L", link("x")), catch("C", link("x")))),
    Rule("a link that is caught is thrown", "10.5.5", model("S>A>E; C>E", catch("C", link("x"))), model("S>L; C>E", throw("L", link("x")), catch("C", link("x")))),
    Rule("a link has one target", "10.5.5", model("S>L; C>E; D>E", throw("L", link("x")), catch("C", link("x")), catch("D", link("x"))), model("S>L; C>E", throw("L", link("x")), catch("C", link("x")))),
    Rule("a link's target is the other end of its name", "table 10.97", model("S>L; C>E; S>K; D>E", throw("L", '<linkEventDefinition name="x"><target>LD</target></linkEventDefinition>'), catch("C", '<linkEventDefinition id="LC" name="x"/>'), throw("K", link("y")), catch("D", '<linkEventDefinition id="LD" name="y"/>')), model("S>L; C>E", throw("L", '<linkEventDefinition id="LT" name="x"><target>LC</target></linkEventDefinition>'), catch("C", '<linkEventDefinition id="LC" name="x"><source>LT</source></linkEventDefinition>'))),
    Rule("a link that is thrown has no source", "table 10.97", model("S>L; C>E", throw("L", '<linkEventDefinition id="LT" name="x"><source>LC</source></linkEventDefinition>'), catch("C", '<linkEventDefinition id="LC" name="x"/>')), model("S>L; C>E", throw("L", link("x")), catch("C", link("x")))),
    Rule("a link does not leave its level", "10.5.5", model("S>X>E; C>E", sub("X", "S1>L", throw("L", link("x"))), catch("C", link("x"))), model("S>X>E", sub("X", "S1>L; C>E1", throw("L", link("x")), catch("C", link("x"))))),
    Rule("no flow leaves a link that is thrown", "10.5.5", model("S>L>E; C>E", throw("L", link("x")), catch("C", link("x"))), model("S>L; C>E", throw("L", link("x")), catch("C", link("x")))),
    Rule("no flow enters a link that is caught", "10.5.5", model("S>x1>C>E; x1>L", throw("L", link("x")), catch("C", link("x"))), model("S>L; C>E", throw("L", link("x")), catch("C", link("x")))),
    Rule("parallel multiple has several triggers", "10.5.1", model("S>C>E", catch("C", message(), 'parallelMultiple="true"')), model("S>C>E", catch("C", message() + signal(), 'parallelMultiple="true"'))),
    Rule("a referred event definition exists", "10.5.1", model("S>C>E", '<intermediateCatchEvent id="C"><eventDefinitionRef>Z</eventDefinitionRef></intermediateCatchEvent>'), model("S>C>E", '<intermediateCatchEvent id="C"><eventDefinitionRef>TD</eventDefinitionRef></intermediateCatchEvent>', before='<timerEventDefinition id="TD"><timeDuration>PT6S</timeDuration></timerEventDefinition>')),
    Rule("a referred event definition is one", "10.5.1", model("S>C>E", '<intermediateCatchEvent id="C"><eventDefinitionRef>M</eventDefinitionRef></intermediateCatchEvent>'), model("S>C>E", '<intermediateCatchEvent id="C"><eventDefinitionRef>TD</eventDefinitionRef></intermediateCatchEvent>', before='<timerEventDefinition id="TD"><timeDuration>PT6S</timeDuration></timerEventDefinition>')),
    Rule("a catching event has no data input", "10.5.1", model("S>C>E", catch("C", '<dataInput id="i"/>' + message())), model("S>C>E", catch("C", '<dataOutput id="i"/>' + message()))),
    Rule("a throwing event has no data output", "10.5.1", model("S>C>E", throw("C", '<dataOutput id="i"/>' + message())), model("S>C>E", throw("C", '<dataInput id="i"/>' + message()))),
    Rule("an event's data is of its message's kind", "10.5.1", model("S>C>E", catch("C", '<dataOutput id="i" itemSubjectRef="it2"/>' + message("MI")), before=ITEMS + '<message id="MI" itemRef="it1"/>'), model("S>C>E", catch("C", '<dataOutput id="i" itemSubjectRef="it1"/>' + message("MI")), before=ITEMS + '<message id="MI" itemRef="it1"/>')),
]

GATEWAYS = [
    Rule("a gateway splits or merges", "10.6.1", model("S>x1>A>E"), model("S>x1-[y]>A>E; x1-/>B>E")),
    Rule("a converging gateway has several flows in", "10.6.1", model("S>g>A>E; g>B>E", gateway("parallelGateway", 'gatewayDirection="Converging"')), model("S>g>A>E; g>B>E", gateway("parallelGateway", 'gatewayDirection="Diverging"'))),
    Rule("a converging gateway has one flow out", "10.6.1", model("S>p1>A>g>C>E; p1>B>g>D>E", gateway("parallelGateway", 'gatewayDirection="Converging"')), model("S>p1>A>g>C>E; p1>B>g", gateway("parallelGateway", 'gatewayDirection="Converging"'))),
    Rule("a diverging gateway has several flows out", "10.6.1", model("S>p1>A>g>C>E; p1>B>g", gateway("parallelGateway", 'gatewayDirection="Diverging"')), model("S>g>A>E; g>B>E", gateway("parallelGateway", 'gatewayDirection="Diverging"'))),
    Rule("a mixed gateway has several both ways", "10.6.1", model("S>g>A>E; g>B>E", gateway("parallelGateway", 'gatewayDirection="Mixed"')), model("S>p1>A>g>C>E; p1>B>g>D>E", gateway("parallelGateway", 'gatewayDirection="Mixed"'))),
    Rule("a direction is one of four", "10.6.1", model("S>g>A>E; g>B>E", gateway("parallelGateway", 'gatewayDirection="Left"')), model("S>g>A>E; g>B>E", gateway("parallelGateway", 'gatewayDirection="Unspecified"'))),
    Rule("an exclusive split decides", "10.6.2", model("S>x1>A>E; x1>B>E"), model("S>x1-[y]>A>E; x1-/>B>E")),
    Rule("an inclusive split decides", "10.6.3", model("S>o1-[y]>A>E; o1>B>E"), model("S>o1-[y]>A>E; o1-/>B>E")),
    Rule("a parallel gateway has no default", "10.6.4", model("S>g>A>E; g>B>E", gateway("parallelGateway", 'default="g_A"')), model("S>g>A>E; g>B>E", gateway("parallelGateway"))),
    Rule("a gateway has an outgoing flow", "10.6.1", model("S>A>E; A>x1"), GOOD),
    Rule("an activation condition can be read", "10.6.5", model("S>p1>A>g>E; p1>B>g", gateway("complexGateway", "", formal("activationCondition", "x >"))), model("S>p1>A>g>E; p1>B>g", gateway("complexGateway", "", formal("activationCondition", "activationCount > 1")))),
    Rule("an event gateway has two ways at least", "10.6.6", model("S>g>C1>E", gateway("eventBasedGateway"), catch("C1", message())), event_gateway()),
    Rule("an event gateway leads to events", "10.6.6", event_gateway(task("C1"), catch("C2", message())), event_gateway()),
    Rule("an event gateway does not lead to a gateway", "10.6.6", model("S>g>C1>E; g>x1-[y]>A>E; x1-/>E", gateway("eventBasedGateway"), catch("C1", message())), event_gateway()),
    Rule("an event gateway does not lead to an end event", "10.6.6", model("S>g>C1>E; g>E", gateway("eventBasedGateway"), catch("C1", message())), event_gateway()),
    Rule("an event gateway does not lead to a throwing event", "10.6.6", event_gateway(throw("C1", message()), catch("C2", message())), event_gateway()),
    Rule("an event gateway does not lead to a link", "10.6.6", event_gateway(catch("C1", link("x")), catch("C2", message())), event_gateway()),
    Rule("after an event gateway messages or receive tasks, not both", "10.6.6", event_gateway(catch("C1", message()), task("C2", tag="receiveTask", attributes='messageRef="M2"')), event_gateway(catch("C1", timer("PT1S")), task("C2", tag="receiveTask", attributes='messageRef="M2"'))),
    Rule("a receive task after an event gateway carries no boundary", "10.6.6", model("S>g>C1>E; g>C2>E; B>E", gateway("eventBasedGateway"), task("C1", tag="receiveTask", attributes='messageRef="M"'), boundary("B", "C1", timer("PT9S")), catch("C2", timer("PT1S"))), event_gateway(task("C1", tag="receiveTask", attributes='messageRef="M"'), catch("C2", timer("PT1S")))),
    Rule("an event after an event gateway has no other flow in", "10.6.6", model("S>p1>g>C1>E; g>C2>E; p1>C2", gateway("eventBasedGateway"), catch("C1", message()), catch("C2", timer("PT1S"))), event_gateway()),
    Rule("an event gateway in the flow is exclusive", "10.6.6", event_gateway(attributes='eventGatewayType="Parallel"'), model("g>C1>A; g>C2>B", gateway("eventBasedGateway", 'eventGatewayType="Parallel" instantiate="true"'), catch("C1", message()), catch("C2", message("M2")))),
    Rule("an event gateway's kind is one of two", "10.6.6", event_gateway(attributes='eventGatewayType="Inclusive"'), event_gateway(attributes='eventGatewayType="Exclusive"')),
    Rule("an instantiating event gateway has no flow in", "10.6.6", event_gateway(attributes='instantiate="true"', flows="S>A>g>C1>E; g>C2>E"), model("g>C1>A; g>C2>B", gateway("eventBasedGateway", 'instantiate="true"'), catch("C1", message()), catch("C2", message("M2")))),
    Rule("an instantiating event gateway does not stand in a sub-process", "10.6.6", model("S>X>E", sub("X", "g>C1>A; g>C2>B", gateway("eventBasedGateway", 'instantiate="true"'), catch("C1", message()), catch("C2", message("M2")))), model("S>X>E", PLAIN_SUB)),
]

DATA = [
    Rule("a data object reference says what it refers to", "10.4.1", model(LINE, '<dataObjectReference id="r"/>'), model(LINE, OBJECTS, '<dataObjectReference id="r" dataObjectRef="d1"/>')),
    Rule("what a data object reference refers to exists", "10.4.1", model(LINE, '<dataObjectReference id="r" dataObjectRef="Z"/>'), model(LINE, OBJECTS, '<dataObjectReference id="r" dataObjectRef="d1"/>')),
    Rule("a data object reference refers to a data object", "10.4.1", model(LINE, '<dataObjectReference id="r" dataObjectRef="A"/>'), model(LINE, OBJECTS, '<dataObjectReference id="r" dataObjectRef="d1"/>')),
    Rule("a data object reference has no item of its own", "10.4.1", model(LINE, OBJECTS, '<dataObjectReference id="r" dataObjectRef="d1" itemSubjectRef="it1"/>', before=ITEMS), model(LINE, '<dataObject id="d1" itemSubjectRef="it1"/><dataObjectReference id="r" dataObjectRef="d1"/>', before=ITEMS)),
    Rule("a data object has no state", "10.4.1", model(LINE, '<dataObject id="d1"><dataState name="x"/></dataObject>'), model(LINE, OBJECTS, '<dataObjectReference id="r" dataObjectRef="d1"><dataState name="x"/></dataObjectReference>')),
    Rule("a data store reference refers to a data store", "10.4.1", model(LINE, OBJECTS, '<dataStoreReference id="r" dataStoreRef="d1"/>'), model(LINE, '<dataStoreReference id="r" dataStoreRef="ds"/>', before='<dataStore id="ds" name="x"/>')),
    Rule("data's kind is an item definition", "10.4.1", model(LINE, '<dataObject id="d1" itemSubjectRef="M"/>'), model(LINE, '<dataObject id="d1" itemSubjectRef="it1"/>', before=ITEMS)),
    Rule("a data object agrees with its kind about being a collection", "10.4.1", model(LINE, '<dataObject id="d1" itemSubjectRef="it1" isCollection="true"/>', before=ITEMS), model(LINE, '<dataObject id="d1" itemSubjectRef="itc" isCollection="true"/>', before=ITEMS)),
    Rule("an io specification has an input set", "10.4.2", ports("<dataInput id='i'/><outputSet/>"), ports("<dataInput id='i'/><inputSet><dataInputRefs>i</dataInputRefs></inputSet><outputSet/>")),
    Rule("an io specification has an output set", "10.4.2", ports("<dataInput id='i'/><inputSet><dataInputRefs>i</dataInputRefs></inputSet>"), ports("<inputSet/><outputSet/>")),
    Rule("a data input belongs to an input set", "10.4.2", ports("<dataInput id='i'/><inputSet/><outputSet/>"), ports("<dataInput id='i'/><inputSet><dataInputRefs>i</dataInputRefs></inputSet><outputSet/>")),
    Rule("a data output belongs to an output set", "10.4.2", ports("<dataOutput id='o'/><inputSet/><outputSet/>"), ports("<dataOutput id='o'/><inputSet/><outputSet><dataOutputRefs>o</dataOutputRefs></outputSet>")),
    Rule("an input set holds data inputs", "10.4.2", ports("<dataOutput id='o'/><inputSet><dataInputRefs>o</dataInputRefs></inputSet><outputSet><dataOutputRefs>o</dataOutputRefs></outputSet>"), ports(INSIDE)),
    Rule("an input set holds what exists", "10.4.2", ports("<inputSet><dataInputRefs>Z</dataInputRefs></inputSet><outputSet/>"), ports("<inputSet/><outputSet/>")),
    Rule("optional inputs are inputs of the set", "10.4.2", ports("<dataInput id='i'/><dataInput id='j'/><inputSet><dataInputRefs>i</dataInputRefs><optionalInputRefs>j</optionalInputRefs></inputSet><inputSet><dataInputRefs>j</dataInputRefs></inputSet><outputSet/>"), ports("<dataInput id='i'/><dataInput id='j'/><inputSet><dataInputRefs>i</dataInputRefs><dataInputRefs>j</dataInputRefs><optionalInputRefs>j</optionalInputRefs></inputSet><outputSet/>")),
    Rule("an input set holds inputs of its own element", "10.4.2", model("S>A>B>E", task("A", "<ioSpecification><dataInput id='i'/><inputSet><dataInputRefs>i</dataInputRefs></inputSet><outputSet/></ioSpecification>"), task("B", "<ioSpecification><dataInput id='j'/><inputSet><dataInputRefs>i</dataInputRefs><dataInputRefs>j</dataInputRefs></inputSet><outputSet/></ioSpecification>")), ports(INSIDE)),
    Rule("an association has a target", "10.4.2", ports(INSIDE, "<dataInputAssociation><sourceRef>d1</sourceRef></dataInputAssociation>"), ports(INSIDE, INTO)),
    Rule("an association's source exists", "10.4.2", ports(INSIDE, INTO.replace("d1", "Z")), ports(INSIDE, INTO)),
    Rule("an association's source is data", "10.4.2", ports(INSIDE, INTO.replace("d1", "S")), ports(INSIDE, INTO)),
    Rule("an input association fills an input of its element", "10.4.2", ports(INSIDE, INTO.replace(">i<", ">d2<")), ports(INSIDE, INTO)),
    Rule("an output association empties an output of its element", "10.4.2", ports(INSIDE, OUT.replace(">o<", ">d1<")), ports(INSIDE, OUT)),
    Rule("an association has one source without a transformation", "10.4.2", ports(INSIDE, INTO.replace("<sourceRef>", "<sourceRef>d2</sourceRef><sourceRef>")), ports(INSIDE, INTO.replace("<sourceRef>", "<sourceRef>d2</sourceRef><sourceRef>").replace("</dataIn", "<transformation>first + second</transformation></dataIn"))),
    Rule("source and target are of one kind", "10.4.2", model(LINE, '<dataObject id="d1" itemSubjectRef="it1"/>', task("A", "<ioSpecification><dataInput id='i' itemSubjectRef='it2'/><inputSet><dataInputRefs>i</dataInputRefs></inputSet><outputSet/></ioSpecification>" + INTO), before=ITEMS), model(LINE, '<dataObject id="d1" itemSubjectRef="it1"/>', task("A", "<ioSpecification><dataInput id='i' itemSubjectRef='it1'/><inputSet><dataInputRefs>i</dataInputRefs></inputSet><outputSet/></ioSpecification>" + INTO), before=ITEMS)),
    Rule("data is seen in its scope only", "10.4.1", model("S>X>A>E", sub("X", "S1>B>E1", '<dataObject id="dx"/>'), task("A", "<ioSpecification>" + INSIDE + "</ioSpecification>" + INTO.replace("d1", "dx"))), ports(INSIDE, INTO)),
    Rule("data does not cross pools", "10.4.1", file(process("P", LINE, task("A", "<ioSpecification>" + INSIDE + "</ioSpecification>" + INTO)) + process("Q", "S1>E1", OBJECTS)), ports(INSIDE, INTO)),
    Rule("an assignment has a source", "10.4.2", ports(INSIDE, INTO.replace("</dataIn", "<assignment><to>taken</to></assignment></dataIn")), ports(INSIDE, INTO.replace("</dataIn", "<assignment><from>first</from><to>taken</to></assignment></dataIn"))),
    Rule("an assignment has a target", "10.4.2", ports(INSIDE, INTO.replace("</dataIn", "<assignment><from>first</from></assignment></dataIn")), ports(INSIDE, INTO.replace("</dataIn", "<assignment><from>first</from><to>taken</to></assignment></dataIn"))),
    Rule("a gateway has no data associations", "10.4.2", model("S>g>A>E; g>B>E", OBJECTS, gateway("parallelGateway", "", "<dataInputAssociation><targetRef>d1</targetRef></dataInputAssociation>")), model("S>g>A>E; g>B>E", gateway("parallelGateway"))),
    Rule("a gateway has no properties", "10.4.1", model("S>g>A>E; g>B>E", gateway("parallelGateway", "", '<property id="x" name="y"/>')), model("S>g>A>E; g>B>E", gateway("parallelGateway"))),
    Rule("input sets and output sets agree about their pairs", "10.4.2", ports("<dataInput id='i'/><dataOutput id='o'/><inputSet id='is'><dataInputRefs>i</dataInputRefs><outputSetRefs>os</outputSetRefs></inputSet><outputSet id='os'><dataOutputRefs>o</dataOutputRefs></outputSet>"), ports("<dataInput id='i'/><dataOutput id='o'/><inputSet id='is'><dataInputRefs>i</dataInputRefs><outputSetRefs>os</outputSetRefs></inputSet><outputSet id='os'><dataOutputRefs>o</dataOutputRefs><inputSetRefs>is</inputSetRefs></outputSet>")),
]

POOLS = [
    Rule("a message flow connects two pools", "9.4", two(("A>B",), left="S>A>T>C>E", nodes=()).replace(b'targetRef="B"', b'targetRef="C"', 1), two(sent())),
    Rule("a message flow does not begin at its own pool", "9.4", two(("P_pool>A",)), two(("Q_pool>A",)).replace(b"sendTask", b"task").replace(b'<task id="A" messageRef="M">', b'<task id="A">')),
    Rule("a message flow has a source", "9.4", swap(two(sent()), ' sourceRef="A" targetRef="R"', ' targetRef="R"'), two(sent())),
    Rule("a message flow has a target", "9.4", swap(two(sent()), ' sourceRef="A" targetRef="R"', ' sourceRef="A"'), two(sent())),
    Rule("a message flow's source exists", "9.4", two(sent("Z")), two(sent())),
    Rule("a message flow does not begin at a start event", "10.5.2", two(sent("S")), two(sent())),
    Rule("a message flow does not lead to an end event", "10.5.3", two(sent("A", "E1")), two(sent())),
    Rule("a message flow does not begin at a gateway", "10.6.1", two(sent("p1"), left="S>p1>A>T>E; p1>C>E"), two(sent(), left="S>p1>A>T>E; p1>C>E")),
    Rule("a message flow does not lead to a gateway", "10.6.1", pools(process("P", "S>A>E"), process("Q", "S1>p1>B>E1; p1>C>E1"), flows=("A>p1",)), pools(process("P", "S>A>E"), process("Q", "S1>p1>B>E1; p1>C>E1"), flows=("A>B",))),
    Rule("a message flow does not connect data", "9.4", pools(process("P", "S>A>E"), process("Q", "S1>B>E1", OBJECTS), flows=("A>d1",)), pools(process("P", "S>A>E"), process("Q", "S1>B>E1", OBJECTS), flows=("A>B",))),
    Rule("a message flow does not lead to a none start event's neighbour of another trigger", "10.5.2", pools(process("P", "S>A>E"), process("Q", "S1>B>E1", start("S1", timer("PT1S"))), flows=("A>S1",)), pools(process("P", "S>A>E"), process("Q", "S1>B>E1", start("S1", message())), flows=("A>S1",))),
    Rule("a message flow does not begin at an end event without a message", "10.5.3", two(sent("E")), pools(process("P", "S>A>E", end("E", message())), process("Q", "S1>R>E1", task("R", tag="receiveTask", attributes='messageRef="M"')), flows=("E>R",))),
    Rule("a message flow does not begin at a receive task", "10.3.3", two(("R>A",)), two(sent())),
    Rule("a message flow does not lead to a send task", "10.3.3", pools(process("P", "S>A>E"), process("Q", "S1>B>E1", task("B", tag="sendTask", attributes='messageRef="M"')), flows=("A>B",)), pools(process("P", "S>A>E"), process("Q", "S1>B>E1", task("B", tag="receiveTask", attributes='messageRef="M"')), flows=("A>B",))),
    Rule("a message flow does not begin at a catching event", "10.5.4", pools(process("P", "S>C>E", catch("C", message())), process("Q", "S1>B>E1"), flows=("C>B",)), pools(process("P", "S>C>E", catch("C", message())), process("Q", "S1>B>E1"), flows=("B>C",))),
    Rule("a message flow does not lead to a throwing event", "10.5.4", pools(process("P", "S>C>E", throw("C", message())), process("Q", "S1>B>E1"), flows=("B>C",)), pools(process("P", "S>C>E", throw("C", message())), process("Q", "S1>B>E1"), flows=("C>B",))),
    Rule("a message flow's message is a message", "9.4", two(("A>R:G",)), two(("A>R:M",))),
    Rule("a participant's process is a process", "9.3", in_collaboration('<messageFlow id="f" sourceRef="A" targetRef="qq"/>').replace(b'processRef="P"', b'processRef="A"'), in_collaboration('<messageFlow id="f" sourceRef="A" targetRef="qq"/>')),
    Rule("a participant's process exists", "9.3", in_collaboration("").replace(b'processRef="P"', b'processRef="Z"'), in_collaboration("")),
    Rule("a multiplicity's maximum is not less than its minimum", "9.3", in_collaboration("").replace(b'<participant id="qq"/>', b'<participant id="qq"><participantMultiplicity minimum="3" maximum="2"/></participant>'), in_collaboration("").replace(b'<participant id="qq"/>', b'<participant id="qq"><participantMultiplicity minimum="2" maximum="3"/></participant>')),
    Rule("a multiplicity's maximum is at least one", "9.3", in_collaboration("").replace(b'<participant id="qq"/>', b'<participant id="qq"><participantMultiplicity minimum="0" maximum="0"/></participant>'), in_collaboration("").replace(b'<participant id="qq"/>', b'<participant id="qq"><participantMultiplicity minimum="0" maximum="1"/></participant>')),
    Rule("a multiplicity's minimum is not negative", "9.3", in_collaboration("").replace(b'<participant id="qq"/>', b'<participant id="qq"><participantMultiplicity minimum="-1" maximum="1"/></participant>'), in_collaboration("").replace(b'<participant id="qq"/>', b'<participant id="qq"><participantMultiplicity minimum="1" maximum="1"/></participant>')),
    Rule("a conversation has two participants", "9.5", in_collaboration('<conversation id="cv"><participantRef>qq</participantRef></conversation>'), in_collaboration('<conversation id="cv"><participantRef>qq</participantRef><participantRef>rr</participantRef></conversation>')),
    Rule("a conversation link leads to a conversation", "9.5", in_collaboration('<conversation id="cv"><participantRef>qq</participantRef><participantRef>rr</participantRef></conversation><conversationLink id="cl" sourceRef="qq" targetRef="rr"/>'), in_collaboration('<conversation id="cv"><participantRef>qq</participantRef><participantRef>rr</participantRef></conversation><conversationLink id="cl" sourceRef="qq" targetRef="cv"/>')),
    Rule("a key's properties are properties", "8.4.2", in_collaboration('<correlationKey id="ck"><correlationPropertyRef>M</correlationPropertyRef></correlationKey>'), in_collaboration('<correlationKey id="ck"/>')),
    Rule("a conversation's message flows are message flows", "9.5", in_collaboration('<conversation id="cv"><participantRef>qq</participantRef><participantRef>rr</participantRef><messageFlowRef>qq</messageFlowRef></conversation>'), in_collaboration('<messageFlow id="f" sourceRef="qq" targetRef="rr"/><conversation id="cv"><participantRef>qq</participantRef><participantRef>rr</participantRef><messageFlowRef>f</messageFlowRef></conversation>')),
    Rule("a choreography task has two participants", "11.5.1", a(before='<choreography id="ch"><participant id="pa"/><participant id="pb"/><messageFlow id="f" sourceRef="pa" targetRef="pb"/><choreographyTask id="ct" initiatingParticipantRef="pa"><participantRef>pa</participantRef><messageFlowRef>f</messageFlowRef></choreographyTask></choreography>'), a(before='<choreography id="ch"><participant id="pa"/><participant id="pb"/><messageFlow id="f" sourceRef="pa" targetRef="pb"/><choreographyTask id="ct" initiatingParticipantRef="pa"><participantRef>pa</participantRef><participantRef>pb</participantRef><messageFlowRef>f</messageFlowRef></choreographyTask></choreography>')),
    Rule("a choreography task's initiator takes part", "11.5.1", a(before='<choreography id="ch"><participant id="pa"/><participant id="pb"/><participant id="pc"/><messageFlow id="f" sourceRef="pa" targetRef="pb"/><choreographyTask id="ct" initiatingParticipantRef="pc"><participantRef>pa</participantRef><participantRef>pb</participantRef><messageFlowRef>f</messageFlowRef></choreographyTask></choreography>'), GOOD),
]

RULES = [*FOUNDATION, *FLOWS, *PROCESSES, *ACTIVITIES, *EVENTS, *GATEWAYS, *DATA, *POOLS]
# fmt: on


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.sentence)
def test_what_breaks_a_rule_is_refused(rule: Rule) -> None:
    assert errors(rule.broken)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.sentence)
def test_what_keeps_the_rule_is_not_refused(rule: Rule) -> None:
    assert errors(rule.kept) == []
