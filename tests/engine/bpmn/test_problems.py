"""Every problem is provoked by a small model, at the right element, and speaks two languages."""

import pytest

from engine.bpmn import Severity, check, has_errors, read
from engine.bpmn.messages import MESSAGES
from engine.bpmn.problems import Problem
from tests.engine.bpmn.snippets import definitions, flow, library, line, process
from tests.engine.bpmn.test_reader import test_a_hostile_or_broken_file_is_refused as reading

TASK = '<task id="A"/>'
TIMER = "<timerEventDefinition><timeDuration>PT1S</timeDuration></timerEventDefinition>"
MESSAGE = '<message id="M" name="m"/>'
LOOSE = '<startEvent id="S"/><task id="A"/><endEvent id="E"/>'


def lone(node: str, outside: str = "") -> bytes:
    """A process of one line through ``node``."""
    return process(line(node), outside)


def catch(definition: str, outside: str = "", attributes: str = "") -> bytes:
    return lone(f'<intermediateCatchEvent id="A" {attributes}>{definition}</intermediateCatchEvent>', outside)


def throw(definition: str, outside: str = "") -> bytes:
    return lone(f'<intermediateThrowEvent id="A">{definition}</intermediateThrowEvent>', outside)


def boundary(definition: str, attributes: str = "", host: str = TASK, more: str = "", outside: str = "") -> bytes:
    """A boundary event B on A with its own way to an end."""
    body = f'<boundaryEvent id="B" attachedToRef="A" {attributes}>{definition}</boundaryEvent><endEvent id="BE"/>'
    return process(line(host) + body + flow("B", "BE") + more, outside)


def sub(inside: str, attributes: str = "", tag: str = "subProcess") -> str:
    return f'<{tag} id="X" {attributes}>{inside}</{tag}>'


def event_sub(start: str, attributes: str = 'triggeredByEvent="true"') -> bytes:
    return process(line(TASK) + sub(f'{start}<endEvent id="XE"/>{flow("XS", "XE")}', attributes))


def inner(*nodes: str) -> str:
    """A line inside a sub-process with other ids."""
    return line(*nodes).replace('"S"', '"XS"').replace('"E"', '"XE"').replace("S_", "XS_").replace('"S', '"S')


def gateway(
    tag: str, attributes: str = "", first: str | None = "x", second: str | None = "y", flows: str = ""
) -> bytes:
    return process(
        f'<startEvent id="S"/><{tag} id="G" {attributes}/><task id="A"/><task id="C"/><endEvent id="E"/>'
        + flow("S", "G")
        + flow("G", "A", first)
        + flow("G", "C", second)
        + flow("A", "E")
        + flow("C", "E")
        + flows
    )


def event_gateway(attributes: str = "", one: str = "", two: str = "", more: str = "", incoming: bool = True) -> bytes:
    one = one or f'<intermediateCatchEvent id="A">{TIMER}</intermediateCatchEvent>'
    two = two or f'<intermediateCatchEvent id="C">{TIMER}</intermediateCatchEvent>'
    start = '<startEvent id="S"/>' + flow("S", "G") if incoming else ""
    end = '<endEvent id="E"/>'
    return process(
        start + f'<eventBasedGateway id="G" {attributes}/>' + one + two + end
        + flow("G", "A") + flow("G", "C") + flow("A", "E") + flow("C", "E") + more,
        MESSAGE,
    )  # fmt: skip


def pools(
    flows: str, first: str = line('<sendTask id="A" messageRef="M"/>'), second: str = "", more: str = ""
) -> bytes:
    second = second or (
        '<startEvent id="T"><messageEventDefinition messageRef="M"/></startEvent><receiveTask id="R" messageRef="M"/>'
        '<endEvent id="U"/>' + flow("T", "R") + flow("R", "U")
    )
    return definitions(
        f'{MESSAGE}<message id="N"/><collaboration id="C"><participant id="PP" processRef="P"/><participant id="QQ" processRef="Q"/>{flows}'
        f'</collaboration><process id="P" isExecutable="true">{first}</process><process id="Q" isExecutable="true">{second}</process>{more}'
    )


def message_flow(source: str, target: str, attributes: str = "") -> str:
    return f'<messageFlow id="F" sourceRef="{source}" targetRef="{target}" {attributes}/>'


def multi(inside: str, attributes: str = "", data: str = '<dataObject id="D" name="d"/>') -> bytes:
    task = f'<task id="A"><multiInstanceLoopCharacteristics {attributes}>{inside}</multiInstanceLoopCharacteristics></task>'
    return process(data + line(task))


def io(ports: str, sets: str, associations: str = "", data: str = "", outside: str = "") -> bytes:
    return process(
        data + line(f'<task id="A"><ioSpecification>{ports}{sets}</ioSpecification>{associations}</task>'), outside
    )


def page(inside: str, planes: str | None = None) -> bytes:
    planes = planes if planes is not None else f'<bpmndi:BPMNPlane bpmnElement="P">{inside}</bpmndi:BPMNPlane>'
    body = process(line(TASK)).decode()
    return body.replace(
        "</definitions>", f'<bpmndi:BPMNDiagram id="D">{planes}</bpmndi:BPMNDiagram></definitions>'
    ).encode()


def user(attributes: str, inside: str = "") -> bytes:
    return lone(f'<userTask id="A" {attributes}>{inside}</userTask>')


def extended(inside: str) -> bytes:
    return user("", f"<extensionElements>{inside}</extensionElements>")


SETS = "<inputSet/><outputSet/>"
ITEMS = '<itemDefinition id="I"/><itemDefinition id="J" isCollection="true"/>'
COMPENSATION = "<compensateEventDefinition/>"
UNDO = '<task id="U" isForCompensation="true"/>'
CALLED = (
    '<process id="Q" isExecutable="true"><startEvent id="Z"><signalEventDefinition signalRef="SG"/></startEvent>'
    '<endEvent id="ZE"/>' + flow("Z", "ZE") + '</process><signal id="SG"/>'
)
CIRCLE = definitions(
    '<process id="P" isExecutable="true">' + line('<callActivity id="A" calledElement="Q"/>') + "</process>"
    '<process id="Q" isExecutable="true"><startEvent id="Z"/><callActivity id="B" calledElement="P"/><endEvent id="ZE"/>'
    + flow("Z", "B") + flow("B", "ZE") + "</process>"
)  # fmt: skip

INTERFACE = f'{MESSAGE}<interface id="IF" name="i"><operation id="O" name="o"><inMessageRef>M</inMessageRef></operation></interface>'
SUPPORTS = (
    '<ioSpecification><inputSet id="is"/><outputSet id="os"/></ioSpecification>'
    '<ioBinding id="IB" operationRef="O" inputDataRef="is" outputDataRef="os"/>'
)
PROCESS_PORT = '<ioSpecification><dataInput id="pi"/><inputSet><dataInputRefs>pi</dataInputRefs></inputSet><outputSet/></ioSpecification>'
USES_PORT = (
    '<task id="A"><ioSpecification><dataOutput id="o"/><inputSet/><outputSet><dataOutputRefs>o</dataOutputRefs></outputSet>'
    '</ioSpecification><dataOutputAssociation id="AS"><sourceRef>o</sourceRef><targetRef>pi</targetRef>'
    "</dataOutputAssociation></task>"
)


