"""Moving a running part to another version of its model (kernel.md §7).

Every token, scope and arrival must have a place in the new model: by the plan, else under its own id. A token whose
place is of the same kind stays the same visit; at another kind it is withdrawn from what it waited for and enters the
new place. Then waits are brought in line with the new model's events (:mod:`engine.kernel.rewaiting`), open tasks are
shown anew, holds of the legal clock follow the new model, and data is changed last, by FEEL. Whatever has no place
refuses the whole migration and leaves the state as it was.
"""

from collections.abc import Mapping
from dataclasses import replace

from immutables import Map

from engine.bpmn.model import NodeKind
from engine.bpmn.model import Process as Model
from engine.feel import FeelSyntaxError, compile_expression
from engine.kernel.draft import Draft, Frame
from engine.kernel.effects import Clock, RaiseIncident
from engine.kernel.env import Env
from engine.kernel.errors import Thrown, Trouble
from engine.kernel.events import Migrated, MigrationPlan
from engine.kernel.kinds import PEOPLE
from engine.kernel.machine import Machine
from engine.kernel.results import holds
from engine.kernel.rewaiting import rewait
from engine.kernel.state import Compensable, Incident, ScopeKind, State, Token, TokenPhase, Uid
from engine.kernel.step import Ignored, Step
from engine.kernel.table import BEHAVIOURS
from engine.kernel.tasks import HOLD
from engine.kernel.wiring import machine

LOOPS = (ScopeKind.BODY, ScopeKind.ITERATION)
_HELD = (TokenPhase.ACTIVE, TokenPhase.LEAVE)
"""Phases in which a token's node pauses the clock if it pauses it at all."""
_SCOPES: Mapping[ScopeKind, frozenset[NodeKind]] = {
    ScopeKind.SUB: frozenset({NodeKind.SUB_PROCESS}),
    ScopeKind.EVENT_SUB: frozenset({NodeKind.SUB_PROCESS}),
    ScopeKind.TRANSACTION: frozenset({NodeKind.TRANSACTION}),
    ScopeKind.ADHOC: frozenset({NodeKind.AD_HOC}),
}

Places = Mapping[Uid, str]
"""Token -> the old element it stood at."""


