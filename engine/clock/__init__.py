"""The legal clock: working calendars, terms, due instants, holds, classes and explanations. Pure and exact.

Build a ``Calendar`` from data, a ``Term`` from text or data, then ask ``due``, or keep an ``open_deadline`` and
``pause``, ``resume``, ``extend``, ``recompute`` and ``classify`` it. Instants are aware; working time is a
``timedelta``. See ``docs/clock.md`` for the rules and their sources.
"""

from engine.clock.calendar import Calendar, DayException, DayKind, Hours, Segment
from engine.clock.calendar_json import calendar_from_json, calendars_from_json, merge_calendars
from engine.clock.classify import OpenState, Timeliness, classify, near_from, open_state
from engine.clock.deadline import (
    Change,
    Deadline,
    OpenPause,
    Outcome,
    Pause,
    PauseKey,
    before_due,
    clear,
    consumed,
    due_of,
    extend,
    open_deadline,
    pause,
    recompute,
    remaining,
    restart,
    resume,
)
from engine.clock.deadline_json import deadline_from_json, deadline_to_json
from engine.clock.errors import CalendarError, CalendarHorizonError, ClockError, DeadlineError, TermError
from engine.clock.explain import Entry, EntryKind, entry_to_json, explain
from engine.clock.moves import Extension
from engine.clock.reckon import due, scale_step
from engine.clock.term import (
    NO_TERM,
    SAME_DAY,
    Term,
    Unit,
    parse_term,
    term_from_json,
    term_text,
    term_to_json,
    working_time,
)
from engine.clock.working import add_working, begin, closing_on_or_after, is_working_day, working_between

__all__ = [
    "NO_TERM",
    "SAME_DAY",
    "Calendar",
    "CalendarError",
    "CalendarHorizonError",
    "Change",
    "ClockError",
    "DayException",
    "DayKind",
    "Deadline",
    "DeadlineError",
    "Entry",
    "EntryKind",
    "Extension",
    "Hours",
    "OpenPause",
    "OpenState",
    "Outcome",
    "Pause",
    "PauseKey",
    "Segment",
    "Term",
    "TermError",
    "Timeliness",
    "Unit",
    "add_working",
    "before_due",
    "begin",
    "calendar_from_json",
    "calendars_from_json",
    "classify",
    "clear",
    "closing_on_or_after",
    "consumed",
    "deadline_from_json",
    "deadline_to_json",
    "due",
    "due_of",
    "entry_to_json",
    "explain",
    "extend",
    "is_working_day",
    "merge_calendars",
    "near_from",
    "open_deadline",
    "open_state",
    "parse_term",
    "pause",
    "recompute",
    "remaining",
    "restart",
    "resume",
    "scale_step",
    "term_from_json",
    "term_text",
    "term_to_json",
    "working_between",
    "working_time",
]
