"""For leaders: how many dossiers stand where, what is late, and the settlement report of this year."""

from datetime import date
from decimal import Decimal
from typing import Any

from flask import Blueprint, render_template, request, url_for

from engine.dossier import Status
from runtime.reports import Dashboard, SettlementReport, dashboard, settlement
from runtime.reports.settlement import Row
from runtime.services import organisation
from runtime.services.actors import Actor
from runtime.web import surroundings, words
from runtime.web.i18n import gettext, pick, show_number
from runtime.web.shell import OVERSEES, for_officers, present_officer
from runtime.web.words import role_name

blueprint = Blueprint("overview", __name__, url_prefix="/overview")


@blueprint.get("")
@for_officers(*OVERSEES)
def index() -> str:
    """The figures of now, and of the year so far."""
    actor = present_officer()
    board = dashboard(surroundings.session(), surroundings.clock(), actor)
    units = _units(actor)
    chosen = request.args.get("agency", "")
    agency = chosen if chosen in units else next(iter(units), None)
    return render_template(
        "overview.html",
        board=_board(board),
        queues=_queues(board),
        units=sorted(units.items(), key=lambda unit: unit[1]),
        agency=agency,
        report=_report(agency) if agency else None,
        links={"overdue": url_for("searching.index", due="overdue")},
    )


def _units(actor: Actor) -> dict[str, str]:
    """The agencies whose report the reader may see, the widest first."""
    codes = sorted(actor.oversees | actor.agencies, key=lambda code: (len(code), code))
    found = {one.code: one for one in organisation.tree(surroundings.session(), actor)}
    names = {held.agency: held.agency_names for held in actor.positions}
    return {code: pick(found[code].names if code in found else names.get(code)) or code for code in codes}


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
        ],
    }


def _queues(board: Dashboard) -> list[dict[str, Any]]:
    current = organisation.current(surroundings.session())
    return [
        {"agency": pick(current.names(agency)), "role": role_name(role), "open": count, "late": late}
        for (agency, role), (count, late) in sorted(board.tasks.items(), key=lambda item: -item[1][1])
    ]


def _report(agency: str) -> dict[str, Any]:
    today = surroundings.local(surroundings.now()).date()
    first = date(today.year, 1, 1)
    found = settlement(surroundings.session(), surroundings.clock(), first, today, agency)
    rows = [(pick(found.field_names.get(code)) or code, _numbers(row)) for code, row in sorted(found.fields.items())]
    return {"first": first, "last": today, "rows": rows, "total": _numbers(found.total), "share": _share(found)}


def _numbers(row: Row) -> tuple[int, ...]:
    got, done, left = row.received, row.settled, row.in_progress
    return (
        *(got.total, got.online, got.direct, got.carried),
        *(done.total, done.early, done.on_time, done.late),
        *(left.total, left.within, left.overdue),
    )


def _share(found: SettlementReport) -> str:
    done = found.total.settled
    if not done.total:
        return gettext("not applicable")
    share = Decimal((done.early + done.on_time) * 100) / done.total
    return f"{show_number(share.quantize(Decimal('0.1')))} %"
