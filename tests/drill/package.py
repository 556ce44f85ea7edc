"""A procedure made for disturbing: every kind of thing that leaves or returns to a dossier, in two minutes of life.

Receive, then a call to another system beside a step that a repeating timer nags, then the signature with a number from
a register, a rest of a second, another call, a message to nobody in particular, and the result.
"""

import json
from typing import Any

CODE = "9.000009"
AGENCY = "H36.50"
CAPABILITIES = ("drill.register", "drill.remind", "drill.archive")
ANSWERS: dict[str, tuple[dict[str, Any], str | None]] = {
    "Task_Receive": ({}, "accept"),
    "Task_Handle": ({"remark": "handled"}, None),
    "Task_Sign": ({}, "sign"),
    "Task_Return": ({}, None),
}
"""How each task is completed."""
OFFICERS = {"reception": "an.reception", "case": "chi.case", "sign": "giang.sign", "return": "an.reception"}
"""Who completes the tasks of a role."""

_PROCEDURE: dict[str, Any] = {
    "$schema": "urn:motcua:procedure:1",
    "code": CODE,
    "version": "1.0.0",
    "names": {"vi": "Diễn tập", "en": "Drill"},
    "description": {"vi": "Thủ tục để thử.", "en": "A procedure for trials."},
    "field": {"code": "drill", "names": {"vi": "Diễn tập", "en": "Drill"}},
    "agency_kinds": ["ward"],
    "receiving_kinds": ["ward"],
    "service_level": "full",
    "channels": ["counter", "online"],
    "settlement": {
        "statutory": {"value": 3, "unit": "working_day"},
        "committed": {"value": 2, "unit": "working_day"},
    },
    "clock": {"reasons": {"supplement": "pause"}},
    "fees": [],
    "components": [],
    "application": "application",
    "lead": "Process_Drill",
    "actions": {"withdraw": {}, "stop": {}, "supplement": {"max": 1}, "refuse_intake": {}},
    "letters": {"receipt": {}},
    "registers": {"DRILL": {"names": {"vi": "Sổ diễn tập", "en": "Register of drills"}, "number": "{n}/{yyyy}"}},
    "capabilities": list(CAPABILITIES),
    "legal_basis": [{"names": {"vi": "Nghị định", "en": "Decree"}, "number": "118/2025/NĐ-CP"}],
    "in_force": {"from": "2025-01-01", "to": None},
    "retention": {"years": 2},
    "source": "practice",
    "checked_on": "2026-01-05",
    "confidence": "practice",
    "notes": {"vi": "", "en": ""},
}

