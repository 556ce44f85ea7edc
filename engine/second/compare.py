"""Both engines side by side: one happening, two answers, until the end or the first difference."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any, assert_never

from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException
from SpiffWorkflow.exceptions import WorkflowException

from engine.bpmn.model import Library, Node, NodeKind, Process, TimerKind
from engine.bpmn.reader import Document
from engine.clock import Calendar
from engine.kernel import events as ev
from engine.kernel.effects import RaiseIncident
from engine.kernel.state import Held, ScopeKind, State, TokenPhase, Uid
from engine.play import Answers, play
from engine.play.session import TASKS
from engine.second.paper import OutsideError, Paper
from engine.second.record import Happening, PartRecord, Record, Recording, element_of, place_of
from engine.second.spiff import SecondRun
from engine.second.subset import outside
from engine.second.verdict import Agrees, Differs, Outside, Verdict, joined

_COMPARED = TASKS | {NodeKind.CATCH, NodeKind.BOUNDARY, NodeKind.END, NodeKind.CALL_ACTIVITY, NodeKind.SUB_PROCESS}
_RESTING = TASKS | {NodeKind.CATCH, NodeKind.EVENT_GATEWAY, NodeKind.CALL_ACTIVITY}


def compare(
    document: Document,
    library: Library,
    answers: Answers | Mapping[str, Any],
    now: datetime,
    data: Mapping[str, Any] | None = None,
    *,
    process: str | None = None,
    calendar: Calendar | None = None,
) -> Verdict:
    """Play the library compiled from ``document`` on our kernel and give the same happenings to SpiffWorkflow.

    Raises what :func:`engine.play.play` raises: PlayError, AnswerError.
    """
    kept: list[Recording] = []

    def session(known: Library, world: Any) -> Recording:
        kept.append(Recording(known, world))
        return kept[0]

    play(library, answers, now, data, process=process, calendar=calendar, session=session)
    return compare_record(document, library, kept[0].record)


def compare_record(document: Document, library: Library, record: Record) -> Verdict:
    """The verdict on all parts of a recorded dossier; ``library`` is compiled from ``document``."""
    return joined([_part(document, library, part) for part in record.parts.values()])


def _part(document: Document, library: Library, part: PartRecord) -> Verdict:
    if part.package:
        return Outside({part.process: "a process of another package"})
    process = library.processes[part.process]
    try:
        comparison = _Comparison(document, process, part)
    except OutsideError as found:
        return Outside({found.element: found.reason})
    except ValidationException as refused:
        return Outside({part.process: f"SpiffWorkflow cannot read the process: {refused}"})
    verdict = comparison.run()
    if part.broken is not None and isinstance(verdict, Agrees):
        return Outside({part.process: part.broken}, verdict.happenings, verdict.completed)
    return verdict


class _Comparison:
    """One part on both engines."""

    def __init__(self, document: Document, process: Process, part: PartRecord) -> None:
        self.process = process
        self.part = part
        self.reasons = outside(process)
        self.paper = Paper(process, part.data)
        self.steps = 0
        self.count = 0
        self.second = SecondRun(document, process, _start(process, part), self.reasons, self.paper)

    def run(self) -> Verdict:
        """Happening by happening."""
        for happening in self.part.happenings:
            try:
                verdict = self._happening(happening)
            except OutsideError as found:
                return Outside({found.element: found.reason}, self.steps, self.count)
            except WorkflowException as failed:
                return Differs(self.process.id, "goes on", f"fails: {failed}", self.process.id, _told(happening))
            if verdict is not None:
                return verdict
            self.steps += 1
        return Agrees(self.steps, self.count)

    def _happening(self, happening: Happening) -> Verdict | None:
        self._limits(happening)
        if isinstance(happening.event, ev.Cancelled):
            self.second.cancel()
            return None
        self.second.engine.now = happening.env.now
        self.paper.turn(happening)
        late = self.second.overdue()
        if late is not None:
            return self._differs(late[0], "did not let it fire", f"due at {late[1].isoformat()}", happening)
        return self._give(happening) or self._compare(happening)

    def _limits(self, happening: Happening) -> None:
        """Raise OutsideError where the kernel did what the second engine cannot be asked about."""
        for entry in happening.step.trace:
            if entry.element in self.reasons:
                raise OutsideError(entry.element, self.reasons[entry.element])
        for scope in happening.step.state.scopes.values():
            for flow in scope.arrivals:
                join = self.process.flows[flow].target
                if join in self.reasons:
                    raise OutsideError(join, self.reasons[join])
        for effect in happening.step.effects:
            if isinstance(effect, RaiseIncident):
                raise OutsideError(effect.incident.element, f"an incident ({effect.incident.code})")
        reason = _UNFOLLOWED.get(type(happening.event))
        if reason is not None:
            raise OutsideError(self.process.id, reason)

    # -- giving the happening ------------------------------------------------------------------------------------

    def _give(self, happening: Happening) -> Differs | None:
        event, state = happening.event, happening.before
        if state is None:
            self.second.start(happening.env.now)
            return None
        match event:
            case ev.TaskCompleted() | ev.ServiceCompleted() | ev.ChildEnded():
                return self._answer(state, event.token, _held(event), happening)
            case ev.ServiceFailed() if event.code is not None:
                return self._fail(state, event.token, event.code, happening)
            case ev.ChildThrew() if event.trigger == "error":
                return self._fail(state, event.token, event.code, happening)
            case ev.ChildThrew():
                raise OutsideError(element_of(state, event.token), "an escalation of a called process")
            case ev.TimerFired():
                return self._fire(state, event.wait, happening)
            case ev.MessageReceived() | ev.SignalReceived():
                return self._receive(state, event.wait, Held(dict(event.payload)), happening)
            case _:
                return None  # data changed, a timer's instant moved, a call is tried again: no token moves

    def _answer(self, state: State, token: Uid, held: Held, happening: Happening) -> Differs | None:
        element, place = element_of(state, token), place_of(state, token)
        self.paper.write(self.process.nodes[element], held)
        if self.second.complete(element, place):
            return None
        return self._differs(element, "waited for its answer", "does not wait", happening)

    def _fail(self, state: State, token: Uid, code: str | None, happening: Happening) -> Differs | None:
        element, place = element_of(state, token), place_of(state, token)
        if self.second.fail(element, place, code):
            return None
        return self._differs(element, "waited for its answer", "does not wait", happening)

    def _fire(self, state: State, wait: Uid, happening: Happening) -> Differs | None:
        element, place = element_of(state, wait), place_of(state, wait)
        due, now = self.second.due(element, place), happening.env.now
        if due is not None and due > now:
            return self._differs(element, f"due at {now.isoformat()}", f"due at {due.isoformat()}", happening)
        self.paper.write(self.process.nodes[element], Held())
        if self.second.fire(element, place):
            return None
        return self._differs(element, "waited for its timer", "does not wait", happening)

    def _receive(self, state: State, wait: Uid, held: Held, happening: Happening) -> Differs | None:
        element, place = element_of(state, wait), place_of(state, wait)
        node = self.process.nodes[element]
        self.paper.write(node, held)
        if self.second.receive(element, place):
            return None
        if node.kind is NodeKind.BOUNDARY and not node.interrupting:
            raise OutsideError(element, "a boundary event that happens again during the same activity")
        return self._differs(element, "waited for it", "does not wait", happening)

    # -- comparing -----------------------------------------------------------------------------------------------

    def _compare(self, happening: Happening) -> Differs | None:
        ours, theirs = self._completed(happening), self._theirs()
        if ours != theirs:
            return self._difference("completed", ours, theirs, happening)
        self.count += ours.total()
        ours, theirs = self._resting(happening.step.state), self.second.waiting()
        if ours != theirs:
            return self._difference("waiting", ours, theirs, happening)
        ended = happening.step.state.ended
        if (ended is not None) != self.second.ended:
            words = ("ended", "not ended") if ended is not None else ("not ended", "ended")
            return self._differs(self.process.id, *words, happening)
        return None

    def _completed(self, happening: Happening) -> Counter[str]:
        """What the kernel completed; of a loop its iterations, not the frame around them."""
        found: Counter[str] = Counter()
        for entry in happening.step.trace:
            node = self.process.nodes.get(entry.element)
            if entry.event == "completed" and node is not None and self._counts(node):
                found[node.id] += 1 if node.loop is None or entry.index else 0
        return +found

    def _theirs(self) -> Counter[str]:
        found = self.second.completed()
        return Counter({name: count for name, count in found.items() if self._counts(self.process.nodes[name])})

    def _counts(self, node: Node) -> bool:
        """A repeating boundary event is one completed element there, and one for each occurrence here."""
        repeats = node.kind is NodeKind.BOUNDARY and any(
            event.timer is not None and event.timer.kind is TimerKind.CYCLE for event in node.events
        )
        return node.kind in _COMPARED and not repeats

    def _resting(self, state: State) -> Counter[str]:
        found: Counter[str] = Counter()
        for scope in state.scopes.values():
            for token in scope.tokens.values():
                node = self.process.nodes[token.at]
                inner = scope.kind is ScopeKind.ITERATION and scope.node == token.at
                if node.kind in _RESTING and token.phase is TokenPhase.ACTIVE and (node.loop is None or inner):
                    found[token.at] += 1
        return found

    def _difference(self, what: str, ours: Counter[str], theirs: Counter[str], happening: Happening) -> Differs:
        order = list(self.process.order)
        element = min((ours - theirs) + (theirs - ours), key=order.index)
        return self._differs(element, f"{what} {ours[element]}x", f"{what} {theirs[element]}x", happening)

    def _differs(self, element: str, ours: str, theirs: str, happening: Happening) -> Differs:
        return Differs(element, ours, theirs, self.process.id, _told(happening))


_UNFOLLOWED: Mapping[type, str] = {
    ev.Moved: "a return to an earlier step",
    ev.Retried: "a repair by an operator",
    ev.Skipped: "a repair by an operator",
    ev.ScopeCancelled: "a repair by an operator",
    ev.AdHocActivated: "an ad-hoc sub-process",
    ev.Migrated: "a migration",
}


def _start(process: Process, part: PartRecord) -> str:
    """The start event the part began at. Raises OutsideError when there is none, or several."""
    trace = part.happenings[0].step.trace if part.happenings else ()
    inside = process.root.starts
    found = [entry.element for entry in trace if entry.event == "completed" and entry.element in inside]
    if len(found) != 1:
        raise OutsideError(process.id, "it does not begin at exactly one start event")
    return found[0]


def _held(event: ev.TaskCompleted | ev.ServiceCompleted | ev.ChildEnded) -> Held:
    """What an answer brought."""
    match event:
        case ev.TaskCompleted():
            return Held(dict(event.answers), event.outcome, event.hidden)
        case ev.ServiceCompleted():
            return Held(event.result)
        case ev.ChildEnded():
            return Held(dict(event.output))
        case _:
            assert_never(event)


def _told(happening: Happening) -> str:
    """The happening in words."""
    event, state = happening.event, happening.before
    name = type(event).__name__
    uid = getattr(event, "token", None) or getattr(event, "wait", None)
    if state is None or uid is None:
        return name
    return f"{name} at {element_of(state, uid)} ({happening.env.now.isoformat()})"
