"""Arithmetic of FEEL (DMN 1.5, tables 53-57): which operators take which kinds, and what they give."""

from collections.abc import Callable
from datetime import time, timedelta, tzinfo
from decimal import ROUND_DOWN, Decimal, DecimalException

from engine.feel.problems import ARITHMETIC, TYPE, Run
from engine.feel.temporal import (
    MICRO,
    AnyDate,
    YearsMonths,
    add_duration,
    add_months,
    add_to_time,
    day_number,
    micros,
    time_micros,
    zoned,
)
from engine.feel.values import (
    DATE,
    DATE_TIME,
    DAYS_TIME,
    NUMBER,
    NUMBERS,
    STRING,
    TIME,
    YEARS_MONTHS,
    kind,
)

Operation = Callable[[Run, object, object, int], object]


class _NoValueError(ArithmeticError):
    """The kinds fit, but the operation has no value for these operands."""


def _text(run: Run, left: str, right: str) -> str:
    run.charge_text(len(left) + len(right))
    return left + right


def _later(_run: Run, moment: AnyDate, duration: timedelta) -> AnyDate:
    return add_duration(moment, duration)


def _earlier(_run: Run, moment: AnyDate, duration: timedelta) -> AnyDate:
    return add_duration(moment, -duration)


def _months_later(_run: Run, moment: AnyDate, duration: YearsMonths) -> AnyDate:
    return add_months(moment, duration.total)


def _months_earlier(_run: Run, moment: AnyDate, duration: YearsMonths) -> AnyDate:
    return add_months(moment, -duration.total)


def _time_later(_run: Run, moment: time, duration: timedelta) -> time:
    return add_to_time(moment, duration)


def _time_earlier(_run: Run, moment: time, duration: timedelta) -> time:
    return add_to_time(moment, -duration)


def _days_between(_run: Run, left: AnyDate, right: AnyDate) -> timedelta:
    return timedelta(days=day_number(left) - day_number(right))


def _zone_for(run: Run, left: bool, right: bool) -> tzinfo | None:
    if left == right:
        return None
    if run.env.zone is None:
        raise _NoValueError("one of the two has an offset or time zone and the other has none")
    return run.env.zone


def _time_between(run: Run, left: AnyDate, right: AnyDate) -> timedelta:
    # a date stands for its midnight in UTC, so it counts as having a zone (DMN 1.5, 10.3.2.9.4)
    zone = _zone_for(run, _has_zone(left), _has_zone(right))
    return (micros(left, zone) - micros(right, zone)) * MICRO


def _has_zone(value: AnyDate) -> bool:
    return kind(value) == DATE or zoned(value)


def _clock_between(run: Run, left: time, right: time) -> timedelta:
    zone = _zone_for(run, zoned(left), zoned(right))
    return (time_micros(left, zone) - time_micros(right, zone)) * MICRO


