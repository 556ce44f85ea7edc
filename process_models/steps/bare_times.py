"""Times written as numbers alone: the unit they have is the one in which they add up to the time of the whole."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from process_models.steps.assemble import RawRow
from process_models.steps.flagging import Flags
from process_models.steps.table import Span, Unit
from process_models.steps.times import HOURS

BARE: Final = re.compile(r"^\d{1,4}(?:[.,]\d{1,4})?$")
_SHOWN: Final = {Unit.HOUR: "giờ", Unit.WORKING_DAY: "ngày làm việc"}


def with_units(flags: Flags, raws: Sequence[RawRow], limits: Sequence[Span | None]) -> Sequence[RawRow]:
    """The rows with a unit for their column of bare numbers, told once; as they are where nothing tells the unit."""
    column = raws[0].head.times[0] if raws and raws[0].head.times else None
    if column is None or any(raw.head.units.get(column) or column not in raw.head.times for raw in raws):
        return raws
    numbers = [raw for raw in raws if raw.row.at(column).text and not raw.row.at(column).above]
    bare = [raw for raw in numbers if BARE.match(raw.row.at(column).text.strip())]
    counted = [raw for raw in bare if _value(raw, column)]
    if len(counted) < 2 or len(bare) < len(numbers):
        return raws
    whole = sum((_value(raw, column) for raw in counted), Decimal(0))
    found = next((fits for limit in limits if limit is not None and (fits := _fitting(whole, limit)) is not None), None)
    if found is None:
        flags.flag(
            "time.unit-missing", flags.at(counted[0], column), text=counted[0].row.at(column).text, steps=len(counted)
        )
        return raws
    unit, limit = found
    flags.flag(
        "time.no-unit", flags.at(counted[0], column), sum=f"{whole.normalize():f}", limit=limit.text, unit=_SHOWN[unit]
    )
    return [replace(raw, head=replace(raw.head, units={**raw.head.units, column: unit})) for raw in raws]


def _value(raw: RawRow, column: int) -> Decimal:
    return Decimal(raw.row.at(column).text.strip().replace(",", "."))


def _fitting(whole: Decimal, limit: Span) -> tuple[Unit, Span] | None:
    """Days that add up to the limit's days, or hours to its working hours."""
    days = limit.unit in (Unit.DAY, Unit.WORKING_DAY, Unit.CALENDAR_DAY)
    if days and whole == limit.value:
        return Unit.WORKING_DAY, limit
    if (days or limit.unit in (Unit.HOUR, Unit.SAME_DAY)) and whole == limit.value * HOURS[limit.unit]:
        return Unit.HOUR, limit
    return None
