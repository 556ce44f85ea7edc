"""Days in forms and addresses: as browsers send them (2026-03-02) and as people write them (02/03/2026)."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from runtime.web import surroundings
from runtime.web.i18n import lazy_gettext as _l

PERIODS: Mapping[str, Any] = {
    "month": _l("This month"),
    "last_month": _l("Last month"),
    "quarter": _l("This quarter"),
    "year": _l("This year"),
    "last_year": _l("Last year"),
}


def today() -> date:
    """The day on the installation's wall clock."""
    return surroundings.local(surroundings.now()).date()


def read_day(text: str) -> date | None:
    """A day in either way of writing; None when it is not one."""
    told = text.strip()
    try:
        if "/" in told:
            day, month, year = (int(piece) for piece in told.split("/"))
            return date(year, month, day)
        return date.fromisoformat(told)
    except (ValueError, OverflowError):
        return None


def period(name: str, day: date) -> tuple[date, date]:
    """First and last day of a named period around a day; the year for a name that is none."""
    month = day.replace(day=1)
    match name:
        case "month":
            return month, _end_of(month)
        case "last_month":
            before = (month - timedelta(days=1)).replace(day=1)
            return before, month - timedelta(days=1)
        case "quarter":
            first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
            return first, _end_of(date(day.year, first.month + 2, 1))
        case "last_year":
            return date(day.year - 1, 1, 1), date(day.year - 1, 12, 31)
        case _:
            return date(day.year, 1, 1), date(day.year, 12, 31)


def _end_of(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1) - timedelta(days=1)
