"""Files as the tools people use write them: what is valid BPMN is not called invalid, whatever else it carries."""

import pytest
from lxml import etree

from engine.bpmn import Severity, check, read, write
from tests.corpora import CORPORA, needs

HEAD = (
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" '
    'xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI"'
)
MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"

BROWSER_MODELER = f"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="{MODEL}" {HEAD} xmlns:bioc="http://bpmn.io/schema/bpmn/biocolor/1.0"
  xmlns:color="http://www.omg.org/spec/BPMN/non-normative/color/1.0" id="Definitions_1"
  targetNamespace="http://bpmn.io/schema/bpmn" exporter="bpmn-js (https://demo.bpmn.io)" exporterVersion="17.0.0">
  <bpmn:collaboration id="Collaboration_1">
    <bpmn:participant id="Participant_1" name="Office" processRef="Process_1" />
    <bpmn:participant id="Participant_2" name="Citizen" />
    <bpmn:messageFlow id="Flow_m" sourceRef="Participant_2" targetRef="Start_1" />
    <bpmn:group id="Group_1" categoryValueRef="CategoryValue_1" />
    <bpmn:textAnnotation id="Note_1"><bpmn:text>why</bpmn:text></bpmn:textAnnotation>
    <bpmn:association id="Association_1" associationDirection="None" sourceRef="Task_1" targetRef="Note_1" />
  </bpmn:collaboration>
  <bpmn:category id="Category_1"><bpmn:categoryValue id="CategoryValue_1" value="x" /></bpmn:category>
  <bpmn:process id="Process_1" isExecutable="false">
    <bpmn:laneSet id="LaneSet_1">
      <bpmn:lane id="Lane_1" name="Front"><bpmn:flowNodeRef>Start_1</bpmn:flowNodeRef>
        <bpmn:flowNodeRef>Task_1</bpmn:flowNodeRef></bpmn:lane>
      <bpmn:lane id="Lane_2"><bpmn:flowNodeRef>Gateway_1</bpmn:flowNodeRef><bpmn:flowNodeRef>End_1</bpmn:flowNodeRef>
        <bpmn:flowNodeRef>End_2</bpmn:flowNodeRef></bpmn:lane>
    </bpmn:laneSet>
    <bpmn:startEvent id="Start_1"><bpmn:outgoing>Flow_1</bpmn:outgoing>
      <bpmn:messageEventDefinition id="MessageEventDefinition_1" /></bpmn:startEvent>
    <bpmn:task id="Task_1" name="Look"><bpmn:incoming>Flow_1</bpmn:incoming><bpmn:outgoing>Flow_2</bpmn:outgoing>
      <bpmn:property id="Property_1" name="__targetRef_placeholder" />
      <bpmn:dataInputAssociation id="DataInputAssociation_1"><bpmn:sourceRef>DataReference_1</bpmn:sourceRef>
        <bpmn:targetRef>Property_1</bpmn:targetRef></bpmn:dataInputAssociation>
      <bpmn:dataOutputAssociation id="DataOutputAssociation_1">
        <bpmn:targetRef>StoreReference_1</bpmn:targetRef></bpmn:dataOutputAssociation></bpmn:task>
    <bpmn:exclusiveGateway id="Gateway_1" name="good?"><bpmn:incoming>Flow_2</bpmn:incoming>
      <bpmn:outgoing>Flow_3</bpmn:outgoing><bpmn:outgoing>Flow_4</bpmn:outgoing></bpmn:exclusiveGateway>
    <bpmn:endEvent id="End_1"><bpmn:incoming>Flow_3</bpmn:incoming></bpmn:endEvent>
    <bpmn:endEvent id="End_2"><bpmn:incoming>Flow_4</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="Flow_1" sourceRef="Start_1" targetRef="Task_1" />
    <bpmn:sequenceFlow id="Flow_2" sourceRef="Task_1" targetRef="Gateway_1" />
    <bpmn:sequenceFlow id="Flow_3" name="yes" sourceRef="Gateway_1" targetRef="End_1" />
    <bpmn:sequenceFlow id="Flow_4" name="no" sourceRef="Gateway_1" targetRef="End_2" />
    <bpmn:dataObjectReference id="DataReference_1" name="Form" dataObjectRef="DataObject_1" />
    <bpmn:dataObject id="DataObject_1" />
    <bpmn:dataStoreReference id="StoreReference_1" name="Archive" />
  </bpmn:process>
  <bpmndi:BPMNDiagram id="BPMNDiagram_1"><bpmndi:BPMNPlane id="BPMNPlane_1" bpmnElement="Collaboration_1">
    <bpmndi:BPMNShape id="Participant_1_di" bpmnElement="Participant_1" isHorizontal="true">
      <dc:Bounds x="160" y="80" width="600" height="250" /><bpmndi:BPMNLabel /></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="Task_1_di" bpmnElement="Task_1" bioc:stroke="#000" color:background-color="#fff">
      <dc:Bounds x="300" y="100" width="100" height="80" /></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="Gateway_1_di" bpmnElement="Gateway_1" isMarkerVisible="true">
      <dc:Bounds x="450" y="115" width="50" height="50" /></bpmndi:BPMNShape>
    <bpmndi:BPMNEdge id="Flow_2_di" bpmnElement="Flow_2"><di:waypoint x="400" y="140" /><di:waypoint x="450" y="140" />
    </bpmndi:BPMNEdge>
    <bpmndi:BPMNEdge id="DataInputAssociation_1_di" bpmnElement="DataInputAssociation_1">
      <di:waypoint x="340" y="250" /><di:waypoint x="340" y="180" /></bpmndi:BPMNEdge>
  </bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</bpmn:definitions>"""

DESKTOP_8 = f"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="{MODEL}" {HEAD} xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
  xmlns:modeler="http://camunda.org/schema/modeler/1.0" id="D" targetNamespace="http://bpmn.io/schema/bpmn"
  exporter="Camunda Modeler" modeler:executionPlatform="Camunda Cloud" modeler:executionPlatformVersion="8.5.0">
  <bpmn:process id="P" isExecutable="true"><bpmn:extensionElements><zeebe:versionTag value="1" /></bpmn:extensionElements>
    <bpmn:startEvent id="S"><bpmn:extensionElements><zeebe:formDefinition formId="ask" /></bpmn:extensionElements>
      <bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:userTask id="U"><bpmn:extensionElements><zeebe:userTask /><zeebe:formDefinition formId="look" />
      <zeebe:assignmentDefinition candidateGroups="clerks" /></bpmn:extensionElements>
      <bpmn:incoming>f1</bpmn:incoming><bpmn:outgoing>f2</bpmn:outgoing></bpmn:userTask>
    <bpmn:exclusiveGateway id="G" default="f4"><bpmn:incoming>f2</bpmn:incoming><bpmn:outgoing>f3</bpmn:outgoing>
      <bpmn:outgoing>f4</bpmn:outgoing></bpmn:exclusiveGateway>
    <bpmn:serviceTask id="T" zeebe:modelerTemplate="io.camunda.connectors.HttpJson.v2"><bpmn:extensionElements>
      <zeebe:taskDefinition type="verify" retries="3" /><zeebe:ioMapping><zeebe:input source="=amount" target="n" />
      <zeebe:output source="=result.ok" target="ok" /></zeebe:ioMapping></bpmn:extensionElements>
      <bpmn:incoming>f3</bpmn:incoming><bpmn:outgoing>f5</bpmn:outgoing></bpmn:serviceTask>
    <bpmn:endEvent id="E"><bpmn:incoming>f4</bpmn:incoming><bpmn:incoming>f5</bpmn:incoming></bpmn:endEvent>
    <bpmn:boundaryEvent id="B" cancelActivity="false" attachedToRef="U"><bpmn:outgoing>f6</bpmn:outgoing>
      <bpmn:timerEventDefinition id="TD"><bpmn:timeDuration xsi:type="bpmn:tFormalExpression">=duration("PT1H")
      </bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>
    <bpmn:endEvent id="E2"><bpmn:incoming>f6</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="f1" sourceRef="S" targetRef="U" /><bpmn:sequenceFlow id="f2" sourceRef="U" targetRef="G" />
    <bpmn:sequenceFlow id="f3" sourceRef="G" targetRef="T">
      <bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">=amount &gt; 100</bpmn:conditionExpression>
    </bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="f4" sourceRef="G" targetRef="E" /><bpmn:sequenceFlow id="f5" sourceRef="T" targetRef="E" />
    <bpmn:sequenceFlow id="f6" sourceRef="B" targetRef="E2" />
  </bpmn:process>
</bpmn:definitions>"""

