"""FEEL values: their kinds, numbers, equality and order (DMN 1.5, 10.3.2.3 and tables 42, 50-52).

number = Decimal (int and float are read as numbers), string = str, boolean = bool, date, time, date and time =
`datetime` values (or `Far`), days and time duration = timedelta, years and months duration = YearsMonths, list =
list or tuple, context = any Mapping, range = Range, function = FeelFunction or Builtin, null = None.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import MAX_PREC, ROUND_HALF_EVEN, Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import Any, Protocol

from engine.feel.problems import MAX_NESTING, BudgetExceededError
from engine.feel.temporal import AnyDate, Far, YearsMonths, day_number, micros, time_micros, zoned

NUMBERS = Context(
    prec=34,
    rounding=ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    clamp=0,
    traps=[InvalidOperation, DivisionByZero, Overflow],
)
"""decimal128: 34 digits, half even; an overflow is an error, never an infinity."""

EXACT = Context(
    prec=min(MAX_PREC, 13_000), rounding=ROUND_HALF_EVEN, traps=[InvalidOperation, DivisionByZero, Overflow]
)
"""Wide enough to scale any decimal128 number by the scales FEEL allows without losing a digit."""

NULL = "null"
BOOLEAN = "boolean"
NUMBER = "number"
STRING = "string"
DATE = "date"
TIME = "time"
DATE_TIME = "date and time"
DAYS_TIME = "days and time duration"
YEARS_MONTHS = "years and months duration"
LIST = "list"
CONTEXT = "context"
RANGE = "range"
FUNCTION = "function"
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Range:
    """A range, or the set a unary test such as `< 10` or `!= 5` describes.

    `form` is `..` for an interval and the operator for a unary test; a missing end of a unary test is None.
    """

    low: object
    high: object
    low_closed: bool = True
    high_closed: bool = True
    form: str = ".."


class Meter(Protocol):
    """Where deep comparisons and long texts are charged."""

    nesting: int

    def charge(self, steps: int) -> None:
        """Count steps about to be taken."""


def enter_nested(meter: Meter, size: int) -> None:
    """Charge a look into a list or context; `meter.nesting` is taken back by the caller."""
    meter.charge(size)
    meter.nesting += 1
    if meter.nesting > MAX_NESTING:
        raise BudgetExceededError(f"the value is nested deeper than {MAX_NESTING} levels")


class Function:
    """What can be called: parameter names (None when it takes any number), and `call`."""

    __slots__ = ()
    name: str
    parameters: tuple[str, ...] | None


_KINDS: dict[type, str] = {
    type(None): NULL,
    bool: BOOLEAN,
    Decimal: NUMBER,
    int: NUMBER,
    float: NUMBER,
    str: STRING,
    date: DATE,
    time: TIME,
    datetime: DATE_TIME,
    timedelta: DAYS_TIME,
    YearsMonths: YEARS_MONTHS,
    list: LIST,
    tuple: LIST,
    dict: CONTEXT,
    Range: RANGE,
}


def kind(value: object) -> str:
    """The FEEL kind of a value; `unknown` for what FEEL has no word for."""
    known = _KINDS.get(type(value))
    return _other_kind(value) if known is None else known


def _other_kind(value: object) -> str:
    if isinstance(value, Far):
        return DATE_TIME if isinstance(value.base, datetime) else DATE
    if isinstance(value, Function):
        return FUNCTION
    if isinstance(value, Mapping):
        return CONTEXT
    for known, name in _KINDS.items():
        if isinstance(value, known):
            return name
    return UNKNOWN


def is_list(value: object) -> bool:
    """Whether the value is a FEEL list."""
    return isinstance(value, list | tuple)


def norm(value: object) -> object:
    """A value as FEEL computes with it: numbers of JSON become Decimal, the rest stays."""
    type_ = type(value)
    if type_ is int or type_ is float:
        return to_number(value)
    return value


def to_number(value: object) -> Decimal | None:
    """A Python number as a FEEL number with 34 digits, or None when it has none (a not-a-number, too large)."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    try:
        number = NUMBERS.create_decimal(repr(value) if isinstance(value, float) else value)
    except (InvalidOperation, Overflow, ValueError):
        return None
    return number if number.is_finite() else None


