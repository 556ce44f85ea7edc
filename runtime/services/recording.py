"""Making a turn durable: every row it leads to, in one statement, and the jobs it defers.

Theory of operation: a service locks a dossier (:mod:`cases`), lets the engine act, and hands the turn to
:func:`record`. A :class:`Recording` gathers rows table by table; the modules beside this one each know one sort of
row (:mod:`open_rows`, :mod:`papers`, :mod:`life_rows`). Numbers are taken first, all in one statement; then everything
is written in one statement; then jobs are deferred. The caller's transaction commits it or nothing.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import version
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from engine.dossier import act
from engine.dossier.case import ROOT, Case, Turn
from engine.dossier.commands import Command, PartEvent
from engine.kernel.events import TaskCompleted
from engine.kernel.step import Step
from runtime.clock import Clock
from runtime.models import EventRow, IdempotencyKey, LogBody, LogRow
from runtime.services import counters, feed, jobs
from runtime.services.actors import Actor
from runtime.services.batch import Batch
from runtime.services.cases import Held
from runtime.services.chain import Chain, LogEntry
from runtime.services.command_codec import command_to_json, settled
from runtime.services.counters import Book
from runtime.services.paper_counts import Counted
from runtime.services.transactions import refused
from runtime.services.worlds import Notes, facts_to_json, live_world

ENGINE = version("motcua")
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """What a service asks of a dossier and wants written beside the turn's own rows."""

    command: Command
    actor: Actor
    facts: Mapping[str, Any] | None = None
    """New ``dossier.*`` facts; None: as they were."""
    before: tuple[LogEntry, ...] = ()
    """Log entries told before those of the turn."""
    after: tuple[LogEntry, ...] = ()
    letters: tuple[tuple[str, str, Mapping[str, Any]], ...] = ()
    """Letters of the action itself: (key, branch, body)."""
    answer: tuple[str, str, str, Callable[[Turn], Mapping[str, Any]]] | None = None
    """Idempotency: (actor, key, fingerprint, what is answered after the turn)."""
    at: datetime | None = None
    """The instant to reckon with, for a late timer or a reception entered later; None: now."""
    task: UUID | None = None
    """The task that is completed."""
    secret_hash: str | None = None
    """Of a new dossier."""
    also: Callable[["Batch"], None] | None = None
    """Rows of the service itself, written in the same statement."""
    origin: "Held | None" = None
    """The dossier as it was read, when the turn moves it to another version (``held`` has the other one's package)."""
    former: Case | None = None
    """The case that taking back a migration leads to."""


@dataclass(slots=True, kw_only=True)
class Recording:
    """A turn on its way into the database."""

    held: Held
    turn: Turn
    doing: Doing
    command: Command
    notes: Notes
    at: datetime
    done_at: datetime
    seq: int
    batch: Batch = field(default_factory=Batch)
    entries: list[LogEntry] = field(default_factory=list)
    wanted: dict[Book, int] = field(default_factory=dict)
    waiting: list[Callable[[Mapping[Book, "Numbers"]], None]] = field(default_factory=list)
    """What is written once the numbers are there."""
    branch_ids: dict[str, UUID] = field(default_factory=dict)
    agencies: dict[str, set[str]] = field(default_factory=dict)
    """Branch -> agencies that take part since this turn."""
    effects: list[tuple[UUID, int, int]] = field(default_factory=list)
    counted: Counted = field(default_factory=Counted)
    """What papers of the turn say of files, payments and register numbers."""
    slips: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """Rows of control slips that the turn issues, by branch: the steps before it."""

    @property
    def root(self) -> UUID:
        """Id of the dossier."""
        return self.held.root

    def branch_of(self, n: int) -> str:
        """Branch of a part; that of the dossier itself for 0."""
        part = self.turn.case.parts.get(n)
        return part.branch if part else ""

    def want(self, book: Book, use: Callable[[int], None]) -> None:
        """Ask for a number; ``use`` is called with it before anything is written."""
        self.wanted[book] = self.wanted.get(book, 0) + 1
        self.waiting.append(lambda numbers: use(next(numbers[book])))

    def tell(self, kind: str, branch: str = "", **body: Any) -> None:
        """Add a log entry."""
        self.entries.append(LogEntry(kind, branch, body))


