"""Reports on screen: settlement, online services against targets, open dossiers; every number opens its dossiers."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from runtime import reports
from runtime.reports import CELLS, GROUPS, Asked, Counted, Row, SettlementReport
from runtime.reports.drill import DUE_STATES
from runtime.reports.indicators import Ratio
from runtime.reports.sheets import Cell, Sheet, csv_of, xlsx_of
from runtime.services import organisation, targets
from runtime.services.access import WORKING
from runtime.services.actors import Actor
from runtime.services.errors import InvalidError
from runtime.services.listing import DossierLine
from runtime.web import surroundings, words
from runtime.web.days import PERIODS, period, read_day, today
from runtime.web.i18n import gettext, language, pick, show_date, show_number
from runtime.web.i18n import lazy_gettext as _l
from runtime.web.links import address
from runtime.web.problems import Problem
from runtime.web.searching import rows_of
from runtime.web.shell import ADMINISTERS, for_officers, present_officer

blueprint = Blueprint("figures", __name__, url_prefix="/reports")

READERS = WORKING | {"oversight", "auditor", "unit_admin", "integrator"}
FILES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
MOST_ROWS = 10_000
"""Dossiers that one file lists at most."""

BY: Mapping[str, Any] = {"field": _l("Field of procedures"), "agency": _l("Unit"), "procedure": _l("Procedure")}
CELL_NAMES: Mapping[str, Any] = {
    "received": _l("Received"),
    "received.online": _l("Received online"),
    "received.direct": _l("Received at the counter or by post"),
    "received.carried": _l("Carried over"),
    "settled": _l("Settled"),
    "settled.early": _l("Settled early"),
    "settled.on_time": _l("Settled on time"),
    "settled.late": _l("Settled late"),
    "in_progress": _l("In progress"),
    "in_progress.within": _l("In progress, within time"),
    "in_progress.overdue": _l("In progress, overdue"),
}
STATE_NAMES: Mapping[str, Any] = {
    "within": _l("Within time"),
    "near": _l("Due soon"),
    "overdue": _l("Overdue"),
    "paused": _l("Paused"),
    "unlimited": _l("No time limit"),
}


# -- settlement --------------------------------------------------------------------------------------------------


@blueprint.get("")
@for_officers(*READERS)
def index() -> str | tuple[str, int]:
    """The settlement report of an agency in a period, its rows by field, unit or procedure."""
    actor = present_officer()
    units = units_of(actor)
    if not units:
        abort(403)
    asked = _asked(units)
    if isinstance(asked, Problem):
        return _settlement(units, None, None, (asked,)), 422
    found = reports.report_of(surroundings.session(), surroundings.clock(), actor, asked)
    return _settlement(units, asked, found, ())


def _settlement(
    units: Mapping[str, str], asked: Asked | None, found: SettlementReport | None, errors: tuple[Problem, ...]
) -> str:
    shown = {key: request.args.get(key, "") for key in ("agency", "period", "from", "to", "by")}
    if asked is not None:
        shown |= {"agency": asked.agency, "from": asked.first.isoformat(), "to": asked.last.isoformat(), "by": asked.by}
    return render_template(
        "reports/settlement.html",
        units=sorted(units.items(), key=lambda unit: unit[1]),
        periods=[(key, str(label)) for key, label in PERIODS.items()],
        by=[(key, str(label)) for key, label in BY.items()],
        shown=shown,
        report=found,
        unit=units.get(asked.agency, "") if asked else "",
        first_column=str(BY[asked.by]) if asked else "",
        rows=[] if not found or not asked else [_linked(asked, found, code) for code in _ordered(found)],
        total=None if not found or not asked else _linked(asked, found, None),
        share=_share(found.total) if found else "",
        files=[(kind.upper(), _settlement_link(asked, f"figures.{kind}")) for kind in FILES] if asked else [],
        errors=errors,
    )


def units_of(actor: Actor) -> dict[str, str]:
    """The agencies whose report the reader may see, the widest first."""
    works = {held.agency for held in actor.positions if held.role in WORKING}
    current = organisation.current(surroundings.session())
    codes = sorted(actor.oversees | works, key=lambda code: (len(code), code))
    return {code: pick(current.names(code)) for code in codes}


def _asked(units: Mapping[str, str]) -> Asked | Problem:
    """What the address asks for; a problem where a day is none."""
    wanted = request.args.get("agency", "")
    agency = wanted if wanted in units else next(iter(units))
    by = request.args.get("by", "field")
    days = period(request.args.get("period", "year"), today())
    told = request.args.get("from", ""), request.args.get("to", "")
    if any(told) and not request.args.get("period"):
        first, last = read_day(told[0]), read_day(told[1])
        if first is None or last is None:
            return Problem(gettext("Enter a day."), "#from" if first is None else "#to")
        if last < first:
            return Problem(InvalidError("day.order").text(language()), "#to")
        days = first, last
    return Asked(agency=agency, first=days[0], last=days[1], by=by if by in GROUPS else "field")


def _settlement_link(asked: Asked, endpoint: str, **more: str) -> str:
    query = {"agency": asked.agency, "from": asked.first.isoformat(), "to": asked.last.isoformat(), "by": asked.by}
    return address(endpoint, {**query, **more})


def _ordered(found: SettlementReport) -> list[str]:
    return sorted(found.fields, key=lambda code: (pick(found.field_names.get(code)) or code).casefold())


def _linked(asked: Asked, found: SettlementReport, code: str | None) -> dict[str, Any]:
    row = found.total if code is None else found.fields[code]
    name = gettext("Total") if code is None else pick(found.field_names.get(code)) or code
    where = {} if code is None else {"code": code}
    cells = [
        {
            "count": count,
            "name": str(CELL_NAMES[cell]),
            "link": _settlement_link(asked, "figures.behind", cell=cell, **where),
        }
        for cell, count in zip(CELLS, row.figures(), strict=True)
    ]
    return {"name": name, "code": code, "cells": cells}


def _share(row: Row) -> str:
    done = row.settled
    return percent(Ratio(part=done.early + done.on_time, whole=done.total))


def percent(ratio: Ratio) -> str:
    """A ratio as people read it; without a denominator it is not applicable."""
    found = ratio.percent
    return gettext("not applicable") if found is None else f"{show_number(found)} %"


@blueprint.get("/dossiers")
@for_officers(*READERS)
def behind() -> str:
    """The dossiers behind a number of the settlement report."""
    units = units_of(present_officer())
    asked = _asked(units)
    if isinstance(asked, Problem) or request.args.get("agency") not in units:
        abort(404)
    cell, code = request.args.get("cell", ""), request.args.get("code") or None
    found = _behind(asked, cell, code, request.args.get("after"))
    more = {"cell": cell, **({} if code is None else {"code": code})}
    days = gettext("%(first)s to %(last)s", first=show_date(asked.first), last=show_date(asked.last))
    return _list_page(
        found,
        heading=str(CELL_NAMES[cell]),
        told=" · ".join(part for part in (units[asked.agency], _row_name(asked.by, code), days) if part),
        back=_settlement_link(asked, "figures.index"),
        link=lambda endpoint, **extra: _settlement_link(asked, endpoint, **more, **extra),
        endpoints=("figures.behind", "figures.behind_csv", "figures.behind_xlsx"),
    )


def _behind(asked: Asked, cell: str, code: str | None, after: str | None, limit: int = 30) -> Counted:
    session, clock = surroundings.session(), surroundings.clock()
    return reports.dossiers_behind(session, clock, present_officer(), asked, cell, code, after, limit)


def _row_name(by: str, code: str | None) -> str:
    if code is None:
        return ""
    with surroundings.reading() as session:
        from runtime.reports.settlement import names_of
        from runtime.services.snapshot import snapshot

        return pick(names_of(session, snapshot(session), by, [code]).get(code)) or code


def _list_page(
    found: Counted,
    *,
    heading: str,
    told: str,
    back: str,
    link: Callable[..., str],
    endpoints: tuple[str, str, str],
) -> str:
    page, as_csv, as_xlsx = endpoints
    return render_template(
        "reports/dossiers.html",
        heading=heading,
        told=told,
        count=found.count,
        rows=rows_of(found.page.lines),
        back=back,
        first_page=link(page) if "after" in request.args else None,
        next=link(page, after=found.page.cursor) if found.page.cursor else None,
        files=[("CSV", link(as_csv)), ("XLSX", link(as_xlsx))],
    )


# -- open dossiers -----------------------------------------------------------------------------------------------


@blueprint.get("/open")
@for_officers(*READERS)
def open_now() -> str:
    """Open dossiers by how they stand to their due time."""
    units, agency, by = _place()
    found = reports.open_now(surroundings.session(), surroundings.clock(), present_officer(), agency, by)

    def cells(counts: Mapping[str, int], code: str | None) -> list[tuple[str, int, str]]:
        where = {"agency": agency, "by": by, **({} if code is None else {"code": code})}
        each = [(state, counts[state]) for state in DUE_STATES]
        linked = [(key, count, address("figures.open_behind", {**where, "state": key})) for key, count in each]
        return [("all", sum(counts.values()), address("figures.open_behind", where)), *linked]

    named = {code: pick(found.names.get(code)) or code for code in found.rows}
    return render_template(
        "reports/open.html",
        units=sorted(units.items(), key=lambda unit: unit[1]),
        by=[(key, str(label)) for key, label in BY.items()],
        shown={"agency": agency, "by": by},
        first_column=str(BY[by]),
        states=[str(STATE_NAMES[state]) for state in DUE_STATES],
        rows=[(name, cells(found.rows[code], code)) for code, name in sorted(named.items(), key=lambda one: one[1])],
        total=cells(found.total, None),
    )


def _place() -> tuple[dict[str, str], str, str]:
    units = units_of(present_officer())
    if not units:
        abort(403)
    wanted, by = request.args.get("agency", ""), request.args.get("by", "field")
    return units, wanted if wanted in units else next(iter(units)), by if by in GROUPS else "field"


@blueprint.get("/open/dossiers")
@for_officers(*READERS)
def open_behind() -> str:
    """The open dossiers behind a number."""
    units, agency, by = _place()
    if request.args.get("agency") not in units:
        abort(404)
    state, code = request.args.get("state") or None, request.args.get("code") or None
    found = _open_behind(agency, state, (by, code), request.args.get("after"))
    where = {"agency": agency, "by": by, **({"state": state} if state else {}), **({"code": code} if code else {})}
    return _list_page(
        found,
        heading=str(STATE_NAMES[state]) if state else gettext("Open dossiers"),
        told=" · ".join(part for part in (units[agency], _row_name(by, code)) if part),
        back=address("figures.open_now", {"agency": agency, "by": by}),
        link=lambda endpoint, **extra: address(endpoint, {**where, **extra}),
        endpoints=("figures.open_behind", "figures.open_csv", "figures.open_xlsx"),
    )


def _open_behind(
    agency: str, state: str | None, row: tuple[str, str | None], after: str | None, limit: int = 30
) -> Counted:
    session, clock = surroundings.session(), surroundings.clock()
    return reports.open_behind(session, clock, present_officer(), agency, state, row, after, limit)


# -- online services ---------------------------------------------------------------------------------------------


@blueprint.get("/online")
@for_officers(*READERS)
def online() -> str:
    """Services with online dossiers ÷ services with dossiers, and online dossiers ÷ dossiers, against targets."""
    return _online(())


def _online(errors: tuple[Problem, ...], unknown: Sequence[tuple[int, str]] = ()) -> str:
    units, agency, _by = _place()
    year = _year()
    actor = present_officer()
    found = reports.indicators(surroundings.session(), surroundings.clock(), actor, agency, year)
    return render_template(
        "reports/online.html",
        units=sorted(units.items(), key=lambda unit: unit[1]),
        years=[(str(one), str(one)) for one in range(today().year + 1, 2019, -1)],
        shown={"agency": agency, "year": str(year)},
        until=found.until,
        rows=[
            {
                "name": pick(row.names),
                "link": address("figures.online", {"agency": row.agency, "year": str(year)}) if number else "",
                "ratios": [_ratio(row.services, row.agency), _ratio(row.dossiers, row.agency)],
            }
            for number, row in enumerate(found.rows)
        ],
        files=[
            (kind.upper(), address(f"figures.online_{kind}", {"agency": agency, "year": str(year)})) for kind in FILES
        ],
        may_set=bool(actor.roles & ADMINISTERS),
        unknown=unknown,
        errors=errors,
    )


def _year() -> int:
    told = (request.values.get("year") or "").strip()
    return int(told) if told.isascii() and told.isdigit() and len(told) == 4 and told >= "1900" else today().year


def _ratio(ratio: Ratio, agency: str) -> dict[str, Any]:
    from_above = ratio.target_of is not None and ratio.target_of != agency
    current = organisation.current(surroundings.session())
    return {
        "counts": f"{show_number(ratio.part)}/{show_number(ratio.whole)}",
        "percent": percent(ratio),
        "target": gettext("no target") if ratio.target is None else f"{show_number(ratio.target)} %",
        "target_of": pick(current.names(ratio.target_of)) if from_above else "",
        "met": ratio.met,
    }


@blueprint.post("/targets")
@for_officers(*ADMINISTERS)
def take_targets() -> str | tuple[str, int] | AnyResponse:
    """Read the targets of a year from a table."""
    sent = request.files.get("table")
    content = sent.stream.read() if sent else b""
    if not content:
        return _online((Problem(gettext("Choose a table (CSV)."), "#table"),)), 422
    try:
        skip = request.form.get("skip") == "on"
        done = targets.take(surroundings.session(), content, _year(), present_officer(), skip_unknown=skip)
    except InvalidError as error:
        return _online((Problem(error.text(language()), "#table"),)), 422
    flash(gettext("Targets taken over for %(count)s agencies.", count=done.agencies), "good")
    return _online((), done.unknown) if done.unknown else redirect(url_for("figures.online", year=_year()), 303)


# -- files -------------------------------------------------------------------------------------------------------


def _file(kind: str, name: str, title: str, rows: Sheet) -> Response:
    content = csv_of(rows) if kind == "csv" else xlsx_of(title, rows)
    return Response(
        content,
        mimetype=FILES[kind].partition(";")[0],
        headers={"Content-Type": FILES[kind], "Content-Disposition": f'attachment; filename="{name}.{kind}"'},
    )


def _settlement_file(kind: str) -> Response:
    units = units_of(present_officer())
    asked = _asked(units) if units else None
    if not isinstance(asked, Asked):
        abort(404)
    found = reports.report_of(surroundings.session(), surroundings.clock(), present_officer(), asked)
    head: list[Cell] = [gettext("Code"), str(BY[asked.by]), *(str(CELL_NAMES[cell]) for cell in CELLS)]
    rows: list[Sequence[Cell]] = [head]
    rows += [
        [code, pick(found.field_names.get(code)) or code, *found.fields[code].figures()] for code in _ordered(found)
    ]
    rows.append(["", gettext("Total"), *found.total.figures()])
    return _file(kind, f"settlement-{asked.agency}-{asked.first}-{asked.last}", gettext("Settlement report"), rows)


def _dossiers_file(kind: str, name: str, found: Callable[[str | None], Counted]) -> Response:
    lines: list[DossierLine] = []
    cursor: str | None = None
    while len(lines) < MOST_ROWS:
        page = found(cursor).page
        lines += page.lines
        cursor = page.cursor
        if cursor is None:
            break
    return _file(kind, name, gettext("Dossiers"), [_head(), *map(_told, lines)])


def _head() -> list[Cell]:
    return [
        gettext("Dossier"),
        gettext("Procedure"),
        gettext("Applicant"),
        gettext("Status"),
        gettext("Channel"),
        gettext("Submitted at"),
        gettext("Received at"),
        gettext("Due"),
        gettext("Settled at"),
        gettext("Timeliness"),
    ]


def _told(line: DossierLine) -> list[Cell]:
    timeliness = words.CLASSES.get(line.timeliness or "")
    return [
        line.code,
        pick(line.procedure_names),
        line.applicant,
        words.status_name(line.status),
        words.word_of(words.CHANNELS, line.channel),
        line.submitted_at,
        line.received_at,
        line.due_at,
        line.settled_at,
        "" if timeliness is None else str(timeliness[0]),
    ]


def _behind_file(kind: str) -> Response:
    units = units_of(present_officer())
    asked = _asked(units) if request.args.get("agency") in units else None
    if not isinstance(asked, Asked):
        abort(404)
    cell, code = request.args.get("cell", ""), request.args.get("code") or None
    return _dossiers_file(kind, f"dossiers-{cell}", lambda after: _behind(asked, cell, code, after, 200))


def _open_file(kind: str) -> Response:
    units, agency, by = _place()
    if request.args.get("agency") not in units:
        abort(404)
    state, code = request.args.get("state") or None, request.args.get("code") or None
    return _dossiers_file(
        kind, f"dossiers-{state or 'open'}", lambda after: _open_behind(agency, state, (by, code), after, 200)
    )


def _online_file(kind: str) -> Response:
    _units, agency, _by = _place()
    found = reports.indicators(surroundings.session(), surroundings.clock(), present_officer(), agency, _year())
    head: list[Cell] = [gettext("Code"), gettext("Unit")]
    for name in (gettext("Services with online dossiers"), gettext("Dossiers online")):
        head += [name, gettext("of"), "%", gettext("Target")]
    rows: list[Sequence[Cell]] = [head]
    for row in found.rows:
        cells: list[Cell] = [row.agency, pick(row.names)]
        for ratio in (row.services, row.dossiers):
            cells += [ratio.part, ratio.whole, ratio.percent, ratio.target]
        rows.append(cells)
    return _file(kind, f"online-{agency}-{found.year}", gettext("Online services"), rows)


def _register_files() -> None:
    """Each report as CSV and as XLSX, at the report's address with the file's ending."""
    makers: Sequence[tuple[str, str, Callable[[str], Response]]] = (
        ("settlement", "", _settlement_file),
        ("dossiers", "behind_", _behind_file),
        ("open-dossiers", "open_", _open_file),
        ("online", "online_", _online_file),
    )
    for path, prefix, make in makers:
        for kind in FILES:
            view = for_officers(*READERS)(lambda make=make, kind=kind: make(kind))
            blueprint.add_url_rule(f"/{path}.{kind}", f"{prefix}{kind}", view)


_register_files()
