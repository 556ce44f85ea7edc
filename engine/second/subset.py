"""What SpiffWorkflow 3.2 can be asked about, element by element: the rest is outside, with the reason.

The reasons come from measurements on public conformance models and from its source; they are sentences for people who
maintain procedures. An element outside only matters when a run comes to it. What ``check`` refuses is not looked at.
"""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from engine.bpmn.model import EventDefinition, Loop, MultiInstance, Node, NodeKind, Process, TimerKind, Trigger
from engine.second.structure import open_joins

CAUGHT: Final = frozenset({Trigger.MESSAGE, Trigger.TIMER, Trigger.SIGNAL})
THROWN: Final = frozenset({Trigger.MESSAGE, Trigger.SIGNAL})
"""What leaves the part: delivery comes back as a happening of its own, so throwing is only passing through."""
ACTIVITIES: Final = frozenset(
    {
        NodeKind.TASK,
        NodeKind.USER_TASK,
        NodeKind.MANUAL_TASK,
        NodeKind.SERVICE_TASK,
        NodeKind.SCRIPT_TASK,
        NodeKind.RULE_TASK,
        NodeKind.SEND_TASK,
        NodeKind.RECEIVE_TASK,
        NodeKind.CALL_ACTIVITY,
        NodeKind.SUB_PROCESS,
        NodeKind.TRANSACTION,
        NodeKind.AD_HOC,
    }
)
_INSTANT: Final = frozenset({NodeKind.SCRIPT_TASK, NodeKind.RULE_TASK, NodeKind.SEND_TASK, NodeKind.RECEIVE_TASK})


def outside(process: Process) -> dict[str, str]:
    """Element id -> why it is outside; what is inside a sub-process that is outside is left out."""
    found: dict[str, str] = {}
    for node in process.nodes.values():
        reason = next(_reasons(process, node), None)
        if reason is not None:
            found[node.id] = reason
    for scope in process.scopes:
        for join in open_joins(process, scope):
            found.setdefault(join, "its branches do not begin at one split and end here")
    return found


def _reasons(process: Process, node: Node) -> Iterator[str]:
    yield from _KINDS.get(node.kind, _fits)(process, node)
    if node.kind in ACTIVITIES:
        yield from _activity(node)
    else:
        yield from _quantities(node)


def _fits(_process: Process, _node: Node) -> Iterator[str]:
    yield from ()


def _quantities(node: Node) -> Iterator[str]:
    is_gateway = node.kind in {NodeKind.EXCLUSIVE, NodeKind.INCLUSIVE, NodeKind.PARALLEL, NodeKind.EVENT_GATEWAY}
    if not node.outgoing and node.kind is not NodeKind.END:
        yield "a path ends here without an end event"
    elif len(node.outgoing) > 1 and not is_gateway:
        yield "several flows leave it without a gateway"


def _activity(node: Node) -> Iterator[str]:
    if node.for_compensation or node.compensation_handler is not None:
        yield "compensation"
    if node.start_quantity != 1 or node.completion_quantity != 1:
        yield "a start or completion quantity"
    yield from _quantities(node)
    if node.boundary and node.kind in _INSTANT - {NodeKind.RECEIVE_TASK}:
        yield "a boundary event on what takes no time"
    if node.loop is not None:
        yield from _loop(node)


def _loop(node: Node) -> Iterator[str]:
    match node.loop:
        case MultiInstance() as many:
            if many.completion is not None or many.behavior != "All":
                yield "a completion condition or thrown events of a multi-instance activity"
            if node.kind is NodeKind.RECEIVE_TASK:
                yield "several messages awaited by one task"
        case Loop() if node.kind in _INSTANT:
            yield "a loop of what takes no time"
        case _:
            return


def _container(process: Process, node: Node) -> Iterator[str]:
    scope = process.scopes[node.id]
    if node.triggered_by_event:
        yield "an event sub-process"
    if len(scope.starts) != 1 or process.nodes[scope.starts[0]].events or scope.sources:
        yield "a sub-process that does not begin at exactly one plain start event"
    if node.inputs or node.has_outputs or scope.properties:
        yield "a sub-process with data of its own"


