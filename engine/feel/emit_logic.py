"""Code of operators, comparisons, ranges, tests, branches and loops."""

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from decimal import Decimal

from engine.feel.compiler import Code, Compiler, Frame, Scope, emits
from engine.feel.operators import OPERATIONS, negate
from engine.feel.problems import TYPE, Run
from engine.feel.syntax import (
    Arithmetic,
    Between,
    Bound,
    Comparison,
    For,
    If,
    In,
    InstanceOf,
    Interval,
    Iteration,
    Junction,
    Negation,
    Node,
    Quantified,
    UnaryTests,
)
from engine.feel.temporal import add_duration, day_number
from engine.feel.types import instance_of, resolve
from engine.feel.values import DATE, NUMBERS, RANGE, Range, equal, in_range, kind, norm, order, same


@emits(Arithmetic)
def _arithmetic(compiler: Compiler, node: Arithmetic) -> Code:
    first = compiler.emit(node.first)
    rest = tuple((OPERATIONS[operator], compiler.emit(operand), at) for operator, operand, at in node.rest)
    if len(rest) == 1:
        apply, operand, at = rest[0]
        return lambda run, scope: apply(run, first(run, scope), operand(run, scope), at)

    def fold(run: Run, scope: Scope) -> object:
        value = first(run, scope)
        for apply, operand, at in rest:
            value = apply(run, value, operand(run, scope), at)
        return value

    return fold


@emits(Negation)
def _negation(compiler: Compiler, node: Negation) -> Code:
    value, at = compiler.emit(node.value), node.at
    return lambda run, scope: negate(run, value(run, scope), at)


_ORDERED: dict[str, tuple[Callable[[Decimal, Decimal], bool], Callable[[int], bool]]] = {
    "<": (lambda left, right: left < right, lambda position: position < 0),
    "<=": (lambda left, right: left <= right, lambda position: position <= 0),
    ">": (lambda left, right: left > right, lambda position: position > 0),
    ">=": (lambda left, right: left >= right, lambda position: position >= 0),
}


@emits(Comparison)
def _comparison(compiler: Compiler, node: Comparison) -> Code:
    left, right, at = compiler.emit(node.left), compiler.emit(node.right), node.at
    if node.operator in ("=", "!="):
        return _equality(left, right, at, wanted=node.operator == "=")
    numbers, positions = _ORDERED[node.operator]

    def compare(run: Run, scope: Scope) -> object:
        first, second = left(run, scope), right(run, scope)
        if type(first) is Decimal and type(second) is Decimal:
            return numbers(first, second)
        position = order(first, second, run.env.zone)
        if position is None:
            run.problem(TYPE, f"{kind(first)} and {kind(second)} have no order", at)
            return None
        return positions(position)

    return compare


def _equality(left: Code, right: Code, at: int, *, wanted: bool) -> Code:
    def compare(run: Run, scope: Scope) -> object:
        first, second = left(run, scope), right(run, scope)
        equals = equal(run, first, second)
        if equals is None:
            run.problem(TYPE, f"{kind(first)} cannot equal {kind(second)}", at)
            return None
        return equals is wanted

    return compare


@emits(Junction)
def _junction(compiler: Compiler, node: Junction) -> Code:
    items = tuple(compiler.emit(item) for item in node.items)
    decisive, at, operator = node.operator == "or", node.at, node.operator

    def join(run: Run, scope: Scope) -> object:
        answer: object = not decisive
        for item in items:
            value = item(run, scope)
            if value is decisive:
                return value
            if not isinstance(value, bool):
                answer = None
                if value is not None:
                    run.problem(TYPE, f"{operator!r} joins true and false, not {kind(value)}", at)
        return answer

    return join


@emits(Between)
def _between(compiler: Compiler, node: Between) -> Code:
    value, low, high, at = compiler.emit(node.value), compiler.emit(node.low), compiler.emit(node.high), node.at

    def test(run: Run, scope: Scope) -> object:
        subject, bottom, top = value(run, scope), low(run, scope), high(run, scope)
        above, below = order(subject, bottom, run.env.zone), order(subject, top, run.env.zone)
        if above is None or below is None:
            run.problem(TYPE, f"{kind(subject)} cannot be between {kind(bottom)} and {kind(top)}", at)
            return None
        return above >= 0 and below <= 0

    return test


@emits(Interval)
def _interval(compiler: Compiler, node: Interval) -> Code:
    low, high = compiler.emit(node.low), compiler.emit(node.high)

    def make(run: Run, scope: Scope) -> object:
        bottom, top = low(run, scope), high(run, scope)
        if kind(bottom) != kind(top) or order(bottom, top, run.env.zone) is None:
            run.problem(TYPE, f"there is no range from {kind(bottom)} to {kind(top)}", node.at)
            return None
        return Range(bottom, top, node.low_closed, node.high_closed)

    return make


