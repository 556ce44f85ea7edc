"""Who applies, read from what they declared: the first person of the application, with how to reach them."""

from collections.abc import Mapping
from typing import Any

from forms import Form

_NAMES = ("full_name", "name")
_CONTACT = ("phone", "email")


def applicant_of(form: Form, data: Mapping[str, Any]) -> dict[str, str]:
    """``name`` and, where given, ``phone`` and ``email``: from the first group in page order that holds a name."""
    for one in form.fields:
        group = data.get(one.key)
        name = _find(group, _NAMES)
        if name:
            contact = {key: _find(group, (key,)) for key in _CONTACT}
            return {"name": name} | {key: value for key, value in contact.items() if value}
    return {"name": ""}


def _find(value: Any, keys: tuple[str, ...]) -> str:
    """The first text under one of the keys, this level before those below."""
    if not isinstance(value, Mapping):
        return ""
    for key in keys:
        found = value.get(key)
        if isinstance(found, str) and found:
            return found
    return next((found for inner in value.values() if (found := _find(inner, keys))), "")
