"""Reference lists as versioned data: what coded choices of forms offer on a day, by list name.

Each file holds ``name``, ``title``, ``source`` and ``entries`` of ``code``, ``names`` and, where a code came or went,
``from`` and ``to`` (both included). The same code may stand for two names at different times.
"""

import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any


def reference_lists(day: date, lang: str = "vi") -> dict[str, dict[str, str]]:
    """List name -> code -> label as of a day, in the order of the file."""
    return {name: _entries(entries, day, lang) for name, entries in _all().items()}


def _entries(entries: tuple[Mapping[str, Any], ...], day: date, lang: str) -> dict[str, str]:
    iso = day.isoformat()
    return {
        entry["code"]: entry["names"].get(lang) or entry["names"]["vi"]
        for entry in entries
        if entry.get("from", iso) <= iso <= entry.get("to", iso)
    }


@cache
def _all() -> dict[str, tuple[Mapping[str, Any], ...]]:
    found = {}
    for file in files(__package__).iterdir():
        if file.name.endswith(".json"):
            data = json.loads(file.read_text(encoding="utf-8"))
            found[data["name"]] = tuple(data["entries"])
    return found
