"""What a call hands over, held against what the called process declares (BPMN 2.0.2 §10.3.6, §10.4.1)."""

from collections.abc import Mapping

from engine.bpmn.context import Context
from engine.bpmn.data import variable_of
from engine.bpmn.model import Literal, Node, NodeKind, Process
from engine.bpmn.names import Element, child, children


def check_calls_data(ctx: Context, processes: Mapping[str, Process]) -> None:
    """Each data input that a called process of the same file requires is filled by its call."""
    for process in processes.values():
        for node in process.nodes.values():
            called = _called(ctx, node, processes)
            element = ctx.index.by_id.get(node.id)
            if called is None or element is None or child(element, "ioSpecification") is not None:
                continue  # ports against ports is a check of its own
            given = {one.name for one in node.inputs}
            for name in _required(ctx, called):
                if name not in given:
                    ctx.report.add("bpmn.call.input-missing", element, data=name, process=called.get("id") or "")


def _called(ctx: Context, node: Node, processes: Mapping[str, Process]) -> Element | None:
    if node.kind is not NodeKind.CALL_ACTIVITY or not isinstance(node.calls, Literal):
        return None
    return ctx.index.by_id.get(node.calls.text) if node.calls.text in processes else None


def _required(ctx: Context, process: Element) -> list[str]:
    """The data inputs that every input set of a process requires."""
    holder = child(process, "ioSpecification")
    sets = [] if holder is None else children(holder, "inputSet")
    needed = [
        [
            variable_of(ctx, port)
            for port in ctx.index.referred(one, "dataInputRefs")
            if port not in ctx.index.referred(one, "optionalInputRefs")
        ]
        for one in sets
    ]
    return [name for name in needed[0] if all(name in others for others in needed)] if needed else []
