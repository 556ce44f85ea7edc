"""The notice on personal data that an applicant agrees to: versioned data, and which version counts today."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

SHIPPED: Final = Path(__file__).parents[1] / "notices" / "privacy.json"


class PrivacyError(Exception):
    """The file of notices cannot be used; the sentence says what is wrong and where."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One version: ``paragraphs`` by language."""

    version: str
    valid_from: date
    title: Mapping[str, str]
    paragraphs: Mapping[str, tuple[str, ...]]


@cache
def notices(path: Path = SHIPPED) -> tuple[Notice, ...]:
    """Every version of a file, oldest first. Raises PrivacyError."""
    try:
        told = json.loads(path.read_text("utf-8"))
        found = [
            Notice(
                version=str(one["version"]),
                valid_from=date.fromisoformat(one["valid_from"]),
                title={code: str(one["title"][code]) for code in ("vi", "en")},
                paragraphs={code: tuple(map(str, one["text"][code])) for code in ("vi", "en")},
            )
            for one in told["notices"]
        ]
    except OSError as error:
        raise PrivacyError(f"{path}: {error.strerror}") from error
    except (KeyError, TypeError, ValueError) as error:
        raise PrivacyError(f"{path}: version, valid_from, title and text (vi, en) are expected: {error!r}") from error
    if not found:
        raise PrivacyError(f"{path}: there is no notice in it")
    return tuple(sorted(found, key=lambda one: one.valid_from))


def in_force(day: date, path: Path = SHIPPED) -> Notice:
    """The notice that counts on a day: the latest that has begun, else the first."""
    known = notices(path)
    return next((one for one in reversed(known) if one.valid_from <= day), known[0])
