"""Comparing everything that is stored with what it must be: tables with states, chains, replay, codes, files.

Run by ``motcua doctor`` and after every integration test. It reads dossier by dossier and changes nothing; on a system
at work a dossier that changes while it is read is read again before it is reported.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, union_all
from sqlalchemy.orm import Session

from engine.bpmn.model import NodeKind
from engine.kernel.state import OnMessage, OnSignal, OnTimer, Scope, TokenPhase, Wait
from engine.kernel.timers import stands_still
from runtime.models import (
    Attachment,
    Counter,
    DeadlineRow,
    Dossier,
    EffectRow,
    IncidentRow,
    Letter,
    SubscriptionRow,
    TimerRow,
)
from runtime.reports.facts import recount
from runtime.services.attachments import FileStore
from runtime.services.cases import Held
from runtime.services.counters import is_trial_serial
from runtime.services.log import broken_links
from runtime.services.reading import read_case
from runtime.services.replaying import ReplayError, calendars_of, replayed, written_form

Pair = tuple[int, int]
ASKS_PEOPLE = frozenset({NodeKind.TASK, NodeKind.USER_TASK, NodeKind.MANUAL_TASK})
OPEN_EFFECTS = ("pending", "running", "unknown", "unbound")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it must be."""

    code: str
    where: str
    message: str


def doctor(session: Session, files: FileStore | None = None) -> list[Finding]:
    """Everything that is wrong; an empty list is health. ``files``: also look for the attachments' bytes."""
    with session.begin():
        roots = session.scalars(select(Dossier.id).where(Dossier.id == Dossier.root_id).order_by(Dossier.id)).all()
        calendars = calendars_of(session)
    found: list[Finding] = []
    for root in roots:
        seen = _examine(session, root, calendars)
        if seen:  # it may have changed between two reads: what is really wrong is wrong twice
            seen = _examine(session, root, calendars)
        found += seen
    with session.begin():
        found += _codes(session)
        found += _files(session, files)
    for key, (counted, really) in recount(session).items():
        found.append(Finding("facts.count", " ".join(map(str, key)), f"counted {counted}, really {really}"))
    return found


def _examine(session: Session, root: UUID, calendars: Any) -> list[Finding]:
    with session.begin():
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        held = read_case(session, root)
        if held is None:
            return []
        found = [finding for check in _CHECKS for finding in check(session, held)]
        found += _replay(session, held, calendars)
        return found


# -- open tables against states ----------------------------------------------------------------------------------


def _scopes(held: Held) -> Iterator[tuple[int, Scope]]:
    for part in held.case.parts.values():
        if part.open:
            for scope in part.state.scopes.values():
                yield part.n, scope


def _waits(held: Held) -> Iterator[tuple[int, Wait]]:
    for n, scope in _scopes(held):
        for wait in scope.waits.values():
            yield n, wait


def _active(held: Held, kinds: frozenset[NodeKind]) -> dict[Pair, int]:
    """(part, token) -> attempt of every token that waits at a node of these kinds, incidents apart."""
    found: dict[Pair, int] = {}
    for n, scope in _scopes(held):
        part = held.case.parts[n]
        library = held.libraries[part.package] if part.package else held.package.library
        nodes = library.processes[part.process].nodes
        troubled = {incident.token for incident in scope.incidents.values()}
        for token in scope.tokens.values():
            node = nodes.get(token.at)
            resting = token.phase is TokenPhase.ACTIVE and token.child is None and token.uid not in troubled
            if node is not None and node.kind in kinds and resting:
                found[n, token.uid] = token.attempt
    return found


def _difference(held: Held, what: str, implied: set[Any], stored: set[Any]) -> Iterator[Finding]:
    for missing in sorted(implied - stored, key=str):
        yield Finding(f"{what}.missing", held.code, f"the state implies {what} {missing}, there is no row")
    for extra in sorted(stored - implied, key=str):
        yield Finding(f"{what}.extra", held.code, f"there is a row for {what} {extra}, the state does not imply it")


def _tasks(_session: Session, held: Held) -> Iterator[Finding]:
    implied = set(_active(held, ASKS_PEOPLE))
    yield from _difference(held, "task", implied, {(task.n, task.token) for task in held.tasks})


def _timers(session: Session, held: Held) -> Iterator[Finding]:
    implied = {
        (n, wait.uid, wait.on.due)
        for n, wait in _waits(held)
        if isinstance(wait.on, OnTimer) and not stands_still(wait.on)
    }
    rows = session.scalars(select(TimerRow).where(TimerRow.dossier_id == held.root))
    yield from _difference(held, "timer", implied, {(row.n, row.uid, row.due_at) for row in rows})


def _subscriptions(session: Session, held: Held) -> Iterator[Finding]:
    implied: set[Any] = set()
    for n, wait in _waits(held):
        match wait.on:
            case OnMessage(name, key):
                implied.add((n, wait.uid, "message", name, key))
            case OnSignal(name):
                implied.add((n, wait.uid, "signal", name, None))
            case _:
                pass
    rows = session.scalars(select(SubscriptionRow).where(SubscriptionRow.dossier_id == held.root))
    stored = {(row.n, row.uid, row.kind, row.name, row.key) for row in rows}
    yield from _difference(held, "subscription", implied, stored)


