"""From a step table to a complete package: the files, and what an analyst should look at."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from process_models.files import Files
from process_models.making.agencies import (
    Unit,
    department_name,
    kinds_from_units,
    leading_kinds,
    level_kinds,
    other_department,
)
from process_models.making.application import application_form, listed, reception_form
from process_models.making.bpmn import write
from process_models.making.clocking import clock_reasons, mark_clock
from process_models.making.diagram import diagram
from process_models.making.english import both, english
from process_models.making.examples import scenarios
from process_models.making.fees import FeeAmount, read_fee
from process_models.making.fields import MadeForm
from process_models.making.graph import Model
from process_models.making.outcomes import own_outcome
from process_models.making.outline import drop_unreachable, outline
from process_models.making.parallel import Fork, ParallelError, entered_alone, forks, keep_inside
from process_models.making.patterns import intake_only
from process_models.making.rework import add_rework
from process_models.making.settings import Options, settings
from process_models.making.settling import fee_stage, refusals, reply_time, return_of_result, settlement
from process_models.making.sketch import drawn
from process_models.making.stages import OUTGOING, Draft, Stage
from process_models.making.task_forms import ON_PAPER, form_key, main_stage, task_form
from process_models.making.words import fold, has, label, slug, tidy
from process_models.steps.sums import too_long
from process_models.steps.table import ProcedureTable, TableProblem


@dataclass(frozen=True, slots=True)
class Made:
    """A package's files, empty when an ``error`` among the problems forbids it."""

    code: str
    files: Files
    problems: tuple[TableProblem, ...]

    @property
    def complete(self) -> bool:
        """There is a package."""
        return bool(self.files)


class EndlessError(Exception):
    """No way leads to the return of a result."""


def code_of(table: ProcedureTable) -> str:
    """The package's code: the procedure's, with the suffix of its case."""
    suffix = table.case.split(" ", 1)[0].strip().lstrip(".")
    return f"{table.code}.{suffix}" if suffix else table.code


def make_package(table: ProcedureTable, options: Options | None = None) -> Made:
    """A complete package of a table, and everything doubtful with its place; refused where no safe reading exists."""
    chosen = options or Options()
    if chosen.pattern == "intake-only":
        table = intake_only(table)
    code = code_of(table)
    draft = Draft(code, table.place, {}, "")
    kinds = _kinds(draft, table)
    if not table.steps:
        draft.flag("no-steps", severity="error")
        return Made(code, {}, tuple(draft.problems))
    fee = read_fee(table.fee)
    flagged = draft.problems
    try:
        draft, found = _draft(table, kinds, code, fee, chosen)
    except ParallelError as error:
        draft.flag("parallel", severity="error", step=error.stage)
        return Made(code, {}, tuple(draft.problems))
    except EndlessError:
        draft.flag("no-end", severity="error")
        return Made(code, {}, tuple(draft.problems))
    draft.problems[:0] = flagged
    others = [each.unit.name for each in draft.stages.values() if _other_department(each)]
    for name in {other_department(each): department_name(each) for each in others}.values():
        draft.flag("department", severity="note", agency=name)
    if fee.asked:
        draft.flag("fee", fee=table.fee)
    files = _files(table, draft, found, kinds, {"fee": fee, "options": chosen, "code": code})
    return Made(code, files, tuple(draft.problems))


def _without_times(draft: Draft, table: ProcedureTable) -> None:
    """Take the deadlines of the steps away when together they are longer than the whole may take.

    The reader has told it. The promise to the applicant stands; deadlines of steps that break it would be wrong.
    """
    limit = table.committed or table.settlement
    if limit is not None and too_long(table.steps, limit):
        for stage in draft.stages.values():
            stage.time = ""


def _other_department(stage: Stage) -> bool:
    return stage.unit.kind == "department" and not stage.unit.own


def _kinds(draft: Draft, table: ProcedureTable) -> tuple[str, ...]:
    kinds, unknown = level_kinds(table.levels)
    missing = not kinds
    if missing:
        kinds = kinds_from_units([f"{step.agency} {' '.join(step.roles)}" for step in table.steps])
        kinds = kinds or ("department",)
    units = [step.agency or " ".join(step.roles) for step in table.steps]
    if (led := leading_kinds(kinds, units)) != kinds:
        kinds = led
        draft.flag("lead", severity="note", lead=_lead_name(led))
    taken = _lead_name(kinds)
    for level in unknown:
        draft.flag("level", level=level, taken=taken)
    if missing and not unknown:
        draft.flag("level-missing", kinds=taken)
    return kinds


def _draft(
    table: ProcedureTable, kinds: tuple[str, ...], code: str, fee: FeeAmount, options: Options
) -> tuple[Draft, tuple[Fork, ...]]:
    """The stages with everything a procedure needs beside its rows. Raises ParallelError."""
    draft = outline(table, kinds, code)
    _without_times(draft, table)
    own = Unit(kinds[0], "", own=True)
    returned = return_of_result(draft)
    mark_clock(draft)
    keep_inside(draft, forks(draft))
    drop_unreachable(draft)
    if returned not in draft.stages:
        raise EndlessError
    entered_alone(draft, forks(draft))
    if options.rework:
        add_rework(draft, forks(draft))
    refusals(draft, own, returned)
    settlement(draft, own, returned)
    reply_time(draft, table, returned)
    if fee.due:
        fee_stage(draft, returned)
    for stage in draft.stages.values():
        if stage.step is not None and has(fold(stage.step.work), *ON_PAPER):
            stage.fact = f'outcome=if s{stage.key}_decision = "refused" then "refused" else "granted"'
    first = draft.stages[draft.first]
    first.clock, first.letter, first.form = "start", "receipt", "reception"
    for stage in draft.stages.values():
        if stage.role == "records" and stage.plain and stage.unit.own:
            stage.register = OUTGOING
            break
    return draft, forks(draft)