class RefusedError(Exception):
    """Something of the state has no place in the new model."""

    def __init__(self, code: str, element: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.element = element


def migrate(process: Model, state: State, event: Migrated, env: Env) -> Step:
    """Move ``state`` to ``process``; Ignored with code, element and reason when something has no place there.

    Codes: ``no-place`` (token, scope, arrival, gateway or compensation without a target), ``scope`` (the target lies
    elsewhere), ``loop`` (only one of the two models loops), ``kind`` (an open sub-process or call cannot become
    something else), ``data`` and ``data-null`` (a data mapping), else the code of the trouble that stopped
    an expression.
    """
    if state.ended is not None:
        return Step(state=state, result=Ignored("ended"))
    draft = Draft(process, state, env)
    m = machine(draft)
    try:
        _move(m, state, event.plan)
    except RefusedError as refused:
        return Step(state=state, result=Ignored(str(refused), refused.code, refused.element))
    except (Trouble, Thrown) as stopped:
        return Step(state=state, result=Ignored(f"{stopped.code}: {stopped.message}", stopped.code or "thrown"))
    return m.run()


def _move(m: Machine, state: State, plan: MigrationPlan) -> None:
    draft = m.draft
    uids = sorted(state.scopes)
    before = {token.uid: token.at for scope in state.scopes.values() for token in scope.tokens.values()}
    for uid in uids:
        _rename(draft, draft.frame(uid), plan)
    for uid in uids:
        _check(draft, draft.frame(uid))
    for uid in uids:
        _enter_anew(m, draft.frame(uid), plan, before)
    for uid in uids:
        rewait(m, draft.frame(uid), plan)
        _tell_incidents(m, draft.frame(uid), state)
    _show_tasks_anew(m, before)
    for uid in uids:
        _hold_anew(m, draft.frame(uid), plan, before)
    _change_data(m, plan)


# names


def _node(draft: Draft, plan: Mapping[str, str], name: str, what: str) -> str:
    new = plan.get(name, name)
    if new not in draft.process.nodes:
        raise RefusedError("no-place", name, f"{what} at {name} has no place in the new model")
    return new


def _rename(draft: Draft, frame: Frame, plan: MigrationPlan) -> None:
    nodes = plan.tokens
    if frame.kind is ScopeKind.PROCESS:
        frame.node = draft.process.id
    else:
        frame.node = _node(draft, {**nodes, **plan.scopes}, frame.node, "the scope")
    for token in frame.tokens.values():
        owned = draft.frame_or_none(token.child)
        names = nodes if owned is None else {**nodes, **plan.scopes}
        new = _node(draft, names, token.at, "the token")
        draft.put_token(frame, replace(token, at=new, via=plan.arrivals.get(token.via or "", token.via)))
    frame.arrivals = _arrivals(draft, plan, frame)
    frame.gates = Map(
        {
            _node(draft, nodes, name, "the gateway"): {"used": [plan.arrivals.get(f, f) for f in gate["used"]]}
            for name, gate in frame.gates.items()
        }
    )
    frame.done = tuple(_compensable(draft, nodes, one) for one in frame.done)
    frame.todo = tuple(_compensable(draft, nodes, one) for one in frame.todo)
    known = (nodes.get(name, name) for name in sorted(frame.entered, key=frame.entered.__getitem__))
    kept = dict.fromkeys(name for name in known if name in draft.process.nodes)
    frame.entered = Map({name: place for place, name in enumerate(kept)})
    frame.incidents = Map({uid: _incident(nodes, one) for uid, one in frame.incidents.items()})


def _arrivals(draft: Draft, plan: MigrationPlan, frame: Frame) -> Map[str, int]:
    """Parked tokens under their new flows; those of flows that became one add up."""
    found: dict[str, int] = {}
    for flow, count in sorted(frame.arrivals.items()):
        new = plan.arrivals.get(flow, flow)
        if new not in draft.process.flows:
            raise RefusedError("no-place", flow, f"a token that arrived by {flow} has no place in the new model")
        found[new] = found.get(new, 0) + count
    return Map(found)


def _compensable(draft: Draft, nodes: Mapping[str, str], one: Compensable) -> Compensable:
    new = _node(draft, nodes, one.node, "what can be undone")
    return replace(one, node=new, inner=tuple(_compensable(draft, nodes, inner) for inner in one.inner))


def _incident(nodes: Mapping[str, str], one: Incident) -> Incident:
    return replace(one, element=nodes.get(one.element, one.element))


def _tell_incidents(m: Machine, frame: Frame, state: State) -> None:
    """An incident that stands at a renamed element is told again under the new name."""
    for uid in sorted(frame.incidents):
        if frame.incidents[uid] != state.scopes[frame.uid].incidents.get(uid):
            m.emit(RaiseIncident(frame.incidents[uid]))


# shape


def _check(draft: Draft, frame: Frame) -> None:
    """Tokens and arrivals stand in the scope that the new model gives them, loops stay loops."""
    wanted = _SCOPES.get(frame.kind)
    if wanted is not None and draft.node(frame.node).kind not in wanted:
        raise RefusedError("kind", frame.node, f"{frame.node} is not the same kind of sub-process in the new model")
    around = draft.model(frame).id
    for token in frame.tokens.values():
        node = draft.node(token.at)
        if node.scope != around and not _undoing(draft, frame):
            raise RefusedError("scope", node.id, f"{token.at} is in {node.scope} in the new model, not in {around}")
        child = draft.frame_or_none(token.child)
        looping = child is not None and child.kind is ScopeKind.BODY and not child.todo
        inner = frame.iterates and frame.node == node.id
        alone = child is None and not inner and _active(token)
        if (looping and node.loop is None) or (alone and node.loop is not None):
            raise RefusedError("loop", node.id, f"{token.at} loops in only one of the two models")
    for flow in frame.arrivals:
        if draft.node(draft.process.flows[flow].target).scope != around:
            raise RefusedError("scope", flow, f"the flow {flow} is in another scope in the new model")


def _active(token: Token) -> bool:
    return token.phase is TokenPhase.ACTIVE


def _undoing(draft: Draft, frame: Frame) -> bool:
    return any(up.phase == "compensating" for up in draft.up(frame))


def _family(kind: str) -> object:
    """Kinds among which a token may stay what it is."""
    return PEOPLE if kind in PEOPLE else kind


def _enter_anew(m: Machine, frame: Frame, plan: MigrationPlan, before: Places) -> None:
    """Tokens whose place is of another kind leave what they waited for and enter the new place as a new visit."""
    for token in sorted(frame.tokens.values(), key=lambda one: one.uid):
        old = before[token.uid]
        was = plan.kinds.get(old)
        node = m.draft.node(token.at)
        if was is None or _family(was) == _family(node.kind):
            continue
        if token.child is not None or frame.iterates:
            raise RefusedError("kind", old, f"{old} is open inside and cannot become a {node.kind}")
        m.emit_all(BEHAVIOURS[NodeKind(was)].cancel(m.spot(frame, token), "migrated"))
        reason = plan.holds.get(old)
        if reason is not None and token.phase in _HELD:
            m.emit(Clock("resume", reason, token.uid))
        m.mute(frame, token)
        m.resolve(frame, token.uid)
        m.draft.add_token(frame, node.id, token.via)
        m.draft.drop_token(frame, token.uid)


# what tokens do


def _show_tasks_anew(m: Machine, before: Places) -> None:
    """Open tasks are shown as the new model has them: other form, role, time, outcomes."""
    for frame in m.draft.touched():
        for token in sorted(frame.tokens.values(), key=lambda one: one.uid):
            spot = m.spot(frame, token)
            if token.uid in before and spot.node.kind in PEOPLE and _active(token) and token.child is None:
                behaviour = BEHAVIOURS[spot.node.kind]
                m.emit_all(behaviour.cancel(spot, "migrated"))
                m.apply(frame, token, behaviour.enter(spot))


def _hold_anew(m: Machine, frame: Frame, plan: MigrationPlan, before: Places) -> None:
    """The clock pauses for the reasons of the new model; a pause for the same reason goes on as it began."""
    for token in sorted(frame.tokens.values(), key=lambda one: one.uid):
        old = before.get(token.uid)
        if old is None or old not in plan.kinds or token.phase not in _HELD:
            continue
        spot = m.spot(frame, token)
        if spot.node.loop is not None and not spot.inner:
            continue
        was = plan.holds.get(old)
        now = (spot.node.work.clock or "").removeprefix(HOLD) if holds(spot) else None
        if was == now:
            continue
        if was is not None:
            m.emit(Clock("resume", was, token.uid))
        if now is not None:
            m.emit(Clock("pause", now, token.uid))


def _change_data(m: Machine, plan: MigrationPlan) -> None:
    """New values of root names, each seeing those before it; a null that the plan did not write itself is refused."""
    root = m.draft.frame(m.draft.root)
    for name, text in plan.data.items():
        try:
            expression = compile_expression(text, names=(*root.vars, name))
        except FeelSyntaxError as error:
            raise RefusedError("data", name, f"data {name}: {error}") from error
        value = m.feel.give(expression, m.feel.names(root), name)
        if value is None and text.strip() != "null":
            raise RefusedError("data-null", name, f"the value of {name} is null for the data of this dossier")
        m.draft.store(root, name, value, name)
    for name in plan.drop:
        if name in root.vars:
            m.draft.erase(name)
