"""The rule of inclusive joins (BPMN 2.0.2 §13.4.3), also for the reset of complex gateways.

A join may go on unless some token can still reach an *empty* incoming flow of it without passing the join itself and
cannot reach, in the same way, an incoming flow that already *holds* a token. In a loop this lets the tokens that are
already there go first. A boundary event is a way on which a token may still come, so the join waits for it; but it is
no sequence flow, and only ways of sequence flows (and links) excuse a token from being waited for.

Read to the letter the rule lets two joins of nested loops wait for each other for ever. Where a scope is *stuck*, that
is when it holds nothing but arrivals at joins, the first join in document order goes on with what it has.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain

from engine.bpmn.graph import successors
from engine.bpmn.model import Node, NodeKind, Process
from engine.kernel.behaviour import Spot

_KEPT = 512


@dataclass(frozen=True, slots=True)
class Entries:
    """Per node of a join's scope: which incoming flows (a bit set in their order) it leads to without the join."""

    ways: Mapping[str, int]
    flows: Mapping[str, int]
    """By sequence flows and links alone, without boundary events."""


_late: OrderedDict[str, Mapping[str, tuple[Node, ...]]] = OrderedDict()
_memo: OrderedDict[tuple[str, str], Entries] = OrderedDict()
"""(model hash, join) -> table; a pure function of the model, kept for the joins used last."""


def late_joins(process: Process) -> Mapping[str, tuple[Node, ...]]:
    """Scope -> its joins that are looked at when nothing else moves, in document order."""
    found = _late.get(process.hash)
    if found is None:
        found = _late[process.hash] = _late_joins(process)
        if len(_late) > _KEPT:
            _late.popitem(last=False)
    return found


def _late_joins(process: Process) -> Mapping[str, tuple[Node, ...]]:
    found: dict[str, list[Node]] = {}
    for node in process.nodes.values():
        if node.kind in (NodeKind.INCLUSIVE, NodeKind.COMPLEX) and len(node.incoming) > 1:
            found.setdefault(node.scope, []).append(node)
    return {
        scope: tuple(sorted(nodes, key=lambda node: (process.order.get(node.id, 0), node.id)))
        for scope, nodes in found.items()
    }


def upstream_empty(spot: Spot, held: frozenset[str]) -> bool:
    """Whether no token of the scope keeps the join waiting; ``held`` are its incoming flows that have a token."""
    join, flows = spot.node.id, spot.process.flows
    table = entries(spot.process, join)
    bits = {flow: 1 << place for place, flow in enumerate(spot.node.incoming)}
    full = sum(bits[flow] for flow in held)
    if any(token.at == join and token.via in bits and token.via not in held for token in spot.frame.tokens.values()):
        return False  # another join of this moment has sent it: it is about to arrive
    tokens = (token.at for token in spot.frame.tokens.values())
    parked = (flows[flow].target for flow in spot.frame.arrivals if flow in flows)
    return not any(
        place != join and table.ways.get(place, 0) & ~full and not table.flows.get(place, 0) & full
        for place in chain(tokens, parked)
    )


def entries(process: Process, join: str) -> Entries:
    """The ways into a join, computed once for each model."""
    key = (process.hash, join)
    found = _memo.get(key)
    if found is None:
        found = _memo[key] = Entries(
            _leading(process, join, boundaries=True), _leading(process, join, boundaries=False)
        )
        if len(_memo) > _KEPT:
            _memo.popitem(last=False)
    return found


def _leading(process: Process, join: str, *, boundaries: bool) -> Mapping[str, int]:
    inside = {name: process.nodes[name] for name in process.scopes[process.nodes[join].scope].nodes}
    before: dict[str, list[str]] = {}
    for source, targets in successors(inside, process.flows, boundaries=boundaries).items():
        for target in targets:
            before.setdefault(target, []).append(source)
    reach: dict[str, int] = {}
    for place, flow in enumerate(process.nodes[join].incoming):
        todo = [process.flows[flow].source]
        while todo:
            name = todo.pop()
            if name != join and not reach.get(name, 0) >> place & 1:
                reach[name] = reach.get(name, 0) | 1 << place
                todo += before.get(name, ())
    return reach
