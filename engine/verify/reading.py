"""What an expression reads and compares: the paths in its text, and the constants that decide something about them.

A path is a tuple of names, ``("contract", "signed_on")``; ``[]`` stands for any element of a list. Inside a filter a
name may belong to the element or to the data: both are taken.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from engine.feel import FeelSyntaxError
from engine.feel import syntax as sx
from engine.feel.functions import BUILTINS
from engine.feel.names import KnownNames
from engine.feel.parser import Parser

Path = tuple[str, ...]
ITEM = "[]"
_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
_THROUGH = frozenset({"date", "date and time", "number", "time", "duration", "sum", "min", "max", "mean", "abs"})
"""Functions whose boundary values are those of their argument."""
_COUNTS = frozenset({"count", "string length"})
_LANGUAGE = KnownNames(BUILTINS)


@dataclass(frozen=True, slots=True)
class Test:
    """A path compared with a constant; ``op`` is a comparison, ``count<op>`` for the length, or ``true`` when the
    value itself decides.
    """

    path: Path
    op: str
    value: Any = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What one expression reads. ``plain``: it is nothing but this path; ``entries``: of a context, by key."""

    paths: tuple[Path, ...] = ()
    tests: tuple[Test, ...] = ()
    calls: frozenset[str] = frozenset()
    plain: Path | None = None
    entries: Mapping[str, "Reading"] | None = None
    decided: bool = False
    """Every part of it is a comparison of one path with constants: trying each side of each constant is complete."""

    @property
    def heads(self) -> frozenset[str]:
        """The root names it reads."""
        return frozenset(path[0] for path in self.paths)


NOTHING = Reading()


@lru_cache(maxsize=8192)
def parse(text: str, *, tests: bool = False) -> sx.Node | None:
    """The syntax tree of an expression or of unary tests; None for text that is none."""
    parser = Parser(text, (_LANGUAGE, KnownNames(())), KnownNames(()))
    try:
        return parser.unary_tests() if tests else parser.finish(parser.expression())
    except (FeelSyntaxError, RecursionError):
        return None


@lru_cache(maxsize=8192)
def reading(text: str) -> Reading:
    """What an expression's text reads."""
    node = parse(text.strip().removeprefix("="))
    return NOTHING if node is None else read_node(node)


def read_node(node: sx.Node, names: Mapping[str, Path] | None = None, subject: Path | None = None) -> Reading:
    """What a syntax tree reads; ``names`` are local ones, ``subject`` is the path ``?`` stands for."""
    walk = _Walk(subject)
    walk.value(node, names or {})
    if walk.loose:
        walk.decided = False
    plain = walk.path(node, names or {})
    entries = None
    if isinstance(node, sx.ContextOf):
        entries = {key: read_node(value, names) for key, value in node.entries}
    walk.bare(node, names or {})
    return Reading(
        tuple(dict.fromkeys(walk.paths)),
        tuple(dict.fromkeys(walk.tests)),
        frozenset(walk.calls),
        plain,
        entries,
        walk.decided,
    )


@lru_cache(maxsize=4096)
def column_tests(column: str, cell: str) -> tuple[Test, ...]:
    """What a cell of a decision table compares the column's path with; empty when the column is no path."""
    head, test = parse(column), parse(cell, tests=True)
    subject = None if head is None else _Walk(None).path(head, {})
    return () if subject is None or test is None else read_node(test, None, subject).tests


def constant(node: sx.Node) -> Any:
    """The value a piece of text stands for whatever the data; ``NO`` when it depends on them."""
    match node:
        case sx.Literal():
            return _json(node.value)
        case sx.Negation():
            inner = constant(node.value)
            return -inner if isinstance(inner, int | Decimal) and not isinstance(inner, bool) else NO
        case sx.Call(function=sx.Name(name=name), arguments=(only,)) if name in _THROUGH:
            return constant(only)
        case sx.Call(function=sx.Name(name="today" | "now"), arguments=()):
            return NOW
        case _:
            return NO


class _Constant:
    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name


NO = _Constant("no constant")
NOW = _Constant("now")
"""A comparison with the present: dates on both sides of it matter."""