def _never(reason: str) -> Callable[[Process, Node], Iterator[str]]:
    return lambda _process, _node: iter((reason,))


def _inclusive(_process: Process, node: Node) -> Iterator[str]:
    if len(node.outgoing) > 1 and len(node.incoming) > 1:
        yield "an inclusive gateway that joins and splits"


def _parallel(_process: Process, node: Node) -> Iterator[str]:
    if len(node.incoming) > 1 and len(node.outgoing) > 1:
        yield "a parallel gateway that joins and splits"


def _waits(node: Node, events: tuple[EventDefinition, ...]) -> Iterator[str]:
    if len(events) > 1:
        yield "several event definitions"
    for event in events:
        if event.trigger not in CAUGHT:
            yield f"a {event.trigger} event that is caught here"
        if event.timer is not None and event.timer.kind is TimerKind.CYCLE and node.kind is not NodeKind.BOUNDARY:
            yield "a repeating timer that is not on a boundary"


def _catch(_process: Process, node: Node) -> Iterator[str]:
    yield from _waits(node, node.events)


def _receive(_process: Process, node: Node) -> Iterator[str]:
    if node.instantiate:
        yield "a receive task that begins the process"


def _boundary(_process: Process, node: Node) -> Iterator[str]:
    if len(node.events) == 1 and node.events[0].trigger is Trigger.ERROR:
        return
    yield from _waits(node, node.events)
    event = node.events[0] if node.events else None
    if event is not None and event.timer is not None and event.timer.kind is TimerKind.CYCLE:
        if node.interrupting:
            yield "a repeating timer that interrupts"
        if event.timer.base != "wall":
            yield "a repeating timer in working time"


def _throw(process: Process, node: Node) -> Iterator[str]:
    for event in node.events:
        if event.trigger not in THROWN:
            yield f"a {event.trigger} event that is thrown here"
    yield from _heard(process, node)


def _heard(process: Process, node: Node) -> Iterator[str]:
    """A signal reaches the part's own waits within the step: it is no happening that could be given to the other."""
    caught = {
        event.name
        for other in process.nodes.values()
        if other.kind in {NodeKind.START, NodeKind.CATCH, NodeKind.BOUNDARY}
        for event in other.events
        if event.trigger is Trigger.SIGNAL
    }
    if any(event.trigger is Trigger.SIGNAL and event.name in caught for event in node.events):
        yield "a signal that its own process catches"


def _end(process: Process, node: Node) -> Iterator[str]:
    yield from _heard(process, node)
    others = [event.trigger for event in node.events if event.trigger not in THROWN]
    if others and len(node.events) > 1:
        yield "several event definitions"
    for trigger in others:
        if trigger is not Trigger.TERMINATE:
            yield f"a {trigger} event that is thrown here"


def _event_gateway(_process: Process, node: Node) -> Iterator[str]:
    if node.event_gateway_type != "Exclusive" or not node.incoming:
        yield "an event-based gateway that begins the process"


def _script(_process: Process, node: Node) -> Iterator[str]:
    called: frozenset[str] = getattr(node.script, "functions_called", frozenset())
    if called & {"raise error", "raise escalation"}:
        yield "a script that raises an error or an escalation"


_KINDS: Final[Mapping[NodeKind, Callable[[Process, Node], Iterator[str]]]] = MappingProxyType(
    {
        NodeKind.START: _fits,
        NodeKind.CATCH: _catch,
        NodeKind.RECEIVE_TASK: _receive,
        NodeKind.BOUNDARY: _boundary,
        NodeKind.THROW: _throw,
        NodeKind.END: _end,
        NodeKind.SCRIPT_TASK: _script,
        NodeKind.SUB_PROCESS: _container,
        NodeKind.TRANSACTION: _never("a transaction"),
        NodeKind.AD_HOC: _never("an ad-hoc sub-process"),
        NodeKind.INCLUSIVE: _inclusive,
        NodeKind.PARALLEL: _parallel,
        NodeKind.COMPLEX: _never("a complex gateway"),
        NodeKind.EVENT_GATEWAY: _event_gateway,
    }
)