def _incidents(session: Session, held: Held) -> Iterator[Finding]:
    implied = {(n, uid) for n, scope in _scopes(held) for uid in scope.incidents}
    implied |= {(0, uid) for uid in held.case.troubles}
    rows = session.execute(select(IncidentRow.n, IncidentRow.uid).where(IncidentRow.dossier_id == held.root))
    yield from _difference(held, "incident", implied, {(row.n, row.uid) for row in rows})


def _services(session: Session, held: Held) -> Iterator[Finding]:
    waiting = _active(held, frozenset({NodeKind.SERVICE_TASK, NodeKind.SEND_TASK}))
    implied = {(n, token, attempt) for (n, token), attempt in waiting.items() if attempt}
    rows = session.execute(
        select(EffectRow.n, EffectRow.token, EffectRow.attempt).where(
            EffectRow.dossier_id == held.root, EffectRow.kind == "service", EffectRow.state.in_(OPEN_EFFECTS)
        )
    )
    yield from _difference(held, "service", implied, {(row.n, row.token, row.attempt) for row in rows})


# -- dossier rows ------------------------------------------------------------------------------------------------


def _columns(session: Session, held: Held) -> Iterator[Finding]:
    rows = {row.branch: row for row in session.scalars(select(Dossier).where(Dossier.root_id == held.root))}
    yield from _difference(held, "branch", set(held.case.lives), set(rows))
    for branch, row in rows.items():
        session.expunge(row)
        life = held.case.lives.get(branch)
        if life is None:
            continue
        deadline = life.deadlines.get("committed")
        due = (row.due_at, row.due_paused)
        told = (row.status, row.received_at, row.settled_at, row.returned_at, row.outcome, row.suspended, *due)
        implied = (
            int(life.status),
            life.received_at,
            life.settled_at,
            life.returned_at,
            life.outcome,
            life.suspension is not None,
            deadline.due if deadline else None,
            deadline is not None and deadline.paused_since is not None,
        )
        if told != implied:
            yield Finding("dossier.columns", row.code, f"columns {told} differ from the state's {implied}")


def _deadlines(session: Session, held: Held) -> Iterator[Finding]:
    implied = {
        (held.branches[branch].id, kind, deadline.due, deadline.paused_since, life.status.closed)
        for branch, life in held.case.lives.items()
        if branch in held.branches
        for kind, deadline in life.deadlines.items()
    }
    ids = [row.id for row in held.branches.values()]
    rows = session.scalars(select(DeadlineRow).where(DeadlineRow.dossier_id.in_(ids), DeadlineRow.kind != "intake"))
    stored = {(row.dossier_id, row.kind, row.due_at, row.paused_since, row.closed) for row in rows}
    yield from _difference(held, "deadline", implied, stored)


def _chain(session: Session, held: Held) -> Iterator[Finding]:
    for broken in broken_links(session, held.root):
        yield Finding(f"log.{broken.what}", held.code, f"the chain does not hold at entry {broken.n}")


def _replay(session: Session, held: Held, calendars: Any) -> Iterator[Finding]:
    try:
        case = replayed(session, held.root, held.package_hash, calendars)
    except ReplayError as error:
        yield Finding("replay.failed", held.code, f"turn {error.seq} does not replay: {error.why}")
        return
    again, stored = written_form(case), written_form(held.case)
    for name in sorted(again.keys() | stored.keys()):
        if again.get(name) != stored.get(name):
            yield Finding("replay.differs", held.code, f"{name} differs after replay")


_CHECKS: tuple[Callable[[Session, Held], Iterator[Finding]], ...] = (
    _tasks,
    _timers,
    _subscriptions,
    _incidents,
    _services,
    _columns,
    _deadlines,
    _chain,
)


# -- the whole installation --------------------------------------------------------------------------------------


def _codes(session: Session) -> Iterator[Finding]:
    """No code lies at or above its counter: the next one issued would be a second."""
    nexts = {
        (row.kind, row.agency, row.period): row.next
        for row in session.execute(
            select(Counter.kind, Counter.agency, Counter.period, Counter.next).where(
                Counter.kind.in_(("dossier", "trial"))
            )
        )
    }
    for code, trial in session.execute(select(Dossier.code, Dossier.trial)):
        agency, period, serial = code.rsplit("-", 2)
        following = nexts.get(("trial" if trial else "dossier", agency, period), 0)
        number = serial[1:] if trial else serial
        if trial != is_trial_serial(serial) or not number.isdigit() or int(number) >= following:
            yield Finding("code.counter", code, f"the counter of {agency} {period} stands at {following}")
    twice = session.execute(
        select(EffectRow.dossier_id, func.count())
        .where(EffectRow.state.in_(OPEN_EFFECTS), ~EffectRow.dossier_id.in_(select(Dossier.id)))
        .group_by(EffectRow.dossier_id)
    )
    for dossier, count in twice:
        yield Finding("effect.orphan", str(dossier), f"{count} effect(s) belong to no dossier")


def _files(session: Session, files: FileStore | None) -> Iterator[Finding]:
    if files is None:
        return
    attached = select(Attachment.id, Attachment.sha256, Attachment.size)
    papers = select(Letter.id, Letter.pdf_hash, Letter.pdf_size).where(Letter.pdf_hash.is_not(None))
    stored: Iterable[Any] = session.execute(union_all(attached, papers))
    for ident, sha256, size in stored:
        path = files.path(sha256)
        if not path.is_file():
            yield Finding("file.missing", str(ident), "the file's bytes are not stored")
        elif path.stat().st_size != size or hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
            yield Finding("file.changed", str(ident), "the file's bytes are not those that were stored")
