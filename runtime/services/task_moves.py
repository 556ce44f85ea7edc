"""Open tasks of a dossier that moves to another version: who does the same work goes on with it.

A task whose agency and role stay is the same task: its id, its officer and what they have open stay. Its due instant
stays too unless the step has another time now; then it is computed anew from the instant the task was opened. A task
for somebody else is closed as ``migrated`` and opened there.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from engine.bpmn.model import Node
from engine.dossier.case import PartEffect
from engine.kernel import effects as fx
from engine.kernel.codec import value_to_json
from process_models.package import Package
from runtime.models import TaskRow
from runtime.services import placing
from runtime.services.cases import Held, OpenTask
from runtime.services.recording import Recording

Key = tuple[int, int]
Opened = dict[Key, tuple[PartEffect, fx.OpenTask]]
WHY = "migrated"


def gather(recording: Recording, closed: dict[Key, str], opened: Opened) -> None:
    """Take out of what closes and opens what is really the same task, and write what changes of it."""
    origin = recording.doing.origin
    if origin is None:
        return
    for task in recording.held.tasks:
        key = (task.n, task.token)
        if closed.get(key) != WHY or key not in opened:
            continue
        effect = opened[key][1]
        agency = placing.agency_of(recording, recording.turn.case.parts[task.n], effect)
        if (agency, effect.role) != task.queue:
            continue
        del closed[key], opened[key]
        _write(recording, origin, task, effect)


def _write(recording: Recording, origin: Held, task: OpenTask, effect: fx.OpenTask) -> None:
    shown = {
        "node": effect.node,
        "form": effect.form,
        "outcomes": list(effect.outcomes),
        "different_from": effect.different_from,
        "values": value_to_json(dict(effect.values)),
    }
    due_at = _due(recording, origin, task, effect)
    part = recording.turn.case.parts[task.n]
    same = _same(task, shown) and form_text(origin.package, task.form) == form_text(recording.held.package, effect.form)
    row = shown | {
        "id": task.id,
        "hold": effect.hold,
        "version": task.version if same else task.version + 1,
        "due_at": due_at,
        "order_at": due_at or placing.life_due(recording, part.branch) or task.opened_at,
    }
    recording.batch.update(TaskRow, [row])


def _same(task: OpenTask, shown: Mapping[str, Any]) -> bool:
    """Whether an officer who has the task open sees what it is now."""
    before = {
        "node": task.node,
        "form": task.form,
        "outcomes": list(task.outcomes),
        "different_from": task.different_from,
        "values": dict(task.values),
    }
    return before == dict(shown)


def _due(recording: Recording, origin: Held, task: OpenTask, effect: fx.OpenTask) -> datetime | None:
    node = node_of(origin, task)
    if node is not None and node.work.time == effect.time:
        return task.due_at
    return placing.step_due(recording, task.agency, effect.time, task.opened_at)


def node_of(held: Held, task: OpenTask) -> Node | None:
    """The step of the diagram that a task stands for."""
    part = held.case.parts[task.n]
    library = held.libraries.get(part.package) if part.package else held.package.library
    process = None if library is None else library.processes.get(part.process)
    return None if process is None else process.nodes.get(task.node)


def form_text(package: Package, key: str | None) -> tuple[bytes | None, ...]:
    """The files of a form, to tell whether it changed."""
    if key is None:
        return ()
    return tuple(data for path, data in sorted(package.files.items()) if path.startswith(f"forms/{key}."))
