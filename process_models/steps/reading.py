"""Reading a file of step tables: XLSX, XLS, ODS, CSV or DOCX becomes procedures and everything doubtful about them."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Final

from process_models.steps.archive import kind_of
from process_models.steps.assemble import Assembler, Raw
from process_models.steps.cells import read_components, read_fee, read_levels
from process_models.steps.comma import read_csv
from process_models.steps.document import read_document
from process_models.steps.flagging import Flags
from process_models.steps.grid import Source, UnreadableFileError
from process_models.steps.legacy import legacy_encoding
from process_models.steps.messages import severity_of
from process_models.steps.rows import read_steps
from process_models.steps.sheet import read_sheets
from process_models.steps.sums import check_limits, check_settlement, check_totals
from process_models.steps.table import Component, Place, ProcedureTable, Reading, Span, Step, TableProblem, Unit
from process_models.steps.text import clean, fold, line
from process_models.steps.times import read_time
from process_models.steps.titles import CODE

_PACKAGE_CODE: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,63}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """What the reader may take as said: what a bare "ngày" is, in steps and in settlement times."""

    step_day: Unit | None = None
    settlement_day: Unit | None = None


def read_table(name: str, content: bytes, options: ReadOptions | None = None) -> Reading:
    """Read a file; what cannot be read at all is one ``error`` among the problems, and no procedure."""
    file = PurePath(name.replace("\\", "/")).name
    source = Source(file)
    try:
        _take_apart(source, content)
    except UnreadableFileError as error:
        place = Place(file=file, row=int(error.values.get("row", 0)))
        problem = TableProblem(code=error.code, severity="error", place=place, values=error.values)
        return Reading(procedures=(), problems=(*source.problems, problem))
    raws = Assembler(source).walk()
    made: list[ProcedureTable] = []
    problems: list[TableProblem] = []
    for raw in raws:
        tables, found = _procedure(file, raw, raws, options or ReadOptions())
        made += tables
        problems += found
    made, more = _distinct(made)
    problems += more
    if not raws:
        problems.append(TableProblem(code="file.no-tables", severity="error", place=Place(file=file)))
    told = [replace(each, severity=severity_of(each.code)) for each in source.problems]
    told = [replace(each, procedure=each.values.get("procedure", "")) for each in told]
    return Reading(procedures=tuple(made), problems=(*told, *problems))


def _take_apart(source: Source, content: bytes) -> None:
    kind = kind_of(source.file, content)
    if kind == "csv":
        read_csv(source, content)
    elif kind == "docx":
        read_document(source, content)
    else:
        read_sheets(source, content, kind)
    encoding = legacy_encoding(source.texts())
    if encoding:
        raise UnreadableFileError("file.legacy", encoding=encoding)


def _procedure(
    file: str, raw: Raw, raws: Sequence[Raw], options: ReadOptions
) -> tuple[list[ProcedureTable], list[TableProblem]]:
    name = raw.name or line(raw.told.get("name", ""))
    shown = ", ".join(raw.codes) or name
    flags = Flags(file, shown)
    place = Place(file=file, sheet=raw.sheet, row=raw.row)
    case = _case(raw, raws)
    limits = tuple(read_time(clean(raw.told.get(key, ""))).span for key in ("committed", "settlement"))
    steps = read_steps(flags, raw.rows, options.step_day, limits)
    if not raw.codes:
        flags.flag("code.missing", place, name=name or "–", steps=len(steps))
        return [], flags.problems
    if not name:
        flags.flag("name.missing", place, code=shown)
    if not steps:
        flags.flag("steps.missing", place, name=name)
        return [], flags.problems
    if len(raw.codes) > 1:
        flags.flag("code.several", place, codes=shown)
    settlement = _limit(flags, raw, "settlement", options)
    committed = _limit(flags, raw, "committed", options)
    _checks(flags, raw, steps, settlement, committed)
    made = []
    for code in raw.codes:
        if not _PACKAGE_CODE.fullmatch(code):
            flags.flag("code.bad", place, code=code)
            continue
        if not CODE.fullmatch(code):
            flags.flag("code.format", place, code=code)
        made.append(_table(raw, code, name or code, case, steps, (settlement, committed), place))
    return made, flags.problems


def _table(
    raw: Raw,
    code: str,
    name: str,
    case: str,
    steps: tuple[Step, ...],
    limits: tuple[Span | None, Span | None],
    place: Place,
) -> ProcedureTable:
    told = raw.told
    return ProcedureTable(
        code=code,
        name=name,
        case=case,
        field=line(told.get("field", "")),
        levels=read_levels(told.get("level", "")),
        settlement=limits[0],
        committed=limits[1],
        fee=read_fee(told.get("fee", "")),
        components=_papers(raw),
        steps=steps,
        header=raw.header,
        place=place,
    )


def _papers(raw: Raw) -> tuple[Component, ...]:
    return read_components(raw.told.get("components", "")) or raw.papers


def _case(raw: Raw, raws: Sequence[Raw]) -> str:
    """``01 name``: the suffix as the cell gives it, else by the order of the procedure's cases."""
    if not raw.case:
        return ""
    told = line(raw.case)
    head, _, rest = told.lstrip(".").partition(" ")
    if head.isdigit() and len(head) <= 2:
        return f"{int(head):02d} {rest.strip(' .:-–')}".strip()
    cases = [each for each in raws if each.codes == raw.codes and each.case]
    return f"{next(at for at, each in enumerate(cases, start=1) if each is raw):02d} {told}"


