"""What a single turn gives away: incidents, and whether reception, pauses and settlement come in their order.

The explorer meets turns in order of distance, so the first turn that shows something is on a shortest run.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from engine.bpmn.model import Node
from engine.dossier import Case, Status, Turn
from engine.dossier.case import Entry, PartStep
from engine.kernel import effects as fx
from engine.verify.explore import Edge, raised
from engine.verify.findings import Severity
from engine.verify.statements import Unit

RETURNED = "result_returned"
Mark = tuple[str, str, str]
"""Code, element, and what tells cases of the same code apart."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """The first turn that showed something."""

    code: str
    element: str
    edge: Edge
    data: dict[str, object]
    severity: Severity | None = None


@dataclass(slots=True)
class Watch:
    """Looks at every turn of an exploration."""

    units: dict[str, Unit]
    lifecycle: bool
    seen: dict[Mark, Sighting] = field(default_factory=dict)
    resumed: set[str] = field(default_factory=set)
    """Nodes whose resume ended a pause at least once."""
    idle: dict[str, Edge] = field(default_factory=dict)
    """Nodes whose resume found nothing to end, with the first turn."""
    handed_back: bool = False
    blind: bool = False
    """A used package was not given: what comes after its call is not known."""

    def __call__(self, edge: Edge) -> None:
        """One turn."""
        self._incidents(edge)
        if self.lifecycle:
            for branch in edge.turn.case.lives:
                self._life(edge, branch)

    def _saw(
        self, code: str, element: str, edge: Edge, apart: str = "", severity: Severity | None = None, **data: object
    ) -> None:
        self.seen.setdefault((code, element, apart), Sighting(code, element, edge, data, severity))

    def _incidents(self, edge: Edge) -> None:
        for part, effect in raised(edge.turn):
            incident = effect.incident
            code = "proof.incident" if part else "proof.trouble"
            if incident.code == "moves.limit":
                code = "proof.endless-step"
            elif not part and incident.code == "call" and not self._at_hand(incident.element):
                self.blind = True
                self._saw("proof.unexplored", incident.element, edge, "call", why="call")
                continue
            self._saw(code, incident.element, edge, incident.code, incident=incident.code, message=incident.message)

    def _at_hand(self, called: str) -> bool:
        return any(called in (unit.process.id, unit.package) for unit in self.units.values())

    def _life(self, edge: Edge, branch: str) -> None:
        turn, before = edge.turn, edge.before
        entries = [entry for entry in turn.entries if entry.branch == branch]
        steps = [step for step in turn.steps if turn.case.parts[step.part].branch == branch]
        settles = [node for step in steps for node in self._settling(turn.case, step)]
        self._settlement(edge, branch, entries, settles)
        self._resumes(edge, entries, steps)
        old = before.lives.get(branch)
        if old is not None and old.status.closed and settles:
            self._saw("proof.settled-twice", settles[0].id, edge, branch, branch=branch)
        life = turn.case.lives[branch]
        told = any(entry.kind == "fact" and entry.data.get("name") == RETURNED for entry in entries)
        if life.status is Status.RETURNED:
            self.handed_back = True
        elif told:
            node = self._completed_with(turn, steps, lambda one: any(fact.name == RETURNED for fact in one.work.facts))
            self._saw("proof.returned-before-settlement", node, edge, branch, branch=branch)

    def _settlement(self, edge: Edge, branch: str, entries: list[Entry], settles: list[Node]) -> None:
        old = edge.before.lives.get(branch)
        pauses = {} if old is None else {(key.part, key.reason, key.owner): None for key in old.pauses}
        for entry in entries:
            key = (entry.data.get("part"), entry.data.get("reason"), entry.data.get("owner"))
            if entry.kind == "clock_paused":
                pauses[key] = None  # type: ignore[index]
            elif entry.kind == "clock_resumed":
                pauses.pop(key, None)  # type: ignore[arg-type]
            elif entry.kind == "settled":
                self._settled(edge, branch, entry, settles, [str(reason) for _, reason, _ in pauses])

    def _settled(self, edge: Edge, branch: str, entry: Entry, settles: list[Node], paused: list[str]) -> None:
        life = edge.turn.case.lives[branch]
        if not settles:
            part = edge.turn.case.parts[int(str(entry.data.get("part", 0)))]
            if not (part.state.ended or "").startswith("error:"):
                self._saw("proof.ended-unsettled", part.process, edge, branch, branch=branch)
            return
        element = settles[0].id
        if life.received_at is None:
            self._saw("proof.settled-before-reception", element, edge, branch, branch=branch)
        for reason in paused:
            holders = [
                node.id for unit in self.units.values() for node in unit.process.nodes.values() if _pauses(node, reason)
            ]
            held = all(node.work.clock == f"hold:{reason}" for node in self._nodes(holders))
            severity = Severity.WARNING if held else None
            self._saw("proof.pause-at-settlement", element, edge, reason, severity, reason=reason, paused_at=holders)

    def _resumes(self, edge: Edge, entries: list[Entry], steps: list[PartStep]) -> None:
        """``resume:…`` of a node that ended a pause, or found none."""
        resumed = {entry.data.get("reason") for entry in entries if entry.kind == "clock_resumed"}
        ignored = {
            entry.data.get("reason")
            for entry in entries
            if entry.kind == "clock_ignored" and entry.data.get("op") == "resume"
        }
        for step in steps:
            unit = self._unit(edge.turn.case, step.part)
            for entry in step.step.trace:
                node = unit.process.nodes.get(entry.element)
                if entry.event == "completed" and node is not None and (node.work.clock or "").startswith("resume:"):
                    reason = (node.work.clock or "").partition(":")[2]
                    if reason in resumed:
                        self.resumed.add(node.id)
                    elif reason in ignored:
                        self.idle.setdefault(node.id, edge)

    def _settling(self, case: Case, step: PartStep) -> Iterator[Node]:
        if not any(isinstance(effect, fx.Clock) and effect.op == "settle" for effect in step.step.effects):
            return
        nodes = self._unit(case, step.part).process.nodes
        for entry in step.step.trace:
            if entry.event == "completed" and nodes[entry.element].work.clock == "settle":
                yield nodes[entry.element]

    def _completed_with(self, turn: Turn, steps: list[PartStep], wanted: object) -> str:
        for step in steps:
            nodes = self._unit(turn.case, step.part).process.nodes
            for entry in step.step.trace:
                if entry.event == "completed" and callable(wanted) and wanted(nodes[entry.element]):
                    return entry.element
        return ""

    def _nodes(self, names: list[str]) -> Iterator[Node]:
        for unit in self.units.values():
            yield from (unit.process.nodes[name] for name in names if name in unit.process.nodes)

    def _unit(self, case: Case, n: int) -> Unit:
        part = case.parts[n]
        return self.units[f"{part.package}/{part.process}" if part.package else part.process]


def _pauses(node: Node, reason: str) -> bool:
    return node.work.clock in (f"pause:{reason}", f"hold:{reason}")