def correlated(key: str, *bound: str) -> bytes:
    """A subscription of a key with these properties bound."""
    properties = "".join(
        f'<correlationProperty id="P{one}"><correlationPropertyRetrievalExpression messageRef="M"><messagePath>x</messagePath>'
        "</correlationPropertyRetrievalExpression></correlationProperty>"
        for one in "AB"
    )
    bindings = "".join(
        f'<correlationPropertyBinding correlationPropertyRef="{name}"><dataPath>x</dataPath></correlationPropertyBinding>'
        for name in bound
    )
    subscription = f'<correlationSubscription id="CS" correlationKeyRef="K">{bindings}</correlationSubscription>'
    outside = (
        f'{MESSAGE}{properties}<collaboration id="C"><correlationKey id="K">{key}</correlationKey></collaboration>'
    )
    return process(line(TASK) + subscription, outside)


def talk(inside: str, member: str = "", flow_ends: str = 'sourceRef="a" targetRef="b"') -> str:
    """A choreography of three with one exchange."""
    members = "".join(f'<participant id="{name}"/>' for name in "abc")
    flows = f'<messageFlow id="mf" {flow_ends}/><messageFlow id="mg" sourceRef="c" targetRef="b"/>'
    task = (
        '<choreographyTask id="CT" initiatingParticipantRef="a"><participantRef>a</participantRef>'
        f"<participantRef>b</participantRef>{member}<messageFlowRef>mf</messageFlowRef></choreographyTask>"
    )
    return f'<choreography id="CH">{members}{flows}{task}{inside}</choreography>'


