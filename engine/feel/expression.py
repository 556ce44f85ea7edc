"""Compiled expressions: what the rest of the product holds and evaluates."""

from collections.abc import Iterable, Mapping
from decimal import DecimalException
from functools import lru_cache

from engine.feel import (  # noqa: F401 - they register the code of every node and the functions of the language
    builtins_contexts,
    builtins_lists,
    builtins_numbers,
    builtins_ranges,
    builtins_temporal,
    builtins_text,
    emit_logic,
    emit_values,
)
from engine.feel.compiler import Code, Compiler, Scope
from engine.feel.functions import BUILTINS
from engine.feel.names import KnownNames
from engine.feel.parser import Parser
from engine.feel.problems import (
    ARITHMETIC,
    BUDGET,
    DEFAULT,
    MAX_NESTING,
    BudgetExceededError,
    FeelEnv,
    FeelSyntaxError,
    Problem,
    Result,
    Run,
)
from engine.feel.syntax import Node
from engine.feel.tokens import syntax_error
from engine.feel.types import FeelType, UnknownTypeError

STOPPING = (BudgetExceededError, RecursionError, DecimalException)
"""What ends an evaluation: exhausted limits, and not-a-numbers among the host's data."""

NO_TYPES: Mapping[str, FeelType] = {}


class Expression:
    """A FEEL expression or the unary tests of a cell, ready to run any number of times.

    `names_read` are the root names it may read (inside a filter a name may be an entry of the element instead);
    `names_certain` those it reads for sure; `functions_called` the functions it calls by a root name.
    """

    __slots__ = ("_builds", "_code", "functions_called", "names_certain", "names_read", "reads_input", "text")

    def __init__(self, text: str, node: Node, types: Mapping[str, FeelType]) -> None:
        compiler = Compiler(types)
        self.text = text
        self._code: Code = compiler.block(node)
        self._builds = compiler.builds
        self.names_read = frozenset(compiler.names_read)
        self.names_certain = frozenset(compiler.names_certain)
        self.functions_called = frozenset(compiler.called)
        self.reads_input = compiler.reads_input

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"

    def evaluate(self, context: Mapping[str, object], env: FeelEnv = DEFAULT, value: object = None) -> Result:
        """The value for these variables; `value` is the input of unary tests (`?`). Never raises for FEEL's sake.

        The context is read lazily with `get` and never copied or changed.
        """
        run = Run(env, value)
        answer = self.run(run, context)
        return Result(answer, tuple(run.problems), run.steps)

    def run(self, run: Run, context: Mapping[str, object]) -> object:
        """Evaluate as a part of a larger evaluation, whose budget and problems it shares.

        An exhausted budget raises `BudgetExceededError` only through `evaluate_within`.
        """
        try:
            return self.evaluate_within(run, context)
        except STOPPING as error:
            run.problems.append(stop_problem(error))
            return None

    def evaluate_within(self, run: Run, context: Mapping[str, object]) -> object:
        """Like `run`, but an exhausted budget ends the larger evaluation too."""
        answer = self._code(run, Scope(context, None, context))
        if self._builds and isinstance(answer, list | dict):
            measure(run, answer)
        return answer


def stop_problem(error: Exception) -> Problem:
    """The problem an ended evaluation reports."""
    match error:
        case BudgetExceededError():
            return Problem(BUDGET, str(error), None)
        case RecursionError():
            return Problem(BUDGET, "the expression or its data is nested too deeply", None)
        case _:
            return Problem(ARITHMETIC, "a number of the data is no number FEEL can compute with", None)


def measure(run: Run, value: object) -> None:
    """Charge the full size of a built value: shared parts can make it far larger than the memory it takes."""
    todo: list[tuple[object, int]] = [(value, 1)]
    while todo:
        item, depth = todo.pop()
        if depth > MAX_NESTING:
            raise BudgetExceededError(f"the value is nested deeper than {MAX_NESTING} levels")
        if isinstance(item, list | tuple):
            run.charge(len(item))
            todo.extend((part, depth + 1) for part in item if isinstance(part, list | tuple | dict))
        else:
            assert isinstance(item, dict)
            run.charge(len(item))
            todo.extend((part, depth + 1) for part in item.values() if isinstance(part, list | tuple | dict))


@lru_cache(maxsize=1)
def _language_names() -> KnownNames:
    return KnownNames(BUILTINS)


def compile_expression(text: str, names: Iterable[str] = (), types: Mapping[str, FeelType] = NO_TYPES) -> Expression:
    """Compile an expression. `names` are those in scope (only those of several words or with signs are needed).

    Raises `FeelSyntaxError`.
    """
    return _compile(text, names, types, tests=False)


def compile_unary_tests(text: str, names: Iterable[str] = (), types: Mapping[str, FeelType] = NO_TYPES) -> Expression:
    """Compile the tests of an input cell; evaluate with the input as `value`. Raises `FeelSyntaxError`."""
    return _compile(text, names, types, tests=True)


def _compile(text: str, names: Iterable[str], types: Mapping[str, FeelType], *, tests: bool) -> Expression:
    known = names if isinstance(names, KnownNames) else KnownNames(names)
    parser = Parser(text, (_language_names(), known), KnownNames(types))
    try:
        node = parser.unary_tests() if tests else parser.finish(parser.expression())
        return Expression(text, node, types)
    except UnknownTypeError as error:
        raise syntax_error(text, error.at, str(error)) from error
    except RecursionError:
        raise FeelSyntaxError("the expression is nested too deeply", 1, 1) from None
