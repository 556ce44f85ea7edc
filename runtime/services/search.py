"""Search without diacritics: texts are normalised once when stored and once when looked for."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import ColumnElement, func

_D = str.maketrans("đĐ", "dD")
_WORD = re.compile(r"[^\W_]+(?:[.\-'][^\W_]+)*")
_MOST_WORDS: Final = 12
_PHONE = re.compile(r"(?:\+?84|0)[\d .\-]{8,14}")
_CODE = re.compile(r"(?=[^-]*[A-Z.])[0-9A-Z]+(?:\.[0-9A-Z]+)*-[0-9]{2,6}(?:-[0-9]*)?", re.ASCII)
_IDENTITY = re.compile(r"[0-9A-Za-z][0-9A-Za-z .\-]{5,30}")
SHORTEST_IDENTITY: Final = 6
"""With fewer characters a number says too little about one person and too much about many."""


def normalise(text: str) -> str:
    """Lower case, no diacritics, single spaces: ``Chứng thực`` -> ``chung thuc``."""
    plain = unicodedata.normalize("NFD", text.translate(_D))
    return " ".join("".join(letter for letter in plain if not unicodedata.combining(letter)).casefold().split())


def indexed(*texts: str) -> str:
    """What is stored for full-text search: words, with codes both whole and in pieces."""
    words: dict[str, None] = {}
    for found in _WORD.findall(normalise(" ".join(texts))):
        words[found] = None
        for piece in re.split(r"[.\-']", found):
            words[piece] = None
    return " ".join(word for word in words if word)


def tsquery(text: str) -> str | None:
    """A query for ``to_tsquery('simple', …)``: every word must begin a word; None when there is nothing to look for.

    A telephone number is looked for as one word however it is grouped.
    """
    if _PHONE.fullmatch(text.strip()):
        return f"'{digits(text)}':*"
    pieces = [piece for found in _WORD.findall(normalise(text)) for piece in re.split(r"[.\-']", found) if piece]
    return " & ".join(f"'{piece}':*" for piece in pieces[:_MOST_WORDS]) or None


def matching(column: Any, found: str) -> ColumnElement[bool]:
    """The condition that a text vector holds a query of :func:`tsquery`."""
    condition: ColumnElement[bool] = column.op("@@")(func.to_tsquery("simple", found))
    return condition


def code_prefix(text: str) -> str | None:
    """The beginning of a dossier's code (``H36.50-2611``), when a text is one: agency, hyphen, digits; else None."""
    told = text.strip().upper()
    return told if _CODE.fullmatch(told) else None


def digits(phone: str) -> str:
    """A telephone number as it is stored: digits only, the country's code as ``0``."""
    found = "".join(letter for letter in phone if letter.isascii() and letter.isdigit())
    return f"0{found[2:]}" if found.startswith("84") and len(found) >= 11 else found


def identity_number(text: str) -> str | None:
    """The number of an identity paper as it is stored and looked for; None for what cannot be one."""
    if not _IDENTITY.fullmatch(text.strip()):
        return None
    found = "".join(letter for letter in text if letter.isalnum()).upper()
    return found if len(found) >= SHORTEST_IDENTITY and any(letter.isdigit() for letter in found) else None


def identity_of(applicant: Mapping[str, Any], declared: Mapping[str, Any]) -> str | None:
    """The number the applicant is known by: said at the counter, else the first one among the answers."""
    for key in ("identity", "tax_code"):
        told = applicant.get(key)
        number = told.get("number") if isinstance(told, Mapping) else told
        if isinstance(number, str) and (found := identity_number(number)):
            return found
    return _declared(declared)


def _declared(value: Any) -> str | None:
    if not isinstance(value, Mapping):
        return None
    told = value.get("identity")
    number = told.get("number") if isinstance(told, Mapping) else value.get("identity_number")
    if isinstance(number, str) and (found := identity_number(number)):
        return found
    return next((found for inner in value.values() if (found := _declared(inner))), None)
