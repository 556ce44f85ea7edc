from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from process_models.calendars import shipped_calendars
from runtime.services.nearness import near_line, urgency

SATURDAY = datetime(2026, 3, 7, 10, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
CALENDAR = shipped_calendars()["province"]


def test_on_a_saturday_monday_morning_is_soon():
    assert near_line(CALENDAR, SATURDAY).isoformat() == "2026-03-09T11:00:00+07:00"


@pytest.mark.parametrize(
    ("hours", "expected"), [(-1, "overdue"), (1, "near"), (48, "near"), (49, "near"), (50, "within")]
)
def test_the_working_calendar_decides_what_is_soon(hours, expected):
    assert urgency((SATURDAY + timedelta(hours=hours), None), SATURDAY, CALENDAR) == expected


def test_a_year_nobody_has_announced_falls_back_to_the_wall_clock():
    far = SATURDAY.replace(year=2040)
    assert near_line(CALENDAR, far) == far + timedelta(hours=4)
    assert near_line(None, far) == far + timedelta(hours=4)


def test_without_a_due_instant_there_is_no_hurry():
    assert urgency((None,), SATURDAY, CALENDAR) == "within"
