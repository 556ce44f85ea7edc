"""Document to library: every process that can be executed, as an immutable model, and everything that is wrong.

Theory of operation: :class:`Context` holds the index of elements, :mod:`nodes` turns each flow node into a
:class:`Node`, this module connects them (flows, boundary events, compensation handlers, reachability) scope by scope.
The structural rules of :mod:`engine.bpmn.checks` run on the same document. A process in which any error was found is
left out of the library: nothing is executed that was not understood completely.
"""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from lxml import etree

from engine.bpmn.beginnings import check_beginnings
from engine.bpmn.calling import check_calls_data
from engine.bpmn.checks import run_checks
from engine.bpmn.collaboration import message_flows, note_lanes, note_messages, participant_of
from engine.bpmn.context import Context
from engine.bpmn.data import declared
from engine.bpmn.graph import reachable, successors, without_back_edges
from engine.bpmn.index import Index
from engine.bpmn.model import Flow, Library, Literal, MessageFlow, Node, NodeKind, Process, ScopeModel, Trigger, Value
from engine.bpmn.names import FLOW_NODES, SUB_PROCESSES, Element, child, children, flag, kind_of, line_of, own_id, q
from engine.bpmn.nodes import node_of
from engine.bpmn.problems import Problem
from engine.bpmn.reader import Document
from engine.bpmn.report import Report
from engine.bpmn.vocabulary import extension

MAX_NODES: Final = 10_000


@dataclass(slots=True)
class _Parts:
    """What one process is built from while its scopes are visited in document order."""

    nodes: dict[str, Node] = field(default_factory=dict)
    flows: dict[str, Flow] = field(default_factory=dict)
    scopes: dict[str, ScopeModel] = field(default_factory=dict)


def compile_library(
    document: Document, decisions: Mapping[str, Any] | None = None, *, strict: bool = True
) -> tuple[Library, tuple[Problem, ...]]:
    """All executable processes of a document and every problem found.

    Not ``strict``, a process stays although it breaks a rule of structure, as long as every part of it was understood
    (to try a model out; never to publish it).

    ``decisions`` maps any key to an object with ``decisions`` (names) and ``evaluate_full`` (:class:`DmnModel`).
    Processes marked ``isExecutable="false"`` are compiled only when no other process is there, or when one calls them,
    which the checks tell.
    """
    index = Index(document)
    report = Report(document.path)
    by_name = decisions_by_name(decisions or {})
    ctx = Context.of(index, report, by_name)
    note_messages(ctx)
    note_lanes(ctx)
    fingerprint = _fingerprint(document, decisions or {})
    chosen = _executable(ctx)
    compiled = {own_id(one): _process(ctx, one, fingerprint) for one in chosen if _fits(ctx, one)}
    check_calls_data(ctx, compiled)
    check_beginnings(ctx, compiled)
    unclear = set(report.unclear)
    run_checks(ctx)
    failed = report.failed if strict else unclear
    processes = {ident: process for ident, process in compiled.items() if ident and ident not in failed}
    flows = message_flows(ctx)
    leads = _leads(processes, flows)
    library = Library(
        processes=processes,
        message_flows=flows,
        lead=leads[0] if leads else None,
        leads=leads,
        left_out=tuple(ident for ident in map(own_id, chosen) if ident not in processes),
    )
    return library, report.problems


def compile_process(
    document: Document, process_id: str | None = None, decisions: Mapping[str, Any] | None = None
) -> tuple[Process | None, tuple[Problem, ...]]:
    """One process by id (by default the lead, else the only one), with every problem of the document."""
    library, problems = compile_library(document, decisions)
    only = next(iter(library.processes)) if len(library.processes) == 1 else None
    wanted = process_id or library.lead or only
    return library.processes.get(wanted or ""), problems


def decisions_by_name(decisions: Mapping[str, Any]) -> dict[str, Any]:
    """Each decision and decision service by its name and id, whatever key its model was handed in under."""
    found: dict[str, Any] = {}
    for key, model in decisions.items():
        for table in (getattr(model, "decisions", {}), getattr(model, "decision_services", {})):
            for name, about in table.items():
                found.setdefault(name, model)
                found.setdefault(getattr(about, "id", None) or name, model)
        if not hasattr(model, "decisions"):
            found[key] = model
    return found


