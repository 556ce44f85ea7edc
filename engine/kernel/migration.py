"""Moving a running part to another version of its model (kernel.md §7).

Every token, scope and arrival must have a place in the new model: by the plan, else under its own id. Then waits are
brought in line with the new model's events: what is the same stays (with its timer), what is gone is closed, what is
new is opened. Data is changed last, by FEEL. Whatever has no place refuses the whole migration.
"""

from collections.abc import Mapping
from dataclasses import replace

from immutables import Map

from engine.bpmn.model import EventDefinition, Node, Process, Trigger
from engine.feel import FeelSyntaxError, compile_expression
from engine.kernel.draft import Draft, Frame
from engine.kernel.env import Env
from engine.kernel.errors import Thrown, Trouble
from engine.kernel.events import Migrated, MigrationPlan
from engine.kernel.kinds import PEOPLE
from engine.kernel.machine import Machine
from engine.kernel.scopes import listen
from engine.kernel.state import (
    Compensable,
    Incident,
    OnCondition,
    OnMessage,
    OnSignal,
    OnTimer,
    ScopeKind,
    State,
    Token,
    TokenPhase,
    Wait,
)
from engine.kernel.step import Ignored, Step
from engine.kernel.table import BEHAVIOURS
from engine.kernel.timers import open_timer, timer_of
from engine.kernel.waits import opened, wait_on
from engine.kernel.wiring import machine

_LOOPS = (ScopeKind.BODY, ScopeKind.ITERATION)
_TRIGGERS = {
    OnTimer: Trigger.TIMER,
    OnMessage: Trigger.MESSAGE,
    OnSignal: Trigger.SIGNAL,
    OnCondition: Trigger.CONDITIONAL,
}


class _RefusedError(Exception):
    """Something of the state has no place in the new model."""


def migrate(process: Process, state: State, event: Migrated, env: Env) -> Step:
    """Move ``state`` to ``process``; Ignored with the reason when something has no place there."""
    if state.ended is not None:
        return Step(state=state, result=Ignored("ended"))
    draft = Draft(process, state, env)
    m = machine(draft)
    try:
        for uid in sorted(state.scopes):
            _rename(draft, draft.frame(uid), event.plan)
        for uid in sorted(state.scopes):
            _check(draft, draft.frame(uid))
        for uid in sorted(state.scopes):
            _rewait(m, draft.frame(uid), event.plan)
        _reopen_tasks(m)
        _change_data(m, event.plan)
    except _RefusedError as refused:
        return Step(state=state, result=Ignored(str(refused)))
    except (Trouble, Thrown) as stopped:
        return Step(state=state, result=Ignored(f"{stopped.code}: {stopped.message}"))
    return m.run()


# names


def _node(draft: Draft, plan: Mapping[str, str], name: str, what: str) -> str:
    new = plan.get(name, name)
    if new not in draft.process.nodes:
        raise _RefusedError(f"{what} at {name} has no place in the new model")
    return new


def _rename(draft: Draft, frame: Frame, plan: MigrationPlan) -> None:
    nodes = plan.tokens
    if frame.kind is ScopeKind.PROCESS:
        frame.node = draft.process.id
    else:
        frame.node = _node(draft, {**nodes, **plan.scopes}, frame.node, "the scope")
    for token in frame.tokens.values():
        new = _node(draft, nodes, token.at, "the token")
        draft.put_token(frame, replace(token, at=new, via=plan.arrivals.get(token.via or "", token.via)))
    frame.arrivals = Map({_flow(draft, plan, flow): count for flow, count in frame.arrivals.items()})
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


def _flow(draft: Draft, plan: MigrationPlan, flow: str) -> str:
    new = plan.arrivals.get(flow, flow)
    if new not in draft.process.flows:
        raise _RefusedError(f"a token that arrived by {flow} has no place in the new model")
    return new


def _compensable(draft: Draft, nodes: Mapping[str, str], one: Compensable) -> Compensable:
    new = _node(draft, nodes, one.node, "what can be undone")
    return replace(one, node=new, inner=tuple(_compensable(draft, nodes, inner) for inner in one.inner))


def _incident(nodes: Mapping[str, str], one: Incident) -> Incident:
    return replace(one, element=nodes.get(one.element, one.element))


# shape


def _check(draft: Draft, frame: Frame) -> None:
    """Tokens and arrivals stand in the scope that the new model gives them, at the same kind of node."""
    if frame.kind not in (*_LOOPS, ScopeKind.PROCESS) and frame.node not in draft.process.scopes:
        raise _RefusedError(f"{frame.node} is no sub-process in the new model")
    around = draft.model(frame).id
    for token in frame.tokens.values():
        node = draft.node(token.at)
        if node.scope != around and not _undoing(draft, frame):
            raise _RefusedError(f"{token.at} is in {node.scope} in the new model, its token in {around}")
        child = draft.frame_or_none(token.child)
        looping = child is not None and child.kind is ScopeKind.BODY and not child.todo
        inner = frame.iterates and frame.node == node.id
        alone = child is None and not inner and _active(token)
        if (looping and node.loop is None) or (alone and node.loop is not None):
            raise _RefusedError(f"{token.at} loops in only one of the two models")
    for flow in frame.arrivals:
        if draft.node(draft.process.flows[flow].target).scope != around:
            raise _RefusedError(f"the flow {flow} is in another scope in the new model")


