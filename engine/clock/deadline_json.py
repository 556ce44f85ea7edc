"""A deadline as JSON, small enough to be stored beside a dossier, and back."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from engine.clock.deadline import Deadline, OpenPause, Pause, PauseKey
from engine.clock.errors import DeadlineError, TermError
from engine.clock.moves import Extension
from engine.clock.term import parse_term, term_text

VERSION = 1


def deadline_to_json(deadline: Deadline) -> dict[str, Any]:
    """The deadline as plain data with ISO instants; empty collections are left out."""
    data: dict[str, Any] = {
        "v": VERSION,
        "term": term_text(deadline.term),
        "received": deadline.received.isoformat(),
        "started": deadline.started.isoformat(),
        "due": deadline.due.isoformat() if deadline.due else None,
        "calendar": deadline.calendar,
        "zone": deadline.zone,
    }
    optional = {
        "cutoff": deadline.cutoff.isoformat() if deadline.cutoff else None,
        "open": [[*_key(held.key), held.since.isoformat()] for held in deadline.open],
        "closed": [[*_key(held.key), held.since.isoformat(), held.until.isoformat()] for held in deadline.closed],
        "extensions": [[term_text(e.by), e.at.isoformat(), e.reason, e.approver] for e in deadline.extensions],
        "restarts": [instant.isoformat() for instant in deadline.restarts],
    }
    return data | {name: value for name, value in optional.items() if value}


def deadline_from_json(data: Mapping[str, Any]) -> Deadline:
    """Read what ``deadline_to_json`` wrote. Raises DeadlineError with code ``deadline.codec``."""
    try:
        return _read(data)
    except (KeyError, ValueError, TypeError, TermError, ZoneInfoNotFoundError) as error:
        raise DeadlineError("deadline.codec", f"this is not a stored deadline: {error}") from error


def _read(data: Mapping[str, Any]) -> Deadline:
    if data["v"] != VERSION:
        raise ValueError(f"version {data['v']} is unknown")
    zone = ZoneInfo(data["zone"])

    def instant(text: str) -> datetime:
        return datetime.fromisoformat(text).astimezone(zone)

    return Deadline(
        term=parse_term(data["term"]),
        received=instant(data["received"]),
        started=instant(data["started"]),
        due=instant(data["due"]) if data["due"] else None,
        calendar=str(data["calendar"]),
        zone=zone.key,
        cutoff=time.fromisoformat(data["cutoff"]) if data.get("cutoff") else None,
        open=tuple(
            OpenPause(PauseKey(part, reason, owner), instant(since))
            for part, reason, owner, since in data.get("open", ())
        ),
        closed=tuple(
            Pause(PauseKey(part, reason, owner), instant(since), instant(until))
            for part, reason, owner, since, until in data.get("closed", ())
        ),
        extensions=tuple(
            Extension(parse_term(by), instant(at), reason, approver)
            for by, at, reason, approver in data.get("extensions", ())
        ),
        restarts=tuple(instant(text) for text in data.get("restarts", ())),
    )


def _key(key: PauseKey) -> list[int | str]:
    return [key.part, key.reason, key.owner]