def _fingerprint(document: Document, decisions: Mapping[str, Any]) -> bytes:
    parts = [hashlib.sha256(_canonical(document)).hexdigest()]
    parts += [f"{key}={getattr(model, 'hash', '')}" for key, model in sorted(decisions.items())]
    return "\n".join(parts).encode()


def _fits(ctx: Context, process: Element) -> bool:
    """Reachability takes a bit for each pair of nodes, so a process has a limit that no person draws.

    Where two parts share an id nobody knows which of them a flow means; the check of ids says so.
    """
    idents = [own_id(one) for one in process.iter(*(q(kind) for kind in (*FLOW_NODES, "sequenceFlow"))) if own_id(one)]
    if len(idents) > len({own_id(process), *idents}) - 1:
        return False
    if sum(1 for _ in process.iter(*(q(kind) for kind in FLOW_NODES))) <= MAX_NODES:
        return True
    ctx.report.add("bpmn.process.too-many-nodes", process, limit=MAX_NODES)
    return False


def _canonical(document: Document) -> bytes:
    try:
        return etree.tostring(document.root, method="c14n", exclusive=True, with_comments=False)
    except etree.C14NError:  # canonical XML does not exist for relative namespace names, which some tools write
        return etree.tostring(document.root)


def _executable(ctx: Context) -> list[Element]:
    everything = ctx.index.processes()
    chosen = [one for one in everything if flag(one, "isExecutable", default=True)]
    for one in chosen:  # grows: tools write "false" for what is only called, and what runs needs it
        for call in one.iter(q("callActivity")):
            target = ctx.index.attribute(call, "calledElement")
            if target in everything and target not in chosen:
                chosen.append(target)
    for left in everything if chosen else []:
        if left not in chosen:
            ctx.report.add("bpmn.process.not-executable", left)
    return chosen or everything


def _process(ctx: Context, element: Element, fingerprint: bytes) -> Process:
    parts = _Parts()
    _scope(ctx, element, None, parts)
    _connect_boundaries(ctx, element, parts)
    edges = successors(parts.nodes, parts.flows)
    order = {name: place for place, name in enumerate(parts.nodes)}
    roots = [name for scope in parts.scopes.values() for name in (*scope.starts, *scope.sources)]
    pool = participant_of(ctx.index, element)
    ident = own_id(element)
    return Process(
        id=ident,
        name=" ".join((element.get("name") or (pool.get("name") if pool is not None else "") or "").split()),
        hash=hashlib.sha256(fingerprint + b"\n" + ident.encode()).hexdigest(),
        nodes=parts.nodes,
        flows=parts.flows,
        scopes=parts.scopes,
        decisions=ctx.decisions,
        agency=_pool_value(ctx, element, pool),
        branch=extension(element, "branch") or (extension(pool, "branch") if pool is not None else None),
        reach=reachable(edges, order),
        forward=reachable(without_back_edges(edges, roots), order),
        order=order,
    )


def _pool_value(ctx: Context, process: Element, pool: Element | None) -> Value | None:
    own = ctx.extension(process, "agency")
    return own if own is not None or pool is None else ctx.extension(pool, "agency")


