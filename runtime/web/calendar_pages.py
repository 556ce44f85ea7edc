"""Working calendars in administration: what they say, and a new day off."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from runtime.services import calendars
from runtime.services.calendars import CalendarInfo
from runtime.services.errors import ServiceError
from runtime.web import surroundings
from runtime.web.i18n import gettext, language, ngettext, pick
from runtime.web.i18n import lazy_gettext as _l
from runtime.web.problems import Problem
from runtime.web.shell import ADMINISTERS, for_officers, present_officer

blueprint = Blueprint("calendars", __name__, url_prefix="/administration/calendars")

WEEKDAYS: dict[int, Any] = {
    1: _l("Monday"),
    2: _l("Tuesday"),
    3: _l("Wednesday"),
    4: _l("Thursday"),
    5: _l("Friday"),
    6: _l("Saturday"),
    7: _l("Sunday"),
}


@dataclass(frozen=True, slots=True)
class CalendarCard:
    """A calendar as the page shows it."""

    key: str
    title: str
    version: int
    week: tuple[tuple[str, str], ...]
    days: tuple[tuple[date, str], ...]


@blueprint.get("")
@for_officers(*ADMINISTERS)
def index() -> str:
    """Every calendar with its week and its special days."""
    return _page({}, ())


def _page(values: Mapping[str, str], errors: tuple[Problem, ...]) -> str:
    found = calendars.listed(surroundings.session())
    return render_template(
        "admin/calendars.html",
        calendars=[_card(one) for one in found],
        choices=[(one.key, _title(one)) for one in found],
        values=values,
        errors=errors,
    )


def _title(one: CalendarInfo) -> str:
    return pick(one.data.get("title")) or one.key


def _card(one: CalendarInfo) -> CalendarCard:
    hours: dict[int, list[str]] = {}
    for segment in one.merged.get("weekly", [])[-1:]:
        for span in segment.get("hours", []):
            for day in span["days"]:
                hours.setdefault(day, []).append(f"{span['start']}–{span['end']}")
    days = [(date.fromisoformat(entry["date"]), _day(entry)) for entry in one.merged.get("exceptions", [])]
    return CalendarCard(
        one.key,
        _title(one),
        one.version,
        tuple((str(WEEKDAYS[day]), ", ".join(sorted(spans))) for day, spans in sorted(hours.items())),
        tuple(sorted(days)),
    )


def _day(entry: Mapping[str, Any]) -> str:
    name = pick(entry.get("name"))
    word = gettext("working day") if entry.get("kind") != "off" else gettext("day off")
    return f"{name} ({word})" if name else word


@blueprint.post("")
@for_officers(*ADMINISTERS)
def add_day_off() -> tuple[str, int] | Response:
    """Announce a day off; every open due time that counted it moves."""
    values = {key: request.form.get(key, "").strip() for key in ("calendar", "day", "month", "year", "reason")}
    try:
        day = date(int(values["year"]), int(values["month"]), int(values["day"]))
    except (ValueError, OverflowError):
        return _page(values, (Problem(gettext("Enter the day as day, month and year."), "#day"),)), 422
    exception = {"date": day.isoformat(), "kind": "off", "name": {"vi": values["reason"], "en": values["reason"]}}
    try:
        done = calendars.add_exception(
            surroundings.session(),
            surroundings.clock(),
            values["calendar"],
            exception,
            values["reason"],
            present_officer(),
        )
    except ServiceError as error:
        anchor = "#reason" if error.code == "reason.missing" else ""
        return _page(values, (Problem(error.text(language()), anchor),)), 422
    moved = ngettext("%(num)s dossier was reckoned anew.", "%(num)s dossiers were reckoned anew.", done.dossiers)
    flash(f"{gettext('The day off was added.')} {moved}", "good")
    return redirect(url_for("calendars.index"), 303)
