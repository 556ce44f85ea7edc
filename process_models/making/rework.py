"""The standard ways back: who reviews or signs may send the work back, who signs may disagree."""

from process_models.making.agencies import other_department
from process_models.making.parallel import Fork, path_of
from process_models.making.stages import REPLY, Draft, Exit, Stage

APPROVALS = {"review": "approve", "sign": "sign"}
LABELS = {"approve": "Đồng ý", "sign": "Ký", "send_back": "Trả lại", "disagree": "Không đồng ý"}


def add_rework(draft: Draft, found: tuple[Fork, ...]) -> None:
    """Give outcomes to the reviews and signatures for which the table says nothing but what comes next.

    Work goes back to the case officer before, in the same branch and while the clock runs as it did there.
    """
    paused = _paused(draft)
    for stage in list(draft.stages.values()):
        if stage.role not in APPROVALS or not stage.plain or stage.exits[0].label or stage.key in paused:
            continue
        target = _worker(draft, stage, found)
        extra = []
        if target is not None:
            extra.append(Exit((target,), LABELS["send_back"], "send_back", back=True))
        if stage.role == "sign" and not path_of(found, stage.key):
            extra.append(Exit((REPLY,), LABELS["disagree"], "disagree"))
        if extra:
            approval = APPROVALS[stage.role]
            stage.exits[0].label, stage.exits[0].outcome = LABELS[approval], approval
            stage.exits += extra


def _worker(draft: Draft, stage: Stage, found: tuple[Fork, ...]) -> str | None:
    """The nearest earlier stage that did the work: in the same agency, else in the one that sent it, else in the
    deciding one.

    It lies in the same branch, and every way from the start leads through it.
    """
    order = list(draft.stages)
    here = path_of(found, stage.key)
    workers = []
    for key in reversed(order[: order.index(stage.key)]):
        other = draft.stages[key]
        if other.role != "case" or other.event or path_of(found, key) != here:
            continue
        if stage.key in draft.after(key) and stage.key not in draft.after(draft.first, frozenset({key})):
            workers.append(other)
    before = [draft.stages[source] for source, way, target in draft.edges() if target == stage.key and not way.back]
    agencies = [_agency(stage), *(_agency(other) for other in before), ""]
    return next((other.key for agency in agencies for other in workers if _agency(other) == agency), None)


def _agency(stage: Stage) -> str:
    """The agency a stage belongs to; empty for the deciding one."""
    if stage.unit.own:
        return ""
    return other_department(stage.unit.name) if stage.unit.kind == "department" else stage.unit.kind


def _paused(draft: Draft) -> set[str]:
    """Stages that may run while the clock stands: after a pause and before its resumption."""
    found: set[str] = set()
    resumed = frozenset(key for key, stage in draft.stages.items() if stage.clock.startswith("resume"))
    for stage in draft.stages.values():
        if stage.clock.startswith("pause"):
            for way in stage.forward:
                for target in way.targets:
                    found |= draft.after(target, resumed)
    return found | resumed