def _limit(flags: Flags, raw: Raw, key: str, options: ReadOptions) -> Span | None:
    text = clean(raw.told.get(key, ""))
    if not text:
        return None
    sheet, row, column = raw.where.get(key, (raw.sheet, raw.row, 0))
    place = Place(file=flags.file, sheet=sheet, row=row, column=column)
    told = read_time(text)
    if told.doubt and told.doubt != "time.at-once":
        flags.flag(f"{key}.unreadable" if told.span is None else "settlement.doubt", place, text=text)
    if told.doubt == "time.at-once":
        return Span(told.span.value + 1, Unit.SAME_DAY, told.span.text) if told.span else None
    if told.span is None or told.span.unit is not Unit.DAY:
        return told.span
    if options.settlement_day is not None:
        return replace(told.span, unit=options.settlement_day)
    if not flags.told("settlement.day"):
        flags.flag("settlement.day", place, text=text)
    return told.span


def _checks(flags: Flags, raw: Raw, steps: Sequence[Step], settlement: Span | None, committed: Span | None) -> None:
    days = [step for step in steps if step.time is not None and step.time.unit is Unit.DAY and step.time.value]
    if days:
        first = next(each for each in raw.rows)
        column = first.head.times[0] if first.head.times else None
        place = replace(flags.at(first, column), row=days[0].place.row, sheet=days[0].place.sheet)
        flags.flag(
            "time.day",
            place,
            steps=", ".join(step.number for step in days),
            text=days[0].time.text if days[0].time else "",
        )
    timeless = all(step.time is None for step in steps) and not flags.told("time.unit-missing")
    if timeless and (settlement or committed):
        flags.flag("time.none", steps[0].place)
    check_totals(flags, steps, raw.totals)
    places = {key: Place(file=flags.file, sheet=at[0], row=at[1], column=at[2]) for key, at in raw.where.items()}
    own = Place(file=flags.file, sheet=raw.sheet, row=raw.row)
    limits = [
        ("committed", committed, places.get("committed", own)),
        ("settlement", settlement, places.get("settlement", own)),
    ]
    check_settlement(flags, steps, limits[:1] if committed is not None else limits[1:])
    check_limits(flags, settlement, committed, places.get("committed", own))


def _distinct(made: list[ProcedureTable]) -> tuple[list[ProcedureTable], list[TableProblem]]:
    """A code that heads two tables: both are kept as cases, for somebody to decide."""
    seen: Counter[tuple[str, str]] = Counter()
    kept: list[ProcedureTable] = []
    problems = []
    for table in made:
        key = (table.code, table.case.partition(" ")[0])
        seen[key] += 1
        if seen[key] > 1:
            first = next(each for each in kept if (each.code, each.case.partition(" ")[0]) == key)
            code = "code.twice" if fold(first.name) == fold(table.name) else "code.names"
            case = next(f"{at:02d}" for at in range(2, 1000) if not seen[table.code, f"{at:02d}"])
            seen[table.code, case] += 1
            values = {
                "code": table.code,
                "case": case,
                "first": first.name[:120],
                "second": table.name[:120],
                "heading": "",
            }
            problems.append(
                TableProblem(
                    code=code, severity=severity_of(code), place=table.place, procedure=table.code, values=values
                )
            )
            table = replace(table, case=f"{case} {table.name}")  # noqa: PLW2901 - the same table under its new case
        kept.append(table)
    return kept, problems
