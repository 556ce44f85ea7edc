"""What the table's clock column does: pauses, resumptions and holds, each for a reason."""

from typing import Final

from process_models.making.stages import Draft, Exit, Stage
from process_models.making.words import fold, has
from process_models.steps.table import ClockOp

_REASONS: Final = (
    ("financial", ("tai chinh", "thue", "le phi", "nop tien", "nop phi", "chung tu")),
    ("supplement", ("bo sung", "hoan thien ho so")),
    ("opinion", ("y kien", "lay y kien", "hop", "hoi dong")),
    ("verification", ("xac minh", "giam dinh", "do dac", "kiem tra thuc te", "thuc dia", "kiem nghiem")),
)
WAITING: Final = "waiting"
_NAMES: Final = {"pause": "Tạm dừng tính thời hạn", "resume": "Tiếp tục tính thời hạn"}


def clock_reasons(draft: Draft) -> list[str]:
    """The reasons that the stages name, in order."""
    told = (stage.clock.partition(":")[2] for stage in draft.stages.values() if ":" in stage.clock)
    return list(dict.fromkeys(told))


def mark_clock(draft: Draft) -> None:
    """Set pauses, resumptions and holds; a pause that nothing ends, or an end of no pause, is flagged."""
    for stage in list(draft.stages.values()):
        step = stage.step
        if step is not None and step.clock is ClockOp.HOLD:
            stage.clock = f"hold:{_reason(step.clock_reason, step.work)}"
    pauses = [stage for stage in draft.stages.values() if stage.step and stage.step.clock is ClockOp.PAUSE]
    resumed: dict[str, str] = {}
    for stage in pauses:
        _pause(draft, stage, resumed)
    for stage in list(draft.stages.values()):
        step = stage.step
        if step is not None and step.clock is ClockOp.RESUME:
            if resumed.get(stage.key):
                _at(draft, stage, f"resume:{resumed[stage.key]}")
            elif stage.key not in resumed:
                draft.flag("resume-alone", step.place, step=step.number)


def _pause(draft: Draft, stage: Stage, resumed: dict[str, str]) -> None:
    step = stage.step
    assert step is not None
    later = [key for key in draft.stages if key in draft.after(stage.key) and key != stage.key]
    ends = [key for key in later if (one := draft.stages[key].step) is not None and one.clock is ClockOp.RESUME]
    if not ends:
        draft.flag("pause-alone", step.place, step=step.number)
        stage.clock = f"hold:{_reason(step.clock_reason, step.work)}"
        return
    between = later[: later.index(ends[0]) + 1]
    works = " ".join(one.work for key in between if (one := draft.stages[key].step))
    reason = _reason(step.clock_reason, f"{step.work} {works}")
    chain = _chain(draft, stage, ends[0])
    if chain:
        for key in chain:
            draft.stages[key].clock = f"hold:{reason}"
        resumed[ends[0]] = ""
        return
    resumed.setdefault(ends[0], reason)
    _at(draft, stage, f"pause:{resumed[ends[0]]}", ends[0])


def _chain(draft: Draft, stage: Stage, end: str) -> list[str]:
    """The stages after a pause up to its end when one way leads there, plainly, and they are entered from nowhere else.

    The clock is then held while each of them is open, which says the same and cannot be left without its end.
    """
    found: list[str] = []
    at = stage
    ways = _toward(draft, stage, end)
    while len(ways) == 1 and len(ways[0].targets) == 1 and at.key != end:
        key = ways[0].targets[0]
        if key in found or key not in draft.stages or draft.stages[key].clock:
            return []
        if {source for source, _, target in draft.edges() if target == key} != {at.key}:
            return []
        found.append(key)
        at = draft.stages[key]
        ways = at.exits
    return found if at.key == end else []


def _toward(draft: Draft, stage: Stage, end: str) -> list[Exit]:
    """The ways forward that lead to where the pause ends."""
    return [way for way in stage.forward if any(end in draft.after(target) for target in way.targets)]


def _at(draft: Draft, stage: Stage, clock: str, end: str = "") -> None:
    """On completion; where the step has several ways on, only on those that lead forward (to the end of a pause)."""
    if stage.plain:
        stage.clock = clock
        return
    order = list(draft.stages)
    ways = _toward(draft, stage, end) if end else stage.forward
    for number, way in enumerate(ways, start=1):
        key = f"Clock_{stage.key}_{number}"
        event = Stage(key=key, name=_NAMES[clock.partition(":")[0]], role="", unit=stage.unit, event=True, clock=clock)
        event.exits = [Exit(way.targets)]
        way.targets = (key,)
        at = order.index(stage.key) + 1
        draft.insert(event, before=order[at] if at < len(order) else None)


def _reason(told: str, work: str) -> str:
    for text in (fold(told), fold(work)):
        for reason, phrases in _REASONS:
            if has(text, *phrases):
                return reason
    return WAITING
