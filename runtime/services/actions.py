"""What is done to a dossier outside its diagram: refuse, supplement, withdraw, stop, return, extend.

Each is allowed by ``procedure.json`` (``actions``), by the actor's positions, and by the state of the dossier.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import kernel
from engine.bpmn.model import NodeKind
from engine.clock import TermError, parse_term
from engine.dossier.case import ROOT
from engine.dossier.commands import (
    AnswerSupplement,
    Command,
    ExtendDeadline,
    PartEvent,
    RefuseAtIntake,
    RequestSupplement,
    Stop,
    Withdraw,
)
from engine.kernel.events import Moved
from process_models.answers import check_answers
from runtime.clock import Clock
from runtime.models import Attachment, Dossier, TaskHistory
from runtime.services import access
from runtime.services.access import Action
from runtime.services.actors import Actor
from runtime.services.applications import feel_env
from runtime.services.attachments import bindable, file_entries
from runtime.services.cases import By, Held, OpenTask, locked
from runtime.services.chain import LogEntry
from runtime.services.errors import ForbiddenError, InvalidError, NotFoundError, RefusedError
from runtime.services.inputs import clean, reason_of
from runtime.services.recording import Doing, Recorded, perform
from runtime.services.transactions import transaction

LETTER_OF: Mapping[str, str] = {
    "refuse_intake": "refusal",
    "supplement": "supplement",
    "withdraw": "withdrawal",
    "stop": "stop",
    "extend": "apology",
}
"""The letter an action issues, when the procedure lists it."""


@dataclass(frozen=True, slots=True)
class Acted:
    """The dossier (or the sub-dossier acted on) after an action."""

    dossier_id: UUID
    status: int


@dataclass(frozen=True, slots=True)
class ReturnChoice:
    """A step a task can go back to, and what that would undo: elements of tokens that are withdrawn."""

    node: str
    cancels: tuple[str, ...]
    agency: str | None
    """Whose step it was; another agency's needs its consent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplement:
    """What the applicant delivers: changed answers of the application, papers, files by component."""

    answers: Mapping[str, Any] = field(default_factory=dict)
    components: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    attachments: Mapping[str, tuple[UUID, ...]] = field(default_factory=dict)


def refuse_at_intake(session: Session, clock: Clock, dossier_id: UUID, reason: str, actor: Actor) -> Acted:
    """The papers are not accepted; a refusal letter is issued. RefusedError ``already-received``, ``closed``."""
    told = reason_of(reason)
    return _act(
        session,
        clock,
        dossier_id,
        _Wish("refuse_intake", Action.REFUSE_INTAKE, actor, {"reason": told}),
        lambda _branch: RefuseAtIntake(told, actor.key),
    )


def request_supplement(
    session: Session,
    clock: Clock,
    dossier_id: UUID,
    items: Sequence[Mapping[str, Any]],
    reason: str,
    actor: Actor,
    *,
    approver: str | None = None,
) -> Acted:
    """Ask for what is missing, item by item: ``{"component" | "field": key, "problem": …, "action": …}``.

    A further request needs ``approver``, the login of somebody who may approve it. Raises RefusedError ``no-items``,
    ``already-requested``, ``needs-approver``.
    """
    told = reason_of(reason)
    asked = tuple(dict(clean(item, "items")) for item in items)
    body = {"reason": told, "items": [*asked], "approver": approver}
    return _act(
        session,
        clock,
        dossier_id,
        _Wish("supplement", Action.REQUEST_SUPPLEMENT, actor, body, approver),
        lambda branch: RequestSupplement(asked, told, branch, actor.key, approver),
    )


def withdraw(session: Session, clock: Clock, dossier_id: UUID, reason: str, actor: Actor) -> Acted:
    """The applicant takes the dossier back; what is settled stands. RefusedError ``closed``."""
    told = reason_of(reason)
    return _act(
        session,
        clock,
        dossier_id,
        _Wish("withdraw", Action.WITHDRAW, actor, {"reason": told}),
        lambda branch: Withdraw(told, branch, actor.key),
    )