PROVOKED = [
    # what cannot be compiled
    ("bpmn.process.not-executable", "Q", definitions('<process id="P"><task id="A"/></process><process id="Q" isExecutable="false"><task id="B"/></process>')),
    ("bpmn.expression.empty", "G_A", gateway("exclusiveGateway", first=" ")),
    ("bpmn.expression.syntax", "G_A", gateway("exclusiveGateway", first="1 +")),
    ("bpmn.expression.syntax", "A", user('motcua:role="=1 +"')),
    ("bpmn.expression.language", "G_A", gateway("exclusiveGateway").replace(b'"tFormalExpression"', b'"tFormalExpression" language="http://www.java.com/java"')),
    ("bpmn.expression.language", "G_A", gateway("exclusiveGateway").replace(b"targetNamespace", b'expressionLanguage="http://www.java.com/java" targetNamespace')),
    ("bpmn.expression.dialect", "G_A", gateway("exclusiveGateway", first="${bean.call()}").replace(b'id="A"', b'id="A" camunda:asyncBefore="true"')),
    ("bpmn.expression.read-as", "G_A", gateway("exclusiveGateway", first="${a == 1}").replace(b'id="A"', b'id="A" camunda:asyncBefore="true"')),
    ("bpmn.message.missing", "A", catch("<messageEventDefinition/>")),
    ("bpmn.receive.no-message", "A", lone('<receiveTask id="A"/>')),
    ("bpmn.signal.missing", "A", catch("<signalEventDefinition/>")),
    ("bpmn.timer.missing", "A", catch("<timerEventDefinition/>")),
    ("bpmn.error.no-code", "E", process('<startEvent id="S"/><endEvent id="E"><errorEventDefinition/></endEvent>' + flow("S", "E"))),
    ("bpmn.error.no-code", "E", process('<startEvent id="S"/><endEvent id="E"><errorEventDefinition errorRef="X"/></endEvent>' + flow("S", "E"), '<error id="X"/>')),
    ("bpmn.escalation.no-code", "A", throw("<escalationEventDefinition/>")),
    ("bpmn.condition.missing", "A", catch("<conditionalEventDefinition/>")),
    ("bpmn.link.unnamed", "A", throw('<linkEventDefinition name=""/>')),
    ("bpmn.data.assignment-target", "A", io('<dataInput id="i"/>', "<inputSet><dataInputRefs>i</dataInputRefs></inputSet><outputSet/>", "<dataInputAssociation><targetRef>i</targetRef><assignment><from>1</from><to>a + b</to></assignment></dataInputAssociation>")),
    ("motcua.io.unnamed", "A", extended('<motcua:io><motcua:in value="=1"/></motcua:io>')),
    ("bpmn.loop.no-condition", "A", lone('<task id="A"><standardLoopCharacteristics/></task>')),
    ("bpmn.multi.no-cardinality", "A", multi("")),
    ("bpmn.multi.complex-behavior", "A", multi("<loopCardinality>2</loopCardinality><complexBehaviorDefinition><condition>x</condition></complexBehaviorDefinition>", 'behavior="Complex"')),
    ("bpmn.vendor.unused", "A", user('camunda:dueDate="${due}"')),
    ("bpmn.vendor.assignee", "A", user('camunda:assignee="ann"')),
    ("bpmn.vendor.code", "A", lone('<serviceTask id="A" camunda:class="org.Example"/>')),
    ("bpmn.script.missing", "A", lone('<scriptTask id="A" scriptFormat="feel"/>')),
    ("bpmn.script.no-format", "A", lone('<scriptTask id="A"><script>{}</script></scriptTask>')),
    ("bpmn.script.language", "A", lone('<scriptTask id="A" scriptFormat="text/javascript"><script>1</script></scriptTask>')),
    # the schema
    ("bpmn.schema.attribute-unknown", "A", lone('<task id="A" colour="red"/>')),
    ("bpmn.schema.attribute-unknown", "A", lone('<task id="A" xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL" b:name="x"/>')),
    ("bpmn.schema.attribute-value", "A", lone('<task id="A" isForCompensation="maybe"/>')),
    ("bpmn.schema.attribute-value", "A", lone('<task id="A" startQuantity="one"/>')),
    ("bpmn.schema.attribute-value", "G", gateway("exclusiveGateway", 'gatewayDirection="Both"')),
    ("bpmn.schema.attribute-missing", "S_A", lone(TASK).replace(b' targetRef="A"', b"")),
    ("bpmn.schema.attribute-missing", None, lone(TASK).replace(b' targetNamespace="urn:t"', b"")),
    ("bpmn.schema.not-allowed", "A", lone('<task id="A"><script>x</script></task>')),
    ("bpmn.schema.not-allowed", "P", process(line(TASK) + "<nonsense/>")),
    ("bpmn.schema.foreign", "A", lone('<task id="A"><t:own/></task>')),
    ("bpmn.schema.order", "A", lone('<task id="A"><incoming>S_A</incoming><outgoing>A_E</outgoing><documentation/></task>')),
    ("bpmn.schema.not-concrete", "P", process(line(TASK) + '<flowElement xmlns:q="urn:q"/>').replace(b"<flowElement", b'<task xsi:type="tFlowElement"')),
    ("bpmn.schema.reference-text", "A", lone('<task id="A"><incoming>not an id</incoming></task>')),
    ("bpmn.schema.child-missing", "A", io("", "<outputSet/>")),
    ("bpmn.schema.child-too-many", "A", lone('<task id="A"><standardLoopCharacteristics loopMaximum="1"/><standardLoopCharacteristics loopMaximum="1"/></task>')),
    ("bpmn.schema.text", "A", lone('<task id="A">hello</task>')),
    ("bpmn.schema.text", "P", process(line(TASK) + "tail")),
    ("bpmn.id.duplicate", "A", process(line(TASK) + TASK)),
    ("bpmn.id.missing", "P", process(line(TASK) + "<task/>")),
    ("bpmn.reference.prefix", "A", catch('<messageEventDefinition messageRef="no:M"/>')),
    ("bpmn.reference.not-imported", "A", catch('<messageEventDefinition messageRef="x:M" xmlns:x="urn:elsewhere"/>')),
    ("bpmn.reference.dangling", "S_Z", process(LOOSE + flow("S", "A") + flow("A", "E") + flow("S", "Z"))),
    ("bpmn.reference.dangling", "A", catch('<messageEventDefinition messageRef="M"/>')),
    ("bpmn.reference.dangling", "A", lone('<task id="A" default="Z"/>')),
    ("bpmn.reference.wrong-kind", "A", catch('<messageEventDefinition messageRef="E"/>')),
    ("bpmn.reference.wrong-kind", "A_D", process('<dataObject id="D"/>' + line(TASK) + flow("A", "D"))),
    ("bpmn.text.format", "A", lone('<task id="A"><documentation textFormat="plain">x</documentation></task>')),
    ("bpmn.extension.not-understood", None, process(line(TASK), '<extension mustUnderstand="true" definition="t:x"/>')),
    ("bpmn.import.not-loaded", None, process(line(TASK), '<import namespace="urn:x" location="x.bpmn" importType="http://www.omg.org/spec/BPMN/20100524/MODEL"/>')),
    ("bpmn.correlation.unbound", "P", process(line(TASK) + '<correlationSubscription correlationKeyRef="K"/>', f'{MESSAGE}<collaboration id="C"><correlationKey id="K"><correlationPropertyRef>CP</correlationPropertyRef></correlationKey></collaboration><correlationProperty id="CP"><correlationPropertyRetrievalExpression messageRef="M"><messagePath>x</messagePath></correlationPropertyRetrievalExpression></correlationProperty>')),
    ("bpmn.diagram.plane", "D", page("", "")),
    ("bpmn.diagram.nothing", "x", page('<bpmndi:BPMNShape id="x"><dc:Bounds x="0" y="0" width="1" height="1"/></bpmndi:BPMNShape>')),
    ("bpmn.diagram.page-kind", "D", page("", '<bpmndi:BPMNPlane bpmnElement="A"/>')),
    ("bpmn.diagram.twice", "y", page("".join(f'<bpmndi:BPMNShape id="{i}" bpmnElement="A"><dc:Bounds x="0" y="0" width="1" height="1"/></bpmndi:BPMNShape>' for i in "xy"))),
    ("bpmn.diagram.end", "x", page('<bpmndi:BPMNEdge id="x" bpmnElement="S_A" sourceElement="nothing"><di:waypoint x="0" y="0"/><di:waypoint x="0" y="0"/></bpmndi:BPMNEdge>')),
    ("bpmn.diagram.band", "x", page('<bpmndi:BPMNShape id="x" bpmnElement="A" participantBandKind="top_initiating"><dc:Bounds x="0" y="0" width="1" height="1"/></bpmndi:BPMNShape>')),
    ("bpmn.import.type", None, process(line(TASK), '<import namespace="urn:x" location="x.xsd" importType="schema"/>')),
    ("bpmn.interface.not-supported", "IB", process(SUPPORTS + line(TASK), INTERFACE)),
    ("bpmn.message.no-port", "A", process(line('<serviceTask id="A" operationRef="O"><ioSpecification><inputSet/><outputSet/></ioSpecification></serviceTask>'), INTERFACE)),
    ("bpmn.event.ports", "A", catch('<dataOutput id="o"/><messageEventDefinition messageRef="MI"/><messageEventDefinition messageRef="M"/>', f'{MESSAGE}<itemDefinition id="I"/><message id="MI" itemRef="I"/>')),
    ("bpmn.reference.twice", "L", process('<laneSet id="LS"><lane id="L"><flowNodeRef>A</flowNodeRef><flowNodeRef>A</flowNodeRef></lane></laneSet>' + line(TASK))),
    ("bpmn.correlation.not-in-key", "CS", correlated("<correlationPropertyRef>PA</correlationPropertyRef>", "PA", "PB")),
    ("bpmn.correlation.bound-twice", "CS", correlated("<correlationPropertyRef>PA</correlationPropertyRef>", "PA", "PA")),
    ("bpmn.data.process-port", "AS", process(PROCESS_PORT + line(USES_PORT))),
    ("bpmn.data.circle", "AS", io('<dataInput id="i"/>', "<inputSet><dataInputRefs>i</dataInputRefs></inputSet><outputSet/>", '<dataInputAssociation id="AS"><sourceRef>i</sourceRef><targetRef>i</targetRef></dataInputAssociation>')),
    ("bpmn.diagram.dangling", "x", page('<bpmndi:BPMNShape id="x" bpmnElement="Z"><dc:Bounds x="0" y="0" width="1" height="1"/></bpmndi:BPMNShape>')),
    ("bpmn.diagram.no-bounds", "x", page('<bpmndi:BPMNShape id="x" bpmnElement="A"/>')),
    ("bpmn.diagram.waypoints", "x", page('<bpmndi:BPMNEdge id="x" bpmnElement="S_A"><di:waypoint x="0" y="0"/></bpmndi:BPMNEdge>')),
    ("bpmn.diagram.attribute", "x", page('<bpmndi:BPMNShape id="x" bpmnElement="A" isHorizontal="true"><dc:Bounds x="0" y="0" width="1" height="1"/></bpmndi:BPMNShape>')),
    ("bpmn.diagram.label-style", "x", page('<bpmndi:BPMNEdge id="x" bpmnElement="S_A"><di:waypoint x="0" y="0"/><di:waypoint x="0" y="0"/><bpmndi:BPMNLabel labelStyle="Z"/></bpmndi:BPMNEdge>')),
    # sequence flows
    ("bpmn.flow.crosses-pool", "A_R", pools("", line(TASK) + flow("A", "R"))),
    ("bpmn.flow.crosses-sub-process", "A_Y", process(line(TASK, sub('<task id="Y"/>')) + flow("A", "Y"))),
    ("bpmn.flow.misplaced", "Y_Z", process(line(sub('<task id="Y"/><task id="Z"/>')) + flow("Y", "Z"))),
    ("bpmn.flow.from-end", "E_A", process(line(TASK) + flow("E", "A"))),
    ("bpmn.flow.into-start", "A_S", process(line(TASK) + flow("A", "S"))),
    ("bpmn.flow.into-boundary", "S_B", boundary(TIMER, more=flow("S", "B"))),
    ("bpmn.flow.event-sub-process", "A_X", process(line(TASK) + sub(f'<startEvent id="XS">{TIMER}</startEvent><endEvent id="XE"/>' + flow("XS", "XE"), 'triggeredByEvent="true"') + flow("A", "X"))),
    ("bpmn.flow.event-sub-process", "X_A", process(line(TASK) + sub(f'<startEvent id="XS">{TIMER}</startEvent><endEvent id="XE"/>' + flow("XS", "XE"), 'triggeredByEvent="true"') + flow("X", "A"))),
    ("bpmn.flow.compensation", "A_U", process(line(TASK) + UNDO + flow("A", "U"))),
    ("bpmn.flow.compensation", "U_A", process(line(TASK) + UNDO + flow("U", "A"))),
    ("bpmn.flow.from-compensation-boundary", "B_BE", boundary(COMPENSATION)),
    ("bpmn.flow.from-link", "A_E", throw('<linkEventDefinition name="x"/>')),
    ("bpmn.flow.into-link", "S_A", catch('<linkEventDefinition name="x"/>')),
    ("bpmn.flow.condition-not-allowed", "S_A", process(LOOSE + flow("S", "A", "x") + flow("A", "E"))),
    ("bpmn.flow.condition-not-allowed", "G_A", gateway("parallelGateway", second=None)),
    ("bpmn.flow.condition-alone", "A_E", process(LOOSE + flow("S", "A") + flow("A", "E", "x"))),
    ("bpmn.flow.not-immediate", "S_A", lone(TASK).replace(b'id="S_A"', b'id="S_A" isImmediate="false"')),
    ("bpmn.flow.default-elsewhere", "A", lone('<task id="A" default="S_A"/>')),
    ("bpmn.flow.default-conditioned", "G_A", gateway("exclusiveGateway", 'default="G_A"')),
    ("bpmn.flow.listed-wrongly", "A", lone('<task id="A"><incoming>A_E</incoming><outgoing>A_E</outgoing></task>')),
    ("bpmn.flow.not-listed", "A", lone('<task id="A"><incoming>S_A</incoming></task>')),
    # gateways
    ("bpmn.gateway.direction", "G", gateway("exclusiveGateway", 'gatewayDirection="Converging"')),
    ("bpmn.gateway.useless", "A", lone('<exclusiveGateway id="A"/>')),
    ("bpmn.gateway.no-condition", "G_C", gateway("exclusiveGateway", second=None)),
    ("bpmn.gateway.no-condition", "G_C", gateway("inclusiveGateway", second=None)),
    ("bpmn.gateway.no-activation", "J", process('<startEvent id="S"/><parallelGateway id="G"/><task id="A"/><task id="C"/><complexGateway id="J"/><endEvent id="E"/>' + flow("S", "G") + flow("G", "A") + flow("G", "C") + flow("A", "J") + flow("C", "J") + flow("J", "E"))),
    ("bpmn.event-gateway.too-few", "G", process(f'<startEvent id="S"/><eventBasedGateway id="G"/><intermediateCatchEvent id="A">{TIMER}</intermediateCatchEvent><endEvent id="E"/>' + flow("S", "G") + flow("G", "A") + flow("A", "E"))),
    ("bpmn.event-gateway.target", "A", event_gateway(one='<task id="A"/>')),
    ("bpmn.event-gateway.target", "A", event_gateway(one='<receiveTask id="A" messageRef="M" instantiate="true"/>')),
    ("bpmn.event-gateway.target-shared", "A", event_gateway(more=flow("C", "A"))),
    ("bpmn.event-gateway.target-boundary", "A", event_gateway(one='<receiveTask id="A" messageRef="M"/>', more=f'<boundaryEvent id="B" attachedToRef="A">{TIMER}</boundaryEvent>' + flow("B", "E"))),
    ("bpmn.event-gateway.mixed", "G", event_gateway(one='<receiveTask id="A" messageRef="M"/>', two='<intermediateCatchEvent id="C"><messageEventDefinition messageRef="M"/></intermediateCatchEvent>')),
    ("bpmn.event-gateway.parallel", "G", event_gateway('eventGatewayType="Parallel"')),
    ("bpmn.event-gateway.no-incoming", "G", event_gateway(incoming=False)),
    ("bpmn.event-gateway.parallel-trigger", "A", event_gateway('instantiate="true" eventGatewayType="Parallel"', incoming=False)),
    ("bpmn.instantiate.incoming", "G", event_gateway('instantiate="true"', more=flow("A", "G"))),
    ("bpmn.instantiate.nested", "R", process(line(sub('<receiveTask id="R" messageRef="M" instantiate="true"/>')), MESSAGE)),
    ("bpmn.instantiate.beside-start", "R", process(line(TASK) + '<receiveTask id="R" messageRef="M" instantiate="true"/>' + flow("R", "E"), MESSAGE)),
    # events
    ("bpmn.event.no-trigger", "A", catch("")),
    ("bpmn.event.no-trigger", "B", boundary("")),
    ("bpmn.event.no-trigger", "XS", event_sub('<startEvent id="XS"/>')),
    ("bpmn.event.trigger", "S", process('<startEvent id="S"><errorEventDefinition/></startEvent><endEvent id="E"/>' + flow("S", "E"))),
    ("bpmn.event.trigger", "XS", process(line(sub(f'<startEvent id="XS">{TIMER}</startEvent><endEvent id="XE"/>' + flow("XS", "XE"))))),
    ("bpmn.event.trigger", "A", catch("<errorEventDefinition/>")),
    ("bpmn.event.trigger", "A", throw(TIMER)),
    ("bpmn.event.trigger", "B", boundary("<terminateEventDefinition/>")),
    ("bpmn.event.trigger", "E", process(f'<startEvent id="S"/><endEvent id="E">{TIMER}</endEvent>' + flow("S", "E"))),
    ("bpmn.event.parallel-multiple", "A", catch(TIMER, attributes='parallelMultiple="true"')),
    ("bpmn.event.link-multiple", "A", throw('<linkEventDefinition name="x"/><signalEventDefinition signalRef="SG"/>', '<signal id="SG"/>')),
    ("bpmn.event.cancel-end", "E", process('<startEvent id="S"/><endEvent id="E"><cancelEventDefinition/></endEvent>' + flow("S", "E"))),
    ("bpmn.event.not-interrupting", "S", process(f'<startEvent id="S" isInterrupting="false">{TIMER}</startEvent><endEvent id="E"/>' + flow("S", "E"))),
    ("bpmn.event.always-interrupting", "XS", event_sub('<startEvent id="XS" isInterrupting="false"><errorEventDefinition/></startEvent>')),
    ("bpmn.event.always-interrupting", "B", boundary("<errorEventDefinition/>", 'cancelActivity="false"')),
    ("bpmn.boundary.no-outgoing", "B", process(line(TASK) + f'<boundaryEvent id="B" attachedToRef="A">{TIMER}</boundaryEvent>')),
    ("bpmn.boundary.elsewhere", "B", process(line(TASK, sub(f'<task id="Y"/><boundaryEvent id="B" attachedToRef="A">{TIMER}</boundaryEvent>' + flow("B", "Y"))))),
    ("bpmn.boundary.event-sub-process", "B", process(line(TASK) + sub(f'<startEvent id="XS">{TIMER}</startEvent><endEvent id="XE"/>' + flow("XS", "XE"), 'triggeredByEvent="true"') + f'<boundaryEvent id="B" attachedToRef="X">{TIMER}</boundaryEvent>' + flow("B", "E"))),
    ("bpmn.boundary.cancel", "B", boundary("<cancelEventDefinition/>")),
    ("bpmn.boundary.same-catch", "C", boundary("<errorEventDefinition/>", more='<boundaryEvent id="C" attachedToRef="A"><errorEventDefinition/></boundaryEvent>' + flow("C", "BE"))),
    ("bpmn.link.no-catch", "A", throw('<linkEventDefinition name="x"/>')),
    ("bpmn.link.no-throw", "A", catch('<linkEventDefinition name="x"/>')),
    ("bpmn.link.two-catches", "C", process(line(TASK) + "".join(f'<intermediateCatchEvent id="{i}"><linkEventDefinition name="x"/></intermediateCatchEvent>' for i in "BC"))),
    ("bpmn.link.other-end", "A", throw('<linkEventDefinition name="x"><target>LC</target></linkEventDefinition>', "") .replace(b"</process>", b'<intermediateCatchEvent id="C"><linkEventDefinition id="LC" name="y"/></intermediateCatchEvent></process>')),
    ("bpmn.compensation.not-for", "C", boundary(COMPENSATION, more='<task id="C"/><association id="as" sourceRef="B" targetRef="C"/>')),
    ("bpmn.compensation.several", "B", boundary(COMPENSATION, more=UNDO + UNDO.replace('"U"', '"V"') + '<association id="a1" sourceRef="B" targetRef="U"/><association id="a2" sourceRef="B" targetRef="V"/>')),
    ("bpmn.compensation.no-handler", "B", boundary(COMPENSATION)),
    ("bpmn.compensation.orphan", "U", process(line(TASK) + UNDO)),
    ("bpmn.compensation.elsewhere", "U", process(line(TASK, sub(UNDO + '<task id="Y"/>')) + f'<boundaryEvent id="B" attachedToRef="A">{COMPENSATION}</boundaryEvent><association id="as" sourceRef="B" targetRef="U"/>')),
    ("bpmn.event.definition-nested", "A", process(line('<intermediateCatchEvent id="A"><eventDefinitionRef>D</eventDefinitionRef></intermediateCatchEvent>', '<intermediateCatchEvent id="C"><signalEventDefinition id="D" signalRef="SG"/></intermediateCatchEvent>'), '<signal id="SG"/>')),
    ("bpmn.compensation.not-visible", "C", process(line(sub('<task id="Y"/>'), '<intermediateThrowEvent id="C"><compensateEventDefinition activityRef="Y"/></intermediateThrowEvent>'))),
    ("bpmn.compensation.nothing", "C", process(line(TASK, '<intermediateThrowEvent id="C"><compensateEventDefinition activityRef="A"/></intermediateThrowEvent>'))),
    ("bpmn.timer.form", "A", catch("<timerEventDefinition><timeDuration>R3/PT5S</timeDuration></timerEventDefinition>")),
    ("bpmn.timer.form", "A", catch("<timerEventDefinition><timeDate>2026-02-30</timeDate></timerEventDefinition>")),
    ("bpmn.timer.form", "A", catch("<timerEventDefinition><timeCycle>PT5S</timeCycle></timerEventDefinition>")),
    ("bpmn.timer.form", "A", catch("<timerEventDefinition><timeCycle>R3/PT5S/PT5S</timeCycle></timerEventDefinition>")),
    ("bpmn.message.operation", "A", lone('<sendTask id="A" messageRef="N" operationRef="O"/>', f'{MESSAGE}<message id="N"/><interface id="IF" name="i"><operation id="O" name="o"><inMessageRef>M</inMessageRef></operation></interface>')),
    # pools
    ("bpmn.message-flow.same-pool", "F", pools(message_flow("A", "PP"))),
    ("bpmn.message-flow.source", "F", pools(message_flow("S", "T"))),
    ("bpmn.message-flow.source", "F", pools(message_flow("E", "T"))),
    ("bpmn.message-flow.target", "F", pools(message_flow("A", "U"))),
    ("bpmn.message-flow.target", "F", pools(message_flow("R", "S")).replace(b"receiveTask", b"task").replace(b'messageRef="M"/><endEvent', b"/><endEvent")),
    ("bpmn.message-flow.other-message", "F", pools(message_flow("A", "T", 'messageRef="N"'))),
    ("bpmn.message-flow.several", "E", pools(message_flow("E", "R") + message_flow("E", "T").replace('"F"', '"F2"')).replace(b'<endEvent id="E"/>', b'<endEvent id="E"><messageEventDefinition messageRef="M"/></endEvent>')),
    ("bpmn.participant.multiplicity", "PP", pools("").replace(b'processRef="P"/>', b'processRef="P"><participantMultiplicity minimum="3" maximum="2"/></participant>')),
    ("bpmn.participant.same-process", "QQ", pools("").replace(b'processRef="Q"', b'processRef="P"')),
    ("bpmn.choreography.not-executable", "CH", process(line(TASK), '<choreography id="CH"/>')),
    ("bpmn.choreography.initiator", "CT", process(line(TASK), '<choreography id="CH"><participant id="a"/><participant id="b"/><participant id="c"/><messageFlow id="mf" sourceRef="a" targetRef="b"/><choreographyTask id="CT" initiatingParticipantRef="c"><participantRef>a</participantRef><participantRef>b</participantRef><messageFlowRef>mf</messageFlowRef></choreographyTask></choreography>')),
    ("bpmn.choreography.content", "K", process(line(TASK), talk('<task id="K"/>'))),
    ("bpmn.choreography.global", "CT", process(line(TASK), talk("").replace("choreography id", "globalChoreographyTask id").replace("</choreography>", "</globalChoreographyTask>"))),
    ("bpmn.choreography.participants", "CT", process(line(TASK), talk("", "<participantRef>c</participantRef>"))),
    ("bpmn.choreography.message-flow", "CT", process(line(TASK), talk("", flow_ends='sourceRef="a" targetRef="c"'))),
    ("bpmn.choreography.initiator-sends", "CT", process(line(TASK), talk("", flow_ends='sourceRef="b" targetRef="a"'))),
    ("bpmn.choreography.not-involved", "CU", process(line(TASK), talk('<choreographyTask id="CU" initiatingParticipantRef="c"><participantRef>c</participantRef><participantRef>b</participantRef><messageFlowRef>mg</messageFlowRef></choreographyTask>' + flow("CT", "CU")))),
    ("bpmn.conversation.global", "CV", process(line(TASK), '<globalConversation id="GC"><participant id="a"/><participant id="b"/><conversation id="CV"><participantRef>a</participantRef><participantRef>b</participantRef></conversation></globalConversation>')),
    ("bpmn.conversation.foreign-participant", "CV", pools("<!-- -->", more='<collaboration id="C2"><participant id="ZZ"/></collaboration>').replace(b"</collaboration>", b'<conversation id="CV"><participantRef>PP</participantRef><participantRef>ZZ</participantRef></conversation></collaboration>', 1)),
    ("bpmn.conversation.participants", "CV", pools("<!-- -->").replace(b"</collaboration>", b'<conversation id="CV"><participantRef>PP</participantRef></conversation></collaboration>')),
    ("bpmn.lane.elsewhere", "L", pools("", '<laneSet id="LS"><lane id="L"><flowNodeRef>R</flowNodeRef></lane></laneSet>' + line(TASK))),
    ("bpmn.lane.twice", "L2", process('<laneSet id="LS"><lane id="L1"><flowNodeRef>A</flowNodeRef></lane><lane id="L2"><flowNodeRef>A</flowNodeRef></lane></laneSet>' + line(TASK))),
    # processes and sub-processes
    ("bpmn.sub-process.starts", "X", process(line(sub('<startEvent id="XS"/><startEvent id="XT"/><endEvent id="XE"/>' + flow("XS", "XE") + flow("XT", "XE"))))),
    ("bpmn.call.recursive", "A", process(gateway("exclusiveGateway").decode().split('isExecutable="true">')[1].split("</process>")[0].replace('<task id="A"/>', '<callActivity id="A" calledElement="P"/>'))),
    ("bpmn.resource.parameter-missing", "pf", process(line('<userTask id="A"><performer id="pf"><resourceRef>rs</resourceRef></performer></userTask>'), '<resource id="rs" name="r"><resourceParameter id="rp" isRequired="true"/></resource>')),
    ("bpmn.process.none", None, definitions("")),
    ("bpmn.process.public", "P", process(line(TASK), attributes='isExecutable="true" processType="Public"')),
    ("bpmn.process.empty", "P", process("")),
    ("bpmn.process.too-many-nodes", "P", process("".join(f'<task id="T{i}"/>' for i in range(10_001)))),
    ("bpmn.scope.empty", "X", process(line(sub("")))),
    ("bpmn.process.choreography", "CT", process(line(TASK) + '<callChoreography id="CT" initiatingParticipantRef="a"><participantRef>a</participantRef><participantRef>b</participantRef></callChoreography>')),
    ("bpmn.process.implicit-event", "V", process(line(TASK) + '<implicitThrowEvent id="V"/>')),
    ("bpmn.scope.no-end", "P", process('<startEvent id="S"/><task id="A"/>' + flow("S", "A"))),
    ("bpmn.scope.endless", "P", process('<startEvent id="S"/><task id="A"/>' + flow("S", "A") + flow("A", "A"))),
    ("bpmn.scope.no-start", "P", process('<task id="A"/><endEvent id="E"/>' + flow("A", "E"))),
    ("bpmn.node.no-incoming", "C", process(line(TASK) + '<task id="C"/>' + flow("C", "E"))),
    ("bpmn.node.no-incoming", "F", process(line(TASK) + '<endEvent id="F"/>')),
    ("bpmn.node.no-outgoing", "Z", process(line(TASK) + '<startEvent id="Z"/>')),
    ("bpmn.node.dead-end", "C", process(line(TASK) + '<task id="C"/>' + flow("A", "C"))),
    ("bpmn.node.unreachable", "C", process(line(TASK) + '<exclusiveGateway id="C" default="C_D"/><task id="D"/>' + flow("C", "D") + flow("D", "C") + flow("C", "E", "x"))),
    ("bpmn.event-sub-process.starts", "X", process(line(TASK) + sub('<task id="Y"/>', 'triggeredByEvent="true"'))),
    ("bpmn.event-sub-process.compensation", "X", event_sub(f'<startEvent id="XS">{TIMER}</startEvent>', 'triggeredByEvent="true" isForCompensation="true"')),
    ("bpmn.ad-hoc.no-activity", "X", process(line(sub("", tag="adHocSubProcess")))),
    ("bpmn.ad-hoc.event", "Z", process(line(sub('<task id="Y"/><startEvent id="Z"/>' + flow("Z", "Y"), tag="adHocSubProcess")))),
    ("bpmn.call.nothing", "A", lone('<callActivity id="A"/>')),
    ("bpmn.call.unknown", "A", lone('<callActivity id="A" calledElement="Z"/>')),
    ("bpmn.call.no-none-start", "A", lone('<callActivity id="A" calledElement="Q"/>', CALLED)),
    ("bpmn.call.not-executable", "A", lone('<callActivity id="A" calledElement="Q"/>', '<process id="Q" isExecutable="false"><task id="B"/></process>')),
    ("bpmn.call.cycle", "A", CIRCLE),
    ("bpmn.process.several-starts", "P", process('<startEvent id="S"/><startEvent id="S2"/><task id="A"/><endEvent id="E"/>' + flow("S", "A") + flow("S2", "A") + flow("A", "E"))),
    ("bpmn.participant.many", "PB", process(line('<task id="A"/>'), '<collaboration id="C"><participant id="PB" processRef="P"><participantMultiplicity minimum="3" maximum="3"/></participant></collaboration>')),
    ("bpmn.call.input-missing", "A", lone('<callActivity id="A" calledElement="Q"/>', '<process id="Q"><ioSpecification><dataInput id="qi" name="amount"/><inputSet><dataInputRefs>qi</dataInputRefs></inputSet><outputSet/></ioSpecification><task id="B"/></process>')),
    ("bpmn.activity.quantity", "A", lone('<task id="A" startQuantity="0"/>')),
    ("bpmn.activity.resource-role", "A", lone('<userTask id="A"><potentialOwner><resourceRef>R</resourceRef></potentialOwner></userTask>', '<resource id="R" name="r"/>')),
    ("bpmn.sub-process.data", "X", process(line(sub(f'<ioSpecification>{SETS}</ioSpecification><task id="Y"/>')))),
    ("bpmn.rule.no-decision", "A", lone('<businessRuleTask id="A"/>')),
    ("bpmn.rule.unknown-decision", "A", lone('<businessRuleTask id="A" motcua:calls="fee"/>')),
    ("bpmn.loop.maximum", "A", lone('<task id="A"><standardLoopCharacteristics loopMaximum="0"/></task>')),
    ("bpmn.multi.both", "A", multi("<loopCardinality>2</loopCardinality><loopDataInputRef>D</loopDataInputRef>")),
    ("bpmn.multi.item-without-collection", "A", multi('<loopCardinality>2</loopCardinality><inputDataItem id="i"/>')),
    ("bpmn.multi.item-without-collection", "A", multi('<loopCardinality>2</loopCardinality><outputDataItem id="i"/>')),
    ("bpmn.multi.behavior-event", "A", multi("<loopCardinality>2</loopCardinality>", 'behavior="One"')),
    ("bpmn.multi.behavior-event", "A", multi("<loopCardinality>2</loopCardinality>", 'behavior="Complex"')),
    # data
    ("bpmn.data.reference-to-nothing", "DR", process('<dataObjectReference id="DR"/>' + line(TASK))),
    ("bpmn.data.reference-item", "DR", process('<dataObject id="D"/><dataObjectReference id="DR" dataObjectRef="D" itemSubjectRef="I"/>' + line(TASK), ITEMS)),
    ("bpmn.data.not-visible", "DR", process('<dataObjectReference id="DR" dataObjectRef="D"/>' + line(sub('<dataObject id="D"/><task id="Y"/>')))),
    ("bpmn.data.not-visible", "A", io('<dataInput id="i"/>', "<inputSet><dataInputRefs>i</dataInputRefs></inputSet><outputSet/>", "<dataInputAssociation><sourceRef>D</sourceRef><targetRef>i</targetRef></dataInputAssociation>").replace(b'<endEvent id="E"/>', b'<endEvent id="E"/><subProcess id="X"><dataObject id="D"/><task id="Y"/></subProcess>')),
    ("bpmn.data.not-own", "A", process('<dataObject id="D"/><dataObject id="D2"/>' + line('<task id="A"><dataInputAssociation><sourceRef>D</sourceRef><targetRef>D2</targetRef></dataInputAssociation></task>'))),
    ("bpmn.data.several-sources", "A", io('<dataInput id="i"/>', "<inputSet><dataInputRefs>i</dataInputRefs></inputSet><outputSet/>", "<dataInputAssociation><sourceRef>D</sourceRef><sourceRef>D2</sourceRef><targetRef>i</targetRef></dataInputAssociation>", '<dataObject id="D"/><dataObject id="D2"/>')),
    ("bpmn.data.item-mismatch", "A", io('<dataInput id="i" itemSubjectRef="I"/>', "<inputSet><dataInputRefs>i</dataInputRefs></inputSet><outputSet/>", "<dataInputAssociation><sourceRef>D</sourceRef><targetRef>i</targetRef></dataInputAssociation>", '<dataObject id="D" itemSubjectRef="J"/>', ITEMS)),
    ("bpmn.data.store", "A", io('<dataOutput id="o"/>', "<inputSet/><outputSet><dataOutputRefs>o</dataOutputRefs></outputSet>", "<dataOutputAssociation><sourceRef>o</sourceRef><targetRef>SR</targetRef></dataOutputAssociation>", '<dataStoreReference id="SR" dataStoreRef="ST"/>', '<dataStore id="ST" name="s"/>')),
    ("bpmn.data.set-subset", "A", io('<dataInput id="i"/>', "<inputSet><optionalInputRefs>i</optionalInputRefs></inputSet><outputSet/>")),
    ("bpmn.data.set-foreign", "A", process(line('<task id="Z"><ioSpecification><dataInput id="z"/><inputSet><dataInputRefs>z</dataInputRefs></inputSet><outputSet/></ioSpecification></task>', '<task id="A"><ioSpecification><inputSet><dataInputRefs>z</dataInputRefs></inputSet><outputSet/></ioSpecification></task>'))),
    ("bpmn.data.port-unused", "i", io('<dataInput id="i"/>', SETS)),
    ("bpmn.data.collection", "D", process('<dataObject id="D" itemSubjectRef="J" isCollection="false"/>' + line(TASK), ITEMS)),
    ("bpmn.data.set-pair", "IS", io("", '<inputSet id="IS"><outputSetRefs>OS</outputSetRefs></inputSet><outputSet id="OS"/>')),
    ("bpmn.sub-process.event-kind", "X", process(line(sub('<task id="Y"/>', 'triggeredByEvent="true"', "transaction")))),
    ("bpmn.event-sub-process.loop", "X", event_sub(f'<standardLoopCharacteristics loopMaximum="2"/><startEvent id="XS">{TIMER}</startEvent>')),
    ("bpmn.expression.not-condition", "S_A", process(LOOSE + flow("S", "A", "5") + flow("A", "E"))),
    ("bpmn.multi.cardinality", "A", multi("<loopCardinality>-1</loopCardinality>")),
    ("bpmn.multi.not-collection", "D", multi("<loopDataInputRef>D</loopDataInputRef>", data='<dataObject id="D" isCollection="false"/>')),
    ("bpmn.resource.parameter", "R", lone('<userTask id="A"><performer id="R"><resourceRef>RS</resourceRef><resourceParameterBinding parameterRef="RP"><formalExpression>x</formalExpression></resourceParameterBinding></performer></userTask>', '<resource id="RS" name="r"/><resource id="RT" name="t"><resourceParameter id="RP" name="p"/></resource>')),
    ("bpmn.message.ports", "A", lone('<sendTask id="A"><ioSpecification><dataInput id="i"/><dataInput id="j"/><inputSet><dataInputRefs>i</dataInputRefs><dataInputRefs>j</dataInputRefs></inputSet><outputSet/></ioSpecification></sendTask>')),
    ("bpmn.call.data", "A", process(line('<callActivity id="A" calledElement="Q"/>'), '<process id="Q"><ioSpecification><dataInput id="i"/><inputSet><dataInputRefs>i</dataInputRefs></inputSet><outputSet/></ioSpecification></process>')),
    ("bpmn.multi.own-port", "A", multi("<loopDataInputRef>D</loopDataInputRef>")),
    ("bpmn.data.state", "D", process('<dataObject id="D"><dataState name="x"/></dataObject>' + line(TASK))),
    ("bpmn.data.carried", "A", catch('<dataOutput id="i" itemSubjectRef="J"/><messageEventDefinition messageRef="MI"/>', ITEMS + '<itemDefinition id="J"/><message id="MI" itemRef="I"/>')),
    ("bpmn.service.sets", "A", lone('<serviceTask id="A"><ioSpecification><inputSet/><inputSet/><outputSet/></ioSpecification></serviceTask>')),
    ("bpmn.conversation.link", "CL", pools("<!-- -->").replace(b"</collaboration>", b'<conversationLink id="CL" sourceRef="PP" targetRef="QQ"/></collaboration>')),
    ("bpmn.diagram.kind", "x", page('<bpmndi:BPMNShape id="x" bpmnElement="S_A"><dc:Bounds x="0" y="0" width="1" height="1"/></bpmndi:BPMNShape>')),
    ("bpmn.diagram.kind", "x", page('<bpmndi:BPMNEdge id="x" bpmnElement="A"><di:waypoint x="0" y="0"/><di:waypoint x="0" y="0"/></bpmndi:BPMNEdge>')),
    ("bpmn.id.duplicate", "A", page('<bpmndi:BPMNShape id="A" bpmnElement="A"><dc:Bounds x="0" y="0" width="1" height="1"/></bpmndi:BPMNShape>')),
    ("bpmn.schema.not-allowed", "A", lone('<userTask id="A"><potentialOwner><resourceRef>R</resourceRef><resourceAssignmentExpression><formalExpression>x</formalExpression></resourceAssignmentExpression></potentialOwner></userTask>', '<resource id="R" name="r"/>')),
    # our own vocabulary
    ("motcua.attribute.unknown", "A", user('motcua:colour="red"')),
    ("motcua.attribute.misplaced", "A", lone('<serviceTask id="A" motcua:form="f"/>')),
    ("motcua.attribute.value", "A", user('motcua:time="a while"')),
    ("motcua.attribute.value", "A", user('motcua:clock="hold"')),
    ("motcua.attribute.value", "A", user('motcua:outcomes="a a"')),
    ("motcua.attribute.value", "A", user('motcua:fact="1x"')),
    ("motcua.attribute.value", "A", user('motcua:opinion="12d; maybe"')),
    ("motcua.attribute.value", "A", user('motcua:role=""')),
    ("motcua.attribute.value", "A", user('motcua:form="a b"')),
    ("motcua.attribute.value", "A", lone('<serviceTask id="A" motcua:service="s" motcua:retries="3/soon"/>')),
    ("motcua.attribute.value", "A", lone('<sendTask id="A" messageRef="M" motcua:ttl="soon"/>', MESSAGE)),
    ("motcua.attribute.value", "A", catch(TIMER, attributes='motcua:timeBase="lunar"')),
    ("motcua.different-from.target", "A", user('motcua:differentFrom="Z"')),
    ("motcua.different-from.target", "A", user('motcua:differentFrom="A"')),
    ("motcua.clock.hold", "S", process('<startEvent id="S" motcua:clock="hold:tax"/><endEvent id="E"/>' + flow("S", "E"))),
    ("motcua.retries.no-service", "A", lone('<serviceTask id="A" motcua:retries="3"/>')),
    ("motcua.element.unknown", "A", extended("<motcua:form/>")),
    ("motcua.element.misplaced", "A", extended('<motcua:in name="a" value="b"/>')),
    ("motcua.element.misplaced", "P", process("<extensionElements><motcua:io/></extensionElements>" + line(TASK))),
    ("motcua.element.attribute", "A", extended('<motcua:io><motcua:in name="a" values="b"/></motcua:io>')),
]  # fmt: skip


