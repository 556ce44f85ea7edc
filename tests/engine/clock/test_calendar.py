from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from engine.clock import (
    CalendarError,
    CalendarHorizonError,
    begin,
    calendar_from_json,
    calendars_from_json,
    merge_calendars,
    working_between,
)

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
WEEKDAYS = [1, 2, 3, 4, 5]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def data(**changes: Any) -> dict[str, Any]:
    return {
        "key": "test",
        "covers": {"from": "2026-01-01", "to": "2026-12-31"},
        "weekly": [{"hours": [{"days": WEEKDAYS, "start": "08:00", "end": "12:00"}]}],
        **changes,
    }


def hours(*spans: tuple[str, str]) -> list[dict[str, Any]]:
    return [{"hours": [{"days": WEEKDAYS, "start": start, "end": end} for start, end in spans]}]


@pytest.mark.parametrize(
    ("changes", "code", "path"),
    [
        ({"weekly": hours(("12:00", "08:00"))}, "calendar.order", "weekly[0].hours[0].end"),
        ({"weekly": hours(("08:00", "12:00"), ("11:00", "13:00"))}, "calendar.overlap", "weekly[0].hours"),
        ({"weekly": hours(("8:00", "12:00"))}, "calendar.time", "weekly[0].hours[0].start"),
        ({"weekly": hours(("08:00", "24:01"))}, "calendar.time", "weekly[0].hours[0].end"),
        ({"weekly": []}, "calendar.gap", "weekly"),
        ({"weekly": "always"}, "calendar.shape", "weekly"),
        ({"weekly": ["always"]}, "calendar.shape", "weekly[0]"),
        (
            {"weekly": [{"hours": [{"days": [0], "start": "08:00", "end": "12:00"}]}]},
            "calendar.weekday",
            "weekly[0].hours[0].days",
        ),
        ({"weekly": [{"hours": [], "valid_to": "2026-06-30"}]}, "calendar.gap", "weekly"),
        ({"weekly": [{"hours": [], "valid_from": "2026-02-01"}]}, "calendar.gap", "weekly"),
        (
            {"weekly": [{"hours": [], "valid_from": "2026-02-01", "valid_to": "2026-01-01"}]},
            "calendar.order",
            "weekly[0].valid_to",
        ),
        (
            {"weekly": [{"hours": [], "valid_to": "2026-06-30"}, {"hours": [], "valid_from": "2026-07-02"}]},
            "calendar.gap",
            "weekly",
        ),
        (
            {"weekly": [{"hours": [], "valid_to": "2026-06-30"}, {"hours": [], "valid_from": "2026-06-30"}]},
            "calendar.overlap",
            "weekly",
        ),
        (
            {
                "weekly": [
                    {
                        "hours": [{"days": [6], "start": "08:00", "end": "12:00"}],
                        "reception": [{"days": [6], "start": "11:00", "end": "13:00"}],
                    }
                ]
            },
            "calendar.overlap",
            "weekly[0].reception",
        ),
        ({"covers": {"from": "2026-12-31", "to": "2026-01-01"}}, "calendar.order", "covers.to"),
        ({"covers": {"from": "2026-02-30", "to": "2026-12-31"}}, "calendar.date", "covers.from"),
        ({"covers": {"from": 2026, "to": "2026-12-31"}}, "calendar.date", "covers.from"),
        ({"covers": {"from": "1900-01-01", "to": "2026-12-31"}}, "calendar.too-long", "covers"),
        ({"covers": None}, "calendar.shape", "covers"),
        ({"zone": "Asia/Nowhere"}, "calendar.zone", "zone"),
        ({"zone": "../etc/passwd"}, "calendar.zone", "zone"),
        ({"hours_per_day": 0}, "calendar.hours-per-day", "hours_per_day"),
        ({"hours_per_day": "eight"}, "calendar.hours-per-day", "hours_per_day"),
        ({"day_cutoff": "24:00"}, "calendar.time", "day_cutoff"),
        ({"day_cutof": "15:00"}, "calendar.unknown-key", "day_cutof"),
        ({"exceptions": [{"date": "2026-02-16", "kind": "holiday"}]}, "calendar.kind", "exceptions[0].kind"),
        ({"exceptions": [{"date": "2026-02-16", "kind": "work"}]}, "calendar.weekday", "exceptions[0].as"),
        ({"exceptions": [{"date": "2026-02-16", "kind": "hours"}]}, "calendar.shape", "exceptions[0].hours"),
        (
            {"exceptions": [{"date": "2026-02-16", "kind": "hours", "hours": ["07:00-11:00"]}]},
            "calendar.hours",
            "exceptions[0].hours[0]",
        ),
        (
            {"exceptions": [{"date": "2026-02-16", "kind": "off"}, {"date": "2026-02-16", "kind": "off"}]},
            "calendar.twice",
            "exceptions[1].date",
        ),
    ],
)
def test_wrong_calendar_data_is_refused_with_its_place(changes, code, path):
    with pytest.raises(CalendarError) as caught:
        calendar_from_json(data(**changes))
    assert (caught.value.code, caught.value.path) == (code, path)
    assert path in str(caught.value)


