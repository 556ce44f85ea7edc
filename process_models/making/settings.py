"""``procedure.json`` of a made package."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from process_models.making.agencies import receiving_kinds
from process_models.making.application import Listed
from process_models.making.english import both
from process_models.making.fees import FeeAmount
from process_models.making.spans import term
from process_models.making.stages import OUTGOING, REPLY, Draft
from process_models.making.words import slug, tidy
from process_models.steps.table import ProcedureTable, Span, Step, Unit

_LETTERS: Final = ("receipt", "supplement", "refusal", "withdrawal", "stop", "apology", "return_sheet", "control_slip")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How packages are made. ``checked_on`` and ``source`` tell where the content comes from."""

    version: str = "1.0.0"
    in_force_from: date = date(2025, 7, 1)
    checked_on: date | None = None
    source: str = ""
    channels: tuple[str, ...] = ("counter", "online", "post")
    rework: bool = True
    """Reviews and signatures may send back where the table says nothing."""
    pattern: str = "table"
    """``table``: the rows as they are; ``intake-only``: receive, settle on paper, return."""


def settings(
    table: ProcedureTable, draft: Draft, kinds: Sequence[str], papers: Sequence[Listed], extra: Mapping[str, Any]
) -> dict[str, Any]:
    """The file's content. ``extra``: ``options``, ``fee``, ``reasons``, ``unsure``, ``code``, ``name``."""
    options: Options = extra["options"]
    registers = {stage.register for stage in draft.stages.values() if stage.register}
    made: dict[str, Any] = {
        "$schema": "urn:motcua:procedure:1",
        "code": extra["code"],
        "version": options.version,
        "names": dict(extra["name"]),
        "field": {"code": slug(table.field) if table.field else "other", "names": both(tidy(table.field) or "Khác")},
        "agency_kinds": list(kinds),
        "receiving_kinds": list(receiving_kinds(kinds)),
        "service_level": "partial",
        "channels": list(options.channels),
        "settlement": settlement(table.settlement, table.committed),
        "step_day_unit": _step_day_unit(table),
        "clock": {"reasons": {"supplement": "pause", **dict.fromkeys(extra["reasons"], "pause")}, "intake_hours": 8},
        "fees": _fees(extra["fee"]),
        "components": [_component(each) for each in papers],
        "application": "application",
        "lead": "Process_Lead",
        "actions": _actions(table),
        "letters": {key: {} for key in (*_LETTERS, *(("refusal_to_settle",) if REPLY in draft.stages else ()))},
        "registers": {key: _REGISTERS[key] for key in sorted(registers)},
        "in_force": {"from": options.in_force_from.isoformat(), "to": None},
        "source": options.source or table.place.file or "practice",
        "confidence": "unsure" if extra["unsure"] else "practice",
        "notes": _notes(extra["unsure"]),
        "steps": {stage.id: _row(stage.step) for stage in draft.stages.values() if stage.step is not None},
    }
    if options.checked_on is not None:
        made["checked_on"] = options.checked_on.isoformat()
    if table.header is not None:
        made["iso"] = {
            key: list(value) if isinstance(value, tuple) else value for key, value in asdict(table.header).items()
        }
    return made


def _step_day_unit(table: ProcedureTable) -> str:
    """A bare "ngày" of the steps is the settlement time's day where that one is clear; the reader has flagged it."""
    days = {step.time.unit for step in table.steps if step.time is not None} & {
        Unit.DAY,
        Unit.WORKING_DAY,
        Unit.HALF_DAY,
    }
    whole = table.committed or table.settlement
    calendar = whole is not None and whole.unit is Unit.CALENDAR_DAY and days == {Unit.DAY}
    return "calendar_day" if calendar else "working_day"


def settlement(statutory: Span | None, committed: Span | None) -> dict[str, Any] | None:
    """Both settlement times; the statutory one is also the committed one where no shorter one is promised."""
    if statutory is None and committed is None:
        return None
    told = {"statutory": term(statutory), "committed": term(committed if committed is not None else statutory)}
    return {key: value for key, value in told.items() if value is not None}


_REGISTERS: Final[Mapping[str, Any]] = {
    OUTGOING: {
        "names": {"vi": "Sổ đăng ký văn bản đi", "en": "Register of outgoing documents"},
        "scope": "agency",
        "reset": "year",
        "number": "{n}/{yyyy}",
    }
}


def _fees(fee: FeeAmount) -> list[dict[str, Any]]:
    if fee.fixed == 0 and not fee.asked:
        return []
    amount = {"feel": "=if fee_amount = null then 0 else fee_amount"} if fee.asked else {"fixed": fee.fixed}
    return [
        {
            "key": "charge",
            "kind": fee.kind,
            "names": {"vi": "Phí", "en": "Fee"} if fee.kind == "fee" else {"vi": "Lệ phí", "en": "Charge"},
            "amount": amount,
            "due": "return",
            "payable": ["cash", "transfer", "online"],
        }
    ]


def _component(each: Listed) -> dict[str, Any]:
    paper = each.component
    return {
        "key": each.key,
        "names": both(tidy(paper.name)),
        "original": min(paper.originals if paper.originals or paper.copies else 1, 99),
        "copies": min(paper.copies, 99),
        "electronic": True,
        "required": not paper.optional,
        "accept": ["application/pdf", "image/jpeg", "image/png"],
    }


def _actions(table: ProcedureTable) -> dict[str, Any]:
    made: dict[str, Any] = {"refuse_intake": {}, "supplement": {"max": 1}, "withdraw": {}, "stop": {}, "return": {}}
    longest = table.committed or table.settlement
    if longest is not None and longest.unit is not Unit.SAME_DAY:
        made["extend"] = {"max": 1, "by": term(longest)}
    return made


def _notes(unsure: bool) -> dict[str, str]:
    if unsure:
        return {
            "vi": "Tạo từ bảng quy trình nội bộ; có nội dung cần rà soát. Bản tiếng Anh do máy tạo.",
            "en": "Made from a step table; some content needs review. The English texts are machine-made.",
        }
    return {
        "vi": "Tạo từ bảng quy trình nội bộ. Bản tiếng Anh do máy tạo.",
        "en": "Made from a step table. The English texts are machine-made.",
    }


def _row(step: Step) -> dict[str, Any]:
    """The row as it was written, so that the document can be written back."""
    told: dict[str, Any] = {
        "number": step.number,
        "work": step.work,
        "agency": step.agency,
        "roles": list(step.roles),
        "time": step.time.text if step.time else "",
        "forms": list(step.forms),
        "result": step.result,
        "clock": step.clock.value if step.clock else "",
        "next": [{"targets": list(way.targets), "condition": way.condition} for way in step.next],
    }
    return {key: value for key, value in told.items() if value}