DESKTOP_7 = f"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="{MODEL}" {HEAD} xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="D"
  targetNamespace="http://bpmn.io/schema/bpmn">
  <bpmn:process id="P" name="Loan" isExecutable="true" camunda:historyTimeToLive="180" camunda:versionTag="2">
    <bpmn:startEvent id="S" camunda:asyncBefore="true" camunda:initiator="who"><bpmn:outgoing>f1</bpmn:outgoing>
    </bpmn:startEvent>
    <bpmn:userTask id="U" camunda:formKey="embedded:app:forms/check.html" camunda:candidateGroups="clerks,heads">
      <bpmn:extensionElements><camunda:properties><camunda:property name="a" value="b" /></camunda:properties>
      <camunda:inputOutput><camunda:inputParameter name="n">${{amount * 2}}</camunda:inputParameter></camunda:inputOutput>
      </bpmn:extensionElements><bpmn:incoming>f1</bpmn:incoming><bpmn:outgoing>f2</bpmn:outgoing></bpmn:userTask>
    <bpmn:inclusiveGateway id="G" default="f4"><bpmn:incoming>f2</bpmn:incoming><bpmn:outgoing>f3</bpmn:outgoing>
      <bpmn:outgoing>f4</bpmn:outgoing></bpmn:inclusiveGateway>
    <bpmn:serviceTask id="T" camunda:type="external" camunda:topic="verify" camunda:asyncAfter="true">
      <bpmn:incoming>f3</bpmn:incoming><bpmn:outgoing>f5</bpmn:outgoing></bpmn:serviceTask>
    <bpmn:endEvent id="E"><bpmn:incoming>f5</bpmn:incoming><bpmn:incoming>f4</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="f1" sourceRef="S" targetRef="U" /><bpmn:sequenceFlow id="f2" sourceRef="U" targetRef="G" />
    <bpmn:sequenceFlow id="f3" sourceRef="G" targetRef="T"><bpmn:conditionExpression
      xsi:type="bpmn:tFormalExpression">${{!empty name &amp;&amp; amount gt 100}}</bpmn:conditionExpression>
    </bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="f4" sourceRef="G" targetRef="E" /><bpmn:sequenceFlow id="f5" sourceRef="T" targetRef="E" />
  </bpmn:process>
