"""Who applies, read from what they declared: the first person of the application, with how to reach them."""

from collections.abc import Mapping
from typing import Any

from forms import Form

_NAMES = ("full_name", "name")
_CONTACT = ("phone", "email")
_PAPERS = ("identity", "identity_paper", "id_paper")
_NUMBERS = ("identity_number", "citizen_id", "personal_number")


def applicant_of(form: Form, data: Mapping[str, Any], language: str = "vi") -> dict[str, str]:
    """``name``, ``language`` and, where given, ``phone``, ``email``, ``identity``, ``tax_code``.

    From the first group in page order that holds a name.
    """
    for one in form.fields:
        group = data.get(one.key)
        name = _find(group, _NAMES)
        if name:
            found = {key: _find(group, (key,)) for key in _CONTACT}
            found |= {"identity": _identity(group), "tax_code": _find(group, ("tax_code",)), "language": language}
            return {"name": name} | {key: value for key, value in found.items() if value}
    return {"name": ""}


def _identity(group: Any) -> str:
    """The number of the identity paper: ``identity.number`` or a name of its own."""
    if not isinstance(group, Mapping):
        return ""
    for key, inner in group.items():
        if key in _PAPERS:
            return inner if isinstance(inner, str) else _find(inner, ("number",))
    own = _find(group, _NUMBERS)
    return own or next((found for inner in group.values() if (found := _identity(inner))), "")


def _find(value: Any, keys: tuple[str, ...]) -> str:
    """The first text under one of the keys, this level before those below."""
    if not isinstance(value, Mapping):
        return ""
    for key in keys:
        found = value.get(key)
        if isinstance(found, str) and found:
            return found
    return next((found for inner in value.values() if (found := _find(inner, keys))), "")
