"""The two doors of the kernel: ``start`` begins a part, ``advance`` takes it one event further. Pure functions."""

from collections.abc import Mapping
from typing import Any

from engine.bpmn.model import Process
from engine.kernel.correlating import learn
from engine.kernel.draft import Draft
from engine.kernel.env import Env
from engine.kernel.errors import KernelError
from engine.kernel.events import Event, Migrated, Started
from engine.kernel.handling import HANDLERS
from engine.kernel.migration import migrate
from engine.kernel.scopes import arm, look_at_handlers, start_at
from engine.kernel.state import Held, ScopeKind, State
from engine.kernel.step import Ignored, Step
from engine.kernel.wiring import machine


def start(
    process: Process, env: Env, data: Mapping[str, Any], started: Started | None = None, *, called: bool = False
) -> Step:
    """Begin an instance with its first data; ``called`` when a call activity of another part wants it.

    Without ``started.node`` it begins at its none start event, else at its first start event, else at every node that
    nothing leads to. With it, that event has already happened and ``started.payload`` is what it brought.
    Raises KernelError when ``started.node`` is not in the model.
    """
    started = started or Started()
    if started.node is not None and started.node not in process.nodes:
        raise KernelError("start.node", f"{started.node} is not in the model {process.id}")
    draft = Draft(process, State(model=process.hash, called=called), env)
    root = draft.open_scope(None, process.id, ScopeKind.PROCESS)
    draft.root = root.uid
    for name, value in data.items():
        draft.store(root, name, value, process.id)
    m = machine(draft)
    if started.node is not None:
        arm(m, root.uid)
        for event in process.nodes[started.node].events or (process.nodes[started.node].message,):
            learn(m, event, started.payload)
        start_at(m, root, process.nodes[started.node], Held(dict(started.payload)))
        look_at_handlers(m, root)
        return m.run()
    for name, value in started.payload.items():
        draft.store(root, name, value, process.id)
    draft.queue.append(("begin", root.uid))
    return m.run()


def advance(process: Process, state: State, event: Event, env: Env) -> Step:
    """Take one event. A stale or impossible event is normal: ``Ignored`` and the same state object.

    Raises KernelError when the state belongs to another model (except for ``Migrated``, which moves it here).
    """
    if isinstance(event, Migrated):
        return migrate(process, state, event, env)
    if state.model != process.hash:
        raise KernelError("model.hash", f"the state belongs to model {state.model[:12]}, not to {process.hash[:12]}")
    if state.ended is not None:
        return Step(state=state, result=Ignored("ended"))
    m = machine(Draft(process, state, env))
    reason = HANDLERS[type(event)](m, event)
    return m.run() if reason is None else Step(state=state, result=Ignored(reason))