</bpmn:definitions>"""

WEB_EDITOR = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<definitions xmlns="{MODEL}" {HEAD} xmlns:signavio="http://www.signavio.com"
  exporter="Signavio Process Editor, http://www.signavio.com" expressionLanguage="http://www.w3.org/1999/XPath"
  id="sid-1" targetNamespace="http://www.signavio.com" typeLanguage="http://www.w3.org/2001/XMLSchema"
  xsi:schemaLocation="{MODEL} http://www.omg.org/spec/BPMN/2.0/20100501/BPMN20.xsd">
  <process id="sid-2" isClosed="false" isExecutable="false" processType="None">
    <extensionElements/>
    <startEvent id="sid-3" name=""><extensionElements><signavio:signavioMetaData metaKey="bgcolor" metaValue="#fff"/>
      </extensionElements><outgoing>sid-5</outgoing></startEvent>
    <task completionQuantity="1" id="sid-4" isForCompensation="false" name="Do" startQuantity="1">
      <extensionElements><signavio:signavioMetaData metaKey="x"/></extensionElements>
      <incoming>sid-5</incoming><outgoing>sid-7</outgoing></task>
    <exclusiveGateway gatewayDirection="Diverging" id="sid-6"><incoming>sid-7</incoming><outgoing>sid-8</outgoing>
      <outgoing>sid-9</outgoing></exclusiveGateway>
    <endEvent id="sid-10"><incoming>sid-8</incoming></endEvent>
    <endEvent id="sid-11"><incoming>sid-9</incoming><terminateEventDefinition id="sid-t"/></endEvent>
    <intermediateCatchEvent id="sid-20" name="wait"><incoming>sid-12</incoming><outgoing>sid-13</outgoing>
      <timerEventDefinition id="sid-21"/></intermediateCatchEvent>
    <startEvent id="sid-22"><outgoing>sid-12</outgoing><timerEventDefinition id="sid-23"><timeCycle
      xsi:type="tFormalExpression">every first Monday</timeCycle></timerEventDefinition></startEvent>
    <endEvent id="sid-24"><incoming>sid-13</incoming></endEvent>
    <sequenceFlow id="sid-5" sourceRef="sid-3" targetRef="sid-4"/><sequenceFlow id="sid-7" sourceRef="sid-4" targetRef="sid-6"/>
    <sequenceFlow id="sid-8" name="amount over 100 €?" sourceRef="sid-6" targetRef="sid-10">
      <conditionExpression id="sid-c" xsi:type="tFormalExpression">amount over 100 €?</conditionExpression></sequenceFlow>
    <sequenceFlow id="sid-9" sourceRef="sid-6" targetRef="sid-11"><conditionExpression
      xsi:type="tFormalExpression"/></sequenceFlow>
    <sequenceFlow id="sid-12" sourceRef="sid-22" targetRef="sid-20"/>
    <sequenceFlow id="sid-13" sourceRef="sid-20" targetRef="sid-24"/>
  </process>
</definitions>"""

