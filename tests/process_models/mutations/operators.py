"""Mistakes an analyst can make, applied to a package wherever they can be made: name -> the mutants of its files."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

from engine.clock import parse_term
from process_models.durations import DAY, bounds_of, length_of, limit_of
from process_models.package import read_package

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
MOTCUA = "{urn:motcua:bpmn:1}"
PROCESS = "process.bpmn"
Files = Mapping[str, bytes]
Tree = ET.Element


@dataclass(frozen=True)
class Mutant:
    """A package with one mistake; ``site`` says where."""

    operator: str
    site: str
    files: Files


def mutants(files: Files) -> Iterator[Mutant]:
    """Every mutant of a package, operator by operator, in document order."""
    for name, operator in OPERATORS.items():
        for site, made in operator(files):
            yield Mutant(name, site, made)


# -- ground -----------------------------------------------------------------------------------------------------------


def _root(files: Files) -> Tree:
    return ET.fromstring(files[PROCESS])


def _with(files: Files, root: Tree) -> Files:
    return {**files, PROCESS: ET.tostring(root, encoding="utf-8", xml_declaration=True)}


def _edits(files: Files, wanted: Callable[[Tree], bool], change: Callable[[Tree, Tree], object]):
    """One mutant for each element that is wanted: ``change`` gets the root and the element of a copy."""
    original = _root(files)
    for number, element in enumerate(original.iter()):
        if not wanted(element):
            continue
        root = deepcopy(original)
        copy = next(each for index, each in enumerate(root.iter()) if index == number)
        label = change(root, copy)
        if label is not None:
            yield str(label), _with(files, root)


def _tag(element: Tree) -> str:
    return element.tag.removeprefix(BPMN)


def _parent(root: Tree, element: Tree) -> Tree:
    return next(each for each in root.iter() if element in list(each))


def _drop(root: Tree, ident: str) -> None:
    """Take out an element with everything that names it: its shape and what flows mention it."""
    for parent in list(root.iter()):
        for child in list(parent):
            named = child.get("id") == ident or child.get("bpmnElement") == ident
            listed = child.tag in (f"{BPMN}incoming", f"{BPMN}outgoing", f"{BPMN}flowNodeRef") and child.text == ident
            if named or listed:
                parent.remove(child)


def _attribute(name: str, value: Callable[[str], str | None], keep: Callable[[str], bool] = bool):
    """Replace (or with None remove) an attribute wherever it stands with a value that ``keep`` likes."""

    def operator(files: Files):
        def change(_root: Tree, element: Tree) -> str:
            new = value(element.get(name, ""))
            if new is None:
                del element.attrib[name]
            else:
                element.set(name, new)
            return f"{element.get('id')} {name.rpartition('}')[2]}"

        yield from _edits(files, lambda element: keep(element.get(name, "")), change)

    return operator


# -- the diagram --------------------------------------------------------------------------------------------------------


def drop_flow(files: Files):
    """A sequence flow is forgotten."""

    def change(root: Tree, element: Tree) -> str:
        ident = element.get("id", "")
        _drop(root, ident)
        for gateway in root.iter():
            if gateway.get("default") == ident:
                del gateway.attrib["default"]
        return ident

    yield from _edits(files, lambda element: _tag(element) == "sequenceFlow", change)


def _swap(old: str, new: str):
    def operator(files: Files):
        def change(root: Tree, element: Tree) -> str:
            element.tag = f"{BPMN}{new}"
            if new == "parallelGateway":
                element.attrib.pop("default", None)
                for flow in root.iter(f"{BPMN}sequenceFlow"):
                    if flow.get("sourceRef") == element.get("id"):
                        for condition in flow.findall(f"{BPMN}conditionExpression"):
                            flow.remove(condition)
            return f"{element.get('id')} {new}"

        yield from _edits(files, lambda element: _tag(element) == old, change)

    return operator


def swap_gateway(files: Files):
    """A gateway of another kind: exclusive, parallel and inclusive are easily taken for each other."""
    for old, new in (
        ("exclusiveGateway", "parallelGateway"),
        ("parallelGateway", "exclusiveGateway"),
        ("parallelGateway", "inclusiveGateway"),
    ):
        yield from _swap(old, new)(files)


def cross_pools(files: Files):
    """A sequence flow leads into another pool."""
    original = _root(files)
    home = {
        node.get("id"): process.get("id")
        for process in original.iter(f"{BPMN}process")
        for node in process.iter()
        if _tag(node).endswith(("Task", "Event", "Gateway")) or _tag(node) == "task"
    }

    def change(root: Tree, element: Tree) -> str | None:
        own = home.get(element.get("targetRef"))
        other = next((node for node, process in home.items() if process != own and node and "Task" in node), None)
        if other is None:
            return None
        _retarget(root, element, other)
        return f"{element.get('id')} → {other}"

    yield from _edits(files, lambda element: _tag(element) == "sequenceFlow", change)


def _retarget(root: Tree, flow: Tree, target: str) -> None:
    ident = flow.get("id", "")
    for incoming in list(root.iter()):
        for child in list(incoming):
            if child.tag == f"{BPMN}incoming" and child.text == ident:
                incoming.remove(child)
    flow.set("targetRef", target)
    node = next(each for each in root.iter() if each.get("id") == target)
    made = ET.Element(f"{BPMN}incoming")
    made.text = ident
    place = sum(1 for child in node if child.tag in (f"{BPMN}documentation", f"{BPMN}extensionElements"))
    node.insert(place, made)


def drop_boundary(files: Files):
    """A boundary event is forgotten, with the flow that leaves it."""

    def change(root: Tree, element: Tree) -> str:
        ident = element.get("id", "")
        for flow in list(root.iter(f"{BPMN}sequenceFlow")):
            if flow.get("sourceRef") == ident:
                _drop(root, flow.get("id", ""))
        _drop(root, ident)
        return ident

    yield from _edits(files, lambda element: _tag(element) == "boundaryEvent", change)


def drop_timer(files: Files):
    """An event loses its timer."""

    def change(root: Tree, element: Tree) -> str:
        owner = _parent(root, element)
        owner.remove(element)
        return str(owner.get("id"))

    yield from _edits(files, lambda element: _tag(element) == "timerEventDefinition", change)


def drop_task(files: Files):
    """A step is skipped: what led to it leads to what followed it."""

    def change(root: Tree, element: Tree) -> str | None:
        ident = element.get("id", "")
        flows = list(root.iter(f"{BPMN}sequenceFlow"))
        after = [flow for flow in flows if flow.get("sourceRef") == ident]
        held = any(each.get("attachedToRef") == ident for each in root.iter())
        if len(after) != 1 or held:
            return None
        target = after[0].get("targetRef", "")
        _drop(root, after[0].get("id", ""))
        for flow in flows:
            if flow.get("targetRef") == ident:
                _retarget(root, flow, target)
        _drop(root, ident)
        return ident

    yield from _edits(files, lambda element: _tag(element) == "userTask", change)


def drop_default(files: Files):
    """A gateway loses its default flow."""
    yield from _attribute("default", lambda _old: None)(files)


def drop_condition(files: Files):
    """A flow loses its condition."""

    def change(root: Tree, element: Tree) -> str:
        flow = _parent(root, element)
        flow.remove(element)
        return str(flow.get("id"))

    yield from _edits(files, lambda element: _tag(element) == "conditionExpression", change)


def _conditions(files: Files, new: Callable[[str], str | None]):
    def change(root: Tree, element: Tree) -> str | None:
        old = (element.text or "").strip()
        made = new(old.removeprefix("="))
        if made is None:
            return None
        element.text = f"={made}" if old.startswith("=") else made
        return f"{_parent(root, element).get('id')}: {made}"

    yield from _edits(files, lambda element: _tag(element) == "conditionExpression", change)


def constant_condition(files: Files):
    """A condition is always true, or never."""
    yield from _conditions(files, lambda _old: "true")
    yield from _conditions(files, lambda _old: "false")


def wrong_enum(files: Files):
    """A condition compares with a value that does not exist."""

    def new(old: str) -> str | None:
        made = re.sub(r'= *"([a-z_]+)"', r'= "\1_x"', old, count=1)
        return made if made != old else None

    yield from _conditions(files, new)


def rename_in_condition(files: Files):
    """A condition reads a name that is spelled otherwise."""

    def new(old: str) -> str | None:
        made = re.sub(r"^([a-z][a-z_]+)(?=[ .])", r"\1_x", old, count=1)
        return made if made != old else None

    yield from _conditions(files, new)


def rename_in_mapping(files: Files):
    """A mapping reads a name that is spelled otherwise."""

    def change(root: Tree, element: Tree) -> str | None:
        old = element.get("value", "")
        made = re.sub(r'(?<![\w."])([a-z][a-z_]{3,})(?![\w"(:]|: )', r"\1_x", old, count=1)
        if made == old or not old.startswith("="):
            return None
        element.set("value", made)
        owner = _parent(root, _parent(root, _parent(root, element)))
        return f"{owner.get('id')}: {made[:60]}"

    yield from _edits(files, lambda element: element.tag in (f"{MOTCUA}in", f"{MOTCUA}out"), change)


def rename_message(files: Files):
    """A message is called otherwise on one side."""

    def change(_root: Tree, element: Tree) -> str:
        element.set("messageRef", f"{element.get('messageRef')}_x")
        return str(element.get("id"))

    yield from _edits(files, lambda element: element.get("messageRef") is not None, change)


def duplicate_id(files: Files):
    """A task has the id of another."""
    ids = [each.get("id", "") for each in _root(files).iter() if _tag(each).endswith(("Task", "Gateway"))]

    def change(_root: Tree, element: Tree) -> str:
        own = element.get("id", "")
        element.set("id", ids[0] if own != ids[0] else ids[-1])
        return own

    yield from _edits(files, lambda element: element.get("id") in ids, change)


def dangle_reference(files: Files):
    """Something names what is not there: a node, form, letter, register, service, decision, process or error."""
    for name in ("targetRef", "sourceRef", "attachedToRef", "errorRef", "processRef"):
        yield from _attribute(name, lambda old: f"{old}_Gone")(files)
    for name in ("form", "letter", "register", "service", "calls", "differentFrom", "branch"):
        yield from _attribute(f"{MOTCUA}{name}", lambda old: f"{old}_gone")(files)


# -- people, time and the clock -----------------------------------------------------------------------------------------


def unknown_role(files: Files):
    """A role that nobody has."""
    yield from _attribute(f"{MOTCUA}role", lambda _old: "nobody")(files)


def drop_role(files: Files):
    """A task or lane loses its role."""
    yield from _attribute(f"{MOTCUA}role", lambda _old: None)(files)


def unknown_kind(files: Files):
    """An agency of a kind that does not exist."""
    yield from _attribute(f"{MOTCUA}agency", lambda old: old.replace("kind:", "kind:un"))(files)


def change_time(files: Files):
    """A step takes as much longer as the whole committed time (of its sub-dossier or of the dossier)."""
    procedure = read_package(files).procedure
    settlements = [procedure.settlement, *(branch.settlement for branch in procedure.branches.values())]
    more = max(limit_of(each.committed).high for each in settlements if each.committed is not None)

    def longer(old: str) -> str:
        hours = bounds_of(length_of(parse_term(old, day=procedure.step_day_unit))).high + more + DAY
        return f"{hours.normalize():f}h"

    yield from _attribute(f"{MOTCUA}time", longer)(files)


def drop_time(files: Files):
    """A step loses its time."""
    yield from _attribute(f"{MOTCUA}time", lambda _old: None)(files)


def drop_resume(files: Files):
    """The clock is stopped and not started again: a resume is forgotten, a hold becomes a pause."""
    yield from _attribute(f"{MOTCUA}clock", lambda _old: None, lambda old: old.startswith("resume"))(files)
    yield from _attribute(
        f"{MOTCUA}clock", lambda old: old.replace("hold", "pause"), lambda old: old.startswith("hold")
    )(files)


def drop_start(files: Files):
    """Reception does not start the clock."""
    yield from _attribute(f"{MOTCUA}clock", lambda _old: None, lambda old: old == "start")(files)


def drop_settle(files: Files):
    """A step does not settle any more."""
    yield from _attribute(f"{MOTCUA}clock", lambda _old: None, lambda old: old == "settle")(files)


def drop_outcome(files: Files):
    """A task loses its first outcome, or its last."""

    def shorter(first: bool):
        return lambda old: " ".join(old.split()[1:] if first else old.split()[:-1])

    for first, which in ((True, "first"), (False, "last")):
        operator = _attribute(f"{MOTCUA}outcomes", shorter(first), lambda old: len(old.split()) > 1)
        for site, made in operator(files):
            yield f"{site} {which}", made


# -- forms, texts, settings ---------------------------------------------------------------------------------------------


def _json(files: Files, path: str, change: Callable[[Any], object]) -> Files:
    value = json.loads(files[path])
    change(value)
    return {**files, path: json.dumps(value, ensure_ascii=False, indent=1).encode()}


def _readers(files: Files) -> str:
    """All expressions of the diagram, the settings and the decisions, as one text."""
    kept = [data.decode() for path, data in files.items() if path.endswith(".dmn")]
    kept += re.findall(r'"(=[^"]*(?:\\"[^"]*)*)"', files["procedure.json"].decode())
    root = _root(files)
    for element in root.iter():
        if _tag(element) in ("conditionExpression", "script", "loopCardinality"):
            kept.append(element.text or "")
        kept += [value for value in element.attrib.values() if value.startswith("=") or "=" in value]
    return "\n".join(kept)


def drop_write(files: Files):
    """A form does not ask any more for what something else reads; an output mapping is forgotten."""
    text = _readers(files)
    for path in sorted(files):
        if not path.endswith(".schema.json"):
            continue
        for name in json.loads(files[path]).get("properties", {}):
            if re.search(rf"(?<![\w.]){name}(?!\w)(?! *:)", text):
                yield f"{path} {name}", _without_field(files, path, name)

    def change(root: Tree, element: Tree) -> str:
        io = _parent(root, element)
        io.remove(element)
        return f"{_parent(root, _parent(root, io)).get('id')} {element.get('name')}"

    yield from _edits(files, lambda element: element.tag == f"{MOTCUA}out", change)


def _without_field(files: Files, path: str, name: str) -> Files:
    def of_schema(schema: Any) -> None:
        del schema["properties"][name]
        schema["required"] = [key for key in schema.get("required", []) if key != name]

    def of_ui(ui: Any) -> None:
        for section in ui["sections"]:
            section["fields"] = [each for each in section["fields"] if each["field"] != name]
        ui["sections"] = [section for section in ui["sections"] if section["fields"]]

    made = _json(files, path, of_schema)
    ui_path = path.replace(".schema.json", ".ui.json")
    return _json(made, ui_path, of_ui) if ui_path in files else made


def drop_translation(files: Files):
    """An English name is missing."""
    path = "translations/en.json"
    for key in json.loads(files[path]):
        yield key, _json(files, path, lambda value, key=key: value.pop(key))


def unknown_field(files: Files):
    """A form's page asks for what its schema does not have."""
    for path in sorted(files):
        if path.endswith(".ui.json"):
            for number, section in enumerate(json.loads(files[path])["sections"]):
                for index, field in enumerate(section["fields"]):

                    def change(ui: Any, number: int = number, index: int = index) -> None:
                        ui["sections"][number]["fields"][index]["field"] += "_x"

                    yield f"{path} {field['field']}", _json(files, path, change)