class Numbers:
    """The numbers taken from one book, given out in order."""

    def __init__(self, taken: range) -> None:
        self._left = iter(taken)

    def __next__(self) -> int:
        return next(self._left)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of a turn, for the answer to whoever asked."""

    turn: Turn
    seq: int
    branch_ids: Mapping[str, UUID]


def perform(session: Session, clock: Clock, held: Held, doing: Doing) -> Recorded:
    """Let the engine act on a locked dossier and write what comes of it. Inside the caller's transaction.

    Time inside a dossier never goes back: a turn is reckoned with the later of its instant and the last turn's.
    Raises RefusedError for what the engine refuses; then nothing is written.
    """
    done_at = clock.now()
    at = max(doing.at or done_at, held.last_at)
    facts = held.facts if doing.facts is None else doing.facts
    notes = Notes(held.organisation, held.procedure_code, at, held.branches[ROOT].competent)
    world = live_world(notes, held.package, held.channel, facts, held.libraries, doing.former)
    command = settled(doing.command)
    turn = act(held.package.library, held.case, command, world)
    if turn.refused is not None:
        raise refused(turn.refused, turn.detail)
    recording = Recording(
        held=held,
        turn=turn,
        doing=doing,
        command=command,
        notes=notes,
        at=at,
        done_at=done_at,
        seq=held.seq + 1,
        branch_ids={branch: row.id for branch, row in held.branches.items()},
    )
    return record(session, recording)


def record(session: Session, recording: Recording) -> Recorded:
    """Write everything a turn led to."""
    from runtime.services import life_rows, notices, open_rows, papers

    doing = recording.doing
    recording.entries.extend(doing.before)
    life_rows.open_branches(recording)
    open_rows.gather(recording)
    papers.gather(recording, session)
    recording.entries.extend(LogEntry(one.kind, one.branch, one.data) for one in recording.turn.entries)
    recording.entries.extend(_writes(recording))
    _numbers(session, recording)
    recording.entries.extend(doing.after)
    chain = _log(recording)
    notices.gather(recording)
    if not recording.held.trial:
        feed.write(recording.batch, chain, recording.turn.case)
    life_rows.gather(recording, chain)
    _event(recording)
    if doing.also is not None:
        doing.also(recording.batch)
    if doing.answer is not None:
        _answer(recording, doing.answer)
    recording.batch.execute(session)
    log.info(
        "turn",
        extra={
            "dossier": str(recording.root),
            "event": recording.seq,
            "command": type(recording.command).__name__,
            "parts": sorted({step.part for step in recording.turn.steps}),
            "actor": doing.actor.key,
        },
    )
    jobs.defer_effects(session, recording.effects)
    return Recorded(recording.turn, recording.seq, recording.branch_ids)


def _numbers(session: Session, recording: Recording) -> None:
    taken = counters.take(session, recording.wanted)
    numbers = {book: Numbers(found) for book, found in taken.items()}
    for use in recording.waiting:
        use(numbers)


def _log(recording: Recording) -> Chain:
    held = recording.held
    chain = Chain(held.root, held.chain_head, held.log_n)
    for entry in recording.entries:
        chain.add(entry, seq=recording.seq, at=recording.at, done_at=recording.done_at, actor=recording.doing.actor.key)
    recording.batch.insert(LogRow, chain.rows)
    recording.batch.insert(LogBody, chain.bodies)
    return chain


def _event(recording: Recording) -> None:
    env = recording.notes.to_json()
    if recording.doing.facts is not None:
        env["facts"] = facts_to_json(recording.doing.facts)
    row = {
        "dossier_id": recording.root,
        "seq": recording.seq,
        "command": command_to_json(recording.command),
        "env": env,
        "at": recording.at,
        "done_at": recording.done_at,
        "actor": recording.doing.actor.key,
        "engine": ENGINE,
    }
    recording.batch.insert(EventRow, [row])


def _answer(recording: Recording, answer: tuple[str, str, str, Callable[[Turn], Mapping[str, Any]]]) -> None:
    actor, key, request, response = answer
    row = {
        "actor": actor,
        "key": key,
        "request": request,
        "response": dict(response(recording.turn)),
        "created_at": recording.done_at,
    }
    recording.batch.insert(IdempotencyKey, [row])


def _writes(recording: Recording) -> Sequence[LogEntry]:
    """What a step wrote into data, as far as the completed task's own entry does not tell it."""
    told = _completing(recording.command)
    entries: list[LogEntry] = []
    for part_step in recording.turn.steps:
        if part_step.event is told:
            continue
        writes = written(part_step.step)
        notes = [{"element": note.element, "code": note.code} for note in part_step.step.notes]
        if writes or notes:
            body = {"part": part_step.part, "by": type(part_step.event).__name__, "writes": writes, "notes": notes}
            entries.append(LogEntry("data_written", recording.branch_of(part_step.part), body))
    return entries


def _completing(command: Command) -> TaskCompleted | None:
    if isinstance(command, PartEvent) and isinstance(command.event, TaskCompleted):
        return command.event
    return None


def written(step: Step) -> dict[str, Any]:
    """Names and values a step wrote; a removed name has the value null."""
    return {write.name: None if write.removed else write.value for write in step.writes}
