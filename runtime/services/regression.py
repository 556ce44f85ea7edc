"""Closed dossiers run through another version: read from their events, rerun on a virtual clock, compared.

Nothing is written. What a dossier learned from outside then (agencies, calendars, facts) is what it learns now; what
only the other version asks for is looked up in the organisation as it was on that day.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Text, cast, exists, func, select
from sqlalchemy.orm import Session

from engine.bpmn.model import Library
from engine.clock import Calendar
from engine.dossier.case import World
from process_models.migration import Plan, PlanError, Resolver, Versions, draft_plan
from process_models.migration.plan import plan_of
from process_models.package import Package
from process_models.regression import (
    Course,
    Difference,
    Recorder,
    Unfit,
    differences,
    outcome_of,
    rerun,
)
from process_models.regression import Surroundings as Around
from runtime.models import Dossier, EventRow, PartRow
from runtime.services import access, packages
from runtime.services.access import Action
from runtime.services.actors import Actor
from runtime.services.command_codec import command_from_json
from runtime.services.errors import InvalidError, NotFoundError
from runtime.services.inputs import clean
from runtime.services.replaying import Versions as Followed
from runtime.services.replaying import calendars_of, first_version
from runtime.services.snapshot import Snapshot, snapshot
from runtime.services.worlds import facts_from_json, replayed_world
from runtime.services.zone import day_of, zone

MOST = 20_000
"""Dossiers one replay may take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which closed dossiers: of a procedure, whose last turn lies in a period; the newest, or a spread sample."""

    procedure: str
    first: date | None = None
    last: date | None = None
    limit: int = 200
    sample: bool = False
    assume: bool = False
    """Complete steps the dossiers have no answer for with nothing, where the form accepts that."""
    plan: Mapping[str, Any] | None = None
    """Where old elements are in the other version; None: as a drafted plan matches them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What came of one dossier: ``same``, ``changed``, ``stuck`` (it needs answers nobody gave) or ``unreadable``."""

    code: str
    verdict: str
    changes: tuple[Difference, ...] = ()
    unfit: tuple[Unfit, ...] = ()
    reason: str = ""

    def to_json(self) -> dict[str, Any]:
        """For machines; of personal data only the names are told."""
        return {
            "dossier": self.code,
            "verdict": self.verdict,
            "changes": [_change(one) for one in self.changes],
            "unfit": [
                {
                    "kind": one.kind,
                    "element": one.element,
                    "detail": one.detail,
                    "at": None if one.at is None else one.at.isoformat(),
                }
                for one in self.unfit
            ],
            **({"reason": self.reason} if self.reason else {}),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All dossiers of a replay and what they add up to."""

    procedure: str
    target: str
    version: str
    dossiers: tuple[Replayed, ...]
    left_out: int
    """Dossiers of the period beyond the limit."""

    def totals(self) -> dict[str, int]:
        """Verdict, kind of change or kind of what did not fit -> dossiers concerned."""
        found: dict[str, int] = {"dossiers": len(self.dossiers)}
        for one in self.dossiers:
            kinds = {one.verdict, *(f"changed.{change.what}" for change in one.changes)}
            for kind in kinds | {f"unfit.{unfit.kind}" for unfit in one.unfit}:
                found[kind] = found.get(kind, 0) + 1
        return dict(sorted(found.items()))

    def to_json(self) -> dict[str, Any]:
        """For machines."""
        return {
            "procedure": self.procedure,
            "target": self.target,
            "version": self.version,
            "totals": self.totals(),
            "left_out": self.left_out,
            "dossiers": [one.to_json() for one in self.dossiers],
        }


def replay(
    session: Session, against: Package, wanted: Wanted, actor: Actor, told: Callable[[int, int], None] | None = None
) -> Report:
    """Run closed dossiers through ``against`` (published or not); ``told`` hears of progress (done, of how many).

    Raises ForbiddenError; InvalidError for a plan, a period or another procedure's package.
    """
    access.require(actor, Action.MIGRATE)
    _checked(against, wanted)
    with session.begin():
        ids, left_out = _chosen(session, wanted, actor)
        surroundings = _Surroundings.read(session, against, wanted)
    found: list[Replayed] = []
    for number, root in enumerate(ids, 1):
        with session.begin():
            found.append(_one(session, surroundings, root))
        if told is not None:
            told(number, len(ids))
    procedure = against.procedure
    return Report(
        procedure=wanted.procedure,
        target=against.hash,
        version=procedure.version,
        dossiers=tuple(found),
        left_out=left_out,
    )


