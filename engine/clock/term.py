"""Settlement times: a value and the unit the law gives it in.

A bare "day" is the classic mistake of step tables, so the unit is always explicit in a ``Term``. In short texts
``d`` and the ISO ``P…D`` mean the unit the caller names (working days unless told otherwise); ``wd`` and ``cd``
never depend on the caller.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from engine.clock.errors import TermError


class Unit(StrEnum):
    """How a term is counted; the value is what data files say."""

    HOUR = "hour"
    HALF_DAY = "half_day"
    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"
    MONTH = "month"
    SAME_DAY = "same_day"
    NONE = "none"


WORKING_UNITS = frozenset({Unit.HOUR, Unit.HALF_DAY, Unit.WORKING_DAY})
"""Units counted in working time."""
DATE_UNITS = frozenset({Unit.CALENDAR_DAY, Unit.MONTH})
"""Units counted on the wall calendar and rolled forward to a working day."""
LONGEST = Decimal(10_000)


@dataclass(frozen=True, slots=True)
class Term:
    """A length of settlement, e.g. ``Term(Decimal(3), Unit.WORKING_DAY)``; raises TermError when impossible."""

    value: Decimal
    unit: Unit

    def __post_init__(self) -> None:
        if not self.value.is_finite() or not 0 <= self.value <= LONGEST:
            raise TermError("term.range", str(self.value), f"the value must lie between 0 and {LONGEST}")
        if self.unit in DATE_UNITS and self.value != self.value.to_integral_value():
            raise TermError("term.fraction", str(self.value), "calendar days and months are whole numbers")
        if self.unit in (Unit.SAME_DAY, Unit.NONE) and self.value:
            raise TermError("term.value", str(self.value), f"a {self.unit.value} term has no value")

    def __str__(self) -> str:
        return term_text(self)


SAME_DAY = Term(Decimal(0), Unit.SAME_DAY)
NO_TERM = Term(Decimal(0), Unit.NONE)

_WORDS = {"same-day": SAME_DAY, "same_day": SAME_DAY, "none": NO_TERM}
_SUFFIX = {
    "h": Unit.HOUR,
    "hd": Unit.HALF_DAY,
    "wd": Unit.WORKING_DAY,
    "cd": Unit.CALENDAR_DAY,
    "m": Unit.MONTH,
}
_TEXT_OF = {unit: suffix for suffix, unit in _SUFFIX.items()} | {Unit.WORKING_DAY: "wd"}
_SHORT = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,6})?) ?([a-z]{1,3})", re.ASCII)
_ISO = re.compile(
    r"P(?:(?P<y>[0-9]{1,4})Y)?(?:(?P<m>[0-9]{1,5})M)?(?:(?P<w>[0-9]{1,4})W)?(?:(?P<d>[0-9]{1,5}(?:\.[0-9]{1,6})?)D)?"
    r"(?:T(?:(?P<h>[0-9]{1,6}(?:\.[0-9]{1,6})?)H)?(?:(?P<min>[0-9]{1,6})M)?)?",
    re.ASCII,
)
_EXPECTED = "write for example 8h, 2d, 0.5d, 1hd (half day), 3wd, 34cd, 1m, same-day, PT2H, P3D or P1M"


def parse_term(text: str, *, day: Unit = Unit.WORKING_DAY) -> Term:
    """Read ``8h``, ``30min``, ``2d``, ``34cd``, ``1m``, ``same-day``, ``none`` or an ISO 8601 duration of one unit.

    ``day`` says what a bare day (``2d``, ``P2D``) is: the package's ``step_day_unit``. Raises TermError.
    """
    plain = text.strip()
    if plain.lower() in _WORDS:
        return _WORDS[plain.lower()]
    if match := _SHORT.fullmatch(plain.lower()):
        return _short(text, Decimal(match[1]), match[2], day)
    if len(plain) > 1 and (iso := _ISO.fullmatch(plain)):
        return _iso(text, iso, day)
    raise TermError("term.syntax", text, f"this is not a length of time; {_EXPECTED}")


def _short(text: str, value: Decimal, suffix: str, day: Unit) -> Term:
    if suffix == "d":
        return Term(value, day)
    if suffix == "min":
        return Term(value / 60, Unit.HOUR)
    if suffix not in _SUFFIX:
        raise TermError("term.unit", text, f"{suffix} is not a unit; {_EXPECTED}")
    return Term(value, _SUFFIX[suffix])


def _iso(text: str, match: re.Match[str], day: Unit) -> Term:
    part = {name: Decimal(found) for name, found in match.groupdict().items() if found is not None}
    found = frozenset(part)
    zero = Decimal(0)
    if found and found <= {"y", "m"}:
        return Term(part.get("y", zero) * 12 + part.get("m", zero), Unit.MONTH)
    if found and found <= {"h", "min"}:
        return Term(part.get("h", zero) + part.get("min", zero) / 60, Unit.HOUR)
    if found == {"w"}:
        return Term(part["w"] * 7, Unit.CALENDAR_DAY)
    if found == {"d"}:
        return Term(part["d"], day)
    raise TermError("term.mixed", text, "use one unit: days and hours of work do not add up without a calendar")


def term_text(term: Term) -> str:
    """The short text that ``parse_term`` reads back, such as ``3wd``."""
    if term.unit is Unit.SAME_DAY:
        return "same-day"
    if term.unit is Unit.NONE:
        return "none"
    return f"{term.value.normalize():f}{_TEXT_OF[term.unit]}"


def term_from_json(data: Mapping[str, Any]) -> Term:
    """Read ``{"value": 3, "unit": "working_day"}``; ``value`` may be absent for same_day and none. Raises TermError."""
    unit_text = str(data.get("unit", ""))
    if unit_text not in Unit.__members__.values():
        raise TermError("term.unit", unit_text, f"the unit is one of {', '.join(Unit)}")
    value = data.get("value", 0)
    if isinstance(value, bool) or not isinstance(value, (int, float, str, Decimal)):
        raise TermError("term.value", str(value), "the value is a number")
    try:
        return Term(Decimal(str(value)), Unit(unit_text))
    except InvalidOperation as error:
        raise TermError("term.value", str(value), "the value is a number") from error


def term_to_json(term: Term) -> dict[str, str]:
    """The data form: the value as a decimal text, the unit as in ``Unit``."""
    return {"value": f"{term.value.normalize():f}", "unit": term.unit.value}


def hours(value: Decimal) -> timedelta:
    """Hours as an exact duration, rounded to the microsecond."""
    return timedelta(microseconds=int((value * 3_600_000_000).to_integral_value()))


def working_time(term: Term, hours_per_day: Decimal) -> timedelta | None:
    """The working time a term stands for; None for units that are not counted in working time."""
    match term.unit:
        case Unit.HOUR:
            return hours(term.value)
        case Unit.WORKING_DAY:
            return hours(term.value * hours_per_day)
        case Unit.HALF_DAY:
            return hours(term.value * hours_per_day / 2)
        case _:
            return None
