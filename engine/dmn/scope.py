"""What boxed expressions are compiled with and run in."""

from collections.abc import Callable, Iterator, Mapping

from engine.dmn.errors import DmnProblem, Severity
from engine.dmn.xml import Element, label, line_of
from engine.feel.expression import Expression, compile_expression, compile_unary_tests
from engine.feel.functions import REFUSED
from engine.feel.names import KnownNames
from engine.feel.problems import FeelSyntaxError, Run
from engine.feel.types import ANY_TYPE, FeelType, coerce
from engine.feel.values import kind

Variables = Mapping[str, object]
Code = Callable[[Run, Variables], object]

SYNTAX = "dmn.syntax"
TYPE = "dmn.type"


class Layer(Mapping[str, object]):
    """Variables of an inner place in front of those around it; nothing is copied."""

    __slots__ = ("around", "own")

    def __init__(self, own: Variables, around: Variables) -> None:
        self.own = own
        self.around = around

    def get(self, key: str, default: object = None) -> object:
        """The innermost value of a name."""
        place: Variables = self
        while isinstance(place, Layer):
            if key in place.own:
                return place.own[key]
            place = place.around
        return place.get(key, default)

    def __getitem__(self, key: str) -> object:
        value = self.get(key, self)
        if value is self:
            raise KeyError(key)
        return value

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys((*self.own, *self.around)))

    def __len__(self) -> int:
        return len({*self.own, *self.around})


class Builder:
    """One decision or business knowledge model being compiled: names and types in reach, problems found."""

    def __init__(self, names: KnownNames, types: Mapping[str, FeelType], problems: list[DmnProblem]) -> None:
        self.names = names
        self.types = types
        self.problems = problems
        self.names_read: set[str] = set()

    def problem(self, code: str, element: Element, message: str, severity: Severity = "error") -> None:
        """Note something wrong with an element."""
        self.problems.append(DmnProblem(code, label(element), line_of(element), message, severity))

    def expression(self, text: str, element: Element) -> Expression | None:
        """A compiled expression; None (and a problem) for text that is no FEEL."""
        return self._compiled(compile_expression, text, element)

    def unary_tests(self, text: str, element: Element) -> Expression | None:
        """Compiled unary tests; None (and a problem) for text that is no FEEL."""
        return self._compiled(compile_unary_tests, text, element)

    def _compiled(self, make: Callable[..., Expression], text: str, element: Element) -> Expression | None:
        try:
            expression = make(text, self.names, self.types)
        except FeelSyntaxError as error:
            self.problem(SYNTAX, element, f"{error} in: {text[:80]}")
            return None
        self.names_read |= expression.names_certain
        return expression

    def literal(self, text: str, element: Element) -> Code:
        """The code of a FEEL text; null and a problem at run time when it cannot be read."""
        expression = self.expression(text, element)
        return (
            failing(SYNTAX, f"the expression of {label(element)} cannot be read")
            if expression is None
            else (expression.evaluate_within)
        )

    def type(self, name: str | None, element: Element) -> FeelType:
        """The type of that name, Any (and a problem) when nobody defined it."""
        if not name:
            return ANY_TYPE
        plain = " ".join(name.split())
        found = self.types.get(plain) or self.types.get(plain.rpartition(":")[2])
        if found is None:
            self.problem("dmn.unknown-type", element, f"the type {plain!r} is not defined")
            return ANY_TYPE
        return found


def failing(code: str, message: str) -> Code:
    """Code that answers null and says why."""

    def fail(run: Run, _variables: Variables) -> object:
        run.problem(code, message, None)
        return None

    return fail


def typed(code: Code, type_: FeelType, what: str) -> Code:
    """The code with its value coerced to a type; a value that does not fit is null and a problem."""
    if type_ is ANY_TYPE:
        return code

    def checked(run: Run, variables: Variables) -> object:
        return taken(run, code(run, variables), type_, what)

    return checked


def taken(run: Run, value: object, type_: FeelType, what: str) -> object:
    """A value coerced to a type; null and a problem when it does not fit."""
    given = coerce(value, type_)
    if given is REFUSED:
        run.problem(TYPE, f"{what} must be {type_}, not {kind(value)}", None)
        return None
    return given


def with_input(run: Run, expression: Expression, variables: Variables, value: object) -> object:
    """What unary tests say of an input."""
    before, run.value = run.value, value
    try:
        return expression.evaluate_within(run, variables)
    finally:
        run.value = before
