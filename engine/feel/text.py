"""Any value as text: the FEEL function string() (DMN 1.5, table 72), also used in messages."""

import re
from collections.abc import Callable, Mapping
from datetime import time, timedelta
from decimal import Decimal

from engine.feel.temporal import AnyDate, YearsMonths
from engine.feel.temporal_text import date_text, date_time_text, days_time_text, time_text, years_months_text
from engine.feel.values import (
    BOOLEAN,
    CONTEXT,
    DATE,
    DATE_TIME,
    DAYS_TIME,
    FUNCTION,
    LIST,
    NULL,
    NUMBER,
    RANGE,
    STRING,
    TIME,
    UNKNOWN,
    YEARS_MONTHS,
    Meter,
    Range,
    enter_nested,
    kind,
    to_number,
)

_PLAIN_KEY = re.compile(r"[^\W\d]\w*(?: \w+)*")
_ESCAPES = str.maketrans({'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})


class _Free:
    """A meter for values whose size is known to be harmless."""

    nesting = 0

    def charge(self, steps: int) -> None:
        """Take no notice."""


def feel_string(value: object, meter: Meter | None = None) -> str:
    """The text of a value: a string is itself, inside a list or context it is quoted; null is `null`.

    Raises `BudgetExceededError` for values nested deeper than 100 levels.
    """
    return value if isinstance(value, str) else _inner(value, _Free() if meter is None else meter)


def number_text(value: object) -> str:
    """A number in plain digits, without trailing zeros."""
    number = to_number(value)
    if number is None:
        return "null"
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _inner(value: object, meter: Meter) -> str:
    enter_nested(meter, 1)
    text = _TEXT[kind(value)](value, meter)
    meter.nesting -= 1
    meter.charge(len(text) >> 5)
    return text


def _list(value: list[object], meter: Meter) -> str:
    return "[" + ", ".join(_inner(item, meter) for item in value) + "]"


def _context(value: Mapping[str, object], meter: Meter) -> str:
    return "{" + ", ".join(f"{_key(key)}: {_inner(item, meter)}" for key, item in value.items()) + "}"


def _key(key: str) -> str:
    return key if _PLAIN_KEY.fullmatch(key) else _quoted(key)


def _quoted(text: str) -> str:
    return '"' + text.translate(_ESCAPES) + '"'


def _range(value: Range, meter: Meter) -> str:
    if value.form != "..":
        return f"({value.form} {_inner(value.low if value.high is None else value.high, meter)})"
    opening, closing = "[" if value.low_closed else "(", "]" if value.high_closed else ")"
    return f"{opening}{_inner(value.low, meter)}..{_inner(value.high, meter)}{closing}"


def _date(value: AnyDate, _meter: Meter) -> str:
    return date_text(value)


def _moment(value: AnyDate, _meter: Meter) -> str:
    return date_time_text(value)


def _time(value: time, _meter: Meter) -> str:
    return time_text(value)


def _days_time(value: timedelta, _meter: Meter) -> str:
    return days_time_text(value)


def _years_months(value: YearsMonths, _meter: Meter) -> str:
    return years_months_text(value)


def _number(value: Decimal, _meter: Meter) -> str:
    return number_text(value)


_TEXT: dict[str, Callable[..., str]] = {
    NULL: lambda _value, _meter: "null",
    BOOLEAN: lambda value, _meter: "true" if value else "false",
    NUMBER: _number,
    STRING: lambda value, _meter: _quoted(value),
    DATE: _date,
    TIME: _time,
    DATE_TIME: _moment,
    DAYS_TIME: _days_time,
    YEARS_MONTHS: _years_months,
    LIST: _list,
    CONTEXT: _context,
    RANGE: _range,
    FUNCTION: lambda value, _meter: f"function {value.name}".rstrip(),
    UNKNOWN: lambda value, _meter: type(value).__name__,
}
