"""Vietnamese text made comparable, and made into identifiers and short labels."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

_SPACES: Final = re.compile(r"[\s\u00a0\u200b\ufeff]+")
_NOT_WORD: Final = re.compile(r"[^a-z0-9]+")
_CLAUSE: Final = re.compile(r"[;:.,](?=\s)|\s[–—-](?=\s)|\s\(")
_LEADING: Final = re.compile(r"^(?:bước|b)\s*\d+(?:\.\d+)*\s*[:.\-–]\s*", re.IGNORECASE)


def tidy(text: str) -> str:
    """NFC, single spaces, no space at the ends."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """Lower case without diacritics, words separated by single spaces: ``"Đạt (lần 1)"`` is ``"dat lan 1"``."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _NOT_WORD.sub(" ", bare).strip()


def slug(text: str, limit: int = 40) -> str:
    """An identifier of lower-case letters, digits and ``_``; never empty, never beginning with a digit."""
    made = fold(text).replace(" ", "_")[:limit].strip("_")
    return made if made and made[0].isalpha() else f"x_{made}".rstrip("_")


def has(text: str, *phrases: str) -> bool:
    """Whether a folded text holds one of the folded phrases as whole words."""
    spaced = f" {text} "
    return any(f" {phrase} " in spaced for phrase in phrases)


def label(text: str, limit: int = 80) -> str:
    """What stands in a box of a diagram: the text without its "Bước 1:", cut at a clause or a word when it is long."""
    whole = _LEADING.sub("", tidy(text)).strip(" .;:-–") or tidy(text)
    whole = whole[:1].upper() + whole[1:]
    if len(whole) <= limit:
        return whole
    ends = [match.start() for match in _CLAUSE.finditer(whole) if 24 <= match.start() <= limit]
    if ends:
        return whole[: ends[-1]].rstrip(" ,;:–—-")
    return short(whole, limit)


def short(text: str, limit: int) -> str:
    """A name cut at a word, never at a comma: "Phòng Văn hóa, Khoa học và Thông tin" is no "Phòng Văn hóa"."""
    whole = tidy(text).strip(" .;:-–") or tidy(text)
    whole = whole[:1].upper() + whole[1:]
    if len(whole) <= limit:
        return whole
    return whole[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;:–—-") + "…"
