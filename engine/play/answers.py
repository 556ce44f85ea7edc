"""Prepared answers: what people, services and the outside world do in a play (kernel.md §10).

An answer is an object of data. Reserved keys: ``$after`` (``PT2H`` on the wall clock, ``4h`` of working time),
``$never``, ``$error`` (a BPMN error code), ``$fail`` (a technical failure), ``$outcome``. A list answers successive
visits; after its end, and where there is no answer, a task completes at once with nothing. ``$events`` come from
outside.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from engine.feel.temporal_text import parse_duration

EVENTS: Final = "$events"
RESERVED: Final = frozenset({"$after", "$never", "$error", "$fail", "$outcome"})
_EVENT_KEYS: Final = frozenset({"at", "message", "signal", "key", "payload"})


class AnswerError(ValueError):
    """The prepared answers are not usable; ``where`` says which."""

    def __init__(self, where: str, message: str) -> None:
        super().__init__(f"answers: {where}: {message}")
        self.where = where
        self.message = message


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One visit's answer; with nothing set it completes at once with nothing."""

    data: Mapping[str, Any] = field(default_factory=dict)
    after: str | None = None
    never: bool = False
    error: str | None = None
    fail: str | None = None
    outcome: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """A message or signal from outside at an instant."""

    at: datetime
    name: str
    signal: bool = False
    key: str | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answers:
    """All prepared answers by element id, and the events from outside in order of time."""

    by_element: Mapping[str, tuple[Answer, ...] | Answer] = field(default_factory=dict)
    events: tuple[Outside, ...] = ()

    def of(self, element: str, visit: int) -> Answer:
        """The answer to a visit, counted from 0; a single answer serves every visit, a list each its own."""
        found = self.by_element.get(element, Answer())
        if isinstance(found, Answer):
            return found
        return found[visit] if visit < len(found) else Answer()


def read_answers(data: Mapping[str, Any], now: datetime) -> Answers:
    """Answers from JSON values; ``now`` is the instant of events without one. Raises AnswerError."""
    if not isinstance(data, Mapping):
        raise AnswerError("/", "must be an object: element id -> answer")
    events = data.get(EVENTS, [])
    if not isinstance(events, list):
        raise AnswerError(EVENTS, "must be a list of events")
    outside = [_outside(f"{EVENTS}/{index}", event, now) for index, event in enumerate(events)]
    return Answers(
        {element: _answers(element, value) for element, value in data.items() if element != EVENTS},
        tuple(sorted(outside, key=lambda event: event.at)),
    )


def _answers(element: str, value: Any) -> tuple[Answer, ...] | Answer:
    if isinstance(value, list):
        return tuple(_answer(f"{element}/{index}", each) for index, each in enumerate(value))
    return _answer(element, value)


def _answer(where: str, value: Any) -> Answer:
    if value is None:
        return Answer()
    if not isinstance(value, Mapping):
        raise AnswerError(where, "must be an object of data, a list of such, or null")
    unknown = [key for key in value if key.startswith("$") and key not in RESERVED]
    if unknown:
        raise AnswerError(where, f"{unknown[0]} is not one of {', '.join(sorted(RESERVED))}")
    return Answer(
        data={key: each for key, each in value.items() if key not in RESERVED},
        after=_text(where, value, "$after"),
        never=value.get("$never") is True,
        error=_text(where, value, "$error"),
        fail=_text(where, value, "$fail"),
        outcome=_text(where, value, "$outcome"),
    )


def _text(where: str, value: Mapping[str, Any], key: str) -> str | None:
    found = value.get(key)
    if found is not None and not isinstance(found, str):
        raise AnswerError(f"{where}/{key}", "must be a text")
    return found


def _outside(where: str, event: Any, now: datetime) -> Outside:
    if not isinstance(event, Mapping):
        raise AnswerError(where, "must be an object")
    unknown = [key for key in event if key not in _EVENT_KEYS]
    if unknown:
        raise AnswerError(where, f"{unknown[0]} is not one of {', '.join(sorted(_EVENT_KEYS))}")
    names = [event[kind] for kind in ("message", "signal") if kind in event]
    if len(names) != 1 or not isinstance(names[0], str):
        raise AnswerError(where, "must name either a message or a signal")
    key = event.get("key")
    payload = event.get("payload") or {}
    if not isinstance(payload, Mapping):
        raise AnswerError(f"{where}/payload", "must be an object")
    return Outside(
        at=_instant(where, event.get("at"), now),
        name=names[0],
        signal="signal" in event,
        key=None if key is None else str(key),
        payload=payload,
    )


def _instant(where: str, text: Any, now: datetime) -> datetime:
    if text is None:
        return now
    lapse = parse_duration(str(text))
    if isinstance(lapse, timedelta):
        return now + lapse
    try:
        at = datetime.fromisoformat(str(text))
    except ValueError as error:
        raise AnswerError(f"{where}/at", f"{text} is not an ISO 8601 instant") from error
    return at if at.tzinfo is not None else at.replace(tzinfo=now.tzinfo)
