"""For leaders: how many dossiers stand where, what is late, and which unit's steps wait; everything leads further."""

from typing import Any

from flask import Blueprint, render_template, request

from engine.dossier import Status
from runtime import reports
from runtime.reports import Asked, Dashboard, SettlementReport, dashboard
from runtime.reports.indicators import Ratio
from runtime.services import access, organisation
from runtime.services.actors import Actor
from runtime.web import surroundings, words
from runtime.web.days import period, today
from runtime.web.i18n import pick
from runtime.web.links import address
from runtime.web.reports import percent, units_of
from runtime.web.shell import OVERSEES, for_officers, present_officer
from runtime.web.words import role_name

blueprint = Blueprint("overview", __name__, url_prefix="/overview")


@blueprint.get("")
@for_officers(*OVERSEES)
def index() -> str:
    """The figures of now, and of the year so far."""
    actor = present_officer()
    board = dashboard(surroundings.session(), surroundings.clock(), actor)
    units = units_of(actor)
    chosen = request.args.get("agency", "")
    agency = chosen if chosen in units else next(iter(units), None)
    return render_template(
        "overview.html",
        board=_board(board),
        queues=_queues(board, actor),
        units=sorted(units.items(), key=lambda unit: unit[1]),
        agency=agency,
        year=_year(actor, agency) if agency else None,
    )


def _board(board: Dashboard) -> dict[str, Any]:
    due = board.by_due
    return {
        "open": sum(due.values()),
        "within": due.get("within", 0),
        "near": due.get("near", 0),
        "overdue": due.get("overdue", 0),
        "paused": due.get("paused", 0),
        "by_status": [
            (int(status), words.status_name(status), words.status_tone(status), board.by_status.get(int(status), 0))
            for status in Status
            if not status.closed
        ],
    }


def _queues(board: Dashboard, actor: Actor) -> list[dict[str, Any]]:
    current = organisation.current(surroundings.session())
    watched = access.watched(actor)
    return [
        {
            "agency": pick(current.names(agency)),
            "role": role_name(role),
            "open": count,
            "late": late,
            "link": address("unit.index", {"agency": agency, "role": role or ""}) if agency in watched else "",
        }
        for (agency, role), (count, late) in sorted(board.tasks.items(), key=lambda item: -item[1][1])
    ]


def _year(actor: Actor, agency: str) -> dict[str, Any]:
    first, last = period("year", today())
    asked = Asked(agency=agency, first=first, last=last)
    found = reports.report_of(surroundings.session(), surroundings.clock(), actor, asked)
    return {
        "first": first,
        "last": today(),
        "received": found.total.received.total,
        "settled": found.total.settled.total,
        "share": _share(found),
        "link": address("figures.index", {"agency": agency, "period": "year"}),
    }


def _share(found: SettlementReport) -> str:
    done = found.total.settled
    return percent(Ratio(part=done.early + done.on_time, whole=done.total))
