"""The door: prove one subject within a budget."""

from dataclasses import dataclass

from engine.verify.explore import Graph, explore
from engine.verify.findings import Finding, Severity
from engine.verify.judge import judge
from engine.verify.statements import units_of
from engine.verify.subject import Budget, Subject
from engine.verify.watching import Watch


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What the exploration came to. ``complete``: every state within the bounds was visited."""

    findings: tuple[Finding, ...]
    complete: bool
    states: int
    moves: int
    frontier: int
    entered: frozenset[str]
    """Flow nodes that some run enters."""
    taken: frozenset[str]
    """Sequence flows that some run takes."""
    graph: Graph

    @property
    def sound(self) -> bool:
        """Proven: complete and without an error."""
        return self.complete and not any(one.severity is Severity.ERROR for one in self.findings)


def prove(subject: Subject, budget: Budget | None = None) -> Proof:
    """Explore everything that can happen and judge it. Raises nothing for what is wrong with the models."""
    watch = Watch(units_of(subject), subject.lifecycle)
    graph = explore(subject, budget or Budget(), watch)
    return Proof(
        findings=judge(graph, watch),
        complete=graph.complete,
        states=len(graph.states),
        moves=graph.turns,
        frontier=graph.frontier,
        entered=frozenset(graph.entered),
        taken=frozenset(graph.taken),
        graph=graph,
    )
