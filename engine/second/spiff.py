"""One part on SpiffWorkflow: begin it, give it one happening at a time, ask what it completed and what waits."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.script_engine.python_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.specs.event_definitions.item_aware_event import ErrorEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.multiple import MultipleEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.timer import CycleTimerEventDefinition, TimerEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.bpmn.util.event import BpmnEvent
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from engine.bpmn.model import Process
from engine.bpmn.reader import Document
from engine.second.paper import OutsideError, Paper
from engine.second.record import Place
from engine.second.translate import PREFIX, translated
from engine.second.virtual import VirtualCycle, VirtualTimer

_ITERATION = ("key_or_index", "item", "iteration")
"""Where SpiffWorkflow keeps the number of an instance, from 0, by kind of loop."""


class _ScriptEngine(PythonScriptEngine):  # type: ignore[misc] # SpiffWorkflow has no types
    """Our FEEL in the place of Python: a text is a kind of expression and the id it belongs to."""

    def __init__(self, paper: Paper) -> None:
        super().__init__()
        self.paper = paper
        self.now = datetime.min.replace(tzinfo=UTC)
        self.firing: tuple[Any, str] | None = None

    def fires(self, task: Any, node: str) -> bool:
        """Whether this is the timer that happens now."""
        return self.firing == (task.id, node)

    def evaluate(self, task: Any, expression: str, external_context: Any = None) -> Any:
        """The value of what the key names."""
        del external_context
        kind, _, ident = expression.partition(" ")
        match kind:
            case "flow":
                return self.paper.condition(ident, place_of(task))
            case "many":
                return self.paper.count(self.paper.process.nodes[ident], place_of(task))
            case "loop":
                finished = len(task.internal_data.get("merged", ()))
                return self.paper.again(self.paper.process.nodes[ident], finished)
            case _:
                return self.paper.timer(self.paper.process.nodes[ident], place_of(task))

    def execute(self, task: Any, script: str, external_context: Any = None) -> bool:
        """Do what a script, decision or sending task does."""
        del external_context
        self.paper.run(self.paper.process.nodes[script.partition(" ")[2]], place_of(task))
        return True


class SecondRun:
    """A part under way on SpiffWorkflow."""

    def __init__(
        self, document: Document, process: Process, start: str, outside: Mapping[str, str], paper: Paper
    ) -> None:
        parser = BpmnParser()
        parser.add_bpmn_xml(translated(document, process, start, outside))
        name = PREFIX + process.id
        spec = parser.get_spec(name)
        specs = parser.get_subprocess_specs(name)
        for each in (spec, *specs.values()):
            _virtual_timers(each, process)
        self.process = process
        self.engine = _ScriptEngine(paper)
        self._spec, self._specs = spec, specs
        self._workflow: Any = None
        self._told: set[Any] = set()

    # -- happenings ----------------------------------------------------------------------------------------------

    def start(self, now: datetime) -> None:
        """The part begins."""
        self.engine.now = now
        self._workflow = BpmnWorkflow(self._spec, self._specs, script_engine=self.engine)
        self._workflow.do_engine_steps()

    def complete(self, element: str, place: Place) -> bool:
        """A task's answer came; False when it does not wait."""
        task = self._task(element, place)
        if task is None:
            return False
        task.run()
        self._workflow.do_engine_steps()
        return True

    def fire(self, element: str, place: Place) -> bool:
        """A timer happens; False when it is not waited for."""
        task = self._catcher(element, place)
        if task is None:
            return False
        self.engine.firing = (task.id, element)
        task.task_spec._update(task)  # noqa: SLF001 - as its own refresh_timers does
        self.engine.firing = None
        self._workflow.do_engine_steps()
        return True

    def receive(self, element: str, place: Place) -> bool:
        """A message or signal comes; False when it is not waited for."""
        task = self._catcher(element, place)
        if task is None:
            return False
        definition = next(each for each in _definitions(task) if each.name in _names(element))
        event = BpmnEvent(definition, payload={})
        task.task_spec.catch(task, event)
        task.task_spec._update(task)  # noqa: SLF001 - as its own event manager does
        self._workflow.do_engine_steps()
        return True

    def fail(self, element: str, place: Place, code: str | None) -> bool:
        """A task fails with an error code; False when it does not wait. Raises OutsideError."""
        task = self._task(element, place)
        if task is None:
            return False
        definition = ErrorEventDefinition(code, code)
        event = BpmnEvent(definition, payload={}, target=task.workflow)
        waiting = [each for each in self._waiting() if each.workflow == task.workflow]
        if sum(each.task_spec.event_definition.catches(each, event) for each in waiting) > 1:
            raise OutsideError(element, "an error that several waiting boundary events would catch")
        self._workflow.catch(event)
        self._workflow.do_engine_steps()
        return True

    def cancel(self) -> None:
        """The whole part is cancelled."""
        self._workflow.cancel()

    # -- answers -------------------------------------------------------------------------------------------------

    def completed(self) -> Counter[str]:
        """Elements completed since the last time."""
        found: Counter[str] = Counter()
        for task in self._tasks():
            if task.id not in self._told and task.has_state(TaskState.COMPLETED) and _drawn(task):
                self._told.add(task.id)
                found[_element(task)] += 1
        return found

    def waiting(self) -> Counter[str]:
        """Elements that wait for an answer or an event, boundary events left out."""
        found = Counter(_element(task) for task in self._open())
        found += Counter(_element(each) for each in self._waiting() if not isinstance(each.task_spec, BoundaryEvent))
        return found

    def overdue(self) -> tuple[str, datetime] | None:
        """A timer whose instant has passed without firing."""
        for task in self._waiting() if self._workflow is not None else ():
            for definition in _definitions(task):
                due = definition.due(task) if isinstance(definition, VirtualTimer | VirtualCycle) else None
                if due is not None and due < self.engine.now:
                    return definition.node.id, due
        return None

    def due(self, element: str, place: Place) -> datetime | None:
        """When a waiting timer is due; None when only the kernel can tell."""
        task = self._catcher(element, place)
        for definition in () if task is None else _definitions(task):
            if isinstance(definition, VirtualTimer | VirtualCycle) and definition.node.id == element:
                return definition.due(task)
        return None

    @property
    def ended(self) -> bool:
        """Nothing is left to do."""
        return bool(self._workflow.is_completed())

    # -- ground --------------------------------------------------------------------------------------------------

    def _tasks(self) -> Iterator[Any]:
        yield from list(self._workflow.tasks.values())
        for inner in list(self._workflow.subprocesses.values()):
            yield from list(inner.tasks.values())

    def _open(self) -> Iterator[Any]:
        return (task for task in self._tasks() if task.has_state(TaskState.READY) and task.task_spec.manual)

    def _waiting(self) -> list[Any]:
        listening = self._workflow.event_manager.tasks.values()
        return [task for task in listening if task.has_state(TaskState.WAITING)]

    def _task(self, element: str, place: Place) -> Any:
        found = (task for task in self._open() if _element(task) == element and place_of(task) == place)
        return next(found, None)

    def _catcher(self, element: str, place: Place) -> Any:
        for task in self._waiting():
            if place_of(task) == place and any(_listens(each, element) for each in _definitions(task)):
                return task
        return None