def equal(meter: Meter, left: object, right: object) -> bool | None:
    """FEEL `=`: None when the kinds cannot be compared; null equals only null. Elements inside compare the same."""
    if left is None or right is None:
        return left is right
    of = kind(left)
    if of != kind(right) or of == UNKNOWN:
        return None
    return left is right or _EQUAL[of](meter, left, right)


def same(meter: Meter, left: object, right: object) -> bool:
    """Whether two values are equal, false when they cannot be compared."""
    return equal(meter, left, right) is True


def _plain(_meter: Meter, left: object, right: object) -> bool:
    return left == right


def _same_number(_meter: Meter, left: object, right: object) -> bool:
    return norm(left) == norm(right)


def _same_text(meter: Meter, left: str, right: str) -> bool:
    meter.charge(min(len(left), len(right)) >> 8)
    return left == right


def _same_date(_meter: Meter, left: AnyDate, right: AnyDate) -> bool:
    return day_number(left) == day_number(right)


def _same_moment(_meter: Meter, left: AnyDate, right: AnyDate) -> bool:
    return zoned(left) == zoned(right) and micros(left) // 1000 == micros(right) // 1000


def _same_time(_meter: Meter, left: time, right: time) -> bool:
    return zoned(left) == zoned(right) and time_micros(left) // 1000 == time_micros(right) // 1000


def _same_list(meter: Meter, left: list[object], right: list[object]) -> bool:
    enter_nested(meter, len(left))
    answer = len(left) == len(right) and all(same(meter, a, b) for a, b in zip(left, right, strict=True))
    meter.nesting -= 1
    return answer


def _same_context(meter: Meter, left: Mapping[str, object], right: Mapping[str, object]) -> bool:
    enter_nested(meter, len(left))
    answer = len(left) == len(right) and all(key in right and same(meter, left[key], right[key]) for key in left)
    meter.nesting -= 1
    return answer


def _same_range(meter: Meter, left: Range, right: Range) -> bool:
    return (
        (left.form, left.low_closed, left.high_closed) == (right.form, right.low_closed, right.high_closed)
        and same(meter, left.low, right.low)
        and same(meter, left.high, right.high)
    )


_EQUAL: dict[str, Callable[..., bool]] = {
    BOOLEAN: _plain,
    NUMBER: _same_number,
    STRING: _same_text,
    DATE: _same_date,
    TIME: _same_time,
    DATE_TIME: _same_moment,
    DAYS_TIME: _plain,
    YEARS_MONTHS: _plain,
    LIST: _same_list,
    CONTEXT: _same_context,
    RANGE: _same_range,
    FUNCTION: _plain,
}


def order(left: object, right: object, zone: tzinfo | None = None) -> int | None:
    """-1, 0 or 1 as left is below, at or above right; None when they have no order.

    A local time and one with an offset are compared in `zone`; without one they have no order.
    """
    of = kind(left)
    keys = _ORDER.get(of)
    if keys is None or of != kind(right):
        return None
    if of in (TIME, DATE_TIME) and zoned(left) == zoned(right):  # type: ignore[arg-type]
        zone = None
    elif of in (TIME, DATE_TIME) and zone is None:
        return None
    first, second = keys(left, zone), keys(right, zone)
    return int(first > second) - int(first < second)


_ORDER: dict[str, Callable[..., Any]] = {
    NUMBER: lambda value, _zone: norm(value),
    STRING: lambda value, _zone: value,
    DATE: lambda value, _zone: day_number(value),
    TIME: lambda value, zone: time_micros(value, zone) // 1000,
    DATE_TIME: lambda value, zone: micros(value, zone) // 1000,
    DAYS_TIME: lambda value, _zone: value,
    YEARS_MONTHS: lambda value, _zone: value.total,
}


def in_range(meter: Meter, value: object, within: Range, zone: tzinfo | None = None) -> bool | None:
    """Whether the value lies in the range; None when it cannot be compared with an end."""
    if within.form in ("=", "!="):
        equals = equal(meter, value, within.low)
        return equals if equals is None or within.form == "=" else not equals
    above = _beyond(value, within.low, zone, closed=within.low_closed, side=1)
    below = _beyond(value, within.high, zone, closed=within.high_closed, side=-1)
    return None if above is None or below is None else above and below


def _beyond(value: object, end: object, zone: tzinfo | None, *, closed: bool, side: int) -> bool | None:
    if end is None:
        return True
    position = order(value, end, zone)
    if position is None:
        return None
    return position == side or (closed and position == 0)
