"""The elements of a model: what each requires, and what follows from that."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from engine.dmn.scope import Code
from engine.feel.types import FeelType

Key = tuple[str, str]
"""Namespace and id: what identifies an element across imported models."""


@dataclass(frozen=True, slots=True)
class Required:
    """A requirement: the element, and the name path under which the requiring element sees it."""

    key: Key
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InputData:
    """An input of the model; `paths` are the names under which a caller may give it, of imported models too."""

    key: Key
    name: str
    type: FeelType
    paths: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision: its logic and what it requires directly."""

    key: Key
    name: str
    type: FeelType
    code: Code
    inputs: tuple[Required, ...]
    decisions: tuple[Required, ...]
    knowledge: tuple[Required, ...]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """A business knowledge model: a function, and the functions it requires."""

    key: Key
    name: str
    parameters: tuple[tuple[str, FeelType], ...]
    code: Code
    knowledge: tuple[Required, ...]


@dataclass(frozen=True, slots=True)
class Service:
    """A decision service: a function of input data and input decisions that gives its output decisions."""

    key: Key
    name: str
    type: FeelType
    outputs: tuple[Key, ...]
    inputs: tuple[Required, ...]
    input_decisions: tuple[Required, ...]


Node = InputData | Decision | Knowledge | Service


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a caller should know of a decision or service."""

    id: str
    name: str
    output_type: str
    find_inputs: Callable[[], frozenset[str]]

    @property
    def inputs(self) -> frozenset[str]:
        """The names of the input data it needs, directly or through what it requires."""
        return self.find_inputs()


def metadata(node: Decision | Service, nodes: Mapping[Key, Node]) -> Metadata:
    """The metadata of a decision or service; the inputs are looked up when asked for."""

    def inputs() -> frozenset[str]:
        if isinstance(node, Service):
            return frozenset(".".join(part.path) for part in (*node.inputs, *node.input_decisions))
        needed = [node, *_required_decisions(node, nodes)]
        return frozenset(".".join(part.path) for decision in needed for part in decision.inputs)

    return Metadata(node.key[1], node.name, str(node.type), inputs)


def _required_decisions(decision: Decision, nodes: Mapping[Key, Node]) -> Iterator[Decision]:
    seen = {decision.key}
    todo = list(decision.decisions)
    while todo:
        required = nodes.get(todo.pop().key)
        if isinstance(required, Decision) and required.key not in seen:
            seen.add(required.key)
            todo += required.decisions
            yield required


def cyclic(nodes: Mapping[Key, Node]) -> list[Key]:
    """The decisions at which a chain of requirements closes on itself, in one pass over all requirements."""
    found: list[Key] = []
    done: set[Key] = set()
    for start in nodes:
        path = [(start, _next_decisions(start, nodes))] if start not in done else []
        open_keys = {start}
        while path:
            key, rest = path[-1]
            required = next(rest, None)
            if required is None:
                path.pop()
                open_keys.discard(key)
                done.add(key)
            elif required in open_keys:
                found.append(required)
            elif required not in done:
                open_keys.add(required)
                path.append((required, _next_decisions(required, nodes)))
    return found


def _next_decisions(key: Key, nodes: Mapping[Key, Node]) -> Iterator[Key]:
    node = nodes.get(key)
    return iter([required.key for required in node.decisions] if isinstance(node, Decision) else [])
