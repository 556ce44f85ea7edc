"""Search without diacritics: texts are normalised once when stored and once when looked for."""

import re
import unicodedata

_D = str.maketrans("đĐ", "dD")
_WORD = re.compile(r"[^\W_]+(?:[.\-'][^\W_]+)*")


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
    """A query for ``to_tsquery('simple', …)``: every word must begin a word; None when there is nothing to look for."""
    pieces = [piece for found in _WORD.findall(normalise(text)) for piece in re.split(r"[.\-']", found) if piece]
    return " & ".join(f"'{piece}':*" for piece in pieces[:12]) or None
