"""A small whole package in memory; tests change one thing and look at what is said about it."""

import json
from typing import Any

PROCEDURE: dict[str, Any] = {
    "$schema": "urn:motcua:procedure:1",
    "code": "9.000001",
    "version": "1.0.0",
    "names": {"vi": "Cấp bản sao", "en": "Copy from the register"},
    "description": {"vi": "Cấp bản sao từ sổ gốc.", "en": "A copy from the register."},
    "field": {"code": "certification", "names": {"vi": "Chứng thực", "en": "Certification"}},
    "agency_kinds": ["ward"],
    "receiving_kinds": ["ward", "one_stop"],
    "service_level": "partial",
    "channels": ["counter", "online"],
    "settlement": {
        "statutory": {"value": 3, "unit": "working_day"},
        "committed": {"value": 2, "unit": "working_day"},
        "channels": {"online": {"committed": {"value": 8, "unit": "hour"}}},
    },
    "clock": {"reasons": {"supplement": "pause"}, "intake_hours": 8, "cutoff": "15:00"},
    "fees": [
        {
            "key": "copies",
            "kind": "charge",
            "names": {"vi": "Lệ phí", "en": "Charge"},
            "amount": {"feel": "= copies * 8000"},
            "due": "return",
            "payable": ["cash"],
        }
    ],
    "components": [
        {"key": "request", "names": {"vi": "Tờ khai", "en": "Request"}, "original": 1},
        {
            "key": "authorisation",
            "names": {"vi": "Giấy ủy quyền", "en": "Authorisation"},
            "required": "=by_proxy = true",
        },
    ],
    "application": "application",
    "lead": "Process_Copy",
    "actions": {
        "refuse_intake": {},
        "supplement": {"max": 1},
        "withdraw": {},
        "stop": {},
        "return": {},
        "extend": {"max": 1, "by": {"value": 1, "unit": "working_day"}},
    },
    "letters": {"receipt": {}, "supplement": {}, "refusal": {}},
    "registers": {"COPY": {"names": {"vi": "Sổ cấp bản sao", "en": "Register of copies"}, "number": "{n}/{yyyy}"}},
    "capabilities": [],
    "legal_basis": [{"names": {"vi": "Nghị định", "en": "Decree"}, "number": "23/2015/NĐ-CP"}],
    "in_force": {"from": "2025-07-01", "to": None},
    "retention": {"years": 2},
    "source": "practice",
    "checked_on": "2026-01-05",
    "confidence": "practice",
    "notes": {"vi": "", "en": ""},
}

PROCESS = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:motcua="urn:motcua:bpmn:1" targetNamespace="urn:t">
  <process id="Process_Copy" name="Ủy ban nhân dân" isExecutable="true">
    <startEvent id="Start"/>
    <userTask id="Task_Receive" name="Tiếp nhận" motcua:form="reception" motcua:role="reception"
        motcua:clock="start" motcua:outcomes="accept" motcua:letter="receipt" motcua:time="2h"/>
    <userTask id="Task_Search" name="Tra sổ" motcua:form="search" motcua:role="case" motcua:register="COPY"
        motcua:outcomes="complete" motcua:time="4h"/>
    <exclusiveGateway id="Gateway_Found" name="Có trong sổ?" default="Flow_Missing"/>
    <userTask id="Task_Sign" name="Ký" motcua:role="sign" motcua:clock="settle" motcua:outcomes="sign"
        motcua:differentFrom="Task_Search" motcua:time="2h"/>
    <userTask id="Task_Reply" name="Trả lời" motcua:role="case" motcua:clock="settle"
        motcua:fact="outcome=&quot;refused&quot;" motcua:time="2h"/>
    <userTask id="Task_Return" name="Trả kết quả" motcua:role="return" motcua:fact="result_returned"/>
    <endEvent id="End"/>
    <sequenceFlow id="Flow_1" sourceRef="Start" targetRef="Task_Receive"/>
    <sequenceFlow id="Flow_2" sourceRef="Task_Receive" targetRef="Task_Search"/>
    <sequenceFlow id="Flow_3" sourceRef="Task_Search" targetRef="Gateway_Found"/>
    <sequenceFlow id="Flow_Found" name="Có" sourceRef="Gateway_Found" targetRef="Task_Sign">
      <conditionExpression xsi:type="tFormalExpression">found = true</conditionExpression>
    </sequenceFlow>
    <sequenceFlow id="Flow_Missing" name="Không" sourceRef="Gateway_Found" targetRef="Task_Reply"/>
    <sequenceFlow id="Flow_4" sourceRef="Task_Sign" targetRef="Task_Return"/>
    <sequenceFlow id="Flow_5" sourceRef="Task_Reply" targetRef="Task_Return"/>
    <sequenceFlow id="Flow_6" sourceRef="Task_Return" targetRef="End"/>
  </process>
