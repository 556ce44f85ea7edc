"""Publishing one package or thousands: known content first, then signature, locks, check, and one insert for all.

The check of content that was checked before is a look into ``verdicts``. Two who publish the same content at the same
time both succeed; two who publish other content under one version do not.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from process_models.check import Surroundings
from process_models.files import Files, content_hash, identified, write_zip
from process_models.json_text import parse_json
from process_models.locks import Candidate, lock
from process_models.package import PROCEDURE_FILE, load_files, procedure_of, read_package
from process_models.problems import PackageError, Problem, has_errors
from process_models.procedure import Procedure, procedure_from_json
from process_models.signing import Signature, SignatureError, signature_of
from process_models.verdicts import Verdicts, judge, key_of
from runtime.clock import Clock
from runtime.models import Binding, Offer, PackageEvent, PackageRow
from runtime.services import access, trust, versions
from runtime.services.access import Action
from runtime.services.actors import Actor
from runtime.services.errors import InvalidError, ServiceError
from runtime.services.places import Stage, offering, stage_at
from runtime.services.search import indexed
from runtime.services.snapshot import Snapshot, snapshot
from runtime.services.transactions import new_id
from runtime.services.zone import day_of

_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(7303014)")


class PackageInvalidError(InvalidError):
    """The package has errors; ``problems`` are all of them, with file, line and element."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        shown = "; ".join(str(problem) for problem in list(problems)[:5])
        super().__init__("package.invalid", problems=shown)
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Deployed:
    """What deploying led to.

    ``state``: ``published``; ``unchanged`` for content that stood already; ``retired`` when it stood and was retired or
    withdrawn (restore it on purpose); ``would-publish`` in a dry run. ``agencies`` offer it now; ``unbound`` are
    capabilities nothing serves here, a person answers them.
    """

    code: str
    version: str
    hash: str
    state: str
    agencies: tuple[str, ...] = ()
    unbound: tuple[str, ...] = ()
    signed_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A package to be published: its content, identity, settings, and signature."""

    files: Files
    hash: str
    procedure: Procedure
    signature: Signature | None
    kept: bool = False
    """Its verdict is kept already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How to publish. ``served`` says of a capability whether something besides bindings serves it."""

    verdicts: Verdicts | None = None
    dry_run: bool = False
    served: Callable[[str], bool] = field(default=lambda _capability: False)


Outcome = Deployed | ServiceError


def propose(source: Files | Path | bytes, verdicts: Verdicts | None = None) -> Proposal:
    """What a folder, zip or mapping proposes; a kept verdict on the same bytes tells its identity.

    Raises PackageInvalidError, InvalidError for an unreadable signature.
    """
    try:
        files = load_files(source)
        content = identified(files)
        signature = signature_of(files)
        verdict = verdicts.get(key_of(content, Surroundings())) if verdicts is not None else None
        if verdict is not None and verdict.ok and verdict.hash:
            settings = procedure_from_json(parse_json(content[PROCEDURE_FILE]))  # they were checked with the verdict
            return Proposal(files=content, hash=verdict.hash, procedure=settings, signature=signature, kept=True)
        procedure = procedure_of(content)
    except PackageError as error:
        raise PackageInvalidError(error.problems) from error
    except SignatureError as error:
        raise InvalidError(error.code) from error
    return Proposal(files=content, hash=content_hash(content), procedure=procedure, signature=signature)


def publish(
    session: Session, clock: Clock, proposals: Sequence[Proposal], actor: Actor, way: Way | None = None
) -> list[Outcome]:
    """Publish many in their order; each outcome is what happened or the refusal. Raises ForbiddenError.

    Packages that a package uses have to be published by an earlier call.
    """
    access.require(actor, Action.PUBLISH)
    how = way or Way()
    with session.begin():
        known = _known(session, [one.hash for one in proposals])
    ready: dict[str, Mapping[str, str]] = {}
    outcomes: dict[str, Outcome] = dict(known)
    for one in proposals:
        if one.hash not in outcomes:
            outcome = _examined(session, clock.now(), one, how)
            if isinstance(outcome, ServiceError):
                outcomes[one.hash] = outcome
            else:
                ready[one.hash] = outcome
    chosen = {one.hash: one for one in proposals if one.hash in ready}
    with session.begin():
        if chosen:
            outcomes |= _written(session, clock.now(), list(chosen.values()), ready, actor, how)
        return _told(session, day_of(clock.now()), proposals, outcomes, how)


def standing(session: Session, hashes: Sequence[str]) -> frozenset[str]:
    """Which of the hashes were published ever."""
    with session.begin():
        return frozenset(_known(session, hashes))


def _known(session: Session, hashes: Sequence[str]) -> dict[str, Deployed]:
    rows = session.execute(
        select(PackageRow.hash, PackageRow.code, PackageRow.version, PackageRow.status, PackageRow.retired_from).where(
            PackageRow.hash.in_(hashes)
        )
    )
    return {
        row.hash: Deployed(row.code, row.version, row.hash, _standing(row.status, row.retired_from)) for row in rows
    }


def _standing(status: str, retired_from: date | None) -> str:
    return "unchanged" if status == "published" and retired_from is None else "retired"


def _examined(session: Session, now: datetime, one: Proposal, how: Way) -> Mapping[str, str] | ServiceError:
    """The locks of a package that may be published, or why it may not."""
    try:
        with session.begin():
            trust.accept(session, one.hash, one.signature, now)
            versions.check_order(session, one.procedure, one.hash)
            locked = _locked(session, one.procedure, day_of(now))
            libraries = {code: read_package(_content(session, used)).library for code, used in locked.items()}
    except ServiceError as error:
        return error
    verdict = judge(one.files, Surroundings(libraries=libraries), how.verdicts)
    return PackageInvalidError(verdict.problems) if has_errors(verdict.problems) else locked


def _content(session: Session, package_hash: str) -> bytes:
    return session.scalars(select(PackageRow.content).where(PackageRow.hash == package_hash)).one()


def _locked(session: Session, procedure: Procedure, day: date) -> Mapping[str, str]:
    if not procedure.uses:
        return {}
    rows = session.execute(
        select(PackageRow.code, PackageRow.version, PackageRow.hash, PackageRow.uses)
        .where(PackageRow.code.in_(procedure.uses), PackageRow.status == "published")
        .where((PackageRow.retired_from.is_(None)) | (PackageRow.retired_from > day))
    )
    candidates = [Candidate(code=row.code, version=row.version, hash=row.hash, locked=row.uses) for row in rows]
    found = lock(procedure.code, procedure.uses, candidates)
    if found.problems:
        raise PackageInvalidError(found.problems)
    return found.exact


def _written(
    session: Session,
    now: datetime,
    proposals: Sequence[Proposal],
    locks: Mapping[str, Mapping[str, str]],
    actor: Actor,
    how: Way,
) -> dict[str, Outcome]:
    session.execute(_ONE_AT_A_TIME)
    outcomes: dict[str, Outcome] = dict(_known(session, [one.hash for one in proposals]))
    former = _codes(session, [one.procedure.code for one in proposals])
    rows, events = [], []
    for one in proposals:
        if one.hash in outcomes:
            continue  # somebody was faster with the same content
        procedure = one.procedure
        try:
            if procedure.code in former:
                versions.check_order(session, procedure, one.hash)
        except ServiceError as error:
            outcomes[one.hash] = error
            continue
        rows.append(_row(one, locks[one.hash], now, actor))
        events.append(_event(one, procedure.code in former, now, actor))
        former.add(procedure.code)
        outcomes[one.hash] = Deployed(procedure.code, procedure.version, one.hash, "published")
        if not how.dry_run and len({row["code"] for row in rows}) < len(rows):
            _insert(session, rows, events)  # the next of the same code has to see this one
    if how.dry_run:
        return {key: _tentative(outcome) for key, outcome in outcomes.items()}
    _insert(session, rows, events)
    return outcomes


def _tentative(outcome: Outcome) -> Outcome:
    published = isinstance(outcome, Deployed) and outcome.state == "published"
    return replace(outcome, state="would-publish") if published and isinstance(outcome, Deployed) else outcome


def _insert(session: Session, rows: list[dict[str, object]], events: list[dict[str, object]]) -> None:
    if rows:
        session.execute(insert(PackageRow), rows)
        session.execute(insert(PackageEvent), events)
    rows.clear()
    events.clear()


def _codes(session: Session, codes: Sequence[str]) -> set[str]:
    return set(session.scalars(select(PackageRow.code).where(PackageRow.code.in_(codes)).distinct()))


def _row(one: Proposal, locked: Mapping[str, str], now: datetime, actor: Actor) -> dict[str, object]:
    procedure = one.procedure
    return {
        "hash": one.hash,
        "code": procedure.code,
        "version": procedure.version,
        "names": dict(procedure.names),
        "field_code": procedure.field_code,
        "field_names": dict(procedure.field_names),
        "status": "published",
        "in_force_from": procedure.in_force_from,
        "in_force_to": procedure.in_force_to,
        "content": write_zip(one.files),
        "search": indexed(procedure.code, *procedure.names.values(), *procedure.field_names.values()),
        "published_at": now,
        "published_by": actor.key,
        "uses": dict(locked),
        "capabilities": sorted(procedure.capabilities),
        "signature": one.signature.to_json() if one.signature else None,
    }


def _event(one: Proposal, another: bool, now: datetime, actor: Actor) -> dict[str, object]:
    """A later version never reaches back before the day of its publication."""
    first, today = one.procedure.in_force_from, day_of(now)
    return {
        "id": new_id(),
        "package_hash": one.hash,
        "code": one.procedure.code,
        "what": "published",
        "valid_from": max(first or today, today) if another else first,
        "valid_to": one.procedure.in_force_to,
        "at": now,
        "actor": actor.key,
        "reason": "",
    }


def _told(
    session: Session, day: date, proposals: Sequence[Proposal], outcomes: Mapping[str, Outcome], how: Way
) -> list[Outcome]:
    organisation = snapshot(session)
    offers: dict[str, list[Offer]] = {}
    codes = [one.procedure.code for one in proposals]
    for offer in session.scalars(select(Offer).where(Offer.procedure_code.in_(codes))):
        offers.setdefault(offer.procedure_code, []).append(offer)
    bound = set(session.scalars(select(Binding.name).where(Binding.kind == "capability")))
    return [_with_places(outcomes[one.hash], one, offers, organisation, (day, bound, how)) for one in proposals]


def _with_places(
    outcome: Outcome,
    one: Proposal,
    offers: Mapping[str, Sequence[Offer]],
    organisation: Snapshot,
    around: tuple[date, set[str], Way],
) -> Outcome:
    day, bound, how = around
    if isinstance(outcome, ServiceError) or outcome.state == "retired":
        return outcome
    procedure = one.procedure
    offered = offering(offers.get(procedure.code, ()), procedure.agency_kinds, organisation, day)
    agencies = [one for one in offered if stage_at(offered, one) is not Stage.OFF]
    unbound = sorted(name for name in procedure.capabilities if name not in bound and not how.served(name))
    unbound += sorted(f"env:{name}" for name in procedure.environment if name not in organisation.bound)
    signer = one.signature.key if one.signature else None
    return replace(outcome, agencies=tuple(sorted(agencies)), unbound=tuple(unbound), signed_by=signer)
