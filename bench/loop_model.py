"""The control flow that both engines are measured on: two user tasks in a correction loop."""

LOOP = b"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="Loop" targetNamespace="urn:motcua:bench">
  <bpmn:process id="Process_Loop" isExecutable="true">
    <bpmn:startEvent id="Event_Begin"><bpmn:outgoing>F0</bpmn:outgoing></bpmn:startEvent>
    <bpmn:userTask id="Task_Case">
      <bpmn:incoming>F0</bpmn:incoming><bpmn:incoming>F3</bpmn:incoming><bpmn:outgoing>F1</bpmn:outgoing>
    </bpmn:userTask>
    <bpmn:userTask id="Task_Review">
      <bpmn:incoming>F1</bpmn:incoming><bpmn:outgoing>F2</bpmn:outgoing>
    </bpmn:userTask>
    <bpmn:exclusiveGateway id="Gateway" default="F4">
      <bpmn:incoming>F2</bpmn:incoming><bpmn:outgoing>F3</bpmn:outgoing><bpmn:outgoing>F4</bpmn:outgoing>
    </bpmn:exclusiveGateway>
    <bpmn:endEvent id="Event_Finish"><bpmn:incoming>F4</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="F0" sourceRef="Event_Begin" targetRef="Task_Case"/>
    <bpmn:sequenceFlow id="F1" sourceRef="Task_Case" targetRef="Task_Review"/>
    <bpmn:sequenceFlow id="F2" sourceRef="Task_Review" targetRef="Gateway"/>
    <bpmn:sequenceFlow id="F3" sourceRef="Gateway" targetRef="Task_Case">
      <bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">again</bpmn:conditionExpression>
    </bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="F4" sourceRef="Gateway" targetRef="Event_Finish"/>
  </bpmn:process>
</bpmn:definitions>
"""

KILOBYTE = {f"field_{i:02d}": "x" * 36 for i in range(20)}
"""About 1 kB of data, as a filled form has."""

ANSWER = {"again": True, "note": "x" * 40}
"""What each task's form adds."""
