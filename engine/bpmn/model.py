"""The immutable executable model of one BPMN process: what the kernel runs.

Theory of operation: :mod:`engine.bpmn.reader` parses XML into a lossless document, :mod:`engine.bpmn.compiler`
turns one ``bpmn:process`` of it into a :class:`Process`. Everything a token can meet is a :class:`Node` with a
:class:`NodeKind`; the kernel has one row of behaviour for each kind. Elements are named by their BPMN id everywhere;
order is the order of the document (BPMN 2.0.2 leaves it open; ``kernel`` fixes it), never of the drawing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

NO_NAMES: frozenset[str] = frozenset()


class NodeKind(StrEnum):
    """What a flow node is; each has exactly one row in the kernel's table of behaviours."""

    START = "startEvent"
    END = "endEvent"
    CATCH = "intermediateCatchEvent"
    THROW = "intermediateThrowEvent"
    BOUNDARY = "boundaryEvent"
    TASK = "task"
    USER_TASK = "userTask"
    MANUAL_TASK = "manualTask"
    SERVICE_TASK = "serviceTask"
    SCRIPT_TASK = "scriptTask"
    RULE_TASK = "businessRuleTask"
    SEND_TASK = "sendTask"
    RECEIVE_TASK = "receiveTask"
    CALL_ACTIVITY = "callActivity"
    SUB_PROCESS = "subProcess"
    TRANSACTION = "transaction"
    AD_HOC = "adHocSubProcess"
    EXCLUSIVE = "exclusiveGateway"
    INCLUSIVE = "inclusiveGateway"
    PARALLEL = "parallelGateway"
    COMPLEX = "complexGateway"
    EVENT_GATEWAY = "eventBasedGateway"


class Trigger(StrEnum):
    """The kinds of event definition (BPMN 2.0.2 table 10.93); a node without one is a *none* event."""

    MESSAGE = "message"
    TIMER = "timer"
    SIGNAL = "signal"
    ERROR = "error"
    ESCALATION = "escalation"
    CONDITIONAL = "conditional"
    LINK = "link"
    COMPENSATION = "compensation"
    CANCEL = "cancel"
    TERMINATE = "terminate"


class TimerKind(StrEnum):
    """Which child of ``timerEventDefinition`` holds the expression."""

    DATE = "timeDate"
    DURATION = "timeDuration"
    CYCLE = "timeCycle"


class CompiledExpression(Protocol):
    """What the kernel needs of an expression (:class:`engine.feel.Expression` fits)."""

    text: str
    names_read: frozenset[str]

    def evaluate(self, context: Mapping[str, Any], env: Any = ..., value: Any = ...) -> Any:
        """Value, problems and steps (:class:`engine.feel.Result`)."""
        ...


@dataclass(frozen=True, slots=True)
class Literal:
    """A value written in the model as it is; evaluates to itself without FEEL."""

    text: str
    value: Any


