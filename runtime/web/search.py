"""Search as Vietnamese type it: without diacritics, in any order of words."""

import unicodedata

_D = str.maketrans("đĐ", "dD")


def normalise(text: str) -> str:
    """Lower case, no diacritics, single spaces: ``Chứng thực`` -> ``chung thuc``."""
    plain = unicodedata.normalize("NFD", text.translate(_D))
    return " ".join("".join(letter for letter in plain if not unicodedata.combining(letter)).casefold().split())


def matches(wanted: str, *texts: str) -> bool:
    """Whether every word of ``wanted`` begins a word of the texts, or stands in them as typed."""
    field = normalise(" ".join(texts))
    words = field.split()
    return all(any(word.startswith(part) for word in words) or part in field for part in normalise(wanted).split())
