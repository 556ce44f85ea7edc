"""The extension vocabulary ``urn:motcua:bpmn:1``: every attribute, where it may stand and what it may say.

One table is the source; ``motcua.xsd``, ``motcua.moddle.json`` and ``docs/extension-vocabulary.md`` name the same set,
which a test checks.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from engine.bpmn.names import ACTIVITIES, EVENTS, GLOBAL_TASKS, MOTCUA, TASKS, Element
from engine.clock import ClockError, parse_term

_PEOPLE: Final = frozenset({"task", "userTask", "manualTask", "globalTask", "globalUserTask", "globalManualTask"})
_WORK: Final = ACTIVITIES | frozenset(GLOBAL_TASKS)
_MESSAGES: Final = frozenset(
    {
        "receiveTask",
        "sendTask",
        "startEvent",
        "intermediateCatchEvent",
        "boundaryEvent",
        "intermediateThrowEvent",
        "endEvent",
        "messageEventDefinition",
        "message",
    }
)
_DURATION: Final = re.compile(r"P(?=.)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?")
_REASON: Final = r"[\w][\w.-]*"
_CLOCK: Final = re.compile(rf"hold:{_REASON}|start|pause:{_REASON}|resume:{_REASON}|settle")
_RETRIES: Final = re.compile(r"(\d{1,3})(/(.+))?")
_KEY: Final = re.compile(r"[\w][\w./-]*")
FACT_NAME: Final = re.compile(r"[^\W\d][\w.]*")


def _anything(text: str) -> bool:
    return bool(text)


def _key(text: str) -> bool:
    return _KEY.fullmatch(text) is not None


def _value_or_feel(text: str) -> bool:
    return bool(text.removeprefix("="))


def _duration(text: str) -> bool:
    return _DURATION.fullmatch(text) is not None


def _ttl(text: str) -> bool:
    return text.startswith("=") or _duration(text)


def _retries(text: str) -> bool:
    found = _RETRIES.fullmatch(text)
    return found is not None and (found[3] is None or _duration(found[3]))


def _term(text: str) -> bool:
    try:
        parse_term(text)
    except ClockError:
        return False
    return True


def _opinion(text: str) -> bool:
    term, _, silence = text.partition(";")
    return _term(term.strip()) and silence.strip() in {"", "consent", "refusal", "none"}


def _outcomes(text: str) -> bool:
    keys = split_keys(text)
    return bool(keys) and len(set(keys)) == len(keys) and all(_key(key) for key in keys)


def _time_base(text: str) -> bool:
    return text in {"wall", "working", "dossier"}


def _clock(text: str) -> bool:
    return _CLOCK.fullmatch(text) is not None


def _facts(text: str) -> bool:
    facts = split_facts(text)
    return bool(facts) and all(FACT_NAME.fullmatch(name) and value != "" for name, value in facts)


def split_keys(text: str) -> tuple[str, ...]:
    """Keys separated by spaces or commas."""
    return tuple(key for key in re.split(r"[\s,]+", text) if key)


def split_facts(text: str) -> tuple[tuple[str, str | None], ...]:
    """``name`` or ``name=FEEL`` separated by ``;`` (a semicolon inside quotes does not separate)."""
    parts = re.findall(r'(?:[^;"]|"(?:\\.|[^"\\])*"|")+', text)
    found = []
    for part in parts:
        name, equals, value = part.partition("=")
        if part.strip():
            found.append((name.strip(), value.strip() if equals else None))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Attribute:
    """One extension attribute: elements that may carry it, the test of its text, and what is expected."""

    on: frozenset[str]
    accepts: Callable[[str], bool]
    expected: str


ATTRIBUTES: Final = MappingProxyType(
    {
        "form": Attribute(
            frozenset({"userTask", "manualTask", "startEvent", "globalUserTask", "globalManualTask"}), _key, "form-key"
        ),
        "role": Attribute(_PEOPLE | {"lane", "adHocSubProcess"}, _value_or_feel, "role | =FEEL"),
        "agency": Attribute(
            _PEOPLE | {"lane", "participant", "process", "callActivity", "adHocSubProcess"},
            _value_or_feel,
            "H15.50.05 | ./child | ../sibling | kind:<kind>@<territory> | =FEEL",
        ),
        "time": Attribute(_WORK, _term, "4h | 2d | 0.5d | same-day"),
        "timeBase": Attribute(
            frozenset({"timerEventDefinition", "startEvent", "intermediateCatchEvent", "boundaryEvent"}),
            _time_base,
            "wall | working | dossier",
        ),
        "clock": Attribute(
            ACTIVITIES | EVENTS, _clock, "hold:<reason> | start | pause:<reason> | resume:<reason> | settle"
        ),
        "fact": Attribute(ACTIVITIES | EVENTS, _facts, "name; name=FEEL"),
        "letter": Attribute(ACTIVITIES | EVENTS, _key, "letter-key"),
        "register": Attribute(TASKS | frozenset(GLOBAL_TASKS), _key, "register-key"),
        "outcomes": Attribute(_PEOPLE, _outcomes, "accept refuse"),
        "differentFrom": Attribute(_PEOPLE, _key, "task id"),
        "service": Attribute(frozenset({"serviceTask", "sendTask"}), _value_or_feel, "population.verify | =FEEL"),
        "retries": Attribute(frozenset({"serviceTask", "sendTask"}), _retries, "3 | 3/PT5M"),
        "key": Attribute(_MESSAGES, _value_or_feel, "text | =FEEL"),
        "ttl": Attribute(
            frozenset({"sendTask", "intermediateThrowEvent", "endEvent", "messageEventDefinition", "message"}),
            _ttl,
            "P30D | =FEEL",
        ),
        "calls": Attribute(
            frozenset({"callActivity", "businessRuleTask", "globalBusinessRuleTask"}), _value_or_feel, "name | =FEEL"
        ),
        "opinion": Attribute(ACTIVITIES, _opinion, "12d; consent"),
        "branch": Attribute(frozenset({"participant", "process"}), _key, "branch-key"),
    }
)
"""Attribute name -> where it may stand and what it may say."""

ELEMENTS: Final = MappingProxyType({"io": frozenset(ACTIVITIES | EVENTS), "in": frozenset(), "out": frozenset()})
"""``io`` stands in ``extensionElements`` of these; ``in`` and ``out`` (attributes ``name``, ``value``) inside it."""


def extension(element: Element, name: str) -> str | None:
    """The text of an extension attribute, without outer white space; None when absent or empty."""
    value = element.get(f"{{{MOTCUA}}}{name}")
    return (value or "").strip() or None