@pytest.mark.parametrize(("code", "element", "xml"), PROVOKED, ids=[f"{i}-{row[0]}" for i, row in enumerate(PROVOKED)])
def test_a_problem_is_found_at_its_element(code, element, xml):
    _, problems = library(xml)
    found = [problem for problem in problems if problem.code == code]
    assert element in [problem.element for problem in found], [str(problem) for problem in problems]
    for problem in found:
        assert problem.line >= 1
        assert problem.path == "m.bpmn"
        assert problem.text("en") != problem.text("vi")
        assert problem.message == {"en": problem.text("en"), "vi": problem.text("vi")}
        assert "{" not in problem.text("en").replace(dict(problem.params).get("text", ""), "")


def test_every_code_is_provoked_by_a_test():
    read_errors = {row[1] for row in reading.pytestmark[0].args[1]}
    elsewhere = {"motcua.form.unknown", "bpmn.import.namespace"}
    assert {row[0] for row in PROVOKED} | read_errors | elsewhere == set(MESSAGES)


def test_a_form_that_the_package_lacks_is_a_problem():
    document = read(user('motcua:form="f"'))
    assert [problem.code for problem in check(document, forms={"g"})] == ["motcua.form.unknown"]
    assert check(document, forms={"f"}) == check(document) == ()


