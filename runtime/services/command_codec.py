"""Commands and the kernel events in them as JSON, and back: what the ``event`` table replays from.

A value class is written as ``{"$is": <name>, <field>: <value> …}``; data values go through the kernel's codec, which
keeps dates, durations and exact numbers apart from texts.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any, get_args

from engine.clock import Term, parse_term, term_text
from engine.dossier.commands import Command, PartMove
from engine.kernel.codec import value_from_json, value_to_json
from engine.kernel.events import Event, MigrationPlan

TAG = "$is"

_CLASSES: Mapping[str, type] = {
    kind.__name__: kind for kind in (*get_args(Command), *get_args(Event), MigrationPlan, PartMove)
}


def command_to_json(command: Command) -> dict[str, Any]:
    """A command as JSON values."""
    return _object(command)


def command_from_json(data: Mapping[str, Any]) -> Command:
    """The inverse. Raises KeyError or TypeError for what it did not write."""
    found: Command = _value_class(data)
    return found


def settled(command: Command) -> Command:
    """The command as it will be read back: what is done now and what is replayed later are then the same."""
    return command_from_json(command_to_json(command))


def _object(value: Any) -> dict[str, Any]:
    return {TAG: type(value).__name__} | {one.name: _write(getattr(value, one.name)) for one in fields(value)}


def _write(value: Any) -> Any:
    if isinstance(value, Term):
        return {TAG: "Term", "text": term_text(value)}
    if is_dataclass(value) and type(value).__name__ in _CLASSES:
        return _object(value)
    if isinstance(value, tuple) and any(type(item).__name__ in _CLASSES for item in value):
        return [_write(item) for item in value]
    return value_to_json(dict(value) if isinstance(value, Mapping) else value)


def _value_class(data: Mapping[str, Any]) -> Any:
    kind = _CLASSES[data[TAG]]
    read = {name: _read(value) for name, value in data.items() if name != TAG}
    tuples = {one.name for one in fields(kind) if str(one.type).startswith("tuple")}
    return kind(**{name: tuple(value) if name in tuples else value for name, value in read.items()})


def _read(value: Any) -> Any:
    if isinstance(value, Mapping) and TAG in value:
        return parse_term(value["text"]) if value[TAG] == "Term" else _value_class(value)
    if isinstance(value, list) and any(isinstance(item, Mapping) and TAG in item for item in value):
        return [_read(item) for item in value]
    return value_from_json(value)
