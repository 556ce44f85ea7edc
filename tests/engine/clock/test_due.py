"""Due instants derived by hand from the calendar on the wall (province hours 07:00-11:30, 13:30-17:00)."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.clock import (
    CalendarHorizonError,
    Term,
    Unit,
    add_working,
    begin,
    calendar_from_json,
    closing_on_or_after,
    due,
    is_working_day,
    parse_term,
    scale_step,
    working_between,
)
from engine.clock.reckon import add_months

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("2026-11-19 06:10", "2026-11-19 07:00"),  # before opening
        ("2026-11-19 07:00", "2026-11-19 07:00"),
        ("2026-11-19 11:29", "2026-11-19 11:29"),
        ("2026-11-19 11:30", "2026-11-19 13:30"),  # lunch begins
        ("2026-11-19 11:45", "2026-11-19 13:30"),
        ("2026-11-19 16:59", "2026-11-19 16:59"),
        ("2026-11-19 17:00", "2026-11-20 07:00"),  # closed
        ("2026-11-20 18:00", "2026-11-23 07:00"),  # Friday evening
        ("2026-11-21 09:00", "2026-11-23 07:00"),  # Saturday
        ("2026-02-13 17:30", "2026-02-23 07:00"),  # the eve of Tết, offices reopen after nine days
        ("2025-12-31 17:30", "2026-01-05 07:00"),  # 1 January and the exchanged 2 January are off
        ("2026-01-09 18:00", "2026-01-10 07:00"),  # the Saturday worked in exchange
    ],
)
def test_the_clock_begins(province, received, expected):
    assert begin(province, at(received)) == at(expected)


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("2026-11-19 14:59", "2026-11-19 17:00"),
        ("2026-11-19 15:00", "2026-11-19 17:00"),
        ("2026-11-19 15:01", "2026-11-20 17:00"),
        ("2026-11-19 11:45", "2026-11-19 17:00"),
        ("2026-11-19 06:00", "2026-11-19 17:00"),
        ("2026-11-19 17:00", "2026-11-20 17:00"),
        ("2026-11-19 22:00", "2026-11-20 17:00"),
        ("2026-11-20 15:01", "2026-11-23 17:00"),
        ("2026-11-21 16:00", "2026-11-23 17:00"),  # Saturday afternoon is not "after 15:00" of Monday
        ("2026-02-13 15:01", "2026-02-23 17:00"),
        ("2025-12-31 15:30", "2026-01-05 17:00"),
        ("2026-01-10 15:00", "2026-01-10 17:00"),
    ],
)
def test_a_same_day_term_is_due_at_closing_time(province, received, expected):
    assert due(province, parse_term("same-day"), at(received)) == at(expected)


def test_a_procedure_can_have_its_own_cutoff(province):
    assert due(province, parse_term("same-day"), at("2026-11-19 14:10"), cutoff=time(14)) == at("2026-11-20 17:00")


@pytest.mark.parametrize(
    ("term", "received", "expected"),
    [
        ("3d", "2026-11-02 09:00", "2026-11-05 09:00"),
        ("1d", "2026-11-02 07:00", "2026-11-02 17:00"),
        ("1d", "2026-11-02 06:00", "2026-11-02 17:00"),
        ("2d", "2026-11-02 13:30", "2026-11-04 11:30"),  # half a day is 4.5 h here: Wednesday's morning ends it
        ("0.5d", "2026-11-02 07:00", "2026-11-02 11:00"),
        ("1hd", "2026-11-02 16:00", "2026-11-03 10:00"),
        ("8h", "2026-11-19 15:01", "2026-11-20 15:01"),
        ("3d", "2026-11-20 15:30", "2026-11-26 15:30"),  # over a weekend and 24 November
        ("1d", "2026-01-08 10:00", "2026-01-09 10:00"),
        ("2d", "2026-01-08 10:00", "2026-01-10 10:00"),  # lands on the worked Saturday
        ("3d", "2026-01-08 10:00", "2026-01-12 10:00"),
        ("2d", "2025-12-31 10:00", "2026-01-06 10:00"),
        ("3d", "2026-02-12 10:00", "2026-02-24 10:00"),  # across Tết
        ("34cd", "2026-11-02 09:00", "2026-12-07 17:00"),  # 6 December is a Sunday
        ("34cd", "2026-11-03 09:00", "2026-12-07 17:00"),
        ("30cd", "2026-01-20 09:00", "2026-02-23 17:00"),  # 19 February is in Tết
        ("10cd", "2025-12-31 18:00", "2026-01-15 17:00"),  # counted from Monday 5 January
        ("10cd", "2025-12-31 16:00", "2026-01-10 17:00"),  # the worked Saturday is no day off
        ("1m", "2026-01-31 18:00", "2026-03-02 17:00"),  # counted from Monday 2 February
        ("1m", "2026-03-31 09:00", "2026-05-04 17:00"),  # 30 April and 1 May are off, then a weekend
        ("6m", "2026-02-23 09:00", "2026-08-24 17:00"),
        ("0d", "2026-11-02 12:00", "2026-11-02 13:30"),
    ],
)
def test_due_instants_of_the_province(province, term, received, expected):
    assert due(province, parse_term(term), at(received)) == at(expected)


def test_no_term_has_no_due_instant(province):
    assert due(province, parse_term("none"), at("2026-11-02 09:00")) is None


def test_police_days_are_seven_and_a_half_hours_and_keep_their_time_of_day(vietnam):
    assert due(vietnam["police"], parse_term("3d"), at("2026-11-02 09:00")) == at("2026-11-05 09:00")
    assert due(vietnam["police"], parse_term("1d"), at("2026-11-02 07:00")) == at("2026-11-02 17:00")


def test_a_short_saturday_counts_for_the_time_it_has():
    calendar = calendar_from_json(
        {
            "covers": {"from": "2026-11-01", "to": "2026-12-31"},
            "weekly": [
                {
                    "hours": [
                        {"days": [1, 2, 3, 4, 5], "start": "07:00", "end": "11:30"},
                        {"days": [1, 2, 3, 4, 5], "start": "13:30", "end": "17:00"},
                        {"days": [6], "start": "07:30", "end": "11:00"},
                    ]
                }
            ],
        }
    )
    assert due(calendar, parse_term("1d"), at("2026-11-07 07:30")) == at("2026-11-09 11:30")
    assert due(calendar, parse_term("same-day"), at("2026-11-07 09:00")) == at("2026-11-07 11:00")
    assert due(calendar, parse_term("same-day"), at("2026-11-07 11:30")) == at("2026-11-09 17:00")


def test_the_end_of_the_announced_days_is_an_error(province):
    for call in (
        lambda: due(province, parse_term("20d"), at("2027-12-20 09:00")),
        lambda: due(province, parse_term("20cd"), at("2027-12-20 09:00")),
        lambda: due(province, parse_term("1m"), at("2028-01-03 09:00")),
        lambda: due(province, Term(Decimal(9999), Unit.MONTH), at("2026-01-05 09:00")),
        lambda: due(province, parse_term("same-day"), at("2027-12-31 15:01")),
        lambda: begin(province, at("2027-12-31 17:00")),
        lambda: add_working(province, at("2025-01-02 09:00"), timedelta(hours=-9)),
        lambda: working_between(province, at("2026-01-05 09:00"), at("2030-01-01 09:00")),
        lambda: closing_on_or_after(province, date(2030, 1, 1)),
    ):
        with pytest.raises(CalendarHorizonError):
            call()


def test_a_date_beyond_the_calendar_of_the_world_is_the_same_error():
    calendar = calendar_from_json(
        {
            "covers": {"from": "9990-01-01", "to": "9999-12-30"},
            "weekly": [{"hours": [{"days": [1, 2, 3, 4, 5], "start": "08:00", "end": "12:00"}]}],
        }
    )
    start = datetime(9999, 12, 1, 9, tzinfo=ZONE)
    for term in ("40cd", "2m"):
        with pytest.raises(CalendarHorizonError):
            due(calendar, parse_term(term), start)


def test_a_calendar_that_ends_on_days_off_and_one_without_work():
    weekend = calendar_from_json(
        {
            "covers": {"from": "2026-11-20", "to": "2026-11-22"},
            "weekly": [{"hours": [{"days": [5], "start": "08:00", "end": "12:00"}]}],
        }
    )
    with pytest.raises(CalendarHorizonError):
        closing_on_or_after(weekend, date(2026, 11, 21))
    idle = calendar_from_json({"covers": {"from": "2026-11-20", "to": "2026-11-22"}, "weekly": [{"hours": []}]})
    for call in (
        lambda: begin(idle, at("2026-11-20 09:00")),
        lambda: add_working(idle, at("2026-11-20 09:00"), timedelta(hours=1)),
    ):
        with pytest.raises(CalendarHorizonError):
            call()
    assert not is_working_day(idle, date(2026, 11, 20))


def test_the_other_end_of_a_month_is_its_last_day():
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert add_months(date(2026, 12, 15), 1) == date(2027, 1, 15)
    assert add_months(date(2026, 3, 31), -1) == date(2026, 2, 28)


def test_steps_shrink_when_less_of_the_day_is_left():
    hour = timedelta(hours=1)
    assert scale_step(2 * hour, 8 * hour, 4 * hour) == hour
    assert scale_step(2 * hour, 8 * hour, 9 * hour) == 2 * hour
    assert scale_step(2 * hour, 8 * hour, -hour) == timedelta(0)
    assert scale_step(2 * hour, timedelta(0), -hour) == 2 * hour


instants = st.datetimes(datetime(2025, 6, 1), datetime(2026, 12, 1)).map(lambda naive: naive.replace(tzinfo=UTC))
amounts = st.integers(1, 60 * 60 * 24 * 20).map(lambda seconds: timedelta(seconds=seconds))


@given(instants, amounts)
def test_what_was_added_is_measured(province, instant, amount):
    assert working_between(province, instant, add_working(province, instant, amount)) == amount
    assert working_between(province, add_working(province, instant, -amount), instant) == amount


@given(instants, amounts, amounts)
def test_adding_twice_is_adding_the_sum(province, instant, one, two):
    assert add_working(province, add_working(province, instant, one), two) == add_working(province, instant, one + two)


@given(instants, instants, st.sampled_from(["4h", "3d", "1hd", "10cd", "1m", "same-day"]))
def test_a_later_reception_is_never_due_earlier(province, one, two, text):
    first, second = due(province, parse_term(text), min(one, two)), due(province, parse_term(text), max(one, two))
    assert first is not None
    assert second is not None
    assert first <= second


@given(instants)
def test_the_clock_begins_inside_working_hours(province, instant):
    started = begin(province, instant)
    assert started >= instant
    assert province.receives_at(started)
    assert working_between(province, instant, started) == timedelta(0)
    assert begin(province, started) == started


@given(instants, instants)
def test_measuring_backwards_is_the_negative(province, one, two):
    assert working_between(province, one, two) == -working_between(province, two, one)


@given(instants)
def test_adding_nothing_stays_where_it_is(province, instant):
    assert add_working(province, instant, timedelta(0)) == instant