def _active(token: Token) -> bool:
    return token.phase is TokenPhase.ACTIVE


def _undoing(draft: Draft, frame: Frame) -> bool:
    return any(up.phase == "compensating" for up in draft.up(frame))


# waits


def _rewait(m: Machine, frame: Frame, plan: MigrationPlan) -> None:
    kept: set[tuple[int | None, str, int]] = set()
    for wait in sorted(frame.waits.values(), key=lambda one: one.uid):
        moved = _kept(m, frame, wait, plan)
        if moved is None:
            m.unwait(frame, wait.uid)
        else:
            kept.add((moved.token, moved.node, moved.index))
    for token, node in _listeners(m.draft, frame):
        for index, event in enumerate(_definitions(node)):
            if (token, node.id, index) not in kept:
                _add(m, frame, Wait(0, token, node.id, index, _interrupts(node), OnSignal("")), event)


def _kept(m: Machine, frame: Frame, wait: Wait, plan: MigrationPlan) -> Wait | None:
    """The wait under its new name, with a new due instant when asked; None when the new model has no such event."""
    node = m.draft.process.nodes.get(plan.tokens.get(wait.node, wait.node))
    events = () if node is None else _definitions(node)
    if node is None or (wait.token, node) not in _listeners(m.draft, frame) or wait.index >= len(events):
        return None
    event = events[wait.index]
    if event.trigger is not _TRIGGERS[type(wait.on)]:
        return None
    if isinstance(wait.on, OnMessage | OnSignal) and wait.on.name != event.name:
        return None
    on = wait.on
    if isinstance(on, OnCondition):
        return None  # its names may differ: looked at again
    if isinstance(on, OnTimer) and plan.recompute_timers:
        on = _recomputed(m, frame, node, event, on)
    moved = Wait(wait.uid, wait.token, node.id, wait.index, _interrupts(node), on)
    m.draft.put_wait(frame, moved)
    if on != wait.on and (effect := opened(moved)) is not None:
        m.emit(effect)
    return moved


def _recomputed(m: Machine, frame: Frame, node: Node, event: EventDefinition, on: OnTimer) -> OnTimer:
    """The due instant by the new model's timer, from the instant it began to count."""
    assert event.timer is not None
    env = replace(m.draft.env, now=m.draft.env.now)
    fresh = open_timer(event.timer, m.feel, m.feel.names(frame), env, node.id)
    started = on.origin.get("started")
    if fresh is None or not isinstance(started, str):
        return on
    begun = timer_of(event.timer, fresh.origin["spec"], env, on.due.fromisoformat(started), node.id)
    return on if begun is None else replace(begun, remaining=on.remaining)


def _listeners(draft: Draft, frame: Frame) -> list[tuple[int | None, Node]]:
    """(token, node) for everything that should be waited for in this scope now; None: the scope itself."""
    found: list[tuple[int | None, Node]] = []
    process = draft.process
    for token in sorted(frame.tokens.values(), key=lambda one: one.uid):
        if not _active(token):
            continue
        node = draft.node(token.at)
        if not (frame.iterates and frame.node == node.id):
            found += [(token.uid, process.nodes[name]) for name in node.boundary]
        if node.loop is None or frame.iterates:
            found += [(token.uid, one) for one in _awaited(draft, node)]
    if frame.kind not in _LOOPS and frame.phase == "active":
        for handler in process.scopes[frame.node].event_sub_processes:
            found += [(None, process.nodes[start]) for start in process.scopes[handler].starts]
    return found


def _awaited(draft: Draft, node: Node) -> list[Node]:
    if node.kind == "eventBasedGateway":
        return [draft.node(draft.process.flows[flow].target) for flow in node.outgoing]
    return [node] if node.kind in ("intermediateCatchEvent", "receiveTask") else []


def _definitions(node: Node) -> tuple[EventDefinition, ...]:
    return (node.message,) if node.message is not None and not node.events else node.events


def _interrupts(node: Node) -> bool:
    return node.interrupting if node.kind in ("boundaryEvent", "startEvent") else True


def _add(m: Machine, frame: Frame, wait: Wait, event: EventDefinition) -> None:
    """Open a wait the new model has and the old had not."""
    on = wait_on(event, m.feel, m.feel.names(frame), m.draft.env, wait.node)
    if on is not None:
        listen(m, frame, replace(wait, uid=m.draft.uid(), on=on))


# tasks and data


def _reopen_tasks(m: Machine) -> None:
    """Open tasks are shown as the new model has them: other form, role, time, outcomes."""
    for frame in m.draft.touched():
        for token in sorted(frame.tokens.values(), key=lambda one: one.uid):
            spot = m.spot(frame, token)
            if spot.node.kind in PEOPLE and _active(token) and token.child is None:
                behaviour = BEHAVIOURS[spot.node.kind]
                m.emit_all(behaviour.cancel(spot, "migrated"))
                m.apply(frame, token, behaviour.enter(spot))


def _change_data(m: Machine, plan: MigrationPlan) -> None:
    root = m.draft.frame(m.draft.root)
    for name, text in plan.data.items():
        try:
            expression = compile_expression(text, names=(*root.vars, name))
        except FeelSyntaxError as error:
            raise _RefusedError(f"data {name}: {error}") from error
        m.draft.store(root, name, m.feel.give(expression, m.feel.names(root), name), name)