def _change(one: Difference) -> dict[str, Any]:
    told = one.to_json()
    if one.what == "data":
        del told["old"], told["new"]
    return told


def _checked(against: Package, wanted: Wanted) -> None:
    clean([wanted.procedure, dict(wanted.plan or {})])
    if against.procedure.code != wanted.procedure:
        raise InvalidError("plan.other-procedure")
    if not against.sound:
        problems = "; ".join(str(one) for one in against.problems[:5])
        raise InvalidError("package.invalid", problems=problems)
    if wanted.first and wanted.last and wanted.last < wanted.first:
        raise InvalidError("day.order")


def _chosen(session: Session, wanted: Wanted, actor: Actor) -> tuple[list[UUID], int]:
    """Ids of the dossiers to run, and how many more there are."""
    is_open = exists().where(PartRow.dossier_id == Dossier.id, PartRow.ended.is_(None))
    where = [
        Dossier.id == Dossier.root_id,
        Dossier.procedure_code == wanted.procedure,
        ~is_open,
        access.migratable_dossiers(actor),
    ]
    if wanted.first is not None:
        where.append(Dossier.last_at >= datetime.combine(wanted.first, time.min, zone()))
    if wanted.last is not None:
        where.append(Dossier.last_at <= datetime.combine(wanted.last, time.max, zone()))
    order = func.md5(cast(Dossier.id, Text)) if wanted.sample else Dossier.last_at.desc()
    limit = max(1, min(wanted.limit, MOST))
    ids = session.scalars(select(Dossier.id).where(*where).order_by(order, Dossier.id).limit(limit)).all()
    total = session.scalar(select(func.count()).select_from(Dossier).where(*where)) or 0
    return list(ids), total - len(ids)


@dataclass(slots=True)
class _Surroundings:
    """What all reruns of one replay share."""

    against: Package
    used: Mapping[str, Library]
    calendars: Mapping[str, Calendar]
    organisation: Snapshot
    plan: Plan | None
    assume: bool
    places: dict[str, Mapping[str, str]]
    """Hash of an old version -> where its elements are in the new one."""

    @classmethod
    def read(cls, session: Session, against: Package, wanted: Wanted) -> "_Surroundings":
        try:
            plan = None if wanted.plan is None else plan_of(wanted.plan)
        except PlanError as error:
            raise InvalidError("plan.unreadable", problems=str(error)) from error
        return cls(
            against=against,
            used=_used(session, against),
            calendars=calendars_of(session),
            organisation=snapshot(session),
            plan=plan,
            assume=wanted.assume,
            places={},
        )

    def places_of(self, old: Package, old_used: Mapping[str, Library]) -> Mapping[str, str]:
        """Old element -> new element, for everything that has one place whatever the data."""
        if old.hash not in self.places:
            versions = Versions(old=old, new=self.against, old_used=old_used, new_used=dict(self.used))
            plan = self.plan or draft_plan(versions).plan
            self.places[old.hash] = Resolver(plan, versions).fixed_places()
        return self.places[old.hash]


def _used(session: Session, against: Package) -> dict[str, Library]:
    """Libraries of what a package uses: as locked when it is published, else as they are in force."""
    try:
        packages.compiled(session, against.hash)
    except NotFoundError:
        now = session.scalar(select(func.now()))
        assert now is not None
        return {code: packages.current(session, code, now).library for code in against.procedure.uses}
    return packages.used_libraries(session, against)


def _one(session: Session, around: _Surroundings, root: UUID) -> Replayed:
    code = session.scalar(select(Dossier.code).where(Dossier.id == root)) or str(root)
    rows = list(session.scalars(select(EventRow).where(EventRow.dossier_id == root).order_by(EventRow.seq)))
    current = session.scalar(select(Dossier.package_hash).where(Dossier.id == root)) or ""
    followed = Followed(session, around.calendars, first_version(session, root) or current)
    session.expunge_all()
    learned = _Learned(around)
    try:
        course = _course(rows, followed, learned)
    except (KeyError, ValueError, NotFoundError) as error:
        return Replayed(code=code, verdict="unreadable", reason=repr(error))
    if course is None:
        return Replayed(code=code, verdict="unreadable", reason="its events do not replay")
    run = rerun(around.against, course, Around(learned.world, learned.places, around.assume))
    old = outcome_of(followed.package, course.session, learned.places, course.nodes)
    changes = differences(old, outcome_of(around.against, run.session))
    verdict = "stuck" if run.stuck else "changed" if changes else "same"
    return Replayed(code=code, verdict=verdict, changes=changes, unfit=tuple(run.unfit))