_PROCESS = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:motcua="urn:motcua:bpmn:1" targetNamespace="urn:drill">
  <message id="Message_Told" name="drill.told"/>
  <process id="Process_Drill" name="Diễn tập" isExecutable="true">
    <startEvent id="Start"/>
    <userTask id="Task_Receive" name="Tiếp nhận" motcua:role="reception" motcua:time="1h" motcua:clock="start" motcua:outcomes="accept"
        motcua:letter="receipt"/>
    <exclusiveGateway id="Merge"/>
    <parallelGateway id="Fork"/>
    <serviceTask id="Service_Register" name="Đăng ký" motcua:service="drill.register" motcua:retries="{retries}"/>
    <userTask id="Task_Handle" name="Xử lý" motcua:form="handle" motcua:role="case" motcua:time="2h"/>
    <boundaryEvent id="Event_Nag" name="Nhắc" attachedToRef="Task_Handle" cancelActivity="false">
      <timerEventDefinition><timeCycle xsi:type="tFormalExpression">{nag}</timeCycle></timerEventDefinition>
    </boundaryEvent>
    <serviceTask id="Service_Remind" name="Gửi lời nhắc" motcua:service="drill.remind" motcua:retries="{retries}"/>
    <endEvent id="End_Reminded"/>
    <parallelGateway id="Join"/>
    <userTask id="Task_Sign" name="Ký" motcua:role="sign" motcua:time="1h" motcua:outcomes="sign send_back"
        motcua:register="DRILL"/>
    <exclusiveGateway id="Gateway_Signed" name="Đã ký?" default="Flow_Signed"/>
    <intermediateThrowEvent id="Event_Settled" name="Đã giải quyết" motcua:clock="settle"/>
    <intermediateCatchEvent id="Event_Rest" name="Nghỉ">
      <timerEventDefinition><timeDuration xsi:type="tFormalExpression">{rest}</timeDuration></timerEventDefinition>
    </intermediateCatchEvent>
    <serviceTask id="Service_Archive" name="Lưu trữ" motcua:service="drill.archive" motcua:retries="{retries}"/>
    <intermediateThrowEvent id="Event_Tell" name="Báo tin" motcua:key="=dossier.code">
      <messageEventDefinition messageRef="Message_Told"/>
    </intermediateThrowEvent>
    <userTask id="Task_Return" name="Trả kết quả" motcua:role="return" motcua:fact="result_returned"/>
    <endEvent id="End"/>
    <sequenceFlow id="F1" sourceRef="Start" targetRef="Task_Receive"/>
    <sequenceFlow id="F2" sourceRef="Task_Receive" targetRef="Merge"/>
    <sequenceFlow id="F15" sourceRef="Merge" targetRef="Fork"/>
    <sequenceFlow id="F3" sourceRef="Fork" targetRef="Service_Register"/>
    <sequenceFlow id="F4" sourceRef="Fork" targetRef="Task_Handle"/>
    <sequenceFlow id="F5" sourceRef="Service_Register" targetRef="Join"/>
    <sequenceFlow id="F6" sourceRef="Task_Handle" targetRef="Join"/>
    <sequenceFlow id="F7" sourceRef="Event_Nag" targetRef="Service_Remind"/>
    <sequenceFlow id="F8" sourceRef="Service_Remind" targetRef="End_Reminded"/>
    <sequenceFlow id="F9" sourceRef="Join" targetRef="Task_Sign"/>
    <sequenceFlow id="F10" sourceRef="Task_Sign" targetRef="Gateway_Signed"/>
    <sequenceFlow id="Flow_Signed" name="Rồi" sourceRef="Gateway_Signed" targetRef="Event_Settled"/>
    <sequenceFlow id="F16" sourceRef="Event_Settled" targetRef="Event_Rest"/>
    <sequenceFlow id="Flow_Back" name="Chưa" sourceRef="Gateway_Signed" targetRef="Merge">
      <conditionExpression xsi:type="tFormalExpression">=outcome = "send_back"</conditionExpression>
    </sequenceFlow>
    <sequenceFlow id="F11" sourceRef="Event_Rest" targetRef="Service_Archive"/>
    <sequenceFlow id="F12" sourceRef="Service_Archive" targetRef="Event_Tell"/>
    <sequenceFlow id="F13" sourceRef="Event_Tell" targetRef="Task_Return"/>
    <sequenceFlow id="F14" sourceRef="Task_Return" targetRef="End"/>
  </process>
</definitions>
"""

_NAMES = {
    "Task_Receive": "Receive",
    "Service_Register": "Register",
    "Task_Handle": "Handle",
    "Event_Nag": "Nag",
    "Service_Remind": "Send the reminder",
    "Task_Sign": "Sign",
    "Gateway_Signed": "Signed?",
    "Flow_Signed": "Yes",
    "Flow_Back": "No",
    "Event_Settled": "Settled",
    "Event_Rest": "Rest",
    "Service_Archive": "Archive",
    "Event_Tell": "Tell",
    "Task_Return": "Return",
}


def _both(text: str) -> dict[str, str]:
    return {"vi": text, "en": text}


def _form(title: str, field: str) -> dict[str, dict[str, Any]]:
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {field: {"type": "string", "minLength": 1, "maxLength": 2000}},
        "required": [field],
    }
    shown = [{"field": field, "label": _both(field)}]
    return {
        "schema": schema,
        "ui": {"title": _both(title), "sections": [{"key": "main", "title": _both(title), "fields": shown}]},
    }


def drill_files(*, nag: str = "R3/PT1S", rest: str = "PT1S", retries: str = "9/PT1S") -> dict[str, bytes]:
    """The package's files; the times are ISO 8601."""
    texts: dict[str, Any] = {"procedure.json": _PROCEDURE, "translations/en.json": _NAMES}
    for key, field in (("application", "subject"), ("handle", "remark")):
        for kind, content in _form(key, field).items():
            texts[f"forms/{key}.{kind}.json"] = content
    made = {path: json.dumps(text, ensure_ascii=False).encode() for path, text in texts.items()}
    process = _PROCESS.replace("{nag}", nag).replace("{rest}", rest).replace("{retries}", retries)
    return made | {"process.bpmn": process.encode()}