_BOUNDS: dict[str, Callable[[object], Range]] = {
    "<": lambda end: Range(None, end, low_closed=False, high_closed=False, form="<"),
    "<=": lambda end: Range(None, end, low_closed=False, high_closed=True, form="<="),
    ">": lambda end: Range(end, None, low_closed=False, high_closed=False, form=">"),
    ">=": lambda end: Range(end, None, low_closed=True, high_closed=False, form=">="),
    "=": lambda end: Range(end, end, form="="),
    "!=": lambda end: Range(end, end, form="!="),
}


@emits(Bound)
def _bound(compiler: Compiler, node: Bound) -> Code:
    value, make = compiler.emit(node.value), _BOUNDS[node.operator]
    equality = node.operator in ("=", "!=")

    def bound(run: Run, scope: Scope) -> object:
        end = value(run, scope)
        if end is None and not equality:
            run.problem(TYPE, f"nothing is {node.operator} null", node.at)
            return None
        return make(end)

    return bound


def holds(run: Run, value: object, test: object) -> bool | None:
    """Whether a value passes a test: lies in a range, is in a list, is equal, or the test itself says true."""
    if isinstance(test, Range):
        return in_range(run, value, test, run.env.zone)
    if isinstance(test, list | tuple):
        run.charge(len(test))
        return any(
            in_range(run, value, item, run.env.zone) is True if isinstance(item, Range) else same(run, value, item)
            for item in test
        ) or same(run, value, test)
    if isinstance(test, bool) and not isinstance(value, bool):
        return test
    return same(run, value, test)


@emits(In)
def _in(compiler: Compiler, node: In) -> Code:
    value, at = compiler.emit(node.value), node.at
    tests = tuple(compiler.emit(test) for test in node.tests)
    ranges = tuple(isinstance(test, Interval | Bound) for test in node.tests)

    def test_all(run: Run, scope: Scope) -> object:
        subject = value(run, scope)
        answer: bool | None = False
        for test, is_range in zip(tests, ranges, strict=True):
            wanted = test(run, scope)
            passed = None if is_range and wanted is None else holds(run, subject, wanted)
            if passed:
                return True
            if passed is None:
                answer = None
                run.problem(TYPE, f"{kind(subject)} cannot be in this {RANGE}", at)
        return answer

    return test_all


@emits(UnaryTests)
def _unary_tests(compiler: Compiler, node: UnaryTests) -> Code:
    tests = tuple(_test(compiler, test) for test in node.tests)
    negated = node.negated
    if not tests:
        return lambda _run, _scope: True

    def test_all(run: Run, scope: Scope) -> object:
        answer: bool | None = False
        for test in tests:
            passed = test(run, scope)
            if passed:
                return not negated
            if passed is None:
                answer = None
        return None if answer is None else negated

    return test_all


def _test(compiler: Compiler, node: Node) -> Callable[[Run, Scope], bool | None]:
    before, compiler.reads_input = compiler.reads_input, False
    code = compiler.emit(node)
    about_input = compiler.reads_input
    compiler.reads_input |= before
    is_range = isinstance(node, Interval | Bound)

    def test(run: Run, scope: Scope) -> bool | None:
        wanted = code(run, scope)
        if about_input and (wanted is None or isinstance(wanted, bool)):
            return wanted
        if wanted is None and is_range:
            return None
        return holds(run, run.value, wanted)

    return test


@emits(InstanceOf)
def _instance_of(compiler: Compiler, node: InstanceOf) -> Code:
    value, type_ = compiler.emit(node.value), resolve(node.type, compiler.types)
    return lambda run, scope: instance_of(value(run, scope), type_)


@emits(If)
def _if(compiler: Compiler, node: If) -> Code:
    test, yes, no, at = compiler.emit(node.test), compiler.block(node.yes), compiler.block(node.no), node.at

    def choose(run: Run, scope: Scope) -> object:
        answer = test(run, scope)
        if answer is True:
            return yes(run, scope)
        if answer is False or answer is None:
            return no(run, scope)
        run.problem(TYPE, f"'if' needs true or false, not {kind(answer)}", at)
        return None

    return choose


# loops

Domain = Callable[[Run, Scope], "Iterable[object] | None"]


