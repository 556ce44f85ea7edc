"""Text of office files made comparable: NFC, plain spaces, no invisible characters."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

_INVISIBLE: Final = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad\x00-\x08\x0e-\x1f]")
_SPACES: Final = re.compile(r"[ \t\v\f\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_BREAKS: Final = re.compile(r" *(?:\r\n|\r|\n|\u2028|\u2029|\x0b|\x0c) *")
_NOT_WORD: Final = re.compile(r"[^a-z0-9]+")


@lru_cache(maxsize=50_000)
def clean(text: str) -> str:
    """NFC, single spaces, no invisible characters; line breaks stay, empty lines go."""
    told = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    lines = (_SPACES.sub(" ", line).strip() for line in _BREAKS.split(told))
    return "\n".join(line for line in lines if line)


def line(text: str) -> str:
    """The text on one line."""
    return clean(text).replace("\n", " ")


@lru_cache(maxsize=50_000)
def fold(text: str) -> str:
    """Lower case without diacritics, words separated by single spaces: ``"Đạt (lần 1)"`` is ``"dat lan 1"``."""
    plain = unicodedata.normalize("NFD", clean(text).lower().replace("đ", "d"))
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _NOT_WORD.sub(" ", bare).strip()


def bare(text: str) -> str:
    """Lower case without diacritics, punctuation kept, on one line."""
    plain = unicodedata.normalize("NFD", line(text).lower().replace("đ", "d"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def has(folded: str, *phrases: str) -> bool:
    """Whether a folded text holds one of the folded phrases as whole words."""
    spaced = f" {folded} "
    return any(f" {phrase} " in spaced for phrase in phrases)
