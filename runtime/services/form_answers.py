"""What a person filled in for a task, checked against the task's form exactly as scenarios check it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from engine.kernel.codec import value_from_json
from process_models.answers import Checked, check_answers
from runtime.services.applications import feel_env
from runtime.services.cases import Held, OpenTask
from runtime.services.errors import ConflictError, InvalidError


def shown_values(held: Held, task: OpenTask) -> dict[str, Any]:
    """What the task's form is filled with: the part's data, with the input mapping's values on top."""
    state = held.case.parts[task.n].state
    return {**state.scopes[state.root].vars, **value_from_json(dict(task.values))}


def answers_of(held: Held, task: OpenTask, answers: Mapping[str, Any], at: datetime) -> Checked:
    """Answers ready for the kernel. A task without a form takes none. Raises InvalidError with the fields."""
    form = held.package.forms.get(task.form or "")
    if form is None:
        if answers:
            raise InvalidError("form.invalid")
        return Checked({})
    facts = held.dossier(held.branch_of(task))
    checked = check_answers(form, answers, shown_values(held, task), facts, feel_env(at))
    if not checked.accepted:
        raise InvalidError("form.invalid", checked.errors)
    return checked


def refuse_conflict(held: Held, task: OpenTask, answers: Mapping[str, Any], form_seq: int | None) -> None:
    """Names that another task has written to another value since the form was rendered (kernel.md §3).

    Raises ConflictError with both values by name. ``form_seq`` is the number the form carried; None: not from a form.
    """
    if form_seq is None:
        return
    part = held.case.parts[task.n]
    node = held.package.library.processes[part.process].nodes.get(task.node) if not part.package else None
    if node is not None and node.has_outputs:
        return
    root = part.state.scopes[part.state.root]
    theirs = {
        name: (root.vars.get(name), mine)
        for name, mine in answers.items()
        if root.written.get(name, 0) > form_seq and root.vars.get(name) != mine
    }
    if theirs:
        raise ConflictError("conflict.values", theirs)
