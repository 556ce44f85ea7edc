"""The organisation as an immutable value: agencies, competence and calendars, cached by version.

A snapshot holds everything with its dates; questions carry the day they are asked for. Two processes see a change at
their next transaction, because every transaction reads the version.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from engine.clock import Calendar, calendar_from_json, merge_calendars
from runtime.models import (
    Agency,
    AgencyClosure,
    AgencyName,
    AgencySuccessor,
    Binding,
    CalendarRow,
    Competence,
    Organisation,
    Territory,
)
from runtime.services.errors import CompetenceError, NotFoundError

DEFAULT_CALENDAR = "province"


@dataclass(frozen=True, slots=True)
class Heir:
    """Who took over from an agency that ended, and of what: None is everything that no other heir names."""

    agency: str
    fields: tuple[str, ...] | None = None
    territories: tuple[str, ...] | None = None

    @property
    def named(self) -> bool:
        """Whether it is said which part it took over."""
        return self.fields is not None or self.territories is not None

    def takes(self, field_code: str | None, territory: str | None) -> bool:
        """Whether a dossier of this field and territory went there."""
        of_field = self.fields is None or field_code in self.fields
        return of_field and (self.territories is None or territory in self.territories)


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyInfo:
    """An agency as the engine and the pages need it."""

    code: str
    names: Mapping[str, str]
    kind: str
    parent: str | None
    territory: str | None
    calendar: str | None
    valid_from: date | None
    valid_to: date | None
    successors: tuple[Heir, ...] = ()
    called: tuple[tuple[date, Mapping[str, str]], ...] = ()
    """(first day, names), the latest first, where it was renamed."""

    def exists(self, day: date) -> bool:
        """Whether the agency is there on a day."""
        return in_force(self.valid_from, self.valid_to, day)

    def names_on(self, day: date) -> Mapping[str, str]:
        """What it was called on a day."""
        return next((names for first, names in self.called if first <= day), self.names)


@dataclass(frozen=True, slots=True)
class TerritoryInfo:
    """What a territory's code stands for in a period."""

    code: str
    names: Mapping[str, str]
    parent: str | None
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class CompetenceRule:
    """One row of the competence."""

    procedure: str | None
    agency: str
    valid_from: date | None
    valid_to: date | None