def _json(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    return value


class _Walk:
    """One pass over a tree, gathering."""

    def __init__(self, subject: Path | None) -> None:
        self.subject = subject
        self.paths: list[Path] = []
        self.tests: list[Test] = []
        self.calls: set[str] = set()
        self.decided = True
        self.loose = False

    def path(self, node: sx.Node, names: Mapping[str, Path]) -> Path | None:
        """The path a node stands for, when it is nothing else."""
        match node:
            case sx.Name(name="?"):
                return self.subject
            case sx.Name(name=name):
                return names.get(name, (name,)) if name not in BUILTINS or name in names else None
            case sx.Path(base=base, member=member):
                inner = self.path(base, names)
                return None if inner is None else (*inner, member)
            case sx.Filter(base=base):
                inner = self.path(base, names)
                return None if inner is None else (*inner, ITEM)
            case _:
                return None

    def operand(self, node: sx.Node, names: Mapping[str, Path]) -> tuple[str, Path] | None:
        """A path to be compared, with what stands before the operator (``count`` for its length)."""
        found = self.path(node, names)
        if found is not None:
            return "", found
        match node:
            case sx.Call(function=sx.Name(name=name), arguments=(only,)):
                inner = self.operand(only, names)
                if inner is not None and name in _COUNTS:
                    return "count", inner[1]
                return inner if name in _THROUGH else None
            case sx.For(iterations=(one,), body=body):
                source = self.path(one.domain, names)
                return None if source is None else self.operand(body, {**names, one.name: (*source, ITEM)})
            case _:
                return None

    def bare(self, node: sx.Node, names: Mapping[str, Path]) -> None:
        """Where a truth value is wanted a path alone decides by being true or false."""
        match node:
            case sx.Junction(items=items):
                for item in items:
                    self.bare(item, names)
            case sx.Call(function=sx.Name(name="not"), arguments=(only,)):
                self.bare(only, names)
            case sx.If(test=test, yes=yes, no=no):
                self.bare(test, names)
                self.bare(yes, names)
                self.bare(no, names)
            case _:
                found = self.path(node, names)
                if found is not None:
                    self.tests.append(Test(found, "true"))

    def value(self, node: sx.Node, names: Mapping[str, Path]) -> None:
        """Gather from a node and everything in it."""
        found = self.path(node, names)
        if found is not None:
            if not (self.subject is not None and found == self.subject and isinstance(node, sx.Name)):
                self.paths.append(found)
            self.filters(node, names)
            return
        handler = _GATHER.get(type(node))
        if handler is None:
            for inner in children(node):
                self.value(inner, names)
        else:
            handler(self, node, names)

    def filters(self, node: sx.Node, names: Mapping[str, Path]) -> None:
        """The tests of the filters on the way of a path."""
        place: sx.Node = node
        while isinstance(place, sx.Path | sx.Filter):
            if isinstance(place, sx.Filter):
                self.inside(place, self.path(place, names) or (), names)
            place = place.base

    def inside(self, node: sx.Filter, path: Path, names: Mapping[str, Path]) -> None:
        """A filter's test: names are the element's or the data's."""
        inner = _Walk(self.subject)
        inner.value(node.test, {**names, "item": path})
        self.paths += inner.paths
        self.paths += [(*path, *one) for one in inner.paths if one[: len(path)] != path]
        self.tests += inner.tests
        self.tests += [Test((*path, *one.path), one.op, one.value) for one in inner.tests]
        self.decided = False

    def compare(self, left: sx.Node, op: str, right: sx.Node, names: Mapping[str, Path]) -> None:
        """One comparison; with a constant on one side it is a test of the other."""
        self.value(left, names)
        self.value(right, names)
        known = constant(right)
        place, sign = left, op
        if known is NO:
            known, place, sign = constant(left), right, _FLIPPED[op]
        target = self.operand(place, names)
        if known is NO or target is None:
            self.decided = self.decided and known is not NO and constant(place) is not NO
            for side in (left, right):
                other = self.operand(side, names)
                if other is not None:
                    self.tests.append(Test(other[1], f"{other[0]}any"))
            return
        if isinstance(place, sx.Call | sx.For) and target[0] == "":
            self.decided = False
        self.tests.append(Test(target[1], target[0] + sign, known))

    # -- kinds that need more than their parts ---------------------------------------------------------------

    def comparison(self, node: sx.Comparison, names: Mapping[str, Path]) -> None:
        self.compare(node.left, node.operator, node.right, names)

    def between(self, node: sx.Between, names: Mapping[str, Path]) -> None:
        self.compare(node.value, ">=", node.low, names)
        self.compare(node.value, "<=", node.high, names)

    def within(self, node: sx.In, names: Mapping[str, Path]) -> None:
        self.value(node.value, names)
        for test in node.tests:
            self.one_test(node.value, test, names)

    def unary(self, node: sx.UnaryTests, names: Mapping[str, Path]) -> None:
        for test in node.tests:
            self.one_test(sx.Name("?", 0), test, names)

    def one_test(self, subject: sx.Node, test: sx.Node, names: Mapping[str, Path]) -> None:
        match test:
            case sx.Bound(operator=operator, value=value):
                self.compare(subject, operator, value, names)
            case sx.Interval(low=low, high=high):
                self.compare(subject, ">=" if test.low_closed else ">", low, names)
                self.compare(subject, "<=" if test.high_closed else "<", high, names)
            case sx.ListOf(items=items):
                for item in items:
                    self.one_test(subject, item, names)
            case _ if constant(test) is not NO:
                self.compare(subject, "=", test, names)
            case _:
                self.value(test, names)
                self.decided = False

    def call(self, node: sx.Call, names: Mapping[str, Path]) -> None:
        if isinstance(node.function, sx.Name):
            self.calls.add(node.function.name)
            if node.function.name != "not":
                self.decided = False
        else:
            self.value(node.function, names)
        for argument in node.arguments:
            self.value(argument, names)
            if isinstance(node.function, sx.Name) and node.function.name in _COUNTS:
                counted = self.path(argument, names)
                if counted is not None:
                    self.tests.append(Test(counted, "countany"))
            elif isinstance(node.function, sx.Name) and node.function.name == "not":
                self.bare(argument, names)

    def loop(self, node: sx.For | sx.Quantified, names: Mapping[str, Path]) -> None:
        self.decided = False
        inner = dict(names)
        for one in node.iterations:
            self.value(one.domain, inner)
            if one.end is not None:
                self.value(one.end, inner)
            source = self.path(one.domain, inner)
            inner[one.name] = (*source, ITEM) if source is not None else (f"#{one.name}",)
        self.value(node.body if isinstance(node, sx.For) else node.test, inner)
        self.paths = [path for path in self.paths if not path[0].startswith("#")]
        self.tests = [test for test in self.tests if not test.path[0].startswith("#")]

    def function(self, node: sx.FunctionOf, names: Mapping[str, Path]) -> None:
        self.decided = False
        inner = {**names, **{name: (f"#{name}",) for name, _ in node.parameters}}
        self.value(node.body, inner)
        self.paths = [path for path in self.paths if not path[0].startswith("#")]
        self.tests = [test for test in self.tests if not test.path[0].startswith("#")]

    def context(self, node: sx.ContextOf, names: Mapping[str, Path]) -> None:
        inner = dict(names)
        for key, value in node.entries:
            self.value(value, inner)
            inner[key] = (f"#{key}",)
        self.paths = [path for path in self.paths if not path[0].startswith("#")]
        self.tests = [test for test in self.tests if not test.path[0].startswith("#")]

    def filter(self, node: sx.Filter, names: Mapping[str, Path]) -> None:
        """A filter over what is no path: names inside may be the data's."""
        self.value(node.base, names)
        self.value(node.test, {**names, "item": ("#item",)})
        self.paths = [path for path in self.paths if not path[0].startswith("#")]
        self.tests = [test for test in self.tests if not test.path[0].startswith("#")]
        self.loose = True

    def arithmetic(self, node: sx.Arithmetic, names: Mapping[str, Path]) -> None:
        self.loose = True
        for inner in children(node):
            self.value(inner, names)
            found = self.path(inner, names)
            if found is not None:
                self.tests.append(Test(found, "any"))


def bound(node: sx.Node) -> frozenset[str]:
    """The names that an expression gives a meaning somewhere inside itself: variables, entries, parameters."""
    inside = frozenset[str]().union(*map(bound, children(node)))
    match node:
        case sx.ContextOf(entries=entries):
            return inside.union(name for name, _ in entries)
        case sx.FunctionOf(parameters=parameters):
            return inside.union(name for name, _ in parameters)
        case sx.For(iterations=iterations) | sx.Quantified(iterations=iterations):
            return inside.union(one.name for one in iterations)
    return inside


def children(node: sx.Node) -> Iterator[sx.Node]:
    """The nodes directly inside a node, whatever its kind."""
    for name in node.__slots__:
        yield from _nodes(getattr(node, name))


def _nodes(value: Any) -> Iterator[sx.Node]:
    if isinstance(value, tuple):
        for item in value:
            yield from _nodes(item)
    elif type(value) in _KINDS:
        yield value


_KINDS = frozenset(sx.Node.__args__)
_GATHER: Mapping[type, Any] = {
    sx.Comparison: _Walk.comparison,
    sx.Between: _Walk.between,
    sx.In: _Walk.within,
    sx.UnaryTests: _Walk.unary,
    sx.Call: _Walk.call,
    sx.For: _Walk.loop,
    sx.Quantified: _Walk.loop,
    sx.FunctionOf: _Walk.function,
    sx.ContextOf: _Walk.context,
    sx.Filter: _Walk.filter,
    sx.Arithmetic: _Walk.arithmetic,
}
