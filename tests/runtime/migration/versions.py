"""Two versions of the drill: in the second one, handling has another id and form, and a check comes after signing."""

import json

from tests.drill.package import drill_files

RETURN = '<userTask id="Task_Return" name="Trả kết quả" motcua:role="return" motcua:fact="result_returned"/>'


def first(**times: str) -> dict[str, bytes]:
    """The version the dossiers begin with; its timers are long so that nothing happens by itself."""
    return drill_files(**{"nag": "R3/PT10H", "rest": "PT20H"} | times)


def four_eyes(files: dict[str, bytes], step: str, version: str) -> dict[str, bytes]:
    """Who signs must be another person than who did ``step``; both are done in one role."""
    process = files["process.bpmn"].decode().replace('name="Ký" motcua:role="sign"', 'name="Ký" motcua:role="case"')
    process = process.replace('<userTask id="Task_Sign"', f'<userTask id="Task_Sign" motcua:differentFrom="{step}"')
    return versioned(files | {"process.bpmn": process.encode()}, version)


def second(**times: str) -> dict[str, bytes]:
    """Task_Handle has become Task_Process, with a field more and less time; Task_Check stands before the return."""
    files = first(**times)
    process = files["process.bpmn"].decode()
    process = process.replace("Task_Handle", "Task_Process").replace('motcua:time="2h"', 'motcua:time="1h"')
    process = process.replace('motcua:form="handle"', 'motcua:form="process"')
    process = process.replace('id="F6"', 'id="F6b"')
    check = '<userTask id="Task_Check" name="Kiểm tra" motcua:role="return"/>'
    process = process.replace(RETURN, check + RETURN)
    process = process.replace(
        '<sequenceFlow id="F13" sourceRef="Event_Tell" targetRef="Task_Return"/>',
        '<sequenceFlow id="F13" sourceRef="Event_Tell" targetRef="Task_Check"/>'
        '<sequenceFlow id="F13b" sourceRef="Task_Check" targetRef="Task_Return"/>',
    )
    files["process.bpmn"] = process.encode()
    for kind in ("schema", "ui"):
        files[f"forms/process.{kind}.json"] = files.pop(f"forms/handle.{kind}.json")
    names = json.loads(files["translations/en.json"])
    names["Task_Process"] = names.pop("Task_Handle")
    files["translations/en.json"] = json.dumps(names | {"Task_Check": "Check"}).encode()
    return versioned(files, "2.0.0")


def without_return(**times: str) -> dict[str, bytes]:
    """As the first, but the result is handed out at another step: a dossier that stands at the old one cannot follow."""
    files = first(**times)
    process = files["process.bpmn"].decode().replace("Task_Return", "Task_HandOver")
    process = process.replace('name="Trả kết quả" motcua:role="return"', 'name="Giao" motcua:role="reception"')
    names = json.loads(files["translations/en.json"])
    names["Task_HandOver"] = names.pop("Task_Return")
    files["translations/en.json"] = json.dumps(names).encode()
    files["process.bpmn"] = process.encode()
    return versioned(files, "3.0.0")


def versioned(files: dict[str, bytes], version: str) -> dict[str, bytes]:
    procedure = json.loads(files["procedure.json"]) | {"version": version}
    return files | {"procedure.json": json.dumps(procedure, ensure_ascii=False).encode()}