Value = Literal | CompiledExpression
"""An attribute that is literal unless ``=`` leads (kernel.md §11)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerSpec:
    """A timer definition: ``value`` gives ISO 8601 text or a FEEL temporal value."""

    kind: TimerKind
    value: Value
    base: str = "wall"
    """``wall``, ``working`` (agency calendar) or ``dossier`` (also stops with the dossier's clock)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventDefinition:
    """One trigger of an event; the fields that its ``trigger`` does not use are empty."""

    trigger: Trigger
    id: str = ""
    name: str = ""
    """Message name, signal name or link name."""
    code: str | None = None
    """Error or escalation code; None catches any."""
    key: Value | None = None
    """Correlation key (``motcua:key``); None inside a dossier means the dossier itself."""
    path: CompiledExpression | None = None
    """Reads the correlation key from a message's content (BPMN 2.0.2 §8.4.2)."""
    learned: str | None = None
    """Correlation key that the first message of a conversation fixes, where the process does not subscribe to one."""
    ttl: Value | None = None
    """How long a message nobody waits for is kept; None is the default of kernel.md §5."""
    target: str | None = None
    """For a thrown message: process id of the pool its message flow leads to, when drawn."""
    timer: TimerSpec | None = None
    condition: CompiledExpression | None = None
    activity: str | None = None
    """For a thrown compensation: the activity, or None for the whole scope."""
    wait: bool = True
    """``waitForCompletion`` of a compensation throw."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """A sequence flow."""

    id: str
    name: str
    source: str
    target: str
    condition: CompiledExpression | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Assignment:
    """One ``motcua:in`` or ``motcua:out``: ``name`` receives ``value``."""

    name: str
    value: Value
    optional: str = ""
    """A data output that need not be there (``optionalOutputRefs``): without it nothing is assigned."""


@dataclass(frozen=True, slots=True)
class InputSet:
    """One input set of an activity (BPMN 2.0.2 §10.4.1): it is available when all of ``needs`` have a value."""

    needs: tuple[str, ...]
    """Variables that fill the required data inputs."""
    leaves_out: frozenset[str] = NO_NAMES
    """Data inputs that only other sets of the activity hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loop:
    """``standardLoopCharacteristics``."""

    condition: CompiledExpression | None
    test_before: bool = False
    maximum: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MultiInstance:
    """``multiInstanceLoopCharacteristics``; one of ``cardinality`` and ``collection`` is set."""

    sequential: bool
    cardinality: Value | None = None
    collection: Value | None = None
    item: str = "item"
    """Name under which an iteration sees its item."""
    output_collection: str | None = None
    output_item: Value | None = None
    completion: CompiledExpression | None = None
    behavior: str = "All"
    """``None``, ``One``, ``All`` or ``Complex``: when boundary events hear of finished iterations."""
    none_event: EventDefinition | None = None
    one_event: EventDefinition | None = None
    complex: tuple[tuple[CompiledExpression, EventDefinition], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Who does a task, with which form, in what time: the extension attributes of kernel.md §11."""

    form: str | None = None
    role: Value | None = None
    agency: Value | None = None
    time: str | None = None
    """A working-time term such as ``4h``, ``2d``, ``same-day`` (:func:`engine.clock.parse_term`)."""
    clock: str | None = None
    """``hold:<reason>``, ``start``, ``pause:<reason>``, ``resume:<reason>`` or ``settle``."""
    facts: tuple[Assignment, ...] = ()
    """Facts recorded on completion: ``motcua:fact="name"`` records true, ``name=FEEL`` the value."""
    letter: str | None = None
    register: str | None = None
    outcomes: tuple[str, ...] = ()
    different_from: str | None = None
    opinion: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceCall:
    """A service or send task's outward call: a capability name, bound per installation."""

    service: Value | None = None
    retries: str | None = None
    """``<count>`` or ``<count>/<ISO duration>``; None is the installation's default."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A flow node. ``scope`` is the id of the process or sub-process that holds it; lists are in document order."""

    id: str
    kind: NodeKind
    name: str = ""
    scope: str
    line: int = 0
    incoming: tuple[str, ...] = ()
    outgoing: tuple[str, ...] = ()
    default: str | None = None
    # events
    events: tuple[EventDefinition, ...] = ()
    parallel_multiple: bool = False
    interrupting: bool = True
    """Boundary: ``cancelActivity``; start of an event sub-process: ``isInterrupting``."""
    attached_to: str | None = None
    # activities
    boundary: tuple[str, ...] = ()
    loop: Loop | MultiInstance | None = None
    for_compensation: bool = False
    compensation_handler: str | None = None
    """Activity that undoes this one, by association from its compensation boundary event."""
    start_quantity: int = 1
    completion_quantity: int = 1
    inputs: tuple[Assignment, ...] = ()
    outputs: tuple[Assignment, ...] = ()
    has_outputs: bool = False
    """An output mapping is declared (even an empty one): only it writes."""
    input_sets: tuple[InputSet, ...] = ()
    """In the order of the file; the activity begins with the first that is available. Empty: it waits for no data."""
    own: frozenset[str] = NO_NAMES
    """Properties of the activity or event itself (BPMN 2.0.2 §10.4.1): they end with it."""
    port: str | None = None
    """Name of the only data output: it takes what comes without a name of its own (a message's content, a result)."""
    work: Work = Work()
    service: ServiceCall = ServiceCall()
    script: CompiledExpression | None = None
    calls: Value | None = None
    """Called process (call activity) or decision (business rule task)."""
    message: EventDefinition | None = None
    """The message of a send or receive task."""
    instantiate: bool = False
    # sub-processes
    triggered_by_event: bool = False
    ordering: str = "Parallel"
    completion: CompiledExpression | None = None
    """Ad-hoc: completion condition. Complex gateway: activation condition."""
    cancel_remaining: bool = True
    # event-based gateway
    event_gateway_type: str = "Exclusive"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeModel:
    """What a process or sub-process contains, precomputed for the kernel."""

    id: str
    parent: str | None
    nodes: tuple[str, ...]
    """Ids of the flow nodes directly inside, in document order."""
    starts: tuple[str, ...]
    """Start events directly inside (none first decided by the kernel), in document order."""
    sources: tuple[str, ...]
    """Nodes that begin without a start event: no incoming flow, not boundary, event sub-process or compensation."""
    event_sub_processes: tuple[str, ...] = ()
    properties: tuple[tuple[str, Value | None], ...] = ()
    """Data objects and properties declared here, with initial values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """One executable process: immutable, shared by all its instances, identified by ``hash``."""

    id: str
    name: str
    hash: str
    """SHA-256 (hex) over the canonical XML and decisions that this model was compiled from."""
    nodes: Mapping[str, Node]
    """Every flow node of every nested scope by id."""
    flows: Mapping[str, Flow]
    scopes: Mapping[str, ScopeModel]
    """By id of process or sub-process; the root is ``scopes[id]``."""
    decisions: Mapping[str, Any] = field(default_factory=dict)
    """Decision name -> object with ``evaluate_full(name, inputs, env) -> Result`` (:class:`engine.dmn.DmnModel`)."""
    agency: Value | None = None
    """Agency of the pool (absolute code, ``kind:…@…`` or FEEL)."""
    branch: str | None = None
    """Key of the sub-dossier this pool is, when ``motcua:branch`` is set."""
    reach: Mapping[str, int] = field(default_factory=dict)
    """Per node a bit set over ``order`` of the nodes reachable from it inside its scope (for inclusive joins)."""
    forward: Mapping[str, int] = field(default_factory=dict)
    """Like ``reach`` on the scope's graph without back edges (for return to an earlier step)."""
    order: Mapping[str, int] = field(default_factory=dict)
    """Node id -> position in document order."""

    @property
    def root(self) -> ScopeModel:
        """The process's own scope."""
        return self.scopes[self.id]


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageFlow:
    """A drawn message flow: ids of source and target elements (nodes or processes)."""

    id: str
    name: str
    source: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """All executable processes of one file or package, by id in document order, and what connects them."""

    processes: Mapping[str, Process]
    message_flows: tuple[MessageFlow, ...] = ()
    lead: str | None = None
    """The process that a dossier begins with: a none start event that no message flow targets."""
    leads: tuple[str, ...] = ()
    """All such processes, in document order (``play`` starts each)."""
    left_out: tuple[str, ...] = ()
    """Ids of processes meant for execution that could not be compiled."""
