"""What every procedure needs beside its rows: the return of the result, the settlement, the fee and the refusal.

The clock settles when the result is ready; how late the applicant collects it counts for nobody. Who is refused gets a
numbered reply, which settles in the time that the rows after the decision would have taken.
"""

from decimal import Decimal

from process_models.making.agencies import Unit
from process_models.making.spans import hours
from process_models.making.stages import END, FEE, OUTGOING, REPLY, RETURN, Draft, Exit, Stage
from process_models.making.words import fold, has
from process_models.steps.table import ClockOp, ProcedureTable

MOST_FOR_REPLY = Decimal(8)
_REFUSING = ("tu choi", "khong dat", "khong cap", "khong du dieu kien", "khong chap thuan", "tra ho so", "khong dong y")
_DECIDES = ("sign", "case", "review", "assign")


def _at_counter(draft: Draft, key: str, name: str, role: str) -> Stage:
    """A stage where the dossier was received."""
    first = draft.stages[draft.first]
    return Stage(key=key, name=name, role=role, unit=first.unit, title=first.title)


def return_of_result(draft: Draft) -> str:
    """The stage that hands the result back: the table's last one, or one that is added. All good ways lead to it."""
    key = _return_stage(draft)
    if key is None:
        key = RETURN
        draft.insert(_at_counter(draft, RETURN, "Trả kết quả", "return"))
        draft.stages[RETURN].exits = [Exit((END,))]
    stage = draft.stages[key]
    stage.role, stage.fact = "return", "result_returned"
    behind = draft.after(key)
    for other in draft.stages.values():
        if other.key in behind:
            continue
        for way in other.forward:
            if END in way.targets and not (way.negative and len(way.targets) == 1):
                way.targets = tuple(dict.fromkeys(key if target == END else target for target in way.targets))
    for other_key in behind:
        _only_on(draft, draft.stages[other_key])
    return key


def _return_stage(draft: Draft) -> str | None:
    for stage in reversed(draft.stages.values()):
        if stage.key == draft.first:
            break
        later = draft.after(stage.key) - {stage.key}
        if stage.role == "return" and not any(draft.stages[key].role in _DECIDES[:3] for key in later):
            return stage.key if stage.unit.own and stage.plain else None
    return None


def _only_on(draft: Draft, stage: Stage) -> None:
    """After the result was handed back nothing leads back before it."""
    kept = [way for way in stage.exits if not way.back]
    if len(kept) != len(stage.exits) and stage.step is not None:
        draft.flag("back-after-return", stage.step.place, step=stage.step.number)
    stage.exits = kept or [Exit((END,))]
    if len(stage.exits) == 1:
        stage.exits[0].label = stage.exits[0].outcome = ""


def refusals(draft: Draft, own: Unit, returned: str) -> None:
    """Negative ways to the end lead to the reply: the applicant is told."""
    _refusing_rows(draft)
    ends = [way for stage in draft.stages.values() for way in stage.exits if way.targets == (END,) and way.negative]
    disagreed = [way for stage in draft.stages.values() for way in stage.exits if way.targets == (REPLY,)]
    if not ends and not disagreed:
        return
    for way in ends:
        way.targets = (REPLY,)
    reply = Stage(key=REPLY, name="Soạn văn bản trả lời, từ chối giải quyết", role="case", unit=own)
    reply.title = next((each.title for each in draft.stages.values() if each.role == "case" and each.unit.own), "")
    reply.unit = next((each.unit for each in draft.stages.values() if each.role == "case" and each.unit.own), own)
    reply.letter, reply.fact, reply.form = "refusal_to_settle", 'outcome="refused"', "reply"
    reply.clock, reply.register = "settle", OUTGOING
    reply.exits = [Exit((returned,))]
    draft.insert(reply, before=returned)
    for stage in draft.stages.values():
        for way in stage.exits:
            if way.targets == (REPLY,) and not stage.fact:
                stage.fact = f'outcome=if outcome = "{way.outcome}" then "refused" else "granted"'


def _refusing_rows(draft: Draft) -> None:
    """Rows such as "Văn bản thông báo không đạt" that only negative ways lead to make the dossier a refused one."""
    for stage in draft.stages.values():
        into = [way for _, way, target in draft.edges() if target == stage.key and not way.back]
        if stage.step is None or not into or not all(way.negative for way in into):
            continue
        later = draft.after(stage.key) - {stage.key}
        decides = any(way.targets == (REPLY,) for key in later for way in draft.stages[key].exits)
        if has(fold(stage.step.work), *_REFUSING) and not decides:
            stage.fact = 'outcome="refused"'


def settlement(draft: Draft, own: Unit, returned: str) -> None:
    """One stage settles on every way to the return: the one the table marks, or the last before it, or an event."""
    steps = {key: stage.step for key, stage in draft.stages.items() if stage.step is not None}
    marked = [key for key, step in steps.items() if step.clock is ClockOp.SETTLE and key != draft.first]
    for other in marked[1:]:
        if any(other in draft.after(one) for one in marked[: marked.index(other)]):
            draft.flag("settled-twice", steps[other].place)
    behind = draft.after(returned)
    key: str | None = marked[0] if marked and marked[0] not in behind else None
    if key is None and any(other != returned for other in marked):
        draft.flag("settled-late", draft.place)
    if key is not None and not _settles_once(draft, key, returned):
        _settle_by_event(draft, own, None, returned)
        return
    if key is None:
        before = _before(draft, returned)
        sole = [each for each in before if each != REPLY]
        key = sole[0] if len(sole) == 1 and sole[0] != draft.first and _settles_once(draft, sole[0], returned) else None
    if key is not None and draft.stages[key].plain and draft.stages[key].unit.own and not draft.stages[key].clock:
        _settle_at(draft, key, returned)
        return
    _settle_by_event(draft, own, key, returned)