JAVA_WORKBENCH = f"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn2:definitions xmlns:bpmn2="{MODEL}" {HEAD} xmlns:drools="http://www.jboss.org/drools" id="D"
  targetNamespace="http://www.omg.org/bpmn20" typeLanguage="http://www.java.com/javaTypes"
  expressionLanguage="http://www.mvel.org/2.0">
  <bpmn2:itemDefinition id="_amountItem" structureRef="Integer"/>
  <bpmn2:itemDefinition id="_U_TaskNameItem" structureRef="Object"/>
  <bpmn2:process id="P" drools:packageName="com.x" drools:version="1.0" name="p" isExecutable="false" processType="Public">
    <bpmn2:property id="amount" itemSubjectRef="_amountItem" name="amount"/>
    <bpmn2:startEvent id="S"><bpmn2:outgoing>f1</bpmn2:outgoing></bpmn2:startEvent>
    <bpmn2:userTask id="U" name="Look"><bpmn2:extensionElements><drools:metaData name="elementname">
      <drools:metaValue><![CDATA[Look]]></drools:metaValue></drools:metaData></bpmn2:extensionElements>
      <bpmn2:incoming>f1</bpmn2:incoming><bpmn2:outgoing>f2</bpmn2:outgoing>
      <bpmn2:ioSpecification id="io"><bpmn2:dataInput id="U_name" drools:dtype="Object" itemSubjectRef="_U_TaskNameItem"
        name="TaskName"/><bpmn2:inputSet id="is"><bpmn2:dataInputRefs>U_name</bpmn2:dataInputRefs></bpmn2:inputSet>
        <bpmn2:outputSet/></bpmn2:ioSpecification>
      <bpmn2:dataInputAssociation id="dia"><bpmn2:targetRef>U_name</bpmn2:targetRef><bpmn2:assignment>
        <bpmn2:from xsi:type="bpmn2:tFormalExpression">Look</bpmn2:from>
        <bpmn2:to xsi:type="bpmn2:tFormalExpression">U_name</bpmn2:to></bpmn2:assignment></bpmn2:dataInputAssociation>
      <bpmn2:potentialOwner id="po"><bpmn2:resourceAssignmentExpression id="rae"><bpmn2:formalExpression>clerk
        </bpmn2:formalExpression></bpmn2:resourceAssignmentExpression></bpmn2:potentialOwner></bpmn2:userTask>
    <bpmn2:endEvent id="E"><bpmn2:incoming>f2</bpmn2:incoming></bpmn2:endEvent>
    <bpmn2:sequenceFlow id="f1" sourceRef="S" targetRef="U"/><bpmn2:sequenceFlow id="f2" sourceRef="U" targetRef="E"/>
  </bpmn2:process>
</bpmn2:definitions>"""

OFFICE = f"""<?xml version="1.0" encoding="utf-8"?>
<definitions xmlns="{MODEL}" {HEAD} xmlns:xsd="http://www.w3.org/2001/XMLSchema" id="_1" name="Diagram"
  targetNamespace="http://www.bizagi.com/definitions/_1">
  <process id="Id_main" name="Main"><documentation/>
    <startEvent id="Id_s" name=""><extensionElements><BizagiExtensions xmlns="http://www.bizagi.com/bpmn20">
      <BizagiProperties><BizagiProperty name="bgColor" value="#E6FF97"/></BizagiProperties></BizagiExtensions>
      </extensionElements></startEvent>
    <task id="Id_t" name="Work"/><endEvent id="Id_e"/>
    <sequenceFlow id="Id_f" sourceRef="Id_s" targetRef="Id_t"/><sequenceFlow id="Id_g" sourceRef="Id_t" targetRef="Id_e"/>
  </process>
  <collaboration id="Id_c"><participant id="Id_p" name="Main" processRef="Id_main"><documentation/></participant>
    <participant id="Id_q" name="Outside"/><messageFlow id="Id_m" sourceRef="Id_t" targetRef="Id_q"/></collaboration>
  <bpmndi:BPMNDiagram id="Diagram_1"><bpmndi:BPMNPlane id="DiagramElement_1" bpmnElement="Id_c"><bpmndi:BPMNShape
    id="DiagramElement_2" bpmnElement="Id_t"><extension xmlns="http://www.omg.org/spec/DD/20100524/DI"/>
    <dc:Bounds x="0" y="0" width="1.5E2" height="60"/><bpmndi:BPMNLabel id="l" labelStyle="Style_1"><dc:Bounds x="0" y="0"
    width="0" height="0"/></bpmndi:BPMNLabel></bpmndi:BPMNShape></bpmndi:BPMNPlane><bpmndi:BPMNLabelStyle id="Style_1">
    <dc:Font name="Segoe UI" size="8" isBold="false"/></bpmndi:BPMNLabelStyle></bpmndi:BPMNDiagram>
