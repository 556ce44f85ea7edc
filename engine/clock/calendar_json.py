"""Calendars from plain data, and inheritance as a pure merge of that data.

The form, with everything but ``weekly`` and ``covers`` optional::

    {"key": "province", "zone": "Asia/Ho_Chi_Minh", "covers": {"from": "2025-01-01", "to": "2027-12-31"},
     "day_cutoff": "15:00", "hours_per_day": 8,
     "weekly": [{"valid_from": null, "valid_to": null,
                 "hours": [{"days": [1, 2, 3, 4, 5], "start": "07:00", "end": "11:30"}],
                 "reception": [{"days": [6], "start": "07:30", "end": "11:00"}]}],
     "exceptions": [{"date": "2026-01-02", "kind": "off", "name": {"vi": "…", "en": "…"}},
                    {"date": "2026-01-10", "kind": "work", "as": 5, "name": {…}},
                    {"date": "2026-12-31", "kind": "hours", "hours": [["07:00", "11:30"]], "name": {…}}]}

Weekdays are ISO numbers, 1 = Monday. Segments and ``covers`` include both of their days. ``normal`` as a kind lets
a child calendar cancel an exception of its parent.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, time
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from engine.clock.calendar import Calendar, DayException, DayKind, Hours, Segment, Week
from engine.clock.errors import CalendarError

DEFAULT_ZONE = "Asia/Ho_Chi_Minh"
LONGEST_COVER_DAYS = 366 * 60
_KNOWN = frozenset({"zone", "covers", "day_cutoff", "hours_per_day", "weekly", "exceptions"})
_DOCUMENTARY = frozenset({"key", "parent", "title", "source", "confidence", "checked_on", "note"})
_TIME = re.compile(r"([01][0-9]|2[0-4]):([0-5][0-9])", re.ASCII)


def calendar_from_json(data: Mapping[str, Any], parent: Mapping[str, Any] | None = None) -> Calendar:
    """Build a calendar from data, laid over its parent's data when given. Raises CalendarError."""
    merged = data if parent is None else merge_calendars(parent, data)
    for name in merged:
        if name not in _KNOWN | _DOCUMENTARY:
            raise CalendarError("calendar.unknown-key", str(name), "this is not a key of a calendar")
    first, last = _covers(merged.get("covers"))
    segments = _segments(_list(merged.get("weekly"), "weekly"), first, last)
    exceptions = _exceptions(_list(merged.get("exceptions", []), "exceptions"))
    cutoff = _minutes(merged.get("day_cutoff", "15:00"), "day_cutoff")
    if cutoff == 24 * 60:
        raise CalendarError("calendar.time", "day_cutoff", "the cut-off is a time before 24:00")
    zone = _zone(merged.get("zone", DEFAULT_ZONE))
    per_day = _per_day(merged.get("hours_per_day", 8))
    return Calendar(
        key=str(merged.get("key", "")),
        zone=zone,
        covers_from=first,
        covers_to=last,
        segments=segments,
        exceptions=exceptions,
        day_cutoff=time(cutoff // 60, cutoff % 60),
        hours_per_day=per_day,
        hash=_fingerprint(zone, (first, last), segments, exceptions, (cutoff, per_day)),
    )


def calendars_from_json(entries: Sequence[Mapping[str, Any]]) -> dict[str, Calendar]:
    """Build several calendars, each ``{"key", "parent"?, …}``, resolving inheritance of any depth.

    Raises CalendarError for an unknown parent, a duplicate key or a circle.
    """
    by_key: dict[str, Mapping[str, Any]] = {}
    for index, entry in enumerate(entries):
        key = str(entry.get("key", ""))
        if not key or key in by_key:
            raise CalendarError("calendar.key", f"[{index}].key", "every calendar has a key of its own")
        by_key[key] = entry
    return {key: calendar_from_json(_inherited(key, by_key)) for key in by_key}


def _inherited(key: str, by_key: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    chain: list[Mapping[str, Any]] = []
    seen: set[str] = set()
    at: str | None = key
    while at is not None:
        if at in seen or at not in by_key:
            problem = "inherits from itself" if at in seen else "does not exist"
            raise CalendarError("calendar.parent", f"{key}.parent", f"calendar {at} {problem}")
        seen.add(at)
        chain.append(by_key[at])
        at = by_key[at].get("parent")
    merged = chain.pop()
    while chain:
        merged = merge_calendars(merged, chain.pop())
    return merged


def merge_calendars(parent: Mapping[str, Any], child: Mapping[str, Any]) -> dict[str, Any]:
    """Lay a child's data over its parent's: exceptions by date, ``covers`` by intersection, the rest replaced."""
    merged = {**parent, **{name: value for name, value in child.items() if name not in {"exceptions", "covers"}}}
    by_date: dict[Any, Any] = {}
    for source in (parent, child):
        for index, exception in enumerate(_list(source.get("exceptions", []), "exceptions")):
            by_date[_mapping(exception, f"exceptions[{index}]").get("date")] = exception
    merged["exceptions"] = list(by_date.values())
    spans = [source["covers"] for source in (parent, child) if "covers" in source]
    if len(spans) == 2:
        (first, last), (child_first, child_last) = _covers(spans[0]), _covers(spans[1])
        span = {"from": max(first, child_first).isoformat(), "to": min(last, child_last).isoformat()}
        merged["covers"] = span
    elif spans:
        merged["covers"] = spans[0]
    return merged


def _zone(value: object) -> ZoneInfo:
    try:
        return ZoneInfo(str(value))
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise CalendarError("calendar.zone", "zone", f"{value} is not a time zone such as {DEFAULT_ZONE}") from error


def _per_day(value: object) -> Decimal:
    try:
        per_day = Decimal(str(value))
    except InvalidOperation:
        per_day = Decimal(0)
    if not per_day.is_finite() or not 0 < per_day <= 24:
        raise CalendarError("calendar.hours-per-day", "hours_per_day", f"{value} is not a number of hours up to 24")
    return per_day


def _covers(value: object) -> tuple[date, date]:
    span = _mapping(value, "covers")
    first, last = _date(span.get("from"), "covers.from"), _date(span.get("to"), "covers.to")
    if last < first:
        raise CalendarError("calendar.order", "covers.to", "the last day lies before the first")
    if (last - first).days > LONGEST_COVER_DAYS:
        raise CalendarError("calendar.too-long", "covers", "a calendar covers at most sixty years")
    return first, last


def _segments(entries: list[Any], first: date, last: date) -> tuple[Segment, ...]:
    segments = sorted(
        (_segment(_mapping(entry, f"weekly[{i}]"), f"weekly[{i}]", first, last) for i, entry in enumerate(entries)),
        key=lambda segment: segment.valid_from,
    )
    for before, after in pairwise(segments):
        if after.valid_from <= before.valid_to:
            raise CalendarError("calendar.overlap", "weekly", f"two sets of weekly hours hold on {after.valid_from}")
        if (after.valid_from - before.valid_to).days > 1:
            raise CalendarError("calendar.gap", "weekly", f"no weekly hours hold on the days after {before.valid_to}")
    if not segments or segments[0].valid_from > first or segments[-1].valid_to < last:
        raise CalendarError(
            "calendar.gap", "weekly", f"the weekly hours do not hold on every day from {first} to {last}"
        )
    return tuple(segments)


def _segment(entry: Mapping[str, Any], path: str, first: date, last: date) -> Segment:
    start, end = entry.get("valid_from"), entry.get("valid_to")
    valid_from = first if start is None else _date(start, f"{path}.valid_from")
    valid_to = last if end is None else _date(end, f"{path}.valid_to")
    if valid_to < valid_from:
        raise CalendarError("calendar.order", f"{path}.valid_to", "the last day lies before the first")
    week = _week(_list(entry.get("hours"), f"{path}.hours"), f"{path}.hours")
    reception = _week(_list(entry.get("reception", []), f"{path}.reception"), f"{path}.reception")
    for day in range(7):
        _ordered([*week[day], *reception[day]], f"{path}.reception")
    return Segment(valid_from, valid_to, week, reception)


def _week(entries: list[Any], path: str) -> Week:
    days: list[list[Hours]] = [[] for _ in range(7)]
    for index, raw in enumerate(entries):
        where = f"{path}[{index}]"
        entry = _mapping(raw, where)
        span = _span(entry.get("start"), entry.get("end"), where)
        for day in _list(entry.get("days"), f"{where}.days"):
            days[_weekday(day, f"{where}.days") - 1].append(span)
    return tuple(_ordered(spans, path) for spans in days)


def _exceptions(entries: list[Any]) -> dict[date, DayException]:
    found: dict[date, DayException] = {}
    for index, raw in enumerate(entries):
        exception = _exception(_mapping(raw, f"exceptions[{index}]"), f"exceptions[{index}]")
        if exception.day in found:
            raise CalendarError("calendar.twice", f"exceptions[{index}].date", f"{exception.day} is described twice")
        found[exception.day] = exception
    return dict(sorted(found.items()))


def _exception(entry: Mapping[str, Any], path: str) -> DayException:
    kind = str(entry.get("kind"))
    if kind not in DayKind.__members__.values():
        raise CalendarError("calendar.kind", f"{path}.kind", f"{kind} is not one of {', '.join(DayKind)}")
    name = _mapping(entry.get("name", {}), f"{path}.name")
    spans: tuple[Hours, ...] = ()
    if kind == DayKind.HOURS:
        spans = _ordered(
            [_pair(pair, f"{path}.hours[{i}]") for i, pair in enumerate(_list(entry.get("hours"), f"{path}.hours"))],
            f"{path}.hours",
        )
    weekday = _weekday(entry.get("as"), f"{path}.as") if kind == DayKind.WORK else None
    day = _date(entry.get("date"), f"{path}.date")
    texts = {str(language): str(text) for language, text in name.items()}
    return DayException(day, DayKind(kind), texts, spans, weekday, bool(entry.get("provisional", False)))


def _pair(value: object, path: str) -> Hours:
    if not isinstance(value, Sequence) or isinstance(value, str) or len(value) != 2:
        raise CalendarError("calendar.hours", path, 'a span is written ["07:00", "11:30"]')
    return _span(value[0], value[1], path)


def _span(start: object, end: object, path: str) -> Hours:
    span = Hours(_minutes(start, f"{path}.start"), _minutes(end, f"{path}.end"))
    if span.end <= span.start:
        raise CalendarError("calendar.order", f"{path}.end", f"the end {end} does not lie after the start {start}")
    return span


def _ordered(spans: Sequence[Hours], path: str) -> tuple[Hours, ...]:
    ordered = tuple(sorted(spans))
    for before, after in pairwise(ordered):
        if after.start < before.end:
            raise CalendarError("calendar.overlap", path, "two spans of the same day overlap")
    return ordered


def _minutes(value: object, path: str) -> int:
    match = _TIME.fullmatch(value) if isinstance(value, str) else None
    minutes = int(match[1]) * 60 + int(match[2]) if match else 1441
    if minutes > 1440:
        raise CalendarError("calendar.time", path, f"{value!r} is not a time such as 07:30")
    return minutes


def _weekday(value: object, path: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 7:
        raise CalendarError("calendar.weekday", path, f"{value!r} is not a weekday from 1 (Monday) to 7 (Sunday)")
    return value


def _date(value: object, path: str) -> date:
    try:
        return date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError as error:
        raise CalendarError("calendar.date", path, f"{value!r} is not a date such as 2026-02-16") from error


def _mapping(value: object, path: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise CalendarError("calendar.shape", path, "an object is expected here")
    return value


def _list(value: object, path: str) -> list[Any]:
    if not isinstance(value, list):
        raise CalendarError("calendar.shape", path, "a list is expected here")
    return value


def _fingerprint(
    zone: ZoneInfo,
    covers: tuple[date, date],
    segments: tuple[Segment, ...],
    exceptions: Mapping[date, DayException],
    rules: tuple[int, Decimal],
) -> str:
    def spans(week: Sequence[Sequence[Hours]]) -> list[list[list[int]]]:
        return [[[span.start, span.end] for span in day] for day in week]

    content = [
        zone.key,
        [str(day) for day in covers],
        [[str(s.valid_from), str(s.valid_to), spans(s.week), spans(s.reception)] for s in segments],
        [
            [str(e.day), e.kind, dict(sorted(e.name.items())), spans([e.hours]), e.weekday, e.provisional]
            for e in exceptions.values()
        ],
        [rules[0], f"{rules[1].normalize():f}"],
    ]
    canonical = json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(canonical.encode()).hexdigest()