def stop(session: Session, clock: Clock, dossier_id: UUID, reason: str, actor: Actor) -> Acted:
    """The agency ends the processing. RefusedError ``not-received``, ``closed``."""
    told = reason_of(reason)
    return _act(
        session,
        clock,
        dossier_id,
        _Wish("stop", Action.STOP, actor, {"reason": told}),
        lambda branch: Stop(told, branch, actor.key),
    )


def extend(
    session: Session,
    clock: Clock,
    dossier_id: UUID,
    term: str,
    reason: str,
    actor: Actor,
    *,
    approver: str | None = None,
) -> Acted:
    """Move the due instants by a term such as ``2wd``; an apology with the new date is issued.

    ``approver`` (default: the actor) must be allowed to approve. RefusedError ``extension.late``, ``extension.again``.
    """
    told = reason_of(reason)
    who = approver or actor.key
    try:
        by = parse_term(term)
    except TermError as error:
        raise InvalidError("term.syntax") from error
    return _act(
        session,
        clock,
        dossier_id,
        _Wish("extend", Action.EXTEND, actor, {"reason": told, "by": term, "approver": who}),
        lambda branch: ExtendDeadline(by, told, who, branch),
    )


def answer_supplement(
    session: Session,
    clock: Clock,
    dossier_id: UUID,
    given: Supplement,
    actor: Actor,
    *,
    holder: str | None = None,
) -> Acted:
    """The applicant (or the counter for them) delivers what was asked for; tasks and the clock go on.

    Changed answers are checked against the application form as a whole. Raises InvalidError, RefusedError
    ``nothing-requested``.
    """
    clean([given.answers, given.components])
    with transaction(session, "supplement"):
        held, branch = _held(session, dossier_id)
        access.require(actor, Action.ANSWER_SUPPLEMENT, held.subject(branch))
        answers = _amended(held, given, clock)
        named = {one: key for key, files in given.attachments.items() for one in files}
        files = bindable(session, held.root, (given.answers, named), holder or actor.key)
        doing = Doing(
            command=AnswerSupplement(answers, branch, actor.key),
            actor=actor,
            facts=_with_components(held, given),
            after=file_entries(files, branch),
            also=lambda batch: batch.update(Attachment, files),
        )
        return _acted(dossier_id, branch, perform(session, clock, held, doing))


def returnable(session: Session, task_id: UUID, actor: Actor) -> list[ReturnChoice]:
    """The earlier steps a task can be returned to, and what each would undo. Raises NotFoundError, ForbiddenError."""
    with session.begin():
        held = locked(session, task_id, By.TASK)
        task = held.task(task_id)
        _require_return(held, task, actor)
        return _choices(session, held, task)


def return_to(
    session: Session, clock: Clock, task_id: UUID, target: str, reason: str, actor: Actor, *, consent: str | None = None
) -> Acted:
    """Return a task to an earlier step: what came after it is withdrawn, data stays, letters are superseded.

    ``consent``: who of the other agency agreed, when the step was another agency's. Raises RefusedError
    ``return.not-possible``, ``return.other-agency``.
    """
    told = reason_of(reason)
    with transaction(session, "return"):
        held = locked(session, task_id, By.TASK)
        task = held.task(task_id)
        _require_return(held, task, actor)
        _allowed(held, "return")
        choice = next((one for one in _choices(session, held, task) if one.node == target), None)
        if choice is None:
            raise RefusedError("return.not-possible")
        if choice.agency not in (None, task.agency) and not consent:
            raise RefusedError("return.other-agency", agency=choice.agency)
        branch = held.branch_of(task)
        body = {"from": task.node, "to": target, "reason": told, "consent": consent, "part": task.n}
        doing = Doing(
            command=PartEvent(task.n, Moved(task.token, target, told, actor.key)),
            actor=actor,
            before=(LogEntry("moved", branch, body),),
        )
        return _acted(held.root, branch, perform(session, clock, held, doing))


# -- inside ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Wish:
    """Key of ``procedure.json``'s actions, the permission, who, and what the letter says."""

    key: str
    permission: Action
    actor: Actor
    body: Mapping[str, Any]
    approver: str | None = None


