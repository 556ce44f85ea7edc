"""A DMN model ready to be evaluated: its elements, and what evaluating one of them needs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from engine.dmn.boxed import function_value
from engine.dmn.errors import DmnProblem
from engine.dmn.nodes import Decision, InputData, Key, Knowledge, Metadata, Node, Required, Service
from engine.dmn.scope import taken
from engine.feel.expression import STOPPING, measure, stop_problem
from engine.feel.functions import FeelFunction, enter, leave
from engine.feel.problems import DEFAULT, FeelEnv, Result, Run
from engine.feel.types import FeelType

SERVICE_FRAMES = 40
UNKNOWN = "dmn.unknown-element"
CYCLE = "dmn.cycle"


@dataclass(frozen=True, slots=True)
class DmnModel:
    """A read model. `decisions` and `decision_services` are by name; elements are also found by id."""

    namespace: str
    name: str
    nodes: Mapping[Key, Node]
    decisions: Mapping[str, Metadata]
    decision_services: Mapping[str, Metadata]
    knowledge: Mapping[str, str]
    problems: tuple[DmnProblem, ...]
    types: Mapping[str, FeelType] = field(default_factory=dict)
    hash: str = ""
    """SHA-256 (hex) over the XML, that of imported models included: what a process that asks it depends on."""

    def evaluate(self, name: str, inputs: Mapping[str, object], env: FeelEnv = DEFAULT) -> object:
        """The value of a decision, or the result of a decision service, for inputs by name; null for any error."""
        return self.evaluate_full(name, inputs, env).value

    def evaluate_full(self, name: str, inputs: Mapping[str, object], env: FeelEnv = DEFAULT) -> Result:
        """Like `evaluate`, with the problems met and the steps taken (one budget for the whole evaluation)."""
        run = Run(env)
        try:
            value = self._evaluate(run, name, inputs)
            if isinstance(value, list | dict):
                measure(run, value)
        except STOPPING as error:
            run.problems.append(stop_problem(error))
            value = None
        return Result(value, tuple(run.problems), run.steps)

    def _evaluate(self, run: Run, name: str, inputs: Mapping[str, object]) -> object:
        node = self._found(name)
        match node:
            case Decision():
                return Session(self, run, inputs).decision(node)
            case Service():
                return Session(self, run, inputs).service(node)
            case _:
                run.problem(UNKNOWN, f"the model has no decision or decision service {name!r}", None)
                return None

    def _found(self, name: str) -> Node | None:
        plain = " ".join(name.split())
        known = self.decisions.get(plain) or self.decision_services.get(plain)
        return self.nodes.get((self.namespace, known.id if known else name))


class Session:
    """One evaluation: the inputs, and the values of the decisions made so far."""

    def __init__(self, model: DmnModel, run: Run, inputs: Mapping[str, object]) -> None:
        self.model = model
        self.run = run
        self.inputs = inputs
        self.values: dict[Key, object] = {}

    def decision(self, decision: Decision) -> object:
        """The value of a decision, after those it requires; deep chains need no deep stack."""
        path = [decision]
        open_keys = {decision.key}
        while path:
            current = path[-1]
            missing = next((part.key for part in current.decisions if part.key not in self.values), None)
            required = None if missing is None else self.model.nodes.get(missing)
            if missing is None:
                self.values[current.key] = self._decide(path.pop())
            elif isinstance(required, Decision) and missing not in open_keys:
                path.append(required)
                open_keys.add(missing)
            else:
                self.values[missing] = None
                self.run.problem(CYCLE, f"the decision {current.name!r} requires itself or what is no decision", None)
        return self.values[decision.key]

    def _decide(self, decision: Decision) -> object:
        variables: dict[str, object] = {}
        for required in decision.inputs:
            put(variables, required.path, self._input(required.key))
        for required in decision.decisions:
            put(variables, required.path, self.values.get(required.key))
        self.functions(variables, decision.knowledge)
        self.run.charge(1)
        return taken(self.run, decision.code(self.run, variables), decision.type, f"the decision {decision.name!r}")

    def _input(self, key: Key) -> object:
        if key in self.values:
            return self.values[key]
        data = self.model.nodes.get(key)
        if not isinstance(data, InputData):
            return None
        value = taken(self.run, _given(self.inputs, data), data.type, f"the input {data.name!r}")
        self.values[key] = value
        return value

    def functions(self, variables: dict[str, object], knowledge: Iterable[Required]) -> None:
        """Put the functions an element requires into its variables."""
        for required in knowledge:
            node = self.model.nodes.get(required.key)
            if isinstance(node, Knowledge):
                put(variables, required.path, self._knowledge(node))
            elif isinstance(node, Service):
                put(variables, required.path, self._service_function(node))

    def _knowledge(self, node: Knowledge) -> FeelFunction:
        known = self.values.get(node.key)
        if isinstance(known, FeelFunction):
            return known
        variables: dict[str, object] = {}
        function = function_value(node.name, node.parameters, node.code, variables)
        self.values[node.key] = function  # before what it requires: functions may call each other
        self.functions(variables, node.knowledge)
        return function

    def _service_function(self, node: Service) -> FeelFunction:
        required = (*node.inputs, *node.input_decisions)
        names = tuple(part.path[-1] for part in required)

        def invoke(run: Run, values: Iterable[object], _at: int | None) -> object:
            session = Session(self.model, run, {})
            for part, value in zip(required, values, strict=True):
                target = self.model.nodes[part.key]
                assert isinstance(target, InputData | Decision)
                given = taken(run, value, target.type, f"the argument {part.path[-1]!r}")
                if given is None and value is not None:
                    return None
                session.values[part.key] = given
            enter(run, SERVICE_FRAMES)
            try:
                return session.service(node)
            finally:
                leave(run, SERVICE_FRAMES)

        return FeelFunction(node.name, names, invoke)

    def service(self, node: Service) -> object:
        """The result of a decision service: the value of its output decision, or a context of several."""
        for required in node.input_decisions:
            if required.key not in self.values:
                target = self.model.nodes[required.key]
                assert isinstance(target, Decision)
                value = self.inputs.get(target.name, self.inputs.get(required.path[-1]))
                self.values[required.key] = taken(self.run, value, target.type, f"the input {target.name!r}")
        outputs: dict[str, object] = {}
        for key in node.outputs:
            target = self.model.nodes[key]
            assert isinstance(target, Decision)
            outputs[target.name] = self.decision(target)
        value = next(iter(outputs.values())) if len(node.outputs) == 1 else outputs
        return taken(self.run, value, node.type, f"the decision service {node.name!r}")


def put(variables: dict[str, object], path: tuple[str, ...], value: object) -> None:
    """Set the value of a name, or of a name of an imported model."""
    place = variables
    for name in path[:-1]:
        inner = place.setdefault(name, {})
        assert isinstance(inner, dict)
        place = inner
    place[path[-1]] = value


def _given(inputs: Mapping[str, object], data: InputData) -> object:
    """The value of an input: nested under the names of imports, as `import.name`, or by its name alone."""
    for path in data.paths:
        place: object = inputs
        for name in path:
            place = place.get(name) if isinstance(place, Mapping) else None
        if place is None:
            place = inputs.get(".".join(path))
        if place is not None:
            return place
    return inputs.get(data.name)