def _scale_days(_run: Run, duration: timedelta, factor: Decimal) -> timedelta:
    return _whole(NUMBERS.multiply(Decimal(duration // MICRO), factor)) * MICRO


def _divide_days(_run: Run, duration: timedelta, divisor: Decimal) -> timedelta:
    return _whole(NUMBERS.divide(Decimal(duration // MICRO), divisor)) * MICRO


def _scale_months(_run: Run, duration: YearsMonths, factor: Decimal) -> YearsMonths:
    return YearsMonths(_whole(NUMBERS.multiply(Decimal(duration.total), factor)))


def _divide_months(_run: Run, duration: YearsMonths, divisor: Decimal) -> YearsMonths:
    return YearsMonths(_whole(NUMBERS.divide(Decimal(duration.total), divisor)))


def _whole(number: Decimal) -> int:
    if number.adjusted() > 30:
        raise _NoValueError("the duration is too long")
    return int(number.to_integral_value(rounding=ROUND_DOWN))


_ADD: dict[tuple[str, str], Callable[..., object]] = {
    (NUMBER, NUMBER): lambda _run, left, right: NUMBERS.add(left, right),
    (STRING, STRING): _text,
    (DAYS_TIME, DAYS_TIME): lambda _run, left, right: left + right,
    (YEARS_MONTHS, YEARS_MONTHS): lambda _run, left, right: YearsMonths(left.total + right.total),
    (DATE, DAYS_TIME): _later,
    (DATE_TIME, DAYS_TIME): _later,
    (DATE, YEARS_MONTHS): _months_later,
    (DATE_TIME, YEARS_MONTHS): _months_later,
    (TIME, DAYS_TIME): _time_later,
}
_ADD |= {(right, left): lambda run, a, b, of=of: of(run, b, a) for (left, right), of in _ADD.items() if left != right}

_SUBTRACT: dict[tuple[str, str], Callable[..., object]] = {
    (NUMBER, NUMBER): lambda _run, left, right: NUMBERS.subtract(left, right),
    (DAYS_TIME, DAYS_TIME): lambda _run, left, right: left - right,
    (YEARS_MONTHS, YEARS_MONTHS): lambda _run, left, right: YearsMonths(left.total - right.total),
    (DATE, DATE): _days_between,
    (DATE_TIME, DATE_TIME): _time_between,
    (DATE_TIME, DATE): _time_between,
    (DATE, DATE_TIME): _time_between,
    (TIME, TIME): _clock_between,
    (DATE, DAYS_TIME): _earlier,
    (DATE_TIME, DAYS_TIME): _earlier,
    (DATE, YEARS_MONTHS): _months_earlier,
    (DATE_TIME, YEARS_MONTHS): _months_earlier,
    (TIME, DAYS_TIME): _time_earlier,
}

_MULTIPLY: dict[tuple[str, str], Callable[..., object]] = {
    (NUMBER, NUMBER): lambda _run, left, right: NUMBERS.multiply(left, right),
    (DAYS_TIME, NUMBER): _scale_days,
    (NUMBER, DAYS_TIME): lambda run, left, right: _scale_days(run, right, left),
    (YEARS_MONTHS, NUMBER): _scale_months,
    (NUMBER, YEARS_MONTHS): lambda run, left, right: _scale_months(run, right, left),
}

_DIVIDE: dict[tuple[str, str], Callable[..., object]] = {
    (NUMBER, NUMBER): lambda _run, left, right: NUMBERS.divide(left, right),
    (DAYS_TIME, NUMBER): _divide_days,
    (YEARS_MONTHS, NUMBER): _divide_months,
    (DAYS_TIME, DAYS_TIME): lambda _run, left, right: NUMBERS.divide(Decimal(left // MICRO), Decimal(right // MICRO)),
    (YEARS_MONTHS, YEARS_MONTHS): lambda _run, left, right: NUMBERS.divide(Decimal(left.total), Decimal(right.total)),
}

_POWER: dict[tuple[str, str], Callable[..., object]] = {
    (NUMBER, NUMBER): lambda _run, left, right: NUMBERS.power(left, right),
}


def _operation(symbol: str, table: dict[tuple[str, str], Callable[..., object]]) -> Operation:
    numbers = table[NUMBER, NUMBER]

    def apply(run: Run, left: object, right: object, at: int) -> object:
        if type(left) is Decimal and type(right) is Decimal:
            operation: Callable[..., object] | None = numbers
        else:
            operation = table.get((kind(left), kind(right)))
        if operation is None:
            run.problem(TYPE, f"{kind(left)} {symbol} {kind(right)} has no meaning", at)
            return None
        try:
            return operation(run, left, right)
        except (ArithmeticError, ValueError) as error:
            run.problem(ARITHMETIC, f"{symbol}: {_reason(error)}", at)
            return None

    return apply


def _reason(error: Exception) -> str:
    if isinstance(error, _NoValueError):
        return str(error)
    if isinstance(error, ZeroDivisionError):
        return "division by zero"
    if isinstance(error, DecimalException):
        return "the result is not a number FEEL can hold"
    return "the result is outside the calendar"


OPERATIONS: dict[str, Operation] = {
    "+": _operation("+", _ADD),
    "-": _operation("-", _SUBTRACT),
    "*": _operation("*", _MULTIPLY),
    "/": _operation("/", _DIVIDE),
    "**": _operation("**", _POWER),
}

_NEGATE: dict[str, Callable[..., object]] = {
    NUMBER: NUMBERS.minus,
    DAYS_TIME: lambda value: -value,
    YEARS_MONTHS: lambda value: YearsMonths(-value.total),
}


def negate(run: Run, value: object, at: int) -> object:
    """`-value` of a number or duration."""
    operation = _NEGATE.get(kind(value))
    if operation is None:
        run.problem(TYPE, f"-{kind(value)} has no meaning", at)
        return None
    try:
        return operation(value)
    except OverflowError:
        run.problem(ARITHMETIC, "the duration is too long", at)
        return None
