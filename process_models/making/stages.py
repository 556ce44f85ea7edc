"""What stands between a table and a diagram: stages of work and the ways on from each."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from process_models.making.agencies import Unit
from process_models.making.words import fold, has
from process_models.steps.table import Place, Step, TableProblem

END: Final = "END"
REPLY: Final = "Reply"
FEE: Final = "CollectFee"
RETURN: Final = "Return"
RECEIVE: Final = "Receive"
OUTGOING: Final = "VBD"
"""The register of outgoing documents."""

_NEGATIVE: Final = ("khong", "tu choi", "chua", "tra lai", "sai", "huy", "dung", "bac", "no", "reject", "refuse", "not")


@dataclass(slots=True)
class Exit:
    """One way on: ``targets`` are keys of stages or ``END``; several run in parallel."""

    targets: tuple[str, ...]
    label: str = ""
    """What the outcome is called; empty for the plain way on."""
    outcome: str = ""
    """Key of the outcome."""
    back: bool = False
    """It leads to an earlier stage."""

    @property
    def negative(self) -> bool:
        """Its label says that something is not as it should be."""
        return has(fold(self.label), *_NEGATIVE)


@dataclass(slots=True, kw_only=True)
class Stage:
    """A step on its way to becoming a task, or (``event``) something that happens by itself."""

    key: str
    name: str
    role: str
    unit: Unit
    title: str = ""
    """Who does it, as written; names the lane."""
    time: str = ""
    """``motcua:time``."""
    exits: list[Exit] = field(default_factory=list)
    step: Step | None = None
    event: bool = False
    clock: str = ""
    fact: str = ""
    letter: str = ""
    register: str = ""
    form: str = ""

    @property
    def id(self) -> str:
        """The element's id."""
        return f"{'Event' if self.event else 'Task'}_{self.key}"

    @property
    def plain(self) -> bool:
        """There is one way on, to one stage."""
        return len(self.exits) == 1 and len(self.exits[0].targets) == 1

    @property
    def forward(self) -> list[Exit]:
        """The ways on that do not lead back."""
        return [way for way in self.exits if not way.back]


@dataclass(slots=True)
class Draft:
    """All stages of a procedure in the order of the table, and what was doubtful on the way."""

    code: str
    place: Place
    stages: dict[str, Stage]
    first: str
    problems: list[TableProblem] = field(default_factory=list)

    def flag(self, code: str, place: Place | None = None, severity: str = "review", **values: str) -> None:
        """Note something doubtful; ``review`` unless said otherwise."""
        at = place or self.place
        self.problems.append(
            TableProblem(code=f"making.{code}", severity=severity, place=at, procedure=self.code, values=values)
        )

    def edges(self) -> Iterator[tuple[str, Exit, str]]:
        """Every (stage, way, target), without those to the end."""
        for stage in self.stages.values():
            for way in stage.exits:
                for target in way.targets:
                    if target != END:
                        yield stage.key, way, target

    def after(self, start: str, stop: frozenset[str] = frozenset()) -> set[str]:
        """Stages that can be reached from one without going back; ``stop`` are not entered."""
        found: set[str] = set()
        open_ = [start]
        while open_:
            key = open_.pop()
            if key in found or key in stop or key not in self.stages:
                continue
            found.add(key)
            open_ += [target for way in self.stages[key].forward for target in way.targets]
        return found

    def insert(self, stage: Stage, before: str | None = None) -> None:
        """Add a stage to the order: before another one or, without it, at the end."""
        if before is None:
            self.stages[stage.key] = stage
            return
        rest = list(self.stages.items())
        at = [key for key, _ in rest].index(before)
        self.stages = dict([*rest[:at], (stage.key, stage), *rest[at:]])

    def retarget(self, old: str, new: str, sources: set[str] | None = None) -> None:
        """Lead the forward ways into ``old`` (of some sources) to ``new``."""
        for stage in self.stages.values():
            if sources is not None and stage.key not in sources:
                continue
            for way in stage.forward:
                if old in way.targets:
                    way.targets = tuple(dict.fromkeys(new if target == old else target for target in way.targets))
