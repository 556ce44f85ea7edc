"""What an applicant is found again by, written one way however it was typed."""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

KINDS = ("email", "phone", "identity", "tax_code")
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
