"""The one door to a dossier: a command in, a turn out."""

from dataclasses import replace
from typing import assert_never

from engine.bpmn.model import Library
from engine.clock import ClockError
from engine.dossier import lives
from engine.dossier.case import ROOT, Buffered, Case, Life, Status, Turn, World
from engine.dossier.commands import (
    AnswerSupplement,
    Begin,
    CancelReception,
    Command,
    ExtendDeadline,
    Migrate,
    OutsideMessage,
    OutsideSignal,
    PartEvent,
    RecomputeDeadlines,
    Redeliver,
    RefuseAtIntake,
    RequestSupplement,
    StartProcessing,
    Stop,
    Submit,
    UndoMigration,
    Withdraw,
)
from engine.dossier.draft import Draft
from engine.dossier.migrating import to_other_version
from engine.kernel.events import DataChanged, Started, TaskCompleted
from engine.kernel.step import Ignored


def act(library: Library, case: Case, command: Command, world: World) -> Turn:
    """Do what is asked, or say which rule forbids it now (``Turn.refused``; then nothing has changed).

    Raises ClockError when the calendar has no data for a year that is needed: the shell refuses the whole step.
    """
    draft = Draft(library, case, world)
    match command:
        case Submit() | Begin():
            return _opened(draft, command)
        case PartEvent():
            return _part_event(draft, command)
        case OutsideMessage():
            return _message(draft, command)
        case OutsideSignal():
            draft.first_data = command.data
            draft.broadcast(command.name, command.payload)
            return draft.finish()
        case Redeliver():
            return _redeliver(draft, command)
        case RecomputeDeadlines():
            for branch in sorted(draft.lives):
                draft.change(branch, lambda life, watch: lives.recalculate(life, watch, command.reason))
            return draft.finish()
        case Migrate() | UndoMigration():
            return to_other_version(draft, command)
        case _:
            return _action(draft, command)


Action = (
    RefuseAtIntake
    | CancelReception
    | RequestSupplement
    | AnswerSupplement
    | Withdraw
    | Stop
    | StartProcessing
    | ExtendDeadline
)


def _action(draft: Draft, command: Action) -> Turn:
    """The actions outside the diagram (kernel.md §7) and the marks on a life."""
    branch = ROOT if isinstance(command, RefuseAtIntake) else command.branch
    life = draft.lives.get(branch)
    if life is None:
        return draft.refuse("unknown-branch")
    forbidden = _forbidden(life, command, draft)
    if forbidden is not None:
        return draft.refuse(forbidden)
    try:
        _perform(draft, command)
    except ClockError as error:
        if isinstance(command, ExtendDeadline):
            return draft.refuse(error.code)
        raise
    return draft.finish()


def _forbidden(life: Life, command: Action, draft: Draft) -> str | None:
    if life.status.closed:
        return "closed"
    match command:
        case RefuseAtIntake():
            return "already-received" if life.received_at is not None else None
        case RequestSupplement():
            return _supplement_forbidden(life, command, draft)
        case AnswerSupplement():
            return "nothing-requested" if life.suspension is None else None
        case Stop() | ExtendDeadline() | CancelReception():
            return "not-received" if life.received_at is None else None
        case StartProcessing() | Withdraw():
            return None
        case _:
            assert_never(command)


def _supplement_forbidden(life: Life, command: RequestSupplement, draft: Draft) -> str | None:
    if life.suspension is not None:
        return "already-requested"
    if not command.items:
        return "no-items"
    allowed = draft.watch(life.branch, life.agency).policy.supplements
    return "needs-approver" if life.supplements >= allowed and command.approver is None else None


def _perform(draft: Draft, command: Action) -> None:
    match command:
        case RefuseAtIntake():
            draft.close_branch(ROOT, Status.REFUSED_AT_INTAKE, command.reason, {"actor": command.actor})
        case CancelReception():
            draft.annul(command.reason, {"actor": command.actor})
        case RequestSupplement():
            by = {"actor": command.actor, "approver": command.approver}
            draft.change(
                command.branch, lambda life, watch: lives.suspend(life, watch, command.reason, command.items, by)
            )
        case AnswerSupplement():
            _answer(draft, command)
        case Withdraw():
            draft.close_branch(command.branch, Status.WITHDRAWN, command.reason, {"actor": command.actor})
        case Stop():
            draft.close_branch(command.branch, Status.STOPPED, command.reason, {"actor": command.actor})
        case StartProcessing():
            draft.change(command.branch, lambda life, _watch: lives.start_processing(life))
        case ExtendDeadline():
            draft.change(
                command.branch,
                lambda life, watch: lives.prolong(life, watch, command.term, command.reason, command.approver),
            )
        case _:
            assert_never(command)


def _answer(draft: Draft, command: AnswerSupplement) -> None:
    if command.answers:
        open_parts = (p.n for p in draft.parts.values() if p.open and p.branch == command.branch)
        for n in sorted(open_parts)[:1]:
            draft.run(n, DataChanged(None, command.answers, command.actor, "supplement"))
    by = {"actor": command.actor, "answered": sorted(command.answers)}
    draft.change(command.branch, lambda life, watch: lives.unsuspend(life, watch, by))


def _opened(draft: Draft, command: Submit | Begin) -> Turn:
    """A dossier begins with its first processes, or one more process begins in it by itself."""
    if isinstance(command, Begin):
        if ROOT not in draft.lives:
            draft.open_life(ROOT, None)
        draft.open_part(draft.library.processes[command.process], Started(command.node), command.data)
        return draft.finish()
    if draft.lives:
        return draft.refuse("already-submitted")
    draft.open_life(ROOT, command.agency)
    chosen = command.processes or ((draft.library.lead,) if draft.library.lead else ())
    draft.open_together([draft.library.processes[name] for name in chosen], Started(command.start), command.data)
    return draft.finish()


def _part_event(draft: Draft, command: PartEvent) -> Turn:
    part = draft.parts.get(command.part)
    if part is None:
        return draft.refuse("unknown-part")
    life = draft.lives[part.branch]
    completing = isinstance(command.event, TaskCompleted)
    if completing and life.suspension is not None:
        return draft.refuse("suspended")
    if completing and life.received_at is not None:
        for branch in dict.fromkeys((part.branch, ROOT)):
            draft.change(branch, lambda now, _watch: lives.start_processing(now))
    step = draft.run(part.n, command.event)
    if isinstance(step.result, Ignored):
        return draft.refuse(f"stale: {step.result.reason}")
    return draft.finish()


def _message(draft: Draft, command: OutsideMessage) -> Turn:
    expires = draft.world.now + draft.world.message_ttl
    message = Buffered(command.message_id, command.name, command.key, None, command.payload, expires)
    draft.first_data = command.data
    draft.post(message, sender=0, element=command.name, keep=False)
    turn = draft.finish()
    return turn if turn.steps or turn.effects else draft.refuse("nobody-waits")


def _redeliver(draft: Draft, command: Redeliver) -> Turn:
    trouble = draft.troubles.get(command.trouble)
    if trouble is None:
        return draft.refuse("unknown-trouble")
    draft.resolve(trouble.uid)
    if trouble.message is not None and not command.dismiss:
        expires = draft.world.now + draft.world.message_ttl
        draft.post(replace(trouble.message, expires=expires), sender=trouble.part, element=trouble.element)
    return draft.finish()