def in_force(first: date | None, last: date | None, day: date) -> bool:
    """Whether a day lies in a period whose ends may be open; both ends count."""
    return (first is None or first <= day) and (last is None or day <= last)


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """The organisation of one version."""

    version: int
    agencies: Mapping[str, AgencyInfo]
    children: Mapping[str | None, tuple[str, ...]]
    descendants: Mapping[str, frozenset[str]]
    competence: Mapping[tuple[str, str], tuple[CompetenceRule, ...]]
    territories: Mapping[str, tuple[TerritoryInfo, ...]]
    """Code -> what it stood for, the latest first."""
    calendars: Mapping[str, Calendar]
    calendar_data: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Hash of a calendar -> the merged data it was built from."""
    bound: Mapping[str, str] = field(default_factory=dict)
    """What ``env:NAME`` of packages stands for here: name -> code."""

    def agency(self, code: str) -> AgencyInfo:
        """Raises NotFoundError ``agency.unknown``."""
        found = self.agencies.get(code)
        if found is None:
            raise NotFoundError("agency.unknown", agency=code)
        return found

    def names(self, code: str | None, day: date | None = None) -> Mapping[str, str]:
        """Names of an agency, as of a day or now; the code itself for one that is not known (any more)."""
        found = self.agencies.get(code or "")
        if found is None:
            return {"vi": code or "–"}
        return found.names if day is None else found.names_on(day)

    def calendar_of(self, agency: str | None) -> Calendar | None:
        """The working calendar of an agency: its own, its nearest ancestor's, else the installation's."""
        return self.calendars.get(self.calendar_key(agency))

    def calendar_key(self, agency: str | None) -> str:
        """Key of :meth:`calendar_of`."""
        at = self.agencies.get(agency or "")
        while at is not None:
            if at.calendar is not None and at.calendar in self.calendars:
                return at.calendar
            at = self.agencies.get(at.parent or "")
        return DEFAULT_CALENDAR

    def current(self, code: str, day: date, field_code: str | None = None, territory: str | None = None) -> str | None:
        """The agency that does its work on a day: itself or its successors; None when a split leaves a choice.

        An heir that is named for the field or the territory goes before one that took over the rest.
        """
        seen: set[str] = set()
        while code not in seen:
            seen.add(code)
            found = self.agencies.get(code)
            if found is None or found.valid_to is None or day <= found.valid_to or not found.successors:
                return code
            fit = [heir for heir in found.successors if heir.takes(field_code, territory)]
            heirs = [heir for heir in fit if heir.named] or fit
            if len(heirs) != 1:
                return None
            code = heirs[0].agency
        return None

    def follows(self, code: str | None, day: date) -> str | None:
        """:meth:`current` for look-ups: the agency itself where a split leaves a choice."""
        return None if code is None else self.current(code, day) or code

    def heirs(self, code: str, day: date) -> tuple[str, ...]:
        """The agencies on that day that took over from one that ended."""
        found = self.agencies.get(code)
        if found is None or found.exists(day) or not found.successors:
            return (code,)
        return tuple(dict.fromkeys(last for heir in found.successors for last in self.heirs(heir.agency, day)))

    def inherited(self, codes: Iterable[str], day: date) -> frozenset[str]:
        """The agencies that ended and whose work went to these alone, with what stood below them."""
        wanted = frozenset(codes)
        return self.below(code for code, heirs in ended_on(self, day).items() if heirs <= wanted)

    def competent(self, kind: str, territory: str, procedure: str | None, day: date) -> str:
        """The one agency of a kind that serves a territory. Raises CompetenceError for none or several.

        A row for the procedure goes before a general one; a territory without rows is served as its parent is.
        """
        place: str | None = territory
        while place is not None:
            rules = [
                rule
                for rule in self.competence.get((kind, place), ())
                if in_force(rule.valid_from, rule.valid_to, day) and rule.procedure in (None, procedure)
            ]
            special = [rule for rule in rules if rule.procedure is not None] or rules
            found = sorted({rule.agency for rule in special})
            if len(found) == 1:
                return found[0]
            if found:
                raise CompetenceError("competence.several", found, kind=kind, territory=territory, day=day.isoformat())
            around = self.territory(place, day)
            place = around.parent if around else None
        raise CompetenceError("competence.none", (), kind=kind, territory=territory, day=day.isoformat())

    def resolve(
        self, reference: str, agency: str | None, procedure: str | None, day: date, home: str | None = None
    ) -> str | None:
        """An agency reference of a model as a code on a day, None when there is no single answer (kernel.md §11).

        ``home``: the dossier's competent agency; where a split leaves a choice, what is asked for went there too.
        """
        if reference.startswith("kind:"):
            kind, _, territory = reference.removeprefix("kind:").partition("@")
            try:
                around = territory or self.territory_of(self.follows(agency, day)) or ""
                return self.competent(kind, around, procedure, day)
            except CompetenceError:
                return self._taken_over(kind, around, day, home)
        if reference.startswith("env:"):
            code = self.bound.get(reference.removeprefix("env:"), "")
            return self.current(code, day) if code in self.agencies else None
        base = self.agencies.get(self.follows(agency, day) or "")
        if reference.startswith("./"):
            return self._child(base, reference.removeprefix("./"), day)
        if reference.startswith("../"):
            parent = self.agencies.get(base.parent or "") if base else None
            return self._child(parent, reference.removeprefix("../"), day)
        return self.current(reference, day) if reference in self.agencies else None

    def _taken_over(self, kind: str, territory: str, day: date, home: str | None) -> str | None:
        """Who has the work of the last agency of a kind that served a territory, when the kind itself is gone."""
        place: str | None = territory
        while place is not None:
            rules = [rule for rule in self.competence.get((kind, place), ()) if rule.valid_to and rule.valid_to < day]
            if rules:
                last = max(rule.valid_to for rule in rules if rule.valid_to)
                former = {rule.agency for rule in rules if rule.valid_to == last}
                found = {self.current(one, day, territory=territory) or self._with(home, one, day) for one in former}
                return found.pop() if len(found) == 1 else None
            around = self.territory(place, day)
            place = around.parent if around else None
        return None

    def _with(self, home: str | None, agency: str, day: date) -> str | None:
        return home if home in self.heirs(agency, day) else None

    def territory(self, code: str, day: date) -> TerritoryInfo | None:
        """What a territory's code stands for on a day; its latest meaning when it has none on that day."""
        known = self.territories.get(code, ())
        return next((one for one in known if in_force(one.valid_from, one.valid_to, day)), known[0] if known else None)

    def territory_of(self, agency: str | None) -> str | None:
        """The territory an agency serves: its own or its nearest ancestor's."""
        at = self.agencies.get(agency or "")
        while at is not None and at.territory is None:
            at = self.agencies.get(at.parent or "")
        return at.territory if at else None

    def below(self, codes: Iterable[str]) -> frozenset[str]:
        """The agencies with everything below them."""
        return frozenset[str]().union(*(self.descendants.get(code, frozenset({code})) for code in codes))

    def _child(self, parent: AgencyInfo | None, name: str, day: date) -> str | None:
        if parent is None:
            return None
        below = [self.agencies[code] for code in self.children.get(parent.code, ())]
        found = [one.code for one in below if one.exists(day) and name in (one.kind, one.code)]
        return found[0] if len(found) == 1 else None


@lru_cache(maxsize=16)
def ended_on(organisation: Snapshot, day: date) -> Mapping[str, frozenset[str]]:
    """The agencies that are gone on a day and have successors: code -> who has their work on that day."""
    gone = (one for one in organisation.agencies.values() if one.valid_to and one.valid_to < day and one.successors)
    return {one.code: frozenset(organisation.heirs(one.code, day)) for one in gone}


