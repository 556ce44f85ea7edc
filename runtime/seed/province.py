"""Putting a province, its people and its working calendars into an installation, through the services."""

import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from process_models.calendars import calendar_data
from runtime.clock import Clock
from runtime.services import calendars, organisation, people
from runtime.services.actors import Actor, system
from runtime.services.organisation import NewAgency, NewCompetence
from runtime.services.people import HASHER
from runtime.services.snapshot import Heir

DEMO = Path(__file__).parent / "demo"


@cache
def demo_province() -> Mapping[str, Any]:
    """Agencies, territories and competence of the demo province."""
    data: Mapping[str, Any] = json.loads((DEMO / "province.json").read_text("utf-8"))
    return data


@cache
def demo_people() -> Mapping[str, Any]:
    """The fictitious officers and citizens."""
    data: Mapping[str, Any] = json.loads((DEMO / "people.json").read_text("utf-8"))
    return data


def load_calendars(session: Session, clock: Clock, actor: Actor | None = None) -> None:
    """The working calendars that are shipped."""
    calendars.put(session, clock, [dict(entry) for entry in calendar_data()], actor or system("seed"))


def load_province(session: Session, data: Mapping[str, Any], actor: Actor | None = None) -> None:
    """Territories, agencies with their successors, and competence. Raises what the services raise."""
    who = actor or system("seed")
    organisation.add_territories(session, data["territories"], who)
    organisation.add_agencies(session, [_agency(one) for one in data["agencies"]], who)
    heirs = [(one["code"], _heir(heir)) for one in data["agencies"] for heir in one.get("successors", ())]
    organisation.add_successors(session, heirs, who)
    organisation.add_competence(session, [_competence(one) for one in data["competence"]], who)


def load_people(
    session: Session, clock: Clock, data: Mapping[str, Any], password: str, actor: Actor | None = None
) -> None:
    """Officers with their positions, all with one password (a demonstration)."""
    who = actor or system("seed")
    hashed = HASHER.hash(password)
    for officer in data["officers"]:
        account = people.add(session, clock, officer["account"], officer["name"], password, who, hashed=hashed)
        for held in officer["positions"]:
            people.add_position(
                session,
                account,
                held["agency"],
                held["role"],
                who,
                valid_from=_day(held.get("from")),
                valid_to=_day(held.get("to")),
            )


def _heir(heir: Any) -> Heir:
    """A successor as a code, or as ``{"code", "fields", "territories"}`` in a split."""
    if not isinstance(heir, Mapping):
        return Heir(heir)
    return Heir(heir["code"], _texts(heir.get("fields")), _texts(heir.get("territories")))


def _texts(values: Any) -> tuple[str, ...] | None:
    return None if values is None else tuple(values)


def _agency(one: Mapping[str, Any]) -> NewAgency:
    return NewAgency(
        code=one["code"],
        names=one["names"],
        kind=one["kind"],
        parent=one.get("parent"),
        territory=one.get("territory"),
        calendar=one.get("calendar"),
        valid_from=_day(one.get("from")),
        valid_to=_day(one.get("to")),
    )


def _competence(one: Mapping[str, Any]) -> NewCompetence:
    return NewCompetence(
        kind=one["kind"],
        territory=one["territory"],
        agency=one["agency"],
        procedure=one.get("procedure"),
        valid_from=_day(one.get("from")),
        valid_to=_day(one.get("to")),
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