def test_an_unknown_decision_is_an_error_when_decisions_are_at_hand():
    class Decisions:
        def __init__(self):
            self.decisions = {"other": None}

    document = read(lone('<businessRuleTask id="A" motcua:calls="fee"/>'))
    assert not has_errors(check(document))
    assert has_errors(check(document, {"d": Decisions()}))


def test_a_process_with_an_error_is_left_out_and_the_others_stay():
    found, problems = library(pools("", line('<task id="A" colour="red"/>')))
    assert list(found.processes) == ["Q"]
    assert [problem.code for problem in problems if problem.severity is Severity.ERROR] == [
        "bpmn.schema.attribute-unknown"
    ]


@pytest.mark.parametrize(
    "xml",
    [
        user(f'startQuantity="{"9" * 5_000}"'),
        user("", f'<standardLoopCharacteristics loopMaximum="{"9" * 5_000}"/>'),
        pools("").replace(
            b'processRef="Q"/>',
            f'processRef="Q"><participantMultiplicity minimum="{"9" * 5_000}" maximum="{"9" * 5_000}"/></participant>'.encode(),
        ),
    ],
)
def test_a_number_without_end_is_no_crash(xml):
    assert not has_errors(check(read(xml)))


def test_a_problem_says_where_it_is():
    problem = Problem("bpmn.xml.empty", Severity.ERROR, None, 3)
    assert str(problem).startswith("line 3: error bpmn.xml.empty: The file is empty.")


