"""Generated scenarios: walks through the stages that together take every way on; they assert invariants only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from process_models.making.fields import MadeForm
from process_models.making.parallel import Fork
from process_models.making.stages import END, REPLY, Draft, Exit, Stage

_SUBMITTED: Final = "2026-03-02T08:00:00+07:00"
_BETWEEN: Final = "PT5M"
_MOST_STEPS: Final = 120
_MOST_WALKS: Final = 8

Taken = set[tuple[str, int]]


@dataclass(slots=True)
class _Walk:
    """One dossier on its way; ``steps`` are those of the scenario."""

    draft: Draft
    forks: tuple[Fork, ...]
    forms: Mapping[str, MadeForm]
    taken: Taken
    leading: frozenset[str]
    """Stages that lead to the end without going back, and END."""
    curious: bool
    steps: list[dict[str, Any]] = field(default_factory=list)
    path: list[str] = field(default_factory=list)
    new: Taken = field(default_factory=set)
    refused: bool = False

    def run(self, key: str, stop: str) -> bool:
        """Go on until a join or the end; False when it goes on for too long."""
        while key not in (END, stop):
            if len(self.steps) > _MOST_STEPS:
                return False
            stage = self.draft.stages[key]
            way = self._do(stage)
            if len(way.targets) == 1:
                key = way.targets[0]
                continue
            fork = next(one for one in self.forks if one.way is way)
            if not all(self.run(target, fork.join) for target in way.targets if target != fork.join):
                return False
            key = fork.join
        return True

    def _do(self, stage: Stage) -> Exit:
        number = self._choice(stage)
        way = stage.exits[number]
        self.new.add((stage.key, number))
        if stage.event:
            return way
        step: dict[str, Any] = {"after": _BETWEEN, "task": stage.id, "actor": _actor(stage)}
        if stage.clock == "start":
            step["outcome"] = "accept"
        elif len(stage.exits) > 1:
            step["outcome"] = way.outcome or "forward"
            self.refused = way.targets == (REPLY,) if stage.fact else self.refused
        step["answers"] = self.forms[stage.key].example()
        self.steps.append(step)
        self.path.append(stage.id)
        return way

    def _choice(self, stage: Stage) -> int:
        ways = list(enumerate(stage.exits))
        onward = [number for number, way in ways if not way.back and way.targets != (REPLY,)]
        if self.curious:
            fresh = [number for number, _ in ways if (stage.key, number) not in self.taken | self.new]
            fresh.sort(key=lambda number: (stage.exits[number].targets == (REPLY,), not stage.exits[number].back))
            if fresh and (stage.exits[fresh[0]].targets != (REPLY,) or not self._more_ahead()):
                return fresh[0]
        sure = [number for number in onward if set(stage.exits[number].targets) <= self.leading]
        return next(iter((*sure, *onward, *(number for number, way in ways if not way.back))), 0)

    def _more_ahead(self) -> bool:
        """Whether other ways than the refusal have not been taken by anyone."""
        return any(
            (stage.key, number) not in self.taken | self.new
            for stage in self.draft.stages.values()
            for number, way in enumerate(stage.exits)
            if way.targets != (REPLY,) and stage.key != REPLY
        )


def scenarios(
    draft: Draft, found: tuple[Fork, ...], forms: Mapping[str, MadeForm], submission: Mapping[str, Any]
) -> dict[str, dict[str, Any]]:
    """Scenario name -> content: the good way first, then walks until every way was taken or none brings more."""
    taken: Taken = set()
    made: dict[str, dict[str, Any]] = {}
    leading = frozenset({END, *(key for key in draft.stages if _ends(draft, key))})
    for number in range(_MOST_WALKS):
        walk = _Walk(draft, found, forms, taken, leading, curious=number > 0)
        ended = walk.run(draft.first, END)
        if number and not walk.new - taken:
            break
        taken |= walk.new
        if not ended:
            continue
        name = "good" if number == 0 else f"generated_{number}"
        made[name] = _scenario(walk, number, submission)
    return made


def _ends(draft: Draft, key: str) -> bool:
    return any(END in way.targets for each in draft.after(key) for way in draft.stages[each].forward)


def _actor(stage: Stage) -> str:
    return f"{stage.role}.{stage.key}"


def _scenario(walk: _Walk, number: int, submission: Mapping[str, Any]) -> dict[str, Any]:
    vi = "Trường hợp thuận lợi" if number == 0 else f"Đường đi khác {number}"
    en = "The good way" if number == 0 else f"Another way {number}"
    kind = "good" if number == 0 else "refusal" if walk.refused else "other"
    return {
        "$schema": "urn:motcua:scenario:1",
        "generated": True,
        "names": {"vi": vi, "en": en},
        "kind": kind,
        "calendar": "province",
        "submit": {"at": _SUBMITTED, "channel": "counter", "territory": "24611", **submission},
        "steps": walk.steps,
        "expect": {"path": walk.path, "status": "returned", "ended": True},
    }
