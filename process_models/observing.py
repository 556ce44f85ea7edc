"""What runs of a package go through: elements, sequence flows, outcomes and rules of decision tables."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from engine.bpmn.model import Library
from engine.dmn import DmnModel
from engine.dmn.decision_table import Table
from engine.dmn.nodes import Decision, Knowledge
from engine.feel import DEFAULT, FeelEnv, Result
from engine.verify.tracing import Tracer
from process_models.package import Package

Outcome = tuple[str, str]
"""Task and outcome."""
Rule = tuple[str, int]
"""Decision and number of the rule, from 1."""


@dataclass(frozen=True, slots=True)
class Reached:
    """What one run, or several together, went through; ids of the diagram."""

    elements: frozenset[str] = frozenset()
    flows: frozenset[str] = frozenset()
    outcomes: frozenset[Outcome] = frozenset()
    rules: frozenset[Rule] = frozenset()

    def __or__(self, other: "Reached") -> "Reached":
        return Reached(
            self.elements | other.elements,
            self.flows | other.flows,
            self.outcomes | other.outcomes,
            self.rules | other.rules,
        )

    def __and__(self, other: "Reached") -> "Reached":
        return Reached(
            self.elements & other.elements,
            self.flows & other.flows,
            self.outcomes & other.outcomes,
            self.rules & other.rules,
        )

    def __sub__(self, other: "Reached") -> "Reached":
        return Reached(
            self.elements - other.elements,
            self.flows - other.flows,
            self.outcomes - other.outcomes,
            self.rules - other.rules,
        )

    @property
    def branches(self) -> int:
        """Ways that could have gone otherwise: flows, outcomes and rules together."""
        return len(self.flows) + len(self.outcomes) + len(self.rules)


@dataclass(slots=True)
class _Watched:
    """A decision model that tells which rules match; otherwise it is the model."""

    model: DmnModel
    names: Mapping[int, str]
    seen: set[Rule]

    def evaluate_full(self, name: str, inputs: Mapping[str, object], env: FeelEnv = DEFAULT) -> Result:
        """As the model's own."""
        return self.model.evaluate_full(name, inputs, replace(env, matched=self._matched))

    def _matched(self, table: object, rule: int) -> None:
        self.seen.add((self.names.get(id(table), ""), rule))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.model, name)


class Observer:
    """A package's models, watched; one for all its runs, :meth:`take` gives what was reached since the last time."""

    def __init__(self, package: Package, libraries: Mapping[str, Library]) -> None:
        self._tracer = Tracer(package.library, libraries)
        self._rules: set[Rule] = set()
        self._outcomes: set[Outcome] = set()
        names = {id(table): decision for decision, table in tables(package.decisions)}
        watched = {id(model): _Watched(model, names, self._rules) for model in package.decisions.values()}
        self.decisions: Mapping[str, Any] = {key: watched[id(model)] for key, model in package.decisions.items()}
        library = self._tracer.library
        processes = {
            key: replace(one, decisions={name: watched.get(id(model), model) for name, model in one.decisions.items()})
            for key, one in library.processes.items()
        }
        self.library = replace(library, processes=processes)
        self.libraries = self._tracer.libraries

    def chosen(self, task: str, outcome: str | None) -> None:
        """An outcome was chosen."""
        if outcome is not None:
            self._outcomes.add((task, outcome))

    def take(self, elements: frozenset[str]) -> Reached:
        """What was reached since the last time, with the ``elements`` that were entered."""
        found = Reached(elements, frozenset(self._tracer.take()), frozenset(self._outcomes), frozenset(self._rules))
        self._outcomes.clear()
        self._rules.clear()
        return found


def everything(package: Package) -> Reached:
    """All that runs of a package can go through."""
    processes = package.library.processes.values()
    nodes = [node for process in processes for node in process.nodes.values()]
    return Reached(
        frozenset(node.id for node in nodes),
        frozenset(flow for process in processes for flow in process.flows),
        frozenset((node.id, outcome) for node in nodes for outcome in node.work.outcomes),
        frozenset((decision, rule.number) for decision, table in tables(package.decisions) for rule in table.rules),
    )


def tables(decisions: Mapping[str, DmnModel]) -> Iterator[tuple[str, Table]]:
    """Each decision or function of a decision file that is a table, by name."""
    seen: set[int] = set()
    for model in decisions.values():
        if id(model) in seen:
            continue
        seen.add(id(model))
        for node in model.nodes.values():
            table = getattr(node.code, "__self__", None) if isinstance(node, Decision | Knowledge) else None
            if isinstance(node, Decision | Knowledge) and isinstance(table, Table):
                yield node.name, table


@dataclass(frozen=True, slots=True)
class Coverage:
    """What scenarios reach: those written by hand, and with the generated ones."""

    all: Reached = field(default_factory=Reached)
    by_hand: Reached = field(default_factory=Reached)
    together: Reached = field(default_factory=Reached)

    def to_json(self) -> dict[str, Any]:
        """Numbers and what is left out, for programs."""
        return {
            "elements": _counts(len(self.all.elements), len(self.by_hand.elements), len(self.together.elements)),
            "branches": _counts(self.all.branches, self.by_hand.branches, self.together.branches),
            "missed": missed_json(self.all - self.by_hand),
            "missed_by_all": missed_json(self.all - self.together),
        }


def _counts(total: int, by_hand: int, together: int) -> dict[str, int]:
    return {"total": total, "by_hand": by_hand, "with_generated": together}


def missed_json(left: Reached) -> dict[str, list[Any]]:
    """What was not reached, sorted."""
    return {
        "elements": sorted(left.elements),
        "flows": sorted(left.flows),
        "outcomes": [f"{task}: {outcome}" for task, outcome in sorted(left.outcomes)],
        "rules": [f"{decision}: {rule}" for decision, rule in sorted(left.rules)],
    }
