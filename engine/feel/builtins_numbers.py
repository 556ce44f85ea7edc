"""Numeric and boolean built-ins, and number() and string() (DMN 1.5, tables 72, 73 and 77)."""

import re
from datetime import timedelta
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
)

from engine.feel.functions import builtin
from engine.feel.problems import FeelError, Run
from engine.feel.temporal import YearsMonths
from engine.feel.text import feel_string
from engine.feel.values import DATE_TIME, EXACT, NUMBERS, TIME, kind, same

MIN_SCALE, MAX_SCALE = -6111, 6176
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,5})?")


def _scaled(number: Decimal, scale: Decimal, rounding: str) -> Decimal:
    if not MIN_SCALE <= scale <= MAX_SCALE:
        raise FeelError(f"the scale must be between {MIN_SCALE} and {MAX_SCALE}")
    digits = int(scale.to_integral_value(rounding=ROUND_FLOOR))
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and -exponent <= digits:
        return number
    return NUMBERS.plus(
        EXACT.create_decimal(number).quantize(Decimal((0, (1,), -digits)), rounding=rounding, context=EXACT)
    )


@builtin("decimal", "n: number, scale: number")
def _decimal(_run: Run, number: Decimal, scale: Decimal) -> Decimal:
    return _scaled(number, scale, ROUND_HALF_EVEN)


@builtin("floor", "n: number, scale?: number")
def _floor(_run: Run, number: Decimal, scale: Decimal = Decimal(0)) -> Decimal:
    return _scaled(number, scale, ROUND_FLOOR)


@builtin("ceiling", "n: number, scale?: number")
def _ceiling(_run: Run, number: Decimal, scale: Decimal = Decimal(0)) -> Decimal:
    return _scaled(number, scale, ROUND_CEILING)


@builtin("round up", "n: number, scale: number")
def _round_up(_run: Run, number: Decimal, scale: Decimal) -> Decimal:
    return _scaled(number, scale, ROUND_UP)


@builtin("round down", "n: number, scale: number")
def _round_down(_run: Run, number: Decimal, scale: Decimal) -> Decimal:
    return _scaled(number, scale, ROUND_DOWN)


@builtin("round half up", "n: number, scale: number")
def _round_half_up(_run: Run, number: Decimal, scale: Decimal) -> Decimal:
    return _scaled(number, scale, ROUND_HALF_UP)


@builtin("round half down", "n: number, scale: number")
def _round_half_down(_run: Run, number: Decimal, scale: Decimal) -> Decimal:
    return _scaled(number, scale, ROUND_HALF_DOWN)


@builtin("abs", "n: number | days and time duration | years and months duration")
def _abs(_run: Run, value: Decimal | timedelta | YearsMonths) -> object:
    return YearsMonths(abs(value.total)) if isinstance(value, YearsMonths) else abs(value)


@builtin("modulo", "dividend: number, divisor: number")
def _modulo(_run: Run, dividend: Decimal, divisor: Decimal) -> Decimal:
    if not divisor:
        raise FeelError("division by zero")
    left = NUMBERS.plus(EXACT.remainder(dividend, divisor))
    return NUMBERS.add(left, divisor) if left and (left < 0) != (divisor < 0) else left


@builtin("sqrt", "number: number")
def _sqrt(_run: Run, number: Decimal) -> Decimal:
    if number < 0:
        raise FeelError("a negative number has no square root")
    return NUMBERS.sqrt(number)


@builtin("log", "number: number")
def _log(_run: Run, number: Decimal) -> Decimal:
    if number <= 0:
        raise FeelError("only positive numbers have a logarithm")
    return NUMBERS.ln(number)


@builtin("exp", "number: number")
def _exp(_run: Run, number: Decimal) -> Decimal:
    return NUMBERS.exp(number)


@builtin("odd", "number: number")
def _odd(_run: Run, number: Decimal) -> bool:
    return abs(_remainder_of_two(number)) == 1


@builtin("even", "number: number")
def _even(_run: Run, number: Decimal) -> bool:
    return _remainder_of_two(number) == 0


def _remainder_of_two(number: Decimal) -> Decimal:
    return EXACT.remainder(number, Decimal(2))


@builtin("not", "negand: any")
def _not(_run: Run, negand: object) -> bool | None:
    return not negand if isinstance(negand, bool) else None


@builtin("is", "value1: any, value2: any")
def _is(run: Run, first: object, second: object) -> bool:
    of = kind(first)
    if of != kind(second) or not (first is None or same(run, first, second)):
        return False
    # equal instants with different offsets are equal, but not the same value
    return of not in (TIME, DATE_TIME) or feel_string(first) == feel_string(second)


@builtin("number", "from: string, grouping separator?: string | null, decimal separator?: string | null")
def _number(_run: Run, text: str, grouping: str | None = None, point: str | None = None) -> Decimal:
    if grouping is not None and grouping not in (" ", ",", "."):
        raise FeelError("the grouping separator must be a space, a comma or a period")
    if point is not None and point not in (",", "."):
        raise FeelError("the decimal separator must be a comma or a period")
    if grouping is not None and grouping == (point or "."):
        raise FeelError("the two separators must differ")
    plain = text if grouping is None else text.replace(grouping, "")
    plain = plain if point in (None, ".") else _with_period(plain, point or ".")
    if len(plain) > 10_000 or not _NUMBER.fullmatch(plain):
        raise FeelError(f"{text[:50]!r} is no number")
    return NUMBERS.create_decimal(plain)


def _with_period(text: str, point: str) -> str:
    return "" if "." in text else text.replace(point, ".")


@builtin("string", "from: any")
def _string(run: Run, value: object) -> str | None:
    if value is None:
        return None
    text = feel_string(value, run)
    run.charge_text(len(text))
    return text
