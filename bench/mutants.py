"""Small faults put into a module's syntax tree: what the tests must notice.

A mutant is a module, the place of a node in the walk of its tree, and which of the node's changes to make; so the same
source gives the same mutants. Annotations, decorators, assertions, docstrings and messages are left alone: a change
there is no fault.
"""

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

Change = tuple[str, Callable[[], None]]

_COMPARISONS: Final[Mapping[type, type]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_ARITHMETIC: Final[Mapping[type, type]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.BitAnd: ast.BitOr,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}


@dataclass(frozen=True, slots=True)
class Mutant:
    """``node`` counts the tree's walk, ``change`` the node's changes; ``what`` says it to people."""

    module: str
    path: str
    node: int
    change: int
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}"


def mutants(path: Path, module: str, shown: str) -> Iterator[Mutant]:
    """Every mutant of a source file; ``shown`` is the path that people see."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    spared = _spared(tree)
    for place, node in enumerate(ast.walk(tree)):
        if id(node) in spared:
            continue
        for which, (what, _do) in enumerate(_changes(node, spared)):
            yield Mutant(module, shown, place, which, getattr(node, "lineno", 0), what)


def mutated(source: str, mutant: Mutant) -> ast.Module:
    """The module's tree with the mutant's fault."""
    tree = ast.parse(source)
    spared = _spared(tree)
    for place, node in enumerate(ast.walk(tree)):
        if place == mutant.node:
            _what, change = list(_changes(node, spared))[mutant.change]
            change()
            return ast.fix_missing_locations(tree)
    raise LookupError(f"{mutant} is not in this source")


def _spared(tree: ast.Module) -> set[int]:
    found: set[int] = set()
    for node in ast.walk(tree):
        for part in _left_alone(node):
            found.update(id(each) for each in ast.walk(part))
    return found


def _left_alone(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield from node.decorator_list
            if not isinstance(node, ast.ClassDef) and node.returns is not None:
                yield node.returns
        case ast.arg(annotation=ast.AST() as annotation) | ast.AnnAssign(annotation=annotation):
            yield annotation
        case ast.Assert() | ast.Import() | ast.ImportFrom() | ast.Raise():
            yield node
        case ast.Expr(value=ast.Constant()):
            yield node
        case ast.If(test=ast.Name(id="TYPE_CHECKING")):
            yield node
        case ast.Call(func=ast.Name(id="assert_never" | "cast" | "TypeVar" | "lru_cache")):
            yield node
        case ast.Assign(targets=[ast.Name(id="__slots__" | "__all__")]):
            yield node


def _changes(node: ast.AST, spared: set[int]) -> Iterator[Change]:
    yield from _operators(node)
    yield from _values(node)
    yield from _statements(node, spared)


def _operators(node: ast.AST) -> Iterator[Change]:
    match node:
        case ast.Compare(ops=ops):
            for place, operator in enumerate(ops):
                other = _COMPARISONS[type(operator)]
                yield f"{type(operator).__name__} becomes {other.__name__}", _put(ops, place, other())
        case ast.BoolOp(op=ast.And()):
            yield "and becomes or", _set(node, "op", ast.Or())
        case ast.BoolOp():
            yield "or becomes and", _set(node, "op", ast.And())
        case ast.BinOp(op=operator) | ast.AugAssign(op=operator) if type(operator) in _ARITHMETIC:
            other = _ARITHMETIC[type(operator)]
            yield f"{type(operator).__name__} becomes {other.__name__}", _set(node, "op", other())
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield "not is left out", _become(node, operand)


def _values(node: ast.AST) -> Iterator[Change]:
    match node:
        case ast.Constant(value=bool() as value):
            yield f"{value} becomes {not value}", _set(node, "value", not value)
        case ast.Constant(value=int() as value):
            yield f"{value} becomes {value + 1}", _set(node, "value", value + 1)
        case ast.Return(value=ast.AST() as value) if not (isinstance(value, ast.Constant) and value.value is None):
            yield "None is returned", _set(node, "value", ast.Constant(None))
        case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test):
            yield "the condition is turned round", _set(node, "test", ast.UnaryOp(ast.Not(), test))
        case ast.Break():
            yield "break becomes continue", _become(node, ast.Continue())


def _statements(node: ast.AST, spared: set[int]) -> Iterator[Change]:
    for name in ("body", "orelse"):
        body = getattr(node, name, None)
        for place, statement in enumerate(body if isinstance(body, list) else ()):
            called = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call)
            if (called or isinstance(statement, ast.AugAssign)) and id(statement) not in spared:
                line = statement.lineno
                yield f"line {line} is left out", _put(body, place, ast.copy_location(ast.Pass(), statement))


def _put(held: Any, place: int, new: ast.AST) -> Callable[[], None]:
    def change() -> None:
        held[place] = new

    return change


def _set(node: ast.AST, name: str, new: object) -> Callable[[], None]:
    return lambda: setattr(node, name, new)


def _become(node: ast.AST, other: ast.AST) -> Callable[[], None]:
    """Put another node in the place of this one, which its parent goes on holding."""

    def change() -> None:
        node.__class__ = other.__class__  # type: ignore[assignment]
        node.__dict__.clear()
        node.__dict__.update(other.__dict__)

    return change
