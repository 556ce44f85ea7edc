"""Values as the state keeps them: one form for each number, nothing that cannot be written down.

JSON and FEEL give the same number as ``int``, ``float`` or ``Decimal``; a state knows ``int`` for whole numbers and
``Decimal`` for the others, so that equal states are equal bytes.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from engine.feel import Far, Range, YearsMonths

MAX_DEPTH = 200
_WHOLE_DIGITS = 36
"""Larger whole numbers stay Decimal: 1E+6000 must not become six thousand digits."""


class UnstorableError(ValueError):
    """A function, a not-a-number or a too deeply nested value cannot be kept."""


def storable(value: Any, depth: int = 0) -> Any:
    """The value in its one stored form. Raises UnstorableError."""
    kind = type(value)
    if kind in _AS_IT_IS:
        return value
    if depth > MAX_DEPTH:
        raise UnstorableError(f"the value is nested deeper than {MAX_DEPTH} levels")
    convert = _FORMS.get(kind)
    return _other(value, depth) if convert is None else convert(value, depth)


def whole_or_decimal(number: Decimal) -> int | Decimal:
    """A number as ``int`` when it is whole (and of a reasonable size), else as it is. Raises UnstorableError."""
    if not number.is_finite():
        raise UnstorableError(f"{number} is not a number")
    if number.adjusted() < _WHOLE_DIGITS and number == number.to_integral_value():
        return int(number)
    return number


def _decimal(value: Decimal, _depth: int) -> int | Decimal:
    return whole_or_decimal(value)


def _float(value: float, _depth: int) -> int | Decimal:
    return whole_or_decimal(Decimal(repr(value)))


def _list(value: Any, depth: int) -> list[Any]:
    return [storable(item, depth + 1) for item in value]


def _context(value: Mapping[Any, Any], depth: int) -> dict[str, Any]:
    return {str(key): storable(item, depth + 1) for key, item in value.items()}


def _range(value: Range, depth: int) -> Range:
    low, high = storable(value.low, depth + 1), storable(value.high, depth + 1)
    return Range(low, high, value.low_closed, value.high_closed, value.form)


def _other(value: Any, depth: int) -> Any:
    for kind, convert in _FORMS.items():
        if isinstance(value, kind):
            return convert(value, depth)
    if isinstance(value, Mapping):
        return _context(value, depth)
    raise UnstorableError(f"a value of type {type(value).__name__} cannot be kept")


_AS_IT_IS = frozenset({str, int, bool, type(None), date, datetime, time, timedelta, YearsMonths, Far})
_FORMS: dict[type, Callable[[Any, int], Any]] = {
    Decimal: _decimal,
    float: _float,
    list: _list,
    tuple: _list,
    dict: _context,
    Range: _range,
    str: lambda value, _depth: str(value),
    bool: lambda value, _depth: bool(value),
    int: lambda value, _depth: int(value),
}
