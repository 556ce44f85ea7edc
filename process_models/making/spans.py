"""Lengths of time of a table as terms of a package."""

from decimal import Decimal
from typing import Any, Final

from process_models.steps.table import Span, Unit

_STEP: Final = {
    Unit.MINUTE: "min",
    Unit.HOUR: "h",
    Unit.WORKING_DAY: "d",
    Unit.DAY: "d",
    Unit.CALENDAR_DAY: "cd",
    Unit.MONTH: "m",
}
_HOURS: Final = {
    Unit.MINUTE: Decimal(1) / 60,
    Unit.HOUR: Decimal(1),
    Unit.HALF_DAY: Decimal(4),
    Unit.WORKING_DAY: Decimal(8),
    Unit.DAY: Decimal(8),
    Unit.SAME_DAY: Decimal(8),
}
_TERM: Final = {
    Unit.HOUR: "hour",
    Unit.HALF_DAY: "half_day",
    Unit.WORKING_DAY: "working_day",
    Unit.DAY: "working_day",
    Unit.CALENDAR_DAY: "calendar_day",
    Unit.MONTH: "month",
}


def step_time(span: Span | None) -> str:
    """``motcua:time`` of a step; empty when the table gives none."""
    if span is None:
        return ""
    if span.unit is Unit.SAME_DAY:
        return "same-day"
    if span.unit is Unit.HALF_DAY:
        return f"{_plain(span.value / 2)}d"
    return f"{_plain(span.value)}{_STEP[span.unit]}"


def hours(span: Span) -> Decimal | None:
    """Working hours; None for calendar days and months, which only a calendar can compare."""
    if span.unit not in _HOURS:
        return None
    return (span.value * _HOURS[span.unit]).quantize(Decimal("0.0001")).normalize()


def term(span: Span | None) -> dict[str, Any] | None:
    """A term of ``procedure.json``; a bare "ngày" is a working day, which the reader has flagged."""
    if span is None:
        return None
    if span.unit is Unit.SAME_DAY:
        return {"unit": "same_day"}
    if span.unit is Unit.MINUTE:
        return {"value": _number(span.value / 60), "unit": "hour"}
    return {"value": _number(span.value), "unit": _TERM[span.unit]}


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _number(value: Decimal) -> int | float:
    whole = value.to_integral_value()
    return int(whole) if whole == value else float(value)
