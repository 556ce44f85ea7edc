"""What follows from the whole graph: dead ends, circles without a way out, what never happens, what grows."""

from collections.abc import Iterable, Iterator

from engine.bpmn.model import Node, NodeKind, Process, Trigger
from engine.dossier import ROOT, Case, Status
from engine.kernel.state import OnMessage, OnSignal, OnTimer
from engine.verify.explore import Graph, State
from engine.verify.findings import Finding, MoveKind, Severity, finding
from engine.verify.merging import unjoined
from engine.verify.reading import Reading, reading
from engine.verify.statements import Unit, caught_events
from engine.verify.watching import RETURNED, Sighting, Watch


def judge(graph: Graph, watch: Watch) -> tuple[Finding, ...]:
    """Every finding, worst first, those nearest to the submission first."""
    found = [
        *_sightings(graph, watch),
        *_stuck(graph),
        *_circles(graph),
        *_growing(graph),
        *_merging(graph),
        *_dead(graph, watch),
        *_endings(graph, watch),
        *_limits(graph),
    ]
    order = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}
    return tuple(sorted(found, key=lambda one: (order[one.severity], len(one.path))))


# on single turns


def _sightings(graph: Graph, watch: Watch) -> Iterator[Finding]:
    for sighting in watch.seen.values():
        yield _sighted(graph, sighting)
    for name, edge in watch.idle.items():
        if name not in watch.resumed:
            yield _sighted(graph, Sighting("proof.resume-without-pause", name, edge, {}))


def _sighted(graph: Graph, sighting: Sighting) -> Finding:
    edge = sighting.edge
    source = graph.states[edge.source].crossed if edge.source >= 0 else 0
    after = bool(source or edge.option.crosses or any(option.crosses for option, _ in edge.via))
    fields: dict[str, object] = {"path": graph.along(edge), "data": {**sighting.data, "after_return": after}}
    if sighting.severity is not None:
        fields["severity"] = sighting.severity
    if after:  # what others were asked before the return goes on: told, but it is the return that is unusual
        fields["severity"] = Severity.NOTE if sighting.code == "proof.settled-twice" else Severity.WARNING
    return finding(sighting.code, element=sighting.element, **_place(graph, sighting.element), **fields)


# states that do not end


def _stuck(graph: Graph) -> Iterator[Finding]:
    seen: set[tuple[str, ...]] = set()
    for state in graph.states:
        if not state.stuck or state.case is None:
            continue
        waiting = list(_waiting(graph, state.case))
        if not waiting:
            continue  # nothing ever began: told as dead
        key = tuple(sorted(one["element"] for one in waiting))
        if key in seen:
            continue
        seen.add(key)
        own = {_process_of(graph, one["element"]) for one in waiting}
        over = state.case.lives[ROOT].status.closed or any(_ends(graph, own, name) for name in _walked(graph, state))
        first = waiting[0]["element"] if waiting else ""
        yield finding(
            "proof.left-behind" if over else "proof.deadlock",
            element=first,
            path=graph.path(state.number),
            data={"waiting": waiting, "after_return": bool(state.crossed)},
            **_place(graph, first),
            **({"severity": Severity.WARNING} if state.crossed else {}),
        )


def _waiting(graph: Graph, case: Case) -> Iterator[dict[str, str]]:
    """What still rests, and what it waits for."""
    for part in case.parts.values():
        if not part.open:
            continue
        process = graph.said.units[f"{part.package}/{part.process}" if part.package else part.process].process
        for scope in part.state.scopes.values():
            for flow in scope.arrivals:
                join = process.nodes[process.flows[flow].target]
                missing = [one for one in join.incoming if one not in scope.arrivals]
                yield {"element": join.id, "what": "join", "missing": " ".join(missing)}
            for token in scope.tokens.values():
                if token.child is None:
                    waits = [scope.waits[uid] for uid in token.waits if uid in scope.waits]
                    names = [wait.on.name for wait in waits if isinstance(wait.on, OnMessage | OnSignal)]
                    kinds = {_KINDS.get(type(wait.on), "condition") for wait in waits}
                    node = process.nodes[token.at]
                    what = "call" if node.kind is NodeKind.CALL_ACTIVITY else " ".join(sorted(kinds)) or "token"
                    yield {"element": token.at, "what": what, "missing": " ".join(names)}


_KINDS = {OnMessage: "message", OnSignal: "signal", OnTimer: "timer"}


def _walked(graph: Graph, state: State) -> Iterator[str]:
    place = state
    while True:
        yield from place.entered
        if place.came < 0:
            return
        place = graph.states[place.came]


