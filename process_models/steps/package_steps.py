"""The step table of a package: derived from its diagram, in the words of the table it was made from where they hold.

What runs decides: order, ways on, times, roles, clock and letters come from the diagram. The texts an analyst once
wrote (work, unit, titles, forms) are kept in ``procedure.json`` and used as long as they say what the diagram does.
"""
# ruff: noqa: E501 - tables of words stay on one line

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from engine.bpmn.model import Literal, Node
from engine.clock import Term, TermError, parse_term
from engine.clock import Unit as ClockUnit
from process_models.making.roles import step_role
from process_models.making.spans import step_time
from process_models.making.words import label
from process_models.package import PROCEDURE_FILE, Package
from process_models.steps.cells import read_clock, read_components, read_fee, read_levels, read_roles, split_list
from process_models.steps.diagram_steps import StepWalk, Way
from process_models.steps.table import (
    ClockOp,
    Component,
    IsoHeader,
    Next,
    Place,
    ProcedureTable,
    Span,
    Step,
    Unit,
)
from process_models.steps.text import fold, line
from process_models.steps.times import read_time
from process_models.vocabulary import AGENCY_KINDS, STEP_ROLES

_LEVELS: Final = {
    "department": "sở", "province": "UBND tỉnh", "district": "huyện", "commune": "xã", "ward": "xã", "special_zone": "xã",
    "police": "Công an xã", "provincial_police": "Công an tỉnh", "tax_office": "Thuế",
}  # fmt: skip
_REASONS: Final = {
    "financial": "nghĩa vụ tài chính", "supplement": "bổ sung hồ sơ", "opinion": "lấy ý kiến", "verification": "xác minh",
    "waiting": "chờ",
}  # fmt: skip
_UNITS: Final = {
    Unit.MINUTE: "phút", Unit.HOUR: "giờ", Unit.HALF_DAY: "buổi", Unit.WORKING_DAY: "ngày làm việc",
    Unit.CALENDAR_DAY: "ngày lịch", Unit.MONTH: "tháng", Unit.DAY: "ngày",
}  # fmt: skip


def table_of(package: Package) -> ProcedureTable:
    """The table that :func:`process_models.steps.reading.read_table` gives for the package's exported document."""
    raw = json.loads(package.files[PROCEDURE_FILE])
    procedure = package.procedure
    walk = StepWalk(package.library)
    kept: Mapping[str, Mapping[str, Any]] = raw.get("steps", {})
    found = walk.steps()
    numbers = _numbers(found, kept)
    table = ProcedureTable(
        code=procedure.code,
        name=line(procedure.names["vi"]),
        field=line(procedure.field_names.get("vi", "")),
        levels=_levels(procedure.agency_kinds),
        settlement=_term(procedure.settlement.statutory),
        committed=_term(procedure.settlement.committed),
        fee=_fee(package),
        components=tuple(_components(package)),
        steps=(),
        header=_header(package, raw.get("iso", {})),
        place=Place(file=""),
    )
    order = list(found)
    steps = []
    for at, (ident, ways) in enumerate(found.items()):
        following = numbers[order[at + 1]] if at + 1 < len(order) else ""
        step = _step(package, walk, ident, ways, kept.get(ident, {}))
        steps.append(replace(step, number=numbers[ident], next=_next(ways, numbers, following)))
    return replace(table, steps=tuple(steps))