def test_sentences_say_what_to_do_in_both_languages():
    for code, (severity, english, vietnamese) in MESSAGES.items():
        assert severity in {"error", "warning", "info"}
        assert english.endswith("."), code
        assert vietnamese != english
        assert severity != "error" or len(english.split(". ")) + english.count(": ") > 1, code


GOOD = [
    lone(TASK),
    gateway("exclusiveGateway"),
    gateway("exclusiveGateway", 'default="G_C" gatewayDirection="Diverging"', second=None),
    gateway("inclusiveGateway"),
    gateway("parallelGateway", first=None, second=None),
    gateway("complexGateway"),
    event_gateway(),
    event_gateway('instantiate="true"', incoming=False),
    event_gateway(
        'instantiate="true" eventGatewayType="Parallel"',
        '<receiveTask id="A" messageRef="M"/>',
        '<receiveTask id="C" messageRef="M"/>',
        incoming=False,
    ),
    event_gateway(one='<receiveTask id="A" messageRef="M"/>'),
    boundary(TIMER, 'cancelActivity="false"'),
    boundary("<errorEventDefinition/>"),
    boundary("<cancelEventDefinition/>", host='<transaction id="A"><task id="Y"/></transaction>'),
    event_sub(f'<startEvent id="XS" isInterrupting="false">{TIMER}</startEvent>'),
    event_sub("<startEvent id='XS'><compensateEventDefinition/></startEvent>".replace("'", '"')),
    pools(message_flow("A", "T", 'messageRef="M"')),
    pools(message_flow("PP", "R")),
    pools(message_flow("A", "QQ")),
    process('<task id="A"/><task id="B"/>' + flow("A", "B")),
    process('<receiveTask id="R" messageRef="M" instantiate="true"/><endEvent id="E"/>' + flow("R", "E"), MESSAGE),
    process(line(sub('<task id="Y"/><task id="Z"/>', 'ordering="Sequential"', "adHocSubProcess"))),
    process(line(sub(inner("<task id='Y'/>".replace("'", '"'))))),
    io(
        '<dataInput id="i"/>',
        "<inputSet><dataInputRefs>i</dataInputRefs></inputSet><outputSet/>",
        "<multiInstanceLoopCharacteristics><loopDataInputRef>i</loopDataInputRef><inputDataItem id='ii'/></multiInstanceLoopCharacteristics>",
    ),
    throw(
        "<escalationEventDefinition escalationRef='X'/>".replace("'", '"'), '<escalation id="X" escalationCode="x"/>'
    ),
    catch(f'{TIMER}<signalEventDefinition signalRef="SG"/>', '<signal id="SG"/>', 'parallelMultiple="true"'),
    catch("<timerEventDefinition><timeCycle>R/2026-01-01T00:00:00Z/P1D</timeCycle></timerEventDefinition>"),
    catch("<timerEventDefinition><timeDate>2026-01-01T00:00:00@Asia/Ho_Chi_Minh</timeDate></timerEventDefinition>"),
    catch("<conditionalEventDefinition><condition>x &gt; 1</condition></conditionalEventDefinition>"),
    process(
        '<startEvent id="S"/><intermediateThrowEvent id="L"><linkEventDefinition name="x"/></intermediateThrowEvent>'
        '<intermediateCatchEvent id="K"><linkEventDefinition name="x"/></intermediateCatchEvent><endEvent id="E"/>'
        + flow("S", "L")
        + flow("K", "E")
    ),
    lone(
        '<task id="A"><documentation textFormat="text/html">x</documentation><incoming>S_A</incoming><outgoing>A_E</outgoing></task>'
    )
    .replace(b'<startEvent id="S"/>', b'<startEvent id="S"><outgoing>S_A</outgoing></startEvent>')
    .replace(b'<endEvent id="E"/>', b'<endEvent id="E"><incoming>A_E</incoming></endEvent>'),
    process(
        line(
            TASK, '<intermediateThrowEvent id="C"><compensateEventDefinition activityRef="A"/></intermediateThrowEvent>'
        )
        + f'<boundaryEvent id="B" attachedToRef="A">{COMPENSATION}</boundaryEvent>{UNDO}'
        '<association id="as" associationDirection="One" sourceRef="B" targetRef="U"/>'
    ),
]


@pytest.mark.parametrize("xml", GOOD, ids=range(len(GOOD)))
def test_a_sound_model_has_no_problem(xml):
    found, problems = library(xml)
    assert [str(problem) for problem in problems] == []
    assert found.processes
