"""The data document both engines decide by, and what FEEL says about it: the second engine's script engine asks here.

Between happenings the document is the kernel's. Inside one it changes as the elements complete on the second engine,
by the rules of kernel.md §3: an output mapping writes alone, else accepted answers replace their top-level names.
"""

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any

from engine.bpmn.model import Literal, MultiInstance, Node, NodeKind, Process, Trigger, Value
from engine.feel import FeelEnv, feel_string
from engine.kernel.env import Env
from engine.kernel.evaluation import add_working_time, working_time_between
from engine.kernel.state import Held
from engine.kernel.values import storable
from engine.play.session import data_of
from engine.second.record import Happening, Place

_PEOPLE = frozenset({NodeKind.TASK, NodeKind.USER_TASK, NodeKind.MANUAL_TASK})
_COMPUTED = frozenset({NodeKind.SERVICE_TASK, NodeKind.SCRIPT_TASK, NodeKind.RULE_TASK, NodeKind.CALL_ACTIVITY})


class OutsideError(Exception):
    """Something turned up during a run that the second engine cannot be asked about."""

    def __init__(self, element: str, reason: str) -> None:
        super().__init__(f"{element}: {reason}")
        self.element = element
        self.reason = reason


class Paper:
    """The document of one part while both engines play; ``values`` are its names."""

    def __init__(self, process: Process, data: Mapping[str, Any]) -> None:
        self.process = process
        self.values: dict[str, Any] = {name: storable(value) for name, value in data.items()}
        self.items: dict[str, list[Any]] = {}
        self._env = FeelEnv()
        self._facts: Mapping[str, Any] = {}
        self._zone: tzinfo | None = None

    def turn(self, happening: Happening) -> None:
        """Begin a happening: its instant and facts hold, and the kernel's data from before it."""
        env = happening.env
        self._env = _feel(env)
        self._facts, self._zone = env.facts, env.zone
        if happening.before is not None:
            self.values = dict(data_of(happening.before))
        else:
            for name, value in self.process.root.properties:
                self.values.setdefault(name, None if value is None else self._value(value, self.names({})))

        self._collections(happening)

    def _collections(self, happening: Happening) -> None:
        """What iterations collect is taken from the kernel's step: the second engine does not gather it."""
        after = data_of(happening.step.state)
        for node in self.process.nodes.values():
            name = node.loop.output_collection if isinstance(node.loop, MultiInstance) else None
            if name is not None and name in after:
                self.values[name] = after[name]

    # -- what the second engine asks ---------------------------------------------------------------------------

    def condition(self, flow: str, place: Place) -> bool:
        """Whether the flow's condition holds."""
        condition = self.process.flows[flow].condition
        assert condition is not None
        return (
            condition.evaluate(self.names(self._around(self.process.flows[flow].source, place)), self._env).value
            is True
        )

    def again(self, node: Node, finished: int) -> bool:
        """Whether a standard loop goes on after so many iterations."""
        condition = getattr(node.loop, "condition", None)
        assert condition is not None
        return condition.evaluate(self.names({"loopCounter": finished}), self._env).value is True

    def count(self, node: Node, place: Place) -> int:
        """How many instances a multi-instance activity has."""
        loop = node.loop
        assert isinstance(loop, MultiInstance)
        names = self.names(self._around(node.id, place))
        if loop.collection is not None:
            items = self._value(loop.collection, names)
            self.items[node.id] = list(items)
            return len(items)
        assert loop.cardinality is not None
        return int(self._value(loop.cardinality, names))

    def timer(self, node: Node, place: Place) -> str:
        """The timer's ISO 8601 text."""
        spec = node.events[0].timer
        assert spec is not None
        value = self._value(spec.value, self.names(self._around(node.id, place)))
        if isinstance(value, datetime):
            return (value if value.tzinfo is not None else value.replace(tzinfo=self._zone)).isoformat()
        return value if isinstance(value, str) else feel_string(value)

    def run(self, node: Node, place: Place) -> None:
        """What a script, a decision or a message's sending does to the data."""
        around = self._around(node.id, place)
        tops = {each.name: self._value(each.value, self.names(around)) for each in node.inputs}
        names = self.names({**around, **tops})
        if node.kind is NodeKind.SCRIPT_TASK and node.script is not None:
            self.write(node, Held(node.script.evaluate(names, self._env).value))
        elif node.kind is NodeKind.RULE_TASK and node.calls is not None:
            name = str(self._value(node.calls, self.names(around)))
            decided = self.process.decisions[name].evaluate_full(name, names, self._env).value
            self.write(
                node, Held({name: decided} if not isinstance(decided, Mapping) and not node.has_outputs else decided)
            )
        else:
            self.write(node, Held())

    def write(self, node: Node, held: Held) -> None:
        """What completing a node writes."""
        tops = _tops(node, held)
        if isinstance(node.loop, MultiInstance) and node.loop.output_collection is not None:
            return
        if node.has_outputs:
            names = self.names(tops)
            self.values |= {each.name: storable(self._value(each.value, names)) for each in node.outputs}
        elif isinstance(held.values, Mapping) and not _no_data(node):
            self.values |= {name: storable(value) for name, value in held.values.items()}
            for name in held.hidden:
                self.values.pop(name, None)
        elif held.values is not None and not _no_data(node):
            self.values[node.id] = storable(held.values)
        if held.outcome is not None and node.work.outcomes:
            self.values["outcome"] = held.outcome

    # -- ground ------------------------------------------------------------------------------------------------

    def names(self, tops: Mapping[str, Any]) -> Mapping[str, Any]:
        """What an expression sees."""
        return {"dossier": self._facts, **self.values, **tops}

    def _around(self, node: str, place: Place) -> Mapping[str, Any]:
        """The variables of the iterations around a node."""
        found: dict[str, Any] = {}
        loops = [one for one in self._holders(node) if one.loop is not None]
        for holder, number in zip(loops, place, strict=False):
            found["loopCounter"] = number
            if isinstance(holder.loop, MultiInstance):
                items = self.items.get(holder.id)
                found[holder.loop.item] = None if items is None else items[number - 1]
        return found

    def _holders(self, node: str) -> list[Node]:
        """The node and the sub-processes around it, the outermost first."""
        scope: str | None = self.process.nodes[node].scope
        found = [self.process.nodes[node]]
        while scope is not None and scope in self.process.nodes:
            found.append(self.process.nodes[scope])
            scope = self.process.scopes[scope].parent
        return found[::-1]

    def _value(self, value: Value, names: Mapping[str, Any]) -> Any:
        return value.value if isinstance(value, Literal) else value.evaluate(names, self._env).value


def _feel(env: Env) -> FeelEnv:
    functions = {
        "add working time": lambda instant, term: add_working_time(env, instant, term),
        "working time between": lambda start, end: working_time_between(env, start, end),
    }
    return FeelEnv(now=env.now, zone=env.zone, budget=env.budget, functions=functions)


def _tops(node: Node, held: Held) -> dict[str, Any]:
    alias = "answers" if node.kind in _PEOPLE else "result" if node.kind in _COMPUTED else "payload"
    tops = {**(held.values if isinstance(held.values, Mapping) else {}), alias: held.values}
    return tops if held.outcome is None else {**tops, "outcome": held.outcome}


def _no_data(node: Node) -> bool:
    return node.kind is NodeKind.CALL_ACTIVITY or any(event.trigger is Trigger.ERROR for event in node.events)
