"""FEEL in forms: visibility, conditions and computed values, compiled once and evaluated over the answers."""

from collections import ChainMap
from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import replace
from typing import Any

from engine.feel import DEFAULT, Expression, FeelEnv, compile_expression
from engine.feel.functions import BUILTINS
from forms.words import FUNCTIONS

Scope = ChainMap[str, Any]
"""Answers from the innermost row or group outward, then the facts."""


def compile_feel(text: str, names: Iterable[str]) -> Expression:
    """Compile an expression of a form; a leading ``=`` is allowed. Raises FeelSyntaxError."""
    return compile_expression(text.removeprefix("="), (*names, *FUNCTIONS))


def unknown_in(expression: Expression, names: frozenset[str]) -> list[str]:
    """The names an expression reads or calls for sure although nobody provides them."""
    functions = expression.functions_called - BUILTINS.keys() - FUNCTIONS.keys()
    return sorted((expression.names_certain | functions) - names)


def with_words(env: FeelEnv | None) -> FeelEnv:
    """The environment with the functions of forms (amounts and dates in words) added to the host's own."""
    base = env or DEFAULT
    return replace(base, functions={**FUNCTIONS, **base.functions})


def scope_of(data: Mapping[str, Any], facts: Mapping[str, Any] | None) -> Scope:
    """The outermost scope: the answers over the facts."""
    return ChainMap(_map(data), _map(facts or {}))


def inner(scope: Scope, data: Any) -> Scope:
    """The scope inside a group or row."""
    return scope.new_child(_map(data) if isinstance(data, Mapping) else {})


def _map(data: Mapping[str, Any]) -> MutableMapping[str, Any]:
    return data if isinstance(data, MutableMapping) else dict(data)


def is_true(expression: Expression, scope: Scope, env: FeelEnv) -> bool:
    """Whether a condition holds; null and what is not a boolean do not."""
    return expression.evaluate(scope, env).value is True


def value_of(expression: Expression, scope: Scope, env: FeelEnv) -> Any:
    """The value of an expression, None when it has none."""
    return expression.evaluate(scope, env).value
