"""Simple Python conditions (``amount > 100 and not rejected``) as FEEL. The text is parsed, never run."""

import ast
from collections.abc import Callable
from decimal import Decimal
from math import isfinite
from types import MappingProxyType
from typing import Final

_COMPARE: Final = {ast.Eq: "=", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
_BINARY: Final = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**"}
_MAX_TEXT: Final = 10_000


class _NoEquivalentError(Exception):
    """The construct has no exact FEEL equivalent."""


def python_to_feel(text: str) -> str | None:
    """FEEL for a Python expression of names, literals, comparisons, arithmetic and logic; else None."""
    if len(text) > _MAX_TEXT:
        return None
    try:
        return _feel(ast.parse(text.strip(), mode="eval").body)
    except (SyntaxError, ValueError, MemoryError, RecursionError, _NoEquivalentError):
        return None


def _feel(node: ast.AST) -> str:
    writer = _WRITERS.get(type(node))
    if writer is None:
        raise _NoEquivalentError
    written = writer(node)
    if len(written) > _MAX_TEXT:  # membership stands twice in its translation
        raise _NoEquivalentError
    return written


def _constant(node: ast.Constant) -> str:
    match node.value:
        case bool(value):
            return "true" if value else "false"
        case None:
            return "null"
        case str(value):
            escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
            return f'"{escaped}"'
        case int() | float() if isfinite(node.value):
            return f"{Decimal(repr(node.value)):f}"
        case _:
            raise _NoEquivalentError


def _compare(node: ast.Compare) -> str:
    parts = []
    left = node.left
    for operator, right in zip(node.ops, node.comparators, strict=True):
        parts.append(_comparison(left, operator, right))
        left = right
    return "(" + " and ".join(parts) + ")"


def _comparison(left: ast.expr, operator: ast.cmpop, right: ast.expr) -> str:
    if isinstance(operator, ast.In | ast.NotIn):
        found = _member(_feel(left), _feel(right), written=isinstance(right, ast.List))
        return found if isinstance(operator, ast.In) else f"not({found})"
    if isinstance(operator, ast.Is | ast.IsNot):
        sign = "=" if isinstance(operator, ast.Is) else "!="
        return f"{_feel(left)} {sign} {_feel(right)}"
    sign = _COMPARE.get(type(operator), "")
    return f"{_feel(left)} {sign} {_feel(right)}" if sign else _refuse()


def _member(one: str, many: str, *, written: bool) -> str:
    if written:
        return f"list contains({many}, {one})"
    return f"(if {many} instance of string then contains({many}, {one}) else list contains({many}, {one}))"


def _refuse() -> str:
    raise _NoEquivalentError


def _boolean(node: ast.BoolOp) -> str:
    word = " and " if isinstance(node.op, ast.And) else " or "
    return "(" + word.join(_feel(value) for value in node.values) + ")"


def _unary(node: ast.UnaryOp) -> str:
    if isinstance(node.op, ast.Not):
        return f"not({_feel(node.operand)})"
    return f"(-{_feel(node.operand)})" if isinstance(node.op, ast.USub) else _refuse()


def _binary(node: ast.BinOp) -> str:
    if isinstance(node.op, ast.Mod) and not _is_text(node.left):
        return f"modulo({_feel(node.left)}, {_feel(node.right)})"
    if isinstance(node.op, ast.FloorDiv):
        return f"floor({_feel(node.left)} / {_feel(node.right)})"
    sign = _BINARY.get(type(node.op))
    return f"({_feel(node.left)} {sign} {_feel(node.right)})" if sign else _refuse()


def _is_text(node: ast.expr) -> bool:
    """Whether ``%`` would fill in a text instead of dividing."""
    return isinstance(node, ast.Constant) and not isinstance(node.value, int | float)


def _subscript(node: ast.Subscript) -> str:
    """A constant entry: lists count from 0 in Python, from 1 in FEEL, and from the end in both below 0."""
    match node.slice:
        case ast.Constant(value=str(name)) if name.isidentifier():
            return f"{_feel(node.value)}.{name}"
        case ast.Constant(value=str(name)):
            return f"get value({_feel(node.value)}, {_constant(ast.Constant(name))})"
        case ast.Constant(value=int(place)) if not isinstance(place, bool):
            return f"{_feel(node.value)}[{place + 1}]"
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int(place))) if place > 0:
            return f"{_feel(node.value)}[-{place}]"
        case _:
            return _refuse()


def _call(node: ast.Call) -> str:
    """The functions and methods that FEEL has too; with names of their own only, never with keywords."""
    given = [_feel(one) for one in node.args]
    if node.keywords or any(isinstance(one, ast.Starred) for one in node.args):
        return _refuse()
    match node.func:
        case ast.Name(id=name) if (name, len(given)) in _FUNCTIONS:
            return _FUNCTIONS[name, len(given)](*given)
        case ast.Attribute(value=owner, attr=name) if (name, len(given)) in _METHODS:
            return _METHODS[name, len(given)](_feel(owner), *given)
        case _:
            return _refuse()


_FUNCTIONS: Final[MappingProxyType[tuple[str, int], Callable[..., str]]] = MappingProxyType(
    {
        ("len", 1): lambda one: f"(if {one} instance of string then string length({one}) else count({one}))",
        ("abs", 1): lambda one: f"abs({one})",
        ("sum", 1): lambda one: f"sum({one})",
        ("min", 1): lambda one: f"min({one})",
        ("max", 1): lambda one: f"max({one})",
        ("min", 2): lambda one, other: f"min({one}, {other})",
        ("max", 2): lambda one, other: f"max({one}, {other})",
    }
)
_METHODS: Final[MappingProxyType[tuple[str, int], Callable[..., str]]] = MappingProxyType(
    {
        ("lower", 0): lambda one: f"lower case({one})",
        ("upper", 0): lambda one: f"upper case({one})",
        ("startswith", 1): lambda one, other: f"starts with({one}, {other})",
        ("endswith", 1): lambda one, other: f"ends with({one}, {other})",
        ("get", 1): lambda one, key: f"get value({one}, {key})",
    }
)


def _list(node: ast.List) -> str:
    return "[" + ", ".join(_feel(item) for item in node.elts) + "]"


_WRITERS: Final[MappingProxyType[type[ast.AST], Callable[..., str]]] = MappingProxyType(
    {
        ast.Constant: _constant,
        ast.Name: lambda node: str(node.id),
        ast.Attribute: lambda node: f"{_feel(node.value)}.{node.attr}",
        ast.Compare: _compare,
        ast.BoolOp: _boolean,
        ast.UnaryOp: _unary,
        ast.BinOp: _binary,
        ast.Subscript: _subscript,
        ast.Call: _call,
        ast.List: _list,
        ast.IfExp: lambda node: f"(if {_feel(node.test)} then {_feel(node.body)} else {_feel(node.orelse)})",
    }
)
