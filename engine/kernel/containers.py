"""Sub-processes: embedded, transaction, ad hoc (BPMN 2.0.2 §10.3.5, §13.3.4, §13.3.5)."""

from engine.bpmn.model import NodeKind
from engine.kernel.behaviour import Behaviour, Cause, ScopeDone, Spot
from engine.kernel.happenings import undoing_start
from engine.kernel.orders import DropScope, Finish, Open, Orders, Remember, Rest
from engine.kernel.state import Compensable, Held, ScopeKind

_KINDS = {
    NodeKind.SUB_PROCESS: ScopeKind.SUB,
    NodeKind.TRANSACTION: ScopeKind.TRANSACTION,
    NodeKind.AD_HOC: ScopeKind.ADHOC,
}


def enter(spot: Spot) -> Orders:
    """A scope opens; the input mapping declares variables in it."""
    return [Open(_KINDS[spot.node.kind], spot.inputs()), Rest()]


def done(spot: Spot, cause: Cause) -> Orders:
    """Nothing is left inside; what the output mapping takes crosses the border."""
    assert isinstance(cause, ScopeDone)
    inside = spot.child
    values = dict(inside.vars)
    found: Orders = []
    if inside.done or spot.node.compensation_handler or undoing_start(spot.process, spot.node.id):
        kept = {**spot.frame.vars, **values} if spot.inner else values
        found.append(Remember(Compensable(spot.node.id, spot.token.uid, kept, inside.done)))
    return [*found, DropScope(), Finish(Held(values))]


CONTAINER = Behaviour(enter, done)
