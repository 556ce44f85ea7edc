"""The surroundings of one turn: looked up in the organisation's snapshot, and noted down so that the turn replays.

Everything a turn learned from outside (which agency a reference meant, which calendar an agency had, the dossier's
facts) goes into the event's ``env``. Replaying uses those notes and never today's organisation.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from engine.bpmn.model import Library
from engine.clock import Calendar, calendar_from_json
from engine.dossier.case import Case, World
from engine.kernel.codec import value_from_json, value_to_json
from process_models.package import Package
from runtime.services.snapshot import Snapshot
from runtime.services.zone import day_of, zone


@dataclass(slots=True)
class Notes:
    """What one turn asked of the organisation and was told."""

    snapshot: Snapshot
    procedure: str
    day_at: datetime
    home: str | None = None
    """The competent agency: where a split of another agency leaves a choice, the dossier went there."""
    resolved: dict[tuple[str, str | None], str | None] = field(default_factory=dict)
    calendars: dict[str | None, Calendar | None] = field(default_factory=dict)

    def resolve(self, reference: str, agency: str | None) -> str | None:
        """An agency reference, looked up once per turn."""
        asked = (reference, agency)
        if asked not in self.resolved:
            day = day_of(self.day_at)
            self.resolved[asked] = self.snapshot.resolve(reference, self._now(agency), self.procedure, day, self.home)
        return self.resolved[asked]

    def _now(self, agency: str | None) -> str | None:
        """The agency, or who took over from it."""
        day = day_of(self.day_at)
        if agency is None or (found := self.snapshot.current(agency, day)) is not None:
            return agency and found
        return self.home if self.home in self.snapshot.heirs(agency, day) else agency

    def calendar_of(self, agency: str | None) -> Calendar | None:
        """An agency's calendar, looked up once per turn."""
        if agency not in self.calendars:
            self.calendars[agency] = self.snapshot.calendar_of(self._now(agency))
        return self.calendars[agency]

    def to_json(self) -> dict[str, Any]:
        """For the event's ``env``."""
        told: dict[str, Any] = {"zone": zone().key}
        if self.resolved:
            told["resolved"] = [[asked, agency, found] for (asked, agency), found in self.resolved.items()]
        if self.calendars:
            told["calendars"] = [[agency, held.hash if held else None] for agency, held in self.calendars.items()]
        return told


def live_world(
    notes: Notes,
    package: Package,
    channel: str,
    facts: Mapping[str, Any],
    libraries: Mapping[str, Library],
    former: Case | None = None,
) -> World:
    """The world of a turn that happens now; ``former``: the case that taking back a migration leads to."""
    return World(
        now=notes.day_at.astimezone(zone()),
        zone=zone(),
        facts=facts,
        calendar_of=notes.calendar_of,
        resolve=notes.resolve,
        policies=package.procedure.policies(channel, facts.get("local")),
        libraries=libraries,
        former=former,
    )


def replayed_world(
    env: Mapping[str, Any],
    now: datetime,
    package: Package,
    facts: Mapping[str, Any],
    surroundings: tuple[Mapping[str, Library], Mapping[str, Calendar]],
) -> World:
    """The world of a turn as its notes tell it; ``surroundings`` are libraries and calendars by hash.

    Raises KeyError when the turn asks for something the notes do not hold: it does not replay.
    """
    libraries, by_hash = surroundings
    resolved = {(asked, agency): found for asked, agency, found in env.get("resolved", ())}
    calendars = {agency: by_hash[key] if key else None for agency, key in env.get("calendars", ())}
    there = ZoneInfo(env["zone"])
    return World(
        now=now.astimezone(there),
        zone=there,
        facts=facts,
        calendar_of=lambda agency: calendars[agency],
        resolve=lambda asked, agency: resolved[asked, agency],
        policies=package.procedure.policies(str(facts.get("channel", "")), facts.get("local")),
        libraries=libraries,
    )


def facts_to_json(facts: Mapping[str, Any]) -> dict[str, Any]:
    """``dossier.*`` for a column."""
    plain: dict[str, Any] = value_to_json(dict(facts))
    return plain


def facts_from_json(data: Mapping[str, Any]) -> dict[str, Any]:
    """The inverse of :func:`facts_to_json`."""
    facts: dict[str, Any] = value_from_json(dict(data))
    return facts


def calendar_by_data(data: Mapping[str, Any]) -> Calendar:
    """A calendar of an earlier version."""
    return calendar_from_json(data)
