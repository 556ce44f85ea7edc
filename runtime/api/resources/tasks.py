"""Officers' tasks: lists, one task with its form, taking, giving back, completing."""

from typing import Any
from uuid import UUID

from flask import g, request

from runtime.api import surroundings
from runtime.api.encoding import task_form, task_json, task_page
from runtime.api.operations import Resource
from runtime.api.problems import Problem
from runtime.api.schemas.actions import ActedSchema, ReturnBody, ReturnChoiceListSchema
from runtime.api.schemas.tasks import (
    AssignmentBody,
    CompletedSchema,
    CompletionBody,
    TakeBackBody,
    TaskPageSchema,
    TaskQuery,
    TaskSchema,
)
from runtime.api.surroundings import KEY_HEADER
from runtime.services import actions, task_lists, tasks, views
from runtime.services.actions import Acted
from runtime.services.tasks import Completed, Completion, TaskFilter

resource = Resource("tasks", __name__, description="Officers' tasks.")


def _filter(query: dict[str, Any]) -> TaskFilter:
    return TaskFilter(
        agency=query.get("agency"),
        role=query.get("role"),
        procedure=query.get("procedure"),
        text=query.get("text"),
        overdue=query["overdue"],
        state=query["state"],
        unassigned=query["unassigned"],
    )


@resource.operation("GET /tasks/mine", TaskPageSchema, query=TaskQuery)
def my_tasks(query: dict[str, Any]) -> dict[str, Any]:
    """The tasks the officer has taken, most urgent first."""
    actor, clock = surroundings.officer(), surroundings.clock()
    found = tasks.mine(surroundings.session(), clock, actor, _filter(query), query.get("after"), query["limit"])
    return task_page(found, clock.now())


@resource.operation("GET /tasks/queue", TaskPageSchema, query=TaskQuery)
def task_queue(query: dict[str, Any]) -> dict[str, Any]:
    """What the officer's queues wait for and nobody else has taken, most urgent first."""
    actor, clock = surroundings.officer(), surroundings.clock()
    found = tasks.queue(surroundings.session(), clock, actor, _filter(query), query.get("after"), query["limit"])
    return task_page(found, clock.now())


@resource.operation("GET /tasks/unit", TaskPageSchema, query=TaskQuery, fails=(403,))
def unit_tasks(query: dict[str, Any]) -> dict[str, Any]:
    """Every open task of the units the officer heads or oversees, whoever holds it, most urgent first."""
    actor, clock = surroundings.officer(), surroundings.clock()
    found = task_lists.unit(surroundings.session(), clock, actor, _filter(query), query.get("after"), query["limit"])
    return task_page(found, clock.now())


@resource.operation("GET /tasks/<uuid:task_id>", TaskSchema, etag=True, fails=(409,))
def one_task(task_id: UUID) -> tuple[Any, dict[str, str]]:
    """One task with its form, the values it is filled with, and the ETag to complete it with."""
    view = views.task(surroundings.session(), surroundings.clock(), surroundings.officer(), task_id)
    return task_json(view), {"ETag": f'"{view.version}"'}


@resource.operation("POST /tasks/<uuid:task_id>/claim", status=204, fails=(403, 409))
def claim_task(task_id: UUID) -> None:
    """Take a task from its queue; taking it again changes nothing."""
    tasks.claim(surroundings.session(), surroundings.clock(), task_id, surroundings.officer())


@resource.operation("POST /tasks/<uuid:task_id>/release", status=204, fails=(403, 409))
def release_task(task_id: UUID) -> None:
    """Give a task back to its queue."""
    tasks.release(surroundings.session(), surroundings.clock(), task_id, surroundings.officer())


@resource.operation("POST /tasks/<uuid:task_id>/assignment", status=204, body=AssignmentBody, fails=(403, 409, 412))
def assign_task(body: dict[str, Any], task_id: UUID) -> None:
    """Give a task to an officer who holds its role today, or stands in for one who does; for heads of its unit."""
    tasks.assign(
        surroundings.session(),
        surroundings.clock(),
        task_id,
        body["account"],
        surroundings.officer(),
        reason=body["reason"],
        version=body["version"],
    )


@resource.operation("POST /tasks/<uuid:task_id>/taking-back", status=204, body=TakeBackBody, fails=(403, 409, 412))
def take_back_task(body: dict[str, Any], task_id: UUID) -> None:
    """Take a task from whoever holds it: it is in its queue again. For heads of its unit."""
    actor = surroundings.officer()
    session, clock = surroundings.session(), surroundings.clock()
    tasks.take_back(session, clock, task_id, actor, reason=body["reason"], version=body["version"])


@resource.operation(
    "POST /tasks/<uuid:task_id>/completion",
    CompletedSchema,
    body=CompletionBody,
    headers=("If-Match", KEY_HEADER),
    fails=(403, 409, 412, 428),
)
def complete_task(body: dict[str, Any], task_id: UUID) -> Completed:
    """Complete a task with its form's answers and, where it has some, one of its outcomes."""
    actor = surroundings.officer()
    done = Completion(
        answers=body["answers"],
        outcome=body["outcome"],
        form_seq=body["form_seq"],
        version=_version(),
        idempotency_key=surroundings.idempotency_key(),
        override=body["override"],
    )
    g.form_of_errors = lambda: task_form(views.task(surroundings.session(), surroundings.clock(), actor, task_id))
    return tasks.complete_task(surroundings.session(), surroundings.clock(), task_id, done, actor)


@resource.operation("GET /tasks/<uuid:task_id>/returnable", ReturnChoiceListSchema, fails=(403, 409))
def returnable_steps(task_id: UUID) -> dict[str, Any]:
    """The earlier steps a task can be returned to, and what each would undo."""
    return {"items": actions.returnable(surroundings.session(), task_id, surroundings.officer())}


@resource.operation("POST /tasks/<uuid:task_id>/return", ActedSchema, body=ReturnBody, fails=(403, 409))
def return_task(body: dict[str, Any], task_id: UUID) -> Acted:
    """Return to an earlier step: what came after it is withdrawn, data stays, letters are superseded."""
    return actions.return_to(
        surroundings.session(),
        surroundings.clock(),
        task_id,
        body["node"],
        body["reason"],
        surroundings.officer(),
        consent=body["consent"],
    )


def _version() -> int | None:
    """The version in ``If-Match``; None for ``*``. Raises Problem 428 without it, 412 for what is no version."""
    given = request.headers.get("If-Match", "").strip()
    if not given:
        raise Problem(428, "precondition.needed")
    if given == "*":
        return None
    number = given.strip('"')
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise Problem(412, "precondition.invalid")
    return int(number)