def _settles_once(draft: Draft, key: str, returned: str) -> bool:
    """Every way to the return leads through the stage, and none leads back behind it once it is done."""
    if returned in draft.after(draft.first, frozenset({key, REPLY})):
        return False
    later = draft.after(key) - {key}
    if any(way.targets == (REPLY,) for other in later for way in draft.stages[other].exits):
        return False
    again = (target for source, way, target in draft.edges() if way.back and source in later)
    return all(key not in draft.after(target) for target in again)


def _before(draft: Draft, target: str) -> list[str]:
    return [stage.key for stage in draft.stages.values() if any(target in way.targets for way in stage.forward)]


def _settle_at(draft: Draft, key: str, returned: str) -> None:
    """On completion of a task; ways that pass it by settle by an event."""
    draft.stages[key].clock = "settle"
    _pass_by(draft, key, returned)


def _settle_by_event(draft: Draft, own: Unit, key: str | None, returned: str) -> None:
    at = returned if key is None else None
    event = Stage(key="Settled", name="Đã có kết quả", role="", unit=own, event=True, clock="settle")
    if at is not None:
        event.exits = [Exit((returned,))]
        draft.insert(event, before=returned)
        draft.retarget(returned, event.key, set(draft.stages) - {event.key, REPLY})
        return
    assert key is not None
    onward = [way for way in draft.stages[key].forward if way.targets != (REPLY,)]
    event.exits = [Exit(onward[0].targets)]
    draft.insert(event, before=_after(draft, key))
    for way in onward:
        if way.targets == event.exits[0].targets:
            way.targets = (event.key,)
    _pass_by(draft, event.key, returned)


def _after(draft: Draft, key: str) -> str | None:
    order = list(draft.stages)
    at = order.index(key) + 1
    return order[at] if at < len(order) else None


def _pass_by(draft: Draft, key: str, returned: str) -> None:
    """Ways to the return that never pass the settlement get an event of their own."""
    settled = draft.after(key)
    around = [each for each in _before(draft, returned) if each not in settled and each != REPLY]
    for number, source in enumerate(around, start=1):
        event = Stage(
            key=f"Settled_{number}", name="Đã có kết quả", role="", unit=draft.stages[returned].unit, event=True
        )
        event.clock, event.exits = "settle", [Exit((returned,))]
        draft.insert(event, before=returned)
        draft.retarget(returned, event.key, {source})


def fee_stage(draft: Draft, returned: str) -> None:
    """A cashier's task before the return; who is refused passes it by."""
    if any(stage.role == "cashier" for stage in draft.stages.values()):
        return
    stage = _at_counter(draft, FEE, "Thu phí, lệ phí", "cashier")
    stage.form, stage.fact, stage.exits = "payment", "fee_paid=amount_paid", [Exit((returned,))]
    draft.insert(stage, before=returned)
    draft.retarget(returned, FEE, set(draft.stages) - {FEE, REPLY})


def reply_time(draft: Draft, table: ProcedureTable, returned: str) -> None:
    """The reply may take what the rows after the last decision take, else what the procedure has in reserve.

    With neither it takes no time of its own.
    """
    if REPLY not in draft.stages:
        return
    deciding = [stage for stage in draft.stages.values() if any(way.targets == (REPLY,) for way in stage.exits)]
    after = [
        max(
            (_longest(draft, way.targets[0], returned) for way in stage.forward if way.targets != (REPLY,)),
            default=Decimal(0),
        )
        for stage in deciding
    ]
    room = min(after, default=Decimal(0))
    whole = table.committed or table.settlement
    if room <= 0 and whole is not None and (allowed := hours(whole)) is not None:
        room = allowed - _longest(draft, draft.first, returned)
    if room > 0 and any(stage.time for stage in draft.stages.values()):
        draft.stages[REPLY].time = f"{min(room, MOST_FOR_REPLY).normalize():f}h"
    elif any(stage.time for stage in draft.stages.values()):
        draft.stages[REPLY].time = "0h"


def _longest(draft: Draft, start: str, stop: str) -> Decimal:
    """Hours of the longest way forward to the settlement; pauses and what comes after count nothing."""
    known: dict[str, Decimal] = {stop: Decimal(0), END: Decimal(0)}

    def walk(key: str) -> Decimal:
        if key not in known:
            known[key] = Decimal(0)
            stage = draft.stages[key]
            counted = stage.step.time if stage.step is not None and not stage.clock.startswith("hold") else None
            own = hours(counted) or Decimal(0) if counted is not None else Decimal(0)
            rest = Decimal(0)
            if stage.clock != "settle":
                onward = [target for way in stage.forward if way.targets != (REPLY,) for target in way.targets]
                rest = max((walk(target) for target in onward), default=Decimal(0))
            known[key] = own + rest
        return known[key]

    return walk(start)
