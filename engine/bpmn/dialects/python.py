"""Simple Python conditions (``amount > 100 and not rejected``) as FEEL. The text is parsed, never run."""

import ast
from collections.abc import Callable
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
    return writer(node)


def _constant(node: ast.Constant) -> str:
    match node.value:
        case bool(value):
            return "true" if value else "false"
        case None:
            return "null"
        case str(value):
            escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
            return f'"{escaped}"'
        case int() | float():
            return repr(node.value)
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
    if isinstance(operator, ast.In):
        return f"list contains({_feel(right)}, {_feel(left)})" if isinstance(right, ast.List) else _refuse()
    if isinstance(operator, ast.Is | ast.IsNot):
        sign = "=" if isinstance(operator, ast.Is) else "!="
        return f"{_feel(left)} {sign} {_feel(right)}"
    sign = _COMPARE.get(type(operator), "")
    return f"{_feel(left)} {sign} {_feel(right)}" if sign else _refuse()


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
    sign = _BINARY.get(type(node.op))
    return f"({_feel(node.left)} {sign} {_feel(node.right)})" if sign else _refuse()


def _subscript(node: ast.Subscript) -> str:
    if isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str) and node.slice.value.isidentifier():
        return f"{_feel(node.value)}.{node.slice.value}"
    return _refuse()


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
        ast.List: _list,
        ast.IfExp: lambda node: f"(if {_feel(node.test)} then {_feel(node.body)} else {_feel(node.orelse)})",
    }
)
