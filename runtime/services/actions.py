"""What is done to a dossier outside its diagram: refuse, supplement, withdraw, stop, return, extend.

Each is allowed by ``procedure.json`` (``actions``), by the actor's positions, and by the state of the dossier.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import kernel
from engine.bpmn.model import NodeKind
from engine.clock import TermError, parse_term
from engine.dossier.case import ROOT
from engine.dossier.commands import (
    CancelReception,
    Command,
    ExtendDeadline,
    PartEvent,
    RefuseAtIntake,
    Stop,
    Withdraw,
)
from engine.kernel.events import Moved
from runtime.clock import Clock
from runtime.models import Dossier, Letter, Payment, TaskHistory
from runtime.services import access, supplements
from runtime.services.access import Action
from runtime.services.acted import Acted, Once, acted, held_branch
from runtime.services.actors import Actor
from runtime.services.answering import Supplement, answer_supplement
from runtime.services.asking import request_supplement
from runtime.services.cases import By, Held, OpenTask, locked
from runtime.services.chain import LogEntry
from runtime.services.errors import ForbiddenError, InvalidError, NotFoundError, RefusedError
from runtime.services.inputs import clean, reason_of
from runtime.services.recording import Doing, perform
from runtime.services.transactions import transaction

__all__ = [
    "Acted",
    "ReturnChoice",
    "Supplement",
    "answer_supplement",
    "cancel_reception",
    "dossier_of",
    "extend",
    "refuse_at_intake",
    "request_supplement",
    "return_to",
    "returnable",
    "stop",
    "withdraw",
]

LETTER_OF: Mapping[str, str] = {
    "refuse_intake": "refusal",
    "withdraw": "withdrawal",
    "stop": "stop",
    "extend": "apology",
}
"""The letter an action issues, when the procedure lists it."""


@dataclass(frozen=True, slots=True)
class ReturnChoice:
    """A step a task can go back to, and what that would undo: elements of tokens that are withdrawn."""

    node: str
    cancels: tuple[str, ...]
    agency: str | None
    """Whose step it was; another agency's needs its consent."""


def refuse_at_intake(
    session: Session,
    clock: Clock,
    dossier_id: UUID,
    reason: str,
    actor: Actor,
    *,
    items: Sequence[Mapping[str, Any]] = (),
    contact: str = "",
) -> Acted:
    """The papers are not accepted; a refusal letter is issued. RefusedError ``already-received``, ``closed``.

    ``items`` say what is wrong with which paper or part of the form, as in :func:`request_supplement`.
    """
    told = reason_of(reason)
    clean(contact, "contact")

    def body(held: Held, _branch: str) -> Mapping[str, Any]:
        asked = supplements.checked_items(held.package, [dict(clean(item, "items")) for item in items])
        return {"reason": told, "items": supplements.in_letter(asked), "contact": contact.strip()}

    return _act(
        session,
        clock,
        dossier_id,
        _Wish("refuse_intake", Action.REFUSE_INTAKE, actor, body),
        lambda _branch: RefuseAtIntake(told, actor.key),
    )


def cancel_reception(session: Session, clock: Clock, dossier_id: UUID, reason: str, actor: Actor) -> Acted:
    """Take back a reception by mistake: nothing counts the dossier any more, and its code is never used again.

    RefusedError ``cancel.online``, ``cancel.task-done`` (another step was completed), ``cancel.paid``,
    ``not-received``, ``closed``.
    """
    told = reason_of(reason)
    with transaction(session, "cancel"):
        held, _branch = held_branch(session, dossier_id)
        access.require(actor, Action.CANCEL_RECEPTION, held.subject())
        _cancellable(session, held)
        void = [{"dossier_id": held.root, "superseded_at": clock.now()}]
        doing = Doing(
            command=CancelReception(told, ROOT, actor.key),
            actor=actor,
            also=lambda batch: batch.update(Letter, void, matched=("dossier_id",), where="t.superseded_at IS NULL"),
        )
        return acted(held.root, ROOT, perform(session, clock, held, doing))


def _cancellable(session: Session, held: Held) -> None:
    if held.channel == "online":
        raise RefusedError("cancel.online")
    done = select(TaskHistory.id).where(
        TaskHistory.dossier_id == held.root, TaskHistory.why == "completed", TaskHistory.role != "reception"
    )
    if session.scalars(done.limit(1)).one_or_none() is not None:
        raise RefusedError("cancel.task-done")
    if session.scalars(select(Payment.id).where(Payment.dossier_id == held.root).limit(1)).one_or_none() is not None:
        raise RefusedError("cancel.paid")


def withdraw(
    session: Session,
    clock: Clock,
    dossier_id: UUID,
    reason: str,
    actor: Actor,
    *,
    idempotency_key: str | None = None,
) -> Acted:
    """The applicant takes the dossier back; what is settled stands. RefusedError ``closed``.

    The same request with the same ``idempotency_key`` is answered as the first time.
    """
    told = reason_of(reason)
    once = Once.of(actor, idempotency_key, "withdraw", str(dossier_id), told)
    return _act(
        session,
        clock,
        dossier_id,
        _Wish("withdraw", Action.WITHDRAW, actor, {"reason": told}, once=once),
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
) -> Acted:
    """Move the due instants by a term such as ``2wd``; an apology with the new date is issued.

    Only a leader may, and so approves it too. RefusedError ``extension.late``, ``extension.again``.
    """
    told = reason_of(reason)
    who = actor.key
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
        return acted(held.root, branch, perform(session, clock, held, doing))


# -- inside ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Wish:
    """Key of ``procedure.json``'s actions, the permission, who, and what the letter says."""

    key: str
    permission: Action
    actor: Actor
    body: Mapping[str, Any] | Callable[[Held, str], Mapping[str, Any]]
    once: "Once | None" = None


def _act(session: Session, clock: Clock, dossier_id: UUID, wish: _Wish, command: Any) -> Acted:
    with transaction(session, wish.key):
        held, branch = held_branch(session, dossier_id)
        known = wish.once.known(session) if wish.once else None
        if known is not None:
            return known
        access.require(wish.actor, wish.permission, held.subject(branch))
        _allowed(held, wish.key)
        asked: Command = command(branch)
        letter = LETTER_OF[wish.key]
        body = wish.body(held, branch) if callable(wish.body) else wish.body
        letters = ((letter, branch, body),) if letter in held.package.procedure.letters else ()
        answer = wish.once.answer(dossier_id, branch) if wish.once else None
        doing = Doing(command=asked, actor=wish.actor, letters=letters, answer=answer)
        return acted(dossier_id, branch, perform(session, clock, held, doing))


def _allowed(held: Held, key: str) -> None:
    if key not in held.package.procedure.actions.allowed:
        raise RefusedError("action.not-allowed", action=key)


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