</definitions>"""

TALK_ONLY = f"""<?xml version="1.0"?>
<definitions xmlns="{MODEL}" id="d" targetNamespace="urn:x">
  <collaboration id="c"><participant id="a" name="A"/><participant id="b" name="B"/>
    <messageFlow id="m" sourceRef="a" targetRef="b"/>
    <conversation id="cv" name="Talk"><participantRef>a</participantRef><participantRef>b</participantRef>
      <messageFlowRef>m</messageFlowRef></conversation>
    <conversationLink id="l1" sourceRef="a" targetRef="cv"/><conversationLink id="l2" sourceRef="cv" targetRef="b"/>
  </collaboration>
</definitions>"""

TOOLS = {
    "a modeler in the browser": BROWSER_MODELER,
    "a desktop modeler for Camunda 8": DESKTOP_8,
    "a desktop modeler for Camunda 7": DESKTOP_7,
    "a web editor that writes every default": WEB_EDITOR,
    "a workbench for Java": JAVA_WORKBENCH,
    "a modeler for offices": OFFICE,
    "a conversation without processes": TALK_ONLY,
}


@pytest.mark.parametrize("xml", TOOLS.values(), ids=TOOLS)
def test_a_tools_file_has_no_errors(xml):
    problems = check(read(xml.encode(), "m.bpmn"))
    assert [str(one) for one in problems if one.severity is Severity.ERROR] == []


@pytest.mark.parametrize("xml", TOOLS.values(), ids=TOOLS)
def test_a_tools_file_is_written_back_as_it_was(xml):
    written = write(read(xml.encode()))
    assert write(read(written)) == written
    canonical = [etree.tostring(read(one).root, method="c14n") for one in (written, xml.encode())]
    assert canonical[0] == canonical[1]


WHY_NOT_EXECUTABLE = {
    "C.1.0.bpmn": {"bpmn.vendor.code"},
    "C.1.1.bpmn": {"bpmn.expression.syntax", "bpmn.vendor.code"},
    "C.3.0.bpmn": {"bpmn.gateway.no-condition", "bpmn.expression.syntax"},
    "C.4.0.bpmn": {"bpmn.gateway.no-condition", "bpmn.loop.no-condition"},
    "C.5.0.bpmn": {"bpmn.gateway.no-condition"},
    "C.6.0.bpmn": {"bpmn.expression.empty"},
    "C.7.0.bpmn": {"bpmn.gateway.no-condition", "bpmn.multi.no-cardinality", "bpmn.data.collection"},
    "C.8.1.bpmn": {
        "bpmn.reference.not-imported",
        "bpmn.message.ports",
        "bpmn.expression.language",
        "bpmn.data.item-mismatch",
        "bpmn.flow.not-immediate",
    },
    "C.9.0.bpmn": {"bpmn.message.missing"},
}
"""Reference models that say they are executable, or do not say that they are not: what keeps them from being executed.

C.7.0 and C.8.1 also break sentences of the specification (§8.4.10 on collections; §10.3.3, §10.4.2 on data types).
"""


@needs("bpmn-miwg")
@pytest.mark.parametrize("path", sorted((CORPORA / "bpmn-miwg").glob("*.bpmn")), ids=lambda path: path.name)
def test_a_reference_model_is_refused_for_known_reasons_only(path):
    document = read(path.read_bytes())
    found = {one.code for one in check(document) if one.severity is Severity.ERROR}
    describes = all(one.get("isExecutable") == "false" for one in document.root.iter(f"{{{MODEL}}}process"))
    assert found <= (set() if describes else WHY_NOT_EXECUTABLE.get(path.name, set()))