def test_a_year_without_announced_days_is_an_error_and_never_a_guess():
    calendar = calendar_from_json(data())
    with pytest.raises(CalendarHorizonError) as caught:
        begin(calendar, at("2027-01-04 09:00"))
    assert (caught.value.day, caught.value.last) == (date(2027, 1, 4), date(2026, 12, 31))
    assert "2027" in str(caught.value)
    with pytest.raises(CalendarHorizonError):
        calendar.hours_on(date(2025, 12, 31))


def test_naive_instants_are_refused():
    with pytest.raises(ValueError, match="aware"):
        begin(calendar_from_json(data()), datetime(2026, 1, 5, 9))


def test_special_hours_a_worked_saturday_and_a_day_off():
    calendar = calendar_from_json(
        data(
            exceptions=[
                {"date": "2026-12-31", "kind": "hours", "hours": [["08:00", "10:00"]], "name": {"vi": "Nghỉ sớm"}},
                {"date": "2026-01-10", "kind": "work", "as": 5},
                {"date": "2026-01-02", "kind": "off"},
            ]
        )
    )
    minutes = {
        day: sum(s.end - s.start for s in calendar.hours_on(day))
        for day in (date(2026, 12, 31), date(2026, 1, 10), date(2026, 1, 2), date(2026, 1, 5))
    }
    assert list(minutes.values()) == [120, 240, 0, 240]


def test_weekly_hours_change_on_their_date():
    calendar = calendar_from_json(
        data(
            weekly=[
                {"valid_from": "2026-07-01", "hours": [{"days": [3], "start": "07:00", "end": "11:00"}]},
                {"valid_to": "2026-06-30", "hours": [{"days": [3], "start": "08:00", "end": "12:00"}]},
            ]
        )
    )
    assert calendar.hours_on(date(2026, 6, 24))[0].start == 480
    assert calendar.hours_on(date(2026, 7, 1))[0].start == 420


def test_reception_only_hours_receive_but_do_not_count(vietnam):
    centre = vietnam["provincial-centre"]
    saturday = at("2026-11-21 08:00")
    assert centre.receives_at(saturday)
    assert not centre.receives_at(at("2026-11-21 11:00"))
    assert not vietnam["province"].receives_at(saturday)
    assert begin(centre, saturday) == at("2026-11-23 07:00")


def test_nothing_is_received_on_an_excepted_saturday_that_is_off(vietnam):
    centre = vietnam["provincial-centre"]
    assert not centre.receives_at(at("2027-05-01 08:00"))
    assert centre.receives_at(at("2026-01-10 16:00")), "the worked Saturday has a Friday's hours"


