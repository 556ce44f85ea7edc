"""Reference lists as forms offer them: the installation's entries laid over those that are shipped, as of a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from process_models import lists as shipped
from runtime.models import ReferenceEntry
from runtime.services.snapshot import VERSION, in_force

Entries = Mapping[str, tuple[tuple[str, Mapping[str, str], date, date | None], ...]]


@dataclass(frozen=True, slots=True)
class _Held:
    version: int
    entries: Entries


_CACHE: WeakKeyDictionary[Engine, _Held] = WeakKeyDictionary()


def reference_lists(session: Session, day: date, lang: str = "vi") -> dict[str, dict[str, str]]:
    """List name -> code -> label as of a day. A code that is imported replaces what is shipped for it on every day.

    In a transaction of its own when none is open.
    """
    found = shipped.reference_lists(day, lang)
    for name, entries in _entries(session).items():
        own = {code for code, *_rest in entries}
        kept = {code: label for code, label in found.get(name, {}).items() if code not in own}
        now = {
            code: names.get(lang) or names.get("vi") or code
            for code, names, first, last in entries
            if in_force(first, last, day)
        }
        found[name] = _in_place(found.get(name, {}), kept, now)
    return found


def _in_place(before: Mapping[str, str], kept: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str]:
    """Codes that were there stay where they stood; new ones follow."""
    merged = {code: now.get(code, kept.get(code, "")) for code in before if code in now or code in kept}
    return merged | {code: label for code, label in now.items() if code not in merged}


def _entries(session: Session) -> Entries:
    if session.in_transaction():
        return _read(session)
    with session.begin():
        return _read(session)


def _read(session: Session) -> Entries:
    engine = session.get_bind().engine
    version = session.execute(VERSION).scalar() or 0
    held = _CACHE.get(engine)
    if held is None or held.version != version:
        held = _Held(version, _load(session))
        _CACHE[engine] = held
    return held.entries


def _load(session: Session) -> Entries:
    found: dict[str, list[Any]] = {}
    query = select(ReferenceEntry).order_by(ReferenceEntry.list_name, ReferenceEntry.position, ReferenceEntry.code)
    for row in session.scalars(query):
        found.setdefault(row.list_name, []).append((row.code, row.names, row.valid_from, row.valid_to))
    return {name: tuple(entries) for name, entries in found.items()}
