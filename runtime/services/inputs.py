"""Texts from outside, checked once at the door: what no database text may hold is refused with its place."""

from collections.abc import Mapping
from typing import Any

from runtime.services.errors import InvalidError

LONGEST_REASON = 4_000


def clean(value: Any, where: str = "") -> Any:
    """The value itself when every text in it can be kept. Raises InvalidError ``text.invalid`` (NUL, surrogates)."""
    match value:
        case str():
            if "\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
                raise InvalidError("text.invalid", where=where or "/")
        case Mapping():
            for name, item in value.items():
                clean(str(name), where)
                clean(item, f"{where}/{name}")
        case list() | tuple():
            for index, item in enumerate(value):
                clean(item, f"{where}/{index}")
        case _:
            pass
    return value


def reason_of(text: str) -> str:
    """A reason somebody gave, trimmed. Raises InvalidError when there is none or it is a novel."""
    trimmed = str(clean(text, "reason")).strip()
    if not trimmed or len(trimmed) > LONGEST_REASON:
        raise InvalidError("reason.missing")
    return trimmed
