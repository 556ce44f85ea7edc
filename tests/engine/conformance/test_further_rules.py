"""More of what the specification says in words and tables: each broken model beside the nearest one that keeps it."""

import pytest

from tests.engine.conformance.models import (
    CANCEL,
    boundary,
    catch,
    compensate,
    end,
    error,
    escalation,
    event_sub,
    file,
    link,
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
XSD = "http://www.w3.org/2001/XMLSchema"
LISTED = "<incoming>S_A</incoming><outgoing>A_E</outgoing>"


def swap(xml: bytes, old: str, new: str) -> bytes:
    assert old.encode() in xml, old
    return xml.replace(old.encode(), new.encode(), 1)


def root(inside: str) -> bytes:
    """A good model with further definitions."""
    return model(LINE, before=inside)


def a(inside: str = "", attributes: str = "", tag: str = "task", before: str = "") -> bytes:
    return model(LINE, task("A", inside, attributes, tag), before=before)


def body(inside: str) -> bytes:
    """A good model with more inside its process, behind the flows."""
    return swap(GOOD, "</process>", f"{inside}</process>")


def front(inside: str, before: str = "") -> bytes:
    """A good model with more inside its process, in front of the nodes."""
    return swap(
        model(LINE, before=before),
        '<process id="P" isExecutable="true">',
        f'<process id="P" isExecutable="true">{inside}',
    )


def shape(element: str, attributes: str = "", inside: str | None = None, ident: str = "") -> str:
    bounds = '<dc:Bounds x="0" y="0" width="10" height="10"/>' if inside is None else inside
    return f'<bpmndi:BPMNShape id="{ident or element + "_di"}" bpmnElement="{element}" {attributes}>{bounds}</bpmndi:BPMNShape>'


POINTS = '<di:waypoint x="0" y="0"/><di:waypoint x="9" y="0"/>'


def edge(element: str, attributes: str = "", inside: str = POINTS) -> str:
    return f'<bpmndi:BPMNEdge id="{element}_di" bpmnElement="{element}" {attributes}>{inside}</bpmndi:BPMNEdge>'


def drawn(
    inside: str, xml: bytes = GOOD, plane: str = 'id="pl" bpmnElement="P"', more: str = "", page: str = 'id="pg"'
) -> bytes:
    diagram = (
        f"<bpmndi:BPMNDiagram {page}><bpmndi:BPMNPlane {plane}>{inside}</bpmndi:BPMNPlane>{more}</bpmndi:BPMNDiagram>"
    )
    return swap(xml, "</definitions>", f"{diagram}</definitions>")


def collaboration(inside: str, before: str = "") -> bytes:
    return file(
        process("P", LINE),
        f'{before}<collaboration id="C"><participant id="pp" processRef="P"/><participant id="qq"/><participant id="rr"/>{inside}</collaboration>',
    )


def choreography(
    inside: str,
    flows: str = '<messageFlow id="f" sourceRef="pa" targetRef="pb"/><messageFlow id="b" sourceRef="pb" targetRef="pa"/><messageFlow id="fc" sourceRef="pc" targetRef="pa"/><messageFlow id="fd" sourceRef="pc" targetRef="pd"/>',
    tag: str = "choreography",
    attributes: str = "",
) -> bytes:
    members = "".join(f'<participant id="{name}"/>' for name in ("pa", "pb", "pc", "pd"))
    return file("", f'<{tag} id="ch" {attributes}>{members}{flows}{inside}</{tag}>')


def exchange(
    ident: str, first: str = "pa", members: str = "pa pb", flow: str = "f", more: str = "", attributes: str = ""
) -> str:
    parts = "".join(f"<participantRef>{one}</participantRef>" for one in members.split())
    carried = "".join(f"<messageFlowRef>{one}</messageFlowRef>" for one in flow.split())
    return f'<choreographyTask id="{ident}" initiatingParticipantRef="{first}" {attributes}>{parts}{more}{carried}</choreographyTask>'


def wired(*pairs: str) -> str:
    found = (pair.split(">") for pair in pairs)
    return "".join(f'<sequenceFlow id="{one}_{other}" sourceRef="{one}" targetRef="{other}"/>' for one, other in found)


TALK = '<startEvent id="S"/>' + exchange("ct") + '<endEvent id="E"/>' + wired("S>ct", "ct>E")
KEY = '<correlationProperty id="CP"><correlationPropertyRetrievalExpression messageRef="M"><messagePath>x</messagePath></correlationPropertyRetrievalExpression></correlationProperty><correlationProperty id="CQ"><correlationPropertyRetrievalExpression messageRef="M"><messagePath>y</messagePath></correlationPropertyRetrievalExpression></correlationProperty>'
ITEMS = '<itemDefinition id="it1"/><itemDefinition id="it2"/><itemDefinition id="itc" isCollection="true"/>'


def subscribed(bindings: str, key: str = "<correlationPropertyRef>CP</correlationPropertyRef>") -> bytes:
    return file(
        process("P", LINE).replace(
            "</process>",
            f'<correlationSubscription id="cs" correlationKeyRef="ck">{bindings}</correlationSubscription></process>',
        ),
        f'{KEY}<collaboration id="C"><participant id="pp" processRef="P"/><correlationKey id="ck">{key}</correlationKey></collaboration>',
    )


def bound(name: str) -> str:
    return f'<correlationPropertyBinding correlationPropertyRef="{name}"><dataPath>x</dataPath></correlationPropertyBinding>'


def io(inner: str, associations: str = "", tag: str = "task", before: str = "", data: str = "") -> bytes:
    return model(
        LINE, data, task("A", f"<ioSpecification>{inner}</ioSpecification>{associations}", tag=tag), before=before
    )


IN = '<dataInput id="i"/>'
OUT = '<dataOutput id="o"/>'
SETS = "<inputSet><dataInputRefs>i</dataInputRefs></inputSet><outputSet><dataOutputRefs>o</dataOutputRefs></outputSet>"
FULL = IN + OUT + SETS


def process_io(inside: str, associations: str) -> bytes:
    """A process with a data input ``pi`` and a data output ``po`` and a task with associations."""
    own = '<ioSpecification><dataInput id="pi"/><dataOutput id="po"/><inputSet><dataInputRefs>pi</dataInputRefs></inputSet><outputSet><dataOutputRefs>po</dataOutputRefs></outputSet></ioSpecification>'
    nodes = task("A", f"<ioSpecification>{FULL}</ioSpecification>{associations}") + inside
    return swap(
        model(LINE, nodes), '<process id="P" isExecutable="true">', f'<process id="P" isExecutable="true">{own}'
    )


def into(source: str, target: str = "i", more: str = "") -> str:
    return f"<dataInputAssociation><sourceRef>{source}</sourceRef><targetRef>{target}</targetRef>{more}</dataInputAssociation>"


def out(target: str, source: str = "o") -> str:
    return (
        f"<dataOutputAssociation><sourceRef>{source}</sourceRef><targetRef>{target}</targetRef></dataOutputAssociation>"
    )


def thrown_data(inputs: str, refs: str, definitions: str = message()) -> bytes:
    chosen = f"<inputSet>{refs}</inputSet>" if refs else ""
    return model(
        "S>T>E", ITEM_MESSAGES_NODE.format(inputs=inputs, chosen=chosen, definitions=definitions), before=ITEM_MESSAGES
    )


ITEM_MESSAGES = ITEMS + '<message id="M8" name="m8" itemRef="it1"/><message id="M9" name="m9" itemRef="it2"/>'
ITEM_MESSAGES_NODE = '<intermediateThrowEvent id="T">{inputs}{chosen}{definitions}</intermediateThrowEvent>'
RESOURCE = '<resource id="rs" name="r"><resourceParameter id="rp" name="x" isRequired="true"/></resource>'
PERFORMER = '<performer id="pf"><resourceRef>rs</resourceRef>{}</performer>'
BINDING = (
    '<resourceParameterBinding parameterRef="rp"><formalExpression>x</formalExpression></resourceParameterBinding>'
)
GATE = "S>g>C1>E; g>C2>E"


def event_gate(one: str, other: str, attributes: str = "", flows: str = GATE) -> bytes:
    return model(flows, f'<eventBasedGateway id="g" {attributes}/>', one, other)


TWO_MESSAGES = (catch("C1", message()), catch("C2", message("M2")))
OPERATION = (
    '<interface id="If" name="i"><operation id="Op" name="o"><inMessageRef>M</inMessageRef>{}</operation></interface>'
)
SENDER = process("P", "S>T>E", throw("T", message()))
ENDER = process("P", "S>E", end("E", message()))
CATCHER = process("Q", "S1>K>E1", catch("K", message()))
THIRD = process("R", "S2>L>E2", catch("L", message()))

# One line for each rule.
# fmt: off
FOUNDATION = [
    Rule("an id does not stand twice, also not for references' sake", "8.3.1", root('<signal id="A" name="again"/>'), root('<signal id="AA" name="again"/>')),
    Rule("a prefix of a type is declared", "8.4.10", root('<itemDefinition id="I" structureRef="zz:string"/>'), root('<itemDefinition id="I" structureRef="t:string"/>')),
    Rule("a prefix of an implementation is declared", "8.5.1", root('<interface id="If" name="i" implementationRef="zz:x"><operation id="Op" name="o"><inMessageRef>M</inMessageRef></operation></interface>'), root('<interface id="If" name="i" implementationRef="t:x"><operation id="Op" name="o"><inMessageRef>M</inMessageRef></operation></interface>')),
    Rule("a reference of type IDREF has no prefix", "15.3", swap(GOOD, 'sourceRef="S"', 'sourceRef="t:S"'), GOOD),
    Rule("what is derived by xsi:type fits its place", "15.3", swap(model("S>x1-[x]>A>E; x1-/>E"), '<conditionExpression xsi:type="tFormalExpression">', '<conditionExpression xsi:type="tTask">'), model("S>x1-[x]>A>E; x1-/>E")),
    Rule("xsi:type names a type", "15.3", swap(model("S>x1-[x]>A>E; x1-/>E"), '<conditionExpression xsi:type="tFormalExpression">', '<conditionExpression xsi:type="tMagic">'), swap(model("S>x1-[x]>A>E; x1-/>E"), '<conditionExpression xsi:type="tFormalExpression">', '<conditionExpression xsi:type="tExpression">')),
    Rule("elements of BPMN do not hide in extensions", "8.3.3", a("<extensionElements><task id='hidden'/></extensionElements>"), a("<extensionElements><t:task id='hidden'/></extensionElements>")),
    Rule("an extension has a definition", "8.3.3", root("").replace(b'<message id="M"', b'<extension mustUnderstand="maybe" definition="t:x"/><message id="M"', 1), root("").replace(b'<message id="M"', b'<extension mustUnderstand="false" definition="t:x"/><message id="M"', 1)),
    Rule("a relationship has a type", "8.3.4", swap(GOOD, "</definitions>", '<relationship id="re"><source>A</source><target>S</target></relationship></definitions>'), swap(GOOD, "</definitions>", '<relationship id="re" type="x"><source>A</source><target>S</target></relationship></definitions>')),
    Rule("a relationship has a source", "8.3.4", swap(GOOD, "</definitions>", '<relationship id="re" type="x"><target>S</target></relationship></definitions>'), swap(GOOD, "</definitions>", '<relationship id="re" type="x" direction="Both"><source>A</source><target>S</target></relationship></definitions>')),
    Rule("a relationship's direction is one of four", "8.3.4", swap(GOOD, "</definitions>", '<relationship id="re" type="x" direction="Up"><source>A</source><target>S</target></relationship></definitions>'), swap(GOOD, "</definitions>", '<relationship id="re" type="x" direction="Forward"><source>A</source><target>S</target></relationship></definitions>')),
    Rule("a subscription binds properties of its key only", "8.4.2", subscribed(bound("CP") + bound("CQ")), subscribed(bound("CP"))),
    Rule("a subscription binds each property of its key", "8.4.2", subscribed(""), subscribed(bound("CP"))),
    Rule("a subscription's key is a key", "8.4.2", swap(subscribed(bound("CP")), 'correlationKeyRef="ck"', 'correlationKeyRef="pp"'), subscribed(bound("CP"))),
    Rule("a binding's property is a property", "8.4.2", subscribed(bound("CP") + bound("M")), subscribed(bound("CP"))),
    Rule("a binding has a path", "8.4.2", subscribed('<correlationPropertyBinding correlationPropertyRef="CP"/>'), subscribed(bound("CP"))),
    Rule("a key has a property once", "8.4.2", subscribed(bound("CP") + bound("CP")), subscribed(bound("CP"))),
    Rule("a retrieval expression's message is a message", "8.4.2", root(KEY.replace('messageRef="M"', 'messageRef="G"', 1)), root(KEY)),
    Rule("a required parameter is given", "8.4.12", a(PERFORMER.format(""), tag="userTask", before=RESOURCE), a(PERFORMER.format(BINDING), tag="userTask", before=RESOURCE)),
    Rule("a parameter's binding has an expression", "8.4.12", a(PERFORMER.format('<resourceParameterBinding parameterRef="rp"/>'), tag="userTask", before=RESOURCE), a(PERFORMER.format(BINDING), tag="userTask", before=RESOURCE)),
    Rule("an operation's errors are errors", "8.5.3", root(OPERATION.format("<errorRef>M</errorRef>")), root(OPERATION.format("<errorRef>R1</errorRef>"))),
    Rule("an operation's answer is a message", "8.5.3", root(OPERATION.format("<outMessageRef>G</outMessageRef>")), root(OPERATION.format("<outMessageRef>M2</outMessageRef>"))),
    Rule("a flow element's category value is one", "8.4.1", a("<categoryValueRef>M</categoryValueRef>"), a("<categoryValueRef>cv</categoryValueRef>", before='<category id="ca"><categoryValue id="cv" value="x"/></category>')),
    Rule("a group's category value exists", "8.4.1", body('<group id="gr" categoryValueRef="none"/>'), body('<group id="gr"/>')),
    Rule("a message flow does not lead to an artifact", "8.4.1", collaboration('<messageFlow id="mf" sourceRef="A" targetRef="ta"/><textAnnotation id="ta"/>'), collaboration('<messageFlow id="mf" sourceRef="A" targetRef="qq"/><textAnnotation id="ta"/>')),
    Rule("an association is no sequence flow's end", "8.4.1", body('<textAnnotation id="ta"/><association id="as" sourceRef="A"/>'), body('<textAnnotation id="ta"/><association id="as" sourceRef="A" targetRef="ta"/>')),
]

FLOWS = [
    Rule("a flow listed as incoming is not listed as outgoing", "8.4.7", a("<incoming>A_E</incoming><outgoing>S_A</outgoing>"), GOOD),
    Rule("a gateway that only passes on", "10.6.1", model("S>x1>A>E"), model("S>x1-[x]>A>E; x1-/>B>E")),
    Rule("a gateway that leads nowhere", "10.6.1", model("S>A>E; A>p1"), model("S>A>E")),
    Rule("a parallel gateway alone", "10.6.1", model("A>B", '<parallelGateway id="p9"/>'), model("A>B")),
    Rule("no condition behind an instantiating gateway", "10.6.6", event_gate(*TWO_MESSAGES, 'instantiate="true"', "g-[x]>C1>E; g>C2>E"), event_gate(*TWO_MESSAGES, 'instantiate="true"', "g>C1>E; g>C2>E")),
    Rule("a flow does not go from a process to a task of another's sub-process", "7.6.1", file(process("P", LINE).replace("</process>", '<sequenceFlow id="f" sourceRef="A" targetRef="B"/></process>') + process("Q", "S1>X>E1", sub("X", "S2>B>E2"))), file(process("P", LINE) + process("Q", "S1>X>E1", sub("X", "S2>B>E2")))),
    Rule("a flow does not jump between two sub-processes", "7.6.1", model("S>X>Y>E", sub("X", "S1>B>E1").replace("</subProcess>", '<sequenceFlow id="f" sourceRef="B" targetRef="D"/></subProcess>'), sub("Y", "S2>D>E2")), model("S>X>Y>E", sub("X", "S1>B>E1"), sub("Y", "S2>D>E2"))),
    Rule("a sequence flow has one condition", "8.4.13", swap(model("S>x1-[x]>A>E; x1-/>E"), "</conditionExpression>", "</conditionExpression><conditionExpression>y</conditionExpression>"), model("S>x1-[x]>A>E; x1-/>E")),
    Rule("a default leaves its own gateway", "10.6.2", swap(model("S>x1-[x]>A>E; x1-/>E"), 'default="x1_E"', 'default="A_E"'), model("S>x1-[x]>A>E; x1-/>E")),
    Rule("a default at an inclusive gateway leaves it", "10.6.3", swap(model("S>o1-[x]>A>E; o1-/>E"), 'default="o1_E"', 'default="S_o1"'), model("S>o1-[x]>A>E; o1-/>E")),
    Rule("an event gateway has no default", "10.6.6", event_gate(*TWO_MESSAGES, 'default="g_C1"'), event_gate(*TWO_MESSAGES)),
    Rule("a condition stands alone at one flow", "10.3.1", model("S>A-[x]>E"), model("S>A-[x]>E; A>B>E")),
]

PROCESSES = [
    Rule("a sub-process has one start event", "13.3.4", model("S>X>E", sub("X", "S1>B>E1; S2>B")), model("S>X>E", sub("X", "S1>B>E1"))),
    Rule("a transaction has one start event", "13.3.4", model("S>X>E", sub("X", "S1>B>E1; S2>B", tag="transaction")), model("S>X>E", sub("X", "S1>B>E1", tag="transaction"))),
    Rule("a signal does not begin a sub-process", "10.5.2", model("S>X>E", sub("X", "S1>B>E1", start("S1", signal()))), model("S>X>E", sub("X", "S1>B>E1"))),
    Rule("a condition does not begin a transaction", "10.5.2", model("S>X>E", sub("X", "S1>B>E1", start("S1", message()), tag="transaction")), model("S>X>E", sub("X", "S1>B>E1", tag="transaction"))),
    Rule("an error does not begin a process", "10.5.2", model(LINE, start("S", error("R1"))), model(LINE, start("S", message()))),
    Rule("an escalation does not begin a process", "10.5.2", model(LINE, start("S", escalation("L1"))), model(LINE, start("S", signal()))),
    Rule("compensation does not begin a process", "10.5.2", model(LINE, start("S", compensate())), model(LINE, start("S", timer("PT1S")))),
    Rule("termination does not begin a process", "10.5.2", model(LINE, start("S", "<terminateEventDefinition/>")), model(LINE)),
    Rule("cancellation does not begin a process", "10.5.2", model(LINE, start("S", CANCEL)), model(LINE)),
    Rule("a link does not begin a process", "10.5.2", model(LINE, start("S", link("x"))), model(LINE)),
    Rule("an event sub-process does not begin by nothing", "10.3.5", model(LINE, event_sub("V", "S1>B>E1")), model(LINE, event_sub("V", "S1>B>E1", start("S1", signal())))),
    Rule("termination does not begin an event sub-process", "10.5.2", model(LINE, event_sub("V", "S1>B>E1", start("S1", "<terminateEventDefinition/>"))), model(LINE, event_sub("V", "S1>B>E1", start("S1", escalation())))),
    Rule("compensation in an event sub-process interrupts", "10.5.2", model("S>X>E", sub("X", "S1>B>E1", event_sub("V", "S2>D>E2", start("S2", compensate(), 'isInterrupting="false"')))), model("S>X>E", sub("X", "S1>B>E1", event_sub("V", "S2>D>E2", start("S2", compensate()))))),
    Rule("an event sub-process does not compensate", "10.3.5", model(LINE, event_sub("V", "S1>B>E1", start("S1", signal())).replace("<subProcess ", '<subProcess isForCompensation="true" ')), model(LINE, event_sub("V", "S1>B>E1", start("S1", signal())))),
    Rule("a compensation activity is reached by its event", "10.7", model(LINE, task("U", attributes='isForCompensation="true"')), model(LINE, undo("U", "A"))),
    Rule("a lane set holds lanes", "10.8", front('<laneSet id="ls"><task id="inlane"/></laneSet>'), front('<laneSet id="ls"><lane id="la"><flowNodeRef>A</flowNodeRef></lane></laneSet>')),
    Rule("a lane holds a node once", "10.8", front('<laneSet id="ls"><lane id="la"><flowNodeRef>A</flowNodeRef><flowNodeRef>A</flowNodeRef></lane></laneSet>'), front('<laneSet id="ls"><lane id="la"><flowNodeRef>A</flowNodeRef></lane></laneSet>')),
    Rule("two lanes of a set share no node", "10.8", front('<laneSet id="ls"><lane id="la"><flowNodeRef>A</flowNodeRef></lane><lane id="lb"><flowNodeRef>A</flowNodeRef></lane></laneSet>'), front('<laneSet id="ls"><lane id="la"><flowNodeRef>A</flowNodeRef></lane><lane id="lb"><flowNodeRef>S</flowNodeRef></lane></laneSet>')),
    Rule("a lane's partition exists", "10.8", front('<laneSet id="ls"><lane id="la" partitionElementRef="none"/></laneSet>'), front('<laneSet id="ls"><lane id="la" partitionElementRef="rs"/></laneSet>', '<resource id="rs" name="r"/>')),
    Rule("a lane has one set of lanes inside", "10.8", front('<laneSet id="ls"><lane id="la"><childLaneSet id="c1"/><childLaneSet id="c2"/></lane></laneSet>'), front('<laneSet id="ls"><lane id="la"><childLaneSet id="c1"/></lane></laneSet>')),
    Rule("data objects do not stand in a collaboration", "10.4.1", collaboration('<dataObject id="d"/>'), collaboration("")),
    Rule("a process is no sub-process's child", "10.2", model("S>X>E", sub("X", "S1>B>E1").replace("</subProcess>", '<process id="PP"/></subProcess>')), model("S>X>E", sub("X", "S1>B>E1"))),
    Rule("a property stands before the flow elements", "10.4.1", body('<property id="pr" name="x"/>'), front('<property id="pr" name="x"/>')),
]

ACTIVITIES = [
    Rule("a receive task that starts has no incoming flow, not even from a start event", "10.3.3", model("S>A>E", task("A", tag="receiveTask", attributes='instantiate="true" messageRef="M"')), model("A>E", task("A", tag="receiveTask", attributes='instantiate="true" messageRef="M"')).replace(b'<endEvent id="E"/>', b"<task id='E'/>")),
    Rule("a receive task starts no sub-process", "10.3.3", model("S>X>E", sub("X", "B>D", task("B", tag="receiveTask", attributes='instantiate="true" messageRef="M"'))), model("S>X>E", sub("X", "B>D", task("B", tag="receiveTask", attributes='messageRef="M"')))),
    Rule("a task has one io specification", "10.4.1", a(f"<ioSpecification>{FULL}</ioSpecification><ioSpecification><inputSet/><outputSet/></ioSpecification>"), a(f"<ioSpecification>{FULL}</ioSpecification>")),
    Rule("a script has a format", "10.3.3", a("<script>1</script>", tag="scriptTask"), a("<script>1</script>", 'scriptFormat="feel"', "scriptTask")),
    Rule("only a transaction has a method", "10.3.5", model("S>X>E", sub("X", "S1>B>E1", attributes='method="##Store"')), model("S>X>E", sub("X", "S1>B>E1", attributes='method="##Store"', tag="transaction"))),
    Rule("only an ad-hoc sub-process has an ordering", "10.3.5", model("S>X>E", sub("X", "S1>B>E1", attributes='ordering="Parallel"')), model("S>X>E", sub("X", "B", attributes='ordering="Parallel"', tag="adHocSubProcess"))),
    Rule("an ad-hoc sub-process is not triggered by an event", "10.3.5", model(LINE, sub("X", "B", attributes='triggeredByEvent="true"', tag="adHocSubProcess")), model("S>X>E", sub("X", "B", tag="adHocSubProcess"))),
    Rule("an ad-hoc sub-process holds no start event beside its activities", "10.3.5", model("S>X>E", sub("X", "S1>B", tag="adHocSubProcess")), model("S>X>E", sub("X", "B>D", tag="adHocSubProcess"))),
    Rule("a loop stands once", "10.3.8", a("<standardLoopCharacteristics loopMaximum='2'/>" * 2), a("<standardLoopCharacteristics loopMaximum='2'/>")),
    Rule("testBefore is true or false", "10.3.8", a("<standardLoopCharacteristics loopMaximum='2' testBefore='early'/>"), a("<standardLoopCharacteristics loopMaximum='2' testBefore='true'/>")),
    Rule("isSequential is true or false", "10.3.8", a(many("2", 'isSequential="yes"')), a(many("2", 'isSequential="true"'))),
    Rule("behaviour None has no need of One's event, and the other way round", "10.3.8", a(many("2", 'behavior="None" oneBehaviorEventRef="SD"'), before='<signalEventDefinition id="SD" signalRef="G"/>'), a(many("2", 'behavior="None" noneBehaviorEventRef="SD"'), before='<signalEventDefinition id="SD" signalRef="G"/>')),
    Rule("a task does not repeat over another task's input", "10.3.8", model("S>A>B>E", task("A", f"<ioSpecification>{FULL}</ioSpecification>"), task("B", many(inside="<loopDataInputRef>i</loopDataInputRef>"))), model("S>A>B>E", task("B"), task("A", f'<ioSpecification>{FULL}</ioSpecification>{many(inside="<loopDataInputRef>i</loopDataInputRef>")}'))),
    Rule("a complex gateway that merges says when it goes on", "10.6.5", model("S>p1>A>g>E; p1>B>g", '<complexGateway id="g"/>'), model("S>p1>A>g>E; p1>B>g", '<complexGateway id="g"><activationCondition>activationCount &gt; 1</activationCondition></complexGateway>')),
    Rule("a process does not call itself without a decision", "10.3.6", model("S>p1>A>p2>E; p1>B>p2", task("A", attributes='calledElement="P"', tag="callActivity")), model("S>x1-[x]>A>E; x1-/>E", task("A", attributes='calledElement="P"', tag="callActivity"))),
    Rule("a process does not call itself from within a sub-process without a decision", "10.3.6", model("S>X>E", sub("X", "S1>A>E1", task("A", attributes='calledElement="P"', tag="callActivity"))), model("S>B>E; K>X>E", task("B"), boundary("K", "B", error()), sub("X", "S1>A>E1", task("A", attributes='calledElement="P"', tag="callActivity")))),
    Rule("a call has one target", "10.3.6", a("", 'calledElement="M"', "callActivity"), model(LINE, task("A", attributes='calledElement="GT"', tag="callActivity"), before='<globalTask id="GT"/>')),
    Rule("a choreography is not called", "10.3.6", model(LINE, task("A", attributes='calledElement="ch"', tag="callActivity"), before='<choreography id="ch"/>'), model(LINE, task("A", attributes='calledElement="GT"', tag="callActivity"), before='<globalUserTask id="GT"/>')),
    Rule("a manual task has no rendering", "10.3.3", a('<rendering id="re"/>', tag="manualTask"), a('<rendering id="re"/>', tag="userTask")),
    Rule("a user task has no script", "10.3.3", a("<script>1</script>", tag="userTask"), a("<script>1</script>", 'scriptFormat="feel"', "scriptTask")),
    Rule("a task has no message of its own", "10.3.3", a("", 'messageRef="M"', "userTask"), a("", 'messageRef="M"', "sendTask")),
    Rule("a service task's operation takes its message from a data input", "10.3.3", a("<ioSpecification><inputSet/><outputSet/></ioSpecification>", 'operationRef="Op"', "serviceTask", before=OPERATION.format("")), a(f"<ioSpecification>{FULL}</ioSpecification>", 'operationRef="Op"', "serviceTask", before=OPERATION.format(""))),
    Rule("a service task's operation gives its message to a data output", "10.3.3", a("<ioSpecification>" + IN + "<inputSet><dataInputRefs>i</dataInputRefs></inputSet><outputSet/></ioSpecification>", 'operationRef="Op"', "serviceTask", before=OPERATION.format("<outMessageRef>M2</outMessageRef>")), a(f"<ioSpecification>{FULL}</ioSpecification>", 'operationRef="Op"', "serviceTask", before=OPERATION.format("<outMessageRef>M2</outMessageRef>"))),
    Rule("an operation of a send task is an operation", "10.3.3", a("", 'operationRef="If"', "sendTask", before=OPERATION.format("")), a("", 'operationRef="Op"', "sendTask", before=OPERATION.format(""))),
    Rule("an operation of a receive task exists", "10.3.3", a("", 'operationRef="Oq" messageRef="M"', "receiveTask", before=OPERATION.format("")), a("", 'operationRef="Op" messageRef="M"', "receiveTask", before=OPERATION.format(""))),
    Rule("a gateway is no compensation activity", "10.7", model("S>x1-[x]>A>E; x1-/>E").replace(b'<exclusiveGateway id="x1"', b'<exclusiveGateway isForCompensation="true" id="x1"'), model("S>x1-[x]>A>E; x1-/>E")),
    Rule("a completion quantity is a whole number", "10.3.2", a(attributes='completionQuantity="two"'), a(attributes='completionQuantity="2"')),
    Rule("a process' resource is a resource", "10.3.1", body("<performer id='pf'><resourceRef>M</resourceRef></performer>"), body("<performer id='pf'><resourceAssignmentExpression><formalExpression>x</formalExpression></resourceAssignmentExpression></performer>")),
]

EVENTS = [
    Rule("an intermediate event does not wait for an error", "table 10.93", model("S>K>E", catch("K", error("R1"))), model("S>K>E", catch("K", signal()))),
    Rule("an intermediate event does not wait for an escalation", "table 10.93", model("S>K>E", catch("K", escalation("L1"))), model("S>K>E", catch("K", timer("PT1S")))),
    Rule("an intermediate event does not wait for compensation", "table 10.93", model("S>K>E", catch("K", compensate())), model("S>K>E", catch("K", message()))),
    Rule("an intermediate event does not wait for cancellation", "table 10.93", model("S>K>E", catch("K", CANCEL)), model("S>K>E", catch("K", message()))),
    Rule("an intermediate event does not terminate", "table 10.93", model("S>K>E", throw("K", "<terminateEventDefinition/>")), model("S>K>E", throw("K", signal()))),
    Rule("an intermediate event does not throw an error", "table 10.93", model("S>K>E", throw("K", error("R1"))), model("S>K>E", throw("K", escalation("L1")))),
    Rule("an intermediate event does not throw a timer", "table 10.93", model("S>K>E", throw("K", timer("PT1S"))), model("S>K>E", catch("K", timer("PT1S")))),
    Rule("an intermediate event does not throw a condition", "table 10.93", model("S>K>E", throw("K", "<conditionalEventDefinition><condition>x</condition></conditionalEventDefinition>")), model("S>K>E", catch("K", "<conditionalEventDefinition><condition>x</condition></conditionalEventDefinition>"))),
    Rule("an intermediate event does not throw cancellation", "table 10.93", model("S>K>E", throw("K", CANCEL)), model("S>K>E", throw("K"))),
    Rule("an end event has no timer", "table 10.93", model("S>E", end("E", timer("PT1S"))), model("S>E", end("E", signal()))),
    Rule("an end event has no condition", "table 10.93", model("S>E", end("E", "<conditionalEventDefinition><condition>x</condition></conditionalEventDefinition>")), model("S>E", end("E"))),
    Rule("an end event has no link", "table 10.93", model("S>E", end("E", link("x"))), model("S>E", end("E", message()))),
    Rule("a boundary event has no link", "table 10.93", model("S>A>E; K>E", task("A"), boundary("K", "A", link("x"))), model("S>A>E; K>E", task("A"), boundary("K", "A", escalation()))),
    Rule("a boundary event does not terminate", "table 10.93", model("S>A>E; K>E", task("A"), boundary("K", "A", "<terminateEventDefinition/>")), model("S>A>E; K>E", task("A"), boundary("K", "A", error()))),
    Rule("a boundary event waits for something", "table 10.93", model("S>A>E; K>E", task("A"), boundary("K", "A", "")), model("S>A>E; K>E", task("A"), boundary("K", "A", signal()))),
    Rule("a catching event waits for something", "table 10.93", model("S>K>E", catch("K", "")), model("S>K>E", catch("K", signal()))),
    Rule("one bad trigger among several", "table 10.93", model("S>K>E", catch("K", signal() + error("R1"))), model("S>K>E", catch("K", signal() + message()))),
    Rule("a referred definition fits its place too", "10.5.1", model("S>K>E", catch("K", "<eventDefinitionRef>ED</eventDefinitionRef>"), before='<errorEventDefinition id="ED" errorRef="R1"/>'), model("S>K>E", catch("K", "<eventDefinitionRef>ED</eventDefinitionRef>"), before='<signalEventDefinition id="ED" signalRef="G"/>')),
    Rule("a referred definition stands at the top", "10.5.1", model("S>K>D>E", catch("K", "<eventDefinitionRef>ED</eventDefinitionRef>"), catch("D", '<signalEventDefinition id="ED" signalRef="G"/>')), model("S>K>D>E", catch("K", "<eventDefinitionRef>ED</eventDefinitionRef>"), catch("D", signal()), before='<signalEventDefinition id="ED" signalRef="G"/>')),
    Rule("an end event that throws nothing sends nothing", "10.5.3", pools(process("P", "S>E"), CATCHER, flows=("E>K",)), pools(ENDER, CATCHER, flows=("E>K",))),
    Rule("an end event of one message sends once", "10.5.3", pools(ENDER, CATCHER, THIRD, flows=("E>K", "E>L")), pools(process("P", "S>E", end("E", message() + message("M2"))), CATCHER, process("R", "S2>L>E2", catch("L", message("M2"))), flows=("E>K", "E>L"))),
    Rule("a throwing event of one message sends once", "10.5.4", pools(SENDER, CATCHER, THIRD, flows=("T>K", "T>L")), pools(SENDER, CATCHER, THIRD, flows=("T>K",))),
    Rule("a timer event is sent nothing", "10.5.4", pools(SENDER, process("Q", "S1>K>E1", catch("K", timer("PT1S"))), flows=("T>K",)), pools(SENDER, CATCHER, flows=("T>K",))),
    Rule("a signal start event is sent nothing", "10.5.2", pools(SENDER, process("Q", "S1>K>E1", start("S1", signal())), flows=("T>S1",)), pools(SENDER, process("Q", "S1>K>E1", start("S1", message())), flows=("T>S1",))),
    Rule("a boundary timer is sent nothing", "10.5.4", pools(SENDER, process("Q", "S1>K>E1; B>E1", task("K"), boundary("B", "K", timer("PT1S"))), flows=("T>B",)), pools(SENDER, process("Q", "S1>K>E1; B>E1", task("K"), boundary("B", "K", message())), flows=("T>B",))),
    Rule("a boundary event sends nothing", "10.5.4", pools(process("P", "S>A>E; B>E", task("A"), boundary("B", "A", message())), CATCHER, flows=("B>K",)), pools(SENDER, CATCHER, flows=("T>K",))),
    Rule("cancellation ends inside a transaction only", "10.5.3", model("S>X>E", sub("X", "S1>B>E1", end("E1", CANCEL))), model("S>X>E; K>E", sub("X", "S1>B>E1", end("E1", CANCEL), tag="transaction"), boundary("K", "X", CANCEL))),
    Rule("cancellation is caught at a transaction only", "10.5.4", model("S>A>E; K>E", task("A"), boundary("K", "A", CANCEL)), model("S>X>E; K>E", sub("X", "S1>B>E1", end("E1", CANCEL), tag="transaction"), boundary("K", "X", CANCEL))),
    Rule("a cancel boundary interrupts", "10.5.4", model("S>X>E; K>E", sub("X", "S1>B>E1", end("E1", CANCEL), tag="transaction"), boundary("K", "X", CANCEL, 'cancelActivity="false"')), model("S>X>E; K>E", sub("X", "S1>B>E1", end("E1", CANCEL), tag="transaction"), boundary("K", "X", CANCEL))),
    Rule("a duration has no digits without end", "10.5.5", model("S>K>E", catch("K", timer("PT" + "9" * 50 + "S"))), model("S>K>E", catch("K", timer("PT999999999S")))),
    Rule("a count of repetitions has no digits without end", "10.5.5", model("S>K>E", catch("K", timer("R" + "9" * 50 + "/PT1S"))), model("S>K>E", catch("K", timer("R9/PT1S")))),
    Rule("a cycle is no table of minutes and days", "10.5.5", model("S>K>E", catch("K", "<timerEventDefinition><timeCycle>0 0/5 * 1/1 * ? *</timeCycle></timerEventDefinition>")), model("S>K>E", catch("K", "<timerEventDefinition><timeCycle>R/PT5M</timeCycle></timerEventDefinition>"))),
    Rule("a timer has a date, a duration or a cycle, not two", "10.5.5", model("S>K>E", catch("K", "<timerEventDefinition><timeDate>2026-01-01T00:00:00Z</timeDate><timeDuration>PT1S</timeDuration></timerEventDefinition>")), model("S>K>E", catch("K", timer("PT1S")))),
    Rule("parallel multiple has two triggers also at a start", "10.5.2", model(LINE, start("S", message(), 'parallelMultiple="true"')), model(LINE, start("S", message() + signal(), 'parallelMultiple="true"'))),
    Rule("parallel multiple has two triggers also on a border", "10.5.4", model("S>A>E; K>E", task("A"), boundary("K", "A", message(), 'parallelMultiple="true"')), model("S>A>E; K>E", task("A"), boundary("K", "A", message() + signal(), 'parallelMultiple="true"'))),
    Rule("an event's data belongs to its set", "10.5.1", thrown_data('<dataInput id="ti"/><dataInput id="tj"/>', "<dataInputRefs>ti</dataInputRefs>", message("M8") + message("M9")), thrown_data('<dataInput id="ti"/><dataInput id="tj"/>', "<dataInputRefs>ti</dataInputRefs><dataInputRefs>tj</dataInputRefs>", message("M8") + message("M9"))),
    Rule("an event's set holds its own data", "10.5.1", thrown_data('<dataInput id="ti"/>', "<dataInputRefs>ti</dataInputRefs><dataInputRefs>tz</dataInputRefs>"), thrown_data('<dataInput id="ti"/>', "<dataInputRefs>ti</dataInputRefs>")),
    Rule("each of several messages has data of its kind", "10.5.1", thrown_data('<dataInput id="ti" itemSubjectRef="it2"/><dataInput id="tj" itemSubjectRef="it1"/>', "", message("M8") + message("M9")), thrown_data('<dataInput id="ti" itemSubjectRef="it1"/><dataInput id="tj" itemSubjectRef="it2"/>', "", message("M8") + message("M9"))),
    Rule("each of several messages has data", "10.5.1", thrown_data('<dataInput id="ti" itemSubjectRef="it1"/>', "", message("M8") + message("M9")), thrown_data('<dataInput id="ti" itemSubjectRef="it1"/><dataInput id="tj" itemSubjectRef="it2"/>', "", message("M8") + message("M9"))),
    Rule("an event has one output set", "10.5.1", model("S>K>E", catch("K", f"<outputSet/><outputSet/>{message()}")), model("S>K>E", catch("K", f"<outputSet/>{message()}"))),
    Rule("a signal's reference is no message", "10.5.5", model("S>K>E", catch("K", '<signalEventDefinition signalRef="M"/>')), model("S>K>E", catch("K", signal()))),
    Rule("an escalation's reference is no error", "10.5.5", model("S>E", end("E", '<escalationEventDefinition escalationRef="R1"/>')), model("S>E", end("E", escalation("L1")))),
    Rule("a message's operation carries it", "10.5.5", model("S>K>E", throw("K", '<messageEventDefinition messageRef="M2"><operationRef>Op</operationRef></messageEventDefinition>'), before=OPERATION.format("")), model("S>K>E", throw("K", '<messageEventDefinition messageRef="M"><operationRef>Op</operationRef></messageEventDefinition>'), before=OPERATION.format(""))),
    Rule("a compensated activity stands in the event's own process", "10.7", file(process("P", "S>K>E", throw("K", compensate("B"))) + process("Q", "S1>B>E1", task("B"), undo("U", "B"))), file(process("P", "S>B>K>E", throw("K", compensate("B")), task("B"), undo("U", "B")))),
    Rule("compensation does not name a gateway", "10.7", model("S>x1-[x]>K>E; x1-/>E", throw("K", compensate("x1"))), model("S>A>K>E", task("A"), undo("U", "A"), throw("K", compensate("A")))),
    Rule("a boundary event stands on one activity", "10.5.4", swap(model("S>A>E; K>E", task("A"), boundary("K", "A", signal())), 'attachedToRef="A"', 'attachedToRef="A B"'), model("S>A>E; K>E", task("A"), boundary("K", "A", signal()))),
    Rule("a boundary event does not stand on a data object", "10.5.4", model("S>A>E; K>E", task("A"), '<dataObject id="d"/>', boundary("K", "d", signal())), model("S>A>E; K>E", task("A"), '<dataObject id="d"/>', boundary("K", "A", signal()))),
    Rule("a boundary event does not stand on a gateway", "10.5.4", model("S>x1-[x]>A>E; x1-/>E; K>E", boundary("K", "x1", signal())), model("S>x1-[x]>A>E; x1-/>E; K>E", task("A"), boundary("K", "A", signal()))),
    Rule("a compensation event does not undo its own activity", "10.7", model(LINE, task("A"), boundary("K", "A", compensate()), '<association id="as" sourceRef="K" targetRef="A"/>'), model(LINE, task("A"), undo("U", "A"))),
    Rule("a compensation activity stands beside what it undoes", "10.7", model("S>A>X>E", task("A"), boundary("K", "A", compensate()), sub("X", "S1>B>E1", task("U", attributes='isForCompensation="true"')), '<association id="as" sourceRef="K" targetRef="U"/>'), model("S>A>X>E", task("A"), undo("U", "A"), sub("X", "S1>B>E1"))),
]

GATEWAYS = [
    Rule("several start events are no ways out of an event gateway", "10.6.6", event_gate(catch("C1", message()), throw("C2")), event_gate(*TWO_MESSAGES)),
    Rule("an event gateway does not lead to a user task", "10.6.6", event_gate(catch("C1", message()), task("C2", tag="userTask")), event_gate(*TWO_MESSAGES)),
    Rule("an event gateway does not lead to a sub-process", "10.6.6", event_gate(catch("C1", message()), sub("C2", "S1>B>E1")), event_gate(*TWO_MESSAGES)),
    Rule("a parallel start waits for messages", "10.6.6", event_gate(catch("C1", message()), catch("C2", timer("PT1S")), 'instantiate="true" eventGatewayType="Parallel"', "g>C1>E; g>C2>E"), event_gate(*TWO_MESSAGES, 'instantiate="true" eventGatewayType="Parallel"', "g>C1>E; g>C2>E")),
    Rule("an event gateway that starts has no flow in, not even from a start event", "10.6.6", event_gate(*TWO_MESSAGES, 'instantiate="true"'), event_gate(*TWO_MESSAGES, 'instantiate="true"', "g>C1>E; g>C2>E")),
    Rule("an event gateway that does not start has a flow in", "10.6.6", event_gate(*TWO_MESSAGES, "", "g>C1>E; g>C2>E"), event_gate(*TWO_MESSAGES)),
    Rule("an event gateway does not converge", "10.6.6", event_gate(*TWO_MESSAGES, 'gatewayDirection="Converging"'), event_gate(*TWO_MESSAGES, 'gatewayDirection="Diverging"')),
    Rule("instantiate is true or false", "10.6.6", event_gate(*TWO_MESSAGES, 'instantiate="perhaps"'), event_gate(*TWO_MESSAGES, 'instantiate="false"')),
    Rule("a parallel gateway has no activation condition", "10.6.4", model("S>p1>A>E; p1>B>E").replace(b'<parallelGateway id="p1"/>', b'<parallelGateway id="p1"><activationCondition>x</activationCondition></parallelGateway>'), model("S>p1>A>E; p1>B>E")),
    Rule("a complex gateway's default leaves it", "10.6.5", model("S>g-[x]>A>E; g-[y]>B>E", '<complexGateway id="g" default="A_E"/>'), model("S>g-[x]>A>E; g-[y]>B>E", '<complexGateway id="g"/>')),
    Rule("one way of an exclusive gateway has no condition", "10.6.2", model("S>x1-[x]>A>E; x1>B>E"), model("S>x1-[x]>A>E; x1-/>B>E")),
    Rule("one way of an inclusive gateway has no condition", "10.6.3", model("S>o1-[x]>A>E; o1>B>E; o1-/>C>E"), model("S>o1-[x]>A>E; o1-/>C>E")),
]

DATA = [
    Rule("a process' input is no target", "10.4.1", process_io("", out("pi")), process_io("", out("po"))),
    Rule("a process' output is no source", "10.4.1", process_io("", into("po")), process_io("", into("pi"))),
    Rule("another task's input is no source", "10.4.2", model("S>A>B>E", task("A", f"<ioSpecification>{FULL}</ioSpecification>"), task("B", f'<ioSpecification>{FULL.replace("i<", "i2<").replace(chr(34) + "i" + chr(34), chr(34) + "i2" + chr(34)).replace("o<", "o2<").replace(chr(34) + "o" + chr(34), chr(34) + "o2" + chr(34))}</ioSpecification>{into("i", "i2")}')), model("S>A>B>E", task("A", f"<ioSpecification>{FULL}</ioSpecification>"), '<dataObject id="d"/>', task("B", f'<ioSpecification>{FULL.replace("i<", "i2<").replace(chr(34) + "i" + chr(34), chr(34) + "i2" + chr(34)).replace("o<", "o2<").replace(chr(34) + "o" + chr(34), chr(34) + "o2" + chr(34))}</ioSpecification>{into("d", "i2")}'))),
    Rule("data is a collection when its kind is", "10.4.1", front('<dataObject id="d" itemSubjectRef="itc"/>', ITEMS), front('<dataObject id="d" itemSubjectRef="itc" isCollection="true"/>', ITEMS)),
    Rule("data is no collection when its kind is none", "10.4.1", front('<dataObject id="d" itemSubjectRef="it1" isCollection="true"/>', ITEMS), front('<dataObject id="d" itemSubjectRef="it1"/>', ITEMS)),
    Rule("an input is a collection when its kind is", "10.4.1", io(IN.replace("/>", ' itemSubjectRef="itc"/>') + OUT + SETS, before=ITEMS), io(IN.replace("/>", ' itemSubjectRef="itc" isCollection="true"/>') + OUT + SETS, before=ITEMS)),
    Rule("an output is a collection when its kind is", "10.4.1", io(IN + OUT.replace("/>", ' itemSubjectRef="itc"/>') + SETS, before=ITEMS), io(IN + OUT.replace("/>", ' itemSubjectRef="itc" isCollection="true"/>') + SETS, before=ITEMS)),
    Rule("while executing inputs are inputs of the set", "10.4.2", io(IN + '<dataInput id="j"/>' + OUT + SETS.replace("</inputSet>", "<whileExecutingInputRefs>j</whileExecutingInputRefs></inputSet><inputSet><dataInputRefs>j</dataInputRefs></inputSet>")), io(IN + '<dataInput id="j"/>' + OUT + SETS.replace("</inputSet>", "</inputSet><inputSet><dataInputRefs>j</dataInputRefs><whileExecutingInputRefs>j</whileExecutingInputRefs></inputSet>"))),
    Rule("optional outputs are outputs of the set", "10.4.2", io(IN + OUT + '<dataOutput id="j"/>' + SETS.replace("</outputSet>", "<optionalOutputRefs>j</optionalOutputRefs></outputSet><outputSet><dataOutputRefs>j</dataOutputRefs></outputSet>")), io(IN + OUT + '<dataOutput id="j"/>' + SETS.replace("</outputSet>", "</outputSet><outputSet><dataOutputRefs>j</dataOutputRefs><optionalOutputRefs>j</optionalOutputRefs></outputSet>"))),
    Rule("a set of inputs refers to sets of outputs", "10.4.2", io(IN + OUT + SETS.replace("</inputSet>", "<outputSetRefs>i</outputSetRefs></inputSet>")), io(FULL)),
    Rule("an output set holds outputs", "10.4.2", io(IN + OUT + SETS.replace("<dataOutputRefs>o<", "<dataOutputRefs>o</dataOutputRefs><dataOutputRefs>i<")), io(FULL)),
    Rule("a set holds a port once", "10.4.2", io(IN + OUT + SETS.replace("<dataInputRefs>i<", "<dataInputRefs>i</dataInputRefs><dataInputRefs>i<")), io(FULL)),
    Rule("an association has one target", "10.4.2", io(FULL, "<dataInputAssociation><sourceRef>d</sourceRef><targetRef>i</targetRef><targetRef>i</targetRef></dataInputAssociation>", data='<dataObject id="d"/>'), io(FULL, into("d"), data='<dataObject id="d"/>')),
    Rule("an association's transformation comes before its assignments", "10.4.2", io(FULL, into("d", more="<assignment><from>1</from><to>i</to></assignment><transformation>1</transformation>"), data='<dataObject id="d"/>'), io(FULL, into("d", more="<transformation>1</transformation>"), data='<dataObject id="d"/>')),
    Rule("an association does not lead to its own source", "10.4.2", io(FULL, into("i")), io(FULL, into("d"), data='<dataObject id="d"/>')),
    Rule("an input association does not lead to an output", "10.4.2", io(FULL, into("d", "o"), data='<dataObject id="d"/>'), io(FULL, into("d"), data='<dataObject id="d"/>')),
    Rule("an output association does not begin at an input", "10.4.2", io(FULL, out("d", "i"), data='<dataObject id="d"/>'), io(FULL, out("d"), data='<dataObject id="d"/>')),
    Rule("a data store stands at the top", "10.4.1", front('<dataStore id="ds"/>'), front('<dataStoreReference id="dr" dataStoreRef="ds"/>', '<dataStore id="ds"/>')),
    Rule("a data store's capacity is a number", "10.4.1", root('<dataStore id="ds" capacity="many"/>'), root('<dataStore id="ds" capacity="9"/>')),
    Rule("a data object does not stand outside a process", "10.4.1", root('<dataObject id="d"/>'), front('<dataObject id="d"/>')),
    Rule("a process' data belongs to its sets", "10.4.1", swap(process_io("", ""), "<inputSet><dataInputRefs>pi</dataInputRefs></inputSet>", "<inputSet/>"), process_io("", "")),
    Rule("an io binding's operation is one", "10.4.2", front('<ioBinding operationRef="M" inputDataRef="is1" outputDataRef="os1"/>', OPERATION.format("")).replace(b"<ioBinding", b'<supportedInterfaceRef>If</supportedInterfaceRef><ioSpecification><inputSet id="is1"/><outputSet id="os1"/></ioSpecification><ioBinding'), front('<ioBinding operationRef="Op" inputDataRef="is1" outputDataRef="os1"/>', OPERATION.format("")).replace(b"<ioBinding", b'<supportedInterfaceRef>If</supportedInterfaceRef><ioSpecification><inputSet id="is1"/><outputSet id="os1"/></ioSpecification><ioBinding')),
    Rule("an io binding's operation is supported", "10.4.2", front('<ioBinding operationRef="Op" inputDataRef="is1" outputDataRef="os1"/>', OPERATION.format("")).replace(b"<ioBinding", b'<ioSpecification><inputSet id="is1"/><outputSet id="os1"/></ioSpecification><ioBinding'), front("", OPERATION.format(""))),
    Rule("a property's kind is an item definition", "10.4.1", front('<property id="pr" itemSubjectRef="M"/>'), front('<property id="pr" itemSubjectRef="it1"/>', ITEMS)),
    Rule("a state has a place in a reference only", "10.4.1", front('<dataObject id="d"><dataState name="new"/></dataObject>'), front('<dataObject id="d"/><dataObjectReference id="dr" dataObjectRef="d"><dataState name="new"/></dataObjectReference>')),
]

POOLS = [
    Rule("a global conversation holds no conversations", "9.5", root('<globalConversation id="gc"><participant id="x"/><participant id="y"/><conversation id="cv"><participantRef>x</participantRef><participantRef>y</participantRef></conversation></globalConversation>'), root('<globalConversation id="gc"><participant id="x"/><participant id="y"/></globalConversation>')),
    Rule("a call conversation calls a collaboration", "9.5", collaboration('<callConversation id="cc" calledCollaborationRef="P"><participantRef>pp</participantRef><participantRef>qq</participantRef></callConversation>'), collaboration('<callConversation id="cc" calledCollaborationRef="gc"><participantRef>pp</participantRef><participantRef>qq</participantRef></callConversation>', '<globalConversation id="gc"/>')),
    Rule("a conversation's participants are participants", "9.5", collaboration('<conversation id="cv"><participantRef>A</participantRef><participantRef>qq</participantRef></conversation>'), collaboration('<conversation id="cv"><participantRef>pp</participantRef><participantRef>qq</participantRef></conversation>')),
    Rule("a conversation's participants are of its own collaboration", "9.5", collaboration('<conversation id="cv"><participantRef>pp</participantRef><participantRef>zz</participantRef></conversation>', '<collaboration id="other"><participant id="zz"/></collaboration>'), collaboration('<conversation id="cv"><participantRef>pp</participantRef><participantRef>rr</participantRef></conversation>', '<collaboration id="other"><participant id="zz"/></collaboration>')),
    Rule("a conversation names a participant once", "9.5", collaboration('<conversation id="cv"><participantRef>pp</participantRef><participantRef>pp</participantRef></conversation>'), collaboration('<conversation id="cv"><participantRef>pp</participantRef><participantRef>rr</participantRef></conversation>')),
    Rule("a sub-conversation has two participants", "9.5", collaboration('<subConversation id="cv"><participantRef>pp</participantRef></subConversation>'), collaboration('<subConversation id="cv"><participantRef>pp</participantRef><participantRef>rr</participantRef></subConversation>')),
    Rule("a conversation association connects conversations", "9.5", collaboration('<conversationAssociation innerConversationNodeRef="pp" outerConversationNodeRef="qq"/>'), collaboration('<conversation id="cv"><participantRef>pp</participantRef><participantRef>rr</participantRef></conversation><conversationAssociation innerConversationNodeRef="cv" outerConversationNodeRef="cv"/>')),
    Rule("a participant association has both ends", "9.3", collaboration("<participantAssociation><innerParticipantRef>pp</innerParticipantRef></participantAssociation>"), collaboration("<participantAssociation><innerParticipantRef>pp</innerParticipantRef><outerParticipantRef>qq</outerParticipantRef></participantAssociation>")),
    Rule("a message flow association connects message flows", "9.4", collaboration('<messageFlow id="mf" sourceRef="A" targetRef="qq"/><messageFlowAssociation innerMessageFlowRef="mf" outerMessageFlowRef="pp"/>'), collaboration('<messageFlow id="mf" sourceRef="A" targetRef="qq"/><messageFlow id="mg" sourceRef="A" targetRef="rr"/><messageFlowAssociation innerMessageFlowRef="mf" outerMessageFlowRef="mg"/>')),
    Rule("a collaboration's choreography is one", "9.2", collaboration("<choreographyRef>P</choreographyRef>"), collaboration("<choreographyRef>ch</choreographyRef>", '<choreography id="ch"/>')),
    Rule("a participant's interface is one", "9.3", swap(collaboration(""), '<participant id="qq"/>', '<participant id="qq"><interfaceRef>M</interfaceRef></participant>'), swap(collaboration("", OPERATION.format("")), '<participant id="qq"/>', '<participant id="qq"><interfaceRef>If</interfaceRef></participant>')),
    Rule("a participant's end point is one", "9.3", swap(collaboration(""), '<participant id="qq"/>', '<participant id="qq"><endPointRef>M</endPointRef></participant>'), swap(collaboration("", '<endPoint id="ep"/>'), '<participant id="qq"/>', '<participant id="qq"><endPointRef>ep</endPointRef></participant>')),
    Rule("a partner takes part", "9.3", root('<partnerRole id="pr"><participantRef>M</participantRef></partnerRole>'), collaboration("", '<partnerRole id="pr"><participantRef>qq</participantRef></partnerRole>')),
    Rule("a participant is not called twice", "9.3", collaboration('<participant id="qq"/>'), collaboration("")),
    Rule("a minimum without maximum is one at most", "9.3", swap(collaboration(""), '<participant id="qq"/>', '<participant id="qq"><participantMultiplicity minimum="2"/></participant>'), swap(collaboration(""), '<participant id="qq"/>', '<participant id="qq"><participantMultiplicity minimum="1"/></participant>')),
    Rule("a message flow does not lead to a lane", "9.4", swap(collaboration('<messageFlow id="mf" sourceRef="qq" targetRef="la"/>'), '<process id="P" isExecutable="true">', '<process id="P" isExecutable="true"><laneSet id="ls"><lane id="la"/></laneSet>'), swap(collaboration('<messageFlow id="mf" sourceRef="qq" targetRef="pp"/>'), '<process id="P" isExecutable="true">', '<process id="P" isExecutable="true"><laneSet id="ls"><lane id="la"/></laneSet>')),
    Rule("a message flow does not lead to its own pool's edge", "9.4", collaboration('<messageFlow id="mf" sourceRef="A" targetRef="pp"/>'), collaboration('<messageFlow id="mf" sourceRef="A" targetRef="qq"/>')),
    Rule("a message flow does not begin and end at one pool", "9.4", collaboration('<messageFlow id="mf" sourceRef="qq" targetRef="qq"/>'), collaboration('<messageFlow id="mf" sourceRef="qq" targetRef="rr"/>')),
    Rule("a collaboration's participant's process exists", "9.3", swap(collaboration(""), '<participant id="qq"/>', '<participant id="qq" processRef="nothing"/>'), collaboration("")),
]

CHOREOGRAPHY = [
    Rule("a choreography task has two participants and no third", "11.5.1", choreography(swap(TALK.encode(), "<participantRef>pb</participantRef>", "<participantRef>pb</participantRef><participantRef>pc</participantRef>").decode()), choreography(TALK)),
    Rule("a choreography task's message flow connects its participants", "11.5.1", choreography(TALK.replace("<messageFlowRef>f<", "<messageFlowRef>fc<")), choreography(TALK)),
    Rule("a choreography task has a message flow", "11.5.1", choreography(TALK.replace("<messageFlowRef>f</messageFlowRef>", "")), choreography(TALK)),
    Rule("a choreography task's message flow is one", "11.5.1", choreography(TALK.replace("<messageFlowRef>f<", "<messageFlowRef>pa<")), choreography(TALK)),
    Rule("a choreography task has an initiator", "11.5", choreography(TALK.replace('initiatingParticipantRef="pa"', "")), choreography(TALK)),
    Rule("a choreography task's loop is of a known kind", "11.5", choreography(TALK.replace('initiatingParticipantRef="pa"', 'initiatingParticipantRef="pa" loopType="Round"')), choreography(TALK.replace('initiatingParticipantRef="pa"', 'initiatingParticipantRef="pa" loopType="Standard"'))),
    Rule("the initiator sends first", "11.5.1", choreography(TALK.replace("<messageFlowRef>f<", "<messageFlowRef>b<")), choreography(TALK.replace("<messageFlowRef>f</messageFlowRef>", "<messageFlowRef>f</messageFlowRef><messageFlowRef>b</messageFlowRef>"))),
    Rule("a choreography holds no tasks", "11.4", choreography('<task id="B"/>' + TALK), choreography(TALK)),
    Rule("a choreography holds no sub-process", "11.4", choreography('<subProcess id="B"/>' + TALK), choreography(TALK)),
    Rule("a choreography holds no data objects", "11.4", choreography('<dataObject id="B"/>' + TALK), choreography(TALK)),
    Rule("no message begins a choreography", "11.6", choreography(TALK.replace('<startEvent id="S"/>', start("S", message()))), choreography(TALK.replace('<startEvent id="S"/>', start("S", timer("PT1S"))))),
    Rule("a choreography does not throw signals", "11.6", choreography(TALK.replace('<endEvent id="E"/>', throw("T", signal()) + '<endEvent id="E"/>').replace(wired("ct>E"), wired("ct>T", "T>E"))), choreography(TALK.replace('<endEvent id="E"/>', catch("T", signal()) + '<endEvent id="E"/>').replace(wired("ct>E"), wired("ct>T", "T>E")))),
    Rule("a choreography does not wait for messages", "11.6", choreography(TALK.replace('<endEvent id="E"/>', catch("T", message()) + '<endEvent id="E"/>').replace(wired("ct>E"), wired("ct>T", "T>E"))), choreography(TALK.replace('<endEvent id="E"/>', catch("T", timer("PT1S")) + '<endEvent id="E"/>').replace(wired("ct>E"), wired("ct>T", "T>E")))),
    Rule("a choreography does not end by a message", "11.6", choreography(TALK.replace('<endEvent id="E"/>', end("E", message()))), choreography(TALK.replace('<endEvent id="E"/>', end("E", "<terminateEventDefinition/>")))),
    Rule("a choreography does not end by an error", "11.6", choreography(TALK.replace('<endEvent id="E"/>', end("E", error("R1")))), choreography(TALK)),
    Rule("who initiates took part before, also across gateways and in a circle", "11.5", choreography('<startEvent id="S"/><exclusiveGateway id="x1"/><exclusiveGateway id="x2"/>' + exchange("ct") + exchange("cu", "pc", "pc pd", "fd") + '<endEvent id="E"/>' + wired("S>x1", "x1>ct", "ct>x2", "x2>x1", "x2>cu", "cu>E")), choreography('<startEvent id="S"/><exclusiveGateway id="x1"/><exclusiveGateway id="x2"/>' + exchange("ct") + exchange("cu", "pb", "pa pb", "b") + '<endEvent id="E"/>' + wired("S>x1", "x1>ct", "ct>x2", "x2>x1", "x2>cu", "cu>E"))),
    Rule("a choreography's flows have an end", "11.7", choreography('<startEvent id="S"/><exclusiveGateway id="x1"/>' + exchange("ct") + '<endEvent id="E"/>' + wired("S>x1", "x1>ct", "ct>E")), choreography(TALK)),
    Rule("who initiates took part before", "11.5", choreography('<startEvent id="S"/>' + exchange("ct") + exchange("cu", "pc", "pc pd", "fd") + '<endEvent id="E"/>' + wired("S>ct", "ct>cu", "cu>E")), choreography('<startEvent id="S"/>' + exchange("ct") + exchange("cu", "pb", "pa pb", "b") + '<endEvent id="E"/>' + wired("S>ct", "ct>cu", "cu>E"))),
    Rule("a global choreography task holds no flow elements", "11.5.4", choreography(TALK, tag="globalChoreographyTask", attributes='initiatingParticipantRef="pa"'), choreography("", tag="globalChoreographyTask", attributes='initiatingParticipantRef="pa"')),
    Rule("a global choreography task's initiator is its own", "11.5.4", choreography("", tag="globalChoreographyTask", attributes='initiatingParticipantRef="ch"'), choreography("", tag="globalChoreographyTask", attributes='initiatingParticipantRef="pa"')),
    Rule("a called choreography is one", "11.5.3", choreography(TALK.replace("choreographyTask", "callChoreography").replace("<messageFlowRef>f</messageFlowRef>", "").replace("<callChoreography ", '<callChoreography calledChoreographyRef="M" ')), choreography(TALK.replace("choreographyTask", "callChoreography").replace("<messageFlowRef>f</messageFlowRef>", "").replace("<callChoreography ", '<callChoreography calledChoreographyRef="ch2" ')).replace(b'<choreography id="ch"', b'<choreography id="ch2"/><choreography id="ch"')),
    Rule("flows do not cross a sub-choreography's border", "11.5.2", choreography('<startEvent id="S"/><subChoreography id="sc" initiatingParticipantRef="pa"><participantRef>pa</participantRef><participantRef>pb</participantRef><startEvent id="S2"/>' + exchange("ct") + '<endEvent id="E2"/>' + wired("S2>ct", "ct>E2") + '</subChoreography><endEvent id="E"/>' + wired("S>sc", "sc>E", "ct>E")), choreography('<startEvent id="S"/><subChoreography id="sc" initiatingParticipantRef="pa"><participantRef>pa</participantRef><participantRef>pb</participantRef><startEvent id="S2"/>' + exchange("ct") + '<endEvent id="E2"/>' + wired("S2>ct", "ct>E2") + '</subChoreography><endEvent id="E"/>' + wired("S>sc", "sc>E"))),
    Rule("a start event of a choreography has no flow in", "10.5.2", choreography(TALK + wired("ct>S")), choreography(TALK)),
    Rule("an end event of a choreography has no flow out", "10.5.3", choreography(TALK + wired("E>ct")), choreography(TALK)),
]

DIAGRAMS = [
    Rule("a shape has bounds", "12.2.3", drawn(shape("A", inside="")), drawn(shape("A"))),
    Rule("bounds have a width", "12.2.3", drawn(shape("A", inside='<dc:Bounds x="0" y="0" height="10"/>')), drawn(shape("A"))),
    Rule("bounds are numbers", "12.2.3", drawn(shape("A", inside='<dc:Bounds x="left" y="0" width="10" height="10"/>')), drawn(shape("A", inside='<dc:Bounds x="-1.5" y="0" width="10" height="1e1"/>'))),
    Rule("a shape has one place", "12.2.3", drawn(shape("A", inside='<dc:Bounds x="0" y="0" width="10" height="10"/>' * 2)), drawn(shape("A"))),
    Rule("a point has two coordinates", "12.2.3", drawn(edge("S_A", inside='<di:waypoint x="0"/><di:waypoint x="9" y="0"/>')), drawn(edge("S_A"))),
    Rule("a point's coordinates are numbers", "12.2.3", drawn(edge("S_A", inside='<di:waypoint x="0" y="up"/><di:waypoint x="9" y="0"/>')), drawn(edge("S_A"))),
    Rule("a line has two points", "12.2.3", drawn(edge("S_A", inside='<di:waypoint x="0" y="0"/>')), drawn(edge("S_A"))),
    Rule("a plane shows something", "12.2.3", drawn(shape("A"), plane='id="pl"'), drawn(shape("A"))),
    Rule("a plane shows something that exists", "12.2.3", drawn(shape("A"), plane='id="pl" bpmnElement="nothing"'), drawn(shape("A"))),
    Rule("a plane shows a process, not a task", "12.2.3", drawn(shape("A"), plane='id="pl" bpmnElement="A"'), drawn(shape("A"))),
    Rule("a shape shows something", "12.2.3", drawn('<bpmndi:BPMNShape id="x"><dc:Bounds x="0" y="0" width="10" height="10"/></bpmndi:BPMNShape>'), drawn(shape("A"))),
    Rule("a line shows something", "12.2.3", drawn(f'<bpmndi:BPMNEdge id="x">{POINTS}</bpmndi:BPMNEdge>'), drawn(edge("S_A"))),
    Rule("a shape shows something that exists", "12.2.3", drawn(shape("nothing")), drawn(shape("A"))),
    Rule("a shape does not show a flow", "12.2.3", drawn(shape("S_A")), drawn(edge("S_A"))),
    Rule("a line does not show a task", "12.2.3", drawn(edge("A")), drawn(shape("A"))),
    Rule("a shape does not show what has none", "12.3", drawn(shape("M", ident="x") + shape("R1")), drawn(shape("A"))),
    Rule("one diagram shows an element once", "12.2.1", drawn(shape("A") + shape("A", ident="again")), drawn(shape("A") + shape("S", ident="again"))),
    Rule("a line's ends are shapes", "12.2.3", drawn(shape("S") + shape("A") + edge("S_A", 'sourceElement="nothing"')), drawn(shape("S") + shape("A") + edge("S_A", 'sourceElement="S_di" targetElement="A_di"'))),
    Rule("isExpanded is true or false", "12.2.3", drawn(shape("A", 'isExpanded="wide"')), drawn(shape("A"))),
    Rule("a band is of a known kind", "12.2.3", drawn(shape("A", 'participantBandKind="first"')), drawn(shape("A"))),
    Rule("a band belongs to a participant", "12.2.3", drawn(shape("A", 'participantBandKind="top_initiating"')), drawn(shape("A"))),
    Rule("a band's activity is a shape", "12.2.3", drawn(shape("A", 'choreographyActivityShape="nothing"')), drawn(shape("A"))),
    Rule("a message is visible in a known way", "12.2.3", drawn(edge("S_A", 'messageVisibleKind="loud"')), drawn(edge("S_A"))),
    Rule("a shape has no unknown attributes", "12.2.3", drawn(shape("A", 'colour="red"')), drawn(shape("A", 't:colour="red"'))),
    Rule("a plane holds shapes and lines", "12.2.3", drawn('<bpmndi:BPMNBox id="x"/>'), drawn(shape("A"))),
    Rule("a shape does not stand outside a plane", "12.2.3", drawn("", more=shape("A")), drawn(shape("A"))),
    Rule("a label style has a font", "12.2.3", drawn(shape("A"), more='<bpmndi:BPMNLabelStyle id="ls"/>'), drawn(shape("A"), more='<bpmndi:BPMNLabelStyle id="ls"><dc:Font name="Arial" size="9"/></bpmndi:BPMNLabelStyle>')),
    Rule("a label's style exists", "12.2.3", drawn(shape("A", inside='<dc:Bounds x="0" y="0" width="10" height="10"/><bpmndi:BPMNLabel labelStyle="none"/>')), drawn(shape("A", inside='<dc:Bounds x="0" y="0" width="10" height="10"/><bpmndi:BPMNLabel labelStyle="ls"/>'), more='<bpmndi:BPMNLabelStyle id="ls"><dc:Font name="Arial" size="9"/></bpmndi:BPMNLabelStyle>')),
    Rule("a diagram has one plane", "12.2.3", drawn("", more='<bpmndi:BPMNPlane id="two" bpmnElement="P"/>'), drawn("")),
    Rule("a diagram's resolution is a number", "12.2.3", drawn("", page='id="pg" resolution="fine"'), drawn("", page='id="pg" resolution="96"')),
    Rule("an id of the drawing is not one of the model", "15.3", drawn(shape("A", ident="S")), drawn(shape("A"))),
    Rule("an id of the drawing is an id", "15.3", drawn(shape("A", ident="1 2")), drawn(shape("A"))),
    Rule("a plane holds no text", "12.2.3", drawn("text"), drawn("<!-- a note -->")),
    Rule("a label comes after the bounds", "12.2.3", drawn(shape("A", inside='<bpmndi:BPMNLabel/><dc:Bounds x="0" y="0" width="10" height="10"/>')), drawn(shape("A", inside='<dc:Bounds x="0" y="0" width="10" height="10"/><bpmndi:BPMNLabel/>'))),
    Rule("a shape of a band names its activity's shape", "12.2.3", drawn(shape("ct") + shape("pa", 'participantBandKind="top_initiating" choreographyActivityShape="gone"'), choreography(TALK), 'id="pl" bpmnElement="ch"'), drawn(shape("ct") + shape("pa", 'participantBandKind="top_initiating" choreographyActivityShape="ct_di"') + shape("pa", 'participantBandKind="bottom_non_initiating" choreographyActivityShape="ct_di"', ident="again"), choreography(TALK), 'id="pl" bpmnElement="ch"')),
    Rule("a diagram comes after the model", "15.3", swap(GOOD, '<message id="M"', '<bpmndi:BPMNDiagram id="pg"><bpmndi:BPMNPlane id="pl" bpmnElement="P"/></bpmndi:BPMNDiagram><message id="M"'), drawn("")),
]

RULES = [*FOUNDATION, *FLOWS, *PROCESSES, *ACTIVITIES, *EVENTS, *GATEWAYS, *DATA, *POOLS, *CHOREOGRAPHY, *DIAGRAMS]
# fmt: on


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.sentence)
def test_what_breaks_a_rule_is_refused(rule: Rule) -> None:
    assert errors(rule.broken)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.sentence)
def test_what_keeps_the_rule_is_not_refused(rule: Rule) -> None:
    assert errors(rule.kept) == []