def place_of(task: Any) -> Place:
    """The iterations around a task."""
    found: list[int] = []
    while task is not None:
        held = [task.internal_data[key] for key in _ITERATION if key in task.internal_data]
        if held and not isinstance(task.task_spec, LoopTask):
            found.append(int(held[0]) + 1)
        outer = task.workflow.parent_task_id
        task = None if outer is None else task.workflow.top_workflow.get_task_from_id(outer)
    return tuple(reversed(found))


def _element(task: Any) -> str:
    return str(task.task_spec.bpmn_id).removeprefix(PREFIX)


def _drawn(task: Any) -> bool:
    """Whether the task is an element of the diagram, and not a frame around iterations."""
    spec = task.task_spec
    return getattr(spec, "bpmn_id", None) is not None and not isinstance(spec, LoopTask)


def _definitions(task: Any) -> list[Any]:
    definition = task.task_spec.event_definition
    return list(definition.event_definitions) if isinstance(definition, MultipleEventDefinition) else [definition]


def _names(element: str) -> tuple[str, ...]:
    return tuple(f"{PREFIX}{kind}-{element}" for kind in ("message", "signal"))


def _listens(definition: Any, element: str) -> bool:
    if isinstance(definition, VirtualTimer | VirtualCycle):
        return definition.node.id == element
    return getattr(definition, "name", None) in _names(element)


def _virtual_timers(spec: Any, process: Process) -> None:
    """Put virtual definitions in the place of those that read the wall clock."""
    for task in spec.task_specs.values():
        if not isinstance(task, CatchingEvent):
            continue
        definition = task.event_definition
        if isinstance(definition, MultipleEventDefinition):
            definition.event_definitions = [_virtual(each, process) for each in definition.event_definitions]
        else:
            task.event_definition = _virtual(definition, process)


def _virtual(definition: Any, process: Process) -> Any:
    if not isinstance(definition, TimerEventDefinition):
        return definition
    node = process.nodes[definition.expression.partition(" ")[2]]
    return VirtualCycle(node) if isinstance(definition, CycleTimerEventDefinition) else VirtualTimer(node)