def elements(run: Run, value: object, at: int) -> Iterable[object] | None:
    """What a loop over the value visits: the elements, the numbers or days of a range, or the single value."""
    if isinstance(value, list | tuple):
        return value
    if isinstance(value, Range):
        return _range_elements(run, value, at)
    if value is None:
        run.problem(TYPE, "there is no list to go through: it is null", at)
        return None
    return (value,)


def _range_elements(run: Run, value: Range, at: int) -> Iterable[object] | None:
    steps = _steps(value.low, value.high)
    if steps is None or value.form != ".." or steps[0] < 0:
        run.problem(TYPE, "only ranges from a lower to a higher number or date can be gone through", at)
        return None
    items = _counted(value.low, *steps)
    visible = (item for item in items if value.low_closed or item != value.low)
    return visible if value.high_closed else (item for item in visible if item != value.high)


def _steps(start: object, end: object) -> tuple[int, int] | None:
    """How many steps of which direction lead from start to end; None when there are no steps between such values."""
    if isinstance(start, Decimal) and isinstance(end, Decimal):
        distance = int(NUMBERS.subtract(end, start))
    elif kind(start) == kind(end) == DATE:
        distance = day_number(end) - day_number(start)  # type: ignore[arg-type]
    else:
        return None
    return (distance, 1 if distance >= 0 else -1)


def _counted(start: object, distance: int, step: int) -> Iterator[object]:
    if isinstance(start, Decimal):
        return (NUMBERS.add(start, Decimal(offset)) for offset in range(0, distance + step, step))
    return (add_duration(start, timedelta(days=offset)) for offset in range(0, distance + step, step))  # type: ignore[arg-type]


def _domain(compiler: Compiler, iteration: Iteration, at: int) -> Domain:
    start = compiler.emit(iteration.domain)
    if iteration.end is None:
        return lambda run, scope: elements(run, start(run, scope), at)
    end = compiler.emit(iteration.end)

    def count(run: Run, scope: Scope) -> Iterable[object] | None:
        first, last = start(run, scope), end(run, scope)
        steps = _steps(first, last)
        if steps is None:
            run.problem(TYPE, f"there is nothing to count from {kind(first)} to {kind(last)}", at)
            return None
        return _counted(first, *steps)

    return count


class _Loop:
    """Nested iterations: every combination of the variables, the last one fastest, each in its own scope."""

    def __init__(self, compiler: Compiler, iterations: tuple[Iteration, ...], at: int, *names: str) -> None:
        self.names = [iteration.name for iteration in iterations]
        self.domains: list[Domain] = []
        self.frames: list[Frame] = []
        for iteration in iterations:
            self.domains.append(_domain(compiler, iteration, at))
            self.frames.append(Frame({iteration.name, *names}))
            compiler.frames.append(self.frames[-1])

    def visit(self, run: Run, scope: Scope, extra: dict[str, object], depth: int = 0) -> Iterator[Scope | None]:
        """The scopes of the body; None once where a domain is no list."""
        items = self.domains[depth](run, scope)
        if items is None:
            yield None
            return
        name, last = self.names[depth], depth + 1 == len(self.names)
        for item in items:
            run.charge(1)
            inner = Scope({**extra, name: norm(item)}, scope, scope.root)
            if last:
                yield inner
            else:
                yield from self.visit(run, inner, extra, depth + 1)


@emits(For)
def _for(compiler: Compiler, node: For) -> Code:
    compiler.builds = True
    frames = len(compiler.frames)
    loop = _Loop(compiler, node.iterations, node.at, "partial")
    body = compiler.block(node.body)
    keeps = any(frame.partial_kept for frame in loop.frames)
    del compiler.frames[frames:]

    def repeat(run: Run, scope: Scope) -> object:
        results: list[object] = []
        for inner in loop.visit(run, scope, {"partial": results}):
            if inner is None:
                return None
            if keeps:
                run.charge_size(len(results))
                inner.vars["partial"] = results.copy()  # type: ignore[index]
            results.append(body(run, inner))
        run.charge_size(len(results))
        return results

    return repeat


@emits(Quantified)
def _quantified(compiler: Compiler, node: Quantified) -> Code:
    frames = len(compiler.frames)
    loop = _Loop(compiler, node.iterations, node.at)
    test = compiler.block(node.test)
    del compiler.frames[frames:]
    decisive, at = not node.every, node.at

    def quantify(run: Run, scope: Scope) -> object:
        answer: object = not decisive
        for inner in loop.visit(run, scope, {}):
            if inner is None:
                return None
            value = test(run, inner)
            if value is decisive:
                return value
            if not isinstance(value, bool):
                answer = None
                if value is not None:
                    run.problem(TYPE, f"'satisfies' needs true or false, not {kind(value)}", at)
        return answer

    return quantify
