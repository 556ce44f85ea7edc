"""English labels made from Vietnamese ones, phrase by phrase; a text that is not wholly known stays Vietnamese.

The aim is a label an English-speaking integrator can follow, not a translation: who publishes a package reads it.
"""

import re
from functools import lru_cache
from typing import Final

from process_models.making.phrases import PHRASES
from process_models.making.words import tidy

_TOKEN: Final = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*|\S", re.UNICODE)
_TABLE: Final = {tuple(phrase.split()): english for phrase, english in PHRASES.items()}
_LONGEST: Final = max(map(len, _TABLE))
_CLOSING: Final = frozenset(".,;:)?!…")


@lru_cache(maxsize=20_000)
def english(text: str) -> str | None:
    """The English of a label, None when a word of it is not known."""
    tokens = _TOKEN.findall(tidy(text))
    lowered = [token.lower() for token in tokens]
    made: list[str] = []
    at = 0
    while at < len(tokens):
        size, found = _longest(lowered, at)
        if size == 0:
            if any(letter.isalpha() for letter in tokens[at]) and not tokens[at].isupper():
                return None
            size, found = 1, tokens[at]
        if found:
            made.append(found)
        at += size
    joined = ""
    for part in made:
        joined += part if not joined or part[0] in _CLOSING or joined[-1] in "(“/" else f" {part}"
    joined = joined.strip()
    return joined[:1].upper() + joined[1:] if joined else None


def both(text: str) -> dict[str, str]:
    """A text for people in two languages; English equals the Vietnamese where it cannot be made."""
    return {"vi": text, "en": english(text) or text}


def _longest(words: list[str], at: int) -> tuple[int, str]:
    for size in range(min(_LONGEST, len(words) - at), 0, -1):
        found = _TABLE.get(tuple(words[at : at + size]))
        if found is not None:
            return size, found
    return 0, ""
