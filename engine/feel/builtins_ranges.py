"""Built-ins that compare points and ranges, and range() (DMN 1.5, tables 72 and 82)."""

from collections.abc import Callable

from engine.feel.functions import BUILTINS, builtin
from engine.feel.names import KnownNames
from engine.feel.parser import Parser
from engine.feel.problems import DOMAIN, TYPE, FeelError, FeelSyntaxError, Run
from engine.feel.syntax import Call, Interval, Literal, Name, Negation, Node
from engine.feel.values import Range, is_list, kind, order

POINT = "number | string | date | time | date and time | days and time duration | years and months duration"


class _Ends:
    """The ends of two ranges, compared; a missing end lies beyond everything on its side."""

    def __init__(self, run: Run) -> None:
        self.zone = run.env.zone

    def compare(self, left: object, right: object) -> int:
        position = order(left, right, self.zone)
        if position is None:
            raise FeelError(f"{kind(left)} and {kind(right)} have no order", TYPE)
        return position

    def low(self, left: Range, right: Range) -> int:
        """The order of two lower ends; an open end starts later than a closed one at the same point."""
        if left.low is None or right.low is None:
            return (left.low is not None) - (right.low is not None)
        return self.compare(left.low, right.low) or (right.low_closed - left.low_closed)

    def high(self, left: Range, right: Range) -> int:
        """The order of two upper ends; an open end stops earlier than a closed one at the same point."""
        if left.high is None or right.high is None:
            return (left.high is None) - (right.high is None)
        return self.compare(left.high, right.high) or (left.high_closed - right.high_closed)

    def gap(self, left: Range, right: Range) -> int:
        """Where the upper end of left lies: -1 before right starts, 0 meeting it in one shared point, 1 inside."""
        if left.high is None or right.low is None:
            return 1
        position = self.compare(left.high, right.low)
        return position or (0 if left.high_closed and right.low_closed else -1)


def _as_range(value: object) -> Range:
    if isinstance(value, Range):
        if value.form == "!=":
            raise FeelError("a test with != has no ends", DOMAIN)
        return value
    return Range(value, value)


def _declare(name: str, signatures: tuple[str, ...], test: Callable[[_Ends, Range, Range], bool]) -> None:
    def body(run: Run, first: object, second: object) -> bool:
        return test(_Ends(run), _as_range(first), _as_range(second))

    builtin(name, *signatures)(body)


_P1P2 = f"point1: {POINT}, point2: {POINT}"
_PR = f"point: {POINT}, range: range"
_RP = f"range: range, point: {POINT}"
_R1R2 = "range1: range, range2: range"


def _before(ends: _Ends, left: Range, right: Range) -> bool:
    return ends.gap(left, right) < 0


def _meets(ends: _Ends, left: Range, right: Range) -> bool:
    return left.high is not None and right.low is not None and ends.gap(left, right) == 0


def _overlaps(ends: _Ends, left: Range, right: Range) -> bool:
    return ends.gap(left, right) >= 0 and ends.gap(right, left) >= 0


def _overlaps_before(ends: _Ends, left: Range, right: Range) -> bool:
    return ends.low(left, right) < 0 and ends.gap(left, right) >= 0 and ends.high(left, right) <= 0


def _finishes(ends: _Ends, left: Range, right: Range) -> bool:
    return ends.high(left, right) == 0 and ends.low(left, right) >= 0


def _includes(ends: _Ends, left: Range, right: Range) -> bool:
    return ends.low(left, right) <= 0 and ends.high(left, right) >= 0


def _starts(ends: _Ends, left: Range, right: Range) -> bool:
    return ends.low(left, right) == 0 and ends.high(left, right) <= 0


def _coincides(ends: _Ends, left: Range, right: Range) -> bool:
    return ends.low(left, right) == 0 and ends.high(left, right) == 0


_declare("before", (_P1P2, _PR, _RP, _R1R2), _before)
_declare("after", (_P1P2, _PR, _RP, _R1R2), lambda ends, left, right: _before(ends, right, left))
_declare("meets", (_R1R2,), _meets)
_declare("met by", (_R1R2,), lambda ends, left, right: _meets(ends, right, left))
_declare("overlaps", (_R1R2,), _overlaps)
_declare("overlaps before", (_R1R2,), _overlaps_before)
_declare("overlaps after", (_R1R2,), lambda ends, left, right: _overlaps_before(ends, right, left))
_declare("finishes", (_PR, _R1R2), _finishes)
_declare("finished by", (_RP, _R1R2), lambda ends, left, right: _finishes(ends, right, left))
_declare("includes", (_RP, _R1R2), _includes)
_declare("during", (_PR, _R1R2), lambda ends, left, right: _includes(ends, right, left))
_declare("starts", (_PR, _R1R2), _starts)
_declare("started by", (_RP, _R1R2), lambda ends, left, right: _starts(ends, right, left))
_declare("coincides", (_P1P2, _R1R2), _coincides)


_LITERAL_FUNCTIONS = ("date", "time", "date and time", "duration")


@builtin("range", "from: string")
def _range(run: Run, text: str) -> Range:
    try:
        parser = Parser(text, (KnownNames(BUILTINS),), KnownNames())
        node = parser.finish(parser.expression())
    except FeelSyntaxError as error:
        raise FeelError(error.message) from None
    if not isinstance(node, Interval):
        raise FeelError(f"{text[:50]!r} is no range such as [1..5]")
    low, high = _end(run, node.low), _end(run, node.high)
    if low is None or high is None or is_list(low):
        raise FeelError("both ends of the range must be given")
    position = order(low, high, run.env.zone)
    if position is None or position > 0:
        raise FeelError("the range must go from a lower to a higher value of the same type")
    return Range(low, high, node.low_closed, node.high_closed)


def _end(run: Run, node: Node) -> object:
    """The value of an end, which must be a literal: range() reads text, it does not evaluate expressions."""
    match node:
        case Literal(value=value):
            return value
        case Negation(value=Literal(value=value)) if kind(value) == "number":
            return -value  # type: ignore[operator]
        case Call(function=Name(name=name), arguments=(Literal(value=str() as text),)) if name in _LITERAL_FUNCTIONS:
            return BUILTINS[name].forms[0].body(run, text)
        case _:
            raise FeelError("the ends of the range must be literals")