</definitions>
"""


DECISION = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="d" namespace="urn:d" id="d">
  <inputData id="I" name="copies"><variable name="copies" typeRef="number"/></inputData>
  <decision id="D" name="fee"><variable name="fee"/>
    <informationRequirement id="R"><requiredInput href="#I"/></informationRequirement>
    <literalExpression><text>{total: copies * 2000, unit: 2000}</text></literalExpression></decision>
</definitions>"""


def both(text: str) -> dict[str, str]:
    return {"vi": text, "en": text}


def form(title: str, **fields: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """A form's two files; each field is its JSON Schema, those with ``default`` are not required."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": fields,
        "required": [key for key, one in fields.items() if "default" not in one],
    }
    shown = [{"field": key, "label": both(key)} for key in fields]
    return schema, {"title": both(title), "sections": [{"key": "main", "title": both(title), "fields": shown}]}


FORMS = {
    "application": form(
        "Application",
        applicant={"type": "string", "minLength": 1},
        copies={"type": "integer", "minimum": 1, "maximum": 20},
        by_proxy={"type": "boolean", "default": False},
    ),
    "reception": form("Reception", remark={"type": "string", "default": "không"}),
    "search": form("Search", found={"type": "boolean"}),
}

TRANSLATIONS = {
    "Task_Receive": "Receive",
    "Task_Search": "Search the register",
    "Gateway_Found": "In the register?",
    "Task_Sign": "Sign",
    "Task_Reply": "Reply",
    "Task_Return": "Return",
    "Flow_Found": "Yes",
    "Flow_Missing": "No",
}

GOOD: dict[str, Any] = {
    "$schema": "urn:motcua:scenario:1",
    "names": {"vi": "Thuận lợi", "en": "The good way"},
    "notes": {
        "vi": "Nhận 08:10 thứ Hai, 2 ngày làm việc: 08:10 thứ Tư.",
        "en": "Received Monday 08:10, 2 working days: Wednesday 08:10.",
    },
    "kind": "good",
    "calendar": "province",
    "submit": {
        "at": "2026-03-02T08:00:00+07:00",
        "channel": "counter",
        "agency": "H36.05",
        "answers": {"applicant": "K'Brông", "copies": 3},
        "components": {"request": {"original": 1}},
    },
    "steps": [
        {"after": "PT10M", "task": "Task_Receive", "outcome": "accept", "actor": "an.reception"},
        {"after": "2h", "task": "Task_Search", "outcome": "complete", "answers": {"found": True}, "actor": "binh.case"},
        {"at": "2026-03-03T09:00:00+07:00", "task": "Task_Sign", "outcome": "sign", "actor": "cuong.sign"},
        {"at": "2026-03-03T09:30:00+07:00", "task": "Task_Return", "actor": "an.reception"},
    ],
    "expect": {
        "path": ["Task_Receive", "Task_Search", "Task_Sign", "Task_Return"],
        "status": "returned",
        "class": "early",
        "due": "2026-03-04T08:10:00+07:00",
        "fee": 24000,
        "outcome": "granted",
        "data": {"found": True, "copies": 3},
        "facts": {"result_returned": True},
        "letters": ["receipt"],
        "ended": True,
        "incidents": 0,
    },
}


def dump(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2).encode()


def files() -> dict[str, bytes]:
    """The package's files."""
    made = {
        "procedure.json": dump(PROCEDURE),
        "process.bpmn": PROCESS.encode(),
        "translations/en.json": dump(TRANSLATIONS),
        "scenarios/good.json": dump(GOOD),
    }
    for key, (schema, ui) in FORMS.items():
        made[f"forms/{key}.schema.json"] = dump(schema)
        made[f"forms/{key}.ui.json"] = dump(ui)
    return made


def with_files(changes: dict[str, bytes | None]) -> dict[str, bytes]:
    """The package with files replaced, added or (None) taken out."""
    made = {**files(), **changes}
    return {path: data for path, data in made.items() if data is not None}


def with_procedure(**changes: Any) -> dict[str, bytes]:
    """The package with keys of procedure.json replaced or (``...``) taken out."""
    made = {key: value for key, value in {**PROCEDURE, **changes}.items() if value is not ...}
    return with_files({"procedure.json": dump(made)})


def with_process(old: str, new: str) -> dict[str, bytes]:
    """The package with a piece of the diagram replaced."""
    assert old in PROCESS
    return with_files({"process.bpmn": PROCESS.replace(old, new).encode()})


def with_scenario(**changes: Any) -> dict[str, bytes]:
    """The package with keys of the good scenario replaced."""
    return with_files({"scenarios/good.json": dump({**GOOD, **changes})})