def _ends(graph: Graph, processes: set[str], name: str) -> bool:
    """Whether a node is an end event of one of these processes itself."""
    return any(
        name in unit.process.nodes
        and unit.process.nodes[name].kind is NodeKind.END
        and unit.process.nodes[name].scope == unit.process.id
        for unit in graph.said.units.values()
        if unit.process.id in processes
    )


def _process_of(graph: Graph, element: str) -> str:
    return str(_place(graph, element).get("process", ""))


def _circles(graph: Graph) -> Iterator[Finding]:
    """States from which steps go on for ever without an end; going back by hand is no way out."""
    hopeful = _reaching(graph, [one.number for one in graph.states if _may_end(one)])
    lost = [state for state in graph.states if state.number not in hopeful]
    seen: set[frozenset[str]] = set()
    for state in lost:
        group = _from(graph, state.number)
        elements = frozenset(option.node for number in group for option, _ in graph.states[number].edges if option.node)
        if any(elements <= other or other <= elements for other in seen):
            continue
        seen.add(elements)
        first = state.by.node if state.by is not None else ""
        yield finding(
            "proof.livelock",
            element=first,
            path=graph.path(state.number),
            data={"circle": sorted(elements), "after_return": bool(state.crossed)},
            **_place(graph, first),
            **({"severity": Severity.WARNING} if state.crossed else {}),
        )


def _may_end(state: State) -> bool:
    return state.ended or state.stuck or state.broken or state.pruned or not state.expanded or state.cut


def _reaching(graph: Graph, goals: Iterable[int]) -> set[int]:
    before: dict[int, list[int]] = {}
    for state in graph.states:
        for option, target in state.edges:
            if option.kind is not MoveKind.RETURN:
                before.setdefault(target, []).append(state.number)
    found = set(goals)
    todo = list(found)
    while todo:
        for source in before.get(todo.pop(), ()):
            if source not in found:
                found.add(source)
                todo.append(source)
    return found


def _from(graph: Graph, start: int) -> set[int]:
    found, todo = {start}, [start]
    while todo:
        for option, target in graph.states[todo.pop()].edges:
            if target not in found and option.kind is not MoveKind.RETURN:
                found.add(target)
                todo.append(target)
    return found


def _growing(graph: Graph) -> Iterator[Finding]:
    seen: set[str] = set()
    for number, earlier in graph.grown:
        path = graph.path(number)
        start = len(graph.path(earlier))
        by_time = any(move.kind is MoveKind.TIMER for move in path[start:])
        last = path[-1].element
        if last in seen:
            continue
        seen.add(last)
        yield finding(
            "proof.piling-up" if by_time else "proof.unbounded",
            element=last,
            path=path,
            data={"repeats_from": start},
            **_place(graph, last),
        )


def _merging(graph: Graph) -> Iterator[Finding]:
    severity = Severity.ERROR if graph.subject.lifecycle else Severity.WARNING
    for unit in graph.said.units.values():
        for split, place in () if unit.package else unjoined(unit.process):
            if place.id in graph.entered:
                yield finding(
                    "proof.not-joined",
                    severity=severity,
                    process=unit.process.id,
                    element=place.id,
                    line=place.line,
                    data={"split": split.id},
                )


# what never happens


def _dead(graph: Graph, watch: Watch) -> Iterator[Finding]:
    if not graph.complete or graph.grown or watch.blind:
        return
    told = {element for code, element, _ in watch.seen if code in ("proof.incident", "proof.endless-step")}
    for unit in graph.said.units.values():
        if not unit.package:
            yield from (one for one in _dead_in(graph, unit) if one.data.get("source") not in told)


def _dead_in(graph: Graph, unit: Unit) -> Iterator[Finding]:
    process = unit.process
    if not any(name in graph.entered for name in process.nodes):
        yield finding("proof.dead-element", element=process.id, process=process.id, data={"whole": True})
        return
    for node in process.nodes.values():
        if node.id not in graph.entered and not node.for_compensation and not _told(graph, process, node):
            yield from _dead_node(graph, unit, node)
    for flow in process.flows.values():
        if flow.id in graph.taken or flow.source not in graph.entered:
            continue
        source = process.nodes[flow.source]
        target_dead = flow.target not in graph.entered
        doubt = _doubt(graph, unit, [process.flows[one].condition for one in source.outgoing], source)
        code, severity = "proof.dead-flow", Severity.ERROR
        if flow.id == source.default and not target_dead:
            severity = Severity.NOTE
        elif doubt:
            code, severity = "proof.unexplored", Severity.WARNING
        yield finding(
            code,
            severity=severity,
            process=process.id,
            element=flow.id,
            line=flow.line or source.line,
            data={
                "source": flow.source,
                "target": flow.target,
                "why": doubt,
                "condition": _text(flow.condition),
                "behind": _behind(graph, process, flow.target),
            },
        )