_BOUND = select(Binding).where(Binding.kind == "agency")
_CACHE: WeakKeyDictionary[Engine, Snapshot] = WeakKeyDictionary()
VERSION = text("SELECT version FROM organisation WHERE id = 1")


def snapshot(session: Session, version: int | None = None) -> Snapshot:
    """The present organisation; ``version`` saves a query when the caller has read it already.

    To be called inside a transaction.
    """
    engine = session.get_bind().engine
    if version is None:
        version = session.execute(VERSION).scalar() or 0
    held = _CACHE.get(engine)
    if held is None or held.version != version:
        held = _load(session, version)
        _CACHE[engine] = held
    return held


def touch(session: Session) -> None:
    """Say that agencies, competence or calendars changed; ends every cached snapshot with this transaction."""
    changed = session.execute(text("UPDATE organisation SET version = version + 1 WHERE id = 1 RETURNING version"))
    if changed.scalar() is None:
        session.add(Organisation(id=1, version=1))
        session.flush()


def _load(session: Session, version: int) -> Snapshot:
    heirs = _heirs(session)
    called: dict[str, list[tuple[date, Mapping[str, str]]]] = {}
    for name in session.scalars(select(AgencyName).order_by(AgencyName.valid_from.desc())):
        called.setdefault(name.agency, []).append((name.valid_from, name.names))
    agencies: dict[str, AgencyInfo] = {}
    children: dict[str | None, list[str]] = {}
    for agency in session.scalars(select(Agency).order_by(Agency.code)):
        agencies[agency.code] = _info(agency, tuple(heirs.get(agency.code, ())), tuple(called.get(agency.code, ())))
        children.setdefault(agency.parent, []).append(agency.code)
    descendants: dict[str, set[str]] = {}
    for ancestor, descendant in session.execute(select(AgencyClosure.ancestor, AgencyClosure.descendant)):
        descendants.setdefault(ancestor, set()).add(descendant)
    competence: dict[tuple[str, str], list[CompetenceRule]] = {}
    for rule in session.scalars(select(Competence)):
        found = CompetenceRule(rule.procedure_code, rule.agency, rule.valid_from, rule.valid_to)
        competence.setdefault((rule.kind, rule.territory), []).append(found)
    calendars, data = _calendars({row.key: row.data for row in session.scalars(select(CalendarRow))})
    return Snapshot(
        version=version,
        agencies=agencies,
        children={parent: tuple(codes) for parent, codes in children.items()},
        descendants={code: frozenset(below) for code, below in descendants.items()},
        competence={place: tuple(rules) for place, rules in competence.items()},
        territories=_territories(session),
        calendars=calendars,
        calendar_data=data,
        bound={row.name: str(row.value["code"]) for row in session.scalars(_BOUND)},
    )


def _territories(session: Session) -> dict[str, tuple[TerritoryInfo, ...]]:
    found: dict[str, list[TerritoryInfo]] = {}
    for row in session.scalars(select(Territory).order_by(Territory.valid_from.desc())):
        one = TerritoryInfo(row.code, row.names, row.parent, row.valid_from, row.valid_to)
        found.setdefault(row.code, []).append(one)
    return {code: tuple(known) for code, known in found.items()}


def _heirs(session: Session) -> dict[str, list[Heir]]:
    found: dict[str, list[Heir]] = {}
    for row in session.scalars(select(AgencySuccessor).order_by(AgencySuccessor.successor)):
        fields = None if row.fields is None else tuple(row.fields)
        territories = None if row.territories is None else tuple(row.territories)
        found.setdefault(row.agency, []).append(Heir(row.successor, fields, territories))
    return found


def _info(
    agency: Agency, successors: tuple[Heir, ...], called: tuple[tuple[date, Mapping[str, str]], ...]
) -> AgencyInfo:
    return AgencyInfo(
        code=agency.code,
        names=agency.names,
        kind=agency.kind,
        parent=agency.parent,
        territory=agency.territory,
        calendar=agency.calendar,
        valid_from=agency.valid_from,
        valid_to=agency.valid_to,
        successors=successors,
        called=called,
    )


def _calendars(rows: Mapping[str, Mapping[str, Any]]) -> tuple[dict[str, Calendar], dict[str, Mapping[str, Any]]]:
    merged = {key: merged_data(rows, key) for key in rows}
    built = {key: calendar_from_json(data) for key, data in merged.items()}
    return built, {calendar.hash: merged[key] for key, calendar in built.items()}


def merged_data(rows: Mapping[str, Mapping[str, Any]], key: str) -> Mapping[str, Any]:
    """A calendar's data laid over that of its ancestors. A circle or an unknown parent ends the chain."""
    data = rows[key]
    seen = {key}
    parent = data.get("parent")
    while isinstance(parent, str) and parent in rows and parent not in seen:
        seen.add(parent)
        data = merge_calendars(rows[parent], data)
        parent = rows[parent].get("parent")
    return {name: value for name, value in data.items() if name != "parent"}