def _act(session: Session, clock: Clock, dossier_id: UUID, wish: _Wish, command: Any) -> Acted:
    with transaction(session, wish.key):
        held, branch = _held(session, dossier_id)
        access.require(wish.actor, wish.permission, held.subject(branch))
        _allowed(held, wish.key)
        if wish.approver is not None:
            _approves(session, clock, wish.approver, held, branch)
        asked: Command = command(branch)
        letter = LETTER_OF[wish.key]
        letters = ((letter, branch, wish.body),) if letter in held.package.procedure.letters else ()
        doing = Doing(command=asked, actor=wish.actor, letters=letters)
        return _acted(dossier_id, branch, perform(session, clock, held, doing))


def _held(session: Session, dossier_id: UUID) -> tuple[Held, str]:
    """The locked dossier and the branch that the id names."""
    held = locked(session, dossier_id)
    for branch, row in held.branches.items():
        if row.id == dossier_id:
            return held, branch
    raise NotFoundError("not-found")


def _allowed(held: Held, key: str) -> None:
    if key not in held.package.procedure.actions.allowed:
        raise RefusedError("action.not-allowed", action=key)


def _approves(session: Session, clock: Clock, login: str, held: Held, branch: str) -> None:
    from runtime.services.accounts import actor_within

    approver = actor_within(session, clock, login)
    if approver is None or not access.may(approver, Action.APPROVE, held.subject(branch)):
        raise ForbiddenError("forbidden")


def _acted(dossier_id: UUID, branch: str, recorded: Recorded) -> Acted:
    return Acted(dossier_id, int(recorded.turn.case.lives[branch].status))


def _amended(held: Held, given: Supplement, clock: Clock) -> Mapping[str, Any]:
    """The changed answers, valid together with all the others."""
    form = held.package.forms.get(held.package.procedure.application)
    if not given.answers or form is None:
        return {}
    lead = min(held.case.parts)
    state = held.case.parts[lead].state
    data = state.scopes[state.root].vars
    checked = check_answers(form, given.answers, data, held.dossier(ROOT), feel_env(clock.now()))
    if not checked.accepted:
        raise InvalidError("form.invalid", checked.errors)
    return {name: checked.answers[name] for name in given.answers if name in checked.answers}


def _with_components(held: Held, given: Supplement) -> Mapping[str, Any] | None:
    """The dossier's facts with what was added to its components; None when nothing was."""
    if not given.components and not any(given.attachments.values()):
        return None
    known = {component.key for component in held.package.procedure.components}
    told = {key: dict(counts) for key, counts in held.facts.get("components", {}).items()}
    for key in (*given.components, *given.attachments):
        if key not in known:
            raise InvalidError("component.unknown", component=key)
    for key, counts in given.components.items():
        told[key] = {**told.get(key, {}), **counts}
    for key, files in given.attachments.items():
        before = told.get(key, {})
        told[key] = {**before, "electronic": int(before.get("electronic", 0)) + len(files)}
    return {**held.facts, "components": told}


def _require_return(held: Held, task: OpenTask, actor: Actor) -> None:
    if not access.may(actor, Action.WORK, task.queue):
        access.require(actor, Action.SEE, held.subject(held.branch_of(task)))
        raise ForbiddenError("forbidden")


def _choices(session: Session, held: Held, task: OpenTask) -> list[ReturnChoice]:
    part = held.case.parts[task.n]
    library = held.libraries[part.package] if part.package else held.package.library
    process = library.processes[part.process]
    done_at = session.execute(
        select(TaskHistory.node, TaskHistory.agency)
        .where(TaskHistory.dossier_id == held.root, TaskHistory.n == task.n)
        .order_by(TaskHistory.closed_at)
    ).all()
    agencies = {node: agency for node, agency in done_at}  # noqa: C416 - rows are not plain pairs for the type checker
    return [
        ReturnChoice(target.node, tuple(element for _token, element in target.cancels), agencies.get(target.node))
        for target in kernel.returnable(process, part.state, task.token)
        if process.nodes[target.node].kind is NodeKind.USER_TASK
    ]


def dossier_of(session: Session, code: str, actor: Actor) -> UUID:
    """Id of a dossier or sub-dossier by its code, for who may see it. Raises NotFoundError."""
    clean(code, "code")
    with session.begin():
        found = session.scalar(select(Dossier.id).where(Dossier.code == code, access.visible_dossiers(actor)))
    if found is None:
        raise NotFoundError("not-found")
    return found