def _dead_node(graph: Graph, unit: Unit, node: Node) -> Iterator[Finding]:
    doubtful = any(event.trigger in (Trigger.CONDITIONAL, Trigger.SIGNAL) for event in caught_events(node))
    code = "proof.unexplored" if doubtful else "proof.dead-element"
    yield finding(
        code,
        process=unit.process.id,
        element=node.id,
        line=node.line,
        data={"why": "event" if doubtful else "", "behind": _behind(graph, unit.process, node.id)},
    )


def _told(graph: Graph, process: Process, node: Node) -> bool:
    """Whether something nearer to the start already tells that the node is never entered."""
    around = process.nodes.get(node.scope)
    if around is not None and around.id not in graph.entered:
        return True
    if node.attached_to is not None and node.attached_to not in graph.entered:
        return True
    return bool(node.incoming)


def _behind(graph: Graph, process: Process, name: str) -> list[str]:
    """The nodes that are never entered because this one is not."""
    found, todo = [name] if name not in graph.entered else [], [name]
    while todo:
        for flow in process.nodes[todo.pop()].outgoing:
            target = process.flows[flow].target
            if target not in graph.entered and target not in found:
                found.append(target)
                todo.append(target)
    return found


def _doubt(graph: Graph, unit: Unit, conditions: Iterable[object], source: Node) -> str:
    """Why other answers than those tried might take a flow; empty when all that can differ was tried."""
    if any(key[0] == unit.key for key in graph.book.cut):
        return "answers"
    if source.kind is NodeKind.EVENT_GATEWAY:
        return "event"
    for condition in conditions:
        text = _text(condition)
        if text:
            found: Reading = reading(text)
            if not found.decided:
                return "condition"
            if not all(graph.book.complete(unit, path) for path in found.paths):
                return "source"
    return ""


def _text(condition: object) -> str:
    return str(getattr(condition, "text", "") or "")


# how dossiers end


def _endings(graph: Graph, watch: Watch) -> Iterator[Finding]:
    if not graph.subject.lifecycle:
        return
    ended = [state for state in graph.states if state.ended and state.case is not None]
    unreceived = next((one for one in ended if one.case is not None and one.case.lives[ROOT].received_at is None), None)
    if unreceived is not None:
        element = next(_walked(graph, unreceived), "")
        yield finding(
            "proof.never-received", element=element, path=graph.path(unreceived.number), **_place(graph, element)
        )
    marks = [
        node
        for unit in graph.said.units.values()
        for node in unit.process.nodes.values()
        if any(fact.name == RETURNED for fact in node.work.facts)
    ]
    if marks and not watch.handed_back and graph.complete:
        yield finding("proof.never-returned", element=marks[0].id, **_place(graph, marks[0].id))
    elif marks:
        kept = next(
            (one for one in ended if one.case is not None and one.case.lives[ROOT].status is Status.SETTLED), None
        )
        if kept is not None and not kept.crossed:
            yield finding("proof.ended-unreturned", path=graph.path(kept.number))


def _limits(graph: Graph) -> Iterator[Finding]:
    if graph.frontier:
        deepest = max(state.depth for state in graph.states)
        yield finding(
            "proof.too-large",
            data={
                "states": len(graph.states),
                "moves": graph.turns,
                "frontier": graph.frontier,
                "depth": deepest,
                "at_least": len(graph.states) + graph.frontier,
            },
        )
    for number, text in graph.horizon[:1]:
        yield finding("proof.unexplored", path=graph.path(number), data={"why": "calendar", "message": text})
    for (unit, node), total in graph.book.cut.items():
        yield finding(
            "proof.unexplored",
            severity=Severity.NOTE,
            element=node,
            process=unit,
            data={"why": "answers", "combinations": total},
            line=_place(graph, node).get("line", 0),
        )


def _place(graph: Graph, element: str) -> dict[str, object]:
    """Process and line of an element, as far as the package under proof has it."""
    for unit in graph.said.units.values():
        if element in unit.process.nodes:
            return {"process": unit.process.id, "line": unit.process.nodes[element].line}
        if element in unit.process.flows:
            return {"process": unit.process.id, "line": unit.process.flows[element].line}
        if element == unit.process.id:
            return {"process": element}
    return {}