def _scope(ctx: Context, element: Element, parent: str | None, parts: _Parts) -> None:
    ident = own_id(element)
    members = [one for one in children(element, *FLOW_NODES) if own_id(one)]
    flows = _flows(ctx, element, {own_id(one) for one in members})
    parts.flows.update({flow.id: flow for flow in flows})
    incoming: dict[str, list[str]] = {}
    outgoing: dict[str, list[str]] = {}
    for flow in flows:
        outgoing.setdefault(flow.source, []).append(flow.id)
        incoming.setdefault(flow.target, []).append(flow.id)
    own: list[Node] = []
    for member in members:
        node = replace(
            node_of(ctx, member, ident),
            incoming=tuple(incoming.get(own_id(member), ())),
            outgoing=tuple(outgoing.get(own_id(member), ())),
        )
        if node.default not in (None, *node.outgoing):
            node = replace(node, default=None)  # the check of default flows says so
        parts.nodes.setdefault(node.id, node)
        own.append(node)
    parts.scopes[ident] = ScopeModel(
        id=ident,
        parent=parent,
        nodes=tuple(node.id for node in own),
        starts=tuple(node.id for node in own if node.kind is NodeKind.START),
        sources=tuple(node.id for node in own if _is_source(node)),
        event_sub_processes=tuple(node.id for node in own if node.triggered_by_event),
        properties=declared(ctx, element),
    )
    for member in members:
        if kind_of(member) in SUB_PROCESSES:
            _scope(ctx, member, ident, parts)


def _flows(ctx: Context, scope: Element, members: set[str]) -> list[Flow]:
    found: list[Flow] = []
    for element in children(scope, "sequenceFlow"):
        source, target = (ctx.index.follow(element, element.get(end)).name for end in ("sourceRef", "targetRef"))
        holder = child(element, "conditionExpression")
        condition = None if holder is None else ctx.expression(holder)
        if source not in members or target not in members:
            continue  # reported by the checks of references and of borders
        found.append(
            Flow(
                id=own_id(element) or f"{source} -> {target} ({len(found)})",  # an id is optional in the schema
                name=" ".join((element.get("name") or "").split()),
                source=source,
                target=target,
                condition=condition,
                line=line_of(element),
            )
        )
    return found


def _is_source(node: Node) -> bool:
    if node.incoming or node.kind in {NodeKind.START, NodeKind.BOUNDARY}:
        return False
    if node.kind is NodeKind.CATCH and any(event.trigger is Trigger.LINK for event in node.events):
        return False
    return not node.triggered_by_event and not node.for_compensation


def _connect_boundaries(ctx: Context, process: Element, parts: _Parts) -> None:
    handlers = _handlers(ctx, process, parts)
    for node in list(parts.nodes.values()):
        host = parts.nodes.get(node.attached_to or "")
        if node.kind is not NodeKind.BOUNDARY or host is None:
            continue
        handler = host.compensation_handler
        if any(event.trigger is Trigger.COMPENSATION for event in node.events):
            handler = handlers.get(node.id, handler)
        parts.nodes[host.id] = replace(host, boundary=(*host.boundary, node.id), compensation_handler=handler)


def _handlers(ctx: Context, process: Element, parts: _Parts) -> dict[str, str]:
    """Compensation boundary event -> the activity its association leads to (drawn in either direction)."""
    found: dict[str, str] = {}
    for association in process.iter(q("association")):
        ends = [ctx.index.follow(association, association.get(name)).name for name in ("sourceRef", "targetRef")]
        for one, other in (ends, ends[::-1]):
            first, second = parts.nodes.get(one), parts.nodes.get(other)
            if first is not None and second is not None and first.kind is NodeKind.BOUNDARY and second.for_compensation:
                found.setdefault(one, other)
    return found


def _leads(processes: Mapping[str, Process], flows: tuple[MessageFlow, ...]) -> tuple[str, ...]:
    """Processes that begin by themselves: a none start event, aimed at by no message flow, called by no other."""
    targets = {flow.target for flow in flows}
    called = {
        node.calls.text
        for process in processes.values()
        for node in process.nodes.values()
        if node.kind is NodeKind.CALL_ACTIVITY and isinstance(node.calls, Literal) and node.calls.text != process.id
    }
    return tuple(
        ident for ident, process in processes.items() if ident not in called and begins_by_itself(process, targets)
    )


def begins_by_itself(process: Process, targets: Collection[str] = ()) -> bool:
    """Whether an instance needs no event to begin: a none start event that is none of ``targets``, or no start."""
    starts = [process.nodes[name] for name in process.root.starts]
    if starts:
        return any(not start.events and start.id not in targets for start in starts)
    return any(not process.nodes[name].instantiate for name in process.root.sources)
