"""Do the numbers of a table fit: totals written below the steps, and the settlement time."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from process_models.steps.assemble import RawRow
from process_models.steps.flagging import Flags
from process_models.steps.table import ClockOp, Place, Span, Step, Unit
from process_models.steps.times import HOURS, read_time

_MOST: Final = 300
"""Rows of which ways are followed; longer tables are added up in the order of their rows."""
_NEAR: Final = Decimal("0.1")
"""Working hours by which sums of rounded fractions may differ."""


def hours_of(steps: Sequence[Step]) -> Decimal:
    """Working hours of all rows, as a total row adds them up."""
    return sum((step.time.value * HOURS[step.time.unit] for step in steps if step.time), Decimal(0))


def counted_hours(steps: Sequence[Step]) -> Decimal:
    """Working hours that count for settlement, in the order of the rows: not while paused, not after settlement."""
    total, running = Decimal(0), True
    for step in steps:
        if running and step.clock is not ClockOp.HOLD and step.time is not None:
            total += step.time.value * HOURS[step.time.unit]
        if step.clock is ClockOp.SETTLE:
            break
        running = step.clock is not ClockOp.PAUSE and (running or step.clock is ClockOp.RESUME)
    return total


def check_totals(flags: Flags, steps: Sequence[Step], totals: Sequence[RawRow]) -> None:
    """A total that is neither the sum of the rows nor of those that count is told."""
    sums = {hours_of(steps), counted_hours(steps), longest_hours(steps)}
    for raw in totals:
        for column, span in _spans(raw):
            told = span.value * HOURS[span.unit]
            if column != (raw.head.times[0] if raw.head.times else column):
                continue
            if all(abs(told - each) > _NEAR for each in sums) and span.unit is not Unit.SAME_DAY:
                flags.flag("total.differs", flags.at(raw, column), total=span.text, sum=_shown(hours_of(steps)))


def _spans(raw: RawRow) -> list[tuple[int, Span]]:
    found = []
    for column in raw.head.times or range(len(raw.row.cells)):
        text = raw.row.at(column).text
        told = read_time(text.rpartition(":")[2] or text, raw.head.units.get(column)) if text else None
        if told is not None and told.span is not None:
            found.append((column, told.span))
    return found


def check_settlement(flags: Flags, steps: Sequence[Step], limits: Sequence[tuple[str, Span | None, Place]]) -> None:
    """The longest way through the steps must fit the settlement time."""
    for name, limit, place in limits:
        if limit is not None and too_long(steps, limit):
            flags.flag("time.over", place, limit=limit.text, sum=_shown(longest_hours(steps)), which=name)


def too_long(steps: Sequence[Step], limit: Span) -> bool:
    """Whether the steps take more than the whole may."""
    return longest_hours(steps) > limit.value * HOURS[limit.unit] + _NEAR


def longest_hours(steps: Sequence[Step]) -> Decimal:
    """Working hours of the longest way from the first row: of branches the longest, repetitions once, pauses never."""
    if len(steps) > _MOST:
        return counted_hours(steps)
    place = {step.number: index for index, step in reversed(list(enumerate(steps)))}
    known: dict[tuple[int, bool], Decimal] = {}

    def walk(index: int, running: bool) -> Decimal:
        if (index, running) not in known:
            known[index, running] = Decimal(0)
            step = steps[index]
            own = step.time.value * HOURS[step.time.unit] if step.time is not None else Decimal(0)
            counts = running and step.clock is not ClockOp.HOLD
            goes_on = step.clock is not ClockOp.PAUSE and (running or step.clock is ClockOp.RESUME)
            ends = step.clock is ClockOp.SETTLE
            rest = (walk(each, goes_on) for each in ([] if ends else _after(steps, index, place)))
            known[index, running] = (own if counts else Decimal(0)) + max(rest, default=Decimal(0))
        return known[index, running]

    return walk(0, True) if steps else Decimal(0)


def _after(steps: Sequence[Step], index: int, place: Mapping[str, int]) -> list[int]:
    """The rows that may follow."""
    ways = steps[index].next
    if not ways:
        return [index + 1] if index + 1 < len(steps) else []
    return [place[target] for way in ways for target in way.targets if target in place]


def check_limits(flags: Flags, settlement: Span | None, committed: Span | None, place: Place) -> None:
    """The committed time is the shorter one."""
    if settlement is None or committed is None:
        return
    if (
        committed.value * HOURS[committed.unit] > settlement.value * HOURS[settlement.unit]
        and committed.unit is settlement.unit
    ):
        flags.flag("committed.longer", place, committed=committed.text, settlement=settlement.text)


def _shown(hours: Decimal) -> str:
    rounded = hours.quantize(Decimal("0.01")).normalize()
    days = (hours / 8).quantize(Decimal("0.01")).normalize()
    return f"{rounded:f} h = {days:f} d"
