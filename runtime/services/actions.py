"""What is done to a dossier outside its diagram: refuse, supplement, withdraw, stop, return, extend.

Each is allowed by ``procedure.json`` (``actions``), by the actor's positions, and by the state of the dossier.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import kernel
from engine.bpmn.model import NodeKind
from engine.clock import TermError, parse_term
from engine.dossier.case import ROOT, Turn
from engine.dossier.commands import (
    AnswerSupplement,
    CancelReception,
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
from runtime.models import Attachment, Dossier, Letter, Payment, SupplementRequest, TaskHistory
from runtime.services import access, idempotency, supplements
from runtime.services.access import Action
from runtime.services.actors import Actor
from runtime.services.applications import feel_env
from runtime.services.attachments import bindable, file_entries
from runtime.services.batch import Batch
from runtime.services.cases import By, Held, OpenTask, locked
from runtime.services.chain import LogEntry
from runtime.services.errors import ForbiddenError, InvalidError, NotFoundError, RefusedError
from runtime.services.inputs import clean, reason_of
from runtime.services.recording import Doing, Recorded, perform
from runtime.services.supplements import AS_USUAL, Reply
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
        held, _branch = _held(session, dossier_id)
        access.require(actor, Action.CANCEL_RECEPTION, held.subject())
        _cancellable(session, held)
        void = [{"dossier_id": held.root, "superseded_at": clock.now()}]
        doing = Doing(
            command=CancelReception(told, ROOT, actor.key),
            actor=actor,
            also=lambda batch: batch.update(Letter, void, matched=("dossier_id",), where="t.superseded_at IS NULL"),
        )
        return _acted(held.root, ROOT, perform(session, clock, held, doing))


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


def request_supplement(
    session: Session,
    clock: Clock,
    dossier_id: UUID,
    items: Sequence[Mapping[str, Any]],
    reason: str,
    actor: Actor,
    *,
    approver: str | None = None,
    reply: Reply = AS_USUAL,
) -> Acted:
    """Ask for what is missing, item by item: ``{"component" | "field": key or pointer, "problem": …, "action": …}``.

    ``reply``: whom the applicant can ask (default: the officer) and the last day for the answer (default: the
    procedure's term). A further request needs ``approver``, the login of somebody who may approve it. Raises
    RefusedError ``no-items``, ``already-requested``, ``needs-approver``; InvalidError ``supplement.item``,
    ``supplement.day``.
    """
    told = reason_of(reason)
    whom = clean(reply.contact, "contact").strip() or actor.name
    wanted = [dict(clean(item, "items")) for item in items]
    with transaction(session, "supplement"):
        held, branch = _held(session, dossier_id)
        access.require(actor, Action.REQUEST_SUPPLEMENT, held.subject(branch))
        _allowed(held, "supplement")
        if approver is not None:
            _approves(session, clock, approver, held, branch)
        asked = supplements.checked_items(held.package, wanted)
        expires = supplements.expiry(held, branch, clock.now(), reply.last_day)
        row = supplements.request_row(held, branch, (whom, actor.key, clock.now()), expires)
        body = {
            "reason": told,
            "items": supplements.in_letter(asked),
            "contact": whom,
            "expires_at": None if expires is None else expires.isoformat(),
            "approver": approver,
        }
        letters = (("supplement", branch, body),) if "supplement" in held.package.procedure.letters else ()
        doing = Doing(
            command=RequestSupplement(asked, told, branch, actor.key, approver),
            actor=actor,
            letters=letters,
            also=lambda batch: batch.insert(SupplementRequest, [row]),
        )
        return _acted(dossier_id, branch, perform(session, clock, held, doing))


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
    once = _Once.of(actor, idempotency_key, "withdraw", str(dossier_id), told)
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
    idempotency_key: str | None = None,
) -> Acted:
    """The applicant (or the counter for them) delivers what was asked for; tasks and the clock go on.

    Only what the request's items name may change; the answers are checked with all the others that stand. The same
    request with the same ``idempotency_key`` is answered as the first time. Raises InvalidError
    ``supplement.not-asked``, RefusedError ``nothing-requested``.
    """
    clean([given.answers, given.components])
    told = (given.answers, given.components, {key: [str(one) for one in ids] for key, ids in given.attachments.items()})
    once = _Once.of(actor, idempotency_key, "supplement", str(dossier_id), *told)
    with transaction(session, "supplement"):
        held, branch = _held(session, dossier_id)
        known = once.known(session)
        if known is not None:
            return known
        access.require(actor, Action.ANSWER_SUPPLEMENT, held.subject(branch))
        life = held.life(branch)
        if life.suspension is None:
            raise RefusedError("nothing-requested")
        supplements.only_asked(life, (*given.components, *given.attachments))
        data = _first_data(held, branch)
        answers = _amended(held, supplements.reopened(data, given.answers, supplements.asked_of(life)[1]), clock)
        named = {one: key for key, files in given.attachments.items() for one in files}
        files = bindable(session, held.root, (answers, named), holder or actor.key)
        close = supplements.answered(held, branch)

        def write(batch: Batch) -> None:
            batch.update(Attachment, files)
            close(batch)

        doing = Doing(
            command=AnswerSupplement(answers, branch, actor.key),
            actor=actor,
            facts=_with_components(held, given),
            after=(*file_entries(files, branch), supplements.change_entry(branch, data, answers, files)),
            answer=once.answer(dossier_id, branch),
            also=write,
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
    body: Mapping[str, Any] | Callable[[Held, str], Mapping[str, Any]]
    approver: str | None = None
    once: "_Once | None" = None


@dataclass(frozen=True, slots=True)
class _Once:
    """A request that is done once however often it is sent: by whom, the key, what was asked."""

    who: str
    key: str | None
    fingerprint: str

    @classmethod
    def of(cls, actor: Actor, key: str | None, *asked: Any) -> "_Once":
        who = f"applicant:{actor.dossier}" if actor.is_applicant else actor.key
        return cls(who, idempotency.checked(key), idempotency.fingerprint(*asked))

    def known(self, session: Session) -> Acted | None:
        """What was answered before. Asked under the dossier's lock, so that the second waits for the first."""
        found = idempotency.answered(session, self.who, self.key, self.fingerprint)
        return None if found is None else Acted(UUID(found["dossier_id"]), found["status"])

    def answer(self, dossier_id: UUID, branch: str) -> tuple[str, str, str, Callable[[Turn], Mapping[str, Any]]] | None:
        """What :class:`Doing` keeps as the answer."""
        if self.key is None:
            return None

        def told(turn: Turn) -> Mapping[str, Any]:
            return {"dossier_id": str(dossier_id), "status": int(turn.case.lives[branch].status)}

        return (self.who, self.key, self.fingerprint, told)


def _act(session: Session, clock: Clock, dossier_id: UUID, wish: _Wish, command: Any) -> Acted:
    with transaction(session, wish.key):
        held, branch = _held(session, dossier_id)
        known = wish.once.known(session) if wish.once else None
        if known is not None:
            return known
        access.require(wish.actor, wish.permission, held.subject(branch))
        _allowed(held, wish.key)
        if wish.approver is not None:
            _approves(session, clock, wish.approver, held, branch)
        asked: Command = command(branch)
        letter = LETTER_OF[wish.key]
        body = wish.body(held, branch) if callable(wish.body) else wish.body
        letters = ((letter, branch, body),) if letter in held.package.procedure.letters else ()
        answer = wish.once.answer(dossier_id, branch) if wish.once else None
        doing = Doing(command=asked, actor=wish.actor, letters=letters, answer=answer)
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


def _first_data(held: Held, branch: str) -> Mapping[str, Any]:
    """The data an answer changes: those of the branch's first open part, which is who asked."""
    numbers = [part.n for part in held.case.parts.values() if part.open and part.branch == branch]
    state = held.case.parts[min(numbers or held.case.parts)].state
    return state.scopes[state.root].vars


def _amended(held: Held, answers: Mapping[str, Any], clock: Clock) -> Mapping[str, Any]:
    """The changed answers, valid together with all the others."""
    form = held.package.forms.get(held.package.procedure.application)
    if not answers or form is None:
        return {}
    data = _first_data(held, ROOT)
    checked = check_answers(form, answers, data, held.dossier(ROOT), feel_env(clock.now()))
    if not checked.accepted:
        raise InvalidError("form.invalid", checked.errors)
    return {name: checked.answers[name] for name in answers if name in checked.answers}


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
