"""Who applies, read from what they declared, and what they are found again by, written one way however it was typed."""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from forms import Form

KINDS = ("email", "phone", "identity", "tax_code")
_TOLD = ("name", *KINDS)
_ADDRESS = re.compile(r"[^@\s,;<>\"]{1,64}@[^@\s,;<>\"]{1,250}")


def written(kind: str, text: str) -> str:
    """``0905 123-456`` and ``0905123456`` are one number; addresses differ only by letters' case."""
    if kind == "email":
        return text.strip().lower()
    plain = "".join(letter for letter in text.upper() if letter.isalnum())
    return f"0{plain[2:]}" if kind == "phone" and plain.startswith("84") and len(plain) > 9 else plain


def reached(person: Mapping[str, Any]) -> dict[str, str]:
    """Kind -> value of what a person can be found by."""
    found = {}
    for kind in KINDS:
        told = person.get(kind)
        value = written(kind, told) if isinstance(told, str) else ""
        if value and (kind != "email" or _ADDRESS.fullmatch(value)):
            found[kind] = value
    return found


def contact_rows(dossier: UUID, person: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The rows of table ``contact`` for a new dossier."""
    for kind, value in reached(person).items():
        yield {"dossier_id": dossier, "kind": kind, "value": value}


def kind_of(text: str) -> tuple[str, ...]:
    """What a text that somebody typed may be: an address, or a number of one of the kinds."""
    return ("email",) if "@" in text else ("identity", "phone", "tax_code")


def is_address(text: str) -> bool:
    """Whether mail can be sent there."""
    return _ADDRESS.fullmatch(text.strip()) is not None


def corrected(
    form: Form, told: Mapping[str, Any], answers: tuple[Mapping[str, Any], Mapping[str, Any]]
) -> dict[str, str]:
    """Name and ways to reach the applicant, where the later of two answers changes what was told; may be empty."""
    was, now = (applicant_of(form, one) for one in answers)
    return {kind: now[kind] for kind in _TOLD if now.get(kind) and now[kind] != was.get(kind) == told.get(kind)}


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