def _course(rows: list[EventRow], followed: Followed, learned: "_Learned") -> Course | None:
    """The dossier's own turns again; None when one is refused. Raises KeyError, ValueError, NotFoundError."""
    recorder: Recorder | None = None
    facts: Mapping[str, Any] = {}
    for row in rows:
        if "facts" in row.env:
            facts = facts_from_json(row.env["facts"])
        command = command_from_json(row.command)
        followed.follow(command)
        world = replace(
            replayed_world(row.env, row.at, followed.package, facts, followed.known), former=followed.former
        )
        learned.note(row.at, row.env, facts)
        learned.version(followed.package, followed.known[0])
        library = followed.package.library
        recorder = recorder or Recorder(library, world)
        before = recorder.session.case
        if recorder.turn(row.at, command, world, library) is not None:
            return None
        followed.done(command, before)
    return None if recorder is None else recorder.course()


class _Learned:
    """What a dossier's turns learned from outside, for turns that happen at other instants."""

    def __init__(self, around: _Surroundings) -> None:
        self._around = around
        self._facts: list[tuple[datetime, Mapping[str, Any]]] = []
        self._resolved: dict[tuple[str, str | None], str | None] = {}
        self._calendars: dict[str | None, Calendar | None] = {}
        self._zone = zone()
        self._versions: set[str] = set()
        self.places: dict[str, str] = {}
        """Where elements of every version the dossier ran are in the other version."""

    def version(self, package: Package, used: Mapping[str, Library]) -> None:
        """The version of a turn."""
        if package.hash not in self._versions:
            self._versions.add(package.hash)
            self.places |= self._around.places_of(package, used)

    def note(self, at: datetime, env: Mapping[str, Any], facts: Mapping[str, Any]) -> None:
        """One turn's notes."""
        if not self._facts or self._facts[-1][1] is not facts:
            self._facts.append((at, facts))
        self._zone = ZoneInfo(env["zone"])
        self._resolved |= {(asked, agency): found for asked, agency, found in env.get("resolved", ())}
        by_hash = self._around.calendars
        self._calendars |= {agency: by_hash[key] if key else None for agency, key in env.get("calendars", ())}

    def world(self, at: datetime) -> World:
        """The world of an instant."""
        facts = self._facts_at(at)
        procedure = self._around.against.procedure
        organisation = self._around.organisation

        def calendar_of(agency: str | None) -> Calendar | None:
            return self._calendars[agency] if agency in self._calendars else organisation.calendar_of(agency)

        def resolve(asked: str, agency: str | None) -> str | None:
            known = self._resolved.get((asked, agency))
            return known or organisation.resolve(asked, agency, procedure.code, day_of(at))

        return World(
            now=at.astimezone(self._zone),
            zone=self._zone,
            facts=facts,
            calendar_of=calendar_of,
            resolve=resolve,
            policies=procedure.policies(str(facts.get("channel", "")), facts.get("local")),
            libraries=self._around.used,
        )

    def _facts_at(self, at: datetime) -> Mapping[str, Any]:
        known = [facts for since, facts in self._facts if since <= at]
        return known[-1] if known else self._facts[0][1]


def lines(report: Report) -> Iterator[str]:
    """The report for people: totals, then every dossier that is not the same."""
    yield f"{report.procedure} → {report.version} ({report.target[:12]})"
    for name, count in report.totals().items():
        yield f"  {name:<24}{count:>7}"
    if report.left_out:
        yield f"  {report.left_out} more in the period: raise --limit"
    for one in report.dossiers:
        if one.verdict == "same":
            continue
        yield f"{one.code}: {one.verdict} {one.reason}".rstrip()
        for change in one.changes:
            told = _change(change)
            values = f": {told['old']} → {told['new']}" if "old" in told else ""
            yield f"  {change.what} {change.name}".rstrip() + values
        for unfit in one.unfit:
            yield f"  {unfit.kind} {unfit.element} {unfit.detail}".rstrip()


__all__ = ["MOST", "Replayed", "Report", "Wanted", "lines", "replay"]
