"""The machine: takes moves from one FIFO queue, asks behaviours, carries their orders out on the draft.

Theory of operation. An event puts tokens or scopes into the queue; each *move* lets one token enter a node, or one
scope begin or end, and may queue further moves at the tail. Between moves, conditions whose variables were written are
looked at; when the queue is empty, joins that hold arrivals are. The step is over when nothing moves any more. A move
that cannot be finished leaves an incident and everything done before stays. Nothing else changes a draft.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from engine.bpmn.model import Node, NodeKind, Trigger
from engine.kernel import effects as fx
from engine.kernel import loops
from engine.kernel.behaviour import Cause, Spot
from engine.kernel.cancelling import cancel_scope
from engine.kernel.draft import Draft, Frame
from engine.kernel.errors import Thrown, Trouble
from engine.kernel.evaluation import Evaluator
from engine.kernel.gateways import complex_ready, inclusive_ready, no_flow
from engine.kernel.joins import late_joins
from engine.kernel.kinds import ACTIVITIES, GATEWAYS
from engine.kernel.orders import AwaitData, Emit, Finish, Order, Orders, Park, Take, Tell, Throw
from engine.kernel.results import completed, hold
from engine.kernel.state import Held, Incident, Token, TokenPhase, Uid
from engine.kernel.table import BEHAVIOURS
from engine.kernel.waits import boundary_listens, closed

if TYPE_CHECKING:
    from engine.kernel.step import Step

MAX_MOVES = 10_000
_INSTANT = frozenset({NodeKind.SCRIPT_TASK})
_READY: Mapping[NodeKind, Callable[[Spot, bool], Orders | None]] = {
    NodeKind.INCLUSIVE: inclusive_ready,
    NodeKind.COMPLEX: complex_ready,
}


@dataclass(frozen=True, slots=True)
class Wiring:
    """How the machine is put together (:mod:`engine.kernel.wiring`): what carries out moves, orders and throws."""

    moves: Mapping[str, Callable[["Machine", Uid], None]]
    orders: Mapping[type, Callable[["Machine", Frame, Token, Any], None]]
    throw: Callable[["Machine", Frame, Token, str, str | None, Mapping[str, Any], str], None]


class Machine:
    """One step under way."""

    def __init__(self, draft: Draft, wiring: Wiring) -> None:
        self.draft = draft
        self.feel = Evaluator(draft)
        self.wiring = wiring
        self.moves = 0
        self.told: set[Uid] = set()
        """Tokens whose entering was told in this step."""

    # -- the queue --------------------------------------------------------------------------------------------

    def run(self) -> "Step":
        """Move until nothing moves, then freeze."""
        draft = self.draft
        draft.dirty.add("dossier")  # facts come from outside: conditions on them are looked at once a step
        self.settle()
        while draft.queue or self._joins():
            kind, uid = draft.queue.popleft()
            self.moves += 1
            if self.moves > MAX_MOVES:
                self._stop(kind, uid)
                break
            self.wiring.moves[kind](self, uid)
            self.settle()
        return draft.freeze()

    def settle(self) -> None:
        """After a move: scopes that ran empty end, conditions whose names were written are looked at."""
        draft = self.draft
        if draft.drained:
            drained, draft.drained = draft.drained, []
            draft.queue.extend(("done", uid) for uid in dict.fromkeys(drained))
        if draft.dirty:
            names, draft.dirty = draft.dirty, set()
            if draft.watching:
                waits = {uid for name in names for uid in draft.watching.get(name, ())}
                draft.queue.extendleft(("look", uid) for uid in sorted(waits, reverse=True))

    def _joins(self) -> bool:
        """Nothing moves: let the joins go on that no other token can reach, in document order."""
        holding = [frame for frame in self.draft.touched() if frame.arrivals or frame.gates]
        for stuck in (False, True):
            for frame in holding:
                for gateway in self._gateways(frame):
                    self.join(frame, gateway, stuck=stuck and not frame.tokens)
                    self.settle()
            if self.draft.queue:
                return True
        return False

    def _gateways(self, frame: Frame) -> list[Node]:
        """The late joins of a scope that hold arrivals or wait for their reset, in document order."""
        late = late_joins(self.draft.process).get(frame.node, ())
        return [
            node for node in late if node.id in frame.gates or any(flow in frame.arrivals for flow in node.incoming)
        ]

    def join(self, frame: Frame, gateway: Node, *, stuck: bool = False) -> None:
        """Look at one join that holds arrivals, unless it is stopped by an incident; ``stuck`` as in ``joins``."""
        if frame.incidents and any(token.at == gateway.id for token in frame.tokens.values()):
            return
        spot = Spot(self.draft, self.feel, frame, Token(0, gateway.id), gateway)
        try:
            orders = _READY[gateway.kind](spot, stuck)
        except Trouble as trouble:
            self._join_trouble(frame, gateway, trouble)
            return
        if orders is not None:
            self.apply(frame, self.draft.appear(frame, gateway.id), orders)

    def _join_trouble(self, frame: Frame, gateway: Node, trouble: Trouble) -> None:
        """One arrival becomes the token that holds the incident; a retry parks it again."""
        flow = next((flow for flow in gateway.incoming if frame.arrivals.get(flow)), None)
        token = replace(self.draft.appear(frame, gateway.id), via=flow)
        self.draft.put_token(frame, token)
        if flow is not None:
            self.draft.unpark(frame, flow)
        self.incident(frame, token, "enter", trouble)

    def _stop(self, kind: str, uid: Uid) -> None:
        """Too many moves: what was about to move stays, each with an incident."""
        draft = self.draft
        trouble = Trouble("moves.limit", f"more than {MAX_MOVES} moves in one step: this looks like an endless loop")
        for move, of in ((kind, uid), *draft.queue):
            found = draft.find(of)
            frame = draft.frame_or_none(of)
            if move == "enter" and found is not None:
                self.incident(*found, "enter", trouble)
            elif move in ("begin", "arm", "done") and frame is not None:
                self.incident(frame, None, move, trouble)
        draft.queue.clear()

    # -- tokens -----------------------------------------------------------------------------------------------

    def spot(self, frame: Frame, token: Token) -> Spot:
        """The place a behaviour looks at."""
        return Spot(self.draft, self.feel, frame, token, self.draft.process.nodes[token.at])

    def enter(self, uid: Uid) -> None:
        """A token enters its node, for the first time or again after an incident."""
        found = self.draft.find(uid)
        if found is None:
            return
        frame, token = found
        spot = self.spot(frame, token)
        self._try(frame, token, "enter", lambda: self._arrive(spot))

    def again(self, frame: Frame, token: Token, phase: str) -> None:
        """Run what the node does once more, in the activity that is already open."""
        spot = self.spot(frame, token)
        self._try(frame, token, phase, lambda: BEHAVIOURS[spot.node.kind].enter(spot))

    def resume(self, frame: Frame, token: Token, cause: Cause) -> None:
        """What the token waited for happened."""
        spot = self.spot(frame, token)
        self._try(frame, token, "enter", lambda: BEHAVIOURS[spot.node.kind].resume(spot, cause))

    def _arrive(self, spot: Spot) -> Orders:
        node, token = spot.node, spot.token
        if token.held is not None:
            return [Tell("entered"), Finish(token.held)]
        found: Orders = []
        if node.start_quantity > 1 and token.via is not None:
            parked = self._quantity(spot)
            if parked is None:
                return [Park(token.via)]
            found.append(parked)
        if node.input_sets and (missing := spot.awaited()):
            return [*found, *([] if node.loop is not None else [Tell("entered")]), AwaitData(missing)]
        if node.loop is not None and not spot.inner:
            return [*found, *boundary_listens(spot), *loops.begin(spot)]
        if node.kind not in ACTIVITIES:
            told = [] if node.kind in GATEWAYS else [Tell("entered")]
            return [*found, *told, *hold(spot), *BEHAVIOURS[node.kind].enter(spot)]
        if node.boundary and not spot.inner and node.kind not in _INSTANT:
            found += boundary_listens(spot)
        return [*found, Tell("entered"), *hold(spot), *BEHAVIOURS[node.kind].enter(spot)]

    def _quantity(self, spot: Spot) -> Take | None:
        """The arrivals that together with this token are enough to start; None when they are not."""
        wanted = spot.node.start_quantity - 1
        taken: dict[str, int] = {}
        for flow in spot.node.incoming:
            use = min(wanted, spot.frame.arrivals.get(flow, 0))
            if use:
                taken[flow] = use
                wanted -= use
        return None if wanted else Take(taken)

    def complete(self, frame: Frame, token: Token, held: Held) -> None:
        """What a node does is over: results are written, then the token leaves."""
        self.mute(frame, token)
        token = frame.tokens[token.uid]
        spot = self.spot(frame, token)
        try:
            orders = completed(spot, held)
        except (Trouble, Thrown) as stopped:
            self.draft.put_token(frame, replace(token, phase=TokenPhase.LEAVE, held=held))
            self._stopped(frame, token, "complete", stopped)
            return
        self.resolve(frame, token.uid)
        self.apply(frame, token, orders)
        self.leave(frame, token, held.outcome)

    def leave(self, frame: Frame, token: Token, outcome: str | None = None) -> None:
        """The token takes the flows that leave its node, or ends."""
        spot = self.spot(frame, token)
        if spot.inner:
            self.draft.drop_token(frame, token.uid)
            return
        try:
            flows = leaving(spot, outcome)
        except Trouble as trouble:
            self.draft.put_token(frame, replace(token, held=Held(outcome=outcome)))
            self.incident(frame, token, "leave", trouble)
            return
        self.go(frame, token, flows, spot.node.completion_quantity)

    def go(self, frame: Frame, token: Token, flows: Iterable[str], copies: int = 1) -> None:
        """The token becomes tokens at the targets of the flows."""
        for flow in flows:
            for _ in range(copies):
                self.draft.add_token(frame, self.draft.process.flows[flow].target, flow)
        self.draft.drop_token(frame, token.uid)
        self.draft.left(frame)

    def end_loop(self, frame: Frame, token: Token) -> None:
        """A loop is over: iterations that still run are cancelled, then the activity is left."""
        body = self.draft.frame_or_none(token.child)
        if body is not None:
            frame.done = (*frame.done, *body.done)
            cancel_scope(self, body)
        token = frame.tokens[token.uid]
        self.mute(frame, token)
        self.resolve(frame, token.uid)
        self.leave(frame, frame.tokens[token.uid])

    def loop_owner(self, frame: Frame, token: Token) -> tuple[Frame, Token]:
        """The token that boundary events belong to: for an iteration's token the one that owns the loop."""
        if not (frame.iterates and frame.node == token.at):
            return frame, token
        body = self.draft.frame_or_none(frame.parent)
        owner = None if body is None else self.draft.owner(body)
        return owner if owner is not None else (frame, token)

    def mute(self, frame: Frame, token: Token) -> None:
        """Close all waits of a token, the youngest first."""
        for uid in reversed(token.waits):
            self.unwait(frame, uid)

    def unwait(self, frame: Frame, uid: Uid, *, fired: bool = False) -> None:
        """Close one wait."""
        wait = frame.waits[uid]
        self.draft.drop_wait(frame, wait)
        effect = closed(wait, fired=fired)
        if effect is not None:
            self.draft.effects.append(effect)
        for incident in list(frame.incidents.values()):
            if incident.phase == f"look:{uid}":
                self.close_incident(frame, incident)

    # -- orders -----------------------------------------------------------------------------------------------

    def apply(self, frame: Frame, token: Token, orders: Iterable[Order]) -> None:
        """Carry orders out as long as their token is there."""
        for order in orders:
            current = frame.tokens.get(token.uid)
            if current is None:
                return
            self.wiring.orders[type(order)](self, frame, current, order)
            if type(order) is Throw and any(one.token == token.uid for one in frame.incidents.values()):
                return  # nobody caught it: what would follow waits for the retry

    def emit(self, effect: fx.Effect) -> None:
        """An effect leaves the part; a message gets its uid."""
        if isinstance(effect, fx.SendMessage):
            effect = replace(effect, uid=self.draft.uid())
        elif isinstance(effect, fx.BroadcastSignal):
            effect = replace(effect, inside=self._signal(effect))
        self.draft.effects.append(effect)

    def _signal(self, signal: fx.BroadcastSignal) -> bool:
        """Own waits that are open at this moment are reached before anything else moves; False when there is none."""
        draft = self.draft
        waits = draft.signals.get(signal.name, ())
        if waits:
            key = draft.uid()
            draft.thrown[key] = (waits, Held(dict(signal.payload)))
            draft.queue.appendleft(("signal", key))
        return bool(waits)

    def emit_all(self, emits: Iterable[Emit]) -> None:
        """Several effects leave the part."""
        for one in emits:
            self.emit(one.effect)

    def _try(self, frame: Frame, token: Token, phase: str, decide: Callable[[], Orders]) -> None:
        try:
            orders = decide()
        except (Trouble, Thrown) as stopped:
            if token.phase is TokenPhase.ENTER:
                self.tell_entered(frame, token)
            self._stopped(frame, token, phase, stopped)
            return
        self.apply(frame, token, orders)

    def tell_entered(self, frame: Frame, token: Token) -> None:
        """A node is in the trace also when it could not begin; a loop's frame never is."""
        spot = self.spot(frame, token)
        if spot.node.loop is None or spot.inner:
            self.told.add(token.uid)
            self.draft.tell(token.at, "entered", frame)

    def _stopped(self, frame: Frame, token: Token, phase: str, stopped: Trouble | Thrown) -> None:
        if isinstance(stopped, Trouble):
            self.incident(frame, frame.tokens[token.uid], phase, stopped)
            return
        values = {"message": stopped.message} if stopped.message else {}
        self.wiring.throw(self, frame, token, stopped.kind, stopped.code, values, phase)
        current = frame.tokens.get(token.uid)
        if stopped.kind == Trigger.ESCALATION and current is not None:
            self.mute(frame, current)
            self.draft.tell(token.at, "completed", frame)
            self.leave(frame, frame.tokens[token.uid])

    # -- incidents --------------------------------------------------------------------------------------------

    def incident(
        self, frame: Frame, token: Token | None, phase: str, trouble: Trouble, element: str | None = None
    ) -> None:
        """Something stays as it is until a person has looked; ``phase`` is what a retry runs again."""
        draft = self.draft
        element = element or (frame.node if token is None else token.at)
        uid = draft.uid()
        raised = Incident(uid, None if token is None else token.uid, phase, trouble.code, element, trouble.message)
        frame.incidents = frame.incidents.set(uid, raised)
        draft.homes[uid] = frame.uid
        if token is not None and phase in ("enter", "leave"):
            draft.put_token(frame, replace(frame.tokens[token.uid], phase=TokenPhase.HELD))
        draft.effects.append(fx.RaiseIncident(raised))

    def resolve(self, frame: Frame, token: Uid) -> None:
        """The incidents of a token are over."""
        if frame.incidents:
            for incident in sorted(frame.incidents.values(), key=lambda one: one.uid):
                if incident.token == token:
                    self.close_incident(frame, incident)

    def close_incident(self, frame: Frame, incident: Incident) -> None:
        """One incident is over."""
        frame.incidents = frame.incidents.delete(incident.uid)
        del self.draft.homes[incident.uid]
        self.draft.effects.append(fx.ResolveIncident(incident.uid))


def leaving(spot: Spot, outcome: str | None) -> tuple[str, ...]:
    """The flows a token takes when it leaves a node that is no gateway (BPMN 2.0.2 §13.3.1). Raises Trouble."""
    node, flows = spot.node, spot.process.flows
    if node.default is None and len(node.outgoing) == 1 and flows[node.outgoing[0]].condition is None:
        return node.outgoing
    names = spot.names({"outcome": outcome} if outcome is not None and node.work.outcomes else {})
    taken = []
    for name in node.outgoing:
        condition = flows[name].condition
        if name != node.default and (condition is None or spot.feel.holds(condition, names, name)):
            taken.append(name)
    if not taken and node.default is not None:
        return (node.default,)
    if not taken and node.outgoing:
        raise no_flow(spot)
    return tuple(taken)
