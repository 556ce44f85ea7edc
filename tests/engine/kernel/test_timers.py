"""A timer's value read as a wait, and what becomes of the wait."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from engine.bpmn.model import Literal, TimerKind, TimerSpec
from engine.feel import YearsMonths
from engine.kernel.env import Env
from engine.kernel.errors import Trouble
from engine.kernel.timers import next_occurrence, rescheduled, stands_still, suspended, timer_of

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
ENV = Env(now=NOW)


def opened(kind, value):
    return timer_of(TimerSpec(kind=TimerKind[kind.upper()], value=Literal(str(value), value)), value, ENV, NOW, "wait")


def days(kind, value, most=9):
    """The days a timer fires on, from now on."""
    on, found = opened(kind, value), []
    while on is not None and len(found) < most:
        found.append((on.due - NOW) / timedelta(days=1))
        on = next_occurrence(on, ENV, "wait")
    return found


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("duration", timedelta(days=2), [2]),
        ("duration", YearsMonths(1), [31]),
        ("cycle", timedelta(days=2), [2, 4, 6]),
        ("cycle", YearsMonths(1), [31, 61, 92]),
        ("cycle", "R2/P1D", [1, 2]),
        ("cycle", "R0/P1D", []),
        ("cycle", "R/P1D/2026-03-04T09:00:00Z", [1, 2]),
        ("cycle", "R/P2D/2026-03-03T00:00:00Z", []),
        ("cycle", "R3/2026-03-03T08:00:00Z/2026-03-05T08:00:00Z", [1, 3, 5]),
    ],
)
def test_a_timer_fires_on_the_days_its_value_says(kind, value, expected):
    assert days(kind, value, 3) == expected


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("date", "tomorrow"),
        ("date", 3),
        ("duration", 3),
        ("duration", " "),
        ("duration", "P1YT5X"),
        ("duration", "soon"),
        ("cycle", 3),
        ("cycle", "R3/ "),
        ("cycle", "R3/soon/later"),
    ],
)
def test_a_value_that_is_no_such_timer_is_refused(kind, value):
    with pytest.raises(Trouble) as refused:
        opened(kind, value)
    assert refused.value.code == "timer"


def test_a_cycle_of_no_length_is_refused_when_it_would_repeat():
    on = opened("cycle", "R3/PT0S")
    with pytest.raises(Trouble, match="without time passing"):
        next_occurrence(on, ENV, "wait")


def test_a_timer_stands_still_once_and_goes_on_from_when_it_is_set_again():
    later = replace(ENV, now=NOW + timedelta(hours=3))
    still = suspended(opened("duration", "P1D"), later)
    assert stands_still(still)
    assert still.origin["consumed"] == "PT0S"  # without a calendar no working time has passed
    assert suspended(still, later) is None
    on = rescheduled(still, NOW + timedelta(days=4), later)
    assert (stands_still(on), on.due, on.origin["from"]) == (False, NOW + timedelta(days=4), later.now.isoformat())
