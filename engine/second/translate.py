"""A process of the file as SpiffWorkflow can read it soundly: prefixed ids, plain starts, keys for expressions.

The graph comes from the XML, not from our compiled model, so that a flow lost in compiling would be seen. The compiled
model only says which elements are outside and what waits for an answer.
"""

from collections.abc import Container, Mapping
from typing import Final

from lxml import etree

from engine.bpmn.model import Loop, MultiInstance, Node, NodeKind, Process, Trigger
from engine.bpmn.names import FLOW_NODES, Element, children, kind_of, own_id, q
from engine.bpmn.reader import Document

PREFIX: Final = "x-"
"""No id of SpiffWorkflow's own begins so."""

NAMESPACE_MAP: Final = {"bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL"}
_ANSWERED: Final = frozenset(
    {NodeKind.TASK, NodeKind.USER_TASK, NodeKind.MANUAL_TASK, NodeKind.SERVICE_TASK, NodeKind.CALL_ACTIVITY}
)
_GATEWAYS: Final = frozenset({NodeKind.EXCLUSIVE, NodeKind.INCLUSIVE, NodeKind.PARALLEL, NodeKind.EVENT_GATEWAY})
_DEFINITIONS: Final = {
    Trigger.MESSAGE: "messageEventDefinition",
    Trigger.SIGNAL: "signalEventDefinition",
    Trigger.TIMER: "timerEventDefinition",
}


def translated(document: Document, process: Process, start: str, outside: Mapping[str, str]) -> Element:
    """``definitions`` with the process beginning at ``start`` and all that its elements refer to."""
    source = next(one for one in document.root.iter(q("process")) if own_id(one) == process.id)
    work = _Translation(process, start, outside)
    target = etree.SubElement(work.root, q("process"), id=PREFIX + process.id, isExecutable="true")
    work.scope(source, target)
    return work.root


def answered(node: Node) -> bool:
    """Whether the node waits for a person, a service or a called process."""
    match node.kind:
        case NodeKind.RULE_TASK:
            return node.calls is None
        case NodeKind.SEND_TASK:
            return node.message is None or node.service.service is not None
        case _:
            return node.kind in _ANSWERED


class _Translation:
    def __init__(self, process: Process, start: str, outside: Container[str]) -> None:
        self.process = process
        self.start = start
        self.outside = outside
        self.root: Element = etree.Element(q("definitions"), nsmap=NAMESPACE_MAP)

    def scope(self, source: Element, target: Element) -> None:
        """The flow nodes and flows directly inside."""
        kept = set()
        for element in children(source, *FLOW_NODES):
            node = self.process.nodes.get(own_id(element))
            if node is not None and self._wanted(node):
                kept.add(node.id)
                self._node(element, node, target)
        for element in children(source, "sequenceFlow"):
            self._flow(element, kept, target)

    def _wanted(self, node: Node) -> bool:
        if node.kind is NodeKind.START and node.scope == self.process.id:
            return node.id == self.start
        if node.kind is NodeKind.BOUNDARY:
            return node.id not in self.outside and node.attached_to not in self.outside
        return not node.triggered_by_event

    def _node(self, element: Element, node: Node, target: Element) -> None:
        if node.id in self.outside:
            # A stand-in with the same flows: the comparison stops when a token comes here, but joins ahead look back.
            many = "parallelGateway" if len(node.outgoing) > 1 else "task"
            self._add(target, node.kind if node.kind is NodeKind.END else many, node)
            return
        match node.kind:
            case NodeKind.START | NodeKind.THROW:
                self._add(target, node.kind, node)
            case NodeKind.END:
                self._end(target, node)
            case NodeKind.CATCH:
                self._listen(self._add(target, node.kind, node), node)
            case NodeKind.BOUNDARY:
                self._boundary(target, node)
            case NodeKind.RECEIVE_TASK:
                self._add(target, node.kind, node).set("messageRef", self._name("message", node.id))
            case NodeKind.SUB_PROCESS:
                self.scope(element, self._add(target, node.kind, node))
            case _:
                self._plain(element, node, target)

    def _plain(self, element: Element, node: Node, target: Element) -> None:
        if node.kind in _GATEWAYS:
            made = self._add(target, node.kind, node)
            default = (element.get("default") or "").strip()
            if default:
                made.set("default", PREFIX + default.rpartition(":")[2])
        elif answered(node):
            self._add(target, "userTask", node)
        else:
            etree.SubElement(self._add(target, "scriptTask", node), q("script")).text = f"do {node.id}"

    def _add(self, target: Element, tag: str, node: Node) -> Element:
        made = etree.SubElement(target, q(tag), id=PREFIX + node.id)
        match node.loop if node.id not in self.outside else None:
            case MultiInstance() as many:
                sequential = str(many.sequential).lower()
                holder = etree.SubElement(made, q("multiInstanceLoopCharacteristics"), isSequential=sequential)
                etree.SubElement(holder, q("loopCardinality")).text = f"many {node.id}"
            case Loop() as loop:
                before = str(loop.test_before).lower()
                holder = etree.SubElement(made, q("standardLoopCharacteristics"), testBefore=before)
                if loop.maximum is not None:
                    holder.set("loopMaximum", str(loop.maximum))
                if loop.condition is not None:
                    etree.SubElement(holder, q("loopCondition")).text = f"loop {node.id}"
            case None:
                pass
        return made

    def _end(self, target: Element, node: Node) -> None:
        made = self._add(target, node.kind, node)
        for event in node.events:
            if event.trigger is Trigger.TERMINATE:
                etree.SubElement(made, q("terminateEventDefinition"))

    def _boundary(self, target: Element, node: Node) -> None:
        made = self._add(target, node.kind, node)
        made.set("attachedToRef", PREFIX + (node.attached_to or ""))
        made.set("cancelActivity", str(node.interrupting).lower())
        if node.events[0].trigger is Trigger.ERROR:
            self._error(made, node, node.events[0].code)
        else:
            self._listen(made, node)

    def _error(self, made: Element, node: Node, code: str | None) -> None:
        definition = etree.SubElement(made, q("errorEventDefinition"))
        if code is not None:
            error = etree.SubElement(self.root, q("error"), id=f"{PREFIX}error-{node.id}", name=code, errorCode=code)
            definition.set("errorRef", str(error.get("id")))

    def _listen(self, made: Element, node: Node) -> None:
        for event in node.events:
            definition = etree.SubElement(made, q(_DEFINITIONS[event.trigger]))
            if event.timer is not None:
                etree.SubElement(definition, q(event.timer.kind)).text = f"timer {node.id}"
            else:
                definition.set(f"{event.trigger}Ref", self._name(event.trigger, node.id))

    def _name(self, kind: str, node: str) -> str:
        """A message or signal of its own for each element that waits for one."""
        ident = f"{PREFIX}{kind}-{node}"
        etree.SubElement(self.root, q(kind), id=ident, name=ident)
        return ident

    def _flow(self, element: Element, kept: Container[str], target: Element) -> None:
        ends = [(element.get(name) or "").strip().rpartition(":")[2] for name in ("sourceRef", "targetRef")]
        if ends[0] not in kept or ends[1] not in kept:
            return
        ident = own_id(element)
        flow = etree.SubElement(
            target, q("sequenceFlow"), id=PREFIX + ident, sourceRef=PREFIX + ends[0], targetRef=PREFIX + ends[1]
        )
        if any(kind_of(child) == "conditionExpression" for child in element):
            etree.SubElement(flow, q("conditionExpression")).text = f"flow {ident}"