def drop_label(files: Files):
    """A question or title of a form has no English."""
    for path in sorted(files):
        if path.endswith(".ui.json"):
            yield f"{path} title", _json(files, path, lambda ui: ui["title"].pop("en"))
            for number, section in enumerate(json.loads(files[path])["sections"]):
                for index, field in enumerate(section["fields"]):

                    def change(ui: Any, number: int = number, index: int = index) -> None:
                        ui["sections"][number]["fields"][index]["label"].pop("en")

                    if "label" in field:
                        yield f"{path} {field['field']}", _json(files, path, change)


def shorten_promise(files: Files):
    """The committed time is an hour, the statutory half of it."""
    path = "procedure.json"

    def committed(value: Any) -> None:
        value["committed"] = {"value": 1, "unit": "hour"}

    def statutory(value: Any) -> None:
        value["statutory"] = {"value": 0.5, "unit": "hour"}

    settings = json.loads(files[path])
    for change in (committed, statutory):
        if settings["settlement"]:
            yield f"settlement {change.__name__}", _json(files, path, lambda all_, c=change: c(all_["settlement"]))
        for key, branch in settings.get("branches", {}).items():
            if branch["settlement"]:

                def of_branch(all_: Any, key: str = key, c: Callable[[Any], None] = change) -> None:
                    c(all_["branches"][key]["settlement"])

                yield f"{key} {change.__name__}", _json(files, path, of_branch)


