"""A case as JSON values and back, for the shell's tables; the parts' control states have the kernel's codec.

``life_to_json`` gives ISO 8601 instants and deadlines as :func:`engine.clock.deadline_to_json` does. Values of the
data document (facts, payloads) are tagged by the kernel's codec, so that dates and durations survive.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from immutables import Map

from engine.clock import PauseKey, Timeliness, deadline_from_json, deadline_to_json
from engine.dossier.case import Buffered, Case, Life, Status, Suspension, Trouble
from engine.kernel.codec import value_from_json, value_to_json


def life_to_json(life: Life) -> dict[str, Any]:
    """One life as a JSON object."""
    return {
        "branch": life.branch,
        "agency": life.agency,
        "status": int(life.status),
        "submitted_at": _text(life.submitted_at),
        "received_at": _text(life.received_at),
        "settled_at": _text(life.settled_at),
        "returned_at": _text(life.returned_at),
        "outcome": life.outcome,
        "deadlines": {name: deadline_to_json(value) for name, value in sorted(life.deadlines.items())},
        "classes": {name: str(value) for name, value in sorted(life.classes.items())},
        "suspension": None if life.suspension is None else _suspension(life.suspension),
        "pauses": [[key.part, key.reason, key.owner] for key in life.pauses],
        "supplements": life.supplements,
    }


def life_from_json(data: Mapping[str, Any]) -> Life:
    """The inverse of :func:`life_to_json`. Raises KeyError or ValueError for what it did not write."""
    held = data["suspension"]
    return Life(
        branch=data["branch"],
        agency=data["agency"],
        status=Status(data["status"]),
        submitted_at=datetime.fromisoformat(data["submitted_at"]),
        received_at=_instant(data["received_at"]),
        settled_at=_instant(data["settled_at"]),
        returned_at=_instant(data["returned_at"]),
        outcome=data["outcome"],
        deadlines=Map({name: deadline_from_json(value) for name, value in data["deadlines"].items()}),
        classes=Map({name: Timeliness(value) for name, value in data["classes"].items()}),
        suspension=held
        and Suspension(held["reason"], datetime.fromisoformat(held["since"]), tuple(dict(i) for i in held["items"])),
        pauses=tuple(PauseKey(part, reason, owner) for part, reason, owner in data["pauses"]),
        supplements=data["supplements"],
    )


def rest_to_json(case: Case) -> dict[str, Any]:
    """What a case holds besides parts and lives: buffered messages, facts, troubles and counters."""
    return {
        "buffer": [_buffered(held) for held in case.buffer],
        "facts": value_to_json(dict(case.facts)),
        "troubles": [
            {
                "uid": t.uid,
                "part": t.part,
                "code": t.code,
                "element": t.element,
                "text": t.text,
                "message": None if t.message is None else _buffered(t.message),
            }
            for t in sorted(case.troubles.values(), key=lambda t: t.uid)
        ],
        "next_part": case.next_part,
        "next_uid": case.next_uid,
    }


def rest_from_json(data: Mapping[str, Any]) -> Case:
    """The inverse of :func:`rest_to_json`: a case without parts and lives, to be completed with them."""
    troubles = (
        Trouble(
            t["uid"],
            t["part"],
            t["code"],
            t["element"],
            t["text"],
            None if t["message"] is None else _unbuffered(t["message"]),
        )
        for t in data["troubles"]
    )
    return Case(
        buffer=tuple(_unbuffered(held) for held in data["buffer"]),
        facts=Map(value_from_json(data["facts"])),
        troubles=Map({trouble.uid: trouble for trouble in troubles}),
        next_part=data["next_part"],
        next_uid=data["next_uid"],
    )


def _suspension(held: Suspension) -> dict[str, Any]:
    return {"reason": held.reason, "since": _text(held.since), "items": [dict(item) for item in held.items]}


def _buffered(held: Buffered) -> dict[str, Any]:
    return {
        "id": held.message_id,
        "name": held.name,
        "key": held.key,
        "target": held.target,
        "payload": value_to_json(dict(held.payload)),
        "expires": _text(held.expires),
    }


def _unbuffered(data: Mapping[str, Any]) -> Buffered:
    return Buffered(
        data["id"],
        data["name"],
        data["key"],
        data["target"],
        value_from_json(data["payload"]),
        datetime.fromisoformat(data["expires"]),
    )


def _text(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat()


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
