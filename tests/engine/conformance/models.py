"""Small whole BPMN files for the conformance tests, written as short strings.

``wire("S>A>x-[a > 1]>B>E; x-/>E2")`` draws sequence flows: ``-[…]>`` has a condition, ``-/>`` is the default flow.
Nodes that are not declared come to be by their first letter: ``S`` start, ``E`` end event, ``x`` exclusive, ``o``
inclusive, ``p`` parallel gateway, anything else a task. A flow is named ``source_target``.
"""

import re

from lxml import etree

from tests.engine.bpmn.snippets import definitions

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
ROOTS = (
    '<message id="M" name="m"/><message id="M2" name="m2"/><message id="M3" name="m3"/>'
    '<signal id="G" name="g"/><signal id="G2" name="g2"/>'
    '<error id="R1" name="first" errorCode="E1"/><error id="R2" name="second" errorCode="E2"/>'
    '<escalation id="L1" name="one" escalationCode="C1"/><escalation id="L2" name="two" escalationCode="C2"/>'
)
"""Definitions that every model may refer to."""

CANCEL = "<cancelEventDefinition/>"
TERMINATE = "<terminateEventDefinition/>"
_KINDS = {"S": "startEvent", "E": "endEvent", "x": "exclusiveGateway", "o": "inclusiveGateway", "p": "parallelGateway"}
_STEP = re.compile(r"(\w+)\s*(?:(-\[(.*?)\])?(-/)?>\s*)?", re.DOTALL)


def wire(flows: str, *nodes: str) -> str:
    """The given nodes, those that the flows name besides, and the flows."""
    body = "".join(nodes)
    declared = set(re.findall(r'\bid="([^"]+)"', body))
    made: list[str] = []
    for chain in flows.split(";"):
        source, rest = None, ("", "")
        for ident, conditioned, condition, default in _STEP.findall(chain.strip()):
            if ident not in declared:
                declared.add(ident)
                body += f'<{_KINDS.get(ident[0], "task")} id="{ident}"/>'
            if source is not None:
                made.append(_flow(source, ident, rest))
            source, rest = ident, (condition if conditioned else "", default)
            if default:
                target = re.match(r"\s*(\w+)", chain.strip().split(f"{ident}-/>", 1)[1])
                assert target is not None
                body = body.replace(f'id="{ident}"', f'id="{ident}" default="{ident}_{target[1]}"', 1)
    drawn = "".join(re.findall(r"<association [^>]*/>", body))
    return re.sub(r"<association [^>]*/>", "", body) + "".join(made) + drawn


def _flow(source: str, target: str, rest: tuple[str, str]) -> str:
    ends = f'id="{source}_{target}" sourceRef="{source}" targetRef="{target}"'
    if not rest[0]:
        return f"<sequenceFlow {ends}/>"
    inside = f'<conditionExpression xsi:type="tFormalExpression"><![CDATA[{rest[0]}]]></conditionExpression>'
    return f"<sequenceFlow {ends}>{inside}</sequenceFlow>"


def model(flows: str, *nodes: str, before: str = "", attributes: str = 'isExecutable="true"') -> bytes:
    """One process ``P``."""
    return file(f'<process id="P" {attributes}>{wire(flows, *nodes)}</process>', before)


def file(processes: str, before: str = "", attributes: str = "") -> bytes:
    """A file of written processes; ``before`` are further definitions."""
    return definitions(ROOTS + before + processes, attributes)


def process(ident: str, flows: str, *nodes: str, attributes: str = 'isExecutable="true"') -> str:
    return f'<process id="{ident}" {attributes}>{wire(flows, *nodes)}</process>'


def pools(*processes: str, flows: tuple[str, ...] = (), before: str = "", more: str = "") -> bytes:
    """Processes as pools ``<id>_pool`` and message flows ``A>B`` or ``A>B:M`` (with a message)."""
    idents = [re.search(r'\bid="([^"]+)"', one)[1] for one in processes]  # type: ignore[index]
    members = "".join(f'<participant id="{i}_pool" name="{i}" processRef="{i}"/>' for i in idents)
    drawn = ""
    for place, one in enumerate(flows):
        ends, _, message = one.partition(":")
        source, _, target = ends.partition(">")
        named = f' messageRef="{message}"' if message else ""
        drawn += f'<messageFlow id="mf{place}" sourceRef="{source}" targetRef="{target}"{named}/>'
    return file("".join(processes), f'{before}<collaboration id="Collaboration">{members}{drawn}{more}</collaboration>')


# event definitions


def timer(text: str) -> str:
    kind = "timeCycle" if text.startswith("R") else "timeDate" if re.match(r"\d{4}-", text) else "timeDuration"
    return f'<timerEventDefinition><{kind} xsi:type="tFormalExpression">{text}</{kind}></timerEventDefinition>'


def message(ref: str = "M", attributes: str = "") -> str:
    return f'<messageEventDefinition messageRef="{ref}" {attributes}/>'


def signal(ref: str = "G") -> str:
    return f'<signalEventDefinition signalRef="{ref}"/>'


def error(ref: str = "") -> str:
    return f'<errorEventDefinition errorRef="{ref}"/>' if ref else "<errorEventDefinition/>"


def escalation(ref: str = "") -> str:
    return f'<escalationEventDefinition escalationRef="{ref}"/>' if ref else "<escalationEventDefinition/>"


def condition(text: str) -> str:
    inside = f'<condition xsi:type="tFormalExpression"><![CDATA[{text}]]></condition>'
    return f"<conditionalEventDefinition>{inside}</conditionalEventDefinition>"


