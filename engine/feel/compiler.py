"""From the syntax tree to closures: scopes, names and the accounting of steps.

Every node becomes a function of (run, scope). Names are resolved here as far as the text allows: a loop variable,
parameter or context entry to the scope that holds it; any other name is read from the root, the mapping the host
gave. Only inside a filter the names are searched at run time, as the elements' own entries come first there.

Steps: a `block` is a piece that runs as a whole (the expression, a loop body, a branch, a function body); entering it
charges one step for each of its nodes, so the nodes themselves need no accounting.
"""

from collections.abc import Callable, Mapping
from typing import TypeVar

from engine.feel.functions import BUILTINS
from engine.feel.problems import UNKNOWN_NAME, BudgetExceededError, Run
from engine.feel.syntax import Name, Node
from engine.feel.types import FeelType
from engine.feel.values import norm

MISSING = object()


class Scope:
    """Names and values of a place in the text; `root` is the host's mapping, at the end of every chain."""

    __slots__ = ("parent", "root", "vars")

    def __init__(self, values: Mapping[str, object], parent: "Scope | None", root: Mapping[str, object]) -> None:
        self.vars = values
        self.parent = parent
        self.root = root


Code = Callable[[Run, Scope], object]
N = TypeVar("N", bound=Node)


class Frame:
    """What is known of a scope while compiling: its names, or None when they are known only at run time."""

    __slots__ = ("names", "partial_kept")

    def __init__(self, names: set[str] | None) -> None:
        self.names = names
        self.partial_kept = False


EMITTERS: dict[type, Callable[..., Code]] = {}
"""Node type -> what makes its code; the modules `emit_*` fill it."""


def emits(node_type: type[N]) -> Callable[[Callable[["Compiler", N], Code]], Callable[["Compiler", N], Code]]:
    """Register the emitter of a node type."""

    def register(emitter: Callable[["Compiler", N], Code]) -> Callable[["Compiler", N], Code]:
        EMITTERS[node_type] = emitter
        return emitter

    return register


class Compiler:
    """One expression being compiled, and what is learnt about it on the way."""

    def __init__(self, types: Mapping[str, FeelType]) -> None:
        self.types = types
        self.frames: list[Frame] = []
        self.cost = 0
        self.level = 0
        self.deepest = 0
        self.names_read: set[str] = set()
        self.names_certain: set[str] = set()
        self.called: set[str] = set()
        self.reads_input = False
        self.builds = False

    def emit(self, node: Node) -> Code:
        """The code of a node, as part of the current block."""
        self.cost += 1
        self.level += 1
        self.deepest = max(self.deepest, self.level)
        code = EMITTERS[type(node)](self, node)
        self.level -= 1
        return code

    def block(self, node: Node) -> Code:
        """The code of a node that runs as a whole, charging its steps when it starts."""
        code, cost = self.measured(node)

        def run_block(run: Run, scope: Scope) -> object:
            run.steps += cost
            if run.steps > run.budget:
                raise BudgetExceededError(f"the expression needs more than {run.budget} steps")
            return code(run, scope)

        return run_block

    def measured(self, node: Node) -> tuple[Code, int]:
        """The code of a node and its cost, which the caller charges."""
        outer, self.cost = self.cost, 0
        code = self.emit(node)
        cost, self.cost = self.cost, outer
        return code, cost

    def block_in(self, frame: Frame, node: Node) -> Code:
        """A block that runs in a new scope."""
        self.frames.append(frame)
        code = self.block(node)
        self.frames.pop()
        return code

    def function_body(self, frame: Frame, node: Node) -> tuple[Code, int]:
        """A block in a new scope, and how deep it is."""
        level, deepest = self.level, self.deepest
        self.level = self.deepest = 0
        code = self.block_in(frame, node)
        depth = self.deepest
        self.level, self.deepest = level, deepest
        return code, depth


def find(scope: Scope, name: str) -> object:
    """The value of a name in the scopes and the root, or MISSING."""
    place: Scope | None = scope
    while place is not None:
        value = place.vars.get(name, MISSING)
        if value is not MISSING:
            return norm(value)
        place = place.parent
    return MISSING


def _fallback(run: Run, name: str, at: int) -> object:
    function = BUILTINS.get(name) or run.env.functions.get(name)
    if function is None:
        run.problem(UNKNOWN_NAME, f"nothing is named {name!r} here", at)
    return function


@emits(Name)
def _name(compiler: Compiler, node: Name) -> Code:
    name, at = node.name, node.at
    if name == "?":
        compiler.reads_input = True
        return lambda run, _scope: run.value
    for hops, frame in enumerate(reversed(compiler.frames)):
        if frame.names is None:
            compiler.names_read.add(name)
            return _searched(name, at)
        if name in frame.names:
            frame.partial_kept |= name == "partial"
            return _local(name, hops)
    compiler.names_read.add(name)
    compiler.names_certain.add(name)
    return _global(name, at)


def _global(name: str, at: int) -> Code:
    def read(run: Run, scope: Scope) -> object:
        value = scope.root.get(name, MISSING)
        if value is MISSING:
            return _fallback(run, name, at)
        type_ = type(value)
        return norm(value) if type_ is int or type_ is float else value

    return read


def _local(name: str, hops: int) -> Code:
    if hops == 0:
        return lambda _run, scope: scope.vars[name]

    def read(_run: Run, scope: Scope) -> object:
        for _ in range(hops):
            assert scope.parent is not None
            scope = scope.parent
        return scope.vars[name]

    return read


def _searched(name: str, at: int) -> Code:
    def read(run: Run, scope: Scope) -> object:
        value = find(scope, name)
        return _fallback(run, name, at) if value is MISSING else value

    return read
