"""Parallel branches of a table: where they begin and join, and which stages lie in which branch.

A fork is a way with several targets. Its join is the first stage that every branch which meets others reaches; each
branch must keep to itself until then. What does not is refused: a diagram drawn from it would deadlock.
"""

from dataclasses import dataclass

from process_models.making.stages import END, Draft, Exit, Stage


@dataclass(frozen=True, slots=True)
class Fork:
    """``join`` is the key of the stage where the branches meet (END: they never do)."""

    stage: str
    way: Exit
    join: str
    regions: tuple[frozenset[str], ...]
    """Stages of each branch, in the order of the way's targets; empty when the branch is the join itself."""

    @property
    def inside(self) -> frozenset[str]:
        """All stages between the fork and the join."""
        return frozenset[str]().union(*self.regions)


class ParallelError(Exception):
    """The branches of a fork cannot be told apart."""

    def __init__(self, stage: str) -> None:
        super().__init__(stage)
        self.stage = stage


def forks(draft: Draft) -> tuple[Fork, ...]:
    """Every fork, inner ones before outer ones. Raises ParallelError."""
    found = [
        _fork(draft, stage.key, way)
        for stage in draft.stages.values()
        for way in stage.forward
        if len([target for target in way.targets if target != END]) > 1
    ]
    return tuple(sorted(found, key=lambda fork: len(fork.inside)))


def path_of(found: tuple[Fork, ...], key: str) -> tuple[tuple[str, int], ...]:
    """The branches a stage lies in: (fork, branch) pairs; equal for stages that run in the same thread."""
    return tuple((fork.stage, index) for fork in found for index, region in enumerate(fork.regions) if key in region)


def _fork(draft: Draft, stage: str, way: Exit) -> Fork:
    order = list(draft.stages)
    reach = [draft.after(target) for target in way.targets]
    shared = {key for index, one in enumerate(reach) for key in one if any(key in other for other in reach[:index])}
    meeting = [one for one in reach if one & shared]
    common = set.intersection(*meeting) if meeting else set()
    ahead = [key for key in common if not any(key in draft.after(other) for other in common - {key})]
    join = min(ahead, key=order.index) if ahead else END
    if len(ahead) > 1 or (shared and not ahead):
        raise ParallelError(stage)
    stop = frozenset({join})
    regions = tuple(frozenset(draft.after(target, stop)) for target in way.targets)
    fork = Fork(stage, way, join, regions)
    if sum(map(len, regions)) != len(fork.inside) or stage in fork.inside:
        raise ParallelError(stage)
    return fork


def keep_inside(draft: Draft, found: tuple[Fork, ...]) -> None:
    """Ways that leave a branch before the join are decided after it.

    A token that left alone would keep the others waiting for ever. The outcome is kept as a fact; the join passes it
    on, and what was chosen happens when all branches are done.
    """
    for fork in reversed(found):
        for region in fork.regions:
            for key in sorted(region, key=list(draft.stages).index):
                _keep(draft, fork, region, key)


def entered_alone(draft: Draft, found: tuple[Fork, ...]) -> None:
    """Ways into one of several branches from elsewhere: those that lead back are left out, others are refused.

    A token that enters one branch alone would wait at the join for ever. Raises ParallelError.
    """
    for fork in found:
        for region in fork.regions:
            for stage in draft.stages.values():
                if stage.key not in region:
                    _leave_out(draft, stage, fork, region)


def _leave_out(draft: Draft, stage: Stage, fork: Fork, region: frozenset[str]) -> None:
    into = [way for way in stage.exits if way is not fork.way and region & set(way.targets)]
    inner = [way for way in into if len(way.targets) > 1]
    if any(not way.back for way in into if way not in inner) or (inner and not region >= set(inner[0].targets)):
        raise ParallelError(fork.stage)
    for way in into:
        if stage.step is not None:
            draft.flag("leaves-branch", stage.step.place, step=stage.step.number, outcome=way.label or "–")
        stage.exits.remove(way)
    if len(stage.exits) == 1:
        stage.exits[0].label = stage.exits[0].outcome = ""


def _keep(draft: Draft, fork: Fork, region: frozenset[str], key: str) -> None:
    stage = draft.stages[key]
    allowed = region | {fork.join}
    kept = []
    for way in stage.exits:
        if all(target in allowed for target in way.targets):
            kept.append(way)
        elif stage.step is not None:
            draft.flag("leaves-branch", stage.step.place, step=stage.step.number, outcome=way.label or "–")
    if not kept:
        kept = [Exit((fork.join,))]
    if len(kept) == 1:
        kept[0].label = kept[0].outcome = ""
    stage.exits = kept
