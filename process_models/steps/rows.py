"""Raw rows as steps: numbers, sub-rows of merged cells, groups, times of one or two columns, references to steps."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from process_models.steps.assemble import RawRow
from process_models.steps.bare_times import BARE, with_units
from process_models.steps.cells import is_person, is_unit, read_clock, read_roles, split_list
from process_models.steps.ditto import as_above, once
from process_models.steps.flagging import Flags
from process_models.steps.next_steps import like_step, read_next, step_number
from process_models.steps.table import Next, Place, Span, Step, Unit
from process_models.steps.text import clean, fold, line
from process_models.steps.times import HOURS, Time, read_time

_NUMBERED: Final = re.compile(r"^(?:bước|step|b)\s*(\d+[a-z]?(?:\.\d+)*[a-z]?)\s*[:.\-–)/]*\s*", re.IGNORECASE)
_PLAIN: Final = re.compile(r"^(\d{1,2}(?:\.\d{1,2})*)\s*[.):]\s+(?=\D)")
_REMARK: Final = re.compile(r"^(?:ghi chu|luu y|chu thich|chu y|note|remark)\b")
_DATE: Final = re.compile(r"^\d{2}/\d{2}/\d{4}$")


@dataclass(slots=True)
class Draft:
    """A row on its way to a step."""

    raw: RawRow
    number: str
    work: str
    more: list[RawRow]
    """Further rows of the same step: its number and work are merged over them."""


def read_steps(
    flags: Flags, raws: Sequence[RawRow], day: Unit | None, limits: Sequence[Span | None] = ()
) -> tuple[Step, ...]:
    """The steps of a procedure in order.

    ``day`` is what a bare "ngày" is, None when nobody said so; ``limits`` are the times that the whole may take:
    numbers without any unit are read in the unit in which they add up to one of them.
    """
    raws = with_units(flags, as_above(once(flags, raws)), limits)
    drafts = _groups(flags, _numbered(flags, _joined(_without_remarks(flags, raws))))
    steps = [_step(flags, draft, day) for draft in drafts]
    _who(flags, steps, drafts)
    steps = [_as_referred(flags, step, draft, steps) for step, draft in zip(steps, drafts, strict=True)]
    return _connected(flags, steps, drafts)


def _without_remarks(flags: Flags, raws: Sequence[RawRow]) -> list[RawRow]:
    """Leave out rows such as "Ghi chú: …" that have no number, nobody who acts and no time."""
    kept = []
    for raw in raws:
        work = line(raw.text("work"))
        others = ("step", "role", "agency", "next", "clock")
        empty = not any(raw.text(key) and not raw.cell(key).above for key in others)
        if empty and _REMARK.match(fold(work)) and not any(raw.row.at(column).text for column in raw.head.times):
            flags.flag("row.text", flags.place(raw, "work"), text=work[:120])
        else:
            kept.append(raw)
    return kept


def _joined(raws: Sequence[RawRow]) -> list[Draft]:
    """Rows whose work is merged with the row above belong to its step."""
    drafts: list[Draft] = []
    for raw in raws:
        work = raw.cell("work")
        same = work.above or (not work.text and not line(raw.text("step")) and "work" in raw.head.at)
        if same and drafts and drafts[-1].raw.sheet == raw.sheet:
            drafts[-1].more.append(raw)
        else:
            drafts.append(Draft(raw, "", clean(work.text), []))
    return drafts


def _numbered(flags: Flags, drafts: list[Draft]) -> list[Draft]:
    """Numbers from their column, from "Bước 1:" in the work, else counted on."""
    used: Counter[str] = Counter()
    last, counted = "", not any(_own_number(draft)[0] for draft in drafts)
    for index, draft in enumerate(drafts, start=1):
        number, draft.work = _own_number(draft)
        if counted:
            number = str(index)
        elif not number or draft.raw.cell("step").above:
            if not number:
                flags.flag("step.unnumbered", flags.place(draft.raw, "step"), work=draft.work)
            number = _below(last or "0", used)
        elif draft.raw.cell("step").typed == "date" or _DATE.match(number):
            flags.flag("step.date", flags.place(draft.raw, "step"), text=number)
        if used[number]:
            free = _below(number, used)
            flags.flag("step.twice", flags.place(draft.raw, "step"), step=number, taken=free)
            number = free
        used[number] += 1
        draft.number = number
        last = number
    return drafts


def _own_number(draft: Draft) -> tuple[str, str]:
    cell = line(draft.raw.text("step"))
    match = _NUMBERED.match(draft.work)
    number = step_number(cell)
    if match:
        rest = draft.work[match.end() :].strip()
        if not number or fold(step_number(match[1])) == fold(number):
            return number or step_number(match[1]), rest or draft.work
    if (told := _NUMBERED.match(cell)) and (len(number) > 12 or cell[told.end() : told.end() + 2].isalpha()):
        return step_number(told[1]), draft.work or cell[told.end() :].strip()
    if not number and "step" not in draft.raw.head.at and (plain := _PLAIN.match(draft.work)):
        return step_number(plain[1]), draft.work[plain.end() :].strip()
    return number, draft.work


def _below(number: str, used: Counter[str]) -> str:
    base = number.rsplit(".", 1)[0] if number.count(".") and number.rsplit(".", 1)[-1].isdigit() else number
    return next(made for at in range(2, 1000) if not used[made := f"{base}.{at}"])


def _groups(flags: Flags, drafts: list[Draft]) -> list[Draft]:
    """A row 1 above 1.1 and 1.2 that nobody does is their heading, no step."""
    kept = []
    for draft, below in zip(drafts, [*drafts[1:], None], strict=True):
        raw = draft.raw
        children = below is not None and _own_number(below)[0].startswith(f"{draft.number}.")
        doer = line(raw.text("role")) or line(raw.text("agency"))
        wide = fold(doer) == fold(draft.work)
        if children and (not doer or wide) and not below_same(below, draft):
            flags.flag("step.group", flags.place(raw, "work"), step=draft.number, work=draft.work)
            continue
        kept.append(draft)
    return kept


def below_same(below: Draft | None, draft: Draft) -> bool:
    """The next row has the same number cell: the first of them is a step too."""
    return below is not None and below.raw.cell("step").above and bool(line(draft.raw.text("time")))


def _step(flags: Flags, draft: Draft, day: Unit | None) -> Step:
    raw = draft.raw
    place = flags.place(raw, "work")
    rows = [raw, *draft.more]
    roles = tuple(dict.fromkeys(role for each in rows for role in read_roles(each.text("role"))))
    agencies = tuple(dict.fromkeys(told for each in rows if (told := line(each.text("agency")).rstrip(" .,;"))))
    if not agencies and len(roles) > 1 and is_unit(roles[0]) and all(is_person(role) for role in roles[1:]):
        agencies, roles = roles[:1], roles[1:]
    if len(roles) == 2 and is_person(roles[0]) and fold(roles[0]).startswith(fold(roles[1])):
        roles = roles[:1]
    if not draft.work:
        flags.flag("work.missing", place, step=draft.number)
    clock, reason, clear = read_clock(raw.text("clock"))
    if not clear:
        flags.flag("clock.unknown", flags.place(raw, "clock"), step=draft.number, text=raw.text("clock"))
    result = "\n".join(dict.fromkeys(told for each in rows if (told := clean(each.text("result")))))
    return Step(
        number=draft.number,
        work=line(draft.work) or f"Bước {draft.number}",
        agency="; ".join(agencies),
        roles=roles,
        time=_time(flags, draft, day),
        forms=tuple(dict.fromkeys(form for each in rows for form in split_list(each.text("form")))),
        result=line(result),
        clock=clock,
        clock_reason=reason,
        place=place,
    )


def _who(flags: Flags, steps: Sequence[Step], drafts: Sequence[Draft]) -> None:
    """Tell which steps name nobody; once where no step of the table does."""
    silent = [index for index, step in enumerate(steps) if not step.roles and not step.agency]
    if len(silent) == len(steps) > 1:
        flags.flag("role.none", flags.place(drafts[0].raw, "role"), steps=len(steps))
        return
    for index in silent:
        step, raw = steps[index], drafts[index].raw
        flags.flag("role.missing", flags.place(raw, "role"), step=step.number, work=drafts[index].work)


def _time(flags: Flags, draft: Draft, day: Unit | None) -> Span | None:
    """The time of a step; of several columns the first that says something, told when they do not agree."""
    spans = [span for raw in (draft.raw, *draft.more) if (span := _row_time(flags, draft, raw, day)) is not None]
    if len(spans) < 2:
        return spans[0] if spans else None
    hours = sum((span.value * HOURS[span.unit] for span in spans), Decimal(0))
    text = " + ".join(span.text for span in spans)
    if len({span.unit for span in spans}) == 1:
        return Span(sum((span.value for span in spans), Decimal(0)), spans[0].unit, text)
    return Span(hours.quantize(Decimal("0.0001")).normalize(), Unit.HOUR, text)


def _row_time(flags: Flags, draft: Draft, raw: RawRow, day: Unit | None) -> Span | None:
    seen: list[tuple[int, Span]] = []
    for column in raw.head.times:
        cell = raw.row.at(column)
        if (
            not cell.text
            or (raw is not draft.raw and cell.above)
            or (cell.above and raw is draft.raw and _shared(raw, column))
        ):
            continue
        place = flags.at(raw, column)
        if cell.typed in ("date", "time"):
            flags.flag("time.date", place, step=draft.number, text=cell.text)
            continue
        if like_step(cell.text):
            continue
        told = _with_day(read_time(cell.text, raw.head.units.get(column)), day)
        if told.doubt and not (BARE.match(cell.text.strip()) and flags.told("time.unit-missing")):
            flags.flag(told.doubt, place, severity=told.severity, step=draft.number, text=cell.text)
        if told.span is not None:
            seen.append((column, told.span))
    if (
        len(seen) > 1
        and _two_units(raw, seen)
        and seen[0][1].value * HOURS[seen[0][1].unit] != seen[1][1].value * HOURS[seen[1][1].unit]
    ):
        flags.flag(
            "time.columns", flags.at(raw, seen[1][0]), step=draft.number, first=seen[0][1].text, second=seen[1][1].text
        )
    return seen[0][1] if seen else None


def _shared(raw: RawRow, column: int) -> bool:
    """A time merged over several steps was counted with the first of them."""
    return raw.row.at(column).above and not raw.cell("work").above


def _two_units(raw: RawRow, seen: Sequence[tuple[int, Span]]) -> bool:
    """Two columns say the same in hours and in days; a statutory and a reduced time may differ."""
    names = [fold(raw.head.headings[column]) for column, _ in seen]
    return not any("cat giam" in name or "quy dinh" in name for name in names)


def _with_day(told: Time, day: Unit | None) -> Time:
    if told.span is not None and told.span.unit is Unit.DAY and day is not None:
        return replace(told, span=replace(told.span, unit=day))
    return told


def _as_referred(flags: Flags, step: Step, draft: Draft, steps: Sequence[Step]) -> Step:
    """Let "như bước 2" take the time or the roles of step 2."""
    raw = draft.raw
    by_number = {fold(each.number): each for each in steps}
    for column in raw.head.times:
        number = like_step(raw.row.at(column).text)
        if not number:
            continue
        if fold(number) in by_number:
            step = replace(step, time=by_number[fold(number)].time)
        else:
            flags.flag("like.unknown", flags.at(raw, column), step=step.number, text=raw.row.at(column).text)
    if len(step.roles) == 1 and (number := like_step(step.roles[0])):
        if fold(number) in by_number:
            other = by_number[fold(number)]
            step = replace(step, roles=other.roles, agency=step.agency or other.agency)
        else:
            flags.flag("like.unknown", flags.place(raw, "role"), step=step.number, text=step.roles[0])
    return step


def _connected(flags: Flags, steps: Sequence[Step], drafts: Sequence[Draft]) -> tuple[Step, ...]:
    known = {fold(step.number): step.number for step in reversed(steps)}
    known |= {
        fold(_group(step.number)): step.number for step in reversed(steps) if fold(_group(step.number)) not in known
    }
    names = {fold(step.work): step.number for step in reversed(steps)}
    texts = {step.number: draft.raw.text("next") for step, draft in zip(steps, drafts, strict=True)}
    made = []
    for index, (step, draft) in enumerate(zip(steps, drafts, strict=True)):
        following = steps[index + 1].number if index + 1 < len(steps) else ""
        text = texts[step.number]
        place = flags.place(draft.raw, "next")
        if number := like_step(text):
            text = texts.get(known.get(fold(number), ""), number)
        ways, strange = read_next(text, known, names, following)
        for aim in strange:
            flags.flag(
                "next.unknown", place, step=step.number, text=aim, known=", ".join(each.number for each in steps)
            )
        made.append(replace(step, next=_told(flags, ways, step, place, following)))
    return tuple(made)


def _told(flags: Flags, ways: tuple[Next, ...], step: Step, place: Place, following: str) -> tuple[Next, ...]:
    """Two plain ways are told; "the next row" need not be said."""
    conditions = Counter(fold(way.condition) for way in ways)
    for condition, times in conditions.items():
        if times > 1:
            flags.flag("next.twice", place, step=step.number, condition=condition or "–")
    if len(ways) == 1 and not ways[0].condition and ways[0].targets == ((following,) if following else ()):
        return ()
    return ways


def _group(number: str) -> str:
    return number.rpartition(".")[0] or number
