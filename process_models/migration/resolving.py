"""From a plan to the moves of one dossier: which element each token goes to, decided by rules and by its own data."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.bpmn.model import Library, Node, Process
from engine.dossier.case import Case, Part
from engine.dossier.commands import PartMove
from engine.feel import compile_expression
from engine.kernel.events import MigrationPlan
from engine.kernel.kinds import RESTING
from engine.kernel.state import Scope
from engine.kernel.tasks import HOLD
from process_models.migration.matching import Lanes, Side, fits, lanes_of, targets
from process_models.migration.plan import EMPTY_PLAN, RECOMPUTE, Choice, Plan, ProcessPlan, Rule
from process_models.package import Package

NO_LANES: Lanes = {}


class Unresolved(Exception):  # noqa: N818 - it says what it is: no error of the program
    """The plan does not say where this dossier goes. Codes: ``process``, ``split``, ``split-null``."""

    def __init__(self, code: str, part: int, element: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.part = part
        self.element = element


@dataclass(frozen=True, slots=True, kw_only=True)
class Versions:
    """The two packages, and the libraries of the packages each of them uses."""

    old: Package
    new: Package
    old_used: Mapping[str, Library] = field(default_factory=dict)
    new_used: Mapping[str, Library] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Way:
    """What becomes of one process."""

    old: Process
    new: Process
    told: ProcessPlan
    places: Mapping[str, tuple[Choice, ...]]
    recompute: bool


class Resolver:
    """A plan and its versions, made once and asked for each dossier."""

    def __init__(self, plan: Plan, versions: Versions) -> None:
        self.plan = plan
        self.versions = versions
        self._lanes = (lanes_of(versions.old), lanes_of(versions.new))
        self._ways: dict[tuple[str, str], _Way | None] = {}

    def moves(self, case: Case) -> tuple[PartMove, ...]:
        """The move of each open part; those inside a used package that is the same stay. Raises Unresolved."""
        found = (self._move(part) for _n, part in sorted(case.parts.items()) if part.open)
        return tuple(move for move in found if move is not None)

    @property
    def processes(self) -> dict[str, str]:
        """Processes that have another id in the new version."""
        return {name: one.to for name, one in self.plan.processes.items() if one.to not in (None, name) and one.to}

    def fixed_places(self) -> dict[str, str]:
        """Old element -> new element, of all processes, where the place does not depend on the data."""
        found: dict[str, str] = {}
        libraries = {"": self.versions.old.library, **self.versions.old_used}
        for package, library in libraries.items():
            for process in library.processes:
                way = self._made(package, process)
                for name, choices in way.places.items() if way else ():
                    if choices[0].when is None:
                        found[name] = choices[0].to
        return found

    def _move(self, part: Part) -> PartMove | None:
        way = self._way(part)
        if way is None:
            raise Unresolved("process", part.n, part.process, f"{part.process} is not in the new version")
        same = way.new.hash == part.state.model and way.told == EMPTY_PLAN
        return None if part.package and same else self._planned(part, way)

    def _planned(self, part: Part, way: _Way) -> PartMove:
        standing = _standing(part)
        chosen = {name: self._chosen(part, name, way.places[name]) for name in way.places}
        nodes = [way.old.nodes[name] for name in sorted(standing) if name in way.old.nodes]
        plan = MigrationPlan(
            tokens={name: to for name, to in chosen.items() if to is not None and to != name},
            arrivals=dict(way.told.flows),
            data=dict(way.told.data),
            recompute_timers=way.recompute,
            timers=dict(way.told.timers),
            drop=way.told.drop,
            kinds={node.id: str(node.kind) for node in nodes},
            holds={node.id: reason for node in nodes if (reason := hold_of(node)) is not None},
        )
        return PartMove(part.n, way.new.id, plan)

    def _chosen(self, part: Part, name: str, choices: tuple[Choice, ...]) -> str | None:
        """The target for the data of this part; None: nothing stands there, and no choice without a condition."""
        here = name in _standing(part)
        for choice in choices:
            if choice.when is None:
                return choice.to
            if here and self._true(part, name, choice.when):
                return choice.to
        if here:
            raise Unresolved("split", part.n, name, f"no choice for {name} is true for the data of this dossier")
        return None

    def _true(self, part: Part, name: str, text: str) -> bool:
        data = part.state.scopes[part.state.root].vars
        found = compile_expression(text, names=tuple(data)).evaluate(data).value
        if not isinstance(found, bool):
            raise Unresolved("split-null", part.n, name, f"{text} is neither true nor false for this dossier")
        return found

    def _way(self, part: Part) -> _Way | None:
        key = (part.package, part.process)
        if key not in self._ways:
            self._ways[key] = self._made(*key)
        return self._ways[key]

    def _made(self, package: str, process: str) -> _Way | None:
        versions = self.versions
        old_library = versions.old_used.get(package) if package else versions.old.library
        new_library = versions.new_used.get(package) if package else versions.new.library
        told = (self.plan.packages.get(package, {}) if package else self.plan.processes).get(process, EMPTY_PLAN)
        old = old_library.processes.get(process) if old_library else None
        new = new_library.processes.get(told.to or process) if new_library else None
        if old is None or new is None:
            return None
        old_lanes, new_lanes = (NO_LANES, NO_LANES) if package else self._lanes
        places, _several = places_of(told, self.plan.rules, Side(old, old_lanes), Side(new, new_lanes))
        return _Way(old, new, told, places, self.plan.timers == RECOMPUTE)


Several = Mapping[tuple[int, str], tuple[str, ...]]
"""(Number of the rule, element) -> what it could become: none or several."""


def places_of(
    told: ProcessPlan, rules: tuple[Rule, ...], old: Side, new: Side
) -> tuple[dict[str, tuple[Choice, ...]], Several]:
    """Where elements go that do not simply keep their id, and where a rule gives no single answer."""
    places = dict(told.elements)
    open_questions: dict[tuple[int, str], tuple[str, ...]] = {}
    for node in old.process.nodes.values():
        if node.id in places:
            continue
        for number, rule in enumerate(rules):
            if (rule.of == "missing" and node.id in new.process.nodes) or not fits(rule, old, node):
                continue
            found = targets(rule, old, node, new)
            if len(found) == 1:
                places[node.id] = (Choice(found[0]),)
                break
            open_questions[number, node.id] = tuple(found)
    return places, open_questions


def hold_of(node: Node) -> str | None:
    """The reason for which an element pauses the clock while it is active."""
    clock = node.work.clock
    return clock.removeprefix(HOLD) if clock and clock.startswith(HOLD) and node.kind in RESTING else None


def _standing(part: Part) -> frozenset[str]:
    """The elements where tokens, scopes, waits or what can be undone stand."""
    return frozenset(name for scope in part.state.scopes.values() for name in _named(scope))


def _named(scope: Scope) -> set[str]:
    names = {token.at for token in scope.tokens.values()} | {wait.node for wait in scope.waits.values()}
    return names | {scope.node} | set(scope.gates) | {one.node for one in (*scope.done, *scope.todo)}