def _numbers(found: Mapping[str, Sequence[Way]], kept: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Kept numbers where each is there once; steps that came later get the next whole ones."""
    numbers: dict[str, str] = {}
    for ident in found:
        number = str(kept.get(ident, {}).get("number", ""))
        if number and number not in numbers.values():
            numbers[ident] = number
    top = max(
        (int(each) for each in (number.split(".")[0] for number in numbers.values()) if each.isdigit()), default=0
    )
    for ident in found:
        if ident not in numbers:
            top += 1
            numbers[ident] = str(top)
    return numbers


def _step(package: Package, walk: StepWalk, ident: str, ways: Sequence[Way], kept: Mapping[str, Any]) -> Step:
    process, node = walk.nodes[ident]
    name = line(package.label(ident)) or ident
    work = line(str(kept.get("work", "")))
    passed = [walk.nodes[each][1] for way in ways for each in way.passed]
    letters = (*_own_letters(node), *(each for one in passed for each in _own_letters(one)))
    forms = (*kept.get("forms", ()), *(package.letter(key) for key in letters))
    agency = line(str(kept.get("agency", ""))) if kept else line(package.label(process.id))
    clock, reason = _clock(node, passed)
    return Step(
        number="",
        work=work if work and label(work) == name else name,
        agency=agency,
        roles=_roles(node, kept),
        time=_time(package, node, str(kept.get("time", ""))),
        forms=tuple(dict.fromkeys(each for text in forms for each in split_list(text))),
        result=line(str(kept.get("result", ""))),
        clock=clock,
        clock_reason=reason,
        place=Place(file=""),
    )


def _roles(node: Node, kept: Mapping[str, Any]) -> tuple[str, ...]:
    """The titles as written while they still mean the role that the diagram asks for."""
    asked = node.work.role.text if isinstance(node.work.role, Literal) else ""
    told = tuple(str(each) for each in kept.get("roles", ()))
    if told and (
        not asked
        or asked == "reception"
        or step_role(told, str(kept.get("agency", "")), str(kept.get("work", "")))[0] == asked
    ):
        return tuple(dict.fromkeys(each for text in told for each in read_roles(text)))
    return (STEP_ROLES[asked]["vi"],) if asked in STEP_ROLES else ((asked,) if asked else ())


def _own_letters(node: Node) -> Iterator[str]:
    if node.work.letter:
        yield node.work.letter


def _clock(node: Node, passed: Sequence[Node]) -> tuple[ClockOp | None, str]:
    """The clock of the step, else of the first automatic node after it."""
    for each in (node, *passed):
        op, _, reason = (each.work.clock or "").partition(":")
        if op in ("pause", "resume", "settle") or (op == "hold" and each is node):
            told = _REASONS.get(reason, reason) if op in ("pause", "hold") else ""
            return read_clock(clock_text(ClockOp(op), told))[:2]
    return None, ""


def clock_text(clock: ClockOp | None, reason: str) -> str:
    """What the column "Đồng hồ" says."""
    if clock is None:
        return ""
    words = {
        ClockOp.PAUSE: "tạm dừng",
        ClockOp.RESUME: "tiếp tục",
        ClockOp.HOLD: "tạm dừng khi thực hiện",
        ClockOp.SETTLE: "kết thúc giải quyết",
    }
    return f"{words[clock]}: {reason}" if reason else words[clock]


def _time(package: Package, node: Node, kept: str) -> Span | None:
    asked = node.work.time
    if not asked:
        return None
    told = read_time(kept)
    if told.span is not None and not told.doubt and told.span.unit is not Unit.DAY and step_time(told.span) == asked:
        return told.span
    try:
        return _term(parse_term(asked, day=package.procedure.step_day_unit))
    except TermError:
        return None


def _term(term: Term | None) -> Span | None:
    if term is None or term.unit is ClockUnit.NONE:
        return None
    if term.unit is ClockUnit.SAME_DAY:
        return read_time("trong ngày").span
    return read_time(span_text(term.value, Unit(term.unit.value))).span


def span_text(value: Decimal, unit: Unit) -> str:
    """``0,5 giờ``; minutes where an hour has no short decimal fraction."""
    if unit is Unit.HOUR and value.as_tuple().exponent < -4:  # type: ignore[operator]
        value, unit = (value * 60).quantize(Decimal("0.01")), Unit.MINUTE
    plain = f"{value.normalize():f}".replace(".", ",")
    return f"{plain} {_UNITS[unit]}"


def _next(ways: Sequence[Way], numbers: Mapping[str, str], following: str) -> tuple[Next, ...]:
    """Each condition once; a way without a label beside others of the same sort is called "khác"."""
    made: dict[str, Next] = {}
    for way in ways:
        targets = tuple(numbers[target] for target in way.targets)
        told = ", ".join(dict.fromkeys(_plain(each) for each in way.labels if _plain(each)))
        if any(each.targets == targets and each.condition == told for each in made.values()):
            continue
        at = 1
        name = told
        while fold(name) in made:
            at += 1
            name = f"{told} ({at})" if told else ("khác" if at == 2 else f"khác ({at - 1})")
        made[fold(name)] = Next(targets, name)
    found = tuple(made.values())
    if len({each.targets for each in found}) == 1 and len(found) > 1 and not any(each.condition for each in found):
        found = found[:1]
    if len(found) == 1 and not found[0].condition and found[0].targets == ((following,) if following else ()):
        return ()
    return found


def _plain(text: str) -> str:
    for sign in (":", ";", "→", "->", "=>", "⇒", "\n"):
        text = text.replace(sign, " ")
    return line(text).strip(" .,-–•*")


def next_text(ways: Sequence[Next]) -> str:
    """What the column "Chuyển đến" says."""
    told = []
    for way in ways:
        targets = " + ".join(way.targets) if way.targets else "Kết thúc"
        told.append(f"{way.condition}: {targets}" if way.condition else targets)
    return "; ".join(told)


def _levels(kinds: Sequence[str]) -> tuple[str, ...]:
    names = [_LEVELS.get(kind) or AGENCY_KINDS.get(kind, {}).get("vi", kind) for kind in kinds]
    return read_levels("; ".join(dict.fromkeys(names)))


def _fee(package: Package) -> str:
    fees = package.procedure.fees
    if not fees:
        return "0"
    if len(fees) == 1 and fees[0].fixed is not None:
        return read_fee(f"{fees[0].fixed:f}")
    told = [
        f"{fee.names['vi']}: {fee.fixed:f} đồng" if fee.fixed is not None else f"{fee.names['vi']} theo quy định"
        for fee in fees
    ]
    return read_fee(", ".join(told))


def _components(package: Package) -> Iterator[Component]:
    for paper in package.procedure.components:
        name = line(paper.names["vi"]).replace(";", ",")
        given = Component(name=name, originals=paper.original, copies=paper.copies, optional=paper.required is not True)
        yield from read_components(component_text(given))


def component_text(paper: Component) -> str:
    """``Giấy chứng sinh (bản chính: 1, bản sao: 2) (nếu có)``."""
    counts = [
        f"{name}: {count}" for name, count in (("bản chính", paper.originals), ("bản sao", paper.copies)) if count
    ]
    told = f" ({', '.join(counts)})" if counts else ""
    return f"{paper.name}{told}{' (nếu có)' if paper.optional else ''}"


def _header(package: Package, kept: Mapping[str, Any]) -> IsoHeader:
    procedure = package.procedure
    name = line(procedure.names["vi"])
    basis = tuple(f"{text.number} – {text.names.get('vi', '')}".strip(" –") for text in procedure.legal_basis)
    years = procedure.retention_years
    told = {
        "code": f"QT-{procedure.code}",
        "issue": procedure.version,
        "issued_on": f"{procedure.in_force_from:%d/%m/%Y}" if procedure.in_force_from else "",
        "purpose": f"Quy định trình tự, trách nhiệm và thời gian giải quyết thủ tục “{name}”.",
        "scope": "Áp dụng cho tổ chức, cá nhân nộp hồ sơ và các cơ quan, đơn vị tham gia giải quyết thủ tục.",
        "retention": f"{years} năm" if years else "",
    }
    single = {key: line(str(kept.get(key) or told.get(key, ""))) for key in _SINGLE}
    lists = {key: _entries(kept.get(key) or (basis if key == "references" else ())) for key in _LISTS}
    filled: dict[str, Any] = {**single, **lists}
    return IsoHeader(**filled)


_SINGLE: Final = (
    "code",
    "issue",
    "issued_on",
    "written_by",
    "reviewed_by",
    "approved_by",
    "purpose",
    "scope",
    "retention",
)
_LISTS: Final = ("references", "forms", "records", "changes")


def _entries(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(each for text in texts for each in split_list(text))