def test_a_child_calendar_keeps_its_parents_days_off_and_can_cancel_one():
    parent = data(exceptions=[{"date": "2026-03-02", "kind": "off"}, {"date": "2026-03-03", "kind": "off"}])
    child = {
        "key": "child",
        "weekly": [{"hours": [{"days": WEEKDAYS, "start": "09:00", "end": "12:00"}]}],
        "exceptions": [{"date": "2026-03-03", "kind": "normal"}],
    }
    calendar = calendar_from_json(child, parent)
    assert calendar.key == "child"
    assert calendar.hours_on(date(2026, 3, 2)) == ()
    assert calendar.reception_on(date(2026, 3, 2)) == ()
    assert calendar.hours_on(date(2026, 3, 3))[0].start == 540
    assert calendar.reception_on(date(2026, 3, 3)) == calendar.hours_on(date(2026, 3, 3))


def test_a_child_cannot_claim_days_its_parent_does_not_know():
    merged = merge_calendars(data(), {"covers": {"from": "2026-03-01", "to": "2028-12-31"}})
    assert merged["covers"] == {"from": "2026-03-01", "to": "2026-12-31"}


def test_grandchildren_inherit_and_circles_are_refused():
    family = [{**data(), "key": "a"}, {"key": "b", "parent": "a"}, {"key": "c", "parent": "b", "hours_per_day": 4}]
    assert calendars_from_json(family)["c"].hours_per_day == Decimal(4)
    for broken in (
        [{"key": "a", "parent": "b"}, {"key": "b", "parent": "a"}],
        [{"key": "a", "parent": "nobody"}],
        [{**data(), "key": "a"}, {**data(), "key": "a"}],
        [{**data(), "key": ""}],
    ):
        with pytest.raises(CalendarError):
            calendars_from_json(broken)


def test_a_merge_without_cover_leaves_the_error_to_the_reader():
    with pytest.raises(CalendarError, match="covers"):
        calendar_from_json({"weekly": []}, {"key": "p"})


def test_calendars_are_equal_by_content_whatever_their_key():
    one, two = calendar_from_json(data(key="a")), calendar_from_json(data(key="b"))
    other = calendar_from_json(data(hours_per_day=7))
    assert one == two
    assert hash(one) == hash(two)
    assert one != other
    assert one.hash != other.hash
    assert one != "a"


def test_summer_time_keeps_real_durations():
    calendar = calendar_from_json(
        data(
            zone="Europe/Berlin",
            weekly=[
                {
                    "hours": [
                        {"days": [7], "start": "01:00", "end": "04:00"},
                        {"days": [1], "start": "00:00", "end": "24:00"},
                    ]
                }
            ],
        )
    )
    berlin = ZoneInfo("Europe/Berlin")
    night = working_between(calendar, datetime(2026, 3, 29, 0, tzinfo=berlin), datetime(2026, 3, 29, 12, tzinfo=berlin))
    assert night.total_seconds() == 2 * 3600
    assert begin(calendar, datetime(2026, 3, 30, 23, 59, tzinfo=berlin)).hour == 23


def test_a_span_swallowed_by_summer_time_holds_no_work():
    calendar = calendar_from_json(
        data(
            zone="Europe/Berlin",
            weekly=[
                {
                    "hours": [
                        {"days": [7], "start": "02:30", "end": "03:00"},
                        {"days": [1], "start": "08:00", "end": "09:00"},
                    ]
                }
            ],
        )
    )
    berlin = ZoneInfo("Europe/Berlin")
    assert begin(calendar, datetime(2026, 3, 29, 4, tzinfo=berlin)) == datetime(2026, 3, 30, 8, tzinfo=berlin)


def test_the_shipped_calendar_has_the_swap_of_january_2026_right(province):
    assert province.hours_on(date(2026, 1, 2)) == ()
    assert province.hours_on(date(2026, 1, 10)) == province.hours_on(date(2026, 1, 9))


@pytest.mark.parametrize(("year", "off"), [(2025, 12), (2026, 14), (2027, 12)])
def test_the_shipped_calendar_counts_its_weekdays_off(province, year, off):
    weekdays_off = [d for d, e in province.exceptions.items() if d.year == year and e.kind == "off" and d.weekday() < 5]
    assert len(weekdays_off) == off
    assert all(e.provisional == (e.day.year == 2027) for e in province.exceptions.values())
    assert all(set(e.name) == {"vi", "en"} for e in province.exceptions.values())
