"""Rows of the dossier and its sub-dossiers, their deadlines, and the counts for reports."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from engine.clock import Deadline
from engine.dossier.case import ROOT, Life
from engine.dossier.codec import life_to_json, rest_to_json
from runtime.models import DeadlineRow, Dossier, FactDelta
from runtime.services.chain import GENESIS, Chain
from runtime.services.counters import dossier_book, dossier_code
from runtime.services.open_rows import data_of
from runtime.services.recording import Recording
from runtime.services.search import identity_of, indexed
from runtime.services.transactions import new_id
from runtime.services.worlds import facts_to_json
from runtime.services.zone import day_of

INTAKE = "intake"


def open_branches(recording: Recording) -> None:
    """Give each sub-dossier that begins in this turn its id and, from its agency's counter, its code."""
    for branch in sorted(recording.turn.case.lives.keys() - recording.held.branches.keys() - {ROOT}):
        recording.branch_ids[branch] = new_id()
        life = recording.turn.case.lives[branch]
        agency = life.agency or recording.held.branches[ROOT].competent
        day = f"{day_of(recording.at):%y%m%d}"
        book = dossier_book(agency, day, trial=recording.held.trial)
        recording.want(book, partial(_new_branch, recording, branch, (agency, day)))


def _new_branch(recording: Recording, branch: str, issuer: tuple[str, str], number: int) -> None:
    agency, day = issuer
    held = recording.held
    code = dossier_code(agency, day, number, trial=held.trial)
    life = recording.turn.case.lives[branch]
    home = held.branches[ROOT]
    own = recording.agencies.get(branch, set()) | {agency, home.received_by, home.competent}
    fixed = {
        "id": recording.branch_ids[branch],
        "root_id": recording.root,
        "branch": branch,
        "code": code,
        "procedure_code": held.procedure_code,
        "package_hash": held.package_hash,
        "field_code": held.field_code,
        "channel": held.channel,
        "received_by": agency,
        "competent": agency,
        "agencies": sorted(own),
        "territory": held.territory,
        "trial": held.trial,
        "applicant": held.applicant,
        "identity": _identity(recording),
        "search": f"{held.search} {code}",
        "log_n": 0,
        "chain_head": GENESIS,
    }
    recording.batch.insert(Dossier, [fixed | _changing(recording, life)])
    recording.tell("sub_dossier_opened", branch, code=code, agency=agency)


def gather(recording: Recording, chain: Chain) -> None:
    """Add the rows of every life that changed, and of the dossier itself."""
    before, after = recording.held.case.lives, recording.turn.case.lives
    for branch in sorted(after):
        old, life = before.get(branch), after[branch]
        if old is not life:
            _deadlines(recording, branch, old, life)
            _facts(recording, branch, old, life)
        if branch == ROOT:
            _root(recording, life, chain)
        elif branch in recording.held.branches and (
            old is not life
            or recording.agencies.get(branch)
            or recording.doing.origin
            or recording.doing.facts is not None
        ):
            row = recording.held.branches[branch]
            own = sorted(row.agencies | recording.agencies.get(branch, set()))
            told = {"id": row.id, "agencies": own} | _version(recording) | _renamed(recording, branch)
            recording.batch.update(Dossier, [told | _changing(recording, life)])


def _root(recording: Recording, life: Life, chain: Chain) -> None:
    held = recording.held
    row = held.branches[ROOT]
    changed = {
        "id": held.root,
        "agencies": sorted(row.agencies | recording.agencies.get(ROOT, set())),
        "rest": rest_to_json(recording.turn.case),
        "log_n": chain.n,
        "chain_head": chain.head,
    } | _changing(recording, life)
    changed |= _version(recording)
    if recording.doing.facts is not None:
        changed["facts"] = facts_to_json(recording.doing.facts)
        changed |= _renamed(recording, ROOT)
    if held.new:
        recording.batch.insert(Dossier, [changed | _fixed(recording)])
    else:
        recording.batch.update(Dossier, [changed])


def _renamed(recording: Recording, branch: str) -> dict[str, Any]:
    """A name or number that the applicant corrects stands in all lists; the dossier is found by the former one too."""
    held, facts = recording.held, recording.doing.facts
    person = {} if facts is None else facts.get("applicant") or {}
    if held.new or not person or person == held.facts.get("applicant"):
        return {}
    words = indexed(*(str(person[key]) for key in ("name", "phone", "email") if person.get(key)))
    code = "" if branch == ROOT else f" {held.branches[branch].code}"
    return {
        "applicant": person.get("name") or held.applicant,
        "identity": _identity(recording),
        "search": f"{held.search}{code} {words}",
    }