def _files(
    table: ProcedureTable, draft: Draft, found: tuple[Fork, ...], kinds: tuple[str, ...], extra: dict[str, Any]
) -> Files:
    papers = listed(table.components)
    case = table.case.partition(" ")[2].strip()
    name = both(tidy(f"{table.name} – {case}" if case else table.name))
    application = application_form(name, papers)
    forms = _forms(draft, papers, asks_fee=extra["fee"].asked)
    results = {
        key: tuple(each.key for each in form.fields if each.required and not each.visible)
        for key, form in forms.items()
    }
    model = diagram(draft, found, _lead_name(kinds), results)
    unsure = any(problem.severity != "note" for problem in draft.problems)
    told = settings(
        table, draft, kinds, papers, {**extra, "name": name, "unsure": unsure, "reasons": clock_reasons(draft)}
    )
    files = {
        "procedure.json": _json(told),
        "process.bpmn": write(model, slug(draft.code), name["vi"], drawn(model)),
        "translations/en.json": _json(_translations(draft, model)),
    }
    if own := _own_outcomes(draft):
        files["translations/vi.json"] = _json(own)
    for form in (application, *forms.values()):
        files[f"forms/{form.key}.schema.json"] = _json(form.schema())
        files[f"forms/{form.key}.ui.json"] = _json(form.ui())
    given = {each.key: {"original": 1} for each in papers if not each.component.optional}
    submission = {"answers": application.example(), "components": given}
    for key, scenario in scenarios(draft, found, forms, submission).items():
        files[f"scenarios/{key}.json"] = _json(scenario)
    return dict(sorted(files.items()))


def _forms(draft: Draft, papers: Any, *, asks_fee: bool) -> dict[str, MadeForm]:
    main = main_stage(draft)
    made = {}
    for stage in draft.stages.values():
        if stage.event:
            continue
        if stage.key == draft.first:
            made[stage.key] = reception_form(papers, asks_fee=asks_fee)
        else:
            made[stage.key] = task_form(stage, main=stage.key == main)
            stage.form = form_key(stage)
    return made


_LEADS = {
    "department": "Sở, cơ quan cấp tỉnh",
    "province": "Ủy ban nhân dân tỉnh",
    "district": "Ủy ban nhân dân cấp huyện",
    "ward": "Ủy ban nhân dân cấp xã",
    "commune": "Ủy ban nhân dân cấp xã",
    "land_office": "Văn phòng đăng ký đất đai",
    "land_branch": "Chi nhánh Văn phòng đăng ký đất đai",
    "tax_office": "Cơ quan thuế",
    "police": "Công an cấp xã",
    "provincial_police": "Công an tỉnh",
    "insurance": "Bảo hiểm xã hội",
}


def _lead_name(kinds: tuple[str, ...]) -> str:
    return _LEADS.get(kinds[0], "Cơ quan giải quyết")


def _translations(draft: Draft, model: Model) -> dict[str, str]:
    """English of everything with a name; the Vietnamese where no English can be made."""
    named: dict[str, str] = {}
    for pool in model.pools.values():
        named |= {pool.id: pool.name, pool.process: pool.name, **pool.lanes}
    named |= {element.id: element.name for element in model.elements.values()}
    named |= {flow.id: flow.name for flow in model.flows}
    named |= {flow.id: flow.name for flow in model.message_flows}
    made = {ident: _FIXED.get(name) or english(name) or name for ident, name in named.items() if name}
    return made | {f"outcome.{key}": english(text) or text for key, text in _outcome_labels(draft).items()}


_FIXED = {
    "Hồ sơ được nộp": "Dossier submitted",
    "Đã trả kết quả": "Result returned",
    "Đã có kết quả": "The result is ready",
    "Ý kiến?": "Decision?",
    "Có phải thu phí, lệ phí?": "Is a fee due?",
    "Nhận đề nghị": "Request received",
    "Đã trả lời": "Answered",
    "Kết quả trả lời?": "Which answer?",
    "Hồ sơ đề nghị": "Request",
    "Soạn văn bản trả lời, từ chối giải quyết": "Draft the refusal to settle",
    "Tạm dừng tính thời hạn": "The clock pauses",
    "Tiếp tục tính thời hạn": "The clock runs again",
    "Sở, cơ quan cấp tỉnh": "Provincial department",
    "Đã xong": "Done",
    "Kết quả khác": "Another result",
}


def _outcome_labels(draft: Draft) -> dict[str, str]:
    return {
        way.outcome: label(way.label, 60)
        for stage in draft.stages.values()
        for way in stage.exits
        if way.outcome and own_outcome(way.outcome)
    }


def _own_outcomes(draft: Draft) -> dict[str, str]:
    return {f"outcome.{key}": text for key, text in _outcome_labels(draft).items()}


def _json(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"