def link(name: str) -> str:
    return f'<linkEventDefinition name="{name}"/>'


def compensate(activity: str = "", attributes: str = "") -> str:
    reference = f'activityRef="{activity}"' if activity else ""
    return f"<compensateEventDefinition {reference} {attributes}/>"


# events


def start(ident: str, definition: str = "", attributes: str = "") -> str:
    return f'<startEvent id="{ident}" {attributes}>{definition}</startEvent>'


def end(ident: str, definition: str = "") -> str:
    return f'<endEvent id="{ident}">{definition}</endEvent>'


def catch(ident: str, definition: str, attributes: str = "") -> str:
    return f'<intermediateCatchEvent id="{ident}" {attributes}>{definition}</intermediateCatchEvent>'


def throw(ident: str, definition: str = "") -> str:
    return f'<intermediateThrowEvent id="{ident}">{definition}</intermediateThrowEvent>'


def boundary(ident: str, host: str, definition: str, attributes: str = "") -> str:
    return f'<boundaryEvent id="{ident}" attachedToRef="{host}" {attributes}>{definition}</boundaryEvent>'


def beside(ident: str, host: str, definition: str) -> str:
    """A boundary event that does not interrupt."""
    return boundary(ident, host, definition, 'cancelActivity="false"')


# activities


def task(ident: str, inside: str = "", attributes: str = "", tag: str = "task") -> str:
    return f'<{tag} id="{ident}" {attributes}>{inside}</{tag}>'


def script(ident: str, text: str, attributes: str = "", inside: str = "") -> str:
    return (
        f'<scriptTask id="{ident}" scriptFormat="feel" {attributes}>{inside}'
        f"<script><![CDATA[{text}]]></script></scriptTask>"
    )


def sub(ident: str, flows: str, *nodes: str, attributes: str = "", tag: str = "subProcess", before: str = "") -> str:
    return f'<{tag} id="{ident}" {attributes}>{before}{wire(flows, *nodes)}</{tag}>'


def event_sub(ident: str, flows: str, *nodes: str) -> str:
    return sub(ident, flows, *nodes, attributes='triggeredByEvent="true"')


def undo(ident: str, host: str, tag: str = "task", inside: str = "") -> str:
    """A compensation activity of ``host`` with its boundary event and association."""
    return (
        boundary(f"{ident}_b", host, "<compensateEventDefinition/>")
        + f'<{tag} id="{ident}" isForCompensation="true">{inside}</{tag}>'
        + f'<association id="{ident}_a" sourceRef="{ident}_b" targetRef="{ident}" associationDirection="One"/>'
    )


def loop(text: str = "", attributes: str = "") -> str:
    inside = f'<loopCondition xsi:type="tFormalExpression"><![CDATA[{text}]]></loopCondition>' if text else ""
    return f"<standardLoopCharacteristics {attributes}>{inside}</standardLoopCharacteristics>"


def many(count: str = "", attributes: str = "", until: str = "", inside: str = "") -> str:
    """Multi-instance characteristics: a cardinality, a completion condition, other children before it."""
    cardinality = f'<loopCardinality xsi:type="tFormalExpression">{count}</loopCardinality>' if count else ""
    enough = (
        f'<completionCondition xsi:type="tFormalExpression"><![CDATA[{until}]]></completionCondition>' if until else ""
    )
    return (
        f"<multiInstanceLoopCharacteristics {attributes}>{cardinality}{inside}{enough}"
        "</multiInstanceLoopCharacteristics>"
    )


def formal(tag: str, text: str) -> str:
    return f'<{tag} xsi:type="tFormalExpression"><![CDATA[{text}]]></{tag}>'


# the same model as other tools would write it


def as_exported(xml: bytes) -> bytes:
    """The file with a prefix, ``incoming`` and ``outgoing`` lists, names, documentation and type definitions."""
    root = etree.fromstring(xml)
    q = f"{{{BPMN}}}"
    nodes = {element.get("id"): element for element in root.iter() if element.get("id")}
    for flow in root.iter(f"{q}sequenceFlow"):
        for end_name, side in (("targetRef", "incoming"), ("sourceRef", "outgoing")):
            node = nodes.get(flow.get(end_name))
            if node is not None:
                part = etree.Element(f"{q}{side}")
                part.text = f"\n  {flow.get('id')} "
                node.insert(_place(node, side), part)
    for element in root.iter(f"{q}task", f"{q}startEvent", f"{q}subProcess"):
        element.set("name", f"The {element.get('id')}")
        note = etree.Element(f"{q}documentation", textFormat="text/plain")
        note.text = "Said by the modeller > & so on"
        element.insert(0, note)
    text = etree.tostring(root, encoding="unicode")
    text = re.sub(r"<(/?)(?!bpmn2:)(\w+)(?=[\s/>])", r"<\1bpmn2:\2", text)
    text = text.replace('xmlns="', 'xmlns:bpmn2="').replace('"tFormalExpression"', '"bpmn2:tFormalExpression"')
    return b'<?xml version="1.0" encoding="UTF-8"?>\n<!-- exported -->\n' + text.encode()


def _place(node: etree._Element, side: str) -> int:
    """``incoming`` before ``outgoing``, both after documentation and extensions and before all else."""
    first = ("documentation", "extensionElements", "incoming", *(("outgoing",) if side == "outgoing" else ()))
    return sum(1 for part in node if isinstance(part.tag, str) and etree.QName(part).localname in first)