def drop_declaration(files: Files):
    """The settings forget a letter, register, capability, branch or reason of the clock that is used."""
    path = "procedure.json"
    settings = json.loads(files[path])
    used = _readers(files) + files[PROCESS].decode()
    for group in ("letters", "registers", "branches", "capabilities"):
        for key in settings.get(group, ()):
            if f'"{key}"' in used.replace("'", '"'):

                def change(value: Any, group: str = group, key: str = key) -> None:
                    value[group].remove(key) if isinstance(value[group], list) else value[group].pop(key)

                if re.search(rf'motcua:(letter|register|service|branch)="{re.escape(key)}"', files[PROCESS].decode()):
                    yield f"{group} {key}", _json(files, path, change)


OPERATORS: Mapping[str, Callable[[Files], Iterator[tuple[str, Files]]]] = {
    "drop flow": drop_flow,
    "swap gateway kind": swap_gateway,
    "cross pools": cross_pools,
    "drop boundary event": drop_boundary,
    "drop timer": drop_timer,
    "skip a step": drop_task,
    "drop default": drop_default,
    "drop condition": drop_condition,
    "constant condition": constant_condition,
    "wrong value in condition": wrong_enum,
    "rename variable in condition": rename_in_condition,
    "rename variable in mapping": rename_in_mapping,
    "rename message": rename_message,
    "duplicate id": duplicate_id,
    "dangle reference": dangle_reference,
    "unknown role": unknown_role,
    "drop role": drop_role,
    "unknown kind of agency": unknown_kind,
    "change time": change_time,
    "drop time": drop_time,
    "drop resume": drop_resume,
    "drop start of the clock": drop_start,
    "drop settle": drop_settle,
    "drop outcome": drop_outcome,
    "drop write": drop_write,
    "drop translation": drop_translation,
    "unknown field": unknown_field,
    "drop label": drop_label,
    "shorten promise": shorten_promise,
    "drop declaration": drop_declaration,
}