def _version(recording: Recording) -> dict[str, Any]:
    """The package the dossier runs from now on, when this turn moves it."""
    return {"package_hash": recording.held.package_hash} if recording.doing.origin else {}


def _fixed(recording: Recording) -> dict[str, Any]:
    held = recording.held
    home = held.branches[ROOT]
    return {
        "root_id": held.root,
        "branch": ROOT,
        "code": home.code,
        "secret_hash": recording.doing.secret_hash,
        "procedure_code": held.procedure_code,
        "package_hash": held.package_hash,
        "field_code": held.field_code,
        "channel": held.channel,
        "received_by": home.received_by,
        "competent": home.competent,
        "territory": held.territory,
        "trial": held.trial,
        "applicant": held.applicant,
        "identity": _identity(recording),
        "search": held.search,
    }


def _identity(recording: Recording) -> str | None:
    """The number the applicant is known by, from what was said of them or what they declared."""
    facts = recording.held.facts if recording.doing.facts is None else recording.doing.facts
    parts = recording.turn.case.parts
    return identity_of(facts.get("applicant", {}), data_of(parts[min(parts)].state) if parts else {})


def _changing(recording: Recording, life: Life) -> dict[str, Any]:
    """The columns that follow from a life."""
    timeliness = life.classes.get("committed")
    deadline = life.deadlines.get("committed")
    return {
        "due_at": deadline.due if deadline else None,
        "due_paused": deadline is not None and deadline.paused_since is not None,
        "due_moved": deadline is not None and bool(deadline.open or deadline.closed or deadline.extensions),
        "status": int(life.status),
        "life": life_to_json(life),
        "outcome": life.outcome,
        "timeliness": None if timeliness is None else str(timeliness),
        "submitted_at": life.submitted_at,
        "received_at": life.received_at,
        "settled_at": life.settled_at,
        "returned_at": life.returned_at,
        "suspended": life.suspension is not None,
        "seq": recording.seq,
        "last_at": recording.at,
    }


def _deadlines(recording: Recording, branch: str, old: Life | None, life: Life) -> None:
    closed = life.status.closed
    was_closed = old is not None and old.status.closed
    for kind, deadline in life.deadlines.items():
        if old is not None and old.deadlines.get(kind) == deadline and was_closed == closed:
            continue
        row = deadline_row(recording.branch_ids[branch], kind, deadline, closed=closed)
        recording.batch.upsert(DeadlineRow, [row])
    if old is not None:
        gone = [
            {"dossier_id": recording.branch_ids[branch], "kind": kind}
            for kind in old.deadlines
            if kind not in life.deadlines
        ]
        recording.batch.delete(DeadlineRow, gone)
    answered = life.received_at is not None or closed or life.suspension is not None
    if branch == ROOT and old is not None and old.received_at is None and answered:
        row = {"dossier_id": recording.root, "kind": INTAKE, "closed": True}
        recording.batch.update(DeadlineRow, [row])


def deadline_row(dossier: UUID, kind: str, deadline: Deadline, *, closed: bool) -> dict[str, Any]:
    """The columns of a deadline."""
    return {
        "dossier_id": dossier,
        "kind": kind,
        "due_at": deadline.due,
        "unit": deadline.term.unit.value,
        "paused_since": deadline.paused_since,
        "calendar": deadline.calendar,
        "closed": closed,
    }


def _facts(recording: Recording, branch: str, old: Life | None, life: Life) -> None:
    """Counts for reports; a dossier on trial is counted nowhere."""
    if recording.held.trial:
        return
    row = recording.held.branches.get(branch)
    receiver = row.received_by if row else life.agency
    competent = row.competent if row else life.agency
    if life.received_at is not None and (old is None or old.received_at is None):
        _count(recording, branch, "received", (receiver or "", life.received_at))
        _count(recording, branch, "taken", (competent or "", life.received_at))
    if old is not None and old.received_at is not None and life.received_at is None:  # received by mistake
        _count(recording, branch, "received", (receiver or "", old.received_at), -1)
        _count(recording, branch, "taken", (competent or "", old.received_at), -1)
    if life.settled_at is not None and (old is None or old.settled_at is None):
        timeliness = life.classes.get("committed")
        _count(recording, branch, f"settled.{timeliness}", (competent or "", life.settled_at))


def _count(recording: Recording, branch: str, metric: str, where: tuple[str, Any], count: int = 1) -> None:
    agency, instant = where
    held = recording.held
    row: Mapping[str, Any] = {
        "day": day_of(instant),
        "agency": agency,
        "procedure_code": held.procedure_code,
        "field_code": held.field_code,
        "channel": held.channel,
        "sub": branch != ROOT,
        "metric": metric,
        "count": count,
    }
    recording.batch.insert(FactDelta, [row])
