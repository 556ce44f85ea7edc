"""Reading what pages and the API show of a dossier or a task: in one transaction, as far as the reader may see it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.clock import ClockError, Deadline, Entry, OpenState, explain, open_state, parse_term
from engine.dossier.case import ROOT, Life, Suspension
from process_models.fees import fee_lines
from process_models.package import Package
from runtime.clock import Clock
from runtime.models import (
    Account,
    Attachment,
    DeadlineRow,
    Dossier,
    IncidentRow,
    Letter,
    LetterPrint,
    LogBody,
    LogRow,
    Payment,
    RegisterEntry,
    TaskHistory,
    TaskRow,
)
from runtime.services import access, packages
from runtime.services.access import Action
from runtime.services.actors import Actor
from runtime.services.applications import feel_env
from runtime.services.attachments import FileInfo, info
from runtime.services.cases import Held, OpenTask
from runtime.services.errors import NotFoundError
from runtime.services.form_answers import shown_values
from runtime.services.reading import read_case
from runtime.services.seen import looked
from runtime.services.view_values import (
    BranchView,
    ComponentView,
    DeadlineView,
    DossierView,
    IncidentView,
    LetterView,
    PartView,
    PaymentView,
    StepView,
    TaskLineView,
    TaskView,
    TimelineEntry,
)

NEAR = "4h"
"""Working time before a due instant from which it counts as near."""


def dossier(session: Session, clock: Clock, actor: Actor, dossier_id: UUID) -> DossierView:
    """A dossier or sub-dossier. Raises NotFoundError for what the actor may not see."""
    with session.begin():
        held = _seen(session, actor, dossier_id)
        looked(session, actor, held.root, "dossier", clock.now())
        return _dossier(session, clock, actor, held, dossier_id)


def task(session: Session, clock: Clock, actor: Actor, task_id: UUID) -> TaskView:
    """An open task. Raises NotFoundError, also for one that is over (see the dossier's history)."""
    with session.begin():
        found = session.execute(select(TaskRow.branch_id).where(TaskRow.id == task_id)).one_or_none()
        if found is None:
            raise NotFoundError("not-found")
        held = _seen(session, actor, found.branch_id)
        looked(session, actor, held.root, "task", clock.now())
        view = _dossier(session, clock, actor, held, found.branch_id)
        one = held.task(task_id)
        part = held.case.parts[one.n]
        return TaskView(
            line=next(line for line in view.tasks if line.id == task_id),
            dossier=view,
            package_hash=held.package_hash,
            form=one.form,
            outcomes=one.outcomes,
            data=shown_values(held, one),
            facts=held.dossier(part.branch),
            form_seq=part.state.seq,
            version=one.version,
            different_from=one.different_from,
            four_eyes=_did(session, held, one) == actor.key,
        )


# -- reading -----------------------------------------------------------------------------------------------------


def _seen(session: Session, actor: Actor, dossier_id: UUID) -> Held:
    root = session.scalar(select(Dossier.root_id).where(Dossier.id == dossier_id, access.visible_dossiers(actor)))
    held = None if root is None else read_case(session, root)
    if held is None:
        raise NotFoundError("not-found")
    return held


def _did(session: Session, held: Held, one: OpenTask) -> str | None:
    if one.different_from is None:
        return None
    return session.scalar(
        select(TaskHistory.actor)
        .where(
            TaskHistory.dossier_id == held.root,
            TaskHistory.n == one.n,
            TaskHistory.node == one.different_from,
            TaskHistory.why == "completed",
        )
        .order_by(TaskHistory.closed_at.desc())
        .limit(1)
    )


def _dossier(session: Session, clock: Clock, actor: Actor, held: Held, dossier_id: UUID) -> DossierView:
    own = next(branch for branch, row in held.branches.items() if row.id == dossier_id)
    seen = [own] if own != ROOT else sorted(held.branches)
    names = _Names(session, held)
    now = clock.now()
    row = held.branches[own]
    home = held.branches[ROOT]
    stored = _by_root(Attachment, held).where(access.visible_files(actor)).order_by(Attachment.stored_at)
    files = [info(one) for one in session.scalars(stored)]
    lead = held.case.parts[min(held.case.parts)]
    data = lead.state.scopes[lead.state.root].vars
    procedure = held.package.procedure
    return DossierView(
        id=dossier_id,
        root=held.root,
        code=row.code,
        procedure_code=held.procedure_code,
        procedure_names=procedure.branches[own].names if own else procedure.names,
        package_hash=held.package_hash,
        channel=held.channel,
        territory=held.territory,
        received_by=home.received_by,
        received_by_names=held.organisation.names(home.received_by),
        competent=row.competent,
        competent_names=held.facts.get("local", {}).get("names") or held.organisation.names(row.competent),
        local=held.facts.get("local", {}),
        applicant=held.facts.get("applicant", {}),
        status=int(held.life(own).status),
        branches=tuple(_branch(session, held, branch, now) for branch in seen),
        parts=tuple(_parts(session, held, seen)),
        tasks=tuple(_task_line(held, one, actor, names) for one in held.tasks if held.branch_of(one) in seen),
        history=tuple(_history(session, held, seen, names)),
        timeline=tuple(_timeline(session, actor, held, seen, names)),
        components=tuple(_components(held, files)),
        files=tuple(files),
        fees=fee_lines(procedure.fees, held.package.decisions, data, held.dossier(ROOT), feel_env(now)),
        payments=tuple(_payment(one) for one in session.scalars(_by_root(Payment, held).order_by(Payment.paid_at))),
        letters=tuple(_letters(session, actor, held, seen)),
        registers=tuple(_registers(session, held)),
        incidents=tuple(_incidents(session, held)) if not actor.is_applicant else (),
        facts=dict(held.case.facts),
        allowed=_allowed(actor, held, own),
        seq=held.seq,
        trial=held.trial,
    )


class _Names:
    """Display names of the people in a dossier's history."""

    def __init__(self, session: Session, held: Held) -> None:
        self._session = session
        logins = select(LogRow.actor).where(LogRow.dossier_id == held.root).distinct()
        found = session.execute(select(Account.login, Account.name).where(Account.login.in_(logins)))
        self._by_login: dict[str, str] = {login: name for login, name in found}  # noqa: C416 - typed pairs
        assigned = [one.assignee for one in held.tasks if one.assignee is not None]
        rows = session.execute(select(Account.id, Account.name).where(Account.id.in_(assigned))) if assigned else ()
        self._by_id: dict[UUID, str] = {ident: name for ident, name in rows}  # noqa: C416 - typed pairs

    def of(self, login: str | None) -> str | None:
        """Name of who acted; None for the applicant and the system."""
        return self._by_login.get(login or "")

    def assigned(self, account: UUID | None) -> str | None:
        """Name of who has a task."""
        return None if account is None else self._by_id.get(account)


def _by_root(model: Any, held: Held) -> Any:
    return select(model).where(model.dossier_id == held.root)


def _branch(session: Session, held: Held, branch: str, now: datetime) -> BranchView:
    row, life = held.branches[branch], held.life(branch)
    procedure = held.package.procedure
    suspension = life.suspension
    return BranchView(
        id=row.id,
        branch=branch,
        code=row.code,
        names=procedure.branches[branch].names if branch in procedure.branches else procedure.names,
        agency=row.competent,
        agency_names=held.organisation.names(row.competent),
        status=int(life.status),
        outcome=life.outcome,
        submitted_at=life.submitted_at,
        received_at=life.received_at,
        settled_at=life.settled_at,
        returned_at=life.returned_at,
        deadlines=tuple(_deadlines(session, held, branch, life, now)),
        suspension=None if suspension is None else _suspension(suspension),
    )


def _suspension(held: Suspension) -> dict[str, Any]:
    return {"reason": held.reason, "since": held.since, "items": [dict(one) for one in held.items]}


def _deadlines(session: Session, held: Held, branch: str, life: Life, now: datetime) -> list[DeadlineView]:
    found = [_deadline(held, life, kind, deadline, now) for kind, deadline in sorted(life.deadlines.items())]
    if branch == ROOT and life.received_at is None and not life.status.closed:
        row = session.get(DeadlineRow, (held.root, "intake"))
        if row is not None and not row.closed:
            state = "overdue" if row.due_at is not None and row.due_at < now else "within"
            found.append(DeadlineView(kind="intake", due=row.due_at, paused_since=None, state=state))
    return found


def _deadline(held: Held, life: Life, kind: str, deadline: Deadline, now: datetime) -> DeadlineView:
    calendar = held.organisation.calendar_of(held.branches[life.branch].competent)
    state = str(life.classes.get(kind, ""))
    lines: tuple[Entry, ...] = ()
    try:
        if calendar is not None:
            lines = tuple(explain(calendar, deadline, life.settled_at or now))
            state = state or str(open_state(calendar, deadline, now, parse_term(NEAR)))
    except ClockError:  # a calendar without the year: the due instant stands, its explanation cannot be given
        lines = ()
    return DeadlineView(
        kind=kind,
        due=deadline.due,
        paused_since=deadline.paused_since,
        state=state or str(OpenState.WITHIN),
        explanation=lines,
    )


def _parts(session: Session, held: Held, seen: Sequence[str]) -> list[PartView]:
    rows = session.execute(
        select(TaskHistory.n, TaskHistory.node).where(
            TaskHistory.dossier_id == held.root, TaskHistory.why == "completed"
        )
    ).all()
    done: dict[int, list[str]] = {}
    for n, node in rows:
        done.setdefault(n, []).append(node)
    return [
        PartView(
            n=part.n,
            process=part.process,
            branch=part.branch,
            agency=part.agency,
            ended=part.state.ended,
            data=part.state.scopes[part.state.root].vars,
            active=tuple(sorted({token.at for scope in part.state.scopes.values() for token in scope.tokens.values()})),
            done=tuple(dict.fromkeys(done.get(part.n, ()))),
        )
        for part in sorted(held.case.parts.values(), key=lambda one: one.n)
        if part.branch in seen
    ]


def _task_line(held: Held, one: OpenTask, actor: Actor, names: _Names) -> TaskLineView:
    return TaskLineView(
        id=one.id,
        node=one.node,
        n=one.n,
        branch=held.branch_of(one),
        agency=one.agency,
        agency_names=held.organisation.names(one.agency),
        role=one.role,
        opened_at=one.opened_at,
        due_at=one.due_at,
        assignee=one.assignee,
        assignee_name=names.assigned(one.assignee),
        mine=one.assignee is not None and one.assignee == actor.account,
        may_work=access.may(actor, Action.WORK, one.queue) and actor.free(one.assignee),
    )


def _history(session: Session, held: Held, seen: Sequence[str], names: _Names) -> list[StepView]:
    rows = session.scalars(_by_root(TaskHistory, held).order_by(TaskHistory.closed_at, TaskHistory.id))
    return [
        StepView(
            node=row.node,
            n=row.n,
            agency=row.agency,
            agency_names=held.organisation.names(row.agency),
            role=row.role,
            actor=row.actor,
            actor_name=names.of(row.actor),
            opened_at=row.opened_at,
            closed_at=row.closed_at,
            due_at=row.due_at,
            why=row.why,
            outcome=row.outcome,
            late=row.late,
        )
        for row in rows
        if held.case.parts[row.n].branch in seen
    ]


def _timeline(session: Session, actor: Actor, held: Held, seen: Sequence[str], names: _Names) -> list[TimelineEntry]:
    rows = session.execute(
        select(LogRow, LogBody.body)
        .outerjoin(LogBody, (LogBody.dossier_id == LogRow.dossier_id) & (LogBody.n == LogRow.n))
        .where(LogRow.dossier_id == held.root, LogRow.branch.in_(seen))
        .order_by(LogRow.n)
    ).all()
    people = {} if actor.is_applicant else _people(session, [body for row, body in rows if row.kind in _HANDS])
    return [
        TimelineEntry(
            n=row.n,
            at=row.at,
            kind=row.kind,
            branch=row.branch,
            actor=row.actor,
            actor_name=None if actor.is_applicant else names.of(row.actor),
            data=_with_people(body, people) if row.kind in _HANDS else _approved(body, actor, names),
        )
        for row, body in rows
    ]


_HANDS = frozenset({"task_assigned", "task_released", "task_claimed"})
"""Entries of a task that changes hands: ``holder`` had it, ``to`` has it now."""


def _people(session: Session, bodies: Sequence[Mapping[str, Any] | None]) -> dict[str, str]:
    """Names by id of the accounts that log entries speak of."""
    told = {str(body[key]) for body in bodies if body for key in ("holder", "to") if body.get(key)}
    if not told:
        return {}
    found = session.execute(select(Account.id, Account.name).where(Account.id.in_([UUID(one) for one in told])))
    return {str(ident): name for ident, name in found}


def _with_people(body: Mapping[str, Any] | None, people: Mapping[str, str]) -> Mapping[str, Any] | None:
    names = [people[str(body[key])] for key in ("holder", "to") if body and str(body.get(key)) in people]
    return {**body, "people": " → ".join(names)} if body and names else body


def _approved(body: Mapping[str, Any] | None, actor: Actor, names: _Names) -> Mapping[str, Any] | None:
    """A request that somebody else approved names both; the applicant reads neither."""
    if not body or not body.get("approver"):
        return body
    if actor.is_applicant:
        return {key: told for key, told in body.items() if key not in ("approver", "actor")}
    both = [names.of(login) or str(login) for login in (body.get("actor"), body["approver"]) if login]
    return {**body, "people": " → ".join(both)} if len(set(both)) > 1 else body


def _components(held: Held, files: Sequence[FileInfo]) -> list[ComponentView]:
    told = held.facts.get("components", {})
    return [
        ComponentView(
            key=one.key,
            names=one.names,
            original=int(told.get(one.key, {}).get("original", 0)),
            copies=int(told.get(one.key, {}).get("copies", 0)),
            electronic=int(told.get(one.key, {}).get("electronic", 0)),
            files=tuple(file for file in files if file.component == one.key),
        )
        for one in held.package.procedure.components
    ]


def _letters(session: Session, actor: Actor, held: Held, seen: Sequence[str]) -> list[LetterView]:
    rows = session.scalars(_by_root(Letter, held).order_by(Letter.issued_at, Letter.id))
    prints = select(LetterPrint.letter_id, func.count()).join(Letter).where(Letter.dossier_id == held.root)
    printed: dict[UUID, int] = {one: count for one, count in session.execute(prints.group_by(LetterPrint.letter_id))}  # noqa: C416
    return [
        LetterView(
            id=row.id,
            key=row.key,
            branch=row.branch,
            number=row.number,
            year=row.year,
            agency=row.agency,
            agency_names=held.organisation.names(row.agency),
            issued_at=row.issued_at,
            issued_by=row.issued_by,
            body=row.body,
            superseded=row.superseded_at is not None,
            prints=printed.get(row.id, 0),
            printable=row.snapshot is not None,
        )
        for row in rows
        if row.branch in seen and access.sees_letter(actor, row.key)
    ]


def _registers(session: Session, held: Held) -> list[tuple[str, str, datetime]]:
    rows = session.scalars(_by_root(RegisterEntry, held).order_by(RegisterEntry.number))
    return [(row.register, row.text, row.taken_at) for row in rows]


def _incidents(session: Session, held: Held) -> list[IncidentView]:
    rows = session.scalars(_by_root(IncidentRow, held).order_by(IncidentRow.raised_at))
    return [
        IncidentView(
            n=row.n, uid=row.uid, code=row.code, element=row.element, message=row.message, raised_at=row.raised_at
        )
        for row in rows
    ]


def _payment(row: Payment) -> PaymentView:
    return PaymentView(
        fee=row.fee,
        amount=row.amount,
        method=row.method,
        reference=row.reference,
        paid_at=row.paid_at,
        actor=row.actor,
    )


_BY_PROCEDURE: Mapping[Action, str] = {
    Action.REFUSE_INTAKE: "refuse_intake",
    Action.REQUEST_SUPPLEMENT: "supplement",
    Action.WITHDRAW: "withdraw",
    Action.STOP: "stop",
    Action.RETURN: "return",
    Action.EXTEND: "extend",
}


def _allowed(actor: Actor, held: Held, branch: str) -> frozenset[Action]:
    life = held.life(branch)
    by_right = access.allowed(actor, held.subject(branch))
    kept = {one for one in by_right if _BY_PROCEDURE.get(one, "") in {"", *held.package.procedure.actions.allowed}}
    if life.status.closed:
        kept -= {*_BY_PROCEDURE, Action.ANSWER_SUPPLEMENT}
    if life.status.closed or life.received_at is None or held.channel == "online" or branch != ROOT:
        kept -= {Action.CANCEL_RECEPTION}
    if branch != ROOT:
        kept -= {Action.RENEW_SECRET}
    if life.received_at is None:
        kept -= {Action.STOP, Action.EXTEND}
    else:
        kept -= {Action.REFUSE_INTAKE}
    kept -= {Action.REQUEST_SUPPLEMENT} if life.suspension is not None else {Action.ANSWER_SUPPLEMENT}
    return frozenset(kept)


def package_of(session: Session, view: DossierView) -> Package:
    """The package a dossier is pinned to, for names and forms."""
    return packages.package(session, view.package_hash)
