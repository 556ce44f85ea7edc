"""The syntax tree of FEEL: what the parser makes and the compiler reads. `at` is the offset in the text."""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, string, boolean, null or `@` literal."""

    value: object
    at: int


@dataclass(frozen=True, slots=True)
class Name:
    """A variable, `?` included."""

    name: str
    at: int


@dataclass(frozen=True, slots=True)
class Path:
    """`base.member`."""

    base: "Node"
    member: str
    at: int


@dataclass(frozen=True, slots=True)
class Filter:
    """`base[test]`: one element by position, or those for which the test is true."""

    base: "Node"
    test: "Node"
    at: int


@dataclass(frozen=True, slots=True)
class Call:
    """`function(arguments)`; `names` has the parameter names of a call with named arguments."""

    function: "Node"
    arguments: "tuple[Node, ...]"
    names: tuple[str, ...] | None
    at: int


@dataclass(frozen=True, slots=True)
class ListOf:
    """`[a, b]`."""

    items: "tuple[Node, ...]"
    at: int


@dataclass(frozen=True, slots=True)
class ContextOf:
    """`{key: value}`; each entry sees those before it."""

    entries: "tuple[tuple[str, Node], ...]"
    at: int


@dataclass(frozen=True, slots=True)
class Interval:
    """`[low..high]` with open or closed ends."""

    low: "Node"
    high: "Node"
    low_closed: bool
    high_closed: bool
    at: int


@dataclass(frozen=True, slots=True)
class Bound:
    """A one-sided test: `< 10`, `= 5`, `!= 5`."""

    operator: str
    value: "Node"
    at: int


@dataclass(frozen=True, slots=True)
class FunctionOf:
    """`function(parameters) body`; an external body is read but cannot run."""

    parameters: "tuple[tuple[str, TypeNode | None], ...]"
    body: "Node"
    external: bool
    at: int


@dataclass(frozen=True, slots=True)
class If:
    """`if test then yes else no`."""

    test: "Node"
    yes: "Node"
    no: "Node"
    at: int


@dataclass(frozen=True, slots=True)
class Iteration:
    """`name in domain`, or `name in domain..end` counting up or down."""

    name: str
    domain: "Node"
    end: "Node | None"


@dataclass(frozen=True, slots=True)
class For:
    """`for x in a, y in b return body`."""

    iterations: tuple[Iteration, ...]
    body: "Node"
    at: int


@dataclass(frozen=True, slots=True)
class Quantified:
    """`some x in a satisfies test` or `every ...`."""

    every: bool
    iterations: tuple[Iteration, ...]
    test: "Node"
    at: int


@dataclass(frozen=True, slots=True)
class Junction:
    """`a and b and c`, or the same with `or`."""

    operator: str
    items: "tuple[Node, ...]"
    at: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """`left = right` and the other five."""

    operator: str
    left: "Node"
    right: "Node"
    at: int


@dataclass(frozen=True, slots=True)
class Between:
    """`value between low and high`, ends included."""

    value: "Node"
    low: "Node"
    high: "Node"
    at: int


@dataclass(frozen=True, slots=True)
class In:
    """`value in tests`: true when one of the tests holds."""

    value: "Node"
    tests: "tuple[Node, ...]"
    at: int


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """`first + a - b`: operators of one precedence, from the left."""

    first: "Node"
    rest: "tuple[tuple[str, Node, int], ...]"
    at: int


@dataclass(frozen=True, slots=True)
class Negation:
    """`-value`."""

    value: "Node"
    at: int


@dataclass(frozen=True, slots=True)
class InstanceOf:
    """`value instance of type`."""

    value: "Node"
    type: "TypeNode"
    at: int


@dataclass(frozen=True, slots=True)
class UnaryTests:
    """The tests of an input cell; no tests at all (`-`) accept everything."""

    tests: "tuple[Node, ...]"
    negated: bool
    at: int


@dataclass(frozen=True, slots=True)
class TypeNode:
    """A type as written: `name` with its parts, e.g. list<...> has one, context<a: ...> has named ones."""

    name: str
    parts: "tuple[TypeNode, ...]"
    part_names: tuple[str, ...]
    at: int


Node: TypeAlias = (
    Literal
    | Name
    | Path
    | Filter
    | Call
    | ListOf
    | ContextOf
    | Interval
    | Bound
    | FunctionOf
    | If
    | For
    | Quantified
    | Junction
    | Comparison
    | Between
    | In
    | Arithmetic
    | Negation
    | InstanceOf
    | UnaryTests
)
